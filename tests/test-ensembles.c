/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ensembles for rare classes: rounds worked by hand, draws counted. What all models promise is in the contract of models; averages
 * over seeds beside the peers' are in conformance/ensembles.py. */
#include <math.h>
#include <string.h>

#include "engine/imb.h"
#include "engine/models/imb-boost.h"
#include "engine/models/imb-costs.h"
#include "engine/models/imb-deal.h"
#include "engine/models/imb-hard.h"

/* A table of one column, or more of it. */
typedef struct
{
  ImbMatrix *x;
  guint16    classes[64];
  ImbView    view;
} Data;

static void
data_init (Data         *self,
           gsize         n,
           const double *values,
           const guint  *classes,
           guint         n_classes)
{
  self->x = imb_matrix_new (n, 1, NULL);
  for (gsize i = 0; i < n; i++)
    {
      imb_matrix_row (self->x, i)[0] = values[i];
      self->classes[i] = (guint16) classes[i];
    }
  self->view = imb_view_of (self->x, self->classes, n_classes);
}

static void
data_clear (Data *self)
{
  imb_matrix_free (self->x);
}

/* Probabilities of the training rows. */
static double *
scores_of (const char *text,
           const Data *data,
           ImbNotes   *notes)
{
  const ImbModel *model;
  gpointer        values, fitted;
  double         *scores = g_new (double, data->x->n_rows * data->view.n_classes);
  g_autoptr (GError) error = NULL;

  g_assert_true (imb_model_parse (text, &model, &values, &error));
  g_assert_no_error (error);
  fitted = imb_model_fit (model, values, &data->view, 3, NULL, notes, &error);
  g_assert_no_error (error);
  g_assert_true (model->predict (fitted, data->x, scores, NULL, &error));
  g_assert_no_error (error);
  model->free (fitted);
  imb_values_free (&model->base, values);
  return scores;
}

static double
sigmoid (double x)
{
  return 1.0 / (1.0 + exp (-x));
}

/* ---- draws ---- */

static void
test_a_deal_draws_each_row_once_and_all_rows_at_some_time (void)
{
  const double values[12] = { 0.0 };
  const guint  classes[12] = { 0, 0, 1, 0, 0, 2, 0, 1, 0, 1, 0, 2 };
  Data         data;
  double       weights[12];
  g_auto (ImbDeal) deal = { 0 };
  gsize   seen[12] = { 0 };
  ImbRng  rng;
  guint32 rows[12];

  data_init (&data, 12, values, classes, 3);
  for (guint i = 0; i < 12; i++)
    weights[i] = i == 9 ? 0.0 : 1.0;
  data.view.weights = weights;
  g_assert_true (imb_deal_init (&deal, &data.view, NULL, IMB_DEAL_ONCE, NULL));
  g_assert_cmpuint (imb_deal_n_drawn (&deal), ==, 6);
  imb_rng_init (&rng, 1);
  for (guint t = 0; t < 200; t++)
    {
      gsize own[12] = { 0 };

      g_assert_cmpuint (imb_deal_draw (&deal, NULL, &rng, rows), ==, 6);
      for (guint i = 0; i < 6; i++)
        {
          g_assert_cmpuint (classes[rows[i]], ==, i / 2);
          g_assert_cmpuint (own[rows[i]]++, ==, 0);
          seen[rows[i]]++;
        }
    }
  for (guint i = 0; i < 12; i++)
    if (classes[i] == 0)
      g_assert_cmpfloat_with_epsilon (seen[i], 200.0 * 2 / 7, 30.0);
    else
      g_assert_cmpuint (seen[i], ==, i == 9 ? 0 : 200);
  data_clear (&data);
}

static void
test_a_deal_follows_the_strategy (void)
{
  const double values[10] = { 0.0 };
  const guint  classes[10] = { 0, 0, 0, 0, 0, 0, 0, 1, 1, 2 };
  const struct
  {
    const char *text;
    gsize       targets[3];
  } cases[] = {
    { "auto", { 1, 1, 1 } },
    { "majority", { 1, 2, 1 } },
    { "{0:4}", { 4, 2, 1 } },
  };
  Data data;

  data_init (&data, 10, values, classes, 3);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (ImbDeal) deal = { 0 };

      g_assert_true (imb_deal_init_under (&deal, &data.view, cases[i].text, FALSE, NULL));
      g_assert_cmpmem (deal.targets, sizeof cases[i].targets, cases[i].targets, sizeof cases[i].targets);
    }
  data_clear (&data);
}

/* Every row of a class that is not reduced is drawn, with repetition elsewhere as well. */
static void
test_only_reduced_classes_repeat_rows (void)
{
  const double values[10] = { 0.0 };
  const guint  classes[10] = { 0, 0, 0, 0, 0, 0, 0, 1, 1, 1 };
  Data         data;
  ImbRng       rng;
  g_auto (ImbDeal) deal = { 0 };
  guint n_repeats = 0;

  data_init (&data, 10, values, classes, 2);
  g_assert_true (imb_deal_init_under (&deal, &data.view, "auto", TRUE, NULL));
  imb_rng_init (&rng, 1);
  for (guint t = 0; t < 50; t++)
    {
      guint32 rows[6];

      g_assert_cmpuint (imb_deal_draw (&deal, NULL, &rng, rows), ==, 6);
      n_repeats += rows[0] == rows[1] || rows[0] == rows[2] || rows[1] == rows[2];
      for (guint i = 0; i < 3; i++)
        g_assert_cmpuint (rows[3 + i], ==, 7 + i);
    }
  g_assert_cmpuint (n_repeats, >, 5);
  data_clear (&data);
}

/* Nothing to learn from is a sentence, not a tree. */
static void
test_a_strategy_leaves_two_classes (void)
{
  const char *const texts[] = { "rusboost:sampling_strategy=", "self-paced-ensemble:sampling_strategy=", "balance-cascade:sampling_strategy=", "easy-ensemble:sampling_strategy=",
                                "balanced-bagging:sampler={random-under:sampling_strategy=" };
  const char *const strategies[] = { "{0:0;1:0}", "{0:0}", "{1:0}" };
  double            values[40];
  guint             classes[40];
  Data              data;

  for (guint i = 0; i < 40; i++)
    {
      classes[i] = i % 4 == 0;
      values[i] = i;
    }
  data_init (&data, 40, values, classes, 2);
  for (guint t = 0; t < G_N_ELEMENTS (texts); t++)
    for (guint s = 0; s < G_N_ELEMENTS (strategies); s++)
      {
        g_autofree char *text = g_strconcat (texts[t], strategies[s], strstr (texts[t], "{") != NULL ? "}" : "", NULL);
        g_autoptr (ImbNotes) notes = imb_notes_new ();
        g_autoptr (GError) error = NULL;
        const ImbModel *model;
        gpointer        own;

        g_assert_true (imb_model_parse (text, &model, &own, &error));
        g_assert_null (imb_model_fit (model, own, &data.view, 3, NULL, notes, &error));
        g_assert_nonnull (error);
        g_assert_nonnull (strstr (error->message, "fewer than two classes"));
        imb_values_free (&model->base, own);
      }
  data_clear (&data);
}

static void
test_a_progressive_schedule_goes_from_what_there_is_to_what_is_wanted (void)
{
  const gsize wanted[] = { 100, 78, 55, 33, 10 }; /* 100 − 22.5 t, rounded up */

  for (guint t = 0; t < 5; t++)
    {
      g_assert_cmpuint (imb_schedule_count (IMB_SCHEDULE_PROGRESSIVE, 100, 10, t, 5), ==, wanted[t]);
      g_assert_cmpuint (imb_schedule_count (IMB_SCHEDULE_UNIFORM, 100, 10, t, 5), ==, 10);
    }
  g_assert_cmpuint (imb_schedule_count (IMB_SCHEDULE_PROGRESSIVE, 100, 10, 0, 1), ==, 10);
  g_assert_cmpuint (imb_schedule_count (IMB_SCHEDULE_PROGRESSIVE, 7, 7, 1, 3), ==, 7);
}

/* ---- rounds ---- */

/* Rows 0 1 2 3 of classes 0 0 1 0. First tree: x ≤ 1.5 or not; on the right both classes weigh the same, which is taken for class 0;
 * error 1/4, vote ln 3. Row 2 now weighs 1/2, the others 1/6: the same cut, on the right class 1; error 1/6, vote ln 5. */
static const double four_values[] = { 0.0, 1.0, 2.0, 3.0 };
static const guint  four_classes[] = { 0, 0, 1, 0 };

static void
test_samme_by_hand (void)
{
  Data data;
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autofree double *one = NULL, *two = NULL;

  data_init (&data, 4, four_values, four_classes, 2);
  one = scores_of ("adaboost:algorithm=SAMME,n_estimators=1", &data, notes);
  two = scores_of ("adaboost:algorithm=SAMME,n_estimators=2", &data, notes);
  for (guint i = 0; i < 4; i++)
    {
      g_assert_cmpfloat_with_epsilon (one[2 * i + 1], sigmoid (-1.0), 1e-12);
      g_assert_cmpfloat_with_epsilon (two[2 * i + 1], sigmoid (i < 2 ? -1.0 : (log (5.0) - log (3.0)) / log (15.0)), 1e-12);
    }
  g_assert_cmpuint (imb_notes_n (notes), ==, 0);
  data_clear (&data);
}

/* SAMME.R: on the right both classes are equally probable; row weights change by e^(−½ (log p − log q)): not at all on the right. */
static void
test_samme_r_by_hand (void)
{
  Data data;
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autofree double *one = NULL;

  data_init (&data, 4, four_values, four_classes, 2);
  one = scores_of ("adaboost:n_estimators=1", &data, notes);
  g_assert_cmpfloat_with_epsilon (one[1], 2.220446049250313e-16, 1e-18);
  g_assert_cmpfloat_with_epsilon (one[5], 0.5, 1e-12);
  data_clear (&data);
}

static void
test_boosting_ends_when_there_is_nothing_to_add (void)
{
  const guint  sorted[] = { 0, 0, 1, 1 };
  const double same[] = { 7.0, 7.0, 7.0, 7.0 };
  Data         data;
  g_autoptr (ImbNotes) right = imb_notes_new ();
  g_autoptr (ImbNotes) chance = imb_notes_new ();
  g_autofree double *scores = NULL, *blind = NULL;

  data_init (&data, 4, four_values, sorted, 2);
  scores = scores_of ("adaboost:algorithm=SAMME", &data, right);
  g_assert_cmpfloat_with_epsilon (scores[7], sigmoid (1.0), 1e-12);
  g_assert_nonnull (strstr (imb_notes_at (right, 0), "after 1 of 50 rounds"));
  data_clear (&data);

  data_init (&data, 4, same, sorted, 2);
  blind = scores_of ("adaboost:algorithm=SAMME", &data, chance);
  for (guint i = 0; i < 8; i++)
    g_assert_cmpfloat (blind[i], ==, 0.5);
  g_assert_nonnull (strstr (imb_notes_at (chance, 0), "no better than chance"));
  data_clear (&data);
}

/* Trees that see a balanced sample say yes to more than those that see all. */
static void
test_rusboost_and_easy_ensemble_find_the_rare_class (void)
{
  double            values[64];
  guint             classes[64];
  Data              data;
  ImbRng            rng;
  double            means[3] = { 0.0 };
  const char *const texts[] = { "adaboost:n_estimators=5", "rusboost:n_estimators=5", "easy-ensemble:estimator__n_estimators=5" };

  imb_rng_init (&rng, 5);
  for (guint i = 0; i < 64; i++)
    {
      classes[i] = i % 12 == 0;
      values[i] = imb_rng_normal (&rng) + classes[i];
    }
  data_init (&data, 64, values, classes, 2);
  for (guint m = 0; m < 3; m++)
    {
      g_autoptr (ImbNotes) notes = imb_notes_new ();
      g_autofree double *scores = scores_of (texts[m], &data, notes);

      for (guint i = 0; i < 64; i += 12)
        means[m] += scores[2 * i + 1];
    }
  g_assert_cmpfloat (means[1], >, means[0]);
  g_assert_cmpfloat (means[2], >, means[0]);
  data_clear (&data);
}

static guint
n_notes_with (const ImbNotes *notes,
              const char     *text)
{
  guint n = 0;

  for (guint i = 0; i < imb_notes_n (notes); i++)
    n += strstr (imb_notes_at (notes, i), text) != NULL;
  return n;
}

/* Members end after different numbers of rounds: one note. */
static void
test_members_that_end_early_are_one_note (void)
{
  double values[64];
  guint  classes[64];
  Data   data;
  ImbRng rng;
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autofree double *scores = NULL;
  gboolean           is_range = FALSE;

  imb_rng_init (&rng, 5);
  for (guint i = 0; i < 64; i++)
    {
      classes[i] = i % 12 == 0;
      values[i] = imb_rng_normal (&rng) + classes[i];
    }
  data_init (&data, 64, values, classes, 2);
  scores = scores_of ("easy-ensemble:n_estimators=30,algorithm=SAMME,max_depth=3", &data, notes);
  g_assert_cmpuint (n_notes_with (notes, "Boosting ended after"), ==, 1);
  for (guint i = 0; i < imb_notes_n (notes); i++)
    is_range |= g_regex_match_simple ("after [0-9]+ to [0-9]+ of 50 rounds", imb_notes_at (notes, i), 0, 0);
  g_assert_true (is_range);
  data_clear (&data);
}

/* ---- costs ---- */

/* Mistakes on the rare class cost 59 times as much: e^(59 α) is no number. */
static void
test_dear_mistakes_do_not_end_boosting (void)
{
  const guint n = 1200;
  g_autoptr (ImbMatrix) x = imb_matrix_new (n, 2, NULL);
  g_autofree guint16 *classes = g_new (guint16, n);
  g_autofree double  *scores = g_new (double, 2 * n);
  ImbView             view = imb_view_of (x, classes, 2);
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  const ImbModel *model;
  gpointer        values, fitted;
  ImbRng          rng;

  imb_rng_init (&rng, 5);
  for (guint i = 0; i < n; i++)
    {
      classes[i] = i % 60 == 0;
      for (guint j = 0; j < 2; j++)
        imb_matrix_row (x, i)[j] = imb_rng_normal (&rng) + 1.2 * classes[i];
    }
  g_assert_true (imb_model_parse ("adacost", &model, &values, NULL));
  fitted = imb_model_fit (model, values, &view, 3, NULL, notes, NULL);
  g_assert_cmpuint (imb_boosted_n_trees (fitted), ==, 50);
  g_assert_true (model->predict (fitted, x, scores, NULL, NULL));
  for (guint i = 0; i < 2 * n; i++)
    g_assert_true (scores[i] >= 0.0 && scores[i] <= 1.0);
  model->free (fitted);
  imb_values_free (&model->base, values);
}

/* The rows of samme_by_hand: the first tree is wrong in row 2, says 0 where 1 is true, vote ln 3; three rows are of class 0 and one of
 * class 1. The second tree cuts at the same place; on the right are row 2 and row 3, and their weights are to each other as expected. */
static void
test_costs_change_weights_by_hand (void)
{
  const struct
  {
    const char *text;
    double      ratio; /* of the weights of row 2 and row 3 in the second round */
  } cases[] = {
    { "adaboost:algorithm=SAMME,n_estimators=2", 3.0 },
    { "adacost:n_estimators=2,cost_matrix=uniform", 3.0 },
    { "adacost:n_estimators=2,cost_matrix=[1;2|1;1]", 9.0 },          /* 3² */
    { "adacost:n_estimators=2", 27.0 },                               /* 3³: 3 rows say 0, one is 1 */
    { "adacost:n_estimators=2,cost_matrix=log1p-inverse", 4.588 },    /* 3^ln 4 */
    { "asymboost:n_estimators=2,cost_matrix=[1;16|1;1]", 3.0 * 2.0 }, /* · 16^(1/4) */
    { "asymboost:n_estimators=2", 3.0 * 1.3160740 },                  /* · 3^(1/4) */
    { "asymboost:n_estimators=2,cost_matrix=[16;16|1;1]", 3.0 },      /* right answers are multiplied, too */
  };
  Data data;

  data_init (&data, 4, four_values, four_classes, 2);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ImbNotes) notes = imb_notes_new ();
      g_autofree double *scores = scores_of (cases[i].text, &data, notes);
      const double       ratio = cases[i].ratio;
      const double       wrong = 1.0 / (3.0 + ratio), first = log (3.0), second = log ((1.0 - wrong) / wrong); /* the second says 1 on the right */

      g_assert_cmpfloat_with_epsilon (scores[5], sigmoid ((second - first) / (second + first)), 1e-4);
      g_assert_cmpfloat_with_epsilon (scores[1], sigmoid (-1.0), 1e-12);
    }
  data_clear (&data);
}

/* β of class 1 is 3: the weights are 1 1 3 1, so at once the right side says 1: row 3 is wrong, e = 1/6, vote ln 5. Row 3 is of class 0,
 * whose β is 1, and becomes 5 times as heavy: now x ≤ 2.5 is the best cut, on the left 3 of class 1 against 2, e = 2/10, vote ln 4. */
static void
test_adauboost_by_hand (void)
{
  Data data;
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autofree double *one = NULL, *two = NULL, *given = NULL;
  const double       first = log (5.0), second = log (4.0);

  data_init (&data, 4, four_values, four_classes, 2);
  one = scores_of ("adauboost:n_estimators=1", &data, notes);
  two = scores_of ("adauboost:n_estimators=2", &data, notes);
  g_assert_cmpfloat_with_epsilon (one[5], sigmoid (1.0), 1e-12);
  g_assert_cmpfloat_with_epsilon (two[5], sigmoid (1.0), 1e-12);
  g_assert_cmpfloat_with_epsilon (two[7], sigmoid ((first - second) / (first + second)), 1e-12);
  g_assert_cmpfloat_with_epsilon (two[1], sigmoid ((second - first) / (first + second)), 1e-12);

  /* 4 4 9 4: e = 4/21; of two rounds, row 3 grows by e^(½ vote), to 8.246 of 25.246; on the left 9 against 8. */
  given = scores_of ("adauboost:n_estimators=2,beta={0:4;1:9}", &data, notes);

  const double before = log (17.0 / 4.0), heavier = 4.0 * sqrt (17.0 / 4.0), after = log ((9.0 + heavier) / 8.0);

  g_assert_cmpfloat_with_epsilon (given[7], sigmoid ((before - after) / (before + after)), 1e-12);
  data_clear (&data);
}

/* Four rows of class 0 apart, three at the same place as the two of class 1, to which SMOTE adds five. The right side says 1: fresh rows do
 * not count in the error, which is 3/9, vote ln 2; then those three weigh twice, 6 of 12, while SMOTE's are worth 12/9 each: the right side
 * says 1 again, which is no better than chance. Kept rows count: e = 3/14, then 11 against 7, and 7/22. */
static void
test_smoteboost_by_hand (void)
{
  const double values[] = { 0.0, 1.0, 2.0, 3.0, 5.0, 5.0, 5.0, 5.0, 5.0 };
  const guint  classes[] = { 0, 0, 0, 0, 0, 0, 0, 1, 1 };
  Data         data;
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autoptr (ImbNotes) none = imb_notes_new ();
  g_autofree double *fresh = NULL, *kept = NULL;
  const double       first = log (11.0 / 3.0), second = log (15.0 / 7.0);

  data_init (&data, 9, values, classes, 2);
  fresh = scores_of ("smoteboost:algorithm=SAMME,n_estimators=2,k_neighbors=1", &data, notes);
  kept = scores_of ("smoteboost:algorithm=SAMME,n_estimators=2,k_neighbors=1,synthetic_rows=kept", &data, none);
  g_assert_cmpfloat_with_epsilon (fresh[17], sigmoid (1.0), 1e-12);
  g_assert_nonnull (strstr (imb_notes_at (notes, 0), "after 1 of 2 rounds"));
  g_assert_cmpfloat_with_epsilon (kept[17], sigmoid ((first - second) / (first + second)), 1e-12);
  g_assert_cmpuint (imb_notes_n (none), ==, 0);
  data_clear (&data);
}

static void
test_costs_are_read_and_refused (void)
{
  const char *const right[] = { "inverse", "uniform", "log1p-inverse", "[1;2|3;4]", "[ 0; 2.5 | 1 ;1e3 ]", "[1;2;3|4;5;6|7;8;9]" };
  const char *const wrong[] = { "", "[1]", "[1;2]", "[1;2|3]", "[1;2|3;x]", "[1;2|3;-1]", "[1;2|3;nan]", "1;2|3;4", "[1;2|3;4", "[1;2|3;4 5]" };
  Data              data;
  double            costs[4];
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (right); i++)
    g_assert_true (imb_costs_check (right[i], NULL));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (imb_costs_check (wrong[i], NULL));
  g_assert_false (imb_costs_check_plain ("log1p-inverse", NULL));
  g_assert_true (imb_costs_check ("[0;0|1;0]", NULL));
  g_assert_true (imb_costs_check_plain ("[0;10|1;0]", NULL));
  g_assert_false (imb_costs_check_plain ("[0;0|1;0]", &error));
  g_assert_nonnull (strstr (error->message, "costs 0"));
  g_clear_error (&error);

  data_init (&data, 4, four_values, four_classes, 2);
  g_assert_true (imb_costs_resolve ("inverse", &data.view, costs, NULL));
  g_assert_cmpfloat (costs[0], ==, 1.0);
  g_assert_cmpfloat (costs[1], ==, 3.0);
  g_assert_cmpfloat_with_epsilon (costs[2], 1.0 / 3.0, 1e-15);
  g_assert_true (imb_costs_resolve ("[1;2|3;4]", &data.view, costs, NULL));
  g_assert_cmpfloat (costs[2], ==, 3.0);
  g_assert_false (imb_costs_resolve ("[1;2;3|4;5;6|7;8;9]", &data.view, costs, &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_PARAM);
  data_clear (&data);
}

/* That being right costs 0 is as if it cost 1. */
static void
test_right_answers_may_cost_nothing (void)
{
  Data data;
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autofree double *free_of_cost = NULL, *usual = NULL;

  data_init (&data, 4, four_values, four_classes, 2);
  free_of_cost = scores_of ("asymboost:n_estimators=3,cost_matrix=[0;10|1;0]", &data, notes);
  usual = scores_of ("asymboost:n_estimators=3,cost_matrix=[1;10|1;1]", &data, notes);
  g_assert_cmpmem (free_of_cost, 8 * sizeof (double), usual, 8 * sizeof (double));
  data_clear (&data);
}

/* What a form offers must be taken. */
static void
test_suggestions_are_accepted (void)
{
  for (guint m = 0; imb_models ()[m] != NULL; m++)
    for (const ImbParam *param = imb_models ()[m]->base.params; param != NULL && param->name != NULL; param++)
      for (guint s = 0; param->kind == IMB_KIND_TEXT && param->suggestions != NULL && param->suggestions[s] != NULL; s++)
        {
          g_autoptr (GError) error = NULL;

          if (param->check != NULL && !param->check (param->suggestions[s], &error))
            g_error ("%s:%s=%s: %s", imb_models ()[m]->base.id, param->name, param->suggestions[s], error->message);
        }
}

/* ---- hardness ---- */

static void
test_self_paced_quotas_by_hand (void)
{
  /* Bins of width 0.25 from 0 to 1: 0 0 0 0.2 | 0.3 | | 0.8 1. Means 0.05, 0.3, –, 0.9. */
  const double  alike[] = { 0.4, 0.4, 0.4 };
  const double  hardness[] = { 0.0, 0.3, 0.0, 1.0, 0.2, 0.0, 0.8 };
  const guint16 wanted_bins[] = { 0, 1, 0, 3, 0, 0, 3 };
  guint16       bins[7];
  gsize         quotas[4];

  /* α = 0: 20, 10/3, 0, 10/9, of 24.444: of 100 rows 81.8, 13.6, 4.5; the rest of 2 to the fullest two. */
  g_assert_true (imb_hard_quotas (hardness, 7, 4, 0.0, 100, TRUE, bins, quotas));
  g_assert_cmpmem (bins, sizeof bins, wanted_bins, sizeof wanted_bins);
  g_assert_cmpuint (quotas[0], ==, 82);
  g_assert_cmpuint (quotas[1], ==, 13);
  g_assert_cmpuint (quotas[2], ==, 0);
  g_assert_cmpuint (quotas[3], ==, 5);

  /* α infinite: as many of each. */
  g_assert_true (imb_hard_quotas (hardness, 7, 4, INFINITY, 99, TRUE, bins, quotas));
  g_assert_cmpuint (quotas[0], ==, 33);
  g_assert_cmpuint (quotas[1], ==, 33);
  g_assert_cmpuint (quotas[3], ==, 33);

  /* Without replacement a bin gives what it has. */
  g_assert_true (imb_hard_quotas (hardness, 7, 4, INFINITY, 6, FALSE, bins, quotas));
  g_assert_cmpuint (quotas[0], ==, 3);
  g_assert_cmpuint (quotas[1], ==, 1);
  g_assert_cmpuint (quotas[3], ==, 2);

  /* One bin; then nothing to tell rows by. */
  g_assert_true (imb_hard_quotas (hardness, 7, 1, 0.5, 3, FALSE, bins, quotas));
  g_assert_cmpuint (quotas[0], ==, 3);
  g_assert_false (imb_hard_quotas (alike, 3, 4, 0.0, 2, TRUE, bins, quotas));
}

/* 2 rows of bins of 3 and 1 that are equally probable. With replacement the second gives 1 of them. Without, it gives its row first in ½; else
 * the first has 2/3 of its share left, and the second gives it then in 1 / (2/3 + 1) = 0.6. */
static void
test_soft_draws_are_of_rows (void)
{
  const gsize counts[] = { 3, 1 };
  gsize       n_second[2] = { 0, 0 };
  ImbRng      rng;

  imb_rng_init (&rng, 1);
  for (guint i = 0; i < 20000; i++)
    for (guint replacement = 0; replacement < 2; replacement++)
      {
        gsize quotas[] = { 1, 1 };

        imb_hard_soften (counts, 2, 2, replacement == 1, &rng, quotas);
        g_assert_cmpuint (quotas[0] + quotas[1], ==, 2);
        n_second[replacement] += quotas[1];
      }
  g_assert_cmpfloat_with_epsilon ((double) n_second[0] / 20000.0, 0.5 + 0.5 * 0.6, 0.015);
  g_assert_cmpfloat_with_epsilon ((double) n_second[1] / 20000.0, 1.0, 0.025);
}

static void
test_alpha_and_the_cascade_go_where_they_shall (void)
{
  /* 1000 rows to 10 in 4 rounds: by 10^(−1/2) each. */
  const gsize left[] = { 317, 100, 32, 10 };

  for (guint t = 0; t < 4; t++)
    g_assert_cmpuint (imb_hard_left (1000, 10, t, 4), ==, left[t]);
  g_assert_cmpuint (imb_hard_left (1000, 10, 0, 1), ==, 10);
  g_assert_cmpuint (imb_hard_left (5, 5, 1, 4), ==, 5);
  g_assert_cmpfloat (imb_hard_alpha (0, 5), ==, 0.0);
  g_assert_cmpfloat_with_epsilon (imb_hard_alpha (2, 5), 1.0, 1e-12);
  g_assert_true (isinf (imb_hard_alpha (4, 5)));
  g_assert_cmpfloat (imb_hard_alpha (0, 1), ==, 0.0);
}

/* ---- bags ---- */

static void
test_a_sampler_inside_survives_the_text_round_trip (void)
{
  const struct
  {
    const char *text;
    const char *wanted; /* of the parameter */
  } cases[] = {
    { "balanced-bagging:sampler={smote:k_neighbors=1},n_estimators=3", "{smote:k_neighbors=1}" },
    { "balanced-bagging:sampler={smote:k_neighbors=1,metric=heom}", "{smote:k_neighbors=1,metric=heom}" },
    { "balanced-bagging:sampler={smote:sampling_strategy={0:9;1:8}+tomek-links}", "{smote:sampling_strategy={0:9;1:8}+tomek-links}" },
    { "balanced-bagging:sampler=random-over", "random-over" },
    { "balanced-bagging:sampler=roughly-balanced", "roughly-balanced" },
  };
  const char *const wrong[] = { "balanced-bagging:sampler=smoth", "balanced-bagging:sampler={smote:k_neighbors=0}", "balanced-bagging:sampler={smote", "balanced-bagging:sampler={}" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const ImbModel *model;
      gpointer        values, again;
      const ImbParam *param;
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL, *second = NULL;

      g_assert_true (imb_model_parse (cases[i].text, &model, &values, &error));
      g_assert_no_error (error);
      param = imb_algorithm_find_param (&model->base, "sampler");
      g_assert_cmpstr (G_STRUCT_MEMBER (const char *, values, param->offset), ==, cases[i].wanted);
      text = imb_values_to_string (&model->base, values, FALSE);
      g_assert_true (imb_model_parse (text, &model, &again, &error));
      second = imb_values_to_string (&model->base, again, FALSE);
      g_assert_cmpstr (text, ==, second);
      g_assert_cmpstr (G_STRUCT_MEMBER (const char *, again, param->offset), ==, cases[i].wanted);
      imb_values_free (&model->base, values);
      imb_values_free (&model->base, again);
    }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      const ImbModel *model;
      gpointer        values = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_false (imb_model_parse (wrong[i], &model, &values, &error));
      g_assert_error (error, IMB_ERROR, IMB_ERROR_PARAM);
    }
}

/* A tree of one leaf says how its rows were balanced. */
static void
test_members_are_balanced_by_their_sampler (void)
{
  double values[60];
  guint  classes[60];
  const struct
  {
    const char *sampler;
    double      least, most; /* mean probability of the rare class */
  } cases[] = {
    { "none", 0.05, 0.15 },
    { "random-under", 0.5, 0.5 },
    { "random-over", 0.5, 0.5 },
    { "{smote:k_neighbors=1}", 0.5, 0.5 },
    { "{random-under:sampling_strategy=0.5}", 0.3, 0.34 },
    { "roughly-balanced", 0.47, 0.55 },
  };
  Data data;

  for (guint i = 0; i < 60; i++)
    {
      classes[i] = i % 10 == 0;
      values[i] = i;
    }
  data_init (&data, 60, values, classes, 2);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ImbNotes) notes = imb_notes_new ();
      g_autofree char   *text = g_strdup_printf ("balanced-bagging:n_estimators=400,min_samples_leaf=1000,sampler=%s", cases[i].sampler);
      g_autofree double *scores = scores_of (text, &data, notes);

      g_assert_cmpfloat (scores[1], >=, cases[i].least - 1e-9);
      g_assert_cmpfloat (scores[1], <=, cases[i].most + 1e-9);
    }
  data_clear (&data);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ensembles/a-deal-draws-each-row-once-and-all-rows-at-some-time", test_a_deal_draws_each_row_once_and_all_rows_at_some_time);
  g_test_add_func ("/ensembles/a-deal-follows-the-strategy", test_a_deal_follows_the_strategy);
  g_test_add_func ("/ensembles/only-reduced-classes-repeat-rows", test_only_reduced_classes_repeat_rows);
  g_test_add_func ("/ensembles/a-strategy-leaves-two-classes", test_a_strategy_leaves_two_classes);
  g_test_add_func ("/ensembles/a-progressive-schedule-goes-from-what-there-is-to-what-is-wanted", test_a_progressive_schedule_goes_from_what_there_is_to_what_is_wanted);
  g_test_add_func ("/ensembles/samme-by-hand", test_samme_by_hand);
  g_test_add_func ("/ensembles/samme-r-by-hand", test_samme_r_by_hand);
  g_test_add_func ("/ensembles/boosting-ends-when-there-is-nothing-to-add", test_boosting_ends_when_there_is_nothing_to_add);
  g_test_add_func ("/ensembles/rusboost-and-easy-ensemble-find-the-rare-class", test_rusboost_and_easy_ensemble_find_the_rare_class);
  g_test_add_func ("/ensembles/a-sampler-inside-survives-the-text-round-trip", test_a_sampler_inside_survives_the_text_round_trip);
  g_test_add_func ("/ensembles/members-are-balanced-by-their-sampler", test_members_are_balanced_by_their_sampler);
  g_test_add_func ("/ensembles/costs-change-weights-by-hand", test_costs_change_weights_by_hand);
  g_test_add_func ("/ensembles/members-that-end-early-are-one-note", test_members_that_end_early_are_one_note);
  g_test_add_func ("/ensembles/dear-mistakes-do-not-end-boosting", test_dear_mistakes_do_not_end_boosting);
  g_test_add_func ("/ensembles/adauboost-by-hand", test_adauboost_by_hand);
  g_test_add_func ("/ensembles/smoteboost-by-hand", test_smoteboost_by_hand);
  g_test_add_func ("/ensembles/costs-are-read-and-refused", test_costs_are_read_and_refused);
  g_test_add_func ("/ensembles/right-answers-may-cost-nothing", test_right_answers_may_cost_nothing);
  g_test_add_func ("/ensembles/suggestions-are-accepted", test_suggestions_are_accepted);
  g_test_add_func ("/ensembles/self-paced-quotas-by-hand", test_self_paced_quotas_by_hand);
  g_test_add_func ("/ensembles/soft-draws-are-of-rows", test_soft_draws_are_of_rows);
  g_test_add_func ("/ensembles/alpha-and-the-cascade-go-where-they-shall", test_alpha_and_the_cascade_go_where_they_shall);
  return g_test_run ();
}
