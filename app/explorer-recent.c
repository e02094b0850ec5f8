/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recent files by the desktop's own list, so that they also appear in file choosers. */
#include "app/explorer-recent.h"

#define PROGRAM "imbal-explorer"

static int
newest_first (gconstpointer a,
              gconstpointer b)
{
  GtkRecentInfo *x = *(GtkRecentInfo *const *) a, *y = *(GtkRecentInfo *const *) b;

  return g_date_time_compare (gtk_recent_info_get_modified (y), gtk_recent_info_get_modified (x));
}

GPtrArray *
explorer_recent_list (guint max)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) infos = g_ptr_array_new_with_free_func ((GDestroyNotify) gtk_recent_info_unref);
  GList *items = gtk_recent_manager_get_items (gtk_recent_manager_get_default ());

  for (GList *l = items; l != NULL; l = l->next)
    {
      if (gtk_recent_info_has_application (l->data, PROGRAM) && gtk_recent_info_is_local (l->data))
        g_ptr_array_add (infos, l->data);
      else
        gtk_recent_info_unref (l->data);
    }
  g_list_free (items);
  g_ptr_array_sort (infos, newest_first);

  for (guint i = 0; i < infos->len && paths->len < max; i++)
    {
      char *path = g_filename_from_uri (gtk_recent_info_get_uri (g_ptr_array_index (infos, i)), NULL, NULL);

      if (path != NULL && g_file_test (path, G_FILE_TEST_IS_REGULAR))
        g_ptr_array_add (paths, path);
      else
        g_free (path);
    }

  return paths;
}

void
explorer_recent_add (const char *path)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *uri = g_filename_to_uri (absolute, NULL, NULL);
  GtkRecentData    data = {
       .mime_type = (char *) "text/csv",
       .app_name = (char *) PROGRAM,
       .app_exec = (char *) PROGRAM " %f",
  };

  if (uri != NULL)
    gtk_recent_manager_add_full (gtk_recent_manager_get_default (), uri, &data);
}
