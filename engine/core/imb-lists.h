/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Room for @k neighbours of each of @n rows, both of which come from the table and the person: NULL with IMB_ERROR_TOO_LARGE when
 * there is no memory for as many. Any content. (transfer full) (nullable) */
guint32 *imb_lists_new (gsize    n,
                        gsize    k,
                        GError **error);

/* The same for their distances. */
double *imb_lists_new_distances (gsize    n,
                                 gsize    k,
                                 GError **error);

G_END_DECLS
