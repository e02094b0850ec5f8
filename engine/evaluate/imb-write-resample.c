/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables out: a resampled one, a made one. Rows of the source are copied from its text (imb-source); what is made is spelled
 * likewise: in the source's dialect, classes and categories as a row has them that is of that class or category. */
#include "engine/evaluate/imb-write-resample.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-names.h"
#include "engine/evaluate/imb-write-provenance.h"
#include "engine/io/imb-source.h"
#include "engine/params/imb-text.h"

#define BLOCK_CELLS 4096 /* between two questions to the job */
#define OPEN_SHARE  0.5  /* of the progress, for finding the source's rows again */

typedef struct
{
  ImbWriter         *out;
  const ImbDesign   *design;
  ImbView            view; /* of the design */
  ImbProblem        *problem;
  ImbTable          *table;
  const ImbResample *resample;
  GArray            *first_feature; /* gssize per table column: its first feature, -1 when it has none */
  ImbSource         *source;        /* NULL: cells are written as the table has them */
  char             **class_cells;   /* per class: how it is spelled; NULL: not needed yet */
  const double      *made_weights;  /* of synthetic rows; NULL: no column has that role */
  char            ***level_cells;   /* per feature and level of a category: likewise; NULL: a number */
  GHashTable        *kept_cells;    /* likewise, of columns that are no feature: see write_kept() */
  gboolean           has_made;      /* a row was written that is no copy */
} Writing;

static gsize
rows_of_block (gsize n_columns)
{
  return BLOCK_CELLS / MIN (n_columns + 1, BLOCK_CELLS);
}

static void
write_raw_header (Writing *w)
{
  for (gsize j = 0; j < imb_design_n_features (w->design); j++)
    {
      imb_writer_field (w->out, imb_design_feature_at (w->design, j)->name);
      imb_writer_text (w->out, ",");
    }
  imb_writer_field (w->out, imb_table_column_at (w->table, imb_problem_get_target (w->problem))->name);
}

/* A file without names gets none, unless one is to be added. Returns whether there is a header. */
static gboolean
write_names (Writing    *w,
             const char *mark)
{
  const ImbReading *reading = imb_table_get_reading (w->table);

  if (w->source != NULL && imb_source_put_names (w->source, w->out))
    return TRUE;
  if (mark == NULL && reading != NULL && strcmp (reading->format, "csv") == 0 && !reading->has_header)
    return FALSE;

  for (gsize j = 0; j < imb_table_n_columns (w->table); j++)
    {
      if (j > 0)
        imb_writer_delimiter (w->out);
      imb_writer_field (w->out, imb_table_column_at (w->table, j)->name);
    }
  return TRUE;
}

static void
write_header (Writing    *w,
              gboolean    raw,
              const char *mark)
{
  if (w->source != NULL)
    imb_source_put_start (w->source, w->out);
  if (raw)
    write_raw_header (w);
  else if (!write_names (w, mark))
    return;

  if (mark != NULL)
    {
      imb_writer_delimiter (w->out);
      imb_writer_field (w->out, mark);
    }
  imb_writer_line_end (w->out);
}

static void
write_numbers (Writing      *w,
               const double *x,
               guint class)
{
  for (gsize j = 0; j < imb_design_n_features (w->design); j++)
    {
      imb_writer_number (w->out, x[j]);
      imb_writer_text (w->out, ",");
    }
  imb_writer_field (w->out, imb_problem_get_labels (w->problem)[class]);
}

/* As the table has it. */
static void
write_cell (Writing *w,
            gsize    row,
            gsize    j)
{
  const ImbColumn *column = imb_table_column_at (w->table, j);

  if (column->kind == IMB_COLUMN_NUMBER)
    imb_writer_number (w->out, column->numbers[row]);
  else
    imb_writer_field (w->out, column->codes[row] < 0 ? "" : column->levels[column->codes[row]]);
}

static void
write_source_row (Writing *w,
                  gsize    row)
{
  guint32 table_row = imb_problem_get_rows (w->problem)[row];

  if (w->source != NULL && imb_source_put_row (w->source, table_row, w->out))
    return;

  for (gsize j = 0; j < imb_table_n_columns (w->table); j++)
    {
      if (j > 0)
        imb_writer_delimiter (w->out);
      write_cell (w, table_row, j);
    }
}

/* The cell as the table's row @row spells it. (transfer full) */
static char *
dup_cell (const Writing *w,
          gsize          row,
          gsize          j)
{
  const ImbColumn     *column = imb_table_column_at (w->table, j);
  const ImbWriteStyle *style = imb_writer_get_style (w->out);
  char                *text = w->source != NULL ? imb_source_dup_cell (w->source, row, j) : NULL;

  if (text != NULL)
    return text;
  return column->kind == IMB_COLUMN_NUMBER ? imb_write_style_number (style, column->numbers[row]) : imb_write_style_quote (style, column->levels[column->codes[row]]);
}

static void
write_class (Writing *w,
             guint class)
{
  const guint16 *classes = imb_problem_get_classes (w->problem);
  gsize          i = 0;

  if (w->class_cells[class] == NULL)
    {
      while (classes[i] != class)
        i++;
      w->class_cells[class] = dup_cell (w, imb_problem_get_rows (w->problem)[i], imb_problem_get_target (w->problem));
    }
  imb_writer_text (w->out, w->class_cells[class]);
}

/* A row with this category. */
static gsize
row_of_level (const Writing    *w,
              const ImbFeature *feature,
              guint             level)
{
  const ImbColumn *column = imb_table_column_at (w->table, feature->column);
  gsize            row = 0;

  if (feature->values == NULL)
    while (column->codes[row] != (int) level)
      row++;
  else
    while (column->numbers[row] != feature->values[level])
      row++;
  return row;
}

/* A missing category is an empty field. */
static void
write_category (Writing *w,
                double   code,
                gsize    j)
{
  const ImbFeature *feature = imb_design_feature_at (w->design, j);
  char            **cell;

  if (isnan (code))
    {
      imb_writer_field (w->out, "");
      return;
    }

  cell = &w->level_cells[j][(gsize) code];
  if (*cell == NULL)
    *cell = dup_cell (w, row_of_level (w, feature, (guint) code), feature->column);
  imb_writer_text (w->out, *cell);
}

/* What a synthetic row has from the row it was made from, though it is no feature: its group, and what is the same in all rows that have a
 * value. */
static gboolean
is_kept (const Writing *w,
         gsize          j)
{
  ImbRole role = imb_problem_role_at (w->problem, j);

  return role == IMB_ROLE_GROUP || (role == IMB_ROLE_IGNORE && imb_table_column_at (w->table, j)->n_distinct <= 1);
}

static gboolean
is_missing (const ImbColumn *column,
            gsize            row)
{
  return column->kind == IMB_COLUMN_NUMBER ? isnan (column->numbers[row]) : column->codes[row] < 0;
}

/* Looked up once for each column of one value and for each group. */
static void
write_kept (Writing *w,
            gsize    made,
            gsize    j)
{
  const guint32 *groups = imb_problem_get_groups (w->problem);
  gboolean       is_group = imb_problem_role_at (w->problem, j) == IMB_ROLE_GROUP;
  guint32        base = imb_resample_base_row (w->resample, made);
  gsize          row = base != IMB_NO_ROW ? imb_problem_get_rows (w->problem)[base] : 0;
  gpointer       key;
  const char    *cell;

  if (base == IMB_NO_ROW || is_missing (imb_table_column_at (w->table, j), row))
    {
      imb_writer_field (w->out, "");
      return;
    }

  key = GSIZE_TO_POINTER (is_group ? imb_table_n_columns (w->table) + groups[base] : j);
  cell = g_hash_table_lookup (w->kept_cells, key);
  if (cell == NULL)
    {
      char *own = dup_cell (w, row, j);

      g_hash_table_insert (w->kept_cells, key, own);
      cell = own;
    }
  imb_writer_text (w->out, cell);
}

static void
write_made_row (Writing *w,
                gsize    made)
{
  const double *x = imb_matrix_row (w->resample->made, made);

  w->has_made = TRUE;
  for (gsize j = 0; j < imb_table_n_columns (w->table); j++)
    {
      gssize first = g_array_index (w->first_feature, gssize, j);

      if (j > 0)
        imb_writer_delimiter (w->out);
      if (j == imb_problem_get_target (w->problem))
        write_class (w, w->resample->made_classes[made]);
      else if (w->made_weights != NULL && imb_problem_role_at (w->problem, j) == IMB_ROLE_WEIGHT)
        imb_writer_number (w->out, w->made_weights[made]);
      else if (is_kept (w, j))
        write_kept (w, made, j);
      else if (first < 0)
        imb_writer_field (w->out, "");
      else if (w->level_cells[first] == NULL)
        imb_writer_number (w->out, x[first]);
      else
        write_category (w, x[first], (gsize) first);
    }
}

static void
write_row (Writing *w,
           guint32  row,
           gboolean raw)
{
  const ImbResample *r = w->resample;
  gssize             source = row < r->n_in ? (gssize) row : imb_resample_copied_row (r, &w->view, row - r->n_in);

  if (raw && row < r->n_in)
    write_numbers (w, imb_matrix_row (imb_design_get_matrix (w->design), row), imb_problem_get_classes (w->problem)[row]);
  else if (raw)
    write_numbers (w, imb_matrix_row (r->made, row - r->n_in), r->made_classes[row - r->n_in]);
  else if (source >= 0)
    write_source_row (w, (gsize) source);
  else
    write_made_row (w, row - r->n_in);
}

static GArray *
first_features (const ImbDesign *design,
                gsize            n_columns)
{
  GArray *first = g_array_sized_new (FALSE, FALSE, sizeof (gssize), (guint) n_columns);

  for (gsize j = 0; j < n_columns; j++)
    g_array_append_val (first, ((gssize){ -1 }));
  for (gsize j = imb_design_n_features (design); j-- > 0;)
    g_array_index (first, gssize, imb_design_feature_at (design, j)->column) = (gssize) j;
  return first;
}

static gboolean
write_rows (Writing    *w,
            gboolean    raw,
            const char *mark,
            ImbJob     *job,
            GError    **error)
{
  const ImbResample *r = w->resample;
  gsize              block = rows_of_block (imb_table_n_columns (w->table) + imb_design_n_features (w->design));

  for (gsize i = 0; i < r->n_rows; i++)
    {
      if (i % block == 0 && !imb_job_step (job, i, r->n_rows, error))
        return FALSE;

      write_row (w, r->rows[i], raw);
      if (mark != NULL)
        {
          imb_writer_delimiter (w->out);
          imb_writer_text (w->out, r->rows[i] < r->n_in ? "original" : "synthetic");
        }
      imb_writer_line_end (w->out);
    }
  return TRUE;
}

/* Columns of which no synthetic row has a value. */
static void
note_empty (const Writing *w,
            ImbNotes      *notes)
{
  g_autoptr (GPtrArray) empty = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *names = NULL;

  for (gsize j = 0; j < imb_table_n_columns (w->table); j++)
    if (imb_problem_role_at (w->problem, j) == IMB_ROLE_IGNORE && !is_kept (w, j))
      {
        g_autofree char *shown = imb_text_shorten (imb_table_column_at (w->table, j)->name);

        g_ptr_array_add (empty, g_strdup_printf (_ ("“%s”"), shown));
      }
  if (!w->has_made || empty->len == 0)
    return;
  names = imb_names_dup_some ((const char *const *) empty->pdata, empty->len);
  imb_notes_add (notes, _ ("Ignored, and so left empty in synthetic rows: %s."), names);
}

static char ***
level_cells_new (const ImbDesign *design)
{
  char ***cells = g_new0 (char **, imb_design_n_features (design));

  for (gsize j = 0; j < imb_design_n_features (design); j++)
    if (imb_design_feature_at (design, j)->n_levels > 0)
      cells[j] = g_new0 (char *, imb_design_feature_at (design, j)->n_levels);
  return cells;
}

static void
free_cells (char **cells,
            gsize  n)
{
  for (gsize i = 0; i < n; i++)
    g_free (cells[i]);
  g_free (cells);
}

static gboolean
write_resampled (ImbWriter         *out,
                 const ImbDesign   *design,
                 const ImbResample *resample,
                 gboolean           raw,
                 const char        *mark,
                 ImbNotes          *notes,
                 ImbJob            *job,
                 GError           **error)
{
  ImbProblem *problem = imb_design_get_problem (design);
  ImbTable   *table = imb_problem_get_table (problem);
  gsize       n_classes = imb_problem_n_classes (problem), n_features = imb_design_n_features (design);
  g_autoptr (ImbSource) source = NULL;
  g_autoptr (ImbJob) opening = imb_job_new_part (job, raw ? 0.0 : OPEN_SHARE);
  g_autoptr (ImbJob) writing = imb_job_new_part (job, raw ? 1.0 : 1.0 - OPEN_SHARE);
  g_autoptr (GArray) first = first_features (design, imb_table_n_columns (table));
  g_autoptr (GHashTable) kept_cells = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  Writing             w = { .out = out, .design = design, .view = imb_design_get_view (design), .problem = problem, .table = table, .resample = resample, .first_feature = first, .kept_cells = kept_cells };
  g_autofree guint16 *classes = NULL;
  gboolean            done;

  if (!raw)
    {
      ImbWriteStyle style;

      if (!imb_source_open (table, notes, &source, opening, error))
        return FALSE;
      style = imb_source_style (source, imb_table_get_reading (table));
      imb_writer_set_style (out, &style);
    }

  w.source = source;
  if (w.view.weights != NULL)
    w.made_weights = imb_resample_get_view (resample, &w.view, &classes).weights + w.view.base->n_rows;
  w.class_cells = g_new0 (char *, n_classes);
  w.level_cells = level_cells_new (design);
  write_header (&w, raw, mark);
  done = write_rows (&w, raw, mark, writing, error);
  note_empty (&w, notes);
  free_cells (w.class_cells, n_classes);
  for (gsize j = 0; j < n_features; j++)
    if (w.level_cells[j] != NULL)
      free_cells (w.level_cells[j], imb_design_feature_at (design, j)->n_levels);
  g_free (w.level_cells);
  return done;
}

gboolean
imb_write_resample (const char        *path,
                    const char        *provenance,
                    const ImbDesign   *design,
                    const ImbResample *resample,
                    gboolean           raw,
                    const char        *mark,
                    ImbNotes          *notes,
                    ImbJob            *job,
                    GError           **error)
{
  g_autoptr (ImbWriter) out = imb_writer_new (path, error);
  g_autoptr (ImbWriter) parents = NULL;
  g_autoptr (ImbJob) tracing = imb_job_new_part (job, provenance != NULL ? 0.4 : 0.0);
  g_autoptr (ImbJob) writing = imb_job_new_part (job, provenance != NULL ? 0.6 : 1.0);

  if (out == NULL)
    return FALSE;
  if (provenance != NULL)
    {
      parents = imb_writer_new (provenance, error);
      if (parents == NULL || !imb_write_provenance (parents, design, resample, tracing, error))
        return FALSE;
    }

  if (!write_resampled (out, design, resample, raw, mark, notes, writing, error))
    return FALSE;
  return (parents == NULL || imb_writer_commit (parents, error)) && imb_writer_commit (out, error);
}

gboolean
imb_write_table (const char     *path,
                 const ImbTable *table,
                 ImbJob         *job,
                 GError        **error)
{
  g_autoptr (ImbWriter) out = imb_writer_new (path, error);
  gsize block = rows_of_block (imb_table_n_columns (table));
  char  buffer[32];

  if (out == NULL)
    return FALSE;

  for (gsize j = 0; j < imb_table_n_columns (table); j++)
    {
      imb_writer_text (out, j > 0 ? "," : "");
      imb_writer_field (out, imb_table_column_at (table, j)->name);
    }
  imb_writer_text (out, "\n");
  for (gsize i = 0; i < imb_table_n_rows (table); i++)
    {
      if (i % block == 0 && !imb_job_step (job, i, imb_table_n_rows (table), error))
        return FALSE;

      for (gsize j = 0; j < imb_table_n_columns (table); j++)
        {
          imb_writer_text (out, j > 0 ? "," : "");
          imb_writer_field (out, imb_table_format_cell (table, i, j, buffer));
        }
      imb_writer_text (out, "\n");
    }
  return imb_writer_commit (out, error);
}
