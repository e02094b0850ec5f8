/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SMOTE-N: SMOTE for tables of categories only. Chawla et al. 2002, section 6.2, doi:10.1613/jair.953. Rows are compared by the value
 * difference metric of the whole table; a new row is, in every column, the most frequent category of a drawn row of the class
 * and its neighbours. Row for row imbalanced-learn's, the choice among equally near rows included. O(n_c² d) for a class of n_c
 * rows, memory O(n_c k). */
#include <glib/gi18n-lib.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-lists.h"
#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-mixed.h"
#include "engine/kernels/imb-peer-partition.h"
#include "engine/samplers/imb-grow.h"
#include "engine/samplers/imb-interpolate.h"
#include "engine/samplers/imb-sampler.h"
#include "engine/samplers/imb-spread.h"
#include "engine/samplers/imb-strategy.h"
#include "engine/samplers/imb-vote.h"

#define BLOCK 16 /* rows of the class */

typedef struct
{
  const char *sampling_strategy;
  int         k_neighbors;
} Smoten;

static const ImbParam params[] = {
  IMB_STRATEGY_PARAM_OVER (Smoten),
  {
    .name = "k_neighbors",
    .label = N_ ("Neighbours"),
    .help = N_ ("Rows of the same class that vote on every category, beside the row itself."),
    IMB_INT (Smoten, k_neighbors, 5, 1, 1000),
  },
  { NULL },
};

static gboolean
check (const ImbView *in,
       gconstpointer  values,
       GError       **error)
{
  const Smoten *self = values;

  if (imb_view_n_categories (in) < in->base->n_cols)
    {
      g_set_error_literal (error, IMB_ERROR, IMB_ERROR_UNSUITABLE, _ ("SMOTE-N needs categories in all columns, and some are numbers; use smotenc or smote, or make them categorical."));
      return FALSE;
    }
  return imb_check_growth (in, self->sampling_strategy, (gsize) self->k_neighbors, "k_neighbors", error);
}

/* The value differences of every column, in the view's order of columns. */
typedef struct
{
  ImbMixed mixed;
  double **tables;
  double  *zeros;
  guint   *n_levels;
  gsize    n;
} Measure;

static void
measure_clear (Measure *self)
{
  for (gsize j = 0; j < self->n; j++)
    g_free (self->tables[j]);
  g_free (self->tables);
  g_free (self->zeros);
  g_free (self->n_levels);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Measure, measure_clear)

static gboolean
measure_init (Measure       *self,
              const ImbView *in,
              ImbJob        *job,
              GError       **error)
{
  self->tables = g_new0 (double *, in->base->n_cols);
  self->zeros = g_new0 (double, in->base->n_cols);
  self->n_levels = g_new (guint, in->base->n_cols);
  for (gsize j = 0; j < in->base->n_cols; j++)
    {
      self->n_levels[j] = in->kinds[j].n_levels;
      self->zeros[j] = 1.0;
      self->tables[j] = imb_spread_value_differences (in, j, FALSE, job, error);
      if (self->tables[j] == NULL)
        return FALSE;
      self->n++;
    }
  self->mixed = (ImbMixed){ .unlike = self->zeros, .lacking = self->zeros, .both = self->zeros, .tables = (const double *const *) self->tables, .n_levels = self->n_levels };
  return TRUE;
}

typedef struct
{
  const ImbView *in;
  const Measure *measure;
  const guint32 *rows; /* of the class */
  gsize          n;
  gsize          k; /* neighbours, the row itself among them */
  guint32       *table;
  ImbMatrix     *votes; /* of each row of the class, the new row that it would make */
} Election;

static void
elect (const Election *self,
       gsize           i,
       double         *codes)
{
  double *vote = imb_matrix_row (self->votes, i);

  for (gsize j = 0; j < self->in->base->n_cols; j++)
    {
      for (gsize m = 0; m < self->k; m++)
        codes[m] = imb_view_row (self->in, self->rows[self->table[i * self->k + m]])[j];
      vote[j] = imb_vote (codes, self->k, -1.0);
    }
}

static gboolean
elect_block (gsize    block,
             gpointer data,
             GError **error)
{
  const Election     *self = data;
  g_autofree double  *distances = g_new (double, self->n);
  g_autofree guint32 *places = g_new (guint32, self->n);
  g_autofree double  *codes = g_new (double, self->k);

  for (gsize i = block * BLOCK; i < MIN ((block + 1) * BLOCK, self->n); i++)
    {
      for (gsize m = 0; m < self->n; m++)
        {
          places[m] = (guint32) m;
          distances[m] = imb_mixed_distance (&self->measure->mixed, imb_view_row (self->in, self->rows[i]), imb_view_row (self->in, self->rows[m]), self->in->base->n_cols);
        }
      imb_peer_partition (distances, places, self->n, self->k - 1);
      for (gsize m = 0; m < self->k; m++)
        self->table[i * self->k + m] = places[m];
      elect (self, i, codes);
    }
  return TRUE;
}

static void
take (const Election *self,
      gsize           base,
      ImbResample    *out,
      gsize           m)
{
  double *made = imb_matrix_row (out->made, m);

  for (gsize j = 0; j < out->made->stride; j++)
    made[j] = j < self->in->base->n_cols ? imb_matrix_row (self->votes, base)[j] : 0.0;
  for (gsize p = 0; p < self->k; p++)
    {
      out->parent_rows[m * self->k + p] = self->rows[self->table[base * self->k + p]];
      out->parent_weights[m * self->k + p] = 1.0 / (double) self->k;
    }
}

static gboolean
grow (const ImbGrowth *growth,
      GError         **error)
{
  const gsize n = growth->n_rows, k = growth->n_parents;
  ImbRng      stream = *growth->rng;
  g_auto (Measure) measure = { 0 };
  g_autofree guint32 *table = imb_lists_new (n, k, error);
  g_autoptr (ImbMatrix) votes = table != NULL ? imb_matrix_new (n, growth->in->base->n_cols, error) : NULL;
  Election election = { growth->in, &measure, growth->rows, n, k, table, votes };

  if (votes == NULL || !measure_init (&measure, growth->in, growth->job, error)
      || !imb_parallel_for ((n + BLOCK - 1) / BLOCK, elect_block, &election, growth->job, error))
    return FALSE;
  for (gsize m = growth->at; m < growth->at + growth->n_new; m++)
    {
      if (m % 4096 == 0 && !imb_job_step (growth->job, 0, 0, error))
        return FALSE;
      take (&election, (gsize) imb_rng_below (&stream, n), growth->out, m);
      growth->out->made_classes[m] = (guint16) growth->c;
    }
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
  const Smoten *self = values;

  return imb_grow (in, self->sampling_strategy, self, (guint) self->k_neighbors + 1, 0, grow, rng, job, out, error);
}

const ImbSampler imb_sampler_smoten = {
  .base.id = "smoten",
  .base.title = N_ ("SMOTE-N"),
  .base.summary = N_ ("SMOTE for tables of categories: a new row is what a row and its neighbours have most often in each column."),
  .base.reference = "Chawla, Bowyer, Hall, Kegelmeyer 2002, doi:10.1613/jair.953",
  .base.params = params,
  .base.params_size = sizeof (Smoten),
  .flags = IMB_SAMPLER_ADDS | IMB_SAMPLER_RANDOM | IMB_SAMPLER_NOMINAL,
  .peer = "imblearn.over_sampling.SMOTEN",
  .check = check,
  .sample = sample,
};
