/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/gui/gui.h"

#include <glib/gstdio.h>
#include <time.h>

#if defined(__SANITIZE_ADDRESS__)
void __sanitizer_malloc_hook (const volatile void *block,
                              size_t               size);

/* GLib drops its first table of quarks when there are more than 2048 of them, and keeps nothing that points to it. Kept here, it is no
 * leak; it is the first block of its size, since GLib makes it before main (). */
static const volatile void *first_quarks;

void
__sanitizer_malloc_hook (const volatile void *block,
                         size_t               size)
{
  if (first_quarks == NULL && size == 2048 * sizeof (char *))
    first_quarks = block;
}
#endif

#define LIMIT_S 60

static ExplorerApplication *application;

void
gui_init (int    *argc,
          char ***argv)
{
  gtk_disable_setlocale ();
  g_test_init (argc, argv, NULL);
  adw_init ();

  application = explorer_application_new ();
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_application_set_default (G_APPLICATION (application));
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
}

static gboolean
waited_too_long (gpointer data)
{
  g_error ("waited %d seconds for %s", LIMIT_S, (const char *) data);
  return G_SOURCE_REMOVE;
}

guint
gui_begin_waiting (const char *what)
{
  return g_timeout_add_seconds (LIMIT_S, waited_too_long, (gpointer) what);
}

ExplorerWindow *
gui_window_new (void)
{
  ExplorerWindow *window = EXPLORER_WINDOW (explorer_window_new (ADW_APPLICATION (application)));

  gtk_window_present (GTK_WINDOW (window));
  gui_wait_for (gtk_widget_get_mapped (GTK_WIDGET (window)));

  return window;
}

void
gui_window_free (ExplorerWindow *window)
{
  gpointer alive = window;

  gui_wait_idle (window);
  gui_settle (window);
  g_object_add_weak_pointer (G_OBJECT (window), &alive);
  gtk_window_destroy (GTK_WINDOW (window));
  gui_wait_for (alive == NULL);
}

void
gui_wait_idle (ExplorerWindow *window)
{
  ExplorerRunner *runner = explorer_session_get_runner (explorer_window_get_session (window));

  gui_wait_for (!explorer_runner_get_busy (runner));
}

void
gui_settle (ExplorerWindow *window)
{
  gtk_widget_queue_draw (GTK_WIDGET (window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  while (g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);
}

void
gui_open_dataset (ExplorerWindow *window,
                  const char     *text)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.open-dataset", "s", text);
  gui_wait_idle (window);
}

void
gui_open_path (ExplorerWindow *window,
               const char     *path)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.open-path", "s", path);
  gui_wait_idle (window);
}

double
gui_thread_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

char *
gui_make_file (const char *name,
               const char *content)
{
  char *path = g_build_filename (g_get_user_cache_dir (), name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (g_get_user_cache_dir (), 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, content, -1, NULL));

  return path;
}

static gboolean
is_called (GtkWidget  *widget,
           const char *text)
{
  const char *label = NULL;

  if (GTK_IS_LABEL (widget))
    label = gtk_label_get_text (GTK_LABEL (widget));
  else if (GTK_IS_BUTTON (widget))
    label = gtk_button_get_label (GTK_BUTTON (widget));
  else if (ADW_IS_PREFERENCES_ROW (widget))
    label = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget));

  return g_strcmp0 (label, text) == 0;
}

GtkWidget *
gui_find (GtkWidget  *root,
          GType       type,
          const char *text)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type) && (text == NULL || is_called (root, text)))
    return root;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = gui_find (child, type, text);

      if (found != NULL)
        return found;
    }

  return NULL;
}
