/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* Eight points beside each other: what is done with one lane is done with all, and each lane's sum is added in the order that
 * is written. */
typedef double ImbLanes __attribute__ ((vector_size (64)));
typedef gint64 ImbMasks __attribute__ ((vector_size (64)));

typedef gint64 ImbHalfMasks __attribute__ ((vector_size (32)));
typedef gint64 ImbQuarterMasks __attribute__ ((vector_size (16)));

/* Whether a comparison holds in any lane. */
static inline gboolean
imb_lanes_any (const ImbMasks *masks)
{
  ImbHalfMasks    halves[2], either;
  ImbQuarterMasks quarters[2], any;

  memcpy (halves, masks, sizeof halves);
  either = halves[0] | halves[1];
  memcpy (quarters, &either, sizeof quarters);
  any = quarters[0] | quarters[1];
  return (any[0] | any[1]) != 0;
}

G_END_DECLS
