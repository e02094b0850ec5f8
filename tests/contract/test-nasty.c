/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables on which samplers stumble, given to each sampler in the list with each distance it has: there is a result with the
 * class sizes that were promised, or with a note that says otherwise; or one sentence, and what it tells to write
 * helps. What was forecast comes true. */
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/params/imb-config.h"
#include "engine/params/imb-values.h"
#include "engine/samplers/imb-forecast.h"
#include "engine/samplers/imb-strategy.h"

#define N_LEVELS 4
/* Every access to memory is looked at there, and the same ones are for fewer classes; the release build has the full number. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define MANY_CLASSES 80
#else
#define MANY_CLASSES 300
#endif
#define SURELY_TRIED 1000000 /* pairs of rows times columns */
#define MANY_COLUMNS 1000    /* of these, and for many classes, only one kind, for the time that it takes */

typedef enum
{
  COLUMNS_NUMBERS,
  COLUMNS_MIXED,
  COLUMNS_CATEGORIES,
} Columns;

typedef struct
{
  ImbMatrix *x;
  guint16   *classes;
  ImbKind   *kinds;
  ImbView    view;
} Data;

typedef struct
{
  const char *name;
  gsize       counts[3];
  gsize       n_cols;
  gsize       n_each; /* rows of each further class up to MANY_CLASSES, or one more and one less; 0: there are none */
  void (*spoil) (Data *data);
} Shape;

static void
data_clear (Data *self)
{
  imb_matrix_free (self->x);
  g_free (self->classes);
  g_free (self->kinds);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Data, data_clear)

static void
make_equal (Data *data)
{
  for (gsize i = 1; i < data->x->n_rows; i++)
    memcpy (imb_matrix_row (data->x, i), imb_matrix_row (data->x, 0), data->x->n_cols * sizeof (double));
}

/* All rows of each class but the first. */
static void
make_classes_equal (Data *data)
{
  for (gsize i = 0; i < data->x->n_rows; i++)
    for (gsize first = 0; data->classes[i] > 0 && first < i; first++)
      if (data->classes[first] == data->classes[i])
        {
          memcpy (imb_matrix_row (data->x, i), imb_matrix_row (data->x, first), data->x->n_cols * sizeof (double));
          break;
        }
}

static void
set_column (Data  *data,
            gsize  j,
            double value)
{
  for (gsize i = 0; i < data->x->n_rows; i++)
    imb_matrix_row (data->x, i)[j] = imb_view_is_category (&data->view, j) && !isnan (value) ? 1.0 : value;
}

static void
make_first_constant (Data *data)
{
  set_column (data, 0, 0.1);
}

static void
make_constant (Data *data)
{
  for (gsize j = 0; j < data->x->n_cols; j++)
    set_column (data, j, 1e9);
}

static void
make_first_missing (Data *data)
{
  set_column (data, 0, NAN);
}

static void
make_last_missing (Data *data)
{
  set_column (data, data->x->n_cols - 1, NAN);
}

static void
make_missing (Data *data)
{
  for (gsize j = 0; j < data->x->n_cols; j++)
    set_column (data, j, NAN);
}

static const Shape shapes[] = {
  { "one-minority-row", { 60, 1, 0 }, 4, 0, NULL },
  { "one-row-in-one-of-three", { 60, 1, 30 }, 4, 0, NULL },
  { "one-row-in-each-of-two", { 1, 1, 0 }, 4, 0, NULL },
  { "fewer-rows-than-k", { 60, 4, 0 }, 4, 0, NULL },
  { "two-and-three-rows", { 60, 2, 3 }, 4, 0, NULL },
  { "few-rows", { 5, 3, 0 }, 4, 0, NULL },
  { "two-of-each", { 2, 2, 2 }, 4, 0, NULL },
  { "equal-sizes", { 25, 25, 25 }, 4, 0, NULL },
  { "all-duplicates", { 60, 12, 20 }, 4, 0, make_equal },
  { "duplicates-in-classes", { 60, 12, 20 }, 4, 0, make_classes_equal },
  { "a-constant-feature", { 60, 12, 20 }, 4, 0, make_first_constant },
  { "constant-features", { 60, 12, 20 }, 4, 0, make_constant },
  { "one-constant-feature", { 60, 12, 0 }, 1, 0, make_constant },
  { "a-missing-feature", { 60, 12, 20 }, 4, 0, make_first_missing },
  { "a-missing-last-feature", { 60, 12, 0 }, 4, 0, make_last_missing },
  { "missing-features", { 60, 12, 20 }, 4, 0, make_missing },
  { "one-class", { 60, 0, 0 }, 4, 0, NULL },
  { "one-row", { 1, 0, 0 }, 4, 0, NULL },
  { "no-rows", { 0, 0, 0 }, 4, 0, NULL },
  { "many-classes", { 11, 9, 8 }, 4, 8, NULL },
  { "many-small-classes", { 9, 3, 8 }, 4, 2, NULL },
  { "10001-columns", { 14, 7, 0 }, 10001, 0, NULL },
};

static gsize
rows_of_class (const Shape *shape,
               guint        c)
{
  return c < G_N_ELEMENTS (shape->counts) ? shape->counts[c] : shape->n_each + c % 3 - 1;
}

static Data
make (const Shape *shape,
      Columns      columns)
{
  const guint n_classes = shape->n_each > 0 ? MANY_CLASSES : G_N_ELEMENTS (shape->counts);
  const gsize d = columns == COLUMNS_MIXED ? MAX (shape->n_cols, 2) : shape->n_cols;
  gsize       n = 0, at = 0;
  Data        data = { 0 };
  ImbRng      rng;

  imb_rng_init (&rng, 8);
  for (guint c = 0; c < n_classes; c++)
    n += rows_of_class (shape, c);
  data.x = imb_matrix_new (n, d, NULL);
  data.classes = g_new0 (guint16, n + 1);
  data.kinds = g_new0 (ImbKind, d);
  for (gsize j = columns == COLUMNS_CATEGORIES ? 0 : columns == COLUMNS_MIXED ? (d + 1) / 2
                                                                              : d;
       j < d; j++)
    data.kinds[j].n_levels = N_LEVELS;
  for (guint c = 0; c < n_classes; c++)
    for (gsize i = 0; i < rows_of_class (shape, c); i++)
      data.classes[at++] = (guint16) c;
  for (gsize i = n; i-- > 1;)
    {
      const gsize   other = (gsize) imb_rng_below (&rng, i + 1);
      const guint16 c = data.classes[i];

      data.classes[i] = data.classes[other];
      data.classes[other] = c;
    }
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < d; j++)
      {
        const double value = imb_rng_normal (&rng) + 0.7 * (data.classes[i] % 7);

        imb_matrix_row (data.x, i)[j] = data.kinds[j].n_levels > 0 ? CLAMP (floor (value + 1.0), 0.0, N_LEVELS - 1.0) : value;
      }
  data.view = imb_view_of (data.x, data.classes, n_classes);
  data.view.kinds = data.kinds;
  if (shape->spoil != NULL)
    shape->spoil (&data);
  return data;
}

/* Numbers: a missing category is one like others. */
static gboolean
has_missing (const Data *data)
{
  for (gsize i = 0; i < data->x->n_rows; i++)
    for (gsize j = 0; j < data->x->n_cols; j++)
      if (isnan (imb_matrix_row (data->x, i)[j]) && !imb_view_is_category (&data->view, j))
        return TRUE;
  return FALSE;
}

/* The class sizes are those asked for, or a note says why not; and no class is gone that nobody wanted gone. */
static void
assert_promised (const ImbSampler  *sampler,
                 gconstpointer      values,
                 const ImbView     *in,
                 const ImbResample *out)
{
  const ImbParam   *strategy = imb_algorithm_find_param (&sampler->base, "sampling_strategy");
  ImbStrategyKind   kind = IMB_STRATEGY_CLEAN;
  g_autofree gsize *before = g_new0 (gsize, in->n_classes), *after = g_new0 (gsize, in->n_classes), *targets = g_new0 (gsize, in->n_classes);
  const gboolean    adds = (sampler->flags & IMB_SAMPLER_ADDS) != 0, drops = (sampler->flags & IMB_SAMPLER_DROPS) != 0;

  imb_view_count (in, before);
  imb_resample_count (out, in, after);
  if (strategy != NULL && !imb_strategy_kind_of (strategy, &kind))
    kind = IMB_STRATEGY_OVER; /* and more than that: the samplers for missing values */
  if (strategy != NULL)
    g_assert_true (imb_strategy_resolve (kind, G_STRUCT_MEMBER (const char *, values, strategy->offset), in, targets, NULL, NULL));
  for (guint c = 0; c < in->n_classes; c++)
    {
      gsize wanted = kind == IMB_STRATEGY_OVER ? before[c] + targets[c] : kind == IMB_STRATEGY_UNDER ? targets[c]
                                                                                                     : before[c];

      g_assert_true (after[c] > 0 || before[c] == 0);
      if (!drops && !adds)
        g_assert_cmpuint (after[c], ==, before[c]);
      else if (!drops)
        g_assert_cmpuint (after[c], >=, before[c]);
      else if (!adds)
        g_assert_cmpuint (after[c], <=, before[c]);
      if ((adds != drops || (!adds && targets[c] == 0)) && (kind != IMB_STRATEGY_CLEAN || targets[c] == 0) && after[c] != wanted && imb_notes_n (out->notes) == 0)
        g_error ("%s: class %u has %zu rows, not %zu, and no note says so", sampler->base.id, c, after[c], wanted);
    }
  for (gsize m = 0; m < out->n_made; m++)
    for (gsize j = 0; j < in->base->n_cols; j++)
      {
        const double value = imb_matrix_row (out->made, m)[j];

        g_assert_false (isinf (value));
        if (imb_view_is_category (in, j) && !isnan (value) && !(value >= 0.0 && value < N_LEVELS && value == floor (value)))
          g_error ("%s: category %g in column %zu", sampler->base.id, value, j);
      }
}

static void
assert_sentence (const char *text)
{
  g_assert_nonnull (text);
  g_assert_cmpuint (strlen (text), >, 30);
  g_assert_true (g_str_has_suffix (text, "."));
  for (guint i = 0; i < 4; i++)
    g_assert_null (strstr (text, (const char *const[]){ "(null)", "=nan", "=-", "%" }[i]));
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

#define MAX_SENTENCES 4

/* What a sentence or a forecast tells to write is written, and what the next sentence tells, of another parameter: then there is a
 * result, or at the most a method finds nothing to do. */
static void
assert_helps (const ImbSampler  *sampler,
              gconstpointer      values,
              const ImbView     *in,
              const ImbForecast *forecast,
              guint              n_sentences)
{
  gpointer other = changed (sampler, values, forecast);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbResample) out = imb_sampler_run (sampler, other, in, 1, NULL, &error);
  g_autoptr (ImbForecast) next = error != NULL ? imb_forecast_new_refused (sampler, other, error->message) : NULL;

  if (out != NULL)
    assert_promised (sampler, other, in, out);
  else if (n_sentences < MAX_SENTENCES && next->n_changes > 0 && next->changes[0].param != forecast->changes[0].param)
    assert_helps (sampler, other, in, next, n_sentences + 1);
  else if (!g_error_matches (error, IMB_ERROR, IMB_ERROR_UNSUITABLE))
    g_error ("%s: “%s” and then “%s”", sampler->base.id, forecast->sentence, error->message);
  imb_values_free (&sampler->base, other);
}

static void
check (const ImbSampler *sampler,
       gconstpointer     values,
       Data             *data)
{
  g_autoptr (ImbForecast) forecast = imb_forecast_new (sampler, values, &data->view, 1, has_missing (data) ? IMB_FLAW_MISSING : 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbResample) out = imb_sampler_run (sampler, values, &data->view, 1, NULL, &error);
  g_autoptr (ImbForecast) said = NULL;

  g_assert_true ((out == NULL) == (error != NULL));
  if (out != NULL)
    {
      if (forecast->outlook != IMB_OUTLOOK_DEPENDS || data->x->n_rows * data->x->n_rows * data->x->n_cols < SURELY_TRIED)
        g_assert_cmpint (forecast->outlook, ==, IMB_OUTLOOK_READY);
      else
        g_assert_nonnull (sampler->doubt); /* the table is too large to be tried out */
      assert_promised (sampler, values, &data->view, out);
      return;
    }
  assert_sentence (error->message);
  if (forecast->outlook == IMB_OUTLOOK_READY)
    g_error ("%s was forecast to be ready: %s", sampler->base.id, error->message);
  if (forecast->outlook != IMB_OUTLOOK_READY)
    assert_sentence (forecast->sentence);
  for (guint i = 0; i < forecast->n_changes; i++)
    g_assert_cmpstr (forecast->changes[i].param->name, !=, "compat");
  if (forecast->outlook == IMB_OUTLOOK_NEEDS)
    assert_helps (sampler, values, &data->view, forecast, MAX_SENTENCES);
  said = imb_forecast_new_refused (sampler, values, error->message);
  if (said->n_changes > 0)
    assert_helps (sampler, values, &data->view, said, 1);
}

static void
test_shape (const ImbSampler *sampler,
            const Shape      *shape,
            Columns           columns)
{
  g_auto (Data) data = make (shape, columns);
  const ImbParam *metric = imb_algorithm_find_param (&sampler->base, "metric");

  for (const ImbChoice *choice = metric != NULL ? metric->choices : NULL; choice == NULL || choice->nick != NULL; choice++)
    {
      gpointer values = imb_values_new (&sampler->base);

      if (choice != NULL)
        G_STRUCT_MEMBER (int, values, metric->offset) = choice->value;
      g_test_message ("%s, %s, columns %d, metric %s", sampler->base.id, shape->name, (int) columns, choice != NULL ? choice->nick : "none");
      check (sampler, values, &data);
      imb_values_free (&sampler->base, values);
      if (choice == NULL)
        return;
    }
}

static Columns
own_columns (const ImbSampler *sampler)
{
  return (sampler->flags & IMB_SAMPLER_MIXED) != 0 ? COLUMNS_MIXED : (sampler->flags & IMB_SAMPLER_NOMINAL) != 0 ? COLUMNS_CATEGORIES
                                                                                                                 : COLUMNS_NUMBERS;
}

static void
test_shapes (gconstpointer data)
{
  const ImbSampler *sampler = data;

  for (guint s = 0; s < G_N_ELEMENTS (shapes); s++)
    for (Columns columns = COLUMNS_NUMBERS; columns <= COLUMNS_CATEGORIES; columns++)
      if ((shapes[s].n_cols < MANY_COLUMNS && shapes[s].n_each == 0) || columns == own_columns (sampler))
        test_shape (sampler, &shapes[s], columns);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (const ImbSampler *const *sampler = imb_samplers (); *sampler != NULL; sampler++)
    {
      g_autofree char *path = g_strdup_printf ("/%s/nasty-tables", (*sampler)->base.id);

      g_test_add_data_func (path, *sampler, test_shapes);
    }
  return g_test_run ();
}
