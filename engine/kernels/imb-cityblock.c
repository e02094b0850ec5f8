/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels/imb-cityblock.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-clones.h"
#include "engine/core/imb-error.h"

#define LANES IMB_CITYBLOCK_LANES
#define LOOK  8 /* columns between two looks whether all are too far */

typedef double Lanes __attribute__ ((vector_size (64)));
typedef gint64 Masks __attribute__ ((vector_size (64)));

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

IMB_CLONES void
imb_cityblock_measure (const ImbCityblock *self,
                       const double       *from,
                       const double       *limits,
                       double             *distances)
{
  for (gsize p = 0; p < self->n_panels; p++)
    {
      const Lanes *column = (const Lanes *) self->panels + p * self->n_cols;
      Lanes        sum = { 0 }, most;

      memcpy (&most, limits + p * LANES, sizeof most);
      for (gsize j = 0; j < self->n_cols; j++)
        {
          Lanes apart = column[j] - from[j];

          sum += (Lanes) ((Masks) apart & POSITIVE);
          if (j % LOOK == LOOK - 1)
            {
              Masks near = sum <= most;

              if ((near[0] | near[1] | near[2] | near[3] | near[4] | near[5] | near[6] | near[7]) == 0)
                break;
            }
        }
      memcpy (distances + p * LANES, &sum, sizeof sum);
    }
}
