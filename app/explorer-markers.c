/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every marker is a button that takes it away; an entry adds one. */
#include "app/explorer-markers.h"

#include <glib/gi18n-lib.h>

#include "engine/imb.h"
#include "widgets/explorer-name.h"

struct _ExplorerMarkers
{
  AdwBin     parent_instance;
  GtkWidget *flow;
  GtkWidget *entry;
  GtkWidget *usual;
  char     **markers; /* NULL: the usual ones */
};

static guint signal_changed;

G_DEFINE_FINAL_TYPE (ExplorerMarkers, explorer_markers, ADW_TYPE_BIN)

static void show (ExplorerMarkers *self);

const char *
explorer_markers_word (const char *marker)
{
  return *marker != '\0' ? marker : _ ("(nothing)");
}

static void
change (ExplorerMarkers *self,
        char           **markers)
{
  g_strfreev (self->markers);
  self->markers = markers;
  show (self);
  g_signal_emit (self, signal_changed, 0);
}

static const char *const *
markers_now (ExplorerMarkers *self)
{
  return self->markers != NULL ? (const char *const *) self->markers : imb_read_default_missing ();
}

/* The same list without @out, and with @in at its end. */
static char **
dup_changed (ExplorerMarkers *self,
             const char      *out,
             const char      *in)
{
  const char *const *now = markers_now (self);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (gsize i = 0; now[i] != NULL; i++)
    if (g_strcmp0 (now[i], out) != 0 && g_strcmp0 (now[i], in) != 0)
      g_strv_builder_add (builder, now[i]);
  if (in != NULL)
    g_strv_builder_add (builder, in);
  return g_strv_builder_end (builder);
}

static void
remove_clicked (GtkWidget       *button,
                ExplorerMarkers *self)
{
  g_autofree char *marker = g_strdup (g_object_get_data (G_OBJECT (button), "marker"));

  change (self, dup_changed (self, marker, NULL));
  gtk_widget_grab_focus (self->entry);
}

static void
add_entered (ExplorerMarkers *self)
{
  g_autofree char *marker = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));

  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  change (self, dup_changed (self, NULL, marker));
}

static void
usual_clicked (ExplorerMarkers *self)
{
  change (self, NULL);
}

static GtkWidget *
create_chip (ExplorerMarkers *self,
             const char      *marker)
{
  GtkWidget       *button = gtk_button_new ();
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GtkWidget       *label = gtk_label_new (explorer_markers_word (marker));
  g_autofree char *name = g_strdup_printf (_ ("“%s” no longer stands for a missing value"), explorer_markers_word (marker));

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 16);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("window-close-symbolic"));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "chip");
  gtk_widget_set_tooltip_text (button, name);
  explorer_name_widget (button, name);
  g_object_set_data_full (G_OBJECT (button), "marker", g_strdup (marker), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (remove_clicked), self);
  return button;
}

static void
show (ExplorerMarkers *self)
{
  const char *const *now = markers_now (self);
  GtkWidget         *child;

  while ((child = gtk_widget_get_first_child (self->flow)) != NULL)
    gtk_flow_box_remove (GTK_FLOW_BOX (self->flow), child);
  for (gsize i = 0; now[i] != NULL; i++)
    {
      GtkWidget *chip = create_chip (self, now[i]);

      gtk_flow_box_append (GTK_FLOW_BOX (self->flow), chip);
      gtk_widget_set_focusable (gtk_widget_get_parent (chip), FALSE); /* or Tab would stop twice */
    }
  gtk_widget_set_sensitive (self->usual, self->markers != NULL);
}

const char *const *
explorer_markers_get (ExplorerMarkers *self)
{
  g_return_val_if_fail (EXPLORER_IS_MARKERS (self), NULL);

  return (const char *const *) self->markers;
}

void
explorer_markers_set (ExplorerMarkers   *self,
                      const char *const *markers)
{
  g_return_if_fail (EXPLORER_IS_MARKERS (self));

  g_strfreev (self->markers);
  self->markers = g_strdupv ((char **) markers);
  show (self);
}

static void
explorer_markers_finalize (GObject *object)
{
  g_strfreev (EXPLORER_MARKERS (object)->markers);

  G_OBJECT_CLASS (explorer_markers_parent_class)->finalize (object);
}

static void
explorer_markers_class_init (ExplorerMarkersClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = explorer_markers_finalize;

  signal_changed = g_signal_new ("changed", EXPLORER_TYPE_MARKERS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
create_bar (ExplorerMarkers *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *add = gtk_button_new_with_label (_ ("Add"));

  self->entry = gtk_entry_new ();
  self->usual = gtk_button_new_with_label (_ ("The usual ones"));
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), _ ("Another marker"));
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 8);
  gtk_widget_set_hexpand (self->entry, TRUE);
  explorer_name_widget (self->entry, _ ("Another marker"));
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (add_entered), self);
  g_signal_connect_swapped (add, "clicked", G_CALLBACK (add_entered), self);
  g_signal_connect_swapped (self->usual, "clicked", G_CALLBACK (usual_clicked), self);
  gtk_box_append (GTK_BOX (bar), self->entry);
  gtk_box_append (GTK_BOX (bar), add);
  gtk_box_append (GTK_BOX (bar), self->usual);
  return bar;
}

static void
explorer_markers_init (ExplorerMarkers *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->flow = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (self->flow), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (self->flow), 12);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (self->flow), 3);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (self->flow), 3);
  explorer_name_widget (self->flow, _ ("Markers of missing values"));
  gtk_box_append (GTK_BOX (box), self->flow);
  gtk_box_append (GTK_BOX (box), create_bar (self));
  adw_bin_set_child (ADW_BIN (self), box);
  show (self);
}

GtkWidget *
explorer_markers_new (void)
{
  return g_object_new (EXPLORER_TYPE_MARKERS, NULL);
}
