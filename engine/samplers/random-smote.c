/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random-SMOTE: a new row lies in the triangle of a row and two of its neighbours of the same class, on the segment between
 * the row and a point drawn between the two. Dong, Wang 2011, doi:10.1007/978-3-642-25975-3_30. The parents are
 * three. The cost is that of the neighbours, O(n_c² d) at most. */
#include <glib/gi18n-lib.h>

#include "engine/core/imb-lists.h"
#include "engine/samplers/imb-grow.h"
#include "engine/samplers/imb-interpolate.h"
#include "engine/samplers/imb-sampler.h"
#include "engine/samplers/imb-strategy.h"

#define LEAST_NEIGHBORS 2 /* a triangle has two other corners */

typedef struct
{
  const char *sampling_strategy;
  int         n_neighbors;
  int         metric;
} RandomSmote;

static const ImbParam params[] = {
  IMB_STRATEGY_PARAM_OVER (RandomSmote),
  {
    .name = "n_neighbors",
    .label = N_ ("Neighbours"),
    .help = N_ ("Rows of the same class from which the two other corners of the triangle are drawn."),
    IMB_INT (RandomSmote, n_neighbors, 5, LEAST_NEIGHBORS, 1000),
  },
  IMB_DISTANCE_PARAM (RandomSmote),
  { NULL },
};

static gboolean
check (const ImbView *in,
       gconstpointer  values,
       GError       **error)
{
  const RandomSmote *self = values;

  return imb_check_growth_from (in, self->sampling_strategy, LEAST_NEIGHBORS, (gsize) self->n_neighbors, "n_neighbors", error);
}

static void
make (const ImbGrowth *growth,
      gsize            m,
      ImbRng          *stream,
      gconstpointer    data)
{
  const gsize    k = (gsize) ((const RandomSmote *) growth->values)->n_neighbors;
  const guint32 *table = data;
  gsize          base = imb_rng_below (stream, growth->n_rows);
  gsize          first = imb_rng_below (stream, k), second = imb_rng_below (stream, k - 1);
  double         across = imb_rng_double (stream), out = imb_rng_double (stream);
  guint32       *parents = imb_growth_parents (growth, m);
  double        *weights = imb_growth_weights (growth, m);

  second += second >= first;
  parents[0] = growth->rows[base];
  parents[1] = growth->rows[table[base * k + first]];
  parents[2] = growth->rows[table[base * k + second]];
  weights[0] = 1.0 - out;
  weights[1] = out * (1.0 - across);
  weights[2] = out * across;
  imb_growth_sum (growth, m);
}

static gboolean
grow (const ImbGrowth *growth,
      GError         **error)
{
  const RandomSmote  *self = growth->values;
  g_autofree guint32 *table = imb_lists_new (growth->n_rows, (gsize) self->n_neighbors, error);
  g_autoptr (ImbJob) search = imb_job_new_part (growth->job, 0.7);
  g_autoptr (ImbJob) making = imb_job_new_part (growth->job, 0.3);

  return table != NULL && imb_growth_neighbours (growth, self->metric, (gsize) self->n_neighbors, table, NULL, search, error)
         && imb_growth_make (growth, make, table, making, error);
}

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  const RandomSmote *self = values;

  return imb_grow (in, self->sampling_strategy, self, 3, 0, grow, rng, job, out, error);
}

const ImbSampler imb_sampler_random_smote = {
  .base.id = "random-smote",
  .base.title = N_ ("Random-SMOTE"),
  .base.summary = N_ ("Makes new rows in the triangle of a row of a smaller class and two of its neighbours of the same class."),
  .base.reference = "Dong, Wang 2011, doi:10.1007/978-3-642-25975-3_30",
  .base.params = params,
  .base.params_size = sizeof (RandomSmote),
  .flags = IMB_SAMPLER_ADDS | IMB_SAMPLER_RANDOM | IMB_SAMPLER_METRIC,
  .check = check,
  .sample = sample,
};
