/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For which numbers of nearest rows a class has a row in the surroundings that are asked for: of all numbers at once, because the ranks at
 * which rows of the own and of other classes come say it for each. Of a row's list that begins with A rows of its class, itself among
 * them, and B others, B goes from the others nearer than the A-th of its class to those nearer than the one behind it; each A gives a run
 * of numbers. Distances that a search may order in either way widen the runs of what may be, and narrow those of what is sure.
 * O(n_c · n · (d + log n_c)) for each class that grows. */
#include <math.h>
#include <string.h>

#include "engine/samplers/imb-foresee.h"
#include "engine/samplers/imb-strategy.h"

#define MOST_STEPS 3000000 /* in two or three milliseconds */
#define PAIR_STEPS 14      /* as many features cost what ranking one row costs */
#define OWN_STEPS  30      /* and sorting one of the class */

typedef struct
{
  const ImbForesee *ask;
  const ImbView    *in;
  const double    **others; /* rows of other classes */
  gsize             n_others;
  const guint32    *rows; /* of the class */
  gsize             n_rows;
  gsize             n_most; /* numbers from 1 that are asked */
  double           *own;    /* (array length=n_rows): sorted squares */
  guint32          *nearer; /* (array length=n_rows+1): others before the A-th of the class, whatever the order of equal ones */
  guint32          *within; /* (array length=n_rows+1): and those as near */
  int              *sure;   /* (array length=n_most+2): where runs begin, less where they end */
  int              *maybe;
} Ranks;

static double
square_between (const double *a,
                const double *b,
                gsize         d)
{
  double sum = 0.0;

#pragma omp simd reduction(+ \
                           : sum)
  for (gsize j = 0; j < d; j++)
    sum += (a[j] - b[j]) * (a[j] - b[j]);
  return sum;
}

/* Shell's, with Ciura's gaps: few enough numbers that calls to compare them would take most of the time. */
static void
sort (double *values,
      gsize   n)
{
  static const gsize gaps[] = { 701, 301, 132, 57, 23, 10, 4, 1 };

  for (guint g = 0; g < G_N_ELEMENTS (gaps); g++)
    for (gsize i = gaps[g]; i < n; i++)
      {
        const double value = values[i];
        gsize        at = i;

        for (; at >= gaps[g] && values[at - gaps[g]] > value; at -= gaps[g])
          values[at] = values[at - gaps[g]];
        values[at] = value;
      }
}

static void
sort_own (Ranks        *self,
          const double *row)
{
  for (gsize a = 0; a < self->n_rows; a++)
    self->own[a] = square_between (row, imb_view_row (self->in, self->rows[a]), self->in->base->n_cols);
  sort (self->own, self->n_rows);
}

/* The first of the class that is not nearer than @square. Halves are added, not branched to: which half it is nobody can guess. */
static gsize
find_place (const Ranks *self,
            double       square)
{
  gsize low = 0;

  if (self->own[self->n_rows - 1] < square)
    return self->n_rows;
  for (gsize n = self->n_rows, half = n / 2; n > 1; n -= half, half = n / 2)
    low += self->own[low + half - 1] < square ? half : 0;
  return low + (self->own[low] < square);
}

/* nearer[A], within[A] for A - 1 = 0 … n_rows - 1; at n_rows all others. */
static void
rank_others (Ranks        *self,
             const double *row)
{
  const ImbView *in = self->in;
  const gsize    n = self->n_rows;
  double         length = 0.0;

  for (gsize j = 0; j < in->base->n_cols; j++)
    length += row[j] * row[j];
  memset (self->nearer, 0, (n + 1) * sizeof *self->nearer);
  memset (self->within, 0, (n + 1) * sizeof *self->within);
  for (gsize i = 0; i < self->n_others; i++)
    {
      const double square = square_between (row, self->others[i], in->base->n_cols);
      const double slack = imb_foresee_slack (square, length);
      gsize        at = find_place (self, square - slack);

      self->within[at]++;
      while (at < n && self->own[at] <= square + slack)
        at++;
      self->nearer[at]++;
    }
  for (gsize a = 0; a < n; a++)
    {
      self->nearer[a + 1] += self->nearer[a];
      self->within[a + 1] += self->within[a];
    }
}

/* Whether a list of @a rows of the class and some others may be meant, and the fewest others. A search leaves out the first one: the row itself,
 * or if @other another one at the same place. */
static gboolean
fewest_others (ImbForeseeKind kind,
               gsize          a,
               gboolean       other,
               gsize         *fewest)
{
  switch (kind)
    {
    case IMB_FORESEE_BORDER:
      *fewest = other ? a + 1 : a - 1;
      return other || a >= 2;
    case IMB_FORESEE_OTHERS:
      *fewest = other ? 2 : 1;
      return TRUE;
    case IMB_FORESEE_OWN:
    default:
      *fewest = other ? 1 : 0;
      return other || a >= 2;
    }
}

static void
add_run (const Ranks *self,
         gsize        a,
         gsize        from,
         gsize        to,
         int         *runs)
{
  const gsize first = MAX (a - 1 + from, 1), last = MIN (a - 1 + to, self->n_most);

  if (from > to || first > last)
    return;
  runs[first]++;
  runs[last + 1]--;
}

static void
add_runs (const Ranks *self)
{
  const gboolean may_drop_other = self->within[0] > 0;

  for (gsize a = 1; a <= self->n_rows; a++)
    {
      gsize          own = 0, other = 0;
      const gboolean by_own = fewest_others (self->ask->kind, a, FALSE, &own), by_other = may_drop_other && fewest_others (self->ask->kind, a, TRUE, &other);
      const gsize    fewest = by_own && by_other ? MIN (own, other) : by_own ? own
                                                                             : other;
      const gsize    most = by_own && by_other ? MAX (own, other) : fewest;

      if (by_own || by_other)
        add_run (self, a, MAX (self->nearer[a - 1], fewest), self->within[a], self->maybe);
      if (by_own && (by_other || !may_drop_other))
        add_run (self, a, MAX (self->within[a - 1], most), self->nearer[a], self->sure);
    }
}

/* The class's answers and those of the classes before it. */
static void
join_answers (const Ranks *self,
              guint8      *answers)
{
  int sure = 0, maybe = 0;

  for (gsize m = 1; m <= self->n_most; m++)
    {
      ImbAnswer answer;

      sure += self->sure[m];
      maybe += self->maybe[m];
      answer = sure > 0 ? IMB_ANSWER_YES : maybe > 0 ? IMB_ANSWER_OPEN
                                                     : IMB_ANSWER_NO;
      answers[m] = (guint8) MIN (answers[m], answer);
    }
}

static void
rank_class (const ImbForesee *ask,
            const ImbView    *in,
            guint             c,
            gsize             n_most,
            guint8           *answers)
{
  gsize               n;
  g_autofree guint32 *rows = imb_view_rows_of_class (in, c, &n);
  g_autofree double  *own = g_new (double, n);
  const double      **others = g_new (const double *, in->n_rows);
  g_autofree guint32 *nearer = g_new (guint32, n + 1), *within = g_new (guint32, n + 1);
  g_autofree int     *sure = g_new0 (int, n_most + 2), *maybe = g_new0 (int, n_most + 2);
  Ranks               self = { ask, in, others, 0, rows, n, n_most, own, nearer, within, sure, maybe };

  for (gsize i = 0; i < in->n_rows; i++)
    if (imb_view_class (in, i) != c)
      others[self.n_others++] = imb_view_row (in, i);
  for (gsize i = 0; i < n; i++)
    {
      sort_own (&self, imb_view_row (in, rows[i]));
      rank_others (&self, imb_view_row (in, rows[i]));
      add_runs (&self);
    }
  join_answers (&self, answers);
  g_free (others);
}

gboolean
imb_foresee_numbers (const ImbForesee *self,
                     const ImbView    *in,
                     gsize             n_most,
                     guint8           *answers)
{
  g_autofree gsize *targets = g_new0 (gsize, in->n_classes);
  g_autofree gsize *counts = g_new (gsize, in->n_classes);
  double            steps = 0.0;

  imb_view_count (in, counts);
  if (self->distance != IMB_DISTANCE_EUCLIDEAN || imb_view_n_categories (in) > 0
      || !imb_strategy_resolve (IMB_STRATEGY_OVER, self->sampling_strategy, in, targets, NULL, NULL))
    return FALSE;
  for (guint c = 0; c < in->n_classes; c++)
    if (targets[c] > 0)
      steps += (double) counts[c] * ((double) in->n_rows * (double) (in->base->n_cols + PAIR_STEPS) + (double) counts[c] * OWN_STEPS);
  if (steps > MOST_STEPS)
    return FALSE;

  memset (answers, IMB_ANSWER_YES, n_most + 1);
  for (guint c = 0; c < in->n_classes; c++)
    if (targets[c] > 0)
      rank_class (self, in, c, n_most, answers);
  return TRUE;
}
