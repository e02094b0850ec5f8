/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Audits: each measure on rows made by hand, and on what samplers make. */
#include <math.h>
#include <string.h>

#include "engine/imb.h"
#include "tests/reading.h"

#define SAME(a, b) g_assert_cmpfloat_with_epsilon (a, b, 1e-12)

typedef struct
{
  ImbDesign   *design;
  ImbSpace    *space;
  ImbResample *resample;
  ImbAudit    *audit;
} Case;

static void
case_clear (Case *self)
{
  imb_audit_unref (self->audit);
  g_clear_pointer (&self->resample, imb_resample_unref);
  imb_space_free (self->space);
  g_clear_pointer (&self->design, imb_design_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Case, case_clear)

static void
open_case (Case       *self,
           const char *text,
           ImbScale    scale)
{
  g_autoptr (ImbProblem) problem = read_problem (text, "class");

  memset (self, 0, sizeof *self);
  self->design = imb_design_new (problem, NULL, NULL);
  self->space = imb_space_new (self->design, IMB_IMPUTE_MEDIAN, scale, NULL, NULL);
  g_assert_nonnull (self->space);
}

static void
audit (Case *self)
{
  g_autoptr (GError) error = NULL;

  self->audit = imb_audit_new (self->space, self->resample, NULL, &error);
  g_assert_no_error (error);
}

static void
apply (Case       *self,
       const char *plan_text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbPlan) plan = imb_plan_parse (plan_text, NULL);

  self->resample = imb_space_apply (self->space, plan, IMB_DOMAIN_KEEP, 1, NULL, &error);
  g_assert_no_error (error);
  audit (self);
}

/* Four rare rows ten apart, six common ones far away; x is whole, y is not. */
static const char by_hand[] = "x,y,class\n0,0.5,a\n10,0.5,a\n20,0.5,a\n30,0.5,a\n"
                              "0,100.5,b\n7,100.5,b\n14,100.5,b\n21,100.5,b\n28,100.5,b\n35,100.5,b\n";

typedef struct
{
  double  x, y;
  guint32 parents[2];
  double  weights[2];
} Made;

static void
make_by_hand (Case       *self,
              const Made *made,
              gsize       n)
{
  ImbView view;

  open_case (self, by_hand, IMB_SCALE_NONE);
  view = imb_design_get_view (self->design);
  self->resample = imb_resample_new (&view, NULL);
  g_assert_true (imb_resample_add_made (self->resample, n, 2, 2, NULL));
  for (gsize m = 0; m < n; m++)
    {
      memset (imb_matrix_row (self->resample->made, m), 0, self->resample->made->stride * sizeof (double));
      imb_matrix_row (self->resample->made, m)[0] = made[m].x;
      imb_matrix_row (self->resample->made, m)[1] = made[m].y;
      self->resample->made_classes[m] = 0;
      memcpy (self->resample->parent_rows + 2 * m, made[m].parents, sizeof made[m].parents);
      memcpy (self->resample->parent_weights + 2 * m, made[m].weights, sizeof made[m].weights);
    }
  audit (self);
}

static void
test_each_measure_counts_what_it_says (void)
{
  const Made made[] = {
    { 0, 0.5, { 0, 1 }, { 1, 0 } },           /* a copy */
    { 0.05, 0.5, { 0, 1 }, { 0.5, 0.5 } },    /* nearly one, and a fraction */
    { 40, 0.5, { 2, 2 }, { 1, 0 } },          /* outside in x */
    { 15, 90.5, { 2, 2 }, { 1, 0 } },         /* outside in y, next to a row of b */
    { 5, 0.5, { 0, 1 }, { 0.5, 0.5 } },       /* nothing wrong */
    { 30, 0.5 - 1e-12, { 10, 10 }, { 1, 0 } } /* row 3 again, but for rounding; its parent is the first one here */
  };
  g_auto (Case) c = { 0 };

  make_by_hand (&c, made, G_N_ELEMENTS (made));
  g_assert_cmpuint (c.audit->n_synthetic, ==, 6);
  g_assert_cmpuint (c.audit->n_asked, ==, 6);
  g_assert_cmpuint (c.audit->n_copies, ==, 2);
  g_assert_cmpuint (c.audit->n_near, ==, 1);
  g_assert_cmpuint (c.audit->n_foreign, ==, 1);
  g_assert_cmpuint (c.audit->n_real, ==, 4);
  g_assert_cmpuint (c.audit->n_real_foreign, ==, 0);
  g_assert_cmpuint (c.audit->n_outside, ==, 2);
  g_assert_cmpint (c.audit->outside_most, ==, 0);
  g_assert_cmpuint (c.audit->n_broken, ==, 1);
  g_assert_cmpint (c.audit->broken_most, ==, 0);
  SAME (c.audit->distance_ratio, (0.05 + 5.0) / 2.0 / 10.0); /* 0, 0, 0.05 | 5, 10, ~10.1 */

  /* of rows 0, 1, 2, 3: 3, 1, 2, 0 */
  g_assert_cmpuint (c.audit->n_parents, ==, 3);
  g_assert_cmpuint (c.audit->n_possible, ==, 4);
  SAME (c.audit->gini, (2.0 * (1 * 0 + 2 * 1 + 3 * 2 + 4 * 3) / 6.0 - 5.0) / 4.0);
}

static void
test_shifts_are_those_of_kolmogorov_and_smirnov (void)
{
  const Made made[] = { { 0, 0.5, { 0, 1 }, { 1, 0 } }, { 0.05, 0.5, { 0, 1 }, { 1, 0 } }, { 40, 0.5, { 2, 2 }, { 1, 0 } }, { 15, 90.5, { 2, 2 }, { 1, 0 } }, { 5, 0.5, { 0, 1 }, { 1, 0 } } };
  g_auto (Case) c = { 0 };

  make_by_hand (&c, made, G_N_ELEMENTS (made));
  g_assert_cmpuint (c.audit->n_features, ==, 2);
  SAME (c.audit->shifts[0], 4.0 / 9.0 - 1.0 / 4.0);
  SAME (c.audit->shifts[1], 1.0 - 8.0 / 9.0);
  g_assert_cmpint (imb_audit_most_shifted (c.audit), ==, 0);
  g_assert_cmpuint (c.audit->shift_classes[0], ==, 0);
}

/* scipy.stats.wasserstein_distance of the same values. */
static void
test_distances_are_those_of_wasserstein (void)
{
  const Made made[] = { { 0, 0.5, { 0, 1 }, { 1, 0 } }, { 0.05, 0.5, { 0, 1 }, { 1, 0 } }, { 40, 0.5, { 2, 2 }, { 1, 0 } }, { 15, 90.5, { 2, 2 }, { 1, 0 } }, { 5, 0.5, { 0, 1 }, { 1, 0 } } };
  g_auto (Case) c = { 0 };

  make_by_hand (&c, made, G_N_ELEMENTS (made));
  SAME (c.audit->moves[0].distance, 3.886111111111111);
  SAME (c.audit->moves[0].spread, 11.180339887498949);
  SAME (c.audit->moves[1].distance, 10.000000000000004);
  g_assert_cmpuint (c.audit->moves[0].of_class, ==, 0);
  g_assert_cmpfloat (c.audit->moves[1].spread, ==, 0.0); /* all were 0.5 */
  g_assert_true (isinf (imb_move_share (&c.audit->moves[1])));
  g_assert_cmpint (imb_audit_most_moved (c.audit), ==, 1);
}

/* numpy.corrcoef and scipy of the same rows; the missing value makes another correlation of rows that have both. */
static void
test_correlations_are_those_of_pearson (void)
{
  static const char *const tables[] = {
    "x,y,z,class\n1,2.5,-3,a\n2,1.5,4,a\n4,5.25,0.5,a\n7,6,2,a\n11,13.5,-1.25,a\n0,0,0,b\n1,1.5,1,b\n",
    "x,y,z,class\n1,2.5,-3,a\n2,,4,a\n4,5.25,0.5,a\n7,6,2,a\n11,13.5,-1.25,a\n0,0,0,b\n1,1.5,1,b\n",
  };
  static const double rows[3][3] = { { 3, 6, 1 }, { 8, 2, 2.5 }, { 5, 4, -2 } };
  static const double expected[2][2] = { { 0.9557419702270001, 0.6904634828685816 }, { 0.9503897105905632, 0.6389961312593144 } };

  for (guint t = 0; t < G_N_ELEMENTS (tables); t++)
    {
      g_auto (Case) c = { 0 };
      ImbView view;

      open_case (&c, tables[t], IMB_SCALE_NONE);
      view = imb_design_get_view (c.design);
      c.resample = imb_resample_new (&view, NULL);
      g_assert_true (imb_resample_add_made (c.resample, 3, 3, 1, NULL));
      for (gsize m = 0; m < 3; m++)
        {
          memset (imb_matrix_row (c.resample->made, m), 0, c.resample->made->stride * sizeof (double));
          memcpy (imb_matrix_row (c.resample->made, m), rows[m], sizeof rows[m]);
          c.resample->made_classes[m] = 0;
          c.resample->parent_rows[m] = (guint32) m;
          c.resample->parent_weights[m] = 1.0;
        }
      audit (&c);
      g_assert_cmpuint (c.audit->n_related, ==, 3);
      g_assert_cmpuint (c.audit->relation.features[0], ==, 0);
      g_assert_cmpuint (c.audit->relation.features[1], ==, 1);
      SAME (c.audit->relation.before, expected[t][0]);
      SAME (c.audit->relation.after, expected[t][1]);
      if (t == 0)
        {
          SAME (c.audit->moves[0].distance, 0.675);
          SAME (c.audit->moves[1].distance, 0.80625);
          SAME (c.audit->moves[2].distance, 0.36875);
          SAME (c.audit->moves[1].spread, 4.219004621945797);
        }
      g_assert_true (isnan (c.audit->told_apart)); /* of 5 and 3 rows nothing is learnt */
    }
}

/* A table of @n rows around two places. */
static char *
noise (gsize n,
       gsize n_rare)
{
  GString           *text = g_string_new ("x,y,z,class\n");
  g_autofree ImbRng *rng = g_new (ImbRng, 1);

  imb_rng_init (rng, 3);
  for (gsize i = 0; i < n; i++)
    {
      double shift = i < n_rare ? 1.0 : 0.0;

      g_string_append_printf (text, "%.6f,%.6f,%.6f,%s\n", imb_rng_normal (rng) + shift, 100.0 * imb_rng_normal (rng), imb_rng_normal (rng) - shift, i < n_rare ? "rare" : "common");
    }
  return g_string_free (text, FALSE);
}

static void
test_smote_stays_in_range_and_copies_nothing (void)
{
  g_autofree char *text = noise (600, 60);
  g_auto (Case) c = { 0 };

  open_case (&c, text, IMB_SCALE_STANDARD);
  apply (&c, "smote");
  g_assert_cmpuint (c.audit->n_synthetic, ==, 480);
  g_assert_cmpuint (c.audit->n_copies, ==, 0);
  g_assert_cmpuint (c.audit->n_outside, ==, 0);
  g_assert_cmpuint (c.audit->n_broken, ==, 0);
  g_assert_cmpuint (c.audit->n_repeated, ==, 0);
  g_assert_cmpuint (c.audit->n_possible, ==, 60);
  g_assert_cmpuint (c.audit->n_parents, >, 50);
  g_assert_cmpfloat (c.audit->distance_ratio, >, 0.1);
  g_assert_cmpfloat (c.audit->distance_ratio, <, 1.0);
  g_assert_cmpfloat (c.audit->gini, <, 0.5);
}

/* Copies are where their parents are; a model that has seen neither cannot tell them. Children far from all parents are told. */
static void
test_only_what_is_different_is_told_apart (void)
{
  static const struct
  {
    const char *plan;
    double      low, high;
  } cases[] = {
    { "random-over:shrinkage=0.001", 0.4, 0.6 },
    { "smote", 0.4, 0.65 },
    { "random-over:shrinkage=20", 0.85, 1.0 },
    { "polynom-fit-smote:topology=star", 0.4, 1.0 }, /* every row is a parent of every child, of most by a slight part */
  };
  g_autofree char *text = noise (600, 60);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Case) c = { 0 };

      open_case (&c, text, IMB_SCALE_STANDARD);
      apply (&c, cases[i].plan);
      g_test_message ("%s: %.3f", cases[i].plan, c.audit->told_apart);
      g_assert_cmpfloat (c.audit->told_apart, >, cases[i].low);
      g_assert_cmpfloat (c.audit->told_apart, <=, cases[i].high);
    }
}

/* Categories are columns of their own to a forest; their levels have no distances and no correlations. */
static void
test_categories_are_audited (void)
{
  g_autoptr (GString) text = g_string_new ("x,colour,y,class\n");
  g_auto (Case) c = { 0 };

  for (guint i = 0; i < 300; i++)
    g_string_append_printf (text, "%u.5,%s,%u.25,%s\n", i * 37 % 101, i % 3 == 0 ? "red" : (i % 3 == 1 ? "green" : "blue"), i * i % 89, i % 10 == 0 ? "rare" : "common");
  open_case (&c, text->str, IMB_SCALE_STANDARD);
  apply (&c, "smotenc");
  g_assert_cmpuint (c.audit->n_synthetic, ==, 240);
  g_assert_cmpfloat (c.audit->told_apart, >, 0.3);
  g_assert_cmpfloat (c.audit->told_apart, <, 1.0);
  g_assert_cmpuint (c.audit->n_related, ==, 2);
  g_assert_cmpfloat (c.audit->moves[1].distance, ==, 0.0);
}

static void
test_repeated_rows_are_no_synthetic_ones (void)
{
  g_autofree char *text = noise (200, 20);
  g_auto (Case) c = { 0 };

  open_case (&c, text, IMB_SCALE_STANDARD);
  apply (&c, "random-over");
  g_assert_cmpuint (c.audit->n_synthetic + c.audit->n_repeated, ==, 160);
  if (c.audit->n_synthetic > 0)
    g_assert_cmpuint (c.audit->n_copies, ==, c.audit->n_asked);
}

/* Only what the result has is looked at, not what a later step dropped. */
static void
test_of_a_chain_the_result_counts (void)
{
  g_autofree char *text = noise (400, 40);
  g_auto (Case) c = { 0 };

  open_case (&c, text, IMB_SCALE_STANDARD);
  apply (&c, "smote + random-under:sampling_strategy={common:100;rare:100}");
  g_assert_cmpuint (c.audit->n_synthetic, ==, imb_resample_n_synthetic (c.resample));
  g_assert_cmpuint (c.audit->n_synthetic, <, 100);
}

static void
test_without_synthetic_rows_distributions_remain (void)
{
  g_autofree char *text = noise (400, 40);
  g_auto (Case) c = { 0 };
  g_autoptr (GPtrArray) findings = NULL;

  open_case (&c, text, IMB_SCALE_STANDARD);
  apply (&c, "random-under");
  g_assert_cmpuint (c.audit->n_synthetic, ==, 0);
  g_assert_true (isnan (c.audit->gini));
  g_assert_cmpint (imb_audit_most_shifted (c.audit), >=, 0);
  findings = imb_audit_dup_findings (c.audit, c.design);
  g_assert_cmpuint (findings->len, ==, 3); /* distribution, distance, correlation */
  g_assert_true (isnan (c.audit->told_apart));
  g_assert_nonnull (strstr (((ImbFinding *) findings->pdata[0])->sentence, "“common”"));
}

static void
test_nothing_changed_nothing_moved (void)
{
  g_auto (Case) c = { 0 };

  open_case (&c, by_hand, IMB_SCALE_NONE);
  apply (&c, "none");
  g_assert_cmpint (imb_audit_most_shifted (c.audit), ==, -1);
  g_assert_cmpint (imb_audit_most_moved (c.audit), ==, -1);
  g_assert_true (isnan (c.audit->relation.after));
}

static void
test_threads_change_nothing (void)
{
  g_autofree char *text = noise (3000, 300);
  const guint      threads[] = { 1, 2, 7 };
  g_autofree char *first = NULL;

  for (guint t = 0; t < G_N_ELEMENTS (threads); t++)
    {
      g_auto (Case) c = { 0 };
      g_autoptr (GString) said = g_string_new (NULL);
      g_autoptr (GPtrArray) findings = NULL;

      imb_parallel_set_n_threads (threads[t]);
      open_case (&c, text, IMB_SCALE_STANDARD);
      apply (&c, "smote");
      findings = imb_audit_dup_findings (c.audit, c.design);
      for (guint i = 0; i < findings->len; i++)
        g_string_append (said, ((ImbFinding *) findings->pdata[i])->sentence);
      g_string_append_printf (said, "%.17g %.17g %.17g %.17g %.17g %.17g", c.audit->distance_ratio, c.audit->gini, c.audit->shifts[1], c.audit->told_apart,
                              c.audit->moves[1].distance, c.audit->relation.after);
      if (first == NULL)
        first = g_strdup (said->str);
      g_assert_cmpstr (said->str, ==, first);
    }
  imb_parallel_set_n_threads (0);
}

static void
test_a_cancelled_audit_ends (void)
{
  g_autofree char *text = noise (400, 40);
  g_auto (Case) c = { 0 };
  g_autoptr (ImbJob) job = imb_job_new ();
  g_autoptr (GError) error = NULL;

  open_case (&c, text, IMB_SCALE_STANDARD);
  apply (&c, "smote");
  imb_job_cancel (job);
  g_assert_null (imb_audit_new (c.space, c.resample, job, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/audit/each-measure-counts-what-it-says", test_each_measure_counts_what_it_says);
  g_test_add_func ("/audit/shifts-are-those-of-kolmogorov-and-smirnov", test_shifts_are_those_of_kolmogorov_and_smirnov);
  g_test_add_func ("/audit/distances-are-those-of-wasserstein", test_distances_are_those_of_wasserstein);
  g_test_add_func ("/audit/correlations-are-those-of-pearson", test_correlations_are_those_of_pearson);
  g_test_add_func ("/audit/only-what-is-different-is-told-apart", test_only_what_is_different_is_told_apart);
  g_test_add_func ("/audit/smote-stays-in-range-and-copies-nothing", test_smote_stays_in_range_and_copies_nothing);
  g_test_add_func ("/audit/categories-are-audited", test_categories_are_audited);
  g_test_add_func ("/audit/repeated-rows-are-no-synthetic-ones", test_repeated_rows_are_no_synthetic_ones);
  g_test_add_func ("/audit/of-a-chain-the-result-counts", test_of_a_chain_the_result_counts);
  g_test_add_func ("/audit/without-synthetic-rows-distributions-remain", test_without_synthetic_rows_distributions_remain);
  g_test_add_func ("/audit/nothing-changed-nothing-moved", test_nothing_changed_nothing_moved);
  g_test_add_func ("/audit/threads-change-nothing", test_threads_change_nothing);
  g_test_add_func ("/audit/a-cancelled-audit-ends", test_a_cancelled_audit_ends);
  return g_test_run ();
}
