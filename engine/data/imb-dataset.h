/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/data/imb-table.h"
#include "engine/params/imb-param.h"

G_BEGIN_DECLS

/* The built-in datasets: made at any size and imbalance. The last column is the target "class"
 * with labels "majority" and "minority" ("ordinary" and "fraud" for the fraud-like one). */

/* The parameters of every dataset: its struct. */
typedef struct
{
  int    n_rows;
  double imbalance_ratio; /* majority rows for each minority row */
  int    n_features;
  double noise; /* what it means is the dataset's own */
} ImbDatasetValues;

typedef struct
{
  ImbAlgorithm base; /* params_size is sizeof (ImbDatasetValues) */
  ImbTable *(*make) (const ImbDatasetValues *values,
                     guint32                 seed,
                     ImbJob                 *job,
                     GError                **error);
} ImbDataset;

/* Every built-in dataset; NULL-terminated. */
const ImbDataset *const *imb_datasets (void);
const ImbDataset        *imb_dataset_find (const char *id);

/**
 * imb_dataset_make:
 * @text: "id" or "id:n_rows=1000,imbalance_ratio=20"
 * @seed: equal seeds give equal tables
 *
 * Returns: (transfer full) (nullable): the table, or NULL with IMB_ERROR_PARAM or G_IO_ERROR_CANCELLED
 */
ImbTable *imb_dataset_make (const char *text,
                            guint32     seed,
                            ImbJob     *job,
                            GError    **error);

G_END_DECLS
