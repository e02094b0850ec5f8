/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rankings beside an ordinary sort, and their corners beside the whole. */
#include <math.h>
#include <string.h>

#include "engine/imb.h"
#include "engine/kernels/imb-rank.h"
#include "engine/kernels/imb-sort.h"

typedef struct
{
  gsize    n;
  guint16 *codes;
  double  *scores; /* of two columns, the second of which is ranked */
} Rows;

/* Even, over all magnitudes and both signs, of few values, all but one in a corner. */
static double
draw (ImbRng *rng,
      guint   kind)
{
  double u = imb_rng_double (rng);

  switch (kind)
    {
    case 0:
      return u;
    case 1:
      return (u < 0.5 ? -1.0 : 1.0) * exp (1400.0 * (imb_rng_double (rng) - 0.5));
    case 2:
      return floor (u * 5.0) - 2.0;
    default:
      return u < 0.001 ? -INFINITY : u * 0x1p-1070;
    }
}

static Rows
rows_new (gsize  n,
          guint  kind,
          double share)
{
  Rows   rows = { n, g_new0 (guint16, n + 1), g_new0 (double, 2 * n + 2) };
  ImbRng rng;

  imb_rng_init (&rng, n + kind);
  for (gsize i = 0; i < n; i++)
    {
      rows.codes[i] = imb_rng_double (&rng) < share ? 3 : (guint16) (i % 3);
      rows.scores[2 * i] = NAN;
      rows.scores[2 * i + 1] = draw (&rng, kind);
    }
  return rows;
}

static void
rows_clear (Rows *rows)
{
  g_free (rows->codes);
  g_free (rows->scores);
}

static ImbRankPoints
points_new (gsize n)
{
  return (ImbRankPoints){ g_new0 (double, n + 1), g_new0 (double, n + 1), g_new0 (double, n + 1) };
}

static void
points_clear (ImbRankPoints *points)
{
  g_free (points->thresholds);
  g_free (points->tp);
  g_free (points->fp);
}

/* By a sort of the rows. */
static gsize
rank_plainly (const Rows    *rows,
              ImbRankPoints *points)
{
  g_autofree guint32 *order = g_new (guint32, rows->n + 1);
  g_autofree double  *keys = g_new (double, rows->n + 1);
  gsize               n = 0, tp = 0;

  for (gsize i = 0; i < rows->n; i++)
    keys[i] = rows->scores[2 * i + 1];
  g_assert_true (imb_sort_descending (keys, rows->n, order, NULL));
  for (gsize i = 0; i < rows->n; i++)
    {
      tp += rows->codes[order[i]] == 3;
      if (i + 1 < rows->n && keys[order[i + 1]] == keys[order[i]])
        continue;
      points->thresholds[n] = keys[order[i]];
      points->tp[n] = (double) tp;
      points->fp[n++] = (double) (i + 1 - tp);
    }
  return n;
}

static void
check_corners (const ImbRankRows   *asked,
               const ImbRankPoints *all,
               gsize                n_all)
{
  gsize         n_class = (gsize) (n_all > 0 ? all->tp[n_all - 1] : 0.0), n = 0, n_corners;
  ImbRankPoints corners = points_new (2 * n_class + 1);

  if (n_class > 0)
    {
      n_corners = imb_rank_few (asked, n_class, &corners);
      for (gsize i = 0; i < n_all; i++)
        {
          gboolean rises = all->tp[i] > (i > 0 ? all->tp[i - 1] : 0.0);

          if (!rises && i + 1 < n_all && all->tp[i + 1] == all->tp[i])
            continue; /* on a level stretch, and not its end */
          g_assert_cmpuint (n, <, n_corners);
          g_assert_cmpfloat (corners.tp[n], ==, all->tp[i]);
          g_assert_cmpfloat (corners.fp[n++], ==, all->fp[i]);
        }
      g_assert_cmpuint (n, ==, n_corners);
    }
  points_clear (&corners);
}

static void
check (gsize  n,
       guint  kind,
       double share)
{
  Rows                rows = rows_new (n, kind, share);
  ImbRankRows         asked = { rows.scores + 1, 2, rows.codes, 3, n };
  ImbRankPoints       expected = points_new (n), points = points_new (n);
  g_autofree guint64 *keys = g_new (guint64, n + 1);
  gsize               n_expected = rank_plainly (&rows, &expected);

  g_assert_cmpuint (imb_rank (&asked, keys, &points), ==, n_expected);
  for (gsize i = 0; i < n_expected; i++)
    {
      g_assert_cmpfloat (points.thresholds[i], ==, expected.thresholds[i]);
      g_assert_cmpfloat (points.tp[i], ==, expected.tp[i]);
      g_assert_cmpfloat (points.fp[i], ==, expected.fp[i]);
    }
  check_corners (&asked, &expected, n_expected);
  points_clear (&expected);
  points_clear (&points);
  rows_clear (&rows);
}

static void
test_it_is_what_a_sort_of_the_rows_gives (void)
{
  const gsize  sizes[] = { 0, 1, 2, 15, 300, 5000, 131072, 131073, 400000 };
  const double shares[] = { 0.0, 0.001, 0.4, 1.0 };

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    for (guint kind = 0; kind < 4; kind++)
      for (guint k = 0; k < G_N_ELEMENTS (shares); k++)
        check (sizes[s], kind, shares[k]);
}

/* Of a rare class, before somebody asked for the ranking and after. */
static void
test_metrics_of_the_corners_are_those_of_the_ranking (void)
{
  const char *const ids[] = { "roc_auc", "average_precision", "gini", "ks" };

  for (guint kind = 0; kind < 3; kind += 2)
    {
      Rows rows = rows_new (50000, kind, 0.01);
      g_autoptr (ImbOutcome) before = NULL;
      g_autoptr (ImbOutcome) after = NULL;

      for (gsize i = 0; i < rows.n; i++)
        {
          rows.codes[i] = rows.codes[i] == 3;
          rows.scores[2 * i + 1] += 0.2 * rows.codes[i];
          rows.scores[2 * i] = -rows.scores[2 * i + 1];
        }
      before = imb_outcome_new (rows.codes, rows.scores, NULL, NULL, rows.n, 2, 1, 0.5, NULL);
      after = imb_outcome_new (rows.codes, rows.scores, NULL, NULL, rows.n, 2, 1, 0.5, NULL);
      g_assert_nonnull (imb_outcome_get_ranking (after, 1));
      for (guint m = 0; m < G_N_ELEMENTS (ids); m++)
        {
          double first = imb_metric_value (imb_metric_find (ids[m]), before), second = imb_metric_value (imb_metric_find (ids[m]), after);

          g_assert_cmpmem (&first, sizeof first, &second, sizeof second);
        }
      rows_clear (&rows);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rank/it is what a sort of the rows gives", test_it_is_what_a_sort_of_the_rows_gives);
  g_test_add_func ("/rank/metrics of the corners are those of the ranking", test_metrics_of_the_corners_are_those_of_the_ranking);
  return g_test_run ();
}
