/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table value: columns with their statistics, how they were read, and a way from name to column. Built once,
 * then only counted; its statistics cost O(rows) per column, columns in parallel. */
#include "engine/data/imb-table.h"

#include <math.h>
#include <string.h>

#include "engine/core/imb-parallel.h"
#include "engine/data/imb-column.h"

struct _ImbTable
{
  char       *name;
  char       *path;
  ImbOrigin  *origin;
  gsize       n_rows;
  gsize       n_columns;
  ImbColumn  *columns;
  GHashTable *by_name; /* name → column + 1 */
  ImbReading *reading;
  GPtrArray  *problems;
  gsize       n_problems;
  ImbNotes   *notes;
  gint        ref_count;
};

typedef struct
{
  ImbTable *table;
  ImbJob   *job;
} Describing;

static gboolean
describe_column (gsize    block,
                 gpointer data,
                 GError **error)
{
  const Describing *describing = data;

  return imb_column_describe (&describing->table->columns[block], describing->table->n_rows, describing->job, error);
}

ImbTable *
imb_table_new (const char *name,
               gsize       n_rows,
               ImbColumn  *columns,
               gsize       n_columns,
               ImbJob     *job,
               GError    **error)
{
  g_autoptr (ImbJob) silent = imb_job_new_part (job, 0.0);
  g_autoptr (ImbTable) self = g_new0 (ImbTable, 1);
  Describing describing = { self, silent };

  self->name = g_strdup (name);
  self->n_rows = n_rows;
  self->n_columns = n_columns;
  self->columns = columns;
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  for (gsize j = n_columns; j-- > 0;)
    g_hash_table_insert (self->by_name, columns[j].name, GSIZE_TO_POINTER (j + 1));
  self->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_read_problem_free);
  self->notes = imb_notes_new ();
  self->ref_count = 1;
  return imb_parallel_for (n_columns, describe_column, &describing, silent, error) ? g_steal_pointer (&self) : NULL;
}

static void
free_reading (ImbReading *reading)
{
  if (reading == NULL)
    return;

  g_free (reading->format);
  g_free (reading->encoding);
  g_free (reading->packing);
  g_free (reading->table);
  g_strfreev (reading->tables);
  g_strfreev (reading->missing);
  g_free (reading->target);
  g_free (reading->weights);
  g_free (reading->sample_by);
  g_free (reading);
}

void
imb_table_set_reading (ImbTable   *self,
                       ImbReading *reading)
{
  free_reading (self->reading);
  self->reading = reading;
}

void
imb_table_take_problems (ImbTable  *self,
                         GPtrArray *problems,
                         gsize      n_problems)
{
  g_ptr_array_unref (self->problems);
  self->problems = problems;
  self->n_problems = n_problems;
}

void
imb_table_set_path (ImbTable   *self,
                    const char *path)
{
  g_free (self->path);
  self->path = g_strdup (path);
}

void
imb_table_set_origin (ImbTable  *self,
                      ImbOrigin *origin)
{
  imb_origin_free (self->origin);
  self->origin = origin;
}

ImbTable *
imb_table_ref (ImbTable *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
imb_table_unref (ImbTable *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  for (gsize j = 0; j < self->n_columns; j++)
    imb_column_clear (&self->columns[j]);
  g_free (self->columns);
  g_hash_table_unref (self->by_name);
  free_reading (self->reading);
  g_ptr_array_unref (self->problems);
  imb_notes_unref (self->notes);
  imb_origin_free (self->origin);
  g_free (self->path);
  g_free (self->name);
  g_free (self);
}

const char *
imb_table_get_name (const ImbTable *self)
{
  return self->name;
}

const char *
imb_table_get_path (const ImbTable *self)
{
  return self->path;
}

const ImbOrigin *
imb_table_get_origin (const ImbTable *self)
{
  return self->origin;
}

gsize
imb_table_n_rows (const ImbTable *self)
{
  return self->n_rows;
}

gsize
imb_table_n_columns (const ImbTable *self)
{
  return self->n_columns;
}

const ImbColumn *
imb_table_column_at (const ImbTable *self,
                     gsize           j)
{
  g_return_val_if_fail (j < self->n_columns, NULL);

  return &self->columns[j];
}

gssize
imb_table_find_column (const ImbTable *self,
                       const char     *name)
{
  gsize   found = GPOINTER_TO_SIZE (g_hash_table_lookup (self->by_name, name));
  guint64 number;

  if (found > 0)
    return (gssize) found - 1;
  if (*name == '#' && g_ascii_string_to_unsigned (name + 1, 10, 1, self->n_columns, &number, NULL))
    return (gssize) number - 1;
  return -1;
}

const ImbReading *
imb_table_get_reading (const ImbTable *self)
{
  return self->reading;
}

const GPtrArray *
imb_table_get_problems (const ImbTable *self)
{
  return self->problems;
}

gsize
imb_table_n_problems (const ImbTable *self)
{
  return self->n_problems;
}

ImbNotes *
imb_table_get_notes (const ImbTable *self)
{
  return self->notes;
}

const char *
imb_table_format_cell (const ImbTable *self,
                       gsize           row,
                       gsize           j,
                       char           *buffer)
{
  const ImbColumn *column = imb_table_column_at (self, j);

  g_return_val_if_fail (column != NULL && row < self->n_rows, "");

  if (column->kind == IMB_COLUMN_CATEGORY)
    return column->codes[row] < 0 ? "" : column->levels[column->codes[row]];
  return isnan (column->numbers[row]) ? "" : imb_format_number (column->numbers[row], buffer);
}

const char *
imb_column_type_nick (ImbColumnType type)
{
  const char *const nicks[] = {
    [IMB_TYPE_NUMBER] = "number",
    [IMB_TYPE_INTEGER] = "integer",
    [IMB_TYPE_BOOLEAN] = "boolean",
    [IMB_TYPE_CATEGORY] = "category",
    [IMB_TYPE_DATE] = "date",
    [IMB_TYPE_IDENTIFIER] = "identifier",
    [IMB_TYPE_TEXT] = "text",
    [IMB_TYPE_CONSTANT] = "constant",
  };

  g_return_val_if_fail ((gsize) type < G_N_ELEMENTS (nicks), NULL);

  return nicks[type];
}

ImbReadProblem *
imb_read_problem_new (gsize       line,
                      gsize       column,
                      gsize       row,
                      const char *message)
{
  ImbReadProblem *self = g_new (ImbReadProblem, 1);

  *self = (ImbReadProblem){ line, column, row, g_strdup (message) };
  return self;
}

void
imb_read_problem_free (ImbReadProblem *self)
{
  g_free (self->message);
  g_free (self);
}
