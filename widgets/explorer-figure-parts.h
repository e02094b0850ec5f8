/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "widgets/figures/imb-figure.h"

G_BEGIN_DECLS

/* What explorer-figure.c is made of: an input that holds what it points to, and what is drawn over the picture. */

/* @to becomes a copy that holds references and arrays of its own; what was in it is not freed. */
void explorer_figure_input_hold (ImbFigureInput       *to,
                                 const ImbFigureInput *from);
void explorer_figure_input_release (ImbFigureInput *self);

/* An outline around the mark of @hit, and its words in a bubble beside it. */
void explorer_figure_snapshot_hit (GtkWidget          *widget,
                                   GtkSnapshot        *snapshot,
                                   const ImbFigureHit *hit);

G_END_DECLS
