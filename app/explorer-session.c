/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a window shows. One path for every decision: a setter makes the next ExplorerDecisions, decide()
 * records it, apply() makes the session follow: configs, problem, resample. Undo is apply() of an
 * older value. */
#include "app/explorer-session.h"

#include <glib/gi18n-lib.h>

#include "app/explorer-work.h"

struct _ExplorerSession
{
  GObject              parent_instance;
  ExplorerRunner      *runner;
  ExplorerHistory     *history;
  ExplorerSelection   *selection;
  ExplorerDecisions   *decisions;
  ExplorerSpace       *space; /* NULL: nothing loaded */
  char                *source;
  gboolean             made;
  ExplorerOpenRequest *opening; /* what the "read" job was asked for */
  ImbConfig           *sampler;
  ImbConfig           *model;
  ImbResample         *resample;
  char                *resample_error;
  GPtrArray           *runs;
  char                *compare_error;
  gboolean             applying; /* configs change because decisions did */
  gboolean             choose_features;
};

enum
{
  PROP_0,
  PROP_COMPARE_ERROR,
  PROP_DECISIONS,
  PROP_DESIGN,
  PROP_ERROR,
  PROP_MODEL,
  PROP_PROBLEM,
  PROP_RESAMPLE,
  PROP_RESAMPLE_ERROR,
  PROP_RUNS,
  PROP_SAMPLER,
  PROP_TABLE,
  PROP_THRESHOLD,
  N_PROPS,
};

enum
{
  SIGNAL_FAILED,
  SIGNAL_SAID,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint       signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ExplorerSession, explorer_session, G_TYPE_OBJECT)

static void apply (ExplorerSession         *self,
                   const ExplorerDecisions *next);

static void
notify (ExplorerSession *self,
        guint            prop)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

static void
set_text (ExplorerSession *self,
          char           **slot,
          const char      *text,
          guint            prop)
{
  if (g_strcmp0 (*slot, text) == 0)
    return;

  g_free (*slot);
  *slot = g_strdup (text);
  notify (self, prop);
}

/* Takes @next as the person's decision. */
static void
decide (ExplorerSession   *self,
        ExplorerDecisions *next,
        const char        *label)
{
  if (!explorer_decisions_equal (self->decisions, next))
    {
      explorer_history_record (self->history, self->decisions, next, label);
      apply (self, next);
    }

  explorer_decisions_free (next);
}

/* -- Configs ------------------------------------------------------------------------------------ */

static void
config_changed (ExplorerSession *self,
                GParamSpec      *pspec,
                ImbConfig       *config)
{
  const ImbParam *param = imb_config_get_param (pspec);

  if (self->applying || param == NULL)
    return;

  ExplorerDecisions *next = explorer_decisions_copy (self->decisions);
  char             **text = config == self->sampler ? &next->sampler : &next->model;

  g_free (*text);
  *text = imb_config_to_string (config, TRUE);
  decide (self, next, g_dgettext (GETTEXT_PACKAGE, param->label));
}

static void
copy_values (ImbConfig *from,
             ImbConfig *to)
{
  guint                   n = 0;
  g_autofree GParamSpec **pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (from), &n);

  for (guint i = 0; i < n; i++)
    {
      g_auto (GValue) a = G_VALUE_INIT, b = G_VALUE_INIT;

      if (imb_config_get_param (pspecs[i]) == NULL)
        continue;

      g_object_get_property (G_OBJECT (from), pspecs[i]->name, &a);
      g_object_get_property (G_OBJECT (to), pspecs[i]->name, &b);
      if (g_param_values_cmp (pspecs[i], &a, &b) != 0)
        g_object_set_property (G_OBJECT (to), pspecs[i]->name, &a);
    }
}

static ImbConfig *
config_from_text (const ImbAlgorithm *algorithm,
                  const char         *text)
{
  const char *colon = strchr (text, ':');
  gpointer    values = imb_values_parse (algorithm, colon != NULL ? colon + 1 : NULL, NULL);

  if (values == NULL)
    return imb_config_new (algorithm);

  ImbConfig *config = imb_config_new_from_values (algorithm, values);

  imb_values_free (algorithm, values);
  return config;
}

/* Makes *slot say @text; the same object when the algorithm is the same, so that forms stay. */
static void
sync_config (ExplorerSession    *self,
             ImbConfig         **slot,
             const ImbAlgorithm *algorithm,
             const char         *text,
             guint               prop)
{
  if (algorithm == NULL)
    {
      if (*slot != NULL)
        g_signal_handlers_disconnect_by_data (*slot, self);
      g_clear_object (slot);
      notify (self, prop);
      return;
    }

  g_autoptr (ImbConfig) config = config_from_text (algorithm, text);

  if (*slot != NULL && imb_config_get_algorithm (*slot) == algorithm)
    {
      copy_values (config, *slot);
      return;
    }

  if (*slot != NULL)
    g_signal_handlers_disconnect_by_data (*slot, self);
  g_set_object (slot, config);
  g_signal_connect_object (config, "notify", G_CALLBACK (config_changed), self, G_CONNECT_SWAPPED);
  notify (self, prop);
}

static char *
dup_id (const char *text)
{
  return text != NULL ? g_strndup (text, strcspn (text, ":")) : NULL;
}

static void
sync_configs (ExplorerSession *self)
{
  g_autofree char  *sampler_id = dup_id (self->decisions->sampler);
  g_autofree char  *model_id = dup_id (self->decisions->model);
  const ImbSampler *sampler = sampler_id != NULL ? imb_sampler_find (sampler_id) : NULL;
  const ImbModel   *model = model_id != NULL ? imb_model_find (model_id) : NULL;

  self->applying = TRUE;
  sync_config (self, &self->sampler, sampler != NULL ? &sampler->base : NULL, self->decisions->sampler, PROP_SAMPLER);
  sync_config (self, &self->model, model != NULL ? &model->base : NULL, self->decisions->model, PROP_MODEL);
  self->applying = FALSE;
}

/* -- Work --------------------------------------------------------------------------------------- */

static void
resampled (gpointer      owner,
           gpointer      result,
           const GError *error)
{
  ExplorerSession *self = owner;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      set_text (self, &self->resample_error, _ ("Resampling was cancelled."), PROP_RESAMPLE_ERROR);
      return;
    }

  g_clear_pointer (&self->resample, imb_resample_unref);
  if (result != NULL)
    self->resample = imb_resample_ref (result);
  set_text (self, &self->resample_error, error != NULL ? error->message : NULL, PROP_RESAMPLE_ERROR);
  notify (self, PROP_RESAMPLE);
}

static void
start_resample (ExplorerSession *self)
{
  if (self->space == NULL || self->space->design == NULL)
    {
      explorer_runner_drop (self->runner, "resample");
      g_clear_pointer (&self->resample, imb_resample_unref);
      set_text (self, &self->resample_error, NULL, PROP_RESAMPLE_ERROR);
      notify (self, PROP_RESAMPLE);
      return;
    }

  ExplorerResampleRequest *request = g_new0 (ExplorerResampleRequest, 1);

  request->space = explorer_space_ref (self->space);
  request->plan = explorer_session_dup_plan (self);
  request->seed = self->decisions->sampler_seed;
  explorer_runner_start (self->runner, "resample", _ ("Resampling"), explorer_work_resample, request,
                         (GDestroyNotify) explorer_resample_request_free, (GDestroyNotify) imb_resample_unref,
                         self, resampled);
}

static void
set_runs (ExplorerSession *self,
          GPtrArray       *runs)
{
  if (runs == self->runs)
    return;

  g_clear_pointer (&self->runs, g_ptr_array_unref);
  if (runs != NULL)
    self->runs = g_ptr_array_ref (runs);
  notify (self, PROP_RUNS);
}

/* Another question: what was computed for the one before is no longer valid. */
static void
take_space (ExplorerSession *self,
            ExplorerSpace   *space)
{
  gboolean other_table = self->space == NULL || self->space->table != space->table;

  explorer_space_ref (space);
  g_clear_pointer (&self->space, explorer_space_unref);
  self->space = space;
  explorer_runner_drop (self->runner, "compare");
  explorer_runner_drop (self->runner, "resample");
  g_clear_pointer (&self->resample, imb_resample_unref);

  guint n = space->design != NULL ? (guint) imb_design_n_features (space->design) : 0;

  if (n > 0 && (self->choose_features || self->decisions->feature_x >= n || self->decisions->feature_y >= n))
    {
      self->decisions->feature_x = space->best_x;
      self->decisions->feature_y = MIN (space->best_y, n - 1);
    }
  self->choose_features = FALSE;

  if (other_table)
    notify (self, PROP_TABLE);
  notify (self, PROP_PROBLEM);
  notify (self, PROP_DESIGN);
  notify (self, PROP_ERROR);
  notify (self, PROP_DECISIONS);
  set_runs (self, NULL);
  set_text (self, &self->compare_error, NULL, PROP_COMPARE_ERROR);
  start_resample (self);
}

static void
prepared (gpointer      owner,
          gpointer      result,
          const GError *error)
{
  ExplorerSession *self = owner;

  if (error == NULL)
    take_space (self, result);
  else
    explorer_session_fail (self, error->message);
}

static void
start_prepare (ExplorerSession *self)
{
  ExplorerPrepareRequest *request = g_new0 (ExplorerPrepareRequest, 1);

  request->table = imb_table_ref (self->space->table);
  request->target = self->decisions->target;
  request->positive = g_strdup (self->decisions->positive);
  request->roles = g_memdup2 (self->decisions->roles, MAX (self->decisions->n_columns, 1) * sizeof (ImbRole));
  explorer_runner_start (self->runner, "problem", _ ("Looking at the classes"), explorer_work_prepare, request,
                         (GDestroyNotify) explorer_prepare_request_free, (GDestroyNotify) explorer_space_unref,
                         self, prepared);
}

static gboolean
same_question (const ExplorerDecisions *a,
               const ExplorerDecisions *b)
{
  return a->target == b->target
         && g_strcmp0 (a->positive, b->positive) == 0
         && memcmp (a->roles, b->roles, a->n_columns * sizeof (ImbRole)) == 0;
}

/* The session becomes what @next says. */
static void
apply (ExplorerSession         *self,
       const ExplorerDecisions *next)
{
  g_autoptr (ExplorerDecisions) old = self->decisions;

  self->decisions = explorer_decisions_copy (next);

  gboolean other_sampler = g_strcmp0 (old->sampler, next->sampler) != 0;

  if (other_sampler || g_strcmp0 (old->model, next->model) != 0)
    sync_configs (self);

  notify (self, PROP_DECISIONS);
  if (old->threshold != next->threshold)
    notify (self, PROP_THRESHOLD);
  if (self->space == NULL)
    return;

  if (!same_question (old, next))
    start_prepare (self);
  else if (other_sampler || old->sampler_seed != next->sampler_seed)
    start_resample (self);
}

/* -- Opening ------------------------------------------------------------------------------------ */

static char *
default_text (const ImbAlgorithm *algorithm)
{
  if (algorithm == NULL)
    return NULL;

  g_autoptr (ImbConfig) config = imb_config_new (algorithm);

  return imb_config_to_string (config, TRUE);
}

static ExplorerDecisions *
default_decisions (gsize n_columns)
{
  ExplorerDecisions *decisions = explorer_decisions_new (n_columns);
  const ImbSampler  *sampler = imb_sampler_find ("smote");
  const ImbModel    *model = imb_model_find ("logistic-regression");

  if (model == NULL)
    model = imb_models ()[0];
  decisions->sampler = default_text (sampler != NULL ? &sampler->base : NULL);
  decisions->model = default_text (model != NULL ? &model->base : NULL);

  return decisions;
}

static void
opened (gpointer      owner,
        gpointer      result,
        const GError *error)
{
  ExplorerSession *self = owner;
  ExplorerSpace   *space = result;

  if (error != NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        explorer_session_fail (self, error->message);
      return;
    }

  g_autoptr (ExplorerDecisions) decisions = default_decisions (imb_table_n_columns (space->table));

  explorer_runner_drop (self->runner, "problem");
  explorer_history_clear (self->history);
  explorer_selection_clear (self->selection);
  self->made = self->opening->path == NULL;
  g_free (self->source);
  self->source = g_strdup (self->made ? self->opening->dataset : self->opening->path);
  g_clear_pointer (&self->decisions, explorer_decisions_free);
  self->decisions = g_steal_pointer (&decisions);
  self->choose_features = TRUE;
  sync_configs (self);
  notify (self, PROP_THRESHOLD);
  take_space (self, space);
}

static ExplorerOpenRequest *
open_request_copy (const ExplorerOpenRequest *self)
{
  ExplorerOpenRequest *copy = g_memdup2 (self, sizeof *self);

  copy->path = g_strdup (self->path);
  copy->dataset = g_strdup (self->dataset);
  copy->encoding = g_strdup (self->encoding);

  return copy;
}

static void
start_open (ExplorerSession     *self,
            ExplorerOpenRequest *request)
{
  g_autofree char *base = request->path != NULL ? g_filename_display_basename (request->path) : g_strdup (request->dataset);
  g_autofree char *title = g_strdup_printf (_ ("Reading %s"), base);

  g_clear_pointer (&self->opening, explorer_open_request_free);
  self->opening = open_request_copy (request);
  explorer_runner_start (self->runner, "read", title, explorer_work_open, request,
                         (GDestroyNotify) explorer_open_request_free, (GDestroyNotify) explorer_space_unref,
                         self, opened);
}

void
explorer_session_open_path (ExplorerSession *self,
                            const char      *path)
{
  g_return_if_fail (EXPLORER_IS_SESSION (self));
  g_return_if_fail (path != NULL);

  ExplorerOpenRequest *request = g_new0 (ExplorerOpenRequest, 1);

  request->path = g_strdup (path);
  start_open (self, request);
}

void
explorer_session_open_dataset (ExplorerSession *self,
                               const char      *text,
                               guint32          seed)
{
  g_return_if_fail (EXPLORER_IS_SESSION (self));
  g_return_if_fail (text != NULL);

  ExplorerOpenRequest *request = g_new0 (ExplorerOpenRequest, 1);

  request->dataset = g_strdup (text);
  request->seed = seed;
  start_open (self, request);
}

void
explorer_session_reread (ExplorerSession *self,
                         char             delimiter,
                         char             decimal,
                         int              header,
                         const char      *encoding)
{
  g_return_if_fail (EXPLORER_IS_SESSION (self));

  if (self->source == NULL || self->made)
    return;

  ExplorerOpenRequest *request = g_new0 (ExplorerOpenRequest, 1);

  request->path = g_strdup (self->source);
  request->delimiter = delimiter;
  request->decimal = decimal;
  request->header = header;
  request->encoding = g_strdup (encoding);
  start_open (self, request);
}

/* -- Comparing ---------------------------------------------------------------------------------- */

static void
compared (gpointer      owner,
          gpointer      result,
          const GError *error)
{
  ExplorerSession *self = owner;
  GPtrArray       *runs = result;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      explorer_session_say (self, _ ("The comparison was cancelled."));
      return;
    }

  set_text (self, &self->compare_error, error != NULL ? error->message : NULL, PROP_COMPARE_ERROR);
  set_runs (self, runs);
  if (runs != NULL)
    {
      g_autofree char *sentence = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u run compared.", "%u runs compared.", runs->len), runs->len);

      explorer_session_say (self, sentence);
    }
}

static void
add_spec (GPtrArray          *specs,
          ImbPlan            *plan,
          const ImbModel     *model,
          gconstpointer       values,
          const ImbThreshold *threshold)
{
  if (plan != NULL && !imb_plan_is_none (plan))
    g_ptr_array_add (specs, imb_run_spec_new (NULL, plan, model, values, threshold));
}

static GPtrArray *
collect_specs (ExplorerSession *self,
               const ImbModel  *model,
               gconstpointer    values)
{
  ImbThreshold threshold = { IMB_THRESHOLD_FIXED, 0.5 };
  GPtrArray   *specs = imb_run_specs_baselines (model, values, &threshold, imb_problem_n_classes (self->space->problem));

  for (gsize i = 0; self->decisions->plans[i] != NULL; i++)
    {
      g_autoptr (ImbPlan) plan = imb_plan_parse (self->decisions->plans[i], NULL);

      add_spec (specs, plan, model, values, &threshold);
    }

  if (self->decisions->plans[0] == NULL)
    {
      g_autoptr (ImbPlan) plan = explorer_session_dup_plan (self);

      add_spec (specs, plan, model, values, &threshold);
    }

  return specs;
}

void
explorer_session_compare (ExplorerSession *self)
{
  g_return_if_fail (EXPLORER_IS_SESSION (self));

  if (self->space == NULL || self->space->design == NULL || self->model == NULL)
    return;

  const ImbAlgorithm     *algorithm = imb_config_get_algorithm (self->model);
  const ImbModel         *model = imb_model_find (algorithm->id);
  gpointer                values = imb_config_dup_values (self->model);
  ExplorerCompareRequest *request = g_new0 (ExplorerCompareRequest, 1);

  request->space = explorer_space_ref (self->space);
  request->specs = collect_specs (self, model, values);
  imb_evaluation_init (&request->evaluation);
  request->evaluation.n_folds = self->decisions->n_folds;
  request->evaluation.n_repeats = self->decisions->n_repeats;
  request->evaluation.seed = self->decisions->seed;
  imb_values_free (algorithm, values);
  set_text (self, &self->compare_error, NULL, PROP_COMPARE_ERROR);
  explorer_runner_start (self->runner, "compare", _ ("Comparing"), explorer_work_compare, request,
                         (GDestroyNotify) explorer_compare_request_free, (GDestroyNotify) g_ptr_array_unref,
                         self, compared);
}

/* -- Decisions ---------------------------------------------------------------------------------- */

void
explorer_session_set_target (ExplorerSession *self,
                             gssize           column)
{
  g_return_if_fail (EXPLORER_IS_SESSION (self));
  g_return_if_fail (column >= -1 && column < (gssize) self->decisions->n_columns);

  ExplorerDecisions *next = explorer_decisions_copy (self->decisions);

  if (column != next->target)
    {
      next->target = column;
      g_clear_pointer (&next->positive, g_free);
      self->choose_features = TRUE;
    }
  decide (self, next, _ ("target"));
}

void
explorer_session_set_positive (ExplorerSession *self,
                               const char      *label)
{
  g_return_if_fail (EXPLORER_IS_SESSION (self));

  ExplorerDecisions *next = explorer_decisions_copy (self->decisions);

  g_free (next->positive);
  next->positive = g_strdup (label);
  decide (self, next, _ ("positive class"));
}

void
explorer_session_set_role (ExplorerSession *self,
                           gsize            column,
                           ImbRole          role)
{
  g_return_if_fail (EXPLORER_IS_SESSION (self));
  g_return_if_fail (column < self->decisions->n_columns);

  ExplorerDecisions *next = explorer_decisions_copy (self->decisions);

  next->roles[column] = role;
  decide (self, next, _ ("role"));
}

void
explorer_session_set_sampler (ExplorerSession  *self,
                              const ImbSampler *sampler)
{
  g_return_if_fail (EXPLORER_IS_SESSION (self));

  ExplorerDecisions *next = explorer_decisions_copy (self->decisions);
  g_autofree char   *id = dup_id (next->sampler);

  if (sampler == NULL || g_strcmp0 (id, sampler->base.id) != 0)
    {
      g_free (next->sampler);
      next->sampler = sampler != NULL ? default_text (&sampler->base) : NULL;
    }
  decide (self, next, _ ("sampler"));
}

void
explorer_session_set_sampler_seed (ExplorerSession *self,
                                   guint32          seed)
{
  g_return_if_fail (EXPLORER_IS_SESSION (self));

  ExplorerDecisions *next = explorer_decisions_copy (self->decisions);

  next->sampler_seed = seed;
  decide (self, next, _ ("seed"));
}

void
explorer_session_set_model (ExplorerSession *self,
                            const ImbModel  *model)
{
  g_return_if_fail (EXPLORER_IS_SESSION (self));
  g_return_if_fail (model != NULL);

  ExplorerDecisions *next = explorer_decisions_copy (self->decisions);
  g_autofree char   *id = dup_id (next->model);

  if (g_strcmp0 (id, model->base.id) != 0)
    {
      g_free (next->model);
      next->model = default_text (&model->base);
    }
  decide (self, next, _ ("model"));
}

void
explorer_session_set_folds (ExplorerSession *self,
                            guint            n_folds,
                            guint            n_repeats)
{
  g_return_if_fail (EXPLORER_IS_SESSION (self));

  ExplorerDecisions *next = explorer_decisions_copy (self->decisions);

  next->n_folds = CLAMP (n_folds, 2, 50);
  next->n_repeats = CLAMP (n_repeats, 1, 100);
  decide (self, next, _ ("folds"));
}

void
explorer_session_set_seed (ExplorerSession *self,
                           guint32          seed)
{
  g_return_if_fail (EXPLORER_IS_SESSION (self));

  ExplorerDecisions *next = explorer_decisions_copy (self->decisions);

  next->seed = seed;
  decide (self, next, _ ("seed of the comparison"));
}

void
explorer_session_set_threshold (ExplorerSession *self,
                                double           threshold)
{
  g_return_if_fail (EXPLORER_IS_SESSION (self));

  ExplorerDecisions *next = explorer_decisions_copy (self->decisions);

  next->threshold = CLAMP (threshold, 0.0, 1.0);
  decide (self, next, _ ("threshold"));
}

void
explorer_session_set_features (ExplorerSession *self,
                               guint            x,
                               guint            y)
{
  g_return_if_fail (EXPLORER_IS_SESSION (self));

  ExplorerDecisions *next = explorer_decisions_copy (self->decisions);

  next->feature_x = x;
  next->feature_y = y;
  decide (self, next, _ ("features shown"));
}

void
explorer_session_add_plan (ExplorerSession *self,
                           const char      *text)
{
  g_return_if_fail (EXPLORER_IS_SESSION (self));
  g_return_if_fail (text != NULL);

  ExplorerDecisions *next = explorer_decisions_copy (self->decisions);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (!g_strv_contains ((const char *const *) next->plans, text))
    {
      g_strv_builder_addv (builder, (const char **) next->plans);
      g_strv_builder_add (builder, text);
      g_strfreev (next->plans);
      next->plans = g_strv_builder_end (builder);
    }
  decide (self, next, _ ("plan to compare"));
}

void
explorer_session_remove_plan (ExplorerSession *self,
                              const char      *text)
{
  g_return_if_fail (EXPLORER_IS_SESSION (self));
  g_return_if_fail (text != NULL);

  ExplorerDecisions *next = explorer_decisions_copy (self->decisions);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (gsize i = 0; next->plans[i] != NULL; i++)
    if (!g_str_equal (next->plans[i], text))
      g_strv_builder_add (builder, next->plans[i]);
  g_strfreev (next->plans);
  next->plans = g_strv_builder_end (builder);
  decide (self, next, _ ("plan to compare"));
}

void
explorer_session_undo (ExplorerSession *self)
{
  g_return_if_fail (EXPLORER_IS_SESSION (self));

  const ExplorerDecisions *before = explorer_history_undo (self->history);

  if (before != NULL)
    apply (self, before);
}

void
explorer_session_redo (ExplorerSession *self)
{
  g_return_if_fail (EXPLORER_IS_SESSION (self));

  const ExplorerDecisions *after = explorer_history_redo (self->history);

  if (after != NULL)
    apply (self, after);
}

/* -- What is there ------------------------------------------------------------------------------ */

ExplorerRunner *
explorer_session_get_runner (ExplorerSession *self)
{
  g_return_val_if_fail (EXPLORER_IS_SESSION (self), NULL);

  return self->runner;
}

ExplorerHistory *
explorer_session_get_history (ExplorerSession *self)
{
  g_return_val_if_fail (EXPLORER_IS_SESSION (self), NULL);

  return self->history;
}

ExplorerSelection *
explorer_session_get_selection (ExplorerSession *self)
{
  g_return_val_if_fail (EXPLORER_IS_SESSION (self), NULL);

  return self->selection;
}

ImbTable *
explorer_session_get_table (ExplorerSession *self)
{
  g_return_val_if_fail (EXPLORER_IS_SESSION (self), NULL);

  return self->space != NULL ? self->space->table : NULL;
}

const char *
explorer_session_get_source (ExplorerSession *self)
{
  g_return_val_if_fail (EXPLORER_IS_SESSION (self), NULL);

  return self->source;
}

gboolean
explorer_session_is_made (ExplorerSession *self)
{
  g_return_val_if_fail (EXPLORER_IS_SESSION (self), FALSE);

  return self->made;
}

ImbProblem *
explorer_session_get_problem (ExplorerSession *self)
{
  g_return_val_if_fail (EXPLORER_IS_SESSION (self), NULL);

  return self->space != NULL ? self->space->problem : NULL;
}

ImbDesign *
explorer_session_get_design (ExplorerSession *self)
{
  g_return_val_if_fail (EXPLORER_IS_SESSION (self), NULL);

  return self->space != NULL ? self->space->design : NULL;
}

const ImbMatrix *
explorer_session_get_scaled (ExplorerSession *self)
{
  g_return_val_if_fail (EXPLORER_IS_SESSION (self), NULL);

  return self->space != NULL ? self->space->scaled : NULL;
}

const char *
explorer_session_get_error (ExplorerSession *self)
{
  g_return_val_if_fail (EXPLORER_IS_SESSION (self), NULL);

  return self->space != NULL ? self->space->error : NULL;
}

ImbResample *
explorer_session_get_resample (ExplorerSession *self)
{
  g_return_val_if_fail (EXPLORER_IS_SESSION (self), NULL);

  return self->resample;
}

const char *
explorer_session_get_resample_error (ExplorerSession *self)
{
  g_return_val_if_fail (EXPLORER_IS_SESSION (self), NULL);

  return self->resample_error;
}

GPtrArray *
explorer_session_get_runs (ExplorerSession *self)
{
  g_return_val_if_fail (EXPLORER_IS_SESSION (self), NULL);

  return self->runs;
}

const char *
explorer_session_get_compare_error (ExplorerSession *self)
{
  g_return_val_if_fail (EXPLORER_IS_SESSION (self), NULL);

  return self->compare_error;
}

ImbNotes *
explorer_session_dup_notes (ExplorerSession *self)
{
  g_return_val_if_fail (EXPLORER_IS_SESSION (self), NULL);

  ImbNotes *notes = imb_notes_new ();

  if (self->space == NULL)
    return notes;

  imb_notes_add_all (notes, imb_table_get_notes (self->space->table));
  if (self->space->problem != NULL)
    imb_notes_add_all (notes, imb_problem_get_notes (self->space->problem));
  if (self->space->design != NULL)
    imb_notes_add_all (notes, imb_design_get_notes (self->space->design));
  if (self->resample != NULL)
    imb_notes_add_all (notes, self->resample->notes);
  for (guint i = 0; self->runs != NULL && i < self->runs->len; i++)
    imb_notes_add_all (notes, imb_run_get_notes (g_ptr_array_index (self->runs, i)));

  return notes;
}

const ExplorerDecisions *
explorer_session_get_decisions (ExplorerSession *self)
{
  g_return_val_if_fail (EXPLORER_IS_SESSION (self), NULL);

  return self->decisions;
}

ImbConfig *
explorer_session_get_sampler (ExplorerSession *self)
{
  g_return_val_if_fail (EXPLORER_IS_SESSION (self), NULL);

  return self->sampler;
}

ImbConfig *
explorer_session_get_model (ExplorerSession *self)
{
  g_return_val_if_fail (EXPLORER_IS_SESSION (self), NULL);

  return self->model;
}

double
explorer_session_get_threshold (ExplorerSession *self)
{
  g_return_val_if_fail (EXPLORER_IS_SESSION (self), 0.5);

  return self->decisions->threshold;
}

ImbPlan *
explorer_session_dup_plan (ExplorerSession *self)
{
  g_return_val_if_fail (EXPLORER_IS_SESSION (self), NULL);

  if (self->sampler == NULL)
    return imb_plan_parse ("none", NULL);

  const ImbAlgorithm *algorithm = imb_config_get_algorithm (self->sampler);
  gpointer            values = imb_config_dup_values (self->sampler);
  ImbPlan            *plan = imb_plan_new (imb_sampler_find (algorithm->id), values);

  imb_values_free (algorithm, values);
  return plan;
}

void
explorer_session_say (ExplorerSession *self,
                      const char      *sentence)
{
  g_return_if_fail (EXPLORER_IS_SESSION (self));

  g_signal_emit (self, signals[SIGNAL_SAID], 0, sentence);
}

void
explorer_session_fail (ExplorerSession *self,
                       const char      *sentence)
{
  g_return_if_fail (EXPLORER_IS_SESSION (self));

  g_signal_emit (self, signals[SIGNAL_FAILED], 0, sentence);
}

/* -- The object --------------------------------------------------------------------------------- */

static void
explorer_session_get_object_property (GObject    *object,
                                      guint       id,
                                      GValue     *value,
                                      GParamSpec *pspec)
{
  ExplorerSession *self = EXPLORER_SESSION (object);

  switch (id)
    {
    case PROP_COMPARE_ERROR:
      g_value_set_string (value, self->compare_error);
      break;
    case PROP_DECISIONS:
      g_value_set_pointer (value, self->decisions);
      break;
    case PROP_DESIGN:
      g_value_set_pointer (value, explorer_session_get_design (self));
      break;
    case PROP_ERROR:
      g_value_set_string (value, explorer_session_get_error (self));
      break;
    case PROP_MODEL:
      g_value_set_object (value, self->model);
      break;
    case PROP_PROBLEM:
      g_value_set_pointer (value, explorer_session_get_problem (self));
      break;
    case PROP_RESAMPLE:
      g_value_set_pointer (value, self->resample);
      break;
    case PROP_RESAMPLE_ERROR:
      g_value_set_string (value, self->resample_error);
      break;
    case PROP_RUNS:
      g_value_set_pointer (value, self->runs);
      break;
    case PROP_SAMPLER:
      g_value_set_object (value, self->sampler);
      break;
    case PROP_TABLE:
      g_value_set_pointer (value, explorer_session_get_table (self));
      break;
    case PROP_THRESHOLD:
      g_value_set_double (value, self->decisions->threshold);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
explorer_session_dispose (GObject *object)
{
  ExplorerSession *self = EXPLORER_SESSION (object);

  if (self->runner != NULL)
    explorer_runner_drop_all (self->runner);
  g_clear_object (&self->runner);
  g_clear_object (&self->history);
  g_clear_object (&self->selection);
  g_clear_object (&self->sampler);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (explorer_session_parent_class)->dispose (object);
}

static void
explorer_session_finalize (GObject *object)
{
  ExplorerSession *self = EXPLORER_SESSION (object);

  explorer_decisions_free (self->decisions);
  g_clear_pointer (&self->space, explorer_space_unref);
  g_clear_pointer (&self->opening, explorer_open_request_free);
  g_clear_pointer (&self->resample, imb_resample_unref);
  g_clear_pointer (&self->runs, g_ptr_array_unref);
  g_free (self->source);
  g_free (self->resample_error);
  g_free (self->compare_error);

  G_OBJECT_CLASS (explorer_session_parent_class)->finalize (object);
}

static void
explorer_session_class_init (ExplorerSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const int     flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = explorer_session_dispose;
  object_class->finalize = explorer_session_finalize;
  object_class->get_property = explorer_session_get_object_property;

  props[PROP_COMPARE_ERROR] = g_param_spec_string ("compare-error", NULL, NULL, NULL, flags);
  props[PROP_DECISIONS] = g_param_spec_pointer ("decisions", NULL, NULL, flags);
  props[PROP_DESIGN] = g_param_spec_pointer ("design", NULL, NULL, flags);
  props[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, flags);
  props[PROP_MODEL] = g_param_spec_object ("model", NULL, NULL, IMB_TYPE_CONFIG, flags);
  props[PROP_PROBLEM] = g_param_spec_pointer ("problem", NULL, NULL, flags);
  props[PROP_RESAMPLE] = g_param_spec_pointer ("resample", NULL, NULL, flags);
  props[PROP_RESAMPLE_ERROR] = g_param_spec_string ("resample-error", NULL, NULL, NULL, flags);
  props[PROP_RUNS] = g_param_spec_pointer ("runs", NULL, NULL, flags);
  props[PROP_SAMPLER] = g_param_spec_object ("sampler", NULL, NULL, IMB_TYPE_CONFIG, flags);
  props[PROP_TABLE] = g_param_spec_pointer ("table", NULL, NULL, flags);
  props[PROP_THRESHOLD] = g_param_spec_double ("threshold", NULL, NULL, 0, 1, 0.5, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[SIGNAL_FAILED] = g_signal_new ("failed", EXPLORER_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_SAID] = g_signal_new ("said", EXPLORER_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
explorer_session_init (ExplorerSession *self)
{
  self->runner = explorer_runner_new ();
  self->history = explorer_history_new ();
  self->selection = explorer_selection_new ();
  self->decisions = explorer_decisions_new (0);
}

ExplorerSession *
explorer_session_new (void)
{
  return g_object_new (EXPLORER_TYPE_SESSION, NULL);
}
