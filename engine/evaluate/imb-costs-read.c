/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cost matrix from a CSV file. It is small and made by hand: whatever is not as it should be is refused with its place. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-names.h"
#include "engine/data/imb-number.h"
#include "engine/evaluate/imb-costs.h"
#include "engine/io/imb-csv.h"

typedef struct
{
  const char        *name; /* of the file */
  const char *const *labels;
  guint              n_classes;
  guint             *predicted; /* class of each column of costs; NULL before the header */
  double            *matrix;    /* NaN: not met */
} Reading;

static gboolean
wrong (const Reading *self,
       gsize          line,
       gsize          column, /* from 0 */
       GError       **error,
       const char    *format,
       ...) G_GNUC_PRINTF (5, 6);

static gboolean
wrong (const Reading *self,
       gsize          line,
       gsize          column,
       GError       **error,
       const char    *format,
       ...)
{
  g_autofree char *what = NULL;
  va_list          values;

  va_start (values, format);
  what = g_strdup_vprintf (format, values);
  va_end (values);
  g_set_error (error, IMB_ERROR, IMB_ERROR_FORMAT, _ ("%s, line %zu, column %zu: %s"), self->name, line, column + 1, what);
  return FALSE;
}

static gboolean
find_class (const Reading  *self,
            const ImbField *field,
            gsize           line,
            gsize           column,
            guint          *c,
            GError        **error)
{
  g_autofree char *all = NULL;

  for (*c = 0; *c < self->n_classes; (*c)++)
    if (strcmp (field->text, self->labels[*c]) == 0)
      return TRUE;
  all = imb_names_dup_some ((const char *const *) self->labels, self->n_classes);
  return wrong (self, line, column, error, _ ("“%s” is not a class of the table; its classes are: %s."), field->text, all);
}

static gboolean
take_header (Reading        *self,
             const ImbField *fields,
             gsize           n_fields,
             gsize           line,
             GError        **error)
{
  if (n_fields != self->n_classes + 1u)
    return wrong (self, line, n_fields - 1, error, _ ("the first line needs %u fields, a corner and the label of every class, but has %zu."), self->n_classes + 1, n_fields);

  self->predicted = g_new (guint, self->n_classes);
  for (gsize j = 1; j < n_fields; j++)
    {
      if (!find_class (self, &fields[j], line, j, &self->predicted[j - 1], error))
        return FALSE;
      for (gsize k = 1; k < j; k++)
        if (self->predicted[k - 1] == self->predicted[j - 1])
          return wrong (self, line, j, error, _ ("“%s” is named twice; name each class once."), fields[j].text);
    }
  return TRUE;
}

static gboolean
take_row (const ImbField *fields,
          gsize           n_fields,
          gsize           line,
          gpointer        data,
          GError        **error)
{
  Reading *self = data;
  guint    truth;
  double  *row;

  if (self->predicted == NULL)
    return take_header (self, fields, n_fields, line, error);
  if (n_fields != self->n_classes + 1u)
    return wrong (self, line, n_fields - 1, error, _ ("a line needs %u fields, a label and a cost for every class, but this has %zu."), self->n_classes + 1, n_fields);
  if (!find_class (self, &fields[0], line, 0, &truth, error))
    return FALSE;

  row = self->matrix + (gsize) truth * self->n_classes;
  if (!isnan (row[0]))
    return wrong (self, line, 0, error, _ ("“%s” has two lines; give each class one."), fields[0].text);
  for (gsize j = 1; j < n_fields; j++)
    {
      double cost;

      if (imb_parse_number (fields[j].text, fields[j].length, '.', &cost) != IMB_NUMBER_YES)
        return wrong (self, line, j, error, _ ("“%s” is not a number; write a cost such as 2.5, with a point."), fields[j].text);
      row[self->predicted[j - 1]] = cost;
    }
  return TRUE;
}

static char
guess_delimiter (const char *text)
{
  gsize length = strcspn (text, "\r\n");

  if (memchr (text, ',', length) != NULL)
    return ',';
  return memchr (text, ';', length) != NULL ? ';' : memchr (text, '\t', length) != NULL ? '\t'
                                                                                        : ',';
}

double *
imb_costs_read_matrix (const char        *path,
                       const char *const *labels,
                       guint              n_classes,
                       GError           **error)
{
  g_autofree char   *name = g_path_get_basename (path);
  g_autofree char   *text = NULL;
  g_autofree guint  *predicted = NULL;
  g_autofree double *matrix = g_new (double, (gsize) n_classes *n_classes);
  Reading            reading = { name, labels, n_classes, NULL, matrix };
  ImbCsvMarks        marks = { ',', '"', '#' };
  gsize              length;
  gboolean           done;

  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  if (!g_utf8_validate (text, (gssize) length, NULL))
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_FORMAT, _ ("%s is not text in UTF-8; save the costs as a CSV file."), name);
      return NULL;
    }
  for (gsize i = 0; i < (gsize) n_classes * n_classes; i++)
    matrix[i] = NAN;
  marks.delimiter = guess_delimiter (text);
  done = imb_csv_parse (text, length, &marks, NULL, take_row, &reading, NULL, error);
  predicted = reading.predicted;
  if (!done)
    return NULL;
  for (guint t = 0; t < n_classes; t++)
    if (isnan (matrix[t * n_classes]))
      {
        g_set_error (error, IMB_ERROR, IMB_ERROR_FORMAT, _ ("%s has no line for the true class “%s”; add it with a cost for every predicted class."), name, labels[t]);
        return NULL;
      }
  return g_steal_pointer (&matrix);
}

ImbCosts *
imb_costs_read (const char       *path,
                const ImbProblem *problem,
                GError          **error)
{
  g_autofree double *matrix = imb_costs_read_matrix (path, imb_problem_get_labels (problem), imb_problem_n_classes (problem), error);

  return matrix != NULL ? imb_costs_from_matrix (problem, matrix) : NULL;
}
