/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/explorer-application.h"
#include "app/explorer-window.h"
#include "tests/tellings.h"

G_BEGIN_DECLS

/* What the tests of windows share. They run in tests/gui/run.sh, in one process with the window, and wait
 * for conditions, never for time. */

/* As g_test_init(), and GTK and the program are ready. */
void gui_init (int    *argc,
               char ***argv);

/* A new window, mapped. */
ExplorerWindow *gui_window_new (void);

/* Closes it and checks that nothing keeps it alive. */
void gui_window_free (ExplorerWindow *window);

/* Until the session's work is done and its answers are in place. */
void gui_wait_idle (ExplorerWindow *window);

/* Until the window has painted what changed. */
void gui_settle (ExplorerWindow *window);

/* Opens and waits. */
void gui_open_dataset (ExplorerWindow *window,
                       const char     *text);
void gui_open_path (ExplorerWindow *window,
                    const char     *path);

/* Waits for @condition; aborts the test after a minute. */
#define gui_wait_for(condition)                                       \
  G_STMT_START                                                        \
  {                                                                   \
    guint gui_timeout = gui_begin_waiting (G_STRLOC ": " #condition); \
    while (!(condition))                                              \
      g_main_context_iteration (NULL, TRUE);                          \
    g_source_remove (gui_timeout);                                    \
  }                                                                   \
  G_STMT_END

guint gui_begin_waiting (const char *what);

/* The processor time of this thread: what a busy machine does not change. */
double gui_thread_ms (void);

/* A file in the test's own folder, with this content. (transfer full) */
char *gui_make_file (const char *name,
                     const char *content);

/* The first widget below @root of that type whose label, or title, is @text (NULL: any); NULL: none. */
GtkWidget *gui_find (GtkWidget  *root,
                     GType       type,
                     const char *text);

G_END_DECLS
