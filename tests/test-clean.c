/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cleaning samplers: imbalanced-learn's rows (tests/golden/samplers/ORIGIN), why rows went, and that no class vanishes. */
#include <string.h>

#include "tests/imb-sampled.h"

static void
test_rows_are_imbalanced_learns (void)
{
  sampled_assert_indices_are_golden ("tomek-links", 0, "samplers/multiclass_tomek-links_auto.txt");
  sampled_assert_indices_are_golden ("tomek-links:sampling_strategy=all", 0, "samplers/multiclass_tomek-links_all.txt");
  sampled_assert_indices_are_golden ("edited-nearest-neighbours", 0, "samplers/multiclass_edited-nearest-neighbours_all.txt");
  sampled_assert_indices_are_golden ("edited-nearest-neighbours:kind_sel=mode", 0, "samplers/multiclass_edited-nearest-neighbours_mode.txt");
  sampled_assert_indices_are_golden ("edited-nearest-neighbours:sampling_strategy=all,kind_sel=mode", 0, "samplers/multiclass_edited-nearest-neighbours_mode-all.txt");
  sampled_assert_indices_are_golden ("repeated-edited-nearest-neighbours", 0, "samplers/multiclass_repeated-edited-nearest-neighbours_all.txt");
  sampled_assert_indices_are_golden ("repeated-edited-nearest-neighbours:kind_sel=mode", 0, "samplers/multiclass_repeated-edited-nearest-neighbours_mode.txt");
  sampled_assert_indices_are_golden ("all-knn", 0, "samplers/multiclass_all-knn.txt");
  sampled_assert_indices_are_golden ("all-knn:allow_minority=true", 0, "samplers/multiclass_all-knn_allow-minority.txt");
  sampled_assert_indices_are_golden ("neighbourhood-cleaning-rule", 0, "samplers/multiclass_neighbourhood-cleaning-rule.txt");
  sampled_assert_indices_are_golden ("one-sided-selection", 0, "samplers/multiclass_one-sided-selection_seed0.txt");
  sampled_assert_indices_are_golden ("one-sided-selection", 7, "samplers/multiclass_one-sided-selection_seed7.txt");
  sampled_assert_indices_are_golden ("condensed-nearest-neighbour:compat=imbalanced-learn", 0, "samplers/multiclass_condensed-nearest-neighbour_seed0.txt");
  sampled_assert_indices_are_golden ("condensed-nearest-neighbour:compat=imbalanced-learn", 7, "samplers/multiclass_condensed-nearest-neighbour_seed7.txt");
  sampled_assert_rows_are_golden ("smote-enn", 0, "samplers/multiclass_smote-enn_seed0.csv");
  sampled_assert_rows_are_golden ("smote-enn", 7, "samplers/multiclass_smote-enn_seed7.csv");
  sampled_assert_rows_are_golden ("smote-tomek", 0, "samplers/multiclass_smote-tomek_seed0.csv");
  sampled_assert_rows_are_golden ("smote-tomek", 7, "samplers/multiclass_smote-tomek_seed7.csv");
}

/* One column; rows and classes as given. */
static GoldenTable
make_line (const double  *at,
           const guint16 *classes,
           gsize          n)
{
  GoldenTable table = { imb_matrix_new (n, 1, NULL), g_memdup2 (classes, n * sizeof *classes) };

  for (gsize i = 0; i < n; i++)
    imb_matrix_row (table.x, i)[0] = at[i];
  return table;
}

static void
assert_removed (const ImbResample *result,
                guint32            row,
                ImbReason          reason,
                const guint32     *witnesses,
                gsize              n)
{
  const guint32 *found;
  gsize          n_found;

  g_assert_cmpint (imb_removals_find (result->removals, row, &found, &n_found), ==, reason);
  g_assert_cmpmem (found, n_found * sizeof *found, witnesses, n * sizeof *witnesses);
}

static void
assert_rows (const ImbResample *result,
             const guint32     *rows,
             gsize              n)
{
  g_assert_cmpmem (result->rows, result->n_rows * sizeof (guint32), rows, n * sizeof (guint32));
}

static void
test_a_link_is_named_by_its_other_end (void)
{
  g_auto (GoldenTable) table = make_line ((double[]){ 0, 3, 4, 5.5, 9, 10.5 }, (guint16[]){ 0, 0, 1, 0, 0, 1 }, 6);
  g_autoptr (ImbResample) larger = sampled_run ("tomek-links", &table, 2, 0);
  g_autoptr (ImbResample) both = sampled_run ("tomek-links:sampling_strategy=majority", &table, 2, 0);

  assert_rows (larger, (guint32[]){ 0, 2, 3, 5 }, 4);
  assert_rows (both, (guint32[]){ 0, 2, 3, 5 }, 4);
  assert_removed (larger, 1, IMB_REASON_LINK, (guint32[]){ 2 }, 1);
  assert_removed (larger, 4, IMB_REASON_LINK, (guint32[]){ 5 }, 1);
}

static void
test_no_class_loses_its_last_row (void)
{
  g_auto (GoldenTable) table = make_line ((double[]){ 0, 3, 4, 5.5, 9 }, (guint16[]){ 0, 0, 1, 0, 0 }, 5);
  g_autoptr (ImbResample) kept = sampled_run ("tomek-links:sampling_strategy=all", &table, 2, 0);
  g_autoptr (ImbResample) gone = sampled_run ("tomek-links:sampling_strategy=all,compat=imbalanced-learn", &table, 2, 0);

  assert_rows (kept, (guint32[]){ 0, 2, 3, 4 }, 4);
  g_assert_cmpuint (imb_notes_n (kept->notes), ==, 1);
  g_assert_cmpstr (imb_notes_at (kept->notes, 0), ==, "Every row of class “1” would have been removed, so all of them were kept.");
  assert_rows (gone, (guint32[]){ 0, 3, 4 }, 3);
}

/* Between 0 and 6 rows of class 1 at 1.1 and 5.2. */
static GoldenTable
make_mixed (void)
{
  return make_line ((double[]){ 0, 1, 2, 3, 4, 5, 6, 1.1, 5.2 }, (guint16[]){ 0, 0, 0, 0, 0, 0, 0, 1, 1 }, 9);
}

static void
test_an_outvoted_row_names_its_voters (void)
{
  g_auto (GoldenTable) table = make_mixed ();
  g_autoptr (ImbResample) one = sampled_run ("edited-nearest-neighbours:n_neighbors=1", &table, 2, 0);
  g_autoptr (ImbResample) all = sampled_run ("edited-nearest-neighbours:n_neighbors=2", &table, 2, 0);
  g_autoptr (ImbResample) most = sampled_run ("edited-nearest-neighbours:n_neighbors=2,kind_sel=mode", &table, 2, 0);

  assert_rows (one, (guint32[]){ 0, 3, 4, 7, 8 }, 5);
  assert_removed (one, 2, IMB_REASON_OUTVOTED, (guint32[]){ 7 }, 1);
  assert_removed (one, 6, IMB_REASON_OUTVOTED, (guint32[]){ 8 }, 1);
  assert_rows (all, (guint32[]){ 3, 4, 7, 8 }, 4);
  assert_removed (all, 2, IMB_REASON_OUTVOTED, (guint32[]){ 7, 1 }, 2);
  /* One of each: the first class wins. */
  assert_rows (most, (guint32[]){ 0, 1, 2, 3, 4, 5, 6, 7, 8 }, 9);
}

static void
test_editing_leaves_no_class_empty (void)
{
  g_auto (GoldenTable) table = make_mixed ();
  g_autoptr (ImbResample) kept = sampled_run ("edited-nearest-neighbours:sampling_strategy=all", &table, 2, 0);
  g_autoptr (ImbResample) gone = sampled_run ("edited-nearest-neighbours:sampling_strategy=all,compat=imbalanced-learn", &table, 2, 0);
  g_autoptr (ImbResample) again = sampled_run ("repeated-edited-nearest-neighbours:sampling_strategy=[1],kind_sel=mode", &table, 2, 0);
  gsize   counts[2];
  ImbView view = imb_view_of (table.x, table.classes, 2);

  imb_resample_count (kept, &view, counts);
  g_assert_cmpuint (counts[1], ==, 2);
  g_assert_cmpuint (imb_notes_n (kept->notes), >=, 1);
  imb_resample_count (gone, &view, counts);
  g_assert_cmpuint (counts[1], ==, 0);
  g_assert_cmpuint (again->n_rows, ==, 9);
  g_assert_cmpuint (imb_notes_n (again->notes), ==, 1);
}

/* Two clouds that overlap, as large as proofs are for; @d columns. */
static GoldenTable
make_clouds (gsize n,
             gsize n_smaller,
             gsize d)
{
  GoldenTable table = { imb_matrix_new (n, d, NULL), g_new0 (guint16, n) };
  ImbRng      rng;

  imb_rng_init (&rng, (guint32) d);
  for (gsize i = 0; i < n; i++)
    {
      table.classes[i] = i % (n / n_smaller) == 0;
      for (gsize j = 0; j < d; j++)
        imb_matrix_row (table.x, i)[j] = imb_rng_normal (&rng) + table.classes[i];
    }
  return table;
}

static void
assert_same_rows (const GoldenTable *table,
                  const char        *text,
                  const char        *other)
{
  g_autoptr (ImbResample) a = sampled_run (text, table, 2, 0);
  g_autoptr (ImbResample) b = sampled_run (other, table, 2, 0);

  g_assert_cmpuint (a->n_rows, <, table->x->n_rows);
  assert_rows (a, b->rows, b->n_rows);
}

/* What is remembered from edit to edit changes nothing. */
static void
test_edits_are_a_chain_of_single_ones (void)
{
  for (gsize d = 2; d <= 20; d += 18)
    {
      g_auto (GoldenTable) table = make_clouds (1500, 100, d);

      assert_same_rows (&table, "repeated-edited-nearest-neighbours:max_iter=3",
                        "edited-nearest-neighbours + edited-nearest-neighbours + edited-nearest-neighbours");
      assert_same_rows (&table, "repeated-edited-nearest-neighbours:max_iter=2,kind_sel=mode,n_neighbors=5",
                        "edited-nearest-neighbours:kind_sel=mode,n_neighbors=5 + edited-nearest-neighbours:kind_sel=mode,n_neighbors=5");
      assert_same_rows (&table, "all-knn",
                        "edited-nearest-neighbours:n_neighbors=1 + edited-nearest-neighbours:n_neighbors=2 + edited-nearest-neighbours");
      assert_same_rows (&table, "all-knn:kind_sel=mode",
                        "edited-nearest-neighbours:kind_sel=mode,n_neighbors=1 + edited-nearest-neighbours:kind_sel=mode,n_neighbors=2 + edited-nearest-neighbours:kind_sel=mode");
    }
}

/* Another way to the same rows: with more neighbours than proofs are made for. */
static void
test_proofs_and_lists_say_the_same (void)
{
  g_auto (GoldenTable) table = make_clouds (1200, 80, 6);
  g_autoptr (ImbResample) proven = sampled_run ("edited-nearest-neighbours:n_neighbors=64,kind_sel=mode", &table, 2, 0);
  g_autoptr (ImbResample) listed = sampled_run ("edited-nearest-neighbours:n_neighbors=65,kind_sel=mode", &table, 2, 0);

  /* Of 65 neighbours 33 outvote, of 64 too, because the first class wins a tie: who loses with 64 loses with 65. */
  for (gsize i = 0, at = 0; i < listed->n_rows; i++)
    {
      while (at < proven->n_rows && proven->rows[at] != listed->rows[i])
        at++;
      g_assert_cmpuint (at, <, proven->n_rows);
    }
}

/* Laurikkala's second step: 1.1 is taken for class 0, so its neighbours go, though none of them is outvoted. */
static void
test_neighbours_of_a_misunderstood_row_go (void)
{
  g_auto (GoldenTable) table = make_line ((double[]){ 0, 1, 2, 3, 9, 10, 11, 1.1, 20 }, (guint16[]){ 0, 0, 0, 0, 0, 0, 0, 1, 1 }, 9);
  g_autoptr (ImbResample) result = sampled_run ("neighbourhood-cleaning-rule", &table, 2, 0);
  g_autoptr (ImbResample) few = sampled_run ("neighbourhood-cleaning-rule:threshold_cleaning=3.5", &table, 2, 0);

  /* 20 has 11, 10 and 9 nearest. */
  assert_rows (result, (guint32[]){ 3, 7, 8 }, 3);
  assert_removed (result, 1, IMB_REASON_INTRUDES, (guint32[]){ 7 }, 1);
  assert_removed (result, 6, IMB_REASON_INTRUDES, (guint32[]){ 8 }, 1);
  g_assert_cmpuint (few->n_rows, ==, 9);
}

/* With no class large enough for the second step the rule is editing by the mode, in the order of the table. */
static void
test_the_rule_without_its_second_step_is_editing (void)
{
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");
  g_autoptr (ImbResample) edited = sampled_run ("edited-nearest-neighbours:kind_sel=mode", &table, 3, 0);
  g_autoptr (ImbResample) first = sampled_run ("neighbourhood-cleaning-rule:threshold_cleaning=100", &table, 3, 0);
  g_autoptr (ImbResample) both = sampled_run ("neighbourhood-cleaning-rule", &table, 3, 0);
  gsize found = 0;

  g_assert_cmpuint (first->n_rows, ==, edited->n_rows);
  for (gsize i = 0; i < first->n_rows; i++)
    {
      g_assert_true (i == 0 || first->rows[i - 1] < first->rows[i]);
      for (gsize e = 0; e < edited->n_rows; e++)
        found += edited->rows[e] == first->rows[i];
    }
  g_assert_cmpuint (found, ==, first->n_rows);
  g_assert_cmpuint (both->n_rows, <, first->n_rows);
}

static double
apart (const GoldenTable *table,
       guint32            a,
       guint32            b)
{
  double sum = 0.0;

  for (gsize j = 0; j < table->x->n_cols; j++)
    sum += (imb_matrix_row (table->x, a)[j] - imb_matrix_row (table->x, b)[j]) * (imb_matrix_row (table->x, a)[j] - imb_matrix_row (table->x, b)[j]);
  return sum;
}

/* Whether the nearest of the rows of class 1 and the first @n of @kept is of class 0. */
static gboolean
is_taken_for_0 (const GoldenTable *table,
                guint32            row,
                const guint32     *kept,
                gsize              n)
{
  double own = INFINITY, other = INFINITY;

  for (gsize i = 0; i < n; i++)
    own = MIN (own, apart (table, row, kept[i]));
  for (guint32 i = 0; i < table->x->n_rows; i++)
    if (table->classes[i] == 1)
      other = MIN (other, apart (table, row, i));
  return own < other;
}

/* Hart's walk, step by step; blocks begin within it. */
static void
test_condensing_keeps_what_the_store_does_not_know (void)
{
  g_auto (GoldenTable) table = make_clouds (1500, 100, 4);
  g_autoptr (ImbResample) result = sampled_run ("condensed-nearest-neighbour", &table, 2, 3);
  gsize n = 1;

  g_assert_cmpuint (table.classes[result->rows[0]], ==, 0);
  for (guint32 i = 0; i < 1500; i++)
    {
      const guint32 *witnesses;
      gsize          n_witnesses;

      if (table.classes[i] == 1 || i == result->rows[0])
        continue;
      if (!is_taken_for_0 (&table, i, result->rows, n))
        {
          g_assert_cmpuint (result->rows[n++], ==, i);
          continue;
        }
      g_assert_cmpint (imb_removals_find (result->removals, i, &witnesses, &n_witnesses), ==, IMB_REASON_REDUNDANT);
      g_assert_cmpuint (n_witnesses, ==, 1);
      g_assert_true (is_taken_for_0 (&table, i, witnesses, 1));
    }
  g_assert_cmpuint (result->n_rows, ==, n + 100);
}

static void
test_one_sided_selection_says_what_stands_for_a_row (void)
{
  g_auto (GoldenTable) table = make_clouds (600, 60, 4);
  g_autoptr (ImbResample) result = sampled_run ("one-sided-selection:n_seeds_S=9", &table, 2, 1);
  gsize n_redundant = 0;

  for (gsize i = 0; i < imb_removals_n (result->removals); i++)
    {
      const guint32 *witnesses;
      guint32        row;
      gsize          n;

      if (imb_removals_at (result->removals, i, &row, &witnesses, &n) != IMB_REASON_REDUNDANT)
        continue;
      g_assert_cmpuint (n, ==, 1);
      g_assert_true (is_taken_for_0 (&table, row, witnesses, 1));
      n_redundant++;
    }
  g_assert_cmpuint (n_redundant, >, 0);
  g_assert_cmpuint (imb_resample_n_removed (result), ==, imb_removals_n (result->removals));
}

/* A ready-made chain is its plan, also behind another step, where there are synthetic rows already. */
static void
test_ready_made_chains_are_their_plans (void)
{
  static const char *const pairs[][2] = {
    { "smote-enn", "smote + edited-nearest-neighbours:sampling_strategy=all" },
    { "smote-tomek:k_neighbors=3", "smote:k_neighbors=3 + tomek-links:sampling_strategy=all" },
    { "random-over:sampling_strategy={1:300} + smote-enn", "random-over:sampling_strategy={1:300} + smote + edited-nearest-neighbours:sampling_strategy=all" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_auto (GoldenTable) table = make_clouds (600, 60, 3);
      g_autoptr (ImbResample) one = sampled_run (pairs[i][0], &table, 2, 5);
      g_autoptr (ImbResample) two = sampled_run (pairs[i][1], &table, 2, 5);

      assert_rows (one, two->rows, two->n_rows);
      g_assert_cmpuint (one->n_made, ==, two->n_made);
      g_assert_cmpmem (one->made->data, one->n_made * one->made->stride * sizeof (double), two->made->data, two->n_made * two->made->stride * sizeof (double));
      g_assert_cmpuint (imb_removals_n (one->removals), ==, imb_removals_n (two->removals));
      sampled_assert_parents (one, table.x);
    }
}

static void
test_too_few_rows_are_refused_with_what_would_work (void)
{
  g_auto (GoldenTable) table = make_mixed ();

  sampled_assert_refused ("edited-nearest-neighbours:n_neighbors=9", &table,
                          "There are 9 rows, too few for 9 neighbours of each; write n_neighbors=8 or less.");
  sampled_assert_refused ("all-knn:n_neighbors=9", &table, "There are 9 rows, too few for 9 neighbours of each; write n_neighbors=8 or less.");
  sampled_assert_refused ("condensed-nearest-neighbour:n_neighbors=5,n_seeds_S=2", &table,
                          "The smallest class and n_seeds_S=2 rows make 4, too few for 5 neighbours; write n_neighbors=4 or less.");
  sampled_assert_refused ("smote-enn", &table, "Class “1” has 2 rows, too few for 5 neighbours of each; write k_neighbors=1 or less, or use random-over.");
}

/* imbalanced-learn edits until neighbours are missing, which it refuses; it may end before. */
static void
test_missing_neighbours_after_an_edit_are_noted_or_refused (void)
{
  g_auto (GoldenTable) six = make_line ((double[]){ 2, 0, 2, 1, 5, 2 }, (guint16[]){ 1, 0, 0, 0, 0, 0 }, 6);
  g_auto (GoldenTable) five = make_line ((double[]){ 3, 4, 0, 1, 3 }, (guint16[]){ 0, 1, 0, 1, 0 }, 5);
  g_auto (GoldenTable) line = make_line ((double[]){ 1, 2, 5, 5, 2 }, (guint16[]){ 0, 0, 0, 1, 1 }, 5);
  g_autoptr (ImbResample) result = sampled_run ("all-knn:kind_sel=mode,sampling_strategy=all", &six, 2, 0);

  g_assert_cmpint (imb_notes_n (result->notes), >, 0);
  sampled_assert_refused ("all-knn:kind_sel=mode,sampling_strategy=all,compat=imbalanced-learn", &six,
                          "After 1 edit there are 2 rows left, too few for 2 neighbours of each, which imbalanced-learn refuses; write n_neighbors=1 or less, or compat=none.");
  sampled_assert_refused ("repeated-edited-nearest-neighbours:kind_sel=mode,sampling_strategy=all,compat=imbalanced-learn", &line,
                          "After 1 edit there are 3 rows left, too few for 3 neighbours of each, which imbalanced-learn refuses; write n_neighbors=2 or less, or compat=none.");

  sampled_assert_refused ("all-knn:n_neighbors=5", &five, "There are 5 rows, too few for 5 neighbours of each; write n_neighbors=4 or less.");
  g_clear_pointer (&result, imb_resample_unref);
  result = sampled_run ("all-knn:n_neighbors=5,kind_sel=mode,sampling_strategy=all,compat=imbalanced-learn", &five, 2, 0);
  assert_rows (result, (guint32[]){ 0, 4 }, 2);
}

/* scikit-learn chooses between tree and all pairs by n_neighbors; the one row more that is asked for around the smallest class does not count. */
static void
test_the_cleaning_rule_asks_as_it_was_made (void)
{
  g_auto (GoldenTable) table = make_line ((double[]){ 1, 0, 1, 1, 2, 0, 2, 0, 0 }, (guint16[]){ 1, 0, 0, 0, 1, 0, 1, 1, 0 }, 9);
  g_autoptr (ImbResample) result = sampled_run ("neighbourhood-cleaning-rule", &table, 2, 0);

  g_assert_cmpuint (result->n_rows, ==, 5);
  for (guint i = 0; i < 5; i++)
    {
      g_assert_cmpfloat (imb_matrix_row (table.x, result->rows[i])[0], ==, ((double[]){ 1, 1, 2, 2, 0 })[i]);
      g_assert_cmpuint (table.classes[result->rows[i]], ==, i != 1);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clean/rows-are-imbalanced-learns", test_rows_are_imbalanced_learns);
  g_test_add_func ("/clean/a-link-is-named-by-its-other-end", test_a_link_is_named_by_its_other_end);
  g_test_add_func ("/clean/no-class-loses-its-last-row", test_no_class_loses_its_last_row);
  g_test_add_func ("/clean/an-outvoted-row-names-its-voters", test_an_outvoted_row_names_its_voters);
  g_test_add_func ("/clean/editing-leaves-no-class-empty", test_editing_leaves_no_class_empty);
  g_test_add_func ("/clean/edits-are-a-chain-of-single-ones", test_edits_are_a_chain_of_single_ones);
  g_test_add_func ("/clean/proofs-and-lists-say-the-same", test_proofs_and_lists_say_the_same);
  g_test_add_func ("/clean/neighbours-of-a-misunderstood-row-go", test_neighbours_of_a_misunderstood_row_go);
  g_test_add_func ("/clean/the-rule-without-its-second-step-is-editing", test_the_rule_without_its_second_step_is_editing);
  g_test_add_func ("/clean/condensing-keeps-what-the-store-does-not-know", test_condensing_keeps_what_the_store_does_not_know);
  g_test_add_func ("/clean/one-sided-selection-says-what-stands-for-a-row", test_one_sided_selection_says_what_stands_for_a_row);
  g_test_add_func ("/clean/ready-made-chains-are-their-plans", test_ready_made_chains_are_their_plans);
  g_test_add_func ("/clean/missing-neighbours-after-an-edit", test_missing_neighbours_after_an_edit_are_noted_or_refused);
  g_test_add_func ("/clean/the-cleaning-rule-asks-as-it-was-made", test_the_cleaning_rule_asks_as_it_was_made);
  g_test_add_func ("/clean/too-few-rows-are-refused-with-what-would-work", test_too_few_rows_are_refused_with_what_would_work);
  return g_test_run ();
}
