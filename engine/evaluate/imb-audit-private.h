/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/evaluate/imb-audit.h"

G_BEGIN_DECLS

/* What the measures of an audit work on; nothing is owned. */
typedef struct
{
  const ImbSpace    *space;
  const ImbDesign   *design;
  const ImbResample *resample;
  ImbView            view;      /* of all rows, in source units */
  const guint32     *synthetic; /* (array length=n_synthetic): the synthetic rows of the result, each once, ascending, from 0 */
  gsize              n_synthetic;
  const gboolean    *grows; /* (array length=n_classes): has synthetic rows */
} ImbAuditInput;

/* Copies, other classes' places, distances. */
gboolean imb_audit_nearest (const ImbAuditInput *in,
                            ImbAudit            *out,
                            ImbJob              *job,
                            GError             **error);

/* Ranges and domains. */
gboolean imb_audit_domains (const ImbAuditInput *in,
                            ImbAudit            *out,
                            ImbJob              *job,
                            GError             **error);

/* Distributions of each feature in each class. */
gboolean imb_audit_shifts (const ImbAuditInput *in,
                           ImbAudit            *out,
                           ImbJob              *job,
                           GError             **error);

G_END_DECLS
