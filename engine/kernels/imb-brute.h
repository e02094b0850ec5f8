/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-matrix.h"

G_BEGIN_DECLS

/* One search as asked for; imb_neighbours_find() explains the fields. */
typedef struct
{
  const ImbMatrix *points;
  const ImbMatrix *queries;
  gsize            k;
  gboolean         self;
  guint32         *rows;
  double          *distances; /* NULL: not wanted */
  ImbJob          *job;
} ImbSearch;

/**
 * imb_brute_search:
 *
 * All pairs in float tiles, candidates decided in double. Numbers of any size are legal; k may be up to
 * the number of points.
 */
gboolean imb_brute_search (const ImbSearch *search,
                           GError         **error);

G_END_DECLS
