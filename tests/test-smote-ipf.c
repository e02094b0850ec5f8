/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SMOTE-IPF: SMOTE's rows without those that trees put elsewhere. */
#include "tests/imb-sampled.h"

/* Two clouds; rows 3, 23, 43, 63 and 83 of class 0 lie inside that of class 1, rows 100 and 101 of class 1 inside that of class 0. */
static GoldenTable
make_clouds (void)
{
  GoldenTable table = { imb_matrix_new (140, 2, NULL), g_new (guint16, 140) };
  ImbRng      rng;

  imb_rng_init (&rng, 3);
  for (guint i = 0; i < 140; i++)
    {
      gboolean is_above = i >= 102 || (i < 100 && i % 20 == 3);

      table.classes[i] = i >= 100;
      for (guint j = 0; j < 2; j++)
        imb_matrix_row (table.x, i)[j] = imb_rng_normal (&rng) + (is_above ? 8.0 : 0.0);
    }
  return table;
}

static gboolean
is_in (const ImbResample *result,
       guint32            row)
{
  for (gsize i = 0; i < result->n_rows; i++)
    if (result->rows[i] == row)
      return TRUE;
  return FALSE;
}

static void
test_rows_among_another_class_are_removed (void)
{
  const char *const texts[] = { "smote-ipf", "smote-ipf:voting=consensus" };

  for (guint t = 0; t < G_N_ELEMENTS (texts); t++)
    {
      g_auto (GoldenTable) table = make_clouds ();
      g_autoptr (ImbResample) result = sampled_run (texts[t], &table, 2, 1);
      g_autoptr (ImbResample) smote = sampled_run ("smote:k_neighbors=5", &table, 2, 1);
      const guint32 *witnesses;
      gsize          n, n_gone = 0;

      for (guint32 i = 3; i < 100; i += 20)
        n_gone += imb_removals_find (result->removals, i, &witnesses, &n) == IMB_REASON_HARD && !is_in (result, i);
      g_assert_cmpuint (n_gone, >=, 5);
      g_assert_cmpuint (imb_removals_n (result->removals), <, 30);
      g_assert_cmpuint (imb_resample_n_kept (result) + imb_removals_n (result->removals), ==, 140);

      /* The synthetic rows are SMOTE's, and those that are left are in its order. */
      g_assert_cmpmem (result->made->data, result->made->n_bytes, smote->made->data, smote->made->n_bytes);
      for (gsize i = 1; i < result->n_rows; i++)
        g_assert_cmpuint (result->rows[i - 1], <, result->rows[i]);
      sampled_assert_parents (result, table.x);
    }
}

static void
test_all_must_agree_for_consensus (void)
{
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");
  g_autoptr (ImbResample) majority = sampled_run ("smote-ipf", &table, 3, 1);
  g_autoptr (ImbResample) consensus = sampled_run ("smote-ipf:voting=consensus", &table, 3, 1);

  g_assert_cmpuint (majority->n_rows, <, consensus->n_rows);
  g_assert_cmpuint (consensus->n_rows, <=, 330);
  g_assert_cmpuint (imb_notes_n (majority->notes), >=, 1);
}

/* p = 1 makes every pass a quiet one: the filter ends after k passes; p = 0 goes on until nothing is removed. */
static void
test_quiet_passes_end_the_filter (void)
{
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");
  g_autoptr (ImbResample) once = sampled_run ("smote-ipf:k=1,p=1", &table, 3, 1);
  g_autoptr (ImbResample) twice = sampled_run ("smote-ipf:k=2,p=1", &table, 3, 1);
  g_autoptr (ImbResample) to_the_end = sampled_run ("smote-ipf:k=5,p=0", &table, 3, 1);

  g_assert_cmpuint (once->n_rows, >=, twice->n_rows);
  g_assert_cmpuint (twice->n_rows, >=, to_the_end->n_rows);
  g_assert_cmpuint (once->n_rows, >, to_the_end->n_rows);
}

/* Classes that nothing tells apart: a filter that would take one of them away ends before. */
static void
test_no_class_vanishes (void)
{
  g_auto (GoldenTable) table = { imb_matrix_new (60, 1, NULL), g_new0 (guint16, 60) };
  g_autoptr (ImbResample) result = NULL;
  gsize   counts[2];
  ImbView view = imb_view_of (table.x, table.classes, 2);

  for (guint i = 0; i < 60; i++)
    table.classes[i] = i % 3 == 0;
  result = sampled_run ("smote-ipf:sampling_strategy={1:25}", &table, 2, 0);
  imb_resample_count (result, &view, counts);
  g_assert_cmpuint (counts[0], ==, 40);
  g_assert_cmpuint (counts[1], ==, 25);
  g_assert_cmpstr (imb_notes_at (result->notes, 0), ==, "The filter of SMOTE-IPF ends early: the next pass would remove all rows of a class.");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smote-ipf/rows-among-another-class-are-removed", test_rows_among_another_class_are_removed);
  g_test_add_func ("/smote-ipf/all-must-agree-for-consensus", test_all_must_agree_for_consensus);
  g_test_add_func ("/smote-ipf/quiet-passes-end-the-filter", test_quiet_passes_end_the_filter);
  g_test_add_func ("/smote-ipf/no-class-vanishes", test_no_class_vanishes);
  return g_test_run ();
}
