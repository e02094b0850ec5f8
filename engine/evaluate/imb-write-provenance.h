/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/data/imb-design.h"
#include "engine/io/imb-write.h"
#include "engine/samplers/imb-resample.h"

G_BEGIN_DECLS

/* A line for each row of the result, then one for each removed row: output_row (none for those), kind (original, synthetic,
 * removed), source_rows, weights, reason (a nick, of removed rows) and witnesses (rows that speak for it). Rows are data rows of the
 * table from 1; synthetic ones among parents and witnesses are followed to their own parents; several stand with a blank
 * between them, the one that the row was made from first, and each once, with the sum of its weights. A synthetic row with many parents that is itself in no result, as the mean of a class, has a line of its own, kind point, between
 * the two: p1 as its output_row, which is what its children say among their source_rows. FALSE with G_IO_ERROR_CANCELLED. */
gboolean imb_write_provenance (ImbWriter         *out,
                               const ImbDesign   *design,
                               const ImbResample *resample,
                               ImbJob            *job,
                               GError           **error);

/**
 * imb_resample_source_rows:
 * @made: a synthetic row
 * @rows: (element-type guint32): gets the original rows (of the view) that it comes from, each once, the one that it was made from first
 * @weights: (element-type double): gets their weights
 */
void imb_resample_source_rows (const ImbResample *resample,
                               gsize              made,
                               GArray            *rows,
                               GArray            *weights);

G_END_DECLS
