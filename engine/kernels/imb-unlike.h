/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-ends.h"
#include "engine/core/imb-job.h"
#include "engine/core/imb-matrix.h"

G_BEGIN_DECLS

/* Whose neighbours are asked about, and among whom. */
typedef struct
{
  const ImbMatrix  *points; /* all rows that matter, no NaN */
  const guint32    *asked;  /* (array length=n_asked): rows of @points to ask for */
  gsize             n_asked;
  const guint32    *like; /* (array length=n_like): rows of their own class, ascending */
  gsize             n_like;
  const guint32    *unlike; /* (array length=n_unlike): rows of other classes */
  gsize             n_unlike;
  const ImbBetween *ends;     /* (nullable): of @points, between which rows some are said to be; it saves work where it is true */
  gsize             nth;      /* 1 … */
  gsize             n_wanted; /* 1 … */
} ImbUnlike;

/**
 * imb_unlike_prove:
 * @proofs: (out) (array length=n_asked*n_wanted): for each asked row @n_wanted rows of @like, never itself, that are all
 *   nearer than its @nth nearest of @unlike; the first is IMB_NO_ROW when no such rows were found
 * @job: (nullable)
 *
 * With it one can tell for most rows that their neighbours are of their own class without knowing the neighbours. A row
 * that has no proof may still have such neighbours: distances that are equal, or nearly so, prove nothing, and somebody
 * exact must look. A proof holds in whatever order equal distances come, and as long as its rows are there, whichever
 * others go. Same result on any number of threads.
 */
gboolean imb_unlike_prove (const ImbUnlike *self,
                           guint32         *proofs,
                           ImbJob          *job,
                           GError         **error);

G_END_DECLS
