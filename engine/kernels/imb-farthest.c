/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The k farthest points of each query. Points lie in panels of 32, columns first, so that one pass over the columns makes 32
 * distances, each summed in the order of the columns. Panels are sorted by how far their points are from the middle of all
 * points: |q − p| ≤ |q − m| + |p − m|, so when that sum falls below the k-th farthest so far, no later panel can matter.
 * O(queries · points · d) at most, O(points · d) memory. */
#include "engine/kernels/imb-farthest.h"

#include <math.h>

#include "engine/core/imb-clones.h"
#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-sort.h"

#define LANES      32
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

static IMB_CLONES void
measure_panel (const double *restrict query,
               const double *restrict panel,
               gsize d,
               double *restrict out)
{
  double sums[LANES] = { 0 };

  for (gsize j = 0; j < d; j++)
    for (guint l = 0; l < LANES; l++)
      {
        double difference = query[j] - panel[j * LANES + l];

        sums[l] += difference * difference;
      }
  for (guint l = 0; l < LANES; l++)
    out[l] = sums[l];
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

static void
search_one (const Search *self,
            gsize         i)
{
  const double *query = imb_matrix_row (self->queries, i);
  double       *distances = self->distances + i * self->k;
  guint32      *rows = self->rows + i * self->k;
  double        to_middle = apart (query, self->middle, self->d);
  double        panel[LANES];

  for (gsize n = 0; n < self->k; n++)
    {
      distances[n] = -1.0;
      rows[n] = G_MAXUINT32;
    }
  for (gsize p = 0; p < self->n_panels; p++)
    {
      double most = (to_middle + self->radii[p]) * (1.0 + SLACK);
      gsize  first = p * LANES;

      if (most * most < distances[0])
        return;
      measure_panel (query, self->panels + first * self->d, self->d, panel);
      for (gsize l = 0; l < LANES && first + l < self->n_points; l++)
        if (panel[l] >= distances[0])
          take (distances, rows, self->k, panel[l], self->order[first + l]);
    }
}

static gboolean
search_block (gsize    block,
              gpointer data,
              GError **error)
{
  const Search *self = data;

  for (gsize i = block * self->block; i < MIN ((block + 1) * self->block, self->queries->n_rows); i++)
    search_one (self, i);
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
  self.block = CLAMP (BLOCK_WORK / MAX (n * d, 1), 1, 4096);
  return arrange (&self, points, error)
         && imb_parallel_for ((queries->n_rows + self.block - 1) / self.block, search_block, &self, job, error);
}
