/* SPDX-License-Identifier: GPL-3.0-or-later */
/* k nearest neighbours: the share of each class among the nearest training rows, each counting the same or by the
 * inverse of its distance. Cover and Hart 1967. Weights of rows and classes are factors of a vote, as in Aha, Kibler and Albert's IBk. Who is near
 * is a matter of places alone, and k counts rows whatever they weigh: a weight is no repetition here. Fitting keeps a copy of the rows; scores cost a
 * search. */
#include <float.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/kernels/imb-neighbours.h"
#include "engine/models/imb-model.h"

typedef enum
{
  WEIGHTS_UNIFORM,
  WEIGHTS_DISTANCE,
} Weights;

typedef struct
{
  int         n_neighbors;
  int         weights;
  const char *class_weight;
} NearestNeighbors;

static const ImbChoice weights[] = {
  { WEIGHTS_UNIFORM, "uniform", N_ ("All alike") },
  { WEIGHTS_DISTANCE, "distance", N_ ("Nearer ones more") },
  { 0, NULL, NULL },
};

static const ImbParam params[] = {
  {
    .name = "n_neighbors",
    .label = N_ ("Neighbours"),
    .help = N_ ("How many of the nearest training rows vote, whatever they weigh; a vote counts by the weight of its row."),
    IMB_INT (NearestNeighbors, n_neighbors, 5, 1, 10000),
  },
  {
    .name = "weights",
    .label = N_ ("Votes"),
    .help = N_ ("Whether all neighbours count alike or by the inverse of their distance; a neighbour at distance zero then outvotes all others."),
    IMB_CHOICE (NearestNeighbors, weights, WEIGHTS_UNIFORM, weights),
  },
  IMB_CLASS_WEIGHT_PARAM (NearestNeighbors, N_ ("How much the vote of a neighbour of each class counts: none, balanced (rare classes count more), or {label:weight;…}.")),
  { NULL },
};

typedef struct
{
  guint      n_classes;
  gsize      k;
  int        weights;
  ImbMatrix *rows;
  guint16   *classes;
  double    *votes; /* of the rows, the largest 1; NULL: all 1 */
} Fitted;

static void
fitted_free (gpointer data)
{
  Fitted *self = data;

  if (self == NULL)
    return;
  imb_matrix_free (self->rows);
  g_free (self->classes);
  g_free (self->votes);
  g_free (self);
}

/* A row's weight by its class's. Each is divided by the largest first, so nothing overflows, and a vote is never nothing. */
static double *
weigh (const ImbView *train,
       const double  *class_weights)
{
  double  most_of_rows = 0.0, most_of_classes = 0.0;
  double *votes = g_new (double, train->n_rows);

  for (gsize i = 0; i < train->n_rows; i++)
    most_of_rows = MAX (most_of_rows, imb_view_weight (train, i));
  for (guint c = 0; c < train->n_classes; c++)
    most_of_classes = MAX (most_of_classes, class_weights[c]);
  for (gsize i = 0; i < train->n_rows; i++)
    votes[i] = MAX (imb_view_weight (train, i) / most_of_rows * (class_weights[imb_view_class (train, i)] / most_of_classes), DBL_MIN);
  return votes;
}

static gpointer
fit (const ImbView *train,
     gconstpointer  data,
     const ImbRng  *rng,
     ImbJob        *job,
     ImbNotes      *notes,
     GError       **error)
{
  const NearestNeighbors *values = data;
  g_autofree double      *class_weights = g_new (double, train->n_classes);
  ImbMatrix              *rows;
  Fitted                 *self;

  if ((gsize) values->n_neighbors > train->n_rows)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW,
                   _ ("There are %zu training rows for n_neighbors=%d; choose fewer neighbours."), train->n_rows, values->n_neighbors);
      return NULL;
    }

  rows = imb_class_weight_resolve (values->class_weight, train, class_weights, error) ? imb_view_gather (train, NULL, 0, job, error) : NULL;
  if (rows == NULL)
    return NULL;

  self = g_new (Fitted, 1);
  *self = (Fitted){ train->n_classes, (gsize) values->n_neighbors, values->weights, rows, g_new (guint16, train->n_rows), NULL };
  for (gsize i = 0; i < train->n_rows; i++)
    self->classes[i] = (guint16) imb_view_class (train, i);
  if (train->weights != NULL || strcmp (values->class_weight, "none") != 0)
    self->votes = weigh (train, class_weights);
  if (imb_job_step (job, 1, 1, error))
    return self;
  fitted_free (self);
  return NULL;
}

/* One row's shares from its neighbours. */
static void
vote (const Fitted  *self,
      const guint32 *neighbours,
      const double  *squares,
      double        *scores)
{
  gboolean exact = self->weights == WEIGHTS_DISTANCE && squares[0] == 0.0;
  double   total = 0.0;

  memset (scores, 0, self->n_classes * sizeof (double));
  for (gsize k = 0; k < self->k; k++)
    {
      double share = 1.0;

      if (exact)
        share = squares[k] == 0.0 ? 1.0 : 0.0;
      else if (self->weights == WEIGHTS_DISTANCE)
        share = sqrt (squares[0] / squares[k]); /* the nearest has 1: nothing overflows */
      if (self->votes != NULL)
        share *= self->votes[neighbours[k]];
      scores[self->classes[neighbours[k]]] += share;
      total += share;
    }
  for (guint c = 0; c < self->n_classes; c++)
    scores[c] /= total;
}

static gboolean
predict (gconstpointer    fitted,
         const ImbMatrix *rows,
         double          *scores,
         ImbJob          *job,
         GError         **error)
{
  const Fitted       *self = fitted;
  gsize               n = rows->n_rows;
  g_autofree guint32 *neighbours = NULL;
  g_autofree double  *squares = NULL;

  g_return_val_if_fail (rows->n_cols == self->rows->n_cols, FALSE);

  neighbours = g_try_new (guint32, MAX (n, 1) * self->k);
  squares = g_try_new (double, MAX (n, 1) * self->k);
  if (neighbours == NULL || squares == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
                   _ ("There is no memory for %zu neighbours of %zu rows; choose fewer neighbours."), self->k, n);
      return FALSE;
    }
  if (n == 0)
    return TRUE;
  if (!imb_neighbours_find_some_as_peer (self->rows, rows, 1, self->k, IMB_LIST_ALL, NULL, NULL, neighbours, squares, job, error))
    return FALSE; /* whatever else is asked, a row has the same neighbours: as if it were asked alone */

  for (gsize i = 0; i < n; i++)
    {
      if (i % 64 == 0 && !imb_job_step (job, 0, 0, error))
        return FALSE;
      vote (self, neighbours + i * self->k, squares + i * self->k, scores + i * self->n_classes);
    }
  return TRUE;
}

const ImbModel imb_model_k_nearest_neighbors = {
  .base = {
    .id = "k-nearest-neighbors",
    .title = N_ ("k nearest neighbours"),
    .summary = N_ ("The classes of the nearest training rows vote; of equally near ones those that scikit-learn lists. Scale the features first; rare classes are easily outvoted, unless class_weight gives them more."),
    .reference = "Cover, Hart 1967, doi:10.1109/TIT.1967.1053964",
    .params = params,
    .params_size = sizeof (NearestNeighbors),
  },
  .flags = IMB_MODEL_CLASS_WEIGHT | IMB_MODEL_WEIGHTS | IMB_MODEL_SQUARES,
  .kind = IMB_MODEL_SINGLE,
  .fit = fit,
  .predict = predict,
  .free = fitted_free,
};
