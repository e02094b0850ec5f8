/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/data/imb-problem.h"

G_BEGIN_DECLS

/* What each kind of decision costs, in any unit; negative is a gain. Counted; never changes. */
typedef struct _ImbCosts ImbCosts;

/* 0 for what is right, 1 for what is wrong. */
ImbCosts *imb_costs_new (const ImbProblem *problem);

/* @matrix: cost[true * n_classes + predicted]; copied. */
ImbCosts *imb_costs_from_matrix (const ImbProblem *problem,
                                 const double     *matrix);

/* The same of classes that are no problem's. */
ImbCosts *imb_costs_from_classes (const double *matrix,
                                  guint         n_classes,
                                  guint         positive);

/**
 * imb_costs_read:
 * @path: a CSV file: a header with the labels of predicted classes after a first field that is not looked at; below it a row for
 *   each true class, its label first. Any order; between commas, semicolons or tabs.
 *
 * Returns: (transfer full) (nullable): NULL with IMB_ERROR_INPUT, or IMB_ERROR_FORMAT that names line and column
 */
ImbCosts *imb_costs_read (const char       *path,
                          const ImbProblem *problem,
                          GError          **error);

/* The matrix alone, of classes that are no problem's: cost[true * n_classes + predicted]. (transfer full) (nullable) */
double *imb_costs_read_matrix (const char        *path,
                               const char *const *labels,
                               guint              n_classes,
                               GError           **error);

/**
 * imb_costs_with_column:
 * @column: of the problem's table: the amount lost when a row of the positive class is missed
 *
 * The same costs with an own price of a miss for every row.
 *
 * Returns: (transfer full) (nullable): NULL with IMB_ERROR_PARAM (text) or IMB_ERROR_NUMBERS (a row without a number, or a negative one)
 */
ImbCosts *imb_costs_with_column (const ImbCosts   *self,
                                 const ImbProblem *problem,
                                 gsize             column,
                                 GError          **error);
ImbCosts *imb_costs_ref (ImbCosts *self);
void      imb_costs_unref (ImbCosts *self);

/* cost[true * n_classes + predicted]. */
const double *imb_costs_get_matrix (const ImbCosts *self);

/* Of problem rows: what missing each costs; NULL: as the matrix says. */
const double *imb_costs_get_row_costs (const ImbCosts *self);

/* @row_cost: of that row; NaN: as the matrix says. */
double imb_costs_at (const ImbCosts *self,
                     guint           truth,
                     guint           predicted,
                     double          row_cost);

/* The class with the least expected cost when @scores are probabilities (ties: two classes: the positive one; more: the lower). */
guint imb_costs_decide (const ImbCosts *self,
                        const double   *scores,
                        double          row_cost);

/* Two classes: the score from which on "positive" has the lower expected cost by the matrix:
 * (FP − TN) / ((FP − TN) + (FN − TP)). NaN unless both brackets are positive: there may be no such score, and imb_costs_decide() says what
 * is best of each row. */
double imb_costs_threshold (const ImbCosts *self);

/**
 * imb_costs_best_threshold:
 * @scores: (array length=n): of the positive class; two classes
 * @row_costs: (nullable): of these rows
 * @weights: (nullable)
 *
 * The score with which these rows cost least (ties: the higher); above all scores when "never" is cheapest.
 */
gboolean imb_costs_best_threshold (const ImbCosts *self,
                                   const double   *scores,
                                   const guint16  *classes,
                                   const double   *row_costs,
                                   const double   *weights,
                                   gsize           n,
                                   double         *threshold,
                                   GError        **error);

/* The mean over rows; NaN without any. @row_costs, @weights (nullable). */
double imb_costs_mean (const ImbCosts *self,
                       const guint16  *truth,
                       const guint16  *predicted,
                       const double   *row_costs,
                       const double   *weights,
                       gsize           n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbCosts, imb_costs_unref)

G_END_DECLS
