/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "engine/imb.h"

G_BEGIN_DECLS

/* The parameters of one algorithm as rows of a list, made from its table and bound to its config
 * both ways. Signal "changed": some parameter has a new, legal value. */
#define EXPLORER_TYPE_PARAMS_FORM (explorer_params_form_get_type ())
G_DECLARE_FINAL_TYPE (ExplorerParamsForm, explorer_params_form, EXPLORER, PARAMS_FORM, AdwBin)

GtkWidget *explorer_params_form_new (void);

/* Shows the parameters of @config; NULL: an empty form. */
void       explorer_params_form_set_config (ExplorerParamsForm *self,
                                            ImbConfig          *config);
ImbConfig *explorer_params_form_get_config (ExplorerParamsForm *self);

/* Every parameter at its default again. */
void explorer_params_form_reset (ExplorerParamsForm *self);

/* Does every control hold a legal value? A text that is not legal is not in the config. */
gboolean explorer_params_form_is_valid (ExplorerParamsForm *self);

/* The widget that changes the parameter @name: GtkSpinButton, GtkSwitch, AdwComboRow or GtkEntry;
 * NULL when there is no such parameter. */
GtkWidget *explorer_params_form_get_control (ExplorerParamsForm *self,
                                             const char         *name);

G_END_DECLS
