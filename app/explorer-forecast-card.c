/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The forecast of the chosen sampler. The engine finds the change that helps; the button makes it. */
#include "app/explorer-forecast-card.h"

#include <glib/gi18n-lib.h>

struct _ExplorerForecastCard
{
  AdwBin       parent_instance;
  ImbForecast *forecast; /* NULL: ready, or just a sentence */
  ImbConfig   *config;
  GtkImage    *icon;
  GtkLabel    *title;
  GtkLabel    *sentence;
  GtkWidget   *remedy;
};

G_DEFINE_FINAL_TYPE (ExplorerForecastCard, explorer_forecast_card, ADW_TYPE_BIN)

const char *
explorer_forecast_icon (ImbOutlook outlook)
{
  switch (outlook)
    {
    case IMB_OUTLOOK_READY:
      return "emblem-ok-symbolic";
    case IMB_OUTLOOK_NEEDS:
    case IMB_OUTLOOK_DEPENDS:
      return "dialog-warning-symbolic";
    case IMB_OUTLOOK_CANNOT:
    default:
      return "action-unavailable-symbolic";
    }
}

char *
explorer_forecast_dup_title (const ImbForecast *forecast)
{
  char *words = imb_forecast_dup_words (forecast, TRUE);

  words[0] = g_ascii_toupper (words[0]); /* a letter of another script stays as it is */
  return words;
}

ImbForecast *
explorer_forecast_of (ExplorerSession  *session,
                      const ImbSampler *sampler)
{
  ImbDesign   *design = explorer_session_get_design (session);
  ImbConfig   *config = explorer_session_get_sampler (session);
  gboolean     chosen = config != NULL && imb_config_get_algorithm (config) == &sampler->base;
  gpointer     values;
  ImbView      view;
  ImbForecast *forecast;

  if (design == NULL)
    return NULL;

  view = imb_space_get_view (explorer_session_get_measured (session));
  values = chosen ? imb_config_dup_values (config) : imb_values_new (&sampler->base);
  if (imb_design_has_missing (design) && imb_sampler_keeps_missing (sampler, values)) /* for others they are filled */
    forecast = imb_forecast_new_expected (sampler, values, &view, 0);
  else
    forecast = imb_forecast_new (sampler, values, &view, explorer_session_get_decisions (session)->sampler_seed, 0);
  imb_values_free (&sampler->base, values);
  return forecast;
}

void
explorer_forecast_card_say (ExplorerForecastCard *self,
                            const char           *icon,
                            const char           *sentence)
{
  g_clear_pointer (&self->forecast, imb_forecast_free);
  g_clear_object (&self->config);
  gtk_image_set_from_icon_name (self->icon, icon);
  gtk_label_set_text (self->sentence, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->title), FALSE);
  gtk_widget_set_visible (self->remedy, FALSE);
}

/* "Set “Neighbours” to 3", or to several values. (transfer full) */
static char *
dup_remedy (const ImbForecast *forecast)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < forecast->n_changes; i++)
    {
      const ImbChange *change = &forecast->changes[i];

      if (i > 0)
        g_string_append (text, ", ");
      g_string_append_printf (text, i == 0 ? _ ("Set “%s” to %s") : _ ("“%s” to %s"), _ (change->param->label), change->value);
    }
  return g_string_free (text, FALSE);
}

void
explorer_forecast_card_show (ExplorerForecastCard *self,
                             ImbForecast          *forecast,
                             ImbConfig            *config)
{
  g_autofree char *title = explorer_forecast_dup_title (forecast);
  g_autofree char *remedy = dup_remedy (forecast);

  explorer_forecast_card_say (self, explorer_forecast_icon (forecast->outlook), forecast->sentence);
  self->forecast = forecast;
  self->config = g_object_ref (config);
  gtk_label_set_text (self->title, title);
  gtk_widget_set_visible (GTK_WIDGET (self->title), TRUE);
  gtk_label_set_text (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (self->remedy))), remedy);
  gtk_widget_set_visible (self->remedy, forecast->n_changes > 0);
}

/* The first change makes the card show another forecast. */
static void
on_remedy_clicked (ExplorerForecastCard *self)
{
  ImbForecast *forecast = g_steal_pointer (&self->forecast);
  g_autoptr (ImbConfig) config = g_steal_pointer (&self->config);

  if (forecast == NULL)
    return;

  g_object_freeze_notify (G_OBJECT (config));
  for (guint i = 0; i < forecast->n_changes; i++)
    imb_config_set_text (config, forecast->changes[i].param->name, forecast->changes[i].value, NULL);
  g_object_thaw_notify (G_OBJECT (config));
  imb_forecast_free (forecast);
}

const char *
explorer_forecast_card_get_icon (ExplorerForecastCard *self)
{
  return gtk_image_get_icon_name (self->icon);
}

const char *
explorer_forecast_card_get_words (ExplorerForecastCard *self)
{
  return gtk_label_get_text (self->sentence);
}

GtkWidget *
explorer_forecast_card_get_sentence (ExplorerForecastCard *self)
{
  return GTK_WIDGET (self->sentence);
}

GtkWidget *
explorer_forecast_card_get_remedy (ExplorerForecastCard *self)
{
  return self->remedy;
}

static void
explorer_forecast_card_dispose (GObject *object)
{
  ExplorerForecastCard *self = EXPLORER_FORECAST_CARD (object);

  g_clear_pointer (&self->forecast, imb_forecast_free);
  g_clear_object (&self->config);
  G_OBJECT_CLASS (explorer_forecast_card_parent_class)->dispose (object);
}

static void
explorer_forecast_card_class_init (ExplorerForecastCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = explorer_forecast_card_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/imbal/Explorer/ui/forecast-card.ui");
  gtk_widget_class_bind_template_child (widget_class, ExplorerForecastCard, icon);
  gtk_widget_class_bind_template_child (widget_class, ExplorerForecastCard, remedy);
  gtk_widget_class_bind_template_child (widget_class, ExplorerForecastCard, sentence);
  gtk_widget_class_bind_template_child (widget_class, ExplorerForecastCard, title);
  gtk_widget_class_bind_template_callback (widget_class, on_remedy_clicked);
}

static void
explorer_forecast_card_init (ExplorerForecastCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
