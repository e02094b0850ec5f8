/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/explorer-runner.h"

G_BEGIN_DECLS

/* What the data table asks about its columns, in a thread. */

/* @done gets an ImbOrder. */
void explorer_column_work_order (ExplorerRunner *runner,
                                 ImbTable       *table,
                                 gsize           column,
                                 gboolean        descending,
                                 gpointer        owner,
                                 ExplorerDone    done);

/* @done gets a GArray of @n ImbBins, of the columns from @first on. */
void explorer_column_work_bins (ExplorerRunner *runner,
                                ImbTable       *table,
                                gsize           first,
                                gsize           n,
                                gpointer        owner,
                                ExplorerDone    done);

G_END_DECLS
