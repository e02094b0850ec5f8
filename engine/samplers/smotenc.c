/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SMOTE-NC: SMOTE for numbers beside categories. Chawla et al. 2002, section 6.1, doi:10.1613/jair.953. Different categories add the square
 * of the median of the numbers' standard deviations within the class to the squared distance; numbers are interpolated,
 * categories are the most frequent ones of the base's neighbours, equally frequent ones drawn. Rows as imbalanced-learn's
 * (0.12 and later; before, the median was that of the smallest class and counted half). */
#include <glib/gi18n-lib.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-lists.h"
#include "engine/samplers/imb-grow.h"
#include "engine/samplers/imb-interpolate.h"
#include "engine/samplers/imb-near.h"
#include "engine/samplers/imb-sampler.h"
#include "engine/samplers/imb-strategy.h"
#include "engine/samplers/imb-vote.h"

typedef struct
{
  const char *sampling_strategy;
  int         k_neighbors;
} Smotenc;

static const ImbParam params[] = {
  IMB_STRATEGY_PARAM_OVER (Smotenc),
  {
    .name = "k_neighbors",
    .label = N_ ("Neighbours"),
    .help = N_ ("Rows of the same class from which a partner is drawn, and which vote on the categories."),
    IMB_INT (Smotenc, k_neighbors, 5, 1, 1000),
  },
  { NULL },
};

static gboolean
check (const ImbView *in,
       gconstpointer  values,
       GError       **error)
{
  const Smotenc *self = values;
  gsize          n = imb_view_n_categories (in);

  if (n == 0)
    {
      g_set_error_literal (error, IMB_ERROR, IMB_ERROR_UNSUITABLE, _ ("SMOTE-NC needs a categorical feature, and all are numbers; use smote, or make a column categorical."));
      return FALSE;
    }
  if (n == in->base->n_cols)
    {
      g_set_error_literal (error, IMB_ERROR, IMB_ERROR_UNSUITABLE, _ ("SMOTE-NC needs a numeric feature, and all are categories; use smoten."));
      return FALSE;
    }
  return imb_check_growth (in, self->sampling_strategy, (gsize) self->k_neighbors, "k_neighbors", error);
}

/* Rows at the place of the base have its categories, too, so it is the same whether it votes itself or one of them, which took its place in the list.
 * Not so where categories are no part of the distance: then those vote whom imbalanced-learn lists. */
static gboolean
find_voters (const ImbGrowth *growth,
             const ImbNear   *near,
             guint32        **voters,
             ImbJob          *job,
             GError         **error)
{
  const gsize k = (gsize) ((const Smotenc *) growth->values)->k_neighbors;

  if (imb_near_sees_categories (near))
    return TRUE;
  *voters = imb_lists_new (growth->n_rows, k, error);
  return *voters != NULL && imb_near_find (near, growth->rows, growth->n_rows, NULL, 0, k, IMB_LIST_BUT_FIRST, *voters, NULL, job, error);
}

static gboolean
grow (const ImbGrowth *growth,
      GError         **error)
{
  const Smotenc      *self = growth->values;
  const gsize         k = (gsize) self->k_neighbors, n = growth->n_rows;
  const guint32      *rows = growth->rows;
  g_autofree guint32 *table = imb_lists_new (n, k, error), *voters = NULL;
  g_autoptr (ImbJob) search = imb_job_new_part (growth->job, 0.7);
  g_autoptr (ImbJob) making = imb_job_new_part (growth->job, 0.3);
  g_autoptr (ImbNear) near = table != NULL ? imb_near_new (growth->in, IMB_DISTANCE_EUCLIDEAN, growth->c, growth->job, error) : NULL;
  ImbView numbers = *growth->in;

  if (near == NULL)
    return FALSE;

  imb_near_set_sparse (near);
  numbers.kinds = NULL; /* the vote is its own */
  return imb_near_find (near, rows, n, NULL, 0, k, IMB_LIST_OTHERS, table, NULL, search, error)
         && find_voters (growth, near, &voters, search, error)
         && imb_interpolate (&numbers, rows, n, rows, table, k, growth->rng, growth->out, growth->at, growth->n_new, growth->c, making, error)
         && imb_vote_categories (growth->in, rows, n, rows, voters != NULL ? voters : table, k, growth->rng, growth->out, growth->at, growth->n_new, growth->job, error);
}

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  const Smotenc *self = values;

  return imb_grow (in, self->sampling_strategy, self, 2, 0, grow, rng, job, out, error);
}

static const char *
peer_differs (gconstpointer values)
{
  return N_ ("SMOTENC weighs categories otherwise before imbalanced-learn 0.12; from there on the rows are the same.");
}

const ImbSampler imb_sampler_smotenc = {
  .base.id = "smotenc",
  .base.title = N_ ("SMOTE-NC"),
  .base.summary = N_ ("SMOTE for tables of numbers and categories: numbers are interpolated, categories are voted on by the neighbours."),
  .base.reference = "Chawla, Bowyer, Hall, Kegelmeyer 2002, doi:10.1613/jair.953",
  .base.params = params,
  .base.params_size = sizeof (Smotenc),
  .flags = IMB_SAMPLER_ADDS | IMB_SAMPLER_RANDOM | IMB_SAMPLER_MIXED,
  .peer = "imblearn.over_sampling.SMOTENC",
  .peer_differs = peer_differs,
  .check = check,
  .sample = sample,
};
