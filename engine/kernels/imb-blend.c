/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far is the nearest of others, when many rows lie between two others, as those do that SMOTE makes? For s = (1 − w) a + w b
 *
 *   |x − s|² = (1 − w) |x − a|² + w |x − b|² − w (1 − w) |a − b|²
 *
 * so a table of distances from the few ends tells all of them, in two multiplications each instead of one for each column.
 * O(ends · lanes · columns + rows · lanes).
 *
 * Floats compute a bound: what sums may be off by (imb_frame_get_sum_error) is taken off before the least one is sought, a row's part
 * with its base and a lane's part with the lane. How far a row is from where its ends say is measured in double, and taken off at the end. */
#include "engine/kernels/imb-blend.h"

#include <float.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-blend-sweep.h"
#include "engine/kernels/imb-nearest.h"

#define UNIT      0x1p-24
#define CLOSE     1e-9  /* as close to its line, in the frame, is on it */
#define ROWS      1024  /* of one parallel block that looks at rows */
#define CHUNKS    16    /* of lanes; their number does not depend on threads */
#define MOST_ENDS 65536 /* whose distances to some lanes stay in a cache, or nearly */
#define PRICE     3     /* of a distance by its ends, in columns: what it costs beside one by columns */
#define TILE      (IMB_SWEEP_QUERIES * IMB_SWEEP_POINTS)

/* ---- rows as blends of ends ---- */

typedef struct
{
  gsize        n_rows;
  ImbBlendRow *rows;
  guint32     *ends; /* rows of the points */
  gsize        n_ends;
} Blends;

typedef struct
{
  const ImbMatrix *points;
  const ImbEnds   *ends;
  const ImbFrame  *frame;
  const guint32   *rows;
  gsize            n_rows;
  guint8          *is_between; /* of each of them */
} Check;

/* The place on the line is rounded itself, as the row was when it was made: that counts as a distance from the line, too. */
static gboolean
is_between (const Check *self,
            guint32      row)
{
  const ImbEnds ends = self->ends[row];
  const double *own = imb_matrix_row (self->points, row), *a, *b;
  double        sum = 0.0;

  if (ends.first >= self->points->n_rows || ends.second >= self->points->n_rows || !(ends.share >= 0.0 && ends.share <= 1.0))
    return FALSE;
  a = imb_matrix_row (self->points, ends.first);
  b = imb_matrix_row (self->points, ends.second);
  for (gsize j = 0; j < self->points->n_cols; j++)
    {
      double off = fabs (own[j] - (a[j] + ends.share * (b[j] - a[j]))) + 4.0 * DBL_EPSILON * (fabs (a[j]) + fabs (b[j]));

      sum += off * off;
    }
  return sqrt (sum) * self->frame->scale <= CLOSE;
}

static gboolean
check_block (gsize    block,
             gpointer data,
             GError **error)
{
  const Check *self = data;

  for (gsize i = block * ROWS; i < MIN ((block + 1) * ROWS, self->n_rows); i++)
    self->is_between[i] = is_between (self, self->rows[i]);
  return TRUE;
}

static guint32
slot_of (Blends  *self,
         guint32 *slots,
         guint32  row)
{
  if (slots[row] == IMB_NO_ROW)
    {
      slots[row] = (guint32) self->n_ends;
      self->ends[self->n_ends++] = row;
    }
  return slots[row];
}

static guint32
offset_of (guint32 slot)
{
  return slot / IMB_SWEEP_QUERIES * IMB_BLEND_PANELS * TILE + slot % IMB_SWEEP_QUERIES * IMB_SWEEP_POINTS;
}

static void
fill_row (ImbBlendRow   *row,
          const Check   *check,
          const ImbEnds *ends,
          guint32        first,
          guint32        second)
{
  double apart = 0.0, share = ends != NULL ? ends->share : 0.0;

  if (ends != NULL)
    apart = imb_squared_distance (imb_matrix_row (check->points, ends->first), imb_matrix_row (check->points, ends->second), check->points->n_cols)
            * check->frame->scale * check->frame->scale;
  *row = (ImbBlendRow){ offset_of (first), offset_of (second), (float) (1.0 - share), (float) share,
                        nextafterf ((float) (-share * (1.0 - share) * apart), -INFINITY) };
}

/* @ends: NULL: each row for itself */
static gboolean
blends_init (Blends          *self,
             const ImbMatrix *points,
             const ImbEnds   *ends,
             const ImbFrame  *frame,
             const guint32   *rows,
             gsize            n_rows,
             ImbJob          *job,
             GError         **error)
{
  g_autofree guint32 *slots = g_try_new (guint32, MAX (points->n_rows, 1));
  g_autofree guint8  *between = g_try_new0 (guint8, MAX (n_rows, 1));
  Check               check = { points, ends, frame, rows, n_rows, between };

  *self = (Blends){ n_rows, g_try_new (ImbBlendRow, MAX (n_rows, 1)), g_try_new (guint32, MAX (points->n_rows, 1)), 0 };
  if (slots == NULL || between == NULL || self->rows == NULL || self->ends == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory to search among %zu rows of %zu columns; use fewer of them."), points->n_rows, points->n_cols);
      return FALSE;
    }
  if (ends != NULL && !imb_parallel_for ((n_rows + ROWS - 1) / ROWS, check_block, &check, job, error))
    return FALSE;

  memset (slots, 0xff, points->n_rows * sizeof *slots);
  for (gsize i = 0; i < n_rows; i++)
    {
      const ImbEnds *own = between[i] ? &ends[rows[i]] : NULL;
      guint32        first = slot_of (self, slots, own != NULL ? own->first : rows[i]);

      fill_row (&self->rows[i], &check, own, first, own != NULL ? slot_of (self, slots, own->second) : first);
    }
  return TRUE;
}

static void
blends_clear (Blends *self)
{
  g_clear_pointer (&self->rows, g_free);
  g_clear_pointer (&self->ends, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Blends, blends_clear)

/* ---- the sweep ---- */

typedef struct
{
  const Blends *blends;
  ImbPanels     panels; /* the lanes */
  float        *tiles;  /* the ends, as queries */
  gsize         n_tiles;
  float        *less;  /* of each lane: what its sums may be off by */
  double        share; /* of squared norms, that sums may be off by */
  gboolean      by_lane;
  float        *least; /* of each lane, or of each row for each chunk */
  gsize         n_chunks;
  ImbJob       *job;
} Sweep;

static double
squared_norm_of (const ImbFrame *frame,
                 const double   *row)
{
  double sum = 0.0;

  for (gsize j = 0; j < frame->n_cols; j++)
    {
      double value = (row[j] - frame->shift[j]) * frame->scale;

      sum += value * value;
    }
  return sum;
}

/* The ends as queries; what a row may be off by is its base's. */
static gboolean
pack_ends (Sweep           *self,
           Blends          *blends,
           const ImbMatrix *points,
           const ImbFrame  *frame,
           double           rest)
{
  g_autofree double *norms = g_try_new (double, MAX (blends->n_ends, 1));

  self->n_tiles = (blends->n_ends + IMB_SWEEP_QUERIES - 1) / IMB_SWEEP_QUERIES;
  self->tiles = g_try_new0 (float, MAX (self->n_tiles * IMB_SWEEP_QUERIES * frame->n_cols, 1));
  if (norms == NULL || self->tiles == NULL)
    return FALSE;
  for (gsize e = 0; e < blends->n_ends; e++)
    norms[e] = imb_frame_pack_query (frame, imb_matrix_row (points, blends->ends[e]), self->tiles + e / IMB_SWEEP_QUERIES * IMB_SWEEP_QUERIES * frame->n_cols, e % IMB_SWEEP_QUERIES);
  for (gsize i = 0; i < blends->n_rows; i++)
    {
      ImbBlendRow *row = &blends->rows[i];
      gsize        first = row->first / (IMB_BLEND_PANELS * TILE) * IMB_SWEEP_QUERIES + row->first % TILE / IMB_SWEEP_POINTS;
      gsize        second = row->second / (IMB_BLEND_PANELS * TILE) * IMB_SWEEP_QUERIES + row->second % TILE / IMB_SWEEP_POINTS;
      double       norm = MAX (norms[first], norms[second]);

      row->base = nextafterf ((float) ((double) row->base - self->share * norm * norm - rest), -INFINITY);
    }
  return TRUE;
}

/* Distances of all ends to some panels, less what those of each lane may be off by. */
static void
fill_table (const Sweep *self,
            gsize        first_panel,
            float       *table)
{
  static const float everything[IMB_SWEEP_QUERIES] = { INFINITY, INFINITY, INFINITY, INFINITY, INFINITY, INFINITY };
  const gsize        n_cols = self->panels.frame->n_cols;

  for (gsize t = 0; t < self->n_tiles; t++)
    for (gsize g = 0; g < IMB_BLEND_PANELS; g++)
      {
        float       *to = table + (t * IMB_BLEND_PANELS + g) * TILE;
        const float *less = self->less + (first_panel + g) * IMB_SWEEP_POINTS;

        if (first_panel + g >= self->panels.n_panels
            || !imb_sweep_tile (self->tiles + t * IMB_SWEEP_QUERIES * n_cols, imb_panels_at (&self->panels, first_panel + g), n_cols, everything, to))
          {
            for (gsize l = 0; l < TILE; l++)
              to[l] = INFINITY;
            continue;
          }
        for (gsize l = 0; l < TILE; l++)
          to[l] -= less[l % IMB_SWEEP_POINTS];
      }
}

static gboolean
sweep_chunk (gsize    chunk,
             gpointer data,
             GError **error)
{
  const Sweep      *self = data;
  const gsize       n_groups = (self->panels.n_panels + IMB_BLEND_PANELS - 1) / IMB_BLEND_PANELS;
  g_autofree float *room = g_try_new (float, self->n_tiles *IMB_BLEND_PANELS *TILE + 16);
  float            *table;

  if (room == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory to search among %zu rows of %zu columns; use fewer of them."), self->blends->n_rows, self->panels.frame->n_cols);
      return FALSE;
    }
  table = (float *) (((gsize) room + 63) / 64 * 64);
  for (gsize g = chunk * n_groups / self->n_chunks; g < (chunk + 1) * n_groups / self->n_chunks; g++)
    {
      if (!imb_job_step (self->job, 0, 0, error))
        return FALSE;
      fill_table (self, g * IMB_BLEND_PANELS, table);
      if (self->by_lane)
        imb_blend_sweep_lanes (table, self->blends->rows, self->blends->n_rows, self->least + g * IMB_BLEND_LANES);
      else
        imb_blend_sweep_rows (table, self->blends->rows, self->blends->n_rows, self->least + chunk * self->blends->n_rows);
    }
  return TRUE;
}

/* From the least sums to lengths. */
static void
get_lengths (const Sweep *self,
             double      *least)
{
  const gsize n = self->by_lane ? self->panels.n_rows : self->blends->n_rows;

  for (gsize i = 0; i < n; i++)
    {
      double sum = INFINITY;

      if (self->by_lane)
        sum = (double) self->least[i];
      else
        for (gsize c = 0; c < self->n_chunks; c++)
          sum = MIN (sum, (double) self->least[c * n + i]);
      least[i] = MAX (0.0, sqrt (MAX (sum, 0.0)) * (1.0 - 4.0 * UNIT) - 4.0 * CLOSE);
    }
}

static gboolean
sweep (Blends          *blends,
       gboolean         by_lane,
       const ImbMatrix *points,
       const ImbFrame  *frame,
       const guint32   *lanes,
       gsize            n_lanes,
       double          *least,
       ImbJob          *job,
       GError         **error)
{
  Sweep    self = { .blends = blends, .by_lane = by_lane, .job = job };
  double   rest;
  gsize    n_least;
  gboolean ok = imb_panels_fill (&self.panels, frame, points, lanes, n_lanes, job, error);

  imb_frame_get_sum_error (frame, &self.share, &rest);
  self.share += 32.0 * UNIT; /* what blending rounds */
  self.n_chunks = MIN (CHUNKS, (self.panels.n_panels + IMB_BLEND_PANELS - 1) / IMB_BLEND_PANELS);
  n_least = by_lane ? (n_lanes + IMB_BLEND_LANES) / IMB_BLEND_LANES * IMB_BLEND_LANES : self.n_chunks * blends->n_rows;
  self.least = (float *) imb_block_new (n_least / 2 + 1);
  self.less = g_try_new0 (float, MAX (self.panels.n_panels, 1) * IMB_SWEEP_POINTS);
  if (ok && (self.least == NULL || self.less == NULL || !pack_ends (&self, blends, points, frame, rest)))
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory to search among %zu rows of %zu columns; use fewer of them."), n_lanes, frame->n_cols);
      ok = FALSE;
    }
  for (gsize i = 0; ok && i < n_least; i++)
    self.least[i] = INFINITY;
  for (gsize i = 0; ok && i < n_lanes; i++)
    self.less[i] = nextafterf ((float) (self.share * squared_norm_of (frame, imb_matrix_row (points, lanes[i]))), INFINITY);
  ok = ok && imb_parallel_for (self.n_chunks, sweep_chunk, &self, job, error);
  if (ok)
    get_lengths (&self, least);
  imb_panels_clear (&self.panels);
  g_free (self.tiles);
  if (self.least != NULL)
    imb_block_free ((double *) self.least, n_least / 2 + 1);
  g_free (self.less);
  return ok;
}

/* ---- which side are the blends ---- */

gboolean
imb_blend_find_nearest (const ImbMatrix *points,
                        const ImbEnds   *ends,
                        const ImbFrame  *frame,
                        const guint32   *asked,
                        gsize            n_asked,
                        const guint32   *others,
                        gsize            n_others,
                        double          *least,
                        gboolean        *is_done,
                        ImbJob          *job,
                        GError         **error)
{
  const double n_cols = (double) points->n_cols;
  g_auto (Blends) mine = { 0 }, theirs = { 0 };
  double by_row, by_lane;

  *is_done = FALSE;
  if (ends == NULL || !frame->is_fit || n_asked == 0 || n_others == 0)
    return TRUE;
  if (!blends_init (&mine, points, ends, frame, asked, n_asked, job, error)
      || !blends_init (&theirs, points, ends, frame, others, n_others, job, error))
    return FALSE;

  by_row = ((double) mine.n_ends * n_cols + PRICE * (double) n_asked) * (double) n_others;
  by_lane = ((double) theirs.n_ends * n_cols + PRICE * (double) n_others) * (double) n_asked;
  if ((by_lane <= by_row ? theirs.n_ends : mine.n_ends) > MOST_ENDS || 1.5 * MIN (by_row, by_lane) > n_cols * (double) n_asked * (double) n_others)
    return TRUE;

  *is_done = TRUE;
  return by_lane <= by_row ? sweep (&theirs, TRUE, points, frame, asked, n_asked, least, job, error)
                           : sweep (&mine, FALSE, points, frame, others, n_others, least, job, error);
}
