/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Condensed nearest neighbours: a store of the smallest class and a few drawn rows takes in, one after the other, those rows of
 * a larger class that it would take for another class; the others are removed. Hart 1968. Rows as imbalanced-learn's
 * CondensedNearestNeighbour gives them: grouped by class, of a class the drawn rows first, then as they were taken in. One thing is ours: there
 * a row is passed over when its number within the class is the number in the table of one in the store, which is chance.
 *
 * imbalanced-learn asks the store for all rows again after each row it takes in. Here the distance to the store is kept: how far the
 * rows of the smallest class are never changes, and how far the store's rows of the own class are is searched for a block
 * of rows at once, then mended with each row that the block adds. A row is right when enough rows of its class are nearer
 * than the other class; equal distances are settled by imbalanced-learn's list. O(n · store · d). */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-lists.h"
#include "engine/kernels/imb-coarse.h"
#include "engine/kernels/imb-nearest.h"
#include "engine/kernels/imb-search.h"
#include "engine/samplers/imb-sampler.h"
#include "engine/samplers/imb-store.h"
#include "engine/samplers/imb-strategy.h"

#define BLOCK      512   /* rows */
#define MOST_PART  65536 /* doubles: 512 kB, */
#define PART_SHARE 4     /* and no more than one row in so many, */
#define LONG       16    /* columns, above which a sum in order takes several times as long as one in any */

/* One class while its store grows. */
typedef struct
{
  const ImbView *in;
  const ImbNear *near;
  guint          c;
  gsize          k;
  gsize          n_others; /* rows of the smallest class among k with which a row is wrong */
  gsize          n_own;    /* rows of its own class that must be nearer for it to be right */
  const guint32 *rows;     /* view rows of the class */
  gsize          n;
  guint32       *store; /* view rows: the smallest class, then those of this one */
  gsize          n_smallest;
  gsize          n_store;
  guint8        *is_passed; /* of each view row: by its number, not asked for */
  double        *limits;    /* of each row, how far its n_others-th of the smallest class is, squared; NULL: not plain */
  guint32       *counts;
  ImbRemovals   *removals;
} Class;

/* Rows of a block and the nearest of their class in the store. */
typedef struct
{
  gsize       at; /* in rows of the class */
  gsize       n;
  double     *distances; /* n_own each */
  guint32    *rows;      /* of the store */
  ImbNearest *nearest;
} Block;

typedef enum
{
  RIGHT,
  WRONG,
  OPEN,
} Verdict;

/* ---- distances that never change ---- */

static void
set_no_limit (Class *self)
{
  for (gsize i = 0; i < self->n; i++)
    self->limits[i] = INFINITY;
}

/* A part of the rows at a time, but as many as those of the smallest class at least: all at once would be the table a second time. */
static gboolean
measure_limits (Class   *self,
                ImbJob  *job,
                GError **error)
{
  const gsize m = self->n_others, most = MIN (MAX (MIN (MOST_PART / self->in->base->stride, self->n / PART_SHARE), self->n_smallest), self->n);
  g_autoptr (ImbMatrix) points = imb_view_gather (self->in, self->store, self->n_smallest, NULL, error);
  g_autofree guint32 *found = points != NULL ? imb_lists_new (most, m, error) : NULL;
  g_autofree double  *distances = found != NULL ? imb_lists_new_distances (most, m, error) : NULL;

  if (distances == NULL)
    return FALSE;
  for (gsize at = 0; at < self->n; at += most)
    {
      const gsize n = MIN (most, self->n - at);
      g_autoptr (ImbJob) part = imb_job_new_part (job, (double) n / (double) self->n);
      g_autoptr (ImbMatrix) queries = imb_view_gather (self->in, self->rows + at, n, NULL, error);

      if (queries == NULL || !imb_neighbours_find (points, queries, m, FALSE, found, distances, part, error))
        return FALSE;
      for (gsize i = 0; i < n; i++)
        self->limits[at + i] = distances[i * m + m - 1];
    }
  return TRUE;
}

/* ---- the store's own rows ---- */

static gboolean
start_block (const Class *self,
             Block       *block,
             GError     **error)
{
  const gsize n_own = self->n_store - self->n_smallest, n_found = MIN (self->n_own, n_own);
  g_autoptr (ImbMatrix) points = imb_view_gather (self->in, self->store + self->n_smallest, n_own, NULL, error);
  g_autoptr (ImbMatrix) queries = points != NULL ? imb_view_gather (self->in, self->rows + block->at, block->n, NULL, error) : NULL;
  g_autofree guint32 *places = queries != NULL ? imb_lists_new (block->n, n_found, error) : NULL;
  g_autofree double  *distances = places != NULL ? imb_lists_new_distances (block->n, n_found, error) : NULL;

  if (distances == NULL || !imb_neighbours_find (points, queries, n_found, FALSE, places, distances, NULL, error))
    return FALSE;
  for (gsize i = 0; i < block->n; i++)
    {
      block->nearest[i] = (ImbNearest){ block->distances + i * self->n_own, block->rows + i * self->n_own, 0, self->n_own };
      for (gsize b = 0; b < n_found; b++)
        imb_nearest_insert (&block->nearest[i], distances[i * n_found + b], self->store[self->n_smallest + places[i * n_found + b]]);
    }
  return TRUE;
}

/* Most rows are farther off than what they have, which a sum in any order shows. */
static void
tell_block (const Class *self,
            Block       *block,
            gsize        from,
            guint32      row)
{
  const ImbMatrix *base = self->in->base;
  const double    *other = imb_view_row (self->in, row), sure = imb_coarse_sure (base->n_cols);

  for (gsize i = from; i < block->n; i++)
    {
      const double *own = imb_view_row (self->in, self->rows[block->at + i]);

      if (base->n_cols <= LONG || !(imb_coarse_apart (own, other, base->stride) * sure > imb_nearest_limit (&block->nearest[i])))
        imb_nearest_insert (&block->nearest[i], imb_squared_distance (own, other, base->n_cols), row);
    }
}

static Verdict
compare_distances (const Class *self,
                   const Block *block,
                   gsize        i,
                   guint32     *witness)
{
  double limit = self->limits[block->at + i], own = imb_nearest_limit (&block->nearest[i]);

  *witness = block->nearest[i].n > 0 ? block->nearest[i].rows[0] : IMB_NO_ROW;
  if (isinf (limit) || own * IMB_SAME < limit)
    return RIGHT;
  return limit * IMB_SAME < own ? WRONG : OPEN;
}

/* ---- by list ---- */

typedef struct
{
  const Class    *of;
  const ImbCrowd *crowd;
  gboolean        is_right;
  guint32         witness;
} Answer;

static void
hear (gsize          i,
      const guint32 *list,
      gpointer       data)
{
  Answer *self = data;

  self->is_right = imb_store_vote (self->crowd, list, self->of->k, self->of->c, self->of->counts, &self->witness) == self->of->c;
}

static gboolean
ask_store (const Class *self,
           guint32      row,
           gboolean    *is_right,
           guint32     *witness,
           GError     **error)
{
  g_auto (ImbCrowd) crowd = { 0 };
  Answer answer = { self, &crowd, FALSE, IMB_NO_ROW };

  if (!imb_crowd_init (&crowd, self->near, self->in, self->store, self->n_store, NULL, error)
      || !imb_crowd_each_list (&crowd, &row, 1, 1, self->k, IMB_LIST_ALL, hear, &answer, NULL, error))
    return FALSE;

  *is_right = answer.is_right;
  *witness = answer.witness;
  return TRUE;
}

/* ---- the walk ---- */

static gboolean
visit (Class   *self,
       Block   *block,
       gsize    i,
       gboolean is_compat,
       GError **error)
{
  guint32  row = self->rows[block->at + i], witness = IMB_NO_ROW;
  Verdict  verdict = self->limits != NULL ? compare_distances (self, block, i, &witness) : OPEN;
  gboolean is_right = verdict == RIGHT;

  if (self->is_passed[is_compat ? block->at + i : row])
    {
      if (is_compat && verdict != RIGHT)
        witness = row;
      imb_removals_add (self->removals, row, IMB_REASON_REDUNDANT, &witness, witness == IMB_NO_ROW || witness == row ? 0 : 1);
      return TRUE;
    }
  if (verdict == OPEN && !ask_store (self, row, &is_right, &witness, error))
    return FALSE;
  if (is_right)
    {
      imb_removals_add (self->removals, row, IMB_REASON_REDUNDANT, &witness, 1);
      return TRUE;
    }

  self->store[self->n_store++] = row;
  self->is_passed[row] = TRUE;
  if (self->limits != NULL)
    tell_block (self, block, i + 1, row);
  return TRUE;
}

static gboolean
walk (Class   *self,
      gboolean is_compat,
      ImbJob  *job,
      GError **error)
{
  g_autofree double     *distances = g_new (double, BLOCK * self->n_own);
  g_autofree guint32    *rows = g_new (guint32, BLOCK * self->n_own);
  g_autofree ImbNearest *nearest = g_new (ImbNearest, BLOCK);

  for (gsize at = 0; at < self->n; at += BLOCK)
    {
      Block block = { at, MIN (BLOCK, self->n - at), distances, rows, nearest };

      if (self->limits != NULL && !start_block (self, &block, error))
        return FALSE;
      for (gsize i = 0; i < block.n; i++)
        if (!imb_job_step (job, at + i, self->n, error) || !visit (self, &block, i, is_compat, error))
          return FALSE;
    }
  return TRUE;
}

/* @is_alone: the class is the smallest itself, so that the store has no other */
static gboolean
condense_class (Class                *self,
                const ImbStoreParams *values,
                gboolean              is_alone,
                ImbRng               *stream,
                ImbJob               *job,
                GError              **error)
{
  const gsize         n_seeds = (gsize) values->n_seeds_S;
  g_autofree double  *limits = imb_near_is_plain (self->near) ? g_new (double, self->n) : NULL;
  g_autofree guint8  *is_passed = g_new0 (guint8, self->in->n_rows);
  g_autofree guint32 *counts = g_new0 (guint32, self->in->n_classes);
  g_autoptr (ImbJob) measuring = imb_job_new_part (job, 0.2);
  g_autoptr (ImbJob) walking = imb_job_new_part (job, 0.8);

  self->store = imb_store_new (self->in, self->rows, self->n, n_seeds, self->n, stream, &self->n_smallest);
  self->n_store = self->n_smallest + n_seeds;
  self->limits = limits;
  self->is_passed = is_passed;
  self->counts = counts;
  for (gsize i = self->n_smallest; i < self->n_store; i++)
    is_passed[self->store[i]] = TRUE;
  if (limits != NULL)
    set_no_limit (self);
  return (limits == NULL || is_alone || self->n_others > self->n_smallest || measure_limits (self, measuring, error))
         && walk (self, values->compat == IMB_COMPAT_IMBALANCED_LEARN, walking, error);
}

/* ---- all classes ---- */

typedef struct
{
  const ImbView        *in;
  const ImbNear        *near;
  const ImbStoreParams *values;
  guint                 smallest;
  GArray               *kept; /* of guint32: view rows */
} Task;

/* When the class is the smallest itself, all of the store is of it and every row is right. */
static gboolean
add_class (const Task    *task,
           guint          c,
           const guint32 *rows,
           gsize          n,
           ImbRng        *stream,
           ImbResample   *out,
           ImbJob        *job,
           GError       **error)
{
  const gsize k = (gsize) task->values->n_neighbors;
  Class       self = { .in = task->in, .near = task->near, .c = c, .k = k, .rows = rows, .n = n, .removals = out->removals };
  gboolean    ok;

  /* Of a tie the first class is the winner. */
  self.n_others = task->smallest < c ? (k + 1) / 2 : k / 2 + 1;
  self.n_own = k - self.n_others + 1;
  ok = condense_class (&self, task->values, c == task->smallest, stream, job, error);
  if (ok)
    g_array_append_vals (task->kept, self.store + self.n_smallest, (guint) (self.n_store - self.n_smallest));
  g_free (self.store);
  return ok;
}

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  ImbRng            stream = *rng;
  gsize             n_smallest;
  g_autofree gsize *targets = g_new0 (gsize, in->n_classes);
  g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (ImbNear) near = imb_near_new (in, (ImbDistance) ((const ImbStoreParams *) values)->metric, IMB_ALL_CLASSES, job, error);
  Task task = { in, near, values, imb_crowd_smallest (in, &n_smallest), kept };

  if (near == NULL || !imb_strategy_resolve (IMB_STRATEGY_CLEAN, task.values->sampling_strategy, in, targets, NULL, error))
    return FALSE;
  for (guint c = 0; c < in->n_classes; c++)
    {
      gsize               n;
      g_autofree guint32 *rows = imb_view_rows_of_class (in, c, &n);
      g_autoptr (ImbJob) part = imb_job_new_part (job, (double) n / (double) in->n_rows);

      if (n == 0)
        continue;
      if (targets[c] == 0)
        g_array_append_vals (kept, rows, (guint) n);
      else if (!add_class (&task, c, rows, n, &stream, out, part, error))
        return FALSE;
    }
  imb_resample_take_rows (out, g_memdup2 (kept->data, kept->len * sizeof (guint32)), kept->len);
  return TRUE;
}

const ImbSampler imb_sampler_condensed_nearest_neighbour = {
  .base.id = "condensed-nearest-neighbour",
  .base.title = N_ ("Condensed nearest neighbours"),
  .base.summary = N_ ("Keeps of larger classes only what the nearest row of those already kept would take for another class."),
  .base.reference = "Hart 1968, doi:10.1109/TIT.1968.1054155",
  .base.params = imb_store_params,
  .base.params_size = sizeof (ImbStoreParams),
  .flags = IMB_SAMPLER_DROPS | IMB_SAMPLER_RANDOM | IMB_SAMPLER_METRIC,
  .peer = "imblearn.under_sampling.CondensedNearestNeighbour",
  .check = imb_store_check,
  .sample = sample,
};
