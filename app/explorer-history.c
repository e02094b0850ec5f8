/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of steps, each with the decisions before and after it, and a place in the list. */
#include "app/explorer-history.h"

#define MERGE_US  G_USEC_PER_SEC
#define MAX_STEPS 500

typedef struct
{
  ExplorerDecisions *before;
  ExplorerDecisions *after;
  char              *label;
  gint64             when_us;
} Step;

struct _ExplorerHistory
{
  GObject    parent_instance;
  GPtrArray *steps; /* of Step */
  guint      at;    /* steps before it are done, the others undone */
};

enum
{
  PROP_0,
  PROP_CAN_REDO,
  PROP_CAN_UNDO,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (ExplorerHistory, explorer_history, G_TYPE_OBJECT)

static void
step_free (gpointer data)
{
  Step *step = data;

  explorer_decisions_free (step->before);
  explorer_decisions_free (step->after);
  g_free (step->label);
  g_free (step);
}

static void
notify_both (ExplorerHistory *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CAN_UNDO]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CAN_REDO]);
}

static gboolean
merge_into_last (ExplorerHistory         *self,
                 const ExplorerDecisions *after,
                 const char              *label,
                 gint64                   now_us)
{
  if (self->at == 0)
    return FALSE;

  Step *last = g_ptr_array_index (self->steps, self->at - 1);

  if (!g_str_equal (last->label, label) || now_us - last->when_us > MERGE_US)
    return FALSE;

  explorer_decisions_free (last->after);
  last->after = explorer_decisions_copy (after);
  last->when_us = now_us;
  return TRUE;
}

void
explorer_history_record (ExplorerHistory         *self,
                         const ExplorerDecisions *before,
                         const ExplorerDecisions *after,
                         const char              *label)
{
  g_return_if_fail (EXPLORER_IS_HISTORY (self));
  g_return_if_fail (label != NULL);

  gint64 now_us = g_get_monotonic_time ();

  if (explorer_decisions_equal (before, after))
    return;

  g_ptr_array_set_size (self->steps, (gint) self->at);
  if (!merge_into_last (self, after, label, now_us))
    {
      Step *step = g_new0 (Step, 1);

      step->before = explorer_decisions_copy (before);
      step->after = explorer_decisions_copy (after);
      step->label = g_strdup (label);
      step->when_us = now_us;
      g_ptr_array_add (self->steps, step);
      if (self->steps->len > MAX_STEPS)
        g_ptr_array_remove_index (self->steps, 0);
      self->at = self->steps->len;
    }

  notify_both (self);
}

const ExplorerDecisions *
explorer_history_undo (ExplorerHistory *self)
{
  g_return_val_if_fail (EXPLORER_IS_HISTORY (self), NULL);

  if (self->at == 0)
    return NULL;

  Step *step = g_ptr_array_index (self->steps, --self->at);

  step->when_us = 0; /* what comes next is a step of its own */
  notify_both (self);
  return step->before;
}

const ExplorerDecisions *
explorer_history_redo (ExplorerHistory *self)
{
  g_return_val_if_fail (EXPLORER_IS_HISTORY (self), NULL);

  if (self->at == self->steps->len)
    return NULL;

  Step *step = g_ptr_array_index (self->steps, self->at++);

  notify_both (self);
  return step->after;
}

const char *
explorer_history_get_undo_label (ExplorerHistory *self)
{
  g_return_val_if_fail (EXPLORER_IS_HISTORY (self), NULL);

  return self->at > 0 ? ((Step *) g_ptr_array_index (self->steps, self->at - 1))->label : NULL;
}

const char *
explorer_history_get_redo_label (ExplorerHistory *self)
{
  g_return_val_if_fail (EXPLORER_IS_HISTORY (self), NULL);

  return self->at < self->steps->len ? ((Step *) g_ptr_array_index (self->steps, self->at))->label : NULL;
}

gboolean
explorer_history_can_undo (ExplorerHistory *self)
{
  g_return_val_if_fail (EXPLORER_IS_HISTORY (self), FALSE);

  return self->at > 0;
}

gboolean
explorer_history_can_redo (ExplorerHistory *self)
{
  g_return_val_if_fail (EXPLORER_IS_HISTORY (self), FALSE);

  return self->at < self->steps->len;
}

void
explorer_history_clear (ExplorerHistory *self)
{
  g_return_if_fail (EXPLORER_IS_HISTORY (self));

  g_ptr_array_set_size (self->steps, 0);
  self->at = 0;
  notify_both (self);
}

static void
explorer_history_get_property (GObject    *object,
                               guint       id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  ExplorerHistory *self = EXPLORER_HISTORY (object);

  switch (id)
    {
    case PROP_CAN_REDO:
      g_value_set_boolean (value, explorer_history_can_redo (self));
      break;
    case PROP_CAN_UNDO:
      g_value_set_boolean (value, explorer_history_can_undo (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
explorer_history_finalize (GObject *object)
{
  g_ptr_array_unref (EXPLORER_HISTORY (object)->steps);

  G_OBJECT_CLASS (explorer_history_parent_class)->finalize (object);
}

static void
explorer_history_class_init (ExplorerHistoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = explorer_history_finalize;
  object_class->get_property = explorer_history_get_property;

  props[PROP_CAN_REDO] = g_param_spec_boolean ("can-redo", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_CAN_UNDO] = g_param_spec_boolean ("can-undo", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
explorer_history_init (ExplorerHistory *self)
{
  self->steps = g_ptr_array_new_with_free_func (step_free);
}

ExplorerHistory *
explorer_history_new (void)
{
  return g_object_new (EXPLORER_TYPE_HISTORY, NULL);
}
