/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SMOBD: SMOTE by data density. OPTICS within the class gives each row a core distance (within which it has min_samples rows,
 * itself among them) and a reachability; a row with both above t times their mean is noise and starts no new row. The others
 * start one with a chance proportional to η₁ · core distance + (1 − η₁) · number of rows within max_eps, both as shares of
 * their largest; the partner is one of the min_samples nearest, the step another one for each feature.
 * Cao, Wang 2011, doi:10.1109/ICIII.2011.276. Means are over what is finite; what is not counts as the largest.
 * O(n_c² d), serial, nothing kept per pair. Distances are over numbers only. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-lists.h"
#include "engine/kernels/imb-draw.h"
#include "engine/kernels/imb-neighbours.h"
#include "engine/kernels/imb-optics.h"
#include "engine/samplers/imb-foresee.h"
#include "engine/samplers/imb-grow.h"
#include "engine/samplers/imb-interpolate.h"
#include "engine/samplers/imb-numbers.h"
#include "engine/samplers/imb-sampler.h"
#include "engine/samplers/imb-strategy.h"

#define LEAST_SAMPLES 2

typedef struct
{
  const char *sampling_strategy;
  double      eta1;
  double      t;
  int         min_samples;
  double      max_eps;
} Smobd;

static const ImbParam params[] = {
  IMB_STRATEGY_PARAM_OVER (Smobd),
  {
    .name = "eta1",
    .label = N_ ("Share of the core distance"),
    .help = N_ ("How much of the chance to start a new row comes of the core distance; the rest comes of the number of rows around."),
    IMB_REAL (Smobd, eta1, 0.5, 0.0, 1.0),
  },
  {
    .name = "t",
    .label = N_ ("Noise from"),
    .help = N_ ("A row is noise if its core distance and its reachability are more than so many times their means."),
    IMB_REAL (Smobd, t, 1.8, 0.1, 1000.0),
  },
  {
    .name = "min_samples",
    .label = N_ ("Neighbours"),
    .help = N_ ("Rows that make a row a core, itself among them, and neighbours from which a partner is drawn."),
    IMB_INT (Smobd, min_samples, 5, LEAST_SAMPLES, 1000),
  },
  {
    .name = "max_eps",
    .label = N_ ("Radius"),
    .help = N_ ("Farther rows are not around a row, in units of the features; 0 takes twice the mean core distance."),
    IMB_REAL (Smobd, max_eps, 0.0, 0.0, 1e150),
  },
  { NULL },
};

static gboolean
check (const ImbView *in,
       gconstpointer  values,
       GError       **error)
{
  const Smobd *self = values;

  return imb_check_growth_from (in, self->sampling_strategy, LEAST_SAMPLES, (gsize) self->min_samples, "min_samples", error);
}

typedef struct
{
  double  *cores;
  double  *reach;
  guint32 *n_within;
  double  *chances; /* then their running sums */
  guint32 *table;   /* of each row its neighbours */
} Density;

static void
density_clear (Density *self)
{
  g_free (self->cores);
  g_free (self->reach);
  g_free (self->n_within);
  g_free (self->chances);
  g_free (self->table);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Density, density_clear)

/* The mean of those up to @limit, NAN when there are none; the largest of them. */
static double
mean_of (const double *values,
         gsize         n,
         double        limit,
         double       *largest)
{
  double sum = 0.0;
  gsize  count = 0;

  *largest = 0.0;
  for (gsize i = 0; i < n; i++)
    if (values[i] <= limit)
      {
        sum += values[i];
        *largest = MAX (*largest, values[i]);
        count++;
      }
  return sum / (double) count;
}

static gboolean
refuse (const ImbGrowth *growth,
        double           mean,
        GError         **error)
{
  const Smobd     *self = growth->values;
  g_autofree char *label = imb_view_dup_label (growth->in, growth->c);

  g_set_error (error, IMB_ERROR, IMB_ERROR_UNSUITABLE,
               _ ("No row of class “%s” has %d rows within max_eps=%g; write max_eps=%.3g, or 0 for a radius by the data."),
               label, self->min_samples, self->max_eps, 2.0 * mean);
  return FALSE;
}

static void
note_radius (const ImbGrowth *growth,
             double           max_eps)
{
  g_autofree char *label = imb_view_dup_label (growth->in, growth->c);

  imb_notes_add (growth->out->notes, _ ("Class “%s”: rows within %.3g of a row count as around it, twice the mean core distance."), label, max_eps);
}

/* Chances of the rows to start new ones. */
static void
weigh (const ImbGrowth *growth,
       Density         *density,
       double           max_eps,
       double           core_mean)
{
  const Smobd *self = growth->values;
  const gsize  n = growth->n_rows;
  double       largest_core, largest_reach, reach_mean = mean_of (density->reach, n, G_MAXDOUBLE, &largest_reach), total;
  guint32      most = 1;

  mean_of (density->cores, n, max_eps, &largest_core);
  for (gsize i = 0; i < n; i++)
    most = MAX (most, density->n_within[i]);
  for (gsize i = 0; i < n; i++)
    {
      double core = density->cores[i] > max_eps ? INFINITY : density->cores[i];
      double share = !isfinite (core) ? 1.0 : largest_core > 0.0 ? core / largest_core
                                                                 : 0.0;

      density->chances[i] = core > self->t * core_mean && density->reach[i] > self->t * reach_mean
                              ? 0.0
                              : self->eta1 * share + (1.0 - self->eta1) * density->n_within[i] / most;
    }
  total = imb_accumulate (density->chances, n, density->chances);
  /* Equal rows have no core distance: with eta1 = 1 that is all there is. */
  for (gsize i = 0; total == 0.0 && i < n; i++)
    density->chances[i] = (double) (i + 1);
}

static gboolean
find_density (const ImbGrowth *growth,
              Density         *density,
              ImbJob          *job,
              GError         **error)
{
  const Smobd *self = growth->values;
  const gsize  n = growth->n_rows, k = (gsize) self->min_samples;
  g_autoptr (ImbMatrix) numbers = imb_numbers_gather (growth->in, growth->rows, growth->n_rows, growth->out->notes, job, error);
  g_autofree double *squares = imb_lists_new_distances (n, k, error);
  g_autoptr (ImbJob) first = imb_job_new_part (job, 0.3);
  g_autoptr (ImbJob) second = imb_job_new_part (job, 0.7);
  double largest, mean, core_mean, max_eps = self->max_eps;

  density->cores = g_new (double, n);
  density->reach = g_new (double, n);
  density->n_within = g_new (guint32, n);
  density->chances = g_new (double, n);
  density->table = squares != NULL ? imb_lists_new (n, k, error) : NULL;
  if (numbers == NULL || density->table == NULL || !imb_neighbours_find (numbers, numbers, k, TRUE, density->table, squares, first, error))
    return FALSE;

  for (gsize i = 0; i < n; i++)
    density->cores[i] = sqrt (squares[i * k + k - 2]);
  mean = mean_of (density->cores, n, G_MAXDOUBLE, &largest);
  if (max_eps == 0.0)
    {
      max_eps = 2.0 * mean;
      note_radius (growth, max_eps);
    }
  core_mean = mean_of (density->cores, n, max_eps, &largest);
  if (isnan (core_mean))
    return refuse (growth, mean, error);
  if (!imb_optics (numbers, density->cores, max_eps, density->reach, density->n_within, second, error))
    return FALSE;
  weigh (growth, density, max_eps, core_mean);
  return TRUE;
}

static void
make (const ImbGrowth *growth,
      gsize            m,
      ImbRng          *stream,
      gconstpointer    data)
{
  const Density *density = data;
  const gsize    k = (gsize) ((const Smobd *) growth->values)->min_samples, d = growth->in->base->n_cols;
  gsize          i = imb_draw_weighted (stream, density->chances, growth->n_rows);
  guint32        base = growth->rows[i], partner = growth->rows[density->table[i * k + imb_rng_below (stream, k)]];
  const double  *from = imb_view_row (growth->in, base), *to = imb_view_row (growth->in, partner);
  double        *row = imb_growth_row (growth, m), mean = 0.0;

  imb_growth_between (growth, m, base, partner, 0.0);
  for (gsize j = 0; j < d; j++)
    {
      double step = imb_rng_double (stream);

      row[j] = from[j] + step * (to[j] - from[j]);
      mean += step / (double) d;
    }
  imb_growth_keep_categories (growth, m);
  imb_growth_weights (growth, m)[0] = 1.0 - mean;
  imb_growth_weights (growth, m)[1] = mean;
}

static gboolean
grow (const ImbGrowth *growth,
      GError         **error)
{
  g_auto (Density) density = { NULL };
  g_autoptr (ImbJob) finding = imb_job_new_part (growth->job, 0.8);
  g_autoptr (ImbJob) making = imb_job_new_part (growth->job, 0.2);

  return find_density (growth, &density, finding, error) && imb_growth_make (growth, make, &density, making, error);
}

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  const Smobd *self = values;

  return imb_grow (in, self->sampling_strategy, self, 2, 0, grow, rng, job, out, error);
}

static char *
doubt (const ImbView *in,
       gconstpointer  values,
       gboolean       has_rows)
{
  const Smobd     *self = values;
  const ImbForesee ask = { IMB_FORESEE_OWN, self->sampling_strategy, IMB_DISTANCE_EUCLIDEAN, 1 };

  if (self->max_eps == 0.0 || imb_foresee (&ask, in, FALSE))
    return NULL;
  return g_strdup_printf (_ ("Some row of each class that grows must have %d rows of its class within max_eps=%g; if none has, write 0, for a radius by the data."),
                          self->min_samples, self->max_eps);
}

const ImbSampler imb_sampler_smobd = {
  .base.id = "smobd",
  .base.title = N_ ("SMOTE by density (SMOBD)"),
  .base.summary = N_ ("Like SMOTE, starting from rows by how dense their class is around them and leaving out noise."),
  .base.reference = "Cao, Wang 2011, doi:10.1109/ICIII.2011.276",
  .base.params = params,
  .base.params_size = sizeof (Smobd),
  .flags = IMB_SAMPLER_ADDS | IMB_SAMPLER_RANDOM | IMB_SAMPLER_BEYOND | IMB_SAMPLER_NUMBERS,
  .check = check,
  .doubt = doubt,
  .sample = sample,
};
