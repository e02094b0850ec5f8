/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/explorer-turn-bar.h"

#include <glib/gi18n-lib.h>

#include "widgets/explorer-name.h"

struct _ExplorerTurnBar
{
  AdwBin     parent_instance;
  GtkWidget *label;
  GtkWidget *back;
  GtkWidget *forward;
  gsize      first;
  gsize      most;
};

static guint signal_turned;

G_DEFINE_FINAL_TYPE (ExplorerTurnBar, explorer_turn_bar, ADW_TYPE_BIN)

static void
back_clicked (ExplorerTurnBar *self)
{
  g_signal_emit (self, signal_turned, 0, (guint64) (self->first - MIN (self->first, self->most)));
}

static void
forward_clicked (ExplorerTurnBar *self)
{
  g_signal_emit (self, signal_turned, 0, (guint64) (self->first + self->most));
}

static GtkWidget *
create_button (ExplorerTurnBar *self,
               const char      *icon,
               const char      *name,
               GCallback        clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, name);
  explorer_name_widget (button, name);
  g_signal_connect_swapped (button, "clicked", clicked, self);
  return button;
}

static void
explorer_turn_bar_class_init (ExplorerTurnBarClass *klass)
{
  signal_turned = g_signal_new ("turned", EXPLORER_TYPE_TURN_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT64);
}

static void
explorer_turn_bar_init (ExplorerTurnBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->label = gtk_label_new (NULL);
  self->back = create_button (self, "go-previous-symbolic", _ ("Columns before these"), G_CALLBACK (back_clicked));
  self->forward = create_button (self, "go-next-symbolic", _ ("Columns after these"), G_CALLBACK (forward_clicked));
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_top (box, 3);
  gtk_widget_set_margin_bottom (box, 3);
  gtk_box_append (GTK_BOX (box), self->back);
  gtk_box_append (GTK_BOX (box), self->label);
  gtk_box_append (GTK_BOX (box), self->forward);
  adw_bin_set_child (ADW_BIN (self), box);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
explorer_turn_bar_new (void)
{
  return g_object_new (EXPLORER_TYPE_TURN_BAR, NULL);
}

void
explorer_turn_bar_set_stretch (ExplorerTurnBar *self,
                               gsize            first,
                               gsize            most,
                               gsize            n)
{
  gsize            end = MIN (n, first + most);
  g_autofree char *text = g_strdup_printf (_ ("Columns %zu to %zu of %zu"), first + 1, end, n);

  g_return_if_fail (EXPLORER_IS_TURN_BAR (self));

  self->first = first;
  self->most = most;
  gtk_widget_set_visible (GTK_WIDGET (self), n > most);
  gtk_label_set_text (GTK_LABEL (self->label), text);
  gtk_widget_set_sensitive (self->back, first > 0);
  gtk_widget_set_sensitive (self->forward, end < n);
}
