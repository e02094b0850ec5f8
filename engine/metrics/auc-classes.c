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
  const double       *rows = imb_outcome_get_margins (outcome);
  g_autofree double  *keys = NULL;
  g_autofree guint32 *order = NULL;
  g_autofree double  *beaten = g_new (double, n_classes);
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
  for (guint a = 0; a < n_classes; a++)
    {
      if (rows[a] <= 0.0)
        continue;
      memset (beaten, 0, n_classes * sizeof *beaten);
      if (imb_outcome_is_cancelled (outcome) || !count_beaten (outcome, a, keys, order, beaten))
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

/* The rows' scores of their own classes, descending, and what the rows of the first so many of them weigh. */
typedef struct
{
  gsize   n;
  double *scores;
  double *weights; /* n + 1 */
} Own;

static void
own_clear (Own *self)
{
  g_free (self->scores);
  g_free (self->weights);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Own, own_clear)

static gboolean
own_init (Own              *self,
          const ImbOutcome *outcome)
{
  const guint16      *truth = imb_outcome_get_truth (outcome);
  const double       *weights = imb_outcome_get_weights (outcome);
  const gsize         n = self->n = imb_outcome_n_rows (outcome);
  g_autofree double  *keys = g_try_new (double, MAX (n, 1));
  g_autofree guint32 *order = g_try_new (guint32, MAX (n, 1));

  self->scores = g_try_new (double, MAX (n, 1));
  self->weights = g_try_new (double, n + 1);
  if (keys == NULL || order == NULL || self->scores == NULL || self->weights == NULL)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    keys[i] = imb_outcome_get_scores (outcome)[i * imb_outcome_n_classes (outcome) + truth[i]];
  if (!imb_sort_descending (keys, n, order, NULL))
    return FALSE;

  self->weights[0] = 0.0;
  for (gsize k = 0; k < n; k++)
    {
      self->scores[k] = keys[order[k]];
      self->weights[k + 1] = self->weights[k] + (weights != NULL ? weights[order[k]] : 1.0);
    }
  return TRUE;
}

/* Twice what the own scores above @score weigh, those equal to it counted once. */
static double
twice_above (const Own *self,
             double     score)
{
  gsize low = 0, high = self->n, end;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (self->scores[middle] > score)
        low = middle + 1;
      else
        high = middle;
    }
  if (low == self->n || self->scores[low] < score)
    return 2.0 * self->weights[low];
  for (end = low, high = self->n; end < high;)
    {
      gsize middle = end + (high - end) / 2;

      if (self->scores[middle] < score)
        high = middle;
      else
        end = middle + 1;
    }
  return self->weights[low] + self->weights[end];
}

/* All pairs of row and class are not sorted: each finds its place among the rows' own scores. O(K · n · log n), memory for n. */
static double
roc_auc_micro (const ImbOutcome *outcome,
               int               unused)
{
  const guint    n_classes = imb_outcome_n_classes (outcome);
  const double  *scores = imb_outcome_get_scores (outcome), *weights = imb_outcome_get_weights (outcome);
  const guint16 *truth = imb_outcome_get_truth (outcome);
  ImbSum         twice = { 0 };
  double         whole;
  g_auto (Own) own = { 0 };

  if (n_classes == 2)
    return imb_roc_auc_of_class (outcome, imb_outcome_get_positive (outcome));
  if (scores == NULL || n_classes < 2 || !own_init (&own, outcome))
    return NAN;

  for (gsize i = 0; i < own.n; i++)
    {
      ImbSum of_row = { 0 };

      if (i % (1 + 50000 / n_classes) == 0 && imb_outcome_is_cancelled (outcome))
        return NAN;
      for (guint c = 0; c < n_classes; c++)
        if (c != truth[i])
          imb_sum_add (&of_row, twice_above (&own, scores[i * n_classes + c]));
      imb_sum_add (&twice, (weights != NULL ? weights[i] : 1.0) * imb_sum_get (&of_row));
    }
  whole = own.weights[own.n];
  return whole > 0.0 ? MIN (1.0, imb_sum_get (&twice) / 2.0 / whole / (whole * (n_classes - 1.0))) : NAN;
}

/* A class counts as the pairs do that it has with the rest. */
static double
roc_auc_pairs (const ImbOutcome *outcome,
               int               unused)
{
  const guint   n_classes = imb_outcome_n_classes (outcome);
  const double *margins = imb_outcome_get_margins (outcome);
  const double  total = margins[2 * (gsize) n_classes];
  double        sum = 0.0, share = 0.0;

  if (n_classes == 2)
    return imb_roc_auc_of_class (outcome, imb_outcome_get_positive (outcome));

  for (guint c = 0; c < n_classes; c++)
    {
      double own = margins[c];
      double area = own > 0.0 ? imb_roc_auc_of_class (outcome, c) : NAN;

      if (imb_outcome_is_cancelled (outcome))
        return NAN;
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
