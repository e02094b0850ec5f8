/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/draw/imb-canvas.h"

G_BEGIN_DECLS

/* An image of very many small marks, without a path for each. */
typedef struct _ImbSplat ImbSplat;

typedef enum
{
  IMB_STAMP_DISC,
  IMB_STAMP_RING,
  IMB_STAMP_CROSS,
  IMB_STAMP_SHAPES, /* and behind it one for each ImbShape: IMB_STAMP_SHAPES + shape */
} ImbStamp;

/* (nullable): NULL when there is no memory for it. */
ImbSplat *imb_splat_new (int width_px,
                         int height_px);

/**
 * imb_splat_add:
 * @x: (array length=n): device pixels, from the image's left; NaN and places outside are passed over
 * @radius_px: of the stamp, 0.5 … 12
 * @colour: its alpha is the most that marks add up to
 * @opacity: of one mark
 * @density: marks add up logarithmically, so that a dense place differs from a denser one
 *
 * Lays one group of marks of one colour over what is there.
 */
void imb_splat_add (ImbSplat    *self,
                    const float *x,
                    const float *y,
                    gsize        n,
                    ImbStamp     stamp,
                    double       radius_px,
                    ImbColour    colour,
                    double       opacity,
                    gboolean     density);

/* Paints the image into @rect. */
void imb_splat_paint (ImbSplat  *self,
                      ImbCanvas *canvas,
                      ImbRect    rect);
void imb_splat_free (ImbSplat *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbSplat, imb_splat_free)

G_END_DECLS
