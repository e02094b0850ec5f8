/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One pass over the rows, blocks in parallel; the result is written once. */
#include "engine/core/imb-expand.h"

#include <math.h>
#include <string.h>

#include "engine/core/imb-parallel.h"

#define BLOCK 512

gboolean
imb_expand_is_needed (const ImbKind *kinds,
                      gsize          n_cols)
{
  for (gsize j = 0; kinds != NULL && j < n_cols; j++)
    if (kinds[j].n_levels > 0)
      return TRUE;
  return FALSE;
}

gsize
imb_expand_n_cols (const ImbKind *kinds,
                   gsize          n_cols)
{
  gsize n = 0;

  for (gsize j = 0; j < n_cols; j++)
    n += kinds != NULL && kinds[j].n_levels > 0 ? kinds[j].n_levels : 1;
  return n;
}

typedef struct
{
  const ImbView *view;
  const guint32 *rows;
  double         weight;
  ImbMatrix     *out;
} Expand;

static void
expand_row (const ImbView *view,
            const double  *x,
            double         weight,
            double        *out)
{
  for (gsize j = 0; j < view->base->n_cols; j++)
    if (!imb_view_is_category (view, j))
      *out++ = x[j];
    else
      {
        if (!isnan (x[j]))
          out[(gsize) x[j]] = weight;
        out += view->kinds[j].n_levels;
      }
}

static gboolean
expand_block (gsize    block,
              gpointer data,
              GError **error)
{
  const Expand *self = data;

  for (gsize i = block * BLOCK; i < MIN ((block + 1) * BLOCK, self->out->n_rows); i++)
    {
      double *out = imb_matrix_row (self->out, i);

      memset (out, 0, self->out->stride * sizeof *out);
      expand_row (self->view, imb_view_row (self->view, self->rows != NULL ? self->rows[i] : i), self->weight, out);
    }
  return TRUE;
}

ImbMatrix *
imb_expand (const ImbView *view,
            const guint32 *rows,
            gsize          n_rows,
            double         weight,
            ImbJob        *job,
            GError       **error)
{
  gsize  n = rows != NULL ? n_rows : view->n_rows;
  Expand self = { view, rows, weight, imb_matrix_new_unset (n, imb_expand_n_cols (view->kinds, view->base->n_cols), error) };

  g_autoptr (ImbJob) silent = imb_job_new_part (job, 0.0);

  if (self.out != NULL && !imb_parallel_for ((n + BLOCK - 1) / BLOCK, expand_block, &self, silent, error))
    g_clear_pointer (&self.out, imb_matrix_free);
  return self.out;
}

void
imb_expand_gather (const ImbKind *kinds,
                   gsize          n_cols,
                   const double  *expanded,
                   double        *sums)
{
  for (gsize j = 0; j < n_cols; j++)
    {
      const gsize n = kinds != NULL && kinds[j].n_levels > 0 ? kinds[j].n_levels : 1;

      sums[j] = 0.0;
      for (gsize v = 0; v < n; v++)
        sums[j] += *expanded++;
    }
}

const char **
imb_expand_names (const ImbView *view)
{
  const char **names = view->features != NULL ? g_new (const char *, imb_expand_n_cols (view->kinds, view->base->n_cols) + 1) : NULL;
  gsize        at = 0;

  if (names == NULL)
    return NULL;

  for (gsize j = 0; j < view->base->n_cols; j++)
    {
      gsize n = imb_view_is_category (view, j) ? view->kinds[j].n_levels : 1;

      for (gsize v = 0; v < n; v++)
        names[at++] = view->features[j];
    }
  names[at] = NULL;
  return names;
}
