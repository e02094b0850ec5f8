/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far resampling moved each feature's distribution within a class: the largest distance between the two distribution functions
 * (Kolmogorov-Smirnov) for numbers, half the sum of the differences of shares for categories. Within a class, because
 * another mixture of classes is what resampling is for. A block is a feature; O(n log n) each. */
#include <math.h>
#include <string.h>

#include "engine/core/imb-parallel.h"
#include "engine/evaluate/imb-audit-private.h"
#include "engine/kernels/imb-sort.h"

/* Rows grouped by class: those of class c are at offsets[c] … offsets[c + 1]. */
typedef struct
{
  guint32 *rows;
  gsize   *offsets;
} Groups;

static void
groups_clear (Groups *self)
{
  g_free (self->rows);
  g_free (self->offsets);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Groups, groups_clear)

typedef struct
{
  const ImbAuditInput *in;
  ImbAudit            *out;
  const gboolean      *changes; /* of classes */
  const Groups        *before;
  const Groups        *after;
} Work;

static guint
class_of (const ImbAuditInput *in,
          guint32              row)
{
  return row < in->resample->n_in ? imb_view_class (&in->view, row) : in->resample->made_classes[row - in->resample->n_in];
}

static Groups
group (const ImbAuditInput *in,
       const guint32       *rows, /* NULL: all of the view */
       gsize                n_rows)
{
  Groups            self = { g_new (guint32, MAX (n_rows, 1)), g_new0 (gsize, in->view.n_classes + 1) };
  g_autofree gsize *at = g_new (gsize, in->view.n_classes + 1);

  for (gsize i = 0; i < n_rows; i++)
    self.offsets[class_of (in, rows != NULL ? rows[i] : (guint32) i) + 1]++;
  for (guint c = 0; c < in->view.n_classes; c++)
    self.offsets[c + 1] += self.offsets[c];
  memcpy (at, self.offsets, (in->view.n_classes + 1) * sizeof *at);
  for (gsize i = 0; i < n_rows; i++)
    {
      guint32 row = rows != NULL ? rows[i] : (guint32) i;

      self.rows[at[class_of (in, row)]++] = row;
    }
  return self;
}

/* Values of feature j in class c, ascending, without NaN. */
static gsize
gather (const ImbAuditInput *in,
        const Groups        *groups,
        gsize                j,
        guint                c,
        double              *values)
{
  const ImbResample *resample = in->resample;
  gsize              n = 0;

  for (gsize i = groups->offsets[c]; i < groups->offsets[c + 1]; i++)
    {
      guint32 row = groups->rows[i];

      values[n] = row < resample->n_in ? imb_view_row (&in->view, row)[j] : imb_matrix_row (resample->made, row - resample->n_in)[j];
      n += !isnan (values[n]);
    }
  qsort (values, n, sizeof *values, imb_compare_doubles);
  return n;
}

/* Both sorted. Values that differ by rounding alone are one: synthetic rows come back from the scale of distances. */
static double
distance_of_numbers (const double *a,
                     gsize         n_a,
                     const double *b,
                     gsize         n_b)
{
  double most = 0.0;

  for (gsize i = 0, k = 0; i < n_a && k < n_b;)
    {
      double value = MIN (a[i], b[k]);

      value += 1e-12 * fabs (value);
      while (i < n_a && a[i] <= value)
        i++;
      while (k < n_b && b[k] <= value)
        k++;
      most = MAX (most, fabs ((double) i / (double) n_a - (double) k / (double) n_b));
    }
  return most;
}

static double
distance_of_categories (const double *a,
                        gsize         n_a,
                        const double *b,
                        gsize         n_b,
                        guint         n_levels)
{
  g_autofree double *shares = g_new0 (double, n_levels + 1);
  double             sum = 0.0;

  for (gsize i = 0; i < n_a; i++)
    shares[(guint) CLAMP (a[i], 0.0, n_levels)] += 1.0 / (double) n_a;
  for (gsize i = 0; i < n_b; i++)
    shares[(guint) CLAMP (b[i], 0.0, n_levels)] -= 1.0 / (double) n_b;
  for (guint v = 0; v <= n_levels; v++)
    sum += fabs (shares[v]);
  return sum / 2.0;
}

static gboolean
measure (gsize    j,
         gpointer data,
         GError **error)
{
  Work          *work = data;
  const ImbView *view = &work->in->view;
  g_autoptr (ImbMatrix) values = imb_matrix_new_unset (2, MAX (MAX (view->n_rows, work->in->resample->n_rows), 1), error);

  if (values == NULL)
    return FALSE;

  for (guint c = 0; c < view->n_classes; c++)
    {
      double *before = imb_matrix_row (values, 0), *after = imb_matrix_row (values, 1);
      gsize   n_before = work->changes[c] ? gather (work->in, work->before, j, c, before) : 0;
      gsize   n_after = n_before > 0 ? gather (work->in, work->after, j, c, after) : 0;
      double  moved;

      if (n_after == 0)
        continue;
      moved = imb_view_is_category (view, j) ? distance_of_categories (before, n_before, after, n_after, view->kinds[j].n_levels)
                                             : distance_of_numbers (before, n_before, after, n_after);
      if (moved > work->out->shifts[j])
        {
          work->out->shifts[j] = moved;
          work->out->shift_classes[j] = (guint16) c;
        }
    }
  return TRUE;
}

/* Classes of which a row came, went or is there again. */
static gboolean *
find_changes (const ImbAuditInput *in)
{
  gboolean          *changes = g_memdup2 (in->grows, MAX (in->view.n_classes, 1) * sizeof *changes);
  g_autofree guint8 *met = g_malloc0 (in->resample->n_in + 1);

  for (gsize i = 0; i < in->resample->n_rows; i++)
    if (in->resample->rows[i] < in->resample->n_in && met[in->resample->rows[i]]++ > 0)
      {
        changes[imb_view_class (&in->view, in->resample->rows[i])] = TRUE;
        met[in->resample->rows[i]] = 1;
      }
  for (gsize i = 0; i < in->resample->n_in; i++)
    if (met[i] == 0)
      changes[imb_view_class (&in->view, i)] = TRUE;
  return changes;
}

gboolean
imb_audit_shifts (const ImbAuditInput *in,
                  ImbAudit            *out,
                  ImbJob              *job,
                  GError             **error)
{
  g_autofree gboolean *changes = find_changes (in);
  g_auto (Groups) before = group (in, NULL, in->view.n_rows);
  g_auto (Groups) after = group (in, in->resample->rows, in->resample->n_rows);
  Work work = { in, out, changes, &before, &after };

  return imb_parallel_for (out->n_features, measure, &work, job, error);
}
