/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/kernels/imb-forest.h"
#include "engine/models/imb-model.h"

G_BEGIN_DECLS

/* For engine/models only: what models made of trees share. */

/* scikit-learn's other word for entropy, kept as it was written. */
#define IMB_GROVE_LOG_LOSS (IMB_TREE_ENTROPY + 1)

extern const ImbChoice   imb_grove_criteria[];
extern const char *const imb_grove_max_features_suggestions[];

/* max_features: all, sqrt, log2, a whole number from 1, or a share of the features below 1. */
gboolean imb_grove_check_max_features (const char *text,
                                       GError    **error);

/* What the user says of every tree. */
typedef struct
{
  int         criterion; /* ImbTreeCriterion or IMB_GROVE_LOG_LOSS */
  int         max_depth;
  int         min_samples_split;
  int         min_samples_leaf;
  const char *max_features;
} ImbGroveSettings;

ImbTreeShape imb_grove_shape (const ImbGroveSettings *self,
                              gsize                   n_cols);

/* The same, but of equally good cuts any column's is taken: columns of few values often have one, a tree that took the first leaned on the
 * first columns, and trees whose mean is taken are the better the less they are alike. */
ImbTreeShape imb_grove_shape_any_order (const ImbGroveSettings *self,
                                        gsize                   n_cols);

#define IMB_GROVE_FLAGS (IMB_MODEL_CLASS_WEIGHT | IMB_MODEL_WEIGHTS | IMB_MODEL_RANDOM | IMB_MODEL_MISSING)

/* Rows of the table of a model; S has an ImbGroveSettings named tree. */
#define IMB_GROVE_PARAMS(S, max_features_default) IMB_GROVE_PARAMS_DEEP (S, 0, max_features_default)
#define IMB_GROVE_PARAMS_DEEP(S, max_depth_default, max_features_default)                                                                  \
  {                                                                                                                                        \
    .name = "criterion",                                                                                                                   \
    .label = N_ ("Criterion"),                                                                                                             \
    .help = N_ ("How pure a node is: by the chance that two of its rows are of different classes, or by the information in its classes."), \
    IMB_CHOICE (S, tree.criterion, IMB_TREE_GINI, imb_grove_criteria),                                                                     \
  },                                                                                                                                       \
    {                                                                                                                                      \
      .name = "max_depth",                                                                                                                 \
      .label = N_ ("Greatest depth"),                                                                                                      \
      .help = N_ ("Questions from the root to a leaf at most; 0 is no limit."),                                                            \
      IMB_INT (S, tree.max_depth, max_depth_default, 0, 1000000),                                                                          \
    },                                                                                                                                     \
    {                                                                                                                                      \
      .name = "min_samples_split",                                                                                                         \
      .label = N_ ("Least rows to divide"),                                                                                                \
      .help = N_ ("Nodes with fewer training rows are leaves."),                                                                           \
      IMB_INT (S, tree.min_samples_split, 2, 2, 1000000000),                                                                               \
    },                                                                                                                                     \
    {                                                                                                                                      \
      .name = "min_samples_leaf",                                                                                                          \
      .label = N_ ("Least rows of a leaf"),                                                                                                \
      .help = N_ ("Nodes are only divided so that both parts have as many training rows; more of them make probabilities smoother."),      \
      IMB_INT (S, tree.min_samples_leaf, 1, 1, 1000000000),                                                                                \
    },                                                                                                                                     \
  {                                                                                                                                        \
    .name = "max_features",                                                                                                                \
    .label = N_ ("Features looked at"),                                                                                                    \
    .help = N_ ("How many features, drawn anew, each node chooses from: all, sqrt, log2, a number, or a share such as 0.3."),              \
    IMB_TEXT (S, tree.max_features, max_features_default, imb_grove_check_max_features, imb_grove_max_features_suggestions),               \
  }

/* Trees, each grown from rows drawn with repetition: the whole of such a model but for its name. */
typedef struct
{
  int              n_estimators;
  ImbGroveSettings tree;
  const char      *class_weight;
} ImbGroveForest;

#define IMB_GROVE_FOREST_PARAMS(n_trees, max_features_default)                                                   \
  {                                                                                                              \
    .name = "n_estimators",                                                                                      \
    .label = N_ ("Trees"),                                                                                       \
    .help = N_ ("How many trees; more of them make probabilities finer and steadier, and take as much longer."), \
    IMB_INT (ImbGroveForest, n_estimators, n_trees, 1, 100000),                                                  \
  },                                                                                                             \
    IMB_GROVE_PARAMS (ImbGroveForest, max_features_default),                                                     \
    IMB_CLASS_WEIGHT_PARAM (ImbGroveForest, N_ ("How much rows of each class count in questions and leaves: none, balanced (rare classes count more), or {label:weight;…}."))

/* A forest of @n_estimators such trees; 0: of one tree, of all rows as they are. (transfer full) (nullable) */
ImbForest *imb_grove_fit (const ImbView          *train,
                          guint                   n_estimators,
                          const ImbGroveSettings *settings,
                          const char             *class_weight,
                          const ImbRng           *rng,
                          ImbJob                 *job,
                          GError                **error);

/* As ImbModel's fit; @values: an ImbGroveForest */
gpointer imb_grove_fit_forest (const ImbView *train,
                               gconstpointer  values,
                               const ImbRng  *rng,
                               ImbJob        *job,
                               ImbNotes      *notes,
                               GError       **error);

/* Says that class weights have hardly a grip on these trees, where there are any and all but a few leaves are of one class: a weight decides which
 * class a mixed leaf speaks for, and there is none; it only moves where trees cut, and that may well lower a heavier class's part.
 * Returns @forest. (nullable) */
ImbForest *imb_grove_note_pure (ImbForest  *forest,
                                const char *class_weight,
                                ImbNotes   *notes);

/* The training rows with their weights, sorted by each feature or not. */
typedef struct
{
  const double **rows;    /* borrowed from the view */
  double        *weights; /* NULL: all 1 */
  double        *scale;   /* of classes */
  guint16       *classes;
  ImbPresort    *presort; /* rows of weight 0 are not in it */
} ImbGroveRows;

gboolean imb_grove_rows_init (ImbGroveRows  *self,
                              const ImbView *train,
                              const char    *class_weight,
                              gboolean       sorted,
                              ImbJob        *job,
                              GError       **error);
void     imb_grove_rows_clear (ImbGroveRows *self);

/* Rows that trees are grown from, a few of them each. */
typedef struct
{
  const double *const *rows;
  const guint16       *classes;
  const double        *weights; /* (nullable): of rows, above 0 */
  const double        *scale;   /* (nullable): of classes */
  gsize                n_cols;
  guint                n_classes;
} ImbGroveSource;

/* @chosen: (array length=n): also several times; sorted anew. (transfer full) (nullable) */
ImbTree *imb_grove_grow_from (const ImbGroveSource *self,
                              const guint32        *chosen,
                              gsize                 n,
                              const ImbTreeShape   *shape,
                              ImbRng               *rng,
                              ImbJob               *job,
                              GError              **error);

/* As ImbModel's predict, whose fitted model is an ImbForest. */
gboolean imb_grove_predict (gconstpointer    fitted,
                            const ImbMatrix *rows,
                            double          *scores,
                            ImbJob          *job,
                            GError         **error);
void     imb_grove_importances (gconstpointer fitted,
                                double       *out,
                                gsize         n_features);
gboolean imb_grove_contributions (gconstpointer    fitted,
                                  const ImbMatrix *rows,
                                  double          *out,
                                  ImbJob          *job,
                                  GError         **error);
void     imb_grove_free (gpointer fitted);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImbGroveRows, imb_grove_rows_clear)

G_END_DECLS
