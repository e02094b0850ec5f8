/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/evaluate/imb-difficulty.h"

G_BEGIN_DECLS

/* The type of every row by all rows within a width. (transfer full) (nullable) */
guint8 *imb_difficulty_by_kernel (const ImbView          *view,
                                  const ImbNeighbourhood *neighbourhood,
                                  ImbJob                 *job,
                                  GError                **error);

G_END_DECLS
