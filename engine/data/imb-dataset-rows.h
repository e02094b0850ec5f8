/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-rng.h"
#include "engine/data/imb-dataset.h"

G_BEGIN_DECLS

/* What the built-in datasets share: the class of every row in shuffled order, columns to
 * fill, a table at the end. */
typedef struct
{
  gsize    n_rows;
  gsize    n_columns; /* features; the target comes behind them */
  guint8  *minority;  /* of every row */
  double **columns;
  ImbRng   rng;
} ImbDatasetRows;

void imb_dataset_rows_init (ImbDatasetRows         *self,
                            const ImbDatasetValues *values,
                            guint32                 seed);

/* Fills the columns row by row in order, asking @job; @row writes one row into x[n_columns]. */
gboolean imb_dataset_rows_fill (ImbDatasetRows *self,
                                void (*row) (ImbDatasetRows *self,
                                             gboolean        minority,
                                             double          noise,
                                             double         *x),
                                double   noise,
                                ImbJob  *job,
                                GError **error);

/* @names: of the features, NULL: x1, x2 …. Takes the columns. (transfer full) */
ImbTable *imb_dataset_rows_to_table (ImbDatasetRows    *self,
                                     const char        *title,
                                     const char *const *names,
                                     const char        *majority,
                                     const char        *minority,
                                     ImbJob            *job,
                                     GError           **error);
void      imb_dataset_rows_clear (ImbDatasetRows *self);

/* The parameter table of a dataset with its defaults. */
#define IMB_DATASET_PARAMS(rows_, ratio_, features_, fewest_, noise_, noise_help_)                                                                                                                                                    \
  {                                                                                                                                                                                                                                   \
    { .name = "n_rows", .label = N_ ("Rows"), .help = N_ ("Rows in all, both classes together."), IMB_INT (ImbDatasetValues, n_rows, rows_, 20, 10000000) },                                                                          \
      { .name = "imbalance_ratio", .label = N_ ("Imbalance ratio"), .help = N_ ("Majority rows for each minority row; at least two minority rows are made."), IMB_REAL (ImbDatasetValues, imbalance_ratio, ratio_, 1.0, 1000000.0) }, \
      { .name = "n_features", .label = N_ ("Features"), .help = N_ ("Columns besides the target."), IMB_INT (ImbDatasetValues, n_features, features_, fewest_, 1000) },                                                               \
      { .name = "noise", .label = N_ ("Noise"), .help = noise_help_, IMB_REAL (ImbDatasetValues, noise, noise_, 0.0, 10.0) },                                                                                                         \
    {                                                                                                                                                                                                                                 \
      NULL                                                                                                                                                                                                                            \
    }                                                                                                                                                                                                                                 \
  }

G_END_DECLS
