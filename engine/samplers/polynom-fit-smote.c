/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Polynomial fitting SMOTE: new rows on figures that the rows of a class span. Star: on the segments from each row to the
 * mean of the class; bus: between rows that follow each other; mesh: between any two rows; poly: on a polynomial curve through
 * the class, its rows in the order of their means. Gazzah, Amara 2008, doi:10.1109/DAS.2008.74.
 * The t-th of K rows on a segment lies at t / (K + 1). The paper gives every segment the same K; so that the class has as
 * many rows as asked, some segments, drawn at random, make one row more. Mesh with fewer rows than pairs makes one row in the
 * middle of a pair drawn from each equal part of the list of pairs.
 * A new row is one point of the curve: one position, drawn for all features together, though a position of its own for each feature
 * is also met. Rows so made lie off the curve, anywhere in the box around it, and are no sum of rows of the class.
 * The mean (and D + 1 points of the curve) are rows that are not in the result but parents. O(new rows · d). */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/kernels/imb-draw.h"
#include "engine/kernels/imb-sort.h"
#include "engine/samplers/imb-grow.h"
#include "engine/samplers/imb-interpolate.h"
#include "engine/samplers/imb-sampler.h"
#include "engine/samplers/imb-strategy.h"

#define MAX_DEGREE 10

typedef enum
{
  STAR,
  BUS,
  MESH,
  POLY,
} Topology;

typedef struct
{
  const char *sampling_strategy;
  int         topology;
  int         degree;
} PolynomFit;

static const ImbChoice topologies[] = {
  { STAR, "star", N_ ("Star: from each row to the mean") },
  { BUS, "bus", N_ ("Bus: from each row to the next") },
  { MESH, "mesh", N_ ("Mesh: between any two rows") },
  { POLY, "poly", N_ ("Curve: a polynomial through the class") },
  { 0, NULL, NULL },
};

static const ImbParam params[] = {
  IMB_STRATEGY_PARAM_OVER (PolynomFit),
  {
    .name = "topology",
    .label = N_ ("Figure"),
    .help = N_ ("What the rows of a class span and new rows lie on."),
    IMB_CHOICE (PolynomFit, topology, STAR, topologies),
  },
  {
    .name = "degree",
    .label = N_ ("Degree"),
    .help = N_ ("The degree of the polynomial when the figure is a curve; a class needs more rows than this."),
    IMB_INT (PolynomFit, degree, 2, 1, MAX_DEGREE),
  },
  { NULL },
};

static gboolean
check (const ImbView *in,
       gconstpointer  values,
       GError       **error)
{
  const PolynomFit *self = values;
  g_autofree gsize *targets = g_new0 (gsize, in->n_classes);
  g_autofree gsize *counts = g_new0 (gsize, in->n_classes);

  if (!imb_check_growth (in, self->sampling_strategy, 1, "degree", error)
      || !imb_strategy_resolve (IMB_STRATEGY_OVER, self->sampling_strategy, in, targets, NULL, error))
    return FALSE;

  imb_view_count (in, counts);
  for (guint c = 0; self->topology == POLY && c < in->n_classes; c++)
    if (targets[c] > 0 && counts[c] <= (gsize) self->degree)
      {
        g_autofree char *label = imb_view_dup_label (in, c);

        g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW, _ ("Class “%s” has %zu rows, too few for a curve of degree %d; write degree=%zu or less."),
                     label, counts[c], self->degree, counts[c] - 1);
        return FALSE;
      }
  return TRUE;
}

/* @n_segments segments, each with its rows at even steps. */
typedef struct
{
  const gsize *ends; /* of a running count: rows of segments up to this one; NULL: one row for the pair in pairs */
  gsize        n_segments;
  Topology     topology;
} Figure;

/* Pair p of (1, 0), (2, 0), (2, 1), (3, 0), … */
static void
find_pair (gsize  p,
           gsize *i,
           gsize *k)
{
  gsize above = (gsize) ((1.0 + sqrt (1.0 + 8.0 * (double) p)) / 2.0);

  while (above * (above - 1) / 2 > p)
    above--;
  while ((above + 1) * above / 2 <= p)
    above++;
  *i = above;
  *k = p - above * (above - 1) / 2;
}

static void
make_between (const ImbGrowth *growth,
              const Figure    *figure,
              gsize            m,
              gsize            segment,
              double           step)
{
  gsize i = segment, k = segment + 1;

  if (figure->topology == STAR)
    {
      imb_growth_between (growth, m, growth->rows[segment], (guint32) (growth->out->n_in + growth->hidden), step);
      return;
    }

  if (figure->topology == MESH)
    find_pair (segment, &i, &k);
  imb_growth_between (growth, m, growth->rows[i], growth->rows[k], step);
}

/* Which segment row @m belongs to, and which one of its rows it is. */
static void
make_spaced (const ImbGrowth *growth,
             gsize            m,
             ImbRng          *stream,
             gconstpointer    data)
{
  const Figure *figure = data;
  gsize         number = m - growth->at;
  gsize         low = 0, high = figure->n_segments - 1, begin;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (figure->ends[middle] > number)
        high = middle;
      else
        low = middle + 1;
    }
  begin = low == 0 ? 0 : figure->ends[low - 1];
  make_between (growth, figure, m, low, (double) (number - begin + 1) / (double) (figure->ends[low] - begin + 1));
}

/* The middle of a pair from the part of the list of pairs that belongs to row @m. */
static void
make_middle (const ImbGrowth *growth,
             gsize            m,
             ImbRng          *stream,
             gconstpointer    data)
{
  const Figure *figure = data;
  const gsize   number = m - growth->at, size = figure->n_segments / growth->n_new, rest = figure->n_segments % growth->n_new;
  const gsize   begin = number * size + MIN (number, rest);

  make_between (growth, figure, m, begin + imb_rng_below (stream, size + (number < rest)), 0.5);
}

static gboolean
make_segments (const ImbGrowth *growth,
               const Figure    *figure,
               GError         **error)
{
  const gsize       n = figure->n_segments;
  g_autofree gsize *ends = g_try_new (gsize, n);
  g_autofree char  *label = NULL;
  Figure            spaced = *figure;
  ImbRng            stream = *growth->rng;

  if (ends == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for %zu segments; use another topology."), n);
      return FALSE;
    }
  imb_deal (&stream, n, growth->n_new, ends);
  for (gsize i = 1; i < n; i++)
    ends[i] += ends[i - 1];
  spaced.ends = ends;
  if (growth->n_new % n != 0)
    {
      label = imb_view_dup_label (growth->in, growth->c);
      imb_notes_add (growth->out->notes, _ ("Class “%s”: %zu of %zu segments have %zu new rows, the others %zu, so that the class is as large as asked."),
                     label, growth->n_new % n, n, growth->n_new / n + 1, growth->n_new / n);
    }
  return imb_growth_make (growth, make_spaced, &spaced, growth->job, error);
}

static gboolean
grow_star (const ImbGrowth *growth,
           GError         **error)
{
  const Figure       figure = { .n_segments = growth->n_rows, .topology = STAR };
  g_autofree double *weights = g_new (double, growth->n_rows);

  for (gsize i = 0; i < growth->n_rows; i++)
    weights[i] = 1.0 / (double) growth->n_rows;
  imb_growth_set_hidden (growth, 0, growth->rows, weights, growth->n_rows);
  return make_segments (growth, &figure, error);
}

static gboolean
grow_mesh (const ImbGrowth *growth,
           GError         **error)
{
  const Figure figure = { .n_segments = growth->n_rows * (growth->n_rows - 1) / 2, .topology = MESH };

  return growth->n_new < figure.n_segments ? imb_growth_make (growth, make_middle, &figure, growth->job, error)
                                           : make_segments (growth, &figure, error);
}

/* Where the D + 1 points of the curve are, in −1 … 1: Chebyshev's, ends included, between which weights stay small. */
static double
node_at (gsize q,
         gsize degree)
{
  return -cos (G_PI * (double) q / (double) degree);
}

/* Least squares on the places −1 … 1 of n rows: how much each row counts in the fitted value at each node, into
 * shares[(D + 1) × n]. By polynomials that are orthogonal over the places, in their recurrence
 * p_k+1 (x) = x p_k (x) − b_k p_k−1 (x), where b_k = |p_k|² / |p_k−1|². */
static void
fit_nodes (gsize   n,
           gsize   degree,
           double *shares)
{
  g_autofree double *last = g_new0 (double, n);
  g_autofree double *now = g_new (double, n);
  double             at_last[MAX_DEGREE + 1] = { 0.0 }, at_now[MAX_DEGREE + 1], norm_last = 1.0;

  memset (shares, 0, (degree + 1) * n * sizeof *shares);
  for (gsize i = 0; i < n; i++)
    now[i] = 1.0;
  for (gsize q = 0; q <= degree; q++)
    at_now[q] = 1.0;
  for (gsize k = 0; k <= degree; k++)
    {
      double norm = 0.0, b;

      for (gsize i = 0; i < n; i++)
        norm += now[i] * now[i];
      b = k == 0 ? 0.0 : norm / norm_last;
      for (gsize q = 0; q <= degree; q++)
        {
          double value = at_now[q];

          for (gsize i = 0; i < n; i++)
            shares[q * n + i] += value * now[i] / norm;
          at_now[q] = node_at (q, degree) * value - b * at_last[q];
          at_last[q] = value;
        }
      for (gsize i = 0; i < n; i++)
        {
          double value = now[i];

          now[i] = (2.0 * (double) i / (double) (n - 1) - 1.0) * value - b * last[i];
          last[i] = value;
        }
      norm_last = norm;
    }
}

/* A point of the curve, drawn evenly over its length in rows: by Lagrange's formula from the nodes. */
static void
make_on_curve (const ImbGrowth *growth,
               gsize            m,
               ImbRng          *stream,
               gconstpointer    data)
{
  const gsize  degree = *(const gsize *) data;
  const double x = imb_rng_uniform (stream, -1.0, 1.0);

  for (gsize q = 0; q <= degree; q++)
    {
      double weight = 1.0;

      for (gsize r = 0; r <= degree; r++)
        if (r != q)
          weight *= (x - node_at (r, degree)) / (node_at (q, degree) - node_at (r, degree));
      imb_growth_parents (growth, m)[q] = (guint32) (growth->out->n_in + growth->hidden + q);
      imb_growth_weights (growth, m)[q] = weight;
    }
  imb_growth_sum (growth, m);
}

static gboolean
grow_curve (const ImbGrowth *growth,
            GError         **error)
{
  const gsize         n = growth->n_rows, d = growth->in->base->n_cols, degree = (gsize) ((const PolynomFit *) growth->values)->degree;
  g_autofree double  *means = g_new0 (double, n);
  g_autofree guint32 *order = g_new (guint32, n);
  g_autofree double  *shares = g_try_new (double, n *(degree + 1));

  if (shares == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory to fit a curve to %zu rows; use another topology."), n);
      return FALSE;
    }
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < d; j++)
      if (!imb_view_is_category (growth->in, j))
        means[i] -= imb_view_row (growth->in, growth->rows[i])[j] / (double) d;
  if (!imb_sort_descending (means, n, order, error))
    return FALSE;

  for (gsize i = 0; i < n; i++)
    order[i] = growth->rows[order[i]];
  fit_nodes (n, degree, shares);
  for (gsize q = 0; q <= degree; q++)
    imb_growth_set_hidden (growth, q, order, shares + q * n, n);
  return imb_growth_make (growth, make_on_curve, &degree, growth->job, error);
}

static gboolean
grow (const ImbGrowth *growth,
      GError         **error)
{
  const PolynomFit *self = growth->values;
  const Figure      bus = { .n_segments = growth->n_rows - 1, .topology = BUS };

  switch ((Topology) self->topology)
    {
    case STAR:
      return grow_star (growth, error);
    case BUS:
      return make_segments (growth, &bus, error);
    case MESH:
      return grow_mesh (growth, error);
    case POLY:
    default:
      return grow_curve (growth, error);
    }
}

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  const PolynomFit *self = values;
  const guint       n_nodes = (guint) self->degree + 1;

  return imb_grow (in, self->sampling_strategy, self, self->topology == POLY ? n_nodes : 2,
                   self->topology == STAR ? 1 : self->topology == POLY ? n_nodes
                                                                       : 0,
                   grow, rng, job, out, error);
}

const ImbSampler imb_sampler_polynom_fit_smote = {
  .base.id = "polynom-fit-smote",
  .base.title = N_ ("Polynomial fitting SMOTE"),
  .base.summary = N_ ("Makes new rows at even steps on the segments from each row of a smaller class to its mean, or on another figure that its rows span."),
  .base.reference = "Gazzah, Amara 2008, doi:10.1109/DAS.2008.74",
  .base.params = params,
  .base.params_size = sizeof (PolynomFit),
  .flags = IMB_SAMPLER_ADDS | IMB_SAMPLER_RANDOM,
  .check = check,
  .sample = sample,
};
