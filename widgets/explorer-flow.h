/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define EXPLORER_TYPE_FLOW (explorer_flow_get_type ())

/* Around a GtkFlowBox: Tab visits what can be focused in its children, one after the other, and leaves. GTK 4.18
 * by itself stays for ever before a child in which nothing can be (a button that is insensitive or hidden). */
G_DECLARE_FINAL_TYPE (ExplorerFlow, explorer_flow, EXPLORER, FLOW, AdwBin)

G_END_DECLS
