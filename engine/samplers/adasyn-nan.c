/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ADASYN for rows with missing values: a row gets the more new rows, the more of its neighbours in the whole table are of other
 * classes; the new ones lie between it and neighbours of its class. Barnard 2026, arXiv:2605.11525. Distances and missing values as in
 * smote-nan. Every row's share is rounded by itself, so the sum is only about what was asked for. O(n_c n d). */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/core/imb-error.h"
#include "engine/kernels/imb-partial.h"
#include "engine/kernels/imb-sum.h"
#include "engine/params/imb-text.h"
#include "engine/samplers/imb-overnan.h"
#include "engine/samplers/imb-sampler.h"

#define BASES 256 /* between two looks at the job */

typedef struct
{
  ImbOvernan shared;
  int        n_neighbors;
  double     beta;
  double     learning_rate;
} AdasynNan;

static const ImbParam params[] = {
  IMB_OVERNAN_PARAMS_FIRST (AdasynNan),
  {
    .name = "n_neighbors",
    .label = N_ ("Neighbours"),
    .help = N_ ("Rows of all classes that say how hard a row is, and rows of its class from which a partner is drawn."),
    IMB_INT (AdasynNan, n_neighbors, 5, 1, 1000),
  },
  {
    .name = "beta",
    .label = N_ ("Share"),
    .help = N_ ("How much of what sampling_strategy asks for is made."),
    IMB_REAL (AdasynNan, beta, 1.0, 0.0, 100.0),
  },
  {
    .name = "learning_rate",
    .label = N_ ("Emphasis"),
    .help = N_ ("The power of a row's hardness: 0 treats all rows alike, above 1 hard ones get still more."),
    IMB_REAL (AdasynNan, learning_rate, 1.0, 0.0, 100.0),
  },
  IMB_OVERNAN_PARAMS_LAST (AdasynNan),
  { NULL },
};

typedef struct
{
  ImbOvernanClass class;
  gsize *quotas; /* of each row */
  gsize  n_new;  /* their sum */
} Growth;

static void
growth_free (gpointer data)
{
  Growth *self = data;

  imb_overnan_class_clear (&self->class);
  g_free (self->quotas);
  g_free (self);
}

/* The squares that numpy makes of a power of 2, and so on: not what pow() says in the last bit. */
static double
power (double x,
       double exponent)
{
  if (exponent == 1.0)
    return x;
  if (exponent == 2.0)
    return x * x;
  return exponent == 0.5 ? sqrt (x) : pow (x, exponent);
}

/* The share of other classes among the neighbours of each row of the class in the whole table. */
static gboolean
find_densities (const AdasynNan *self,
                const ImbView   *in,
                const ImbOvernanClass *class,
                double  *densities,
                ImbJob  *job,
                GError **error)
{
  const gsize k = MIN ((gsize) self->n_neighbors, in->n_rows - 1);
  g_autoptr (ImbMatrix) own = NULL;
  const ImbMatrix    *points = imb_view_see_whole (in, &own, job, error);
  g_autofree double  *weights = imb_overnan_weigh_categories (&self->shared, in, class->rows, class->n_rows);
  g_autofree guint32 *table = g_try_new (guint32, class->n_rows * k);

  if (points == NULL)
    return FALSE;
  if (table == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for %zu neighbours of %zu rows; use fewer neighbours."), k, class->n_rows);
      return FALSE;
    }
  if (!imb_partial_find (points, weights, class->rows, class->n_rows, k, table, job, error))
    return FALSE;

  for (gsize i = 0; i < class->n_rows; i++)
    {
      gsize n = 0, n_other = 0;

      for (; n < k && table[i * k + n] != IMB_NO_ROW; n++)
        n_other += imb_view_class (in, table[i * k + n]) != class->c;
      densities[i] = n > 0 ? (double) n_other / (double) n : 0.0;
    }
  return TRUE;
}

static gboolean
find_quotas (const AdasynNan *self,
             const ImbView   *in,
             Growth          *growth,
             ImbJob          *job,
             GError         **error)
{
  const gsize        n = growth->class.n_rows;
  const double       wanted = (double) growth->class.n_asked * self->beta;
  g_autofree double *densities = g_new (double, n);
  double             sum;

  growth->quotas = g_new (gsize, n);
  if (!find_densities (self, in, &growth->class, densities, job, error))
    return FALSE;

  for (gsize i = 0; i < n; i++)
    densities[i] = power (densities[i], self->learning_rate);
  sum = imb_sum (densities, n);
  for (gsize i = 0; i < n; i++)
    {
      double share = sum > 0.0 ? densities[i] / sum : 1.0 / (double) n;

      growth->quotas[i] = (gsize) nearbyint (share * wanted);
      growth->n_new += growth->quotas[i];
    }
  return TRUE;
}

static gboolean
find_growths (const AdasynNan  *self,
              ImbOvernanMaking *making,
              const gsize      *targets,
              GPtrArray        *growths,
              ImbJob           *job,
              GError          **error)
{
  gsize n_growing = 0;

  for (guint c = 0; c < making->in->n_classes; c++)
    n_growing += targets[c] > 0;
  for (guint c = 0; c < making->in->n_classes; c++)
    {
      g_autoptr (ImbJob) near = imb_job_new_part (job, 0.3 / (double) MAX (n_growing, 1));
      g_autoptr (ImbJob) all = imb_job_new_part (job, 0.7 / (double) MAX (n_growing, 1));
      Growth *growth;

      if (targets[c] == 0)
        continue;
      growth = g_new0 (Growth, 1);
      g_ptr_array_add (growths, growth);
      if (!imb_overnan_class_init (&growth->class, &self->shared, making->in, c, targets[c], (gsize) self->n_neighbors, making->out->notes, near, error)
          || !find_quotas (self, making->in, growth, all, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
make_rows (ImbOvernanMaking *making,
           const Growth     *growth,
           ImbJob           *job,
           GError          **error)
{
  gsize n_lost = 0;

  for (gsize i = 0; i < growth->class.n_rows; i++)
    {
      if (i % BASES == 0 && !imb_job_step (job, 0, 0, error))
        return FALSE;
      if (growth->quotas[i] > 0 && imb_overnan_n_neighbours (&growth->class, i) == 0)
        n_lost += growth->quotas[i];
      else
        imb_overnan_interpolate (making, &growth->class, i, growth->quotas[i]);
    }
  imb_overnan_note_lost (making, &growth->class, n_lost);
  return TRUE;
}

static void
note_rounding (const ImbOvernanMaking *making,
               const AdasynNan        *self,
               const Growth           *growth)
{
  g_autofree char *label = imb_view_dup_label (making->in, growth->class.c);
  g_autofree char *shown = imb_text_shorten (label);

  if (fabs ((double) growth->n_new - (double) growth->class.n_asked * self->beta) > 0.5)
    imb_notes_add (making->out->notes, _ ("Class “%s” gets %zu new rows instead of %.0f, because the share of each row is rounded."),
                   shown, growth->n_new, (double) growth->class.n_asked * self->beta);
}

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  const AdasynNan *self = values;
  g_autoptr (GPtrArray) growths = g_ptr_array_new_with_free_func (growth_free);
  g_autofree gsize *targets = g_new0 (gsize, in->n_classes);
  ImbOvernanMaking  making = { .params = &self->shared, .in = in, .out = out, .stream = *rng };
  gsize             n_new = 0;

  if (!imb_overnan_resolve (&self->shared, in, targets, error))
    return FALSE;
  imb_strategy_note (IMB_STRATEGY_OVER, in, targets, out->notes);
  if (!find_growths (self, &making, targets, growths, job, error))
    return FALSE;

  for (guint i = 0; i < growths->len; i++)
    {
      const Growth *growth = g_ptr_array_index (growths, i);

      n_new += growth->n_new;
      note_rounding (&making, self, growth);
    }
  if (n_new == 0)
    return TRUE;
  if (!imb_resample_add_made (out, n_new, in->base->n_cols, 2, error))
    return FALSE;
  for (guint i = 0; i < growths->len; i++)
    if (!make_rows (&making, g_ptr_array_index (growths, i), job, error))
      return FALSE;
  imb_overnan_finish (&making);
  return TRUE;
}

const ImbSampler imb_sampler_adasyn_nan = {
  .base.id = "adasyn-nan",
  .base.title = N_ ("ADASYN with missing values"),
  .base.summary = N_ ("ADASYN without filling missing values first: rows are compared over the features that both have."),
  .base.reference = "Barnard 2026, arXiv:2605.11525; He, Bai, Garcia, Li 2008, doi:10.1109/IJCNN.2008.4633969",
  .base.params = params,
  .base.params_size = sizeof (AdasynNan),
  .flags = IMB_SAMPLER_ADDS | IMB_SAMPLER_RANDOM | IMB_SAMPLER_MISSING | IMB_SAMPLER_KEEPS_MISSING | IMB_SAMPLER_ABOUT,
  .check = imb_overnan_check,
  .sample = sample,
};
