/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-notes.h"
#include "engine/evaluate/imb-experiment.h"

G_BEGIN_DECLS

/* The logs of several datasets as one table: what each run that is in all of them came to. */
typedef struct
{
  GPtrArray *names; /* (element-type utf8): units without their seeds, by name */
  gsize      n_logs;
  double    *values; /* n_logs × names: means over the folds of all seeds */
} ImbLogTable;

/**
 * imb_log_table_read:
 * @folders: (array length=n_folders): of the logs, two at least
 * @notes: what is left out, by name, and what makes values less alike than they look
 *
 * Logs must have been made the same way: the same split, folds, share held out, repeats, filling, scaling, domain and prevalence, and the positive
 * class the smaller one, or the larger one, in all of them. The positive class's name, the costs and the seeds are a dataset's own. Within a log a fold counts when all runs
 * have a value there, so that means are over the same folds.
 *
 * Returns: FALSE with IMB_ERROR_PARAM and a sentence that names both logs and what differs; IMB_ERROR_FORMAT or IMB_ERROR_PARAM when a log cannot be
 *   read; IMB_ERROR_TOO_FEW when fewer than two runs are in all logs, or a log has no fold with a value of all
 */
gboolean imb_log_table_read (ImbLogTable      *self,
                             char *const      *folders,
                             guint             n_folders,
                             const ImbMeasure *measure,
                             ImbNotes         *notes,
                             GError          **error);
void     imb_log_table_clear (ImbLogTable *self);

/* The name of a run without what is as usual. (transfer full) */
char *imb_log_table_dup_short (const char *name);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImbLogTable, imb_log_table_clear)

G_END_DECLS
