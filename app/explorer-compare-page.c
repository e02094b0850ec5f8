/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explorer-compare-page.h"

#include <glib/gi18n-lib.h>

struct _ExplorerComparePage
{
  AdwBin           parent_instance;
  ExplorerSession *session;
};

G_DEFINE_FINAL_TYPE (ExplorerComparePage, explorer_compare_page, ADW_TYPE_BIN)

static void
explorer_compare_page_dispose (GObject *object)
{
  g_clear_object (&EXPLORER_COMPARE_PAGE (object)->session);

  G_OBJECT_CLASS (explorer_compare_page_parent_class)->dispose (object);
}

static void
explorer_compare_page_class_init (ExplorerComparePageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = explorer_compare_page_dispose;
}

static void
explorer_compare_page_init (ExplorerComparePage *self)
{
  adw_bin_set_child (ADW_BIN (self), g_object_new (ADW_TYPE_STATUS_PAGE, "title", _ ("Compare"), NULL));
}

GtkWidget *
explorer_compare_page_new (ExplorerSession *session)
{
  ExplorerComparePage *self = g_object_new (EXPLORER_TYPE_COMPARE_PAGE, NULL);

  self->session = g_object_ref (session);
  return GTK_WIDGET (self);
}
