/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"

G_BEGIN_DECLS

typedef gboolean (*ImbParallelFunc) (gsize    block,
                                     gpointer data,
                                     GError **error);

/**
 * imb_parallel_for:
 * @n_blocks: how many blocks of work; fixed by the data, never by the number of threads
 * @func: does one block; blocks write to places of their own
 * @data: handed to @func
 * @job: (nullable): asked before each block; its progress is the share of blocks done
 *
 * The engine's only source of threads. Returns when all blocks are done or one failed; of
 * several errors the one of the lowest block is reported. A call from inside a block is
 * serial (and leaves the progress to the outer call). Same blocks, same results, whatever the number of threads: partial sums are kept
 * per block and added in block order by the caller.
 *
 * Returns: FALSE when a block failed or the job was cancelled
 */
gboolean imb_parallel_for (gsize           n_blocks,
                           ImbParallelFunc func,
                           gpointer        data,
                           ImbJob         *job,
                           GError        **error);

/* 1 … 256; 0 is the number of processors (the default). Call it while no work runs. */
void  imb_parallel_set_n_threads (guint n_threads);
guint imb_parallel_get_n_threads (void);

G_END_DECLS
