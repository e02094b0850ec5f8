/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of distances from ends. Floats compute a bound: what sums may be off by (imb_frame_get_sum_error) is taken off before any comparison, a
 * row's part with its base and a lane's part with the lane. */
#include "engine/kernels/imb-blends.h"

#include <float.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-nearest.h"

#define UNIT 0x1p-24
#define ROWS 1024 /* of one parallel block that looks at rows */

static void
complain (const ImbBlends *self,
          GError         **error)
{
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory to search among %zu rows of %zu columns; use fewer of them."), self->points->n_rows, self->points->n_cols);
}

/* ---- which rows lie between others ---- */

typedef struct
{
  const ImbMatrix  *points;
  const ImbBetween *ends;
  const ImbFrame   *frame;
  const guint32    *rows;
  gsize             n_rows;
  guint8           *between;
} Check;

/* The place on the line is rounded itself, as the row was when it was made: that counts as a distance from the line, too. */
static gboolean
is_between (const Check *self,
            gsize        row)
{
  const double *own = imb_matrix_row (self->points, row), *a, *b;
  double        sum = 0.0;
  ImbEnds       ends;

  if (row < self->ends->first)
    return FALSE;
  ends = self->ends->ends[row - self->ends->first];
  if (ends.first >= self->points->n_rows || ends.second >= self->points->n_rows || !(ends.share >= 0.0 && ends.share <= 1.0))
    return FALSE;
  a = imb_matrix_row (self->points, ends.first);
  b = imb_matrix_row (self->points, ends.second);
  for (gsize j = 0; j < self->points->n_cols; j++)
    {
      double off = fabs (own[j] - (a[j] + ends.share * (b[j] - a[j]))) + 4.0 * DBL_EPSILON * (fabs (a[j]) + fabs (b[j]));

      sum += off * off;
    }
  return sqrt (sum) * self->frame->scale <= IMB_BLEND_CLOSE;
}

static gboolean
check_block (gsize    block,
             gpointer data,
             GError **error)
{
  const Check *self = data;

  for (gsize i = block * ROWS; i < MIN ((block + 1) * ROWS, self->n_rows); i++)
    self->between[i] = is_between (self, self->rows != NULL ? self->rows[i] : i);
  return TRUE;
}

gboolean
imb_blends_check (const ImbMatrix  *points,
                  const ImbBetween *ends,
                  const ImbFrame   *frame,
                  const guint32    *rows,
                  gsize             n_rows,
                  guint8           *between,
                  ImbJob           *job,
                  GError          **error)
{
  Check check = { points, ends, frame, rows, n_rows, between };

  return imb_parallel_for ((n_rows + ROWS - 1) / ROWS, check_block, &check, job, error);
}

/* ---- rows as blends of ends ---- */

static guint32
slot_of (ImbBlends *self,
         guint32   *slots,
         guint32    row)
{
  if (slots[row] == IMB_NO_ROW)
    {
      slots[row] = (guint32) self->n_ends;
      self->ends[self->n_ends++] = row;
    }
  return slots[row];
}

static guint32
offset_of (const ImbBlends *self,
           guint32          slot)
{
  return slot / IMB_SWEEP_QUERIES * self->n_panels * IMB_BLEND_TILE + slot % IMB_SWEEP_QUERIES * IMB_SWEEP_POINTS;
}

static gsize
slot_at (const ImbBlends *self,
         guint32          offset)
{
  return offset / (self->n_panels * IMB_BLEND_TILE) * IMB_SWEEP_QUERIES + offset % IMB_BLEND_TILE / IMB_SWEEP_POINTS;
}

/* @ends: NULL: the row is an end itself */
static void
fill_row (const ImbBlends *self,
          ImbBlendRow     *row,
          const ImbEnds   *ends,
          guint32          first,
          guint32          second)
{
  double apart = 0.0, share = ends != NULL ? ends->share : 0.0;

  if (ends != NULL)
    apart = imb_squared_distance (imb_matrix_row (self->points, ends->first), imb_matrix_row (self->points, ends->second), self->points->n_cols)
            * self->frame->scale * self->frame->scale;
  *row = (ImbBlendRow){ offset_of (self, first), offset_of (self, second), (float) (1.0 - share), (float) share,
                        nextafterf ((float) (-share * (1.0 - share) * apart), -INFINITY) };
}

gboolean
imb_blends_init (ImbBlends        *self,
                 const ImbMatrix  *points,
                 const ImbBetween *ends,
                 const ImbFrame   *frame,
                 const guint32    *rows,
                 gsize             n_rows,
                 const guint8     *between,
                 guint             n_panels,
                 GError          **error)
{
  g_autofree guint32 *slots = g_try_new (guint32, MAX (points->n_rows, 1));

  *self = (ImbBlends){ .points = points, .frame = frame, .n_panels = n_panels, .n_rows = n_rows };
  self->rows = g_try_new (ImbBlendRow, MAX (n_rows, 1));
  self->ends = g_try_new (guint32, MAX (points->n_rows, 1));
  imb_frame_get_sum_error (frame, &self->share, &self->rest);
  self->share += 32.0 * UNIT; /* what blending rounds */
  if (slots == NULL || self->rows == NULL || self->ends == NULL)
    {
      complain (self, error);
      return FALSE;
    }
  memset (slots, 0xff, points->n_rows * sizeof *slots);
  for (gsize i = 0; i < n_rows; i++)
    {
      const ImbEnds *own = between[i] ? &ends->ends[rows[i] - ends->first] : NULL;
      guint32        first = slot_of (self, slots, own != NULL ? own->first : rows[i]);

      fill_row (self, &self->rows[i], own, first, own != NULL ? slot_of (self, slots, own->second) : first);
    }
  self->ends = g_renew (guint32, self->ends, MAX (self->n_ends, 1));
  return TRUE;
}

void
imb_blends_clear (ImbBlends *self)
{
  g_clear_pointer (&self->rows, g_free);
  g_clear_pointer (&self->offs, g_free);
  g_clear_pointer (&self->ends, g_free);
  g_clear_pointer (&self->tiles, g_free);
}

/* The ends as queries; what a row may be off by is its base's. */
gboolean
imb_blends_pack (ImbBlends *self,
                 gboolean   wants_offs,
                 GError   **error)
{
  g_autofree double *norms = g_try_new (double, MAX (self->n_ends, 1));

  self->n_tiles = (self->n_ends + IMB_SWEEP_QUERIES - 1) / IMB_SWEEP_QUERIES;
  self->tiles = g_try_new0 (float, MAX (self->n_tiles * IMB_SWEEP_QUERIES * self->frame->n_cols, 1));
  self->offs = wants_offs ? g_try_new (double, MAX (self->n_rows, 1)) : NULL;
  if (norms == NULL || self->tiles == NULL || (wants_offs && self->offs == NULL))
    {
      complain (self, error);
      return FALSE;
    }
  for (gsize e = 0; e < self->n_ends; e++)
    norms[e] = imb_frame_pack_query (self->frame, imb_matrix_row (self->points, self->ends[e]),
                                     self->tiles + e / IMB_SWEEP_QUERIES * IMB_SWEEP_QUERIES * self->frame->n_cols, e % IMB_SWEEP_QUERIES);
  for (gsize i = 0; i < self->n_rows; i++)
    {
      ImbBlendRow *row = &self->rows[i];
      double       norm = MAX (norms[slot_at (self, row->first)], norms[slot_at (self, row->second)]), off = self->share * norm * norm + self->rest;

      if (wants_offs)
        self->offs[i] = off;
      row->base = nextafterf ((float) ((double) row->base - off), -INFINITY);
    }
  return TRUE;
}

/* ---- tables ---- */

gsize
imb_blends_n_room (const ImbBlends *self)
{
  return self->n_tiles * self->n_panels * IMB_BLEND_TILE + IMB_SWEEP_POINTS;
}

float
imb_blends_off_of (const ImbBlends *self,
                   const double    *lane)
{
  const ImbFrame *frame = self->frame;
  double          sum = 0.0;

  for (gsize j = 0; j < frame->n_cols; j++)
    {
      double value = (lane[j] - frame->shift[j]) * frame->scale;

      sum += value * value;
    }
  return nextafterf ((float) (self->share * sum), INFINITY);
}

void
imb_blends_fill (const ImbBlends *self,
                 const ImbPanels *lanes,
                 const float     *offs,
                 gsize            first_panel,
                 float           *table)
{
  const gsize apart = self->n_panels * IMB_BLEND_TILE;

  for (gsize g = 0; g < self->n_panels; g++)
    if (first_panel + g < lanes->n_panels)
      {
        float less[IMB_SWEEP_POINTS] __attribute__ ((aligned (64)));

        memcpy (less, offs + (first_panel + g) * IMB_SWEEP_POINTS, sizeof less);
        imb_sweep_column (self->tiles, self->n_tiles, imb_panels_at (lanes, first_panel + g), self->frame->n_cols, less, apart, table + g * IMB_BLEND_TILE);
      }
    else
      for (gsize t = 0; t < self->n_tiles; t++)
        for (gsize l = 0; l < IMB_BLEND_TILE; l++)
          table[t * apart + g * IMB_BLEND_TILE + l] = INFINITY;
}
