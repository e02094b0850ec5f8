/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "engine/imb.h"

G_BEGIN_DECLS

/* What resampling did to one row, in a sentence: where it comes from, why it is gone. Results are (transfer full). */

/* A synthetic row, from 0. */
char *explorer_row_story_of_made (ImbProblem        *problem,
                                  const ImbResample *resample,
                                  gsize              made);

/* A row of the problem. */
char *explorer_row_story_of_row (ImbProblem        *problem,
                                 const ImbResample *resample,
                                 guint32            row);

/* Table rows that the story speaks of: the parents of a synthetic row, a removed row and its witnesses. (transfer full) */
GtkBitset *explorer_row_story_rows_of_made (ImbProblem        *problem,
                                            const ImbResample *resample,
                                            gsize              made);
GtkBitset *explorer_row_story_rows_of_row (ImbProblem        *problem,
                                           const ImbResample *resample,
                                           guint32            row);

G_END_DECLS
