/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-rng.h"

G_BEGIN_DECLS

/* The folds of imb_folds_new_grouped(): fold_of[i] of row i. FALSE with IMB_ERROR_TOO_FEW. */
gboolean imb_stratify_groups (const guint16 *classes,
                              const guint32 *groups,
                              gsize          n_rows,
                              guint          n_classes,
                              guint          n_folds,
                              ImbRng        *rng,
                              guint8        *fold_of,
                              GError       **error);

G_END_DECLS
