/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every guess of the reader is a row that opens the window where it is decided otherwise. Texts come from the file: none of them is markup. */
#include "app/explorer-reading-panel.h"

#include <glib/gi18n-lib.h>

#include "app/explorer-markers.h"
#include "app/explorer-read-form.h"
#include "app/explorer-read-window.h"

#define MAX_LINES 100 /* problems or notes shown as rows; more help nobody */

struct _ExplorerReadingPanel
{
  AdwBin               parent_instance;
  ExplorerSession     *session;
  AdwPreferencesGroup *reading_group;
  GtkListBox          *reading_list;
  AdwPreferencesGroup *problem_group;
  GtkListBox          *problem_list;
  AdwPreferencesGroup *note_group;
  GtkListBox          *note_list;
};

static guint signal_row_wanted;

G_DEFINE_FINAL_TYPE (ExplorerReadingPanel, explorer_reading_panel, ADW_TYPE_BIN)

static void
change_clicked (ExplorerReadingPanel *self)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));

  gtk_window_present (explorer_read_window_new (window, self->session));
}

static void
clear_list (GtkListBox *list)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (list, 0)) != NULL)
    gtk_list_box_remove (list, GTK_WIDGET (row));
}

static GtkWidget *
add_line (GtkListBox *list,
          const char *title,
          const char *subtitle)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title-lines", 6, NULL);

  /* Set one by one: g_object_new() would tell of the title before it tells of the markup. */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_add_css_class (row, "line");
  gtk_list_box_append (list, row);

  return row;
}

static char *
dup_markers (char **markers)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; markers != NULL && markers[i] != NULL; i++)
    {
      g_string_append (text, i > 0 ? "  " : "");
      g_string_append (text, explorer_markers_word (markers[i]));
    }
  if (text->len == 0)
    g_string_append (text, _ ("none met"));

  return g_string_free (text, FALSE);
}

static void
add_guess (ExplorerReadingPanel *self,
           const char           *title,
           const char           *value)
{
  if (value != NULL)
    gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (add_line (self->reading_list, title, value)), TRUE);
}

static void
add_character (ExplorerReadingPanel *self,
               const char           *title,
               const char           *option,
               char                  value)
{
  g_autofree char *word = value != '\0' ? explorer_read_form_dup_word (option, value) : NULL;

  add_guess (self, title, word);
}

/* What was asked for, and cannot be seen in what was found. */
static void
add_asked (ExplorerReadingPanel *self)
{
  const ImbReadOptions *options = explorer_session_get_decisions (self->session)->reading;
  g_autofree char      *texts = options != NULL && options->texts != NULL ? g_strjoinv (", ", (char **) options->texts) : NULL;
  g_autofree char      *numbers = options != NULL && options->numbers != NULL ? g_strjoinv (", ", (char **) options->numbers) : NULL;
  g_autofree char      *labels = options != NULL && options->labels != NULL ? g_filename_display_basename (options->labels) : NULL;

  add_guess (self, _ ("File with the labels"), labels);
  add_guess (self, _ ("Read as text"), texts);
  add_guess (self, _ ("Read as numbers"), numbers);
}

static char *
dup_size (const ImbReading *reading)
{
  g_autofree char *bytes = g_format_size (reading->n_bytes);
  g_autofree char *format = g_ascii_strup (reading->format != NULL ? reading->format : "", -1);

  return reading->packing != NULL ? g_strdup_printf ("%s, %s, %s", format, reading->packing, bytes) : g_strdup_printf ("%s, %s", format, bytes);
}

static void
show_reading (ExplorerReadingPanel *self,
              ImbTable             *table)
{
  const ImbReading *reading = imb_table_get_reading (table);
  g_autofree char  *size = NULL;
  g_autofree char  *missing = NULL;

  clear_list (self->reading_list);
  gtk_widget_set_visible (GTK_WIDGET (self->reading_group), reading != NULL);
  if (reading == NULL)
    return;

  size = dup_size (reading);
  missing = dup_markers (reading->missing);
  add_guess (self, _ ("Format and size"), size);
  add_guess (self, _ ("Table in the file"), reading->table);
  add_guess (self, _ ("Encoding"), reading->encoding);
  add_character (self, _ ("Delimiter"), "delimiter", reading->delimiter);
  add_character (self, _ ("Quotes around cells"), "quote", reading->quote);
  add_character (self, _ ("Comment lines begin with"), "comment", reading->comment);
  add_character (self, _ ("Decimal mark"), "decimal", reading->decimal);
  add_character (self, _ ("Thousands separator"), "thousands", reading->thousands);
  if (g_strcmp0 (reading->format, "csv") == 0)
    add_guess (self, _ ("First line"), reading->has_header ? _ ("Names") : _ ("Values"));
  add_guess (self, _ ("Markers of missing values"), missing);
  add_asked (self);
}

static void
problem_activated (GtkListBox           *list,
                   GtkListBoxRow        *row,
                   ExplorerReadingPanel *self)
{
  gsize at = GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (row), "row"));

  if (at > 0)
    g_signal_emit (self, signal_row_wanted, 0, (guint64) at - 1);
}

static char *
dup_place (const ImbReadProblem *problem)
{
  return problem->column > 0 ? g_strdup_printf (_ ("line %zu, column %zu"), problem->line, problem->column)
                             : g_strdup_printf (_ ("line %zu"), problem->line);
}

static void
show_problems (ExplorerReadingPanel *self,
               ImbTable             *table)
{
  const GPtrArray *problems = imb_table_get_problems (table);
  gsize            n = imb_table_n_problems (table);
  guint            n_shown = problems != NULL ? MIN (problems->len, MAX_LINES) : 0;
  g_autofree char *title = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%zu problem in the file", "%zu problems in the file", n), n);

  clear_list (self->problem_list);
  gtk_widget_set_visible (GTK_WIDGET (self->problem_group), n > 0);
  adw_preferences_group_set_title (self->problem_group, title);
  for (guint i = 0; i < n_shown; i++)
    {
      const ImbReadProblem *problem = g_ptr_array_index (problems, i);
      g_autofree char      *place = dup_place (problem);
      GtkWidget            *row = add_line (self->problem_list, problem->message, place);

      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), problem->row > 0);
      g_object_set_data (G_OBJECT (row), "row", GSIZE_TO_POINTER (problem->row));
    }

  if (n > n_shown)
    {
      g_autofree char *more = g_strdup_printf (_ ("and %zu more"), n - n_shown);

      add_line (self->problem_list, more, NULL);
    }
}

static void
show_notes (ExplorerReadingPanel *self)
{
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  ImbTable   *table = explorer_session_get_table (self->session);
  ImbProblem *problem = explorer_session_get_problem (self->session);
  ImbDesign  *design = explorer_session_get_design (self->session);
  const char *reason = problem != NULL ? imb_problem_get_target_reason (problem) : NULL;

  clear_list (self->note_list);
  if (table != NULL)
    imb_notes_add_all (notes, imb_table_get_notes (table));
  if (problem != NULL)
    imb_notes_add_all (notes, imb_problem_get_notes (problem));
  if (design != NULL)
    imb_notes_add_all (notes, imb_design_get_notes (design));

  for (guint i = 0; i < MIN (imb_notes_n (notes), MAX_LINES); i++)
    if (reason == NULL || !g_str_equal (reason, imb_notes_at (notes, i))) /* it stands beside the target */
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (add_line (self->note_list, imb_notes_at (notes, i), NULL)), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->note_group), gtk_list_box_get_row_at_index (self->note_list, 0) != NULL);
}

static void
table_changed (ExplorerReadingPanel *self)
{
  ImbTable *table = explorer_session_get_table (self->session);

  if (table == NULL)
    return;

  show_reading (self, table);
  show_problems (self, table);
}

static void
explorer_reading_panel_dispose (GObject *object)
{
  g_clear_object (&EXPLORER_READING_PANEL (object)->session);

  G_OBJECT_CLASS (explorer_reading_panel_parent_class)->dispose (object);
}

static void
explorer_reading_panel_class_init (ExplorerReadingPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = explorer_reading_panel_dispose;

  signal_row_wanted = g_signal_new ("row-wanted", EXPLORER_TYPE_READING_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT64);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/imbal/Explorer/ui/reading-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, ExplorerReadingPanel, note_group);
  gtk_widget_class_bind_template_child (widget_class, ExplorerReadingPanel, note_list);
  gtk_widget_class_bind_template_child (widget_class, ExplorerReadingPanel, problem_group);
  gtk_widget_class_bind_template_child (widget_class, ExplorerReadingPanel, problem_list);
  gtk_widget_class_bind_template_child (widget_class, ExplorerReadingPanel, reading_group);
  gtk_widget_class_bind_template_child (widget_class, ExplorerReadingPanel, reading_list);
  gtk_widget_class_bind_template_callback (widget_class, change_clicked);
  gtk_widget_class_bind_template_callback (widget_class, problem_activated);
}

static void
explorer_reading_panel_init (ExplorerReadingPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
explorer_reading_panel_set_session (ExplorerReadingPanel *self,
                                    ExplorerSession      *session)
{
  g_return_if_fail (EXPLORER_IS_READING_PANEL (self));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "notify::table", G_CALLBACK (table_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::design", G_CALLBACK (show_notes), self, G_CONNECT_SWAPPED);
  table_changed (self);
  show_notes (self);
}
