/* SPDX-License-Identifier: GPL-3.0-or-later */
/* k-means beside scikit-learn 1.2.1: the same clusters from the same start, as good ones over many seeds. */
#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-kmeans.h"
#include "engine/kernels/imb-tile.h"
#include "tests/imb-golden.h"

#define N_SEEDS 100

static ImbMatrix *
first_rows (const ImbMatrix *x,
            gsize            n)
{
  ImbMatrix *centres = imb_matrix_new (n, x->n_cols, NULL);

  for (gsize c = 0; c < n; c++)
    memcpy (imb_matrix_row (centres, c), imb_matrix_row (x, c), x->n_cols * sizeof (double));
  return centres;
}

static double
distance (const ImbMatrix *a,
          gsize            i,
          const ImbMatrix *b,
          gsize            c)
{
  double sum = 0.0;

  for (gsize j = 0; j < a->n_cols; j++)
    sum += (imb_matrix_row (a, i)[j] - imb_matrix_row (b, c)[j]) * (imb_matrix_row (a, i)[j] - imb_matrix_row (b, c)[j]);
  return sum;
}

static double
inertia_of (const ImbMatrix *x,
            const ImbMatrix *centres)
{
  g_autofree guint32 *labels = g_new (guint32, x->n_rows);
  g_autofree double  *distances = g_new (double, x->n_rows);
  double              sum = 0.0;

  g_assert_true (imb_kmeans_assign (x, NULL, x->n_rows, centres, labels, distances, NULL, NULL));
  for (gsize i = 0; i < x->n_rows; i++)
    sum += distances[i];
  return sum;
}

static ImbMatrix *
make_normal (gsize   n,
             gsize   d,
             guint32 seed)
{
  ImbMatrix *x = imb_matrix_new (n, d, NULL);
  ImbRng     rng;

  imb_rng_init (&rng, seed);
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < d; j++)
      imb_matrix_row (x, i)[j] = imb_rng_normal (&rng);
  return x;
}

/* Every number of rows, centres and columns around the sizes of a tile. */
static void
test_the_nearest_centre_is_found (void)
{
  for (gsize n = 1; n < 140; n += n < 10 ? 1 : 43)
    for (gsize k = 1; k < 40; k += k < 10 ? 1 : 7)
      for (gsize d = 0; d < 9; d += 4)
        {
          g_autoptr (ImbMatrix) x = make_normal (n, d, 1), centres = make_normal (k, d, 2);
          g_autofree guint32 *labels = g_new (guint32, n);
          g_autofree double  *distances = g_new (double, n);

          g_assert_true (imb_kmeans_assign (x, NULL, n, centres, labels, distances, NULL, NULL));
          for (gsize i = 0; i < n; i++)
            {
              guint32 best = 0;

              for (guint32 c = 1; c < k; c++)
                if (distance (x, i, centres, c) < distance (x, i, centres, best))
                  best = c;
              g_assert_cmpuint (labels[i], ==, best);
              g_assert_cmpfloat (distances[i], ==, distance (x, i, centres, best));
            }
        }
}

static void
test_chosen_rows_are_assigned (void)
{
  g_autoptr (ImbMatrix) x = make_normal (300, 5, 1), centres = make_normal (20, 5, 2);
  guint32 rows[] = { 299, 5, 5, 0, 17 }, all[300], some[5];

  g_assert_true (imb_kmeans_assign (x, NULL, 300, centres, all, NULL, NULL, NULL));
  g_assert_true (imb_kmeans_assign (x, rows, 5, centres, some, NULL, NULL, NULL));
  for (guint i = 0; i < 5; i++)
    g_assert_cmpuint (some[i], ==, all[rows[i]]);
}

/* What clusters are made of may stand among other rows, even absurd ones. */
static void
test_chosen_rows_give_the_clusters_of_their_copy (void)
{
  g_autoptr (ImbMatrix) x = make_normal (3000, 12, 4), some = imb_matrix_new (2000, 12, NULL);
  guint32 rows[2000], among[2000], alone[2000];

  for (guint i = 0; i < 2000; i++)
    {
      rows[i] = i % 2 == 0 ? 2999 - i : i;
      memcpy (imb_matrix_row (some, i), imb_matrix_row (x, rows[i]), x->stride * sizeof (double));
    }
  for (guint kind = 0; kind < 2; kind++)
    {
      g_autoptr (ImbMatrix) first = imb_matrix_new (700, 12, NULL), second = imb_matrix_new (700, 12, NULL);
      double inertias[2];
      ImbRng rngs[2];

      imb_rng_init (&rngs[0], 5);
      imb_rng_init (&rngs[1], 5);
      g_assert_true (imb_kmeans_start (x, rows, 2000, &rngs[0], first, NULL, NULL));
      g_assert_true (imb_kmeans_start (some, NULL, 2000, &rngs[1], second, NULL, NULL));
      g_assert_true (imb_kmeans_run (x, rows, 2000, first, 20, 0.0, among, &inertias[0], NULL, NULL));
      g_assert_true (imb_kmeans_run (some, NULL, 2000, second, 20, 0.0, alone, &inertias[1], NULL, NULL));
      g_assert_cmpmem (among, sizeof among, alone, sizeof alone);
      g_assert_cmpmem (first->data, first->n_bytes, second->data, second->n_bytes);
      g_assert_cmpfloat (inertias[0], ==, inertias[1]);
      imb_matrix_row (x, 2998)[3] = 1e160; /* of no chosen row */
    }
}

static void
test_of_equally_near_centres_the_first_is_taken (void)
{
  g_autoptr (ImbMatrix) x = make_normal (10, 3, 1), centres = imb_matrix_new (30, 3, NULL);
  guint32 labels[10];

  g_assert_true (imb_kmeans_assign (x, NULL, 10, centres, labels, NULL, NULL, NULL));
  for (guint i = 0; i < 10; i++)
    g_assert_cmpuint (labels[i], ==, 0);
}

static void
test_clusters_from_a_start_are_scikit_learns (void)
{
  const double wanted[6][4] = {
    { -0.898762725853831, 0.9470251251095232, -0.4874249632684999, -0.22681708293999409 },
    { 0.4628028933797961, -0.877569286132252, -0.7963177389728755, 0.1307734452579474 },
    { -0.3266007211032347, -0.570072590638372, 1.5640392437911685, 0.5051223657831594 },
    { 0.8968864168751819, 0.9565159136190677, 0.6324521757994985, 1.1109536517362573 },
    { -1.4135048009982807, -0.4063273101871966, 0.01065532603385827, 0.2736354189973652 },
    { 0.72640325577846, -0.37046230944039577, 0.948923154472352, -1.2273776329697927 },
  };
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");
  g_autoptr (ImbMatrix) few = first_rows (table.x, 6), many = first_rows (table.x, 40);
  guint32 labels[180];
  double  inertia;

  g_assert_true (imb_kmeans_run (table.x, NULL, table.x->n_rows, few, 300, 1e-4, labels, &inertia, NULL, NULL));
  for (guint c = 0; c < 6; c++)
    for (guint j = 0; j < 4; j++)
      g_assert_cmpfloat_with_epsilon (imb_matrix_row (few, c)[j], wanted[c][j], 1e-12);
  g_assert_cmpfloat_with_epsilon (inertia, 411.33005772514895, 1e-9);

  g_assert_true (imb_kmeans_run (table.x, NULL, table.x->n_rows, many, 300, 1e-4, labels, &inertia, NULL, NULL));
  g_assert_cmpfloat_with_epsilon (inertia, 103.81087463309753, 1e-9);
}

/* scikit-learn 1.2.1 on these rows, over 200 seeds: 10 clusters from k-means++ 386.7 ± 15.1, after Lloyd 304.6 ± 6.4; 8 from
 * mini batches 350.8 ± 8.7. */
static void
test_starts_and_clusters_are_as_good_as_scikit_learns (void)
{
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");
  g_autoptr (ImbMatrix) ten = imb_matrix_new (10, 4, NULL), eight = imb_matrix_new (8, 4, NULL);
  double  started = 0.0, ran = 0.0, batched = 0.0;
  guint32 labels[180];

  for (guint32 seed = 0; seed < N_SEEDS; seed++)
    {
      double inertia;
      ImbRng rng;

      imb_rng_init (&rng, seed);
      g_assert_true (imb_kmeans_start (table.x, NULL, 180, &rng, ten, NULL, NULL));
      started += inertia_of (table.x, ten) / N_SEEDS;
      g_assert_true (imb_kmeans_run (table.x, NULL, table.x->n_rows, ten, 300, 1e-4, labels, &inertia, NULL, NULL));
      g_assert_cmpfloat_with_epsilon (inertia, inertia_of (table.x, ten), 1e-9);
      ran += inertia / N_SEEDS;
      g_assert_true (imb_kmeans_run_in_batches (table.x, &rng, eight, NULL, NULL));
      batched += inertia_of (table.x, eight) / N_SEEDS;
    }
  g_test_message ("start %.1f, rounds %.1f, batches %.1f", started, ran, batched);
  g_assert_cmpfloat_with_epsilon (started, 386.7, 6.0);
  g_assert_cmpfloat_with_epsilon (ran, 304.6, 2.6);
  g_assert_cmpfloat_with_epsilon (batched, 350.8, 3.6);
}

/* Each centre is the mean of its rows, and has one at least. */
static void
assert_means (const ImbMatrix *x,
              const ImbMatrix *centres,
              const guint32   *labels)
{
  for (gsize c = 0; c < centres->n_rows; c++)
    for (gsize j = 0; j < x->n_cols; j++)
      {
        double sum = 0.0;
        gsize  n = 0;

        for (gsize i = 0; i < x->n_rows; i++)
          if (labels[i] == c)
            {
              sum += imb_matrix_row (x, i)[j];
              n++;
            }
        g_assert_cmpuint (n, >, 0);
        g_assert_cmpfloat_with_epsilon (imb_matrix_row (centres, c)[j], sum / (double) n, 1e-12);
      }
}

static void
test_every_centre_is_the_mean_of_some_rows (void)
{
  for (gsize k = 1; k <= 60; k += 59 / 3)
    for (guint kind = 0; kind < 3; kind++)
      {
        g_autoptr (ImbMatrix) x = make_normal (60, 3, 7), centres = NULL;
        guint32 labels[60];
        double  inertia;

        for (guint i = 0; kind > 0 && i < 60; i++)
          for (guint j = 0; j < 3; j++)
            imb_matrix_row (x, i)[j] = kind == 1 ? 1.5 : i % 4;
        centres = first_rows (x, k);
        g_assert_true (imb_kmeans_run (x, NULL, x->n_rows, centres, 50, 0.0, labels, &inertia, NULL, NULL));
        assert_means (x, centres, labels);
        if (kind == 1 || k == 60)
          g_assert_cmpfloat (inertia, ==, 0.0);
      }
}

static void
test_threads_change_no_byte (void)
{
  g_autoptr (ImbMatrix) x = make_normal (7000, 11, 3), first = imb_matrix_new (50, 11, NULL), batched = imb_matrix_new (20, 11, NULL);
  g_autofree guint32 *labels = g_new (guint32, 7000);
  g_autofree double  *kept = NULL;

  for (guint threads = 1; threads < 8; threads += 3)
    {
      double inertia;
      ImbRng rng;

      imb_parallel_set_n_threads (threads);
      imb_rng_init (&rng, 5);
      g_assert_true (imb_kmeans_start (x, NULL, 7000, &rng, first, NULL, NULL));
      g_assert_true (imb_kmeans_run (x, NULL, x->n_rows, first, 10, 0.0, labels, &inertia, NULL, NULL));
      g_assert_true (imb_kmeans_run_in_batches (x, &rng, batched, NULL, NULL));
      if (kept == NULL)
        kept = g_memdup2 (batched->data, batched->n_bytes);
      else
        g_assert_cmpmem (kept, batched->n_bytes, batched->data, batched->n_bytes);
    }
  imb_parallel_set_n_threads (0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kmeans/the-nearest-centre-is-found", test_the_nearest_centre_is_found);
  g_test_add_func ("/kmeans/chosen-rows-are-assigned", test_chosen_rows_are_assigned);
  g_test_add_func ("/kmeans/chosen-rows-give-the-clusters-of-their-copy", test_chosen_rows_give_the_clusters_of_their_copy);
  g_test_add_func ("/kmeans/of-equally-near-centres-the-first-is-taken", test_of_equally_near_centres_the_first_is_taken);
  g_test_add_func ("/kmeans/clusters-from-a-start-are-scikit-learns", test_clusters_from_a_start_are_scikit_learns);
  g_test_add_func ("/kmeans/starts-and-clusters-are-as-good-as-scikit-learns", test_starts_and_clusters_are_as_good_as_scikit_learns);
  g_test_add_func ("/kmeans/every-centre-is-the-mean-of-some-rows", test_every_centre_is_the_mean_of_some_rows);
  g_test_add_func ("/kmeans/threads-change-no-byte", test_threads_change_no_byte);
  return g_test_run ();
}
