/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/explorer-name.h"

/* Since GTK 4.10 buttons are labelled by the text that they show, and that goes before a label of ours. */
static void
set_name (GtkWidget  *widget,
          const char *name)
{
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
name_inner_buttons (GtkWidget  *widget,
                    const char *name)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      if (GTK_IS_POPOVER (child))
        continue;

      if (GTK_IS_TOGGLE_BUTTON (child) || GTK_IS_MENU_BUTTON (child))
        set_name (child, name);
      name_inner_buttons (child, name);
    }
}

void
explorer_name_widget (GtkWidget  *widget,
                      const char *name)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (name != NULL);

  set_name (widget, name);
  name_inner_buttons (widget, name);
}
