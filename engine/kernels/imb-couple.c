/* SPDX-License-Identifier: GPL-3.0-or-later */
/* min Σ_i Σ_j≠i (wins_ji p_i − wins_ij p_j)², Σ p = 1, one probability after the other: p' Q p is least where Q p is the same everywhere.
 * O(n²) a round, some dozens of them. */
#include "engine/kernels/imb-couple.h"

#include <math.h>

#define MOST_ROUNDS 1000
#define TOLERANCE   1e-12

typedef struct
{
  const double *wins;
  guint         n;
  double        push[IMB_COUPLE_MOST]; /* Q p */
  double        level;                 /* p' Q p */
} Couple;

static double
element (const Couple *self,
         guint         i,
         guint         j)
{
  double sum = 0.0;

  if (i != j)
    return -self->wins[j * self->n + i] * self->wins[i * self->n + j];
  for (guint k = 0; k < self->n; k++)
    if (k != i)
      sum += self->wins[k * self->n + i] * self->wins[k * self->n + i];
  return sum;
}

static double
measure (Couple       *self,
         const double *p)
{
  double most = 0.0;

  self->level = 0.0;
  for (guint i = 0; i < self->n; i++)
    {
      self->push[i] = 0.0;
      for (guint j = 0; j < self->n; j++)
        self->push[i] += element (self, i, j) * p[j];
      self->level += p[i] * self->push[i];
    }
  for (guint i = 0; i < self->n; i++)
    most = MAX (most, fabs (self->push[i] - self->level));
  return most;
}

static void
improve (Couple *self,
         double *p,
         guint   i)
{
  double own = element (self, i, i), by = (self->level - self->push[i]) / own;

  p[i] += by;
  self->level = (self->level + by * (by * own + 2.0 * self->push[i])) / (1.0 + by) / (1.0 + by);
  for (guint j = 0; j < self->n; j++)
    {
      self->push[j] = (self->push[j] + by * element (self, i, j)) / (1.0 + by);
      p[j] /= 1.0 + by;
    }
}

void
imb_couple (const double *wins,
            guint         n,
            double       *out)
{
  Couple self = { .wins = wins, .n = n };
  double sum = 0.0;

  for (guint i = 0; i < n; i++)
    out[i] = 1.0 / n;
  if (n == 2)
    {
      out[0] = wins[1];
      out[1] = wins[2];
      return;
    }

  for (guint round = 0; round < MOST_ROUNDS && measure (&self, out) > TOLERANCE / n; round++)
    for (guint i = 0; i < n; i++)
      improve (&self, out, i);
  for (guint i = 0; i < n; i++)
    {
      out[i] = MAX (out[i], 0.0);
      sum += out[i];
    }
  for (guint i = 0; i < n; i++)
    out[i] /= sum;
}
