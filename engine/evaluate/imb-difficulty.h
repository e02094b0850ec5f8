/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-notes.h"
#include "engine/data/imb-design.h"
#include "engine/evaluate/imb-apply.h"

G_BEGIN_DECLS

/* How many of a row's 5 nearest neighbours are of its class: 4 or 5, 2 or 3, 1, 0. A single one that has itself more than one such
 * neighbour makes the row borderline, not rare. */
typedef enum
{
  IMB_DIFFICULTY_SAFE,
  IMB_DIFFICULTY_BORDERLINE,
  IMB_DIFFICULTY_RARE,
  IMB_DIFFICULTY_OUTLIER,
} ImbDifficulty;

#define IMB_DIFFICULTY_N          4
#define IMB_DIFFICULTY_NEIGHBOURS 5

/* How many of each row's nearest neighbours are of its class. (transfer full) (nullable): NULL with IMB_ERROR_TOO_FEW or
 * G_IO_ERROR_CANCELLED */
guint8 *imb_difficulty_n_own (const ImbView *view,
                              ImbJob        *job,
                              GError       **error);

/* "safe", "borderline", "rare", "outlier". */
const char *imb_difficulty_nick (ImbDifficulty type);

/**
 * imb_difficulty_of_space:
 *
 * By the distances of the space, whose memo has the neighbours afterwards, or before.
 *
 * Returns: (transfer full) (nullable) (array): the type of every row; NULL with IMB_ERROR_TOO_FEW below 6 rows, or
 *   G_IO_ERROR_CANCELLED
 */
guint8 *imb_difficulty_of_space (const ImbSpace *space,
                                 ImbJob         *job,
                                 GError        **error);

/**
 * imb_difficulty_new:
 *
 * Distances are Euclidean on standardised features, missing values at their median.
 *
 * Returns: (transfer full) (nullable) (array): the type of every row; NULL with IMB_ERROR_TOO_FEW
 *   below 6 rows, IMB_ERROR_TOO_LARGE or G_IO_ERROR_CANCELLED
 */
guint8 *imb_difficulty_new (ImbDesign *design,
                            ImbNotes  *notes,
                            ImbJob    *job,
                            GError   **error);

/* Rows by class and type, [n_classes * IMB_DIFFICULTY_N]. (transfer full) (nullable) */
gsize *imb_difficulty_count (ImbDesign *design,
                             ImbNotes  *notes,
                             ImbJob    *job,
                             GError   **error);

G_END_DECLS
