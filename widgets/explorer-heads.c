/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first child of a column view is its row of headers, of every GTK 4. */
#include "widgets/explorer-heads.h"

typedef struct
{
  GtkWidget       *parent;
  ExplorerHeadMenu menu;
  gpointer         data;
} Watch;

/* The place of the header at (x, y) of the row of headers; -1: none. */
static int
header_at (GtkWidget *header,
           double     x,
           double     y)
{
  GtkWidget *picked = gtk_widget_pick (header, x, y, GTK_PICK_DEFAULT);
  int        place = 0;

  while (picked != NULL && gtk_widget_get_parent (picked) != header)
    picked = picked != header ? gtk_widget_get_parent (picked) : NULL;
  if (picked == NULL)
    return -1;

  for (GtkWidget *title = gtk_widget_get_prev_sibling (picked); title != NULL; title = gtk_widget_get_prev_sibling (title))
    place++;

  return place;
}

static void
popover_closed (GtkPopover *popover)
{
  /* Not at once: the action that was chosen comes after the menu is closed. */
  g_idle_add_once ((GSourceOnceFunc) gtk_widget_unparent, popover);
}

static void
header_clicked (GtkGestureClick *gesture,
                int              n_press,
                double           x,
                double           y,
                Watch           *watch)
{
  GtkWidget *header = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  g_autoptr (GMenuModel) menu = watch->menu (header_at (header, x, y), watch->data);
  GtkWidget *popover;
  double     left, top;

  if (menu == NULL)
    return;

  popover = gtk_popover_menu_new_from_model (menu);
  gtk_widget_translate_coordinates (header, watch->parent, x, y, &left, &top);
  gtk_widget_set_parent (popover, watch->parent);
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &(GdkRectangle){ (int) left, (int) top, 1, 1 });
  g_signal_connect (popover, "closed", G_CALLBACK (popover_closed), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
}

void
explorer_heads_watch (GtkColumnView   *view,
                      GtkWidget       *parent,
                      ExplorerHeadMenu menu,
                      gpointer         data)
{
  GtkWidget  *header = gtk_widget_get_first_child (GTK_WIDGET (view));
  GtkGesture *gesture = gtk_gesture_click_new ();
  Watch      *watch = g_new (Watch, 1);

  *watch = (Watch){ parent, menu, data };
  g_signal_connect_data (gesture, "released", G_CALLBACK (header_clicked), watch, (GClosureNotify) (void (*) (void)) g_free, 0);
  gtk_widget_add_controller (header, GTK_EVENT_CONTROLLER (gesture));
}
