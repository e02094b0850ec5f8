/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/io/imb-decode.h"
#include "engine/io/imb-format.h"

G_BEGIN_DECLS

/* Tables in text, whatever its encoding. */
extern const ImbFormat imb_format_csv;
extern const ImbFormat imb_format_arff;
extern const ImbFormat imb_format_keel;

/* Decodes, looks which of them it is, and reads. As ImbFormat's read. */
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
