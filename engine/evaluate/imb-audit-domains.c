/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether synthetic rows keep to what the columns hold: the range of each feature in their class, whole numbers, categories. One pass
 * over all rows. Rows come back from the scale of distances, so the last digits are no reason to complain. */
#include <math.h>

#include "engine/evaluate/imb-audit-private.h"

#define BLOCK    512
#define ROUNDING 1e-9

/* Smallest and largest value of each feature, a row for each class; of classes that do not grow infinities. */
static gboolean
measure_ranges (const ImbAuditInput *in,
                ImbMatrix           *low,
                ImbMatrix           *high,
                ImbJob              *job,
                GError             **error)
{
  for (guint c = 0; c < in->view.n_classes; c++)
    for (gsize j = 0; j < low->n_cols; j++)
      {
        imb_matrix_row (low, c)[j] = INFINITY;
        imb_matrix_row (high, c)[j] = -INFINITY;
      }
  for (gsize i = 0; i < in->view.n_rows; i++)
    {
      guint         c = imb_view_class (&in->view, i);
      const double *row = imb_view_row (&in->view, i);

      if (i % BLOCK == 0 && !imb_job_step (job, i, in->view.n_rows, error))
        return FALSE;
      for (gsize j = 0; in->grows[c] && j < low->n_cols; j++)
        {
          double *least = &imb_matrix_row (low, c)[j], *most = &imb_matrix_row (high, c)[j];

          if (row[j] < *least)
            *least = row[j];
          if (row[j] > *most)
            *most = row[j];
        }
    }
  return TRUE;
}

/* A class without any value in the feature has no range to leave. */
static gboolean
is_outside (double value,
            double low,
            double high)
{
  double slack = ROUNDING * (high - low + MAX (fabs (low), fabs (high)));

  return low <= high && (value < low - slack || value > high + slack);
}

static gboolean
is_fraction (double value)
{
  return fabs (value - round (value)) > ROUNDING * MAX (1.0, fabs (value));
}

static gboolean
is_broken (const ImbAuditInput *in,
           gsize                j,
           double               value)
{
  if (isnan (value))
    return FALSE;
  if (imb_view_is_category (&in->view, j))
    return value != floor (value) || value < 0.0 || value >= in->view.kinds[j].n_levels;
  return imb_design_feature_at (in->design, j)->whole && is_fraction (value);
}

static gssize
largest (const gsize *counts,
         gsize        n)
{
  gssize most = -1;

  for (gsize j = 0; j < n; j++)
    if (counts[j] > 0 && (most < 0 || counts[j] > counts[most]))
      most = (gssize) j;
  return most;
}

gboolean
imb_audit_domains (const ImbAuditInput *in,
                   ImbAudit            *out,
                   ImbJob              *job,
                   GError             **error)
{
  gsize d = in->view.base->n_cols;
  g_autoptr (ImbMatrix) low = imb_matrix_new (MAX (in->view.n_classes, 1), d, error);
  g_autoptr (ImbMatrix) high = low != NULL ? imb_matrix_new (MAX (in->view.n_classes, 1), d, error) : NULL;
  g_autofree gsize *outside = g_new0 (gsize, MAX (d, 1));
  g_autofree gsize *broken = g_new0 (gsize, MAX (d, 1));

  if (high == NULL || !measure_ranges (in, low, high, job, error))
    return FALSE;

  for (gsize i = 0; i < in->n_synthetic; i++)
    {
      const double *row = imb_matrix_row (in->resample->made, in->synthetic[i]);
      guint         c = in->resample->made_classes[in->synthetic[i]];
      gboolean      leaves = FALSE, breaks = FALSE;

      if (i % BLOCK == 0 && !imb_job_step (job, 0, 0, error))
        return FALSE;
      for (gsize j = 0; j < d; j++)
        {
          gboolean is_out = !imb_view_is_category (&in->view, j) && is_outside (row[j], imb_matrix_row (low, c)[j], imb_matrix_row (high, c)[j]);
          gboolean is_bad = is_broken (in, j, row[j]);

          outside[j] += is_out;
          broken[j] += is_bad;
          leaves |= is_out;
          breaks |= is_bad;
        }
      out->n_outside += leaves;
      out->n_broken += breaks;
    }
  out->outside_most = largest (outside, d);
  out->broken_most = largest (broken, d);
  return TRUE;
}
