/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-rng.h"
#include "engine/samplers/imb-resample.h"

G_BEGIN_DECLS

/* The steps that the SMOTE family shares. */

/**
 * imb_check_neighbours:
 * @c: the class whose rows are searched
 * @n_rows: its number of rows
 * @k: neighbours asked for; the row itself comes on top
 * @param: the parameter's name, for the sentence
 *
 * Returns: FALSE with IMB_ERROR_TOO_FEW, which says what k would work
 */
gboolean imb_check_neighbours (const ImbView *in,
                               guint          c,
                               gsize          n_rows,
                               gsize          k,
                               const char    *param,
                               GError       **error);

/**
 * imb_find_tightest_growth:
 * @tightest: (out): of the classes that shall grow the smallest, or the largest: what would do for it does for all. G_MAXUINT:
 *   none shall grow
 * @n_rows: (out): of that class
 *
 * Returns: FALSE when the strategy cannot be met
 */
gboolean imb_find_tightest_growth (const ImbView *in,
                                   const char    *sampling_strategy,
                                   gboolean       is_largest,
                                   guint         *tightest,
                                   gsize         *n_rows,
                                   GError       **error);

/* As the sampler's check: the strategy can be met, and every class that shall grow has more than @k rows. */
gboolean imb_check_growth (const ImbView *in,
                           const char    *sampling_strategy,
                           gsize          k,
                           const char    *param,
                           GError       **error);

/* The same where @param may not be below @least. */
gboolean imb_check_growth_from (const ImbView *in,
                                const char    *sampling_strategy,
                                gsize          least,
                                gsize          k,
                                const char    *param,
                                GError       **error);

/* The same for what has SMOTE inside and cannot take random-over: @instead has no need of neighbours. */
gboolean imb_check_growth_instead (const ImbView *in,
                                   const char    *sampling_strategy,
                                   gsize          k,
                                   const char    *param,
                                   const char    *instead,
                                   GError       **error);

/* "smote", with as many neighbours as the classes that shall grow allow it. (transfer full) */
char *imb_dup_smote (const ImbView *in,
                     const char    *sampling_strategy);

/* What helps a method that found nothing among the @k nearest rows, for the end of its sentence: more of them, where @param may ask for
 * more, or smote as these rows allow it. (transfer full) */
char *imb_dup_way_out (const ImbView *in,
                       const char    *sampling_strategy,
                       gsize          k,
                       const char    *param);

/* Likewise: there are @k rows or more beside those of any class that shall grow. */
gboolean imb_check_growth_against_others (const ImbView *in,
                                          const char    *sampling_strategy,
                                          gsize          k,
                                          const char    *param,
                                          GError       **error);

/* Likewise: every class that shall grow has @k rows or more, for rows of other classes to be near. */
gboolean imb_check_growth_for_others (const ImbView *in,
                                      const char    *sampling_strategy,
                                      gsize          k,
                                      const char    *param,
                                      GError       **error);

/**
 * imb_interpolate:
 * @bases: (array length=n_bases): view rows to start from
 * @partners: (nullable): view rows that @table counts; NULL: all in order
 * @table: (array length=n_bases*k): k neighbours of every base, as positions in @partners
 * @rng: where the draws start: all choices of (base, neighbour) first, then all steps in [0, 1)
 * @at: the first synthetic row of @out to fill
 * @n_new: how many
 * @c: their class
 *
 * row = base + u · (neighbour − base), in that order of operations; the parents are the two with weights
 * 1 − u and u. Categories are voted on by the base's neighbours (imb_vote_categories()).
 */
gboolean imb_interpolate (const ImbView *in,
                          const guint32 *bases,
                          gsize          n_bases,
                          const guint32 *partners,
                          const guint32 *table,
                          gsize          k,
                          const ImbRng  *rng,
                          ImbResample   *out,
                          gsize          at,
                          gsize          n_new,
                          guint          c,
                          ImbJob        *job,
                          GError       **error);

/**
 * imb_interpolate_draw:
 *
 * The first half of imb_interpolate(): the two parents of each row, and as weight of the second the step in
 * [0, 1), for who changes steps before rows are made.
 */
gboolean imb_interpolate_draw (const guint32 *bases,
                               gsize          n_bases,
                               const guint32 *partners,
                               const guint32 *table,
                               gsize          k,
                               const ImbRng  *rng,
                               ImbResample   *out,
                               gsize          at,
                               gsize          n_new,
                               ImbJob        *job,
                               GError       **error);

/**
 * imb_interpolate_drawn:
 *
 * The second half: @out has the two parents of each row and as weight of the second the step towards it; below 0 it leads
 * away from it.
 */
gboolean imb_interpolate_drawn (const ImbView *in,
                                ImbResample   *out,
                                gsize          at,
                                gsize          n_new,
                                guint          c,
                                ImbJob        *job,
                                GError       **error);

G_END_DECLS
