/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frame of samplers that let one class after the other grow. Rows are made in blocks, each with a random stream of its
 * own, so that a method whose rows need many draws is not held up by one stream, and the bytes are the same on any number
 * of threads. */
#include "engine/samplers/imb-grow.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-lists.h"
#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-kmeans.h"
#include "engine/samplers/imb-interpolate.h"
#include "engine/samplers/imb-strategy.h"

#define BLOCK       256 /* rows with one stream; part of what a seed means */
#define MOST_ROUNDS 300 /* of k-means */
#define TOLERANCE   1e-4

/* The parents of a hidden row: entries at … at + n of two arrays. */
typedef struct
{
  gsize    m;
  guint32 *rows;
  double  *weights;
  gsize    n;
} Lineage;

static void
lineage_clear (gpointer data)
{
  Lineage *self = data;

  g_free (self->rows);
  g_free (self->weights);
}

/* Hidden rows leave the list of rows. Each has as many parents as it has: the parents are laid out anew. */
static gboolean
hide (ImbResample  *out,
      gsize         n_hidden,
      guint         n_parents,
      const GArray *lineage,
      GError      **error)
{
  const gsize n_kept = out->n_rows - out->n_made;
  const gsize n_shown = out->n_made - n_hidden;
  gsize       n_all = n_shown * n_parents, at = 0;
  guint32    *rows;
  double     *weights;

  for (guint h = 0; h < lineage->len; h++)
    n_all += g_array_index (lineage, Lineage, h).n;
  rows = imb_rows_new (n_all, sizeof *rows, error);
  weights = rows != NULL ? imb_rows_new (n_all, sizeof *weights, error) : NULL;
  if (weights == NULL)
    {
      g_free (rows);
      return FALSE;
    }
  for (guint h = 0; h < lineage->len; h++)
    {
      const Lineage *of = &g_array_index (lineage, Lineage, h);

      g_assert (of->m == h);
      out->parent_offsets[h] = at;
      memcpy (rows + at, of->rows, of->n * sizeof *rows);
      memcpy (weights + at, of->weights, of->n * sizeof *weights);
      at += of->n;
    }
  memcpy (rows + at, out->parent_rows + n_hidden * n_parents, n_shown * n_parents * sizeof *rows);
  memcpy (weights + at, out->parent_weights + n_hidden * n_parents, n_shown * n_parents * sizeof *weights);
  for (gsize m = n_hidden; m <= out->n_made; m++, at += n_parents)
    out->parent_offsets[m] = at;

  g_free (out->parent_rows);
  g_free (out->parent_weights);
  out->parent_rows = rows;
  out->parent_weights = weights;
  memmove (out->rows + n_kept, out->rows + n_kept + n_hidden, n_shown * sizeof *out->rows);
  out->n_rows -= n_hidden;
  return TRUE;
}

/* Room for all rows of all classes. */
static gboolean
open_room (const ImbGrowth *self,
           gsize            n_all_hidden,
           gsize            n_new,
           GError         **error)
{
  gsize m = n_all_hidden;

  if (!imb_resample_add_made (self->out, n_all_hidden + n_new, self->in->base->n_cols, self->n_parents, error))
    return FALSE;
  for (guint c = 0; c < self->in->n_classes; c++)
    for (gsize i = 0; i < self->targets[c]; i++)
      self->out->made_classes[m++] = (guint16) c;
  return TRUE;
}

static gboolean
grow_classes (ImbGrowth   growth,
              guint       n_hidden,
              gsize       n_new,
              ImbGrowFunc func,
              ImbJob     *job,
              GError    **error)
{
  for (guint c = 0; c < growth.in->n_classes; c++)
    {
      g_autofree guint32 *rows = NULL;
      g_autoptr (ImbJob) part = NULL;

      if (growth.targets[c] == 0)
        continue;
      rows = imb_view_rows_of_class (growth.in, c, &growth.n_rows);
      part = imb_job_new_part (job, (double) growth.targets[c] / (double) n_new);
      growth.c = c;
      growth.rows = rows;
      growth.n_new = growth.targets[c];
      growth.job = part;
      if (!func (&growth, error))
        return FALSE;
      growth.at += growth.targets[c];
      growth.hidden += n_hidden;
    }
  return TRUE;
}

static gboolean
grow_from (ImbGrowth   growth,
           const char *sampling_strategy,
           guint       n_hidden,
           gboolean    is_late,
           ImbGrowFunc func,
           ImbJob     *job,
           GError    **error)
{
  const ImbView    *in = growth.in;
  ImbResample      *out = growth.out;
  g_autofree gsize *targets = g_new0 (gsize, in->n_classes);
  g_autoptr (GArray) lineage = g_array_new (FALSE, FALSE, sizeof (Lineage));
  gsize n_new = 0, n_all_hidden = 0;

  if (!imb_strategy_resolve (IMB_STRATEGY_OVER, sampling_strategy, in, targets, NULL, error))
    return FALSE;
  imb_strategy_note (IMB_STRATEGY_OVER, in, targets, out->notes);

  for (guint c = 0; c < in->n_classes; c++)
    {
      n_new += targets[c];
      n_all_hidden += targets[c] > 0 ? n_hidden : 0;
    }
  if (n_new == 0)
    return TRUE;
  growth.targets = targets;
  if (!is_late && !open_room (&growth, n_all_hidden, n_new, error))
    return FALSE;

  g_array_set_clear_func (lineage, lineage_clear);
  growth.lineage = lineage;
  growth.at = n_all_hidden;
  if (!grow_classes (growth, n_hidden, n_new, func, job, error))
    return FALSE;
  return n_all_hidden == 0 || hide (out, n_all_hidden, growth.n_parents, lineage, error);
}

gboolean
imb_grow (const ImbView *in,
          const char    *sampling_strategy,
          gconstpointer  values,
          guint          n_parents,
          guint          n_hidden,
          ImbGrowFunc    func,
          const ImbRng  *rng,
          ImbJob        *job,
          ImbResample   *out,
          GError       **error)
{
  const ImbGrowth growth = { .in = in, .values = values, .rng = rng, .out = out, .n_parents = n_parents };

  return grow_from (growth, sampling_strategy, n_hidden, FALSE, func, job, error);
}

gboolean
imb_grow_late (const ImbView *in,
               const char    *sampling_strategy,
               gconstpointer  values,
               guint          n_parents,
               ImbGrowFunc    func,
               const ImbRng  *rng,
               ImbJob        *job,
               ImbResample   *out,
               GError       **error)
{
  const ImbGrowth growth = { .in = in, .values = values, .rng = rng, .out = out, .n_parents = n_parents };

  return grow_from (growth, sampling_strategy, 0, TRUE, func, job, error);
}

static const double *
row_of (const ImbGrowth *self,
        guint32          row)
{
  return row < self->out->n_in ? imb_view_row (self->in, row) : imb_matrix_row (self->out->made, row - self->out->n_in);
}

/* base + Σ weight · (parent − base), over whole strides. */
static void
add_up (const ImbGrowth *self,
        const guint32   *parents,
        const double    *weights,
        gsize            n,
        double          *to)
{
  const gsize   stride = self->out->made->stride;
  const double *base = row_of (self, parents[0]);

  memcpy (to, base, stride * sizeof *to);
  for (gsize p = 1; p < n; p++)
    {
      const double *parent = row_of (self, parents[p]);

      /* A parent without weight may miss values; the row does not. */
      for (gsize j = 0; weights[p] != 0.0 && j < stride; j++)
        to[j] += weights[p] * (parent[j] - base[j]);
    }
  for (gsize j = 0; self->in->kinds != NULL && j < self->out->made->n_cols; j++)
    if (imb_view_is_category (self->in, j))
      to[j] = base[j];
}

void
imb_growth_set_hidden (const ImbGrowth *self,
                       gsize            h,
                       const guint32   *parents,
                       const double    *weights,
                       gsize            n)
{
  Lineage lineage = { self->hidden + h, g_memdup2 (parents, n * sizeof *parents), g_memdup2 (weights, n * sizeof *weights), n };

  g_array_append_val (self->lineage, lineage);
  self->out->made_classes[lineage.m] = (guint16) self->c;
  add_up (self, parents, weights, n, imb_growth_row (self, lineage.m));
}

typedef struct
{
  const ImbGrowth *growth;
  ImbMakeFunc      func;
  gconstpointer    data;
  const guint32   *seeds;
} Making;

static gboolean
make_block (gsize    block,
            gpointer data,
            GError **error)
{
  const Making    *making = data;
  const ImbGrowth *growth = making->growth;
  gsize            end = MIN ((block + 1) * BLOCK, growth->n_new);
  ImbRng           stream;

  imb_rng_init (&stream, making->seeds[block]);
  for (gsize i = block * BLOCK; i < end; i++)
    making->func (growth, growth->at + i, &stream, making->data);
  return TRUE;
}

gboolean
imb_growth_make (const ImbGrowth *self,
                 ImbMakeFunc      func,
                 gconstpointer    data,
                 ImbJob          *job,
                 GError         **error)
{
  const gsize         n_blocks = (self->n_new + BLOCK - 1) / BLOCK;
  g_autofree guint32 *seeds = g_new (guint32, MAX (n_blocks, 1));
  Making              making = { self, func, data, seeds };
  ImbRng              stream = *self->rng;

  for (gsize i = 0; i < n_blocks; i++)
    seeds[i] = imb_rng_word (&stream);
  if (self->out->made == NULL && self->n_new > 0)
    {
      gsize n_all = 0;

      for (guint c = 0; c < self->in->n_classes; c++)
        n_all += self->targets[c];
      if (!open_room (self, 0, n_all, error))
        return FALSE;
    }
  return imb_parallel_for (n_blocks, make_block, &making, job, error);
}

void
imb_growth_sum (const ImbGrowth *self,
                gsize            m)
{
  add_up (self, imb_growth_parents (self, m), imb_growth_weights (self, m), self->n_parents, imb_growth_row (self, m));
}

void
imb_growth_between (const ImbGrowth *self,
                    gsize            m,
                    guint32          base,
                    guint32          partner,
                    double           gap)
{
  imb_growth_parents (self, m)[0] = base;
  imb_growth_parents (self, m)[1] = partner;
  imb_growth_weights (self, m)[0] = 1.0 - gap;
  imb_growth_weights (self, m)[1] = gap;
  imb_growth_sum (self, m);
}

void
imb_growth_keep_categories (const ImbGrowth *self,
                            gsize            m)
{
  const double *base = row_of (self, imb_growth_parents (self, m)[0]);
  double       *row = imb_growth_row (self, m);

  for (gsize j = 0; self->in->kinds != NULL && j < self->out->made->n_cols; j++)
    if (imb_view_is_category (self->in, j))
      row[j] = base[j];
}

gboolean
imb_growth_cluster (const ImbMatrix *numbers,
                    ImbRng          *stream,
                    ImbMatrix       *centres,
                    guint32         *labels,
                    ImbJob          *job,
                    GError         **error)
{
  g_autoptr (ImbJob) starting = imb_job_new_part (job, 0.3);
  g_autoptr (ImbJob) running = imb_job_new_part (job, 0.7);
  double inertia;

  return imb_kmeans_start (numbers, NULL, numbers->n_rows, stream, centres, starting, error)
         && imb_kmeans_run (numbers, NULL, numbers->n_rows, centres, MOST_ROUNDS, TOLERANCE, labels, &inertia, running, error);
}

void
imb_growth_list_clusters (const guint32 *labels,
                          gsize          n,
                          gsize          n_clusters,
                          guint32       *members,
                          gsize         *ends)
{
  g_autofree gsize *at = g_new0 (gsize, n_clusters + 1);

  for (gsize i = 0; i < n; i++)
    at[labels[i] + 1]++;
  for (gsize g = 0; g < n_clusters; g++)
    ends[g] = at[g + 1] += at[g];
  for (gsize i = 0; i < n; i++)
    members[at[labels[i]]++] = (guint32) i;
}

guint32 *
imb_growth_others (const ImbGrowth *self,
                   gsize           *n)
{
  guint32 *others = g_new (guint32, MAX (self->in->n_rows - self->n_rows, 1));

  *n = 0;
  for (gsize i = 0; i < self->in->n_rows; i++)
    if (imb_view_class (self->in, i) != self->c)
      others[(*n)++] = (guint32) i;
  return others;
}

gboolean
imb_growth_neighbours (const ImbGrowth *self,
                       int              distance,
                       gsize            k,
                       guint32         *own,
                       guint32         *n_own,
                       ImbJob          *job,
                       GError         **error)
{
  g_autoptr (ImbNear) near = imb_near_new (self->in, (ImbDistance) distance, self->c, job, error);
  g_autoptr (ImbJob) first = imb_job_new_part (job, n_own == NULL ? 1.0 : 0.5);
  g_autoptr (ImbJob) second = imb_job_new_part (job, 0.5);
  g_autofree guint32 *all = NULL;

  if (near == NULL || !imb_near_find (near, self->rows, self->n_rows, NULL, 0, k, IMB_LIST_OTHERS, own, NULL, first, error))
    return FALSE;
  if (n_own == NULL)
    return TRUE;

  all = imb_lists_new (self->n_rows, k, error);
  if (all == NULL || !imb_near_find (near, NULL, self->in->n_rows, self->rows, self->n_rows, k, IMB_LIST_BUT_FIRST, all, NULL, second, error))
    return FALSE;
  for (gsize i = 0; i < self->n_rows; i++)
    {
      n_own[i] = 0;
      for (gsize t = 0; t < k; t++)
        n_own[i] += imb_view_class (self->in, all[i * k + t]) == self->c;
    }
  return TRUE;
}

gboolean
imb_growth_interpolate (const ImbGrowth *self,
                        int              distance,
                        gsize            k,
                        GError         **error)
{
  g_autofree guint32 *table = imb_lists_new (self->n_rows, k, error);
  g_autoptr (ImbJob) search = imb_job_new_part (self->job, 0.7);
  g_autoptr (ImbJob) making = imb_job_new_part (self->job, 0.3);

  return table != NULL && imb_growth_neighbours (self, distance, k, table, NULL, search, error)
         && imb_interpolate (self->in, self->rows, self->n_rows, self->rows, table, k, self->rng, self->out, self->at, self->n_new, self->c, making, error);
}
