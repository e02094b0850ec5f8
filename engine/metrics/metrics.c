/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of metrics, and how a metric's one-class, whole and average values are asked for. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/metrics/imb-metric-private.h"

#define MOST 96

static const ImbMetric *list[MOST + 1];
static guint            n_listed;
static gsize            listed;

static void
append (const ImbMetric *rows)
{
  for (; rows->id != NULL; rows++)
    {
      g_assert (n_listed < MOST);
      list[n_listed++] = rows;
    }
}

const ImbMetric *const *
imb_metrics (void)
{
  if (g_once_init_enter (&listed))
    {
      append (imb_metrics_counts);
      append (imb_metrics_ranking);
      append (imb_metrics_probability);
      append (imb_metrics_rates);
      append (imb_metrics_ordinal);
      append (imb_metrics_areas);
      append (imb_metrics_top);
      append (imb_metrics_auc_classes);
      append (imb_metrics_h_measure);
      append (imb_metrics_calibration);
      g_once_init_leave (&listed, 1);
    }
  return list;
}

guint
imb_metrics_n (void)
{
  imb_metrics ();
  return n_listed;
}

const ImbMetric *
imb_metric_find (const char *id)
{
  for (const ImbMetric *const *at = imb_metrics (); *at != NULL; at++)
    if (strcmp ((*at)->id, id) == 0)
      return *at;
  return NULL;
}

guint
imb_metric_index (const ImbMetric *self)
{
  for (guint i = 0; i < imb_metrics_n (); i++)
    if (list[i] == self)
      return i;
  g_return_val_if_reached (0);
}

double
imb_metric_sign (const ImbMetric *self)
{
  return self->better == IMB_BETTER_HIGH ? 1.0 : self->better == IMB_BETTER_LOW ? -1.0
                                                                                : 0.0;
}

double
imb_metric_cut (const ImbMetric *self,
                double           value)
{
  return isnan (value) ? value : CLAMP (value, self->low, self->high);
}

const ImbMetric *
imb_metric_find_goal (const char *id,
                      GError    **error)
{
  const ImbMetric *metric = imb_metric_find (id != NULL ? id : "average_precision");

  if (metric == NULL)
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("there is no metric “%s”; “imbal list metrics” has them"), id);
  else if (metric->better == IMB_BETTER_NEITHER)
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("%s describes, and neither more nor less of it is better; choose another metric"), metric->id);
  else
    return metric;
  return NULL;
}

/* A highest value of 1 without a lowest one is a share of something saved, of which 0 is none. What is wider than −1 … 1 is no share. */
gboolean
imb_metric_has_points (const ImbMetric *self)
{
  return self->high - self->low <= 2.0 || (self->high == 1.0 && isinf (self->low));
}

void
imb_confusion_sum (const double *confusion,
                   guint         n_classes,
                   double       *margins)
{
  double *predicted = margins + n_classes, total = 0.0;

  memset (margins, 0, (2 * (gsize) n_classes + 1) * sizeof *margins);
  for (guint c = 0; c < n_classes; c++)
    {
      double truth = 0.0;

      for (guint k = 0; k < n_classes; k++)
        {
          double cell = confusion[(gsize) c * n_classes + k];

          truth += cell;
          total += cell;
          predicted[k] += cell;
        }
      margins[c] = truth;
    }
  margins[2 * (gsize) n_classes] = total;
}

double *
imb_confusion_dup_margins (const double *confusion,
                           guint         n_classes)
{
  double *margins = g_new (double, 2 * (gsize) n_classes + 1);

  imb_confusion_sum (confusion, n_classes, margins);
  return margins;
}

#define CRUMB 1e-9 /* of the total: less may be what rounding left of nothing */
#define FEW   16   /* classes, of which every sum is short */

/* Rows of other classes that are predicted as @c, or (as_true) rows of @c that are predicted as others: one by one. */
static double
count_mistakes (const double *confusion,
                guint         n_classes,
                guint         c,
                gboolean      as_true)
{
  double sum = 0.0;

  for (guint k = 0; k < n_classes; k++)
    sum += k != c ? confusion[as_true ? (gsize) c * n_classes + k : (gsize) k * n_classes + c] : 0.0;
  return sum;
}

/* Rows neither of class @c nor predicted as it, one by one. O(K²). */
static double
count_elsewhere (const double *confusion,
                 guint         n_classes,
                 guint         c)
{
  double sum = 0.0;

  for (guint t = 0; t < n_classes; t++)
    for (guint p = 0; p < n_classes; p++)
      sum += t != c && p != c ? confusion[(gsize) t * n_classes + p] : 0.0;
  return sum;
}

/* The four counts of class @c against the rest: tp, fp, fn, tn. Weights may be fractions, and a difference of their sums is a crumb where nothing is left:
 * 1e-17 / 1e-17 would be 1, not 0/0. What is small is summed. */
static void
count_class (const double *confusion,
             const double *margins,
             guint         n_classes,
             guint         c,
             double       *counts)
{
  const double total = margins[2 * (gsize) n_classes], crumb = CRUMB * total;

  counts[0] = confusion[(gsize) c * n_classes + c];
  counts[1] = margins[n_classes + c] - counts[0];
  counts[2] = margins[c] - counts[0];
  if (n_classes <= FEW || (counts[1] < crumb && counts[1] != 0.0))
    counts[1] = count_mistakes (confusion, n_classes, c, FALSE);
  if (n_classes <= FEW || (counts[2] < crumb && counts[2] != 0.0))
    counts[2] = count_mistakes (confusion, n_classes, c, TRUE);
  counts[3] = total - counts[0] - counts[1] - counts[2];
  if (counts[3] < crumb && counts[3] != 0.0)
    counts[3] = count_elsewhere (confusion, n_classes, c);
}

static double
class_of_confusion (const ImbMetric *self,
                    const double    *confusion,
                    const double    *margins,
                    guint            n_classes,
                    guint            c)
{
  double counts[4];

  count_class (confusion, margins, n_classes, c, counts);
  return self->of_counts (counts[0], counts[1], counts[2], counts[3]);
}

double
imb_metric_of_class (const ImbMetric  *self,
                     const ImbOutcome *outcome,
                     guint             c)
{
  g_return_val_if_fail (c < imb_outcome_n_classes (outcome), NAN);

  if (!self->per_class)
    return imb_metric_value (self, outcome);
  if (self->kind != IMB_METRIC_COUNTS)
    return self->of_scores (outcome, (int) c);
  return class_of_confusion (self, imb_outcome_get_confusion (outcome), imb_outcome_get_margins (outcome), imb_outcome_n_classes (outcome), c);
}

static double
mean_of_counts (const ImbMetric *self,
                const double    *confusion,
                const double    *margins,
                guint            n_classes,
                const ImbChosen *chosen,
                gboolean         weighted)
{
  double sum = 0.0;
  double share = 0.0;

  for (guint k = 0; k < imb_chosen_n (chosen, n_classes); k++)
    {
      double counts[4], value, weight;
      guint  c;

      if (!imb_chosen_at (chosen, margins, n_classes, k, &c))
        continue;
      count_class (confusion, margins, n_classes, c, counts);
      weight = weighted ? counts[0] + counts[2] : 1.0;
      value = weight > 0.0 ? self->of_counts (counts[0], counts[1], counts[2], counts[3]) : NAN;
      if (isnan (value))
        continue;
      sum += weight * value;
      share += weight;
    }
  return share > 0.0 ? sum / share : NAN;
}

/* Of scores, which a class without rows has no value of. */
static double
mean_of_scores (const ImbMetric  *self,
                const ImbOutcome *outcome,
                const ImbChosen  *chosen,
                gboolean          weighted)
{
  const double *margins = imb_outcome_get_margins (outcome);
  guint         n_classes = imb_outcome_n_classes (outcome);
  double        sum = 0.0;
  double        share = 0.0;

  for (guint k = 0; k < imb_chosen_n (chosen, n_classes); k++)
    {
      guint  c = chosen != NULL ? chosen->at[k] : k;
      double weight = weighted ? margins[c] : 1.0;
      double value = margins[c] > 0.0 ? self->of_scores (outcome, (int) c) : NAN;

      if (imb_outcome_is_cancelled (outcome))
        return NAN;
      if (isnan (value))
        continue;
      sum += weight * value;
      share += weight;
    }
  return share > 0.0 ? sum / share : NAN;
}

static double
of_summed_counts (const ImbMetric *self,
                  const double    *confusion,
                  const double    *margins,
                  guint            n_classes,
                  const ImbChosen *chosen)
{
  double sums[4] = { 0 };

  if (margins[2 * (gsize) n_classes] <= 0.0)
    return NAN;

  for (guint k = 0; k < imb_chosen_n (chosen, n_classes); k++)
    {
      double counts[4];
      guint  c;

      if (!imb_chosen_at (chosen, margins, n_classes, k, &c))
        continue;
      count_class (confusion, margins, n_classes, c, counts);
      for (guint j = 0; j < 4; j++)
        sums[j] += counts[j];
    }
  return self->of_counts (sums[0], sums[1], sums[2], sums[3]);
}

double
imb_metric_average_of_confusion (const ImbMetric *self,
                                 const double    *confusion,
                                 const double    *margins,
                                 guint            n_classes,
                                 ImbAverage       average,
                                 const ImbChosen *chosen)
{
  if (average == IMB_AVERAGE_MICRO)
    return of_summed_counts (self, confusion, margins, n_classes, chosen);
  return mean_of_counts (self, confusion, margins, n_classes, chosen, average == IMB_AVERAGE_WEIGHTED);
}

double
imb_metric_mean_over_classes (const ImbOutcome *outcome,
                              double (*of_class) (const ImbOutcome *, guint))
{
  const double *margins = imb_outcome_get_margins (outcome);
  guint         n_classes = imb_outcome_n_classes (outcome);
  double        sum = 0.0;
  guint         n = 0;

  for (guint c = 0; c < n_classes; c++)
    {
      double value = margins[c] > 0.0 ? of_class (outcome, c) : NAN;

      if (imb_outcome_is_cancelled (outcome))
        return NAN;
      if (isnan (value))
        continue;
      sum += value;
      n++;
    }
  return n > 0 ? sum / n : NAN;
}

double
imb_metric_average (const ImbMetric  *self,
                    const ImbOutcome *outcome,
                    ImbAverage        average,
                    const ImbChosen  *chosen)
{
  if (!self->per_class)
    return imb_metric_value (self, outcome);
  if (self->kind == IMB_METRIC_COUNTS)
    return imb_metric_average_of_confusion (self, imb_outcome_get_confusion (outcome), imb_outcome_get_margins (outcome), imb_outcome_n_classes (outcome), average, chosen);
  return average == IMB_AVERAGE_MICRO ? NAN : mean_of_scores (self, outcome, chosen, average == IMB_AVERAGE_WEIGHTED);
}

double
imb_metric_of_confusion (const ImbMetric *self,
                         const double    *confusion,
                         guint            n_classes,
                         guint            positive)
{
  double             few[2 * 2 + 1];
  g_autofree double *many = NULL;

  g_return_val_if_fail (self->kind == IMB_METRIC_COUNTS, NAN);

  if (self->of_confusion != NULL && !(self->per_class && n_classes == 2))
    return self->of_confusion (confusion, n_classes);
  if (n_classes == 2)
    {
      imb_confusion_sum (confusion, 2, few);
      return self->per_class ? class_of_confusion (self, confusion, few, 2, positive) : mean_of_counts (self, confusion, few, 2, NULL, FALSE);
    }
  many = imb_confusion_dup_margins (confusion, n_classes);
  return mean_of_counts (self, confusion, many, n_classes, NULL, FALSE);
}

double
imb_metric_value (const ImbMetric  *self,
                  const ImbOutcome *outcome)
{
  guint n_classes = imb_outcome_n_classes (outcome);

  if (imb_outcome_n_rows (outcome) == 0)
    return NAN;
  if (self->kind == IMB_METRIC_COUNTS && self->per_class && self->of_confusion == NULL && n_classes > 2)
    return imb_metric_average (self, outcome, IMB_AVERAGE_MACRO, NULL);
  if (self->kind == IMB_METRIC_COUNTS)
    return imb_metric_of_confusion (self, imb_outcome_get_confusion (outcome), n_classes, imb_outcome_get_positive (outcome));
  if (self->per_class && n_classes == 2)
    return imb_metric_of_class (self, outcome, imb_outcome_get_positive (outcome));
  return self->of_scores (outcome, -1);
}

double
imb_metric_value_at (const ImbMetric  *self,
                     const ImbOutcome *outcome,
                     double            threshold)
{
  double confusion[4];

  if (self->kind != IMB_METRIC_COUNTS || imb_outcome_n_classes (outcome) != 2 || imb_outcome_n_rows (outcome) == 0)
    return imb_metric_value (self, outcome);

  imb_outcome_confusion_at (outcome, threshold, confusion);
  return imb_metric_of_confusion (self, confusion, 2, imb_outcome_get_positive (outcome));
}

static gboolean
has_others (const double *margins,
            guint         n_classes,
            guint         c)
{
  for (guint other = 0; other < n_classes; other++)
    if (other != c && margins[other] > 0.0)
      return TRUE;
  return FALSE;
}

/* @c: one against the rest. */
static gboolean
has_needed (const ImbMetric *self,
            const double    *margins,
            guint            n_classes,
            guint            c)
{
  return (self->needs == IMB_NEEDS_NEGATIVES || self->needs == IMB_NEEDS_ANY || margins[c] > 0.0)
         && (self->needs == IMB_NEEDS_POSITIVES || self->needs == IMB_NEEDS_ANY || has_others (margins, n_classes, c));
}

double
imb_metric_class_of_part (const ImbMetric  *self,
                          const ImbOutcome *part,
                          guint             c)
{
  if (!self->per_class)
    return imb_metric_value_of_part (self, part);
  return has_needed (self, imb_outcome_get_margins (part), imb_outcome_n_classes (part), c) ? imb_metric_of_class (self, part, c) : NAN;
}

double
imb_metric_value_of_part (const ImbMetric  *self,
                          const ImbOutcome *part)
{
  const double     *margins = imb_outcome_get_margins (part);
  const guint       n_classes = imb_outcome_n_classes (part);
  g_autofree guint *at = NULL;
  guint             n = 0;

  if (n_classes == 2)
    return has_needed (self, margins, 2, imb_outcome_get_positive (part)) ? imb_metric_value (self, part) : NAN;

  at = g_new (guint, MAX (n_classes, 1));
  for (guint c = 0; c < n_classes; c++)
    if (margins[c] > 0.0 && has_needed (self, margins, n_classes, c))
      at[n++] = c;
  if (n == 0)
    return NAN;
  if (self->per_class && self->kind == IMB_METRIC_COUNTS && self->of_confusion == NULL)
    return imb_metric_average (self, part, IMB_AVERAGE_MACRO, &(ImbChosen){ at, n });
  return imb_metric_value (self, part);
}

gboolean
imb_metrics_measure (ImbOutcome   *outcome,
                     ImbMetricFunc func,
                     ImbJob       *job,
                     double       *values,
                     GError      **error)
{
  g_autoptr (ImbOutcome) watched = imb_outcome_watch (outcome, job);

  for (guint m = 0; m < imb_metrics_n (); m++)
    {
      values[m] = func (imb_metrics ()[m], watched);
      if (!imb_job_step (job, 0, 0, error))
        return FALSE;
    }
  return TRUE;
}
