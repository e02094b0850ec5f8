/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forecasts: what a sampler will say, and the change that helps, agree with what happens when it runs. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/core/imb-error.h"
#include "engine/params/imb-config.h"
#include "engine/samplers/imb-forecast.h"
#include "engine/samplers/imb-plan.h"

typedef struct
{
  ImbMatrix *x;
  guint16   *classes;
  ImbView    view;
} Data;

static const char *const labels[] = { "a", "k_neighbors=2", "c", "d" };

/* @n rows of noise, of which the class of row i is given by how many rows each class has. */
static Data
make (guint        n_classes,
      const gsize *counts)
{
  gsize              n = 0, at = 0;
  Data               data;
  g_autofree ImbRng *rng = g_new (ImbRng, 1);

  imb_rng_init (rng, 5);
  for (guint c = 0; c < n_classes; c++)
    n += counts[c];
  data.x = imb_matrix_new (n, 3, NULL);
  data.classes = g_new (guint16, n + 1);
  for (guint c = 0; c < n_classes; c++)
    for (gsize i = 0; i < counts[c]; i++, at++)
      {
        data.classes[at] = (guint16) c;
        for (gsize j = 0; j < 3; j++)
          imb_matrix_row (data.x, at)[j] = c + imb_rng_double (rng);
      }
  data.view = imb_view_of (data.x, data.classes, n_classes);
  if (n_classes <= G_N_ELEMENTS (labels))
    data.view.labels = labels;
  return data;
}

static void
data_clear (Data *self)
{
  imb_matrix_free (self->x);
  g_free (self->classes);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Data, data_clear)

#define MAKE(...) make (sizeof ((gsize[]){ __VA_ARGS__ }) / sizeof (gsize), (gsize[]){ __VA_ARGS__ })

static ImbForecast *
forecast (const Data *data,
          const char *text,
          gboolean    has_missing)
{
  g_autoptr (ImbPlan) plan = imb_plan_parse (text, NULL);

  g_assert_nonnull (plan);
  return imb_forecast_new (imb_plan_step_at (plan, 0)->sampler, imb_plan_step_at (plan, 0)->values, &data->view, 0, has_missing ? IMB_FLAW_MISSING : 0);
}

/* @words: as a person reads them. */
static void
assert_words (const Data *data,
              const char *text,
              gboolean    has_missing,
              const char *words)
{
  g_autoptr (ImbForecast) self = forecast (data, text, has_missing);
  g_autofree char *got = imb_forecast_dup_words (self, FALSE);

  g_assert_cmpstr (got, ==, words);
  g_assert_cmpint (self->sentence != NULL, ==, self->outlook != IMB_OUTLOOK_READY);
  g_assert_cmpint (self->n_changes > 0, ==, self->outlook == IMB_OUTLOOK_NEEDS);
  g_assert_true (g_str_has_prefix (got, imb_outlook_nick (self->outlook)));
}

static void
test_the_largest_number_of_neighbours_is_found (void)
{
  g_auto (Data) small = MAKE (20, 4);
  g_auto (Data) one = MAKE (20, 1);
  g_auto (Data) enough = MAKE (20, 6);

  assert_words (&enough, "smote", FALSE, "ready");
  assert_words (&small, "smote", FALSE, "needs k_neighbors ≤ 3");
  assert_words (&small, "smote:k_neighbors=1000", FALSE, "needs k_neighbors ≤ 3");
  assert_words (&small, "smote:k_neighbors=3", FALSE, "ready");
  assert_words (&small, "smote:k_neighbors=4", FALSE, "needs k_neighbors ≤ 3");
  assert_words (&one, "random-over", FALSE, "ready");
  assert_words (&one, "random-under", FALSE, "ready");
}

/* The class of one row is a minority that no k helps; the words of the strategy that leave it out do. */
static void
test_a_class_without_neighbours_is_left_out (void)
{
  g_auto (Data) one = MAKE (20, 1);
  g_auto (Data) three = MAKE (20, 1, 9);
  g_autoptr (ImbForecast) self = forecast (&one, "smote", FALSE);

  g_assert_cmpint (self->outlook, !=, IMB_OUTLOOK_READY);
  g_assert_nonnull (strstr (self->sentence, "only one row"));
  assert_words (&three, "smote:sampling_strategy={c:20}", FALSE, "ready");
}

static void
test_what_the_sentence_names_helps (void)
{
  g_auto (Data) data = MAKE (20, 10);

  assert_words (&data, "smote:sampling_strategy=0.5", FALSE, "needs sampling_strategy = auto");
  assert_words (&data, "random-under:sampling_strategy=0.2", FALSE, "needs sampling_strategy = auto");
}

static void
test_one_class_cannot (void)
{
  g_auto (Data) data = MAKE (20, 0);

  for (const ImbSampler *const *s = imb_samplers (); *s != NULL; s++)
    {
      gpointer values = imb_values_new (&(*s)->base);
      g_autoptr (ImbForecast) self = imb_forecast_new (*s, values, &data.view, 0, 0);

      g_assert_cmpint (self->outlook, ==, IMB_OUTLOOK_CANNOT);
      g_assert_nonnull (strstr (self->sentence, "two classes"));
      imb_values_free (&(*s)->base, values);
    }
}

static void
test_missing_values_want_a_distance_that_takes_them (void)
{
  g_auto (Data) data = MAKE (20, 10);
  g_auto (Data) small = MAKE (20, 4);

  assert_words (&data, "smote", TRUE, "needs metric = heom");
  assert_words (&data, "smote:metric=gower", TRUE, "ready");
  assert_words (&data, "random-over", TRUE, "ready");
  assert_words (&small, "smote", TRUE, "needs k_neighbors ≤ 3, metric = heom");
}

/* A class whose label looks like a remedy is none. */
/* Copies may lack values; bandwidths are learnt from all. */
static void
test_smoothing_needs_all_values (void)
{
  g_auto (Data) data = MAKE (20, 10);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbPlan) plan = imb_plan_parse ("random-over:shrinkage=0.5", NULL);
  g_autoptr (ImbForecast) missing = forecast (&data, "random-over:shrinkage=0.5", TRUE);

  assert_words (&data, "random-over", TRUE, "ready");
  assert_words (&data, "random-over:shrinkage=0.5", FALSE, "ready");
  assert_words (&data, "random-over:shrinkage=0.5", TRUE, "needs shrinkage = none");
  g_assert_nonnull (strstr (missing->sentence, "write shrinkage=none"));
  imb_matrix_row (data.x, 25)[1] = NAN;
  g_assert_null (imb_plan_run (plan, &data.view, 0, NULL, &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_MISSING);
  g_assert_nonnull (strstr (error->message, "Row 26 has no value in feature 2"));
}

static void
test_labels_are_no_remedies (void)
{
  g_autoptr (ImbPlan) plan = imb_plan_parse ("smote", NULL);
  const ImbPlanStep *step = imb_plan_step_at (plan, 0);
  g_autoptr (ImbForecast) none = imb_forecast_new_refused (step->sampler, step->values, "Class “x=4” is small; use random-over.");
  g_autoptr (ImbForecast) last = imb_forecast_new_refused (step->sampler, step->values, "Class “k_neighbors=2” is small; write k_neighbors=3 or less.");
  g_autoptr (ImbForecast) ratio = imb_forecast_new_refused (step->sampler, step->values, "Write sampling_strategy=0.75.");
  g_autoptr (ImbForecast) braces = imb_forecast_new_refused (step->sampler, step->values, "Write sampling_strategy={a b:5;c:6}, or none.");
  g_autoptr (ImbForecast) same = imb_forecast_new_refused (step->sampler, step->values, "It is k_neighbors=5.");

  g_assert_cmpint (none->outlook, ==, IMB_OUTLOOK_CANNOT);
  g_assert_cmpuint (last->n_changes, ==, 1);
  g_assert_cmpstr (last->changes[0].value, ==, "3");
  g_assert_cmpstr (ratio->changes[0].value, ==, "0.75");
  g_assert_cmpstr (braces->changes[0].value, ==, "{a b:5;c:6}");
  g_assert_cmpint (same->outlook, ==, IMB_OUTLOOK_CANNOT);
}

/* Whatever is forecast comes true: ready runs, and so does what is needed. */
static void
test_forecasts_come_true (void)
{
  const gsize shapes[][4] = { { 40, 30, 12, 9 }, { 40, 5, 2, 0 }, { 60, 3, 0, 0 }, { 30, 1, 1, 0 }, { 2, 2, 2, 2 }, { 7, 6, 0, 0 } };

  for (guint shape = 0; shape < G_N_ELEMENTS (shapes); shape++)
    for (const ImbSampler *const *s = imb_samplers (); *s != NULL; s++)
      {
        g_auto (Data) data = make (4, shapes[shape]);
        g_autoptr (ImbConfig) config = imb_config_new (&(*s)->base);
        gpointer values = imb_config_dup_values (config);
        g_autoptr (ImbForecast) self = imb_forecast_new (*s, values, &data.view, 0, 0);
        g_autoptr (ImbResample) out = NULL;
        g_autoptr (GError) error = NULL;

        imb_values_free (&(*s)->base, values);
        for (guint i = 0; i < self->n_changes; i++)
          g_assert_true (imb_config_set_text (config, self->changes[i].param->name, self->changes[i].value, NULL));
        values = imb_config_dup_values (config);
        out = imb_sampler_run (*s, values, &data.view, 0, NULL, &error);
        imb_values_free (&(*s)->base, values);
        if (self->outlook == IMB_OUTLOOK_CANNOT)
          g_assert_cmpstr (error->message, ==, self->sentence);
        else
          g_assert_no_error (error);
      }
}

/* The words of each step, between bars. */
static char *
words_of_plan (const Data *data,
               const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbPlan) plan = imb_plan_parse (text, &error);
  g_autoptr (GPtrArray) forecasts = NULL;
  g_autoptr (GString) words = g_string_new (NULL);

  g_assert_no_error (error);
  forecasts = imb_forecast_new_plan (plan, &data->view, 0, 0);
  g_assert_cmpuint (forecasts->len, ==, imb_plan_n_steps (plan));
  for (guint i = 0; i < forecasts->len; i++)
    {
      g_autofree char *step = imb_forecast_dup_words (g_ptr_array_index (forecasts, i), FALSE);

      g_string_append_printf (words, "%s%s", i > 0 ? " | " : "", step);
    }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

/* 40 rows of a, 4 of the second class. */
static void
test_a_step_is_asked_about_what_the_one_before_leaves (void)
{
  static const struct
  {
    const char *plan, *words;
  } cases[] = {
    { "smote", "needs k_neighbors ≤ 3" },
    { "random-over + smote", "ready | ready" }, /* nothing is left to do, and a class of 40 would have enough neighbours */
    { "random-over:sampling_strategy=0.2 + smote", "ready | ready" },
    { "random-over:sampling_strategy=0.125 + smote", "ready | needs k_neighbors ≤ 4" },
    { "random-under:sampling_strategy=0.5 + smote", "ready | needs k_neighbors ≤ 3" },
    { "random-under + random-over:sampling_strategy=0.5", "ready | needs sampling_strategy = auto" },
    { "smote + tomek-links", "needs k_neighbors ≤ 3 | ready" },
    { "smote:k_neighbors=3 + kmeans-smote:kmeans_estimator=60", "ready | ready" },
    { "kmeans-smote:kmeans_estimator=60", "needs kmeans_estimator = 12" }, /* with 44, one for each row, none has three rows of the class */
    { "random-over + adasyn", "ready | ready" },
    { "random-under:sampling_strategy=0.4 + adasyn:n_neighbors=3", "ready | depends on the rows" },
    /* what a cleaner leaves matters only to whom it can matter */
    { "tomek-links + random-over", "ready | ready" },
    { "tomek-links + smote:k_neighbors=3,sampling_strategy={\"k_neighbors=2\":30}", "ready | ready" },
    { "tomek-links:sampling_strategy=all + smote:k_neighbors=3", "ready | depends on step 1" },
    { "edited-nearest-neighbours + kmeans-smote:kmeans_estimator=44,k_neighbors=1", "ready | depends on step 1" },
    { "random-over + tomek-links + random-over + smote:sampling_strategy={a:80}", "ready | ready | ready | ready" },
    { "random-over + tomek-links:sampling_strategy=all + smote + random-under", "ready | ready | depends on step 2 | ready" },
    /* these leave other numbers than asked where rows are as hard as each other, or few are near */
    { "near-miss:n_neighbors=1 + smote", "ready | ready" },
    { "near-miss:n_neighbors=1,version=3 + smote", "ready | depends on step 1" },
    { "near-miss:n_neighbors=1,version=3 + random-over", "ready | ready" },
    { "random-under + random-over:sampling_strategy=0.25", "ready | needs sampling_strategy = auto" },
    { "instance-hardness-threshold:cv=2 + random-over:sampling_strategy=0.25", "ready | depends on step 1" },
    { "instance-hardness-threshold:cv=2 + smote:k_neighbors=3", "ready | ready" },
    { "smote-enn:k_neighbors=3 + random-over", "ready | ready" },
    { "smote-enn:k_neighbors=3 + smote", "ready | depends on step 1" },
    /* what ccr pushes away comes back in another place */
    { "ccr + smote:k_neighbors=39", "ready | ready" },
    { "ccr:sampling_strategy=0.25 + smote:k_neighbors=9", "ready | ready" },
    { "ccr:sampling_strategy=0.25 + smote:k_neighbors=10", "ready | needs k_neighbors ≤ 9" },
    { "ccr + smote-enn", "ready | ready" },
  };
  g_auto (Data) data = MAKE (40, 4);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = words_of_plan (&data, cases[i].plan);

      g_test_message ("%s", cases[i].plan);
      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

/* 70, 25 and 15 rows, whose classes overlap. */
static Data
make_clouds (guint32 seed)
{
  static const gsize counts[] = { 70, 25, 15 };
  Data               data = make (3, counts);
  g_autofree ImbRng *rng = g_new (ImbRng, 1);

  imb_rng_init (rng, seed);
  for (gsize i = 0; i < data.x->n_rows; i++)
    for (gsize j = 0; j < 3; j++)
      imb_matrix_row (data.x, i)[j] = imb_rng_normal (rng) + 0.7 * data.classes[i];
  return data;
}

/* Under-sampling after cleaning makes classes alike, however many rows were cleaned away; a cleaner after it starts from there. */
static void
test_what_is_ready_is_not_refused (void)
{
  static const char *const plans[] = {
    "repeated-edited-nearest-neighbours + cluster-centroids + tomek-links + lee",
    "edited-nearest-neighbours + random-under + edited-nearest-neighbours + smote",
    "all-knn + near-miss + tomek-links + borderline-smote",
    "neighbourhood-cleaning-rule + random-under + all-knn:sampling_strategy=all + smote + tomek-links",
    "repeated-edited-nearest-neighbours + random-under + random-over",
    "one-sided-selection + random-under + smote-enn + smote",
    "ccr:energy=9,sampling_strategy={c:20} + smote:k_neighbors=19",
  };
  guint n_refused = 0;

  for (guint p = 0; p < G_N_ELEMENTS (plans); p++)
    for (guint32 seed = 0; seed < 12; seed++)
      {
        g_auto (Data) data = make_clouds (seed);
        g_autoptr (ImbPlan) plan = imb_plan_parse (plans[p], NULL);
        g_autofree char *words = words_of_plan (&data, plans[p]);
        g_autoptr (GError) error = NULL;
        g_autoptr (ImbResample) out = imb_plan_run (plan, &data.view, seed, NULL, &error);

        if (out != NULL)
          continue;
        n_refused++;
        g_test_message ("%s: %s; %s", plans[p], words, error->message);
        g_assert_nonnull (strstr (words, "depends"));
      }
  g_assert_cmpuint (n_refused, >, 5);
}

/* Class sizes are all there is of rows to come: no check looks at the rows themselves. */
static void
test_every_step_can_be_asked_about_rows_to_come (void)
{
  g_auto (Data) data = MAKE (40, 9, 7);

  for (const ImbSampler *const *s = imb_samplers (); *s != NULL; s++)
    for (guint before = 0; before < 4; before++)
      {
        static const char *const first[] = { "random-over:sampling_strategy={c:3000}", "random-under", "tomek-links:sampling_strategy=all", "smote-enn" };
        g_autofree char         *text = g_strdup_printf ("%s + %s", first[before], (*s)->base.id);
        g_autofree char         *words = words_of_plan (&data, text);

        g_assert_true (g_str_has_prefix (words, "ready"));
      }
}

/* Two classes of noise, the second one @apart; with @grid whole numbers, of which many are equally far away. */
static Data
make_two (gsize    n_large,
          gsize    n_small,
          double   apart,
          gboolean grid,
          guint32  seed)
{
  Data               data = MAKE (n_large, n_small);
  g_autofree ImbRng *rng = g_new (ImbRng, 1);

  imb_rng_init (rng, seed);
  for (gsize i = 0; i < n_large + n_small; i++)
    for (gsize j = 0; j < 3; j++)
      {
        const double noise = imb_rng_normal (rng);

        imb_matrix_row (data.x, i)[j] = (grid ? rint (noise) : noise) + apart * data.classes[i];
      }
  return data;
}

static gboolean
runs_with (const Data *data,
           const char *sampler,
           const char *param,
           int         m)
{
  g_autofree char *text = g_strdup_printf ("%s:%s=%d", sampler, param, m);
  g_autoptr (ImbPlan) plan = imb_plan_parse (text, NULL);
  g_autoptr (ImbResample) out = imb_plan_run (plan, &data->view, 0, NULL, NULL);

  return out != NULL;
}

/* What is advised runs, and nothing nearer to what is asked for does. */
static void
assert_nearest (const Data *data,
                const char *sampler,
                const char *param,
                int         asked)
{
  g_autofree char *text = g_strdup_printf ("%s:%s=%d", sampler, param, asked);
  g_autoptr (ImbForecast) self = forecast (data, text, FALSE);
  int nearest = (int) data->view.n_rows;

  if (self->outlook == IMB_OUTLOOK_READY)
    {
      g_assert_true (runs_with (data, sampler, param, asked));
      return;
    }
  if (self->outlook == IMB_OUTLOOK_NEEDS)
    {
      g_assert_cmpuint (self->n_changes, ==, 1);
      g_assert_cmpstr (self->changes[0].param->name, ==, param);
      nearest = atoi (self->changes[0].value);
      g_assert_true (runs_with (data, sampler, param, nearest));
    }
  else
    g_assert_cmpint (self->outlook, ==, IMB_OUTLOOK_CANNOT);
  for (int d = 0; d < (self->outlook == IMB_OUTLOOK_NEEDS ? ABS (nearest - asked) : nearest); d++)
    if (runs_with (data, sampler, param, asked + d) || (asked > d && runs_with (data, sampler, param, asked - d)))
      g_error ("%s: %s is advised, but %d less or more would do", text, self->n_changes > 0 ? self->changes[0].value : "nothing", d);
}

/* Whatever the rows are like; a table of middling size is not tried out with each number. */
static void
test_the_nearest_number_that_runs_is_advised (void)
{
  static const char *const params[][2] = { { "borderline-smote", "m_neighbors" }, { "adasyn", "n_neighbors" }, { "safe-level-smote", "n_neighbors" }, { "mwmote", "k1" } };
  static const gsize       sizes[][2] = { { 40, 9 }, { 60, 6 }, { 12, 9 }, { 25, 8 } };

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    for (guint layout = 0; layout < 8; layout++)
      for (guint p = 0; p < G_N_ELEMENTS (params); p++)
        {
          g_auto (Data) data = make_two (sizes[s][0], sizes[s][1], layout / 2 == 3 ? 50.0 : (layout / 2) * 1.5, layout % 2 == 1, s + 10 * layout);

          g_test_message ("%s, %zu and %zu rows, layout %u", params[p][0], sizes[s][0], sizes[s][1], layout);
          assert_nearest (&data, params[p][0], params[p][1], 1);
          assert_nearest (&data, params[p][0], params[p][1], 7);
          assert_nearest (&data, params[p][0], params[p][1], 30);
        }

  g_auto (Data) middling = make_two (600, 100, 50.0, FALSE, 1);
  g_auto (Data) large = make_two (3000, 20, 50.0, FALSE, 1);

  assert_words (&middling, "borderline-smote", FALSE, "needs m_neighbors = 198");
  g_assert_true (runs_with (&middling, "borderline-smote", "m_neighbors", 198));
  for (int m = 1; m < 198; m++)
    g_assert_false (runs_with (&middling, "borderline-smote", "m_neighbors", m));
  assert_words (&middling, "adasyn", FALSE, "cannot");
  assert_words (&large, "borderline-smote", FALSE, "needs m_neighbors = 38");
  assert_words (&large, "borderline-smote:m_neighbors=50", FALSE, "ready");
  assert_words (&large, "borderline-smote:m_neighbors=37", FALSE, "needs m_neighbors = 38");
  assert_words (&large, "adasyn", FALSE, "cannot");
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define LIMIT_MICROSECONDS 50000.0 /* instrumented programs are slower */
#else
#define LIMIT_MICROSECONDS 5000.0
#endif

/* Its own time, so that others at work on the machine do not count. */
static double
own_microseconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e6 + (double) now.tv_nsec / 1e3;
}

/* 100,000 rows of 300 classes: each sampler, with parameters that it refuses, too. */
static void
test_a_forecast_takes_less_than_5_ms (void)
{
  gsize            counts[300];
  g_autofree char *message = NULL;

  for (guint c = 0; c < G_N_ELEMENTS (counts); c++)
    counts[c] = c == 0 ? 97010 : 10;

  g_auto (Data) data = make (G_N_ELEMENTS (counts), counts);
  double slowest = 0.0;

  for (const ImbSampler *const *s = imb_samplers (); *s != NULL; s++)
    {
      gpointer values = imb_values_new (&(*s)->base);
      double   best = G_MAXDOUBLE;

      for (const ImbParam *p = (*s)->base.params; p != NULL && p->name != NULL; p++)
        if (p->kind == IMB_KIND_INT)
          G_STRUCT_MEMBER (int, values, p->offset) = (int) p->max;
      for (guint i = 0; i < 5; i++)
        {
          double start = own_microseconds ();
          g_autoptr (ImbForecast) self = imb_forecast_new (*s, values, &data.view, 0, 0);

          best = MIN (best, own_microseconds () - start);
        }
      imb_values_free (&(*s)->base, values);
      slowest = MAX (slowest, best);
      g_test_message ("%s: %.0f µs", (*s)->base.id, best);
    }
  g_assert_cmpfloat (slowest, <, LIMIT_MICROSECONDS);
}

/* @n rows of @d columns, one in a hundred of the second class, @apart from the others. */
static Data
make_wide (gsize  n,
           gsize  d,
           double apart)
{
  Data               data = { imb_matrix_new (n, d, NULL), g_new0 (guint16, n), { 0 } };
  g_autofree ImbRng *rng = g_new (ImbRng, 1);

  imb_rng_init (rng, 5);
  for (gsize i = 0; i < n; i++)
    {
      data.classes[i] = i % 100 == 7 || i % 50 == 1;
      for (gsize j = 0; j < d; j++)
        imb_matrix_row (data.x, i)[j] = imb_rng_double (rng) + apart * data.classes[i];
    }
  data.view = imb_view_of (data.x, data.classes, 2);
  return data;
}

static void
assert_fast (const ImbSampler *sampler,
             const ImbView    *in)
{
  gpointer values = imb_values_new (&sampler->base);
  double   best = G_MAXDOUBLE;

  for (guint i = 0; i < 5; i++)
    {
      double start = own_microseconds ();
      g_autoptr (ImbForecast) self = imb_forecast_new (sampler, values, in, 0, 0);

      best = MIN (best, own_microseconds () - start);
    }
  imb_values_free (&sampler->base, values);
  g_test_message ("%s: %.0f µs", sampler->base.id, best);
  g_assert_cmpfloat (best, <, LIMIT_MICROSECONDS);
}

/* Rows that lie among the others, and rows that lie apart: both ends of what looking at some of them costs. */
static void
test_looking_at_rows_takes_less_than_5_ms (void)
{
  static const gsize sizes[][2] = { { 100000, 30 }, { 20000, 300 }, { 300, 10001 }, { 120, 120 }, { 500, 4 }, { 21, 10001 }, { 700, 2 }, { 1500, 4 }, { 10000, 2 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint apart = 0; apart < 2; apart++)
      {
        g_auto (Data) data = make_wide (sizes[i][0], sizes[i][1], 2.0 * apart);

        g_test_message ("%zu rows, %zu columns, apart %u", sizes[i][0], sizes[i][1], apart);
        for (const ImbSampler *const *s = imb_samplers (); *s != NULL; s++)
          assert_fast (*s, &data.view);
      }
}

/* Of a large table some rows are asked: they can tell that it works, not that it does not. */
static void
test_some_rows_of_a_large_table_settle_it (void)
{
  g_auto (Data) among = make_wide (20000, 5, 0.0);
  g_auto (Data) apart = make_wide (20000, 5, 50.0);

  assert_words (&among, "adasyn", FALSE, "ready");
  assert_words (&among, "borderline-smote", FALSE, "ready");
  assert_words (&among, "safe-level-smote", FALSE, "ready");
  assert_words (&among, "mwmote", FALSE, "ready");
  assert_words (&apart, "adasyn", FALSE, "depends on the rows");
  assert_words (&apart, "borderline-smote", FALSE, "depends on the rows");
  assert_words (&among, "adasyn:n_neighbors=700", FALSE, "needs n_neighbors ≤ 599");
  assert_words (&apart, "adasyn:n_neighbors=700", FALSE, "depends on the rows"); /* with 599 all would be of the class, too */
  assert_words (&apart, "safe-level-smote", FALSE, "ready");
  assert_words (&apart, "mwmote", FALSE, "ready");
  assert_words (&among, "kmeans-smote", FALSE, "depends on the rows");
  assert_words (&among, "kmeans-smote:kmeans_estimator=1", FALSE, "ready");
  assert_words (&among, "svm-smote", FALSE, "depends on the rows");
  assert_words (&among, "smobd:max_eps=0.1", FALSE, "depends on the rows");
  assert_words (&among, "smobd", FALSE, "ready");
}

/* The same rows, and a chain of which every step is in doubt. */
static void
test_each_step_of_a_plan_takes_less_than_5_ms (void)
{
  gsize  counts[300];
  double best = G_MAXDOUBLE;
  g_autoptr (ImbPlan) plan = imb_plan_parse ("smote-enn + smote:k_neighbors=900 + tomek-links + smote-enn:k_neighbors=900 + near-miss + borderline-smote:k_neighbors=900", NULL);

  for (guint c = 0; c < G_N_ELEMENTS (counts); c++)
    counts[c] = c == 0 ? 97010 : 10;

  g_auto (Data) data = make (G_N_ELEMENTS (counts), counts);

  for (guint i = 0; i < 5; i++)
    {
      double start = own_microseconds ();
      g_autoptr (GPtrArray) forecasts = imb_forecast_new_plan (plan, &data.view, 0, 0);

      best = MIN (best, own_microseconds () - start);
    }
  g_test_message ("%u steps: %.0f µs", imb_plan_n_steps (plan), best);
  g_assert_cmpfloat (best, <, LIMIT_MICROSECONDS * imb_plan_n_steps (plan));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/forecast/the-largest-number-of-neighbours-is-found", test_the_largest_number_of_neighbours_is_found);
  g_test_add_func ("/forecast/a-class-without-neighbours-is-left-out", test_a_class_without_neighbours_is_left_out);
  g_test_add_func ("/forecast/what-the-sentence-names-helps", test_what_the_sentence_names_helps);
  g_test_add_func ("/forecast/one-class-cannot", test_one_class_cannot);
  g_test_add_func ("/forecast/missing-values-want-a-distance-that-takes-them", test_missing_values_want_a_distance_that_takes_them);
  g_test_add_func ("/forecast/smoothing-needs-all-values", test_smoothing_needs_all_values);
  g_test_add_func ("/forecast/labels-are-no-remedies", test_labels_are_no_remedies);
  g_test_add_func ("/forecast/forecasts-come-true", test_forecasts_come_true);
  g_test_add_func ("/forecast/a-step-is-asked-about-what-the-one-before-leaves", test_a_step_is_asked_about_what_the_one_before_leaves);
  g_test_add_func ("/forecast/what-is-ready-is-not-refused", test_what_is_ready_is_not_refused);
  g_test_add_func ("/forecast/every-step-can-be-asked-about-rows-to-come", test_every_step_can_be_asked_about_rows_to_come);
  g_test_add_func ("/forecast/the-nearest-number-that-runs-is-advised", test_the_nearest_number_that_runs_is_advised);
  g_test_add_func ("/forecast/a-forecast-takes-less-than-5-ms", test_a_forecast_takes_less_than_5_ms);
  g_test_add_func ("/forecast/looking-at-rows-takes-less-than-5-ms", test_looking_at_rows_takes_less_than_5_ms);
  g_test_add_func ("/forecast/some-rows-of-a-large-table-settle-it", test_some_rows_of_a_large_table_settle_it);
  g_test_add_func ("/forecast/each-step-of-a-plan-takes-less-than-5-ms", test_each_step_of_a_plan_takes_less_than_5_ms);
  return g_test_run ();
}
