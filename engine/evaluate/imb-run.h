/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-notes.h"
#include "engine/data/imb-design.h"
#include "engine/data/imb-transform.h"
#include "engine/evaluate/imb-calibrate.h"
#include "engine/evaluate/imb-candidates.h"
#include "engine/evaluate/imb-costs.h"
#include "engine/evaluate/imb-domain.h"
#include "engine/evaluate/imb-prior.h"
#include "engine/evaluate/imb-tests.h"
#include "engine/evaluate/imb-threshold.h"
#include "engine/evaluate/imb-times.h"
#include "engine/io/imb-json.h"
#include "engine/metrics/imb-curve.h"
#include "engine/metrics/imb-metric.h"
#include "engine/models/imb-model.h"
#include "engine/samplers/imb-plan.h"

G_BEGIN_DECLS

/* The frame of a comparison: the same for all its runs. */
typedef struct
{
  ImbSplitKind split;
  guint        n_folds;   /* 2 … 50; hold-out and leave-one-group-out take their own, which the runs' evaluation has */
  double       test_size; /* the share that a hold-out tests: (0, 1) */
  GBytes      *times;     /* (nullable): for a split by time: imb_times_new(); lent: runs take a reference of their own */
  guint        n_repeats; /* 1 … 100; the runs' evaluation has those that are left, because one that deals as an earlier one did is left out */
  guint32      seed;      /* of the folds, the samplers and the models */
  ImbImpute    impute;
  ImbScale     scale;
  ImbDomain    domain;      /* of synthetic rows */
  double       prevalence;  /* metrics and thresholds are those of rows of which the positive class has this share; 0: as they are */
  ImbCosts    *costs;       /* (nullable): of decisions; lent: runs take a reference of their own */
  guint        n_shuffles;  /* of each feature among the tested rows of each fold, to see what it is worth; 0: none */
  gboolean     contributes; /* what each feature adds to the score of each tested row is worked out: imb_run_get_contributions() */
  GBytes      *dependence;  /* (nullable) (element-type guint32): features whose values are tried: imb_run_dependence(); lent, as times */
  gboolean     leaky;       /* resample before splitting: wrong on purpose, and said so */
} ImbEvaluation;

/* Stratified, 5 folds, a quarter held out, 1 repeat, seed 0, median, standard, repair. */
void imb_evaluation_init (ImbEvaluation *self);

/* Test rows for each training row, the mean over folds: how much folds have in common. Folds as a run's evaluation has them. */
double imb_evaluation_test_share (const ImbEvaluation *self);

/* What is to be run. Plain struct; owns its members. */
typedef struct
{
  char           *label; /* for tables and legends: "none", "class weight", "smote" */
  ImbPlan        *plan;
  const ImbModel *model;
  gpointer        values; /* the model's struct */
  ImbThreshold    threshold;
  ImbPrior        prior;       /* of the scores, first */
  ImbCalibration  calibration; /* of the scores, before the threshold */
  ImbCandidates  *candidates;  /* (nullable): of plan and values, of which each fold chooses; @plan and @values are those of the first */
} ImbRunSpec;

/* @label NULL: the plan's text. @plan NULL: none. @values are copied. Scores are as the model gives them. (transfer full) */
ImbRunSpec *imb_run_spec_new (const char         *label,
                              ImbPlan            *plan,
                              const ImbModel     *model,
                              gconstpointer       values,
                              const ImbThreshold *threshold);
ImbRunSpec *imb_run_spec_copy (const ImbRunSpec *self);
void        imb_run_spec_free (ImbRunSpec *self);

/* With the alternatives of its choice. (transfer full) */
char *imb_run_spec_dup_plan_text (const ImbRunSpec *self);
char *imb_run_spec_dup_model_text (const ImbRunSpec *self);

/* All that it does, whatever it is called: "smote | decision-tree | threshold 0.5 | prior none | calibration none". (transfer full) */
char *imb_run_spec_dup_text (const ImbRunSpec *self);

/**
 * imb_run_specs_baselines:
 * @none: the untouched run, without sampling
 *
 * The runs that every comparison has: "none", "class weight" (class_weight=balanced, when the
 * model has one), "threshold only" (with the threshold chosen by F1; two classes only), and, where
 * @none is asked for anything against imbalance itself, "untreated": without class weight, prior correction and calibration, at 0.5.
 *
 * Returns: (transfer full) (element-type ImbRunSpec): frees its elements
 */
GPtrArray *imb_run_specs_baselines (const ImbRunSpec *none,
                                    guint             n_classes);

/* Says which of them are missing, and which are the same run as "none", and why. */
void imb_run_specs_note_baselines (const ImbRunSpec *none,
                                   guint             n_classes,
                                   ImbNotes         *notes);

/* The line of no skill: the classes' shares for every row. (transfer full) */
ImbRunSpec *imb_run_spec_new_dummy (void);

/* One cross-validated run. Counted; never changes. Test rows are numbered as problem rows; with
 * repeats, row i of repeat r is at r * n_rows + i. */
typedef struct _ImbRun ImbRun;

typedef struct
{
  double value; /* mean over folds (and repeats); NaN: undefined in every fold */
  double low;   /* 95 % interval by the corrected resampled t (Nadeau and Bengio 2003) */
  double high;
  double p; /* differences only: two-sided; NaN for a single value */
} ImbEstimate;

/**
 * imb_evaluate:
 * @specs: (element-type ImbRunSpec): the runs; all over the same folds
 * @job: (nullable): progress over all of it
 *
 * For each fold: gather the training rows, fit imputer and scaler on them, sample, fit the model,
 * score the test rows. What turns scores into decisions (calibration, threshold) is learnt on scores of
 * training rows by models of inner folds, and so are parameters that the spec leaves to be chosen. Runs × repeats × folds in parallel; same bytes on any number of
 * threads. Repeats take their folds from one running stream, as scikit-learn's
 * RepeatedStratifiedKFold; samplers and models start from the seed in every fold.
 *
 * A leaky evaluation scales and samples all rows first and then splits what came out: its folds,
 * metrics and pooled outcome are over kept and synthetic rows; problem rows that the plan removed
 * are in no fold (fold 255, scores NaN).
 *
 * Returns: (transfer full) (element-type ImbRun) (nullable): as many runs as specs; a run that
 *   could not be done carries its error. NULL when nothing could be (one class, too few rows
 *   for the folds) or the job was cancelled.
 */
GPtrArray *imb_evaluate (const ImbDesign     *design,
                         const GPtrArray     *specs,
                         const ImbEvaluation *evaluation,
                         ImbJob              *job,
                         GError             **error);

ImbRun              *imb_run_ref (ImbRun *self);
void                 imb_run_unref (ImbRun *self);
const GError        *imb_run_get_error (const ImbRun *self); /* NULL: it was done */
const ImbRunSpec    *imb_run_get_spec (const ImbRun *self);
const ImbEvaluation *imb_run_get_evaluation (const ImbRun *self);
const char          *imb_run_get_model_text (const ImbRun *self);
ImbProblem          *imb_run_get_problem (const ImbRun *self);
ImbNotes            *imb_run_get_notes (const ImbRun *self);

/* To whoever sees this run alone or beside a few others: its notes, and how far apart the thresholds are that its folds chose. */
void imb_run_tell (const ImbRun *self,
                   ImbNotes     *notes);

double imb_run_get_seconds (const ImbRun *self); /* thread time of its folds added up */

/* n_repeats * n_rows; 255: never tested (a hold-out's training rows, the first of a split by time), scores NaN. */
const guint8 *imb_run_get_fold_of_rows (const ImbRun *self);

/* (n_repeats * n_rows) × n_classes, row-major; NULL when the run has an error. */
const double *imb_run_get_scores (const ImbRun *self);

/* All tested rows together, and with weight 0 those that are never tested: for curves, confusion matrices, the threshold slider. Predicted classes
 * are by each fold's own threshold. NULL when the run has an error. */
ImbOutcome *imb_run_get_pooled (const ImbRun *self);

/* Fold f of repeat r is at r * n_folds + f; its outcome has the fold's test rows, ascending. */
guint       imb_run_n_folds (const ImbRun *self);
ImbOutcome *imb_run_fold_at (const ImbRun *self,
                             guint         fold);
double      imb_run_fold_threshold_at (const ImbRun *self,
                                       guint         fold);

/* What a fold used: the spec's, or what it chose of them, and the mean of the metric of the choice over its inner folds (NaN: there was no choice). */
const ImbPlan *imb_run_fold_plan_at (const ImbRun *self,
                                     guint         fold);
gconstpointer  imb_run_fold_values_at (const ImbRun *self,
                                       guint         fold);
double         imb_run_fold_choice_score (const ImbRun *self,
                                          guint         fold);

/* The same as "chosen" {plan, model, METRIC}; null when there was no choice. */
void imb_run_build_chosen (const ImbRun *self,
                           guint         fold,
                           ImbJson      *json);

/* By metric index; the folds' values, then their mean with its interval, cut to the metric's range. */
double      imb_run_fold_metric (const ImbRun *self,
                                 guint         fold,
                                 guint         metric);
ImbEstimate imb_run_metric (const ImbRun *self,
                            guint         metric);

/* What a metric loses when a feature says nothing: its value less the mean with the feature's values shuffled among the tested rows, over the folds
 * (Breiman 2001; Fisher, Rudin and Dominici 2019); positive: the feature is of use. Features are those of the design. NaN where the
 * evaluation shuffles nothing, and for metrics that are not usual. The interval is cut as a difference's is. */
ImbEstimate imb_run_importance (const ImbRun *self,
                                gsize         feature,
                                guint         metric);

/* What the models of the folds say themselves: ImbModel's importances, those of a category's levels added up; NaN when the model has none. */
ImbEstimate imb_run_model_importance (const ImbRun *self,
                                      gsize         feature);

/* This run minus @base over the same folds, paired; NaN when the folds are not the same, as those of leaks of different plans. The
 * interval is cut to what a difference of the metric can be: of shares −1 … 1. */
ImbEstimate imb_run_difference (const ImbRun *self,
                                const ImbRun *base,
                                guint         metric);

/* The chances that this run is worse by more than @rope than @base (below), about as good, or better; for a metric whose
 * small values are good, the other way round. */
ImbRope imb_run_rope (const ImbRun *self,
                      const ImbRun *base,
                      guint         metric,
                      double        rope);

/* Whether both were tested on the same rows in the same order. */
gboolean imb_run_is_paired (const ImbRun *self,
                            const ImbRun *base);

/* Rows that one predicts right and the other wrong: first is this run. Of several repeats the first one, because the same row
 * counts once; of weights only whether they are 0. No rows and NaN when the runs are not paired. */
ImbMcNemar imb_run_mcnemar (const ImbRun *self,
                            const ImbRun *base);

/* What a tested row costs by the evaluation's costs, and what it costs more than in @base; NaN without costs. */
double      imb_run_fold_cost (const ImbRun *self,
                               guint         fold);
ImbEstimate imb_run_cost (const ImbRun *self);
ImbEstimate imb_run_cost_difference (const ImbRun *self,
                                     const ImbRun *base);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbRun, imb_run_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbRunSpec, imb_run_spec_free)

G_END_DECLS
