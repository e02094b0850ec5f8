/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Metrics of the confusion matrix. Zero divided by zero is 0, as in scikit-learn and imbalanced-learn;
 * where those differ from each other or from themselves the row says so. O(K²) for K classes. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/metrics/imb-balance.h"
#include "engine/metrics/imb-metric-private.h"

static double
accuracy (const double *confusion,
          guint         n_classes)
{
  double correct = 0.0;
  double total = imb_confusion_total (confusion, n_classes);

  for (guint c = 0; c < n_classes; c++)
    correct += confusion[(gsize) c * n_classes + c];
  return total > 0.0 ? correct / total : NAN;
}

static double
balanced_accuracy (const double *confusion,
                   guint         n_classes)
{
  double sum = 0.0;
  guint  n_present = 0;

  for (guint c = 0; c < n_classes; c++)
    {
      double rows = imb_confusion_true (confusion, n_classes, c);

      if (rows <= 0.0)
        continue;
      sum += confusion[(gsize) c * n_classes + c] / rows;
      n_present++;
    }
  return n_present > 0 ? sum / n_present : NAN;
}

static double
precision (double tp,
           double fp,
           double fn,
           double tn)
{
  return imb_ratio (tp, tp + fp);
}

static double
recall (double tp,
        double fp,
        double fn,
        double tn)
{
  return imb_ratio (tp, tp + fn);
}

static double
specificity (double tp,
             double fp,
             double fn,
             double tn)
{
  return imb_ratio (tn, tn + fp);
}

static double
f1 (double tp,
    double fp,
    double fn,
    double tn)
{
  return imb_ratio (2.0 * tp, 2.0 * tp + fp + fn);
}

static double
g_mean (double tp,
        double fp,
        double fn,
        double tn)
{
  return sqrt (imb_ratio (tp, tp + fn) * imb_ratio (tn, tn + fp));
}

static double
g_mean_of_all (const double *confusion,
               guint         n_classes)
{
  return imb_g_mean_of_recalls (confusion, n_classes, &IMB_BALANCE_RULE);
}

/* R_K of Gorodkin 2004 in the order of scikit-learn's sums. */
static double
mcc_of_all (const double *confusion,
            guint         n_classes)
{
  g_autofree double *margins = imb_confusion_dup_margins (confusion, n_classes);
  double             correct = 0.0;
  double             total = margins[2 * (gsize) n_classes];
  double             both = 0.0, truth = 0.0, predicted = 0.0;
  double             spread;

  for (guint c = 0; c < n_classes; c++)
    {
      double t = margins[c];
      double p = margins[n_classes + c];

      correct += confusion[(gsize) c * n_classes + c];
      both += t * p;
      truth += t * t;
      predicted += p * p;
    }
  spread = (total * total - predicted) * (total * total - truth);
  return spread > 0.0 ? (correct * total - both) / sqrt (spread) : 0.0;
}

static double
mcc (double tp,
     double fp,
     double fn,
     double tn)
{
  const double confusion[] = { tn, fp, fn, tp };

  return mcc_of_all (confusion, 2);
}

static double
kappa (const double *confusion,
       guint         n_classes)
{
  g_autofree double *margins = imb_confusion_dup_margins (confusion, n_classes);
  double             total = margins[2 * (gsize) n_classes];
  double             wrong = total;
  double             expected = total * total;

  for (guint c = 0; c < n_classes; c++)
    {
      wrong -= confusion[(gsize) c * n_classes + c];
      expected -= margins[c] * margins[n_classes + c];
    }
  return expected > 0.0 ? 1.0 - wrong * total / expected : NAN;
}

const ImbMetric imb_metrics_counts[] = {
  {
    .id = "accuracy",
    .title = N_ ("Accuracy"),
    .help = N_ ("Share of all rows that are predicted right; under imbalance a model that never finds the rare class scores high."),
    .formula = "(TP + TN) / n",
    .reference = "Sokolova and Lapalme 2009, doi:10.1016/j.ipm.2009.03.002",
    .undefined = N_ ("undefined without rows"),
    .no_skill = N_ ("the majority’s share of the rows"),
    .usual = TRUE,
    .needs = IMB_NEEDS_ANY,
    .low = 0.0,
    .high = 1.0,
    .of_confusion = accuracy,
  },
  {
    .id = "balanced_accuracy",
    .title = N_ ("Balanced accuracy"),
    .help = N_ ("Mean of the recalls of all classes, so that a rare class counts as much as a common one."),
    .formula = "mean of recall over the classes present",
    .reference = "Brodersen et al. 2010, doi:10.1109/ICPR.2010.764",
    .undefined = N_ ("classes without rows are left out"),
    .no_skill = N_ ("one over the number of classes"),
    .usual = TRUE,
    .low = 0.0,
    .high = 1.0,
    .of_confusion = balanced_accuracy,
  },
  {
    .id = "precision",
    .title = N_ ("Precision"),
    .help = N_ ("Share of the rows predicted as the class that are of the class."),
    .formula = "TP / (TP + FP)",
    .reference = "van Rijsbergen 1979, Information Retrieval, 2nd ed., chapter 7",
    .undefined = N_ ("0 when no row is predicted as the class"),
    .no_skill = N_ ("the class’s share of the rows"),
    .usual = TRUE,
    .per_class = TRUE,
    .needs = IMB_NEEDS_POSITIVES,
    .low = 0.0,
    .high = 1.0,
    .of_counts = precision,
  },
  {
    .id = "recall",
    .title = N_ ("Recall"),
    .help = N_ ("Share of the rows of the class that are found; also called sensitivity or true positive rate."),
    .formula = "TP / (TP + FN)",
    .reference = "van Rijsbergen 1979, Information Retrieval, 2nd ed., chapter 7",
    .undefined = N_ ("0 when the class has no row"),
    .no_skill = N_ ("the share of rows predicted as the class"),
    .usual = TRUE,
    .per_class = TRUE,
    .needs = IMB_NEEDS_POSITIVES,
    .low = 0.0,
    .high = 1.0,
    .of_counts = recall,
  },
  {
    .id = "specificity",
    .title = N_ ("Specificity"),
    .help = N_ ("Share of the rows of other classes that are left alone; also called true negative rate."),
    .formula = "TN / (TN + FP)",
    .reference = "Altman and Bland 1994, doi:10.1136/bmj.308.6943.1552",
    .undefined = N_ ("0 when no row is of another class"),
    .no_skill = N_ ("the share of rows not predicted as the class"),
    .usual = TRUE,
    .per_class = TRUE,
    .needs = IMB_NEEDS_NEGATIVES,
    .low = 0.0,
    .high = 1.0,
    .of_counts = specificity,
  },
  {
    .id = "f1",
    .title = N_ ("F1"),
    .help = N_ ("Harmonic mean of precision and recall: high only when both are."),
    .formula = "2 TP / (2 TP + FP + FN)",
    .reference = "van Rijsbergen 1979, Information Retrieval, 2nd ed.",
    .undefined = N_ ("0 when the class is neither true nor predicted anywhere"),
    .no_skill = N_ ("2 π / (1 + π) when every row is predicted as the class, whose share is π"),
    .usual = TRUE,
    .per_class = TRUE,
    .needs = IMB_NEEDS_POSITIVES,
    .low = 0.0,
    .high = 1.0,
    .of_counts = f1,
  },
  {
    .id = "g_mean",
    .title = N_ ("G-mean"),
    .help = N_ ("Geometric mean of the recalls of all classes: 0 as soon as one class is never found."),
    .formula = "√(recall · specificity); K classes: (∏ recall)^(1/K)",
    .reference = "Kubat and Matwin 1997, ICML, pp. 179–186",
    .undefined = N_ ("0 when a class has no row"),
    .no_skill = N_ ("0 when every row is predicted as one class"),
    .usual = TRUE,
    .per_class = TRUE,
    .low = 0.0,
    .high = 1.0,
    .of_counts = g_mean,
    .of_confusion = g_mean_of_all,
  },
  {
    .id = "mcc",
    .title = N_ ("MCC"),
    .help = N_ ("Matthews correlation of truth and prediction: 0 is no better than chance, whatever the imbalance."),
    .formula = "(TP·TN − FP·FN) / √((TP+FP)(TP+FN)(TN+FP)(TN+FN)); K classes: R_K",
    .reference = "Matthews 1975, doi:10.1016/0005-2795(75)90109-9; Gorodkin 2004, doi:10.1016/j.compbiolchem.2004.09.006",
    .undefined = N_ ("0 when all rows are of one class or predicted as one class"),
    .no_skill = N_ ("0"),
    .usual = TRUE,
    .per_class = TRUE,
    .low = -1.0,
    .high = 1.0,
    .of_counts = mcc,
    .of_confusion = mcc_of_all,
  },
  {
    .id = "kappa",
    .title = N_ ("Cohen’s kappa"),
    .help = N_ ("Agreement of truth and prediction beyond what their class shares give by chance."),
    .formula = "(p_o − p_e) / (1 − p_e)",
    .reference = "Cohen 1960, doi:10.1177/001316446002000104",
    .undefined = N_ ("undefined when all rows are of one class and predicted as it"),
    .no_skill = N_ ("0"),
    .usual = TRUE,
    .low = -1.0,
    .high = 1.0,
    .of_confusion = kappa,
  },
  { NULL },
};
