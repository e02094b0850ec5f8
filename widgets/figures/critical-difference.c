/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Critical-difference diagram (Demšar 2006): mean ranks over datasets on one axis, the best at the left; bars join those that cannot be
 * told apart. Names stand at both sides, the better half at the left, each joined to its place by an elbow. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "widgets/draw/imb-plot.h"
#include "widgets/draw/imb-text.h"
#include "widgets/figures/imb-figure-frame.h"

/* Methods that cannot be told apart: places first … last in the order of ranks. */
typedef struct
{
  guint first, last;
} Group;

typedef struct
{
  const ImbRanks *ranks;
  Group          *groups;
  guint           n_groups;
  char           *subtitle;

  ImbAxisScale axis; /* of ranks */
  double       axis_y;
  double       bars_y; /* of the first bar */
  double       bar_step;
  double       names_y; /* of the first name's middle */
  double       name_step;
  guint        n_shown; /* names; those in the middle are left out when there is no room */
  ImbRect      area;
} Diagram;

/* The longest ones: none lies within another. */
static void
find_groups (Diagram *self)
{
  guint n = self->ranks->n, reached = 0;

  self->groups = g_new (Group, n);
  for (guint first = 0; first < n; first++)
    {
      guint last = first;

      while (last + 1 < n && self->ranks->mean_ranks[last + 1] - self->ranks->mean_ranks[first] < self->ranks->distance)
        last++;
      if (last > first && (self->n_groups == 0 || last > reached))
        {
          self->groups[self->n_groups++] = (Group){ first, last };
          reached = last;
        }
    }
}

static void
diagram_init (Diagram              *self,
              const ImbFigureInput *in)
{
  g_autofree char *distance = imb_text_value (in->ranks->distance);

  *self = (Diagram){ .ranks = in->ranks };
  find_groups (self);
  self->subtitle = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Mean ranks by %s over %zu dataset, critical difference %s", "Mean ranks by %s over %zu datasets, critical difference %s", in->ranks->n_datasets),
                                    in->ranks->metric, in->ranks->n_datasets, distance);
}

static void
diagram_clear (Diagram *self)
{
  g_free (self->groups);
  g_free (self->subtitle);
}

static double
widest_name (const Diagram   *self,
             const ImbCanvas *canvas)
{
  double widest = 0;

  for (guint i = 0; i < self->ranks->n; i++)
    widest = MAX (widest, imb_canvas_text_width (canvas, IMB_TEXT_SMALL, self->ranks->names[i]));
  return widest;
}

static void
diagram_layout (Diagram         *self,
                const ImbCanvas *canvas,
                ImbRect          area)
{
  double line = imb_canvas_line_height (canvas, IMB_TEXT_SMALL), font = canvas->font_px;
  double side = MIN (widest_name (self, canvas) + 3.4 * font, 0.36 * area.width);
  double room;
  guint  n_lines;

  self->area = area;
  imb_axis_scale_init (&self->axis, 1, self->ranks->n, FALSE, 0);
  self->axis.low_px = area.x + side;
  self->axis.high_px = area.x + area.width - side;
  self->axis_y = area.y + 2 * line + 0.9 * font;
  self->bar_step = MIN (0.55 * font, 0.25 * area.height / MAX (self->n_groups, 1));
  self->bars_y = self->axis_y + 0.7 * font;
  self->names_y = self->bars_y + self->n_groups * self->bar_step + 0.9 * font;
  room = area.y + area.height - self->names_y;
  n_lines = (guint) CLAMP (room / line, 1, (self->ranks->n + 1) / 2);
  self->name_step = MIN (MAX (room / n_lines, line), 1.7 * line);
  self->n_shown = MIN (self->ranks->n, 2 * n_lines);
}

/* The bracket above the axis that shows how long the difference is. */
static void
draw_distance (const Diagram *self,
               ImbCanvas     *canvas)
{
  ImbColour ink = imb_palette_ink (canvas->theme, IMB_INK_TEXT);
  double    line = imb_canvas_line_height (canvas, IMB_TEXT_SMALL), tick = 0.3 * canvas->font_px;
  double    from = self->axis.low_px, y = self->area.y + line + tick;
  double    to = imb_axis_scale_to_px (&self->axis, MIN (1 + self->ranks->distance, self->axis.high));

  imb_canvas_text (canvas, from, y - tick, 0, 1, self->area.x + self->area.width - from, IMB_TEXT_SMALL, ink, _ ("critical difference"));
  imb_canvas_line (canvas, from, y, to, y, 1.4, ink);
  imb_canvas_line (canvas, from, y - tick, from, y + tick, 1.4, ink);
  if (1 + self->ranks->distance <= self->axis.high)
    imb_canvas_line (canvas, to, y - tick, to, y + tick, 1.4, ink);
}

static void
draw_axis (const Diagram *self,
           ImbCanvas     *canvas)
{
  ImbColour axis = imb_palette_ink (canvas->theme, IMB_INK_AXIS), dim = imb_palette_ink (canvas->theme, IMB_INK_DIM);
  double    font = canvas->font_px;
  ImbTicks  ticks;

  imb_ticks_init (&ticks, &self->axis, (guint) CLAMP (MIN ((self->axis.high_px - self->axis.low_px) / (2 * font), self->ranks->n), 2, 14));
  imb_canvas_line (canvas, self->axis.low_px, self->axis_y, self->axis.high_px, self->axis_y, 1, axis);
  for (guint i = 0; i < ticks.n; i++)
    {
      double x = imb_axis_scale_to_px (&self->axis, ticks.values[i]);

      if (ticks.values[i] != floor (ticks.values[i]))
        continue;
      imb_canvas_line (canvas, x, self->axis_y - 0.3 * font, x, self->axis_y, 1, axis);
      imb_canvas_text (canvas, x, self->axis_y - 0.35 * font, 0.5, 1, 0, IMB_TEXT_SMALL, dim, ticks.labels[i]);
    }
}

/* One method: @line counts from the top. */
static void
draw_name (const Diagram *self,
           ImbCanvas     *canvas,
           guint          place,
           guint          line,
           gboolean       is_left,
           const char    *name)
{
  ImbColour        axis = imb_palette_ink (canvas->theme, IMB_INK_AXIS), ink = imb_palette_ink (canvas->theme, IMB_INK_TEXT);
  double           x = imb_axis_scale_to_px (&self->axis, self->ranks->mean_ranks[place]), y = self->names_y + (line + 0.5) * self->name_step;
  double           edge = is_left ? self->axis.low_px - 0.3 * canvas->font_px : self->axis.high_px + 0.3 * canvas->font_px;
  double           room = is_left ? edge - self->area.x : self->area.x + self->area.width - edge;
  g_autofree char *rank = g_strdup_printf ("%.2f", self->ranks->mean_ranks[place]);
  double           number = imb_canvas_text_width (canvas, IMB_TEXT_SMALL, rank) + 0.5 * canvas->font_px;
  double           gap = 0.3 * canvas->font_px;

  imb_canvas_line (canvas, x, self->axis_y, x, y, 1, axis);
  imb_canvas_line (canvas, x, y, edge, y, 1, axis);
  imb_canvas_text (canvas, is_left ? edge - gap : edge + gap, y, is_left ? 1 : 0, 0.5, 0, IMB_TEXT_SMALL, imb_palette_ink (canvas->theme, IMB_INK_DIM), rank);
  imb_canvas_text (canvas, is_left ? edge - gap - number : edge + gap + number, y, is_left ? 1 : 0, 0.5, MAX (room - number - gap, 1), IMB_TEXT_SMALL, ink, name);
}

static void
draw_names (const Diagram *self,
            ImbCanvas     *canvas)
{
  guint n = self->ranks->n, n_left = (self->n_shown + 1) / 2, n_right = self->n_shown - n_left;

  for (guint i = 0; i < n_left; i++)
    {
      const char *name = self->ranks->names[i];

      if (i + 1 == n_left && self->n_shown < n)
        {
          g_autofree char *more = g_strdup_printf (_ ("%s and %u more"), name, n - self->n_shown);

          draw_name (self, canvas, i, i, TRUE, more);
        }
      else
        draw_name (self, canvas, i, i, TRUE, name);
    }
  for (guint i = 0; i < n_right; i++)
    draw_name (self, canvas, n - 1 - i, i, FALSE, self->ranks->names[n - 1 - i]);
}

static void
draw_groups (const Diagram *self,
             ImbCanvas     *canvas)
{
  ImbColour colour = imb_palette_run (canvas->theme, 1, (double[4]){ 0 }, &(int){ 0 });
  double    over = 0.2 * canvas->font_px;

  for (guint g = 0; g < self->n_groups; g++)
    {
      double y = self->bars_y + g * self->bar_step;

      imb_canvas_line (canvas, imb_axis_scale_to_px (&self->axis, self->ranks->mean_ranks[self->groups[g].first]) - over, y,
                       imb_axis_scale_to_px (&self->axis, self->ranks->mean_ranks[self->groups[g].last]) + over, y, MIN (0.3 * canvas->font_px, 0.6 * self->bar_step), colour);
    }
}

static void
draw (const ImbFigure      *self,
      const ImbFigureInput *in,
      ImbCanvas            *canvas)
{
  Diagram diagram;

  diagram_init (&diagram, in);
  diagram_layout (&diagram, canvas, imb_figure_frame_layout (self, in, canvas, diagram.subtitle));
  imb_figure_frame_draw (self, in, canvas, diagram.subtitle);
  draw_distance (&diagram, canvas);
  draw_axis (&diagram, canvas);
  canvas->cuts_middle = TRUE;
  draw_names (&diagram, canvas);
  canvas->cuts_middle = FALSE;
  draw_groups (&diagram, canvas);
  diagram_clear (&diagram);
}

static char *
describe (const ImbFigure      *self,
          const ImbFigureInput *in)
{
  GString *text = g_string_new (NULL);
  Diagram  diagram;

  diagram_init (&diagram, in);
  g_string_append_printf (text, "%s.", diagram.subtitle);
  for (guint i = 0; i < MIN (in->ranks->n, 5); i++)
    g_string_append_printf (text, " %s: %.2f.", in->ranks->names[i], in->ranks->mean_ranks[i]);
  if (diagram.n_groups > 0 && diagram.groups[0].first == 0)
    g_string_append_printf (text, g_dngettext (GETTEXT_PACKAGE, " The best one and %u other cannot be told apart.", " The best one and %u others cannot be told apart.", diagram.groups[0].last),
                            diagram.groups[0].last);
  diagram_clear (&diagram);
  return g_string_free (text, FALSE);
}

/* Groups are numbered from the best one on; a method may be in several. */
static ImbFigureTable *
table (const ImbFigure      *self,
       const ImbFigureInput *in)
{
  ImbFigureTable *out = imb_figure_table_new (_ ("run"), _ ("mean rank"), _ ("groups"), NULL);
  Diagram         diagram;

  diagram_init (&diagram, in);
  for (guint i = 0; i < in->ranks->n; i++)
    {
      g_autoptr (GString) groups = g_string_new (NULL);

      for (guint g = 0; g < diagram.n_groups; g++)
        if (i >= diagram.groups[g].first && i <= diagram.groups[g].last)
          g_string_append_printf (groups, "%s%u", groups->len > 0 ? " " : "", g + 1);
      imb_figure_table_row (out);
      imb_figure_table_text (out, in->ranks->names[i]);
      imb_figure_table_number (out, in->ranks->mean_ranks[i]);
      imb_figure_table_text (out, groups->str);
    }
  diagram_clear (&diagram);
  return out;
}

const ImbFigure imb_figure_critical_difference = {
  .id = "critical-difference",
  .title = N_ ("Critical difference"),
  .help = N_ ("Mean ranks over datasets, the best at the left; a bar joins those that cannot be told apart."),
  .needs = IMB_FIGURE_RANKS,
  .made_by = "imbal rank DIR DIR… --figure OUT.svg",
  .draw = draw,
  .describe = describe,
  .table = table,
};
