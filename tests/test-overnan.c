/* SPDX-License-Identifier: GPL-3.0-or-later */
/* smote-nan, adasyn-nan, rose-nan: OverNaN's rows to the last bit, its edge cases, and what we do otherwise by default. */
#include <math.h>

#include "engine/core/imb-error.h"
#include "engine/samplers/imb-plan.h"
#include "tests/imb-small.h"
#include "tests/imb-golden.h"

static char **
words_of (const char *line)
{
  return g_strsplit (line, " ", -1);
}

static double
cell (const char *text)
{
  return g_str_equal (text, "-") || *text == '\0' ? NAN : g_ascii_strtod (text, NULL);
}

/* @n_rows lines from @lines on, fields between @mark, the class last. */
static GoldenTable
read_table (char      **lines,
            gsize       n_rows,
            gsize       n_cols,
            const char *mark)
{
  GoldenTable table = { imb_matrix_new (n_rows, n_cols, NULL), g_new (guint16, n_rows + 1) };

  for (gsize i = 0; i < n_rows; i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[i], mark, -1);

      g_assert_cmpuint (g_strv_length (cells), ==, n_cols + 1);
      for (gsize j = 0; j < n_cols; j++)
        imb_matrix_row (table.x, i)[j] = cell (cells[j]);
      table.classes[i] = (guint16) g_ascii_strtoull (cells[n_cols], NULL, 10);
    }
  return table;
}

/* A table written down: rows by ";", numbers by blanks, "-" is missing, the class last. */
static GoldenTable
table_of (const char *text,
          gsize       n_cols)
{
  g_auto (GStrv) lines = g_strsplit (text, ";", -1);

  return read_table (lines, g_strv_length (lines), n_cols, " ");
}

static ImbResample *
run (const char        *text,
     const GoldenTable *table,
     guint32            seed,
     GError           **error)
{
  g_autoptr (GError) own = NULL;
  g_autoptr (ImbPlan) plan = imb_plan_parse (text, &own);
  ImbView view = imb_view_of (table->x, table->classes, 3);

  g_assert_no_error (own);
  return imb_plan_run (plan, &view, seed, NULL, error);
}

static ImbResample *
run_well (const char        *text,
          const GoldenTable *table,
          guint32            seed)
{
  g_autoptr (GError) error = NULL;
  ImbResample *result = run (text, table, seed, &error);

  g_assert_no_error (error);
  return result;
}

static void
assert_same_bits (const char        *text,
                  const ImbResample *result,
                  const GoldenTable *wanted)
{
  g_test_message ("%s", text);
  g_assert_cmpuint (result->n_made, ==, wanted->x->n_rows);
  for (gsize i = 0; i < result->n_made; i++)
    {
      g_assert_cmpuint (result->made_classes[i], ==, wanted->classes[i]);
      for (gsize j = 0; j < wanted->x->n_cols; j++)
        {
          double a = imb_matrix_row (result->made, i)[j], b = imb_matrix_row (wanted->x, i)[j];

          g_assert_true (isnan (b) ? isnan (a) : memcmp (&a, &b, sizeof a) == 0);
        }
    }
}

static void
assert_case (const char        *spec,
             guint32            seed,
             const GoldenTable *table,
             const GoldenTable *wanted)
{
  g_autofree char *exact = g_strconcat (spec, ",compat=overnan", NULL);
  g_autoptr (ImbResample) result = run_well (exact, table, seed);
  g_autoptr (ImbResample) ours = NULL;

  assert_same_bits (exact, result, wanted);
  if (strstr (spec, "sampling_strategy=0.5") != NULL)
    return;
  ours = run_well (spec, table, seed);
  assert_same_bits (spec, ours, wanted);
}

/* What is ours by default changes no row where OverNaN has nothing to be asked about: words as strategies, classes of two rows. */
static void
test_rows_are_overnans_to_the_last_bit (void)
{
  g_auto (GStrv) lines = golden_lines ("overnan/cases.txt");
  g_auto (GoldenTable) table = { 0 };
  guint n_cases = 0;

  for (char **line = lines; *line != NULL;)
    {
      g_auto (GStrv) words = words_of (*line++);
      gboolean is_case = g_str_equal (words[0], "case");
      gsize    n_rows = g_ascii_strtoull (words[is_case ? 4 : 2], NULL, 10);

      if (is_case)
        {
          g_auto (GoldenTable) wanted = read_table (line, n_rows, table.x->n_cols, " ");

          assert_case (words[2], (guint32) g_ascii_strtoull (words[3], NULL, 10), &table, &wanted);
          n_cases++;
        }
      else
        {
          golden_table_clear (&table);
          table = read_table (line, n_rows, g_ascii_strtoull (words[3], NULL, 10), " ");
        }
      line += n_rows;
    }
  g_assert_cmpuint (n_cases, ==, 81);
}

/* The first 16 digits of the SHA-256 of the values with 0 for missing, then a byte for each: 1 is missing. */
static char *
digest_of (const ImbMatrix *made,
           gsize           *n_missing)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GByteArray) mask = g_byte_array_new ();

  *n_missing = 0;
  for (gsize i = 0; i < made->n_rows; i++)
    for (gsize j = 0; j < made->n_cols; j++)
      {
        double value = imb_matrix_row (made, i)[j];
        guint8 is_missing = isnan (value);

        value = is_missing ? 0.0 : value;
        g_checksum_update (sum, (const guchar *) &value, sizeof value);
        g_byte_array_append (mask, &is_missing, 1);
        *n_missing += is_missing;
      }
  g_checksum_update (sum, mask->data, mask->len);
  return g_strndup (g_checksum_get_string (sum), 16);
}

static const struct
{
  const char *spec;
  gsize       n_rows;
  const char *digest;
  const char *share; /* of missing values */
} sums[] = {
  { "smote-nan:nan_handling=preserve_pattern", 450, "1e48f9ab7ce76412", "0.3669" },
  { "smote-nan:nan_handling=interpolate", 450, "3916df9d8e641104", "0.0320" },
  { "smote-nan:nan_handling=random_pattern", 450, "d07cb21874f14a73", "0.2022" },
  { "adasyn-nan:nan_handling=preserve_pattern", 455, "fa419505d6d00e09", "0.4266" },
  { "adasyn-nan:nan_handling=interpolate", 455, "59609ee20817b943", "0.0519" },
  { "adasyn-nan:nan_handling=random_pattern", 455, "161afeebaec886cd", "0.2343" },
  { "rose-nan:nan_handling=preserve_pattern", 450, "1e2a8de4f5d1d742", "0.2062" },
  { "rose-nan:nan_handling=interpolate", 450, "be4a2c77dc736aa1", "0.0000" },
  { "rose-nan:nan_handling=random_pattern", 450, "69c3b823a08b360e", "0.0438" },
};

static GoldenTable
p20 (void)
{
  g_auto (GStrv) lines = golden_lines ("overnan/p20.csv");

  return read_table (lines + 1, g_strv_length (lines) - 1, 10, ",");
}

static void
test_sums_and_shares_are_overnans (void)
{
  g_auto (GoldenTable) table = p20 ();

  g_assert_cmpuint (table.x->n_rows, ==, 550);
  for (guint i = 0; i < G_N_ELEMENTS (sums); i++)
    {
      g_autofree char *exact = g_strconcat (sums[i].spec, ",compat=overnan", NULL);
      g_autoptr (ImbResample) result = run_well (exact, &table, 42);
      g_autofree char *share = NULL, *digest = NULL;
      gsize            n_missing;

      digest = digest_of (result->made, &n_missing);
      share = g_strdup_printf ("%.4f", (double) n_missing / (double) (result->n_made * 10));
      g_test_message ("%s", exact);
      g_assert_cmpuint (result->n_made, ==, sums[i].n_rows);
      g_assert_cmpstr (share, ==, sums[i].share);
      g_assert_cmpstr (digest, ==, sums[i].digest);
    }
}

static void
assert_note (const ImbResample *result,
             const char        *wanted)
{
  for (guint i = 0; i < imb_notes_n (result->notes); i++)
    {
      g_test_message ("%s", imb_notes_at (result->notes, i));
      if (g_str_equal (imb_notes_at (result->notes, i), wanted))
        return;
    }
  g_test_message ("no such note: %s", wanted);
  g_assert_not_reached ();
}

static const char one_row[] = "0 0 0;1 0 0;0 1 0;1 1 0;5 5 1";

static void
test_a_class_of_one_row_is_refused (void)
{
  static const char *const ids[] = { "smote-nan", "adasyn-nan", "rose-nan" };
  g_auto (GoldenTable) table = table_of (one_row, 2);

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ImbResample) result = run (ids[i], &table, 0, &error);

      g_assert_null (result);
      g_assert_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW);
      g_assert_cmpstr (error->message, ==, "Class “1” has only one row, and no new one can be made of it; use random-over, or leave the class out of sampling_strategy.");
    }
}

static void
test_overnan_adds_nothing_to_a_class_of_one_row (void)
{
  g_auto (GoldenTable) table = table_of (one_row, 2);
  g_autoptr (ImbResample) smote = run_well ("smote-nan:compat=overnan", &table, 0);
  g_autoptr (ImbResample) adasyn = run_well ("adasyn-nan:compat=overnan", &table, 0);
  g_autoptr (ImbResample) rose = run_well ("rose-nan:compat=overnan", &table, 0);

  g_assert_cmpuint (smote->n_made, ==, 0);
  g_assert_cmpuint (smote->n_rows, ==, 5);
  assert_note (smote, "Class “1” got 0 of the 3 new rows asked for: where all other rows of the class equal a row, it has no neighbour.");
  g_assert_cmpuint (adasyn->n_made, ==, 0);
  g_assert_cmpuint (rose->n_made, ==, 3);
  for (gsize i = 0; i < 3; i++)
    g_assert_cmpfloat (imb_matrix_row (rose->made, i)[1], ==, 5.0);
}

static void
test_rows_without_a_neighbour_are_noted (void)
{
  g_auto (GoldenTable) same = table_of ("0 0 0;1 0 0;0 1 0;1 1 0;2 2 0;5 - 1;5 - 1", 2);
  g_autoptr (ImbResample) result = run_well ("smote-nan", &same, 0);

  g_assert_cmpuint (result->n_made, ==, 0);
  assert_note (result, "Class “1” got 0 of the 3 new rows asked for: where all other rows of the class equal a row, it has no neighbour.");
}

static void
test_fewer_neighbours_are_noted (void)
{
  g_auto (GoldenTable) table = table_of ("0 0 0;1 0 0;0 1 0;1 1 0;2 2 0;5 - 1;6 7 1;8 8 1", 2);
  g_autoptr (ImbResample) result = run_well ("smote-nan:nan_handling=interpolate", &table, 0);

  g_assert_cmpuint (result->n_made, ==, 2);
  assert_note (result, "Class “1” has 3 rows, so each has 2 neighbours instead of 5.");
}

/* Rows without a common feature are still seeds and neighbours; the new row then has nothing. */
static void
test_empty_rows_are_counted_and_can_be_left_out (void)
{
  static const char text[] = "0 0 0;1 0 0;0 1 0;1 1 0;2 2 0;2 3 0;5 - 1;- 7 1";
  g_auto (GoldenTable) table = table_of (text, 2);
  g_autoptr (ImbResample) kept = run_well ("smote-nan", &table, 0);
  g_autoptr (ImbResample) dropped = run_well ("smote-nan:drop_empty=true", &table, 0);
  g_autoptr (ImbResample) filled = run_well ("smote-nan:drop_empty=true,nan_handling=interpolate", &table, 0);

  g_assert_cmpuint (kept->n_made, ==, 4);
  assert_note (kept, "4 synthetic rows have no value at all; drop_empty=true leaves them out.");
  g_assert_cmpuint (dropped->n_made, ==, 0);
  g_assert_cmpuint (dropped->n_rows, ==, 8);
  assert_note (dropped, "4 synthetic rows had no value at all and were left out.");
  g_assert_cmpuint (filled->n_made, ==, 4);
  g_assert_cmpuint (imb_notes_n (filled->notes), ==, 1);
}

/* Empty ones in between are left out and the others stay as they were: the draws are the same. */
static void
test_leaving_out_changes_no_other_row (void)
{
  g_auto (GoldenTable) table = table_of ("0 0 0;1 0 0;0 1 0;1 1 0;2 2 0;2 3 0;2 4 0;5 - 1;- 7 1;6 6 1", 2);
  g_autoptr (ImbResample) kept = run_well ("smote-nan", &table, 3);
  g_autoptr (ImbResample) dropped = run_well ("smote-nan:drop_empty=true", &table, 3);
  gsize at = 0;

  g_assert_cmpuint (dropped->n_made, <, kept->n_made);
  for (gsize i = 0; i < kept->n_made; i++)
    {
      const double *row = imb_matrix_row (kept->made, i);

      if (isnan (row[0]) && isnan (row[1]))
        continue;
      g_assert_cmpmem (row, 2 * sizeof *row, imb_matrix_row (dropped->made, at), 2 * sizeof *row);
      g_assert_cmpuint (kept->parent_rows[2 * i + 1], ==, dropped->parent_rows[2 * at + 1]);
      at++;
    }
  g_assert_cmpuint (at, ==, dropped->n_made);
}

static void
test_rose_without_smoothing_copies (void)
{
  g_auto (GoldenTable) table = p20 ();
  g_autoptr (ImbResample) result = run_well ("rose-nan:shrinkage=0", &table, 1);

  for (gsize m = 0; m < result->n_made; m++)
    for (gsize j = 0; j < 10; j++)
      {
        double a = imb_matrix_row (result->made, m)[j], b = imb_matrix_row (table.x, result->parent_rows[m])[j];

        g_assert_true (isnan (b) ? isnan (a) : a == b);
      }
}

static const char six_three_two[] = "0 0 0;1 0 0;0 1 0;1 1 0;2 2 0;2 3 0;5 1 1;6 7 1;8 8 1;9 9 2;9 7 2";

static void
assert_counts (const char        *spec,
               const GoldenTable *table,
               gsize              first,
               gsize              second,
               gsize              third)
{
  g_autoptr (ImbResample) result = run_well (spec, table, 42);
  ImbView view = imb_view_of (table->x, table->classes, 3);
  gsize   counts[3];

  imb_resample_count (result, &view, counts);
  g_test_message ("%s: %zu %zu %zu", spec, counts[0], counts[1], counts[2]);
  g_assert_true (counts[0] == first && counts[1] == second && counts[2] == third);
}

static void
test_overnans_class_sizes (void)
{
  g_auto (GoldenTable) table = table_of (six_three_two, 2);
  g_auto (GoldenTable) tied = table_of ("0 0 0;1 0 0;0 1 0;1 1 1;2 2 1;2 3 1;5 1 2;6 7 2", 2);

  assert_counts ("smote-nan:sampling_strategy=0.5,compat=overnan", &table, 6, 3, 3);
  assert_counts ("smote-nan:sampling_strategy=1.5,compat=overnan", &table, 6, 9, 9);
  assert_counts ("rose-nan:sampling_strategy=1.5,compat=overnan", &table, 6, 9, 9);
  assert_counts ("rose-nan:sampling_strategy=minority,compat=overnan", &table, 6, 3, 6);
  assert_counts ("rose-nan:sampling_strategy=not minority,compat=overnan", &table, 6, 6, 2);
  assert_counts ("rose-nan:sampling_strategy=all,compat=overnan", &table, 6, 6, 6);
  assert_counts ("rose-nan:sampling_strategy={0:3;2:5},compat=overnan", &table, 6, 3, 5);
  assert_counts ("smote-nan:compat=overnan", &tied, 3, 3, 3);
}

static void
assert_refused (const char        *spec,
                const GoldenTable *table,
                const char        *sentence)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbResample) result = run (spec, table, 0, &error);

  g_assert_null (result);
  g_assert_error (error, IMB_ERROR, IMB_ERROR_PARAM);
  g_assert_cmpstr (error->message, ==, sentence);
}

/* The same text means the same for all samplers. */
static void
test_our_class_sizes_by_default (void)
{
  g_auto (GoldenTable) table = table_of (six_three_two, 2);

  assert_refused ("smote-nan:sampling_strategy=0.5", &table, "A ratio is for two classes and there are 3; write the counts, as in {0:6;1:3;2:2}.");
  assert_refused ("smote-nan:sampling_strategy={0:3;2:5}", &table, "Class “0” has 6 rows and 3 are asked for, but this sampler only adds rows; ask for 6 or more.");
  assert_refused ("smote-nan:sampling_strategy={7:3},compat=overnan", &table, "No row has the class “7”; the classes are 0, 1, 2.");
  assert_counts ("smote-nan:sampling_strategy={2:5}", &table, 6, 3, 5);
}

static void
test_adasyn_says_that_it_rounds (void)
{
  g_auto (GoldenTable) table = p20 ();
  g_autoptr (ImbResample) result = run_well ("adasyn-nan", &table, 42);

  g_assert_cmpuint (result->n_made, ==, 455);
  assert_note (result, "Class “1” gets 455 new rows instead of 450, because the share of each row is rounded.");
}

/* A code is never averaged: neighbours vote; different codes are as far apart as a number's standard deviation. */
static void
test_categories_are_voted_upon (void)
{
  static const char        text[] = "0 0 0;1 0 0;0 1 0;1 1 0;2 2 0;2 1 0;2 0 0;5 2 1;6 2 1;7 2 1;8 - 1";
  static const char *const specs[] = { "smote-nan:nan_handling=interpolate", "adasyn-nan:nan_handling=interpolate", "rose-nan:nan_handling=interpolate" };
  static const ImbKind     kinds[] = { { 0, FALSE }, { 3, TRUE } };
  g_auto (GoldenTable) table = table_of (text, 2);
  ImbView view = imb_view_of (table.x, table.classes, 3);

  view.kinds = kinds;
  for (guint i = 0; i < G_N_ELEMENTS (specs); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ImbPlan) plan = imb_plan_parse (specs[i], &error);
      g_autoptr (ImbResample) result = imb_plan_run (plan, &view, 1, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (result->n_made, >, 0);
      for (gsize m = 0; m < result->n_made; m++)
        g_assert_cmpfloat (imb_matrix_row (result->made, m)[1], ==, 2.0);
    }
}

/* Their differences and squares are no numbers: said, instead of infinite rows. */
static void
test_values_beyond_computing_are_refused (void)
{
  static const char *const plans[] = { "rose-nan", "smote-nan:k_neighbors=2", "adasyn-nan:n_neighbors=2", "smote:metric=heom,k_neighbors=2" };
  const double             values[] = { 1.7e308, 1, -1.7e308, 2, 1.7e308, NAN, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5 };
  g_auto (SmallTable) table = small_of (values, 3, 5, 2);

  for (guint i = 0; i < G_N_ELEMENTS (plans); i++)
    small_assert_refused (plans[i], &table, IMB_ERROR_TOO_LARGE,
                          "Row 1 has a value in feature 1 that is too large to be squared; give the column in larger units, or leave the feature out.");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/overnan/rows-are-overnans-to-the-last-bit", test_rows_are_overnans_to_the_last_bit);
  g_test_add_func ("/overnan/sums-and-shares-are-overnans", test_sums_and_shares_are_overnans);
  g_test_add_func ("/overnan/a-class-of-one-row-is-refused", test_a_class_of_one_row_is_refused);
  g_test_add_func ("/overnan/overnan-adds-nothing-to-a-class-of-one-row", test_overnan_adds_nothing_to_a_class_of_one_row);
  g_test_add_func ("/overnan/rows-without-a-neighbour-are-noted", test_rows_without_a_neighbour_are_noted);
  g_test_add_func ("/overnan/fewer-neighbours-are-noted", test_fewer_neighbours_are_noted);
  g_test_add_func ("/overnan/empty-rows-are-counted-and-can-be-left-out", test_empty_rows_are_counted_and_can_be_left_out);
  g_test_add_func ("/overnan/leaving-out-changes-no-other-row", test_leaving_out_changes_no_other_row);
  g_test_add_func ("/overnan/rose-without-smoothing-copies", test_rose_without_smoothing_copies);
  g_test_add_func ("/overnan/overnans-class-sizes", test_overnans_class_sizes);
  g_test_add_func ("/overnan/our-class-sizes-by-default", test_our_class_sizes_by_default);
  g_test_add_func ("/overnan/adasyn-says-that-it-rounds", test_adasyn_says_that_it_rounds);
  g_test_add_func ("/overnan/categories-are-voted-upon", test_categories_are_voted_upon);
  g_test_add_func ("/overnan/values-beyond-computing-are-refused", test_values_beyond_computing_are_refused);
  return g_test_run ();
}
