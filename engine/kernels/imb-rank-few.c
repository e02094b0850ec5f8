/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A ranking of the rows of a rare class only. Its scores are sorted; every other row is placed between two of them and counted there. A
 * table of cells of the range of the keys says where to begin, so that one step or two settle a row, without a branch. */
#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-falling.h"
#include "engine/kernels/imb-rank.h"
#include "engine/kernels/imb-sort-values.h"

#define MOST_BITS 20

typedef struct
{
  const ImbRankRows *rows;
  guint64           *keys; /* of the class, ascending; behind them some that are larger than all */
  gsize              n_class;
  guint              shift;
  guint32           *cells;   /* how many keys are before each */
  gsize              longest; /* step of the search: a power of 2 */
  gsize              n_stretches;
  guint32           *counts; /* of each stretch: rows just before a key, rows that have it */
} Work;

static gsize
gather (const ImbRankRows *rows,
        guint64           *keys)
{
  gsize n = 0;

  for (gsize i = 0; i < rows->n; i++)
    if (rows->codes[i] == rows->code)
      keys[n++] = imb_falling_key (rows->scores[i * rows->stride]);
  return n;
}

static gsize
make_cells (Work *work,
            guint n_cells)
{
  gsize at = 0, most = 0;

  for (guint c = 0; c < n_cells; c++)
    {
      gsize first = at;

      work->cells[c] = (guint32) at;
      while (at < work->n_class && (work->keys[at] - work->keys[0]) >> work->shift <= c)
        at++;
      most = MAX (most, at - first);
    }
  work->cells[n_cells] = (guint32) at;
  return most;
}

static gboolean
place_stretch (gsize    stretch,
               gpointer data,
               GError **error)
{
  Work              *work = data;
  const ImbRankRows *rows = work->rows;
  const guint64     *keys = work->keys;
  guint64            least = keys[0], range = keys[work->n_class - 1] - least;
  guint32           *counts = work->counts + stretch * 2 * (work->n_class + 1);

  for (gsize i = rows->n * stretch / work->n_stretches; i < rows->n * (stretch + 1) / work->n_stretches; i++)
    {
      guint64  key = imb_falling_key (rows->scores[i * rows->stride]);
      guint64  above = key < least ? 0 : key - least;
      guint32 *cell = work->cells + (MIN (above, range) >> work->shift);
      gsize    at = cell[0];

      if (rows->codes[i] == rows->code)
        continue;
      if (cell[1] > at)
        for (gsize step = work->longest; step > 0; step /= 2)
          at += keys[at + step - 1] < key ? step : 0;
      counts[2 * at + (keys[at] == key)]++;
    }
  return TRUE;
}

/* The points, from what lies before each key and at it. */
static gsize
write_points (const Work    *work,
              ImbRankPoints *points)
{
  gsize n = 0, fp = 0;

  for (gsize i = 0; i < work->n_class;)
    {
      const guint32 *counts = work->counts + 2 * i;

      if (counts[0] > 0)
        {
          fp += counts[0];
          points->tp[n] = (double) i;
          points->fp[n++] = (double) fp;
        }
      fp += counts[1];
      for (i++; i < work->n_class && work->keys[i] == work->keys[i - 1];)
        i++;
      points->tp[n] = (double) i;
      points->fp[n++] = (double) fp;
    }
  if (fp < work->rows->n - work->n_class)
    {
      points->tp[n] = (double) work->n_class;
      points->fp[n++] = (double) (work->rows->n - work->n_class);
    }
  return n;
}

gsize
imb_rank_few (const ImbRankRows *rows,
              gsize              n_class,
              ImbRankPoints     *points)
{
  gsize               room = 2 * n_class + 2, n_counts = 2 * (n_class + 1), most;
  gsize               n_stretches = imb_parallel_get_n_threads ();
  g_autofree guint64 *gathered = g_try_new (guint64, n_class);
  g_autofree guint64 *keys = g_try_new (guint64, room);
  g_autofree guint32 *counts = g_try_new0 (guint32, n_stretches * n_counts);
  g_autofree guint32 *cells = g_try_new (guint32, ((gsize) 1 << MOST_BITS) + 1);
  Work                work = { .rows = rows, .keys = keys, .n_class = n_class, .cells = cells, .longest = 1, .n_stretches = n_stretches, .counts = counts };
  guint64             range;
  guint               bits = 4;

  if (gathered == NULL || keys == NULL || counts == NULL || cells == NULL || rows->n > G_MAXUINT32)
    return 0;

  gather (rows, gathered);
  imb_sort_keys_into (gathered, keys, n_class);
  for (gsize i = n_class; i < room; i++)
    keys[i] = G_MAXUINT64;
  range = keys[n_class - 1] - keys[0];
  while (bits < MOST_BITS && (gsize) 1 << bits < 32 * n_class)
    bits++;
  work.shift = range > 0 ? imb_falling_shift (range, bits) : 0;
  most = make_cells (&work, (guint) (range >> work.shift) + 1);
  while (2 * work.longest <= most)
    work.longest *= 2;
  imb_parallel_for (n_stretches, place_stretch, &work, NULL, NULL);
  for (gsize s = 1; s < n_stretches; s++)
    for (gsize i = 0; i < n_counts; i++)
      counts[i] += counts[s * n_counts + i];
  return write_points (&work, points);
}
