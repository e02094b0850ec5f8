/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explorer-report-page.h"

#include <glib/gi18n-lib.h>

struct _ExplorerReportPage
{
  AdwBin           parent_instance;
  ExplorerSession *session;
};

G_DEFINE_FINAL_TYPE (ExplorerReportPage, explorer_report_page, ADW_TYPE_BIN)

static void
explorer_report_page_dispose (GObject *object)
{
  g_clear_object (&EXPLORER_REPORT_PAGE (object)->session);

  G_OBJECT_CLASS (explorer_report_page_parent_class)->dispose (object);
}

static void
explorer_report_page_class_init (ExplorerReportPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = explorer_report_page_dispose;
}

static void
explorer_report_page_init (ExplorerReportPage *self)
{
  adw_bin_set_child (ADW_BIN (self), g_object_new (ADW_TYPE_STATUS_PAGE, "title", _ ("Report"), NULL));
}

GtkWidget *
explorer_report_page_new (ExplorerSession *session)
{
  ExplorerReportPage *self = g_object_new (EXPLORER_TYPE_REPORT_PAGE, NULL);

  self->session = g_object_ref (session);
  return GTK_WIDGET (self);
}
