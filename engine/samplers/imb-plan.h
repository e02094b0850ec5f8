/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/samplers/imb-sampler.h"

G_BEGIN_DECLS

/* A chain of samplers, applied in order; "none" is the empty chain. Text: "SPEC + SPEC", or JSON (imb-plan-json.h). Counted;
 * never changes. */
typedef struct _ImbPlan ImbPlan;

typedef struct
{
  const ImbSampler *sampler;
  gpointer          values; /* the sampler's struct */
} ImbPlanStep;

/* IMB_ERROR_PARAM names the sampler, the parameter, its range and the value. (transfer full) (nullable) */
ImbPlan *imb_plan_parse (const char *text,
                         GError    **error);

/**
 * imb_plans_parse:
 *
 * As imb_plan_parse(), but parameters may have alternatives, "smote:k_neighbors=3|5 + random-under".
 *
 * Returns: (transfer full) (nullable) (element-type ImbPlan): a plan for each combination, those of the last step the fastest;
 *   IMB_ERROR_PARAM when there are more than @most
 */
GPtrArray *imb_plans_parse (const char *text,
                            guint       most,
                            GError    **error);

/* The text that gives these. (transfer full) */
char *imb_plans_to_string (ImbPlan *const *plans,
                           guint           n);

/* Of one sampler. @values are copied; NULL: the defaults. (transfer full) */
ImbPlan *imb_plan_new (const ImbSampler *sampler,
                       gconstpointer     values);

/* @first, then @second. (transfer full) */
ImbPlan           *imb_plan_join (const ImbPlan *first,
                                  const ImbPlan *second);
ImbPlan           *imb_plan_ref (ImbPlan *self);
void               imb_plan_unref (ImbPlan *self);
guint              imb_plan_n_steps (const ImbPlan *self);
const ImbPlanStep *imb_plan_step_at (const ImbPlan *self,
                                     guint          i);

/* Parses back to the same plan; parameters at their default are left out. */
const char *imb_plan_get_text (const ImbPlan *self);

/* For legends: the samplers' titles joined with " + ". */
const char *imb_plan_get_title (const ImbPlan *self);
gboolean    imb_plan_is_none (const ImbPlan *self);

/* The first step that had better see missing values (imb_sampler_keeps_missing); the first that cannot work with missing values. NULL: there is none. */
const ImbSampler *imb_plan_find_keeper (const ImbPlan *self);
const ImbSampler *imb_plan_find_needy (const ImbPlan *self);

/* Whether rows shall come to the plan with their missing values: a step makes something of them, and no other needs them filled. */
gboolean imb_plan_keeps_missing (const ImbPlan *self);

/* Whether a step measures distances; others take rows as they are, and need no values that a scale can be computed of. */
gboolean imb_plan_needs_scale (const ImbPlan *self);

/**
 * imb_plan_run:
 * @in: rows without synthetic ones
 *
 * Every step starts its own stream from @seed, as imbalanced-learn's pipelines with one random_state.
 * Row numbers in the result refer to @in (and to synthetic rows of earlier steps).
 *
 * Returns: (transfer full) (nullable): the joint result of all steps
 */
ImbResample *imb_plan_run (const ImbPlan *self,
                           const ImbView *in,
                           guint32        seed,
                           ImbJob        *job,
                           GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbPlan, imb_plan_unref)

G_END_DECLS
