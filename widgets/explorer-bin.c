/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A layout of one child whose request mode is a constant, so that it cannot be remembered wrongly. */
#include "widgets/explorer-bin.h"

static GtkSizeRequestMode
request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure (GtkWidget     *widget,
         GtkOrientation orientation,
         int            for_size,
         int           *minimum,
         int           *natural,
         int           *minimum_baseline,
         int           *natural_baseline)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  *minimum = *natural = 0;
  *minimum_baseline = *natural_baseline = -1;
  if (child != NULL && gtk_widget_should_layout (child))
    gtk_widget_measure (child, orientation, for_size, minimum, natural, NULL, NULL);
}

static void
allocate (GtkWidget *widget,
          int        width,
          int        height,
          int        baseline)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (child != NULL && gtk_widget_should_layout (child))
    gtk_widget_allocate (child, width, height, baseline, NULL);
}

void
explorer_bin_follow_width (GtkWidget *bin)
{
  g_return_if_fail (GTK_IS_WIDGET (bin));

  gtk_widget_set_layout_manager (bin, gtk_custom_layout_new (request_mode, measure, allocate));
}
