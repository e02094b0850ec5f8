/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every listed metric must hold. A new metric is tested by being listed. */
#include <math.h>
#include <string.h>

#include "engine/imb.h"

#define N_ROWS 240

typedef struct
{
  guint   n_classes;
  guint16 truth[N_ROWS];
  double  scores[N_ROWS * 4];
} Case;

static void
fill_case (Case   *self,
           guint   n_classes,
           ImbRng *rng)
{
  self->n_classes = n_classes;
  for (guint i = 0; i < N_ROWS; i++)
    {
      double *scores = self->scores + i * n_classes;
      double  sum = 0.0;

      /* The first rows give every class a row; later classes are rarer. */
      self->truth[i] = (guint16) (i < n_classes ? i : imb_rng_below (rng, 1 + imb_rng_below (rng, n_classes)));
      for (guint c = 0; c < n_classes; c++)
        {
          scores[c] = (double) (1 + imb_rng_below (rng, 40) + (self->truth[i] == c ? imb_rng_below (rng, 30) : 0));
          sum += scores[c];
        }
      for (guint c = 0; c < n_classes; c++)
        scores[c] /= sum;
    }
}

static ImbOutcome *
outcome_of (const Case *self)
{
  return imb_outcome_new (self->truth, self->scores, NULL, NULL, N_ROWS, self->n_classes, self->n_classes - 1, 0.5, NULL);
}

static void
assert_in_range (const ImbMetric *metric,
                 double           value)
{
  if (isnan (value))
    return;
  g_assert_cmpfloat (value, >=, metric->low - 1e-12);
  g_assert_cmpfloat (value, <=, metric->high + 1e-12);
}

/* Infinity is near itself. */
static void
assert_near (double value,
             double wanted,
             double epsilon)
{
  if (value != wanted)
    g_assert_cmpfloat_with_epsilon (value, wanted, epsilon);
}

static void
test_every_metric_says_what_it_is (void)
{
  g_assert_cmpuint (imb_metrics_n (), >=, 67);
  for (guint i = 0; i < imb_metrics_n (); i++)
    {
      const ImbMetric *metric = imb_metrics ()[i];

      g_assert_true (g_regex_match_simple ("^[a-z][a-z0-9_]*$", metric->id, 0, 0));
      g_assert_cmpuint (strlen (metric->title), >, 0);
      g_assert_true (g_str_has_suffix (metric->help, "."));
      g_assert_cmpuint (strlen (metric->formula), >, 0);
      g_assert_true (metric->reference != NULL && g_regex_match_simple ("^\\p{L}.* [12][0-9]{3}, .", metric->reference, 0, 0));
      g_assert_cmpuint (strlen (metric->undefined), >, 0);
      g_assert_cmpuint (strlen (metric->no_skill), >, 0);
      g_assert_cmpfloat (metric->low, <, metric->high);
      g_assert_true (metric->better != IMB_BETTER_NEITHER || (!metric->usual && !metric->depends));
      g_assert_true (imb_metric_find_goal (metric->id, NULL) == (metric->better == IMB_BETTER_NEITHER ? NULL : metric));
      g_assert_true ((metric->of_scores == NULL) == (metric->kind == IMB_METRIC_COUNTS));
      g_assert_true (metric->kind != IMB_METRIC_COUNTS || metric->of_counts != NULL || metric->of_confusion != NULL);
      g_assert_true (metric->kind != IMB_METRIC_COUNTS || metric->per_class == (metric->of_counts != NULL));
      for (guint k = 0; k < i; k++)
        g_assert_cmpstr (metric->id, !=, imb_metrics ()[k]->id);
    }
}

static void
test_values_stay_within_worst_and_best (void)
{
  ImbRng rng;

  imb_rng_init (&rng, 1);
  for (guint round = 0; round < 60; round++)
    {
      Case drawn;

      fill_case (&drawn, 2 + round % 3, &rng);
      g_autoptr (ImbOutcome) outcome = outcome_of (&drawn);
      for (const ImbMetric *const *metric = imb_metrics (); *metric != NULL; metric++)
        {
          double headline = imb_metric_value (*metric, outcome);

          g_assert_false (isnan (headline));
          assert_in_range (*metric, headline);
          for (guint c = 0; c < drawn.n_classes; c++)
            assert_in_range (*metric, imb_metric_of_class (*metric, outcome, c));
          for (guint average = IMB_AVERAGE_MACRO; average <= IMB_AVERAGE_MICRO; average++)
            assert_in_range (*metric, imb_metric_average (*metric, outcome, average, NULL));
          for (guint step = 0; step <= 10; step++)
            assert_in_range (*metric, imb_metric_value_at (*metric, outcome, step / 10.0));
        }
    }
}

static void
make_perfect (Case *self)
{
  for (guint i = 0; i < N_ROWS; i++)
    for (guint c = 0; c < self->n_classes; c++)
      self->scores[i * self->n_classes + c] = self->truth[i] == c ? 1.0 : 0.0;
}

/* The end of the range, or, where that depends on the rows, no worse than what the scores @drawn were before. */
static void
assert_best (const ImbMetric *metric,
             double           perfect,
             double           drawn)
{
  if (metric->better == IMB_BETTER_NEITHER)
    return;
  if (metric->depends)
    g_assert_cmpfloat (imb_metric_sign (metric) * perfect, >=, imb_metric_sign (metric) * drawn - 1e-12);
  else
    assert_near (perfect, metric->better == IMB_BETTER_LOW ? metric->low : metric->high, 1e-12);
}

static void
test_a_perfect_prediction_has_the_best_value (void)
{
  ImbRng rng;

  imb_rng_init (&rng, 2);
  for (guint n_classes = 2; n_classes <= 4; n_classes++)
    {
      Case drawn;

      fill_case (&drawn, n_classes, &rng);
      g_autoptr (ImbOutcome) before = outcome_of (&drawn);
      make_perfect (&drawn);
      g_autoptr (ImbOutcome) outcome = outcome_of (&drawn);
      for (const ImbMetric *const *metric = imb_metrics (); *metric != NULL; metric++)
        {
          assert_best (*metric, imb_metric_value (*metric, outcome), imb_metric_value (*metric, before));
          for (guint c = 0; c < n_classes; c++)
            assert_best (*metric, imb_metric_of_class (*metric, outcome, c), imb_metric_of_class (*metric, before, c));
        }
    }
}

/* What says nothing of good and bad, and what may stay off its end: not more than these. */
static void
test_few_metrics_have_no_end_to_reach (void)
{
  const char *const neither[] = { "positive_rate", "brier_resolution", "brier_uncertainty", NULL };
  const char *const depend[] = { "precision_top10", "recall_top10", "lift_top10", "precision_top20", "recall_top20", "lift_top20", "net_benefit", NULL };

  for (const ImbMetric *const *metric = imb_metrics (); *metric != NULL; metric++)
    {
      g_assert_true (((*metric)->better == IMB_BETTER_NEITHER) == g_strv_contains (neither, (*metric)->id));
      g_assert_true ((*metric)->depends == g_strv_contains (depend, (*metric)->id));
    }
}

/* Everything wrong is at the bad end: nearer to the worst value than any random prediction. */
static void
test_a_wrong_prediction_is_worse_than_a_random_one (void)
{
  ImbRng rng;
  Case   random;
  Case   wrong;

  imb_rng_init (&rng, 3);
  fill_case (&random, 2, &rng);
  wrong = random;
  make_perfect (&wrong);
  for (guint i = 0; i < 2 * N_ROWS; i++)
    wrong.scores[i] = 1.0 - wrong.scores[i];

  g_autoptr (ImbOutcome) first = outcome_of (&random);
  g_autoptr (ImbOutcome) second = outcome_of (&wrong);
  for (const ImbMetric *const *metric = imb_metrics (); *metric != NULL; metric++)
    {
      double better = imb_metric_value (*metric, first);
      double worse = imb_metric_value (*metric, second);

      g_assert_true ((*metric)->better == IMB_BETTER_NEITHER || imb_metric_sign (*metric) * (better - worse) > 0.0);
    }
}

static void
test_the_order_of_rows_does_not_matter (void)
{
  ImbRng rng;

  imb_rng_init (&rng, 4);
  for (guint round = 0; round < 30; round++)
    {
      Case    drawn, mixed;
      guint   n_classes = 2 + round % 3;
      guint32 order[N_ROWS];

      fill_case (&drawn, n_classes, &rng);
      imb_rng_permutation (&rng, order, N_ROWS);
      mixed.n_classes = n_classes;
      for (guint i = 0; i < N_ROWS; i++)
        {
          mixed.truth[i] = drawn.truth[order[i]];
          for (guint c = 0; c < n_classes; c++)
            mixed.scores[i * n_classes + c] = drawn.scores[order[i] * n_classes + c];
        }

      g_autoptr (ImbOutcome) first = outcome_of (&drawn);
      g_autoptr (ImbOutcome) second = outcome_of (&mixed);
      for (const ImbMetric *const *metric = imb_metrics (); *metric != NULL; metric++)
        assert_near (imb_metric_value (*metric, first), imb_metric_value (*metric, second), 1e-13);
    }
}

static void
test_ranking_metrics_ask_only_for_the_order (void)
{
  ImbRng rng;

  imb_rng_init (&rng, 5);
  for (guint round = 0; round < 30; round++)
    {
      Case drawn, bent;

      fill_case (&drawn, 2 + round % 3, &rng);
      bent = drawn;
      for (guint i = 0; i < N_ROWS * drawn.n_classes; i++)
        bent.scores[i] = exp (9.0 * drawn.scores[i]) - 5.0;

      g_autoptr (ImbOutcome) first = outcome_of (&drawn);
      g_autoptr (ImbOutcome) second = outcome_of (&bent);
      for (const ImbMetric *const *metric = imb_metrics (); *metric != NULL; metric++)
        if ((*metric)->kind == IMB_METRIC_RANKING)
          g_assert_cmpfloat (imb_metric_value (*metric, first), ==, imb_metric_value (*metric, second));
    }
}

/* A row of weight 2 is two rows. */
static void
test_weights_are_repeated_rows (void)
{
  ImbRng rng;
  Case   drawn;
  double weights[N_ROWS / 2];

  imb_rng_init (&rng, 6);
  fill_case (&drawn, 3, &rng);
  for (guint i = 0; i < N_ROWS / 2; i++)
    {
      weights[i] = 2.0;
      drawn.truth[N_ROWS / 2 + i] = drawn.truth[i];
      for (guint c = 0; c < 3; c++)
        drawn.scores[(N_ROWS / 2 + i) * 3 + c] = drawn.scores[i * 3 + c];
    }

  g_autoptr (ImbOutcome) first = outcome_of (&drawn);
  g_autoptr (ImbOutcome) second = imb_outcome_new (drawn.truth, drawn.scores, NULL, weights, N_ROWS / 2, 3, 2, 0.5, NULL);
  for (const ImbMetric *const *metric = imb_metrics (); *metric != NULL; metric++)
    assert_near (imb_metric_value (*metric, first), imb_metric_value (*metric, second), 1e-13);
}

/* A part of the rows speaks of the model only where it has the rows that are asked about; then it says what a table of its own says. */
static void
test_a_part_without_rows_that_are_needed_has_no_value (void)
{
  ImbRng rng;

  imb_rng_init (&rng, 4);
  for (guint lacking = 0; lacking <= 2; lacking++) /* the others, the class, none */
    {
      Case drawn;

      fill_case (&drawn, 2, &rng);
      for (guint i = 0; i < N_ROWS && lacking < 2; i++)
        drawn.truth[i] = (guint16) (1 - lacking);
      g_autoptr (ImbOutcome) part = outcome_of (&drawn);
      for (const ImbMetric *const *metric = imb_metrics (); *metric != NULL; metric++)
        {
          const gboolean takes_class = (*metric)->needs == IMB_NEEDS_BOTH || (*metric)->needs == IMB_NEEDS_POSITIVES;
          const gboolean takes_others = (*metric)->needs == IMB_NEEDS_BOTH || (*metric)->needs == IMB_NEEDS_NEGATIVES;
          const double   value = imb_metric_value_of_part (*metric, part);

          if ((lacking == 0 && takes_others) || (lacking == 1 && takes_class))
            g_assert_true (isnan (value));
          else
            g_assert_true (value == imb_metric_value (*metric, part) || (isnan (value) && isnan (imb_metric_value (*metric, part))));
          g_assert_true (isnan (value) == isnan (imb_metric_class_of_part (*metric, part, 1)));
        }
    }
}

static void
test_a_class_that_a_part_lacks_is_left_out_of_its_means (void)
{
  Case   drawn;
  ImbRng rng;
  double recall;

  imb_rng_init (&rng, 5);
  fill_case (&drawn, 4, &rng);
  for (guint i = 0; i < N_ROWS; i++)
    drawn.truth[i] = drawn.truth[i] == 3 ? 0 : drawn.truth[i];
  g_autoptr (ImbOutcome) part = outcome_of (&drawn);

  for (const ImbMetric *const *metric = imb_metrics (); *metric != NULL; metric++)
    {
      g_assert_false (isnan (imb_metric_value_of_part (*metric, part)));
      if ((*metric)->per_class && ((*metric)->needs == IMB_NEEDS_BOTH || (*metric)->needs == IMB_NEEDS_POSITIVES))
        g_assert_true (isnan (imb_metric_class_of_part (*metric, part, 3)));
    }
  recall = 0.0;
  for (guint c = 0; c < 3; c++)
    recall += imb_metric_of_class (imb_metric_find ("recall"), part, c) / 3.0;
  assert_near (imb_metric_value_of_part (imb_metric_find ("recall"), part), recall, 1e-15);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metrics/every metric says what it is", test_every_metric_says_what_it_is);
  g_test_add_func ("/metrics/values stay within worst and best", test_values_stay_within_worst_and_best);
  g_test_add_func ("/metrics/a perfect prediction has the best value", test_a_perfect_prediction_has_the_best_value);
  g_test_add_func ("/metrics/few metrics have no end to reach", test_few_metrics_have_no_end_to_reach);
  g_test_add_func ("/metrics/a wrong prediction is worse than a random one", test_a_wrong_prediction_is_worse_than_a_random_one);
  g_test_add_func ("/metrics/the order of rows does not matter", test_the_order_of_rows_does_not_matter);
  g_test_add_func ("/metrics/ranking metrics ask only for the order", test_ranking_metrics_ask_only_for_the_order);
  g_test_add_func ("/metrics/a part without rows that are needed has no value", test_a_part_without_rows_that_are_needed_has_no_value);
  g_test_add_func ("/metrics/a class that a part lacks is left out of its means", test_a_class_that_a_part_lacks_is_left_out_of_its_means);
  g_test_add_func ("/metrics/weights are repeated rows", test_weights_are_repeated_rows);
  return g_test_run ();
}
