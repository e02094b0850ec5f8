/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"

G_BEGIN_DECLS

/* What is done about a model that learnt from other class shares than those that hold: because rows were sampled, or
 * classes weigh differently (class_weight), or the world has changed. */
typedef enum
{
  IMB_PRIOR_NONE,
  IMB_PRIOR_TRAINING, /* the shares of the fold's training rows before sampling hold */
  IMB_PRIOR_EM,       /* unknown: estimated from the scores of the rows to be predicted, without their labels */
  IMB_PRIOR_SHARE,    /* the positive class has the share @share; the others among themselves as in the training rows */
} ImbPriorHow;

typedef struct
{
  ImbPriorHow how;
  double      share; /* SHARE: (0, 1) */
} ImbPrior;

/* What EM found. */
typedef struct
{
  gboolean is_asked; /* somebody estimated */
  gboolean is_kept;  /* the estimate ran to nothing for a class that was learnt, so the shares of the training rows hold */
  double   share;    /* of the positive class, unless they are kept */
} ImbPriorFound;

/* "none", "training", "em", "0.01". */
gboolean imb_prior_parse (const char *text,
                          ImbPrior   *prior,
                          GError    **error);
char    *imb_prior_to_string (const ImbPrior *self);

/**
 * imb_prior_correct:
 * @from: the shares that the scores are about
 * @training: those of the training rows
 * @weights: (nullable) (array length=n)
 * @found: (out) (nullable): left alone unless shares are estimated
 *
 * Moves scores to the shares that are said to hold. imb_prior_shift()
 */
gboolean imb_prior_correct (const ImbPrior *self,
                            const double   *from,
                            const double   *training,
                            guint           n_classes,
                            guint           positive,
                            const double   *weights,
                            double         *scores,
                            gsize           n,
                            ImbPriorFound  *found,
                            ImbJob         *job,
                            GError        **error);

/**
 * imb_prevalence_weigh:
 * @weights: (inout) (array length=n): of the rows; multiplied
 * @prevalence: (0, 1)
 *
 * Makes the rows of the class @positive weigh @prevalence of all, and leaves the sum. What depends on the shares (precision, the area under
 * its curve, losses) is then that of data with this prevalence: PPV' = TPR π / (TPR π + FPR (1 − π)); recall and ROC stay.
 * Without rows of either kind nothing changes.
 */
void imb_prevalence_weigh (double        *weights,
                           const guint16 *classes,
                           gsize          n,
                           guint          positive,
                           double         prevalence);

G_END_DECLS
