/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* n_rows × n_cols doubles, row-major. Row i starts at data + i * stride; stride is n_cols rounded
 * up to 8 and the padding is zero, so that a kernel may run over whole strides. 64-byte
 * aligned; large blocks ask for huge pages (first touch of 4 KiB pages costs more than most
 * arithmetic). NaN is missing. */
typedef struct
{
  double *data;
  gsize   n_rows;
  gsize   n_cols;
  gsize   stride;
  gsize   n_bytes; /* of the block, which may have room for more rows; 0: it is another matrix's */
} ImbMatrix;

/**
 * imb_matrix_new:
 *
 * Returns: (transfer full) (nullable): zeros, or NULL with IMB_ERROR_TOO_LARGE
 */
ImbMatrix *imb_matrix_new (gsize    n_rows,
                           gsize    n_cols,
                           GError **error);

/* The same with any values, for those who write whole strides: all columns, and zeros behind them. */
ImbMatrix *imb_matrix_new_unset (gsize    n_rows,
                                 gsize    n_cols,
                                 GError **error);

/* Also with any values, for those who write all of it next. */
ImbMatrix *imb_matrix_new_whole (gsize    n_rows,
                                 gsize    n_cols,
                                 GError **error);
void       imb_matrix_free (ImbMatrix *self);

/* The rows of @of from @first on, without a copy; to be freed before it. (transfer full) */
ImbMatrix *imb_matrix_new_tail (const ImbMatrix *of,
                                gsize            first);

/* The first @n_rows are needed no more: what memory they alone have goes back, and they may have any values. */
void imb_matrix_forget (ImbMatrix *self,
                        gsize      n_rows);

static inline double *
imb_matrix_row (const ImbMatrix *self,
                gsize            i)
{
  return self->data + i * self->stride;
}

/* Zeros: the block for @n doubles with the alignment and pages of a matrix; NULL when there is no memory. */
double *imb_block_new (gsize n);
double *imb_block_new_unset (gsize n); /* … of any content */
void    imb_block_free (double *block,
                        gsize   n);

/* Room for one thing of @size bytes for each of @n rows, any values: NULL with IMB_ERROR_TOO_LARGE. To be freed with g_free. */
gpointer imb_rows_new (gsize    n,
                       gsize    size,
                       GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbMatrix, imb_matrix_free)

G_END_DECLS
