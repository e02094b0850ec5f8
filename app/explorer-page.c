/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps that every page takes in the same way. Sentences and names come from files: none of them is markup. */
#include "app/explorer-page.h"

#include <glib/gi18n-lib.h>

void
explorer_page_watch (gpointer             page,
                     ExplorerSession     *session,
                     const ExplorerWatch *watches,
                     guint                n)
{
  for (guint i = 0; i < n; i++)
    g_signal_connect_object (session, watches[i].signal, watches[i].callback, page, G_CONNECT_SWAPPED);
}

typedef struct
{
  GtkWidget       *page; /* whose data this is */
  ExplorerPageStep step;
  guint            source;
  gulong           waits_for_map;
} Later;

static void
later_free (gpointer data)
{
  Later *later = data;

  g_clear_handle_id (&later->source, g_source_remove);
  g_free (later);
}

static gboolean
take_step (gpointer data)
{
  Later *later = data;

  later->source = 0;
  if (gtk_widget_get_root (later->page) != NULL) /* else it is on its way out */
    later->step (later->page);
  return G_SOURCE_REMOVE;
}

/* Before the next frame, so that nobody sees what holds no longer. */
static void
on_map (Later *later)
{
  g_clear_signal_handler (&later->waits_for_map, later->page);
  if (later->source == 0)
    later->source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, take_step, later, NULL);
}

void
explorer_page_later (gpointer         page,
                     ExplorerPageStep step)
{
  Later *later = g_object_get_data (page, "later");

  if (later == NULL)
    {
      later = g_new0 (Later, 1);
      later->page = page;
      g_object_set_data_full (page, "later", later, later_free);
    }
  later->step = step;
  if (gtk_widget_get_mapped (page))
    on_map (later);
  else if (later->waits_for_map == 0)
    later->waits_for_map = g_signal_connect_swapped (page, "map", G_CALLBACK (on_map), later);
}

ExplorerFigure *
explorer_page_add_figure (gpointer         page,
                          ExplorerSession *session,
                          AdwBin          *place,
                          const char      *id,
                          int              height_px,
                          GCallback        activated)
{
  GtkWidget *figure = explorer_figure_new (imb_figure_find (id));

  explorer_figure_set_height (EXPLORER_FIGURE (figure), height_px);
  gtk_widget_set_hexpand (figure, TRUE);
  g_signal_connect_object (figure, "said", G_CALLBACK (explorer_session_say), session, G_CONNECT_SWAPPED);
  g_signal_connect_object (figure, "failed", G_CALLBACK (explorer_session_fail), session, G_CONNECT_SWAPPED);
  if (activated != NULL)
    g_signal_connect_object (figure, "activated", activated, page, G_CONNECT_SWAPPED);
  adw_bin_set_child (place, figure);
  return EXPLORER_FIGURE (figure);
}

gboolean
explorer_page_show_state (ExplorerSession *session,
                          GtkStack        *stack,
                          AdwStatusPage   *empty,
                          const char      *title_of_error,
                          const char      *title_of_nothing)
{
  gboolean         ready = explorer_session_get_design (session) != NULL;
  const char      *error = explorer_session_get_error (session);
  g_autofree char *markup = error != NULL ? g_markup_escape_text (error, -1) : NULL; /* the status page reads markup */

  gtk_stack_set_visible_child_name (stack, ready ? "work" : "empty");
  adw_status_page_set_title (empty, error != NULL ? title_of_error : title_of_nothing);
  adw_status_page_set_description (empty, markup != NULL ? markup : _ ("Open a table, and choose its target on the Data page."));
  return ready;
}

/* The choice that a drop-down shows, not its list: GTK lets a long name make the window wide. */
static void
let_choice_shrink (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    gtk_label_set_ellipsize (GTK_LABEL (widget), PANGO_ELLIPSIZE_END);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (!GTK_IS_POPOVER (child))
      let_choice_shrink (child);
}

void
explorer_page_list_features (ImbDesign   *design,
                             GtkDropDown *drop)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (gsize j = 0; design != NULL && j < imb_design_n_features (design); j++)
    gtk_string_list_append (names, imb_design_feature_at (design, j)->name);
  gtk_drop_down_set_model (drop, G_LIST_MODEL (names));
  let_choice_shrink (GTK_WIDGET (drop));
}

void
explorer_page_copy (GtkWidget       *page,
                    ExplorerSession *session,
                    const char      *text,
                    const char      *said)
{
  if (text == NULL)
    return;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (page), text);
  explorer_session_say (session, said);
}

static void
save_response (GtkNativeDialog *dialog,
               int              response,
               gpointer         page)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  ExplorerPageSave save = (ExplorerPageSave) g_object_get_data (G_OBJECT (dialog), "save");

  if (file != NULL && g_file_peek_path (file) != NULL)
    save (page, g_file_peek_path (file));
  g_object_unref (dialog);
}

void
explorer_page_save (GtkWidget       *page,
                    const char      *title,
                    const char      *file_name,
                    ExplorerPageSave save)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (title, GTK_WINDOW (gtk_widget_get_root (page)), GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), file_name);
  g_object_set_data (G_OBJECT (dialog), "save", (gpointer) save);
  g_signal_connect_object (dialog, "response", G_CALLBACK (save_response), page, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog)); /* released in save_response() */
}

gpointer
explorer_page_find_part (const ExplorerPart *parts,
                         guint               n,
                         const char         *name)
{
  for (guint i = 0; i < n; i++)
    if (g_str_equal (parts[i].name, name))
      return parts[i].widget;

  return NULL;
}
