/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The data table: its rows in the order of a column, and what keeps its meaning when they are. */
#include "app/explorer-hints-panel.h"
#include "tests/gui/gui.h"
#include "widgets/explorer-column-strip.h"
#include "widgets/explorer-table-view.h"

static const char numbers[] = "x,class\n5.5,a\n,b\n-1.5,a\n7.5,b\n0.5,a\n";

static ExplorerSession *
session_of (ExplorerWindow *window)
{
  return explorer_window_get_session (window);
}

static ExplorerTableView *
view_of (ExplorerWindow *window)
{
  return EXPLORER_TABLE_VIEW (gui_find (explorer_window_get_page (window, "data"), EXPLORER_TYPE_TABLE_VIEW, NULL));
}

static void
sort (ExplorerWindow *window,
      guint           column,
      const char     *order)
{
  gtk_widget_activate_action (explorer_window_get_page (window, "data"), "column.sort", "(us)", column, order);
  gui_wait_idle (window);
  gui_settle (window);
}

/* The cells of the table in the order in which they lie on the screen, of the column that begins with @first. */
static void
collect (GtkWidget *root,
         GPtrArray *cells)
{
  if (GTK_IS_INSCRIPTION (root) && gtk_widget_get_mapped (root))
    g_ptr_array_add (cells, root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    collect (child, cells);
}

static char *
dup_shown (ExplorerWindow *window)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new ();
  GString *text = g_string_new (NULL);

  collect (GTK_WIDGET (view_of (window)), cells);
  for (guint c = 0; c < cells->len; c++)
    {
      const char *cell = gtk_inscription_get_text (g_ptr_array_index (cells, c));

      if (cell != NULL && *cell != '\0')
        g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", cell);
    }
  return g_string_free (text, FALSE);
}

static void
assert_shown (ExplorerWindow *window,
              const char     *expected)
{
  g_autofree char *shown = dup_shown (window);

  g_assert_cmpstr (shown, ==, expected);
}

/* Of the first column. */
static void
assert_head (ExplorerWindow *window,
             const char     *expected)
{
  GtkColumnView *view = GTK_COLUMN_VIEW (gui_find (GTK_WIDGET (view_of (window)), GTK_TYPE_COLUMN_VIEW, NULL));
  g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (gtk_column_view_get_columns (view), 1);

  g_assert_cmpstr (gtk_column_view_column_get_title (column), ==, expected);
}

static void
test_rows_are_sorted_and_keep_their_numbers (void)
{
  ExplorerWindow  *window = gui_window_new ();
  g_autofree char *path = gui_make_file ("numbers.csv", numbers);

  gui_open_path (window, path);
  gui_settle (window);
  assert_shown (window, "1 5.5 a 2 – b 3 -1.5 a 4 7.5 b 5 0.5 a");
  sort (window, 0, "ascending");
  assert_shown (window, "3 -1.5 a 5 0.5 a 1 5.5 a 4 7.5 b 2 – b");
  assert_head (window, "x ▲\nnumber · 20.0 % missing");
  sort (window, 1, "descending");
  assert_shown (window, "2 – b 4 7.5 b 1 5.5 a 3 -1.5 a 5 0.5 a");
  sort (window, 1, "file");
  assert_shown (window, "1 5.5 a 2 – b 3 -1.5 a 4 7.5 b 5 0.5 a");
  gui_window_free (window);
}

static void
test_selected_rows_stay_the_same_rows (void)
{
  ExplorerWindow    *window = gui_window_new ();
  ExplorerSelection *selection = explorer_session_get_selection (session_of (window));
  g_autofree char   *path = gui_make_file ("numbers.csv", numbers);
  g_autoptr (GtkBitset) rows = gtk_bitset_new_empty ();
  g_autoptr (GtkBitset) sorted = NULL, back = NULL;

  gui_open_path (window, path);
  gtk_bitset_add (rows, 0);
  gtk_bitset_add (rows, 3);
  explorer_selection_set_rows (selection, rows);
  sort (window, 0, "descending");
  sorted = explorer_table_view_dup_selected (view_of (window));
  g_assert_true (gtk_bitset_equals (sorted, rows));
  g_assert_true (gtk_bitset_equals (explorer_selection_get_rows (selection), rows));

  explorer_table_view_show_row (view_of (window), 1);
  g_assert_cmpuint (explorer_selection_n_rows (selection), ==, 1);
  g_assert_true (explorer_selection_contains (selection, 1));
  sort (window, 0, "file");
  back = explorer_table_view_dup_selected (view_of (window));
  g_assert_true (gtk_bitset_contains (back, 1));
  gui_window_free (window);
}

static void
test_another_table_has_the_order_of_its_file (void)
{
  ExplorerWindow  *window = gui_window_new ();
  g_autofree char *path = gui_make_file ("numbers.csv", numbers);

  gui_open_dataset (window, "two-moons:n_rows=200");
  sort (window, 0, "ascending");
  g_assert_nonnull (explorer_table_view_get_order (view_of (window)));

  /* While it is being sorted. */
  gtk_widget_activate_action (explorer_window_get_page (window, "data"), "column.sort", "(us)", 1u, "descending");
  gui_open_path (window, path);
  g_assert_null (explorer_table_view_get_order (view_of (window)));
  gui_settle (window);
  assert_shown (window, "1 5.5 a 2 – b 3 -1.5 a 4 7.5 b 5 0.5 a");
  gui_window_free (window);
}

static void
test_a_choice_in_the_panel_sorts (void)
{
  ExplorerWindow  *window = gui_window_new ();
  g_autofree char *path = gui_make_file ("numbers.csv", numbers);
  GtkWidget       *row;

  gui_open_path (window, path);
  gui_settle (window); /* the columns to choose from are listed in a step of their own */
  row = gui_find (explorer_window_get_page (window, "data"), ADW_TYPE_COMBO_ROW, "Order of the rows");
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 2);
  gui_wait_idle (window);
  gui_settle (window);
  assert_shown (window, "4 7.5 b 1 5.5 a 5 0.5 a 3 -1.5 a 2 – b");
  sort (window, 1, "ascending");
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (row)), ==, 0); /* it is another column that sorts */
  gui_window_free (window);
}

static void
test_columns_have_pictures (void)
{
  ExplorerWindow *window = gui_window_new ();
  GtkWidget      *strip = gui_find (GTK_WIDGET (view_of (window)), EXPLORER_TYPE_COLUMN_STRIP, NULL);

  g_assert_false (gtk_widget_get_visible (strip));
  gui_open_dataset (window, "fraud:n_rows=2000");
  gui_settle (window);
  g_assert_true (gtk_widget_get_mapped (strip));
  g_assert_cmpint (gtk_widget_get_height (strip), >, 10);
  gui_window_free (window);
}

static void
test_a_column_that_gives_the_class_away_can_be_ignored (void)
{
  ExplorerWindow  *window = gui_window_new ();
  ExplorerSession *session = session_of (window);
  g_autoptr (GString) text = g_string_new ("x,after,class\n");
  g_autofree char *path = NULL;
  GtkWidget       *page = explorer_window_get_page (window, "data");
  GtkWidget       *button;

  for (int i = 0; i < 400; i++)
    g_string_append_printf (text, "%d.5,%d.25,%s\n", i * 37 % 101, i % 10 == 0 ? 900 + i : i, i % 10 == 0 ? "yes" : "no");
  path = gui_make_file ("leak.csv", text->str);
  gui_open_path (window, path);
  button = gui_find (page, GTK_TYPE_BUTTON, "Ignore");
  g_assert_nonnull (button);
  g_assert_true (gtk_widget_get_visible (gtk_widget_get_ancestor (button, EXPLORER_TYPE_HINTS_PANEL)));
  g_signal_emit_by_name (button, "clicked");
  gui_wait_idle (window);
  g_assert_cmpint (imb_problem_role_at (explorer_session_get_problem (session), 1), ==, IMB_ROLE_IGNORE);
  g_assert_null (gui_find (page, GTK_TYPE_BUTTON, "Ignore"));

  gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL);
  gui_wait_idle (window);
  g_assert_nonnull (gui_find (page, GTK_TYPE_BUTTON, "Ignore"));
  gui_window_free (window);
}

static void
test_a_sample_is_offered (void)
{
  ExplorerWindow  *window = gui_window_new ();
  g_autofree char *path = gui_make_file ("leak.csv", numbers);
  GList           *all;
  GtkWidget       *dialog = NULL;

  gui_open_dataset (window, "two-moons:n_rows=100");
  g_signal_emit_by_name (session_of (window), "too-large", "It is <b>too</b> large.", path);
  all = gtk_window_list_toplevels ();
  for (GList *at = all; at != NULL; at = at->next)
    if (ADW_IS_MESSAGE_DIALOG (at->data))
      dialog = at->data;
  g_list_free (all);
  g_assert_nonnull (dialog);
  g_assert_nonnull (gui_find (dialog, GTK_TYPE_LABEL, "It is <b>too</b> large."));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "load");
  gui_wait_idle (window);
  g_assert_cmpuint (explorer_session_get_decisions (session_of (window))->reading->most_rows, ==, 100000);
  gtk_window_destroy (GTK_WINDOW (dialog));
  gui_window_free (window);
}

int
main (int    argc,
      char **argv)
{
  gui_init (&argc, &argv);

  g_test_add_func ("/table/rows are sorted and keep their numbers", test_rows_are_sorted_and_keep_their_numbers);
  g_test_add_func ("/table/selected rows stay the same rows", test_selected_rows_stay_the_same_rows);
  g_test_add_func ("/table/another table has the order of its file", test_another_table_has_the_order_of_its_file);
  g_test_add_func ("/table/a choice in the panel sorts", test_a_choice_in_the_panel_sorts);
  g_test_add_func ("/table/columns have pictures", test_columns_have_pictures);
  g_test_add_func ("/table/a column that gives the class away can be ignored", test_a_column_that_gives_the_class_away_can_be_ignored);
  g_test_add_func ("/table/a sample is offered", test_a_sample_is_offered);

  return g_test_run ();
}
