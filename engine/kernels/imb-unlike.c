/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose neighbours are their own kind? Where one class is rare this is far less work than finding the neighbours: the nearest
 * rows of the rare class bound a ball around each row, and as soon as enough of its own class were seen inside it the answer
 * is known. Both steps are quick looks (imb-glance.h), which tell an interval for each distance; what they may hide makes the ball a
 * little smaller than it is, so that what is proven is true.
 *
 * The rows of the own class are gone through from the asked rows' place on, around the end: in a shuffled table any start
 * is as good, in a sorted one near rows come first. Rows that have their proof are taken out after every stride, and strides
 * grow. O(asked · (unlike + seen) · columns), where seen is all of like at worst.
 *
 * When the other classes have many rows, too, the ball is first guessed: for some rows of the own class, the anchors, it is
 * measured, and around a row near an anchor nothing of other classes can be nearer than the anchor's ball reaches
 * beyond it. Where rows crowd, as those do that SMOTE makes, that ball is large enough, and nothing else is measured. */
#include "engine/kernels/imb-unlike.h"

#include <math.h>
#include <string.h>

#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-glance.h"
#include "engine/kernels/imb-neighbours.h"

#define BLOCK       96   /* asked rows of one parallel block */
#define LAST_STRIDE 1024 /* rows */
#define AN_ANCHOR   48   /* rows of the own class for each */
#define FIRST_LOOK  16   /* part of the panels that is looked at for a guessed ball */

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
  guint32         *anchors; /* NULL: none */
  double          *reaches; /* of each anchor, in the unit of the glance: nearer than that are less than nth others */
  ImbGlancePanels  anchored;
} Unlike;

/* What one thread works with: the asked rows of its block, of which the first n_open have no proof yet. */
typedef struct
{
  const Unlike  *task;
  ImbGlanceDesk *glance;
  double        *nearest;        /* nth least distances of each, ascending, not above the true ones */
  gsize          at[BLOCK];      /* in asked */
  double         limits[BLOCK];  /* what is nearer counts; negative: nothing any more */
  gsize          n_found[BLOCK]; /* rows in its proof, or in its list */
  gsize          anchor[BLOCK];  /* the nearest one */
  gsize          n_open;
} Desk;

static void
pack (const Unlike *self,
      Desk         *desk)
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
measure (const Unlike *self,
         Desk         *desk,
         GError      **error)
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
  Desk         *desk = data;
  const Unlike *self = desk->task;
  gsize         at = desk->at[slot];

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
take_out_proven (const Unlike *self,
                 Desk         *desk)
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

static gsize
first_panel (const Unlike *self,
             guint32       row)
{
  gsize low = 0, high = self->like.n_rows;

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
count (const Unlike *self,
       Desk         *desk,
       gsize         most,
       GError      **error)
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
start_proofs (const Unlike *self,
              Desk         *desk)
{
  for (gsize slot = 0; slot < desk->n_open; slot++)
    {
      if (desk->limits[slot] <= 0.0)
        desk->limits[slot] = -1.0;
      desk->n_found[slot] = 0;
    }
}

/* The asked rows of a block that have no proof. */
static void
open_block (const Unlike *self,
            gsize         block,
            Desk         *desk)
{
  const gsize n = self->n_wanted;

  desk->n_open = 0;
  for (gsize at = block * BLOCK; at < MIN ((block + 1) * BLOCK, self->n_asked); at++)
    {
      if (self->proofs != NULL && self->proofs[at * n + n - 1] != IMB_NO_ROW)
        continue;
      desk->at[desk->n_open] = at;
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
  const Unlike      *self = data;
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

/* As many as are worth their price, or none. */
static gboolean
set_anchors (Unlike        *self,
             const guint32 *like,
             gsize          n_like,
             GError       **error)
{
  const gsize n = n_like / AN_ANCHOR;
  Unlike      task = *self;

  if (n < AN_ANCHOR || 4 * n > self->unlike.n_rows || 2 * self->n_asked < n_like)
    return TRUE;

  self->anchors = g_new (guint32, n);
  self->reaches = g_new (double, n);
  for (gsize i = 0; i < n; i++)
    self->anchors[i] = like[i * AN_ANCHOR];
  task.asked = self->anchors;
  task.n_asked = n;
  task.reaches = self->reaches;
  task.proofs = NULL;
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
guess_limits (const Unlike *self,
              Desk         *desk)
{
  seek_all (desk);
  look_at_panels (desk, &self->anchored, 0, self->anchored.n_panels, keep_nearest);
  for (gsize slot = 0; slot < desk->n_open; slot++)
    desk->limits[slot] = self->reaches[desk->anchor[slot]] - desk->limits[slot];
}

static gboolean
prove_block (gsize    block,
             gpointer data,
             GError **error)
{
  const Unlike      *self = data;
  g_autofree double *nearest = g_new (double, BLOCK * self->nth);
  g_autoptr (ImbGlanceDesk) glance = imb_glance_desk_new (&self->glance, BLOCK);
  Desk desk = { .task = self, .glance = glance, .nearest = nearest };

  open_block (self, block, &desk);
  if (self->anchors != NULL)
    {
      guess_limits (self, &desk);
      start_proofs (self, &desk);
      if (!count (self, &desk, self->like.n_panels / FIRST_LOOK, error))
        return FALSE;
      open_block (self, block, &desk);
    }
  if (!measure (self, &desk, error))
    return FALSE;

  start_proofs (self, &desk);
  return count (self, &desk, self->like.n_panels, error);
}

/* A proof that was begun and not ended is none. */
static void
forget_parts (const Unlike *self)
{
  const gsize n = self->n_wanted;

  for (gsize i = 0; i < self->n_asked; i++)
    if (self->proofs[i * n + n - 1] == IMB_NO_ROW)
      self->proofs[i * n] = IMB_NO_ROW;
}

gboolean
imb_unlike_prove (const ImbMatrix *points,
                  const guint32   *asked,
                  gsize            n_asked,
                  const guint32   *like,
                  gsize            n_like,
                  const guint32   *unlike,
                  gsize            n_unlike,
                  gsize            nth,
                  gsize            n_wanted,
                  guint32         *proofs,
                  ImbJob          *job,
                  GError         **error)
{
  Unlike   self = { .points = points, .asked = asked, .n_asked = n_asked, .nth = nth, .n_wanted = n_wanted, .proofs = proofs, .job = job };
  gboolean ok;

  g_return_val_if_fail (nth >= 1 && n_wanted >= 1, FALSE);

  memset (proofs, 0xff, n_asked * n_wanted * sizeof *proofs);
  if (n_asked == 0 || n_like == 0)
    return TRUE;

  ok = imb_glance_init (&self.glance, points, job, error);
  if (ok && self.glance.frame.is_fit)
    ok = imb_glance_panels_fill (&self.like, &self.glance, points, like, n_like, job, error)
         && imb_glance_panels_fill (&self.unlike, &self.glance, points, unlike, n_unlike, job, error)
         && set_anchors (&self, like, n_like, error)
         && imb_parallel_for ((n_asked + BLOCK - 1) / BLOCK, prove_block, &self, job, error);
  if (ok)
    forget_parts (&self);
  imb_glance_panels_clear (&self.like);
  imb_glance_panels_clear (&self.unlike);
  imb_glance_panels_clear (&self.anchored);
  g_free (self.anchors);
  g_free (self.reaches);
  imb_glance_clear (&self.glance);
  return ok;
}
