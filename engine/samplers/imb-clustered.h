/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-rng.h"
#include "engine/samplers/imb-resample.h"

G_BEGIN_DECLS

/* How kmeans-smote makes rows once it knows the clusters. */
typedef struct
{
  const char *sampling_strategy;
  gsize       k_neighbors; /* of the same class and cluster, from which a partner is drawn */
  double      threshold;   /* rows of the class per row of a cluster that is used; NAN: half of the class's share of the new rows */
  double      exponent;    /* of the mean distance of a cluster's rows; NAN: by their number */
  gboolean    as_peer;     /* each cluster's share rounded up; equal rows everywhere refused */
} ImbClustered;

/**
 * imb_clustered_make:
 * @numbers: rows of @in as the clusters were made of them
 * @labels: (array length=in->n_rows): their clusters, below @n_clusters
 * @targets: (array length=in->n_classes): rows to add
 *
 * SMOTE within the clusters where the class has its share, most where it is sparse. Adds the rows to @out.
 */
gboolean imb_clustered_make (const ImbView      *in,
                             const ImbMatrix    *numbers,
                             const guint32      *labels,
                             gsize               n_clusters,
                             const ImbClustered *how,
                             const gsize        *targets,
                             const ImbRng       *rng,
                             ImbResample        *out,
                             ImbJob             *job,
                             GError            **error);

G_END_DECLS
