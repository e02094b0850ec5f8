/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Near-miss against imbalanced-learn's rows (tests/golden/samplers/ORIGIN), why rows went, and the search for the farthest. */
#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-farthest.h"
#include "engine/kernels/imb-within.h"
#include "tests/imb-sampled.h"

static void
test_rows_are_imbalanced_learns (void)
{
  for (guint version = 1; version <= 3; version++)
    {
      g_autofree char *text = g_strdup_printf ("near-miss:version=%u", version);
      g_autofree char *name = g_strdup_printf ("samplers/multiclass_near-miss_version%u.txt", version);

      sampled_assert_indices_are_golden (text, 0, name);
    }
}

/* Three rows of class 1 at 0, 1 and 2; rows of class 0 at −1, 3, 5 and 9. */
static GoldenTable
make_line (void)
{
  const double at[] = { 9, 0, 5, 1, -1, 2, 3 };
  GoldenTable  table = { imb_matrix_new (7, 1, NULL), g_new0 (guint16, 7) };

  for (guint i = 0; i < 7; i++)
    imb_matrix_row (table.x, i)[0] = at[i];
  table.classes[1] = table.classes[3] = table.classes[5] = 1;
  return table;
}

static void
assert_kept (const char    *text,
             const guint32 *rows,
             gsize          n)
{
  g_auto (GoldenTable) table = make_line ();
  g_autoptr (ImbResample) result = sampled_run (text, &table, 2, 0);

  g_assert_cmpmem (result->rows, result->n_rows * sizeof (guint32), rows, n * sizeof (guint32));
}

static void
test_versions_keep_what_they_say (void)
{
  /* Sums to the two nearest: 9: 15, 5: 7, −1: 3, 3: 3. To the two farthest: 17, 9, 5, 5. */
  assert_kept ("near-miss:n_neighbors=2", (guint32[]){ 4, 6, 2, 1, 3, 5 }, 6);
  assert_kept ("near-miss:n_neighbors=2,sampling_strategy={0:1}", (guint32[]){ 4, 1, 3, 5 }, 4);
  assert_kept ("near-miss:version=2,n_neighbors=1,sampling_strategy={0:2}", (guint32[]){ 4, 6, 1, 3, 5 }, 5);
  assert_kept ("near-miss:version=3,n_neighbors=1,n_neighbors_ver3=3,sampling_strategy={0:2}", (guint32[]){ 2, 4, 1, 3, 5 }, 5);
  assert_kept ("near-miss:sampling_strategy={0:0}", (guint32[]){ 1, 3, 5 }, 3);
}

static void
test_removed_rows_name_the_rows_that_decided (void)
{
  g_auto (GoldenTable) table = make_line ();
  g_autoptr (ImbResample) nearest = sampled_run ("near-miss:n_neighbors=2,sampling_strategy={0:2}", &table, 2, 0);
  g_autoptr (ImbResample) farthest = sampled_run ("near-miss:version=2,n_neighbors=2,sampling_strategy={0:2}", &table, 2, 0);
  g_autoptr (ImbResample) around = sampled_run ("near-miss:version=3,n_neighbors=1,n_neighbors_ver3=2,sampling_strategy={0:1}", &table, 2, 0);
  const guint32 *witnesses;
  gsize          n;

  g_assert_cmpuint (imb_removals_n (nearest->removals), ==, 2);
  g_assert_cmpuint (imb_removals_find (nearest->removals, 0, &witnesses, &n), ==, IMB_REASON_FAR);
  g_assert_cmpmem (witnesses, n * sizeof *witnesses, ((guint32[]){ 5, 3 }), 2 * sizeof *witnesses);
  g_assert_cmpuint (imb_removals_find (farthest->removals, 0, &witnesses, &n), ==, IMB_REASON_FAR);
  g_assert_cmpmem (witnesses, n * sizeof *witnesses, ((guint32[]){ 3, 1 }), 2 * sizeof *witnesses);

  /* Only 3 and −1 are near a row of class 1, as far from it; 9 and 5 were never asked. */
  g_assert_cmpuint (imb_removals_n (around->removals), ==, 3);
  g_assert_cmpuint (imb_removals_find (around->removals, 0, &witnesses, &n), ==, IMB_REASON_FAR);
  g_assert_cmpuint (n, ==, 0);
  g_assert_cmpuint (imb_removals_find (around->removals, 6, &witnesses, &n), ==, IMB_REASON_FAR);
  g_assert_cmpmem (witnesses, n * sizeof *witnesses, ((guint32[]){ 5 }), sizeof *witnesses);
}

static void
test_version_3_says_that_it_keeps_fewer (void)
{
  g_auto (GoldenTable) table = make_line ();
  g_autoptr (ImbResample) result = sampled_run ("near-miss:version=3,n_neighbors=1,n_neighbors_ver3=1", &table, 2, 0);

  g_assert_cmpuint (result->n_rows, ==, 5);
  g_assert_cmpuint (imb_notes_n (result->notes), ==, 1);
  g_assert_cmpstr (imb_notes_at (result->notes, 0), ==,
                   "Near-miss 3 keeps 2 rows of class “0”, not 3: no more are among the n_neighbors_ver3=1 nearest of a row of the smallest class.");
}

static void
test_too_few_rows_are_refused_with_what_would_do (void)
{
  g_auto (GoldenTable) table = make_line ();

  sampled_assert_refused ("near-miss:n_neighbors=4", &table, "Class “1” has 3 rows, too few for n_neighbors=4; write n_neighbors=3 or less.");
  sampled_assert_refused ("near-miss:version=3,n_neighbors_ver3=5", &table, "Class “0” has 4 rows, too few for n_neighbors_ver3=5; write n_neighbors_ver3=4 or less.");
  g_assert_null (imb_plan_parse ("near-miss:version=4", NULL));
  g_assert_null (imb_plan_parse ("near-miss:version=0", NULL));
}

/* imbalanced-learn's version 2 sums the last n_neighbors of all distances, of which there may be fewer; its versions 1 and 3 refuse. */
static void
test_version_2_takes_all_rows_of_a_small_class (void)
{
  g_auto (GoldenTable) table = make_line ();
  g_autoptr (ImbResample) result = sampled_run ("near-miss:version=2,n_neighbors=900", &table, 2, 0);
  const guint32 *witnesses;
  gsize          n;

  assert_kept ("near-miss:version=2,n_neighbors=4", (guint32[]){ 4, 6, 2, 1, 3, 5 }, 6);
  g_assert_cmpstr (imb_notes_at (result->notes, 0), ==, "The smallest class has 3 rows, so near-miss 2 adds up the distances to all of them, not to n_neighbors=900.");
  g_assert_cmpint (imb_removals_find (result->removals, 0, &witnesses, &n), ==, IMB_REASON_FAR);
  g_assert_cmpmem (witnesses, n * sizeof *witnesses, ((guint32[]){ 5, 3, 1 }), 3 * sizeof *witnesses);
}

static ImbMatrix *
make_rows (gsize    n,
           gsize    d,
           gboolean tied,
           guint32  seed)
{
  ImbMatrix *x = imb_matrix_new (n, d, NULL);
  ImbRng     rng;

  imb_rng_init (&rng, seed);
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < d; j++)
      imb_matrix_row (x, i)[j] = tied ? (double) imb_rng_below (&rng, 3) : 100.0 + imb_rng_normal (&rng);
  return x;
}

static double
apart (const double *a,
       const double *b,
       gsize         d)
{
  double sum = 0.0;

  for (gsize j = 0; j < d; j++)
    sum += (a[j] - b[j]) * (a[j] - b[j]);
  return sum;
}

/* How many points are farther than point @r, or as far and lower. */
static gsize
place_of (const ImbMatrix *points,
          const double    *query,
          gsize            r)
{
  double own = apart (query, imb_matrix_row (points, r), points->n_cols);
  gsize  place = 0;

  for (gsize i = 0; i < points->n_rows; i++)
    {
      double other = apart (query, imb_matrix_row (points, i), points->n_cols);

      place += other > own || (other == own && i < r);
    }
  return place;
}

/* Queries are searched for four at a time; three are left. */
static void
test_the_farthest_are_found (void)
{
  const gsize sizes[][3] = { { 1, 1, 1 }, { 31, 2, 3 }, { 33, 30, 5 }, { 200, 3, 200 }, { 500, 5, 4 } };

  for (guint s = 0; s < 2 * G_N_ELEMENTS (sizes); s++)
    {
      const gsize n = sizes[s / 2][0], d = sizes[s / 2][1], k = sizes[s / 2][2];
      g_autoptr (ImbMatrix) points = make_rows (n, d, s % 2 == 1, s);
      g_autoptr (ImbMatrix) queries = make_rows (23, d, s % 2 == 1, s + 100);
      g_autofree guint32 *rows = g_new (guint32, 23 * k);
      g_autofree double  *distances = g_new (double, 23 * k);

      g_assert_true (imb_farthest_find (points, queries, k, rows, distances, NULL, NULL));
      for (gsize i = 0; i < 23 * k; i++)
        {
          const double *query = imb_matrix_row (queries, i / k);

          g_assert_cmpuint (place_of (points, query, rows[i]), ==, k - 1 - i % k);
          g_assert_cmpfloat (distances[i], ==, apart (query, imb_matrix_row (points, rows[i]), d));
        }
    }
}

/* What is certain is true, and hardly anything is left open. */
static void
test_what_is_not_within_is_told (void)
{
  const gsize sizes[][2] = { { 1, 1 }, { 17, 3 }, { 300, 30 } };

  for (guint s = 0; s < 4 * G_N_ELEMENTS (sizes); s++)
    {
      const gsize n = sizes[s / 4][0], d = sizes[s / 4][1];
      g_autoptr (ImbMatrix) points = make_rows (n, d, s % 2 == 1, s);
      g_autoptr (ImbMatrix) queries = make_rows (331, d, s % 2 == 1, s + 100);
      g_autofree guint32 *rows = g_new (guint32, 331);
      g_autofree guint8  *may_be = g_new (guint8, 331);
      g_autofree double  *least = g_new (double, 331);
      gsize               n_open = 0;
      double              distance = 0.0;

      for (guint i = 0; i < 331; i++)
        {
          rows[i] = 330 - i;
          least[i] = INFINITY;
          for (gsize p = 0; p < n; p++)
            least[i] = MIN (least[i], apart (imb_matrix_row (queries, 330 - i), imb_matrix_row (points, p), d));
        }
      if (s % 4 < 2)
        distance = least[7];
      g_assert_true (imb_within_mark (points, queries, rows, 331, distance, may_be, NULL, NULL));
      for (guint i = 0; i < 331; i++)
        {
          g_assert_true (may_be[i] || least[i] > distance);
          n_open += may_be[i] && least[i] > distance;
        }
      g_assert_cmpuint (n_open, <, 3);
    }
}

/* 6000 rows, of which versions 1 and 2 ask but a few: the same ones are kept as by asking all. */
static void
test_sifting_changes_no_row (void)
{
  for (guint run = 0; run < 4; run++)
    {
      const guint      version = 1 + run / 2;
      g_autofree char *little = g_strdup_printf ("near-miss:version=%u,sampling_strategy={0:200}", version);
      g_autofree char *much = g_strdup_printf ("near-miss:version=%u,sampling_strategy={0:5000}", version);
      g_auto (GoldenTable) table = { make_rows (6000, 6, run % 2 != 0, 5), g_new0 (guint16, 6000) };
      g_autoptr (ImbResample) few = NULL;
      g_autoptr (ImbResample) many = NULL;
      const guint32 *witnesses;
      gsize          n, n_unasked = 0;

      for (guint i = 0; i < 6000; i += 100)
        table.classes[i] = 1;
      few = sampled_run (little, &table, 2, 0);
      many = sampled_run (much, &table, 2, 0);
      g_assert_cmpuint (few->n_rows, ==, 260);
      g_assert_cmpmem (few->rows, 200 * sizeof (guint32), many->rows, 200 * sizeof (guint32));
      g_assert_cmpuint (imb_removals_n (few->removals), ==, 5740);
      for (gsize i = 0; i < 5740; i++)
        {
          guint32 row;

          imb_removals_at (few->removals, i, &row, &witnesses, &n);
          n_unasked += n == 0;
        }
      g_assert_cmpuint (n_unasked, >, 1000);
    }
}

/* Only the rows that the bound was taken from are promising: nothing more is searched. */
static void
test_what_was_asked_for_a_bound_is_not_asked_again (void)
{
  g_auto (GoldenTable) table = { make_rows (6000, 3, FALSE, 7), g_new0 (guint16, 6000) };
  g_autoptr (ImbResample) few = NULL;
  g_autoptr (ImbResample) many = NULL;

  for (guint i = 0; i < 6000; i++)
    {
      table.classes[i] = i % 100 == 0;
      if (i % 100 != 0 && i % 29 != 1)
        imb_matrix_row (table.x, i)[i % 3] += 1000.0 + i;
    }
  few = sampled_run ("near-miss:version=2,sampling_strategy={0:200}", &table, 2, 0);
  many = sampled_run ("near-miss:version=2,sampling_strategy={0:5000}", &table, 2, 0);
  g_assert_cmpuint (few->n_rows, ==, 260);
  g_assert_cmpmem (few->rows, 200 * sizeof (guint32), many->rows, 200 * sizeof (guint32));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/near-miss/rows-are-imbalanced-learns", test_rows_are_imbalanced_learns);
  g_test_add_func ("/near-miss/versions-keep-what-they-say", test_versions_keep_what_they_say);
  g_test_add_func ("/near-miss/removed-rows-name-the-rows-that-decided", test_removed_rows_name_the_rows_that_decided);
  g_test_add_func ("/near-miss/version-3-says-that-it-keeps-fewer", test_version_3_says_that_it_keeps_fewer);
  g_test_add_func ("/near-miss/version-2-takes-all-rows-of-a-small-class", test_version_2_takes_all_rows_of_a_small_class);
  g_test_add_func ("/near-miss/too-few-rows-are-refused-with-what-would-do", test_too_few_rows_are_refused_with_what_would_do);
  g_test_add_func ("/near-miss/the-farthest-are-found", test_the_farthest_are_found);
  g_test_add_func ("/near-miss/what-is-not-within-is-told", test_what_is_not_within_is_told);
  g_test_add_func ("/near-miss/sifting-changes-no-row", test_sifting_changes_no_row);
  g_test_add_func ("/near-miss/what-was-asked-for-a-bound-is-not-asked-again", test_what_was_asked_for_a_bound_is_not_asked_again);
  return g_test_run ();
}
