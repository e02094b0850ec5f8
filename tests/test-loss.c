/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/imb-loss.h"

#include <math.h>
#include <string.h>

#include "engine/core/imb-rng.h"

static const ImbLossSettings usual = { IMB_LOSS_LOG, 2.0, 0.999, 1.0, 1.0, 0.5, 1.0 };

static ImbLoss *
loss_of (ImbLossKind   kind,
         guint         n_classes,
         const double *totals)
{
  ImbLossSettings settings = usual;

  settings.kind = (int) kind;
  return imb_loss_new (&settings, n_classes, totals, NULL);
}

static double
value_at (const ImbLoss *loss,
          const double  *logits,
          guint16 class)
{
  double value;

  imb_loss_rows (loss, logits, &class, NULL, 1, IMB_LOSS_EXACT, &value, NULL, NULL);
  return value;
}

static void
expect_near (double value,
             double wanted,
             double tolerance)
{
  if (!(fabs (value - wanted) <= tolerance))
    g_error ("%.17g is not %.17g within %g", value, wanted, tolerance);
}

static void
test_every_loss_is_described (void)
{
  guint n = 0;

  for (; imb_losses[n].id != NULL; n++)
    {
      g_assert_cmpstr (imb_losses[n].id, ==, imb_loss_choices[n].nick);
      g_assert_cmpint (imb_loss_choices[n].value, ==, (int) n);
      g_assert_cmpstr (imb_losses[n].title, ==, imb_loss_choices[n].label);
      g_assert_true (g_str_has_suffix (imb_losses[n].help, "."));
      g_assert_true (imb_losses[n].formula[0] != '\0' && imb_losses[n].reference[0] != '\0');
    }
  g_assert_cmpuint (n, ==, IMB_LOSS_LOGIT_ADJUSTED + 1);
  g_assert_null (imb_loss_choices[n].nick);
}

/* By hand: three logits whose exponentials are 1, 2 and 5. */
static void
test_log_loss_is_as_by_hand (void)
{
  const double totals[] = { 10.0, 10.0, 10.0 }, logits[] = { 0.0, log (2.0), log (5.0) };
  const guint16 class = 1;
  double value, gradient[3], second[3];
  g_autoptr (ImbLoss) loss = loss_of (IMB_LOSS_LOG, 3, totals);

  imb_loss_rows (loss, logits, &class, NULL, 1, IMB_LOSS_EXACT, &value, gradient, second);
  expect_near (value, log (4.0), 1e-15);
  expect_near (gradient[0], 0.125, 1e-15);
  expect_near (gradient[1], -0.75, 1e-15);
  expect_near (gradient[2], 0.625, 1e-15);
  expect_near (second[0], 7.0 / 64.0, 1e-15);
  expect_near (second[1], 12.0 / 64.0, 1e-15);
  expect_near (second[2], 15.0 / 64.0, 1e-15);
}

/* Logits whose exponentials are 1, 2 and 5, a row of class 1, classes of 60, 30 and 10 rows: worked out with 60 digits from the papers'
 * formulas for the value, its derivatives by differences of 1e-18. */
static void
test_every_loss_is_as_by_hand (void)
{
  const struct
  {
    ImbLossSettings settings;
    double          value, gradient[3], second[3];
  } cases[] = {
    { { IMB_LOSS_WEIGHTED, 2.0, 0.999, 1.0, 1.0, 0.5, 1.0 },
      1.5403270679109895,
      { 0.1388888888888889, -0.83333333333333337, 0.69444444444444442 },
      { 0.12152777777777778, 0.20833333333333334, 0.26041666666666669 } },
    { { IMB_LOSS_FOCAL, 2.0, 0.999, 1.0, 1.0, 0.5, 1.0 },
      0.77979057812993846,
      { 0.13529504817749488, -0.81177028906496929, 0.67647524088747435 },
      { 0.12468670480718344, 0.42986992773375771, 0.41126665662968859 } },
    { { IMB_LOSS_FOCAL, 0.5, 0.999, 1.0, 1.0, 0.5, 1.0 },
      1.2005661338529436,
      { 0.13326496992832448, -0.7995898195699469, 0.66632484964162242 },
      { 0.11746984430726772, 0.23096529721190326, 0.27144670911520324 } },
    { { IMB_LOSS_CLASS_BALANCED, 2.0, 0.9, 1.0, 1.0, 0.5, 1.0 },
      1.2126480627678027,
      { 0.10934258415616983, -0.65605550493701903, 0.54671292078084921 },
      { 0.095674761136648606, 0.16401387623425476, 0.20501734529281845 } },
    { { IMB_LOSS_CLASS_BALANCED_FOCAL, 2.0, 0.9, 1.0, 1.0, 0.5, 1.0 },
      0.68211453530688904,
      { 0.11834808153008629, -0.7100884891805177, 0.59174040765043145 },
      { 0.10906853210827969, 0.37602470999548038, 0.3597516721052666 } },
    { { IMB_LOSS_LDAM, 2.0, 0.9, 1.0, 1.0, 0.5, 2.0 },
      2.7011270814730999,
      { 0.071759245436813487, -1.8657403813571507, 1.7939811359203373 },
      { 0.13836910156796614, 0.25049359208757527, 0.36959395580265103 } },
    { { IMB_LOSS_LOGIT_ADJUSTED, 2.0, 0.9, 1.0, 0.5, 0.5, 1.0 },
      1.1475556011607264,
      { 0.22444396738433608, -0.68258829733224724, 0.45814432994791121 },
      { 0.17406887288911518, 0.21666151367731085, 0.24824810288449067 } },
  };
  const double totals[] = { 60.0, 30.0, 10.0 }, logits[] = { 0.0, log (2.0), log (5.0) };
  const guint16 class = 1;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double value, gradient[3], second[3];
      g_autoptr (ImbLoss) loss = imb_loss_new (&cases[i].settings, 3, totals, NULL);

      imb_loss_rows (loss, logits, &class, NULL, 1, IMB_LOSS_EXACT, &value, gradient, second);
      expect_near (value, cases[i].value, 1e-14);
      for (guint k = 0; k < 3; k++)
        {
          expect_near (gradient[k], cases[i].gradient[k], 1e-14);
          expect_near (second[k], cases[i].second[k], 1e-14);
        }
    }
}

/* FL = −α (1 − p)² log p at p = 0.9, 0.5 and 0.1; α by class weight. Gradients at z = 0 of class 1 and z = 2 of class 0. */
static void
test_focal_loss_is_as_by_hand (void)
{
  const double    shares[] = { 0.9, 0.5, 0.1 }, wanted[] = { 0.000263401, 0.043321699, 0.466273481 };
  const double    totals[] = { 1.0, 1.0 }, alpha[] = { 0.75, 0.25 }, places[] = { 0.0, 2.0 };
  const guint16   classes[] = { 1, 0 };
  ImbLossSettings settings = usual;
  double          gradient[2], second[2];

  settings.kind = IMB_LOSS_FOCAL;

  g_autoptr (ImbLoss) weighed = imb_loss_new (&settings, 2, totals, alpha);
  g_autoptr (ImbLoss) plain = imb_loss_new (&settings, 2, totals, NULL);

  for (guint i = 0; i < 3; i++)
    {
      const double logits[] = { 0.0, log (shares[i] / (1.0 - shares[i])) };

      expect_near (value_at (weighed, logits, 1), wanted[i], 5e-10);
    }
  imb_loss_rows_two (plain, places, classes, NULL, 2, IMB_LOSS_EXACT, NULL, gradient, second);
  expect_near (gradient[0], -0.298286795, 5e-10);
  expect_near (gradient[1], 1.076713730, 5e-10);
}

/* 1000 rows and 10. */
static void
test_effective_numbers_are_as_by_hand (void)
{
  const double    totals[] = { 1000.0, 10.0 }, betas[] = { 0.0, 0.9, 0.99, 0.999, 0.9999 };
  const double    wanted[] = { 1.0, 1.211151, 1.825447, 1.969000, 1.979212 };
  ImbLossSettings settings = usual;

  settings.kind = IMB_LOSS_CLASS_BALANCED;
  for (guint i = 0; i < G_N_ELEMENTS (betas); i++)
    {
      settings.beta = betas[i];
      settings.lambda = 1.0;

      g_autoptr (ImbLoss) loss = imb_loss_new (&settings, 2, totals, NULL);

      expect_near (loss->weights[1], wanted[i], 5e-7);
      expect_near (loss->weights[0], 2.0 - wanted[i], 5e-7);

      settings.lambda = 0.0;

      g_autoptr (ImbLoss) even = imb_loss_new (&settings, 2, totals, NULL);

      expect_near (even->weights[0], 1.0, 1e-15);
    }
}

/* Margins of 10,000 rows and 1: a tenth, and the whole. Logits (0, 1): log (1 + e^(0 − (1 − 0.5))), log (1 + e^(1 + 0.05)). */
static void
test_margins_are_as_by_hand (void)
{
  const double totals[] = { 10000.0, 1.0 }, logits[] = { 0.0, 1.0 };
  g_autoptr (ImbLoss) loss = loss_of (IMB_LOSS_LDAM, 2, totals);

  expect_near (loss->margins[0], 0.05, 1e-15);
  expect_near (loss->margins[1], 0.5, 1e-15);
  expect_near (value_at (loss, logits, 1), 0.4740769841801067, 1e-15);
  expect_near (value_at (loss, logits, 0), 1.3500584796176431, 1e-15);
}

/* Shares of 3/4 and 1/4, equal logits: with tau 1 the row of a class has the class's share. */
static void
test_adjusted_logits_are_as_by_hand (void)
{
  const double totals[] = { 30.0, 10.0 }, logits[] = { 0.7, 0.7 };
  double       start[2];
  g_autoptr (ImbLoss) loss = loss_of (IMB_LOSS_LOGIT_ADJUSTED, 2, totals);
  g_autoptr (ImbLoss) plain = loss_of (IMB_LOSS_LOG, 2, totals);

  expect_near (value_at (loss, logits, 0), log (4.0 / 3.0), 1e-15);
  expect_near (value_at (loss, logits, 1), log (4.0), 1e-15);
  imb_loss_start (loss, totals, start);
  expect_near (start[1] - start[0], 0.0, 1e-15);
  imb_loss_start (plain, totals, start);
  expect_near (start[1] - start[0], -log (3.0), 1e-15);
}

static void
test_weighted_loss_is_log_loss_with_balanced_classes (void)
{
  const double totals[] = { 60.0, 30.0, 10.0 };
  g_autoptr (ImbLoss) loss = loss_of (IMB_LOSS_WEIGHTED, 3, totals);

  expect_near (loss->weights[0], 100.0 / 180.0, 1e-15);
  expect_near (loss->weights[1], 100.0 / 90.0, 1e-15);
  expect_near (loss->weights[2], 100.0 / 30.0, 1e-15);
}

static void
test_losses_without_their_effect_are_log_loss (void)
{
  const double          totals[] = { 70.0, 20.0, 10.0 };
  const ImbLossSettings none[] = {
    { IMB_LOSS_FOCAL, 0.0, 0.9, 1.0, 1.0, 0.5, 1.0 },
    { IMB_LOSS_CLASS_BALANCED, 2.0, 0.0, 1.0, 1.0, 0.5, 1.0 },
    { IMB_LOSS_CLASS_BALANCED, 2.0, 0.9, 0.0, 1.0, 0.5, 1.0 },
    { IMB_LOSS_CLASS_BALANCED_FOCAL, 0.0, 0.9, 0.0, 1.0, 0.5, 1.0 },
    { IMB_LOSS_LDAM, 2.0, 0.9, 1.0, 1.0, 0.0, 1.0 },
    { IMB_LOSS_LOGIT_ADJUSTED, 2.0, 0.9, 1.0, 0.0, 0.5, 1.0 },
  };
  ImbRng rng;
  g_autoptr (ImbLoss) plain = loss_of (IMB_LOSS_LOG, 3, totals);

  imb_rng_init (&rng, 1);
  for (guint s = 0; s < G_N_ELEMENTS (none); s++)
    {
      g_autoptr (ImbLoss) loss = imb_loss_new (&none[s], 3, totals, NULL);

      for (guint i = 0; i < 50; i++)
        {
          const double logits[] = { 3.0 * imb_rng_normal (&rng), 3.0 * imb_rng_normal (&rng), 3.0 * imb_rng_normal (&rng) };
          const guint16 class = i % 3;
          double a[7], b[7];

          imb_loss_rows (plain, logits, &class, NULL, 1, IMB_LOSS_EXACT, a, a + 1, a + 4);
          imb_loss_rows (loss, logits, &class, NULL, 1, IMB_LOSS_EXACT, b, b + 1, b + 4);
          for (guint k = 0; k < 7; k++)
            expect_near (b[k], a[k], 1e-12);
        }
    }
}

/* Every loss, gammas below and above 1, likely and unlikely rows. */
static void
test_derivatives_are_those_of_the_value (void)
{
  const double gammas[] = { 0.5, 1.0, 2.0, 3.7 }, totals[] = { 500.0, 40.0, 7.0, 90.0 }, class_weights[] = { 1.0, 2.5, 0.5, 1.0 }, h = 1e-4;
  ImbRng       rng;

  imb_rng_init (&rng, 2);
  for (guint trial = 0; trial < 4000; trial++)
    {
      const guint     K = 2 + trial % 3;
      ImbLossSettings settings = { (int) (trial % 7), gammas[trial / 7 % 4], 0.99, 0.7, 0.8, 0.6, 1.7 };
      const guint16 class = (guint16) (trial / 3 % K);
      double logits[4], gradient[4], second[4];
      g_autoptr (ImbLoss) loss = imb_loss_new (&settings, K, totals, class_weights);

      for (guint k = 0; k < K; k++)
        logits[k] = (trial % 2 ? 1.0 : 4.0) * imb_rng_normal (&rng);
      imb_loss_rows (loss, logits, &class, NULL, 1, IMB_LOSS_EXACT, NULL, gradient, second);
      for (guint k = 0; k < K; k++)
        {
          const double at = logits[k], middle = value_at (loss, logits, class);
          double       above, below, tolerance;

          logits[k] = at + h;
          above = value_at (loss, logits, class);
          logits[k] = at - h;
          below = value_at (loss, logits, class);
          logits[k] = at;
          tolerance = 1e-6 * loss->weights[class] * loss->scale * loss->scale * (1.0 + middle / loss->weights[class]);
          expect_near (gradient[k], (above - below) / (2.0 * h), tolerance);
          expect_near (second[k], (above - 2.0 * middle + below) / (h * h), 10.0 * tolerance);
        }
    }
}

static void
test_one_logit_is_the_second_of_two (void)
{
  const double totals[] = { 300.0, 11.0 }, class_weights[] = { 0.5, 3.0 };
  const guint  n = 203;
  double       forms[203], weights[203], logits[406], both[3][406], one[3][203], quick[2][203];
  guint16      classes[203];
  ImbRng       rng;

  imb_rng_init (&rng, 3);
  for (guint i = 0; i < n; i++)
    {
      forms[i] = 4.0 * imb_rng_normal (&rng);
      logits[2 * i] = 0.0;
      logits[2 * i + 1] = forms[i];
      weights[i] = imb_rng_double (&rng);
      classes[i] = i % 3 == 0;
    }
  for (guint kind = 0; imb_losses[kind].id != NULL; kind++)
    for (guint convex = 0; convex < 2; convex++)
      {
        ImbLossSettings settings = { (int) kind, 2.0, 0.99, 1.0, 1.0, 0.6, 1.7 };
        g_autoptr (ImbLoss) loss = imb_loss_new (&settings, 2, totals, class_weights);

        imb_loss_rows (loss, logits, classes, weights, n, convex, both[0], both[1], both[2]);
        imb_loss_rows_two (loss, forms, classes, weights, n, convex, one[0], one[1], one[2]);
        imb_loss_rows_two (loss, forms, classes, weights, n, convex, NULL, quick[0], quick[1]);
        for (guint i = 0; i < n; i++)
          {
            expect_near (one[0][i], both[0][i], 1e-13 * (1.0 + both[0][i]));
            expect_near (one[1][i], both[1][2 * i + 1], 1e-13 * (1.0 + fabs (one[1][i])));
            expect_near (one[2][i], both[2][2 * i + 1], 1e-13 * (1.0 + fabs (one[2][i])));
            expect_near (quick[0][i], one[1][i], 1e-13);
            expect_near (quick[1][i], one[2][i], 1e-13);
          }
      }
}

static void
test_convex_curvature_is_never_below_0 (void)
{
  const double totals[] = { 90.0, 10.0 };
  gboolean     differed = FALSE;
  g_autoptr (ImbLoss) loss = loss_of (IMB_LOSS_FOCAL, 2, totals);

  for (double z = -40.0; z <= 40.0; z += 0.25)
    {
      const guint16 class = 1;
      double gradient, exact, convex;

      imb_loss_rows_two (loss, &z, &class, NULL, 1, IMB_LOSS_EXACT, NULL, &gradient, &exact);
      imb_loss_rows_two (loss, &z, &class, NULL, 1, IMB_LOSS_CONVEX, NULL, &gradient, &convex);
      g_assert_cmpfloat (gradient, <, 0.0);
      g_assert_cmpfloat (convex, >, 0.0);
      g_assert_cmpfloat (convex, >=, exact);
      differed |= exact < 0.0;
    }
  g_assert_true (differed);
}

/* Logits so far apart that a share is 0 or 1 in doubles. */
static void
test_extreme_logits_stay_numbers (void)
{
  const double totals[] = { 90.0, 9.0, 1.0 }, gammas[] = { 0.0, 0.3, 1.0, 5.0 };

  for (guint kind = 0; imb_losses[kind].id != NULL; kind++)
    for (guint g = 0; g < G_N_ELEMENTS (gammas); g++)
      for (guint16 class = 0; class < 3; class ++)
        {
          const double    logits[] = { 0.0, 900.0, -2000.0 };
          ImbLossSettings settings = { (int) kind, gammas[g], 0.99, 1.0, 1.0, 0.6, 1.0 };
          double          values[7], two[3];
          g_autoptr (ImbLoss) loss = imb_loss_new (&settings, 3, totals, NULL);
          g_autoptr (ImbLoss) pair = imb_loss_new (&settings, 2, totals, NULL);

          imb_loss_rows (loss, logits, &class, NULL, 1, IMB_LOSS_EXACT, values, values + 1, values + 4);
          for (guint k = 0; k < 7; k++)
            g_assert_true (isfinite (values[k]));
          for (guint k = 0; k < 3 && class < 2; k++)
            {
              imb_loss_rows_two (pair, &logits[k], &class, NULL, 1, IMB_LOSS_EXACT, two, two + 1, two + 2);
              g_assert_true (isfinite (two[0]) && isfinite (two[1]) && isfinite (two[2]));
            }
        }
}

/* A third class whose rows all weigh 0 leaves the others what they are without it. */
static void
test_a_class_without_weight_changes_nothing (void)
{
  const double with[] = { 90.0, 0.0, 10.0 }, without[] = { 90.0, 10.0 };

  for (guint kind = 0; imb_losses[kind].id != NULL; kind++)
    {
      double start[3];
      g_autoptr (ImbLoss) three = loss_of (kind, 3, with);
      g_autoptr (ImbLoss) two = loss_of (kind, 2, without);

      for (guint c = 0; c < 2; c++)
        {
          expect_near (three->weights[2 * c], two->weights[c], 1e-14);
          expect_near (three->margins[2 * c], two->margins[c], 1e-14);
          expect_near (three->offsets[2 * c], two->offsets[c], 1e-14);
        }
      g_assert_cmpfloat (three->weights[1], ==, 1.0);
      g_assert_cmpfloat (three->margins[1], ==, 0.0);
      imb_loss_start (three, with, start);
      for (guint c = 0; c < 3; c++)
        g_assert_true (isfinite (start[c]));
      g_assert_cmpfloat (start[1], <, start[0] - 10.0);
    }
}

/* A row of weight 3 is three rows: in the classes' numbers, and in the row's own. */
static void
test_a_weight_is_a_repetition (void)
{
  const double  logits[] = { 0.3, -1.0, 0.5, 0.3, -1.0, 0.5, 0.3, -1.0, 0.5 }, three = 3.0;
  const double  weighted[] = { 20.0, 10.0 + three, 5.0 }, repeated[] = { 20.0, 13.0, 5.0 };
  const guint16 classes[] = { 1, 1, 1 };

  for (guint kind = 0; imb_losses[kind].id != NULL; kind++)
    {
      double once[7], times[21];
      g_autoptr (ImbLoss) a = loss_of (kind, 3, weighted);
      g_autoptr (ImbLoss) b = loss_of (kind, 3, repeated);

      imb_loss_rows (a, logits, classes, &three, 1, IMB_LOSS_EXACT, once, once + 1, once + 4);
      imb_loss_rows (b, logits, classes, NULL, 3, IMB_LOSS_EXACT, times, times + 3, times + 12);
      expect_near (once[0], times[0] + times[1] + times[2], 1e-14);
      for (guint k = 0; k < 3; k++)
        {
          expect_near (once[1 + k], times[3 + k] + times[6 + k] + times[9 + k], 1e-14);
          expect_near (once[4 + k], times[12 + k] + times[15 + k] + times[18 + k], 1e-14);
        }
    }
}

static void
test_the_gradient_may_take_the_place_of_the_logits (void)
{
  const double  totals[] = { 9.0, 4.0, 2.0 };
  const guint16 classes[] = { 2, 0 };
  double        logits[] = { 0.1, 0.7, -0.4, 1.1, -0.2, 0.6 }, gradient[6];
  g_autoptr (ImbLoss) loss = loss_of (IMB_LOSS_FOCAL, 3, totals);

  imb_loss_rows (loss, logits, classes, NULL, 2, IMB_LOSS_EXACT, NULL, gradient, NULL);
  imb_loss_rows (loss, logits, classes, NULL, 2, IMB_LOSS_EXACT, NULL, logits, NULL);
  g_assert_cmpmem (logits, sizeof logits, gradient, sizeof gradient);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/loss/every-loss-is-described", test_every_loss_is_described);
  g_test_add_func ("/loss/log-loss-is-as-by-hand", test_log_loss_is_as_by_hand);
  g_test_add_func ("/loss/every-loss-is-as-by-hand", test_every_loss_is_as_by_hand);
  g_test_add_func ("/loss/focal-loss-is-as-by-hand", test_focal_loss_is_as_by_hand);
  g_test_add_func ("/loss/effective-numbers-are-as-by-hand", test_effective_numbers_are_as_by_hand);
  g_test_add_func ("/loss/margins-are-as-by-hand", test_margins_are_as_by_hand);
  g_test_add_func ("/loss/adjusted-logits-are-as-by-hand", test_adjusted_logits_are_as_by_hand);
  g_test_add_func ("/loss/weighted-loss-is-log-loss-with-balanced-classes", test_weighted_loss_is_log_loss_with_balanced_classes);
  g_test_add_func ("/loss/losses-without-their-effect-are-log-loss", test_losses_without_their_effect_are_log_loss);
  g_test_add_func ("/loss/derivatives-are-those-of-the-value", test_derivatives_are_those_of_the_value);
  g_test_add_func ("/loss/one-logit-is-the-second-of-two", test_one_logit_is_the_second_of_two);
  g_test_add_func ("/loss/convex-curvature-is-never-below-0", test_convex_curvature_is_never_below_0);
  g_test_add_func ("/loss/extreme-logits-stay-numbers", test_extreme_logits_stay_numbers);
  g_test_add_func ("/loss/a-class-without-weight-changes-nothing", test_a_class_without_weight_changes_nothing);
  g_test_add_func ("/loss/a-weight-is-a-repetition", test_a_weight_is_a_repetition);
  g_test_add_func ("/loss/the-gradient-may-take-the-place-of-the-logits", test_the_gradient_may_take_the_place_of_the_logits);
  return g_test_run ();
}
