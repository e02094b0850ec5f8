/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/explorer-session.h"

G_BEGIN_DECLS

/* Copies the Python program that makes the rows of the session's plan with imbalanced-learn to the clipboard of @page, as
 * "imbal resample --script python" prints it; the session says so, or why there is none. Called again, the newer one counts. */
void explorer_resample_copy_script (GtkWidget       *page,
                                    ExplorerSession *session);

G_END_DECLS
