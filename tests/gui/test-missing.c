/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the Classes page says of missing values. */
#include "app/explorer-missing-panel.h"
#include "tests/gui/gui.h"

/* Title, subtitle and number of the row with this title, as "title | subtitle | number"; NULL: there is none. */
static char *
dup_row (ExplorerWindow *window,
         const char     *title)
{
  GtkWidget *panel, *row;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.page", "s", "classes");
  gui_settle (window);
  gui_wait_idle (window);
  panel = gui_find (GTK_WIDGET (window), EXPLORER_TYPE_MISSING_PANEL, NULL);
  row = gui_find (panel, ADW_TYPE_ACTION_ROW, title);
  if (row == NULL)
    return NULL;

  for (GtkWidget *box = gtk_widget_get_first_child (row); box != NULL; box = gtk_widget_get_first_child (box))
    if (gtk_widget_has_css_class (box, "header"))
      {
        GtkWidget *number = gui_find (gtk_widget_get_last_child (box), GTK_TYPE_LABEL, NULL);

        return g_strdup_printf ("%s | %s | %s", title, adw_action_row_get_subtitle (ADW_ACTION_ROW (row)),
                                number != NULL && gtk_widget_has_css_class (number, "numeric") ? gtk_label_get_text (GTK_LABEL (number)) : "");
      }
  return NULL;
}

static void
assert_row (ExplorerWindow *window,
            const char     *title,
            const char     *expected)
{
  g_autofree char *row = dup_row (window, title);

  g_assert_cmpstr (row, ==, expected);
}

static void
test_each_class_with_its_share_and_its_columns (void)
{
  ExplorerWindow  *window = gui_window_new ();
  g_autofree char *path = gui_make_file ("holes.csv", "a,<b>%s,c,d,class\n"
                                                      "1,2,5,6,yes\n,,5,7,yes\n,3,5.5,,no\n4,1,6,8,no\n1.5,7,8,3,no\n2,,,,yes\n4,5,8,2,yes\n7,7,7,7,no\n");

  gui_open_path (window, path);
  assert_row (window, "yes", "yes | “<b>%s” in 50.0\342\200\211%, “a” in 25.0\342\200\211%, “c” in 25.0\342\200\211%, and 1 column more | 50.0\342\200\211%");
  assert_row (window, "no", "no | “a” in 25.0\342\200\211%, “d” in 25.0\342\200\211% | 25.0\342\200\211%");
  gui_window_free (window);
}

static void
test_nothing_missing_is_said (void)
{
  ExplorerWindow  *window = gui_window_new ();
  g_autofree char *path = gui_make_file ("whole.csv", "a,class\n1.5,x\n2,y\n3,x\n4,x\n");
  g_autofree char *holes = gui_make_file ("holes.csv", "a,class\n1.5,x\n2,y\n,x\n4,x\n");

  gui_open_path (window, path);
  assert_row (window, "Nothing is missing", "Nothing is missing | Every row has a value in every column. | ");
  gui_open_path (window, holes);
  assert_row (window, "Nothing is missing", NULL);
  assert_row (window, "y", "y | nothing | 0\342\200\211%");
  gui_window_free (window);
}

/* Its share is written with a sign that would begin a tag. */
static void
test_one_hole_in_many_rows_is_told (void)
{
  ExplorerWindow *window = gui_window_new ();
  g_autoptr (GString) text = g_string_new ("a,class\n,x\n2.5,y\n");
  g_autofree char *path = NULL;

  for (guint i = 0; i < 12000; i++)
    g_string_append_printf (text, "%u.5,%c\n", i, 'x' + (i & 1));
  path = gui_make_file ("one-hole.csv", text->str);
  gui_open_path (window, path);
  assert_row (window, "x", "x | “a” in 0.02\342\200\211% | 0.02\342\200\211%");
  g_assert_cmpstr (adw_preferences_group_get_description (ADW_PREFERENCES_GROUP (gui_find (gui_find (GTK_WIDGET (window), EXPLORER_TYPE_MISSING_PANEL, NULL), ADW_TYPE_PREFERENCES_GROUP, NULL))), ==,
                   "Something is missing in 1 row (<0.01\342\200\211%). Of each class, and in which columns most:");
  gui_window_free (window);
}

int
main (int    argc,
      char **argv)
{
  gui_init (&argc, &argv);

  g_test_add_func ("/missing/each class with its share and its columns", test_each_class_with_its_share_and_its_columns);
  g_test_add_func ("/missing/nothing missing is said", test_nothing_missing_is_said);

  g_test_add_func ("/missing/one hole in many rows is told", test_one_hole_in_many_rows_is_told);

  return g_test_run ();
}
