/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table's rows in another order, and how a column's values are spread. */
#include <math.h>
#include <string.h>

#include "engine/imb.h"
#include "tests/reading.h"

static void
assert_order (const ImbTable *table,
              gsize           column,
              gboolean        descending,
              const guint32  *rows)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbOrder) order = imb_order_new (table, column, descending, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (order->rows, order->n_rows * sizeof *rows, rows, order->n_rows * sizeof *rows);
  for (gsize i = 0; i < order->n_rows; i++)
    g_assert_cmpuint (order->places[order->rows[i]], ==, i);
}

static void
test_rows_in_the_order_of_a_column (void)
{
  g_autoptr (ImbTable) table = read_text ("x,name\n2,b\n,a\n-1,\n2,a\n10,c\n-0,b\n0,b\n", NULL);
  const guint32 up[] = { 2, 5, 6, 0, 3, 4, 1 };
  const guint32 down[] = { 4, 0, 3, 5, 6, 2, 1 };
  const guint32 names[] = { 1, 3, 0, 5, 6, 4, 2 };
  const guint32 names_down[] = { 4, 0, 5, 6, 1, 3, 2 };

  assert_order (table, 0, FALSE, up);
  assert_order (table, 0, TRUE, down);
  assert_order (table, 1, FALSE, names);
  assert_order (table, 1, TRUE, names_down);
}

/* More texts than the table itself sorts. */
static void
test_many_texts_are_sorted_when_asked (void)
{
  const guint n = IMB_MOST_SORTED_LEVELS + 1000;
  g_autoptr (GString) text = g_string_new ("name,class\n");
  g_autofree guint32 *up = g_new (guint32, n);
  g_autofree guint32 *down = g_new (guint32, n);
  g_autoptr (ImbTable) table = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_string_append_printf (text, "n%06u,%s\n", n - i, i % 2 == 0 ? "a" : "b");
      up[i] = n - 1 - i;
      down[i] = i;
    }
  table = read_text (text->str, NULL);
  g_assert_cmpuint (imb_table_column_at (table, 0)->n_levels, ==, n);
  g_assert_cmpstr (imb_table_column_at (table, 0)->levels[0], ==, "n066536");
  assert_order (table, 0, FALSE, up);
  assert_order (table, 0, TRUE, down);
}

static void
test_a_cancelled_order_is_none (void)
{
  g_autoptr (ImbTable) table = read_text ("x,y\n1,2\n3,4\n", NULL);
  g_autoptr (ImbJob) job = imb_job_new ();
  g_autoptr (GError) error = NULL;

  imb_job_cancel (job);
  g_assert_null (imb_order_new (table, 0, FALSE, job, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_values_are_counted_in_bars (void)
{
  g_autoptr (GString) text = g_string_new ("real,dice,name,one,none\n");
  ImbBins bins;

  for (int i = 0; i < 100; i++)
    g_string_append_printf (text, "%s%d.5,%d,%c,7,\n", i == 0 ? "-" : "", i, i % 6 + 1, i < 50 ? 'q' : 'a' + i % 20);

  g_autoptr (ImbTable) table = read_text (text->str, NULL);

  g_assert_true (imb_bins_count (table, 0, &bins, NULL, NULL));
  g_assert_false (bins.levels);
  g_assert_cmpuint (bins.n, ==, IMB_BINS_MOST);
  g_assert_true (imb_bins_count (table, 1, &bins, NULL, NULL));
  g_assert_cmpuint (bins.n, ==, 6);
  g_assert_cmpuint (bins.counts[0], ==, 17);
  g_assert_cmpuint (bins.counts[5], ==, 16);
  g_assert_true (imb_bins_count (table, 2, &bins, NULL, NULL));
  g_assert_true (bins.levels && bins.more);
  g_assert_cmpuint (bins.counts[0], >=, 50);
  g_assert_cmpuint (bins.largest, ==, bins.counts[0]);
  g_assert_true (imb_bins_count (table, 3, &bins, NULL, NULL));
  g_assert_cmpuint (bins.n, ==, 1);
  g_assert_cmpuint (bins.counts[0], ==, 100);
}

static void
test_values_at_the_limits_are_counted (void)
{
  g_autoptr (ImbTable) table = read_text ("x,y\n-1.7e308,a\n1.7e308,b\n0,a\n5e-324,a\n,b\n", NULL);
  ImbBins bins;
  gsize   n = 0;

  g_assert_true (imb_bins_count (table, 0, &bins, NULL, NULL));
  for (guint b = 0; b < bins.n; b++)
    n += bins.counts[b];
  g_assert_cmpuint (n, ==, 4);
  g_assert_cmpuint (bins.counts[0], ==, 1);
  g_assert_cmpuint (bins.counts[bins.n - 1], ==, 1);
  g_assert_cmpuint (bins.counts[bins.n / 2], ==, 2);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/order/rows in the order of a column", test_rows_in_the_order_of_a_column);
  g_test_add_func ("/order/many-texts", test_many_texts_are_sorted_when_asked);
  g_test_add_func ("/order/a cancelled order is none", test_a_cancelled_order_is_none);
  g_test_add_func ("/order/values are counted in bars", test_values_are_counted_in_bars);
  g_test_add_func ("/order/values at the limits are counted", test_values_at_the_limits_are_counted);

  return g_test_run ();
}
