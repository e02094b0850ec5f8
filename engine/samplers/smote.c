/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SMOTE: new rows of a class on the segment between one of its rows and one of that row's neighbours of the
 * same class. Chawla et al. 2002, doi:10.1613/jair.953. Rows in number and order as imbalanced-learn's: base rows are
 * drawn at random, every class starts its own stream from the seed, of equally near neighbours the same ones are taken. Exact
 * duplicates count as neighbours of each other. O(n_c² d) distances at most for a class of n_c rows. */
#include <glib/gi18n-lib.h>

#include "engine/samplers/imb-interpolate.h"
#include "engine/samplers/imb-near.h"
#include "engine/samplers/imb-sampler.h"
#include "engine/samplers/imb-strategy.h"

typedef struct
{
  const char *sampling_strategy;
  int         k_neighbors;
  int         metric;
} Smote;

static const ImbParam params[] = {
  IMB_STRATEGY_PARAM_OVER (Smote),
  {
    .name = "k_neighbors",
    .label = N_ ("Neighbours"),
    .help = N_ ("Rows of the same class from which a partner is drawn."),
    IMB_INT (Smote, k_neighbors, 5, 1, 1000),
  },
  IMB_DISTANCE_PARAM (Smote),
  { NULL },
};

static gboolean
check (const ImbView *in,
       gconstpointer  values,
       GError       **error)
{
  const Smote *self = values;

  return imb_check_growth (in, self->sampling_strategy, (gsize) self->k_neighbors, "k_neighbors", error);
}

static gboolean
sample_class (const ImbView *in,
              const Smote   *self,
              guint          c,
              const ImbRng  *rng,
              ImbResample   *out,
              gsize          at,
              gsize          n_new,
              ImbJob        *job,
              GError       **error)
{
  const gsize         k = (gsize) self->k_neighbors;
  gsize               n;
  g_autofree guint32 *rows = imb_view_rows_of_class (in, c, &n);
  g_autofree guint32 *table = g_new (guint32, MAX (n * k, 1));
  g_autoptr (ImbNear) near = imb_near_new (in, (ImbDistance) self->metric, c, job, error);
  g_autoptr (ImbJob) search = imb_job_new_part (job, 0.7);
  g_autoptr (ImbJob) making = imb_job_new_part (job, 0.3);

  return near != NULL
         && imb_near_find (near, rows, n, NULL, 0, k, IMB_LIST_OTHERS, table, NULL, search, error)
         && imb_interpolate (in, rows, n, rows, table, k, rng, out, at, n_new, c, making, error);
}

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  const Smote      *self = values;
  g_autofree gsize *targets = g_new0 (gsize, in->n_classes);
  gsize             n_new = 0, at = 0;

  if (!imb_strategy_resolve (IMB_STRATEGY_OVER, self->sampling_strategy, in, targets, NULL, error))
    return FALSE;
  imb_strategy_note (IMB_STRATEGY_OVER, in, targets, out->notes);

  for (guint c = 0; c < in->n_classes; c++)
    n_new += targets[c];
  if (!imb_resample_add_made (out, n_new, in->base->n_cols, 2, error))
    return FALSE;

  for (guint c = 0; c < in->n_classes; at += targets[c], c++)
    {
      g_autoptr (ImbJob) part = NULL;

      if (targets[c] == 0)
        continue;
      part = imb_job_new_part (job, (double) targets[c] / (double) n_new);
      if (!sample_class (in, self, c, rng, out, at, targets[c], part, error))
        return FALSE;
    }
  return TRUE;
}

const ImbSampler imb_sampler_smote = {
  .base.id = "smote",
  .base.title = N_ ("SMOTE"),
  .base.summary = N_ ("Makes new rows between a row of a smaller class and one of its nearest neighbours of the same class."),
  .base.reference = "Chawla, Bowyer, Hall, Kegelmeyer 2002, doi:10.1613/jair.953",
  .base.params = params,
  .base.params_size = sizeof (Smote),
  .flags = IMB_SAMPLER_ADDS | IMB_SAMPLER_RANDOM | IMB_SAMPLER_METRIC,
  .peer = "imblearn.over_sampling.SMOTE",
  .check = check,
  .sample = sample,
};
