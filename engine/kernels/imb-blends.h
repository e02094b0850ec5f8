/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-ends.h"
#include "engine/kernels/imb-blend-sweep.h"
#include "engine/kernels/imb-panels.h"

G_BEGIN_DECLS

/* Rows, of which many lie between two others, as those do that SMOTE makes. For s = (1 − w) a + w b
 *
 *   |x − s|² = (1 − w) |x − a|² + w |x − b|² − w (1 − w) |a − b|²
 *
 * so a table of distances from the few ends tells all of them, in two multiplications each instead of one for each column.
 *
 * What a table tells is never above the squared distance in the frame, and below it by at most twice what sums may be off by: @share of the squared
 * norms of a row and of a lane, and @rest. How far a row is from where its ends say is measured in double: at most IMB_BLEND_CLOSE. */
#define IMB_BLEND_CLOSE 1e-9 /* in the frame: as close to its line is on it */
#define IMB_BLEND_TILE  (IMB_SWEEP_QUERIES * IMB_SWEEP_POINTS)

typedef struct
{
  const ImbMatrix *points;
  const ImbFrame  *frame;
  guint            n_panels; /* of a table */
  gsize            n_rows;
  ImbBlendRow     *rows;
  double          *offs; /* of each row: its part of what sums may be off by; NULL: nobody wants to know */
  guint32         *ends; /* rows of the points */
  gsize            n_ends;
  float           *tiles; /* the ends, as queries */
  gsize            n_tiles;
  double           share;
  double           rest;
} ImbBlends;

/* Which of @rows (nullable: all) lie between others, as @ends (of the points) says: 1, else 0, in @between. What is not true is
 * 0. FALSE when the job was cancelled. */
gboolean imb_blends_check (const ImbMatrix  *points,
                           const ImbBetween *ends,
                           const ImbFrame   *frame,
                           const guint32    *rows,
                           gsize             n_rows,
                           guint8           *between,
                           ImbJob           *job,
                           GError          **error);

/**
 * imb_blends_init:
 * @ends: of the rows of @points
 * @rows: (array length=n_rows): rows of @points, in the order in which they are counted here
 * @between: (array length=n_rows): whether each lies between its ends; one that does not is an end itself
 * @n_panels: of lanes, that a table has
 *
 * Counts the ends; imb_blends_pack() makes them ready for tables.
 */
gboolean imb_blends_init (ImbBlends        *self,
                          const ImbMatrix  *points,
                          const ImbBetween *ends,
                          const ImbFrame   *frame,
                          const guint32    *rows,
                          gsize             n_rows,
                          const guint8     *between,
                          guint             n_panels,
                          GError          **error);
gboolean imb_blends_pack (ImbBlends *self,
                          gboolean   wants_offs,
                          GError   **error);
void     imb_blends_clear (ImbBlends *self);

/* More ends than these have distances that leave every cache, and tables for which there may be no memory. */
#define IMB_BLEND_MOST_ENDS 65536

/* Floats of a table, with what aligning it takes. */
gsize imb_blends_n_room (const ImbBlends *self);

/* What sums of a lane may be off by, that is its part of it; of a row of any matrix in the frame. */
float imb_blends_off_of (const ImbBlends *self,
                         const double    *lane);

/* Distances of all ends to as many panels of lanes as a table has, less what those of each lane may be off by. @table: aligned to 64 bytes */
void imb_blends_fill (const ImbBlends *self,
                      const ImbPanels *lanes,
                      const float     *offs,
                      gsize            first_panel,
                      float           *table);

static inline float *
imb_blends_align (float *room)
{
  return (float *) (((gsize) room + 63) / 64 * 64);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImbBlends, imb_blends_clear)

G_END_DECLS
