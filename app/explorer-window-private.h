/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/explorer-window.h"

G_BEGIN_DECLS

struct _ExplorerWindow
{
  AdwApplicationWindow  parent_instance;
  ExplorerSession      *session;
  AdwSplitButton       *open_button;
  GtkWidget            *menu_button;
  GtkWidget            *undo_button;
  GtkWidget            *redo_button;
  GtkLabel             *title_label;
  GtkLabel             *subtitle_label;
  GtkWidget            *undo_box;
  GtkWidget            *title_box;
  AdwViewSwitcherTitle *switcher;
  AdwViewSwitcherBar   *switcher_bar;
  AdwToastOverlay      *toasts;
  AdwToast             *toast; /* weak: the newest */
  GtkInfoBar           *error_bar;
  GtkLabel             *error_label;
  GtkStack             *main_stack; /* welcome, pages */
  AdwViewStack         *pages;
  GtkRevealer          *job_revealer;
  GtkListBox           *job_list;
  guint                 arranger;
  int                   last_width;
  guint                 job_timer;
};

/* explorer-window-actions.c */
void explorer_window_install_actions (GtkWidgetClass *klass);
void explorer_window_init_actions (ExplorerWindow *self);
void explorer_window_update_actions (ExplorerWindow *self);
void explorer_window_update_open_menu (ExplorerWindow *self);

/* explorer-window.c */
void explorer_window_update_title (ExplorerWindow *self);

G_END_DECLS
