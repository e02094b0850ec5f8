/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/metrics/imb-curve.h"

G_BEGIN_DECLS

/* Without points, with room for @room. Memory is made or the program ends: it is as large as the ranking that is there. (transfer full) */
ImbCurve *imb_curve_new (gsize room);

static inline void
imb_curve_add (ImbCurve *self,
               double    x,
               double    y,
               double    threshold)
{
  self->x[self->n] = x;
  self->y[self->n] = y;
  self->thresholds[self->n++] = threshold;
}

/* Where misses and false alarms are equally frequent, by a straight line between the thresholds around it; and the area below the
 * cost curve. NaN without scores, or where the class or the rest has no row. */
double imb_equal_error_rate (const ImbOutcome *outcome,
                             guint             c);
double imb_expected_cost (const ImbOutcome *outcome,
                          guint             c);

/* Rows of the class among the @taken with the highest scores; of equal scores as many are taken as are missing, whichever they are. */
double imb_ranking_hits (const ImbRanking *self,
                         double            taken);

/* Every row once for each class: class 1 where it is of that class, by the score of it. NULL without scores or memory. (transfer full) */
ImbOutcome *imb_outcome_new_flat (const ImbOutcome *outcome,
                                  GError          **error);

/* Corners of the upper convex hull of the ROC points, from nothing taken (0) to everything: how many thresholds are reached at
 * each. @corners: room for n + 1. Returns how many. Both sides have rows. */
gsize imb_roc_hull (const ImbRanking *ranking,
                    gsize            *corners);

/* Taken when @n_reached thresholds are. */
static inline double
imb_ranking_tp (const ImbRanking *self,
                gsize             n_reached)
{
  return n_reached > 0 ? self->tp[n_reached - 1] : 0.0;
}

static inline double
imb_ranking_fp (const ImbRanking *self,
                gsize             n_reached)
{
  return n_reached > 0 ? self->fp[n_reached - 1] : 0.0;
}

static inline gboolean
imb_ranking_has_both (const ImbRanking *self)
{
  return self != NULL && self->positives > 0.0 && self->negatives > 0.0;
}

G_END_DECLS
