/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a file is read, decided in the window: what is found is shown, a choice shows the first rows at once, Apply reads the
 * whole file, and undo reads it as before. */
#include "app/explorer-read-window.h"
#include "tests/gui/gui.h"
#include "widgets/explorer-table-view.h"

static const char semicolons[] = "a;b;class\n1,5;x;no\n2,5;y;no\n3,5;x;yes\n4,5;z;no\n";

static ExplorerSession *
session_of (ExplorerWindow *window)
{
  return explorer_window_get_session (window);
}

static ImbTable *
table_of (ExplorerWindow *window)
{
  return explorer_session_get_table (session_of (window));
}

/* Opens the window of choices as a person does. */
static ExplorerReadWindow *
open_choices (ExplorerWindow *window)
{
  GtkWidget *button = gui_find (GTK_WIDGET (window), GTK_TYPE_BUTTON, "Change…");
  GList     *all;

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  gui_wait_idle (window);
  all = gtk_window_list_toplevels ();
  for (GList *at = all; at != NULL; at = at->next)
    if (EXPLORER_IS_READ_WINDOW (at->data))
      {
        ExplorerReadWindow *choices = at->data;

        g_list_free (all);
        return choices;
      }
  g_assert_not_reached ();
}

static void
choose (ExplorerWindow     *window,
        ExplorerReadWindow *choices,
        const char         *title,
        guint               place)
{
  GtkWidget *row = gui_find (GTK_WIDGET (choices), ADW_TYPE_COMBO_ROW, title);

  g_assert_nonnull (row);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), place);
  gui_wait_idle (window);
}

static void
click (ExplorerReadWindow *choices,
       const char         *label)
{
  GtkWidget *button = gui_find (GTK_WIDGET (choices), GTK_TYPE_BUTTON, label);

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

static void
test_a_choice_is_seen_before_it_is_applied (void)
{
  ExplorerWindow     *window = gui_window_new ();
  g_autofree char    *path = gui_make_file ("semicolons.csv", semicolons);
  ExplorerReadWindow *choices;
  ImbTable           *before;

  gui_open_path (window, path);
  before = table_of (window);
  choices = open_choices (window);
  g_assert_cmpuint (imb_table_n_columns (explorer_read_window_get_preview (choices)), ==, 3);
  g_assert_cmpint (imb_table_column_at (explorer_read_window_get_preview (choices), 0)->kind, ==, IMB_COLUMN_NUMBER);

  choose (window, choices, "Delimiter", 1); /* comma */
  g_assert_cmpuint (imb_table_n_columns (explorer_read_window_get_preview (choices)), ==, 2);
  choose (window, choices, "Delimiter", 2);
  choose (window, choices, "First line", 2); /* values */
  g_assert_cmpuint (imb_table_n_rows (explorer_read_window_get_preview (choices)), ==, 5);
  gui_settle (window);
  g_assert_true (table_of (window) == before);

  click (choices, "_Cancel");
  gui_wait_idle (window);
  g_assert_true (table_of (window) == before);
  gui_window_free (window);
}

static void
test_what_is_applied_is_undone (void)
{
  ExplorerWindow     *window = gui_window_new ();
  ExplorerSession    *session = session_of (window);
  g_autofree char    *path = gui_make_file ("semicolons.csv", semicolons);
  ExplorerReadWindow *choices;

  gui_open_path (window, path);
  explorer_session_set_target (session, 1);
  gui_wait_idle (window);

  choices = open_choices (window);
  choose (window, choices, "Decimal mark", 1); /* point: 1,5 is no number then */
  click (choices, "_Apply");
  gui_wait_idle (window);
  g_assert_cmpint (imb_table_column_at (table_of (window), 0)->kind, ==, IMB_COLUMN_CATEGORY);
  g_assert_cmpint (explorer_session_get_decisions (session)->target, ==, 1); /* it stays with its column */

  gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL);
  gui_wait_idle (window);
  g_assert_cmpint (imb_table_column_at (table_of (window), 0)->kind, ==, IMB_COLUMN_NUMBER);
  g_assert_cmpint (explorer_session_get_decisions (session)->target, ==, 1);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL);
  gui_wait_idle (window);
  g_assert_cmpint (explorer_session_get_decisions (session)->target, ==, -1);

  /* Twice at once, over a file that has to be read in between. */
  gtk_widget_activate_action (GTK_WIDGET (window), "win.redo", NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.redo", NULL);
  gui_wait_idle (window);
  g_assert_cmpint (imb_table_column_at (table_of (window), 0)->kind, ==, IMB_COLUMN_CATEGORY);
  g_assert_cmpint (explorer_session_get_decisions (session)->target, ==, 1);
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "redo"));
  gui_window_free (window);
}

static void
test_what_is_refused_leaves_everything (void)
{
  ExplorerWindow     *window = gui_window_new ();
  ExplorerSession    *session = session_of (window);
  g_autofree char    *path = gui_make_file ("bytes.csv", "a,class\n1,caf\xe9\n2,no\n3,no\n");
  ExplorerReadWindow *choices;
  ImbTable           *before;
  GVariant           *status;

  gui_open_path (window, path);
  explorer_session_set_target (session, 1);
  gui_wait_idle (window);
  before = table_of (window);
  choices = open_choices (window);
  choose (window, choices, "Encoding", 13); /* EUC-JP, which it is not: said in place of the rows */
  g_assert_null (explorer_read_window_get_preview (choices));
  click (choices, "_Apply");
  gui_wait_idle (window);
  g_assert_true (table_of (window) == before);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (choices)));
  status = g_action_group_get_action_state (G_ACTION_GROUP (window), "status");
  g_assert_nonnull (gui_find (GTK_WIDGET (choices), GTK_TYPE_LABEL, g_variant_get_string (status, NULL)));
  g_variant_unref (status);
  g_assert_cmpint (explorer_session_get_decisions (session)->target, ==, 1);

  /* Undo needs the file, which is gone: the step is not taken. */
  click (choices, "_Cancel");
  explorer_session_reread (session, &(ImbReadOptions){ .header = -1 });
  gui_wait_idle (window);
  before = table_of (window);
  g_assert_cmpuint (imb_table_n_rows (before), ==, 4);
  g_assert_cmpint (remove (path), ==, 0);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL);
  gui_wait_idle (window);
  g_assert_true (table_of (window) == before);
  g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "undo"));
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "redo"));
  gui_window_free (window);
}

static void
test_markers_can_be_added_and_taken_away (void)
{
  ExplorerWindow     *window = gui_window_new ();
  g_autofree char    *path = gui_make_file ("markers.csv", "a,class\n1,no\noff,no\nNA,yes\n4,no\n");
  ExplorerReadWindow *choices;
  GtkWidget          *entry;

  gui_open_path (window, path);
  choices = open_choices (window);
  entry = gui_find (GTK_WIDGET (choices), GTK_TYPE_ENTRY, NULL);
  g_assert_nonnull (entry);
  gtk_editable_set_text (GTK_EDITABLE (entry), "off");
  g_signal_emit_by_name (entry, "activate");
  gui_wait_idle (window);
  g_assert_cmpuint (imb_table_column_at (explorer_read_window_get_preview (choices), 0)->n_missing, ==, 2);
  g_assert_nonnull (gui_find (GTK_WIDGET (choices), GTK_TYPE_LABEL, "off"));

  click (choices, "The usual ones");
  gui_wait_idle (window);
  g_assert_null (gui_find (GTK_WIDGET (choices), GTK_TYPE_LABEL, "off"));
  click (choices, "_Cancel");
  gui_window_free (window);
}

static void
test_the_newest_file_wins (void)
{
  ExplorerWindow  *window = gui_window_new ();
  g_autofree char *first = gui_make_file ("first.csv", "a,class\n1,no\n2,yes\n");
  g_autofree char *second = gui_make_file ("second.csv", semicolons);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.open-dataset", "s", "fraud:n_rows=200000");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.open-path", "s", first);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.open-path", "s", second);
  gui_wait_idle (window);
  g_assert_cmpstr (imb_table_get_name (table_of (window)), ==, "second.csv");
  gui_window_free (window);
}

int
main (int    argc,
      char **argv)
{
  gui_init (&argc, &argv);

  g_test_add_func ("/reading/a choice is seen before it is applied", test_a_choice_is_seen_before_it_is_applied);
  g_test_add_func ("/reading/what is applied is undone", test_what_is_applied_is_undone);
  g_test_add_func ("/reading/what is refused leaves everything", test_what_is_refused_leaves_everything);
  g_test_add_func ("/reading/markers can be added and taken away", test_markers_can_be_added_and_taken_away);
  g_test_add_func ("/reading/the newest file wins", test_the_newest_file_wins);

  return g_test_run ();
}
