/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which column is guessed to be the target, and what is said about it. */
#include <string.h>

#include "engine/data/imb-problem.h"
#include "engine/io/imb-read.h"
#include "tests/said.h"

#define N_ROWS 120

/* How the cells of a column look. */
typedef enum
{
  CONTINUOUS,
  COUNTS,  /* 0 … 29 */
  GRADES,  /* 1 … 5 */
  TWO,     /* 0, 1 */
  COLOURS, /* three words */
  KEYS,    /* a word of its own in each row */
} Look;

typedef struct
{
  const char *name;
  Look        look;
} Shape;

static void
add_cell (GString *text,
          Look     look,
          guint    i)
{
  const char *const colours[] = { "red", "green", "blue" };

  switch (look)
    {
    case CONTINUOUS:
      g_string_append_printf (text, "%u.%02u", i * 37 % 101, i * 53 % 97);
      break;
    case COUNTS:
      g_string_append_printf (text, "%u", i * 37 % 30);
      break;
    case GRADES:
      g_string_append_printf (text, "%u", 1 + i * 7 % 5);
      break;
    case TWO:
      g_string_append_printf (text, "%u", i % 6 == 0);
      break;
    case COLOURS:
      g_string_append (text, colours[i * 5 % 3]);
      break;
    case KEYS:
    default:
      g_string_append_printf (text, "key-%u", i);
    }
}

static void
assert_guess (const Shape *shapes,
              guint        n,
              const char  *wanted,
              const char  *reason_part)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (ImbTable) table = NULL;
  g_autofree char *reason = NULL;
  gssize           target;

  for (guint j = 0; j < n; j++)
    g_string_append_printf (text, "%s%c", shapes[j].name, j + 1 < n ? ',' : '\n');
  for (guint i = 0; i < N_ROWS; i++)
    for (guint j = 0; j < n; j++)
      {
        add_cell (text, shapes[j].look, i);
        g_string_append_c (text, j + 1 < n ? ',' : '\n');
      }
  table = imb_read_bytes ("t.csv", text->str, text->len, NULL, NULL, NULL);
  target = imb_problem_guess_target (table, &reason);
  g_assert_cmpint (target, >=, 0);
  g_assert_cmpstr (imb_table_column_at (table, (gsize) target)->name, ==, wanted);
  g_assert_nonnull (strstr (reason, wanted));
  g_assert_nonnull (strstr (reason, reason_part));
}

#define ASSERT_GUESS(wanted, part, ...) assert_guess ((const Shape[]){ __VA_ARGS__ }, sizeof (Shape[]){ __VA_ARGS__ } / sizeof (Shape), wanted, part)

static void
test_a_name_and_few_classes_decide (void)
{
  ASSERT_GUESS ("class", "its name and its few classes", { "class", GRADES }, { "x", CONTINUOUS }, { "colour", COLOURS });
  ASSERT_GUESS ("y", "its name and its few classes", { "y", TWO }, { "x", CONTINUOUS }, { "colour", COLOURS });
  ASSERT_GUESS ("TX_FRAUD", "its name and its few classes", { "amount", CONTINUOUS }, { "TX_FRAUD", TWO }, { "TX_FRAUD_SCENARIO", GRADES });
  ASSERT_GUESS ("group", "the last column, with", { "ticket class", GRADES }, { "x", CONTINUOUS }, { "group", COLOURS });
}

static void
test_a_measurement_called_y_is_no_target (void)
{
  ASSERT_GUESS ("colour", "the last column, with", { "x", CONTINUOUS }, { "y", CONTINUOUS }, { "colour", COLOURS });
  ASSERT_GUESS ("colour", "the last column, with", { "x", COUNTS }, { "y", COUNTS }, { "colour", COLOURS });
  ASSERT_GUESS ("key", "because it is the last", { "x", CONTINUOUS }, { "y", CONTINUOUS }, { "key", KEYS });
}

static void
test_a_continuous_last_column_is_told (void)
{
  ASSERT_GUESS ("colour", "“price”, the last of all, looks continuous", { "x", CONTINUOUS }, { "colour", COLOURS }, { "price", CONTINUOUS });
  ASSERT_GUESS ("price", "because it is the last", { "x", CONTINUOUS }, { "rooms", COUNTS }, { "price", CONTINUOUS });
}

static void
test_a_class_of_nearly_every_row_is_doubted (void)
{
  g_autoptr (GString) text = g_string_new ("x,class\n");
  g_autoptr (ImbTable) table = NULL;
  g_autoptr (ImbProblem) problem = NULL;

  for (guint i = 0; i < 40; i++)
    g_string_append_printf (text, "%u.5,c%u\n", i % 7, i);
  table = imb_read_bytes ("t.csv", text->str, text->len, NULL, NULL, NULL);
  problem = imb_problem_new (table, NULL, NULL, NULL);
  g_assert_nonnull (problem);
  assert_said (imb_problem_get_notes (problem), "“class” has 40 classes in 40 rows");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/target/a-name-and-few-classes-decide", test_a_name_and_few_classes_decide);
  g_test_add_func ("/target/a-measurement-called-y-is-no-target", test_a_measurement_called_y_is_no_target);
  g_test_add_func ("/target/a-continuous-last-column-is-told", test_a_continuous_last_column_is_told);
  g_test_add_func ("/target/a-class-of-nearly-every-row-is-doubted", test_a_class_of_nearly_every_row_is_doubted);
  return g_test_run ();
}
