/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NearMiss: of a larger class those rows are kept that lie best to the rows of the smallest class. Version 1: nearest to their
 * nearest; version 2: nearest to their farthest; version 3: of the neighbours of each row of the smallest class those farthest
 * from their nearest. Mani and Zhang 2003. Row for row imbalanced-learn's, equal sums in order of the rows: its class of
 * reference is the smallest, of equally small ones that whose row comes first; where it has less than n_neighbors rows, version 2
 * takes all of them and the others refuse. O(n · p · d) for p rows of the smallest
 * class; no more than a few of the n · p distances are in memory. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-lists.h"
#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-coarse.h"
#include "engine/kernels/imb-farthest.h"
#include "engine/kernels/imb-sort.h"
#include "engine/kernels/imb-within.h"
#include "engine/samplers/imb-crowd.h"
#include "engine/samplers/imb-near.h"
#include "engine/samplers/imb-sampler.h"
#include "engine/samplers/imb-strategy.h"

#define SIFTED_ROWS     4096    /* fewer are not worth it */
#define SIFTED_SHARE    8       /* nor when more than one in so many is kept */
#define MEASURED_ROWS   256     /* of one parallel block */
#define N_EXTREMES      32      /* rows of the smallest class, and n_neighbors more */
#define BLOCK_DISTANCES 4000000 /* of version 2, where the kernel for plain numbers does not serve */

typedef struct
{
  const char *sampling_strategy;
  int         version;
  int         n_neighbors;
  int         n_neighbors_ver3;
  int         metric;
} NearMiss;

static const ImbParam params[] = {
  IMB_STRATEGY_PARAM_UNDER (NearMiss),
  {
    .name = "version",
    .label = N_ ("Version"),
    .help = N_ ("1 keeps rows close to their nearest rows of the smallest class, 2 rows close to their farthest, 3 rows around every one of its rows."),
    IMB_INT (NearMiss, version, 1, 1, 3),
  },
  {
    .name = "n_neighbors",
    .label = N_ ("Neighbours"),
    .help = N_ ("How many rows of the smallest class a row's distance is measured to."),
    IMB_INT (NearMiss, n_neighbors, 3, 1, 1000),
  },
  {
    .name = "n_neighbors_ver3",
    .label = N_ ("Neighbours of version 3"),
    .help = N_ ("How many rows around each row of the smallest class version 3 chooses from."),
    IMB_INT (NearMiss, n_neighbors_ver3, 3, 1, 1000),
  },
  IMB_DISTANCE_PARAM (NearMiss),
  { NULL },
};

static gboolean
check_rows (const ImbView *in,
            guint          c,
            gsize          n_rows,
            int            wanted,
            const char    *param,
            GError       **error)
{
  g_autofree char *label = NULL;

  if (n_rows >= (gsize) wanted)
    return TRUE;

  label = imb_view_dup_label (in, c);
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW,
               g_dngettext (GETTEXT_PACKAGE, "Class “%s” has %zu row, too few for %s=%d; write %s=%zu.", "Class “%s” has %zu rows, too few for %s=%d; write %s=%zu or less.", n_rows),
               label, n_rows, param, wanted, param, n_rows);
  return FALSE;
}

static gboolean
check (const ImbView *in,
       gconstpointer  values,
       GError       **error)
{
  const NearMiss      *self = values;
  g_autofree gsize    *targets = g_new0 (gsize, in->n_classes);
  g_autofree gsize    *counts = g_new0 (gsize, in->n_classes);
  g_autofree gboolean *targeted = g_new0 (gboolean, in->n_classes);
  gsize                n_smallest;
  guint                smallest;

  if (!imb_strategy_resolve (IMB_STRATEGY_UNDER, self->sampling_strategy, in, targets, targeted, error))
    return FALSE;

  smallest = imb_crowd_count_smallest (in, &n_smallest);
  if (self->version != 2 && !check_rows (in, smallest, n_smallest, self->n_neighbors, "n_neighbors", error))
    return FALSE;
  imb_view_count (in, counts);
  for (guint c = 0; c < in->n_classes && self->version == 3; c++)
    if (targeted[c] && counts[c] > 0 && !check_rows (in, c, counts[c], self->n_neighbors_ver3, "n_neighbors_ver3", error))
      return FALSE;
  return TRUE;
}

typedef struct
{
  const ImbView  *in;
  const NearMiss *values;
  const ImbNear  *near;
  guint32        *smallest; /* view rows of the class of reference */
  gsize           n_smallest;
  ImbResample    *out;
  gsize           k; /* distances that are summed */
} Miss;

/* Rows with their distances to the rows that decide. */
typedef struct
{
  guint32 *rows; /* view rows */
  gsize    n;
  guint32 *nearest; /* n × n_neighbors, positions in smallest */
  double  *squares;
  double  *sums;  /* of distances */
  guint32 *order; /* best first */
} Candidates;

static gboolean
candidates_init (Candidates    *self,
                 const guint32 *rows,
                 gsize          n,
                 gsize          k,
                 GError       **error)
{
  self->n = n;
  self->rows = g_memdup2 (rows, n * sizeof *rows);
  self->nearest = g_try_new (guint32, MAX (n * k, 1));
  self->squares = g_try_new (double, MAX (n * k, 1));
  self->sums = g_try_new (double, MAX (n, 1));
  self->order = g_try_new (guint32, MAX (n, 1));
  if (self->nearest != NULL && self->squares != NULL && self->sums != NULL && self->order != NULL)
    return TRUE;

  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for %zu neighbours of %zu rows; write fewer n_neighbors."), k, n);
  return FALSE;
}

static void
candidates_clear (Candidates *self)
{
  g_free (self->rows);
  g_free (self->nearest);
  g_free (self->squares);
  g_free (self->sums);
  g_free (self->order);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Candidates, candidates_clear)

/* Whatever the columns are: all distances of a block of rows, sorted, and their ends. */
static gboolean
find_farthest_in_blocks (const Miss *miss,
                         Candidates *found,
                         ImbJob     *job,
                         GError    **error)
{
  const gsize         p = miss->n_smallest, k = miss->k;
  const gsize         block = CLAMP (BLOCK_DISTANCES / p, 1, MAX (found->n, 1));
  g_autofree guint32 *rows = imb_lists_new (block, p, error);
  g_autofree double  *squares = rows != NULL ? imb_lists_new_distances (block, p, error) : NULL;

  if (squares == NULL)
    return FALSE;
  for (gsize at = 0; at < found->n; at += block)
    {
      gsize n = MIN (block, found->n - at);
      g_autoptr (ImbJob) part = imb_job_new_part (job, (double) n / (double) found->n);

      if (!imb_near_find (miss->near, miss->smallest, p, found->rows + at, n, p, IMB_LIST_ALL, rows, squares, part, error))
        return FALSE;
      for (gsize i = 0; i < n * k; i++)
        {
          found->nearest[at * k + i] = rows[i / k * p + (p - k) + i % k];
          found->squares[at * k + i] = squares[i / k * p + (p - k) + i % k];
        }
    }
  return TRUE;
}

/* By view row, where its list is among those that are known; G_MAXUINT32: it is not. */
static guint32 *
find_places (const Miss       *miss,
             const Candidates *known,
             GError          **error)
{
  guint32 *places = imb_rows_new (miss->in->n_rows, sizeof (guint32), error);

  for (gsize i = 0; places != NULL && i < miss->in->n_rows; i++)
    places[i] = G_MAXUINT32;
  for (gsize i = 0; places != NULL && i < known->n; i++)
    places[known->rows[i]] = (guint32) i;
  return places;
}

/* The lists found for the other rows stand at the front; each goes to its place, the last one first. */
static void
spread (const Candidates *known,
        const guint32    *places,
        gsize             k,
        gsize             n_other,
        Candidates       *found)
{
  for (gsize i = found->n; i-- > 0;)
    {
      const guint32 place = places[found->rows[i]];
      const gsize   from = place != G_MAXUINT32 ? place : --n_other;

      memmove (found->nearest + i * k, (place != G_MAXUINT32 ? known : found)->nearest + from * k, k * sizeof *found->nearest);
      memmove (found->squares + i * k, (place != G_MAXUINT32 ? known : found)->squares + from * k, k * sizeof *found->squares);
    }
}

/* @known: what is known already, or nothing. */
static gboolean
find_farthest (const Miss       *miss,
               const Candidates *known,
               Candidates       *found,
               ImbJob           *job,
               GError          **error)
{
  const gsize         k = miss->k;
  g_autofree guint32 *places = NULL, *other = NULL;
  gsize               n_other = 0;
  g_autoptr (ImbMatrix) points = NULL;
  g_autoptr (ImbMatrix) queries = NULL;

  if (!imb_near_is_plain (miss->near))
    return find_farthest_in_blocks (miss, found, job, error);

  places = find_places (miss, known, error);
  other = places != NULL ? imb_rows_new (found->n, sizeof (guint32), error) : NULL;
  if (other == NULL)
    return FALSE;
  for (gsize i = 0; i < found->n; i++)
    if (places[found->rows[i]] == G_MAXUINT32)
      other[n_other++] = found->rows[i];
  points = imb_view_gather (miss->in, miss->smallest, miss->n_smallest, NULL, error);
  queries = points != NULL ? imb_view_gather (miss->in, other, n_other, NULL, error) : NULL;
  if (queries == NULL || !imb_farthest_find (points, queries, k, found->nearest, found->squares, job, error))
    return FALSE;
  spread (known, places, k, n_other, found);
  return TRUE;
}

/* In the order in which numpy adds up a row: one after the other below eight, else in eight lanes, and halves above 128. Only so
 * are equal sums equal there and here. */
static double
add_up (const double *squares,
        gsize         n)
{
  double lanes[8], sum = 0.0;
  gsize  at = 0, half = n / 2 - n / 2 % 8;

  if (n > 128)
    return add_up (squares, half) + add_up (squares + half, n - half);
  if (n >= 8)
    {
      for (; at < 8; at++)
        lanes[at] = sqrt (squares[at]);
      for (; at < n - n % 8; at++)
        lanes[at % 8] += sqrt (squares[at]);
      sum = ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
    }
  for (; at < n; at++)
    sum += sqrt (squares[at]);
  return sum;
}

/* Sums of distances, and the order that they give. @known: rows of which they are known already. */
static gboolean
rank (const Miss       *miss,
      const Candidates *known,
      Candidates       *found,
      ImbJob           *job,
      GError          **error)
{
  const gsize k = miss->k;

  if (miss->values->version == 2)
    {
      if (!find_farthest (miss, known, found, job, error))
        return FALSE;
    }
  else if (found->n > 0 && !imb_near_find (miss->near, miss->smallest, miss->n_smallest, found->rows, found->n, k, IMB_LIST_ALL, found->nearest, found->squares, job, error))
    return FALSE;

  for (gsize i = 0; i < found->n; i++)
    {
      found->sums[i] = add_up (found->squares + i * k, k);
      if (miss->values->version != 3)
        found->sums[i] = -found->sums[i];
    }
  return imb_sort_descending (found->sums, found->n, found->order, error);
}

/* Version 3: the rows of the class that are near some row of the smallest one, in their order; the others are gone. Into
 * @near; how many. */
static gboolean
find_near_rows (const Miss    *miss,
                const guint32 *rows,
                gsize          n,
                guint32       *near,
                gsize         *n_near,
                ImbJob        *job,
                GError       **error)
{
  const gsize         k = (gsize) miss->values->n_neighbors_ver3;
  g_autofree guint32 *table = g_try_new (guint32, miss->n_smallest * k);
  g_autofree guint8  *is_near = g_new0 (guint8, MAX (n, 1));

  if (table == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for %zu neighbours of %zu rows; write fewer n_neighbors_ver3."), k, miss->n_smallest);
      return FALSE;
    }
  if (!imb_near_find (miss->near, rows, n, miss->smallest, miss->n_smallest, k, IMB_LIST_ALL, table, NULL, job, error))
    return FALSE;

  for (gsize i = 0; i < miss->n_smallest * k; i++)
    is_near[table[i]] = TRUE;
  *n_near = 0;
  for (gsize i = 0; i < n; i++)
    if (is_near[i])
      near[(*n_near)++] = rows[i];
  return TRUE;
}

typedef struct
{
  const ImbView *in;
  const guint32 *rows;
  gsize          n;
  const double  *middle; /* over a whole stride */
  double        *keys;
} Measuring;

static gboolean
measure_block (gsize    block,
               gpointer data,
               GError **error)
{
  const Measuring *self = data;

  for (gsize i = block * MEASURED_ROWS; i < MIN ((block + 1) * MEASURED_ROWS, self->n); i++)
    self->keys[i] = -imb_coarse_apart (imb_view_row (self->in, self->rows[i]), self->middle, self->in->base->stride);
  return TRUE;
}

/* The squared distances of rows to the middle of the smallest class, negative. */
static gboolean
measure_to_middle (const Miss    *miss,
                   const guint32 *rows,
                   gsize          n,
                   double        *keys,
                   ImbJob        *job,
                   GError       **error)
{
  const gsize stride = miss->in->base->stride;
  g_autoptr (ImbMatrix) middle = imb_matrix_new (1, miss->in->base->n_cols, error);
  Measuring measuring = { miss->in, rows, n, middle != NULL ? middle->data : NULL, keys };

  if (middle == NULL)
    return FALSE;
  for (gsize i = 0; i < miss->n_smallest; i++)
    for (gsize j = 0; j < stride; j++)
      middle->data[j] += imb_view_row (miss->in, miss->smallest[i])[j] / (double) miss->n_smallest;
  return imb_parallel_for ((n + MEASURED_ROWS - 1) / MEASURED_ROWS, measure_block, &measuring, job, error);
}

typedef struct
{
  const ImbView   *in;
  const guint32   *rows;
  gsize            n;
  const ImbMatrix *extremes;
  gsize            k;
  double          *keys;
} Reaching;

static gboolean
reach_block (gsize    block,
             gpointer data,
             GError **error)
{
  const Reaching    *self = data;
  const gsize        n = self->extremes->n_rows;
  g_autofree double *squares = g_new (double, n);

  for (gsize i = block * MEASURED_ROWS; i < MIN ((block + 1) * MEASURED_ROWS, self->n); i++)
    {
      for (gsize e = 0; e < n; e++)
        squares[e] = imb_coarse_apart (imb_view_row (self->in, self->rows[i]), imb_matrix_row (self->extremes, e), self->extremes->stride);
      self->keys[i] = 0.0;
      for (gsize c = 0; c < self->k; c++)
        {
          gsize most = c;

          for (gsize e = c + 1; e < n; e++)
            most = squares[e] > squares[most] ? e : most;
          self->keys[i] -= sqrt (squares[most]);
          squares[most] = squares[c];
        }
    }
  return TRUE;
}

/* How far rows are from the farthest of some rows of the smallest class, those that lie outermost; a sum over k, negative. What is farthest of
 * all is at least as far, and mostly one of these. */
static gboolean
measure_to_extremes (const Miss    *miss,
                     const guint32 *rows,
                     gsize          n,
                     double        *keys,
                     ImbJob        *job,
                     GError       **error)
{
  const gsize         k = miss->k, n_extremes = MIN (N_EXTREMES + k, miss->n_smallest);
  g_autofree double  *outward = g_new (double, miss->n_smallest);
  g_autofree guint32 *order = g_new (guint32, miss->n_smallest), *chosen = g_new (guint32, n_extremes);
  g_autoptr (ImbMatrix) extremes = NULL;
  Reaching reaching = { miss->in, rows, n, NULL, k, keys };

  if (!measure_to_middle (miss, miss->smallest, miss->n_smallest, outward, job, error) || !imb_sort_descending (outward, miss->n_smallest, order, error))
    return FALSE;
  for (gsize e = 0; e < n_extremes; e++)
    chosen[e] = miss->smallest[order[miss->n_smallest - 1 - e]];
  extremes = imb_view_gather (miss->in, chosen, n_extremes, NULL, error);
  reaching.extremes = extremes;
  return extremes != NULL && imb_parallel_for ((n + MEASURED_ROWS - 1) / MEASURED_ROWS, reach_block, &reaching, job, error);
}

/* A sum of distances that at least @n_keep rows do not exceed: of those whose @keys are greatest. The middle tells less of them than the extremes, so more
 * rows are asked for it; what is found of them is in @asked. */
static gboolean
find_bound (const Miss    *miss,
            const guint32 *rows,
            const double  *keys,
            gsize          n,
            gsize          n_keep,
            double        *bound,
            Candidates    *asked,
            ImbJob        *job,
            GError       **error)
{
  const gsize         n_asked = MIN (n, miss->values->version == 2 ? n_keep + n_keep / 4 : 2 * n_keep);
  g_autofree guint32 *order = imb_rows_new (n, sizeof (guint32), error);
  g_autofree guint32 *chosen = order != NULL ? imb_rows_new (n_asked, sizeof (guint32), error) : NULL;

  if (chosen == NULL || !imb_sort_descending (keys, n, order, error))
    return FALSE;
  for (gsize i = 0; i < n_asked; i++)
    chosen[i] = rows[order[i]];
  if (!candidates_init (asked, chosen, n_asked, miss->k, error) || !rank (miss, &(Candidates){ 0 }, asked, job, error))
    return FALSE;

  *bound = -asked->sums[asked->order[n_keep - 1]] * (1.0 + 1e-9);
  return TRUE;
}

/* Version 1: a sum of k distances is at least k times the least of them. */
static gboolean
mark_near (const Miss    *miss,
           const guint32 *rows,
           gsize          n,
           double         bound,
           guint8        *may_be,
           ImbJob        *job,
           GError       **error)
{
  const double        most = bound / (double) miss->k;
  g_autofree guint32 *sources = imb_rows_new (n, sizeof (guint32), error);
  g_autoptr (ImbMatrix) points = sources != NULL ? imb_view_gather (miss->in, miss->smallest, miss->n_smallest, NULL, error) : NULL;

  for (gsize i = 0; points != NULL && i < n; i++)
    sources[i] = (guint32) imb_view_source (miss->in, rows[i]);
  return points != NULL && imb_within_mark (points, miss->in->base, sources, n, most * most, may_be, job, error);
}

/* Versions 1 and 2: the rows whose distances could be among the best @n_keep sums by what little is measured of them. Most rows of a large class are
 * not, and are never compared with all of the smallest class. @asked: what was found of some of them. */
static gboolean
find_promising_rows (const Miss    *miss,
                     const guint32 *rows,
                     gsize          n,
                     gsize          n_keep,
                     guint32       *promising,
                     gsize         *n_promising,
                     Candidates    *asked,
                     ImbJob        *job,
                     GError       **error)
{
  const gboolean     is_farthest = miss->values->version == 2;
  g_autofree guint8 *may_be = imb_rows_new (n, sizeof (guint8), error);
  g_autofree double *keys = may_be != NULL ? imb_rows_new (n, sizeof (double), error) : NULL;
  g_autoptr (ImbJob) silent = imb_job_new_part (job, 0.0);
  g_autoptr (ImbJob) bounding = imb_job_new_part (job, is_farthest ? 1.0 : 0.2);
  g_autoptr (ImbJob) marking = imb_job_new_part (job, 0.8);
  double bound;

  if (keys == NULL || !(is_farthest ? measure_to_extremes : measure_to_middle) (miss, rows, n, keys, silent, error)
      || !find_bound (miss, rows, keys, n, n_keep, &bound, asked, bounding, error)
      || (!is_farthest && !mark_near (miss, rows, n, bound, may_be, marking, error)))
    return FALSE;

  *n_promising = 0;
  for (gsize i = 0; i < n; i++)
    if (is_farthest ? -keys[i] <= bound : may_be[i])
      promising[(*n_promising)++] = rows[i];
  return TRUE;
}

/* Those of the rows that are not @near, which come in the same order. */
static void
remove_others (const Miss    *miss,
               const guint32 *rows,
               gsize          n,
               const guint32 *near,
               gsize          n_near)
{
  gsize next = 0;

  for (gsize i = 0; i < n; i++)
    if (next < n_near && near[next] == rows[i])
      next++;
    else
      imb_removals_add (miss->out->removals, rows[i], IMB_REASON_FAR, NULL, 0);
}

/* The best @n_keep of the class's rows into @kept; *n_kept may be less in version 3. */
static gboolean
reduce (const Miss    *miss,
        guint          c,
        const guint32 *rows,
        gsize          n,
        gsize          n_keep,
        guint32       *kept,
        gsize         *n_kept,
        ImbJob        *job,
        GError       **error)
{
  const gsize    k = miss->k;
  const gboolean is_around = miss->values->version == 3;
  const gboolean is_sifted = !is_around && n >= SIFTED_ROWS && n_keep > 0 && n_keep <= n / SIFTED_SHARE
                             && imb_near_is_plain (miss->near) && miss->in->made == NULL;
  const double        early = !is_around && !is_sifted ? 0.0 : miss->values->version == 2 ? 0.5
                                                                                          : 0.9; /* of the work */
  g_autofree guint32 *near = g_new (guint32, MAX (n, 1));
  g_autofree guint32 *witnesses = g_new (guint32, k);
  g_auto (Candidates) found = { 0 };
  g_auto (Candidates) known = { 0 };
  g_autofree char *label = imb_view_dup_label (miss->in, c);
  gsize            n_near = n;
  g_autoptr (ImbJob) first = imb_job_new_part (job, early);
  g_autoptr (ImbJob) second = imb_job_new_part (job, 1.0 - early);

  if (is_around && !find_near_rows (miss, rows, n, near, &n_near, first, error))
    return FALSE;
  if (is_sifted && !find_promising_rows (miss, rows, n, n_keep, near, &n_near, &known, first, error))
    return FALSE;
  if (!candidates_init (&found, is_around || is_sifted ? near : rows, n_near, k, error) || !rank (miss, &known, &found, second, error))
    return FALSE;
  if (is_around || is_sifted)
    remove_others (miss, rows, n, near, n_near);

  *n_kept = MIN (n_keep, n_near);
  if (*n_kept < n_keep)
    imb_notes_add (miss->out->notes, _ ("Near-miss 3 keeps %zu rows of class “%s”, not %zu: no more are among the n_neighbors_ver3=%d nearest of a row of the smallest class."),
                   *n_kept, label, n_keep, miss->values->n_neighbors_ver3);
  for (gsize i = 0; i < n_near; i++)
    if (i < *n_kept)
      kept[i] = found.rows[found.order[i]];
    else
      {
        for (gsize w = 0; w < k; w++)
          witnesses[w] = miss->smallest[found.nearest[found.order[i] * k + w]];
        imb_removals_add (miss->out->removals, found.rows[found.order[i]], IMB_REASON_FAR, witnesses, k);
      }
  return TRUE;
}

static gboolean
reduce_classes (const Miss     *miss,
                const gsize    *targets,
                const gboolean *targeted,
                ImbJob         *job,
                GError        **error)
{
  const ImbView      *in = miss->in;
  g_autofree guint32 *kept = g_new (guint32, MAX (in->n_rows, 1));
  gsize               n_kept = 0;

  for (guint c = 0; c < in->n_classes; c++)
    {
      gsize               n, n_more = 0;
      g_autofree guint32 *rows = imb_view_rows_of_class (in, c, &n);
      g_autoptr (ImbJob) part = imb_job_new_part (job, (double) n / (double) in->n_rows);

      if (!targeted[c])
        for (; n_more < n; n_more++)
          kept[n_kept + n_more] = rows[n_more];
      else if (n > 0 && !reduce (miss, c, rows, n, targets[c], kept + n_kept, &n_more, part, error))
        return FALSE;
      n_kept += n_more;
    }
  imb_resample_take_rows (miss->out, g_steal_pointer (&kept), n_kept);
  return TRUE;
}

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  const NearMiss      *self = values;
  g_autofree gsize    *targets = g_new0 (gsize, in->n_classes);
  g_autofree gboolean *targeted = g_new0 (gboolean, in->n_classes);
  gsize                n_smallest;
  guint                smallest = imb_crowd_smallest (in, &n_smallest);
  g_autofree guint32  *rows = imb_view_rows_of_class (in, smallest, &n_smallest);
  const gsize          k = self->version == 2 ? MIN ((gsize) self->n_neighbors, n_smallest) : (gsize) self->n_neighbors;
  g_autoptr (ImbNear) near = NULL;

  if (!imb_strategy_resolve (IMB_STRATEGY_UNDER, self->sampling_strategy, in, targets, targeted, error))
    return FALSE;
  imb_strategy_note (IMB_STRATEGY_UNDER, in, targets, out->notes);
  if (k < (gsize) self->n_neighbors)
    imb_notes_add (out->notes, g_dngettext (GETTEXT_PACKAGE, "The smallest class has %zu row, so near-miss 2 takes the distance to that one, not to n_neighbors=%d.", "The smallest class has %zu rows, so near-miss 2 adds up the distances to all of them, not to n_neighbors=%d.", n_smallest), n_smallest, self->n_neighbors);

  near = imb_near_new (in, (ImbDistance) self->metric, smallest, job, error);
  return near != NULL && reduce_classes (&(Miss){ in, self, near, rows, n_smallest, out, k }, targets, targeted, job, error);
}

/* Version 3 chooses among rows around the smallest class, which may be few. */
static ImbTally
tally (gconstpointer values)
{
  return ((const NearMiss *) values)->version == 3 ? IMB_TALLY_OR_FEWER : IMB_TALLY_EXACT;
}

const ImbSampler imb_sampler_near_miss = {
  .base.id = "near-miss",
  .base.title = N_ ("NearMiss"),
  .base.summary = N_ ("Keeps those rows of the larger classes that lie nearest to the smallest class, or around each of its rows."),
  .base.reference = "Mani, Zhang 2003, kNN approach to unbalanced data distributions, ICML Workshop on Learning from Imbalanced Datasets",
  .base.params = params,
  .base.params_size = sizeof (NearMiss),
  .flags = IMB_SAMPLER_DROPS | IMB_SAMPLER_METRIC,
  .peer = "imblearn.under_sampling.NearMiss",
  .tally = tally,
  .check = check,
  .sample = sample,
};
