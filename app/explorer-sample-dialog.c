/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One question with a number in it. */
#include "app/explorer-sample-dialog.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "widgets/explorer-name.h"

#define USUAL_ROWS 100000
#define MOST_ROWS  10000000

typedef struct
{
  ExplorerSession *session;
  GtkWidget       *rows;
  char            *path;
} Parts;

static void
parts_free (gpointer data)
{
  Parts *parts = data;

  g_object_unref (parts->session);
  g_free (parts->path);
  g_free (parts);
}

static void
answered (GtkWidget  *dialog,
          const char *answer,
          Parts      *parts)
{
  ImbReadOptions options = { 0 };

  if (!g_str_equal (answer, "load"))
    return;

  gtk_spin_button_update (GTK_SPIN_BUTTON (parts->rows)); /* what was typed and not yet left */
  options.most_rows = (gsize) gtk_spin_button_get_value (GTK_SPIN_BUTTON (parts->rows));
  explorer_session_open_path_as (parts->session, parts->path, &options);
}

GtkWidget *
explorer_sample_dialog_new (GtkWidget       *parent,
                            ExplorerSession *session,
                            const char      *sentence,
                            const char      *path)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (parent), _ ("Load a sample of the rows?"), NULL);
  Parts     *parts = g_new0 (Parts, 1);

  parts->session = g_object_ref (session);
  parts->path = g_strdup (path);
  parts->rows = gtk_spin_button_new_with_range (100, MOST_ROWS, 10000);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (parts->rows), USUAL_ROWS);
  explorer_name_widget (parts->rows, _ ("Rows of the sample"));
  g_object_set_data_full (G_OBJECT (dialog), "parts", parts, parts_free);
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), sentence);
  adw_message_dialog_set_body_use_markup (ADW_MESSAGE_DIALOG (dialog), FALSE);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), parts->rows);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "load", _ ("_Load so many rows"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "load", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "load");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (answered), parts);
  return dialog;
}
