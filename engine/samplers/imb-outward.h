/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-rng.h"
#include "engine/samplers/imb-resample.h"

G_BEGIN_DECLS

/* How svm-smote makes rows once it knows the support vectors. */
typedef struct
{
  const char *sampling_strategy;
  gsize       k_neighbors; /* of the same class, from which a partner is drawn */
  gsize       m_neighbors; /* of all rows, which tell danger from safety */
  double      out_step;    /* the longest step away from a partner, as a share of the way to it */
  gboolean    as_peer;     /* a class without rows in danger, or without safe ones, gets only the share of the others */
} ImbOutward;

/**
 * imb_outward_make:
 * @is_support: (array length=in->n_rows): 1 or 0
 * @targets: (array length=in->n_classes): rows to add
 *
 * From support vectors in danger towards a neighbour, from safe ones away from it. Adds the rows to @out.
 */
gboolean imb_outward_make (const ImbView    *in,
                           const guint8     *is_support,
                           const ImbOutward *how,
                           const gsize      *targets,
                           const ImbRng     *rng,
                           ImbResample      *out,
                           ImbJob           *job,
                           GError          **error);

G_END_DECLS
