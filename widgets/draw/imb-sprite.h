/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/draw/imb-canvas.h"

G_BEGIN_DECLS

/* Draws one mark of the sprite's look around (0, 0). */
typedef void (*ImbSpriteFunc) (ImbCanvas *canvas,
                               gpointer   data);

/* A mark that an image shows very often: it is drawn once for each of a few places between the pixels and copied from
 * then on. */
typedef struct _ImbSprite ImbSprite;

/**
 * imb_sprite_new:
 * @canvas: what the sprite is painted on, and is shorter lived than
 * @reach: how far from its middle the mark has ink, px
 *
 * Returns: (transfer full) (nullable): NULL where @canvas has no pixels (a vector file) or is turned: draw the mark
 *   itself there
 */
ImbSprite *imb_sprite_new (ImbCanvas    *canvas,
                           double        reach,
                           ImbSpriteFunc draw,
                           gpointer      data);
void       imb_sprite_free (ImbSprite *self);

/* Off by at most an eighth of a pixel. */
void imb_sprite_paint (ImbSprite *self,
                       double     x,
                       double     y);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbSprite, imb_sprite_free)

G_END_DECLS
