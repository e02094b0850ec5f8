/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-view.h"
#include "engine/kernels/imb-neighbours.h"
#include "engine/kernels/imb-recall.h"
#include "engine/params/imb-param.h"

G_BEGIN_DECLS

/* Which rows of a view are near which: what a sampler asks, whatever its columns are. */

typedef enum
{
  IMB_DISTANCE_EUCLIDEAN, /* numbers as they are; categories as SMOTE-NC weighs them */
  IMB_DISTANCE_HEOM,      /* numbers by their range, categories 0 or 1, missing 1: Wilson, Martinez 1997 */
  IMB_DISTANCE_GOWER,     /* the mean over the features that both rows have: Gower 1971 */
  IMB_DISTANCE_VDM,       /* as heom, categories by how differently they go with the classes: Stanfill, Waltz 1986 */
  IMB_DISTANCE_HVDM,      /* numbers by four standard deviations, categories by Σ_c (ΔP)², missing 1: Wilson, Martinez 1997 */
} ImbDistance;

extern const ImbChoice imb_distance_choices[];

/* S has an int metric; the sampler has IMB_SAMPLER_METRIC. */
#define IMB_DISTANCE_PARAM(S)                                                                \
  {                                                                                          \
    .name = "metric",                                                                        \
    .label = N_ ("Distance"),                                                                \
    .help = N_ ("How near rows are; heom and gower also compare rows with missing values."), \
    IMB_CHOICE (S, metric, IMB_DISTANCE_EUCLIDEAN, imb_distance_choices),                    \
    .is_ours = TRUE,                                                                         \
  }

gboolean imb_distance_takes_missing (int distance);

#define IMB_ALL_CLASSES G_MAXUINT

typedef struct _ImbNear ImbNear;

/**
 * imb_near_new:
 * @in: its rows are what ranges, spreads and value differences are learnt from; borrowed
 * @c: whose numbers' spread weighs categories under IMB_DISTANCE_EUCLIDEAN, or IMB_ALL_CLASSES
 *
 * Returns: (transfer full) (nullable)
 */
ImbNear *imb_near_new (const ImbView *in,
                       ImbDistance    distance,
                       guint          c,
                       ImbJob        *job,
                       GError       **error);
void     imb_near_free (ImbNear *self);

/* Plain numbers and Euclidean distance: kernels that take matrices say the same as imb_near_find(). */
gboolean imb_near_is_plain (const ImbNear *self);

/* Whether the distance is the Euclidean one of some points: plain numbers, or these with a few categories and nothing missing. */
gboolean imb_near_is_points (const ImbNear *self);

/* Whether categories are part of the Euclidean distance: they are not where the numbers that weigh them do not spread. */
gboolean imb_near_sees_categories (const ImbNear *self);

/* Points that ask for themselves are listed as by a peer that has numbers beside categories in a sparse matrix, as SMOTE-NC's. */
void imb_near_set_sparse (ImbNear *self);

/* Those points, for kernels that take matrices; only when there are some. @rows: view rows; NULL: all. (transfer full) (nullable) */
ImbMatrix *imb_near_dup_points (const ImbNear *self,
                                const guint32 *rows,
                                gsize          n_rows,
                                ImbJob        *job,
                                GError       **error);

/**
 * imb_near_recognise:
 * @points: (nullable): as in imb_near_find(), and @queries
 *
 * Who these rows are, when the view has a memo about them; imb_known_clear() it.
 *
 * Returns: whether lists can be recalled
 */
gboolean imb_near_recognise (const ImbNear *self,
                             const guint32 *points,
                             gsize          n_points,
                             const guint32 *queries,
                             gsize          n_queries,
                             ImbKnown      *known);

/**
 * imb_near_find:
 * @points: (nullable) (array length=n_points): view rows to search; NULL: all
 * @queries: (nullable) (array length=n_queries): view rows to search for; NULL: the points ask for themselves
 * @k: 1 … number of points (less one without the first)
 * @part: as in imb_neighbours_find_as_peer()
 * @rows: (out) (array length=n_queries*k): positions in @points, nearest first; where distances are equal as scikit-learn
 *   orders points, else the lower position
 * @distances: (out) (nullable): squared; Gower's as it is
 *
 * Exact; same result on any number of threads.
 */
gboolean imb_near_find (const ImbNear *self,
                        const guint32 *points,
                        gsize          n_points,
                        const guint32 *queries,
                        gsize          n_queries,
                        gsize          k,
                        ImbListPart    part,
                        guint32       *rows,
                        double        *distances,
                        ImbJob        *job,
                        GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbNear, imb_near_free)

G_END_DECLS
