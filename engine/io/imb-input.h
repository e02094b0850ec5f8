/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes that can be read anywhere, by several threads at once: a regular file, as long as it was when it was opened, or a piece of memory.
 * A file is read, never mapped: one that shrinks meanwhile must not kill the program. */
typedef struct
{
  const char *name;  /* for sentences; lent */
  const char *bytes; /* NULL: in the file; lent */
  int         fd;
  gsize       size;
} ImbInput;

/* Copies bytes @at … @at + @n, which must lie inside, to @out. FALSE with G_FILE_ERROR: the disk failed, or the file became shorter. */
gboolean imb_input_read (const ImbInput *self,
                         gsize           at,
                         gsize           n,
                         char           *out,
                         GError        **error);

G_END_DECLS
