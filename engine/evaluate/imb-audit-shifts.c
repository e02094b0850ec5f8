/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far resampling moved each feature's distribution within a class: the largest distance between the two distribution functions
 * (Kolmogorov-Smirnov) and the area between them (Wasserstein-1) for numbers, half the sum of the differences of shares for
 * categories. Within a class, because
 * another mixture of classes is what resampling is for. A block is a feature; O(n log n) each. */
#include <math.h>

#include "engine/core/imb-parallel.h"
#include "engine/evaluate/imb-audit-private.h"
#include "engine/kernels/imb-sort.h"
#include "engine/kernels/imb-sum.h"

#define ROUNDING 1e-12

typedef struct
{
  const ImbAuditInput *in;
  ImbAudit            *out;
} Work;

/* Values of feature j in class c, ascending, without NaN. */
static gsize
gather (const ImbAuditInput *in,
        const ImbAuditRows  *rows,
        gsize                j,
        guint                c,
        double              *values)
{
  gsize n = 0;

  for (gsize i = rows->offsets[c]; i < rows->offsets[c + 1]; i++)
    {
      values[n] = imb_audit_row (in, rows->rows[i])[j];
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

      value += ROUNDING * fabs (value);
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

/* The area between the two distribution functions (Wasserstein-1), exact: what a value moved on average if values move as little as
 * they can. Both sorted. */
static double
distance_moved (const double *a,
                gsize         n_a,
                const double *b,
                gsize         n_b)
{
  double area = 0.0;
  double last = MIN (a[0], b[0]);

  for (gsize i = 0, k = 0; i < n_a || k < n_b;)
    {
      double next = k == n_b || (i < n_a && a[i] <= b[k]) ? a[i] : b[k];

      area += fabs ((double) i / (double) n_a - (double) k / (double) n_b) * (next - last);
      last = next;
      while (i < n_a && a[i] <= next)
        i++;
      while (k < n_b && b[k] <= next)
        k++;
    }
  return area;
}

static double
standard_deviation (const double *values,
                    gsize         n)
{
  double mean = imb_sum (values, n) / (double) n;
  double squares = 0.0;

  for (gsize i = 0; i < n; i++)
    squares += (values[i] - mean) * (values[i] - mean);
  return sqrt (squares / (double) n);
}

/* What is rounding in the units of the values did not move. */
static void
keep_move (ImbMove      *move,
           const double *before,
           gsize         n_before,
           const double *after,
           gsize         n_after,
           guint         c)
{
  double distance = distance_moved (before, n_before, after, n_after);

  if (distance <= ROUNDING * MAX (fabs (before[0]), fabs (before[n_before - 1])) || distance <= move->distance)
    return;
  *move = (ImbMove){ distance, standard_deviation (before, n_before), (guint16) c };
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
      gsize   n_before = work->in->changes[c] ? gather (work->in, &work->in->before, j, c, before) : 0;
      gsize   n_after = n_before > 0 ? gather (work->in, &work->in->after, j, c, after) : 0;
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
      if (!imb_view_is_category (view, j))
        keep_move (&work->out->moves[j], before, n_before, after, n_after, c);
    }
  return TRUE;
}

gboolean
imb_audit_shifts (const ImbAuditInput *in,
                  ImbAudit            *out,
                  ImbJob              *job,
                  GError             **error)
{
  Work work = { in, out };

  return imb_parallel_for (out->n_features, measure, &work, job, error);
}
