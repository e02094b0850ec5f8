/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact nearest neighbours by a coarse sweep in bytes (imb-coarse.h), eight times the speed of the one in float. For each query a
 * box takes every point that may be among the k nearest; what is known of a point meanwhile is an interval of its distance,
 * and the k-th least upper end is the limit for the lower ends. In the end the points of the box are looked at by lower end until
 * the next one is beyond the k-th found: with distances in any order of adding first, and in the order that decides
 * for the few that are near enough. A query whose box runs over is left to somebody else. */
#include "engine/kernels/imb-screen.h"

#include <math.h>
#include <string.h>

#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-blend-look.h"
#include "engine/kernels/imb-coarse.h"
#include "engine/kernels/imb-nearest.h"

#define TILE          IMB_COARSE_QUERIES
#define PANEL         IMB_COARSE_POINTS
#define BLOCK         (8 * TILE) /* queries of one parallel block */
#define MOST_NEAR     32         /* neighbours */
#define FEWEST        512        /* points */
#define ROOM          768        /* in a box, which few queries fill: floats for these alone cost as much as for many; and */
#define ROOM_A_NEAR   8          /* for each neighbour; */
#define ROOM_SHARE    16         /* and no more than one point in so many, so that few points take little memory */
#define WORTH_PROBING 1024       /* queries */
#define A_HIT         3000       /* numbers that floats compare meanwhile */
#define A_DECISION    400.0      /* hits */
#define SPEED         8.0        /* of bytes, beside floats */

G_STATIC_ASSERT (BLOCK <= IMB_BLEND_LOOKED);

typedef struct
{
  const ImbSearch *search;
  const guint32   *asking; /* rows of the queries; NULL: all */
  gsize            n;      /* of them */
  const guint32   *guesses;
  ImbCoarse        coarse;
  ImbBlendLook     look; /* at points between others; the panels have the others */
  ImbCoarsePanels  panels;
  gsize            depth;
  gsize            room;
  guint8          *is_left; /* (array length=n) */
  GMutex           lock;
  GPtrArray       *desks; /* that nobody works at */
} Screen;

/* A point that may be near. */
typedef struct
{
  float   low; /* not above its distance, in steps */
  guint32 row;
} Maybe;

/* What one thread works with, by place in the block. All are made by who searches: each thread has a heap of its own, and what it was given there the
 * others cannot use afterwards. */
typedef struct
{
  gint8          *tiles;
  Maybe          *boxes;          /* room of each */
  float          *uppers;         /* depth of each, ascending */
  gsize           places[BLOCK];  /* among those that ask */
  gsize           queries[BLOCK]; /* their rows */
  gsize           n_in_box[BLOCK];
  gsize           n_uppers[BLOCK];
  ImbCoarseRow    rows[BLOCK];
  ImbCoarseLimits limits[BLOCK / TILE];
  double          work;      /* in hits */
  double         *distances; /* depth of one */
  guint32        *nearest;
} Desk;

static void
desk_free (gpointer data)
{
  Desk *self = data;

  g_free (self->tiles);
  g_free (self->boxes);
  g_free (self->uppers);
  g_free (self->distances);
  g_free (self->nearest);
  g_free (self);
}

static Desk *
desk_new (const Screen *screen)
{
  Desk *self = g_new (Desk, 1);

  self->tiles = g_new (gint8, BLOCK * 4 * screen->coarse.n_fours);
  self->boxes = g_new (Maybe, BLOCK * screen->room);
  self->uppers = g_new (float, BLOCK * screen->depth);
  self->distances = g_new (double, screen->depth);
  self->nearest = g_new (guint32, screen->depth);
  return self;
}

gboolean
imb_screen_is_for (const ImbSearch *search)
{
  return imb_coarse_is_here () && search->k <= MOST_NEAR && search->points->n_rows >= FEWEST && search->points->n_cols >= 4
         && search->points->n_cols <= IMB_COARSE_MOST_COLUMNS;
}

/* ---- limits ---- */

static inline float
limit_of (const Screen *self,
          const Desk   *desk,
          gsize         slot)
{
  return desk->n_uppers[slot] < self->depth ? INFINITY : desk->uppers[slot * self->depth + self->depth - 1];
}

static void
set_limit (const Screen *self,
           Desk         *desk,
           gsize         slot,
           double        length)
{
  imb_coarse_set_limit (&self->coarse, &desk->rows[slot], length, &desk->limits[slot / TILE], slot % TILE);
}

static void
keep_upper (const Screen *self,
            Desk         *desk,
            gsize         slot,
            float         upper)
{
  float *uppers = desk->uppers + slot * self->depth;
  gsize  at = desk->n_uppers[slot] < self->depth ? desk->n_uppers[slot]++ : self->depth - 1;

  for (; at > 0 && upper < uppers[at - 1]; at--)
    uppers[at] = uppers[at - 1];
  uppers[at] = upper;
  if (desk->n_uppers[slot] == self->depth)
    set_limit (self, desk, slot, uppers[self->depth - 1]);
}

static float
upper_of (const Screen *self,
          double        squared_distance)
{
  return nextafterf ((float) imb_coarse_length_of (&self->coarse, squared_distance), INFINITY);
}

/* Throws out what is beyond the limit by now. */
static void
clear_box (const Screen *self,
           Desk         *desk,
           gsize         slot)
{
  Maybe *box = desk->boxes + slot * self->room;
  float  limit = limit_of (self, desk, slot);
  gsize  n = 0;

  for (gsize i = 0; i < desk->n_in_box[slot]; i++)
    if (box[i].low <= limit)
      box[n++] = box[i];
  desk->n_in_box[slot] = n;
}

/* ---- the decision ---- */

/* Lets the item at @at sink to where the least is above. */
static inline void
sink (Maybe *box,
      gsize  n,
      gsize  at)
{
  const Maybe item = box[at];

  for (gsize child = 2 * at + 1; child < n; child = 2 * at + 1)
    {
      child += child + 1 < n && box[child + 1].low < box[child].low;
      if (!(box[child].low < item.low))
        break;
      box[at] = box[child];
      at = child;
    }
  box[at] = item;
}

/* The nearest of what is in the box, which is a heap: most of it is never looked at. */
static void
decide (const Screen *self,
        Desk         *desk,
        gsize         slot)
{
  const ImbSearch *search = self->search;
  const gsize      stride = search->points->stride, d = search->points->n_cols;
  const double     sure = imb_coarse_sure (d), *own = imb_matrix_row (search->queries, desk->queries[slot]);
  Maybe           *box = desk->boxes + slot * self->room;
  ImbNearest       nearest = { desk->distances, desk->nearest, 0, self->depth };
  double           reach = INFINITY;
  gsize            n;

  clear_box (self, desk, slot);
  n = desk->n_in_box[slot];
  for (gsize i = n / 2; i-- > 0;)
    sink (box, n, i);
  while (n > 0 && box[0].low <= reach)
    {
      const Maybe   maybe = box[0];
      const double *row = imb_matrix_row (search->points, maybe.row);

      box[0] = box[--n];
      box[n] = maybe;
      sink (box, n, 0);
      if (imb_coarse_apart (own, row, stride) * sure > imb_nearest_limit (&nearest))
        continue;
      imb_nearest_insert (&nearest, imb_squared_distance (own, row, d), maybe.row);
      if (nearest.n == nearest.k)
        reach = imb_coarse_length_of (&self->coarse, imb_nearest_limit (&nearest));
    }
}

/* Makes room: what was decided is a nearer limit than what bytes say. */
static void
decide_so_far (const Screen *self,
               Desk         *desk,
               gsize         slot)
{
  desk->work += A_DECISION;
  decide (self, desk, slot);
  for (gsize c = 0; c < self->depth; c++)
    desk->uppers[slot * self->depth + c] = upper_of (self, desk->distances[c]);
  set_limit (self, desk, slot, limit_of (self, desk, slot));
  clear_box (self, desk, slot);
}

/* ---- the sweep ---- */

/* @low … @upper: where the distance is */
static void
keep_maybe (const Screen *self,
            Desk         *desk,
            gsize         slot,
            guint32       row,
            float         low,
            float         upper)
{
  float limit = limit_of (self, desk, slot);

  desk->work += 1.0;
  if (low > limit)
    return;
  if (desk->n_in_box[slot] == self->room)
    {
      clear_box (self, desk, slot);
      if (4 * desk->n_in_box[slot] > 3 * self->room)
        decide_so_far (self, desk, slot);
      if (4 * desk->n_in_box[slot] > 3 * self->room)
        {
          desk->n_in_box[slot] = self->room + 1;
          set_limit (self, desk, slot, -1.0);
          return;
        }
    }
  desk->boxes[slot * self->room + desk->n_in_box[slot]++] = (Maybe){ low, row };
  if (upper < limit)
    keep_upper (self, desk, slot, upper);
}

static void
hit (const Screen *self,
     Desk         *desk,
     gsize         slot,
     gsize         place,
     guint32       row,
     gint32        product)
{
  double length = imb_coarse_length (&self->panels, &desk->rows[slot], place, product);
  double off = ((double) self->panels.errors[place] + desk->rows[slot].error) * (1.0 + 1e-6) + 1e-6 * length;

  keep_maybe (self, desk, slot, row, (float) (length - off), (float) (length + off));
}

static void
look_into_tile (const Screen  *self,
                Desk          *desk,
                gsize          slot,
                gsize          panel,
                const gint32  *products,
                const guint32 *hits)
{
  for (gsize a = 0; a < TILE; a++)
    for (guint32 bits = hits[a]; bits != 0; bits &= bits - 1)
      {
        gsize   l = (gsize) __builtin_ctz (bits), place = panel * PANEL + l;
        guint32 row = self->look.others != NULL ? self->look.others[place] : (guint32) place;

        if (desk->n_in_box[slot + a] <= self->room && !(self->search->self && row == desk->queries[slot + a]))
          hit (self, desk, slot + a, place, row, products[a * PANEL + l]);
      }
}

static gboolean
sweep (const Screen *self,
       Desk         *desk,
       gsize         n,
       GError      **error)
{
  const gsize n_fours = self->coarse.n_fours, n_panels = self->panels.n_panels, group = imb_coarse_panels_group (&self->panels);
  gint32      products[TILE * PANEL] __attribute__ ((aligned (64)));
  guint32     hits[TILE];

  for (gsize begin = 0; begin < n_panels; begin += group)
    {
      if (!imb_job_step (self->search->job, 0, 0, error))
        return FALSE;
      for (gsize slot = 0; slot < n; slot += TILE)
        for (gsize panel = begin; panel < MIN (begin + group, n_panels); panel++)
          if (imb_coarse_tile (desk->tiles + slot * 4 * n_fours, imb_coarse_panels_at (&self->panels, panel), n_fours,
                               self->panels.halves + panel * PANEL, self->panels.errors + panel * PANEL, &desk->limits[slot / TILE],
                               products, hits))
            look_into_tile (self, desk, slot, panel, products, hits);
    }
  return TRUE;
}

/* ---- points between others ---- */

typedef struct
{
  const Screen *screen;
  Desk         *desk;
} Looking;

/* Lengths in the frame for lengths in steps, a little more than they are. */
static double
frame_length_of (const Screen *self,
                 const Desk   *desk,
                 gsize         slot)
{
  return desk->n_in_box[slot] > self->room ? -1.0 : (double) limit_of (self, desk, slot) / self->coarse.unit * (1.0 + 1e-9);
}

static double
keep_between (gpointer data,
              gsize    slot,
              guint32  row,
              double   low,
              double   high)
{
  const Looking *looking = data;
  const Screen  *self = looking->screen;
  Desk          *desk = looking->desk;

  if (desk->n_in_box[slot] <= self->room && !(self->search->self && row == desk->queries[slot]))
    keep_maybe (self, desk, slot, row, nextafterf ((float) (low * self->coarse.unit), -INFINITY), nextafterf ((float) (high * self->coarse.unit), INFINITY));
  return frame_length_of (self, desk, slot);
}

static gboolean
look_between (const Screen *self,
              Desk         *desk,
              gsize         n,
              GError      **error)
{
  Looking looking = { self, desk };
  double  limits[BLOCK];

  for (gsize slot = 0; slot < n; slot++)
    limits[slot] = frame_length_of (self, desk, slot);
  return imb_blend_look (&self->look, self->search->queries, desk->queries, n, limits, keep_between, &looking, self->search->job, error);
}

/* ---- a block ---- */

/* A guess is a limit from the start. */
static void
start (const Screen *self,
       Desk         *desk,
       gsize         slot)
{
  const ImbSearch *search = self->search;
  const double    *own = imb_matrix_row (search->queries, desk->queries[slot]);

  desk->rows[slot] = imb_coarse_pack_query (&self->coarse, own, desk->tiles + slot / TILE * TILE * 4 * self->coarse.n_fours, slot % TILE);
  if (self->guesses != NULL)
    {
      const double *guess = imb_matrix_row (search->points, self->guesses[desk->places[slot]]);

      desk->uppers[slot] = upper_of (self, imb_coarse_apart (own, guess, search->points->stride));
      desk->n_uppers[slot] = 1;
    }
  set_limit (self, desk, slot, limit_of (self, desk, slot));
}

static gboolean
screen_with_desk (const Screen *self,
                  Desk         *desk,
                  gsize         n,
                  GError      **error)
{
  for (gsize slot = 0; slot < (n + TILE - 1) / TILE * TILE; slot++)
    {
      desk->n_in_box[slot] = desk->n_uppers[slot] = 0;
      if (slot < n)
        start (self, desk, slot);
      else
        set_limit (self, desk, slot, -1.0);
    }
  if (self->look.others != NULL && !look_between (self, desk, n, error))
    return FALSE;
  if (!sweep (self, desk, n, error))
    return FALSE;

  for (gsize slot = 0; slot < n; slot++)
    {
      self->is_left[desk->places[slot]] = desk->n_in_box[slot] > self->room;
      if (self->is_left[desk->places[slot]])
        continue;
      decide (self, desk, slot);
      imb_search_answer (self->search, desk->places[slot], desk->distances, desk->nearest);
    }
  return TRUE;
}

static Desk *
take_desk (Screen *self)
{
  Desk *desk;

  g_mutex_lock (&self->lock);
  desk = g_ptr_array_steal_index_fast (self->desks, self->desks->len - 1); /* there are as many as threads */
  g_mutex_unlock (&self->lock);
  return desk;
}

static void
leave_desk (Screen *self,
            Desk   *desk)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->desks, desk);
  g_mutex_unlock (&self->lock);
}

/* Up to BLOCK queries from @first on, every @stride. */
static gboolean
screen_some (Screen  *self,
             gsize    first,
             gsize    stride,
             double  *work,
             GError **error)
{
  Desk    *desk = take_desk (self);
  gsize    n = 0;
  gboolean ok;

  memset (desk->tiles, 0, BLOCK * 4 * self->coarse.n_fours);
  desk->work = 0.0;
  for (gsize place = first; place < self->n && n < BLOCK; place += stride)
    {
      desk->places[n] = place;
      desk->queries[n++] = self->asking != NULL ? self->asking[place] : place;
    }
  ok = screen_with_desk (self, desk, n, error);
  *work = desk->work;
  leave_desk (self, desk);
  return ok;
}

static gboolean
screen_block (gsize    block,
              gpointer data,
              GError **error)
{
  double work;

  return screen_some (data, block * BLOCK, 1, &work, error);
}

/* Tried out on some queries, spread over all: hits, but for the first ones that cannot be avoided, must cost less than the sweep saves. */
static gboolean
is_worth_it (Screen   *self,
             gboolean *is_worth,
             GError  **error)
{
  const gsize n = self->n;
  gsize       n_left = 0;
  double      work;

  *is_worth = TRUE;
  if (n < WORTH_PROBING)
    return TRUE;

  if (!screen_some (self, 0, n / BLOCK, &work, error))
    return FALSE;
  for (gsize i = 0; i < BLOCK; i++)
    n_left += self->is_left[i * (n / BLOCK)];
  *is_worth = 4 * n_left < BLOCK && (work / BLOCK - 2 * PANEL) * A_HIT < (double) self->panels.n_rows * (double) self->search->points->n_cols;
  return TRUE;
}

/* All in blocks, or all are left. */
static gboolean
screen_all (Screen  *self,
            GError **error)
{
  const gsize n_blocks = (self->n + BLOCK - 1) / BLOCK;
  g_autoptr (GPtrArray) desks = g_ptr_array_new_with_free_func (desk_free);
  gboolean is_worth, ok;

  for (gsize i = 0; i < MIN (imb_parallel_get_n_threads (), MAX (n_blocks, 1)); i++)
    g_ptr_array_add (desks, desk_new (self));
  self->desks = desks;
  g_mutex_init (&self->lock);
  ok = is_worth_it (self, &is_worth, error);
  if (ok && !is_worth)
    memset (self->is_left, TRUE, self->n);
  else if (ok)
    ok = imb_parallel_for (n_blocks, screen_block, self, self->search->job, error);
  g_mutex_clear (&self->lock);
  return ok;
}

gboolean
imb_screen_search (const ImbSearch *search,
                   const ImbFrame  *frame,
                   const guint32   *asking,
                   gsize            n,
                   const guint32   *guesses,
                   guint32         *left,
                   gsize           *n_left,
                   GError         **error)
{
  g_autofree guint8 *is_left = g_new (guint8, MAX (n, 1));
  Screen             self = { .search = search, .asking = asking, .n = n, .guesses = guesses, .depth = imb_search_depth (search), .is_left = is_left };
  g_auto (ImbCoarsePanels) panels = { 0 };
  g_auto (ImbBlendLook) look = { 0 };

  self.room = MIN (ROOM, search->points->n_rows / ROOM_SHARE) + ROOM_A_NEAR * self.depth;
  imb_coarse_learn (&self.coarse, frame, search->points, search->queries);
  g_return_val_if_fail (guesses == NULL || self.depth == 1, FALSE);
  if (!imb_blend_look_init (&look, search->points, search->ends, frame, SPEED, search->job, error)
      || !imb_coarse_panels_fill (&panels, &self.coarse, search->points, look.others, look.others != NULL ? look.n_others : search->points->n_rows, search->job, error))
    return FALSE;
  self.look = look;
  self.panels = panels;
  if (!screen_all (&self, error))
    return FALSE;

  *n_left = 0;
  for (guint32 i = 0; i < n; i++)
    if (is_left[i])
      left[(*n_left)++] = i;
  return TRUE;
}
