/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The values that other tools print where conventions differ: so that somebody who has both before them need not search for a
 * mistake. Each is worked out from the same counts and scores. */
#include "engine/metrics/imb-convention.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/metrics/imb-balance.h"
#include "engine/metrics/imb-metric-private.h"

/* ---- 0/0 ---- */

static double
ours (const char       *id,
      const ImbOutcome *outcome)
{
  return imb_metric_value (imb_metric_find (id), outcome);
}

static gboolean
is_one_class (const ImbOutcome *outcome,
              double (*count) (const double *, guint, guint))
{
  guint n_classes = imb_outcome_n_classes (outcome), n = 0;

  for (guint c = 0; c < n_classes; c++)
    n += count (imb_outcome_get_confusion (outcome), n_classes, c) > 0.0;
  return n < 2;
}

/* Of two classes: the positive one is never predicted. */
static gboolean
is_never_predicted (const ImbOutcome *outcome)
{
  return imb_outcome_n_classes (outcome) == 2
         && imb_confusion_predicted (imb_outcome_get_confusion (outcome), 2, imb_outcome_get_positive (outcome)) <= 0.0;
}

static double
precision_or_nothing (const ImbOutcome *outcome)
{
  return is_never_predicted (outcome) ? NAN : ours ("precision", outcome);
}

static double
f1_or_nothing (const ImbOutcome *outcome)
{
  return is_never_predicted (outcome) ? NAN : ours ("f1", outcome);
}

static double
mcc_or_nothing (const ImbOutcome *outcome)
{
  return is_one_class (outcome, imb_confusion_true) || is_one_class (outcome, imb_confusion_predicted) ? NAN : ours ("mcc", outcome);
}

static double
kappa_or_one (const ImbOutcome *outcome)
{
  double value = ours ("kappa", outcome);

  return isnan (value) && imb_outcome_n_rows (outcome) > 0 ? 1.0 : value;
}

/* ---- averages ---- */

static double
weighted (const char       *id,
          const ImbOutcome *outcome)
{
  return imb_outcome_n_classes (outcome) > 2 ? imb_metric_average (imb_metric_find (id), outcome, IMB_AVERAGE_WEIGHTED, NULL) : ours (id, outcome);
}

static double
macro (const char       *id,
       const ImbOutcome *outcome)
{
  return imb_metric_average (imb_metric_find (id), outcome, IMB_AVERAGE_MACRO, NULL);
}

/* F1 of the mean precision and the mean recall, instead of the mean of the F1s. */
static double
f1_of_means (const ImbOutcome *outcome)
{
  double precision, recall;

  if (imb_outcome_n_classes (outcome) == 2)
    return ours ("f1", outcome);

  precision = macro ("precision", outcome);
  recall = macro ("recall", outcome);
  return imb_ratio (2.0 * precision * recall, precision + recall);
}

static double
f1_weighted (const ImbOutcome *outcome)
{
  return weighted ("f1", outcome);
}

static double
g_mean_of_means (const ImbOutcome *outcome)
{
  const ImbBalanceRule rule = IMB_BALANCE_RULE;
  guint                n_classes = imb_outcome_n_classes (outcome);

  if (n_classes == 2)
    return ours ("g_mean", outcome);
  return imb_balance_of_average (imb_outcome_get_confusion (outcome), n_classes, IMB_AVERAGE_MACRO, &rule).g_mean;
}

/* Each class's √(recall · specificity), by the true counts. */
static double
g_mean_weighted (const ImbOutcome *outcome)
{
  const guint   n_classes = imb_outcome_n_classes (outcome);
  const double *confusion = imb_outcome_get_confusion (outcome);
  double        sum = 0.0, total = imb_confusion_total (confusion, n_classes);

  if (n_classes == 2)
    return ours ("g_mean", outcome);
  for (guint c = 0; c < n_classes; c++)
    sum += imb_confusion_true (confusion, n_classes, c)
           * sqrt (imb_metric_of_class (imb_metric_find ("recall"), outcome, c) * imb_metric_of_class (imb_metric_find ("specificity"), outcome, c));
  return total > 0.0 ? sum / total : NAN;
}

/* Of one class alone: a G-mean of 1, for there is no other recall, and a specificity of 0. */
static double
iba_of_one_class (const ImbOutcome *outcome)
{
  const ImbBalanceRule rule = IMB_BALANCE_RULE;
  guint                n_classes = imb_outcome_n_classes (outcome);

  if (n_classes == 2)
    return ours ("iba", outcome);
  return imb_balance_of_classes (imb_outcome_get_confusion (outcome), n_classes, &rule).iba;
}

/* Classes that are predicted but never true have a recall of 0. */
static double
balanced_accuracy_of_all (const ImbOutcome *outcome)
{
  return macro ("recall", outcome);
}

static double
roc_auc_weighted (const ImbOutcome *outcome)
{
  return weighted ("roc_auc", outcome);
}

static double
roc_auc_by_pairs (const ImbOutcome *outcome)
{
  return ours ("roc_auc_pairs", outcome);
}

static double
average_precision_weighted (const ImbOutcome *outcome)
{
  return weighted ("average_precision", outcome);
}

/* ---- ranks ---- */

/* The first fifth of the rows as they stand, which nothing has sorted by their scores; rows have no weights there. */
static double
precision_of_first_rows (const ImbOutcome *outcome)
{
  const guint16 *truth = imb_outcome_get_truth (outcome);
  gsize          n = imb_outcome_n_rows (outcome), n_first = MAX ((gsize) (0.2 * (double) n), 1), hits = 0;

  if (imb_outcome_n_classes (outcome) != 2 || imb_outcome_get_scores (outcome) == NULL || n == 0)
    return ours ("precision_top20", outcome);
  for (gsize i = 0; i < n_first; i++)
    hits += truth[i] == imb_outcome_get_positive (outcome);
  return (double) hits / (double) n_first;
}

/* ---- probabilities ---- */

/* Both classes' squares. */
static double
brier_of_both (const ImbOutcome *outcome)
{
  return imb_outcome_n_classes (outcome) == 2 ? 2.0 * ours ("brier", outcome) : ours ("brier", outcome);
}

static double
brier_halved (const ImbOutcome *outcome)
{
  return imb_outcome_n_classes (outcome) > 2 ? ours ("brier", outcome) / 2.0 : ours ("brier", outcome);
}

/* With another end to the smallest probability. */
static double
log_loss_clipped (const ImbOutcome *outcome)
{
  static const double least = 1e-15;
  const guint         n_classes = imb_outcome_n_classes (outcome);
  const double       *scores = imb_outcome_get_scores (outcome), *weights = imb_outcome_get_weights (outcome);
  ImbSum              sum = { 0 }, weight_sum = { 0 };

  if (!imb_outcome_has_probabilities (outcome))
    return NAN;
  for (gsize i = 0; i < imb_outcome_n_rows (outcome); i++)
    {
      double weight = weights != NULL ? weights[i] : 1.0, all = 0.0;

      for (guint c = 0; c < n_classes; c++)
        all += CLAMP (scores[i * n_classes + c], least, 1.0 - least);
      imb_sum_add (&sum, -weight * log (CLAMP (scores[i * n_classes + imb_outcome_get_truth (outcome)[i]], least, 1.0 - least) / all));
      imb_sum_add (&weight_sum, weight);
    }
  return imb_sum_get (&weight_sum) > 0.0 ? imb_sum_get (&sum) / imb_sum_get (&weight_sum) : NAN;
}

static const ImbConvention conventions[] = {
  { "balanced_accuracy", "imbalanced-learn, sensitivity_score, average=macro", N_ ("classes that are predicted but have no row count as 0"), balanced_accuracy_of_all },
  { "precision", "Weka", N_ ("undefined when no row is predicted as the class"), precision_or_nothing },
  { "f1", "Weka", N_ ("undefined when no row is predicted as the class"), f1_or_nothing },
  { "f1", "Weka; scikit-learn, average=weighted", N_ ("mean over the classes by their true rows"), f1_weighted },
  { "f1", "Sokolova and Lapalme 2009", N_ ("of the mean precision and the mean recall, not the mean of the F1s"), f1_of_means },
  { "g_mean", "imbalanced-learn, average=macro", N_ ("of the mean recall and the mean specificity"), g_mean_of_means },
  { "g_mean", "imbalanced-learn, classification report", N_ ("of each class’s recall and specificity, mean by the true rows"), g_mean_weighted },
  { "iba", "imbalanced-learn, of the G-mean with average=multiclass", N_ ("1.1 when all rows are of one class and predicted as it"), iba_of_one_class },
  { "mcc", "Weka, smote-variants", N_ ("undefined when all rows are of one class or predicted as one"), mcc_or_nothing },
  { "kappa", "Weka", N_ ("1 when all rows are of one class and predicted as it"), kappa_or_one },
  { "roc_auc", "Weka; scikit-learn, average=weighted", N_ ("mean over the classes by their true rows"), roc_auc_weighted },
  { "roc_auc", "Orange", N_ ("mean over the classes by their pairs of rows with the rest"), roc_auc_by_pairs },
  { "average_precision", "Weka, PRC area; scikit-learn, average=weighted", N_ ("mean over the classes by their true rows"), average_precision_weighted },
  { "precision_top20", "smote-variants, p_top20", N_ ("of the first fifth of the rows as they stand, not of those scored highest"), precision_of_first_rows },
  { "brier", "Brier 1950", N_ ("sum over both classes: twice as much"), brier_of_both },
  { "brier", "scikit-learn from 1.7 on, scale_by_half", N_ ("half of the sum over the classes"), brier_halved },
  { "log_loss", "scikit-learn before 1.2", N_ ("probabilities are kept 1e-15 from 0 and 1"), log_loss_clipped },
  { "ece", "Guo et al. 2017; torchmetrics", N_ ("of each row’s largest probability and whether that class is right (ten bins)"), imb_confidence_ece },
  { NULL },
};

const ImbConvention *
imb_conventions (void)
{
  return conventions;
}

gboolean
imb_convention_differs (const ImbConvention *self,
                        const ImbOutcome    *outcome)
{
  double own = ours (self->metric, outcome), other = self->value (outcome);

  if (isnan (own) || isnan (other))
    return isnan (own) != isnan (other);
  return fabs (own - other) > 1e-12 * MAX (1.0, fabs (own));
}
