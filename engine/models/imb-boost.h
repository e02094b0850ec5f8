/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/models/imb-deal.h"
#include "engine/models/imb-grove.h"

G_BEGIN_DECLS

/* For engine/models only: boosting, as far as its algorithms agree. A round grows a tree from weighted rows, asks how wrong it is,
 * gives it a vote, and makes the rows it gets wrong heavier. */

typedef enum
{
  IMB_BOOST_SAMME,   /* votes for classes */
  IMB_BOOST_SAMME_R, /* votes with probabilities */
} ImbBoostAlgorithm;

extern const ImbChoice imb_boost_algorithms[];

/* What the user says of the rounds. */
typedef struct
{
  int    n_estimators;
  double learning_rate;
  int    algorithm;
} ImbBoostSettings;

/* Rows of the table of a model; S has an ImbBoostSettings named boost. */
#define IMB_BOOST_PARAM_ROUNDS(S, name_)                                                              \
  {                                                                                                   \
    .name = name_,                                                                                    \
    .label = N_ ("Rounds"),                                                                           \
    .help = N_ ("How many trees at most, each grown with an eye to what the ones before got wrong."), \
    IMB_INT (S, boost.n_estimators, 50, 1, 100000),                                                   \
  }
#define IMB_BOOST_PARAMS(S, algorithm_default)                                                                                         \
  {                                                                                                                                    \
    .name = "learning_rate",                                                                                                           \
    .label = N_ ("Learning rate"),                                                                                                     \
    .help = N_ ("How much a round changes the weights of rows; smaller rates want more rounds."),                                      \
    IMB_REAL (S, boost.learning_rate, 1.0, 1e-6, 100.0),                                                                               \
  },                                                                                                                                   \
  {                                                                                                                                    \
    .name = "algorithm",                                                                                                               \
    .label = N_ ("Algorithm"),                                                                                                         \
    .help = N_ ("What a tree votes with: SAMME the class it says, by how right it was; SAMME.R the logarithms of its probabilities."), \
    IMB_CHOICE (S, boost.algorithm, algorithm_default, imb_boost_algorithms),                                                          \
  }

/* Rows to learn from. */
typedef struct
{
  const double *const *rows;
  const guint16       *classes;
  double              *weights; /* at the start, with those of classes; changed */
  gsize                n_rows;
  gsize                n_cols;
  guint                n_classes;
  const ImbPresort    *presort; /* rows of weight 0 are not in it; NULL: rounds grow their tree from few rows, or sort them */
} ImbBoostRows;

/* @rows: with their weights now. (transfer full) (nullable) */
typedef ImbTree *(*ImbBoostGrow) (gpointer            data,
                                  const ImbBoostRows *rows,
                                  ImbRng             *rng,
                                  ImbJob             *job,
                                  GError            **error);

typedef struct
{
  const ImbBoostSettings *settings;
  ImbTreeShape            shape;
  const ImbDeal          *deal;     /* (nullable): each round's tree sees rows drawn from it; error and weights are of all rows */
  ImbSchedule             schedule; /* of the deal */
  const double           *start;    /* (nullable) (array length=n_classes): multiplies the first weights */
  const double           *inside;   /* (nullable) (array length=n_classes²): [predicted][true]: multiplies the exponent by which a weight changes */
  const double           *outside;  /* (nullable) (array length=n_classes²): [predicted][true]: multiplies the weight */
  ImbBoostGrow            grow;     /* (nullable): grows the tree of a round otherwise */
  gpointer                data;
} ImbBoostRule;

/* What was learned: probabilities are the softmax over the present classes of scale times the mean vote. */
typedef struct
{
  ImbForest *forest;  /* of votes */
  double    *weights; /* of the trees */
  double     scale;
  guint      n_classes;
  guint16   *present;
  guint      n_present;
  gboolean   is_chance; /* the first tree was no better than chance, so it has no vote, and there is no other */
} ImbBoosted;

/**
 * imb_boost_fit:
 * @rng: of draws; runs on
 *
 * As scikit-learn's AdaBoostClassifier: Zhu, Zou, Rosset, Hastie 2009, doi:10.4310/SII.2009.v2.n3.a8. Ends early when a tree makes no
 * error, or (SAMME) one as large as by chance.
 *
 * Returns: (transfer full) (nullable)
 */
ImbBoosted *imb_boost_fit (const ImbBoostRows *rows,
                           const ImbBoostRule *rule,
                           ImbRng             *rng,
                           ImbJob             *job,
                           GError            **error);
void        imb_boosted_free (gpointer self);
guint       imb_boosted_n_trees (const ImbBoosted *self);

/* Says in a note when the trees of one or more of @n ended before the rounds did. */
void imb_boosted_note (ImbBoosted *const      *boosted,
                       guint                   n,
                       const ImbBoostSettings *settings,
                       ImbNotes               *notes);

/* Probabilities of rows, added to scores[n_rows * n_classes]. */
void imb_boosted_add (const ImbBoosted    *self,
                      const double *const *rows,
                      gsize                n_rows,
                      double              *scores);

/* As ImbModel's predict; the mean of @n of them. */
gboolean imb_boosted_predict_mean (ImbBoosted *const *boosted,
                                   guint              n,
                                   const ImbMatrix   *rows,
                                   double            *scores,
                                   ImbJob            *job,
                                   GError           **error);

/* As ImbModel's predict, whose fitted model is an ImbBoosted. */
gboolean imb_boosted_predict (gconstpointer    fitted,
                              const ImbMatrix *rows,
                              double          *scores,
                              ImbJob          *job,
                              GError         **error);

/* As ImbModel's importances: the trees' weighted mean. */
void imb_boosted_importances (gconstpointer fitted,
                              double       *out,
                              gsize         n_features);

/* As ImbModel's contributions, to logits. */
gboolean imb_boosted_contributions (gconstpointer    fitted,
                                    const ImbMatrix *rows,
                                    double          *out,
                                    ImbJob          *job,
                                    GError         **error);

/**
 * imb_boost_view:
 *
 * What most models of this kind do: all rows of the view with their weights, those of classes multiplied.
 *
 * Returns: (transfer full) (nullable)
 */
ImbBoosted *imb_boost_view (const ImbView      *train,
                            const char         *class_weight,
                            const ImbBoostRule *rule,
                            const ImbRng       *rng,
                            ImbJob             *job,
                            ImbNotes           *notes,
                            GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbBoosted, imb_boosted_free)

G_END_DECLS
