/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "engine/imb.h"

G_BEGIN_DECLS

/* How a file is to be read, as choices; the first of each is to guess, and says what was guessed.
 * Signal "changed". */
#define EXPLORER_TYPE_READ_FORM (explorer_read_form_get_type ())
G_DECLARE_FINAL_TYPE (ExplorerReadForm, explorer_read_form, EXPLORER, READ_FORM, AdwBin)

GtkWidget *explorer_read_form_new (const ImbReadOptions *options /* nullable */);

/* As the choices stand. (transfer full) */
ImbReadOptions *explorer_read_form_dup_options (ExplorerReadForm *self);

/* What was found in @table, which was read by these options. */
void explorer_read_form_show_found (ExplorerReadForm *self,
                                    ImbTable         *table);

/* A choice by the name of its option ("delimiter", "quote", "comment", "decimal", "thousands"), for words that people know:
 * "Comma", "Semicolon" …; '\0': none of that name. For showing what was found. (transfer full) */
char *explorer_read_form_dup_word (const char *option,
                                   char        value);

G_END_DECLS
