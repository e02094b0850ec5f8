/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/core/imb-lists.h"

#include <glib/gi18n-lib.h>

#include "engine/core/imb-error.h"

static gpointer
lists_new (gsize    n,
           gsize    k,
           gsize    size,
           GError **error)
{
  gsize    n_all;
  gpointer lists = g_size_checked_mul (&n_all, n, k) ? g_try_malloc_n (MAX (n_all, 1), size) : NULL;

  if (lists == NULL)
    g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for %zu neighbours of %zu rows; ask for fewer."), k, n);
  return lists;
}

guint32 *
imb_lists_new (gsize    n,
               gsize    k,
               GError **error)
{
  return lists_new (n, k, sizeof (guint32), error);
}

double *
imb_lists_new_distances (gsize    n,
                         gsize    k,
                         GError **error)
{
  return lists_new (n, k, sizeof (double), error);
}
