/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Curves of runs: the pooled curve of all tested rows, the range of the folds' curves on a grid of 101 places, the mean
 * and standard deviation of the folds' areas, and where the threshold lies. The pooled curve is thinned to what a
 * picture can show before it is kept: a million rows would be 24 MB a run otherwise. */
#include "widgets/figures/imb-figure-curves.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "widgets/draw/imb-text.h"

#define N_GRID 101
#define THIN   (1.0 / 4000)
#define HIT_PX 9

typedef struct
{
  gint    ref_count;
  ImbRun *run;
  gsize   n;
  double *x;
  double *y;
  double *thresholds;
  guint   n_folds;      /* with a curve */
  double  grid[N_GRID]; /* 0 … 1 */
  double  low[N_GRID];
  double  high[N_GRID];
  double  area; /* mean over folds; of the pooled curve when no fold has one */
  double  area_sd;
} RunCurve;

static void
run_curve_unref (RunCurve *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  imb_run_unref (self->run);
  g_free (self->x);
  g_free (self->y);
  g_free (self->thresholds);
  g_free (self);
}

/* Keeps a point when it is a noticeable step away from the last one kept; always the ends. The artificial first point
 * of precision–recall (precision 1 at recall 0, no threshold) is brought to the height of the first real one: no line
 * falls from a place that no threshold reaches. */
static void
keep_thinned (RunCurve       *self,
              const ImbCurve *curve)
{
  self->x = g_new (double, curve->n);
  self->y = g_new (double, curve->n);
  self->thresholds = g_new (double, curve->n);
  for (gsize i = 0; i < curve->n; i++)
    {
      gsize last = self->n - 1;

      if (self->n > 0 && i + 1 < curve->n && fabs (curve->x[i] - self->x[last]) < THIN && fabs (curve->y[i] - self->y[last]) < THIN)
        continue;

      self->x[self->n] = curve->x[i];
      self->y[self->n] = curve->y[i];
      self->thresholds[self->n++] = curve->thresholds[i];
    }
  if (self->n > 1 && isnan (self->thresholds[0]))
    self->y[0] = self->y[1];
  self->x = g_renew (double, self->x, MAX (self->n, 1));
  self->y = g_renew (double, self->y, MAX (self->n, 1));
  self->thresholds = g_renew (double, self->thresholds, MAX (self->n, 1));
}

static void
add_fold (RunCurve           *self,
          const ImbCurveKind *kind,
          const ImbOutcome   *outcome,
          guint               c)
{
  g_autoptr (ImbCurve) curve = kind->curve (outcome, c);

  if (curve == NULL || curve->n == 0 || isnan (curve->x[curve->n - 1]) || isnan (curve->y[curve->n - 1]))
    return;

  for (guint i = 0; i < N_GRID; i++)
    {
      double y = kind->step ? imb_curve_y_step (curve, self->grid[i]) : imb_curve_y_linear (curve, self->grid[i]);

      self->low[i] = self->n_folds > 0 ? MIN (self->low[i], y) : y;
      self->high[i] = self->n_folds > 0 ? MAX (self->high[i], y) : y;
    }
  self->n_folds++;
}

static void
measure_areas (RunCurve           *self,
               const ImbCurveKind *kind,
               guint               c)
{
  const ImbMetric *metric = imb_metric_find (kind->metric);
  guint            n = 0, n_folds = imb_run_n_folds (self->run);
  double           sum = 0, square = 0;

  for (guint f = 0; f < n_folds; f++)
    {
      double value = imb_metric_of_class (metric, imb_run_fold_at (self->run, f), c);

      if (isnan (value))
        continue;

      n++;
      sum += value;
    }
  self->area = n > 0 ? sum / n : imb_metric_of_class (metric, imb_run_get_pooled (self->run), c);
  self->area_sd = NAN;
  if (n < 2)
    return;

  for (guint f = 0; f < n_folds; f++)
    {
      double value = imb_metric_of_class (metric, imb_run_fold_at (self->run, f), c);

      if (!isnan (value))
        square += (value - self->area) * (value - self->area);
    }
  self->area_sd = sqrt (square / (n - 1));
}

static RunCurve *
run_curve_new (const ImbCurveKind *kind,
               ImbRun             *run,
               guint               c)
{
  RunCurve *self = g_new0 (RunCurve, 1);
  g_autoptr (ImbCurve) pooled = kind->curve (imb_run_get_pooled (run), c);

  self->ref_count = 1;
  self->run = imb_run_ref (run);
  for (guint i = 0; i < N_GRID; i++)
    self->grid[i] = i / (N_GRID - 1.0);
  if (pooled != NULL)
    keep_thinned (self, pooled);
  for (guint f = 0; f < imb_run_n_folds (run); f++)
    add_fold (self, kind, imb_run_fold_at (run, f), c);
  measure_areas (self, kind, c);
  return self;
}

static RunCurve *
run_curve_get (const ImbCurveKind   *kind,
               const ImbFigureInput *in,
               ImbRun               *run,
               guint                 c)
{
  g_autofree char *key = g_strdup_printf ("curve %p %p %u", (const void *) kind, (void *) run, c);
  RunCurve        *self = imb_figure_cache_get (in->cache, key);

  if (self == NULL)
    {
      self = run_curve_new (kind, run, c);
      if (in->cache == NULL)
        return self;

      imb_figure_cache_set (in->cache, key, self, (GDestroyNotify) run_curve_unref);
    }
  g_atomic_int_inc (&self->ref_count);
  return self;
}

double *
imb_figure_confusion_new (const ImbFigureInput *in,
                          ImbRun               *run)
{
  ImbOutcome *pooled = imb_run_get_pooled (run);
  guint       n = imb_outcome_n_classes (pooled);
  double     *confusion = g_new (double, (gsize) n *n);

  if (n == 2 && !isnan (in->threshold) && imb_outcome_get_scores (pooled) != NULL)
    imb_outcome_confusion_at (pooled, in->threshold, confusion);
  else
    memcpy (confusion, imb_outcome_get_confusion (pooled), (gsize) n * n * sizeof *confusion);
  return confusion;
}

char *
imb_figure_threshold_text (const ImbFigureInput *in)
{
  g_autofree char *value = imb_text_short (in->threshold);

  return isnan (in->threshold) ? g_strdup (_ ("at each fold's threshold")) : g_strdup_printf (_ ("at threshold %s"), value);
}

/* One class against the rest, from the matrix. */
static void
mark_of (const ImbCurveKind   *kind,
         const ImbFigureInput *in,
         ImbRun               *run,
         guint                 c,
         double               *x,
         double               *y)
{
  g_autofree double *confusion = imb_figure_confusion_new (in, run);
  guint              n = imb_outcome_n_classes (imb_run_get_pooled (run));
  double             tp = 0, fp = 0, fn = 0, tn = 0;

  for (guint t = 0; t < n; t++)
    for (guint p = 0; p < n; p++)
      *(t == c ? (p == c ? &tp : &fn) : (p == c ? &fp : &tn)) += confusion[t * n + p];

  switch (kind->axes)
    {
    case IMB_AXES_PRECISION_RECALL:
      *x = tp / (tp + fn);
      *y = tp / (tp + fp);
      break;
    case IMB_AXES_ROC:
      *x = fp / (fp + tn);
      *y = tp / (tp + fn);
      break;
    case IMB_AXES_GAINS:
    default:
      *x = (tp + fp) / (tp + fp + fn + tn);
      *y = tp / (tp + fn);
    }
}

typedef struct
{
  guint         n;
  guint         c;
  guint        *indices; /* into the input's runs */
  RunCurve    **curves;
  ImbSeries    *series;
  double        prevalence;
  char         *level_text;
  char         *band_text;
  char         *mark_text;
  char         *legend_title;
  char         *subtitle;
  ImbSeriesView view;
} Curves;

static char *
area_text (const RunCurve *curve)
{
  g_autofree char *area = imb_text_value (curve->area);
  g_autofree char *sd = imb_text_value (curve->area_sd);

  return isnan (curve->area_sd) ? g_steal_pointer (&area) : g_strdup_printf ("%s ± %s", area, sd);
}

static void
add_series (Curves               *self,
            const ImbCurveKind   *kind,
            const ImbFigureInput *in,
            guint                 run)
{
  RunCurve  *curve = run_curve_get (kind, in, in->runs[run], self->c);
  ImbSeries *series = &self->series[self->n];

  self->curves[self->n] = curve;
  self->indices[self->n] = run;
  *series = (ImbSeries){
    .colour = run,
    .name = imb_run_get_spec (in->runs[run])->label,
    .value = area_text (curve),
    .x = curve->x,
    .y = curve->y,
    .n = curve->n,
    .band_x = curve->grid,
    .band_low = curve->low,
    .band_high = curve->high,
    .n_band = curve->n_folds > 1 ? N_GRID : 0,
  };
  mark_of (kind, in, in->runs[run], self->c, &series->mark_x, &series->mark_y);
  self->n++;
}

static void
add_texts (Curves               *self,
           const ImbCurveKind   *kind,
           const ImbFigureInput *in,
           ImbProblem           *problem)
{
  guint            n_folds = 0;
  g_autofree char *share = imb_text_share (self->prevalence);

  for (guint i = 0; i < self->n; i++)
    n_folds = MAX (n_folds, self->curves[i]->n_folds);

  self->level_text = g_strdup_printf (_ ("prevalence %s"), share);
  self->mark_text = imb_problem_n_classes (problem) > 2 ? g_strdup (_ ("by the largest score")) : imb_figure_threshold_text (in);
  if (n_folds > 1)
    {
      self->band_text = g_strdup_printf (_ ("range over %u folds"), n_folds);
      self->legend_title = g_strdup_printf (_ ("%s, mean ± sd"), _ (kind->short_name));
    }
  else
    self->legend_title = g_strdup (_ (kind->short_name));
  self->subtitle = imb_problem_n_classes (problem) > 2 ? g_strdup_printf (_ ("“%s” against the rest"), imb_figure_label (problem, self->c))
                                                       : g_strdup_printf (_ ("finding “%s”"), imb_figure_label (problem, self->c));
}

static void
curves_init (Curves               *self,
             const ImbCurveKind   *kind,
             const ImbFigureInput *in)
{
  ImbProblem  *problem = NULL;
  const gsize *counts;
  gsize        total;

  *self = (Curves){ 0 };
  for (guint i = 0; i < in->n_runs && problem == NULL; i++)
    if (imb_run_get_error (in->runs[i]) == NULL)
      problem = imb_run_get_problem (in->runs[i]);

  counts = imb_problem_get_counts (problem);
  total = imb_problem_n_rows (problem);
  self->c = imb_problem_get_positive (problem);
  if (in->of_class >= 0 && in->of_class < (gssize) imb_problem_n_classes (problem))
    self->c = (guint) in->of_class;
  self->prevalence = total > 0 ? (double) counts[self->c] / (double) total : 0;

  self->indices = g_new0 (guint, in->n_runs);
  self->curves = g_new0 (RunCurve *, in->n_runs);
  self->series = g_new0 (ImbSeries, in->n_runs);
  for (guint i = 0; i < in->n_runs; i++)
    if (imb_run_get_error (in->runs[i]) == NULL)
      add_series (self, kind, in, i);
  add_texts (self, kind, in, problem);

  self->view = (ImbSeriesView){
    .series = self->series,
    .n_series = self->n,
    .step = kind->step,
    .x_title = _ (kind->x_title),
    .y_title = _ (kind->y_title),
    .legend_title = self->legend_title,
    .level = kind->axes == IMB_AXES_PRECISION_RECALL ? self->prevalence : NAN,
    .level_text = self->level_text,
    .diagonal = kind->axes != IMB_AXES_PRECISION_RECALL,
    .iso_f1 = kind->axes == IMB_AXES_PRECISION_RECALL,
    .band_text = self->band_text,
    .mark_text = self->mark_text,
    .ranges = { in->x_low, in->x_high, in->y_low, in->y_high },
  };
}

static void
curves_clear (Curves *self)
{
  for (guint i = 0; i < self->n; i++)
    {
      run_curve_unref (self->curves[i]);
      g_free ((char *) self->series[i].value);
    }
  g_free (self->indices);
  g_free (self->curves);
  g_free (self->series);
  g_free (self->level_text);
  g_free (self->band_text);
  g_free (self->mark_text);
  g_free (self->legend_title);
  g_free (self->subtitle);
}

void
imb_figure_curves_draw (const ImbFigure      *self,
                        const ImbFigureInput *in,
                        ImbCanvas            *canvas)
{
  Curves          curves;
  ImbSeriesLayout layout;

  curves_init (&curves, self->kind, in);
  imb_series_layout (&curves.view, canvas, imb_figure_frame_layout (self, in, canvas, curves.subtitle), &layout);
  imb_figure_frame_draw (self, in, canvas, curves.subtitle);
  imb_series_draw (&curves.view, canvas, &layout);
  curves_clear (&curves);
}

char *
imb_figure_curves_describe (const ImbFigure      *self,
                            const ImbFigureInput *in)
{
  const ImbCurveKind *kind = self->kind;
  GString            *text = g_string_new (NULL);
  Curves              curves;
  g_autofree char    *share = NULL;

  curves_init (&curves, self->kind, in);
  share = imb_text_share (curves.prevalence);
  g_string_append_printf (text, _ ("%s curves, %s, prevalence %s."), _ (self->title), curves.subtitle, share);
  for (guint i = 0; i < curves.n; i++)
    {
      const ImbSeries *s = &curves.series[i];
      g_autofree char *x = imb_text_value (s->mark_x);
      g_autofree char *y = imb_text_value (s->mark_y);

      g_string_append_printf (text, _ (" %s: %s %s; %s %s %s, %s %s."), s->name, _ (kind->short_name), s->value, curves.mark_text,
                              _ (kind->x_name), x, _ (kind->y_name), y);
    }
  curves_clear (&curves);
  return g_string_free (text, FALSE);
}

ImbFigureTable *
imb_figure_curves_table (const ImbFigure      *self,
                         const ImbFigureInput *in)
{
  const ImbCurveKind *kind = self->kind;
  ImbFigureTable     *out = imb_figure_table_new (_ ("run"), _ ("threshold"), _ (kind->x_name), _ (kind->y_name), NULL);
  Curves              curves;

  curves_init (&curves, self->kind, in);
  for (guint i = 0; i < curves.n; i++)
    for (gsize k = 0; k < curves.curves[i]->n; k++)
      {
        if (isnan (curves.curves[i]->thresholds[k]))
          continue;

        imb_figure_table_row (out);
        imb_figure_table_text (out, curves.series[i].name);
        imb_figure_table_number (out, curves.curves[i]->thresholds[k]);
        imb_figure_table_number (out, curves.curves[i]->x[k]);
        imb_figure_table_number (out, curves.curves[i]->y[k]);
      }
  curves_clear (&curves);
  return out;
}

static char *
tooltip_new (const ImbCurveKind *kind,
             const char         *name,
             const ImbFigureHit *hit)
{
  g_autofree char *x = imb_text_value (hit->x);
  g_autofree char *y = imb_text_value (hit->y);
  g_autofree char *threshold = imb_text_short (hit->threshold);

  if (!isfinite (hit->threshold))
    return g_strdup_printf (_ ("%s\n%s %s, %s %s"), name, _ (kind->x_name), x, _ (kind->y_name), y);

  return g_strdup_printf (_ ("%s at threshold %s\n%s %s, %s %s"), name, threshold, _ (kind->x_name), x, _ (kind->y_name), y);
}

gboolean
imb_figure_curves_hit (const ImbFigure      *self,
                       const ImbFigureInput *in,
                       ImbCanvas            *canvas,
                       double                x,
                       double                y,
                       ImbFigureHit         *out)
{
  Curves          curves;
  ImbSeriesLayout layout;
  guint           series;
  gsize           point;
  gboolean        found;

  curves_init (&curves, self->kind, in);
  imb_series_layout (&curves.view, canvas, imb_figure_frame_layout (self, in, canvas, curves.subtitle), &layout);
  found = imb_series_hit (&curves.view, &layout, x, y, HIT_PX, &series, &point);
  if (found)
    {
      const RunCurve *curve = curves.curves[series];

      out->kind = IMB_HIT_CURVE;
      out->run = curves.indices[series];
      out->of_class = curves.c;
      out->threshold = curve->thresholds[point];
      out->x = curve->x[point];
      out->y = curve->y[point];
      out->mark = (ImbRect){ imb_axis_scale_to_px (&layout.plot.x, out->x) - 4, imb_axis_scale_to_px (&layout.plot.y, out->y) - 4, 8, 8 };
      out->tooltip = tooltip_new (self->kind, curves.series[series].name, out);
    }
  curves_clear (&curves);
  return found;
}
