/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/evaluate/imb-log.h"
#include "engine/evaluate/imb-run.h"

G_BEGIN_DECLS

/* Where rows are dealt in a way in which no earlier seed or repeat deals them. */
typedef struct
{
  guint seed;      /* place among the seeds */
  guint repeat;    /* among those that the seed's runs have */
  guint n_repeats; /* that the seed's runs have */
  guint draw;      /* among those that were asked for; older logs have all of these */
} ImbPlace;

/* Every run with every seed, as a log (imb-log.h) that can be stopped at any time and taken up again. A unit of the log is one run with one seed, a
 * record one of its folds. */
typedef struct
{
  ImbEvaluation    evaluation; /* the frame of all runs; its seed is not used */
  guint            n_folds;    /* that its split makes */
  const GPtrArray *specs;      /* (element-type ImbRunSpec) */
  guint32         *seeds;      /* those with a place */
  guint            n_seeds;
  double          *test_sizes; /* of a hold-out: the share of rows that is tested, of each seed */
  GArray          *places;     /* (element-type ImbPlace) */
} ImbExperiment;

/**
 * imb_experiment_init:
 * @specs: borrowed
 * @notes: seeds and repeats that deal rows as earlier ones do: they only seem to add to what is known, so they are neither run nor counted
 *
 * Returns: FALSE with IMB_ERROR_PARAM when the data lack what the split needs, IMB_ERROR_TOO_FEW when there are too few rows for it, or cancelled
 */
gboolean imb_experiment_init (ImbExperiment       *self,
                              const ImbDesign     *design,
                              const ImbEvaluation *evaluation,
                              const GPtrArray     *specs,
                              const guint32       *seeds,
                              guint                n_seeds,
                              ImbNotes            *notes,
                              ImbJob              *job,
                              GError             **error);
void     imb_experiment_clear (ImbExperiment *self);

/* What all records are about, for imb_log_open(): a hash of the data (with times and costs), classes, folds and how rows are prepared. NULL: cancelled. (transfer full) */
char *imb_experiment_head (const ImbExperiment *self,
                           const ImbDesign     *design,
                           ImbJob              *job,
                           GError             **error);

/* The name of a unit in the log: all that its numbers depend on besides the head. (transfer full) */
char *imb_experiment_unit (const ImbRunSpec *spec,
                           guint32           seed);

/**
 * imb_experiment_run:
 * @n_done: (out) (nullable): units that were done now; the others were in the log
 *
 * Does what is not in the log yet, seed after seed, and writes each unit when it is done: the log of an experiment that was stopped and
 * taken up is that of one that was not, but for the seconds. A run that cannot be done leaves a record that says why.
 */
gboolean imb_experiment_run (const ImbExperiment *self,
                             const ImbDesign     *design,
                             ImbLog              *log,
                             guint               *n_done,
                             ImbJob              *job,
                             GError             **error);

/* What runs in logs are ranked by. */
typedef struct
{
  const char *id;    /* a metric's, or "cost_per_row": what a tested row costs */
  const char *title; /* N_() */
  gboolean    is_cost;
  double      low; /* the range */
  double      high;
  gboolean    smaller_is_better;
  gboolean    has_points; /* as imb_metric_has_points() */
} ImbMeasure;

/* @id NULL: average_precision. IMB_ERROR_PARAM. */
gboolean imb_measure_parse (const char *id,
                            ImbMeasure *measure,
                            GError    **error);

/* Of one record of a log; NaN where there is none. */
double imb_measure_of (const ImbMeasure *self,
                       JsonObject       *record);

/* How many values a run has: one for each fold of each place; where all seeds have the same folds (by time, a group left out), one for each fold. */
gsize imb_experiment_n_values (const ImbExperiment *self);

/**
 * imb_experiment_values:
 * @values: (out) (array length=imb_experiment_n_values()): of the folds, the mean over seeds where these have the same; NaN where the log has none
 *
 * Returns: why the run could not be done, of the first seed with which it could not; NULL
 */
const char *imb_experiment_values (const ImbExperiment *self,
                                   const ImbLog        *log,
                                   const ImbRunSpec    *spec,
                                   const ImbMeasure    *measure,
                                   double              *values);

/* imb_evaluation_test_share() of its folds. */
double imb_experiment_test_share (const ImbExperiment *self);

/* What the log has of whole runs, each sentence once. */
void imb_experiment_add_notes (const ImbExperiment *self,
                               const ImbLog        *log,
                               ImbNotes            *notes);

/* Thread time of its folds, over all seeds. */
double imb_experiment_seconds (const ImbExperiment *self,
                               const ImbLog        *log,
                               const ImbRunSpec    *spec);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImbExperiment, imb_experiment_clear)

G_END_DECLS
