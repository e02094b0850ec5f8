/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tests of samplers share: run a plan on a golden table, hold its rows against golden ones. Tables have up to three classes. */
#pragma once

#include <math.h>

#include "engine/core/imb-error.h"
#include "engine/samplers/imb-plan.h"
#include "tests/imb-golden.h"

static inline ImbResample *
sampled_run (const char        *text,
             const GoldenTable *table,
             guint              n_classes,
             guint32            seed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbPlan) plan = imb_plan_parse (text, &error);
  ImbView      view = imb_view_of (table->x, table->classes, n_classes);
  ImbResample *result;

  g_assert_no_error (error);
  result = imb_plan_run (plan, &view, seed, NULL, &error);
  g_assert_no_error (error);
  return result;
}

static inline void
sampled_assert_refused (const char        *text,
                        const GoldenTable *table,
                        const char        *sentence)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbPlan) plan = imb_plan_parse (text, &error);
  ImbView view = imb_view_of (table->x, table->classes, 3);
  g_autoptr (ImbResample) result = NULL;

  g_assert_no_error (error);
  result = imb_plan_run (plan, &view, 0, NULL, &error);
  g_assert_null (result);
  g_assert_nonnull (error);
  g_assert_cmpstr (error->message, ==, sentence);
}

static inline const double *
sampled_row (const ImbResample *result,
             const ImbMatrix   *x,
             gsize              row)
{
  return imb_matrix_row (row < result->n_in ? x : result->made, row < result->n_in ? row : row - result->n_in);
}

static inline guint
sampled_class (const ImbResample *result,
               const guint16     *classes,
               gsize              row)
{
  return row < result->n_in ? classes[row] : result->made_classes[row - result->n_in];
}

static inline void
sampled_assert_near (const double *got,
                     const double *wanted,
                     gsize         n)
{
  for (gsize j = 0; j < n; j++)
    g_assert_cmpfloat_with_epsilon (got[j], wanted[j], 1e-12 * MAX (1.0, fabs (wanted[j])));
}

/* Every synthetic row is the weighted sum of its parents, which come before it. */
static inline void
sampled_assert_parents (const ImbResample *result,
                        const ImbMatrix   *x)
{
  g_autofree double *sum = g_new (double, x->n_cols);

  for (gsize m = 0; m < result->n_made; m++)
    {
      memset (sum, 0, x->n_cols * sizeof *sum);
      g_assert_cmpuint (result->parent_offsets[m], <, result->parent_offsets[m + 1]);
      for (gsize p = result->parent_offsets[m]; p < result->parent_offsets[m + 1]; p++)
        {
          g_assert_cmpuint (result->parent_rows[p], <, result->n_in + m);
          for (gsize j = 0; j < x->n_cols; j++)
            sum[j] += result->parent_weights[p] * sampled_row (result, x, result->parent_rows[p])[j];
        }
      sampled_assert_near (imb_matrix_row (result->made, m), sum, x->n_cols);
    }
}

static inline void
sampled_assert_rows_are_golden (const char *text,
                                guint32     seed,
                                const char *name)
{
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");
  g_auto (GoldenTable) wanted = golden_table (name);
  g_autoptr (ImbResample) result = sampled_run (text, &table, 3, seed);

  g_assert_cmpuint (result->n_rows, ==, wanted.x->n_rows);
  for (gsize i = 0; i < result->n_rows; i++)
    {
      g_assert_cmpuint (sampled_class (result, table.classes, result->rows[i]), ==, wanted.classes[i]);
      sampled_assert_near (sampled_row (result, table.x, result->rows[i]), imb_matrix_row (wanted.x, i), wanted.x->n_cols);
    }
}

static inline void
sampled_assert_indices_are_golden (const char *text,
                                   guint32     seed,
                                   const char *name)
{
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");
  g_auto (GStrv) wanted = golden_lines (name);
  g_autoptr (ImbResample) result = sampled_run (text, &table, 3, seed);

  g_assert_cmpuint (result->n_rows, ==, g_strv_length (wanted));
  for (gsize i = 0; i < result->n_rows; i++)
    g_assert_cmpuint (result->rows[i], ==, g_ascii_strtoull (wanted[i], NULL, 10));
}
