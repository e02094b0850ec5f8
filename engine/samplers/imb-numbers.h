/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-notes.h"
#include "engine/core/imb-view.h"

G_BEGIN_DECLS

/**
 * imb_numbers_gather:
 * @rows: (nullable) (array length=n_rows): view rows; NULL: all
 *
 * The columns that are numbers, for methods that make means; categories have none. Notes it when there are categories; there is
 * at least one number (IMB_SAMPLER_NUMBERS).
 *
 * Returns: (transfer full) (nullable)
 */
ImbMatrix *imb_numbers_gather (const ImbView *in,
                               const guint32 *rows,
                               gsize          n_rows,
                               ImbNotes      *notes,
                               ImbJob        *job,
                               GError       **error);

/* The same of all rows: the view's own matrix when it is just them, else a copy that @own holds. (nullable) */
const ImbMatrix *imb_numbers_of_all (const ImbView *in,
                                     ImbMatrix    **own,
                                     ImbNotes      *notes,
                                     ImbJob        *job,
                                     GError       **error);

G_END_DECLS
