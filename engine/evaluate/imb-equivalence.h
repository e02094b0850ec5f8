/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/evaluate/imb-run.h"

G_BEGIN_DECLS

/* What a sampler wins over moving the threshold: the untreated model at the threshold that gives the same recall, and the
 * precision of both there. Of all tested rows together. */
typedef struct
{
  double recall;         /* of the run */
  double precision;      /* of the run */
  double threshold;      /* of the untreated model: the highest with at least that recall; NaN: the run finds nothing */
  double share;          /* of the rows with exactly that score, which are taken to have that very recall; 1: all of them */
  double base_precision; /* there */
  double difference;     /* precision of the run minus that of the untreated model */
  double low;            /* its 95 % interval by a stratified bootstrap of the rows; the threshold is found again in each resample */
  double high;
} ImbEquivalence;

/**
 * imb_equivalence:
 * @base: the untreated model over the same rows
 * @notes: (nullable): is told when fewer resamples had to do
 *
 * Two classes; not leaky (else everything is NaN).
 *
 * Returns: FALSE with an error: cancelled, no memory
 */
gboolean imb_equivalence (const ImbRun   *self,
                          const ImbRun   *base,
                          ImbEquivalence *equivalence,
                          ImbNotes       *notes,
                          ImbJob         *job,
                          GError        **error);

G_END_DECLS
