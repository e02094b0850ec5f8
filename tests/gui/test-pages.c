/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms, the figure widget, and the Resample, Compare and Report pages, inside one process: each test has
 * a session and a window of its own and waits for effects, never for time. */
#include <adwaita.h>
#include <glib/gstdio.h>
#include <math.h>

#include "app/explorer-changes.h"
#include "app/explorer-compare-page.h"
#include "app/explorer-report-page.h"
#include "app/explorer-resample-page.h"
#include "app/explorer-run-table.h"
#include "tests/tellings.h"
#include "widgets/explorer-figure-export.h"
#include "widgets/explorer-params-form.h"
#include "widgets/explorer-text-row.h"

#define LIMIT_S 60

static gboolean
time_is_over (gpointer data)
{
  g_error ("waited for more than %d s for: %s", LIMIT_S, (const char *) data);
  return G_SOURCE_REMOVE;
}

#define WAIT_FOR(condition)                                                             \
  G_STMT_START                                                                          \
  {                                                                                     \
    guint limit = g_timeout_add_seconds (LIMIT_S, time_is_over, (gpointer) #condition); \
    while (!(condition))                                                                \
      g_main_context_iteration (NULL, TRUE);                                            \
    g_source_remove (limit);                                                            \
  }                                                                                     \
  G_STMT_END

static void
drain (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* A page in a window with a session. */

typedef struct
{
  ExplorerSession *session;
  GtkWidget       *window;
  GtkWidget       *page;
} Fixture;

static gboolean
is_idle (ExplorerSession *session)
{
  return !explorer_runner_get_busy (explorer_session_get_runner (session));
}

static void
open_dataset (Fixture    *f,
              const char *text)
{
  explorer_session_open_dataset (f->session, text, 0);
  WAIT_FOR (explorer_session_get_design (f->session) != NULL && is_idle (f->session));
}

static void
set_up (Fixture *f,
        GtkWidget *(*make) (ExplorerSession *) )
{
  f->session = explorer_session_new ();
  f->page = make (f->session);
  f->window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (f->window), 1100, 800);
  adw_window_set_content (ADW_WINDOW (f->window), f->page);
  gtk_window_present (GTK_WINDOW (f->window));
  WAIT_FOR (gtk_widget_get_mapped (f->page) && gtk_widget_get_width (f->page) > 0);
}

static void
tear_down (Fixture *f)
{
  gpointer watched = f->page;

  g_object_add_weak_pointer (G_OBJECT (f->page), &watched);
  WAIT_FOR (is_idle (f->session));
  gtk_window_destroy (GTK_WINDOW (f->window));
  drain ();
  g_assert_null (watched); /* the page dies with its window */
  g_object_unref (f->session);
}

/* Forms. */

/* Another legal value through the widget; TRUE when the config has it. */
static gboolean
change (ExplorerParamsForm *form,
        const ImbParam     *param)
{
  GtkWidget *control = explorer_params_form_get_control (form, param->name);
  double     value;

  g_assert_nonnull (control);
  switch (param->kind)
    {
    case IMB_KIND_INT:
    case IMB_KIND_REAL:
      value = gtk_spin_button_get_value (GTK_SPIN_BUTTON (control));
      gtk_spin_button_spin (GTK_SPIN_BUTTON (control), GTK_SPIN_STEP_FORWARD, 0);
      if (value == gtk_spin_button_get_value (GTK_SPIN_BUTTON (control)))
        gtk_spin_button_spin (GTK_SPIN_BUTTON (control), GTK_SPIN_STEP_BACKWARD, 0);
      return TRUE;
    case IMB_KIND_BOOL:
      gtk_switch_set_active (GTK_SWITCH (control), !gtk_switch_get_active (GTK_SWITCH (control)));
      return TRUE;
    case IMB_KIND_CHOICE:
      if (param->choices[1].nick == NULL)
        return FALSE;
      adw_combo_row_set_selected (ADW_COMBO_ROW (control), adw_combo_row_get_selected (ADW_COMBO_ROW (control)) == 0 ? 1 : 0);
      return TRUE;
    case IMB_KIND_TEXT:
      for (guint i = 0; param->suggestions != NULL && param->suggestions[i] != NULL; i++)
        if (!g_str_equal (param->suggestions[i], param->initial_text))
          {
            gtk_editable_set_text (GTK_EDITABLE (control), param->suggestions[i]);
            return TRUE;
          }
    }

  return FALSE;
}

/* What the control shows, as text. */
static char *
dup_shown (ExplorerParamsForm *form,
           const ImbParam     *param)
{
  GtkWidget *control = explorer_params_form_get_control (form, param->name);

  if (GTK_IS_SWITCH (control))
    return g_strdup (gtk_switch_get_active (GTK_SWITCH (control)) ? "yes" : "no");
  if (ADW_IS_COMBO_ROW (control))
    return g_strdup (param->choices[adw_combo_row_get_selected (ADW_COMBO_ROW (control))].nick);
  return g_strdup (gtk_editable_get_text (GTK_EDITABLE (control)));
}

static void
check_form (const ImbAlgorithm *algorithm)
{
  g_autoptr (ImbConfig) config = imb_config_new (algorithm);
  ExplorerParamsForm *form = EXPLORER_PARAMS_FORM (g_object_ref_sink (explorer_params_form_new ()));
  ExplorerParamsForm *twin = EXPLORER_PARAMS_FORM (g_object_ref_sink (explorer_params_form_new ()));
  g_autofree char    *defaults = imb_config_to_string (config, TRUE);

  explorer_params_form_set_config (form, config);
  for (const ImbParam *param = algorithm->params; param != NULL && param->name != NULL; param++)
    {
      g_autofree char *before = imb_config_to_string (config, TRUE);
      gboolean         changed = change (form, param);
      g_autofree char *after = imb_config_to_string (config, TRUE);

      g_test_message ("%s: %s", algorithm->id, after);
      g_assert_cmpint (g_str_equal (before, after), ==, !changed);
      g_assert_true (explorer_params_form_is_valid (form));
    }

  /* text → values → another form shows the same */
  g_autofree char *text = imb_config_to_string (config, TRUE);
  const char      *colon = strchr (text, ':');
  g_autoptr (GError) error = NULL;
  gpointer values = imb_values_parse (algorithm, colon != NULL ? colon + 1 : NULL, &error);

  g_assert_no_error (error);
  g_autoptr (ImbConfig) read = imb_config_new_from_values (algorithm, values);
  explorer_params_form_set_config (twin, read);
  for (const ImbParam *param = algorithm->params; param != NULL && param->name != NULL; param++)
    {
      g_autofree char *one = dup_shown (form, param);
      g_autofree char *other = dup_shown (twin, param);

      g_assert_cmpstr (one, ==, other);
    }
  imb_values_free (algorithm, values);

  explorer_params_form_reset (form);
  g_autofree char *reset = imb_config_to_string (config, TRUE);

  g_assert_cmpstr (reset, ==, defaults);
  g_object_unref (form);
  g_object_unref (twin);
}

static void
test_every_parameter_of_every_algorithm_changes_through_its_control (void)
{
  guint n = 0;

  for (guint i = 0; imb_samplers ()[i] != NULL; i++, n++)
    check_form (&imb_samplers ()[i]->base);
  for (guint i = 0; imb_models ()[i] != NULL; i++, n++)
    check_form (&imb_models ()[i]->base);
  for (guint i = 0; imb_datasets ()[i] != NULL; i++, n++)
    check_form (&imb_datasets ()[i]->base);
  g_assert_cmpuint (n, >, 5);
}

static void
test_an_illegal_text_is_explained_and_kept_out (void)
{
  g_autoptr (ImbConfig) config = imb_config_new (&imb_sampler_find ("smote")->base);
  ExplorerParamsForm *form = EXPLORER_PARAMS_FORM (g_object_ref_sink (explorer_params_form_new ()));
  g_autofree char    *before = imb_config_to_string (config, TRUE);
  g_autofree char    *after = NULL;
  GtkWidget          *entry, *row;

  explorer_params_form_set_config (form, config);
  entry = explorer_params_form_get_control (form, "sampling_strategy");
  gtk_editable_set_text (GTK_EDITABLE (entry), "<b>nonsense");
  after = imb_config_to_string (config, TRUE);
  row = gtk_widget_get_ancestor (entry, EXPLORER_TYPE_TEXT_ROW);
  g_assert_cmpstr (before, ==, after);
  g_assert_false (explorer_params_form_is_valid (form));
  g_assert_false (explorer_text_row_get_valid (EXPLORER_TEXT_ROW (row)));

  explorer_params_form_reset (form);
  g_assert_true (explorer_params_form_is_valid (form));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "auto");
  g_object_unref (form);
}

static void
test_small_numbers_survive_a_spin_button (void)
{
  g_autoptr (ImbConfig) config = imb_config_new (&imb_model_find ("logistic-regression")->base);
  ExplorerParamsForm *form = EXPLORER_PARAMS_FORM (g_object_ref_sink (explorer_params_form_new ()));
  GtkWidget          *spin;
  double              value;

  explorer_params_form_set_config (form, config);
  spin = explorer_params_form_get_control (form, "tol");
  gtk_editable_set_text (GTK_EDITABLE (spin), "0,00012345");
  gtk_spin_button_update (GTK_SPIN_BUTTON (spin));
  g_object_get (config, "tol", &value, NULL);
  g_assert_cmpfloat (value, ==, 0.00012345);
  g_object_unref (form);
}

/* The Resample page. */

static gpointer
part (Fixture    *f,
      const char *name)
{
  return explorer_resample_page_get_part (EXPLORER_RESAMPLE_PAGE (f->page), name);
}

static void
test_resample_shows_what_the_sampler_did (void)
{
  Fixture     f;
  const char *forecast;

  set_up (&f, explorer_resample_page_new);
  g_assert_null (explorer_session_get_resample (f.session));
  open_dataset (&f, "two-moons:n_rows=400,imbalance_ratio=9");
  WAIT_FOR (explorer_session_get_resample (f.session) != NULL);
  forecast = gtk_label_get_text (part (&f, "forecast"));
  g_assert_nonnull (strstr (forecast, "320"));
  g_assert_nonnull (explorer_figure_get_input (part (&f, "scatter"))->resample);

  explorer_session_set_sampler (f.session, NULL);
  WAIT_FOR (is_idle (f.session));
  g_assert_null (explorer_session_get_sampler (f.session));
  g_assert_cmpuint (adw_combo_row_get_selected (part (&f, "sampler")), ==, 0);
  explorer_session_undo (f.session);
  WAIT_FOR (is_idle (f.session));
  g_assert_cmpuint (adw_combo_row_get_selected (part (&f, "sampler")), >, 0);
  tear_down (&f);
}

static void
test_resample_says_why_a_sampler_cannot (void)
{
  Fixture    f;
  GtkWidget *spin;

  set_up (&f, explorer_resample_page_new);
  open_dataset (&f, "two-moons:n_rows=120,imbalance_ratio=11"); /* ten rows in the minority */
  spin = explorer_params_form_get_control (part (&f, "form"), "k_neighbors");
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), 60);
  WAIT_FOR (is_idle (f.session));
  g_assert_true (explorer_session_get_resample_error (f.session) != NULL
                 || imb_notes_n (explorer_session_get_resample (f.session)->notes) > 0);
  if (explorer_session_get_resample_error (f.session) != NULL)
    g_assert_cmpstr (gtk_label_get_text (part (&f, "forecast")), ==, explorer_session_get_resample_error (f.session));

  explorer_session_undo (f.session);
  WAIT_FOR (is_idle (f.session));
  g_assert_cmpfloat (gtk_spin_button_get_value (GTK_SPIN_BUTTON (spin)), ==, 5);
  g_assert_null (explorer_session_get_resample_error (f.session));
  tear_down (&f);
}

static void
test_a_click_on_a_synthetic_row_shows_its_parents (void)
{
  Fixture            f;
  ImbFigureHit       hit = { .kind = IMB_HIT_SYNTHETIC, .row = 3 };
  ExplorerSelection *selection;

  set_up (&f, explorer_resample_page_new);
  open_dataset (&f, "two-moons:n_rows=400,imbalance_ratio=9");
  selection = explorer_session_get_selection (f.session);
  g_signal_emit_by_name (part (&f, "scatter"), "activated", &hit);
  g_assert_nonnull (strstr (gtk_label_get_text (part (&f, "parents")), "minority"));
  g_assert_cmpint (explorer_figure_get_input (part (&f, "scatter"))->selected_synthetic, ==, 3);
  g_assert_cmpuint (explorer_selection_n_rows (selection), ==, 2); /* SMOTE: a row and its partner */

  hit.kind = IMB_HIT_ROW;
  hit.row = 7;
  g_signal_emit_by_name (part (&f, "scatter"), "activated", &hit);
  g_assert_cmpint (explorer_figure_get_input (part (&f, "scatter"))->selected_synthetic, ==, -1);
  g_assert_true (explorer_selection_contains (selection, 7));
  tear_down (&f);
}

static void
test_the_saved_table_tells_original_from_synthetic (void)
{
  Fixture          f;
  g_autofree char *dir = g_dir_make_tmp ("imb-pages-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "resampled.csv", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint n_synthetic = 0;

  set_up (&f, explorer_resample_page_new);
  open_dataset (&f, "two-moons:n_rows=400,imbalance_ratio=9");
  explorer_resample_page_save (EXPLORER_RESAMPLE_PAGE (f.page), path);
  WAIT_FOR (is_idle (f.session));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  g_assert_nonnull (strstr (lines[0], "origin"));
  for (guint i = 1; lines[i] != NULL; i++)
    n_synthetic += strstr (lines[i], "synthetic") != NULL;
  g_assert_cmpuint (n_synthetic, ==, 320);
  g_remove (path);
  g_rmdir (dir);
  tear_down (&f);
}

static void
test_a_dragged_bar_asks_for_that_many_rows (void)
{
  Fixture          f;
  ImbFigureHit     hit = { .kind = IMB_HIT_CLASS, .of_class = 1, .after = TRUE, .x = 199.7 };
  ExplorerChange   changes[2];
  g_autofree char *strategy = NULL;

  set_up (&f, explorer_resample_page_new);
  open_dataset (&f, "two-moons:n_rows=400,imbalance_ratio=9");
  g_signal_emit_by_name (part (&f, "balance"), "dragged", &hit);
  WAIT_FOR (is_idle (f.session));
  g_object_get (explorer_session_get_sampler (f.session), "sampling_strategy", &strategy, NULL);
  g_assert_cmpstr (strategy, ==, "{majority:360;minority:200}");
  explorer_changes_count (explorer_session_get_problem (f.session), explorer_session_get_resample (f.session), changes);
  g_assert_cmpuint (changes[1].after, ==, 200);
  g_assert_cmpuint (changes[0].after, ==, 360);

  /* what cannot be is explained, and can be dragged back */
  hit.of_class = 0;
  hit.x = 100;
  g_signal_emit_by_name (part (&f, "balance"), "dragged", &hit);
  WAIT_FOR (is_idle (f.session));
  g_assert_cmpstr (gtk_label_get_text (part (&f, "forecast")), ==, explorer_session_get_resample_error (f.session));
  hit.x = 360;
  g_signal_emit_by_name (part (&f, "balance"), "dragged", &hit);
  WAIT_FOR (is_idle (f.session));
  g_assert_null (explorer_session_get_resample_error (f.session));
  tear_down (&f);
}

static void
test_changes_count_every_row_once (void)
{
  Fixture        f;
  ExplorerChange changes[2];

  set_up (&f, explorer_resample_page_new);
  open_dataset (&f, "two-moons:n_rows=400,imbalance_ratio=9");
  explorer_session_set_sampler (f.session, imb_sampler_find ("random-under"));
  WAIT_FOR (is_idle (f.session));
  explorer_changes_count (explorer_session_get_problem (f.session), explorer_session_get_resample (f.session), changes);
  g_assert_cmpuint (changes[0].before, ==, 360);
  g_assert_cmpuint (changes[0].kept, ==, 40);
  g_assert_cmpuint (changes[0].removed, ==, 320);
  g_assert_cmpuint (changes[1].kept, ==, 40);
  g_assert_cmpuint (changes[1].after, ==, 40);
  tear_down (&f);
}

/* The figure widget. */

static void
wait_until_drawn (ExplorerFigure *figure,
                  guint           more_than)
{
  WAIT_FOR (explorer_figure_get_n_drawn (figure) > more_than);
}

static void
test_hovering_does_not_draw_the_figure_anew (void)
{
  Fixture         f;
  ExplorerFigure *figure;
  guint           n;

  set_up (&f, explorer_resample_page_new);
  open_dataset (&f, "two-moons:n_rows=400,imbalance_ratio=9");
  figure = part (&f, "scatter");
  wait_until_drawn (figure, 0);
  gtk_test_widget_wait_for_draw (f.window);
  gtk_test_widget_wait_for_draw (f.window);
  drain ();
  n = explorer_figure_get_n_drawn (figure);
  for (guint i = 0; i < 5; i++)
    {
      g_assert_true (explorer_figure_move_cursor (figure, 1, 0));
      gtk_test_widget_wait_for_draw (f.window);
    }
  g_assert_cmpuint (explorer_figure_get_n_drawn (figure), ==, n);
  explorer_figure_set_stale (figure, TRUE);
  gtk_test_widget_wait_for_draw (f.window);
  g_assert_cmpuint (explorer_figure_get_n_drawn (figure), ==, n);
  tear_down (&f);
}

static void
test_a_figure_of_many_points_is_painted_aside (void)
{
  Fixture         f;
  ExplorerFigure *figure;

  set_up (&f, explorer_resample_page_new);
  open_dataset (&f, "fraud:n_rows=60000");
  figure = part (&f, "scatter");
  WAIT_FOR (explorer_session_get_resample (f.session) != NULL && is_idle (f.session));
  wait_until_drawn (figure, 0); /* maybe long ago: the audit takes longer than the picture */
  explorer_session_set_features (f.session, 2, 3);
  wait_until_drawn (figure, explorer_figure_get_n_drawn (figure));
  g_assert_true (explorer_figure_move_cursor (figure, 1, 0));
  tear_down (&f);
}

static void
count_sentence (guint *n)
{
  (*n)++;
}

static void
test_a_figure_can_be_copied_saved_and_read_as_a_table (void)
{
  Fixture            f;
  ExplorerFigure    *figure;
  GdkContentFormats *formats;
  guint              n_said = 0;
  g_autofree char   *dir = g_dir_make_tmp ("imb-pages-XXXXXX", NULL);
  g_autofree char   *path = g_build_filename (dir, "figure.svg", NULL);
  g_autofree char   *text = NULL;
  GListModel        *windows = gtk_window_get_toplevels ();
  guint              n_windows;

  set_up (&f, explorer_resample_page_new);
  open_dataset (&f, "two-moons:n_rows=400,imbalance_ratio=9");
  figure = part (&f, "balance");
  g_signal_connect_swapped (figure, "said", G_CALLBACK (count_sentence), &n_said);
  gtk_widget_activate_action (GTK_WIDGET (figure), "figure.copy", NULL);
  g_assert_cmpuint (n_said, ==, 1);
  formats = gdk_clipboard_get_formats (gtk_widget_get_clipboard (GTK_WIDGET (figure)));
  g_assert_true (gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE));
  g_assert_true (gdk_content_formats_contain_mime_type (formats, "image/svg+xml"));

  g_assert_true (explorer_figure_save (figure, path, 120, 150));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "<svg"));
  g_remove (path);
  g_rmdir (dir);

  n_windows = g_list_model_get_n_items (windows);
  gtk_widget_activate_action (GTK_WIDGET (figure), "figure.table", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (windows), ==, n_windows + 1);
  tear_down (&f); /* the table's window dies with its parent */
  g_assert_cmpuint (g_list_model_get_n_items (windows), ==, n_windows - 1);
}

/* The Compare page. */

static gpointer
compare_part (Fixture    *f,
              const char *name)
{
  return explorer_compare_page_get_part (EXPLORER_COMPARE_PAGE (f->page), name);
}

static void
compare (Fixture *f)
{
  g_signal_emit_by_name (compare_part (f, "run"), "clicked");
  WAIT_FOR (explorer_session_get_runs (f->session) != NULL && is_idle (f->session));
}

static void
test_comparing_fills_the_table (void)
{
  Fixture           f;
  ExplorerRunTable *table;
  GPtrArray        *runs;
  guint             recall = imb_metric_index (imb_metric_find ("recall"));

  set_up (&f, explorer_compare_page_new);
  open_dataset (&f, "two-moons:n_rows=600,imbalance_ratio=9");
  g_assert_true (gtk_widget_get_visible (compare_part (&f, "invitation")));
  g_assert_nonnull (strstr (adw_status_page_get_description (compare_part (&f, "invitation")), "5 folds × 1 repeat"));
  compare (&f);
  g_assert_false (gtk_widget_get_visible (compare_part (&f, "invitation")));
  table = compare_part (&f, "table");
  runs = explorer_session_get_runs (f.session);
  g_assert_cmpuint (runs->len, ==, 4);
  g_assert_cmpuint (explorer_run_table_get_chosen (table), ==, 3);
  for (guint i = 0; i < runs->len; i++)
    g_assert_nonnull (explorer_run_table_get_cell (table, i, recall));
  g_assert_cmpuint (explorer_figure_get_input (compare_part (&f, "confusion"))->n_runs, ==, 2);

  /* a changed setting makes the page say that the runs are older */
  g_assert_false (gtk_widget_get_visible (compare_part (&f, "message")));
  explorer_session_set_folds (f.session, 4, 1);
  g_assert_true (gtk_widget_get_visible (compare_part (&f, "message")));
  explorer_session_undo (f.session);
  g_assert_false (gtk_widget_get_visible (compare_part (&f, "message")));
  tear_down (&f);
}

static void
test_one_slider_moves_every_matrix_and_metric (void)
{
  Fixture           f;
  ExplorerRunTable *table;
  ExplorerFigure   *confusion;
  GtkRange         *slider;
  guint             recall = imb_metric_index (imb_metric_find ("recall"));
  guint             n;
  gint64            began;
  g_autofree char  *own = NULL;

  set_up (&f, explorer_compare_page_new);
  open_dataset (&f, "two-moons:n_rows=600,imbalance_ratio=9");
  compare (&f);
  table = compare_part (&f, "table");
  confusion = compare_part (&f, "confusion");
  slider = compare_part (&f, "threshold");
  own = g_strdup (explorer_run_table_get_cell (table, 0, recall));
  g_assert_true (isnan (explorer_figure_get_input (confusion)->threshold));

  wait_until_drawn (confusion, 0);
  gtk_test_widget_wait_for_draw (f.window);
  n = explorer_figure_get_n_drawn (confusion);
  began = g_get_monotonic_time ();
  gtk_range_set_value (slider, 0);
  g_test_message ("one step of the threshold: %" G_GINT64_FORMAT " us", g_get_monotonic_time () - began);
  g_assert_cmpstr (explorer_run_table_get_cell (table, 0, recall), ==, "1.000"); /* everybody is positive */
  g_assert_cmpstr (explorer_run_table_get_cell (table, 3, recall), ==, "1.000");
  g_assert_cmpfloat (explorer_figure_get_input (confusion)->threshold, ==, 0);
  g_assert_cmpfloat (explorer_figure_get_input (compare_part (&f, "curve"))->threshold, ==, 0);
  g_assert_cmpfloat (explorer_figure_get_input (compare_part (&f, "roc"))->threshold, ==, 0);
  g_assert_false (gtk_check_button_get_active (compare_part (&f, "own")));
  wait_until_drawn (confusion, n);

  gtk_range_set_value (slider, 1);
  g_assert_cmpstr (explorer_run_table_get_cell (table, 0, recall), ==, "0");
  g_assert_cmpfloat (explorer_session_get_threshold (f.session), ==, 1);
  explorer_session_undo (f.session);
  g_assert_true (gtk_check_button_get_active (compare_part (&f, "own")));
  g_assert_cmpstr (explorer_run_table_get_cell (table, 0, recall), ==, own);
  explorer_session_redo (f.session);
  g_assert_cmpfloat (gtk_range_get_value (slider), ==, 1);

  gtk_check_button_set_active (compare_part (&f, "own"), TRUE);
  g_assert_cmpfloat (explorer_session_get_threshold (f.session), ==, -1);
  g_assert_cmpstr (explorer_run_table_get_cell (table, 0, recall), ==, own);
  tear_down (&f);
}

static void
test_a_click_on_a_cell_selects_its_rows (void)
{
  Fixture       f;
  ImbFigureHit  hit = { .kind = IMB_HIT_CELL, .run = 0, .of_class = 1, .predicted = 1 };
  ImbRun       *run;
  const double *confusion;

  set_up (&f, explorer_compare_page_new);
  open_dataset (&f, "two-moons:n_rows=600,imbalance_ratio=9");
  compare (&f);
  run = g_ptr_array_index (explorer_session_get_runs (f.session), 0);
  confusion = imb_outcome_get_confusion (imb_run_get_pooled (run));
  g_signal_emit_by_name (compare_part (&f, "confusion"), "activated", &hit);
  g_assert_cmpfloat ((double) explorer_selection_n_rows (explorer_session_get_selection (f.session)), ==, confusion[3]);
  tear_down (&f);
}

static void
cancel_comparison (gconstpointer data)
{
  Fixture f;
  gint64  began;

  set_up (&f, explorer_compare_page_new);
  open_dataset (&f, "two-moons:n_rows=20000,imbalance_ratio=20");
  explorer_session_set_folds (f.session, 10, 10);
  g_signal_emit_by_name (compare_part (&f, "run"), "clicked");
  WAIT_FOR (explorer_runner_is_running (explorer_session_get_runner (f.session), "compare"));
  g_assert_true (gtk_widget_get_visible (gtk_widget_get_parent (compare_part (&f, "cancel"))));
  g_assert_cmpstr (adw_status_page_get_title (compare_part (&f, "invitation")), ==, "Comparing…");
  began = g_get_monotonic_time ();
  g_signal_emit_by_name (compare_part (&f, "cancel"), "clicked");
  WAIT_FOR (is_idle (f.session));
  telling_note ("cancelling", (double) (g_get_monotonic_time () - began) / 1e3, 400.0); /* 100 ms; four times that where others work, too */
  g_assert_null (explorer_session_get_runs (f.session));
  g_assert_true (gtk_widget_get_visible (compare_part (&f, "run")));
  tear_down (&f);
}

static void
test_cancelling_a_comparison_is_quick (void)
{
  assert_in_time (cancel_comparison, NULL);
}

static char *
write_three_classes (const char *dir)
{
  GString *text = g_string_new ("x,y,kind\n");
  char    *path = g_build_filename (dir, "three.csv", NULL);

  for (guint i = 0; i < 90; i++)
    g_string_append_printf (text, "%u.%u,%u.5,%s\n", i % 7, i % 9, i % 5, i % 9 == 0 ? "<i>rare" : i % 3 == 0 ? "some"
                                                                                                              : "many");
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
  g_string_free (text, TRUE);
  return path;
}

static void
test_with_three_classes_there_is_no_threshold_to_move (void)
{
  Fixture          f;
  g_autofree char *dir = g_dir_make_tmp ("imb-pages-XXXXXX", NULL);
  g_autofree char *path = write_three_classes (dir);

  set_up (&f, explorer_compare_page_new);
  explorer_session_open_path (f.session, path);
  WAIT_FOR (explorer_session_get_design (f.session) != NULL && is_idle (f.session));
  g_assert_cmpuint (imb_problem_n_classes (explorer_session_get_problem (f.session)), ==, 3);
  compare (&f);
  g_assert_false (gtk_widget_get_visible (compare_part (&f, "threshold-box")));
  g_assert_true (isnan (explorer_figure_get_input (compare_part (&f, "confusion"))->threshold));
  tear_down (&f);
  g_remove (path);
  g_rmdir (dir);
}

/* The Report page. */

/* The first figure of that id below @widget. */
static ExplorerFigure *
figure_below (GtkWidget  *widget,
              const char *id)
{
  ExplorerFigure *found = NULL;

  if (EXPLORER_IS_FIGURE (widget) && g_str_equal (explorer_figure_get_figure (EXPLORER_FIGURE (widget))->id, id))
    return EXPLORER_FIGURE (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = figure_below (child, id);
  return found;
}

static void
test_the_report_shows_the_threshold_that_was_decided (void)
{
  Fixture f;

  set_up (&f, explorer_report_page_new);
  open_dataset (&f, "two-moons:n_rows=400,imbalance_ratio=9");
  explorer_session_compare (f.session);
  WAIT_FOR (explorer_session_get_runs (f.session) != NULL && is_idle (f.session));
  g_assert_true (isnan (explorer_figure_get_input (figure_below (f.page, "confusion"))->threshold));
  explorer_session_set_threshold (f.session, 0.25);
  WAIT_FOR (explorer_figure_get_input (figure_below (f.page, "confusion"))->threshold == 0.25);
  tear_down (&f);
}

/* What resampling decided by itself is the same as on the command line, and is in the report. */
static void
test_what_resampling_decided_is_noted (void)
{
  Fixture          f;
  gboolean         found = FALSE;
  g_autofree char *dir = g_dir_make_tmp ("imb-pages-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "holes.csv", NULL);
  GString         *csv = g_string_new ("a,b,class\n");

  for (int i = 0; i < 60; i++)
    {
      g_autofree char *cell = i == 7 ? g_strdup ("") : g_strdup_printf ("%d", i * 7 % 23);

      g_string_append_printf (csv, "%s,%d.5,%s\n", cell, i * i % 17, i % 6 == 0 ? "yes" : "no");
    }
  g_assert_true (g_file_set_contents (path, csv->str, -1, NULL));
  g_string_free (csv, TRUE);

  set_up (&f, explorer_report_page_new);
  explorer_session_open_path (f.session, path);
  WAIT_FOR (explorer_session_get_resample (f.session) != NULL && is_idle (f.session));

  g_autoptr (ImbNotes) notes = explorer_session_dup_notes (f.session);
  for (guint i = 0; i < imb_notes_n (notes); i++)
    found |= strstr (imb_notes_at (notes, i), "1 missing cell of 1 column was filled") != NULL;
  g_assert_true (found);
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (dir), ==, 0);
  tear_down (&f);
}

static void
test_the_report_saves_figures_and_metrics (void)
{
  Fixture          f;
  g_autofree char *dir = g_dir_make_tmp ("imb-pages-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "metrics.csv", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  set_up (&f, explorer_report_page_new);
  open_dataset (&f, "two-moons:n_rows=400,imbalance_ratio=9");
  explorer_session_compare (f.session);
  WAIT_FOR (explorer_session_get_runs (f.session) != NULL && is_idle (f.session));
  g_assert_true (explorer_report_page_save_metrics (EXPLORER_REPORT_PAGE (f.page), path));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 1 + explorer_session_get_runs (f.session)->len + 1);
  g_remove (path);

  explorer_report_page_save_all (EXPLORER_REPORT_PAGE (f.page), dir, "svg");
  WAIT_FOR (is_idle (f.session));
  for (guint i = 0; imb_figures ()[i] != NULL; i++)
    {
      g_autofree char *name = g_strconcat (imb_figures ()[i]->id, ".svg", NULL);
      g_autofree char *figure = g_build_filename (dir, name, NULL);

      g_assert_cmpint (g_remove (figure), ==, 0);
    }
  g_assert_cmpint (g_rmdir (dir), ==, 0);
  tear_down (&f);
}

/* A form that was asked while it was empty, and got its rows later, was too low: buttons lay over its last lines. */
static void
test_an_empty_form_says_that_its_height_follows_its_width (void)
{
  g_autoptr (ImbConfig) config = imb_config_new (&imb_sampler_find ("smote")->base);
  GtkWidget *form = g_object_ref_sink (explorer_params_form_new ());
  GtkWidget *content;
  int        height, needed;

  g_assert_cmpint (gtk_widget_get_request_mode (form), ==, GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH);
  explorer_params_form_set_config (EXPLORER_PARAMS_FORM (form), config);
  content = gtk_widget_get_first_child (form);
  gtk_widget_measure (form, GTK_ORIENTATION_VERTICAL, 300, &height, NULL, NULL, NULL);
  gtk_widget_measure (content, GTK_ORIENTATION_VERTICAL, 300, &needed, NULL, NULL, NULL);
  g_assert_cmpint (height, ==, needed);
  g_object_unref (form);
}

static void
test_pages_fit_a_narrow_window (void)
{
  GtkWidget *(*makers[]) (ExplorerSession *) = { explorer_resample_page_new, explorer_compare_page_new, explorer_report_page_new };

  for (guint i = 0; i < G_N_ELEMENTS (makers); i++)
    {
      Fixture f;
      int     width;

      set_up (&f, makers[i]);
      open_dataset (&f, "two-moons:n_rows=400,imbalance_ratio=9");
      explorer_session_compare (f.session);
      WAIT_FOR (explorer_session_get_runs (f.session) != NULL && is_idle (f.session));
      gtk_widget_measure (f.page, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
      g_assert_cmpint (width, <=, 360);
      tear_down (&f);
    }
}

int
main (int    argc,
      char **argv)
{
  gtk_disable_setlocale ();
  g_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/form/every parameter of every algorithm changes through its control",
                   test_every_parameter_of_every_algorithm_changes_through_its_control);
  g_test_add_func ("/form/an illegal text is explained and kept out", test_an_illegal_text_is_explained_and_kept_out);
  g_test_add_func ("/form/small numbers survive a spin button", test_small_numbers_survive_a_spin_button);
  g_test_add_func ("/resample/it shows what the sampler did", test_resample_shows_what_the_sampler_did);
  g_test_add_func ("/resample/it says why a sampler cannot", test_resample_says_why_a_sampler_cannot);
  g_test_add_func ("/resample/a click on a synthetic row shows its parents", test_a_click_on_a_synthetic_row_shows_its_parents);
  g_test_add_func ("/resample/the saved table tells original from synthetic", test_the_saved_table_tells_original_from_synthetic);
  g_test_add_func ("/resample/a dragged bar asks for that many rows", test_a_dragged_bar_asks_for_that_many_rows);
  g_test_add_func ("/resample/changes count every row once", test_changes_count_every_row_once);
  g_test_add_func ("/figure/hovering does not draw it anew", test_hovering_does_not_draw_the_figure_anew);
  g_test_add_func ("/figure/many points are painted aside", test_a_figure_of_many_points_is_painted_aside);
  g_test_add_func ("/figure/it can be copied, saved and read as a table", test_a_figure_can_be_copied_saved_and_read_as_a_table);
  g_test_add_func ("/compare/comparing fills the table", test_comparing_fills_the_table);
  g_test_add_func ("/compare/one slider moves every matrix and metric", test_one_slider_moves_every_matrix_and_metric);
  g_test_add_func ("/compare/a click on a cell selects its rows", test_a_click_on_a_cell_selects_its_rows);
  g_test_add_func ("/compare/cancelling is quick", test_cancelling_a_comparison_is_quick);
  g_test_add_func ("/compare/with three classes there is no threshold to move", test_with_three_classes_there_is_no_threshold_to_move);
  g_test_add_func ("/report/it shows the threshold that was decided", test_the_report_shows_the_threshold_that_was_decided);
  g_test_add_func ("/report/what resampling decided is noted", test_what_resampling_decided_is_noted);
  g_test_add_func ("/report/it saves figures and metrics", test_the_report_saves_figures_and_metrics);
  g_test_add_func ("/form/an empty one says that its height follows its width", test_an_empty_form_says_that_its_height_follows_its_width);
  g_test_add_func ("/pages fit a narrow window", test_pages_fit_a_narrow_window);

  return g_test_run ();
}
