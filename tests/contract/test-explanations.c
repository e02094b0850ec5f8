/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every model's explanations promise: walks the list, so that a new model is tested by being in it. */
#include <math.h>
#include <string.h>

#include "engine/imb.h"
#include "tests/canceller.h"
#include "tests/contract/promises.h"

#define N_ROWS   400
#define N_COLS   5
#define CONSTANT 3 /* a column that says nothing */

typedef struct
{
  ImbMatrix *x;
  guint16   *classes;
  ImbView    view;
} Rows;

/* Of @n_present of as many classes and one, the later the rarer; the last class has no rows. */
static Rows
make_rows (gsize   n,
           guint   n_present,
           guint32 seed)
{
  Rows   rows = { imb_matrix_new (n, N_COLS, NULL), g_new (guint16, n), { 0 } };
  ImbRng rng;

  imb_rng_init (&rng, seed);
  for (gsize i = 0; i < n; i++)
    {
      rows.classes[i] = 0;
      for (guint c = 1; c < n_present; c++)
        if (i % (3 * c) == c)
          rows.classes[i] = (guint16) c;
      for (gsize j = 0; j < N_COLS; j++)
        imb_matrix_row (rows.x, i)[j] = j == CONSTANT ? 2.5 : imb_rng_normal (&rng) + (j % n_present == rows.classes[i] ? 1.0 : 0.0);
    }
  rows.view = imb_view_of (rows.x, rows.classes, n_present + 1);
  return rows;
}

static void
rows_clear (Rows *self)
{
  imb_matrix_free (self->x);
  g_free (self->classes);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Rows, rows_clear)

/* @params: with a colon before them, or nothing */
static gpointer
fit (const ImbModel *model,
     const char     *params,
     const ImbView  *view)
{
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *spec = g_strconcat (model->base.id, params, NULL);
  const ImbModel  *found;
  gpointer         values, fitted;

  g_assert_true (imb_model_parse (spec, &found, &values, &error));
  g_assert_true (found == model);
  fitted = imb_model_fit (model, values, view, 7, NULL, notes, &error);
  g_assert_no_error (error);
  imb_values_free (&model->base, values);
  return fitted;
}

static double *
importances_of (const ImbModel *model,
                const ImbView  *view)
{
  gpointer fitted = fit (model, "", view);
  double  *importances = g_new (double, N_COLS);

  memset (importances, 0xff, N_COLS * sizeof *importances);
  model->importances (fitted, importances, N_COLS);
  model->free (fitted);
  return importances;
}

static void
test_importances_are_shares (gconstpointer data)
{
  for (guint n_present = 2; n_present <= 3; n_present++)
    {
      g_auto (Rows) rows = make_rows (N_ROWS, n_present, n_present);
      g_autofree double *importances = importances_of (data, &rows.view);
      double             sum = 0.0;

      for (gsize j = 0; j < N_COLS; j++)
        {
          g_assert_cmpfloat (importances[j], >=, 0.0);
          sum += importances[j];
        }
      g_assert_cmpfloat_with_epsilon (sum, 1.0, 1e-12);
      g_assert_cmpfloat (importances[CONSTANT], ==, 0.0);
    }
}

static void
test_importances_without_questions_are_nought (gconstpointer data)
{
  g_auto (Rows) rows = make_rows (60, 2, 4);
  g_autofree double *importances = NULL;

  for (gsize i = 0; i < 60; i++)
    for (gsize j = 0; j < N_COLS; j++)
      imb_matrix_row (rows.x, i)[j] = 1.0;
  importances = importances_of (data, &rows.view);
  for (gsize j = 0; j < N_COLS; j++)
    g_assert_cmpfloat (importances[j], ==, 0.0);
}

static void
test_importances_do_not_depend_on_threads (gconstpointer data)
{
  g_auto (Rows) rows = make_rows (N_ROWS, 3, 5);
  g_autofree double *first = NULL;

  for (guint n_threads = 1; n_threads <= 3; n_threads += 2)
    {
      g_autofree double *again = NULL;

      imb_parallel_set_n_threads (n_threads);
      again = importances_of (data, &rows.view);
      if (first != NULL)
        g_assert_cmpmem (first, N_COLS * sizeof *first, again, N_COLS * sizeof *again);
      else
        first = g_steal_pointer (&again);
    }
  imb_parallel_set_n_threads (0);
}

/* ---- contributions ---- */

/* Of every row, class and column; with scores[n_rows * n_classes] when asked for, of a single member where the mean logit of several is explained: it is
 * that of the score then. */
static double *
contributions_of (const ImbModel *model,
                  const Rows     *rows,
                  double        **scores)
{
  const guint K = rows->view.n_classes;
  const gsize n = rows->x->n_rows * K * (N_COLS + 1);
  gpointer    fitted = fit (model, scores != NULL && model->space == IMB_SPACE_MEAN_LOGIT ? ":n_estimators=1" : "", &rows->view);
  double     *out = g_new (double, n);
  g_autoptr (GError) error = NULL;

  memset (out, 0xff, n * sizeof *out);
  g_assert_true (model->contributions (fitted, rows->x, out, NULL, &error));
  g_assert_no_error (error);
  if (scores != NULL)
    {
      *scores = g_new (double, rows->x->n_rows *K);
      g_assert_true (model->predict (fitted, rows->x, *scores, NULL, &error));
    }
  model->free (fitted);
  return out;
}

/* What the sums of a row's classes say as probabilities. */
static void
link_sums (const ImbModel *model,
           double         *sums,
           guint           K,
           guint           n_present)
{
  const gboolean is_odds = n_present == 2 || model->space == IMB_SPACE_LOGIT_EACH;
  double         all = 0.0;

  for (guint c = 0; c < K && model->space != IMB_SPACE_PROBABILITY; c++)
    {
      sums[c] = is_odds ? 1.0 / (1.0 + exp (-sums[c])) : exp (sums[c]);
      all += sums[c];
    }
  for (guint c = 0; c < K && model->space != IMB_SPACE_PROBABILITY; c++)
    sums[c] /= all;
}

static void
test_contributions_add_up_to_the_score (gconstpointer data)
{
  const ImbModel *model = data;

  for (guint n_present = 2; n_present <= 4; n_present++)
    for (guint missing = 0; missing < ((model->flags & IMB_MODEL_MISSING) != 0 ? 2 : 1); missing++)
      {
        g_auto (Rows) rows = make_rows (N_ROWS, n_present, 10 + n_present);
        g_autofree double *scores = NULL, *out = NULL;
        const guint        K = n_present + 1;

        for (gsize i = 0; i < N_ROWS && missing == 1; i += 3)
          imb_matrix_row (rows.x, i)[i % 2] = NAN;
        out = contributions_of (model, &rows, &scores);
        for (gsize i = 0; i < N_ROWS; i++)
          {
            double sums[5] = { 0 };

            for (guint c = 0; c < K; c++)
              {
                for (gsize j = 0; j <= N_COLS; j++)
                  sums[c] += out[(i * K + c) * (N_COLS + 1) + j];
                g_assert_cmpfloat (out[(i * K + c) * (N_COLS + 1) + CONSTANT], ==, 0.0);
              }
            link_sums (model, sums, K, n_present);
            for (guint c = 0; c < K; c++)
              g_assert_cmpfloat_with_epsilon (sums[c], scores[i * K + c], 1e-9);
          }
      }
}

static void
test_contributions_do_not_depend_on_threads (gconstpointer data)
{
  g_auto (Rows) rows = make_rows (N_ROWS, 3, 5);
  const gsize        n = N_ROWS * 4 * (N_COLS + 1);
  g_autofree double *first = NULL;

  for (guint n_threads = 1; n_threads <= 3; n_threads += 2)
    {
      g_autofree double *again = NULL;

      imb_parallel_set_n_threads (n_threads);
      again = contributions_of (data, &rows, NULL);
      if (first != NULL)
        g_assert_cmpmem (first, n * sizeof *first, again, n * sizeof *again);
      else
        first = g_steal_pointer (&again);
    }
  imb_parallel_set_n_threads (0);
}

static void
cancel_contributions (gconstpointer data)
{
  const ImbModel *model = data;
  g_auto (Rows) rows = make_rows (20000, 2, 6);
  gpointer           fitted = fit (model, "", &rows.view);
  g_autofree double *out = g_new (double, rows.x->n_rows * 3 * (N_COLS + 1));
  g_autoptr (ImbJob) job = imb_job_new ();
  g_autoptr (GError) error = NULL;
  Canceller canceller = { job, 30000, own_time_now () };
  GThread  *thread = g_thread_new ("cancel", cancel_later, &canceller);

  model->contributions (fitted, rows.x, out, job, &error);
  note_cancelled (model->base.id, &canceller, thread, own_time_now ());
  if (error != NULL)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  model->free (fitted);
}

static void
test_contributions_stop_within_a_tenth_of_a_second (gconstpointer model)
{
  assert_in_time (cancel_contributions, model);
}

static gboolean
has_importances (gconstpointer model)
{
  return ((const ImbModel *) model)->importances != NULL;
}

static gboolean
has_contributions (gconstpointer model)
{
  return ((const ImbModel *) model)->contributions != NULL;
}

static const Promise promises[] = {
  { "importances-are-shares", test_importances_are_shares, has_importances },
  { "importances-without-questions-are-nought", test_importances_without_questions_are_nought, has_importances },
  { "importances-do-not-depend-on-threads", test_importances_do_not_depend_on_threads, has_importances },
  { "contributions-add-up-to-the-score", test_contributions_add_up_to_the_score, has_contributions },
  { "contributions-do-not-depend-on-threads", test_contributions_do_not_depend_on_threads, has_contributions },
  { "contributions-stop-within-a-tenth-of-a-second", test_contributions_stop_within_a_tenth_of_a_second, has_contributions },
};

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (const ImbModel *const *m = imb_models (); *m != NULL; m++)
    add_promises (*m, promises, G_N_ELEMENTS (promises));
  return g_test_run ();
}
