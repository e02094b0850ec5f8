/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Gives @widget its name for people who do not see it; also to the button inside a GtkDropDown, GtkMenuButton or
 * AdwSplitButton, which has the focus in its place and which GTK leaves without one. */
void explorer_name_widget (GtkWidget  *widget,
                           const char *name);

G_END_DECLS
