/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of neighbours that were found before are those that a search would find, and a memo keeps no more than it may. */
#include <gio/gio.h>
#include <math.h>

#include "engine/core/imb-rng.h"
#include "engine/kernels/imb-brute.h"
#include "engine/kernels/imb-recall.h"

#define N_ALL 400
#define ROOM  (8 << 20)

static gsize n_searched; /* queries */

static gboolean
find (const ImbSearch *search,
      GError         **error)
{
  n_searched += search->queries->n_rows;
  return imb_brute_search (search, error);
}

/* The person loses patience when all is found. */
static gboolean
find_and_cancel (const ImbSearch *search,
                 GError         **error)
{
  gboolean ok = imb_brute_search (search, error);

  imb_job_cancel (search->job);
  return ok;
}

/* All rows; on a grid there are copies, and equal distances. */
static ImbMatrix *
make (gboolean on_grid)
{
  ImbMatrix *x = imb_matrix_new (N_ALL, 3, NULL);
  ImbRng     rng;

  imb_rng_init (&rng, 3);
  for (gsize i = 0; i < N_ALL; i++)
    for (gsize j = 0; j < 3; j++)
      imb_matrix_row (x, i)[j] = on_grid ? (double) imb_rng_below (&rng, 4) : imb_rng_normal (&rng);
  return x;
}

static ImbMatrix *
gather (const ImbMatrix *x,
        const guint32   *rows,
        gsize            n)
{
  ImbMatrix *out = imb_matrix_new (n, x->n_cols, NULL);

  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < x->n_cols; j++)
      imb_matrix_row (out, i)[j] = imb_matrix_row (x, rows[i])[j];
  return out;
}

typedef enum
{
  WHOLE,    /* all rows in order */
  REVERSED, /* all rows */
  SOME,     /* every second */
  N_AMONG,
} Among;

/* Asks with and without the memo; @k neighbours of every @step-th row from @first. */
static void
assert_recalled (const ImbMatrix *x,
                 ImbMemo         *memo,
                 Among            among,
                 gboolean         self,
                 gsize            first,
                 gsize            step,
                 gsize            k)
{
  const char         *key_text = (const char *[]){ "whole", "reversed", "some" }[among];
  g_autofree guint32 *point_rows = g_new (guint32, N_ALL), *query_rows = g_new (guint32, N_ALL);
  gsize               n_points = 0, n_queries = 0;
  g_autoptr (ImbMatrix) points = NULL, queries = NULL;
  g_autoptr (GBytes) key = g_bytes_new_static (key_text, strlen (key_text));
  g_autoptr (GBytes) whole = g_bytes_new_static ("whole", 5);
  g_autofree guint32 *rows = NULL, *wanted_rows = NULL;
  g_autofree double  *distances = NULL, *wanted = NULL;
  g_autofree guint8  *tied = g_new0 (guint8, N_ALL), *wanted_tied = g_new0 (guint8, N_ALL);
  ImbKnown            known = { .memo = memo, .key = key, .whole_key = among != WHOLE ? whole : NULL, .n_all = N_ALL };
  ImbSearch           search;

  for (gsize i = 0; i < N_ALL; i += among == SOME ? 2 : 1)
    point_rows[n_points++] = (guint32) (among == WHOLE ? i : N_ALL - 1 - i);
  for (gsize i = first; i < N_ALL; i += step)
    query_rows[n_queries++] = (guint32) i;
  if (self)
    memcpy (query_rows, point_rows, (n_queries = n_points) * sizeof *query_rows);
  known.points = among != WHOLE ? point_rows : NULL;
  known.queries = query_rows;
  points = gather (x, point_rows, n_points);
  queries = gather (x, query_rows, n_queries);
  rows = g_new (guint32, n_queries * k);
  wanted_rows = g_new (guint32, n_queries * k);
  distances = g_new (double, n_queries *k);
  wanted = g_new (double, n_queries *k);

  search = (ImbSearch){ points, queries, k, self, wanted_rows, wanted, NULL, wanted_tied, NULL };
  g_assert_true (imb_brute_search (&search, NULL));
  search = (ImbSearch){ points, queries, k, self, rows, distances, NULL, tied, &known };
  g_assert_true (imb_recall_search (&search, find, NULL));
  g_assert_cmpmem (rows, n_queries * k * sizeof *rows, wanted_rows, n_queries * k * sizeof *rows);
  g_assert_cmpmem (distances, n_queries * k * sizeof *distances, wanted, n_queries * k * sizeof *wanted);
  g_assert_cmpmem (tied, N_ALL, wanted_tied, N_ALL);
}

static void
test_lists_are_those_of_a_search (void)
{
  for (guint on_grid = 0; on_grid < 2; on_grid++)
    {
      g_autoptr (ImbMatrix) x = make (on_grid == 1);
      g_autoptr (ImbMemo) memo = imb_memo_new (x, ROOM);
      ImbRng rng;

      imb_rng_init (&rng, on_grid);
      for (guint i = 0; i < 120; i++)
        assert_recalled (x, memo, (Among) imb_rng_below (&rng, N_AMONG), imb_rng_below (&rng, 3) == 1, imb_rng_below (&rng, 5), 1 + imb_rng_below (&rng, 6),
                         1 + imb_rng_below (&rng, i < 60 ? 20 : 199));
    }
}

static void
test_what_is_known_is_not_searched_again (void)
{
  g_autoptr (ImbMatrix) x = make (FALSE);
  g_autoptr (ImbMemo) memo = imb_memo_new (x, ROOM);

  n_searched = 0;
  assert_recalled (x, memo, REVERSED, FALSE, 0, 4, 5);
  g_assert_cmpuint (n_searched, ==, 100);
  assert_recalled (x, memo, REVERSED, FALSE, 0, 4, 5);
  assert_recalled (x, memo, REVERSED, FALSE, 0, 8, 2);
  assert_recalled (x, memo, REVERSED, FALSE, 0, 4, 7);
  g_assert_cmpuint (n_searched, ==, 100);
  assert_recalled (x, memo, REVERSED, FALSE, 0, 2, 5); /* those in between */
  g_assert_cmpuint (n_searched, ==, 200);
  assert_recalled (x, memo, REVERSED, TRUE, 0, 1, 5); /* all others, without themselves */
  g_assert_cmpuint (n_searched, ==, 400);
  assert_recalled (x, memo, REVERSED, FALSE, 0, 40, 30); /* deeper */
  g_assert_cmpuint (n_searched, ==, 410);
  assert_recalled (x, memo, SOME, FALSE, 0, 4, 5); /* other points */
  g_assert_cmpuint (n_searched, ==, 510);
  g_assert_cmpuint (imb_memo_get_use (memo).n_found, ==, 510);
  g_assert_cmpuint (imb_memo_get_use (memo).n_values, ==, 2);
}

/* A few deep lists do not make room for as deep ones of all rows. */
static void
test_deep_lists_are_kept_apart (void)
{
  g_autoptr (ImbMatrix) x = make (FALSE);
  g_autoptr (ImbMemo) memo = imb_memo_new (x, ROOM);
  gsize n_bytes;

  assert_recalled (x, memo, WHOLE, FALSE, 0, 1, 8);
  n_bytes = imb_memo_get_use (memo).n_bytes;
  n_searched = 0;
  assert_recalled (x, memo, WHOLE, FALSE, 0, 40, 150);
  assert_recalled (x, memo, WHOLE, FALSE, 0, 40, 150);
  assert_recalled (x, memo, WHOLE, FALSE, 0, 1, 8);
  g_assert_cmpuint (n_searched, ==, 10);
  g_assert_cmpuint (imb_memo_get_use (memo).n_bytes - n_bytes, <, 10 * 152 * 12 + 8 * N_ALL);
}

/* Who knows the lists among all rows knows those among some. */
static void
test_lists_among_some_come_from_those_among_all (void)
{
  for (guint on_grid = 0; on_grid < 2; on_grid++)
    {
      g_autoptr (ImbMatrix) x = make (on_grid == 1);
      g_autoptr (ImbMemo) memo = imb_memo_new (x, ROOM);

      assert_recalled (x, memo, WHOLE, TRUE, 0, 1, 63);
      n_searched = 0;
      assert_recalled (x, memo, SOME, FALSE, 0, 1, 5);
      assert_recalled (x, memo, SOME, TRUE, 0, 1, 5);
      assert_recalled (x, memo, REVERSED, FALSE, 0, 1, 9);
      g_assert_cmpuint (n_searched, <, on_grid == 1 ? 400 : 40); /* on a grid the list may end among equals */
      assert_recalled (x, memo, SOME, FALSE, 0, 1, 30);
      assert_recalled (x, memo, SOME, FALSE, 0, 1, 30);
    }
}

static void
test_without_room_it_is_searched (void)
{
  g_autoptr (ImbMatrix) x = make (TRUE);
  g_autoptr (ImbMemo) memo = imb_memo_new (x, 1000);

  n_searched = 0;
  for (guint i = 1; i <= 3; i++)
    {
      assert_recalled (x, memo, REVERSED, FALSE, 0, 4, 5);
      g_assert_cmpuint (n_searched, ==, i * 100);
    }
  g_assert_cmpuint (imb_memo_get_use (memo).n_values, ==, 0);
}

/* A row that is there twice is its own neighbour, which only positions tell. */
static void
test_repeated_rows_are_searched (void)
{
  g_autoptr (ImbMatrix) x = make (FALSE);
  g_autoptr (ImbMemo) memo = imb_memo_new (x, ROOM);
  g_autoptr (GBytes) key = g_bytes_new_static ("twice", 5);
  guint32 twice[60], rows[120], wanted[120];

  for (guint32 i = 0; i < 60; i++)
    twice[i] = i / 2;

  g_autoptr (ImbMatrix) points = gather (x, twice, 60);
  ImbKnown  known = { .memo = memo, .key = key, .n_all = N_ALL, .points = twice, .queries = twice };
  ImbSearch search = { points, points, 2, TRUE, rows, NULL, NULL, NULL, &known };

  g_assert_true (imb_recall_search (&search, find, NULL));
  search.rows = wanted;
  g_assert_true (imb_brute_search (&search, NULL));
  g_assert_cmpmem (rows, sizeof rows, wanted, sizeof wanted);
  g_assert_cmpuint (imb_memo_get_use (memo).n_values, ==, 0);
}

static void
test_a_cancelled_search_leaves_nothing (void)
{
  g_autoptr (ImbMatrix) x = make (FALSE);
  g_autoptr (ImbMemo) memo = imb_memo_new (x, ROOM);
  g_autoptr (GBytes) key = g_bytes_new_static ("all", 3);
  g_autofree guint32 *rows = g_new (guint32, N_ALL * 5);
  ImbKnown            known = { .memo = memo, .key = key, .n_all = N_ALL };

  for (guint late = 0; late < 2; late++)
    {
      g_autoptr (ImbJob) job = imb_job_new ();
      g_autoptr (GError) error = NULL;
      ImbSearch search = { x, x, 5, TRUE, rows, NULL, job, NULL, &known };

      if (late == 0)
        imb_job_cancel (job);
      g_assert_false (imb_recall_search (&search, late == 0 ? find : find_and_cancel, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpuint (imb_memo_get_use (memo).n_values, ==, 0);
      g_assert_cmpuint (imb_memo_get_use (memo).n_bytes, ==, 0);
    }
}

static gpointer
ask_often (gpointer data)
{
  ImbMemo   *memo = data;
  ImbMatrix *x = make (TRUE);

  for (gsize i = 0; i < 40; i++)
    assert_recalled (x, memo, (Among) (i % N_AMONG), FALSE, i % 5, 3, 1 + i % 17);
  imb_matrix_free (x);
  return NULL;
}

static void
test_threads_share_it (void)
{
  g_autoptr (ImbMemo) memo = imb_memo_new (NULL, ROOM);
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("ask", ask_often, memo);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (imb_memo_get_use (memo).n_recalled, >, 0);
}

static void
put (ImbMemo *memo,
     char     name,
     gsize    n)
{
  g_autoptr (GBytes) key = g_bytes_new (&name, 1);
  g_autoptr (GBytes) value = g_bytes_new_take (g_malloc0 (n), n);

  imb_memo_put (memo, key, value);
}

static gboolean
has (ImbMemo *memo,
     char     name)
{
  g_autoptr (GBytes) key = g_bytes_new (&name, 1);
  g_autoptr (GBytes) value = imb_memo_dup (memo, key);

  return value != NULL;
}

static void
test_a_memo_is_bounded (void)
{
  g_autoptr (ImbMemo) memo = imb_memo_new (NULL, 3 * 101);

  put (memo, 'a', 100);
  put (memo, 'b', 100);
  put (memo, 'c', 100);
  g_assert_true (has (memo, 'a')); /* so b was not asked for longest */
  put (memo, 'd', 100);
  g_assert_true (has (memo, 'a') && !has (memo, 'b') && has (memo, 'c') && has (memo, 'd'));
  put (memo, 'a', 50);
  g_assert_cmpuint (imb_memo_get_use (memo).n_bytes, ==, 51 + 2 * 101);
  put (memo, 'e', 303); /* with its key too much */
  g_assert_false (has (memo, 'e'));
  g_assert_cmpuint (imb_memo_get_use (memo).n_values, ==, 3);
  put (memo, 'e', 302);
  g_assert_cmpuint (imb_memo_get_use (memo).n_values, ==, 1);
  g_assert_cmpuint (imb_memo_get_use (memo).n_bytes, ==, 303);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recall/lists-are-those-of-a-search", test_lists_are_those_of_a_search);
  g_test_add_func ("/recall/what-is-known-is-not-searched-again", test_what_is_known_is_not_searched_again);
  g_test_add_func ("/recall/deep-lists-are-kept-apart", test_deep_lists_are_kept_apart);
  g_test_add_func ("/recall/lists-among-some-come-from-those-among-all", test_lists_among_some_come_from_those_among_all);
  g_test_add_func ("/recall/without-room-it-is-searched", test_without_room_it_is_searched);
  g_test_add_func ("/recall/repeated-rows-are-searched", test_repeated_rows_are_searched);
  g_test_add_func ("/recall/a-cancelled-search-leaves-nothing", test_a_cancelled_search_leaves_nothing);
  g_test_add_func ("/recall/threads-share-it", test_threads_share_it);
  g_test_add_func ("/recall/a-memo-is-bounded", test_a_memo_is_bounded);
  return g_test_run ();
}
