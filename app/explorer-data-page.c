/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table beside what can be decided about it: the target, the positive class, the role of each column,
 * how the file is read. Column names and labels come from files: none of them is markup. */
#include "app/explorer-data-page.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/explorer-column-work.h"
#include "app/explorer-hints-panel.h"
#include "app/explorer-page.h"
#include "app/explorer-reading-panel.h"
#include "app/explorer-words.h"
#include "widgets/draw/imb-text.h"
#include "widgets/explorer-table-view.h"
#include "widgets/figures/imb-figure.h"

struct _ExplorerDataPage
{
  AdwBin                parent_instance;
  ExplorerSession      *session;
  AdwFlap              *flap;
  GtkToggleButton      *side_button;
  GtkLabel             *summary_label;
  ExplorerTableView    *table_view;
  GtkLabel             *error_label;
  AdwComboRow          *target_row;
  GtkLabel             *reason_label;
  AdwComboRow          *positive_row;
  AdwComboRow          *column_row;
  AdwActionRow         *detail_row;
  AdwComboRow          *role_row;
  AdwComboRow          *order_row;
  ExplorerHintsPanel   *hints_panel;
  ExplorerReadingPanel *reading_panel;
  gboolean              updating;
};

/* As the order row's choices. */
typedef enum
{
  ORDER_FILE,
  ORDER_ASCENDING,
  ORDER_DESCENDING,
} Order;

/* In the order of the role row's choices, without "target". */
static const ImbRole roles[] = { IMB_ROLE_AUTO, IMB_ROLE_NUMERIC, IMB_ROLE_CATEGORICAL, IMB_ROLE_IGNORE, IMB_ROLE_GROUP, IMB_ROLE_WEIGHT };

G_DEFINE_FINAL_TYPE (ExplorerDataPage, explorer_data_page, ADW_TYPE_BIN)

static void show_order_choice (ExplorerDataPage *self);

/* -- Columns ------------------------------------------------------------------------------------ */

static const char *
type_word (ImbColumnType type)
{
  switch (type)
    {
    case IMB_TYPE_NUMBER:
      return _ ("number");
    case IMB_TYPE_INTEGER:
      return _ ("integer");
    case IMB_TYPE_BOOLEAN:
      return _ ("yes or no");
    case IMB_TYPE_CATEGORY:
      return _ ("category");
    case IMB_TYPE_DATE:
      return _ ("date");
    case IMB_TYPE_IDENTIFIER:
      return _ ("identifier");
    case IMB_TYPE_TEXT:
      return _ ("text");
    case IMB_TYPE_CONSTANT:
      return _ ("constant");
    default:
      g_return_val_if_reached ("");
    }
}

static ImbRole
effective_role (ExplorerDataPage *self,
                gsize             column)
{
  ImbProblem *problem = explorer_session_get_problem (self->session);

  if (problem != NULL)
    return imb_problem_role_at (problem, column);

  const ExplorerDecisions *decisions = explorer_session_get_decisions (self->session);

  return decisions->target == (gssize) column ? IMB_ROLE_TARGET : decisions->roles[column];
}

/* The type, and the role where the type does not tell it. */
static char *
dup_type_and_role (ExplorerDataPage *self,
                   gsize             column)
{
  const ImbColumn *info = imb_table_column_at (explorer_session_get_table (self->session), column);
  const char      *type = type_word (info->type);

  switch (effective_role (self, column))
    {
    case IMB_ROLE_TARGET:
      return g_strdup_printf (_ ("%s · target"), type);
    case IMB_ROLE_IGNORE:
      return g_strdup_printf (_ ("%s · ignored"), type);
    case IMB_ROLE_GROUP:
      return g_strdup_printf (_ ("%s · groups"), type);
    case IMB_ROLE_WEIGHT:
      return g_strdup_printf (_ ("%s · weights"), type);
    case IMB_ROLE_CATEGORICAL:
      return info->kind == IMB_COLUMN_NUMBER ? g_strdup_printf (_ ("%s · by level"), type) : g_strdup (type);
    case IMB_ROLE_AUTO:
    case IMB_ROLE_NUMERIC:
    default:
      return g_strdup (type);
    }
}

/* A header's second line. */
static char *
dup_detail (gsize    column,
            gpointer data)
{
  ExplorerDataPage *self = data;
  ImbTable         *table = explorer_session_get_table (self->session);
  const ImbColumn  *info = imb_table_column_at (table, column);
  g_autofree char  *text = dup_type_and_role (self, column);
  g_autofree char  *share = imb_text_share ((double) info->n_missing / (double) MAX (imb_table_n_rows (table), 1));

  return info->n_missing > 0 ? g_strdup_printf (_ ("%s · %s missing"), text, share) : g_steal_pointer (&text);
}

static void
append_role (GMenu      *menu,
             const char *label,
             gsize       column,
             const char *role)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "column.role", "(us)", (guint) column, role);
  g_menu_append_item (menu, item);
}

static void
append_order (GMenu      *menu,
              const char *label,
              gsize       column,
              const char *order)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "column.sort", "(us)", (guint) column, order);
  g_menu_append_item (menu, item);
}

static GMenuModel *
create_header_menu (gsize    column,
                    gpointer data)
{
  ExplorerDataPage *self = data;
  GMenu            *menu = g_menu_new ();
  const ImbColumn  *info = imb_table_column_at (explorer_session_get_table (self->session), column);
  g_autoptr (GMenu) order = g_menu_new ();

  append_role (menu, _ ("Make it the target"), column, "target");
  append_role (menu, _ ("Feature: guess its kind"), column, "auto");
  if (info->kind == IMB_COLUMN_NUMBER)
    append_role (menu, _ ("Feature: numeric"), column, "numeric");
  append_role (menu, _ ("Feature: categorical"), column, "categorical");
  append_role (menu, _ ("Ignore it"), column, "ignore");
  append_role (menu, _ ("Its rows belong together"), column, "group");
  if (info->kind == IMB_COLUMN_NUMBER)
    append_role (menu, _ ("It weighs the rows"), column, "weight");
  append_order (order, _ ("Sort: smallest first"), column, "ascending");
  append_order (order, _ ("Sort: largest first"), column, "descending");
  append_order (order, _ ("Order of the file"), column, "file");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (order));

  return G_MENU_MODEL (menu);
}

static void
action_role (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       data)
{
  ExplorerDataPage *self = data;
  const char       *role;
  guint             column;

  g_variant_get (parameter, "(u&s)", &column, &role);
  if (column >= explorer_session_get_decisions (self->session)->n_columns)
    return;

  if (g_str_equal (role, "target"))
    explorer_session_set_target (self->session, column);
  else if (g_str_equal (role, "numeric"))
    explorer_session_set_role (self->session, column, IMB_ROLE_NUMERIC);
  else if (g_str_equal (role, "categorical"))
    explorer_session_set_role (self->session, column, IMB_ROLE_CATEGORICAL);
  else if (g_str_equal (role, "ignore"))
    explorer_session_set_role (self->session, column, IMB_ROLE_IGNORE);
  else if (g_str_equal (role, "group"))
    explorer_session_set_role (self->session, column, IMB_ROLE_GROUP);
  else if (g_str_equal (role, "weight"))
    explorer_session_set_role (self->session, column, IMB_ROLE_WEIGHT);
  else
    explorer_session_set_role (self->session, column, IMB_ROLE_AUTO);
}

static char *
dup_column_detail (ImbTable *table,
                   gsize     j)
{
  const ImbColumn *column = imb_table_column_at (table, j);
  gsize            n = MAX (imb_table_n_rows (table), 1);
  g_autofree char *distinct = imb_text_count ((double) column->n_distinct);
  GString         *text = g_string_new (type_word (column->type));

  g_string_append_printf (text, g_dngettext (GETTEXT_PACKAGE, ", %s value", ", %s different values", column->n_distinct), distinct);
  if (column->n_missing > 0)
    g_string_append_printf (text, _ (", %.3g %% missing"), 100.0 * (double) column->n_missing / (double) n);
  if (column->kind == IMB_COLUMN_NUMBER && isfinite (column->min))
    g_string_append_printf (text, _ ("\n%.6g to %.6g, mean %.6g"), column->min, column->max, column->mean);

  return g_string_free (text, FALSE);
}

/* The first choice of the role says what is guessed, as far as the guess is what holds. */
static const char *
guess_of (ExplorerDataPage *self,
          gsize             column)
{
  if (explorer_session_get_decisions (self->session)->roles[column] != IMB_ROLE_AUTO)
    return _ ("Guess");

  switch (effective_role (self, column))
    {
    case IMB_ROLE_NUMERIC:
      return _ ("Guess: numeric feature");
    case IMB_ROLE_CATEGORICAL:
      return _ ("Guess: categorical feature");
    case IMB_ROLE_IGNORE:
      return _ ("Guess: ignored");
    case IMB_ROLE_TARGET:
      return _ ("Target");
    case IMB_ROLE_GROUP:
    case IMB_ROLE_WEIGHT:
    case IMB_ROLE_AUTO:
    default:
      return _ ("Guess");
    }
}

static void
show_guess (ExplorerDataPage *self,
            gsize             column)
{
  GtkStringList *choices = GTK_STRING_LIST (adw_combo_row_get_model (self->role_row));
  const char    *guess[] = { guess_of (self, column), NULL };

  if (!g_str_equal (gtk_string_list_get_string (choices, 0), guess[0]))
    gtk_string_list_splice (choices, 0, 1, guess);
}

static void
show_column (ExplorerDataPage *self)
{
  ImbTable *table = explorer_session_get_table (self->session);
  guint     j = adw_combo_row_get_selected (self->column_row);

  if (table == NULL || j >= imb_table_n_columns (table))
    return;

  const ExplorerDecisions *decisions = explorer_session_get_decisions (self->session);
  g_autofree char         *detail = dup_column_detail (table, j);
  guint                    at = 0;

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (roles[i] == decisions->roles[j])
      at = i;

  self->updating = TRUE;
  adw_action_row_set_subtitle (self->detail_row, detail);
  show_guess (self, j);
  adw_combo_row_set_selected (self->role_row, at);
  gtk_widget_set_sensitive (GTK_WIDGET (self->role_row), effective_role (self, j) != IMB_ROLE_TARGET);
  self->updating = FALSE;
}

static void
column_chosen (ExplorerDataPage *self)
{
  if (self->updating)
    return;

  show_column (self);
  show_order_choice (self);
}

static void
role_chosen (ExplorerDataPage *self)
{
  guint j = adw_combo_row_get_selected (self->column_row);
  guint i = adw_combo_row_get_selected (self->role_row);

  if (!self->updating && i < G_N_ELEMENTS (roles) && j < explorer_session_get_decisions (self->session)->n_columns)
    explorer_session_set_role (self->session, j, roles[i]);
}

/* -- Target ------------------------------------------------------------------------------------- */

static void
target_chosen (ExplorerDataPage *self)
{
  guint j = adw_combo_row_get_selected (self->target_row);

  if (!self->updating && j != GTK_INVALID_LIST_POSITION)
    explorer_session_set_target (self->session, j);
}

static void
positive_chosen (ExplorerDataPage *self)
{
  ImbProblem *problem = explorer_session_get_problem (self->session);
  guint       c = adw_combo_row_get_selected (self->positive_row);

  if (!self->updating && problem != NULL && c < imb_problem_n_classes (problem))
    explorer_session_set_positive (self->session, imb_problem_get_labels (problem)[c]);
}

static void
show_labels (ExplorerDataPage *self,
             ImbProblem       *problem)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  for (guint c = 0; c < imb_problem_n_classes (problem); c++)
    {
      gsize            n = imb_problem_get_counts (problem)[c];
      g_autofree char *count = imb_text_count ((double) n);
      g_autofree char *text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s (%s row)", "%s (%s rows)", n), imb_problem_get_labels (problem)[c], count);

      gtk_string_list_append (labels, text);
    }

  adw_combo_row_set_model (self->positive_row, G_LIST_MODEL (labels));
  adw_combo_row_set_selected (self->positive_row, imb_problem_get_positive (problem));
}

static void
select_target (ExplorerDataPage *self)
{
  ImbProblem *problem = explorer_session_get_problem (self->session);
  gssize      target = problem != NULL ? (gssize) imb_problem_get_target (problem) : explorer_session_get_decisions (self->session)->target;

  adw_combo_row_set_selected (self->target_row, target >= 0 ? (guint) target : GTK_INVALID_LIST_POSITION);
}

static void
show_problem (ExplorerDataPage *self)
{
  ImbProblem *problem = explorer_session_get_problem (self->session);
  const char *error = explorer_session_get_error (self->session);
  const char *reason = problem != NULL ? imb_problem_get_target_reason (problem) : NULL;

  self->updating = TRUE;
  select_target (self);
  gtk_widget_set_visible (GTK_WIDGET (self->positive_row), problem != NULL);
  if (problem != NULL)
    show_labels (self, problem);
  gtk_label_set_text (self->error_label, error != NULL ? error : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), error != NULL);
  gtk_label_set_text (self->reason_label, reason != NULL ? reason : "");
  gtk_widget_set_visible (GTK_WIDGET (self->reason_label), reason != NULL);
  self->updating = FALSE;

  explorer_table_view_update_header (self->table_view);
  show_column (self);
}

/* -- The table ---------------------------------------------------------------------------------- */

static void
show_summary (ExplorerDataPage *self,
              ImbTable         *table)
{
  gsize n_missing = 0;

  for (gsize j = 0; j < imb_table_n_columns (table); j++)
    n_missing += imb_table_column_at (table, j)->n_missing;

  g_autofree char *rows = explorer_words_rows (imb_table_n_rows (table));
  g_autofree char *columns = explorer_words_columns (imb_table_n_columns (table));
  g_autofree char *missing = imb_text_count ((double) n_missing);
  g_autofree char *text = n_missing > 0 ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s, %s, %s cell missing", "%s, %s, %s cells missing", n_missing),
                                                           rows, columns, missing)
                                        : g_strdup_printf (_ ("%s, %s, nothing missing"), rows, columns);

  g_autofree char *sample = imb_figure_dup_sample (table);
  g_autofree char *all = sample != NULL ? g_strdup_printf ("%s · %s", sample, text) : NULL;

  gtk_label_set_text (self->summary_label, all != NULL ? all : text);
}

static void
show_order_choice (ExplorerDataPage *self)
{
  ImbOrder *order = explorer_table_view_get_order (self->table_view);
  gboolean this = order != NULL && order->column == adw_combo_row_get_selected (self->column_row);

  self->updating = TRUE;
  adw_combo_row_set_selected (self->order_row, !this ? ORDER_FILE : order->descending ? ORDER_DESCENDING
                                                                                      : ORDER_ASCENDING);
  self->updating = FALSE;
}

static void
ordered (gpointer      owner,
         gpointer      order,
         const GError *error)
{
  ExplorerDataPage *self = owner;

  if (error == NULL)
    explorer_table_view_set_order (self->table_view, order);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    explorer_session_fail (self->session, error->message);
  show_order_choice (self);
}

static void
sort_rows (ExplorerDataPage *self,
           gsize             column,
           Order             order)
{
  explorer_runner_drop (explorer_session_get_runner (self->session), "order");
  if (order == ORDER_FILE)
    ordered (self, NULL, NULL);
  else
    explorer_column_work_order (explorer_session_get_runner (self->session), explorer_session_get_table (self->session), column,
                                order == ORDER_DESCENDING, self, ordered);
}

static void
order_chosen (ExplorerDataPage *self)
{
  guint j = adw_combo_row_get_selected (self->column_row);

  if (!self->updating && j < explorer_session_get_decisions (self->session)->n_columns)
    sort_rows (self, j, adw_combo_row_get_selected (self->order_row));
}

static void
action_sort (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       data)
{
  ExplorerDataPage *self = data;
  const char       *order;
  guint             column;

  g_variant_get (parameter, "(u&s)", &column, &order);
  if (column >= explorer_session_get_decisions (self->session)->n_columns)
    return;

  sort_rows (self, column, g_str_equal (order, "ascending") ? ORDER_ASCENDING : g_str_equal (order, "descending") ? ORDER_DESCENDING
                                                                                                                  : ORDER_FILE);
}

static void
binned (gpointer      owner,
        gpointer      result,
        const GError *error)
{
  ExplorerDataPage *self = owner;
  GArray           *bins = result;

  if (error == NULL)
    explorer_table_view_set_bins (self->table_view, (const ImbBins *) (void *) bins->data, bins->len);
}

/* The pictures over the columns that are shown now. */
static void
columns_changed (ExplorerDataPage *self)
{
  ImbTable *table = explorer_session_get_table (self->session);
  gsize     first = explorer_table_view_get_first_column (self->table_view);

  if (table != NULL)
    explorer_column_work_bins (explorer_session_get_runner (self->session), table, first,
                               MIN (EXPLORER_TABLE_VIEW_MAX_COLUMNS, imb_table_n_columns (table) - first), self, binned);
}

static void
list_columns (gpointer page)
{
  ExplorerDataPage *self = page;
  ImbTable         *table = explorer_session_get_table (self->session);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (gsize j = 0; table != NULL && j < imb_table_n_columns (table); j++)
    gtk_string_list_append (names, imb_table_column_at (table, j)->name);
  self->updating = TRUE;
  adw_combo_row_set_model (self->target_row, G_LIST_MODEL (names));
  adw_combo_row_set_model (self->column_row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->column_row, 0);
  select_target (self);
  self->updating = FALSE;
  show_column (self);
  show_order_choice (self);
}

static void
show_table (ExplorerDataPage *self)
{
  ImbTable *table = explorer_session_get_table (self->session);

  explorer_table_view_set_table (self->table_view, table);
  if (table == NULL)
    return;

  explorer_page_later (self, list_columns);
  show_summary (self, table);
}

static void
row_wanted (ExplorerDataPage *self,
            guint64           row)
{
  explorer_table_view_show_row (self->table_view, (gsize) row);
  if (adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
}

static void
rows_selected (ExplorerDataPage *self)
{
  g_autoptr (GtkBitset) rows = explorer_table_view_dup_selected (self->table_view);

  explorer_selection_set_rows (explorer_session_get_selection (self->session), rows);
}

static void
selection_changed (ExplorerDataPage *self)
{
  const GtkBitset *rows = explorer_selection_get_rows (explorer_session_get_selection (self->session));

  explorer_table_view_set_selected (self->table_view, rows);
}

/* -- The object --------------------------------------------------------------------------------- */

static void
explorer_data_page_dispose (GObject *object)
{
  g_clear_object (&EXPLORER_DATA_PAGE (object)->session);

  G_OBJECT_CLASS (explorer_data_page_parent_class)->dispose (object);
}

static void
explorer_data_page_class_init (ExplorerDataPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = explorer_data_page_dispose;

  g_type_ensure (EXPLORER_TYPE_HINTS_PANEL);
  g_type_ensure (EXPLORER_TYPE_READING_PANEL);
  g_type_ensure (EXPLORER_TYPE_TABLE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/imbal/Explorer/ui/data-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ExplorerDataPage, column_row);
  gtk_widget_class_bind_template_child (widget_class, ExplorerDataPage, detail_row);
  gtk_widget_class_bind_template_child (widget_class, ExplorerDataPage, error_label);
  gtk_widget_class_bind_template_child (widget_class, ExplorerDataPage, flap);
  gtk_widget_class_bind_template_child (widget_class, ExplorerDataPage, hints_panel);
  gtk_widget_class_bind_template_child (widget_class, ExplorerDataPage, order_row);
  gtk_widget_class_bind_template_child (widget_class, ExplorerDataPage, positive_row);
  gtk_widget_class_bind_template_child (widget_class, ExplorerDataPage, reading_panel);
  gtk_widget_class_bind_template_child (widget_class, ExplorerDataPage, reason_label);
  gtk_widget_class_bind_template_child (widget_class, ExplorerDataPage, role_row);
  gtk_widget_class_bind_template_child (widget_class, ExplorerDataPage, side_button);
  gtk_widget_class_bind_template_child (widget_class, ExplorerDataPage, summary_label);
  gtk_widget_class_bind_template_child (widget_class, ExplorerDataPage, table_view);
  gtk_widget_class_bind_template_child (widget_class, ExplorerDataPage, target_row);
  gtk_widget_class_bind_template_callback (widget_class, column_chosen);
  gtk_widget_class_bind_template_callback (widget_class, columns_changed);
  gtk_widget_class_bind_template_callback (widget_class, order_chosen);
  gtk_widget_class_bind_template_callback (widget_class, positive_chosen);
  gtk_widget_class_bind_template_callback (widget_class, role_chosen);
  gtk_widget_class_bind_template_callback (widget_class, row_wanted);
  gtk_widget_class_bind_template_callback (widget_class, rows_selected);
  gtk_widget_class_bind_template_callback (widget_class, target_chosen);
}

static void
explorer_data_page_init (ExplorerDataPage *self)
{
  const GActionEntry entries[] = { { "role", action_role, "(us)" }, { "sort", action_sort, "(us)" } };
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "column", G_ACTION_GROUP (group));
}

GtkWidget *
explorer_data_page_new (ExplorerSession *session)
{
  ExplorerDataPage *self = g_object_new (EXPLORER_TYPE_DATA_PAGE, NULL);

  self->session = g_object_ref (session);
  explorer_table_view_set_header (self->table_view, dup_detail, create_header_menu, self);
  explorer_hints_panel_set_session (self->hints_panel, session);
  explorer_reading_panel_set_session (self->reading_panel, session);
  g_signal_connect_object (session, "notify::table", G_CALLBACK (show_table), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::problem", G_CALLBACK (show_problem), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (explorer_session_get_selection (session), "changed", G_CALLBACK (selection_changed), self, G_CONNECT_SWAPPED);
  show_table (self);

  return GTK_WIDGET (self);
}
