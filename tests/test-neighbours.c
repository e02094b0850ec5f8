/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Both exact searches against two plain loops, on data made to be awkward: ties, duplicates, far from zero,
 * constant, huge, tiny, of one column and of forty. */
#include <math.h>
#include <string.h>
#include <time.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

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
  LIST, /* as scikit-learn, without the first */
} Way;

static gboolean
find (Way              way,
      const ImbMatrix *points,
      const ImbMatrix *queries,
      gsize            k,
      gboolean         self,
      guint32         *rows,
      double          *distances,
      ImbJob          *job,
      GError         **error)
{
  ImbSearch search = { points, queries, k, self, rows, distances, job, NULL, NULL };
  g_autoptr (ImbKdTree) tree = NULL;

  if (way == ANY)
    return imb_neighbours_find (points, queries, k, self, rows, distances, job, error);
  if (way == LIST)
    return imb_neighbours_find_as_peer (points, queries, k, IMB_LIST_BUT_FIRST, rows, distances, job, error);
  if (way == BRUTE)
    return imb_brute_search (&search, error);
  tree = imb_kdtree_new (points, job, error);
  return tree != NULL && imb_kdtree_search (tree, &search, error);
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
      memset (distances, 0xff, n * sizeof *distances);
      g_assert_true (find (way, points, queries, k, self, rows, distances, NULL, NULL));
      g_assert_cmpmem (rows, n * sizeof *rows, wanted_rows, n * sizeof *rows);
      g_assert_cmpmem (distances, n * sizeof *distances, wanted, n * sizeof *wanted);
      memset (rows, 0xff, n * sizeof *rows);
      g_assert_true (find (way, points, queries, k, self, rows, NULL, NULL, NULL));
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

/* Enough points for bytes to come first; what they cannot tell is told by floats. */
static void
test_every_kind_of_larger_data_is_exact (void)
{
  const gsize n_cols[] = { 4, 13, 40 };

  for (guint kind = 0; kind < G_N_ELEMENTS (draws); kind++)
    for (guint d = 0; d < G_N_ELEMENTS (n_cols); d++)
      {
        g_autoptr (ImbMatrix) points = make (1030, n_cols[d], 3 + kind, draws[kind]);
        g_autoptr (ImbMatrix) queries = make (61, n_cols[d], 99 + kind, draws[kind]);

        assert_exact (points, queries, 7, FALSE);
        if (n_cols[d] == 13)
          assert_exact (points, points, 2, TRUE);
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

/* Rows of a wide table: products of bytes are not instrumented, what settles ties is, so there it gets fewer of them. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define WIDE_ROWS 400
#else
#define WIDE_ROWS 3000
#endif

/* Finds the five nearest of each; gives the seconds of processor time of all threads, which other programs do not
 * lengthen. */
static double
time_search (Way              way,
             const ImbMatrix *points,
             guint32         *rows)
{
  clock_t start = clock ();

  g_assert_true (find (way, points, points, 5, TRUE, rows, NULL, NULL, NULL));
  return (double) (clock () - start) / CLOCKS_PER_SEC;
}

/* Equal rows are found nearly as quickly as rows that differ, although every pair is tied; gives what was found. */
static guint32 *
find_duplicates (Way    way,
                 gsize  n,
                 gsize  d,
                 double times)
{
  guint32 *rows = g_new (guint32, n * 5);
  g_autoptr (ImbMatrix) different = make (n, d, 1, normal);
  g_autoptr (ImbMatrix) equal = make (n, d, 1, constant);
  double usual = time_search (way, different, rows);
  double tied = time_search (way, equal, rows);

  g_test_message ("%zu × %zu: %.3f s of processor time; %.3f s among rows that differ", n, d, tied, usual);
  g_assert_cmpfloat (tied, <, times * usual + 0.1);
  return rows;
}

/* Behind the last column rows are zero wherever kernels get them, also where room that was used before is handed out again. */
static void
test_ties_cost_the_same_whatever_memory_held (void)
{
  const gsize n = 4 * WIDE_ROWS;
  double      seconds[2];

#ifdef __GLIBC__
  mallopt (M_PERTURB, 129); /* what is handed out is full of large numbers */
#endif
  for (guint run = 0; run < 2; run++)
    {
      g_autoptr (ImbMatrix) tied = make (n, 16 + run, 1, few_values);
      g_autofree guint32 *rows = g_new (guint32, n * 5);
      clock_t             start = clock ();

      g_assert_true (imb_neighbours_find_as_peer (tied, tied, 5, IMB_LIST_BUT_FIRST, rows, NULL, NULL, NULL));
      seconds[run] = (double) (clock () - start) / CLOCKS_PER_SEC;
    }
#ifdef __GLIBC__
  mallopt (M_PERTURB, 0);
#endif
  g_test_message ("16 columns %.3f s, 17 columns %.3f s of processor time", seconds[0], seconds[1]);
  g_assert_cmpfloat (seconds[1], <, 3.0 * seconds[0] + 0.05);
}

/* The k lowest of the others. */
static void
check_duplicates (gsize n,
                  gsize d)
{
  g_autofree guint32 *rows = find_duplicates (ANY, n, d, 3.0);

  for (guint c = 0; c < 5; c++)
    {
      g_assert_cmpuint (rows[c], ==, c + 1);
      g_assert_cmpuint (rows[2 * 5 + c], ==, c < 2 ? c : c + 1);
      g_assert_cmpuint (rows[(n - 1) * 5 + c], ==, c);
    }
}

static void
test_duplicates_cost_little (void)
{
  check_duplicates (100000, 2);
  check_duplicates (WIDE_ROWS, 101);
}

static void
assert_same_on_any_number_of_threads (Way              way,
                                      const ImbMatrix *points)
{
  gsize               n_bytes = points->n_rows * 5 * sizeof (guint32);
  g_autofree guint32 *first = g_malloc (n_bytes), *rows = g_malloc (n_bytes);

  imb_parallel_set_n_threads (1);
  g_assert_true (find (way, points, points, 5, TRUE, first, NULL, NULL, NULL));
  for (guint n_threads = 4; n_threads <= 7; n_threads += 3)
    {
      imb_parallel_set_n_threads (n_threads);
      memset (rows, 0xff, n_bytes);
      g_assert_true (find (way, points, points, 5, TRUE, rows, NULL, NULL, NULL));
      g_assert_cmpmem (first, n_bytes, rows, n_bytes);
    }
  imb_parallel_set_n_threads (0);
}

static void
test_threads_change_nothing (void)
{
  g_autoptr (ImbMatrix) points = make (3000, 12, 5, normal);

  assert_same_on_any_number_of_threads (ANY, points);
}

static gpointer
cancel_soon (gpointer job)
{
  g_usleep (30000);
  imb_job_cancel (job);
  return NULL;
}

static void
assert_stops (Way              way,
              const ImbMatrix *points)
{
  g_autofree guint32 *rows = g_new (guint32, points->n_rows * 5);
  g_autoptr (ImbJob) job = imb_job_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_new ("cancel", cancel_soon, job);
  gint64   start = g_get_monotonic_time ();

  g_assert_false (find (way, points, points, 5, TRUE, rows, NULL, job, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 2 * G_USEC_PER_SEC);
  g_thread_join (thread);
}

static void
test_a_cancelled_search_stops (void)
{
  g_autoptr (ImbMatrix) points = make (60000, 40, 5, normal);

  assert_stops (BRUTE, points);
  assert_stops (TREE, points);
}

/* ---- as scikit-learn lists them ---- */

static void
assert_listed (gsize          n_points,
               gsize          n_queries,
               gsize          n_cols,
               const guint32 *wanted,
               gsize          k)
{
  g_autoptr (ImbMatrix) points = make (n_points, n_cols, 1, constant);
  g_autoptr (ImbMatrix) queries = make (n_queries, n_cols, 1, constant);
  g_autofree guint32 *rows = g_new (guint32, n_queries * k);

  g_assert_true (imb_neighbours_find_as_peer (points, queries, k, IMB_LIST_ALL, rows, NULL, NULL, NULL));
  for (gsize i = 0; i < n_queries; i++)
    g_assert_cmpmem (rows + i * k, k * sizeof *rows, wanted, k * sizeof *wanted);
}

/* The lists that scikit-learn 1.2.1 gives for equal rows, with one thread: by its tree; by all pairs with two heaps, and with one. */
static void
test_equal_rows_are_listed_as_by_the_peer (void)
{
  assert_listed (200, 200, 2, (const guint32[]){ 3, 5, 26, 1, 0, 4 }, 6);
  assert_listed (12, 12, 2, (const guint32[]){ 0, 3, 4, 5, 2, 1 }, 6);
  assert_listed (12, 13, 2, (const guint32[]){ 3, 5, 2, 0, 1, 4 }, 6);
  assert_listed (40, 40, 16, (const guint32[]){ 3, 1, 2, 0 }, 4);
  assert_listed (1025, 1025, 16, (const guint32[]){ 3, 5, 2, 0, 1, 4 }, 6);
}

/* Whatever the order, the distances are the least there are; and a copy of the points asks as they do themselves. */
static void
assert_listed_are_nearest (const ImbMatrix *points,
                           const ImbMatrix *copy,
                           gsize            k)
{
  gsize               n = points->n_rows, n_all = n * (k + 1);
  g_autofree guint32 *rows = g_new (guint32, n_all), *same = g_new (guint32, n_all);
  g_autofree double  *distances = g_new (double, n_all), *wanted = g_new (double, n_all);

  find_plainly (points, points, k + 1, FALSE, same, wanted);
  g_assert_true (imb_neighbours_find_as_peer (points, copy, k + 1, IMB_LIST_ALL, rows, distances, NULL, NULL));
  g_assert_cmpmem (distances, n_all * sizeof *distances, wanted, n_all * sizeof *wanted);
  for (gsize i = 0; i < n; i++)
    memmove (wanted + i * k, wanted + i * (k + 1) + 1, k * sizeof *wanted);
  g_assert_true (imb_neighbours_find_as_peer (points, points, k, IMB_LIST_BUT_FIRST, rows, distances, NULL, NULL));
  g_assert_true (imb_neighbours_find_as_peer (points, copy, k, IMB_LIST_BUT_FIRST, same, NULL, NULL, NULL));
  g_assert_cmpmem (distances, n * k * sizeof *distances, wanted, n * k * sizeof *wanted);
  g_assert_cmpmem (rows, n * k * sizeof *rows, same, n * k * sizeof *same);
}

static void
test_listed_rows_are_the_nearest (void)
{
  const gsize n_cols[] = { 1, 2, 5, 15, 16, 40 };

  for (guint kind = 0; kind < G_N_ELEMENTS (draws); kind++)
    for (guint d = 0; d < G_N_ELEMENTS (n_cols); d++)
      {
        g_autoptr (ImbMatrix) points = make (150, n_cols[d], 3 + kind, draws[kind]);
        g_autoptr (ImbMatrix) copy = make (150, n_cols[d], 3 + kind, draws[kind]);

        assert_listed_are_nearest (points, copy, 1);
        assert_listed_are_nearest (points, copy, 5);
        assert_listed_are_nearest (points, copy, 100);
        assert_listed_are_nearest (points, copy, 149);
      }
}

/* Without ourselves the same places in the table, if not the same rows. */
static void
test_no_row_is_among_its_others (void)
{
  g_autoptr (ImbMatrix) points = make (700, 2, 5, few_values);
  g_autofree guint32 *rows = g_new (guint32, 700 * 5), *others = g_new (guint32, 700 * 5);
  gsize               n_own = 0;

  g_assert_true (imb_neighbours_find_as_peer (points, points, 5, IMB_LIST_BUT_FIRST, rows, NULL, NULL, NULL));
  g_assert_true (imb_neighbours_find_as_peer (points, points, 5, IMB_LIST_OTHERS, others, NULL, NULL, NULL));
  for (gsize i = 0; i < 700 * 5; i++)
    {
      n_own += rows[i] == i / 5;
      g_assert_cmpuint (others[i], !=, i / 5);
      g_assert_cmpmem (imb_matrix_row (points, rows[i]), 2 * sizeof (double), imb_matrix_row (points, others[i]), 2 * sizeof (double));
    }
  g_assert_cmpuint (n_own, >, 0);
}

static void
test_without_ties_both_ways_answer_the_same (void)
{
  for (gsize d = 2; d <= 20; d += 6)
    {
      g_autoptr (ImbMatrix) points = make (1500, d, 3, normal);
      g_autofree guint32 *rows = g_new (guint32, 1500 * 5), *listed = g_new (guint32, 1500 * 5);
      g_autofree double  *distances = g_new (double, 1500 * 5), *wanted = g_new (double, 1500 * 5);

      g_assert_true (imb_neighbours_find (points, points, 5, TRUE, rows, wanted, NULL, NULL));
      g_assert_true (imb_neighbours_find_as_peer (points, points, 5, IMB_LIST_BUT_FIRST, listed, distances, NULL, NULL));
      g_assert_cmpmem (rows, 1500 * 5 * sizeof *rows, listed, 1500 * 5 * sizeof *listed);
      g_assert_cmpmem (wanted, 1500 * 5 * sizeof *wanted, distances, 1500 * 5 * sizeof *distances);
    }
}

static void
test_ties_are_listed_alike_on_any_number_of_threads (void)
{
  for (gsize d = 3; d <= 20; d += 17)
    {
      g_autoptr (ImbMatrix) points = make (3000, d, 5, few_values);

      assert_same_on_any_number_of_threads (LIST, points);
    }
}

/* All are tied, so each is searched a second time, in the order of the peer. */
static void
test_listing_duplicates_costs_little (void)
{
  g_free (find_duplicates (LIST, 100000, 2, 5.0));
  g_free (find_duplicates (LIST, WIDE_ROWS, 101, 5.0));
}

static void
test_a_cancelled_list_stops (void)
{
  for (gsize d = 12; d <= 24; d += 12)
    {
      g_autoptr (ImbMatrix) points = make (60000, d, 5, few_values);

      assert_stops (LIST, points);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/neighbours/every-kind-of-data-is-exact", test_every_kind_of_data_is_exact);
  g_test_add_func ("/neighbours/every-kind-of-larger-data", test_every_kind_of_larger_data_is_exact);
  g_test_add_func ("/neighbours/every-k-is-exact", test_every_k_is_exact);
  g_test_add_func ("/neighbours/every-small-number-of-points-is-exact", test_every_small_number_of_points_is_exact);
  g_test_add_func ("/neighbours/large-tables-are-exact-by-either-way", test_large_tables_are_exact_by_either_way);
  g_test_add_func ("/neighbours/duplicates-cost-little", test_duplicates_cost_little);
  g_test_add_func ("/neighbours/threads-change-nothing", test_threads_change_nothing);
  g_test_add_func ("/neighbours/a-cancelled-search-stops", test_a_cancelled_search_stops);
  g_test_add_func ("/neighbours/equal-rows-are-listed-as-by-the-peer", test_equal_rows_are_listed_as_by_the_peer);
  g_test_add_func ("/neighbours/listed-rows-are-the-nearest", test_listed_rows_are_the_nearest);
  g_test_add_func ("/neighbours/no-row-is-among-its-others", test_no_row_is_among_its_others);
  g_test_add_func ("/neighbours/without-ties-both-ways-answer-the-same", test_without_ties_both_ways_answer_the_same);
  g_test_add_func ("/neighbours/ties-are-listed-alike-on-any-number-of-threads", test_ties_are_listed_alike_on_any_number_of_threads);
  g_test_add_func ("/neighbours/listing-duplicates-costs-little", test_listing_duplicates_costs_little);
  g_test_add_func ("/neighbours/ties-cost-the-same-whatever-memory-held", test_ties_cost_the_same_whatever_memory_held);
  g_test_add_func ("/neighbours/a-cancelled-list-stops", test_a_cancelled_list_stops);
  return g_test_run ();
}
