/* SPDX-License-Identifier: GPL-3.0-or-later */
/* AdwEntryRow has no room for help or for a sentence about a wrong text, and both are longer than
 * what fits beside a title; so this row stacks them over its whole width. */
#include "widgets/explorer-text-row.h"

#include <glib/gi18n-lib.h>

struct _ExplorerTextRow
{
  AdwPreferencesRow parent_instance;

  ImbTextCheck check;
  GtkWidget   *entry;
  GtkWidget   *sentence;
  char        *text;
  gboolean     valid;
};

G_DEFINE_FINAL_TYPE (ExplorerTextRow, explorer_text_row, ADW_TYPE_PREFERENCES_ROW)

enum
{
  PROP_TEXT = 1,
  PROP_VALID,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
say_wrong (ExplorerTextRow *self,
           const GError    *error)
{
  gboolean valid = error == NULL;

  gtk_label_set_text (GTK_LABEL (self->sentence), valid ? "" : error->message);
  gtk_widget_set_visible (self->sentence, !valid);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID,
                               valid ? GTK_ACCESSIBLE_INVALID_FALSE : GTK_ACCESSIBLE_INVALID_TRUE, -1);
  if (valid)
    gtk_widget_remove_css_class (self->entry, "error");
  else
    gtk_widget_add_css_class (self->entry, "error");
  if (valid == self->valid)
    return;

  self->valid = valid;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VALID]);
}

static void
edited (ExplorerTextRow *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autoptr (GError) error = NULL;

  if (self->check != NULL && !self->check (text, &error))
    {
      say_wrong (self, error);
      return;
    }

  say_wrong (self, NULL);
  if (g_str_equal (self->text, text))
    return;

  g_free (self->text);
  self->text = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TEXT]);
}

const char *
explorer_text_row_get_text (ExplorerTextRow *self)
{
  g_return_val_if_fail (EXPLORER_IS_TEXT_ROW (self), NULL);

  return self->text;
}

void
explorer_text_row_set_text (ExplorerTextRow *self,
                            const char      *text)
{
  g_return_if_fail (EXPLORER_IS_TEXT_ROW (self));

  if (g_strcmp0 (text, gtk_editable_get_text (GTK_EDITABLE (self->entry))) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->entry), text != NULL ? text : "");
}

gboolean
explorer_text_row_get_valid (ExplorerTextRow *self)
{
  g_return_val_if_fail (EXPLORER_IS_TEXT_ROW (self), FALSE);

  return self->valid;
}

GtkWidget *
explorer_text_row_get_entry (ExplorerTextRow *self)
{
  g_return_val_if_fail (EXPLORER_IS_TEXT_ROW (self), NULL);

  return self->entry;
}

static void
take_suggestion (GtkWidget       *button,
                 ExplorerTextRow *self)
{
  explorer_text_row_set_text (self, gtk_button_get_label (GTK_BUTTON (button)));
  gtk_popover_popdown (GTK_POPOVER (gtk_widget_get_ancestor (button, GTK_TYPE_POPOVER)));
}

static GtkWidget *
suggestions_menu (ExplorerTextRow   *self,
                  const char *const *suggestions)
{
  GtkWidget *menu = gtk_menu_button_new ();
  GtkWidget *list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *popover = gtk_popover_new ();

  for (guint i = 0; suggestions[i] != NULL; i++)
    {
      GtkWidget *button = gtk_button_new_with_label (suggestions[i]);

      gtk_widget_add_css_class (button, "flat");
      gtk_widget_set_halign (gtk_button_get_child (GTK_BUTTON (button)), GTK_ALIGN_START);
      g_signal_connect (button, "clicked", G_CALLBACK (take_suggestion), self);
      gtk_box_append (GTK_BOX (list), button);
    }
  gtk_popover_set_child (GTK_POPOVER (popover), list);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (menu), popover);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (menu), "pan-down-symbolic");
  gtk_widget_set_tooltip_text (menu, _ ("Usual values"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (menu), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Usual values"), -1);
  return menu;
}

static GtkWidget *
wrapping_label (const char *text,
                const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css_class != NULL)
    {
      gtk_widget_add_css_class (label, "caption");
      gtk_widget_add_css_class (label, css_class);
    }
  return label;
}

GtkWidget *
explorer_text_row_new (const char        *title,
                       const char        *help,
                       const char *const *suggestions,
                       ImbTextCheck       check)
{
  ExplorerTextRow *self = g_object_new (EXPLORER_TYPE_TEXT_ROW, NULL);
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget       *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget       *label = wrapping_label (title, NULL);
  GtkWidget       *explanation = wrapping_label (help, "dim-label");

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE); /* before the title */
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  self->check = check;
  gtk_widget_set_visible (explanation, *help != '\0');
  gtk_box_append (GTK_BOX (line), self->entry);
  if (suggestions != NULL)
    {
      gtk_widget_add_css_class (line, "linked");
      gtk_box_append (GTK_BOX (line), suggestions_menu (self, suggestions));
    }
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), explanation);
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), self->sentence);
  g_object_set (box, "margin-start", 12, "margin-end", 12, "margin-top", 9, "margin-bottom", 9, NULL);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_RELATION_LABELLED_BY, label, NULL, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, help, -1);
  return GTK_WIDGET (self);
}

static void
explorer_text_row_get_property (GObject    *object,
                                guint       id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  ExplorerTextRow *self = EXPLORER_TEXT_ROW (object);

  if (id == PROP_TEXT)
    g_value_set_string (value, self->text);
  else
    g_value_set_boolean (value, self->valid);
}

static void
explorer_text_row_set_property (GObject      *object,
                                guint         id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  explorer_text_row_set_text (EXPLORER_TEXT_ROW (object), g_value_get_string (value));
}

static void
explorer_text_row_finalize (GObject *object)
{
  g_free (EXPLORER_TEXT_ROW (object)->text);
  G_OBJECT_CLASS (explorer_text_row_parent_class)->finalize (object);
}

static void
explorer_text_row_class_init (ExplorerTextRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = explorer_text_row_get_property;
  object_class->set_property = explorer_text_row_set_property;
  object_class->finalize = explorer_text_row_finalize;
  props[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, "",
                                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_VALID] = g_param_spec_boolean ("valid", NULL, NULL, TRUE,
                                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
explorer_text_row_init (ExplorerTextRow *self)
{
  self->text = g_strdup ("");
  self->valid = TRUE;
  self->entry = gtk_entry_new ();
  self->sentence = wrapping_label ("", "error");
  gtk_widget_set_visible (self->sentence, FALSE);
  gtk_widget_set_hexpand (self->entry, TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 8);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (edited), self);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
}
