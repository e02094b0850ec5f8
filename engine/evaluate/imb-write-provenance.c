/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the rows of a resampled table come from, as a table of its own. A row that is not in the result but stands for many, as the mean of
 * a class, is told once, so that a thousand rows on the way to it do not each list the class. */
#include "engine/evaluate/imb-write-provenance.h"

#define BLOCK_ROWS 512 /* between two questions to the job */
#define FEW        2   /* parents: such rows are followed */

typedef struct
{
  ImbWriter         *out;
  const ImbDesign   *design;
  const ImbResample *resample;
  guint32           *points; /* (array length=n_made): the number of a row that is told once, from 1; 0: it is followed */
  GArray            *rows;   /* of who is told at the moment */
  GArray            *weights;
  GHashTable        *places; /* of those rows among them */
  ImbJob            *job;
} Telling;

/* A row that was found before only gets more weight. */
static void
add_source (guint32     row,
            double      weight,
            GHashTable *places,
            GArray     *rows,
            GArray     *weights)
{
  guint at = GPOINTER_TO_UINT (g_hash_table_lookup (places, GUINT_TO_POINTER (row + 1)));

  if (at > 0)
    {
      g_array_index (weights, double, at - 1) += weight;
      return;
    }
  g_array_append_val (rows, row);
  g_array_append_val (weights, weight);
  g_hash_table_insert (places, GUINT_TO_POINTER (row + 1), GUINT_TO_POINTER (rows->len));
}

/* First parents come first: what a row was made from stands before what it was moved towards. @points: (nullable): who is not
 * followed. */
static void
follow (const ImbResample *resample,
        gsize              made,
        const guint32     *points,
        GHashTable        *places,
        GArray            *rows,
        GArray            *weights)
{
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

      g_array_set_size (waiting, waiting->len - 1);
      g_array_set_size (factor, factor->len - 1);
      if (row == start || (row >= resample->n_in && (points == NULL || points[row - resample->n_in] == 0)))
        {
          for (gsize p = resample->parent_offsets[row - resample->n_in + 1]; p-- > resample->parent_offsets[row - resample->n_in];)
            {
              double part = weight * resample->parent_weights[p];

              g_array_append_val (waiting, resample->parent_rows[p]);
              g_array_append_val (factor, part);
            }
          continue;
        }

      add_source (row, weight, places, rows, weights);
    }
}

void
imb_resample_source_rows (const ImbResample *resample,
                          gsize              made,
                          GArray            *rows,
                          GArray            *weights)
{
  g_autoptr (GHashTable) places = g_hash_table_new (NULL, NULL);

  follow (resample, made, NULL, places, rows, weights);
}

/* Rows of the table, and points. */
static void
write_rows (const Telling *self)
{
  const guint32 *table_rows = imb_problem_get_rows (imb_design_get_problem (self->design));
  gsize          n_in = self->resample->n_in;

  for (guint p = 0; p < self->rows->len; p++)
    {
      guint32 row = g_array_index (self->rows, guint32, p);
      char    text[16];

      g_snprintf (text, sizeof text, "%s%s%u", p > 0 ? " " : "", row < n_in ? "" : "p", row < n_in ? table_rows[row] + 1 : self->points[row - n_in]);
      imb_writer_text (self->out, text);
    }
}

static void
forget_rows (const Telling *self)
{
  g_array_set_size (self->rows, 0);
  g_array_set_size (self->weights, 0);
  g_hash_table_remove_all (self->places);
}

static void
write_sources (const Telling *self,
               guint32        row)
{
  forget_rows (self);
  if (row < self->resample->n_in)
    add_source (row, 1.0, self->places, self->rows, self->weights);
  else
    follow (self->resample, row - self->resample->n_in, self->points, self->places, self->rows, self->weights);

  write_rows (self);
  imb_writer_text (self->out, ",");
  for (guint p = 0; p < self->weights->len; p++)
    {
      if (p > 0)
        imb_writer_text (self->out, " ");
      imb_writer_number (self->out, g_array_index (self->weights, double, p));
    }
}

/* Witnesses as rows of the table, each once; a synthetic one is followed to where it comes from. */
static void
write_witnesses (const Telling *self,
                 const guint32 *witnesses,
                 gsize          n)
{
  gsize n_in = self->resample->n_in;

  forget_rows (self);
  for (gsize w = 0; w < n; w++)
    if (witnesses[w] < n_in || self->points[witnesses[w] - n_in] > 0)
      add_source (witnesses[w], 1.0, self->places, self->rows, self->weights);
    else
      follow (self->resample, witnesses[w] - n_in, self->points, self->places, self->rows, self->weights);
  write_rows (self);
}

/* Rows that the result has no more, behind those that it has. */
static gboolean
write_removed (const Telling *self,
               const guint8  *is_kept,
               GError       **error)
{
  const guint32 *table_rows = imb_problem_get_rows (imb_design_get_problem (self->design));

  for (gsize i = 0; i < self->resample->n_in; i++)
    {
      const guint32   *witnesses;
      gsize            n;
      ImbReason        reason;
      g_autofree char *start = NULL;

      if (i % BLOCK_ROWS == 0 && !imb_job_step (self->job, 0, 0, error))
        return FALSE;
      if (is_kept[i] != 0)
        continue;

      reason = imb_removals_find (self->resample->removals, (guint32) i, &witnesses, &n);
      start = g_strdup_printf (",removed,%u,,%s,", table_rows[i] + 1, imb_reason_nick (reason));
      imb_writer_text (self->out, start);
      write_witnesses (self, witnesses, n);
      imb_writer_text (self->out, "\n");
    }
  return TRUE;
}

/* Numbers those that are told once. */
static void
find_points (const Telling *self,
             const guint8  *is_kept)
{
  const ImbResample *resample = self->resample;
  guint32            n = 0;

  for (gsize m = 0; m < resample->n_made; m++)
    if (is_kept[resample->n_in + m] == 0 && resample->parent_offsets[m + 1] - resample->parent_offsets[m] > FEW)
      self->points[m] = ++n;
}

static gboolean
write_points (const Telling *self,
              GError       **error)
{
  for (gsize m = 0; m < self->resample->n_made; m++)
    {
      char start[32];

      if (m % BLOCK_ROWS == 0 && !imb_job_step (self->job, 0, 0, error))
        return FALSE;
      if (self->points[m] == 0)
        continue;
      g_snprintf (start, sizeof start, "p%u,point,", self->points[m]);
      imb_writer_text (self->out, start);
      write_sources (self, (guint32) (self->resample->n_in + m));
      imb_writer_text (self->out, ",,\n");
    }
  return TRUE;
}

static gboolean
write_result (const Telling *self,
              GError       **error)
{
  const ImbResample *resample = self->resample;

  for (gsize i = 0; i < resample->n_rows; i++)
    {
      g_autofree char *start = g_strdup_printf ("%zu,%s,", i + 1, resample->rows[i] < resample->n_in ? "original" : "synthetic");

      if (i % BLOCK_ROWS == 0 && !imb_job_step (self->job, i, resample->n_rows, error))
        return FALSE;

      imb_writer_text (self->out, start);
      write_sources (self, resample->rows[i]);
      imb_writer_text (self->out, ",,\n");
    }
  return TRUE;
}

gboolean
imb_write_provenance (ImbWriter         *out,
                      const ImbDesign   *design,
                      const ImbResample *resample,
                      ImbJob            *job,
                      GError           **error)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) weights = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GHashTable) places = g_hash_table_new (NULL, NULL);
  g_autofree guint8  *is_kept = g_malloc0 (resample->n_in + resample->n_made + 1);
  g_autofree guint32 *points = g_new0 (guint32, resample->n_made + 1);
  const Telling       telling = { out, design, resample, points, rows, weights, places, job };

  for (gsize i = 0; i < resample->n_rows; i++)
    is_kept[resample->rows[i]] = 1;
  find_points (&telling, is_kept);
  imb_writer_text (out, "output_row,kind,source_rows,weights,reason,witnesses\n");
  return write_result (&telling, error) && write_points (&telling, error) && write_removed (&telling, is_kept, error);
}
