/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Report page: the session in words, and every figure as a picture that can be looked at, copied and
 * saved. Saving all of them runs in the runner's thread, on a copy of the input. */
#include "app/explorer-report-page.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/explorer-command.h"
#include "app/explorer-page.h"
#include "app/explorer-runs-csv.h"
#include "app/explorer-words.h"
#include "widgets/draw/imb-text.h"
#include "widgets/explorer-figure-parts.h"
#include "widgets/explorer-flow.h"
#include "widgets/explorer-name.h"
#include "widgets/figures/imb-figure.h"

#define WIDTH_MM  160.0
#define HEIGHT_MM 100.0
#define DPI       300.0

#define MAX_CLASSES 30 /* named in the summary: a page of 5,000 takes a second to lay out */

struct _ExplorerReportPage
{
  AdwBin parent_instance;

  ExplorerSession *session;
  GPtrArray       *shown; /* ExplorerFigure, borrowed */

  GtkFlowBox *figures;
  GtkLabel   *summary;
  GtkStack   *stack;
};

G_DEFINE_FINAL_TYPE (ExplorerReportPage, explorer_report_page, ADW_TYPE_BIN)

/* What there is for figures; borrowed from the session. */
static void
fill_input (ExplorerReportPage *self,
            ImbFigureInput     *in)
{
  const ExplorerDecisions *decisions = explorer_session_get_decisions (self->session);
  GPtrArray               *runs = explorer_session_get_runs (self->session);

  imb_figure_input_init (in);
  in->problem = explorer_session_get_problem (self->session);
  in->design = explorer_session_get_design (self->session);
  in->resample = explorer_session_get_resample (self->session);
  in->feature_x = decisions->feature_x;
  in->feature_y = decisions->feature_y;
  if (runs != NULL)
    {
      in->runs = (ImbRun *const *) runs->pdata;
      in->n_runs = runs->len;
      in->threshold = decisions->threshold < 0 ? NAN : decisions->threshold;
    }
}

/* In words. */

static void
add_data (GString         *text,
          ExplorerSession *session)
{
  ImbTable   *table = explorer_session_get_table (session);
  ImbProblem *problem = explorer_session_get_problem (session);

  g_autofree char *rows = explorer_words_rows (imb_table_n_rows (table));
  g_autofree char *columns = explorer_words_columns (imb_table_n_columns (table));

  g_string_append_printf (text, _ ("Data: %s, %s × %s. Target: %s.\n"), imb_table_get_name (table), rows, columns,
                          imb_table_column_at (table, imb_problem_get_target (problem))->name);
  g_autofree char *sample = imb_figure_dup_sample (table);

  if (sample != NULL)
    g_string_append_printf (text, "%s.\n", sample);
  g_string_append (text, _ ("Classes: "));
  for (guint c = 0; c < MIN (imb_problem_n_classes (problem), MAX_CLASSES); c++)
    {
      g_autofree char *count = imb_text_count ((double) imb_problem_get_counts (problem)[c]);

      g_string_append_printf (text, "%s%s: %s", c > 0 ? "; " : "", imb_problem_get_labels (problem)[c], count);
    }
  if (imb_problem_n_classes (problem) > MAX_CLASSES)
    g_string_append_printf (text, _ ("; and %u more"), imb_problem_n_classes (problem) - MAX_CLASSES);
  g_string_append (text, ".\n");
}

static void
add_notes (GString        *text,
           const ImbNotes *notes)
{
  if (imb_notes_n (notes) == 0)
    return;

  g_string_append (text, _ ("\nDecided by the program:\n"));
  for (guint i = 0; i < explorer_words_n_notes (notes); i++)
    {
      g_autofree char *line = explorer_words_note (notes, i);

      g_string_append_printf (text, "%s\n", line);
    }
}

static char *
dup_summary (ExplorerSession *session)
{
  const ExplorerDecisions *decisions = explorer_session_get_decisions (session);
  GPtrArray               *runs = explorer_session_get_runs (session);
  GString                 *text = g_string_new (NULL);
  g_autoptr (ImbPlan) plan = explorer_session_dup_plan (session);
  g_autoptr (ImbNotes) notes = explorer_session_dup_notes (session);
  g_autofree char *resample = explorer_command_resample (session);
  g_autofree char *compare = explorer_command_compare (session);

  add_data (text, session);
  g_string_append_printf (text, _ ("Plan: %s, seed %u.\n"), imb_plan_get_text (plan), decisions->sampler_seed);
  if (runs != NULL && runs->len > 0)
    {
      const ImbRun        *run = g_ptr_array_index (runs, 0);
      const ImbEvaluation *evaluation = imb_run_get_evaluation (run);
      g_autofree char     *compared = explorer_words_runs (runs->len);
      g_autofree char     *folds = explorer_words_folds (evaluation->n_folds);
      g_autofree char     *repeats = explorer_words_repeats (evaluation->n_repeats);

      g_string_append_printf (text, _ ("Compared: %s of %s, %s × %s, seed %u.\n"), compared,
                              imb_run_get_model_text (run), folds, repeats, evaluation->seed);
    }
  g_string_append_printf (text, _ ("Made with Imbal Explorer %s.\n"), IMB_VERSION);
  add_notes (text, notes);
  g_string_append_printf (text, _ ("\nThe same on the command line:\n%s\n%s"), resample, compare);
  return g_string_free (text, FALSE);
}

/* Following the session. */

static void
refresh (ExplorerReportPage *self)
{
  gboolean         ready = explorer_session_get_design (self->session) != NULL;
  ImbFigureInput   in;
  g_autofree char *summary = NULL;

  gtk_stack_set_visible_child_name (self->stack, ready ? "work" : "empty");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "report.save-metrics", explorer_session_get_runs (self->session) != NULL);
  if (!ready || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  summary = dup_summary (self->session);
  gtk_label_set_text (self->summary, summary);
  fill_input (self, &in);
  for (guint i = 0; i < self->shown->len; i++)
    explorer_figure_set_input (g_ptr_array_index (self->shown, i), &in);
}

/* Saving. */

typedef struct
{
  ImbFigureInput in;
  char          *folder;
  char          *format;
} SaveAll;

static void
save_all_free (gpointer data)
{
  SaveAll *request = data;

  explorer_figure_input_release (&request->in);
  g_free (request->folder);
  g_free (request->format);
  g_free (request);
}

static gpointer
save_all_work (gpointer data,
               ImbJob  *job,
               GError **error)
{
  SaveAll *request = data;
  guint    n = 0;

  for (const ImbFigure *const *figure = imb_figures (); *figure != NULL; figure++)
    {
      g_autofree char *name = g_strconcat ((*figure)->id, ".", request->format, NULL);
      g_autofree char *path = g_build_filename (request->folder, name, NULL);

      if (!imb_job_step (job, 0, 0, error))
        return NULL;
      if (!imb_figure_check (*figure, &request->in, NULL))
        continue;
      if (!imb_figure_save (*figure, &request->in, path, WIDTH_MM, HEIGHT_MM, DPI, IMB_THEME_LIGHT, error))
        return NULL;
      n++;
    }
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u figure saved.", "%u figures saved.", n), n);
}

static void
save_all_done (gpointer      owner,
               gpointer      sentence,
               const GError *error)
{
  ExplorerReportPage *self = owner;

  if (error == NULL)
    explorer_session_say (self->session, sentence);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    explorer_session_fail (self->session, error->message);
}

void
explorer_report_page_save_all (ExplorerReportPage *self,
                               const char         *folder,
                               const char         *format)
{
  SaveAll       *request;
  ImbFigureInput in;

  g_return_if_fail (EXPLORER_IS_REPORT_PAGE (self));
  g_return_if_fail (folder != NULL && format != NULL);

  fill_input (self, &in);
  request = g_new0 (SaveAll, 1);
  explorer_figure_input_hold (&request->in, &in);
  request->folder = g_strdup (folder);
  request->format = g_strdup (format);
  explorer_runner_start (explorer_session_get_runner (self->session), "save-figures", _ ("Saving all figures"),
                         save_all_work, request, save_all_free, g_free, self, save_all_done);
}

static void
folder_response (GtkNativeDialog    *dialog,
                 int                 response,
                 ExplorerReportPage *self)
{
  g_autoptr (GFile) folder = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  const char *format = gtk_file_chooser_get_choice (GTK_FILE_CHOOSER (dialog), "format");

  if (folder != NULL && g_file_peek_path (folder) != NULL)
    explorer_report_page_save_all (self, g_file_peek_path (folder), format != NULL ? format : "pdf");
  g_object_unref (dialog);
}

static void
save_all_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  static const char    *formats[] = { "pdf", "svg", "png", NULL };
  static const char    *labels[] = { "PDF", "SVG", "PNG", NULL };
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_ ("Save All Figures"), GTK_WINDOW (gtk_widget_get_root (widget)),
                                                              GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("Save Here"), NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_add_choice (GTK_FILE_CHOOSER (dialog), "format", _ ("Format"), formats, labels);
  gtk_file_chooser_set_choice (GTK_FILE_CHOOSER (dialog), "format", "pdf");
  g_signal_connect_object (dialog, "response", G_CALLBACK (folder_response), widget, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog)); /* released in folder_response() */
}

gboolean
explorer_report_page_save_metrics (ExplorerReportPage *self,
                                   const char         *path)
{
  GPtrArray *runs;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbWriter) writer = NULL;
  g_autofree char *csv = NULL;

  g_return_val_if_fail (EXPLORER_IS_REPORT_PAGE (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  runs = explorer_session_get_runs (self->session);
  if (runs == NULL)
    {
      explorer_session_fail (self->session, _ ("There are no metrics yet: press Compare on the Compare page."));
      return FALSE;
    }

  csv = explorer_runs_to_csv (runs);
  writer = imb_writer_new (path, &error);
  if (writer != NULL)
    imb_writer_text (writer, csv);
  if (writer == NULL || !imb_writer_commit (writer, &error))
    {
      explorer_session_fail (self->session, error->message);
      return FALSE;
    }

  explorer_session_say (self->session, _ ("Metrics saved."));
  return TRUE;
}

static void
save_metrics (gpointer    page,
              const char *path)
{
  explorer_report_page_save_metrics (page, path);
}

static void
save_metrics_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  explorer_page_save (widget, _ ("Save Metrics"), "metrics.csv", save_metrics);
}

static void
copy_summary_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  ExplorerReportPage *self = EXPLORER_REPORT_PAGE (widget);

  explorer_page_copy (widget, self->session, gtk_label_get_text (self->summary), _ ("Summary copied."));
}

/* The widget. */

static void
save_clicked (GtkWidget *figure)
{
  gtk_widget_activate_action (figure, "figure.save", NULL);
}

static void
add_figure (ExplorerReportPage *self,
            const ImbFigure    *figure)
{
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget       *widget = explorer_figure_new (figure);
  GtkWidget       *button = gtk_button_new_with_label (_ ("Save…"));
  GtkWidget       *child = gtk_flow_box_child_new ();
  g_autofree char *name = g_strdup_printf (_ ("Save the figure %s"), _ (figure->title));

  explorer_figure_set_height (EXPLORER_FIGURE (widget), 240);
  gtk_widget_set_hexpand (widget, TRUE);
  gtk_widget_set_halign (button, GTK_ALIGN_END);
  g_object_set (button, "margin-end", 12, "margin-bottom", 12, NULL);
  explorer_name_widget (button, name);
  g_signal_connect_object (button, "clicked", G_CALLBACK (save_clicked), widget, G_CONNECT_SWAPPED);
  g_signal_connect_object (widget, "said", G_CALLBACK (explorer_session_say), self->session, G_CONNECT_SWAPPED);
  g_signal_connect_object (widget, "failed", G_CALLBACK (explorer_session_fail), self->session, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), widget);
  gtk_box_append (GTK_BOX (box), button);
  gtk_widget_add_css_class (box, "card");
  gtk_widget_set_focusable (child, FALSE);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), box);
  gtk_flow_box_append (self->figures, child);
  g_ptr_array_add (self->shown, widget);
}

static void
watch_session (ExplorerReportPage *self)
{
  const char *const watched[] = { "notify::design", "notify::resample", "notify::runs", "notify::decisions" };

  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_connect_object (self->session, watched[i], G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
}

/* While the page is hidden it does not follow every step of a slider. */
static void
explorer_report_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (explorer_report_page_parent_class)->map (widget);
  refresh (EXPLORER_REPORT_PAGE (widget));
}

static void
explorer_report_page_dispose (GObject *object)
{
  g_clear_object (&EXPLORER_REPORT_PAGE (object)->session);
  G_OBJECT_CLASS (explorer_report_page_parent_class)->dispose (object);
}

static void
explorer_report_page_finalize (GObject *object)
{
  g_ptr_array_unref (EXPLORER_REPORT_PAGE (object)->shown);
  G_OBJECT_CLASS (explorer_report_page_parent_class)->finalize (object);
}

static void
explorer_report_page_class_init (ExplorerReportPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = explorer_report_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = explorer_report_page_finalize;
  widget_class->map = explorer_report_page_map;
  g_type_ensure (EXPLORER_TYPE_FLOW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/imbal/Explorer/ui/report-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ExplorerReportPage, figures);
  gtk_widget_class_bind_template_child (widget_class, ExplorerReportPage, stack);
  gtk_widget_class_bind_template_child (widget_class, ExplorerReportPage, summary);
  gtk_widget_class_install_action (widget_class, "report.copy-summary", NULL, copy_summary_action);
  gtk_widget_class_install_action (widget_class, "report.save-all", NULL, save_all_action);
  gtk_widget_class_install_action (widget_class, "report.save-metrics", NULL, save_metrics_action);
}

static void
explorer_report_page_init (ExplorerReportPage *self)
{
  self->shown = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
explorer_report_page_new (ExplorerSession *session)
{
  ExplorerReportPage *self = g_object_new (EXPLORER_TYPE_REPORT_PAGE, NULL);

  self->session = g_object_ref (session);
  for (const ImbFigure *const *figure = imb_figures (); *figure != NULL; figure++)
    add_figure (self, *figure);
  watch_session (self);
  refresh (self);
  return GTK_WIDGET (self);
}
