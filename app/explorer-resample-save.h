/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/explorer-session.h"

G_BEGIN_DECLS

/* Writes the session's resampled table, with a column "origin", in the runner's thread; the session
 * says what became of it. */
void explorer_resample_save (ExplorerSession *session,
                             const char      *path);

G_END_DECLS
