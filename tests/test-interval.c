/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Intervals of pooled rows: literal values, the slow way beside the fast one, resamples that mean what they say. */
#include <math.h>
#include <string.h>

#include "engine/evaluate/imb-delong.h"
#include "engine/evaluate/imb-interval.h"
#include "engine/evaluate/imb-redraw.h"
#include "engine/imb.h"
#include "engine/kernels/imb-distribution.h"
#include "engine/kernels/imb-multinomial.h"

#define SAME(a, b) g_assert_cmpfloat_with_epsilon (a, b, 1e-12)
#define N          400

typedef struct
{
  guint16 truth[N];
  double  scores[2 * N];
  double  others[2 * N];
  double  weights[N];
} Rows;

/* Few distinct scores, so that many are equal. */
static void
fill (Rows *rows)
{
  ImbRng rng;

  imb_rng_init (&rng, 3);
  for (gsize i = 0; i < N; i++)
    {
      rows->truth[i] = imb_rng_double (&rng) < 0.2;
      rows->scores[2 * i + 1] = round (20.0 / (1.0 + exp (-imb_rng_normal (&rng) - rows->truth[i]))) / 20.0;
      rows->others[2 * i + 1] = round (50.0 / (1.0 + exp (-imb_rng_normal (&rng) - 1.5 * rows->truth[i]))) / 50.0;
      rows->scores[2 * i] = 1.0 - rows->scores[2 * i + 1];
      rows->others[2 * i] = 1.0 - rows->others[2 * i + 1];
      rows->weights[i] = 0.5 + imb_rng_double (&rng);
    }
}

static ImbOutcome *
outcome_of (const Rows   *rows,
            const double *scores,
            const double *weights)
{
  return imb_outcome_new (rows->truth, scores, NULL, weights, N, 2, 1, 0.5, NULL);
}

static void
test_normal_quantiles_are_known_values (void)
{
  SAME (imb_normal_quantile (0.975), 1.9599639845400545);
  SAME (imb_normal_quantile (0.5), 0.0);
  SAME (imb_normal_quantile (0.01), -2.3263478740408408);
  g_assert_cmpfloat_with_epsilon (imb_normal_quantile (1e-300), -37.0471, 1e-4);
  g_assert_true (isinf (imb_normal_quantile (0.0)) && isnan (imb_normal_quantile (2.0)));
  SAME (imb_chi_square_above (3.841458820694124, 1), 0.05);
  SAME (imb_f_above (4.964602743730711, 1, 10), 0.05);
}

/* scipy.stats.binomtest (8, 10).proportion_ci (method="wilson"), and of 0 of 5. */
static void
test_wilson_intervals_are_scipys (void)
{
  double low, high;

  imb_interval_wilson (0.8, 10, &low, &high);
  SAME (low, 0.4901624715366418);
  SAME (high, 0.9433178485456248);
  imb_interval_wilson (0.0, 5, &low, &high);
  SAME (low, 0.0);
  SAME (high, 0.43448246478317476);
  for (double n = 1.0; n < 300.0; n += 1.0) /* no rounding at the ends */
    {
      imb_interval_wilson (0.0, n, &low, &high);
      g_assert_true (low == 0.0 && high > 0.0);
      imb_interval_wilson (1.0, n, &low, &high);
      g_assert_true (low < 1.0 && high == 1.0);
    }
  imb_interval_wilson (NAN, 0, &low, &high);
  g_assert_true (isnan (low) && isnan (high));
}

/* Every pair, as DeLong wrote it. */
static void
slow_delong (const Rows *rows,
             gboolean    is_difference,
             double     *value,
             double     *error)
{
  double of[N] = { 0 }, n[2] = { 0 }, mean[2] = { 0 }, squares[2] = { 0 };

  for (gsize i = 0; i < N; i++)
    n[rows->truth[i]]++;
  for (gsize i = 0; i < N; i++)
    for (gsize k = 0; k < N; k++)
      if (rows->truth[i] != rows->truth[k])
        {
          gsize  up = rows->truth[i] == 1 ? i : k, down = rows->truth[i] == 1 ? k : i;
          double a = rows->scores[2 * up + 1] - rows->scores[2 * down + 1], b = rows->others[2 * up + 1] - rows->others[2 * down + 1];
          double won = a > 0.0 ? 1.0 : a == 0.0 ? 0.5
                                                : 0.0;

          if (is_difference)
            won -= b > 0.0 ? 1.0 : b == 0.0 ? 0.5
                                            : 0.0;
          of[i] += won / n[rows->truth[k]];
        }
  for (gsize i = 0; i < N; i++)
    mean[rows->truth[i]] += of[i] / n[rows->truth[i]];
  for (gsize i = 0; i < N; i++)
    squares[rows->truth[i]] += (of[i] - mean[rows->truth[i]]) * (of[i] - mean[rows->truth[i]]);
  *value = mean[1];
  *error = sqrt (squares[0] / (n[0] - 1.0) / n[0] + squares[1] / (n[1] - 1.0) / n[1]);
}

static void
test_delong_is_that_of_all_pairs (void)
{
  Rows rows;

  fill (&rows);
  for (guint is_difference = 0; is_difference < 2; is_difference++)
    {
      g_autoptr (ImbOutcome) outcome = outcome_of (&rows, rows.scores, NULL);
      g_autoptr (ImbOutcome) other = outcome_of (&rows, rows.others, NULL);
      ImbInterval interval;
      double      value, error;

      slow_delong (&rows, is_difference != 0, &value, &error);
      g_assert_true (imb_delong (outcome, is_difference ? other : NULL, 1, 1, &interval, NULL, NULL));
      SAME (interval.value, value);
      SAME (interval.error, error);
      SAME (interval.high - interval.value, 1.9599639845400545 * error);
    }
}

static void
test_repeats_of_the_same_scores_change_no_interval (void)
{
  Rows     rows;
  guint16  truth[2 * N];
  double   scores[4 * N];
  gboolean ranked[] = { TRUE };

  fill (&rows);
  memcpy (truth, rows.truth, sizeof rows.truth);
  memcpy (truth + N, rows.truth, sizeof rows.truth);
  memcpy (scores, rows.scores, sizeof rows.scores);
  memcpy (scores + 2 * N, rows.scores, sizeof rows.scores);
  {
    g_autoptr (ImbOutcome) once = outcome_of (&rows, rows.scores, NULL);
    g_autoptr (ImbOutcome) twice = imb_outcome_new (truth, scores, NULL, NULL, 2 * N, 2, 1, 0.5, NULL);
    g_autoptr (ImbRedraw) redraw = imb_redraw_new (&twice, 1, ranked, 2, NULL, NULL);
    ImbInterval a, b;

    g_assert_true (imb_delong (once, NULL, 1, 1, &a, NULL, NULL) && imb_delong (twice, NULL, 1, 2, &b, NULL, NULL));
    SAME (a.value, b.value);
    SAME (a.error, b.error);
    g_assert_nonnull (redraw);
  }
}

/* roc_auc, average precision, recall, precision */
static void
measure (const ImbRedrawn *drawn,
         gpointer          unused,
         double           *values)
{
  values[0] = imb_redrawn_roc_auc (drawn->ranks);
  values[1] = imb_redrawn_average_precision (drawn->ranks);
  values[2] = imb_metric_of_confusion (imb_metric_find ("recall"), drawn->confusion, 2, 1);
  values[3] = drawn->confusion[2] + drawn->confusion[3];
}

static void
moments (const double *values,
         gsize         n,
         double       *mean,
         double       *deviation)
{
  *mean = *deviation = 0.0;
  for (gsize i = 0; i < n; i++)
    *mean += values[i] / (double) n;
  for (gsize i = 0; i < n; i++)
    *deviation += (values[i] - *mean) * (values[i] - *mean) / (double) n;
  *deviation = sqrt (*deviation);
}

/* The mean of a resampled ROC AUC and recall is the value itself; how they spread is known. Rows of few kinds, single rows,
 * and the same with weights of 1 (where nothing is counted together). */
static void
test_resamples_spread_as_they_should (void)
{
  const gboolean ranked[] = { TRUE };
  const gsize    n_resamples = 4000;
  Rows           rows;

  fill (&rows);
  for (guint c = 0; c < 3; c++)
    {
      g_autoptr (ImbOutcome) outcome = NULL;
      g_autoptr (ImbRedraw) redraw = NULL;
      g_autofree double *values = NULL;
      ImbInterval        delong;
      double             mean, deviation, recall, positives;

      for (gsize i = 0; i < N; i++)
        {
          rows.weights[i] = 1.0;
          if (c == 0)
            rows.scores[2 * i + 1] = round (rows.scores[2 * i + 1] * 4.0) / 4.0;
        }
      outcome = outcome_of (&rows, c < 2 ? rows.scores : rows.others, c == 2 ? rows.weights : NULL);
      redraw = imb_redraw_new (&outcome, 1, ranked, 1, NULL, NULL);
      values = imb_redraw_many (redraw, n_resamples, 5, 4, measure, NULL, NULL, NULL);
      g_assert_nonnull (values);
      g_assert_true (imb_delong (outcome, NULL, 1, 1, &delong, NULL, NULL));
      moments (values, n_resamples, &mean, &deviation);
      g_assert_cmpfloat_with_epsilon (mean, delong.value, 5.0 * delong.error / sqrt ((double) n_resamples));
      g_assert_cmpfloat_with_epsilon (deviation / delong.error, 1.0, 0.06);
      moments (values + 2 * n_resamples, n_resamples, &mean, &deviation);
      recall = imb_metric_value (imb_metric_find ("recall"), outcome);
      positives = imb_outcome_get_ranking (outcome, 1)->positives;
      g_assert_cmpfloat_with_epsilon (mean, recall, 5.0 * deviation / sqrt ((double) n_resamples));
      g_assert_cmpfloat_with_epsilon (deviation / sqrt (recall * (1.0 - recall) / positives), 1.0, 0.06);
      for (gsize b = 0; b < n_resamples; b++)
        g_assert_cmpfloat (values[3 * n_resamples + b], ==, positives);
    }
}

/* Rows of weight 0 were not tested: with them nothing is different. */
static void
test_rows_that_were_not_tested_are_not_drawn (void)
{
  const gboolean ranked[] = { TRUE };
  Rows           rows;
  guint16        truth[N];
  double         scores[2 * N];
  gsize          n = 0;

  fill (&rows);
  for (gsize i = 0; i < N; i++)
    {
      rows.weights[i] = i % 3 == 0 ? 1.0 : 0.0;
      if (i % 3 != 0)
        continue;
      truth[n] = rows.truth[i];
      scores[2 * n] = rows.scores[2 * i];
      scores[2 * n++ + 1] = rows.scores[2 * i + 1];
    }
  {
    g_autoptr (ImbOutcome) all = outcome_of (&rows, rows.scores, rows.weights);
    g_autoptr (ImbOutcome) tested = imb_outcome_new (truth, scores, NULL, NULL, n, 2, 1, 0.5, NULL);
    g_autoptr (ImbRedraw) a = imb_redraw_new (&all, 1, ranked, 1, NULL, NULL);
    g_autoptr (ImbRedraw) b = imb_redraw_new (&tested, 1, ranked, 1, NULL, NULL);
    g_autofree double *of_all = imb_redraw_many (a, 100, 5, 4, measure, NULL, NULL, NULL);
    g_autofree double *of_tested = imb_redraw_many (b, 100, 5, 4, measure, NULL, NULL, NULL);
    ImbInterval        first, second;

    for (gsize k = 0; k < 400; k++)
      SAME (of_all[k], of_tested[k]);
    g_assert_true (imb_delong (all, NULL, 1, 1, &first, NULL, NULL) && imb_delong (tested, NULL, 1, 1, &second, NULL, NULL));
    SAME (first.value, second.value);
    SAME (first.error, second.error);
  }
}

/* When every row of a class is like the others there is nothing to draw: the redrawn numbers are the metrics. */
static void
test_rows_that_are_alike_give_the_metrics_themselves (void)
{
  const guint16  truth[] = { 0, 0, 0, 1, 1 };
  const double   scores[] = { 0.6, 0.4, 0.6, 0.4, 0.6, 0.4, 0.6, 0.4, 0.6, 0.4 };
  const gboolean ranked[] = { TRUE };
  g_autoptr (ImbOutcome) outcome = imb_outcome_new (truth, scores, NULL, NULL, 5, 2, 1, 0.3, NULL);
  g_autoptr (ImbRedraw) redraw = imb_redraw_new (&outcome, 1, ranked, 1, NULL, NULL);
  g_autofree double *values = imb_redraw_many (redraw, 50, 5, 4, measure, NULL, NULL, NULL);

  for (gsize b = 0; b < 50; b++)
    {
      SAME (values[b], 0.5);
      SAME (values[50 + b], 0.4);
      SAME (values[100 + b], 1.0);
    }
}

static void
test_resamples_are_the_same_on_any_number_of_threads (void)
{
  const gboolean     ranked[] = { TRUE, TRUE };
  Rows               rows;
  g_autofree double *first = NULL;

  fill (&rows);
  for (guint n_threads = 1; n_threads <= 5; n_threads += 2)
    {
      g_autoptr (ImbOutcome) a = outcome_of (&rows, rows.scores, rows.weights);
      g_autoptr (ImbOutcome) b = outcome_of (&rows, rows.others, rows.weights);
      ImbOutcome *both[] = { a, b };
      g_autoptr (ImbRedraw) redraw = imb_redraw_new (both, 2, ranked, 1, NULL, NULL);
      g_autofree double *values = NULL;

      imb_parallel_set_n_threads (n_threads);
      values = imb_redraw_many (redraw, 100, 5, 4, measure, NULL, NULL, NULL);
      imb_parallel_set_n_threads (0);
      if (first != NULL)
        g_assert_cmpmem (values, 400 * sizeof (double), first, 400 * sizeof (double));
      else
        first = g_steal_pointer (&values);
    }
}

/* Of the recall, k of n, it is (1 − 2 p) / 6 √(n p (1 − p)); of areas what leaving out every row says. Repeats of a row are the row. */
static void
test_skewness_is_that_of_leaving_rows_out (void)
{
  g_autofree Rows *rows = g_new0 (Rows, 1);
  gboolean         ranked[] = { TRUE };
  double           whole[4], again[4], sums[2] = { 0.0 }, values[N], means[2] = { 0.0 }, sizes[2] = { 0.0 };

  fill (rows);
  g_autoptr (ImbOutcome) outcome = outcome_of (rows, rows->scores, NULL);
  g_autoptr (ImbOutcome) weighted = outcome_of (rows, rows->scores, rows->weights);
  g_autoptr (ImbRedraw) redraw = imb_redraw_new (&outcome, 1, ranked, 1, NULL, NULL);
  g_autoptr (ImbRedraw) heavy = imb_redraw_new (&weighted, 1, ranked, 1, NULL, NULL);
  g_autofree double *accelerations = imb_redraw_accelerate (redraw, 4, measure, NULL, whole, NULL, NULL);
  g_autofree double *of_weighted = imb_redraw_accelerate (heavy, 4, measure, NULL, again, NULL, NULL);

  SAME (whole[0], imb_metric_value (imb_metric_find ("roc_auc"), outcome));
  SAME (again[1], imb_metric_value (imb_metric_find ("average_precision"), weighted));
  for (gsize left = 0; left < N; left++) /* the area, the slow way */
    {
      g_autofree double *one = g_new (double, N);
      g_autoptr (ImbOutcome) less = NULL;

      for (gsize i = 0; i < N; i++)
        one[i] = i != left;
      less = outcome_of (rows, rows->scores, one);
      values[left] = imb_metric_value (imb_metric_find ("roc_auc"), less);
      means[rows->truth[left]] += values[left];
      sizes[rows->truth[left]] += 1.0;
    }
  for (gsize i = 0; i < N; i++)
    {
      double n = sizes[rows->truth[i]], u = (n - 1.0) * (means[rows->truth[i]] / n - values[i]);

      sums[0] += u * u / (n * n);
      sums[1] += u * u * u / (n * n * n);
    }
  g_assert_cmpfloat_with_epsilon (accelerations[0], sums[1] / 6.0 / pow (sums[0], 1.5), 1e-9);
  g_assert_cmpfloat (fabs (of_weighted[0]), >, 0.0);
  SAME (accelerations[2], (1.0 - 2.0 * whole[2]) / (6.0 * sqrt (sizes[1] * whole[2] * (1.0 - whole[2]))));
  SAME (accelerations[3], 0.0); /* as many positive rows as there are */
}

static void
test_percentiles_are_corrected (void)
{
  double values[101], low = -1.0, high = -1.0, plain_low, plain_high;

  for (guint i = 0; i <= 100; i++)
    values[i] = i;
  g_assert_true (imb_interval_bca (values, 101, 50.0, 0.0, &low, &high)); /* neither biased nor skewed */
  imb_interval_percentiles (values, 101, &plain_low, &plain_high);
  SAME (low, plain_low);
  SAME (high, plain_high);
  g_assert_true (imb_interval_bca (values, 101, 60.0, 0.05, &low, &high)); /* both ends move up */
  g_assert_cmpfloat (low, >, plain_low);
  g_assert_cmpfloat (high, >, plain_high);
  low = -1.0;
  g_assert_false (imb_interval_bca (values, 101, 101.0, 0.0, &low, &high)); /* outside of all */
  g_assert_false (imb_interval_bca (values, 101, NAN, 0.0, &low, &high));
  g_assert_false (imb_interval_bca (values, 101, 60.0, 5.0, &low, &high));
  g_assert_false (imb_interval_bca (values, 0, 60.0, 0.0, &low, &high));
  g_assert_cmpfloat (low, ==, -1.0);
  for (guint i = 0; i <= 100; i++)
    values[i] = 1.0;
  g_assert_true (imb_interval_bca (values, 101, 1.0, 0.0, &low, &high)); /* nothing moves it */
  g_assert_true (low == 1.0 && high == 1.0);
}

static void
test_resampling_can_be_cancelled (void)
{
  const gboolean ranked[] = { TRUE };
  Rows           rows;
  g_autoptr (ImbJob) job = imb_job_new ();
  g_autoptr (ImbOutcome) outcome = NULL;
  g_autoptr (ImbRedraw) redraw = NULL;
  g_autoptr (GError) error = NULL;

  fill (&rows);
  outcome = outcome_of (&rows, rows.scores, NULL);
  redraw = imb_redraw_new (&outcome, 1, ranked, 1, NULL, NULL);
  imb_job_cancel (job);
  g_assert_null (imb_redraw_many (redraw, 100, 5, 4, measure, NULL, job, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (imb_redraw_new (&outcome, 1, ranked, 1, job, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (imb_delong (outcome, NULL, 1, 1, &(ImbInterval){ 0 }, job, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_binomials_have_their_mean_and_spread (void)
{
  const struct
  {
    gsize  n;
    double p;
  } cases[] = { { 10, 0.3 }, { 1000, 0.004 }, { 500, 0.4 }, { 100000, 0.7 }, { 3, 0.9 } };
  ImbRng rng;

  imb_rng_init (&rng, 8);
  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      double values[20000], mean, deviation, spread = sqrt ((double) cases[c].n * cases[c].p * (1.0 - cases[c].p));

      for (guint i = 0; i < G_N_ELEMENTS (values); i++)
        {
          values[i] = (double) imb_draw_binomial (&rng, cases[c].n, cases[c].p);
          g_assert_cmpfloat (values[i], <=, cases[c].n);
        }
      moments (values, G_N_ELEMENTS (values), &mean, &deviation);
      g_assert_cmpfloat_with_epsilon (mean, (double) cases[c].n * cases[c].p, 4.0 * spread / sqrt (20000.0));
      g_assert_cmpfloat_with_epsilon (deviation / spread, 1.0, 0.025);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/interval/normal-quantiles-are-known-values", test_normal_quantiles_are_known_values);
  g_test_add_func ("/interval/wilson-intervals-are-scipys", test_wilson_intervals_are_scipys);
  g_test_add_func ("/interval/delong-is-that-of-all-pairs", test_delong_is_that_of_all_pairs);
  g_test_add_func ("/interval/repeats-change-no-interval", test_repeats_of_the_same_scores_change_no_interval);
  g_test_add_func ("/interval/resamples-spread-as-they-should", test_resamples_spread_as_they_should);
  g_test_add_func ("/interval/rows-that-were-not-tested", test_rows_that_were_not_tested_are_not_drawn);
  g_test_add_func ("/interval/rows-that-are-alike", test_rows_that_are_alike_give_the_metrics_themselves);
  g_test_add_func ("/interval/any-number-of-threads", test_resamples_are_the_same_on_any_number_of_threads);
  g_test_add_func ("/interval/skewness-is-that-of-leaving-rows-out", test_skewness_is_that_of_leaving_rows_out);
  g_test_add_func ("/interval/percentiles-are-corrected", test_percentiles_are_corrected);
  g_test_add_func ("/interval/can-be-cancelled", test_resampling_can_be_cancelled);
  g_test_add_func ("/interval/binomials-have-their-mean-and-spread", test_binomials_have_their_mean_and_spread);
  return g_test_run ();
}
