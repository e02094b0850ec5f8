/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "engine/imb.h"

typedef struct
{
  ImbMatrix *x;
  guint16   *classes;
  double    *weights;
  ImbView    view;
} Data;

/* Class c > 0 has @n_rare rows that lie a little aside; a share of them lies among the others. */
static Data
make (gsize   n,
      guint   n_classes,
      gsize   n_rare,
      guint32 seed)
{
  Data   data = { imb_matrix_new (n, 4, NULL), g_new0 (guint16, n), g_new (double, n) };
  ImbRng rng;

  imb_rng_init (&rng, seed);
  for (gsize i = 0; i < n; i++)
    {
      const guint  c = i < n_rare * (n_classes - 1) ? (guint) (1 + i / n_rare) : 0;
      const double aside = c > 0 && i % 4 != 0 ? 2.5 : 0.0;

      data.classes[i] = (guint16) c;
      data.weights[i] = 1.0;
      for (gsize j = 0; j < 4; j++)
        imb_matrix_row (data.x, i)[j] = imb_rng_normal (&rng) + (j % n_classes == c ? aside : 0.0);
    }
  data.view = imb_view_of (data.x, data.classes, n_classes);
  return data;
}

static void
data_clear (Data *self)
{
  imb_matrix_free (self->x);
  g_free (self->classes);
  g_free (self->weights);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Data, data_clear)

static double *
fit_and_score (const char      *more,
               const ImbView   *view,
               const ImbMatrix *rows)
{
  g_autofree char *text = g_strconcat ("gradient-boosting:", more, NULL);
  const ImbModel  *model;
  gpointer         values, fitted;
  double          *scores = g_new (double, rows->n_rows * view->n_classes);
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (imb_model_parse (text, &model, &values, &error));
  fitted = imb_model_fit (model, values, view, 1, NULL, notes, &error);
  g_assert_no_error (error);
  g_assert_true (model->predict (fitted, rows, scores, NULL, NULL));
  model->free (fitted);
  imb_values_free (&model->base, values);
  return scores;
}

static double
mean_of (const double *scores,
         gsize         n,
         guint         n_classes,
         guint         c)
{
  double sum = 0.0;

  for (gsize i = 0; i < n; i++)
    {
      g_assert_true (scores[i * n_classes + c] >= 0.0 && scores[i * n_classes + c] <= 1.0);
      sum += scores[i * n_classes + c];
    }
  return sum / (double) n;
}

/* The mean of −log of what each row's class got. */
static double
log_loss (const Data   *data,
          const double *scores)
{
  const guint K = data->view.n_classes;
  double      sum = 0.0;

  for (gsize i = 0; i < data->x->n_rows; i++)
    sum -= log (MAX (scores[i * K + data->classes[i]], 1e-15));
  return sum / (double) data->x->n_rows;
}

static void
test_very_rare_classes_do_not_upset_it (void)
{
  g_auto (Data) train = make (40000, 2, 80, 1);
  g_auto (Data) test = make (40000, 2, 80, 2);
  g_autofree double *limited = fit_and_score ("", &train.view, test.x);
  g_autofree double *free = fit_and_score ("max_delta_step=0", &train.view, test.x);
  const double       no_skill = -(0.002 * log (0.002) + 0.998 * log (0.998));

  g_test_message ("log loss %g, without a limit %g, of the frequencies alone %g", log_loss (&test, limited), log_loss (&test, free), no_skill);
  g_assert_cmpfloat (log_loss (&test, limited), <, no_skill);
  g_assert_cmpfloat (log_loss (&test, free), >, 2.0 * no_skill);
}

static void
test_every_loss_gives_probabilities (void)
{
  const char *const losses[] = { "log-loss", "weighted", "focal", "class-balanced", "class-balanced-focal", "ldam", "logit-adjusted" };

  for (guint K = 2; K <= 3; K++)
    {
      g_auto (Data) data = make (3000, K, 100, 3);
      double plain = 0.0;

      for (guint l = 0; l < G_N_ELEMENTS (losses); l++)
        {
          g_autofree char   *text = g_strdup_printf ("max_iter=30,loss=%s", losses[l]);
          g_autofree double *scores = fit_and_score (text, &data.view, data.x);
          const double       mean = mean_of (scores, 3000, K, 1);

          g_test_message ("%u classes, %s: %g", K, losses[l], mean);
          plain = l == 0 ? mean : plain;
          if (l > 0)
            g_assert_cmpfloat (mean, >, plain); /* they lean towards rare classes */
        }
    }
}

static void
test_losses_without_their_effect_are_log_loss (void)
{
  const char *const none[] = { "loss=focal,gamma=0", "loss=class-balanced,beta=0", "loss=logit-adjusted,tau=0", "loss=ldam,max_margin=0" };
  g_auto (Data) data = make (2000, 3, 150, 4);
  g_autofree double *plain = fit_and_score ("max_iter=10", &data.view, data.x);

  for (guint l = 0; l < G_N_ELEMENTS (none); l++)
    {
      g_autofree char   *text = g_strconcat ("max_iter=10,", none[l], NULL);
      g_autofree double *scores = fit_and_score (text, &data.view, data.x);

      for (gsize i = 0; i < 6000; i++)
        g_assert_cmpfloat_with_epsilon (scores[i], plain[i], 1e-9);
    }
}

static void
test_rows_of_weight_0_teach_nothing (void)
{
  g_auto (Data) data = make (2000, 3, 150, 5);
  g_autofree guint32 *rows = g_new (guint32, 2000);
  gsize               n = 0;
  g_autofree double  *with = NULL, *without = NULL;

  for (guint32 i = 0; i < 2000; i++)
    if (i % 4 == 1)
      data.weights[i] = 0.0;
    else
      rows[n++] = i;
  data.view.weights = data.weights;
  with = fit_and_score ("max_iter=10", &data.view, data.x);
  data.view.rows = rows;
  data.view.n_rows = n;
  without = fit_and_score ("max_iter=10", &data.view, data.x);
  g_assert_cmpmem (with, 6000 * sizeof *with, without, 6000 * sizeof *without);
}

/* A class all of whose rows weigh 0 is known, but nothing is expected of it. */
static void
test_a_class_of_weight_0_is_never_expected (void)
{
  g_auto (Data) data = make (2000, 3, 150, 6);
  const char *const losses[] = { "loss=log-loss", "loss=weighted", "loss=class-balanced-focal", "loss=ldam", "loss=logit-adjusted,tau=0.5" };

  for (gsize i = 0; i < 2000; i++)
    if (data.classes[i] == 2)
      data.weights[i] = 0.0;
  data.view.weights = data.weights;
  for (guint l = 0; l < G_N_ELEMENTS (losses); l++)
    {
      g_autofree double *scores = fit_and_score (losses[l], &data.view, data.x);

      g_assert_cmpfloat (mean_of (scores, 2000, 3, 2), <, 1e-4);
      g_assert_cmpfloat (mean_of (scores, 2000, 3, 1), >, 0.01);
    }
}

static void
test_only_rows_of_weight_0_are_refused (void)
{
  g_auto (Data) data = make (200, 2, 50, 7);
  const ImbModel *model = imb_model_find ("gradient-boosting");
  gpointer        values = imb_values_new (&model->base);
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autoptr (GError) error = NULL;

  memset (data.weights, 0, 200 * sizeof *data.weights);
  data.view.weights = data.weights;
  g_assert_null (imb_model_fit (model, values, &data.view, 0, NULL, notes, &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW);
  imb_values_free (&model->base, values);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gradient-boosting/very-rare-classes-do-not-upset-it", test_very_rare_classes_do_not_upset_it);
  g_test_add_func ("/gradient-boosting/every-loss-gives-probabilities", test_every_loss_gives_probabilities);
  g_test_add_func ("/gradient-boosting/losses-without-their-effect-are-log-loss", test_losses_without_their_effect_are_log_loss);
  g_test_add_func ("/gradient-boosting/rows-of-weight-0-teach-nothing", test_rows_of_weight_0_teach_nothing);
  g_test_add_func ("/gradient-boosting/a-class-of-weight-0-is-never-expected", test_a_class_of_weight_0_is_never_expected);
  g_test_add_func ("/gradient-boosting/only-rows-of-weight-0-are-refused", test_only_rows_of_weight_0_are_refused);
  return g_test_run ();
}
