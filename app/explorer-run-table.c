/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of a comparison. The grid is built when runs or metrics change; a moving threshold only
 * sets the text of cells: a few dozen binary searches and labels per frame. */
#include "app/explorer-run-table.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "widgets/draw/imb-text.h"
#include "widgets/explorer-bin.h"
#include "widgets/explorer-name.h"

#define SIGNIFICANT 0.05

struct _ExplorerRunTable
{
  AdwBin parent_instance;

  GPtrArray *runs;
  GArray    *metrics; /* guint */
  guint      chosen;
  double     threshold;
  gboolean   building;
  GPtrArray *values;  /* GtkLabel by run × metric, NULL for a failed run; borrowed */
  GPtrArray *details; /* the same */
};

G_DEFINE_FINAL_TYPE (ExplorerRunTable, explorer_run_table, ADW_TYPE_BIN)

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *const usual_metrics[] = {
  "recall",
  "precision",
  "f1",
  "g_mean",
  "average_precision",
  "roc_auc",
  "mcc",
};

static ImbRun *
run_at (ExplorerRunTable *self,
        guint             i)
{
  return g_ptr_array_index (self->runs, i);
}

static const ImbMetric *
metric_at (ExplorerRunTable *self,
           guint             j)
{
  return imb_metrics ()[g_array_index (self->metrics, guint, j)];
}

static gboolean
moves (ExplorerRunTable *self,
       const ImbMetric  *metric)
{
  return metric->kind == IMB_METRIC_COUNTS && !isnan (self->threshold);
}

/* The value with its sign, for a difference. */
static char *
dup_signed (double value)
{
  g_autofree char *text = imb_text_value (value);

  return value >= 0 ? g_strconcat ("+", text, NULL) : g_steal_pointer (&text);
}

/* Cells. */

static double
cell_value (ExplorerRunTable *self,
            guint             i,
            guint             j)
{
  const ImbMetric *metric = metric_at (self, j);

  if (moves (self, metric))
    return imb_metric_value_at (metric, imb_run_get_pooled (run_at (self, i)), self->threshold);

  return imb_run_metric (run_at (self, i), g_array_index (self->metrics, guint, j)).value;
}

/* Under a cell: for the first run its interval; for others the difference to the first, and p under it, so that
 * columns stay narrow. */
static char *
dup_detail (ExplorerRunTable *self,
            guint             i,
            guint             j)
{
  guint            metric = g_array_index (self->metrics, guint, j);
  gboolean         has_base = imb_run_get_error (run_at (self, 0)) == NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  ImbEstimate      estimate;

  if (i == 0 || !has_base)
    {
      if (moves (self, metric_at (self, j)))
        return g_strdup ("");

      estimate = imb_run_metric (run_at (self, i), metric);
      if (isnan (estimate.low))
        return g_strdup ("");

      first = imb_text_value (estimate.low);
      second = imb_text_value (estimate.high);
      return g_strdup_printf ("%s…%s", first, second);
    }

  if (moves (self, metric_at (self, j)))
    {
      double difference = cell_value (self, i, j) - cell_value (self, 0, j);

      return isnan (difference) ? g_strdup ("") : dup_signed (difference);
    }

  estimate = imb_run_difference (run_at (self, i), run_at (self, 0), metric);
  if (isnan (estimate.value))
    return g_strdup ("");
  first = dup_signed (estimate.value);
  if (isnan (estimate.p))
    return g_steal_pointer (&first);
  if (estimate.p < 0.001)
    return g_strdup_printf (_ ("%s\np < 0.001"), first);
  return g_strdup_printf (_ ("%s\np %.3f"), first, estimate.p);
}

/* All of it in words, for the tooltip. */
static char *
dup_tooltip (ExplorerRunTable *self,
             guint             i,
             guint             j)
{
  const ImbMetric *metric = metric_at (self, j);
  ImbEstimate      estimate = imb_run_metric (run_at (self, i), g_array_index (self->metrics, guint, j));
  g_autofree char *value = imb_text_value (estimate.value);
  g_autofree char *low = imb_text_value (estimate.low);
  g_autofree char *high = imb_text_value (estimate.high);

  if (isnan (estimate.value))
    return g_strdup_printf (_ ("%s is undefined here: %s"), _ (metric->title), metric->undefined != NULL ? _ (metric->undefined) : "");
  return g_strdup_printf (_ ("%s: mean over the folds %s, 95 %% interval %s … %s"), _ (metric->title), value, low, high);
}

/* A significant difference is green or red, and bold for those who do not see that. */
static void
colour_detail (ExplorerRunTable *self,
               GtkWidget        *label,
               guint             i,
               guint             j)
{
  const ImbMetric *metric = metric_at (self, j);
  ImbEstimate      estimate;
  gboolean         better;

  gtk_widget_remove_css_class (label, "success");
  gtk_widget_remove_css_class (label, "error");
  gtk_widget_add_css_class (label, "dim-label");
  if (i == 0 || moves (self, metric) || imb_run_get_error (run_at (self, 0)) != NULL)
    return;

  estimate = imb_run_difference (run_at (self, i), run_at (self, 0), g_array_index (self->metrics, guint, j));
  if (isnan (estimate.p) || estimate.p >= SIGNIFICANT || estimate.value * imb_metric_sign (metric) == 0)
    return;

  better = estimate.value * imb_metric_sign (metric) > 0;
  gtk_widget_remove_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, better ? "success" : "error");
}

static void
set_text (GtkLabel   *label,
          const char *text)
{
  if (!g_str_equal (gtk_label_get_text (label), text))
    gtk_label_set_text (label, text);
}

static void
fill_cell (ExplorerRunTable *self,
           guint             i,
           guint             j)
{
  GtkLabel        *value = g_ptr_array_index (self->values, i * self->metrics->len + j);
  GtkLabel        *detail = g_ptr_array_index (self->details, i * self->metrics->len + j);
  g_autofree char *text = imb_text_value (cell_value (self, i, j));
  g_autofree char *more = dup_detail (self, i, j);

  set_text (value, text);
  set_text (detail, more);
}

static gboolean
is_done (ExplorerRunTable *self,
         guint             i)
{
  return imb_run_get_error (run_at (self, i)) == NULL;
}

static void
fill (ExplorerRunTable *self,
      gboolean          only_moving)
{
  for (guint i = 0; self->runs != NULL && i < self->runs->len; i++)
    for (guint j = 0; is_done (self, i) && j < self->metrics->len; j++)
      {
        if (only_moving && metric_at (self, j)->kind != IMB_METRIC_COUNTS)
          continue;

        fill_cell (self, i, j);
        colour_detail (self, g_ptr_array_index (self->details, i * self->metrics->len + j), i, j);
      }
}

/* Building. */

static GtkWidget *
small (const char *css_class)
{
  GtkWidget *label = gtk_label_new ("");

  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_RIGHT);
  gtk_widget_add_css_class (label, "numeric");
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
add_cell (ExplorerRunTable *self,
          GtkGrid          *grid,
          guint             i,
          guint             j)
{
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget       *value = small (NULL);
  GtkWidget       *detail = small ("caption");
  g_autofree char *tooltip = dup_tooltip (self, i, j);

  gtk_label_set_width_chars (GTK_LABEL (detail), 11);
  gtk_box_append (GTK_BOX (box), value);
  gtk_box_append (GTK_BOX (box), detail);
  gtk_widget_set_tooltip_text (box, tooltip);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  g_ptr_array_index (self->values, i * self->metrics->len + j) = value;
  g_ptr_array_index (self->details, i * self->metrics->len + j) = detail;
  gtk_grid_attach (grid, box, (int) j + 1, (int) i + 1, 1, 1);
}

static void
chosen_toggled (GtkCheckButton   *button,
                ExplorerRunTable *self)
{
  if (self->building || !gtk_check_button_get_active (button))
    return;

  self->chosen = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "run"));
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0);
}

static GtkWidget *
wrapping (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  return label;
}

static GtkWidget *
run_heading (ExplorerRunTable *self,
             guint             i,
             GtkWidget        *first)
{
  const char *text = imb_run_get_spec (run_at (self, i))->label;
  GtkWidget  *button = gtk_check_button_new ();
  GtkWidget  *label = wrapping (text);

  gtk_label_set_width_chars (GTK_LABEL (label), 12);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 20);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (button), label);
  if (first != NULL)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (button), GTK_CHECK_BUTTON (first));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), i == self->chosen);
  gtk_widget_set_sensitive (button, is_done (self, i));
  gtk_widget_set_tooltip_text (button, _ ("Show this run beside the first"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  g_object_set_data (G_OBJECT (button), "run", GUINT_TO_POINTER (i));
  g_signal_connect (button, "toggled", G_CALLBACK (chosen_toggled), self);
  return button;
}

static GtkWidget *
failure (ExplorerRunTable *self,
         guint             i)
{
  GtkWidget *label = wrapping (imb_run_get_error (run_at (self, i))->message);

  gtk_label_set_width_chars (GTK_LABEL (label), 24);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 48);
  gtk_widget_add_css_class (label, "error");
  return label;
}

static void
add_headings (ExplorerRunTable *self,
              GtkGrid          *grid)
{
  for (guint j = 0; j < self->metrics->len; j++)
    {
      const ImbMetric *metric = metric_at (self, j);
      GtkWidget       *label = gtk_label_new (_ (metric->title));
      g_autofree char *tooltip = g_strdup_printf ("%s\n%s", _ (metric->help), metric->formula);

      gtk_label_set_xalign (GTK_LABEL (label), 1);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_RIGHT);
      gtk_label_set_max_width_chars (GTK_LABEL (label), 10);
      gtk_widget_set_valign (label, GTK_ALIGN_END);
      gtk_widget_add_css_class (label, "caption-heading");
      gtk_widget_set_tooltip_text (label, tooltip);
      gtk_grid_attach (grid, label, (int) j + 1, 0, 1, 1);
    }
}

static void
build (ExplorerRunTable *self)
{
  GtkGrid   *grid = GTK_GRID (gtk_grid_new ());
  GtkWidget *scroll = gtk_scrolled_window_new ();
  GtkWidget *first = NULL;
  guint      n_runs = self->runs != NULL ? self->runs->len : 0;

  g_ptr_array_set_size (self->values, 0);
  g_ptr_array_set_size (self->details, 0);
  g_ptr_array_set_size (self->values, (int) (n_runs * self->metrics->len));
  g_ptr_array_set_size (self->details, (int) (n_runs * self->metrics->len));
  self->building = TRUE;
  gtk_grid_set_column_spacing (grid, 12);
  gtk_grid_set_row_spacing (grid, 9);
  g_object_set (grid, "margin-start", 12, "margin-end", 12, "margin-top", 12, "margin-bottom", 12, NULL);
  add_headings (self, grid);
  for (guint i = 0; i < n_runs; i++)
    {
      GtkWidget *heading = run_heading (self, i, first);

      first = first != NULL ? first : heading;
      gtk_grid_attach (grid, heading, 0, (int) i + 1, 1, 1);
      if (!is_done (self, i))
        gtk_grid_attach (grid, failure (self, i), 1, (int) i + 1, (int) CLAMP (self->metrics->len, 1, 3), 1); /* not over all: that runs out of sight */
      for (guint j = 0; is_done (self, i) && j < self->metrics->len; j++)
        add_cell (self, grid, i, j);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (grid), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Metrics of every run"), -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), GTK_WIDGET (grid));
  gtk_widget_add_css_class (scroll, "card");
  adw_bin_set_child (ADW_BIN (self), scroll);
  self->building = FALSE;
  fill (self, FALSE);
}

/* The outside. */

void
explorer_run_table_set_runs (ExplorerRunTable *self,
                             GPtrArray        *runs)
{
  g_return_if_fail (EXPLORER_IS_RUN_TABLE (self));

  g_clear_pointer (&self->runs, g_ptr_array_unref);
  self->runs = runs != NULL ? g_ptr_array_ref (runs) : NULL;
  self->chosen = 0;
  for (guint i = 0; runs != NULL && i < runs->len; i++)
    if (is_done (self, i))
      self->chosen = i;
  build (self);
}

guint
explorer_run_table_get_chosen (ExplorerRunTable *self)
{
  g_return_val_if_fail (EXPLORER_IS_RUN_TABLE (self), 0);

  return self->chosen;
}

void
explorer_run_table_choose (ExplorerRunTable *self,
                           guint             run)
{
  g_return_if_fail (EXPLORER_IS_RUN_TABLE (self));
  g_return_if_fail (self->runs != NULL && run < self->runs->len);

  self->chosen = run;
  build (self);
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0);
}

void
explorer_run_table_set_threshold (ExplorerRunTable *self,
                                  double            threshold)
{
  g_return_if_fail (EXPLORER_IS_RUN_TABLE (self));

  if (threshold == self->threshold || (isnan (threshold) && isnan (self->threshold)))
    return;

  self->threshold = threshold;
  fill (self, TRUE);
}

void
explorer_run_table_set_metrics (ExplorerRunTable *self,
                                const guint      *metrics,
                                guint             n_metrics)
{
  g_return_if_fail (EXPLORER_IS_RUN_TABLE (self));

  g_array_set_size (self->metrics, 0);
  g_array_append_vals (self->metrics, metrics, n_metrics);
  build (self);
}

const guint *
explorer_run_table_get_metrics (ExplorerRunTable *self,
                                guint            *n_metrics)
{
  g_return_val_if_fail (EXPLORER_IS_RUN_TABLE (self), NULL);

  *n_metrics = self->metrics->len;
  return (const guint *) self->metrics->data;
}

const char *
explorer_run_table_get_cell (ExplorerRunTable *self,
                             guint             run,
                             guint             metric)
{
  g_return_val_if_fail (EXPLORER_IS_RUN_TABLE (self), NULL);

  for (guint j = 0; j < self->metrics->len; j++)
    if (g_array_index (self->metrics, guint, j) == metric)
      {
        GtkLabel *label = g_ptr_array_index (self->values, run * self->metrics->len + j);

        return label != NULL ? gtk_label_get_text (label) : NULL;
      }

  return NULL;
}

static gboolean
has_metric (ExplorerRunTable *self,
            guint             metric)
{
  for (guint j = 0; j < self->metrics->len; j++)
    if (g_array_index (self->metrics, guint, j) == metric)
      return TRUE;

  return FALSE;
}

/* A metric is added at the end; the last one stays. */
static void
metric_toggled (ExplorerRunTable *self,
                GtkCheckButton   *button)
{
  guint             toggled = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "metric"));
  g_autofree guint *metrics = g_new (guint, imb_metrics_n () + 1);
  guint             n = 0;

  for (guint j = 0; j < self->metrics->len; j++)
    if (g_array_index (self->metrics, guint, j) != toggled)
      metrics[n++] = g_array_index (self->metrics, guint, j);
  if (gtk_check_button_get_active (button))
    metrics[n++] = toggled;
  if (n > 0)
    explorer_run_table_set_metrics (self, metrics, n);
  else
    gtk_check_button_set_active (button, TRUE);
}

GtkWidget *
explorer_run_table_chooser_new (ExplorerRunTable *self)
{
  GtkWidget *menu = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  g_return_val_if_fail (EXPLORER_IS_RUN_TABLE (self), NULL);

  for (guint m = 0; m < imb_metrics_n (); m++)
    {
      GtkWidget *button = gtk_check_button_new_with_label (_ (imb_metrics ()[m]->title));

      gtk_check_button_set_active (GTK_CHECK_BUTTON (button), has_metric (self, m));
      gtk_widget_set_tooltip_text (button, _ (imb_metrics ()[m]->help));
      g_object_set_data (G_OBJECT (button), "metric", GUINT_TO_POINTER (m));
      g_signal_connect_object (button, "toggled", G_CALLBACK (metric_toggled), self, G_CONNECT_SWAPPED);
      gtk_box_append (GTK_BOX (list), button);
    }
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 420);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  gtk_popover_set_child (GTK_POPOVER (popover), scrolled);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (menu), popover);
  gtk_menu_button_set_label (GTK_MENU_BUTTON (menu), _ ("Metrics"));
  explorer_name_widget (menu, _ ("Metrics"));
  gtk_widget_set_valign (menu, GTK_ALIGN_START);
  return menu;
}

static void
explorer_run_table_finalize (GObject *object)
{
  ExplorerRunTable *self = EXPLORER_RUN_TABLE (object);

  g_clear_pointer (&self->runs, g_ptr_array_unref);
  g_array_unref (self->metrics);
  g_ptr_array_unref (self->values);
  g_ptr_array_unref (self->details);
  G_OBJECT_CLASS (explorer_run_table_parent_class)->finalize (object);
}

static void
explorer_run_table_class_init (ExplorerRunTableClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = explorer_run_table_finalize;
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
explorer_run_table_init (ExplorerRunTable *self)
{
  explorer_bin_follow_width (GTK_WIDGET (self));
  self->threshold = NAN;
  self->values = g_ptr_array_new ();
  self->details = g_ptr_array_new ();
  self->metrics = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint k = 0; k < G_N_ELEMENTS (usual_metrics); k++)
    {
      const ImbMetric *metric = imb_metric_find (usual_metrics[k]);
      guint            index = metric != NULL ? imb_metric_index (metric) : 0;

      if (metric != NULL)
        g_array_append_val (self->metrics, index);
    }
}

GtkWidget *
explorer_run_table_new (void)
{
  return g_object_new (EXPLORER_TYPE_RUN_TABLE, NULL);
}
