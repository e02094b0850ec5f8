/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/samplers/imb-near.h"

G_BEGIN_DECLS

/* What can be said in some milliseconds about where the rows of classes lie, for forecasts. */

/* What some row of each class that grows has among its @m nearest. */
typedef struct _ImbForesee ImbForesee;

typedef enum
{
  IMB_FORESEE_OWN,    /* a row of its class */
  IMB_FORESEE_OTHERS, /* a row of another class */
  IMB_FORESEE_BORDER, /* half or more of other classes, but not all */
} ImbForeseeKind;

struct _ImbForesee
{
  ImbForeseeKind kind;
  const char    *sampling_strategy;
  ImbDistance    distance;
  gsize          m;
};

typedef enum
{
  IMB_ANSWER_NO,
  IMB_ANSWER_OPEN, /* it hangs on how a search orders equal distances */
  IMB_ANSWER_YES,
} ImbAnswer;

/* TRUE: it is so, as imb_border_count() will find. FALSE: it is not, or it would take too long to know. @has_rows: FALSE: only class sizes
 * are known. */
gboolean imb_foresee (const ImbForesee *self,
                      const ImbView    *in,
                      gboolean          has_rows);

/**
 * imb_foresee_numbers:
 * @self: whatever its m
 * @answers: (out) (array length=n_most+1): of m = 1 … @n_most an ImbAnswer
 *
 * Returns: FALSE: it would take longer than two milliseconds, or distances are no plain Euclidean ones
 */
gboolean imb_foresee_numbers (const ImbForesee *self,
                              const ImbView    *in,
                              gsize             n_most,
                              guint8           *answers);

/* How far off the square of a distance from a row may be that a search finds: searches take squares of lengths. @length: the row's, squared. */
static inline double
imb_foresee_slack (double square,
                   double length)
{
  return 1e-9 * square + 1e-12 * length;
}

/* The doubt of methods for which rows are noise that have no row of their class among their @k nearest. (transfer full) (nullable) */
char *imb_foresee_dup_noise (const ImbView *in,
                             const char    *sampling_strategy,
                             ImbDistance    distance,
                             gsize          k,
                             const char    *param,
                             gboolean       has_rows);

G_END_DECLS
