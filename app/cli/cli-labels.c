/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of a table as class codes and scores. Cells are compared as text, so that numbers, words and
 * truth values are labels alike. */
#include "app/cli/cli-labels.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "app/cli/cli-input.h"

#define MAX_CLASSES 1000

static gboolean
is_number (const char *text)
{
  char *end;

  return g_ascii_isdigit (text[strcspn (text, "0123456789")]) && (g_ascii_strtod (text, &end), *end == '\0');
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static int
compare_numbers (gconstpointer a,
                 gconstpointer b)
{
  double x = g_ascii_strtod (*(char *const *) a, NULL);
  double y = g_ascii_strtod (*(char *const *) b, NULL);

  return x < y ? -1 : x > y ? 1
                            : compare_texts (a, b);
}

/* Adds the labels of a column to the set. */
static gboolean
collect (GHashTable     *set,
         const ImbTable *table,
         gsize           column,
         GError        **error)
{
  char buffer[32];

  for (gsize i = 0; i < imb_table_n_rows (table); i++)
    {
      const char *text = imb_table_format_cell (table, i, column, buffer);

      if (*text == '\0')
        {
          g_set_error (error, IMB_ERROR, IMB_ERROR_MISSING, _ ("%s: row %zu has nothing in column “%s”; leave such rows out"),
                       imb_table_get_name (table), i + 1, imb_table_column_at (table, column)->name);
          return FALSE;
        }
      if (!g_hash_table_contains (set, text))
        g_hash_table_add (set, g_strdup (text));
      if (g_hash_table_size (set) > MAX_CLASSES)
        {
          g_set_error (error, IMB_ERROR, IMB_ERROR_TARGET, _ ("%s: column “%s” has more than %d different values, too many for classes; choose another column"),
                       imb_table_get_name (table), imb_table_column_at (table, column)->name, MAX_CLASSES);
          return FALSE;
        }
    }
  return TRUE;
}

static void
sort_names (CliLabels  *self,
            GHashTable *set)
{
  GHashTableIter iter;
  gpointer       text;
  gboolean       are_numbers = TRUE;

  self->names = g_new0 (char *, g_hash_table_size (set) + 1);
  g_hash_table_iter_init (&iter, set);
  while (g_hash_table_iter_next (&iter, &text, NULL))
    {
      are_numbers &= is_number (text);
      self->names[self->n_classes++] = g_strdup (text);
    }
  qsort (self->names, self->n_classes, sizeof *self->names, are_numbers ? compare_numbers : compare_texts);
}

/* (transfer full) */
static guint16 *
codes_of (const CliLabels *self,
          const ImbTable  *table,
          gsize            column)
{
  gsize    n_rows = imb_table_n_rows (table);
  guint16 *codes = g_new (guint16, n_rows);
  g_autoptr (GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);
  char buffer[32];

  for (guint c = 0; c < self->n_classes; c++)
    g_hash_table_insert (by_name, self->names[c], GUINT_TO_POINTER (c));
  for (gsize i = 0; i < n_rows; i++)
    codes[i] = (guint16) GPOINTER_TO_UINT (g_hash_table_lookup (by_name, imb_table_format_cell (table, i, column, buffer)));
  return codes;
}

static gboolean
choose_positive (CliLabels  *self,
                 gsize       n_rows,
                 const char *positive,
                 GError    **error)
{
  g_autofree gsize *counts = g_new0 (gsize, self->n_classes);

  for (guint c = 0; positive != NULL && c < self->n_classes; c++)
    if (strcmp (self->names[c], positive) == 0)
      {
        self->positive = c;
        return TRUE;
      }
  if (positive != NULL)
    {
      g_autofree char *all = imb_names_dup_some ((const char *const *) self->names, self->n_classes);

      g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("there is no class “%s”; there are: %s"), positive, all);
      return FALSE;
    }

  for (gsize i = 0; i < n_rows; i++)
    counts[self->truth[i]]++;
  for (guint c = 1; c < self->n_classes; c++)
    if (counts[c] < counts[self->positive])
      self->positive = c;
  return TRUE;
}

static gboolean
add_chosen (GHashTable *set,
            char      **chosen,
            GError    **error)
{
  for (guint k = 0; chosen != NULL && chosen[k] != NULL; k++)
    {
      if (*chosen[k] == '\0' || g_strv_contains ((const char *const *) chosen + k + 1, chosen[k]))
        {
          g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("--classes are different names with commas between them; “%s” is empty or there twice"), chosen[k]);
          return FALSE;
        }
      g_hash_table_add (set, g_strdup (chosen[k]));
    }
  return TRUE;
}

static void
find_chosen (CliLabels *self,
             char     **chosen)
{
  if (chosen == NULL)
    return;

  self->n_chosen = g_strv_length (chosen);
  self->chosen = g_new (guint, self->n_chosen);
  for (guint k = 0; k < self->n_chosen; k++)
    for (guint c = 0; c < self->n_classes; c++)
      if (strcmp (self->names[c], chosen[k]) == 0)
        self->chosen[k] = c;
}

gboolean
cli_labels_read (CliLabels      *self,
                 const ImbTable *table,
                 const char     *label,
                 const char     *predicted,
                 const char     *positive,
                 char          **chosen,
                 GError        **error)
{
  g_autoptr (GHashTable) set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gsize truth_column, predicted_column = 0;

  if (!cli_input_find_column (table, label, &truth_column, error)
      || (predicted != NULL && !cli_input_find_column (table, predicted, &predicted_column, error))
      || !collect (set, table, truth_column, error)
      || (predicted != NULL && !collect (set, table, predicted_column, error))
      || !add_chosen (set, chosen, error))
    return FALSE;

  sort_names (self, set);
  find_chosen (self, chosen);
  if (self->n_classes < 2 && chosen == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_ONE_CLASS, _ ("%s: all rows are of one class; metrics need two"), imb_table_get_name (table));
      return FALSE;
    }

  self->truth = codes_of (self, table, truth_column);
  if (predicted != NULL)
    self->predicted = codes_of (self, table, predicted_column);
  return choose_positive (self, imb_table_n_rows (table), positive, error);
}

/* One column into the scores of class @c. */
static gboolean
read_score (CliLabels      *self,
            const ImbTable *table,
            const char     *name,
            guint           c,
            GError        **error)
{
  gsize            j;
  const ImbColumn *column;

  if (!cli_input_find_column (table, name, &j, error))
    return FALSE;

  column = imb_table_column_at (table, j);
  if (column->kind != IMB_COLUMN_NUMBER)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_FORMAT, _ ("%s: column “%s” has texts, no scores; choose a column of numbers"),
                   imb_table_get_name (table), column->name);
      return FALSE;
    }
  for (gsize i = 0; i < imb_table_n_rows (table); i++)
    {
      if (!isfinite (column->numbers[i]))
        {
          g_set_error (error, IMB_ERROR, IMB_ERROR_MISSING, _ ("%s: row %zu has no score in column “%s”, or none that is finite; leave such rows out, or write infinite ones as large numbers"),
                       imb_table_get_name (table), i + 1, column->name);
          return FALSE;
        }
      self->scores[i * self->n_classes + c] = column->numbers[i];
    }
  return TRUE;
}

gboolean
cli_labels_read_scores (CliLabels      *self,
                        const ImbTable *table,
                        char          **columns,
                        GError        **error)
{
  gsize n_rows = imb_table_n_rows (table);
  guint n = columns != NULL ? g_strv_length (columns) : 0;

  if (n == 0)
    return TRUE;
  if (n != self->n_classes && (n != 1 || self->n_classes != 2))
    {
      g_autofree char *all = imb_names_dup_some ((const char *const *) self->names, self->n_classes);

      g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("there are %u classes (%s) and %u --score; give one for each class, in that order, and name classes that do not occur by --classes A,B,…"),
                   self->n_classes, all, n);
      return FALSE;
    }

  self->scores = g_new (double, n_rows * self->n_classes);
  if (n == self->n_classes)
    {
      for (guint c = 0; c < n; c++)
        if (!read_score (self, table, columns[c], c, error))
          return FALSE;
      return TRUE;
    }

  if (!read_score (self, table, columns[0], self->positive, error))
    return FALSE;
  for (gsize i = 0; i < n_rows; i++)
    self->scores[i * 2 + !self->positive] = 1.0 - self->scores[i * 2 + self->positive];
  return TRUE;
}

void
cli_labels_clear (CliLabels *self)
{
  g_clear_pointer (&self->names, g_strfreev);
  g_clear_pointer (&self->truth, g_free);
  g_clear_pointer (&self->predicted, g_free);
  g_clear_pointer (&self->scores, g_free);
  g_clear_pointer (&self->chosen, g_free);
}
