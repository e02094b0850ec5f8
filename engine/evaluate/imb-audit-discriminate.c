/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a model tells synthetic rows from real ones of their class. Cross-validated five times in two halves, and by descent: a
 * synthetic row belongs to the half that all its forebears are in, and is left out when they are in both. Else the model would
 * find children around every real row that it has not seen, take it for one of them, and seem to know nothing. Within a
 * class, because another mixture of classes is what resampling is for. Always the same seed; a budget of cells
 * keeps it a matter of a second. Lopez-Paz and Oquab 2017, Revisiting classifier two-sample tests; Dietterich 1998. */
#include <math.h>
#include <string.h>

#include "engine/evaluate/imb-audit-private.h"
#include "engine/evaluate/imb-recipe.h"
#include "engine/metrics/imb-metric.h"
#include "engine/params/imb-config.h"

#define N_ROUNDS  5
#define MIN_ROWS  10      /* of each kind */
#define MIN_HALF  3       /* of each kind in each half */
#define MAX_ROWS  2000    /* of each kind */
#define MAX_CELLS 1000000 /* of each kind, over all classes; but never fewer than MIN_ROWS rows of a class */
#define SLIGHT    0.05    /* a forebear that a row has no larger part of */
#define FOREST    "random-forest:n_estimators=50,min_samples_leaf=3"

/* A class: spaced rows of both kinds, real ones first, as samplers measure them: filled and scaled, so that what filling does to
 * both tells nothing. */
typedef struct
{
  const ImbAuditInput *in;
  const ImbModel      *model;
  gpointer             values;
  guint32             *made_rows; /* all synthetic rows by class, those of class c at made_offsets[c] … made_offsets[c + 1] */
  gsize               *made_offsets;
  guint                of_class;
  gsize                n_real;
  gsize                n_made;
  guint32             *sources; /* of each row, its number in the view, or n_in + synthetic row */
  guint16             *is_made;
  ImbMatrix           *rows;
} Work;

static void
work_clear (Work *self)
{
  g_clear_pointer (&self->sources, g_free);
  g_clear_pointer (&self->is_made, g_free);
  g_clear_pointer (&self->rows, imb_matrix_free);
}

static gboolean
gather (Work    *self,
        gsize    n_synthetic, /* of the class */
        ImbJob  *job,
        GError **error)
{
  const ImbAuditInput *in = self->in;
  const ImbMatrix     *space = imb_space_get_matrix (in->space);
  const guint32       *all = in->before.rows + in->before.offsets[self->of_class];
  gsize                n_all = in->before.offsets[self->of_class + 1] - in->before.offsets[self->of_class];
  gsize                n = self->n_real + self->n_made, at = self->n_real;
  g_autoptr (ImbMatrix) made = imb_matrix_new (self->n_made, space->n_cols, error);
  g_autoptr (ImbMatrix) measured = NULL;

  self->rows = made != NULL ? imb_matrix_new (n, space->n_cols, error) : NULL;
  self->sources = g_new (guint32, n);
  self->is_made = g_new (guint16, n);
  if (self->rows == NULL)
    return FALSE;

  for (gsize i = 0; i < self->n_real; i++)
    {
      self->sources[i] = all[imb_audit_spaced (i, n_all, self->n_real)];
      memcpy (imb_matrix_row (self->rows, i), imb_matrix_row (space, self->sources[i]), space->n_cols * sizeof (double));
    }
  for (gsize i = 0, met = 0; i < in->n_synthetic && at < n; i++)
    if (in->resample->made_classes[in->synthetic[i]] == self->of_class && met++ == imb_audit_spaced (at - self->n_real, n_synthetic, self->n_made))
      {
        self->sources[at] = (guint32) (in->resample->n_in + in->synthetic[i]);
        memcpy (imb_matrix_row (made, at - self->n_real), imb_matrix_row (in->resample->made, in->synthetic[i]), space->n_cols * sizeof (double));
        at++;
      }
  measured = imb_space_measure (in->space, made, job, error);
  if (measured == NULL)
    return FALSE;

  for (gsize i = 0; i < n; i++)
    {
      self->is_made[i] = i >= self->n_real;
      if (i >= self->n_real)
        memcpy (imb_matrix_row (self->rows, i), imb_matrix_row (measured, i - self->n_real), space->n_cols * sizeof (double));
    }
  return TRUE;
}

/* The halves (1, 2, or both bits) of every row of the view and every synthetic one. Forebears of other classes say nothing: no row of
 * theirs is looked at; nor do those who are one of many, as when rows are drawn towards a mean. (transfer full) */
static guint8 *
halve (const Work *self,
       ImbRng     *rng)
{
  const ImbResample  *resample = self->in->resample;
  const ImbAuditRows *before = &self->in->before;
  gsize               first = before->offsets[self->of_class], n = before->offsets[self->of_class + 1] - first;
  guint8             *halves = g_malloc0 (resample->n_in + resample->n_made + 1);
  g_autofree guint32 *order = g_new (guint32, MAX (n, 1));

  imb_rng_permutation (rng, order, n);
  for (gsize i = 0; i < n; i++)
    halves[before->rows[first + order[i]]] = i % 2 == 0 ? 1 : 2;
  for (gsize i = self->made_offsets[self->of_class]; i < self->made_offsets[self->of_class + 1]; i++)
    {
      gsize m = self->made_rows[i];

      for (gsize p = resample->parent_offsets[m]; p < resample->parent_offsets[m + 1]; p++)
        if (fabs (resample->parent_weights[p]) > SLIGHT)
          halves[resample->n_in + m] |= halves[resample->parent_rows[p]];
    }
  return halves;
}

/* Rows of one half. FALSE: too few of a kind. */
static gboolean
choose_half (const Work   *self,
             const guint8 *halves,
             guint8        half,
             guint32      *rows,
             gsize        *n_rows)
{
  gsize n_kind[2] = { 0, 0 };

  *n_rows = 0;
  for (gsize i = 0; i < self->n_real + self->n_made; i++)
    {
      guint8 its = halves[self->sources[i]];

      if (its != half && !(its == 0 && i % 2 + 1 == half))
        continue;
      rows[(*n_rows)++] = (guint32) i;
      n_kind[self->is_made[i]]++;
    }
  return MIN (n_kind[0], n_kind[1]) >= MIN_HALF;
}

/* The area on @test of a model that learnt from @train. */
static gboolean
score_half (const Work    *self,
            const guint32 *train,
            gsize          n_train,
            const guint32 *test,
            gsize          n_test,
            double        *area,
            ImbJob        *job,
            GError       **error)
{
  const ImbRecipe recipe = {
    .matrix = self->rows,
    .classes = self->is_made,
    .features = self->in->view.features,
    .kinds = self->in->view.kinds,
    .n_classes = 2,
    .positive = 1,
    .impute = IMB_IMPUTE_NONE,
    .scale = IMB_SCALE_NONE,
    .model = self->model,
    .values = self->values,
    .threshold = { IMB_THRESHOLD_FIXED, 0.5 },
  };
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autoptr (ImbOutcome) outcome = NULL;
  g_autofree double  *scores = g_new (double, 2 * n_test);
  g_autofree guint16 *truth = g_new (guint16, n_test);

  for (gsize i = 0; i < n_test; i++)
    truth[i] = self->is_made[test[i]];
  if (!imb_recipe_score (&recipe, train, n_train, test, n_test, scores, job, notes, error))
    return FALSE;
  outcome = imb_outcome_new (truth, scores, NULL, NULL, n_test, 2, 1, 0.5, error);
  if (outcome == NULL)
    return FALSE;

  *area = imb_metric_find ("roc_auc")->of_scores (outcome, 1);
  return TRUE;
}

/* The mean over the rounds in which both halves have rows of both kinds; NaN: there was none. */
static gboolean
tell_apart (const Work *self,
            double     *mean,
            ImbJob     *job,
            GError    **error)
{
  gsize               n = self->n_real + self->n_made;
  g_autofree guint32 *all_rows = g_new (guint32, 2 * n); /* of both halves */
  guint32            *rows[2] = { all_rows, all_rows + n };
  double              sum = 0.0;
  guint               n_areas = 0;
  ImbRng              rng;

  imb_rng_init (&rng, 0);
  for (guint r = 0; r < N_ROUNDS; r++)
    {
      g_autofree guint8 *halves = halve (self, &rng);
      gsize              n_rows[2];

      if (!choose_half (self, halves, 1, rows[0], &n_rows[0]) || !choose_half (self, halves, 2, rows[1], &n_rows[1]))
        continue;
      for (guint h = 0; h < 2; h++)
        {
          g_autoptr (ImbJob) part = imb_job_new_part (job, 0.5 / N_ROUNDS);
          double area = NAN;

          if (!score_half (self, rows[h], n_rows[h], rows[1 - h], n_rows[1 - h], &area, part, error))
            return FALSE;
          sum += area;
          n_areas++;
        }
    }
  *mean = n_areas > 0 ? sum / n_areas : NAN;
  return TRUE;
}

/* One class; NaN when it has too few rows. */
static gboolean
tell_class_apart (Work    *self,
                  gsize    n_synthetic,
                  gsize    max_rows,
                  double  *mean,
                  ImbJob  *job,
                  GError **error)
{
  const gsize *offsets = self->in->before.offsets;
  gboolean     done;

  *mean = NAN;
  self->n_real = MIN (offsets[self->of_class + 1] - offsets[self->of_class], max_rows);
  self->n_made = MIN (n_synthetic, max_rows);
  if (MIN (self->n_real, self->n_made) < MIN_ROWS)
    return imb_job_step (job, 1, 1, error);

  done = gather (self, n_synthetic, job, error) && tell_apart (self, mean, job, error);
  work_clear (self);
  return done;
}

static void
sort_made (Work *self)
{
  const ImbResample *resample = self->in->resample;
  guint              n_classes = self->in->view.n_classes;
  g_autofree gsize  *next = NULL;

  self->made_rows = g_new (guint32, MAX (resample->n_made, 1));
  self->made_offsets = g_new0 (gsize, n_classes + 1);
  for (gsize m = 0; m < resample->n_made; m++)
    self->made_offsets[resample->made_classes[m] + 1]++;
  for (guint c = 0; c < n_classes; c++)
    self->made_offsets[c + 1] += self->made_offsets[c];
  next = g_memdup2 (self->made_offsets, (n_classes + 1) * sizeof *next);
  for (gsize m = 0; m < resample->n_made; m++)
    self->made_rows[next[resample->made_classes[m]]++] = (guint32) m;
}

gboolean
imb_audit_discriminate (const ImbAuditInput *in,
                        ImbAudit            *out,
                        ImbJob              *job,
                        GError             **error)
{
  g_autofree gsize *n_synthetic = g_new0 (gsize, MAX (in->view.n_classes, 1));
  Work              work = { .in = in };
  double            sum = 0.0, weight = 0.0;
  gsize             n_growing = 0, max_rows;
  gboolean          done = TRUE;

  for (gsize m = 0; m < in->n_synthetic; m++)
    n_growing += n_synthetic[in->resample->made_classes[in->synthetic[m]]]++ == 0;
  max_rows = CLAMP (MAX_CELLS / (MAX (in->view.base->n_cols, 1) * MAX (n_growing, 1)), MIN_ROWS, MAX_ROWS);
  if (!imb_model_parse (FOREST, &work.model, &work.values, error))
    return FALSE;

  sort_made (&work);
  for (guint c = 0; c < in->view.n_classes && done; c++)
    {
      g_autoptr (ImbJob) part = imb_job_new_part (job, 1.0 / in->view.n_classes);
      double mean;

      work.of_class = c;
      done = tell_class_apart (&work, n_synthetic[c], max_rows, &mean, part, error);
      if (done && !isnan (mean))
        {
          sum += mean * (double) n_synthetic[c];
          weight += (double) n_synthetic[c];
        }
    }
  imb_values_free (&work.model->base, work.values);
  g_free (work.made_rows);
  g_free (work.made_offsets);
  out->told_apart = weight > 0.0 ? sum / weight : NAN;
  return done;
}
