/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Generalised threshold shifting: where the threshold goes, and what it does with few rows. */
#include "engine/evaluate/imb-ghost.h"
#include "engine/imb.h"

#define N 400

static double
threshold_of (const double  *scores,
              const guint16 *classes,
              const double  *weights,
              gsize          n,
              guint32        seed)
{
  double threshold = -1.0;

  g_assert_true (imb_ghost_threshold (scores, classes, weights, n, 1, seed, &threshold, NULL, NULL));
  return threshold;
}

/* One row in ten is positive; its score lies above @at, the others' below. */
static void
fill (double  *scores,
      guint16 *classes,
      double   at)
{
  for (guint i = 0; i < N; i++)
    {
      classes[i] = i % 10 == 3;
      scores[i] = at + (classes[i] ? 0.001 : -0.001) * (1 + i % 7);
    }
}

static void
test_the_threshold_is_where_the_classes_part (void)
{
  const double places[] = { 0.05, 0.1, 0.25, 0.35, 0.5 };
  double       scores[N];
  guint16      classes[N];

  for (guint p = 0; p < G_N_ELEMENTS (places); p++)
    {
      fill (scores, classes, places[p]);
      g_assert_cmpfloat (threshold_of (scores, classes, NULL, N, 3), ==, places[p]);
    }
  fill (scores, classes, 0.23); /* no threshold parts them: 0.2 calls all positive, 0.25 none, kappa 0 each; the lowest of equal ones */
  g_assert_cmpfloat (threshold_of (scores, classes, NULL, N, 3), ==, 0.05);
}

static void
test_the_seed_is_all_that_is_random (void)
{
  double  scores[N];
  guint16 classes[N];
  ImbRng  rng;
  double  first;

  imb_rng_init (&rng, 8);
  for (guint i = 0; i < N; i++)
    {
      classes[i] = i % 10 == 3;
      scores[i] = CLAMP (0.15 + 0.1 * imb_rng_normal (&rng) + 0.15 * classes[i], 0.0, 1.0);
    }
  first = threshold_of (scores, classes, NULL, N, 1);
  g_assert_cmpfloat (first, >, 0.05);
  g_assert_cmpfloat (first, <, 0.5);
  for (guint k = 0; k < 3; k++)
    g_assert_cmpfloat (threshold_of (scores, classes, NULL, N, 1), ==, first);
}

/* Rows of weight 0 are as good as absent. */
static void
test_weights_count (void)
{
  double  scores[N], weights[N];
  guint16 classes[N];

  fill (scores, classes, 0.3);
  for (guint i = 0; i < N; i++)
    {
      gboolean is_wrong = i % 4 == 1;

      scores[i] = is_wrong ? 0.9 - scores[i] - 0.5 * classes[i] : scores[i];
      weights[i] = is_wrong ? 0.0 : 2.0;
    }
  g_assert_cmpfloat (threshold_of (scores, classes, weights, N, 2), ==, 0.3);
}

static void
test_few_rows_are_one_subset (void)
{
  const double  scores[] = { 0.1, 0.2, 0.31, 0.02, 0.12 };
  const guint16 one[] = { 0, 0, 1, 0, 0 }, none[] = { 0, 0, 0, 0, 0 };

  g_assert_cmpfloat (threshold_of (scores, one, NULL, 5, 0), ==, 0.25); /* the lowest that leaves 0.2 out */
  g_assert_cmpfloat (threshold_of (scores, none, NULL, 5, 0), <=, 0.5);
  g_assert_cmpfloat (threshold_of (scores, none, NULL, 0, 0), ==, 0.5);
}

static void
test_it_can_be_cancelled (void)
{
  double  scores[N], threshold;
  guint16 classes[N];
  g_autoptr (ImbJob) job = imb_job_new ();
  g_autoptr (GError) error = NULL;

  fill (scores, classes, 0.3);
  imb_job_cancel (job);
  g_assert_false (imb_ghost_threshold (scores, classes, NULL, N, 1, 0, &threshold, job, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ghost/the threshold is where the classes part", test_the_threshold_is_where_the_classes_part);
  g_test_add_func ("/ghost/the seed is all that is random", test_the_seed_is_all_that_is_random);
  g_test_add_func ("/ghost/weights count", test_weights_count);
  g_test_add_func ("/ghost/few rows are one subset", test_few_rows_are_one_subset);
  g_test_add_func ("/ghost/it can be cancelled", test_it_can_be_cancelled);
  return g_test_run ();
}
