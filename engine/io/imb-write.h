/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A file that appears whole or not at all: written beside its place, renamed at the end. "-" is
 * standard output. Free without commit leaves nothing. */
typedef struct _ImbWriter ImbWriter;

/* How a table is spelled. */
typedef struct
{
  char delimiter;   /* ',' ';' '\t' '|' ' ' … */
  char quote;       /* '"' or '\''; '\0': there is none */
  char comment;     /* what begins with it is quoted, like what begins with #; '\0': nothing else */
  char decimal;     /* '.' or ',' */
  char line_end[3]; /* "\n", "\r\n" or "\r" */
} ImbWriteStyle;

/* The text as a field: in quotes when it must be. (transfer full) */
char *imb_write_style_quote (const ImbWriteStyle *self,
                             const char          *text);

/* As imb_writer_number() writes it. (transfer full) */
char *imb_write_style_number (const ImbWriteStyle *self,
                              double               value);

ImbWriter *imb_writer_new (const char *path,
                           GError    **error);
void       imb_writer_text (ImbWriter  *self,
                            const char *text);
void       imb_writer_bytes (ImbWriter  *self,
                             const void *data,
                             gsize       length);

/* Until it is set: comma, ", decimal point, LF. */
void                 imb_writer_set_style (ImbWriter           *self,
                                           const ImbWriteStyle *style);
const ImbWriteStyle *imb_writer_get_style (const ImbWriter *self);

/* One field, quoted when it must be; the caller writes what stands between the fields. */
void imb_writer_field (ImbWriter  *self,
                       const char *text);

/* The fewest digits that read back equal, at most 17; an empty field for NaN. */
void imb_writer_number (ImbWriter *self,
                        double     value);
void imb_writer_delimiter (ImbWriter *self);
void imb_writer_line_end (ImbWriter *self);

/* FALSE with IMB_ERROR_OUTPUT when any write failed; then nothing was left behind. */
gboolean imb_writer_commit (ImbWriter *self,
                            GError   **error);
void     imb_writer_free (ImbWriter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbWriter, imb_writer_free)

G_END_DECLS
