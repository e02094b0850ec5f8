/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Neighbours for samplers: plain numbers go to the kernels. */
#include "engine/samplers/imb-near.h"

#include <glib/gi18n-lib.h>

const ImbChoice imb_distance_choices[] = {
  { IMB_DISTANCE_EUCLIDEAN, "euclidean", N_ ("Euclidean") },
  { IMB_DISTANCE_HEOM, "heom", N_ ("HEOM: each feature by its range") },
  { IMB_DISTANCE_GOWER, "gower", N_ ("Gower: mean over the features present") },
  { IMB_DISTANCE_VDM, "vdm", N_ ("VDM: categories by their classes") },
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
};

ImbNear *
imb_near_new (const ImbView *in,
              ImbDistance    distance,
              guint          c,
              ImbJob        *job,
              GError       **error)
{
  ImbNear *self = g_new0 (ImbNear, 1);

  self->in = in;
  return self;
}

void
imb_near_free (ImbNear *self)
{
  g_free (self);
}

gboolean
imb_near_is_plain (const ImbNear *self)
{
  return TRUE;
}

/* The rows as a matrix; the view's own one when it is just them, else a copy that @own holds. */
static const ImbMatrix *
matrix_of (const ImbView *in,
           const guint32 *rows,
           gsize          n_rows,
           ImbMatrix    **own,
           ImbJob        *job,
           GError       **error)
{
  if (rows == NULL && in->rows == NULL)
    return in->base;

  *own = imb_view_gather (in, rows, n_rows, job, error);
  return *own;
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
  g_autoptr (ImbMatrix) own_points = NULL;
  g_autoptr (ImbMatrix) own_queries = NULL;
  const ImbMatrix *from, *to = matrix_of (self->in, points, n_points, &own_points, job, error);

  if (to == NULL)
    return FALSE;
  from = queries == NULL ? to : matrix_of (self->in, queries, n_queries, &own_queries, job, error);
  return from != NULL && imb_neighbours_find_as_peer (to, from, k, part, rows, distances, job, error);
}
