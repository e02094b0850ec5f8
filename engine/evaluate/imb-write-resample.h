/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/data/imb-design.h"
#include "engine/samplers/imb-resample.h"

G_BEGIN_DECLS

/**
 * imb_write_resample:
 * @path: the CSV file to make, "-" for standard output; it appears whole or not at all
 * @provenance: (nullable): another one, as imb_write_provenance() says. Both files appear, or none
 * @resample: of all rows of @design, from imb_plan_apply()
 * @raw: the design's numbers and the label with commas between them, nothing else; otherwise the table's columns: original rows
 *   and copies as their source has them (imb-source.h), synthetic rows with their features (numbers with as many digits as
 *   it takes to read them back equal, at most 17; a category by its largest share, it and the class spelled as in a row that has
 *   it), and of columns that are no feature the group and what is the same in all rows, as the row they were made from has it, else
 *   nothing. Delimiter, decimal sign, quotes, line ends, byte order mark and whether
 *   there is a line of names are those of the source when that is CSV; the encoding is UTF-8
 * @mark: (nullable): name of a column "original" / "synthetic" to add; then there is a line of names in any case
 * @notes: gets what was not as said here, and why
 *
 * Rows stand in the result's order, which is imbalanced-learn's.
 */
gboolean imb_write_resample (const char        *path,
                             const char        *provenance,
                             const ImbDesign   *design,
                             const ImbResample *resample,
                             gboolean           raw,
                             const char        *mark,
                             ImbNotes          *notes,
                             ImbJob            *job,
                             GError           **error);

/* A table as CSV. */
gboolean imb_write_table (const char     *path,
                          const ImbTable *table,
                          ImbJob         *job,
                          GError        **error);

G_END_DECLS
