/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A key file and not GSettings, so that the program also runs where its schema is not installed. Read and
 * written whole each time: a few dozen bytes, when a person changes something. */
#include "app/explorer-settings.h"

#include <glib/gstdio.h>

#define GROUP "window"

static char *
dup_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "imbal-explorer", "settings.ini", NULL);
}

static GKeyFile *
load (void)
{
  GKeyFile        *file = g_key_file_new ();
  g_autofree char *path = dup_path ();

  g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL);
  return file;
}

char *
explorer_settings_dup (const char *key,
                       const char *fallback)
{
  g_return_val_if_fail (key != NULL, NULL);

  g_autoptr (GKeyFile) file = load ();
  char *value = g_key_file_get_string (file, GROUP, key, NULL);

  return value != NULL ? value : g_strdup (fallback);
}

void
explorer_settings_set (const char *key,
                       const char *value)
{
  g_return_if_fail (key != NULL && value != NULL);

  g_autoptr (GKeyFile) file = load ();
  g_autofree char *path = dup_path ();
  g_autofree char *folder = g_path_get_dirname (path);

  g_key_file_set_string (file, GROUP, key, value);
  if (g_mkdir_with_parents (folder, 0700) == 0)
    g_key_file_save_to_file (file, path, NULL);
}
