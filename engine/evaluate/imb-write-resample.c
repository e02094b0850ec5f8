/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables out: a resampled one, where its rows come from, a made one. */
#include "engine/evaluate/imb-write-resample.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/io/imb-write.h"

#define BLOCK_CELLS 4096 /* between two questions to the job */
#define BLOCK_ROWS  512

typedef struct
{
  ImbWriter         *out;
  const ImbDesign   *design;
  ImbProblem        *problem;
  ImbTable          *table;
  const ImbResample *resample;
  GArray            *first_feature; /* gssize per table column: its first feature, -1 when it has none */
} Writing;

static gsize
rows_of_block (gsize n_columns)
{
  return BLOCK_CELLS / MIN (n_columns + 1, BLOCK_CELLS);
}

/* The input row that synthetic row @made copies, or -1 when it is no copy. */
static gssize
copied_row (const ImbResample *resample,
            gsize              made)
{
  while (TRUE)
    {
      gsize at = resample->parent_offsets[made];

      if (resample->parent_offsets[made + 1] - at != 1 || resample->parent_weights[at] != 1.0)
        return -1;
      if (resample->parent_rows[at] < resample->n_in)
        return (gssize) resample->parent_rows[at];
      made = resample->parent_rows[at] - resample->n_in;
    }
}

static void
write_header (Writing    *w,
              gboolean    raw,
              const char *mark)
{
  if (raw)
    for (gsize j = 0; j < imb_design_n_features (w->design); j++)
      {
        imb_writer_field (w->out, imb_design_feature_at (w->design, j)->name);
        imb_writer_text (w->out, ",");
      }
  else
    for (gsize j = 0; j < imb_table_n_columns (w->table); j++)
      {
        if (j > 0)
          imb_writer_text (w->out, ",");
        imb_writer_field (w->out, imb_table_column_at (w->table, j)->name);
      }
  if (raw)
    imb_writer_field (w->out, imb_table_column_at (w->table, imb_problem_get_target (w->problem))->name);
  if (mark != NULL)
    {
      imb_writer_text (w->out, ",");
      imb_writer_field (w->out, mark);
    }
  imb_writer_text (w->out, "\n");
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

static void
write_source_row (Writing *w,
                  gsize    row)
{
  guint32 table_row = imb_problem_get_rows (w->problem)[row];
  char    buffer[32];

  for (gsize j = 0; j < imb_table_n_columns (w->table); j++)
    {
      if (j > 0)
        imb_writer_text (w->out, ",");
      imb_writer_field (w->out, imb_table_format_cell (w->table, table_row, j, buffer));
    }
}

/* The category with the largest share; nothing when all are 0. */
static void
write_category (Writing      *w,
                const double *x,
                gsize         first,
                gsize         column)
{
  gsize             best = first;
  const ImbColumn  *source = imb_table_column_at (w->table, column);
  const ImbFeature *feature;

  for (gsize j = first; j < imb_design_n_features (w->design) && imb_design_feature_at (w->design, j)->column == column; j++)
    if (x[j] > x[best])
      best = j;
  if (!(x[best] > 0.0))
    return;

  feature = imb_design_feature_at (w->design, best);
  if (source->kind == IMB_COLUMN_CATEGORY)
    imb_writer_field (w->out, source->levels[feature->level]);
  else
    imb_writer_number (w->out, feature->value);
}

static void
write_made_row (Writing *w,
                gsize    made)
{
  const double *x = imb_matrix_row (w->resample->made, made);

  for (gsize j = 0; j < imb_table_n_columns (w->table); j++)
    {
      gssize first = g_array_index (w->first_feature, gssize, j);

      if (j > 0)
        imb_writer_text (w->out, ",");
      if (j == imb_problem_get_target (w->problem))
        imb_writer_field (w->out, imb_problem_get_labels (w->problem)[w->resample->made_classes[made]]);
      else if (first >= 0 && imb_design_feature_at (w->design, (gsize) first)->level < 0)
        imb_writer_number (w->out, x[first]);
      else if (first >= 0)
        write_category (w, x, (gsize) first, j);
    }
}

static void
write_row (Writing *w,
           guint32  row,
           gboolean raw)
{
  const ImbResample *r = w->resample;
  gssize             source = row < r->n_in ? (gssize) row : copied_row (r, row - r->n_in);

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

void
imb_resample_source_rows (const ImbResample *resample,
                          gsize              made,
                          GArray            *rows,
                          GArray            *weights)
{

  g_autoptr (GHashTable) share = g_hash_table_new (NULL, NULL);
  g_autoptr (GArray) waiting = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) factor = g_array_new (FALSE, FALSE, sizeof (double));
  guint32 start = (guint32) (resample->n_in + made);
  double  whole = 1.0;

  g_array_append_val (waiting, start);
  g_array_append_val (factor, whole);
  while (waiting->len > 0)
    {
      guint32 row = g_array_index (waiting, guint32, waiting->len - 1);
      double  weight = g_array_index (factor, double, factor->len - 1);
      guint   at;

      g_array_set_size (waiting, waiting->len - 1);
      g_array_set_size (factor, factor->len - 1);
      if (row >= resample->n_in)
        {
          for (gsize p = resample->parent_offsets[row - resample->n_in]; p < resample->parent_offsets[row - resample->n_in + 1]; p++)
            {
              double part = weight * resample->parent_weights[p];

              g_array_append_val (waiting, resample->parent_rows[p]);
              g_array_append_val (factor, part);
            }
          continue;
        }

      at = GPOINTER_TO_UINT (g_hash_table_lookup (share, GUINT_TO_POINTER (row + 1)));
      if (at == 0)
        {
          g_array_append_val (rows, row);
          g_array_append_val (weights, weight);
          g_hash_table_insert (share, GUINT_TO_POINTER (row + 1), GUINT_TO_POINTER (rows->len));
        }
      else
        g_array_index (weights, double, at - 1) += weight;
    }
}

static void
write_sources (ImbWriter         *out,
               const ImbDesign   *design,
               const ImbResample *resample,
               guint32            row,
               GArray            *rows,
               GArray            *weights)
{
  const guint32 *table_rows = imb_problem_get_rows (imb_design_get_problem (design));
  double         whole = 1.0;

  g_array_set_size (rows, 0);
  g_array_set_size (weights, 0);
  if (row < resample->n_in)
    {
      g_array_append_val (rows, row);
      g_array_append_val (weights, whole);
    }
  else
    imb_resample_source_rows (resample, row - resample->n_in, rows, weights);

  for (guint p = 0; p < rows->len; p++)
    {
      g_autofree char *text = g_strdup_printf ("%s%u", p > 0 ? " " : "", table_rows[g_array_index (rows, guint32, p)] + 1);

      imb_writer_text (out, text);
    }
  imb_writer_text (out, ",");
  for (guint p = 0; p < weights->len; p++)
    {
      if (p > 0)
        imb_writer_text (out, " ");
      imb_writer_number (out, g_array_index (weights, double, p));
    }
}

static gboolean
write_provenance (ImbWriter         *out,
                  const ImbDesign   *design,
                  const ImbResample *resample,
                  ImbJob            *job,
                  GError           **error)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) weights = g_array_new (FALSE, FALSE, sizeof (double));

  imb_writer_text (out, "output_row,kind,source_rows,weights\n");
  for (gsize i = 0; i < resample->n_rows; i++)
    {
      g_autofree char *start = g_strdup_printf ("%zu,%s,", i + 1, resample->rows[i] < resample->n_in ? "original" : "synthetic");

      if (i % BLOCK_ROWS == 0 && !imb_job_step (job, i, resample->n_rows, error))
        return FALSE;

      imb_writer_text (out, start);
      write_sources (out, design, resample, resample->rows[i], rows, weights);
      imb_writer_text (out, "\n");
    }
  return TRUE;
}

gboolean
imb_write_resample (const char        *path,
                    const char        *provenance,
                    const ImbDesign   *design,
                    const ImbResample *resample,
                    gboolean           raw,
                    const char        *mark,
                    ImbJob            *job,
                    GError           **error)
{
  g_autoptr (ImbWriter) out = imb_writer_new (path, error);
  g_autoptr (ImbWriter) parents = NULL;
  g_autoptr (ImbJob) tracing = imb_job_new_part (job, provenance != NULL ? 0.4 : 0.0);
  g_autoptr (ImbJob) writing = imb_job_new_part (job, provenance != NULL ? 0.6 : 1.0);
  g_autoptr (GArray) first = NULL;
  Writing w = { .out = out, .design = design, .resample = resample };
  gsize   block;

  if (out == NULL)
    return FALSE;
  if (provenance != NULL)
    {
      parents = imb_writer_new (provenance, error);
      if (parents == NULL || !write_provenance (parents, design, resample, tracing, error))
        return FALSE;
    }

  w.problem = imb_design_get_problem (design);
  w.table = imb_problem_get_table (w.problem);
  w.first_feature = first = first_features (design, imb_table_n_columns (w.table));
  write_header (&w, raw, mark);
  block = rows_of_block (imb_table_n_columns (w.table) + imb_design_n_features (design));
  for (gsize i = 0; i < resample->n_rows; i++)
    {
      if (i % block == 0 && !imb_job_step (writing, i, resample->n_rows, error))
        return FALSE;

      write_row (&w, resample->rows[i], raw);
      if (mark != NULL)
        imb_writer_text (out, resample->rows[i] < resample->n_in ? ",original" : ",synthetic");
      imb_writer_text (out, "\n");
    }
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
