/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of samplers as it drops down: an icon and, where a sampler is not ready, what it needs. A line asks for its forecast whenever
 * it comes to be seen, so that it holds for the table and the parameters of that moment. */
#include "app/explorer-sampler-list.h"

#include <glib/gi18n-lib.h>

#include "app/explorer-forecast-card.h"

/* The parts of a line. */
typedef struct
{
  ExplorerSession *session; /* the row's window has it as long as there are lines */
  AdwComboRow     *row;
  GtkListItem     *item;
  GtkWidget       *box;
  GtkWidget       *icon;
  GtkWidget       *title;
  GtkWidget       *words;
  GtkWidget       *check;
} Line;

guint
explorer_sampler_list_position (const ImbSampler *sampler)
{
  for (guint i = 0; sampler != NULL && imb_samplers ()[i] != NULL; i++)
    if (imb_samplers ()[i] == sampler)
      return i;

  return 0;
}

const ImbSampler *
explorer_sampler_list_at (guint position)
{
  return position > 0 && position != GTK_INVALID_LIST_POSITION ? imb_samplers ()[position] : NULL;
}

static void
line_refresh (Line *self)
{
  guint             position = gtk_list_item_get_position (self->item);
  const ImbSampler *sampler = explorer_sampler_list_at (position);
  GtkStringObject  *item = gtk_list_item_get_item (self->item);
  ImbForecast      *forecast = sampler != NULL ? explorer_forecast_of (self->session, sampler) : NULL;
  g_autofree char  *words = forecast != NULL ? explorer_forecast_dup_title (forecast) : NULL;
  gboolean          ready = forecast == NULL || forecast->outlook == IMB_OUTLOOK_READY;

  if (item == NULL)
    return;

  gtk_label_set_text (GTK_LABEL (self->title), gtk_string_object_get_string (item));
  gtk_label_set_text (GTK_LABEL (self->words), words != NULL ? words : "");
  gtk_widget_set_visible (self->words, !ready);
  gtk_widget_set_tooltip_text (self->box, ready ? NULL : forecast->sentence);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), forecast == NULL ? NULL : ready ? "media-playback-start-symbolic"
                                                                                        : explorer_forecast_icon (forecast->outlook));
  gtk_widget_set_opacity (self->check, position == adw_combo_row_get_selected (self->row) ? 1.0 : 0.0);
  imb_forecast_free (forecast);
}

static GtkWidget *
new_icon (const char *name)
{
  return g_object_new (GTK_TYPE_IMAGE, "icon-name", name, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
}

static GtkWidget *
new_label (const char *class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 36);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  return label;
}

static void
on_setup (GtkListItemFactory *factory,
          GtkListItem        *item,
          AdwComboRow        *row)
{
  Line      *line = g_new0 (Line, 1);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  line->session = g_object_get_data (G_OBJECT (row), "session");
  line->row = row;
  line->item = item;
  line->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  line->icon = new_icon (NULL);
  line->title = new_label (NULL);
  line->words = new_label ("caption");
  line->check = new_icon ("object-select-symbolic");
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (texts), line->title);
  gtk_box_append (GTK_BOX (texts), line->words);
  gtk_box_append (GTK_BOX (line->box), line->icon);
  gtk_box_append (GTK_BOX (line->box), texts);
  gtk_box_append (GTK_BOX (line->box), line->check);
  g_object_set_data_full (G_OBJECT (line->box), "line", line, g_free);
  g_signal_connect_swapped (line->box, "map", G_CALLBACK (line_refresh), line);
  gtk_list_item_set_child (item, line->box);
}

static void
on_bind (GtkListItemFactory *factory,
         GtkListItem        *item,
         AdwComboRow        *row)
{
  line_refresh (g_object_get_data (G_OBJECT (gtk_list_item_get_child (item)), "line"));
}

void
explorer_sampler_list_fill (AdwComboRow     *row,
                            ExplorerSession *session)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_object_set_data_full (G_OBJECT (row), "session", g_object_ref (session), g_object_unref);
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), row);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), row);
  for (guint i = 0; imb_samplers ()[i] != NULL; i++)
    gtk_string_list_append (titles, _ (imb_samplers ()[i]->base.title));
  adw_combo_row_set_model (row, G_LIST_MODEL (titles));
  adw_combo_row_set_list_factory (row, factory);
}
