/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The target column: which one it probably is, and its classes. A number column's classes are its distinct
 * values. It is taken for continuous when it has fractions and more than 20 distinct values, or more
 * than 1,000 distinct values of which each has fewer than 5 rows on average. */
#include "engine/data/imb-target.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/kernels/imb-sort.h"

#define MOST_CLASSES 65535

static gboolean
looks_continuous (const double *values,
                  gsize         n_distinct,
                  gsize         n_labelled)
{
  gboolean whole = TRUE;

  for (gsize v = 0; v < n_distinct && whole; v++)
    whole = values[v] == floor (values[v]);
  return (!whole && n_distinct > 20) || (n_distinct > 1000 && n_labelled / n_distinct < 5);
}

static guint
position_of (const double *values,
             gsize         n,
             double        value)
{
  const double *at = bsearch (&value, values, n, sizeof *values, imb_compare_doubles);

  return (guint) (at - values);
}

static gboolean
fill_from_numbers (ImbTarget       *self,
                   const ImbColumn *column,
                   gsize            n_rows,
                   GError         **error)
{
  gsize              n_distinct;
  g_autofree double *values = imb_distinct (column->numbers, n_rows, &n_distinct);
  gsize              n = 0;

  if (n_distinct > MOST_CLASSES || looks_continuous (values, n_distinct, n_rows - column->n_missing))
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TARGET,
                   _ ("“%s” looks continuous (%zu different numbers): a target needs classes. Choose another column."), column->name, n_distinct);
      return FALSE;
    }

  self->n_classes = (guint) n_distinct;
  self->labels = g_new0 (char *, n_distinct + 1);
  for (guint c = 0; c < n_distinct; c++)
    {
      char buffer[32];

      self->labels[c] = g_strdup (imb_format_number (values[c], buffer));
    }
  for (gsize i = 0; i < n_rows; i++)
    if (!isnan (column->numbers[i]))
      {
        self->rows[n] = (guint32) i;
        self->classes[n++] = (guint16) position_of (values, n_distinct, column->numbers[i]);
      }
  self->n_rows = n;
  return TRUE;
}

/* Levels that no row has (left by a reader or an earlier step) are no classes. */
static gboolean
fill_from_levels (ImbTarget       *self,
                  const ImbColumn *column,
                  gsize            n_rows,
                  GError         **error)
{
  g_autofree gsize *level_counts = g_new0 (gsize, MAX (column->n_levels, 1));
  g_autofree guint *class_of = g_new0 (guint, MAX (column->n_levels, 1));
  gsize             n = 0;

  for (gsize i = 0; i < n_rows; i++)
    if (column->codes[i] >= 0)
      level_counts[column->codes[i]]++;
  for (guint v = 0; v < column->n_levels; v++)
    if (level_counts[v] > 0)
      class_of[v] = self->n_classes++;
  if (self->n_classes > MOST_CLASSES)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TARGET,
                   _ ("“%s” has %u different values: it looks like an identifier, not like a target. Choose another column."), column->name, self->n_classes);
      return FALSE;
    }

  self->labels = g_new0 (char *, self->n_classes + 1);
  for (guint v = 0; v < column->n_levels; v++)
    if (level_counts[v] > 0)
      self->labels[class_of[v]] = g_strdup (column->levels[v]);
  for (gsize i = 0; i < n_rows; i++)
    if (column->codes[i] >= 0)
      {
        self->rows[n] = (guint32) i;
        self->classes[n++] = (guint16) class_of[column->codes[i]];
      }
  self->n_rows = n;
  return TRUE;
}

gboolean
imb_target_fill (ImbTarget       *self,
                 const ImbColumn *column,
                 gsize            n_table_rows,
                 GError         **error)
{
  gboolean filled;

  memset (self, 0, sizeof *self);
  if (column->n_missing == n_table_rows)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TARGET,
                   _ ("“%s” has no value in any row, so it cannot be the target. Choose another column."), column->name);
      return FALSE;
    }

  self->rows = g_new (guint32, n_table_rows);
  self->classes = g_new (guint16, n_table_rows);
  filled = column->kind == IMB_COLUMN_NUMBER ? fill_from_numbers (self, column, n_table_rows, error)
                                             : fill_from_levels (self, column, n_table_rows, error);
  if (!filled)
    {
      imb_target_clear (self);
      return FALSE;
    }

  self->counts = g_new0 (gsize, self->n_classes);
  for (gsize i = 0; i < self->n_rows; i++)
    self->counts[self->classes[i]]++;
  return TRUE;
}

void
imb_target_clear (ImbTarget *self)
{
  g_clear_pointer (&self->rows, g_free);
  g_clear_pointer (&self->classes, g_free);
  g_clear_pointer (&self->labels, g_strfreev);
  g_clear_pointer (&self->counts, g_free);
}

static gboolean
has_usual_name (const ImbColumn *column)
{
  static const char *const names[] = {
    "class", "target", "label", "y", "outcome", "fraud", "is_fraud", "isfraud", "default", "churn", "species", "attrition",
    "survived", "diagnosis", "response", "klasse", "classe", "clase", NULL
  };
  g_autofree char *lower = g_utf8_strdown (column->name, -1);

  return g_strv_contains (names, g_strstrip (lower));
}

/* Could it be a target: few classes, each with several rows? */
static gboolean
has_few_classes (const ImbColumn *column,
                 gsize            n_rows)
{
  gsize n_present = n_rows - column->n_missing;

  if (column->type == IMB_TYPE_IDENTIFIER || column->type == IMB_TYPE_DATE || column->type == IMB_TYPE_TEXT)
    return FALSE;
  if (column->kind == IMB_COLUMN_NUMBER && column->type == IMB_TYPE_NUMBER)
    return FALSE;
  return column->n_distinct >= 2 && column->n_distinct <= 50 && column->n_distinct * 2 <= n_present;
}

gssize
imb_target_guess (const ImbTable *table,
                  char          **reason)
{
  const ImbReading *reading = imb_table_get_reading (table);
  gsize             n = imb_table_n_columns (table), n_rows = imb_table_n_rows (table);

  if (reading != NULL && reading->target != NULL && imb_table_find_column (table, reading->target) >= 0)
    {
      *reason = g_strdup_printf (_ ("“%s” was taken as the target because the file says so."), reading->target);
      return imb_table_find_column (table, reading->target);
    }
  for (gsize j = n; j-- > 0;)
    if (has_usual_name (imb_table_column_at (table, j)) && has_few_classes (imb_table_column_at (table, j), n_rows))
      {
        *reason = g_strdup_printf (_ ("“%s” was taken as the target for its name and its few classes."), imb_table_column_at (table, j)->name);
        return (gssize) j;
      }
  for (gsize j = n; j-- > 0;)
    if (has_few_classes (imb_table_column_at (table, j), n_rows))
      {
        *reason = g_strdup_printf (j == n - 1 ? _ ("“%s” was taken as the target: the last column, with few classes.")
                                              : _ ("“%s” was taken as the target: the last column that has few classes."),
                                   imb_table_column_at (table, j)->name);
        return (gssize) j;
      }
  for (gsize j = n; j-- > 0;)
    if (has_usual_name (imb_table_column_at (table, j)))
      {
        *reason = g_strdup_printf (_ ("“%s” was taken as the target for its name."), imb_table_column_at (table, j)->name);
        return (gssize) j;
      }
  if (n == 0)
    return -1;
  *reason = g_strdup_printf (_ ("“%s” was taken as the target because it is the last column."), imb_table_column_at (table, n - 1)->name);
  return (gssize) n - 1;
}
