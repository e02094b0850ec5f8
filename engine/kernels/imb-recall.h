/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-memo.h"
#include "engine/kernels/imb-neighbours.h"
#include "engine/kernels/imb-search.h"

G_BEGIN_DECLS

/* Who the rows of a search are, so that lists found once can be recalled. */
struct _ImbKnown
{
  ImbMemo *memo;      /* borrowed */
  GBytes  *key;       /* of these points under this distance, and of nothing else */
  GBytes  *whole_key; /* (nullable): of all rows under this distance, when the points are some of them */
  gsize    n_all;     /* rows that there are to be points or queries */
  guint32 *points;    /* (nullable): which of them each point is, each at most once; NULL: they are, in order */
  guint32 *queries;   /* (nullable): the same of the queries */
};

void imb_known_clear (ImbKnown *self);

typedef gboolean (*ImbSearchFunc) (const ImbSearch *search,
                                   GError         **error);

/**
 * imb_recall_search:
 * @search: its known is not NULL; a query that is a point, and asks for more than its others, is at distance 0 from itself
 * @find: an exact search: nearest first, of equally near ones the lower row, whatever else is asked with it
 *
 * Answers as @find does. Lists that are known deep enough are not searched again; the others are, a little deeper than asked, and
 * known from then on. When it fails or is cancelled nothing is kept.
 */
gboolean imb_recall_search (const ImbSearch *search,
                            ImbSearchFunc    find,
                            GError         **error);

/* Whether lists of so many others of each of these queries are known among all rows, so that most of those among the points will
 * be recalled: who has a way without lists need not go it. */
gboolean imb_recall_is_likely (const ImbKnown *known,
                               gsize           n_queries,
                               gsize           n_others);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImbKnown, imb_known_clear)

G_END_DECLS
