/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explorer-resample-page.h"

#include <glib/gi18n-lib.h>

struct _ExplorerResamplePage
{
  AdwBin           parent_instance;
  ExplorerSession *session;
};

G_DEFINE_FINAL_TYPE (ExplorerResamplePage, explorer_resample_page, ADW_TYPE_BIN)

static void
explorer_resample_page_dispose (GObject *object)
{
  g_clear_object (&EXPLORER_RESAMPLE_PAGE (object)->session);

  G_OBJECT_CLASS (explorer_resample_page_parent_class)->dispose (object);
}

static void
explorer_resample_page_class_init (ExplorerResamplePageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = explorer_resample_page_dispose;
}

static void
explorer_resample_page_init (ExplorerResamplePage *self)
{
  adw_bin_set_child (ADW_BIN (self), g_object_new (ADW_TYPE_STATUS_PAGE, "title", _ ("Resample"), NULL));
}

GtkWidget *
explorer_resample_page_new (ExplorerSession *session)
{
  ExplorerResamplePage *self = g_object_new (EXPLORER_TYPE_RESAMPLE_PAGE, NULL);

  self->session = g_object_ref (session);
  return GTK_WIDGET (self);
}
