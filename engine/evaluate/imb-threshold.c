/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a score becomes a "yes". One pass over the distinct scores of the outcome; a threshold is always
 * one of them, so that "score ≥ threshold" keeps whole ties together. Elkan 2001 for why a fixed
 * 0.5 is wrong under imbalance; Youden 1950, doi:10.1002/1097-0142(1950)3:1<32::AID-CNCR2820030106>3.0.CO;2-3. */
#include "engine/evaluate/imb-threshold.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/metrics/imb-metric.h"

#define LARGEST    1e12  /* beta or cost */
#define ROUNDING   1e-12 /* 0.29 of 100 rows is 28.999999999999996, and sums of weights are rounded */
#define ROUNDED_UP (1.0 + ROUNDING)

typedef enum
{
  NO_VALUE,
  SHARE,    /* (0, 1] */
  POSITIVE, /* at most LARGEST */
  COSTS,    /* two that are positive */
} Values;

static const struct
{
  const char        *nick;
  ImbThresholdPolicy policy;
  Values             values;
} nicks[] = {
  { "prior", IMB_THRESHOLD_PRIOR, NO_VALUE },
  { "f1", IMB_THRESHOLD_F1, NO_VALUE },
  { "fbeta", IMB_THRESHOLD_FBETA, POSITIVE },
  { "gmean", IMB_THRESHOLD_GMEAN, NO_VALUE },
  { "youden", IMB_THRESHOLD_YOUDEN, NO_VALUE },
  { "corner", IMB_THRESHOLD_CORNER, NO_VALUE },
  { "mcc", IMB_THRESHOLD_MCC, NO_VALUE },
  { "ghost", IMB_THRESHOLD_GHOST, NO_VALUE },
  { "recall", IMB_THRESHOLD_RECALL, SHARE },
  { "precision", IMB_THRESHOLD_PRECISION, SHARE },
  { "workload", IMB_THRESHOLD_WORKLOAD, SHARE },
  { "cost", IMB_THRESHOLD_COST, COSTS },
  { "cost", IMB_THRESHOLD_EXPECTED, NO_VALUE },
  { "min-cost", IMB_THRESHOLD_CHEAPEST, NO_VALUE },
};

static gboolean
set_error (const char *text,
           GError    **error)
{
  g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
               _ ("The threshold “%s” is not known; write a number from 0 to 1, prior, f1, fbeta=2, gmean, youden, corner, mcc, ghost, recall=0.9, "
                  "precision=0.8, workload=0.05 (the share of rows called positive), cost=10:1 (of a miss and of a false alarm), "
                  "or, with costs of their own, cost or min-cost."),
               text);
  return FALSE;
}

static gboolean
parse_number (const char *text,
              double      most,
              double     *value)
{
  char *end;

  *value = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && *value >= 0.0 && *value <= most;
}

static gboolean
parse_values (const char   *text,
              Values        values,
              ImbThreshold *threshold)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", 2);
  gboolean is_right = parts[0] != NULL && parse_number (parts[0], values == SHARE ? 1.0 : LARGEST, &threshold->value) && threshold->value > 0.0;

  if (values == COSTS)
    return is_right && parts[1] != NULL && parse_number (parts[1], LARGEST, &threshold->other) && threshold->other > 0.0;
  return is_right && parts[1] == NULL;
}

gboolean
imb_threshold_parse (const char   *text,
                     ImbThreshold *threshold,
                     GError      **error)
{
  g_autofree char *word = NULL;

  g_return_val_if_fail (text != NULL && threshold != NULL, FALSE);

  word = g_strstrip (g_strdup (text));
  *threshold = (ImbThreshold){ IMB_THRESHOLD_FIXED, 0.0, 0.0 };
  for (guint i = 0; i < G_N_ELEMENTS (nicks); i++)
    {
      gsize length = strlen (nicks[i].nick);

      if (!g_str_has_prefix (word, nicks[i].nick) || (word[length] != '\0' && word[length] != '='))
        continue;
      if (nicks[i].policy == IMB_THRESHOLD_COST && word[length] == '\0')
        continue;
      threshold->policy = nicks[i].policy;
      if ((word[length] == '=') != (nicks[i].values != NO_VALUE)
          || (word[length] == '=' && !parse_values (word + length + 1, nicks[i].values, threshold)))
        return set_error (word, error);
      return TRUE;
    }
  return parse_number (word, 1.0, &threshold->value) || set_error (word, error);
}

/* The shortest decimal that reads back as the value; 10, not 1e+01. */
static void
shortest (double value,
          char  *buffer)
{
  for (int digits = 1; digits <= 17; digits++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", digits);
      g_ascii_formatd (buffer, G_ASCII_DTOSTR_BUF_SIZE, format, value);
      if (g_ascii_strtod (buffer, NULL) == value && (strchr (buffer, 'e') == NULL || value >= 1e15 || value < 1e-4))
        return;
    }
}

char *
imb_threshold_to_string (const ImbThreshold *self)
{
  char value[G_ASCII_DTOSTR_BUF_SIZE], other[G_ASCII_DTOSTR_BUF_SIZE];

  shortest (self->value, value);
  shortest (self->other, other);
  for (guint i = 0; i < G_N_ELEMENTS (nicks); i++)
    if (self->policy == nicks[i].policy)
      switch (nicks[i].values)
        {
        case NO_VALUE:
          return g_strdup (nicks[i].nick);
        case COSTS:
          return g_strdup_printf ("%s=%s:%s", nicks[i].nick, value, other);
        case SHARE:
        case POSITIVE:
        default:
          return g_strdup_printf ("%s=%s", nicks[i].nick, value);
        }
  return g_strdup (value);
}

/* What the policy makes large. */
static double
gain (const ImbThreshold *self,
      const ImbRanking   *ranking,
      gsize               i)
{
  double tp = ranking->tp[i], fp = ranking->fp[i];
  double fn = ranking->positives - tp, tn = ranking->negatives - fp;
  double recall = tp / ranking->positives, specificity = tn / ranking->negatives;
  double weight = self->policy == IMB_THRESHOLD_FBETA ? self->value * self->value : 1.0;

  switch (self->policy)
    {
    case IMB_THRESHOLD_F1:
    case IMB_THRESHOLD_FBETA:
      return (1.0 + weight) * tp / (tp + fp + weight * ranking->positives);
    case IMB_THRESHOLD_GMEAN:
      return sqrt (recall * specificity);
    case IMB_THRESHOLD_YOUDEN:
      return recall + specificity - 1.0;
    case IMB_THRESHOLD_CORNER:
      return -hypot (1.0 - recall, 1.0 - specificity);
    case IMB_THRESHOLD_MCC:
      return imb_metric_find ("mcc")->of_counts (tp, fp, fn, tn);
    case IMB_THRESHOLD_PRECISION:
      return tp / (tp + fp) * ROUNDED_UP >= self->value ? 1.0 + recall : tp / (tp + fp);
    case IMB_THRESHOLD_WORKLOAD:
      return tp + fp <= self->value * (ranking->positives + ranking->negatives) * ROUNDED_UP ? tp + fp : 0.0;
    case IMB_THRESHOLD_COST:
      return -self->value * fn - self->other * fp;
    case IMB_THRESHOLD_FIXED:
    case IMB_THRESHOLD_PRIOR:
    case IMB_THRESHOLD_RECALL:
    case IMB_THRESHOLD_GHOST:
    case IMB_THRESHOLD_EXPECTED:
    case IMB_THRESHOLD_CHEAPEST:
    default:
      g_return_val_if_reached (0.0);
    }
}

static double
first_with_recall (const ImbRanking *ranking,
                   double            recall)
{
  for (gsize i = 0; i < ranking->n; i++)
    if (ranking->tp[i] / ranking->positives * ROUNDED_UP >= recall)
      return ranking->thresholds[i];
  return ranking->thresholds[ranking->n - 1];
}

/* How far apart gains can be that differ by rounding alone. */
static double
rounding (const ImbThreshold *self,
          const ImbRanking   *ranking)
{
  switch (self->policy)
    {
    case IMB_THRESHOLD_WORKLOAD:
      return ROUNDING * (ranking->positives + ranking->negatives);
    case IMB_THRESHOLD_COST:
      return ROUNDING * (self->value * ranking->positives + self->other * ranking->negatives);
    case IMB_THRESHOLD_FIXED:
    case IMB_THRESHOLD_PRIOR:
    case IMB_THRESHOLD_F1:
    case IMB_THRESHOLD_FBETA:
    case IMB_THRESHOLD_GMEAN:
    case IMB_THRESHOLD_YOUDEN:
    case IMB_THRESHOLD_CORNER:
    case IMB_THRESHOLD_MCC:
    case IMB_THRESHOLD_RECALL:
    case IMB_THRESHOLD_PRECISION:
    case IMB_THRESHOLD_GHOST:
    case IMB_THRESHOLD_EXPECTED:
    case IMB_THRESHOLD_CHEAPEST:
    default:
      return ROUNDING;
    }
}

static double
best_gain (const ImbThreshold *self,
           const ImbRanking   *ranking)
{
  const double close = rounding (self, ranking);
  gsize        best = 0;
  double       most = gain (self, ranking, 0);

  for (gsize i = 1; i < ranking->n; i++)
    {
      const double own = gain (self, ranking, i);

      if (own <= most + close)
        continue;
      best = i;
      most = own;
    }
  if (self->policy == IMB_THRESHOLD_COST && most <= -self->value * ranking->positives + close)
    return nextafter (ranking->thresholds[0], INFINITY);
  return ranking->thresholds[best];
}

double
imb_threshold_choose (const ImbThreshold *self,
                      const ImbOutcome   *outcome)
{
  const ImbRanking *ranking;

  if (self->policy == IMB_THRESHOLD_FIXED)
    return self->value;
  if (imb_outcome_n_classes (outcome) != 2 || self->policy == IMB_THRESHOLD_GHOST || self->policy == IMB_THRESHOLD_EXPECTED || self->policy == IMB_THRESHOLD_CHEAPEST)
    return 0.5;

  ranking = imb_outcome_get_ranking (outcome, imb_outcome_get_positive (outcome));
  if (ranking == NULL || ranking->positives <= 0.0 || ranking->negatives <= 0.0)
    return 0.5;
  if (self->policy == IMB_THRESHOLD_PRIOR)
    return ranking->positives / (ranking->positives + ranking->negatives);
  if (self->policy == IMB_THRESHOLD_RECALL)
    return first_with_recall (ranking, self->value);
  return best_gain (self, ranking);
}

gboolean
imb_threshold_is_met (const ImbThreshold *self,
                      const ImbOutcome   *outcome,
                      double              threshold)
{
  const ImbRanking *ranking = imb_outcome_n_classes (outcome) == 2 ? imb_outcome_get_ranking (outcome, imb_outcome_get_positive (outcome)) : NULL;
  gsize             n = ranking != NULL ? imb_ranking_n_reached (ranking, threshold) : 0;
  double            tp, fp;

  if ((self->policy != IMB_THRESHOLD_PRECISION && self->policy != IMB_THRESHOLD_WORKLOAD) || n == 0)
    return TRUE;
  tp = ranking->tp[n - 1];
  fp = ranking->fp[n - 1];
  return self->policy == IMB_THRESHOLD_PRECISION ? tp / (tp + fp) * ROUNDED_UP >= self->value
                                                 : tp + fp <= self->value * (ranking->positives + ranking->negatives) * ROUNDED_UP;
}
