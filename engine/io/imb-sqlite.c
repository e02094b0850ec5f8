/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SQLite databases (https://www.sqlite.org/fileformat2.html) by its own library, from the bytes in memory and read-only. The file is not
 * trusted: its schema may call no function with effects (https://www.sqlite.org/security.html), rows are counted
 * against the memory, and the job is asked while a statement works. O(cells). */
#include "engine/io/imb-sqlite.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <sqlite3.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/io/imb-cells.h"
#include "engine/io/imb-load.h"

#define STEP       256   /* rows between two looks at the job */
#define STEP_OPS   20000 /* of SQLite's machine between two looks at the job; some 100 µs */
#define MOST_CELL  (256 << 20)
#define MOST_NAMED 10 /* tables in a sentence */
#define MOST_NOTES 5  /* about binary data */

#define MAGIC "SQLite format 3"

typedef struct
{
  sqlite3    *db;
  char       *owned; /* a changed copy of the bytes, or NULL */
  ImbReadLog *log;
  ImbJob     *job;
} Database;

static gboolean
is_sqlite (const char *data,
           gsize       length)
{
  return length >= sizeof MAGIC && memcmp (data, MAGIC, sizeof MAGIC) == 0;
}

/* Nonzero ends the statement. */
static int
look_at_job (gpointer data)
{
  return imb_job_is_cancelled (((Database *) data)->job);
}

static void
fail (const Database *self,
      GError        **error)
{
  g_autofree char *valid = g_utf8_make_valid (self->db == NULL ? "" : sqlite3_errmsg (self->db), -1);
  g_autofree char *why = imb_read_log_quote (valid);

  if (self->job != NULL && !imb_job_step (self->job, 0, 0, error))
    return;
  if (self->db != NULL && sqlite3_errcode (self->db) == SQLITE_NOMEM)
    g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("%s: there is not enough memory for this database; save a part of it."), self->log->name);
  else
    imb_read_log_fail (self->log, 0, 0, error, _ ("the SQLite database cannot be read (%s); get the file again, or save the table as CSV."), why);
}

/* A database in memory cannot have a write-ahead log; one that had one says so in two bytes of its head. */
static unsigned char *
bytes_without_log (Database   *self,
                   const char *data,
                   gsize       length)
{
  if (length < 100 || (data[18] != 2 && data[19] != 2))
    return (unsigned char *) data;

  self->owned = g_try_malloc (length);
  if (self->owned == NULL)
    return NULL;
  memcpy (self->owned, data, length);
  self->owned[18] = self->owned[19] = 1;
  imb_notes_add (self->log->notes, _ ("The database keeps a write-ahead log; changes that stand in that other file only were not read."));
  return (unsigned char *) self->owned;
}

static gboolean
open_bytes (Database   *self,
            const char *data,
            gsize       length,
            GError    **error)
{
  unsigned char *bytes = bytes_without_log (self, data, length);

  if (bytes == NULL || length > G_MAXINT64)
    return imb_bytes_refuse (self->log->name, length, imb_load_available_memory (), error);
  if (sqlite3_open_v2 (":memory:", &self->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE, NULL) != SQLITE_OK
      || sqlite3_deserialize (self->db, "main", bytes, (sqlite3_int64) length, (sqlite3_int64) length, SQLITE_DESERIALIZE_READONLY) != SQLITE_OK)
    {
      fail (self, error);
      return FALSE;
    }
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  sqlite3_limit (self->db, SQLITE_LIMIT_LENGTH, MOST_CELL);
  sqlite3_limit (self->db, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_limit (self->db, SQLITE_LIMIT_WORKER_THREADS, 0);
  sqlite3_progress_handler (self->db, STEP_OPS, look_at_job, self);
  sqlite3_exec (self->db, "PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY; PRAGMA query_only=ON", NULL, NULL, NULL);
  return TRUE;
}

static void
close_database (Database *self)
{
  sqlite3_close (self->db);
  g_free (self->owned);
}

/* Is a statement from a format of SQLite's own, where %w is an identifier in quotes. NULL: an error. */
static sqlite3_stmt *
prepare (Database   *self,
         const char *format,
         const char *identifier,
         GError    **error)
{
  char         *sql = sqlite3_mprintf (format, identifier);
  sqlite3_stmt *statement = NULL;

  if (sql == NULL || sqlite3_prepare_v2 (self->db, sql, -1, &statement, NULL) != SQLITE_OK || statement == NULL)
    {
      fail (self, error);
      sqlite3_finalize (statement);
      statement = NULL;
    }
  sqlite3_free (sql);
  return statement;
}

/* The names of tables and, behind them, of views, in the order they were made. NULL: an error. */
static GPtrArray *
list_tables (Database *self,
             guint    *n_tables,
             GError  **error)
{
  GPtrArray    *names = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *statement = prepare (self,
                                     "SELECT name, type = 'table' FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite^_%%' ESCAPE '^' "
                                     "ORDER BY type, rowid",
                                     NULL, error);
  int           result = SQLITE_ERROR;

  while (statement != NULL && (result = sqlite3_step (statement)) == SQLITE_ROW)
    {
      const char *name = (const char *) sqlite3_column_text (statement, 0);

      if (name == NULL || !g_utf8_validate (name, -1, NULL))
        continue;
      g_ptr_array_add (names, g_strdup (name));
      *n_tables += sqlite3_column_int (statement, 1) != 0;
    }
  if (statement != NULL && result == SQLITE_DONE)
    {
      sqlite3_finalize (statement);
      return names;
    }
  if (statement != NULL)
    fail (self, error);
  sqlite3_finalize (statement);
  g_ptr_array_unref (names);
  return NULL;
}

/* -1: cannot be told. */
static gint64
count_rows (Database   *self,
            const char *name)
{
  sqlite3_stmt *statement = prepare (self, "SELECT count(*) FROM \"%w\"", name, NULL);
  gint64        n = -1;

  if (statement != NULL && sqlite3_step (statement) == SQLITE_ROW)
    n = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  return n;
}

static char *
dup_list (const GPtrArray *names)
{
  GString *text = g_string_new (NULL);

  for (guint t = 0; t < MIN (names->len, MOST_NAMED); t++)
    {
      g_autofree char *name = imb_read_log_quote (names->pdata[t]);

      g_string_append_printf (text, "%s“%s”", t > 0 ? ", " : "", name);
    }
  return g_string_free (g_string_append (text, names->len > MOST_NAMED ? " …" : ""), FALSE);
}

/* The place in @names; -1: an error. The rows of views are not counted: that may take any time. */
static gssize
choose_table (Database        *self,
              const GPtrArray *names,
              guint            n_tables,
              const char      *wanted,
              GError         **error)
{
  g_autofree char *list = dup_list (names);
  g_autofree char *quoted = NULL;
  gssize           best = 0;
  gint64           most = -1;

  if (names->len == 0)
    {
      imb_read_log_fail (self->log, 0, 0, error, _ ("the database has no table; choose one that has."));
      return -1;
    }
  for (guint t = 0; t < names->len; t++)
    {
      gint64 n;

      if (wanted != NULL && strcmp (names->pdata[t], wanted) == 0)
        return t;
      if (wanted != NULL || names->len == 1 || t >= n_tables)
        continue;
      if (!imb_job_step (self->job, 0, 0, error))
        return -1;
      n = count_rows (self, names->pdata[t]);
      if (n <= most)
        continue;
      most = n;
      best = t;
    }
  quoted = imb_read_log_quote (wanted != NULL ? wanted : names->pdata[best]);
  if (wanted != NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("%s: there is no table “%s” in it; choose one of %s."), self->log->name, quoted, list);
      return -1;
    }
  if (names->len > 1)
    imb_notes_add (self->log->notes, _ ("The database has %u tables (%s); “%s”, which has the most rows, was read."), names->len, list, quoted);
  return best;
}

static gboolean
add_header (sqlite3_stmt *statement,
            int           n_columns,
            ImbCells     *cells,
            GError      **error)
{
  for (int j = 0; j < n_columns; j++)
    {
      const char *name = sqlite3_column_name (statement, j);

      if (name == NULL)
        name = "";
      if (!imb_cells_add_text (cells, name, strlen (name), error))
        return FALSE;
    }
  return imb_cells_end_row (cells, error);
}

/* @n_blobs: (array length=n_columns): counted up */
static gboolean
add_row (sqlite3_stmt *statement,
         int           n_columns,
         ImbCells     *cells,
         gsize        *n_blobs,
         GError      **error)
{
  for (int j = 0; j < n_columns; j++)
    {
      int      type = sqlite3_column_type (statement, j);
      char     buffer[32];
      gboolean done;

      if (type == SQLITE_INTEGER)
        g_snprintf (buffer, sizeof buffer, "%" G_GINT64_FORMAT, (gint64) sqlite3_column_int64 (statement, j));
      n_blobs[j] += type == SQLITE_BLOB;
      if (type == SQLITE_INTEGER)
        done = imb_cells_add_plain (cells, buffer, error);
      else if (type == SQLITE_FLOAT)
        done = imb_cells_add_plain (cells, imb_format_number (sqlite3_column_double (statement, j), buffer), error);
      else if (type == SQLITE_TEXT && sqlite3_column_text (statement, j) != NULL)
        done = imb_cells_add_text (cells, (const char *) sqlite3_column_text (statement, j), (gsize) sqlite3_column_bytes (statement, j), error);
      else
        done = imb_cells_add_nothing (cells, error);
      if (!done)
        return FALSE;
    }
  return imb_cells_end_row (cells, error);
}

static void
add_notes (sqlite3_stmt *statement,
           int           n_columns,
           const gsize  *n_blobs,
           ImbReadLog   *log)
{
  int n_notes = 0;

  for (int j = 0; j < n_columns && n_notes < MOST_NOTES; j++)
    {
      g_autofree char *valid = g_utf8_make_valid (sqlite3_column_name (statement, j), -1);
      g_autofree char *name = imb_read_log_quote (valid);

      if (n_blobs[j] == 0)
        continue;
      imb_notes_add (log->notes, g_dngettext (GETTEXT_PACKAGE, "Column “%s”: %zu cell holds binary data and counts as missing.", "Column “%s”: %zu cells hold binary data and count as missing.", n_blobs[j]),
                     name, n_blobs[j]);
      n_notes++;
    }
}

/* @n_rows: for the progress; 0: not known */
static gboolean
read_cells (Database   *self,
            const char *name,
            gsize       n_rows,
            ImbCells   *cells,
            GError    **error)
{
  sqlite3_stmt     *statement = prepare (self, "SELECT * FROM \"%w\"", name, error);
  int               n_columns = statement == NULL ? 0 : sqlite3_column_count (statement);
  g_autofree gsize *n_blobs = g_new0 (gsize, n_columns + 1);
  gboolean          done = statement != NULL && add_header (statement, n_columns, cells, error);
  int               result = SQLITE_DONE;

  imb_job_begin_pass (self->job, 0);
  for (gsize i = 0; done && (result = sqlite3_step (statement)) == SQLITE_ROW; i++)
    {
      if (i % STEP == 0 && i > 0)
        imb_job_count (self->job, 0, STEP);
      done = (i % STEP != 0 || imb_job_step (self->job, i, n_rows, error)) && add_row (statement, n_columns, cells, n_blobs, error);
    }
  if (done && result != SQLITE_DONE)
    {
      fail (self, error);
      done = FALSE;
    }
  if (done)
    add_notes (statement, n_columns, n_blobs, self->log);
  sqlite3_finalize (statement);
  return done;
}

static ImbTable *
read_table (Database             *self,
            const ImbReadOptions *options,
            ImbJob               *parsing,
            GError              **error)
{
  guint n_tables = 0;
  g_autoptr (GPtrArray) names = list_tables (self, &n_tables, error);
  g_auto (ImbCells) cells;
  ImbTable *table = NULL;
  gsize     n_rows;
  gssize    t = names == NULL ? -1 : choose_table (self, names, n_tables, options->table, error);

  imb_cells_init (&cells, self->log->name, imb_load_available_memory () / 2);
  if (t < 0)
    return NULL;
  n_rows = t < (gssize) n_tables ? (gsize) MAX (count_rows (self, names->pdata[t]), 0) : 0;
  if (!read_cells (self, names->pdata[t], n_rows, &cells, error))
    return NULL;
  table = imb_cells_read (&cells, "sqlite", 1, options, self->log, parsing, error);
  if (table != NULL)
    imb_cells_name_tables (table, names, (guint) t);
  return table;
}

static ImbTable *
read_sqlite (const char           *data,
             gsize                 length,
             const ImbReadOptions *options,
             ImbReadLog           *log,
             ImbJob               *job,
             GError              **error)
{
  g_autoptr (ImbJob) walking = imb_job_new_part (job, 0.5);
  g_autoptr (ImbJob) parsing = imb_job_new_part (job, 0.5);
  Database  self = { .log = log, .job = walking };
  ImbTable *table = NULL;

  if (open_bytes (&self, data, length, error))
    table = read_table (&self, options, parsing, error);
  close_database (&self);
  return table;
}

static const char *const suffixes[] = { "sqlite", "sqlite3", "db", "db3", NULL };

const ImbFormat imb_format_sqlite = {
  .id = "sqlite",
  .label = N_ ("SQLite database"),
  .suffixes = suffixes,
  .is = is_sqlite,
  .read = read_sqlite,
};
