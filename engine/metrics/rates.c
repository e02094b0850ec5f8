/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Further metrics of the four counts of a class against the rest. Zero divided by zero is 0, as in scikit-learn, where
 * the row does not say otherwise. O(1) for each class. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/metrics/imb-balance.h"
#include "engine/metrics/imb-metric-private.h"

/* Infinity stays; 0/0 is undefined. */
static double
quotient (double part,
          double whole)
{
  return whole > 0.0 ? part / whole : part > 0.0 ? INFINITY
                                                 : NAN;
}

static double
npv (double tp,
     double fp,
     double fn,
     double tn)
{
  return imb_ratio (tn, tn + fn);
}

static double
fpr (double tp,
     double fp,
     double fn,
     double tn)
{
  return imb_ratio (fp, fp + tn);
}

static double
fnr (double tp,
     double fp,
     double fn,
     double tn)
{
  return imb_ratio (fn, fn + tp);
}

static double
fdr (double tp,
     double fp,
     double fn,
     double tn)
{
  return imb_ratio (fp, fp + tp);
}

static double
false_omission_rate (double tp,
                     double fp,
                     double fn,
                     double tn)
{
  return imb_ratio (fn, fn + tn);
}

static double
f2 (double tp,
    double fp,
    double fn,
    double tn)
{
  return imb_ratio (5.0 * tp, 5.0 * tp + 4.0 * fn + fp);
}

static double
f05 (double tp,
     double fp,
     double fn,
     double tn)
{
  return imb_ratio (1.25 * tp, 1.25 * tp + 0.25 * fn + fp);
}

static double
jaccard (double tp,
         double fp,
         double fn,
         double tn)
{
  return imb_ratio (tp, tp + fp + fn);
}

static double
fowlkes_mallows (double tp,
                 double fp,
                 double fn,
                 double tn)
{
  return sqrt (imb_ratio (tp, tp + fp) * imb_ratio (tp, tp + fn));
}

static double
informedness (double tp,
              double fp,
              double fn,
              double tn)
{
  return imb_ratio (tp, tp + fn) + imb_ratio (tn, tn + fp) - 1.0;
}

static double
informedness_of_all (const double *confusion,
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
  return n_present > 1 ? (sum / n_present - 1.0 / n_present) / (1.0 - 1.0 / n_present) : NAN;
}

static double
markedness (double tp,
            double fp,
            double fn,
            double tn)
{
  return imb_ratio (tp, tp + fp) + imb_ratio (tn, tn + fn) - 1.0;
}

static double
optimized_precision (double tp,
                     double fp,
                     double fn,
                     double tn)
{
  double total = tp + fp + fn + tn;
  double found = imb_ratio (tp, tp + fn);
  double left = imb_ratio (tn, tn + fp);

  return imb_ratio (tp + tn, total) - imb_ratio (fabs (left - found), left + found);
}

static double
iba (double tp,
     double fp,
     double fn,
     double tn)
{
  double found = imb_ratio (tp, tp + fn);
  double left = imb_ratio (tn, tn + fp);

  return imb_index_balanced (sqrt (found * left), found, left, &IMB_BALANCE_RULE);
}

/* As imbalanced-learn does for the G-mean of all classes: recall and specificity are their plain means. But a class alone has no
 * specificity, and the 0 in its place would lift the index above 1. */
static double
iba_of_all (const double *confusion,
            guint         n_classes)
{
  guint n_present = 0;

  for (guint c = 0; c < n_classes; c++)
    n_present += imb_confusion_true (confusion, n_classes, c) > 0.0;
  if (n_present == 1)
    return 0.0;
  return imb_balance_of_classes (confusion, n_classes, &IMB_BALANCE_RULE).iba;
}

static double
lr_plus (double tp,
         double fp,
         double fn,
         double tn)
{
  return quotient (imb_ratio (tp, tp + fn), imb_ratio (fp, fp + tn));
}

static double
lr_minus (double tp,
          double fp,
          double fn,
          double tn)
{
  return quotient (imb_ratio (fn, tp + fn), imb_ratio (tn, fp + tn));
}

static double
dor (double tp,
     double fp,
     double fn,
     double tn)
{
  return quotient (tp * tn, fp * fn);
}

static double
prevalence_threshold (double tp,
                      double fp,
                      double fn,
                      double tn)
{
  double found = sqrt (imb_ratio (tp, tp + fn));
  double alarms = sqrt (imb_ratio (fp, fp + tn));

  return found + alarms > 0.0 ? alarms / (found + alarms) : NAN;
}

static double
positive_rate (double tp,
               double fp,
               double fn,
               double tn)
{
  double total = tp + fp + fn + tn;

  return total > 0.0 ? (tp + fp) / total : NAN;
}

const ImbMetric imb_metrics_rates[] = {
  {
    .id = "npv",
    .title = N_ ("Negative predictive value"),
    .help = N_ ("Share of the rows not predicted as the class that are indeed of another one."),
    .formula = "TN / (TN + FN)",
    .reference = "Altman and Bland 1994, doi:10.1136/bmj.309.6947.102",
    .undefined = N_ ("0 when every row is predicted as the class"),
    .no_skill = N_ ("the share of the other classes"),
    .needs = IMB_NEEDS_NEGATIVES,
    .low = 0.0,
    .high = 1.0,
    .per_class = TRUE,
    .of_counts = npv,
  },
  {
    .id = "fpr",
    .title = N_ ("False positive rate"),
    .help = N_ ("Share of the rows of other classes that are taken for the class: false alarms."),
    .formula = "FP / (FP + TN)",
    .reference = "Fawcett 2006, doi:10.1016/j.patrec.2005.10.010",
    .undefined = N_ ("0 when no row is of another class"),
    .no_skill = N_ ("the share of rows predicted as the class"),
    .needs = IMB_NEEDS_NEGATIVES,
    .low = 0.0,
    .high = 1.0,
    .better = IMB_BETTER_LOW,
    .per_class = TRUE,
    .of_counts = fpr,
  },
  {
    .id = "fnr",
    .title = N_ ("False negative rate"),
    .help = N_ ("Share of the rows of the class that are missed."),
    .formula = "FN / (FN + TP)",
    .reference = "Powers 2011, Journal of Machine Learning Technologies 2(1), pp. 37–63",
    .undefined = N_ ("0 when the class has no row"),
    .no_skill = N_ ("the share of rows not predicted as the class"),
    .needs = IMB_NEEDS_POSITIVES,
    .low = 0.0,
    .high = 1.0,
    .better = IMB_BETTER_LOW,
    .per_class = TRUE,
    .of_counts = fnr,
  },
  {
    .id = "fdr",
    .title = N_ ("False discovery rate"),
    .help = N_ ("Share of the rows predicted as the class that are of another one."),
    .formula = "FP / (FP + TP)",
    .reference = "Benjamini and Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x",
    .undefined = N_ ("0 when no row is predicted as the class"),
    .no_skill = N_ ("the share of the other classes"),
    .needs = IMB_NEEDS_POSITIVES,
    .low = 0.0,
    .high = 1.0,
    .better = IMB_BETTER_LOW,
    .per_class = TRUE,
    .of_counts = fdr,
  },
  {
    .id = "false_omission_rate",
    .title = N_ ("False omission rate"),
    .help = N_ ("Share of the rows not predicted as the class that are of it all the same."),
    .formula = "FN / (FN + TN)",
    .reference = "Genovese and Wasserman 2002, doi:10.1111/1467-9868.00347",
    .undefined = N_ ("0 when every row is predicted as the class"),
    .no_skill = N_ ("the class’s share of the rows"),
    .needs = IMB_NEEDS_NEGATIVES,
    .low = 0.0,
    .high = 1.0,
    .better = IMB_BETTER_LOW,
    .per_class = TRUE,
    .of_counts = false_omission_rate,
  },
  {
    .id = "f2",
    .title = N_ ("F2"),
    .help = N_ ("As F1, with recall counting twice as much as precision: for when a miss costs more than a false alarm."),
    .formula = "5 TP / (5 TP + 4 FN + FP)",
    .reference = "van Rijsbergen 1979, Information Retrieval, 2nd ed.",
    .undefined = N_ ("0 when the class is neither true nor predicted anywhere"),
    .no_skill = N_ ("5 π / (1 + 4 π) when every row is predicted as the class, whose share is π"),
    .needs = IMB_NEEDS_POSITIVES,
    .low = 0.0,
    .high = 1.0,
    .per_class = TRUE,
    .of_counts = f2,
  },
  {
    .id = "f05",
    .title = N_ ("F0.5"),
    .help = N_ ("As F1, with recall counting half as much as precision: for when a false alarm costs more than a miss."),
    .formula = "1.25 TP / (1.25 TP + 0.25 FN + FP)",
    .reference = "van Rijsbergen 1979, Information Retrieval, 2nd ed.",
    .undefined = N_ ("0 when the class is neither true nor predicted anywhere"),
    .no_skill = N_ ("1.25 π / (1 + 0.25 π) when every row is predicted as the class, whose share is π"),
    .needs = IMB_NEEDS_POSITIVES,
    .low = 0.0,
    .high = 1.0,
    .per_class = TRUE,
    .of_counts = f05,
  },
  {
    .id = "jaccard",
    .title = N_ ("Jaccard index"),
    .help = N_ ("Rows both true and predicted among those that are either; also called critical success index."),
    .formula = "TP / (TP + FP + FN)",
    .reference = "Jaccard 1912, doi:10.1111/j.1469-8137.1912.tb05611.x",
    .undefined = N_ ("0 when the class is neither true nor predicted anywhere"),
    .no_skill = N_ ("π when every row is predicted as the class, whose share is π"),
    .needs = IMB_NEEDS_POSITIVES,
    .low = 0.0,
    .high = 1.0,
    .per_class = TRUE,
    .of_counts = jaccard,
  },
  {
    .id = "fowlkes_mallows",
    .title = N_ ("Fowlkes–Mallows index"),
    .help = N_ ("Geometric mean of precision and recall."),
    .formula = "√(precision · recall)",
    .reference = "Fowlkes and Mallows 1983, doi:10.1080/01621459.1983.10478008",
    .undefined = N_ ("0 when the class is never predicted, or has no row"),
    .no_skill = N_ ("√π when every row is predicted as the class, whose share is π"),
    .needs = IMB_NEEDS_POSITIVES,
    .low = 0.0,
    .high = 1.0,
    .per_class = TRUE,
    .of_counts = fowlkes_mallows,
  },
  {
    .id = "informedness",
    .title = N_ ("Informedness"),
    .help = N_ ("How much more often the class is predicted where it is true than where it is not; Youden’s J. More classes: balanced accuracy, with chance at 0 (adjusted)."),
    .formula = "recall + specificity − 1; K classes: (mean recall − 1/K) / (1 − 1/K)",
    .reference = "Youden 1950, doi:10.1002/1097-0142(1950)3:1<32::AID-CNCR2820030106>3.0.CO;2-3",
    .undefined = N_ ("a rate of 0/0 counts as 0; more classes: those without rows are left out, and one alone is undefined"),
    .no_skill = N_ ("0"),
    .low = -1.0,
    .high = 1.0,
    .per_class = TRUE,
    .of_counts = informedness,
    .of_confusion = informedness_of_all,
  },
  {
    .id = "markedness",
    .title = N_ ("Markedness"),
    .help = N_ ("How much more often the class is true where it is predicted than where it is not."),
    .formula = "precision + NPV − 1",
    .reference = "Powers 2011, Journal of Machine Learning Technologies 2(1), pp. 37–63",
    .undefined = N_ ("a rate of 0/0 counts as 0"),
    .no_skill = N_ ("0"),
    .low = -1.0,
    .high = 1.0,
    .per_class = TRUE,
    .of_counts = markedness,
  },
  {
    .id = "optimized_precision",
    .title = N_ ("Optimized precision"),
    .help = N_ ("Accuracy, less by how far recall and specificity are apart."),
    .formula = "accuracy − |specificity − recall| / (specificity + recall)",
    .reference = "Ranawana and Palade 2006, doi:10.1109/CEC.2006.1688586",
    .undefined = N_ ("accuracy when recall and specificity are both 0"),
    .no_skill = N_ ("at most the majority’s share, less 1"),
    .low = -1.0,
    .high = 1.0,
    .per_class = TRUE,
    .of_counts = optimized_precision,
  },
  {
    .id = "iba",
    .title = N_ ("Index of balanced accuracy"),
    .help = N_ ("Square of the G-mean, a tenth more or less as recall or specificity is the better one."),
    .formula = "(1 + 0.1 (recall − specificity)) · G-mean²",
    .reference = "García, Mollineda and Sánchez 2009, doi:10.1007/978-3-642-02172-5_57",
    .undefined = N_ ("0 when a class has no row"),
    .no_skill = N_ ("0 when every row is predicted as one class"),
    .low = 0.0,
    .high = 1.0,
    .per_class = TRUE,
    .of_counts = iba,
    .of_confusion = iba_of_all,
  },
  {
    .id = "lr_plus",
    .title = N_ ("Positive likelihood ratio"),
    .help = N_ ("How many times likelier the class is predicted where it is true than where it is not."),
    .formula = "recall / FPR",
    .reference = "Deeks and Altman 2004, doi:10.1136/bmj.329.7458.168",
    .undefined = N_ ("infinite without a false alarm; undefined when the class is never predicted"),
    .no_skill = N_ ("1"),
    .low = 0.0,
    .high = INFINITY,
    .per_class = TRUE,
    .of_counts = lr_plus,
  },
  {
    .id = "lr_minus",
    .title = N_ ("Negative likelihood ratio"),
    .help = N_ ("How many times likelier another class is predicted where the class is true than where it is not."),
    .formula = "FNR / specificity",
    .reference = "Deeks and Altman 2004, doi:10.1136/bmj.329.7458.168",
    .undefined = N_ ("infinite when specificity is 0; undefined when every row is predicted as the class"),
    .no_skill = N_ ("1"),
    .low = 0.0,
    .high = INFINITY,
    .better = IMB_BETTER_LOW,
    .per_class = TRUE,
    .of_counts = lr_minus,
  },
  {
    .id = "dor",
    .title = N_ ("Diagnostic odds ratio"),
    .help = N_ ("The odds of a right prediction over those of a wrong one: positive over negative likelihood ratio."),
    .formula = "TP · TN / (FP · FN)",
    .reference = "Glas et al. 2003, doi:10.1016/S0895-4356(03)00177-X",
    .undefined = N_ ("infinite without a mistake of one kind; undefined when a class is neither found nor missed"),
    .no_skill = N_ ("1"),
    .low = 0.0,
    .high = INFINITY,
    .per_class = TRUE,
    .of_counts = dor,
  },
  {
    .id = "prevalence_threshold",
    .title = N_ ("Prevalence threshold"),
    .help = N_ ("Share of the class in the rows below which precision falls steeply."),
    .formula = "√FPR / (√recall + √FPR)",
    .reference = "Balayla 2020, doi:10.1371/journal.pone.0240215",
    .undefined = N_ ("undefined when the class is never predicted"),
    .no_skill = N_ ("0.5"),
    .low = 0.0,
    .high = 1.0,
    .better = IMB_BETTER_LOW,
    .per_class = TRUE,
    .of_counts = prevalence_threshold,
  },
  {
    .id = "positive_rate",
    .title = N_ ("Positive rate"),
    .help = N_ ("Share of all rows that are predicted as the class: the workload of whoever looks at them; also called queue rate. More classes: mean of each."),
    .formula = "(TP + FP) / n",
    .reference = "Sing, Sander, Beerenwinkel and Lengauer 2005, doi:10.1093/bioinformatics/bti623",
    .undefined = N_ ("undefined without rows"),
    .no_skill = N_ ("any share: it says how many rows are taken, not which"),
    .needs = IMB_NEEDS_ANY,
    .low = 0.0,
    .high = 1.0,
    .better = IMB_BETTER_NEITHER,
    .per_class = TRUE,
    .of_counts = positive_rate,
  },
  { NULL },
};
