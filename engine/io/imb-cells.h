/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/io/imb-bytes.h"
#include "engine/io/imb-read-log.h"
#include "engine/io/imb-read.h"

G_BEGIN_DECLS

/* The cells of a file that is no text, put down as CSV text, so that header, types, missing markers and limits are those of
 * every other table. Row by row, each from left to right; what is not filled in is missing. */
typedef struct
{
  const char *name; /* of the file, for sentences; lent */
  ImbBytes    text;
  gsize       at;     /* cells of the row at hand */
  gsize       left;   /* the first column that has a value in any row */
  gsize       widest; /* cells of the longest row */
  gsize       shortest;
  gsize       n_rows;  /* that have cells */
  gsize       n_lines; /* with the empty ones */
  gsize       n_mended;
  gboolean    is_row_filled;
} ImbCells;

/* @most: bytes that the text may take. Free with imb_cells_clear(). */
void imb_cells_init (ImbCells   *self,
                     const char *name,
                     gsize       most);
void imb_cells_clear (ImbCells *self);

/* The next cell is in column @j, from 0; not before the cells that are there. All FALSE with IMB_ERROR_TOO_LARGE. */
gboolean imb_cells_skip_to (ImbCells *self,
                            gsize     j,
                            GError  **error);

/* A cell with any bytes in it; NULs are dropped, what is not UTF-8 is replaced (and counted). */
gboolean imb_cells_add_text (ImbCells   *self,
                             const char *text,
                             gsize       length,
                             GError    **error);

/* A cell whose text has no commas, quotes or line ends: a number, a date. */
gboolean imb_cells_add_plain (ImbCells   *self,
                              const char *text,
                              GError    **error);

/* A cell without a value, which makes a row all the same. */
gboolean imb_cells_add_nothing (ImbCells *self,
                                GError  **error);
gboolean imb_cells_end_row (ImbCells *self,
                            GError  **error);

/* The rows that ended were taken out of the text; the one at hand has its first value in column @left. */
void imb_cells_restart (ImbCells *self,
                        gsize     left);

/**
 * imb_cells_read:
 * @format: an id of imb_formats()
 * @header: as in ImbReadOptions; @options' own is not asked
 *
 * Makes the table and its reading, in which all that is the matter of text only stays 0. Frees the text on the way.
 *
 * Returns: (transfer full) (nullable): as ImbFormat's read
 */
ImbTable *imb_cells_read (ImbCells             *self,
                          const char           *format,
                          int                   header,
                          const ImbReadOptions *options,
                          ImbReadLog           *log,
                          ImbJob               *job,
                          GError              **error);

/* Tells in the table's reading that it is the @chosen one of those of @names (which may get a NULL at its end). */
void imb_cells_name_tables (ImbTable  *table,
                            GPtrArray *names,
                            guint      chosen);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImbCells, imb_cells_clear)

G_END_DECLS
