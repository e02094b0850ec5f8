/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One pass over the rows gives value, gradient and Hessian. Rows go in strips that stay in the cache: linear forms,
 * then probabilities (vector code), then the sums. A strip is read where it lies when its rows are neighbours
 * in memory, else gathered. Blocks of strips are fixed by the data and added in order: same bytes on any
 * number of threads. Per row 2 d K multiplications, and with the Hessian d² / 2 for two classes, d² K² / 2
 * for K. */
#include "engine/models/imb-logit.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-clones.h"
#include "engine/kernels/imb-exp.h"

#include <glib/gi18n-lib.h>

#define STRIP_BYTES     (64 << 10) /* of a strip's rows: well inside the second cache */
#define BLOCK_ROWS      4096
#define MAX_BLOCKS      64
#define PARTIAL_NUMBERS ((gsize) 8 << 20) /* at most 64 MiB for all blocks' sums */
#define PASS_SHARE      (1.0 / 7.0)

/* What one block works with. */
typedef struct
{
  const ImbLogit *logit;
  const double   *at;
  double         *offsets;  /* of the outcomes: intercept − slopes · centre */
  double         *gathered; /* a strip's rows, when they do not lie together */
  double         *forms;    /* strip × outcomes: linear forms, then probabilities, then residuals */
  double         *roots;    /* strip: square roots of the curvature, or a pair's weights */
  double         *scaled;   /* strip × n_terms: centred rows times roots */
  double         *centred;  /* strip × n_terms; more than two classes only */
  double         *chances;  /* strip × outcomes: probabilities; more than two classes only */
  double          value;
  double         *gradient;
  double         *sums;    /* of residuals per outcome */
  double         *hessian; /* NULL: not asked for */
} Strip;

typedef struct
{
  const ImbLogit *logit;
  const double   *at;
  gboolean        hessian;
  gsize           strip_rows;
} Pass;

static gsize
strip_rows_of (const ImbLogit *self)
{
  return CLAMP (STRIP_BYTES / sizeof (double) / self->view->base->stride, 16, 256);
}

/* Rows first … first + n − 1 of the view, with base's stride. */
static const double *
strip_rows (const ImbView *view,
            gsize          first,
            gsize          n,
            double        *gathered)
{
  gsize         stride = view->base->stride;
  const double *start = imb_view_row (view, first);
  gboolean      together = TRUE;

  if (view->rows == NULL)
    together = first + n <= view->base->n_rows || first >= view->base->n_rows;
  else
    for (gsize i = 1; i < n && together; i++)
      together = imb_view_row (view, first + i) == start + i * stride;
  if (together)
    return start;

  for (gsize i = 0; i < n; i++)
    memcpy (gathered + i * stride, imb_view_row (view, first + i), stride * sizeof (double));
  return gathered;
}

/* In: linear forms η. Out: residuals w (p − y) in their place, roots of w p (1 − p). With e = exp (−|η|), small
 * probabilities keep all their digits. Returns the strip's loss. */
IMB_CLONES static double
link_two (double        *forms,
          double        *roots,
          const guint16 *codes,
          const double  *weights,
          gsize          n)
{
  double loss = 0.0;

#pragma omp simd reduction(+ \
                           : loss)
  for (gsize i = 0; i < n; i++)
    {
      double form = forms[i];
      double size = fabs (form);
      double e = imb_exp (-size);
      double near = 1.0 / (1.0 + e); /* the probability of the likelier class */
      double far = e * near;
      double second = form >= 0.0 ? near : far;
      double first = form >= 0.0 ? far : near;
      double is_second = (double) codes[i];
      double margin = (2.0 * is_second - 1.0) * form;

      loss += weights[i] * (imb_log1p_unit (e) + (margin < 0.0 ? size : 0.0));
      forms[i] = weights[i] * (is_second > 0.5 ? -first : second);
      roots[i] = sqrt (weights[i] * (near * far));
    }
  return loss;
}

/* Softmax of each row of @forms in place. Returns nothing of the loss: it is taken from the logarithm sums. */
IMB_CLONES static void
soften (double *forms,
        double *log_sums,
        gsize   n,
        gsize   n_outcomes)
{
  for (gsize i = 0; i < n; i++)
    {
      double *row = forms + i * n_outcomes;
      double  most = row[0], sum = 0.0;

      for (gsize k = 1; k < n_outcomes; k++)
        most = row[k] > most ? row[k] : most;
      for (gsize k = 0; k < n_outcomes; k++)
        {
          /* Below exp (−708) nothing is left beside the largest term. */
          row[k] = row[k] - most < -708.0 ? 0.0 : imb_exp (row[k] - most);
          sum += row[k];
        }
      for (gsize k = 0; k < n_outcomes; k++)
        row[k] /= sum;
      if (log_sums != NULL)
        log_sums[i] = most + log (sum);
    }
}

/* out = roots × (row − centre), and roots for the intercept. */
IMB_CLONES static void
scale_rows (const double *rows,
            gsize         stride,
            const double *centre,
            const double *roots,
            double       *out,
            gsize         n,
            gsize         d,
            gsize         n_terms)
{
  for (gsize i = 0; i < n; i++)
    {
      const double *row = rows + i * stride;
      double       *to = out + i * n_terms;
      double        root = roots != NULL ? roots[i] : 1.0;

#pragma omp simd
      for (gsize j = 0; j < d; j++)
        to[j] = root * (row[j] - centre[j]);
      if (n_terms > d)
        to[d] = root;
    }
}

static void
add_two (Strip        *strip,
         const double *rows,
         gsize         first,
         gsize         n)
{
  const ImbLogit *logit = strip->logit;
  gsize           d = logit->view->base->n_cols, stride = logit->view->base->stride;

  for (gsize i = 0; i < n; i++)
    strip->forms[i] = strip->offsets[0];
  cblas_dgemv (CblasRowMajor, CblasNoTrans, (int) n, (int) d, 1.0, rows, (int) stride, strip->at, 1, 1.0, strip->forms, 1);
  strip->value += link_two (strip->forms, strip->roots, logit->codes + first, logit->weights + first, n);
  cblas_dgemv (CblasRowMajor, CblasTrans, (int) n, (int) d, 1.0, rows, (int) stride, strip->forms, 1, 1.0, strip->gradient, 1);
  for (gsize i = 0; i < n; i++)
    strip->sums[0] += strip->forms[i];

  if (strip->hessian == NULL)
    return;
  scale_rows (rows, stride, logit->centre, strip->roots, strip->scaled, n, d, logit->n_terms);
  cblas_dsyrk (CblasRowMajor, CblasLower, CblasTrans, (int) logit->n_terms, (int) n, 1.0, strip->scaled,
               (int) logit->n_terms, 1.0, strip->hessian, (int) logit->n_params);
}

/* The Hessian's block of outcomes @k ≥ @l: Σ w p_k (δ − p_l) x x'. */
static void
add_pair (Strip        *strip,
          const double *rows,
          gsize         first,
          gsize         n,
          gsize         k,
          gsize         l)
{
  const ImbLogit *logit = strip->logit;
  gsize           terms = logit->n_terms, outcomes = logit->n_outcomes;

  for (gsize i = 0; i < n; i++)
    {
      const double *p = strip->chances + i * outcomes;

      strip->roots[i] = logit->weights[first + i] * p[k] * ((k == l ? 1.0 : 0.0) - p[l]);
    }
  scale_rows (rows, logit->view->base->stride, logit->centre, strip->roots, strip->scaled, n, logit->view->base->n_cols, terms);
  cblas_dgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (int) terms, (int) terms, (int) n, 1.0, strip->scaled, (int) terms,
               strip->centred, (int) terms, 1.0, strip->hessian + k * terms * logit->n_params + l * terms, (int) logit->n_params);
}

static void
add_many (Strip        *strip,
          const double *rows,
          gsize         first,
          gsize         n)
{
  const ImbLogit *logit = strip->logit;
  gsize           d = logit->view->base->n_cols, stride = logit->view->base->stride;
  gsize           outcomes = logit->n_outcomes, terms = logit->n_terms;

  for (gsize i = 0; i < n; i++)
    memcpy (strip->forms + i * outcomes, strip->offsets, outcomes * sizeof (double));
  cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (int) n, (int) outcomes, (int) d, 1.0, rows, (int) stride,
               strip->at, (int) terms, 1.0, strip->forms, (int) outcomes);
  for (gsize i = 0; i < n; i++)
    strip->value -= logit->weights[first + i] * strip->forms[i * outcomes + logit->codes[first + i]];
  soften (strip->forms, strip->roots, n, outcomes);
  memcpy (strip->chances, strip->forms, n * outcomes * sizeof (double));
  for (gsize i = 0; i < n; i++)
    {
      double *row = strip->forms + i * outcomes;

      strip->value += logit->weights[first + i] * strip->roots[i];
      row[logit->codes[first + i]] -= 1.0;
      for (gsize k = 0; k < outcomes; k++)
        {
          row[k] *= logit->weights[first + i];
          strip->sums[k] += row[k];
        }
    }
  cblas_dgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (int) outcomes, (int) d, (int) n, 1.0, strip->forms, (int) outcomes,
               rows, (int) stride, 1.0, strip->gradient, (int) terms);

  if (strip->hessian == NULL)
    return;
  scale_rows (rows, stride, logit->centre, NULL, strip->centred, n, d, terms);
  for (gsize k = 0; k < outcomes; k++)
    for (gsize l = 0; l <= k; l++)
      add_pair (strip, rows, first, n, k, l);
}

static gboolean
add_strips (Strip   *strip,
            gsize    block,
            gsize    strip_size,
            GError **error)
{
  const ImbLogit *logit = strip->logit;
  gsize           end = MIN ((block + 1) * logit->block_rows, logit->view->n_rows);

  for (gsize i = block * logit->block_rows; i < end; i += strip_size)
    {
      gsize         n = MIN (strip_size, end - i);
      const double *rows = strip_rows (logit->view, i, n, strip->gathered);

      if (!imb_job_step (logit->job, 0, 0, error))
        return FALSE;
      if (logit->n_outcomes == 1)
        add_two (strip, rows, i, n);
      else
        add_many (strip, rows, i, n);
    }
  return TRUE;
}

/* From the sums over raw columns to those over centred ones. */
static void
centre_gradient (Strip *strip)
{
  const ImbLogit *logit = strip->logit;
  gsize           d = logit->view->base->n_cols;

  if (!logit->intercept)
    return;
  for (gsize k = 0; k < logit->n_outcomes; k++)
    {
      double *gradient = strip->gradient + k * logit->n_terms;

      for (gsize j = 0; j < d; j++)
        gradient[j] -= strip->sums[k] * logit->centre[j];
      gradient[d] = strip->sums[k];
    }
}

static double *
take (double **at,
      gsize    n)
{
  double *place = *at;

  *at += (n + 7) / 8 * 8;
  return place;
}

static gboolean
pass_block (gsize    block,
            gpointer data,
            GError **error)
{
  const Pass     *pass = data;
  const ImbLogit *logit = pass->logit;
  gsize           rows = pass->strip_rows, outcomes = logit->n_outcomes, terms = logit->n_terms;
  gsize           size = rows * (logit->view->base->stride + 2 * outcomes + 1 + 2 * terms) + 2 * outcomes + 8 * 8;
  double         *space = g_aligned_alloc (size, sizeof (double), 64);
  double         *at = space, *partial = logit->partial + block * logit->partial_size;
  Strip           strip = { .logit = logit, .at = pass->at };
  gboolean        done;

  strip.offsets = take (&at, outcomes);
  strip.sums = take (&at, outcomes);
  strip.gathered = take (&at, rows * logit->view->base->stride);
  strip.forms = take (&at, rows * outcomes);
  strip.chances = take (&at, rows * outcomes);
  strip.roots = take (&at, rows);
  strip.scaled = take (&at, rows * terms);
  strip.centred = take (&at, rows * terms);
  for (gsize k = 0; k < outcomes; k++)
    {
      const double *slopes = pass->at + k * terms;

      strip.sums[k] = 0.0;
      strip.offsets[k] = logit->intercept ? slopes[terms - 1] : 0.0;
      for (gsize j = 0; logit->intercept && j < terms - 1; j++)
        strip.offsets[k] -= slopes[j] * logit->centre[j];
    }
  strip.gradient = partial + 8;
  strip.hessian = pass->hessian ? partial + 8 + (logit->n_params + 7) / 8 * 8 : NULL;
  memset (partial, 0, (pass->hessian ? logit->partial_size : 8 + logit->n_params) * sizeof (double));

  done = add_strips (&strip, block, rows, error);
  centre_gradient (&strip);
  partial[0] = strip.value;
  g_aligned_free (space);
  return done;
}

static void
add_penalty (const ImbLogit *self,
             const double   *at,
             double         *value,
             double         *gradient,
             double         *hessian)
{
  gsize d = self->view->base->n_cols;

  for (gsize k = 0; k < self->n_outcomes; k++)
    for (gsize j = 0; j < d; j++)
      {
        gsize p = k * self->n_terms + j;

        *value += 0.5 * self->l2 * at[p] * at[p];
        gradient[p] += self->l2 * at[p];
        if (hessian != NULL)
          hessian[p * self->n_params + p] += self->l2;
      }

  /* Adding the same number to all intercepts changes nothing: curvature in that direction makes the Hessian
   * definite, and as the gradient has no part in it, the step has none either. */
  if (hessian != NULL && self->intercept && self->n_outcomes > 1)
    {
      double extra = hessian[d * self->n_params + d];

      for (gsize k = 0; k < self->n_outcomes; k++)
        for (gsize l = 0; l <= k; l++)
          hessian[(k * self->n_terms + d) * self->n_params + l * self->n_terms + d] += extra;
    }
}

gboolean
imb_logit_evaluate (const double *at,
                    double       *value,
                    double       *gradient,
                    double       *hessian,
                    gpointer      data,
                    GError      **error)
{
  ImbLogit *self = data;
  Pass      pass = { self, at, hessian != NULL, strip_rows_of (self) };
  double    share = (1.0 - self->progress) * PASS_SHARE;
  g_autoptr (ImbJob) part = imb_job_new_part (self->job, share);
  gsize n = self->n_params, place = 8 + (n + 7) / 8 * 8;

  if (!imb_parallel_for (self->n_blocks, pass_block, &pass, part, error))
    return FALSE;

  self->progress += share;
  *value = 0.0;
  memset (gradient, 0, n * sizeof (double));
  if (hessian != NULL)
    memset (hessian, 0, n * n * sizeof (double));
  for (gsize block = 0; block < self->n_blocks; block++)
    {
      const double *partial = self->partial + block * self->partial_size;

      *value += partial[0];
      for (gsize p = 0; p < n; p++)
        gradient[p] += partial[8 + p];
      if (hessian != NULL)
        for (gsize p = 0; p < n * n; p++)
          hessian[p] += partial[place + p];
    }
  add_penalty (self, at, value, gradient, hessian);
  return TRUE;
}

/* Sums of one block's columns and of their squares, both from the first row's values. */
static gboolean
moments_block (gsize    block,
               gpointer data,
               GError **error)
{
  const ImbLogit *logit = data;
  const ImbView  *view = logit->view;
  gsize           d = view->base->n_cols;
  gsize           end = MIN ((block + 1) * logit->block_rows, view->n_rows);
  double         *sums = logit->partial + block * logit->partial_size;
  const double   *origin = imb_view_row (view, 0);

  memset (sums, 0, 2 * d * sizeof (double));
  for (gsize i = block * logit->block_rows; i < end; i++)
    {
      const double *row = imb_view_row (view, i);

      if (i % 1024 == 0 && !imb_job_step (logit->job, 0, 0, error))
        return FALSE;
#pragma omp simd
      for (gsize j = 0; j < d; j++)
        {
          double off = row[j] - origin[j];

          sums[j] += off;
          sums[d + j] += off * off;
        }
    }
  return TRUE;
}

static gboolean
find_moments (ImbLogit *self,
              GError  **error)
{
  gsize         d = self->view->base->n_cols;
  double        n = (double) self->view->n_rows;
  const double *origin = imb_view_row (self->view, 0);

  self->centre = g_new0 (double, d);
  self->spread = g_new0 (double, d);
  if (!imb_parallel_for (self->n_blocks, moments_block, self, NULL, error))
    return FALSE;

  for (gsize j = 0; j < d; j++)
    {
      double sum = 0.0, square = 0.0, mean;

      for (gsize block = 0; block < self->n_blocks; block++)
        {
          sum += self->partial[block * self->partial_size + j];
          square += self->partial[block * self->partial_size + d + j];
        }
      mean = origin[j] + sum / n;
      self->spread[j] = MAX (square / n - sum / n * (sum / n), 0.0);
      if (self->intercept)
        self->centre[j] = mean;
      else
        self->spread[j] += mean * mean;
    }
  return TRUE;
}

gboolean
imb_logit_init (ImbLogit *self,
                gboolean  hessian,
                GError  **error)
{
  gsize d = self->view->base->n_cols, n = self->view->n_rows;
  gsize most;

  self->n_outcomes = self->n_present > 2 ? self->n_present : 1;
  self->n_terms = d + (self->intercept ? 1 : 0);
  self->n_params = self->n_outcomes * self->n_terms;
  self->partial_size = 8 + (self->n_params + 7) / 8 * 8 + (hessian ? (self->n_params * self->n_params + 7) / 8 * 8 : 0);
  self->partial_size = MAX (self->partial_size, (2 * d + 7) / 8 * 8);
  most = CLAMP (PARTIAL_NUMBERS / self->partial_size, 1, MAX_BLOCKS);
  self->n_blocks = CLAMP ((n + BLOCK_ROWS - 1) / BLOCK_ROWS, 1, most);
  self->block_rows = (n + self->n_blocks - 1) / self->n_blocks;
  self->n_blocks = (n + self->block_rows - 1) / self->block_rows;
  self->progress = 0.0;
  self->centre = self->spread = NULL;
  self->totals = g_new0 (double, self->n_present);
  for (gsize i = 0; i < n; i++)
    self->totals[self->codes[i]] += self->weights[i];

  self->partial = imb_block_new (self->n_blocks * self->partial_size);
  if (self->partial == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
                   _ ("There is no memory to fit %zu coefficients; use fewer columns, or the solver lbfgs."), self->n_params);
      return FALSE;
    }
  return find_moments (self, error);
}

void
imb_logit_clear (ImbLogit *self)
{
  imb_block_free (self->partial, self->n_blocks * self->partial_size);
  g_free (self->centre);
  g_free (self->spread);
  g_free (self->totals);
}

void
imb_logit_start (const ImbLogit *self,
                 double         *at,
                 double         *diagonal)
{
  gsize  d = self->view->base->n_cols;
  double all = 0.0;

  for (guint c = 0; c < self->n_present; c++)
    all += self->totals[c];
  for (gsize k = 0; k < self->n_outcomes; k++)
    {
      double total = self->totals[self->n_outcomes == 1 ? 1 : k];
      double share = self->intercept ? total / all : self->n_outcomes == 1 ? 0.5
                                                                           : 1.0 / (double) self->n_outcomes;
      double curvature = all * share * (1.0 - share);

      for (gsize j = 0; j < d; j++)
        {
          at[k * self->n_terms + j] = 0.0;
          diagonal[k * self->n_terms + j] = self->l2 + curvature * self->spread[j];
        }
      if (self->intercept)
        {
          at[k * self->n_terms + d] = self->n_outcomes == 1 ? log (total / (all - total)) : log (share);
          diagonal[k * self->n_terms + d] = curvature;
        }
    }
}

IMB_CLONES static void
link_scores_of_two (double *scores,
                    gsize   n_rows)
{
  for (gsize i = 0; i < n_rows; i++)
    {
      double form = scores[2 * i + 1];
      double e = imb_exp (-fabs (form));
      double near = 1.0 / (1.0 + e);

      scores[2 * i] = form >= 0.0 ? e * near : near;
      scores[2 * i + 1] = form >= 0.0 ? near : e * near;
    }
}

void
imb_logit_link (double *scores,
                gsize   n_rows,
                gsize   n_classes)
{
  if (n_classes == 2)
    link_scores_of_two (scores, n_rows);
  else
    soften (scores, NULL, n_rows, n_classes);
}
