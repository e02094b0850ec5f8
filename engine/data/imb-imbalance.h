/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How unequal classes are, by their sizes alone. Classes without rows do not count; with fewer than two all is NaN. */
typedef struct
{
  double ratio;           /* largest over smallest: 1 … */
  double mean_ratio;      /* mean over the classes of the largest over each: 1 … */
  double smallest_share;  /* of the rows: 0 … 1/K */
  double entropy_balance; /* entropy of the shares over ln K: 0 (one class has all) … 1 (equal) */
  double gini_simpson;    /* chance that two rows are of different classes: 0 … 1 − 1/K (equal) */

  /* Ortigosa-Hernández, Inza and Lozano 2017, doi:10.1016/j.patrec.2017.08.002, by Hellinger distances: classes smaller than their
   * even share, less one, and how far the shares are towards the worst that so many can be: 0 (equal) … K − 1. */
  double degree;

  /* Zhu, Wang, Li, Tang and Wang 2018, doi:10.1016/j.patrec.2018.09.012: twice the log likelihood that the sizes lose when classes are
   * held for equal: 0 (equal) …, growing with the rows. */
  double likelihood_ratio;
} ImbImbalance;

ImbImbalance imb_imbalance_of (const gsize *counts,
                               guint        n_classes);

/* Rows that are not, in effect, copies: (1 − β^n) / (1 − β). Cui, Jia, Lin, Song and Belongie 2019, doi:10.1109/CVPR.2019.00949. */
#define IMB_EFFECTIVE_BETA 0.999
double imb_effective_number (gsize  n,
                             double beta);

G_END_DECLS
