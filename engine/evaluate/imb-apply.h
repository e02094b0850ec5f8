/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/data/imb-design.h"
#include "engine/data/imb-transform.h"
#include "engine/evaluate/imb-domain.h"
#include "engine/samplers/imb-plan.h"

G_BEGIN_DECLS

/**
 * imb_plan_apply:
 * @design: all rows
 * @impute: for rows with missing values, while neighbours are looked for; not for plans that keep them
 * @scale: for distances; with IMB_SCALE_NONE and no missing values the samplers see the design itself,
 *   and with IMB_DOMAIN_KEEP rows equal imbalanced-learn's to the last digit
 * @domain: whether synthetic rows keep to what the columns hold
 * @seed: of every step
 *
 * Applies a plan to a whole table, as it is done to look at the result or to save it; an evaluation
 * does it inside each training fold instead.
 *
 * Returns: (transfer full) (nullable): the result for imb_design_get_view(); synthetic rows are in
 *   source units
 */
ImbResample *imb_plan_apply (const ImbPlan *self,
                             ImbDesign     *design,
                             ImbImpute      impute,
                             ImbScale       scale,
                             ImbDomain      domain,
                             guint32        seed,
                             ImbJob        *job,
                             GError       **error);

/**
 * imb_note_missing:
 *
 * For plans with a sampler whose business missing values are: notes when a column's missing values alone tell the classes apart, and what
 * became of them when they were to be filled. Says nothing for other plans. FALSE: cancelled, or no memory.
 */
gboolean imb_note_missing (const ImbPlan   *plan,
                           const ImbDesign *design,
                           ImbImpute        impute,
                           ImbNotes        *notes,
                           ImbJob          *job,
                           GError         **error);

/* The rows of a design as samplers measure them, filled and scaled once for many plans. Never changes, except that it remembers which
 * rows are near which: whoever asks again, with another parameter or for another reason, finds the lists there. Any thread. */
typedef struct _ImbSpace ImbSpace;

/* IMB_ERROR_TOO_LARGE also when values overflow a scale. (transfer full) (nullable) */
ImbSpace *imb_space_new (ImbDesign *design,
                         ImbImpute  impute,
                         ImbScale   scale,
                         ImbJob    *job,
                         GError   **error);

/* For one question: by medians and standard deviations, with what was done said in @notes; @view (out) remembers nothing. */
ImbSpace        *imb_space_new_to_look (ImbDesign *design,
                                        ImbNotes  *notes,
                                        ImbView   *view,
                                        ImbJob    *job,
                                        GError   **error);
void             imb_space_free (ImbSpace *self);
const ImbMatrix *imb_space_get_matrix (const ImbSpace *self);
ImbDesign       *imb_space_get_design (const ImbSpace *self);
ImbNotes        *imb_space_get_notes (const ImbSpace *self);
ImbMemo         *imb_space_get_memo (const ImbSpace *self);

/* Finds the @k nearest of every row, for whoever asks next: another parameter is then answered faster, and with the same bytes. Not
 * when there are no more than @k rows, values are missing, or distances are not those of points. */
gboolean imb_space_remember (const ImbSpace *self,
                             gsize           k,
                             ImbJob         *job,
                             GError        **error);

/* All rows, measured, with the memo about them. Good as long as the space. */
ImbView imb_space_get_view (const ImbSpace *self);

/* Rows in source units as samplers would measure them. (transfer full) (nullable) */
ImbMatrix *imb_space_measure (const ImbSpace  *self,
                              const ImbMatrix *rows,
                              ImbJob          *job,
                              GError         **error);

/* As imb_plan_apply() with the space's way of filling and scaling. (transfer full) (nullable) */
ImbResample *imb_space_apply (const ImbSpace *self,
                              const ImbPlan  *plan,
                              ImbDomain       domain,
                              guint32         seed,
                              ImbJob         *job,
                              GError        **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbSpace, imb_space_free)

G_END_DECLS
