/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a built-in dataset is to be made: the form that its own table of parameters asks for. */
#include "app/explorer-dataset-window.h"

#include <glib/gi18n-lib.h>

#include "widgets/draw/imb-text.h"
#include "widgets/explorer-params-form.h"

#define WIDTH_PX  420
#define HEIGHT_PX 520

typedef struct
{
  GtkWindow *window;
  GtkWidget *form;
  GtkWidget *seed;
} Parts;

static void
open_clicked (GtkButton *button,
              Parts     *parts)
{
  GtkWindow       *parent = gtk_window_get_transient_for (parts->window);
  ImbConfig       *config = explorer_params_form_get_config (EXPLORER_PARAMS_FORM (parts->form));
  g_autofree char *text = imb_config_to_string (config, FALSE);

  gtk_spin_button_update (GTK_SPIN_BUTTON (parts->seed)); /* what was typed and not yet left */
  gtk_widget_activate_action (GTK_WIDGET (parent), "win.make-dataset", "(su)", text,
                              (guint32) gtk_spin_button_get_value (GTK_SPIN_BUTTON (parts->seed)));
  gtk_window_destroy (parts->window);
}

static GtkWidget *
create_seed_group (Parts *parts)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *row = adw_action_row_new ();

  parts->seed = gtk_spin_button_new_with_range (0, G_MAXUINT32, 1);
  gtk_editable_set_width_chars (GTK_EDITABLE (parts->seed), 5);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (parts->seed), 8);
  gtk_widget_set_valign (parts->seed, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Seed"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ ("The same seed makes the same rows."));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), parts->seed);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), parts->seed);
  gtk_widget_set_focusable (row, FALSE); /* or Tab would stop twice */
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return group;
}

static GtkWidget *
create_content (Parts            *parts,
                const ImbDataset *dataset)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  g_autoptr (ImbConfig) config = imb_config_new (&dataset->base);

  parts->form = explorer_params_form_new ();
  explorer_params_form_set_config (EXPLORER_PARAMS_FORM (parts->form), config);
  g_object_set (box, "margin-start", 12, "margin-end", 12, "margin-top", 18, "margin-bottom", 18, NULL);
  gtk_box_append (GTK_BOX (box), parts->form);
  gtk_box_append (GTK_BOX (box), create_seed_group (parts));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  gtk_widget_set_vexpand (scroller, TRUE);
  return scroller;
}

GtkWindow *
explorer_dataset_window_new (GtkWindow        *parent,
                             const ImbDataset *dataset)
{
  Parts     *parts = g_new0 (Parts, 1);
  GtkWidget *window = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *bar = adw_header_bar_new ();
  GtkWidget *open = gtk_button_new_with_mnemonic (_ ("_Open"));
  GtkWidget *cancel = gtk_button_new_with_mnemonic (_ ("_Cancel"));

  g_return_val_if_fail (dataset != NULL, NULL);

  parts->window = GTK_WINDOW (window);
  g_object_set_data_full (G_OBJECT (window), "parts", parts, g_free);
  gtk_window_set_title (parts->window, g_dgettext (GETTEXT_PACKAGE, dataset->base.title));
  gtk_window_set_default_size (parts->window, WIDTH_PX, HEIGHT_PX);
  gtk_window_set_modal (parts->window, TRUE);
  gtk_window_set_transient_for (parts->window, parent);
  gtk_window_set_destroy_with_parent (parts->window, TRUE);
  gtk_widget_add_css_class (open, "suggested-action");
  g_signal_connect (open, "clicked", G_CALLBACK (open_clicked), parts);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (cancel), "window.close");
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), open);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), create_content (parts, dataset));
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_window_set_default_widget (parts->window, open);
  return parts->window;
}

char *
explorer_dataset_dup_size (const ImbDataset *dataset)
{
  ImbDatasetValues *values;
  char             *text;

  g_return_val_if_fail (dataset != NULL, NULL);

  values = imb_values_new (&dataset->base);

  g_autofree char *rows = imb_text_count (values->n_rows);
  g_autofree char *features = imb_text_count (values->n_features);
  g_autofree char *ratio = imb_text_ratio (values->imbalance_ratio, 1);

  text = g_strdup_printf ("%s × %s · %s", rows, features, ratio);
  imb_values_free (&dataset->base, values);
  return text;
}
