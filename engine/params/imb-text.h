/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The small grammar that specifications share: double quotes, braces and brackets protect separators;
 * a double quote inside double quotes is doubled. */

/**
 * imb_text_split:
 * @separators: ASCII characters
 *
 * Returns: (transfer full): the parts between the unprotected separators, blanks around each taken
 *   off; one part at least
 */
GStrv imb_text_split (const char *text,
                      const char *separators);

/* The first unprotected one of @separators, or NULL. */
const char *imb_text_find (const char *text,
                           const char *separators);

/* What is between @open and @close, when these are the first and the last of @text but for blanks; NULL: they are not. (transfer full) */
char *imb_text_dup_inner (const char *text,
                          char        open,
                          char        close);

/* Takes label:number apart at the first unprotected colon: the label without double quotes, the number without blanks, both to be freed. FALSE, and
 * neither is set: there is no colon, or no label before it. */
gboolean imb_text_cut_pair (const char *pair,
                            char      **label,
                            char      **number);

/* Without its double quotes when it is quoted as a whole, else a copy. (transfer full) */
char *imb_text_unquote (const char *text);

/* In double quotes. (transfer full) */
char *imb_text_quote (const char *text);

/* Whether every brace, bracket and double quote of @text has its partner. */
gboolean imb_text_is_paired (const char *text);

/* For a sentence: valid UTF-8, and not longer than a line. (transfer full) */
char *imb_text_shorten (const char *text);

G_END_DECLS
