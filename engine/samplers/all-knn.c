/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All k-NN: edited nearest neighbours with one neighbour, then two, up to n_neighbors, each on what the one before left. Tomek
 * 1976. Rows as imbalanced-learn's AllKNN gives them, grouped by class; but a class never loses its last row. The work is
 * imb-edit.c: what is proven for the most neighbours is proven for fewer. */
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
  gboolean    allow_minority;
  int         metric;
  int         compat;
} AllKnn;

static const ImbParam params[] = {
  IMB_STRATEGY_PARAM_CLEAN (AllKnn),
  IMB_EDIT_NEIGHBOURS_PARAM (AllKnn),
  IMB_EDIT_KIND_PARAM (AllKnn),
  {
    .name = "allow_minority",
    .label = N_ ("Larger classes may become the smallest"),
    .help = N_ ("Goes on when a class has become smaller than the smallest one was."),
    IMB_BOOL (AllKnn, allow_minority, FALSE),
  },
  IMB_DISTANCE_PARAM (AllKnn),
  IMB_COMPAT_PARAM (AllKnn),
  { NULL },
};

/* Later edits may find fewer rows; the first has one neighbour. */
static gboolean
check (const ImbView *in,
       gconstpointer  values,
       GError       **error)
{
  const AllKnn *self = values;

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
  const AllKnn *self = values;
  const gsize   k = (gsize) self->n_neighbors;
  ImbEditOrder  order = { self->sampling_strategy, self->metric, self->compat, (ImbEditKind) self->kind_sel, 1, k, k, self->allow_minority };

  return imb_edit (&order, in, job, out, error);
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
  .sample = sample,
};
