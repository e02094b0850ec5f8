/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* Ascending whole numbers for descending doubles, and back. −0 and 0 are one key. No NaN. */
static inline guint64
imb_falling_key (double value)
{
  guint64 bits;

  value += 0.0; /* −0 + 0 is 0 */
  memcpy (&bits, &value, sizeof bits);
  return (bits >> 63) != 0 ? bits : ~bits & ~(G_GUINT64_CONSTANT (1) << 63);
}

static inline double
imb_falling_value (guint64 key)
{
  guint64 bits = (key >> 63) != 0 ? key : ~key & ~(G_GUINT64_CONSTANT (1) << 63);
  double  value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

/* The bits to leave out so that a range of keys, not 0, has @bits left. */
static inline guint
imb_falling_shift (guint64 range,
                   guint   bits)
{
  guint width = 64 - (guint) __builtin_clzll (range);

  return width > bits ? width - bits : 0;
}

G_END_DECLS
