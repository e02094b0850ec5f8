/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where synthetic rows lie among the real ones: the distance to the closest real record, and whose place that is, both beside
 * what holds for real rows themselves. Two searches for neighbours with at most MAX_ASKED queries each, and one more for those whose nearest
 * is of another class. */
#include <math.h>
#include <string.h>

#include "engine/evaluate/imb-audit-private.h"
#include "engine/kernels/imb-sort.h"
#include "engine/samplers/imb-near.h"

#define MAX_ASKED 10000
#define NEAR      0.01 /* of the median distance between a real row and its nearest */
#define ROUNDING  1e-9 /* what scaling there and back may cost, in the units of the scale */

/* Every so many-th of @rows, so that at most MAX_ASKED are left. */
static gsize
thin_out (guint32 *rows,
          gsize    n)
{
  gsize n_left = MIN (n, MAX_ASKED);

  for (gsize i = 0; i < n_left; i++)
    rows[i] = rows[imb_audit_spaced (i, n, n_left)];
  return n_left;
}

/* The synthetic rows that are asked, in the scale of distances. */
static ImbMatrix *
gather_asked (const ImbAuditInput *in,
              const guint32       *asked,
              gsize                n_asked,
              ImbJob              *job,
              GError             **error)
{
  g_autoptr (ImbMatrix) rows = imb_matrix_new (n_asked, in->resample->made->n_cols, error);

  if (rows == NULL)
    return NULL;

  for (gsize i = 0; i < n_asked; i++)
    memcpy (imb_matrix_row (rows, i), imb_matrix_row (in->resample->made, asked[i]), rows->n_cols * sizeof (double));
  return imb_space_measure (in->space, rows, job, error);
}

static gboolean
has_missing (const ImbMatrix *matrix)
{
  for (gsize i = 0; i < matrix->n_rows; i++)
    for (gsize j = 0; j < matrix->n_cols; j++)
      if (isnan (imb_matrix_row (matrix, i)[j]))
        return TRUE;
  return FALSE;
}

static double
median (const double *values,
        gsize         n)
{
  g_autofree double *copy = g_memdup2 (values, MAX (n, 1) * sizeof *values);

  return n > 0 ? imb_quantile (copy, n, 0.5) : NAN;
}

/* Whose nearest row is of another class, but for those to which one of their own class is as near. @least: squares; queries of the
 * view's rows, which may be points themselves. */
static gboolean
count_foreign (const ImbAuditInput *in,
               const ImbNear       *near,
               const ImbView       *view,
               const guint32       *queries,
               const guint32       *nearest,
               const double        *least,
               gsize                n_queries,
               gsize               *n_foreign,
               ImbJob              *job,
               GError             **error)
{
  const gsize         n = in->view.n_rows;
  g_autofree guint32 *points = imb_rows_new (n, sizeof (guint32), error);
  g_autofree guint32 *places = points != NULL ? imb_rows_new (2 * n_queries, sizeof (guint32), error) : NULL;
  g_autofree guint32 *asked = places != NULL ? imb_rows_new (n_queries, sizeof (guint32), error) : NULL;
  g_autofree guint32 *found = asked != NULL ? imb_rows_new (2 * n_queries, sizeof (guint32), error) : NULL;
  g_autofree double  *squares = found != NULL ? imb_rows_new (2 * n_queries, sizeof (double), error) : NULL;

  if (squares == NULL)
    return FALSE;
  for (guint c = 0; c < in->view.n_classes; c++)
    {
      gsize n_points = 0, n_asked = 0, k;

      for (gsize q = 0; in->grows[c] && q < n_queries; q++)
        if (imb_view_class (view, queries[q]) == c && imb_view_class (view, nearest[q]) != c)
          {
            places[n_asked] = (guint32) q;
            asked[n_asked++] = queries[q];
          }
      for (gsize i = 0; n_asked > 0 && i < n; i++)
        if (imb_view_class (view, i) == c)
          points[n_points++] = (guint32) i;
      k = MIN (2, n_points);
      *n_foreign += n_asked;
      if (k == 0 || n_asked == 0)
        continue;
      if (!imb_near_find (near, points, n_points, asked, n_asked, k, IMB_LIST_ALL, found, squares, job, error))
        return FALSE;
      for (gsize i = 0; i < n_asked; i++)
        {
          const gsize at = points[found[k * i]] == asked[i] ? k * i + 1 : k * i; /* the row itself may be listed first */

          *n_foreign -= at < k * (i + 1) && squares[at] <= least[places[i]];
        }
    }
  return TRUE;
}

/* Real rows of the classes that grow: their nearest other rows. Gives the median distance. */
static gboolean
ask_real (const ImbAuditInput *in,
          const ImbNear       *near,
          const ImbView       *view,
          ImbAudit            *out,
          double              *usual,
          ImbJob              *job,
          GError             **error)
{
  gsize               n = in->view.n_rows;
  g_autofree guint32 *points = g_new (guint32, MAX (n, 1));
  g_autofree guint32 *queries = g_new (guint32, MAX (n, 1));
  g_autofree guint32 *found = g_new (guint32, 2 * MAX_ASKED);
  g_autofree double  *distances = g_new (double, 2 * MAX_ASKED);

  for (gsize i = 0; i < n; i++)
    {
      points[i] = (guint32) i;
      if (in->grows[imb_view_class (&in->view, i)])
        queries[out->n_real++] = (guint32) i;
    }
  out->n_real = thin_out (queries, out->n_real);
  if (out->n_real == 0 || n < 2)
    return TRUE;
  if (!imb_near_find (near, points, n, queries, out->n_real, 2, IMB_LIST_ALL, found, distances, job, error))
    return FALSE;

  for (gsize i = 0; i < out->n_real; i++)
    {
      gsize at = found[2 * i] == queries[i] ? 2 * i + 1 : 2 * i; /* a duplicate may stand before the row itself */

      found[i] = found[at];
      distances[i] = distances[at];
    }
  if (!count_foreign (in, near, view, queries, found, distances, out->n_real, &out->n_real_foreign, job, error))
    return FALSE;
  for (gsize i = 0; i < out->n_real; i++)
    distances[i] = sqrt (distances[i]);
  *usual = median (distances, out->n_real);
  return TRUE;
}

/* Synthetic rows stand behind the real ones of @near's view. */
static gboolean
ask_synthetic (const ImbAuditInput *in,
               const ImbNear       *near,
               const ImbView       *view,
               double               usual,
               ImbAudit            *out,
               ImbJob              *job,
               GError             **error)
{
  gsize               n = in->view.n_rows;
  g_autofree guint32 *points = g_new (guint32, MAX (n, 1));
  g_autofree guint32 *queries = g_new (guint32, out->n_asked);
  g_autofree guint32 *found = g_new (guint32, out->n_asked);
  g_autofree double  *distances = g_new (double, out->n_asked);

  for (gsize i = 0; i < n; i++)
    points[i] = (guint32) i;
  for (gsize i = 0; i < out->n_asked; i++)
    queries[i] = (guint32) (n + i);
  if (!imb_near_find (near, points, n, queries, out->n_asked, 1, IMB_LIST_ALL, found, distances, job, error)
      || !count_foreign (in, near, view, queries, found, distances, out->n_asked, &out->n_foreign, job, error))
    return FALSE;

  for (gsize i = 0; i < out->n_asked; i++)
    {
      distances[i] = sqrt (distances[i]);
      out->n_copies += distances[i] <= ROUNDING;
      out->n_near += distances[i] > ROUNDING && distances[i] < NEAR * usual;
    }
  if (usual > 0.0)
    out->distance_ratio = median (distances, out->n_asked) / usual;
  return TRUE;
}

gboolean
imb_audit_nearest (const ImbAuditInput *in,
                   ImbAudit            *out,
                   ImbJob              *job,
                   GError             **error)
{
  gsize               n = in->view.n_rows;
  g_autofree guint32 *asked = g_memdup2 (in->synthetic, in->n_synthetic * sizeof *asked);
  g_autofree guint32 *rows = NULL;
  g_autofree guint16 *classes = NULL;
  g_autoptr (ImbMatrix) made = NULL;
  g_autoptr (ImbNear) near = NULL;
  g_autoptr (ImbJob) first = imb_job_new_part (job, 0.5);
  g_autoptr (ImbJob) second = imb_job_new_part (job, 0.5);
  ImbView view = in->view;
  double  usual = NAN;

  out->n_asked = thin_out (asked, in->n_synthetic);
  made = gather_asked (in, asked, out->n_asked, job, error);
  if (made == NULL)
    return FALSE;

  rows = g_new (guint32, n + out->n_asked);
  classes = g_new (guint16, n + out->n_asked);
  for (gsize i = 0; i < n + out->n_asked; i++)
    {
      rows[i] = (guint32) i;
      classes[i] = (guint16) (i < n ? imb_view_class (&in->view, i) : in->resample->made_classes[asked[i - n]]);
    }
  view.base = imb_space_get_matrix (in->space);
  view.memo = imb_space_get_memo (in->space);
  view.made = made;
  view.rows = rows;
  view.classes = classes;
  view.weights = NULL;
  view.n_rows = n + out->n_asked;
  near = imb_near_new (&view, has_missing (view.base) ? IMB_DISTANCE_HEOM : IMB_DISTANCE_EUCLIDEAN, IMB_ALL_CLASSES, job, error);
  return near != NULL
         && ask_real (in, near, &view, out, &usual, first, error)
         && ask_synthetic (in, near, &view, usual, out, second, error);
}
