/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The widget around a figure. The picture is an image in a render node that is kept until the input,
 * the size, the theme or the text size changes: a frame in which only the pointer moved costs
 * one outline and one line of text, whatever the picture cost. */
#include "widgets/explorer-figure.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "widgets/explorer-figure-export.h"
#include "widgets/explorer-figure-private.h"

#define DESCRIBE_MS 250 /* the text alternative follows a slider when it rests */
#define HEIGHT_PX   300 /* at text_scale 1, unless another is asked for */

G_DEFINE_FINAL_TYPE (ExplorerFigure, explorer_figure, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_ACTIVATED,
  SIGNAL_DRAGGED,
  SIGNAL_SAID,
  SIGNAL_FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *
title_of (ExplorerFigure *self)
{
  if (self->input.title != NULL && *self->input.title != '\0')
    return self->input.title;

  return _ (self->figure->title);
}

/* The title as label; as description what the figure shows, and before it what the cursor is on. */
static gboolean
describe (gpointer data)
{
  ExplorerFigure  *self = data;
  g_autofree char *shows = NULL;
  g_autofree char *text = NULL;

  if (self->painting)
    return G_SOURCE_CONTINUE; /* the cache is in use; again in a moment */

  self->describe_id = 0;
  shows = self->has_input ? imb_figure_describe (self->figure, &self->input) : g_strdup (_ ("Nothing to show yet."));
  if (self->by_keys && self->hover.tooltip != NULL)
    text = g_strdup_printf ("%s. %s", self->hover.tooltip, shows);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, title_of (self),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text != NULL ? text : shows, -1);
  return G_SOURCE_REMOVE;
}

static void
describe_soon (ExplorerFigure *self)
{
  if (self->describe_id == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->describe_id = g_timeout_add (DESCRIBE_MS, describe, self);
}

void
explorer_figure_describe (ExplorerFigure *self)
{
  if (self->painting)
    {
      describe_soon (self);
      return;
    }

  g_clear_handle_id (&self->describe_id, g_source_remove);
  describe (self);
}

/* Input. */

static gboolean
has_other_runs (const ImbFigureInput *a,
                const ImbFigureInput *b)
{
  if (a->n_runs != b->n_runs)
    return TRUE;

  for (guint i = 0; i < a->n_runs; i++)
    if (a->runs[i] != b->runs[i])
      return TRUE;

  return FALSE;
}

void
explorer_figure_set_input (ExplorerFigure       *self,
                           const ImbFigureInput *input)
{
  ImbFigureCache *cache;
  ImbFigureInput  held;

  g_return_if_fail (EXPLORER_IS_FIGURE (self));

  cache = self->input.cache;
  if (input != NULL)
    explorer_figure_input_hold (&held, input);
  else
    imb_figure_input_init (&held);
  self->cold = self->cold || has_other_runs (&self->input, &held);
  explorer_figure_input_release (&self->input);
  self->input = held;
  self->input.cache = cache;
  self->input.transparent = TRUE;
  self->has_input = input != NULL;
  imb_figure_hit_clear (&self->hover);
  explorer_figure_redraw (self);
  describe_soon (self);
}

const ImbFigureInput *
explorer_figure_get_input (ExplorerFigure *self)
{
  g_return_val_if_fail (EXPLORER_IS_FIGURE (self), NULL);

  return &self->input;
}

void
explorer_figure_set_threshold (ExplorerFigure *self,
                               double          threshold)
{
  g_return_if_fail (EXPLORER_IS_FIGURE (self));

  if (self->input.threshold == threshold || (isnan (self->input.threshold) && isnan (threshold)))
    return;

  self->input.threshold = threshold;
  explorer_figure_redraw (self);
  describe_soon (self);
}

void
explorer_figure_set_stale (ExplorerFigure *self,
                           gboolean        stale)
{
  g_return_if_fail (EXPLORER_IS_FIGURE (self));

  if (self->stale == stale)
    return;

  self->stale = stale;
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, stale, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
explorer_figure_set_figure (ExplorerFigure  *self,
                            const ImbFigure *figure)
{
  g_return_if_fail (EXPLORER_IS_FIGURE (self));
  g_return_if_fail (figure != NULL);

  self->figure = figure;
  imb_figure_hit_clear (&self->hover);
  explorer_figure_redraw (self);
  explorer_figure_describe (self);
}

const ImbFigure *
explorer_figure_get_figure (ExplorerFigure *self)
{
  g_return_val_if_fail (EXPLORER_IS_FIGURE (self), NULL);

  return self->figure;
}

void
explorer_figure_set_height (ExplorerFigure *self,
                            int             height_px)
{
  g_return_if_fail (EXPLORER_IS_FIGURE (self));

  self->height_px = height_px;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

guint
explorer_figure_get_n_drawn (ExplorerFigure *self)
{
  g_return_val_if_fail (EXPLORER_IS_FIGURE (self), 0);

  return self->n_drawn;
}

/* Drawing. */

static void
explorer_figure_snapshot (GtkWidget   *widget,
                          GtkSnapshot *snapshot)
{
  ExplorerFigure *self = EXPLORER_FIGURE (widget);
  int             width = gtk_widget_get_width (widget);
  int             height = gtk_widget_get_height (widget);

  if (width <= 0 || height <= 0)
    return;
  explorer_figure_snapshot_picture (self, snapshot);
  if (self->hover.kind != IMB_HIT_NONE)
    explorer_figure_snapshot_hit (widget, snapshot, &self->hover);
  gtk_widget_snapshot_child (widget, self->menu_button, snapshot);
}

static void
clicked (ExplorerFigure *self,
         int             n_press,
         double          x,
         double          y)
{
  g_auto (ImbFigureHit) hit = { 0 };

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (self->dragging)
    return;
  if (explorer_figure_hit_at (self, x, y, &hit))
    g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, &hit);
}

static gboolean
move_cursor (GtkWidget *widget,
             GVariant  *arguments,
             gpointer   data)
{
  int dx, dy;

  g_variant_get (arguments, "(ii)", &dx, &dy);
  return explorer_figure_move_cursor (EXPLORER_FIGURE (widget), dx, dy);
}

static gboolean
activate_cursor (GtkWidget *widget,
                 GVariant  *arguments,
                 gpointer   data)
{
  ExplorerFigure *self = EXPLORER_FIGURE (widget);

  if (self->hover.kind == IMB_HIT_NONE)
    return FALSE;

  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, &self->hover);
  return TRUE;
}

/* Actions. */

static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  explorer_figure_copy (EXPLORER_FIGURE (widget));
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  explorer_figure_save_as (EXPLORER_FIGURE (widget));
}

static void
table_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  explorer_figure_show_table (EXPLORER_FIGURE (widget));
}

static GMenuModel *
make_menu (void)
{
  GMenu *menu = g_menu_new ();

  g_menu_append (menu, _ ("Copy"), "figure.copy");
  g_menu_append (menu, _ ("Save As…"), "figure.save");
  g_menu_append (menu, _ ("Show as Table"), "figure.table");
  return G_MENU_MODEL (menu);
}

static void
open_menu_at (ExplorerFigure *self,
              double          x,
              double          y)
{
  if (self->popover == NULL)
    {
      g_autoptr (GMenuModel) menu = make_menu ();

      self->popover = gtk_popover_menu_new_from_model (menu);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
      gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
      gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
menu_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  ExplorerFigure *self = EXPLORER_FIGURE (widget);

  open_menu_at (self, gtk_widget_get_width (widget) / 2.0, gtk_widget_get_height (widget) / 2.0);
}

static void
menu_pressed (ExplorerFigure *self,
              int             n_press,
              double          x,
              double          y)
{
  open_menu_at (self, x, y);
}

/* The widget. */

static void
explorer_figure_measure (GtkWidget     *widget,
                         GtkOrientation orientation,
                         int            for_size,
                         int           *minimum,
                         int           *natural,
                         int           *minimum_baseline,
                         int           *natural_baseline)
{
  ExplorerFigure *self = EXPLORER_FIGURE (widget);
  double          scale = CLAMP (explorer_figure_get_text_scale (widget), 1.0, 2.0);

  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 240 : (int) (self->height_px * scale);
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 380 : *minimum;
  *minimum_baseline = *natural_baseline = -1;
}

static void
explorer_figure_size_allocate (GtkWidget *widget,
                               int        width,
                               int        height,
                               int        baseline)
{
  ExplorerFigure *self = EXPLORER_FIGURE (widget);
  int             w, h;

  gtk_widget_measure (self->menu_button, GTK_ORIENTATION_HORIZONTAL, -1, &w, NULL, NULL, NULL);
  gtk_widget_measure (self->menu_button, GTK_ORIENTATION_VERTICAL, -1, &h, NULL, NULL, NULL);
  gtk_widget_size_allocate (self->menu_button, &(GtkAllocation){ width - w, 0, w, h }, -1);
  if (self->popover != NULL)
    gtk_popover_present (GTK_POPOVER (self->popover));
  self->dirty = TRUE;
}

/* A picture on a page that nobody looks at is not described: that may cost as much as drawing it. */
static void
explorer_figure_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (explorer_figure_parent_class)->map (widget);
  describe_soon (EXPLORER_FIGURE (widget));
}

static void
explorer_figure_css_changed (GtkWidget         *widget,
                             GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (explorer_figure_parent_class)->css_changed (widget, change);
  explorer_figure_redraw (EXPLORER_FIGURE (widget)); /* the font may be another one */
  gtk_widget_queue_resize (widget);
}

static void
explorer_figure_dispose (GObject *object)
{
  ExplorerFigure *self = EXPLORER_FIGURE (object);

  g_clear_handle_id (&self->describe_id, g_source_remove);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_pointer (&self->menu_button, gtk_widget_unparent);
  g_clear_pointer (&self->node, gsk_render_node_unref);
  G_OBJECT_CLASS (explorer_figure_parent_class)->dispose (object);
}

static void
explorer_figure_finalize (GObject *object)
{
  ExplorerFigure *self = EXPLORER_FIGURE (object);

  explorer_figure_input_release (&self->input);
  imb_figure_cache_free (self->input.cache);
  imb_figure_hit_clear (&self->hover);
  imb_figure_hit_clear (&self->grabbed);
  G_OBJECT_CLASS (explorer_figure_parent_class)->finalize (object);
}

static void
install_keys (GtkWidgetClass *widget_class)
{
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, 0, move_cursor, "(ii)", -1, 0);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Right, 0, move_cursor, "(ii)", 1, 0);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Up, 0, move_cursor, "(ii)", 0, -1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Down, 0, move_cursor, "(ii)", 0, 1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, 0, activate_cursor, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_space, 0, activate_cursor, NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "figure.copy", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "figure.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "figure.menu", NULL);
}

static void
explorer_figure_class_init (ExplorerFigureClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = explorer_figure_dispose;
  object_class->finalize = explorer_figure_finalize;
  widget_class->css_changed = explorer_figure_css_changed;
  widget_class->map = explorer_figure_map;
  widget_class->measure = explorer_figure_measure;
  widget_class->size_allocate = explorer_figure_size_allocate;
  widget_class->snapshot = explorer_figure_snapshot;

  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                            0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_DRAGGED] = g_signal_new ("dragged", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_SAID] = g_signal_new ("said", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                       0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_install_action (widget_class, "figure.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "figure.menu", NULL, menu_action);
  gtk_widget_class_install_action (widget_class, "figure.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "figure.table", NULL, table_action);
  install_keys (widget_class);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "figure");
}

static void
add_controllers (ExplorerFigure *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture         *click = gtk_gesture_click_new ();
  GtkGesture         *menu = gtk_gesture_click_new ();

  g_signal_connect_swapped (motion, "enter", G_CALLBACK (explorer_figure_point), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (explorer_figure_point), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (explorer_figure_point_nowhere), self);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_PRIMARY);
  g_signal_connect_swapped (click, "released", G_CALLBACK (clicked), self);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu), GDK_BUTTON_SECONDARY);
  g_signal_connect_swapped (menu, "pressed", G_CALLBACK (menu_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (menu));
}

static void
explorer_figure_init (ExplorerFigure *self)
{
  g_autoptr (GMenuModel) menu = make_menu ();

  self->height_px = HEIGHT_PX;
  imb_figure_input_init (&self->input);
  self->input.cache = imb_figure_cache_new ();
  self->menu_button = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->menu_button), "view-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->menu_button), menu);
  gtk_widget_add_css_class (self->menu_button, "flat");
  gtk_widget_set_tooltip_text (self->menu_button, _ ("Copy, save or show as table"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Figure menu"), -1);
  gtk_widget_set_parent (self->menu_button, GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  add_controllers (self);
  explorer_figure_add_drag (self);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (explorer_figure_redraw), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (explorer_figure_redraw), NULL);
}

GtkWidget *
explorer_figure_new (const ImbFigure *figure)
{
  ExplorerFigure *self = g_object_new (EXPLORER_TYPE_FIGURE, NULL);

  explorer_figure_set_figure (self, figure);
  return GTK_WIDGET (self);
}
