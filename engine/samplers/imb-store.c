/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The beginning of a store, and its vote, as imbalanced-learn has them. */
#include "engine/samplers/imb-store.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-error.h"

gboolean
imb_store_check (const ImbView *in,
                 int            k,
                 int            n_seeds,
                 GError       **error)
{
  gsize n_smallest;

  imb_crowd_smallest (in, &n_smallest);
  if ((gsize) k <= n_smallest + (gsize) n_seeds)
    return TRUE;

  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW,
               _ ("The smallest class and n_seeds_S=%d rows make %zu, too few for %d neighbours; write n_neighbors=%zu or less."),
               n_seeds, n_smallest + (gsize) n_seeds, k, n_smallest + (gsize) n_seeds);
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
