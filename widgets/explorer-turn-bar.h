/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Above a table of which only a stretch of columns is shown: which, and buttons for those before and after. Hidden
 * while all are shown.
 *
 * Signal: "turned" (guint64 first): the person wants the stretch that begins there. */
#define EXPLORER_TYPE_TURN_BAR (explorer_turn_bar_get_type ())
G_DECLARE_FINAL_TYPE (ExplorerTurnBar, explorer_turn_bar, EXPLORER, TURN_BAR, AdwBin)

GtkWidget *explorer_turn_bar_new (void);

/* Of @n columns @most are shown, from @first on. */
void explorer_turn_bar_set_stretch (ExplorerTurnBar *self,
                                    gsize            first,
                                    gsize            most,
                                    gsize            n);

G_END_DECLS
