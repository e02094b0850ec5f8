/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The menu of the header at @place, counted from 0; NULL: none. (transfer full) */
typedef GMenuModel *(*ExplorerHeadMenu) (int      place,
                                         gpointer data);

/* A click on a header of @view opens its menu, above @parent. GTK does so by the secondary button only; roles are too important
 * to be found by chance. */
void explorer_heads_watch (GtkColumnView   *view,
                           GtkWidget       *parent,
                           ExplorerHeadMenu menu,
                           gpointer         data);

G_END_DECLS
