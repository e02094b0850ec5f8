/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes that grow, but not beyond what memory allows. */
typedef struct
{
  char *data; /* from g_malloc; NULL as long as nothing came */
  gsize length;
  gsize capacity;
  gsize most; /* bytes that it may take */
} ImbBytes;

/* Room for @n more bytes behind @length; FALSE with IMB_ERROR_TOO_LARGE and a sentence about the file @name. */
gboolean imb_bytes_make_room (ImbBytes   *self,
                              gsize       n,
                              const char *name,
                              GError    **error);
void     imb_bytes_clear (ImbBytes *self);

/* Sets the IMB_ERROR_TOO_LARGE of @n_bytes where there is room for @most, and returns FALSE. */
gboolean imb_bytes_refuse (const char *name,
                           gsize       n_bytes,
                           gsize       most,
                           GError    **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImbBytes, imb_bytes_clear)

G_END_DECLS
