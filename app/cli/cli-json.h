/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/imb.h"

G_BEGIN_DECLS

/* What a command prints with --json. */

/* Opens the object with "version" in it. (transfer full) */
ImbJson *cli_json_new (void);

/* Closes the object and prints it. */
void cli_json_print (ImbJson *self);

#define CliJson            ImbJson
#define cli_json_free      imb_json_free
#define cli_json_number    imb_json_number
#define cli_json_count     imb_json_count
#define cli_json_flag      imb_json_flag
#define cli_json_text      imb_json_text
#define cli_json_numbers   imb_json_numbers
#define cli_json_notes     imb_json_notes
#define cli_json_object    imb_json_object
#define cli_json_end       imb_json_end
#define cli_json_array     imb_json_array
#define cli_json_end_array imb_json_end_array

G_END_DECLS
