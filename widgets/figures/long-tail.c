/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sizes of the classes by their rank (Zipf's plot): how few classes have most of the rows, and how many have hardly any. A column per class, the
 * largest first, filled by whether it is of the head, the middle or the tail. Sizes that are far apart are drawn as logarithms, and so are the
 * ranks of many classes, where Zipf's law is a straight line. What a resample makes of each class stands at the same place. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "widgets/draw/imb-marks.h"
#include "widgets/draw/imb-plot.h"
#include "widgets/draw/imb-text.h"
#include "widgets/figures/imb-figure-frame.h"

#define LOG_SIZES_FROM 10.0 /* largest over smallest */
#define LOG_RANKS_FROM 20   /* classes */
#define NAMED          12   /* classes that may all have their name */
#define LEAST_PLOT     9.0  /* of letters' heights, for the axes and what they show: where there is less, the legend is shorter */
#define MOST_NAME      0.45 /* of the width, when only the ends have one */

/* By rank, from 0; classes without rows are left out. */
typedef struct
{
  guint       n;
  guint      *order;
  double     *before;
  double     *after; /* NULL: nothing is resampled */
  double      n_rows;
  ImbLongTail tail;
  ImbLongTail tail_after;
} Sizes;

typedef struct
{
  Sizes         sizes;
  char         *subtitle;
  char         *texts[IMB_N_TAIL_PARTS + 1];
  ImbLegendItem items[IMB_N_TAIL_PARTS + 3];
  guint         n_items;
  ImbRect       legend;
  ImbPlot       plot;
  gboolean      has_zipf;
} Picture;

static void
count_after (Sizes                *self,
             const ImbFigureInput *in)
{
  guint              n_classes = imb_problem_n_classes (in->problem);
  g_autofree double *kept = g_new0 (double, n_classes + 1);
  g_autofree double *made = g_new0 (double, n_classes + 1);
  g_autofree gsize  *counts = g_new0 (gsize, n_classes + 1);

  imb_figure_count_after (in, kept, made);
  self->after = g_new0 (double, self->n + 1);
  for (guint i = 0; i < self->n; i++)
    self->after[i] = kept[self->order[i]] + made[self->order[i]];
  for (guint c = 0; c < n_classes; c++)
    counts[c] = (gsize) (kept[c] + made[c]);
  self->tail_after = imb_long_tail_of (counts, n_classes);
}

static void
sizes_init (Sizes                *self,
            const ImbFigureInput *in)
{
  const gsize *counts = imb_problem_get_counts (in->problem);
  guint        n_classes = imb_problem_n_classes (in->problem);

  *self = (Sizes){ .order = imb_figure_classes_by_count (in->problem), .tail = imb_long_tail_of (counts, n_classes) };
  self->before = g_new0 (double, n_classes + 1);
  while (self->n < n_classes && counts[self->order[self->n]] > 0)
    {
      self->before[self->n] = (double) counts[self->order[self->n]];
      self->n_rows += self->before[self->n++];
    }
  if (in->resample != NULL)
    count_after (self, in);
}

static void
sizes_clear (Sizes *self)
{
  g_free (self->order);
  g_free (self->before);
  g_free (self->after);
}

static char *
subtitle_new (const Sizes *sizes)
{
  g_autofree char *rows = imb_text_count (sizes->n_rows);
  g_autofree char *classes = imb_text_count (sizes->n);
  g_autofree char *half = imb_text_count (sizes->tail.n_half);
  g_autofree char *ratio = NULL;

  if (sizes->n < 2)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s row, all of one class", "%s rows, all of one class", (gulong) sizes->n_rows), rows);
  if (sizes->n == 2)
    {
      ratio = imb_text_ratio (sizes->before[0], sizes->before[1]);
      return g_strdup_printf (_ ("Imbalance %s,  %s rows"), ratio, rows);
    }
  if (sizes->after != NULL)
    {
      g_autofree char *half_after = imb_text_count (sizes->tail_after.n_half);

      return g_strdup_printf (_ ("Half of the rows are in %s → %s of %s classes"), half, half_after, classes);
    }
  return g_strdup_printf (_ ("Half of %s rows are in %s of %s classes"), rows, half, classes);
}

/* The darkest is the head. */
static ImbColour
part_colour (ImbTheme    theme,
             ImbTailPart part)
{
  static const double alphas[] = { 0.75, 0.42, 0.2 };

  return imb_colour_with_alpha (imb_palette_run (theme, 0, (double[4]){ 0 }, &(int){ 0 }), alphas[part]);
}

/* "head > 100: 3 classes, 94.2 %" */
static char *
part_text (const ImbLongTail *tail,
           ImbTailPart        part)
{
  g_autofree char *classes = imb_text_count (tail->n_classes[part]);
  g_autofree char *share = imb_text_share (tail->shares[part]);
  gulong           n = tail->n_classes[part];

  switch (part)
    {
    case IMB_TAIL_HEAD:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "head > %d: %s class, %s", "head > %d: %s classes, %s", n), IMB_HEAD_ABOVE, classes, share);
    case IMB_TAIL_MEDIUM:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "medium %d–%d: %s class, %s", "medium %d–%d: %s classes, %s", n), IMB_TAIL_BELOW, IMB_HEAD_ABOVE, classes, share);
    case IMB_TAIL_TAIL:
    case IMB_N_TAIL_PARTS:
    default:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "tail < %d: %s class, %s", "tail < %d: %s classes, %s", n), IMB_TAIL_BELOW, classes, share);
    }
}

static void
add_line (Picture    *self,
          ImbTheme    theme,
          guint       run,
          const char *text)
{
  ImbLegendItem *item = &self->items[self->n_items++];

  *item = (ImbLegendItem){ .key = IMB_KEY_LINE, .text = text };
  item->colour = imb_palette_run (theme, run, (double[4]){ 0 }, &(int){ 0 });
}

static void
add_legend (Picture *self,
            ImbTheme theme)
{
  const ImbLongTail *tail = &self->sizes.tail;
  char               exponent[40];

  if (self->sizes.after != NULL)
    {
      add_line (self, theme, 0, _ ("before"));
      add_line (self, theme, 1, _ ("after"));
    }
  for (guint p = 0; p < IMB_N_TAIL_PARTS; p++)
    if (tail->n_classes[p] > 0)
      {
        self->texts[p] = part_text (tail, p);
        self->items[self->n_items++] = (ImbLegendItem){ .key = IMB_KEY_BOX, .colour = part_colour (theme, p), .text = self->texts[p] };
      }
  if (!self->has_zipf)
    return;

  imb_text_number (tail->zipf_exponent, 0.01, exponent, sizeof exponent);
  self->texts[IMB_N_TAIL_PARTS] = g_strdup_printf (_ ("Zipf’s law, exponent %s"), exponent);
  self->items[self->n_items++] = (ImbLegendItem){ .key = IMB_KEY_LINE, .colour = imb_palette_ink (theme, IMB_INK_DIM), .dash = { 3, 3 }, .n_dashes = 2, .text = self->texts[IMB_N_TAIL_PARTS] };
}

/* With room for a line of text above the highest column. */
static void
set_scales (Picture         *self,
            const ImbCanvas *canvas,
            double           height)
{
  const Sizes *sizes = &self->sizes;
  double       least = G_MAXDOUBLE, most = 1;
  double       free_part = MIN (1.5 * imb_canvas_line_height (canvas, IMB_TEXT_SMALL) / MAX (height, 1), 0.5);
  gboolean     is_log;

  for (guint i = 0; i < sizes->n; i++)
    {
      least = MIN (least, sizes->before[i]);
      most = MAX (most, MAX (sizes->before[i], sizes->after != NULL ? sizes->after[i] : 0));
    }
  least = MIN (least, most);
  is_log = most / least >= LOG_SIZES_FROM;
  self->has_zipf = is_log && sizes->n >= LOG_RANKS_FROM;
  if (is_log)
    {
      double low = MAX (least / 1.6, 0.6);

      imb_axis_scale_init (&self->plot.y, low, low * pow (most / low, 1 / (1 - free_part)), TRUE, 0);
    }
  else
    imb_axis_scale_init (&self->plot.y, 0, most / (1 - free_part), FALSE, 0);
  if (sizes->n >= LOG_RANKS_FROM)
    imb_axis_scale_init (&self->plot.x, 0.6, sizes->n + 0.5, TRUE, 0);
  else
    imb_axis_scale_init (&self->plot.x, 0.5, sizes->n + 0.5, FALSE, 0);
  self->plot.y_title = is_log ? _ ("Rows (logarithmic)") : _ ("Rows");
  self->plot.x_title = sizes->n >= LOG_RANKS_FROM ? _ ("Rank of the class (logarithmic)") : _ ("Rank of the class");
}

static gboolean
is_count (double value)
{
  return value >= 1 && value == floor (value);
}

/* There is no class of rank 1.5, and no half of a row. */
static void
keep_whole_ticks (ImbTicks *ticks,
                  gboolean  has_zero)
{
  guint n = 0;

  for (guint i = 0; i < ticks->n; i++)
    if (is_count (ticks->values[i]) || (has_zero && ticks->values[i] == 0))
      {
        ticks->values[n] = ticks->values[i];
        if (strchr (ticks->labels[i], '.') != NULL)
          imb_text_number (ticks->values[n], 1, ticks->labels[n], sizeof ticks->labels[n]);
        else if (n < i)
          g_strlcpy (ticks->labels[n], ticks->labels[i], sizeof ticks->labels[n]);
        n++;
      }
  ticks->n = n;
}

/* Below the plot. Where that would leave too little, without the law, and then without the parts: some of them would tell less than none. */
static void
place_legend (Picture         *self,
              const ImbCanvas *canvas,
              ImbRect         *area)
{
  const guint n_lines = self->sizes.after != NULL ? 2 : 0, lengths[] = { self->n_items, self->n_items - self->has_zipf, n_lines, 0 };
  double      gap = 0.5 * canvas->font_px, height = 0;

  for (guint k = 0; k < G_N_ELEMENTS (lengths); k++)
    {
      self->n_items = lengths[k];
      height = imb_legend_height (canvas, area->width, self->items, self->n_items);
      if (height > 0 && area->height - height - gap >= LEAST_PLOT * canvas->font_px)
        {
          area->height -= height + gap;
          self->legend = (ImbRect){ area->x, area->y + area->height + gap, area->width, height };
          return;
        }
    }
}

static void
picture_init (Picture              *self,
              const ImbFigureInput *in,
              const ImbCanvas      *canvas)
{
  ImbRect area;

  *self = (Picture){ 0 };
  sizes_init (&self->sizes, in);
  self->subtitle = subtitle_new (&self->sizes);
  area = imb_figure_frame_layout (&imb_figure_long_tail, in, canvas, self->subtitle);
  set_scales (self, canvas, 0.5 * area.height);
  add_legend (self, canvas->theme);
  place_legend (self, canvas, &area);
  set_scales (self, canvas, area.height - 4 * canvas->font_px);
  imb_plot_layout (&self->plot, canvas, area);
  keep_whole_ticks (&self->plot.x_ticks, FALSE);
  keep_whole_ticks (&self->plot.y_ticks, TRUE);
}

static void
picture_clear (Picture *self)
{
  sizes_clear (&self->sizes);
  g_free (self->subtitle);
  for (guint p = 0; p < G_N_ELEMENTS (self->texts); p++)
    g_free (self->texts[p]);
}

/* Columns of a few classes stand apart, and are not wider than a word. */
static gboolean
stands_apart (const Picture *self)
{
  return self->sizes.n < LOG_RANKS_FROM;
}

static ImbRect
column (const Picture   *self,
        const ImbCanvas *canvas,
        guint            i,
        double           size)
{
  const ImbPlot *plot = &self->plot;
  double         left = i == 0 ? plot->field.x : imb_axis_scale_to_px (&plot->x, i + 0.5);
  double         right = imb_axis_scale_to_px (&plot->x, i + 1.5);
  double         base = plot->field.y + plot->field.height;
  double         top = MIN (imb_axis_scale_to_px (&plot->y, size), base);

  if (stands_apart (self))
    {
      double middle = (left + right) / 2, half = MIN (0.38 * (right - left), 3.5 * canvas->font_px);

      left = middle - half;
      right = middle + half;
    }
  return (ImbRect){ left, top, MAX (right - left, 0), MAX (base - top, 0) };
}

/* The outline of the columns from @first to before @end; of many, those that nobody could tell from the one before are passed over. */
static void
columns_path (const Picture *self,
              ImbCanvas     *canvas,
              const double  *sizes,
              guint          first,
              guint          end,
              gboolean       is_closed)
{
  cairo_t *cr = canvas->cr;
  double   base = self->plot.field.y + self->plot.field.height, last = -G_MAXDOUBLE;

  cairo_new_path (cr);
  for (guint i = first; i < end; i++)
    {
      ImbRect r = column (self, canvas, i, sizes[i]);

      if (stands_apart (self))
        {
          cairo_rectangle (cr, r.x, r.y, r.width, r.height);
          continue;
        }
      if (i == first && is_closed)
        cairo_move_to (cr, r.x, base);
      if (i > first && i + 1 < end && r.x + r.width < last + 0.25)
        continue;
      cairo_line_to (cr, r.x, r.y);
      cairo_line_to (cr, r.x + r.width, r.y);
      last = r.x + r.width;
      if (i + 1 == end && is_closed)
        {
          cairo_line_to (cr, r.x + r.width, base);
          cairo_close_path (cr);
        }
    }
}

static void
draw_columns (const Picture *self,
              ImbCanvas     *canvas)
{
  const Sizes *sizes = &self->sizes;
  guint        first = 0;

  for (guint p = 0; p < IMB_N_TAIL_PARTS; p++)
    {
      columns_path (self, canvas, sizes->before, first, first + sizes->tail.n_classes[p], TRUE);
      imb_canvas_colour (canvas, part_colour (canvas->theme, p));
      cairo_fill (canvas->cr);
      first += sizes->tail.n_classes[p];
    }
  for (guint run = 0; run < (sizes->after != NULL ? 2 : 1); run++)
    {
      columns_path (self, canvas, run == 0 ? sizes->before : sizes->after, 0, sizes->n, FALSE);
      imb_canvas_colour (canvas, imb_palette_run (canvas->theme, run, (double[4]){ 0 }, &(int){ 0 }));
      cairo_set_line_width (canvas->cr, run == 0 ? 1.2 : 1.8);
      cairo_stroke (canvas->cr);
    }
}

static double
zipf_at (const ImbLongTail *tail,
         double             rank)
{
  return tail->zipf_first * pow (MAX (rank, 1), -tail->zipf_exponent);
}

/* Through both logarithms it is straight from the first class to the last one. */
static void
draw_zipf (const Picture *self,
           ImbCanvas     *canvas)
{
  const ImbLongTail *tail = &self->sizes.tail;
  const double       ranks[] = { 1, self->sizes.n };
  const double       sizes[] = { zipf_at (tail, 1), zipf_at (tail, self->sizes.n) };

  if (!self->has_zipf)
    return;

  imb_canvas_colour (canvas, imb_palette_ink (canvas->theme, IMB_INK_DIM));
  cairo_set_dash (canvas->cr, (double[]){ 3, 3 }, 2, 0);
  cairo_set_line_width (canvas->cr, 1.2);
  imb_plot_line (&self->plot, canvas, ranks, sizes, 2, FALSE);
  cairo_set_dash (canvas->cr, NULL, 0, 0);
}

/* The highest that stands between two places: where columns fall, so does the law. */
static double
top_between (const Picture   *self,
             const ImbCanvas *canvas,
             double           left,
             double           right)
{
  double top = self->plot.field.y + self->plot.field.height;

  for (guint i = 0; i < self->sizes.n; i++)
    {
      ImbRect r = column (self, canvas, i, MAX (self->sizes.before[i], self->sizes.after != NULL ? self->sizes.after[i] : 0));

      if (r.x <= right && r.x + r.width >= left)
        top = MIN (top, r.y);
    }
  if (self->has_zipf)
    top = MIN (top, imb_axis_scale_to_px (&self->plot.y, zipf_at (&self->sizes.tail, imb_axis_scale_from_px (&self->plot.x, left))) - 1);
  return top;
}

static void
draw_name (const Picture *self,
           ImbCanvas     *canvas,
           double         x,
           double         align,
           double         most,
           const char    *name)
{
  double width = MIN (imb_canvas_text_width (canvas, IMB_TEXT_SMALL, name), most);
  double left = x - align * width, top = top_between (self, canvas, left, left + width);

  imb_canvas_text (canvas, x, top - 3, align, 1, most, IMB_TEXT_SMALL, imb_palette_ink (canvas->theme, IMB_INK_TEXT), name);
}

/* Each class's, where all have room; else those of the largest and the smallest. */
static void
draw_names (const Picture        *self,
            const ImbFigureInput *in,
            ImbCanvas            *canvas)
{
  const Sizes *sizes = &self->sizes;
  double       most = MOST_NAME * self->plot.field.width;
  double       widest = 0;

  if (sizes->n == 0 || self->plot.field.height < 3 * imb_canvas_line_height (canvas, IMB_TEXT_SMALL))
    return;

  for (guint i = 0; i < sizes->n && i < NAMED; i++)
    widest = MAX (widest, imb_canvas_text_width (canvas, IMB_TEXT_SMALL, imb_figure_label (in->problem, sizes->order[i])));
  canvas->cuts_middle = TRUE;
  canvas->halo = imb_palette_ink (canvas->theme, IMB_INK_PAPER);
  if (sizes->n <= NAMED && widest + 4 < self->plot.field.width / sizes->n)
    for (guint i = 0; i < sizes->n; i++)
      {
        ImbRect r = column (self, canvas, i, sizes->before[i]);

        draw_name (self, canvas, r.x + r.width / 2, 0.5, widest + 2, imb_figure_label (in->problem, sizes->order[i]));
      }
  else
    {
      draw_name (self, canvas, self->plot.field.x + 2, 0, most, imb_figure_label (in->problem, sizes->order[0]));
      if (sizes->n > 1)
        draw_name (self, canvas, self->plot.field.x + self->plot.field.width - 1, 1, most, imb_figure_label (in->problem, sizes->order[sizes->n - 1]));
    }
  canvas->halo = (ImbColour){ 0 };
  canvas->cuts_middle = FALSE;
}

static void
draw (const ImbFigure      *self,
      const ImbFigureInput *in,
      ImbCanvas            *canvas)
{
  Picture picture;

  picture_init (&picture, in, canvas);
  imb_figure_frame_draw (self, in, canvas, picture.subtitle);
  draw_columns (&picture, canvas);
  imb_plot_draw_axes (&picture.plot, canvas);
  draw_zipf (&picture, canvas);
  draw_names (&picture, in, canvas);
  imb_legend_draw (canvas, picture.legend.x, picture.legend.y, picture.legend.width, picture.items, picture.n_items);
  picture_clear (&picture);
}

static void
append_part (GString           *text,
             const ImbLongTail *tail,
             ImbTailPart        part)
{
  guint            n = tail->n_classes[part];
  g_autofree char *share = imb_text_share (tail->shares[part]);
  g_autofree char *classes = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u class", "%u classes", n), n);

  if (n == 0)
    return;
  if (part == IMB_TAIL_HEAD)
    g_string_append_printf (text, _ (" More than %d rows: %s (%s of the rows)."), IMB_HEAD_ABOVE, classes, share);
  else if (part == IMB_TAIL_MEDIUM)
    g_string_append_printf (text, _ (" %d to %d rows: %s (%s of the rows)."), IMB_TAIL_BELOW, IMB_HEAD_ABOVE, classes, share);
  else
    g_string_append_printf (text, _ (" Fewer than %d rows: %s (%s of the rows)."), IMB_TAIL_BELOW, classes, share);
}

static char *
describe (const ImbFigure      *self,
          const ImbFigureInput *in)
{
  GString         *text = g_string_new (NULL);
  Sizes            sizes;
  g_autofree char *subtitle = NULL;

  sizes_init (&sizes, in);
  subtitle = subtitle_new (&sizes);
  g_string_append_printf (text, _ ("Long tail. %s."), subtitle);
  for (guint p = 0; p < IMB_N_TAIL_PARTS; p++)
    append_part (text, &sizes.tail, p);
  if (!isnan (sizes.tail.zipf_exponent))
    {
      char exponent[40];

      imb_text_number (sizes.tail.zipf_exponent, 0.01, exponent, sizeof exponent);
      g_string_append_printf (text, _ (" Zipf exponent %s."), exponent);
    }
  sizes_clear (&sizes);
  return g_string_free (text, FALSE);
}

static ImbFigureTable *
table (const ImbFigure      *self,
       const ImbFigureInput *in)
{
  Sizes           sizes;
  double          sum = 0;
  ImbFigureTable *out;

  sizes_init (&sizes, in);
  out = imb_figure_table_new (_ ("rank"), _ ("class"), _ ("rows"), _ ("share"), _ ("share up to here"), _ ("part"), sizes.after != NULL ? _ ("rows after") : NULL, NULL);
  for (guint i = 0; i < sizes.n; i++)
    {
      sum += sizes.before[i];
      imb_figure_table_row (out);
      imb_figure_table_number (out, i + 1);
      imb_figure_table_text (out, imb_problem_get_labels (in->problem)[sizes.order[i]]);
      imb_figure_table_number (out, sizes.before[i]);
      imb_figure_table_number (out, sizes.before[i] / sizes.n_rows);
      imb_figure_table_number (out, sum / sizes.n_rows);
      imb_figure_table_text (out, imb_tail_part_nick (imb_tail_part_of ((gsize) sizes.before[i])));
      if (sizes.after != NULL)
        imb_figure_table_number (out, sizes.after[i]);
    }
  sizes_clear (&sizes);
  return out;
}

static char *
tooltip_new (const Sizes          *sizes,
             const ImbFigureInput *in,
             guint                 i)
{
  const char      *label = imb_figure_label (in->problem, sizes->order[i]);
  g_autofree char *rank = imb_text_count (i + 1);
  g_autofree char *classes = imb_text_count (sizes->n);
  g_autofree char *before = imb_text_count (sizes->before[i]);
  g_autofree char *share = imb_text_share (sizes->before[i] / sizes->n_rows);
  g_autofree char *after = sizes->after != NULL ? imb_text_count (sizes->after[i]) : NULL;

  if (after != NULL)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s: %s row (%s), rank %s of %s\nafter: %s", "%s: %s rows (%s), rank %s of %s\nafter: %s", (gulong) sizes->before[i]), label, before, share, rank, classes, after);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s: %s row (%s)\nrank %s of %s", "%s: %s rows (%s)\nrank %s of %s", (gulong) sizes->before[i]), label, before, share, rank, classes);
}

/* Anywhere in the field, above a column too: those of the tail are low. */
static gboolean
hit (const ImbFigure      *self,
     const ImbFigureInput *in,
     ImbCanvas            *canvas,
     double                x,
     double                y,
     ImbFigureHit         *out)
{
  Picture  picture;
  gboolean is_inside;

  picture_init (&picture, in, canvas);
  is_inside = picture.sizes.n > 0 && imb_rect_contains (picture.plot.field, x, y);
  if (is_inside)
    {
      double rank = round (imb_axis_scale_from_px (&picture.plot.x, x));
      guint  i = (guint) CLAMP (rank, 1, picture.sizes.n) - 1;

      out->kind = IMB_HIT_CLASS;
      out->of_class = picture.sizes.order[i];
      out->x = picture.sizes.before[i];
      out->mark = column (&picture, canvas, i, picture.sizes.before[i]);
      out->tooltip = tooltip_new (&picture.sizes, in, i);
    }
  picture_clear (&picture);
  return is_inside;
}

const ImbFigure imb_figure_long_tail = {
  .id = "long-tail",
  .title = N_ ("Long tail"),
  .help = N_ ("The classes from the largest to the smallest: how few have most of the rows, and how many have hardly any."),
  .needs = IMB_FIGURE_PROBLEM,
  IMB_FIGURE_OF_ITS_FILE,
};
