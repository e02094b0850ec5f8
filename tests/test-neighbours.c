/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Both exact searches against two plain loops, on data made to be awkward: ties, duplicates, far from zero,
 * constant, huge, tiny, of one column and of forty. */
#include <math.h>
#include <string.h>

#include "engine/core/imb-parallel.h"
#include "engine/core/imb-rng.h"
#include "engine/kernels/imb-brute.h"
#include "engine/kernels/imb-kdtree.h"
#include "engine/kernels/imb-neighbours.h"

typedef struct
{
  double  distance;
  guint32 row;
} Place;

static int
compare (gconstpointer a,
         gconstpointer b)
{
  const Place *x = a, *y = b;

  if (x->distance != y->distance)
    return x->distance < y->distance ? -1 : 1;
  return x->row < y->row ? -1 : 1;
}

static void
find_plainly (const ImbMatrix *points,
              const ImbMatrix *queries,
              gsize            k,
              gboolean         self,
              guint32         *rows,
              double          *distances)
{
  g_autofree Place *places = g_new (Place, points->n_rows);

  for (gsize q = 0; q < queries->n_rows; q++)
    {
      gsize n = 0;

      for (gsize p = 0; p < points->n_rows; p++)
        {
          double sum = 0.0;

          if (self && p == q)
            continue;
          for (gsize j = 0; j < points->n_cols; j++)
            {
              double apart = imb_matrix_row (queries, q)[j] - imb_matrix_row (points, p)[j];

              sum += apart * apart;
            }
          places[n++] = (Place){ sum, (guint32) p };
        }
      qsort (places, n, sizeof *places, compare);
      for (gsize c = 0; c < k; c++)
        {
          rows[q * k + c] = places[c].row;
          distances[q * k + c] = places[c].distance;
        }
    }
}

typedef enum
{
  ANY,
  BRUTE,
  TREE,
} Way;

static void
find (Way              way,
      const ImbMatrix *points,
      const ImbMatrix *queries,
      gsize            k,
      gboolean         self,
      guint32         *rows,
      double          *distances)
{
  ImbSearch search = { points, queries, k, self, rows, distances, NULL };
  g_autoptr (GError) error = NULL;

  if (way == ANY)
    imb_neighbours_find (points, queries, k, self, rows, distances, NULL, &error);
  else if (way == BRUTE)
    imb_brute_search (&search, &error);
  else
    {
      g_autoptr (ImbKdTree) tree = imb_kdtree_new (points, NULL, &error);

      g_assert_nonnull (tree);
      imb_kdtree_search (tree, &search, &error);
    }
  g_assert_no_error (error);
}

static void
assert_exact (const ImbMatrix *points,
              const ImbMatrix *queries,
              gsize            k,
              gboolean         self)
{
  gsize               n = queries->n_rows * k;
  g_autofree guint32 *rows = g_new (guint32, n), *wanted_rows = g_new (guint32, n);
  g_autofree double  *distances = g_new (double, n), *wanted = g_new (double, n);

  find_plainly (points, queries, k, self, wanted_rows, wanted);
  for (Way way = ANY; way <= TREE; way++)
    {
      memset (rows, 0xff, n * sizeof *rows);
      find (way, points, queries, k, self, rows, distances);
      g_assert_cmpmem (rows, n * sizeof *rows, wanted_rows, n * sizeof *rows);
      g_assert_cmpmem (distances, n * sizeof *distances, wanted, n * sizeof *wanted);
      memset (rows, 0xff, n * sizeof *rows);
      find (way, points, queries, k, self, rows, NULL);
      g_assert_cmpmem (rows, n * sizeof *rows, wanted_rows, n * sizeof *rows);
    }
}

typedef double (*Draw) (ImbRng *rng,
                        gsize   i,
                        gsize   j);

static ImbMatrix *
make (gsize   n_rows,
      gsize   n_cols,
      guint32 seed,
      Draw    draw)
{
  ImbMatrix *m = imb_matrix_new (n_rows, n_cols, NULL);
  ImbRng     rng;

  imb_rng_init (&rng, seed);
  for (gsize i = 0; i < n_rows; i++)
    for (gsize j = 0; j < n_cols; j++)
      imb_matrix_row (m, i)[j] = draw (&rng, i, j);
  return m;
}

static double
normal (ImbRng *rng,
        gsize   i,
        gsize   j)
{
  return imb_rng_normal (rng);
}

static double
far_from_zero (ImbRng *rng,
               gsize   i,
               gsize   j)
{
  return 1e6 + imb_rng_normal (rng);
}

static double
two_far_clouds (ImbRng *rng,
                gsize   i,
                gsize   j)
{
  return (i % 2 == 0 ? 1e7 : -1e7) + imb_rng_normal (rng);
}

static double
few_values (ImbRng *rng,
            gsize   i,
            gsize   j)
{
  return (double) imb_rng_below (rng, 3);
}

static double
five_points (ImbRng *rng,
             gsize   i,
             gsize   j)
{
  return sin ((double) (i % 5) * 7.3 + (double) j);
}

static double
constant (ImbRng *rng,
          gsize   i,
          gsize   j)
{
  return 0.1;
}

static double
uneven_columns (ImbRng *rng,
                gsize   i,
                gsize   j)
{
  return imb_rng_normal (rng) * pow (10.0, (double) j * 3.0 - 12.0) + (j == 2 ? 1e9 : 0.0);
}

static double
close_to_equal (ImbRng *rng,
                gsize   i,
                gsize   j)
{
  return 1.0 + imb_rng_double (rng) * 1e-9;
}

static double
huge (ImbRng *rng,
      gsize   i,
      gsize   j)
{
  return imb_rng_normal (rng) * (i % 3 == 0 ? 1e200 : 1e-5);
}

static double
tiny (ImbRng *rng,
      gsize   i,
      gsize   j)
{
  return imb_rng_normal (rng) * (i % 3 == 0 ? 1e-200 : 1e-160);
}

static double
one_outlier (ImbRng *rng,
             gsize   i,
             gsize   j)
{
  return i == 17 ? 1e12 : imb_rng_normal (rng);
}

static const Draw draws[] = {
  normal,
  far_from_zero,
  two_far_clouds,
  few_values,
  five_points,
  constant,
  uneven_columns,
  close_to_equal,
  huge,
  tiny,
  one_outlier,
};

static void
test_every_kind_of_data_is_exact (void)
{
  const gsize n_cols[] = { 1, 2, 3, 5, 8, 13, 40 };

  for (guint kind = 0; kind < G_N_ELEMENTS (draws); kind++)
    for (guint d = 0; d < G_N_ELEMENTS (n_cols); d++)
      {
        g_autoptr (ImbMatrix) points = make (150, n_cols[d], 3 + kind, draws[kind]);
        g_autoptr (ImbMatrix) queries = make (61, n_cols[d], 99 + kind, draws[kind]);

        assert_exact (points, points, 5, TRUE);
        assert_exact (points, queries, 3, FALSE);
        assert_exact (points, points, 1, FALSE);
      }
}

static void
test_every_k_is_exact (void)
{
  g_autoptr (ImbMatrix) points = make (140, 4, 1, normal);
  g_autoptr (ImbMatrix) tied = make (140, 2, 1, few_values);

  for (gsize k = 1; k < 140; k += k < 20 ? 1 : 17)
    {
      assert_exact (points, points, k, TRUE);
      assert_exact (tied, tied, k, TRUE);
    }
  assert_exact (points, points, 139, TRUE);
  assert_exact (points, points, 140, FALSE);
  assert_exact (tied, tied, 139, TRUE);
}

static void
test_every_small_number_of_points_is_exact (void)
{
  for (gsize n = 2; n < 70; n++)
    {
      g_autoptr (ImbMatrix) points = make (n, 3, (guint32) n, normal);

      assert_exact (points, points, 1, TRUE);
      assert_exact (points, points, MIN (5, n - 1), TRUE);
      assert_exact (points, points, n - 1, TRUE);
    }
}

static void
test_large_tables_are_exact_by_either_way (void)
{
  for (guint d = 2; d <= 30; d += 14)
    {
      g_autoptr (ImbMatrix) points = make (1500, d, d, d == 16 ? far_from_zero : normal);

      assert_exact (points, points, 5, TRUE);
    }
}

/* Equal rows: the k lowest of the others, and quickly, although every pair is tied. */
static void
check_duplicates (gsize n,
                  gsize d)
{
  g_autofree guint32 *rows = g_new (guint32, n * 5);
  g_autoptr (ImbMatrix) points = make (n, d, 1, constant);
  gint64 start = g_get_monotonic_time ();

  g_assert_true (imb_neighbours_find (points, points, 5, TRUE, rows, NULL, NULL, NULL));
  for (guint c = 0; c < 5; c++)
    {
      g_assert_cmpuint (rows[c], ==, c + 1);
      g_assert_cmpuint (rows[2 * 5 + c], ==, c < 2 ? c : c + 1);
      g_assert_cmpuint (rows[(n - 1) * 5 + c], ==, c);
    }
  g_assert_cmpint (g_get_monotonic_time () - start, <, 10 * G_USEC_PER_SEC);
}

static void
test_duplicates_cost_little (void)
{
  check_duplicates (100000, 2);
  check_duplicates (6000, 101);
}

static void
test_threads_change_nothing (void)
{
  g_autoptr (ImbMatrix) points = make (3000, 12, 5, normal);
  g_autofree guint32 *first = g_new (guint32, 3000 * 5), *rows = g_new (guint32, 3000 * 5);

  for (guint n_threads = 1; n_threads <= 7; n_threads += 3)
    {
      imb_parallel_set_n_threads (n_threads);
      g_assert_true (imb_neighbours_find (points, points, 5, TRUE, n_threads == 1 ? first : rows, NULL, NULL, NULL));
      if (n_threads > 1)
        g_assert_cmpmem (first, 3000 * 5 * sizeof *first, rows, 3000 * 5 * sizeof *rows);
    }
  imb_parallel_set_n_threads (0);
}

static gpointer
cancel_soon (gpointer job)
{
  g_usleep (30000);
  imb_job_cancel (job);
  return NULL;
}

static void
test_a_cancelled_search_stops (void)
{
  g_autoptr (ImbMatrix) points = make (60000, 40, 5, normal);
  g_autofree guint32 *rows = g_new (guint32, 60000 * 5);

  for (Way way = BRUTE; way <= TREE; way++)
    {
      g_autoptr (ImbJob) job = imb_job_new ();
      g_autoptr (GError) error = NULL;
      ImbSearch search = { points, points, 5, TRUE, rows, NULL, job };
      GThread  *thread = g_thread_new ("cancel", cancel_soon, job);
      gint64    start = g_get_monotonic_time ();

      if (way == BRUTE)
        g_assert_false (imb_brute_search (&search, &error));
      else
        {
          g_autoptr (ImbKdTree) tree = imb_kdtree_new (points, job, &error);

          g_assert_false (tree != NULL && imb_kdtree_search (tree, &search, &error));
        }
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpint (g_get_monotonic_time () - start, <, 2 * G_USEC_PER_SEC);
      g_thread_join (thread);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/neighbours/every-kind-of-data-is-exact", test_every_kind_of_data_is_exact);
  g_test_add_func ("/neighbours/every-k-is-exact", test_every_k_is_exact);
  g_test_add_func ("/neighbours/every-small-number-of-points-is-exact", test_every_small_number_of_points_is_exact);
  g_test_add_func ("/neighbours/large-tables-are-exact-by-either-way", test_large_tables_are_exact_by_either_way);
  g_test_add_func ("/neighbours/duplicates-cost-little", test_duplicates_cost_little);
  g_test_add_func ("/neighbours/threads-change-nothing", test_threads_change_nothing);
  g_test_add_func ("/neighbours/a-cancelled-search-stops", test_a_cancelled_search_stops);
  return g_test_run ();
}
