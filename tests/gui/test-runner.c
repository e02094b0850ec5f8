/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The runner without a window: what is superseded, cancelled, dropped, and who frees what. */
#include "app/explorer-runner.h"

typedef struct
{
  GObject *owner;
  guint    n_answers;
  int      answer;
  gboolean cancelled;
} Heard;

static gint n_made, n_freed;

static gpointer
make_counted (int value)
{
  g_atomic_int_inc (&n_made);
  return g_memdup2 (&value, sizeof value);
}

static void
free_counted (gpointer data)
{
  g_atomic_int_inc (&n_freed);
  g_free (data);
}

/* Runs until it is cancelled. */
static gpointer
work_forever (gpointer data,
              ImbJob  *job,
              GError **error)
{
  while (imb_job_step (job, 1, 2, error))
    g_usleep (1000);

  return NULL;
}

static gpointer
work_copy (gpointer data,
           ImbJob  *job,
           GError **error)
{
  return make_counted (*(int *) data);
}

static void
hear (gpointer      owner,
      gpointer      result,
      const GError *error)
{
  Heard *heard = g_object_get_data (owner, "heard");

  heard->n_answers++;
  heard->answer = result != NULL ? *(int *) result : -1;
  heard->cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Requests that were superseded or dropped end in their threads, some time after the runner forgot them. */
static void
assert_all_freed (gint n)
{
  gint64 end = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;

  while (g_atomic_int_get (&n_freed) < g_atomic_int_get (&n_made) && g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  g_assert_cmpint (n_freed, ==, n_made);
  if (n >= 0)
    g_assert_cmpint (n_freed, ==, n);
}

static void
heard_init (Heard *heard)
{
  assert_all_freed (-1);
  *heard = (Heard){ .owner = g_object_new (G_TYPE_OBJECT, NULL) };
  g_object_set_data (heard->owner, "heard", heard);
  g_atomic_int_set (&n_made, 0);
  g_atomic_int_set (&n_freed, 0);
}

static void
wait_until_done (ExplorerRunner *runner)
{
  while (explorer_runner_get_busy (runner))
    g_main_context_iteration (NULL, TRUE);
}

static void
start_copy (ExplorerRunner *runner,
            Heard          *heard,
            int             value)
{
  explorer_runner_start (runner, "kind", "Copying", work_copy, make_counted (value), free_counted, free_counted, heard->owner, hear);
}

static void
start_forever (ExplorerRunner *runner,
               Heard          *heard)
{
  explorer_runner_start (runner, "kind", "For ever", work_forever, make_counted (0), free_counted, free_counted, heard->owner, hear);
}

static void
test_an_answer_comes_back (void)
{
  g_autoptr (ExplorerRunner) runner = explorer_runner_new ();
  Heard heard;

  heard_init (&heard);
  start_copy (runner, &heard, 42);
  g_assert_true (explorer_runner_get_busy (runner));
  wait_until_done (runner);
  g_assert_cmpuint (heard.n_answers, ==, 1);
  g_assert_cmpint (heard.answer, ==, 42);
  assert_all_freed (2);
  g_object_unref (heard.owner);
}

static void
test_the_newest_request_counts (void)
{
  g_autoptr (ExplorerRunner) runner = explorer_runner_new ();
  Heard heard;

  heard_init (&heard);
  start_forever (runner, &heard);
  for (int i = 0; i < 20; i++)
    start_copy (runner, &heard, i);
  g_assert_cmpuint (g_list_model_get_n_items (explorer_runner_get_tasks (runner)), ==, 1);
  wait_until_done (runner);
  g_assert_cmpuint (heard.n_answers, ==, 1);
  g_assert_cmpint (heard.answer, ==, 19);
  g_object_unref (heard.owner);
}

static void
test_a_cancelled_request_tells_its_owner (void)
{
  g_autoptr (ExplorerRunner) runner = explorer_runner_new ();
  Heard heard;

  heard_init (&heard);
  start_forever (runner, &heard);

  g_autoptr (ExplorerTask) task = g_list_model_get_item (explorer_runner_get_tasks (runner), 0);

  explorer_task_cancel (task);
  wait_until_done (runner);
  g_assert_cmpuint (heard.n_answers, ==, 1);
  g_assert_true (heard.cancelled);
  g_object_unref (heard.owner);
}

static void
test_nobody_hears_a_dropped_request (void)
{
  g_autoptr (ExplorerRunner) runner = explorer_runner_new ();
  Heard heard;

  heard_init (&heard);
  start_forever (runner, &heard);
  explorer_runner_drop (runner, "kind");
  wait_until_done (runner);
  g_assert_false (explorer_runner_is_running (runner, "kind"));
  g_assert_cmpuint (heard.n_answers, ==, 0);
  assert_all_freed (1);
  g_object_unref (heard.owner);
}

static void
test_an_owner_may_die_first (void)
{
  g_autoptr (ExplorerRunner) runner = explorer_runner_new ();
  Heard heard;

  heard_init (&heard);
  start_copy (runner, &heard, 1);
  g_object_unref (heard.owner);
  wait_until_done (runner);
  g_assert_cmpuint (heard.n_answers, ==, 0);
  assert_all_freed (2);
}

static void
test_progress_is_seen (void)
{
  g_autoptr (ExplorerRunner) runner = explorer_runner_new ();
  Heard heard;

  heard_init (&heard);
  start_forever (runner, &heard);

  g_autoptr (ExplorerTask) task = g_list_model_get_item (explorer_runner_get_tasks (runner), 0);

  while (explorer_task_get_fraction (task) != 0.5)
    g_main_context_iteration (NULL, TRUE);
  explorer_task_cancel (task);
  wait_until_done (runner);
  g_object_unref (heard.owner);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/runner/an answer comes back", test_an_answer_comes_back);
  g_test_add_func ("/runner/the newest request counts", test_the_newest_request_counts);
  g_test_add_func ("/runner/a cancelled request tells its owner", test_a_cancelled_request_tells_its_owner);
  g_test_add_func ("/runner/nobody hears a dropped request", test_nobody_hears_a_dropped_request);
  g_test_add_func ("/runner/an owner may die first", test_an_owner_may_die_first);
  g_test_add_func ("/runner/progress is seen", test_progress_is_seen);

  return g_test_run ();
}
