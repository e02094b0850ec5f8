/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explorer-classes-page.h"

#include <glib/gi18n-lib.h>

struct _ExplorerClassesPage
{
  AdwBin           parent_instance;
  ExplorerSession *session;
};

G_DEFINE_FINAL_TYPE (ExplorerClassesPage, explorer_classes_page, ADW_TYPE_BIN)

static void
explorer_classes_page_dispose (GObject *object)
{
  g_clear_object (&EXPLORER_CLASSES_PAGE (object)->session);

  G_OBJECT_CLASS (explorer_classes_page_parent_class)->dispose (object);
}

static void
explorer_classes_page_class_init (ExplorerClassesPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = explorer_classes_page_dispose;
}

static void
explorer_classes_page_init (ExplorerClassesPage *self)
{
  adw_bin_set_child (ADW_BIN (self), g_object_new (ADW_TYPE_STATUS_PAGE, "title", _ ("Classes"), NULL));
}

GtkWidget *
explorer_classes_page_new (ExplorerSession *session)
{
  ExplorerClassesPage *self = g_object_new (EXPLORER_TYPE_CLASSES_PAGE, NULL);

  self->session = g_object_ref (session);
  return GTK_WIDGET (self);
}
