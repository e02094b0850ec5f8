/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every sampler is forecast to say comes true, on small tables of many layouts, with its defaults and with each parameter at its
 * ends: ready runs, what is refused was not forecast to be ready, and what it needs helps. */
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/params/imb-values.h"
#include "engine/samplers/imb-forecast.h"
#include "engine/samplers/imb-strategy.h"

#define N_LEVELS 3
#define SEED     1
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define N_VARIED 1 /* shapes with which parameters are varied: what is instrumented takes fifteen times as long */
#else
#define N_VARIED 4
#endif

typedef enum
{
  LAYOUT_CLOUDS,   /* classes overlap */
  LAYOUT_APART,    /* far from each other */
  LAYOUT_ISLANDS,  /* each row of a smaller class alone among the largest one */
  LAYOUT_GRID,     /* whole numbers, with many equal distances */
  LAYOUT_EQUAL,    /* all rows are */
  LAYOUT_TWINS,    /* each row is there twice, the second time in another class */
  LAYOUT_MISSING,  /* clouds, of which a value here and there is missing */
  LAYOUT_INFINITE, /* clouds, and one infinite value */
  LAYOUT_LARGE,    /* clouds, and one value that cannot be squared */
  N_LAYOUTS,
} Layout;

typedef struct
{
  ImbMatrix *x;
  guint16   *classes;
  ImbKind   *kinds;
  guint32   *groups;
  double    *weights;
  ImbView    view;
} Data;

static void
data_clear (Data *self)
{
  imb_matrix_free (self->x);
  g_free (self->classes);
  g_free (self->kinds);
  g_free (self->groups);
  g_free (self->weights);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Data, data_clear)

static const gsize shapes[][3] = { { 40, 10, 0 }, { 40, 12, 7 }, { 30, 3, 0 }, { 30, 2, 1 }, { 8, 6, 0 }, { 9, 9, 9 } };

static double
place (Layout  layout,
       gsize   i,
       guint   c,
       gsize   j,
       ImbRng *rng)
{
  const double noise = imb_rng_normal (rng);

  switch (layout)
    {
    case LAYOUT_APART:
      return noise + 1000.0 * c;
    case LAYOUT_ISLANDS:
      return c == 0 ? noise * 0.01 + 100.0 * (double) (i % 10) : 100.0 * (double) (i % 10);
    case LAYOUT_GRID:
      return rint (noise);
    case LAYOUT_EQUAL:
      return 3.0;
    case LAYOUT_TWINS:
      return sin ((double) ((i / 2) * 7 + j));
    case LAYOUT_MISSING:
      return (i * 5 + j * 3) % 11 == 0 ? NAN : noise + c;
    case LAYOUT_INFINITE:
    case LAYOUT_LARGE:
      return i == 5 && j == 1 ? (layout == LAYOUT_LARGE ? 1e200 : INFINITY) : noise + c;
    case LAYOUT_CLOUDS:
    case N_LAYOUTS:
    default:
      return noise + c;
    }
}

/* @n_categories: of four columns, the last ones. */
static Data
make (const gsize *counts,
      Layout       layout,
      gsize        n_categories,
      gboolean     extras)
{
  const gsize d = 4, n = counts[0] + counts[1] + counts[2];
  gsize       left[3] = { counts[0], counts[1], counts[2] };
  Data        data = { imb_matrix_new (n, d, NULL), g_new0 (guint16, n), g_new0 (ImbKind, d), g_new0 (guint32, n), g_new0 (double, n), { 0 } };
  ImbRng      rng;

  imb_rng_init (&rng, 4);
  for (gsize i = 0; i < n; i++)
    {
      guint c = (guint) (i % 3);

      while (left[c] == 0)
        c = (c + 1) % 3;
      left[c]--;
      data.classes[i] = (guint16) c;
      data.groups[i] = (guint32) (i / 4);
      data.weights[i] = 1.0 + (double) (i % 5);
      for (gsize j = 0; j < d; j++)
        {
          double value = place (layout, i, c, j, &rng);

          imb_matrix_row (data.x, i)[j] = j < d - n_categories || isnan (value) ? value : fabs (fmod (rint (CLAMP (value, -1e9, 1e9)), N_LEVELS));
        }
    }
  for (gsize j = d - n_categories; j < d; j++)
    data.kinds[j].n_levels = N_LEVELS;
  data.view = imb_view_of (data.x, data.classes, 3);
  data.view.kinds = data.kinds;
  if (extras)
    data.view.groups = data.groups;
  if (extras)
    data.view.weights = data.weights;
  return data;
}

static gpointer
changed (const ImbSampler  *sampler,
         gconstpointer      values,
         const ImbForecast *forecast)
{
  gpointer copy = imb_values_copy (&sampler->base, values);

  for (guint i = 0; i < forecast->n_changes; i++)
    g_assert_true (imb_param_read (forecast->changes[i].param, &sampler->base, copy, forecast->changes[i].value, NULL));
  return copy;
}

static char *
describe (const ImbSampler *sampler,
          gconstpointer     values)
{
  g_autoptr (ImbPlan) plan = imb_plan_new (sampler, values);

  return g_strdup (imb_plan_get_text (plan));
}

/* A plan's next step is told so. */
static void
assert_replaced (const ImbSampler  *sampler,
                 gconstpointer      values,
                 const ImbView     *in,
                 const ImbResample *out)
{
  const ImbParam   *strategy = imb_algorithm_find_param (&sampler->base, "sampling_strategy");
  g_autofree gsize *before = g_new0 (gsize, in->n_classes), *after = g_new0 (gsize, in->n_classes), *targets = g_new0 (gsize, in->n_classes);

  if ((sampler->flags & IMB_SAMPLER_REPLACES) == 0 || in->groups != NULL)
    return;

  g_assert_true (imb_strategy_resolve (IMB_STRATEGY_OVER, *(const char *const *) imb_param_value (strategy, values), in, targets, NULL, NULL));
  imb_view_count (in, before);
  imb_resample_count (out, in, after);
  for (guint c = 0; c < in->n_classes; c++)
    g_assert_cmpuint (after[c], ==, before[c] + targets[c]);
}

/* "write NAME=VALUE" names a value that the parameter may have. */
static void
assert_may_be_written (const ImbSampler *sampler,
                       gconstpointer     values,
                       const char       *sentence)
{
  for (const char *at = strstr (sentence, "write "); at != NULL; at = strstr (at + 1, "write "))
    {
      const gsize      n = strcspn (at + 6, "=;, ");
      g_autofree char *name = g_strndup (at + 6, n), *value = at[6 + n] == '=' ? g_strndup (at + 7 + n, strcspn (at + 7 + n, ";, ")) : NULL;
      const ImbParam  *param = value != NULL ? imb_algorithm_find_param (&sampler->base, name) : NULL;
      gpointer         copy = imb_values_copy (&sampler->base, values);
      g_autoptr (GError) error = NULL;

      if (param != NULL && g_str_has_suffix (value, "."))
        value[strlen (value) - 1] = '\0';
      if (param != NULL && !imb_param_read (param, &sampler->base, copy, value, &error))
        g_error ("%s: %s, but: %s", sampler->base.id, sentence, error->message);
      imb_values_free (&sampler->base, copy);
    }
}

static void
check (const ImbSampler *sampler,
       gconstpointer     values,
       const ImbView    *in)
{
  g_autoptr (ImbForecast) forecast = imb_forecast_new (sampler, values, in, SEED, imb_forecast_find_flaws (in));
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbResample) out = imb_sampler_run (sampler, values, in, SEED, NULL, &error);
  g_autofree char *text = describe (sampler, values);
  g_autofree char *words = imb_forecast_dup_words (forecast, FALSE);

  if ((out != NULL) != (forecast->outlook == IMB_OUTLOOK_READY))
    g_error ("%s: %s (%s), but then: %s", text, words, forecast->sentence, error != NULL ? error->message : "it runs");
  if (out != NULL)
    assert_replaced (sampler, values, in, out);
  else
    assert_may_be_written (sampler, values, error->message);
  if (forecast->outlook == IMB_OUTLOOK_NEEDS)
    {
      gpointer other = changed (sampler, values, forecast);
      g_autoptr (GError) refusal = NULL;
      g_autoptr (ImbResample) helped = imb_sampler_run (sampler, other, in, SEED, NULL, &refusal);

      if (helped == NULL)
        g_error ("%s: %s (%s), but then: %s", text, words, forecast->sentence, refusal->message);
      imb_values_free (&sampler->base, other);
    }
}

/* @value: of @param; NULL: the default of all. */
static void
check_with (const ImbSampler *sampler,
            const ImbParam   *param,
            const char       *value,
            const ImbView    *in)
{
  gpointer values = imb_values_new (&sampler->base);

  if (param == NULL || imb_param_read (param, &sampler->base, values, value, NULL))
    check (sampler, values, in);
  imb_values_free (&sampler->base, values);
}

static void
check_param (const ImbSampler *sampler,
             const ImbParam   *param,
             const ImbView    *in)
{
  static const char *const numbers[] = { "1", "2", "3", "9", "50" };
  static const char *const strategies[] = { "0.5", "all", "{0:60;1:20}", "{1:13}", "{0:5;1:2}" };
  const gboolean           is_text = param->kind == IMB_KIND_TEXT;

  for (const ImbChoice *choice = param->choices; param->kind == IMB_KIND_CHOICE && choice->nick != NULL; choice++)
    check_with (sampler, param, choice->nick, in);
  for (const char *const *word = param->suggestions; is_text && word != NULL && *word != NULL; word++)
    check_with (sampler, param, *word, in);
  for (guint i = 0; i < G_N_ELEMENTS (numbers) && (param->kind == IMB_KIND_INT || is_text); i++)
    check_with (sampler, param, numbers[i], in);
  for (guint i = 0; i < G_N_ELEMENTS (strategies) && is_text; i++)
    check_with (sampler, param, strategies[i], in);
  if (param->kind == IMB_KIND_BOOL)
    check_with (sampler, param, param->initial > 0.0 ? "false" : "true", in);
  if (param->kind == IMB_KIND_REAL)
    for (guint i = 0; i < 3; i++)
      {
        char text[G_ASCII_DTOSTR_BUF_SIZE];

        check_with (sampler, param, g_ascii_dtostr (text, sizeof text, i == 0 ? param->min : i == 1 ? MAX (0.01, param->min)
                                                                                                    : MIN (param->max, 1e6)),
                    in);
      }
}

static void
test_forecasts_come_true (gconstpointer data)
{
  const ImbSampler *sampler = data;

  for (guint s = 0; s < G_N_ELEMENTS (shapes); s++)
    for (Layout layout = 0; layout < N_LAYOUTS; layout++)
      for (gsize n_categories = 0; n_categories <= 4; n_categories += 2)
        {
          g_auto (Data) table = make (shapes[s], layout, n_categories, layout % 2 == 1);

          g_test_message ("shape %u, layout %d, %zu categories", s, (int) layout, n_categories);
          check_with (sampler, NULL, NULL, &table.view);
          for (const ImbParam *p = sampler->base.params; s < N_VARIED && p != NULL && p->name != NULL; p++)
            check_param (sampler, p, &table.view);
        }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (const ImbSampler *const *sampler = imb_samplers (); *sampler != NULL; sampler++)
    {
      g_autofree char *path = g_strdup_printf ("/%s/forecasts-come-true", (*sampler)->base.id);

      g_test_add_data_func (path, *sampler, test_forecasts_come_true);
    }
  return g_test_run ();
}
