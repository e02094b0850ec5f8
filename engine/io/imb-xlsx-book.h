/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/io/imb-bytes.h"
#include "engine/io/imb-read-log.h"

G_BEGIN_DECLS

/* What an Excel workbook says about its sheets, without their cells. */
typedef struct
{
  const char *data; /* the archive; lent */
  gsize       length;
  gsize       most; /* bytes that any part may take */
  ImbReadLog *log;
  GPtrArray  *names;         /* of the sheets that are not hidden; of the hidden ones behind them */
  GPtrArray  *paths;         /* of their parts in the archive */
  guint       n_shown;       /* sheets that are not hidden */
  gboolean    from_1904;     /* how dates count */
  GArray     *kinds;         /* of guint8 (ImbSheetKind): what a cell's style makes of a number */
  ImbBytes    strings;       /* shared texts, one after another */
  GArray     *string_starts; /* of gsize: and one more for the end */
} ImbXlsxBook;

/* FALSE with an error when it is damaged; free with imb_xlsx_book_clear in any case. */
gboolean imb_xlsx_book_read (ImbXlsxBook *self,
                             const char  *data,
                             gsize        length,
                             gsize        most,
                             ImbReadLog  *log,
                             ImbJob      *job,
                             GError     **error);
void     imb_xlsx_book_clear (ImbXlsxBook *self);

/* Appends text in which Excel writes some characters as _x000D_. */
gboolean imb_xlsx_append (ImbBytes   *out,
                          const char *text,
                          gsize       length,
                          const char *name,
                          GError    **error);

/* The bytes so far with these taken back where they are _xHHHH_; @from: where the text began. */
void imb_xlsx_unescape (ImbBytes *bytes,
                        gsize     from);

G_END_DECLS
