/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which metrics a table of text has: there are too many for a screen. */
#include "app/cli/cli-metric-list.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
add_once (GPtrArray       *list,
          const ImbMetric *metric)
{
  if (!g_ptr_array_find (list, metric, NULL))
    g_ptr_array_add (list, (gpointer) metric);
}

static gboolean
add_word (GPtrArray  *list,
          const char *word,
          GError    **error)
{
  gboolean         all = strcmp (word, "all") == 0;
  const ImbMetric *metric = imb_metric_find (word);

  if (metric != NULL)
    add_once (list, metric);
  else if (all || strcmp (word, "usual") == 0)
    {
      for (const ImbMetric *const *each = imb_metrics (); *each != NULL; each++)
        if (all || (*each)->usual)
          add_once (list, *each);
    }
  else
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("--metrics: no metric is called “%s”; it is usual, all, or names that “imbal list metrics” gives"), word);
      return FALSE;
    }
  return TRUE;
}

GPtrArray *
cli_metric_list_parse (const char *text,
                       const char *initial,
                       GError    **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : initial != NULL ? initial
                                                                           : "usual",
                                     ",", -1);

  for (char **word = words; *word != NULL; word++)
    if (!add_word (list, g_strstrip (*word), error))
      return NULL;
  return g_steal_pointer (&list);
}
