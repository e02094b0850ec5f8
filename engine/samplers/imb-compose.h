/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/samplers/imb-resample.h"

G_BEGIN_DECLS

/**
 * imb_resample_compose:
 * @first: made of a view; what it made moves into the result, where that saves a copy, so only imb_resample_unref() it afterwards
 * @second: made of the view that @first gives
 *
 * Returns: (transfer full) (nullable): both steps as one result of the first view
 */
ImbResample *imb_resample_compose (ImbResample       *first,
                                   const ImbResample *second,
                                   GError           **error);

G_END_DECLS
