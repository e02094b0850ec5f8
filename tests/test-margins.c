/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Support vector machines by hand and against each other; copies of rows; probabilities of pairs. */
#include <math.h>
#include <string.h>

#include "engine/imb.h"
#include "engine/kernels/imb-copies.h"
#include "engine/kernels/imb-couple.h"
#include "engine/kernels/imb-linear-svm.h"
#include "engine/kernels/imb-smo.h"
#include "engine/models/imb-margin.h"
#include "tests/canceller.h"

#define N 400
#define D 6

typedef struct
{
  ImbMatrix *x;
  double     signs[N];
  double     costs[N];
} Rows;

static Rows
make_rows (void)
{
  Rows   rows = { .x = imb_matrix_new (N, D, NULL) };
  ImbRng rng;

  imb_rng_init (&rng, 3);
  for (gsize i = 0; i < N; i++)
    {
      rows.signs[i] = i % 4 == 0 ? 1.0 : -1.0;
      rows.costs[i] = 0.5 + (double) (i % 3);
      for (gsize j = 0; j < D; j++)
        imb_matrix_row (rows.x, i)[j] = imb_rng_normal (&rng) + (j < 2 ? 0.7 * rows.signs[i] : 0.0);
    }
  return rows;
}

/* Two rows at −1 and 1, dear: the border is in the middle and the margin reaches both. */
static void
test_two_rows_are_solved_by_hand (void)
{
  g_autoptr (ImbMatrix) x = imb_matrix_new (2, 1, NULL);
  const double signs[] = { -1.0, 1.0 }, costs[] = { 10.0, 10.0 };
  ImbSmo       smo = { x, signs, costs, { .kind = IMB_KERNEL_LINEAR }, 1e-12, -1, 1 << 20 };
  double       shares[2], offset, decisions[2];
  gboolean     converged;

  imb_matrix_row (x, 0)[0] = 1.0;
  imb_matrix_row (x, 1)[0] = 3.0;
  g_assert_true (imb_smo_solve (&smo, shares, &offset, decisions, &converged, NULL, NULL));
  g_assert_true (converged);
  g_assert_cmpfloat_with_epsilon (shares[0], -0.5, 1e-12);
  g_assert_cmpfloat_with_epsilon (shares[1], 0.5, 1e-12);
  g_assert_cmpfloat_with_epsilon (offset, -2.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (decisions[1], 1.0, 1e-12);
}

/* A second feature on a scale of 1e5 rounds by more than the tolerance, which is never met. */
static void
test_solving_ends (void)
{
  g_autoptr (ImbMatrix) x = imb_matrix_new (16, 2, NULL);
  double   signs[16], costs[16], shares[16], offset;
  ImbSmo   smo = { x, signs, costs, { .kind = IMB_KERNEL_LINEAR }, 1e-12, -1, 1 << 20 };
  ImbRng   rng;
  gboolean converged = TRUE;

  imb_rng_init (&rng, 1);
  for (guint i = 0; i < 16; i++)
    {
      signs[i] = i % 2 == 0 ? 1.0 : -1.0;
      costs[i] = 1.0;
      imb_matrix_row (x, i)[0] = imb_rng_normal (&rng);
      imb_matrix_row (x, i)[1] = 1e5 * imb_rng_normal (&rng);
    }
  g_assert_cmpint (imb_smo_most_steps (5, 8), ==, 5);
  g_assert_cmpint (imb_smo_most_steps (-1, 8), ==, 10000000);
  g_assert_cmpint (imb_smo_most_steps (-1, 200000), ==, 20000000);
  g_assert_true (imb_smo_solve (&smo, shares, &offset, NULL, &converged, NULL, NULL));
  g_assert_false (converged);
}

/* Few kept rows of the kernel make it slower, nothing else. */
static void
test_the_cache_changes_nothing (void)
{
  Rows     rows = make_rows ();
  ImbSmo   smo = { rows.x, rows.signs, rows.costs, { .kind = IMB_KERNEL_RBF, .gamma = 0.2 }, 1e-9, -1, 64 << 20 };
  double   first[N], second[N], offset, again, sum = 0.0;
  gboolean converged;

  g_assert_true (imb_smo_solve (&smo, first, &offset, NULL, &converged, NULL, NULL));
  smo.cache_bytes = 1;
  g_assert_true (imb_smo_solve (&smo, second, &again, NULL, &converged, NULL, NULL));
  g_assert_cmpmem (first, sizeof first, second, sizeof second);
  g_assert_cmpfloat (offset, ==, again);
  for (gsize i = 0; i < N; i++)
    {
      sum += first[i];
      g_assert_true (first[i] * rows.signs[i] >= 0.0 && first[i] * rows.signs[i] <= rows.costs[i]);
    }
  g_assert_cmpfloat_with_epsilon (sum, 0.0, 1e-9);
  imb_matrix_free (rows.x);
}

/* Classes that overlap, dear errors and some rows that cost nothing: many thousands of steps, in which most rows are set aside and come back. */
#define MANY 1200

typedef struct
{
  ImbMatrix *x;
  double    *signs; /* of rows, then their costs */
} Overlap;

static Overlap
make_overlap (gsize  n,
              gsize  d,
              double dear)
{
  Overlap self = { imb_matrix_new (n, d, NULL), g_new (double, 2 * n) };
  ImbRng  rng;

  imb_rng_init (&rng, 5);
  for (gsize i = 0; i < n; i++)
    {
      self.signs[i] = i % 5 == 0 ? 1.0 : -1.0;
      self.signs[n + i] = i % 11 == 0 ? 0.0 : dear * (double) (1 + i % 2);
      for (gsize j = 0; j < d; j++)
        imb_matrix_row (self.x, i)[j] = imb_rng_normal (&rng) + (j == 0 ? 0.5 * self.signs[i] : 0.0);
    }
  return self;
}

static void
overlap_clear (Overlap *self)
{
  imb_matrix_free (self->x);
  g_free (self->signs);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Overlap, overlap_clear)

/* What is said of the rows is what their shares and the kernel make; with @is_solved no row's share wants to change, either. */
static void
assert_decisions (const ImbSmo *smo,
                  const double *shares,
                  double        offset,
                  const double *decisions,
                  gboolean      is_solved)
{
  const gsize        n = smo->x->n_rows;
  g_autofree double *squares = g_new (double, n), *line = g_new (double, n);

  imb_kernel_squares (smo->x, squares);
  for (gsize i = 0; i < n; i++)
    {
      double decision = offset, margin;

      imb_kernel_row (&smo->kernel, smo->x, squares, imb_matrix_row (smo->x, i), squares[i], line);
      for (gsize t = 0; t < n; t++)
        decision += shares[t] * line[t];
      g_assert_cmpfloat_with_epsilon (decisions[i], decision, 1e-8);
      margin = smo->signs[i] * decision;
      if (is_solved && shares[i] * smo->signs[i] < smo->costs[i])
        g_assert_cmpfloat (margin, >=, 1.0 - smo->tol);
      if (is_solved && shares[i] != 0.0)
        g_assert_cmpfloat (margin, <=, 1.0 + smo->tol);
    }
}

static void
test_rows_set_aside_come_back (void)
{
  static const ImbKernel kernels[] = { { IMB_KERNEL_RBF, 0.3, 0.0, 0 }, { IMB_KERNEL_POLY, 0.5, 1.0, 2 } };
  g_auto (Overlap) rows = make_overlap (MANY, 3, 20.0);

  for (guint k = 0; k < G_N_ELEMENTS (kernels); k++)
    {
      ImbSmo   smo = { rows.x, rows.signs, rows.signs + MANY, kernels[k], 1e-6, -1, 64 << 20 };
      double   first[MANY], second[MANY], offset, again, decisions[MANY];
      gboolean converged;

      g_assert_true (imb_smo_solve (&smo, first, &offset, decisions, &converged, NULL, NULL));
      g_assert_true (converged);
      assert_decisions (&smo, first, offset, decisions, TRUE);

      smo.cache_bytes = 1;
      g_assert_true (imb_smo_solve (&smo, second, &again, NULL, &converged, NULL, NULL));
      g_assert_cmpmem (first, sizeof first, second, sizeof second);
      g_assert_cmpfloat (offset, ==, again);
    }
}

/* What was set aside is known at the end all the same. */
static void
test_an_early_end_knows_all_rows (void)
{
  g_auto (Overlap) rows = make_overlap (MANY, 3, 20.0);

  for (gint64 most = 1100; most < 6000; most += 700)
    {
      ImbSmo   smo = { rows.x, rows.signs, rows.signs + MANY, { IMB_KERNEL_RBF, 0.3, 0.0, 0 }, 1e-9, most, 64 << 20 };
      double   shares[MANY], offset, decisions[MANY];
      gboolean converged;

      g_assert_true (imb_smo_solve (&smo, shares, &offset, decisions, &converged, NULL, NULL));
      g_assert_false (converged);
      assert_decisions (&smo, shares, offset, decisions, FALSE);
    }
}

/* Also while rows are set aside and taken back. */
static void
cancel_solving (gconstpointer data)
{
  enum
  {
    N_LARGE = 12000
  };
  g_auto (Overlap) rows = make_overlap (N_LARGE, 20, 100.0);
  g_autofree double *shares = g_new (double, N_LARGE);
  const ImbSmo       smo = { rows.x, rows.signs, rows.signs + N_LARGE, { IMB_KERNEL_RBF, 0.05, 0.0, 0 }, 1e-12, -1, 400 << 20 };

  for (gulong after_us = 30000; after_us <= 1000000; after_us *= 2)
    {
      g_autoptr (ImbJob) job = imb_job_new ();
      g_autoptr (GError) error = NULL;
      g_autofree char *part = g_strdup_printf ("after %lu us", after_us);
      Canceller        canceller = { job, after_us, own_time_now () };
      GThread         *thread = g_thread_new ("canceller", cancel_later, &canceller);
      double           offset;
      gboolean         converged;

      imb_smo_solve (&smo, shares, &offset, NULL, &converged, job, &error);
      note_cancelled (part, &canceller, thread, own_time_now ());
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

static void
test_solving_is_cancelled_within_100_ms (void)
{
  assert_in_time (cancel_solving, NULL);
}

static void
test_both_linear_solvers_agree (void)
{
  Rows               rows = make_rows ();
  ImbLinearSvm       svm = { rows.x, rows.signs, rows.costs, IMB_HINGE_SQUARED, 2.0, 100000, 1e-10 };
  double             newton[D + 1] = { 0.0 }, ascent[D + 1], shares[N] = { 0.0 };
  g_autofree ImbRng *rng = g_new (ImbRng, 1);
  gboolean           converged;

  imb_rng_init (rng, 1);
  g_assert_true (imb_linear_svm_newton (&svm, newton, &converged, NULL, NULL));
  g_assert_true (converged);
  g_assert_true (imb_linear_svm_ascend (&svm, rng, shares, ascent, &converged, NULL, NULL));
  g_assert_true (converged);
  for (gsize j = 0; j <= D; j++)
    g_assert_cmpfloat_with_epsilon (newton[j], ascent[j], 1e-8);

  /* From there it takes no further turn worth speaking of. */
  svm.max_iter = 1;
  g_assert_true (imb_linear_svm_ascend (&svm, rng, shares, ascent, &converged, NULL, NULL));
  for (gsize j = 0; j <= D; j++)
    g_assert_cmpfloat_with_epsilon (newton[j], ascent[j], 1e-8);
  imb_matrix_free (rows.x);
}

static void
test_copies_share_a_number (void)
{
  const double  values[] = { 1, 2, 1, 3, 2, 1 };
  const guint16 classes[] = { 0, 0, 0, 1, 0, 1 };
  const guint32 wanted[] = { 0, 1, 0, 2, 1, 3 };
  g_autoptr (ImbMatrix) x = imb_matrix_new (6, 1, NULL);
  guint32 number[6];
  gsize   n_distinct;

  for (gsize i = 0; i < 6; i++)
    imb_matrix_row (x, i)[0] = values[i];
  g_assert_true (imb_copies_find (x, classes, number, &n_distinct, NULL, NULL));
  g_assert_cmpuint (n_distinct, ==, 4);
  g_assert_cmpmem (number, sizeof number, wanted, sizeof wanted);
}

static void
test_pairs_give_the_classes_back (void)
{
  const double p[] = { 0.02, 0.5, 0.08, 0.3, 0.1 };
  double       wins[25], out[5];

  for (guint i = 0; i < 5; i++)
    for (guint j = 0; j < 5; j++)
      wins[i * 5 + j] = p[i] / (p[i] + p[j]);
  imb_couple (wins, 5, out);
  for (guint i = 0; i < 5; i++)
    g_assert_cmpfloat_with_epsilon (out[i], p[i], 1e-9);
}

/* Decisions that run against the classes on inner folds must not turn the order round. */
static void
test_the_order_is_never_turned_round (void)
{
  double           held_out[40], own[40], weights[40];
  guint8           is_second[40];
  ImbMarginSigmoid sigmoid;
  gboolean         is_own;

  for (guint i = 0; i < 40; i++)
    {
      is_second[i] = i % 2;
      held_out[i] = (i % 2 ? -1.0 : 1.0) + 0.01 * i;
      own[i] = (i % 2 ? 1.0 : -1.0) + 0.05 * i;
      weights[i] = 1.0;
    }
  g_assert_true (imb_margin_calibrate (held_out, own, is_second, weights, 40, &sigmoid, &is_own, NULL, NULL));
  g_assert_true (is_own);
  g_assert_cmpfloat (sigmoid.slope, >, 0.1);
  g_assert_true (imb_margin_calibrate (own, own, is_second, weights, 40, &sigmoid, &is_own, NULL, NULL));
  g_assert_false (is_own);
}

/* Weights that are shares of a table are as nothing beside the whole rows that Platt adds. */
static void
test_small_weights_are_ratios (void)
{
  double           held_out[40], weights[40], tiny[40];
  guint8           is_second[40];
  ImbMarginSigmoid usual, small;
  gboolean         is_own;

  for (guint i = 0; i < 40; i++)
    {
      is_second[i] = i % 4 == 0;
      held_out[i] = (is_second[i] ? 1.0 : -1.0) + 0.01 * i;
      weights[i] = i % 5 * 0.4; /* 1 on the average of those that have any */
      tiny[i] = weights[i] * 1e-6;
    }
  g_assert_true (imb_margin_calibrate (held_out, held_out, is_second, weights, 40, &usual, &is_own, NULL, NULL));
  g_assert_true (imb_margin_calibrate (held_out, held_out, is_second, tiny, 40, &small, &is_own, NULL, NULL));
  g_assert_cmpfloat_with_epsilon (small.slope, usual.slope, 1e-6 * usual.slope);
  g_assert_cmpfloat_with_epsilon (small.offset, usual.offset, 1e-6 * fabs (usual.offset));
}

static void
test_rows_of_no_weight_are_refused (void)
{
  const char *const texts[] = { "svm", "linear-svm", "linear-svm:loss=hinge,class_weight=balanced" };
  const double      weights[20] = { 0.0 };

  for (guint t = 0; t < G_N_ELEMENTS (texts); t++)
    {
      g_autoptr (ImbMatrix) x = imb_matrix_new (20, 1, NULL);
      guint16 classes[20] = { 1, 1, 1, 1, 1 };
      ImbView view = imb_view_of (x, classes, 2);
      g_autoptr (ImbNotes) notes = imb_notes_new ();
      g_autoptr (GError) error = NULL;
      const ImbModel *model;
      gpointer        values;

      for (gsize i = 0; i < 20; i++)
        imb_matrix_row (x, i)[0] = (double) i;
      view.weights = weights;
      g_assert_true (imb_model_parse (texts[t], &model, &values, NULL));
      g_assert_null (imb_model_fit (model, values, &view, 1, NULL, notes, &error));
      g_assert_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW);
      imb_values_free (&model->base, values);
    }
}

static void
expect (const char *text,
        gsize       n,
        const char *note,
        const char *complaint)
{
  g_autoptr (ImbMatrix) x = imb_matrix_new (n, 1, NULL);
  g_autofree guint16 *classes = g_new0 (guint16, n);
  ImbView             view = imb_view_of (x, classes, 2);
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autoptr (GError) error = NULL;
  const ImbModel *model;
  gpointer        values, fitted;
  gboolean        is_noted = FALSE;

  for (gsize i = 0; i < n; i++)
    imb_matrix_row (x, i)[0] = (double) (i % 13) + (i < 3);
  classes[0] = classes[1] = classes[2] = 1;
  g_assert_true (imb_model_parse (text, &model, &values, NULL));
  fitted = imb_model_fit (model, values, &view, 1, NULL, notes, &error);
  if (complaint != NULL)
    {
      g_assert_null (fitted);
      g_assert_nonnull (strstr (error->message, complaint));
    }
  else
    {
      g_assert_no_error (error);
      for (guint i = 0; i < imb_notes_n (notes); i++)
        is_noted |= strstr (imb_notes_at (notes, i), note) != NULL;
      g_assert_true (is_noted);
      model->free (fitted);
    }
  imb_values_free (&model->base, values);
}

static void
test_what_was_decided_is_said (void)
{
  expect ("svm", 60, "Class “1” has only 3 different training rows", NULL);
  expect ("linear-svm", 60, "Class “1” has only 3 different training rows", NULL);
  expect ("svm:max_iter=1", 60, "max_iter=1 before its tolerance", NULL);
  expect ("linear-svm:loss=hinge,max_iter=1", 60, "max_iter=1 before its tolerance", NULL);
  expect ("svm", 300001, NULL, "would take hours with 300001 training rows");
}

/* Of seven classes of one row each two fall into one inner fold, which leaves nothing to tell them apart by. */
static void
test_single_rows_may_share_a_fold (void)
{
  const char *const texts[] = { "svm", "linear-svm", "linear-svm:loss=hinge" };

  for (guint32 seed = 0; seed < 4; seed++)
    for (guint t = 0; t < G_N_ELEMENTS (texts); t++)
      {
        g_autoptr (ImbMatrix) x = imb_matrix_new (27, 1, NULL);
        guint16 classes[27] = { 1, 2, 3, 4, 5, 6, 7 };
        ImbView view = imb_view_of (x, classes, 8);
        g_autoptr (ImbNotes) notes = imb_notes_new ();
        g_autoptr (GError) error = NULL;
        const ImbModel *model;
        gpointer        values, fitted;
        double          scores[27 * 8];

        for (gsize i = 0; i < 27; i++)
          imb_matrix_row (x, i)[0] = (double) i;
        g_assert_true (imb_model_parse (texts[t], &model, &values, NULL));
        fitted = imb_model_fit (model, values, &view, seed, NULL, notes, &error);
        g_assert_no_error (error);
        g_assert_true (model->predict (fitted, x, scores, NULL, NULL));
        for (gsize i = 0; i < 27 * 8; i++)
          g_assert_true (scores[i] >= 0.0 && scores[i] <= 1.0);
        model->free (fitted);
        imb_values_free (&model->base, values);
      }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/margins/two-rows-are-solved-by-hand", test_two_rows_are_solved_by_hand);
  g_test_add_func ("/margins/the-cache-changes-nothing", test_the_cache_changes_nothing);
  g_test_add_func ("/margins/rows-set-aside-come-back", test_rows_set_aside_come_back);
  g_test_add_func ("/margins/an-early-end-knows-all-rows", test_an_early_end_knows_all_rows);
  g_test_add_func ("/margins/solving-is-cancelled-within-100-ms", test_solving_is_cancelled_within_100_ms);
  g_test_add_func ("/margins/both-linear-solvers-agree", test_both_linear_solvers_agree);
  g_test_add_func ("/margins/copies-share-a-number", test_copies_share_a_number);
  g_test_add_func ("/margins/pairs-give-the-classes-back", test_pairs_give_the_classes_back);
  g_test_add_func ("/margins/the-order-is-never-turned-round", test_the_order_is_never_turned_round);
  g_test_add_func ("/margins/small-weights-are-ratios", test_small_weights_are_ratios);
  g_test_add_func ("/margins/rows-of-no-weight-are-refused", test_rows_of_no_weight_are_refused);
  g_test_add_func ("/margins/solving-ends", test_solving_ends);
  g_test_add_func ("/margins/what-was-decided-is-said", test_what_was_decided_is_said);
  g_test_add_func ("/margins/single-rows-may-share-a-fold", test_single_rows_may_share_a_fold);
  return g_test_run ();
}
