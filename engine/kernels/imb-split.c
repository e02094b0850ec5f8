/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gini: Σ l² / L + Σ r² / R grows as the weighted impurity of both sides falls; l and r are the weights of the classes on the left
 * and the right, L and R their sums. Entropy: Σ l log l − L log L + the same of r. */
#include "engine/kernels/imb-split.h"

#include <math.h>
#include <string.h>

#include "engine/core/imb-clones.h"

#define AT_ONCE 64    /* cuts whose scores are worked out together */
#define ROUNDED 1e-12 /* share of a score, more than its rounding */
#define NOTHING 1e-300

/* One walk along a column. */
typedef struct
{
  const ImbSplitNode *node;
  const guint64      *entries;
  gsize               n;         /* that have a value */
  gsize               n_missing; /* of the node: they start on the left, or end on the right */
  gboolean            missing_left;
  double             *left;
  gsize               last;  /* the last cut that min_leaf allows: that many rows are below */
  double              least; /* a score that is there already */
} Walk;

/* A logarithm takes as long as a whole step of a walk, so those that can be are looked up. */
static inline double
x_log_x (const double *logs,
         double        x)
{
  if (logs != NULL)
    return logs[(gsize) x];
  return x > 0.0 ? x * log (x) : 0.0;
}

static inline double
score_two (const ImbSplitNode *node,
           double              l0,
           double              l1,
           double              r0,
           double              r1)
{
  const double *logs = node->logs;

  if (node->criterion == IMB_TREE_GINI)
    return (l0 * l0 + l1 * l1) / (l0 + l1) + (r0 * r0 + r1 * r1) / (r0 + r1);
  return x_log_x (logs, l0) + x_log_x (logs, l1) - x_log_x (logs, l0 + l1) + x_log_x (logs, r0) + x_log_x (logs, r1) - x_log_x (logs, r0 + r1);
}

static double
score_many (const ImbSplitNode *node,
            const double       *left)
{
  double below = 0.0, above = 0.0, score_below = 0.0, score_above = 0.0;

  for (guint i = 0; i < node->n_present; i++)
    {
      double l = left[node->present[i]], r = node->totals[node->present[i]] - l;

      below += l;
      above += r;
      score_below += node->criterion == IMB_TREE_GINI ? l * l : x_log_x (node->logs, l);
      score_above += node->criterion == IMB_TREE_GINI ? r * r : x_log_x (node->logs, r);
    }
  if (node->criterion == IMB_TREE_GINI)
    return score_below / below + score_above / above;
  return score_below - x_log_x (node->logs, below) + score_above - x_log_x (node->logs, above);
}

/* Of the weights of the classes on both sides of a cut, and of their squares. */
typedef struct
{
  double below;
  double above;
  double squares_below;
  double squares_above;
} Sums;

static Sums
sum_sides (const Walk *walk)
{
  const ImbSplitNode *node = walk->node;
  Sums                self = { 0 };

  for (guint i = 0; i < node->n_present; i++)
    {
      double l = walk->left[node->present[i]], r = node->totals[node->present[i]] - l;

      self.below += l;
      self.above += r;
      self.squares_below += l * l;
      self.squares_above += r * r;
    }
  return self;
}

/* A row that weighs @w goes below; its class has weights @l and @r on either side. Of whole numbers that is what the sums would be anew. */
static inline void
sums_move (Sums  *self,
           double l,
           double r,
           double w)
{
  self->below += w;
  self->above -= w;
  self->squares_below += w * (2.0 * l + w);
  self->squares_above -= w * (2.0 * r - w);
}

/* Whether the cut before entry @p may be the best one. @is_mixed: the value before it occurs in several classes. */
static inline gboolean
is_candidate (const Walk *walk,
              gsize       p,
              gboolean    is_mixed,
              guint       rank_at,
              guint64     class_mask)
{
  const guint64 *entries = walk->entries;

  return ((entries[p] ^ entries[p - 1]) & class_mask) != 0 || is_mixed
         || (p + 1 < walk->n && (entries[p + 1] ^ entries[p]) >> rank_at == 0) || p == walk->last;
}

/* @two, @weighted and @by_sums are constants where this is called, so that each has a loop of its own. Rows that weigh the same are
 * counted: a sum of doubles in every step would take four times as long. @by_sums: Gini of whole numbers; a cut costs the same for any number
 * of classes. */
static inline void
walk_along (const Walk *walk,
            gboolean    two,
            gboolean    weighted,
            gboolean    by_sums,
            ImbSplit   *best)
{
  const ImbSplitNode *node = walk->node;
  const ImbPresort   *presort = node->presort;
  const guint64      *entries = walk->entries;
  const guint         rank_at = presort->rank_at, class_at = presort->class_at;
  const guint64       class_mask = presort->class_mask;
  const guint         c0 = node->present[0], c1 = node->present[1];
  const double       *scale = node->scale, start0 = walk->left[c0], start1 = walk->left[c1];
  const gsize         first = walk->missing_left ? node->min_leaf - MIN (walk->n_missing, node->min_leaf) : node->min_leaf;
  double              l0 = start0, l1 = start1, score;
  gboolean            is_mixed = FALSE, is_first = TRUE, is_worth;
  gsize               n1 = 0;
  Sums                sums = by_sums ? sum_sides (walk) : (Sums){ 0 };

  for (gsize p = 1; p < walk->n; p++)
    {
      const guint64 before = entries[p - 1], change = before ^ entries[p];
      const guint   c = (guint) ((before & class_mask) >> class_at);
      const double  w = weighted ? scale[c] * node->weights[imb_presort_row (presort, before)] : scale[c];

      if (by_sums)
        sums_move (&sums, walk->left[c], node->totals[c] - walk->left[c], w);
      if (!two)
        walk->left[c] += w;
      else if (!weighted)
        n1 += c == c1;
      else
        {
          l0 += c == c0 ? w : 0.0;
          l1 += c == c0 ? 0.0 : w;
        }
      if (change >> rank_at == 0)
        {
          is_mixed |= (change & class_mask) != 0;
          continue;
        }
      is_worth = p >= first && p <= walk->last && (is_first || is_candidate (walk, p, is_mixed, rank_at, class_mask));
      is_mixed = FALSE;
      if (!is_worth)
        continue;

      is_first = FALSE;
      if (two && !weighted)
        {
          l0 = start0 + (double) (p - n1) * scale[c0];
          l1 = start1 + (double) n1 * scale[c1];
        }
      score = two ? score_two (node, l0, l1, node->totals[c0] - l0, node->totals[c1] - l1) : by_sums ? sums.squares_below / sums.below + sums.squares_above / sums.above
                                                                                                     : score_many (node, walk->left);
      if (score > best->score)
        *best = (ImbSplit){ score, p, imb_presort_row (presort, before), imb_presort_row (presort, entries[p]), walk->missing_left };
    }
}

/* Cuts that may be the best, by how many rows are below, and how many of those of the second class. */
typedef struct
{
  gint32 below[AT_ONCE];
  gint32 ones[AT_ONCE];
  double scores[AT_ONCE];
} Cuts;

/* Several divisions cost as much as one. */
static IMB_CLONES void
score_by_gini (Cuts  *cuts,
               gsize  n,
               double start0,
               double start1,
               double scale0,
               double scale1,
               double total0,
               double total1)
{
  for (gsize i = 0; i < n; i++)
    {
      double l0 = start0 + (double) (cuts->below[i] - cuts->ones[i]) * scale0, l1 = start1 + (double) cuts->ones[i] * scale1;
      double r0 = total0 - l0, r1 = total1 - l1;

      cuts->scores[i] = (l0 * l0 + l1 * l1) / (l0 + l1) + (r0 * r0 + r1 * r1) / (r0 + r1);
    }
}

static void
take_best (const Walk *walk,
           Cuts       *cuts,
           gsize       n,
           ImbSplit   *best)
{
  const ImbSplitNode *node = walk->node;
  const guint         c0 = node->present[0], c1 = node->present[1];

  score_by_gini (cuts, n, walk->left[c0], walk->left[c1], node->scale[c0], node->scale[c1], node->totals[c0], node->totals[c1]);
  for (gsize i = 0; i < n; i++)
    if (cuts->scores[i] > best->score)
      {
        const gsize p = (gsize) cuts->below[i];

        *best = (ImbSplit){ cuts->scores[i], p, imb_presort_row (node->presort, walk->entries[p - 1]), imb_presort_row (node->presort, walk->entries[p]), walk->missing_left };
      }
}

/* Bytes that are 0 or 1 as bits; up to 64, and 0 behind them. */
static inline guint64
bits_of (const guint8 *bytes,
         gsize         n)
{
  guint64 bits = 0;

  for (gsize eight = 0; eight < MIN (n, AT_ONCE); eight += 8)
    {
      guint64 word;

      memcpy (&word, bytes + eight, sizeof word);
      bits |= (GUINT64_FROM_LE (word) * G_GUINT64_CONSTANT (0x0102040810204080)) >> 56 << eight;
    }
  return bits;
}

/* Of the entries from one on, which are of the second class. @n: up to 64. */
static IMB_CLONES guint64
find_ones (const guint64 *entries,
           gsize          n,
           guint64        class_mask,
           guint64        one)
{
  guint8 is_one[AT_ONCE] = { 0 };

  for (gsize i = 0; i < n; i++)
    is_one[i] = (entries[i] & class_mask) == one;
  return bits_of (is_one, n);
}

/* Which entries have the same value as the next one. @n: up to 64. */
static IMB_CLONES guint64
find_same (const guint64 *entries,
           gsize          n,
           guint          rank_at)
{
  guint8 is_same[AT_ONCE] = { 0 };

  for (gsize i = 0; i < n; i++)
    is_same[i] = (entries[i] ^ entries[i + 1]) >> rank_at == 0;
  return bits_of (is_same, n);
}

/* Whether two that follow one another are equal. */
static IMB_CLONES gboolean
are_some_equal (const guint64 *entries,
                gsize          n_pairs,
                guint          rank_at)
{
  guint64 n_same = 0;

  for (gsize i = 0; i < n_pairs; i++)
    n_same += (entries[i] ^ entries[i + 1]) >> rank_at == 0;
  return n_same > 0;
}

/* One walk along a column of two classes whose rows weigh the same, by Gini. */
typedef struct
{
  const Walk *walk;
  guint64     one; /* an entry's second class */
  gsize       first;
  Cuts        cuts;
  gsize       n; /* of cuts */
  guint       n_ones;
  gboolean    is_mixed;
  gboolean    is_first;
  ImbSplit   *best;
} Count;

static inline void
add_cut (Count *self,
         gsize  p,
         guint  n_ones)
{
  self->cuts.below[self->n] = (gint32) p;
  self->cuts.ones[self->n++] = (gint32) n_ones;
  if (self->n < AT_ONCE)
    return;
  take_best (self->walk, &self->cuts, self->n, self->best);
  self->n = 0;
}

/* The cuts before entries @begin … @end − 1, some of which are equal. */
static void
count_equal (Count *self,
             gsize  begin,
             gsize  end)
{
  const Walk    *walk = self->walk;
  const guint64 *entries = walk->entries, class_mask = walk->node->presort->class_mask;
  const guint    rank_at = walk->node->presort->rank_at;

  for (gsize p = begin; p < end; p++)
    {
      const guint64 change = entries[p - 1] ^ entries[p];

      self->n_ones += (entries[p - 1] & class_mask) == self->one;
      if (change >> rank_at == 0)
        {
          self->is_mixed |= (change & class_mask) != 0;
          continue;
        }
      if (p >= self->first && p <= walk->last && (self->is_first || is_candidate (walk, p, self->is_mixed, rank_at, class_mask)))
        {
          self->is_first = FALSE;
          add_cut (self, p, self->n_ones);
        }
      self->is_mixed = FALSE;
    }
}

/* Bits for places @from … @to, those before @begin and behind the 64th left out. */
static inline guint64
bits_between (gsize begin,
              gsize from,
              gsize to)
{
  const gsize low = from > begin ? from - begin : 0;

  if (to < begin || low >= 64 || to < from)
    return 0;
  return (to - begin < 63 ? (G_GUINT64_CONSTANT (2) << (to - begin)) - 1 : ~G_GUINT64_CONSTANT (0)) & ~G_GUINT64_CONSTANT (0) << low;
}

/* The same where equal ones are of one class, such as a row's copies, or none are equal: the classes are bits then, and a cut is where they change.
 * What follows the last place may make its value one of several classes. @same: of entries with the next one; @ones: those of the second class, both of the
 * entries from begin − 1 on. Whether it can be done so. */
static IMB_CLONES gboolean
count_changes (Count  *self,
               gsize   begin,
               gsize   end,
               guint64 same,
               guint64 ones)
{
  const Walk   *walk = self->walk;
  const guint64 next = (walk->entries[end - 1] & walk->node->presort->class_mask) == self->one;
  const guint64 places = ~same & bits_between (begin, begin, end - 1);
  const guint64 allowed = places & bits_between (begin, self->first, MIN (walk->last, end - 1));
  guint64       cuts = (ones >> 1 | next << (end - begin - 1)) ^ ones;

  if ((cuts & same) != 0)
    return FALSE;
  if (self->is_first)
    cuts |= allowed & -allowed;
  if (self->is_mixed)
    cuts |= places & -places;
  if (places != 0 && end < walk->n && (walk->entries[end - 1] ^ walk->entries[end]) >> walk->node->presort->rank_at == 0)
    cuts |= G_GUINT64_CONSTANT (1) << (63 - __builtin_clzll (places));
  cuts = (cuts | bits_between (begin, walk->last, walk->last)) & allowed;
  self->is_first &= allowed == 0;
  self->is_mixed &= places == 0;
  for (; cuts != 0; cuts &= cuts - 1)
    {
      const gsize i = (gsize) __builtin_ctzll (cuts);

      add_cut (self, begin + i, self->n_ones + (guint) __builtin_popcountll (ones & ((G_GUINT64_CONSTANT (2) << i) - 1)));
    }
  self->n_ones += (guint) __builtin_popcountll (ones);
  return TRUE;
}

/* The best score at the corners of what is below: from @least to @most of both classes. Of nothing, nothing. */
static IMB_CLONES double
best_corner (const double *least,
             const double *most,
             double        total0,
             double        total1)
{
  const double below0[] = { least[0], most[0], least[0], most[0] }, below1[] = { least[1], least[1], most[1], most[1] };
  double       scores[4];

  for (guint i = 0; i < 4; i++)
    {
      const double l0 = below0[i], l1 = below1[i], r0 = total0 - l0, r1 = total1 - l1;

      scores[i] = (l0 * l0 + l1 * l1) / (l0 + l1 + NOTHING) + (r0 * r0 + r1 * r1) / (r0 + r1 + NOTHING);
    }
  return MAX (MAX (scores[0], scores[1]), MAX (scores[2], scores[3]));
}

/* Whether no cut before entries @begin … @end − 1 can be better than what is known. The score is convex in what is below of either class, so
 * between two cuts it is nowhere above the best of the corners: all, or none, of what lies between them is below. */
static inline gboolean
is_hopeless (const Count *self,
             gsize        begin,
             gsize        end,
             guint        n_more)
{
  const Walk         *walk = self->walk;
  const ImbSplitNode *node = walk->node;
  const guint         c0 = node->present[0], c1 = node->present[1];
  const double        n_zeros = (double) (begin - 1 - self->n_ones), n_ones = (double) self->n_ones;
  const double        least[] = { walk->left[c0] + n_zeros * node->scale[c0], walk->left[c1] + n_ones * node->scale[c1] };
  const double        most[] = { least[0] + (double) (end - begin - n_more) * node->scale[c0], least[1] + (double) n_more * node->scale[c1] };

  return best_corner (least, most, node->totals[c0], node->totals[c1]) * (1.0 + ROUNDED) < MAX (walk->least, self->best->score);
}

/* Passes by the cuts before entries @begin … @end − 1. */
static void
skip (Count *self,
      gsize  begin,
      gsize  end,
      guint  n_more)
{
  const guint64 *entries = self->walk->entries, class_mask = self->walk->node->presort->class_mask;
  const guint    rank_at = self->walk->node->presort->rank_at;
  gsize          p = end - 1;
  gboolean       is_mixed = FALSE;

  for (; p >= begin && (entries[p - 1] ^ entries[p]) >> rank_at == 0; p--)
    is_mixed |= ((entries[p - 1] ^ entries[p]) & class_mask) != 0;
  self->is_mixed = is_mixed || (p < begin && self->is_mixed);
  self->n_ones += n_more;
}

static void
walk_counting (const Walk *walk,
               ImbSplit   *best)
{
  const ImbPresort *presort = walk->node->presort;
  const gsize       min_leaf = walk->node->min_leaf;
  Count             self;

  self.walk = walk;
  self.one = (guint64) walk->node->present[1] << presort->class_at;
  self.first = walk->missing_left ? min_leaf - MIN (walk->n_missing, min_leaf) : min_leaf;
  self.n = self.n_ones = 0;
  self.is_mixed = FALSE;
  self.is_first = TRUE;
  self.best = best;
  for (gsize begin = 1; begin < walk->n; begin += AT_ONCE)
    {
      const gsize    end = MIN (begin + AT_ONCE, walk->n);
      const guint64 *entries = walk->entries + begin - 1;
      const guint64  ones = find_ones (entries, end - begin, presort->class_mask, self.one);
      const guint    n_more = (guint) __builtin_popcountll (ones);

      if (!self.is_first && is_hopeless (&self, begin, end, n_more))
        skip (&self, begin, end, n_more);
      else
        {
          const guint64 same = are_some_equal (entries, end - begin, presort->rank_at) ? find_same (entries, end - begin, presort->rank_at) : 0;

          if (!count_changes (&self, begin, end, same, ones))
            count_equal (&self, begin, end);
        }
    }
  take_best (walk, &self.cuts, self.n, best);
}

static void
clear_left (const Walk *walk)
{
  for (guint i = 0; i < walk->node->n_present; i++)
    walk->left[walk->node->present[i]] = 0.0;
}

static inline double
weight_of (const ImbSplitNode *node,
           guint64             entry)
{
  double scale = node->scale[imb_presort_class (node->presort, entry)];

  return node->weights != NULL ? scale * node->weights[imb_presort_row (node->presort, entry)] : scale;
}

/* The last cut with min_leaf rows above it; 0: there is none. */
static gsize
find_last (const Walk *walk)
{
  const guint rank_at = walk->node->presort->rank_at;
  const gsize n = walk->n + (walk->missing_left ? 0 : walk->n_missing), min_leaf = walk->node->min_leaf;
  gsize       last = MIN (n - MIN (min_leaf, n), walk->n - 1);

  while (last > 0 && (walk->entries[last] ^ walk->entries[last - 1]) >> rank_at == 0)
    last--;
  return last;
}

static void
walk_once (Walk     *walk,
           ImbSplit *best)
{
  const ImbSplitNode *node = walk->node;

  clear_left (walk);
  for (gsize i = 0; walk->missing_left && i < walk->n_missing; i++)
    walk->left[imb_presort_class (node->presort, walk->entries[walk->n + i])] += weight_of (node, walk->entries[walk->n + i]);
  walk->last = find_last (walk);
  if (node->n_present == 2 && node->weights == NULL && node->criterion == IMB_TREE_GINI && walk->n <= G_MAXINT32)
    walk_counting (walk, best);
  else if (node->n_present == 2 && node->weights == NULL)
    walk_along (walk, TRUE, FALSE, FALSE, best);
  else if (node->n_present == 2)
    walk_along (walk, TRUE, TRUE, FALSE, best);
  else if (node->is_whole && node->criterion == IMB_TREE_GINI && node->weights == NULL)
    walk_along (walk, FALSE, FALSE, TRUE, best);
  else if (node->is_whole && node->criterion == IMB_TREE_GINI)
    walk_along (walk, FALSE, TRUE, TRUE, best);
  else if (node->weights == NULL)
    walk_along (walk, FALSE, FALSE, FALSE, best);
  else
    walk_along (walk, FALSE, TRUE, FALSE, best);
}

/* All values below, NaN above. */
static void
cut_missing (Walk     *walk,
             ImbSplit *best)
{
  const ImbSplitNode *node = walk->node;
  double              score;

  if (walk->n < node->min_leaf || walk->n_missing < node->min_leaf)
    return;

  clear_left (walk);
  for (gsize i = 0; i < walk->n; i++)
    walk->left[imb_presort_class (node->presort, walk->entries[i])] += weight_of (node, walk->entries[i]);
  score = score_many (node, walk->left);
  if (score > best->score)
    *best = (ImbSplit){ score, walk->n, imb_presort_row (node->presort, walk->entries[walk->n - 1]), IMB_SPLIT_MISSING, FALSE };
}

ImbSplit
imb_split_find (const ImbSplitNode *node,
                const guint64      *entries,
                gsize               n,
                guint64             missing,
                double              least,
                double             *left)
{
  ImbSplit best = { -INFINITY, 0, 0, 0, FALSE };
  Walk     walk = { node, entries, n, 0, FALSE, left, 0, least };

  while (walk.n > 0 && imb_presort_rank (node->presort, entries[walk.n - 1]) == missing)
    walk.n--;
  walk.n_missing = n - walk.n;
  if (walk.n == 0 || imb_presort_rank (node->presort, entries[0]) == imb_presort_rank (node->presort, entries[n - 1]))
    return best;

  walk_once (&walk, &best);
  if (walk.n_missing == 0)
    return best;

  cut_missing (&walk, &best);
  walk.missing_left = TRUE;
  walk_once (&walk, &best);
  return best;
}

/* Scores are weights less impurities, so they are compared with the score of the node as it is. Rounding may take an idle cut below it. */
ImbTreeFacts
imb_split_facts (const ImbSplitNode *node,
                 double              score)
{
  double cover = 0.0, own = 0.0;

  for (guint i = 0; i < node->n_present; i++)
    {
      const double total = node->totals[node->present[i]];

      cover += total;
      own += node->criterion == IMB_TREE_GINI ? total * total : x_log_x (node->logs, total);
    }
  own = node->criterion == IMB_TREE_GINI ? own / cover : own - x_log_x (node->logs, cover);
  return (ImbTreeFacts){ MAX (score - own, 0.0), cover };
}
