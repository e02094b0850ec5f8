/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frame around the pages: header, errors, jobs, toasts, dropped files. It shows what the session
 * says and decides nothing. */
#include "app/explorer-window-private.h"

#include <glib/gi18n-lib.h>

#include "app/explorer-classes-page.h"
#include "app/explorer-compare-page.h"
#include "app/explorer-data-page.h"
#include "app/explorer-recent.h"
#include "app/explorer-report-page.h"
#include "app/explorer-resample-page.h"
#include "app/explorer-sample-dialog.h"
#include "app/explorer-settings.h"
#include "app/explorer-welcome-page.h"
#include "app/explorer-words.h"
#include "widgets/draw/imb-text.h"
#include "widgets/explorer-name.h"
#include "widgets/figures/imb-figure.h"

/* Work that ends sooner never shows a bar: it would only flicker. */
#define JOB_DELAY_MS 300

/* Widths of the window at the usual text size. */
#define WIDE_PX       1080
#define NARROW_PX     480
#define USUAL_LINE_PX 18.0

G_DEFINE_FINAL_TYPE (ExplorerWindow, explorer_window, ADW_TYPE_APPLICATION_WINDOW)

/* -- Title -------------------------------------------------------------------------------------- */

static char *
dup_subtitle (ExplorerSession *session)
{
  ImbTable   *table = explorer_session_get_table (session);
  ImbProblem *problem = explorer_session_get_problem (session);
  GString    *text = g_string_new (NULL);

  if (table == NULL)
    return g_string_free (text, FALSE);

  g_autofree char *rows = imb_text_count ((double) imb_table_n_rows (table));
  g_autofree char *columns = imb_text_count ((double) imb_table_n_columns (table));

  g_autofree char *sample = imb_figure_dup_sample (table);

  if (sample != NULL)
    g_string_append_printf (text, _ ("%s × %s"), sample, columns);
  else
    g_string_append_printf (text, _ ("%s × %s"), rows, columns);
  if (problem != NULL && imb_problem_n_classes (problem) > 1)
    {
      const gsize     *counts = imb_problem_get_counts (problem);
      g_autofree char *ratio = imb_text_ratio ((double) counts[imb_problem_get_majority (problem)], (double) counts[imb_problem_get_minority (problem)]);

      g_string_append_printf (text, _ (" · IR %s"), ratio);
    }

  return g_string_free (text, FALSE);
}

/* The header bar gives labels that can be shortened less than they ask for. */
static void
show_whole (GtkLabel   *label,
            const char *text,
            int         max_chars)
{
  gtk_label_set_text (label, text);
  gtk_label_set_width_chars (label, (int) MIN (g_utf8_strlen (text, -1), max_chars));
}

void
explorer_window_update_title (ExplorerWindow *self)
{
  ImbTable        *table = explorer_session_get_table (self->session);
  const char      *name = table != NULL ? imb_table_get_name (table) : _ ("Imbal Explorer");
  g_autofree char *subtitle = dup_subtitle (self->session);
  g_autofree char *title = table != NULL ? g_strdup_printf ("%s – %s", name, _ ("Imbal Explorer")) : g_strdup (name);

  gtk_window_set_title (GTK_WINDOW (self), title);
  show_whole (self->title_label, name, 18);
  show_whole (self->subtitle_label, subtitle, 26);
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle_label), *subtitle != '\0');
  adw_view_switcher_title_set_title (self->switcher, name);
  adw_view_switcher_title_set_subtitle (self->switcher, subtitle);
}

/* -- Widths ------------------------------------------------------------------------------------- */

/* The height of a line of text against the usual one. */
static double
text_scale (ExplorerWindow *self)
{
  PangoContext     *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  double            height_px = (double) pango_font_metrics_get_height (metrics) / PANGO_SCALE;

  pango_font_metrics_unref (metrics);
  return MAX (height_px / USUAL_LINE_PX, 1.0);
}

/* The name stands at the left where there is room beside the switcher; where there is none for the
 * switcher, the name takes its place and pages are switched at the bottom. */
static gboolean
arrange (gpointer data)
{
  ExplorerWindow *self = data;
  gboolean        has_table = explorer_session_get_table (self->session) != NULL;
  double          width = gtk_widget_get_width (GTK_WIDGET (self)) / text_scale (self);

  self->arranger = 0;
  adw_view_switcher_title_set_view_switcher_enabled (self->switcher, has_table);
  adw_view_switcher_bar_set_reveal (self->switcher_bar, has_table && adw_view_switcher_title_get_title_visible (self->switcher));
  gtk_widget_set_visible (self->title_box, has_table && width >= WIDE_PX);
  gtk_widget_set_visible (self->undo_box, width >= NARROW_PX);

  return G_SOURCE_REMOVE;
}

/* Not while sizes are being given out: what is hidden or shown then is drawn without a size. */
static void
arrange_soon (ExplorerWindow *self)
{
  if (self->arranger == 0)
    self->arranger = g_idle_add_full (GDK_PRIORITY_REDRAW - 10, arrange, self, NULL);
}

static void
explorer_window_size_allocate (GtkWidget *widget,
                               int        width,
                               int        height,
                               int        baseline)
{
  ExplorerWindow *self = EXPLORER_WINDOW (widget);

  GTK_WIDGET_CLASS (explorer_window_parent_class)->size_allocate (widget, width, height, baseline);

  if (width != self->last_width)
    arrange_soon (self);
  self->last_width = width;
}

/* -- Errors and toasts -------------------------------------------------------------------------- */

void
explorer_window_show_error (ExplorerWindow *self,
                            const char     *sentence)
{
  g_return_if_fail (EXPLORER_IS_WINDOW (self));

  GAction *status = g_action_map_lookup_action (G_ACTION_MAP (self), "status");

  if (sentence != NULL)
    gtk_label_set_text (self->error_label, sentence);
  gtk_info_bar_set_revealed (self->error_bar, sentence != NULL);
  g_simple_action_set_state (G_SIMPLE_ACTION (status), g_variant_new_string (sentence != NULL ? sentence : ""));
}

static void
hide_error (ExplorerWindow *self)
{
  explorer_window_show_error (self, NULL);
}

/* A toast's title is markup; the sentence is not. */
static void
show_toast (ExplorerWindow *self,
            const char     *sentence)
{
  g_autofree char *markup = g_markup_escape_text (sentence, -1);

  /* what is new is said at once, not after what is old */
  if (self->toast != NULL)
    adw_toast_dismiss (self->toast);
  g_set_weak_pointer (&self->toast, adw_toast_new (markup));
  adw_toast_overlay_add_toast (self->toasts, self->toast);
}

static void
offer_sample (ExplorerWindow *self,
              const char     *sentence,
              const char     *path)
{
  gtk_window_present (GTK_WINDOW (explorer_sample_dialog_new (GTK_WIDGET (self), self->session, sentence, path)));
}

/* -- Jobs --------------------------------------------------------------------------------------- */

static void
cancel_clicked (GtkButton    *button,
                ExplorerTask *task)
{
  explorer_task_cancel (task);
  gtk_widget_set_sensitive (GTK_WIDGET (button), FALSE);
}

static GtkWidget *
create_job_row (gpointer item,
                gpointer data)
{
  ExplorerTask *task = item;
  GtkWidget    *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget    *label = gtk_label_new (explorer_task_get_title (task));
  GtkWidget    *bar = gtk_progress_bar_new ();
  GtkWidget    *amounts = gtk_label_new (NULL);
  GtkWidget    *cancel = gtk_button_new_with_label (_ ("Cancel"));
  GtkWidget    *row = gtk_list_box_row_new ();

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (bar, TRUE);
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, explorer_task_get_title (task), -1);
  g_object_bind_property (task, "fraction", bar, "fraction", G_BINDING_SYNC_CREATE);
  gtk_widget_add_css_class (amounts, "dim-label");
  gtk_widget_add_css_class (amounts, "numeric");
  g_object_bind_property (task, "amounts", amounts, "label", G_BINDING_SYNC_CREATE);
  gtk_widget_add_css_class (cancel, "flat");
  g_signal_connect_object (cancel, "clicked", G_CALLBACK (cancel_clicked), task, 0);

  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), amounts);
  gtk_box_append (GTK_BOX (box), cancel);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);

  return row;
}

static gboolean
reveal_jobs (gpointer data)
{
  ExplorerWindow *self = data;

  self->job_timer = 0;
  gtk_revealer_set_reveal_child (self->job_revealer, TRUE);

  return G_SOURCE_REMOVE;
}

static void
tasks_changed (ExplorerWindow *self,
               guint           position,
               guint           removed,
               guint           added,
               GListModel     *tasks)
{
  if (g_list_model_get_n_items (tasks) > 0)
    {
      if (self->job_timer == 0 && !gtk_revealer_get_reveal_child (self->job_revealer))
        self->job_timer = g_timeout_add (JOB_DELAY_MS, reveal_jobs, self);
      return;
    }

  g_clear_handle_id (&self->job_timer, g_source_remove);
  gtk_revealer_set_reveal_child (self->job_revealer, FALSE);
}

/* -- The session -------------------------------------------------------------------------------- */

static void
table_changed (ExplorerWindow *self)
{
  const char *source = explorer_session_get_source (self->session);

  hide_error (self);
  if (source != NULL && !explorer_session_is_made (self->session))
    explorer_recent_add (source);
  gtk_stack_set_visible_child_name (self->main_stack, "pages");
  arrange_soon (self);
  explorer_window_update_open_menu (self);
  explorer_window_update_actions (self);
}

static void
watch_session (ExplorerWindow *self)
{
  ExplorerRunner  *runner = explorer_session_get_runner (self->session);
  ExplorerHistory *history = explorer_session_get_history (self->session);
  GListModel      *tasks = explorer_runner_get_tasks (runner);

  g_signal_connect_object (self->session, "notify::table", G_CALLBACK (table_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::problem", G_CALLBACK (explorer_window_update_title), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "failed", G_CALLBACK (explorer_window_show_error), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "too-large", G_CALLBACK (offer_sample), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "said", G_CALLBACK (show_toast), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (history, "notify", G_CALLBACK (explorer_window_update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (runner, "notify::busy", G_CALLBACK (explorer_window_update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (explorer_session_get_selection (self->session), "changed", G_CALLBACK (explorer_window_update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tasks, "items-changed", G_CALLBACK (tasks_changed), self, G_CONNECT_SWAPPED);
  gtk_list_box_bind_model (self->job_list, tasks, create_job_row, NULL, NULL);
}

static void
add_page (ExplorerWindow *self,
          GtkWidget      *page,
          const char     *name,
          const char     *title,
          const char     *icon)
{
  AdwViewStackPage *stack_page = adw_view_stack_add_titled (self->pages, page, name, title);

  adw_view_stack_page_set_icon_name (stack_page, icon);
}

static void
add_pages (ExplorerWindow *self)
{
  ExplorerSession *session = self->session;

  add_page (self, explorer_data_page_new (session), "data", _ ("Data"), "explorer-data-symbolic");
  add_page (self, explorer_classes_page_new (session), "classes", _ ("Classes"), "explorer-classes-symbolic");
  add_page (self, explorer_resample_page_new (session), "resample", _ ("Resample"), "explorer-resample-symbolic");
  add_page (self, explorer_compare_page_new (session), "compare", _ ("Compare"), "explorer-compare-symbolic");
  add_page (self, explorer_report_page_new (session), "report", _ ("Report"), "explorer-report-symbolic");
  gtk_stack_add_named (self->main_stack, explorer_welcome_page_new (), "welcome");
  gtk_stack_set_visible_child_name (self->main_stack, "welcome");
}

/* -- Dropped files ------------------------------------------------------------------------------ */

static gboolean
file_dropped (GtkDropTarget  *target,
              const GValue   *value,
              double          x,
              double          y,
              ExplorerWindow *self)
{
  GdkFileList *list = g_value_get_boxed (value);
  g_autoptr (GSList) files = list != NULL ? gdk_file_list_get_files (list) : NULL;
  const char *path = files != NULL ? g_file_peek_path (files->data) : NULL;

  if (path == NULL)
    {
      explorer_window_show_error (self, _ ("Only files of this computer can be opened: copy it here first."));
      return FALSE;
    }

  explorer_session_open_path (self->session, path);
  return TRUE;
}

static void
accept_files (ExplorerWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect (target, "drop", G_CALLBACK (file_dropped), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/* -- The object --------------------------------------------------------------------------------- */

/* The size that the next window begins with. */
static gboolean
explorer_window_close_request (GtkWindow *window)
{
  int              width, height;
  g_autofree char *size = NULL;

  gtk_window_get_default_size (window, &width, &height);
  size = g_strdup_printf ("%d %d %d", width, height, gtk_window_is_maximized (window));
  explorer_settings_set ("size", size);

  return GTK_WINDOW_CLASS (explorer_window_parent_class)->close_request (window);
}

static void
restore_size (ExplorerWindow *self)
{
  g_autofree char *size = explorer_settings_dup ("size", "");
  int              width, height, maximized;

  if (sscanf (size, "%d %d %d", &width, &height, &maximized) != 3 || width < 360 || height < 294)
    return;

  gtk_window_set_default_size (GTK_WINDOW (self), MIN (width, 10000), MIN (height, 10000));
  if (maximized)
    gtk_window_maximize (GTK_WINDOW (self));
}

static void
explorer_window_dispose (GObject *object)
{
  ExplorerWindow *self = EXPLORER_WINDOW (object);

  g_clear_weak_pointer (&self->toast);
  g_clear_handle_id (&self->arranger, g_source_remove);
  g_clear_handle_id (&self->job_timer, g_source_remove);
  if (self->session != NULL)
    explorer_runner_drop_all (explorer_session_get_runner (self->session));
  g_clear_object (&self->session);

  G_OBJECT_CLASS (explorer_window_parent_class)->dispose (object);
}

static void
explorer_window_class_init (ExplorerWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = explorer_window_dispose;
  widget_class->size_allocate = explorer_window_size_allocate;
  GTK_WINDOW_CLASS (klass)->close_request = explorer_window_close_request;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/imbal/Explorer/ui/window.ui");
  gtk_widget_class_bind_template_child (widget_class, ExplorerWindow, error_bar);
  gtk_widget_class_bind_template_child (widget_class, ExplorerWindow, error_label);
  gtk_widget_class_bind_template_child (widget_class, ExplorerWindow, job_list);
  gtk_widget_class_bind_template_child (widget_class, ExplorerWindow, job_revealer);
  gtk_widget_class_bind_template_child (widget_class, ExplorerWindow, main_stack);
  gtk_widget_class_bind_template_child (widget_class, ExplorerWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, ExplorerWindow, open_button);
  gtk_widget_class_bind_template_child (widget_class, ExplorerWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, ExplorerWindow, redo_button);
  gtk_widget_class_bind_template_child (widget_class, ExplorerWindow, subtitle_label);
  gtk_widget_class_bind_template_child (widget_class, ExplorerWindow, switcher);
  gtk_widget_class_bind_template_child (widget_class, ExplorerWindow, switcher_bar);
  gtk_widget_class_bind_template_child (widget_class, ExplorerWindow, title_box);
  gtk_widget_class_bind_template_child (widget_class, ExplorerWindow, title_label);
  gtk_widget_class_bind_template_child (widget_class, ExplorerWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, ExplorerWindow, undo_box);
  gtk_widget_class_bind_template_child (widget_class, ExplorerWindow, undo_button);
  gtk_widget_class_bind_template_callback (widget_class, arrange_soon);
  gtk_widget_class_bind_template_callback (widget_class, hide_error);
}

static void
explorer_window_init (ExplorerWindow *self)
{
  self->session = explorer_session_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  explorer_name_widget (GTK_WIDGET (self->menu_button), _ ("Menu"));
  explorer_name_widget (GTK_WIDGET (self->open_button), _ ("Open"));
  restore_size (self);
  explorer_window_init_actions (self);
  add_pages (self);
  watch_session (self);
  accept_files (self);
  explorer_window_update_title (self);
  explorer_window_update_open_menu (self);
  explorer_window_update_actions (self);
  arrange_soon (self);
}

GtkWidget *
explorer_window_new (AdwApplication *application)
{
  return g_object_new (EXPLORER_TYPE_WINDOW, "application", application, NULL);
}

ExplorerSession *
explorer_window_get_session (ExplorerWindow *self)
{
  g_return_val_if_fail (EXPLORER_IS_WINDOW (self), NULL);

  return self->session;
}

GtkWidget *
explorer_window_get_page (ExplorerWindow *self,
                          const char     *name)
{
  g_return_val_if_fail (EXPLORER_IS_WINDOW (self), NULL);

  return adw_view_stack_get_child_by_name (self->pages, name);
}
