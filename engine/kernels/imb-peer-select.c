/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Musser's introselect (1997) as GNU's libstdc++ does it: quickselect with the median of three, which changes to a heap
 * after 2 log2 (n) cuts and to insertion at three elements. What counts here is not the n-th element, which any
 * selection finds, but where all the others are left, so every step is that one's. Facts: bits/stl_algo.h and
 * bits/stl_heap.h of GCC 12, unchanged since GCC 4.7. */
#include "engine/kernels/imb-peer-select.h"

typedef struct
{
  const ImbMatrix *points;
  gsize            column;
  guint32         *rows;
} Select;

static inline gboolean
is_before (const Select *self,
           guint32       a,
           guint32       b)
{
  double x = imb_matrix_row (self->points, a)[self->column];
  double y = imb_matrix_row (self->points, b)[self->column];

  return x == y ? a < b : x < y;
}

static void
swap (const Select *self,
      gsize         a,
      gsize         b)
{
  guint32 row = self->rows[a];

  self->rows[a] = self->rows[b];
  self->rows[b] = row;
}

/* Which of three places holds the median. */
static gsize
median_of (const Select *self,
           gsize         a,
           gsize         b,
           gsize         c)
{
  const guint32 *rows = self->rows;

  if (is_before (self, rows[a], rows[b]))
    {
      if (is_before (self, rows[b], rows[c]))
        return b;
      return is_before (self, rows[a], rows[c]) ? c : a;
    }
  if (is_before (self, rows[a], rows[c]))
    return a;
  return is_before (self, rows[b], rows[c]) ? c : b;
}

/* The pivot goes to the first place and stays there; where the larger ones begin. No bounds are needed, because of the
 * three candidates one is not before the pivot and one not behind it. */
static gsize
cut (const Select *self,
     gsize         first,
     gsize         end)
{
  gsize low = first + 1, high = end;

  swap (self, first, median_of (self, first + 1, first + (end - first) / 2, end - 1));
  while (TRUE)
    {
      while (is_before (self, self->rows[low], self->rows[first]))
        low++;
      high--;
      while (is_before (self, self->rows[first], self->rows[high]))
        high--;
      if (low >= high)
        return low;
      swap (self, low++, high);
    }
}

/* Fills the hole at @at of a heap of n (largest first) that begins at @first: down along the larger children, then @row
 * goes up from there. */
static void
fill_hole (const Select *self,
           gsize         first,
           gsize         n,
           gsize         at,
           guint32       row)
{
  guint32 *heap = self->rows + first;
  gsize    top = at, child;

  for (; (child = 2 * at + 2) < n; at = child)
    {
      if (is_before (self, heap[child], heap[child - 1]))
        child--;
      heap[at] = heap[child];
    }
  if (child == n)
    {
      heap[at] = heap[child - 1];
      at = child - 1;
    }
  for (gsize above; at > top && is_before (self, heap[above = (at - 1) / 2], row); at = above)
    heap[at] = heap[above];
  heap[at] = row;
}

/* The smallest up to @middle, of which the largest comes to @middle. */
static void
select_by_heap (const Select *self,
                gsize         first,
                gsize         middle,
                gsize         end)
{
  gsize n = middle + 1 - first;

  for (gsize at = n / 2; at-- > 0;)
    fill_hole (self, first, n, at, self->rows[first + at]);
  for (gsize i = middle + 1; i < end; i++)
    if (is_before (self, self->rows[i], self->rows[first]))
      {
        guint32 row = self->rows[i];

        self->rows[i] = self->rows[first];
        fill_hole (self, first, n, 0, row);
      }
  swap (self, first, middle);
}

static void
insert_all (const Select *self,
            gsize         first,
            gsize         end)
{
  for (gsize i = first + 1; i < end; i++)
    {
      guint32 row = self->rows[i];
      gsize   at = i;

      for (; at > first && is_before (self, row, self->rows[at - 1]); at--)
        self->rows[at] = self->rows[at - 1];
      self->rows[at] = row;
    }
}

void
imb_peer_select (const ImbMatrix *points,
                 gsize            column,
                 guint32         *rows,
                 gsize            n,
                 gsize            middle)
{
  Select self = { points, column, rows };
  gsize  first = 0, end = n;
  guint  n_left = 2 * (g_bit_storage (n) - 1);

  while (end - first > 3)
    {
      gsize at;

      if (n_left-- == 0)
        {
          select_by_heap (&self, first, middle, end);
          return;
        }
      at = cut (&self, first, end);
      if (at <= middle)
        first = at;
      else
        end = at;
    }
  insert_all (&self, first, end);
}
