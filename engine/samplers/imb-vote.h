/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-rng.h"
#include "engine/samplers/imb-resample.h"

G_BEGIN_DECLS

/**
 * imb_vote_categories:
 * @bases: (array length=n_bases): ascending view rows, that synthetic rows started from
 * @partners: view rows that @table counts
 * @table: (array length=n_bases*k): k neighbours of every base, as positions in @partners
 * @ties: (nullable): draws among equally frequent categories as SMOTE-NC of imbalanced-learn does; NULL: the base's own one if it
 *   is among them, else the lowest code
 * @at: the first synthetic row of @out to fill; its first parent is its base
 * @n_new: how many
 *
 * Every category of a synthetic row becomes the most frequent one of its base's neighbours; a missing one is a category
 * like others. Nothing happens without categories.
 */
gboolean imb_vote_categories (const ImbView *in,
                              const guint32 *bases,
                              gsize          n_bases,
                              const guint32 *partners,
                              const guint32 *table,
                              gsize          k,
                              const ImbRng  *ties,
                              ImbResample   *out,
                              gsize          at,
                              gsize          n_new,
                              ImbJob        *job,
                              GError       **error);

/* Every category of these synthetic rows becomes that of the parent with the largest weight, the first one of those. For rows that
 * nobody votes on. */
void imb_inherit_categories (const ImbView *in,
                             ImbResample   *out,
                             gsize          at,
                             gsize          n_new);

/* The most frequent of @n codes (NaN is one); of equally frequent ones @own if it is among them, else the lowest. */
double imb_vote (const double *codes,
                 gsize         n,
                 double        own);

G_END_DECLS
