/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Curves as JSON. Of hundreds of thousands of points those are left out that nobody could tell from the line
 * between their neighbours. */
#include "app/cli/cli-runs.h"

#include <math.h>

#define TOLERANCE    1e-4
#define N_THRESHOLDS 201
#define N_PLACES     101 /* of a mean over curves */
#define PART         0.1 /* of the false positive rate */

static void
build_curve (ImbJson    *json,
             const char *name,
             const char *x,
             const char *y,
             ImbCurve   *curve) /* (transfer full) (nullable) */
{
  g_autoptr (ImbCurve) whole = curve;
  g_autoptr (ImbCurve) thin = NULL;

  if (whole == NULL)
    return;

  thin = imb_curve_thin (whole, TOLERANCE);
  imb_json_object (json, name);
  imb_json_numbers (json, x, thin->x, thin->n);
  imb_json_numbers (json, y, thin->y, thin->n);
  imb_json_numbers (json, "threshold", thin->thresholds, thin->n);
  imb_json_end (json);
}

/* The mean score and the share of the class with its 95 % interval in each bin, and what the rows weigh. */
static void
build_calibration (ImbJson          *json,
                   const ImbOutcome *outcome,
                   guint             c,
                   guint             n_repeats)
{
  ImbCalibrationBin        bins[IMB_N_BINS];
  double                   columns[5][IMB_N_BINS];
  static const char *const names[] = { "score", "share", "rows", "low", "high" };

  if (!imb_calibration_bins (outcome, c, bins))
    return;

  for (guint b = 0; b < IMB_N_BINS; b++)
    {
      columns[0][b] = bins[b].score;
      columns[1][b] = bins[b].share;
      columns[2][b] = bins[b].weight;
      imb_interval_wilson (bins[b].share, bins[b].n_effective / n_repeats, &columns[3][b], &columns[4][b]);
    }
  imb_json_object (json, "calibration");
  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    imb_json_numbers (json, names[k], columns[k], IMB_N_BINS);
  imb_json_end (json);
}

/* Murphy's parts of the Brier score over the bins of the calibration. */
static void
build_brier_parts (ImbJson          *json,
                   const ImbOutcome *outcome,
                   guint             c)
{
  ImbCalibrationSplit split;

  if (!imb_calibration_split (outcome, c, &split))
    return;
  imb_json_object (json, "brier_parts");
  imb_json_numbers (json, "reliability", &split.reliability, 1);
  imb_json_numbers (json, "resolution", &split.resolution, 1);
  imb_json_numbers (json, "uncertainty", &split.uncertainty, 1);
  imb_json_end (json);
}

/* What is found among the rows with the highest scores. */
static void
build_top (ImbJson          *json,
           const ImbOutcome *outcome,
           guint             c)
{
  static const double      shares[] = { 0.01, 0.02, 0.05, 0.1, 0.2, 0.5 };
  static const char *const names[] = { "share", "precision", "recall", "lift" };
  double                   columns[4][G_N_ELEMENTS (shares)];

  for (guint k = 0; k < G_N_ELEMENTS (shares); k++)
    {
      ImbTop top = imb_top_of (outcome, c, shares[k]);

      columns[0][k] = top.taken;
      columns[1][k] = top.precision;
      columns[2][k] = top.recall;
      columns[3][k] = top.lift;
    }
  imb_json_object (json, "top");
  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    imb_json_numbers (json, names[k], columns[k], G_N_ELEMENTS (shares));
  imb_json_end (json);
}

/* With the rates as normal deviates, which are the axes of such a figure. */
static void
build_det (ImbJson  *json,
           ImbCurve *curve) /* (transfer full) (nullable) */
{
  g_autoptr (ImbCurve) whole = curve;
  g_autoptr (ImbCurve) thin = NULL;
  g_autoptr (ImbCurve) deviates = NULL;

  if (whole == NULL)
    return;

  thin = imb_curve_thin (whole, TOLERANCE);
  deviates = imb_curve_deviates (thin);
  imb_json_object (json, "det");
  imb_json_numbers (json, "false_positive_rate", thin->x, thin->n);
  imb_json_numbers (json, "false_negative_rate", thin->y, thin->n);
  imb_json_numbers (json, "false_positive_deviate", deviates->x, thin->n);
  imb_json_numbers (json, "false_negative_deviate", deviates->y, thin->n);
  imb_json_numbers (json, "threshold", thin->thresholds, thin->n);
  imb_json_end (json);
}

/* The thresholds that are best for some F-beta. */
static void
build_gain_hull (ImbJson          *json,
                 const ImbOutcome *outcome,
                 guint             c)
{
  g_autofree double *betas = NULL;
  g_autofree double *calibrated = NULL;
  g_autoptr (ImbCurve) hull = imb_curve_precision_recall_gain_hull (outcome, c, &betas);

  if (hull == NULL)
    return;

  calibrated = g_new (double, hull->n);
  for (gsize i = 0; i < hull->n; i++)
    calibrated[i] = imb_f_calibrated (betas[i]);
  imb_json_object (json, "pr_gain_hull");
  imb_json_numbers (json, "recall_gain", hull->x, hull->n);
  imb_json_numbers (json, "precision_gain", hull->y, hull->n);
  imb_json_numbers (json, "threshold", hull->thresholds, hull->n);
  imb_json_numbers (json, "beta", betas, hull->n);
  imb_json_numbers (json, "f_calibrated", calibrated, hull->n);
  imb_json_end (json);
}

static void
build_decision (ImbJson          *json,
                const ImbOutcome *outcome,
                guint             c)
{
  g_autoptr (ImbCurve) curve = imb_curve_decision (outcome, c, FALSE);
  g_autoptr (ImbCurve) all = imb_curve_decision (outcome, c, TRUE);

  if (curve == NULL || all == NULL)
    return;

  imb_json_object (json, "decision");
  imb_json_numbers (json, "threshold", curve->x, curve->n);
  imb_json_numbers (json, "net_benefit", curve->y, curve->n);
  imb_json_numbers (json, "treat_all", all->y, all->n);
  imb_json_end (json);
}

/* The usual metrics of counts at even places of the distinct scores. */
static void
build_by_threshold (ImbJson          *json,
                    const ImbOutcome *outcome)
{
  gboolean is_first = TRUE;

  if (imb_outcome_n_classes (outcome) != 2)
    return;

  imb_json_object (json, "by_threshold");
  for (const ImbMetric *const *metric = imb_metrics (); *metric != NULL; metric++)
    {
      g_autoptr (ImbCurve) curve = (*metric)->usual ? imb_curve_of_metric (outcome, *metric, N_THRESHOLDS) : NULL;

      if (curve == NULL)
        continue;
      if (is_first)
        imb_json_numbers (json, "threshold", curve->x, curve->n);
      is_first = FALSE;
      imb_json_numbers (json, (*metric)->id, curve->y, curve->n);
    }
  imb_json_end (json);
}

static void
build_main (ImbJson          *json,
            const ImbOutcome *outcome,
            guint             c)
{
  build_curve (json, "pr", "recall", "precision", imb_curve_precision_recall (outcome, c));
  build_curve (json, "roc", "false_positive_rate", "true_positive_rate", imb_curve_roc (outcome, c));
}

static void
build_of_class (ImbJson          *json,
                const ImbOutcome *outcome,
                guint             c,
                guint             n_repeats)
{
  build_main (json, outcome, c);
  build_calibration (json, outcome, c, n_repeats);
  build_brier_parts (json, outcome, c);
  build_curve (json, "pr_between", "recall", "precision", imb_curve_precision_recall_between (outcome, c));
  build_curve (json, "pr_gain", "recall_gain", "precision_gain", imb_curve_precision_recall_gain (outcome, c));
  build_gain_hull (json, outcome, c);
  build_curve (json, "roc_01", "false_positive_rate", "true_positive_rate", imb_curve_roc_partial (outcome, c, PART));
  build_det (json, imb_curve_det (outcome, c));
  build_curve (json, "gains", "share", "recall", imb_curve_gains (outcome, c));
  build_curve (json, "lift", "share", "lift", imb_curve_lift (outcome, c));
  build_top (json, outcome, c);
  build_curve (json, "cost", "cost_share", "cost", imb_curve_cost (outcome, c));
  build_curve (json, "brier", "cost_share", "cost", imb_curve_brier (outcome, c));
  build_decision (json, outcome, c);
}

static void
build_mean (ImbJson    *json,
            const char *name,
            const char *x,
            GPtrArray  *curves,
            gboolean    as_steps)
{
  double deviations[N_PLACES];
  g_autoptr (ImbCurve) mean = imb_curve_mean ((ImbCurve *const *) curves->pdata, curves->len, N_PLACES, as_steps, deviations);

  imb_json_object (json, name);
  imb_json_numbers (json, x, mean->x, mean->n);
  imb_json_numbers (json, "mean", mean->y, mean->n);
  imb_json_numbers (json, "deviation", deviations, mean->n);
  imb_json_end (json);
}

/* The mean place of the folds' thresholds. */
static void
build_mean_at_thresholds (ImbJson   *json,
                          GPtrArray *curves)
{
  double deviations[2][N_PLACES];
  g_autoptr (ImbCurve) mean = imb_curve_mean_at_thresholds ((ImbCurve *const *) curves->pdata, curves->len, N_PLACES, deviations[0], deviations[1]);

  imb_json_object (json, "roc_at_thresholds");
  imb_json_numbers (json, "threshold", mean->thresholds, mean->n);
  imb_json_numbers (json, "false_positive_rate", mean->x, mean->n);
  imb_json_numbers (json, "true_positive_rate", mean->y, mean->n);
  imb_json_numbers (json, "false_positive_deviation", deviations[0], mean->n);
  imb_json_numbers (json, "true_positive_deviation", deviations[1], mean->n);
  imb_json_end (json);
}

static void
add_curve (GPtrArray *curves,
           ImbCurve  *curve) /* (transfer full) (nullable) */
{
  if (curve != NULL)
    g_ptr_array_add (curves, curve);
}

void
cli_bands_build (ImbJson      *json,
                 const char   *name,
                 const ImbRun *run)
{
  guint c = imb_outcome_get_positive (imb_run_get_pooled (run));
  g_autoptr (GPtrArray) pr = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_curve_unref);
  g_autoptr (GPtrArray) roc = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_curve_unref);

  for (guint f = 0; f < imb_run_n_folds (run); f++)
    {
      if (!isnan (imb_metric_class_of_part (imb_metric_find ("average_precision"), imb_run_fold_at (run, f), c)))
        add_curve (pr, imb_curve_precision_recall (imb_run_fold_at (run, f), c));
      add_curve (roc, imb_curve_roc (imb_run_fold_at (run, f), c));
    }
  imb_json_object (json, name);
  build_mean (json, "pr", "recall", pr, TRUE);
  build_mean (json, "roc", "false_positive_rate", roc, FALSE);
  imb_json_end (json);
  build_mean_at_thresholds (json, roc);
}

void
cli_fold_curves_build (ImbJson          *json,
                       const char       *name,
                       const ImbOutcome *outcome)
{
  imb_json_object (json, name);
  build_main (json, outcome, imb_outcome_get_positive (outcome));
  imb_json_end (json);
}

/* More than two classes: all at once, and the mean of each against the rest. */
static void
build_of_classes (ImbJson          *json,
                  const ImbOutcome *outcome)
{
  g_autoptr (GPtrArray) curves = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_curve_unref);

  for (guint c = 0; c < imb_outcome_n_classes (outcome); c++)
    add_curve (curves, imb_curve_roc (outcome, c));
  build_mean (json, "roc_macro", "false_positive_rate", curves, FALSE);
  build_curve (json, "roc_micro", "false_positive_rate", "true_positive_rate", imb_curve_roc_micro (outcome, NULL));
}

void
cli_curves_build (ImbJson           *json,
                  const char        *name,
                  const ImbOutcome  *outcome,
                  const char *const *labels,
                  guint              n_repeats)
{
  guint n_classes = imb_outcome_n_classes (outcome);

  imb_json_object (json, name);
  if (imb_outcome_get_scores (outcome) != NULL)
    {
      build_of_class (json, outcome, imb_outcome_get_positive (outcome), n_repeats);
      build_by_threshold (json, outcome);
      if (n_classes > 2)
        {
          build_of_classes (json, outcome);
          imb_json_object (json, "per_class");
          for (guint c = 0; c < n_classes; c++)
            {
              imb_json_object (json, labels[c]);
              build_of_class (json, outcome, c, n_repeats);
              imb_json_end (json);
            }
          imb_json_end (json);
        }
    }
  imb_json_end (json);
}
