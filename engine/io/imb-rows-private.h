/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What imb-rows.c, which takes rows one after another, shares with imb-csv-rows.c, where several threads take them. */
#pragma once

#include "engine/io/imb-rows.h"

G_BEGIN_DECLS

/* One walk over rows. */
typedef struct
{
  gsize            n_columns;
  gboolean         skip_first; /* the first row is the header */
  ImbInfer        *infer;      /* takes the rows, or … */
  ImbInferLane    *lane;       /* … does, from @first_row on */
  gsize            first_row;
  gsize            n_rows; /* put there */
  gsize            most_rows;
  gboolean         counts;    /* the rows, and keeps none, but … */
  ImbStrataLane   *strata;    /* … their classes, unless NULL */
  const ImbSample *sample;    /* NULL: all rows are wanted */
  gsize            n_in_file; /* rows of the file before the one at hand */
  gsize            next;      /* of the sample */
  ImbReadLog      *log;       /* NULL: a sample, nothing is said */
  ImbJob          *job;       /* (nullable): is told how many rows there were */
  gsize            n_uncounted;
  gboolean         header_passed;
  ImbField        *padded; /* (array length=n_columns): room for a short row */
  gsize            n_left_out;
  gsize            n_known;  /* problems of the bytes, told before there were rows */
  gsize            n_placed; /* of them, those whose row is known */
  gsize            n_told;   /* problems kept when the row at hand began */
  gsize            row;      /* the last one of the table that began; 0: none */
} ImbRowWalk;

/* An ImbRowFunc; @data is the walk. A lane that has no room for the row stops, without an error. */
gboolean imb_row_walk_take (const ImbField *fields,
                            gsize           n_fields,
                            gsize           line,
                            gpointer        data,
                            GError        **error);

/* Looks at the beginning for plain text columns, and whether there may be so many columns and rows. */
gboolean imb_rows_look (const ImbRowSource *source,
                        ImbInfer           *infer,
                        ImbReadLog         *log,
                        GError            **error);

/**
 * imb_rows_fit:
 * @name: of the file
 * @n_rows: about
 * @row_size: bytes that a row takes in the table
 * @available: bytes of memory that are free
 *
 * Returns: FALSE with IMB_ERROR_TOO_LARGE and how many rows would fit
 */
gboolean imb_rows_fit (const char *name,
                       double      n_rows,
                       gsize       n_columns,
                       gsize       row_size,
                       gsize       available,
                       GError    **error);

/* FALSE, with a sentence, when there is no row; @n_problems: told before the rows. */
gboolean imb_rows_are_there (const ImbInfer   *infer,
                             const ImbReadLog *log,
                             gsize             n_problems,
                             GError          **error);
void     imb_rows_add_note (ImbNotes *notes,
                            gsize     n_left_out);

G_END_DECLS
