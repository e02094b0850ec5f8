/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scikit-learn's StratifiedKFold (shuffle=True), row for row. Classes count in the order of their first row. The rows
 * sorted by class and dealt round say how many rows of a class each fold tests; which of them
 * is one shuffle per class. O(n). */
#include "engine/data/imb-folds.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-error.h"

struct _ImbFolds
{
  gint     ref_count;
  guint    n_folds;
  gsize    n_rows;
  guint8  *fold_of;
  guint32 *rows;   /* per fold: its test rows, then the rest; n_rows each */
  gsize   *n_test; /* per fold */
};

/* order[c]: the place of class c by its first row; classes without rows come last. */
static guint
order_of_appearance (const guint16 *classes,
                     gsize          n_rows,
                     guint          n_classes,
                     guint         *order,
                     gsize         *counts)
{
  guint n_seen = 0;

  for (guint c = 0; c < n_classes; c++)
    order[c] = G_MAXUINT;
  memset (counts, 0, n_classes * sizeof *counts);
  for (gsize i = 0; i < n_rows; i++)
    {
      guint c = classes[i];

      if (order[c] == G_MAXUINT)
        order[c] = n_seen++;
      counts[order[c]]++;
    }
  return n_seen;
}

/* Rows first … first + count − 1 of the sorted order are this class; row r is dealt to fold r mod n_folds. */
static gsize
dealt_to (gsize first,
          gsize count,
          guint fold,
          guint n_folds)
{
  gsize below_end = (first + count + n_folds - 1 - fold) / n_folds;
  gsize below_first = (first + n_folds - 1 - fold) / n_folds;

  return below_end - below_first;
}

/* The classes one after the other, each shuffled; then every row takes the next fold of its class. */
static void
deal (ImbFolds      *self,
      const guint16 *classes,
      const guint   *order,
      const gsize   *counts,
      guint          n_seen,
      ImbRng        *rng)
{
  g_autofree guint32 *dealt = g_new (guint32, self->n_rows);
  g_autofree gsize   *next = g_new (gsize, n_seen);
  gsize               first = 0, n = 0;

  for (guint p = 0; p < n_seen; first += counts[p++])
    {
      next[p] = first;
      for (guint f = 0; f < self->n_folds; f++)
        for (gsize m = dealt_to (first, counts[p], f, self->n_folds); m > 0; m--)
          dealt[n++] = f;
      imb_rng_shuffle (rng, dealt + first, counts[p]);
    }
  for (gsize i = 0; i < self->n_rows; i++)
    self->fold_of[i] = (guint8) dealt[next[order[classes[i]]]++];
}

static void
list_rows (ImbFolds *self)
{
  for (guint f = 0; f < self->n_folds; f++)
    {
      guint32 *rows = self->rows + f * self->n_rows;
      gsize    n_test = 0, n_train = 0;

      for (gsize i = 0; i < self->n_rows; i++)
        n_test += self->fold_of[i] == f;
      self->n_test[f] = n_test;
      n_train = n_test;
      n_test = 0;
      for (gsize i = 0; i < self->n_rows; i++)
        rows[self->fold_of[i] == f ? n_test++ : n_train++] = (guint32) i;
    }
}

ImbFolds *
imb_folds_new (const guint16 *classes,
               gsize          n_rows,
               guint          n_classes,
               guint          n_folds,
               ImbRng        *rng,
               GError       **error)
{
  g_autofree guint *order = g_new (guint, n_classes);
  g_autofree gsize *counts = g_new (gsize, n_classes);
  ImbFolds         *self;
  guint             n_seen;
  gsize             most = 0;

  g_return_val_if_fail (n_folds >= 2 && n_folds <= 50, NULL);

  n_seen = order_of_appearance (classes, n_rows, n_classes, order, counts);
  for (guint p = 0; p < n_seen; p++)
    most = MAX (most, counts[p]);
  if (most < n_folds)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW,
                   _ ("No class has %u rows, so there cannot be %u folds; use at most %zu."), n_folds, n_folds, most);
      return NULL;
    }

  self = g_new0 (ImbFolds, 1);
  self->ref_count = 1;
  self->n_folds = n_folds;
  self->n_rows = n_rows;
  self->fold_of = g_new (guint8, n_rows);
  self->rows = g_new (guint32, n_rows * n_folds);
  self->n_test = g_new (gsize, n_folds);
  deal (self, classes, order, counts, n_seen, rng);
  list_rows (self);
  return self;
}

ImbFolds *
imb_folds_ref (ImbFolds *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
imb_folds_unref (ImbFolds *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_free (self->fold_of);
  g_free (self->rows);
  g_free (self->n_test);
  g_free (self);
}

guint
imb_folds_n_folds (const ImbFolds *self)
{
  return self->n_folds;
}

const guint8 *
imb_folds_get_fold_of_rows (const ImbFolds *self)
{
  return self->fold_of;
}

const guint32 *
imb_folds_get_test_rows (const ImbFolds *self,
                         guint           fold,
                         gsize          *n_rows)
{
  g_return_val_if_fail (fold < self->n_folds, NULL);

  *n_rows = self->n_test[fold];
  return self->rows + fold * self->n_rows;
}

const guint32 *
imb_folds_get_train_rows (const ImbFolds *self,
                          guint           fold,
                          gsize          *n_rows)
{
  g_return_val_if_fail (fold < self->n_folds, NULL);

  *n_rows = self->n_rows - self->n_test[fold];
  return self->rows + fold * self->n_rows + self->n_test[fold];
}
