/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random over-sampling: rows of the smaller classes are drawn again, with replacement. With a shrinkage above
 * 0 every copy gets normal noise (the smoothed bootstrap, ROSE): a row drawn from a kernel estimate of its class
 * with bandwidth shrinkage · (4 / ((d + 2) n))^(1 / (d + 4)) · sd_j, n the rows of the whole table. One stream runs
 * through the classes, row numbers before noise. Row for row imbalanced-learn's RandomOverSampler.
 * O(new rows · d). */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"
#include "engine/samplers/imb-sampler.h"
#include "engine/samplers/imb-strategy.h"

#define BLOCK 1024

typedef struct
{
  const char *sampling_strategy;
  double      shrinkage;
} RandomOver;

static const ImbParam params[] = {
  IMB_STRATEGY_PARAM_OVER (RandomOver),
  {
    .name = "shrinkage",
    .label = N_ ("Smoothing"),
    .help = N_ ("How far copies are moved at random, as a share of the bandwidth of a kernel estimate; 0 makes exact copies."),
    IMB_REAL (RandomOver, shrinkage, 0.0, 0.0, 100.0),
  },
  { NULL },
};

typedef struct
{
  const ImbView *in;
  ImbResample   *out;
  const double  *noise; /* of made rows, n_cols each, already times the bandwidth; NULL: exact copies */
} Copy;

static gboolean
copy_block (gsize    block,
            gpointer data,
            GError **error)
{
  const Copy *copy = data;
  ImbMatrix  *made = copy->out->made;
  gsize       end = MIN ((block + 1) * BLOCK, made->n_rows);

  for (gsize m = block * BLOCK; m < end; m++)
    {
      double       *row = imb_matrix_row (made, m);
      const double *parent = imb_view_row (copy->in, copy->out->parent_rows[m]);

      memcpy (row, parent, made->stride * sizeof *row);
      for (gsize j = 0; copy->noise != NULL && j < made->n_cols; j++)
        row[j] += copy->noise[m * made->n_cols + j];
    }
  return TRUE;
}

/* The bandwidth of every feature in one class. */
static gboolean
find_bandwidths (const ImbView *in,
                 const guint32 *class_rows,
                 gsize          n,
                 double         shrinkage,
                 double        *bandwidths,
                 GError       **error)
{
  const gsize        d = in->base->n_cols;
  const double       h = pow (4.0 / ((double) (d + 2) * (double) in->n_rows), 1.0 / (double) (d + 4));
  g_autofree double *means = g_new0 (double, MAX (d, 1));

  memset (bandwidths, 0, d * sizeof *bandwidths);
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < d; j++)
      means[j] += imb_view_row (in, class_rows[i])[j] / (double) n;
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < d; j++)
      {
        double apart = imb_view_row (in, class_rows[i])[j] - means[j];

        bandwidths[j] += apart * apart;
      }
  for (gsize j = 0; j < d; j++)
    {
      bandwidths[j] = imb_view_is_category (in, j) ? 0.0 : shrinkage * h * sqrt (bandwidths[j] / (double) n);
      if (isfinite (bandwidths[j]))
        continue;
      g_set_error (error, IMB_ERROR, IMB_ERROR_MISSING,
                   _ ("Feature %zu has missing or infinite values, and smoothing needs numbers; have them filled, or write shrinkage=0."), j + 1);
      return FALSE;
    }
  return TRUE;
}

/* Draws the parents of one class, then, with shrinkage, their noise. */
static gboolean
draw_class (const ImbView    *in,
            const RandomOver *self,
            guint             c,
            gsize             n_new,
            gsize             at,
            ImbRng           *stream,
            ImbResample      *out,
            double           *noise,
            ImbJob           *job,
            GError          **error)
{
  const gsize         d = in->base->n_cols;
  gsize               n;
  g_autofree guint32 *class_rows = imb_view_rows_of_class (in, c, &n);
  g_autofree double  *bandwidths = g_new (double, MAX (d, 1));

  for (gsize m = at; m < at + n_new; m++)
    {
      out->parent_rows[m] = class_rows[imb_rng_below (stream, n)];
      out->parent_weights[m] = 1.0;
      out->made_classes[m] = (guint16) c;
    }
  if (noise == NULL)
    return TRUE;
  if (!find_bandwidths (in, class_rows, n, self->shrinkage, bandwidths, error))
    return FALSE;
  for (gsize m = at; m < at + n_new; m++)
    {
      if (m % BLOCK == 0 && !imb_job_step (job, 0, 0, error))
        return FALSE;
      for (gsize j = 0; j < d; j++)
        noise[m * d + j] = imb_rng_normal (stream) * bandwidths[j];
    }
  return TRUE;
}

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  const RandomOver *self = values;
  const gsize       d = in->base->n_cols;
  ImbRng            stream = *rng;
  g_autofree gsize *targets = g_new0 (gsize, in->n_classes);
  g_autoptr (ImbMatrix) noise = NULL;
  gsize n_new = 0, at = 0;
  Copy  copy = { .in = in, .out = out };

  if (!imb_strategy_resolve (IMB_STRATEGY_OVER, self->sampling_strategy, in, targets, NULL, error))
    return FALSE;
  imb_strategy_note (IMB_STRATEGY_OVER, in, targets, out->notes);

  for (guint c = 0; c < in->n_classes; c++)
    n_new += targets[c];
  if (n_new == 0)
    return TRUE;
  if (!imb_resample_add_made (out, n_new, d, 1, error))
    return FALSE;
  if (self->shrinkage > 0.0 && (noise = imb_matrix_new (1, n_new * d, error)) == NULL)
    return FALSE;

  for (guint c = 0; c < in->n_classes; at += targets[c], c++)
    if (!imb_job_step (job, 0, 0, error)
        || (targets[c] > 0 && !draw_class (in, self, c, targets[c], at, &stream, out, noise != NULL ? noise->data : NULL, job, error)))
      return FALSE;

  copy.noise = noise != NULL ? noise->data : NULL;
  return imb_parallel_for ((n_new + BLOCK - 1) / BLOCK, copy_block, &copy, job, error);
}

const ImbSampler imb_sampler_random_over = {
  .base.id = "random-over",
  .base.title = N_ ("Random over-sampling"),
  .base.summary = N_ ("Repeats random rows of the smaller classes, exactly or with a little noise (ROSE)."),
  .base.reference = "Menardi, Torelli 2014, doi:10.1007/s10618-012-0295-5",
  .base.params = params,
  .base.params_size = sizeof (RandomOver),
  .flags = IMB_SAMPLER_ADDS | IMB_SAMPLER_RANDOM | IMB_SAMPLER_MISSING,
  .peer = "imblearn.over_sampling.RandomOverSampler",
  .sample = sample,
};
