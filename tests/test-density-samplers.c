/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Over-samplers that look at the shape of a class (density, straight pieces, its main direction) and the kernels for that. */
#include "engine/kernels/imb-optics.h"
#include "engine/kernels/imb-principal.h"
#include "engine/kernels/imb-spanning-tree.h"
#include "tests/imb-small.h"

/* What scikit-learn 1.2.1 says for OPTICS (min_samples=3, max_eps=1.5).fit (X): core_distances_ and reachability_, and for
 * max_eps=inf; INFINITY where it has inf. */
static const double optics_rows[] = { 0.88, 0.2, 0.49, 1.12, 0.93, -0.49, 0.48, -0.08, -0.05, 0.21, 0.07, 0.73, 0.38, 0.06, 3.13, 1.1, 3.45, 0.94, 3.09, 0.74, 2.23, 1.2, 3.26, 0.78, 8, 8 };
static const double optics_cores[] = { 0.519230199429887, 0.999249718538865, 0.691809222257119, 0.488262224629348, 0.533666562565053, 0.573149195236284, 0.455411901469428, 0.357770876399967, 0.357770876399967, 0.362215405525497, 0.975294827218929, 0.248394846967485, 8.445525442505044 };
static const double optics_near[] = { INFINITY, 0.573149195236284, 0.608769250208977, 0.519230199429887, 0.455411901469428, 0.533666562565053, 0.488262224629348, INFINITY, 0.357770876399967, 0.248394846967485, 0.905538513813742, 0.357770876399967, INFINITY };
static const double optics_far[] = { INFINITY, 0.573149195236284, 0.608769250208977, 0.519230199429887, 0.455411901469428, 0.533666562565053, 0.488262224629348, 0.975294827218929, 0.357770876399967, 0.248394846967485, 1.680029761641144, 0.357770876399967, 8.399172578296032 };

static void
test_optics_is_scikit_learns (void)
{
  const guint32 within[] = { 7, 6, 6, 7, 7, 7, 7, 5, 5, 5, 5, 5, 1 };
  g_auto (SmallTable) table = small_of (optics_rows, 13, 0, 2);
  double  reach[13];
  guint32 n_within[13];

  g_assert_true (imb_optics (table.x, optics_cores, 1.5, reach, n_within, NULL, NULL));
  for (gsize i = 0; i < 13; i++)
    {
      g_assert_cmpuint (n_within[i], ==, within[i]);
      g_assert_true (reach[i] == optics_near[i] || fabs (reach[i] - optics_near[i]) < 1e-12);
    }
  g_assert_true (imb_optics (table.x, optics_cores, INFINITY, reach, n_within, NULL, NULL));
  for (gsize i = 0; i < 13; i++)
    {
      g_assert_cmpuint (n_within[i], ==, 13);
      g_assert_true (reach[i] == optics_far[i] || fabs (reach[i] - optics_far[i]) < 1e-12);
    }
}

static void
test_the_spanning_tree_is_the_shortest (void)
{
  const double  values[] = { 0, 0, 10, 0, 1, 0, 10, 2, 4, 0 };
  const ImbLink wanted[] = { { 0, 2, 1 }, { 1, 3, 4 }, { 2, 4, 9 }, { 1, 4, 36 } };
  g_auto (SmallTable) table = small_of (values, 5, 0, 2);
  ImbLink links[4];

  g_assert_true (imb_spanning_tree (table.x, links, NULL, NULL));
  for (guint l = 0; l < 4; l++)
    {
      g_assert_cmpuint (links[l].a, ==, wanted[l].a);
      g_assert_cmpuint (links[l].b, ==, wanted[l].b);
      g_assert_cmpfloat (links[l].square, ==, wanted[l].square);
    }
}

/* Rows 1e6 away from zero, along (3, 4) with a little across; and equal rows. */
static void
test_the_principal_direction_is_where_rows_vary (void)
{
  g_auto (SmallTable) table = small_new (9, 0, 2);
  g_autofree double *direction = g_new (double, table.x->stride);

  for (gsize i = 0; i < 9; i++)
    {
      double along = (double) i - 4, across = i % 2 == 0 ? 0.1 : -0.125;

      imb_matrix_row (table.x, i)[0] = 1e6 + 0.6 * along - 0.8 * across;
      imb_matrix_row (table.x, i)[1] = 1e6 + 0.8 * along + 0.6 * across;
    }
  g_assert_true (imb_principal_direction (table.x, NULL, 9, direction, NULL, NULL));
  g_assert_cmpfloat_with_epsilon (fabs (0.6 * direction[0] + 0.8 * direction[1]), 1.0, 1e-9);
  g_assert_true (imb_principal_direction (table.x, (const guint32[]){ 3, 3, 3 }, 3, direction, NULL, NULL));
  g_assert_cmpfloat (direction[0], ==, 0.0);
}

/* Core distances with two rows are 1, but 95 for the last row: noise. */
static void
test_smobd_leaves_noise_out (void)
{
  g_auto (SmallTable) table = small_new (6, 606, 1);
  g_autoptr (ImbResample) result = NULL;

  for (gsize i = 0; i < 6; i++)
    *imb_matrix_row (table.x, i) = i < 5 ? (double) i : 100.0;
  result = small_run ("smobd:min_samples=2", &table, 1);
  g_assert_cmpuint (imb_resample_n_synthetic (result), ==, 600);
  for (gsize m = 0; m < 600; m++)
    g_assert_cmpuint (result->parent_rows[small_parent (result, m, 0)], !=, 5);
  g_assert_cmpstr (imb_notes_at (result->notes, 0), ==, "Class “1”: rows within 33.7 of a row count as around it, twice the mean core distance.");
}

/* Rows 0 … 4: with a radius of 1.5 they have 2, 3, 3, 3, 2 rows around. */
static void
test_smobd_draws_by_density (void)
{
  g_auto (SmallTable) table = small_new (5, 6505, 1);
  gsize  counts[5] = { 0 };
  double shares[] = { 2, 3, 3, 3, 2 };
  g_autoptr (ImbResample) result = NULL;

  for (gsize i = 0; i < 5; i++)
    *imb_matrix_row (table.x, i) = (double) i;
  result = small_run ("smobd:min_samples=2,eta1=0,max_eps=1.5", &table, 1);
  for (gsize m = 0; m < 6500; m++)
    counts[result->parent_rows[small_parent (result, m, 0)]]++;
  for (gsize i = 0; i < 5; i++)
    g_assert_cmpfloat_with_epsilon ((double) counts[i], 6500 * shares[i] / 13, 120.0);
  small_assert_refused ("smobd:min_samples=2,max_eps=0.5", &table, IMB_ERROR_UNSUITABLE,
                        "No row of class “1” has 2 rows within max_eps=0.5; write max_eps=2, or 0 for a radius by the data.");
}

static void
test_smobd_steps_differ_by_feature (void)
{
  g_auto (SmallTable) table = small_new (6, 60, 2);
  g_autoptr (ImbResample) result = NULL;
  gsize n_unequal = 0;

  for (gsize i = 0; i < 6; i++)
    imb_matrix_row (table.x, i)[0] = imb_matrix_row (table.x, i)[1] = (double) i;
  result = small_run ("smobd:min_samples=2", &table, 1);
  for (gsize m = 0; m < 54; m++)
    n_unequal += small_made (result, m, 0) != small_made (result, m, 1);
  g_assert_cmpuint (n_unequal, ==, 54);
}

/* Class 1: five rows along x, five nearly along y, and six in a place of their own without class 0. */
static SmallTable
pieces (void)
{
  SmallTable table = small_new (16, 60, 2);

  for (gsize i = 0; i < 5; i++)
    {
      imb_matrix_row (table.x, i)[0] = (double) i;
      imb_matrix_row (table.x, 5 + i)[0] = 8 + 0.01 * (double) i;
      imb_matrix_row (table.x, 5 + i)[1] = 2 + (double) i;
    }
  for (gsize i = 10; i < 16; i++)
    imb_matrix_row (table.x, i)[0] = imb_matrix_row (table.x, i)[1] = 1000 + (double) i;
  for (gsize i = 16; i < 76; i++)
    {
      imb_matrix_row (table.x, i)[0] = i % 2 == 0 ? (double) ((i - 16) / 12) : 8.5;
      imb_matrix_row (table.x, i)[1] = i % 2 == 0 ? 0.5 : 2 + (double) ((i - 16) / 12);
    }
  return table;
}

/* How many new rows have parents in two pieces. */
static gsize
count_across (const char *text)
{
  g_auto (SmallTable) table = pieces ();
  g_autoptr (ImbResample) result = small_run (text, &table, 1);
  gsize n = 0;

  g_assert_cmpuint (imb_resample_n_synthetic (result), ==, 44);
  for (gsize m = 0; m < 44; m++)
    {
      const guint32 *parents = result->parent_rows + small_parent (result, m, 0);

      g_assert_cmpint (parents[0] >= 10, ==, parents[1] >= 10);
      n += parents[0] / 5 != parents[1] / 5 && parents[0] < 10;
    }
  return n;
}

static void
test_assembled_joins_pieces_of_one_direction (void)
{
  g_assert_cmpuint (count_across ("assembled-smote"), ==, 0);
  g_assert_cmpuint (count_across ("assembled-smote:thres=0"), >, 0);
  g_assert_cmpuint (count_across ("assembled-smote:pop=6"), >, 0);
}

static void
test_assembled_says_when_there_is_no_border (void)
{
  g_auto (SmallTable) table = small_new (8, 20, 1);
  g_autoptr (ImbResample) result = NULL;

  for (gsize i = 0; i < 28; i++)
    *imb_matrix_row (table.x, i) = (double) i + (i < 8 ? 0 : 1000);
  result = small_run ("assembled-smote", &table, 1);
  g_assert_cmpuint (imb_resample_n_synthetic (result), ==, 12);
  g_assert_cmpstr (imb_notes_at (result->notes, 0), ==,
                   "No row of class “1” has another class among its neighbours, so it has no border; new rows are made as by SMOTE.");
}

/* Two long rows of points 1 apart: the nearest neighbour is across, the guided partner along. */
static void
assert_guided (const char *text)
{
  g_auto (SmallTable) table = small_new (12, 112, 2);
  g_autoptr (ImbResample) result = NULL;

  for (gsize i = 0; i < 12; i++)
    {
      imb_matrix_row (table.x, i)[0] = 10 * (double) (i / 2);
      imb_matrix_row (table.x, i)[1] = (double) (i % 2);
    }
  result = small_run (text, &table, 1);
  g_assert_cmpuint (imb_resample_n_synthetic (result), ==, 100);
  for (gsize m = 0; m < 100; m++)
    {
      const guint32 *parents = result->parent_rows + small_parent (result, m, 0);

      g_assert_cmpuint (parents[0] / 2, !=, parents[1] / 2);
      g_assert_cmpuint (parents[0] % 2, ==, parents[1] % 2);
    }
}

static void
test_g_smote_follows_the_main_direction (void)
{
  assert_guided ("g-smote:n_neighbors=3");
  assert_guided ("g-smote:n_neighbors=3,method=non-linear,sigma=1000");
}

/* Four rows, each a code word: 0 and 1 lie as 2 and 3 do, so rows go from 2 to 0 and from 3 to 1, and the other way round; 0 and
 * 2 lie as 1 and 3 do, so they also go from 1 to 0 and from 3 to 2. Never from 3 to 0 or from 2 to 1. */
static void
test_lvq_sets_rows_where_code_words_lie_alike (void)
{
  const double values[4][2] = { { 0, 0 }, { 1, 0 }, { 10, 5 }, { 11.5, 5 } };
  gsize        n_far = 0;
  g_auto (SmallTable) table = small_new (4, 204, 2);
  g_autoptr (ImbResample) result = NULL;

  for (gsize i = 0; i < 4; i++)
    memcpy (imb_matrix_row (table.x, i), values[i], sizeof values[i]);
  for (gsize i = 4; i < 208; i++)
    imb_matrix_row (table.x, i)[0] = 50;
  result = small_run ("lvq-smote:n_clusters=4,n_neighbors=2", &table, 1);
  g_assert_cmpuint (imb_resample_n_synthetic (result), ==, 200);
  for (gsize m = 0; m < 200; m++)
    {
      const guint32 *parents = result->parent_rows + small_parent (result, m, 0);
      const double  *x = small_row (result, &table, parents[0]), *to = small_row (result, &table, parents[1]), *from = small_row (result, &table, parents[2]);
      double         apart = fabs (to[0] - from[0]);

      for (gsize j = 0; j < 2; j++)
        g_assert_cmpfloat_with_epsilon (small_made (result, m, j), to[j] + x[j] - from[j], 1e-12);
      /* x is the word's own row or its neighbour. */
      g_assert_true (fabs (x[0] - from[0]) <= 1.5 && x[1] == from[1]);
      g_assert_true (apart == 1 || apart == 1.5 || apart == 10 || apart == 10.5);
      n_far += apart > 2;
    }
  g_assert_cmpuint (n_far, >, 0);
}

/* Ten rows in five places: the words are the places, rows that are parents and not in the result. */
static void
test_lvq_words_are_means (void)
{
  g_auto (SmallTable) table = small_new (10, 60, 1);
  g_autoptr (ImbResample) result = NULL;

  for (gsize i = 0; i < 10; i++)
    *imb_matrix_row (table.x, i) = 100 * (double) (i / 2) + (double) (i % 2);
  result = small_run ("lvq-smote:n_clusters=5,n_neighbors=2", &table, 1);
  g_assert_cmpuint (result->n_made, ==, 5 + 50);
  g_assert_cmpuint (imb_resample_n_synthetic (result), ==, 50);
  for (gsize w = 0; w < 5; w++)
    {
      g_assert_cmpuint (result->parent_offsets[w + 1] - result->parent_offsets[w], ==, 2);
      g_assert_cmpfloat (result->parent_weights[result->parent_offsets[w]], ==, 0.5);
      g_assert_cmpfloat (fmod (imb_matrix_row (result->made, w)[0], 100), ==, 0.5);
    }
  small_assert_refused ("lvq-smote:n_clusters=11", &table, IMB_ERROR_TOO_FEW,
                        "Class “1” has 10 rows, too few for 11 code words; write n_clusters=10 or less.");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernels/optics", test_optics_is_scikit_learns);
  g_test_add_func ("/kernels/spanning-tree", test_the_spanning_tree_is_the_shortest);
  g_test_add_func ("/kernels/principal-direction", test_the_principal_direction_is_where_rows_vary);
  g_test_add_func ("/smobd/noise", test_smobd_leaves_noise_out);
  g_test_add_func ("/smobd/density", test_smobd_draws_by_density);
  g_test_add_func ("/smobd/steps", test_smobd_steps_differ_by_feature);
  g_test_add_func ("/assembled/pieces", test_assembled_joins_pieces_of_one_direction);
  g_test_add_func ("/assembled/no-border", test_assembled_says_when_there_is_no_border);
  g_test_add_func ("/g-smote/direction", test_g_smote_follows_the_main_direction);
  g_test_add_func ("/lvq/alike", test_lvq_sets_rows_where_code_words_lie_alike);
  g_test_add_func ("/lvq/means", test_lvq_words_are_means);
  return g_test_run ();
}
