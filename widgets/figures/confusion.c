/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who was taken for whom: one matrix per run, rows are the true class, columns the predicted one. With more than twelve
 * classes the twelve largest are shown; the shares still count every predicted class. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "widgets/draw/imb-grid.h"
#include "widgets/draw/imb-text.h"
#include "widgets/figures/imb-figure-curves.h"

#define MAX_SHOWN 12
#define MAX_RUNS  12

typedef struct
{
  ImbProblem *problem;
  guint       n_runs;
  guint      *indices; /* into the input's runs */
  double    **full;    /* of each run: all classes */
  guint       n;       /* classes shown */
  guint       shown[MAX_SHOWN];
  const char *labels[MAX_SHOWN];
  ImbGrid    *grids;
  double     *totals;
  char       *subtitle;
  ImbGridView view;
} Matrices;

static void
choose_classes (Matrices *self)
{
  g_autofree guint *order = imb_figure_classes_by_count (self->problem);
  guint             n_classes = imb_problem_n_classes (self->problem);
  guint             n = 0;

  self->n = MIN (n_classes, MAX_SHOWN);
  for (guint c = 0; c < n_classes && n < self->n; c++)
    for (guint i = 0; i < self->n; i++)
      if (order[i] == c)
        {
          self->shown[n] = c;
          self->labels[n++] = imb_figure_label (self->problem, c);
        }
}

static void
add_run (Matrices             *self,
         const ImbFigureInput *in,
         guint                 run)
{
  guint   n_classes = imb_problem_n_classes (self->problem);
  guint   at = self->n_runs++;
  double *full = imb_figure_confusion_new (in, in->runs[run]);
  double *cells = g_new0 (double, (gsize) self->n * self->n);

  self->indices[at] = run;
  self->full[at] = full;
  self->grids[at] = (ImbGrid){ .title = imb_run_get_spec (in->runs[run])->label, .counts = cells };
  for (guint i = 0; i < self->n; i++)
    {
      for (guint c = 0; c < n_classes; c++)
        self->totals[(gsize) at * self->n + i] += full[(gsize) self->shown[i] * n_classes + c];
      for (guint j = 0; j < self->n; j++)
        cells[(gsize) i * self->n + j] = full[(gsize) self->shown[i] * n_classes + self->shown[j]];
    }
}

static void
matrices_init (Matrices             *self,
               const ImbFigureInput *in)
{
  guint n_classes;

  *self = (Matrices){ 0 };
  for (guint i = 0; i < in->n_runs && self->problem == NULL; i++)
    if (imb_run_get_error (in->runs[i]) == NULL)
      self->problem = imb_run_get_problem (in->runs[i]);

  n_classes = imb_problem_n_classes (self->problem);
  choose_classes (self);
  self->indices = g_new0 (guint, in->n_runs);
  self->full = g_new0 (double *, in->n_runs);
  self->grids = g_new0 (ImbGrid, in->n_runs);
  self->totals = g_new0 (double, (gsize) in->n_runs *MAX (self->n, 1));
  for (guint i = 0; i < in->n_runs && self->n_runs < MAX_RUNS; i++)
    if (imb_run_get_error (in->runs[i]) == NULL)
      add_run (self, in, i);

  if (n_classes > self->n)
    self->subtitle = g_strdup_printf (_ ("The %u largest of %u classes; shade: share of the true class"), self->n, n_classes);
  else if (n_classes != 2)
    self->subtitle = g_strdup (_ ("By the largest score; shade: share of the true class"));
  else if (isnan (in->threshold))
    self->subtitle = g_strdup (_ ("At each fold's threshold; shade: share of the true class"));
  else
    {
      g_autofree char *threshold = imb_text_short (in->threshold);

      self->subtitle = g_strdup_printf (_ ("At threshold %s; shade: share of the true class"), threshold);
    }
  self->view = (ImbGridView){
    .grids = self->grids,
    .n_grids = self->n_runs,
    .n = self->n,
    .labels = self->labels,
    .row_totals = self->totals,
    .row_title = _ ("True class"),
    .column_title = _ ("Predicted class"),
    .shares = in->shares,
  };
}

static void
matrices_clear (Matrices *self)
{
  for (guint i = 0; i < self->n_runs; i++)
    {
      g_free (self->full[i]);
      g_free ((double *) self->grids[i].counts);
    }
  g_free (self->indices);
  g_free (self->full);
  g_free (self->grids);
  g_free (self->totals);
  g_free (self->subtitle);
}

static void
draw (const ImbFigure      *self,
      const ImbFigureInput *in,
      ImbCanvas            *canvas)
{
  Matrices      matrices;
  ImbGridLayout layout;

  matrices_init (&matrices, in);
  imb_grid_layout (&matrices.view, canvas, imb_figure_frame_layout (self, in, canvas, matrices.subtitle), &layout);
  imb_figure_frame_draw (self, in, canvas, matrices.subtitle);
  imb_grid_draw (&matrices.view, canvas, &layout);
  matrices_clear (&matrices);
}

/* "found 80 of 100, 25 false alarms" of the positive class; of many classes: right of all. */
static void
append_run (GString        *text,
            const Matrices *self,
            guint           at)
{
  guint            n = imb_problem_n_classes (self->problem);
  guint            positive = imb_problem_get_positive (self->problem);
  double           right = 0, all = 0, of_class = 0, called = 0;
  const double    *full = self->full[at];
  g_autofree char *a = NULL, *b = NULL, *c = NULL;

  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < n; j++)
      {
        all += full[i * n + j];
        right += i == j ? full[i * n + j] : 0;
        of_class += i == positive ? full[i * n + j] : 0;
        called += j == positive ? full[i * n + j] : 0;
      }
  if (n != 2)
    {
      a = imb_text_count (right);
      b = imb_text_count (all);
      g_string_append_printf (text, _ (" %s: %s of %s rows right."), self->grids[at].title, a, b);
      return;
    }

  a = imb_text_count (full[positive * n + positive]);
  b = imb_text_count (of_class);
  c = imb_text_count (called - full[positive * n + positive]);
  g_string_append_printf (text, _ (" %s: %s of %s “%s” found, %s false alarms."), self->grids[at].title, a, b,
                          imb_figure_label (self->problem, positive), c);
}

static char *
describe (const ImbFigure      *self,
          const ImbFigureInput *in)
{
  GString *text = g_string_new (NULL);
  Matrices matrices;

  matrices_init (&matrices, in);
  g_string_append_printf (text, _ ("Confusion matrices. %s."), matrices.subtitle);
  for (guint i = 0; i < matrices.n_runs; i++)
    append_run (text, &matrices, i);
  matrices_clear (&matrices);
  return g_string_free (text, FALSE);
}

static ImbFigureTable *
table (const ImbFigure      *self,
       const ImbFigureInput *in)
{
  ImbFigureTable    *out = imb_figure_table_new (_ ("run"), _ ("true class"), _ ("predicted class"), _ ("rows"), _ ("share of true class"), NULL);
  Matrices           matrices;
  const char *const *labels;
  guint              n;

  matrices_init (&matrices, in);
  labels = imb_problem_get_labels (matrices.problem);
  n = imb_problem_n_classes (matrices.problem);
  for (guint r = 0; r < matrices.n_runs; r++)
    for (guint i = 0; i < n; i++)
      {
        double total = 0;

        for (guint j = 0; j < n; j++)
          total += matrices.full[r][(gsize) i * n + j];
        for (guint j = 0; j < n; j++)
          {
            double count = matrices.full[r][(gsize) i * n + j];

            imb_figure_table_row (out);
            imb_figure_table_text (out, matrices.grids[r].title);
            imb_figure_table_text (out, labels[i]);
            imb_figure_table_text (out, labels[j]);
            imb_figure_table_number (out, count);
            imb_figure_table_number (out, total > 0 ? count / total : NAN);
          }
      }
  matrices_clear (&matrices);
  return out;
}

static gboolean
hit (const ImbFigure      *self,
     const ImbFigureInput *in,
     ImbCanvas            *canvas,
     double                x,
     double                y,
     ImbFigureHit         *out)
{
  Matrices      matrices;
  ImbGridLayout layout;
  guint         grid, i, j;
  gboolean      found;

  matrices_init (&matrices, in);
  imb_grid_layout (&matrices.view, canvas, imb_figure_frame_layout (self, in, canvas, matrices.subtitle), &layout);
  found = imb_grid_hit (&matrices.view, &layout, x, y, &grid, &i, &j);
  if (found)
    {
      double           value = matrices.grids[grid].counts[(gsize) i * matrices.n + j];
      double           total = matrices.totals[(gsize) grid * matrices.n + i];
      g_autofree char *count = imb_text_count (value);
      g_autofree char *all = imb_text_count (total);
      g_autofree char *share = imb_text_share (total > 0 ? value / total : NAN);

      out->kind = IMB_HIT_CELL;
      out->run = matrices.indices[grid];
      out->of_class = matrices.shown[i];
      out->predicted = matrices.shown[j];
      out->x = value;
      out->y = total > 0 ? value / total : NAN;
      out->mark = imb_grid_cell (&layout, grid, i, j);
      out->tooltip = g_strdup_printf (_ ("%s: %s of %s “%s” called “%s” (%s)"), matrices.grids[grid].title, count, all,
                                      matrices.labels[i], matrices.labels[j], share);
    }
  matrices_clear (&matrices);
  return found;
}

const ImbFigure imb_figure_confusion = {
  .id = "confusion",
  .title = N_ ("Confusion matrix"),
  .help = N_ ("Rows are the true class, columns the predicted one; the framed cells are right."),
  .needs = IMB_FIGURE_RUNS,
  IMB_FIGURE_OF_ITS_FILE,
};
