/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edited nearest neighbours: rows of larger classes whose neighbours are not of their class are removed. Wilson 1972. Rows as
 * imbalanced-learn's EditedNearestNeighbours gives them, grouped by class. One thing is ours: a class never loses its last row. The work is
 * imb-edit.c. */
#include <glib/gi18n-lib.h>

#include "engine/samplers/imb-edit.h"
#include "engine/samplers/imb-sampler.h"

static const ImbParam params[] = {
  IMB_EDIT_PARAMS_FIRST,
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
  const ImbEditParams *self = values;
  const ImbEditOrder   order = { self, (gsize) self->n_neighbors, 1, FALSE };

  return imb_edit (&order, in, job, out, error);
}

const ImbSampler imb_sampler_edited_nearest_neighbours = {
  .base.id = "edited-nearest-neighbours",
  .base.title = N_ ("Edited nearest neighbours"),
  .base.summary = N_ ("Removes rows of larger classes whose nearest rows are of other classes."),
  .base.reference = "Wilson 1972, doi:10.1109/TSMC.1972.4309137",
  .base.params = params,
  .base.params_size = sizeof (ImbEditParams),
  .flags = IMB_SAMPLER_DROPS | IMB_SAMPLER_METRIC,
  .peer = "imblearn.under_sampling.EditedNearestNeighbours",
  .check = imb_edit_check,
  .sample = sample,
};
