/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/evaluate/imb-apply.h"

G_BEGIN_DECLS

/* How far the values of a feature moved within a class. */
typedef struct
{
  double  distance; /* Wasserstein-1, in the units of the feature */
  double  spread;   /* standard deviation of the class before; what the distance is to be compared with */
  guint16 of_class; /* in which the distance is largest */
} ImbMove;

/* Two features that are related in another way than before. */
typedef struct
{
  gsize   features[2];
  guint16 of_class;
  double  before; /* Pearson's correlation of rows that have both values */
  double  after;
} ImbRelation;

/* What synthetic rows are worth, measured against the real ones: whether they repeat them, lie where another class is, break what
 * the columns promise, and how evenly their parents are used. Counted by row; shares and counts with "asked" are of
 * so many rows, evenly spaced, because each asks for the nearest of all real rows. Counted; never changes. */
typedef struct
{
  gsize   n_synthetic; /* rows of the result */
  gsize   n_repeated;  /* real rows that the result has more than once, without the first time */
  gsize   n_asked;     /* synthetic rows whose nearest real row was looked for */
  gsize   n_copies;    /* of n_asked: at the place of a real row, but for rounding */
  gsize   n_near;      /* of n_asked: no copies, but nearer to a real row than a hundredth of the median distance between one and its nearest */
  gsize   n_foreign;   /* of n_asked: the nearest real row is of another class */
  gsize   n_real;      /* real rows of the classes that grow, asked for their nearest other real row */
  gsize   n_real_foreign;
  double  distance_ratio; /* median distance of a synthetic row to its nearest real one by that of a real row; NaN: cannot be said */
  gsize   n_outside;      /* synthetic rows outside of the range of their class in some feature */
  gssize  outside_most;   /* the feature in which most are; -1: none */
  gsize   n_broken;       /* with a fraction in a feature of whole numbers, or a category that does not exist */
  gssize  broken_most;
  gsize   n_impossible;       /* with two categories that never meet in real rows, though five or more should have both by their shares */
  gssize  impossible_most[2]; /* the features in which most are; -1: none */
  gsize   n_paired;           /* features of categories that were looked at, evenly spaced ones when there are more */
  gsize   n_parents;          /* real rows that synthetic rows come from */
  gsize   n_possible;         /* real rows of the classes that grow, and other parents */
  double  gini;               /* of their use: 0 all alike … 1 one for all; NaN without synthetic rows */
  gsize   n_features;
  double *shifts;         /* (array length=n_features): how far the distribution within a class moved, in the class where it moved
                           * most: Kolmogorov-Smirnov for numbers, total variation for categories; 0 not at all … 1 wholly */
  guint16 *shift_classes; /* (array length=n_features): that class */
  ImbMove *moves;         /* (array length=n_features): distance 0 of categories and of what did not move */

  ImbRelation relation;   /* the pair of numbers whose correlation within a class changed most; NaN: none can be compared */
  gsize       n_related;  /* features that were compared, evenly spaced ones when there are more */
  double      told_apart; /* ROC AUC of a forest that is to tell synthetic from real rows of a class, of other descent than those it learnt
                           * from: mean of five times two halves, and of the classes that grow; 0.5 cannot … 1 always can; NaN: too few */
  gint ref_count;
} ImbAudit;

/**
 * imb_audit_new:
 * @space: of all rows; its scale is the one of distances
 * @resample: of all its rows, synthetic ones in source units
 *
 * Parallel; the same on any number of threads. At most 2 · 10,000 rows ask for their nearest.
 *
 * Returns: (transfer full) (nullable)
 */
ImbAudit *imb_audit_new (const ImbSpace    *space,
                         const ImbResample *resample,
                         ImbJob            *job,
                         GError           **error);
ImbAudit *imb_audit_ref (ImbAudit *self);
void      imb_audit_unref (ImbAudit *self);

/* The feature that moved most; -1: none did. By its distribution, and by the distance in standard deviations. */
gssize imb_audit_most_shifted (const ImbAudit *self);
gssize imb_audit_most_moved (const ImbAudit *self);

/* The distance in standard deviations; infinite when all values were equal before, 0 when none moved. */
double imb_move_share (const ImbMove *self);

typedef struct
{
  gboolean look;     /* worth a look: beyond a rule of thumb, which the sentence lets one judge */
  char    *sentence; /* plain, with its numbers */
} ImbFinding;

/* A sentence for each measure that applies, in a fixed order. (transfer full) (element-type ImbFinding) */
GPtrArray *imb_audit_dup_findings (const ImbAudit  *self,
                                   const ImbDesign *design);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbAudit, imb_audit_unref)

G_END_DECLS
