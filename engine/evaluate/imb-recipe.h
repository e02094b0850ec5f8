/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/data/imb-transform.h"
#include "engine/evaluate/imb-calibrate.h"
#include "engine/evaluate/imb-costs.h"
#include "engine/evaluate/imb-domain.h"
#include "engine/evaluate/imb-prior.h"
#include "engine/evaluate/imb-threshold.h"
#include "engine/models/imb-model.h"
#include "engine/samplers/imb-plan.h"

G_BEGIN_DECLS

/* How scores are made from training rows, and how they become decisions (imb-decide.h): everything that is learnt, in its
 * order. Owns nothing. */
typedef struct
{
  const ImbMatrix   *matrix;
  const guint16     *classes; /* of the matrix's rows */
  const char *const *labels;
  const char *const *features;  /* of the matrix's columns; for sentences, as in ImbView */
  const ImbKind     *kinds;     /* of the matrix's columns; NULL: all are numbers */
  const guint32     *groups;    /* of the matrix's rows; NULL: none */
  const guint32     *times;     /* of the matrix's rows, when tested rows are to be later than training rows; NULL: any order */
  const ImbCosts    *costs;     /* of decisions; NULL: none */
  const double      *row_costs; /* of the matrix's rows; NULL: as the costs say */
  const double      *weights;   /* of the matrix's rows, in models and thresholds; NULL: all are 1 */
  const guint32     *numbers;   /* of the matrix's rows; for sentences, as in ImbView */
  guint              n_classes;
  guint              positive;
  ImbImpute          impute;
  ImbScale           scale;
  const ImbPlan     *plan;   /* NULL: none */
  ImbDomain          domain; /* of its synthetic rows; what columns hold is learnt from training rows */
  const ImbModel    *model;
  gconstpointer      values;
  ImbPrior           prior;      /* of the scores; to shares other than the training rows', once they are calibrated */
  ImbPriorFound     *found;      /* lent: what was estimated about the rows that were scored last; NULL: nobody asks */
  double             prevalence; /* of the positive class where thresholds are to be good; 0: that of the rows */
  ImbCalibration     calibration;
  ImbThreshold       threshold;
  guint32            seed;
} ImbRecipe;

/* What was learnt from training rows. Belongs to its recipe, of which it keeps nothing but what it points to. */
typedef struct _ImbFitted ImbFitted;

/* (transfer full) (nullable) */
ImbFitted *imb_recipe_fit (const ImbRecipe *self,
                           const guint32   *train,
                           gsize            n_train,
                           ImbJob          *job,
                           ImbNotes        *notes,
                           GError         **error);
void       imb_fitted_free (ImbFitted *self);

/* Rows to score, of which nothing is learnt, as the model takes them but for categories, which are still one column. (transfer full) (nullable) */
ImbMatrix *imb_recipe_prepare (const ImbRecipe *self,
                               const ImbFitted *fitted,
                               const guint32   *test,
                               gsize            n_test,
                               ImbJob          *job,
                               GError         **error);

/**
 * imb_recipe_predict:
 * @test: (array length=rows->n_rows): the rows that were prepared
 * @rows: what became of them; the same afterwards
 * @mixed: a feature, with
 * @order: (nullable) (array length=rows->n_rows): test row i is scored with the value that row order[i] of them has in that feature
 * @scores: (out) (array length=n_rows*n_classes): row-major
 */
gboolean imb_recipe_predict (const ImbRecipe *self,
                             const ImbFitted *fitted,
                             const guint32   *test,
                             ImbMatrix       *rows,
                             gsize            mixed,
                             const guint32   *order,
                             double          *scores,
                             ImbJob          *job,
                             GError         **error);

/* The same with one value of a feature, in the units of the matrix, in all rows. */
gboolean imb_recipe_predict_at (const ImbRecipe *self,
                                const ImbFitted *fitted,
                                const guint32   *test,
                                ImbMatrix       *rows,
                                gsize            feature,
                                double           value,
                                double          *scores,
                                ImbJob          *job,
                                GError         **error);

/* What columns of the matrix add to the model's scores, those of a category's levels together, and the base value: n_rows × n_classes ×
 * (n_cols + 1) as ImbModel's contributions, which it must have. */
gboolean imb_recipe_contribute (const ImbRecipe *self,
                                const ImbFitted *fitted,
                                const ImbMatrix *rows,
                                double          *contributions,
                                ImbJob          *job,
                                GError         **error);

/* The model's importances of the matrix's columns, those of a category's levels added up. (transfer full) (nullable): NULL when it has none */
double *imb_recipe_dup_importances (const ImbRecipe *self,
                                    const ImbFitted *fitted);

/* Whether scores are calibrated and then moved to other shares; those of imb_recipe_predict() are about the training rows' then. */
gboolean imb_recipe_moves_calibrated (const ImbRecipe *self);

/* Both at once. */
gboolean imb_recipe_score (const ImbRecipe *self,
                           const guint32   *train,
                           gsize            n_train,
                           const guint32   *test,
                           gsize            n_test,
                           double          *scores,
                           ImbJob          *job,
                           ImbNotes        *notes,
                           GError         **error);

/* Of some rows; NULL: there are none. (transfer full) (nullable) */
guint32 *imb_recipe_dup_groups (const ImbRecipe *self,
                                const guint32   *rows,
                                gsize            n_rows);
double  *imb_recipe_dup_weights (const ImbRecipe *self,
                                 const guint32   *rows,
                                 gsize            n_rows);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbFitted, imb_fitted_free)

G_END_DECLS
