/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact nearest neighbours by brute force at float speed: a sweep in float tiles (imb-sweep.c) leaves for each query the C > k
 * points with the smallest float sums. Doubles then decide among them, and a bound (imb-panels.c) decides whether that was
 * enough: a dropped point has a float sum of at least the C-th one. When even so its true distance must exceed the k-th
 * found, the answer is proven; else (ties, duplicates, clusters far apart) the query is swept once more and every
 * point that the bound allows is decided in double. O(queries · points · columns). */
#include "engine/kernels/imb-brute.h"

#include <string.h>

#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-nearest.h"
#include "engine/kernels/imb-panels.h"
#include "engine/kernels/imb-peer-heap.h"
#include "engine/kernels/imb-screen.h"

#define TILE        IMB_SWEEP_QUERIES
#define PANEL       IMB_SWEEP_POINTS
#define BLOCK       (8 * TILE) /* queries of one parallel block */
#define FEW         256        /* panels whose sums are kept, so that lists begin with a limit */
#define SOME_FLOATS 1000000    /* of points, for a single block of queries: 4 MB */
#define ONES        G_GUINT64_CONSTANT (0x0101010101010101)
#define FEW_COLUMNS 64 /* most, with which that is faster than bytes */

typedef struct
{
  const ImbSearch *search;
  ImbFrame         frame;
  ImbPanels        panels; /* of all points; empty: there is one block only, which has some at a time */
  gsize            depth;  /* k, or one more */
  gsize            n_kept; /* C */
  const guint32   *asked;  /* (array length=n_asked): queries; NULL: all */
  gsize            n_asked;
  gboolean         as_peer;
  gboolean         twice;
} Brute;

/* What one thread works with. */
typedef struct
{
  float      *tiles;   /* BLOCK queries packed for the sweep */
  float      *sums;    /* BLOCK lists of n_kept float sums, ascending */
  guint32    *rows;    /* beside sums */
  gsize      *n_found; /* of each list */
  double     *norms;   /* |q| of each query */
  ImbNearest *nearest; /* of each query, in the places of the next two */
  double     *distances;
  guint32    *nearest_rows;
  float      *kept; /* sums of a tile of queries and all panels; NULL: they are many */
} Desk;

/* Float list: equal sums keep the order of rows, because rows arrive ascending. */
static inline void
keep (float   *sums,
      guint32 *rows,
      gsize   *n,
      gsize    n_kept,
      float    sum,
      guint32  row)
{
  gsize at = *n < n_kept ? (*n)++ : n_kept - 1;

  for (; at > 0 && sum < sums[at - 1]; at--)
    {
      sums[at] = sums[at - 1];
      rows[at] = rows[at - 1];
    }
  sums[at] = sum;
  rows[at] = row;
}

static void
pack_query (const Brute *self,
            Desk        *desk,
            gsize        query,
            gsize        slot)
{
  desk->norms[slot] = imb_frame_pack_query (&self->frame, imb_matrix_row (self->search->queries, query),
                                            desk->tiles + slot / TILE * TILE * self->frame.n_cols, slot % TILE);
}

typedef void (*Hit) (const Brute *self,
                     Desk        *desk,
                     gsize        query,
                     gsize        slot,
                     float        sum,
                     guint32      row,
                     float       *limit);

static void
look_into_tile (const Brute *self,
                Desk        *desk,
                const gsize *queries,
                gsize        slot,
                gsize        n_slots,
                const float *sums,
                gsize        panel,
                float       *limits,
                Hit          hit)
{
  const gsize n_points = self->search->points->n_rows;
  guint8      near[TILE * PANEL] __attribute__ ((aligned (16)));

  imb_sweep_near (sums, limits, near);
  for (gsize a = 0; a < MIN (TILE, n_slots - slot); a++)
    for (gsize eight = 0; eight < PANEL; eight += 8)
      {
        guint64 left;

        memcpy (&left, near + a * PANEL + eight, sizeof left);
        left = GUINT64_FROM_LE (left) & ONES;
        for (; left != 0; left &= left - 1)
          {
            gsize l = eight + (gsize) __builtin_ctzll (left) / 8;
            gsize row = panel * PANEL + l;

            if (sums[a * PANEL + l] < limits[a] && row < n_points && !(self->search->self && row == queries[slot + a]))
              hit (self, desk, queries[slot + a], slot + a, sums[a * PANEL + l], (guint32) row, &limits[a]);
          }
      }
}

/* Every tile of the packed queries against panels of which the first one is the @first of all, a cached group of them at a time. */
static gboolean
sweep_panels (const Brute     *self,
              Desk            *desk,
              const ImbPanels *panels,
              gsize            first,
              const gsize     *queries,
              gsize            n_queries,
              float           *limits,
              Hit              hit,
              GError         **error)
{
  const gsize d = self->search->points->n_cols, n_panels = panels->n_panels;
  const gsize group = imb_panels_group (panels);
  float       sums[TILE * PANEL] __attribute__ ((aligned (64)));

  for (gsize begin = 0; begin < n_panels; begin += group)
    {
      gsize end = MIN (begin + group, n_panels);

      if (!imb_job_step (self->search->job, 0, 0, error))
        return FALSE;
      for (gsize slot = 0; slot < n_queries; slot += TILE)
        for (gsize panel = begin; panel < end; panel++)
          if (imb_sweep_tile (desk->tiles + slot * d, imb_panels_at (panels, panel), d, limits + slot, sums))
            look_into_tile (self, desk, queries, slot, n_queries, sums, first + panel, limits + slot, hit);
    }
  return TRUE;
}

static gsize
some_points (const ImbMatrix *points)
{
  return MAX (SOME_FLOATS / MAX (points->n_cols, 1) / PANEL, 1) * PANEL;
}

/* All panels. */
static gboolean
sweep (const Brute *self,
       Desk        *desk,
       const gsize *queries,
       gsize        n_queries,
       float       *limits,
       Hit          hit,
       GError     **error)
{
  const ImbMatrix *points = self->search->points;
  const gsize      n_at_once = some_points (points);

  if (self->panels.floats != NULL)
    return sweep_panels (self, desk, &self->panels, 0, queries, n_queries, limits, hit, error);

  for (gsize first = 0; first < points->n_rows; first += n_at_once)
    {
      const ImbMatrix some = { imb_matrix_row (points, first), MIN (n_at_once, points->n_rows - first), points->n_cols, points->stride, 0 };
      g_auto (ImbPanels) panels = { 0 };

      if (!imb_panels_fill (&panels, &self->frame, &some, NULL, some.n_rows, self->search->job, error)
          || !sweep_panels (self, desk, &panels, first / PANEL, queries, n_queries, limits, hit, error))
        return FALSE;
    }
  return TRUE;
}

static void
keep_candidate (const Brute *self,
                Desk        *desk,
                gsize        query,
                gsize        slot,
                float        sum,
                guint32      row,
                float       *limit)
{
  float *sums = desk->sums + slot * self->n_kept;

  keep (sums, desk->rows + slot * self->n_kept, &desk->n_found[slot], self->n_kept, sum, row);
  if (desk->n_found[slot] == self->n_kept)
    *limit = sums[self->n_kept - 1];
}

static gboolean
have_some (const float *limits)
{
  for (gsize a = 0; a < TILE; a++)
    if (limits[a] >= 0.0f)
      return TRUE;
  return FALSE;
}

/* What is below a query's limit, into its list; nearest first. */
static gboolean
keep_picked (const Brute *self,
             Desk        *desk,
             const float *sums,
             gsize        query,
             gsize        slot,
             float        limit)
{
  ImbSweepPick pick;
  gsize        n = imb_sweep_pick (sums, self->panels.n_panels, limit, &pick), n_others = n;

  if (n > IMB_SWEEP_PICKED)
    return FALSE;
  for (gsize c = 0; c < n && self->search->self; c++)
    if (pick.places[c] == query)
      {
        pick.sums[c] = INFINITY;
        n_others = n - 1;
      }
  imb_sweep_sort (&pick, n);
  desk->n_found[slot] = MIN (n_others, self->n_kept);
  for (gsize c = 0; c < desk->n_found[slot]; c++)
    {
      desk->sums[slot * self->n_kept + c] = pick.sums[c];
      desk->rows[slot * self->n_kept + c] = pick.places[c];
    }
  return TRUE;
}

/* The first sweep when points are few: as sweep(), with hardly any point that does not stay in its list: a list does not get full
 * with sums above the bound. */
static gboolean
sweep_few (const Brute *self,
           Desk        *desk,
           const gsize *queries,
           gsize        n_queries,
           float       *limits,
           Hit          hit,
           GError     **error)
{
  const gsize d = self->search->points->n_cols, n_panels = self->panels.n_panels;
  const gsize n_bound = self->n_kept + (self->search->self ? 1 : 0);

  if (!imb_job_step (self->search->job, 0, 0, error))
    return FALSE;
  for (gsize slot = 0; slot < n_queries; slot += TILE)
    {
      float bounds[TILE], open[TILE];

      imb_sweep_all (desk->tiles + slot * d, imb_panels_at (&self->panels, 0), n_panels, d, (guint) MIN (n_bound, PANEL), desk->kept, bounds);
      for (gsize a = 0; a < TILE; a++)
        {
          float limit = n_bound <= PANEL ? nextafterf (bounds[a], INFINITY) : INFINITY;

          open[a] = slot + a < n_queries && !keep_picked (self, desk, desk->kept + a * PANEL, queries[slot + a], slot + a, limit) ? limit : -1.0f;
        }
      for (gsize panel = 0; panel < n_panels && have_some (open); panel++)
        look_into_tile (self, desk, queries, slot, n_queries, desk->kept + panel * TILE * PANEL, panel, open, hit);
    }
  return TRUE;
}

static void
decide (const Brute *self,
        Desk        *desk,
        gsize        query,
        gsize        slot,
        float        sum,
        guint32      row,
        float       *limit)
{
  const ImbSearch *search = self->search;
  ImbNearest      *nearest = &desk->nearest[slot];

  imb_nearest_insert (nearest,
                      imb_squared_distance (imb_matrix_row (search->queries, query), imb_matrix_row (search->points, row), search->points->n_cols),
                      row);
  /* Rows come in ascending order, so nothing can come before k duplicates. */
  if (imb_nearest_limit (nearest) == 0.0)
    *limit = -1.0f;
}

/* Decides among the kept candidates; FALSE when a dropped point could still be nearer. */
static gboolean
is_proven (const Brute *self,
           Desk        *desk,
           gsize        query,
           gsize        slot,
           float       *second_limit)
{
  const guint32 *rows = desk->rows + slot * self->n_kept;
  float          unused = 0.0f;

  for (gsize c = 0; c < desk->n_found[slot]; c++)
    decide (self, desk, query, slot, 0.0f, rows[c], &unused);
  if (desk->n_found[slot] < self->n_kept)
    return TRUE;

  *second_limit = imb_frame_sum_above (&self->frame, imb_nearest_limit (&desk->nearest[slot]), desk->norms[slot]);
  return *second_limit < desk->sums[slot * self->n_kept + self->n_kept - 1];
}

static void
start_lists (const Brute *self,
             Desk        *desk,
             gsize        slot)
{
  desk->n_found[slot] = 0;
  desk->nearest[slot] = (ImbNearest){ desk->distances + slot * self->depth, desk->nearest_rows + slot * self->depth, 0, self->depth };
}

static void
answer (const Brute *self,
        const Desk  *desk,
        gsize        query,
        gsize        slot)
{
  imb_search_answer (self->search, query, desk->nearest[slot].distances, desk->nearest[slot].rows);
}

static gboolean
sweep_again (const Brute *self,
             Desk        *desk,
             gsize       *queries,
             gsize        n_queries,
             float       *limits,
             GError     **error)
{
  if (n_queries == 0)
    return TRUE;

  for (gsize slot = 0; slot < n_queries; slot++)
    {
      start_lists (self, desk, slot);
      pack_query (self, desk, queries[slot], slot);
    }
  for (gsize slot = n_queries; slot < BLOCK; slot++)
    limits[slot] = -1.0f;
  if (!sweep (self, desk, queries, n_queries, limits, decide, error))
    return FALSE;

  for (gsize slot = 0; slot < n_queries; slot++)
    answer (self, desk, queries[slot], slot);
  return TRUE;
}

/* ---- every point in turn into a heap: the peer's order of equal distances ---- */

static ImbPeerHeap
heap_of (const Brute *self,
         const Desk  *desk,
         gsize        slot)
{
  return (ImbPeerHeap){ desk->distances + slot * self->depth, desk->nearest_rows + slot * self->depth, self->depth };
}

static void
push (const Brute *self,
      Desk        *desk,
      gsize        query,
      gsize        slot,
      float        sum,
      guint32      row,
      float       *limit)
{
  const ImbSearch *search = self->search;
  ImbPeerHeap      heap = heap_of (self, desk, slot);
  double           before = imb_peer_heap_limit (&heap), after;

  imb_peer_heap_push (&heap,
                      imb_squared_distance (imb_matrix_row (search->queries, query), imb_matrix_row (search->points, row), search->points->n_cols),
                      row);
  after = imb_peer_heap_limit (&heap);
  if (after < before)
    *limit = after == 0.0 ? -1.0f : imb_frame_sum_above (&self->frame, after, desk->norms[slot]);
}

static void
answer_from_heap (const Brute *self,
                  ImbPeerHeap *heap,
                  gsize        query)
{
  g_autofree double  *distances = g_memdup2 (heap->distances, heap->k * sizeof *heap->distances);
  g_autofree guint32 *rows = g_memdup2 (heap->rows, heap->k * sizeof *heap->rows);

  if (self->twice)
    {
      imb_peer_heap_start (heap);
      for (gsize c = 0; c < heap->k; c++)
        imb_peer_heap_push (heap, distances[c], rows[c]);
    }
  imb_peer_heap_sort (heap);
  imb_search_answer (self->search, query, heap->distances, heap->rows);
}

/* Apart, because a compiler that puts both sweeps into one function makes the other one slower. */
static G_GNUC_NO_INLINE gboolean
search_as_peer (const Brute *self,
                Desk        *desk,
                gsize       *queries,
                gsize        n_queries,
                float       *limits,
                GError     **error)
{
  for (gsize slot = 0; slot < n_queries; slot++)
    {
      ImbPeerHeap heap = heap_of (self, desk, slot);

      imb_peer_heap_start (&heap);
    }
  if (!sweep (self, desk, queries, n_queries, limits, push, error))
    return FALSE;

  for (gsize slot = 0; slot < n_queries; slot++)
    {
      ImbPeerHeap heap = heap_of (self, desk, slot);

      answer_from_heap (self, &heap, queries[slot]);
    }
  return TRUE;
}

static gboolean
search_with_desk (const Brute *self,
                  Desk        *desk,
                  gsize        block,
                  GError     **error)
{
  gsize n_queries = MIN (BLOCK, self->n_asked - block * BLOCK);
  gsize n_again = 0;
  gsize queries[BLOCK];
  float limits[BLOCK];

  for (gsize slot = 0; slot < BLOCK; slot++)
    {
      limits[slot] = slot < n_queries ? INFINITY : -1.0f;
      if (slot >= n_queries)
        continue;
      queries[slot] = self->asked != NULL ? self->asked[block * BLOCK + slot] : block * BLOCK + slot;
      start_lists (self, desk, slot);
      pack_query (self, desk, queries[slot], slot);
    }
  if (self->as_peer)
    return search_as_peer (self, desk, queries, n_queries, limits, error);
  if (!(desk->kept != NULL ? sweep_few : sweep) (self, desk, queries, n_queries, limits, keep_candidate, error))
    return FALSE;

  for (gsize slot = 0; slot < n_queries; slot++)
    {
      float limit;

      if (is_proven (self, desk, queries[slot], slot, &limit))
        {
          answer (self, desk, queries[slot], slot);
          continue;
        }
      queries[n_again] = queries[slot];
      limits[n_again++] = limit;
    }
  return sweep_again (self, desk, queries, n_again, limits, error);
}

/* As the sweep writes to it; NULL stays. */
static float *
aligned (float *room)
{
  return (float *) (((gsize) room + 63) / 64 * 64);
}

static gboolean
is_few (const Brute *self)
{
  return self->panels.floats != NULL && self->panels.n_panels <= FEW && !self->as_peer;
}

static gboolean
search_block (gsize    block,
              gpointer data,
              GError **error)
{
  const Brute        *self = data;
  const gsize         d = self->search->points->n_cols;
  g_autofree float   *tiles = g_new0 (float, BLOCK *MAX (d, 1));
  g_autofree float   *sums = g_new (float, BLOCK * self->n_kept);
  g_autofree guint32 *rows = g_new (guint32, BLOCK * self->n_kept);
  g_autofree double  *distances = g_new (double, BLOCK * self->depth);
  g_autofree guint32 *nearest_rows = g_new (guint32, BLOCK * self->depth);
  const gsize         n_kept = is_few (self) ? self->panels.n_panels * TILE * PANEL : 0;
  g_autofree float   *room = n_kept > 0 ? g_try_new (float, n_kept + PANEL) : NULL;
  gsize               n_found[BLOCK];
  double              norms[BLOCK];
  ImbNearest          nearest[BLOCK];
  Desk                desk = { tiles, sums, rows, n_found, norms, nearest, distances, nearest_rows, aligned (room) };

  return search_with_desk (self, &desk, block, error);
}

/* ---- when most points are wanted, or numbers are extreme: every distance in double, and a sort ---- */

static int
compare_places (gconstpointer a,
                gconstpointer b,
                gpointer      distances)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return imb_nearest_is_before (((double *) distances)[x], x, ((double *) distances)[y], y) ? -1 : 1;
}

static gboolean
sort_block (gsize    query,
            gpointer data,
            GError **error)
{
  const Brute        *self = data;
  const ImbSearch    *search = self->search;
  const gsize         n = search->points->n_rows;
  g_autofree double  *distances = g_new (double, n), *found = g_new (double, self->depth);
  g_autofree guint32 *order = g_new (guint32, n);
  gsize               n_order = 0;

  for (gsize p = 0; p < n; p++)
    {
      distances[p] = imb_squared_distance (imb_matrix_row (search->queries, query), imb_matrix_row (search->points, p), search->points->n_cols);
      if (!search->self || p != query)
        order[n_order++] = (guint32) p;
      if (p % 4096 == 0 && !imb_job_step (search->job, 0, 0, error))
        return FALSE;
    }
  g_qsort_with_data (order, (int) n_order, sizeof *order, compare_places, distances);
  for (gsize c = 0; c < self->depth; c++)
    found[c] = distances[order[c]];
  imb_search_answer (search, query, found, order);
  return TRUE;
}

static gboolean
push_block (gsize    query,
            gpointer data,
            GError **error)
{
  const Brute        *self = data;
  const ImbSearch    *search = self->search;
  g_autofree double  *distances = g_new (double, self->depth);
  g_autofree guint32 *rows = g_new (guint32, self->depth);
  ImbPeerHeap         heap = { distances, rows, self->depth };

  imb_peer_heap_start (&heap);
  for (gsize p = 0; p < search->points->n_rows; p++)
    {
      imb_peer_heap_push (&heap,
                          imb_squared_distance (imb_matrix_row (search->queries, query), imb_matrix_row (search->points, p), search->points->n_cols),
                          (guint32) p);
      if (p % 4096 == 0 && !imb_job_step (search->job, 0, 0, error))
        return FALSE;
    }
  answer_from_heap (self, &heap, query);
  return TRUE;
}

/* ---- the whole search ---- */

static gboolean
sweep_all (Brute   *self,
           GError **error)
{
  const ImbSearch *search = self->search;
  const gsize      n_points = search->points->n_rows;

  if (self->n_asked == 0)
    return TRUE;
  return ((self->n_asked <= BLOCK && n_points > MAX (some_points (search->points), FEW * PANEL))
          || imb_panels_fill (&self->panels, &self->frame, search->points, NULL, n_points, search->job, error))
         && imb_parallel_for ((self->n_asked + BLOCK - 1) / BLOCK, search_block, self, search->job, error);
}

/* Bytes first, floats for what bytes cannot tell. */
static gboolean
screen_and_sweep (Brute   *self,
                  GError **error)
{
  g_autofree guint32 *left = g_new (guint32, MAX (self->n_asked, 1));

  self->asked = left;
  return imb_screen_search (self->search, &self->frame, NULL, self->n_asked, NULL, left, &self->n_asked, error) && sweep_all (self, error);
}

/* So few points that floats are done with them before bytes have begun. */
static gboolean
is_quick (const ImbMatrix *points)
{
  return points->n_rows <= FEW * PANEL && points->n_cols <= FEW_COLUMNS;
}

static gboolean
run (Brute   *self,
     GError **error)
{
  const ImbSearch *search = self->search;
  const ImbMatrix *points = search->points;
  gboolean         ok = imb_frame_learn (&self->frame, points, search->queries, search->job, error);

  self->n_asked = search->queries->n_rows;
  if (ok && ((search->k > 64 && search->k > points->n_rows / 8) || !self->frame.is_fit))
    ok = imb_parallel_for (self->n_asked, self->as_peer ? push_block : sort_block, self, search->job, error);
  else if (ok)
    ok = !self->as_peer && imb_screen_is_for (search) && !is_quick (points) ? screen_and_sweep (self, error) : sweep_all (self, error);
  imb_panels_clear (&self->panels);
  imb_frame_clear (&self->frame);
  return ok;
}

gboolean
imb_brute_search (const ImbSearch *search,
                  GError         **error)
{
  Brute self = { .search = search, .depth = imb_search_depth (search), .n_kept = search->k + 2 + search->k / 8 };

  return run (&self, error);
}

gboolean
imb_brute_search_as_peer (const ImbSearch *search,
                          gboolean         twice,
                          GError         **error)
{
  Brute self = { .search = search, .depth = search->k, .n_kept = 1, .as_peer = TRUE, .twice = twice };

  return run (&self, error);
}
