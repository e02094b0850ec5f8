/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counted words. Each pair of forms is written out where it is used: that is what translators read. */
#include "app/explorer-words.h"

#include <glib/gi18n-lib.h>

#include "engine/imb.h"
#include "widgets/draw/imb-text.h"

#define MOST_NOTES 60 /* a label of a thousand lines takes most of a second */

/* @form: with %s for the number */
static char *
dup_counted (gsize       n,
             const char *form)
{
  g_autofree char *count = imb_text_count ((double) n);
  g_auto (GStrv) parts = g_strsplit (form, "%s", 2);

  return g_strjoinv (count, parts);
}

char *
explorer_words_columns (gsize n)
{
  return dup_counted (n, g_dngettext (GETTEXT_PACKAGE, "%s column", "%s columns", n));
}

char *
explorer_words_folds (gsize n)
{
  return dup_counted (n, g_dngettext (GETTEXT_PACKAGE, "%s fold", "%s folds", n));
}

char *
explorer_words_repeats (gsize n)
{
  return dup_counted (n, g_dngettext (GETTEXT_PACKAGE, "%s repeat", "%s repeats", n));
}

char *
explorer_words_rows (gsize n)
{
  return dup_counted (n, g_dngettext (GETTEXT_PACKAGE, "%s row", "%s rows", n));
}

char *
explorer_words_runs (gsize n)
{
  return dup_counted (n, g_dngettext (GETTEXT_PACKAGE, "%s run", "%s runs", n));
}

char *
explorer_words_synthetic_rows (gsize n)
{
  return dup_counted (n, g_dngettext (GETTEXT_PACKAGE, "%s synthetic row", "%s synthetic rows", n));
}

guint
explorer_words_n_notes (const ImbNotes *notes)
{
  return MIN (imb_notes_n (notes), MOST_NOTES + 1);
}

char *
explorer_words_note (const ImbNotes *notes,
                     guint           i)
{
  guint rest = imb_notes_n (notes) - i;

  if (i < MOST_NOTES)
    return g_strdup_printf ("• %s", imb_notes_at (notes, i));
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "… and %u more note", "… and %u more notes", rest), rest);
}

/* "untreated rows, smote and random-under" */
static char *
join_words (GPtrArray *words)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < words->len; i++)
    {
      if (i > 0)
        g_string_append (text, i + 1 == words->len ? _ (" and ") : ", ");
      g_string_append (text, g_ptr_array_index (words, i));
    }
  return g_string_free (text, FALSE);
}

char *
explorer_words_comparison (ExplorerSession *session)
{
  const ExplorerDecisions *decisions = explorer_session_get_decisions (session);
  const ImbModel          *model = imb_model_find (imb_config_get_algorithm (explorer_session_get_model (session))->id);
  g_autoptr (GPtrArray) specs = explorer_session_dup_specs (session);
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();
  g_autofree char *folds = explorer_words_folds (decisions->n_folds);
  g_autofree char *repeats = explorer_words_repeats (decisions->n_repeats);
  g_autofree char *list = NULL;

  for (guint i = 0; i < specs->len; i++)
    g_ptr_array_add (labels, ((ImbRunSpec *) g_ptr_array_index (specs, i))->label);
  list = join_words (labels);
  return g_strdup_printf (_ ("%s: %s, each over the same %s × %s."), _ (model->base.title), list, folds, repeats);
}
