/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/metrics/imb-outcome.h"

G_BEGIN_DECLS

/* What a ranking is made of: see imb_outcome_new(). */
typedef struct
{
  const guint16 *truth;
  const double  *scores;
  const double  *weights; /* NULL: all 1 */
  gsize          n_rows;
  guint          n_classes;
} ImbScored;

/* Of class @c against the rest. FALSE: no memory. */
gboolean imb_ranking_fill (ImbRanking      *self,
                           const ImbScored *scored,
                           guint            c);
void     imb_ranking_clear (ImbRanking *self);

G_END_DECLS
