/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samplers that work by clusters: given the clusters, the rows of imbalanced-learn (tests/golden/samplers/ORIGIN); what they promise
 * for clusters of their own. */
#include "engine/samplers/imb-clustered.h"
#include "tests/imb-sampled.h"

/* The clusters of the golden files. */
static void
find_quadrants (const ImbMatrix *x,
                guint32         *labels)
{
  for (gsize i = 0; i < x->n_rows; i++)
    labels[i] = 2u * (imb_matrix_row (x, i)[0] > 0.0) + (imb_matrix_row (x, i)[1] > 0.0);
}

static ImbResample *
make_in_quadrants (const GoldenTable  *table,
                   const ImbClustered *how,
                   guint32             seed,
                   GError            **error)
{
  const gsize  targets[] = { 0, 65, 85 };
  ImbView      view = imb_view_of (table->x, table->classes, 3);
  ImbResample *result = imb_resample_new (&view, NULL);
  guint32      labels[180];
  ImbRng       rng;

  find_quadrants (table->x, labels);
  imb_rng_init (&rng, seed);
  if (imb_clustered_make (&view, table->x, labels, 4, how, targets, &rng, result, NULL, error))
    return result;
  imb_resample_unref (result);
  return NULL;
}

static void
assert_golden_rows (guint32     seed,
                    const char *name)
{
  const ImbClustered how = { "auto", 2, 0.05, NAN, TRUE };
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");
  g_auto (GoldenTable) wanted = golden_table (name);
  g_autoptr (ImbResample) result = make_in_quadrants (&table, &how, seed, NULL);

  g_assert_cmpuint (result->n_rows, ==, wanted.x->n_rows);
  for (gsize m = 0; m < result->n_made; m++)
    {
      g_assert_cmpuint (result->made_classes[m], ==, wanted.classes[180 + m]);
      sampled_assert_near (imb_matrix_row (result->made, m), imb_matrix_row (wanted.x, 180 + m), 4);
    }
}

static void
test_rows_in_given_clusters_are_imbalanced_learns (void)
{
  assert_golden_rows (0, "samplers/multiclass_kmeans-smote_clusters_seed0.csv");
  assert_golden_rows (7, "samplers/multiclass_kmeans-smote_clusters_seed7.csv");
}

/* imbalanced-learn makes 334 rows of these by rounding up. */
static void
test_rows_in_given_clusters_are_as_many_as_asked (void)
{
  const ImbClustered how = { "auto", 2, 0.05, NAN, FALSE };
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");
  g_autoptr (ImbResample) result = make_in_quadrants (&table, &how, 0, NULL);
  guint32 labels[180];

  find_quadrants (table.x, labels);
  g_assert_cmpuint (result->n_rows, ==, 330);
  sampled_assert_parents (result, table.x);
  for (gsize m = 0; m < result->n_made; m++)
    g_assert_cmpuint (labels[result->parent_rows[2 * m]], ==, labels[result->parent_rows[2 * m + 1]]);
}

/* Rows of the classes to grow stand on one place in each cluster: imbalanced-learn divides 0 by 0. */
static void
test_equal_rows_share_by_number_or_are_refused (void)
{
  ImbClustered how = { "auto", 2, 0.05, NAN, FALSE };
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbResample) result = NULL, none = NULL;

  for (guint i = 0; i < 180; i++)
    for (guint j = 0; j < 4 && table.classes[i] > 0; j++)
      imb_matrix_row (table.x, i)[j] = imb_matrix_row (table.x, i)[j] > 0.0 && j < 2 ? 1.0 : -1.0;
  result = make_in_quadrants (&table, &how, 0, NULL);
  g_assert_cmpuint (result->n_rows, ==, 330);
  g_assert_cmpuint (imb_notes_n (result->notes), ==, 2);
  g_assert_cmpstr (imb_notes_at (result->notes, 0), ==,
                   "In the clusters the rows of class “1” are all equal or too far apart to compare; each cluster got new rows by its number of rows alone.");
  sampled_assert_parents (result, table.x);

  how.as_peer = TRUE;
  none = make_in_quadrants (&table, &how, 0, &error);
  g_assert_null (none);
  g_assert_error (error, IMB_ERROR, IMB_ERROR_UNSUITABLE);
}

/* A larger exponent gives more to the sparse cluster. */
static void
test_the_sparse_cluster_gets_more (void)
{
  g_auto (GoldenTable) table = { imb_matrix_new (60, 2, NULL), g_new (guint16, 60) };
  gsize  n_sparse[2] = { 0, 0 };
  ImbRng rng;

  imb_rng_init (&rng, 1);
  for (guint i = 0; i < 60; i++)
    {
      gboolean is_sparse = i % 2;

      table.classes[i] = i < 20;
      for (guint j = 0; j < 2; j++)
        imb_matrix_row (table.x, i)[j] = 100.0 * is_sparse + (is_sparse ? 6.0 : 2.0) * imb_rng_normal (&rng);
    }
  for (guint t = 0; t < 2; t++)
    {
      g_autoptr (ImbResample) result = sampled_run (t == 0 ? "kmeans-smote:kmeans_estimator=2,cluster_balance_threshold=0.1,density_exponent=0.5"
                                                           : "kmeans-smote:kmeans_estimator=2,cluster_balance_threshold=0.1,density_exponent=3",
                                                    &table, 2, 0);

      for (gsize m = 0; m < result->n_made; m++)
        n_sparse[t] += imb_matrix_row (result->made, m)[0] > 50.0;
    }
  g_assert_cmpuint (n_sparse[0], >, 10);
  g_assert_cmpuint (n_sparse[1], >, n_sparse[0] + 2);
}

/* imbalanced-learn's own test of it. */
static void
test_one_cluster_is_smote (void)
{
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");
  g_autoptr (ImbResample) clustered = sampled_run ("kmeans-smote:kmeans_estimator=1,cluster_balance_threshold=0,k_neighbors=5", &table, 3, 42);
  g_autoptr (ImbResample) smote = sampled_run ("smote", &table, 3, 42);

  g_assert_cmpuint (clustered->n_made, ==, smote->n_made);
  g_assert_cmpmem (clustered->made->data, clustered->made->n_bytes, smote->made->data, smote->made->n_bytes);
}

static void
test_clusters_that_will_not_do_are_refused_with_what_would (void)
{
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");
  g_autoptr (ImbResample) result = sampled_run ("kmeans-smote:kmeans_estimator=2,cluster_balance_threshold=0.287,sampling_strategy={1:110}", &table, 3, 0);

  g_assert_cmpuint (result->n_made, ==, 65);
  sampled_assert_refused ("kmeans-smote:kmeans_estimator=2,cluster_balance_threshold=10", &table,
                          "In no cluster with 3 rows of class “1” or more are they a share of 10 or more; write cluster_balance_threshold=0.287 or less, or use smote.");
  sampled_assert_refused ("kmeans-smote:kmeans_estimator=100,k_neighbors=20", &table,
                          "No cluster has the 21 rows of class “1” that 20 neighbours need; write fewer clusters (kmeans_estimator) or a smaller k_neighbors, or use smote.");
  sampled_assert_refused ("kmeans-smote:kmeans_estimator=181", &table,
                          "There are 180 rows, too few for 181 clusters; write kmeans_estimator=180 or less.");
}

/* One neighbour is the least there is, and smote takes five unless it is told. */
static void
test_few_rows_are_told_what_they_allow (void)
{
  g_auto (GoldenTable) table = { imb_matrix_new (60, 1, NULL), g_new (guint16, 60) };

  for (guint i = 0; i < 60; i++)
    {
      table.classes[i] = i % 15 == 7;
      imb_matrix_row (table.x, i)[0] = i;
    }
  sampled_assert_refused ("kmeans-smote:kmeans_estimator=12,k_neighbors=1", &table,
                          "No cluster has two rows of class “1”; write fewer clusters (kmeans_estimator), or use smote:k_neighbors=3.");
  sampled_assert_refused ("kmeans-smote:kmeans_estimator=12,k_neighbors=2", &table,
                          "No cluster has the 3 rows of class “1” that 2 neighbours need; write fewer clusters (kmeans_estimator) or a smaller k_neighbors, or use smote:k_neighbors=3.");
}

static void
test_numbers_or_auto_are_read (void)
{
  const char *const wrong[] = { "", "automatic", "1x", "inf", "nan" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = g_strdup_printf ("kmeans-smote:density_exponent=%s", wrong[i]);

      g_assert_null (imb_plan_parse (text, &error));
      g_assert_error (error, IMB_ERROR, IMB_ERROR_PARAM);
    }
}

/* Ten rows, three of class 0 and seven of class 1: what imbalanced-learn tries its sampler on. */
static GoldenTable
make_ten (void)
{
  const double values[][3] = {
    { 0.05, -0.2, 1 },
    { 0.95, 0.75, 0 },
    { 0.2, 1.5, 1 },
    { 0.45, 0.45, 0 },
    { 0.25, 0.35, 1 },
    { 0.15, 0.3, 1 },
    { 0.1, -0.85, 1 },
    { 0.1, 0.65, 1 },
    { 0.15, 0.1, 0 },
    { 0.1, -2.55, 1 },
  };
  GoldenTable table = { imb_matrix_new (10, 2, NULL), g_new (guint16, 10) };

  for (guint i = 0; i < 10; i++)
    {
      memcpy (imb_matrix_row (table.x, i), values[i], 2 * sizeof (double));
      table.classes[i] = (guint16) values[i][2];
    }
  return table;
}

static void
assert_sizes (const char        *text,
              const GoldenTable *table,
              gsize              first,
              gsize              second,
              gsize              third)
{
  ImbView view = imb_view_of (table->x, table->classes, 3);
  g_autoptr (ImbResample) result = sampled_run (text, table, 3, 0);
  gsize counts[3];

  sampled_assert_parents (result, table->x);
  imb_resample_count (result, &view, counts);
  g_assert_cmpuint (counts[0], ==, first);
  g_assert_cmpuint (counts[1], ==, second);
  g_assert_cmpuint (counts[2], ==, third);
}

static void
test_centroids_are_as_many_as_asked (void)
{
  g_auto (GoldenTable) table = make_ten ();

  assert_sizes ("cluster-centroids", &table, 3, 3, 0);
  assert_sizes ("cluster-centroids:sampling_strategy={0:3;1:6}", &table, 3, 6, 0);
  assert_sizes ("cluster-centroids:sampling_strategy={1:0}", &table, 3, 0, 0);
  assert_sizes ("cluster-centroids:voting=hard", &table, 3, 3, 0);
  table.classes[5] = table.classes[6] = 2;
  assert_sizes ("cluster-centroids", &table, 2, 2, 2);
}

/* Classes in order; the smallest as it is, of the others means of all of their rows. */
static void
test_a_mean_stands_for_its_rows (void)
{
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");
  g_autoptr (ImbResample) result = sampled_run ("cluster-centroids", &table, 3, 4);
  guint8 is_parent[180] = { 0 };

  g_assert_cmpuint (result->n_rows, ==, 75);
  g_assert_cmpuint (imb_resample_n_kept (result), ==, 25);
  sampled_assert_parents (result, table.x);
  for (gsize i = 0; i < 75; i++)
    g_assert_cmpuint (sampled_class (result, table.classes, result->rows[i]), ==, i / 25);
  for (gsize m = 0; m < result->n_made; m++)
    for (gsize p = result->parent_offsets[m]; p < result->parent_offsets[m + 1]; p++)
      {
        const guint32 *witnesses;
        gsize          n_witnesses;

        g_assert_cmpuint (is_parent[result->parent_rows[p]]++, ==, 0);
        g_assert_cmpint (imb_removals_find (result->removals, result->parent_rows[p], &witnesses, &n_witnesses), ==, IMB_REASON_MERGED);
        g_assert_cmpuint (n_witnesses, ==, 1);
        g_assert_cmpuint (witnesses[0], ==, 180 + m);
      }
  for (gsize i = 0; i < 180; i++)
    g_assert_cmpuint (is_parent[i], ==, table.classes[i] != 2);
}

static void
test_hard_voting_keeps_rows_of_the_class (void)
{
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");
  g_autoptr (ImbResample) result = sampled_run ("cluster-centroids:voting=hard", &table, 3, 4);

  g_assert_cmpuint (result->n_rows, ==, 75);
  g_assert_cmpuint (result->n_made, ==, 0);
  for (gsize i = 0; i < 75; i++)
    g_assert_cmpuint (table.classes[result->rows[i]], ==, i / 25);
  g_assert_cmpuint (imb_removals_n (result->removals), ==, imb_resample_n_removed (result));
}

static double
spread_of (const char *text)
{
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");
  g_autoptr (ImbResample) result = sampled_run (text, &table, 3, 2);
  double sum = 0.0;

  for (gsize m = 0; m < result->n_made; m++)
    for (gsize p = result->parent_offsets[m]; p < result->parent_offsets[m + 1]; p++)
      for (guint j = 0; j < 4; j++)
        {
          double apart = imb_matrix_row (table.x, result->parent_rows[p])[j] - imb_matrix_row (result->made, m)[j];

          sum += apart * apart;
        }
  return sum;
}

static void
test_more_starts_make_tighter_clusters (void)
{
  g_assert_cmpfloat (spread_of ("cluster-centroids:n_init=40"), <, spread_of ("cluster-centroids") - 1e-6);
}

static void
test_categories_are_voted_for (void)
{
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");
  const ImbKind kinds[] = { { 0, FALSE }, { 3, FALSE }, { 0, FALSE }, { 0, FALSE } };
  ImbView       view = imb_view_of (table.x, table.classes, 3);
  g_autoptr (ImbPlan) plan = imb_plan_parse ("cluster-centroids", NULL);
  g_autoptr (ImbResample) result = NULL;

  view.kinds = kinds;
  for (gsize i = 0; i < 180; i++)
    imb_matrix_row (table.x, i)[1] = (double) (i % 3);
  result = imb_plan_run (plan, &view, 0, NULL, NULL);
  g_assert_cmpuint (imb_notes_n (result->notes), ==, 1);
  g_assert_cmpstr (imb_notes_at (result->notes, 0), ==, "Means, directions and clusters are those of the 3 features that are numbers; categories have none.");
  for (gsize m = 0; m < result->n_made; m++)
    {
      guint counts[3] = { 0 }, most = 0;
      guint code = (guint) imb_matrix_row (result->made, m)[1];

      for (gsize p = result->parent_offsets[m]; p < result->parent_offsets[m + 1]; p++)
        counts[result->parent_rows[p] % 3]++;
      for (guint l = 0; l < 3; l++)
        most = MAX (most, counts[l]);
      g_assert_cmpfloat (imb_matrix_row (result->made, m)[1], ==, code);
      g_assert_cmpuint (counts[code], ==, most);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kmeans-smote/rows-in-given-clusters-are-imbalanced-learns", test_rows_in_given_clusters_are_imbalanced_learns);
  g_test_add_func ("/kmeans-smote/rows-in-given-clusters-are-as-many-as-asked", test_rows_in_given_clusters_are_as_many_as_asked);
  g_test_add_func ("/kmeans-smote/equal-rows-share-by-number-or-are-refused", test_equal_rows_share_by_number_or_are_refused);
  g_test_add_func ("/kmeans-smote/the-sparse-cluster-gets-more", test_the_sparse_cluster_gets_more);
  g_test_add_func ("/kmeans-smote/one-cluster-is-smote", test_one_cluster_is_smote);
  g_test_add_func ("/kmeans-smote/clusters-that-will-not-do-are-refused-with-what-would", test_clusters_that_will_not_do_are_refused_with_what_would);
  g_test_add_func ("/kmeans-smote/few-rows-are-told-what-they-allow", test_few_rows_are_told_what_they_allow);
  g_test_add_func ("/kmeans-smote/numbers-or-auto-are-read", test_numbers_or_auto_are_read);
  g_test_add_func ("/cluster-centroids/centroids-are-as-many-as-asked", test_centroids_are_as_many_as_asked);
  g_test_add_func ("/cluster-centroids/a-mean-stands-for-its-rows", test_a_mean_stands_for_its_rows);
  g_test_add_func ("/cluster-centroids/hard-voting-keeps-rows-of-the-class", test_hard_voting_keeps_rows_of_the_class);
  g_test_add_func ("/cluster-centroids/more-starts-make-tighter-clusters", test_more_starts_make_tighter_clusters);
  g_test_add_func ("/cluster-centroids/categories-are-voted-for", test_categories_are_voted_for);
  return g_test_run ();
}
