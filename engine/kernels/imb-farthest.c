/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The k farthest points of each query. Points lie in panels of 16, columns first, so that one pass over the columns makes the 64
 * distances of four queries, each summed in the order of the columns: a panel comes from memory once for all four. Panels are sorted by how far their points are from the middle of all
 * points: |q − p| ≤ |q − m| + |p − m|, so when that sum falls below the k-th farthest so far, no later panel can matter.
 * O(queries · points · d) at most, O(points · d) memory. */
#include "engine/kernels/imb-farthest.h"

#include <math.h>

#include "engine/core/imb-clones.h"
#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-sort.h"

#define LANES      16
#define TOGETHER   4       /* queries */
#define BLOCK_WORK 4000000 /* distances × columns between two looks at the job */

/* What rounding may add to a distance, as a share of it; 10⁵ columns stay far below. */
#define SLACK 1e-9

typedef struct
{
  const ImbMatrix *queries;
  gsize            n_points;
  gsize            d;
  gsize            k;
  double          *middle; /* d */
  double          *panels; /* panel · d · LANES */
  double          *radii;  /* per panel, the largest distance of its points from the middle */
  guint32         *order;  /* panel lane → point */
  gsize            n_panels;
  gsize            block;
  guint32         *rows;
  double          *distances;
} Search;

static double
apart (const double *a,
       const double *b,
       gsize         d)
{
  double sum = 0.0;

  for (gsize j = 0; j < d; j++)
    sum += (a[j] - b[j]) * (a[j] - b[j]);
  return sqrt (sum);
}

typedef double Eight __attribute__ ((vector_size (64), aligned (8), may_alias));

/* @n is a constant where this is called. */
static inline __attribute__ ((always_inline)) void
measure (const double *const *queries,
         guint                n,
         const double        *panel,
         gsize                d,
         double (*out)[LANES])
{
  Eight sums[TOGETHER][2] = { 0 };

  for (gsize j = 0; j < d; j++)
    {
      const Eight lower = *(const Eight *) (panel + j * LANES), upper = *(const Eight *) (panel + j * LANES + LANES / 2);

#pragma GCC unroll 4
      for (guint q = 0; q < n; q++)
        {
          const Eight a = queries[q][j] - lower, b = queries[q][j] - upper;

          sums[q][0] += a * a;
          sums[q][1] += b * b;
        }
    }
#pragma GCC unroll 4
  for (guint q = 0; q < n; q++)
    {
      *(Eight *) out[q] = sums[q][0];
      *(Eight *) (out[q] + LANES / 2) = sums[q][1];
    }
}

static IMB_CLONES void
measure_four (const double *const *queries,
              const double        *panel,
              gsize                d,
              double (*out)[LANES])
{
  measure (queries, TOGETHER, panel, d, out);
}

static IMB_CLONES void
measure_one (const double *const *queries,
             const double        *panel,
             gsize                d,
             double (*out)[LANES])
{
  measure (queries, 1, panel, d, out);
}

/* Whether (distance, row) lies before the other: nearer, or as far with a higher row. */
static inline gboolean
is_before (double  distance,
           guint32 row,
           double  other,
           guint32 other_row)
{
  return distance < other || (distance == other && row > other_row);
}

/* The list ascends; its first entry goes when the new one lies behind it. */
static inline void
take (double  *distances,
      guint32 *rows,
      gsize    k,
      double   distance,
      guint32  row)
{
  gsize at = 0;

  if (!is_before (distances[0], rows[0], distance, row))
    return;
  for (; at + 1 < k && is_before (distances[at + 1], rows[at + 1], distance, row); at++)
    {
      distances[at] = distances[at + 1];
      rows[at] = rows[at + 1];
    }
  distances[at] = distance;
  rows[at] = row;
}

/* Queries that are searched for together; those that are ready are left out. */
typedef struct
{
  const double *queries[TOGETHER];
  gsize         numbers[TOGETHER];
  double        to_middle[TOGETHER];
  guint         n;
} Group;

static void
group_add (Group        *group,
           const Search *self,
           gsize         i)
{
  const guint at = group->n++;

  group->queries[at] = imb_matrix_row (self->queries, i);
  group->numbers[at] = i;
  group->to_middle[at] = apart (group->queries[at], self->middle, self->d);
  for (gsize n = 0; n < self->k; n++)
    {
      self->distances[i * self->k + n] = -1.0;
      self->rows[i * self->k + n] = G_MAXUINT32;
    }
}

/* Leaves out the queries that no point of the panel or a later one can matter to. */
static void
group_leave (Group        *group,
             const Search *self,
             gsize         p)
{
  guint n = 0;

  for (guint q = 0; q < group->n; q++)
    {
      const double most = (group->to_middle[q] + self->radii[p]) * (1.0 + SLACK);

      if (most * most < self->distances[group->numbers[q] * self->k])
        continue;
      group->queries[n] = group->queries[q];
      group->numbers[n] = group->numbers[q];
      group->to_middle[n++] = group->to_middle[q];
    }
  group->n = n;
}

static void
search_group (const Search *self,
              Group        *group)
{
  double out[TOGETHER][LANES];

  for (gsize p = 0; p < self->n_panels; p++)
    {
      const double *panel = self->panels + p * LANES * self->d;

      group_leave (group, self, p);
      if (group->n == 0)
        return;
      for (guint q = group->n; q < TOGETHER; q++)
        group->queries[q] = group->queries[0];
      (group->n > 1 ? measure_four : measure_one) (group->queries, panel, self->d, out);
      for (guint q = 0; q < group->n; q++)
        {
          double  *distances = self->distances + group->numbers[q] * self->k;
          guint32 *rows = self->rows + group->numbers[q] * self->k;

          for (gsize l = 0; l < LANES && p * LANES + l < self->n_points; l++)
            if (out[q][l] >= distances[0])
              take (distances, rows, self->k, out[q][l], self->order[p * LANES + l]);
        }
    }
}

static gboolean
search_block (gsize    block,
              gpointer data,
              GError **error)
{
  const Search *self = data;
  const gsize   end = MIN ((block + 1) * self->block, self->queries->n_rows);

  for (gsize i = block * self->block; i < end; i += TOGETHER)
    {
      Group group = { .n = 0 };

      for (gsize q = i; q < MIN (i + TOGETHER, end); q++)
        group_add (&group, self, q);
      search_group (self, &group);
    }
  return TRUE;
}

/* The middle, the order by distance from it, the panels. */
static gboolean
arrange (Search          *self,
         const ImbMatrix *points,
         GError         **error)
{
  g_autofree double *far = g_new (double, self->n_points);

  for (gsize i = 0; i < self->n_points; i++)
    for (gsize j = 0; j < self->d; j++)
      self->middle[j] += imb_matrix_row (points, i)[j] / (double) self->n_points;
  for (gsize i = 0; i < self->n_points; i++)
    far[i] = apart (imb_matrix_row (points, i), self->middle, self->d);
  if (!imb_sort_descending (far, self->n_points, self->order, error))
    return FALSE;
  for (gsize n = 0; n < self->n_points; n++)
    {
      const double *point = imb_matrix_row (points, self->order[n]);
      double       *panel = self->panels + n / LANES * LANES * self->d + n % LANES;

      if (n % LANES == 0)
        self->radii[n / LANES] = far[self->order[n]];
      for (gsize j = 0; j < self->d; j++)
        panel[j * LANES] = point[j];
    }
  return TRUE;
}

gboolean
imb_farthest_find (const ImbMatrix *points,
                   const ImbMatrix *queries,
                   gsize            k,
                   guint32         *rows,
                   double          *distances,
                   ImbJob          *job,
                   GError         **error)
{
  const gsize         n = points->n_rows, d = points->n_cols, n_panels = (n + LANES - 1) / LANES;
  g_autofree double  *middle = g_new0 (double, MAX (d, 1));
  g_autofree double  *radii = g_new (double, MAX (n_panels, 1));
  g_autofree guint32 *order = g_new (guint32, MAX (n, 1));
  g_autoptr (ImbMatrix) panels = imb_matrix_new (MAX (n_panels, 1), MAX (d, 1) * LANES, error);
  Search self = { queries, n, d, k, middle, NULL, radii, order, n_panels, 0, rows, distances };

  g_return_val_if_fail (k >= 1 && k <= n && queries->n_cols == d, FALSE);

  if (panels == NULL)
    return FALSE;
  self.panels = panels->data;
  self.block = CLAMP (BLOCK_WORK / MAX (n * d, 1) / TOGETHER, 1, 1024) * TOGETHER;
  return arrange (&self, points, error)
         && imb_parallel_for ((queries->n_rows + self.block - 1) / self.block, search_block, &self, job, error);
}
