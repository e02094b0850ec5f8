/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A quick look (imb-glance.h) whose limits are fixed from the start: a row that is near something is looked for no further. */
#include "engine/kernels/imb-within.h"

#include <math.h>
#include <string.h>

#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-glance.h"

#define BLOCK 96 /* rows of one parallel block */

typedef struct
{
  const ImbMatrix *queries;
  const guint32   *rows;
  gsize            n_rows;
  double           length; /* in the unit of the glance */
  guint8          *may_be;
  ImbGlance        glance;
  ImbGlancePanels  panels;
  ImbJob          *job;
} Within;

/* What one thread works with. */
typedef struct
{
  const Within  *self;
  ImbGlanceDesk *glance;
  gsize          first;
} Desk;

static void
mark (gpointer data,
      gsize    slot,
      gsize    row,
      double   low,
      double   high)
{
  const Desk *desk = data;

  if (low > desk->self->length)
    return;
  desk->self->may_be[desk->first + slot] = TRUE;
  imb_glance_seek_near (desk->glance, slot, -1.0);
}

static gboolean
sweep_block (gsize    block,
             gpointer data,
             GError **error)
{
  const Within *self = data;
  const gsize   n = MIN (BLOCK, self->n_rows - block * BLOCK), n_tile = self->glance.n_tile, group = imb_glance_panels_group (&self->panels);
  g_autoptr (ImbGlanceDesk) glance = imb_glance_desk_new (&self->glance, BLOCK);
  Desk desk = { self, glance, block * BLOCK };

  for (gsize slot = 0; slot < BLOCK; slot++)
    {
      if (slot < n)
        imb_glance_pack (glance, slot, imb_matrix_row (self->queries, self->rows[desk.first + slot]));
      imb_glance_seek_near (glance, slot, slot < n ? self->length : -1.0);
    }
  for (gsize begin = 0; begin < self->panels.n_panels; begin += group)
    {
      if (!imb_job_step (self->job, 0, 0, error))
        return FALSE;
      for (gsize slot = 0; slot < n; slot += n_tile)
        for (gsize panel = begin; panel < MIN (begin + group, self->panels.n_panels); panel++)
          imb_glance_look (glance, &self->panels, slot, panel, mark, &desk);
    }
  return TRUE;
}

gboolean
imb_within_mark (const ImbMatrix *points,
                 const ImbMatrix *queries,
                 const guint32   *rows,
                 gsize            n_rows,
                 double           distance,
                 guint8          *may_be,
                 ImbJob          *job,
                 GError         **error)
{
  g_autofree guint32 *all = g_new (guint32, MAX (points->n_rows, 1));
  g_autoptr (ImbJob) silent = imb_job_new_part (job, 0.0);
  Within   self = { .queries = queries, .rows = rows, .n_rows = n_rows, .may_be = may_be, .job = silent };
  gboolean is_done;

  g_return_val_if_fail (points->n_cols == queries->n_cols, FALSE);

  for (guint32 i = 0; i < points->n_rows; i++)
    all[i] = i;
  is_done = imb_glance_init (&self.glance, points, queries, silent, error);
  memset (may_be, is_done && !self.glance.frame.is_fit, n_rows);
  if (is_done && self.glance.frame.is_fit)
    {
      self.length = imb_glance_length_of (&self.glance, distance);
      is_done = imb_glance_panels_fill (&self.panels, &self.glance, points, all, points->n_rows, silent, error)
                && imb_parallel_for ((n_rows + BLOCK - 1) / BLOCK, sweep_block, &self, job, error);
      imb_glance_panels_clear (&self.panels);
    }
  imb_glance_clear (&self.glance);
  return is_done;
}
