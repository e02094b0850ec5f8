/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "engine/imb.h"

G_BEGIN_DECLS

/* The places where these rows stand, and the rows that stand at these places; numbers beyond the table are left out.
 * O(rows of the table). (transfer full) */
GtkBitset *explorer_order_dup_places (const ImbOrder  *order,
                                      const GtkBitset *rows);
GtkBitset *explorer_order_dup_rows (const ImbOrder  *order,
                                    const GtkBitset *places);

G_END_DECLS
