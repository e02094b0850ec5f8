/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/explorer-figure-parts.h"
#include "widgets/explorer-figure.h"

G_BEGIN_DECLS

/* What the files of the figure widget share: explorer-figure.c is the widget, -paint.c its picture, -cursor.c
 * what lies under the pointer. */
struct _ExplorerFigure
{
  GtkWidget parent_instance;

  const ImbFigure *figure;
  ImbFigureInput   input; /* holds what it points to */
  gboolean         has_input;
  gboolean         stale;
  int              height_px;

  GskRenderNode *node; /* the picture; NULL: never drawn */
  int            node_width;
  int            node_height;
  gboolean       dirty;    /* the picture is not the one of the input */
  gboolean       cold;     /* the runs are new: what the cache keeps of them is still to be computed */
  gboolean       painting; /* in a thread, which has the cache until it is done */
  guint          n_drawn;

  ImbFigureHit hover;
  double       at_x; /* pointer, or keyboard cursor */
  double       at_y;
  gboolean     by_keys;

  ImbFigureHit grabbed; /* the bar under the pressed button */
  double       grab_x;
  double       grab_y;
  gboolean     dragging;

  guint      describe_id;
  GtkWidget *menu_button;
  GtkWidget *popover;
};

/* explorer-figure.c: the text alternative, now. */
void explorer_figure_describe (ExplorerFigure *self);

/* explorer-figure-paint.c */
double explorer_figure_get_text_scale (GtkWidget *widget);
void   explorer_figure_redraw (ExplorerFigure *self);
void   explorer_figure_snapshot_picture (ExplorerFigure *self,
                                         GtkSnapshot    *snapshot);

/* explorer-figure-cursor.c */
void explorer_figure_point (ExplorerFigure *self,
                            double          x,
                            double          y);
void explorer_figure_point_nowhere (ExplorerFigure *self);
void explorer_figure_add_drag (ExplorerFigure *self);

G_END_DECLS
