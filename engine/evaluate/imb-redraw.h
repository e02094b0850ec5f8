/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-rng.h"
#include "engine/metrics/imb-outcome.h"

G_BEGIN_DECLS

/* The stratified bootstrap: as many rows of each class as there are, drawn with repeats, seen by several
 * outcomes of the same rows at once (so what is computed of them is paired). Never changes; any thread. */
typedef struct _ImbRedraw ImbRedraw;

/* One class against the rest among the rows drawn. */
typedef struct
{
  gsize         n;          /* distinct scores of the class's rows */
  const double *thresholds; /* these scores, descending */
  double       *hits;       /* n: weight of the class's rows with that score */
  double       *misses;     /* 2 n + 1: of other rows between these scores (even) and at them (odd) */
} ImbRedrawnRanks;

typedef struct
{
  double          *confusion; /* C[true * n_classes + predicted] */
  ImbRedrawnRanks *ranks;     /* two classes: of the positive one; more: of each; NULL when not asked for */
} ImbRedrawn;

/**
 * imb_redraw_new:
 * @outcomes: of the same rows in the same order
 * @ranked: (array length=n_outcomes): whose rankings are wanted; those have scores
 * @n_repeats: a row occurs that many times, at i, n + i, 2 n + i …; its places are drawn together
 *
 * Rows that all outcomes see alike are counted, not listed: a resample is then a few binomials.
 *
 * Returns: (transfer full) (nullable): NULL with IMB_ERROR_TOO_LARGE, or cancelled
 */
ImbRedraw *imb_redraw_new (ImbOutcome *const *outcomes,
                           guint              n_outcomes,
                           const gboolean    *ranked,
                           guint              n_repeats,
                           ImbJob            *job,
                           GError           **error);
void       imb_redraw_free (ImbRedraw *self);

/* How many numbers and draws a resample costs. */
gsize imb_redraw_get_cost (const ImbRedraw *self);

/* @drawn: one per outcome. Writes @values. */
typedef void (*ImbRedrawFunc) (const ImbRedrawn *drawn,
                               gpointer          data,
                               double           *values);

/**
 * imb_redraw_many:
 *
 * Parallel; the same values on any number of threads.
 *
 * Returns: (transfer full) (nullable): value v of resample b at [v * n_resamples + b]
 */
double *imb_redraw_many (const ImbRedraw *self,
                         gsize            n_resamples,
                         guint32          seed,
                         gsize            n_values,
                         ImbRedrawFunc    func,
                         gpointer         data,
                         ImbJob          *job,
                         GError         **error);

/**
 * imb_redraw_accelerate:
 * @whole: (out) (array length=n_values): of all rows as they are
 *
 * How skewed the values are, by leaving each row out once (the jackknife of Efron 1987, doi:10.1080/01621459.1987.10478410, with a class a sample:
 * Σ U³ / 6 (Σ U²)^1.5). Rows alike are left out once for all of them; where there are more than IMB_MOST_LEFT_OUT kinds of rows, of each class some
 * evenly among its kinds stand for the others. Values that are NaN without a row do not count.
 *
 * Returns: (transfer full) (nullable): of each value; 0 where nothing changes it
 */
double *imb_redraw_accelerate (const ImbRedraw *self,
                               gsize            n_values,
                               ImbRedrawFunc    func,
                               gpointer         data,
                               double          *whole,
                               ImbJob          *job,
                               GError         **error);

#define IMB_MOST_LEFT_OUT 4000

/* Both NaN when a class has no row. */
double imb_redrawn_roc_auc (const ImbRedrawnRanks *ranks);
double imb_redrawn_average_precision (const ImbRedrawnRanks *ranks);

/* To 0, asking the job: of thousands of classes a resample is hundreds of megabytes. */
gboolean imb_redraw_clear (double  *cells,
                           gsize    n,
                           ImbJob  *job,
                           GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbRedraw, imb_redraw_free)

G_END_DECLS
