/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/imb.h"

G_BEGIN_DECLS

/**
 * cli_progress_start:
 * @quiet: no bar
 *
 * Starts the command's job: from now on Ctrl+C (or a polite kill) cancels it, and while standard error is a
 * terminal a bar on it shows how far the job is. Once per process.
 *
 * Returns: (transfer none): the job, good until cli_progress_stop()
 */
ImbJob *cli_progress_start (gboolean quiet);
void    cli_progress_stop (void);

/* A part of the job: see imb_job_new_part(). It is freed by the next call or the end. (transfer none) */
ImbJob *cli_progress_part (double share);

G_END_DECLS
