/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The quicksort behind scikit-learn's lists of neighbours, step by step: equal distances stay where its swaps leave
 * them. O(k log k) on the average; the deeper half is a loop, so the stack stays low on any input. */
#include "engine/kernels/imb-peer-heap.h"

static void
swap (ImbPeerHeap *self,
      gsize        a,
      gsize        b)
{
  double  distance = self->distances[a];
  guint32 row = self->rows[a];

  self->distances[a] = self->distances[b];
  self->rows[a] = self->rows[b];
  self->distances[b] = distance;
  self->rows[b] = row;
}

static void
swap_if_farther (ImbPeerHeap *self,
                 gsize        a,
                 gsize        b)
{
  if (self->distances[a] > self->distances[b])
    swap (self, a, b);
}

/* Afterwards the least of the three is at @least, the largest at @largest. */
static void
order_three (ImbPeerHeap *self,
             gsize        least,
             gsize        median,
             gsize        largest)
{
  swap_if_farther (self, least, median);
  if (self->distances[median] > self->distances[largest])
    {
      swap (self, median, largest);
      swap_if_farther (self, least, median);
    }
}

/* The median of first, middle and last is the pivot and waits in the last place. */
static gsize
split (ImbPeerHeap *self,
       gsize        begin,
       gsize        end)
{
  gsize pivot = begin;

  order_three (self, begin, end - 1, begin + (end - begin) / 2);
  for (gsize c = begin; c < end - 1; c++)
    if (self->distances[c] < self->distances[end - 1])
      swap (self, c, pivot++);
  swap (self, pivot, end - 1);
  return pivot;
}

static void
sort_range (ImbPeerHeap *self,
            gsize        begin,
            gsize        end)
{
  while (end - begin > 3)
    {
      gsize pivot = split (self, begin, end);

      if (pivot - begin < end - pivot)
        {
          sort_range (self, begin, pivot);
          begin = pivot + 1;
        }
      else
        {
          sort_range (self, pivot + 1, end);
          end = pivot;
        }
    }
  if (end - begin == 3)
    order_three (self, begin, begin + 1, begin + 2);
  else if (end - begin == 2)
    swap_if_farther (self, begin, begin + 1);
}

void
imb_peer_heap_sort (ImbPeerHeap *self)
{
  sort_range (self, 0, self->k);
}
