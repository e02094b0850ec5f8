/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same recall by a threshold. A sampler moves recall up and precision down; so does a threshold, for nothing. The threshold is the
 * highest score of a positive row that reaches the recall. Where many rows have that score it may reach more; then a share of
 * them is taken, as if drawn by lot, so that both precisions are of one recall. */
#include "engine/evaluate/imb-equivalence.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/evaluate/imb-interval.h"
#include "engine/evaluate/imb-redraw.h"

#define MOST_WORK   4e8 /* numbers and draws: some seconds */
#define LEAST_DRAWN 200
#define ROUNDED     1e-9

/* What a run calls positive, and where the untreated model reaches as many. */
typedef struct
{
  double tp, fp;           /* of the run */
  double base_tp, base_fp; /* of the untreated model */
  double threshold;
  double share; /* of the rows with that very score */
} Pair;

static double
precision_of (double tp,
              double fp)
{
  return tp + fp > 0.0 ? tp / (tp + fp) : NAN;
}

/* Of what is between @before and @reached, so that it makes @wanted. */
static double
share_of (double wanted,
          double before,
          double reached)
{
  return wanted >= reached * (1.0 - ROUNDED) ? 1.0 : (wanted - before) / (reached - before);
}

static gboolean
reach (const ImbRanking *ranking,
       Pair             *pair)
{
  for (gsize i = 0; i < ranking->n; i++)
    if (ranking->tp[i] >= pair->tp * (1.0 - ROUNDED))
      {
        const double tp = i > 0 ? ranking->tp[i - 1] : 0.0, fp = i > 0 ? ranking->fp[i - 1] : 0.0;

        pair->share = share_of (pair->tp, tp, ranking->tp[i]);
        pair->base_tp = tp + pair->share * (ranking->tp[i] - tp);
        pair->base_fp = fp + pair->share * (ranking->fp[i] - fp);
        pair->threshold = ranking->thresholds[i];
        return TRUE;
      }
  return FALSE;
}

/* [0]: the run; [1]: the untreated model with its ranks. */
static void
measure (const ImbRedrawn *drawn,
         gpointer          data,
         double           *values)
{
  guint                  yes = GPOINTER_TO_UINT (data), no = 1 - yes;
  double                 tp = drawn[0].confusion[yes * 2 + yes], fp = drawn[0].confusion[no * 2 + yes];
  double                 before = 0.0, base_tp = 0.0, base_fp = 0.0, at = 0.0;
  const ImbRedrawnRanks *ranks = drawn[1].ranks;

  values[0] = NAN;
  if (tp <= 0.0)
    return;

  for (gsize s = 0; s < ranks->n && base_tp < tp * (1.0 - ROUNDED); s++)
    {
      before = base_tp;
      base_tp += ranks->hits[s];
      base_fp += at + ranks->misses[2 * s];
      at = ranks->misses[2 * s + 1];
    }
  if (base_tp > before)
    {
      const double share = share_of (tp, before, base_tp);

      base_tp = before + share * (base_tp - before);
      base_fp += share * at;
    }
  values[0] = precision_of (tp, fp) - precision_of (base_tp, base_fp);
}

static gboolean
add_interval (const ImbRun   *self,
              const ImbRun   *base,
              ImbEquivalence *equivalence,
              ImbNotes       *notes,
              ImbJob         *job,
              GError        **error)
{
  ImbOutcome    *outcomes[] = { imb_run_get_pooled (self), imb_run_get_pooled (base) };
  const gboolean ranked[] = { FALSE, TRUE };
  g_autoptr (ImbRedraw) redraw = imb_redraw_new (outcomes, 2, ranked, imb_run_get_evaluation (self)->n_repeats, job, error);
  g_autofree double *values = NULL;
  gsize              n_resamples = IMB_N_RESAMPLES;

  if (redraw == NULL)
    return FALSE;

  if ((double) imb_redraw_get_cost (redraw) * (double) n_resamples > MOST_WORK)
    {
      n_resamples = (gsize) CLAMP (MOST_WORK / (double) imb_redraw_get_cost (redraw), LEAST_DRAWN, IMB_N_RESAMPLES);
      if (notes != NULL)
        imb_notes_add (notes, _ ("There are many rows: the interval of the difference in precision at the same recall is of %zu resamples instead of %u."),
                       n_resamples, IMB_N_RESAMPLES);
    }
  values = imb_redraw_many (redraw, n_resamples, imb_run_get_evaluation (self)->seed, 1, measure,
                            GUINT_TO_POINTER (imb_outcome_get_positive (outcomes[0])), job, error);
  if (values == NULL)
    return FALSE;

  imb_interval_percentiles (values, n_resamples, &equivalence->low, &equivalence->high);
  return TRUE;
}

gboolean
imb_equivalence (const ImbRun   *self,
                 const ImbRun   *base,
                 ImbEquivalence *equivalence,
                 ImbNotes       *notes,
                 ImbJob         *job,
                 GError        **error)
{
  const ImbOutcome *pooled = imb_run_get_pooled (self);
  const ImbRanking *ranking;
  const double     *confusion;
  guint             yes, no;
  Pair              pair = { 0 };

  *equivalence = (ImbEquivalence){ NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN };
  if (imb_outcome_n_classes (pooled) != 2 || !imb_run_is_paired (self, base))
    return TRUE;

  yes = imb_outcome_get_positive (pooled);
  no = 1 - yes;
  confusion = imb_outcome_get_confusion (pooled);
  pair.tp = confusion[yes * 2 + yes];
  pair.fp = confusion[no * 2 + yes];
  ranking = imb_outcome_get_ranking (imb_run_get_pooled (base), yes);
  equivalence->recall = pair.tp / (pair.tp + confusion[yes * 2 + no]);
  equivalence->precision = precision_of (pair.tp, pair.fp);
  if (ranking == NULL || !(pair.tp > 0.0) || !reach (ranking, &pair))
    return TRUE;

  equivalence->threshold = pair.threshold;
  equivalence->share = pair.share;
  equivalence->base_precision = precision_of (pair.base_tp, pair.base_fp);
  equivalence->difference = equivalence->precision - equivalence->base_precision;
  return add_interval (self, base, equivalence, notes, job, error);
}
