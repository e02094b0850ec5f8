/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is slow each time breaks a promise of time; what is slow now and then does not. */
#include "tests/tellings.h"

static guint n_told;

static void
slow_each_time (gconstpointer data)
{
  n_told++;
  telling_note ("the slow part", 60.0, 50.0);
  telling_note ("the slow part", 20.0, 50.0);
  telling_note ("the part at the limit", 50.0, 50.0);
  telling_note ("the fast part", 49.0, 50.0);
}

static void
slow_in_turn (gconstpointer data)
{
  n_told++;
  telling_note (n_told % 2 == 0 ? "even" : "odd", 60.0, 50.0);
}

static void
slow_but_for_the_last_time (gconstpointer data)
{
  telling_note ("a part", ++n_told < TELLINGS ? 60.0 : 40.0, 50.0);
}

static void
fast (gconstpointer data)
{
  n_told++;
  telling_note (data, 40.0, 50.0);
}

static void
assert_told (void (*story) (gconstpointer data),
             guint times,
             guint slow)
{
  n_told = 0;
  g_assert_cmpuint (tellings_n_slow (story, "a part"), ==, slow);
  g_assert_cmpuint (n_told, ==, times);
}

static void
test_what_is_slow_each_time_counts (void)
{
  assert_told (slow_each_time, TELLINGS, 2);
}

static void
test_what_is_slow_once_does_not (void)
{
  assert_told (fast, 1, 0);
  assert_told (slow_in_turn, 2, 0);
  assert_told (slow_but_for_the_last_time, TELLINGS, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/tellings/what-is-slow-each-time-counts", test_what_is_slow_each_time_counts);
  g_test_add_func ("/tellings/what-is-slow-once-does-not", test_what_is_slow_once_does_not);

  return g_test_run ();
}
