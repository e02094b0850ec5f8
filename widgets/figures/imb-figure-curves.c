/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Curves of runs: the pooled curve of all tested rows, the range of the folds' curves on a grid of 101 places, the mean
 * and standard deviation of the folds' areas, and where the threshold lies. The pooled curve is thinned to what a
 * picture can show before it is kept: a million rows would be 24 MB a run otherwise. */
#include "widgets/figures/imb-figure-curves.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "widgets/draw/imb-text.h"

#define N_GRID          IMB_CURVE_BAND
#define THIN            (1.0 / 4000)
#define HIT_PX          9
#define MOST_THRESHOLDS 2001

typedef struct
{
  gint    ref_count;
  ImbRun *run;
  gsize   n;
  double *x;
  double *y;
  double *thresholds;
  guint   n_folds;      /* with a curve */
  double  grid[N_GRID]; /* where the band is */
  gsize   n_band;
  double  low[N_GRID];
  double  high[N_GRID];
  double  area; /* mean over folds; of the pooled curve when no fold has one */
  double  area_sd;
} RunCurve;

double
imb_figure_diagonal (double x,
                     double prevalence)
{
  return x;
}

double
imb_figure_one (double x,
                double prevalence)
{
  return 1.0;
}

double
imb_figure_highest (const ImbSeries *series,
                    guint            n_series)
{
  double most = 0.0;

  for (guint s = 0; s < n_series; s++)
    for (gsize i = 0; i < series[s].n; i++)
      if (isfinite (series[s].y[i]))
        most = MAX (most, series[s].y[i]);
  return most;
}

/* Of the input; F1 when it does not say. */
static const ImbMetric *
metric_of (const ImbCurveKind   *kind,
           const ImbFigureInput *in)
{
  if (kind->metric != NULL)
    return imb_metric_find (kind->metric);
  return in->metric != NULL ? in->metric : imb_metric_find ("f1");
}

static double
value_of (const ImbCurveKind   *kind,
          const ImbFigureInput *in,
          const ImbOutcome     *outcome,
          guint                 c)
{
  return kind->value != NULL ? kind->value (outcome, c) : imb_metric_of_class (metric_of (kind, in), outcome, c);
}

/* NaN: the fold tests none of the rows that it takes, and has no curve either. */
static double
value_of_fold (const ImbCurveKind   *kind,
               const ImbFigureInput *in,
               const ImbOutcome     *fold,
               guint                 c)
{
  return kind->value != NULL ? kind->value (fold, c) : imb_metric_class_of_part (metric_of (kind, in), fold, c);
}

static ImbCurve *
curve_of (const ImbCurveKind   *kind,
          const ImbFigureInput *in,
          const ImbOutcome     *outcome,
          guint                 c)
{
  return kind->curve != NULL ? kind->curve (outcome, c) : imb_curve_of_metric_rising (outcome, metric_of (kind, in), c, MOST_THRESHOLDS);
}

/* What an axis or a sentence calls it: the kind's word, or the metric's. */
static const char *
word_of (const ImbCurveKind   *kind,
         const ImbFigureInput *in,
         const char           *word)
{
  return word != NULL ? _ (word) : _ (metric_of (kind, in)->title);
}

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

/* Where a share is drawn: on a bent axis its ends are wide apart. */
static double
place_of (const ImbAxisScale *bent,
          double              share)
{
  return bent != NULL ? imb_axis_scale_to_px (bent, share) : share;
}

/* Keeps a point when it is a noticeable step away from the last one kept; always the ends. The artificial first point
 * of precision–recall (precision 1 at recall 0, no threshold) is brought to the height of the first real one: no line
 * falls from a place that no threshold reaches. */
static void
keep_thinned (RunCurve           *self,
              const ImbCurveKind *kind,
              const ImbCurve     *curve)
{
  ImbAxisScale        axis;
  const ImbAxisScale *bent = kind->bend != NULL ? &axis : NULL;
  double              last_x = NAN, last_y = NAN;

  if (bent != NULL)
    imb_axis_scale_init_bent (&axis, 0, 1, kind->bend);
  self->x = g_new (double, curve->n);
  self->y = g_new (double, curve->n);
  self->thresholds = g_new (double, curve->n);
  for (gsize i = 0; i < curve->n; i++)
    {
      double x = place_of (bent, curve->x[i]), y = place_of (bent, curve->y[i]);

      if (i > 0 && i + 1 < curve->n && fabs (x - last_x) < THIN && fabs (y - last_y) < THIN)
        continue;

      last_x = x;
      last_y = y;
      self->x[self->n] = curve->x[i];
      self->y[self->n] = curve->y[i];
      self->thresholds[self->n++] = curve->thresholds[i];
    }
  if (self->n > 1 && kind->step && isnan (self->thresholds[0]))
    self->y[0] = self->y[1];
  self->x = g_renew (double, self->x, MAX (self->n, 1));
  self->y = g_renew (double, self->y, MAX (self->n, 1));
  self->thresholds = g_renew (double, self->thresholds, MAX (self->n, 1));
}

static void
add_fold (RunCurve             *self,
          const ImbCurveKind   *kind,
          const ImbFigureInput *in,
          const ImbOutcome     *outcome,
          guint                 c)
{
  g_autoptr (ImbCurve) curve = curve_of (kind, in, outcome, c);

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
measure_areas (RunCurve             *self,
               const ImbCurveKind   *kind,
               const ImbFigureInput *in,
               guint                 c)
{
  guint  n = 0, n_folds = imb_run_n_folds (self->run);
  double sum = 0, square = 0;

  for (guint f = 0; f < n_folds; f++)
    {
      double value = value_of_fold (kind, in, imb_run_fold_at (self->run, f), c);

      if (isnan (value))
        continue;

      n++;
      sum += value;
    }
  self->area = n > 0 ? sum / n : value_of (kind, in, imb_run_get_pooled (self->run), c);
  self->area_sd = NAN;
  if (n < 2)
    return;

  for (guint f = 0; f < n_folds; f++)
    {
      double value = value_of_fold (kind, in, imb_run_fold_at (self->run, f), c);

      if (!isnan (value))
        square += (value - self->area) * (value - self->area);
    }
  self->area_sd = sqrt (square / (n - 1));
}

/* Even places along the x axis, as far as the pooled curve goes. */
static void
place_band (RunCurve           *self,
            const ImbCurveKind *kind)
{
  ImbAxisScale axis;
  gboolean     has_ends = kind->curve == NULL && self->n > 0; /* thresholds may be any numbers */

  if (kind->bend != NULL)
    imb_axis_scale_init_bent (&axis, 0, 1, kind->bend);
  else
    imb_axis_scale_init (&axis, has_ends ? self->x[0] : 0, has_ends ? self->x[self->n - 1] : 1, FALSE, 0);
  for (guint i = 0; i < N_GRID; i++)
    self->grid[i] = imb_axis_scale_from_px (&axis, i / (N_GRID - 1.0));
}

static RunCurve *
run_curve_new (const ImbCurveKind   *kind,
               const ImbFigureInput *in,
               ImbRun               *run,
               guint                 c)
{
  RunCurve *self = g_new0 (RunCurve, 1);
  g_autoptr (ImbCurve) pooled = curve_of (kind, in, imb_run_get_pooled (run), c);

  self->ref_count = 1;
  self->run = imb_run_ref (run);
  if (pooled != NULL)
    keep_thinned (self, kind, pooled);
  measure_areas (self, kind, in, c);
  if (kind->band != NULL)
    {
      self->n_band = kind->band (run, c, self->grid, self->low, self->high);
      return self;
    }

  place_band (self, kind);
  for (guint f = 0; f < imb_run_n_folds (run); f++)
    if (!isnan (value_of_fold (kind, in, imb_run_fold_at (run, f), c)))
      add_fold (self, kind, in, imb_run_fold_at (run, f), c);
  self->n_band = self->n_folds > 1 ? N_GRID : 0;
  return self;
}

static RunCurve *
run_curve_get (const ImbCurveKind   *kind,
               const ImbFigureInput *in,
               ImbRun               *run,
               guint                 c)
{
  g_autofree char *key = g_strdup_printf ("curve %p %p %p %u", (const void *) kind, (const void *) metric_of (kind, in), (void *) run, c);
  RunCurve        *self = imb_figure_cache_get (in->cache, key);

  if (self == NULL)
    {
      self = run_curve_new (kind, in, run, c);
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
  ImbCounts          counts = { 0 };

  for (guint t = 0; t < n; t++)
    for (guint p = 0; p < n; p++)
      *(t == c ? (p == c ? &counts.tp : &counts.fn) : (p == c ? &counts.fp : &counts.tn)) += confusion[t * n + p];

  *x = *y = NAN;
  if (kind->mark != NULL)
    kind->mark (&counts, x, y);
  else if (kind->curve == NULL && n == 2 && metric_of (kind, in)->of_counts != NULL)
    {
      *x = in->threshold;
      *y = metric_of (kind, in)->of_counts (counts.tp, counts.fp, counts.fn, counts.tn);
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
  double           size = fmax (fabs (curve->area), fabs (curve->area_sd)); /* of a rare class all are small */
  g_autofree char *area = imb_text_amount (curve->area, size);
  g_autofree char *sd = imb_text_amount (curve->area_sd, size);

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
    .thresholds = curve->thresholds,
    .n = curve->n,
    .band_x = curve->grid,
    .band_low = curve->low,
    .band_high = curve->high,
    .n_band = curve->n_band,
    .has_dots = kind->has_dots,
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
  gboolean         has_deviation = FALSE;
  g_autofree char *share = imb_text_share (self->prevalence);

  for (guint i = 0; i < self->n; i++)
    {
      n_folds = MAX (n_folds, self->curves[i]->n_folds);
      has_deviation = has_deviation || !isnan (self->curves[i]->area_sd);
    }

  self->level_text = g_strdup_printf (_ ("prevalence %s"), share);
  if (kind->mark != NULL || (kind->curve == NULL && !isnan (in->threshold)))
    self->mark_text = imb_problem_n_classes (problem) > 2 ? g_strdup (_ ("by the largest score")) : imb_figure_threshold_text (in);
  if (kind->band_name != NULL)
    self->band_text = g_strdup (_ (kind->band_name));
  else if (n_folds > 1)
    self->band_text = g_strdup_printf (_ ("range over %u folds"), n_folds);
  self->legend_title = has_deviation ? g_strdup_printf (_ ("%s, mean\u00a0±\u00a0sd"), word_of (kind, in, kind->short_name)) : g_strdup (word_of (kind, in, kind->short_name));
  self->subtitle = imb_problem_n_classes (problem) > 2 ? g_strdup_printf (_ ("“%s” against the rest"), imb_figure_label (problem, self->c))
                                                       : g_strdup_printf (_ ("finding “%s”"), imb_figure_label (problem, self->c));
}

/* What the input asks for, else the kind's, else (for a metric over thresholds) what the curves have. */
static void
set_ranges (Curves               *self,
            const ImbCurveKind   *kind,
            const ImbFigureInput *in)
{
  const double     asked[] = { in->x_low, in->x_high, in->y_low, in->y_high };
  double          *ranges = self->view.ranges;
  const ImbMetric *metric = metric_of (kind, in);

  if (kind->ranges != NULL)
    kind->ranges (self->series, self->n, self->prevalence, ranges);
  else if (kind->curve == NULL)
    {
      ranges[0] = 0.0;
      ranges[1] = 1.0;
      ranges[2] = isfinite (metric->low) && isfinite (metric->high) ? metric->low : 0.0;
      ranges[3] = isfinite (metric->low) && isfinite (metric->high) ? metric->high : MAX (1.0, imb_figure_highest (self->series, self->n));
      for (guint s = 0; s < self->n; s++)
        if (self->series[s].n > 0)
          {
            ranges[0] = MIN (ranges[0], self->series[s].x[0]);
            ranges[1] = MAX (ranges[1], self->series[s].x[self->series[s].n - 1]);
          }
    }
  for (guint i = 0; i < G_N_ELEMENTS (asked); i++)
    if (isfinite (asked[i]))
      ranges[i] = asked[i];
}

/* The share of a class among the tested rows, as they are weighed for the curves: by weights, and by the prevalence that was asked for. */
static double
prevalence_of (ImbRun *run,
               guint   c)
{
  const ImbOutcome *pooled = imb_run_get_pooled (run);
  const double     *confusion = imb_outcome_get_confusion (pooled);
  guint             n = imb_outcome_n_classes (pooled);
  double            own = 0.0, all = 0.0;

  for (guint t = 0; t < n; t++)
    for (guint p = 0; p < n; p++)
      {
        all += confusion[t * n + p];
        own += t == c ? confusion[t * n + p] : 0.0;
      }
  return all > 0.0 ? own / all : 0.0;
}

static void
curves_init (Curves               *self,
             const ImbCurveKind   *kind,
             const ImbFigureInput *in)
{
  ImbProblem *problem = NULL;
  ImbRun     *first = NULL;

  *self = (Curves){ 0 };
  for (guint i = 0; i < in->n_runs && first == NULL; i++)
    if (imb_run_get_error (in->runs[i]) == NULL)
      first = in->runs[i];

  problem = imb_run_get_problem (first);
  self->c = imb_problem_get_positive (problem);
  if (in->of_class >= 0 && in->of_class < (gssize) imb_problem_n_classes (problem))
    self->c = (guint) in->of_class;
  self->prevalence = prevalence_of (first, self->c);

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
    .y_title = word_of (kind, in, kind->y_title),
    .legend_title = self->legend_title,
    .level = kind->has_prevalence ? self->prevalence : kind->zero_name != NULL ? 0.0
                                                                               : NAN,
    .level_text = kind->has_prevalence ? self->level_text : kind->zero_name != NULL ? _ (kind->zero_name)
                                                                                    : NULL,
    .reference = kind->reference,
    .prevalence = self->prevalence,
    .reference_text = kind->reference_name != NULL ? _ (kind->reference_name) : NULL,
    .iso_f1 = kind->iso_f1,
    .band_text = self->band_text,
    .mark_text = self->mark_text,
    .bend = kind->bend,
    .ranges = { NAN, NAN, NAN, NAN },
  };
  set_ranges (self, kind, in);
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
  g_string_append_printf (text, _ ("%s, %s, prevalence %s."), _ (self->title), curves.subtitle, share);
  for (guint i = 0; i < curves.n; i++)
    {
      const ImbSeries *s = &curves.series[i];
      g_autofree char *x = imb_text_amount (s->mark_x, s->mark_x);
      g_autofree char *y = imb_text_amount (s->mark_y, s->mark_y);

      g_string_append_printf (text, _ (" %s: %s %s"), s->name, word_of (kind, in, kind->short_name), s->value);
      if (kind->mark != NULL)
        g_string_append_printf (text, _ ("; %s %s %s, %s %s"), curves.mark_text, _ (kind->x_name), x, _ (kind->y_name), y);
      g_string_append_c (text, '.');
    }
  curves_clear (&curves);
  return g_string_free (text, FALSE);
}

ImbFigureTable *
imb_figure_curves_table (const ImbFigure      *self,
                         const ImbFigureInput *in)
{
  const ImbCurveKind *kind = self->kind;
  ImbFigureTable     *out = imb_figure_table_new (_ ("run"), _ ("threshold"), _ (kind->x_name), word_of (kind, in, kind->y_name), NULL);
  Curves              curves;

  curves_init (&curves, self->kind, in);
  for (guint i = 0; i < curves.n; i++)
    for (gsize k = 0; k < curves.curves[i]->n; k++)
      {
        if ((kind->step || kind->has_between) && isnan (curves.curves[i]->thresholds[k]))
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
tooltip_new (const ImbCurveKind   *kind,
             const ImbFigureInput *in,
             const char           *name,
             const ImbFigureHit   *hit)
{
  g_autofree char *x = imb_text_amount (hit->x, hit->x);
  g_autofree char *y = imb_text_amount (hit->y, hit->y);
  g_autofree char *threshold = imb_text_short (hit->threshold);

  if (!isfinite (hit->threshold))
    return g_strdup_printf (_ ("%s\n%s %s, %s %s"), name, _ (kind->x_name), x, word_of (kind, in, kind->y_name), y);

  return g_strdup_printf (_ ("%s at threshold %s\n%s %s, %s %s"), name, threshold, _ (kind->x_name), x, word_of (kind, in, kind->y_name), y);
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
      out->tooltip = tooltip_new (self->kind, in, curves.series[series].name, out);
    }
  curves_clear (&curves);
  return found;
}
