/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One way to ask both sweeps, that in bytes (imb-coarse.h) and that in float (imb-panels.h). */
#include "engine/kernels/imb-glance.h"

#include <math.h>
#include <string.h>

#define FEWEST_COLUMNS 16
#define ONES           G_GUINT64_CONSTANT (0x0101010101010101)
#define ROUNDED        1e-6 /* share of a length, more than its rounding to float */
#define MEASURED       1e-9 /* and of one in double */

gboolean
imb_glance_init (ImbGlance       *self,
                 const ImbMatrix *points,
                 const ImbMatrix *queries,
                 ImbJob          *job,
                 GError         **error)
{
  *self = (ImbGlance){ .n_tile = IMB_SWEEP_QUERIES, .n_panel = IMB_SWEEP_POINTS };
  if (!imb_frame_learn (&self->frame, points, queries, job, error))
    return FALSE;

  self->is_coarse = self->frame.is_fit && imb_coarse_is_here () && points->n_cols >= FEWEST_COLUMNS && points->n_cols <= IMB_COARSE_MOST_COLUMNS;
  if (!self->is_coarse)
    return TRUE;
  imb_coarse_learn (&self->coarse, &self->frame, points, queries != NULL ? queries : points);
  self->n_tile = IMB_COARSE_QUERIES;
  self->n_panel = IMB_COARSE_POINTS;
  return TRUE;
}

void
imb_glance_clear (ImbGlance *self)
{
  imb_frame_clear (&self->frame);
}

double
imb_glance_length_of (const ImbGlance *self,
                      double           squared_distance)
{
  return self->is_coarse ? imb_coarse_length_of (&self->coarse, squared_distance) : sqrt (squared_distance) * self->frame.scale * (1.0 + MEASURED);
}

/* ---- points ---- */

gboolean
imb_glance_panels_fill (ImbGlancePanels *self,
                        const ImbGlance *glance,
                        const ImbMatrix *points,
                        const guint32   *rows,
                        gsize            n_rows,
                        ImbJob          *job,
                        GError         **error)
{
  *self = (ImbGlancePanels){ .glance = glance, .points = points, .rows = rows, .n_rows = n_rows, .n_panels = (n_rows + glance->n_panel - 1) / glance->n_panel };
  return glance->is_coarse ? imb_coarse_panels_fill (&self->bytes, &glance->coarse, points, rows, n_rows, job, error)
                           : imb_panels_fill (&self->floats, &glance->frame, points, rows, n_rows, job, error);
}

void
imb_glance_panels_clear (ImbGlancePanels *self)
{
  imb_panels_clear (&self->floats);
  imb_coarse_panels_clear (&self->bytes);
  self->glance = NULL;
}

gsize
imb_glance_panels_group (const ImbGlancePanels *self)
{
  return self->glance->is_coarse ? imb_coarse_panels_group (&self->bytes) : imb_panels_group (&self->floats);
}

/* ---- queries ---- */

ImbGlanceDesk *
imb_glance_desk_new (const ImbGlance *glance,
                     gsize            n_slots)
{
  ImbGlanceDesk *self = g_new0 (ImbGlanceDesk, 1);

  self->glance = glance;
  self->norms = g_new0 (double, n_slots);
  self->sums = g_new0 (float, n_slots);
  self->own = g_new0 (const double *, n_slots);
  self->lengths = g_new0 (double, n_slots);
  self->rows = g_new0 (ImbCoarseRow, n_slots);
  self->limits = g_new0 (ImbCoarseLimits, n_slots / IMB_COARSE_QUERIES);
  self->tiles = glance->is_coarse ? (gpointer) g_new0 (gint8, n_slots * 4 * glance->coarse.n_fours)
                                  : (gpointer) g_new0 (float, n_slots *MAX (glance->frame.n_cols, 1));
  return self;
}

void
imb_glance_desk_free (ImbGlanceDesk *self)
{
  if (self == NULL)
    return;
  g_free (self->norms);
  g_free (self->sums);
  g_free (self->own);
  g_free (self->lengths);
  g_free (self->rows);
  g_free (self->limits);
  g_free (self->tiles);
  g_free (self);
}

static gpointer
tile_at (const ImbGlanceDesk *self,
         gsize                slot)
{
  const ImbGlance *glance = self->glance;

  return glance->is_coarse ? (gpointer) ((gint8 *) self->tiles + slot / glance->n_tile * glance->n_tile * 4 * glance->coarse.n_fours)
                           : (gpointer) ((float *) self->tiles + slot / glance->n_tile * glance->n_tile * glance->frame.n_cols);
}

void
imb_glance_pack (ImbGlanceDesk *self,
                 gsize          slot,
                 const double  *row)
{
  const ImbGlance *glance = self->glance;

  self->own[slot] = row;
  if (glance->is_coarse)
    self->rows[slot] = imb_coarse_pack_query (&glance->coarse, row, tile_at (self, slot), slot % glance->n_tile);
  else
    self->norms[slot] = imb_frame_pack_query (&glance->frame, row, tile_at (self, slot), slot % glance->n_tile);
}

void
imb_glance_seek_near (ImbGlanceDesk *self,
                      gsize          slot,
                      double         length)
{
  const ImbGlance *glance = self->glance;

  self->lengths[slot] = length;
  if (glance->is_coarse)
    imb_coarse_set_limit (&glance->coarse, &self->rows[slot], length, &self->limits[slot / glance->n_tile], slot % glance->n_tile);
  else if (isfinite (length) && length >= 0.0)
    self->sums[slot] = imb_frame_sum_above_length (&glance->frame, length, self->norms[slot]);
  else
    self->sums[slot] = length < 0.0 ? -1.0f : INFINITY;
}

void
imb_glance_seek_inside (ImbGlanceDesk *self,
                        gsize          slot,
                        double         length)
{
  const ImbGlance *glance = self->glance;

  if (glance->is_coarse)
    imb_glance_seek_near (self, slot, length);
  else
    self->sums[slot] = isfinite (length) ? imb_frame_sum_below_length (&glance->frame, length, self->norms[slot]) : INFINITY;
}

/* ---- looking ---- */

static double
length_apart (const ImbGlanceDesk   *self,
              const ImbGlancePanels *panels,
              gsize                  slot,
              gsize                  row)
{
  const double *other = imb_matrix_row (panels->points, panels->rows[row]);

  return imb_coarse_length_of (&self->glance->coarse, imb_coarse_apart (self->own[slot], other, panels->points->stride));
}

static void
look_in_bytes (ImbGlanceDesk         *self,
               const ImbGlancePanels *panels,
               gsize                  slot,
               gsize                  panel,
               ImbGlanceFunc          func,
               gpointer               data)
{
  const ImbCoarsePanels *bytes = &panels->bytes;
  gint32                 products[IMB_COARSE_QUERIES * IMB_COARSE_POINTS] __attribute__ ((aligned (64)));
  guint32                hits[IMB_COARSE_QUERIES];

  if (!imb_coarse_tile (tile_at (self, slot), imb_coarse_panels_at (bytes, panel), self->glance->coarse.n_fours, bytes->halves + panel * IMB_COARSE_POINTS,
                        bytes->errors + panel * IMB_COARSE_POINTS, &self->limits[slot / IMB_COARSE_QUERIES], products, hits))
    return;
  for (gsize a = 0; a < IMB_COARSE_QUERIES; a++)
    for (guint32 bits = hits[a]; bits != 0; bits &= bits - 1)
      {
        gsize  l = (gsize) __builtin_ctz (bits), row = panel * IMB_COARSE_POINTS + l;
        double length = imb_coarse_length (bytes, &self->rows[slot + a], row, products[a * IMB_COARSE_POINTS + l]);
        double off = ((double) bytes->errors[row] + self->rows[slot + a].error) * (1.0 + ROUNDED) + ROUNDED * length;

        if (length - off > self->lengths[slot + a])
          continue;
        length = length_apart (self, panels, slot + a, row);
        func (data, slot + a, row, length * (1.0 - MEASURED), length * (1.0 + MEASURED));
      }
}

/* @slot: where a tile begins */
static void
look_in_floats (ImbGlanceDesk         *self,
                const ImbGlancePanels *panels,
                gsize                  slot,
                gsize                  panel,
                ImbGlanceFunc          func,
                gpointer               data)
{
  const ImbFrame *frame = &self->glance->frame;
  const gsize     first = panel * IMB_SWEEP_POINTS, n = MIN (IMB_SWEEP_POINTS, panels->n_rows - first);
  float           sums[IMB_SWEEP_QUERIES * IMB_SWEEP_POINTS] __attribute__ ((aligned (64)));
  guint8          near[IMB_SWEEP_QUERIES * IMB_SWEEP_POINTS] __attribute__ ((aligned (16)));

  if (!imb_sweep_tile ((float *) self->tiles + slot * frame->n_cols, imb_panels_at (&panels->floats, panel), frame->n_cols, self->sums + slot, sums))
    return;
  imb_sweep_near (sums, self->sums + slot, near);
  for (gsize at = 0; at < IMB_SWEEP_QUERIES * IMB_SWEEP_POINTS; at += sizeof (guint64))
    {
      guint64 left;

      memcpy (&left, near + at, sizeof left);
      for (left = GUINT64_FROM_LE (left) & ONES; left != 0; left &= left - 1)
        {
          gsize  place = at + (gsize) __builtin_ctzll (left) / 8, own = slot + place / IMB_SWEEP_POINTS, l = place % IMB_SWEEP_POINTS;
          float  sum = sums[place];
          double norm = self->norms[own];

          if (l < n && sum < self->sums[own]) /* which may have become less */
            func (data, own, first + l, imb_frame_least_length (frame, sum, norm), imb_frame_most_length (frame, sum, norm));
        }
    }
}

void
imb_glance_look (ImbGlanceDesk         *self,
                 const ImbGlancePanels *panels,
                 gsize                  slot,
                 gsize                  panel,
                 ImbGlanceFunc          func,
                 gpointer               data)
{
  if (self->glance->is_coarse)
    look_in_bytes (self, panels, slot, panel, func, data);
  else
    look_in_floats (self, panels, slot, panel, func, data);
}
