/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <math.h>

G_BEGIN_DECLS

/* The k best points of one query so far, nearest first, ties by lower row; for the neighbour kernels. */
typedef struct
{
  double  *distances; /* (array length=k) */
  guint32 *rows;      /* (array length=k) */
  gsize    n;
  gsize    k;
} ImbNearest;

/* What a point must not exceed to enter. */
static inline double
imb_nearest_limit (const ImbNearest *self)
{
  return self->n < self->k ? INFINITY : self->distances[self->k - 1];
}

static inline gboolean
imb_nearest_is_before (double  distance_a,
                       guint32 row_a,
                       double  distance_b,
                       guint32 row_b)
{
  return distance_a < distance_b || (distance_a == distance_b && row_a < row_b);
}

static inline void
imb_nearest_insert (ImbNearest *self,
                    double      distance,
                    guint32     row)
{
  gsize at = self->n;

  if (self->n == self->k)
    {
      if (!imb_nearest_is_before (distance, row, self->distances[self->k - 1], self->rows[self->k - 1]))
        return;
      at--;
    }
  else
    self->n++;

  for (; at > 0 && imb_nearest_is_before (distance, row, self->distances[at - 1], self->rows[at - 1]); at--)
    {
      self->distances[at] = self->distances[at - 1];
      self->rows[at] = self->rows[at - 1];
    }
  self->distances[at] = distance;
  self->rows[at] = row;
}

/* The sum over columns in order: the number that decides. */
static inline double
imb_squared_distance (const double *a,
                      const double *b,
                      gsize         n_cols)
{
  double sum = 0.0;

  for (gsize j = 0; j < n_cols; j++)
    sum += (a[j] - b[j]) * (a[j] - b[j]);
  return sum;
}

G_END_DECLS
