/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "engine/imb.h"

G_BEGIN_DECLS

/* A line of small pictures, each above its column of a column view, that moves with it: how the values of the column are
 * spread. The view's first column has none. */
#define EXPLORER_TYPE_COLUMN_STRIP (explorer_column_strip_get_type ())
G_DECLARE_FINAL_TYPE (ExplorerColumnStrip, explorer_column_strip, EXPLORER, COLUMN_STRIP, GtkWidget)

/* @place: that of the view, sideways. */
GtkWidget *explorer_column_strip_new (GtkColumnView *view,
                                      GtkAdjustment *place);

/* @bins: (array length=n): of the view's second column, third column …; copied. 0: none; the strip
 * appears with the first ones and stays. */
void explorer_column_strip_set_bins (ExplorerColumnStrip *self,
                                     const ImbBins       *bins,
                                     gsize                n);

G_END_DECLS
