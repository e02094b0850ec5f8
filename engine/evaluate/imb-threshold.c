/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a score becomes a "yes". One pass over the distinct scores of the outcome; a threshold is always
 * one of them, so that "score ≥ threshold" keeps whole ties together. Elkan 2001 for why a fixed
 * 0.5 is wrong under imbalance; Youden 1950, doi:10.1002/1097-0142(1950)3:1<32::AID-CNCR2820030106>3.0.CO;2-3. */
#include "engine/evaluate/imb-threshold.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"

static const struct
{
  const char        *nick;
  ImbThresholdPolicy policy;
} nicks[] = {
  { "prior", IMB_THRESHOLD_PRIOR },
  { "f1", IMB_THRESHOLD_F1 },
  { "gmean", IMB_THRESHOLD_GMEAN },
  { "youden", IMB_THRESHOLD_YOUDEN },
};

static gboolean
set_error (const char *text,
           GError    **error)
{
  g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
               _ ("The threshold “%s” is not known; write a number from 0 to 1, prior, f1, gmean, youden, or recall=0.9."), text);
  return FALSE;
}

static gboolean
parse_number (const char *text,
              double     *value)
{
  char *end;

  *value = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && *value >= 0.0 && *value <= 1.0;
}

gboolean
imb_threshold_parse (const char   *text,
                     ImbThreshold *threshold,
                     GError      **error)
{
  g_autofree char *word = NULL;
  double           value = 0.0;

  g_return_val_if_fail (text != NULL && threshold != NULL, FALSE);

  word = g_strstrip (g_strdup (text));
  for (guint i = 0; i < G_N_ELEMENTS (nicks); i++)
    if (strcmp (word, nicks[i].nick) == 0)
      {
        *threshold = (ImbThreshold){ nicks[i].policy, 0.0 };
        return TRUE;
      }
  if (g_str_has_prefix (word, "recall="))
    {
      if (!parse_number (word + strlen ("recall="), &value) || value <= 0.0)
        return set_error (word, error);
      *threshold = (ImbThreshold){ IMB_THRESHOLD_RECALL, value };
      return TRUE;
    }
  if (!parse_number (word, &value))
    return set_error (word, error);
  *threshold = (ImbThreshold){ IMB_THRESHOLD_FIXED, value };
  return TRUE;
}

/* The shortest decimal that reads back as the value. */
static void
shortest (double value,
          char  *buffer)
{
  for (int digits = 1; digits <= 17; digits++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", digits);
      g_ascii_formatd (buffer, G_ASCII_DTOSTR_BUF_SIZE, format, value);
      if (g_ascii_strtod (buffer, NULL) == value)
        return;
    }
}

char *
imb_threshold_to_string (const ImbThreshold *self)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  for (guint i = 0; i < G_N_ELEMENTS (nicks); i++)
    if (self->policy == nicks[i].policy)
      return g_strdup (nicks[i].nick);

  shortest (self->value, number);
  return self->policy == IMB_THRESHOLD_RECALL ? g_strdup_printf ("recall=%s", number) : g_strdup (number);
}

/* What the policy makes large. */
static double
gain (ImbThresholdPolicy policy,
      const ImbRanking  *ranking,
      gsize              i)
{
  double tp = ranking->tp[i];
  double fp = ranking->fp[i];
  double recall = tp / ranking->positives;
  double specificity = (ranking->negatives - fp) / ranking->negatives;

  switch (policy)
    {
    case IMB_THRESHOLD_F1:
      return 2.0 * tp / (tp + fp + ranking->positives);
    case IMB_THRESHOLD_GMEAN:
      return sqrt (recall * specificity);
    case IMB_THRESHOLD_YOUDEN:
      return recall + specificity - 1.0;
    default:
      g_return_val_if_reached (0.0);
    }
}

static double
first_with_recall (const ImbRanking *ranking,
                   double            recall)
{
  for (gsize i = 0; i < ranking->n; i++)
    if (ranking->tp[i] / ranking->positives >= recall)
      return ranking->thresholds[i];
  return ranking->thresholds[ranking->n - 1];
}

static double
best_gain (ImbThresholdPolicy policy,
           const ImbRanking  *ranking)
{
  gsize best = 0;

  for (gsize i = 1; i < ranking->n; i++)
    if (gain (policy, ranking, i) > gain (policy, ranking, best))
      best = i;
  return ranking->thresholds[best];
}

double
imb_threshold_choose (const ImbThreshold *self,
                      const ImbOutcome   *outcome)
{
  const ImbRanking *ranking;

  if (self->policy == IMB_THRESHOLD_FIXED)
    return self->value;
  if (imb_outcome_n_classes (outcome) != 2)
    return 0.5;

  ranking = imb_outcome_get_ranking (outcome, imb_outcome_get_positive (outcome));
  if (ranking == NULL || ranking->positives <= 0.0 || ranking->negatives <= 0.0)
    return 0.5;
  if (self->policy == IMB_THRESHOLD_PRIOR)
    return ranking->positives / (ranking->positives + ranking->negatives);
  if (self->policy == IMB_THRESHOLD_RECALL)
    return first_with_recall (ranking, self->value);
  return best_gain (self->policy, ranking);
}
