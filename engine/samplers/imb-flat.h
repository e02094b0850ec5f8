/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-view.h"

G_BEGIN_DECLS

/* The same rows as a table without synthetic ones: for a sampler that looks at its own result (imb_resample_get_view), as there is no room
 * in a view of a view. */
typedef struct
{
  ImbView    view;
  ImbMatrix *own;
  guint16   *classes;
  double    *weights;
  guint32   *numbers;
} ImbFlat;

/* Copies nothing when there are no synthetic rows. @in must outlive it. To be cleared also after FALSE. */
gboolean imb_flat_init (ImbFlat       *self,
                        const ImbView *in,
                        ImbJob        *job,
                        GError       **error);
void     imb_flat_clear (ImbFlat *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImbFlat, imb_flat_clear)

G_END_DECLS
