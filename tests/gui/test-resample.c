/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Resample page: what samplers say beforehand, what came of one, and what a row says of itself. */
#include <adwaita.h>
#include <string.h>

#include "app/explorer-resample-page.h"
#include "engine/imb.h"
#include "tests/gui/gui.h"
#include "widgets/explorer-figure.h"
#include "widgets/figures/imb-figure.h"

static gpointer
part (ExplorerWindow *window,
      const char     *name)
{
  return explorer_resample_page_get_part (EXPLORER_RESAMPLE_PAGE (gui_find (GTK_WIDGET (window), EXPLORER_TYPE_RESAMPLE_PAGE, NULL)), name);
}

/* A table of two numbers and a class with @n_rare rows of "rare" among 40 of "many", on the Resample page. */
static ExplorerWindow *
open_rare (guint n_rare)
{
  ExplorerWindow *window = gui_window_new ();
  g_autoptr (GString) text = g_string_new ("a,b,class\n");
  g_autofree char *path = NULL;

  for (guint i = 0; i < n_rare + 40; i++)
    g_string_append_printf (text, "%u.5,%u.25,%s\n", i * 7 % 23, i * 5 % 19, i < n_rare ? "rare" : "many");
  path = gui_make_file ("rare.csv", text->str);
  gui_open_path (window, path);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.page", "s", "resample");
  gui_settle (window);
  return window;
}

static void
test_the_forecast_names_the_number_that_would_do (void)
{
  ExplorerWindow *window = open_rare (4);
  GtkWidget      *page = gui_find (GTK_WIDGET (window), EXPLORER_TYPE_RESAMPLE_PAGE, NULL);
  GtkWidget      *remedy = part (window, "remedy");

  g_assert_nonnull (gui_find (page, GTK_TYPE_LABEL, "Needs Neighbours ≤ 3"));
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (remedy)))), ==, "Set “Neighbours” to 3");
  g_signal_emit_by_name (remedy, "clicked");
  gui_wait_idle (window);
  g_assert_true (g_str_has_prefix (gtk_label_get_text (part (window, "forecast")), "Ready"));
  g_assert_false (gtk_widget_get_visible (remedy));
  explorer_session_undo (explorer_window_get_session (window));
  gui_wait_idle (window);
  g_assert_true (gtk_widget_get_visible (remedy));
  gui_window_free (window);
}

/* Where the window is narrow the sampler is behind a button: that one shows what the forecast says. */
static void
test_the_button_of_the_sampler_warns (void)
{
  ExplorerWindow   *window = open_rare (4);
  GtkWidget        *button = part (window, "settings");
  AdwButtonContent *content = ADW_BUTTON_CONTENT (gtk_button_get_child (GTK_BUTTON (button)));
  GtkFlowBox       *line = GTK_FLOW_BOX (gtk_widget_get_ancestor (part (window, "balance"), GTK_TYPE_FLOW_BOX));

  g_assert_cmpstr (adw_button_content_get_icon_name (content), ==, "dialog-warning-symbolic");
  g_assert_cmpuint (gtk_flow_box_get_max_children_per_line (line), ==, 1); /* nothing changed that would stand beside the balance */
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==, gtk_label_get_text (part (window, "forecast")));
  g_signal_emit_by_name (part (window, "remedy"), "clicked");
  gui_wait_idle (window);
  g_assert_cmpstr (adw_button_content_get_icon_name (content), ==, "emblem-ok-symbolic");
  g_assert_cmpuint (gtk_flow_box_get_max_children_per_line (line), ==, 2);
  g_assert_true (g_str_has_prefix (gtk_widget_get_tooltip_text (button), "Ready"));
  gui_window_free (window);
}

/* What drops down says it of every sampler, and of this table: not of the one before. */
static void
test_the_list_of_samplers_says_who_is_ready (void)
{
  ExplorerWindow *window = open_rare (4);
  GtkWidget      *row = part (window, "sampler");

  g_assert_cmpuint (g_list_model_get_n_items (adw_combo_row_get_model (ADW_COMBO_ROW (row))), >, 3);
  adw_action_row_activate (ADW_ACTION_ROW (row));
  gui_settle (window);
  g_assert_nonnull (gui_find (row, GTK_TYPE_LABEL, "Needs Neighbours ≤ 3"));
  explorer_session_set_sampler (explorer_window_get_session (window), NULL);
  gui_wait_idle (window);
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (row)), ==, 0);
  g_assert_nonnull (strstr (gtk_label_get_text (part (window, "forecast")), "No sampler"));
  gui_window_free (window);
}

/* The sentences come after the picture; another sampler's take their place. */
static void
test_an_audit_follows_the_result (void)
{
  ExplorerWindow  *window = open_rare (12);
  ExplorerSession *session = explorer_window_get_session (window);
  GtkWidget       *place = part (window, "audit");
  g_autofree char *told = NULL;

  g_assert_nonnull (explorer_session_get_audit (session));
  g_assert_nonnull (gui_find (place, GTK_TYPE_LABEL, "Every synthetic row is within the range of its class in all features."));
  told = g_strdup_printf ("A random forest tells synthetic from real rows of their class with a ROC AUC of %.2f (0.5 or less: it cannot, 1: it always can).",
                          explorer_session_get_audit (session)->told_apart);
  g_assert_nonnull (gui_find (place, GTK_TYPE_LABEL, told));
  explorer_session_set_sampler (session, imb_sampler_find ("random-under"));
  gui_wait_idle (window);
  g_assert_null (gui_find (place, GTK_TYPE_LABEL, "Every synthetic row is within the range of its class in all features."));
  g_assert_cmpuint (explorer_session_get_audit (session)->n_synthetic, ==, 0);
  explorer_session_set_sampler (session, NULL);
  gui_wait_idle (window);
  g_assert_null (explorer_session_get_audit (session));
  g_assert_null (adw_bin_get_child (ADW_BIN (place)));
  gui_window_free (window);
}

/* Row 13 of the table is the first of the 40 of "many". */
static void
test_a_removed_row_says_why (void)
{
  ExplorerWindow    *window = open_rare (12);
  ExplorerSession   *session = explorer_window_get_session (window);
  const ImbResample *resample;
  ImbFigureHit       hit = { .kind = IMB_HIT_ROW };
  guint              n_told = 0;

  explorer_session_set_sampler (session, imb_sampler_find ("random-under"));
  gui_wait_idle (window);
  resample = explorer_session_get_resample (session);
  g_assert_cmpuint (imb_resample_n_removed (resample), ==, 28);
  for (hit.row = 0; hit.row < 52; hit.row++)
    {
      const char *text;

      g_signal_emit_by_name (part (window, "scatter"), "activated", &hit);
      text = gtk_label_get_text (part (window, "parents"));
      n_told += g_str_has_suffix (text, "of class many was removed: it was not drawn.");
      g_assert_true (g_str_has_suffix (text, "is kept.") || g_str_has_suffix (text, "drawn."));
      g_assert_true (explorer_selection_contains (explorer_session_get_selection (session), (guint) hit.row));
    }
  g_assert_cmpuint (n_told, ==, 28);
  gui_window_free (window);
}

static void
test_a_kept_row_counts_its_children (void)
{
  ExplorerWindow    *window = open_rare (12);
  const ImbResample *resample = explorer_session_get_resample (explorer_window_get_session (window));
  ImbFigureHit       hit = { .kind = IMB_HIT_ROW, .row = resample->parent_rows[0] };
  g_autofree char   *start = g_strdup_printf ("Row %u of class rare is kept. It is a parent of ", resample->parent_rows[0] + 1);

  g_signal_emit_by_name (part (window, "scatter"), "activated", &hit);
  g_assert_true (g_str_has_prefix (gtk_label_get_text (part (window, "parents")), start));
  gui_window_free (window);
}

static char *
dup_clipboard (GtkWidget *widget)
{
  GdkContentProvider *content = gdk_clipboard_get_content (gtk_widget_get_clipboard (widget));
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_STRING);
  if (content == NULL || !gdk_content_provider_get_value (content, &value, NULL))
    return NULL;
  return g_value_dup_string (&value);
}

static void
copy_script (ExplorerWindow *window)
{
  GtkWidget *page = gui_find (GTK_WIDGET (window), EXPLORER_TYPE_RESAMPLE_PAGE, NULL);

  gtk_widget_activate_action (page, "resample.copy-script", NULL);
  gui_wait_idle (window);
}

/* What the command line prints, and what it refuses. */
static void
test_the_script_is_copied_or_refused (void)
{
  ExplorerWindow     *window = open_rare (12);
  ExplorerSession    *session = explorer_window_get_session (window);
  const ImbScriptWays ways = { IMB_IMPUTE_MEDIAN, IMB_SCALE_STANDARD, IMB_DOMAIN_REPAIR, 7, FALSE };
  g_autoptr (ImbPlan) plan = imb_plan_parse ("smote:k_neighbors=3", NULL);
  g_autofree char *script = NULL, *copied = NULL, *kept = NULL;

  explorer_session_set_sampler (session, imb_sampler_find ("smote"));
  imb_config_set_text (explorer_session_get_sampler (session), "k_neighbors", "3", NULL);
  explorer_session_set_sampler_seed (session, 7);
  gui_wait_idle (window);
  script = imb_script_new (plan, explorer_session_get_design (session), &ways, "resampled.csv", NULL, NULL);
  copy_script (window);
  copied = dup_clipboard (GTK_WIDGET (window));
  g_assert_nonnull (strstr (copied, "SMOTE(k_neighbors=3, random_state=7)"));
  g_assert_cmpstr (copied, ==, script);
  g_assert_nonnull (gui_find (GTK_WIDGET (window), GTK_TYPE_LABEL, "Python script copied."));

  explorer_session_set_sampler (session, imb_sampler_find ("rose-nan"));
  gui_wait_idle (window);
  copy_script (window);
  kept = dup_clipboard (GTK_WIDGET (window));
  g_assert_cmpstr (kept, ==, script);
  g_assert_nonnull (gui_find (GTK_WIDGET (window), GTK_TYPE_LABEL,
                              "imbalanced-learn has nothing like rose-nan, so there is no script for it; leave it out of the plan."));
  gui_window_free (window);
}

static void
count (guint *n)
{
  (*n)++;
}

/* Of the values that a hand runs through only the last is answered; what stands there is neither dimmed nor taken away meanwhile, and
 * the answer is one picture. */
static void
test_a_moved_parameter_is_answered_once (void)
{
  ExplorerWindow  *window = open_rare (12);
  ExplorerSession *session = explorer_window_get_session (window);
  ExplorerFigure  *scatter = EXPLORER_FIGURE (part (window, "scatter"));
  guint            n_answers = 0, n_drawn;

  gui_wait_idle (window);
  gui_settle (window);
  n_drawn = explorer_figure_get_n_drawn (scatter);
  g_signal_connect_swapped (session, "notify::resample", G_CALLBACK (count), &n_answers);
  for (int k = 1; k <= 4; k++)
    {
      g_object_set (explorer_session_get_sampler (session), "k_neighbors", k, NULL);
      if (k == 1)
        g_assert_true (g_str_has_prefix (gtk_label_get_text (part (window, "forecast")), "Ready"));
    }
  gui_wait_idle (window);
  gui_settle (window);
  g_assert_cmpuint (n_answers, ==, 1);
  g_assert_cmpuint (explorer_figure_get_n_drawn (scatter), ==, n_drawn + 1);
  g_assert_nonnull (strstr (explorer_session_get_decisions (session)->sampler, "k_neighbors=4"));
  g_assert_nonnull (explorer_session_get_audit (session));
  gui_window_free (window);
}

int
main (int    argc,
      char **argv)
{
  gui_init (&argc, &argv);
  g_test_add_func ("/resample/the forecast names the number that would do", test_the_forecast_names_the_number_that_would_do);
  g_test_add_func ("/resample/the button of the sampler warns", test_the_button_of_the_sampler_warns);
  g_test_add_func ("/resample/the list of samplers says who is ready", test_the_list_of_samplers_says_who_is_ready);
  g_test_add_func ("/resample/an audit follows the result", test_an_audit_follows_the_result);
  g_test_add_func ("/resample/a removed row says why", test_a_removed_row_says_why);
  g_test_add_func ("/resample/a kept row counts its children", test_a_kept_row_counts_its_children);
  g_test_add_func ("/resample/the script is copied or refused", test_the_script_is_copied_or_refused);
  g_test_add_func ("/resample/a moved parameter is answered once", test_a_moved_parameter_is_answered_once);
  return g_test_run ();
}
