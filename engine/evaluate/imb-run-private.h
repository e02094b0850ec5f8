/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/evaluate/imb-choose.h"
#include "engine/evaluate/imb-run.h"

G_BEGIN_DECLS

/* What came out of one fold. */
typedef struct
{
  ImbOutcome   *outcome;     /* of its test rows, ascending; NULL: not done */
  double       *values;      /* of every metric */
  double       *losses;      /* of features, imb_metrics_n() each, when their values are shuffled; NULL: nobody asked */
  double       *importances; /* of features, to the model itself; NULL: it has none */
  double       *dependence;  /* mean scores at the values of the run's grids, n_classes each; NULL: nobody asked */
  double        threshold;
  double        cost;    /* of a tested row; NaN without costs */
  ImbPriorFound prior;   /* of the tested rows */
  ImbPick       chosen;  /* when there is a choice */
  double        seconds; /* of its thread */
  ImbNotes     *notes;
  GError       *error;
} ImbFoldResult;

/* A feature and the values of it that are tried. */
typedef struct _ImbGrid ImbGrid;

struct _ImbRun
{
  ImbRunSpec    *spec;
  ImbEvaluation  evaluation;
  ImbProblem    *problem;
  char          *model_text;
  ImbNotes      *notes;
  GError        *error;
  guint          n_folds; /* of all repeats */
  ImbFoldResult *folds;
  guint8        *fold_of_rows;
  double        *scores; /* own ones only when the pooled outcome is not in the order of problem rows */
  ImbOutcome    *pooled;
  ImbGrid       *grids;
  guint          n_grids;
  gsize          n_tried;       /* values of all grids */
  double        *contributions; /* n_columns of each row and class that is explained, by repeat; NULL: nobody asked */
  gsize          n_columns;     /* the features and the base value */
  double         seconds;
  gint           ref_count;
};

/* With room for the folds. (transfer full) */
ImbRun *imb_run_new (const ImbRunSpec    *spec,
                     const ImbEvaluation *evaluation,
                     ImbProblem          *problem);

/* Of the repeats that were asked for only the first @n_repeats are there. */
void imb_run_keep_repeats (ImbRun *self,
                           guint   n_repeats);

/* The shares that were estimated in the folds, into the run's notes. */
void imb_run_note_prior (ImbRun *self);

/* What the folds chose, and what they could not try, into the run's notes. */
void imb_run_note_choice (ImbRun *self);

/* Notes of all folds, in their order, into the run's: what was said in every fold is said plainly,
 * what was said in some says in how many. */
void imb_run_merge_notes (ImbRun *self);

G_END_DECLS
