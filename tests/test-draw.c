/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ground to draw on: scales and ticks at the ends of all numbers, text that is literal and equally wide on every
 * surface, colours that can be told apart, and where bars, cells, points and lines lie. */
#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <float.h>
#include <math.h>
#include <string.h>

#include "engine/imb.h"
#include "widgets/draw/imb-bars.h"
#include "widgets/draw/imb-grid.h"
#include "widgets/draw/imb-points.h"
#include "widgets/draw/imb-series.h"
#include "widgets/draw/imb-splat.h"
#include "widgets/draw/imb-sprite.h"
#include "widgets/draw/imb-text.h"

#define SAME(a, b) g_assert_cmpfloat_with_epsilon (a, b, 1e-9)

static void
assert_scale_is_usable (const ImbAxisScale *scale)
{
  g_assert_true (isfinite (scale->low));
  g_assert_true (isfinite (scale->high));
  g_assert_cmpfloat (scale->low, <, scale->high);
  if (scale->is_log)
    g_assert_cmpfloat (scale->low, >, 0);
}

static void
test_any_range_becomes_a_scale_with_ticks (void)
{
  static const double ends[] = { 0, -0.0, 1, -1, 3.7, 1e-300, -1e-300, DBL_TRUE_MIN, DBL_MIN, 1e300, -1e300, DBL_MAX, -DBL_MAX,
                                 1e17, 1e17 + 16, 1, 1 + DBL_EPSILON, INFINITY, -INFINITY, NAN };

  for (guint a = 0; a < G_N_ELEMENTS (ends); a++)
    for (guint b = 0; b < G_N_ELEMENTS (ends); b++)
      for (guint kind = 0; kind < 4; kind++)
        {
          ImbAxisScale scale;
          ImbTicks     ticks;

          imb_axis_scale_init (&scale, ends[a], ends[b], (kind & 1) != 0, (kind & 2) != 0 ? 0.05 : 0);
          assert_scale_is_usable (&scale);
          scale.low_px = 100;
          scale.high_px = 500;
          for (guint n = 0; n < 40; n += 3)
            {
              imb_ticks_init (&ticks, &scale, n);
              g_assert_cmpuint (ticks.n, <=, IMB_MAX_TICKS);
              for (guint i = 0; i < ticks.n; i++)
                {
                  double px = imb_axis_scale_to_px (&scale, ticks.values[i]);

                  g_assert_cmpfloat (px, >=, 100 - 1e-6);
                  g_assert_cmpfloat (px, <=, 500 + 1e-6);
                  g_assert_true (g_utf8_validate (ticks.labels[i], -1, NULL));
                  if (i > 0)
                    g_assert_cmpfloat (ticks.values[i], >, ticks.values[i - 1]);
                }
            }
        }
}

static void
assert_ticks (double      low,
              double      high,
              gboolean    is_log,
              guint       n_wanted,
              const char *wanted)
{
  g_autoptr (GString) labels = g_string_new (NULL);
  ImbAxisScale scale;
  ImbTicks     ticks;

  imb_axis_scale_init (&scale, low, high, is_log, 0);
  imb_ticks_init (&ticks, &scale, n_wanted);
  for (guint i = 0; i < ticks.n; i++)
    g_string_append_printf (labels, "%s%s", i > 0 ? " " : "", ticks.labels[i]);
  g_assert_cmpstr (labels->str, ==, wanted);
}

static void
test_ticks_are_nice_numbers (void)
{
  assert_ticks (0, 1, FALSE, 5, "0 0.2 0.4 0.6 0.8 1.0");
  assert_ticks (-1.2, 3.3, FALSE, 5, "−1 0 1 2 3");
  assert_ticks (0, 12000, FALSE, 3, "0 5\u2009000 10\u2009000");
  assert_ticks (-0.3, 0.3, FALSE, 6, "−0.3 −0.2 −0.1 0 0.1 0.2 0.3");
  assert_ticks (0, 3e7, FALSE, 3, "0 10⁷ 2×10⁷ 3×10⁷");
  assert_ticks (0.01, 1000, TRUE, 6, "0.01 0.1 1 10 100 1\u2009000");
  assert_ticks (1, 10, TRUE, 6, "1 2 5 10");
}

static void
test_a_scale_and_its_inverse_agree (void)
{
  for (guint is_log = 0; is_log <= 1; is_log++)
    {
      ImbAxisScale scale;

      imb_axis_scale_init (&scale, 0.5, 800, is_log != 0, 0);
      scale.low_px = 300;
      scale.high_px = 20;
      for (double value = 0.5; value < 800; value *= 1.7)
        g_assert_cmpfloat_with_epsilon (imb_axis_scale_from_px (&scale, imb_axis_scale_to_px (&scale, value)), value, 1e-9 * value);
      g_assert_true (isnan (imb_axis_scale_to_px (&scale, NAN)));
      g_assert_cmpfloat (fabs (imb_axis_scale_to_px (&scale, DBL_MAX)), <=, 1e6);
      g_assert_cmpfloat (fabs (imb_axis_scale_to_px (&scale, -DBL_MAX)), <=, 1e6);
    }
}

/* Shares as normal deviates: 50 % in the middle, what is beyond an end at it, and percents as labels. */
static void
test_deviates_are_drawn_wide_at_the_ends (void)
{
  static const ImbAxisBend deviates = { imb_normal_quantile, imb_normal_cdf };
  ImbAxisScale             scale;
  ImbTicks                 ticks;

  imb_axis_scale_init_bent (&scale, 0.001, 0.999, &deviates);
  scale.low_px = 100;
  scale.high_px = 500;
  g_assert_cmpfloat_with_epsilon (imb_axis_scale_to_px (&scale, 0.5), 300, 1e-9);
  g_assert_cmpfloat_with_epsilon (imb_axis_scale_to_px (&scale, 0.01), 100 + 200 * (3.090232306167813 - 2.3263478740408408) / 3.090232306167813, 1e-9);
  g_assert_cmpfloat (imb_axis_scale_to_px (&scale, 0), ==, 100);
  g_assert_cmpfloat (imb_axis_scale_to_px (&scale, 1), ==, 500);
  g_assert_true (isnan (imb_axis_scale_to_px (&scale, NAN)));
  for (double px = 110; px < 500; px += 30)
    g_assert_cmpfloat_with_epsilon (imb_axis_scale_to_px (&scale, imb_axis_scale_from_px (&scale, px)), px, 1e-6);
  for (guint n = 2; n <= 14; n++)
    {
      imb_ticks_init (&ticks, &scale, n);
      g_assert_cmpuint (ticks.n, >=, 2);
      for (guint i = 0; i < ticks.n; i++)
        {
          g_assert_nonnull (strstr (ticks.labels[i], "%"));
          g_assert_true (ticks.values[i] >= scale.low && ticks.values[i] <= scale.high);
          g_assert_true (i == 0 || ticks.values[i] > ticks.values[i - 1]);
        }
    }
  imb_axis_scale_init_bent (&scale, NAN, INFINITY, &deviates);
  assert_scale_is_usable (&scale);
  imb_axis_scale_init_bent (&scale, 0.9999999, 0.2, &deviates);
  assert_scale_is_usable (&scale);
}

static void
assert_text (char       *text,
             const char *wanted)
{
  g_assert_cmpstr (text, ==, wanted);
  g_free (text);
}

static void
test_numbers_read_well (void)
{
  assert_text (imb_text_count (0), "0");
  assert_text (imb_text_count (999), "999");
  assert_text (imb_text_count (1234567), "1\u2009234\u2009567");
  assert_text (imb_text_count (NAN), "–");
  assert_text (imb_text_count (12.5), "12.50");
  assert_text (imb_text_count (0.1 + 0.2 + 0.7 + 11), "12");
  assert_text (imb_text_share (0.96), "96.0\u2009%");
  assert_text (imb_text_share (0.00173), "0.17\u2009%");
  assert_text (imb_text_share (0.00998), "1.0\u2009%");
  assert_text (imb_text_share (0.99827), "99.83\u2009%");
  assert_text (imb_text_share (0.000001), "<0.01\u2009%");
  assert_text (imb_text_share (0.999999), ">99.99\u2009%");
  assert_text (imb_text_share (0), "0\u2009%");
  assert_text (imb_text_share (1), "100\u2009%");
  assert_text (imb_text_share (NAN), "–");
  assert_text (imb_text_ratio (578, 1), "1:578");
  assert_text (imb_text_ratio (5780, 1), "1:5\u2009780");
  assert_text (imb_text_ratio (12, 5), "1:2.4");
  assert_text (imb_text_ratio (7, 7), "1:1");
  assert_text (imb_text_ratio (7, 0), "1:∞");
  assert_text (imb_text_value (0.7123), "0.712");
  assert_text (imb_text_value (-0.0001), "0.000");
  assert_text (imb_text_amount (0.7123, 0.7123), "0.712");
  assert_text (imb_text_amount (0.00042, 0.00042), "0.00042");
  assert_text (imb_text_amount (0.000031, 0.00042), "3×10⁻⁵");
  assert_text (imb_text_amount (0.0012, 0.5), "0.001");
  assert_text (imb_text_amount (0, 0), "0");
  assert_text (imb_text_amount (0, NAN), "0");
  assert_text (imb_text_amount (-0.0031, 0.0031), "−0.0031");
  assert_text (imb_text_short (0.3), "0.3");
  assert_text (imb_text_short (-12.3456), "−12.35");
  assert_text (imb_text_short (1.25e12), "1.25×10¹²");
  assert_text (imb_text_short (2.5e-7), "2.50×10⁻⁷");
  assert_text (imb_text_short (INFINITY), "∞");
  assert_text (imb_text_short (DBL_TRUE_MIN), "0");
}

static void
test_every_ink_is_seen_on_its_paper (void)
{
  for (guint theme = 0; theme <= IMB_THEME_DARK; theme++)
    {
      ImbColour paper = imb_palette_ink ((ImbTheme) theme, IMB_INK_PAPER);

      g_assert_cmpfloat (imb_colour_contrast (imb_palette_ink ((ImbTheme) theme, IMB_INK_TEXT), paper), >=, 7);
      g_assert_cmpfloat (imb_colour_contrast (imb_palette_ink ((ImbTheme) theme, IMB_INK_DIM), paper), >=, 4.5);
      g_assert_cmpfloat (imb_colour_contrast (imb_palette_ink ((ImbTheme) theme, IMB_INK_AXIS), paper), >=, 3);
      for (guint c = 0; c < 20; c++)
        {
          ImbColour edge;
          ImbColour fill = imb_palette_class ((ImbTheme) theme, c, 20, 0, &edge);
          double    best = MAX (imb_colour_contrast (fill, paper), imb_colour_contrast (edge, paper));

          g_assert_cmpfloat (best, >=, 3);
          g_assert_cmpfloat (imb_colour_contrast (imb_palette_run ((ImbTheme) theme, c, NULL, NULL), paper), >=, 3);
        }
      for (guint c = 0; c < 2; c++)
        g_assert_cmpfloat (imb_colour_contrast (imb_palette_class ((ImbTheme) theme, c, 2, 1, NULL), paper), >=, 3);
    }
  for (double t = 0; t <= 1; t += 0.01)
    g_assert_cmpfloat (imb_colour_contrast (imb_palette_viridis (t), imb_palette_text_on (imb_palette_viridis (t))), >=, 4.3);
}

static void
test_colour_is_never_the_only_difference (void)
{
  for (guint a = 0; a < 56; a++)
    for (guint b = 0; b < a; b++)
      {
        ImbColour x = imb_palette_class (IMB_THEME_LIGHT, a, 56, 0, NULL);
        ImbColour y = imb_palette_class (IMB_THEME_LIGHT, b, 56, 0, NULL);

        g_assert_true (imb_palette_shape (a, 56, 0) != imb_palette_shape (b, 56, 0) || memcmp (&x, &y, sizeof x) != 0);
      }
  g_assert_cmpint (imb_palette_shape (0, 2, 1), !=, imb_palette_shape (1, 2, 1));
  /* the positive class is vermillion, whichever code it has */
  SAME (imb_palette_class (IMB_THEME_LIGHT, 0, 2, 0, NULL).red, 0xd5 / 255.0);
  SAME (imb_palette_class (IMB_THEME_LIGHT, 1, 2, 1, NULL).red, 0xd5 / 255.0);
  SAME (imb_palette_class (IMB_THEME_LIGHT, 0, 2, 1, NULL).blue, 0xb2 / 255.0);

  for (guint a = 0; a < 14; a++)
    for (guint b = 0; b < a; b++)
      {
        double    dash_a[4], dash_b[4];
        int       n_a, n_b;
        ImbColour x = imb_palette_run (IMB_THEME_LIGHT, a, dash_a, &n_a);
        ImbColour y = imb_palette_run (IMB_THEME_LIGHT, b, dash_b, &n_b);

        g_assert_true (n_a != n_b || memcmp (dash_a, dash_b, (gsize) n_a * sizeof (double)) != 0 || memcmp (&x, &y, sizeof x) != 0);
      }
}

static cairo_status_t
swallow (void                *closure,
         const unsigned char *data,
         unsigned int         length)
{
  return CAIRO_STATUS_SUCCESS;
}

static void
test_text_is_equally_wide_everywhere (void)
{
  const char      *text = "Precision over recall, 12\u2009345 rows";
  cairo_surface_t *surfaces[] = {
    cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 100, 100),
    cairo_svg_surface_create_for_stream (swallow, NULL, 100, 100),
    cairo_pdf_surface_create_for_stream (swallow, NULL, 100, 100),
  };
  double widths[G_N_ELEMENTS (surfaces)];

  for (guint i = 0; i < G_N_ELEMENTS (surfaces); i++)
    {
      cairo_t  *cr = cairo_create (surfaces[i]);
      ImbCanvas canvas;

      cairo_scale (cr, i == 0 ? 2 : 0.75, i == 0 ? 2 : 0.75);
      imb_canvas_init (&canvas, cr, 100, 100, IMB_THEME_LIGHT, 1);
      widths[i] = imb_canvas_text (&canvas, 0, 0, 0, 0, 0, IMB_TEXT_NORMAL, imb_palette_ink (IMB_THEME_LIGHT, IMB_INK_TEXT), text);
      SAME (widths[i], imb_canvas_text_width (&canvas, IMB_TEXT_NORMAL, text));
      g_assert_cmpint (canvas.vector, ==, i > 0);
      imb_canvas_clear (&canvas);
      cairo_destroy (cr);
      cairo_surface_destroy (surfaces[i]);
    }
  SAME (widths[0], widths[1]);
  SAME (widths[0], widths[2]);
}

static void
test_text_is_literal_and_cut_to_its_room (void)
{
  static const char *const texts[] = { "", "<b>bold</b> & <span", "%s %n %d", "line\nbreak", "\xff\xfe broken", "مرحبا بالعالم كيف حالك", "😀😀😀😀😀😀😀😀" };
  g_autofree char         *endless = g_strnfill (1 << 20, 'x');
  cairo_surface_t         *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 200, 60);
  cairo_t                 *cr = cairo_create (surface);
  ImbColour                ink = imb_palette_ink (IMB_THEME_LIGHT, IMB_INK_TEXT);
  ImbCanvas                canvas;

  imb_canvas_init (&canvas, cr, 200, 60, IMB_THEME_LIGHT, 0);
  for (guint i = 0; i <= G_N_ELEMENTS (texts); i++)
    {
      const char *text = i < G_N_ELEMENTS (texts) ? texts[i] : endless;

      g_assert_cmpfloat (imb_canvas_text (&canvas, 10, 10, 0, 0, 50, IMB_TEXT_BOLD, ink, text), <=, 50);
      imb_canvas_text_upwards (&canvas, 100, 30, 0.5, 0.5, 50, IMB_TEXT_SMALL, ink, text);
    }
  g_assert_cmpfloat (imb_canvas_text_width (&canvas, IMB_TEXT_NORMAL, "<b>x</b>"), >, 4 * imb_canvas_text_width (&canvas, IMB_TEXT_NORMAL, "x"));
  g_assert_cmpfloat (imb_canvas_text_width (&canvas, IMB_TEXT_NORMAL, endless), <, 1e5);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  imb_canvas_clear (&canvas);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static const ImbBar two_bars[] = {
  { .label = "majority", .before = 900, .kept = 600, .made = 0, .shape = 0 },
  { .label = "minority", .before = 100, .kept = 100, .made = 500, .shape = 1 },
};

static void
test_bars_are_as_long_as_their_numbers (void)
{
  ImbBars       bars = { .bars = two_bars, .n_bars = 2, .has_after = TRUE, .total_before = 1000, .total_after = 1200 };
  ImbRect       area = { 10, 20, 400, 200 };
  ImbBarsLayout layout;
  ImbCanvas     canvas;
  ImbRect       long_bar, short_bar, after;
  gboolean      is_after;

  imb_canvas_init (&canvas, NULL, 420, 240, IMB_THEME_LIGHT, 1);
  imb_bars_layout (&bars, &canvas, area, &layout);
  long_bar = imb_bars_rect (&bars, &layout, 0, FALSE);
  short_bar = imb_bars_rect (&bars, &layout, 1, FALSE);
  after = imb_bars_rect (&bars, &layout, 1, TRUE);
  SAME (long_bar.width, 9 * short_bar.width);
  SAME (after.width, 6 * short_bar.width);
  SAME (long_bar.x, after.x);
  g_assert_cmpfloat (long_bar.x + long_bar.width, <, area.x + area.width);
  g_assert_cmpfloat (short_bar.y + short_bar.height, <=, after.y);

  for (guint bar = 0; bar < 2; bar++)
    for (int second = 0; second <= 1; second++)
      {
        ImbRect rect = imb_bars_rect (&bars, &layout, bar, second != 0);

        g_assert_cmpint (imb_bars_hit (&bars, &layout, rect.x + 1, rect.y + rect.height / 2, &is_after), ==, (int) bar);
        g_assert_cmpint (is_after, ==, second);
      }
  g_assert_cmpint (imb_bars_hit (&bars, &layout, 1, 30, &is_after), ==, -1);
  g_assert_cmpint (imb_bars_hit (&bars, &layout, 50, 219.9 + 1, &is_after), ==, -1);

  bars.log_scale = TRUE;
  imb_bars_layout (&bars, &canvas, area, &layout);
  g_assert_cmpfloat (imb_bars_rect (&bars, &layout, 1, FALSE).width, >, 0);
  g_assert_cmpfloat (imb_bars_rect (&bars, &layout, 0, FALSE).width, <, 9 * imb_bars_rect (&bars, &layout, 1, FALSE).width);
  imb_canvas_clear (&canvas);
}

static void
test_cells_tile_the_matrix_and_are_hit (void)
{
  static const char *const labels[] = { "a", "b", "c" };
  const double             counts[9] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };
  const double             totals[18] = { 6, 15, 24, 6, 15, 24 };
  const ImbGrid            grids[] = { { "none", NULL, counts }, { "smote", "x", counts } };
  ImbGridView              view = { .grids = grids, .n_grids = 2, .n = 3, .labels = labels, .row_totals = totals, .row_title = "true", .column_title = "called" };

  for (guint size = 0; size < 3; size++)
    {
      ImbRect       area = { 8, 30, size == 0 ? 590 : 60, size == 2 ? 20 : 300 };
      ImbGridLayout layout = { 0 };
      ImbCanvas     canvas;

      imb_canvas_init (&canvas, NULL, 600, 340, IMB_THEME_LIGHT, 1);
      imb_grid_layout (&view, &canvas, area, &layout);
      g_assert_cmpuint (layout.n_across, >=, 1);
      for (guint k = 0; k < 18; k++)
        {
          ImbRect cell = imb_grid_cell (&layout, k / 9, k % 9 / 3, k % 3);
          guint   grid, row, column;

          g_assert_true (imb_grid_hit (&view, &layout, cell.x + cell.width / 2, cell.y + cell.height / 2, &grid, &row, &column));
          g_assert_cmpuint (grid * 9 + row * 3 + column, ==, k);
          if (size == 0)
            {
              g_assert_cmpfloat (cell.x + cell.width, <=, area.x + area.width);
              g_assert_cmpfloat (cell.y + cell.height, <=, area.y + area.height);
            }
        }
      imb_canvas_clear (&canvas);
    }
}

static void
plot_init (ImbPlot *plot)
{
  *plot = (ImbPlot){ .field = { 50, 10, 200, 100 } };
  imb_axis_scale_init (&plot->x, 0, 1, FALSE, 0);
  imb_axis_scale_init (&plot->y, 0, 1, FALSE, 0);
  plot->x.low_px = 50;
  plot->x.high_px = 250;
  plot->y.low_px = 110;
  plot->y.high_px = 10;
}

static void
test_the_nearest_point_is_hit (void)
{
  const double  x[] = { 0.1, 0.5, 0.5, NAN, 0.9 };
  const double  y[] = { 0.1, 0.5, 0.5, 0.5, 0.9 };
  const guint16 classes[] = { 0, 0, 1, 1, 1 };
  const guint8  kinds[] = { IMB_POINT_KEPT, IMB_POINT_KEPT, IMB_POINT_SYNTHETIC, IMB_POINT_KEPT, IMB_POINT_ABSENT };
  const guint   order[] = { 0, 1 };
  ImbPoints     points = { .x = x, .y = y, .classes = classes, .kinds = kinds, .n = 5, .n_classes = 2, .positive = 1, .order = order };
  ImbPlot       plot;

  plot_init (&plot);
  g_assert_cmpint (imb_points_hit (&points, &plot, 70, 100, 8), ==, 0);
  g_assert_cmpint (imb_points_hit (&points, &plot, 72, 103, 8), ==, 0);
  g_assert_cmpint (imb_points_hit (&points, &plot, 150, 60, 8), ==, 2); /* the last drawn of equal ones */
  g_assert_cmpint (imb_points_hit (&points, &plot, 230, 20, 8), ==, -1);
  g_assert_cmpint (imb_points_hit (&points, &plot, 100, 60, 8), ==, -1);
}

static void
test_a_line_is_hit_along_its_steps (void)
{
  const double    x[] = { 0, 0.5, 1 };
  const double    y[] = { 1, 0.8, 0.2 };
  const double    flat[] = { 0.4, 0.4, 0.4 };
  const ImbSeries series[] = { { .x = x, .y = y, .n = 3 }, { .x = x, .y = flat, .n = 3 } };
  ImbSeriesView   view = { .series = series, .n_series = 2, .step = TRUE };
  ImbSeriesLayout layout = { 0 };
  guint           at_series = 9;
  gsize           at = 9;

  plot_init (&layout.plot);
  g_assert_true (imb_series_hit (&view, &layout, 100, 31, 5, &at_series, &at)); /* on the step at 0.8 */
  g_assert_cmpuint (at_series, ==, 0);
  g_assert_cmpuint (at, ==, 1);
  g_assert_true (imb_series_hit (&view, &layout, 151, 80, 5, &at_series, &at)); /* going down at 0.5 */
  g_assert_cmpuint (at_series, ==, 0);
  g_assert_cmpuint (at, ==, 2);
  g_assert_true (imb_series_hit (&view, &layout, 200, 71, 5, &at_series, &at));
  g_assert_cmpuint (at_series, ==, 1);
  g_assert_false (imb_series_hit (&view, &layout, 100, 50, 5, &at_series, &at));
}

/* How dark a pixel of a white picture is, 0 … 255. */
static int
ink_at (cairo_surface_t *surface,
        int              x,
        int              y)
{
  guint32 pixel;

  cairo_surface_flush (surface);
  memcpy (&pixel, cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface) + x * 4, sizeof pixel);
  return 255 - (int) (pixel >> 8 & 255);
}

static cairo_surface_t *
splat_picture (const float *x,
               const float *y,
               gsize        n,
               ImbStamp     stamp,
               gboolean     density)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 60, 40);
  cairo_t         *cr = cairo_create (surface);
  g_autoptr (ImbSplat) splat = imb_splat_new (60, 40);
  ImbCanvas canvas;

  imb_canvas_init (&canvas, cr, 60, 40, IMB_THEME_LIGHT, 1);
  imb_canvas_fill_rect (&canvas, (ImbRect){ 0, 0, 60, 40 }, (ImbColour){ 1, 1, 1, 1 });
  imb_splat_add (splat, x, y, n, stamp, 4, (ImbColour){ 0, 0, 0, 1 }, 0.5, density);
  imb_splat_paint (splat, &canvas, (ImbRect){ 0, 0, 60, 40 });
  imb_canvas_clear (&canvas);
  cairo_destroy (cr);
  return surface;
}

static void
test_splats_lie_where_their_points_are (void)
{
  const float      x[] = { 10.5f, 40.5f, 40.5f, NAN, -1, 60, 1e9f, 0 };
  const float      y[] = { 10.5f, 20.5f, 20.5f, 5, 5, 5, INFINITY, 39 };
  cairo_surface_t *discs = splat_picture (x, y, G_N_ELEMENTS (x), IMB_STAMP_DISC, FALSE);
  cairo_surface_t *rings = splat_picture (x, y, G_N_ELEMENTS (x), IMB_STAMP_RING, FALSE);
  cairo_surface_t *crosses = splat_picture (x, y, G_N_ELEMENTS (x), IMB_STAMP_CROSS, FALSE);

  g_assert_cmpint (ink_at (discs, 10, 10), ==, 128); /* half of black */
  g_assert_cmpint (ink_at (discs, 40, 20), ==, 191); /* two of them */
  g_assert_cmpint (ink_at (discs, 25, 30), ==, 0);
  g_assert_cmpint (ink_at (discs, 0, 39), ==, 128);
  g_assert_cmpint (ink_at (rings, 10, 10), ==, 0);
  g_assert_cmpint (ink_at (rings, 13, 10), >, 60);
  g_assert_cmpint (ink_at (crosses, 10, 10), >, 60);
  g_assert_cmpint (ink_at (crosses, 12, 12), >, 60);
  g_assert_cmpint (ink_at (crosses, 13, 10), ==, 0);
  cairo_surface_destroy (discs);
  cairo_surface_destroy (rings);
  cairo_surface_destroy (crosses);
}

static void
test_splats_have_the_shape_of_their_class (void)
{
  const float      x[] = { 10.5f }, y[] = { 10.5f };
  cairo_surface_t *disc = splat_picture (x, y, 1, IMB_STAMP_DISC, FALSE);
  cairo_surface_t *triangle = splat_picture (x, y, 1, (ImbStamp) (IMB_STAMP_SHAPES + IMB_SHAPE_TRIANGLE), FALSE);

  g_assert_cmpint (ink_at (triangle, 10, 10), ==, 128);
  g_assert_cmpint (ink_at (disc, 7, 8), >, 60); /* beside its point a triangle is empty */
  g_assert_cmpint (ink_at (triangle, 7, 8), ==, 0);
  g_assert_cmpint (ink_at (triangle, 13, 12), >, 60);
  for (guint shape = 0; shape < IMB_N_SHAPES; shape++)
    {
      cairo_surface_t *picture = splat_picture (x, y, 1, (ImbStamp) (IMB_STAMP_SHAPES + shape), FALSE);

      g_assert_cmpint (ink_at (picture, 10, 10), >, 60);
      cairo_surface_destroy (picture);
    }
  cairo_surface_destroy (disc);
  cairo_surface_destroy (triangle);
}

static void
test_a_denser_place_is_darker (void)
{
  g_autofree float *x = g_new (float, 10101);
  g_autofree float *y = g_new (float, 10101);
  cairo_surface_t  *picture;

  /* 1, 100 and 10 000 points */
  for (guint i = 0; i < 10101; i++)
    {
      x[i] = i == 0 ? 10.5f : i <= 100 ? 30.5f
                                       : 50.5f;
      y[i] = 20.5f;
    }
  picture = splat_picture (x, y, 10101, IMB_STAMP_DISC, TRUE);
  g_assert_cmpint (ink_at (picture, 10, 20), >=, 128); /* one point is seen */
  g_assert_cmpint (ink_at (picture, 30, 20), >, ink_at (picture, 10, 20) + 20);
  g_assert_cmpint (ink_at (picture, 50, 20), >, ink_at (picture, 30, 20) + 20);
  g_assert_cmpint (ink_at (picture, 50, 20), >=, 254);
  cairo_surface_destroy (picture);
  g_assert_null (imb_splat_new (0, 10));
  g_assert_null (imb_splat_new (10, 1 << 30));
}

static void
test_a_rare_class_is_seen_in_a_density (void)
{
  const gsize         n = IMB_POINTS_DENSITY + 10;
  const guint         order[] = { 0, 1 };
  g_autofree double  *x = g_new (double, n);
  g_autofree guint16 *classes = g_new0 (guint16, n);
  cairo_surface_t    *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 260, 120);
  cairo_t            *cr = cairo_create (surface);
  ImbPoints           points = { .x = x, .y = x, .classes = classes, .n = n, .n_classes = 2, .positive = 1, .order = order };
  ImbPlot             plot;
  ImbCanvas           canvas;
  guint32             pixel;

  /* all on one diagonal; one row of the rare class in the middle of it */
  for (gsize i = 0; i < n; i++)
    x[i] = (double) i / (double) n;
  classes[n / 2] = 1;
  plot_init (&plot);
  imb_canvas_init (&canvas, cr, 260, 120, IMB_THEME_LIGHT, 1);
  imb_points_draw (&points, &canvas, &plot);
  cairo_surface_flush (surface);
  memcpy (&pixel, cairo_image_surface_get_data (surface) + 60 * cairo_image_surface_get_stride (surface) + 150 * 4, sizeof pixel);
  g_assert_cmpuint (pixel >> 16 & 255, >, 140); /* vermillion, not blue */
  g_assert_cmpuint (pixel & 255, <, 90);
  imb_canvas_clear (&canvas);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
draw_triangle (ImbCanvas *canvas,
               gpointer   radius)
{
  cairo_new_path (canvas->cr);
  imb_mark_path (canvas->cr, IMB_SHAPE_TRIANGLE, 0, 0, *(double *) radius);
  imb_canvas_colour (canvas, (ImbColour){ 0, 0, 0, 1 });
  cairo_fill (canvas->cr);
}

/* The ink of a triangle at (x, y), by itself or as a sprite, and where its middle is, in px. */
static void
find_ink (double   x,
          double   y,
          double   scale,
          double   device_scale,
          gboolean as_sprite,
          double   found[3])
{
  double           radius = 5, sums[3] = { 0 };
  int              size = (int) (40 * scale * device_scale);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, size, size);
  cairo_t         *cr;
  ImbCanvas        canvas;

  cairo_surface_set_device_scale (surface, device_scale, device_scale);
  cr = cairo_create (surface);
  cairo_scale (cr, scale, scale);
  cairo_translate (cr, 0.3, 0.7);
  imb_canvas_init (&canvas, cr, 40, 40, IMB_THEME_LIGHT, 1);
  g_assert_cmpfloat_with_epsilon (canvas.raster_scale, scale * device_scale, 1e-9);
  if (as_sprite)
    {
      g_autoptr (ImbSprite) sprite = imb_sprite_new (&canvas, 1.5 * radius, draw_triangle, &radius);

      g_assert_nonnull (sprite);
      imb_sprite_paint (sprite, x, y);
    }
  else
    {
      cairo_translate (cr, x, y);
      draw_triangle (&canvas, &radius);
    }
  cairo_surface_flush (surface);
  for (int row = 0; row < size; row++)
    for (int column = 0; column < size; column++)
      {
        double ink = cairo_image_surface_get_data (surface)[row * cairo_image_surface_get_stride (surface) + 4 * column + 3];

        sums[0] += ink;
        sums[1] += ink * column;
        sums[2] += ink * row;
      }
  found[0] = sums[0] / (255 * scale * scale * device_scale * device_scale);
  found[1] = sums[1] / sums[0];
  found[2] = sums[2] / sums[0];
  imb_canvas_clear (&canvas);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
test_a_sprite_is_its_mark (void)
{
  static const double scales[][2] = { { 1, 1 }, { 1.5, 1 }, { 1, 2 }, { 2.08, 2 } };

  for (guint s = 0; s < G_N_ELEMENTS (scales); s++)
    for (guint i = 0; i < 9; i++)
      {
        double itself[3], sprite[3];

        find_ink (15.05 + 0.1 * i, 20.95 - 0.17 * i, scales[s][0], scales[s][1], FALSE, itself);
        find_ink (15.05 + 0.1 * i, 20.95 - 0.17 * i, scales[s][0], scales[s][1], TRUE, sprite);
        g_assert_cmpfloat_with_epsilon (sprite[0], itself[0], 0.02 * itself[0]);
        g_assert_cmpfloat_with_epsilon (sprite[1], itself[1], 0.14);
        g_assert_cmpfloat_with_epsilon (sprite[2], itself[2], 0.14);
      }
}

static void
test_a_plot_keeps_its_labels_inside (void)
{
  static const double sizes[][2] = { { 600, 340 }, { 300, 200 }, { 90, 60 }, { 12, 12 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      ImbPlot   plot = { .x_title = "x", .y_title = "y" };
      ImbCanvas canvas;

      imb_canvas_init (&canvas, NULL, sizes[i][0], sizes[i][1], IMB_THEME_LIGHT, 1);
      imb_axis_scale_init (&plot.x, -1e6, 1e6, FALSE, 0.03);
      imb_axis_scale_init (&plot.y, 0, 123456, FALSE, 0.03);
      imb_plot_layout (&plot, &canvas, (ImbRect){ 0, 0, sizes[i][0], sizes[i][1] });
      g_assert_cmpfloat (plot.field.width, >=, 8);
      g_assert_cmpfloat (plot.field.height, >=, 8);
      if (i < 2)
        {
          g_assert_cmpfloat (plot.field.x, >=, imb_plot_left (&plot, &canvas) - 1);
          g_assert_cmpfloat (plot.field.x + plot.field.width, <=, sizes[i][0]);
          g_assert_cmpfloat (plot.field.y + plot.field.height + imb_plot_bottom (&plot, &canvas), <=, sizes[i][1] + 1);
        }
      imb_canvas_clear (&canvas);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/any range becomes a scale with ticks", test_any_range_becomes_a_scale_with_ticks);
  g_test_add_func ("/draw/ticks are nice numbers", test_ticks_are_nice_numbers);
  g_test_add_func ("/draw/a scale and its inverse agree", test_a_scale_and_its_inverse_agree);
  g_test_add_func ("/draw/deviates are drawn wide at the ends", test_deviates_are_drawn_wide_at_the_ends);
  g_test_add_func ("/draw/numbers read well", test_numbers_read_well);
  g_test_add_func ("/draw/every ink is seen on its paper", test_every_ink_is_seen_on_its_paper);
  g_test_add_func ("/draw/colour is never the only difference", test_colour_is_never_the_only_difference);
  g_test_add_func ("/draw/text is equally wide everywhere", test_text_is_equally_wide_everywhere);
  g_test_add_func ("/draw/text is literal and cut to its room", test_text_is_literal_and_cut_to_its_room);
  g_test_add_func ("/draw/bars are as long as their numbers", test_bars_are_as_long_as_their_numbers);
  g_test_add_func ("/draw/cells tile the matrix and are hit", test_cells_tile_the_matrix_and_are_hit);
  g_test_add_func ("/draw/the nearest point is hit", test_the_nearest_point_is_hit);
  g_test_add_func ("/draw/a line is hit along its steps", test_a_line_is_hit_along_its_steps);
  g_test_add_func ("/draw/splats lie where their points are", test_splats_lie_where_their_points_are);
  g_test_add_func ("/draw/splats have the shape of their class", test_splats_have_the_shape_of_their_class);
  g_test_add_func ("/draw/a denser place is darker", test_a_denser_place_is_darker);
  g_test_add_func ("/draw/a rare class is seen in a density", test_a_rare_class_is_seen_in_a_density);
  g_test_add_func ("/draw/a sprite is its mark", test_a_sprite_is_its_mark);
  g_test_add_func ("/draw/a plot keeps its labels inside", test_a_plot_keeps_its_labels_inside);
  return g_test_run ();
}
