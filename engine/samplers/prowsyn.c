/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ProWSyn: the rows of a class in levels by how near they are to the border. Level 1 are the rows that are among the k
 * nearest of any row of another class; level 2 are those among the k nearest when level 1 is taken away, and so on; what is
 * left after L − 1 levels is the last. Level i has the weight exp (−θ (i − 1)) for its share of new rows, each between any
 * two rows of the level. Barua, Islam, Murase 2013, doi:10.1007/978-3-642-37456-2_27.
 * A level of a single row makes copies of it. O(L · n_c · n · d) at most. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-lists.h"
#include "engine/kernels/imb-draw.h"
#include "engine/samplers/imb-grow.h"
#include "engine/samplers/imb-interpolate.h"
#include "engine/samplers/imb-sampler.h"
#include "engine/samplers/imb-strategy.h"

#define MAX_LEVELS 100

typedef struct
{
  const char *sampling_strategy;
  int         n_neighbors;
  int         L;
  double      theta;
  int         metric;
} Prowsyn;

static const ImbParam params[] = {
  IMB_STRATEGY_PARAM_OVER (Prowsyn),
  {
    .name = "n_neighbors",
    .label = N_ ("Neighbours"),
    .help = N_ ("How many rows of the class each row of another class puts into a level."),
    IMB_INT (Prowsyn, n_neighbors, 5, 1, 1000),
  },
  {
    .name = "L",
    .label = N_ ("Levels"),
    .help = N_ ("Into how many levels, from the border inwards, a class is parted at most."),
    IMB_INT (Prowsyn, L, 5, 1, MAX_LEVELS),
  },
  {
    .name = "theta",
    .label = N_ ("Decay"),
    .help = N_ ("How much less weight each further level has; 0 gives all the same."),
    IMB_REAL (Prowsyn, theta, 1.0, 0.0, 100.0),
  },
  IMB_DISTANCE_PARAM (Prowsyn),
  { NULL },
};

static gboolean
check (const ImbView *in,
       gconstpointer  values,
       GError       **error)
{
  return imb_check_growth (in, ((const Prowsyn *) values)->sampling_strategy, 1, "n_neighbors", error);
}

/* The rows of the class by level: level i has rows[begin[i]] … rows[begin[i + 1]]. */
typedef struct
{
  guint32 *rows;
  gsize    begin[MAX_LEVELS + 1];
  gsize    n_levels;
  double   sums[MAX_LEVELS]; /* of weights */
} Levels;

/* Moves the rows that are found, positions in rest, to the front; returns their number. */
static gsize
take_level (guint32       *rest,
            gsize          n_rest,
            const guint32 *found,
            gsize          n_found)
{
  g_autofree guint8  *is_taken = g_new0 (guint8, n_rest);
  g_autofree guint32 *old = g_memdup2 (rest, n_rest * sizeof *rest);
  gsize               n = 0, at;

  for (gsize t = 0; t < n_found; t++)
    is_taken[found[t]] = 1;
  for (gsize i = 0; i < n_rest; i++)
    if (is_taken[i])
      rest[n++] = old[i];
  at = n;
  for (gsize i = 0; i < n_rest; i++)
    if (!is_taken[i])
      rest[at++] = old[i];
  return n;
}

static gboolean
find_levels (const ImbGrowth *growth,
             Levels          *levels,
             ImbJob          *job,
             GError         **error)
{
  const Prowsyn      *self = growth->values;
  const gsize         k = (gsize) self->n_neighbors;
  gsize               n_others, at = 0;
  g_autofree guint32 *others = imb_growth_others (growth, &n_others);
  g_autofree guint32 *found = imb_lists_new (n_others, k, error);
  g_autoptr (ImbNear) near = found != NULL ? imb_near_new (growth->in, (ImbDistance) self->metric, growth->c, job, error) : NULL;

  if (near == NULL)
    return FALSE;
  for (levels->n_levels = 0; at < growth->n_rows; levels->n_levels++)
    {
      const gsize n_rest = growth->n_rows - at;
      gsize       n = n_rest;
      g_autoptr (ImbJob) part = imb_job_new_part (job, 1.0 / self->L);

      levels->begin[levels->n_levels] = at;
      if (levels->n_levels + 1 < (gsize) self->L && n_rest > k)
        {
          if (!imb_near_find (near, levels->rows + at, n_rest, others, n_others, k, IMB_LIST_ALL, found, NULL, part, error))
            return FALSE;
          n = take_level (levels->rows + at, n_rest, found, n_others * k);
        }
      at += n;
    }
  levels->begin[levels->n_levels] = at;
  return TRUE;
}

static void
make (const ImbGrowth *growth,
      gsize            m,
      ImbRng          *stream,
      gconstpointer    data)
{
  const Levels  *levels = data;
  gsize          level = imb_draw_weighted (stream, levels->sums, levels->n_levels);
  const guint32 *rows = levels->rows + levels->begin[level];
  gsize          n = levels->begin[level + 1] - levels->begin[level];
  gsize          base = imb_rng_below (stream, n), partner = n > 1 ? imb_rng_below (stream, n - 1) : base;

  partner += n > 1 && partner >= base;
  imb_growth_between (growth, m, rows[base], rows[partner], imb_rng_double (stream));
}

static gboolean
grow (const ImbGrowth *growth,
      GError         **error)
{
  const Prowsyn *self = growth->values;
  g_autoptr (ImbJob) search = imb_job_new_part (growth->job, 0.8);
  g_autoptr (ImbJob) making = imb_job_new_part (growth->job, 0.2);
  g_autofree guint32 *rows = g_memdup2 (growth->rows, growth->n_rows * sizeof *rows);
  double              weights[MAX_LEVELS];
  Levels              levels = { .rows = rows };

  if (!find_levels (growth, &levels, search, error))
    return FALSE;
  for (gsize i = 0; i < levels.n_levels; i++)
    weights[i] = exp (-self->theta * (double) i);
  imb_accumulate (weights, levels.n_levels, levels.sums);
  return imb_growth_make (growth, make, &levels, making, error);
}

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  const Prowsyn *self = values;

  return imb_grow (in, self->sampling_strategy, self, 2, 0, grow, rng, job, out, error);
}

const ImbSampler imb_sampler_prowsyn = {
  .base.id = "prowsyn",
  .base.title = N_ ("ProWSyn"),
  .base.summary = N_ ("Parts a smaller class into levels by nearness to the other classes and makes the more new rows the nearer the level."),
  .base.reference = "Barua, Islam, Murase 2013, doi:10.1007/978-3-642-37456-2_27",
  .base.params = params,
  .base.params_size = sizeof (Prowsyn),
  .flags = IMB_SAMPLER_ADDS | IMB_SAMPLER_RANDOM | IMB_SAMPLER_METRIC,
  .check = check,
  .sample = sample,
};
