/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Neighbours for samplers. Plain numbers go to the kernels as they are. Where numbers and a few categories without missing values can
 * be written as points whose Euclidean distance is the one meant, they are, and go there too. All else is compared pair by
 * pair. */
#include "engine/samplers/imb-near.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-expand.h"
#include "engine/core/imb-lists.h"
#include "engine/kernels/imb-mixed.h"
#include "engine/kernels/imb-sort.h"
#include "engine/samplers/imb-near-parts.h"
#include "engine/samplers/imb-spread.h"

/* More columns of 0 and 1 than this cost more than comparing codes. */
#define MOST_EXPANDED 256

const ImbChoice imb_distance_choices[] = {
  { IMB_DISTANCE_EUCLIDEAN, "euclidean", N_ ("Euclidean") },
  { IMB_DISTANCE_HEOM, "heom", N_ ("HEOM: each feature by its range") },
  { IMB_DISTANCE_GOWER, "gower", N_ ("Gower: mean over the features present") },
  { IMB_DISTANCE_VDM, "vdm", N_ ("VDM: categories by their classes") },
  { IMB_DISTANCE_HVDM, "hvdm", N_ ("HVDM: numbers by their spread, categories by their classes") },
  { 0, NULL, NULL },
};

gboolean
imb_distance_takes_missing (int distance)
{
  return distance == IMB_DISTANCE_HEOM || distance == IMB_DISTANCE_GOWER;
}

struct _ImbNear
{
  const ImbView *in;
  ImbDistance    distance;
  gsize          n_numbers;
  gsize         *columns;  /* numbers first, then categories */
  double        *divisors; /* of each number */
  gboolean       is_points;
  gboolean       is_sparse; /* the peer has numbers beside categories in a sparse matrix */
  double         unlike;    /* what different codes add to the squared distance */
  double         weight;    /* of a code as a column of its own: half of the square, by the way that rounds as the peer */
  ImbMixed       mixed;
  double        *costs;  /* unlike, lacking and both, one behind the other */
  double       **tables; /* of each category, for VDM */
  guint         *n_levels;
};

static void
order_columns (ImbNear *self)
{
  const gsize d = self->in->base->n_cols;
  gsize       n = 0;

  self->columns = g_new (gsize, MAX (d, 1));
  for (guint category = 0; category < 2; category++)
    {
      for (gsize j = 0; j < d; j++)
        if (imb_view_is_category (self->in, j) == (category == 1))
          self->columns[n++] = j;
      if (category == 0)
        self->n_numbers = n;
    }
}

/* Different codes add the square of the median of the numbers' standard deviations, as in SMOTE-NC; without numbers, 1. */
static gboolean
weigh_codes (ImbNear *self,
             guint    c,
             ImbJob  *job,
             GError **error)
{
  g_autofree double *spreads = NULL;
  double             median;

  self->unlike = 1.0;
  self->weight = sqrt (0.5);
  if (self->distance != IMB_DISTANCE_EUCLIDEAN || self->n_numbers == 0 || self->n_numbers == self->in->base->n_cols)
    return TRUE;

  spreads = imb_spread_deviations (self->in, c, job, error);
  if (spreads == NULL)
    return FALSE;
  for (gsize j = 0; j < self->n_numbers; j++)
    spreads[j] = spreads[self->columns[j]];
  median = imb_quantile (spreads, self->n_numbers, 0.5);
  self->unlike = median * median;
  self->weight = median / G_SQRT2;
  return TRUE;
}

/* Whether a value is missing: of the numbers, or of the codes. */
static gboolean
find_missing (const ImbNear *self,
              gboolean      *any,
              ImbJob        *job,
              GError       **error)
{
  const ImbView *in = self->in;

  *any = FALSE;
  for (gsize i = 0; i < in->n_rows && !*any; i++)
    {
      const double *x = imb_view_row (in, i);
      int           missing = 0;

      if (i % 4096 == 0 && !imb_job_step (job, 0, 0, error))
        return FALSE;
      for (gsize j = 0; j < in->base->n_cols; j++)
        missing |= x[j] != x[j];
      *any = missing != 0;
    }
  return TRUE;
}

static gboolean
set_divisors (ImbNear *self,
              ImbJob  *job,
              GError **error)
{
  const gboolean     by_deviation = self->distance == IMB_DISTANCE_HVDM;
  g_autofree double *spreads = NULL;

  self->divisors = g_new (double, MAX (self->n_numbers, 1));
  if (self->distance != IMB_DISTANCE_EUCLIDEAN)
    {
      spreads = by_deviation ? imb_spread_deviations (self->in, IMB_ALL_CLASSES, job, error) : imb_spread_ranges (self->in, job, error);
      if (spreads == NULL)
        return FALSE;
    }
  for (gsize j = 0; j < self->n_numbers; j++)
    self->divisors[j] = spreads != NULL && spreads[self->columns[j]] > 0.0 ? (by_deviation ? 4.0 : 1.0) * spreads[self->columns[j]] : 1.0;
  return TRUE;
}

static gboolean
set_measure (ImbNear *self,
             ImbJob  *job,
             GError **error)
{
  const gsize n = self->in->base->n_cols - self->n_numbers;

  self->costs = g_new (double, 3 * n + 1);
  self->n_levels = g_new (guint, n + 1);
  for (gsize j = 0; j < n; j++)
    {
      self->n_levels[j] = self->in->kinds[self->columns[self->n_numbers + j]].n_levels;
      self->costs[j] = self->unlike;
      self->costs[n + j] = self->distance == IMB_DISTANCE_EUCLIDEAN ? self->unlike / 2.0 : 1.0;
      self->costs[2 * n + j] = self->distance == IMB_DISTANCE_HEOM || self->distance == IMB_DISTANCE_HVDM ? 1.0 : 0.0;
    }
  self->mixed = (ImbMixed){ .n_numbers = self->n_numbers, .is_mean = self->distance == IMB_DISTANCE_GOWER, .missing = 1.0, .unlike = self->costs, .lacking = self->costs + n, .both = self->costs + 2 * n, .n_levels = self->n_levels };
  if (self->distance != IMB_DISTANCE_VDM && self->distance != IMB_DISTANCE_HVDM)
    return TRUE;

  self->tables = g_new0 (double *, n + 1);
  for (gsize j = 0; j < n; j++)
    {
      self->tables[j] = imb_spread_value_differences (self->in, self->columns[self->n_numbers + j], self->distance == IMB_DISTANCE_HVDM, job, error);
      if (self->tables[j] == NULL)
        return FALSE;
    }
  self->mixed.tables = (const double *const *) self->tables;
  return TRUE;
}

ImbNear *
imb_near_new (const ImbView *in,
              ImbDistance    distance,
              guint          c,
              ImbJob        *job,
              GError       **error)
{
  g_autoptr (ImbNear) self = g_new0 (ImbNear, 1);
  g_autoptr (ImbJob) silent = imb_job_new_part (job, 0.0);
  gboolean missing = FALSE;

  self->in = in;
  self->distance = distance;
  order_columns (self);
  if (imb_near_is_plain (self))
    return g_steal_pointer (&self);

  if (!weigh_codes (self, c, silent, error) || !set_divisors (self, silent, error) || !set_measure (self, silent, error))
    return NULL;
  if ((distance == IMB_DISTANCE_HEOM || distance == IMB_DISTANCE_HVDM) && !find_missing (self, &missing, silent, error))
    return NULL;
  self->is_points = !missing && (distance == IMB_DISTANCE_EUCLIDEAN || distance == IMB_DISTANCE_HEOM || (distance == IMB_DISTANCE_HVDM && self->n_numbers == in->base->n_cols))
                    && imb_expand_n_cols (in->kinds, in->base->n_cols) <= self->n_numbers + MOST_EXPANDED;
  return g_steal_pointer (&self);
}

void
imb_near_free (ImbNear *self)
{
  if (self == NULL)
    return;

  for (gsize j = 0; self->tables != NULL && j < self->in->base->n_cols - self->n_numbers; j++)
    g_free (self->tables[j]);
  g_free (self->tables);
  g_free (self->costs);
  g_free (self->n_levels);
  g_free (self->columns);
  g_free (self->divisors);
  g_free (self);
}

gboolean
imb_near_is_plain (const ImbNear *self)
{
  return self->distance == IMB_DISTANCE_EUCLIDEAN && self->n_numbers == self->in->base->n_cols;
}

gboolean
imb_near_is_points (const ImbNear *self)
{
  return imb_near_is_plain (self) || self->is_points;
}

/* Numbers in the unit in which they are compared, then codes. */
static ImbMatrix *
rearrange (const ImbNear *self,
           const guint32 *rows,
           gsize          n_rows,
           ImbJob        *job,
           GError       **error)
{
  const gsize d = self->in->base->n_cols;
  gsize       n = rows != NULL ? n_rows : self->in->n_rows;
  ImbMatrix  *out = imb_matrix_new (n, d, error);

  for (gsize i = 0; out != NULL && i < n; i++)
    {
      const double *x = imb_view_row (self->in, rows != NULL ? rows[i] : i);
      double       *y = imb_matrix_row (out, i);

      for (gsize j = 0; j < d; j++)
        y[j] = j < self->n_numbers ? x[self->columns[j]] / self->divisors[j] : x[self->columns[j]];
      if (i % 4096 == 0 && !imb_job_step (job, 0, 0, error))
        g_clear_pointer (&out, imb_matrix_free);
    }
  return out;
}

/* imb_expand() keeps the columns in order: numbers are divided in place. */
static void
divide (const ImbNear *self,
        ImbMatrix     *points)
{
  gsize at = 0, number = 0;

  for (gsize j = 0; j < self->in->base->n_cols; j++)
    {
      if (imb_view_is_category (self->in, j))
        {
          at += self->in->kinds[j].n_levels;
          continue;
        }
      for (gsize i = 0; i < points->n_rows; i++)
        imb_matrix_row (points, i)[at] /= self->divisors[number];
      number++;
      at++;
    }
}

ImbMatrix *
imb_near_dup_points (const ImbNear *self,
                     const guint32 *rows,
                     gsize          n_rows,
                     ImbJob        *job,
                     GError       **error)
{
  ImbMatrix *points;

  if (imb_near_is_plain (self))
    return imb_view_gather (self->in, rows, n_rows, job, error);

  points = imb_expand (self->in, rows, n_rows, self->weight, job, error);
  if (points != NULL && self->distance != IMB_DISTANCE_EUCLIDEAN)
    divide (self, points);
  return points;
}

/* The rows as the search wants them; the view's own matrix when it is just them, else a copy that @own holds. */
static const ImbMatrix *
matrix_of (const ImbNear *self,
           const guint32 *rows,
           gsize          n_rows,
           ImbMatrix    **own,
           ImbJob        *job,
           GError       **error)
{
  if (imb_near_is_plain (self) && rows == NULL)
    return imb_view_see_whole (self->in, own, job, error);

  *own = imb_near_is_points (self) ? imb_near_dup_points (self, rows, n_rows, job, error)
                                   : rearrange (self, rows, n_rows, job, error);
  return *own;
}

/* ---- lists that are known ---- */

/* View rows as rows of the base; NULL: all of them, in order, or one is synthetic. */
static guint32 *
rows_of_base (const ImbView *in,
              const guint32 *rows,
              gsize          n,
              gboolean      *is_synthetic)
{
  guint32 *out;

  *is_synthetic = FALSE;
  if (rows == NULL && in->rows == NULL && in->made == NULL)
    return NULL;

  out = g_new (guint32, MAX (n, 1));
  for (gsize i = 0; i < n; i++)
    {
      gsize at = imb_view_source (in, rows != NULL ? rows[i] : i);

      out[i] = (guint32) at;
      *is_synthetic |= at >= in->base->n_rows;
    }
  if (*is_synthetic)
    g_clear_pointer (&out, g_free);
  return out;
}

static gboolean
are_all_in_order (const guint32 *rows,
                  gsize          n,
                  gsize          n_all)
{
  if (n != n_all)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (rows[i] != i)
      return FALSE;
  return TRUE;
}

/* How points are made of rows, then which rows. */
static GBytes *
make_key (const ImbNear *self,
          const guint32 *points,
          gsize          n_points)
{
  GByteArray   *key = g_byte_array_new ();
  const gsize   n_codes = self->in->base->n_cols - self->n_numbers;
  const guint32 what[] = { (guint32) self->distance, imb_near_is_plain (self), imb_near_is_points (self), (guint32) self->n_numbers, points != NULL };

  g_byte_array_append (key, (const guint8 *) what, sizeof what);
  if (!imb_near_is_plain (self))
    {
      g_byte_array_append (key, (const guint8 *) &self->unlike, sizeof self->unlike);
      g_byte_array_append (key, (const guint8 *) self->columns, (guint) (self->in->base->n_cols * sizeof *self->columns));
      g_byte_array_append (key, (const guint8 *) self->divisors, (guint) (self->n_numbers * sizeof *self->divisors));
    }
  for (gsize j = 0; self->tables != NULL && j < n_codes; j++)
    g_byte_array_append (key, (const guint8 *) self->tables[j], (guint) (self->n_levels[j] * self->n_levels[j] * sizeof **self->tables));
  if (points != NULL)
    g_byte_array_append (key, (const guint8 *) points, (guint) (n_points * sizeof *points));
  return g_byte_array_free_to_bytes (key);
}

gboolean
imb_near_recognise (const ImbNear *self,
                    const guint32 *points,
                    gsize          n_points,
                    const guint32 *queries,
                    gsize          n_queries,
                    ImbKnown      *known)
{
  const ImbView *in = self->in;
  gboolean       is_synthetic = FALSE;

  *known = (ImbKnown){ .n_all = in->base->n_rows };
  if (in->memo == NULL || !imb_memo_is_about (in->memo, in->base) || n_points > in->base->n_rows)
    return FALSE;

  known->points = rows_of_base (in, points, n_points, &is_synthetic);
  if (!is_synthetic && known->points != NULL && are_all_in_order (known->points, n_points, in->base->n_rows))
    g_clear_pointer (&known->points, g_free);
  if (!is_synthetic && queries != NULL)
    known->queries = rows_of_base (in, queries, n_queries, &is_synthetic);
  else if (known->points != NULL)
    known->queries = g_memdup2 (known->points, n_points * sizeof *known->points);
  if (is_synthetic)
    {
      imb_known_clear (known);
      return FALSE;
    }
  known->key = make_key (self, known->points, n_points);
  known->whole_key = known->points != NULL ? make_key (self, NULL, 0) : NULL;
  known->memo = in->memo;
  return TRUE;
}

/* ---- all pairs ---- */

/* Of each query the place that it has among the points, or IMB_NO_ROW. Whether one has any. */
static gboolean
find_itself (const ImbNear *self,
             const guint32 *points,
             gsize          n_points,
             const guint32 *queries,
             gsize          n_queries,
             guint32       *itself)
{
  g_autofree guint32 *places = g_new (guint32, MAX (self->in->n_rows, 1));
  gboolean            any = FALSE;

  for (gsize i = 0; i < self->in->n_rows; i++)
    places[i] = IMB_NO_ROW;
  for (gsize i = 0; i < n_points; i++)
    places[points != NULL ? points[i] : i] = (guint32) i;
  for (gsize i = 0; i < n_queries; i++)
    {
      itself[i] = queries == NULL ? (guint32) i : places[queries[i]];
      any |= itself[i] != IMB_NO_ROW;
    }
  return any;
}

typedef struct
{
  const ImbMixed *measure;
  const guint32  *itself; /* of each query */
} Pairs;

static gboolean
compare_pairs (const ImbSearch *search,
               GError         **error)
{
  const Pairs *pairs = search->data;

  return imb_mixed_find (pairs->measure, search->points, search->queries, search->k, search->self ? pairs->itself : NULL, search->rows, search->distances, search->job, error);
}

/* Without the first means: without itself. Where something is missing a row may be farther from itself than from others, so that lists of
 * all do not follow from lists of others. */
static gboolean
find_mixed (const ImbNear   *self,
            const ImbMatrix *points,
            const ImbMatrix *queries,
            const guint32   *point_rows,
            const guint32   *query_rows,
            gsize            k,
            ImbListPart      part,
            guint32         *rows,
            double          *distances,
            ImbJob          *job,
            GError         **error)
{
  g_autofree guint32 *itself = g_new (guint32, MAX (queries->n_rows, 1));
  const Pairs         pairs = { &self->mixed, itself };
  const gboolean      any = find_itself (self, point_rows, points->n_rows, query_rows, queries->n_rows, itself), others = part != IMB_LIST_ALL;
  g_auto (ImbKnown) known = { 0 };
  ImbSearch search = { points, queries, k, others, rows, distances, job, NULL, NULL, NULL, &pairs };

  if ((any && !others) || !imb_near_recognise (self, point_rows, points->n_rows, query_rows, queries->n_rows, &known))
    return compare_pairs (&search, error);
  search.known = &known;
  return imb_recall_search (&search, compare_pairs, error);
}

gboolean
imb_near_sees_categories (const ImbNear *self)
{
  return self->weight > 0.0;
}

void
imb_near_set_sparse (ImbNear *self)
{
  self->is_sparse = TRUE;
}

/* Columns of the points as the peer has them: numbers, then those of each category. */
static gsize *
order_points (const ImbNear *self)
{
  const ImbKind *kinds = self->in->kinds;
  const gsize    d = self->in->base->n_cols;
  gsize         *order = g_new (gsize, imb_expand_n_cols (kinds, d));
  gsize          n = 0;

  for (guint category = 0; category < 2; category++)
    for (gsize j = 0, at = 0; j < d; j++)
      {
        const gsize width = kinds[j].n_levels > 0 ? kinds[j].n_levels : 1;

        for (gsize t = 0; t < width && (kinds[j].n_levels > 0) == (category == 1); t++)
          order[n++] = at + t;
        at += width;
      }
  return order;
}

static gboolean
find_sparse (const ImbNear   *self,
             const ImbMatrix *points,
             const ImbKnown  *known,
             gsize            k,
             ImbListPart      part,
             guint32         *rows,
             double          *distances,
             ImbJob          *job,
             GError         **error)
{
  g_autofree gsize *columns = order_points (self);

  return imb_neighbours_find_as_sparse_peer (points, columns, k, part, known, rows, distances, job, error);
}

/* @n_asked: how many queries the peer has at the same time */
static gboolean
find_at_once (const ImbNear *self,
              const guint32 *points,
              gsize          n_points,
              const guint32 *queries,
              gsize          n_queries,
              gsize          n_asked,
              gsize          k,
              ImbListPart    part,
              guint32       *rows,
              double        *distances,
              ImbJob        *job,
              GError       **error)
{
  g_autoptr (ImbMatrix) own_points = NULL;
  g_autoptr (ImbMatrix) own_queries = NULL;
  g_auto (ImbKnown) known = { 0 };
  const ImbMatrix *from, *to = matrix_of (self, points, n_points, &own_points, job, error);

  if (to == NULL)
    return FALSE;
  from = queries == NULL ? to : matrix_of (self, queries, n_queries, &own_queries, job, error);
  if (from == NULL)
    return FALSE;
  if (imb_near_is_points (self))
    {
      imb_near_recognise (self, points, to->n_rows, queries, from->n_rows, &known);
      if (self->is_sparse && !imb_near_is_plain (self) && from == to && part != IMB_LIST_ALL)
        return find_sparse (self, to, known.memo != NULL ? &known : NULL, k, part, rows, distances, job, error);
      return imb_neighbours_find_some_as_peer (to, from, queries == NULL ? from->n_rows : n_asked, k, part, known.memo != NULL ? &known : NULL, NULL, rows, distances, job, error);
    }
  return find_mixed (self, to, from, points, queries, k, part, rows, distances, job, error);
}

/* Only what equal distances leave open needs all points together. */
static gboolean
find_in_parts (const ImbNear *self,
               const guint32 *points,
               gsize          n_points,
               const guint32 *queries,
               gsize          n_queries,
               gsize          k,
               guint32       *rows,
               double        *distances,
               ImbJob        *job,
               GError       **error)
{
  g_autofree guint8  *is_open = g_new0 (guint8, MAX (n_queries, 1));
  g_autofree guint32 *places = g_new (guint32, MAX (n_queries, 1)), *open = g_new (guint32, MAX (n_queries, 1)), *lists = NULL;
  g_autofree double  *squares = NULL;
  gsize               n_open = 0;

  if (!imb_near_parts_search (self, points, n_points, queries, n_queries, k, rows, distances, is_open, job, error))
    return FALSE;
  for (gsize i = 0; i < n_queries; i++)
    {
      places[n_open] = (guint32) i;
      open[n_open] = queries[i];
      n_open += is_open[i];
    }
  if (n_open == 0)
    return TRUE;
  lists = imb_lists_new (n_open, k, error);
  squares = lists != NULL ? imb_lists_new_distances (n_open, k, error) : NULL;
  if (squares == NULL || !find_at_once (self, points, n_points, open, n_open, n_queries, k, IMB_LIST_ALL, lists, squares, job, error))
    return FALSE;
  for (gsize i = 0; i < n_open; i++)
    {
      memcpy (rows + places[i] * k, lists + i * k, k * sizeof *rows);
      if (distances != NULL)
        memcpy (distances + places[i] * k, squares + i * k, k * sizeof *distances);
    }
  return TRUE;
}

gboolean
imb_near_find (const ImbNear *self,
               const guint32 *points,
               gsize          n_points,
               const guint32 *queries,
               gsize          n_queries,
               gsize          k,
               ImbListPart    part,
               guint32       *rows,
               double        *distances,
               ImbJob        *job,
               GError       **error)
{
  if (points != NULL && queries != NULL && part == IMB_LIST_ALL && self->in->memo == NULL && imb_near_parts_pay (self, self->in->base->n_cols, n_points, n_queries))
    return find_in_parts (self, points, n_points, queries, n_queries, k, rows, distances, job, error);
  return find_at_once (self, points, n_points, queries, n_queries, n_queries, k, part, rows, distances, job, error);
}
