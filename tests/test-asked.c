/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long reading goes on without asking its job: the processor time of a thread between two questions (imb_job_step() is wrapped by the
 * linker), which other programs hardly change. Cancel must work within 100 ms; the steps here are held to much less, because a table of
 * ten times the size must do, too. */
#include <glib/gstdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "engine/imb.h"
#include "tests/tellings.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define LIMIT_MS 600.0
#define N_ROWS   1000000 /* the instruments see the same accesses */
#else
#define LIMIT_MS 60.0
#define N_ROWS   2500000
#endif

static double               longest_ms;
static GMutex               lock;
static _Thread_local int    n_asked;
static _Thread_local double asked_at;

static double
thread_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static const ImbJob *watched; /* what its pass counted when it was asked: the most of it */
static ImbAmounts    most;

static void
watch (void)
{
  ImbAmounts now = imb_job_get_amounts (watched);

  g_mutex_lock (&lock);
  most.n_rows = MAX (most.n_rows, now.n_rows);
  most.n_bytes = MAX (most.n_bytes, now.n_bytes);
  most.all_bytes = MAX (most.all_bytes, now.all_bytes);
  g_mutex_unlock (&lock);
}

/* What becomes of the file at hand, at a certain question. */
static const char *changed;
static gint        n_until_change;
static void (*change) (const char *path);

static void
ask (void)
{
  double now = thread_ms ();

  if (watched != NULL)
    watch ();
  if (changed != NULL && g_atomic_int_add (&n_until_change, -1) == 1)
    change (changed);
  if (n_asked++ > 0 && now - asked_at > longest_ms)
    {
      g_mutex_lock (&lock);
      longest_ms = MAX (longest_ms, now - asked_at);
      g_mutex_unlock (&lock);
    }
  asked_at = thread_ms ();
}

gboolean __real_imb_job_step (ImbJob  *self,
                              gsize    done,
                              gsize    total,
                              GError **error);
gboolean __wrap_imb_job_step (ImbJob  *self,
                              gsize    done,
                              gsize    total,
                              GError **error);

gboolean
__wrap_imb_job_step (ImbJob  *self,
                     gsize    done,
                     gsize    total,
                     GError **error)
{
  if (self != NULL)
    ask ();
  return __real_imb_job_step (self, done, total, error);
}

static void
end (const char *what)
{
  ask ();
  telling_note (what, longest_ms, LIMIT_MS);
}

static void
begin (void)
{
  longest_ms = 0;
  ask ();
  longest_ms = 0;
}

static ImbTable *
read_all (const char *text,
          gsize       length,
          ImbJob     *job)
{
  g_autoptr (GError) error = NULL;
  ImbTable *table = imb_read_bytes ("a table", text, length, NULL, job, &error);

  g_assert_no_error (error);
  return table;
}

/* As many different texts as rows: one list is made of those of all threads. Classes are numbers. */
static GString *
long_text (const char *header)
{
  GString *text = g_string_sized_new ((gsize) 24 * N_ROWS);

  g_string_append (text, header);
  for (guint i = 0; i < N_ROWS; i++)
    {
      char  line[32] = "u0000000,0,0\n";
      guint rest = (guint) ((guint64) i * 7919 % N_ROWS);

      for (guint at = 7; rest > 0; at--, rest /= 10)
        line[at] = (char) ('0' + rest % 10);
      line[9] = (char) ('0' + i % 7);
      line[11] = (char) ('0' + (i % 50 == 0));
      g_string_append_len (text, line, 13);
    }
  return text;
}

static void
read_a_long_table (gconstpointer data)
{
  g_autoptr (GString) text = long_text ("who,x,class\n");
  g_autoptr (ImbJob) job = imb_job_new ();
  g_autoptr (ImbTable) table = NULL;
  g_autoptr (ImbProblem) problem = NULL;
  g_autoptr (ImbDesign) design = NULL;

  begin ();
  table = read_all (text->str, text->len, job);
  end ("reading");
  g_assert_cmpuint (imb_table_column_at (table, 0)->n_distinct, ==, N_ROWS);

  begin ();
  problem = imb_problem_new (table, NULL, job, NULL);
  end ("the problem");
  g_assert_cmpuint (imb_problem_n_classes (problem), ==, 2);

  begin ();
  design = imb_design_new (problem, job, NULL);
  end ("the design");
  g_clear_pointer (&design, imb_design_unref);

  begin ();
  design = imb_design_new (problem, job, NULL); /* in memory that was used before */
  end ("the design once more");
}

static void
decode_a_text (gconstpointer data)
{
  g_autoptr (GString) text = long_text ("h\366he,x,class\n");
  g_autoptr (ImbJob) job = imb_job_new ();
  g_autoptr (ImbTable) table = NULL;
  g_autoptr (ImbTable) wide_table = NULL;
  g_autofree char *wide = NULL;
  gsize            n_wide;

  begin ();
  table = read_all (text->str, text->len, job);
  end ("Windows-1252");
  g_assert_cmpstr (imb_table_get_reading (table)->encoding, ==, "WINDOWS-1252");
  g_assert_cmpstr (imb_table_column_at (table, 0)->name, ==, "h\303\266he");

  wide = g_convert (text->str, (gssize) text->len, "UTF-16LE", "WINDOWS-1252", NULL, &n_wide, NULL);
  begin ();
  wide_table = read_all (wide, n_wide, job);
  end ("UTF-16");
  g_assert_cmpstr (imb_table_column_at (wide_table, 0)->name, ==, "h\303\266he");
}

/* Bytes that are no UTF-8 among some that are, and NULs. */
static void
mend_a_text (gconstpointer data)
{
  g_autoptr (GString) text = long_text ("\303\266\303\244\303\274\303\237 \377,x,class\n");
  g_autoptr (ImbJob) job = imb_job_new ();
  g_autoptr (ImbTable) table = NULL;

  text->str[text->len / 2 / 13 * 13 + 9] = '\0';
  begin ();
  table = read_all (text->str, text->len, job);
  end ("mending");
  g_assert_cmpstr (imb_table_column_at (table, 0)->name, ==, "\303\266\303\244\303\274\303\237 \357\277\275");
}

static void
test_a_long_table (void)
{
  assert_in_time (read_a_long_table, NULL);
}

static void
test_a_text_to_be_decoded (void)
{
  assert_in_time (decode_a_text, NULL);
}

static void
test_a_text_to_be_mended (void)
{
  assert_in_time (mend_a_text, NULL);
}

/* Read by several threads, by one (a CR in a line keeps it from being cut), and as ARFF. */
static void
test_what_was_read_is_counted (void)
{
  const char *const headers[] = { "who,x,class\n", "who,x,class\n0\r1,0,0\n", "@relation r\n@attribute who string\n@attribute x numeric\n@attribute class {0,1}\n@data\n" };

  for (guint h = 0; h < G_N_ELEMENTS (headers); h++)
    {
      g_autoptr (GString) text = long_text (headers[h]);
      g_autoptr (ImbJob) job = imb_job_new ();
      g_autoptr (ImbTable) table = NULL;

      most = (ImbAmounts){ 0 };
      watched = job;
      table = read_all (text->str, text->len, job);
      watched = NULL;
      g_assert_cmpuint (most.all_bytes, >, text->len / 10 * 9);
      g_assert_cmpuint (most.n_bytes, <=, most.all_bytes);
      g_assert_cmpuint (most.n_bytes, >, text->len / 10 * 9);
      g_assert_cmpuint (most.n_rows, >, N_ROWS / 10 * 9);
      g_assert_cmpuint (most.n_rows, <=, imb_table_n_rows (table) + 2);
      g_assert_cmpuint (imb_job_get_amounts (job).n_rows, ==, 0);
    }
}

static void
cut_off (const char *path)
{
  g_assert_cmpint (truncate (path, 1000), ==, 0);
}

static void
append (const char *path)
{
  FILE *file = g_fopen (path, "ab");

  g_assert_nonnull (file);
  g_assert_cmpint (fputs ("u9999999,1,1\n", file), >=, 0);
  g_assert_cmpint (fclose (file), ==, 0);
}

static void
overwrite (const char *path)
{
  FILE *file = g_fopen (path, "r+b");

  g_assert_nonnull (file);
  g_assert_cmpint (fseek (file, 2000, SEEK_SET), ==, 0);
  g_assert_cmpint (fputc ('7', file), ==, '7');
  g_assert_cmpint (fclose (file), ==, 0);
}

/* A file on the disk is read in blocks, several times: it may become another one between them. */
static void
test_a_file_that_changes_while_it_is_read (void)
{
  const struct
  {
    void (*change) (const char *path);
    const char *note; /* or the error */
  } changes[] = {
    { cut_off, "became shorter while it was read" },
    { append, "became longer while it was read" },
    { overwrite, "was changed while it was read" },
  };
  g_autoptr (GString) text = long_text ("who,x,class\n");
  g_autofree char *folder = g_dir_make_tmp ("imbal-asked-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "table.csv", NULL);

  for (guint c = 0; c < G_N_ELEMENTS (changes); c++)
    for (gint at = 1; at < 80; at += 26)
      {
        g_autoptr (ImbJob) job = imb_job_new ();
        g_autoptr (GError) error = NULL;
        g_autoptr (ImbTable) table = NULL;
        gboolean said = FALSE;

        g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
        g_usleep (20000); /* times of files are not finer everywhere */
        change = changes[c].change;
        n_until_change = at;
        changed = path;
        table = imb_read_file (path, NULL, job, &error);
        changed = NULL;
        if (table == NULL)
          said = strstr (error->message, changes[c].note) != NULL;
        for (guint n = 0; table != NULL && n < imb_notes_n (imb_table_get_notes (table)); n++)
          said = said || strstr (imb_notes_at (imb_table_get_notes (table), n), changes[c].note) != NULL;
        g_assert_true ((table == NULL) == (c == 0));
        g_assert_true (said);
        if (c == 1)
          g_assert_cmpuint (imb_table_n_rows (table), ==, N_ROWS);
      }
  g_remove (path);
  g_rmdir (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/asked/a-long-table", test_a_long_table);
  g_test_add_func ("/asked/a-text-to-be-decoded", test_a_text_to_be_decoded);
  g_test_add_func ("/asked/a-text-to-be-mended", test_a_text_to_be_mended);
  g_test_add_func ("/asked/a-file-that-changes-while-it-is-read", test_a_file_that_changes_while_it_is_read);
  g_test_add_func ("/asked/what-was-read-is-counted", test_what_was_read_is_counted);

  return g_test_run ();
}
