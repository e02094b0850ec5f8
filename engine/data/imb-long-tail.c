/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sizes of classes by rank: who has how much of the rows, and how steeply they fall. O(K log K) for K classes. */
#include "engine/data/imb-long-tail.h"

#include <math.h>
#include <stdlib.h>

ImbTailPart
imb_tail_part_of (gsize n_rows)
{
  if (n_rows > IMB_HEAD_ABOVE)
    return IMB_TAIL_HEAD;
  return n_rows < IMB_TAIL_BELOW ? IMB_TAIL_TAIL : IMB_TAIL_MEDIUM;
}

const char *
imb_tail_part_nick (ImbTailPart part)
{
  static const char *const nicks[] = { "head", "medium", "tail" };

  g_return_val_if_fail (part < G_N_ELEMENTS (nicks), NULL);

  return nicks[part];
}

static int
compare_falling (const void *a,
                 const void *b)
{
  const gsize first = *(const gsize *) a, second = *(const gsize *) b;

  return (first < second) - (first > second);
}

/* Through the logarithms of rank and size. */
static void
fit_zipf (ImbLongTail *self,
          const gsize *sizes,
          guint        n)
{
  double mean_x = 0.0, mean_y = 0.0, xx = 0.0, xy = 0.0;

  if (n < 3)
    return;
  for (guint i = 0; i < n; i++)
    {
      mean_x += log (i + 1.0) / n;
      mean_y += log ((double) sizes[i]) / n;
    }
  for (guint i = 0; i < n; i++)
    {
      double x = log (i + 1.0) - mean_x;

      xx += x * x;
      xy += x * (log ((double) sizes[i]) - mean_y);
    }
  self->zipf_exponent = sizes[0] > sizes[n - 1] ? -xy / xx : 0.0;
  self->zipf_first = exp (mean_y + self->zipf_exponent * mean_x);
}

ImbLongTail
imb_long_tail_of (const gsize *counts,
                  guint        n_classes)
{
  ImbLongTail       self = { .zipf_exponent = NAN, .zipf_first = NAN };
  g_autofree gsize *sizes = g_new (gsize, MAX (n_classes, 1));
  guint             n = 0;
  gsize             n_rows = 0, sum = 0;

  for (guint c = 0; c < n_classes; c++)
    if (counts[c] > 0)
      {
        const ImbTailPart part = imb_tail_part_of (counts[c]);

        self.n_classes[part]++;
        self.n_rows[part] += counts[c];
        n_rows += counts[c];
        sizes[n++] = counts[c];
      }
  qsort (sizes, n, sizeof *sizes, compare_falling);
  for (guint p = 0; p < IMB_N_TAIL_PARTS; p++)
    self.shares[p] = n_rows > 0 ? (double) self.n_rows[p] / (double) n_rows : NAN;
  while (sum < n_rows - sum)
    sum += sizes[self.n_half++];
  fit_zipf (&self, sizes, n);
  return self;
}
