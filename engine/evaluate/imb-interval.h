/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/evaluate/imb-run.h"

G_BEGIN_DECLS

/* How sure a number of all tested rows together is: 95 % intervals. The folds' own interval (imb_run_metric()) is about other
 * training rows, too; these are about other test rows. */
typedef struct
{
  double      value;
  double      low;
  double      high;
  double      error;  /* standard error; NaN where the method has none */
  const char *method; /* "wilson", "delong", "bootstrap", "bca"; NULL: there is none for this metric */
} ImbInterval;

typedef enum
{
  IMB_INTERVALS_QUICK,     /* Wilson for rates, DeLong for the ROC AUC */
  IMB_INTERVALS_BOOTSTRAP, /* 2,000 stratified resamples: for all that counts, ROC AUC, average precision */
  IMB_INTERVALS_BCA,       /* the same, the percentiles corrected for bias and skewness */
} ImbIntervals;

#define IMB_N_RESAMPLES 2000

/* The normal quantile of 97.5 %. */
double imb_interval_z (void);

/* Wilson 1927, doi:10.1080/01621459.1927.10502953: of a share seen among @n things (a fraction when they have weights). */
void imb_interval_wilson (double  share,
                          double  n,
                          double *low,
                          double *high);

/* The middle 95 % of @values, NaN left out; reorders them. NaN when more than half of them are. */
void imb_interval_percentiles (double *values,
                               gsize   n,
                               double *low,
                               double *high);

/**
 * imb_interval_bca:
 * @values: (array length=n): of resamples; NaN is left out; reorders them
 * @value: of all rows, measured as those were
 * @acceleration: imb_redraw_accelerate()
 *
 * Bias-corrected and accelerated (Efron 1987). FALSE, and nothing is written, when the value lies outside of all resamples or the correction leads out of
 * them; the plain percentiles are all that can be said then.
 */
gboolean imb_interval_bca (double *values,
                           gsize   n,
                           double  value,
                           double  acceleration,
                           double *low,
                           double *high);

/**
 * imb_run_intervals:
 * @base: (nullable): another run over the same rows: intervals of this run minus it, paired
 *
 * Of every metric over the pooled test rows, by metric index. The rows of a class with repeats count once.
 *
 * Returns: (transfer full) (nullable): NULL with an error: cancelled, no memory
 */
ImbInterval *imb_run_intervals (const ImbRun *self,
                                const ImbRun *base,
                                ImbIntervals  how,
                                ImbJob       *job,
                                GError      **error);

G_END_DECLS
