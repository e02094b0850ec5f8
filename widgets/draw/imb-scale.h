/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Shares drawn as something that has its ends wide apart: normal deviates. */
typedef struct
{
  double (*to) (double share);
  double (*from) (double drawn);
} ImbAxisBend;

/* From numbers to px and back. (ImbScale is a way of scaling features; this one is an axis's.) */
typedef struct
{
  double             low; /* finite, low < high; positive when logarithmic */
  double             high;
  double             low_px; /* where low is drawn; may lie right of (below) high_px */
  double             high_px;
  gboolean           is_log;
  const ImbAxisBend *bend; /* of shares: low and high are between 0 and 1; NULL: none */
} ImbAxisScale;

#define IMB_MAX_TICKS 16

typedef struct
{
  guint  n;
  double values[IMB_MAX_TICKS]; /* strictly rising, within the scale */
  char   labels[IMB_MAX_TICKS][40];
} ImbTicks;

/**
 * imb_axis_scale_init:
 * @low: any number; NaN and infinities fall away, equal ends are moved apart
 * @is_log: the range is made positive and at least one decade long
 * @margin: share of the range that is added at both ends; 0 … 1
 */
void imb_axis_scale_init (ImbAxisScale *self,
                          double        low,
                          double        high,
                          gboolean      is_log,
                          double        margin);

/* Of shares, from at least 0.0001 to at most 0.9999; imb_axis_scale_init() for the others. */
void imb_axis_scale_init_bent (ImbAxisScale      *self,
                               double             low,
                               double             high,
                               const ImbAxisBend *bend);

/* NaN gives NaN; beyond the ends it goes on, at most ±1e6 px. On a logarithmic scale a value of 0 or less is at the low end; of
 * bent shares what is beyond an end is at it. */
double imb_axis_scale_to_px (const ImbAxisScale *self,
                             double              value);
double imb_axis_scale_from_px (const ImbAxisScale *self,
                               double              px);

/**
 * imb_ticks_init:
 * @n_wanted: about how many; 2 … IMB_MAX_TICKS − 2
 *
 * Nice numbers (1, 2 or 5 times a power of ten; decades on a logarithmic scale; percents of bent shares) with their labels.
 * At most IMB_MAX_TICKS for any range.
 */
void imb_ticks_init (ImbTicks           *self,
                     const ImbAxisScale *scale,
                     guint               n_wanted);

G_END_DECLS
