/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many rows each class has, before and (when there is a resample) after. Classes in falling order of their count
 * before; those that find no room, and those after the twentieth, are one bar "other". */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "widgets/draw/imb-bars.h"
#include "widgets/draw/imb-marks.h"
#include "widgets/draw/imb-text.h"
#include "widgets/figures/imb-figure-frame.h"

#define MAX_SHOWN 20

/* The numbers, free of where they came from. */
typedef struct
{
  guint   n_classes;
  guint  *order; /* falling count before */
  double *before;
  double *kept;
  double *made;
  double  total_before;
  double  total_after;
} Balance;

typedef struct
{
  Balance       balance;
  ImbBar       *bars;
  ImbBars       view;
  guint         n_own;   /* bars of one class; one more when others are joined */
  guint         n_other; /* classes in the last bar */
  char         *other_label;
  char         *subtitle;
  ImbRect       legend;
  ImbLegendItem items[3];
  guint         n_items;
  ImbBarsLayout layout;
} Picture;

static void
balance_init (Balance              *self,
              const ImbFigureInput *in)
{
  const gsize *counts = imb_problem_get_counts (in->problem);

  self->n_classes = imb_problem_n_classes (in->problem);
  self->order = imb_figure_classes_by_count (in->problem);
  self->before = g_new0 (double, self->n_classes + 1);
  self->kept = g_new0 (double, self->n_classes + 1);
  self->made = g_new0 (double, self->n_classes + 1);
  for (guint c = 0; c < self->n_classes; c++)
    {
      self->before[c] = (double) counts[c];
      self->total_before += self->before[c];
    }
  if (in->resample == NULL)
    return;
  imb_figure_count_after (in, self->kept, self->made);
  self->total_after = (double) in->resample->n_rows;
}

static void
balance_clear (Balance *self)
{
  g_free (self->order);
  g_free (self->before);
  g_free (self->kept);
  g_free (self->made);
}

/* Largest class over smallest, "1:24". */
static char *
ratio_text (const Balance *self,
            gboolean       after)
{
  double most = 0, least = G_MAXDOUBLE;

  for (guint c = 0; c < self->n_classes; c++)
    {
      double count = after ? self->kept[c] + self->made[c] : self->before[c];

      most = MAX (most, count);
      least = MIN (least, count);
    }

  return imb_text_ratio (most, least);
}

static char *
subtitle_new (const ImbFigureInput *in,
              const Balance        *balance)
{
  g_autofree char *rows = imb_text_count (balance->total_before);
  g_autofree char *ratio = ratio_text (balance, FALSE);

  if (balance->n_classes < 2)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s row, all of one class", "%s rows, all of one class", (gulong) balance->total_before), rows);
  if (in->resample != NULL)
    {
      g_autofree char *rows_after = imb_text_count (balance->total_after);
      g_autofree char *ratio_after = ratio_text (balance, TRUE);

      return g_strdup_printf (_ ("Imbalance %s → %s,  %s → %s rows"), ratio, ratio_after, rows, rows_after);
    }

  return g_strdup_printf (_ ("Imbalance %s,  %s rows"), ratio, rows);
}

static void
add_bars (Picture              *self,
          const ImbFigureInput *in,
          ImbTheme              theme)
{
  const Balance *balance = &self->balance;
  guint          positive = imb_problem_get_positive (in->problem);

  self->bars = g_new0 (ImbBar, self->n_own + 1);
  for (guint i = 0; i < self->n_own; i++)
    {
      guint     c = balance->order[i];
      ImbColour edge;
      ImbColour fill = imb_palette_class (theme, c, balance->n_classes, positive, &edge);

      self->bars[i] = (ImbBar){
        .label = imb_figure_label (in->problem, c),
        .before = balance->before[c],
        .kept = balance->kept[c],
        .made = balance->made[c],
        .colour = fill,
        .edge = edge,
        .shape = (int) imb_palette_shape (c, balance->n_classes, positive),
      };
    }

  if (self->n_other > 0)
    {
      ImbBar *other = &self->bars[self->n_own];

      self->other_label = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u other class", "%u other classes", self->n_other), self->n_other);
      *other = (ImbBar){ .label = self->other_label, .colour = imb_palette_ink (theme, IMB_INK_AXIS), .shape = -1 };
      for (guint i = self->n_own; i < balance->n_classes; i++)
        {
          other->before += balance->before[balance->order[i]];
          other->kept += balance->kept[balance->order[i]];
          other->made += balance->made[balance->order[i]];
        }
    }
}

static void
add_legend (Picture              *self,
            const ImbFigureInput *in,
            ImbTheme              theme)
{
  ImbColour grey = imb_palette_ink (theme, IMB_INK_DIM);
  double    made = 0;

  if (in->resample == NULL)
    return;

  for (guint c = 0; c < self->balance.n_classes; c++)
    made += self->balance.made[c];
  self->items[self->n_items++] = (ImbLegendItem){ .key = IMB_KEY_PALE_BOX, .colour = grey, .text = _ ("before") };
  self->items[self->n_items++] = (ImbLegendItem){ .key = IMB_KEY_BOX, .colour = grey, .text = made > 0 ? _ ("after: kept") : _ ("after") };
  if (made > 0)
    self->items[self->n_items++] = (ImbLegendItem){ .key = IMB_KEY_HATCHED_BOX, .colour = grey, .text = _ ("after: synthetic") };
}

static void
picture_init (Picture              *self,
              const ImbFigureInput *in,
              const ImbCanvas      *canvas)
{
  ImbRect area;
  double  legend_height, axis;
  guint   room, n;

  *self = (Picture){ 0 };
  balance_init (&self->balance, in);
  n = self->balance.n_classes;
  self->subtitle = subtitle_new (in, &self->balance);
  add_legend (self, in, canvas->theme);

  area = imb_figure_frame_layout (&imb_figure_class_balance, in, canvas, self->subtitle);
  legend_height = imb_legend_height (canvas, area.width, self->items, self->n_items);
  if (legend_height > 0)
    {
      area.height = MAX (area.height - legend_height - 0.5 * canvas->font_px, 8);
      self->legend = (ImbRect){ area.x, area.y + area.height + 0.5 * canvas->font_px, area.width, legend_height };
    }

  axis = in->log_scale ? 2 * imb_canvas_line_height (canvas, IMB_TEXT_SMALL) : 0;
  room = imb_bars_room (canvas, area.height - axis, in->resample != NULL);
  room = MIN (room, MAX_SHOWN + 1);
  self->n_own = n <= MIN (room, MAX_SHOWN) ? n : MAX (room, 2) - 1;
  self->n_other = n - self->n_own;
  add_bars (self, in, canvas->theme);

  self->view = (ImbBars){
    .bars = self->bars,
    .n_bars = self->n_own + (self->n_other > 0),
    .has_after = in->resample != NULL,
    .shares = in->shares,
    .log_scale = in->log_scale,
    .total_before = self->balance.total_before,
    .total_after = self->balance.total_after,
    .axis_title = _ ("Rows (logarithmic)"),
  };
  imb_bars_layout (&self->view, canvas, area, &self->layout);
}

static void
picture_clear (Picture *self)
{
  balance_clear (&self->balance);
  g_free (self->bars);
  g_free (self->other_label);
  g_free (self->subtitle);
}

/* Below the bars' beginning; from the very left when it would need more lines there. */
static void
draw_legend (const Picture *self,
             ImbCanvas     *canvas)
{
  double x = self->layout.base_px;
  double width = self->legend.x + self->legend.width - x;

  if (imb_legend_height (canvas, width, self->items, self->n_items) > self->legend.height)
    {
      x = self->legend.x;
      width = self->legend.width;
    }
  imb_legend_draw (canvas, x, self->legend.y, width, self->items, self->n_items);
}

static void
draw (const ImbFigure      *self,
      const ImbFigureInput *in,
      ImbCanvas            *canvas)
{
  Picture picture;

  picture_init (&picture, in, canvas);
  imb_figure_frame_draw (self, in, canvas, picture.subtitle);
  imb_bars_draw (&picture.view, canvas, &picture.layout);
  draw_legend (&picture, canvas);
  picture_clear (&picture);
}

static char *
describe (const ImbFigure      *self,
          const ImbFigureInput *in)
{
  GString         *text = g_string_new (NULL);
  Balance          balance = { 0 };
  g_autofree char *subtitle = NULL;

  balance_init (&balance, in);
  subtitle = subtitle_new (in, &balance);
  g_string_append_printf (text, _ ("Class balance. %s."), subtitle);
  for (guint i = 0; i < MIN (balance.n_classes, 5); i++)
    {
      guint            c = balance.order[i];
      g_autofree char *count = imb_text_count (balance.before[c]);
      g_autofree char *share = imb_text_share (balance.total_before > 0 ? balance.before[c] / balance.total_before : 0);
      g_autofree char *after = imb_text_count (balance.kept[c] + balance.made[c]);
      g_autofree char *made = imb_text_count (balance.made[c]);

      if (in->resample != NULL)
        g_string_append_printf (text, _ (" %s: %s (%s) → %s, of which %s synthetic."), imb_figure_label (in->problem, c), count, share, after, made);
      else
        g_string_append_printf (text, _ (" %s: %s (%s)."), imb_figure_label (in->problem, c), count, share);
    }
  if (balance.n_classes > 5)
    g_string_append_printf (text, _ (" And %u more classes."), balance.n_classes - 5);
  balance_clear (&balance);
  return g_string_free (text, FALSE);
}

static ImbFigureTable *
table (const ImbFigure      *self,
       const ImbFigureInput *in)
{
  Balance         balance = { 0 };
  ImbFigureTable *out;

  balance_init (&balance, in);
  out = in->resample != NULL
          ? imb_figure_table_new (_ ("class"), _ ("rows before"), _ ("share before"), _ ("rows after"), _ ("share after"), _ ("kept"), _ ("removed"), _ ("synthetic"), NULL)
          : imb_figure_table_new (_ ("class"), _ ("rows"), _ ("share"), NULL);
  for (guint i = 0; i < balance.n_classes; i++)
    {
      guint  c = balance.order[i];
      double after = balance.kept[c] + balance.made[c];

      imb_figure_table_row (out);
      imb_figure_table_text (out, imb_problem_get_labels (in->problem)[c]);
      imb_figure_table_number (out, balance.before[c]);
      imb_figure_table_number (out, balance.before[c] / balance.total_before);
      if (in->resample == NULL)
        continue;

      imb_figure_table_number (out, after);
      imb_figure_table_number (out, after / balance.total_after);
      imb_figure_table_number (out, balance.kept[c]);
      imb_figure_table_number (out, MAX (balance.before[c] - balance.kept[c], 0));
      imb_figure_table_number (out, balance.made[c]);
    }
  balance_clear (&balance);
  return out;
}

static char *
tooltip_new (const Picture        *picture,
             const ImbFigureInput *in,
             guint                 bar)
{
  const ImbBar    *b = &picture->bars[bar];
  double           after = b->kept + b->made;
  g_autofree char *before_text = imb_text_count (b->before);
  g_autofree char *share_text = imb_text_share (picture->balance.total_before > 0 ? b->before / picture->balance.total_before : 0);
  g_autofree char *after_text = imb_text_count (after);
  g_autofree char *kept_text = imb_text_count (b->kept);
  g_autofree char *made_text = imb_text_count (b->made);

  if (in->resample == NULL)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s: %s row, %s", "%s: %s rows, %s", (gulong) b->before), b->label, before_text, share_text);

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s: %s row (%s) before\n%s after: %s kept, %s synthetic", "%s: %s rows (%s) before\n%s after: %s kept, %s synthetic", (gulong) b->before), b->label, before_text, share_text, after_text, kept_text, made_text);
}

static gboolean
hit (const ImbFigure      *self,
     const ImbFigureInput *in,
     ImbCanvas            *canvas,
     double                x,
     double                y,
     ImbFigureHit         *out)
{
  Picture  picture;
  gboolean after = FALSE;
  int      bar;

  picture_init (&picture, in, canvas);
  bar = imb_bars_hit (&picture.view, &picture.layout, x, y, &after);
  if (bar >= 0)
    {
      out->kind = IMB_HIT_CLASS;
      out->of_class = (guint) bar < picture.n_own ? picture.balance.order[bar] : G_MAXUINT;
      out->after = after;
      out->x = MAX (imb_axis_scale_from_px (&picture.layout.scale, x), 0);
      out->mark = imb_bars_rect (&picture.view, &picture.layout, (guint) bar, after);
      out->tooltip = tooltip_new (&picture, in, (guint) bar);
    }
  picture_clear (&picture);
  return bar >= 0;
}

const ImbFigure imb_figure_class_balance = {
  .id = "class-balance",
  .title = N_ ("Class balance"),
  .help = N_ ("One bar per class: how many rows it has, before and after resampling; hatched is synthetic."),
  .needs = IMB_FIGURE_PROBLEM,
  IMB_FIGURE_OF_ITS_FILE,
};
