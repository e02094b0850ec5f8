/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking at rows without copying them; copying them when a model asks. */
#include "engine/core/imb-view.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-clones.h"
#include "engine/core/imb-parallel.h"

#define GATHER_BLOCK 2048 /* rows */
#define COUNT_BLOCK  ((gsize) 32768)
#define FEW_CLASSES  8

ImbView
imb_view_of (const ImbMatrix *base,
             const guint16   *classes,
             guint            n_classes)
{
  return (ImbView){ .base = base, .classes = classes, .n_rows = base->n_rows, .n_classes = n_classes };
}

gsize
imb_view_n_categories (const ImbView *self)
{
  gsize n = 0;

  for (gsize j = 0; self->kinds != NULL && j < self->base->n_cols; j++)
    n += self->kinds[j].n_levels > 0;
  return n;
}

/* Vectorizes; for a few classes that beats counting all of them in one pass, where each row waits for the one before. */
static IMB_CLONES gsize
count_class (const guint16 *classes,
             gsize          n,
             guint          c)
{
  gsize total = 0;

  for (gsize begin = 0; begin < n; begin += COUNT_BLOCK)
    {
      gsize   end = MIN (begin + COUNT_BLOCK, n);
      guint16 count = 0;

#pragma omp simd reduction(+ \
                           : count)
      for (gsize i = begin; i < end; i++)
        count = (guint16) (count + (classes[i] == c));
      total += count;
    }
  return total;
}

void
imb_view_count (const ImbView *self,
                gsize         *counts)
{
  if (self->counts != NULL)
    {
      memcpy (counts, self->counts, self->n_classes * sizeof *counts);
      return;
    }

  memset (counts, 0, self->n_classes * sizeof *counts);
  for (guint c = 0; self->rows == NULL && self->n_classes <= FEW_CLASSES && c < self->n_classes; c++)
    counts[c] = count_class (self->classes, self->n_rows, c);
  for (gsize i = 0; (self->rows != NULL || self->n_classes > FEW_CLASSES) && i < self->n_rows; i++)
    counts[imb_view_class (self, i)]++;
}

guint
imb_view_n_present (const ImbView *self,
                    guint         *some)
{
  g_autofree gsize *counts = g_new (gsize, MAX (self->n_classes, 1));
  guint             n_present = 0;

  imb_view_count (self, counts);
  for (guint c = 0; c < self->n_classes; c++)
    if (counts[c] > 0)
      {
        n_present++;
        *some = c;
      }
  return n_present;
}

guint32 *
imb_view_rows_of_class (const ImbView *self,
                        guint          c,
                        gsize         *n_rows)
{
  gsize    n = 0;
  guint32 *rows;

  if (self->rows == NULL)
    n = count_class (self->classes, self->n_rows, c);
  for (gsize i = 0; self->rows != NULL && i < self->n_rows; i++)
    n += imb_view_class (self, i) == c;

  /* Every row is written and the next one stays in its place: a branch would be guessed wrongly at every row of a small class. */
  rows = g_new (guint32, n + 1);
  *n_rows = n;
  n = 0;
  for (gsize i = 0; i < self->n_rows; i++)
    {
      rows[n] = (guint32) i;
      n += imb_view_class (self, i) == c;
    }
  return rows;
}

typedef struct
{
  const ImbView *view;
  const guint32 *view_rows;
  ImbMatrix     *out;
  gsize          n_rows;
} Gather;

static gboolean
gather_block (gsize    block,
              gpointer data,
              GError **error)
{
  const Gather *gather = data;
  ImbMatrix    *out = gather->out;

  for (gsize i = block * GATHER_BLOCK; i < MIN ((block + 1) * GATHER_BLOCK, gather->n_rows); i++)
    memcpy (imb_matrix_row (out, i),
            imb_view_row (gather->view, gather->view_rows != NULL ? gather->view_rows[i] : i),
            out->stride * sizeof (double));
  return TRUE;
}

/* The first @n_rows of @out. The threads share the first touch of the new memory, which costs more than the copying. */
static gboolean
gather_into (ImbMatrix     *out,
             gsize          n_rows,
             const ImbView *self,
             const guint32 *view_rows,
             ImbJob        *job,
             GError       **error)
{
  Gather gather = { self, view_rows, out, n_rows };
  g_autoptr (ImbJob) silent = imb_job_new_part (job, 0.0);

  return imb_parallel_for ((n_rows + GATHER_BLOCK - 1) / GATHER_BLOCK, gather_block, &gather, silent, error);
}

ImbMatrix *
imb_view_gather (const ImbView *self,
                 const guint32 *view_rows,
                 gsize          n_rows,
                 ImbJob        *job,
                 GError       **error)
{
  gsize      n = view_rows != NULL ? n_rows : self->n_rows;
  ImbMatrix *out = imb_matrix_new_unset (n, self->base->n_cols, error);

  if (out != NULL && !gather_into (out, n, self, view_rows, job, error))
    g_clear_pointer (&out, imb_matrix_free);
  return out;
}

const ImbMatrix *
imb_view_see_whole (const ImbView *self,
                    ImbMatrix    **own,
                    ImbJob        *job,
                    GError       **error)
{
  ImbWhole *whole = self->whole;

  *own = NULL;
  if (self->rows == NULL && self->made == NULL)
    return self->base;
  if (whole == NULL || whole->matrix->n_rows != self->n_rows)
    return *own = imb_view_gather (self, NULL, 0, job, error);

  if (whole->n_empty > 0 && !gather_into (whole->matrix, whole->n_empty, self, NULL, job, error))
    return NULL;
  whole->n_empty = 0;
  return whole->matrix;
}

char *
imb_view_dup_label (const ImbView *self,
                    guint          c)
{
  return self->labels != NULL ? g_strdup (self->labels[c]) : g_strdup_printf ("%u", c);
}

char *
imb_view_dup_feature (const ImbView *self,
                      gsize          j)
{
  return self->features != NULL ? g_strdup_printf (_ ("“%s”"), self->features[j]) : g_strdup_printf (_ ("feature %zu"), j + 1);
}

gsize
imb_view_number (const ImbView *self,
                 gsize          i)
{
  gsize at = imb_view_source (self, i);

  return (self->numbers != NULL && at < self->base->n_rows ? self->numbers[at] : at) + 1;
}
