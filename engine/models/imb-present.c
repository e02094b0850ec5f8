/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which classes had training rows, and scores of those among all classes. Where every class had some, scores are
 * computed where they belong and nothing is copied. */
#include "engine/models/imb-present.h"

#include <string.h>

#include "engine/core/imb-parallel.h"

void
imb_present_init (ImbPresent    *self,
                  const ImbView *train)
{
  g_autofree gsize *counts = g_new (gsize, MAX (train->n_classes, 1));

  imb_view_count (train, counts);
  *self = (ImbPresent){ train->base->n_cols, train->n_classes, 0, g_new (guint, MAX (train->n_classes, 1)) };
  for (guint c = 0; c < train->n_classes; c++)
    if (counts[c] > 0)
      self->classes[self->n_present++] = c;
}

void
imb_present_clear (ImbPresent *self)
{
  g_clear_pointer (&self->classes, g_free);
}

void
imb_present_number (const ImbPresent *self,
                    const ImbView    *train,
                    guint16          *codes)
{
  g_autofree guint16 *numbers = g_new0 (guint16, MAX (self->n_classes, 1));

  for (guint p = 0; p < self->n_present; p++)
    numbers[self->classes[p]] = (guint16) p;
  for (gsize i = 0; i < train->n_rows; i++)
    codes[i] = numbers[imb_view_class (train, i)];
}

typedef struct
{
  const ImbPresent *present;
  ImbPresentFunc    func;
  gconstpointer     fitted;
  const ImbMatrix  *rows;
  gsize             block_rows;
  double           *scores;
} Prediction;

static gboolean
predict_block (gsize    block,
               gpointer data,
               GError **error)
{
  const Prediction  *self = data;
  gsize              first = block * self->block_rows, n = MIN (self->block_rows, self->rows->n_rows - first);
  gsize              n_classes = self->present->n_classes, n_present = self->present->n_present;
  double            *scores = self->scores + first * n_classes;
  g_autofree double *own = NULL;

  if (n_present == n_classes)
    return self->func (self->fitted, self->rows, first, n, scores, error);

  own = g_new (double, n *n_present);
  if (!self->func (self->fitted, self->rows, first, n, own, error))
    return FALSE;
  memset (scores, 0, n * n_classes * sizeof (double));
  for (gsize i = 0; i < n; i++)
    for (gsize p = 0; p < n_present; p++)
      scores[i * n_classes + self->present->classes[p]] = own[i * n_present + p];
  return TRUE;
}

gboolean
imb_present_predict (const ImbPresent *self,
                     ImbPresentFunc    func,
                     gconstpointer     fitted,
                     const ImbMatrix  *rows,
                     gsize             block_rows,
                     double           *scores,
                     ImbJob           *job,
                     GError          **error)
{
  Prediction prediction = { self, func, fitted, rows, block_rows, scores };

  g_return_val_if_fail (rows->n_cols == self->n_cols, FALSE);

  return imb_parallel_for ((rows->n_rows + block_rows - 1) / block_rows, predict_block, &prediction, job, error);
}
