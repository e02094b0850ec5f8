/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ranking scores. Most significant digit first: one pass over memory deals the rows out into up to 2,048 buckets of the range of the
 * keys. What is left of a key has room for a bit that says whether its row is of the class, so that rows need no order and the two sides
 * no merge. Each bucket is sorted where it is, in the cache, and its distinct scores are counted; then all know where their points
 * begin, and write them. */
#include "engine/kernels/imb-rank.h"

#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-falling.h"
#include "engine/kernels/imb-sort-values.h"

#define BITS      11
#define BLOCK     ((gsize) 1 << 17)
#define N_PIECES  64 /* of the buckets, sorted at a time */
#define BUCKETFUL 16 /* rows: fewer are not worth a bucket */

typedef struct
{
  gsize start;
  gsize n_class; /* rows of the class; of all buckets before, later */
  gsize n_points;
} Bucket;

typedef struct
{
  const ImbRankRows *rows;
  ImbRankPoints     *points;
  guint64           *keys;
  guint64           *spare;
  guint64           *ranges; /* of blocks: least and most */
  guint64            least;
  guint              shift;
  guint              n_buckets;
  guint              n_pieces;
  gsize             *places; /* of each block and bucket */
  Bucket            *buckets;
} Work;

static inline guint64
key_of (const ImbRankRows *rows,
        gsize              i)
{
  return imb_falling_key (rows->scores[i * rows->stride]);
}

static gsize
end_of (const Work *work,
        gsize       block)
{
  return MIN ((block + 1) * BLOCK, work->rows->n);
}

static gboolean
find_range (gsize    block,
            gpointer data,
            GError **error)
{
  Work   *work = data;
  guint64 least = G_MAXUINT64, most = 0;

  for (gsize i = block * BLOCK; i < end_of (work, block); i++)
    {
      guint64 key = key_of (work->rows, i);

      least = MIN (least, key);
      most = MAX (most, key);
    }
  work->ranges[2 * block] = least;
  work->ranges[2 * block + 1] = most;
  return TRUE;
}

static gboolean
count_buckets (gsize    block,
               gpointer data,
               GError **error)
{
  Work  *work = data;
  gsize *counts = work->places + block * work->n_buckets;

  for (gsize i = block * BLOCK; i < end_of (work, block); i++)
    counts[(key_of (work->rows, i) - work->least) >> work->shift]++;
  return TRUE;
}

static gboolean
deal_block (gsize    block,
            gpointer data,
            GError **error)
{
  Work              *work = data;
  const ImbRankRows *rows = work->rows;
  gsize             *places = work->places + block * work->n_buckets;
  guint64            rest = (G_GUINT64_CONSTANT (1) << work->shift) - 1;

  for (gsize i = block * BLOCK; i < end_of (work, block); i++)
    {
      guint64 key = key_of (rows, i) - work->least;

      work->spare[places[key >> work->shift]++] = (key & rest) << 1 | (rows->codes[i] == rows->code);
    }
  return TRUE;
}

/* The buckets that begin in a piece, one of equal stretches of the keys. */
static void
find_buckets (const Work *work,
              gsize       piece,
              guint      *first,
              guint      *end)
{
  gsize from = work->rows->n * piece / work->n_pieces, to = work->rows->n * (piece + 1) / work->n_pieces;

  for (*first = 0; *first < work->n_buckets && work->buckets[*first].start < from; ++*first)
    ;
  for (*end = *first; *end < work->n_buckets && work->buckets[*end].start < to; ++*end)
    ;
}

static gboolean
sort_piece (gsize    piece,
            gpointer data,
            GError **error)
{
  Work *work = data;
  guint first, end;

  find_buckets (work, piece, &first, &end);
  for (guint b = first; b < end; b++)
    {
      Bucket  *bucket = &work->buckets[b];
      guint64 *keys = work->keys + bucket->start;
      gsize    n = bucket[1].start - bucket->start, n_points = n > 0, n_class = 0;

      if (n > 0)
        imb_sort_keys_into (work->spare + bucket->start, keys, n);
      for (gsize i = 0; i < n; i++)
        n_class += keys[i] & 1;
      for (gsize i = 1; i < n; i++)
        n_points += keys[i] >> 1 != keys[i - 1] >> 1;
      bucket->n_class = n_class;
      bucket->n_points = n_points;
    }
  return TRUE;
}

static gboolean
write_piece (gsize    piece,
             gpointer data,
             GError **error)
{
  Work         *work = data;
  ImbRankPoints to = *work->points;
  guint         first, end;

  find_buckets (work, piece, &first, &end);
  for (guint b = first; b < end; b++)
    {
      const Bucket  *bucket = &work->buckets[b];
      const guint64 *keys = work->keys + bucket->start;
      guint64        least = work->least + ((guint64) b << work->shift);
      gsize          n = bucket[1].start - bucket->start, n_class = bucket->n_class, at = bucket->n_points;

      for (gsize i = 0; i < n; i++)
        {
          n_class += keys[i] & 1;
          if (i + 1 < n && keys[i + 1] >> 1 == keys[i] >> 1)
            continue;
          to.thresholds[at] = imb_falling_value (least + (keys[i] >> 1));
          to.tp[at] = (double) n_class;
          to.fp[at++] = (double) (bucket->start + i + 1 - n_class);
        }
    }
  return TRUE;
}

/* Where every block puts its rows of every bucket. */
static void
find_places (Work *work,
             gsize n_blocks)
{
  gsize at = 0;

  for (guint b = 0; b < work->n_buckets; b++)
    {
      work->buckets[b].start = at;
      for (gsize block = 0; block < n_blocks; block++)
        {
          gsize *place = &work->places[block * work->n_buckets + b];
          gsize  here = *place;

          *place = at;
          at += here;
        }
    }
  work->buckets[work->n_buckets].start = at;
}

/* Counts of buckets become counts of all before them. */
static gsize
add_up (Work *work)
{
  gsize n_class = 0, n_points = 0;

  for (guint b = 0; b < work->n_buckets; b++)
    {
      Bucket *bucket = &work->buckets[b];

      n_class += bucket->n_class;
      bucket->n_class = n_class - bucket->n_class;
      n_points += bucket->n_points;
      bucket->n_points = n_points - bucket->n_points;
    }
  return n_points;
}

gsize
imb_rank (const ImbRankRows *rows,
          guint64           *keys,
          ImbRankPoints     *points)
{
  gsize               n_blocks = (rows->n + BLOCK - 1) / BLOCK;
  g_autofree guint64 *ranges = g_new (guint64, 2 * (n_blocks + 1));
  g_autofree gsize   *places = NULL;
  g_autofree Bucket  *buckets = NULL;
  Work                work = { .rows = rows, .points = points, .keys = keys, .spare = (guint64 *) (void *) points->thresholds, .ranges = ranges };
  guint64             most = 0;
  guint               bits = 1;

  if (rows->n == 0)
    return 0;

  imb_parallel_for (n_blocks, find_range, &work, NULL, NULL);
  work.least = G_MAXUINT64;
  for (gsize block = 0; block < n_blocks; block++)
    {
      work.least = MIN (work.least, ranges[2 * block]);
      most = MAX (most, ranges[2 * block + 1]);
    }
  while (bits < BITS && (gsize) BUCKETFUL << bits < rows->n)
    bits++;
  work.shift = work.least < most ? imb_falling_shift (most - work.least, bits) : 0;
  work.n_buckets = (guint) ((most - work.least) >> work.shift) + 1;
  work.n_pieces = n_blocks > 1 ? N_PIECES : 1;
  work.places = places = g_new0 (gsize, n_blocks * work.n_buckets);
  work.buckets = buckets = g_new (Bucket, work.n_buckets + 1);
  imb_parallel_for (n_blocks, count_buckets, &work, NULL, NULL);
  find_places (&work, n_blocks);
  imb_parallel_for (n_blocks, deal_block, &work, NULL, NULL);
  imb_parallel_for (work.n_pieces, sort_piece, &work, NULL, NULL);
  most = add_up (&work);
  imb_parallel_for (work.n_pieces, write_piece, &work, NULL, NULL);
  return most;
}
