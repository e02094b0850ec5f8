/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What samplers take of memory at their highest: one and a half times their input and result, their lists of neighbours, and a little. */
#include <string.h>
#include <sys/resource.h>

#include "engine/core/imb-parallel.h"
#include "engine/core/imb-rng.h"
#include "engine/samplers/imb-compose.h"
#include "tests/imb-small.h"
#include "tests/imb-touch.h"

#define MEGABYTE     1048576.0
#define A_LITTLE     4.0  /* MB; and of a small table … */
#define A_THREAD     0.35 /* … what each thread's heap keeps for itself, and the kernel counts late */
#define MOST_PROGRAM 64.0 /* MB, with its libraries */
#define LEAST_FACTOR 1.25 /* a copy of the new rows would be as much again */

/* Where the program is instrumented its memory tells nothing: the same is done with fewer rows, for what the instruments find. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define FEWER 5
#else
#define FEWER 1
#endif

/* The most that this process has had at any time, in MB. */
static double
most_so_far (void)
{
  struct rusage usage;

  g_assert_cmpint (getrusage (RUSAGE_SELF, &usage), ==, 0);
  return (double) usage.ru_maxrss / 1024.0;
}

typedef struct
{
  const char *plan;
  double      fewest; /* rows of the result, as a share of those before … */
  double      most;   /* … below which it stays */
  gsize       n_minority;
  gsize       n;
  gsize       d;
  double      n_listed; /* neighbours, of which a row and its distance are kept, for each row of the result; 0 where there is room for them in the little */
} Case;

#define FEW_ROWS 10000
#define SMALL    909, FEW_ROWS, 10
#define WIDE     950, 20000, 300
#define LONG     990, 100000, 30
#define EVEN     30000, 100000, 30

static const Case cases[] = {
  { "smote-tomek", LEAST_FACTOR, 2.0, SMALL, 1.0 }, /* a constant of more than a little would be seen here */
  { "smote-enn", LEAST_FACTOR, 2.0, SMALL, 3.0 },
  { "smote-ipf", LEAST_FACTOR, 2.0, SMALL },
  { "lee", LEAST_FACTOR, 2.0, SMALL, 1.0 },
  { "mwmote", LEAST_FACTOR, 2.0, SMALL },
  { "ccr", LEAST_FACTOR, 2.0, SMALL },
  { "svm-smote", LEAST_FACTOR, 2.0, SMALL },
  { "condensed-nearest-neighbour", 0.0, 0.5, SMALL },
  { "near-miss:version=3", 0.0, 0.5, SMALL },
  { "cluster-centroids", 0.0, 0.5, SMALL },
  { "near-miss", 0.0, 0.5, SMALL },
  { "one-sided-selection", 0.5, 1.0, SMALL, 1.0 },
  { "all-knn", 0.5, 1.0, SMALL, 3.0 },
  { "instance-hardness-threshold:n_estimators=16", 0.0, 1.0, SMALL },
  { "smote-tomek", LEAST_FACTOR, 2.0, WIDE },
  { "smote-enn", LEAST_FACTOR, 2.0, WIDE },
  { "lee", LEAST_FACTOR, 2.0, WIDE },                /* neither its table nor its candidates are copied */
  { "condensed-nearest-neighbour", 0.0, 0.5, WIDE }, /* the rows asked for are not the table a second time */
  { "one-sided-selection", 0.0, 0.5, WIDE },
  { "near-miss:version=3", 0.0, 0.5, WIDE },  /* the larger class is searched a part at a time */
  { "smote-tomek", LEAST_FACTOR, 2.0, LONG }, /* the new rows are made beside the table's */
  { "smote-enn", LEAST_FACTOR, 2.0, LONG },
  { "smote + tomek-links:sampling_strategy=all", LEAST_FACTOR, 2.0, LONG },
  { "smote-ipf", LEAST_FACTOR, 2.0, LONG },                                                     /* columns are ranked, and the rows of a part sorted at a time */
  { "cluster-centroids:sampling_strategy={0:10}", 0.0, 0.5, LONG },                             /* the larger class is clustered in the table */
  { "instance-hardness-threshold:n_estimators=16,sampling_strategy={0:1000}", 0.0, 1.0, EVEN }, /* columns are ranked, and no tree sorts all of them */
};

/* What a sampler may take beside tables. */
static double
a_little (const Case *self,
          gsize       n)
{
  const double lists = self->n_listed * (double) n * (sizeof (guint32) + sizeof (double)) / MEGABYTE;

  return self->n > FEW_ROWS ? A_LITTLE : lists + MIN (A_LITTLE, A_THREAD * imb_parallel_get_n_threads ());
}

/* The tables themselves are known; what comes on top is measured. */
static void
assert_peak (gconstpointer data)
{
  const Case *self = data;
  const gsize n_minority = self->n_minority / FEWER, n = self->n / FEWER, d = self->d;
  g_auto (SmallTable) table = { 0 };
  g_autoptr (ImbResample) result = NULL;
  double before, peak, allowed;
  ImbRng rng;

  if (!g_test_subprocess ()) /* what another test left is not to be used again */
    {
      g_test_trap_subprocess (NULL, 0, 0);
      g_test_trap_assert_passed ();
      return;
    }
  table = small_new (n_minority, n - n_minority, d);
  imb_rng_init (&rng, 1);
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < d; j++)
      imb_matrix_row (table.x, i)[j] = imb_rng_normal (&rng) + (i < n_minority ? 1.0 : 0.0);
  touch_program ();
  before = most_so_far ();
  g_assert_cmpfloat (before, <, (double) table.x->n_bytes / MEGABYTE + MOST_PROGRAM); /* else what comes on top would not be seen */
  result = small_run (self->plan, &table, 1);
  peak = most_so_far () - before + (double) (n * table.x->stride * sizeof (double)) / MEGABYTE;
  allowed = 1.5 * (double) ((n + result->n_rows) * table.x->stride * sizeof (double)) / MEGABYTE;
  g_test_message ("%s: %.2f MB, allowed %.2f and %.2f", self->plan, peak, allowed, a_little (self, result->n_rows));
  g_assert_cmpfloat (result->n_rows, >, self->fewest * n);
  g_assert_cmpfloat (result->n_rows, <, self->most * n);
  if (FEWER == 1)
    g_assert_cmpfloat (peak, <, allowed + a_little (self, result->n_rows));
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

/* The next step sees what was made together with the rows that it was made from, in one matrix that nobody copied. */
static void
test_what_was_made_leaves_room (void)
{
  const double values[] = { 0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 };
  g_auto (SmallTable) table = small_of (values, 6, 10, 1);
  g_autoptr (ImbPlan) plan = imb_plan_parse ("smote:k_neighbors=2", NULL);
  const ImbPlanStep *step = imb_plan_step_at (plan, 0);
  g_autoptr (ImbResample) alone = small_run ("smote:k_neighbors=2", &table, 1);
  g_autoptr (ImbResample) first = imb_sampler_run_before_another (step->sampler, step->values, &table.view, 1, NULL, NULL);
  g_autofree guint16 *classes = NULL, *anew = NULL;
  ImbView             between = imb_resample_get_view (first, &table.view, &classes);
  ImbMatrix          *own;
  const ImbMatrix    *seen = imb_view_see_whole (&between, &own, NULL, NULL);

  g_assert_null (between.rows); /* all in order: nobody lists them */
  g_assert_true (own == NULL && imb_matrix_row (seen, 16) == first->made->data);
  g_assert_cmpmem (seen->data, 16 * seen->stride * sizeof (double), table.x->data, 16 * table.x->stride * sizeof (double));
  g_assert_cmpmem (first->made->data, 4 * seen->stride * sizeof (double), alone->made->data, 4 * seen->stride * sizeof (double));

  imb_resample_close_room (first);
  between = imb_resample_get_view (first, &table.view, &anew);
  g_assert_null (between.whole);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/memory/what-was-made-moves", test_what_was_made_moves);
  g_test_add_func ("/memory/what-was-made-leaves-room", test_what_was_made_leaves_room);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/memory/%zux%zu/%s", cases[i].n, cases[i].d, cases[i].plan);

      g_test_add_data_func (path, &cases[i], assert_peak);
    }
  return g_test_run ();
}
