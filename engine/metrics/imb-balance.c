/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is made of the recalls and specificities of several classes: the G-mean (Kubat and Matwin 1997) of all recalls or of two averages, and
 * the index of balanced accuracy (García, Mollineda and Sánchez 2009) of any share. O(K²) for K classes. */
#include "engine/metrics/imb-balance.h"

#include <math.h>
#include <string.h>

#include "engine/metrics/imb-metric-private.h"

double
imb_g_mean_of_recalls (const double         *confusion,
                       guint                 n_classes,
                       const ImbBalanceRule *rule)
{
  g_autofree double *margins = imb_confusion_dup_margins (confusion, n_classes);
  double             log_sum = 0.0;
  guint              n = 0;

  for (guint k = 0; k < imb_chosen_n (rule->chosen, n_classes); k++)
    {
      double recall;
      guint  c;

      if (!imb_chosen_at (rule->chosen, margins, n_classes, k, &c))
        continue;
      recall = imb_ratio (confusion[(gsize) c * n_classes + c], margins[c]);
      log_sum += log (recall > 0.0 ? recall : rule->correction);
      n++;
    }
  return n > 0 ? exp (log_sum / n) : NAN;
}

double
imb_index_balanced (double                value,
                    double                recall,
                    double                specificity,
                    const ImbBalanceRule *rule)
{
  return (1.0 + rule->alpha * (recall - specificity)) * (rule->is_plain ? value : value * value);
}

static ImbBalance
rates_of (const double         *confusion,
          guint                 n_classes,
          ImbAverage            average,
          const ImbBalanceRule *rule)
{
  g_autofree double *margins = imb_confusion_dup_margins (confusion, n_classes);

  return (ImbBalance){
    .recall = imb_metric_average_of_confusion (imb_metric_find ("recall"), confusion, margins, n_classes, average, rule->chosen),
    .specificity = imb_metric_average_of_confusion (imb_metric_find ("specificity"), confusion, margins, n_classes, average, rule->chosen),
  };
}

ImbBalance
imb_balance_of_classes (const double         *confusion,
                        guint                 n_classes,
                        const ImbBalanceRule *rule)
{
  ImbBalance out = rates_of (confusion, n_classes, IMB_AVERAGE_MACRO, rule);

  out.g_mean = imb_g_mean_of_recalls (confusion, n_classes, rule);
  out.iba = imb_index_balanced (out.g_mean, out.recall, out.specificity, rule);
  return out;
}

ImbBalance
imb_balance_of_average (const double         *confusion,
                        guint                 n_classes,
                        ImbAverage            average,
                        const ImbBalanceRule *rule)
{
  ImbBalance out = rates_of (confusion, n_classes, average, rule);

  out.g_mean = sqrt (out.recall * out.specificity);
  out.iba = imb_index_balanced (out.g_mean, out.recall, out.specificity, rule);
  return out;
}

gboolean
imb_metric_can_be_balanced (const ImbMetric *self)
{
  return self->kind == IMB_METRIC_COUNTS && self->better == IMB_BETTER_HIGH && self->low == 0.0 && self->high == 1.0 && strcmp (self->id, "iba") != 0;
}

double
imb_metric_index_balanced (const ImbMetric      *self,
                           const ImbOutcome     *outcome,
                           int                   c,
                           const ImbBalanceRule *rule)
{
  guint          n_classes = imb_outcome_n_classes (outcome);
  guint          one = c < 0 ? imb_outcome_get_positive (outcome) : (guint) c;
  ImbChosen      only = { &one, 1 };
  ImbBalanceRule of_rates = { .chosen = c >= 0 || n_classes == 2 ? &only : NULL };
  ImbBalance     rates;

  g_return_val_if_fail (imb_metric_can_be_balanced (self), NAN);

  rates = rates_of (imb_outcome_get_confusion (outcome), n_classes, IMB_AVERAGE_MACRO, &of_rates);
  return imb_index_balanced (c < 0 ? imb_metric_value (self, outcome) : imb_metric_of_class (self, outcome, one), rates.recall, rates.specificity, rule);
}
