/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose neighbours are their own kind? Where one class is rare this is far less work than finding the neighbours: the nearest
 * rows of the rare class bound a ball around each row, and as soon as enough of its own class were seen inside it the answer
 * is known. Both steps are quick looks (imb-glance.h), which tell an interval for each distance; what they may hide makes the ball a
 * little smaller than it is, so that what is proven is true.
 *
 * The rows of the own class are gone through from the asked rows' place on, around the end, in the order of cells: on which side of the centre
 * a row is, in the widest columns. Rows of a cell are much nearer to each other than others, so most proofs are found in the own cell. Rows that have their
 * proof are taken out after every stride, and strides grow. O(asked · (unlike + seen) · columns), where seen is all of like at worst.
 *
 * When the other classes have many rows, too, the ball is first guessed: for some rows of the own class, the anchors, it is
 * measured, and around a row near an anchor nothing of other classes can be nearer than the anchor's ball reaches
 * beyond it. Where rows crowd, as those do that SMOTE makes, that ball is large enough, and nothing else is measured. When it is known
 * between which rows they lie, the balls themselves cost next to nothing (imb-blend.h). */
#include "engine/kernels/imb-unlike.h"

#include <math.h>
#include <string.h>

#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-blend.h"
#include "engine/kernels/imb-glance.h"
#include "engine/kernels/imb-neighbours.h"

#define BLOCK           96   /* asked rows of one parallel block */
#define LAST_STRIDE     1024 /* rows */
#define AN_ANCHOR       48   /* rows of the own class for each */
#define MEASURED        1e-9 /* share of a length, more than its rounding */
#define GUESSED_COLUMNS 64   /* most, with which guesses cost less than balls around rows between others */
#define A_CELL          16   /* rows of the own class for each */
#define MOST_BITS       12   /* of a cell's number */
#define ASKED_SHARE     8    /* of the own class must be asked, at least one in so many, or cells cost more than they save */
#define MOST_IN_BALL    16   /* rows of the own class, about: more of them are soon found without cells */
#define SURVEYED        1024 /* rows, of which the widest columns are found */
#define FIRST_LOOK      16   /* part of the panels that is looked at for a guessed ball */

typedef struct
{
  const ImbMatrix *points;
  const guint32   *asked;
  gsize            n_asked;
  gsize            nth;
  gsize            n_wanted;
  guint32         *proofs;
  ImbJob          *job;
  ImbGlance        glance;
  ImbGlancePanels  like;
  ImbGlancePanels  unlike;
  guint            n_bits;             /* of a cell's number; 0: there are no cells */
  gsize            columns[MOST_BITS]; /* that decide it */
  guint32         *cells;              /* where each begins among the rows of the own class */
  guint32         *own;                /* these, by cell */
  guint32         *left;               /* places in asked that are without a proof when the blocks begin */
  gsize            n_left;
  double          *balls;   /* of each asked row, in the unit of the glance: nearer than that are less than nth others; NULL: not known */
  guint32         *anchors; /* NULL: none */
  double          *reaches; /* of each anchor, likewise */
  ImbGlancePanels  anchored;
} Task;

/* What one thread works with: the asked rows of its block, of which the first n_open have no proof yet. */
typedef struct
{
  const Task    *task;
  ImbGlanceDesk *glance;
  double        *nearest;        /* nth least distances of each, ascending, not above the true ones */
  gsize          at[BLOCK];      /* in asked */
  double         limits[BLOCK];  /* what is nearer counts; negative: nothing any more */
  gsize          n_found[BLOCK]; /* rows in its proof, or in its list */
  gsize          anchor[BLOCK];  /* the nearest one */
  gsize          n_open;
} Desk;

static void
pack (const Task *self,
      Desk       *desk)
{
  const gsize n_tile = self->glance.n_tile;

  for (gsize slot = 0; slot < desk->n_open; slot++)
    imb_glance_pack (desk->glance, slot, imb_matrix_row (self->points, self->asked[desk->at[slot]]));
  for (gsize slot = desk->n_open; slot < (desk->n_open + n_tile - 1) / n_tile * n_tile; slot++)
    imb_glance_seek_near (desk->glance, slot, -1.0);
}

/* Everything counts as yet. */
static void
seek_all (Desk *desk)
{
  for (gsize slot = 0; slot < desk->n_open; slot++)
    {
      desk->limits[slot] = INFINITY;
      imb_glance_seek_near (desk->glance, slot, INFINITY);
    }
}

static void
look_at_panels (Desk                  *desk,
                const ImbGlancePanels *panels,
                gsize                  begin,
                gsize                  end,
                ImbGlanceFunc          func)
{
  for (gsize slot = 0; slot < desk->n_open; slot += desk->task->glance.n_tile)
    for (gsize panel = begin; panel < end; panel++)
      imb_glance_look (desk->glance, panels, slot, panel, func, desk);
}

/* ---- how far the nth of other classes is ---- */

static void
keep_least (gpointer data,
            gsize    slot,
            gsize    row,
            double   low,
            double   high)
{
  Desk       *desk = data;
  const gsize nth = desk->task->nth;
  double     *lows = desk->nearest + slot * nth;
  gsize       at;

  if (low >= desk->limits[slot])
    return;
  at = desk->n_found[slot] < nth ? desk->n_found[slot]++ : nth - 1;
  for (; at > 0 && low < lows[at - 1]; at--)
    lows[at] = lows[at - 1];
  lows[at] = low;
  if (desk->n_found[slot] < nth)
    return;
  desk->limits[slot] = MAX (lows[nth - 1], 0.0);
  imb_glance_seek_near (desk->glance, slot, desk->limits[slot]);
}

static gboolean
measure (const Task *self,
         Desk       *desk,
         GError    **error)
{
  const gsize group = imb_glance_panels_group (&self->unlike), n_panels = self->unlike.n_panels;

  seek_all (desk);
  for (gsize begin = 0; begin < n_panels; begin += group)
    {
      if (!imb_job_step (self->job, 0, 0, error))
        return FALSE;
      look_at_panels (desk, &self->unlike, begin, MIN (begin + group, n_panels), keep_least);
    }
  return TRUE;
}

/* ---- who of the own class is nearer ---- */

static void
add_to_proof (gpointer data,
              gsize    slot,
              gsize    row,
              double   low,
              double   high)
{
  Desk       *desk = data;
  const Task *self = desk->task;
  gsize       at = desk->at[slot];

  if (!(high < desk->limits[slot]) || self->like.rows[row] == self->asked[at])
    return;
  self->proofs[at * self->n_wanted + desk->n_found[slot]++] = self->like.rows[row];
  if (desk->n_found[slot] < self->n_wanted)
    return;
  desk->limits[slot] = -1.0;
  imb_glance_seek_near (desk->glance, slot, -1.0);
}

/* Those without a proof move together. */
static void
take_out_proven (const Task *self,
                 Desk       *desk)
{
  gsize n = 0;

  for (gsize slot = 0; slot < desk->n_open; slot++)
    {
      if (desk->limits[slot] < 0.0)
        continue;
      desk->at[n] = desk->at[slot];
      desk->limits[n] = desk->limits[slot];
      desk->n_found[n++] = desk->n_found[slot];
    }
  if (n < desk->n_open)
    {
      desk->n_open = n;
      pack (self, desk);
    }
  for (gsize slot = 0; slot < n; slot++)
    imb_glance_seek_inside (desk->glance, slot, desk->limits[slot]);
}

/* ---- cells ---- */

static guint
cell_of (const Task *self,
         guint32     row)
{
  const double *x = imb_matrix_row (self->points, row), *shift = self->glance.frame.shift;
  guint         cell = 0;

  for (guint b = 0; b < self->n_bits; b++)
    cell = 2 * cell + (x[self->columns[b]] > shift[self->columns[b]]);
  return cell;
}

/* The columns in which rows are farthest from the centre, the farthest first. */
static void
choose_columns (Task          *self,
                const guint32 *rows,
                gsize          n_rows)
{
  const gsize        n_cols = self->points->n_cols, n = MIN (n_rows, SURVEYED);
  g_autofree double *spreads = g_new0 (double, n_cols);

  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < n_cols; j++)
      spreads[j] += fabs (imb_matrix_row (self->points, rows[i * n_rows / n])[j] - self->glance.frame.shift[j]);
  for (guint b = 0; b < self->n_bits; b++)
    {
      gsize best = 0;

      for (gsize j = 1; j < n_cols; j++)
        if (spreads[j] > spreads[best])
          best = j;
      self->columns[b] = best;
      spreads[best] = -1.0;
    }
}

/* @of: (nullable): the rows that @items are places of; NULL: they are rows
 * @begins: (out) (nullable): of each cell
 * Returns: (transfer full) (nullable): @items by cell, otherwise in order */
static guint32 *
sort_by_cell (const Task    *self,
              const guint32 *items,
              gsize          n,
              const guint32 *of,
              guint32      **begins)
{
  const gsize         n_cells = (gsize) 1 << self->n_bits;
  guint32            *sorted = g_try_new (guint32, MAX (n, 1));
  g_autofree guint32 *at = g_new0 (guint32, n_cells + 1);

  for (gsize i = 0; sorted != NULL && i < n; i++)
    at[cell_of (self, of != NULL ? of[items[i]] : items[i]) + 1]++;
  for (gsize c = 0; c < n_cells; c++)
    at[c + 1] += at[c];
  if (begins != NULL)
    *begins = g_memdup2 (at, n_cells * sizeof *at);
  for (gsize i = 0; sorted != NULL && i < n; i++)
    sorted[at[cell_of (self, of != NULL ? of[items[i]] : items[i])]++] = items[i];
  return sorted;
}

static void
forget_cells (Task *self)
{
  g_clear_pointer (&self->cells, g_free);
  g_clear_pointer (&self->own, g_free);
  self->n_bits = 0;
}

/* Without memory for them there are none. */
static void
make_cells (Task          *self,
            const guint32 *like,
            gsize          n_like,
            gsize          n_unlike)
{
  guint32 *left;

  if (self->n_bits > 0 || ASKED_SHARE * self->n_left < n_like || n_like > MOST_IN_BALL * n_unlike)
    return;
  while (self->n_bits < MIN (MOST_BITS, self->points->n_cols) && ((gsize) A_CELL << (self->n_bits + 1)) <= n_like)
    self->n_bits++;
  if (self->n_bits == 0)
    return;

  choose_columns (self, like, n_like);
  left = sort_by_cell (self, self->left, self->n_left, self->asked, NULL);
  if (left != NULL)
    {
      g_free (self->left);
      self->left = left;
    }
  self->own = sort_by_cell (self, like, n_like, NULL, &self->cells);
  if (left == NULL || self->own == NULL)
    forget_cells (self);
}

/* Where those like the asked row begin. */
static gsize
first_panel (const Task *self,
             guint32     row)
{
  gsize low = 0, high = self->like.n_rows;

  if (self->cells != NULL)
    return self->cells[cell_of (self, row)] / self->glance.n_panel % self->like.n_panels;
  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (self->like.rows[middle] < row)
        low = middle + 1;
      else
        high = middle;
    }
  return MIN (low / self->glance.n_panel, self->like.n_panels - 1);
}

static gboolean
count (const Task *self,
       Desk       *desk,
       gsize       most,
       GError    **error)
{
  const gsize n_panels = self->like.n_panels;
  gsize       stride = 1, first;

  take_out_proven (self, desk);
  if (desk->n_open == 0 || n_panels == 0)
    return TRUE;

  first = first_panel (self, self->asked[desk->at[0]]);
  for (gsize done = 0; done < most && desk->n_open > 0; stride = MIN (2 * stride, LAST_STRIDE / self->glance.n_panel))
    {
      gsize end = MIN (done + stride, most);

      if (!imb_job_step (self->job, 0, 0, error))
        return FALSE;
      for (; done < end; done++)
        look_at_panels (desk, &self->like, (first + done) % n_panels, (first + done) % n_panels + 1, add_to_proof);
      take_out_proven (self, desk);
    }
  return TRUE;
}

/* ---- a block ---- */

/* Where the nth of other classes may be at the row itself nothing can be proven: closed at once. */
static void
start_proofs (const Task *self,
              Desk       *desk)
{
  for (gsize slot = 0; slot < desk->n_open; slot++)
    {
      if (desk->limits[slot] <= 0.0)
        desk->limits[slot] = -1.0;
      desk->n_found[slot] = 0;
    }
}

/* The asked rows of a block. */
static void
open_block (const Task *self,
            gsize       block,
            Desk       *desk)
{
  desk->n_open = 0;
  for (gsize i = block * BLOCK; i < MIN ((block + 1) * BLOCK, self->n_left); i++)
    {
      desk->at[desk->n_open] = self->left[i];
      desk->n_found[desk->n_open++] = 0;
    }
  pack (self, desk);
}

/* ---- anchors ---- */

static gboolean
measure_anchors (gsize    block,
                 gpointer data,
                 GError **error)
{
  const Task        *self = data;
  g_autofree double *nearest = g_new (double, BLOCK * self->nth);
  g_autoptr (ImbGlanceDesk) glance = imb_glance_desk_new (&self->glance, BLOCK);
  Desk desk = { .task = self, .glance = glance, .nearest = nearest };

  open_block (self, block, &desk);
  if (!measure (self, &desk, error))
    return FALSE;
  for (gsize slot = 0; slot < desk.n_open; slot++)
    self->reaches[desk.at[slot]] = desk.limits[slot];
  return TRUE;
}

/* Those that have a proof are no longer left; what was begun of one is forgotten. */
static void
find_left (Task *self)
{
  const gsize n = self->n_wanted;
  gsize       n_left = 0;

  for (gsize i = 0; i < self->n_left; i++)
    {
      const gsize at = self->left[i];

      if (self->proofs[at * n + n - 1] != IMB_NO_ROW)
        continue;
      self->proofs[at * n] = IMB_NO_ROW;
      self->left[n_left++] = (guint32) at;
    }
  self->n_left = n_left;
}

static gboolean
set_anchors (Task          *self,
             const guint32 *like,
             gsize          n_like,
             GError       **error)
{
  const gsize         n = n_like / AN_ANCHOR;
  g_autofree guint32 *all = NULL;
  Task                task = *self;

  self->anchors = g_new (guint32, n);
  self->reaches = g_new (double, n);
  task.left = all = g_new (guint32, n);
  task.n_left = n;
  for (gsize i = 0; i < n; i++)
    {
      self->anchors[i] = like[i * AN_ANCHOR];
      all[i] = (guint32) i;
    }
  task.asked = self->anchors;
  task.reaches = self->reaches;
  return imb_parallel_for ((n + BLOCK - 1) / BLOCK, measure_anchors, &task, self->job, error)
         && imb_glance_panels_fill (&self->anchored, &self->glance, self->points, self->anchors, n, self->job, error);
}

static void
keep_nearest (gpointer data,
              gsize    slot,
              gsize    row,
              double   low,
              double   high)
{
  Desk *desk = data;

  if (high >= desk->limits[slot])
    return;
  desk->limits[slot] = high;
  desk->anchor[slot] = row;
  imb_glance_seek_near (desk->glance, slot, high);
}

/* From each row's nearest anchor the ball around the row. */
static void
guess_limits (const Task *self,
              Desk       *desk)
{
  seek_all (desk);
  look_at_panels (desk, &self->anchored, 0, self->anchored.n_panels, keep_nearest);
  for (gsize slot = 0; slot < desk->n_open; slot++)
    desk->limits[slot] = self->reaches[desk->anchor[slot]] - desk->limits[slot];
}

static gboolean
guess_block (gsize    block,
             gpointer data,
             GError **error)
{
  const Task *self = data;
  g_autoptr (ImbGlanceDesk) glance = imb_glance_desk_new (&self->glance, BLOCK);
  Desk desk = { .task = self, .glance = glance };

  open_block (self, block, &desk);
  guess_limits (self, &desk);
  start_proofs (self, &desk);
  return count (self, &desk, self->like.n_panels / FIRST_LOOK, error);
}

static void
use_balls (const Task *self,
           Desk       *desk)
{
  for (gsize slot = 0; slot < desk->n_open; slot++)
    desk->limits[slot] = self->balls[desk->at[slot]];
}

static gboolean
prove_block (gsize    block,
             gpointer data,
             GError **error)
{
  const Task        *self = data;
  g_autofree double *nearest = g_new (double, BLOCK * self->nth);
  g_autoptr (ImbGlanceDesk) glance = imb_glance_desk_new (&self->glance, BLOCK);
  Desk desk = { .task = self, .glance = glance, .nearest = nearest };

  open_block (self, block, &desk);
  if (self->balls != NULL)
    use_balls (self, &desk);
  else if (!measure (self, &desk, error))
    return FALSE;

  start_proofs (self, &desk);
  return count (self, &desk, self->like.n_panels, error);
}

/* All that are left, by one of the ways above. */
static gboolean
go_through (Task           *self,
            ImbParallelFunc way,
            GError        **error)
{
  if (!imb_parallel_for ((self->n_left + BLOCK - 1) / BLOCK, way, self, self->job, error))
    return FALSE;
  find_left (self);
  return TRUE;
}

/* The balls around the rows that are left, when many rows lie between others. */
static gboolean
measure_between (Task            *self,
                 const ImbUnlike *question,
                 GError         **error)
{
  const double        unit = self->glance.is_coarse ? self->glance.coarse.unit : 1.0;
  g_autofree guint32 *own = NULL;
  g_autofree double  *least = NULL;
  const guint32      *rows = self->asked;
  gboolean            is_done;

  if (question->ends == NULL || self->nth > 1 || self->n_left == 0)
    return TRUE;
  if (self->n_left < self->n_asked)
    rows = own = g_try_new (guint32, self->n_left);
  least = g_try_new (double, self->n_left);
  if (rows == NULL || least == NULL)
    return TRUE;
  for (gsize i = 0; own != NULL && i < self->n_left; i++)
    own[i] = self->asked[self->left[i]];
  if (!imb_blend_find_nearest (self->points, question->ends, &self->glance.frame, rows, self->n_left, question->unlike, question->n_unlike,
                               least, &is_done, self->job, error))
    return FALSE;

  self->balls = is_done ? g_try_new (double, self->n_asked) : NULL;
  for (gsize i = 0; self->balls != NULL && i < self->n_left; i++)
    self->balls[own != NULL ? self->left[i] : i] = least[i] * unit * (1.0 - MEASURED);
  return TRUE;
}

/* One row for a proof is soon found in a guessed ball; more of them ask for the true one. And anchors have a price. */
static gboolean
is_worth_guessing (const ImbUnlike *question)
{
  const gsize n_anchors = question->n_like / AN_ANCHOR;

  return (question->ends == NULL || question->nth > 1 || (question->n_wanted == 1 && question->points->n_cols <= GUESSED_COLUMNS))
         && n_anchors >= AN_ANCHOR && 4 * n_anchors <= question->n_unlike && 2 * question->n_asked >= question->n_like;
}

static gboolean
fill (Task            *self,
      ImbGlancePanels *panels,
      const guint32   *rows,
      gsize            n,
      GError         **error)
{
  return panels->glance != NULL || imb_glance_panels_fill (panels, &self->glance, self->points, rows, n, self->job, error);
}

static gboolean
fill_like (Task            *self,
           const ImbUnlike *question,
           GError         **error)
{
  return fill (self, &self->like, self->own != NULL ? self->own : question->like, question->n_like, error);
}

/* Where the balls may be measured between others next, that takes memory of its own: the panels are made again. */
static gboolean
guess (Task            *self,
       const ImbUnlike *question,
       GError         **error)
{
  if (!is_worth_guessing (question))
    return TRUE;
  make_cells (self, question->like, question->n_like, question->n_unlike);
  if (!fill_like (self, question, error) || !fill (self, &self->unlike, question->unlike, question->n_unlike, error)
      || !set_anchors (self, question->like, question->n_like, error) || !go_through (self, guess_block, error))
    return FALSE;
  if (question->ends == NULL)
    return TRUE;
  imb_glance_panels_clear (&self->like);
  imb_glance_panels_clear (&self->unlike);
  imb_glance_panels_clear (&self->anchored);
  forget_cells (self);
  return TRUE;
}

static void
task_clear (Task *self)
{
  imb_glance_panels_clear (&self->like);
  imb_glance_panels_clear (&self->unlike);
  imb_glance_panels_clear (&self->anchored);
  forget_cells (self);
  g_free (self->left);
  g_free (self->balls);
  g_free (self->anchors);
  g_free (self->reaches);
  imb_glance_clear (&self->glance);
}

static gboolean
prove (Task            *self,
       const ImbUnlike *question,
       GError         **error)
{
  if (!guess (self, question, error) || !measure_between (self, question, error))
    return FALSE;
  make_cells (self, question->like, question->n_like, question->n_unlike);
  return fill_like (self, question, error)
         && (self->balls != NULL || fill (self, &self->unlike, question->unlike, question->n_unlike, error))
         && go_through (self, prove_block, error);
}

gboolean
imb_unlike_prove (const ImbUnlike *self,
                  guint32         *proofs,
                  ImbJob          *job,
                  GError         **error)
{
  Task     task = { .points = self->points, .asked = self->asked, .n_asked = self->n_asked, .nth = self->nth, .n_wanted = self->n_wanted, .proofs = proofs, .job = job };
  gboolean ok;

  g_return_val_if_fail (self->nth >= 1 && self->n_wanted >= 1, FALSE);

  memset (proofs, 0xff, self->n_asked * self->n_wanted * sizeof *proofs);
  if (self->n_asked == 0 || self->n_like == 0)
    return TRUE;

  task.left = g_try_new (guint32, self->n_asked);
  if (task.left == NULL)
    return TRUE;
  for (gsize i = 0; i < self->n_asked; i++)
    task.left[task.n_left++] = (guint32) i;
  ok = imb_glance_init (&task.glance, self->points, NULL, job, error);
  if (ok && task.glance.frame.is_fit)
    ok = prove (&task, self, error);
  task_clear (&task);
  return ok;
}
