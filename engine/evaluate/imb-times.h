/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/data/imb-problem.h"

G_BEGIN_DECLS

/* How a table's rows are split into training and test rows. */
typedef enum
{
  IMB_SPLIT_STRATIFIED,  /* folds with the classes' shares; whole groups when the problem has groups */
  IMB_SPLIT_GROUP,       /* the same, and the problem must have groups */
  IMB_SPLIT_TIME,        /* expanding windows: tested rows are later than all training rows */
  IMB_SPLIT_HOLDOUT,     /* once per repeat a stratified share of the rows */
  IMB_SPLIT_LEAVE_GROUP, /* each group is a fold */
} ImbSplitKind;

/* "stratified", "group", "time", "holdout", "leave-one-group-out". */
gboolean    imb_split_kind_parse (const char   *text,
                                  ImbSplitKind *kind,
                                  GError      **error);
const char *imb_split_kind_nick (ImbSplitKind kind);

/**
 * imb_times_new:
 * @column: of the problem's table: numbers, or dates and times as text, 2024-12-31 or 2024-12-31 23:59:59.5, also with T and Z
 *
 * Returns: (transfer full) (nullable): guint32 for each problem row, lower for earlier, equal for equal times; NULL with IMB_ERROR_PARAM
 *   (a row that has no such value, which the sentence names)
 */
GBytes *imb_times_new (const ImbProblem *problem,
                       gsize             column,
                       GError          **error);

G_END_DECLS
