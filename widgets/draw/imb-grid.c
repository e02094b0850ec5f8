/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Matrices. The shade is the share of the row, so that a rare class's row is as readable as a frequent one's; the
 * number has the contrast of black or white on that shade. The number of matrices in a line is the one that makes
 * the cells largest. */
#include "widgets/draw/imb-grid.h"

#include <math.h>

#include "widgets/draw/imb-text.h"

#define MAX_ASPECT 1.7
#define LABEL_GAP  3 /* px between labels that lie side by side */

static void
try_across (const ImbGridView *self,
            const ImbCanvas   *canvas,
            ImbRect            area,
            guint              across,
            ImbGridLayout     *layout)
{
  double font = canvas->font_px;
  guint  down = (self->n_grids + across - 1) / across;
  double left = layout->label_width + 0.6 * font + imb_canvas_line_height (canvas, IMB_TEXT_NORMAL);
  double bottom = imb_canvas_line_height (canvas, IMB_TEXT_NORMAL);
  double gap_x = 1.4 * font;
  double room_x = (area.width - left - (across - 1) * gap_x) / across;
  double room_y = (area.height - bottom - (down - 1) * 0.8 * font) / down - layout->head_height - layout->label_height;

  layout->n_across = across;
  layout->cell_width = room_x / self->n;
  layout->cell_height = room_y / self->n;
  layout->cell_width = MIN (layout->cell_width, MAX_ASPECT * layout->cell_height);
  layout->cell_height = MIN (layout->cell_height, MAX_ASPECT * layout->cell_width);
  layout->cell_width = floor (MAX (layout->cell_width, 3));
  layout->cell_height = floor (MAX (layout->cell_height, 3));
  layout->step_x = self->n * layout->cell_width + gap_x;
  layout->step_y = self->n * layout->cell_height + layout->head_height + layout->label_height + 0.8 * font;
  layout->x = round (area.x + left);
  layout->y = round (area.y + layout->head_height);
}

void
imb_grid_layout (const ImbGridView *self,
                 const ImbCanvas   *canvas,
                 ImbRect            area,
                 ImbGridLayout     *layout)
{
  double        small = imb_canvas_line_height (canvas, IMB_TEXT_SMALL);
  double        widest = 0, best = 0;
  ImbGridLayout tried = { .area = area };

  for (guint i = 0; i < self->n; i++)
    widest = MAX (widest, imb_canvas_text_width (canvas, IMB_TEXT_SMALL, self->labels[i]));
  widest = ceil (widest) + 1;
  tried.label_width = MIN (widest, MIN (0.2 * area.width, 9 * canvas->font_px));
  tried.head_height = imb_canvas_line_height (canvas, IMB_TEXT_BOLD) + 3;
  for (guint i = 0; i < self->n_grids; i++)
    if (self->grids[i].subtitle != NULL)
      tried.head_height = imb_canvas_line_height (canvas, IMB_TEXT_BOLD) + small + 3;

  /* labels lie while they are readable so */
  for (int upwards = 0; upwards <= 1; upwards++)
    {
      tried.upwards = upwards != 0;
      tried.label_height = upwards != 0 ? MIN (widest, MIN (7 * canvas->font_px, 0.22 * area.height)) + 5 : small + 3;
      for (guint across = 1; across <= self->n_grids; across++)
        {
          try_across (self, canvas, area, across, &tried);
          if (tried.cell_width * tried.cell_height <= best)
            continue;
          if (!tried.upwards && tried.cell_width - LABEL_GAP < MIN (widest, 4.5 * canvas->font_px))
            continue;

          best = tried.cell_width * tried.cell_height;
          *layout = tried;
        }
      if (best > 0)
        return;
    }
}

ImbRect
imb_grid_cell (const ImbGridLayout *layout,
               guint                grid,
               guint                row,
               guint                column)
{
  return (ImbRect){
    layout->x + grid % layout->n_across * layout->step_x + column * layout->cell_width,
    layout->y + grid / layout->n_across * layout->step_y + row * layout->cell_height,
    layout->cell_width,
    layout->cell_height,
  };
}

/* 12 345, or 12k and 3.4M where the cell is too narrow; "" when even that does not fit. */
static char *
count_to_fit (const ImbCanvas *canvas,
              double           count,
              double           width,
              ImbTextStyle     style)
{
  static const char signs[] = { 'k', 'M', 'G' };
  char             *text = imb_text_count (count);

  for (guint i = 0; i < G_N_ELEMENTS (signs) && imb_canvas_text_width (canvas, style, text) > width; i++)
    {
      double part = count / pow (1000, i + 1);
      char   digits[32];

      if (part < 0.95)
        break;

      g_free (text);
      g_ascii_formatd (digits, sizeof digits, part < 9.95 ? "%.1f" : "%.0f", part);
      text = g_strdup_printf ("%s%c", digits, signs[i]);
    }
  if (imb_canvas_text_width (canvas, style, text) > width)
    *text = '\0';
  return text;
}

/* Numbers grow with a roomy cell, and shrink a little in a tight one. */
static ImbCanvas
canvas_for_cell (const ImbCanvas *canvas,
                 ImbRect          cell)
{
  ImbCanvas own = *canvas;

  if (cell.width < 3.2 * canvas->font_px)
    own.font_px = MAX (cell.width / 3.2, 0.76 * canvas->font_px);
  else
    own.font_px = CLAMP (MIN (cell.height / 5, cell.width / 7), canvas->font_px, 1.8 * canvas->font_px);
  return own;
}

static void
draw_numbers (const ImbGridView *self,
              ImbCanvas         *canvas,
              ImbRect            cell,
              double             count,
              double             share,
              ImbColour          ink)
{
  double           small = imb_canvas_line_height (canvas, IMB_TEXT_SMALL);
  double           large = imb_canvas_line_height (canvas, IMB_TEXT_NORMAL);
  double           room = cell.width - 4;
  gboolean         two_lines = cell.height >= small + large && cell.width >= 3.6 * canvas->font_px;
  ImbTextStyle     first_style = two_lines ? IMB_TEXT_BOLD : IMB_TEXT_SMALL;
  g_autofree char *percent = imb_text_share (share);
  g_autofree char *count_text = count_to_fit (canvas, count, room, self->shares ? IMB_TEXT_SMALL : first_style);
  const char      *first = self->shares ? percent : count_text;
  const char      *second = self->shares ? count_text : percent;
  double           x = cell.x + cell.width / 2, y = cell.y + cell.height / 2;

  if (cell.height < small - 2 || imb_canvas_text_width (canvas, first_style, first) > room)
    return;

  imb_canvas_text (canvas, x, two_lines ? y + 1 : y, 0.5, two_lines ? 1 : 0.5, 0, first_style, ink, first);
  if (two_lines && imb_canvas_text_width (canvas, IMB_TEXT_SMALL, second) <= room)
    imb_canvas_text (canvas, x, y + 1, 0.5, 0, 0, IMB_TEXT_SMALL, ink, second);
}

static void
draw_cells (const ImbGridView   *self,
            ImbCanvas           *canvas,
            const ImbGridLayout *layout,
            guint                grid)
{
  double    edge = MIN (layout->cell_width, layout->cell_height) > 8 ? 1 : 0.5;
  ImbCanvas numbers = canvas_for_cell (canvas, imb_grid_cell (layout, 0, 0, 0));

  for (guint i = 0; i < self->n; i++)
    for (guint j = 0; j < self->n; j++)
      {
        double    count = self->grids[grid].counts[(gsize) i * self->n + j];
        double    total = self->row_totals[(gsize) grid * self->n + i];
        double    share = total > 0 ? count / total : NAN;
        ImbRect   cell = imb_grid_cell (layout, grid, i, j);
        ImbColour fill = total > 0 ? imb_palette_viridis (share) : imb_palette_ink (canvas->theme, IMB_INK_FAINT);
        ImbRect   inner = { cell.x + edge / 2, cell.y + edge / 2, cell.width - edge, cell.height - edge };

        imb_canvas_fill_rect (canvas, inner, fill);
        draw_numbers (self, &numbers, cell, count, share, imb_palette_text_on (fill));
        if (i != j)
          continue;

        /* what was right: framed */
        imb_canvas_colour (canvas, imb_palette_ink (canvas->theme, IMB_INK_TEXT));
        cairo_set_line_width (canvas->cr, MIN (1.6, 1 + edge / 2));
        cairo_rectangle (canvas->cr, inner.x + 0.5, inner.y + 0.5, MAX (inner.width - 1, 1), MAX (inner.height - 1, 1));
        cairo_stroke (canvas->cr);
      }
}

/* In tight cells labels shrink a little; where that is not enough, only every second (third …) one is written. */
static guint
fit_labels (const ImbCanvas *canvas,
            double           room,
            ImbCanvas       *own)
{
  double line = imb_canvas_line_height (canvas, IMB_TEXT_SMALL);

  *own = *canvas;
  own->font_px *= CLAMP (1.1 * room / line, 0.76, 1);
  return (guint) MAX (1, ceil (0.76 * imb_canvas_line_height (own, IMB_TEXT_SMALL) / room));
}

static void
draw_labels (const ImbGridView   *self,
             ImbCanvas           *canvas,
             const ImbGridLayout *layout,
             guint                grid)
{
  ImbColour ink = imb_palette_ink (canvas->theme, IMB_INK_TEXT);
  double    gap = 0.5 * canvas->font_px;
  ImbCanvas for_rows, for_columns;
  guint     row_step = fit_labels (canvas, layout->cell_height, &for_rows);
  guint     column_step = layout->upwards ? fit_labels (canvas, layout->cell_width, &for_columns) : 1;

  for (guint i = 0; i < self->n && grid % layout->n_across == 0; i += row_step)
    {
      ImbRect row = imb_grid_cell (layout, grid, i, 0);

      imb_canvas_text (&for_rows, row.x - gap, row.y + row.height / 2, 1, 0.5, layout->label_width, IMB_TEXT_SMALL, ink, self->labels[i]);
    }
  for (guint j = 0; j < self->n; j += column_step)
    {
      ImbRect column = imb_grid_cell (layout, grid, self->n - 1, j);
      double  middle = column.x + column.width / 2, below = column.y + column.height + 3;

      if (layout->upwards)
        imb_canvas_text_upwards (&for_columns, middle, below, 1, 0.5, layout->label_height - 5, IMB_TEXT_SMALL, ink, self->labels[j]);
      else
        imb_canvas_text (canvas, middle, below, 0.5, 0, column.width - LABEL_GAP, IMB_TEXT_SMALL, ink, self->labels[j]);
    }
}

void
imb_grid_draw (const ImbGridView   *self,
               ImbCanvas           *canvas,
               const ImbGridLayout *layout)
{
  ImbColour ink = imb_palette_ink (canvas->theme, IMB_INK_TEXT);
  ImbColour dim = imb_palette_ink (canvas->theme, IMB_INK_DIM);
  guint     down = (self->n_grids + layout->n_across - 1) / layout->n_across;
  double    width = self->n * layout->cell_width;
  double    height = self->n * layout->cell_height;
  double    all_x = (layout->n_across - 1) * layout->step_x + width;
  double    bottom = layout->y + (down - 1) * layout->step_y + height + layout->label_height;

  for (guint g = 0; g < self->n_grids; g++)
    {
      ImbRect first = imb_grid_cell (layout, g, 0, 0);
      double  y = first.y - layout->head_height;

      canvas->cuts_middle = TRUE;
      imb_canvas_text (canvas, first.x, y, 0, 0, layout->step_x - canvas->font_px, IMB_TEXT_BOLD, ink, self->grids[g].title);
      canvas->cuts_middle = FALSE;
      if (self->grids[g].subtitle != NULL)
        imb_canvas_text (canvas, first.x, y + imb_canvas_line_height (canvas, IMB_TEXT_BOLD), 0, 0, layout->step_x - canvas->font_px,
                         IMB_TEXT_SMALL, dim, self->grids[g].subtitle);
      draw_cells (self, canvas, layout, g);
      draw_labels (self, canvas, layout, g);
      if (g % layout->n_across == 0)
        imb_canvas_text_upwards (canvas, layout->area.x, first.y + height / 2, 0.5, 0, height, IMB_TEXT_NORMAL, dim, self->row_title);
    }
  imb_canvas_text (canvas, layout->x + all_x / 2, bottom, 0.5, 0, MAX (all_x, 60), IMB_TEXT_NORMAL, dim, self->column_title);
}

gboolean
imb_grid_hit (const ImbGridView   *self,
              const ImbGridLayout *layout,
              double               x,
              double               y,
              guint               *grid,
              guint               *row,
              guint               *column)
{
  for (guint g = 0; g < self->n_grids; g++)
    {
      ImbRect first = imb_grid_cell (layout, g, 0, 0);
      double  j = (x - first.x) / layout->cell_width;
      double  i = (y - first.y) / layout->cell_height;

      if (!(i >= 0 && i < self->n && j >= 0 && j < self->n))
        continue;

      *grid = g;
      *row = (guint) i;
      *column = (guint) j;
      return TRUE;
    }

  return FALSE;
}
