/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scikit-learn's StratifiedKFold (shuffle=True), row for row. Classes count in the order of their first row. The rows
 * sorted by class and dealt round say how many rows of a class each fold tests; which of them
 * is one shuffle per class. */
#include "engine/kernels/imb-stratify.h"

#include <string.h>

#define AT_ONCE 4 /* counts of a class: one alone would have to wait for itself */

/* order[c]: the place of class c by its first row; classes without rows come last. */
static guint
order_of_appearance (const guint16 *classes,
                     gsize          n_rows,
                     guint          n_classes,
                     guint         *order,
                     gsize         *counts)
{
  g_autofree gsize *in_turn = g_new0 (gsize, AT_ONCE * n_classes);
  guint             n_seen = 0;

  for (guint c = 0; c < n_classes; c++)
    order[c] = G_MAXUINT;
  memset (counts, 0, n_classes * sizeof *counts);
  for (gsize i = 0; i < n_rows; i++)
    {
      guint c = classes[i];

      if (order[c] == G_MAXUINT)
        order[c] = n_seen++;
      in_turn[i % AT_ONCE * n_classes + c]++;
    }
  for (gsize i = 0; i < AT_ONCE * n_classes; i++)
    if (order[i % n_classes] != G_MAXUINT)
      counts[order[i % n_classes]] += in_turn[i];
  return n_seen;
}

/* Rows first … first + count − 1 of the sorted order are this class; row r is dealt to fold r mod n_folds. */
static gsize
dealt_to (gsize first,
          gsize count,
          guint fold,
          guint n_folds)
{
  gsize below_end = (first + count + n_folds - 1 - fold) / n_folds;
  gsize below_first = (first + n_folds - 1 - fold) / n_folds;

  return below_end - below_first;
}

/* The classes one after the other, each shuffled; then every row takes the next fold of its class. */
void
imb_stratify (const guint16 *classes,
              gsize          n_rows,
              guint          n_classes,
              guint          n_folds,
              ImbRng        *rng,
              guint8        *fold_of)
{
  g_autofree guint   *order = g_new (guint, n_classes);
  g_autofree gsize   *counts = g_new (gsize, n_classes);
  g_autofree guint32 *dealt = g_new (guint32, MAX (n_rows, 1));
  const guint         n_seen = order_of_appearance (classes, n_rows, n_classes, order, counts);
  g_autofree gsize   *next = g_new (gsize, MAX (n_seen, 1));
  gsize               first = 0, n = 0;

  for (guint p = 0; p < n_seen; first += counts[p++])
    {
      next[p] = first;
      for (guint f = 0; f < n_folds; f++)
        for (gsize m = dealt_to (first, counts[p], f, n_folds); m > 0; m--)
          dealt[n++] = f;
      imb_rng_shuffle (rng, dealt + first, counts[p]);
    }
  for (gsize i = 0; i < n_rows; i++)
    fold_of[i] = (guint8) dealt[next[order[classes[i]]]++];
}
