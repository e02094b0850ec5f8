/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The best cut of a column against a look at every place of it, where values occur once, in runs of one class, or in runs of both. */
#include <math.h>

#include "engine/core/imb-rng.h"
#include "engine/kernels/imb-split.h"

#define MOST 700

typedef struct
{
  double        values[MOST];
  const double *rows[MOST];
  guint16       classes[MOST];
  gsize         n;
} Column;

/* Runs of up to @longest equal values; @noise: the chance of a row to be of the other class than its run's first. */
static void
make_column (Column *self,
             gsize   n,
             guint   longest,
             double  noise,
             ImbRng *rng)
{
  self->n = n;
  for (gsize i = 0, run = 0; i < n; run++)
    {
      const gsize   end = MIN (i + 1 + imb_rng_below (rng, longest), n);
      const guint16 c = (guint16) (imb_rng_double (rng) < 0.3 + 0.4 * (double) i / (double) n);

      for (; i < end; i++)
        {
          self->values[i] = (double) run;
          self->rows[i] = &self->values[i];
          self->classes[i] = imb_rng_double (rng) < noise ? 1 - c : c;
        }
    }
}

/* All below one value are of the first class and all above it of the second; its rows are of both, one class before the other. The best cut is on one
 * side of it. */
static void
make_step (Column *self,
           gsize   n,
           ImbRng *rng)
{
  const gsize margin = MIN (80, (n - 2) / 2), first = 1 + imb_rng_below (rng, (guint32) margin), end = n - 1 - imb_rng_below (rng, (guint32) margin - 1);
  const gsize change = first + 1 + imb_rng_below (rng, (guint32) (end - first - 1));
  const guint turned = imb_rng_below (rng, 2), longest = 1 + imb_rng_below (rng, 3);

  self->n = n;
  for (gsize i = 0; i < n; i++)
    {
      self->values[i] = i < first ? (double) (i / longest) : i < end ? (double) n
                                                                     : (double) (n + i / longest);
      self->rows[i] = &self->values[i];
      self->classes[i] = i < first ? 0 : i >= end ? 1
                                                  : (guint16) ((i >= change) ^ turned);
    }
}

static double
score_below (const Column *self,
             gsize         p,
             const double *scale)
{
  double counts[4] = { 0.0 };

  for (gsize i = 0; i < self->n; i++)
    counts[2 * (i >= p) + self->classes[i]] += scale[self->classes[i]];
  return (counts[0] * counts[0] + counts[1] * counts[1]) / (counts[0] + counts[1]) + (counts[2] * counts[2] + counts[3] * counts[3]) / (counts[2] + counts[3]);
}

static void
assert_best (const Column *self,
             gsize         min_leaf,
             const double *scale)
{
  static const guint16 present[] = { 0, 1 };
  double               totals[2] = { 0.0, 0.0 }, left[2], best = -INFINITY;
  ImbPresort          *presort = imb_presort_new (self->rows, self->classes, self->n, 1, 2, NULL, NULL);
  ImbSplitNode         node = { presort, IMB_TREE_GINI, NULL, scale, NULL, totals, present, 2, min_leaf, FALSE };
  ImbSplit             split;
  gsize                n_below = 0;

  for (gsize i = 0; i < self->n; i++)
    totals[self->classes[i]] += scale[self->classes[i]];
  for (gsize p = min_leaf; p + min_leaf <= self->n; p++)
    if (self->values[p] != self->values[p - 1] && score_below (self, p, scale) > best * (1.0 + 1e-12))
      {
        best = score_below (self, p, scale);
        n_below = p;
      }
  split = imb_split_find (&node, imb_presort_column (presort, 0), self->n, presort->missing[0], -INFINITY, left);
  if (totals[0] > 0.0 && totals[1] > 0.0 && isfinite (best))
    {
      g_assert_cmpfloat_with_epsilon (split.score, best, 1e-9 * best);
      if (split.n_below != n_below) /* as good */
        g_assert_cmpfloat_with_epsilon (score_below (self, split.n_below, scale), best, 1e-9 * best);
      g_assert_cmpfloat (self->values[split.before], ==, self->values[split.n_below - 1]);
      g_assert_cmpfloat (self->values[split.after], ==, self->values[split.n_below]);
    }
  imb_presort_free (presort);
}

static void
test_the_best_cut_is_found (void)
{
  static const guint  longest[] = { 1, 2, 3, 8, 70, 200 };
  static const double noises[] = { 0.0, 0.003, 0.05, 0.5 };
  static const double scales[][2] = { { 1.0, 1.0 }, { 1.0, 7.5 } };
  ImbRng              rng;
  g_autofree Column  *column = g_new (Column, 1);

  imb_rng_init (&rng, 3);
  for (guint round = 0; round < 12; round++)
    for (guint l = 0; l < G_N_ELEMENTS (longest); l++)
      for (guint k = 0; k < G_N_ELEMENTS (noises); k++)
        {
          make_column (column, 20 + imb_rng_below (&rng, MOST - 20), longest[l], noises[k], &rng);
          assert_best (column, round % 3 == 2 ? 1 + imb_rng_below (&rng, 9) : 1, scales[round % 2]);
        }
}

static void
test_values_of_both_classes_are_cut_off (void)
{
  static const double equal[] = { 1.0, 1.0 };
  ImbRng              rng;
  g_autofree Column  *column = g_new (Column, 1);

  imb_rng_init (&rng, 4);
  for (guint round = 0; round < 400; round++)
    {
      make_step (column, 20 + imb_rng_below (&rng, round % 2 == 0 ? 200 : MOST - 20), &rng);
      assert_best (column, 1, equal);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/split/the-best-cut-is-found", test_the_best_cut_is_found);
  g_test_add_func ("/split/values-of-both-classes-are-cut-off", test_values_of_both_classes_are_cut_off);
  return g_test_run ();
}
