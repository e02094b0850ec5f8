/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row of a class is enough to show that there is one. Some rows are asked, each of them as far as it takes: that rows of other
 * classes are near is shown by a few of them that are nearer than the row's own class; that the own class is near, by all others, of which most
 * are left after some columns because they are farther away. Where the search would have to decide between equal distances, or rounds
 * otherwise, nothing is said. */
#include "engine/samplers/imb-foresee.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>

#include "engine/samplers/imb-interpolate.h"
#include "engine/samplers/imb-strategy.h"

#define MOST_VALUES 1500000 /* that are looked at for all classes together */
#define ROW_COSTS   30      /* as many values, to get at it */
#define MOST_ASKED  24      /* rows of a class */
#define COLUMNS     8       /* between two looks at the sum */

typedef struct
{
  gsize          m;
  gsize          least; /* rows of other classes among them */
  gsize          most;
  const ImbView *in;
  guint          c;
  const guint32 *rows; /* of the class */
  gsize          n_rows;
  gsize          n_values; /* may still be looked at */
} Look;

/* Squared, of two rows, or some number above @limit. */
static double
distance (Look         *look,
          const double *a,
          const double *b,
          double        limit)
{
  const gsize d = look->in->base->n_cols;
  double      sum = 0.0;
  gsize       j = 0;

  while (j < d && sum <= limit)
    for (const gsize end = MIN (j + COLUMNS, d); j < end; j++)
      sum += (a[j] - b[j]) * (a[j] - b[j]);
  look->n_values -= MIN (look->n_values, MAX (j, ROW_COSTS));
  return sum;
}

static double
slack_of (const Look   *look,
          const double *row,
          double        square)
{
  double length = 0.0;

  for (gsize j = 0; j < look->in->base->n_cols; j++)
    length += row[j] * row[j];
  return imb_foresee_slack (square, length);
}

/* Sorted squares of the @n nearest of the row's own class; infinite where there are fewer. */
static void
find_own (Look   *look,
          gsize   i,
          gsize   n,
          double *squares)
{
  const double *row = imb_view_row (look->in, look->rows[i]);

  for (gsize t = 0; t < n; t++)
    squares[t] = INFINITY;
  for (gsize o = 0; o < look->n_rows && look->n_values > 0; o++)
    {
      double square = o == i ? INFINITY : distance (look, row, imb_view_row (look->in, look->rows[o]), squares[n - 1]);
      gsize  t = n;

      for (; t > 0 && square < squares[t - 1]; t--)
        if (t < n)
          squares[t] = squares[t - 1];
      if (t < n)
        squares[t] = square;
    }
}

/* Searches leave out the first of a list, which of equal rows need not be the row itself: so one more other row is wanted, and one row of the
 * class less may be nearer. */
static gboolean
is_witness (Look  *look,
            gsize  i,
            double near, /* as far as enough of the class are */
            double far)  /* nearer than that others are wanted */
{
  const double  *row = imb_view_row (look->in, look->rows[i]);
  const gboolean all = look->most < look->m; /* all others must be looked at */
  const double   slack = slack_of (look, row, isfinite (far) ? MAX (near, far) : near);
  const double   within = near + slack, before = far - slack;
  gsize          n_within = 0, n_before = 0;

  for (gsize o = 0; o < look->in->n_rows; o++)
    {
      double square;

      if (imb_view_class (look->in, o) == look->c)
        continue;
      if (look->n_values == 0)
        return FALSE;
      square = distance (look, row, imb_view_row (look->in, o), n_before <= look->least ? MAX (within, before) : within);
      n_within += all && square <= within;
      n_before += square < before;
      if (n_within > look->most)
        return FALSE;
      if (!all && n_before > look->least)
        return TRUE;
    }
  return look->least == 0 || n_before > look->least;
}

static gboolean
ask_row (Look   *look,
         gsize   i,
         double *squares)
{
  const gsize n_own = look->m - look->most, n_nearer = look->m - look->least; /* own rows that must be near; that may be nearer than others */

  find_own (look, i, MAX (n_own, n_nearer), squares);
  if (look->n_values == 0 || (n_own > 0 && !isfinite (squares[n_own - 1])))
    return FALSE;
  return is_witness (look, i, n_own > 0 ? squares[n_own - 1] : 0.0, look->least == 0 ? 0.0 : squares[n_nearer - 1]);
}

typedef struct
{
  gsize  row;
  double near; /* its class is; 0 where that does not matter */
} Candidate;

static int
compare_candidates (gconstpointer a,
                    gconstpointer b)
{
  const Candidate *x = a, *y = b;

  return x->near < y->near ? -1 : x->near > y->near ? 1
                                                    : (x->row > y->row) - (x->row < y->row);
}

/* Some rows from all over the class, those first that are near to others of it. A third of the time goes into finding them. */
static gboolean
ask_rows (Look *look)
{
  const gsize           n_own = look->m - look->most;
  const gsize           n = MIN (MIN (look->n_rows, MOST_ASKED), look->n_values / 3 / (look->n_rows * ROW_COSTS) + 1);
  g_autofree double    *squares = g_new (double, look->m + 1);
  g_autofree Candidate *candidates = g_new (Candidate, n);

  if (look->least >= look->m)
    return FALSE;
  for (gsize t = 0; t < n; t++)
    {
      candidates[t] = (Candidate){ t * look->n_rows / n, 0.0 };
      if (n_own == 0)
        continue;
      find_own (look, candidates[t].row, n_own, squares);
      candidates[t].near = squares[n_own - 1];
    }
  qsort (candidates, n, sizeof *candidates, compare_candidates);
  for (gsize t = 0; t < n && look->n_values > 0; t++)
    if (ask_row (look, candidates[t].row, squares))
      return TRUE;
  return FALSE;
}

gboolean
imb_foresee (const ImbForesee *self,
             const ImbView    *in,
             gboolean          has_rows)
{
  g_autofree gsize *targets = g_new0 (gsize, in->n_classes);
  g_autofree gsize *counts = g_new (gsize, in->n_classes);
  gboolean          is_plain = self->distance == IMB_DISTANCE_EUCLIDEAN && imb_view_n_categories (in) == 0;
  const gsize       least = self->kind == IMB_FORESEE_OWN ? 0 : self->kind == IMB_FORESEE_OTHERS ? 1
                                                                                                 : (self->m + 1) / 2;
  const gsize       most = self->kind == IMB_FORESEE_OTHERS ? self->m : self->m - 1;
  gsize             n_values = MOST_VALUES;

  imb_view_count (in, counts);
  if (!imb_strategy_resolve (IMB_STRATEGY_OVER, self->sampling_strategy, in, targets, NULL, NULL))
    return FALSE;
  for (guint c = 0; c < in->n_classes; c++)
    {
      Look                look = { .m = self->m, .least = least, .most = most, .in = in, .c = c, .n_rows = counts[c], .n_values = n_values };
      g_autofree guint32 *rows = NULL;
      gboolean            is_counted = in->n_rows - counts[c] <= most && (least == 0 || counts[c] + least <= self->m);

      if (targets[c] == 0 || (is_counted && in->n_rows > self->m))
        continue;
      if (!has_rows || !is_plain || n_values == 0)
        return FALSE;
      look.rows = rows = imb_view_rows_of_class (in, c, &look.n_rows);
      if (!ask_rows (&look))
        return FALSE;
      n_values = look.n_values;
    }
  return TRUE;
}

char *
imb_foresee_dup_noise (const ImbView *in,
                       const char    *sampling_strategy,
                       ImbDistance    distance,
                       gsize          k,
                       const char    *param,
                       gboolean       has_rows)
{
  const ImbForesee ask = { IMB_FORESEE_OWN, sampling_strategy, distance, k };
  g_autofree char *way_out = NULL;

  if (imb_foresee (&ask, in, has_rows))
    return NULL;
  way_out = imb_dup_way_out (in, sampling_strategy, k, param);
  return g_strdup_printf (_ ("Some row of each class that grows must have a row of its class among its %zu nearest; if none has, %s."), k, way_out);
}
