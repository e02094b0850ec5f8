/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/data/imb-design.h"
#include "engine/data/imb-transform.h"
#include "engine/samplers/imb-plan.h"

G_BEGIN_DECLS

/**
 * imb_script_new:
 * @design: of a table that was read from a CSV file
 * @output: (nullable): the file that the script shall write; NULL: it only counts
 *
 * The Python program that makes the rows of imb_plan_apply() with pandas, scikit-learn and imbalanced-learn: its features and
 * the label. Classes and parameters are what the samplers' tables say of their peer.
 *
 * Returns: (transfer full) (nullable): the text, or NULL with IMB_ERROR_PARAM and a sentence that names the sampler, the parameter
 *   or the file that imbalanced-learn or pandas does not have or read
 */
char *imb_script_new (const ImbPlan   *plan,
                      const ImbDesign *design,
                      ImbImpute        impute,
                      ImbScale         scale,
                      guint32          seed,
                      const char      *output,
                      GError         **error);

G_END_DECLS
