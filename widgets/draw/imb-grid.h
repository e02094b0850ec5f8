/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/draw/imb-palette.h"

G_BEGIN_DECLS

/* Square matrices side by side, each cell shaded by its share of its row (viridis) and labelled by a number. */
typedef struct
{
  const char   *title;
  const char   *subtitle;
  const double *counts; /* row-major, n × n */
} ImbGrid;

typedef struct
{
  const ImbGrid     *grids;
  guint              n_grids;
  guint              n; /* rows and columns of each */
  const char *const *labels;
  const double      *row_totals; /* of each grid: n_grids × n; also counts what is not shown */
  const char        *row_title;
  const char        *column_title;
  gboolean           shares; /* the share of the row is written large, the count small */
} ImbGridView;

typedef struct
{
  guint    n_across; /* grids in a line */
  double   label_width;
  double   head_height;  /* title and subtitle of a grid */
  double   label_height; /* column labels below a grid */
  double   cell_width;
  double   cell_height;
  double   step_x; /* from grid to grid */
  double   step_y;
  double   x; /* of the first grid's first cell */
  double   y;
  gboolean upwards; /* column labels */
  ImbRect  area;
} ImbGridLayout;

void     imb_grid_layout (const ImbGridView *self,
                          const ImbCanvas   *canvas,
                          ImbRect            area,
                          ImbGridLayout     *layout);
void     imb_grid_draw (const ImbGridView   *self,
                        ImbCanvas           *canvas,
                        const ImbGridLayout *layout);
ImbRect  imb_grid_cell (const ImbGridLayout *layout,
                        guint                grid,
                        guint                row,
                        guint                column);
gboolean imb_grid_hit (const ImbGridView   *self,
                       const ImbGridLayout *layout,
                       double               x,
                       double               y,
                       guint               *grid,
                       guint               *row,
                       guint               *column);

G_END_DECLS
