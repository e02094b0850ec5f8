/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/explorer-history.h"
#include "app/explorer-runner.h"
#include "app/explorer-selection.h"

G_BEGIN_DECLS

/* Everything that a window shows. Main thread only; results are the engine's values and never change.
 *
 * Properties (read-only, watched with notify::): "table", "problem", "design" (with it: scaled),
 * "resample", "audit", "runs" (pointers), "decisions" (pointer; any decision changed), "sampler", "model"
 * (ImbConfig), "threshold" (double), "error" (string: why there is no design; NULL otherwise),
 * "resample-error", "compare-error" (the same of their results).
 *
 * Signals: "failed" (char *sentence): a request of the person was refused and everything is as it was;
 * "too-large" (char *sentence, char *path): so was a file that does not fit, a sample of which might;
 * "said" (char *sentence): something finished, for a toast. Sentences are plain text, not markup.
 *
 * Decisions are made through the setters below (or by changing a property of the sampler's or model's
 * config); each is recorded in the history and starts the work that follows from it. */
#define EXPLORER_TYPE_SESSION (explorer_session_get_type ())
G_DECLARE_FINAL_TYPE (ExplorerSession, explorer_session, EXPLORER, SESSION, GObject)

ExplorerSession   *explorer_session_new (void);
ExplorerRunner    *explorer_session_get_runner (ExplorerSession *self);
ExplorerHistory   *explorer_session_get_history (ExplorerSession *self);
ExplorerSelection *explorer_session_get_selection (ExplorerSession *self); /* of table rows */

/* Opening: the answer is notify::table or "failed"; the dataset before stays until then.
 * @text: "two-moons" or "two-moons:n_rows=500". */
void explorer_session_open_path (ExplorerSession *self,
                                 const char      *path);
void explorer_session_open_dataset (ExplorerSession *self,
                                    const char      *text,
                                    guint32          seed);

/* A file read in a certain way (NULL: guess). */
void explorer_session_open_path_as (ExplorerSession      *self,
                                    const char           *path,
                                    const ImbReadOptions *options);

/* Reads the same file in another way, as a step that can be undone; target and roles stay with their columns. The answer is
 * notify::table, or "failed" and everything is as it was. Nothing happens to a made table. */
void explorer_session_reread (ExplorerSession      *self,
                              const ImbReadOptions *options);

/* What is there; NULL when it is not (yet). */
ImbTable   *explorer_session_get_table (ExplorerSession *self);
const char *explorer_session_get_source (ExplorerSession *self);      /* path, or the dataset's text */
guint32     explorer_session_get_source_seed (ExplorerSession *self); /* of a built-in dataset */
gboolean    explorer_session_is_made (ExplorerSession *self);         /* a built-in dataset */
ImbProblem *explorer_session_get_problem (ExplorerSession *self);
ImbDesign  *explorer_session_get_design (ExplorerSession *self);

/* Its rows as samplers measure them; NULL when there is no design. */
const ImbSpace *explorer_session_get_measured (ExplorerSession *self);
const char     *explorer_session_get_error (ExplorerSession *self);

/* Of the sampler on all rows, with "made" in source units; rows are numbered as problem rows. NULL while
 * there is none; the last one stays while a newer one is computed. */
ImbResample *explorer_session_get_resample (ExplorerSession *self);
const char  *explorer_session_get_resample_error (ExplorerSession *self);

/* Of that resample, some time after it; NULL until then, and without a sampler. */
ImbAudit *explorer_session_get_audit (ExplorerSession *self);

/* Of ImbRun; the baselines first, "none" at 0. NULL: nothing compared yet, or no longer valid. */
GPtrArray  *explorer_session_get_runs (ExplorerSession *self);
const char *explorer_session_get_compare_error (ExplorerSession *self);

/* Every note of everything that is shown. (transfer full) */
ImbNotes *explorer_session_dup_notes (ExplorerSession *self);

/* Decisions. */
const ExplorerDecisions *explorer_session_get_decisions (ExplorerSession *self);
void                     explorer_session_set_target (ExplorerSession *self,
                                                      gssize           column);
void                     explorer_session_set_positive (ExplorerSession *self,
                                                        const char      *label);
void                     explorer_session_set_role (ExplorerSession *self,
                                                    gsize            column,
                                                    ImbRole          role);
ImbConfig               *explorer_session_get_sampler (ExplorerSession *self); /* NULL: none */
void                     explorer_session_set_sampler (ExplorerSession  *self,
                                                       const ImbSampler *sampler); /* NULL: none */
void                     explorer_session_set_sampler_seed (ExplorerSession *self,
                                                            guint32          seed);
ImbConfig               *explorer_session_get_model (ExplorerSession *self);
void                     explorer_session_set_model (ExplorerSession *self,
                                                     const ImbModel  *model);
void                     explorer_session_set_folds (ExplorerSession *self,
                                                     guint            n_folds,
                                                     guint            n_repeats);
void                     explorer_session_set_seed (ExplorerSession *self,
                                                    guint32          seed);

/* Of all runs, 0 … 1; -1 (any number below 0): each run stands at its own. */
double explorer_session_get_threshold (ExplorerSession *self);
void   explorer_session_set_threshold (ExplorerSession *self,
                                       double           threshold);
void   explorer_session_set_features (ExplorerSession *self,
                                      guint            x,
                                      guint            y);

/* The sampler as a plan; the empty plan when there is none. (transfer full) */
ImbPlan *explorer_session_dup_plan (ExplorerSession *self);

/* Plans that are compared beside the baselines; when none was added, the sampler at hand is. */
void explorer_session_add_plan (ExplorerSession *self,
                                const char      *text);
void explorer_session_remove_plan (ExplorerSession *self,
                                   const char      *text);

void explorer_session_undo (ExplorerSession *self);
void explorer_session_redo (ExplorerSession *self);

/* Work. The resample follows the decisions by itself; a comparison is asked for. */
void explorer_session_compare (ExplorerSession *self);

/* The runs that a comparison would have now: ImbRunSpec; needs a design. (transfer full) */
GPtrArray *explorer_session_dup_specs (ExplorerSession *self);

/* For pages: shows a sentence in a toast, or as what went wrong. */
void explorer_session_say (ExplorerSession *self,
                           const char      *sentence);
void explorer_session_fail (ExplorerSession *self,
                            const char      *sentence);

G_END_DECLS
