/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Histograms of gradients, and the best cut of one: the inner loops of boosting. As LightGBM: Ke et al. 2017. */
#include "engine/kernels/imb-hist.h"

#include <math.h>

#include "engine/core/imb-clones.h"

#define TINY  1e-15 /* added to H, as scikit-learn does, so that 0 / 0 is 0 */
#define AHEAD 32    /* rows: they are asked for before their turn */
#define NOISE 1e-13 /* a gain below this share of what it is the difference of is rounding */

/* ---- sums ---- */

static inline __attribute__ ((always_inline)) void
add_rows (const guint64     *words,
          const guint32     *rows,
          gsize              n,
          const ImbHistPair *pairs,
          ImbHistSlot       *slots,
          guint              shift,
          gsize              n_cols)
{
  for (gsize i = 0; i < n; i++)
    {
      const guint64     word = words[rows != NULL ? rows[i] : i] >> shift;
      const ImbHistSlot row = { pairs[i][0], pairs[i][1], 1.0, 0.0 };

      if (rows != NULL)
        __builtin_prefetch (words + rows[MIN (i + AHEAD, n - 1)]);
      __builtin_prefetch (pairs + i + AHEAD);

#pragma GCC unroll 8
      for (gsize j = 0; j < n_cols; j++)
        slots[j * IMB_HIST_SLOTS + ((word >> (8 * j)) & 0xff)] += row;
    }
}

/* The number of columns is told to the compiler, which then knows all places but the bins. */
IMB_CLONES static void
add_group (const guint64     *words,
           const guint32     *rows,
           gsize              n,
           const ImbHistPair *pairs,
           ImbHistSlot       *slots,
           guint              shift,
           gsize              n_cols)
{
  if (n_cols == IMB_HIST_GROUP && rows != NULL)
    add_rows (words, rows, n, pairs, slots, 0, IMB_HIST_GROUP);
  else if (n_cols == IMB_HIST_GROUP)
    add_rows (words, NULL, n, pairs, slots, 0, IMB_HIST_GROUP);
  else if (n_cols == IMB_HIST_GROUP / 2)
    add_rows (words, rows, n, pairs, slots, shift, IMB_HIST_GROUP / 2);
  else
    add_rows (words, rows, n, pairs, slots, shift, n_cols);
}

void
imb_hist_add (const ImbHistBins *bins,
              gsize              first,
              gsize              n_cols,
              const guint32     *rows,
              gsize              n,
              const ImbHistPair *pairs,
              ImbHistSlot       *slots)
{
  const guint64 *words = bins->words + first / IMB_HIST_GROUP * bins->n_rows;

  add_group (words, rows, n, pairs, slots + first * IMB_HIST_SLOTS, (guint) (first % IMB_HIST_GROUP) * 8, n_cols);
}

IMB_CLONES void
imb_hist_subtract (ImbHistSlot       *slots,
                   const ImbHistSlot *child,
                   gsize              n)
{
  for (gsize s = 0; s < n; s++)
    slots[s] -= child[s];
}

/* ---- cuts ---- */

double
imb_hist_value (ImbHistPair          total,
                const ImbHistLimits *limits)
{
  const double value = -total[0] / (total[1] + limits->l2_regularization + TINY);

  return limits->max_delta_step > 0.0 ? CLAMP (value, -limits->max_delta_step, limits->max_delta_step) : value;
}

static inline double
worth_of (ImbHistPair          total,
          const ImbHistLimits *limits)
{
  const double g = total[0], h = total[1] + limits->l2_regularization + TINY, most = limits->max_delta_step;

  if (most > 0.0 && fabs (g) > most * h)
    return most * (2.0 * fabs (g) - h * most);
  return g * g / h;
}

double
imb_hist_worth (ImbHistPair          total,
                const ImbHistLimits *limits)
{
  return worth_of (total, limits);
}

/* What both directions of a walk need. */
typedef struct
{
  const ImbHistLimits *limits;
  ImbHistPair          total;
  gsize                n;
  double               whole; /* the node's own worth */
  ImbHistSplit         best;
} Walk;

typedef enum
{
  GO_ON,
  STOP
} Verdict;

/* @side: sums of the side that the walk comes from; @n_side: its rows. */
static inline Verdict
consider (Walk       *walk,
          ImbHistPair side,
          gsize       n_side,
          guint       bin,
          gboolean    from_right)
{
  const ImbHistLimits *limits = walk->limits;
  const ImbHistPair    other = walk->total - side;
  double               worth, gain;

  if (n_side < limits->min_samples_leaf)
    return GO_ON;
  if (walk->n - n_side < limits->min_samples_leaf)
    return STOP;
  if (side[1] < limits->min_child_weight)
    return GO_ON;
  if (other[1] < limits->min_child_weight)
    return STOP;

  worth = worth_of (side, limits) + worth_of (other, limits);
  gain = worth - walk->whole;
  if (gain > walk->best.gain && gain > NOISE * worth)
    {
      walk->best.gain = gain;
      walk->best.bin = bin;
      walk->best.missing_left = from_right;
      walk->best.left = from_right ? other : side;
      walk->best.n_left = (guint32) (from_right ? walk->n - n_side : n_side);
    }
  return GO_ON;
}

ImbHistSplit
imb_hist_split (const ImbHistBins   *bins,
                gsize                j,
                const ImbHistSlot   *slots,
                ImbHistPair          total,
                gsize                n,
                const ImbHistLimits *limits)
{
  const guint n_bins = bins->n_bins[j], end = n_bins - 1 + bins->has_missing[j];
  Walk        walk = { limits, total, n, worth_of (total, limits), { .feature = (guint32) j } };
  ImbHistPair side = { 0.0, 0.0 };
  gsize       n_side = 0;

  /* An empty bin changes nothing, but what subtraction left there of rounding. */
  for (guint b = 0; b < end; b++)
    if (slots[b][2] > 0.0)
      {
        side += (ImbHistPair){ slots[b][0], slots[b][1] };
        n_side += (gsize) slots[b][2];
        if (consider (&walk, side, n_side, b, FALSE) == STOP)
          break;
      }
  if (!bins->has_missing[j] || slots[n_bins][2] == 0.0)
    return walk.best;

  side = (ImbHistPair){ 0.0, 0.0 };
  n_side = 0;
  for (guint b = n_bins - 1; b > 0; b--)
    if (slots[b][2] > 0.0)
      {
        side += (ImbHistPair){ slots[b][0], slots[b][1] };
        n_side += (gsize) slots[b][2];
        if (consider (&walk, side, n_side, b - 1, TRUE) == STOP)
          break;
      }
  return walk.best;
}
