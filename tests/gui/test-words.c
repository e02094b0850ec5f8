/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the window says, and to whom: labels that look like markup, counts of one, samplers that cannot,
 * tables at the edge of what can be shown. */
#include <string.h>

#include "app/explorer-command.h"
#include "app/explorer-compare-page.h"
#include "app/explorer-dataset-window.h"
#include "app/explorer-resample-page.h"
#include "app/explorer-run-table.h"
#include "app/explorer-words.h"
#include "tests/gui/gui.h"
#include "widgets/explorer-figure.h"
#include "widgets/explorer-params-form.h"
#include "widgets/explorer-table-view.h"
#include "widgets/explorer-text-row.h"

static GtkWidget *
show_page (ExplorerWindow *window,
           const char     *name,
           GType           type)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.page", "s", name);
  gui_settle (window);
  return gui_find (GTK_WIDGET (window), type, NULL);
}

static GtkWidget *
resample_part (ExplorerWindow *window,
               const char     *name)
{
  return explorer_resample_page_get_part (EXPLORER_RESAMPLE_PAGE (gui_find (GTK_WIDGET (window), EXPLORER_TYPE_RESAMPLE_PAGE, NULL)), name);
}

/* @n_rare rows of @rare among @n_many of @many. */
static void
open_two_classes (ExplorerWindow *window,
                  const char     *rare,
                  guint           n_rare,
                  const char     *many,
                  guint           n_many)
{
  GString         *text = g_string_new ("x,y,kind\n");
  g_autofree char *path = NULL;

  for (guint i = 0; i < n_rare + n_many; i++)
    g_string_append_printf (text, "%u.%u,%u.5,%s\n", i % 7, i % 9, (i * i) % 5, i < n_rare ? rare : many);
  path = gui_make_file ("two.csv", text->str);
  gui_open_path (window, path);
  g_string_free (text, TRUE);
}

static void
test_labels_are_no_markup (void)
{
  ExplorerWindow  *window = gui_window_new ();
  ExplorerSession *session = explorer_window_get_session (window);
  const char      *strategy = "{<b>&:20}";
  g_autoptr (ImbPlan) plan = NULL;
  GtkWidget *page;

  open_two_classes (window, "<b>&", 10, "</many>", 60);
  page = show_page (window, "compare", EXPLORER_TYPE_COMPARE_PAGE);
  g_object_set (explorer_session_get_sampler (session), "sampling_strategy", strategy, NULL);
  gui_wait_idle (window);
  g_assert_null (explorer_session_get_resample_error (session));
  plan = explorer_session_dup_plan (session);
  g_assert_nonnull (strstr (imb_plan_get_text (plan), strategy));
  g_assert_nonnull (gui_find (page, ADW_TYPE_ACTION_ROW, imb_plan_get_text (plan)));
  explorer_session_add_plan (session, imb_plan_get_text (plan));
  gui_settle (window);
  g_assert_nonnull (gui_find (page, ADW_TYPE_ACTION_ROW, imb_plan_get_text (plan)));
  explorer_session_compare (session);
  gui_wait_idle (window);
  g_assert_nonnull (explorer_session_get_runs (session));
  for (guint i = 0; i < 2; i++)
    show_page (window, i == 0 ? "resample" : "report", EXPLORER_TYPE_RESAMPLE_PAGE);
  gui_window_free (window);
}

static void
test_a_title_of_a_text_row_is_no_markup (void)
{
  GtkWidget *row = g_object_ref_sink (explorer_text_row_new ("<b>&", "", NULL, NULL));

  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==, "<b>&");
  g_assert_nonnull (gui_find (row, GTK_TYPE_LABEL, "<b>&"));
  g_object_unref (row);
}

static void
test_one_of_a_thing_is_singular (void)
{
  g_autofree char *row = explorer_words_rows (1);
  g_autofree char *rows = explorer_words_rows (5404);
  g_autofree char *none = explorer_words_synthetic_rows (0);
  g_autofree char *repeat = explorer_words_repeats (1);

  g_assert_cmpstr (row, ==, "1 row");
  g_assert_cmpstr (rows, ==, "5\xe2\x80\x89"
                             "404 rows");
  g_assert_cmpstr (none, ==, "0 synthetic rows");
  g_assert_cmpstr (repeat, ==, "1 repeat");
}

/* Four rows have three neighbours: the page says so, offers three, and shows what was there before. */
static void
test_a_sampler_that_cannot_offers_what_helps (void)
{
  ExplorerWindow  *window = gui_window_new ();
  ExplorerSession *session = explorer_window_get_session (window);
  ImbResample     *before;
  GtkWidget       *remedy;
  int              k;

  open_two_classes (window, "rare", 4, "many", 60);
  show_page (window, "resample", EXPLORER_TYPE_RESAMPLE_PAGE);
  remedy = resample_part (window, "remedy");
  g_assert_nonnull (explorer_session_get_resample_error (session));
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (resample_part (window, "forecast"))), ==, explorer_session_get_resample_error (session));
  g_assert_true (gtk_widget_get_visible (remedy));
  g_signal_emit_by_name (remedy, "clicked");
  gui_wait_idle (window);
  g_object_get (explorer_session_get_sampler (session), "k_neighbors", &k, NULL);
  g_assert_cmpint (k, ==, 3);
  g_assert_null (explorer_session_get_resample_error (session));
  g_assert_false (gtk_widget_get_visible (remedy));
  before = explorer_session_get_resample (session);
  g_assert_true (explorer_figure_get_input (EXPLORER_FIGURE (resample_part (window, "scatter")))->resample == before);

  g_object_set (explorer_session_get_sampler (session), "k_neighbors", 9, NULL);
  gui_wait_idle (window);
  g_assert_null (explorer_session_get_resample (session));
  g_assert_nonnull (explorer_figure_get_input (EXPLORER_FIGURE (resample_part (window, "scatter")))->resample);

  /* another table has nothing of the picture before */
  open_two_classes (window, "rare", 3, "many", 61);
  g_assert_nonnull (explorer_session_get_resample_error (session));
  g_assert_null (explorer_figure_get_input (EXPLORER_FIGURE (resample_part (window, "scatter")))->resample);
  gui_window_free (window);
}

static void
test_escape_clears_the_parents (void)
{
  ExplorerWindow    *window = gui_window_new ();
  ExplorerSelection *selection = explorer_session_get_selection (explorer_window_get_session (window));
  ImbFigureHit       hit = { .kind = IMB_HIT_SYNTHETIC, .row = 1233 };
  GtkWidget         *scatter;

  gui_open_dataset (window, "two-moons:n_rows=4000,imbalance_ratio=9");
  scatter = resample_part (window, "scatter");
  g_signal_emit_by_name (scatter, "activated", &hit);
  g_assert_true (g_str_has_prefix (gtk_label_get_text (GTK_LABEL (resample_part (window, "parents"))), "Synthetic row 1\xe2\x80\x89"
                                                                                                       "234 of class minority, made from row "));
  g_assert_cmpuint (explorer_selection_n_rows (selection), ==, 2);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.deselect", NULL);
  g_assert_cmpuint (explorer_selection_n_rows (selection), ==, 0);
  g_assert_cmpint (explorer_figure_get_input (EXPLORER_FIGURE (scatter))->selected_synthetic, ==, -1);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (resample_part (window, "parents"))), ==, "Click a synthetic row to see its parents, or another row to see what became of it.");
  gui_window_free (window);
}

static void
visit_all_pages (ExplorerWindow *window)
{
  const char *const pages[] = { "data", "classes", "resample", "compare", "report" };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    show_page (window, pages[i], EXPLORER_TYPE_RESAMPLE_PAGE);
}

/* No warning, no crash, and a sentence where there is no picture. */
static void
test_tables_at_the_edge_are_shown (void)
{
  const struct
  {
    const char *text;
    gboolean    works;
  } tables[] = {
    { "x,kind\n1,a\n2,a\n3,a\n", FALSE },                                     /* one class */
    { "x,kind\n1,a\n2,b\n", TRUE },                                           /* two rows: balanced, nothing to do */
    { "x,y,kind\n1,7,a\n1,7,b\n1,7,a\n1,7,a\n1,7,b\n1,7,a\n1,7,a\n", FALSE }, /* constant features */
    { "kind\na\nb\na\n", FALSE },                                             /* no feature */
  };
  ExplorerWindow *window = gui_window_new ();

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      ExplorerSession *session = explorer_window_get_session (window);
      g_autofree char *path = gui_make_file ("edge.csv", tables[i].text);

      gui_open_path (window, path);
      visit_all_pages (window);
      g_test_message ("table %u: %s / %s", i, explorer_session_get_error (session), explorer_session_get_resample_error (session));
      g_assert_cmpint (explorer_session_get_error (session) == NULL && explorer_session_get_resample_error (session) == NULL, ==, tables[i].works);
    }
  gui_window_free (window);
}

static void
test_three_hundred_classes_are_shown (void)
{
  ExplorerWindow  *window = gui_window_new ();
  GString         *text = g_string_new ("x,y,kind\n");
  g_autofree char *path = NULL;

  for (guint i = 0; i < 3000; i++)
    g_string_append_printf (text, "%u.%u,%u.5,class %03u\n", i % 7, i % 9, (i * i) % 50, i % 300);
  path = gui_make_file ("classes.csv", text->str);
  gui_open_path (window, path);
  explorer_session_set_target (explorer_window_get_session (window), 2);
  gui_wait_idle (window);
  g_assert_cmpstr (explorer_session_get_error (explorer_window_get_session (window)), ==, NULL);
  visit_all_pages (window);
  g_assert_cmpuint (imb_problem_n_classes (explorer_session_get_problem (explorer_window_get_session (window))), ==, 300);
  gui_window_free (window);
  g_string_free (text, TRUE);
}

static void
choose_from_ten_thousand_columns (gconstpointer data)
{
  ExplorerWindow  *window = gui_window_new ();
  ExplorerSession *session = explorer_window_get_session (window);
  GString         *text = g_string_new (NULL);
  g_autofree char *path = NULL;
  GtkDropDown     *across;
  gint64           began;

  for (guint j = 0; j < 10000; j++)
    g_string_append_printf (text, "x%u,", j);
  g_string_append (text, "kind\n");
  for (guint i = 0; i < 24; i++)
    {
      for (guint j = 0; j < 10000; j++)
        g_string_append_printf (text, "%u.5,", (i * 31 + j * 17) % 97);
      g_string_append (text, i % 3 == 0 ? "rare\n" : "many\n");
    }
  path = gui_make_file ("wide.csv", text->str);
  gui_open_path (window, path);
  g_assert_cmpstr (explorer_session_get_error (session), ==, NULL);
  show_page (window, "resample", EXPLORER_TYPE_RESAMPLE_PAGE);
  across = GTK_DROP_DOWN (resample_part (window, "feature-x"));
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (across)), ==, imb_design_n_features (explorer_session_get_design (session)));
  g_assert_true (gtk_drop_down_get_enable_search (across));
  began = g_get_monotonic_time ();
  gtk_drop_down_set_selected (across, 9000);
  gui_settle (window);
  telling_note ("another feature", (double) (g_get_monotonic_time () - began) / 1e3, 1000.0);
  g_assert_cmpuint (explorer_session_get_decisions (session)->feature_x, ==, 9000);
  gui_window_free (window);
  g_string_free (text, TRUE);
}

static void
test_ten_thousand_columns_can_be_chosen_from (void)
{
  assert_in_time (choose_from_ten_thousand_columns, NULL);
}

static void
test_a_dataset_opens_at_the_size_asked_for (void)
{
  ExplorerWindow     *window = gui_window_new ();
  ExplorerSession    *session = explorer_window_get_session (window);
  const ImbDataset   *dataset = imb_dataset_find ("two-moons");
  g_autofree char    *size = explorer_dataset_dup_size (dataset);
  GtkWindow          *asking = explorer_dataset_window_new (GTK_WINDOW (window), dataset);
  ExplorerParamsForm *form = EXPLORER_PARAMS_FORM (gui_find (GTK_WIDGET (asking), EXPLORER_TYPE_PARAMS_FORM, NULL));

  AdwActionRow    *seed = ADW_ACTION_ROW (gui_find (GTK_WIDGET (asking), ADW_TYPE_ACTION_ROW, "Seed"));
  g_autofree char *line = NULL;

  g_assert_cmpstr (size, ==, "2\xe2\x80\x89"
                             "000 × 2 · 1:20");
  gtk_window_present (asking);
  g_object_set (explorer_params_form_get_config (form), "n_rows", 500, "imbalance_ratio", 4.0, NULL);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (adw_action_row_get_activatable_widget (seed)), 7);
  g_signal_emit_by_name (gui_find (GTK_WIDGET (asking), GTK_TYPE_BUTTON, "_Open"), "clicked");
  gui_wait_idle (window);
  gui_settle (window);
  g_assert_cmpuint (imb_table_n_rows (explorer_session_get_table (session)), ==, 500);
  g_assert_cmpstr (explorer_session_get_source (session), ==, "two-moons:n_rows=500,imbalance_ratio=4");
  line = explorer_command_resample (session);
  g_assert_nonnull (strstr (line, "--seed 7 -o - | imbal resample -"));
  gui_window_free (window);
}

static void
test_the_usual_metrics_are_those_that_are_asked_for_first (void)
{
  const char *const ids[] = { "recall", "precision", "f1", "g_mean", "average_precision", "roc_auc", "mcc" };
  g_autoptr (GtkWidget) table = g_object_ref_sink (explorer_run_table_new ());
  guint        n;
  const guint *metrics = explorer_run_table_get_metrics (EXPLORER_RUN_TABLE (table), &n);

  g_assert_cmpuint (n, ==, G_N_ELEMENTS (ids));
  for (guint i = 0; i < n; i++)
    g_assert_cmpstr (imb_metrics ()[metrics[i]]->id, ==, ids[i]);
}

/* At 1260 px. */
static void
test_the_usual_metrics_fit_beside_the_form (void)
{
  ExplorerWindow *window = gui_window_new ();
  GtkWidget      *table;
  int             width;

  gui_open_dataset (window, "two-moons:n_rows=600,imbalance_ratio=9");
  show_page (window, "compare", EXPLORER_TYPE_COMPARE_PAGE);
  explorer_session_compare (explorer_window_get_session (window));
  gui_wait_idle (window);
  table = gui_find (GTK_WIDGET (window), EXPLORER_TYPE_RUN_TABLE, NULL);
  gtk_widget_measure (gui_find (table, GTK_TYPE_GRID, NULL), GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  g_test_message ("the grid asks for %d px", width);
  g_assert_cmpint (width, <=, 1260 - 320 - 2 * 12 - 12);
  gui_window_free (window);
}

static void
test_of_very_many_notes_the_rest_is_counted (void)
{
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autofree char *first = NULL, *last = NULL;

  for (guint i = 0; i < 1000; i++)
    imb_notes_add (notes, "note %u", i);
  g_assert_cmpuint (explorer_words_n_notes (notes), <, 100);
  first = explorer_words_note (notes, 0);
  last = explorer_words_note (notes, explorer_words_n_notes (notes) - 1);
  g_assert_cmpstr (first, ==, "• note 0");
  g_assert_cmpuint (g_ascii_strtoull (last + strlen ("… and "), NULL, 10) + explorer_words_n_notes (notes) - 1, ==, 1000);
}

int
main (int    argc,
      char **argv)
{
  gui_init (&argc, &argv);
  g_test_add_func ("/words/of very many notes the rest is counted", test_of_very_many_notes_the_rest_is_counted);
  g_test_add_func ("/words/labels are no markup", test_labels_are_no_markup);
  g_test_add_func ("/words/a title of a text row is no markup", test_a_title_of_a_text_row_is_no_markup);
  g_test_add_func ("/words/one of a thing is singular", test_one_of_a_thing_is_singular);
  g_test_add_func ("/edges/a sampler that cannot offers what helps", test_a_sampler_that_cannot_offers_what_helps);
  g_test_add_func ("/edges/escape clears the parents", test_escape_clears_the_parents);
  g_test_add_func ("/edges/tables at the edge are shown", test_tables_at_the_edge_are_shown);
  g_test_add_func ("/edges/three hundred classes are shown", test_three_hundred_classes_are_shown);
  g_test_add_func ("/edges/ten thousand columns can be chosen from", test_ten_thousand_columns_can_be_chosen_from);
  g_test_add_func ("/datasets/one opens at the size asked for", test_a_dataset_opens_at_the_size_asked_for);
  g_test_add_func ("/metrics/the usual ones are those that are asked for first", test_the_usual_metrics_are_those_that_are_asked_for_first);
  g_test_add_func ("/metrics/the usual ones fit beside the form", test_the_usual_metrics_fit_beside_the_form);
  return g_test_run ();
}
