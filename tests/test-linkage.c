/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Average linkage: the clusters of scipy, the heights between which nothing changes, and parts of large tables. */
#include "engine/kernels/imb-linkage.h"
#include "tests/imb-small.h"

#define N 40

static const double rows[] = { -2.358, -1.106, 0.838, 0.054, 0.16, -1.209, 5.208, 2.43, 5.088, 3.481, 2.818, 3.721, 3.763, 2.611, 3.095, 6.639, 3.476, 5.349, 5.689, 6.045, 5.496, 3.828, 2.967, 3.477, 6.073, 6.283, 6.314, 0.051, 0.5, -0.996, 6.421, 7.107, 6.976, 4.387, 9.034, 5.153, 0.723, 0.046, -0.983, 6.922, 5.81, 8.368, 5.323, 6.92, 5.685, -1.147, 0.619, -0.088, 0.425, 0.332, -1.157, 7.402, 5.481, 4.354, 1.895, 3.023, 3.022, -1.113, 1.636, -1.361, 0.797, -1.144, 0.51, -0.651, 0.542, 0.048, 2.192, 2.994, 2.922, 0.351, -0.607, 1.547, 3.876, 7.32, 8.062, 5.256, 5.743, 4.583, 5.438, 7.432, 6.785, 2.561, 3.178, 2.423, 2.088, 0.915, -0.276, 2.882, 3.502, 3.472, 6.122, 5.639, 9.048, 4.194, 3.699, 3.146, 3.334, 3.306, 3.18, 0.694, -0.418, -1.585, 2.533, 3.108, 2.127, -0.648, 0.599, 0.332, 4.486, 3.211, 3.04, 3.686, 7.306, 5.737, 2.223, 0.394, 1.692, 3.011, 2.457, 3.258 };

/* scipy 1.10.1: fcluster (linkage (rows, "average"), height, "distance"), a letter for each cluster as it comes up. */
static const struct
{
  double      height;
  const char *labels;
} cuts[] = {
  { 0.8, "abcddefdgbhibjklbmnoplnqrstuvwxywzulyABC" },
  { 1.5, "abcddefdfbghbifjbklmnjlnopglqdiddbljdrsd" },
  { 2.5, "abcddcedebefbgebbhdbibdijeedkdgddbdbdfkd" },
  { 4.0, "aabccbdcdaddaddaabcaaacadddcacdccacacdac" },
};

static gsize
cut (const ImbMatrix *points,
     double           height,
     guint32         *labels,
     gsize           *n_parts)
{
  gsize n_clusters;

  g_assert_true (imb_linkage_cut (points, height, labels, &n_clusters, n_parts, NULL, NULL));
  return n_clusters;
}

static void
test_clusters_are_scipys (void)
{
  g_auto (SmallTable) table = small_of (rows, N, 0, 3);
  guint32 labels[N];
  gsize   n_parts;

  for (guint t = 0; t < G_N_ELEMENTS (cuts); t++)
    {
      gsize n = cut (table.x, cuts[t].height, labels, &n_parts), n_wanted = 0;

      g_assert_cmpuint (n_parts, ==, 1);
      for (guint i = 0; i < N; i++)
        {
          const char  letter = cuts[t].labels[i];
          const guint label = g_ascii_islower (letter) ? letter - 'a' : 26 + letter - 'A';

          g_assert_cmpuint (labels[i], ==, label);
          n_wanted = MAX (n_wanted, label + 1);
        }
      g_assert_cmpuint (n, ==, n_wanted);
    }
  g_assert_cmpuint (cut (table.x, 0.0, labels, &n_parts), ==, N);
  g_assert_cmpuint (cut (table.x, 1e3, labels, &n_parts), ==, 1);
}

/* 0, 1 and 5: the mean distance of 5 to the others is 4.5. Equal rows are together at any height. */
static void
test_the_height_is_the_mean_distance (void)
{
  const double values[] = { 0, 1, 5, 0, 5 };
  g_auto (SmallTable) three = small_of (values, 3, 0, 1);
  g_auto (SmallTable) five = small_of (values, 5, 0, 1);
  guint32 labels[5];
  gsize   n_parts;

  g_assert_cmpuint (cut (three.x, 4.49, labels, &n_parts), ==, 2);
  g_assert_cmpuint (cut (three.x, 4.5, labels, &n_parts), ==, 1);
  g_assert_cmpuint (cut (five.x, 0.0, labels, &n_parts), ==, 3);
  g_assert_cmpuint (labels[3], ==, labels[0]);
  g_assert_cmpuint (labels[4], ==, labels[2]);
}

static void
test_many_rows_are_parted (void)
{
  g_auto (SmallTable) table = small_new (9000, 0, 2);
  g_autofree guint32 *labels = g_new (guint32, 9000);
  gsize               n_parts;
  ImbRng              rng;

  imb_rng_init (&rng, 2);
  for (gsize i = 0; i < 9000; i++)
    {
      imb_matrix_row (table.x, i)[0] = 100.0 * (double) (i % 4) + imb_rng_double (&rng);
      imb_matrix_row (table.x, i)[1] = imb_rng_double (&rng);
    }
  g_assert_cmpuint (cut (table.x, 50.0, labels, &n_parts), ==, 4);
  g_assert_cmpuint (n_parts, ==, 4);
  for (gsize i = 0; i < 9000; i++)
    g_assert_cmpuint (labels[i], ==, i % 4);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/linkage/clusters-are-scipys", test_clusters_are_scipys);
  g_test_add_func ("/linkage/the-height-is-the-mean-distance", test_the_height_is_the_mean_distance);
  g_test_add_func ("/linkage/many-rows-are-parted", test_many_rows_are_parted);
  return g_test_run ();
}
