/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the nearest rows say of the line between classes. Every row is compared with every other one, twice: once for the nearest of
 * its own class and of others, once for how many are nearer than the latter. O(n² d); nothing is kept per pair. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/core/imb-parallel.h"
#include "engine/core/imb-rng.h"
#include "engine/evaluate/imb-complexity-private.h"
#include "engine/kernels/imb-nearest.h"
#include "engine/kernels/imb-neighbours.h"
#include "engine/kernels/imb-spanning-tree.h"

#define BLOCK      16 /* rows */
#define NEIGHBOURS 5
#define R_AROUND   7 /* neighbours of the R-value */
#define R_OTHERS   3 /* as many of other classes are borne */
#define SMALL_PART 5

/* Of each row. */
typedef struct
{
  double  own;   /* squared distance to the nearest of its class; infinite: it is alone */
  double  other; /* … of other classes */
  guint32 enemy; /* that one */
  guint32 nearest;
  gsize   n_nearer; /* rows nearer than the enemy, itself among them */
  double  radius;
} Place;

typedef struct
{
  const ImbComplexityRows *rows;
  Place                   *places;
  const ImbMatrix         *made; /* for N4 */
  const guint16           *made_classes;
  guint8                  *made_wrong;
  ImbJob                  *job;
} Task;

static double
apart (const ImbMatrix *x,
       const double    *row,
       gsize            other)
{
  return imb_squared_distance (row, imb_matrix_row (x, other), x->n_cols);
}

static void
look_around (const Task *self,
             gsize       i)
{
  const ImbMatrix *x = self->rows->x;
  const double    *own = imb_matrix_row (x, i);
  Place           *place = &self->places[i];
  double           nearest = INFINITY;

  *place = (Place){ INFINITY, INFINITY, IMB_NO_ROW, IMB_NO_ROW, 0, 0.0 };
  for (gsize j = 0; j < x->n_rows; j++)
    {
      double distance = j != i ? apart (x, own, j) : INFINITY;

      if (distance < nearest)
        {
          nearest = distance;
          place->nearest = (guint32) j;
        }
      if (self->rows->classes[j] == self->rows->classes[i])
        place->own = MIN (place->own, distance);
      else if (distance < place->other)
        {
          place->other = distance;
          place->enemy = (guint32) j;
        }
    }
  for (gsize j = 0; j < x->n_rows; j++)
    place->n_nearer += j == i || apart (x, own, j) < place->other;
}

static gboolean
look_block (gsize    block,
            gpointer data,
            GError **error)
{
  const Task *self = data;

  if (!imb_job_step (self->job, 0, 0, error))
    return FALSE;
  for (gsize i = block * BLOCK; i < MIN ((block + 1) * BLOCK, self->rows->x->n_rows); i++)
    look_around (self, i);
  return TRUE;
}

/* A share or a mean of all rows, and of each class's. */
static void
spread (const ImbComplexityRows *rows,
        ImbComplexity           *out,
        ImbComplexityMeasure     measure,
        const guint8            *is_counted)
{
  double all = 0.0;

  for (guint c = 0; c < rows->n_classes; c++)
    if (rows->counts[c] > 0)
      imb_complexity_of_class (out, c)[measure] = 0.0;
  for (gsize i = 0; i < rows->x->n_rows; i++)
    if (is_counted[i])
      {
        all += 1.0;
        imb_complexity_of_class (out, rows->classes[i])[measure] += 1.0;
      }
  out->whole[measure] = all / (double) rows->x->n_rows;
  for (guint c = 0; c < rows->n_classes; c++)
    if (rows->counts[c] > 0)
      imb_complexity_of_class (out, c)[measure] /= (double) rows->counts[c];
}

/* The first of the rows that are joined to @i; ways there are shortened. */
static guint32
part_of (guint32 *joined,
         guint32  i)
{
  while (joined[i] != i)
    {
      joined[i] = joined[joined[i]];
      i = joined[i];
    }
  return i;
}

/* Small disjuncts: of what the tree leaves of a class when its links to others are cut. */
static void
measure_parts (const ImbComplexityRows *rows,
               const ImbLink           *links,
               ImbComplexity           *out)
{
  const gsize         n = rows->x->n_rows;
  g_autofree guint32 *joined = g_new (guint32, n), *sizes = g_new0 (guint32, n);
  g_autofree guint8  *is_small = g_new (guint8, n);

  for (gsize i = 0; i < n; i++)
    joined[i] = (guint32) i;
  for (gsize l = 0; l + 1 < n; l++)
    if (rows->classes[links[l].a] == rows->classes[links[l].b])
      joined[part_of (joined, links[l].a)] = part_of (joined, links[l].b);
  for (gsize i = 0; i < n; i++)
    sizes[part_of (joined, (guint32) i)]++;
  for (gsize i = 0; i < n; i++)
    is_small[i] = sizes[part_of (joined, (guint32) i)] < SMALL_PART;
  spread (rows, out, IMB_COMPLEXITY_PARTS, is_small);
}

/* N1: rows that the shortest tree links to another class. */
static gboolean
measure_n1 (const ImbComplexityRows *rows,
            ImbComplexity           *out,
            ImbJob                  *job,
            GError                 **error)
{
  const gsize         n = rows->x->n_rows;
  g_autofree ImbLink *links = g_new (ImbLink, n);
  g_autofree guint8  *is_linked = g_new0 (guint8, n);

  if (!imb_spanning_tree (rows->x, links, job, error))
    return FALSE;
  for (gsize l = 0; l + 1 < n; l++)
    if (rows->classes[links[l].a] != rows->classes[links[l].b])
      is_linked[links[l].a] = is_linked[links[l].b] = TRUE;
  spread (rows, out, IMB_COMPLEXITY_N1, is_linked);
  measure_parts (rows, links, out);
  return TRUE;
}

static double
share_of (double own,
          double other)
{
  return other > 0.0 ? own / (own + other) : own > 0.0 ? 1.0
                                                       : NAN;
}

/* N2: how far the own class is beside the others, on the whole. N3: whose nearest row is of another class. LSC: how few rows are nearer than the enemy. */
static void
measure_distances (const Task    *self,
                   ImbComplexity *out)
{
  const ImbComplexityRows *rows = self->rows;
  const double             n = (double) rows->x->n_rows;
  g_autofree guint8       *is_wrong = g_new0 (guint8, rows->x->n_rows);
  g_autofree double       *own = g_new0 (double, rows->n_classes), *other = g_new0 (double, rows->n_classes), *nearer = g_new0 (double, rows->n_classes);
  double                   own_sum = 0.0, other_sum = 0.0, nearer_sum = 0.0;

  for (gsize i = 0; i < rows->x->n_rows; i++)
    {
      const Place *place = &self->places[i];
      guint        c = rows->classes[i];

      is_wrong[i] = rows->classes[place->nearest] != c;
      nearer[c] += (double) place->n_nearer;
      if (isinf (place->own))
        continue;
      own[c] += sqrt (place->own);
      other[c] += sqrt (place->other);
    }
  spread (rows, out, IMB_COMPLEXITY_N3, is_wrong);
  for (guint c = 0; c < rows->n_classes; c++)
    {
      double *of_class = imb_complexity_of_class (out, c);
      double  n_own = (double) rows->counts[c];

      own_sum += own[c];
      other_sum += other[c];
      nearer_sum += nearer[c];
      if (n_own == 0.0)
        continue;
      of_class[IMB_COMPLEXITY_N2] = share_of (own[c], other[c]);
      of_class[IMB_COMPLEXITY_LSC] = 1.0 - nearer[c] / (n_own * n_own);
    }
  out->whole[IMB_COMPLEXITY_N2] = share_of (own_sum, other_sum);
  out->whole[IMB_COMPLEXITY_LSC] = 1.0 - nearer_sum / (n * n);
}

/* ---- N4 ---- */

static gboolean
classify_block (gsize    block,
                gpointer data,
                GError **error)
{
  const Task      *self = data;
  const ImbMatrix *x = self->rows->x;

  if (!imb_job_step (self->job, 0, 0, error))
    return FALSE;
  for (gsize m = block * BLOCK; m < MIN ((block + 1) * BLOCK, self->made->n_rows); m++)
    {
      double nearest = INFINITY;
      guint class = self->made_classes[m];

      for (gsize j = 0; j < x->n_rows; j++)
        {
          double distance = apart (x, imb_matrix_row (self->made, m), j);

          if (distance < nearest)
            {
              nearest = distance;
              class = self->rows->classes[j];
            }
        }
      self->made_wrong[m] = class != self->made_classes[m];
    }
  return TRUE;
}

/* N4: rows between random rows of a class whose nearest row is of another: one for each row. */
static gboolean
measure_n4 (Task          *self,
            ImbComplexity *out,
            GError       **error)
{
  const ImbComplexityRows *rows = self->rows;
  const gsize              n = rows->x->n_rows;
  g_autoptr (ImbMatrix) made = imb_matrix_new (n, rows->x->n_cols, error);
  g_autofree guint8  *is_wrong = g_new0 (guint8, n);
  g_autofree guint32 *order = g_new (guint32, n);
  g_autofree gsize   *begins = g_new0 (gsize, rows->n_classes + 1), *next = g_new (gsize, rows->n_classes);
  ImbRng              rng;

  if (made == NULL)
    return FALSE;
  for (guint c = 0; c < rows->n_classes; c++)
    {
      begins[c + 1] = begins[c] + rows->counts[c];
      next[c] = begins[c];
    }
  for (gsize i = 0; i < n; i++)
    order[next[rows->classes[i]]++] = (guint32) i;
  imb_rng_init (&rng, 0);
  for (gsize i = 0; i < n; i++)
    {
      guint         c = rows->classes[i];
      const double *a = imb_matrix_row (rows->x, i), *b = imb_matrix_row (rows->x, order[begins[c] + imb_rng_below (&rng, (guint32) rows->counts[c])]);
      double        share = imb_rng_double (&rng);

      for (gsize j = 0; j < made->n_cols; j++)
        imb_matrix_row (made, i)[j] = a[j] + share * (b[j] - a[j]);
    }
  self->made = made;
  self->made_classes = rows->classes;
  self->made_wrong = is_wrong;
  if (!imb_parallel_for ((n + BLOCK - 1) / BLOCK, classify_block, self, self->job, error))
    return FALSE;
  spread (rows, out, IMB_COMPLEXITY_N4, is_wrong);
  return TRUE;
}

/* ---- T1 ---- */

/* A ball reaches as far as that of its enemy leaves room; two that are each other's enemies share the way between them. */
static void
grow_balls (const Task *self)
{
  const gsize         n = self->rows->x->n_rows;
  g_autofree guint32 *path = g_new (guint32, n);
  g_autofree guint8  *is_known = g_new0 (guint8, n);

  for (gsize i = 0; i < n; i++)
    {
      gsize length = 0;

      for (guint32 at = (guint32) i; !is_known[at];)
        {
          const Place *place = &self->places[at];
          Place       *enemy = &self->places[place->enemy];

          path[length++] = at;
          is_known[at] = TRUE;
          if (enemy->enemy == at)
            {
              self->places[at].radius = enemy->radius = sqrt (place->other) / 2.0;
              is_known[place->enemy] = TRUE;
              length--;
              break;
            }
          at = place->enemy;
        }
      while (length-- > 0)
        {
          Place *place = &self->places[path[length]];

          place->radius = MAX (sqrt (place->other) - self->places[place->enemy].radius, 0.0);
        }
    }
}

static int
compare_radii (gconstpointer a,
               gconstpointer b,
               gpointer      data)
{
  const Place *places = data;
  guint32      x = *(const guint32 *) a, y = *(const guint32 *) b;

  if (places[x].radius != places[y].radius)
    return places[x].radius > places[y].radius ? -1 : 1;
  return (x > y) - (x < y);
}

/* T1: balls that are left when those inside larger ones of their class are gone. */
static gboolean
measure_t1 (const Task    *self,
            ImbComplexity *out,
            GError       **error)
{
  const ImbComplexityRows *rows = self->rows;
  const gsize              n = rows->x->n_rows;
  g_autofree guint32      *order = g_new (guint32, n);
  g_autofree guint8       *is_left = g_new0 (guint8, n);

  grow_balls (self);
  for (gsize i = 0; i < n; i++)
    order[i] = (guint32) i;
  g_qsort_with_data (order, (int) n, sizeof *order, compare_radii, self->places);
  for (gsize i = 0; i < n; i++)
    {
      guint32 own = order[i];

      if (i % 64 == 0 && !imb_job_step (self->job, 0, 0, error))
        return FALSE;
      is_left[own] = TRUE;
      for (gsize b = 0; b < i && is_left[own]; b++)
        if (is_left[order[b]] && rows->classes[order[b]] == rows->classes[own]
            && sqrt (apart (rows->x, imb_matrix_row (rows->x, own), order[b])) + self->places[own].radius <= self->places[order[b]].radius)
          is_left[own] = FALSE;
    }
  spread (rows, out, IMB_COMPLEXITY_T1, is_left);
  return TRUE;
}

/* ---- who is near whom ---- */

/* Rows among too many of other classes; of the whole, classes are weighed by one over their sizes. */
static void
measure_r (const ImbComplexityRows *rows,
           const guint32           *lists,
           gsize                    k,
           ImbComplexity           *out)
{
  const gsize        n = rows->x->n_rows;
  g_autofree guint8 *is_mixed = g_new (guint8, n);
  double             sum = 0.0, share = 0.0;

  for (gsize i = 0; i < n; i++)
    {
      guint n_others = 0;

      for (gsize b = 0; b < k; b++)
        n_others += rows->classes[lists[i * k + b]] != rows->classes[i];
      is_mixed[i] = n_others > R_OTHERS;
    }
  spread (rows, out, IMB_COMPLEXITY_R, is_mixed);
  for (guint c = 0; c < rows->n_classes; c++)
    if (rows->counts[c] > 0)
      {
        sum += imb_complexity_of_class (out, c)[IMB_COMPLEXITY_R] / (double) rows->counts[c];
        share += 1.0 / (double) rows->counts[c];
      }
  out->whole[IMB_COMPLEXITY_R] = sum / share;
}

static gboolean
count_neighbours (const ImbComplexityRows *rows,
                  ImbComplexity           *out,
                  ImbJob                  *job,
                  GError                 **error)
{
  const gsize         n = rows->x->n_rows, k = MIN (R_AROUND, n - 1);
  g_autofree guint32 *lists = g_new (guint32, n * k);

  if (!imb_neighbours_find (rows->x, rows->x, k, TRUE, lists, NULL, job, error))
    return FALSE;
  measure_r (rows, lists, k, out);
  if (out->neighbours == NULL)
    return TRUE;
  memset (out->neighbours, 0, (gsize) rows->n_classes * rows->n_classes * sizeof (double));
  for (gsize i = 0; i < n; i++)
    for (gsize b = 0; b < NEIGHBOURS; b++)
      out->neighbours[rows->classes[i] * rows->n_classes + rows->classes[lists[i * k + b]]] += 1.0;
  for (guint c = 0; c < rows->n_classes; c++)
    for (guint o = 0; o < rows->n_classes; o++)
      out->neighbours[c * rows->n_classes + o] /= NEIGHBOURS * (double) rows->counts[c];
  return TRUE;
}

gboolean
imb_complexity_of_neighbours (const ImbComplexityRows *rows,
                              ImbComplexity           *out,
                              ImbJob                  *job,
                              GError                 **error)
{
  const gsize       n = rows->x->n_rows;
  g_autofree Place *places = g_new (Place, n);
  Task              task = { .rows = rows, .places = places, .job = job };

  if (!imb_parallel_for ((n + BLOCK - 1) / BLOCK, look_block, &task, job, error))
    return FALSE;
  measure_distances (&task, out);
  return measure_n1 (rows, out, job, error) && measure_n4 (&task, out, error) && measure_t1 (&task, out, error) && count_neighbours (rows, out, job, error);
}
