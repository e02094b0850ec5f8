/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is special in models made of trees; the rest is in the contract of models and in test-tree.c. */
#include "engine/imb.h"
#include "engine/models/imb-grove.h"

static void
test_features_are_counted_as_scikit_learn_does (void)
{
  const struct
  {
    const char *text;
    gsize       n_cols;
    gsize       wanted;
  } cases[] = {
    { "all", 30, 30 },
    { "sqrt", 30, 5 },
    { "sqrt", 1, 1 },
    { "log2", 30, 4 },
    { "log2", 1, 1 },
    { "7", 30, 7 },
    { "1", 30, 1 },
    { "99", 30, 30 },
    { "0.3", 30, 9 },
    { "0.01", 30, 1 },
  };
  const char *const wrong[] = { "", "none", "0", "-1", "1.5", "nan", "inf", "0x", "sqrt ", "0.0" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_true (imb_grove_check_max_features (cases[i].text, NULL));
      const ImbGroveSettings settings = { .max_features = cases[i].text };

      g_assert_cmpuint (imb_grove_shape (&settings, cases[i].n_cols).max_features, ==, cases[i].wanted);
    }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (imb_grove_check_max_features (wrong[i], &error));
      g_assert_error (error, IMB_ERROR, IMB_ERROR_PARAM);
    }
}

typedef struct
{
  ImbMatrix *x;
  guint16    classes[60];
  double     weights[60];
  ImbView    view;
} Data;

static void
data_init (Data *self)
{
  ImbRng rng;

  imb_rng_init (&rng, 4);
  self->x = imb_matrix_new (60, 2, NULL);
  for (guint i = 0; i < 60; i++)
    {
      self->classes[i] = i % 3 == 0;
      self->weights[i] = 1.0 + i % 2;
      for (guint j = 0; j < 2; j++)
        imb_matrix_row (self->x, i)[j] = imb_rng_normal (&rng) + self->classes[i];
    }
  self->view = imb_view_of (self->x, self->classes, 2);
  self->view.weights = self->weights;
}

static double *
fit_and_score_by_seed (const char      *text,
                       const ImbView   *view,
                       const ImbMatrix *rows,
                       guint32          seed)
{
  const ImbModel *model;
  gpointer        values, fitted;
  double         *scores = g_new (double, rows->n_rows * view->n_classes);
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (imb_model_parse (text, &model, &values, &error));
  fitted = imb_model_fit (model, values, view, seed, NULL, notes, &error);
  g_assert_no_error (error);
  g_assert_true (model->predict (fitted, rows, scores, NULL, NULL));
  model->free (fitted);
  imb_values_free (&model->base, values);
  return scores;
}

static double *
fit_and_score (const char      *text,
               const ImbView   *view,
               const ImbMatrix *rows)
{
  return fit_and_score_by_seed (text, view, rows, 1);
}

/* Four columns say the same; in each row that is asked another one of them says class 1. */
static void
test_of_equal_columns_any_is_asked (void)
{
  guint16 classes[12];
  guint   n_asked[4] = { 0 };
  g_autoptr (ImbMatrix) x = imb_matrix_new (12, 4, NULL);
  g_autoptr (ImbMatrix) asked = imb_matrix_new (4, 4, NULL);

  for (guint i = 0; i < 12; i++)
    {
      classes[i] = i % 4 == 0;
      for (guint j = 0; j < 4; j++)
        imb_matrix_row (x, i)[j] = classes[i];
    }
  for (guint i = 0; i < 4; i++)
    for (guint j = 0; j < 4; j++)
      imb_matrix_row (asked, i)[j] = i == j;

  const ImbView view = imb_view_of (x, classes, 2);

  for (guint32 seed = 0; seed < 100; seed++)
    {
      g_autofree double *scores = fit_and_score_by_seed ("decision-tree", &view, asked, seed);

      for (guint j = 0; j < 4; j++)
        n_asked[j] += scores[2 * j + 1] == 1.0;
    }
  g_assert_cmpuint (n_asked[0] + n_asked[1] + n_asked[2] + n_asked[3], ==, 100);
  for (guint j = 0; j < 4; j++)
    g_assert_cmpuint (n_asked[j], >=, 10);
}

static void
test_rows_of_weight_0_teach_nothing (void)
{
  Data               data;
  guint32            rows[45], n = 0;
  g_autofree double *with = NULL, *without = NULL;

  data_init (&data);
  for (guint i = 0; i < 60; i++)
    if (i % 4 == 1)
      data.weights[i] = 0.0;
    else
      rows[n++] = i;
  with = fit_and_score ("decision-tree:min_samples_leaf=4", &data.view, data.x);
  data.view.rows = rows;
  data.view.n_rows = n;
  without = fit_and_score ("decision-tree:min_samples_leaf=4", &data.view, data.x);
  g_assert_cmpmem (with, 120 * sizeof *with, without, 120 * sizeof *without);
  imb_matrix_free (data.x);
}

static void
test_only_rows_of_weight_0_are_refused (void)
{
  Data            data;
  const char     *ids[] = { "decision-tree", "random-forest" };
  const ImbModel *model;

  data_init (&data);
  for (guint i = 0; i < 60; i++)
    data.weights[i] = 0.0;
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (ImbNotes) notes = imb_notes_new ();
      g_autoptr (GError) error = NULL;
      gpointer values;

      g_assert_true (imb_model_parse (ids[i], &model, &values, NULL));
      g_assert_null (imb_model_fit (model, values, &data.view, 0, NULL, notes, &error));
      g_assert_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW);
      g_assert_cmpstr (error->message, ==, "All training rows have the weight 0; give some of them more.");
      imb_values_free (&model->base, values);
    }
  imb_matrix_free (data.x);
}

static void
test_parameters_reach_the_trees (void)
{
  const char *const texts[] = { "decision-tree", "decision-tree:criterion=entropy,min_samples_leaf=3", "decision-tree:max_depth=2", "decision-tree:min_samples_split=20",
                                "decision-tree:min_samples_leaf=5", "decision-tree:max_features=1,max_depth=2", "decision-tree:class_weight=balanced,max_depth=2",
                                "random-forest", "random-forest:n_estimators=3", "random-forest:max_depth=2", "random-forest:max_features=all",
                                "balanced-random-forest", "balanced-random-forest:replacement=false", "balanced-random-forest:class_weight=balanced",
                                "balanced-random-forest:sampling_strategy=auto", "balanced-random-forest:bootstrap=true" };
  Data              data;
  g_autoptr (ImbMatrix) grid = imb_matrix_new (400, 2, NULL);
  double *scores[G_N_ELEMENTS (texts)];

  data_init (&data);
  for (guint i = 0; i < 400; i++)
    {
      imb_matrix_row (grid, i)[0] = i % 20 / 4.0 - 2.0;
      imb_matrix_row (grid, i)[1] = i / 20 / 4.0 - 2.0;
    }
  for (guint t = 0; t < G_N_ELEMENTS (texts); t++)
    {
      scores[t] = fit_and_score (texts[t], &data.view, grid);
      for (guint other = 0; other < t; other++)
        g_assert_true (memcmp (scores[t], scores[other], 800 * sizeof (double)) != 0);
    }
  for (guint t = 0; t < G_N_ELEMENTS (texts); t++)
    g_free (scores[t]);
  imb_matrix_free (data.x);
}

/* Rows that nothing tells apart: trees of balanced draws say one half, others the share of the class. */
static void
test_balanced_forests_draw_classes_alike (void)
{
  Data        data;
  const char *texts[] = { "balanced-random-forest", "balanced-random-forest:replacement=false", "random-forest" };
  double      wanted[] = { 0.5, 0.5, 1.0 / 3.0 };

  data_init (&data);
  data.view.weights = NULL;
  memset (data.x->data, 0, data.x->n_bytes);
  for (guint t = 0; t < 3; t++)
    {
      g_autofree double *scores = fit_and_score (texts[t], &data.view, data.x);

      g_assert_cmpfloat_with_epsilon (scores[1], wanted[t], t < 2 ? 1e-12 : 0.03);
    }
  imb_matrix_free (data.x);
}

/* Trees of rows that nothing tells apart say the classes' shares in what they drew. */
static void
test_a_balanced_forest_draws_as_it_is_told (void)
{
  const struct
  {
    const char *text;
    double      wanted, within;
  } cases[] = {
    { "sampling_strategy=auto", 0.5, 1e-12 },
    { "sampling_strategy=0.8", 20.0 / 45.0, 1e-12 },
    { "sampling_strategy={0:30;1:10}", 0.25, 1e-12 },
    { "sampling_strategy={0:30;1:10},replacement=false", 0.25, 1e-12 },
    { "sampling_strategy={0:30;1:10},bootstrap=true,n_estimators=2000", 0.25, 0.01 },
  };
  Data data;

  data_init (&data);
  data.view.weights = NULL;
  memset (data.x->data, 0, data.x->n_bytes);
  for (guint i = 0; i < 60; i++)
    data.classes[i] = i % 3 == 1;
  for (guint t = 0; t < G_N_ELEMENTS (cases); t++)
    {
      g_autofree char   *text = g_strconcat ("balanced-random-forest:", cases[t].text, NULL);
      g_autofree double *scores = fit_and_score (text, &data.view, data.x);

      g_assert_cmpfloat_with_epsilon (scores[1], cases[t].wanted, cases[t].within);
    }
  imb_matrix_free (data.x);
}

/* A row of the smallest class that stands alone is in every tree where that class is not drawn, and not where it is. */
static void
test_a_class_that_is_not_drawn_is_there (void)
{
  const char *const texts[] = { "balanced-random-forest:sampling_strategy=auto", "balanced-random-forest:replacement=false", "balanced-random-forest" };
  Data              data;

  data_init (&data);
  data.view.weights = NULL;
  for (guint i = 0; i < 60; i++)
    data.classes[i] = i % 3 == 1;
  for (gsize i = 0; i < 60; i++)
    imb_matrix_row (data.x, i)[1] = 0.0;
  for (gsize i = 0; i < 60; i++)
    imb_matrix_row (data.x, i)[0] = (double) i;
  for (guint t = 0; t < G_N_ELEMENTS (texts); t++)
    {
      g_autofree double *scores = fit_and_score (texts[t], &data.view, data.x);
      double             least = 1.0;

      for (guint i = 0; i < 60; i++)
        if (data.classes[i] == 1)
          least = MIN (least, scores[2 * i + 1]);
      g_assert_true ((least == 1.0) == (t < 2));
    }
  imb_matrix_free (data.x);
}

/* Whether the note is there that class weights have no grip. */
static gboolean
is_noted (const char    *text,
          const ImbView *view)
{
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  gboolean        found = FALSE;
  const ImbModel *model;
  gpointer        values, fitted;

  g_assert_true (imb_model_parse (text, &model, &values, NULL));
  fitted = imb_model_fit (model, values, view, 0, NULL, notes, NULL);
  g_assert_nonnull (fitted);
  for (guint i = 0; i < imb_notes_n (notes); i++)
    found |= strstr (imb_notes_at (notes, i), "hardly changes trees") != NULL;
  model->free (fitted);
  imb_values_free (&model->base, values);
  return found;
}

static void
test_class_weights_without_grip_are_noted (void)
{
  const char *const models[] = { "decision-tree", "random-forest", "bagging", "balanced-random-forest", "balanced-bagging", "balance-cascade", "self-paced-ensemble" };
  Data              data;

  data_init (&data);
  data.view.weights = NULL;
  for (guint m = 0; m < G_N_ELEMENTS (models); m++)
    {
      g_autofree char *weighted = g_strconcat (models[m], ":class_weight=balanced", NULL);
      g_autofree char *limited = g_strconcat (weighted, ",max_depth=1", NULL);

      g_assert_true (is_noted (weighted, &data.view));
      g_assert_false (is_noted (limited, &data.view));
      g_assert_false (is_noted (models[m], &data.view));
    }

  /* Grown to the end, but rows that are alike leave mixed leaves. */
  memset (data.x->data, 0, data.x->n_bytes);
  g_assert_false (is_noted ("decision-tree:class_weight=balanced", &data.view));
  imb_matrix_free (data.x);
}

/* With 60 rows of class 0 to 1 of class 1, each tree draws one of each: no row of class 0 is in all trees, that of class 1 is. */
static void
test_the_only_row_of_a_class_is_in_every_tree (void)
{
  Data               data;
  g_autofree double *scores = NULL;

  data_init (&data);
  memset (data.classes, 0, sizeof data.classes);
  data.classes[17] = 1;
  scores = fit_and_score ("balanced-random-forest", &data.view, data.x);
  g_assert_cmpfloat (scores[2 * 17 + 1], ==, 1.0);
  imb_matrix_free (data.x);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/grove/features-are-counted-as-scikit-learn-does", test_features_are_counted_as_scikit_learn_does);
  g_test_add_func ("/grove/of-equal-columns-any-is-asked", test_of_equal_columns_any_is_asked);
  g_test_add_func ("/grove/rows-of-weight-0-teach-nothing", test_rows_of_weight_0_teach_nothing);
  g_test_add_func ("/grove/only-rows-of-weight-0-are-refused", test_only_rows_of_weight_0_are_refused);
  g_test_add_func ("/grove/a-balanced-forest-draws-as-it-is-told", test_a_balanced_forest_draws_as_it_is_told);
  g_test_add_func ("/grove/a-class-that-is-not-drawn-is-there", test_a_class_that_is_not_drawn_is_there);
  g_test_add_func ("/grove/class-weights-without-grip-are-noted", test_class_weights_without_grip_are_noted);
  g_test_add_func ("/grove/parameters-reach-the-trees", test_parameters_reach_the_trees);
  g_test_add_func ("/grove/balanced-forests-draw-classes-alike", test_balanced_forests_draw_classes_alike);
  g_test_add_func ("/grove/the-only-row-of-a-class-is-in-every-tree", test_the_only_row_of_a_class_is_in_every_tree);
  return g_test_run ();
}
