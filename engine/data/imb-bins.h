/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/data/imb-table.h"

G_BEGIN_DECLS

#define IMB_BINS_MOST 24

/* How the values of a column are spread, for a small picture. */
typedef struct
{
  gboolean levels; /* one bar per level, most frequent first; else bars of equal width from min to max */
  gboolean more;   /* levels: the last bar is all the levels that have none of their own */
  guint    n;      /* bars; 0: the column holds nothing */
  gsize    counts[IMB_BINS_MOST];
  gsize    largest; /* of the counts */
} ImbBins;

/* Counts the rows of each bar. A number column with few whole numbers has a bar for each. O(rows + levels). FALSE with
 * G_IO_ERROR_CANCELLED. */
gboolean imb_bins_count (const ImbTable *table,
                         gsize           column,
                         ImbBins        *self,
                         ImbJob         *job,
                         GError        **error);

G_END_DECLS
