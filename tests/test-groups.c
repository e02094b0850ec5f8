/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that belong together: as a question, in folds, and after samplers. */
#include <math.h>

#include "engine/data/imb-design.h"
#include "engine/data/imb-folds.h"
#include "engine/data/imb-group-folds.h"
#include "engine/core/imb-error.h"
#include "engine/evaluate/imb-split.h"
#include "engine/kernels/imb-neighbours.h"
#include "engine/kernels/imb-test-rows.h"
#include "engine/samplers/imb-groups.h"
#include "engine/samplers/imb-plan.h"
#include "tests/reading.h"

#define N_PATIENTS 30
#define N_ROWS     240

/* Eight rows of each of 30 patients; every third patient is rare in its last two rows. */
static void
fill (guint16 *classes,
      guint32 *groups)
{
  for (guint i = 0; i < N_ROWS; i++)
    {
      groups[i] = 7 + 3 * (i / 8); /* codes have gaps */
      classes[i] = i / 8 % 3 == 0 && i % 8 > 5;
    }
}

static void
test_folds_keep_groups_whole (void)
{
  guint16            classes[N_ROWS];
  guint32            groups[N_ROWS];
  g_autofree guint8 *first = NULL;

  fill (classes, groups);
  for (guint time = 0; time < 3; time++)
    {
      ImbRng rng;
      g_autoptr (ImbFolds) folds = NULL;
      const guint8 *fold_of;
      guint         n_rows[5] = { 0 }, n_rare[5] = { 0 };

      imb_rng_init (&rng, time < 2 ? 4 : 5);
      folds = imb_folds_new_grouped (classes, groups, N_ROWS, 2, 5, &rng, NULL);
      fold_of = imb_folds_get_fold_of_rows (folds);
      for (guint i = 0; i < N_ROWS; i++)
        {
          g_assert_cmpuint (fold_of[i], ==, fold_of[i / 8 * 8]);
          n_rows[fold_of[i]]++;
          n_rare[fold_of[i]] += classes[i];
        }
      for (guint f = 0; f < 5; f++)
        {
          g_assert_cmpuint (n_rows[f], ==, N_ROWS / 5);
          g_assert_cmpuint (n_rare[f], ==, 4); /* of ten rare patients two in each */
        }
      if (time == 0)
        first = g_memdup2 (fold_of, N_ROWS);
      else
        g_assert_cmpint (memcmp (first, fold_of, N_ROWS) == 0, ==, time == 1);
    }
}

static void
test_fewer_groups_than_folds_are_refused (void)
{
  const guint16 classes[] = { 0, 1, 0, 1, 0, 1, 0, 1 };
  const guint32 groups[] = { 2, 2, 2, 2, 5, 5, 9, 9 };
  ImbRng        rng;
  g_autoptr (GError) error = NULL;

  imb_rng_init (&rng, 0);
  g_assert_null (imb_folds_new_grouped (classes, groups, 8, 2, 4, &rng, &error));
  assert_sentence (error, IMB_ERROR_TOO_FEW, "3 groups");
}

/* Twelve patients of 6 to 28 rows, the last fifth of each rare: none is like another, and still chance decides who is held out. */
static void
test_groups_are_held_out_by_chance (void)
{
  guint16 classes[204];
  guint32 groups[204];
  guint8  fold_of[204];
  gsize   n = 0, n_rare = 0;
  ImbRng  rng;
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint g = 0; g < 12; g++)
    for (guint i = 0; i < 6 + 2 * g; i++, n++)
      {
        groups[n] = 5 * g;
        classes[n] = i >= (6 + 2 * g) * 4 / 5;
        n_rare += classes[n];
      }
  g_assert_cmpuint (n, ==, 204);
  imb_rng_init (&rng, 0);
  for (guint time = 0; time < 20; time++)
    {
      char  *who = g_strnfill (12, '-');
      double tested[2] = { 0.0 };

      g_assert_true (imb_hold_out_groups (classes, groups, n, 2, 0.25, &rng, fold_of, NULL));
      for (gsize i = 0; i < n; i++)
        {
          g_assert_true (fold_of[i] == 0 || fold_of[i] == IMB_NEVER_TESTED);
          g_assert_true (i == 0 || groups[i] != groups[i - 1] || fold_of[i] == fold_of[i - 1]);
          tested[classes[i]] += fold_of[i] == 0;
          who[groups[i] / 5] = fold_of[i] == 0 ? '+' : '-';
        }
      g_assert_cmpfloat_with_epsilon (tested[0] / (double) (n - n_rare), 0.25, 0.1);
      g_assert_cmpfloat_with_epsilon (tested[1] / (double) n_rare, 0.25, 0.1);
      g_hash_table_add (known, who);
    }
  g_assert_cmpuint (g_hash_table_size (known), >, 10);
}

/* Of two groups one is held out, however large both are; of one none can be. */
static void
test_some_group_is_left_to_learn_from (void)
{
  const guint16 classes[] = { 0, 1, 0, 1, 0, 1, 0, 1 };
  const guint32 groups[] = { 2, 2, 2, 2, 9, 9, 9, 9 };
  guint8        fold_of[8];
  ImbRng        rng;
  g_autoptr (GError) error = NULL;

  imb_rng_init (&rng, 0);
  for (guint time = 0; time < 8; time++)
    {
      g_assert_true (imb_hold_out_groups (classes, groups, 8, 2, time % 2 == 0 ? 0.1 : 0.5, &rng, fold_of, NULL));
      g_assert_cmpuint (fold_of[0] + fold_of[7], ==, IMB_NEVER_TESTED);
    }
  g_assert_false (imb_hold_out_groups (classes, groups, 4, 2, 0.25, &rng, fold_of, &error));
  assert_sentence (error, IMB_ERROR_TOO_FEW, "one group");
}

/* Sampler removed of group 0 one of four rows, of 1 two of three, of 2 all, of 3 none. */
static void
settle_case (gboolean    counted,
             const char *wanted,
             gsize       n_reasons)
{
  const guint32 groups[12] = { 0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 3 };
  const guint16 classes[12] = { 0 };
  const guint32 kept[] = { 9, 0, 1, 4, 3, 10, 11 };
  g_autoptr (ImbMatrix) x = imb_matrix_new (12, 1, NULL);
  ImbView view = imb_view_of (x, classes, 1);
  g_autoptr (ImbResample) out = NULL;
  g_autoptr (GString) rows = g_string_new (NULL);

  view.groups = groups;
  out = imb_resample_new (&view, NULL);
  imb_resample_take_rows (out, g_memdup2 (kept, sizeof kept), G_N_ELEMENTS (kept));
  imb_removals_add (out->removals, 2, IMB_REASON_LINK, NULL, 0);
  imb_removals_add (out->removals, 5, IMB_REASON_LINK, NULL, 0);
  imb_removals_add (out->removals, 7, IMB_REASON_LINK, NULL, 0);
  imb_groups_settle (&view, counted, out);
  imb_removals_sort (out->removals);
  for (gsize i = 0; i < out->n_rows; i++)
    g_string_append_printf (rows, "%s%u", i > 0 ? " " : "", out->rows[i]);
  g_assert_cmpstr (rows->str, ==, wanted);
  g_assert_cmpuint (imb_removals_n (out->removals), ==, n_reasons);
  g_assert_cmpuint (imb_notes_n (out->notes), ==, 1);
}

static void
test_a_split_group_goes_with_its_majority (void)
{
  settle_case (FALSE, "9 0 1 3 10 11 2", 3); /* 4 for its group, 5 and 7 for links */
}

static void
test_counted_rows_stay_counted (void)
{
  settle_case (TRUE, "9 0 1 3 10 11 2", 3); /* seven rows were wanted: groups 3 and 0 have just as many */
}

static const char patients[] = "x,patient,class\n1,10,a\n2,10,b\n3,20,a\n4,20,a\n5,,b\n6,,a\n7,10,b\n";

static ImbProblem *
pose (const char *text,
      GError    **error)
{
  g_autoptr (ImbTable) table = read_text (text, NULL);
  ImbRole                 roles[4] = { IMB_ROLE_AUTO, IMB_ROLE_GROUP, IMB_ROLE_AUTO, IMB_ROLE_GROUP };
  const ImbProblemOptions options = { .target_column = imb_table_find_column (table, "class"), .roles = roles };

  return imb_problem_new (table, &options, NULL, error);
}

static void
test_a_column_names_groups (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbProblem) problem = pose (patients, &error);
  g_autoptr (ImbDesign) design = NULL;
  const guint32 *groups;

  g_assert_no_error (error);
  groups = imb_problem_get_groups (problem);
  g_assert_cmpuint (groups[0], ==, groups[1]);
  g_assert_cmpuint (groups[0], ==, groups[6]);
  g_assert_cmpuint (groups[2], ==, groups[3]);
  g_assert_cmpuint (groups[0], !=, groups[2]);
  g_assert_cmpuint (groups[4], !=, groups[5]); /* who has no patient is alone */
  g_assert_cmpuint (groups[4], !=, groups[0]);
  design = imb_design_new (problem, NULL, NULL);
  g_assert_cmpuint (imb_design_n_features (design), ==, 1);
  g_assert_true (imb_design_get_view (design).groups == groups);
}

static void
test_two_columns_cannot_name_groups (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbProblem) problem = pose ("x,a,class,b\n1,1,u,1\n2,1,v,2\n3,2,u,2\n", &error);

  g_assert_null (problem);
  assert_sentence (error, IMB_ERROR_PARAM, "“a” and “b”");
}

/* A moved row of group 1 is still there at its new place: nothing was lost, and nothing is done. */
static void
test_a_moved_row_is_still_there (void)
{
  const guint32 groups[4] = { 0, 0, 1, 1 };
  const guint16 classes[4] = { 0 };
  const guint32 kept[] = { 0, 1, 3 };
  g_autoptr (ImbMatrix) x = imb_matrix_new (4, 1, NULL);
  ImbView view = imb_view_of (x, classes, 1);
  g_autoptr (ImbResample) out = NULL;

  view.groups = groups;
  out = imb_resample_new (&view, NULL);
  imb_resample_take_rows (out, g_memdup2 (kept, sizeof kept), G_N_ELEMENTS (kept));
  g_assert_true (imb_resample_add_made (out, 1, 1, 1, NULL));
  out->made_classes[0] = 0;
  out->parent_rows[0] = 2;
  out->parent_weights[0] = 1.0;
  imb_removals_add (out->removals, 2, IMB_REASON_PUSHED, groups, 1);
  imb_groups_settle (&view, FALSE, out);
  g_assert_cmpuint (out->n_rows, ==, 4);
  g_assert_cmpuint (out->rows[3], ==, 4);
  g_assert_cmpuint (imb_removals_n (out->removals), ==, 1);
  g_assert_cmpuint (imb_notes_n (out->notes), ==, 0);
}

/* Two clouds of those patients' rows, which overlap. (transfer full): its matrix */
static ImbView
make_clouds (guint16 *classes,
             guint32 *groups)
{
  ImbMatrix         *x = imb_matrix_new (N_ROWS, 2, NULL);
  g_autofree ImbRng *rng = g_new (ImbRng, 1);
  ImbView            view = imb_view_of (x, classes, 2);

  fill (classes, groups);
  imb_rng_init (rng, 8);
  for (gsize i = 0; i < N_ROWS; i++)
    for (gsize j = 0; j < 2; j++)
      imb_matrix_row (x, i)[j] = imb_rng_normal (rng) + classes[i];
  view.groups = groups;
  return view;
}

/* How often a row is in the result, where it was or moved. */
static void
count_rows (const ImbResample *out,
            guint8            *times)
{
  for (gsize i = 0; i < out->n_rows; i++)
    if (out->rows[i] < N_ROWS)
      times[out->rows[i]]++;
  for (gsize i = 0; i < out->n_rows; i++)
    {
      const gsize    m = out->rows[i] < out->n_in ? G_MAXSIZE : out->rows[i] - out->n_in;
      const guint32 *witnesses;
      gsize          n;

      if (m != G_MAXSIZE && out->parent_offsets[m + 1] - out->parent_offsets[m] == 1 && out->parent_rows[out->parent_offsets[m]] < N_ROWS
          && imb_removals_find (out->removals, out->parent_rows[out->parent_offsets[m]], &witnesses, &n) == IMB_REASON_PUSHED)
        times[out->parent_rows[out->parent_offsets[m]]]++;
    }
}

/* Rows are pushed, by cleaning, and none is lost or there twice. */
static void
test_pushed_rows_stay_with_their_groups (void)
{
  guint16       classes[N_ROWS];
  guint32       groups[N_ROWS];
  guint8        times[N_ROWS] = { 0 };
  const ImbView view = make_clouds (classes, groups);
  g_autoptr (ImbMatrix) x = (ImbMatrix *) view.base;
  g_autoptr (ImbPlan) plan = imb_plan_parse ("ccr", NULL);
  g_autoptr (ImbResample) out = NULL;

  out = imb_plan_run (plan, &view, 1, NULL, NULL);
  g_assert_cmpuint (imb_resample_n_removed (out), >, 0);
  count_rows (out, times);
  for (guint i = 0; i < N_ROWS; i++)
    g_assert_cmpuint (times[i], ==, 1);
}

/* Every sampler that removes rows, alone and behind SMOTE, whose rows belong to their first parents' patients. */
static void
test_samplers_split_no_group (void)
{
  guint16       classes[N_ROWS];
  guint32       groups[N_ROWS];
  const ImbView view = make_clouds (classes, groups);
  g_autoptr (ImbMatrix) x = (ImbMatrix *) view.base;

  for (const ImbSampler *const *s = imb_samplers (); *s != NULL; s++)
    for (guint chained = 0; chained < 2; chained++)
      {
        g_autofree char *text = g_strdup_printf ("%s%s", chained ? "smote:sampling_strategy=0.3 + " : "", (*s)->base.id);
        g_autoptr (ImbPlan) plan = imb_plan_parse (text, NULL);
        g_autoptr (ImbResample) out = NULL;
        guint8 met[N_ROWS] = { 0 };

        if (((*s)->flags & IMB_SAMPLER_DROPS) == 0)
          continue;
        out = imb_plan_run (plan, &view, 1, NULL, NULL);
        if (out != NULL)
          count_rows (out, met);
        for (guint i = 0; out != NULL && i < N_ROWS; i++)
          g_assert_cmpuint (met[i], ==, met[i / 8 * 8]);
      }
}

/* Sampling before the split, the wrong way, still splits no patient: what was made of one is tested with him, or with the patient
 * of its first parent. */
static void
test_a_leaky_split_keeps_groups_whole (void)
{
  static const char *const plans[] = { "none", "random-over", "smote", "smote + random-under:sampling_strategy=1", "near-miss" };
  g_autoptr (GString) text = g_string_new ("x,patient,class\n");
  ImbEvaluation evaluation;

  for (guint i = 0; i < N_ROWS; i++)
    g_string_append_printf (text, "%u,%u,%c\n", i * 37 % 101, i / 8, i / 8 % 3 == 0 && i % 8 > 5 ? 'a' : 'b');
  imb_evaluation_init (&evaluation);
  evaluation.leaky = TRUE;
  for (guint t = 0; t < G_N_ELEMENTS (plans); t++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ImbProblem) problem = pose (text->str, &error);
      g_autoptr (ImbDesign) design = imb_design_new (problem, NULL, NULL);
      g_autoptr (ImbPlan) plan = imb_plan_parse (plans[t], NULL);
      const ImbThreshold threshold = { IMB_THRESHOLD_FIXED, 0.5 };
      g_autoptr (ImbRunSpec) spec = imb_run_spec_new (NULL, plan, imb_model_find ("logistic-regression"), NULL, &threshold);
      g_autoptr (ImbSplit) split = imb_split_new_leaky (design, &evaluation, spec, NULL, &error);
      g_autoptr (GHashTable) folds = g_hash_table_new (NULL, NULL);

      g_assert_no_error (error);
      g_assert_cmpuint (split->n_rows, >, 0);
      for (gsize i = 0; i < split->n_rows; i++)
        {
          gpointer group = GUINT_TO_POINTER (split->groups[i]), fold = GUINT_TO_POINTER (split->fold_of[i]);

          if (!g_hash_table_contains (folds, group))
            g_hash_table_insert (folds, group, fold);
          g_assert_true (g_hash_table_lookup (folds, group) == fold);
          if (split->origin[i] != IMB_NO_ROW)
            g_assert_cmpuint (split->groups[i], ==, imb_problem_get_groups (problem)[split->origin[i]]);
        }
      g_assert_cmpuint (g_hash_table_size (folds), >=, 5);
      g_assert_cmpuint (g_hash_table_size (folds), <=, N_PATIENTS);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/groups/folds-keep-groups-whole", test_folds_keep_groups_whole);
  g_test_add_func ("/groups/fewer-groups-than-folds-are-refused", test_fewer_groups_than_folds_are_refused);
  g_test_add_func ("/groups/groups-are-held-out-by-chance", test_groups_are_held_out_by_chance);
  g_test_add_func ("/groups/some-group-is-left-to-learn-from", test_some_group_is_left_to_learn_from);
  g_test_add_func ("/groups/a-split-group-goes-with-its-majority", test_a_split_group_goes_with_its_majority);
  g_test_add_func ("/groups/counted-rows-stay-counted", test_counted_rows_stay_counted);
  g_test_add_func ("/groups/a-column-names-groups", test_a_column_names_groups);
  g_test_add_func ("/groups/two-columns-cannot-name-groups", test_two_columns_cannot_name_groups);
  g_test_add_func ("/groups/a-moved-row-is-still-there", test_a_moved_row_is_still_there);
  g_test_add_func ("/groups/pushed-rows-stay-with-their-groups", test_pushed_rows_stay_with_their_groups);
  g_test_add_func ("/groups/samplers-split-no-group", test_samplers_split_no_group);
  g_test_add_func ("/groups/a-leaky-split-keeps-groups-whole", test_a_leaky_split_keeps_groups_whole);
  return g_test_run ();
}
