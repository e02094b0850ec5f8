/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a window can be asked for, by menu, key or message. One function sets every action's
 * sensitivity. */
#include "app/explorer-window-private.h"

#include <glib/gi18n-lib.h>

#include "app/explorer-dataset-window.h"
#include "app/explorer-recent.h"

#define MAX_RECENT 8

/* -- Opening ------------------------------------------------------------------------------------ */

static void
file_chosen (GtkNativeDialog *dialog,
             int              response,
             ExplorerWindow  *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      const char *path = g_file_peek_path (file);

      if (path != NULL)
        explorer_session_open_path (self->session, path);
      else
        explorer_window_show_error (self, _ ("Only files of this computer can be opened: copy it here first."));
    }

  g_object_unref (dialog);
}

static void
add_suffixes (GtkFileFilter     *filter,
              const char *const *suffixes)
{
  for (gsize s = 0; suffixes[s] != NULL; s++)
    gtk_file_filter_add_suffix (filter, suffixes[s]);
}

/* Whatever the engine reads, in small letters or capitals. */
static void
add_filters (GtkFileChooser *chooser)
{
  g_autoptr (GtkFileFilter) tables = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  for (gsize f = 0; imb_formats ()[f] != NULL; f++)
    add_suffixes (tables, imb_formats ()[f]->suffixes);
  add_suffixes (tables, imb_unpack_suffixes ());
  gtk_file_filter_set_name (tables, _ ("Tables"));
  gtk_file_chooser_add_filter (chooser, tables);

  gtk_file_filter_add_pattern (all, "*");
  gtk_file_filter_set_name (all, _ ("All files"));
  gtk_file_chooser_add_filter (chooser, all);
}

static void
action_open (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       data)
{
  ExplorerWindow       *self = data;
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_ ("Open a table"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), _ ("_Cancel"));

  add_filters (GTK_FILE_CHOOSER (dialog));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (file_chosen), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog)); /* ours until "response" */
}

static void
action_open_path (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       data)
{
  ExplorerWindow *self = data;

  explorer_session_open_path (self->session, g_variant_get_string (parameter, NULL));
}

static void
action_open_dataset (GSimpleAction *action,
                     GVariant      *parameter,
                     gpointer       data)
{
  ExplorerWindow *self = data;

  explorer_session_open_dataset (self->session, g_variant_get_string (parameter, NULL), 0);
}

/* A dataset's text with parameters, and the seed it is made with. */
static void
action_make_dataset (GSimpleAction *action,
                     GVariant      *parameter,
                     gpointer       data)
{
  ExplorerWindow *self = data;
  const char     *text;
  guint32         seed;

  g_variant_get (parameter, "(&su)", &text, &seed);
  explorer_session_open_dataset (self->session, text, seed);
}

/* Asks for the parameters of the dataset with this id. */
static void
action_tune_dataset (GSimpleAction *action,
                     GVariant      *parameter,
                     gpointer       data)
{
  const ImbDataset *dataset = imb_dataset_find (g_variant_get_string (parameter, NULL));

  if (dataset != NULL)
    gtk_window_present (explorer_dataset_window_new (GTK_WINDOW (data), dataset));
}

/* Menu labels are plain text with underlines as mnemonics: double them. */
static void
append_item (GMenu      *menu,
             const char *label,
             const char *action,
             const char *target)
{
  g_auto (GStrv) parts = g_strsplit (label, "_", -1);
  g_autofree char *escaped = g_strjoinv ("__", parts);
  g_autoptr (GMenuItem) item = g_menu_item_new (escaped, NULL);

  g_menu_item_set_action_and_target (item, action, "s", target);
  g_menu_append_item (menu, item);
}

void
explorer_window_update_open_menu (ExplorerWindow *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) recent = g_menu_new ();
  g_autoptr (GMenu) datasets = g_menu_new ();
  g_autoptr (GPtrArray) paths = explorer_recent_list (MAX_RECENT);
  const ImbDataset *const *all = imb_datasets ();

  for (guint i = 0; i < paths->len; i++)
    {
      g_autofree char *base = g_filename_display_basename (g_ptr_array_index (paths, i));

      append_item (recent, base, "win.open-path", g_ptr_array_index (paths, i));
    }

  for (gsize i = 0; all[i] != NULL; i++)
    append_item (datasets, g_dgettext (GETTEXT_PACKAGE, all[i]->base.title), "win.open-dataset", all[i]->base.id);

  if (paths->len > 0)
    g_menu_append_section (menu, _ ("Recent"), G_MENU_MODEL (recent));
  g_menu_append_section (menu, _ ("Built-in datasets"), G_MENU_MODEL (datasets));
  adw_split_button_set_menu_model (self->open_button, G_MENU_MODEL (menu));
}

/* -- The rest ----------------------------------------------------------------------------------- */

static void
action_undo (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       data)
{
  explorer_session_undo (EXPLORER_WINDOW (data)->session);
}

static void
action_redo (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       data)
{
  explorer_session_redo (EXPLORER_WINDOW (data)->session);
}

static void
action_close (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       data)
{
  gtk_window_close (GTK_WINDOW (data));
}

static void
action_cancel (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       data)
{
  GListModel *tasks = explorer_runner_get_tasks (explorer_session_get_runner (EXPLORER_WINDOW (data)->session));

  for (guint i = 0; i < g_list_model_get_n_items (tasks); i++)
    {
      g_autoptr (ExplorerTask) task = g_list_model_get_item (tasks, i);

      explorer_task_cancel (task);
    }
}

static void
action_deselect (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       data)
{
  explorer_selection_clear (explorer_session_get_selection (EXPLORER_WINDOW (data)->session));
}

/* Escape, when nothing nearer to the focus has a use for it. */
static void
add_escape (ExplorerWindow *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0), gtk_named_action_new ("win.deselect")));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static void
change_page (GSimpleAction *action,
             GVariant      *state,
             gpointer       data)
{
  ExplorerWindow *self = data;
  const char     *name = g_variant_get_string (state, NULL);

  if (adw_view_stack_get_child_by_name (self->pages, name) != NULL)
    adw_view_stack_set_visible_child_name (self->pages, name);
}

static void
page_changed (ExplorerWindow *self)
{
  GAction    *action = g_action_map_lookup_action (G_ACTION_MAP (self), "page");
  const char *name = adw_view_stack_get_visible_child_name (self->pages);

  if (name != NULL)
    g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_string (name));
}

static const GActionEntry entries[] = {
  { "busy", NULL, NULL, "false", NULL },
  { "cancel", action_cancel },
  { "close", action_close },
  { "deselect", action_deselect },
  { "make-dataset", action_make_dataset, "(su)" },
  { "open", action_open },
  { "open-dataset", action_open_dataset, "s" },
  { "open-path", action_open_path, "s" },
  { "page", NULL, "s", "'data'", change_page },
  { "redo", action_redo },
  { "status", NULL, NULL, "''", NULL },
  { "tune-dataset", action_tune_dataset, "s" },
  { "undo", action_undo },
};

static void
enable (ExplorerWindow *self,
        const char     *name,
        gboolean        enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

/* "Undo: target (Ctrl+Z)" */
static void
tell_step (GtkWidget  *button,
           const char *verb,
           const char *step,
           const char *keys)
{
  g_autofree char *text = step != NULL ? g_strdup_printf (_ ("%s: %s (%s)"), verb, step, keys) : g_strdup_printf ("%s (%s)", verb, keys);

  gtk_widget_set_tooltip_text (button, text);
}

void
explorer_window_update_actions (ExplorerWindow *self)
{
  ExplorerHistory *history = explorer_session_get_history (self->session);
  ExplorerRunner  *runner = explorer_session_get_runner (self->session);
  gboolean         busy = explorer_runner_get_busy (runner);
  GAction         *busy_action = g_action_map_lookup_action (G_ACTION_MAP (self), "busy");

  tell_step (self->undo_button, _ ("Undo"), explorer_history_get_undo_label (history), "Ctrl+Z");
  tell_step (self->redo_button, _ ("Redo"), explorer_history_get_redo_label (history), "Ctrl+Shift+Z");
  enable (self, "busy", FALSE);
  enable (self, "cancel", busy);
  enable (self, "deselect", explorer_selection_n_rows (explorer_session_get_selection (self->session)) > 0);
  enable (self, "page", explorer_session_get_table (self->session) != NULL);
  enable (self, "redo", explorer_history_can_redo (history));
  enable (self, "status", FALSE);
  enable (self, "undo", explorer_history_can_undo (history));
  g_simple_action_set_state (G_SIMPLE_ACTION (busy_action), g_variant_new_boolean (busy));
}

void
explorer_window_init_actions (ExplorerWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  add_escape (self);
  g_signal_connect_object (self->pages, "notify::visible-child", G_CALLBACK (page_changed), self, G_CONNECT_SWAPPED);
}
