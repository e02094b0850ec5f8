/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-notes.h"
#include "engine/core/imb-rng.h"
#include "engine/core/imb-view.h"
#include "engine/params/imb-config.h"

G_BEGIN_DECLS

typedef enum
{
  IMB_MODEL_CLASS_WEIGHT = 1 << 0, /* has a parameter class_weight */
  IMB_MODEL_WEIGHTS = 1 << 1,      /* honours the view's weights */
  IMB_MODEL_RANDOM = 1 << 2,       /* depends on the seed */
  IMB_MODEL_MISSING = 1 << 3,      /* works with NaN */
  IMB_MODEL_SQUARES = 1 << 4,      /* multiplies values with each other: imb_model_largest_value() */
} ImbModelFlags;

/* How much there is to keep of a fitted model and to explain in it, from the least on: what "the simplest of those that cannot be told apart" goes by
 * first (imb_run_spec_is_simpler()). */
typedef enum
{
  IMB_MODEL_UNSAID,   /* no model of the list */
  IMB_MODEL_NO_SKILL, /* the same answer to every row */
  IMB_MODEL_SINGLE,   /* one formula: weights of columns, or of rows that vote */
  IMB_MODEL_TREE,     /* questions one after the other */
  IMB_MODEL_ENSEMBLE, /* many models; of fewer members is simpler */
  IMB_MODEL_NETWORK,  /* layers */
} ImbModelKind;

/* What a model's contributions add up to. */
typedef enum
{
  IMB_SPACE_PROBABILITY,
  IMB_SPACE_LOGIT,      /* of two classes with training rows log-odds of each against the other, of more logits, whose softmax the probabilities are */
  IMB_SPACE_LOGIT_EACH, /* log-odds of each class against all others; the probabilities of more than two are those, scaled to add up to 1 */
  IMB_SPACE_MEAN_LOGIT, /* the mean of the members' logits, each as IMB_SPACE_LOGIT; the probabilities are the members' mean and do not follow from it */
} ImbModelSpace;

typedef struct
{
  ImbAlgorithm  base;
  ImbModelFlags flags;
  ImbModelKind  kind;
  const char   *members[3]; /* of an ensemble, NULL-terminated: the INT parameters whose product is the number of models in it */

  /**
   * fit:
   * @train: training rows, none of weight 0, at least two classes with rows; NaN only with IMB_MODEL_MISSING
   * @notes: what was decided
   *
   * Returns: (transfer full) (nullable): the fitted model; it keeps nothing of @train
   */
  gpointer (*fit) (const ImbView *train,
                   gconstpointer  values,
                   const ImbRng  *rng,
                   ImbJob        *job,
                   ImbNotes      *notes,
                   GError       **error);

  /* Probabilities into scores[n_rows * n_classes], row-major; a class without training rows gets 0. */
  gboolean (*predict) (gconstpointer    fitted,
                       const ImbMatrix *rows,
                       double          *scores,
                       ImbJob          *job,
                       GError         **error);
  void (*free) (gpointer fitted);

  /**
   * importances: (nullable)
   * @out: (array length=n_features): of the columns that were learned from
   *
   * The share of each column in what training gained by asking about it: not negative, sum 1; all 0 when no column was of use. Of trees the
   * impurity that questions took away, weighted by rows, the mean over trees; of gradient boosting how much questions lowered the loss.
   * Columns with many values seem more important than they are (Strobl et al. 2007): imb_run_importance() has not that fault.
   */
  void (*importances) (gconstpointer fitted,
                       double       *out,
                       gsize         n_features);

  /**
   * contributions: (nullable)
   * @rows: with as many columns as were learned from
   * @out: (out): of row i and class c, from (i * n_classes + c) * (n_cols + 1): what each column adds, then the base value, which is what the
   *   model says of its training rows on the average
   *
   * What columns add to the score of each row, in @space; base value and contributions add up to the row's. Of trees their SHAP values
   * (imb-tree-shap.h); of models that add up terms of single columns (linear ones, naive Bayes) the term less its mean over the training rows. A class
   * without training rows has none; its base value is 0 as a probability and −∞ as a logit.
   */
  gboolean (*contributions) (gconstpointer    fitted,
                             const ImbMatrix *rows,
                             double          *out,
                             ImbJob          *job,
                             GError         **error);
  ImbModelSpace space; /* of contributions */
} ImbModel;

/* Every model; NULL-terminated. */
const ImbModel *const *imb_models (void);
const ImbModel        *imb_model_find (const char *id);

/* "id:name=value,…". The values are the model's struct: imb_values_free(). */
gboolean imb_model_parse (const char      *text,
                          const ImbModel **model,
                          gpointer        *values,
                          GError         **error);

/* The same with alternatives, "decision-tree:max_depth=3|6": imb_values_list_parse(). (transfer full) (nullable) */
ImbValuesList *imb_models_parse (const char      *text,
                                 const ImbModel **model,
                                 guint            most,
                                 GError         **error);

/* Models in it: 1 but of an ensemble. */
double imb_model_n_members (const ImbModel *self,
                            gconstpointer   values);

/* The TEXT parameter class_weight; NULL: it has none. */
const ImbParam *imb_model_find_class_weight (const ImbModel *self);

/* What contributions add up to: "probability", "logit", "logit-each", "mean-logit"; NULL: the model has none. */
const char *imb_model_contributes (const ImbModel *self);

/* What values may be on either side of zero, in training and tested rows. */
double imb_model_largest_value (const ImbModel *self);

/* Leaves rows of weight 0 out, checks the input (two classes, NaN, size), then fits. (transfer full) (nullable) */
gpointer imb_model_fit (const ImbModel *model,
                        gconstpointer   values,
                        const ImbView  *train,
                        guint32         seed,
                        ImbJob         *job,
                        ImbNotes       *notes,
                        GError        **error);

/* class_weight: "none", "balanced" (n / (K · n_c), over the classes that have rows; of rows, whatever they weigh above 0), or
 * {label:weight;…} (others 1), into weights[n_classes]. */
gboolean                 imb_class_weight_check (const char *text,
                                                 GError    **error);
gboolean                 imb_class_weight_resolve (const char    *text,
                                                   const ImbView *train,
                                                   double        *weights,
                                                   GError       **error);
extern const char *const imb_class_weight_suggestions[];

/* The parameter for the table of a model; S has a const char *class_weight, help says what the weights do there. */
#define IMB_CLASS_WEIGHT_PARAM(S, help_text)                                                  \
  {                                                                                           \
    .name = "class_weight",                                                                   \
    .label = N_ ("Class weight"),                                                             \
    .help = help_text,                                                                        \
    IMB_TEXT (S, class_weight, "none", imb_class_weight_check, imb_class_weight_suggestions), \
  }

G_END_DECLS
