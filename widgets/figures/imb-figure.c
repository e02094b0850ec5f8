/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of figures and the way into them: inputs are checked here, so that a figure's own functions can rely on
 * what they asked for. */
#include "widgets/figures/imb-figure.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "widgets/figures/imb-figure-frame.h"

/* Of a table and its runs, in the order of display. */
#define OF_A_TABLE                                   \
  &imb_figure_class_balance,                         \
    &imb_figure_long_tail,                           \
    &imb_figure_scatter,                             \
    &imb_figure_confusion,                           \
    &imb_figure_precision_recall,                    \
    &imb_figure_precision_recall_gain,               \
    &imb_figure_roc,                                 \
    &imb_figure_gains,                               \
    &imb_figure_lift,                                \
    &imb_figure_det,                                 \
    &imb_figure_threshold,                           \
    &imb_figure_calibration,                         \
    &imb_figure_cost_curve, &imb_figure_brier_curve, \
    &imb_figure_decision_curve

const ImbFigure *const *
imb_figures (void)
{
  static const ImbFigure *const figures[] = { OF_A_TABLE, NULL };

  return figures;
}

const ImbFigure *const *
imb_figures_of_all (void)
{
  static const ImbFigure *const figures[] = { OF_A_TABLE, &imb_figure_critical_difference, NULL };

  return figures;
}

const ImbFigure *
imb_figure_find (const char *id)
{
  for (const ImbFigure *const *figure = imb_figures (); *figure != NULL; figure++)
    if (g_strcmp0 ((*figure)->id, id) == 0)
      return *figure;

  return NULL;
}

void
imb_figure_input_init (ImbFigureInput *self)
{
  *self = (ImbFigureInput){
    .feature_y = 1,
    .x_low = NAN,
    .x_high = NAN,
    .y_low = NAN,
    .y_high = NAN,
    .selected_synthetic = -1,
    .of_class = -1,
    .threshold = NAN,
    .text_scale = 1,
  };
}

void
imb_figure_hit_clear (ImbFigureHit *self)
{
  g_clear_pointer (&self->tooltip, g_free);
  self->kind = IMB_HIT_NONE;
}

static gboolean
has_run (const ImbFigureInput *in)
{
  for (guint i = 0; i < in->n_runs; i++)
    if (imb_run_get_error (in->runs[i]) == NULL)
      return TRUE;

  return FALSE;
}

/* A resample of another table, or runs of another problem, must not be read by this one's row numbers. */
static gboolean
resample_fits (const ImbFigureInput *in)
{
  const ImbResample *resample = in->resample;

  if (resample == NULL)
    return TRUE;
  if (in->problem != NULL && resample->n_in != imb_problem_n_rows (in->problem))
    return FALSE;
  if (in->design == NULL)
    return TRUE;

  return resample->n_in == imb_design_get_matrix (in->design)->n_rows
         && (resample->made == NULL || resample->made->n_cols == imb_design_n_features (in->design));
}

static gboolean
runs_fit (const ImbFigureInput *in)
{
  guint n_classes = 0;

  for (guint i = 0; i < in->n_runs; i++)
    {
      guint n;

      if (imb_run_get_error (in->runs[i]) != NULL)
        continue;

      n = imb_problem_n_classes (imb_run_get_problem (in->runs[i]));
      if (n_classes != 0 && n != n_classes)
        return FALSE;

      n_classes = n;
    }

  return TRUE;
}

static const char *
what_is_missing (const ImbFigure      *self,
                 const ImbFigureInput *in)
{
  if ((self->needs & IMB_FIGURE_PROBLEM) != 0 && in->problem == NULL)
    return _ ("There is no target yet: open a table and choose the column to explain.");
  if ((self->needs & IMB_FIGURE_DESIGN) != 0 && in->design == NULL)
    return _ ("There are no features yet: open a table and choose its target.");
  if ((self->needs & IMB_FIGURE_TWO_FEATURES) != 0)
    {
      gsize n = imb_design_n_features (in->design);

      if (in->feature_x >= n || in->feature_y >= n)
        return n < 2 ? _ ("A scatter needs two features; this table has one.")
                     : _ ("One of the two features does not exist: choose another one.");
    }
  if ((self->needs & (IMB_FIGURE_PROBLEM | IMB_FIGURE_DESIGN)) != 0 && !resample_fits (in))
    return _ ("The resampled rows belong to other data: resample again.");
  if ((self->needs & IMB_FIGURE_RESAMPLE) != 0 && in->resample == NULL)
    return _ ("Nothing has been resampled yet: add a sampler to the plan.");
  if ((self->needs & IMB_FIGURE_RUNS) != 0 && !has_run (in))
    return _ ("There are no finished runs yet: choose a model and start the comparison.");
  if ((self->needs & IMB_FIGURE_RUNS) != 0 && !runs_fit (in))
    return _ ("The runs answer different questions: start the comparison again.");
  if ((self->needs & IMB_FIGURE_RANKS) != 0 && (in->ranks == NULL || in->ranks->n < 2))
    return _ ("There are no ranks of two methods or more: rank the logs of several experiments.");

  return NULL;
}

gboolean
imb_figure_check (const ImbFigure      *self,
                  const ImbFigureInput *in,
                  GError              **error)
{
  const char *missing;

  g_return_val_if_fail (self != NULL && in != NULL, FALSE);

  missing = what_is_missing (self, in);
  if (missing != NULL)
    g_set_error_literal (error, IMB_ERROR, IMB_ERROR_PARAM, missing);
  return missing == NULL;
}

static void
draw_missing (ImbCanvas  *canvas,
              const char *sentence)
{
  double room = canvas->width - 3 * canvas->font_px;
  double height = imb_canvas_line_height (canvas, IMB_TEXT_NORMAL);
  g_auto (GStrv) lines = imb_canvas_wrap (canvas, IMB_TEXT_NORMAL, room, G_MAXUINT, sentence);
  guint n = g_strv_length (lines);

  for (guint i = 0; i < n; i++)
    imb_canvas_text (canvas, canvas->width / 2, canvas->height / 2 + (i + 0.5 - n / 2.0) * height, 0.5, 0.5, room,
                     IMB_TEXT_NORMAL, imb_palette_ink (canvas->theme, IMB_INK_DIM), lines[i]);
}

/* @written: filled with the texts; NULL: not told */
static void
draw (const ImbFigure      *self,
      const ImbFigureInput *in,
      cairo_t              *cr,
      double                width,
      double                height,
      ImbTheme              theme,
      GPtrArray            *written)
{
  const char *missing = what_is_missing (self, in);
  ImbCanvas   canvas;

  cairo_save (cr);
  imb_canvas_init (&canvas, cr, width, height, theme, in->text_scale);
  canvas.written = written;
  if (!in->transparent)
    imb_canvas_fill_rect (&canvas, (ImbRect){ 0, 0, width, height }, imb_palette_ink (theme, IMB_INK_PAPER));

  cairo_rectangle (cr, 0, 0, width, height);
  cairo_clip (cr);
  if (missing != NULL)
    draw_missing (&canvas, missing);
  else
    self->draw (self, in, &canvas);
  imb_canvas_clear (&canvas);
  cairo_restore (cr);
}

void
imb_figure_draw (const ImbFigure      *self,
                 const ImbFigureInput *in,
                 cairo_t              *cr,
                 double                width,
                 double                height,
                 ImbTheme              theme)
{
  g_return_if_fail (self != NULL && in != NULL && cr != NULL);

  if (width >= 1 && height >= 1)
    draw (self, in, cr, width, height, theme, NULL);
}

GPtrArray *
imb_figure_written (const ImbFigure      *self,
                    const ImbFigureInput *in,
                    double                width,
                    double                height)
{
  g_autoptr (GPtrArray) written = imb_written_list_new ();
  cairo_surface_t *surface;
  cairo_t         *cr;

  g_return_val_if_fail (self != NULL && in != NULL && width >= 1 && height >= 1, NULL);

  surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
  cr = cairo_create (surface);
  draw (self, in, cr, width, height, IMB_THEME_LIGHT, written);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return g_steal_pointer (&written);
}

gboolean
imb_figure_hit (const ImbFigure      *self,
                const ImbFigureInput *in,
                double                width,
                double                height,
                double                x,
                double                y,
                ImbFigureHit         *out)
{
  ImbCanvas canvas;
  gboolean  found;

  g_return_val_if_fail (self != NULL && in != NULL && out != NULL, FALSE);

  *out = (ImbFigureHit){ .threshold = NAN, .x = NAN, .y = NAN };
  if (!(width >= 1 && height >= 1) || !isfinite (x) || !isfinite (y) || self->hit == NULL || what_is_missing (self, in) != NULL)
    return FALSE;

  imb_canvas_init (&canvas, NULL, width, height, IMB_THEME_LIGHT, in->text_scale);
  found = self->hit (self, in, &canvas, x, y, out);
  imb_canvas_clear (&canvas);
  return found;
}

char *
imb_figure_describe (const ImbFigure      *self,
                     const ImbFigureInput *in)
{
  const char      *missing;
  g_autofree char *text = NULL;
  g_auto (GStrv) caveats = NULL;

  g_return_val_if_fail (self != NULL && in != NULL, NULL);

  missing = what_is_missing (self, in);
  if (missing != NULL)
    return g_strdup (missing);

  text = self->describe (self, in);
  caveats = imb_figure_frame_dup_caveats (self, in);
  for (char **caveat = caveats; *caveat != NULL; caveat++)
    {
      char *longer = g_strdup_printf (_ ("%s %s."), text, *caveat);

      g_free (text);
      text = longer;
    }
  return g_steal_pointer (&text);
}

ImbFigureTable *
imb_figure_table (const ImbFigure      *self,
                  const ImbFigureInput *in)
{
  g_return_val_if_fail (self != NULL && in != NULL, NULL);

  return what_is_missing (self, in) != NULL ? NULL : self->table (self, in);
}
