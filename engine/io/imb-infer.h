/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/io/imb-csv.h"
#include "engine/io/imb-missing.h"

G_BEGIN_DECLS

/* Rows of text become columns of numbers and of categories. A column is taken for numbers until too much in it
 * is none; then it asks for another pass over the rows. */
typedef struct _ImbInfer ImbInfer;

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

/* The columns whose cells are mostly no numbers become text; TRUE when there is one that was not yet, so that
 * all rows must be added again after imb_infer_restart(). @all: every row was seen, so that
 * shares can be judged too. */
gboolean imb_infer_settle (ImbInfer *self,
                           gboolean  all);

/* Forgets the rows, keeps what was settled. @n_rows_about: for the first piece of memory. */
void imb_infer_restart (ImbInfer *self,
                        gsize     n_rows_about);

/* The columns, with problems and notes about what was left out; @names gives theirs (stolen).
 * (transfer full) */
ImbColumn *imb_infer_finish (ImbInfer *self,
                             char    **names);

G_END_DECLS
