/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Curves: scikit-learn's points, thinning that never strays, values between points. */
#include <math.h>

#include "engine/imb.h"

#define SAME(a, b) g_assert_cmpfloat_with_epsilon (a, b, 1e-12)

static const guint16 small_truth[] = { 0, 0, 1, 1 };
static const double  small_scores[] = { 0.9, 0.1, 0.6, 0.4, 0.65, 0.35, 0.2, 0.8 };

static ImbOutcome *
small (void)
{
  return imb_outcome_new (small_truth, small_scores, NULL, NULL, 4, 2, 1, 0.5, NULL);
}

/* Scores of which the rare class has slightly larger ones, with @n_levels distinct values. */
static ImbOutcome *
large (gsize n_rows,
       guint n_levels)
{
  g_autofree guint16 *truth = g_new (guint16, n_rows);
  g_autofree double  *scores = g_new (double, 2 * n_rows);
  ImbRng              rng;

  imb_rng_init (&rng, 11);
  for (gsize i = 0; i < n_rows; i++)
    {
      truth[i] = imb_rng_double (&rng) < 0.05;
      scores[2 * i + 1] = 1.0 / (1.0 + exp (-imb_rng_normal (&rng) - truth[i]));
      scores[2 * i + 1] = floor (scores[2 * i + 1] * n_levels) / n_levels;
      scores[2 * i] = 1.0 - scores[2 * i + 1];
    }
  return imb_outcome_new (truth, scores, NULL, NULL, n_rows, 2, 1, 0.5, NULL);
}

static void
assert_points (const ImbCurve *curve,
               const double   *x,
               const double   *y,
               const double   *thresholds,
               gsize           n)
{
  g_assert_cmpuint (curve->n, ==, n);
  for (gsize i = 0; i < n; i++)
    {
      SAME (curve->x[i], x[i]);
      SAME (curve->y[i], y[i]);
      if (isnan (thresholds[i]))
        g_assert_true (isnan (curve->thresholds[i]));
      else
        g_assert_cmpfloat (curve->thresholds[i], ==, thresholds[i]);
    }
}

static void
test_precision_recall_points_are_scikit_learns (void)
{
  const double recalls[] = { 0.0, 0.5, 0.5, 1.0, 1.0 };
  const double precisions[] = { 1.0, 1.0, 0.5, 2.0 / 3.0, 0.5 };
  const double thresholds[] = { NAN, 0.8, 0.4, 0.35, 0.1 };
  g_autoptr (ImbOutcome) outcome = small ();
  g_autoptr (ImbCurve) curve = imb_curve_precision_recall (outcome, 1);

  assert_points (curve, recalls, precisions, thresholds, 5);
}

/* Weights of 1 go another way. */
static void
test_a_ranking_without_weights_is_that_of_equal_weights (void)
{
  for (guint levels = 3; levels < 4000000; levels *= 100)
    {
      g_autoptr (ImbOutcome) plain = large (30000, levels);
      g_autofree double *weights = g_new (double, 30000);
      g_autoptr (ImbOutcome) weighted = NULL;

      for (gsize i = 0; i < 30000; i++)
        weights[i] = 1.0;
      weighted = imb_outcome_new (imb_outcome_get_truth (plain), imb_outcome_get_scores (plain), NULL, weights, 30000, 2, 1, 0.5, NULL);
      for (guint c = 0; c < 2; c++)
        {
          const ImbRanking *a = imb_outcome_get_ranking (plain, c), *b = imb_outcome_get_ranking (weighted, c);

          g_assert_cmpuint (a->n, ==, b->n);
          g_assert_cmpmem (a->thresholds, a->n * sizeof (double), b->thresholds, b->n * sizeof (double));
          g_assert_cmpmem (a->tp, a->n * sizeof (double), b->tp, b->n * sizeof (double));
          g_assert_cmpmem (a->fp, a->n * sizeof (double), b->fp, b->n * sizeof (double));
          g_assert_true (a->positives == b->positives && a->negatives == b->negatives);
        }
    }
}

static void
test_roc_points_are_scikit_learns (void)
{
  const double falses[] = { 0.0, 0.0, 0.5, 0.5, 1.0 };
  const double trues[] = { 0.0, 0.5, 0.5, 1.0, 1.0 };
  const double thresholds[] = { INFINITY, 0.8, 0.4, 0.35, 0.1 };
  g_autoptr (ImbOutcome) outcome = small ();
  g_autoptr (ImbCurve) curve = imb_curve_roc (outcome, 1);

  assert_points (curve, falses, trues, thresholds, 5);
}

static void
test_one_class_has_the_documented_curves (void)
{
  const guint16 truth[] = { 0, 0, 0, 0 };
  g_autoptr (ImbOutcome) outcome = imb_outcome_new (truth, small_scores, NULL, NULL, 4, 2, 1, 0.5, NULL);
  g_autoptr (ImbCurve) pr = imb_curve_precision_recall (outcome, 1);
  g_autoptr (ImbCurve) yes = imb_curve_roc (outcome, 1);
  g_autoptr (ImbCurve) no = imb_curve_roc (outcome, 0);
  g_autoptr (ImbCurve) thin = imb_curve_thin (yes, 0.01);

  for (gsize i = 1; i < pr->n; i++)
    {
      g_assert_cmpfloat (pr->x[i], ==, 1.0);
      g_assert_cmpfloat (pr->y[i], ==, 0.0);
    }
  for (gsize i = 0; i < yes->n; i++)
    g_assert_true (isnan (yes->y[i]) && !isnan (yes->x[i]));
  for (gsize i = 0; i < no->n; i++)
    g_assert_true (isnan (no->x[i]) && !isnan (no->y[i]));
  g_assert_cmpuint (thin->n, ==, yes->n);
  g_assert_true (isnan (imb_curve_y_linear (no, 0.5)));
}

static void
test_without_scores_there_is_no_curve (void)
{
  g_autoptr (ImbOutcome) outcome = imb_outcome_new (small_truth, NULL, small_truth, NULL, 4, 2, 1, 0.5, NULL);

  g_assert_null (imb_curve_precision_recall (outcome, 1));
  g_assert_null (imb_curve_roc (outcome, 1));
}

static void
test_values_between_points_are_lines_or_steps (void)
{
  g_autoptr (ImbOutcome) outcome = small ();
  g_autoptr (ImbCurve) pr = imb_curve_precision_recall (outcome, 1);
  g_autoptr (ImbCurve) roc = imb_curve_roc (outcome, 1);

  SAME (imb_curve_y_linear (roc, 0.0), 0.5);
  SAME (imb_curve_y_linear (roc, 0.25), 0.5);
  SAME (imb_curve_y_linear (roc, 0.5), 1.0);
  SAME (imb_curve_y_linear (roc, 1.0), 1.0);
  SAME (imb_curve_y_step (pr, 0.0), 1.0);
  SAME (imb_curve_y_step (pr, 0.5), 1.0);
  SAME (imb_curve_y_step (pr, 0.50001), 2.0 / 3.0);
  SAME (imb_curve_y_step (pr, 1.0), 2.0 / 3.0);
}

static void
test_the_first_point_of_precision_recall_promises_nothing (void)
{
  const guint16 truth[] = { 1, 0, 0, 1 }; /* the row with the largest score is a negative one */
  const double  scores[] = { 0.5, 0.5, 0.9, 0.1, 0.1, 0.9, 0.6, 0.4 };
  g_autoptr (ImbOutcome) outcome = imb_outcome_new (truth, scores, NULL, NULL, 4, 2, 1, 0.5, NULL);
  g_autoptr (ImbCurve) curve = imb_curve_precision_recall (outcome, 1);

  SAME (imb_curve_y_step (curve, 0.0), 0.0);
  SAME (imb_curve_y_step (curve, 0.3), 0.5);
  SAME (imb_curve_y_step (curve, 0.9), 2.0 / 3.0);
}

/* The largest of both axes' distances from point @i of @curve to the segment from @a to @b. */
static double
distance_to_segment (const ImbCurve *curve,
                     gsize           i,
                     gsize           a,
                     gsize           b)
{
  double best = INFINITY;

  for (guint step = 0; step <= 2000; step++)
    {
      double t = step / 2000.0;
      double x = curve->x[a] + t * (curve->x[b] - curve->x[a]);
      double y = curve->y[a] + t * (curve->y[b] - curve->y[a]);

      best = MIN (best, MAX (fabs (curve->x[i] - x), fabs (curve->y[i] - y)));
    }
  return best;
}

/* Every point of @curve is near the line between the points kept around it. */
static void
assert_thin_is_faithful (const ImbCurve *curve,
                         double          tolerance,
                         gsize           most)
{
  g_autoptr (ImbCurve) thin = imb_curve_thin (curve, tolerance);
  gsize at = 0;
  gsize from = 0;

  g_assert_cmpuint (thin->n, <=, most);
  for (gsize k = 0; k < thin->n; k++)
    {
      while (at < curve->n && !(curve->x[at] == thin->x[k] && curve->y[at] == thin->y[k] && (curve->thresholds[at] == thin->thresholds[k] || isnan (thin->thresholds[k]))))
        at++;
      g_assert_cmpuint (at, <, curve->n);
      g_assert_true (k > 0 || at == 0);
      for (gsize i = from + 1; i < at; i++)
        g_assert_cmpfloat (distance_to_segment (curve, i, from, at), <=, tolerance * 1.001 + 1.0 / 2000.0 * (curve->x[at] - curve->x[from] + fabs (curve->y[at] - curve->y[from])));
      from = at;
    }
  g_assert_cmpuint (from, ==, curve->n - 1);
}

static void
test_thinning_keeps_the_picture (void)
{
  const guint levels[] = { 1000000, 300, 7 };

  for (guint k = 0; k < G_N_ELEMENTS (levels); k++)
    {
      g_autoptr (ImbOutcome) outcome = large (3000, levels[k]);
      g_autoptr (ImbCurve) pr = imb_curve_precision_recall (outcome, 1);
      g_autoptr (ImbCurve) roc = imb_curve_roc (outcome, 1);

      assert_thin_is_faithful (roc, 0.005, 200);
      assert_thin_is_faithful (roc, 0.05, 30);
      assert_thin_is_faithful (pr, 0.005, 500);
    }
}

static void
test_a_long_curve_becomes_short (void)
{
  g_autoptr (ImbOutcome) outcome = large (300000, 1u << 30);
  g_autoptr (ImbCurve) roc = imb_curve_roc (outcome, 1);
  g_autoptr (ImbCurve) thin = imb_curve_thin (roc, 0.0005);

  g_assert_cmpuint (roc->n, >, 250000);
  g_assert_cmpuint (thin->n, <, 600);
  for (guint i = 0; i <= 100; i++)
    g_assert_cmpfloat_with_epsilon (imb_curve_y_linear (thin, i / 100.0), imb_curve_y_linear (roc, i / 100.0), 0.005);
}

static void
test_no_tolerance_drops_only_what_lies_on_a_line (void)
{
  const guint16 truth[] = { 0, 0, 0, 0, 1, 1, 1, 1 };
  const double  scores[] = { 0.9, 0.1, 0.8, 0.2, 0.7, 0.3, 0.6, 0.4, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9 };
  g_autoptr (ImbOutcome) outcome = imb_outcome_new (truth, scores, NULL, NULL, 8, 2, 1, 0.5, NULL);
  g_autoptr (ImbCurve) roc = imb_curve_roc (outcome, 1);
  g_autoptr (ImbCurve) thin = imb_curve_thin (roc, 0.0);

  g_assert_cmpuint (roc->n, ==, 9);
  g_assert_cmpuint (thin->n, ==, 3);
  g_assert_cmpfloat (thin->y[1], ==, 1.0);
  g_assert_cmpfloat (thin->x[1], ==, 0.0);
}

/* Four rows, by hand: one pair in the wrong order. */
static void
test_the_other_curves_of_four_rows (void)
{
  g_autoptr (ImbOutcome) outcome = small ();
  g_autoptr (ImbCurve) det = imb_curve_det (outcome, 1);
  g_autoptr (ImbCurve) gains = imb_curve_gains (outcome, 1);
  g_autoptr (ImbCurve) lift = imb_curve_lift (outcome, 1);
  g_autoptr (ImbCurve) cost = imb_curve_cost (outcome, 1);
  g_autoptr (ImbCurve) part = imb_curve_roc_partial (outcome, 1, 0.25);
  g_autoptr (ImbCurve) decision = imb_curve_decision (outcome, 1, FALSE);
  g_autoptr (ImbCurve) recall = imb_curve_of_metric (outcome, imb_metric_find ("recall"), 4);

  assert_points (det, (double[]){ 0.0, 0.5, 0.5 }, (double[]){ 0.5, 0.5, 0.0 }, (double[]){ 0.8, 0.4, 0.35 }, 3);
  assert_points (gains, (double[]){ 0.0, 0.25, 0.5, 0.75, 1.0 }, (double[]){ 0.0, 0.5, 0.5, 1.0, 1.0 }, (double[]){ INFINITY, 0.8, 0.4, 0.35, 0.1 }, 5);
  assert_points (lift, (double[]){ 0.25, 0.5, 0.75, 1.0 }, (double[]){ 2.0, 1.0, 4.0 / 3.0, 1.0 }, (double[]){ 0.8, 0.4, 0.35, 0.1 }, 4);
  assert_points (cost, (double[]){ 0.0, 0.0, 0.5, 1.0, 1.0 }, (double[]){ 0.0, 0.0, 0.25, 0.0, 0.0 }, (double[]){ INFINITY, 0.8, 0.35, 0.1, 0.1 }, 5);
  assert_points (part, (double[]){ 0.0, 0.0, 0.25 }, (double[]){ 0.0, 0.5, 0.5 }, (double[]){ INFINITY, 0.8, NAN }, 3);
  g_assert_cmpuint (decision->n, ==, 99);
  SAME (decision->y[49], 0.25); /* from 0.5 on one of four is taken, and it is right */
  SAME (decision->y[19], (2.0 - 1.0 / 4.0) / 4.0);
  assert_points (recall, (double[]){ 0.8, 0.4, 0.35, 0.1 }, (double[]){ 0.5, 0.5, 1.0, 1.0 }, (double[]){ 0.8, 0.4, 0.35, 0.1 }, 4);
}

/* Straight between the four scores; the area is the Brier score, 0.158125. */
static void
test_the_area_below_the_brier_curve_is_the_brier_score (void)
{
  g_autoptr (ImbOutcome) outcome = small ();
  g_autoptr (ImbCurve) brier = imb_curve_brier (outcome, 1);
  double area = 0.0;

  assert_points (brier, (double[]){ 0, 0.1, 0.1, 0.35, 0.35, 0.4, 0.4, 0.8, 0.8, 1 }, (double[]){ 0, 0.1, 0.05, 0.175, 0.5, 0.5, 0.3, 0.1, 0.2, 0 },
                 (double[]){ NAN, 0.1, NAN, 0.35, NAN, 0.4, NAN, 0.8, NAN, 1 }, 10);
  for (gsize i = 1; i < brier->n; i++)
    area += (brier->x[i] - brier->x[i - 1]) * (brier->y[i] + brier->y[i - 1]) / 2.0;
  SAME (area, imb_metric_value (imb_metric_find ("brier"), outcome));
}

/* One score for all rows: nothing is taken, or everything; between them is the line of chance, also on bent axes. */
static void
test_a_tradeoff_without_skill_is_a_line (void)
{
  const guint16 truth[] = { 1, 0, 0, 0 };
  const double  scores[] = { 0.75, 0.25, 0.75, 0.25, 0.75, 0.25, 0.75, 0.25 };
  g_autoptr (ImbOutcome) outcome = imb_outcome_new (truth, scores, NULL, NULL, 4, 2, 1, 0.5, NULL);
  g_autoptr (ImbOutcome) better = small ();
  g_autoptr (ImbCurve) line = imb_curve_det_between (outcome, 1);
  g_autoptr (ImbCurve) det = imb_curve_det (better, 1);
  g_autoptr (ImbCurve) same = imb_curve_det_between (better, 1); /* it goes straight up and to the right */

  g_assert_cmpuint (line->n, >, 400);
  for (gsize i = 0; i < line->n; i++)
    {
      SAME (line->x[i] + line->y[i], 1.0);
      g_assert_true (i == 0 || line->x[i] > line->x[i - 1]);
      g_assert_true (isnan (line->thresholds[i]) == (i + 1 < line->n));
    }
  SAME (line->x[0], 0.0);
  SAME (line->x[line->n - 1], 1.0);
  assert_points (same, det->x, det->y, det->thresholds, det->n);
}

/* Scores 0.8 (hit), 0.4, 0.35 (hit), 0.1, from the lowest threshold up. */
static void
test_a_metric_rises_with_its_thresholds (void)
{
  static const double thresholds[] = { 0.1, 0.35, 0.4, 0.8 }, f1[] = { 4.0 / 6.0, 0.8, 0.5, 2.0 / 3.0 }, of_rest[] = { 0.2, 0.9 };
  g_autoptr (ImbOutcome) outcome = small ();
  g_autoptr (ImbCurve) curve = imb_curve_of_metric_rising (outcome, imb_metric_find ("f1"), 1, 100);
  g_autoptr (ImbCurve) ends = imb_curve_of_metric_rising (outcome, imb_metric_find ("specificity"), 0, 2);

  assert_points (curve, thresholds, f1, thresholds, 4);
  assert_points (ends, of_rest, (double[]){ 0.0, 1.0 }, of_rest, 2);
  g_assert_null (imb_curve_of_metric_rising (outcome, imb_metric_find ("roc_auc"), 1, 100));
}

/* The only rows of the class are third and seventh of 10,000: few places, and these are among them. */
static void
test_what_a_rare_class_does_is_among_few_places (void)
{
  const gsize         n = 10000;
  g_autofree guint16 *truth = g_new0 (guint16, n);
  g_autofree double  *scores = g_new (double, 2 * n);
  double              most = 0.0;
  g_autoptr (ImbOutcome) outcome = NULL;
  g_autoptr (ImbCurve) curve = NULL;

  for (gsize i = 0; i < n; i++)
    {
      scores[2 * i + 1] = 1.0 - (double) (i + 1) / (double) (n + 1);
      scores[2 * i] = 1.0 - scores[2 * i + 1];
    }
  truth[2] = truth[6] = 1;
  outcome = imb_outcome_new (truth, scores, NULL, NULL, n, 2, 1, 0.5, NULL);
  curve = imb_curve_of_metric_rising (outcome, imb_metric_find ("f1"), 1, 20);
  g_assert_cmpuint (curve->n, <=, 20);
  for (gsize i = 0; i < curve->n; i++)
    most = MAX (most, curve->y[i]);
  SAME (most, 4.0 / 9.0); /* two of seven are hits, and none is missed */
  SAME (curve->x[0], scores[2 * n - 1]);
  SAME (curve->x[curve->n - 1], scores[1]);
}

/* Gains rise evenly between two shares: half of the class in the first fourth, so a fourth of it in the first eighth. */
static void
test_lift_between_its_places (void)
{
  g_autoptr (ImbOutcome) outcome = small ();
  g_autoptr (ImbCurve) lift = imb_curve_lift_in_arcs (outcome, 1);

  SAME (imb_curve_y_linear (lift, 0.25), 2.0);
  SAME (imb_curve_y_linear (lift, 0.375), 0.5 / 0.375);
  SAME (imb_curve_y_linear (lift, 0.6), (0.5 + 0.1 * 2.0) / 0.6);
  SAME (imb_curve_y_linear (lift, 1.0), 1.0);
}

static void
test_calibration_has_the_bins_with_rows (void)
{
  static const double x[] = { 0.1, 0.375, 0.8 }, y[] = { 0.0, 0.5, 1.0 }, none[] = { NAN, NAN, NAN };
  g_autoptr (ImbOutcome) outcome = small ();
  g_autoptr (ImbCurve) curve = imb_curve_calibration (outcome, 1);

  assert_points (curve, x, y, none, 3);
  SAME (imb_net_benefit (outcome, 1), 0.25);
}

/* 22 rows in each of two bins, of which @n_hits of the last bin are of class 1; the other one has 10 of it and a row of weight 0 if weighted. */
static ImbOutcome *
two_bins (guint    n_hits,
          gboolean weighted)
{
  guint16 truth[44] = { 0 };
  double  scores[88], weights[44];

  for (guint i = 0; i < 44; i++)
    {
      truth[i] = i % 22 < (i < 22 ? 10 : n_hits);
      weights[i] = i == 0 ? 0.0 : 5.0;
      scores[2 * i + 1] = i < 22 ? 0.05 : 0.95;
      scores[2 * i] = 1.0 - scores[2 * i + 1];
    }
  return imb_outcome_new (truth, scores, NULL, weighted ? weights : NULL, 44, 2, 1, 0.5, NULL);
}

static void
test_a_bin_with_few_rows_of_the_class_is_noted (void)
{
  const char *const labels[] = { "common", "rare", "rarest" };
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autoptr (ImbOutcome) enough = two_bins (10, FALSE);
  g_autoptr (ImbOutcome) few = two_bins (9, FALSE);
  g_autoptr (ImbOutcome) light = two_bins (10, TRUE);
  g_autoptr (ImbOutcome) three = imb_outcome_new ((const guint16[]){ 0, 1, 2 }, (const double[]){ 1, 0, 0, 0, 1, 0, 0, 0, 1 }, NULL, NULL, 3, 3, 2, 0.5, NULL);

  imb_calibration_note_thin (enough, 1, labels, NULL, notes);
  g_assert_cmpuint (imb_notes_n (notes), ==, 0);          /* of 8 bins no row: they say nothing */
  g_assert_true (imb_calibration_is_thin (enough, 1, 2)); /* each row twice */
  g_assert_true (imb_calibration_is_thin (few, 1, 1));
  g_assert_true (imb_calibration_is_thin (light, 1, 1));
  imb_calibration_note_thin (few, 1, labels, NULL, notes);
  imb_calibration_note_thin (three, 1, labels, NULL, notes);
  g_assert_cmpuint (imb_notes_n (notes), ==, 2);
  g_assert_cmpstr (imb_notes_at (notes, 0), ==, "Calibration: some of the 10 bins have fewer than 10 rows of “rare”; there the curve, ece and mce hang on chance.");
  g_assert_cmpstr (imb_notes_at (notes, 1), ==,
                   "Calibration: for 3 of 3 classes some of the 10 bins have fewer than 10 rows of the class; there the curve, ece and mce hang on chance.");
}

static void
test_curves_of_one_class_are_none (void)
{
  const guint16 truth[] = { 1, 1 };
  const double  scores[] = { 0.5, 0.5, 0.4, 0.6 };
  g_autoptr (ImbOutcome) outcome = imb_outcome_new (truth, scores, NULL, NULL, 2, 2, 1, 0.5, NULL);
  double *betas;

  g_assert_null (imb_curve_det (outcome, 1));
  g_assert_null (imb_curve_gains (outcome, 1));
  g_assert_null (imb_curve_lift (outcome, 1));
  g_assert_null (imb_curve_cost (outcome, 1));
  g_assert_null (imb_curve_roc_partial (outcome, 1, 0.1));
  g_assert_null (imb_curve_precision_recall_gain (outcome, 1));
  g_assert_null (imb_curve_precision_recall_gain_hull (outcome, 1, &betas));
  g_assert_null (betas);
  g_assert_true (isnan (imb_metric_value (imb_metric_find ("h_measure"), outcome)));
}

/* By hand: of four and four rows, in the order of their scores + + - + - - + -, the hull has gains (0, 1), (2/3, 2/3), (1, 1/4). */
static void
test_the_hull_of_gains_has_its_betas (void)
{
  const guint16      truth[] = { 1, 1, 0, 1, 0, 0, 1, 0 };
  double             scores[16];
  g_autofree double *betas = NULL;
  g_autoptr (ImbOutcome) outcome = NULL;
  g_autoptr (ImbCurve) hull = NULL;

  for (guint i = 0; i < 8; i++)
    {
      scores[2 * i + 1] = (9 - i) / 10.0;
      scores[2 * i] = 1.0 - scores[2 * i + 1];
    }
  outcome = imb_outcome_new (truth, scores, NULL, NULL, 8, 2, 1, 0.5, NULL);
  hull = imb_curve_precision_recall_gain_hull (outcome, 1, &betas);
  assert_points (hull, (double[]){ 0.0, 2.0 / 3.0, 1.0 }, (double[]){ 1.0, 2.0 / 3.0, 0.25 }, (double[]){ 0.8, 0.6, 0.3 }, 3);
  SAME (betas[0], 0.0);
  SAME (betas[1], sqrt (0.5));
  SAME (betas[2], sqrt (1.25));
  SAME (imb_f_calibrated (betas[0]), 1.0);
  SAME (imb_f_calibrated (betas[1]), 2.0 / 3.0);
  SAME (imb_f_calibrated (betas[2]), 4.0 / 9.0);
}

static double
f_beta_at (const ImbOutcome *outcome,
           double            threshold,
           double            beta)
{
  const ImbRanking *ranking = imb_outcome_get_ranking (outcome, 1);
  gsize             last = imb_ranking_n_reached (ranking, threshold) - 1;
  double            square = beta * beta;

  return (1.0 + square) * ranking->tp[last] / (ranking->tp[last] + ranking->fp[last] + square * ranking->positives);
}

static void
test_the_hull_of_gains_has_the_best_threshold_for_each_beta (void)
{
  g_autoptr (ImbOutcome) outcome = large (5000, 400);
  g_autofree double *betas = NULL;
  g_autoptr (ImbCurve) hull = imb_curve_precision_recall_gain_hull (outcome, 1, &betas);
  gsize k = 0;

  g_assert_cmpuint (hull->n, >, 5);
  for (gsize i = 1; i < hull->n; i++)
    g_assert_true (betas[i] > betas[i - 1] && hull->x[i] > hull->x[i - 1] && hull->y[i] < hull->y[i - 1] && hull->thresholds[i] < hull->thresholds[i - 1]);
  for (double beta = 0.01; beta < 30.0; beta *= 1.1)
    {
      const ImbThreshold best = { IMB_THRESHOLD_FBETA, beta, 0.0 };

      while (k + 1 < hull->n && betas[k + 1] <= beta)
        k++;
      SAME (f_beta_at (outcome, hull->thresholds[k], beta), f_beta_at (outcome, imb_threshold_choose (&best, outcome), beta));
    }
  g_assert_cmpuint (k, >, 3);
}

/* 0 without any skill, 1 when all pairs are in order. */
static void
test_the_h_measure_has_its_ends (void)
{
  const guint16 truth[] = { 0, 0, 0, 1, 1 };
  const double  none[] = { 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5 };
  const double  all[] = { 0.9, 0.1, 0.8, 0.2, 0.7, 0.3, 0.2, 0.8, 0.1, 0.9 };
  g_autoptr (ImbOutcome) no_skill = imb_outcome_new (truth, none, NULL, NULL, 5, 2, 1, 0.5, NULL);
  g_autoptr (ImbOutcome) perfect = imb_outcome_new (truth, all, NULL, NULL, 5, 2, 1, 0.5, NULL);

  SAME (imb_metric_value (imb_metric_find ("h_measure"), no_skill), 0.0);
  SAME (imb_metric_value (imb_metric_find ("h_measure"), perfect), 1.0);
}

static void
test_a_mean_of_curves_has_their_spread (void)
{
  g_autoptr (ImbOutcome) a = small ();
  g_autoptr (ImbOutcome) b = imb_outcome_new (small_truth, (const double[]){ 0.9, 0.1, 0.8, 0.2, 0.7, 0.3, 0.6, 0.4 }, NULL, NULL, 4, 2, 1, 0.5, NULL);
  g_autoptr (ImbCurve) first = imb_curve_roc (a, 1);
  g_autoptr (ImbCurve) second = imb_curve_roc (b, 1);
  ImbCurve *curves[] = { first, second };
  double    deviations[3];
  g_autoptr (ImbCurve) mean = imb_curve_mean (curves, 2, 3, FALSE, deviations);

  assert_points (mean, (double[]){ 0.0, 0.5, 1.0 }, (double[]){ 0.75, 1.0, 1.0 }, (double[]){ NAN, NAN, NAN }, 3);
  SAME (deviations[0], sqrt (0.125));
  SAME (deviations[1], 0.0);
}

/* Scores of the class 0.8, 0.35 and of the others 0.4, 0.1; and 0.4, 0.3 and 0.2, 0.1: at 0.8 one of the first is found, and nothing of the second. */
static void
test_a_mean_at_thresholds_is_the_mean_place (void)
{
  g_autoptr (ImbOutcome) a = small ();
  g_autoptr (ImbOutcome) b = imb_outcome_new (small_truth, (const double[]){ 0.9, 0.1, 0.8, 0.2, 0.7, 0.3, 0.6, 0.4 }, NULL, NULL, 4, 2, 1, 0.5, NULL);
  g_autoptr (ImbCurve) first = imb_curve_roc (a, 1);
  g_autoptr (ImbCurve) second = imb_curve_roc (b, 1);
  ImbCurve *curves[] = { first, second };
  double    across[10], up[10];
  g_autoptr (ImbCurve) mean = imb_curve_mean_at_thresholds (curves, 2, 10, across, up);
  g_autoptr (ImbCurve) none = imb_curve_mean_at_thresholds (curves, 0, 10, NULL, NULL);

  assert_points (mean, (double[]){ 0, 0, 0.25, 0.25, 0.25, 0.5, 1 }, (double[]){ 0, 0.25, 0.5, 0.75, 1, 1, 1 }, (double[]){ INFINITY, 0.8, 0.4, 0.35, 0.3, 0.2, 0.1 }, 7);
  SAME (up[1], sqrt (0.125));
  SAME (across[1], 0.0);
  SAME (across[2], sqrt (0.125));
  g_assert_cmpuint (none->n, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/curves/a ranking without weights is that of equal weights", test_a_ranking_without_weights_is_that_of_equal_weights);
  g_test_add_func ("/curves/precision-recall points are scikit-learn's", test_precision_recall_points_are_scikit_learns);
  g_test_add_func ("/curves/ROC points are scikit-learn's", test_roc_points_are_scikit_learns);
  g_test_add_func ("/curves/one class has the documented curves", test_one_class_has_the_documented_curves);
  g_test_add_func ("/curves/without scores there is no curve", test_without_scores_there_is_no_curve);
  g_test_add_func ("/curves/values between points are lines or steps", test_values_between_points_are_lines_or_steps);
  g_test_add_func ("/curves/a mean at thresholds is the mean place", test_a_mean_at_thresholds_is_the_mean_place);
  g_test_add_func ("/curves/the first point of precision-recall promises nothing", test_the_first_point_of_precision_recall_promises_nothing);
  g_test_add_func ("/curves/thinning keeps the picture", test_thinning_keeps_the_picture);
  g_test_add_func ("/curves/a long curve becomes short", test_a_long_curve_becomes_short);
  g_test_add_func ("/curves/no tolerance drops only what lies on a line", test_no_tolerance_drops_only_what_lies_on_a_line);
  g_test_add_func ("/curves/the other curves of four rows", test_the_other_curves_of_four_rows);
  g_test_add_func ("/curves/the area below the brier curve is the brier score", test_the_area_below_the_brier_curve_is_the_brier_score);
  g_test_add_func ("/curves/a tradeoff without skill is a line", test_a_tradeoff_without_skill_is_a_line);
  g_test_add_func ("/curves/a metric rises with its thresholds", test_a_metric_rises_with_its_thresholds);
  g_test_add_func ("/curves/what-a-rare-class-does", test_what_a_rare_class_does_is_among_few_places);
  g_test_add_func ("/curves/lift-between-its-places", test_lift_between_its_places);
  g_test_add_func ("/curves/calibration has the bins with rows", test_calibration_has_the_bins_with_rows);
  g_test_add_func ("/curves/a bin with few rows of the class is noted", test_a_bin_with_few_rows_of_the_class_is_noted);
  g_test_add_func ("/curves/of one class are none", test_curves_of_one_class_are_none);
  g_test_add_func ("/curves/the hull of gains has its betas", test_the_hull_of_gains_has_its_betas);
  g_test_add_func ("/curves/the hull of gains has the best threshold for each beta", test_the_hull_of_gains_has_the_best_threshold_for_each_beta);
  g_test_add_func ("/curves/the H-measure has its ends", test_the_h_measure_has_its_ends);
  g_test_add_func ("/curves/a mean of curves has their spread", test_a_mean_of_curves_has_their_spread);
  return g_test_run ();
}
