/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The program: imbal-explorer [--dataset ID] [FILE…]; one window per dataset. */
#define EXPLORER_TYPE_APPLICATION (explorer_application_get_type ())
G_DECLARE_FINAL_TYPE (ExplorerApplication, explorer_application, EXPLORER, APPLICATION, AdwApplication)

ExplorerApplication *explorer_application_new (void);

G_END_DECLS
