/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of the ends' distances to some queries at a time, and then all rows between them. O(ends · queries · columns + rows · queries). */
#include "engine/kernels/imb-blend-look.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/core/imb-error.h"

#define UNIT  0x1p-24
#define PRICE 3     /* of a distance by its ends, in columns of a float sweep */
#define ROWS  32768 /* between two looks at the job */

gboolean
imb_blend_look_init (ImbBlendLook     *self,
                     const ImbMatrix  *points,
                     const ImbBetween *ends,
                     const ImbFrame   *frame,
                     double            price,
                     ImbJob           *job,
                     GError          **error)
{
  const gsize        n = points->n_rows;
  const double       d = (double) points->n_cols;
  g_autofree guint8 *between = ends != NULL ? g_try_new (guint8, MAX (n, 1)) : NULL;
  gsize              n_rows = 0;

  *self = (ImbBlendLook){ 0 };
  if (between == NULL) /* without memory they are rows as all others */
    return TRUE;
  if (!imb_blends_check (points, ends, frame, NULL, n, between, job, error))
    return FALSE;

  for (gsize i = 0; i < n; i++)
    n_rows += between[i];
  self->rows = g_try_new (guint32, n_rows + 1);
  self->others = g_try_new (guint32, n - n_rows + 1);
  n_rows = 0;
  for (guint32 i = 0; self->rows != NULL && self->others != NULL && i < n; i++)
    if (between[i])
      self->rows[n_rows++] = i;
    else
      self->others[self->n_others++] = i;
  for (gsize i = 0; i < n_rows; i++)
    between[i] = TRUE;
  if (n_rows == 0 || !imb_blends_init (&self->blends, points, ends, frame, self->rows, n_rows, between, IMB_BLEND_LOOK, NULL)
      || self->blends.n_ends > IMB_BLEND_MOST_ENDS
      || price * ((double) self->blends.n_ends * d + PRICE * (double) n_rows) > (double) n_rows * d
      || !imb_blends_pack (&self->blends, TRUE, NULL))
    imb_blend_look_clear (self);
  return TRUE;
}

void
imb_blend_look_clear (ImbBlendLook *self)
{
  imb_blends_clear (&self->blends);
  g_clear_pointer (&self->rows, g_free);
  g_clear_pointer (&self->others, g_free);
  self->n_others = self->blends.n_rows = 0;
}

/* What a sum must be below when the length may be within a limit. */
static float
sum_of (double length)
{
  double most = (length + 4.0 * IMB_BLEND_CLOSE) * (1.0 + 4.0 * UNIT);

  return length < 0.0 ? -INFINITY : nextafterf ((float) (most * most), INFINITY);
}

/* What one thread works with. */
typedef struct
{
  const ImbBlendLook *look;
  const float        *table;
  const float        *offs;   /* of each query */
  float              *limits; /* of each lane, as a sum */
  float              *sums;
  gsize               n;
  ImbBlendLookFunc    func;
  gpointer            data;
} Desk;

/* Twice what sums may be off by, and a half for what rounding the parts adds. */
static void
tell (const Desk *desk,
      gsize       i)
{
  const ImbBlendLook *look = desk->look;

  for (gsize slot = 0; slot < desk->n; slot++)
    if (desk->sums[slot] < desk->limits[slot])
      {
        double sum = (double) desk->sums[slot], most = sum + 2.5 * (look->blends.offs[i] + (double) desk->offs[slot]);

        desk->limits[slot] = sum_of (desk->func (desk->data, slot, look->rows[i],
                                                 MAX (0.0, sqrt (MAX (sum, 0.0)) * (1.0 - 4.0 * UNIT) - 4.0 * IMB_BLEND_CLOSE),
                                                 sqrt (MAX (most, 0.0)) * (1.0 + 4.0 * UNIT) + 4.0 * IMB_BLEND_CLOSE));
      }
}

static gboolean
look_at_rows (const Desk *desk,
              ImbJob     *job,
              GError    **error)
{
  const ImbBlends *blends = &desk->look->blends;

  for (gsize begin = 0; begin < blends->n_rows; begin += ROWS)
    {
      const gsize end = MIN (begin + ROWS, blends->n_rows);

      if (!imb_job_step (job, 0, 0, error))
        return FALSE;
      for (gsize i = begin; (i = imb_blend_sweep_until (desk->table, blends->rows, i, end, desk->limits, desk->sums)) < end; i++)
        tell (desk, i);
    }
  return TRUE;
}

gboolean
imb_blend_look (const ImbBlendLook *self,
                const ImbMatrix    *matrix,
                const gsize        *queries,
                gsize               n,
                const double       *limits,
                ImbBlendLookFunc    func,
                gpointer            data,
                ImbJob             *job,
                GError            **error)
{
  const ImbBlends  *blends = &self->blends;
  g_autofree float *room = g_try_new (float, imb_blends_n_room (blends));
  float            *table = imb_blends_align (room);
  float             sums[IMB_BLEND_LOOKED] __attribute__ ((aligned (64))), most[IMB_BLEND_LOOKED] __attribute__ ((aligned (64)));
  float             offs[IMB_BLEND_LOOKED] = { 0 };
  guint32           rows[IMB_BLEND_LOOKED];
  g_auto (ImbPanels) lanes = { 0 };
  const Desk desk = { self, table, offs, most, sums, n, func, data };

  if (room == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory to search among %zu rows of %zu columns; use fewer of them."), blends->n_rows, blends->frame->n_cols);
      return FALSE;
    }
  for (gsize slot = 0; slot < IMB_BLEND_LOOKED; slot++)
    most[slot] = slot < n ? sum_of (limits[slot]) : -INFINITY;
  for (gsize slot = 0; slot < n; slot++)
    {
      rows[slot] = (guint32) queries[slot];
      offs[slot] = imb_blends_off_of (blends, imb_matrix_row (matrix, rows[slot]));
    }
  if (!imb_panels_fill (&lanes, blends->frame, matrix, rows, n, job, error))
    return FALSE;
  imb_blends_fill (blends, &lanes, offs, 0, table);
  return look_at_rows (&desk, job, error);
}
