/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/kernels/imb-sweep.h"

G_BEGIN_DECLS

#define IMB_BLEND_PANELS 4 /* of a table, looked at together; */
#define IMB_BLEND_FEWER  2 /* in half the memory, a tenth slower */
#define IMB_BLEND_LANES  (IMB_BLEND_PANELS * IMB_SWEEP_POINTS)
#define IMB_BLEND_LOOK   4 /* panels, when single rows are asked for */
#define IMB_BLEND_LOOKED (IMB_BLEND_LOOK * IMB_SWEEP_POINTS)

/* A row between two others: its squared distances are base + first_share · those of the one + second_share · those of the other. */
typedef struct
{
  guint32 first; /* where its distances begin in the table: 16 of the first panel, and 96 floats further on of the next */
  guint32 second;
  float   first_share;
  float   second_share;
  float   base;
} ImbBlendRow;

/* @n_panels: IMB_BLEND_PANELS or IMB_BLEND_FEWER
 * @least: (inout) (array length=n_panels*IMB_SWEEP_POINTS), as the table 64-byte aligned: of each lane the least distance to any of the rows. */
void imb_blend_sweep_lanes (const float       *table,
                            const ImbBlendRow *rows,
                            gsize              n_rows,
                            guint              n_panels,
                            float             *least);

/* @table: 64-byte aligned
 * @least: (inout) (array length=n_rows): of each row the least distance to any of the lanes */
void imb_blend_sweep_rows (const float       *table,
                           const ImbBlendRow *rows,
                           gsize              n_rows,
                           guint              n_panels,
                           float             *least);

/* The same, on every processor. */
void imb_blend_sweep_lanes_plain (const float       *table,
                                  const ImbBlendRow *rows,
                                  gsize              n_rows,
                                  guint              n_panels,
                                  float             *least);
void imb_blend_sweep_rows_plain (const float       *table,
                                 const ImbBlendRow *rows,
                                 gsize              n_rows,
                                 guint              n_panels,
                                 float             *least);

/* The first row from @begin on that may be nearer to one of the lanes than its limit; its distances to all of them into @sums. @end when there is none.
 * Lanes are those of the first IMB_BLEND_LOOK panels of the table; @limits and @sums: (array length=IMB_BLEND_LOOKED), 64-byte aligned. */
gsize imb_blend_sweep_until (const float       *table,
                             const ImbBlendRow *rows,
                             gsize              begin,
                             gsize              end,
                             const float       *limits,
                             float             *sums);

G_END_DECLS
