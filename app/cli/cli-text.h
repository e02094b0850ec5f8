/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/imb.h"

G_BEGIN_DECLS

/* A table of texts for a person: columns are as wide as their widest cell. */
typedef struct _CliTable CliTable;

/* @titles: a title per column; one that begins with ">" is aligned to the right. */
CliTable *cli_table_new (const char *const *titles,
                         guint              n_columns);

/* The next cell, left to right and row by row; printf. */
void cli_table_add (CliTable   *self,
                    const char *format,
                    ...) G_GNUC_PRINTF (2, 3);

/* The same for a name from a file. Of a very long one only the beginning and the end are shown, as much as the terminal has room for, and
 * in any case so much that different names look different. */
void cli_table_add_name (CliTable   *self,
                         const char *name);

/* Prints it, each line behind two blanks, and frees it. */
void cli_table_print (CliTable *self);

/* 284807 → "284,807". (transfer full) */
char *cli_dup_count (gsize count);

/* "70.0 %"; small shares keep two digits: "0.17 %". (transfer full) */
char *cli_dup_share (double share);

/* Three digits behind the point; "–" for NaN. (transfer full) */
char *cli_dup_score (double value);

/* Four significant digits, with a sign if asked for; "–" for NaN. (transfer full) */
char *cli_dup_amount (double   value,
                      gboolean is_signed);

/* At most 5 significant digits. (transfer full) */
char *cli_dup_number (double value);

/* @text without control characters, so that a cell or a name cannot steer the terminal. (transfer full) */
char *cli_dup_plain (const char *text);

/* The notes, a line each, on standard error. */
void cli_print_notes (const ImbNotes *notes,
                      gboolean        quiet);

G_END_DECLS
