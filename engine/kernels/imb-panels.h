/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-matrix.h"
#include "engine/kernels/imb-sweep.h"

G_BEGIN_DECLS

/* Rows as the float sweep takes them, and how wrong its sums can be. */

/* Values are centred and scaled by a power of two, so that none exceeds 1. */
typedef struct
{
  gsize    n_cols;
  double  *shift; /* (array length=the stride of a matrix): of each column, then 0; 64-byte aligned */
  double   scale;
  gboolean is_fit; /* whether squares of all values neither overflow nor vanish; if not, floats cannot tell anything */
} ImbFrame;

/* @queries: (nullable): more rows that must fit. FALSE when @job was cancelled; its progress stays */
gboolean imb_frame_learn (ImbFrame        *self,
                          const ImbMatrix *points,
                          const ImbMatrix *queries,
                          ImbJob          *job,
                          GError         **error);
void     imb_frame_clear (ImbFrame *self);

static inline gsize
imb_frame_stride (const ImbFrame *self)
{
  return (MAX (self->n_cols, 1) + 7) / 8 * 8;
}

/* Into lane @lane of a tile of IMB_SWEEP_QUERIES; the length of the row, for the bounds below. */
double imb_frame_pack_query (const ImbFrame *self,
                             const double   *row,
                             float          *tile,
                             gsize           lane);

/* What the float sum of a point must be below when the point is not farther than @distance (squared) from a query of length @norm. */
float imb_frame_sum_above (const ImbFrame *self,
                           double          distance,
                           double          norm);

/* A point with a smaller float sum than this is nearer than @distance (squared); −1 when no float sum can say that. */
float imb_frame_sum_below (const ImbFrame *self,
                           double          distance,
                           double          norm);

/* The same for a length in the frame, and what is known of a length in the frame of which only the float sum is. */
float  imb_frame_sum_above_length (const ImbFrame *self,
                                   double          length,
                                   double          norm);
float  imb_frame_sum_below_length (const ImbFrame *self,
                                   double          length,
                                   double          norm);
double imb_frame_least_length (const ImbFrame *self,
                               float           sum,
                               double          norm);
double imb_frame_most_length (const ImbFrame *self,
                              float           sum,
                              double          norm);

/* How much a float sum of two rows can differ from their squared length in the frame: @share of the sum of their squared norms, and
 * @rest. */
void imb_frame_get_sum_error (const ImbFrame *self,
                              double         *share,
                              double         *rest);

/* Panels of IMB_SWEEP_POINTS rows, column after column; the last one is filled up with infinity. */
typedef struct
{
  const ImbFrame *frame;
  const guint32  *rows; /* NULL: all of the matrix */
  gsize           n_rows;
  gsize           n_panels;
  float          *floats;
  gsize           n_room; /* of floats */
} ImbPanels;

/**
 * imb_panels_fill:
 * @rows: (nullable) (array length=n_rows): which rows, borrowed; NULL: the first n_rows
 * @job: (nullable): asked whether it was cancelled; its progress stays
 *
 * Returns: FALSE when there is no memory, or the job was cancelled
 */
gboolean imb_panels_fill (ImbPanels       *self,
                          const ImbFrame  *frame,
                          const ImbMatrix *points,
                          const guint32   *rows,
                          gsize            n_rows,
                          ImbJob          *job,
                          GError         **error);

/* Other rows in the same memory, no more than it was made for. */
gboolean imb_panels_fill_again (ImbPanels       *self,
                                const ImbMatrix *points,
                                const guint32   *rows,
                                gsize            n_rows,
                                ImbJob          *job,
                                GError         **error);
void     imb_panels_clear (ImbPanels *self);

static inline const float *
imb_panels_at (const ImbPanels *self,
               gsize            panel)
{
  return self->floats + panel * IMB_SWEEP_POINTS * self->frame->n_cols;
}

/* How many panels stay in the nearest cache. */
gsize imb_panels_group (const ImbPanels *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImbFrame, imb_frame_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImbPanels, imb_panels_clear)

G_END_DECLS
