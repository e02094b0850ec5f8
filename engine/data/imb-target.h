/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/data/imb-table.h"

G_BEGIN_DECLS

/* The target as classes: what imb_problem_new() learns of its column. */
typedef struct
{
  guint32 *rows; /* table rows that have a label */
  gsize    n_rows;
  guint16 *classes; /* of those rows */
  char   **labels;  /* NULL-terminated, sorted: by number when all are numbers, else by bytes */
  guint    n_classes;
  gsize   *counts;
} ImbTarget;

/* IMB_ERROR_TARGET when no row has a label, the numbers look continuous, or there are more than 65,535 classes; or G_IO_ERROR_CANCELLED. */
gboolean imb_target_fill (ImbTarget       *self,
                          const ImbColumn *column,
                          gsize            n_table_rows,
                          ImbJob          *job,
                          GError         **error);
void     imb_target_clear (ImbTarget *self);

/* The best guess with its reason; -1 when the table has no column. (reason: transfer full) */
gssize imb_target_guess (const ImbTable *table,
                         char          **reason);

G_END_DECLS
