/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A key of 64 bits as six digits of 11 bits, the lowest first: for radix sorts (Herf 2001). */
#define IMB_DIGIT_BITS 11
#define IMB_N_DIGITS   6
#define IMB_RADIX      (1u << IMB_DIGIT_BITS)

static inline guint
imb_digit_of (guint64 key,
              guint   digit)
{
  return (guint) (key >> (digit * IMB_DIGIT_BITS)) & (IMB_RADIX - 1);
}

/* How many keys have each value of a digit becomes where those begin. (counts: array length=IMB_RADIX) */
static inline void
imb_digit_begin (guint32 *counts)
{
  guint32 at = 0;

  for (guint value = 0; value < IMB_RADIX; value++)
    {
      const guint32 here = counts[value];

      counts[value] = at;
      at += here;
    }
}

G_END_DECLS
