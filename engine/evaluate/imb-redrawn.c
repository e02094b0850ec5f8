/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is measured of rows that were drawn. */
#include <math.h>

#include "engine/evaluate/imb-redraw.h"

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
