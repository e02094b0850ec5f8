/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/explorer-session.h"

G_BEGIN_DECLS

/* What was done in words, every figure of it, and the metrics, to be saved. Actions: report.save-all,
 * report.save-metrics, report.copy-summary. */
#define EXPLORER_TYPE_REPORT_PAGE (explorer_report_page_get_type ())
G_DECLARE_FINAL_TYPE (ExplorerReportPage, explorer_report_page, EXPLORER, REPORT_PAGE, AdwBin)

/* The page shows @session and keeps a reference to it. */
GtkWidget *explorer_report_page_new (ExplorerSession *session);

/* Every figure that there is something for, as <id>.<format>; the answer is a sentence of the session. */
void explorer_report_page_save_all (ExplorerReportPage *self,
                                    const char         *folder,
                                    const char         *format);

/* Every metric of every run as CSV. */
gboolean explorer_report_page_save_metrics (ExplorerReportPage *self,
                                            const char         *path);

G_END_DECLS
