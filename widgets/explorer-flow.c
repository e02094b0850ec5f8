/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/explorer-flow.h"

#include "widgets/explorer-bin.h"

struct _ExplorerFlow
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (ExplorerFlow, explorer_flow, ADW_TYPE_BIN)

static gboolean
explorer_flow_focus (GtkWidget       *widget,
                     GtkDirectionType direction)
{
  GtkWidget *box = adw_bin_get_child (ADW_BIN (widget));
  gboolean   back = direction == GTK_DIR_TAB_BACKWARD;
  GtkWidget *child;

  if (box == NULL || (direction != GTK_DIR_TAB_FORWARD && !back))
    return GTK_WIDGET_CLASS (explorer_flow_parent_class)->focus (widget, direction);

  child = gtk_widget_get_focus_child (box);
  if (child == NULL)
    child = back ? gtk_widget_get_last_child (box) : gtk_widget_get_first_child (box);
  for (; child != NULL; child = back ? gtk_widget_get_prev_sibling (child) : gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_mapped (child) && gtk_widget_child_focus (child, direction))
      return TRUE;

  return FALSE;
}

static void
explorer_flow_class_init (ExplorerFlowClass *klass)
{
  GTK_WIDGET_CLASS (klass)->focus = explorer_flow_focus;
}

static void
explorer_flow_init (ExplorerFlow *self)
{
  explorer_bin_follow_width (GTK_WIDGET (self));
}
