/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/evaluate/imb-decide.h"
#include "engine/evaluate/imb-explain.h"
#include "engine/evaluate/imb-run-private.h"

G_BEGIN_DECLS

/* Places for what the evaluation asks; the values to try are chosen. Nothing to be done without a question. IMB_ERROR_PARAM for a model that cannot
 * answer, IMB_ERROR_TOO_LARGE. */
gboolean imb_explain_prepare (ImbRun          *run,
                              const ImbDesign *design,
                              GError         **error);

/* One fold, whose model is there, and its tested rows, prepared. @scores: (array length=n_rows*n_classes): to work with */
gboolean imb_explain_fold (ImbRun            *run,
                           guint              fold,
                           const ImbRecipe   *recipe,
                           const ImbFitted   *fitted,
                           const ImbDecision *decision,
                           const guint32     *test,
                           ImbMatrix         *rows,
                           double            *scores,
                           ImbJob            *job,
                           GError           **error);
void     imb_explain_clear (ImbRun *run);

G_END_DECLS
