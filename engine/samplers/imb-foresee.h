/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/samplers/imb-near.h"

G_BEGIN_DECLS

/* What can be said in some milliseconds about where the rows of classes lie, for forecasts. */

/* Of each class that grows, whether some row has @least to @most rows of other classes among its @m nearest. */
typedef struct
{
  const char *sampling_strategy;
  ImbDistance distance;
  gsize       m;
  gsize       least;
  gsize       most;
} ImbForesee;

/* TRUE: it is so, as imb_border_count() will find. FALSE: it is not, or it would take too long to know. @has_rows: FALSE: only class sizes
 * are known. */
gboolean imb_foresee (const ImbForesee *self,
                      const ImbView    *in,
                      gboolean          has_rows);

/* The doubt of methods for which rows are noise that have no row of their class among their @k nearest. (transfer full) (nullable) */
char *imb_foresee_dup_noise (const ImbView *in,
                             const char    *sampling_strategy,
                             ImbDistance    distance,
                             gsize          k,
                             const char    *param,
                             gboolean       has_rows);

G_END_DECLS
