/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/samplers/imb-plan.h"

G_BEGIN_DECLS

/* What a sampler will say to these rows before it is asked: whether it can work at all, and if not, the smallest
 * change of its parameters that would help. */

typedef enum
{
  IMB_OUTLOOK_READY,
  IMB_OUTLOOK_NEEDS, /* other values of some parameters */
  IMB_OUTLOOK_CANNOT,
  IMB_OUTLOOK_DEPENDS, /* on where rows lie, or in a plan on what a step before it does */
} ImbOutlook;

/* What some features have that no category is; who made the rows knows, and looking for it takes longer than a forecast may. */
typedef enum
{
  IMB_FLAW_MISSING = 1 << 0, /* NaN */
  IMB_FLAW_INFINITE = 1 << 1,
  IMB_FLAW_LARGE = 1 << 2, /* too large to be squared */
} ImbFlaws;

typedef struct
{
  const ImbParam *param;
  char           *value;   /* as imb_config_set_text() reads it */
  gboolean        at_most; /* a number; smaller ones do, too */
} ImbChange;

typedef struct
{
  ImbOutlook outlook;
  char      *sentence; /* why not; NULL: ready */
  ImbChange *changes;  /* (array length=n_changes): that make it ready; none unless it needs some */
  guint      n_changes;
  guint      depends_on; /* the step, from 1; 0: none, or the rows */
} ImbForecast;

/* Reads every value once. */
ImbFlaws imb_forecast_find_flaws (const ImbView *in);

/**
 * imb_forecast_new:
 * @in: the rows as the sampler will see them, scaled and filled; with a memo the lists that are known are used
 * @seed: that it will run with
 *
 * In less than 5 ms: the sampler's own check, asked again with other values while it refuses. What hangs on where rows lie is tried out on
 * a small table; of a large one some rows are asked, and if they do not settle it, it depends.
 */
ImbForecast *imb_forecast_new (const ImbSampler *sampler,
                               gconstpointer     values,
                               const ImbView    *in,
                               guint32           seed,
                               ImbFlaws          flaws);

/* Of each step of a plan, from the class sizes that the steps before it are expected to leave: over- and under-samplers what they are
 * asked for, whatever else makes steps after it depend on them where that matters. A step that needs a change counts as changed. In less than 5 ms for each step.
 * (transfer full) (element-type ImbForecast) */
GPtrArray *imb_forecast_new_plan (const ImbPlan *plan,
                                  const ImbView *in,
                                  guint32        seed,
                                  ImbFlaws       flaws);

/* Of a sampler or a plan about rows of which only the class sizes are known; they have the columns of @in. */
ImbForecast *imb_forecast_new_expected (const ImbSampler *sampler,
                                        gconstpointer     values,
                                        const ImbView    *in,
                                        ImbFlaws          flaws);
GPtrArray   *imb_forecast_new_plan_expected (const ImbPlan *plan,
                                             const ImbView *in,
                                             ImbFlaws       flaws);

/* Of what the sampler said when it ran; the change is the one that the sentence names, if any. */
ImbForecast *imb_forecast_new_refused (const ImbSampler *sampler,
                                       gconstpointer     values,
                                       const char       *sentence);
void         imb_forecast_free (ImbForecast *self);

/* "ready", "needs k_neighbors ≤ 3", "cannot", "depends on step 1", "depends on the rows"; @labels: parameters by their labels. (transfer full) */
char *imb_forecast_dup_words (const ImbForecast *self,
                              gboolean           labels);

/* "ready", "needs", "cannot", "depends": for programs. */
const char *imb_outlook_nick (ImbOutlook outlook);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbForecast, imb_forecast_free)

G_END_DECLS
