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
  gboolean    has_missing;
  ImbNotes   *notes;
};

static gboolean
is_whole (const ImbColumn *column,
          const guint32   *rows,
          gsize            n_rows)
{
  for (gsize i = 0; i < n_rows; i++)
    {
      double x = column->numbers[rows[i]];

      if (!isnan (x) && x != floor (x))
        return FALSE;
    }
  return TRUE;
}

static void
add_number (ImbDesign       *self,
            const ImbColumn *column,
            gsize            j)
{
  const guint32 *rows = imb_problem_get_rows (self->problem);
  gsize          n_rows = imb_problem_n_rows (self->problem);
  ImbFeature     feature = { g_strdup (column->name), j, -1, 0.0, is_whole (column, rows, n_rows) };

  for (gsize i = 0; i < n_rows && !self->has_missing; i++)
    self->has_missing = isnan (column->numbers[rows[i]]);
  g_array_append_val (self->features, feature);
}

static void
note_missing_categories (ImbDesign       *self,
                         const ImbColumn *column)
{
  if (column->n_missing > 0)
    imb_notes_add (self->notes, g_dngettext (GETTEXT_PACKAGE, "%zu missing value of “%s” counts as none of its categories.", "%zu missing values of “%s” count as none of its categories.", column->n_missing), column->n_missing, column->name);
}

static void
add_category (ImbDesign       *self,
              const ImbColumn *column,
              gsize            j)
{
  for (guint v = 0; v < column->n_levels; v++)
    {
      ImbFeature feature = { g_strdup_printf ("%s=%s", column->name, column->levels[v]), j, (int) v, 0.0, TRUE };

      g_array_append_val (self->features, feature);
    }
  note_missing_categories (self, column);
}

/* A number column used as categories: a feature for each of its numbers, ascending. */
static gboolean
add_number_levels (ImbDesign       *self,
                   const ImbColumn *column,
                   gsize            j,
                   gsize            n_rows,
                   ImbJob          *job,
                   GError         **error)
{
  g_autofree double *values = NULL;
  gsize              n;

  if (column->n_distinct > MOST_LEVELS)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
                   _ ("“%s” holds %zu different numbers: too many to be categories. Use it as numeric, or ignore it."), column->name, column->n_distinct);
      return FALSE;
    }

  values = imb_distinct_find (column->numbers, n_rows, job, &n, error);
  if (values == NULL)
    return FALSE;
  for (gsize v = 0; v < n; v++)
    {
      char       text[32];
      ImbFeature feature = { g_strdup_printf ("%s=%s", column->name, imb_format_number (values[v], text)), j, (int) v, values[v], TRUE };

      g_array_append_val (self->features, feature);
    }
  note_missing_categories (self, column);
  return TRUE;
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
        add_category (self, column, j);
      else if (role == IMB_ROLE_CATEGORICAL && !add_number_levels (self, column, j, imb_table_n_rows (table), job, error))
        return FALSE;
    }
  if (self->features->len > 0)
    return TRUE;

  g_set_error (error, IMB_ERROR, IMB_ERROR_TARGET,
               _ ("No feature is left besides the target “%s”: every other column is ignored. Give a column a role."),
               imb_table_column_at (table, imb_problem_get_target (self->problem))->name);
  return FALSE;
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

  if (feature->level < 0)
    for (gsize i = from; i < to; i++)
      out[i * stride] = column->numbers[rows[i]];
  else if (column->kind == IMB_COLUMN_CATEGORY)
    for (gsize i = from; i < to; i++)
      out[i * stride] = column->codes[rows[i]] == feature->level;
  else
    for (gsize i = from; i < to; i++)
      out[i * stride] = column->numbers[rows[i]] == feature->value;
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
  g_free (((ImbFeature *) data)->name);
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
  for (guint j = 0; j < self->features->len; j++)
    g_ptr_array_add (self->names, g_array_index (self->features, ImbFeature, j).name);

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

ImbView
imb_design_get_view (const ImbDesign *self)
{
  ImbView view = imb_view_of (self->matrix, imb_problem_get_classes (self->problem), imb_problem_n_classes (self->problem));

  view.labels = imb_problem_get_labels (self->problem);
  view.features = (const char *const *) self->names->pdata;
  view.numbers = imb_problem_get_rows (self->problem);
  return view;
}
