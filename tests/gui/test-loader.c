/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Awkward files through the window's loader: each gives its table or a sentence, every page can be looked at then, and the
 * window never stops answering. Some are made here; where IMB_SHARED names a folder of datasets, its nasty ones follow, with
 * what is expected of them. Measured is the processor time of the main thread between two looks at its events. */
#include <glib/gstdio.h>
#include <string.h>

#include "tests/gui/gui.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define FACTOR 10.0
#else
#define FACTOR 1.0
#endif
#define STEP_LIMIT_MS (100.0 * FACTOR)
/* GTK 4.8 makes two hundred rows for each choice among the columns, also while it is closed; there are four such choices. With
 * ten thousand columns to come or to go that is 70 to 170 ms in one step. */
#define WIDE_LIMIT_MS (250.0 * FACTOR)
#define N_WIDE        1000

/* What may come of a file. */
typedef enum
{
  LOADS,
  REFUSED,
  EITHER,
} Outcome;

typedef struct
{
  ExplorerWindow *window;
  const char     *file;
  gboolean        wide; /* the table that was or the one that is */
} Watch;

static ExplorerSession *
session_of (Watch *watch)
{
  return explorer_window_get_session (watch->window);
}

static gboolean
is_wide (Watch *watch)
{
  return imb_table_n_columns (explorer_session_get_table (session_of (watch))) > N_WIDE;
}

static gboolean
do_nothing (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Does as asked, then goes on until all work is done and shown. */
static void
act (Watch      *watch,
     const char *action,
     const char *parameter)
{
  g_autofree char *part = g_strdup_printf ("%s: %s %s", watch->file, action, parameter);
  double           start = gui_thread_ms (), longest;
  gint64           end = 0;
  guint            timer = g_timeout_add (2, do_nothing, NULL);
  guint            limit;

  gtk_widget_activate_action (GTK_WIDGET (watch->window), action, "s", parameter);
  longest = gui_thread_ms () - start;
  limit = gui_begin_waiting (parameter);
  while (end == 0 || g_get_monotonic_time () < end)
    {
      start = gui_thread_ms ();
      g_main_context_iteration (NULL, TRUE);
      longest = MAX (longest, gui_thread_ms () - start);
      if (explorer_runner_get_busy (explorer_session_get_runner (session_of (watch))))
        end = 0;
      else if (end == 0)
        end = g_get_monotonic_time () + 40000;
    }
  g_source_remove (limit);
  g_source_remove (timer);
  watch->wide = watch->wide || is_wide (watch);
  telling_note (part, longest, watch->wide ? WIDE_LIMIT_MS : STEP_LIMIT_MS);
}

static char *
dup_status (Watch *watch)
{
  g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (watch->window), "status");

  return g_variant_dup_string (state, NULL);
}

static void
fail (const char *name,
      const char *what)
{
  g_printerr ("# %s: %s\n", name, what);
  g_test_fail ();
}

static void
check_outcome (Watch      *watch,
               const char *name,
               ImbTable   *before,
               Outcome     expected,
               gsize       n_rows,
               gsize       n_columns)
{
  ImbTable        *table = explorer_session_get_table (session_of (watch));
  g_autofree char *status = dup_status (watch);

  if (table == before)
    {
      g_test_message ("%s: “%s”", name, status);
      if (expected == LOADS || *status == '\0' || strchr (status, '\n') != NULL || !g_utf8_validate (status, -1, NULL))
        fail (name, status);
      return;
    }
  g_test_message ("%s: %zu rows, %zu columns", name, imb_table_n_rows (table), imb_table_n_columns (table));
  if (expected == REFUSED)
    fail (name, "it was loaded");
  if (expected == LOADS && (imb_table_n_rows (table) != n_rows || imb_table_n_columns (table) != n_columns))
    fail (name, "it has another size");
  if (*status != '\0')
    fail (name, status);
}

static void
load (Watch      *watch,
      const char *path,
      Outcome     expected,
      gsize       n_rows,
      gsize       n_columns)
{
  const char *const pages[] = { "classes", "resample", "compare", "report", "data" };
  g_autofree char  *name = g_filename_display_basename (path);
  ImbTable         *before = explorer_session_get_table (session_of (watch));

  watch->file = name;
  watch->wide = is_wide (watch);
  act (watch, "win.open-path", path);
  check_outcome (watch, name, before, expected, n_rows, n_columns);
  if (explorer_session_get_table (session_of (watch)) != before)
    for (gsize p = 0; p < G_N_ELEMENTS (pages); p++)
      act (watch, "win.page", pages[p]);
}

static Watch
begin (void)
{
  Watch watch = { gui_window_new (), NULL, FALSE };

  gui_open_dataset (watch.window, "two-moons:n_rows=100");
  gui_settle (watch.window);
  return watch;
}

static void
load_awkward_files (gconstpointer data)
{
  const struct
  {
    const char *name;
    const char *content;
    Outcome     outcome;
    gsize       n_rows;
    gsize       n_columns;
  } files[] = {
    { "quoted newlines.csv", "a,\"b\n,c\",class\n1,\"x\ny\",p\n\"2\",\"\"\"q\"\"\",n\n3,z,n\n", LOADS, 3, 3 },
    { "empty.csv", "", REFUSED, 0, 0 },
    { "header only.csv", "a,b,class\n", REFUSED, 0, 0 },
    { "one row.csv", "a,b,class\n1,2,x\n", LOADS, 1, 3 },
    { "one class.csv", "a,b\n1,x\n2,x\n3,x\n", LOADS, 3, 2 },
    { "nothing in it.csv", "a,b,class\n,,x\n,,y\n,,x\n", LOADS, 3, 3 },
    { "unterminated.csv", "a,b\n1,x\n2,\"y\n3,z\n", REFUSED, 0, 0 },
    { "picture.csv", "\x89PNG\r\n\x1a\n\x01\x02\x03\x04", REFUSED, 0, 0 },
    { "<b>markup &amp; %s %n.csv", "<i>a</i>,%s%n%d,&amp;\n1,<span>,x\n2,%n,y\n3,&,x\n", LOADS, 3, 3 },
    { "שלום 😀 right to left.csv", "שם,\xe2\x80\xaex,κλάση\nא,1,😀\nב,2,naïve\nג,3,😀\n",
      LOADS, 3, 3 },
    { "latin.csv", "x,classe\n1,\xe9v\xe8nement\n2,normal\n3,normal\n", LOADS, 3, 2 },
    { "infinite.csv", "x,class\ninf,a\n-1e999,b\n1e308,a\n-1e308,b\nnan,a\n", LOADS, 5, 2 },
    { "ragged.csv", "a,b,class\n1,2,x\n1,2,x,4\n1\n2,3,y\n", LOADS, 3, 3 },
  };
  Watch watch = begin ();

  for (gsize f = 0; f < G_N_ELEMENTS (files); f++)
    {
      g_autofree char *path = gui_make_file (files[f].name, files[f].content);

      load (&watch, path, files[f].outcome, files[f].n_rows, files[f].n_columns);
      g_remove (path);
    }
  load (&watch, g_get_user_cache_dir (), REFUSED, 0, 0);
  load (&watch, "/no/such/file.csv", REFUSED, 0, 0);
  gui_window_free (watch.window);
}

static void
test_awkward_files_load_or_say_why (void)
{
  assert_in_time (load_awkward_files, NULL);
}

/* The cell of that row as text; "" where it is missing. (transfer full) */
static char *
dup_cell (ImbTable   *table,
          gsize       row,
          const char *column)
{
  gssize j = imb_table_find_column (table, column);
  char   buffer[32];

  g_assert_cmpint (j, >=, 0);
  return g_strdup (imb_table_format_cell (table, row, (gsize) j, buffer));
}

static void
load_nasty_files (gconstpointer data)
{
  const char      *shared = g_getenv ("IMB_SHARED");
  g_autofree char *folder = shared != NULL ? g_build_filename (shared, "datasets", "nasty", NULL) : NULL;
  g_autofree char *path = folder != NULL ? g_build_filename (folder, "EXPECTED.csv", NULL) : NULL;
  g_autoptr (ImbTable) expected = path != NULL ? imb_read_file (path, NULL, NULL, NULL) : NULL;
  Watch watch;

  if (expected == NULL)
    {
      g_printerr ("# IMB_SHARED is not set: only the files made here were loaded\n");
      return;
    }

  watch = begin ();
  for (gsize i = 0; i < imb_table_n_rows (expected); i++)
    {
      g_autofree char *name = dup_cell (expected, i, "file");
      g_autofree char *outcome = dup_cell (expected, i, "outcome");
      g_autofree char *rows = dup_cell (expected, i, "rows");
      g_autofree char *columns = dup_cell (expected, i, "columns");
      g_autofree char *file = g_build_filename (folder, name, NULL);
      Outcome          what = strstr (outcome, " or ") != NULL ? EITHER : g_str_has_prefix (outcome, "load") ? LOADS
                                                                                                             : REFUSED;

      load (&watch, file, what, g_ascii_strtoull (rows, NULL, 10), g_ascii_strtoull (columns, NULL, 10));
    }
  gui_window_free (watch.window);
}

static void
test_what_is_expected_of_the_nasty_files_comes_true (void)
{
  assert_in_time (load_nasty_files, NULL);
}

int
main (int    argc,
      char **argv)
{
  gui_init (&argc, &argv);

  g_test_add_func ("/loader/awkward files load or say why", test_awkward_files_load_or_say_why);
  g_test_add_func ("/loader/what is expected of the nasty files comes true", test_what_is_expected_of_the_nasty_files_comes_true);

  return g_test_run ();
}
