/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A ranking from scores. Without weights a row is no more than its score and its side, which are sorted without their rows. With
 * weights the order of the rows is needed: one radix sort that keeps it. */
#include "engine/metrics/imb-ranking.h"

#include "engine/core/imb-matrix.h"
#include "engine/kernels/imb-rank.h"
#include "engine/kernels/imb-sort.h"

gboolean
imb_ranking_make_room (ImbRanking *self,
                       gsize       n)
{
  self->room = n;
  self->thresholds = imb_block_new_unset (n);
  self->tp = imb_block_new_unset (n);
  self->fp = imb_block_new_unset (n);
  return self->thresholds != NULL && self->tp != NULL && self->fp != NULL;
}

void
imb_ranking_clear (ImbRanking *self)
{
  imb_block_free (self->thresholds, self->room);
  imb_block_free (self->tp, self->room);
  imb_block_free (self->fp, self->room);
}

static ImbRankRows
rows_of (const ImbScored *scored,
         guint            c)
{
  return (ImbRankRows){ scored->scores + c, scored->n_classes, scored->truth, c, scored->n_rows };
}

static gboolean
fill_unweighted (ImbRanking      *self,
                 const ImbScored *scored,
                 guint            c)
{
  ImbRankRows   rows = rows_of (scored, c);
  ImbRankPoints points = { self->thresholds, self->tp, self->fp };
  double       *keys = imb_block_new_unset (rows.n);

  if (keys == NULL)
    return FALSE;

  self->n = imb_rank (&rows, (guint64 *) (void *) keys, &points);
  self->positives = self->n > 0 ? self->tp[self->n - 1] : 0.0;
  self->negatives = (double) rows.n - self->positives;
  imb_block_free (keys, rows.n);
  return TRUE;
}

gboolean
imb_ranking_fill_few (ImbRanking      *self,
                      const ImbScored *scored,
                      guint            c,
                      gsize            n_class)
{
  ImbRankRows   rows = rows_of (scored, c);
  ImbRankPoints points;

  self->room = 2 * n_class + 1;
  self->tp = imb_block_new_unset (self->room);
  self->fp = imb_block_new_unset (self->room);
  points = (ImbRankPoints){ NULL, self->tp, self->fp };
  if (self->tp != NULL && self->fp != NULL)
    self->n = imb_rank_few (&rows, n_class, &points);
  self->positives = (double) n_class;
  self->negatives = (double) (rows.n - n_class);
  return self->n > 0;
}

/* One pass over the rows in order of score; a row of weight 0 makes no point. */
static void
accumulate (ImbRanking      *self,
            const ImbScored *scored,
            guint            c,
            const double    *keys,
            const guint32   *order)
{
  double tp = 0.0;
  double fp = 0.0;

  for (gsize at = 0; at < scored->n_rows; at++)
    {
      gsize  i = order[at];
      double weight = scored->weights[i];

      if (weight == 0.0)
        continue;

      if (scored->truth[i] == c)
        tp += weight;
      else
        fp += weight;
      if (self->n == 0 || self->thresholds[self->n - 1] != keys[i])
        self->thresholds[self->n++] = keys[i];
      self->tp[self->n - 1] = tp;
      self->fp[self->n - 1] = fp;
    }
  self->positives = tp;
  self->negatives = fp;
}

static gboolean
fill_weighted (ImbRanking      *self,
               const ImbScored *scored,
               guint            c)
{
  gsize               n = scored->n_rows;
  double             *keys = imb_block_new_unset (n);
  g_autofree guint32 *order = g_try_new (guint32, MAX (n, 1));
  gboolean            done = keys != NULL && order != NULL;

  for (gsize i = 0; done && i < n; i++)
    keys[i] = scored->scores[i * scored->n_classes + c];
  done = done && imb_sort_descending (keys, n, order, NULL);
  if (done)
    accumulate (self, scored, c, keys, order);
  imb_block_free (keys, n);
  return done;
}

gboolean
imb_ranking_fill (ImbRanking      *self,
                  const ImbScored *scored,
                  guint            c)
{
  return scored->weights != NULL ? fill_weighted (self, scored, c) : fill_unweighted (self, scored, c);
}

gsize
imb_ranking_n_reached (const ImbRanking *self,
                       double            score)
{
  gsize low = 0;
  gsize high = self->n;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (self->thresholds[middle] >= score)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}
