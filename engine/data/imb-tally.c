/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of one column, group by group: which pairs of classes are in order, and how often a group tells the class. O(k²) per group. */
#include "engine/data/imb-tally.h"

void
imb_tally_init (ImbTally *self,
                guint     k)
{
  self->k = k;
  self->group = g_new0 (gsize, k);
  self->below = g_new0 (gsize, k);
  self->right = g_new0 (gsize, k);
  self->ahead = g_new0 (double, (gsize) k *k);
  self->tied = g_new0 (double, (gsize) k *k);
}

void
imb_tally_clear (ImbTally *self)
{
  g_free (self->group);
  g_free (self->below);
  g_free (self->right);
  g_free (self->ahead);
  g_free (self->tied);
}

void
imb_tally_close (ImbTally *self)
{
  gsize most = 0, second = 0;
  guint best = 0;

  for (guint a = 0; a < self->k; a++)
    {
      gsize n = self->group[a];

      if (n > most)
        {
          second = most;
          most = n;
          best = a;
        }
      else
        second = MAX (second, n);
      for (guint b = 0; b < self->k && n > 0; b++)
        {
          double tied = (double) n * (double) self->group[b];

          self->ahead[a * self->k + b] += (double) n * (double) self->below[b] + 0.5 * tied;
          self->tied[a * self->k + b] += tied;
        }
    }
  if (most > second + 1)
    self->right[best] += most;
  for (guint a = 0; a < self->k; a++)
    {
      self->below[a] += self->group[a];
      self->group[a] = 0;
    }
}

double
imb_tally_area (const ImbTally *self,
                gboolean        possible)
{
  double least = 1.0;

  for (guint a = 0; a < self->k; a++)
    for (guint b = 0; b < a; b++)
      {
        double pairs = (double) self->below[a] * (double) self->below[b];
        double area = self->ahead[a * self->k + b] / pairs;
        double slack = possible ? 0.5 * self->tied[a * self->k + b] / pairs : 0.0;

        if (self->below[a] < IMB_TALLY_FEWEST_ROWS || self->below[b] < IMB_TALLY_FEWEST_ROWS)
          return 0.0;
        least = MIN (least, MAX (area, 1.0 - area) + slack);
      }
  return least;
}

double
imb_tally_accuracy (const ImbTally *self)
{
  double sum = 0.0;

  for (guint a = 0; a < self->k; a++)
    {
      if (self->below[a] == 0)
        return 0.0;
      sum += (double) self->right[a] / (double) self->below[a];
    }
  return sum / self->k;
}

/* Whether so many pairs of rows are in the wrong order, whichever of both orders is right, that no finer look and no further rows
 * can make good for it. */
gboolean
imb_tally_is_hopeless (const ImbTally *self,
                       const gsize    *totals,
                       double          enough)
{
  for (guint a = 0; a < self->k; a++)
    for (guint b = 0; b < a; b++)
      {
        double pairs = (double) self->below[a] * (double) self->below[b];
        double ahead = self->ahead[a * self->k + b] - 0.5 * self->tied[a * self->k + b];
        double behind = pairs - ahead - self->tied[a * self->k + b];

        if (MIN (ahead, behind) > 1.01 * (1.0 - enough) * (double) totals[a] * (double) totals[b])
          return TRUE;
      }
  return FALSE;
}
