/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random walk over-sampling: a copy of a row of a class, each number moved by normal noise with the standard deviation of the
 * feature in the class divided by √n, n the rows of the class, so that the class keeps its means and variances (the variance
 * with n − 1: what n repeated rows lack to it is what the noise adds). Zhang, Li 2014, doi:10.1016/j.inffus.2013.12.003.
 * Every row makes as many; who makes one more is drawn. Categories are copied. O(new rows · d). */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/kernels/imb-draw.h"
#include "engine/samplers/imb-grow.h"
#include "engine/samplers/imb-interpolate.h"
#include "engine/samplers/imb-sampler.h"
#include "engine/samplers/imb-strategy.h"

typedef struct
{
  const char *sampling_strategy;
} Rwo;

static const ImbParam params[] = {
  IMB_STRATEGY_PARAM_OVER (Rwo),
  { NULL },
};

static gboolean
check (const ImbView *in,
       gconstpointer  values,
       GError       **error)
{
  return imb_check_growth (in, ((const Rwo *) values)->sampling_strategy, 1, "k", error);
}

typedef struct
{
  const guint32 *bases; /* of each new row */
  const double  *steps; /* standard deviation / √n of each feature */
} Walk;

static void
make (const ImbGrowth *growth,
      gsize            m,
      ImbRng          *stream,
      gconstpointer    data)
{
  const Walk *walk = data;
  double     *row = imb_growth_row (growth, m);

  imb_growth_parents (growth, m)[0] = walk->bases[m - growth->at];
  imb_growth_weights (growth, m)[0] = 1.0;
  imb_growth_sum (growth, m);
  for (gsize j = 0; j < growth->in->base->n_cols; j++)
    if (!imb_view_is_category (growth->in, j))
      row[j] += walk->steps[j] * imb_rng_normal (stream);
}

/* Into @steps, from differences to the mean: the squares of large numbers would leave no digits. */
static void
find_steps (const ImbGrowth *growth,
            double          *steps)
{
  const gsize        n = growth->n_rows, d = growth->in->base->n_cols;
  g_autofree double *means = g_new0 (double, MAX (d, 1));

  memset (steps, 0, d * sizeof *steps);
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < d; j++)
      means[j] += (imb_view_row (growth->in, growth->rows[i])[j] - imb_view_row (growth->in, growth->rows[0])[j]) / (double) n;
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < d; j++)
      {
        double apart = imb_view_row (growth->in, growth->rows[i])[j] - imb_view_row (growth->in, growth->rows[0])[j] - means[j];

        steps[j] += apart * apart;
      }
  for (gsize j = 0; j < d; j++)
    steps[j] = sqrt (steps[j] / (double) (n - 1) / (double) n);
}

static gboolean
grow (const ImbGrowth *growth,
      GError         **error)
{
  g_autofree gsize   *times = imb_rows_new (growth->n_rows, sizeof (gsize), error);
  g_autofree guint32 *bases = times != NULL ? imb_rows_new (growth->n_new, sizeof (guint32), error) : NULL;
  g_autofree double  *steps = g_new (double, MAX (growth->in->base->n_cols, 1));
  ImbRng              stream = *growth->rng;
  const Walk          walk = { bases, steps };
  gsize               at = 0;

  if (bases == NULL || !imb_job_step (growth->job, 0, 0, error))
    return FALSE;
  imb_deal (&stream, growth->n_rows, growth->n_new, times);
  for (gsize i = 0; i < growth->n_rows; i++)
    for (gsize t = 0; t < times[i]; t++)
      bases[at++] = growth->rows[i];
  find_steps (growth, steps);
  return imb_growth_make (growth, make, &walk, growth->job, error);
}

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  const Rwo *self = values;

  return imb_grow (in, self->sampling_strategy, self, 1, 0, grow, rng, job, out, error);
}

const ImbSampler imb_sampler_rwo = {
  .base.id = "rwo",
  .base.title = N_ ("Random walk over-sampling"),
  .base.summary = N_ ("Copies rows of the smaller classes with normal noise that keeps each feature's mean and variance."),
  .base.reference = "Zhang, Li 2014, doi:10.1016/j.inffus.2013.12.003",
  .base.params = params,
  .base.params_size = sizeof (Rwo),
  .flags = IMB_SAMPLER_ADDS | IMB_SAMPLER_RANDOM | IMB_SAMPLER_BEYOND,
  .check = check,
  .sample = sample,
};
