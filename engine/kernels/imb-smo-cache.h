/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"

G_BEGIN_DECLS

#define IMB_SMO_NONE G_MAXUINT32

/* For imb-smo.c only: rows of the kernel, the most recently asked for; a list through the slots, the newest first. */
typedef struct
{
  double  *rows; /* n_slots × width */
  gsize    n_numbers;
  gsize    width;
  guint32  n_slots;
  guint32  n_used;
  guint32 *slot_of; /* of rows; IMB_SMO_NONE: not kept */
  guint32 *row_of;  /* of slots */
  guint32 *newer;
  guint32 *older;
  guint32  newest;
  guint32  oldest;
} ImbSmoCache;

/* For @n rows of @width numbers in about @bytes, at least two of them. FALSE: there is no memory; clear it also then. */
gboolean imb_smo_cache_init (ImbSmoCache *self,
                             gsize        n,
                             gsize        width,
                             gsize        bytes);
void     imb_smo_cache_clear (ImbSmoCache *self);

/* Nothing is kept, and there are @n rows of @width numbers, at most as many as at first. */
void imb_smo_cache_reset (ImbSmoCache *self,
                          gsize        n,
                          gsize        width);

/* The place of row @i, which is there when @is_there; else it is to be filled. */
double *imb_smo_cache_place (ImbSmoCache *self,
                             guint32      i,
                             gboolean    *is_there);

/* Of all rows only @stay[n_stay], ascending, are left, as rows and as columns, under new numbers from 0 on: what is kept of them stays, in @width
 * numbers, and there is room for more. After a failure, which is that of the job, nothing is kept. */
gboolean imb_smo_cache_narrow (ImbSmoCache   *self,
                               const guint32 *stay,
                               gsize          n_stay,
                               gsize          width,
                               ImbJob        *job,
                               GError       **error);

G_END_DECLS
