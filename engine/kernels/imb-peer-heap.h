/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <math.h>

G_BEGIN_DECLS

/* The k nearest points of one query in the order that scikit-learn 1.2 gives to equal distances. There a heap with the
 * farthest on top takes in a point when it is nearer than the top, which is then forgotten; at the end a quicksort orders it by
 * distance alone. So among equals the order follows from the order of coming and from every step of both. Facts:
 * sklearn/utils/_heap.pyx (heap_push) and sklearn/utils/_sorting.pyx (simultaneous_sort). */
typedef struct
{
  double  *distances; /* (array length=k): a heap, then ascending */
  guint32 *rows;      /* (array length=k) */
  gsize    k;
} ImbPeerHeap;

static inline void
imb_peer_heap_start (ImbPeerHeap *self)
{
  for (gsize c = 0; c < self->k; c++)
    {
      self->distances[c] = INFINITY;
      self->rows[c] = 0;
    }
}

/* What a point must be nearer than to enter. */
static inline double
imb_peer_heap_limit (const ImbPeerHeap *self)
{
  return self->distances[0];
}

/* The new one goes down from the top until no child is farther; of equal children the left one goes up. */
static inline void
imb_peer_heap_push (ImbPeerHeap *self,
                    double       distance,
                    guint32      row)
{
  double *distances = self->distances;
  gsize   at = 0, child;

  if (!(distance < distances[0]))
    return;
  for (; (child = 2 * at + 1) < self->k; at = child)
    {
      if (child + 1 < self->k && distances[child + 1] > distances[child])
        child++;
      if (!(distances[child] > distance))
        break;
      distances[at] = distances[child];
      self->rows[at] = self->rows[child];
    }
  distances[at] = distance;
  self->rows[at] = row;
}

/* Nearest first; the heap is none any more. */
void imb_peer_heap_sort (ImbPeerHeap *self);

G_END_DECLS
