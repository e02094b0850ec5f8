/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-notes.h"
#include "engine/data/imb-design.h"
#include "engine/data/imb-transform.h"
#include "engine/evaluate/imb-domain.h"
#include "engine/samplers/imb-plan.h"

G_BEGIN_DECLS

/* How the plan is applied: as imb_plan_apply() takes it. */
typedef struct
{
  ImbImpute impute;
  ImbScale  scale;
  ImbDomain domain;
  guint32   seed;
  gboolean  raw; /* as imb_write_resample() has it */
} ImbScriptWays;

/**
 * imb_script_new:
 * @design: of a table that was read from a CSV file
 * @output: (nullable): the file that the script shall write; NULL: it only counts
 * @notes: (nullable): gets a note for each sampler whose peer makes other rows, in general or in some versions; the script says so, too
 *
 * The Python program that makes the rows of imb_plan_apply() with pandas, scikit-learn and imbalanced-learn: its features and
 * the label. Classes and parameters are what the samplers' tables say of their peer.
 *
 * Returns: (transfer full) (nullable): the text, or NULL with IMB_ERROR_PARAM and a sentence that names the sampler, the parameter
 *   or the file that imbalanced-learn or pandas does not have or read
 */
char *imb_script_new (const ImbPlan       *plan,
                      const ImbDesign     *design,
                      const ImbScriptWays *ways,
                      const char          *output,
                      ImbNotes            *notes,
                      GError             **error);

G_END_DECLS
