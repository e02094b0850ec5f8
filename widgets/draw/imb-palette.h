/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/draw/imb-canvas.h"

G_BEGIN_DECLS

/* Colours that colour-blind people can tell apart, each with a second cue: classes have a shape,
 * runs have a dash. Every ink has a contrast of at least 3 : 1 with the paper. */

typedef enum
{
  IMB_SHAPE_DISC,
  IMB_SHAPE_TRIANGLE,
  IMB_SHAPE_SQUARE,
  IMB_SHAPE_DIAMOND,
  IMB_SHAPE_DOWN,
  IMB_SHAPE_STAR,
  IMB_SHAPE_HEXAGON,
  IMB_N_SHAPES,
} ImbShape;

typedef enum
{
  IMB_INK_PAPER, /* the background */
  IMB_INK_TEXT,
  IMB_INK_DIM, /* second-rank text; 4.5 : 1 */
  IMB_INK_AXIS,
  IMB_INK_FAINT, /* help lines; need not be seen at once */
} ImbInk;

ImbColour imb_palette_ink (ImbTheme theme,
                           ImbInk   ink);

/**
 * imb_palette_class:
 * @positive: the positive class: with two classes it is vermillion and the other is blue
 * @outline: (out) (nullable): a darker (or lighter) ink for its edge
 *
 * Returns: the fill of class @c
 */
ImbColour imb_palette_class (ImbTheme   theme,
                             guint      c,
                             guint      n_classes,
                             guint      positive,
                             ImbColour *outline);
ImbShape  imb_palette_shape (guint c,
                             guint n_classes,
                             guint positive);

/* Run 0 is the "before": a quiet grey-blue. @dash: (out): n_dashes lengths in px; 0 is solid. */
ImbColour imb_palette_run (ImbTheme theme,
                           guint    run,
                           double   dash[4],
                           int     *n_dashes);

/* viridis, 0 … 1; on dark paper too. */
ImbColour imb_palette_viridis (double t);

/* Black or white, whichever reads better on @fill. */
ImbColour imb_palette_text_on (ImbColour fill);
ImbColour imb_colour_with_alpha (ImbColour colour,
                                 double    alpha);

/* WCAG 2: 1 … 21. */
double imb_colour_contrast (ImbColour a,
                            ImbColour b);

G_END_DECLS
