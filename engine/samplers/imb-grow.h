/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-rng.h"
#include "engine/samplers/imb-near.h"
#include "engine/samplers/imb-resample.h"

G_BEGIN_DECLS

/* What samplers share that let one class after the other grow, each against all the others: imb_grow() resolves the
 * strategy, makes room and calls the sampler for each class; the sampler prepares what it needs and hands a function that
 * makes one row to imb_growth_make(). */

/* One class that grows. */
typedef struct
{
  const ImbView *in;
  gconstpointer  values;  /* the sampler's struct */
  const ImbRng  *rng;     /* freshly seeded; every class starts from the seed */
  const gsize   *targets; /* new rows of each class */
  ImbResample   *out;
  guint          c;
  const guint32 *rows; /* the view rows of the class */
  gsize          n_rows;
  gsize          at; /* of synthetic rows, the class's first */
  gsize          n_new;
  gsize          hidden; /* its first hidden row */
  guint          n_parents;
  ImbJob        *job; /* the class's part */
  GArray        *lineage;
} ImbGrowth;

typedef gboolean (*ImbGrowFunc) (const ImbGrowth *growth,
                                 GError         **error);

/**
 * imb_grow:
 * @n_parents: of each synthetic row
 * @n_hidden: synthetic rows per class that are not in the result, only parents of others: the mean of a class, say, so
 *   that a row is the sum of two parents and not of a thousand. They come first; see imb_growth_set_hidden()
 */
gboolean imb_grow (const ImbView *in,
                   const char    *sampling_strategy,
                   gconstpointer  values,
                   guint          n_parents,
                   guint          n_hidden,
                   ImbGrowFunc    func,
                   const ImbRng  *rng,
                   ImbJob        *job,
                   ImbResample   *out,
                   GError       **error);

/* As imb_grow(), but there is room for new rows only from the first imb_growth_make() on: for samplers that need much memory before it and give it
 * back. */
gboolean imb_grow_late (const ImbView *in,
                        const char    *sampling_strategy,
                        gconstpointer  values,
                        guint          n_parents,
                        ImbGrowFunc    func,
                        const ImbRng  *rng,
                        ImbJob        *job,
                        ImbResample   *out,
                        GError       **error);

/* Makes hidden row @h (0 … n_hidden − 1) of the class: Σ weight · parent. Call it before imb_growth_make(). */
void imb_growth_set_hidden (const ImbGrowth *self,
                            gsize            h,
                            const guint32   *parents,
                            const double    *weights,
                            gsize            n);

/* Makes synthetic row @m from draws of @stream alone. */
typedef void (*ImbMakeFunc) (const ImbGrowth *growth,
                             gsize            m,
                             ImbRng          *stream,
                             gconstpointer    data);

/* Calls @func for every new row, in parallel: blocks have streams of their own, seeded by the first draws of the class's. */
gboolean imb_growth_make (const ImbGrowth *self,
                          ImbMakeFunc      func,
                          gconstpointer    data,
                          ImbJob          *job,
                          GError         **error);

/* Where @func writes. */
static inline double *
imb_growth_row (const ImbGrowth *self,
                gsize            m)
{
  return imb_matrix_row (self->out->made, m);
}

static inline guint32 *
imb_growth_parents (const ImbGrowth *self,
                    gsize            m)
{
  return self->out->parent_rows + m * self->n_parents;
}

static inline double *
imb_growth_weights (const ImbGrowth *self,
                    gsize            m)
{
  return self->out->parent_weights + m * self->n_parents;
}

/* Row m = Σ weight · parent, where weights add up to 1; exact where all parents are equal. Categories are those of the first
 * parent. */
void imb_growth_sum (const ImbGrowth *self,
                     gsize            m);

/* A point between @base (gap 0) and @partner (gap 1); for two parents. */
void imb_growth_between (const ImbGrowth *self,
                         gsize            m,
                         guint32          base,
                         guint32          partner,
                         double           gap);

/* Gives row m, which holds other numbers than its first parent, the parent's categories. */
void imb_growth_keep_categories (const ImbGrowth *self,
                                 gsize            m);

/**
 * imb_growth_cluster:
 * @numbers: the class's rows
 * @stream: chooses where to start
 * @centres: (out): as many rows as there shall be clusters, at most as many as the class has
 * @labels: (out) (array length=numbers->n_rows): the rows of each centre, one at least
 *
 * k-means from one start.
 */
gboolean imb_growth_cluster (const ImbMatrix *numbers,
                             ImbRng          *stream,
                             ImbMatrix       *centres,
                             guint32         *labels,
                             ImbJob          *job,
                             GError         **error);

/* The @n labelled positions cluster by cluster; those of cluster g end before members[ends[g]]. */
void imb_growth_list_clusters (const guint32 *labels,
                               gsize          n,
                               gsize          n_clusters,
                               guint32       *members,
                               gsize         *ends);

/* The view rows of all other classes. (transfer full) */
guint32 *imb_growth_others (const ImbGrowth *self,
                            gsize           *n);

/**
 * imb_growth_neighbours:
 * @distance: an ImbDistance
 * @own: (out) (array length=n_rows*k): of every row of the class the k nearest of the class, as positions in rows
 * @n_own: (out) (nullable) (array length=n_rows): how many of its k nearest rows of all classes are of the class
 */
gboolean imb_growth_neighbours (const ImbGrowth *self,
                                int              distance,
                                gsize            k,
                                guint32         *own,
                                guint32         *n_own,
                                ImbJob          *job,
                                GError         **error);

/* SMOTE's rows: @k neighbours of the class and imb_interpolate(). */
gboolean imb_growth_interpolate (const ImbGrowth *self,
                                 int              distance,
                                 gsize            k,
                                 GError         **error);

G_END_DECLS
