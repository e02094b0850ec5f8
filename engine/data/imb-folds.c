/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folds as the kernel deals them, and the rows that each tests and trains with. O(n). */
#include "engine/data/imb-folds.h"

#include <glib/gi18n-lib.h>

#include "engine/core/imb-error.h"
#include "engine/data/imb-group-folds.h"
#include "engine/kernels/imb-stratify.h"

struct _ImbFolds
{
  gint     ref_count;
  guint    n_folds;
  gsize    n_rows;
  guint8  *fold_of;
  guint32 *rows;   /* per fold: its test rows, then the rest; n_rows each */
  gsize   *n_test; /* per fold */
};

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

static ImbFolds *
folds_new (const guint16 *classes,
           const guint32 *groups, /* NULL: none */
           gsize          n_rows,
           guint          n_classes,
           guint          n_folds,
           ImbRng        *rng,
           GError       **error)
{
  g_autofree gsize *counts = g_new0 (gsize, n_classes);
  ImbFolds         *self;
  gsize             most = 0;

  g_return_val_if_fail (n_folds >= 2 && n_folds <= 50, NULL);

  for (gsize i = 0; i < n_rows; i++)
    {
      counts[classes[i]]++;
      most = MAX (most, counts[classes[i]]);
    }
  if (most < n_folds)
    {
      if (most < 2)
        g_set_error_literal (error, IMB_ERROR, IMB_ERROR_TOO_FEW,
                             _ ("Every class has one row, so no row of a class that was learnt can be tested; choose another target."));
      else
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
  if (groups == NULL)
    imb_stratify (classes, n_rows, n_classes, n_folds, rng, self->fold_of);
  else if (!imb_stratify_groups (classes, groups, n_rows, n_classes, n_folds, rng, self->fold_of, error))
    {
      imb_folds_unref (self);
      return NULL;
    }
  list_rows (self);
  return self;
}

ImbFolds *
imb_folds_new (const guint16 *classes,
               gsize          n_rows,
               guint          n_classes,
               guint          n_folds,
               ImbRng        *rng,
               GError       **error)
{
  return folds_new (classes, NULL, n_rows, n_classes, n_folds, rng, error);
}

ImbFolds *
imb_folds_new_grouped (const guint16 *classes,
                       const guint32 *groups,
                       gsize          n_rows,
                       guint          n_classes,
                       guint          n_folds,
                       ImbRng        *rng,
                       GError       **error)
{
  return folds_new (classes, groups, n_rows, n_classes, n_folds, rng, error);
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
