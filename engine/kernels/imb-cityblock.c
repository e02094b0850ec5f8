/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels/imb-cityblock.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-clones.h"
#include "engine/core/imb-error.h"
#include "engine/kernels/imb-lanes.h"

#define LANES IMB_CITYBLOCK_LANES
#define LOOK  4 /* columns between two looks whether all are too far */

#define POSITIVE G_GINT64_CONSTANT (0x7fffffffffffffff)

gboolean
imb_cityblock_init (ImbCityblock    *self,
                    const ImbMatrix *points,
                    const guint32   *rows,
                    gsize            n_rows,
                    GError         **error)
{
  const gsize n_panels = (n_rows + LANES - 1) / LANES;

  *self = (ImbCityblock){ n_rows, points->n_cols, n_panels, imb_block_new (MAX (n_panels * LANES * points->n_cols, 1)) };
  if (self->panels == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory to search among %zu rows of %zu columns; use fewer of them."), n_rows, points->n_cols);
      return FALSE;
    }
  for (gsize i = 0; i < n_rows; i++)
    {
      const double *row = imb_matrix_row (points, rows != NULL ? rows[i] : i);

      for (gsize j = 0; j < points->n_cols; j++)
        self->panels[(i / LANES * points->n_cols + j) * LANES + i % LANES] = row[j];
    }
  return TRUE;
}

void
imb_cityblock_clear (ImbCityblock *self)
{
  if (self->panels != NULL)
    imb_block_free (self->panels, MAX (self->n_panels * LANES * self->n_cols, 1));
  self->panels = NULL;
}

IMB_CLONES gsize
imb_cityblock_within (const ImbCityblock *self,
                      const double       *from,
                      const double       *limits,
                      guint32            *found,
                      double             *distances)
{
  gsize n = 0;

  for (gsize p = 0; p < self->n_panels; p++)
    {
      const ImbLanes *column = (const ImbLanes *) self->panels + p * self->n_cols;
      ImbLanes        sum = { 0 }, most;
      ImbMasks        near;
      gsize           j = 0;

      memcpy (&most, limits + p * LANES, sizeof most);
      do
        {
          for (gsize end = MIN (j + LOOK, self->n_cols); j < end; j++)
            {
              ImbLanes apart = column[j] - from[j];

              sum += (ImbLanes) ((ImbMasks) apart & POSITIVE);
            }
          near = sum <= most;
        }
      while (imb_lanes_any (&near) && j < self->n_cols);

      for (gsize l = 0; l < LANES && j == self->n_cols && imb_lanes_any (&near); l++)
        if (near[l] != 0 && p * LANES + l < self->n_rows)
          {
            found[n] = (guint32) (p * LANES + l);
            distances[n++] = sum[l];
          }
    }
  return n;
}
