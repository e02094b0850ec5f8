/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inner loops of the searches, against the same said plainly: sums of tiles, what is taken off them, who is picked and in which order, and what is
 * least among blends. With points behind the last one, which are at infinity. */
#include <math.h>
#include <string.h>

#include "engine/core/imb-matrix.h"
#include "engine/core/imb-rng.h"
#include "engine/kernels/imb-blend-sweep.h"

#define QUERIES IMB_SWEEP_QUERIES
#define POINTS  IMB_SWEEP_POINTS
#define TILE    (QUERIES * POINTS)
#define CLOSE   1e-5

static float *
floats_new (gsize n)
{
  return (float *) imb_block_new ((n + 1) / 2);
}

static void
floats_free (float *floats,
             gsize  n)
{
  imb_block_free ((double *) floats, (n + 1) / 2);
}

static void
fill (float  *floats,
      gsize   n,
      ImbRng *rng,
      guint   n_values)
{
  for (gsize i = 0; i < n; i++)
    floats[i] = n_values > 0 ? (float) imb_rng_below (rng, n_values) : (float) imb_rng_normal (rng);
}

static double
plain_sum (const float *queries,
           const float *panel,
           gsize        n_cols,
           gsize        a,
           gsize        l)
{
  double sum = 0.0;

  for (gsize j = 0; j < n_cols; j++)
    sum += ((double) queries[j * QUERIES + a] - panel[j * POINTS + l]) * ((double) queries[j * QUERIES + a] - panel[j * POINTS + l]);
  return sum;
}

static void
assert_close (double a,
              double b)
{
  if (isinf (b))
    g_assert_cmpfloat (a, ==, b);
  else
    g_assert_cmpfloat (fabs (a - b), <=, CLOSE * MAX (1.0, fabs (b)));
}

/* At least @n of the sums of each query are not above its bound, which is one of them. */
static void
assert_bounds (const float *sums,
               gsize        n_panels,
               guint        n,
               const float *bounds)
{
  for (gsize a = 0; a < QUERIES; a++)
    {
      gsize n_within = 0, n_equal = 0;

      for (gsize i = 0; i < n_panels * POINTS; i++)
        {
          const float sum = sums[i / POINTS * TILE + a * POINTS + i % POINTS];

          n_within += sum <= bounds[a];
          n_equal += sum == bounds[a];
        }
      g_assert_cmpuint (n_within, >=, n);
      g_assert_cmpuint (n_equal, >=, 1);
    }
}

static void
test_sums (void)
{
  for (gsize n_panels = 1; n_panels < 9; n_panels += 3)
    for (gsize n_cols = 1; n_cols < 20; n_cols += 6)
      {
        const gsize n_floats = n_panels * n_cols * POINTS;
        float      *panels = floats_new (n_floats), *out = floats_new (n_panels * TILE), *less = floats_new (POINTS), *queries = floats_new (n_cols * QUERIES);
        float       bounds[QUERIES];
        ImbRng      rng;

        imb_rng_init (&rng, (guint32) n_floats);
        fill (panels, n_floats, &rng, 0);
        fill (queries, n_cols * QUERIES, &rng, 0);
        fill (less, POINTS, &rng, 0);
        for (gsize j = 0; j < n_cols; j++) /* a point behind the last one */
          panels[(n_panels - 1) * n_cols * POINTS + j * POINTS + POINTS - 1] = INFINITY;
        for (guint n = 1; n <= POINTS; n += 5)
          {
            imb_sweep_all (queries, panels, n_panels, n_cols, n, out, bounds);
            assert_bounds (out, n_panels, n, bounds);
          }
        for (gsize i = 0; i < n_panels * TILE; i++)
          assert_close (out[i], plain_sum (queries, panels + i / TILE * n_cols * POINTS, n_cols, i % TILE / POINTS, i % POINTS));
        for (gsize panel = 0; panel < n_panels; panel++)
          imb_sweep_column (queries, 1, panels + panel * n_cols * POINTS, n_cols, less, TILE, out + panel * TILE);
        for (gsize i = 0; i < n_panels * TILE; i++)
          assert_close (out[i], plain_sum (queries, panels + i / TILE * n_cols * POINTS, n_cols, i % TILE / POINTS, i % POINTS) - less[i % POINTS]);
        floats_free (panels, n_floats);
        floats_free (out, n_panels * TILE);
        floats_free (less, POINTS);
        floats_free (queries, n_cols * QUERIES);
      }
}

/* Few different values, so that many are equal; limits from nothing to everything. */
static void
test_picks (void)
{
  const gsize n_panels = 11;
  float      *sums = floats_new (n_panels * TILE);
  ImbRng      rng;

  imb_rng_init (&rng, 3);
  fill (sums, n_panels * TILE, &rng, 40);
  for (gsize a = 0; a < QUERIES; a++)
    for (int limit = 0; limit < 41; limit++)
      {
        ImbSweepPick pick, plain;
        const gsize  n = imb_sweep_pick (sums + a * POINTS, n_panels, (float) limit, &pick);
        gsize        n_near = 0;

        g_assert_cmpuint (imb_sweep_pick_plain (sums + a * POINTS, n_panels, (float) limit, &plain), ==, n);
        for (gsize i = 0; i < n_panels * POINTS; i++)
          n_near += sums[i / POINTS * TILE + a * POINTS + i % POINTS] < (float) limit;
        g_assert_cmpint (n > IMB_SWEEP_PICKED, ==, n_near > IMB_SWEEP_PICKED);
        if (n > IMB_SWEEP_PICKED)
          continue;
        g_assert_cmpuint (n, ==, n_near);
        g_assert_cmpmem (pick.sums, n * sizeof (float), plain.sums, n * sizeof (float));
        g_assert_cmpmem (pick.places, n * sizeof (guint32), plain.places, n * sizeof (guint32));
        for (gsize c = 0; c < n; c++)
          g_assert_cmpfloat (pick.sums[c], ==, sums[pick.places[c] / POINTS * TILE + a * POINTS + pick.places[c] % POINTS]);
        imb_sweep_sort (&pick, n);
        for (gsize c = 1; c < n; c++)
          g_assert_true (pick.sums[c - 1] < pick.sums[c] || (pick.sums[c - 1] == pick.sums[c] && pick.places[c - 1] < pick.places[c]));
      }
  floats_free (sums, n_panels * TILE);
}

/* Rows between two of twelve ends, one an end itself: its second share is nothing, and nothing times infinity is no number. */
static void
make_rows (ImbBlendRow *rows,
           gsize        n_rows,
           guint        n_panels,
           ImbRng      *rng)
{
  for (gsize i = 0; i < n_rows; i++)
    {
      const float share = i % 5 == 0 ? 0.0f : (float) imb_rng_double (rng);
      guint32     at[2];

      for (guint e = 0; e < 2; e++)
        {
          guint32 end = imb_rng_below (rng, 2 * QUERIES);

          at[e] = end / QUERIES * n_panels * TILE + end % QUERIES * POINTS;
        }
      rows[i] = (ImbBlendRow){ at[0], at[1], 1.0f - share, share, (float) -imb_rng_double (rng) };
    }
}

static void
test_blends (void)
{
  static const guint some_panels[] = { IMB_BLEND_PANELS, IMB_BLEND_FEWER };

  for (guint p = 0; p < G_N_ELEMENTS (some_panels); p++)
    for (gsize n_rows = 1; n_rows < 70; n_rows++)
      {
        const guint             n_panels = some_panels[p];
        const gsize             n_lanes = n_panels * POINTS, n_table = 2 * n_panels * TILE;
        float                  *table = floats_new (n_table), *lanes = floats_new (n_lanes), *plain = floats_new (n_lanes);
        g_autofree ImbBlendRow *rows = g_new (ImbBlendRow, n_rows);
        g_autofree float       *least = g_new (float, n_rows + 1), *plainly = g_new (float, n_rows + 1);
        ImbRng                  rng;

        imb_rng_init (&rng, (guint32) n_rows);
        fill (table, n_table, &rng, 1000);
        for (gsize i = 0; i < n_table; i++) /* the last lanes are behind the last row */
          if (i % (n_panels * TILE) / TILE == n_panels - 1 && i % POINTS > 10)
            table[i] = INFINITY;
        make_rows (rows, n_rows, n_panels, &rng);
        for (gsize l = 0; l < n_lanes; l++)
          lanes[l] = plain[l] = l % 3 == 0 ? 100.0f : INFINITY;
        for (gsize i = 0; i <= n_rows; i++)
          least[i] = plainly[i] = i % 3 == 0 ? 5.0f : INFINITY;
        imb_blend_sweep_lanes (table, rows, n_rows, n_panels, lanes);
        imb_blend_sweep_lanes_plain (table, rows, n_rows, n_panels, plain);
        imb_blend_sweep_rows (table, rows, n_rows, n_panels, least);
        imb_blend_sweep_rows_plain (table, rows, n_rows, n_panels, plainly);
        for (gsize l = 0; l < n_lanes; l++)
          assert_close (lanes[l], plain[l]);
        for (gsize i = 0; i < n_rows; i++)
          assert_close (least[i], plainly[i]);
        g_assert_cmpfloat (least[n_rows], ==, plainly[n_rows]); /* nobody wrote behind the end */
        floats_free (table, n_table);
        floats_free (lanes, n_lanes);
        floats_free (plain, n_lanes);
      }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sweep/sums", test_sums);
  g_test_add_func ("/sweep/picks", test_picks);
  g_test_add_func ("/sweep/blends", test_blends);
  return g_test_run ();
}
