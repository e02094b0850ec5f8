/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole groups dealt so that classes are spread evenly: greedy, the most uneven groups first, each where it leaves the smallest
 * spread of the classes' shares over the folds. O(groups · folds² · classes). */
#include "engine/data/imb-group-folds.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/core/imb-error.h"
#include "engine/kernels/imb-sort.h"

/* Spreads that are equal for all that matters, by the bounds of numpy's isclose(): the smaller fold takes the group. */
#define EQUAL       1e-8
#define EQUAL_SHARE 1e-5

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

  deal.of_groups = g_new0 (gsize, deal.n_groups * n_classes);
  deal.of_classes = g_new0 (gsize, n_classes);
  deal.of_folds = g_new0 (gsize, (gsize) n_folds * n_classes);
  deal.n_dealt = g_new0 (gsize, n_folds);
  for (gsize i = 0; i < n_rows; i++)
    {
      deal.of_groups[codes[i] * (gsize) n_classes + classes[i]]++;
      deal.of_classes[classes[i]]++;
    }
  if (!order_groups (&deal, rng, order, error))
    return FALSE;

  for (gsize g = 0; g < deal.n_groups; g++)
    {
      guint fold = best_fold (&deal, order[g]);

      folds[order[g]] = (guint8) fold;
      for (guint c = 0; c < n_classes; c++)
        {
          deal.of_folds[fold * n_classes + c] += deal.of_groups[order[g] * (gsize) n_classes + c];
          deal.n_dealt[fold] += deal.of_groups[order[g] * (gsize) n_classes + c];
        }
    }
  for (gsize i = 0; i < n_rows; i++)
    fold_of[i] = folds[codes[i]];
  return TRUE;
}
