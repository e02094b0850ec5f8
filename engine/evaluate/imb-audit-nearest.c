/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where synthetic rows lie among the real ones: the distance to the closest real record, and whose place that is, both beside
 * what holds for real rows themselves. Two searches for neighbours with at most MAX_ASKED queries each. */
#include <math.h>
#include <string.h>

#include "engine/evaluate/imb-audit-private.h"
#include "engine/kernels/imb-sort.h"
#include "engine/samplers/imb-near.h"

#define MAX_ASKED 10000
#define NEAR      0.01 /* of the median distance between a real row and its nearest */
#define EQUALS    5    /* rows at the same least distance among which one of the own class is looked for */
#define ROUNDING  1e-9 /* what scaling there and back may cost, in the units of the scale */

/* Every so many-th of @rows, so that at most MAX_ASKED are left. */
static gsize
thin_out (guint32 *rows,
          gsize    n)
{
  gsize n_left = MIN (n, MAX_ASKED);

  for (gsize i = 0; i < n_left; i++)
    rows[i] = rows[imb_audit_spaced (i, n, n_left)];
  return n_left;
}

/* The synthetic rows that are asked, in the scale of distances. */
static ImbMatrix *
gather_asked (const ImbAuditInput *in,
              const guint32       *asked,
              gsize                n_asked,
              ImbJob              *job,
              GError             **error)
{
  g_autoptr (ImbMatrix) rows = imb_matrix_new (n_asked, in->resample->made->n_cols, error);

  if (rows == NULL)
    return NULL;

  for (gsize i = 0; i < n_asked; i++)
    memcpy (imb_matrix_row (rows, i), imb_matrix_row (in->resample->made, asked[i]), rows->n_cols * sizeof (double));
  return imb_space_measure (in->space, rows, job, error);
}

static gboolean
has_missing (const ImbMatrix *matrix)
{
  for (gsize i = 0; i < matrix->n_rows; i++)
    for (gsize j = 0; j < matrix->n_cols; j++)
      if (isnan (imb_matrix_row (matrix, i)[j]))
        return TRUE;
  return FALSE;
}

static double
median (const double *values,
        gsize         n)
{
  g_autofree double *copy = g_memdup2 (values, MAX (n, 1) * sizeof *values);

  return n > 0 ? imb_quantile (copy, n, 0.5) : NAN;
}

/* Whether the nearest of @n rows, not @own, is of another class; of equally near ones one of the own class counts. */
static gboolean
is_foreign (const ImbAuditInput *in,
            const guint32       *found,
            const double        *distances,
            gsize                n,
            guint32              own,
            guint                own_class)
{
  double least = NAN;

  for (gsize i = 0; i < n; i++)
    {
      if (found[i] == own)
        continue;
      if (isnan (least))
        least = distances[i];
      if (distances[i] > least)
        break;
      if (imb_view_class (&in->view, found[i]) == own_class)
        return FALSE;
    }
  return TRUE;
}

/* Real rows of the classes that grow: their nearest other rows. Gives the median distance. */
static gboolean
ask_real (const ImbAuditInput *in,
          const ImbNear       *near,
          ImbAudit            *out,
          double              *usual,
          ImbJob              *job,
          GError             **error)
{
  gsize               n = in->view.n_rows, k = MIN (EQUALS + 1, n);
  g_autofree guint32 *points = g_new (guint32, MAX (n, 1));
  g_autofree guint32 *queries = g_new (guint32, MAX (n, 1));
  g_autofree guint32 *found = g_new (guint32, (EQUALS + 1) * MAX_ASKED);
  g_autofree double  *distances = g_new (double, (EQUALS + 1) * MAX_ASKED);

  for (gsize i = 0; i < n; i++)
    {
      points[i] = (guint32) i;
      if (in->grows[imb_view_class (&in->view, i)])
        queries[out->n_real++] = (guint32) i;
    }
  out->n_real = thin_out (queries, out->n_real);
  if (out->n_real == 0 || n < 2)
    return TRUE;
  if (!imb_near_find (near, points, n, queries, out->n_real, k, IMB_LIST_ALL, found, distances, job, error))
    return FALSE;

  for (gsize i = 0; i < out->n_real; i++)
    {
      gsize at = found[k * i] == queries[i] ? k * i + 1 : k * i; /* a duplicate may stand before the row itself */

      out->n_real_foreign += is_foreign (in, found + k * i, distances + k * i, k, queries[i], imb_view_class (&in->view, queries[i]));
      distances[i] = sqrt (distances[at]);
    }
  *usual = median (distances, out->n_real);
  return TRUE;
}

/* Synthetic rows stand behind the real ones of @near's view. */
static gboolean
ask_synthetic (const ImbAuditInput *in,
               const ImbNear       *near,
               const guint32       *asked,
               double               usual,
               ImbAudit            *out,
               ImbJob              *job,
               GError             **error)
{
  gsize               n = in->view.n_rows, k = MIN (EQUALS, n);
  g_autofree guint32 *points = g_new (guint32, MAX (n, 1));
  g_autofree guint32 *queries = g_new (guint32, out->n_asked);
  g_autofree guint32 *found = g_new (guint32, EQUALS * out->n_asked);
  g_autofree double  *distances = g_new (double, EQUALS * out->n_asked);

  for (gsize i = 0; i < n; i++)
    points[i] = (guint32) i;
  for (gsize i = 0; i < out->n_asked; i++)
    queries[i] = (guint32) (n + i);
  if (!imb_near_find (near, points, n, queries, out->n_asked, k, IMB_LIST_ALL, found, distances, job, error))
    return FALSE;

  for (gsize i = 0; i < out->n_asked; i++)
    {
      out->n_foreign += is_foreign (in, found + k * i, distances + k * i, k, queries[i], in->resample->made_classes[asked[i]]);
      distances[i] = sqrt (distances[k * i]);
      out->n_copies += distances[i] <= ROUNDING;
      out->n_near += distances[i] > ROUNDING && distances[i] < NEAR * usual;
    }
  if (usual > 0.0)
    out->distance_ratio = median (distances, out->n_asked) / usual;
  return TRUE;
}

gboolean
imb_audit_nearest (const ImbAuditInput *in,
                   ImbAudit            *out,
                   ImbJob              *job,
                   GError             **error)
{
  gsize               n = in->view.n_rows;
  g_autofree guint32 *asked = g_memdup2 (in->synthetic, in->n_synthetic * sizeof *asked);
  g_autofree guint32 *rows = NULL;
  g_autofree guint16 *classes = NULL;
  g_autoptr (ImbMatrix) made = NULL;
  g_autoptr (ImbNear) near = NULL;
  g_autoptr (ImbJob) first = imb_job_new_part (job, 0.5);
  g_autoptr (ImbJob) second = imb_job_new_part (job, 0.5);
  ImbView view = in->view;
  double  usual = NAN;

  out->n_asked = thin_out (asked, in->n_synthetic);
  made = gather_asked (in, asked, out->n_asked, job, error);
  if (made == NULL)
    return FALSE;

  rows = g_new (guint32, n + out->n_asked);
  classes = g_new (guint16, n + out->n_asked);
  for (gsize i = 0; i < n + out->n_asked; i++)
    {
      rows[i] = (guint32) i;
      classes[i] = (guint16) (i < n ? imb_view_class (&in->view, i) : in->resample->made_classes[asked[i - n]]);
    }
  view.base = imb_space_get_matrix (in->space);
  view.memo = imb_space_get_memo (in->space);
  view.made = made;
  view.rows = rows;
  view.classes = classes;
  view.weights = NULL;
  view.n_rows = n + out->n_asked;
  near = imb_near_new (&view, has_missing (view.base) ? IMB_DISTANCE_HEOM : IMB_DISTANCE_EUCLIDEAN, IMB_ALL_CLASSES, job, error);
  return near != NULL
         && ask_real (in, near, out, &usual, first, error)
         && ask_synthetic (in, near, asked, usual, out, second, error);
}
