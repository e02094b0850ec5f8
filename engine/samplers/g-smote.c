/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guided SMOTE: as SMOTE, but the partner of a row is that of its k nearest rows of the class whose direction lies nearest to
 * the direction in which the class varies most (the first principal component; either sense). Sandhan, Choi 2014,
 * doi:10.1109/ICPR.2014.258. Not Geometric SMOTE.
 * With method non-linear the directions are those in the space of the kernel exp (−|x − y|² / (2 σ²)): with the leading
 * vector a of the centred kernel matrix and g = K a, the cosine of neighbour y of x is, but for a factor,
 * (g_y − g_x) / √(2 − 2 K_xy). The matrix is never kept: O(n_c² d) a round of the power method. Linear costs the neighbours. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-lists.h"
#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-principal.h"
#include "engine/kernels/imb-square.h"
#include "engine/samplers/imb-grow.h"
#include "engine/samplers/imb-interpolate.h"
#include "engine/samplers/imb-numbers.h"
#include "engine/samplers/imb-sampler.h"
#include "engine/samplers/imb-strategy.h"

#define MOST_ROUNDS 100
#define SETTLED     1e-10 /* what the cosine of two rounds lacks to 1 */
#define BLOCK       8

typedef enum
{
  LINEAR,
  NON_LINEAR,
} Method;

typedef struct
{
  const char *sampling_strategy;
  int         n_neighbors;
  int         method;
  double      sigma;
} GSmote;

static const ImbChoice methods[] = {
  { LINEAR, "linear", N_ ("Linear") },
  { NON_LINEAR, "non-linear", N_ ("By a kernel") },
  { 0, NULL, NULL },
};

static const ImbParam params[] = {
  IMB_STRATEGY_PARAM_OVER (GSmote),
  {
    .name = "n_neighbors",
    .label = N_ ("Neighbours"),
    .help = N_ ("Rows of the same class of which the one in the best direction becomes the partner."),
    IMB_INT (GSmote, n_neighbors, 5, 1, 1000),
  },
  {
    .name = "method",
    .label = N_ ("Direction"),
    .help = N_ ("Whether the class's main direction is a straight one or one in the space of a kernel."),
    IMB_CHOICE (GSmote, method, LINEAR, methods),
  },
  {
    .name = "sigma",
    .label = N_ ("Width of the kernel"),
    .help = N_ ("How far rows still resemble each other when the direction is found by a kernel, in units of the features."),
    IMB_REAL (GSmote, sigma, 1.0, 1e-9, 1e9),
  },
  { NULL },
};

static gboolean
check (const ImbView *in,
       gconstpointer  values,
       GError       **error)
{
  const GSmote *self = values;

  return imb_check_growth (in, self->sampling_strategy, (gsize) self->n_neighbors, "n_neighbors", error);
}

/* g = K v for rows of a block. */
typedef struct
{
  const ImbMatrix *x;
  double           scale; /* −1 / (2 σ²) */
  const double    *v;
  double          *g;
} Product;

static gboolean
multiply_block (gsize    block,
                gpointer data,
                GError **error)
{
  const Product     *product = data;
  const gsize        n = product->x->n_rows;
  g_autofree double *squares = g_new (double, n);
  gsize              end = MIN ((block + 1) * BLOCK, n);

  for (gsize i = block * BLOCK; i < end; i++)
    {
      double sum = 0.0;

      imb_squares_to (product->x, i, squares);
      for (gsize l = 0; l < n; l++)
        sum += exp (product->scale * squares[l]) * product->v[l];
      product->g[i] = sum;
    }
  return TRUE;
}

/* Takes the mean away and makes the length 1; FALSE when nothing is left. */
static gboolean
normalise (double *v,
           gsize   n)
{
  double mean = 0.0, square = 0.0;

  for (gsize i = 0; i < n; i++)
    mean += v[i] / (double) n;
  for (gsize i = 0; i < n; i++)
    {
      v[i] -= mean;
      square += v[i] * v[i];
    }
  for (gsize i = 0; i < n && square > 0.0; i++)
    v[i] /= sqrt (square);
  return square > 0.0;
}

/* g = K a for the leading vector a of the centred kernel matrix; all 0 when rows are equal. */
static gboolean
find_kernel_heights (const ImbMatrix *x,
                     double           sigma,
                     double          *g,
                     ImbJob          *job,
                     GError         **error)
{
  const gsize        n = x->n_rows;
  g_autofree double *v = g_new (double, n);
  Product            product = { x, -0.5 / (sigma * sigma), v, g };
  g_autoptr (ImbJob) silent = imb_job_new_part (job, 0.0);

  /* Any start will do that is not at right angles to the answer: how far each row is from the first. */
  imb_squares_to (x, 0, v);
  for (gsize i = 0; i < n; i++)
    v[i] = exp (product.scale * v[i]) + 1e-3 * sin ((double) i);
  for (guint round = 0; round < MOST_ROUNDS; round++)
    {
      g_autofree double *next = NULL;
      double             cosine = 0.0;

      if (!normalise (v, n))
        break;
      if (!imb_parallel_for ((n + BLOCK - 1) / BLOCK, multiply_block, &product, silent, error))
        return FALSE;
      next = g_memdup2 (g, n * sizeof *g);
      if (!normalise (next, n))
        break;
      for (gsize i = 0; i < n; i++)
        cosine += next[i] * v[i];
      if (cosine >= 1.0 - SETTLED)
        return TRUE;
      memcpy (v, next, n * sizeof *v);
    }
  return TRUE;
}

/* What tells how well a neighbour is aligned: the direction, or the heights in the space of the kernel. */
typedef struct
{
  const ImbMatrix *numbers;
  const double    *direction; /* linear */
  const double    *heights;   /* non-linear */
  double           scale;
} Guide;

static double
alignment (const Guide *guide,
           gsize        from,
           gsize        to)
{
  const double *x = imb_matrix_row (guide->numbers, from), *y = imb_matrix_row (guide->numbers, to);
  double        square = 0.0, along = 0.0;

  for (gsize j = 0; j < guide->numbers->n_cols; j++)
    {
      double apart = y[j] - x[j];

      square += apart * apart;
      along += guide->direction != NULL ? apart * guide->direction[j] : 0.0;
    }
  if (square == 0.0)
    return -1.0;
  if (guide->direction != NULL)
    return fabs (along) / sqrt (square);
  return fabs (guide->heights[to] - guide->heights[from]) / sqrt (-2.0 * expm1 (guide->scale * square));
}

/* Of every row the best of its k neighbours, the first of equally good ones. */
static void
choose_partners (const Guide   *guide,
                 const guint32 *table,
                 gsize          n,
                 gsize          k,
                 guint32       *partners)
{
  for (gsize i = 0; i < n; i++)
    {
      double best = -2.0;

      for (gsize t = 0; t < k; t++)
        {
          double good = alignment (guide, i, table[i * k + t]);

          if (!(good > best))
            continue;
          best = good;
          partners[i] = table[i * k + t];
        }
    }
}

static void
make (const ImbGrowth *growth,
      gsize            m,
      ImbRng          *stream,
      gconstpointer    data)
{
  const guint32 *partners = data;
  gsize          i = imb_rng_below (stream, growth->n_rows);

  imb_growth_between (growth, m, growth->rows[i], growth->rows[partners[i]], imb_rng_double (stream));
}

static gboolean
grow (const ImbGrowth *growth,
      GError         **error)
{
  const GSmote       *self = growth->values;
  const gsize         n = growth->n_rows, k = (gsize) self->n_neighbors;
  g_autofree guint32 *table = imb_lists_new (n, k, error);
  g_autofree guint32 *partners = g_new0 (guint32, n);
  g_autofree double  *direction = g_new0 (double, growth->in->base->stride); /* the numbers have fewer columns, or as many */
  g_autofree double  *heights = g_new0 (double, n);
  g_autoptr (ImbMatrix) numbers = table != NULL ? imb_numbers_gather (growth->in, growth->rows, growth->n_rows, growth->out->notes, growth->job, error) : NULL;
  g_autoptr (ImbJob) search = imb_job_new_part (growth->job, 0.6);
  g_autoptr (ImbJob) guiding = imb_job_new_part (growth->job, 0.2);
  g_autoptr (ImbJob) making = imb_job_new_part (growth->job, 0.2);
  Guide guide = { .numbers = numbers, .scale = -0.5 / (self->sigma * self->sigma) };

  if (numbers == NULL || table == NULL || !imb_growth_neighbours (growth, IMB_DISTANCE_EUCLIDEAN, k, table, NULL, search, error))
    return FALSE;
  if (self->method == LINEAR)
    guide.direction = direction;
  else
    guide.heights = heights;
  if (!(self->method == LINEAR ? imb_principal_direction (numbers, NULL, n, direction, guiding, error)
                               : find_kernel_heights (numbers, self->sigma, heights, guiding, error)))
    return FALSE;

  choose_partners (&guide, table, n, k, partners);
  return imb_growth_make (growth, make, partners, making, error);
}

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  const GSmote *self = values;

  return imb_grow (in, self->sampling_strategy, self, 2, 0, grow, rng, job, out, error);
}

const ImbSampler imb_sampler_g_smote = {
  .base.id = "g-smote",
  .base.title = N_ ("Guided SMOTE (G-SMOTE)"),
  .base.summary = N_ ("Like SMOTE, with the partner that lies best in the direction in which the class varies most."),
  .base.reference = "Sandhan, Choi 2014, doi:10.1109/ICPR.2014.258",
  .base.params = params,
  .base.params_size = sizeof (GSmote),
  .flags = IMB_SAMPLER_ADDS | IMB_SAMPLER_RANDOM | IMB_SAMPLER_NUMBERS,
  .check = check,
  .sample = sample,
};
