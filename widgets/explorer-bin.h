/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Makes a widget of one child (an AdwBin) always ask its child how high it is at the width at hand, also
 * when the child comes later than the first measuring. GTK 4.8 otherwise remembers of a bin that was
 * empty that width does not matter, and labels that wrap run over what is below them. */
void explorer_bin_follow_width (GtkWidget *bin);

G_END_DECLS
