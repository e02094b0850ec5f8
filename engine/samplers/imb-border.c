/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Neighbours of other classes: each row of one class is searched for among all rows, O(n_c · n · d) at most. */
#include "engine/samplers/imb-border.h"

#include <glib/gi18n-lib.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-lists.h"
#include "engine/samplers/imb-interpolate.h"

gboolean
imb_border_count (const ImbNear *near,
                  const ImbView *in,
                  guint          c,
                  const guint32 *rows,
                  gsize          n,
                  gsize          m,
                  guint32       *n_others,
                  ImbJob        *job,
                  GError       **error)
{
  g_autofree guint32 *table = imb_lists_new (n, m, error);

  if (table == NULL || !imb_near_find (near, NULL, in->n_rows, rows, n, m, IMB_LIST_BUT_FIRST, table, NULL, job, error))
    return FALSE;

  for (gsize i = 0; i < n; i++)
    {
      n_others[i] = 0;
      for (gsize b = 0; b < m; b++)
        n_others[i] += imb_view_class (in, table[i * m + b]) != c;
    }
  return TRUE;
}

gboolean
imb_border_check (const ImbView *in,
                  gsize          m,
                  const char    *param,
                  GError       **error)
{
  if (in->n_rows > m)
    return TRUE;

  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW,
               _ ("There are %zu rows, too few for %zu neighbours of each; write %s=%zu or less."), in->n_rows, m, param, in->n_rows - 1);
  return FALSE;
}

gboolean
imb_border_check_growth (const ImbView *in,
                         const char    *sampling_strategy,
                         gsize          m,
                         const char    *param,
                         GError       **error)
{
  guint c;
  gsize n_rows;

  return imb_find_tightest_growth (in, sampling_strategy, FALSE, &c, &n_rows, error)
         && (c == G_MAXUINT || imb_border_check (in, m, param, error));
}
