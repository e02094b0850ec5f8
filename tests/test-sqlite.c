/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SQLite databases: which table, what becomes of each kind of value, names that would break a statement, damage. */
#include <locale.h>
#include <math.h>
#include <sqlite3.h>

#include "tests/reading.h"

/* A database as bytes. (transfer full) */
static unsigned char *
make_database (const char *sql,
               gsize      *length)
{
  sqlite3       *db = NULL;
  sqlite3_int64  n;
  char          *why = NULL;
  unsigned char *bytes, *copy;

  g_assert_cmpint (sqlite3_open (":memory:", &db), ==, SQLITE_OK);
  sqlite3_exec (db, sql, NULL, NULL, &why);
  g_assert_cmpstr (why, ==, NULL);
  bytes = sqlite3_serialize (db, "main", &n, 0);
  *length = (gsize) n;
  copy = g_memdup2 (bytes, *length);
  sqlite3_free (bytes);
  sqlite3_close (db);
  return copy;
}

static ImbTable *
read_database (const char *sql,
               const char *table)
{
  gsize                     length;
  g_autofree unsigned char *bytes = make_database (sql, &length);

  return read_bytes (bytes, length, &(ImbReadOptions){ .table = table });
}

static void
assert_database_refused (const char *sql,
                         const char *table,
                         int         code,
                         const char *part)
{
  gsize                     length;
  g_autofree unsigned char *bytes = make_database (sql, &length);

  assert_bytes_refused (bytes, length, &(ImbReadOptions){ .table = table }, code, part);
}

static const char mixed[] = "CREATE TABLE t (id INTEGER PRIMARY KEY, x REAL, word TEXT, photo BLOB, late, \"class\" TEXT);"
                            "INSERT INTO t VALUES (1, 0.1, 'a, \"b\"\nc', x'00ff', 'NA', 'no'), (2, 1e300, NULL, NULL, 7, 'yes'),"
                            "(3, NULL, '#d', x'01', 8.5, 'no'), (4, -2.5e-7, '  e', 'text', 9, 'no');";

static void
test_values_keep_their_kinds (void)
{
  g_autoptr (ImbTable) table = read_database (mixed, NULL);
  const ImbReading *reading = imb_table_get_reading (table);

  g_assert_cmpuint (imb_table_n_rows (table), ==, 4);
  g_assert_cmpuint (imb_table_n_columns (table), ==, 6);
  g_assert_cmpstr (imb_table_column_at (table, 5)->name, ==, "class");
  g_assert_cmpfloat (imb_table_column_at (table, 1)->numbers[0], ==, 0.1);
  g_assert_cmpfloat (imb_table_column_at (table, 1)->numbers[1], ==, 1e300);
  g_assert_true (isnan (imb_table_column_at (table, 1)->numbers[2]));
  g_assert_cmpfloat (imb_table_column_at (table, 1)->numbers[3], ==, -2.5e-7);
  g_assert_cmpstr (cell (table, 0, 2), ==, "a, \"b\"\nc");
  g_assert_cmpstr (cell (table, 1, 2), ==, "");
  g_assert_cmpstr (cell (table, 2, 2), ==, "#d");
  g_assert_cmpuint (imb_table_column_at (table, 3)->n_missing, ==, 3);
  assert_note (table, "“photo”: 2 cells hold binary data");
  g_assert_cmpint (imb_table_column_at (table, 4)->kind, ==, IMB_COLUMN_NUMBER);
  g_assert_cmpuint (imb_table_column_at (table, 4)->n_missing, ==, 1);
  g_assert_cmpstr (reading->format, ==, "sqlite");
  g_assert_cmpstr (reading->table, ==, "t");
  g_assert_cmpint (reading->delimiter, ==, 0);
}

static void
test_the_largest_table_or_the_named_one (void)
{
  static const char sql[] = "CREATE TABLE small (a); INSERT INTO small VALUES (1);"
                            "CREATE TABLE \"odd \"\"name'; DROP TABLE small\" (b); INSERT INTO \"odd \"\"name'; DROP TABLE small\" VALUES (1), (2), (3);"
                            "CREATE VIEW v AS SELECT b + 1 AS c FROM \"odd \"\"name'; DROP TABLE small\";";
  g_autoptr (ImbTable) largest = read_database (sql, NULL);
  g_autoptr (ImbTable) small = read_database (sql, "small");
  g_autoptr (ImbTable) view = read_database (sql, "v");

  g_assert_cmpuint (imb_table_n_rows (largest), ==, 3);
  g_assert_cmpstr (imb_table_get_reading (largest)->table, ==, "odd \"name'; DROP TABLE small");
  g_assert_cmpuint (g_strv_length (imb_table_get_reading (largest)->tables), ==, 3);
  assert_note (largest, "which has the most rows");
  g_assert_cmpuint (imb_table_n_rows (small), ==, 1);
  g_assert_cmpfloat (imb_table_column_at (view, 0)->numbers[2], ==, 4.0);

  assert_database_refused (sql, "none", IMB_ERROR_PARAM, "there is no table “none” in it; choose one of “small”");
}

static void
test_nothing_to_read_is_told (void)
{
  assert_database_refused ("PRAGMA user_version = 1", NULL, IMB_ERROR_FORMAT, "the database has no table");
  assert_database_refused ("CREATE TABLE t (a)", NULL, IMB_ERROR_FORMAT, "there are no rows");
}

static gpointer
cancel_soon (gpointer job)
{
  g_usleep (50000);
  imb_job_cancel (job);
  return NULL;
}

static void
test_an_endless_view_can_be_cancelled (void)
{
  gsize                     length;
  g_autofree unsigned char *bytes = make_database ("CREATE VIEW v AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max (i) AS m FROM n", &length);
  g_autoptr (ImbJob) job = imb_job_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_new ("cancel", cancel_soon, job);
  gint64   start = g_get_monotonic_time ();

  g_assert_null (imb_read_bytes ("t.csv", (const char *) bytes, length, NULL, job, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_USEC_PER_SEC);
  g_thread_join (thread);
}

static void
test_one_that_had_a_log_is_read (void)
{
  gsize                     length;
  g_autofree unsigned char *bytes = make_database (mixed, &length);
  g_autoptr (ImbTable) table = NULL;

  bytes[18] = bytes[19] = 2;
  table = read_bytes (bytes, length, NULL);
  g_assert_cmpuint (imb_table_n_rows (table), ==, 4);
  assert_note (table, "write-ahead log");
}

/* The first change is one of the header. */
static void
test_damage_is_survived (void)
{
  gsize            length;
  g_autofree char *whole = (char *) make_database (mixed, &length);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint trial = 0; trial < 1500; trial++)
    {
      gsize            n = trial % 3 == 0 ? (gsize) g_rand_int_range (rand, 0, (gint32) length) : length;
      g_autofree char *bytes = g_memdup2 (whole, length);

      damage (rand, bytes, 16, MIN (n, 200), MIN (trial % 5, 1), NULL);
      damage (rand, bytes, 16, n, MAX (trial % 5, 1) - 1, NULL);
      assert_survived (bytes, n);
    }
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, ""); /* test-comma.py: nothing may depend on it */
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sqlite/values-keep-their-kinds", test_values_keep_their_kinds);
  g_test_add_func ("/sqlite/the-largest-table-or-the-named-one", test_the_largest_table_or_the_named_one);
  g_test_add_func ("/sqlite/nothing-to-read-is-told", test_nothing_to_read_is_told);
  g_test_add_func ("/sqlite/an-endless-view-can-be-cancelled", test_an_endless_view_can_be_cancelled);
  g_test_add_func ("/sqlite/one-that-had-a-log-is-read", test_one_that_had_a_log_is_read);
  g_test_add_func ("/sqlite/damage-is-survived", test_damage_is_survived);
  return g_test_run ();
}
