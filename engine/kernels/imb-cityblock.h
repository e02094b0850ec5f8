/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-matrix.h"

G_BEGIN_DECLS

/* Distances as sums of absolute differences, from a point to many. The points lie eight beside each other, so that sums are added in the order of
 * columns on every processor. */
typedef struct
{
  gsize   n_rows;
  gsize   n_cols;
  gsize   n_panels;
  double *panels;
} ImbCityblock;

#define IMB_CITYBLOCK_LANES 8

/* @rows: (nullable) (array length=n_rows): which rows; NULL: the first n_rows. FALSE without memory. */
gboolean imb_cityblock_init (ImbCityblock    *self,
                             const ImbMatrix *points,
                             const guint32   *rows,
                             gsize            n_rows,
                             GError         **error);
void     imb_cityblock_clear (ImbCityblock *self);

/**
 * imb_cityblock_within:
 * @from: n_cols numbers
 * @limits: (array length=n_panels*8): of each point. Behind the last point: anything
 * @found: (out) (array length=n_rows): positions of the points that are at most their limit away, ascending
 * @distances: (out) (array length=n_rows): how far they are
 *
 * Returns: how many
 */
gsize imb_cityblock_within (const ImbCityblock *self,
                            const double       *from,
                            const double       *limits,
                            guint32            *found,
                            double             *distances);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImbCityblock, imb_cityblock_clear)

G_END_DECLS
