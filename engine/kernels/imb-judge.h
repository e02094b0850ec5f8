/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-matrix.h"

G_BEGIN_DECLS

/* Rows to judge, each between two of some centres whose neighbours are known: what is near the row is near one of these, too. */
typedef struct
{
  const ImbMatrix *points; /* no NaN */
  const guint8    *is_own; /* (array length=rows of @points): of the class that is asked about */
  const ImbMatrix *queries;
  const guint32   *ends;    /* (array length=2*n_queries): the lists around both ends; the farther the query is from what lies straight
                             * between them, the less they tell. The same one twice: it is near that centre */
  const guint32 *centres;   /* of each list, the point around which it is */
  const guint32 *lists;     /* @depth of each: the nearest points, the nearest first, whoever is first of equally near ones */
  const double  *distances; /* of the lists, squared */
  gsize          depth;
  gsize          n_own;    /* 1 … */
  gsize          n_others; /* 1 … */
} ImbJudge;

enum
{
  IMB_JUDGE_OWN,    /* the n_own-th nearest point of the class is nearer than the n_others-th nearest other: of the n_own + n_others − 1
                     * nearest points, in whatever order equally near ones come, less than n_others are others */
  IMB_JUDGE_OTHERS, /* it is farther: n_others or more of those are others */
  IMB_JUDGE_OPEN,   /* the lists do not tell, or the two are equally near, or nearly so */
};

/* Into verdicts[n_queries]. O(queries · what is near), in parallel; same result on any number of threads. */
gboolean imb_judge (const ImbJudge *self,
                    guint8         *verdicts,
                    ImbJob         *job,
                    GError        **error);

G_END_DECLS
