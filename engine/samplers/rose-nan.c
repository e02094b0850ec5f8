/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ROSE for rows with missing values: copies of drawn rows of a class, each value moved by normal noise of its feature's bandwidth
 *   (4 / (d + 2))^(1 / (d + 4)) · n_c^(−1 / (d + 4)) · sd_j · shrinkage
 * where sd_j is over the values present in the class. Barnard 2026, arXiv:2605.11525; Menardi, Torelli 2014. random-over has ROSE for
 * complete rows, with the whole table's n. O(new rows · d). */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/kernels/imb-sum.h"
#include "engine/samplers/imb-overnan.h"
#include "engine/samplers/imb-sampler.h"

#define BLOCK_VALUES 65536 /* between two looks at the job */

typedef struct
{
  ImbOvernan shared;
  double     shrinkage;
} RoseNan;

static const ImbParam params[] = {
  IMB_OVERNAN_PARAMS_FIRST (RoseNan),
  {
    .name = "shrinkage",
    .label = N_ ("Smoothing"),
    .help = N_ ("How far copies are moved at random, as a share of the bandwidth of a kernel estimate; 0 makes exact copies."),
    IMB_REAL (RoseNan, shrinkage, 1.0, 0.0, 100.0),
  },
  IMB_OVERNAN_PARAMS_LAST (RoseNan),
  { NULL },
};

/* One feature in one class. */
typedef struct
{
  double bandwidth;
  double mean;    /* of the values present; NAN when there are none */
  double missing; /* share of rows */
  double common;  /* a category: the commonest, the lowest of equally common ones */
} Feature;

/* Category codes are whole numbers from 0. */
static double
commonest (const ImbView *in,
           const double  *codes,
           gsize          n,
           gsize          j)
{
  g_autofree gsize *counts = g_new0 (gsize, in->kinds[j].n_levels);
  guint             best = 0;

  for (gsize i = 0; i < n; i++)
    counts[(guint) codes[i]]++;
  for (guint level = 1; level < in->kinds[j].n_levels; level++)
    if (counts[level] > counts[best])
      best = level;
  return n > 0 ? (double) best : NAN;
}

/* Means are numpy's: a mean over rows adds row by row, unless the rows have one feature and lie one behind the other; the
 * deviations are from the mean of the values packed. */
static Feature
look_at_feature (const ImbView *in,
                 const guint32 *rows,
                 gsize          n_rows,
                 gsize          j,
                 double        *packed)
{
  const double d = (double) in->base->n_cols;
  Feature      feature = { .mean = 0.0 };
  double       mean;
  gsize        n = 0;

  if (in->base->n_cols == 1)
    {
      for (gsize i = 0; i < n_rows; i++)
        packed[i] = isnan (imb_view_row (in, rows[i])[j]) ? 0.0 : imb_view_row (in, rows[i])[j];
      feature.mean = imb_sum (packed, n_rows);
    }
  for (gsize i = 0; i < n_rows; i++)
    {
      double value = imb_view_row (in, rows[i])[j];

      if (isnan (value))
        continue;
      packed[n++] = value;
      if (in->base->n_cols > 1)
        feature.mean += value;
    }
  feature.mean = n > 0 ? feature.mean / (double) n : NAN;
  feature.missing = (double) (n_rows - n) / (double) n_rows;
  if (imb_view_is_category (in, j))
    feature.common = commonest (in, packed, n, j);
  if (n < 2)
    return feature;

  mean = imb_sum (packed, n) / (double) n;
  for (gsize i = 0; i < n; i++)
    packed[i] = (packed[i] - mean) * (packed[i] - mean);
  feature.bandwidth = pow (4.0 / (d + 2.0), 1.0 / (d + 4.0)) * pow ((double) n_rows, -1.0 / (d + 4.0))
                      * sqrt (imb_sum (packed, n) / (double) (n - 1));
  return feature;
}

static double
fill (ImbOvernanMaking *making,
      const Feature    *feature,
      double            middle,
      gboolean          is_moved)
{
  if (making->params->nan_handling == IMB_NAN_PRESERVE)
    return NAN;
  if (making->params->nan_handling == IMB_NAN_RANDOM && !(imb_rng_double (&making->stream) > feature->missing))
    return NAN;
  if (isnan (middle) || !is_moved)
    return middle;
  return middle + feature->bandwidth * imb_rng_normal (&making->stream);
}

static void
make_row (ImbOvernanMaking *making,
          const Feature    *features,
          const guint32    *rows,
          gsize             n_rows,
          guint             c)
{
  const ImbView *in = making->in;
  const guint32  parent = rows[imb_rng_below (&making->stream, n_rows)];
  const double  *x = imb_view_row (in, parent);
  double        *row = imb_matrix_row (making->out->made, making->at);

  for (gsize j = 0; j < in->base->n_cols; j++)
    {
      gboolean is_code = !making->params->is_exact && imb_view_is_category (in, j);

      if (isnan (x[j]))
        row[j] = fill (making, &features[j], is_code ? features[j].common : features[j].mean, !is_code);
      else
        row[j] = is_code ? x[j] : x[j] + features[j].bandwidth * imb_rng_normal (&making->stream);
    }
  making->out->parent_rows[making->at] = parent;
  making->out->parent_weights[making->at] = 1.0;
  imb_overnan_row_made (making, c);
}

static gboolean
sample_class (ImbOvernanMaking *making,
              gconstpointer     values,
              guint             c,
              gsize             n_new,
              ImbJob           *job,
              GError          **error)
{
  const RoseNan      *self = values;
  const ImbView      *in = making->in;
  const gsize         d = in->base->n_cols;
  gsize               n_rows;
  g_autofree guint32 *rows = imb_view_rows_of_class (in, c, &n_rows);
  g_autofree Feature *features = g_new (Feature, d + 1);
  g_autofree double  *packed = g_new (double, n_rows + 1);
  const gsize         columns_at_once = MAX (BLOCK_VALUES / MAX (n_rows, 1), 1), rows_at_once = MAX (BLOCK_VALUES / MAX (d, 1), 1);

  for (gsize j = 0; j < d; j++)
    {
      if (j % columns_at_once == 0 && !imb_job_step (job, 0, 0, error))
        return FALSE;
      features[j] = look_at_feature (in, rows, n_rows, j, packed);
      features[j].bandwidth *= self->shrinkage;
    }
  for (gsize m = 0; m < n_new; m++)
    {
      if (m % rows_at_once == 0 && !imb_job_step (job, m, n_new, error))
        return FALSE;
      make_row (making, features, rows, n_rows, c);
    }
  return imb_job_step (job, 1, 1, error);
}

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  return imb_overnan_sample (in, values, 1, sample_class, rng, job, out, error);
}

const ImbSampler imb_sampler_rose_nan = {
  .base.id = "rose-nan",
  .base.title = N_ ("ROSE with missing values"),
  .base.summary = N_ ("Copies of rows with a little noise, their missing values as they are or not; nothing is filled first."),
  .base.reference = "Barnard 2026, arXiv:2605.11525; Menardi, Torelli 2014, doi:10.1007/s10618-012-0295-5",
  .base.params = params,
  .base.params_size = sizeof (RoseNan),
  .flags = IMB_SAMPLER_ADDS | IMB_SAMPLER_RANDOM | IMB_SAMPLER_MISSING | IMB_SAMPLER_KEEPS_MISSING | IMB_SAMPLER_BEYOND,
  .check = imb_overnan_check,
  .sample = sample,
};
