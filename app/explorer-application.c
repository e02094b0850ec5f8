/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explorer-application.h"

#include <glib/gi18n-lib.h>

#include "app/explorer-settings.h"
#include "app/explorer-window.h"

struct _ExplorerApplication
{
  AdwApplication parent_instance;
};

G_DEFINE_FINAL_TYPE (ExplorerApplication, explorer_application, ADW_TYPE_APPLICATION)

static const struct
{
  const char *action;
  const char *keys[3];
} accelerators[] = {
  { "app.new-window", { "<Control>n" } },
  { "app.quit", { "<Control>q" } },
  { "win.cancel", { "Escape" } },
  { "win.close", { "<Control>w" } },
  { "win.open", { "<Control>o" } },
  { "win.page('classes')", { "<Control>2" } },
  { "win.page('compare')", { "<Control>4" } },
  { "win.page('data')", { "<Control>1" } },
  { "win.page('report')", { "<Control>5" } },
  { "win.page('resample')", { "<Control>3" } },
  { "win.redo", { "<Control><Shift>z", "<Control>y" } },
  { "win.show-help-overlay", { "<Control>question", "F1" } },
  { "win.undo", { "<Control>z" } },
};

static ExplorerWindow *
new_window (ExplorerApplication *self)
{
  GtkWidget *window = explorer_window_new (ADW_APPLICATION (self));

  gtk_window_present (GTK_WINDOW (window));
  return EXPLORER_WINDOW (window);
}

/* A window that shows nothing yet, or a new one. */
static ExplorerWindow *
free_window (ExplorerApplication *self)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    {
      ExplorerSession *session;

      if (!EXPLORER_IS_WINDOW (l->data))
        continue;

      session = explorer_window_get_session (l->data);
      if (explorer_session_get_table (session) == NULL && !explorer_runner_is_running (explorer_session_get_runner (session), "read"))
        return l->data;
    }

  return new_window (self);
}

static void
explorer_application_activate (GApplication *application)
{
  ExplorerApplication *self = EXPLORER_APPLICATION (application);
  GtkWindow           *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (window != NULL)
    gtk_window_present (window);
  else
    new_window (self);
}

static void
explorer_application_open (GApplication *application,
                           GFile       **files,
                           int           n_files,
                           const char   *hint)
{
  ExplorerApplication *self = EXPLORER_APPLICATION (application);

  for (int i = 0; i < n_files; i++)
    {
      ExplorerWindow *window = free_window (self);
      const char     *path = g_file_peek_path (files[i]);

      if (path != NULL)
        explorer_session_open_path (explorer_window_get_session (window), path);
      else
        explorer_window_show_error (window, _ ("Only files of this computer can be opened: copy it here first."));
      gtk_window_present (GTK_WINDOW (window));
    }
}

/* In the program that was started first, also for those that are started later. */
static int
explorer_application_command_line (GApplication            *application,
                                   GApplicationCommandLine *line)
{
  GVariantDict *options = g_application_command_line_get_options_dict (line);
  const char   *dataset = NULL;
  int           n_args = 0;
  g_auto (GStrv) args = g_application_command_line_get_arguments (line, &n_args);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

  for (int i = 1; i < n_args; i++)
    g_ptr_array_add (files, g_application_command_line_create_file_for_arg (line, args[i]));

  if (g_variant_dict_lookup (options, "dataset", "&s", &dataset))
    {
      ExplorerWindow *window = free_window (EXPLORER_APPLICATION (application));

      explorer_session_open_dataset (explorer_window_get_session (window), dataset, 0);
    }

  if (files->len > 0)
    explorer_application_open (application, (GFile **) files->pdata, (int) files->len, "");
  else if (dataset == NULL)
    explorer_application_activate (application);

  return 0;
}

/* In this process, before anything is shown: -1 goes on. */
static int
explorer_application_handle_local_options (GApplication *application,
                                           GVariantDict *options)
{
  if (!g_variant_dict_contains (options, "version"))
    return -1;

  g_print ("imbal-explorer %s\n", IMB_VERSION);
  return 0;
}

static void
action_new_window (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       data)
{
  new_window (data);
}

static void
action_quit (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       data)
{
  g_application_quit (data);
}

static void
action_about (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       data)
{
  adw_show_about_window (gtk_application_get_active_window (data),
                         "application-name", _ ("Imbal Explorer"),
                         "application-icon", "org.imbal.Explorer",
                         "developer-name", _ ("The Imbal Explorer developers"),
                         "version", IMB_VERSION,
                         "comments", _ ("See, understand and repair class imbalance in tables."),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         NULL);
}

static AdwColorScheme
scheme_of (const char *style)
{
  if (g_str_equal (style, "dark"))
    return ADW_COLOR_SCHEME_FORCE_DARK;
  if (g_str_equal (style, "light"))
    return ADW_COLOR_SCHEME_FORCE_LIGHT;

  return ADW_COLOR_SCHEME_DEFAULT;
}

static void
change_style (GSimpleAction *action,
              GVariant      *state,
              gpointer       data)
{
  const char *style = g_variant_get_string (state, NULL);

  adw_style_manager_set_color_scheme (adw_application_get_style_manager (data), scheme_of (style));
  g_simple_action_set_state (action, state);
  explorer_settings_set ("style", style);
}

static void
restore_style (GApplication *application)
{
  GAction         *action = g_action_map_lookup_action (G_ACTION_MAP (application), "style");
  g_autofree char *style = explorer_settings_dup ("style", "system");

  adw_style_manager_set_color_scheme (adw_application_get_style_manager (ADW_APPLICATION (application)), scheme_of (style));
  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_string (style));
}

static const GActionEntry entries[] = {
  { "about", action_about },
  { "new-window", action_new_window },
  { "quit", action_quit },
  { "style", NULL, "s", "'system'", change_style },
};

static void
explorer_application_startup (GApplication *application)
{
  G_APPLICATION_CLASS (explorer_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries), application);
  for (gsize i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application), accelerators[i].action, (const char **) accelerators[i].keys);
  restore_style (application);
  gtk_window_set_default_icon_name ("org.imbal.Explorer");
}

static void
explorer_application_class_init (ExplorerApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->activate = explorer_application_activate;
  application_class->command_line = explorer_application_command_line;
  application_class->handle_local_options = explorer_application_handle_local_options;
  application_class->open = explorer_application_open;
  application_class->startup = explorer_application_startup;
}

static void
explorer_application_init (ExplorerApplication *self)
{
  const GOptionEntry options[] = {
    { "dataset", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Open a built-in dataset: ID or ID:n_rows=500,…"), N_ ("ID") },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version"), NULL },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _ ("[FILE…]"));
  g_application_set_option_context_summary (G_APPLICATION (self), _ ("See, understand and repair class imbalance in tables."));
}

ExplorerApplication *
explorer_application_new (void)
{
  return g_object_new (EXPLORER_TYPE_APPLICATION,
                       "application-id", "org.imbal.Explorer",
                       "flags", G_APPLICATION_HANDLES_OPEN | G_APPLICATION_HANDLES_COMMAND_LINE,
                       "resource-base-path", "/org/imbal/Explorer",
                       NULL);
}
