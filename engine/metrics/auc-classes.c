/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One area below the ROC curve for more than two classes: there are several, and tools print different ones under one name. Of two
 * classes all are the area of the positive one. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/kernels/imb-sort.h"
#include "engine/metrics/imb-curve-private.h"
#include "engine/metrics/imb-metric-private.h"

/* What @a's score says of @a against each other class: @beaten[b] is the weight of pairs in the right order. */
static gboolean
count_beaten (const ImbOutcome *outcome,
              guint             a,
              double           *keys,
              guint32          *order,
              double           *beaten)
{
  const guint16 *truth = imb_outcome_get_truth (outcome);
  const double  *weights = imb_outcome_get_weights (outcome);
  const gsize    n = imb_outcome_n_rows (outcome);
  double         above = 0.0;

  for (gsize i = 0; i < n; i++)
    keys[i] = imb_outcome_get_scores (outcome)[i * imb_outcome_n_classes (outcome) + a];
  if (!imb_sort_descending (keys, n, order, NULL))
    return FALSE;

  for (gsize i = 0, end; i < n; i = end)
    {
      double equal = 0.0;

      for (end = i; end < n && !(keys[order[end]] < keys[order[i]]); end++)
        if (truth[order[end]] == a)
          equal += weights != NULL ? weights[order[end]] : 1.0;
      for (gsize k = i; k < end; k++)
        beaten[truth[order[k]]] += (weights != NULL ? weights[order[k]] : 1.0) * (above + equal / 2.0);
      above += equal;
    }
  return TRUE;
}

/* Mean over pairs of classes, so that their sizes do not matter. O(K · n). */
static double
roc_auc_ovo (const ImbOutcome *outcome,
             int               unused)
{
  const guint         n_classes = imb_outcome_n_classes (outcome);
  const double       *confusion = imb_outcome_get_confusion (outcome);
  g_autofree double  *keys = NULL;
  g_autofree guint32 *order = NULL;
  g_autofree double  *beaten = g_new (double, n_classes), *rows = g_new (double, n_classes);
  double              sum = 0.0;
  guint               n_pairs = 0;

  if (imb_outcome_get_scores (outcome) == NULL)
    return NAN;
  if (n_classes == 2)
    return imb_roc_auc_of_class (outcome, imb_outcome_get_positive (outcome));

  keys = g_try_new (double, imb_outcome_n_rows (outcome));
  order = g_try_new (guint32, imb_outcome_n_rows (outcome));
  if (keys == NULL || order == NULL)
    return NAN;
  for (guint c = 0; c < n_classes; c++)
    rows[c] = imb_confusion_true (confusion, n_classes, c);
  for (guint a = 0; a < n_classes; a++)
    {
      if (rows[a] <= 0.0)
        continue;
      memset (beaten, 0, n_classes * sizeof *beaten);
      if (!count_beaten (outcome, a, keys, order, beaten))
        return NAN;
      for (guint b = 0; b < n_classes; b++)
        if (b != a && rows[b] > 0.0)
          {
            sum += beaten[b] / rows[a] / rows[b];
            n_pairs++;
          }
    }
  return n_pairs > 0 ? sum / n_pairs : NAN;
}

static double
roc_auc_micro (const ImbOutcome *outcome,
               int               unused)
{
  g_autoptr (ImbOutcome) flat = NULL;

  if (imb_outcome_n_classes (outcome) == 2)
    return imb_roc_auc_of_class (outcome, imb_outcome_get_positive (outcome));

  flat = imb_outcome_new_flat (outcome, NULL);
  return flat != NULL ? imb_roc_auc_of_class (flat, 1) : NAN;
}

/* A class counts as the pairs do that it has with the rest. */
static double
roc_auc_pairs (const ImbOutcome *outcome,
               int               unused)
{
  const guint   n_classes = imb_outcome_n_classes (outcome);
  const double *confusion = imb_outcome_get_confusion (outcome);
  const double  total = imb_confusion_total (confusion, n_classes);
  double        sum = 0.0, share = 0.0;

  if (n_classes == 2)
    return imb_roc_auc_of_class (outcome, imb_outcome_get_positive (outcome));

  for (guint c = 0; c < n_classes; c++)
    {
      double own = imb_confusion_true (confusion, n_classes, c);
      double area = own > 0.0 ? imb_roc_auc_of_class (outcome, c) : NAN;

      if (isnan (area))
        continue;
      sum += own * (total - own) * area;
      share += own * (total - own);
    }
  return share > 0.0 ? sum / share : NAN;
}

const ImbMetric imb_metrics_auc_classes[] = {
  {
    .id = "roc_auc_ovo",
    .title = N_ ("ROC AUC, one against one"),
    .help = N_ ("Mean over pairs of classes of the chance that the rows of a pair are ranked right: the classes’ sizes do not matter."),
    .formula = "mean over a ≠ b of AUC(a | b)",
    .reference = "Hand and Till 2001, doi:10.1023/A:1010920819831",
    .undefined = N_ ("undefined when all rows are of one class"),
    .no_skill = N_ ("0.5"),
    .low = 0.0,
    .high = 1.0,
    .kind = IMB_METRIC_RANKING,
    .of_scores = roc_auc_ovo,
  },
  {
    .id = "roc_auc_micro",
    .title = N_ ("ROC AUC, all classes at once"),
    .help = N_ ("Chance that the score of a row’s own class is above the score of a row for a class that it is not of."),
    .formula = "AUC of all pairs of row and class together",
    .reference = "Wu and Zhou 2017, A unified view of multi-label performance measures, ICML",
    .undefined = N_ ("undefined without scores"),
    .no_skill = N_ ("0.5; more when every row gets the classes’ shares as its scores"),
    .needs = IMB_NEEDS_ANY,
    .low = 0.0,
    .high = 1.0,
    .kind = IMB_METRIC_RANKING,
    .of_scores = roc_auc_micro,
  },
  {
    .id = "roc_auc_pairs",
    .title = N_ ("ROC AUC, by pairs of rows"),
    .help = N_ ("Mean of each class’s area against the rest, in which a class counts as often as it has pairs of rows with the rest."),
    .formula = "Σ n_c (n − n_c) AUC_c / Σ n_c (n − n_c)",
    .reference = "Demšar et al. 2013, Orange: data mining toolbox in Python, JMLR 14, pp. 2349–2353",
    .undefined = N_ ("undefined when all rows are of one class"),
    .no_skill = N_ ("0.5"),
    .low = 0.0,
    .high = 1.0,
    .kind = IMB_METRIC_RANKING,
    .of_scores = roc_auc_pairs,
  },
  { NULL },
};
