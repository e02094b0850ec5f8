/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The target column: which one it probably is, and its classes. A number column's classes are its distinct
 * values. It is taken for continuous when it has fractions and more than 20 distinct values, or more
 * than 1,000 distinct values of which each has fewer than 5 rows on average. */
#include "engine/data/imb-target.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/kernels/imb-distinct.h"
#include "engine/kernels/imb-sort.h"

#define MOST_CLASSES 65535
#define STEP         ((gsize) 1 << 18) /* rows between two looks at the job */
#define MOST_CODES   10                /* different whole numbers that are still classes rather than counts */

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
                   ImbJob          *job,
                   GError         **error)
{
  gsize              n_distinct = column->n_distinct, n = 0;
  g_autofree double *values = NULL;

  if (n_distinct <= MOST_CLASSES && (values = imb_distinct_find (column->numbers, n_rows, job, &n_distinct, error)) == NULL)
    return FALSE;
  if (values == NULL || looks_continuous (values, n_distinct, n_rows - column->n_missing))
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
    {
      if (i % STEP == 0 && !imb_job_step (job, 0, 0, error))
        return FALSE;
      if (isnan (column->numbers[i]))
        continue;
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
                  ImbJob          *job,
                  GError         **error)
{
  g_autofree gsize *level_counts = g_new0 (gsize, MAX (column->n_levels, 1));
  g_autofree guint *class_of = g_new0 (guint, MAX (column->n_levels, 1));
  gsize             n = 0;

  for (gsize i = 0; i < n_rows; i++)
    {
      if (i % STEP == 0 && !imb_job_step (job, 0, 0, error))
        return FALSE;
      if (column->codes[i] >= 0)
        level_counts[column->codes[i]]++;
    }
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
    {
      if (i % STEP == 0 && !imb_job_step (job, 0, 0, error))
        return FALSE;
      if (column->codes[i] < 0)
        continue;
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
                 ImbJob          *job,
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
  filled = column->kind == IMB_COLUMN_NUMBER ? fill_from_numbers (self, column, n_table_rows, job, error)
                                             : fill_from_levels (self, column, n_table_rows, job, error);
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

/* A name that is a target's nearly always, and one that may as well be a measurement's. */
typedef enum
{
  NOT_USUAL,
  SOMETIMES,
  USUAL,
} NameKind;

static NameKind
kind_of_name (const char *name)
{
  static const char *const usual[] = {
    "class", "target", "label", "fraud", "is_fraud", "isfraud", "default", "churn", "species", "attrition",
    "survived", "diagnosis", "klasse", "classe", "clase", NULL
  };
  static const char *const sometimes[] = { "y", "outcome", "response", NULL };
  g_autofree char         *lower = g_utf8_strdown (name, -1);

  if (g_strv_contains (usual, g_strstrip (lower)))
    return USUAL;
  return g_strv_contains (sometimes, lower) ? SOMETIMES : NOT_USUAL;
}

/* TX_FRAUD, "loan default": what comes last says what it is. */
static const char *
last_word (const char *name)
{
  const char *word = name;

  for (const char *p = name; *p != '\0'; p++)
    if (strchr (" _-.", *p) != NULL && p[1] != '\0')
      word = p + 1;
  return word;
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

/* Whole numbers, so many different ones that they rather count something. */
static gboolean
may_be_counts (const ImbColumn *column)
{
  return column->kind == IMB_COLUMN_NUMBER && column->n_distinct > MOST_CODES;
}

static gboolean
is_named_target (const ImbColumn *column,
                 gsize            n_rows)
{
  NameKind kind = kind_of_name (column->name);

  if (!has_few_classes (column, n_rows))
    return FALSE;
  return kind == USUAL || (kind == SOMETIMES && !may_be_counts (column))
         || (column->n_distinct == 2 && kind_of_name (last_word (column->name)) == USUAL);
}

/* Without the weights that a file has beside its columns, which are read as the last one. */
static gsize
n_candidates (const ImbTable *table)
{
  const ImbReading *reading = imb_table_get_reading (table);
  gsize             n = imb_table_n_columns (table);

  return n > 1 && reading != NULL && reading->weights != NULL ? n - 1 : n;
}

static gboolean
is_last_with_classes (const ImbTable *table,
                      gsize           j)
{
  const ImbColumn *column = imb_table_column_at (table, j);

  return has_few_classes (column, imb_table_n_rows (table)) && (j == n_candidates (table) - 1 || !may_be_counts (column));
}

/* (transfer full) */
static char *
dup_reason_of_place (const ImbTable *table,
                     gsize           j)
{
  const char      *name = imb_table_column_at (table, j)->name;
  const ImbColumn *last = imb_table_column_at (table, n_candidates (table) - 1);

  if (last == imb_table_column_at (table, j))
    return g_strdup_printf (_ ("“%s” was taken as the target: the last column, with few classes."), name);
  if (last->kind == IMB_COLUMN_NUMBER && (last->type == IMB_TYPE_NUMBER || last->type == IMB_TYPE_INTEGER))
    return g_strdup_printf (_ ("“%s” was taken as the target: the last column that has few classes; “%s”, the last of all, looks continuous."), name, last->name);
  return g_strdup_printf (_ ("“%s” was taken as the target: the last column that has few classes."), name);
}

gssize
imb_target_guess (const ImbTable *table,
                  char          **reason)
{
  const ImbReading *reading = imb_table_get_reading (table);
  gsize             n = n_candidates (table), n_rows = imb_table_n_rows (table);

  if (reading != NULL && reading->target != NULL && imb_table_find_column (table, reading->target) >= 0)
    {
      *reason = g_strdup_printf (_ ("“%s” was taken as the target because the file says so."), reading->target);
      return imb_table_find_column (table, reading->target);
    }
  for (gsize j = n; j-- > 0;)
    if (is_named_target (imb_table_column_at (table, j), n_rows))
      {
        *reason = g_strdup_printf (_ ("“%s” was taken as the target for its name and its few classes."), imb_table_column_at (table, j)->name);
        return (gssize) j;
      }
  for (gsize j = n; j-- > 0;)
    if (is_last_with_classes (table, j))
      {
        *reason = dup_reason_of_place (table, j);
        return (gssize) j;
      }
  for (gsize j = n; j-- > 0;)
    if (kind_of_name (imb_table_column_at (table, j)->name) != NOT_USUAL && imb_table_column_at (table, j)->kind == IMB_COLUMN_CATEGORY)
      {
        *reason = g_strdup_printf (_ ("“%s” was taken as the target for its name."), imb_table_column_at (table, j)->name);
        return (gssize) j;
      }
  if (n == 0)
    return -1;
  *reason = g_strdup_printf (_ ("“%s” was taken as the target because it is the last column."), imb_table_column_at (table, n - 1)->name);
  return (gssize) n - 1;
}
