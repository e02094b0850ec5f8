/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/samplers/imb-crowd.h"
#include "engine/samplers/imb-near.h"
#include "engine/samplers/imb-strategy.h"

G_BEGIN_DECLS

/* Edited nearest neighbours, once or again and again. */

typedef enum
{
  IMB_EDIT_ALL,  /* a row stays when all of its neighbours are of its class */
  IMB_EDIT_MODE, /* when none of the other classes has more of them, or as many and comes first */
} ImbEditKind;

extern const ImbChoice imb_edit_choices[];

/* The parameters that the samplers have in common: the first member of each one's struct. */
typedef struct
{
  const char *sampling_strategy;
  int         n_neighbors;
  int         kind_sel;
  int         metric;
  int         compat;
} ImbEditParams;

/* S has the field. */
#define IMB_EDIT_NEIGHBOURS_PARAM(S)                                                     \
  {                                                                                      \
    .name = "n_neighbors",                                                               \
    .label = N_ ("Neighbours"),                                                          \
    .help = N_ ("How many nearest rows, of any class, have a say whether a row stays."), \
    IMB_INT (S, n_neighbors, 3, 1, 1000),                                                \
  }

#define IMB_EDIT_PARAMS_FIRST IMB_STRATEGY_PARAM_CLEAN (ImbEditParams), IMB_EDIT_NEIGHBOURS_PARAM (ImbEditParams)
#define IMB_EDIT_KIND_PARAM                                                                                 \
  {                                                                                                         \
    .name = "kind_sel",                                                                                     \
    .label = N_ ("To stay, it takes"),                                                                      \
    .help = N_ ("Whether a row needs all of its neighbours to be of its class, or only the largest part."), \
    IMB_CHOICE (ImbEditParams, kind_sel, IMB_EDIT_ALL, imb_edit_choices),                                   \
  }
#define IMB_EDIT_PARAMS_LAST IMB_DISTANCE_PARAM (ImbEditParams), IMB_COMPAT_PARAM (ImbEditParams)

/* A sampler's check: there are more than n_neighbors rows; later edits may find fewer. @values: begin with ImbEditParams */
gboolean imb_edit_check (const ImbView *in,
                         gconstpointer  values,
                         GError       **error);

/* A sampler's doubt: with compat=imbalanced-learn later edits refuse too few rows. @may_outgrow: as in ImbEditOrder. (transfer full) (nullable) */
char *imb_edit_doubt (const ImbView       *in,
                      const ImbEditParams *params,
                      gboolean             may_outgrow);

/* Edits that may follow each other; kept between them is what is known of rows that stayed. */
typedef struct
{
  const ImbView *in;
  const ImbNear *near;
  ImbEditKind    kind;
  gsize          k_max;   /* most neighbours of any of the edits */
  gsize          nth;     /* a proof has rows that are nearer than the nth of other classes */
  gsize          n_proof; /* rows of a proof; 0: none are looked for */
  guint32       *proofs;  /* (nullable) (array length=n_proof times view rows): NULL: nobody asks again */
  guint8        *states;  /* (array length=view rows) */
  guint8        *ways;    /* (array length=n_classes): how rows of the class are asked for */
} ImbEditing;

/* @is_growing: edits may have any number of neighbours up to @k_max
 * @is_only: no other edit follows the first: no proof is kept */
gboolean imb_editing_init (ImbEditing    *self,
                           const ImbNear *near,
                           const ImbView *in,
                           ImbEditKind    kind,
                           gsize          k_max,
                           gboolean       is_growing,
                           gboolean       is_only,
                           GError       **error);
void     imb_editing_clear (ImbEditing *self);

/* Who loses, and against whom. */
typedef struct
{
  GArray *losers; /* of guint32: places in the crowd */
  GArray *voters; /* of guint32: k places for each of them, nearest first */
} ImbVotes;

/**
 * imb_editing_vote:
 * @crowd: the rows that are left
 * @targets: (array length=n_classes): whether the class may lose rows
 * @k: up to k_max, less than the rows of the crowd
 * @votes: (out): free with imb_votes_clear()
 */
gboolean imb_editing_vote (ImbEditing     *self,
                           const ImbCrowd *crowd,
                           const gsize    *targets,
                           gsize           k,
                           ImbVotes       *votes,
                           ImbJob         *job,
                           GError        **error);
void     imb_votes_clear (ImbVotes *self);

/* What a sampler that edits does. */
typedef struct
{
  const ImbEditParams *params;
  gsize                k_first;     /* neighbours of the first edit; each has one more than that before, up to n_neighbors */
  gsize                n_edits;     /* most */
  gboolean             may_outgrow; /* goes on when a class becomes smaller than the smallest was */
} ImbEditOrder;

/* The whole of such a sampler. */
gboolean imb_edit (const ImbEditOrder *order,
                   const ImbView      *in,
                   ImbJob             *job,
                   ImbResample        *out,
                   GError            **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImbEditing, imb_editing_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImbVotes, imb_votes_clear)

G_END_DECLS
