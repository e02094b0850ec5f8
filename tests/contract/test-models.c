/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every model promises: walks the list, so that a new model is tested by being in it. */
#include <math.h>
#include <string.h>

#include "engine/imb.h"
#include "tests/canceller.h"
#include "tests/contract/promises.h"

typedef struct
{
  ImbMatrix *x;
  guint16   *classes;
} Rows;

static Rows
make_rows (gsize   n,
           gsize   d,
           guint   n_classes,
           guint32 seed)
{
  Rows   rows = { imb_matrix_new (n, d, NULL), g_new (guint16, n) };
  ImbRng rng;

  imb_rng_init (&rng, seed);
  for (gsize i = 0; i < n; i++)
    {
      /* The later a class, the rarer. */
      rows.classes[i] = 0;
      for (guint c = 1; c < n_classes; c++)
        if (i % (3 * c) == c)
          rows.classes[i] = (guint16) c;
      for (gsize j = 0; j < d; j++)
        imb_matrix_row (rows.x, i)[j] = imb_rng_normal (&rng) + (j % n_classes == rows.classes[i] ? 1.0 : 0.0);
    }
  return rows;
}

static void
clear_rows (Rows *rows)
{
  imb_matrix_free (rows->x);
  g_free (rows->classes);
}

/* Every access to memory is looked at there, and the same ones are in fewer rows. */
#ifdef __SANITIZE_ADDRESS__
#define FEWER 4
#else
#define FEWER 1
#endif

/* As many rows as a test of this model may take: kernel machines need the square of them. */
static gsize
n_rows_for (const ImbModel *model,
            gsize           n)
{
  return (imb_algorithm_find_param (&model->base, "kernel") != NULL ? n / 20 : n) / FEWER;
}

static gboolean
is_network (const ImbModel *model)
{
  return model->kind == IMB_MODEL_NETWORK;
}

/* The model with @more parameters, fitted; no error is expected. */
static gpointer
fit_text (const ImbModel *model,
          const char     *more,
          const ImbView  *train,
          ImbJob         *job)
{
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autoptr (GError) error = NULL;
  gpointer values = imb_values_parse (&model->base, more, &error);
  gpointer fitted;

  g_assert_no_error (error);
  fitted = imb_model_fit (model, values, train, 7, job, notes, &error);
  g_assert_no_error (error);
  g_assert_nonnull (fitted);
  imb_values_free (&model->base, values);
  return fitted;
}

/* Scores of @test's rows, checked to be probabilities. */
static double *
scores_of (const ImbModel  *model,
           const char      *more,
           const ImbView   *train,
           const ImbMatrix *test)
{
  gpointer fitted = fit_text (model, more, train, NULL);
  guint    K = train->n_classes;
  double  *scores = g_new (double, test->n_rows *K);
  g_autoptr (GError) error = NULL;

  memset (scores, 0xff, test->n_rows * K * sizeof (double));
  g_assert_true (model->predict (fitted, test, scores, NULL, &error));
  g_assert_no_error (error);
  model->free (fitted);
  for (gsize i = 0; i < test->n_rows; i++)
    {
      double sum = 0.0;

      for (guint c = 0; c < K; c++)
        {
          g_assert_true (scores[i * K + c] >= 0.0 && scores[i * K + c] <= 1.0);
          sum += scores[i * K + c];
        }
      g_assert_cmpfloat_with_epsilon (sum, 1.0, 1e-12);
    }
  return scores;
}

/* For large tables: members by the dozen, and epochs, would only take time. */
static const char *
few_members (const ImbModel *model)
{
  if (imb_algorithm_find_param (&model->base, "estimator__n_estimators") != NULL)
    return "n_estimators=10,estimator__n_estimators=5";
  if (is_network (model))
    return "max_iter=3";
  return imb_algorithm_find_param (&model->base, "n_estimators") != NULL ? "n_estimators=10" : NULL;
}

static double
largest_difference (const double *a,
                    const double *b,
                    gsize         n)
{
  double most = 0.0;

  for (gsize i = 0; i < n; i++)
    most = MAX (most, fabs (a[i] - b[i]));
  return most;
}

static void
expect_error (const ImbModel *model,
              const ImbView  *train,
              ImbError        code,
              const char     *part)
{
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autoptr (GError) error = NULL;
  gpointer values = imb_values_new (&model->base);

  g_assert_null (imb_model_fit (model, values, train, 0, NULL, notes, &error));
  g_assert_error (error, IMB_ERROR, (gint) code);
  g_assert_nonnull (strstr (error->message, part));
  imb_values_free (&model->base, values);
}

static void
test_is_described (gconstpointer data)
{
  const ImbModel *model = data;

  g_assert_true (imb_model_find (model->base.id) == model);
  g_assert_true (model->base.title != NULL && model->base.title[0] != '\0');
  g_assert_true (model->base.summary != NULL && model->base.summary[0] != '\0');
  g_assert_true (model->base.reference != NULL && model->base.reference[0] != '\0');
  g_assert_true (model->base.params == NULL || model->base.params_size > 0);
  g_assert_cmpint ((model->flags & IMB_MODEL_CLASS_WEIGHT) != 0, ==, imb_algorithm_find_param (&model->base, "class_weight") != NULL);
  for (const ImbParam *p = model->base.params; p != NULL && p->name != NULL; p++)
    {
      g_assert_true (p->label != NULL && p->label[0] != '\0');
      g_assert_true (p->help != NULL && g_str_has_suffix (p->help, "."));
    }
}

/* What is simpler than what goes by it. */
static void
test_says_what_it_is_made_of (gconstpointer data)
{
  const ImbModel *model = data;
  gpointer        values = imb_values_new (&model->base);

  g_assert_cmpuint (model->kind, !=, IMB_MODEL_UNSAID);
  g_assert_cmpint (model->members[0] != NULL, ==, model->kind == IMB_MODEL_ENSEMBLE);
  for (const char *const *name = model->members; *name != NULL; name++)
    {
      const ImbParam *param = imb_algorithm_find_param (&model->base, *name);

      g_assert_nonnull (param);
      g_assert_cmpuint (param->kind, ==, IMB_KIND_INT);
    }
  if (model->kind == IMB_MODEL_ENSEMBLE)
    g_assert_cmpfloat (imb_model_n_members (model, values), >, 1.0);
  else
    g_assert_cmpfloat (imb_model_n_members (model, values), ==, 1.0);
  g_assert_cmpint (imb_model_find_class_weight (model) != NULL, ==, (model->flags & IMB_MODEL_CLASS_WEIGHT) != 0);
  imb_values_free (&model->base, values);
}

static void
test_survives_the_text_round_trip (gconstpointer data)
{
  const ImbModel *model = data, *again = NULL;
  g_autoptr (GError) error = NULL;
  gpointer         values = imb_values_new (&model->base), read = NULL;
  g_autofree char *text = imb_values_to_string (&model->base, values, TRUE);
  g_autofree char *second = NULL;

  g_assert_true (imb_model_parse (text, &again, &read, &error));
  g_assert_no_error (error);
  g_assert_true (again == model);
  second = imb_values_to_string (&model->base, read, TRUE);
  g_assert_cmpstr (text, ==, second);
  imb_values_free (&model->base, values);
  imb_values_free (&model->base, read);
}

static void
test_one_class_is_refused (gconstpointer data)
{
  Rows              rows = make_rows (20, 3, 2, 1);
  ImbView           view = imb_view_of (rows.x, rows.classes, 2);
  const char *const labels[] = { "no", "yes" };

  view.labels = labels;
  memset (rows.classes, 0, 20 * sizeof *rows.classes);
  expect_error (data, &view, IMB_ERROR_ONE_CLASS, "“no”");
  view.n_rows = 0;
  expect_error (data, &view, IMB_ERROR_ONE_CLASS, "no training rows");
  clear_rows (&rows);
}

static void
test_missing_values_are_refused_or_handled (gconstpointer data)
{
  const ImbModel *model = data;
  Rows            rows = make_rows (40, 3, 2, 2);
  ImbView         view = imb_view_of (rows.x, rows.classes, 2);

  imb_matrix_row (rows.x, 16)[2] = NAN;
  if (model->flags & IMB_MODEL_MISSING)
    g_free (scores_of (model, NULL, &view, rows.x));
  else
    {
      expect_error (model, &view, IMB_ERROR_MISSING, "row 17 has no value in feature 3");
      imb_matrix_row (rows.x, 16)[2] = -INFINITY;
      expect_error (model, &view, IMB_ERROR_MISSING, "row 17 has an infinite value in feature 3");
    }
  clear_rows (&rows);
}

/* Column 1 tells the classes apart, by numbers whose squares are none. */
static void
test_huge_values_are_refused_or_understood (gconstpointer data)
{
  const ImbModel *model = data;
  Rows            rows = make_rows (80, 2, 2, 5);
  ImbView         view = imb_view_of (rows.x, rows.classes, 2);
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autoptr (GError) error = NULL;
  gpointer values = imb_values_new (&model->base), fitted;
  double   scores[160], sums[2] = { 0.0, 0.0 };
  guint    counts[2] = { 0, 0 };

  for (gsize i = 0; i < 80; i++)
    imb_matrix_row (rows.x, i)[0] = (rows.classes[i] == 1 ? 1e300 : -1e300) * (1.0 + (double) i / 80.0);
  fitted = imb_model_fit (model, values, &view, 7, NULL, notes, &error);
  if (fitted == NULL)
    g_assert_true (g_error_matches (error, IMB_ERROR, IMB_ERROR_TOO_LARGE) || g_error_matches (error, IMB_ERROR, IMB_ERROR_NUMBERS));
  else
    {
      g_assert_true (model->predict (fitted, rows.x, scores, NULL, &error));
      for (gsize i = 0; i < 80; i++)
        {
          sums[rows.classes[i]] += scores[2 * i + 1];
          counts[rows.classes[i]]++;
        }
      g_assert_true (model->kind == IMB_MODEL_NO_SKILL || sums[1] / counts[1] > 0.1 + sums[0] / counts[0]);
      model->free (fitted);
    }
  imb_values_free (&model->base, values);
  clear_rows (&rows);
}

static void
test_one_feature_is_enough (gconstpointer data)
{
  Rows    rows = make_rows (60, 1, 2, 3);
  ImbView view = imb_view_of (rows.x, rows.classes, 2);

  g_free (scores_of (data, NULL, &view, rows.x));
  clear_rows (&rows);
}

static void
test_constant_features_are_harmless (gconstpointer data)
{
  Rows    rows = make_rows (60, 4, 3, 4);
  ImbView view = imb_view_of (rows.x, rows.classes, 3);

  for (gsize i = 0; i < 60; i++)
    imb_matrix_row (rows.x, i)[1] = imb_matrix_row (rows.x, i)[3] = 1e4;
  g_free (scores_of (data, NULL, &view, rows.x));
  for (gsize i = 0; i < 60; i++)
    imb_matrix_row (rows.x, i)[0] = imb_matrix_row (rows.x, i)[2] = -3.0;
  g_free (scores_of (data, NULL, &view, rows.x));
  clear_rows (&rows);
}

static void
test_a_class_without_rows_gets_nothing (gconstpointer data)
{
  Rows rows = make_rows (90, 4, 3, 5);

  for (guint present = 2; present <= 3; present++)
    {
      ImbView            view = imb_view_of (rows.x, rows.classes, 5);
      g_autofree double *scores = NULL;

      /* Codes 0, 2 and 3 of five. */
      for (gsize i = 0; i < 90; i++)
        rows.classes[i] = (guint16) (i % 7 == 1 ? 2 : i % 7 == 2 && present == 3 ? 3
                                                                                 : 0);
      scores = scores_of (data, NULL, &view, rows.x);
      for (gsize i = 0; i < 90; i++)
        {
          g_assert_cmpfloat (scores[i * 5 + 1], ==, 0.0);
          g_assert_cmpfloat (scores[i * 5 + 4], ==, 0.0);
          g_assert_true (present == 3 || scores[i * 5 + 3] == 0.0);
        }
    }
  clear_rows (&rows);
}

/* Rounds even weights out again. */
static gboolean
is_boosted (const ImbModel *model)
{
  return imb_algorithm_find_param (&model->base, "learning_rate") != NULL && imb_algorithm_find_param (&model->base, "n_estimators") != NULL;
}

/* To pure leaves, unless it is cut. */
static gboolean
is_grown_to_the_end (const ImbModel *model)
{
  const ImbParam *depth = imb_algorithm_find_param (&model->base, "max_depth");

  return depth != NULL && depth->initial == 0.0;
}

static double
mean_of_class (const double *scores,
               gsize         n,
               guint         K,
               guint         c)
{
  double sum = 0.0;

  for (gsize i = 0; i < n; i++)
    sum += scores[i * K + c];
  return sum / (double) n;
}

/* Leaves that are not pure; but a limit of rows is one of rows, whatever their weights. So is a number of neighbours: for the model that has it @n_rows, all. */
static char *
weight_text (const ImbModel *model,
             gsize           n_rows)
{
  if (imb_algorithm_find_param (&model->base, "n_neighbors") != NULL)
    return g_strdup_printf ("n_neighbors=%zu", n_rows);
  if (imb_algorithm_find_param (&model->base, "max_bins") != NULL)
    return g_strdup ("min_samples_leaf=1");
  if (imb_algorithm_find_param (&model->base, "k_bins") != NULL)
    return g_strdup ("max_depth=3,n_estimators=400"); /* chooses rows by its own trees: their mean takes many */
  if (is_boosted (model))                             /* comes to where rounding decides */
    return g_strdup ("n_estimators=8");
  if (imb_algorithm_find_param (&model->base, "kernel") != NULL)
    return g_strdup ("tol=1e-10");
  if (is_network (model))
    return g_strdup ("batch_size=900,alpha=0,max_iter=30"); /* else other rows share a batch */
  return is_grown_to_the_end (model) ? g_strdup ("max_depth=3") : NULL;
}

static void
test_a_weight_is_a_repetition (gconstpointer data)
{
  const ImbModel     *model = data;
  const gsize         n_rows = imb_algorithm_find_param (&model->base, "max_bins") != NULL ? 240 : 300; /* no more values than bins */
  Rows                rows = make_rows (n_rows, 4, 3, 6);
  ImbView             plain = imb_view_of (rows.x, rows.classes, 3), weighted = plain, repeated = plain;
  g_autofree double  *weights = g_new (double, n_rows);
  g_autofree guint32 *order = g_new (guint32, 3 * n_rows);
  g_autofree char    *once = weight_text (model, n_rows), *often = NULL;
  gsize               n = 0;

  for (guint32 i = 0; i < n_rows; i++)
    {
      weights[i] = 1.0 + (i / 3) % 3;
      for (guint k = 0; k <= (i / 3) % 3; k++)
        order[n++] = i;
    }
  weighted.weights = weights;
  repeated.rows = order;
  repeated.n_rows = n;
  often = weight_text (model, n);

  g_autofree double *without = scores_of (model, once, &plain, rows.x);
  g_autofree double *with = scores_of (model, once, &weighted, rows.x);
  g_autofree double *times = scores_of (model, often, &repeated, rows.x);

  if (model->flags & IMB_MODEL_WEIGHTS)
    {
      /* Who draws rows draws others when some are there twice: the mean of all probabilities of a class is about the same. */
      if (imb_algorithm_find_param (&model->base, "n_estimators") != NULL)
        for (guint c = 0; c < 3; c++)
          g_assert_cmpfloat_with_epsilon (mean_of_class (with, n_rows, 3, c), mean_of_class (times, n_rows, 3, c), 0.03);
      else
        g_assert_cmpfloat (largest_difference (with, times, 3 * n_rows), <, 1e-7);
      g_assert_cmpfloat (largest_difference (with, without, 3 * n_rows), >, 1e-6);
    }
  else
    g_assert_cmpfloat (largest_difference (with, without, 3 * n_rows), ==, 0.0);
  clear_rows (&rows);
}

/* Not one number is another when rows of weight 0 were never there, with class weights that count rows, too. */
static void
test_a_row_of_weight_0_is_not_there (gconstpointer data)
{
  const ImbModel     *model = data;
  Rows                rows = make_rows (240, 4, 3, 17);
  ImbView             weighted = imb_view_of (rows.x, rows.classes, 3), left = weighted;
  g_autofree double  *weights = g_new (double, 240);
  g_autofree guint32 *kept = g_new (guint32, 240);
  const gboolean      may_balance = (model->flags & IMB_MODEL_CLASS_WEIGHT) != 0;
  g_autofree char    *more = g_strjoin (",", few_members (model) != NULL ? few_members (model) : "", may_balance ? "class_weight=balanced" : NULL, NULL);
  gsize               n = 0;

  for (guint32 i = 0; i < 240; i++)
    {
      weights[i] = i % 5 == 0 || i % 7 == 1 ? 0.0 : 1.0 + i % 2;
      if (weights[i] > 0.0)
        kept[n++] = i;
    }
  weighted.weights = left.weights = weights;
  left.rows = kept;
  left.n_rows = n;

  g_autofree double *with = scores_of (model, more[0] == ',' ? more + 1 : more, &weighted, rows.x);
  g_autofree double *without = scores_of (model, more[0] == ',' ? more + 1 : more, &left, rows.x);

  g_assert_cmpmem (with, 240 * 3 * sizeof *with, without, 240 * 3 * sizeof *without);
  clear_rows (&rows);
}

static void
test_a_heavier_class_gets_more (gconstpointer data)
{
  const ImbModel   *model = data;
  const char *const weights[] = { "class_weight={1:0.2}", "class_weight=none", "class_weight={1:3}", "class_weight={1:30}" };
  const gboolean    is_grown = is_grown_to_the_end (model), has_costs = imb_algorithm_find_param (&model->base, "cost_matrix") != NULL; /* which say as much */
  Rows              rows = make_rows (300, 4, 3, 7);
  ImbView           view = imb_view_of (rows.x, rows.classes, 3);
  double            last = 0.0, first = 0.0;

  for (guint w = 0; w < G_N_ELEMENTS (weights); w++)
    {
      g_autofree char   *more = g_strconcat (weights[w], is_grown ? ",max_depth=3" : is_boosted (model) ? ",n_estimators=8"
                                                                                                        : "",
                                           has_costs ? ",cost_matrix=uniform" : NULL, NULL);
      g_autofree double *scores = scores_of (model, more, &view, rows.x);
      double             mean = mean_of_class (scores, 300, 3, 1);

      g_assert_cmpfloat (mean, >, is_boosted (model) ? last - 0.01 : last);
      last = mean;
      first = w == 0 ? mean : first;
    }
  g_assert_cmpfloat (last, >, first + 0.01);
  clear_rows (&rows);
}

static void
test_threads_do_not_matter (gconstpointer data)
{
  const guint threads[] = { 1, 2, 7 };

  for (guint K = 2; K <= 3; K++)
    {
      Rows               rows = make_rows (n_rows_for (data, 40000), 5, K, 8), test = make_rows (3000, 5, K, 9);
      ImbView            view = imb_view_of (rows.x, rows.classes, K);
      g_autofree double *first = NULL;

      for (guint t = 0; t < G_N_ELEMENTS (threads); t++)
        {
          g_autofree double *scores = NULL;

          imb_parallel_set_n_threads (threads[t]);
          scores = scores_of (data, few_members (data), &view, test.x);
          if (first == NULL)
            first = g_steal_pointer (&scores);
          else
            g_assert_cmpmem (scores, 3000 * K * sizeof (double), first, 3000 * K * sizeof (double));
        }
      imb_parallel_set_n_threads (0);
      clear_rows (&rows);
      clear_rows (&test);
    }
}

/* A view in an order of its own, over two blocks, learns what the same rows in one matrix teach. */
static void
test_where_rows_lie_does_not_matter (gconstpointer data)
{
  gsize n = n_rows_for (data, 30000), n_base = n * 7 / 10;
  Rows  rows = make_rows (n, 6, 3, 10);
  g_autoptr (ImbMatrix) made = imb_matrix_new (n - n_base, 6, NULL);
  g_autofree guint32 *order = g_new (guint32, n);
  ImbView             view = imb_view_of (rows.x, rows.classes, 3);
  g_autoptr (ImbMatrix) gathered = NULL;
  g_autofree guint16 *classes = g_new (guint16, n);

  for (gsize i = n_base; i < n; i++)
    memcpy (imb_matrix_row (made, i - n_base), imb_matrix_row (rows.x, i), 6 * sizeof (double));

  g_autofree double *whole = scores_of (data, few_members (data), &view, made);

  rows.x->n_rows = n_base;
  view.made = made;

  g_autofree double *parts = scores_of (data, few_members (data), &view, made);

  g_assert_cmpmem (parts, made->n_rows * 3 * sizeof (double), whole, made->n_rows * 3 * sizeof (double));

  for (gsize i = 0; i < n; i++)
    order[i] = (guint32) (i * 7919 % n);
  view.rows = order;
  view.n_rows = n - 5;
  gathered = imb_view_gather (&view, NULL, 0, NULL, NULL);
  for (gsize i = 0; i < view.n_rows; i++)
    classes[i] = (guint16) imb_view_class (&view, i);

  ImbView            alone = imb_view_of (gathered, classes, 3);
  g_autofree double *mixed = scores_of (data, few_members (data), &view, made);
  g_autofree double *ordered = scores_of (data, few_members (data), &alone, made);

  g_assert_cmpmem (mixed, made->n_rows * 3 * sizeof (double), ordered, made->n_rows * 3 * sizeof (double));
  rows.x->n_rows = n;
  clear_rows (&rows);
}

static void
test_fitting_keeps_nothing_of_the_rows (gconstpointer data)
{
  const ImbModel    *model = data;
  Rows               rows = make_rows (200, 4, 2, 11), test = make_rows (50, 4, 2, 12);
  ImbView            view = imb_view_of (rows.x, rows.classes, 2);
  g_autofree double *wanted = scores_of (model, NULL, &view, test.x);
  g_autofree double *scores = g_new (double, 100);
  gpointer           fitted = fit_text (model, NULL, &view, NULL);

  memset (rows.x->data, 0, rows.x->n_bytes);
  memset (rows.classes, 0, 200 * sizeof *rows.classes);
  clear_rows (&rows);
  g_assert_true (model->predict (fitted, test.x, scores, NULL, NULL));
  g_assert_cmpmem (scores, 100 * sizeof (double), wanted, 100 * sizeof (double));
  model->free (fitted);
  clear_rows (&test);
}

static void
test_progress_ends_at_the_end (gconstpointer data)
{
  const ImbModel *model = data;
  Rows            rows = make_rows (n_rows_for (model, 20000), 4, 2, 13);
  ImbView         view = imb_view_of (rows.x, rows.classes, 2);
  g_autoptr (ImbJob) whole = imb_job_new ();
  g_autoptr (ImbJob) half = imb_job_new_part (whole, 0.5);
  gpointer fitted = fit_text (model, NULL, &view, half);

  g_assert_cmpfloat_with_epsilon (imb_job_get_fraction (whole), 0.5, 1e-3);
  model->free (fitted);
  clear_rows (&rows);
}

/* Microseconds from the cancelling to the return, of scoring with @fitted, or of fitting when that is NULL. */
static void
time_cancelling (const char     *part,
                 const ImbModel *model,
                 const Rows     *rows,
                 gpointer        fitted,
                 gulong          after_us)
{
  ImbView view = imb_view_of (rows->x, rows->classes, 3);
  g_autoptr (ImbJob) job = imb_job_new ();
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autoptr (GError) error = NULL;
  gpointer           values = imb_values_new (&model->base), made = NULL;
  g_autofree double *scores = g_new (double, rows->x->n_rows * 3);
  Canceller          canceller = { job, after_us, own_time_now () };
  GThread           *thread = g_thread_new ("canceller", cancel_later, &canceller);

  if (fitted != NULL)
    model->predict (fitted, rows->x, scores, job, &error);
  else
    made = imb_model_fit (model, values, &view, 0, job, notes, &error);
  note_cancelled (part, &canceller, thread, own_time_now ());
  if (error != NULL)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  if (made != NULL)
    model->free (made);
  imb_values_free (&model->base, values);
}

static void
cancel_model (gconstpointer data)
{
  const ImbModel *model = data;
  Rows            rows = make_rows (100000, 30, 3, 14);
  ImbView         view = imb_view_of (rows.x, rows.classes, 3);
  const char     *few = few_members (model);
  gpointer        fitted;

  /* Trees and networks score as slowly after few rows; not so neighbours. */
  view.n_rows = MIN (n_rows_for (model, view.n_rows), model->kind == IMB_MODEL_SINGLE ? G_MAXSIZE : 10000);
  fitted = fit_text (model, few, &view, NULL);

  for (guint scoring = 0; scoring < 2; scoring++)
    for (gulong after_us = 1000; after_us <= 16000; after_us *= 4)
      {
        g_autofree char *part = g_strdup_printf ("%s after %lu us", scoring ? "scoring" : "fitting", after_us);

        time_cancelling (part, model, &rows, scoring ? fitted : NULL, after_us);
      }
  model->free (fitted);
  clear_rows (&rows);
}

static void
test_cancels_within_100_ms (gconstpointer model)
{
  assert_in_time (cancel_model, model);
}

static void
test_a_cancelled_job_does_nothing (gconstpointer data)
{
  const ImbModel *model = data;
  Rows            rows = make_rows (50, 3, 2, 15);
  ImbView         view = imb_view_of (rows.x, rows.classes, 2);
  g_autoptr (ImbJob) job = imb_job_new ();
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autoptr (GError) error = NULL;
  gpointer values = imb_values_new (&model->base);
  gpointer fitted = fit_text (model, NULL, &view, NULL);
  double   scores[100];

  imb_job_cancel (job);
  g_assert_null (imb_model_fit (model, values, &view, 0, job, notes, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (model->predict (fitted, rows.x, scores, job, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  model->free (fitted);
  imb_values_free (&model->base, values);
  clear_rows (&rows);
}

static gboolean
has_class_weight (gconstpointer model)
{
  return (((const ImbModel *) model)->flags & IMB_MODEL_CLASS_WEIGHT) != 0;
}

static const Promise promises[] = {
  { "is-described", test_is_described, NULL },
  { "says-what-it-is-made-of", test_says_what_it_is_made_of, NULL },
  { "survives-the-text-round-trip", test_survives_the_text_round_trip, NULL },
  { "one-class-is-refused", test_one_class_is_refused, NULL },
  { "missing-values-are-refused-or-handled", test_missing_values_are_refused_or_handled, NULL },
  { "huge-values-are-refused-or-understood", test_huge_values_are_refused_or_understood, NULL },
  { "one-feature-is-enough", test_one_feature_is_enough, NULL },
  { "constant-features-are-harmless", test_constant_features_are_harmless, NULL },
  { "a-class-without-rows-gets-nothing", test_a_class_without_rows_gets_nothing, NULL },
  { "a-weight-is-a-repetition", test_a_weight_is_a_repetition, NULL },
  { "a-row-of-weight-0-is-not-there", test_a_row_of_weight_0_is_not_there, NULL },
  { "a-heavier-class-gets-more", test_a_heavier_class_gets_more, has_class_weight },
  { "threads-do-not-matter", test_threads_do_not_matter, NULL },
  { "where-rows-lie-does-not-matter", test_where_rows_lie_does_not_matter, NULL },
  { "fitting-keeps-nothing-of-the-rows", test_fitting_keeps_nothing_of_the_rows, NULL },
  { "progress-ends-at-the-end", test_progress_ends_at_the_end, NULL },
  { "cancels-within-100-ms", test_cancels_within_100_ms, NULL },
  { "a-cancelled-job-does-nothing", test_a_cancelled_job_does_nothing, NULL },
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
