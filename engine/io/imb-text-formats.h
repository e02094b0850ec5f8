/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/io/imb-decode.h"
#include "engine/io/imb-format.h"

G_BEGIN_DECLS

/* Tables in text, whatever its encoding. */
extern const ImbFormat imb_format_csv;
extern const ImbFormat imb_format_arff;
extern const ImbFormat imb_format_keel;

typedef ImbTable *(*ImbTextReader) (const ImbText        *text,
                                    const ImbReadOptions *options,
                                    ImbReadLog           *log,
                                    ImbJob               *job,
                                    GError              **error);

/* Decodes, and gives the text to @reader; keeps the encoding with the table. The rest as ImbFormat's read. */
ImbTable *imb_text_read_by (ImbTextReader         reader,
                            const char           *data,
                            gsize                 length,
                            const ImbReadOptions *options,
                            ImbReadLog           *log,
                            ImbJob               *job,
                            GError              **error);

/* Looks which of the three above it is, and reads. As ImbFormat's read. */
ImbTable *imb_text_read (const char           *data,
                         gsize                 length,
                         const ImbReadOptions *options,
                         ImbReadLog           *log,
                         ImbJob               *job,
                         GError              **error);

/* Is the text that begins so CSV, and no other kind of table in text? */
gboolean imb_text_is_csv (const ImbText        *beginning,
                          const ImbReadOptions *options);

G_END_DECLS
