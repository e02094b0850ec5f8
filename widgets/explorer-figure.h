/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "widgets/figures/imb-figure.h"

G_BEGIN_DECLS

/* Shows any figure. The picture is drawn once per change of input, size or theme and kept; what is
 * under the pointer, or under the cursor that the arrow keys move, is drawn over it.
 *
 * Signals: "activated" (ImbFigureHit *, good for the call): a click, or Return, on something;
 * "dragged" (ImbFigureHit *, good for the call): a bar was let go, its x is the value there;
 * "said" and "failed" (char *sentence): what became of copying and saving.
 * Actions: figure.copy (Ctrl+C), figure.save, figure.table, figure.menu. */
#define EXPLORER_TYPE_FIGURE (explorer_figure_get_type ())
G_DECLARE_FINAL_TYPE (ExplorerFigure, explorer_figure, EXPLORER, FIGURE, GtkWidget)

GtkWidget       *explorer_figure_new (const ImbFigure *figure);
void             explorer_figure_set_figure (ExplorerFigure  *self,
                                             const ImbFigure *figure);
const ImbFigure *explorer_figure_get_figure (ExplorerFigure *self);

/**
 * explorer_figure_set_input:
 * @input: (nullable): what to show; what it points to is held or copied, its cache, text_scale and
 *   transparent are the widget's own. NULL: nothing.
 */
void explorer_figure_set_input (ExplorerFigure       *self,
                                const ImbFigureInput *input);

/* What is shown; good until the next change. */
const ImbFigureInput *explorer_figure_get_input (ExplorerFigure *self);

/* Only this changes: for every frame of a slider. */
void explorer_figure_set_threshold (ExplorerFigure *self,
                                    double          threshold);

/* Dimmed: a newer picture is being computed. */
void explorer_figure_set_stale (ExplorerFigure *self,
                                gboolean        stale);

/* The least height, in px at normal text size; it grows with the text up to twice. */
void explorer_figure_set_height (ExplorerFigure *self,
                                 int             height_px);

/* How often the picture was drawn anew: hovering must not count. For tests. */
guint explorer_figure_get_n_drawn (ExplorerFigure *self);

/* What the arrow keys do: to the next mark in that direction (−1, 0, 1); FALSE when there is none. */
gboolean explorer_figure_move_cursor (ExplorerFigure *self,
                                      int             dx,
                                      int             dy);

/* What a click at (x, y) of the widget would activate; clear @hit in any case. */
gboolean explorer_figure_hit_at (ExplorerFigure *self,
                                 double          x,
                                 double          y,
                                 ImbFigureHit   *hit);

G_END_DECLS
