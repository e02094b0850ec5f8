/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose neighbours are their own kind? Where one class is rare this is far less work than finding the neighbours: the nearest
 * rows of the rare class bound a ball around each row, and as soon as enough of its own class were seen inside it the answer
 * is known. Both steps are float sweeps; a bound (imb-panels.c) on what floats may hide makes the ball a little smaller
 * than it is, so that what is proven is true.
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
#include "engine/kernels/imb-neighbours.h"
#include "engine/kernels/imb-panels.h"

#define TILE        IMB_SWEEP_QUERIES
#define PANEL       IMB_SWEEP_POINTS
#define BLOCK       (16 * TILE) /* asked rows of one parallel block */
#define LAST_STRIDE 64          /* panels */
#define AN_ANCHOR   48          /* rows of the own class for each */
#define FIRST_LOOK  16          /* part of the panels that is looked at for a guessed ball */

typedef struct
{
  const ImbMatrix *points;
  const guint32   *asked;
  gsize            n_asked;
  gsize            nth;
  gsize            n_wanted;
  guint32         *proofs;
  ImbJob          *job;
  ImbFrame         frame;
  ImbPanels        like;
  ImbPanels        unlike;
  guint32         *anchors; /* NULL: none */
  double          *reaches; /* of each anchor, in the frame: nearer than that are less than nth others */
  ImbPanels        anchored;
} Unlike;

/* What one thread works with: the asked rows of its block, of which the first n_open have no proof yet. */
typedef struct
{
  float *tiles;
  float *nearest;        /* nth least float sums of each, ascending */
  gsize  at[BLOCK];      /* in asked */
  double norms[BLOCK];   /* length of each */
  float  limits[BLOCK];  /* float sums below it count */
  gsize  n_found[BLOCK]; /* rows in its proof, or in its list */
  gsize  n_open;
} Desk;

static void
pack (const Unlike *self,
      Desk         *desk)
{
  for (gsize slot = 0; slot < desk->n_open; slot++)
    desk->norms[slot] = imb_frame_pack_query (&self->frame, imb_matrix_row (self->points, self->asked[desk->at[slot]]),
                                              desk->tiles + slot / TILE * TILE * self->frame.n_cols, slot % TILE);
  for (gsize slot = desk->n_open; slot < (desk->n_open + TILE - 1) / TILE * TILE; slot++)
    desk->limits[slot] = -1.0f;
}

/* ---- how far the nth of other classes is ---- */

static void
keep_least (const Unlike *self,
            Desk         *desk,
            gsize         slot,
            float         sum)
{
  float *sums = desk->nearest + slot * self->nth;
  gsize  at = desk->n_found[slot] < self->nth ? desk->n_found[slot]++ : self->nth - 1;

  for (; at > 0 && sum < sums[at - 1]; at--)
    sums[at] = sums[at - 1];
  sums[at] = sum;
  if (desk->n_found[slot] == self->nth)
    desk->limits[slot] = sums[self->nth - 1];
}

static gboolean
measure (const Unlike *self,
         Desk         *desk,
         GError      **error)
{
  const gsize d = self->frame.n_cols, group = imb_panels_group (&self->unlike), n_panels = self->unlike.n_panels;
  float       sums[TILE * PANEL] __attribute__ ((aligned (64)));

  for (gsize begin = 0; begin < n_panels; begin += group)
    {
      if (!imb_job_step (self->job, 0, 0, error))
        return FALSE;
      for (gsize slot = 0; slot < desk->n_open; slot += TILE)
        for (gsize panel = begin; panel < MIN (begin + group, n_panels); panel++)
          if (imb_sweep_tile (desk->tiles + slot * d, imb_panels_at (&self->unlike, panel), d, desk->limits + slot, sums))
            for (gsize a = 0; a < MIN (TILE, desk->n_open - slot); a++)
              for (gsize l = 0; l < PANEL; l++)
                if (sums[a * PANEL + l] < desk->limits[slot + a])
                  keep_least (self, desk, slot + a, sums[a * PANEL + l]);
    }
  return TRUE;
}

/* ---- who of the own class is nearer ---- */

static void
add_to_proof (const Unlike *self,
              Desk         *desk,
              gsize         slot,
              gsize         row)
{
  gsize at = desk->at[slot];

  if (row >= self->like.n_rows || self->like.rows[row] == self->asked[at] || desk->n_found[slot] == self->n_wanted)
    return;
  self->proofs[at * self->n_wanted + desk->n_found[slot]++] = self->like.rows[row];
  if (desk->n_found[slot] == self->n_wanted)
    desk->limits[slot] = -1.0f;
}

static void
look_at_panel (const Unlike *self,
               Desk         *desk,
               gsize         panel)
{
  const gsize d = self->frame.n_cols;
  float       sums[TILE * PANEL] __attribute__ ((aligned (64)));

  for (gsize slot = 0; slot < desk->n_open; slot += TILE)
    if (imb_sweep_tile (desk->tiles + slot * d, imb_panels_at (&self->like, panel), d, desk->limits + slot, sums))
      for (gsize a = 0; a < MIN (TILE, desk->n_open - slot); a++)
        for (gsize l = 0; l < PANEL; l++)
          if (sums[a * PANEL + l] < desk->limits[slot + a])
            add_to_proof (self, desk, slot + a, panel * PANEL + l);
}

/* Those without a proof move together. */
static void
take_out_proven (const Unlike *self,
                 Desk         *desk)
{
  gsize n = 0;

  for (gsize slot = 0; slot < desk->n_open; slot++)
    {
      if (desk->limits[slot] < 0.0f)
        continue;
      desk->at[n] = desk->at[slot];
      desk->limits[n] = desk->limits[slot];
      desk->n_found[n++] = desk->n_found[slot];
    }
  if (n == desk->n_open)
    return;
  desk->n_open = n;
  pack (self, desk);
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
  return MIN (low / PANEL, self->like.n_panels - 1);
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
  for (gsize done = 0; done < most && desk->n_open > 0; stride = MIN (2 * stride, LAST_STRIDE))
    {
      gsize end = MIN (done + stride, most);

      if (!imb_job_step (self->job, 0, 0, error))
        return FALSE;
      for (; done < end; done++)
        look_at_panel (self, desk, (first + done) % n_panels);
      take_out_proven (self, desk);
    }
  return TRUE;
}

/* ---- a block ---- */

/* From the float sum of the nth to what a row of the own class must be below; a row that cannot be proven is closed at once. */
static void
set_limits (const Unlike *self,
            Desk         *desk)
{
  for (gsize slot = 0; slot < desk->n_open; slot++)
    {
      gboolean is_any = desk->n_found[slot] < self->nth;

      desk->limits[slot] = is_any ? INFINITY : imb_frame_sum_below_length (&self->frame, imb_frame_least_length (&self->frame, desk->limits[slot], desk->norms[slot]), desk->norms[slot]);
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
      desk->n_found[desk->n_open] = 0;
      desk->limits[desk->n_open++] = INFINITY;
    }
  pack (self, desk);
}

/* ---- anchors ---- */

static gboolean
measure_anchors (gsize    block,
                 gpointer data,
                 GError **error)
{
  const Unlike     *self = data;
  g_autofree float *tiles = g_new0 (float, BLOCK *MAX (self->frame.n_cols, 1));
  g_autofree float *nearest = g_new (float, BLOCK * self->nth);
  Desk              desk = { .tiles = tiles, .nearest = nearest };

  open_block (self, block, &desk);
  if (!measure (self, &desk, error))
    return FALSE;
  for (gsize slot = 0; slot < desk.n_open; slot++)
    self->reaches[desk.at[slot]] = desk.n_found[slot] < self->nth ? INFINITY
                                                                  : imb_frame_least_length (&self->frame, desk.limits[slot], desk.norms[slot]);
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
         && imb_panels_fill (&self->anchored, &self->frame, self->points, self->anchors, n, self->job, error);
}

/* From each row's nearest anchor the ball around the row. */
static void
guess_limits (const Unlike *self,
              Desk         *desk)
{
  const gsize d = self->frame.n_cols;
  gsize       at[BLOCK] = { 0 };
  float       sums[TILE * PANEL] __attribute__ ((aligned (64)));

  for (gsize slot = 0; slot < desk->n_open; slot += TILE)
    for (gsize panel = 0; panel < self->anchored.n_panels; panel++)
      if (imb_sweep_tile (desk->tiles + slot * d, imb_panels_at (&self->anchored, panel), d, desk->limits + slot, sums))
        for (gsize a = 0; a < MIN (TILE, desk->n_open - slot); a++)
          for (gsize l = 0; l < PANEL; l++)
            if (sums[a * PANEL + l] < desk->limits[slot + a])
              {
                desk->limits[slot + a] = sums[a * PANEL + l];
                at[slot + a] = panel * PANEL + l;
              }

  for (gsize slot = 0; slot < desk->n_open; slot++)
    {
      double norm = desk->norms[slot], apart = imb_frame_most_length (&self->frame, desk->limits[slot], norm);

      desk->limits[slot] = imb_frame_sum_below_length (&self->frame, self->reaches[at[slot]] - apart, norm);
    }
}

static gboolean
prove_block (gsize    block,
             gpointer data,
             GError **error)
{
  const Unlike     *self = data;
  g_autofree float *tiles = g_new0 (float, BLOCK *MAX (self->frame.n_cols, 1));
  g_autofree float *nearest = g_new (float, BLOCK * self->nth);
  Desk              desk = { .tiles = tiles, .nearest = nearest };

  open_block (self, block, &desk);
  if (self->anchors != NULL)
    {
      guess_limits (self, &desk);
      if (!count (self, &desk, self->like.n_panels / FIRST_LOOK, error))
        return FALSE;
      open_block (self, block, &desk);
    }
  if (!measure (self, &desk, error))
    return FALSE;

  set_limits (self, &desk);
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

  ok = imb_frame_learn (&self.frame, points, NULL, job, error);
  if (ok && self.frame.is_fit)
    ok = imb_panels_fill (&self.like, &self.frame, points, like, n_like, job, error)
         && imb_panels_fill (&self.unlike, &self.frame, points, unlike, n_unlike, job, error)
         && set_anchors (&self, like, n_like, error)
         && imb_parallel_for ((n_asked + BLOCK - 1) / BLOCK, prove_block, &self, job, error);
  if (ok)
    forget_parts (&self);
  imb_panels_clear (&self.like);
  imb_panels_clear (&self.unlike);
  imb_panels_clear (&self.anchored);
  g_free (self.anchors);
  g_free (self.reaches);
  imb_frame_clear (&self.frame);
  return ok;
}
