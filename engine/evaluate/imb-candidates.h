/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-notes.h"
#include "engine/metrics/imb-metric.h"
#include "engine/models/imb-model.h"
#include "engine/samplers/imb-plan.h"

G_BEGIN_DECLS

/* The candidates of one run, every plan with every struct of the model's values, and the metric by which each fold chooses one of them on
 * its training rows (imb-choose.h). Counted; never changes. */
typedef struct _ImbCandidates ImbCandidates;

#define IMB_MOST_CANDIDATES 1000

/* IMB_ERROR_PARAM when there are too many. */
gboolean imb_candidates_check_size (guint    n_plans,
                                    guint    n_values,
                                    GError **error);

/**
 * imb_candidates_new:
 * @plans: (array length=n_plans): of the same samplers; a reference is taken
 * @values: of the model; copied
 *
 * Candidates are in the order of the plans, those of one plan in the order of the values.
 */
ImbCandidates *imb_candidates_new (ImbPlan *const      *plans,
                                   guint                n_plans,
                                   const ImbModel      *model,
                                   const ImbValuesList *values,
                                   const ImbMetric     *metric);

/* With a TEXT parameter of the model set in all of them. (transfer full) */
ImbCandidates *imb_candidates_with_text (const ImbCandidates *self,
                                         const ImbParam      *param,
                                         const char          *text);
ImbCandidates *imb_candidates_ref (ImbCandidates *self);
void           imb_candidates_unref (ImbCandidates *self);

guint            imb_candidates_n (const ImbCandidates *self);
ImbPlan         *imb_candidates_plan_at (const ImbCandidates *self,
                                         guint                i);
gconstpointer    imb_candidates_values_at (const ImbCandidates *self,
                                           guint                i);
const ImbMetric *imb_candidates_get_metric (const ImbCandidates *self);

/* With the alternatives, "smote:k_neighbors=3|5". */
const char *imb_candidates_get_plan_text (const ImbCandidates *self);
const char *imb_candidates_get_model_text (const ImbCandidates *self);

/* A note for each parameter that has alternatives: which were chosen how often. @label: of the run. @chosen: (array length=n_folds) */
void imb_candidates_note_values (const ImbCandidates *self,
                                 const char          *label,
                                 const guint         *chosen,
                                 guint                n_folds,
                                 ImbNotes            *notes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbCandidates, imb_candidates_unref)

G_END_DECLS
