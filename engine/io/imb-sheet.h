/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/io/imb-cells.h"

G_BEGIN_DECLS

#define IMB_SHEET_MOST_ROWS    1048576 /* of Excel and of LibreOffice */
#define IMB_SHEET_MOST_COLUMNS 16384

typedef enum
{
  IMB_SHEET_NUMBER,
  IMB_SHEET_DATE,
  IMB_SHEET_TIME,
  IMB_SHEET_DATE_TIME,
} ImbSheetKind;

/* A sheet of a spreadsheet as cells: rows may begin anywhere and have gaps, a title may stand above them. */
typedef struct
{
  ImbCells cells;
  gsize    row;       /* at hand, from 0 */
  gsize    row_start; /* in the text of the cells */
  gsize    first;     /* column with a value in it */
  gsize    n_filled;  /* cells with a value in it */
  gsize    n_titles;  /* rows above it, when all of them hold a single value */
  gboolean has_table; /* a row with more than one value was there */
  gsize    n_errors;  /* values that are a formula's error */
  gsize    n_unknown; /* formulas without a stored value */
  gsize    n_merged;  /* ranges of merged cells */
} ImbSheet;

void imb_sheet_init (ImbSheet   *self,
                     const char *name,
                     gsize       most);
void imb_sheet_clear (ImbSheet *self);

/* The value of a cell; rows come in order, and cells in a row. @plain: a number or a date, as imb_cells_add_plain takes it. FALSE with
 * IMB_ERROR_FORMAT when they are out of order or out of bounds, or with IMB_ERROR_TOO_LARGE. */
gboolean imb_sheet_put (ImbSheet         *self,
                        gsize             row,
                        gsize             column,
                        const char       *text,
                        gsize             length,
                        gboolean          plain,
                        const ImbReadLog *log,
                        GError          **error);

/* See imb_cells_read(); notes what is special in a sheet. */
ImbTable *imb_sheet_read (ImbSheet             *self,
                          const char           *format,
                          const ImbReadOptions *options,
                          ImbReadLog           *log,
                          ImbJob               *job,
                          GError              **error);

/* Chooses among sheets: the wanted one, else the first. A note names the others. -1 with IMB_ERROR_PARAM or, when there
 * is none, IMB_ERROR_FORMAT. */
gssize imb_sheet_choose (const GPtrArray *names,
                         const char      *wanted,
                         ImbReadLog      *log,
                         GError         **error);

/* What a number means by its format ("yyyy-mm-dd", "0.00") in Excel's language. */
ImbSheetKind imb_sheet_kind (const char *format);

/* A day number as ISO text; NULL when it is none. @from_1904: else from 1900. (transfer full) */
char *imb_sheet_dup_date (double       serial,
                          ImbSheetKind kind,
                          gboolean     from_1904);

G_END_DECLS
