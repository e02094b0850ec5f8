/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/io/imb-csv.h"
#include "engine/io/imb-missing.h"

G_BEGIN_DECLS

/* Rows of text become columns of numbers and of categories. A column is taken for numbers until too much in it
 * is none; then it asks for another pass over the rows. */
typedef struct _ImbInfer ImbInfer;

/* What one thread has to itself while several add rows. */
typedef struct _ImbInferLane ImbInferLane;

/* Neighbouring rows that one lane put. */
typedef struct
{
  gsize first_row; /* as it was put */
  gsize n_rows;
  guint lane; /* the number of lanes that were there before it */
} ImbInferSpan;

/**
 * imb_infer_new:
 * @n_columns: of every row
 * @decimal: '.' or ','
 * @missing: lent
 * @log: lent
 *
 * Rows may be added after imb_infer_restart().
 */
ImbInfer *imb_infer_new (gsize       n_columns,
                         char        decimal,
                         ImbMissing *missing,
                         ImbReadLog *log);
void      imb_infer_free (ImbInfer *self);

/* The column holds text, whatever its cells look like. Before imb_infer_restart(). */
void imb_infer_set_text (ImbInfer *self,
                         gsize     j);

/* The column holds numbers, however much in it is none. Before imb_infer_restart(). */
void imb_infer_set_number (ImbInfer *self,
                           gsize     j);

/* The separator of thousands, as imb_parse_grouped() takes it; before: 0. */
void imb_infer_set_thousands (ImbInfer *self,
                              char      thousands);

/* The one that was met last; 0: none. */
char imb_infer_get_thousands (const ImbInfer *self);

/* A column that has to hold numbers and has not a single one; -1: there is none such. */
gssize imb_infer_find_hopeless (const ImbInfer *self);

/* Adds a row of exactly n_columns fields. FALSE with IMB_ERROR_TOO_LARGE. */
gboolean imb_infer_add (ImbInfer       *self,
                        const ImbField *fields,
                        gsize           line,
                        GError        **error);
gsize    imb_infer_n_rows (const ImbInfer *self);

/* Bytes of a row, as the columns are now settled. */
gsize imb_infer_row_size (const ImbInfer *self);

/* Room for so many rows at once, for imb_infer_put(). FALSE with IMB_ERROR_TOO_LARGE. */
gboolean imb_infer_reserve (ImbInfer *self,
                            gsize     n_rows,
                            GError  **error);

/* Another lane; owned by @self until the next restart. Not while others put rows. */
ImbInferLane *imb_infer_add_lane (ImbInfer *self);

/* Puts a row at place @row of those reserved; lanes may do that at once in different places. Afterwards
 * imb_infer_set_spans() says which places hold rows. */
void imb_infer_put (ImbInferLane   *lane,
                    const ImbField *fields,
                    gsize           row,
                    gsize           line);
void imb_infer_set_spans (ImbInfer           *self,
                          const ImbInferSpan *spans, /* in ascending order of their rows */
                          gsize               n_spans);

/* Where the row that was put at place @row is in the end. */
gsize imb_infer_final_row (const ImbInfer *self,
                           gsize           row);

/* Numbers of three and more digits, all of one length, some with zeros in front, are codes (of places, of goods) and stay text. Off at first:
 * some files say what is a number. */
void imb_infer_keep_codes (ImbInfer *self);

/* The columns whose cells are mostly no numbers become text; TRUE when there is one that was not yet, so that
 * all rows must be added again after imb_infer_restart(). @all: every row was seen, so that
 * shares can be judged too. */
gboolean imb_infer_settle (ImbInfer *self,
                           gboolean  all);

/* Forgets the rows, keeps what was settled. @n_rows_about: for the first piece of memory. */
void imb_infer_restart (ImbInfer *self,
                        gsize     n_rows_about);

/* The columns, with problems and notes about what was left out; @names gives theirs (stolen). NULL with G_IO_ERROR_CANCELLED;
 * then the names are not taken. (transfer full) (nullable) */
ImbColumn *imb_infer_finish (ImbInfer *self,
                             char    **names,
                             ImbJob   *job,
                             GError  **error);

G_END_DECLS
