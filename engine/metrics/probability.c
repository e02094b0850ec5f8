/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Metrics of the scores as probabilities. Undefined when a score is outside of 0 … 1: then they are no
 * probabilities. Conventions of scikit-learn 1.2: probabilities are clipped to [ε, 1 − ε] with the
 * ε of a double and made to sum to 1 before the logarithm. One pass over the rows. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/metrics/imb-metric-private.h"

/* Loss of a row whose true class is @truth; @c: that class against the rest, or −1. */
typedef double (*RowLoss) (const double *scores,
                           guint         n_classes,
                           guint         truth,
                           int           c);

static double
squared_loss (const double *scores,
              guint         n_classes,
              guint         truth,
              int           c)
{
  double sum = 0.0;

  if (c >= 0)
    {
      double miss = scores[c] - (truth == (guint) c ? 1.0 : 0.0);

      return miss * miss;
    }
  for (guint k = 0; k < n_classes; k++)
    {
      double miss = scores[k] - (truth == k ? 1.0 : 0.0);

      sum += miss * miss;
    }
  return sum;
}

static double
logarithmic_loss (const double *scores,
                  guint         n_classes,
                  guint         truth,
                  int           c)
{
  double sum = 0.0;

  /* Of two classes each has its own score: 1 − p has lost what a tiny one is. */
  if (c >= 0 && n_classes > 2)
    {
      double yes = imb_probability_clip (scores[c]);
      double no = imb_probability_clip (1.0 - scores[c]);

      return -log ((truth == (guint) c ? yes : no) / (yes + no));
    }
  for (guint k = 0; k < n_classes; k++)
    sum += imb_probability_clip (scores[k]);
  return -log (imb_probability_clip (scores[truth]) / sum);
}

static double
mean_loss (const ImbOutcome *outcome,
           int               c,
           RowLoss           loss)
{
  const double  *scores = imb_outcome_get_scores (outcome);
  const double  *weights = imb_outcome_get_weights (outcome);
  const guint16 *truth = imb_outcome_get_truth (outcome);
  gsize          n_rows = imb_outcome_n_rows (outcome);
  guint          n_classes = imb_outcome_n_classes (outcome);
  ImbSum         sum = { 0 };
  ImbSum         weight_sum = { 0 };

  if (!imb_outcome_has_probabilities (outcome))
    return NAN;

  for (gsize i = 0; i < n_rows; i++)
    {
      double weight = weights != NULL ? weights[i] : 1.0;

      if (i % imb_metric_asks_each (n_classes) == 0 && imb_outcome_is_cancelled (outcome))
        return NAN;
      imb_sum_add (&sum, weight * loss (scores + i * n_classes, n_classes, truth[i], c));
      imb_sum_add (&weight_sum, weight);
    }
  return imb_sum_get (&weight_sum) > 0.0 ? imb_sum_get (&sum) / imb_sum_get (&weight_sum) : NAN;
}

static double
brier (const ImbOutcome *outcome,
       int               c)
{
  return mean_loss (outcome, c, squared_loss);
}

static double
log_loss (const ImbOutcome *outcome,
          int               c)
{
  return mean_loss (outcome, c, logarithmic_loss);
}

const ImbMetric imb_metrics_probability[] = {
  {
    .id = "brier",
    .title = N_ ("Brier score"),
    .help = N_ ("Mean squared distance of the probability from what happened; more than two classes: summed over the classes, 0 to 2."),
    .formula = "mean (p − y)²; K classes: mean Σ (p_c − y_c)²",
    .reference = "Brier 1950, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2",
    .undefined = N_ ("undefined when the scores are not probabilities"),
    .no_skill = N_ ("π (1 − π) for always saying the class’s share π"),
    .usual = TRUE,
    .kind = IMB_METRIC_PROBABILITY,
    .per_class = TRUE,
    .needs = IMB_NEEDS_ANY,
    .low = 0.0,
    .high = 2.0,
    .better = IMB_BETTER_LOW,
    .of_scores = brier,
  },
  {
    .id = "log_loss",
    .title = N_ ("Log loss"),
    .help = N_ ("Mean surprise at what happened, in nats; one confident mistake costs much."),
    .formula = "mean −ln p(true class)",
    .reference = "Good 1952, doi:10.1111/j.2517-6161.1952.tb00104.x",
    .undefined = N_ ("undefined when the scores are not probabilities"),
    .no_skill = N_ ("the entropy of the classes’ shares"),
    .usual = TRUE,
    .kind = IMB_METRIC_PROBABILITY,
    .per_class = TRUE,
    .needs = IMB_NEEDS_ANY,
    .low = 0.0,
    .high = INFINITY,
    .better = IMB_BETTER_LOW,
    .of_scores = log_loss,
  },
  { NULL },
};
