/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory for numbers. Blocks of 4 MiB and more come from mmap with huge pages asked for. */
#include "engine/core/imb-matrix.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "engine/core/imb-error.h"

#define LARGE     ((gsize) 4 << 20)
#define HUGE_PAGE ((gsize) 2 << 20)

static gsize
block_bytes (gsize n)
{
  gsize bytes = n * sizeof (double);

  return bytes < LARGE ? (bytes + 63) / 64 * 64 : (bytes + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
}

/* Zeros. Reserves a huge page more than needed and gives the unaligned ends back. */
static double *
map_large (gsize bytes)
{
  char *start = mmap (NULL, bytes + HUGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  gsize lead;

  if (start == MAP_FAILED)
    return NULL;

  lead = (HUGE_PAGE - (gsize) start % HUGE_PAGE) % HUGE_PAGE;
  if (lead > 0)
    munmap (start, lead);
  munmap (start + lead + bytes, HUGE_PAGE - lead);
  madvise (start + lead, bytes, MADV_HUGEPAGE);
  return (double *) (start + lead);
}

double *
imb_block_new (gsize n)
{
  gsize   bytes;
  double *block;

  if (n > G_MAXSSIZE / sizeof (double) - HUGE_PAGE)
    return NULL;

  bytes = block_bytes (MAX (n, 1));
  if (bytes >= LARGE)
    return map_large (bytes);

  block = aligned_alloc (64, bytes);
  if (block != NULL)
    memset (block, 0, bytes);
  return block;
}

void
imb_block_free (double *block,
                gsize   n)
{
  gsize bytes = block_bytes (MAX (n, 1));

  if (block == NULL)
    return;
  if (bytes >= LARGE)
    munmap (block, bytes);
  else
    free (block);
}

ImbMatrix *
imb_matrix_new (gsize    n_rows,
                gsize    n_cols,
                GError **error)
{
  gsize      stride = (MAX (n_cols, 1) + 7) / 8 * 8;
  ImbMatrix *self;
  double    *data = NULL;

  if (n_rows < G_MAXUINT32 && n_rows <= G_MAXSSIZE / sizeof (double) / 2 / stride)
    data = imb_block_new (n_rows * stride);
  if (data == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
                   _ ("There is no memory for %zu rows of %zu columns; use fewer of them."), n_rows, n_cols);
      return NULL;
    }

  self = g_new (ImbMatrix, 1);
  *self = (ImbMatrix){ data, n_rows, n_cols, stride, n_rows * stride * sizeof (double) };
  return self;
}

void
imb_matrix_free (ImbMatrix *self)
{
  if (self == NULL)
    return;

  imb_block_free (self->data, self->n_rows * self->stride);
  g_free (self);
}
