/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the session asks of the engine, and what it does with the answers. */
#include <glib/gi18n-lib.h>

#include "app/explorer-session-private.h"

static void
set_audit (ExplorerSession *self,
           ImbAudit        *audit)
{
  if (audit == self->audit)
    return;

  g_clear_pointer (&self->audit, imb_audit_unref);
  if (audit != NULL)
    self->audit = imb_audit_ref (audit);
  explorer_session_notify (self, EXPLORER_SESSION_PROP_AUDIT);
}

/* Nobody asked for it, so nobody hears of an audit that failed or was cancelled. */
static void
audited (gpointer      owner,
         gpointer      result,
         const GError *error)
{
  set_audit (owner, result);
}

static void
start_audit (ExplorerSession *self)
{
  ExplorerAuditRequest *request;

  if (self->sampler == NULL || self->resample == NULL)
    return;

  request = g_new0 (ExplorerAuditRequest, 1);
  request->space = explorer_space_ref (self->space);
  request->resample = imb_resample_ref (self->resample);
  explorer_runner_start (self->runner, "audit", _ ("Looking at the synthetic rows"), explorer_work_audit, request,
                         (GDestroyNotify) explorer_audit_request_free, (GDestroyNotify) imb_audit_unref, self, audited);
}

static void
resampled (gpointer      owner,
           gpointer      result,
           const GError *error)
{
  ExplorerSession *self = owner;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      explorer_session_set_text (self, &self->resample_error, _ ("Resampling was cancelled."), EXPLORER_SESSION_PROP_RESAMPLE_ERROR);
      return;
    }

  g_clear_pointer (&self->resample, imb_resample_unref);
  if (result != NULL)
    self->resample = imb_resample_ref (result);
  explorer_session_set_text (self, &self->resample_error, error != NULL ? error->message : NULL, EXPLORER_SESSION_PROP_RESAMPLE_ERROR);
  explorer_session_notify (self, EXPLORER_SESSION_PROP_RESAMPLE);
  start_audit (self);
}

void
explorer_session_start_resample (ExplorerSession *self)
{
  explorer_runner_drop (self->runner, "audit");
  set_audit (self, NULL);
  if (self->space == NULL || self->space->design == NULL)
    {
      explorer_runner_drop (self->runner, "resample");
      g_clear_pointer (&self->resample, imb_resample_unref);
      explorer_session_set_text (self, &self->resample_error, NULL, EXPLORER_SESSION_PROP_RESAMPLE_ERROR);
      explorer_session_notify (self, EXPLORER_SESSION_PROP_RESAMPLE);
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
  explorer_session_notify (self, EXPLORER_SESSION_PROP_RUNS);
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
  explorer_runner_drop (self->runner, "audit");
  set_audit (self, NULL);
  g_clear_pointer (&self->resample, imb_resample_unref);

  guint n = space->design != NULL ? (guint) imb_design_n_features (space->design) : 0;

  if (n > 0 && (self->choose_features || self->decisions->feature_x >= n || self->decisions->feature_y >= n))
    {
      self->decisions->feature_x = space->best_x;
      self->decisions->feature_y = MIN (space->best_y, n - 1);
    }
  self->choose_features = FALSE;

  if (other_table)
    explorer_session_notify (self, EXPLORER_SESSION_PROP_TABLE);
  explorer_session_notify (self, EXPLORER_SESSION_PROP_PROBLEM);
  explorer_session_notify (self, EXPLORER_SESSION_PROP_DESIGN);
  explorer_session_notify (self, EXPLORER_SESSION_PROP_ERROR);
  explorer_session_notify (self, EXPLORER_SESSION_PROP_DECISIONS);
  set_runs (self, NULL);
  explorer_session_set_text (self, &self->compare_error, NULL, EXPLORER_SESSION_PROP_COMPARE_ERROR);
  explorer_session_start_resample (self);
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

void
explorer_session_start_prepare (ExplorerSession *self)
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

/* -- Opening ------------------------------------------------------------------------------------ */

void
explorer_session_settle (ExplorerSession *self)
{
  if (self->steps == 0)
    return;

  explorer_runner_drop (self->runner, "read");
  for (; self->steps < 0; self->steps++)
    explorer_history_redo (self->history);
  for (; self->steps > 0; self->steps--)
    explorer_history_undo (self->history);
}

/* Another file: what was decided about the one before is over. */
static void
take_source (ExplorerSession *self)
{
  explorer_history_clear (self->history);
  self->made = self->opening->path == NULL;
  g_free (self->source);
  self->source_seed = self->opening->seed;
  self->source = g_strdup (self->made ? self->opening->dataset : self->opening->path);
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
      explorer_session_settle (self);
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        explorer_session_refuse (self, error);
      return;
    }

  g_autoptr (ExplorerDecisions) before = g_steal_pointer (&self->decisions);
  gboolean again = self->opening->decisions != NULL;
  gsize    n_columns = imb_table_n_columns (space->table);

  explorer_runner_drop (self->runner, "problem");
  explorer_selection_clear (self->selection);
  if (!again)
    take_source (self);
  self->decisions = space->decisions != NULL ? explorer_decisions_copy (space->decisions) : explorer_session_default_decisions (n_columns);
  imb_read_options_free (self->decisions->reading);
  self->decisions->reading = imb_read_options_copy (self->opening->reading);
  self->choose_features = !again || n_columns != before->n_columns;
  explorer_session_sync_configs (self);
  explorer_session_notify (self, EXPLORER_SESSION_PROP_THRESHOLD);
  take_space (self, space);
  if (again && self->steps == 0)
    explorer_history_record (self->history, before, self->decisions, _ ("how the file is read"));
  self->steps = 0;
}

static ExplorerOpenRequest *
open_request_copy (const ExplorerOpenRequest *self)
{
  ExplorerOpenRequest *copy = g_memdup2 (self, sizeof *self);

  copy->path = g_strdup (self->path);
  copy->dataset = g_strdup (self->dataset);
  copy->reading = self->reading != NULL ? imb_read_options_copy (self->reading) : NULL;
  copy->decisions = self->decisions != NULL ? explorer_decisions_copy (self->decisions) : NULL;
  copy->table = self->table != NULL ? imb_table_ref (self->table) : NULL;

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
explorer_session_open_path_as (ExplorerSession      *self,
                               const char           *path,
                               const ImbReadOptions *options)
{
  g_return_if_fail (EXPLORER_IS_SESSION (self));
  g_return_if_fail (path != NULL);

  ExplorerOpenRequest *request = g_new0 (ExplorerOpenRequest, 1);

  explorer_session_settle (self);
  request->path = g_strdup (path);
  request->reading = imb_read_options_copy (options);
  start_open (self, request);
}

void
explorer_session_open_path (ExplorerSession *self,
                            const char      *path)
{
  explorer_session_open_path_as (self, path, NULL);
}

void
explorer_session_open_dataset (ExplorerSession *self,
                               const char      *text,
                               guint32          seed)
{
  g_return_if_fail (EXPLORER_IS_SESSION (self));
  g_return_if_fail (text != NULL);

  ExplorerOpenRequest *request = g_new0 (ExplorerOpenRequest, 1);

  explorer_session_settle (self);
  request->dataset = g_strdup (text);
  request->seed = seed;
  start_open (self, request);
}

void
explorer_session_reread (ExplorerSession      *self,
                         const ImbReadOptions *options)
{
  g_return_if_fail (EXPLORER_IS_SESSION (self));

  if (self->space == NULL || self->made)
    return;

  ExplorerOpenRequest *request = g_new0 (ExplorerOpenRequest, 1);

  explorer_session_settle (self);
  request->path = g_strdup (self->source);
  request->reading = imb_read_options_copy (options);
  request->decisions = explorer_decisions_copy (self->decisions);
  request->table = imb_table_ref (self->space->table);
  start_open (self, request);
}

void
explorer_session_start_restore (ExplorerSession         *self,
                                const ExplorerDecisions *decisions)
{
  ExplorerOpenRequest *request = g_new0 (ExplorerOpenRequest, 1);

  request->path = g_strdup (self->source);
  request->reading = imb_read_options_copy (decisions->reading);
  request->decisions = explorer_decisions_copy (decisions);
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

  explorer_session_set_text (self, &self->compare_error, error != NULL ? error->message : NULL, EXPLORER_SESSION_PROP_COMPARE_ERROR);
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
  g_autoptr (ImbRunSpec) none = imb_run_spec_new (NULL, NULL, model, values, &threshold);
  GPtrArray *specs = imb_run_specs_baselines (none, imb_problem_n_classes (self->space->problem));

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

GPtrArray *
explorer_session_dup_specs (ExplorerSession *self)
{
  const ImbAlgorithm *algorithm;
  gpointer            values;
  GPtrArray          *specs;

  g_return_val_if_fail (EXPLORER_IS_SESSION (self), NULL);
  g_return_val_if_fail (self->space != NULL && self->space->design != NULL && self->model != NULL, NULL);

  algorithm = imb_config_get_algorithm (self->model);
  values = imb_config_dup_values (self->model);
  specs = collect_specs (self, imb_model_find (algorithm->id), values);
  imb_values_free (algorithm, values);
  return specs;
}

void
explorer_session_compare (ExplorerSession *self)
{
  g_return_if_fail (EXPLORER_IS_SESSION (self));

  if (self->space == NULL || self->space->design == NULL || self->model == NULL)
    return;

  ExplorerCompareRequest *request = g_new0 (ExplorerCompareRequest, 1);

  request->space = explorer_space_ref (self->space);
  request->specs = explorer_session_dup_specs (self);
  imb_evaluation_init (&request->evaluation);
  request->evaluation.n_folds = self->decisions->n_folds;
  request->evaluation.n_repeats = self->decisions->n_repeats;
  request->evaluation.seed = self->decisions->seed;
  explorer_session_set_text (self, &self->compare_error, NULL, EXPLORER_SESSION_PROP_COMPARE_ERROR);
  explorer_runner_start (self->runner, "compare", _ ("Comparing"), explorer_work_compare, request,
                         (GDestroyNotify) explorer_compare_request_free, (GDestroyNotify) g_ptr_array_unref,
                         self, compared);
}
