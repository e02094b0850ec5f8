/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is measured of rows that were drawn. */
#include <math.h>
#include <string.h>

#include "engine/evaluate/imb-redraw.h"

#define MANY_CELLS ((gsize) 1 << 20)

double
imb_redrawn_roc_auc (const ImbRedrawnRanks *ranks)
{
  double tp = 0.0, negatives = 0.0, beaten = 0.0;

  for (gsize s = 0; s < ranks->n; s++)
    {
      beaten += ranks->misses[2 * s] * tp + ranks->misses[2 * s + 1] * (tp + ranks->hits[s] / 2.0);
      negatives += ranks->misses[2 * s] + ranks->misses[2 * s + 1];
      tp += ranks->hits[s];
    }
  beaten += ranks->misses[2 * ranks->n] * tp;
  negatives += ranks->misses[2 * ranks->n];
  return tp > 0.0 && negatives > 0.0 ? beaten / tp / negatives : NAN;
}

double
imb_redrawn_average_precision (const ImbRedrawnRanks *ranks)
{
  double tp = 0.0, fp = 0.0, sum = 0.0;

  for (gsize s = 0; s < ranks->n; s++)
    {
      fp += ranks->misses[2 * s] + ranks->misses[2 * s + 1];
      tp += ranks->hits[s];
      if (ranks->hits[s] > 0.0)
        sum += ranks->hits[s] * (tp / (tp + fp));
    }
  return tp > 0.0 ? sum / tp : NAN;
}

gboolean
imb_redraw_clear (double  *cells,
                  gsize    n,
                  ImbJob  *job,
                  GError **error)
{
  for (gsize start = 0; start < n; start += MANY_CELLS)
    {
      if (!imb_job_step (job, 0, 0, error))
        return FALSE;
      memset (cells + start, 0, MIN (MANY_CELLS, n - start) * sizeof *cells);
    }
  return TRUE;
}
