/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/params/imb-param.h"

G_BEGIN_DECLS

/* For engine/models only: what a model that learns logits (boosting, networks) is to make small. */

typedef enum
{
  IMB_LOSS_LOG,
  IMB_LOSS_WEIGHTED,
  IMB_LOSS_FOCAL,
  IMB_LOSS_CLASS_BALANCED,
  IMB_LOSS_CLASS_BALANCED_FOCAL,
  IMB_LOSS_LDAM,
  IMB_LOSS_LOGIT_ADJUSTED,
} ImbLossKind;

typedef struct
{
  const char *id;        /* as in text */
  const char *title;     /* for people, N_() */
  const char *help;      /* one sentence, N_() */
  const char *formula;   /* plain text; p: the probability given to the row's class y; n_c: rows of class c */
  const char *reference; /* authors, year, DOI; NULL when it is common knowledge */
} ImbLossInfo;

/* Every loss, at the place of its ImbLossKind; ends with a NULL id. The choices are the same list. */
extern const ImbLossInfo imb_losses[];
extern const ImbChoice   imb_loss_choices[];

/* What the user says. */
typedef struct
{
  int    kind;
  double gamma;
  double beta;
  double lambda;
  double tau;
  double max_margin;
  double margin_scale;
} ImbLossSettings;

/* Rows of the table of a model; S has an ImbLossSettings named loss. */
#define IMB_LOSS_PARAMS(S)                                                                                                                                \
  {                                                                                                                                                       \
    .name = "loss",                                                                                                                                       \
    .label = N_ ("Loss"),                                                                                                                                 \
    .help = N_ ("What is made small in learning; all but log-loss lean towards rare classes or difficult rows, so that probabilities need calibration."), \
    IMB_CHOICE (S, loss.kind, IMB_LOSS_LOG, imb_loss_choices),                                                                                            \
  },                                                                                                                                                      \
    {                                                                                                                                                     \
      .name = "gamma",                                                                                                                                    \
      .label = N_ ("Focus (gamma)"),                                                                                                                      \
      .help = N_ ("focal, class-balanced-focal: how much less rows count that are already right; 0 is log-loss."),                                        \
      IMB_REAL (S, loss.gamma, 2.0, 0.0, 20.0),                                                                                                           \
    },                                                                                                                                                    \
    {                                                                                                                                                     \
      .name = "beta",                                                                                                                                     \
      .label = N_ ("Overlap of rows (beta)"),                                                                                                             \
      .help = N_ ("class-balanced: how much a further row of a class repeats what others said; 0 weighs all classes alike, near 1 by 1 / rows."),         \
      IMB_REAL (S, loss.beta, 0.999, 0.0, 0.999999999),                                                                                                   \
    },                                                                                                                                                    \
    {                                                                                                                                                     \
      .name = "lambda",                                                                                                                                   \
      .label = N_ ("Share of balancing (lambda)"),                                                                                                        \
      .help = N_ ("class-balanced: the power to which its class weights are taken; 0 weighs all classes alike."),                                         \
      IMB_REAL (S, loss.lambda, 1.0, 0.0, 1.0),                                                                                                           \
    },                                                                                                                                                    \
    {                                                                                                                                                     \
      .name = "tau",                                                                                                                                      \
      .label = N_ ("Adjustment (tau)"),                                                                                                                   \
      .help = N_ ("logit-adjusted: how much of the classes' frequencies is taken out of the scores; 0 is log-loss, 1 all of it."),                        \
      IMB_REAL (S, loss.tau, 1.0, 0.0, 10.0),                                                                                                             \
    },                                                                                                                                                    \
    {                                                                                                                                                     \
      .name = "max_margin",                                                                                                                               \
      .label = N_ ("Largest margin"),                                                                                                                     \
      .help = N_ ("ldam: by how much the logit of the rarest class must lead; the others' margins are smaller."),                                         \
      IMB_REAL (S, loss.max_margin, 0.5, 0.0, 100.0),                                                                                                     \
    },                                                                                                                                                    \
  {                                                                                                                                                       \
    .name = "margin_scale",                                                                                                                               \
    .label = N_ ("Scale of logits"),                                                                                                                      \
    .help = N_ ("ldam: what logits are multiplied by; 30 was published for logits that are cosines, free ones need 1."),                                  \
    IMB_REAL (S, loss.margin_scale, 1.0, 0.01, 1000.0),                                                                                                   \
  }

/* A loss with the classes' numbers worked out. Of the logits z of a row of class y and weight w it is
 *   −w · weights[y] · (1 − p)^gamma · log p,   p = softmax (scale · z + offsets, less scale · margins[y] at y)_y. */
typedef struct
{
  guint   n_classes;
  double  gamma;
  double  scale;
  double *weights; /* of classes */
  double *offsets;
  double *margins;
} ImbLoss;

/**
 * imb_loss_new:
 * @totals: (array length=n_classes): rows of each class, or the sums of their weights. A class that has nothing
 *   is left out of what the others get, and has the weight 1, no offset and no margin
 * @class_weights: (nullable) (array length=n_classes): what the user wants beside the loss: multiplies the loss of each class
 *
 * Returns: (transfer full)
 */
ImbLoss *imb_loss_new (const ImbLossSettings *settings,
                       guint                  n_classes,
                       const double          *totals,
                       const double          *class_weights);
void     imb_loss_free (ImbLoss *self);

/* The logits from which learning starts: where the weighted mean of the log loss would be least when all rows got the same. */
void imb_loss_start (const ImbLoss *self,
                     const double  *totals,
                     double        *logits);

/* Which second derivatives. Focal losses are not convex; a step of Newton's goes uphill or nowhere where they bend down. */
typedef enum
{
  IMB_LOSS_EXACT,
  IMB_LOSS_CONVEX, /* without the part below 0 that comes of the loss over log p; never below 0, and equal where the loss is convex */
} ImbLossCurvature;

/**
 * imb_loss_rows:
 * @logits: (array length=n*n_classes): row-major
 * @classes: (array length=n)
 * @weights: (nullable) (array length=n): of rows
 * @losses: (out) (nullable) (array length=n)
 * @gradient: (out) (nullable) (array length=n*n_classes): by each logit; may be @logits
 * @second: (out) (nullable) (array length=n*n_classes): the diagonal of the second derivatives
 */
void imb_loss_rows (const ImbLoss   *self,
                    const double    *logits,
                    const guint16   *classes,
                    const double    *weights,
                    gsize            n,
                    ImbLossCurvature curvature,
                    double          *losses,
                    double          *gradient,
                    double          *second);

/* The same for two classes of which only the second has a logit (the first one's is 0): @n numbers each. In vector code. */
void imb_loss_rows_two (const ImbLoss   *self,
                        const double    *logits,
                        const guint16   *classes,
                        const double    *weights,
                        gsize            n,
                        ImbLossCurvature curvature,
                        double          *losses,
                        double          *gradient,
                        double          *second);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbLoss, imb_loss_free)

G_END_DECLS
