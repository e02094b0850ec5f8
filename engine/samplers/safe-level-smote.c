/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Safe-Level-SMOTE: as SMOTE, but the new row lies nearer to the safer of its two parents. The safe level of a row is the
 * number of rows of its class among its k nearest of all; with the level p of the row and q of its partner the step is drawn
 * from [0, q / p] where p > q, [1 − p / q, 1] where p < q, [0, 1] where they are equal; q = 0 copies the row, and where both
 * are 0 nothing is made. Bunkhumpornpat, Sinapiromsaran, Lursinsap 2009, doi:10.1007/978-3-642-01307-2_43.
 * A row and its partner are drawn among all pairs that make something. The cost is that of the neighbours,
 * O(n_c · n · d) at most. */
#include <glib/gi18n-lib.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-lists.h"
#include "engine/samplers/imb-foresee.h"
#include "engine/samplers/imb-grow.h"
#include "engine/samplers/imb-interpolate.h"
#include "engine/samplers/imb-sampler.h"
#include "engine/samplers/imb-strategy.h"

typedef struct
{
  const char *sampling_strategy;
  int         n_neighbors;
  int         metric;
} SafeLevel;

static const ImbParam params[] = {
  IMB_STRATEGY_PARAM_OVER (SafeLevel),
  {
    .name = "n_neighbors",
    .label = N_ ("Neighbours"),
    .help = N_ ("Nearest rows: of all of them those of the class count as safe, of the class's own a partner is drawn."),
    IMB_INT (SafeLevel, n_neighbors, 5, 1, 1000),
  },
  IMB_DISTANCE_PARAM (SafeLevel),
  { NULL },
};

static gboolean
check (const ImbView *in,
       gconstpointer  values,
       GError       **error)
{
  const SafeLevel *self = values;

  return imb_check_growth (in, self->sampling_strategy, (gsize) self->n_neighbors, "n_neighbors", error);
}

typedef struct
{
  const guint32 *table;  /* of each row k neighbours of the class */
  const guint32 *levels; /* safe levels */
  const gsize   *pairs;  /* entries of table */
  gsize          n_pairs;
  gsize          k;
} Safe;

static void
make (const ImbGrowth *growth,
      gsize            m,
      ImbRng          *stream,
      gconstpointer    data)
{
  const Safe *safe = data;
  gsize       pair = safe->pairs[imb_rng_below (stream, safe->n_pairs)];
  gsize       base = pair / safe->k, partner = safe->table[pair];
  double      p = safe->levels[base], q = safe->levels[partner];
  double      u = imb_rng_double (stream);

  imb_growth_between (growth, m, growth->rows[base], growth->rows[partner], p > q ? u * q / p : p < q ? 1.0 - u * p / q
                                                                                                      : u);
}

/* Pairs that make something. (transfer full) */
static gsize *
list_pairs (const guint32 *table,
            const guint32 *levels,
            gsize          n,
            gsize          k,
            gsize         *n_pairs,
            GError       **error)
{
  gsize *pairs = (gsize *) imb_lists_new_distances (n, k, error); /* as large */

  G_STATIC_ASSERT (sizeof (gsize) <= sizeof (double));
  *n_pairs = 0;
  for (gsize pair = 0; pairs != NULL && pair < n * k; pair++)
    if (levels[pair / k] > 0 || levels[table[pair]] > 0)
      pairs[(*n_pairs)++] = pair;
  return pairs;
}

static gboolean
grow (const ImbGrowth *growth,
      GError         **error)
{
  const SafeLevel    *self = growth->values;
  const gsize         n = growth->n_rows, k = (gsize) self->n_neighbors;
  g_autofree guint32 *table = imb_lists_new (n, k, error);
  g_autofree guint32 *levels = g_new (guint32, n);
  g_autofree gsize   *pairs = NULL;
  g_autofree char    *label = NULL, *way_out = NULL;
  g_autoptr (ImbJob) search = imb_job_new_part (growth->job, 0.8);
  g_autoptr (ImbJob) making = imb_job_new_part (growth->job, 0.2);
  Safe safe = { .table = table, .levels = levels, .k = k };

  if (table == NULL || !imb_growth_neighbours (growth, self->metric, k, table, levels, search, error))
    return FALSE;

  safe.pairs = pairs = list_pairs (table, levels, n, k, &safe.n_pairs, error);
  if (pairs == NULL)
    return FALSE;
  if (safe.n_pairs > 0)
    return imb_growth_make (growth, make, &safe, making, error);

  label = imb_view_dup_label (growth->in, growth->c);
  way_out = imb_dup_way_out (growth->in, self->sampling_strategy, k, "n_neighbors");
  g_set_error (error, IMB_ERROR, IMB_ERROR_UNSUITABLE,
               _ ("No row of class “%s” has a row of its class among its %zu nearest, so none is safe; %s."), label, k, way_out);
  return FALSE;
}

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  const SafeLevel *self = values;

  return imb_grow (in, self->sampling_strategy, self, 2, 0, grow, rng, job, out, error);
}

static const char *
question (gconstpointer values,
          ImbForesee   *out)
{
  const SafeLevel *self = values;

  *out = (ImbForesee){ IMB_FORESEE_OWN, self->sampling_strategy, (ImbDistance) self->metric, (gsize) self->n_neighbors };
  return "n_neighbors";
}

static char *
doubt (const ImbView *in,
       gconstpointer  values,
       gboolean       has_rows)
{
  const SafeLevel *self = values;

  return imb_foresee_dup_noise (in, self->sampling_strategy, (ImbDistance) self->metric, (gsize) self->n_neighbors, "n_neighbors", has_rows);
}

const ImbSampler imb_sampler_safe_level_smote = {
  .base.id = "safe-level-smote",
  .base.title = N_ ("Safe-Level-SMOTE"),
  .base.summary = N_ ("Like SMOTE, with new rows nearer to the parent that has more rows of its class around it."),
  .base.reference = "Bunkhumpornpat, Sinapiromsaran, Lursinsap 2009, doi:10.1007/978-3-642-01307-2_43",
  .base.params = params,
  .base.params_size = sizeof (SafeLevel),
  .flags = IMB_SAMPLER_ADDS | IMB_SAMPLER_RANDOM | IMB_SAMPLER_METRIC,
  .check = check,
  .question = question,
  .doubt = doubt,
  .sample = sample,
};
