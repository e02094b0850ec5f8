/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From NumPy's arrays to a table: the columns of a feature array, and behind them the labels from a second file or from a
 * second array of the same archive. Which array is what is guessed by names and lengths, and said. */
#include "engine/io/imb-npy-table.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/data/imb-column.h"
#include "engine/io/imb-archive.h"
#include "engine/io/imb-load.h"
#include "engine/io/imb-npy.h"
#include "engine/io/imb-sample.h"
#include "engine/io/imb-sniff.h"

#define HEAD        ((gsize) 1 << 16) /* bytes of an array that show what it is */
#define MOST_ARRAYS 1000

/* An array of an archive. */
typedef struct
{
  char    *file; /* in the archive */
  char    *name; /* without .npy */
  gboolean usable;
  guint    n_dims;
  gsize    n_rows;
  gsize    n_columns;
} Array;

typedef struct
{
  ImbColumn *columns; /* (array length=n): one more than there are features, for the labels */
  gsize      n;
  gsize      n_rows;
} Columns;

static void
columns_clear (Columns *self)
{
  for (gsize j = 0; j < self->n; j++)
    imb_column_clear (&self->columns[j]);
  g_clear_pointer (&self->columns, g_free);
  self->n = 0;
}

/* The columns of an array, with room for one more. */
static gboolean
read_columns (Columns          *self,
              const char       *data,
              gsize             length,
              const ImbReadLog *log,
              ImbJob           *job,
              GError          **error)
{
  ImbNpy   npy;
  gboolean done = imb_npy_read_head (&npy, data, length, log, error) && imb_npy_find_values (&npy, data, length, log, error);

  *self = (Columns){ NULL };
  if (done)
    {
      *self = (Columns){ g_new0 (ImbColumn, npy.n_columns + 1), npy.n_columns, npy.n_rows };
      done = imb_npy_columns (&npy, self->columns, log, job, error);
      for (gsize j = 0; j < npy.n_columns; j++)
        {
          const char *name = g_array_index (npy.fields, ImbNpyField, j % npy.fields->len).name;

          self->columns[j].name = name != NULL ? g_strdup (name) : g_strdup_printf (_ ("feature %zu"), j + 1);
        }
    }
  if (!done)
    columns_clear (self);
  imb_npy_clear (&npy);
  return done;
}

/* Takes the column as the labels. */
static gboolean
add_labels (Columns          *self,
            ImbColumn        *column,
            gsize             n_rows,
            const char       *from,
            const ImbReadLog *log,
            GError          **error)
{
  if (n_rows != self->n_rows)
    {
      g_autofree char *quoted = imb_read_log_quote (from);

      imb_read_log_fail (log, 0, 0, error, _ ("there are %zu rows here and %zu labels in “%s”; each row needs one label."), self->n_rows, n_rows, quoted);
      imb_column_clear (column);
      return FALSE;
    }

  g_free (column->name);
  column->name = g_strdup (_ ("label"));
  self->columns[self->n++] = *column;
  return TRUE;
}

static ImbColumn
copy_column (const ImbColumn *column,
             gsize            n_rows)
{
  ImbColumn copy = { .kind = column->kind, .n_levels = column->n_levels };

  if (column->kind == IMB_COLUMN_NUMBER)
    {
      copy.numbers = g_memdup2 (column->numbers, n_rows * sizeof *column->numbers);
      return copy;
    }

  copy.codes = g_memdup2 (column->codes, n_rows * sizeof *column->codes);
  copy.levels = g_new (char *, MAX (1, column->n_levels));
  for (guint l = 0; l < column->n_levels; l++)
    copy.levels[l] = g_strdup (column->levels[l]);
  return copy;
}

/* One label per line, or an array. A line more than there are rows is a headline. */
static gboolean
add_labels_from_file (Columns          *self,
                      const char       *path,
                      const ImbReadLog *log,
                      ImbJob           *job,
                      GError          **error)
{
  ImbReadOptions   options = { .header = -1, .delimiter = '\t' };
  g_autofree char *name = g_filename_display_basename (path);
  g_autoptr (ImbJob) quiet = imb_job_new_part (job, 0);
  g_autoptr (ImbTable) table = imb_read_file (path, &options, quiet, error);
  ImbColumn column;

  if (table != NULL && imb_table_n_rows (table) == self->n_rows + 1)
    {
      options.header = 1;
      imb_table_unref (table);
      table = imb_read_file (path, &options, quiet, error);
    }
  if (table == NULL)
    return FALSE;
  if (imb_table_n_columns (table) != 1)
    {
      imb_read_log_fail (log, 0, 0, error, _ ("“%s” has %zu columns; labels are one per line, or an array with one dimension."), name, imb_table_n_columns (table));
      return FALSE;
    }

  column = copy_column (imb_table_column_at (table, 0), imb_table_n_rows (table));
  if (!add_labels (self, &column, imb_table_n_rows (table), name, log, error))
    return FALSE;
  imb_notes_add (log->notes, options.header == 1 ? _ ("The labels are from “%s”, without its first line.") : _ ("The labels are from “%s”."), name);
  return TRUE;
}

/* The table; @labelled: the last column has the labels. */
static ImbTable *
make_table (Columns              *self,
            gboolean              labelled,
            const char           *format,
            const ImbReadOptions *options,
            ImbReadLog           *log,
            ImbJob               *job,
            GError              **error)
{
  g_auto (GStrv) given = g_new0 (char *, self->n + 1);
  g_autofree char **names = NULL;
  g_autofree char  *target = NULL;
  gsize             n = self->n;
  ImbReading       *reading;
  ImbTable         *table;
  g_auto (ImbSample) sample;

  imb_sample_init (&sample, options);
  for (gsize j = 0; j < n; j++)
    given[j] = g_steal_pointer (&self->columns[j].name);
  names = imb_header_names (given, n, log);
  for (gsize j = 0; j < n; j++)
    self->columns[j].name = names[j];
  if (labelled)
    target = g_strdup (names[n - 1]);
  imb_sample_stratify (&sample, options, names, n);

  if (!imb_sample_columns (&sample, self->columns, n, &self->n_rows, log, job, error))
    return NULL;
  self->n = 0;
  table = imb_table_new (log->name, self->n_rows, g_steal_pointer (&self->columns), n, job, error);
  if (table == NULL)
    return NULL;

  reading = g_new0 (ImbReading, 1);
  reading->format = g_strdup (format);
  reading->target = g_steal_pointer (&target);
  imb_sample_tell (&sample, reading, log);
  imb_table_set_reading (table, reading);
  return table;
}

static ImbTable *
read_npy (const char           *data,
          gsize                 length,
          const ImbReadOptions *options,
          ImbReadLog           *log,
          ImbJob               *job,
          GError              **error)
{
  Columns   columns;
  ImbTable *table = NULL;

  if (!read_columns (&columns, data, length, log, job, error))
    return NULL;
  if (options->labels == NULL || add_labels_from_file (&columns, options->labels, log, job, error))
    table = make_table (&columns, options->labels != NULL, "npy", options, log, job, error);
  columns_clear (&columns);
  return table;
}

static void
free_array (gpointer data)
{
  Array *self = data;

  g_free (self->file);
  g_free (self->name);
  g_free (self);
}

/* The log with the array's name behind the file's. */
static ImbReadLog
name_log (const ImbReadLog *log,
          const Array      *array,
          char            **name)
{
  ImbReadLog       named = *log;
  g_autofree char *quoted = imb_read_log_quote (array->name);

  *name = g_strdup_printf ("%s (%s)", log->name, quoted);
  named.name = *name;
  return named;
}

/* Its head only. What cannot be used is said when it is asked for. */
static gboolean
look_at (Array      *self,
         const char *data,
         gsize       length,
         ImbReadLog *log,
         ImbJob     *job,
         GError    **error)
{
  g_auto (ImbBytes) head = { .most = imb_load_available_memory () };
  ImbNpy npy;

  if (!imb_archive_read (data, length, self->file, HEAD, &head, log, job, error))
    return FALSE;
  self->usable = imb_npy_read_head (&npy, head.data, head.length, log, NULL);
  if (self->usable)
    {
      self->n_dims = npy.n_dims;
      self->n_rows = npy.n_rows;
      self->n_columns = npy.n_columns;
    }
  imb_npy_clear (&npy);
  return TRUE;
}

static GPtrArray *
list_arrays (const char *data,
             gsize       length,
             ImbReadLog *log,
             ImbJob     *job,
             GError    **error)
{
  g_autoptr (GPtrArray) files = imb_archive_list (data, length, log, job, error);
  g_autoptr (GPtrArray) arrays = g_ptr_array_new_with_free_func (free_array);

  for (guint f = 0; files != NULL && f < files->len; f++)
    {
      const ImbArchiveFile *file = files->pdata[f];
      Array                *array;

      if (!g_str_has_suffix (file->name, ".npy"))
        continue;
      if (arrays->len == MOST_ARRAYS)
        {
          g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("%s: there are more than %d arrays in it; save features and labels alone."), log->name, MOST_ARRAYS);
          return NULL;
        }
      array = g_new0 (Array, 1);
      array->file = g_strdup (file->name);
      array->name = g_strndup (file->name, strlen (file->name) - 4);
      g_ptr_array_add (arrays, array);
      if (!look_at (array, data, length, log, job, error))
        return NULL;
    }
  if (files == NULL || arrays->len > 0)
    return files != NULL ? g_steal_pointer (&arrays) : NULL;

  imb_read_log_fail (log, 0, 0, error, _ ("there is no NumPy array in the archive; choose a file that numpy.savez wrote."));
  return NULL;
}

static const Array *
find_array (const GPtrArray *arrays,
            const char      *name)
{
  for (guint a = 0; a < arrays->len; a++)
    if (strcmp (((const Array *) arrays->pdata[a])->name, name) == 0)
      return arrays->pdata[a];
  return NULL;
}

/* The one that was asked for; one with a usual name; the largest with rows and columns; the largest. */
static const Array *
choose_features (const GPtrArray      *arrays,
                 const ImbReadOptions *options,
                 const ImbReadLog     *log,
                 GError              **error)
{
  static const char *const usual[] = { "X", "x", "features", "X_train", "x_train", "data", "embeddings", "arr_0" };
  const Array             *best = NULL;

  if (options->table != NULL)
    {
      best = find_array (arrays, options->table);
      g_autofree char *wanted = imb_read_log_quote (options->table);
      g_autofree char *first = imb_read_log_quote (((const Array *) arrays->pdata[0])->name);

      if (best == NULL)
        g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("%s: there is no array “%s” in it; the first of %u is “%s”."), log->name, wanted, arrays->len, first);
      return best;
    }

  for (gsize u = 0; u < G_N_ELEMENTS (usual); u++)
    {
      const Array *array = find_array (arrays, usual[u]);

      if (array != NULL && (!array->usable || array->n_columns > 1 || arrays->len == 1))
        return array;
    }
  for (guint a = 0; a < arrays->len; a++)
    {
      const Array *array = arrays->pdata[a];

      if (best == NULL || (double) array->n_rows * (double) array->n_columns * (array->n_columns > 1 ? 1e6 : 1) > (double) best->n_rows * (double) best->n_columns * (best->n_columns > 1 ? 1e6 : 1))
        best = array;
    }
  return best;
}

static gboolean
may_be_labels (const Array *array,
               const Array *features)
{
  return array != NULL && array != features && (!array->usable || (array->n_columns == 1 && array->n_rows == features->n_rows));
}

/* The partner by name (X_train and y_train); one with a usual name; the only one of that length. NULL: none. */
static const Array *
choose_labels (const GPtrArray *arrays,
               const Array     *features)
{
  static const char *const usual[] = { "y", "Y", "labels", "label", "target", "targets", "classes", "class", "arr_1" };
  g_autofree char         *partner = g_strdup (features->name);
  const Array             *only = NULL;
  guint                    n = 0;

  if (*partner == 'X' || *partner == 'x')
    {
      *partner = 'y';
      if (may_be_labels (find_array (arrays, partner), features))
        return find_array (arrays, partner);
    }
  for (gsize u = 0; u < G_N_ELEMENTS (usual); u++)
    if (may_be_labels (find_array (arrays, usual[u]), features))
      return find_array (arrays, usual[u]);
  for (guint a = 0; a < arrays->len; a++)
    {
      const Array *array = arrays->pdata[a];

      if (!array->usable || !may_be_labels (array, features))
        continue;
      only = array;
      n++;
    }
  return n == 1 ? only : NULL;
}

static gboolean
read_array (const Array *array,
            const char  *data,
            gsize        length,
            Columns     *columns,
            ImbReadLog  *log,
            ImbJob      *job,
            GError     **error)
{
  g_auto (ImbBytes) bytes = { .most = imb_load_available_memory () / 2 };
  g_autofree char *name = NULL;
  ImbReadLog       named = name_log (log, array, &name);

  *columns = (Columns){ NULL };
  return imb_archive_read (data, length, array->file, G_MAXSIZE, &bytes, &named, job, error)
         && read_columns (columns, bytes.data, bytes.length, &named, job, error);
}

static gboolean
add_labels_from_array (Columns     *self,
                       const Array *array,
                       const char  *data,
                       gsize        length,
                       ImbReadLog  *log,
                       ImbJob      *job,
                       GError     **error)
{
  g_autoptr (ImbJob) quiet = imb_job_new_part (job, 0);
  Columns   labels;
  ImbColumn column;

  if (!read_array (array, data, length, &labels, log, quiet, error))
    return FALSE;

  column = labels.columns[0];
  labels.columns[0] = (ImbColumn){ NULL };
  columns_clear (&labels);
  return add_labels (self, &column, labels.n_rows, array->name, log, error);
}

/* Says which of several arrays were taken. */
static void
tell_choice (const GPtrArray      *arrays,
             const Array          *features,
             const Array          *labels,
             const ImbReadOptions *options,
             ImbReadLog           *log)
{
  g_autofree char *x = imb_read_log_quote (features->name);
  g_autofree char *y = labels != NULL ? imb_read_log_quote (labels->name) : NULL;

  if (labels != NULL)
    imb_notes_add (log->notes, _ ("Of the %u arrays in the file “%s” was read as the features and “%s” as the labels, going by their names and sizes."), arrays->len, x, y);
  else if (arrays->len > 1 && options->table == NULL)
    imb_notes_add (log->notes, _ ("Of the %u arrays in the file “%s” was read, going by its name and size."), arrays->len, x);
}

static ImbTable *
read_npz (const char           *data,
          gsize                 length,
          const ImbReadOptions *options,
          ImbReadLog           *log,
          ImbJob               *job,
          GError              **error)
{
  g_autoptr (GPtrArray) arrays = list_arrays (data, length, log, job, error);
  const Array *features = arrays != NULL ? choose_features (arrays, options, log, error) : NULL;
  const Array *labels = NULL;
  Columns      columns;
  ImbTable    *table = NULL;
  ImbReading  *reading;
  gboolean     done;

  if (features == NULL || !read_array (features, data, length, &columns, log, job, error))
    return NULL;

  if (options->labels != NULL)
    done = add_labels_from_file (&columns, options->labels, log, job, error);
  else
    {
      labels = choose_labels (arrays, features);
      done = labels == NULL || add_labels_from_array (&columns, labels, data, length, log, job, error);
    }
  if (done)
    table = make_table (&columns, options->labels != NULL || labels != NULL, "npz", options, log, job, error);
  columns_clear (&columns);
  if (table == NULL)
    return NULL;

  tell_choice (arrays, features, labels, options, log);
  reading = (ImbReading *) imb_table_get_reading (table);
  reading->table = g_strdup (features->name);
  reading->tables = g_new0 (char *, arrays->len + 1);
  for (guint a = 0; a < arrays->len; a++)
    reading->tables[a] = g_strdup (((const Array *) arrays->pdata[a])->name);
  return table;
}

/* A ZIP archive whose first file is an array. */
static gboolean
npz_is (const char *data,
        gsize       length)
{
  gsize n;

  if (length < 30 || memcmp (data, "PK\3\4", 4) != 0)
    return FALSE;
  n = (guchar) data[26] | (gsize) (guchar) data[27] << 8;
  return n > 4 && n <= length - 30 && memcmp (data + 30 + n - 4, ".npy", 4) == 0;
}

static const char *const npy_suffixes[] = { "npy", NULL };
static const char *const npz_suffixes[] = { "npz", NULL };

const ImbFormat imb_format_npy = {
  .id = "npy",
  .label = N_ ("NumPy array"),
  .suffixes = npy_suffixes,
  .takes_labels = TRUE,
  .is = imb_npy_is,
  .read = read_npy
};
const ImbFormat imb_format_npz = {
  .id = "npz",
  .label = N_ ("NumPy arrays in an archive"),
  .suffixes = npz_suffixes,
  .takes_labels = TRUE,
  .is = npz_is,
  .read = read_npz
};
