/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <math.h>
#include <string.h>

#include "engine/core/imb-ends.h"
#include "engine/core/imb-job.h"
#include "engine/core/imb-matrix.h"

G_BEGIN_DECLS

/* Who the rows of a search are: imb-recall.h. */
typedef struct _ImbKnown ImbKnown;

/* One search as asked for; imb_neighbours_find() explains the fields. */
typedef struct
{
  const ImbMatrix *points;
  const ImbMatrix *queries;
  gsize            k;
  gboolean         self;
  guint32         *rows;
  double          *distances; /* NULL: not wanted */
  ImbJob          *job;
  guint8          *tied;         /* (array length=n_queries): whether equal distances leave open which k come first, or their
                                  * order; NULL: not wanted, and then not looked for */
  const ImbKnown   *known;       /* NULL: nobody kept lists of them */
  const ImbBetween *ends;        /* between which points some of them lie; NULL: not known */
  gconstpointer     data;        /* of who searches; the kernels of Euclidean distances have none */
  gboolean          is_one_more; /* the peer chose its way for k - 1 */
  const gsize      *as_sparse;   /* (array length=number of columns): the peer has these rows in a sparse matrix with the columns in this order; NULL: in
                                  * a dense one */
} ImbSearch;

/* Sums of squares of the same numbers, rounded on different ways, are no farther apart than this. */
#define IMB_SAME (1.0 + 1e-13)

/* How many neighbours must be found: one more shows whether the k-th has an equal that is left out. */
static inline gsize
imb_search_depth (const ImbSearch *self)
{
  gsize n_others = self->points->n_rows - (self->self ? 1 : 0);

  return self->tied != NULL && self->k < n_others ? self->k + 1 : self->k;
}

/* The row itself is at distance 0, so a duplicate of it is tied, too. Where squares overflow nothing is compared. */
static inline gboolean
imb_search_is_tied (const ImbSearch *self,
                    const double    *distances)
{
  const gsize n = imb_search_depth (self);

  if (!isfinite (distances[self->k - 1]))
    return FALSE;
  if (self->self && distances[0] == 0.0)
    return TRUE;
  for (gsize c = 1; c < n; c++)
    if (distances[c] <= distances[c - 1] * IMB_SAME)
      return TRUE;
  return FALSE;
}

/* Hands out what was found for @query, nearest first: imb_search_depth() of both. */
static inline void
imb_search_answer (const ImbSearch *self,
                   gsize            query,
                   const double    *distances,
                   const guint32   *rows)
{
  memcpy (self->rows + query * self->k, rows, self->k * sizeof *rows);
  if (self->distances != NULL)
    memcpy (self->distances + query * self->k, distances, self->k * sizeof *distances);
  if (self->tied != NULL)
    self->tied[query] = imb_search_is_tied (self, distances);
}

G_END_DECLS
