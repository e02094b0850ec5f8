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

  copy->reading = self->reading != NULL ? imb_read_options_copy (self->reading) : NULL;
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

  imb_read_options_free (self->reading);
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

  return imb_read_options_equal (a->reading, b->reading)
         && a->target == b->target
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

static GHashTable *
index_columns (const ImbTable *table)
{
  GHashTable *columns = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize j = 0; j < imb_table_n_columns (table); j++)
    g_hash_table_insert (columns, imb_table_column_at (table, j)->name, GSIZE_TO_POINTER (j + 1));
  return columns;
}

ExplorerDecisions *
explorer_decisions_carry (const ExplorerDecisions *self,
                          const ImbTable          *old,
                          const ImbTable          *table)
{
  g_return_val_if_fail (self != NULL && old != NULL && table != NULL, NULL);

  ExplorerDecisions *next = explorer_decisions_copy (self);
  g_autoptr (GHashTable) columns = index_columns (old);
  gboolean has_target = FALSE;

  next->n_columns = imb_table_n_columns (table);
  g_free (next->roles);
  next->roles = g_new0 (ImbRole, MAX (next->n_columns, 1)); /* IMB_ROLE_AUTO */
  next->target = -1;
  for (gsize j = 0; j < next->n_columns; j++)
    {
      gsize at = GPOINTER_TO_SIZE (g_hash_table_lookup (columns, imb_table_column_at (table, j)->name));

      if (at == 0 || at > self->n_columns)
        continue;
      next->roles[j] = self->roles[at - 1];
      if ((gssize) at - 1 != self->target)
        continue;
      next->target = (gssize) j;
      has_target = TRUE;
    }
  if (self->target >= 0 && !has_target)
    g_clear_pointer (&next->positive, g_free);
  return next;
}
