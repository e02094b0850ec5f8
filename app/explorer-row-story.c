/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows are named by their number in the table, synthetic ones by their own. Looked up when a person asks for one row, so a pass over
 * the result is cheap enough. */
#include "app/explorer-row-story.h"

#include <glib/gi18n-lib.h>

#include "widgets/draw/imb-text.h"

#define MAX_SAID 6 /* rows in a sentence */

static char *
dup_number (ImbProblem        *problem,
            const ImbResample *resample,
            guint32            row)
{
  return imb_text_count (row >= resample->n_in ? row - resample->n_in + 1.0 : imb_problem_get_rows (problem)[row] + 1.0);
}

/* "row 3 (40 %), row 5 and row 9"; @weights: NULL, or shares. */
static void
append_rows (GString           *text,
             ImbProblem        *problem,
             const ImbResample *resample,
             const guint32     *rows,
             const double      *weights,
             gsize              n)
{
  for (gsize i = 0; i < MIN (n, MAX_SAID); i++)
    {
      g_autofree char *number = dup_number (problem, resample, rows[i]);
      gboolean         made = rows[i] >= resample->n_in;

      if (i > 0)
        g_string_append (text, i + 1 == n ? _ (" and ") : ", ");
      if (weights != NULL)
        g_string_append_printf (text, made ? _ ("synthetic row %s (%.0f %%)") : _ ("row %s (%.0f %%)"), number, 100 * weights[i]);
      else
        g_string_append_printf (text, made ? _ ("synthetic row %s") : _ ("row %s"), number);
    }
  if (n > MAX_SAID)
    g_string_append_printf (text, _ (" and %zu more"), n - MAX_SAID);
}

char *
explorer_row_story_of_made (ImbProblem        *problem,
                            const ImbResample *resample,
                            gsize              made)
{
  GString         *text = g_string_new (NULL);
  gsize            from = resample->parent_offsets[made];
  g_autofree char *number = imb_text_count (made + 1.0);

  g_string_printf (text, _ ("Synthetic row %s of class %s, made from "), number,
                   imb_problem_get_labels (problem)[resample->made_classes[made]]);
  append_rows (text, problem, resample, resample->parent_rows + from, resample->parent_weights + from, resample->parent_offsets[made + 1] - from);
  g_string_append_c (text, '.');
  return g_string_free (text, FALSE);
}

/* How often the result has the row. */
static gsize
count_row (const ImbResample *resample,
           guint32            row)
{
  gsize n = 0;

  for (gsize i = 0; i < resample->n_rows; i++)
    n += resample->rows[i] == row;
  return n;
}

static gsize
count_children (const ImbResample *resample,
                guint32            row)
{
  gsize n = 0;

  for (gsize m = 0; m < resample->n_made; m++)
    for (gsize p = resample->parent_offsets[m]; p < resample->parent_offsets[m + 1]; p++)
      if (resample->parent_rows[p] == row)
        {
          n++;
          break;
        }
  return n;
}

static void
append_removal (GString           *text,
                ImbProblem        *problem,
                const ImbResample *resample,
                guint32            row)
{
  const guint32 *witnesses;
  gsize          n;
  ImbReason      reason = imb_removals_find (resample->removals, row, &witnesses, &n);

  g_string_append_printf (text, _ (" was removed: %s"), imb_reason_label (reason));
  if (n > 0)
    {
      g_string_append (text, " (");
      append_rows (text, problem, resample, witnesses, NULL, n);
      g_string_append_c (text, ')');
    }
  g_string_append_c (text, '.');
}

char *
explorer_row_story_of_row (ImbProblem        *problem,
                           const ImbResample *resample,
                           guint32            row)
{
  GString         *text = g_string_new (NULL);
  g_autofree char *number = dup_number (problem, resample, row);
  gsize            n_times = count_row (resample, row), n_children = count_children (resample, row);

  g_string_printf (text, _ ("Row %s of class %s"), number, imb_problem_get_labels (problem)[imb_problem_get_classes (problem)[row]]);
  if (n_times == 0)
    append_removal (text, problem, resample, row);
  else if (n_times > 1)
    g_string_append_printf (text, _ (" is there %zu times."), n_times);
  else
    g_string_append (text, _ (" is kept."));
  if (n_children > 0)
    g_string_append_printf (text, g_dngettext (GETTEXT_PACKAGE, " It is a parent of %zu synthetic row.", " It is a parent of %zu synthetic rows.", n_children), n_children);
  return g_string_free (text, FALSE);
}

GtkBitset *
explorer_row_story_rows_of_made (ImbProblem        *problem,
                                 const ImbResample *resample,
                                 gsize              made)
{
  GtkBitset *rows = gtk_bitset_new_empty ();
  g_autoptr (GArray) sources = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) weights = g_array_new (FALSE, FALSE, sizeof (double));

  imb_resample_source_rows (resample, made, sources, weights);
  for (guint i = 0; i < sources->len; i++)
    gtk_bitset_add (rows, imb_problem_get_rows (problem)[g_array_index (sources, guint32, i)]);
  return rows;
}

GtkBitset *
explorer_row_story_rows_of_row (ImbProblem        *problem,
                                const ImbResample *resample,
                                guint32            row)
{
  GtkBitset     *rows = gtk_bitset_new_empty ();
  const guint32 *witnesses = NULL;
  gsize          n = 0;

  gtk_bitset_add (rows, imb_problem_get_rows (problem)[row]);
  if (count_row (resample, row) == 0)
    imb_removals_find (resample->removals, row, &witnesses, &n);
  for (gsize w = 0; w < n; w++)
    if (witnesses[w] < resample->n_in)
      gtk_bitset_add (rows, imb_problem_get_rows (problem)[witnesses[w]]);
  return rows;
}
