/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folds against scikit-learn 1.2.1's StratifiedKFold and RepeatedStratifiedKFold. */
#include <string.h>

#include "engine/imb.h"

#define N 23

static const guint16 classes[N] = { 1, 0, 0, 1, 2, 0, 0, 1, 0, 2, 0, 0, 0, 1, 0, 2, 0, 0, 1, 0, 0, 0, 2 };

static void
assert_folds (ImbRng       *rng,
              const guint8 *wanted)
{
  g_autoptr (ImbFolds) folds = imb_folds_new (classes, N, 3, 3, rng, NULL);

  g_assert_nonnull (folds);
  g_assert_cmpmem (imb_folds_get_fold_of_rows (folds), N, wanted, N);
}

static void
test_one_shuffle_is_stratified_k_fold (void)
{
  const guint8 wanted[N] = { 1, 0, 1, 0, 0, 1, 2, 0, 0, 2, 0, 0, 1, 1, 2, 1, 2, 1, 2, 2, 2, 0, 1 };
  ImbRng       rng;

  imb_rng_init (&rng, 0);
  assert_folds (&rng, wanted);
}

static void
test_a_running_stream_is_repeated_stratified_k_fold (void)
{
  const guint8 first[N] = { 0, 2, 2, 1, 1, 0, 0, 1, 1, 1, 0, 1, 0, 0, 1, 2, 2, 2, 2, 2, 1, 0, 0 };
  const guint8 second[N] = { 0, 2, 0, 0, 1, 0, 0, 1, 1, 0, 2, 0, 2, 2, 1, 2, 2, 1, 1, 1, 2, 0, 1 };
  ImbRng       rng;

  imb_rng_init (&rng, 7);
  assert_folds (&rng, first);
  assert_folds (&rng, second);
}

static void
test_every_row_is_tested_once (void)
{
  ImbRng rng;
  guint8 seen[N] = { 0 };

  imb_rng_init (&rng, 3);
  g_autoptr (ImbFolds) folds = imb_folds_new (classes, N, 3, 4, &rng, NULL);
  for (guint f = 0; f < imb_folds_n_folds (folds); f++)
    {
      gsize          n_test, n_train;
      const guint32 *test = imb_folds_get_test_rows (folds, f, &n_test);
      const guint32 *train = imb_folds_get_train_rows (folds, f, &n_train);

      g_assert_cmpuint (n_test + n_train, ==, N);
      for (gsize i = 0; i < n_test; i++)
        seen[test[i]]++;
      for (gsize i = 1; i < n_train; i++)
        g_assert_cmpuint (train[i - 1], <, train[i]);
      for (gsize i = 0; i < n_train; i++)
        g_assert_cmpuint (imb_folds_get_fold_of_rows (folds)[train[i]], !=, f);
    }
  for (guint i = 0; i < N; i++)
    g_assert_cmpuint (seen[i], ==, 1);
}

/* One pass over all rows for each class would take 3e10 steps. */
static void
test_many_classes_cost_no_pass_each (void)
{
  const gsize         n_rows = 500000;
  const guint         n_classes = 60000;
  g_autofree guint16 *many = g_new (guint16, n_rows);
  gint64              start = g_get_monotonic_time ();
  ImbRng              rng;

  for (gsize i = 0; i < n_rows; i++)
    many[i] = (guint16) (i % n_classes);
  imb_rng_init (&rng, 0);
  g_autoptr (ImbFolds) folds = imb_folds_new (many, n_rows, n_classes, 5, &rng, NULL);
  g_assert_nonnull (folds);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 3 * G_TIME_SPAN_SECOND);
}

static void
test_more_folds_than_rows_of_any_class_are_refused (void)
{
  g_autoptr (GError) error = NULL;
  ImbRng rng;

  imb_rng_init (&rng, 0);
  g_assert_null (imb_folds_new (classes, N, 3, 15, &rng, &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW);
  g_assert_nonnull (strstr (error->message, "at most 14"));
}

static void
test_classes_of_one_row_each_are_refused_without_a_number (void)
{
  const guint16 alone[4] = { 0, 1, 2, 3 };
  g_autoptr (GError) error = NULL;
  ImbRng rng;

  imb_rng_init (&rng, 0);
  g_assert_null (imb_folds_new (alone, 4, 4, 2, &rng, &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW);
  g_assert_null (strstr (error->message, "at most")); /* one fold would be no remedy */
  g_assert_nonnull (strstr (error->message, "another target"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/folds/one-shuffle-is-stratified-k-fold", test_one_shuffle_is_stratified_k_fold);
  g_test_add_func ("/folds/a-running-stream-is-repeated-stratified-k-fold", test_a_running_stream_is_repeated_stratified_k_fold);
  g_test_add_func ("/folds/every-row-is-tested-once", test_every_row_is_tested_once);
  g_test_add_func ("/folds/many-classes-cost-no-pass-each", test_many_classes_cost_no_pass_each);
  g_test_add_func ("/folds/more-folds-than-rows-are-refused", test_more_folds_than_rows_of_any_class_are_refused);
  g_test_add_func ("/folds/classes-of-one-row-are-refused", test_classes_of_one_row_each_are_refused_without_a_number);
  return g_test_run ();
}
