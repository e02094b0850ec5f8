/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <math.h>

#include "engine/kernels/imb-coarse-sweep.h"
#include "engine/kernels/imb-panels.h"

G_BEGIN_DECLS

/* Rows as whole numbers from −127 to 127, and how far each is from what it stands for. With that length, e for a row, two rows at
 * distance D are D ± (e + e') apart as whole numbers: nothing within a limit is missed. Lengths here are in steps of a byte. */
typedef struct
{
  const ImbFrame *frame;
  gsize           n_fours; /* of columns; the last ones are filled up with 0 */
  double          unit;    /* steps for 1 of the frame */
} ImbCoarse;

/* One query. */
typedef struct
{
  gint32 sum;    /* of its numbers */
  gint32 square; /* of its length */
  double error;
} ImbCoarseRow;

/* Panels of IMB_COARSE_POINTS rows. */
typedef struct
{
  const ImbCoarse *coarse;
  gsize            n_rows;
  gsize            n_panels;
  guint8          *bytes;
  gint32          *squares; /* (array length=32*n_panels): of lengths */
  float           *errors;  /* not below the true ones */
  float           *halves;  /* as imb_coarse_tile() wants them; infinite behind the last row */
  gsize            n_room;
} ImbCoarsePanels;

/* How many columns at most: more would overflow. */
#define IMB_COARSE_MOST_COLUMNS 60000

/* Chooses the step by some rows of @points and of @queries; @frame is borrowed and must be fit. */
void imb_coarse_learn (ImbCoarse       *self,
                       const ImbFrame  *frame,
                       const ImbMatrix *points,
                       const ImbMatrix *queries);

/* Into place @lane of a tile of IMB_COARSE_QUERIES. */
ImbCoarseRow imb_coarse_pack_query (const ImbCoarse *self,
                                    const double    *row,
                                    gint8           *tile,
                                    gsize            lane);

/* That a point may be as near as @length to be a hit; infinite: everything, negative: nothing. */
void imb_coarse_set_limit (const ImbCoarse    *self,
                           const ImbCoarseRow *query,
                           double              length,
                           ImbCoarseLimits    *limits,
                           gsize               lane);

/* @rows: (nullable) (array length=n_rows): which rows, borrowed; NULL: the first n_rows. FALSE when there is no memory or the job was cancelled. */
gboolean imb_coarse_panels_fill (ImbCoarsePanels *self,
                                 const ImbCoarse *coarse,
                                 const ImbMatrix *points,
                                 const guint32   *rows,
                                 gsize            n_rows,
                                 ImbJob          *job,
                                 GError         **error);
void     imb_coarse_panels_clear (ImbCoarsePanels *self);

/* How many panels stay in a near cache. */
gsize imb_coarse_panels_group (const ImbCoarsePanels *self);

static inline const guint8 *
imb_coarse_panels_at (const ImbCoarsePanels *self,
                      gsize                  panel)
{
  return self->bytes + panel * IMB_COARSE_POINTS * 4 * self->coarse->n_fours;
}

/* The distance of the whole numbers, from their product as imb_coarse_tile() gives it. */
static inline double
imb_coarse_length (const ImbCoarsePanels *self,
                   const ImbCoarseRow    *query,
                   gsize                  row,
                   gint32                 product)
{
  return sqrt ((double) ((gint64) self->squares[row] + query->square - 2 * ((gint64) product - 128 * (gint64) query->sum)));
}

/* A squared distance as a length here, a little more than it is. */
static inline double
imb_coarse_length_of (const ImbCoarse *self,
                      double           squared_distance)
{
  return sqrt (squared_distance) * self->frame->scale * self->unit * (1.0 + 1e-9);
}

/* The squared distance of two rows of a matrix, added in an order of its own; @n: over whole strides. */
double imb_coarse_apart (const double *a,
                         const double *b,
                         gsize         n);

/* What imb_coarse_apart() says times this is not above the sum of the columns in order. */
static inline double
imb_coarse_sure (gsize n_cols)
{
  return 1.0 - 1e-15 * (double) (n_cols + 16);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImbCoarsePanels, imb_coarse_panels_clear)

G_END_DECLS
