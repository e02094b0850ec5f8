/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One widget for all pictures, which draws those that can be seen: a widget in each header would need what is inside
 * GTK's, and would cost as much as a cell. The view's columns have fixed widths, which says where they are. */
#include "widgets/explorer-column-strip.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "widgets/draw/imb-palette.h"

#define HEIGHT_PX 30
#define MARGIN_PX 6
#define MOST_PX   160 /* of a picture in a wide column */

struct _ExplorerColumnStrip
{
  GtkWidget      parent_instance;
  GtkColumnView *view;
  GtkAdjustment *place;
  ImbBins       *bins;
  gsize          n;
};

G_DEFINE_FINAL_TYPE (ExplorerColumnStrip, explorer_column_strip, GTK_TYPE_WIDGET)

static void
draw_bins (ImbCanvas     *canvas,
           const ImbBins *bins,
           double         x,
           double         width,
           ImbColour      ink,
           ImbColour      faint)
{
  double room = MIN (width - 2 * MARGIN_PX, MOST_PX);
  double base = HEIGHT_PX - 3;
  double step = room / MAX (bins->n, bins->levels ? 4 : 1);
  double gap = bins->levels && step > 4 ? 2 : 0;

  imb_canvas_fill_rect (canvas, (ImbRect){ x + MARGIN_PX, base, room, 1 }, faint);
  for (guint b = 0; b < bins->n; b++)
    {
      double   height = bins->counts[b] > 0 ? MAX (1.5, (HEIGHT_PX - 8) * (double) bins->counts[b] / (double) bins->largest) : 0;
      gboolean rest = bins->more && b == bins->n - 1;

      imb_canvas_fill_rect (canvas, (ImbRect){ x + MARGIN_PX + b * step, base - height, step - gap, height }, rest ? faint : ink);
    }
}

static void
explorer_column_strip_snapshot (GtkWidget   *widget,
                                GtkSnapshot *snapshot)
{
  ExplorerColumnStrip *self = EXPLORER_COLUMN_STRIP (widget);
  gboolean             dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  ImbTheme             theme = dark ? IMB_THEME_DARK : IMB_THEME_LIGHT;
  GListModel          *columns = gtk_column_view_get_columns (self->view);
  guint                n = MIN (g_list_model_get_n_items (columns), (guint) self->n + 1);
  int                  width = gtk_widget_get_width (widget);
  double               x = -gtk_adjustment_get_value (self->place);
  cairo_t             *cr;
  ImbCanvas            canvas;

  if (width <= 0)
    return;

  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, HEIGHT_PX));
  imb_canvas_init (&canvas, cr, width, HEIGHT_PX, theme, 1);
  for (guint c = 0; c < n && x < width; c++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, c);
      int column_width = gtk_column_view_column_get_fixed_width (column);

      if (c > 0 && x + column_width > 0)
        draw_bins (&canvas, &self->bins[c - 1], x, column_width, imb_palette_run (theme, 0, (double[4]){ 0 }, &(int){ 0 }), imb_palette_ink (theme, IMB_INK_FAINT));
      x += column_width;
    }
  imb_canvas_clear (&canvas);
  cairo_destroy (cr);
}

static void
explorer_column_strip_measure (GtkWidget     *widget,
                               GtkOrientation orientation,
                               int            for_size,
                               int           *minimum,
                               int           *natural,
                               int           *minimum_baseline,
                               int           *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? HEIGHT_PX : 0;
}

void
explorer_column_strip_set_bins (ExplorerColumnStrip *self,
                                const ImbBins       *bins,
                                gsize                n)
{
  g_return_if_fail (EXPLORER_IS_COLUMN_STRIP (self));

  g_free (self->bins);
  self->bins = g_memdup2 (bins, n * sizeof *bins);
  self->n = n;
  if (n > 0)
    gtk_widget_set_visible (GTK_WIDGET (self), TRUE); /* and stays: what is below must not jump */
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* A column that is made wider by hand moves the pictures behind it. */
static void
watch_widths (GListModel          *columns,
              guint                position,
              guint                removed,
              guint                added,
              ExplorerColumnStrip *self)
{
  for (guint c = position; c < position + added; c++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, c);

      g_signal_connect_object (column, "notify::fixed-width", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
explorer_column_strip_finalize (GObject *object)
{
  ExplorerColumnStrip *self = EXPLORER_COLUMN_STRIP (object);

  g_clear_object (&self->view);
  g_clear_object (&self->place);
  g_free (self->bins);

  G_OBJECT_CLASS (explorer_column_strip_parent_class)->finalize (object);
}

static void
explorer_column_strip_class_init (ExplorerColumnStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = explorer_column_strip_finalize;
  widget_class->snapshot = explorer_column_strip_snapshot;
  widget_class->measure = explorer_column_strip_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
explorer_column_strip_init (ExplorerColumnStrip *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
explorer_column_strip_new (GtkColumnView *view,
                           GtkAdjustment *place)
{
  ExplorerColumnStrip *self = g_object_new (EXPLORER_TYPE_COLUMN_STRIP, NULL);

  self->view = g_object_ref (view);
  self->place = g_object_ref (place);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("How the values of each column are spread"), -1);
  g_signal_connect_object (place, "value-changed", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_column_view_get_columns (view), "items-changed", G_CALLBACK (watch_widths), self, 0);
  return GTK_WIDGET (self);
}
