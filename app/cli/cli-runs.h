/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/cli/cli-input.h"
#include "app/cli/cli-json.h"
#include "engine/imb.h"

G_BEGIN_DECLS

/* What evaluate, compare and figure have in common: the frame of a comparison, made of options, and a run as
 * text and JSON. */
typedef struct
{
  ImbEvaluation    evaluation;
  ImbThreshold     threshold;
  ImbPrior         prior;
  ImbCalibration   calibration;
  const ImbModel  *model;
  ImbValuesList   *values;    /* its alternatives, one at least */
  const ImbMetric *choose_by; /* of alternatives */
} CliFrame;

/* IMB_ERROR_USAGE for anything that is wrong in the options. */
gboolean cli_frame_parse (CliFrame         *self,
                          const CliOptions *options,
                          GError          **error);

/* What needs the table: costs. After cli_frame_parse(). */
gboolean cli_frame_pose (CliFrame         *self,
                         const CliOptions *options,
                         const CliInput   *input,
                         GError          **error);
void     cli_frame_clear (CliFrame *self);

/* One plan of several --sampler; none without. IMB_ERROR_USAGE. (transfer full) (nullable) */
ImbPlan *cli_plan_of_samplers (char   **samplers,
                               GError **error);

/* The same with alternatives, also of one text (@option: for the sentence). IMB_ERROR_USAGE. (transfer full) (nullable) (element-type ImbPlan) */
GPtrArray *cli_frame_plans_of_samplers (const CliFrame *self,
                                        char          **samplers,
                                        GError        **error);
GPtrArray *cli_frame_plans (const CliFrame *self,
                            const char     *option,
                            const char     *text,
                            GError        **error);

/* The run of a plan in the frame, @plans being its alternatives. @label NULL: the plan's text. (transfer full) */
ImbRunSpec *cli_frame_spec (const CliFrame  *self,
                            const GPtrArray *plans,
                            const char      *label);

/* The run without sampling, and what comparisons have: imb_run_specs_baselines(), with notes of those that are missing or the same. (transfer full) */
ImbRunSpec *cli_frame_none (const CliFrame *self);
GPtrArray  *cli_frame_baselines (const CliFrame *self,
                                 const CliInput *input);

/* Members of an object: label, plan, model, choose_by, threshold, prior_correction, calibration, metrics, per_class, confusion, classes, curves, folds, seconds, error. */
void cli_run_build (ImbJson      *json,
                    const ImbRun *run);

/* The curves of an outcome with scores: imbal(1) has the list. @n_repeats: how often each row is in it; intervals count it once */
void cli_curves_build (ImbJson           *json,
                       const char        *name,
                       const ImbOutcome  *outcome,
                       const char *const *labels,
                       guint              n_repeats);

/* {pr, roc} of one fold; and of a run's folds the mean height with its standard deviation at 101 places. */
void cli_fold_curves_build (ImbJson          *json,
                            const char       *name,
                            const ImbOutcome *outcome);
void cli_bands_build (ImbJson      *json,
                      const char   *name,
                      const ImbRun *run);

/* "classes": labels with the positive one named, and confusion[][] of @outcome. */
void cli_confusion_build (ImbJson          *json,
                          const ImbOutcome *outcome);

/* The matrix as text. */
void cli_confusion_print (const ImbOutcome  *outcome,
                          const char *const *labels);

/* The first line of evaluate, compare and experiment: data and classes. Without a line end. */
void cli_frame_print_data (const CliInput *input);

/* ", threshold f1, calibration platt": what is asked of all runs that is not usual; empty. (transfer full) */
char *cli_frame_dup_asked (const CliFrame *self);

/* Whether @spec does what none of @specs does; a note when one does, and the plan was asked for twice. */
gboolean cli_is_new_plan (const GPtrArray  *specs,
                          const ImbRunSpec *spec,
                          ImbNotes         *notes);

/* That, and the model and folds of evaluate and compare, with the repeats that @run was left with. */
void cli_frame_print (const CliFrame *self,
                      const CliInput *input,
                      const ImbRun   *run);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliFrame, cli_frame_clear)

G_END_DECLS
