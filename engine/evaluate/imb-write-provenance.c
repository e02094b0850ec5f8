/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the rows of a resampled table come from, as a table of its own. */
#include "engine/evaluate/imb-write-provenance.h"

#define BLOCK_ROWS 512 /* between two questions to the job */

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

/* Witnesses as rows of the table; a synthetic one is followed to where it comes from. */
static void
write_witnesses (ImbWriter         *out,
                 const ImbDesign   *design,
                 const ImbResample *resample,
                 const guint32     *witnesses,
                 gsize              n,
                 GArray            *rows,
                 GArray            *weights)
{
  const guint32 *table_rows = imb_problem_get_rows (imb_design_get_problem (design));

  g_array_set_size (rows, 0);
  g_array_set_size (weights, 0);
  for (gsize w = 0; w < n; w++)
    if (witnesses[w] < resample->n_in)
      g_array_append_val (rows, witnesses[w]);
    else
      imb_resample_source_rows (resample, witnesses[w] - resample->n_in, rows, weights);
  for (guint w = 0; w < rows->len; w++)
    {
      g_autofree char *text = g_strdup_printf ("%s%u", w > 0 ? " " : "", table_rows[g_array_index (rows, guint32, w)] + 1);

      imb_writer_text (out, text);
    }
}

/* Rows that the result has no more, behind those that it has. */
static gboolean
write_removed (ImbWriter         *out,
               const ImbDesign   *design,
               const ImbResample *resample,
               GArray            *rows,
               GArray            *weights,
               ImbJob            *job,
               GError           **error)
{
  const guint32     *table_rows = imb_problem_get_rows (imb_design_get_problem (design));
  g_autofree guint8 *is_kept = g_malloc0 (resample->n_in + resample->n_made + 1);

  for (gsize i = 0; i < resample->n_rows; i++)
    is_kept[resample->rows[i]] = 1;
  for (gsize i = 0; i < resample->n_in; i++)
    {
      const guint32   *witnesses;
      gsize            n;
      ImbReason        reason;
      g_autofree char *start = NULL;

      if (i % BLOCK_ROWS == 0 && !imb_job_step (job, 0, 0, error))
        return FALSE;
      if (is_kept[i] != 0)
        continue;

      reason = imb_removals_find (resample->removals, (guint32) i, &witnesses, &n);
      start = g_strdup_printf (",removed,%u,,%s,", table_rows[i] + 1, imb_reason_nick (reason));
      imb_writer_text (out, start);
      write_witnesses (out, design, resample, witnesses, n, rows, weights);
      imb_writer_text (out, "\n");
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

  imb_writer_text (out, "output_row,kind,source_rows,weights,reason,witnesses\n");
  for (gsize i = 0; i < resample->n_rows; i++)
    {
      g_autofree char *start = g_strdup_printf ("%zu,%s,", i + 1, resample->rows[i] < resample->n_in ? "original" : "synthetic");

      if (i % BLOCK_ROWS == 0 && !imb_job_step (job, i, resample->n_rows, error))
        return FALSE;

      imb_writer_text (out, start);
      write_sources (out, design, resample, resample->rows[i], rows, weights);
      imb_writer_text (out, ",,\n");
    }
  return write_removed (out, design, resample, rows, weights, job, error);
}
