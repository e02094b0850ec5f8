/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row with a button that chooses the file, and one that forgets it. */
#include "app/explorer-read-labels.h"

#include <glib/gi18n-lib.h>

#include "widgets/explorer-name.h"

struct _ExplorerReadLabels
{
  AdwActionRow parent_instance;
  GtkWidget   *forget;
  char        *path;
};

static guint signal_changed;

G_DEFINE_FINAL_TYPE (ExplorerReadLabels, explorer_read_labels, ADW_TYPE_ACTION_ROW)

const char *
explorer_read_labels_get (ExplorerReadLabels *self)
{
  g_return_val_if_fail (EXPLORER_IS_READ_LABELS (self), NULL);

  return self->path;
}

void
explorer_read_labels_set (ExplorerReadLabels *self,
                          const char         *path)
{
  g_return_if_fail (EXPLORER_IS_READ_LABELS (self));

  g_autofree char *base = path != NULL ? g_filename_display_basename (path) : g_strdup (_ ("None"));

  g_free (self->path);
  self->path = g_strdup (path);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), base);
  gtk_widget_set_visible (self->forget, path != NULL);
  g_signal_emit (self, signal_changed, 0);
}

static void
file_chosen (GtkNativeDialog    *dialog,
             int                 response,
             ExplorerReadLabels *self)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;

  if (file != NULL && g_file_peek_path (file) != NULL)
    explorer_read_labels_set (self, g_file_peek_path (file));
  g_object_unref (dialog);
}

static void
choose_clicked (ExplorerReadLabels *self)
{
  GtkWindow            *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_ ("Open labels"), window, GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), _ ("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (file_chosen), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog)); /* ours until "response" */
}

static void
forget_clicked (ExplorerReadLabels *self)
{
  explorer_read_labels_set (self, NULL);
}

static void
explorer_read_labels_finalize (GObject *object)
{
  g_free (EXPLORER_READ_LABELS (object)->path);

  G_OBJECT_CLASS (explorer_read_labels_parent_class)->finalize (object);
}

static void
explorer_read_labels_class_init (ExplorerReadLabelsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = explorer_read_labels_finalize;

  signal_changed = g_signal_new ("changed", EXPLORER_TYPE_READ_LABELS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
explorer_read_labels_init (ExplorerReadLabels *self)
{
  GtkWidget *choose = gtk_button_new_with_label (_ ("Choose…"));

  self->forget = gtk_button_new_from_icon_name ("edit-clear-symbolic");
  gtk_widget_set_tooltip_text (self->forget, _ ("No labels"));
  explorer_name_widget (self->forget, _ ("No labels"));
  gtk_widget_set_valign (self->forget, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (choose, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (choose, "clicked", G_CALLBACK (choose_clicked), self);
  g_signal_connect_swapped (self->forget, "clicked", G_CALLBACK (forget_clicked), self);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("File with the labels"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->forget);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), choose);
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE); /* or Tab would stop twice */
  explorer_read_labels_set (self, NULL);
}

GtkWidget *
explorer_read_labels_new (void)
{
  return g_object_new (EXPLORER_TYPE_READ_LABELS, NULL);
}
