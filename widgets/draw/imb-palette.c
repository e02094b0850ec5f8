/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Okabe and Ito's colours (2008), lightened for dark paper, and viridis (Smith and van der Walt 2015, seventeen
 * of its points, linear between them). Blue and vermillion stay furthest apart in all three kinds of colour
 * blindness, so they are the two classes of the common case. */
#include "widgets/draw/imb-palette.h"

#include <math.h>

static ImbColour
rgb (guint32 hex)
{
  return (ImbColour){ (hex >> 16 & 255) / 255.0, (hex >> 8 & 255) / 255.0, (hex & 255) / 255.0, 1 };
}

ImbColour
imb_palette_ink (ImbTheme theme,
                 ImbInk   ink)
{
  static const guint32 inks[2][5] = {
    { 0xffffff, 0x1e1e24, 0x5c5f66, 0x83868c, 0xd9dbde },
    { 0x242424, 0xf2f2f2, 0xb4b6ba, 0x8a8d92, 0x46484b },
  };

  return rgb (inks[theme][ink]);
}

/* fill, edge */
static const guint32 class_colours[2][8][2] = {
  { { 0x0072b2, 0x00558a },
    { 0xd55e00, 0xa84a00 },
    { 0x009e73, 0x00795a },
    { 0xcc79a7, 0xa54c80 },
    { 0xe69f00, 0x9a6a00 },
    { 0x56b4e9, 0x1f7fb5 },
    { 0xf0e442, 0x8c8200 },
    { 0x4a4a4a, 0x222222 } },
  { { 0x4aa8e8, 0x8cc9f2 },
    { 0xf0803c, 0xf7b48c },
    { 0x2bc49a, 0x84ddc3 },
    { 0xdf9cc4, 0xefcde2 },
    { 0xe69f00, 0xf3cd7a },
    { 0x9ad4f5, 0xd0ebfb },
    { 0xf0e442, 0xf8f2a6 },
    { 0xc4c4c4, 0xf0f0f0 } },
};

/* With two classes the positive one is the second colour; with more, each its own in turn. */
static guint
class_index (guint c,
             guint n_classes,
             guint positive)
{
  return n_classes <= 2 ? c == positive && n_classes == 2 : c;
}

ImbColour
imb_palette_class (ImbTheme   theme,
                   guint      c,
                   guint      n_classes,
                   guint      positive,
                   ImbColour *outline)
{
  guint at = class_index (c, n_classes, positive) % G_N_ELEMENTS (class_colours[0]);

  if (outline != NULL)
    *outline = rgb (class_colours[theme][at][1]);

  return rgb (class_colours[theme][at][0]);
}

ImbShape
imb_palette_shape (guint c,
                   guint n_classes,
                   guint positive)
{
  return (ImbShape) (class_index (c, n_classes, positive) % IMB_N_SHAPES);
}

ImbColour
imb_palette_run (ImbTheme theme,
                 guint    run,
                 double   dash[4],
                 int     *n_dashes)
{
  static const guint32 colours[2][7] = {
    { 0x6b7a8f, 0xd55e00, 0x0072b2, 0x008562, 0xa54c80, 0x9a6a00, 0x4a4a4a },
    { 0x9fadc0, 0xf0803c, 0x4aa8e8, 0x2bc49a, 0xdf9cc4, 0xe6b94a, 0xe0e0e0 },
  };
  static const double dashes[][4] = { { 5, 2.5 }, { 0 }, { 8, 2 }, { 3, 1.5 }, { 6, 2, 1.2, 2 }, { 1.4, 1.6 }, { 10, 3 } };
  static const int    lengths[] = { 2, 0, 2, 2, 4, 2, 2 };
  guint               kind = run % G_N_ELEMENTS (dashes);

  /* from the eighth run on the dashes move on against the colours */
  if (run >= G_N_ELEMENTS (colours[0]))
    kind = (run + run / G_N_ELEMENTS (colours[0])) % G_N_ELEMENTS (dashes);

  if (n_dashes != NULL)
    {
      *n_dashes = lengths[kind];
      for (guint i = 0; i < 4; i++)
        dash[i] = dashes[kind][i];
    }

  return rgb (colours[theme][run % G_N_ELEMENTS (colours[0])]);
}

ImbColour
imb_palette_viridis (double t)
{
  static const guint32 points[] = { 0x440154, 0x481a6c, 0x472f7d, 0x414487, 0x39568c, 0x31688e, 0x2a788e, 0x23888e, 0x1f988b,
                                    0x22a884, 0x35b779, 0x54c568, 0x7ad151, 0xa5db36, 0xd2e21b, 0xf1e51d, 0xfde725 };
  double               at, part;
  guint                i;
  ImbColour            low, high;

  if (!(t > 0))
    t = 0;
  if (t > 1)
    t = 1;
  at = t * (G_N_ELEMENTS (points) - 1);
  i = MIN ((guint) at, G_N_ELEMENTS (points) - 2);
  part = at - i;
  low = rgb (points[i]);
  high = rgb (points[i + 1]);
  return (ImbColour){
    low.red + part * (high.red - low.red),
    low.green + part * (high.green - low.green),
    low.blue + part * (high.blue - low.blue),
    1,
  };
}

static double
linear_light (double part)
{
  return part <= 0.04045 ? part / 12.92 : pow ((part + 0.055) / 1.055, 2.4);
}

static double
luminance (ImbColour colour)
{
  return 0.2126 * linear_light (colour.red) + 0.7152 * linear_light (colour.green) + 0.0722 * linear_light (colour.blue);
}

double
imb_colour_contrast (ImbColour a,
                     ImbColour b)
{
  double la = luminance (a) + 0.05;
  double lb = luminance (b) + 0.05;

  return MAX (la, lb) / MIN (la, lb);
}

ImbColour
imb_palette_text_on (ImbColour fill)
{
  ImbColour white = rgb (0xffffff);
  ImbColour black = rgb (0x14141a);

  return imb_colour_contrast (fill, white) >= imb_colour_contrast (fill, black) ? white : black;
}

ImbColour
imb_colour_with_alpha (ImbColour colour,
                       double    alpha)
{
  colour.alpha = alpha;
  return colour;
}
