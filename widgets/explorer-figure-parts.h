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

/* A picture to be painted: everything that it depends on. */
typedef struct
{
  const ImbFigure *figure;
  ImbFigureInput   input;
  int              width; /* px */
  int              height;
  int              scale; /* device pixels per px */
  ImbTheme         theme;
} ExplorerPainting;

/* (transfer full): an image of width × height px. Any thread. */
cairo_surface_t *explorer_painting_paint (const ExplorerPainting *self);

/**
 * explorer_painting_paint_async:
 * @owner: kept alive until the end; its cache, which the input names, is the worker's until then
 * @done: gets the image by explorer_painting_paint_finish()
 */
void             explorer_painting_paint_async (const ExplorerPainting *self,
                                                GObject                *owner,
                                                GAsyncReadyCallback     done);
cairo_surface_t *explorer_painting_paint_finish (GAsyncResult *result);

G_END_DECLS
