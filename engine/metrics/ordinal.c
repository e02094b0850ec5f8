/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Metrics that ask how far a mistake is off: the classes count as steps of a scale, in their order. O(K²). */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/metrics/imb-metric-private.h"

/* 1 − Σ w C / Σ w E, E what the sums of rows and columns give by chance, w = |i − j|^power. */
static double
weighted_kappa (const double *confusion,
                guint         n_classes,
                guint         power)
{
  g_autofree double *margins = imb_confusion_dup_margins (confusion, n_classes);
  const double      *predicted = margins + n_classes;
  double             total = margins[2 * (gsize) n_classes];
  double             seen = 0.0, expected = 0.0;

  for (guint i = 0; i < n_classes; i++)
    {
      double truth = margins[i];

      for (guint j = 0; j < n_classes; j++)
        {
          double distance = i > j ? i - j : j - i;
          double weight = power == 2 ? distance * distance : distance;

          seen += weight * confusion[(gsize) i * n_classes + j];
          expected += weight * truth * predicted[j];
        }
    }
  return expected > 0.0 ? 1.0 - seen * total / expected : NAN;
}

static double
kappa_linear (const double *confusion,
              guint         n_classes)
{
  return weighted_kappa (confusion, n_classes, 1);
}

static double
kappa_quadratic (const double *confusion,
                 guint         n_classes)
{
  return weighted_kappa (confusion, n_classes, 2);
}

static double
macro_mae (const double *confusion,
           guint         n_classes)
{
  double sum = 0.0;
  guint  n_present = 0;

  for (guint i = 0; i < n_classes; i++)
    {
      double rows = imb_confusion_true (confusion, n_classes, i), steps = 0.0;

      if (rows <= 0.0)
        continue;
      for (guint j = 0; j < n_classes; j++)
        steps += (i > j ? i - j : j - i) * confusion[(gsize) i * n_classes + j];
      sum += steps / rows;
      n_present++;
    }
  return n_present > 0 ? sum / n_present : NAN;
}

const ImbMetric imb_metrics_ordinal[] = {
  {
    .id = "kappa_linear",
    .title = N_ ("Kappa, linear weights"),
    .help = N_ ("Agreement beyond chance where a mistake counts by how many classes it is off, in the order of the classes."),
    .formula = "1 − Σ |i − j| C / Σ |i − j| E",
    .reference = "Cohen 1968, doi:10.1037/h0026256",
    .undefined = N_ ("undefined when all rows are of one class and predicted as it"),
    .no_skill = N_ ("0"),
    .low = -1.0,
    .high = 1.0,
    .of_confusion = kappa_linear,
  },
  {
    .id = "kappa_quadratic",
    .title = N_ ("Kappa, quadratic weights"),
    .help = N_ ("Agreement beyond chance where a mistake counts by the square of how many classes it is off, in the order of the classes."),
    .formula = "1 − Σ (i − j)² C / Σ (i − j)² E",
    .reference = "Cohen 1968, doi:10.1037/h0026256",
    .undefined = N_ ("undefined when all rows are of one class and predicted as it"),
    .no_skill = N_ ("0"),
    .low = -1.0,
    .high = 1.0,
    .of_confusion = kappa_quadratic,
  },
  {
    .id = "macro_mae",
    .title = N_ ("Macro-averaged absolute error"),
    .help = N_ ("How many classes a prediction is off, in the order of the classes: mean over the rows of each class, then over the classes."),
    .formula = "mean over classes of mean |i − j|",
    .reference = "Baccianella, Esuli and Sebastiani 2009, doi:10.1109/ISDA.2009.230",
    .undefined = N_ ("classes without rows are left out"),
    .no_skill = N_ ("that of the best single class"),
    .low = 0.0,
    .high = INFINITY,
    .better = IMB_BETTER_LOW,
    .of_confusion = macro_mae,
  },
  { NULL },
};
