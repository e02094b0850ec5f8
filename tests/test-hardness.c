/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Instance hardness threshold: what is kept of given probabilities, what a forest finds hard, and refusals. */
#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-forest.h"
#include "engine/samplers/imb-hardness.h"
#include "tests/imb-sampled.h"

static void
test_the_easiest_rows_are_kept (void)
{
  const guint16  classes[] = { 0, 1, 0, 0, 1, 0, 0, 2 };
  const double   probabilities[] = { 0.5, 0.1, 0.9, 0.7, 0.2, 0.9, 0.1, 0.0 };
  const gsize    targets[] = { 3, 1, 1 };
  const gboolean targeted[] = { TRUE, FALSE, TRUE };
  const guint32  wanted[] = { 2, 3, 5, 1, 4, 7 };
  g_autoptr (ImbMatrix) x = imb_matrix_new (8, 1, NULL);
  ImbView view = imb_view_of (x, classes, 3);
  g_autoptr (ImbResample) out = imb_resample_new (&view, NULL);
  const guint32 *witnesses;
  gsize          n;

  imb_hardness_select (&view, probabilities, targets, targeted, out);
  g_assert_cmpmem (out->rows, out->n_rows * sizeof (guint32), wanted, sizeof wanted);
  g_assert_cmpuint (imb_removals_n (out->removals), ==, 2);
  imb_removals_sort (out->removals);
  g_assert_cmpuint (imb_removals_find (out->removals, 0, &witnesses, &n), ==, IMB_REASON_HARD);
  g_assert_cmpuint (imb_removals_find (out->removals, 6, &witnesses, &n), ==, IMB_REASON_HARD);
  g_assert_cmpuint (imb_notes_n (out->notes), ==, 0);
}

static void
test_equally_easy_rows_are_all_kept_and_it_is_said (void)
{
  const guint16  classes[] = { 0, 0, 0, 0, 1 };
  const double   probabilities[] = { 1.0, 1.0, 0.5, 1.0, 1.0 };
  const gsize    targets[] = { 1, 1 };
  const gboolean targeted[] = { TRUE, FALSE };
  g_autoptr (ImbMatrix) x = imb_matrix_new (5, 1, NULL);
  ImbView view = imb_view_of (x, classes, 2);
  g_autoptr (ImbResample) out = imb_resample_new (&view, NULL);

  imb_hardness_select (&view, probabilities, targets, targeted, out);
  g_assert_cmpuint (out->n_rows, ==, 4);
  g_assert_cmpstr (imb_notes_at (out->notes, 0), ==,
                   "Of class “0” 3 rows are kept, not 1: all of them have at least the probability 1, so they are as easy as each other.");
}

/* Two clouds far apart, and five rows of class 0 inside that of class 1. */
static GoldenTable
make_clouds (void)
{
  GoldenTable table = { imb_matrix_new (150, 2, NULL), g_new (guint16, 150) };
  ImbRng      rng;

  imb_rng_init (&rng, 2);
  for (guint i = 0; i < 150; i++)
    {
      table.classes[i] = i >= 100;
      for (guint j = 0; j < 2; j++)
        imb_matrix_row (table.x, i)[j] = imb_rng_normal (&rng) + (i >= 100 || i % 20 == 7 ? 8.0 : 0.0);
    }
  return table;
}

static void
test_rows_among_another_class_are_hard (void)
{
  g_auto (GoldenTable) table = make_clouds ();
  ImbView view = imb_view_of (table.x, table.classes, 2);
  ImbRng  rng;
  double  probabilities[150];
  guint   own[] = { 0, 1 }, crossed[] = { 1, 0 };

  imb_rng_init (&rng, 5);
  g_assert_true (imb_hardness_measure (&view, 5, 50, own, &rng, probabilities, NULL, NULL));
  for (guint i = 0; i < 100; i++)
    g_assert_true ((probabilities[i] < 0.5) == (i % 20 == 7));
  g_assert_true (imb_hardness_measure (&view, 5, 50, crossed, &rng, probabilities, NULL, NULL));
  for (guint i = 0; i < 100; i++)
    g_assert_true ((probabilities[i] > 0.5) == (i % 20 == 7));
}

/* More trees than are there at a time, and labels by chance, so that leaves are mixed where rows are equal. */
static void
test_trees_that_are_given_back_tell_the_same (void)
{
  const ImbTreeShape        shape = { IMB_TREE_GINI, 0, 2, 1, 1 };
  g_autofree double        *scores = g_new (double, 300), *once = g_new (double, 300);
  g_autofree const double **rows = g_new (const double *, 300);
  g_auto (GoldenTable) table = make_clouds ();
  g_autoptr (ImbPresort) presort = NULL;
  g_autoptr (ImbPresort) ranked = NULL;
  g_autoptr (ImbForest) forest = NULL;
  ImbRng rng, other;

  for (guint i = 0; i < 150; i++)
    {
      imb_matrix_row (table.x, i)[0] = i % 9;
      imb_matrix_row (table.x, i)[1] = i % 2;
      table.classes[i] = i % 5 == 0;
      rows[i] = rows[150 + i] = imb_matrix_row (table.x, i);
    }
  presort = imb_presort_new (rows, table.classes, 150, 2, 2, NULL, NULL);
  ranked = imb_presort_new_ranked (rows, table.classes, 150, 2, 2, NULL, NULL);
  imb_rng_init (&rng, 5);
  other = rng;
  forest = imb_forest_grow (presort, NULL, NULL, &shape, 43, NULL, NULL, &rng, NULL, NULL);
  g_assert_true (imb_forest_predict (forest, rows + 150, 150, scores, NULL, NULL));
  imb_parallel_set_n_threads (2);
  g_assert_true (imb_forest_predict_once (ranked, &shape, 43, rows + 150, 150, once, &other, NULL, NULL));
  imb_parallel_set_n_threads (0);
  g_assert_cmpmem (once, 300 * sizeof *once, scores, 300 * sizeof *scores);
  g_assert_cmpuint (imb_rng_word (&rng), ==, imb_rng_word (&other));
}

/* With values that are missing, that repeat and that are 0 of both signs, and more rows than one branch has. */
static void
assert_ranked_forest_is_the_same (const ImbTreeShape *shape,
                                  gsize               n,
                                  gsize               d,
                                  guint               n_classes)
{
  g_autofree double        *values = g_new (double, n *d), *scores = g_new (double, n *n_classes), *once = g_new (double, n *n_classes);
  g_autofree const double **rows = g_new (const double *, n);
  g_autofree guint16       *classes = g_new (guint16, n);
  g_autoptr (ImbPresort) sorted = NULL;
  g_autoptr (ImbPresort) ranked = NULL;
  g_autoptr (ImbForest) forest = NULL;
  ImbRng rng, other;

  imb_rng_init (&rng, 3);
  for (gsize i = 0; i < n; i++)
    {
      rows[i] = values + i * d;
      classes[i] = (guint16) (i % 7 == 0 ? imb_rng_below (&rng, n_classes) : 0);
      for (gsize j = 0; j < d; j++)
        {
          const double value = imb_rng_normal (&rng) + 0.3 * classes[i];

          values[i * d + j] = j % 5 == 1 ? rint (2.0 * value) : j % 5 == 2 && imb_rng_below (&rng, 4) == 0 ? NAN
                                                                                                           : value;
        }
    }
  sorted = imb_presort_new (rows, classes, n, d, n_classes, NULL, NULL);
  ranked = imb_presort_new_ranked (rows, classes, n, d, n_classes, NULL, NULL);
  g_assert_cmpmem (sorted->missing, d * sizeof *sorted->missing, ranked->missing, d * sizeof *ranked->missing);
  other = rng;
  forest = imb_forest_grow (sorted, NULL, NULL, shape, 3, NULL, NULL, &rng, NULL, NULL);
  g_assert_true (imb_forest_predict (forest, rows, n, scores, NULL, NULL));
  g_assert_true (imb_forest_predict_once (ranked, shape, 3, rows, n, once, &other, NULL, NULL));
  g_assert_cmpmem (once, n * n_classes * sizeof *once, scores, n * n_classes * sizeof *scores);
}

static void
test_trees_of_ranks_are_those_of_sorted_rows (void)
{
  assert_ranked_forest_is_the_same (&(ImbTreeShape){ IMB_TREE_GINI, 0, 2, 1, 4 }, 20000, 20, 2);
  assert_ranked_forest_is_the_same (&(ImbTreeShape){ IMB_TREE_GINI, 7, 20, 5, 2 }, 3000, 6, 4);
  assert_ranked_forest_is_the_same (&(ImbTreeShape){ IMB_TREE_ENTROPY, 0, 2, 1, 0 }, 3000, 6, 3);
}

static void
test_the_sampler_removes_them (void)
{
  g_auto (GoldenTable) table = make_clouds ();
  g_autoptr (ImbResample) result = sampled_run ("instance-hardness-threshold:sampling_strategy={0:95}", &table, 2, 3);
  const guint32 *witnesses;
  gsize          n;

  g_assert_cmpuint (result->n_rows, ==, 145);
  for (guint32 i = 7; i < 100; i += 20)
    g_assert_cmpuint (imb_removals_find (result->removals, i, &witnesses, &n), ==, IMB_REASON_HARD);
}

/* The original reads probabilities by label: with the labels −1 and 1 both classes read the last column. */
static void
test_labels_are_no_columns_unless_asked (void)
{
  g_auto (GoldenTable) table = make_clouds ();
  const char *const signs[] = { "-1", "1" }, *const words[] = { "no", "yes" };
  const char *const texts[] = { "instance-hardness-threshold:sampling_strategy={\"-1\":95}", "instance-hardness-threshold:sampling_strategy={\"-1\":95},compat=imbalanced-learn" };
  ImbView           view = imb_view_of (table.x, table.classes, 2);

  for (guint t = 0; t < 2; t++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ImbPlan) plan = imb_plan_parse (texts[t], &error);
      g_autoptr (ImbResample) result = NULL;
      const guint32 *witnesses;
      gsize          n;

      g_assert_no_error (error);
      view.labels = signs;
      result = imb_plan_run (plan, &view, 0, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (imb_removals_find (result->removals, 27, &witnesses, &n), ==, t == 0 ? IMB_REASON_HARD : IMB_REASON_NOT_DRAWN);
    }
  {
    g_autoptr (GError) error = NULL;
    g_autoptr (ImbPlan) plan = imb_plan_parse ("instance-hardness-threshold:compat=imbalanced-learn", &error);

    view.labels = words;
    g_assert_null (imb_plan_run (plan, &view, 0, NULL, &error));
    g_assert_error (error, IMB_ERROR, IMB_ERROR_PARAM);
    g_assert_cmpstr (error->message, ==, "imbalanced-learn fails for the label “no”, as it takes labels for the numbers of columns; write compat=none, or number the classes from 0.");
  }
}

static void
test_too_few_rows_are_refused_with_what_would_do (void)
{
  g_auto (GoldenTable) table = { imb_matrix_new (5, 1, NULL), g_new0 (guint16, 5) };

  table.classes[3] = table.classes[4] = 1;
  sampled_assert_refused ("instance-hardness-threshold", &table, "No class has 5 rows, so they cannot be dealt into cv=5 folds; write cv=3 or less.");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hardness/the-easiest-rows-are-kept", test_the_easiest_rows_are_kept);
  g_test_add_func ("/hardness/equally-easy-rows-are-all-kept-and-it-is-said", test_equally_easy_rows_are_all_kept_and_it_is_said);
  g_test_add_func ("/hardness/rows-among-another-class-are-hard", test_rows_among_another_class_are_hard);
  g_test_add_func ("/hardness/trees-that-are-given-back-tell-the-same", test_trees_that_are_given_back_tell_the_same);
  g_test_add_func ("/hardness/trees-of-ranks-are-those-of-sorted-rows", test_trees_of_ranks_are_those_of_sorted_rows);
  g_test_add_func ("/hardness/the-sampler-removes-them", test_the_sampler_removes_them);
  g_test_add_func ("/hardness/labels-are-no-columns-unless-asked", test_labels_are_no_columns_unless_asked);
  g_test_add_func ("/hardness/too-few-rows-are-refused-with-what-would-do", test_too_few_rows_are_refused_with_what_would_do);
  return g_test_run ();
}
