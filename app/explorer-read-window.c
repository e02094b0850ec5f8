/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The beginning of the file is read in a thread at every change; a newer change supersedes the one before. The whole
 * file is read once, by the session: when it refuses, the window stays and says why. */
#include "app/explorer-read-window.h"

#include <glib/gi18n-lib.h>

#include "app/explorer-read-form.h"
#include "app/explorer-words.h"
#include "widgets/explorer-name.h"
#include "widgets/explorer-table-view.h"

#define WIDTH_PX   620
#define HEIGHT_PX  700
#define PREVIEW_PX 230

struct _ExplorerReadWindow
{
  AdwWindow        parent_instance;
  ExplorerSession *session;
  GtkWidget       *form;
  GtkWidget       *view;
  GtkWidget       *sentence;
  GtkWidget       *apply;
  GtkWidget       *bar; /* of progress */
  char            *path;
  ImbTable        *preview;
  gboolean         applying;
};

typedef struct
{
  char           *path;
  ImbReadOptions *options;
} Request;

typedef struct
{
  ImbTable *table;
  gboolean  whole;
} Preview;

G_DEFINE_FINAL_TYPE (ExplorerReadWindow, explorer_read_window, ADW_TYPE_WINDOW)

/* -- Preview ------------------------------------------------------------------------------------ */

static void
request_free (gpointer data)
{
  Request *request = data;

  g_free (request->path);
  imb_read_options_free (request->options);
  g_free (request);
}

static void
preview_free (gpointer data)
{
  Preview *preview = data;

  imb_table_unref (preview->table);
  g_free (preview);
}

static gpointer
read_preview (gpointer data,
              ImbJob  *job,
              GError **error)
{
  Request *request = data;
  Preview  preview = { 0 };

  preview.table = imb_read_preview (request->path, request->options, &preview.whole, job, error);
  return preview.table != NULL ? g_memdup2 (&preview, sizeof preview) : NULL;
}

static void
say (ExplorerReadWindow *self,
     const char         *sentence,
     gboolean            wrong)
{
  gtk_label_set_text (GTK_LABEL (self->sentence), sentence);
  if (wrong)
    gtk_widget_add_css_class (self->sentence, "error");
  else
    gtk_widget_remove_css_class (self->sentence, "error");
}

static char *
dup_summary (const Preview *preview)
{
  gsize            n_problems = imb_table_n_problems (preview->table);
  g_autofree char *rows = explorer_words_rows (imb_table_n_rows (preview->table));
  g_autofree char *columns = explorer_words_columns (imb_table_n_columns (preview->table));
  g_autofree char *text = g_strdup_printf (preview->whole ? _ ("The whole file: %s, %s.") : _ ("The beginning of the file: %s, %s."), rows, columns);
  g_autofree char *problems = n_problems > 0 ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%zu problem.", "%zu problems.", n_problems), n_problems) : NULL;

  return problems != NULL ? g_strdup_printf ("%s %s", text, problems) : g_steal_pointer (&text);
}

static void
previewed (gpointer      owner,
           gpointer      result,
           const GError *error)
{
  ExplorerReadWindow *self = owner;
  Preview            *preview = result;
  g_autofree char    *summary = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  gtk_widget_remove_css_class (self->view, "dim-label");
  g_clear_pointer (&self->preview, imb_table_unref);
  self->preview = preview != NULL ? imb_table_ref (preview->table) : NULL;
  explorer_table_view_set_table (EXPLORER_TABLE_VIEW (self->view), self->preview);
  if (preview == NULL)
    {
      say (self, error->message, TRUE);
      return;
    }

  explorer_read_form_show_found (EXPLORER_READ_FORM (self->form), self->preview);
  summary = dup_summary (preview);
  say (self, summary, FALSE);
}

static void
show_preview (ExplorerReadWindow *self)
{
  Request *request = g_new0 (Request, 1);

  request->path = g_strdup (self->path);
  request->options = explorer_read_form_dup_options (EXPLORER_READ_FORM (self->form));
  gtk_widget_add_css_class (self->view, "dim-label");
  explorer_runner_start (explorer_session_get_runner (self->session), "preview", _ ("Looking at the beginning of the file"), read_preview, request,
                         request_free, preview_free, self, previewed);
}

ImbTable *
explorer_read_window_get_preview (ExplorerReadWindow *self)
{
  g_return_val_if_fail (EXPLORER_IS_READ_WINDOW (self), NULL);

  return self->preview;
}

/* The second line of a header. */
static char *
dup_kind (gsize    column,
          gpointer data)
{
  ExplorerReadWindow *self = data;

  return g_strdup (imb_table_column_at (self->preview, column)->kind == IMB_COLUMN_NUMBER ? _ ("number") : _ ("text"));
}

/* -- Applying ----------------------------------------------------------------------------------- */

static void
set_applying (ExplorerReadWindow *self,
              gboolean            applying)
{
  self->applying = applying;
  gtk_widget_set_sensitive (self->form, !applying);
  gtk_widget_set_sensitive (self->apply, !applying);
  gtk_widget_set_visible (self->bar, applying);
}

static void
apply_clicked (ExplorerReadWindow *self)
{
  g_autoptr (ImbReadOptions) options = explorer_read_form_dup_options (EXPLORER_READ_FORM (self->form));
  g_autoptr (ExplorerTask) task = NULL;

  explorer_session_reread (self->session, options);
  task = explorer_runner_dup_task (explorer_session_get_runner (self->session), "read");
  set_applying (self, TRUE);
  if (task != NULL)
    {
      g_object_bind_property (task, "fraction", self->bar, "fraction", G_BINDING_SYNC_CREATE);
      g_object_bind_property (task, "amounts", self->bar, "text", G_BINDING_SYNC_CREATE);
    }
}

static void
cancel_clicked (ExplorerReadWindow *self)
{
  g_autoptr (ExplorerTask) task = self->applying ? explorer_runner_dup_task (explorer_session_get_runner (self->session), "read") : NULL;

  if (task != NULL)
    explorer_task_cancel (task);
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
busy_changed (ExplorerReadWindow *self)
{
  if (self->applying && !explorer_runner_is_running (explorer_session_get_runner (self->session), "read"))
    set_applying (self, FALSE);
}

static void
refused (ExplorerReadWindow *self,
         const char         *sentence)
{
  if (!self->applying)
    return;

  set_applying (self, FALSE);
  say (self, sentence, TRUE);
}

/* -- The object --------------------------------------------------------------------------------- */

static void
explorer_read_window_dispose (GObject *object)
{
  ExplorerReadWindow *self = EXPLORER_READ_WINDOW (object);

  if (self->session != NULL)
    explorer_runner_drop (explorer_session_get_runner (self->session), "preview");
  g_clear_object (&self->session);
  g_clear_pointer (&self->preview, imb_table_unref);
  g_clear_pointer (&self->path, g_free);

  G_OBJECT_CLASS (explorer_read_window_parent_class)->dispose (object);
}

static void
explorer_read_window_class_init (ExplorerReadWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = explorer_read_window_dispose;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
explorer_read_window_init (ExplorerReadWindow *self)
{
}

static GtkWidget *
create_header_bar (ExplorerReadWindow *self)
{
  GtkWidget *bar = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_mnemonic (_ ("_Cancel"));

  self->apply = gtk_button_new_with_mnemonic (_ ("_Apply"));
  gtk_widget_add_css_class (self->apply, "suggested-action");
  g_signal_connect_swapped (self->apply, "clicked", G_CALLBACK (apply_clicked), self);
  g_signal_connect_swapped (cancel, "clicked", G_CALLBACK (cancel_clicked), self);
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), self->apply);
  return bar;
}

static GtkWidget *
create_preview (ExplorerReadWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->view = explorer_table_view_new ();
  explorer_table_view_set_header (EXPLORER_TABLE_VIEW (self->view), dup_kind, NULL, self);
  gtk_widget_set_size_request (self->view, -1, PREVIEW_PX);
  self->sentence = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR,
                                 "xalign", 0.0, "margin-start", 12, "margin-end", 12, "margin-top", 6, "margin-bottom", 6, NULL);
  self->bar = gtk_progress_bar_new ();
  gtk_progress_bar_set_show_text (GTK_PROGRESS_BAR (self->bar), TRUE);
  explorer_name_widget (self->bar, _ ("Reading"));
  gtk_widget_set_visible (self->bar, FALSE);
  gtk_box_append (GTK_BOX (box), self->view);
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (box), self->sentence);
  gtk_box_append (GTK_BOX (box), self->bar);
  gtk_widget_set_vexpand (box, FALSE);
  return box;
}

static GtkWidget *
create_choices (ExplorerReadWindow *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();

  self->form = explorer_read_form_new (explorer_session_get_decisions (self->session)->reading);
  g_object_set (self->form, "margin-start", 12, "margin-end", 12, "margin-top", 12, "margin-bottom", 18, NULL);
  g_signal_connect_swapped (self->form, "changed", G_CALLBACK (show_preview), self);
  adw_clamp_set_child (ADW_CLAMP (clamp), self->form);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  gtk_widget_set_vexpand (scroller, TRUE);
  return scroller;
}

GtkWindow *
explorer_read_window_new (GtkWindow       *parent,
                          ExplorerSession *session)
{
  ExplorerReadWindow *self = g_object_new (EXPLORER_TYPE_READ_WINDOW, "transient-for", parent, "modal", TRUE, "destroy-with-parent", TRUE,
                                           "default-width", WIDTH_PX, "default-height", HEIGHT_PX, "title", _ ("How the file is read"), NULL);
  GtkWidget          *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->session = g_object_ref (session);
  self->path = g_strdup (explorer_session_get_source (session));
  gtk_box_append (GTK_BOX (box), create_header_bar (self));
  gtk_box_append (GTK_BOX (box), create_preview (self));
  gtk_box_append (GTK_BOX (box), create_choices (self));
  adw_window_set_content (ADW_WINDOW (self), box);
  explorer_read_form_show_found (EXPLORER_READ_FORM (self->form), explorer_session_get_table (session));
  g_signal_connect_object (session, "notify::table", G_CALLBACK (gtk_window_destroy), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "failed", G_CALLBACK (refused), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (explorer_session_get_runner (session), "notify::busy", G_CALLBACK (busy_changed), self, G_CONNECT_SWAPPED);
  show_preview (self);
  return GTK_WINDOW (self);
}
