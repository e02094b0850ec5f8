/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parameter tables: structs, texts, properties, schema and the sentences of refusals, on a made-up algorithm
 * with one parameter of each kind. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/params/imb-config.h"
#include "engine/params/imb-text.h"

typedef struct
{
  int         k_neighbors;
  double      reach;
  gboolean    inclusive;
  int         metric;
  const char *strategy;
} Sample;

static const ImbChoice metrics[] = {
  { 3, "euclidean", "Euclidean" },
  { 7, "manhattan", "City block" },
  { 0, NULL, NULL },
};

static const char *const suggestions[] = { "auto", "all", NULL };

static gboolean
check_strategy (const char *text,
                GError    **error)
{
  if (strchr (text, '!') == NULL)
    return TRUE;
  g_set_error_literal (error, IMB_ERROR, IMB_ERROR_PARAM, "No exclamation marks.");
  return FALSE;
}

static const ImbParam params[] = {
  { .name = "k_neighbors", .label = "Neighbours", .help = "How many.", IMB_INT (Sample, k_neighbors, 5, 1, 64) },
  { .name = "reach", .label = "Reach", .help = "How far.", .unit = "m", IMB_REAL (Sample, reach, 0.5, 0.0, 1.0) },
  { .name = "inclusive", .label = "Inclusive", .help = "Whether.", IMB_BOOL (Sample, inclusive, TRUE) },
  { .name = "metric", .label = "Metric", .help = "Which.", IMB_CHOICE (Sample, metric, 3, metrics) },
  { .name = "strategy", .label = "Strategy", .help = "What.", IMB_TEXT (Sample, strategy, "auto", check_strategy, suggestions) },
  { NULL },
};

static const ImbAlgorithm algorithm = {
  .id = "sample",
  .title = "Sample",
  .summary = "For tests.",
  .params = params,
  .params_size = sizeof (Sample),
};

static const ImbAlgorithm bare = { .id = "bare", .title = "Bare" };

static void
assert_round_trip (const char *text)
{
  g_autoptr (GError) error = NULL;
  gpointer         values = imb_values_parse (&algorithm, text, &error);
  g_autofree char *printed = NULL;
  g_autofree char *again = NULL;
  gpointer         reread;

  g_assert_no_error (error);
  printed = imb_values_to_string (&algorithm, values, TRUE);
  g_assert_true (g_str_has_prefix (printed, "sample:"));
  reread = imb_values_parse (&algorithm, printed + strlen ("sample:"), &error);
  g_assert_no_error (error);
  again = imb_values_to_string (&algorithm, reread, TRUE);
  g_assert_cmpstr (printed, ==, again);
  g_assert_cmpstr (((Sample *) values)->strategy, ==, ((Sample *) reread)->strategy);
  g_assert_cmpfloat (((Sample *) values)->reach, ==, ((Sample *) reread)->reach);
  imb_values_free (&algorithm, values);
  imb_values_free (&algorithm, reread);
}

static void
test_defaults_are_the_tables (void)
{
  Sample          *values = imb_values_new (&algorithm);
  g_autofree char *text = imb_values_to_string (&algorithm, values, FALSE);
  g_autofree char *all = imb_values_to_string (&algorithm, values, TRUE);

  g_assert_cmpint (values->k_neighbors, ==, 5);
  g_assert_cmpfloat (values->reach, ==, 0.5);
  g_assert_true (values->inclusive);
  g_assert_cmpint (values->metric, ==, 3);
  g_assert_cmpstr (values->strategy, ==, "auto");
  g_assert_cmpstr (text, ==, "sample");
  g_assert_cmpstr (all, ==, "sample:k_neighbors=5,reach=0.5,inclusive=true,metric=euclidean,strategy=auto");
  imb_values_free (&algorithm, values);
}

static void
test_text_sets_every_kind (void)
{
  g_autoptr (GError) error = NULL;
  Sample *values = imb_values_parse (&algorithm, " k_neighbors = 9, reach=1e-1,inclusive=0,metric=manhattan,strategy={a:1,b:[2,3]}", &error);

  g_assert_no_error (error);
  g_assert_cmpint (values->k_neighbors, ==, 9);
  g_assert_cmpfloat (values->reach, ==, 0.1);
  g_assert_false (values->inclusive);
  g_assert_cmpint (values->metric, ==, 7);
  g_assert_cmpstr (values->strategy, ==, "{a:1,b:[2,3]}");
  imb_values_free (&algorithm, values);
}

static void
test_texts_survive_the_round_trip (void)
{
  assert_round_trip (NULL);
  assert_round_trip ("reach=0.1");
  assert_round_trip ("reach=0.3333333333333333");
  assert_round_trip ("strategy=\"a, b + c \"\"d\"\" } =\"");
  assert_round_trip ("strategy={\"a:b\":100;c:5}");
  assert_round_trip ("strategy=\" \"");
  assert_round_trip ("strategy=");
  assert_round_trip ("strategy=größer");
  assert_round_trip ("strategy=\"\"\"x\"\"\"");
  assert_round_trip ("strategy=\"\"\"\"");
}

static void
test_quotes_protect_everything (void)
{
  g_autoptr (GError) error = NULL;
  Sample *values = imb_values_parse (&algorithm, "strategy=\"a, k_neighbors=1 + \"\"q\"\" {\",k_neighbors=2", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (values->strategy, ==, "a, k_neighbors=1 + \"q\" {");
  g_assert_cmpint (values->k_neighbors, ==, 2);
  imb_values_free (&algorithm, values);
}

static void
assert_refused (const char *text,
                const char *wanted)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (imb_values_parse (&algorithm, text, &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_PARAM);
  g_assert_cmpstr (error->message, ==, wanted);
}

static void
test_refusals_name_parameter_range_and_value (void)
{
  assert_refused ("k_neighbors=0", "“k_neighbors” of “sample” must be a whole number from 1 to 64, not “0”.");
  assert_refused ("k_neighbors=2.5", "“k_neighbors” of “sample” must be a whole number from 1 to 64, not “2.5”.");
  assert_refused ("k_neighbors=99999999999999999999", "“k_neighbors” of “sample” must be a whole number from 1 to 64, not “99999999999999999999”.");
  assert_refused ("reach=nan", "“reach” of “sample” must be a number from 0 to 1, not “nan”.");
  assert_refused ("reach=", "“reach” of “sample” must be a number from 0 to 1, not “”.");
  assert_refused ("inclusive=maybe", "“inclusive” of “sample” must be true or false, not “maybe”.");
  assert_refused ("metric=manhatan", "“metric” of “sample” must be one of euclidean, manhattan (perhaps “manhattan”), not “manhatan”.");
  assert_refused ("strategy=no!", "“strategy” of “sample”: No exclamation marks.");
  assert_refused ("k_neighbours=3", "“sample” has no parameter “k_neighbours”; did you mean “k_neighbors”?");
  assert_refused ("zzz=3", "“sample” has no parameter “zzz”; it has k_neighbors, reach, inclusive, metric, strategy.");
  assert_refused ("reach=0,reach=1", "“reach” of “sample” is given twice; give it once.");
  assert_refused ("9", "“9” after “sample:” is no parameter; write name=value, with commas between them.");
  assert_refused ("reach=0,", "“” after “sample:” is no parameter; write name=value, with commas between them.");
}

static void
test_without_parameters_none_is_taken (void)
{
  g_autoptr (GError) error = NULL;
  gpointer         values = imb_values_parse (&bare, "", &error);
  g_autofree char *text = imb_values_to_string (&bare, values, TRUE);

  g_assert_cmpstr (text, ==, "bare");
  imb_values_free (&bare, values);
  g_assert_null (imb_values_parse (&bare, "k=1", &error));
  g_assert_cmpstr (error->message, ==, "“bare” has no parameters; leave “k” out.");
}

static void
test_a_copy_owns_its_strings (void)
{
  Sample *first = imb_values_parse (&algorithm, "strategy=mine", NULL);
  Sample *second = imb_values_copy (&algorithm, first);

  g_assert_true (first->strategy != second->strategy);
  imb_values_free (&algorithm, first);
  g_assert_cmpstr (second->strategy, ==, "mine");
  imb_values_free (&algorithm, second);
}

static void
count_notify (ImbConfig  *config,
              GParamSpec *pspec,
              guint      *n)
{
  g_assert_cmpstr (imb_config_get_param (pspec)->name, ==, "k_neighbors");
  (*n)++;
}

static void
test_a_config_notifies_once (void)
{
  g_autoptr (ImbConfig) config = imb_config_new (&algorithm);
  g_autoptr (GError) error = NULL;
  guint n = 0;
  int   k;

  g_signal_connect (config, "notify", G_CALLBACK (count_notify), &n);
  g_object_set (config, "k_neighbors", 9, NULL);
  g_object_set (config, "k-neighbors", 9, NULL);
  g_assert_cmpuint (n, ==, 1);
  g_assert_true (imb_config_set_text (config, "k_neighbors", "11", &error));
  g_assert_true (imb_config_set_text (config, "k_neighbors", "11", &error));
  g_assert_cmpuint (n, ==, 2);
  g_assert_false (imb_config_set_text (config, "k_neighbors", "0", &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_PARAM);
  g_object_get (config, "k_neighbors", &k, NULL);
  g_assert_cmpint (k, ==, 11);
  g_assert_cmpuint (n, ==, 2);
}

static void
test_a_config_has_every_kind_as_property (void)
{
  g_autoptr (ImbConfig) config = imb_config_new (&algorithm);
  g_autoptr (ImbConfig) copy = NULL;
  g_autofree char *text = NULL;
  g_autofree char *strategy = NULL;

  g_object_set (config, "reach", 0.25, "inclusive", FALSE, "metric", 7, "strategy", "all", NULL);
  copy = imb_config_copy (config);
  g_object_set (config, "strategy", NULL, NULL);
  g_object_get (config, "strategy", &strategy, NULL);
  g_assert_cmpstr (strategy, ==, "");
  text = imb_config_to_string (copy, FALSE);
  g_assert_cmpstr (text, ==, "sample:reach=0.25,inclusive=false,metric=manhattan,strategy=all");
  g_assert_true (imb_config_get_algorithm (copy) == &algorithm);
}

static void
test_two_algorithms_may_share_an_id (void)
{
  static const ImbAlgorithm other = { .id = "sample", .title = "Another" };
  g_autoptr (ImbConfig) first = imb_config_new (&algorithm);
  g_autoptr (ImbConfig) second = imb_config_new (&other);

  g_assert_true (imb_config_get_algorithm (first) == &algorithm);
  g_assert_true (imb_config_get_algorithm (second) == &other);
}

static void
test_the_schema_says_type_range_default (void)
{
  g_autofree char *text = imb_algorithm_schema (&algorithm);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonObject *properties, *k;

  g_assert_true (json_parser_load_from_data (parser, text, -1, &error));
  g_assert_no_error (error);
  properties = json_object_get_object_member (json_node_get_object (json_parser_get_root (parser)), "properties");
  g_assert_cmpuint (json_object_get_size (properties), ==, 5);
  k = json_object_get_object_member (properties, "k_neighbors");
  g_assert_cmpstr (json_object_get_string_member (k, "type"), ==, "integer");
  g_assert_cmpint (json_object_get_int_member (k, "minimum"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (k, "maximum"), ==, 64);
  g_assert_cmpint (json_object_get_int_member (k, "default"), ==, 5);
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (properties, "metric"), "default"), ==, "euclidean");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (json_object_get_object_member (properties, "strategy"), "examples")), ==, 2);
}

/* ---- threads ---- */

#define MANY_ALGORITHMS 1500
#define MANY_THREADS    16

/* Their types are registered for the first time, by all threads at once. */
typedef struct
{
  ImbAlgorithm *algorithms;
  int           n_ready;
} Race;

static gpointer
make_configs (gpointer data)
{
  Race *race = data;

  for (int i = 0; i < MANY_ALGORITHMS; i++)
    {
      g_autoptr (ImbConfig) config = NULL;

      g_atomic_int_inc (&race->n_ready);
      for (guint waited = 0; g_atomic_int_get (&race->n_ready) < (i + 1) * MANY_THREADS; waited++)
        if (waited > 10000) /* else it would come late */
          g_thread_yield ();
      config = imb_config_new (&race->algorithms[i]);
      g_assert_true (imb_config_get_algorithm (config) == &race->algorithms[i]);
    }
  return NULL;
}

static void
test_any_thread_may_make_a_config (void)
{
  static ImbAlgorithm algorithms[MANY_ALGORITHMS]; /* a type keeps its table for ever */
  Race                race = { algorithms, 0 };
  GThread            *threads[MANY_THREADS];
  g_autofree char    *id = g_strnfill (3000, 'x'); /* makes the moment between looking for a type and registering it long */

  for (guint i = 0; i < MANY_ALGORITHMS; i++)
    algorithms[i] = (ImbAlgorithm){ .id = id, .title = "Long" };
  for (guint t = 0; t < MANY_THREADS; t++)
    threads[t] = g_thread_new ("config", make_configs, &race);
  for (guint t = 0; t < MANY_THREADS; t++)
    g_thread_join (threads[t]);
}

static void
test_the_nearest_word_is_near (void)
{
  const char *const ids[] = { "smote", "smotenc", "random-over", "random-under", NULL };

  g_assert_cmpstr (imb_nearest_word ("smoet", ids), ==, "smote");
  g_assert_cmpstr (imb_nearest_word ("SMOTE", ids), ==, "smote");
  g_assert_cmpstr (imb_nearest_word ("random_over", ids), ==, "random-over");
  g_assert_cmpstr (imb_nearest_word ("random", ids), ==, "random-over");
  g_assert_cmpstr (imb_nearest_word ("smotenx", ids), ==, "smotenc");
  g_assert_null (imb_nearest_word ("tomek-links", ids));
  g_assert_null (imb_nearest_word ("", ids));
}

static void
test_a_sentence_never_gets_a_long_or_broken_text (void)
{
  g_autofree char *longer = g_strnfill (500, 'x');
  g_autofree char *shown = imb_text_shorten (longer);
  g_autofree char *broken = imb_text_shorten ("a\xff");

  g_assert_cmpint (g_utf8_strlen (shown, -1), ==, 60);
  g_assert_true (g_utf8_validate (broken, -1, NULL));
}

static void
test_whole_numbers_have_no_exponent (void)
{
  Sample          *values = imb_values_new (&algorithm);
  g_autofree char *text = NULL;

  values->reach = 20;
  text = imb_values_to_string (&algorithm, values, FALSE);
  g_assert_cmpstr (text, ==, "sample:reach=20");
  imb_values_free (&algorithm, values);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/params/defaults-are-the-tables", test_defaults_are_the_tables);
  g_test_add_func ("/params/whole-numbers-have-no-exponent", test_whole_numbers_have_no_exponent);
  g_test_add_func ("/params/text-sets-every-kind", test_text_sets_every_kind);
  g_test_add_func ("/params/texts-survive-the-round-trip", test_texts_survive_the_round_trip);
  g_test_add_func ("/params/quotes-protect-everything", test_quotes_protect_everything);
  g_test_add_func ("/params/refusals-name-parameter-range-and-value", test_refusals_name_parameter_range_and_value);
  g_test_add_func ("/params/without-parameters-none-is-taken", test_without_parameters_none_is_taken);
  g_test_add_func ("/params/a-copy-owns-its-strings", test_a_copy_owns_its_strings);
  g_test_add_func ("/config/notifies-once", test_a_config_notifies_once);
  g_test_add_func ("/config/has-every-kind-as-property", test_a_config_has_every_kind_as_property);
  g_test_add_func ("/config/two-algorithms-may-share-an-id", test_two_algorithms_may_share_an_id);
  g_test_add_func ("/config/any-thread-may-make-one", test_any_thread_may_make_a_config);
  g_test_add_func ("/schema/says-type-range-default", test_the_schema_says_type_range_default);
  g_test_add_func ("/words/the-nearest-is-near", test_the_nearest_word_is_near);
  g_test_add_func ("/words/a-sentence-never-gets-a-long-or-broken-text", test_a_sentence_never_gets_a_long_or_broken_text);
  return g_test_run ();
}
