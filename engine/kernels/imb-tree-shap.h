/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"

G_BEGIN_DECLS

#define IMB_SHAP_LEAF         0x7fffffffu
#define IMB_SHAP_MISSING_LEFT 0x80000000u

/* A node sends a row left when its value is at most the threshold. */
typedef struct
{
  double  threshold;
  double  cover;   /* the weight of its training rows */
  guint32 feature; /* | IMB_SHAP_MISSING_LEFT; or IMB_SHAP_LEAF */
  guint32 child;   /* the left one, the right one follows; of a leaf the place of its values */
} ImbShapNode;

typedef struct
{
  const ImbShapNode *nodes; /* the root first */
  gsize              n_nodes;
  const double      *values; /* n_outputs for each leaf */
  guint              n_outputs;
} ImbShapTree;

/**
 * imb_tree_shap_add:
 * @rows: of @n_features values; NaN as the nodes say
 * @out: (inout): of row i and output k, @n_features contributions and then the base value, from i * row_stride + k * output_stride
 *
 * Adds the SHAP values of a tree (Lundberg et al. 2020, doi:10.1038/s42256-019-0138-9, the path-dependent ones): what each feature adds to the
 * mean of the tree over its training rows to come to the row's value, fair in Shapley's sense when a tree that is not told a feature goes both ways, as
 * often as its training rows did. A row's contributions and base value add up to what the tree says of it. O(nodes · depth / 2) a row; parallel over
 * rows; the same bytes on any number of threads.
 *
 * Returns: FALSE when cancelled or with IMB_ERROR_TOO_LARGE; @out is then good for nothing
 */
gboolean imb_tree_shap_add (const ImbShapTree   *tree,
                            const double *const *rows,
                            gsize                n_rows,
                            gsize                n_features,
                            double              *out,
                            gsize                row_stride,
                            gsize                output_stride,
                            ImbJob              *job,
                            GError             **error);

G_END_DECLS
