/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nearest-neighbour chain (Benzécri 1982; Müllner 2011): from a cluster to the nearest of it, to the nearest of that, until two are
 * each other's nearest, which are joined. A joined cluster is never nearer to a third than the nearer of the two was, so
 * the order of joining does not matter, and a cluster whose nearest is too far stays as it is. */
#include "engine/kernels/imb-linkage.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/core/imb-clones.h"
#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-lanes.h"

#define LANES        8
#define LARGEST_PART 4096

typedef struct
{
  const ImbMatrix *points;
  const guint32   *rows; /* of the part */
  gsize            n;
  double           most;
  double          *panels; /* the rows, eight beside each other */
  gsize            n_panels;
  double          *apart; /* of each pair i < j, at starts[i] + j */
  gsize           *starts;
  gsize           *sizes;  /* of the cluster that goes by the name of one of its rows */
  guint32         *active; /* names of clusters that may still be joined, ascending */
  gsize            n_active;
  guint32         *joined; /* to which name; itself: to none */
} Part;

/* Of two clusters, the one with the lower name first. */
static inline double *
pair (const Part *self,
      gsize       low,
      gsize       high)
{
  return self->apart + (self->starts[low] + high);
}

/* ---- distances ---- */

/* From one row to the eight of a panel; each sum is added in the order of the columns. */
static inline void
measure_panel (const Part   *self,
               const double *from,
               gsize         p,
               double       *lengths)
{
  const gsize     d = self->points->n_cols;
  const ImbLanes *column = (const ImbLanes *) self->panels + p * d;
  ImbLanes        square = { 0 };

  for (gsize j = 0; j < d; j++)
    square += (from[j] - column[j]) * (from[j] - column[j]);
  memcpy (lengths, &square, sizeof square);
  for (gsize l = 0; l < LANES; l++)
    lengths[l] = sqrt (lengths[l]);
}

/* To all rows behind it. */
static IMB_CLONES void
measure_from (const Part *self,
              gsize       i)
{
  const double *from = imb_matrix_row (self->points, self->rows[i]);

  for (gsize p = (i + 1) / LANES; p < self->n_panels; p++)
    {
      const gsize begin = MAX (i + 1, p * LANES), end = MIN ((p + 1) * LANES, self->n);
      double      lengths[LANES];

      if (end - begin == LANES)
        measure_panel (self, from, p, pair (self, i, begin));
      else
        {
          measure_panel (self, from, p, lengths);
          memcpy (pair (self, i, begin), lengths + begin - p * LANES, (end - begin) * sizeof *lengths);
        }
    }
}

static gboolean
measure_row (gsize                  i,
             gpointer               data,
             G_GNUC_UNUSED GError **error)
{
  measure_from (data, i);
  return TRUE;
}

/* ---- joining ---- */

/* Where an active cluster is among them. */
static gsize
find_active (const Part *self,
             guint32     name)
{
  gsize begin = 0, end = self->n_active;

  while (end - begin > 1)
    {
      const gsize middle = (begin + end) / 2;

      if (self->active[middle] <= name)
        begin = middle;
      else
        end = middle;
    }
  return begin;
}

static void
retire (Part   *self,
        guint32 name)
{
  const gsize at = find_active (self, name);

  memmove (self->active + at, self->active + at + 1, (--self->n_active - at) * sizeof *self->active);
}

/* The nearest active cluster; of equally near ones @before, or else that of the lowest name. */
static guint32
find_nearest (const Part *self,
              guint32     name,
              guint32     before,
              double     *apart)
{
  const double  *row = self->apart + self->starts[name];
  const guint32 *active = self->active;
  guint32        nearest = before;
  double         least = before != name ? *pair (self, MIN (name, before), MAX (name, before)) : INFINITY;
  gsize          i = 0;

  for (; active[i] < name; i++)
    {
      const double distance = *pair (self, active[i], name);

      if (distance < least)
        {
          least = distance;
          nearest = active[i];
        }
    }
  for (i++; i < self->n_active; i++)
    if (row[active[i]] < least)
      {
        least = row[active[i]];
        nearest = active[i];
      }
  *apart = least;
  return nearest;
}

/* @b goes on as a part of @a. */
static void
join (Part   *self,
      guint32 a,
      guint32 b)
{
  const double size_a = (double) self->sizes[a], size_b = (double) self->sizes[b];

  retire (self, b);
  for (gsize i = 0; i < self->n_active; i++)
    {
      const guint32 c = self->active[i];
      double       *apart, other, mean;

      if (c == a)
        continue;
      apart = pair (self, MIN (a, c), MAX (a, c));
      other = *pair (self, MIN (b, c), MAX (b, c));
      mean = (size_a * *apart + size_b * other) / (size_a + size_b);
      *apart = CLAMP (mean, MIN (*apart, other), MAX (*apart, other)); /* rounding must not bring clusters nearer: the chain rests on it */
    }
  self->sizes[a] += self->sizes[b];
  self->joined[b] = a;
}

static gboolean
join_all (Part    *self,
          ImbJob  *job,
          GError **error)
{
  g_autofree guint32 *chain = g_new (guint32, self->n + 1);
  gsize               length = 0;

  while (self->n_active > 0)
    {
      guint32 name, before, nearest;
      double  apart;

      if (!imb_job_step (job, self->n - self->n_active, self->n, error))
        return FALSE;
      if (length == 0)
        chain[length++] = self->active[0];
      name = chain[length - 1];
      before = length > 1 ? chain[length - 2] : name;
      nearest = find_nearest (self, name, before, &apart);
      if (!(apart <= self->most))
        {
          retire (self, name);
          length--;
        }
      else if (nearest == before)
        {
          join (self, before, name);
          length -= 2;
        }
      else
        chain[length++] = nearest;
    }
  return TRUE;
}

static gboolean
part_init (Part            *self,
           const ImbMatrix *points,
           const guint32   *rows,
           gsize            n,
           double           most,
           GError         **error)
{
  const gsize d = points->n_cols;

  *self = (Part){ points, rows, n, most };
  self->n_panels = (n + LANES - 1) / LANES;
  self->panels = imb_block_new (MAX (self->n_panels * d * LANES, 1));
  self->apart = g_try_new (double, MAX (n * (n - 1) / 2, 1));
  if (self->panels == NULL || self->apart == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for the distances between %zu rows; use fewer rows."), n);
      return FALSE;
    }
  self->starts = g_new (gsize, n);
  self->sizes = g_new (gsize, n);
  self->active = g_new (guint32, n);
  self->joined = g_new (guint32, n);
  self->n_active = n;
  for (gsize i = 0; i < n; i++)
    {
      self->starts[i] = i * n - i * (i + 1) / 2 - i - 1; /* of the first one 1 below 0: with what is added it is right */
      self->sizes[i] = 1;
      self->active[i] = self->joined[i] = (guint32) i;
      for (gsize j = 0; j < d; j++)
        self->panels[(i / LANES * d + j) * LANES + i % LANES] = imb_matrix_row (points, rows[i])[j];
    }
  return TRUE;
}

static void
part_clear (Part *self)
{
  if (self->panels != NULL)
    imb_block_free (self->panels, MAX (self->n_panels * self->points->n_cols * LANES, 1));
  g_free (self->apart);
  g_free (self->starts);
  g_free (self->sizes);
  g_free (self->active);
  g_free (self->joined);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Part, part_clear)

/* @clusters: (array length=points->n_rows): for each row of the part a row of the points that its cluster is named by. */
static gboolean
cut_part (const ImbMatrix *points,
          const guint32   *rows,
          gsize            n,
          double           most,
          guint32         *clusters,
          ImbJob          *job,
          GError         **error)
{
  g_auto (Part) self = { 0 };
  g_autoptr (ImbJob) measuring = imb_job_new_part (job, 0.5);
  g_autoptr (ImbJob) joining = imb_job_new_part (job, 0.5);

  if (!part_init (&self, points, rows, n, most, error) || !imb_parallel_for (n, measure_row, &self, measuring, error) || !join_all (&self, joining, error))
    return FALSE;

  for (gsize i = 0; i < n; i++)
    {
      guint32 name = (guint32) i;

      while (self.joined[name] != name)
        name = self.joined[name];
      clusters[rows[i]] = rows[name];
    }
  return TRUE;
}

typedef struct
{
  const ImbMatrix *points;
  gsize            column;
} Order;

static int
compare (gconstpointer left,
         gconstpointer right,
         gpointer      data)
{
  const Order  *order = data;
  const guint32 i = *(const guint32 *) left, j = *(const guint32 *) right;
  const double  a = imb_matrix_row (order->points, i)[order->column], b = imb_matrix_row (order->points, j)[order->column];

  return a != b ? (a < b ? -1 : 1) : (i > j) - (i < j);
}

static gsize
widest_column (const ImbMatrix *points,
               const guint32   *rows,
               gsize            n)
{
  gsize  widest = 0;
  double most = -1.0;

  for (gsize j = 0; j < points->n_cols; j++)
    {
      double low = INFINITY, high = -INFINITY;

      for (gsize i = 0; i < n; i++)
        {
          low = MIN (low, imb_matrix_row (points, rows[i])[j]);
          high = MAX (high, imb_matrix_row (points, rows[i])[j]);
        }
      if (high - low > most)
        {
          most = high - low;
          widest = j;
        }
    }
  return widest;
}

static gboolean
cut (const ImbMatrix *points,
     guint32         *rows,
     gsize            n,
     double           most,
     guint32         *clusters,
     gsize           *n_parts,
     ImbJob          *job,
     GError         **error)
{
  g_autoptr (ImbJob) part = imb_job_new_part (job, (double) n / (double) MAX (points->n_rows, 1));
  Order order = { points, 0 };

  if (n <= LARGEST_PART)
    {
      *n_parts += 1;
      return cut_part (points, rows, n, most, clusters, part, error);
    }

  if (!imb_job_step (job, 0, 0, error))
    return FALSE;
  order.column = widest_column (points, rows, n);
  g_qsort_with_data (rows, (gint) n, sizeof *rows, compare, &order);
  return cut (points, rows, n / 2, most, clusters, n_parts, job, error)
         && cut (points, rows + n / 2, n - n / 2, most, clusters, n_parts, job, error);
}

gboolean
imb_linkage_cut (const ImbMatrix *points,
                 double           most,
                 guint32         *labels,
                 gsize           *n_clusters,
                 gsize           *n_parts,
                 ImbJob          *job,
                 GError         **error)
{
  const gsize         n = points->n_rows;
  g_autofree guint32 *rows = g_new (guint32, MAX (n, 1));
  g_autofree guint32 *clusters = g_new (guint32, MAX (n, 1));
  g_autofree guint32 *numbers = g_new (guint32, MAX (n, 1));

  *n_clusters = *n_parts = 0;
  for (gsize i = 0; i < n; i++)
    {
      rows[i] = (guint32) i;
      numbers[i] = G_MAXUINT32;
    }
  if (n == 0)
    return TRUE;
  if (!cut (points, rows, n, most, clusters, n_parts, job, error))
    return FALSE;

  for (gsize i = 0; i < n; i++)
    {
      if (numbers[clusters[i]] == G_MAXUINT32)
        numbers[clusters[i]] = (guint32) (*n_clusters)++;
      labels[i] = numbers[clusters[i]];
    }
  return TRUE;
}
