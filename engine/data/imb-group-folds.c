/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole groups dealt so that classes are spread evenly: greedy, the most uneven groups first, each where it leaves the smallest
 * spread of the classes' shares over the folds. O(groups · folds² · classes). Held out they are drawn, because that order leaves
 * little to chance: repeats would test the same groups again. */
#include "engine/data/imb-group-folds.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/kernels/imb-sort.h"
#include "engine/kernels/imb-test-rows.h"

/* Spreads that are equal for all that matters, by the bounds of numpy's isclose(): the smaller fold takes the group. */
#define EQUAL       1e-8
#define EQUAL_SHARE 1e-5

#define DRAWS 2 /* of groups to be held out; the one with the best shares counts */

typedef struct
{
  guint  n_classes;
  guint  n_folds;
  gsize  n_groups;
  gsize *of_groups;  /* rows of group g and class c at g * n_classes + c */
  gsize *of_classes; /* rows of each class */
  gsize *of_folds;   /* rows dealt, as of_groups */
  gsize *n_dealt;    /* rows of each fold */
} Deal;

static void
deal_clear (Deal *self)
{
  g_free (self->of_groups);
  g_free (self->of_classes);
  g_free (self->of_folds);
  g_free (self->n_dealt);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Deal, deal_clear)

static double
spread (const double *values,
        guint         n)
{
  double sum = 0.0, squares = 0.0;

  for (guint i = 0; i < n; i++)
    sum += values[i];
  for (guint i = 0; i < n; i++)
    squares += (values[i] - sum / n) * (values[i] - sum / n);
  return sqrt (squares / n);
}

/* The mean over the classes of how their shares spread over the folds, were @group dealt into @fold; a class without rows counts as
 * spread evenly. */
static double
spread_with (const Deal *self,
             gsize       group,
             guint       fold)
{
  double shares[50]; /* folds at most */
  double total = 0.0;

  for (guint c = 0; c < self->n_classes; c++)
    {
      if (self->of_classes[c] == 0)
        continue;
      for (guint f = 0; f < self->n_folds; f++)
        shares[f] = (double) (self->of_folds[f * self->n_classes + c] + (f == fold ? self->of_groups[group * self->n_classes + c] : 0)) / (double) self->of_classes[c];
      total += spread (shares, self->n_folds);
    }
  return total / self->n_classes;
}

/* Decides as scikit-learn does, to the last digit, so that its folds are these where the order of groups is. */
static guint
best_fold (const Deal *self,
           gsize       group)
{
  guint  best = 0;
  double least = INFINITY;

  for (guint f = 0; f < self->n_folds; f++)
    {
      double   value = spread_with (self, group, f);
      gboolean is_close = isfinite (least) && fabs (value - least) <= EQUAL + EQUAL_SHARE * least;

      if (value < least || (is_close && self->n_dealt[f] < self->n_dealt[best]))
        {
          best = f;
          least = value;
        }
    }
  return best;
}

/* Groups in the order in which they are dealt: at random, then by how uneven their classes are. */
static gboolean
order_groups (const Deal *self,
              ImbRng     *rng,
              guint32    *order,
              GError    **error)
{
  g_autofree guint32 *shuffled = g_new (guint32, MAX (self->n_groups, 1));
  g_autofree double  *keys = g_new (double, MAX (self->n_groups, 1));
  g_autofree double  *counts = g_new (double, MAX (self->n_classes, 1));

  imb_rng_permutation (rng, shuffled, self->n_groups);
  for (gsize g = 0; g < self->n_groups; g++)
    {
      for (guint c = 0; c < self->n_classes; c++)
        counts[c] = (double) self->of_groups[shuffled[g] * self->n_classes + c];
      keys[g] = spread (counts, self->n_classes);
    }
  if (!imb_sort_descending (keys, self->n_groups, order, error))
    return FALSE;
  for (gsize g = 0; g < self->n_groups; g++)
    order[g] = shuffled[order[g]];
  return TRUE;
}

/* Codes without gaps, in the order of the groups' first rows. */
static guint32 *
renumber (const guint32 *groups,
          gsize          n_rows,
          gsize         *n_groups)
{
  g_autoptr (GHashTable) known = g_hash_table_new (NULL, NULL);
  guint32 *codes = g_new (guint32, MAX (n_rows, 1));

  for (gsize i = 0; i < n_rows; i++)
    {
      guint code = GPOINTER_TO_UINT (g_hash_table_lookup (known, GUINT_TO_POINTER (groups[i])));

      if (code == 0)
        {
          code = g_hash_table_size (known) + 1;
          g_hash_table_insert (known, GUINT_TO_POINTER (groups[i]), GUINT_TO_POINTER (code));
        }
      codes[i] = code - 1;
    }
  *n_groups = g_hash_table_size (known);
  return codes;
}

static void
count_rows (Deal          *self,
            const guint16 *classes,
            const guint32 *codes,
            gsize          n_rows)
{
  self->of_groups = g_new0 (gsize, self->n_groups * self->n_classes);
  self->of_classes = g_new0 (gsize, self->n_classes);
  self->of_folds = g_new0 (gsize, (gsize) self->n_folds * self->n_classes);
  self->n_dealt = g_new0 (gsize, self->n_folds);
  for (gsize i = 0; i < n_rows; i++)
    {
      self->of_groups[codes[i] * (gsize) self->n_classes + classes[i]]++;
      self->of_classes[classes[i]]++;
    }
}

static void
put (Deal *self,
     gsize group,
     guint fold)
{
  for (guint c = 0; c < self->n_classes; c++)
    {
      self->of_folds[fold * self->n_classes + c] += self->of_groups[group * self->n_classes + c];
      self->n_dealt[fold] += self->of_groups[group * self->n_classes + c];
    }
}

gboolean
imb_stratify_groups (const guint16 *classes,
                     const guint32 *groups,
                     gsize          n_rows,
                     guint          n_classes,
                     guint          n_folds,
                     ImbRng        *rng,
                     guint8        *fold_of,
                     GError       **error)
{
  g_auto (Deal) deal = { .n_classes = n_classes, .n_folds = n_folds };
  g_autofree guint32 *codes = renumber (groups, n_rows, &deal.n_groups);
  g_autofree guint32 *order = g_new (guint32, MAX (deal.n_groups, 1));
  g_autofree guint8  *folds = g_malloc0 (MAX (deal.n_groups, 1));

  if (deal.n_groups < n_folds)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW, _ ("There are %zu groups, so there cannot be %u folds; use at most %zu, or let no column name groups."),
                   deal.n_groups, n_folds, deal.n_groups);
      return FALSE;
    }

  count_rows (&deal, classes, codes, n_rows);
  if (!order_groups (&deal, rng, order, error))
    return FALSE;

  for (gsize g = 0; g < deal.n_groups; g++)
    {
      guint fold = best_fold (&deal, order[g]);

      folds[order[g]] = (guint8) fold;
      put (&deal, order[g], fold);
    }
  for (gsize i = 0; i < n_rows; i++)
    fold_of[i] = folds[codes[i]];
  return TRUE;
}

/* ---- held out ---- */

/* How far the tested shares of all rows and of each class are from the wanted one, were @group tested, too; a class that is on one
 * side only is further away than any share. @group G_MAXSIZE: none. */
static double
distance_with (const Deal *self,
               gsize       group,
               double      wanted)
{
  double distance = 0.0;
  gsize  n_all = 0, n_tested = 0;

  for (guint c = 0; c < self->n_classes; c++)
    {
      gsize  all = self->of_classes[c], tested = self->of_folds[c] + (group != G_MAXSIZE ? self->of_groups[group * self->n_classes + c] : 0);
      double off = all > 0 ? (double) tested / (double) all - wanted : 0.0;

      distance += off * off + (all > 0 && (tested == 0 || tested == all) ? 1.0 : 0.0);
      n_all += all;
      n_tested += tested;
    }
  return distance + ((double) n_tested / (double) n_all - wanted) * ((double) n_tested / (double) n_all - wanted);
}

/* Groups in random order, each tested when that comes nearer to the wanted share. With a share up to a half all of them are no nearer than
 * none, so some are left to learn from. */
static double
draw_groups (Deal    *self,
             double   wanted,
             ImbRng  *rng,
             guint32 *order,
             guint8  *folds)
{
  double now, least = INFINITY;
  gsize  nearest = 0;

  imb_rng_permutation (rng, order, self->n_groups);
  memset (folds, IMB_NEVER_TESTED, self->n_groups);
  memset (self->of_folds, 0, self->n_classes * sizeof *self->of_folds);
  self->n_dealt[0] = 0;
  now = distance_with (self, G_MAXSIZE, wanted);
  for (gsize g = 0; g < self->n_groups; g++)
    {
      double with = distance_with (self, order[g], wanted);

      nearest = with < least ? order[g] : nearest;
      least = MIN (with, least);
      if (with >= now)
        continue;
      now = with;
      folds[order[g]] = 0;
      put (self, order[g], 0);
    }
  if (self->n_dealt[0] > 0)
    return now;
  folds[nearest] = 0;
  return least;
}

gboolean
imb_hold_out_groups (const guint16 *classes,
                     const guint32 *groups,
                     gsize          n_rows,
                     guint          n_classes,
                     double         test_share,
                     ImbRng        *rng,
                     guint8        *fold_of,
                     GError       **error)
{
  g_auto (Deal) deal = { .n_classes = n_classes, .n_folds = 1 };
  g_autofree guint32 *codes = renumber (groups, n_rows, &deal.n_groups);
  g_autofree guint32 *order = g_new (guint32, MAX (deal.n_groups, 1));
  g_autofree guint8  *folds = g_malloc (MAX (deal.n_groups, 1)), *best = g_malloc (MAX (deal.n_groups, 1));
  double              least = INFINITY;

  if (deal.n_groups < 2)
    {
      g_set_error_literal (error, IMB_ERROR, IMB_ERROR_TOO_FEW, _ ("All rows are of one group, which cannot be both learnt from and tested; let no column name groups."));
      return FALSE;
    }

  count_rows (&deal, classes, codes, n_rows);
  for (guint d = 0; d < DRAWS; d++)
    {
      double distance = draw_groups (&deal, test_share, rng, order, folds);

      if (distance >= least)
        continue;
      least = distance;
      memcpy (best, folds, deal.n_groups);
    }
  for (gsize i = 0; i < n_rows; i++)
    fold_of[i] = best[codes[i]];
  return TRUE;
}
