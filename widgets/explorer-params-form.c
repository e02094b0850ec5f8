/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any algorithm's parameters as a form. The parameter table says what there is; the config holds
 * the values; a row only shows one of them, so undo, a session file and the form never disagree.
 * Rows are rebuilt when the algorithm changes: a few dozen widgets at most. */
#include "widgets/explorer-params-form.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "widgets/explorer-bin.h"
#include "widgets/explorer-text-row.h"

struct _ExplorerParamsForm
{
  AdwBin parent_instance;

  ImbConfig  *config;
  GtkWidget  *group;
  GtkWidget  *reset;
  GHashTable *controls; /* name → widget, borrowed */
  int         n_wrong;  /* texts that are not legal */
  gulong      changed_id;
};

G_DEFINE_FINAL_TYPE (ExplorerParamsForm, explorer_params_form, ADW_TYPE_BIN)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* A number as a person would type it: twelve digits are enough for any setting, and hide the
 * dust of steps such as 0.1 + 0.2. */
static double
tidy (double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return g_ascii_strtod (g_ascii_formatd (text, sizeof text, "%.12g", value), NULL);
}

static gboolean
tidy_to_config (GBinding     *binding,
                const GValue *from,
                GValue       *to,
                gpointer      data)
{
  g_value_set_double (to, tidy (g_value_get_double (from)));
  return TRUE;
}

static gboolean
show_real (GtkSpinButton *spin,
           gpointer       data)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (text, sizeof text, "%.12g", gtk_spin_button_get_value (spin));
  if (!g_str_equal (text, gtk_editable_get_text (GTK_EDITABLE (spin))))
    gtk_editable_set_text (GTK_EDITABLE (spin), text);
  return TRUE;
}

/* Reads a number with a point or a comma; without this the spin button would round to its digits. */
static int
read_real (GtkSpinButton *spin,
           double        *value,
           gpointer       data)
{
  g_autofree char *text = g_strdelimit (g_strdup (gtk_editable_get_text (GTK_EDITABLE (spin))), ",", '.');
  char            *end;
  double           number = g_ascii_strtod (g_strstrip (text), &end);

  if (end == text || *end != '\0' || !isfinite (number))
    return GTK_INPUT_ERROR;

  *value = number;
  return TRUE;
}

/* A tenth of the default's power of ten, so that 0.01 moves by 0.001 and 100 by 10. */
static double
step_of (const ImbParam *param)
{
  double span = param->max - param->min;

  if (param->kind == IMB_KIND_INT)
    return 1;
  if (isfinite (span) && span <= 1)
    return 0.05;
  if (param->initial == 0)
    return 0.1;
  return pow (10, floor (log10 (fabs (param->initial))) - 1);
}

static GtkWidget *
number_control (ExplorerParamsForm *self,
                const ImbParam     *param,
                const char         *property)
{
  double         least = isfinite (param->min) ? param->min : -G_MAXDOUBLE / 2;
  double         most = isfinite (param->max) ? param->max : G_MAXDOUBLE / 2;
  double         step = step_of (param);
  GtkAdjustment *adjustment = gtk_adjustment_new (param->initial, least, most, step, 10 * step, 0);
  GtkWidget     *spin = gtk_spin_button_new (adjustment, 1, 0);

  if (param->kind == IMB_KIND_REAL)
    {
      g_signal_connect (spin, "input", G_CALLBACK (read_real), NULL);
      g_signal_connect (spin, "output", G_CALLBACK (show_real), NULL);
    }
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (spin), param->kind == IMB_KIND_INT);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 5);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (spin), 8);
  g_object_bind_property_full (self->config, property, spin, "value",
                               G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE, NULL,
                               param->kind == IMB_KIND_REAL ? tidy_to_config : NULL, NULL, NULL);
  gtk_spin_button_update (GTK_SPIN_BUTTON (spin));
  return spin;
}

static GtkWidget *
switch_control (ExplorerParamsForm *self,
                const ImbParam     *param,
                const char         *property)
{
  GtkWidget *control = gtk_switch_new ();

  g_object_bind_property (self->config, property, control, "active",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  return control;
}

/* Help and unit in one line under the title. */
static char *
dup_subtitle (const ImbParam *param)
{
  const char *help = param->help != NULL ? _ (param->help) : "";

  if (param->unit == NULL)
    return g_strdup (help);

  return g_strdup_printf ("%s (%s)", help, param->unit);
}

static void
dress_row (GtkWidget      *row,
           const ImbParam *param)
{
  g_autofree char *subtitle = dup_subtitle (param);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (param->label));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
}

static GtkWidget *
plain_row (ExplorerParamsForm *self,
           const ImbParam     *param,
           GtkWidget          *control)
{
  GtkWidget *row = adw_action_row_new ();

  dress_row (row, param);
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), control);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), control);
  gtk_widget_set_focusable (row, FALSE); /* or Tab would stop twice */
  g_hash_table_insert (self->controls, (gpointer) param->name, control);
  return row;
}

static gboolean
choice_to_position (GBinding     *binding,
                    const GValue *from,
                    GValue       *to,
                    gpointer      data)
{
  const ImbParam *param = data;
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_INT);
  g_value_transform (from, &value); /* also from an enumeration */
  for (guint i = 0; param->choices[i].nick != NULL; i++)
    if (param->choices[i].value == g_value_get_int (&value))
      g_value_set_uint (to, i);
  return TRUE;
}

static gboolean
position_to_choice (GBinding     *binding,
                    const GValue *from,
                    GValue       *to,
                    gpointer      data)
{
  const ImbParam *param = data;
  guint           position = g_value_get_uint (from);
  g_auto (GValue) value = G_VALUE_INIT;

  if (position == GTK_INVALID_LIST_POSITION)
    return FALSE;

  g_value_init (&value, G_TYPE_INT);
  g_value_set_int (&value, param->choices[position].value);
  return g_value_transform (&value, to);
}

static GtkWidget *
choice_row (ExplorerParamsForm *self,
            const ImbParam     *param,
            const char         *property)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  g_autofree char *help = dup_subtitle (param);
  GtkWidget       *row = adw_combo_row_new ();

  for (guint i = 0; param->choices[i].nick != NULL; i++)
    gtk_string_list_append (labels, _ (param->choices[i].label));
  dress_row (row, param);
  adw_combo_row_set_use_subtitle (ADW_COMBO_ROW (row), TRUE); /* beside the help there is no room for a choice */
  gtk_widget_set_tooltip_text (row, help);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, help, -1);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (labels));
  g_object_bind_property_full (self->config, property, row, "selected",
                               G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE,
                               choice_to_position, position_to_choice, (gpointer) param, NULL);
  g_hash_table_insert (self->controls, (gpointer) param->name, row);
  return row;
}

static void
validity_changed (ExplorerTextRow    *row,
                  GParamSpec         *pspec,
                  ExplorerParamsForm *self)
{
  self->n_wrong += explorer_text_row_get_valid (row) ? -1 : 1;
}

static GtkWidget *
text_row (ExplorerParamsForm *self,
          const ImbParam     *param,
          const char         *property)
{
  g_autofree char *help = dup_subtitle (param);
  GtkWidget       *row = explorer_text_row_new (_ (param->label), help, param->suggestions, param->check);

  g_object_bind_property (self->config, property, row, "text", G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  g_signal_connect (row, "notify::valid", G_CALLBACK (validity_changed), self);
  g_hash_table_insert (self->controls, (gpointer) param->name, row);
  return row;
}

static GtkWidget *
row_for (ExplorerParamsForm *self,
         const ImbParam     *param)
{
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (self->config), param->name);

  g_return_val_if_fail (pspec != NULL, NULL);

  switch (param->kind)
    {
    case IMB_KIND_BOOL:
      return plain_row (self, param, switch_control (self, param, pspec->name));
    case IMB_KIND_CHOICE:
      return choice_row (self, param, pspec->name);
    case IMB_KIND_TEXT:
      return text_row (self, param, pspec->name);
    case IMB_KIND_INT:
    case IMB_KIND_REAL:
      break;
    }

  return plain_row (self, param, number_control (self, param, pspec->name));
}

static void
config_changed (ExplorerParamsForm *self)
{
  g_autofree char *text = imb_config_to_string (self->config, FALSE);

  gtk_widget_set_sensitive (self->reset, strchr (text, ':') != NULL);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static GtkWidget *
reset_button (ExplorerParamsForm *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-undo-symbolic");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Back to the defaults"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Back to the defaults"), -1);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (explorer_params_form_reset), self);
  return button;
}

static GtkWidget *
small_label (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  return label;
}

static GtkWidget *
explanation (const ImbAlgorithm *algorithm)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  if (algorithm->summary != NULL)
    gtk_box_append (GTK_BOX (box), small_label (_ (algorithm->summary)));
  if (algorithm->reference != NULL)
    {
      GtkWidget *reference = small_label (algorithm->reference);

      gtk_label_set_selectable (GTK_LABEL (reference), TRUE);
      gtk_widget_set_can_focus (reference, FALSE); /* selectable by pointer; Tab passes it by, and in GTK 4.18 gets past it */
      gtk_box_append (GTK_BOX (box), reference);
    }
  gtk_widget_set_margin_top (box, 9);
  return box;
}

static void
build (ExplorerParamsForm *self)
{
  const ImbAlgorithm *algorithm = imb_config_get_algorithm (self->config);
  GtkWidget          *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->group = adw_preferences_group_new ();
  self->reset = reset_button (self);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->group), _ ("Parameters"));
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (self->group), self->reset);
  for (const ImbParam *param = algorithm->params; param != NULL && param->name != NULL; param++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), row_for (self, param));
  gtk_widget_set_visible (self->group, algorithm->params != NULL && algorithm->params->name != NULL);
  gtk_box_append (GTK_BOX (box), self->group);
  gtk_box_append (GTK_BOX (box), explanation (algorithm));
  adw_bin_set_child (ADW_BIN (self), box);
}

void
explorer_params_form_set_config (ExplorerParamsForm *self,
                                 ImbConfig          *config)
{
  g_return_if_fail (EXPLORER_IS_PARAMS_FORM (self));

  if (config == self->config)
    return;

  adw_bin_set_child (ADW_BIN (self), NULL);
  g_hash_table_remove_all (self->controls);
  self->n_wrong = 0;
  g_clear_signal_handler (&self->changed_id, self->config);
  g_set_object (&self->config, config);
  if (config == NULL)
    return;

  build (self);
  config_changed (self);
  self->changed_id = g_signal_connect_swapped (config, "notify", G_CALLBACK (config_changed), self);
}

ImbConfig *
explorer_params_form_get_config (ExplorerParamsForm *self)
{
  g_return_val_if_fail (EXPLORER_IS_PARAMS_FORM (self), NULL);

  return self->config;
}

void
explorer_params_form_reset (ExplorerParamsForm *self)
{
  g_autofree GParamSpec **specs = NULL;
  guint                   n;

  g_return_if_fail (EXPLORER_IS_PARAMS_FORM (self));
  g_return_if_fail (self->config != NULL);

  specs = g_object_class_list_properties (G_OBJECT_GET_CLASS (self->config), &n);
  for (guint i = 0; i < n; i++)
    if (imb_config_get_param (specs[i]) != NULL)
      g_object_set_property (G_OBJECT (self->config), specs[i]->name, g_param_spec_get_default_value (specs[i]));

  /* A text that was never legal is not in the config: its row would not hear of the reset. */
  for (const ImbParam *param = imb_config_get_algorithm (self->config)->params; param != NULL && param->name != NULL; param++)
    if (param->kind == IMB_KIND_TEXT)
      explorer_text_row_set_text (g_hash_table_lookup (self->controls, param->name), param->initial_text);
}

gboolean
explorer_params_form_is_valid (ExplorerParamsForm *self)
{
  g_return_val_if_fail (EXPLORER_IS_PARAMS_FORM (self), FALSE);

  return self->n_wrong == 0;
}

GtkWidget *
explorer_params_form_get_control (ExplorerParamsForm *self,
                                  const char         *name)
{
  GtkWidget *control;

  g_return_val_if_fail (EXPLORER_IS_PARAMS_FORM (self), NULL);

  control = g_hash_table_lookup (self->controls, name);
  return EXPLORER_IS_TEXT_ROW (control) ? explorer_text_row_get_entry (EXPLORER_TEXT_ROW (control)) : control;
}

static void
explorer_params_form_dispose (GObject *object)
{
  ExplorerParamsForm *self = EXPLORER_PARAMS_FORM (object);

  g_clear_signal_handler (&self->changed_id, self->config);
  G_OBJECT_CLASS (explorer_params_form_parent_class)->dispose (object);
}

static void
explorer_params_form_finalize (GObject *object)
{
  ExplorerParamsForm *self = EXPLORER_PARAMS_FORM (object);

  g_clear_object (&self->config);
  g_hash_table_unref (self->controls);
  G_OBJECT_CLASS (explorer_params_form_parent_class)->finalize (object);
}

static void
explorer_params_form_class_init (ExplorerParamsFormClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = explorer_params_form_dispose;
  G_OBJECT_CLASS (klass)->finalize = explorer_params_form_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
explorer_params_form_init (ExplorerParamsForm *self)
{
  explorer_bin_follow_width (GTK_WIDGET (self));
  self->controls = g_hash_table_new (g_str_hash, g_str_equal);
}

GtkWidget *
explorer_params_form_new (void)
{
  return g_object_new (EXPLORER_TYPE_PARAMS_FORM, NULL);
}
