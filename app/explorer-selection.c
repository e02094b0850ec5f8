/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A compressed bitset of row numbers and one signal: brushing a million rows costs what the runs of
 * selected rows cost, not what the rows cost. */
#include "app/explorer-selection.h"

struct _ExplorerSelection
{
  GObject    parent_instance;
  GtkBitset *rows;
};

static guint signal_changed;

G_DEFINE_FINAL_TYPE (ExplorerSelection, explorer_selection, G_TYPE_OBJECT)

const GtkBitset *
explorer_selection_get_rows (ExplorerSelection *self)
{
  g_return_val_if_fail (EXPLORER_IS_SELECTION (self), NULL);

  return self->rows;
}

gsize
explorer_selection_n_rows (ExplorerSelection *self)
{
  g_return_val_if_fail (EXPLORER_IS_SELECTION (self), 0);

  return gtk_bitset_get_size (self->rows);
}

gboolean
explorer_selection_contains (ExplorerSelection *self,
                             guint              row)
{
  g_return_val_if_fail (EXPLORER_IS_SELECTION (self), FALSE);

  return gtk_bitset_contains (self->rows, row);
}

void
explorer_selection_set_rows (ExplorerSelection *self,
                             const GtkBitset   *rows)
{
  g_return_if_fail (EXPLORER_IS_SELECTION (self));

  g_autoptr (GtkBitset) next = rows != NULL ? gtk_bitset_copy (rows) : gtk_bitset_new_empty ();

  if (gtk_bitset_equals (next, self->rows))
    return;

  gtk_bitset_unref (self->rows);
  self->rows = g_steal_pointer (&next);
  g_signal_emit (self, signal_changed, 0);
}

void
explorer_selection_set_row (ExplorerSelection *self,
                            guint              row)
{
  g_autoptr (GtkBitset) rows = gtk_bitset_new_range (row, 1);

  explorer_selection_set_rows (self, rows);
}

void
explorer_selection_clear (ExplorerSelection *self)
{
  explorer_selection_set_rows (self, NULL);
}

static void
explorer_selection_finalize (GObject *object)
{
  gtk_bitset_unref (EXPLORER_SELECTION (object)->rows);

  G_OBJECT_CLASS (explorer_selection_parent_class)->finalize (object);
}

static void
explorer_selection_class_init (ExplorerSelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = explorer_selection_finalize;

  signal_changed = g_signal_new ("changed", EXPLORER_TYPE_SELECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
explorer_selection_init (ExplorerSelection *self)
{
  self->rows = gtk_bitset_new_empty ();
}

ExplorerSelection *
explorer_selection_new (void)
{
  return g_object_new (EXPLORER_TYPE_SELECTION, NULL);
}
