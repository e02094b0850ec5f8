/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies by a table of first rows, found by a hash of their bytes; bytes decide. */
#include "engine/kernels/imb-copies.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-error.h"

#define ROWS_A_STEP 2048

static gsize
hash_row (const double *row,
          gsize         n,
          guint         of_class)
{
  guint64 hash = 0xcbf29ce484222325u ^ of_class;

  for (gsize j = 0; j < n; j++)
    {
      guint64 bits;

      memcpy (&bits, row + j, sizeof bits);
      hash = (hash ^ bits) * 0x9e3779b97f4a7c15u;
      hash ^= hash >> 32;
    }
  return (gsize) hash;
}

gboolean
imb_copies_find (const ImbMatrix *x,
                 const guint16   *classes,
                 guint32         *number,
                 gsize           *n_distinct,
                 ImbJob          *job,
                 GError         **error)
{
  gsize               n_places = 16;
  g_autofree guint32 *places = NULL; /* row + 1; 0 is free */

  while (n_places < 2 * x->n_rows)
    n_places *= 2;
  places = g_try_new0 (guint32, n_places);
  if (places == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory to look for copies among %zu rows; use fewer rows."), x->n_rows);
      return FALSE;
    }

  *n_distinct = 0;
  for (gsize i = 0; i < x->n_rows; i++)
    {
      const double *row = imb_matrix_row (x, i);
      gsize         at = hash_row (row, x->n_cols, classes[i]) & (n_places - 1);

      if (i % ROWS_A_STEP == 0 && !imb_job_step (job, 0, 0, error))
        return FALSE;
      while (places[at] != 0
             && (classes[places[at] - 1] != classes[i] || memcmp (imb_matrix_row (x, places[at] - 1), row, x->n_cols * sizeof *row) != 0))
        at = (at + 1) & (n_places - 1);
      if (places[at] != 0)
        {
          number[i] = number[places[at] - 1];
          continue;
        }
      places[at] = (guint32) i + 1;
      number[i] = (guint32) (*n_distinct)++;
    }
  return TRUE;
}
