/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explorer-data-page.h"

#include <glib/gi18n-lib.h>

struct _ExplorerDataPage
{
  AdwBin           parent_instance;
  ExplorerSession *session;
};

G_DEFINE_FINAL_TYPE (ExplorerDataPage, explorer_data_page, ADW_TYPE_BIN)

static void
explorer_data_page_dispose (GObject *object)
{
  g_clear_object (&EXPLORER_DATA_PAGE (object)->session);

  G_OBJECT_CLASS (explorer_data_page_parent_class)->dispose (object);
}

static void
explorer_data_page_class_init (ExplorerDataPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = explorer_data_page_dispose;
}

static void
explorer_data_page_init (ExplorerDataPage *self)
{
  adw_bin_set_child (ADW_BIN (self), g_object_new (ADW_TYPE_STATUS_PAGE, "title", _ ("Data"), NULL));
}

GtkWidget *
explorer_data_page_new (ExplorerSession *session)
{
  ExplorerDataPage *self = g_object_new (EXPLORER_TYPE_DATA_PAGE, NULL);

  self->session = g_object_ref (session);
  return GTK_WIDGET (self);
}
