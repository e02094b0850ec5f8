/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far is the nearest of others, when many rows lie between two others (imb-blends.h)? O(ends · lanes · columns + rows · lanes). Which side
 * are the rows and which the lanes is what costs less. */
#include "engine/kernels/imb-blend.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-blends.h"

#define MOST_FLOATS  20000 /* of the lanes of one part: 80 kB */
#define FEWEST_LANES 2048
#define TABLE_SHARE  16 /* of the points' memory: tables that take more are halved */

#define UNIT  0x1p-24
#define PRICE 3 /* of a distance by its ends, in columns: what it costs beside one by columns */

/* A desk is what one thread works with: a table, and what was least for rows. Which lanes come to which desk is chance; what is least in the end is
 * not. */
typedef struct
{
  const ImbBlends *blends;
  ImbPanels        panels; /* the lanes */
  float           *offs;   /* of each lane: what its sums may be off by */
  gboolean         by_lane;
  float           *least; /* of each lane, or of each row for each desk */
  gsize            n_least;
  float           *room; /* a table for each desk */
  gsize            n_desks;
  gsize            next; /* atomic: group of lanes */
  ImbJob          *job;
} Sweep;

static gboolean
complain (gsize    n_rows,
          gsize    n_cols,
          GError **error)
{
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory to search among %zu rows of %zu columns; use fewer of them."), n_rows, n_cols);
  return FALSE;
}

static gboolean
sweep_at_desk (gsize    desk,
               gpointer data,
               GError **error)
{
  Sweep           *self = data;
  const ImbBlends *blends = self->blends;
  const gsize      n_groups = (self->panels.n_panels + blends->n_panels - 1) / blends->n_panels;
  float           *table = imb_blends_align (self->room) + desk * imb_blends_n_room (blends);
  gsize            g;

  while ((g = (gsize) g_atomic_pointer_add (&self->next, 1)) < n_groups)
    {
      if (!imb_job_step (self->job, 0, 0, error))
        return FALSE;
      imb_blends_fill (blends, &self->panels, self->offs, g * blends->n_panels, table);
      if (self->by_lane)
        imb_blend_sweep_lanes (table, blends->rows, blends->n_rows, blends->n_panels, self->least + g * blends->n_panels * IMB_SWEEP_POINTS);
      else
        imb_blend_sweep_rows (table, blends->rows, blends->n_rows, blends->n_panels, self->least + desk * blends->n_rows);
    }
  return TRUE;
}

static double
length_of (double sum)
{
  return MAX (0.0, sqrt (MAX (sum, 0.0)) * (1.0 - 4.0 * UNIT) - 4.0 * IMB_BLEND_CLOSE);
}

/* Of the lanes of a part. */
static void
get_lengths_of_lanes (const Sweep *self,
                      double      *least)
{
  for (gsize i = 0; i < self->panels.n_rows; i++)
    least[i] = length_of ((double) self->least[i]);
}

static void
get_lengths_of_rows (const Sweep *self,
                     double      *least)
{
  const gsize n = self->blends->n_rows;

  for (gsize i = 0; i < n; i++)
    {
      double sum = INFINITY;

      for (gsize c = 0; c < self->n_least / n; c++)
        sum = MIN (sum, (double) self->least[c * n + i]);
      least[i] = length_of (sum);
    }
}

/* Room for parts of up to @n_lanes. */
static gboolean
sweep_init (Sweep     *self,
            ImbBlends *blends,
            gboolean   by_lane,
            gsize      n_lanes,
            GError   **error)
{
  const gsize n_padded = (n_lanes + IMB_BLEND_LANES) / IMB_BLEND_LANES * IMB_BLEND_LANES;

  *self = (Sweep){ .blends = blends, .by_lane = by_lane, .n_desks = MIN (imb_parallel_get_n_threads (), n_padded / IMB_BLEND_LANES) };
  if (blends->tiles == NULL && !imb_blends_pack (blends, FALSE, error))
    return FALSE;
  self->n_least = by_lane ? n_padded : self->n_desks * blends->n_rows;
  self->least = (float *) imb_block_new_unset (self->n_least / 2 + 1);
  self->offs = g_try_new0 (float, n_padded);
  self->room = g_try_new (float, self->n_desks *imb_blends_n_room (blends) + IMB_SWEEP_POINTS);
  if (self->least == NULL || self->offs == NULL || self->room == NULL)
    return complain (n_lanes, blends->points->n_cols, error);
  for (gsize i = 0; i < self->n_least; i++)
    self->least[i] = INFINITY;
  return TRUE;
}

static void
sweep_clear (Sweep *self)
{
  imb_panels_clear (&self->panels);
  if (self->least != NULL)
    imb_block_free ((double *) self->least, self->n_least / 2 + 1);
  g_free (self->offs);
  g_free (self->room);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sweep, sweep_clear)

/* The first part is as large as any. What is least for a row goes on from part to part. */
static gboolean
sweep_part (Sweep         *self,
            const guint32 *lanes,
            gsize          n_lanes,
            ImbJob        *job,
            GError       **error)
{
  const ImbBlends *blends = self->blends;

  if (self->panels.floats == NULL ? !imb_panels_fill (&self->panels, blends->frame, blends->points, lanes, n_lanes, job, error)
                                  : !imb_panels_fill_again (&self->panels, blends->points, lanes, n_lanes, job, error))
    return FALSE;
  self->job = job;
  self->next = 0;
  for (gsize i = 0; self->by_lane && i < self->n_least; i++)
    self->least[i] = INFINITY;
  for (gsize i = 0; i < n_lanes; i++)
    self->offs[i] = imb_blends_off_of (blends, imb_matrix_row (blends->points, lanes[i]));
  return imb_parallel_for (self->n_desks, sweep_at_desk, self, job, error);
}

/* A part of the lanes at a time, all in the same memory: those of all rows would be half a table. */
static gboolean
sweep_in_parts (ImbBlends     *blends,
                gboolean       by_lane,
                const guint32 *lanes,
                gsize          n_lanes,
                double        *least,
                ImbJob        *job,
                GError       **error)
{
  const gsize n_cols = blends->points->n_cols, most = MAX (MOST_FLOATS / MAX (n_cols, 1), FEWEST_LANES);
  const gsize n_parts = (n_lanes + most - 1) / most, part = (n_lanes + n_parts - 1) / n_parts;
  g_auto (Sweep) self = { 0 };

  if (!sweep_init (&self, blends, by_lane, part, error))
    return FALSE;
  for (gsize at = 0; at < n_lanes; at += part)
    {
      const gsize n = MIN (part, n_lanes - at);
      g_autoptr (ImbJob) own = imb_job_new_part (job, (double) n / (double) n_lanes);

      if (!sweep_part (&self, lanes + at, n, own, error))
        return FALSE;
      if (by_lane)
        get_lengths_of_lanes (&self, least + at);
    }
  if (!by_lane)
    get_lengths_of_rows (&self, least);
  return TRUE;
}

/* Rows of which some lie between others. */
typedef struct
{
  const guint32 *rows;
  gsize          n_rows;
  guint8        *between;
  gsize          n_ends;
} Side;

static void
side_clear (Side *self)
{
  g_free (self->between);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Side, side_clear)

/* Which lie between others, and how many ends that makes with those that do not. */
static gboolean
side_init (Side             *self,
           const ImbMatrix  *points,
           const ImbBetween *ends,
           const ImbFrame   *frame,
           const guint32    *rows,
           gsize             n_rows,
           ImbJob           *job,
           GError          **error)
{
  g_autofree guint8 *is_end = g_try_malloc0 (MAX (points->n_rows, 1));

  *self = (Side){ rows, n_rows, g_try_new (guint8, MAX (n_rows, 1)), 0 };
  if (is_end == NULL || self->between == NULL)
    return complain (n_rows, points->n_cols, error);
  if (!imb_blends_check (points, ends, frame, rows, n_rows, self->between, job, error))
    return FALSE;

  for (gsize i = 0; i < n_rows; i++)
    if (self->between[i])
      {
        const ImbEnds *own = &ends->ends[rows[i] - ends->first];

        is_end[own->first] = is_end[own->second] = TRUE;
      }
    else
      is_end[rows[i]] = TRUE;
  for (gsize i = 0; i < points->n_rows; i++)
    self->n_ends += is_end[i];
  return TRUE;
}

/* Few points do not have tables that take more than a part of their own memory. */
static guint
n_panels_for (const ImbMatrix *points,
              gsize            n_ends)
{
  const gsize bytes = n_ends * IMB_BLEND_LANES * sizeof (float) * imb_parallel_get_n_threads ();

  return bytes > points->n_rows * points->stride * sizeof (double) / TABLE_SHARE ? IMB_BLEND_FEWER : IMB_BLEND_PANELS;
}

/* ---- which side are the blends ---- */

gboolean
imb_blend_find_nearest (const ImbMatrix  *points,
                        const ImbBetween *ends,
                        const ImbFrame   *frame,
                        const guint32    *asked,
                        gsize             n_asked,
                        const guint32    *others,
                        gsize             n_others,
                        double           *least,
                        gboolean         *is_done,
                        ImbJob           *job,
                        GError          **error)
{
  const double n_cols = (double) points->n_cols;
  g_auto (Side) mine = { 0 }, theirs = { 0 };
  g_auto (ImbBlends) blends = { 0 };
  const Side *side;
  double      by_row, by_lane;

  *is_done = FALSE;
  if (ends == NULL || !frame->is_fit || n_asked == 0 || n_others == 0)
    return TRUE;
  if (!side_init (&mine, points, ends, frame, asked, n_asked, job, error)
      || !side_init (&theirs, points, ends, frame, others, n_others, job, error))
    return FALSE;

  by_row = ((double) mine.n_ends * n_cols + PRICE * (double) n_asked) * (double) n_others;
  by_lane = ((double) theirs.n_ends * n_cols + PRICE * (double) n_others) * (double) n_asked;
  side = by_lane <= by_row ? &theirs : &mine;
  if (side->n_ends > IMB_BLEND_MOST_ENDS || 1.5 * MIN (by_row, by_lane) > n_cols * (double) n_asked * (double) n_others)
    return TRUE;

  *is_done = TRUE;
  if (!imb_blends_init (&blends, points, ends, frame, side->rows, side->n_rows, side->between, n_panels_for (points, side->n_ends), error))
    return FALSE;
  return side == &theirs ? sweep_in_parts (&blends, TRUE, asked, n_asked, least, job, error)
                         : sweep_in_parts (&blends, FALSE, others, n_others, least, job, error);
}
