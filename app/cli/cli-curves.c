/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Curves as JSON. Of hundreds of thousands of points those are left out that nobody could tell from the line
 * between their neighbours. */
#include "app/cli/cli-runs.h"

#include <math.h>

#define TOLERANCE 1e-4
#define N_BINS    10

static void
build_curve (CliJson    *json,
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
  cli_json_object (json, name);
  cli_json_numbers (json, x, thin->x, thin->n);
  cli_json_numbers (json, y, thin->y, thin->n);
  cli_json_numbers (json, "threshold", thin->thresholds, thin->n);
  cli_json_end (json);
}

/* Ten bins of equal width: the mean score, the share of the class, the rows, or what they weigh. */
static void
build_calibration (CliJson          *json,
                   const ImbOutcome *outcome,
                   guint             c)
{
  gsize          n_rows = imb_outcome_n_rows (outcome);
  guint          n_classes = imb_outcome_n_classes (outcome);
  const double  *scores = imb_outcome_get_scores (outcome);
  const guint16 *truth = imb_outcome_get_truth (outcome);
  const double  *weights = imb_outcome_get_weights (outcome);
  double         sum[N_BINS] = { 0 }, hits[N_BINS] = { 0 }, rows[N_BINS] = { 0 };

  for (gsize i = 0; i < n_rows; i++)
    {
      double score = scores[i * n_classes + c];
      guint  bin = (guint) CLAMP (floor (score * N_BINS), 0, N_BINS - 1);
      double weight = weights != NULL ? weights[i] : 1.0;

      sum[bin] += weight * score;
      hits[bin] += truth[i] == c ? weight : 0.0;
      rows[bin] += weight;
    }
  for (guint b = 0; b < N_BINS; b++)
    {
      sum[b] = rows[b] > 0 ? sum[b] / rows[b] : NAN;
      hits[b] = rows[b] > 0 ? hits[b] / rows[b] : NAN;
    }

  cli_json_object (json, "calibration");
  cli_json_numbers (json, "score", sum, N_BINS);
  cli_json_numbers (json, "share", hits, N_BINS);
  cli_json_array (json, "rows");
  for (guint b = 0; b < N_BINS; b++)
    cli_json_number (json, NULL, rows[b]);
  cli_json_end_array (json);
  cli_json_end (json);
}

static void
build_of_class (CliJson          *json,
                const ImbOutcome *outcome,
                guint             c)
{
  build_curve (json, "pr", "recall", "precision", imb_curve_precision_recall (outcome, c));
  build_curve (json, "roc", "false_positive_rate", "true_positive_rate", imb_curve_roc (outcome, c));
  build_calibration (json, outcome, c);
}

void
cli_curves_build (CliJson           *json,
                  const char        *name,
                  const ImbOutcome  *outcome,
                  const char *const *labels)
{
  guint n_classes = imb_outcome_n_classes (outcome);

  cli_json_object (json, name);
  if (imb_outcome_get_scores (outcome) != NULL)
    {
      build_of_class (json, outcome, imb_outcome_get_positive (outcome));
      if (n_classes > 2)
        {
          cli_json_object (json, "per_class");
          for (guint c = 0; c < n_classes; c++)
            {
              cli_json_object (json, labels[c]);
              build_of_class (json, outcome, c);
              cli_json_end (json);
            }
          cli_json_end (json);
        }
    }
  cli_json_end (json);
}
