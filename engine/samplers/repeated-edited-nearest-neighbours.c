/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edited nearest neighbours again and again: until nothing more goes, or a class has become smaller than the smallest was.
 * Tomek 1976. Rows as imbalanced-learn's RepeatedEditedNearestNeighbours gives them, grouped by class; but a class never loses its last
 * row. The work is imb-edit.c, which looks again only at rows whose neighbours went. */
#include <glib/gi18n-lib.h>

#include "engine/samplers/imb-border.h"
#include "engine/samplers/imb-edit.h"
#include "engine/samplers/imb-sampler.h"
#include "engine/samplers/imb-strategy.h"

typedef struct
{
  const char *sampling_strategy;
  int         n_neighbors;
  int         max_iter;
  int         kind_sel;
  int         metric;
  int         compat;
} RepeatedEditedNearestNeighbours;

static const ImbParam params[] = {
  IMB_STRATEGY_PARAM_CLEAN (RepeatedEditedNearestNeighbours),
  IMB_EDIT_NEIGHBOURS_PARAM (RepeatedEditedNearestNeighbours),
  {
    .name = "max_iter",
    .label = N_ ("Edits at most"),
    .help = N_ ("After how many edits to stop, even when another one would remove more rows."),
    IMB_INT (RepeatedEditedNearestNeighbours, max_iter, 100, 1, 10000),
  },
  IMB_EDIT_KIND_PARAM (RepeatedEditedNearestNeighbours),
  IMB_DISTANCE_PARAM (RepeatedEditedNearestNeighbours),
  IMB_COMPAT_PARAM (RepeatedEditedNearestNeighbours),
  { NULL },
};

static gboolean
check (const ImbView *in,
       gconstpointer  values,
       GError       **error)
{
  const RepeatedEditedNearestNeighbours *self = values;

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
  const RepeatedEditedNearestNeighbours *self = values;
  const gsize                            k = (gsize) self->n_neighbors;
  ImbEditOrder                           order = { self->sampling_strategy, self->metric, self->compat, (ImbEditKind) self->kind_sel, k, k, (gsize) self->max_iter, FALSE };

  return imb_edit (&order, in, job, out, error);
}

const ImbSampler imb_sampler_repeated_edited_nearest_neighbours = {
  .base.id = "repeated-edited-nearest-neighbours",
  .base.title = N_ ("Repeated edited nearest neighbours"),
  .base.summary = N_ ("Removes rows of larger classes whose nearest rows are of other classes, again and again until none is left."),
  .base.reference = "Tomek 1976, doi:10.1109/TSMC.1976.4309523",
  .base.params = params,
  .base.params_size = sizeof (RepeatedEditedNearestNeighbours),
  .flags = IMB_SAMPLER_DROPS | IMB_SAMPLER_METRIC,
  .peer = "imblearn.under_sampling.RepeatedEditedNearestNeighbours",
  .check = check,
  .sample = sample,
};
