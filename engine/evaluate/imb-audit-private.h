/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/evaluate/imb-audit.h"

G_BEGIN_DECLS

/* Rows by class: those of class c are at offsets[c] … offsets[c + 1]. */
typedef struct
{
  guint32 *rows; /* of the view, then n_in + synthetic row */
  gsize   *offsets;
} ImbAuditRows;

/* What the measures of an audit work on; nothing is owned but what imb_audit_group() makes. */
typedef struct
{
  const ImbSpace    *space;
  const ImbDesign   *design;
  const ImbResample *resample;
  ImbView            view;      /* of all rows, in source units */
  const guint32     *synthetic; /* (array length=n_synthetic): the synthetic rows of the result, each once, ascending, from 0 */
  gsize              n_synthetic;
  const gboolean    *grows;   /* (array length=n_classes): has synthetic rows */
  gboolean          *changes; /* (array length=n_classes): other rows than before, or more or less often */
  ImbAuditRows       before;  /* all rows of the view */
  ImbAuditRows       after;   /* the result */
} ImbAuditInput;

/* Sets the rows by class; the other members are there. */
void          imb_audit_group (ImbAuditInput *in);
void          imb_audit_ungroup (ImbAuditInput *in);
const double *imb_audit_row (const ImbAuditInput *in,
                             guint32              row);

/* At most @most of @n rows, evenly spaced; a row's new number. */
static inline gsize
imb_audit_spaced (gsize i,
                  gsize n,
                  gsize most)
{
  return n <= most ? i : (gsize) ((double) i * (double) n / (double) most);
}

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

/* Categories that never meet. */
gboolean imb_audit_pairs (const ImbAuditInput *in,
                          ImbAudit            *out,
                          ImbJob              *job,
                          GError             **error);

/* Distributions of each feature in each class. */
gboolean imb_audit_shifts (const ImbAuditInput *in,
                           ImbAudit            *out,
                           ImbJob              *job,
                           GError             **error);

/* Correlations of features in each class. */
gboolean imb_audit_correlations (const ImbAuditInput *in,
                                 ImbAudit            *out,
                                 ImbJob              *job,
                                 GError             **error);

/* Whether a model tells synthetic rows from real ones. */
gboolean imb_audit_discriminate (const ImbAuditInput *in,
                                 ImbAudit            *out,
                                 ImbJob              *job,
                                 GError             **error);

G_END_DECLS
