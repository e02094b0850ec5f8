/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/data/imb-table.h"
#include "engine/params/imb-param.h"

G_BEGIN_DECLS

/* The built-in datasets: made at any size and imbalance. The last column is the target "class"
 * with labels "majority" and "minority" ("ordinary" and "fraud" for the fraud-like one). */
typedef struct
{
  ImbAlgorithm base; /* params: n_rows, imbalance_ratio, n_features (where it has a choice), noise */
  ImbTable *(*make) (gconstpointer values,
                     guint32       seed,
                     ImbJob       *job,
                     GError      **error);
} ImbDataset;

/* Every built-in dataset; NULL-terminated. */
const ImbDataset *const *imb_datasets (void);
const ImbDataset        *imb_dataset_find (const char *id);

/* @text: "id" or "id:n_rows=1000,imbalance_ratio=20". (transfer full) (nullable) */
ImbTable *imb_dataset_make (const char *text,
                            guint32     seed,
                            ImbJob     *job,
                            GError    **error);

G_END_DECLS
