/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every figure, from real problems, resamples and runs: it is drawn in every format, theme and size whatever the labels
 * are; equal input gives equal bytes; its words, its table and its pointer tell the numbers that are true. */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/figure-world.h"
#include "widgets/draw/imb-text.h"

#define FEATURES "a very long name of a feature that cannot be shown whole on any axis", "<i>β</i> [m/s²]"

static const char *const formats[] = { "png", "svg", "pdf" };

static GBytes *
render (const World     *world,
        const ImbFigure *figure,
        const char      *format,
        double           width_mm,
        double           height_mm,
        ImbTheme         theme)
{
  GError *error = NULL;
  GBytes *bytes = imb_figure_render (figure, &world->in, format, width_mm, height_mm, 96, theme, &error);

  g_assert_no_error (error);
  return bytes;
}

/* A sample of a file's rows: the words say so, and a line below the title. */
static void
test_pictures_of_a_sample_say_so (void)
{
  const ImbFigure *figure = imb_figure_find ("class-balance");
  GBytes          *pictures[2];

  for (guint whole = 0; whole < 2; whole++)
    {
      const ImbReadOptions options = { .most_rows = 1000 };
      g_autoptr (GString) text = g_string_new ("x,class\n");
      g_autoptr (ImbTable) table = NULL;
      g_autofree char *words = NULL;
      World            world;

      for (guint i = 0; i < (whole ? 1000 : 5000); i++)
        g_string_append_printf (text, "%u.5,%s\n", i, i % 10 == 0 ? "b" : "a");
      table = imb_read_bytes ("t.csv", text->str, text->len, &options, NULL, NULL);
      world_of_table (&world, table);
      words = imb_figure_describe (figure, &world.in);
      g_assert_true ((strstr (words, "Sample of 1") != NULL) == !whole);
      pictures[whole] = render (&world, figure, "svg", 89, 60, IMB_THEME_LIGHT);
      world_clear (&world);
    }
  g_assert_false (g_bytes_equal (pictures[0], pictures[1])); /* the sample has as many rows of each class as the small file */
  for (guint p = 0; p < 2; p++)
    g_bytes_unref (pictures[p]);
}

/* Draws every figure whose needs are met in every format, theme and two sizes. */
static void
draw_everything (const World *world)
{
  for (const ImbFigure *const *figure = imb_figures (); *figure != NULL; figure++)
    for (guint k = 0; k < 2 * 2 * G_N_ELEMENTS (formats); k++)
      {
        const char *format = formats[k / 4];
        g_autoptr (GBytes) bytes = render (world, *figure, format, (k & 1) != 0 ? 160 : 45, (k & 1) != 0 ? 90 : 40, (ImbTheme) (k >> 1 & 1));
        const char *data = g_bytes_get_data (bytes, NULL);

        g_assert_cmpuint (g_bytes_get_size (bytes), >, 800);
        if (g_str_equal (format, "png"))
          g_assert_cmpmem (data, 4, "\x89PNG", 4);
        else if (g_str_equal (format, "pdf"))
          g_assert_cmpmem (data, 5, "%PDF-", 5);
        else
          g_assert_nonnull (g_strstr_len (data, (gssize) g_bytes_get_size (bytes), "<svg"));
      }
}

static const char *const nasty_labels[] = {
  "", "<b>bold & markup</b>", "%s%n", "a very very long label that goes on and on and on until it has to be cut somewhere",
  "line\nbreak\ttab", "ζ", "مرحبا بالعالم هذا نص طويل", "😀 emoji 👩‍👩‍👧", "-1e400", "NaN"
};
static const gsize nasty_counts[] = { 90, 40, 30, 12, 77, 30, 21, 10, 8, 7 };

static void
test_every_figure_is_drawn_with_any_label (void)
{
  World world;

  world_of_labels (&world, nasty_labels, nasty_counts, G_N_ELEMENTS (nasty_labels), FEATURES);
  draw_everything (&world);
  world_clear (&world);
}

static void
test_runs_with_any_label_are_drawn (void)
{
  const char *const labels[] = { "", "<span size='x'>& مرحبا 😀" };
  const gsize       counts[] = { 80, 20 };
  World             world;

  world_of_dataset (&world, "two-moons:n_rows=120,imbalance_ratio=4");
  world_evaluate (&world, "none", "random-over");
  draw_everything (&world);
  world_clear (&world);
  world_of_labels (&world, labels, counts, 2, FEATURES);
  world.in.log_scale = world.in.shares = TRUE;
  world_resample (&world, "random-under");
  draw_everything (&world);
  world_clear (&world);
}

static void
test_every_figure_is_drawn_with_one_class (void)
{
  const char *const labels[] = { "only" };
  const gsize       counts[] = { 12 };
  World             world;

  world_of_labels (&world, labels, counts, 1, FEATURES);
  draw_everything (&world);
  world_clear (&world);
}

static void
test_every_figure_is_drawn_with_three_hundred_classes (void)
{
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);
  gsize counts[300];
  World world;

  for (guint c = 0; c < G_N_ELEMENTS (counts); c++)
    {
      g_ptr_array_add (labels, g_strdup_printf ("species %03u", c));
      counts[c] = 5 + 300 / (c + 1);
    }
  world_of_labels (&world, (const char *const *) labels->pdata, counts, G_N_ELEMENTS (counts), FEATURES);
  draw_everything (&world);
  world.in.log_scale = TRUE;
  world_resample (&world, "random-under");
  draw_everything (&world);
  world_clear (&world);
}

static void
test_many_classes_have_runs_too (void)
{
  const char *const labels[] = { "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n" };
  gsize             counts[G_N_ELEMENTS (labels)];
  g_autofree char  *text = NULL;
  World             world;

  for (guint c = 0; c < G_N_ELEMENTS (counts); c++)
    counts[c] = 10 + 2 * c;
  world_of_labels (&world, labels, counts, G_N_ELEMENTS (labels), FEATURES);
  world_evaluate (&world, "none", "random-over");
  draw_everything (&world);
  text = imb_figure_describe (imb_figure_find ("confusion"), &world.in);
  g_assert_nonnull (strstr (text, "12 largest of 14"));
  world.in.of_class = 3;
  g_free (text);
  text = imb_figure_describe (imb_figure_find ("roc"), &world.in);
  g_assert_nonnull (strstr (text, "“d” against the rest"));
  world_clear (&world);
}

static void
test_what_is_missing_is_said (void)
{
  for (const ImbFigure *const *figure = imb_figures (); *figure != NULL; figure++)
    {
      World            nothing = { 0 };
      g_autofree char *text = NULL;
      g_autoptr (GError) error = NULL;
      ImbFigureHit hit;

      imb_figure_input_init (&nothing.in);
      g_assert_false (imb_figure_check (*figure, &nothing.in, &error));
      g_assert_error (error, IMB_ERROR, IMB_ERROR_PARAM);
      text = imb_figure_describe (*figure, &nothing.in);
      g_assert_cmpstr (text, ==, error->message);
      g_assert_null (imb_figure_table (*figure, &nothing.in));
      g_assert_false (imb_figure_hit (*figure, &nothing.in, 400, 300, 200, 150, &hit));
      imb_figure_hit_clear (&hit);
      draw_everything (&nothing);
    }
}

static void
test_what_does_not_fit_together_is_said (void)
{
  const char *const labels[] = { "a", "b", "c" };
  const gsize       counts[] = { 40, 30, 20 };
  World             world, other;
  ImbRun           *runs[2];

  world_usual (&world);
  world_of_labels (&other, labels, counts, 3, FEATURES);
  world_evaluate (&other, "none", "random-over");
  other.in.resample = world.resample;
  g_assert_false (imb_figure_check (imb_figure_find ("class-balance"), &other.in, NULL));
  g_assert_false (imb_figure_check (imb_figure_find ("scatter"), &other.in, NULL));
  runs[0] = other.in.runs[0];
  runs[1] = world.in.runs[0];
  other.in.runs = runs;
  g_assert_false (imb_figure_check (imb_figure_find ("confusion"), &other.in, NULL));
  g_assert_false (imb_figure_check (imb_figure_find ("roc"), &other.in, NULL));
  draw_everything (&other);
  world_clear (&other);
  world_clear (&world);
}

static void
test_equal_input_gives_equal_bytes (void)
{
  World world;

  world_usual (&world);
  for (const ImbFigure *const *figure = imb_figures (); *figure != NULL; figure++)
    for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
      {
        g_autoptr (GBytes) first = render (&world, *figure, formats[i], 89, 60, IMB_THEME_LIGHT);
        g_autoptr (GBytes) second = NULL;
        g_autoptr (GBytes) dark = render (&world, *figure, formats[i], 89, 60, IMB_THEME_DARK);

        /* what the cache holds changes nothing */
        if (world.in.cache == NULL)
          world.in.cache = imb_figure_cache_new ();
        second = render (&world, *figure, formats[i], 89, 60, IMB_THEME_LIGHT);
        g_assert_true (g_bytes_equal (first, second));
        g_assert_false (g_bytes_equal (first, dark));
      }
  world_clear (&world);
}

static gboolean
bytes_contain (GBytes     *bytes,
               const char *part)
{
  gsize       size;
  const char *data = g_bytes_get_data (bytes, &size);

  return memmem (data, size, part, strlen (part)) != NULL;
}

/* What a program of poppler-utils says about a document; NULL when it is not installed. */
static GBytes *
ask_poppler (const char *const *command,
             GBytes            *document)
{
  g_autofree char *tool = g_find_program_in_path (command[0]);
  g_autoptr (GSubprocess) process = NULL;
  GBytes *answer = NULL;
  GError *error = NULL;

  if (tool == NULL)
    {
      g_test_message ("%s is not installed (poppler-utils): looked for fonts only", command[0]);
      return NULL;
    }
  process = g_subprocess_newv (command, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate (process, document, NULL, &answer, NULL, &error));
  g_assert_no_error (error);
  return answer;
}

/* Real text has a font and a way back to Unicode; where poppler-utils are installed they must find the words
 * and the fixed date (newer cairo compresses it, so that it cannot be seen in the bytes). */
static void
test_a_pdf_holds_text (void)
{
  World world;

  world_usual (&world);
  for (const ImbFigure *const *figure = imb_figures (); *figure != NULL; figure++)
    {
      g_autoptr (GBytes) bytes = render (&world, *figure, "pdf", 160, 90, IMB_THEME_LIGHT);
      g_autoptr (GBytes) text = ask_poppler ((const char *[]){ "pdftotext", "-", "-", NULL }, bytes);
      g_autoptr (GBytes) properties = ask_poppler ((const char *[]){ "pdfinfo", "-rawdates", "-", NULL }, bytes);

      g_assert_true (bytes_contain (bytes, "/FontFile"));
      g_assert_true (bytes_contain (bytes, "/ToUnicode"));
      if (text != NULL)
        {
          g_assert_true (bytes_contain (text, (*figure)->title));
          g_assert_true (bytes_contain (text, "minority") || bytes_contain (text, "smote"));
        }
      if (properties != NULL)
        g_assert_true (bytes_contain (properties, "20000101000000"));
    }
  world_clear (&world);
}

static void
test_a_figure_is_saved_whole_or_not_at_all (void)
{
  g_autofree char *folder = g_dir_make_tmp ("figures-XXXXXX", NULL);
  const ImbFigure *figure = imb_figure_find ("class-balance");
  World            world;

  world_of_dataset (&world, "two-moons:n_rows=100,imbalance_ratio=4");
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *name = g_strdup_printf ("balance %u.%s", i, i == 0 ? "PNG" : formats[i]);
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *saved = NULL;
      g_autoptr (GBytes) rendered = render (&world, figure, formats[i], 89, 60, IMB_THEME_LIGHT);
      gsize   length;
      GError *error = NULL;

      g_assert_true (imb_figure_save (figure, &world.in, path, 89, 60, 96, IMB_THEME_LIGHT, &error));
      g_assert_no_error (error);
      g_assert_true (g_file_get_contents (path, &saved, &length, NULL));
      g_assert_cmpmem (saved, length, g_bytes_get_data (rendered, NULL), g_bytes_get_size (rendered));
      g_unlink (path);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0); /* nothing else was left */
  world_clear (&world);
}

static void
test_what_cannot_be_saved_is_refused (void)
{
  static const struct
  {
    const char *path;
    double      width_mm;
    double      dpi;
    int         code;
  } cases[] = {
    { "figure", 89, 96, IMB_ERROR_PARAM },
    { "figure.jpg", 89, 96, IMB_ERROR_PARAM },
    { "figure.png", 5, 96, IMB_ERROR_PARAM },
    { "figure.png", NAN, 96, IMB_ERROR_PARAM },
    { "figure.png", 89, 1e9, IMB_ERROR_PARAM },
    { "figure.png", 1000, 1200, IMB_ERROR_TOO_LARGE },
    { "/nowhere/at all/figure.svg", 89, 96, IMB_ERROR_OUTPUT },
  };
  World world;

  world_of_dataset (&world, "two-moons:n_rows=100,imbalance_ratio=4");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (imb_figure_save (imb_figure_find ("class-balance"), &world.in, cases[i].path, cases[i].width_mm,
                                       cases[i].width_mm > 500 ? 1000 : 60, cases[i].dpi, IMB_THEME_LIGHT, &error));
      g_assert_error (error, IMB_ERROR, cases[i].code);
      g_assert_false (g_file_test (cases[i].path, G_FILE_TEST_EXISTS));
    }
  world_clear (&world);
}

static const char *
cell_of (const ImbFigureTable *table,
         guint                 row,
         guint                 column)
{
  return ((char **) g_ptr_array_index (table->rows, row))[column];
}

static void
test_class_balance_tells_its_numbers (void)
{
  const char *const labels[] = { "no", "yes" };
  const gsize       counts[] = { 900, 100 };
  const ImbFigure  *figure = imb_figure_find ("class-balance");
  g_autofree char  *before = NULL, *after = NULL;
  g_autoptr (ImbFigureTable) table = NULL;
  World world;

  world_of_labels (&world, labels, counts, 2, FEATURES);
  before = imb_figure_describe (figure, &world.in);
  g_assert_nonnull (strstr (before, "Imbalance 1:9,  1\u2009000 rows"));
  g_assert_nonnull (strstr (before, "yes: 100 (10.0\u2009%)"));
  world_resample (&world, "random-under");
  after = imb_figure_describe (figure, &world.in);
  g_assert_nonnull (strstr (after, "Imbalance 1:9 → 1:1,  1\u2009000 → 200 rows"));
  table = imb_figure_table (figure, &world.in);
  g_assert_cmpuint (table->n_columns, ==, 8);
  g_assert_cmpuint (table->rows->len, ==, 2);
  g_assert_cmpstr (cell_of (table, 0, 0), ==, "no");
  g_assert_cmpstr (cell_of (table, 0, 1), ==, "900");
  g_assert_cmpstr (cell_of (table, 0, 2), ==, "0.9");
  g_assert_cmpstr (cell_of (table, 0, 3), ==, "100");
  g_assert_cmpstr (cell_of (table, 0, 6), ==, "800");
  g_assert_cmpstr (cell_of (table, 1, 5), ==, "100");
  world_clear (&world);
}

static void
test_a_long_tail_tells_its_parts (void)
{
  const ImbFigure  *figure = imb_figure_find ("long-tail");
  const char *const labels[] = { "few", "most", "some" };
  const gsize       counts[] = { 10, 170, 20 };
  g_autofree char  *before = NULL, *after = NULL;
  g_autoptr (ImbFigureTable) table = NULL;
  g_auto (ImbFigureHit) hit = { 0 };
  World world;

  world_of_labels (&world, labels, counts, 3, FEATURES);
  before = imb_figure_describe (figure, &world.in);
  g_assert_nonnull (strstr (before, "Half of 200 rows are in 1 of 3 classes. More than 100 rows: 1 class (85.0\u2009% of the rows). 20 to 100 rows: 1 class (10.0\u2009% of the rows). Fewer than 20 rows: 1 class (5.0\u2009% of the rows)."));
  world_resample (&world, "random-over");
  after = imb_figure_describe (figure, &world.in);
  g_assert_nonnull (strstr (after, "in 1 → 2 of 3 classes"));
  table = imb_figure_table (figure, &world.in);
  g_assert_cmpuint (table->rows->len, ==, 3);
  g_assert_cmpstr (cell_of (table, 1, 1), ==, "some");
  g_assert_cmpstr (cell_of (table, 1, 2), ==, "20");
  g_assert_cmpstr (cell_of (table, 1, 4), ==, "0.95");
  g_assert_cmpstr (cell_of (table, 1, 5), ==, "medium");
  g_assert_cmpstr (cell_of (table, 2, 6), ==, "170");
  g_assert_true (imb_figure_hit (figure, &world.in, 605, 340, 560, 150, &hit)); /* above the last column */
  g_assert_cmpint (hit.kind, ==, IMB_HIT_CLASS);
  g_assert_cmpuint (hit.of_class, ==, 0);
  g_assert_nonnull (strstr (hit.tooltip, "few: 10 rows"));
  world_clear (&world);
}

static void
test_a_bar_is_hit (void)
{
  const char *const labels[] = { "no", "yes" };
  const gsize       counts[] = { 900, 100 };
  const ImbFigure  *figure = imb_figure_find ("class-balance");
  guint             found[2][2] = { { 0 } };
  World             world;

  world_of_labels (&world, labels, counts, 2, FEATURES);
  world_resample (&world, "random-under");
  for (double y = 5; y < 340; y += 3)
    {
      g_auto (ImbFigureHit) hit = { 0 };

      if (!imb_figure_hit (figure, &world.in, 605, 340, 120, y, &hit))
        continue;

      g_assert_cmpint (hit.kind, ==, IMB_HIT_CLASS);
      found[hit.of_class][hit.after ? 1 : 0]++;
      g_assert_nonnull (strstr (hit.tooltip, hit.of_class == 0 ? "no: 900" : "yes: 100"));
    }
  for (guint k = 0; k < 4; k++)
    g_assert_cmpuint (found[k / 2][k % 2], >=, 5);
  world_clear (&world);
}

static void
test_scatter_tells_rows_and_parents (void)
{
  const ImbFigure *figure = imb_figure_find ("scatter");
  guint            n_rows = 0, n_synthetic = 0, n_removed = 0;
  g_autofree char *text = NULL;
  g_autoptr (ImbFigureTable) table = NULL;
  World world;

  world_usual (&world);
  world.in.cache = imb_figure_cache_new ();
  for (double y = 0; y < 340; y += 7)
    for (double x = 0; x < 605; x += 7)
      {
        g_auto (ImbFigureHit) hit = { 0 };

        if (!imb_figure_hit (figure, &world.in, 605, 340, x, y, &hit))
          continue;

        g_assert_cmpfloat (fabs (hit.mark.x + hit.mark.width / 2 - x), <=, 8.001);
        if (hit.kind == IMB_HIT_SYNTHETIC)
          {
            const double *row = imb_matrix_row (world.resample->made, hit.row);

            n_synthetic++;
            g_assert_true (hit.after);
            g_assert_cmpfloat (row[0], ==, hit.x);
            g_assert_nonnull (strstr (hit.tooltip, " × "));
          }
        else
          {
            const double *row = imb_matrix_row (imb_design_get_matrix (world.design), hit.row);

            g_assert_cmpint (hit.kind, ==, IMB_HIT_ROW);
            n_rows++;
            n_removed += hit.removed;
            g_assert_cmpfloat (row[1], ==, hit.y);
            g_assert_cmpuint (hit.of_class, ==, imb_problem_get_classes (world.problem)[hit.row]);
          }
      }
  g_assert_cmpuint (n_rows, >, 60);
  g_assert_cmpuint (n_synthetic, >, 10);
  g_assert_cmpuint (n_removed, >, 10);

  table = imb_figure_table (figure, &world.in);
  g_assert_cmpuint (table->rows->len, ==, 300 + imb_resample_n_synthetic (world.resample));
  text = imb_figure_describe (figure, &world.in);
  g_assert_nonnull (strstr (text, "300 rows → "));
  g_assert_nonnull (strstr (text, " synthetic"));
  world_clear (&world);
}

static void
test_a_selected_synthetic_row_is_marked (void)
{
  const ImbFigure *figure = imb_figure_find ("scatter");
  const guint32    rows[] = { 3, 5, 299, 1000000 };
  World            world;

  world_usual (&world);
  g_autoptr (GBytes) plain = render (&world, figure, "png", 160, 90, IMB_THEME_LIGHT);
  world.in.selected_synthetic = 2;
  g_autoptr (GBytes) marked = render (&world, figure, "png", 160, 90, IMB_THEME_LIGHT);
  g_assert_false (g_bytes_equal (plain, marked));
  world.in.selected_synthetic = 1 << 30;
  g_autoptr (GBytes) beyond = render (&world, figure, "png", 160, 90, IMB_THEME_LIGHT);
  g_assert_true (g_bytes_equal (plain, beyond));
  world.in.highlight = rows;
  world.in.n_highlight = G_N_ELEMENTS (rows);
  g_autoptr (GBytes) highlighted = render (&world, figure, "png", 160, 90, IMB_THEME_LIGHT);
  g_assert_false (g_bytes_equal (plain, highlighted));
  world_clear (&world);
}

static void
test_rows_without_a_value_are_counted (void)
{
  const ImbFigure *figure = imb_figure_find ("scatter");
  g_autofree char *text = NULL;
  World            world;

  world_of_labels (&world, nasty_labels, nasty_counts, 3, FEATURES); /* 160 rows, every ninth has a hole */
  text = imb_figure_describe (figure, &world.in);
  g_assert_nonnull (strstr (text, "160 rows"));
  g_assert_nonnull (strstr (text, "18 without a value not shown"));
  world_clear (&world);
}

static void
test_many_points_are_an_image_in_a_vector_file (void)
{
  const ImbFigure *figure = imb_figure_find ("scatter");
  World            world;

  world_of_dataset (&world, "blobs:n_rows=60000,imbalance_ratio=20");
  g_autoptr (GBytes) svg = render (&world, figure, "svg", 89, 60, IMB_THEME_LIGHT);
  g_autoptr (GBytes) again = render (&world, figure, "svg", 89, 60, IMB_THEME_LIGHT);
  g_autoptr (GBytes) pdf = render (&world, figure, "pdf", 89, 60, IMB_THEME_LIGHT);
  g_assert_true (g_bytes_equal (svg, again));
  g_assert_true (bytes_contain (svg, "data:image/png"));
  g_assert_true (bytes_contain (pdf, "/Subtype /Image"));
  g_assert_true (bytes_contain (pdf, "/FontFile"));
  g_assert_cmpuint (g_bytes_get_size (svg), <, 1 << 20);
  world_clear (&world);
}

static void
test_confusion_is_the_runs_own (void)
{
  const ImbFigure *figure = imb_figure_find ("confusion");
  g_autofree char *text = NULL;
  World            world;
  double           seen[2][4] = { { 0 } };

  world_usual (&world);
  for (guint at_threshold = 0; at_threshold <= 1; at_threshold++)
    {
      g_autoptr (ImbFigureTable) table = NULL;

      world.in.threshold = at_threshold ? 0.2 : NAN;
      table = imb_figure_table (figure, &world.in);
      g_assert_cmpuint (table->rows->len, ==, 8);
      for (guint r = 0; r < 2; r++)
        {
          ImbOutcome *pooled = imb_run_get_pooled (world.in.runs[r]);
          double      wanted[4];

          memcpy (wanted, imb_outcome_get_confusion (pooled), sizeof wanted);
          if (at_threshold)
            imb_outcome_confusion_at (pooled, 0.2, wanted);
          for (guint k = 0; k < 4; k++)
            g_assert_cmpfloat (g_ascii_strtod (cell_of (table, 4 * r + k, 3), NULL), ==, wanted[k]);
        }
    }

  for (double y = 0; y < 340; y += 10)
    for (double x = 0; x < 605; x += 10)
      {
        g_auto (ImbFigureHit) hit = { 0 };
        double wanted[4];

        if (!imb_figure_hit (figure, &world.in, 605, 340, x, y, &hit))
          continue;

        g_assert_cmpint (hit.kind, ==, IMB_HIT_CELL);
        imb_outcome_confusion_at (imb_run_get_pooled (world.in.runs[hit.run]), 0.2, wanted);
        g_assert_cmpfloat (hit.x, ==, wanted[hit.of_class * 2 + hit.predicted]);
        seen[hit.run][hit.of_class * 2 + hit.predicted]++;
      }
  for (guint k = 0; k < 8; k++)
    g_assert_cmpfloat (seen[k / 4][k % 4], >=, 8);
  text = imb_figure_describe (figure, &world.in);
  g_assert_nonnull (strstr (text, "At threshold 0.2"));
  g_assert_nonnull (strstr (text, "of 27 “minority” found"));
  world_clear (&world);
}

static void
test_curves_tell_their_area_and_threshold (void)
{
  static const struct
  {
    const char *figure;
    const char *metric;
    const char *name;
  } kinds[] = { { "precision-recall", "average_precision", "AP" }, { "roc", "roc_auc", "AUC" }, { "gains", "roc_auc", "ROC AUC" } };
  World world;

  world_usual (&world);
  world.in.cache = imb_figure_cache_new ();
  world.in.threshold = 0.3;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      const ImbFigure *figure = imb_figure_find (kinds[i].figure);
      g_autofree char *text = imb_figure_describe (figure, &world.in);
      g_autoptr (ImbFigureTable) table = imb_figure_table (figure, &world.in);
      guint n_hits[2] = { 0 };

      for (guint r = 0; r < 2; r++)
        {
          ImbEstimate      estimate = imb_run_metric (world.in.runs[r], imb_metric_index (imb_metric_find (kinds[i].metric)));
          g_autofree char *value = imb_text_value (estimate.value);
          g_autofree char *wanted = g_strdup_printf ("%s: %s %s ± ", r == 0 ? "none" : "smote", kinds[i].name, value);

          g_assert_nonnull (strstr (text, wanted));
        }
      g_assert_nonnull (strstr (text, "at threshold 0.3 "));
      g_assert_nonnull (strstr (text, "prevalence 9.0\u2009%"));
      g_assert_cmpuint (table->rows->len, >, 20);

      for (double y = 0; y < 340; y += 7)
        for (double x = 0; x < 605; x += 7)
          {
            g_auto (ImbFigureHit) hit = { 0 };

            if (!imb_figure_hit (figure, &world.in, 605, 340, x, y, &hit))
              continue;

            double confusion[4];

            n_hits[hit.run]++;
            g_assert_cmpint (hit.kind, ==, IMB_HIT_CURVE);
            if (!isfinite (hit.threshold))
              continue;

            /* the point is where the threshold puts it: recall is y of ROC and x of precision–recall */
            imb_outcome_confusion_at (imb_run_get_pooled (world.in.runs[hit.run]), hit.threshold, confusion);
            guint p = imb_problem_get_positive (world.problem);

            g_assert_cmpfloat_with_epsilon (confusion[p * 3] / (confusion[p * 2] + confusion[p * 2 + 1]), i == 0 ? hit.x : hit.y, 1e-9);
          }
      g_assert_cmpuint (n_hits[0], >, 10);
      g_assert_cmpuint (n_hits[1], >, 10);
    }
  world_clear (&world);
}

/* What a row of a figure's table must be, from the counts at its threshold. */
static void
assert_row (const char *id,
            const char *metric,
            double      threshold,
            double      x,
            double      y,
            double     *confusion,
            guint       p)
{
  double tp = confusion[p * 3], fn = confusion[p * 2 + 1 - p], fp = confusion[(1 - p) * 2 + p], tn = confusion[(1 - p) * 3];
  double recall = tp / (tp + fn), alarms = fp / (fp + tn), share = (tp + fp) / (tp + fp + fn + tn);

  if (strcmp (id, "det") == 0)
    {
      g_assert_cmpfloat_with_epsilon (x, alarms, 1e-9);
      g_assert_cmpfloat_with_epsilon (y, 1 - recall, 1e-9);
    }
  else if (strcmp (id, "precision-recall-gain") == 0)
    {
      g_assert_cmpfloat_with_epsilon (x, 1 - (tp + fn) / (fp + tn) * fn / tp, 1e-9);
      g_assert_cmpfloat_with_epsilon (y, 1 - (tp + fn) / (fp + tn) * fp / tp, 1e-9);
    }
  else if (strcmp (id, "lift") == 0)
    {
      g_assert_cmpfloat_with_epsilon (x, share, 1e-9);
      g_assert_cmpfloat_with_epsilon (y, recall / share, 1e-9);
    }
  else if (strcmp (id, "cost-curve") == 0 && isfinite (threshold) && x < 1)
    g_assert_cmpfloat_with_epsilon (y, (1 - recall) * x + alarms * (1 - x), 1e-9);
  else if (strcmp (id, "brier-curve") == 0)
    g_assert_cmpfloat_with_epsilon (y, 2 * (fn * (1 - x) + fp * x) / (tp + fp + fn + tn), 1e-9);
  else if (strcmp (id, "decision-curve") == 0)
    g_assert_cmpfloat_with_epsilon (y, (tp - fp * x / (1 - x)) / (tp + fp + fn + tn), 1e-9);
  else if (strcmp (id, "threshold") == 0)
    {
      g_assert_cmpfloat (x, ==, threshold);
      g_assert_cmpfloat_with_epsilon (y, imb_metric_of_confusion (imb_metric_find (metric), confusion, 2, p), 1e-9);
    }
}

static void
test_the_other_curves_are_those_of_their_thresholds (void)
{
  static const struct
  {
    const char *id;
    const char *metric; /* whose value is said of each run */
    const char *says;
    guint       least;
  } kinds[] = { { "det", "equal_error_rate", "Equal error rate", 10 },
                { "precision-recall-gain", "pr_gain_auc", "PR-gain AUC", 5 },
                { "lift", NULL, "Lift of the first tenth", 20 },
                { "cost-curve", "expected_cost", "Area below", 4 },
                { "brier-curve", "brier", "Brier score", 20 },
                { "decision-curve", NULL, "Net benefit at the prevalence", 99 },
                { "calibration", "ece", "ECE", 4 },
                { "threshold", "mcc", "MCC", 20 } };
  World world;

  world_usual (&world);
  world.in.metric = imb_metric_find ("mcc");
  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      const ImbFigure *figure = imb_figure_find (kinds[k].id);
      guint            p = imb_problem_get_positive (world.problem);
      g_autofree char *text = imb_figure_describe (figure, &world.in);
      g_autoptr (ImbFigureTable) table = imb_figure_table (figure, &world.in);

      g_assert_cmpuint (table->rows->len, >=, 2 * kinds[k].least);
      for (guint r = 0; r < 2; r++)
        {
          ImbRun          *run = world.in.runs[r];
          ImbEstimate      estimate = kinds[k].metric != NULL ? imb_run_metric (run, imb_metric_index (imb_metric_find (kinds[k].metric))) : (ImbEstimate){ 0 };
          g_autofree char *value = kinds[k].metric != NULL ? imb_text_value (estimate.value) : g_strdup ("");
          g_autofree char *wanted = g_strdup_printf ("%s: %s %s", r == 0 ? "none" : "smote", kinds[k].says, value);

          g_assert_nonnull (strstr (text, wanted));
          for (guint i = 0; i < table->rows->len; i++)
            {
              char **cells = table->rows->pdata[i];
              double confusion[4], threshold = cells[1][0] == '\0' ? NAN : g_ascii_strtod (cells[1], NULL);

              if (strcmp (cells[0], r == 0 ? "none" : "smote") != 0)
                continue;
              imb_outcome_confusion_at (imb_run_get_pooled (run), isfinite (threshold) ? threshold : G_MAXDOUBLE, confusion);
              assert_row (kinds[k].id, "mcc", threshold, g_ascii_strtod (cells[2], NULL), g_ascii_strtod (cells[3], NULL), confusion, p);
            }
        }
    }
  world_clear (&world);
}

/* Ranks are not in the list of figures, for no table makes them. */
static void
test_a_critical_difference_joins_what_is_alike (void)
{
  static const char *const names[] = { "a <&>", "b", "c | a name that is far too long for any picture, whatever its width may be", "d", "e" };
  static const double      mean_ranks[] = { 1.25, 2.25, 3.0, 3.5, 4.75 };
  const ImbRanks           ranks = { .n = 5, .names = names, .mean_ranks = mean_ranks, .distance = 1.5, .n_datasets = 12, .metric = "AP" };
  const ImbFigure         *figure = &imb_figure_critical_difference;
  const char *const        groups[] = { "1", "1 2", "2", "2 3", "3" };
  World                    world = { 0 };
  g_autofree char         *text = NULL;
  g_autoptr (ImbFigureTable) table = NULL;

  imb_figure_input_init (&world.in);
  g_assert_false (imb_figure_check (figure, &world.in, NULL));
  world.in.ranks = &ranks;
  for (guint k = 0; k < 2 * 2 * G_N_ELEMENTS (formats); k++)
    {
      g_autoptr (GBytes) bytes = render (&world, figure, formats[k / 4], (k & 1) != 0 ? 160 : 45, (k & 1) != 0 ? 90 : 25, (ImbTheme) (k >> 1 & 1));

      g_assert_cmpuint (g_bytes_get_size (bytes), >, 500);
    }
  table = imb_figure_table (figure, &world.in);
  g_assert_cmpuint (table->rows->len, ==, 5);
  for (guint i = 0; i < 5; i++)
    g_assert_cmpstr (((char **) table->rows->pdata[i])[2], ==, groups[i]);
  text = imb_figure_describe (figure, &world.in);
  g_assert_nonnull (strstr (text, "over 12 datasets, critical difference 1.5"));
  g_assert_nonnull (strstr (text, "a <&>: 1.25. b: 2.25."));
  g_assert_nonnull (strstr (text, "and 1 other cannot be told apart"));
}

static void
test_a_title_can_be_changed_or_left_out (void)
{
  const ImbFigure *figure = imb_figure_find ("class-balance");
  World            world;

  world_of_dataset (&world, "two-moons:n_rows=100,imbalance_ratio=4");
  g_autoptr (GBytes) own = render (&world, figure, "pdf", 89, 60, IMB_THEME_LIGHT);
  world.in.title = "Table 7 <&>";
  g_autoptr (GBytes) other = render (&world, figure, "pdf", 89, 60, IMB_THEME_LIGHT);
  world.in.title = "";
  g_autoptr (GBytes) none = render (&world, figure, "pdf", 89, 60, IMB_THEME_LIGHT);
  g_assert_false (g_bytes_equal (own, other));
  g_assert_false (g_bytes_equal (own, none));

  /* newer cairo compresses it */
  if (!bytes_contain (other, "(Table 7 <&>)"))
    {
      g_autoptr (GBytes) properties = ask_poppler ((const char *[]){ "pdfinfo", "-", NULL }, other);

      g_assert_true (properties == NULL || bytes_contain (properties, "Table 7 <&>\n"));
    }
  world_clear (&world);
}

static void
test_every_figure_is_labelled (void)
{
  guint n = 0;

  for (const ImbFigure *const *figure = imb_figures (); *figure != NULL; figure++, n++)
    {
      g_assert_true (imb_figure_find ((*figure)->id) == *figure);
      g_assert_cmpuint (strlen ((*figure)->title), >, 2);
      g_assert_true (g_str_has_suffix ((*figure)->help, "."));
      g_assert_cmpuint (strlen ((*figure)->help), >, 20);
    }
  g_assert_cmpuint (n, >=, 12);
  g_assert_null (imb_figure_find ("no such figure"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/figures/every figure is labelled", test_every_figure_is_labelled);
  g_test_add_func ("/figures/pictures of a sample say so", test_pictures_of_a_sample_say_so);
  g_test_add_func ("/figures/every figure is drawn with any label", test_every_figure_is_drawn_with_any_label);
  g_test_add_func ("/figures/runs with any label are drawn", test_runs_with_any_label_are_drawn);
  g_test_add_func ("/figures/every figure is drawn with one class", test_every_figure_is_drawn_with_one_class);
  g_test_add_func ("/figures/every figure is drawn with three hundred classes", test_every_figure_is_drawn_with_three_hundred_classes);
  g_test_add_func ("/figures/many classes have runs too", test_many_classes_have_runs_too);
  g_test_add_func ("/figures/what is missing is said", test_what_is_missing_is_said);
  g_test_add_func ("/figures/what does not fit together is said", test_what_does_not_fit_together_is_said);
  g_test_add_func ("/figures/equal input gives equal bytes", test_equal_input_gives_equal_bytes);
  g_test_add_func ("/figures/a pdf holds text", test_a_pdf_holds_text);
  g_test_add_func ("/figures/a figure is saved whole or not at all", test_a_figure_is_saved_whole_or_not_at_all);
  g_test_add_func ("/figures/what cannot be saved is refused", test_what_cannot_be_saved_is_refused);
  g_test_add_func ("/figures/class balance tells its numbers", test_class_balance_tells_its_numbers);
  g_test_add_func ("/figures/a long tail tells its parts", test_a_long_tail_tells_its_parts);
  g_test_add_func ("/figures/a bar is hit", test_a_bar_is_hit);
  g_test_add_func ("/figures/scatter tells rows and parents", test_scatter_tells_rows_and_parents);
  g_test_add_func ("/figures/a selected synthetic row is marked", test_a_selected_synthetic_row_is_marked);
  g_test_add_func ("/figures/rows without a value are counted", test_rows_without_a_value_are_counted);
  g_test_add_func ("/figures/many points are an image in a vector file", test_many_points_are_an_image_in_a_vector_file);
  g_test_add_func ("/figures/confusion is the runs' own", test_confusion_is_the_runs_own);
  g_test_add_func ("/figures/curves tell their area and threshold", test_curves_tell_their_area_and_threshold);
  g_test_add_func ("/figures/the other curves are those of their thresholds", test_the_other_curves_are_those_of_their_thresholds);
  g_test_add_func ("/figures/a critical difference joins what is alike", test_a_critical_difference_joins_what_is_alike);
  g_test_add_func ("/figures/a title can be changed or left out", test_a_title_can_be_changed_or_left_out);
  return g_test_run ();
}
