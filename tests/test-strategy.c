/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sampling_strategy: every word, ratio, count and list for the three kinds of samplers, and the refusals. */
#include "engine/core/imb-error.h"
#include "engine/samplers/imb-strategy.h"

#define OVER  IMB_STRATEGY_OVER
#define UNDER IMB_STRATEGY_UNDER
#define CLEAN IMB_STRATEGY_CLEAN

static const char *const labels[] = { "a", "b:1", "c", "d" };

typedef struct
{
  ImbView    view;
  ImbMatrix *x;
  guint16   *classes;
} Data;

static void
data_clear (Data *self)
{
  imb_matrix_free (self->x);
  g_free (self->classes);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Data, data_clear)

/* Rows of each class, up to four classes; a class may have none. */
static Data
make (gsize a,
      gsize b,
      gsize c,
      gsize d)
{
  const gsize counts[] = { a, b, c, d };
  gsize       at = 0;
  Data        data;

  data.x = imb_matrix_new (a + b + c + d, 1, NULL);
  data.classes = g_new (guint16, a + b + c + d + 1);
  for (guint i = 0; i < 4; i++)
    for (gsize n = 0; n < counts[i]; n++)
      data.classes[at++] = (guint16) i;
  data.view = imb_view_of (data.x, data.classes, 4);
  data.view.labels = labels;
  return data;
}

/* @wanted: the target of each class; −1: not in the map. */
static void
assert_targets (ImbStrategyKind kind,
                const char     *text,
                const Data     *data,
                int             a,
                int             b,
                int             c,
                int             d)
{
  const int wanted[] = { a, b, c, d };
  gsize     targets[4], counts[4];
  gboolean  targeted[4];
  g_autoptr (GError) error = NULL;

  imb_strategy_resolve (kind, text, &data->view, targets, targeted, &error);
  g_assert_no_error (error);
  imb_view_count (&data->view, counts);
  for (guint i = 0; i < 4; i++)
    {
      g_assert_cmpint (targeted[i], ==, wanted[i] >= 0);
      if (wanted[i] >= 0)
        g_assert_cmpuint (targets[i], ==, wanted[i]);
      else
        g_assert_cmpuint (targets[i], ==, kind == UNDER ? counts[i] : 0);
    }
}

static void
assert_refused (ImbStrategyKind kind,
                const char     *text,
                const Data     *data,
                const char     *sentence)
{
  gsize targets[4];
  g_autoptr (GError) error = NULL;

  g_assert_false (imb_strategy_resolve (kind, text, &data->view, targets, NULL, &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_PARAM);
  g_assert_cmpstr (error->message, ==, sentence);
}

static void
test_words_for_adding (void)
{
  g_auto (Data) data = make (30, 9, 17, 0);

  assert_targets (OVER, "auto", &data, -1, 21, 13, -1);
  assert_targets (OVER, "minority", &data, -1, 21, -1, -1);
  assert_targets (OVER, "not minority", &data, 0, -1, 13, -1);
  assert_targets (OVER, "not majority", &data, -1, 21, 13, -1);
  assert_targets (OVER, " all ", &data, 0, 21, 13, -1);
}

static void
test_words_for_removing (void)
{
  g_auto (Data) data = make (30, 9, 17, 0);

  assert_targets (UNDER, "auto", &data, 9, -1, 9, -1);
  assert_targets (UNDER, "majority", &data, 9, -1, -1, -1);
  assert_targets (UNDER, "not minority", &data, 9, -1, 9, -1);
  assert_targets (UNDER, "not majority", &data, -1, 9, 9, -1);
  assert_targets (UNDER, "all", &data, 9, 9, 9, -1);
}

static void
test_words_for_cleaning (void)
{
  g_auto (Data) data = make (30, 9, 17, 0);

  assert_targets (CLEAN, "auto", &data, 1, -1, 1, -1);
  assert_targets (CLEAN, "majority", &data, 1, -1, -1, -1);
  assert_targets (CLEAN, "not minority", &data, 1, -1, 1, -1);
  assert_targets (CLEAN, "not majority", &data, -1, 1, 1, -1);
  assert_targets (CLEAN, "all", &data, 1, 1, 1, -1);
  assert_targets (CLEAN, "[a;\"b:1\"]", &data, 1, 1, -1, -1);
  assert_targets (CLEAN, "[]", &data, -1, -1, -1, -1);
}

static void
test_of_equal_classes_the_first_is_meant (void)
{
  g_auto (Data) most = make (20, 5, 20, 5);
  g_auto (Data) pair = make (8, 8, 0, 0);

  assert_targets (OVER, "minority", &most, -1, 15, -1, -1);
  assert_targets (OVER, "not minority", &most, 0, -1, 0, 15);
  assert_targets (OVER, "not majority", &most, -1, 15, 0, 15);
  assert_targets (UNDER, "majority", &most, 5, -1, -1, -1);
  assert_targets (UNDER, "0.9", &pair, -1, 8, -1, -1);
}

static void
test_ratios_are_cut_towards_zero (void)
{
  g_auto (Data) over = make (60, 10, 0, 0);
  g_auto (Data) under = make (0, 35, 0, 60);
  g_auto (Data) back = make (10, 60, 0, 0);

  assert_targets (OVER, "0.333", &over, -1, 9, -1, -1);
  assert_targets (OVER, "1", &over, -1, 50, -1, -1);
  assert_targets (OVER, "5e-1", &back, 20, -1, -1, -1);
  assert_targets (UNDER, "0.6", &under, -1, -1, -1, 58);
  assert_targets (UNDER, "1.0", &under, -1, -1, -1, 35);
}

static void
test_counts_are_totals (void)
{
  g_auto (Data) data = make (30, 9, 17, 0);

  assert_targets (OVER, "{\"b:1\":20;c:17}", &data, -1, 11, 0, -1);
  assert_targets (OVER, "{ a : 31 , c : 18 }", &data, 1, -1, 1, -1);
  assert_targets (OVER, "{c:18;a:31}", &data, 1, -1, 1, -1);
  assert_targets (UNDER, "{a:0;\"b:1\":9}", &data, 0, 9, -1, -1);
  assert_targets (UNDER, "{}", &data, -1, -1, -1, -1);
  assert_targets (OVER, "{ }", &data, -1, -1, -1, -1);
}

static void
test_counts_read_back (void)
{
  g_auto (Data) data = make (30, 9, 17, 0);
  const gsize      counts[] = { 30, 40, 50, 7 };
  g_autofree char *text = imb_strategy_from_counts (&data.view, counts);

  g_assert_cmpstr (text, ==, "{a:30;\"b:1\":40;c:50}");
  assert_targets (OVER, text, &data, 0, 31, 33, -1);
  data.view.labels = NULL;
  assert_targets (OVER, "{0:30;2:18}", &data, 0, -1, 1, -1);
}

static void
test_strange_labels_read_back (void)
{
  static const char *const strange[] = { "a\"b", " x", "", "{p;q}" };
  g_auto (Data) data = make (1, 2, 3, 4);
  const gsize      counts[] = { 5, 6, 7, 8 };
  g_autofree char *text = NULL;

  data.view.labels = strange;
  text = imb_strategy_from_counts (&data.view, counts);
  g_assert_cmpstr (text, ==, "{\"a\"\"b\":5;\" x\":6;\"\":7;\"{p;q}\":8}");
  assert_targets (OVER, text, &data, 4, 4, 4, 4);
}

static void
test_data_that_does_not_fit_is_refused (void)
{
  g_auto (Data) three = make (30, 9, 17, 0);
  g_auto (Data) two = make (100, 10, 0, 0);
  g_auto (Data) equal = make (10, 10, 0, 0);

  assert_refused (OVER, "0.5", &three, "A ratio is for two classes and there are 3; write the counts, as in {a:30;\"b:1\":9;c:17}.");
  assert_refused (UNDER, "0.5", &three, "A ratio is for two classes and there are 3; write the counts, as in {a:30;\"b:1\":9;c:17}.");
  assert_refused (OVER, "0.05", &two, "“b:1” has 10 rows and “a” 100, so a ratio of 0.05 asks for no new row; write a number clearly above 0.1.");
  assert_refused (OVER, "0.1", &two, "“b:1” has 10 rows and “a” 100, so a ratio of 0.1 asks for no new row; write a number clearly above 0.1.");
  assert_refused (OVER, "1", &equal, "Both classes have 10 rows, so a ratio of 1 asks for no new row; leave the sampler out.");
  assert_refused (UNDER, "0.5", &equal, "Both classes have 10 rows, so a ratio of 0.5 asks for more rows than there are; leave the sampler out.");
  assert_refused (UNDER, "0.05", &two, "“b:1” has 10 rows and “a” 100, so a ratio of 0.05 asks for more rows than there are; write a number above 0.1.");
  assert_refused (OVER, "{z:3}", &two, "No row has the class “z”; the classes are a, b:1.");
  assert_refused (OVER, "{c:3}", &two, "No row has the class “c”; the classes are a, b:1.");
  assert_refused (CLEAN, "[z]", &two, "No row has the class “z”; the classes are a, b:1.");
  assert_refused (OVER, "{a:99}", &two, "Class “a” has 100 rows and 99 are asked for, but this sampler only adds rows; ask for 100 or more.");
  assert_refused (UNDER, "{a:101}", &two, "Class “a” has 100 rows and 101 are asked for, but this sampler only removes rows; ask for 100 or fewer.");
}

static void
test_texts_of_the_wrong_kind_are_refused (void)
{
  const char *const over[] = { "majority", "[a]", "", "autoo", "{a:1", "Auto" };
  const char *const under[] = { "minority", "[a]", "none" };
  const char *const clean[] = { "minority", "0.5", "{a:1}", "[a", "1" };

  for (guint i = 0; i < G_N_ELEMENTS (over); i++)
    g_assert_false (imb_strategy_check_over (over[i], NULL));
  for (guint i = 0; i < G_N_ELEMENTS (under); i++)
    g_assert_false (imb_strategy_check_under (under[i], NULL));
  for (guint i = 0; i < G_N_ELEMENTS (clean); i++)
    g_assert_false (imb_strategy_check_clean (clean[i], NULL));
  for (guint i = 0; imb_strategy_over_suggestions[i] != NULL; i++)
    g_assert_true (imb_strategy_check_over (imb_strategy_over_suggestions[i], NULL));
  for (guint i = 0; imb_strategy_under_suggestions[i] != NULL; i++)
    g_assert_true (imb_strategy_check_under (imb_strategy_under_suggestions[i], NULL));
  for (guint i = 0; imb_strategy_clean_suggestions[i] != NULL; i++)
    g_assert_true (imb_strategy_check_clean (imb_strategy_clean_suggestions[i], NULL));
}

static void
test_wrong_texts_are_explained (void)
{
  g_auto (Data) two = make (100, 10, 0, 0);

  assert_refused (OVER, "majority", &two,
                  "“majority” cannot be asked of this kind of sampler; write auto, minority, not minority, not majority, all, a number above 0 and up to 1, or {label:count;label:count}.");
  assert_refused (CLEAN, "0.5", &two,
                  "“0.5” cannot be asked of this kind of sampler; write auto, majority, not minority, not majority, all, or [label;label].");
  assert_refused (OVER, "0", &two, "As a number it is minority rows per majority row, above 0 and up to 1, not “0”.");
  assert_refused (UNDER, "1.01", &two, "As a number it is minority rows per majority row, above 0 and up to 1, not “1.01”.");
  assert_refused (OVER, "nan", &two, "As a number it is minority rows per majority row, above 0 and up to 1, not “nan”.");
  assert_refused (OVER, "{a:-1}", &two, "“a:-1” is not label:count with a count of 0 or more, for example {yes:100;no:50}.");
  assert_refused (OVER, "{a:1.5}", &two, "“a:1.5” is not label:count with a count of 0 or more, for example {yes:100;no:50}.");
  assert_refused (OVER, "{a}", &two, "“a” is not label:count with a count of 0 or more, for example {yes:100;no:50}.");
  assert_refused (OVER, "{;}", &two, "“” is not label:count with a count of 0 or more, for example {yes:100;no:50}.");
  assert_refused (OVER, "{:5}", &two, "A class label is missing; write each as label:count, with semicolons between them.");
  assert_refused (CLEAN, "[;]", &two, "A class label is missing; write labels with semicolons between them, for example [yes;no].");
  assert_refused (UNDER, "{a:1;a:2}", &two, "Class “a” is named twice; name it once.");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/strategy/words-for-adding", test_words_for_adding);
  g_test_add_func ("/strategy/words-for-removing", test_words_for_removing);
  g_test_add_func ("/strategy/words-for-cleaning", test_words_for_cleaning);
  g_test_add_func ("/strategy/of-equal-classes-the-first-is-meant", test_of_equal_classes_the_first_is_meant);
  g_test_add_func ("/strategy/ratios-are-cut-towards-zero", test_ratios_are_cut_towards_zero);
  g_test_add_func ("/strategy/counts-are-totals", test_counts_are_totals);
  g_test_add_func ("/strategy/counts-read-back", test_counts_read_back);
  g_test_add_func ("/strategy/strange-labels-read-back", test_strange_labels_read_back);
  g_test_add_func ("/strategy/data-that-does-not-fit-is-refused", test_data_that_does_not_fit_is_refused);
  g_test_add_func ("/strategy/texts-of-the-wrong-kind-are-refused", test_texts_of_the_wrong_kind_are_refused);
  g_test_add_func ("/strategy/wrong-texts-are-explained", test_wrong_texts_are_explained);
  return g_test_run ();
}
