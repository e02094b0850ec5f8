/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/explorer-session.h"

G_BEGIN_DECLS

/* Lists every sampler in @row, each with its forecast for the session's table. */
void explorer_sampler_list_fill (AdwComboRow     *row,
                                 ExplorerSession *session);

/* Between positions of the row and samplers; NULL is the first one, which does nothing. */
guint             explorer_sampler_list_position (const ImbSampler *sampler);
const ImbSampler *explorer_sampler_list_at (guint position);

G_END_DECLS
