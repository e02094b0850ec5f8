/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/evaluate/imb-run.h"

G_BEGIN_DECLS

/* What a run's evaluation asked its models: how scores depend on features, and what features add to each tested row's score. */

/* Features of the evaluation's dependence, in its order, each with the values that were tried: those of the rows, at most 21 from the
 * lowest to the highest so that as many rows are between two as between any others; of a category its levels, at most the 50 most frequent. */
guint         imb_run_n_dependences (const ImbRun *self);
gsize         imb_run_dependence_feature (const ImbRun *self,
                                          guint         dependence);
const double *imb_run_dependence_values (const ImbRun *self,
                                         guint         dependence,
                                         gsize        *n_values);

/* The mean score of class @c of the tested rows, by their weights, if all had that value of the feature (Friedman 2001,
 * doi:10.1214/aos/1013203451), over the folds: the scores that decisions are made from. Where features go together it mixes in rows that cannot be. */
ImbEstimate imb_run_dependence (const ImbRun *self,
                                guint         dependence,
                                gsize         value,
                                guint         c);

/* What each feature adds to the model's own score of a tested row for class @c, in the model's space, then the base value; by the model that did not
 * see the row. @at: as in imb_run_get_scores(). NULL: nobody asked, the row is not tested, or @c is the negative of two classes, to which all adds
 * the opposite. */
const double *imb_run_get_contributions (const ImbRun *self,
                                         gsize         at,
                                         guint         c);

/* The mean amount of what a feature adds to the tested rows' scores, rows by their weights, over the folds; NaN where there are none. */
ImbEstimate imb_run_mean_contribution (const ImbRun *self,
                                       gsize         feature,
                                       guint         c);

G_END_DECLS
