/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/explorer-session.h"

G_BEGIN_DECLS

/* The command lines that do what the window shows, quoted for a shell. (transfer full) (nullable):
 * NULL when there is no data. A made dataset is made by "imbal generate" first. */
char *explorer_command_resample (ExplorerSession *session);
char *explorer_command_compare (ExplorerSession *session);

G_END_DECLS
