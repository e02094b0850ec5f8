/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SMOTE for rows with missing values: distances over the features that both rows have, times all / common; new rows between a row
 * and a neighbour, with missing values where they were or not (nan_handling). Every row of a class gets as many new rows, and some
 * drawn ones get one more. Barnard 2026, arXiv:2605.11525. Rows equal to a row are no neighbours of it.
 * O(n_c² d) for a class of n_c rows. */
#include <glib/gi18n-lib.h>

#include "engine/samplers/imb-overnan.h"
#include "engine/samplers/imb-sampler.h"

#define BASES 256 /* between two looks at the job */

typedef struct
{
  ImbOvernan shared;
  int        k_neighbors;
} SmoteNan;

static const ImbParam params[] = {
  IMB_OVERNAN_PARAMS_FIRST (SmoteNan),
  {
    .name = "k_neighbors",
    .label = N_ ("Neighbours"),
    .help = N_ ("Rows of the same class from which a partner is drawn; when a class has fewer, all of them."),
    IMB_INT (SmoteNan, k_neighbors, 5, 1, 1000),
  },
  IMB_OVERNAN_PARAMS_LAST (SmoteNan),
  { NULL },
};

/* How many rows come from each row of a class. */
static gsize *
deal (ImbRng *stream,
      gsize   n_rows,
      gsize   n_new)
{
  gsize              *quotas = g_new (gsize, n_rows);
  g_autofree guint32 *order = g_new (guint32, n_rows);

  imb_rng_permutation (stream, order, n_rows);
  for (gsize i = 0; i < n_rows; i++)
    quotas[i] = n_new / n_rows;
  for (gsize i = 0; i < n_new % n_rows; i++)
    quotas[order[i]]++;
  return quotas;
}

static gboolean
sample_class (ImbOvernanMaking *making,
              gconstpointer     values,
              guint             c,
              gsize             n_new,
              ImbJob           *job,
              GError          **error)
{
  const SmoteNan *self = values;
  g_auto (ImbOvernanClass) class = { 0 };
  g_autofree gsize *quotas = NULL;
  gsize             n_lost = 0;

  if (!imb_overnan_class_init (&class, &self->shared, making->in, c, n_new, (gsize) self->k_neighbors, making->out->notes, job, error))
    return FALSE;

  quotas = deal (&making->stream, class.n_rows, n_new);
  for (gsize i = 0; i < class.n_rows; i++)
    {
      if (i % BASES == 0 && !imb_job_step (job, 0, 0, error))
        return FALSE;
      if (quotas[i] > 0 && imb_overnan_n_neighbours (&class, i) == 0)
        n_lost += quotas[i];
      else
        imb_overnan_interpolate (making, &class, i, quotas[i]);
    }
  imb_overnan_note_lost (making, &class, n_lost);
  return TRUE;
}

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  return imb_overnan_sample (in, values, 2, sample_class, rng, job, out, error);
}

const ImbSampler imb_sampler_smote_nan = {
  .base.id = "smote-nan",
  .base.title = N_ ("SMOTE with missing values"),
  .base.summary = N_ ("SMOTE without filling missing values first: rows are compared over the features that both have."),
  .base.reference = "Barnard 2026, arXiv:2605.11525; Chawla, Bowyer, Hall, Kegelmeyer 2002, doi:10.1613/jair.953",
  .base.params = params,
  .base.params_size = sizeof (SmoteNan),
  .flags = IMB_SAMPLER_ADDS | IMB_SAMPLER_RANDOM | IMB_SAMPLER_MISSING | IMB_SAMPLER_KEEPS_MISSING,
  .check = imb_overnan_check,
  .sample = sample,
};
