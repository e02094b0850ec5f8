/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The beginning of a store, and its vote, as imbalanced-learn has them. */
#include "engine/samplers/imb-store.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/samplers/imb-near.h"
#include "engine/samplers/imb-strategy.h"

const ImbParam imb_store_params[] = {
  IMB_STRATEGY_PARAM_CLEAN (ImbStoreParams),
  {
    .name = "n_neighbors",
    .label = N_ ("Neighbours"),
    .help = N_ ("How many nearest rows of those kept decide what class a row is taken for."),
    IMB_INT (ImbStoreParams, n_neighbors, 1, 1, 1000),
  },
  {
    .name = "n_seeds_S",
    .label = N_ ("Rows to begin with"),
    .help = N_ ("How many rows of each larger class are drawn and kept in any case."),
    IMB_INT (ImbStoreParams, n_seeds_S, 1, 1, 100000),
  },
  IMB_DISTANCE_PARAM (ImbStoreParams),
  IMB_COMPAT_PARAM (ImbStoreParams),
  { NULL },
};

gboolean
imb_store_check (const ImbView *in,
                 gconstpointer  values,
                 GError       **error)
{
  const ImbStoreParams *self = values;
  gsize                 n_first;

  imb_crowd_count_smallest (in, &n_first);
  n_first += (gsize) self->n_seeds_S;
  if ((gsize) self->n_neighbors <= n_first)
    return TRUE;

  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW,
               _ ("The smallest class and n_seeds_S=%d rows make %zu, too few for %d neighbours; write n_neighbors=%zu or less."),
               self->n_seeds_S, n_first, self->n_neighbors, n_first);
  return FALSE;
}

guint32 *
imb_store_new (const ImbView *in,
               const guint32 *class_rows,
               gsize          n,
               gsize          n_seeds,
               gsize          room,
               ImbRng        *stream,
               gsize         *n_smallest)
{
  guint               smallest = imb_crowd_smallest (in, n_smallest);
  g_autofree guint32 *rows = imb_view_rows_of_class (in, smallest, n_smallest);
  guint32            *store = g_new (guint32, *n_smallest + n_seeds + room);

  memcpy (store, rows, *n_smallest * sizeof *store);
  for (gsize i = 0; i < n_seeds; i++)
    store[*n_smallest + i] = class_rows[imb_rng_below (stream, n)];
  return store;
}

guint
imb_store_vote (const ImbCrowd *store,
                const guint32  *list,
                gsize           k,
                guint           c,
                guint32        *counts,
                guint32        *witness)
{
  guint best = imb_crowd_class (store, list[0]);

  *witness = IMB_NO_ROW;
  for (gsize b = 0; b < k; b++)
    {
      guint of = imb_crowd_class (store, list[b]);

      counts[of]++;
      if (of == c && *witness == IMB_NO_ROW)
        *witness = imb_crowd_row (store, list[b]);
    }
  for (gsize b = 0; b < k; b++)
    {
      guint of = imb_crowd_class (store, list[b]);

      if (counts[of] > counts[best] || (counts[of] == counts[best] && of < best))
        best = of;
    }
  for (gsize b = 0; b < k; b++)
    counts[imb_crowd_class (store, list[b])] = 0;
  return best;
}
