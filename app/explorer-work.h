/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/explorer-decisions.h"
#include "engine/imb.h"

G_BEGIN_DECLS

/* What the session asks the engine in a thread: the inputs as plain values, the works themselves
 * (ExplorerWork of explorer-runner.h), and their answers. */

/* A table with its question answered as far as possible. Counted; never changes. */
typedef struct
{
  ImbTable          *table;
  ImbProblem        *problem;   /* NULL: see error */
  ImbDesign         *design;    /* NULL: see error */
  ImbSpace          *measured;  /* median, standard: of all rows */
  char              *error;     /* why problem or design is NULL */
  ExplorerDecisions *decisions; /* of an opened table that somebody had decided about before; NULL: guessed */
  guint              best_x;    /* the two features whose means differ most between */
  guint              best_y;    /* the positive class and the rest */
  gint               ref_count;
} ExplorerSpace;

ExplorerSpace *explorer_space_ref (ExplorerSpace *self);
void           explorer_space_unref (ExplorerSpace *self);

typedef struct
{
  char              *path;    /* a file, or */
  char              *dataset; /* a built-in dataset's text */
  guint32            seed;
  ImbReadOptions    *reading;   /* (nullable) */
  ExplorerDecisions *decisions; /* that hold afterwards; NULL: everything is guessed */
  ImbTable          *table;     /* that they are about, if it is another than the one to be read */
} ExplorerOpenRequest;

typedef struct
{
  ImbTable *table;
  gssize    target;
  char     *positive;
  ImbRole  *roles;
} ExplorerPrepareRequest;

typedef struct
{
  ExplorerSpace *space;
  ImbPlan       *plan;
  guint32        seed;
} ExplorerResampleRequest;

typedef struct
{
  ExplorerSpace *space;
  ImbResample   *resample;
} ExplorerAuditRequest;

typedef struct
{
  ExplorerSpace *space;
  GPtrArray     *specs; /* of ImbRunSpec */
  ImbEvaluation  evaluation;
} ExplorerCompareRequest;

void explorer_open_request_free (ExplorerOpenRequest *self);
void explorer_prepare_request_free (ExplorerPrepareRequest *self);
void explorer_resample_request_free (ExplorerResampleRequest *self);
void explorer_audit_request_free (ExplorerAuditRequest *self);
void explorer_compare_request_free (ExplorerCompareRequest *self);

/* Reads or makes a table, then prepares it with everything guessed. Gives an ExplorerSpace. */
gpointer explorer_work_open (gpointer request,
                             ImbJob  *job,
                             GError **error);

/* Problem, design, scaling. Gives an ExplorerSpace, whose error says what is wrong with the question. */
gpointer explorer_work_prepare (gpointer request,
                                ImbJob  *job,
                                GError **error);

/* Gives an ImbResample with the synthetic rows in source units. */
gpointer explorer_work_resample (gpointer request,
                                 ImbJob  *job,
                                 GError **error);

/* Gives an ImbAudit. */
gpointer explorer_work_audit (gpointer request,
                              ImbJob  *job,
                              GError **error);

/* Gives a GPtrArray of ImbRun. */
gpointer explorer_work_compare (gpointer request,
                                ImbJob  *job,
                                GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExplorerSpace, explorer_space_unref)

G_END_DECLS
