/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Features as numbers. First which features there will be, then the cells, row blocks in parallel. O(n d). */
#include "engine/data/imb-design.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-distinct.h"

#define BLOCK       1024
#define MOST_LEVELS 200

struct _ImbDesign
{
  gint        ref_count;
  ImbProblem *problem;
  ImbMatrix  *matrix;
  GArray     *features; /* of ImbFeature */
  GPtrArray  *names;    /* theirs */
  GArray     *kinds;    /* theirs, of ImbKind; NULL: all are numbers */
  gboolean    has_missing;
  ImbNotes   *notes;
};

static void
add_number (ImbDesign       *self,
            const ImbColumn *column,
            gsize            j)
{
  const guint32 *rows = imb_problem_get_rows (self->problem);
  gsize          n_rows = imb_problem_n_rows (self->problem);
  ImbFeature     feature = { .name = column->name, .column = j, .whole = TRUE, .low = INFINITY, .high = -INFINITY };

  for (gsize i = 0; i < n_rows; i++)
    {
      double x = column->numbers[rows[i]];

      if (isnan (x))
        {
          self->has_missing = TRUE;
          continue;
        }
      feature.whole = feature.whole && x == floor (x);
      feature.low = MIN (feature.low, x);
      feature.high = MAX (feature.high, x);
    }
  g_array_append_val (self->features, feature);
}

static void
add_levels (ImbDesign       *self,
            const ImbColumn *column,
            gsize            j,
            guint            n_levels,
            const double    *values)
{
  ImbFeature feature = { .name = column->name, .column = j, .n_levels = MAX (n_levels, 1), .values = values };

  g_array_append_val (self->features, feature);
  if (column->n_missing > 0)
    imb_notes_add (self->notes, g_dngettext (GETTEXT_PACKAGE, "%zu missing value of “%s” counts as none of its categories.", "%zu missing values of “%s” count as none of its categories.", column->n_missing), column->n_missing, column->name);
}

/* A number column used as categories: a code for each of its numbers, ascending. */
static gboolean
add_number_levels (ImbDesign       *self,
                   const ImbColumn *column,
                   gsize            j,
                   gsize            n_rows,
                   ImbJob          *job,
                   GError         **error)
{
  double *values;
  gsize   n;

  if (column->n_distinct > MOST_LEVELS)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
                   _ ("“%s” holds %zu different numbers: too many to be categories. Use it as numeric, or ignore it."), column->name, column->n_distinct);
      return FALSE;
    }

  values = imb_distinct_find (column->numbers, n_rows, job, &n, error);
  if (values == NULL)
    return FALSE;
  add_levels (self, column, j, (guint) n, values);
  return TRUE;
}

static void
list_kinds (ImbDesign *self)
{
  gboolean any = FALSE;

  self->kinds = g_array_new (FALSE, FALSE, sizeof (ImbKind));
  for (guint j = 0; j < self->features->len; j++)
    {
      const ImbFeature *feature = &g_array_index (self->features, ImbFeature, j);
      ImbKind           kind = { feature->n_levels, feature->whole };

      any |= feature->n_levels > 0;
      g_array_append_val (self->kinds, kind);
      g_ptr_array_add (self->names, (gpointer) feature->name);
    }
  if (!any)
    g_clear_pointer (&self->kinds, g_array_unref);
}

static gboolean
list_features (ImbDesign *self,
               ImbJob    *job,
               GError   **error)
{
  ImbTable *table = imb_problem_get_table (self->problem);

  for (gsize j = 0; j < imb_table_n_columns (table); j++)
    {
      const ImbColumn *column = imb_table_column_at (table, j);
      ImbRole          role = imb_problem_role_at (self->problem, j);

      if (!imb_job_step (job, 0, 0, error))
        return FALSE;
      if (role == IMB_ROLE_NUMERIC)
        add_number (self, column, j);
      else if (role == IMB_ROLE_CATEGORICAL && column->kind == IMB_COLUMN_CATEGORY)
        add_levels (self, column, j, column->n_levels, NULL);
      else if (role == IMB_ROLE_CATEGORICAL && !add_number_levels (self, column, j, imb_table_n_rows (table), job, error))
        return FALSE;
    }
  if (self->features->len > 0)
    {
      list_kinds (self);
      return TRUE;
    }

  g_set_error (error, IMB_ERROR, IMB_ERROR_TARGET,
               _ ("No feature is left besides the target “%s”: every other column is ignored. Give a column a role."),
               imb_table_column_at (table, imb_problem_get_target (self->problem))->name);
  return FALSE;
}

/* The place of @x among ascending values, one of which it is. */
static double
code_of (const ImbFeature *feature,
         double            x)
{
  guint low = 0, high = feature->n_levels;

  if (isnan (x))
    return NAN;
  while (high - low > 1)
    {
      guint middle = (low + high) / 2;

      if (feature->values[middle] <= x)
        low = middle;
      else
        high = middle;
    }
  return (double) low;
}

static void
fill_feature (const ImbDesign  *self,
              const ImbFeature *feature,
              gsize             j,
              gsize             from,
              gsize             to)
{
  const ImbColumn *column = imb_table_column_at (imb_problem_get_table (self->problem), feature->column);
  const guint32   *rows = imb_problem_get_rows (self->problem);
  double          *out = self->matrix->data + j;
  gsize            stride = self->matrix->stride;

  if (feature->n_levels == 0)
    for (gsize i = from; i < to; i++)
      out[i * stride] = column->numbers[rows[i]];
  else if (feature->values == NULL)
    for (gsize i = from; i < to; i++)
      out[i * stride] = column->codes[rows[i]] < 0 ? NAN : (double) column->codes[rows[i]];
  else
    for (gsize i = from; i < to; i++)
      out[i * stride] = code_of (feature, column->numbers[rows[i]]);
}

static gboolean
fill_block (gsize    block,
            gpointer data,
            GError **error)
{
  const ImbDesign *self = data;
  gsize            from = block * BLOCK, to = MIN (from + BLOCK, self->matrix->n_rows);

  for (gsize i = from; i < to; i++)
    for (gsize j = self->features->len; j < self->matrix->stride; j++)
      imb_matrix_row (self->matrix, i)[j] = 0.0;
  for (guint j = 0; j < self->features->len; j++)
    fill_feature (self, &g_array_index (self->features, ImbFeature, j), j, from, to);
  return TRUE;
}

static void
clear_feature (gpointer data)
{
  g_free ((gpointer) ((ImbFeature *) data)->values);
}

ImbDesign *
imb_design_new (ImbProblem *problem,
                ImbJob     *job,
                GError    **error)
{
  g_autoptr (ImbDesign) self = g_new0 (ImbDesign, 1);
  gsize n_rows;

  g_return_val_if_fail (problem != NULL, NULL);

  self->ref_count = 1;
  self->problem = imb_problem_ref (problem);
  self->notes = imb_notes_new ();
  self->features = g_array_new (FALSE, FALSE, sizeof (ImbFeature));
  g_array_set_clear_func (self->features, clear_feature);
  self->names = g_ptr_array_new ();
  if (!list_features (self, job, error))
    return NULL;

  n_rows = imb_problem_n_rows (problem);
  self->matrix = imb_matrix_new_unset (n_rows, self->features->len, error); /* to clear it here would take longer than a job may go unasked */
  if (self->matrix == NULL || !imb_parallel_for ((n_rows + BLOCK - 1) / BLOCK, fill_block, self, job, error))
    return NULL;
  return g_steal_pointer (&self);
}

ImbDesign *
imb_design_ref (ImbDesign *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
imb_design_unref (ImbDesign *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_array_unref (self->features);
  g_ptr_array_unref (self->names);
  g_clear_pointer (&self->kinds, g_array_unref);
  imb_matrix_free (self->matrix);
  imb_problem_unref (self->problem);
  imb_notes_unref (self->notes);
  g_free (self);
}

ImbProblem *
imb_design_get_problem (const ImbDesign *self)
{
  return self->problem;
}

const ImbMatrix *
imb_design_get_matrix (const ImbDesign *self)
{
  return self->matrix;
}

gsize
imb_design_n_features (const ImbDesign *self)
{
  return self->features->len;
}

const ImbFeature *
imb_design_feature_at (const ImbDesign *self,
                       gsize            j)
{
  g_return_val_if_fail (j < self->features->len, NULL);

  return &g_array_index (self->features, ImbFeature, j);
}

gboolean
imb_design_has_missing (const ImbDesign *self)
{
  return self->has_missing;
}

ImbNotes *
imb_design_get_notes (const ImbDesign *self)
{
  return self->notes;
}

const ImbKind *
imb_design_get_kinds (const ImbDesign *self)
{
  return self->kinds != NULL ? (const ImbKind *) self->kinds->data : NULL;
}

ImbView
imb_design_get_view (const ImbDesign *self)
{
  ImbView view = imb_view_of (self->matrix, imb_problem_get_classes (self->problem), imb_problem_n_classes (self->problem));

  view.labels = imb_problem_get_labels (self->problem);
  view.features = (const char *const *) self->names->pdata;
  view.kinds = imb_design_get_kinds (self);
  view.groups = imb_problem_get_groups (self->problem);
  view.weights = imb_problem_get_weights (self->problem);
  view.numbers = imb_problem_get_rows (self->problem);
  return view;
}
