/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-view.h"

G_BEGIN_DECLS

typedef enum
{
  IMB_LOGIT_NO_HESSIAN,
  IMB_LOGIT_BLOCKS, /* one of each outcome: n_outcomes × n_terms × n_terms */
  IMB_LOGIT_WHOLE,  /* n_params × n_params */
} ImbLogitHessian;

/* The objective of logistic regression over a view: Σ weight × log loss + l2 / 2 × |slopes|², with its
 * gradient and Hessian, for imb-minimise.h. Coefficients: for each outcome d slopes, then, with an
 * intercept, the intercept at the centre of the columns (centred columns keep the Hessian well
 * conditioned; slopes and minimum stay as they are). Two classes have one outcome, the second
 * class; K > 2 have K (softmax). */
typedef struct
{
  const ImbView *view;
  const guint16 *codes;   /* of view rows: 0 … n_present − 1 */
  const double  *weights; /* of view rows */
  guint          n_present;
  gboolean       intercept;
  double         l2;
  const double  *start; /* coefficients for raw columns, as imb_logit_export() gives them; NULL: none are known */
  ImbJob        *job;   /* asked at every strip; a pass moves it by a seventh of what is left */

  gsize           n_outcomes;
  gsize           n_terms;    /* of an outcome: columns, and one for the intercept */
  gsize           n_params;   /* n_outcomes * n_terms */
  gsize           stride;     /* of n_terms numbers: rounded up to 8 */
  double         *centre;     /* of the columns, padded; zeros without an intercept */
  double         *totals;     /* weight of each class */
  gsize           block_rows; /* of one block of the parallel loop */
  gsize           n_blocks;
  double         *partial; /* the sums of each block: value, residuals, gradient, products */
  gsize           gradient_at;
  gsize           products_at;
  gsize           partial_size;
  ImbLogitHessian hessian;  /* what evaluating gives when asked */
  double          progress; /* 0 … 1 */
} ImbLogit;

/* The first fields, up to job, are the caller's. Clear it also after a failure. */
gboolean imb_logit_init (ImbLogit       *self,
                         ImbLogitHessian hessian,
                         GError        **error);
void     imb_logit_clear (ImbLogit *self);

/* Where to begin, at[n_params]: the known start, or no slopes and the intercepts that give the classes their
 * shares. */
void imb_logit_begin (const ImbLogit *self,
                      double         *at);

/* For raw columns: out[n_outcomes * (d + 1)], d slopes and the intercept of each outcome. */
void imb_logit_export (const ImbLogit *self,
                       const double   *at,
                       double         *out);

/* An ImbObjective; data is the ImbLogit. */
gboolean imb_logit_evaluate (const double *at,
                             double       *value,
                             double       *gradient,
                             double       *hessian,
                             gpointer      data,
                             GError      **error);

G_END_DECLS
