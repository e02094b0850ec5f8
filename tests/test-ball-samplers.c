/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Over-samplers that make rows in balls around rows, on cases that can be computed by hand. */
#include "tests/imb-small.h"

/* Class 1 has (0, 0) and (4, 3), 5 apart; class 0 begins at (1, 0). */
static SmallTable
two_rows (void)
{
  SmallTable table = small_new (2, 402, 2);

  imb_matrix_row (table.x, 1)[0] = 4;
  imb_matrix_row (table.x, 1)[1] = 3;
  for (gsize i = 0; i < 402; i++)
    imb_matrix_row (table.x, 2 + i)[0] = i < 2 ? 1 + 6 * (double) i : 100 + (double) i;
  return table;
}

/* How far a new row lies along and across the direction from its centre to its surface point, in radii. */
static void
measure (const ImbResample *result,
         const SmallTable  *table,
         gsize              m,
         double            *along,
         double            *across)
{
  const guint32 *parents = result->parent_rows + small_parent (result, m, 0);
  const double  *from = imb_matrix_row (table->x, parents[0]), *to = imb_matrix_row (table->x, parents[1]);
  double         dx = to[0] - from[0], dy = to[1] - from[1], square = dx * dx + dy * dy;
  double         x = small_made (result, m, 0) - from[0], y = small_made (result, m, 1) - from[1];

  *along = (x * dx + y * dy) / square;
  *across = (x * dy - y * dx) / square;
}

/* Runs it; least and most of what its rows have along, and the most across. */
static void
range_of (const char       *text,
          const SmallTable *table,
          double           *least,
          double           *most,
          double           *width)
{
  g_autoptr (ImbResample) result = small_run (text, table, 3);

  *least = 2.0;
  *most = -2.0;
  *width = 0.0;
  g_assert_cmpuint (imb_resample_n_synthetic (result), ==, 400);
  for (gsize m = 0; m < 400; m++)
    {
      double        along, across;
      const double *weights = result->parent_weights + small_parent (result, m, 0);

      measure (result, table, m, &along, &across);
      g_assert_cmpfloat (along * along + across * across, <=, 1.0 + 1e-12);
      g_assert_cmpfloat_with_epsilon (weights[1], along, 1e-12);
      g_assert_cmpfloat_with_epsilon (weights[0], 1 - along, 1e-12);
      *least = MIN (*least, along);
      *most = MAX (*most, along);
      *width = MAX (*width, fabs (across));
    }
}

static void
test_truncation_cuts_the_ball (void)
{
  g_auto (SmallTable) table = two_rows ();
  double least, most, width;

  range_of ("geometric-smote:k_neighbors=1,selection_strategy=minority", &table, &least, &most, &width);
  g_assert_true (least >= 0 && least < 0.1 && most > 0.9 && width > 0.9);
  range_of ("geometric-smote:k_neighbors=1,selection_strategy=minority,truncation_factor=0", &table, &least, &most, &width);
  g_assert_true (least < -0.9 && most > 0.9);
  range_of ("geometric-smote:k_neighbors=1,selection_strategy=minority,truncation_factor=-1", &table, &least, &most, &width);
  g_assert_true (least < -0.9 && most <= 0);
  range_of ("geometric-smote:k_neighbors=1,selection_strategy=minority,truncation_factor=0.5", &table, &least, &most, &width);
  g_assert_true (least >= -0.5 && least < -0.4 && most > 0.9);
}

static void
test_deformation_flattens_the_ball (void)
{
  g_auto (SmallTable) table = two_rows ();
  double least, most, width;

  range_of ("geometric-smote:k_neighbors=1,selection_strategy=minority,deformation_factor=1", &table, &least, &most, &width);
  g_assert_true (least >= 0 && most > 0.9 && width < 1e-12);
  range_of ("geometric-smote:k_neighbors=1,selection_strategy=minority,deformation_factor=0.75", &table, &least, &most, &width);
  g_assert_true (width <= 0.25 && width > 0.2);
}

static void
test_the_selection_gives_the_surface (void)
{
  const char *const texts[] = { "geometric-smote:k_neighbors=1,selection_strategy=minority", "geometric-smote:k_neighbors=1,selection_strategy=majority", "geometric-smote:k_neighbors=1" };
  const guint32     surfaces[3][2] = { { 1, 0 }, { 2, 2 }, { 2, 2 } };
  g_auto (SmallTable) table = two_rows ();

  /* From (4, 3), (1, 0) and (7, 0) are equally far: the other one is moved away. */
  imb_matrix_row (table.x, 3)[0] = 50;
  for (guint t = 0; t < 3; t++)
    {
      g_autoptr (ImbResample) result = small_run (texts[t], &table, 3);

      for (gsize m = 0; m < 400; m++)
        {
          const guint32 *parents = result->parent_rows + small_parent (result, m, 0);

          g_assert_cmpuint (parents[1], ==, surfaces[t][parents[0]]);
        }
    }
}

/* Combined takes the class's own row where that is nearer. */
static void
test_combined_takes_the_nearer (void)
{
  const double values[] = { 0, 1, 5, 9, 9, 9, 9, 9, 9, 9 };
  g_auto (SmallTable) table = small_of (values, 3, 7, 1);
  g_autoptr (ImbResample) result = small_run ("geometric-smote:k_neighbors=2", &table, 3);

  for (gsize m = 0; m < 4; m++)
    {
      const guint32 *parents = result->parent_rows + small_parent (result, m, 0);

      g_assert_true (parents[0] == 2 || parents[1] < 3);
    }
}

/* Class 1 has 0 and 20; class 0 has 1, 2 and rows far away. Energy 4 at 0: 1 to reach 1, 2 to reach 2, 1 left at the price
 * of 3: radius 2 1/3. At 20 nothing is near: radius 4. */
static SmallTable
energy_table (void)
{
  SmallTable table = small_new (2, 402, 1);

  *imb_matrix_row (table.x, 1) = 20;
  for (gsize i = 0; i < 402; i++)
    *imb_matrix_row (table.x, 2 + i) = i < 2 ? 1 + (double) i : 1000 + (double) i;
  return table;
}

static void
test_ccr_spends_its_energy (void)
{
  g_auto (SmallTable) table = energy_table ();
  g_autoptr (ImbResample) result = small_run ("ccr:energy=4", &table, 1);
  gsize counts[2], n_around_first = 0;

  imb_resample_count (result, &table.view, counts);
  g_assert_cmpuint (counts[0], ==, 402);
  g_assert_cmpuint (counts[1], ==, 402);
  g_assert_cmpuint (imb_resample_n_synthetic (result), ==, 2 + 400);
  for (gsize m = 0; m < 2; m++)
    {
      g_assert_cmpuint (result->made_classes[m], ==, 0);
      g_assert_cmpfloat_with_epsilon (small_made (result, m, 0), 7.0 / 3, 1e-14);
      g_assert_cmpuint (result->parent_rows[small_parent (result, m, 0)], ==, 2 + m);
    }
  for (gsize m = 2; m < 402; m++)
    {
      double   x = small_made (result, m, 0);
      gboolean is_first = result->parent_rows[small_parent (result, m, 0)] == 0;

      g_assert_cmpfloat (fabs (is_first ? x : x - 20), <=, is_first ? 7.0 / 3 : 4.0);
      n_around_first += is_first;
    }
  /* 3/7 to 1/4 of 400. */
  g_assert_cmpuint (n_around_first, ==, 253);
}

/* Of four features, half a power doubles it. */
static void
test_ccr_energy_grows_with_features (void)
{
  g_auto (SmallTable) table = small_new (6, 40, 4);
  g_autoptr (ImbResample) scaled = NULL;
  g_autoptr (ImbResample) plain = NULL;

  for (gsize i = 0; i < 46; i++)
    for (gsize j = 0; j < 4; j++)
      imb_matrix_row (table.x, i)[j] = (double) ((i * 7 + j * 3) % 11) + 0.1 * (double) i;
  scaled = small_run ("ccr:energy=2,scaling=0.5", &table, 1);
  plain = small_run ("ccr:energy=4", &table, 1);
  g_assert_cmpuint (scaled->n_made, ==, plain->n_made);
  for (gsize m = 0; m < plain->n_made; m++)
    g_assert_cmpmem (imb_matrix_row (scaled->made, m), 4 * sizeof (double), imb_matrix_row (plain->made, m), 4 * sizeof (double));
}

static void
test_ccr_removes_what_it_pushes_and_says_why (void)
{
  g_auto (SmallTable) table = energy_table ();
  g_autoptr (ImbResample) result = small_run ("ccr:energy=4", &table, 1);

  g_assert_cmpuint (imb_resample_n_removed (result), ==, 2);
  g_assert_cmpuint (imb_removals_n (result->removals), ==, 2);
  for (guint32 row = 2; row < 4; row++)
    {
      const guint32 *witnesses;
      gsize          n;

      g_assert_cmpint (imb_removals_find (result->removals, row, &witnesses, &n), ==, IMB_REASON_PUSHED);
      g_assert_cmpuint (n, ==, 1);
      g_assert_cmpuint (witnesses[0], ==, 0);
    }
  g_assert_cmpstr (imb_notes_at (result->notes, 0), ==, "2 rows of other classes were pushed away from the rows of smaller classes.");
}

/* Energy 3. The ball at 0 reaches 2, that at 3 reaches 0.5: the row at 1 moves by 1 − 0.5. */
static void
test_ccr_adds_up_translations (void)
{
  const double values[] = { 0, 3, 1, 100, 101, 102, 103 };
  g_auto (SmallTable) table = small_of (values, 2, 5, 1);
  g_autoptr (ImbResample) result = small_run ("ccr:energy=3", &table, 1);

  g_assert_cmpuint (imb_resample_n_synthetic (result), ==, 1 + 3);
  g_assert_cmpfloat_with_epsilon (small_made (result, 0, 0), 1.5, 1e-14);
}

/* In the plane the ball is |x| + |y| <= r, evenly full: half of the rows are within r / √2. */
static void
test_ccr_fills_the_ball_evenly (void)
{
  g_auto (SmallTable) table = small_new (1, 4001, 2);
  g_autoptr (ImbResample) result = NULL;
  gsize n_inner = 0, n_right = 0;

  for (gsize i = 1; i < 4002; i++)
    imb_matrix_row (table.x, i)[0] = 50;
  result = small_run ("ccr:energy=2", &table, 1);
  g_assert_cmpuint (imb_resample_n_synthetic (result), ==, 4000);
  for (gsize m = 0; m < 4000; m++)
    {
      double length = fabs (small_made (result, m, 0)) + fabs (small_made (result, m, 1));

      g_assert_cmpfloat (length, <=, 2.0);
      n_inner += length <= 2.0 * G_SQRT2 / 2;
      n_right += small_made (result, m, 0) > 0;
    }
  g_assert_cmpfloat_with_epsilon ((double) n_inner, 2000.0, 100.0);
  g_assert_cmpfloat_with_epsilon ((double) n_right, 2000.0, 100.0);
}

/* A row at the very centre goes to the surface, somewhere. */
static void
test_ccr_pushes_from_the_centre (void)
{
  g_auto (SmallTable) table = small_new (1, 5, 2);
  g_autoptr (ImbResample) result = NULL;

  for (gsize i = 2; i < 6; i++)
    imb_matrix_row (table.x, i)[0] = 50;
  result = small_run ("ccr:energy=2", &table, 1);
  g_assert_cmpuint (imb_resample_n_removed (result), ==, 1);
  g_assert_cmpfloat_with_epsilon (fabs (small_made (result, 0, 0)) + fabs (small_made (result, 0, 1)), 1.0, 1e-14);
}

/* The larger growing class goes first; what it pushed of the smaller one is where that one's ball then is. */
static void
test_ccr_takes_classes_in_turn (void)
{
  const double  values[] = { 0, 1, 100, 101, 102, 103, -50, -60 };
  const guint16 classes[] = { 1, 2, 0, 0, 0, 0, 1, 1 };
  g_auto (SmallTable) table = small_of (values, 1, 7, 1);
  g_autoptr (ImbResample) result = NULL;

  memcpy (table.classes, classes, sizeof classes);
  table.view.n_classes = 3;
  result = small_run ("ccr:energy=3", &table, 1);
  /* The ball at 0 spends 1 to reach row 1 and 2 on one further: radius 2, row 1 (class 2) goes to 2. Its own ball then spends 2
   * and 1 on the row at 0: radius 2.5, which moves 0 to −0.5. */
  g_assert_cmpuint (imb_resample_n_removed (result), ==, 2);
  g_assert_cmpuint (imb_resample_n_synthetic (result), ==, 2 + 1 + 3);
  g_assert_cmpfloat_with_epsilon (small_made (result, 0, 0), -0.5, 1e-14);
  g_assert_cmpfloat_with_epsilon (small_made (result, 1, 0), 2.0, 1e-14);
  for (gsize m = 3; m < 6; m++)
    {
      g_assert_cmpuint (result->parent_rows[small_parent (result, m, 0)], ==, result->n_in + 1);
      g_assert_cmpfloat (fabs (small_made (result, m, 0) - 2.0), <=, 2.5);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/geometric/truncation", test_truncation_cuts_the_ball);
  g_test_add_func ("/geometric/deformation", test_deformation_flattens_the_ball);
  g_test_add_func ("/geometric/surface", test_the_selection_gives_the_surface);
  g_test_add_func ("/geometric/nearer", test_combined_takes_the_nearer);
  g_test_add_func ("/ccr/energy", test_ccr_spends_its_energy);
  g_test_add_func ("/ccr/scaling", test_ccr_energy_grows_with_features);
  g_test_add_func ("/ccr/removes", test_ccr_removes_what_it_pushes_and_says_why);
  g_test_add_func ("/ccr/translations", test_ccr_adds_up_translations);
  g_test_add_func ("/ccr/even", test_ccr_fills_the_ball_evenly);
  g_test_add_func ("/ccr/centre", test_ccr_pushes_from_the_centre);
  g_test_add_func ("/ccr/turns", test_ccr_takes_classes_in_turn);
  return g_test_run ();
}
