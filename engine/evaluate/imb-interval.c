/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Intervals of numbers of all tested rows. Wilson for what is a share of rows (weights: Kish's effective number of
 * them); DeLong for the ROC AUC; percentiles of stratified resamples for everything that is made of counts or ranks, or those that Efron's correction says. */
#include "engine/evaluate/imb-interval.h"

#include <math.h>
#include <string.h>

#include "engine/evaluate/imb-delong.h"
#include "engine/evaluate/imb-redraw.h"
#include "engine/evaluate/imb-tests.h"
#include "engine/kernels/imb-distribution.h"
#include "engine/kernels/imb-sort.h"

/* Cells of [true][predicted], 1 is the class: bit 2 · true + predicted. Shares of rows of two classes. */
static const struct
{
  const char *id;
  guint       part;
  guint       whole;
} rates[] = {
  { "accuracy", 1 << 0 | 1 << 3, 15 },
  { "precision", 1 << 3, 1 << 3 | 1 << 1 },
  { "recall", 1 << 3, 1 << 3 | 1 << 2 },
  { "specificity", 1 << 0, 1 << 0 | 1 << 1 },
  { "npv", 1 << 0, 1 << 0 | 1 << 2 },
  { "fpr", 1 << 1, 1 << 0 | 1 << 1 },
  { "fnr", 1 << 2, 1 << 3 | 1 << 2 },
  { "fdr", 1 << 1, 1 << 3 | 1 << 1 },
  { "false_omission_rate", 1 << 2, 1 << 0 | 1 << 2 },
  { "positive_rate", 1 << 3 | 1 << 1, 15 },
};

double
imb_interval_z (void)
{
  return imb_normal_quantile (0.975);
}

void
imb_interval_wilson (double  share,
                     double  n,
                     double *low,
                     double *high)
{
  double z = imb_interval_z ();
  double middle = (share + z * z / (2.0 * n)) / (1.0 + z * z / n);
  double half = z * sqrt (share * (1.0 - share) / n + z * z / (4.0 * n * n)) / (1.0 + z * z / n);

  /* Of none and of all rows the end is exact, which rounding must not hide. */
  *low = n > 0.0 ? (share <= 0.0 ? 0.0 : MAX (middle - half, 0.0)) : NAN;
  *high = n > 0.0 ? (share >= 1.0 ? 1.0 : MIN (middle + half, 1.0)) : NAN;
}

void
imb_interval_percentiles (double *values,
                          gsize   n,
                          double *low,
                          double *high)
{
  gsize n_known = 0;

  for (gsize i = 0; i < n; i++)
    if (!isnan (values[i]))
      values[n_known++] = values[i];
  *low = *high = NAN;
  if (n_known == 0 || 2 * n_known < n)
    return;

  *low = imb_quantile (values, n_known, 0.025);
  *high = imb_quantile (values, n_known, 0.975);
}

/* The share of resamples below which the end lies that would be at @z; NaN: nowhere. */
static double
corrected (double bias,
           double acceleration,
           double z)
{
  double rest = 1.0 - acceleration * (bias + z);

  return rest > 0.0 ? imb_normal_cdf (bias + (bias + z) / rest) : NAN;
}

gboolean
imb_interval_bca (double *values,
                  gsize   n,
                  double  value,
                  double  acceleration,
                  double *low,
                  double *high)
{
  double below = 0.0, bias, first, last;
  gsize  n_known = 0;

  for (gsize i = 0; i < n; i++)
    if (!isnan (values[i]))
      {
        below += imb_is_same (values[i], value) ? 0.5 : values[i] < value ? 1.0
                                                                          : 0.0;
        values[n_known++] = values[i];
      }
  if (isnan (value) || n_known == 0 || 2 * n_known < n || below <= 0.0 || below >= (double) n_known)
    return FALSE;

  bias = imb_normal_quantile (below / (double) n_known);
  first = corrected (bias, acceleration, -imb_interval_z ());
  last = corrected (bias, acceleration, imb_interval_z ());
  if (isnan (first) || isnan (last))
    return FALSE;
  *low = imb_quantile (values, n_known, first);
  *high = imb_quantile (values, n_known, last);
  return TRUE;
}

static double
sum_of (const double *cells,
        guint         which)
{
  double sum = 0.0;

  for (guint k = 0; k < 4; k++)
    if ((which >> k & 1) != 0)
      sum += cells[k];
  return sum;
}

/* A row's weight in the cells of the positive class against the rest; of more classes: cell 1 is wrong, 3 right. */
static void
add_row (const ImbOutcome *outcome,
         gsize             i,
         double           *cells)
{
  const double *weights = imb_outcome_get_weights (outcome);
  guint         truth = imb_outcome_get_truth (outcome)[i], predicted = imb_outcome_get_predicted (outcome)[i];
  guint         positive = imb_outcome_get_positive (outcome);
  guint         cell = truth == predicted ? 3 : 1;

  if (imb_outcome_n_classes (outcome) == 2)
    cell = 2u * (truth == positive) + (predicted == positive);
  cells[cell] += weights != NULL ? weights[i] : 1.0;
}

/* How many rows tell as much as these of different weights (Kish); the repeats of a row are one. */
static void
add_wilson (const ImbOutcome *outcome,
            guint             n_repeats,
            ImbInterval      *intervals)
{
  guint  n_rates = imb_outcome_n_classes (outcome) == 2 ? G_N_ELEMENTS (rates) : 1;
  gsize  n = imb_outcome_n_rows (outcome) / n_repeats;
  double sums[4] = { 0 }, squares[G_N_ELEMENTS (rates)] = { 0 };

  for (gsize i = 0; i < n; i++)
    {
      double cells[4] = { 0 };

      for (guint r = 0; r < n_repeats; r++)
        add_row (outcome, r * n + i, cells);
      for (guint k = 0; k < 4; k++)
        sums[k] += cells[k];
      for (guint k = 0; k < n_rates; k++)
        squares[k] += sum_of (cells, rates[k].whole) * sum_of (cells, rates[k].whole);
    }
  for (guint k = 0; k < n_rates; k++)
    {
      ImbInterval *interval = &intervals[imb_metric_index (imb_metric_find (rates[k].id))];
      double       whole = sum_of (sums, rates[k].whole);

      imb_interval_wilson (sum_of (sums, rates[k].part) / whole, whole > 0.0 ? whole * whole / squares[k] : 0.0, &interval->low, &interval->high);
      interval->method = "wilson";
    }
}

static gboolean
add_delong (const ImbRun *self,
            const ImbRun *base,
            ImbInterval  *intervals,
            ImbJob       *job,
            GError      **error)
{
  const ImbOutcome *pooled = imb_run_get_pooled (self);
  ImbInterval      *interval = &intervals[imb_metric_index (imb_metric_find ("roc_auc"))];

  if (imb_outcome_n_classes (pooled) != 2)
    return TRUE;
  return imb_delong (pooled, base != NULL ? imb_run_get_pooled (base) : NULL, imb_outcome_get_positive (pooled),
                     imb_run_get_evaluation (self)->n_repeats, interval, job, error);
}

typedef struct
{
  guint    n_classes;
  guint    positive;
  gboolean is_difference;
  ImbJob  *job; /* of thousands of classes one resample takes seconds: cancelled, what is left is no number */
} Shape;

/* One class, or the mean over those that have rows. */
static double
of_ranks (const ImbRedrawn *drawn,
          const Shape      *shape,
          double (*of_class) (const ImbRedrawnRanks *))
{
  double sum = 0.0;
  guint  n = 0;

  for (guint k = 0; k < (shape->n_classes == 2 ? 1 : shape->n_classes); k++)
    {
      double value = of_class (&drawn->ranks[k]);

      sum += isnan (value) ? 0.0 : value;
      n += !isnan (value);
    }
  return n > 0 ? sum / n : NAN;
}

static void
measure (const ImbRedrawn *drawn,
         gpointer          data,
         double           *values)
{
  const Shape *shape = data;

  for (guint m = 0; m < imb_metrics_n (); m++)
    {
      const ImbMetric *metric = imb_metrics ()[m];

      values[m] = NAN;
      if (imb_job_is_cancelled (shape->job))
        continue;
      for (guint o = 0; o < (shape->is_difference ? 2 : 1); o++)
        {
          double value = NAN;

          if (metric->kind == IMB_METRIC_COUNTS)
            value = imb_metric_of_confusion (metric, drawn[o].confusion, shape->n_classes, shape->positive);
          else if (strcmp (metric->id, "roc_auc") == 0)
            value = of_ranks (&drawn[o], shape, imb_redrawn_roc_auc);
          else if (strcmp (metric->id, "average_precision") == 0)
            value = of_ranks (&drawn[o], shape, imb_redrawn_average_precision);
          values[m] = o == 0 ? value : values[m] - value;
        }
    }
}

static gboolean
bootstrap (const ImbRun *self,
           const ImbRun *base,
           gboolean      corrects,
           ImbInterval  *intervals,
           ImbJob       *job,
           GError      **error)
{
  ImbOutcome    *outcomes[] = { imb_run_get_pooled (self), base != NULL ? imb_run_get_pooled (base) : NULL };
  const gboolean ranked[] = { TRUE, TRUE };
  Shape          shape = { imb_outcome_n_classes (outcomes[0]), imb_outcome_get_positive (outcomes[0]), base != NULL, job };
  g_autoptr (ImbRedraw) redraw = imb_redraw_new (outcomes, base != NULL ? 2 : 1, ranked, imb_run_get_evaluation (self)->n_repeats, job, error);
  g_autofree double *values = NULL, *accelerations = NULL;
  g_autofree double *whole = g_new (double, imb_metrics_n ());

  if (redraw == NULL)
    return FALSE;
  values = imb_redraw_many (redraw, IMB_N_RESAMPLES, imb_run_get_evaluation (self)->seed, imb_metrics_n (), measure, &shape, job, error);
  if (values == NULL)
    return FALSE;
  if (corrects)
    accelerations = imb_redraw_accelerate (redraw, imb_metrics_n (), measure, &shape, whole, job, error);
  if (corrects && accelerations == NULL)
    return FALSE;

  for (guint m = 0; m < imb_metrics_n (); m++)
    {
      imb_interval_percentiles (values + (gsize) m * IMB_N_RESAMPLES, IMB_N_RESAMPLES, &intervals[m].low, &intervals[m].high);
      if (imb_metrics ()[m]->kind == IMB_METRIC_COUNTS || !isnan (intervals[m].low))
        intervals[m].method = "bootstrap";
      if (corrects && imb_interval_bca (values + (gsize) m * IMB_N_RESAMPLES, IMB_N_RESAMPLES, whole[m], accelerations[m], &intervals[m].low, &intervals[m].high))
        intervals[m].method = "bca";
    }
  return TRUE;
}

ImbInterval *
imb_run_intervals (const ImbRun *self,
                   const ImbRun *base,
                   ImbIntervals  how,
                   ImbJob       *job,
                   GError      **error)
{
  g_autofree ImbInterval *intervals = g_new (ImbInterval, imb_metrics_n ());
  g_autofree double      *values = g_new (double, imb_metrics_n ()), *others = g_new0 (double, imb_metrics_n ());
  ImbOutcome             *pooled = imb_run_get_pooled (self);

  g_return_val_if_fail (pooled != NULL && (base == NULL || imb_run_get_pooled (base) != NULL), NULL);

  if (!imb_metrics_measure (pooled, imb_metric_value, job, values, error) || (base != NULL && !imb_metrics_measure (imb_run_get_pooled (base), imb_metric_value, job, others, error)))
    return NULL;
  for (guint m = 0; m < imb_metrics_n (); m++)
    intervals[m] = (ImbInterval){ values[m] - others[m], NAN, NAN, NAN, NULL };
  if (base != NULL && !imb_run_is_paired (self, base))
    return g_steal_pointer (&intervals);

  if (how != IMB_INTERVALS_QUICK && !bootstrap (self, base, how == IMB_INTERVALS_BCA, intervals, job, error))
    return NULL;
  if (how == IMB_INTERVALS_QUICK && base == NULL)
    add_wilson (pooled, imb_run_get_evaluation (self)->n_repeats, intervals);
  if (how == IMB_INTERVALS_QUICK && !add_delong (self, base, intervals, job, error))
    return NULL;
  return g_steal_pointer (&intervals);
}
