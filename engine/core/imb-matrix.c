/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory for numbers. Blocks of a huge page and more come from mmap with huge pages asked for; in the heap, pieces so large leave holes in which something
 * small is put, and by chance it grows. */
#include "engine/core/imb-matrix.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/core/imb-error.h"

#define HUGE_PAGE        ((gsize) 2 << 20)
#define LARGE            HUGE_PAGE
#define ALIGNED          64
#define N_SPARES         16
#define MOST_SPARE_BYTES ((gsize) 512 << 20)

static gsize
block_bytes (gsize n)
{
  gsize bytes = n * sizeof (double);

  return bytes < LARGE ? (bytes + 63) / 64 * 64 : (bytes + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
}

/* Zeros. Reserves a huge page more than needed and gives the unaligned ends back. What is behind the last whole huge page of @used comes in small
 * ones, so that only what is used counts. */
static double *
map_large (gsize bytes,
           gsize used)
{
  char *start = mmap (NULL, bytes + HUGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  gsize lead;

  if (start == MAP_FAILED)
    return NULL;

  lead = (HUGE_PAGE - (gsize) start % HUGE_PAGE) % HUGE_PAGE;
  if (lead > 0)
    munmap (start, lead);
  munmap (start + lead + bytes, HUGE_PAGE - lead);
  madvise (start + lead, used / HUGE_PAGE * HUGE_PAGE, MADV_HUGEPAGE);
  return (double *) (start + lead);
}

/* Large blocks that were freed lately, for the next that asks for about their size: folds and previews make the same
 * matrices again and again, and clearing fresh pages costs the kernel more than most passes over them cost us. The
 * kernel may take their pages back whenever it needs them. */
typedef struct
{
  double *block;
  gsize   bytes;
} Spare;

static GMutex      spare_lock;
static Spare       spares[N_SPARES];
static guint       n_spares;
static gsize       spare_bytes;
static GHashTable *larger; /* blocks in use that have more bytes than was asked for → their bytes */

/* Of a spare block that is much too large the rest stays spare; without room for that it is not taken. */
static gboolean
is_divisible (const Spare *spare,
              gsize        bytes)
{
  return spare->bytes <= bytes + bytes / 4 || n_spares < N_SPARES;
}

/* The smallest spare block that fits: new pages beside old ones that nobody uses would both count as ours. */
static double *
take_spare (gsize bytes)
{
  double *block = NULL;
  guint   best = N_SPARES;

  g_mutex_lock (&spare_lock);
  for (guint i = 0; i < n_spares; i++)
    if (spares[i].bytes >= bytes && is_divisible (&spares[i], bytes) && (best == N_SPARES || spares[i].bytes < spares[best].bytes))
      best = i;
  if (best < N_SPARES)
    {
      Spare *found = &spares[best];

      block = found->block;
      if (found->bytes > bytes + bytes / 4)
        {
          spare_bytes -= bytes;
          *found = (Spare){ block + bytes / sizeof (double), found->bytes - bytes };
        }
      else
        {
          if (found->bytes > bytes)
            {
              if (larger == NULL)
                larger = g_hash_table_new (NULL, NULL);
              g_hash_table_insert (larger, block, GSIZE_TO_POINTER (found->bytes));
            }
          spare_bytes -= found->bytes;
          *found = spares[--n_spares];
        }
    }
  g_mutex_unlock (&spare_lock);
  return block;
}

/* With the spare blocks that end where it begins or begin where it ends. */
static Spare
join_spares (Spare block)
{
  guint i = 0;

  while (i < n_spares)
    {
      const Spare other = spares[i];

      if (other.block + other.bytes / sizeof (double) != block.block && block.block + block.bytes / sizeof (double) != other.block)
        {
          i++;
          continue;
        }
      block = (Spare){ MIN (block.block, other.block), block.bytes + other.bytes };
      spares[i] = spares[--n_spares];
      i = 0;
    }
  return block;
}

static void
give_back (double *block,
           gsize   bytes)
{
  gpointer known = NULL;
  gboolean kept;

  g_mutex_lock (&spare_lock);
  if (larger != NULL && g_hash_table_steal_extended (larger, block, NULL, &known))
    bytes = GPOINTER_TO_SIZE (known);
  kept = spare_bytes + bytes <= MOST_SPARE_BYTES;
  if (kept)
    {
      const Spare joint = join_spares ((Spare){ block, bytes });

      kept = n_spares < N_SPARES;
      if (kept)
        {
          madvise (block, bytes, MADV_FREE);
          spares[n_spares++] = joint;
          spare_bytes += bytes;
        }
    }
  g_mutex_unlock (&spare_lock);
  if (!kept)
    munmap (block, bytes);
}

/* Gives back about @bytes of those that nobody uses: new pages are needed, and both would count as ours. The smallest first; where the same
 * blocks are asked for again and again there is always one that fits, and nothing is given back. */
static void
drop_spares (gsize bytes)
{
  gsize dropped = 0;

  g_mutex_lock (&spare_lock);
  while (n_spares > 0 && dropped < bytes)
    {
      guint least = 0;

      for (guint i = 1; i < n_spares; i++)
        if (spares[i].bytes < spares[least].bytes)
          least = i;
      munmap (spares[least].block, spares[least].bytes);
      dropped += spares[least].bytes;
      spare_bytes -= spares[least].bytes;
      spares[least] = spares[--n_spares];
    }
  g_mutex_unlock (&spare_lock);
}

/* aligned_alloc gives what is over at both ends back; once something small is there, a block of the same size fits in the place of a freed one no
 * more, and the heap grows with every block. So the ends stay, and where it really begins is written in front. */
static double *
new_small (gsize bytes)
{
  char *start = malloc (bytes + ALIGNED), *block;

  if (start == NULL)
    return NULL;
  block = (char *) (((gsize) start + ALIGNED) / ALIGNED * ALIGNED); /* malloc's are multiples of 16 */
  memcpy (block - sizeof start, &start, sizeof start);
  return (double *) block;
}

static void
free_small (double *block)
{
  char *start;

  memcpy (&start, (char *) block - sizeof start, sizeof start);
  free (start);
}

/* @fresh: (out): whether the block is known to be zero. */
static double *
new_block (gsize     n,
           gboolean *fresh)
{
  gsize   bytes;
  double *block;

  *fresh = FALSE;
  if (n > G_MAXSSIZE / sizeof (double) - HUGE_PAGE)
    return NULL;

  bytes = block_bytes (MAX (n, 1));
  if (bytes < LARGE)
    return new_small (bytes);

  block = take_spare (bytes);
  *fresh = block == NULL;
  if (block != NULL)
    return block;
  drop_spares (bytes);
  return map_large (bytes, n * sizeof (double));
}

double *
imb_block_new (gsize n)
{
  gboolean fresh;
  double  *block = new_block (n, &fresh);

  if (block != NULL && !fresh)
    memset (block, 0, (MAX (n, 1) * sizeof (double) + 63) / 64 * 64);
  return block;
}

double *
imb_block_new_unset (gsize n)
{
  gboolean fresh;

  return new_block (n, &fresh);
}

void
imb_block_free (double *block,
                gsize   n)
{
  gsize bytes = block_bytes (MAX (n, 1));

  if (block == NULL)
    return;
  if (bytes >= LARGE)
    give_back (block, bytes);
  else
    free_small (block);
}

static ImbMatrix *
new_matrix (gsize     n_rows,
            gsize     n_cols,
            gboolean *fresh,
            GError  **error)
{
  gsize      stride = (MAX (n_cols, 1) + 7) / 8 * 8;
  ImbMatrix *self;
  double    *data = NULL;

  if (n_rows < G_MAXUINT32 && n_rows <= G_MAXSSIZE / sizeof (double) / 2 / stride)
    data = new_block (n_rows * stride, fresh);
  if (data == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
                   _ ("There is no memory for %zu rows of %zu columns; use fewer of them."), n_rows, n_cols);
      return NULL;
    }

  self = g_new (ImbMatrix, 1);
  *self = (ImbMatrix){ data, n_rows, n_cols, stride, MAX (n_rows * stride, 1) * sizeof (double) };
  return self;
}

ImbMatrix *
imb_matrix_new (gsize    n_rows,
                gsize    n_cols,
                GError **error)
{
  gboolean   fresh = FALSE;
  ImbMatrix *self = new_matrix (n_rows, n_cols, &fresh, error);

  if (self != NULL && !fresh)
    memset (self->data, 0, self->n_bytes);
  return self;
}

ImbMatrix *
imb_matrix_new_unset (gsize    n_rows,
                      gsize    n_cols,
                      GError **error)
{
  gboolean fresh;

  return new_matrix (n_rows, n_cols, &fresh, error);
}

/* What the heap has just grown by, from @top on, comes from the kernel in one go: page by page, when each is touched, it costs twice as much. An older kernel
 * refuses, and then it comes page by page. */
static void
fetch_pages (ImbMatrix  *self,
             const char *top)
{
#ifdef MADV_POPULATE_WRITE
  const gsize page = (gsize) sysconf (_SC_PAGESIZE);
  const gsize begin = (MAX ((gsize) self->data, (gsize) top) + page - 1) / page * page, end = ((gsize) self->data + self->n_bytes) / page * page;

  if ((gsize) self->data < (gsize) sbrk (0) && begin < end)
    madvise ((char *) self->data + (begin - (gsize) self->data), end - begin, MADV_POPULATE_WRITE);
#endif
}

ImbMatrix *
imb_matrix_new_whole (gsize    n_rows,
                      gsize    n_cols,
                      GError **error)
{
  const char *top = sbrk (0);
  ImbMatrix  *self = imb_matrix_new_unset (n_rows, n_cols, error);

  if (self != NULL && block_bytes (self->n_bytes / sizeof (double)) < LARGE)
    fetch_pages (self, top);
  return self;
}

void
imb_matrix_free (ImbMatrix *self)
{
  if (self == NULL)
    return;

  if (self->n_bytes > 0)
    imb_block_free (self->data, self->n_bytes / sizeof (double));
  g_free (self);
}

ImbMatrix *
imb_matrix_new_tail (const ImbMatrix *of,
                     gsize            first)
{
  ImbMatrix *self = g_new (ImbMatrix, 1);

  g_assert (first <= of->n_rows);
  *self = (ImbMatrix){ imb_matrix_row (of, first), of->n_rows - first, of->n_cols, of->stride, 0 };
  return self;
}

/* Blocks that malloc has are small. */
void
imb_matrix_forget (ImbMatrix *self,
                   gsize      n_rows)
{
  gsize bytes = n_rows * self->stride * sizeof (double) / HUGE_PAGE * HUGE_PAGE;

  if (block_bytes (self->n_bytes / sizeof (double)) >= LARGE && bytes > 0)
    madvise (self->data, bytes, MADV_DONTNEED);
}

gpointer
imb_rows_new (gsize    n,
              gsize    size,
              GError **error)
{
  gpointer self = g_try_malloc_n (MAX (n, 1), size);

  if (self == NULL)
    g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory to go through %zu rows; use fewer of them."), n);
  return self;
}
