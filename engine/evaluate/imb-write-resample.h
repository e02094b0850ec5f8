/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/data/imb-design.h"
#include "engine/samplers/imb-resample.h"

G_BEGIN_DECLS

/**
 * imb_write_resample:
 * @path: the CSV file to make, "-" for standard output; it appears whole or not at all
 * @provenance: (nullable): another one, with a line for each row of the result: output_row, kind, source_rows,
 *   weights. Rows are data rows of the table from 1; a synthetic row's parents that are synthetic are
 *   followed to their own; several stand with a blank between them. Both files appear, or none
 * @resample: of all rows of @design, from imb_plan_apply()
 * @raw: the design's numbers and the label, nothing else; otherwise the table's columns: original rows and
 *   copies with their source cells, synthetic rows with their features (a category by its largest share)
 *   and nothing in columns that are no feature
 * @mark: (nullable): name of a column "original" / "synthetic" to add
 *
 * Rows stand in the result's order, which is imbalanced-learn's.
 */
gboolean imb_write_resample (const char        *path,
                             const char        *provenance,
                             const ImbDesign   *design,
                             const ImbResample *resample,
                             gboolean           raw,
                             const char        *mark,
                             ImbJob            *job,
                             GError           **error);

/* A table as CSV. */
gboolean imb_write_table (const char     *path,
                          const ImbTable *table,
                          ImbJob         *job,
                          GError        **error);

/**
 * imb_resample_source_rows:
 * @made: a synthetic row
 * @rows: (element-type guint32): gets the original rows (of the view) that it comes from, each once
 * @weights: (element-type double): gets their weights
 */
void imb_resample_source_rows (const ImbResample *resample,
                               gsize              made,
                               GArray            *rows,
                               GArray            *weights);

G_END_DECLS
