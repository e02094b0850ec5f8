/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/samplers/imb-near.h"
#include "engine/samplers/imb-resample.h"

G_BEGIN_DECLS

/* Some rows of a view, among which a cleaning sampler looks for neighbours: all of them, those that are left, or a store.
 * Places are places in it. */
typedef struct
{
  const ImbView    *in;
  const ImbNear    *near;
  const guint32    *rows; /* view rows, in the order in which imbalanced-learn has them; NULL: all */
  gsize             n_rows;
  const ImbMatrix  *matrix; /* the rows; NULL when they are not plain numbers */
  const ImbBetween *ends;   /* of the matrix's rows: between which of them they are; NULL: of none it is known */
  ImbMatrix        *own;
  ImbBetween        between;
  ImbEnds          *own_ends;
} ImbCrowd;

/* @rows is borrowed. */
gboolean imb_crowd_init (ImbCrowd      *self,
                         const ImbNear *near,
                         const ImbView *in,
                         const guint32 *rows,
                         gsize          n_rows,
                         ImbJob        *job,
                         GError       **error);
void     imb_crowd_clear (ImbCrowd *self);

static inline guint32
imb_crowd_row (const ImbCrowd *self,
               gsize           place)
{
  return self->rows != NULL ? self->rows[place] : (guint32) place;
}

static inline guint
imb_crowd_class (const ImbCrowd *self,
                 gsize           place)
{
  return imb_view_class (self->in, imb_crowd_row (self, place));
}

/* All places by class: those of class c are places[begins[c]] … places[begins[c + 1]], ascending. (begins: array
 * length=n_classes+1) (transfer full) */
guint32 *imb_crowd_by_class (const ImbCrowd *self,
                             gsize          *begins);

/* The places that are not of class @c, ascending. (transfer full) */
guint32 *imb_crowd_others (const ImbCrowd *self,
                           guint           c,
                           gsize          *n);

/* The list of query number @i. */
typedef void (*ImbListFunc) (gsize          i,
                             const guint32 *list,
                             gpointer       data);

/**
 * imb_crowd_each_list:
 * @queries: (array length=n_queries): view rows
 * @n_asked: how many queries imbalanced-learn has in one call; equal distances hang on it
 * @k: at most the rows of the crowd, less one without the first
 * @part: all, or all but the first
 * @func: called once for each query, in order, with k places
 *
 * The neighbours of the queries as imbalanced-learn finds them.
 */
gboolean imb_crowd_each_list (const ImbCrowd *self,
                              const guint32  *queries,
                              gsize           n_queries,
                              gsize           n_asked,
                              gsize           k,
                              ImbListPart     part,
                              ImbListFunc     func,
                              gpointer        data,
                              ImbJob         *job,
                              GError        **error);

/* Whether the lists of k of these places are there already, most of them at least: then nothing is faster than to ask for them. */
gboolean imb_crowd_recalls (const ImbCrowd *self,
                            const guint32  *places,
                            gsize           n,
                            gsize           k);

/**
 * imb_crowd_spare:
 * @gone: (inout) (array length=n_rows): places that are to be removed
 *
 * A class that would lose its last row keeps all that it had, which is noted.
 */
void imb_crowd_spare (const ImbCrowd *self,
                      guint8         *gone,
                      ImbNotes       *notes);

/**
 * imb_crowd_left:
 * @gone: (array length=n_rows)
 * @by_class: grouped by class, as imbalanced-learn does, else in order
 *
 * Returns: (transfer full): the view rows that are left
 */
guint32 *imb_crowd_left (const ImbCrowd *self,
                         const guint8   *gone,
                         gboolean        by_class,
                         gsize          *n_left);

/* The smallest class of the view, of equally small ones that whose row comes first: how imbalanced-learn counts here. */
guint imb_crowd_smallest (const ImbView *in,
                          gsize         *n_rows);

/* The same for a sampler's check, which may ask for counts alone: of equally small classes the first. */
guint imb_crowd_count_smallest (const ImbView *in,
                                gsize         *n_rows);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImbCrowd, imb_crowd_clear)

G_END_DECLS
