/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "engine/io/imb-csv.h"

G_BEGIN_DECLS

/* A cell as it stands in the text: with its quotes and, unless blanks are the delimiter, the blanks around it. */
typedef struct
{
  gsize start; /* from the row's beginning */
  gsize length;
} ImbSpan;

/**
 * imb_cut_row:
 * @text: valid UTF-8 from the beginning of a row on; @length bytes of it, which may hold further rows
 * @delimiter: ' ' takes several blanks and tabs as one
 * @quote: '\0': there is none
 * @cells: (element-type ImbSpan) (nullable): the cells are added
 *
 * Cuts as imb_csv_parse() does, but leaves every byte where it is.
 *
 * Returns: the length of the row without its line end
 */
gsize imb_cut_row (const char *text,
                   gsize       length,
                   char        delimiter,
                   char        quote,
                   GArray     *cells);

/* Does the cell's text, freed from blanks and quotes, say what @field says? @scratch has room for @length bytes. */
gboolean imb_span_says (const char     *text,
                        gsize           length,
                        char            quote,
                        const ImbField *field,
                        char           *scratch);

G_END_DECLS
