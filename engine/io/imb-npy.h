/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/io/imb-read-log.h"

G_BEGIN_DECLS

#define IMB_NPY_MOST_DIMENSIONS 32

/* What stands at one place of every item of an array. */
typedef struct
{
  char    *name; /* of a field of a structured array, UTF-8; NULL: the item itself */
  char     kind; /* 'f', 'i', 'u', 'b', or text: 'S' bytes, 'U' UCS-4 */
  gboolean big_endian;
  gsize    size;   /* bytes */
  gsize    offset; /* in the item */
} ImbNpyField;

/* An array as NumPy saves it. */
typedef struct
{
  GArray     *fields;    /* of ImbNpyField */
  gsize       item_size; /* bytes, at least 1 */
  gboolean    fortran;   /* the first index runs fastest */
  guint       n_dims;    /* 1 … IMB_NPY_MOST_DIMENSIONS */
  gsize       shape[IMB_NPY_MOST_DIMENSIONS];
  gsize       n_rows;        /* shape[0] */
  gsize       items_per_row; /* product of the other dimensions */
  gsize       n_columns;     /* items_per_row · fields */
  gsize       header_size;   /* bytes before the values */
  const char *values;        /* n_rows · items_per_row · item_size bytes; NULL before imb_npy_find_values() */
} ImbNpy;

gboolean imb_npy_is (const char *data,
                     gsize       length);

/* Reads the header of versions 1.0 to 3.0. FALSE with IMB_ERROR_FORMAT or IMB_ERROR_TOO_LARGE when it is none, its
 * sizes overflow, there are no rows, or there are values that cannot be read (Python objects, dates …). Call
 * imb_npy_clear() in either case. */
gboolean imb_npy_read_head (ImbNpy           *self,
                            const char       *data,
                            gsize             length,
                            const ImbReadLog *log,
                            GError          **error);

/* All values must be there; what comes after them is noted. */
gboolean imb_npy_find_values (ImbNpy           *self,
                              const char       *data,
                              gsize             length,
                              const ImbReadLog *log,
                              GError          **error);
void     imb_npy_clear (ImbNpy *self);

/**
 * imb_npy_columns:
 * @columns: n_columns of them, zeroed; get kind and values, no names; the caller clears them also on failure
 *
 * Numbers become doubles, texts categories (or numbers, when all of them are). Values that are not finite become missing; that, whole
 * numbers beyond 2^53 and more than two dimensions are noted. FALSE with IMB_ERROR_TOO_LARGE or G_IO_ERROR_CANCELLED.
 */
gboolean imb_npy_columns (const ImbNpy     *self,
                          ImbColumn        *columns,
                          const ImbReadLog *log,
                          ImbJob           *job,
                          GError          **error);

G_END_DECLS
