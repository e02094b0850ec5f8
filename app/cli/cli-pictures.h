/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/cli/cli-input.h"
#include "engine/imb.h"
#include "widgets/figures/imb-figure.h"

G_BEGIN_DECLS

/**
 * cli_pictures_fill:
 * @plan: (nullable): for the "after"; NULL: none
 * @resample: (out) (transfer full) (nullable): what the figure borrows
 * @runs: (nullable) (element-type ImbRun): the runs, which it borrows
 *
 * What a figure is drawn from.
 */
gboolean cli_pictures_fill (ImbFigureInput      *figure,
                            const CliInput      *input,
                            ImbPlan             *plan,
                            const ImbEvaluation *evaluation,
                            const GPtrArray     *runs,
                            ImbResample        **resample,
                            GError             **error);

/**
 * cli_pictures_save_all:
 * @names: (element-type filename): gets the names of the files
 *
 * Every figure that the data allow as @folder/ID.svg; the folder is made.
 */
gboolean cli_pictures_save_all (const char          *folder,
                                const CliInput      *input,
                                ImbPlan             *plan,
                                const ImbEvaluation *evaluation,
                                const GPtrArray     *runs,
                                GPtrArray           *names,
                                GError             **error);

/* FALSE with IMB_ERROR_USAGE: no file, or none that a picture can be. */
gboolean cli_check_picture (const char *option,
                            const char *path,
                            GError    **error);

G_END_DECLS
