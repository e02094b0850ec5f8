/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What imb-rows.c, which takes rows one after another, shares with imb-csv-rows.c, where several threads take them. */
#pragma once

#include "engine/io/imb-rows.h"

G_BEGIN_DECLS

/* One walk over rows. */
typedef struct
{
  gsize         n_columns;
  gboolean      skip_first; /* the first row is the header */
  ImbInfer     *infer;      /* takes the rows, or … */
  ImbInferLane *lane;       /* … does, from @first_row on */
  gsize         first_row;
  gsize         n_rows; /* put there */
  gsize         most_rows;
  ImbReadLog   *log; /* NULL: a sample, nothing is said */
  gboolean      header_passed;
  ImbField     *padded; /* (array length=n_columns): room for a short row */
  gsize         n_left_out;
  gsize         n_known;  /* problems of the bytes, told before there were rows */
  gsize         n_placed; /* of them, those whose row is known */
  gsize         n_told;   /* problems kept when the row at hand began */
  gsize         row;      /* the last one of the table that began; 0: none */
} ImbRowWalk;

/* An ImbRowFunc; @data is the walk. A lane that has no room for the row stops, without an error. */
gboolean imb_row_walk_take (const ImbField *fields,
                            gsize           n_fields,
                            gsize           line,
                            gpointer        data,
                            GError        **error);

/* Looks whether there may be so many columns and rows, and at the beginning for plain text columns. */
gboolean imb_rows_sample (const ImbRowSource *source,
                          ImbInfer           *infer,
                          ImbReadLog         *log,
                          GError            **error);

/* FALSE, with a sentence, when there is no row; @n_problems: told before the rows. */
gboolean imb_rows_are_there (const ImbInfer   *infer,
                             const ImbReadLog *log,
                             gsize             n_problems,
                             GError          **error);
void     imb_rows_add_note (ImbNotes *notes,
                            gsize     n_left_out);

G_END_DECLS
