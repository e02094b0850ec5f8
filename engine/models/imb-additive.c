/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/imb-additive.h"

#include <string.h>

#include "engine/models/imb-link.h"

#define BLOCK_ROWS 128 /* that go down one tree after another: they stay in the cache, and so does the tree */

void
imb_additive_free (gpointer data)
{
  ImbAdditive *self = data;

  if (self == NULL)
    return;
  for (gsize t = 0; t < (gsize) self->n_rounds * self->n_outputs; t++)
    imb_hist_tree_free (self->trees[t]);
  g_free (self->trees);
  g_free (self->start);
  imb_present_clear (&self->present);
  g_free (self);
}

static gboolean
score_rows (gconstpointer    data,
            const ImbMatrix *rows,
            gsize            first,
            gsize            n,
            double          *out,
            GError         **error)
{
  const ImbAdditive *self = data;
  const guint        K = self->present.n_present, n_outputs = self->n_outputs;
  double            *to = n_outputs == 1 ? out + 1 : out;

  for (gsize i = 0; i < n; i++)
    for (guint k = 0; k < n_outputs; k++)
      to[i * K + k] = self->start[k];
  for (gsize t = 0; t < (gsize) self->n_rounds * n_outputs; t++)
    imb_hist_tree_add (self->trees[t], imb_matrix_row (rows, first), rows->stride, n, to + t % n_outputs, K);
  for (gsize i = 0; i < n; i++)
    for (guint k = 0; k < n_outputs; k++)
      to[i * K + k] *= self->scale;

  if (n_outputs == 1)
    imb_link_scores (out, n);
  else
    imb_link_many (out, NULL, n, K);
  return TRUE;
}

gboolean
imb_additive_predict (gconstpointer    fitted,
                      const ImbMatrix *rows,
                      double          *scores,
                      ImbJob          *job,
                      GError         **error)
{
  const ImbAdditive *self = fitted;

  return imb_present_predict (&self->present, score_rows, self, rows, BLOCK_ROWS, scores, job, error);
}

void
imb_additive_importances (gconstpointer fitted,
                          double       *out,
                          gsize         n_features)
{
  const ImbAdditive *self = fitted;
  double             sum = 0.0;

  memset (out, 0, n_features * sizeof *out);
  for (gsize t = 0; t < (gsize) self->n_rounds * self->n_outputs; t++)
    for (gsize i = 0; i < self->trees[t]->n_nodes; i++)
      if (self->trees[t]->nodes[i].feature != IMB_HIST_LEAF)
        {
          out[self->trees[t]->nodes[i].feature & ~IMB_HIST_MISSING_LEFT] += self->trees[t]->facts[i].gain;
          sum += self->trees[t]->facts[i].gain;
        }
  for (gsize j = 0; j < n_features && sum > 0.0; j++)
    out[j] /= sum;
}
