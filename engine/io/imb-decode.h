/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/io/imb-read-log.h"

G_BEGIN_DECLS

/* Text that the parsers can rely on: valid UTF-8 without byte order mark and NUL. */
typedef struct
{
  const char *text; /* lies in the bytes given, or in @owned */
  gsize       length;
  char       *owned;
  char       *encoding; /* of the bytes: UTF-8, UTF-16LE, WINDOWS-1252 … */
} ImbText;

/**
 * imb_decode:
 * @data: the bytes; the text may point into them
 * @encoding: (nullable): an iconv name; NULL: by byte order mark, else UTF-8, else WINDOWS-1252
 * @text: filled in; free with imb_text_clear
 * @job: (nullable): asked, its progress is left alone
 *
 * Returns: FALSE with IMB_ERROR_FORMAT when it is another kind of file, or no text at all; or with IMB_ERROR_TOO_LARGE or
 *   G_IO_ERROR_CANCELLED; there is nothing to free then
 */
gboolean imb_decode (const char *data,
                     gsize       length,
                     const char *encoding,
                     ImbReadLog *log,
                     ImbText    *text,
                     ImbJob     *job,
                     GError    **error);

/* Do these first bytes look like UTF-8 text that need not be decoded? @n_mark: the length of its byte order mark. */
gboolean imb_decode_is_utf8 (const char *data,
                             gsize       length,
                             const char *encoding,
                             gsize      *n_mark);
void     imb_text_clear (ImbText *self);

G_END_DECLS
