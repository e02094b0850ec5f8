/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several curves as one: the mean height over an even grid with its spread (Fawcett 2006, doi:10.1016/j.patrec.2005.10.010,
 * "vertical averaging"); the ROC curve of all classes against the rest at once; and the beginning of one. */
#include <math.h>

#include "engine/metrics/imb-curve-private.h"

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
      double x = (double) k / (double) (n_points - 1), sum = 0.0, squares = 0.0, n = 0.0;

      for (guint i = 0; i < n_curves; i++)
        {
          double y = as_steps ? imb_curve_y_step (curves[i], x) : imb_curve_y_linear (curves[i], x);

          if (isnan (y))
            continue;
          n += 1.0;
          squares += (y - sum) * (y - sum) * (n - 1.0) / n;
          sum += (y - sum) / n;
        }
      imb_curve_add (self, x, n > 0.0 ? sum : NAN, NAN);
      if (deviations != NULL)
        deviations[k] = n > 1.0 ? sqrt (squares / (n - 1.0)) : NAN;
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
