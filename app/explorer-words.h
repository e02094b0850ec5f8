/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/explorer-session.h"

G_BEGIN_DECLS

/* A number with the word it counts, as sentences need it: "1 row", "5 404 rows". (transfer full) */
char *explorer_words_columns (gsize n);
char *explorer_words_folds (gsize n);
char *explorer_words_repeats (gsize n);
char *explorer_words_rows (gsize n);
char *explorer_words_runs (gsize n);
char *explorer_words_synthetic_rows (gsize n);

/* Notes as a list: so many lines, the last of which says how many more there are when that is more than a person reads. */
guint explorer_words_n_notes (const ImbNotes *notes);
char *explorer_words_note (const ImbNotes *notes,
                           guint           i); /* (transfer full) */

/* What the session would compare now, in one sentence. (transfer full) */
char *explorer_words_comparison (ExplorerSession *session);

G_END_DECLS
