/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cleaning samplers: imbalanced-learn's rows (tests/golden/samplers/ORIGIN), why rows went, and that no class vanishes. */
#include <string.h>

#include "tests/imb-sampled.h"

static void
test_rows_are_imbalanced_learns (void)
{
  sampled_assert_indices_are_golden ("tomek-links", 0, "samplers/multiclass_tomek-links_auto.txt");
  sampled_assert_indices_are_golden ("tomek-links:sampling_strategy=all", 0, "samplers/multiclass_tomek-links_all.txt");
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

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clean/rows-are-imbalanced-learns", test_rows_are_imbalanced_learns);
  g_test_add_func ("/clean/a-link-is-named-by-its-other-end", test_a_link_is_named_by_its_other_end);
  g_test_add_func ("/clean/no-class-loses-its-last-row", test_no_class_loses_its_last_row);
  return g_test_run ();
}
