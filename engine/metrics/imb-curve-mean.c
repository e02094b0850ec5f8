/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several curves as one: the mean height over an even grid with its spread (Fawcett 2006, doi:10.1016/j.patrec.2005.10.010,
 * "vertical averaging"), or the mean place at the same thresholds (there "threshold averaging"); the ROC curve of all classes against the rest at once; and the beginning of one. */
#include <math.h>

#include "engine/kernels/imb-sort.h"
#include "engine/metrics/imb-curve-private.h"

/* A mean that grows, and how far its values are spread (Welford 1962). */
typedef struct
{
  double n;
  double mean;
  double squares;
} Spread;

static void
spread_add (Spread *self,
            double  value)
{
  self->n += 1.0;
  self->squares += (value - self->mean) * (value - self->mean) * (self->n - 1.0) / self->n;
  self->mean += (value - self->mean) / self->n;
}

static double
spread_deviation (const Spread *self)
{
  return self->n > 1.0 ? sqrt (self->squares / (self->n - 1.0)) : NAN;
}

ImbCurve *
imb_curve_mean (ImbCurve *const *curves,
                guint            n_curves,
                gsize            n_points,
                gboolean         as_steps,
                double          *deviations)
{
  ImbCurve *self;

  g_return_val_if_fail (n_points >= 2, NULL);

  self = imb_curve_new (n_points);
  for (gsize k = 0; k < n_points; k++)
    {
      double x = (double) k / (double) (n_points - 1);
      Spread spread = { 0 };

      for (guint i = 0; i < n_curves; i++)
        {
          double y = as_steps ? imb_curve_y_step (curves[i], x) : imb_curve_y_linear (curves[i], x);

          if (!isnan (y))
            spread_add (&spread, y);
        }
      imb_curve_add (self, x, spread.n > 0.0 ? spread.mean : NAN, NAN);
      if (deviations != NULL)
        deviations[k] = spread_deviation (&spread);
    }
  return self;
}

/* The last point of thresholds that are at least @threshold; G_MAXSIZE: there is none. */
static gsize
reached_at (const ImbCurve *curve,
            double          threshold)
{
  gsize low = 0, high = curve->n;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (curve->thresholds[middle] >= threshold)
        low = middle + 1;
      else
        high = middle;
    }
  return low - 1;
}

#define MOST_THRESHOLDS 2000 /* of a curve: at even ranks */

ImbCurve *
imb_curve_mean_at_thresholds (ImbCurve *const *curves,
                              guint            n_curves,
                              gsize            n_points,
                              double          *x_deviations,
                              double          *y_deviations)
{
  g_autofree double *all = NULL;
  gsize              n = 0;
  ImbCurve          *self;

  g_return_val_if_fail (n_points >= 2, NULL);

  all = g_new (double, n_curves *(MOST_THRESHOLDS + 1) + 1);
  for (guint i = 0; i < n_curves; i++)
    for (gsize k = 0, step = 1 + curves[i]->n / MOST_THRESHOLDS; k < curves[i]->n && !isnan (curves[i]->x[k] + curves[i]->y[k]); k += step)
      all[n++] = curves[i]->thresholds[k];
  qsort (all, n, sizeof *all, imb_compare_doubles);

  self = imb_curve_new (n_points);
  for (gsize k = 0; k < n_points && n > 0; k++)
    {
      double threshold = all[n - 1 - (gsize) ((double) k * (double) (n - 1) / (double) (n_points - 1))];
      Spread x = { 0 }, y = { 0 };

      if (self->n > 0 && self->thresholds[self->n - 1] == threshold)
        continue;
      for (guint i = 0; i < n_curves; i++)
        {
          gsize at = reached_at (curves[i], threshold);

          if (at == G_MAXSIZE || isnan (curves[i]->x[at]) || isnan (curves[i]->y[at]))
            continue;
          spread_add (&x, curves[i]->x[at]);
          spread_add (&y, curves[i]->y[at]);
        }
      if (x_deviations != NULL)
        x_deviations[self->n] = spread_deviation (&x);
      if (y_deviations != NULL)
        y_deviations[self->n] = spread_deviation (&y);
      imb_curve_add (self, x.n > 0.0 ? x.mean : NAN, y.n > 0.0 ? y.mean : NAN, threshold);
    }
  return self;
}

ImbOutcome *
imb_outcome_new_flat (const ImbOutcome *outcome,
                      GError          **error)
{
  guint               n_classes = imb_outcome_n_classes (outcome);
  gsize               n = imb_outcome_n_rows (outcome), N = n * n_classes;
  const double       *scores = imb_outcome_get_scores (outcome), *given = imb_outcome_get_weights (outcome);
  g_autofree guint16 *truth = g_try_new (guint16, MAX (N, 1));
  g_autofree double  *both = g_try_new (double, 2 * MAX (N, 1));
  g_autofree double  *weights = given != NULL ? g_try_new (double, MAX (N, 1)) : NULL;

  if (scores == NULL || truth == NULL || both == NULL || (given != NULL && weights == NULL))
    return NULL;

  for (gsize i = 0; i < n; i++)
    for (guint c = 0; c < n_classes; c++)
      {
        truth[i * n_classes + c] = imb_outcome_get_truth (outcome)[i] == c;
        both[2 * (i * n_classes + c) + 1] = scores[i * n_classes + c];
        both[2 * (i * n_classes + c)] = 0.0;
        if (weights != NULL)
          weights[i * n_classes + c] = given[i];
      }
  return imb_outcome_new (truth, both, NULL, weights, N, 2, 1, 0.5, error);
}

ImbCurve *
imb_curve_roc_micro (const ImbOutcome *outcome,
                     GError          **error)
{
  g_autoptr (ImbOutcome) flat = imb_outcome_new_flat (outcome, error);

  return flat != NULL ? imb_curve_roc (flat, 1) : NULL;
}

ImbCurve *
imb_curve_roc_partial (const ImbOutcome *outcome,
                       guint             c,
                       double            most)
{
  g_autoptr (ImbCurve) whole = imb_curve_roc (outcome, c);
  ImbCurve *self;

  if (whole == NULL || isnan (whole->x[0]))
    return NULL;

  self = imb_curve_new (whole->n + 1);
  for (gsize i = 0; i < whole->n && whole->x[i] <= most; i++)
    imb_curve_add (self, whole->x[i], whole->y[i], whole->thresholds[i]);
  if (self->x[self->n - 1] < most && most < 1.0)
    imb_curve_add (self, most, imb_curve_y_linear (whole, most), NAN);
  return self;
}
