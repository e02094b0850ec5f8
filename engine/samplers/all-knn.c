/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All k-NN: edited nearest neighbours with one neighbour, then two, up to n_neighbors, each on what the one before left. Tomek
 * 1976. Rows as imbalanced-learn's AllKNN gives them, grouped by class; but a class never loses its last row. The work is
 * imb-edit.c: what is proven for the most neighbours is proven for fewer. */
#include <glib/gi18n-lib.h>

#include "engine/samplers/imb-edit.h"
#include "engine/samplers/imb-sampler.h"

typedef struct
{
  ImbEditParams shared;
  gboolean      allow_minority;
} AllKnn;

static const ImbParam params[] = {
  IMB_EDIT_PARAMS_FIRST,
  IMB_EDIT_KIND_PARAM,
  {
    .name = "allow_minority",
    .label = N_ ("Larger classes may become the smallest"),
    .help = N_ ("Goes on when a class has become smaller than the smallest one was."),
    IMB_BOOL (AllKnn, allow_minority, FALSE),
  },
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
  const AllKnn      *self = values;
  const ImbEditOrder order = { &self->shared, 1, (gsize) self->shared.n_neighbors, self->allow_minority };

  return imb_edit (&order, in, job, out, error);
}

/* imbalanced-learn begins, and may end before it asks for too many. */
static gboolean
check (const ImbView *in,
       gconstpointer  values,
       GError       **error)
{
  return ((const AllKnn *) values)->shared.compat == IMB_COMPAT_IMBALANCED_LEARN || imb_edit_check (in, values, error);
}

static char *
doubt (const ImbView *in,
       gconstpointer  values,
       gboolean       has_rows)
{
  return imb_edit_doubt (in, values, ((const AllKnn *) values)->allow_minority);
}

const ImbSampler imb_sampler_all_knn = {
  .base.id = "all-knn",
  .base.title = N_ ("All k-NN"),
  .base.summary = N_ ("Edits with one nearest row, then two, and so on: rows of larger classes whose nearest rows are of other classes go."),
  .base.reference = "Tomek 1976, doi:10.1109/TSMC.1976.4309523",
  .base.params = params,
  .base.params_size = sizeof (AllKnn),
  .flags = IMB_SAMPLER_DROPS | IMB_SAMPLER_METRIC,
  .peer = "imblearn.under_sampling.AllKNN",
  .check = check,
  .doubt = doubt,
  .sample = sample,
};
