/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A ranking from scores. Without weights a row is no more than its score and its side: the scores of the class and those of the rest
 * are sorted apart, without their rows, and merged. With weights the order of the rows is needed: one radix sort that keeps it. */
#include "engine/metrics/imb-ranking.h"

#include "engine/core/imb-matrix.h"
#include "engine/kernels/imb-sort-values.h"
#include "engine/kernels/imb-sort.h"

/* Room for @n points. */
static gboolean
make_room (ImbRanking *self,
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

/* Distinct values of a descending array. */
static gsize
count_distinct (const double *values,
                gsize         n)
{
  gsize n_distinct = n > 0;

  for (gsize i = 1; i < n; i++)
    n_distinct += values[i] != values[i - 1];
  return n_distinct;
}

/* Scores of the rest down to @bottom (or to the end, when it is at least as low as all): a point for each distinct one. */
static gsize
pass_rest (ImbRanking   *self,
           const double *rest,
           gsize         at,
           gsize         n_rest,
           double        tp,
           gboolean      to_end,
           double        bottom)
{
  gsize n = self->n;

  while (at < n_rest && (to_end || rest[at] > bottom))
    {
      double threshold = rest[at++];

      self->thresholds[n] = threshold;
      self->tp[n] = tp;
      self->fp[n] = (double) at;
      n += at == n_rest || rest[at] != threshold;
    }
  self->n = n;
  return at;
}

static void
merge (ImbRanking *self,
       const double *class,
       gsize         n_class,
       const double *rest,
       gsize         n_rest)
{
  gsize at = 0;

  for (gsize i = 0; i < n_class;)
    {
      double threshold = class[i];

      at = pass_rest (self, rest, at, n_rest, (double) i, FALSE, threshold);
      while (i < n_class && class[i] == threshold)
        i++;
      while (at < n_rest && rest[at] == threshold)
        at++;
      self->thresholds[self->n] = threshold;
      self->tp[self->n] = (double) i;
      self->fp[self->n] = (double) at;
      self->n++;
    }
  pass_rest (self, rest, at, n_rest, (double) n_class, TRUE, 0.0);
}

static gsize
split_scores (const ImbScored *scored,
              guint            c,
              double *class,
              double *rest)
{
  const double *scores = scored->scores + c;
  gsize         n_class = 0, n_rest = 0;

  for (gsize i = 0; i < scored->n_rows; i++)
    {
      gboolean is_of_class = scored->truth[i] == c;

      *(is_of_class ? class + n_class : rest + n_rest) = scores[i * scored->n_classes];
      n_class += is_of_class;
      n_rest += !is_of_class;
    }
  return n_class;
}

static gboolean
fill_unweighted (ImbRanking      *self,
                 const ImbScored *scored,
                 guint            c)
{
  gsize    n = scored->n_rows, n_class = 0;
  double  *values = imb_block_new_unset (n);
  double  *spare = imb_block_new_unset (n);
  gboolean done = values != NULL && spare != NULL;

  for (gsize i = 0; done && i < n; i++)
    n_class += scored->truth[i] == c;
  if (done)
    {
      split_scores (scored, c, values, values + n_class);
      imb_sort_values_descending (values, spare, n_class);
      imb_sort_values_descending (values + n_class, spare, n - n_class);
    }
  imb_block_free (spare, n);
  done = done && make_room (self, count_distinct (values, n_class) + count_distinct (values + n_class, n - n_class));
  if (done)
    merge (self, values, n_class, values + n_class, n - n_class);
  self->positives = (double) n_class;
  self->negatives = (double) (n - n_class);
  imb_block_free (values, n);
  return done;
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
  gboolean            done = keys != NULL && order != NULL && make_room (self, n);

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
