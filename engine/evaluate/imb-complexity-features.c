/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far single features tell classes apart. F1 compares all classes at once; F2 and F3 compare two sides, so of more classes they are
 * the mean over all pairs; of a class, it against the rest. */
#include <math.h>

#include "engine/evaluate/imb-complexity-private.h"

/* Which rows are on which side; both_ends: of two classes, or of a class and all others. */
typedef struct
{
  guint a;
  guint b; /* G_MAXUINT: all others */
} Sides;

/* What is known of one feature on one side. */
typedef struct
{
  double n, sum, squares, least, most;
} Side;

static void
add (Side  *side,
     double value)
{
  side->n += 1.0;
  side->sum += value;
  side->squares += value * value;
  side->least = MIN (side->least, value);
  side->most = MAX (side->most, value);
}

static int
side_of (const Sides *sides,
         guint class)
{
  if (class == sides->a)
    return 0;
  return sides->b == G_MAXUINT || class == sides->b ? 1 : -1;
}

/* What is between groups by what is within them; 0 when a feature is constant. */
static double
ratio_of (const Side *groups,
          guint       n_groups)
{
  double n = 0.0, sum = 0.0, between = 0.0, within = 0.0, mean;

  for (guint g = 0; g < n_groups; g++)
    {
      n += groups[g].n;
      sum += groups[g].sum;
    }
  mean = sum / n;
  for (guint g = 0; g < n_groups; g++)
    if (groups[g].n > 0.0)
      {
        double own = groups[g].sum / groups[g].n;

        between += groups[g].n * (own - mean) * (own - mean);
        within += MAX (groups[g].squares - groups[g].n * own * own, 0.0);
      }
  if (within > 1e-12 * n)
    return between / within;
  return between > 1e-12 * n ? INFINITY : 0.0;
}

static void
measure_sides (const ImbComplexityRows *rows,
               const Sides             *sides,
               double                  *f1,
               double                  *f2,
               double                  *f3)
{
  double most_ratio = 0.0;

  *f2 = *f3 = 1.0;
  for (gsize j = 0; j < rows->x->n_cols; j++)
    {
      Side   both[2] = { { 0.0, 0.0, 0.0, INFINITY, -INFINITY }, { 0.0, 0.0, 0.0, INFINITY, -INFINITY } };
      double low, high, range, n_inside = 0.0;

      for (gsize i = 0; i < rows->x->n_rows; i++)
        if (side_of (sides, rows->classes[i]) >= 0)
          add (&both[side_of (sides, rows->classes[i])], imb_matrix_row (rows->x, i)[j]);
      low = MAX (both[0].least, both[1].least);
      high = MIN (both[0].most, both[1].most);
      range = MAX (both[0].most, both[1].most) - MIN (both[0].least, both[1].least);
      for (gsize i = 0; i < rows->x->n_rows; i++)
        if (side_of (sides, rows->classes[i]) >= 0)
          n_inside += imb_matrix_row (rows->x, i)[j] >= low && imb_matrix_row (rows->x, i)[j] <= high;
      most_ratio = MAX (most_ratio, ratio_of (both, 2));
      if (range > 0.0)
        *f2 *= MAX (high - low, 0.0) / range;
      *f3 = MIN (*f3, n_inside / (both[0].n + both[1].n));
    }
  *f1 = 1.0 / (1.0 + most_ratio);
}

/* Of all classes at once. */
static double
measure_f1 (const ImbComplexityRows *rows)
{
  g_autofree Side *groups = g_new (Side, rows->n_classes);
  double           most = 0.0;

  for (gsize j = 0; j < rows->x->n_cols; j++)
    {
      for (guint c = 0; c < rows->n_classes; c++)
        groups[c] = (Side){ 0.0, 0.0, 0.0, INFINITY, -INFINITY };
      for (gsize i = 0; i < rows->x->n_rows; i++)
        add (&groups[rows->classes[i]], imb_matrix_row (rows->x, i)[j]);
      most = MAX (most, ratio_of (groups, rows->n_classes));
    }
  return 1.0 / (1.0 + most);
}

#define MOST_PAIRS 500 /* of classes; of more, each against the rest */

static gboolean
measure_pairs (const ImbComplexityRows *rows,
               ImbComplexity           *out,
               ImbJob                  *job,
               GError                 **error)
{
  double f2_sum = 0.0, f3_sum = 0.0, n = 0.0, f1, f2, f3;

  for (guint a = 0; a < rows->n_classes; a++)
    for (guint b = a + 1; b < rows->n_classes; b++)
      {
        if (rows->counts[a] == 0 || rows->counts[b] == 0)
          continue;
        if (!imb_job_step (job, 0, 0, error))
          return FALSE;
        measure_sides (rows, &(Sides){ a, b }, &f1, &f2, &f3);
        f2_sum += f2;
        f3_sum += f3;
        n += 1.0;
      }
  out->whole[IMB_COMPLEXITY_F2] = f2_sum / n;
  out->whole[IMB_COMPLEXITY_F3] = f3_sum / n;
  return TRUE;
}

gboolean
imb_complexity_of_features (const ImbComplexityRows *rows,
                            ImbComplexity           *out,
                            ImbJob                  *job,
                            GError                 **error)
{
  double f2_sum = 0.0, f3_sum = 0.0, n = 0.0;

  out->whole[IMB_COMPLEXITY_F1] = measure_f1 (rows);
  for (guint c = 0; c < rows->n_classes; c++)
    {
      double *own = imb_complexity_of_class (out, c);

      if (rows->counts[c] == 0)
        continue;
      if (!imb_job_step (job, 0, 0, error))
        return FALSE;
      measure_sides (rows, &(Sides){ c, G_MAXUINT }, &own[IMB_COMPLEXITY_F1], &own[IMB_COMPLEXITY_F2], &own[IMB_COMPLEXITY_F3]);
      f2_sum += own[IMB_COMPLEXITY_F2];
      f3_sum += own[IMB_COMPLEXITY_F3];
      n += 1.0;
    }
  if (n * (n - 1.0) / 2.0 <= MOST_PAIRS)
    return measure_pairs (rows, out, job, error);

  out->whole[IMB_COMPLEXITY_F2] = f2_sum / n;
  out->whole[IMB_COMPLEXITY_F3] = f3_sum / n;
  return TRUE;
}
