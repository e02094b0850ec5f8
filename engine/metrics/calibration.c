/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far probabilities can be taken at their word, and what they are worth on the rows of a rare class, which a mean over all
 * rows hides. Undefined when a score is no probability. One pass over the rows for each class. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/metrics/imb-curve-private.h"
#include "engine/metrics/imb-metric-private.h"

typedef struct
{
  ImbSum weight;
  ImbSum score;
  ImbSum hits;
  double squares; /* of the weights */
} Bin;

static guint
bin_of (double p)
{
  for (guint b = 1; b < IMB_N_BINS; b++)
    if (p <= b * (1.0 / IMB_N_BINS))
      return b - 1;
  return IMB_N_BINS - 1;
}

static void
fill_bins (const ImbOutcome *outcome,
           guint             c,
           Bin              *bins)
{
  const guint    n_classes = imb_outcome_n_classes (outcome);
  const double  *scores = imb_outcome_get_scores (outcome);
  const double  *weights = imb_outcome_get_weights (outcome);
  const guint16 *truth = imb_outcome_get_truth (outcome);

  for (gsize i = 0; i < imb_outcome_n_rows (outcome); i++)
    {
      double weight = weights != NULL ? weights[i] : 1.0;
      Bin   *bin = &bins[bin_of (scores[i * n_classes + c])];

      imb_sum_add (&bin->weight, weight);
      imb_sum_add (&bin->score, weight * scores[i * n_classes + c]);
      imb_sum_add (&bin->hits, truth[i] == c ? weight : 0.0);
      bin->squares += weight * weight;
    }
}

gboolean
imb_calibration_bins (const ImbOutcome  *outcome,
                      guint              c,
                      ImbCalibrationBin *bins)
{
  Bin sums[IMB_N_BINS] = { 0 };

  if (imb_outcome_get_scores (outcome) == NULL)
    return FALSE;

  fill_bins (outcome, c, sums);
  for (guint b = 0; b < IMB_N_BINS; b++)
    {
      double weight = imb_sum_get (&sums[b].weight);

      bins[b] = (ImbCalibrationBin){ weight, 0.0, NAN, NAN };
      if (weight <= 0.0)
        continue;
      bins[b].n_effective = weight * weight / sums[b].squares;
      bins[b].score = imb_sum_get (&sums[b].score) / weight;
      bins[b].share = imb_sum_get (&sums[b].hits) / weight;
    }
  return TRUE;
}

gboolean
imb_calibration_is_thin (const ImbOutcome *outcome,
                         guint             c,
                         guint             n_repeats)
{
  const guint   n_classes = imb_outcome_n_classes (outcome);
  const double *weights = imb_outcome_get_weights (outcome);
  gsize         n_rows[IMB_N_BINS] = { 0 }, n_hits[IMB_N_BINS] = { 0 };

  if (!imb_outcome_has_probabilities (outcome))
    return FALSE;

  for (gsize i = 0; i < imb_outcome_n_rows (outcome); i++)
    if (weights == NULL || weights[i] > 0.0)
      {
        guint b = bin_of (imb_outcome_get_scores (outcome)[i * n_classes + c]);

        n_rows[b]++;
        n_hits[b] += imb_outcome_get_truth (outcome)[i] == c;
      }
  for (guint b = 0; b < IMB_N_BINS; b++)
    if (n_rows[b] > 0 && n_hits[b] < (gsize) IMB_FEW_IN_BIN * n_repeats)
      return TRUE;
  return FALSE;
}

void
imb_calibration_note_thin (const ImbOutcome  *outcome,
                           guint              n_repeats,
                           const char *const *labels,
                           ImbJob            *job,
                           ImbNotes          *notes)
{
  const guint n_classes = imb_outcome_n_classes (outcome), positive = imb_outcome_get_positive (outcome);
  guint       n_thin = 0;

  for (guint c = 0; c < n_classes && n_classes > 2 && !imb_job_is_cancelled (job); c++)
    n_thin += imb_calibration_is_thin (outcome, c, n_repeats);
  if (n_thin > 0)
    imb_notes_add (notes, _ ("Calibration: for %u of %u classes some of the %d bins have fewer than %d rows of the class; there the curve, ece and mce hang on chance."),
                   n_thin, n_classes, IMB_N_BINS, IMB_FEW_IN_BIN);
  if (n_classes == 2 && imb_calibration_is_thin (outcome, positive, n_repeats))
    imb_notes_add (notes, _ ("Calibration: some of the %d bins have fewer than %d rows of “%s”; there the curve, ece and mce hang on chance."),
                   IMB_N_BINS, IMB_FEW_IN_BIN, labels[positive]);
}

/* The mean distance of the bins from the diagonal, by their weight, and the greatest one. */
static void
miscalibration (const ImbOutcome *outcome,
                guint             c,
                double           *mean,
                double           *greatest)
{
  Bin    bins[IMB_N_BINS] = { 0 };
  double total = 0.0;

  *mean = *greatest = NAN;
  if (!imb_outcome_has_probabilities (outcome))
    return;

  fill_bins (outcome, c, bins);
  *mean = *greatest = 0.0;
  for (guint b = 0; b < IMB_N_BINS; b++)
    {
      double weight = imb_sum_get (&bins[b].weight);
      double distance = fabs (imb_sum_get (&bins[b].score) - imb_sum_get (&bins[b].hits));

      if (weight <= 0.0)
        continue;
      *mean += distance;
      *greatest = MAX (*greatest, distance / weight);
      total += weight;
    }
  *mean = total > 0.0 ? *mean / total : NAN;
}

/* Of each row's largest probability (ties: the lower class) and whether its class is the true one. */
double
imb_confidence_ece (const ImbOutcome *outcome)
{
  const guint    n_classes = imb_outcome_n_classes (outcome);
  const double  *weights = imb_outcome_get_weights (outcome);
  const guint16 *truth = imb_outcome_get_truth (outcome);
  ImbSum         gaps[IMB_N_BINS] = { 0 }, total = { 0 };
  double         sum = 0.0;

  if (!imb_outcome_has_probabilities (outcome))
    return NAN;

  for (gsize i = 0; i < imb_outcome_n_rows (outcome); i++)
    {
      const double *scores = imb_outcome_get_scores (outcome) + i * n_classes;
      double        weight = weights != NULL ? weights[i] : 1.0;
      guint         best = 0;

      if (i % imb_metric_asks_each (n_classes) == 0 && imb_outcome_is_cancelled (outcome))
        return NAN;
      for (guint c = 1; c < n_classes; c++)
        best = scores[c] > scores[best] ? c : best;
      imb_sum_add (&gaps[bin_of (scores[best])], weight * (scores[best] - (truth[i] == best ? 1.0 : 0.0)));
      imb_sum_add (&total, weight);
    }
  for (guint b = 0; b < IMB_N_BINS; b++)
    sum += fabs (imb_sum_get (&gaps[b]));
  return imb_sum_get (&total) > 0.0 ? sum / imb_sum_get (&total) : NAN;
}

static double
ece_of_class (const ImbOutcome *outcome,
              guint             c)
{
  double mean, greatest;

  miscalibration (outcome, c, &mean, &greatest);
  return mean;
}

static double
mce_of_class (const ImbOutcome *outcome,
              guint             c)
{
  double mean, greatest;

  miscalibration (outcome, c, &mean, &greatest);
  return isnan (mean) ? NAN : greatest;
}

IMB_METRIC_OF_CLASSES (ece)

static double
mce (const ImbOutcome *outcome,
     int               c)
{
  double greatest = NAN;

  if (c >= 0)
    return mce_of_class (outcome, (guint) c);
  for (guint k = 0; k < imb_outcome_n_classes (outcome); k++)
    {
      greatest = fmax (greatest, mce_of_class (outcome, k));
      if (imb_outcome_is_cancelled (outcome))
        return NAN;
    }
  return greatest;
}

ImbCurve *
imb_curve_calibration (const ImbOutcome *outcome,
                       guint             c)
{
  ImbCalibrationBin bins[IMB_N_BINS];
  ImbCurve         *self;

  if (!imb_calibration_bins (outcome, c, bins))
    return NULL;

  self = imb_curve_new (IMB_N_BINS);
  for (guint b = 0; b < IMB_N_BINS; b++)
    if (bins[b].weight > 0.0)
      imb_curve_add (self, bins[b].score, bins[b].share, NAN);
  return self;
}

/* What the bins have of the Brier score: how far they are from the diagonal, and how far apart. */
gboolean
imb_calibration_split (const ImbOutcome    *outcome,
                       guint                c,
                       ImbCalibrationSplit *out)
{
  ImbCalibrationBin bins[IMB_N_BINS];
  double            total = 0.0, hits = 0.0;

  if (!imb_outcome_has_probabilities (outcome) || !imb_calibration_bins (outcome, c, bins))
    return FALSE;
  for (guint b = 0; b < IMB_N_BINS; b++)
    if (bins[b].weight > 0.0)
      {
        total += bins[b].weight;
        hits += bins[b].weight * bins[b].share;
      }
  if (total <= 0.0)
    return FALSE;

  *out = (ImbCalibrationSplit){ .uncertainty = hits / total * (1.0 - hits / total) };
  for (guint b = 0; b < IMB_N_BINS; b++)
    if (bins[b].weight > 0.0)
      {
        out->reliability += bins[b].weight / total * (bins[b].score - bins[b].share) * (bins[b].score - bins[b].share);
        out->resolution += bins[b].weight / total * (bins[b].share - hits / total) * (bins[b].share - hits / total);
      }
  return TRUE;
}

static double
brier_reliability_of_class (const ImbOutcome *outcome,
                            guint             c)
{
  ImbCalibrationSplit split;

  return imb_calibration_split (outcome, c, &split) ? split.reliability : NAN;
}

/* Bins of as many rows each: equal scores stay together, in the bin in which the middle one of them is. */
static double
ace_of_class (const ImbOutcome *outcome,
              guint             c)
{
  const ImbRanking *ranking = imb_outcome_get_ranking (outcome, c);
  ImbSum            gaps[IMB_N_BINS] = { 0 };
  double            tp = 0.0, fp = 0.0, total, sum = 0.0;

  if (!imb_outcome_has_probabilities (outcome) || ranking == NULL || ranking->n == 0)
    return NAN;

  total = ranking->positives + ranking->negatives;
  for (gsize i = 0; i < ranking->n; i++)
    {
      double weight = ranking->tp[i] - tp + (ranking->fp[i] - fp);
      double place = ((tp + fp + weight / 2.0) / total + IMB_SHARE_ROUNDING) * IMB_N_BINS;

      imb_sum_add (&gaps[(guint) CLAMP (place, 0.0, IMB_N_BINS - 1.0)], weight * ranking->thresholds[i] - (ranking->tp[i] - tp));
      tp = ranking->tp[i];
      fp = ranking->fp[i];
    }
  for (guint b = 0; b < IMB_N_BINS; b++)
    sum += fabs (imb_sum_get (&gaps[b]));
  return MIN (1.0, sum / total);
}

/* The mean loss of the rows whose true class is @c. */
static double
loss_of_own_rows (const ImbOutcome *outcome,
                  guint             c,
                  gboolean          squared)
{
  const guint    n_classes = imb_outcome_n_classes (outcome);
  const double  *scores = imb_outcome_get_scores (outcome);
  const double  *weights = imb_outcome_get_weights (outcome);
  const guint16 *truth = imb_outcome_get_truth (outcome);
  ImbSum         sum = { 0 }, share = { 0 };

  if (!imb_outcome_has_probabilities (outcome))
    return NAN;

  for (gsize i = 0; i < imb_outcome_n_rows (outcome); i++)
    if (truth[i] == c)
      {
        double weight = weights != NULL ? weights[i] : 1.0;
        double miss = 1.0 - scores[i * n_classes + c];

        imb_sum_add (&sum, weight * (squared ? miss * miss : -log (imb_probability_clip (scores[i * n_classes + c]))));
        imb_sum_add (&share, weight);
      }
  return imb_sum_get (&share) > 0.0 ? imb_sum_get (&sum) / imb_sum_get (&share) : NAN;
}

static double
stratified_brier_of_class (const ImbOutcome *outcome,
                           guint             c)
{
  return loss_of_own_rows (outcome, c, TRUE);
}

static double
stratified_log_loss_of_class (const ImbOutcome *outcome,
                              guint             c)
{
  return loss_of_own_rows (outcome, c, FALSE);
}

static double
brier_resolution_of_class (const ImbOutcome *outcome,
                           guint             c)
{
  ImbCalibrationSplit split;

  return imb_calibration_split (outcome, c, &split) ? split.resolution : NAN;
}

static double
brier_uncertainty_of_class (const ImbOutcome *outcome,
                            guint             c)
{
  ImbCalibrationSplit split;

  return imb_calibration_split (outcome, c, &split) ? split.uncertainty : NAN;
}

/* Of every class, those without rows, too: their probabilities are to be 0. */
static double
classwise_ece (const ImbOutcome *outcome,
               int               unused)
{
  const guint n_classes = imb_outcome_n_classes (outcome);
  double      sum = 0.0;

  for (guint c = 0; c < n_classes; c++)
    {
      sum += ece_of_class (outcome, c);
      if (imb_outcome_is_cancelled (outcome))
        return NAN;
    }
  return sum / n_classes;
}

static double
macro_log_loss (const ImbOutcome *outcome,
                int               unused)
{
  return imb_metric_mean_over_classes (outcome, stratified_log_loss_of_class);
}

IMB_METRIC_OF_CLASSES (ace)
IMB_METRIC_OF_CLASSES (brier_reliability)
IMB_METRIC_OF_CLASSES (brier_resolution)
IMB_METRIC_OF_CLASSES (brier_uncertainty)
IMB_METRIC_OF_CLASSES (stratified_brier)
IMB_METRIC_OF_CLASSES (stratified_log_loss)

/* What always saying the classes' shares would cost: π (1 − π) for each class. */
static double
brier_skill (const ImbOutcome *outcome,
             int               c)
{
  const guint   n_classes = imb_outcome_n_classes (outcome);
  const double *margins = imb_outcome_get_margins (outcome);
  const double  total = margins[2 * (gsize) n_classes];
  double        reference = 0.0;

  for (guint k = 0; k < n_classes; k++)
    {
      double share = imb_ratio (margins[k], total);

      if (c < 0 || (guint) c == k)
        reference += share * (1.0 - share);
    }
  return reference > 0.0 ? 1.0 - imb_metric_find ("brier")->of_scores (outcome, c) / reference : NAN;
}

static double
net_benefit (const ImbOutcome *outcome,
             int               c)
{
  return c >= 0 ? imb_net_benefit (outcome, (guint) c) : imb_metric_mean_over_classes (outcome, imb_net_benefit);
}

const ImbMetric imb_metrics_calibration[] = {
  {
    .id = "brier_skill",
    .title = N_ ("Brier skill"),
    .help = N_ ("How much of the Brier score of always saying the classes’ shares is saved."),
    .formula = "1 − Brier / (π (1 − π)); K classes: 1 − Brier / Σ π_c (1 − π_c)",
    .reference = "Murphy 1973, doi:10.1175/1520-0450(1973)012<0595:ANVPOT>2.0.CO;2",
    .undefined = N_ ("undefined when the scores are not probabilities, or all rows are of one class"),
    .no_skill = N_ ("0"),
    .low = -INFINITY,
    .high = 1.0,
    .kind = IMB_METRIC_PROBABILITY,
    .per_class = TRUE,
    .of_scores = brier_skill,
  },
  {
    .id = "stratified_brier",
    .title = N_ ("Brier score of the class’s rows"),
    .help = N_ ("Mean squared distance of the class’s probability from 1 on its own rows, which the mean over all rows hides; more classes: mean of each."),
    .formula = "mean (1 − p_c)² over the rows of c",
    .reference = "Wallace and Dahabreh 2012, doi:10.1109/ICDM.2012.115",
    .undefined = N_ ("undefined when the scores are not probabilities, or the class has no row"),
    .no_skill = N_ ("(1 − π)² for always saying the class’s share π"),
    .needs = IMB_NEEDS_POSITIVES,
    .low = 0.0,
    .high = 1.0,
    .better = IMB_BETTER_LOW,
    .kind = IMB_METRIC_PROBABILITY,
    .per_class = TRUE,
    .of_scores = stratified_brier,
  },
  {
    .id = "stratified_log_loss",
    .title = N_ ("Log loss of the class’s rows"),
    .help = N_ ("Mean surprise at the rows of the class, in nats, which the mean over all rows hides; more classes: mean of each."),
    .formula = "mean −ln p_c over the rows of c",
    .reference = "Wallace and Dahabreh 2012, doi:10.1109/ICDM.2012.115, with the loss of Good 1952, doi:10.1111/j.2517-6161.1952.tb00104.x",
    .undefined = N_ ("undefined when the scores are not probabilities, or the class has no row"),
    .no_skill = N_ ("−ln π for always saying the class’s share π"),
    .needs = IMB_NEEDS_POSITIVES,
    .low = 0.0,
    .high = INFINITY,
    .better = IMB_BETTER_LOW,
    .kind = IMB_METRIC_PROBABILITY,
    .per_class = TRUE,
    .of_scores = stratified_log_loss,
  },
  {
    .id = "ece",
    .title = N_ ("Expected calibration error"),
    .help = N_ ("How far probabilities are from what happened, on average over ten bins of equal width; more classes: mean of each."),
    .formula = "Σ n_b / n · |mean p − share of the class|",
    .reference = "Naeini, Cooper and Hauskrecht 2015, doi:10.1609/aaai.v29i1.9602",
    .undefined = N_ ("undefined when the scores are not probabilities"),
    .no_skill = N_ ("0 for always saying the class’s share"),
    .needs = IMB_NEEDS_ANY,
    .low = 0.0,
    .high = 1.0,
    .better = IMB_BETTER_LOW,
    .kind = IMB_METRIC_PROBABILITY,
    .per_class = TRUE,
    .of_scores = ece,
  },
  {
    .id = "mce",
    .title = N_ ("Greatest calibration error"),
    .help = N_ ("How far probabilities are from what happened in the worst of ten bins of equal width; more classes: the worst of all."),
    .formula = "max over bins of |mean p − share of the class|",
    .reference = "Naeini, Cooper and Hauskrecht 2015, doi:10.1609/aaai.v29i1.9602",
    .undefined = N_ ("undefined when the scores are not probabilities"),
    .no_skill = N_ ("0 for always saying the class’s share"),
    .needs = IMB_NEEDS_ANY,
    .low = 0.0,
    .high = 1.0,
    .better = IMB_BETTER_LOW,
    .kind = IMB_METRIC_PROBABILITY,
    .per_class = TRUE,
    .of_scores = mce,
  },
  {
    .id = "ace",
    .title = N_ ("Adaptive calibration error"),
    .help = N_ ("As the expected calibration error, over ten bins of as many rows each: bins of equal width leave most of them empty when the class is rare."),
    .formula = "Σ n_b / n · |mean p − share of the class|, bins by quantiles",
    .reference = "Nguyen and O’Connor 2015, doi:10.18653/v1/D15-1182",
    .undefined = N_ ("undefined when the scores are not probabilities"),
    .no_skill = N_ ("0 for always saying the class’s share"),
    .needs = IMB_NEEDS_ANY,
    .low = 0.0,
    .high = 1.0,
    .better = IMB_BETTER_LOW,
    .kind = IMB_METRIC_PROBABILITY,
    .per_class = TRUE,
    .of_scores = ace,
  },
  {
    .id = "brier_reliability",
    .title = N_ ("Reliability of the Brier score"),
    .help = N_ ("The part of the Brier score that calibration could take away, over ten bins of equal width; more classes: mean of each."),
    .formula = "Σ n_b / n · (mean p − share of the class)²",
    .reference = "Murphy 1973, doi:10.1175/1520-0450(1973)012<0595:ANVPOT>2.0.CO;2",
    .undefined = N_ ("undefined when the scores are not probabilities"),
    .no_skill = N_ ("0 for always saying the class’s share"),
    .needs = IMB_NEEDS_ANY,
    .low = 0.0,
    .high = 1.0,
    .better = IMB_BETTER_LOW,
    .kind = IMB_METRIC_PROBABILITY,
    .per_class = TRUE,
    .of_scores = brier_reliability,
  },
  {
    .id = "brier_resolution",
    .title = N_ ("Resolution of the Brier score"),
    .help = N_ ("How far apart the shares of the class are in ten bins of equal width: what the Brier score gains, where reliability is small; scores turned round have as much."),
    .formula = "Σ n_b / n · (share of the class in the bin − π)²",
    .reference = "Murphy 1973, doi:10.1175/1520-0450(1973)012<0595:ANVPOT>2.0.CO;2",
    .undefined = N_ ("undefined when the scores are not probabilities"),
    .no_skill = N_ ("0"),
    .needs = IMB_NEEDS_ANY,
    .low = 0.0,
    .high = 0.25,
    .better = IMB_BETTER_NEITHER,
    .kind = IMB_METRIC_PROBABILITY,
    .per_class = TRUE,
    .of_scores = brier_resolution,
  },
  {
    .id = "brier_uncertainty",
    .title = N_ ("Uncertainty of the Brier score"),
    .help = N_ ("The Brier score of always saying the class’s share: it belongs to the rows, not to the model; more classes: mean of each."),
    .formula = "π (1 − π)",
    .reference = "Murphy 1973, doi:10.1175/1520-0450(1973)012<0595:ANVPOT>2.0.CO;2",
    .undefined = N_ ("undefined when the scores are not probabilities"),
    .no_skill = N_ ("the same as with skill"),
    .needs = IMB_NEEDS_ANY,
    .low = 0.0,
    .high = 0.25,
    .better = IMB_BETTER_NEITHER,
    .kind = IMB_METRIC_PROBABILITY,
    .per_class = TRUE,
    .of_scores = brier_uncertainty,
  },
  {
    .id = "classwise_ece",
    .title = N_ ("Class-wise calibration error"),
    .help = N_ ("Mean of the expected calibration errors of all classes, also of two, and also of classes without rows."),
    .formula = "mean over classes of Σ n_b / n · |mean p_c − share of c|",
    .reference = "Kull et al. 2019, Beyond temperature scaling, NeurIPS 32, pp. 12316–12326",
    .undefined = N_ ("undefined when the scores are not probabilities"),
    .no_skill = N_ ("0 for always saying the classes’ shares"),
    .needs = IMB_NEEDS_ANY,
    .low = 0.0,
    .high = 1.0,
    .better = IMB_BETTER_LOW,
    .kind = IMB_METRIC_PROBABILITY,
    .of_scores = classwise_ece,
  },
  {
    .id = "macro_log_loss",
    .title = N_ ("Log loss, each class alike"),
    .help = N_ ("Mean over the classes of the log loss of their rows, in nats: a rare class counts as much as a common one."),
    .formula = "mean over classes of mean −ln p(true class)",
    .reference = "King and Zeng 2001, doi:10.1093/oxfordjournals.pan.a004868",
    .undefined = N_ ("undefined when the scores are not probabilities; classes without rows are left out"),
    .no_skill = N_ ("mean of −ln π_c for always saying the classes’ shares π_c; ln K for saying 1/K"),
    .low = 0.0,
    .high = INFINITY,
    .better = IMB_BETTER_LOW,
    .kind = IMB_METRIC_PROBABILITY,
    .of_scores = macro_log_loss,
  },
  {
    .id = "net_benefit",
    .title = N_ ("Net benefit at the class’s share"),
    .help = N_ ("Hits less false alarms, a row, when a false alarm costs π / (1 − π) of a hit: the decision curve where calling all rows the class or none gains nothing."),
    .formula = "TP / n − FP / n · t / (1 − t), threshold t = π",
    .reference = "Vickers and Elkin 2006, doi:10.1177/0272989X06295361",
    .undefined = N_ ("undefined when the scores are not probabilities, or all rows are of one class"),
    .no_skill = N_ ("0; at most π"),
    .depends = TRUE,
    .low = -1.0,
    .high = 1.0,
    .kind = IMB_METRIC_PROBABILITY,
    .per_class = TRUE,
    .of_scores = net_benefit,
  },
  { NULL },
};
