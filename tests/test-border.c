/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samplers that look at the border between classes, against imbalanced-learn's rows (tests/golden/samplers/ORIGIN). */
#include "engine/samplers/imb-outward.h"
#include "tests/imb-sampled.h"

/* Twenty rows, 8 of class 0 and 12 of class 1, of the sizes and overlap that imbalanced-learn tries its samplers on. */
static GoldenTable
make_small (void)
{
  const double values[][3] = {
    { 0.1, 0.0, 0 },
    { 0.8, 0.6, 1 },
    { 1.3, -0.2, 0 },
    { 0.5, -0.3, 0 },
    { 1.5, -0.5, 0 },
    { -0.3, -2.1, 1 },
    { 0.8, 1.7, 1 },
    { 0.3, 0.3, 1 },
    { 0.7, -0.7, 1 },
    { 0.3, -0.4, 1 },
    { 1.2, 0.05, 1 },
    { 0.9, 0.35, 0 },
    { 1.35, -0.9, 0 },
    { -1.1, -0.9, 1 },
    { -0.2, -0.5, 1 },
    { 0.95, 0.5, 1 },
    { -0.15, 0.25, 1 },
    { -0.4, -0.35, 0 },
    { 0.05, 0.95, 1 },
    { 1.7, -0.1, 0 },
  };
  GoldenTable table = { imb_matrix_new (20, 2, NULL), g_new (guint16, 20) };

  for (guint i = 0; i < 20; i++)
    {
      memcpy (imb_matrix_row (table.x, i), values[i], 2 * sizeof (double));
      table.classes[i] = (guint16) values[i][2];
    }
  return table;
}

/* Class 0 around 0, class 1 around 100. */
static GoldenTable
make_apart (void)
{
  GoldenTable table = { imb_matrix_new (60, 2, NULL), g_new (guint16, 60) };
  ImbRng      rng;

  imb_rng_init (&rng, 3);
  for (guint i = 0; i < 60; i++)
    {
      table.classes[i] = i % 3 == 0;
      for (guint j = 0; j < 2; j++)
        imb_matrix_row (table.x, i)[j] = imb_rng_normal (&rng) + 100.0 * table.classes[i];
    }
  return table;
}

/* On a line, four rows of class 1, each among those of class 0. */
static void
leave_four (GoldenTable *table)
{
  for (guint i = 0; i < 60; i++)
    {
      table->classes[i] = i % 15 == 7;
      imb_matrix_row (table->x, i)[0] = i;
      imb_matrix_row (table->x, i)[1] = 0.0;
    }
}

static gsize
count_of (const char        *text,
          const GoldenTable *table,
          guint              c,
          guint32            seed)
{
  ImbView view = imb_view_of (table->x, table->classes, 3);
  g_autoptr (ImbResample) result = sampled_run (text, table, 3, seed);
  gsize counts[3];

  sampled_assert_parents (result, table->x);
  imb_resample_count (result, &view, counts);
  return counts[c];
}

static void
test_adasyn_is_imbalanced_learns (void)
{
  sampled_assert_rows_are_golden ("adasyn:compat=imbalanced-learn", 0, "samplers/multiclass_adasyn_seed0.csv");
  sampled_assert_rows_are_golden ("adasyn:compat=imbalanced-learn", 7, "samplers/multiclass_adasyn_seed7.csv");
}

/* imbalanced-learn makes 327 rows of these instead of 330. */
static void
test_adasyn_makes_as_many_rows_as_asked (void)
{
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");
  g_auto (GoldenTable) small = make_small ();

  for (guint c = 0; c < 3; c++)
    g_assert_cmpuint (count_of ("adasyn", &table, c, 0), ==, 110);
  g_assert_cmpuint (count_of ("adasyn:sampling_strategy={1:46;2:60}", &table, 1, 0), ==, 46);
  g_assert_cmpuint (count_of ("adasyn", &small, 0, 0), ==, 12);
}

/* A row whose neighbours are all of its class makes none. */
static void
test_adasyn_starts_only_at_the_border (void)
{
  g_auto (GoldenTable) table = make_apart ();
  g_autoptr (ImbResample) result = NULL;

  imb_matrix_row (table.x, 1)[0] = imb_matrix_row (table.x, 1)[1] = 100.1;
  result = sampled_run ("adasyn:n_neighbors=3", &table, 2, 0);
  g_assert_cmpuint (result->n_made, ==, 20);
  for (gsize m = 0; m < result->n_made; m++)
    {
      const double *base = imb_matrix_row (table.x, result->parent_rows[2 * m]);

      g_assert_cmpfloat (fabs (base[0] - 100.1), <, 1.5);
      g_assert_cmpfloat (fabs (base[1] - 100.1), <, 1.5);
    }
}

static void
test_adasyn_says_when_there_is_no_border (void)
{
  g_auto (GoldenTable) table = make_apart ();

  sampled_assert_refused ("adasyn", &table,
                          "No row of class “1” has a row of another class among its 5 nearest, and adasyn adds rows only there; write a larger n_neighbors, or use smote.");
  sampled_assert_refused ("adasyn:n_neighbors=19", &table,
                          "No row of class “1” has a row of another class among its 19 nearest, and adasyn adds rows only there; use smote.");
  sampled_assert_refused ("adasyn:n_neighbors=20", &table,
                          "Class “1” has 20 rows, too few for 20 neighbours of each; write n_neighbors=19 or less, or use random-over.");
}

/* One row for twenty-five, the shares of which round to 0. */
static void
test_adasyn_spreads_few_rows_or_says_that_it_cannot (void)
{
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");

  g_assert_cmpuint (count_of ("adasyn:sampling_strategy={2:26}", &table, 2, 0), ==, 26);
  sampled_assert_refused ("adasyn:sampling_strategy={2:26},compat=imbalanced-learn", &table,
                          "The 1 rows to add to class “2” are spread over so many rows that each share rounds to 0; write compat=none, or ask for more rows.");
}

static void
test_borderline_is_imbalanced_learns (void)
{
  sampled_assert_rows_are_golden ("borderline-smote", 0, "samplers/multiclass_borderline-1_seed0.csv");
  sampled_assert_rows_are_golden ("borderline-smote", 7, "samplers/multiclass_borderline-1_seed7.csv");
  sampled_assert_rows_are_golden ("borderline-smote:kind=borderline-2", 0, "samplers/multiclass_borderline-2_seed0.csv");
  sampled_assert_rows_are_golden ("borderline-smote:kind=borderline-2", 7, "samplers/multiclass_borderline-2_seed7.csv");
}

/* Where partners are of other classes, steps are short and the row's class stays. */
static void
test_borderline_2_goes_less_than_half_the_way_to_other_classes (void)
{
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");
  g_autoptr (ImbResample) result = sampled_run ("borderline-smote:kind=borderline-2", &table, 3, 1);
  guint n_other = 0;

  sampled_assert_parents (result, table.x);
  for (gsize m = 0; m < result->n_made; m++)
    {
      g_assert_cmpuint (table.classes[result->parent_rows[2 * m]], ==, result->made_classes[m]);
      if (table.classes[result->parent_rows[2 * m + 1]] == result->made_classes[m])
        continue;
      n_other++;
      g_assert_cmpfloat (result->parent_weights[2 * m + 1], <, 0.5);
    }
  g_assert_cmpuint (n_other, >, 20);
}

static void
test_borderline_makes_as_many_rows_as_asked (void)
{
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");
  g_auto (GoldenTable) small = make_small ();

  for (guint c = 0; c < 3; c++)
    {
      g_assert_cmpuint (count_of ("borderline-smote", &table, c, 0), ==, 110);
      g_assert_cmpuint (count_of ("borderline-smote:kind=borderline-2", &table, c, 0), ==, 110);
    }
  g_assert_cmpuint (count_of ("borderline-smote", &small, 0, 42), ==, 12);
  g_assert_cmpuint (count_of ("borderline-smote:kind=borderline-2", &small, 0, 42), ==, 12);
}

/* Of m neighbours: with one instead of ten every row has none or all of them in other classes. */
static void
test_borderline_asks_m_neighbours (void)
{
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");

  sampled_assert_refused ("borderline-smote:m_neighbors=1", &table,
                          "Class “1” has no row at the border (with half or more, but not all, of its 1 nearest rows in other classes), where borderline-smote starts; write another m_neighbors, or use smote.");
  sampled_assert_refused ("borderline-smote:m_neighbors=180", &table,
                          "There are 180 rows, too few for 180 neighbours of each; write m_neighbors=179 or less.");
  sampled_assert_refused ("borderline-smote:k_neighbors=25", &table,
                          "Class “2” has 25 rows, too few for 25 neighbours of each; write k_neighbors=24 or less, or use random-over.");
  g_assert_cmpuint (count_of ("borderline-smote:k_neighbors=25,kind=borderline-2", &table, 2, 0), ==, 110);
}

/* imbalanced-learn returns the rows unchanged without a word. */
static void
test_a_class_without_border_is_refused_or_noted (void)
{
  g_auto (GoldenTable) table = make_apart ();
  g_auto (GoldenTable) few = make_apart ();
  g_autoptr (ImbResample) result = NULL;

  sampled_assert_refused ("borderline-smote", &table,
                          "Class “1” has no row at the border (with half or more, but not all, of its 10 nearest rows in other classes), where borderline-smote starts; write another m_neighbors, or use smote.");
  leave_four (&few);
  sampled_assert_refused ("borderline-smote:k_neighbors=3", &few,
                          "Class “1” has no row at the border (with half or more, but not all, of its 10 nearest rows in other classes), where borderline-smote starts; write another m_neighbors, or use smote:k_neighbors=3.");
  result = sampled_run ("borderline-smote:compat=imbalanced-learn", &table, 2, 0);
  g_assert_cmpuint (result->n_rows, ==, 60);
  g_assert_cmpuint (imb_notes_n (result->notes), ==, 1);
  g_assert_cmpstr (imb_notes_at (result->notes, 0), ==, "Class “1” has no row at the border; none was added to it.");
}

/* Neighbours are asked for where a class grows, and partners where it has a row in danger, as in imbalanced-learn. */
static void
test_who_is_not_asked_for_cannot_be_missing (void)
{
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");
  g_auto (GoldenTable) apart = make_apart ();

  g_assert_cmpuint (count_of ("borderline-smote:m_neighbors=900,k_neighbors=900,sampling_strategy={2:25}", &table, 2, 0), ==, 25);
  g_assert_cmpuint (count_of ("svm-smote:m_neighbors=900,k_neighbors=900,sampling_strategy={2:25}", &table, 2, 0), ==, 25);
  g_assert_cmpuint (count_of ("borderline-smote:k_neighbors=900,compat=imbalanced-learn", &apart, 1, 0), ==, 20);
  g_assert_cmpuint (count_of ("borderline-smote:k_neighbors=900,kind=borderline-2,compat=imbalanced-learn", &apart, 1, 0), ==, 20);
  sampled_assert_refused ("borderline-smote:k_neighbors=25,compat=imbalanced-learn", &table,
                          "Class “2” has 25 rows, too few for 25 neighbours of each; write k_neighbors=24 or less, or use random-over.");
  sampled_assert_refused ("borderline-smote:k_neighbors=180,kind=borderline-2,compat=imbalanced-learn", &table,
                          "There are 180 rows, too few for 180 neighbours of each; write k_neighbors=179 or less.");
}

static void
test_svm_smote_is_imbalanced_learns (void)
{
  sampled_assert_rows_are_golden ("svm-smote:compat=imbalanced-learn", 0, "samplers/multiclass_svm-smote_seed0.csv");
  sampled_assert_rows_are_golden ("svm-smote:compat=imbalanced-learn", 7, "samplers/multiclass_svm-smote_seed7.csv");
}

/* The same rows with support vectors that are read, not found. */
static void
test_rows_from_given_support_are_imbalanced_learns (void)
{
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");
  g_auto (GoldenTable) wanted = golden_table ("samplers/multiclass_svm-smote_seed7.csv");
  g_auto (GStrv) support = golden_lines ("samplers/multiclass_support.txt");
  const ImbOutward how = { "auto", 5, 10, 0.5, TRUE };
  const gsize      targets[] = { 0, 65, 85 };
  ImbView          view = imb_view_of (table.x, table.classes, 3);
  g_autoptr (ImbResample) result = imb_resample_new (&view, NULL);
  guint8 is_support[180] = { 0 };
  ImbRng rng;

  for (guint i = 0; support[i] != NULL; i++)
    is_support[g_ascii_strtoull (support[i], NULL, 10)] = 1;
  imb_rng_init (&rng, 7);
  g_assert_true (imb_outward_make (&view, is_support, &how, targets, &rng, result, NULL, NULL));
  g_assert_cmpuint (result->n_rows, ==, wanted.x->n_rows);
  for (gsize m = 0; m < result->n_made; m++)
    sampled_assert_near (imb_matrix_row (result->made, m), imb_matrix_row (wanted.x, 180 + m), 4);
}

/* imbalanced-learn makes 305 and 282 rows of these instead of 330: one class has no safe support vector. */
static void
test_svm_smote_makes_as_many_rows_as_asked (void)
{
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");
  g_auto (GoldenTable) apart = make_apart ();
  g_auto (GoldenTable) small = make_small ();
  g_autoptr (ImbResample) peers = NULL;

  for (guint c = 0; c < 3; c++)
    g_assert_cmpuint (count_of ("svm-smote", &table, c, 0), ==, 110);
  g_assert_cmpuint (count_of ("svm-smote", &apart, 1, 0), ==, 40);
  g_assert_cmpuint (count_of ("svm-smote", &small, 0, 42), ==, 12);
  peers = sampled_run ("svm-smote:compat=imbalanced-learn", &apart, 2, 0);
  g_assert_cmpuint (peers->n_made, <, 20);
  g_assert_cmpuint (imb_notes_n (peers->notes), ==, 1);
}

/* Class 1 is far from class 0: all vectors are safe, all rows lie beyond them. */
static void
test_safe_vectors_lead_outwards (void)
{
  g_auto (GoldenTable) table = make_apart ();
  g_autoptr (ImbResample) result = sampled_run ("svm-smote:out_step=0.25", &table, 2, 3);

  for (gsize m = 0; m < result->n_made; m++)
    {
      g_assert_cmpfloat (result->parent_weights[2 * m + 1], <=, 0.0);
      g_assert_cmpfloat (result->parent_weights[2 * m + 1], >, -0.25);
    }
}

/* A row that leads away from a heavy parent must not get a weight below 0. */
static void
test_rows_that_lead_away_have_a_weight_between_their_parents (void)
{
  g_auto (GoldenTable) table = make_apart ();
  ImbView             view = imb_view_of (table.x, table.classes, 2), after;
  g_autofree double  *weights = g_new (double, 60);
  g_autofree guint16 *classes = NULL;
  g_autoptr (ImbPlan) plan = imb_plan_parse ("svm-smote:out_step=1", NULL);
  g_autoptr (ImbResample) result = NULL;

  for (guint i = 0; i < 60; i++)
    weights[i] = i % 2 == 0 ? 1.0 : 100.0;
  view.weights = weights;
  result = imb_plan_run (plan, &view, 0, NULL, NULL);
  after = imb_resample_get_view (result, &view, &classes);
  for (gsize i = 60; i < after.n_rows; i++)
    {
      g_assert_cmpfloat (imb_view_weight (&after, i), >=, 1.0);
      g_assert_cmpfloat (imb_view_weight (&after, i), <=, 100.0 + 1e-9);
    }
}

/* Each row of class 1 has three of class 0 around it and the others of its class far away. */
static void
test_noise_alone_is_refused (void)
{
  g_auto (GoldenTable) table = make_apart ();

  for (guint i = 0; i < 60; i++)
    {
      table.classes[i] = i % 4 == 0;
      imb_matrix_row (table.x, i)[0] = 10.0 * (i / 4);
      imb_matrix_row (table.x, i)[1] = i % 4 + 0.1 * (i % 4 == 3);
    }
  sampled_assert_refused ("svm-smote:m_neighbors=3,k_neighbors=2", &table,
                          "All support vectors of class “1” are noise (all of their 3 nearest rows are of other classes), so svm-smote has nothing to start from; write a larger m_neighbors, or use smote.");
  leave_four (&table);
  sampled_assert_refused ("svm-smote:k_neighbors=3", &table,
                          "All support vectors of class “1” are noise (all of their 10 nearest rows are of other classes), so svm-smote has nothing to start from; write a larger m_neighbors, or use smote:k_neighbors=3.");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/adasyn/is-imbalanced-learns", test_adasyn_is_imbalanced_learns);
  g_test_add_func ("/adasyn/makes-as-many-rows-as-asked", test_adasyn_makes_as_many_rows_as_asked);
  g_test_add_func ("/adasyn/starts-only-at-the-border", test_adasyn_starts_only_at_the_border);
  g_test_add_func ("/adasyn/says-when-there-is-no-border", test_adasyn_says_when_there_is_no_border);
  g_test_add_func ("/adasyn/spreads-few-rows-or-says-that-it-cannot", test_adasyn_spreads_few_rows_or_says_that_it_cannot);
  g_test_add_func ("/borderline/is-imbalanced-learns", test_borderline_is_imbalanced_learns);
  g_test_add_func ("/borderline/2-goes-less-than-half-the-way-to-other-classes", test_borderline_2_goes_less_than_half_the_way_to_other_classes);
  g_test_add_func ("/borderline/makes-as-many-rows-as-asked", test_borderline_makes_as_many_rows_as_asked);
  g_test_add_func ("/borderline/asks-m-neighbours", test_borderline_asks_m_neighbours);
  g_test_add_func ("/borderline/a-class-without-border-is-refused-or-noted", test_a_class_without_border_is_refused_or_noted);
  g_test_add_func ("/border/who-is-not-asked-for-cannot-be-missing", test_who_is_not_asked_for_cannot_be_missing);
  g_test_add_func ("/svm-smote/is-imbalanced-learns", test_svm_smote_is_imbalanced_learns);
  g_test_add_func ("/svm-smote/rows-from-given-support-are-imbalanced-learns", test_rows_from_given_support_are_imbalanced_learns);
  g_test_add_func ("/svm-smote/makes-as-many-rows-as-asked", test_svm_smote_makes_as_many_rows_as_asked);
  g_test_add_func ("/svm-smote/safe-vectors-lead-outwards", test_safe_vectors_lead_outwards);
  g_test_add_func ("/svm-smote/rows-that-lead-away-have-a-weight-between-their-parents", test_rows_that_lead_away_have_a_weight_between_their_parents);
  g_test_add_func ("/svm-smote/noise-alone-is-refused", test_noise_alone_is_refused);
  return g_test_run ();
}
