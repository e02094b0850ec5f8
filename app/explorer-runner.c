/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work in threads, answers on the main thread. A GTask per request; the job's progress is read by one
 * timer at most 20 times a second, so that no worker ever wakes the main loop. A superseded request is
 * cancelled and forgotten at once; its thread ends within 100 ms on its own. */
#include "app/explorer-runner.h"

#include <glib/gi18n-lib.h>

#include "app/explorer-words.h"

#define POLL_MS 50

struct _ExplorerTask
{
  GObject         parent_instance;
  ExplorerRunner *runner; /* weak: not referenced; NULL when nobody waits any more */
  char           *kind;
  char           *title;
  ImbJob         *job;
  double          fraction;
  char           *amounts;
  gint64          started_us;
  ExplorerWork    work;
  gpointer        data;
  GDestroyNotify  free_data;
  GDestroyNotify  free_result;
  GWeakRef        owner;
  ExplorerDone    done;
};

struct _ExplorerRunner
{
  GObject     parent_instance;
  GListStore *tasks; /* those whose answer somebody waits for */
  guint       timer;
  gboolean    busy;
};

enum
{
  TASK_PROP_0,
  TASK_PROP_AMOUNTS,
  TASK_PROP_FRACTION,
  TASK_PROP_TITLE,
  N_TASK_PROPS,
};

enum
{
  PROP_0,
  PROP_BUSY,
  N_PROPS,
};

static GParamSpec *task_props[N_TASK_PROPS];
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (ExplorerTask, explorer_task, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE (ExplorerRunner, explorer_runner, G_TYPE_OBJECT)

static void
explorer_task_get_property (GObject    *object,
                            guint       id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  ExplorerTask *self = EXPLORER_TASK (object);

  switch (id)
    {
    case TASK_PROP_AMOUNTS:
      g_value_set_string (value, self->amounts);
      break;
    case TASK_PROP_FRACTION:
      g_value_set_double (value, self->fraction);
      break;
    case TASK_PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
explorer_task_finalize (GObject *object)
{
  ExplorerTask *self = EXPLORER_TASK (object);

  g_free (self->amounts);
  g_free (self->kind);
  g_free (self->title);
  imb_job_unref (self->job);
  g_weak_ref_clear (&self->owner);
  if (self->free_data != NULL && self->data != NULL)
    self->free_data (self->data);

  G_OBJECT_CLASS (explorer_task_parent_class)->finalize (object);
}

static void
explorer_task_class_init (ExplorerTaskClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = explorer_task_finalize;
  object_class->get_property = explorer_task_get_property;

  task_props[TASK_PROP_AMOUNTS] = g_param_spec_string ("amounts", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  task_props[TASK_PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  task_props[TASK_PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_TASK_PROPS, task_props);
}

static void
explorer_task_init (ExplorerTask *self)
{
  g_weak_ref_init (&self->owner, NULL);
  self->amounts = g_strdup ("");
}

const char *
explorer_task_get_title (ExplorerTask *self)
{
  g_return_val_if_fail (EXPLORER_IS_TASK (self), NULL);

  return self->title;
}

double
explorer_task_get_fraction (ExplorerTask *self)
{
  g_return_val_if_fail (EXPLORER_IS_TASK (self), 0);

  return self->fraction;
}

gint64
explorer_task_get_age_us (ExplorerTask *self)
{
  g_return_val_if_fail (EXPLORER_IS_TASK (self), 0);

  return g_get_monotonic_time () - self->started_us;
}

void
explorer_task_cancel (ExplorerTask *self)
{
  g_return_if_fail (EXPLORER_IS_TASK (self));

  imb_job_cancel (self->job);
}

static void
set_busy (ExplorerRunner *self)
{
  gboolean busy = g_list_model_get_n_items (G_LIST_MODEL (self->tasks)) > 0;

  if (busy == self->busy)
    return;

  self->busy = busy;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUSY]);
}

/* "84 of 161 MB, 150,000 rows" */
static void
update_amounts (ExplorerTask *task)
{
  ImbAmounts       amounts = imb_job_get_amounts (task->job);
  g_autofree char *bytes = imb_amounts_dup_bytes (&amounts);
  g_autofree char *rows = amounts.n_rows > 0 ? explorer_words_rows (amounts.n_rows) : NULL;
  g_autofree char *text = bytes != NULL && rows != NULL ? g_strdup_printf (_ ("%s, %s"), bytes, rows) : g_strdup (bytes != NULL ? bytes : rows);

  if (g_str_equal (text != NULL ? text : "", task->amounts))
    return;

  g_free (task->amounts);
  task->amounts = text != NULL ? g_steal_pointer (&text) : g_strdup ("");
  g_object_notify_by_pspec (G_OBJECT (task), task_props[TASK_PROP_AMOUNTS]);
}

static gboolean
poll_progress (gpointer data)
{
  ExplorerRunner *self = data;
  GListModel     *tasks = G_LIST_MODEL (self->tasks);

  for (guint i = 0; i < g_list_model_get_n_items (tasks); i++)
    {
      g_autoptr (ExplorerTask) task = g_list_model_get_item (tasks, i);
      double fraction = CLAMP (imb_job_get_fraction (task->job), 0, 1);

      update_amounts (task);
      if (fraction == task->fraction)
        continue;

      task->fraction = fraction;
      g_object_notify_by_pspec (G_OBJECT (task), task_props[TASK_PROP_FRACTION]);
    }

  return G_SOURCE_CONTINUE;
}

/* From now on nobody waits for @task. */
static void
forget (ExplorerTask *task)
{
  ExplorerRunner *self = task->runner;
  guint           at;

  if (self == NULL)
    return;

  task->runner = NULL;
  if (g_list_store_find (self->tasks, task, &at))
    g_list_store_remove (self->tasks, at);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->tasks)) == 0)
    g_clear_handle_id (&self->timer, g_source_remove);
}

static void
run_work (GTask        *gtask,
          gpointer      source,
          gpointer      task_data,
          GCancellable *cancellable)
{
  ExplorerTask *task = task_data;
  GError       *error = NULL;
  gpointer      result = NULL;

  if (imb_job_step (task->job, 0, 0, &error))
    result = task->work (task->data, task->job, &error);
  if (task->free_data != NULL && task->data != NULL)
    task->free_data (task->data);
  task->data = NULL;

  if (error != NULL)
    g_task_return_error (gtask, error);
  else
    g_task_return_pointer (gtask, result, task->free_result);
}

static void
work_ended (GObject      *source,
            GAsyncResult *res,
            gpointer      data)
{
  ExplorerTask   *task = g_task_get_task_data (G_TASK (res));
  ExplorerRunner *self = EXPLORER_RUNNER (source);
  g_autoptr (GError) error = NULL;
  gpointer result = g_task_propagate_pointer (G_TASK (res), &error);
  g_autoptr (GObject) owner = g_weak_ref_get (&task->owner);
  gboolean awaited = task->runner != NULL;

  forget (task);
  if (awaited && owner != NULL && task->done != NULL)
    task->done (owner, result, error);
  if (result != NULL && task->free_result != NULL)
    task->free_result (result);
  set_busy (self); /* last: whoever waits for it finds the answer in place */
}

void
explorer_runner_start (ExplorerRunner *self,
                       const char     *kind,
                       const char     *title,
                       ExplorerWork    work,
                       gpointer        data,
                       GDestroyNotify  free_data,
                       GDestroyNotify  free_result,
                       gpointer        owner,
                       ExplorerDone    done)
{
  g_return_if_fail (EXPLORER_IS_RUNNER (self));
  g_return_if_fail (kind != NULL && title != NULL && work != NULL);
  g_return_if_fail (G_IS_OBJECT (owner));

  g_autoptr (ExplorerTask) task = g_object_new (EXPLORER_TYPE_TASK, NULL);
  g_autoptr (GTask) gtask = g_task_new (self, NULL, work_ended, NULL);

  task->runner = self;
  task->kind = g_strdup (kind);
  task->title = g_strdup (title);
  task->job = imb_job_new ();
  task->started_us = g_get_monotonic_time ();
  task->work = work;
  task->data = data;
  task->free_data = free_data;
  task->free_result = free_result;
  task->done = done;
  g_weak_ref_set (&task->owner, owner);

  explorer_runner_drop (self, kind);
  g_list_store_append (self->tasks, task);
  if (self->timer == 0)
    self->timer = g_timeout_add (POLL_MS, poll_progress, self);
  set_busy (self);

  g_task_set_task_data (gtask, g_object_ref (task), g_object_unref);
  g_task_run_in_thread (gtask, run_work);
}

ExplorerTask *
explorer_runner_dup_task (ExplorerRunner *self,
                          const char     *kind)
{
  g_return_val_if_fail (EXPLORER_IS_RUNNER (self), NULL);

  GListModel *tasks = G_LIST_MODEL (self->tasks);

  for (guint i = 0; i < g_list_model_get_n_items (tasks); i++)
    {
      g_autoptr (ExplorerTask) task = g_list_model_get_item (tasks, i);

      if (g_str_equal (task->kind, kind))
        return g_steal_pointer (&task);
    }

  return NULL;
}

void
explorer_runner_drop (ExplorerRunner *self,
                      const char     *kind)
{
  g_return_if_fail (EXPLORER_IS_RUNNER (self));

  g_autoptr (ExplorerTask) task = explorer_runner_dup_task (self, kind);

  if (task == NULL)
    return;

  imb_job_cancel (task->job);
  forget (task);
  /* busy stays as it is when a newer request follows at once; else its thread's end tells */
}

void
explorer_runner_drop_all (ExplorerRunner *self)
{
  g_return_if_fail (EXPLORER_IS_RUNNER (self));

  while (g_list_model_get_n_items (G_LIST_MODEL (self->tasks)) > 0)
    {
      g_autoptr (ExplorerTask) task = g_list_model_get_item (G_LIST_MODEL (self->tasks), 0);

      imb_job_cancel (task->job);
      forget (task);
    }
}

gboolean
explorer_runner_is_running (ExplorerRunner *self,
                            const char     *kind)
{
  g_return_val_if_fail (EXPLORER_IS_RUNNER (self), FALSE);

  g_autoptr (ExplorerTask) task = explorer_runner_dup_task (self, kind);

  return task != NULL;
}

gboolean
explorer_runner_get_busy (ExplorerRunner *self)
{
  g_return_val_if_fail (EXPLORER_IS_RUNNER (self), FALSE);

  return self->busy;
}

GListModel *
explorer_runner_get_tasks (ExplorerRunner *self)
{
  g_return_val_if_fail (EXPLORER_IS_RUNNER (self), NULL);

  return G_LIST_MODEL (self->tasks);
}

static void
explorer_runner_get_property (GObject    *object,
                              guint       id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  ExplorerRunner *self = EXPLORER_RUNNER (object);

  switch (id)
    {
    case PROP_BUSY:
      g_value_set_boolean (value, self->busy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
explorer_runner_dispose (GObject *object)
{
  ExplorerRunner *self = EXPLORER_RUNNER (object);

  if (self->tasks != NULL)
    explorer_runner_drop_all (self);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->tasks);

  G_OBJECT_CLASS (explorer_runner_parent_class)->dispose (object);
}

static void
explorer_runner_class_init (ExplorerRunnerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = explorer_runner_dispose;
  object_class->get_property = explorer_runner_get_property;

  props[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
explorer_runner_init (ExplorerRunner *self)
{
  self->tasks = g_list_store_new (EXPLORER_TYPE_TASK);
}

ExplorerRunner *
explorer_runner_new (void)
{
  return g_object_new (EXPLORER_TYPE_RUNNER, NULL);
}
