/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns are taken out of the rows a few at a time, since a row's neighbours come with it from memory, then sorted one by
 * one. A column's values wait where its entries will be. How many bits an entry has for row, class and rank follows from how many there are. */
#include "engine/kernels/imb-presort.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-clones.h"
#include "engine/core/imb-error.h"
#include "engine/core/imb-matrix.h"
#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-falling.h"
#include "engine/kernels/imb-sort-places.h"

#define AT_ONCE   8     /* columns: a line of cache */
#define STEP_ROWS 16384 /* between two looks at the job */

static guint
bits_for (gsize n)
{
  guint bits = 0;

  for (; n > 1; n = (n + 1) / 2)
    bits++;
  return bits;
}

gboolean
imb_presort_set_too_large (gsize    n_rows,
                           gsize    n_cols,
                           GError **error)
{
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
               _ ("There is no memory to grow a tree from %zu rows of %zu features; use fewer of them."), n_rows, n_cols);
  return FALSE;
}

static ImbPresort *
presort_new (const ImbPresort *like,
             gsize             n_rows,
             GError          **error)
{
  ImbPresort *self = g_new (ImbPresort, 1);
  gsize       n;

  *self = *like;
  self->n_rows = n_rows;
  self->ranks = NULL;
  self->missing = g_memdup2 (like->missing, like->n_cols * sizeof *like->missing);
  self->entries = g_size_checked_mul (&n, MAX (n_rows, 1), MAX (like->n_cols, 1)) ? (guint64 *) imb_block_new_unset (n) : NULL;
  if (self->entries != NULL)
    return self;

  imb_presort_free (self);
  imb_presort_set_too_large (n_rows, like->n_cols, error);
  return NULL;
}

static ImbPresort *
presort_new_ranked (const ImbPresort *like,
                    GError          **error)
{
  ImbPresort *self = g_new (ImbPresort, 1);

  *self = *like;
  self->missing = g_memdup2 (like->missing, like->n_cols * sizeof *like->missing);
  self->ranks = like->n_cols == 0 || like->n_all <= G_MAXSIZE / sizeof (guint32) / like->n_cols ? g_try_new (guint32, MAX (like->n_all * like->n_cols, 1)) : NULL;
  if (self->ranks != NULL)
    return self;

  imb_presort_free (self);
  imb_presort_set_too_large (like->n_all, like->n_cols, error);
  return NULL;
}

void
imb_presort_free (ImbPresort *self)
{
  if (self == NULL)
    return;

  if (self->entries != NULL)
    imb_block_free ((double *) self->entries, MAX (self->n_rows, 1) * MAX (self->n_cols, 1));
  g_free (self->ranks);
  g_free (self->missing);
  g_free (self->own_rows);
  g_free (self->own_classes);
  g_free (self);
}

typedef struct
{
  ImbPresort *self;
  gsize       n_at_once;
  ImbJob     *job;
} Sorting;

/* What one thread sorts with. */
typedef struct
{
  guint64 *keys; /* of each row */
  guint32 *places;
  guint32 *spare;
  guint32 *counts;
} Desk;

static void
desk_clear (Desk *desk)
{
  g_free (desk->keys);
  g_free (desk->places);
  g_free (desk->spare);
  g_free (desk->counts);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Desk, desk_clear)

static gboolean
desk_init (Desk    *desk,
           gsize    n_cols,
           gsize    n,
           GError **error)
{
  *desk = (Desk){ g_try_new (guint64, n), g_try_new (guint32, n), g_try_new (guint32, n), g_new (guint32, IMB_SORT_COUNTS) };
  return (desk->keys != NULL && desk->places != NULL && desk->spare != NULL) || imb_presort_set_too_large (n, n_cols, error);
}

/* Ascending, and NaN last of all. */
static inline guint64
key_of (double value)
{
  return isnan (value) ? G_MAXUINT64 : ~imb_falling_key (value);
}

/* Before its entries are there. */
static double *
values_of (const ImbPresort *self,
           gsize             j)
{
  return (double *) imb_presort_column (self, j);
}

/* Rows of equal values backwards, but for those of NaN. */
static void
sort_column (const Sorting *sorting,
             Desk          *desk,
             gsize          j)
{
  ImbPresort    *self = sorting->self;
  const double  *values = values_of (self, j);
  const gsize    n = self->n_rows;
  guint64       *out = imb_presort_column (self, j), rank = 0;
  const guint32 *sorted;
  gsize          n_keys = 0;

  for (gsize i = 0; i < n; i++)
    {
      desk->keys[i] = key_of (values[i]);
      desk->places[i] = (guint32) (n - 1 - i);
      n_keys += desk->keys[i] != G_MAXUINT64;
    }
  sorted = imb_sort_places (desk->keys, n, desk->places, desk->spare, desk->counts);
  for (gsize i = 0; i < n; i++)
    {
      const guint32 row = sorted[i < n_keys ? i : n - 1 - (i - n_keys)];

      rank += i > 0 && desk->keys[row] != desk->keys[sorted[i - 1]];
      out[i] = rank << self->rank_at | (guint64) self->classes[row] << self->class_at | row;
    }
  self->missing[j] = rank + (n_keys == n);
}

static gboolean
sort_columns (gsize    block,
              gpointer data,
              GError **error)
{
  const Sorting *sorting = data;
  ImbPresort    *self = sorting->self;
  const gsize    first = block * sorting->n_at_once, n_cols = MIN (sorting->n_at_once, self->n_cols - first), n = self->n_rows;
  g_auto (Desk) desk = { 0 };

  if (!desk_init (&desk, n_cols, n, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      if (i % STEP_ROWS == 0 && !imb_job_step (sorting->job, 0, 0, error))
        return FALSE;
      for (gsize c = 0; c < n_cols; c++)
        values_of (self, first + c)[i] = self->rows[i][first + c];
    }
  for (gsize c = 0; c < n_cols; c++)
    {
      if (!imb_job_step (sorting->job, 0, 0, error))
        return FALSE;
      sort_column (sorting, &desk, first + c);
    }
  return TRUE;
}

/* ---- ranks alone ---- */

static gboolean
rank_column (gsize    j,
             gpointer data,
             GError **error)
{
  const Sorting *sorting = data;
  ImbPresort    *self = sorting->self;
  const gsize    n = self->n_all;
  guint32       *ranks = self->ranks + j * n, rank = 0;
  const guint32 *sorted;
  g_auto (Desk) desk = { 0 };

  if (!desk_init (&desk, self->n_cols, n, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      desk.keys[i] = key_of (self->rows[i][j]);
      desk.places[i] = (guint32) i;
    }
  sorted = imb_sort_places (desk.keys, n, desk.places, desk.spare, desk.counts);
  for (gsize i = 0; i < n; i++)
    {
      rank += i > 0 && desk.keys[sorted[i]] != desk.keys[sorted[i - 1]];
      ranks[sorted[i]] = rank;
    }
  self->missing[j] = rank + (desk.keys[sorted[n - 1]] != G_MAXUINT64);
  return TRUE;
}

/* As many columns in every block, or nearly: threads wait for the largest, and there are two blocks at least. */
static gsize
at_once_of (gsize n_cols)
{
  const gsize n_blocks = MAX ((n_cols + AT_ONCE - 1) / AT_ONCE, 2);

  return MAX ((n_cols + n_blocks - 1) / n_blocks, 1);
}

static ImbPresort *
sort (const double *const *rows,
      const guint16       *classes,
      gsize                n_rows,
      gsize                n_cols,
      guint                n_classes,
      gboolean             ranks_only,
      ImbJob              *job,
      GError             **error)
{
  const guint         row_bits = MAX (bits_for (n_rows), 1), class_bits = MAX (bits_for (n_classes), 1);
  g_autofree guint64 *missing = g_new0 (guint64, MAX (n_cols, 1));
  ImbPresort          like = {
             .rows = rows,
             .classes = classes,
             .n_all = n_rows,
             .n_cols = n_cols,
             .n_classes = n_classes,
             .n_rows = n_rows,
             .missing = missing,
             .class_at = row_bits,
             .rank_at = row_bits + class_bits,
  };
  g_autoptr (ImbPresort) self = NULL;
  Sorting sorting = { NULL, at_once_of (n_cols), job };

  g_return_val_if_fail (n_rows > 0 && n_classes > 0, NULL);

  /* Ranks go up to the number of rows. */
  if (2 * row_bits + 1 + class_bits > 64 || n_rows >= G_MAXUINT32)
    {
      imb_presort_set_too_large (n_rows, n_cols, error);
      return NULL;
    }
  like.row_mask = (G_GUINT64_CONSTANT (1) << row_bits) - 1;
  like.class_mask = ((G_GUINT64_CONSTANT (1) << class_bits) - 1) << row_bits;
  self = ranks_only ? presort_new_ranked (&like, error) : presort_new (&like, n_rows, error);
  if (self == NULL)
    return NULL;

  sorting.self = self;
  if (!imb_parallel_for (ranks_only ? n_cols : (n_cols + sorting.n_at_once - 1) / sorting.n_at_once, ranks_only ? rank_column : sort_columns, &sorting, job, error))
    return NULL;
  return g_steal_pointer (&self);
}

ImbPresort *
imb_presort_new (const double *const *rows,
                 const guint16       *classes,
                 gsize                n_rows,
                 gsize                n_cols,
                 guint                n_classes,
                 ImbJob              *job,
                 GError             **error)
{
  return sort (rows, classes, n_rows, n_cols, n_classes, FALSE, job, error);
}

ImbPresort *
imb_presort_new_ranked (const double *const *rows,
                        const guint16       *classes,
                        gsize                n_rows,
                        gsize                n_cols,
                        guint                n_classes,
                        ImbJob              *job,
                        GError             **error)
{
  return sort (rows, classes, n_rows, n_cols, n_classes, TRUE, job, error);
}

ImbPresort *
imb_presort_new_unsorted (const double *const *rows,
                          const guint16       *classes,
                          gsize                n_rows,
                          gsize                n_cols,
                          guint                n_classes)
{
  ImbPresort *self = g_new0 (ImbPresort, 1);

  self->rows = rows;
  self->classes = classes;
  self->n_all = n_rows;
  self->n_cols = n_cols;
  self->n_classes = n_classes;
  return self;
}

typedef struct
{
  const ImbPresort *from;
  ImbPresort       *to;
  const guint8     *is_in;
} Selecting;

static gboolean
select_column (gsize    j,
               gpointer data,
               GError **error)
{
  const Selecting *selecting = data;
  const guint64   *from = imb_presort_column (selecting->from, j);
  guint64         *to = imb_presort_column (selecting->to, j);
  const gsize      n_rows = selecting->to->n_rows;

  /* The last row that is in may be followed by others: a branch only at the end. */
  for (gsize i = 0, n = 0; n < n_rows; i++)
    {
      to[n] = from[i];
      n += selecting->is_in[imb_presort_row (selecting->from, from[i])];
    }
  return TRUE;
}

ImbPresort *
imb_presort_select (const ImbPresort *self,
                    const double     *weights,
                    ImbJob           *job,
                    GError          **error)
{
  g_autofree guint8 *is_in = g_new (guint8, self->n_all);
  g_autoptr (ImbPresort) out = NULL;
  Selecting selecting = { self, NULL, is_in };
  gsize     n = 0;

  for (gsize i = 0; i < self->n_all; i++)
    n += is_in[i] = weights[i] > 0.0;
  out = presort_new (self, n, error);
  if (out == NULL)
    return NULL;

  selecting.to = out;
  if (!imb_parallel_for (n > 0 ? self->n_cols : 0, select_column, &selecting, job, error))
    return NULL;
  return g_steal_pointer (&out);
}

/* ---- some of the ranked rows ---- */

/* What a part is sorted with: its own ranks, an order, and counts of two digits. */
typedef struct
{
  guint32 *ranks;
  guint32 *order;
  guint32 *low;
  guint32 *high;
} PartDesk;

static void
part_desk_clear (PartDesk *desk)
{
  g_free (desk->ranks);
  g_free (desk->order);
  g_free (desk->low);
  g_free (desk->high);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PartDesk, part_desk_clear)

/* Bits of one of the two digits of ranks up to @most. */
static guint
width_for (guint64 most)
{
  return (bits_for (most + 1) + 1) / 2;
}

static gboolean
part_desk_init (PartDesk         *desk,
                const ImbPresort *of,
                gsize             n,
                GError          **error)
{
  const gsize n_counts = (gsize) 1 << width_for (of->n_all);

  *desk = (PartDesk){ g_try_new (guint32, MAX (n, 1)), g_try_new (guint32, MAX (n, 1)), g_new (guint32, n_counts), g_new (guint32, n_counts) };
  return (desk->ranks != NULL && desk->order != NULL) || imb_presort_set_too_large (n, of->n_cols, error);
}

/* How often each value of a digit occurs becomes where it begins. */
static void
begin_digit (guint32 *counts,
             guint    width)
{
  guint32 at = 0;

  for (gsize value = 0; value < (gsize) 1 << width; value++)
    {
      const guint32 here = counts[value];

      counts[value] = at;
      at += here;
    }
}

/* Column @j of @part, whose rows are @rows of @of. */
static void
sort_part (const ImbPresort *of,
           const ImbPresort *part,
           gsize             j,
           const guint32    *rows,
           PartDesk         *desk)
{
  const guint32 *ranks = imb_presort_ranks (of, j);
  const guint    rank_at = part->rank_at, class_at = part->class_at, width = width_for (of->missing[j]);
  const guint32  mask = (1u << width) - 1;
  const guint16 *classes = part->classes;
  const gsize    n = part->n_rows;
  guint32       *own = desk->ranks, *order = desk->order, *low = desk->low, *high = desk->high;
  guint64       *to = imb_presort_column (part, j);

  memset (low, 0, sizeof *low << width);
  memset (high, 0, sizeof *high << width);
  for (gsize i = 0; i < n; i++)
    {
      const guint32 rank = ranks[rows[i]];

      own[i] = rank;
      low[rank & mask]++;
      high[rank >> width]++;
    }
  begin_digit (low, width);
  begin_digit (high, width);
  for (gsize i = 0; i < n; i++)
    order[low[own[i] & mask]++] = (guint32) i;
  for (gsize i = 0; i < n; i++)
    {
      const guint32 row = order[i], rank = own[row];

      to[high[rank >> width]++] = (guint64) rank << rank_at | (guint64) classes[row] << class_at | row;
    }
}

/* Knows its rows itself: they are counted from 0 on, so that what is looked up by row is as small as the part. */
static ImbPresort *
presort_new_part (const ImbPresort *of,
                  const guint32    *rows,
                  gsize             n_rows,
                  GError          **error)
{
  ImbPresort *self = presort_new (of, n_rows, error);

  if (self == NULL)
    return NULL;
  self->n_all = n_rows;
  self->rows = self->own_rows = g_try_new (const double *, MAX (n_rows, 1));
  self->classes = self->own_classes = g_try_new (guint16, MAX (n_rows, 1));
  if (self->own_rows == NULL || self->own_classes == NULL)
    {
      g_clear_pointer (&self, imb_presort_free);
      imb_presort_set_too_large (n_rows, of->n_cols, error);
      return NULL;
    }
  for (gsize i = 0; i < n_rows; i++)
    {
      self->own_rows[i] = of->rows[rows[i]];
      self->own_classes[i] = of->classes[rows[i]];
    }
  return self;
}

ImbPresort *
imb_presort_of_ranked (const ImbPresort *self,
                       const guint32    *rows,
                       gsize             n_rows,
                       ImbJob           *job,
                       GError          **error)
{
  g_autoptr (ImbPresort) out = NULL;
  g_auto (PartDesk) desk = { 0 };

  g_return_val_if_fail (self->ranks != NULL, NULL);

  if (!part_desk_init (&desk, self, n_rows, error))
    return NULL;
  out = presort_new_part (self, rows, n_rows, error);
  for (gsize j = 0; out != NULL && j < self->n_cols; j++)
    {
      if (!imb_job_step (job, 0, 0, error))
        return NULL;
      sort_part (self, out, j, rows, &desk);
    }
  return g_steal_pointer (&out);
}

/* Two classes are one bit. */
static IMB_CLONES gsize
count_bits (const guint64 *entries,
            gsize          n,
            guint          at)
{
  guint64 sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += entries[i] >> at & 1;
  return sum;
}

void
imb_presort_count (const ImbPresort *self,
                   const guint64    *entries,
                   gsize             n,
                   gsize            *counts)
{
  if (self->n_classes == 2)
    {
      counts[1] = count_bits (entries, n, self->class_at);
      counts[0] = n - counts[1];
      return;
    }
  memset (counts, 0, self->n_classes * sizeof *counts);
  for (gsize i = 0; i < n; i++)
    counts[imb_presort_class (self, entries[i])]++;
}
