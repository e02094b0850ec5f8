/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lists around rows tell of who is near another row, against all distances; and that lee makes the rows with it that it makes by
 * looking for neighbours. */
#include <math.h>

#include "engine/core/imb-rng.h"
#include "engine/kernels/imb-judge.h"
#include "engine/kernels/imb-nearest.h"
#include "engine/kernels/imb-neighbours.h"
#include "tests/imb-small.h"

#define N       600
#define N_OWN   60 /* the first ones */
#define QUERIES 300

typedef struct
{
  double  distance;
  guint32 row;
} Near;

static int
compare (gconstpointer a,
         gconstpointer b)
{
  const Near *x = a, *y = b;

  return (x->distance > y->distance) - (x->distance < y->distance);
}

/* By sorting everything; equal distances of both kinds leave it open. */
static guint8
true_verdict (const ImbJudge *judge,
              const double   *query)
{
  Near   all[N];
  gsize  n_own = 0, n_others = 0;
  double own = INFINITY, other = INFINITY;

  for (guint32 i = 0; i < N; i++)
    all[i] = (Near){ imb_squared_distance (query, imb_matrix_row (judge->points, i), judge->points->n_cols), i };
  qsort (all, N, sizeof *all, compare);
  for (gsize i = 0; i < N; i++)
    if (judge->is_own[all[i].row] && ++n_own == judge->n_own)
      own = all[i].distance;
    else if (!judge->is_own[all[i].row] && ++n_others == judge->n_others)
      other = all[i].distance;
  return own < other ? IMB_JUDGE_OWN : other < own ? IMB_JUDGE_OTHERS
                                                   : IMB_JUDGE_OPEN;
}

typedef enum
{
  AROUND, /* one centre */
  ASIDE,  /* of what lies between two */
  BETWEEN,
  BETWEEN_BY_NEARER, /* the same, but only the nearer list is asked */
} Where;

/* Queries at one or two of the centres, and whose lists are asked. */
static void
place_queries (ImbMatrix       *queries,
               const ImbMatrix *centres,
               Where            where,
               gboolean         on_grid,
               guint32         *ends,
               ImbRng          *rng)
{
  for (gsize q = 0; q < QUERIES; q++)
    {
      const guint32 a = (guint32) imb_rng_below (rng, N_OWN), b = where == AROUND ? a : (guint32) imb_rng_below (rng, N_OWN);
      const double  share = where == AROUND ? 0.0 : imb_rng_double (rng);

      for (gsize j = 0; j < queries->n_cols; j++)
        {
          const double from = imb_matrix_row (centres, a)[j], off = 0.3 * imb_rng_normal (rng);
          const double value = from + share * (imb_matrix_row (centres, b)[j] - from) + (where <= ASIDE ? off : 0.0);

          imb_matrix_row (queries, q)[j] = on_grid ? round (value) : value;
        }
      ends[2 * q] = where == BETWEEN_BY_NEARER && share > 0.5 ? b : a;
      ends[2 * q + 1] = where == BETWEEN_BY_NEARER ? ends[2 * q] : b;
    }
}

/* Points, and queries around the rows of the class, on a grid or not. */
static gsize
count_open (Where    where,
            gboolean on_grid,
            gsize    n_cols,
            gsize    depth,
            gsize    n_own,
            gsize    n_others,
            gsize   *n_verdicts)
{
  g_autoptr (ImbMatrix) points = imb_matrix_new (N, n_cols, NULL);
  g_autoptr (ImbMatrix) centres = imb_matrix_new (N_OWN, n_cols, NULL);
  g_autoptr (ImbMatrix) queries = imb_matrix_new (QUERIES, n_cols, NULL);
  g_autofree guint32 *lists = g_new (guint32, N_OWN * depth);
  g_autofree double  *distances = g_new (double, N_OWN *depth);
  guint8              is_own[N], verdicts[QUERIES];
  guint32             all[N_OWN], ends[2 * QUERIES];
  ImbJudge            judge = { points, is_own, queries, ends, all, lists, distances, depth, n_own, n_others };
  ImbRng              rng;
  gsize               n_open = 0;

  imb_rng_init (&rng, 5);
  for (gsize i = 0; i < N; i++)
    {
      is_own[i] = i < N_OWN;
      for (gsize j = 0; j < n_cols; j++)
        {
          double value = imb_rng_normal (&rng) + (is_own[i] ? 1.0 : 0.0);

          imb_matrix_row (points, i)[j] = on_grid ? round (value) : value;
          if (is_own[i])
            imb_matrix_row (centres, i)[j] = imb_matrix_row (points, i)[j];
        }
    }
  for (guint32 i = 0; i < N_OWN; i++)
    all[i] = i;
  place_queries (queries, centres, where, on_grid, ends, &rng);
  g_assert_true (imb_neighbours_find (points, centres, depth, FALSE, lists, distances, NULL, NULL));
  g_assert_true (imb_judge (&judge, verdicts, NULL, NULL));
  for (gsize q = 0; q < QUERIES; q++)
    {
      n_open += verdicts[q] == IMB_JUDGE_OPEN;
      n_verdicts[verdicts[q]]++;
      if (verdicts[q] != IMB_JUDGE_OPEN)
        g_assert_cmpuint (verdicts[q], ==, true_verdict (&judge, imb_matrix_row (queries, q)));
      else if (depth == N)
        g_assert_cmpuint (true_verdict (&judge, imb_matrix_row (queries, q)), ==, IMB_JUDGE_OPEN);
    }
  return n_open;
}

static void
test_verdicts_are_true (void)
{
  const gsize depths[] = { 1, 20, 100, N };
  gsize       n_verdicts[3] = { 0 };

  for (gsize n_cols = 1; n_cols <= 12; n_cols += 5)
    for (gsize n_own = 1; n_own <= 4; n_own += 2)
      for (gsize n_others = 1; n_others <= 4; n_others += 2)
        for (gsize d = 0; d < G_N_ELEMENTS (depths); d++)
          for (Where where = AROUND; where <= BETWEEN; where++)
            {
              count_open (where, FALSE, n_cols, depths[d], n_own, n_others, n_verdicts);
              count_open (where, TRUE, n_cols, depths[d], n_own, n_others, n_verdicts);
            }
  for (guint v = 0; v < 3; v++)
    g_assert_cmpuint (n_verdicts[v], >, 0);
}

/* Whole lists leave nothing open where no distances are equal, and a sixth of them little; of what lies between two centres the lists of both
 * leave less open than those of the nearer ones. */
static void
test_little_is_left_open (void)
{
  gsize n_verdicts[3] = { 0 };

  g_assert_cmpuint (count_open (AROUND, FALSE, 4, N, 3, 3, n_verdicts), ==, 0);
  g_assert_cmpuint (count_open (AROUND, FALSE, 4, 100, 3, 3, n_verdicts), <, QUERIES / 10);
  g_assert_cmpuint (count_open (BETWEEN, FALSE, 4, N, 3, 3, n_verdicts), ==, 0);
  g_assert_cmpuint (2 * count_open (BETWEEN, FALSE, 8, 100, 3, 3, n_verdicts), <, count_open (BETWEEN_BY_NEARER, FALSE, 8, 100, 3, 3, n_verdicts));
}

/* More rows of either kind than there are. */
static void
test_few_rows (void)
{
  gsize n_verdicts[3] = { 0 };

  g_assert_cmpuint (count_open (AROUND, FALSE, 3, N, N_OWN + 1, 2, n_verdicts), ==, 0);
  g_assert_cmpuint (n_verdicts[IMB_JUDGE_OTHERS], ==, QUERIES);
  g_assert_cmpuint (count_open (AROUND, FALSE, 3, N, N_OWN + 1, N, n_verdicts), ==, QUERIES);
}

/* A category that is the same everywhere changes no distance, but keeps lee from its lists. */
static void
test_lee_by_lists_is_lee_by_search (void)
{
  for (guint on_grid = 0; on_grid < 2; on_grid++)
    for (guint k = 2; k < 8; k++)
      {
        g_auto (SmallTable) table = small_new (40, 800, 4);
        const ImbKind    kinds[] = { { 0, FALSE }, { 0, FALSE }, { 0, FALSE }, { 2, FALSE } };
        g_autofree char *text = g_strdup_printf ("lee:n_neighbors=%u", k);
        ImbRng           rng;
        g_autoptr (ImbResample) by_lists = NULL;
        g_autoptr (ImbResample) by_search = NULL;

        imb_rng_init (&rng, k);
        for (gsize i = 0; i < 840; i++)
          for (gsize j = 0; j < 3; j++)
            {
              double value = imb_rng_normal (&rng) + (i < 40 ? 1.0 : 0.0);

              imb_matrix_row (table.x, i)[j] = on_grid == 1 ? round (2.0 * value) : value;
            }
        by_lists = small_run (text, &table, k);
        table.view.kinds = kinds;
        by_search = small_run (text, &table, k);
        g_assert_cmpuint (by_lists->n_made, ==, by_search->n_made);
        g_assert_cmpmem (by_lists->made->data, by_lists->n_made * by_lists->made->stride * sizeof (double),
                         by_search->made->data, by_search->n_made * by_search->made->stride * sizeof (double));
        g_assert_cmpmem (by_lists->parent_rows, 2 * by_lists->n_made * sizeof (guint32), by_search->parent_rows, 2 * by_search->n_made * sizeof (guint32));
      }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/judge/verdicts are true", test_verdicts_are_true);
  g_test_add_func ("/judge/little is left open", test_little_is_left_open);
  g_test_add_func ("/judge/few rows", test_few_rows);
  g_test_add_func ("/lee/by lists is by search", test_lee_by_lists_is_lee_by_search);
  return g_test_run ();
}
