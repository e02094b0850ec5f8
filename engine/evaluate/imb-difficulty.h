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

/* Among how many neighbours, and near by which distance. With more than 5 the types go by the share of the own class among them: above 0.7 safe,
 * above 0.3 borderline, above 0.1 rare (a single one as above), else outlier; which is the same for 5. */
typedef struct
{
  guint n_neighbours; /* IMB_DIFFICULTY_NEIGHBOURS … IMB_DIFFICULTY_MOST */
  int   distance;     /* of imb_distance_choices */

  /* Instead of that many neighbours: all rows within their mean distance over the class, the nearer the more; types by the shares above. A row that
   * is alone there is an outlier. */
  gboolean by_kernel;
} ImbNeighbourhood;

#define IMB_DIFFICULTY_MOST 64

/* Above 0.7 safe, above 0.3 borderline, above 0.1 rare, else outlier. */
ImbDifficulty imb_difficulty_of_share (double share);

/* 5, and Euclidean. */
void imb_neighbourhood_init (ImbNeighbourhood *self);

/* FALSE with IMB_ERROR_PARAM. */
gboolean imb_neighbourhood_set_distance (ImbNeighbourhood *self,
                                         const char       *nick,
                                         GError          **error);

/**
 * imb_difficulty_count:
 * @neighbourhoods: (array length=n)
 * @n_steady: (out caller-allocates) (array length=n_classes): rows of each class that are of one type in all of them
 *
 * Returns: (transfer full) (nullable): rows by neighbourhood, class and type: [(n * n_classes + class) * IMB_DIFFICULTY_N + type]
 */
gsize *imb_difficulty_count (ImbDesign              *design,
                             const ImbNeighbourhood *neighbourhoods,
                             guint                   n,
                             gsize                  *n_steady,
                             ImbNotes               *notes,
                             ImbJob                 *job,
                             GError                **error);

G_END_DECLS
