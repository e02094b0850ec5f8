/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"

G_BEGIN_DECLS

#define IMB_HIST_MOST_BINS 255    /* of values; one more byte is for missing ones */
#define IMB_HIST_GROUP     8      /* columns whose bins make one word */
#define IMB_HIST_SAMPLE    200000 /* rows of which edges are made, when there are more */

/* A table as bins, a byte a value. Bin b of a column holds what is above edges[b − 1] and at most edges[b]; bin n_bins holds missing
 * values. Twice: by column, where rows are divided, and eight columns of a row in a word, where histograms are summed. */
typedef struct
{
  gsize    n_rows;
  gsize    n_cols;
  gsize    n_groups;
  guint8  *bytes;       /* n_cols × n_rows */
  guint64 *words;       /* n_groups × n_rows */
  double **edges;       /* (array length=n_cols) of n_bins[j] − 1, ascending; behind them infinities */
  guint   *n_bins;      /* (array length=n_cols): of values, at least 1 */
  guint8  *has_missing; /* (array length=n_cols) */
} ImbHistBins;

/**
 * imb_hist_bins_new:
 * @rows: (array length=n_rows): row → its n_cols values, NaN is missing
 * @max_bins: 2 … IMB_HIST_MOST_BINS
 *
 * A column of no more than @max_bins different values has a bin for each, with edges halfway between; else edges are quantiles of the
 * rows, halfway between two values where they fall between them. As scikit-learn's HistGradientBoosting; of more than
 * IMB_HIST_SAMPLE rows a sample makes the edges, there one by chance, here one that is spread evenly. O(columns · rows), in parallel.
 *
 * Returns: (transfer full) (nullable): NULL with IMB_ERROR_TOO_LARGE or when cancelled
 */
ImbHistBins *imb_hist_bins_new (const double *const *rows,
                                gsize                n_rows,
                                gsize                n_cols,
                                guint                max_bins,
                                ImbJob              *job,
                                GError             **error);
void         imb_hist_bins_free (ImbHistBins *self);

static inline const guint8 *
imb_hist_bins_column (const ImbHistBins *self,
                      gsize              j)
{
  return self->bytes + j * self->n_rows;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbHistBins, imb_hist_bins_free)

G_END_DECLS
