/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which columns give the class away. */

#include "engine/core/imb-rng.h"
#include "engine/data/imb-leak.h"
#include "tests/reading.h"

/* 12,000 rows, every tenth of the rare class; @feature writes its cell. */
static GArray *
leaks_of (void (*feature) (GString *text, gsize i, gboolean rare, ImbRng *rng),
          ImbProblem **problem)
{
  g_autoptr (GString) text = g_string_new ("noise,x,class\n");
  g_autoptr (GError) error = NULL;
  ImbRng  rng;
  GArray *leaks;

  imb_rng_init (&rng, 3);
  for (gsize i = 0; i < 12000; i++)
    {
      gboolean rare = imb_rng_below (&rng, 10) == 0;

      g_string_append_printf (text, "%.6f,", imb_rng_double (&rng));
      feature (text, i, rare, &rng);
      g_string_append_printf (text, ",%s\n", rare ? "yes" : "no");
    }
  *problem = read_problem (text->str, "class");
  leaks = imb_leaks_find (*problem, NULL, &error);
  g_assert_no_error (error);
  return leaks;
}

static void
by_order (GString *text, gsize i, gboolean rare, ImbRng *rng)
{
  g_string_append_printf (text, "%.6f", imb_rng_double (rng) - (rare ? 1.0 : 0.0));
}

static void
nearly_by_order (GString *text, gsize i, gboolean rare, ImbRng *rng)
{
  g_string_append_printf (text, "%.6f", imb_rng_double (rng) - (rare ? 0.9 : 0.0));
}

static void
by_code (GString *text, gsize i, gboolean rare, ImbRng *rng)
{
  g_string_append_printf (text, "%u", rare ? 2 : 1 + 2 * (guint) imb_rng_below (rng, 2));
}

static void
by_word (GString *text, gsize i, gboolean rare, ImbRng *rng)
{
  const char *const words[] = { "red", "green", "blue", "grey" };

  g_string_append (text, words[rare ? 2 + imb_rng_below (rng, 2) : imb_rng_below (rng, 2)]);
}

static void
by_missing (GString *text, gsize i, gboolean rare, ImbRng *rng)
{
  if (rare)
    g_string_append_printf (text, "%.6f", imb_rng_double (rng));
}

static void
by_own_value (GString *text, gsize i, gboolean rare, ImbRng *rng)
{
  g_string_append_printf (text, "%.6f", imb_rng_double (rng));
}

static void
test_leaks_are_found (void)
{
  const struct
  {
    void (*cell) (GString *text, gsize i, gboolean rare, ImbRng *rng);
    gboolean    leaks;
    ImbLeakKind kind;
    const char *part;
  } cases[] = {
    { by_order, TRUE, IMB_LEAK_ORDER, "“x” alone tells" },
    { by_code, TRUE, IMB_LEAK_VALUES, "The values of “x”" },
    { by_word, TRUE, IMB_LEAK_VALUES, "The values of “x”" },
    { by_missing, TRUE, IMB_LEAK_MISSING, "Whether “x” has" },
    { nearly_by_order, FALSE, 0, NULL },
    { by_own_value, FALSE, 0, NULL },
  };

  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      g_autoptr (ImbProblem) problem = NULL;
      g_autoptr (GArray) leaks = leaks_of (cases[c].cell, &problem);
      const ImbLeak   *leak = (const ImbLeak *) (void *) leaks->data;
      g_autofree char *sentence = NULL;

      g_assert_cmpuint (leaks->len, ==, cases[c].leaks);
      if (!cases[c].leaks)
        continue;
      g_assert_cmpuint (leak->column, ==, 1);
      g_assert_cmpint (leak->kind, ==, cases[c].kind);
      g_assert_cmpfloat (leak->figure, ==, 1.0);
      sentence = imb_leak_dup_sentence (leak, imb_problem_get_table (problem));
      g_assert_nonnull (strstr (sentence, cases[c].part));
    }
}

/* The area under the curve, pair by pair. */
static void
test_the_figure_is_the_area_under_the_curve (void)
{
  g_autoptr (GString) text = g_string_new ("x,class\n");
  double   numbers[600];
  gboolean rare[600];
  double   ahead = 0.0, pairs = 0.0;
  ImbRng   rng;

  imb_rng_init (&rng, 11);
  for (guint i = 0; i < 600; i++)
    {
      rare[i] = i % 6 == 0;
      numbers[i] = (double) imb_rng_below (&rng, 200) + (rare[i] ? 192.0 : 0.0) + (i == 37 ? 0.5 : 0.0);
      g_string_append_printf (text, "%g,%s\n", numbers[i], rare[i] ? "yes" : "no");
    }
  for (guint a = 0; a < 600; a++)
    for (guint b = 0; b < 600; b++)
      if (rare[a] && !rare[b])
        {
          pairs += 1.0;
          ahead += numbers[a] > numbers[b] ? 1.0 : numbers[a] == numbers[b] ? 0.5
                                                                            : 0.0;
        }
  g_assert_cmpfloat (ahead / pairs, >, 0.999);
  g_assert_cmpfloat (ahead / pairs, <, 1.0);

  g_autoptr (ImbProblem) problem = read_problem (text->str, "class");
  g_autoptr (GArray) leaks = imb_leaks_find (problem, NULL, NULL);

  g_assert_cmpuint (leaks->len, ==, 1);
  g_assert_cmpfloat (g_array_index (leaks, ImbLeak, 0).figure, ==, ahead / pairs);
}

static void
test_few_rows_are_not_judged (void)
{
  g_autoptr (GString) text = g_string_new ("x,class\n");

  for (guint i = 0; i < 100; i++)
    g_string_append_printf (text, "%g,%s\n", (i % 7) / 4.0 + (i < 9 ? 10.0 : 0.0), i < 9 ? "yes" : "no");

  g_autoptr (ImbProblem) problem = read_problem (text->str, "class");
  g_autoptr (GArray) leaks = imb_leaks_find (problem, NULL, NULL);

  g_assert_cmpuint (leaks->len, ==, 0);
}

static void
test_cancelled_looks_stop (void)
{
  g_autoptr (ImbProblem) problem = NULL;
  g_autoptr (GArray) leaks = leaks_of (by_order, &problem);
  g_autoptr (ImbJob) job = imb_job_new ();
  g_autoptr (GError) first = NULL;

  imb_job_cancel (job);
  g_assert_null (imb_leaks_find (problem, job, &first));
  g_assert_error (first, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/leak/leaks-are-found", test_leaks_are_found);
  g_test_add_func ("/leak/the-figure-is-the-area-under-the-curve", test_the_figure_is_the_area_under_the_curve);
  g_test_add_func ("/leak/few-rows-are-not-judged", test_few_rows_are_not_judged);
  g_test_add_func ("/leak/cancelled-looks-stop", test_cancelled_looks_stop);
  return g_test_run ();
}
