/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How soon a cancelled reading and a cancelled comparison are over. Measured is the time that passes, so nothing else may be at work. */
#include <glib/gstdio.h>

#include "app/explorer-compare-page.h"
#include "tests/gui/gui.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define FACTOR 10.0
#else
#define FACTOR 1.0
#endif
#define CANCEL_LIMIT_MS (100.0 * FACTOR)

static void
cancel_reading (gconstpointer data)
{
  ExplorerWindow  *window = gui_window_new ();
  ExplorerSession *session = explorer_window_get_session (window);
  g_autofree char *path = gui_make_file ("long.csv", "");
  g_autoptr (GString) text = g_string_new ("a,b,c,class\n");
  ExplorerRunner *runner = explorer_session_get_runner (session);
  guint           n_cancelled = 0;
  ImbTable       *before;

  gui_open_dataset (window, "two-moons:n_rows=100");
  gui_settle (window);
  before = explorer_session_get_table (session);
  for (int i = 0; i < 1500000; i++)
    g_string_append_printf (text, "%d.25,\"text %d\",%d,%c\n", i, i % 1000, i, i % 50 == 0 ? 'y' : 'n');
  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));

  for (int i = 0; i < 12; i++) /* within parsing, and in what comes after it */
    {
      gint64           until = g_get_monotonic_time () + 30000 * (i + 1);
      g_autofree char *part = g_strdup_printf ("reading for %d ms", 30 * (i + 1));

      gtk_widget_activate_action (GTK_WIDGET (window), "win.open-path", "s", path);
      while (g_get_monotonic_time () < until && explorer_runner_get_busy (runner))
        g_main_context_iteration (NULL, FALSE);
      if (!explorer_runner_is_running (runner, "read"))
        break; /* it was read before the hand was there */
      until = g_get_monotonic_time ();
      gtk_widget_activate_action (GTK_WIDGET (window), "win.cancel", NULL);
      gui_wait_idle (window);
      n_cancelled++;
      telling_note (part, (double) (g_get_monotonic_time () - until) / 1e3, CANCEL_LIMIT_MS);
      g_assert_true (explorer_session_get_table (session) == before);
    }
  g_assert_cmpuint (n_cancelled, >, 0);
  g_remove (path);
  gui_window_free (window);
}

static void
test_a_reading_is_over_soon_after_cancel (void)
{
  assert_in_time (cancel_reading, NULL);
}

static void
cancel_comparison (gconstpointer data)
{
  ExplorerWindow  *window = gui_window_new ();
  ExplorerSession *session = explorer_window_get_session (window);
  GtkWidget       *page = explorer_window_get_page (window, "compare");
  GtkWidget       *cancel = gui_find (page, GTK_TYPE_BUTTON, "Cancel");

  gui_open_dataset (window, "fraud");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.page", "s", "compare");
  explorer_session_set_folds (session, 5, 50);
  for (int i = 0; i < 5; i++)
    {
      g_autofree char *part = g_strdup_printf ("comparing for %d ms", 150 * (i + 1));
      gint64           until, begun;

      explorer_session_compare (session);
      until = g_get_monotonic_time () + 150000 * (i + 1);
      while (g_get_monotonic_time () < until)
        g_main_context_iteration (NULL, TRUE);
      g_assert_true (explorer_runner_get_busy (explorer_session_get_runner (session)));
      begun = g_get_monotonic_time ();
      g_signal_emit_by_name (cancel, "clicked");
      gui_wait_idle (window);
      telling_note (part, (double) (g_get_monotonic_time () - begun) / 1e3, CANCEL_LIMIT_MS);
    }

  gui_window_free (window);
}

static void
test_a_comparison_is_over_soon_after_cancel (void)
{
  assert_in_time (cancel_comparison, NULL);
}

int
main (int    argc,
      char **argv)
{
  gui_init (&argc, &argv);

  g_test_add_func ("/soon/a reading is over soon after Cancel", test_a_reading_is_over_soon_after_cancel);
  g_test_add_func ("/soon/a comparison is over soon after Cancel", test_a_comparison_is_over_soon_after_cancel);

  return g_test_run ();
}
