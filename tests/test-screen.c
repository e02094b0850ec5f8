/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the search in bytes answers is what the one in double would, and it gives up only where it must. */
#include <math.h>
#include <string.h>

#include "engine/core/imb-rng.h"
#include "engine/kernels/imb-blend-look.h"
#include "engine/kernels/imb-coarse-sweep.h"
#include "engine/kernels/imb-nearest.h"
#include "engine/kernels/imb-screen.h"

#define K 4

static ImbMatrix *
make (gsize    n_rows,
      gsize    n_cols,
      double   spread,
      gboolean has_outliers)
{
  ImbMatrix *m = imb_matrix_new (n_rows, n_cols, NULL);
  ImbRng     rng;

  imb_rng_init (&rng, 7);
  for (gsize i = 0; i < n_rows; i++)
    for (gsize j = 0; j < n_cols; j++)
      imb_matrix_row (m, i)[j] = (double) (i % 3) + spread * imb_rng_normal (&rng) * (has_outliers && i % 50 == 0 ? 1000.0 : 1.0);
  return m;
}

static void
assert_as_plain_loops (const ImbSearch *search,
                       gsize            query)
{
  double     distances[K];
  guint32    rows[K];
  ImbNearest nearest = { distances, rows, 0, K };

  for (gsize p = 0; p < search->points->n_rows; p++)
    if (p != query)
      imb_nearest_insert (&nearest, imb_squared_distance (imb_matrix_row (search->queries, query), imb_matrix_row (search->points, p), search->points->n_cols),
                          (guint32) p);
  g_assert_cmpmem (search->rows + query * K, sizeof rows, rows, sizeof rows);
  g_assert_cmpmem (search->distances + query * K, sizeof distances, distances, sizeof distances);
}

/* Returns how many queries were given up. */
static gsize
screen (const ImbMatrix  *points,
        const ImbBetween *ends)
{
  const gsize         n = points->n_rows;
  g_autofree guint32 *rows = g_new (guint32, n * K), *left = g_new (guint32, n);
  g_autofree double  *distances = g_new (double, n *K);
  ImbSearch           search = { points, points, K, TRUE, rows, distances, NULL, NULL, NULL, ends };
  gsize               n_left, at = 0;
  g_auto (ImbFrame) frame = { 0 };

  g_assert_true (imb_screen_is_for (&search) == imb_coarse_is_here ());
  g_assert_true (imb_frame_learn (&frame, points, NULL, NULL, NULL));
  g_assert_true (imb_screen_search (&search, &frame, NULL, n, NULL, left, &n_left, NULL));
  for (gsize query = 0; query < n; query++)
    if (at < n_left && left[at] == query)
      at++;
    else
      assert_as_plain_loops (&search, query);
  g_assert_cmpuint (at, ==, n_left);
  return n_left;
}

/* Some rows ask, in an order of their own, and are told the same by place. */
static void
test_who_asks_is_told_the_same (void)
{
  const gsize n = 3000, n_asking = 1000;
  g_autoptr (ImbMatrix) points = make (n, 20, 1.0, FALSE);
  g_autofree guint32 *all = g_new (guint32, n * K), *some = g_new (guint32, n_asking * K), *asking = g_new (guint32, n_asking), *left = g_new (guint32, n);
  g_autofree guint8  *is_left = g_new0 (guint8, n);
  ImbSearch           whole = { points, points, K, TRUE, all, NULL, NULL, NULL, NULL, NULL }, part = { points, points, K, TRUE, some, NULL, NULL, NULL, NULL, NULL };
  gsize               n_left, n_told = 0;
  g_auto (ImbFrame) frame = { 0 };

  for (guint32 i = 0; i < n_asking; i++)
    asking[i] = (guint32) n - 1 - 3 * i;
  g_assert_true (imb_frame_learn (&frame, points, NULL, NULL, NULL));
  g_assert_true (imb_screen_search (&whole, &frame, NULL, n, NULL, left, &n_left, NULL));
  for (gsize i = 0; i < n_left; i++)
    is_left[left[i]] = TRUE;
  g_assert_true (imb_screen_search (&part, &frame, asking, n_asking, NULL, left, &n_left, NULL));
  for (gsize i = 0; i < n_left; i++)
    is_left[asking[left[i]]] = TRUE;
  for (gsize i = 0; i < n_asking; i++)
    if (!is_left[asking[i]])
      {
        g_assert_cmpmem (some + i * K, K * sizeof *some, all + asking[i] * K, K * sizeof *all);
        n_told++;
      }
  g_assert_cmpuint (n_told, >, 900);
}

static void
test_answers_are_exact (void)
{
  const gsize n_cols[] = { 4, 7, 30, 301 };

  for (guint d = 0; d < G_N_ELEMENTS (n_cols); d++)
    {
      g_autoptr (ImbMatrix) few = make (900, n_cols[d], 1.0, FALSE);
      g_autoptr (ImbMatrix) many = make (1100, n_cols[d], 1.0, FALSE);
      g_autoptr (ImbMatrix) clouds = make (1100, n_cols[d], 0.01, FALSE);
      g_autoptr (ImbMatrix) outliers = make (1100, n_cols[d], 1.0, TRUE);

      g_assert_cmpuint (screen (few, NULL), <=, 45);
      g_assert_cmpuint (screen (many, NULL), <=, 55); /* so many are probed first */
      g_test_message ("%zu columns: %zu and %zu of 1100 are left", n_cols[d], screen (clouds, NULL), screen (outliers, NULL));
    }
}

static void
test_equal_rows_are_given_up (void)
{
  g_autoptr (ImbMatrix) equal = make (1100, 5, 0.0, FALSE);

  g_assert_cmpuint (screen (equal, NULL), >, 0);
}

/* ---- points between others ---- */

#define N_ENDS 60

/* Points of a cloud around @centre; from the middle on they lie between two of the first ones, as @ends says; of every ninth of those it is not
 * true. */
static ImbMatrix *
make_between (gsize    n_cols,
              double   centre,
              ImbEnds *ends,
              gsize    n)
{
  ImbMatrix *m = imb_matrix_new (n, n_cols, NULL);
  ImbRng     rng;

  imb_rng_init (&rng, 11);
  for (gsize i = 0; i < n; i++)
    {
      double *row = imb_matrix_row (m, i);

      ends[i] = (ImbEnds){ IMB_NO_ROW, IMB_NO_ROW, 0.0 };
      if (i >= n / 2)
        ends[i] = (ImbEnds){ (guint32) imb_rng_below (&rng, N_ENDS), (guint32) imb_rng_below (&rng, N_ENDS), i % 50 == 0 ? 1.0 : imb_rng_double (&rng) };
      for (gsize j = 0; j < n_cols; j++)
        if (i < n / 2)
          row[j] = centre + imb_rng_normal (&rng);
        else
          row[j] = imb_matrix_row (m, ends[i].first)[j] + ends[i].share * (imb_matrix_row (m, ends[i].second)[j] - imb_matrix_row (m, ends[i].first)[j]);
      if (i >= n / 2 && i % 9 == 0)
        row[0] += 0.5;
    }
  return m;
}

static void
test_points_between_others_are_exact (void)
{
  const double centres[] = { 0.0, -3e5, 1e9, 1e15 };
  const gsize  n = 1400;

  for (guint c = 0; c < G_N_ELEMENTS (centres); c++)
    {
      g_autofree ImbEnds *ends = g_new (ImbEnds, n);
      g_autoptr (ImbMatrix) points = make_between (300, centres[c], ends, n);
      const ImbBetween all = { ends, 0 }, later = { ends + n / 2, n / 2 };

      g_assert_cmpuint (screen (points, &all), <=, n / 20);
      g_assert_cmpuint (screen (points, &later), ==, screen (points, &all));
    }
}

static void
test_only_what_is_true_is_between (void)
{
  const gsize         n = 1400;
  g_autofree ImbEnds *ends = g_new (ImbEnds, n);
  g_autoptr (ImbMatrix) points = make_between (300, 0.0, ends, n);
  const ImbBetween between = { ends, 0 };
  g_auto (ImbFrame) frame = { 0 };
  g_auto (ImbBlendLook) look = { 0 };

  g_assert_true (imb_frame_learn (&frame, points, NULL, NULL, NULL));
  g_assert_true (imb_blend_look_init (&look, points, &between, &frame, 1.0, NULL, NULL));
  g_assert_cmpuint (look.blends.n_rows + look.n_others, ==, n);
  g_assert_cmpuint (look.blends.n_rows, ==, n / 2 - (n - 1) / 9 + (n / 2 - 1) / 9);
  for (gsize i = 0; i < look.blends.n_rows; i++)
    g_assert_true (look.rows[i] >= n / 2 && look.rows[i] % 9 != 0);
}

/* Both decide by the same rule; near the limit rounding may decide, which the limits allow for. */
static void
test_any_processor_has_the_same_products (void)
{
  enum
  {
    N_FOURS = 7,
    N_CELLS = IMB_COARSE_QUERIES * IMB_COARSE_POINTS
  };
  static guint8   panel[N_FOURS * 4 * IMB_COARSE_POINTS] __attribute__ ((aligned (64)));
  gint8           queries[N_FOURS * 4 * IMB_COARSE_QUERIES];
  float           halves[IMB_COARSE_POINTS], errors[IMB_COARSE_POINTS];
  gint32          products[N_CELLS], plain[N_CELLS];
  guint32         hits[IMB_COARSE_QUERIES], plain_hits[IMB_COARSE_QUERIES];
  ImbCoarseLimits limits;
  ImbRng          rng;
  guint           n_hits = 0;

  imb_rng_init (&rng, 5);
  for (guint i = 0; i < sizeof panel; i++)
    panel[i] = (guint8) (1 + imb_rng_below (&rng, 255));
  for (guint i = 0; i < sizeof queries; i++)
    queries[i] = (gint8) ((int) imb_rng_below (&rng, 255) - 127);
  for (guint b = 0; b < IMB_COARSE_POINTS; b++)
    {
      halves[b] = (float) imb_rng_below (&rng, 40000);
      errors[b] = (float) imb_rng_double (&rng);
    }
  for (guint a = 0; a < IMB_COARSE_QUERIES; a++)
    {
      limits.reach[a] = (float) imb_rng_below (&rng, 100);
      limits.rest[a] = a == 0 ? -INFINITY : a == 1 ? INFINITY
                                                   : (float) imb_rng_below (&rng, 40000) + 0.5f;
    }
  g_assert_true (imb_coarse_tile (queries, panel, N_FOURS, halves, errors, &limits, products, hits));
  g_assert_true (imb_coarse_tile_plain (queries, panel, N_FOURS, halves, errors, &limits, plain, plain_hits));
  g_assert_cmpmem (products, sizeof products, plain, sizeof plain);
  g_assert_cmpmem (hits, sizeof hits, plain_hits, sizeof plain_hits);
  g_assert_cmphex (hits[0], ==, 0xffffffff);
  g_assert_cmphex (hits[1], ==, 0);
  for (guint a = 2; a < IMB_COARSE_QUERIES; a++)
    n_hits += (guint) __builtin_popcount (hits[a]);
  g_assert_cmpuint (n_hits, >, 0);
  g_assert_cmpuint (n_hits, <, N_CELLS - 64);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/screen/exact", test_answers_are_exact);
  g_test_add_func ("/screen/some-ask", test_who_asks_is_told_the_same);
  g_test_add_func ("/screen/equal-rows", test_equal_rows_are_given_up);
  g_test_add_func ("/screen/between-others", test_points_between_others_are_exact);
  g_test_add_func ("/screen/only-what-is-true", test_only_what_is_true_is_between);
  g_test_add_func ("/screen/any-processor", test_any_processor_has_the_same_products);
  return g_test_run ();
}
