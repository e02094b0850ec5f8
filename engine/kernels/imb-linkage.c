/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nearest-neighbour chain (Benzécri 1982; Müllner 2011): from a cluster to the nearest of it, to the nearest of that, until two are
 * each other's nearest, which are joined. A joined cluster is never nearer to a third than the nearer of the two was, so
 * the order of joining does not matter, and a cluster whose nearest is too far stays as it is. */
#include "engine/kernels/imb-linkage.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"

#define LARGEST_PART 4096

typedef struct
{
  const ImbMatrix *points;
  const guint32   *rows; /* of the part */
  gsize            n;
  double           most;
  double          *apart;  /* of each pair i < j */
  gsize           *sizes;  /* of the cluster that goes by the name of one of its rows */
  guint32         *active; /* names of clusters that may still be joined */
  gsize            n_active;
  guint32         *joined; /* to which name; itself: to none */
} Part;

static inline double *
pair (const Part *self,
      gsize       i,
      gsize       j)
{
  const gsize low = MIN (i, j), high = MAX (i, j);

  return self->apart + low * self->n - low * (low + 1) / 2 + high - low - 1;
}

static gboolean
measure_row (gsize                  i,
             gpointer               data,
             G_GNUC_UNUSED GError **error)
{
  const Part   *self = data;
  const double *a = imb_matrix_row (self->points, self->rows[i]);

  for (gsize j = i + 1; j < self->n; j++)
    {
      const double *b = imb_matrix_row (self->points, self->rows[j]);
      double        square = 0.0;

      for (gsize column = 0; column < self->points->n_cols; column++)
        square += (a[column] - b[column]) * (a[column] - b[column]);
      *pair (self, i, j) = sqrt (square);
    }
  return TRUE;
}

static void
retire (Part   *self,
        guint32 name)
{
  gsize at = 0;

  while (at < self->n_active && self->active[at] != name)
    at++;
  g_return_if_fail (at < self->n_active);
  self->active[at] = self->active[--self->n_active];
}

/* The nearest active cluster; of equally near ones @before, or else that of the lowest name. */
static guint32
find_nearest (const Part *self,
              guint32     name,
              guint32     before,
              double     *apart)
{
  guint32 nearest = before;

  *apart = before != name ? *pair (self, name, before) : INFINITY;
  for (gsize i = 0; i < self->n_active; i++)
    {
      const guint32 other = self->active[i];
      const double  distance = other != name ? *pair (self, name, other) : INFINITY;

      if (distance < *apart || (distance == *apart && nearest != before && other < nearest))
        {
          *apart = distance;
          nearest = other;
        }
    }
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
    if (self->active[i] != a)
      {
        double *apart = pair (self, a, self->active[i]), other = *pair (self, b, self->active[i]);
        double  mean = (size_a * *apart + size_b * other) / (size_a + size_b);

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
  g_autofree double  *apart = g_try_new (double, MAX (n * (n - 1) / 2, 1));
  g_autofree gsize   *sizes = g_new (gsize, n);
  g_autofree guint32 *active = g_new (guint32, n);
  g_autofree guint32 *joined = g_new (guint32, n);
  Part                self = { points, rows, n, most, apart, sizes, active, n, joined };
  g_autoptr (ImbJob) measuring = imb_job_new_part (job, 0.5);
  g_autoptr (ImbJob) joining = imb_job_new_part (job, 0.5);

  if (apart == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for the distances between %zu rows; use fewer rows."), n);
      return FALSE;
    }
  for (gsize i = 0; i < n; i++)
    {
      sizes[i] = 1;
      active[i] = joined[i] = (guint32) i;
    }
  if (!imb_parallel_for (n, measure_row, &self, measuring, error) || !join_all (&self, joining, error))
    return FALSE;

  for (gsize i = 0; i < n; i++)
    {
      guint32 name = (guint32) i;

      while (joined[name] != name)
        name = joined[name];
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
