/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Batches: shuffled, balanced by drawing, or episodes of as many rows of each class (N-way sampling as in few-shot learning: Vinyals et al.
 * 2016, arXiv:1606.04080). O(size) a batch, O(n) an epoch of shuffled ones. */
#include "engine/kernels/imb-batches.h"

#include <string.h>

gboolean
imb_batches_init (ImbBatches    *self,
                  ImbBatchesKind kind,
                  const guint16 *classes,
                  gsize          n_rows,
                  guint          n_classes,
                  gsize          size)
{
  *self = (ImbBatches){ kind, n_rows, size, n_classes, .starts = g_new0 (gsize, n_classes + 2) };
  self->order = g_try_new (guint32, n_rows);
  self->fresh = g_try_new (guint32, n_rows);
  if (self->order == NULL || self->fresh == NULL)
    return FALSE;

  for (gsize i = 0; i < n_rows; i++)
    {
      self->order[i] = (guint32) i;
      self->starts[classes[i] + 2]++;
    }
  for (guint c = 1; c <= n_classes; c++)
    self->starts[c + 1] += self->starts[c];
  for (gsize i = 0; i < n_rows && kind != IMB_BATCHES_SHUFFLED; i++)
    self->order[self->starts[classes[i] + 1]++] = (guint32) i;
  if (kind == IMB_BATCHES_SHUFFLED)
    memmove (self->starts, self->starts + 1, (n_classes + 1) * sizeof *self->starts);
  return TRUE;
}

void
imb_batches_clear (ImbBatches *self)
{
  g_clear_pointer (&self->order, g_free);
  g_clear_pointer (&self->fresh, g_free);
  g_clear_pointer (&self->starts, g_free);
}

void
imb_batches_begin_epoch (ImbBatches *self,
                         ImbRng     *rng)
{
  guint32 *last = self->order;

  self->at = 0;
  if (self->kind != IMB_BATCHES_SHUFFLED)
    return;
  imb_rng_permutation (rng, self->fresh, self->n_rows);
  for (gsize i = 0; i < self->n_rows; i++)
    self->fresh[i] = last[self->fresh[i]];
  self->order = self->fresh;
  self->fresh = last;
}

/* @n rows of a class, none twice while there are others: a shuffle that is left off after them. Rows given stay at the front of their
 * class, which is only another order of the same rows. */
static void
draw_some (ImbBatches *self,
           ImbRng     *rng,
           guint       c,
           gsize       n,
           guint32    *rows)
{
  guint32 *own = self->order + self->starts[c];
  gsize    n_own = self->starts[c + 1] - self->starts[c];

  for (gsize k = 0; k < n; k++)
    {
      gsize   from = k % n_own, at = from + (gsize) imb_rng_below (rng, n_own - from);
      guint32 row = own[at];

      own[at] = own[from];
      own[from] = row;
      rows[k] = row;
    }
}

gsize
imb_batches_next (ImbBatches *self,
                  ImbRng     *rng,
                  guint32    *rows)
{
  gsize n = MIN (self->size, self->n_rows - self->at), given = 0;

  if (n == 0)
    return 0;
  if (self->kind == IMB_BATCHES_SHUFFLED)
    memcpy (rows, self->order + self->at, n * sizeof *rows);
  else if (self->kind == IMB_BATCHES_BALANCED)
    for (gsize k = 0; k < n; k++)
      {
        guint c = (guint) imb_rng_below (rng, self->n_classes);

        rows[k] = self->order[self->starts[c] + imb_rng_below (rng, self->starts[c + 1] - self->starts[c])];
      }
  else
    for (guint k = 0; k < self->n_classes; k++)
      {
        guint c = (guint) ((self->turn + k) % self->n_classes);
        gsize share = n / self->n_classes + (k < n % self->n_classes ? 1 : 0);

        draw_some (self, rng, c, share, rows + given);
        given += share;
      }
  self->turn = (self->turn + n) % self->n_classes;
  self->at += n;
  return n;
}
