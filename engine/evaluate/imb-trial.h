/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/evaluate/imb-decide.h"

G_BEGIN_DECLS

/* A recipe on one fold, outer or inner: learns from its training rows, decisions and all, and is tested on the others. */
typedef struct
{
  const ImbRecipe *recipe; /* lent */
  const guint32   *test;   /* lent: its test rows */
  gsize            n_test;
  ImbDecision      decision;
  ImbFitted       *fitted;
  ImbMatrix       *rows;   /* the tested ones, prepared */
  double          *scores; /* of the test rows, as they were tested last */
} ImbTrial;

/* @rows: those it learns from, then those it is tested on. @self is all 0. */
gboolean imb_trial_learn (ImbTrial        *self,
                          const ImbRecipe *recipe,
                          const guint32   *rows,
                          gsize            n_train,
                          gsize            n_test,
                          ImbJob          *job,
                          ImbNotes        *notes,
                          GError         **error);

/* @mixed, @order: as in imb_recipe_predict(). (transfer full) (nullable) */
ImbOutcome *imb_trial_test (ImbTrial      *self,
                            gsize          mixed,
                            const guint32 *order,
                            ImbJob        *job,
                            GError       **error);
void        imb_trial_clear (ImbTrial *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImbTrial, imb_trial_clear)

G_END_DECLS
