/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/imb.h"

G_BEGIN_DECLS

/* Everything that the person decided about one table, as plain values: what undo walks over and what a
 * session file stores. Algorithms stand as text ("smote:k_neighbors=3"). */
typedef struct
{
  ImbReadOptions *reading;  /* how the file is read; NULL: everything is guessed */
  gssize          target;   /* column; -1: guessed */
  char           *positive; /* label; NULL: the rarest */
  ImbRole        *roles;    /* (array length=n_columns) */
  gsize           n_columns;
  char           *sampler; /* all parameters written out; NULL: none */
  guint32         sampler_seed;
  char           *model; /* all parameters written out */
  guint           n_folds;
  guint           n_repeats;
  guint32         seed;      /* of the comparison */
  char          **plans;     /* plans to compare beside the baselines, NULL-terminated */
  double          threshold; /* 0 … 1, of all runs; -1: each run's own */
  guint           feature_x; /* of the design */
  guint           feature_y;
} ExplorerDecisions;

/* For a table of @n_columns: target and roles guessed, SMOTE, logistic regression, 5 folds. */
ExplorerDecisions *explorer_decisions_new (gsize n_columns);
ExplorerDecisions *explorer_decisions_copy (const ExplorerDecisions *self);
void               explorer_decisions_free (ExplorerDecisions *self);
gboolean           explorer_decisions_equal (const ExplorerDecisions *a,
                                             const ExplorerDecisions *b);

/* The same decisions about the same data in another table: columns are known again by their names. @old: what @self is
 * about. (transfer full) */
ExplorerDecisions *explorer_decisions_carry (const ExplorerDecisions *self,
                                             const ImbTable          *old,
                                             const ImbTable          *table);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExplorerDecisions, explorer_decisions_free)

G_END_DECLS
