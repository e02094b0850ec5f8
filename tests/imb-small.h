/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of a few rows written out in a test: rows of class 1, then rows of class 0. */
#pragma once

#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/samplers/imb-plan.h"

typedef struct
{
  ImbMatrix *x;
  guint16   *classes;
  ImbView    view;
} SmallTable;

static inline void
small_clear (SmallTable *self)
{
  imb_matrix_free (self->x);
  g_free (self->classes);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SmallTable, small_clear)

static inline SmallTable
small_new (gsize n_minority,
           gsize n_majority,
           gsize n_cols)
{
  SmallTable self = { imb_matrix_new (n_minority + n_majority, n_cols, NULL), g_new0 (guint16, n_minority + n_majority), { 0 } };

  for (gsize i = 0; i < n_minority; i++)
    self.classes[i] = 1;
  self.view = imb_view_of (self.x, self.classes, 2);
  return self;
}

/* From numbers, row by row. */
static inline SmallTable
small_of (const double *values,
          gsize         n_minority,
          gsize         n_majority,
          gsize         n_cols)
{
  SmallTable self = small_new (n_minority, n_majority, n_cols);

  for (gsize i = 0; i < n_minority + n_majority; i++)
    memcpy (imb_matrix_row (self.x, i), values + i * n_cols, n_cols * sizeof *values);
  return self;
}

static inline ImbResample *
small_try (const char       *text,
           const SmallTable *table,
           guint32           seed,
           GError          **error)
{
  g_autoptr (GError) wrong = NULL;
  g_autoptr (ImbPlan) plan = imb_plan_parse (text, &wrong);

  g_assert_no_error (wrong);
  return imb_plan_run (plan, &table->view, seed, NULL, error);
}

static inline ImbResample *
small_run (const char       *text,
           const SmallTable *table,
           guint32           seed)
{
  g_autoptr (GError) error = NULL;
  ImbResample *result = small_try (text, table, seed, &error);

  g_assert_no_error (error);
  return result;
}

static inline void
small_assert_refused (const char       *text,
                      const SmallTable *table,
                      ImbError          code,
                      const char       *sentence)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbResample) result = small_try (text, table, 0, &error);

  g_assert_null (result);
  g_assert_error (error, IMB_ERROR, (int) code);
  g_assert_cmpstr (error->message, ==, sentence);
}

/* A row of the result by its number there. */
static inline const double *
small_row (const ImbResample *result,
           const SmallTable  *table,
           gsize              row)
{
  return row < result->n_in ? imb_matrix_row (table->x, row) : imb_matrix_row (result->made, row - result->n_in);
}

/* Column @j of synthetic row @m of those that are in the result, in order. */
static inline double
small_made (const ImbResample *result,
            gsize              m,
            gsize              j)
{
  gsize first = result->n_rows - imb_resample_n_synthetic (result);

  return imb_matrix_row (result->made, result->rows[first + m] - result->n_in)[j];
}

/* Likewise the place of parent @p in parent_rows and parent_weights. */
static inline gsize
small_parent (const ImbResample *result,
              gsize              m,
              gsize              p)
{
  gsize first = result->n_rows - imb_resample_n_synthetic (result);

  return result->parent_offsets[result->rows[first + m] - result->n_in] + p;
}
