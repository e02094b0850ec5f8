/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Precision–recall and ROC points from a ranking, one pass each, on all threads, in scikit-learn's conventions.
 *
 * Thinning walks once along the curve (a cone of permitted directions, Williams 1978): from the last
 * point kept, every point passed narrows the directions in which a line still comes close enough to
 * it; when the next point lies outside, the one before it is kept. Half of the tolerance is spent
 * sideways and half along the line, so the whole is never exceeded. O(n). */
#include "engine/metrics/imb-curve-private.h"

#include <math.h>

#include "engine/core/imb-matrix.h"
#include "engine/core/imb-parallel.h"
#include "engine/metrics/imb-metric-private.h"

#define BLOCK ((gsize) 1 << 16)

ImbCurve *
imb_curve_new (gsize room)
{
  ImbCurve *self = g_new0 (ImbCurve, 1);

  self->room = MAX (room, 1);
  self->x = imb_block_new_unset (self->room);
  self->y = imb_block_new_unset (self->room);
  self->thresholds = imb_block_new_unset (self->room);
  if (self->x == NULL || self->y == NULL || self->thresholds == NULL)
    g_error ("no memory for %zu points of a curve", room);
  self->ref_count = 1;
  return self;
}

/* Of @n points that are still to be written. */
static ImbCurve *
curve_new (gsize n)
{
  ImbCurve *self = imb_curve_new (n);

  self->n = n;
  return self;
}

typedef struct
{
  const ImbRanking *ranking;
  ImbCurve         *curve; /* behind its first point the ranking's, in their order */
} Filling;

static gboolean
fill_precision_recall (gsize    block,
                       gpointer data,
                       GError **error)
{
  const Filling    *filling = data;
  const ImbRanking *ranking = filling->ranking;
  ImbCurve         *curve = filling->curve;
  gboolean          has_positives = ranking->positives > 0.0;

  for (gsize i = block * BLOCK; i < MIN ((block + 1) * BLOCK, ranking->n); i++)
    {
      double tp = ranking->tp[i], precision = tp / (tp + ranking->fp[i]), recall = tp / ranking->positives;

      curve->x[i + 1] = has_positives ? recall : 1.0;
      curve->y[i + 1] = precision;
      curve->thresholds[i + 1] = ranking->thresholds[i];
    }
  return TRUE;
}

static gboolean
fill_roc (gsize    block,
          gpointer data,
          GError **error)
{
  const Filling    *filling = data;
  const ImbRanking *ranking = filling->ranking;
  ImbCurve         *curve = filling->curve;
  gboolean          has_positives = ranking->positives > 0.0, has_negatives = ranking->negatives > 0.0;

  for (gsize i = block * BLOCK; i < MIN ((block + 1) * BLOCK, ranking->n); i++)
    {
      double x = ranking->fp[i] / ranking->negatives, y = ranking->tp[i] / ranking->positives;

      curve->x[i + 1] = has_negatives ? x : NAN;
      curve->y[i + 1] = has_positives ? y : NAN;
      curve->thresholds[i + 1] = ranking->thresholds[i];
    }
  return TRUE;
}

/* One point more than the ranking has. */
static ImbCurve *
curve_of_ranking (const ImbRanking *ranking,
                  ImbParallelFunc   fill,
                  double            first_x,
                  double            first_y,
                  double            first_threshold)
{
  Filling filling = { ranking, NULL };

  if (ranking == NULL)
    return NULL;

  filling.curve = curve_new (ranking->n + 1);
  filling.curve->x[0] = first_x;
  filling.curve->y[0] = first_y;
  filling.curve->thresholds[0] = first_threshold;
  imb_parallel_for ((ranking->n + BLOCK - 1) / BLOCK, fill, &filling, NULL, NULL);
  return filling.curve;
}

ImbCurve *
imb_curve_precision_recall (const ImbOutcome *outcome,
                            guint             c)
{
  return curve_of_ranking (imb_outcome_get_ranking (outcome, c), fill_precision_recall, 0.0, 1.0, NAN);
}

ImbCurve *
imb_curve_roc (const ImbOutcome *outcome,
               guint             c)
{
  const ImbRanking *ranking = imb_outcome_get_ranking (outcome, c);

  return curve_of_ranking (ranking, fill_roc, ranking != NULL && ranking->negatives > 0.0 ? 0.0 : NAN,
                           ranking != NULL && ranking->positives > 0.0 ? 0.0 : NAN, INFINITY);
}

/* The directions from the last kept point, as an angle to the one towards the first point behind it. */
typedef struct
{
  double axis_x, axis_y; /* that direction; both 0: none yet */
  double low, high;      /* tangents of the permitted angles */
  double farthest;       /* of the points passed, in the larger of both axes */
} Cone;

static gboolean
cone_permits (const Cone *cone,
              double      dx,
              double      dy)
{
  double along, across;

  if (cone->axis_x == 0.0 && cone->axis_y == 0.0)
    return TRUE;
  if (MAX (fabs (dx), fabs (dy)) < cone->farthest)
    return FALSE;

  along = dx * cone->axis_x + dy * cone->axis_y;
  across = dy * cone->axis_x - dx * cone->axis_y;
  return along > 0.0 && across >= cone->low * along && across <= cone->high * along;
}

/* Narrows the cone to the directions that come within @room, in both axes, of the point (@dx, @dy). */
static void
cone_pass (Cone  *cone,
           double dx,
           double dy,
           double room)
{
  double low = INFINITY;
  double high = -INFINITY;
  guint  n_ahead = 0;

  if (MAX (fabs (dx), fabs (dy)) <= room)
    return; /* the kept point itself is close enough to it */

  if (cone->axis_x == 0.0 && cone->axis_y == 0.0)
    {
      cone->axis_x = dx;
      cone->axis_y = dy;
      cone->low = -INFINITY;
      cone->high = INFINITY;
    }
  for (guint corner = 0; corner < 4; corner++)
    {
      double x = dx + ((corner & 1) != 0 ? room : -room);
      double y = dy + ((corner & 2) != 0 ? room : -room);
      double along = x * cone->axis_x + y * cone->axis_y;
      double across = y * cone->axis_x - x * cone->axis_y;

      if (along <= 0.0) /* beside or behind: its side of the cone stays open as it is */
        {
          low = across < 0.0 ? -INFINITY : low;
          high = across > 0.0 ? INFINITY : high;
          continue;
        }
      n_ahead++;
      low = MIN (low, across / along);
      high = MAX (high, across / along);
    }
  cone->low = n_ahead > 0 ? MAX (cone->low, low) : INFINITY;
  cone->high = MIN (cone->high, high);
  cone->farthest = MAX (cone->farthest, MAX (fabs (dx), fabs (dy)));
}

static gboolean
has_nan (const ImbCurve *self)
{
  for (gsize i = 0; i < self->n; i++)
    if (isnan (self->x[i]) || isnan (self->y[i]))
      return TRUE;
  return FALSE;
}

/* The points to keep, ascending, into kept[n]. */
static gsize
choose_points (const ImbCurve *self,
               double          tolerance,
               gsize          *kept)
{
  Cone  cone = { 0 };
  gsize n_kept = 0;

  kept[n_kept++] = 0;
  for (gsize i = 1; i < self->n; i++)
    {
      gsize from = kept[n_kept - 1];

      if (i - 1 > from)
        cone_pass (&cone, self->x[i - 1] - self->x[from], self->y[i - 1] - self->y[from], tolerance / 2.0);
      if (cone_permits (&cone, self->x[i] - self->x[from], self->y[i] - self->y[from]))
        continue;
      kept[n_kept++] = i - 1;
      cone = (Cone){ 0 };
    }
  if (self->n > 1)
    kept[n_kept++] = self->n - 1;
  return n_kept;
}

ImbCurve *
imb_curve_thin (const ImbCurve *self,
                double          tolerance)
{
  g_autofree gsize *kept = g_new (gsize, MAX (self->n, 1));
  gboolean          whole = self->n < 3 || has_nan (self);
  gsize             n = whole ? self->n : choose_points (self, MAX (tolerance, 0.0), kept);
  ImbCurve         *thin = curve_new (n);

  for (gsize i = 0; i < n; i++)
    {
      gsize from = whole ? i : kept[i];

      thin->x[i] = self->x[from];
      thin->y[i] = self->y[from];
      thin->thresholds[i] = self->thresholds[from];
    }
  return thin;
}

ImbCurve *
imb_curve_ref (ImbCurve *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
imb_curve_unref (ImbCurve *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  imb_block_free (self->x, self->room);
  imb_block_free (self->y, self->room);
  imb_block_free (self->thresholds, self->room);
  g_free (self);
}

/* The first point with an x above @x (or_at: of at least @x); x never falls along a curve. A step that is a rounding beside @x is at it. */
static gsize
first_beyond (const ImbCurve *self,
              double          x,
              gboolean        or_at)
{
  gsize low = 0;
  gsize high = self->n;

  x += or_at ? -IMB_SHARE_ROUNDING : IMB_SHARE_ROUNDING;
  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (self->x[middle] > x || (or_at && self->x[middle] >= x))
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}

double
imb_curve_y_linear (const ImbCurve *self,
                    double          x)
{
  gsize  i;
  double span;

  if (self->n == 0 || isnan (self->x[0]))
    return NAN;

  i = first_beyond (self, x, FALSE);
  if (i == 0)
    return self->y[0];
  if (i == self->n)
    return self->y[self->n - 1];

  span = self->x[i] - self->x[i - 1];
  return self->y[i - 1] + (self->y[i] - self->y[i - 1]) * (MAX (0.0, x - self->x[i - 1]) / span);
}

double
imb_curve_y_step (const ImbCurve *self,
                  double          x)
{
  gsize i;

  if (self->n == 0 || isnan (self->x[0]))
    return NAN;

  i = first_beyond (self, x, TRUE);
  while (i < self->n && isnan (self->thresholds[i]))
    i++;
  return i < self->n ? self->y[i] : NAN;
}
