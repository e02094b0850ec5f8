/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/samplers/imb-crowd.h"

G_BEGIN_DECLS

/**
 * imb_links_find:
 * @partners: (out) (array length=n_rows): for each place the other end of its Tomek link, or IMB_NO_ROW
 *
 * Two rows of different classes are linked when each is the other's nearest.
 */
gboolean imb_links_find (const ImbCrowd *self,
                         guint32        *partners,
                         ImbJob         *job,
                         GError        **error);

/**
 * imb_links_cut:
 * @targets: (array length=n_classes): whether the class may lose rows
 * @is_compat: a class may lose its last row
 *
 * Takes the crowd's rows without linked rows of those classes, in order, and says of each removed row why.
 */
gboolean imb_links_cut (const ImbCrowd *self,
                        const gsize    *targets,
                        gboolean        is_compat,
                        ImbResample    *out,
                        ImbJob         *job,
                        GError        **error);

G_END_DECLS
