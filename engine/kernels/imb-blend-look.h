/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/kernels/imb-blends.h"

G_BEGIN_DECLS

/* For a search that keeps intervals of distances: of those points that lie between two others the intervals follow from a few distances each. */
typedef struct
{
  ImbBlends blends;
  guint32  *rows; /* (array length=blends.n_rows): which points */
  guint32  *others;
  gsize     n_others;
} ImbBlendLook;

/**
 * imb_blend_look_init:
 * @ends: (nullable): of @points, which are said to lie between two others
 * @price: how many distances by columns another way has for one of a float sweep
 *
 * When it does not pay there are no rows, and others is NULL: all.
 */
gboolean imb_blend_look_init (ImbBlendLook     *self,
                              const ImbMatrix  *points,
                              const ImbBetween *ends,
                              const ImbFrame   *frame,
                              double            price,
                              ImbJob           *job,
                              GError          **error);
void     imb_blend_look_clear (ImbBlendLook *self);

/* A point is between @low and @high from the query in place @slot. Returns: the length that counts for it from now on; negative: nothing does. */
typedef double (*ImbBlendLookFunc) (gpointer data,
                                    gsize    slot,
                                    guint32  row,
                                    double   low,
                                    double   high);

/**
 * imb_blend_look:
 * @queries: (array length=n): rows of @matrix, at most IMB_BLEND_LOOKED
 * @limits: (array length=n): lengths in the frame; what may be that near or nearer is told to @func
 *
 * Rows that may be near, in ascending order.
 */
gboolean imb_blend_look (const ImbBlendLook *self,
                         const ImbMatrix    *matrix,
                         const gsize        *queries,
                         gsize               n,
                         const double       *limits,
                         ImbBlendLookFunc    func,
                         gpointer            data,
                         ImbJob             *job,
                         GError            **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImbBlendLook, imb_blend_look_clear)

G_END_DECLS
