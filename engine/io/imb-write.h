/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A file that appears whole or not at all: written beside its place, renamed at the end. "-" is
 * standard output. Free without commit leaves nothing. */
typedef struct _ImbWriter ImbWriter;

ImbWriter *imb_writer_new (const char *path,
                           GError    **error);
void       imb_writer_text (ImbWriter  *self,
                            const char *text);
void       imb_writer_bytes (ImbWriter  *self,
                             const void *data,
                             gsize       length);

/* One CSV field, quoted when it must be; the caller writes the delimiters and line ends. */
void imb_writer_field (ImbWriter  *self,
                       const char *text);

/* Shortest text that reads back equal; nothing at all for NaN. */
void imb_writer_number (ImbWriter *self,
                        double     value);

/* FALSE with IMB_ERROR_OUTPUT when any write failed; then nothing was left behind. */
gboolean imb_writer_commit (ImbWriter *self,
                            GError   **error);
void     imb_writer_free (ImbWriter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbWriter, imb_writer_free)

G_END_DECLS
