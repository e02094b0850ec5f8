/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One hash of a million numbers misses the cache at every one. So the numbers, mixed one to one, are first dealt by their leading bits into
 * buckets whose own hash fits into the first-level cache; where that would take too much memory, some buckets at a time. A column
 * of few different numbers never gets that far: they all fit into one small hash. */
#include "engine/kernels/imb-distinct.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/kernels/imb-sort.h"

#define FEW_BITS      11                /* slots of the small hash: 2^11 */
#define FEW           ((gsize) 1 << 10) /* it holds */
#define BUCKET        ((gsize) 1 << 11) /* values, about */
#define MOST_BITS     12                /* buckets: at most 2^12 */
#define LEAST_SCRATCH ((gsize) 1 << 20) /* values */
#define STEP          ((gsize) 1 << 16) /* values between two looks at the job */

/* A bijection of 64 bits, so that different numbers stay different; 0 stays 0. */
static inline guint64
mix (double value)
{
  guint64 bits;

  value += 0.0; /* −0 becomes 0 */
  memcpy (&bits, &value, sizeof bits);
  return (bits ^ bits >> 32) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
}

/* Adds @word, which is not 0, unless it is there; 0 marks a free slot. TRUE when it was new. @mask: slots − 1, a power of two less one. */
static inline gboolean
add (guint64 *slots,
     gsize    mask,
     gsize    start,
     guint64  word)
{
  gsize s = start & mask;

  for (; slots[s] != 0; s = (s + 1) & mask)
    if (slots[s] == word)
      return FALSE;
  slots[s] = word;
  return TRUE;
}

/* FALSE: there are more than a few. */
static gboolean
count_few (const double *values,
           gsize         n,
           gsize        *n_distinct)
{
  guint64  slots[(gsize) 1 << FEW_BITS] = { 0 };
  gboolean zero = FALSE;
  gsize    count = 0;

  for (gsize i = 0; i < n && count <= FEW; i++)
    {
      guint64 word = mix (values[i]);

      if (isnan (values[i]))
        continue;
      if (word == 0)
        zero = TRUE;
      else
        count += add (slots, ((gsize) 1 << FEW_BITS) - 1, (gsize) (word >> (64 - FEW_BITS)), word);
    }
  *n_distinct = count + zero;
  return count <= FEW;
}

/* How many values each bucket gets. FALSE with G_IO_ERROR_CANCELLED. */
static gboolean
count_buckets (const double *values,
               gsize         n,
               guint         shift,
               gsize        *counts,
               ImbJob       *job,
               GError      **error)
{
  for (gsize at = 0; at < n; at += STEP)
    {
      if (!imb_job_step (job, 0, 0, error))
        return FALSE;
      for (gsize i = at; i < MIN (at + STEP, n); i++)
        if (!isnan (values[i]))
          counts[mix (values[i]) >> shift]++;
    }
  return TRUE;
}

/* The values of buckets @first … @end − 1 into @scratch, bucket after bucket. @places: (array length=buckets) where the next one goes. */
static gboolean
deal (const double *values,
      gsize         n,
      guint         shift,
      gsize         first,
      gsize         end,
      gsize        *places,
      guint64      *scratch,
      ImbJob       *job,
      GError      **error)
{
  for (gsize at = 0; at < n; at += STEP)
    {
      if (!imb_job_step (job, 0, 0, error))
        return FALSE;
      for (gsize i = at; i < MIN (at + STEP, n); i++)
        {
          guint64 word = mix (values[i]);
          gsize   bucket = (gsize) (word >> shift);

          if (bucket >= first && bucket < end && !isnan (values[i]))
            scratch[places[bucket]++] = word;
        }
    }
  return TRUE;
}

static gsize
count_bucket (const guint64 *words,
              gsize          n,
              guint          shift,
              guint64      **slots,
              gsize         *n_slots)
{
  gsize    count = 0, wanted = 2;
  gboolean zero = FALSE;

  while (wanted < 2 * n)
    wanted *= 2;
  if (wanted > *n_slots)
    {
      g_free (*slots);
      *slots = g_new (guint64, wanted);
      *n_slots = wanted;
    }
  memset (*slots, 0, wanted * sizeof **slots);
  for (gsize i = 0; i < n; i++)
    if (words[i] == 0)
      zero = TRUE;
    else
      count += add (*slots, wanted - 1, (gsize) (words[i] << (64 - shift) >> 32), words[i]);
  return count + zero;
}

/* Up to what bucket there is room for all values from @first on; at least one. */
static gsize
choose_end (const gsize *counts,
            gsize        n_buckets,
            gsize        first,
            gsize        room)
{
  gsize end = first, n = 0;

  while (end < n_buckets && (end == first || n + counts[end] <= room))
    n += counts[end++];
  return end;
}

gboolean
imb_distinct_count (const double *values,
                    gsize         n,
                    ImbJob       *job,
                    gsize        *n_distinct,
                    GError      **error)
{
  guint               bits = 1;
  g_autofree gsize   *counts = NULL;
  g_autofree gsize   *places = NULL;
  g_autofree guint64 *scratch = NULL;
  g_autofree guint64 *slots = NULL;
  gsize               n_buckets, n_scratch, room = MAX (LEAST_SCRATCH, n / 8), n_slots = 0;

  if (count_few (values, n, n_distinct))
    return imb_job_step (job, 0, 0, error);

  while (bits < MOST_BITS && n >> bits > BUCKET)
    bits++;
  n_buckets = (gsize) 1 << bits;
  counts = g_new0 (gsize, n_buckets);
  places = g_new0 (gsize, n_buckets);
  if (!count_buckets (values, n, 64 - bits, counts, job, error))
    return FALSE;

  *n_distinct = 0;
  n_scratch = 0;
  for (gsize first = 0, end; first < n_buckets; first = end)
    {
      gsize n_dealt = 0;

      end = choose_end (counts, n_buckets, first, room);
      for (gsize b = first; b < end; n_dealt += counts[b++])
        places[b] = n_dealt;
      if (n_dealt > n_scratch)
        {
          g_free (scratch);
          n_scratch = n_dealt;
          scratch = g_new (guint64, n_scratch);
        }
      if (!deal (values, n, 64 - bits, first, end, places, scratch, job, error))
        return FALSE;
      for (gsize b = first; b < end; b++)
        *n_distinct += count_bucket (scratch + places[b] - counts[b], counts[b], 64 - bits, &slots, &n_slots);
    }
  return TRUE;
}

/* The different numbers met, in the order they came, and where they are: a slot holds the place + 1. */
typedef struct
{
  double  *values;
  gsize    n;
  guint32 *slots;
  guint    bits; /* of their number, which is twice the room for values */
} Met;

static gsize
slot_of (const Met *met,
         double     value)
{
  gsize mask = ((gsize) 1 << met->bits) - 1;
  gsize s = (gsize) (mix (value) >> (64 - met->bits));

  while (met->slots[s] != 0 && met->values[met->slots[s] - 1] != value)
    s = (s + 1) & mask;
  return s;
}

static void
make_room (Met *met)
{
  met->bits++;
  met->values = g_renew (double, met->values, (gsize) 1 << (met->bits - 1));
  g_free (met->slots);
  met->slots = g_new0 (guint32, (gsize) 1 << met->bits);
  for (gsize v = 0; v < met->n; v++)
    met->slots[slot_of (met, met->values[v])] = (guint32) v + 1;
}

double *
imb_distinct_find (const double *values,
                   gsize         n,
                   ImbJob       *job,
                   gsize        *n_distinct,
                   GError      **error)
{
  Met met = { .bits = FEW_BITS };

  make_room (&met);
  for (gsize i = 0; i < n; i++)
    {
      double value = values[i] + 0.0; /* −0 becomes 0 */
      gsize  s;

      if (i % STEP == 0 && !imb_job_step (job, 0, 0, error))
        {
          g_free (met.values);
          g_free (met.slots);
          return NULL;
        }
      if (isnan (value) || met.slots[s = slot_of (&met, value)] != 0)
        continue;
      met.values[met.n++] = value;
      met.slots[s] = (guint32) met.n;
      if (met.n == (gsize) 1 << (met.bits - 1))
        make_room (&met);
    }
  g_free (met.slots);
  qsort (met.values, met.n, sizeof *met.values, imb_compare_doubles);
  *n_distinct = met.n;
  return met.values;
}
