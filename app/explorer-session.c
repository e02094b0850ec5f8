/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a window shows: the object, its properties and what they lend. Decisions and work have files of
 * their own. */
#include "app/explorer-session-private.h"

enum
{
  SIGNAL_FAILED,
  SIGNAL_SAID,
  SIGNAL_TOO_LARGE,
  N_SIGNALS,
};

static GParamSpec *props[EXPLORER_SESSION_N_PROPS];
static guint       signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ExplorerSession, explorer_session, G_TYPE_OBJECT)

void
explorer_session_notify (ExplorerSession    *self,
                         ExplorerSessionProp prop)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

void
explorer_session_set_text (ExplorerSession    *self,
                           char              **slot,
                           const char         *text,
                           ExplorerSessionProp prop)
{
  if (g_strcmp0 (*slot, text) == 0)
    return;

  g_free (*slot);
  *slot = g_strdup (text);
  explorer_session_notify (self, prop);
}

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

guint32
explorer_session_get_source_seed (ExplorerSession *self)
{
  g_return_val_if_fail (EXPLORER_IS_SESSION (self), 0);

  return self->source_seed;
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

const ImbSpace *
explorer_session_get_measured (ExplorerSession *self)
{
  return self->space != NULL ? self->space->measured : NULL;
}

ImbDesign *
explorer_session_get_design (ExplorerSession *self)
{
  g_return_val_if_fail (EXPLORER_IS_SESSION (self), NULL);

  return self->space != NULL ? self->space->design : NULL;
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

ImbAudit *
explorer_session_get_audit (ExplorerSession *self)
{
  g_return_val_if_fail (EXPLORER_IS_SESSION (self), NULL);

  return self->audit;
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
    imb_run_tell (g_ptr_array_index (self->runs, i), notes);

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

void
explorer_session_refuse (ExplorerSession *self,
                         const GError    *error)
{
  const char *path = self->opening->path;

  if (path != NULL && g_error_matches (error, IMB_ERROR, IMB_ERROR_TOO_LARGE))
    g_signal_emit (self, signals[SIGNAL_TOO_LARGE], 0, error->message, path);
  explorer_session_fail (self, error->message);
}

static void
explorer_session_get_object_property (GObject    *object,
                                      guint       id,
                                      GValue     *value,
                                      GParamSpec *pspec)
{
  ExplorerSession *self = EXPLORER_SESSION (object);

  switch (id)
    {
    case EXPLORER_SESSION_PROP_COMPARE_ERROR:
      g_value_set_string (value, self->compare_error);
      break;
    case EXPLORER_SESSION_PROP_DECISIONS:
      g_value_set_pointer (value, self->decisions);
      break;
    case EXPLORER_SESSION_PROP_DESIGN:
      g_value_set_pointer (value, explorer_session_get_design (self));
      break;
    case EXPLORER_SESSION_PROP_ERROR:
      g_value_set_string (value, explorer_session_get_error (self));
      break;
    case EXPLORER_SESSION_PROP_MODEL:
      g_value_set_object (value, self->model);
      break;
    case EXPLORER_SESSION_PROP_PROBLEM:
      g_value_set_pointer (value, explorer_session_get_problem (self));
      break;
    case EXPLORER_SESSION_PROP_AUDIT:
      g_value_set_pointer (value, self->audit);
      break;
    case EXPLORER_SESSION_PROP_RESAMPLE:
      g_value_set_pointer (value, self->resample);
      break;
    case EXPLORER_SESSION_PROP_RESAMPLE_ERROR:
      g_value_set_string (value, self->resample_error);
      break;
    case EXPLORER_SESSION_PROP_RUNS:
      g_value_set_pointer (value, self->runs);
      break;
    case EXPLORER_SESSION_PROP_SAMPLER:
      g_value_set_object (value, self->sampler);
      break;
    case EXPLORER_SESSION_PROP_TABLE:
      g_value_set_pointer (value, explorer_session_get_table (self));
      break;
    case EXPLORER_SESSION_PROP_THRESHOLD:
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
  g_clear_pointer (&self->audit, imb_audit_unref);
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

  props[EXPLORER_SESSION_PROP_COMPARE_ERROR] = g_param_spec_string ("compare-error", NULL, NULL, NULL, flags);
  props[EXPLORER_SESSION_PROP_DECISIONS] = g_param_spec_pointer ("decisions", NULL, NULL, flags);
  props[EXPLORER_SESSION_PROP_DESIGN] = g_param_spec_pointer ("design", NULL, NULL, flags);
  props[EXPLORER_SESSION_PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, flags);
  props[EXPLORER_SESSION_PROP_MODEL] = g_param_spec_object ("model", NULL, NULL, IMB_TYPE_CONFIG, flags);
  props[EXPLORER_SESSION_PROP_PROBLEM] = g_param_spec_pointer ("problem", NULL, NULL, flags);
  props[EXPLORER_SESSION_PROP_AUDIT] = g_param_spec_pointer ("audit", NULL, NULL, flags);
  props[EXPLORER_SESSION_PROP_RESAMPLE] = g_param_spec_pointer ("resample", NULL, NULL, flags);
  props[EXPLORER_SESSION_PROP_RESAMPLE_ERROR] = g_param_spec_string ("resample-error", NULL, NULL, NULL, flags);
  props[EXPLORER_SESSION_PROP_RUNS] = g_param_spec_pointer ("runs", NULL, NULL, flags);
  props[EXPLORER_SESSION_PROP_SAMPLER] = g_param_spec_object ("sampler", NULL, NULL, IMB_TYPE_CONFIG, flags);
  props[EXPLORER_SESSION_PROP_TABLE] = g_param_spec_pointer ("table", NULL, NULL, flags);
  props[EXPLORER_SESSION_PROP_THRESHOLD] = g_param_spec_double ("threshold", NULL, NULL, -1, 1, -1, flags);
  g_object_class_install_properties (object_class, EXPLORER_SESSION_N_PROPS, props);

  signals[SIGNAL_FAILED] = g_signal_new ("failed", EXPLORER_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_TOO_LARGE] = g_signal_new ("too-large", EXPLORER_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
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
