/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One path for every decision: a setter makes the next ExplorerDecisions, decide() records it, apply() makes
 * the session follow: configs, problem, resample. Undo is apply() of an older value. */
#include <glib/gi18n-lib.h>

#include "app/explorer-session-private.h"

static void apply (ExplorerSession         *self,
                   const ExplorerDecisions *next);

/* Takes @next as the person's decision. */
static void
decide (ExplorerSession   *self,
        ExplorerDecisions *next,
        const char        *label)
{
  explorer_session_settle (self);
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
      explorer_session_notify (self, prop);
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
  explorer_session_notify (self, prop);
}

static char *
dup_id (const char *text)
{
  return text != NULL ? g_strndup (text, strcspn (text, ":")) : NULL;
}

void
explorer_session_sync_configs (ExplorerSession *self)
{
  g_autofree char  *sampler_id = dup_id (self->decisions->sampler);
  g_autofree char  *model_id = dup_id (self->decisions->model);
  const ImbSampler *sampler = sampler_id != NULL ? imb_sampler_find (sampler_id) : NULL;
  const ImbModel   *model = model_id != NULL ? imb_model_find (model_id) : NULL;

  self->applying = TRUE;
  sync_config (self, &self->sampler, sampler != NULL ? &sampler->base : NULL, self->decisions->sampler, EXPLORER_SESSION_PROP_SAMPLER);
  sync_config (self, &self->model, model != NULL ? &model->base : NULL, self->decisions->model, EXPLORER_SESSION_PROP_MODEL);
  self->applying = FALSE;
}

/* -- Following ---------------------------------------------------------------------------------- */

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
    explorer_session_sync_configs (self);

  explorer_session_notify (self, EXPLORER_SESSION_PROP_DECISIONS);
  if (old->threshold != next->threshold)
    explorer_session_notify (self, EXPLORER_SESSION_PROP_THRESHOLD);
  if (self->space == NULL)
    return;

  if (!same_question (old, next))
    explorer_session_start_prepare (self);
  else if (other_sampler || old->sampler_seed != next->sampler_seed)
    explorer_session_start_resample (self);
}

/* -- Defaults ----------------------------------------------------------------------------------- */

static char *
default_text (const ImbAlgorithm *algorithm)
{
  if (algorithm == NULL)
    return NULL;

  g_autoptr (ImbConfig) config = imb_config_new (algorithm);

  return imb_config_to_string (config, TRUE);
}

ExplorerDecisions *
explorer_session_default_decisions (gsize n_columns)
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

/* -- Setters ------------------------------------------------------------------------------------ */

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

  next->threshold = threshold < 0 ? -1 : MIN (threshold, 1.0);
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

/* Goes to what the history says; a file that was read in another way is read again first. */
static void
follow (ExplorerSession         *self,
        const ExplorerDecisions *next,
        int                      step)
{
  if (next == NULL)
    return;

  if (!imb_read_options_equal (next->reading, self->decisions->reading))
    {
      self->steps += step;
      explorer_session_start_restore (self, next);
      return;
    }
  if (self->steps != 0)
    explorer_runner_drop (self->runner, "read");
  self->steps = 0;
  apply (self, next);
}

void
explorer_session_undo (ExplorerSession *self)
{
  g_return_if_fail (EXPLORER_IS_SESSION (self));

  follow (self, explorer_history_undo (self->history), -1);
}

void
explorer_session_redo (ExplorerSession *self)
{
  g_return_if_fail (EXPLORER_IS_SESSION (self));

  follow (self, explorer_history_redo (self->history), 1);
}
