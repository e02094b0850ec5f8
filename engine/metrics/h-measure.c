/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The H-measure: what the best threshold costs when the cost of a false alarm, as a part of the costs of both mistakes, is
 * itself uncertain (Beta distributed, the same for every model; the ROC AUC lets the model choose that
 * distribution). Thresholds that are best for some cost are the corners of the ROC hull. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/kernels/imb-distribution.h"
#include "engine/metrics/imb-curve-private.h"
#include "engine/metrics/imb-metric-private.h"

/* Beta (a, b) with a = 2 and its mode at the class's share. */
typedef struct
{
  double a, b;
} Costs;

/* ∫ c u(c) dc, and ∫ (1 − c) u(c) dc, from 0 to @c. */
static double
of_alarms (const Costs *self,
           double       c)
{
  return self->a / (self->a + self->b) * imb_incomplete_beta (self->a + 1.0, self->b, c, 1.0 - c);
}

static double
of_misses (const Costs *self,
           double       c)
{
  return self->b / (self->a + self->b) * imb_incomplete_beta (self->a, self->b + 1.0, c, 1.0 - c);
}

static double
h_measure_of_class (const ImbOutcome *outcome,
                    guint             c)
{
  const ImbRanking *ranking = imb_outcome_get_ranking (outcome, c);
  g_autofree gsize *corners = NULL;
  double            rows, share, loss = 0.0, most;
  gsize             n;
  Costs             costs;
  double            from_alarms = 0.0, from_misses = 0.0;

  if (!imb_ranking_has_both (ranking))
    return NAN;

  rows = ranking->positives + ranking->negatives;
  share = ranking->positives / rows;
  costs = (Costs){ 2.0, 1.0 + ranking->negatives / ranking->positives };
  corners = g_try_new (gsize, ranking->n + 1);
  if (corners == NULL)
    return NAN;

  n = imb_roc_hull (ranking, corners);
  for (gsize k = n; k-- > 0;)
    {
      double tp = imb_ranking_tp (ranking, corners[k]), fp = imb_ranking_fp (ranking, corners[k]);
      double step = k > 0 ? tp - imb_ranking_tp (ranking, corners[k - 1]) : 1.0;
      double wrong = k > 0 ? fp - imb_ranking_fp (ranking, corners[k - 1]) : 0.0;
      double up_to = step / (step + wrong);
      double to_alarms = of_alarms (&costs, up_to), to_misses = of_misses (&costs, up_to);

      loss += fp / rows * (to_alarms - from_alarms) + (ranking->positives - tp) / rows * (to_misses - from_misses);
      from_alarms = to_alarms;
      from_misses = to_misses;
    }
  most = (1.0 - share) * of_alarms (&costs, share) + share * (of_misses (&costs, 1.0) - of_misses (&costs, share));
  return 1.0 - loss / most;
}

IMB_METRIC_OF_CLASSES (h_measure)

const ImbMetric imb_metrics_h_measure[] = {
  {
    .id = "h_measure",
    .title = N_ ("H-measure"),
    .help = N_ ("What the best thresholds save of the costs of a model that knows nothing, over costs that are the same for every model."),
    .formula = "1 − loss / loss without scores, costs Beta(2, 1 + N / P)",
    .reference = "Hand 2009, doi:10.1007/s10994-009-5119-5; Hand and Anagnostopoulos 2014, doi:10.1016/j.patrec.2013.12.004",
    .undefined = N_ ("undefined when all rows are of one class"),
    .no_skill = N_ ("0"),
    .low = 0.0,
    .high = 1.0,
    .kind = IMB_METRIC_RANKING,
    .per_class = TRUE,
    .of_scores = h_measure,
  },
  { NULL },
};
