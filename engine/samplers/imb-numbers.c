/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/samplers/imb-numbers.h"

#include <glib/gi18n-lib.h>

#define ROWS_A_STEP 1024

ImbMatrix *
imb_numbers_gather (const ImbView *in,
                    const guint32 *rows,
                    gsize          n_rows,
                    ImbNotes      *notes,
                    ImbJob        *job,
                    GError       **error)
{
  const gsize d = in->base->n_cols, n_numbers = d - imb_view_n_categories (in);
  const gsize n = rows != NULL ? n_rows : in->n_rows;
  g_autoptr (ImbMatrix) numbers = NULL;

  if (n_numbers == d)
    return imb_view_gather (in, rows, n_rows, job, error);

  imb_notes_add (notes, _ ("Means, directions and clusters are those of the %zu features that are numbers; categories have none."), n_numbers);
  numbers = imb_matrix_new (n, n_numbers, error);
  for (gsize i = 0; numbers != NULL && i < n; i++)
    {
      const double *from = imb_view_row (in, rows != NULL ? rows[i] : i);
      double       *to = imb_matrix_row (numbers, i);

      if (i % ROWS_A_STEP == 0 && !imb_job_step (job, 0, 0, error))
        return NULL;
      for (gsize j = 0; j < d; j++)
        if (!imb_view_is_category (in, j))
          *to++ = from[j];
    }
  return g_steal_pointer (&numbers);
}

const ImbMatrix *
imb_numbers_of_all (const ImbView *in,
                    ImbMatrix    **own,
                    ImbNotes      *notes,
                    ImbJob        *job,
                    GError       **error)
{
  if (in->rows == NULL && in->made == NULL && in->n_rows == in->base->n_rows && imb_view_n_categories (in) == 0)
    return in->base;

  *own = imb_numbers_gather (in, NULL, 0, notes, job, error);
  return *own;
}
