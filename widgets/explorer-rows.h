/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A list whose items are mere positions, of any length, at no cost. */
#define EXPLORER_TYPE_ROWS (explorer_rows_get_type ())
G_DECLARE_FINAL_TYPE (ExplorerRows, explorer_rows, EXPLORER, ROWS, GObject)

ExplorerRows *explorer_rows_new (guint n_rows);

G_END_DECLS
