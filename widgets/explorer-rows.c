/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands at a position is nobody's business here: cells look it up. */
#include "widgets/explorer-rows.h"

struct _ExplorerRows
{
  GObject  parent_instance;
  guint    n_rows;
  GObject *spare; /* given again while nobody else holds it: GTK asks for items only to drop them */
};

static GType
rows_get_item_type (GListModel *model)
{
  return G_TYPE_OBJECT;
}

static guint
rows_get_n_items (GListModel *model)
{
  return EXPLORER_ROWS (model)->n_rows;
}

static gpointer
rows_get_item (GListModel *model,
               guint       position)
{
  ExplorerRows *self = EXPLORER_ROWS (model);

  if (position >= self->n_rows)
    return NULL;

  if (self->spare == NULL || g_atomic_int_get (&self->spare->ref_count) > 1)
    {
      g_clear_object (&self->spare);
      self->spare = g_object_new (G_TYPE_OBJECT, NULL);
    }

  return g_object_ref (self->spare);
}

static void
rows_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = rows_get_item_type;
  iface->get_n_items = rows_get_n_items;
  iface->get_item = rows_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ExplorerRows, explorer_rows, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, rows_list_model_init))

static void
explorer_rows_finalize (GObject *object)
{
  g_clear_object (&EXPLORER_ROWS (object)->spare);

  G_OBJECT_CLASS (explorer_rows_parent_class)->finalize (object);
}

static void
explorer_rows_class_init (ExplorerRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = explorer_rows_finalize;
}

static void
explorer_rows_init (ExplorerRows *self)
{
}

ExplorerRows *
explorer_rows_new (guint n_rows)
{
  ExplorerRows *self = g_object_new (EXPLORER_TYPE_ROWS, NULL);

  self->n_rows = n_rows;
  return self;
}
