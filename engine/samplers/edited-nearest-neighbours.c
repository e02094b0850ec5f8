/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edited nearest neighbours: rows of larger classes whose neighbours are not of their class are removed. Wilson 1972. Rows as
 * imbalanced-learn's EditedNearestNeighbours gives them, grouped by class. One thing is ours: a class never loses its last row. The work is
 * imb-edit.c. */
#include <glib/gi18n-lib.h>

#include "engine/samplers/imb-border.h"
#include "engine/samplers/imb-edit.h"
#include "engine/samplers/imb-sampler.h"
#include "engine/samplers/imb-strategy.h"

typedef struct
{
  const char *sampling_strategy;
  int         n_neighbors;
  int         kind_sel;
  int         metric;
  int         compat;
} EditedNearestNeighbours;

static const ImbParam params[] = {
  IMB_STRATEGY_PARAM_CLEAN (EditedNearestNeighbours),
  IMB_EDIT_NEIGHBOURS_PARAM (EditedNearestNeighbours),
  IMB_EDIT_KIND_PARAM (EditedNearestNeighbours),
  IMB_DISTANCE_PARAM (EditedNearestNeighbours),
  IMB_COMPAT_PARAM (EditedNearestNeighbours),
  { NULL },
};

static gboolean
check (const ImbView *in,
       gconstpointer  values,
       GError       **error)
{
  const EditedNearestNeighbours *self = values;

  return imb_border_check (in, (gsize) self->n_neighbors, "n_neighbors", error);
}

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  const EditedNearestNeighbours *self = values;
  const gsize                    k = (gsize) self->n_neighbors;
  ImbEditOrder                   order = { self->sampling_strategy, self->metric, self->compat, (ImbEditKind) self->kind_sel, k, k, 1, FALSE };

  return imb_edit (&order, in, job, out, error);
}

const ImbSampler imb_sampler_edited_nearest_neighbours = {
  .base.id = "edited-nearest-neighbours",
  .base.title = N_ ("Edited nearest neighbours"),
  .base.summary = N_ ("Removes rows of larger classes whose nearest rows are of other classes."),
  .base.reference = "Wilson 1972, doi:10.1109/TSMC.1972.4309137",
  .base.params = params,
  .base.params_size = sizeof (EditedNearestNeighbours),
  .flags = IMB_SAMPLER_DROPS | IMB_SAMPLER_METRIC,
  .peer = "imblearn.under_sampling.EditedNearestNeighbours",
  .check = check,
  .sample = sample,
};
