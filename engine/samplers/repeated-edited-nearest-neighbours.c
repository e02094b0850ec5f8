/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edited nearest neighbours again and again: until nothing more goes, or a class has become smaller than the smallest was.
 * Tomek 1976. Rows as imbalanced-learn's RepeatedEditedNearestNeighbours gives them, grouped by class; but a class never loses its last
 * row. The work is imb-edit.c, which looks again only at rows whose neighbours went. */
#include <glib/gi18n-lib.h>

#include "engine/samplers/imb-edit.h"
#include "engine/samplers/imb-sampler.h"

typedef struct
{
  ImbEditParams shared;
  int           max_iter;
} RepeatedEditedNearestNeighbours;

static const ImbParam params[] = {
  IMB_EDIT_PARAMS_FIRST,
  {
    .name = "max_iter",
    .label = N_ ("Edits at most"),
    .help = N_ ("After how many edits to stop, even when another one would remove more rows."),
    IMB_INT (RepeatedEditedNearestNeighbours, max_iter, 100, 1, 10000),
  },
  IMB_EDIT_KIND_PARAM,
  IMB_EDIT_PARAMS_LAST,
  { NULL },
};

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  const RepeatedEditedNearestNeighbours *self = values;
  const ImbEditOrder                     order = { &self->shared, (gsize) self->shared.n_neighbors, (gsize) self->max_iter, FALSE };

  return imb_edit (&order, in, job, out, error);
}

static char *
doubt (const ImbView *in,
       gconstpointer  values,
       gboolean       has_rows)
{
  return imb_edit_doubt (in, values, FALSE);
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
  .check = imb_edit_check,
  .doubt = doubt,
  .sample = sample,
};
