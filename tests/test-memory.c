/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What samplers take of memory at their highest: one and a half times their input and result, and a little for the program. */
#include <stdio.h>
#include <string.h>

#include "engine/core/imb-rng.h"
#include "engine/samplers/imb-compose.h"
#include "tests/imb-small.h"

#define MEGABYTE     1048576.0
#define A_LITTLE     8.0  /* MB */
#define LEAST_FACTOR 1.25 /* a copy of the new rows would be as much again */

static double
megabytes (const char *name)
{
  g_autofree char *text = NULL;
  const char      *at;

  if (!g_file_get_contents ("/proc/self/status", &text, NULL, NULL))
    return -1.0;
  at = strstr (text, name);
  return at != NULL ? g_ascii_strtod (at + strlen (name), NULL) / 1024.0 : -1.0;
}

static gboolean
forget_peak (void)
{
  FILE *file = fopen ("/proc/self/clear_refs", "w");

  return file != NULL && fputs ("5", file) >= 0 && fclose (file) == 0;
}

typedef struct
{
  const char *plan;
  double      fewest; /* rows of the result, as a share of those before … */
  double      most;   /* … below which it stays */
} Case;

static const Case cases[] = {
  { "smote-tomek", LEAST_FACTOR, 2.0 },
  { "smote-enn", LEAST_FACTOR, 2.0 },
  { "lee", LEAST_FACTOR, 2.0 },                /* neither its table nor its candidates are copied */
  { "condensed-nearest-neighbour", 0.0, 0.5 }, /* the rows asked for are not the table a second time */
  { "one-sided-selection", 0.0, 0.5 },
};

/* The tables themselves are known; what comes on top is measured. */
static void
assert_peak (gconstpointer data)
{
  const Case *self = data;
  const gsize n_minority = 950, n = 20000, d = 300;
  g_auto (SmallTable) table = small_new (n_minority, n - n_minority, d);
  g_autoptr (ImbResample) result = NULL;
  double before, peak, allowed;
  ImbRng rng;

  if (!g_test_subprocess ()) /* what another test left is not to be used again */
    {
      g_test_trap_subprocess (NULL, 0, 0);
      g_test_trap_assert_passed ();
      return;
    }
  imb_rng_init (&rng, 1);
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < d; j++)
      imb_matrix_row (table.x, i)[j] = imb_rng_normal (&rng) + (i < n_minority ? 1.0 : 0.0);
  before = megabytes ("VmRSS:");
  if (before < 0.0 || !forget_peak ())
    {
      g_test_skip ("the system does not say how much memory is used");
      return;
    }
  result = small_run (self->plan, &table, 1);
  peak = megabytes ("VmHWM:") - before + (double) (n * table.x->stride * sizeof (double)) / MEGABYTE;
  allowed = 1.5 * (double) ((n + result->n_rows) * table.x->stride * sizeof (double)) / MEGABYTE;
  g_test_message ("%s: %.1f MB, allowed %.1f", self->plan, peak, allowed);
  g_assert_cmpfloat (result->n_rows, >, self->fewest * n);
  g_assert_cmpfloat (result->n_rows, <, self->most * n);
#ifndef __SANITIZE_ADDRESS__
  g_assert_cmpfloat (peak, <, allowed + A_LITTLE);
#endif
}

/* The new rows of the first step are the result's, not a copy of them. */
static void
test_what_was_made_moves (void)
{
  const double values[] = { 0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 };
  g_auto (SmallTable) table = small_of (values, 6, 10, 1);
  g_autoptr (ImbResample) first = small_run ("smote:k_neighbors=2", &table, 1);
  g_autofree guint16 *classes = NULL;
  const ImbMatrix    *made = first->made;
  ImbView             between = imb_resample_get_view (first, &table.view, &classes);
  g_autoptr (ImbResample) second = imb_resample_new (&between, NULL);
  g_autoptr (ImbResample) held = NULL, joint = NULL, copied = NULL;

  held = imb_resample_ref (first);
  copied = imb_resample_compose (first, second, NULL);
  g_assert_true (first->made == made && copied->made != made); /* somebody else needs it, too */
  g_clear_pointer (&held, imb_resample_unref);
  joint = imb_resample_compose (first, second, NULL);
  g_assert_true (joint->made == made);
  g_assert_cmpuint (joint->n_made, ==, 4);
  g_assert_cmpmem (joint->made->data, 4 * joint->made->stride * sizeof (double), copied->made->data, 4 * copied->made->stride * sizeof (double));
  g_assert_cmpmem (joint->parent_rows, 8 * sizeof (guint32), copied->parent_rows, 8 * sizeof (guint32));
  g_assert_cmpmem (joint->rows, joint->n_rows * sizeof (guint32), copied->rows, copied->n_rows * sizeof (guint32));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/memory/what-was-made-moves", test_what_was_made_moves);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/memory/", cases[i].plan, NULL);

      g_test_add_data_func (path, &cases[i], assert_peak);
    }
  return g_test_run ();
}
