/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Geometric SMOTE: a new row in a ball around a row of the class, its radius the distance R to another row, the surface point:
 * one of the k nearest of the class, the nearest of the other classes, or of these two the nearer. With e the direction to
 * it, a point x drawn evenly in the unit ball is mirrored along e when |truncation − x·e| > 1 and
 * loses the share deformation of what it has across e; the row is centre + R x. Truncation 1 is the half of the ball towards
 * the surface point, 0 the whole, −1 the other half; with deformation 1 and minority it is a segment, as in SMOTE.
 * Douzas, Bacao 2019, doi:10.1016/j.ins.2019.06.007.
 * The cost is that of the neighbours, O(n_c · n · d) at most. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/core/imb-lists.h"
#include "engine/samplers/imb-grow.h"
#include "engine/samplers/imb-interpolate.h"
#include "engine/samplers/imb-sampler.h"
#include "engine/samplers/imb-strategy.h"

typedef enum
{
  COMBINED,
  MAJORITY,
  MINORITY,
} Selection;

typedef struct
{
  const char *sampling_strategy;
  int         k_neighbors;
  double      truncation_factor;
  double      deformation_factor;
  int         selection_strategy;
} GeometricSmote;

static const ImbChoice selections[] = {
  { COMBINED, "combined", N_ ("Combined: the nearer of both") },
  { MAJORITY, "majority", N_ ("The nearest row of the other classes") },
  { MINORITY, "minority", N_ ("One of the neighbours in the class") },
  { 0, NULL, NULL },
};

static const ImbParam params[] = {
  IMB_STRATEGY_PARAM_OVER (GeometricSmote),
  {
    .name = "k_neighbors",
    .label = N_ ("Neighbours"),
    .help = N_ ("Rows of the same class from which the row on the surface of the ball is drawn."),
    IMB_INT (GeometricSmote, k_neighbors, 5, 1, 1000),
  },
  {
    .name = "truncation_factor",
    .label = N_ ("Truncation"),
    .help = N_ ("Which part of the ball is used: 0 all, 1 the half towards the row on its surface, −1 the half away from it."),
    IMB_REAL (GeometricSmote, truncation_factor, 1.0, -1.0, 1.0),
  },
  {
    .name = "deformation_factor",
    .label = N_ ("Deformation"),
    .help = N_ ("How flat the ball is: 0 a ball, 1 a line through the row on its surface."),
    IMB_REAL (GeometricSmote, deformation_factor, 0.0, 0.0, 1.0),
  },
  {
    .name = "selection_strategy",
    .label = N_ ("Surface"),
    .help = N_ ("Which row lies on the surface of the ball and so gives its radius."),
    IMB_CHOICE (GeometricSmote, selection_strategy, COMBINED, selections),
  },
  { NULL },
};

static gboolean
check (const ImbView *in,
       gconstpointer  values,
       GError       **error)
{
  const GeometricSmote *self = values;

  return imb_check_growth (in, self->sampling_strategy, self->selection_strategy == MAJORITY ? 0 : (gsize) self->k_neighbors, "k_neighbors", error);
}

typedef struct
{
  const guint32 *own;   /* of each row k neighbours of the class, positions in its rows */
  const guint32 *other; /* of each row the nearest of other classes, a view row */
} Surfaces;

/* Of the features that are numbers. */
static double
distance_between (const ImbGrowth *growth,
                  guint32          a,
                  guint32          b)
{
  const double *x = imb_view_row (growth->in, a), *y = imb_view_row (growth->in, b);
  double        sum = 0.0;

  for (gsize j = 0; j < growth->in->base->n_cols; j++)
    if (!imb_view_is_category (growth->in, j))
      sum += (x[j] - y[j]) * (x[j] - y[j]);
  return sqrt (sum);
}

static guint32
draw_surface (const ImbGrowth *growth,
              const Surfaces  *surfaces,
              gsize            centre,
              ImbRng          *stream)
{
  const GeometricSmote *self = growth->values;
  const gsize           k = (gsize) self->k_neighbors;
  guint32               own, other;

  if (self->selection_strategy == MAJORITY)
    return surfaces->other[centre];

  own = growth->rows[surfaces->own[centre * k + imb_rng_below (stream, k)]];
  if (self->selection_strategy == MINORITY)
    return own;

  other = surfaces->other[centre];
  return distance_between (growth, growth->rows[centre], other) < distance_between (growth, growth->rows[centre], own) ? other : own;
}

/* A point of the unit ball into @x, 0 in categories; its part along (to − from) / radius. */
static double
draw_in_ball (const ImbGrowth *growth,
              const double    *from,
              const double    *to,
              double           radius,
              ImbRng          *stream,
              double          *x)
{
  const gsize d = growth->in->base->n_cols;
  gsize       n_numbers = 0;
  double      norm = 0.0, along = 0.0, length;

  for (gsize j = 0; j < d; j++)
    {
      x[j] = 0.0;
      if (imb_view_is_category (growth->in, j))
        continue;
      n_numbers++;
      x[j] = imb_rng_normal (stream);
      norm += x[j] * x[j];
      along += x[j] * (to[j] - from[j]) / radius;
    }
  length = pow (imb_rng_double (stream), 1.0 / (double) n_numbers) / sqrt (norm);
  for (gsize j = 0; j < d; j++)
    x[j] *= length;
  return along * length;
}

static void
make (const ImbGrowth *growth,
      gsize            m,
      ImbRng          *stream,
      gconstpointer    data)
{
  const GeometricSmote *self = growth->values;
  gsize                 i = imb_rng_below (stream, growth->n_rows);
  guint32               centre = growth->rows[i], surface = draw_surface (growth, data, i, stream);
  double                radius = distance_between (growth, centre, surface), along, kept;
  const double         *from = imb_view_row (growth->in, centre), *to = imb_view_row (growth->in, surface);
  double               *row = imb_growth_row (growth, m);

  imb_growth_between (growth, m, centre, surface, 0.0);
  if (radius == 0.0)
    return;

  along = draw_in_ball (growth, from, to, radius, stream, row);
  kept = fabs (self->truncation_factor - along) > 1.0 ? -along : along;
  for (gsize j = 0; j < growth->in->base->n_cols; j++)
    if (!imb_view_is_category (growth->in, j))
      {
        double e = (to[j] - from[j]) / radius;

        row[j] = from[j] + radius * (kept * e + (1.0 - self->deformation_factor) * (row[j] - along * e));
      }
  imb_growth_keep_categories (growth, m);
  imb_growth_weights (growth, m)[0] = 1.0 - kept;
  imb_growth_weights (growth, m)[1] = kept;
}

static gboolean
grow (const ImbGrowth *growth,
      GError         **error)
{
  const GeometricSmote *self = growth->values;
  const gsize           n = growth->n_rows, k = (gsize) self->k_neighbors;
  gsize                 n_others;
  g_autofree guint32   *others = imb_growth_others (growth, &n_others);
  g_autofree guint32   *own = imb_lists_new (n, k, error);
  g_autofree guint32   *other = g_new (guint32, n);
  g_autoptr (ImbNear) near = own != NULL ? imb_near_new (growth->in, IMB_DISTANCE_EUCLIDEAN, growth->c, growth->job, error) : NULL;
  g_autoptr (ImbJob) first = imb_job_new_part (growth->job, 0.4);
  g_autoptr (ImbJob) second = imb_job_new_part (growth->job, 0.4);
  g_autoptr (ImbJob) making = imb_job_new_part (growth->job, 0.2);
  const Surfaces surfaces = { own, other };

  if (near == NULL
      || (self->selection_strategy != MAJORITY && !imb_near_find (near, growth->rows, n, NULL, 0, k, IMB_LIST_OTHERS, own, NULL, first, error))
      || (self->selection_strategy != MINORITY && !imb_near_find (near, others, n_others, growth->rows, n, 1, IMB_LIST_ALL, other, NULL, second, error)))
    return FALSE;
  for (gsize i = 0; self->selection_strategy != MINORITY && i < n; i++)
    other[i] = others[other[i]];
  return imb_growth_make (growth, make, &surfaces, making, error);
}

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  const GeometricSmote *self = values;

  return imb_grow (in, self->sampling_strategy, self, 2, 0, grow, rng, job, out, error);
}

const ImbSampler imb_sampler_geometric_smote = {
  .base.id = "geometric-smote",
  .base.title = N_ ("Geometric SMOTE"),
  .base.summary = N_ ("Makes new rows in a ball, or a part of it, around a row of a smaller class that reaches to another row."),
  .base.reference = "Douzas, Bacao 2019, doi:10.1016/j.ins.2019.06.007",
  .base.params = params,
  .base.params_size = sizeof (GeometricSmote),
  .flags = IMB_SAMPLER_ADDS | IMB_SAMPLER_RANDOM | IMB_SAMPLER_BEYOND,
  .check = check,
  .sample = sample,
};
