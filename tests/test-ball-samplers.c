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

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/geometric/truncation", test_truncation_cuts_the_ball);
  g_test_add_func ("/geometric/deformation", test_deformation_flattens_the_ball);
  g_test_add_func ("/geometric/surface", test_the_selection_gives_the_surface);
  g_test_add_func ("/geometric/nearer", test_combined_takes_the_nearer);
  return g_test_run ();
}
