/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What figures are drawn of, for tests: real problems, resamples and runs. */
#pragma once

#include <math.h>

#include "widgets/figures/imb-figure.h"

/* A problem, its design, and perhaps a resample and runs. */
typedef struct
{
  ImbProblem    *problem;
  ImbDesign     *design;
  ImbResample   *resample;
  GPtrArray     *runs;
  ImbFigureInput in;
} World;

static inline void
world_of_table (World    *self,
                ImbTable *table)
{
  const ImbProblemOptions options = { .target_column = (gssize) imb_table_n_columns (table) - 1 };
  GError                 *error = NULL;

  *self = (World){ 0 };
  self->problem = imb_problem_new (table, &options, NULL, &error);
  g_assert_no_error (error);
  self->design = imb_design_new (self->problem, NULL, &error);
  g_assert_no_error (error);
  imb_figure_input_init (&self->in);
  self->in.problem = self->problem;
  self->in.design = self->design;
}

static inline void
world_of_dataset (World      *self,
                  const char *dataset)
{
  GError *error = NULL;
  g_autoptr (ImbTable) table = imb_dataset_make (dataset, 7, NULL, &error);

  g_assert_no_error (error);
  world_of_table (self, table);
}

/* Two features of those names (the second with holes), and as many rows of each label as asked. */
static inline void
world_of_labels (World             *self,
                 const char *const *labels,
                 const gsize       *counts,
                 guint              n_labels,
                 const char        *first,
                 const char        *second)
{
  ImbColumn *columns = g_new0 (ImbColumn, 3);
  gsize      n_rows = 0, row = 0;
  ImbRng     rng;
  g_autoptr (ImbTable) table = NULL;

  for (guint c = 0; c < n_labels; c++)
    n_rows += counts[c];
  imb_rng_init (&rng, 5);
  for (guint j = 0; j < 2; j++)
    columns[j] = (ImbColumn){ .name = g_strdup (j == 0 ? first : second), .kind = IMB_COLUMN_NUMBER, .numbers = g_new (double, n_rows) };
  columns[2] = (ImbColumn){ .name = g_strdup ("class"), .kind = IMB_COLUMN_CATEGORY, .type = IMB_TYPE_CATEGORY, .codes = g_new (gint32, n_rows), .levels = g_new0 (char *, n_labels + 1), .n_levels = n_labels };
  for (guint c = 0; c < n_labels; c++)
    {
      columns[2].levels[c] = g_strdup (labels[c]);
      for (gsize i = 0; i < counts[c]; i++, row++)
        {
          columns[0].numbers[row] = imb_rng_double (&rng) + 0.6 * c;
          columns[1].numbers[row] = row % 9 == 4 ? NAN : imb_rng_double (&rng) * 3 - 0.4 * c;
          columns[2].codes[row] = (gint32) c;
        }
    }
  table = imb_table_new ("labels", n_rows, columns, 3, NULL, NULL);
  world_of_table (self, table);
}

static inline void
world_resample (World      *self,
                const char *plan_text)
{
  GError *error = NULL;
  g_autoptr (ImbPlan) plan = imb_plan_parse (plan_text, &error);
  ImbView view = imb_design_get_view (self->design);

  g_assert_no_error (error);
  self->resample = imb_plan_run (plan, &view, 3, NULL, &error);
  g_assert_no_error (error);
  self->in.resample = self->resample;
}

static inline void
world_evaluate (World      *self,
                const char *first,
                const char *second)
{
  const char *const plans[] = { first, second };
  const ImbModel   *model = imb_model_find ("gaussian-naive-bayes");
  GError           *error = NULL;
  ImbThreshold      threshold;
  ImbEvaluation     evaluation;
  g_autoptr (GPtrArray) specs = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_run_spec_free);

  g_assert_true (imb_threshold_parse ("0.5", &threshold, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (plans); i++)
    {
      g_autoptr (ImbPlan) plan = imb_plan_parse (plans[i], &error);

      g_assert_no_error (error);
      g_ptr_array_add (specs, imb_run_spec_new (plans[i], plan, model, NULL, &threshold));
    }
  imb_evaluation_init (&evaluation);
  self->runs = imb_evaluate (self->design, specs, &evaluation, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < self->runs->len; i++)
    g_assert_no_error (imb_run_get_error (g_ptr_array_index (self->runs, i)));
  self->in.runs = (ImbRun *const *) self->runs->pdata;
  self->in.n_runs = self->runs->len;
}

static inline void
world_clear (World *self)
{
  imb_problem_unref (self->problem);
  imb_design_unref (self->design);
  g_clear_pointer (&self->resample, imb_resample_unref);
  g_clear_pointer (&self->runs, g_ptr_array_unref);
  g_clear_pointer (&self->in.cache, imb_figure_cache_free);
}

/* The common case: 300 rows, one in eleven positive, with a plan and two runs. */
static inline void
world_usual (World *self)
{
  world_of_dataset (self, "two-moons:n_rows=300,imbalance_ratio=10");
  world_resample (self, "random-under:sampling_strategy=0.2 + smote:sampling_strategy=0.8");
  world_evaluate (self, "none", "smote");
}
