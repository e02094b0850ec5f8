/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/explorer-figure.h"

G_BEGIN_DECLS

/* How a figure leaves the screen; always in the light theme, as paper is. */

/* To the clipboard: as an image and as SVG. */
void explorer_figure_copy (ExplorerFigure *self);

/* Asks for a file, a width and a resolution. */
void explorer_figure_save_as (ExplorerFigure *self);

/* Its numbers in a window of their own. */
void explorer_figure_show_table (ExplorerFigure *self);

/* Into a file, in the widget's proportions; the suffix of @path says as what. Says or reports what became of it. */
gboolean explorer_figure_save (ExplorerFigure *self,
                               const char     *path,
                               double          width_mm,
                               double          dpi);

G_END_DECLS
