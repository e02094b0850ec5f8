/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Resample page. It decides nothing: controls change the session's decisions, the session computes,
 * and refresh() shows what is there. While a newer result is computed the old one stays, and is dimmed when that takes longer than a moment. */
#include "app/explorer-resample-page.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "app/explorer-changes.h"
#include "app/explorer-command.h"
#include "app/explorer-forecast-card.h"
#include "app/explorer-page.h"
#include "app/explorer-resample-save.h"
#include "app/explorer-resample-script.h"
#include "app/explorer-row-story.h"
#include "app/explorer-sampler-list.h"
#include "app/explorer-words.h"
#include "engine/imb.h"
#include "widgets/explorer-bin.h"
#include "widgets/explorer-flow.h"
#include "widgets/explorer-name.h"
#include "widgets/explorer-params-form.h"

#define MOMENT_MS 100 /* an answer within it comes without "Computing…" */

struct _ExplorerResamplePage
{
  AdwBin parent_instance;

  ExplorerSession *session;
  gboolean         refreshing; /* controls follow the session, not the other way round */
  gssize           selected;   /* synthetic row whose parents are shown; -1: none */
  ImbResample     *shown;      /* the session's last one: it stays while a newer one is computed or refused */
  gint64           behind_us;  /* since when it is no longer the one of the parameters; 0: it is */
  guint            moment_id;

  AdwComboRow          *sampler;
  AdwStatusPage        *empty;
  AdwBin               *balance_place;
  AdwBin               *audit_place;
  AdwBin               *changes_place;
  AdwBin               *scatter_place;
  AdwButtonContent     *outlook; /* of the button that shows the sampler where the window is narrow */
  AdwFlap              *flap;
  ExplorerFigure       *balance;
  ExplorerFigure       *scatter;
  ExplorerForecastCard *forecast;
  ExplorerParamsForm   *form;
  GtkDropDown          *feature_x;
  GtkDropDown          *feature_y;
  GtkLabel             *parents;
  GtkSpinButton        *seed;
  GtkStack             *stack;
  GtkWidget            *changes_child;
  GtkWidget            *seed_row;
  GtkWidget            *settings;
};

G_DEFINE_FINAL_TYPE (ExplorerResamplePage, explorer_resample_page, ADW_TYPE_BIN)

/* What the figures show. */

static void
fill_input (ExplorerResamplePage *self,
            ImbFigureInput       *in)
{
  const ExplorerDecisions *decisions = explorer_session_get_decisions (self->session);

  imb_figure_input_init (in);
  in->problem = explorer_session_get_problem (self->session);
  in->design = explorer_session_get_design (self->session);
  in->resample = self->shown;
  in->feature_x = decisions->feature_x;
  in->feature_y = decisions->feature_y;
  in->selected_synthetic = self->selected;
}

/* The selected rows of the table as rows of the problem. */
static guint32 *
dup_highlight (ExplorerResamplePage *self,
               gsize                *n)
{
  ExplorerSelection *selection = explorer_session_get_selection (self->session);
  ImbProblem        *problem = explorer_session_get_problem (self->session);
  guint32           *rows;

  *n = 0;
  if (problem == NULL || explorer_selection_n_rows (selection) == 0)
    return NULL;

  rows = g_new (guint32, explorer_selection_n_rows (selection));
  for (guint32 i = 0; i < imb_problem_n_rows (problem); i++)
    if (explorer_selection_contains (selection, imb_problem_get_rows (problem)[i]))
      rows[(*n)++] = i;
  return rows;
}

static void
show_figures (ExplorerResamplePage *self)
{
  ImbFigureInput      in;
  g_autofree guint32 *highlight = NULL;

  fill_input (self, &in);
  explorer_figure_set_input (self->balance, &in);
  highlight = dup_highlight (self, &in.n_highlight);
  in.highlight = highlight;
  explorer_figure_set_input (self->scatter, &in);
}

/* What became of a row: where a synthetic one comes from, why a removed one is gone. */

static void
tell (ExplorerResamplePage *self,
      const char           *text)
{
  gtk_label_set_text (self->parents, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->parents), text != NULL);
  show_figures (self);
}

static void
select_nothing (ExplorerResamplePage *self)
{
  ImbResample *resample = self->shown;

  self->selected = -1;
  if (resample != NULL && resample->n_made > 0)
    tell (self, _ ("Click a synthetic row to see its parents, or another row to see what became of it."));
  else if (resample != NULL && imb_resample_n_removed (resample) > 0)
    tell (self, _ ("Click a removed row to see why it is gone."));
  else
    tell (self, NULL);
}

/* Lights up its rows everywhere, too. */
static void
select_hit (ExplorerResamplePage *self,
            const ImbFigureHit   *hit)
{
  ImbProblem      *problem = explorer_session_get_problem (self->session);
  gboolean         made = hit->kind == IMB_HIT_SYNTHETIC;
  g_autofree char *text = made ? explorer_row_story_of_made (problem, self->shown, hit->row) : explorer_row_story_of_row (problem, self->shown, (guint32) hit->row);
  g_autoptr (GtkBitset) rows = made ? explorer_row_story_rows_of_made (problem, self->shown, hit->row) : explorer_row_story_rows_of_row (problem, self->shown, (guint32) hit->row);

  self->selected = made ? (gssize) hit->row : -1;
  explorer_selection_set_rows (explorer_session_get_selection (self->session), rows);
  tell (self, text);
}

static void
on_scatter_activated (ExplorerResamplePage *self,
                      ImbFigureHit         *hit)
{
  if (self->shown != NULL && (hit->kind == IMB_HIT_SYNTHETIC || hit->kind == IMB_HIT_ROW))
    select_hit (self, hit);
  else
    select_nothing (self);
}

/* Without selected rows there is nothing to tell, either. */
static void
on_selection_changed (ExplorerResamplePage *self)
{
  if (explorer_selection_n_rows (explorer_session_get_selection (self->session)) == 0)
    select_nothing (self);
  else
    show_figures (self);
}

/* A bar was dragged: the strategy that asks for these counts. */
static void
on_balance_dragged (ExplorerResamplePage *self,
                    ImbFigureHit         *hit)
{
  ImbProblem                *problem = explorer_session_get_problem (self->session);
  ImbResample               *resample = self->shown;
  ImbConfig                 *sampler = explorer_session_get_sampler (self->session);
  guint                      n = problem != NULL ? imb_problem_n_classes (problem) : 0;
  ImbView                    view;
  g_autofree ExplorerChange *changes = g_new0 (ExplorerChange, MAX (n, 1));
  g_autofree gsize          *counts = g_new0 (gsize, MAX (n, 1));
  g_autofree char           *text = NULL;

  if (hit->of_class >= n)
    return;
  if (sampler == NULL || imb_algorithm_find_param (imb_config_get_algorithm (sampler), "sampling_strategy") == NULL)
    {
      explorer_session_fail (self->session, _ ("This method has no class sizes to set: choose another one, such as SMOTE."));
      return;
    }

  if (resample != NULL)
    explorer_changes_count (problem, resample, changes);
  for (guint c = 0; c < n; c++)
    counts[c] = resample != NULL ? changes[c].after : imb_problem_get_counts (problem)[c];
  counts[hit->of_class] = (gsize) MAX (round (hit->x), 1);
  view = imb_design_get_view (explorer_session_get_design (self->session));
  text = imb_strategy_from_counts (&view, counts);
  g_object_set (sampler, "sampling_strategy", text, NULL);
}

/* The forecast: what the sampler does with these data, or why it cannot. */

static char *
dup_forecast (const ImbResample *resample)
{
  gsize            n_removed = imb_resample_n_removed (resample);
  gsize            n_synthetic = imb_resample_n_synthetic (resample);
  g_autofree char *removed = explorer_words_rows (n_removed);
  g_autofree char *synthetic = explorer_words_synthetic_rows (n_synthetic);
  g_autofree char *repeated = explorer_words_rows (resample->n_rows > resample->n_in ? resample->n_rows - resample->n_in : 0);

  if (n_synthetic > 0 && n_removed > 0)
    return g_strdup_printf (_ ("Ready: %s, %s removed."), synthetic, removed);
  if (n_synthetic > 0)
    return g_strdup_printf (_ ("Ready: %s."), synthetic);
  if (n_removed > 0)
    return g_strdup_printf (_ ("Ready: %s removed."), removed);
  if (resample->n_rows > resample->n_in)
    return g_strdup_printf (_ ("Ready: %s repeated."), repeated);
  return g_strdup (_ ("Ready. Nothing changes with these settings."));
}

/* Why not: known beforehand, or only since the sampler ran. (transfer full) (nullable) */
static ImbForecast *
dup_refusal (ExplorerResamplePage *self,
             ImbConfig            *config,
             const char           *error)
{
  const ImbSampler *sampler = imb_sampler_find (imb_config_get_algorithm (config)->id);
  ImbForecast      *forecast = explorer_forecast_of (self->session, sampler);
  gpointer          values;

  if (forecast != NULL && forecast->outlook != IMB_OUTLOOK_READY)
    return forecast;

  imb_forecast_free (forecast);
  if (error == NULL)
    return NULL;

  values = imb_config_dup_values (config);
  forecast = imb_forecast_new_refused (sampler, values, error);
  imb_values_free (imb_config_get_algorithm (config), values);
  return forecast;
}

static void refresh_forecast (ExplorerResamplePage *self);

static gboolean
moment_over (gpointer page)
{
  ExplorerResamplePage *self = page;

  self->moment_id = 0;
  refresh_forecast (self);
  return G_SOURCE_REMOVE;
}

/* What is shown is that of the parameters, or there is no newer one to wait for. */
static void
catch_up (ExplorerResamplePage *self)
{
  self->behind_us = 0;
  g_clear_handle_id (&self->moment_id, g_source_remove);
}

/* Whether a result is waited for that may still come within a moment; then what is shown stays as it is. Requests that supersede one
 * another are one wait. */
static gboolean
is_brief (ExplorerResamplePage *self)
{
  gint64 now = g_get_monotonic_time ();

  if (self->shown == NULL)
    return FALSE;
  if (self->behind_us == 0)
    self->behind_us = now;
  if (now - self->behind_us >= MOMENT_MS * 1000)
    return FALSE;
  if (self->moment_id == 0)
    self->moment_id = g_timeout_add (MOMENT_MS, moment_over, self);
  return TRUE;
}

static void
refresh_forecast (ExplorerResamplePage *self)
{
  ImbResample     *resample = explorer_session_get_resample (self->session);
  ImbConfig       *config = explorer_session_get_sampler (self->session);
  const char      *error = explorer_session_get_resample_error (self->session);
  gboolean         running = explorer_runner_is_running (explorer_session_get_runner (self->session), "resample");
  gboolean         stale = running || error != NULL;
  ImbForecast     *refusal;
  g_autofree char *sentence = NULL;

  if (running && is_brief (self))
    return;
  if (!running && error != NULL)
    catch_up (self);

  refusal = config != NULL ? dup_refusal (self, config, running ? NULL : error) : NULL;
  if (refusal != NULL)
    explorer_forecast_card_show (self->forecast, refusal, config);
  else if (running)
    explorer_forecast_card_say (self->forecast, "content-loading-symbolic", _ ("Computing…"));
  else if (error != NULL)
    explorer_forecast_card_say (self->forecast, "dialog-warning-symbolic", error);
  else if (config == NULL)
    explorer_forecast_card_say (self->forecast, "dialog-information-symbolic", _ ("No sampler: after is before. Choose a method above."));
  else if (resample != NULL)
    {
      sentence = dup_forecast (resample);
      explorer_forecast_card_say (self->forecast, explorer_forecast_icon (IMB_OUTLOOK_READY), sentence);
    }
  else
    explorer_forecast_card_say (self->forecast, "dialog-information-symbolic", _ ("Nothing computed yet."));
  adw_button_content_set_icon_name (self->outlook, explorer_forecast_card_get_icon (self->forecast));
  gtk_widget_set_tooltip_text (self->settings, explorer_forecast_card_get_words (self->forecast));
  explorer_figure_set_stale (self->scatter, stale && self->shown != NULL);
  explorer_figure_set_stale (self->balance, stale && self->shown != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->changes_place), !stale);
  gtk_widget_set_sensitive (GTK_WIDGET (self->audit_place), !stale);
}

/* Following the session. */

static void
refresh_sampler (ExplorerResamplePage *self)
{
  ImbConfig        *config = explorer_session_get_sampler (self->session);
  const ImbSampler *sampler = config != NULL ? imb_sampler_find (imb_config_get_algorithm (config)->id) : NULL;

  self->refreshing = TRUE;
  adw_combo_row_set_selected (self->sampler, explorer_sampler_list_position (sampler));
  explorer_params_form_set_config (self->form, config);
  gtk_widget_set_visible (self->seed_row, sampler != NULL && (sampler->flags & IMB_SAMPLER_RANDOM) != 0);
  self->refreshing = FALSE;
  refresh_forecast (self);
}

static void
select_features (ExplorerResamplePage *self)
{
  const ExplorerDecisions *decisions = explorer_session_get_decisions (self->session);

  gtk_drop_down_set_selected (self->feature_x, decisions->feature_x);
  gtk_drop_down_set_selected (self->feature_y, decisions->feature_y);
}

static void
list_up (gpointer page)
{
  ExplorerResamplePage *self = page;

  self->refreshing = TRUE;
  explorer_page_list_features (explorer_session_get_design (self->session), self->feature_y);
  select_features (self);
  self->refreshing = FALSE;
}

static void
list_features (gpointer page)
{
  ExplorerResamplePage *self = page;

  self->refreshing = TRUE;
  explorer_page_list_features (explorer_session_get_design (self->session), self->feature_x);
  explorer_page_list_features (NULL, self->feature_y);
  self->refreshing = FALSE;
  explorer_page_later (self, list_up);
}

static void
refresh_decisions (ExplorerResamplePage *self)
{
  const ExplorerDecisions *decisions = explorer_session_get_decisions (self->session);
  ImbDesign               *design = explorer_session_get_design (self->session);

  if (design == NULL || decisions == NULL)
    return;

  self->refreshing = TRUE;
  select_features (self);
  gtk_spin_button_set_value (self->seed, decisions->sampler_seed);
  self->refreshing = FALSE;
  if (explorer_figure_get_input (self->scatter)->feature_x != decisions->feature_x
      || explorer_figure_get_input (self->scatter)->feature_y != decisions->feature_y)
    show_figures (self);
}

/* Beside the balance, which else has the width alone: a flow box keeps an empty column free. */
static void
show_changes (ExplorerResamplePage *self,
              GtkWidget            *changes)
{
  adw_bin_set_child (self->changes_place, changes);
  gtk_widget_set_visible (self->changes_child, changes != NULL);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (gtk_widget_get_parent (self->changes_child)), changes != NULL ? 2 : 1);
}

static void
show_resample (ExplorerResamplePage *self,
               ImbResample          *resample)
{
  ImbProblem *problem = explorer_session_get_problem (self->session);

  if (resample != NULL)
    imb_resample_ref (resample);
  g_clear_pointer (&self->shown, imb_resample_unref);
  self->shown = resample;
  catch_up (self);
  show_changes (self, resample != NULL && problem != NULL ? explorer_changes_new (problem, resample) : NULL);
  select_nothing (self);
  refresh_forecast (self);
}

/* The audit comes after its resample; until then there is none, or a dimmed one. */
static void
refresh_audit (ExplorerResamplePage *self)
{
  ImbAudit  *audit = explorer_session_get_audit (self->session);
  ImbDesign *design = explorer_session_get_design (self->session);

  if (audit != NULL && design != NULL)
    adw_bin_set_child (self->audit_place, explorer_findings_new (audit, design));
  else if (explorer_session_get_sampler (self->session) == NULL || design == NULL)
    adw_bin_set_child (self->audit_place, NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->audit_place), audit != NULL);
}

/* What was refused changes nothing: the picture before it stays. */
static void
refresh_resample (ExplorerResamplePage *self)
{
  ImbResample *resample = explorer_session_get_resample (self->session);

  if (resample == NULL && explorer_session_get_resample_error (self->session) != NULL)
    refresh_forecast (self);
  else
    show_resample (self, resample);
}

static void
refresh_state (ExplorerResamplePage *self)
{
  if (!explorer_page_show_state (self->session, self->stack, self->empty, _ ("Cannot resample"), _ ("Nothing to resample yet")))
    return;

  explorer_page_later (self, list_features);
  refresh_decisions (self);
  refresh_sampler (self);
  show_resample (self, explorer_session_get_resample (self->session)); /* other rows: nothing of before holds */
}

/* The controls. */

static void
on_sampler_selected (ExplorerResamplePage *self)
{
  guint position = adw_combo_row_get_selected (self->sampler);

  if (self->refreshing || self->session == NULL || position == GTK_INVALID_LIST_POSITION)
    return;

  explorer_session_set_sampler (self->session, explorer_sampler_list_at (position));
}

static void
on_seed_changed (ExplorerResamplePage *self)
{
  if (self->refreshing || self->session == NULL)
    return;

  explorer_session_set_sampler_seed (self->session, (guint32) gtk_spin_button_get_value (self->seed));
}

static void
on_feature_selected (ExplorerResamplePage *self)
{
  guint x = gtk_drop_down_get_selected (self->feature_x);
  guint y = gtk_drop_down_get_selected (self->feature_y);

  if (self->refreshing || self->session == NULL || x == GTK_INVALID_LIST_POSITION || y == GTK_INVALID_LIST_POSITION)
    return;

  explorer_session_set_features (self->session, x, y);
}

/* Saving and copying. */

void
explorer_resample_page_save (ExplorerResamplePage *self,
                             const char           *path)
{
  g_return_if_fail (EXPLORER_IS_RESAMPLE_PAGE (self));
  g_return_if_fail (path != NULL);

  explorer_resample_save (self->session, path);
}

static void
save (gpointer    page,
      const char *path)
{
  explorer_resample_page_save (page, path);
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  explorer_page_save (widget, _ ("Save Resampled Table"), "resampled.csv", save);
}

static void
copy_command_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  ExplorerResamplePage *self = EXPLORER_RESAMPLE_PAGE (widget);
  g_autofree char      *line = explorer_command_resample (self->session);

  explorer_page_copy (widget, self->session, line, _ ("Command line copied."));
}

static void
copy_script_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  explorer_resample_copy_script (widget, EXPLORER_RESAMPLE_PAGE (widget)->session);
}

/* The widget. */

GtkWidget *
explorer_resample_page_get_part (ExplorerResamplePage *self,
                                 const char           *name)
{
  const ExplorerPart parts[] = {
    { "form", self->form },
    { "scatter", self->scatter },
    { "balance", self->balance },
    { "sampler", self->sampler },
    { "forecast", explorer_forecast_card_get_sentence (self->forecast) },
    { "audit", self->audit_place },
    { "parents", self->parents },
    { "remedy", explorer_forecast_card_get_remedy (self->forecast) },
    { "feature-x", self->feature_x },
    { "settings", self->settings },
  };

  return explorer_page_find_part (parts, G_N_ELEMENTS (parts), name);
}

static void
watch_session (ExplorerResamplePage *self)
{
  const ExplorerWatch watched[] = {
    { "notify::design", G_CALLBACK (refresh_state) },
    { "notify::error", G_CALLBACK (refresh_state) },
    { "notify::sampler", G_CALLBACK (refresh_sampler) },
    { "notify::decisions", G_CALLBACK (refresh_decisions) },
    { "notify::audit", G_CALLBACK (refresh_audit) },
    { "notify::resample", G_CALLBACK (refresh_resample) },
    { "notify::resample-error", G_CALLBACK (refresh_forecast) },
  };

  explorer_page_watch (self, self->session, watched, G_N_ELEMENTS (watched));
  g_signal_connect_object (explorer_session_get_selection (self->session), "changed", G_CALLBACK (on_selection_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (explorer_runner_get_tasks (explorer_session_get_runner (self->session)), "items-changed",
                           G_CALLBACK (refresh_forecast), self, G_CONNECT_SWAPPED);
}

static void
explorer_resample_page_dispose (GObject *object)
{
  ExplorerResamplePage *self = EXPLORER_RESAMPLE_PAGE (object);

  catch_up (self);
  g_clear_object (&self->session);
  g_clear_pointer (&self->shown, imb_resample_unref);
  G_OBJECT_CLASS (explorer_resample_page_parent_class)->dispose (object);
}

static void
explorer_resample_page_class_init (ExplorerResamplePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = explorer_resample_page_dispose;
  g_type_ensure (EXPLORER_TYPE_FLOW);
  g_type_ensure (EXPLORER_TYPE_FORECAST_CARD);
  g_type_ensure (EXPLORER_TYPE_PARAMS_FORM);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/imbal/Explorer/ui/resample-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ExplorerResamplePage, audit_place);
  gtk_widget_class_bind_template_child (widget_class, ExplorerResamplePage, balance_place);
  gtk_widget_class_bind_template_child (widget_class, ExplorerResamplePage, changes_child);
  gtk_widget_class_bind_template_child (widget_class, ExplorerResamplePage, changes_place);
  gtk_widget_class_bind_template_child (widget_class, ExplorerResamplePage, empty);
  gtk_widget_class_bind_template_child (widget_class, ExplorerResamplePage, feature_x);
  gtk_widget_class_bind_template_child (widget_class, ExplorerResamplePage, feature_y);
  gtk_widget_class_bind_template_child (widget_class, ExplorerResamplePage, flap);
  gtk_widget_class_bind_template_child (widget_class, ExplorerResamplePage, forecast);
  gtk_widget_class_bind_template_child (widget_class, ExplorerResamplePage, form);
  gtk_widget_class_bind_template_child (widget_class, ExplorerResamplePage, outlook);
  gtk_widget_class_bind_template_child (widget_class, ExplorerResamplePage, parents);
  gtk_widget_class_bind_template_child (widget_class, ExplorerResamplePage, sampler);
  gtk_widget_class_bind_template_child (widget_class, ExplorerResamplePage, scatter_place);
  gtk_widget_class_bind_template_child (widget_class, ExplorerResamplePage, seed);
  gtk_widget_class_bind_template_child (widget_class, ExplorerResamplePage, seed_row);
  gtk_widget_class_bind_template_child (widget_class, ExplorerResamplePage, settings);
  gtk_widget_class_bind_template_child (widget_class, ExplorerResamplePage, stack);
  gtk_widget_class_bind_template_callback (widget_class, on_feature_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_sampler_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_seed_changed);
  gtk_widget_class_install_action (widget_class, "resample.copy-command", NULL, copy_command_action);
  gtk_widget_class_install_action (widget_class, "resample.copy-script", NULL, copy_script_action);
  gtk_widget_class_install_action (widget_class, "resample.save", NULL, save_action);
}

static void
explorer_resample_page_init (ExplorerResamplePage *self)
{
  self->selected = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  explorer_name_widget (GTK_WIDGET (self->feature_x), _ ("Feature across"));
  explorer_name_widget (GTK_WIDGET (self->feature_y), _ ("Feature up"));
  explorer_bin_follow_width (GTK_WIDGET (self->audit_place));
  explorer_bin_follow_width (GTK_WIDGET (self->changes_place));
}

GtkWidget *
explorer_resample_page_new (ExplorerSession *session)
{
  ExplorerResamplePage *self = g_object_new (EXPLORER_TYPE_RESAMPLE_PAGE, NULL);

  self->session = g_object_ref (session);
  self->scatter = explorer_page_add_figure (self, session, self->scatter_place, "scatter", 360, G_CALLBACK (on_scatter_activated));
  self->balance = explorer_page_add_figure (self, session, self->balance_place, "class-balance", 220, NULL);
  g_signal_connect_object (self->balance, "dragged", G_CALLBACK (on_balance_dragged), self, G_CONNECT_SWAPPED);
  self->refreshing = TRUE;
  explorer_sampler_list_fill (self->sampler, session);
  self->refreshing = FALSE;
  watch_session (self);
  refresh_state (self);
  return GTK_WIDGET (self);
}
