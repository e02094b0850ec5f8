/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/explorer-session.h"

G_BEGIN_DECLS

/* What the sampler says to the table: an icon, a word, a sentence, and a button that makes the change that would help. */
#define EXPLORER_TYPE_FORECAST_CARD (explorer_forecast_card_get_type ())
G_DECLARE_FINAL_TYPE (ExplorerForecastCard, explorer_forecast_card, EXPLORER, FORECAST_CARD, AdwBin)

void explorer_forecast_card_say (ExplorerForecastCard *self,
                                 const char           *icon,
                                 const char           *sentence);

/* A forecast that is not "ready". @config: whose parameters the button changes. (forecast: transfer full) */
void explorer_forecast_card_show (ExplorerForecastCard *self,
                                  ImbForecast          *forecast,
                                  ImbConfig            *config);

/* What is said now. (transfer none) */
const char *explorer_forecast_card_get_icon (ExplorerForecastCard *self);
const char *explorer_forecast_card_get_words (ExplorerForecastCard *self);

/* For tests. */
GtkWidget *explorer_forecast_card_get_sentence (ExplorerForecastCard *self);
GtkWidget *explorer_forecast_card_get_remedy (ExplorerForecastCard *self);

/* Of a sampler on the session's table: with the parameters at hand when it is the chosen one, else with its defaults. NULL: there is
 * no table to ask. (transfer full) (nullable) */
ImbForecast *explorer_forecast_of (ExplorerSession  *session,
                                   const ImbSampler *sampler);

/* Ready, needs and cannot differ in shape. */
const char *explorer_forecast_icon (ImbOutlook outlook);

/* "Ready", "Needs Neighbours ≤ 3", "Cannot". (transfer full) */
char *explorer_forecast_dup_title (const ImbForecast *forecast);

G_END_DECLS
