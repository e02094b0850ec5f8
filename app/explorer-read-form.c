/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row per option. The options that are one character are rows of a table: their usual values, where the choice goes and
 * where the guess stands. Texts come from files: none of them is markup. */
#include "app/explorer-read-form.h"

#include <glib/gi18n-lib.h>

#include "app/explorer-markers.h"
#include "app/explorer-read-columns.h"
#include "app/explorer-read-labels.h"

typedef struct
{
  const char *label;
  char        value;
} Choice;

typedef struct
{
  const char   *name;
  const char   *title;
  const Choice *choices; /* until a NULL label */
  gsize         option;  /* in ImbReadOptions */
  gsize         found;   /* in ImbReading */
  gboolean      other;   /* any character will do */
} Field;

static const Choice delimiters[] = { { N_ ("Comma"), ',' }, { N_ ("Semicolon"), ';' }, { N_ ("Tab"), '\t' }, { N_ ("Bar"), '|' }, { N_ ("Space"), ' ' }, { NULL } };
static const Choice quotes[] = { { N_ ("Double quote"), '"' }, { N_ ("Single quote"), '\'' }, { N_ ("None"), IMB_READ_NONE }, { NULL } };
static const Choice comments[] = { { N_ ("Number sign #"), '#' }, { N_ ("Percent sign %"), '%' }, { N_ ("Semicolon"), ';' }, { N_ ("None"), IMB_READ_NONE }, { NULL } };
static const Choice decimals[] = { { N_ ("Point"), '.' }, { N_ ("Comma"), ',' }, { NULL } };
static const Choice thousands[] = { { N_ ("Comma"), ',' }, { N_ ("Point"), '.' }, { N_ ("Space"), ' ' }, { N_ ("Apostrophe"), '\'' }, { N_ ("None"), IMB_READ_NONE }, { NULL } };

#define FIELD(name, title, choices, other)                                                                 \
  {                                                                                                        \
#name, title, choices, G_STRUCT_OFFSET(ImbReadOptions, name), G_STRUCT_OFFSET(ImbReading, name), other \
  }

static const Field fields[] = {
  FIELD (delimiter, N_ ("Delimiter"), delimiters, TRUE),
  FIELD (quote, N_ ("Quotes around cells"), quotes, TRUE),
  FIELD (comment, N_ ("Comment lines begin with"), comments, TRUE),
  FIELD (decimal, N_ ("Decimal mark"), decimals, FALSE),
  FIELD (thousands, N_ ("Thousands separator"), thousands, FALSE),
};

#define N_FIELDS G_N_ELEMENTS (fields)

static const char *const encodings[] = {
  "UTF-8",
  "UTF-16",
  "WINDOWS-1252",
  "ISO-8859-1",
  "ISO-8859-15",
  "WINDOWS-1250",
  "ISO-8859-2",
  "WINDOWS-1251",
  "KOI8-R",
  "WINDOWS-1253",
  "WINDOWS-1254",
  "SHIFT_JIS",
  "EUC-JP",
  "GB18030",
  "BIG5",
  "EUC-KR",
  NULL,
};

struct _ExplorerReadForm
{
  AdwBin       parent_instance;
  AdwComboRow *format_row;
  AdwComboRow *table_row;
  AdwComboRow *encoding_row;
  AdwComboRow *field_rows[N_FIELDS];
  GtkEditable *others[N_FIELDS];
  AdwComboRow *header_row;
  GtkWidget   *labels;
  GtkWidget   *markers;
  GtkWidget   *columns;
  char       **tables; /* as in table_row; NULL: none */
  gsize        most_rows;
  guint32      seed;
  gboolean     updating;
};

static guint signal_changed;

G_DEFINE_FINAL_TYPE (ExplorerReadForm, explorer_read_form, ADW_TYPE_BIN)

static void
changed (ExplorerReadForm *self)
{
  if (!self->updating)
    g_signal_emit (self, signal_changed, 0);
}

/* -- Words -------------------------------------------------------------------------------------- */

static char *
dup_word (const Field *field,
          char         value)
{
  for (const Choice *choice = field->choices; choice->label != NULL; choice++)
    if (choice->value == value)
      return g_strdup (g_dgettext (GETTEXT_PACKAGE, choice->label));
  if (value == '\0' || value == IMB_READ_NONE)
    return g_strdup (_ ("None"));
  if (!g_ascii_isprint (value))
    return g_strdup_printf (_ ("Character %u"), (guint) (guchar) value);
  return g_strdup_printf ("%c", value);
}

char *
explorer_read_form_dup_word (const char *option,
                             char        value)
{
  for (guint f = 0; f < N_FIELDS; f++)
    if (g_str_equal (fields[f].name, option))
      return dup_word (&fields[f], value);
  g_return_val_if_reached (g_strdup (""));
}

/* The first choice of a row; the place that is chosen stays. */
static void
show_guess (AdwComboRow *row,
            const char  *found)
{
  GtkStringList   *words = GTK_STRING_LIST (adw_combo_row_get_model (row));
  guint            selected = adw_combo_row_get_selected (row);
  g_autofree char *word = found != NULL ? g_strdup_printf (_ ("Guess: %s"), found) : g_strdup (_ ("Guess"));
  const char      *first[] = { word, NULL };

  if (g_str_equal (gtk_string_list_get_string (words, 0), word))
    return;
  gtk_string_list_splice (words, 0, 1, first);
  adw_combo_row_set_selected (row, selected);
}

/* -- Options ------------------------------------------------------------------------------------ */

static guint
n_choices (const Field *field)
{
  guint n = 0;

  while (field->choices[n].label != NULL)
    n++;
  return n;
}

static char
value_of (ExplorerReadForm *self,
          guint             f)
{
  guint       at = adw_combo_row_get_selected (self->field_rows[f]);
  guint       n = n_choices (&fields[f]);
  const char *other;

  if (at == 0 || at == GTK_INVALID_LIST_POSITION)
    return '\0';
  if (at <= n)
    return fields[f].choices[at - 1].value;
  other = gtk_editable_get_text (self->others[f]);
  return g_ascii_isprint (*other) ? *other : '\0';
}

static const char *
chosen_text (AdwComboRow *row)
{
  guint at = adw_combo_row_get_selected (row);

  return at > 0 && at != GTK_INVALID_LIST_POSITION ? gtk_string_list_get_string (GTK_STRING_LIST (adw_combo_row_get_model (row)), at) : NULL;
}

ImbReadOptions *
explorer_read_form_dup_options (ExplorerReadForm *self)
{
  static const int headers[] = { 0, 1, -1 };

  g_return_val_if_fail (EXPLORER_IS_READ_FORM (self), NULL);

  ImbReadOptions options = { .most_rows = self->most_rows, .seed = self->seed };
  guint          format = adw_combo_row_get_selected (self->format_row);
  guint          header = adw_combo_row_get_selected (self->header_row);

  if (format > 0 && format != GTK_INVALID_LIST_POSITION)
    options.format = imb_formats ()[format - 1]->id;
  options.table = chosen_text (self->table_row);
  options.encoding = chosen_text (self->encoding_row);
  options.header = headers[header < G_N_ELEMENTS (headers) ? header : 0];
  for (guint f = 0; f < N_FIELDS; f++)
    G_STRUCT_MEMBER (char, &options, fields[f].option) = value_of (self, f);
  options.labels = explorer_read_labels_get (EXPLORER_READ_LABELS (self->labels));
  options.missing = explorer_markers_get (EXPLORER_MARKERS (self->markers));
  options.texts = explorer_read_columns_get_texts (EXPLORER_READ_COLUMNS (self->columns));
  options.numbers = explorer_read_columns_get_numbers (EXPLORER_READ_COLUMNS (self->columns));
  return imb_read_options_copy (&options);
}

static void
choose_value (ExplorerReadForm *self,
              guint             f,
              char              value)
{
  guint n = n_choices (&fields[f]);
  char  text[2] = { value, '\0' };

  if (value == '\0')
    return;
  for (guint c = 0; c < n; c++)
    if (fields[f].choices[c].value == value)
      {
        adw_combo_row_set_selected (self->field_rows[f], c + 1);
        return;
      }
  if (!fields[f].other)
    return;
  gtk_editable_set_text (self->others[f], text);
  adw_combo_row_set_selected (self->field_rows[f], n + 1);
}

/* Chooses @text; adds it when it is not among the choices. */
static void
choose_text (AdwComboRow *row,
             const char  *text)
{
  GtkStringList *words = GTK_STRING_LIST (adw_combo_row_get_model (row));
  guint          n = g_list_model_get_n_items (G_LIST_MODEL (words));
  guint          at = 1;

  if (text == NULL)
    return;
  while (at < n && g_ascii_strcasecmp (gtk_string_list_get_string (words, at), text) != 0)
    at++;
  if (at == n)
    gtk_string_list_append (words, text);
  adw_combo_row_set_selected (row, at);
}

static void
choose_all (ExplorerReadForm     *self,
            const ImbReadOptions *options)
{
  for (guint f = 0; imb_formats ()[f] != NULL; f++)
    if (g_strcmp0 (imb_formats ()[f]->id, options->format) == 0)
      adw_combo_row_set_selected (self->format_row, f + 1);
  choose_text (self->encoding_row, options->encoding);
  choose_text (self->table_row, options->table);
  for (guint f = 0; f < N_FIELDS; f++)
    choose_value (self, f, G_STRUCT_MEMBER (char, options, fields[f].option));
  adw_combo_row_set_selected (self->header_row, options->header == 0 ? 0 : options->header > 0 ? 1
                                                                                               : 2);
  explorer_read_labels_set (EXPLORER_READ_LABELS (self->labels), options->labels);
  explorer_markers_set (EXPLORER_MARKERS (self->markers), options->missing);
  explorer_read_columns_set (EXPLORER_READ_COLUMNS (self->columns), options->texts, options->numbers);
  self->most_rows = options->most_rows;
  self->seed = options->seed;
}

/* -- What was found ----------------------------------------------------------------------------- */

static void
show_tables (ExplorerReadForm *self,
             const ImbReading *reading)
{
  gboolean same = (reading->tables == NULL && self->tables == NULL)
                  || (reading->tables != NULL && self->tables != NULL && g_strv_equal ((const char *const *) reading->tables, (const char *const *) self->tables));

  if (!same)
    {
      g_autofree char *chosen = g_strdup (chosen_text (self->table_row));
      g_autoptr (GtkStringList) words = gtk_string_list_new ((const char *const *) reading->tables);
      const char *first[] = { _ ("Guess"), NULL };

      g_strfreev (self->tables);
      self->tables = g_strdupv (reading->tables);
      gtk_string_list_splice (words, 0, 0, first);
      adw_combo_row_set_model (self->table_row, G_LIST_MODEL (words));
      choose_text (self->table_row, chosen);
    }
  show_guess (self->table_row, reading->table);
  gtk_widget_set_visible (GTK_WIDGET (self->table_row), self->tables != NULL && g_strv_length (self->tables) > 1);
}

static const char *
format_label (const char *id)
{
  for (guint f = 0; id != NULL && imb_formats ()[f] != NULL; f++)
    if (g_str_equal (imb_formats ()[f]->id, id))
      return g_dgettext (GETTEXT_PACKAGE, imb_formats ()[f]->label);
  return id;
}

static void
show_dialect (ExplorerReadForm *self,
              const ImbReading *reading)
{
  gboolean csv = g_strcmp0 (reading->format, "csv") == 0;

  for (guint f = 0; f < N_FIELDS; f++)
    {
      g_autofree char *word = dup_word (&fields[f], G_STRUCT_MEMBER (char, reading, fields[f].found));

      show_guess (self->field_rows[f], word);
      gtk_widget_set_visible (GTK_WIDGET (self->field_rows[f]), csv);
      if (self->others[f] != NULL)
        gtk_widget_set_visible (GTK_WIDGET (self->others[f]), csv && adw_combo_row_get_selected (self->field_rows[f]) > n_choices (&fields[f]));
    }
  show_guess (self->header_row, reading->has_header ? _ ("Names") : _ ("Values"));
  gtk_widget_set_visible (GTK_WIDGET (self->header_row), csv);
}

void
explorer_read_form_show_found (ExplorerReadForm *self,
                               ImbTable         *table)
{
  g_return_if_fail (EXPLORER_IS_READ_FORM (self));

  const ImbReading *reading = imb_table_get_reading (table);

  if (reading == NULL)
    return;

  self->updating = TRUE;
  show_guess (self->format_row, format_label (reading->format));
  show_tables (self, reading);
  show_guess (self->encoding_row, reading->encoding);
  gtk_widget_set_visible (GTK_WIDGET (self->encoding_row), reading->encoding != NULL);
  show_dialect (self, reading);
  gtk_widget_set_visible (self->labels, g_str_has_prefix (reading->format != NULL ? reading->format : "", "np"));
  explorer_read_columns_show (EXPLORER_READ_COLUMNS (self->columns), table);
  self->updating = FALSE;
}

/* -- The object --------------------------------------------------------------------------------- */

static AdwComboRow *
create_row (ExplorerReadForm  *self,
            GtkWidget         *group,
            const char        *title,
            const char *const *words)
{
  AdwComboRow *row = ADW_COMBO_ROW (adw_combo_row_new ());
  g_autoptr (GtkStringList) list = gtk_string_list_new (words);
  const char *first[] = { _ ("Guess"), NULL };

  gtk_string_list_splice (list, 0, 0, first);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_use_subtitle (row, TRUE);
  adw_combo_row_set_model (row, G_LIST_MODEL (list));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (row));
  g_signal_connect_swapped (row, "notify::selected", G_CALLBACK (changed), self);
  return row;
}

static void
show_other (GObject          *row,
            GParamSpec       *pspec,
            ExplorerReadForm *self)
{
  for (guint f = 0; f < N_FIELDS; f++)
    if ((GObject *) self->field_rows[f] == row && self->others[f] != NULL)
      gtk_widget_set_visible (GTK_WIDGET (self->others[f]), adw_combo_row_get_selected (self->field_rows[f]) > n_choices (&fields[f]));
}

static GtkEditable *
create_other (ExplorerReadForm *self,
              GtkWidget        *group,
              const char       *title)
{
  GtkWidget       *row = adw_entry_row_new ();
  GtkEditable     *text = gtk_editable_get_delegate (GTK_EDITABLE (row));
  g_autofree char *name = g_strdup_printf (_ ("%s: which character"), title);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  gtk_text_set_max_length (GTK_TEXT (text), 1);
  gtk_widget_set_visible (row, FALSE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (changed), self);
  return GTK_EDITABLE (row);
}

static void
create_field (ExplorerReadForm *self,
              GtkWidget        *group,
              guint             f)
{
  const char    *title = g_dgettext (GETTEXT_PACKAGE, fields[f].title);
  GtkStringList *words;

  self->field_rows[f] = create_row (self, group, title, NULL);
  words = GTK_STRING_LIST (adw_combo_row_get_model (self->field_rows[f]));
  for (const Choice *choice = fields[f].choices; choice->label != NULL; choice++)
    gtk_string_list_append (words, g_dgettext (GETTEXT_PACKAGE, choice->label));
  if (!fields[f].other)
    return;

  gtk_string_list_append (words, _ ("Another character"));
  self->others[f] = create_other (self, group, title);
  g_signal_connect (self->field_rows[f], "notify::selected", G_CALLBACK (show_other), self);
}

static GtkWidget *
create_group (GtkWidget  *box,
              const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  if (title != NULL)
    adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  gtk_box_append (GTK_BOX (box), group);
  return group;
}

static void
explorer_read_form_finalize (GObject *object)
{
  g_strfreev (EXPLORER_READ_FORM (object)->tables);

  G_OBJECT_CLASS (explorer_read_form_parent_class)->finalize (object);
}

static void
explorer_read_form_class_init (ExplorerReadFormClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = explorer_read_form_finalize;

  signal_changed = g_signal_new ("changed", EXPLORER_TYPE_READ_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
explorer_read_form_init (ExplorerReadForm *self)
{
  const char *const headers[] = { _ ("Names"), _ ("Values"), NULL };
  GtkWidget        *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget        *group = create_group (box, NULL);

  self->format_row = create_row (self, group, _ ("Format"), NULL);
  for (guint f = 0; imb_formats ()[f] != NULL; f++)
    gtk_string_list_append (GTK_STRING_LIST (adw_combo_row_get_model (self->format_row)), g_dgettext (GETTEXT_PACKAGE, imb_formats ()[f]->label));
  self->table_row = create_row (self, group, _ ("Table in the file"), NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->table_row), FALSE);
  self->labels = explorer_read_labels_new ();
  gtk_widget_set_visible (self->labels, FALSE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->labels);
  self->encoding_row = create_row (self, group, _ ("Encoding"), encodings);
  for (guint f = 0; f < N_FIELDS; f++)
    create_field (self, group, f);
  self->header_row = create_row (self, group, _ ("First line"), headers);

  group = create_group (box, _ ("Markers of missing values"));
  self->markers = explorer_markers_new ();
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->markers);
  group = create_group (box, _ ("Columns read as text or as numbers"));
  self->columns = explorer_read_columns_new ();
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->columns);
  g_signal_connect_swapped (self->labels, "changed", G_CALLBACK (changed), self);
  g_signal_connect_swapped (self->markers, "changed", G_CALLBACK (changed), self);
  g_signal_connect_swapped (self->columns, "changed", G_CALLBACK (changed), self);
  adw_bin_set_child (ADW_BIN (self), box);
}

GtkWidget *
explorer_read_form_new (const ImbReadOptions *options)
{
  ExplorerReadForm *self = g_object_new (EXPLORER_TYPE_READ_FORM, NULL);

  self->updating = TRUE;
  if (options != NULL)
    choose_all (self, options);
  self->updating = FALSE;
  return GTK_WIDGET (self);
}
