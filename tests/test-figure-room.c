/* SPDX-License-Identifier: GPL-3.0-or-later */
/* There is room for what figures say: at the widths of a column, a page and in between no text lies over another or beyond the
 * picture, and none is cut while names are short. */
#include <string.h>

#include "tests/figure-world.h"

#define MM (96.0 / 25.4)

static const double sizes_mm[][2] = { { 60, 45 }, { 90, 60 }, { 180, 110 } };

static gboolean
overlap (ImbRect a,
         ImbRect b)
{
  const double slack = 1.0; /* lines of a legend may touch */

  return MIN (a.x + a.width, b.x + b.width) - MAX (a.x, b.x) > slack && MIN (a.y + a.height, b.y + b.height) - MAX (a.y, b.y) > slack + 1.0;
}

static guint
count_faults (const char      *of,
              const ImbFigure *figure,
              const World     *world,
              double           width_mm,
              double           height_mm,
              gboolean         may_cut)
{
  double width = width_mm * MM, height = height_mm * MM;
  g_autoptr (GPtrArray) written = imb_figure_written (figure, &world->in, width, height);
  guint n = 0;

  g_assert_cmpuint (written->len, >, 1);
  for (guint i = 0; i < written->len; i++)
    {
      const ImbWritten *a = written->pdata[i];
      const ImbRect     r = a->rect;

      if (a->is_cut && !may_cut)
        {
          g_test_message ("%s, %s, %g mm: “%s” is cut", of, figure->id, width_mm, a->text);
          n++;
        }
      if (r.x < -0.5 || r.y < -0.5 || r.x + r.width > width + 0.5 || r.y + r.height > height + 1.0)
        {
          g_test_message ("%s, %s, %g mm: “%s” reaches out of the picture: %.1f %.1f %.1f %.1f", of, figure->id, width_mm, a->text, r.x, r.y, r.width, r.height);
          n++;
        }
      for (guint k = 0; k < i; k++)
        {
          const ImbWritten *b = written->pdata[k];

          if (!overlap (r, b->rect))
            continue;
          g_test_message ("%s, %s, %g mm: “%s” lies over “%s”", of, figure->id, width_mm, a->text, b->text);
          n++;
        }
    }
  return n;
}

static guint
count_all_faults (const char  *of,
                  const World *world,
                  gboolean     may_cut)
{
  guint n = 0;

  for (const ImbFigure *const *figure = imb_figures (); *figure != NULL; figure++)
    for (guint s = 0; s < G_N_ELEMENTS (sizes_mm); s++)
      n += count_faults (of, *figure, world, sizes_mm[s][0], sizes_mm[s][1], may_cut);
  return n;
}

static void
test_short_names_are_whole (void)
{
  static const char *const labels[] = { "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l" };
  static const guint       n_classes[] = { 2, 3, 12 };
  gsize                    counts[G_N_ELEMENTS (labels)];
  guint                    n = 0;

  for (guint c = 0; c < G_N_ELEMENTS (labels); c++)
    counts[c] = 20 + 180 / (c + 1);
  for (guint k = 0; k < G_N_ELEMENTS (n_classes); k++)
    {
      g_autofree char *of = g_strdup_printf ("%u classes", n_classes[k]);
      World            world;

      world_of_labels (&world, labels, counts, n_classes[k], "x1", "x2");
      world_resample (&world, "random-over");
      world_evaluate (&world, "none", "smote");
      n += count_all_faults (of, &world, FALSE);
      world_clear (&world);
    }
  g_assert_cmpuint (n, ==, 0);
}

static void
test_long_names_keep_their_place (void)
{
  static const char *const labels[] = { "Iris versicolor of the northern shore", "fraudulent transaction", "a", "readmitted within thirty days" };
  static const gsize       counts[] = { 200, 60, 40, 30 };
  World                    world;

  world_of_labels (&world, labels, counts, G_N_ELEMENTS (labels), "mean corpuscular haemoglobin concentration (g/l)", "time in hospital");
  world_resample (&world, "random-over");
  world_evaluate (&world, "none", "random-under:sampling_strategy=not minority + smote:k_neighbors=3");
  g_assert_cmpuint (count_all_faults ("long names", &world, TRUE), ==, 0);
  world_clear (&world);
}

/* No table makes it: 2, 3 and 12 methods, some of them at one place. */
static void
test_ranks_keep_their_place (void)
{
  static const char *const names[] = { "none", "smote", "none, class_weight=balanced", "random-under:sampling_strategy=0.5 + smote:k_neighbors=3", "b", "c", "d", "e", "f", "g", "h", "i" };
  static const double      mean_ranks[] = { 1.25, 2.5, 2.75, 4, 4.5, 5, 6.25, 7, 8, 9, 11.25, 11.5 };
  static const guint       n_methods[] = { 2, 3, 12 };
  guint                    n = 0;

  for (guint k = 0; k < G_N_ELEMENTS (n_methods); k++)
    {
      const ImbRanks ranks = { .n = n_methods[k], .names = names, .mean_ranks = mean_ranks, .distance = 1.6, .n_datasets = 12, .metric = "Average precision" };
      World          world = { 0 };

      imb_figure_input_init (&world.in);
      world.in.ranks = &ranks;
      for (guint s = 0; s < G_N_ELEMENTS (sizes_mm); s++)
        n += count_faults ("ranks", &imb_figure_critical_difference, &world, sizes_mm[s][0], sizes_mm[s][1], n_methods[k] > 2);
    }
  g_assert_cmpuint (n, ==, 0);
}

/* Names of runs that differ in their ends alone do not look the same. */
static void
test_cut_names_keep_their_ends (void)
{
  static const char *const names[] = { "none | logistic-regression:class_weight=balanced | threshold f1", "none | logistic-regression:class_weight=balanced | threshold mcc" };
  const ImbRanks           ranks = { .n = 2, .names = names, .mean_ranks = (double[]){ 1.25, 1.75 }, .distance = 1, .n_datasets = 8, .metric = "F1" };
  World                    world = { 0 };
  g_autoptr (GPtrArray) written = NULL;
  guint n = 0;

  imb_figure_input_init (&world.in);
  world.in.ranks = &ranks;
  written = imb_figure_written (&imb_figure_critical_difference, &world.in, 90 * MM, 60 * MM);
  for (guint i = 0; i < written->len; i++)
    {
      const ImbWritten *text = written->pdata[i];

      for (guint k = 0; k < 2; k++)
        if (strcmp (text->text, names[k]) == 0)
          {
            n++;
            g_assert_true (text->is_cut);
            g_assert_true (text->keeps_end);
          }
    }
  g_assert_cmpuint (n, ==, 2);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/figure-room/short names are whole", test_short_names_are_whole);
  g_test_add_func ("/figure-room/long names keep their place", test_long_names_keep_their_place);
  g_test_add_func ("/figure-room/ranks keep their place", test_ranks_keep_their_place);
  g_test_add_func ("/figure-room/cut names keep their ends", test_cut_names_keep_their_ends);
  return g_test_run ();
}
