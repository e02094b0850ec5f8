/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The network's gradient against differences, first steps by hand, which rows batches show, and what the model refuses. Whole
 * fits: tests/conformance/mlp.py. */
#include <math.h>
#include <string.h>

#include "engine/imb.h"
#include "engine/kernels/imb-batches.h"
#include "engine/kernels/imb-descent.h"
#include "engine/kernels/imb-net.h"
#include "engine/models/imb-loss.h"
#include "engine/models/imb-present.h"

#define N 23

typedef struct
{
  ImbLoss *loss;
  guint16  codes[N];
  double   weights[N];
} Sides;

static double
measure (gsize    first,
         gsize    n,
         double  *logits,
         gpointer data)
{
  const Sides *sides = data;
  double       losses[N], second[N * 4], sum = 0.0;

  if (sides->loss->n_classes == 2)
    imb_loss_rows_two (sides->loss, logits, sides->codes + first, sides->weights + first, n, IMB_LOSS_EXACT, losses, logits, second);
  else
    imb_loss_rows (sides->loss, logits, sides->codes + first, sides->weights + first, n, IMB_LOSS_EXACT, losses, logits, second);
  for (gsize i = 0; i < n; i++)
    sum += losses[i];
  return sum;
}

/* Mean loss and penalty, and their gradient, with at most @most_rows at once. */
static double
value_at (const ImbNetShape *shape,
          gsize              most_rows,
          const double      *params,
          const ImbMatrix   *x,
          Sides             *sides,
          double             alpha,
          double            *gradient)
{
  g_autoptr (ImbNetSpace) space = imb_net_space_new (shape, most_rows);
  double loss, squares = 0.0;

  g_assert_true (imb_net_gradient (space, params, x->data, x->stride, N, alpha, measure, sides, &loss, gradient, NULL, NULL));
  for (gsize p = 0; p < imb_net_n_coefficients (shape); p++)
    squares += params[p] * params[p];
  return loss + 0.5 * alpha * squares / N;
}

static void
check_gradient (const ImbNetShape     *shape,
                const ImbLossSettings *settings,
                guint                  n_classes,
                guint32                seed)
{
  const double       totals[] = { 12, 6, 4, 1 }, step = 1e-6;
  const gsize        n_params = imb_net_n_params (shape);
  g_autofree double *params = g_new (double, n_params);
  g_autofree double *gradient = g_new (double, n_params);
  g_autofree double *other = g_new (double, n_params);
  g_autoptr (ImbMatrix) x = imb_matrix_new (N, shape->units[0], NULL);
  g_autofree ImbRng *rng = g_new (ImbRng, 1);
  Sides              sides = { .loss = imb_loss_new (settings, n_classes, totals, NULL) };

  imb_rng_init (rng, seed);
  for (gsize i = 0; i < N; i++)
    {
      sides.codes[i] = (guint16) (i % n_classes);
      sides.weights[i] = 0.5 + imb_rng_double (rng);
      for (gsize j = 0; j < shape->units[0]; j++)
        imb_matrix_row (x, i)[j] = imb_rng_normal (rng);
    }
  g_assert_true (imb_net_begin (shape, rng, params, NULL, NULL));
  value_at (shape, N, params, x, &sides, 0.3, gradient);

  /* In parts it is the same. */
  value_at (shape, 5, params, x, &sides, 0.3, other);
  for (gsize p = 0; p < n_params; p++)
    g_assert_cmpfloat_with_epsilon (gradient[p], other[p], 1e-13);

  for (gsize p = 0; p < n_params; p++)
    {
      double at = params[p], above, below;

      params[p] = at + step;
      above = value_at (shape, N, params, x, &sides, 0.3, other);
      params[p] = at - step;
      below = value_at (shape, N, params, x, &sides, 0.3, other);
      params[p] = at;
      g_assert_cmpfloat_with_epsilon (gradient[p], (above - below) / (2.0 * step), 2e-8);
    }
  imb_loss_free (sides.loss);
}

static void
test_the_gradient_is_that_of_the_loss (void)
{
  const ImbNetActivation activations[] = { IMB_NET_IDENTITY, IMB_NET_LOGISTIC, IMB_NET_TANH, IMB_NET_RELU };
  guint32                seed = 0;

  for (int kind = IMB_LOSS_LOG; kind <= IMB_LOSS_LOGIT_ADJUSTED; kind++)
    for (guint a = 0; a < G_N_ELEMENTS (activations); a++)
      {
        const ImbLossSettings loss = { kind, 2.0, 0.9, 1.0, 1.0, 0.5, 1.5 };
        const ImbNetShape     two = { 2, { 3, 5, 1 }, activations[a] }, many = { 4, { 4, 6, 3, 5, 4 }, activations[a] };

        check_gradient (&two, &loss, 2, seed++);
        check_gradient (&many, &loss, 4, seed++);
      }
}

static void
test_a_network_starts_within_its_bounds (void)
{
  const ImbNetShape  shape = { 2, { 30, 100, 1 }, IMB_NET_RELU };
  g_autofree double *params = g_new (double, imb_net_n_params (&shape));
  g_autofree ImbRng *rng = g_new (ImbRng, 1);
  double             most = 0.0;

  g_assert_cmpuint (imb_net_n_params (&shape), ==, 30 * 100 + 100 + 100 + 1);
  imb_rng_init (rng, 1);
  g_assert_true (imb_net_begin (&shape, rng, params, NULL, NULL));
  for (gsize p = 0; p < 3000; p++)
    most = MAX (most, fabs (params[p]));
  g_assert_cmpfloat (most, <=, sqrt (6.0 / 130.0));
  g_assert_cmpfloat (most, >, 0.99 * sqrt (6.0 / 130.0));
}

static ImbDescentSettings
settings_of (ImbDescentKind kind)
{
  return (ImbDescentSettings){ kind, 0.1, 0.9, TRUE, 0.9, 0.999, 1e-8, 1.0 };
}

static void
test_sgd_steps_by_hand (void)
{
  ImbDescentSettings settings = settings_of (IMB_DESCENT_SGD);
  const double       gradient[] = { 2.0 };

  for (guint nesterov = 0; nesterov < 2; nesterov++)
    {
      g_auto (ImbDescent) descent = { 0 };
      double at[] = { 1.0 };

      settings.nesterov = nesterov == 1;
      g_assert_true (imb_descent_init (&descent, &settings, 1));
      g_assert_true (imb_descent_step (&descent, at, gradient, 1.0, NULL, NULL));
      /* Velocity −0.2; Nesterov's step is 0.9 · −0.2 − 0.2. */
      g_assert_cmpfloat_with_epsilon (at[0], nesterov == 1 ? 0.62 : 0.8, 1e-15);
      g_assert_true (imb_descent_step (&descent, at, gradient, 1.0, NULL, NULL));
      /* Velocity −0.38; 0.9 · −0.38 − 0.2 = −0.542. */
      g_assert_cmpfloat_with_epsilon (at[0], nesterov == 1 ? 0.078 : 0.42, 1e-15);
    }
}

static void
test_adam_steps_by_hand (void)
{
  ImbDescentSettings settings = settings_of (IMB_DESCENT_ADAM);
  const double       first[] = { 2.0, -1e-3 }, second[] = { -1.0, -1e-3 };
  g_auto (ImbDescent) descent = { 0 };
  double at[] = { 1.0, 1.0 }, mean, square, rate;

  g_assert_true (imb_descent_init (&descent, &settings, 2));
  g_assert_true (imb_descent_step (&descent, at, first, 1.0, NULL, NULL));
  /* The first step is as long as the rate, whatever the gradient. */
  g_assert_cmpfloat_with_epsilon (at[0], 0.9, 1e-7);
  g_assert_cmpfloat_with_epsilon (at[1], 1.1, 1e-4);

  mean = 0.9 * 0.2 - 0.1;
  square = 0.999 * 0.004 + 0.001;
  rate = 0.1 * sqrt (1.0 - 0.999 * 0.999) / (1.0 - 0.81);
  g_assert_true (imb_descent_step (&descent, at, second, 1.0, NULL, NULL));
  g_assert_cmpfloat_with_epsilon (at[0], 0.9 - rate * mean / (sqrt (square) + 1e-8), 1e-7);
}

/* The first batch is as usual; one of three times the gradient and twice the loss: usual ones are 1.2 and 1.1. */
static void
test_the_rate_follows_difficulty (void)
{
  const double gradient[] = { 3.0, 4.0 }, harder[] = { 9.0, 12.0 }, hardest[] = { 9000.0, 12000.0 }, none[] = { 0.0, 0.0 };
  g_auto (ImbDescent) descent = { 0 };
  ImbDescentSettings settings = settings_of (IMB_DESCENT_DBS_ADAM);
  double             at[] = { 0.0, 0.0 };

  g_assert_true (imb_descent_init (&descent, &settings, 2));
  g_assert_true (imb_descent_step (&descent, at, gradient, 0.5, NULL, NULL));
  g_assert_cmpfloat (descent.last_scale, ==, 1.0);
  g_assert_true (imb_descent_step (&descent, at, harder, 1.0, NULL, NULL));
  g_assert_cmpfloat_with_epsilon (descent.last_scale, 0.5 * (3.0 / 1.2 + 2.0 / 1.1), 0.17);
  g_assert_cmpfloat (descent.last_scale, ==, 2.0);
  g_assert_true (imb_descent_step (&descent, at, gradient, 0.55, NULL, NULL));
  /* Usual norm 0.9 · 6 + 0.5 = 5.9, usual loss 0.9 · 0.55 + 0.055 = 0.55. */
  g_assert_cmpfloat_with_epsilon (descent.last_scale, 0.5 * (5.0 / 5.9 + 1.0), 1e-12);
  g_assert_true (imb_descent_step (&descent, at, none, 0.0, NULL, NULL));
  g_assert_cmpfloat (descent.last_scale, ==, 0.5);
  g_assert_true (imb_descent_step (&descent, at, hardest, 100.0, NULL, NULL));
  g_assert_cmpfloat (descent.last_scale, ==, 2.0);
}

/* Adam's steps are as long as its rate while the gradient stays the same, 0.1 here. With a loss of 2 after one of 1 a batch is
 * (1 + 2 / 1.1) / 2 = 31/22 times as difficult. */
static void
test_steps_are_as_long_as_difficulty_says (void)
{
  const double gradient[] = { 3.0, -4.0 }, powers[] = { 1.0, 2.0, -1.0, 0.5, 3.0 };
  const double wanted[] = { 31.0 / 22.0, 961.0 / 484.0, 22.0 / 31.0, 1.1870513506545997, 2.0 };

  for (guint i = 0; i < G_N_ELEMENTS (powers); i++)
    {
      g_auto (ImbDescent) descent = { 0 };
      ImbDescentSettings settings = settings_of (IMB_DESCENT_DBS_ADAM);
      double             at[] = { 0.0, 0.0 };

      settings.power = powers[i];
      g_assert_true (imb_descent_init (&descent, &settings, 2));
      g_assert_true (imb_descent_step (&descent, at, gradient, 1.0, NULL, NULL));
      g_assert_cmpfloat_with_epsilon (at[0], -0.1, 1e-7);
      g_assert_true (imb_descent_step (&descent, at, gradient, 2.0, NULL, NULL));
      g_assert_cmpfloat_with_epsilon (at[0], -0.1 - 0.1 * wanted[i], 1e-7);
      g_assert_cmpfloat_with_epsilon (at[1], 0.1 + 0.1 * wanted[i], 1e-7);
    }
}

static void
test_no_difficulty_is_adam_to_the_bit (void)
{
  ImbDescentSettings adam = settings_of (IMB_DESCENT_ADAM), dbs = settings_of (IMB_DESCENT_DBS_ADAM);
  g_auto (ImbDescent) first = { 0 };
  g_auto (ImbDescent) second = { 0 };
  double             a[7] = { 0.0 }, b[7] = { 0.0 }, gradient[7];
  g_autofree ImbRng *rng = g_new (ImbRng, 1);

  dbs.power = 0.0;
  imb_rng_init (rng, 3);
  g_assert_true (imb_descent_init (&first, &adam, 7) && imb_descent_init (&second, &dbs, 7));
  for (guint step = 0; step < 1000; step++)
    {
      for (guint p = 0; p < 7; p++)
        gradient[p] = imb_rng_normal (rng) * exp (imb_rng_normal (rng));
      g_assert_true (imb_descent_step (&first, a, gradient, fabs (gradient[0]), NULL, NULL));
      g_assert_true (imb_descent_step (&second, b, gradient, fabs (gradient[0]), NULL, NULL));
    }
  g_assert_cmpmem (a, sizeof a, b, sizeof b);
}

/* 200 rows: 150 of class 0, 45 of class 1, 5 of class 2. */
static void
make_classes (guint16 *classes)
{
  for (guint i = 0; i < 200; i++)
    classes[i] = i % 40 == 3 ? 2 : i % 4 == 3 ? 1
                                              : 0;
}

static void
test_shuffled_batches_show_every_row_once (void)
{
  guint16            classes[200];
  guint32            rows[64];
  g_autofree ImbRng *rng = g_new (ImbRng, 1);
  g_auto (ImbBatches) batches = { 0 };

  make_classes (classes);
  imb_rng_init (rng, 3);
  g_assert_true (imb_batches_init (&batches, IMB_BATCHES_SHUFFLED, classes, 200, 3, 64));
  for (guint epoch = 0; epoch < 3; epoch++)
    {
      guint seen[200] = { 0 };
      gsize n, n_batches = 0;

      imb_batches_begin_epoch (&batches, rng);
      for (; (n = imb_batches_next (&batches, rng, rows)) > 0; n_batches++)
        {
          g_assert_cmpuint (n, ==, n_batches < 3 ? 64 : 8);
          for (gsize k = 0; k < n; k++)
            seen[rows[k]]++;
        }
      g_assert_cmpuint (n_batches, ==, 4);
      for (guint i = 0; i < 200; i++)
        g_assert_cmpuint (seen[i], ==, 1);
    }
}

static void
test_episodes_have_as_many_rows_of_each_class (void)
{
  guint16            classes[200];
  guint32            rows[50];
  gsize              totals[3] = { 0 }, n_first[200] = { 0 };
  g_autofree ImbRng *rng = g_new (ImbRng, 1);
  g_auto (ImbBatches) batches = { 0 };

  make_classes (classes);
  imb_rng_init (rng, 3);
  g_assert_true (imb_batches_init (&batches, IMB_BATCHES_EPISODIC, classes, 200, 3, 50));
  for (guint epoch = 0; epoch < 300; epoch++)
    {
      gsize n, n_batches = 0;

      imb_batches_begin_epoch (&batches, rng);
      for (; (n = imb_batches_next (&batches, rng, rows)) > 0; n_batches++)
        {
          gsize counts[3] = { 0 };
          guint seen[200] = { 0 };

          g_assert_cmpuint (n, ==, 50);
          for (gsize k = 0; k < n; k++)
            {
              counts[classes[rows[k]]]++;
              totals[classes[rows[k]]]++;
              n_first[rows[k]] += classes[rows[k]] == 0;
              seen[rows[k]]++;
              g_assert_cmpuint (seen[rows[k]], <=, classes[rows[k]] == 2 ? 4 : 1); /* 16 or 17 of five rows */
            }
          for (guint i = 0; i < 200; i++)
            g_assert_true (classes[i] != 2 || seen[i] >= 3);
          for (guint c = 0; c < 3; c++)
            g_assert_true (counts[c] == 16 || counts[c] == 17);
        }
      g_assert_cmpuint (n_batches, ==, 4); /* as many as shuffled ones */
    }
  for (guint c = 0; c < 3; c++)
    g_assert_cmpuint (totals[c], ==, 300 * 4 * 50 / 3);
  /* 20,000 draws of 150 rows: 133 each. */
  for (guint i = 0; i < 200; i++)
    g_assert_true (classes[i] != 0 || (n_first[i] > 70 && n_first[i] < 200));
}

static void
test_balanced_batches_draw_classes_evenly (void)
{
  guint16            classes[200];
  guint32            rows[40];
  gsize              totals[3] = { 0 }, n, n_batches = 0;
  g_autofree ImbRng *rng = g_new (ImbRng, 1);
  g_auto (ImbBatches) batches = { 0 };

  make_classes (classes);
  imb_rng_init (rng, 3);
  g_assert_true (imb_batches_init (&batches, IMB_BATCHES_BALANCED, classes, 200, 3, 40));
  for (guint epoch = 0; epoch < 150; epoch++)
    {
      imb_batches_begin_epoch (&batches, rng);
      for (; (n = imb_batches_next (&batches, rng, rows)) > 0; n_batches++)
        for (gsize k = 0; k < n; k++)
          totals[classes[rows[k]]]++;
    }
  g_assert_cmpuint (n_batches, ==, 150 * 5);
  /* 30,000 draws, 10,000 each: a standard deviation of 82. */
  for (guint c = 0; c < 3; c++)
    g_assert_true (totals[c] > 9600 && totals[c] < 10400);
}

/* Fits @text to rows of which every tenth is of class 1; the mean probability of class 1. */
static double
mean_of (const char *text,
         double      scale,
         GError    **error)
{
  g_autoptr (ImbMatrix) x = imb_matrix_new (400, 3, NULL);
  g_autofree guint16 *classes = g_new (guint16, 400);
  g_autofree double  *scores = g_new (double, 800);
  g_autofree ImbRng  *rng = g_new (ImbRng, 1);
  ImbView             view = imb_view_of (x, classes, 2);
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  const ImbModel *model;
  gpointer        values, fitted;
  double          sum = 0.0;

  imb_rng_init (rng, 8);
  for (gsize i = 0; i < 400; i++)
    {
      classes[i] = i % 10 == 0;
      for (gsize j = 0; j < 3; j++)
        imb_matrix_row (x, i)[j] = scale * (imb_rng_normal (rng) + 0.8 * classes[i]);
    }
  if (!imb_model_parse (text, &model, &values, error))
    return NAN;
  fitted = imb_model_fit (model, values, &view, 1, NULL, notes, error);
  imb_values_free (&model->base, values);
  if (fitted == NULL)
    return NAN;
  g_assert_true (model->predict (fitted, x, scores, NULL, NULL));
  model->free (fitted);
  for (gsize i = 0; i < 400; i++)
    sum += scores[2 * i + 1] / 400.0;
  return sum;
}

static void
test_rare_classes_get_more_when_asked (void)
{
  const char *const more[] = { "loss=weighted", "loss=class-balanced", "loss=logit-adjusted", "batches=balanced", "batches=episodic",
                               "class_weight=balanced" };
  double            plain = mean_of ("mlp:max_iter=100", 1.0, NULL);

  g_assert_cmpfloat_with_epsilon (plain, 0.1, 0.03);
  for (guint k = 0; k < G_N_ELEMENTS (more); k++)
    {
      g_autofree char *text = g_strdup_printf ("mlp:max_iter=100,%s", more[k]);
      double           mean = mean_of (text, 1.0, NULL);

      g_test_message ("%s: %g", more[k], mean);
      g_assert_cmpfloat (mean, >, plain + 0.01);
    }
}

static void
expect_error (const char *text,
              double      scale,
              ImbError    code,
              const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (isnan (mean_of (text, scale, &error)));
  g_assert_error (error, IMB_ERROR, (gint) code);
  g_assert_nonnull (strstr (error->message, part));
}

static void
test_what_cannot_be_is_refused (void)
{
  const char *const layers[] = { "0", "64,32", "64;", ";", "ten", "1.5", "1;2;3;4;5;6;7;8;9;10;11", "1e7" };

  for (guint k = 0; k < G_N_ELEMENTS (layers); k++)
    {
      g_autofree char *text = g_strdup_printf ("mlp:hidden_layer_sizes=%s", layers[k]);
      g_autoptr (GError) error = NULL;

      g_assert_true (isnan (mean_of (text, 1.0, &error)));
      g_assert_error (error, IMB_ERROR, IMB_ERROR_PARAM);
    }
  expect_error ("mlp:hidden_layer_sizes=64;0", 1.0, IMB_ERROR_PARAM, "are no hidden layers");
  expect_error ("mlp:batch_size=0", 1.0, IMB_ERROR_PARAM, "is no size of a batch");
  expect_error ("mlp:solver=sgd,learning_rate_init=1000,activation=identity", 1e6, IMB_ERROR_NUMBERS, "scale the features");
  g_assert_false (isnan (mean_of ("mlp:hidden_layer_sizes=4 ; 3;2,max_iter=2", 1.0, NULL)));
}

static gboolean
score_nothing (gconstpointer    fitted,
               const ImbMatrix *rows,
               gsize            first,
               gsize            n,
               double          *out,
               GError         **error)
{
  g_set_error_literal (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, "There is no memory.");
  return FALSE;
}

/* As when there is no memory for the layers; for all classes and for some. */
static void
test_scoring_may_fail (void)
{
  g_autoptr (ImbMatrix) x = imb_matrix_new (5, 1, NULL);
  guint classes[] = { 0, 2 };

  for (guint n_classes = 2; n_classes < 4; n_classes++)
    {
      const ImbPresent present = { 1, n_classes, 2, classes };
      double           scores[15];
      g_autoptr (GError) error = NULL;

      g_assert_false (imb_present_predict (&present, score_nothing, NULL, x, 2, scores, NULL, &error));
      g_assert_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mlp/scoring-may-fail", test_scoring_may_fail);
  g_test_add_func ("/mlp/the-gradient-is-that-of-the-loss", test_the_gradient_is_that_of_the_loss);
  g_test_add_func ("/mlp/a-network-starts-within-its-bounds", test_a_network_starts_within_its_bounds);
  g_test_add_func ("/mlp/sgd-steps-by-hand", test_sgd_steps_by_hand);
  g_test_add_func ("/mlp/adam-steps-by-hand", test_adam_steps_by_hand);
  g_test_add_func ("/mlp/the-rate-follows-difficulty", test_the_rate_follows_difficulty);
  g_test_add_func ("/mlp/steps-are-as-long-as-difficulty-says", test_steps_are_as_long_as_difficulty_says);
  g_test_add_func ("/mlp/no-difficulty-is-adam-to-the-bit", test_no_difficulty_is_adam_to_the_bit);
  g_test_add_func ("/mlp/shuffled-batches-show-every-row-once", test_shuffled_batches_show_every_row_once);
  g_test_add_func ("/mlp/episodes-have-as-many-rows-of-each-class", test_episodes_have_as_many_rows_of_each_class);
  g_test_add_func ("/mlp/balanced-batches-draw-classes-evenly", test_balanced_batches_draw_classes_evenly);
  g_test_add_func ("/mlp/rare-classes-get-more-when-asked", test_rare_classes_get_more_when_asked);
  g_test_add_func ("/mlp/what-cannot-be-is-refused", test_what_cannot_be_is_refused);
  return g_test_run ();
}
