/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/samplers/imb-near.h"

G_BEGIN_DECLS

/* Where a row lies: what adasyn, borderline-smote and svm-smote ask first. */

/**
 * imb_border_count:
 * @rows: (array length=n): view rows of class @c
 * @n_others: (out) (array length=n): how many of the @m rows nearest to each, among all rows, are of another class
 */
gboolean imb_border_count (const ImbNear *near,
                           const ImbView *in,
                           guint          c,
                           const guint32 *rows,
                           gsize          n,
                           gsize          m,
                           guint32       *n_others,
                           ImbJob        *job,
                           GError       **error);

/* Half of its neighbours or more are of other classes, but not all of them: all is noise. */
static inline gboolean
imb_border_is_danger (guint32 n_others,
                      gsize   m)
{
  return 2 * (gsize) n_others >= m && n_others < m;
}

/* As a sampler's check: whether there are more than @m rows in all. */
gboolean imb_border_check (const ImbView *in,
                           gsize          m,
                           const char    *param,
                           GError       **error);

/* The same for samplers that look at the border of classes that grow: where none does nobody is asked for. */
gboolean imb_border_check_growth (const ImbView *in,
                                  const char    *sampling_strategy,
                                  gsize          m,
                                  const char    *param,
                                  GError       **error);

G_END_DECLS
