/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The person's decisions as one value, so that undo is nothing but going back to an older value: no
 * command needs an inverse of its own, and none can be forgotten. A copy costs a few hundred bytes. */
#include "app/explorer-decisions.h"

ExplorerDecisions *
explorer_decisions_new (gsize n_columns)
{
  ExplorerDecisions *self = g_new0 (ExplorerDecisions, 1);

  self->target = -1;
  self->roles = g_new0 (ImbRole, MAX (n_columns, 1)); /* IMB_ROLE_AUTO */
  self->n_columns = n_columns;
  self->n_folds = 5;
  self->n_repeats = 1;
  self->plans = g_new0 (char *, 1);
  self->threshold = -1;
  self->feature_x = 0;
  self->feature_y = 1;

  return self;
}

ExplorerDecisions *
explorer_decisions_copy (const ExplorerDecisions *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  ExplorerDecisions *copy = g_memdup2 (self, sizeof *self);

  copy->positive = g_strdup (self->positive);
  copy->roles = g_memdup2 (self->roles, MAX (self->n_columns, 1) * sizeof (ImbRole));
  copy->sampler = g_strdup (self->sampler);
  copy->model = g_strdup (self->model);
  copy->plans = g_strdupv (self->plans);

  return copy;
}

void
explorer_decisions_free (ExplorerDecisions *self)
{
  if (self == NULL)
    return;

  g_free (self->positive);
  g_free (self->roles);
  g_free (self->sampler);
  g_free (self->model);
  g_strfreev (self->plans);
  g_free (self);
}

gboolean
explorer_decisions_equal (const ExplorerDecisions *a,
                          const ExplorerDecisions *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  return a->target == b->target
         && g_strcmp0 (a->positive, b->positive) == 0
         && a->n_columns == b->n_columns
         && memcmp (a->roles, b->roles, a->n_columns * sizeof (ImbRole)) == 0
         && g_strcmp0 (a->sampler, b->sampler) == 0
         && a->sampler_seed == b->sampler_seed
         && g_strcmp0 (a->model, b->model) == 0
         && a->n_folds == b->n_folds
         && a->n_repeats == b->n_repeats
         && a->seed == b->seed
         && g_strv_equal ((const char *const *) a->plans, (const char *const *) b->plans)
         && a->threshold == b->threshold
         && a->feature_x == b->feature_x
         && a->feature_y == b->feature_y;
}
