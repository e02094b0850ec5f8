/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "engine/imb.h"

G_BEGIN_DECLS

/* The runs of a comparison as rows, metrics as columns: value with interval, and the difference to the
 * first run with its p. A run that could not be done says why in its row. One run is chosen to be shown
 * beside the first. Signal "chosen": another one was. */
#define EXPLORER_TYPE_RUN_TABLE (explorer_run_table_get_type ())
G_DECLARE_FINAL_TYPE (ExplorerRunTable, explorer_run_table, EXPLORER, RUN_TABLE, AdwBin)

GtkWidget *explorer_run_table_new (void);

/* @runs: (element-type ImbRun) (nullable): held. Chooses the last one that was done. */
void explorer_run_table_set_runs (ExplorerRunTable *self,
                                  GPtrArray        *runs);

/* Index of the run to show beside the first. */
guint explorer_run_table_get_chosen (ExplorerRunTable *self);
void  explorer_run_table_choose (ExplorerRunTable *self,
                                 guint             run);

/* The one threshold of all rows, for the metrics that move with it; NaN: each run's own. For every
 * frame of a slider. */
void explorer_run_table_set_threshold (ExplorerRunTable *self,
                                       double            threshold);

/* Metrics by index, in this order. */
void         explorer_run_table_set_metrics (ExplorerRunTable *self,
                                             const guint      *metrics,
                                             guint             n_metrics);
const guint *explorer_run_table_get_metrics (ExplorerRunTable *self,
                                             guint            *n_metrics);

/* A menu button with a check button per metric; it works on this table. (transfer floating) */
GtkWidget *explorer_run_table_chooser_new (ExplorerRunTable *self);

/* The text of a cell as it stands there; NULL when that run has none. */
const char *explorer_run_table_get_cell (ExplorerRunTable *self,
                                         guint             run,
                                         guint             metric);

G_END_DECLS
