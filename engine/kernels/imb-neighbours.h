/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-ends.h"
#include "engine/core/imb-job.h"
#include "engine/core/imb-matrix.h"

G_BEGIN_DECLS

typedef struct _ImbKnown ImbKnown; /* imb-recall.h */

/* Two answers to the question which of several equally near rows are the k nearest: the lower ones, which says the same
 * whatever else is in the table; or those that scikit-learn takes, for what promises the rows of imbalanced-learn. Where no
 * distances are equal both say the same, at the same price. */

/**
 * imb_neighbours_find:
 * @points: the rows to search, no NaN
 * @queries: the rows to search for, as many columns
 * @k: 1 … number of points (less one when @self is TRUE)
 * @self: query i is point i and is not its own neighbour (excluded by row, so exact
 *   duplicates are neighbours)
 * @rows: (out) (array length=n_queries*k): nearest first; ties to the lower row
 * @distances: (out) (nullable): squared Euclidean, sum over columns in order of (q − p)²
 * @job: (nullable)
 *
 * The k nearest by Euclidean distance, exact: doubles decide. Same result on any number of
 * threads. Chooses between a kd-tree and a blocked brute force by a short measure of the
 * tree's visited share.
 */
gboolean imb_neighbours_find (const ImbMatrix *points,
                              const ImbMatrix *queries,
                              gsize            k,
                              gboolean         self,
                              guint32         *rows,
                              double          *distances,
                              ImbJob          *job,
                              GError         **error);

/* Which part of scikit-learn's list is wanted. imbalanced-learn asks for one neighbour more and takes the first for the row
 * itself; where the row has duplicates the first may be one of them, and the row then comes later and is its own
 * neighbour. */
typedef enum
{
  IMB_LIST_ALL,
  IMB_LIST_BUT_FIRST, /* as imbalanced-learn, for those who look at the neighbours' classes */
  IMB_LIST_ONE_MORE,  /* the same, but the searcher was made for k and chose its way by that */
  IMB_LIST_OTHERS,    /* the same, but the row changes places with the first: another row at the very same place, so who
                       * interpolates makes the same rows, and parents are two. Only when points ask for themselves */
} ImbListPart;

/**
 * imb_neighbours_find_as_peer:
 * @points: the rows to search, no NaN
 * @queries: the rows to search for, as many columns; the same matrix when points ask for themselves
 * @k: neighbours wanted, 1 … number of points (less one without the first)
 * @part: of a list of k, or of k + 1 without the first
 * @rows: (out) (array length=n_queries*k): in the order of scikit-learn 1.2's
 *   NearestNeighbors (n_neighbors=k or k + 1).fit (points).kneighbors (queries)
 * @distances: (out) (nullable): squared Euclidean, sum over columns in order of (q − p)²
 * @job: (nullable)
 *
 * The k nearest by Euclidean distance, exact, equal distances as scikit-learn orders them. It has two ways: up to 15 columns
 * and less than half of the points listed, a kd-tree, which imb-peer-tree.c follows step by step: the order is the same
 * always. Else all pairs by matrix products and a heap. The rounding of those belongs to its BLAS and cannot be repeated, not even
 * for copies of one row; the order is the same where all squares are exact (whole numbers), and scikit-learn has one
 * thread or less than 257 points (else each thread has a heap of its own).
 *
 * Costs what imb_neighbours_find() costs, and that much again for the queries that have equal distances.
 */
gboolean imb_neighbours_find_as_peer (const ImbMatrix *points,
                                      const ImbMatrix *queries,
                                      gsize            k,
                                      ImbListPart      part,
                                      guint32         *rows,
                                      double          *distances,
                                      ImbJob          *job,
                                      GError         **error);

/* The same for some of the queries of a call: scikit-learn's order of equal distances hangs on how many there are in all. With @known
 * (nullable; imb-recall.h) lists found before are not searched again; @ends (nullable) says between which points
 * each lies, which makes the search quicker. */
gboolean imb_neighbours_find_some_as_peer (const ImbMatrix  *points,
                                           const ImbMatrix  *queries,
                                           gsize             n_asked,
                                           gsize             k,
                                           ImbListPart       part,
                                           const ImbKnown   *known,
                                           const ImbBetween *ends,
                                           guint32          *rows,
                                           double           *distances,
                                           ImbJob           *job,
                                           GError          **error);

/* Points that ask for themselves, and that the peer has in a sparse matrix, with the columns in the order @columns: its order is the same always, as
 * no BLAS rounds. Not for IMB_LIST_ALL. */
gboolean imb_neighbours_find_as_sparse_peer (const ImbMatrix *points,
                                             const gsize     *columns,
                                             gsize            k,
                                             ImbListPart      part,
                                             const ImbKnown  *known,
                                             guint32         *rows,
                                             double          *distances,
                                             ImbJob          *job,
                                             GError         **error);

/* Whether all pairs of rows of this table are compared so quickly that nothing that avoids it pays, unless it avoids most. */
gboolean imb_neighbours_are_quick (const ImbMatrix *points);

/* Whether all pairs are compared whatever the points are like, since so few queries are not worth a tree. */
gboolean imb_neighbours_are_too_few (gsize n_points,
                                     gsize n_queries);

/* Whether these queries are so near to their neighbours that a tree finds them in a small part of the time. */
gboolean imb_neighbours_are_in_tree (const ImbMatrix *points,
                                     const ImbMatrix *queries,
                                     gsize            k,
                                     ImbJob          *job);

G_END_DECLS
