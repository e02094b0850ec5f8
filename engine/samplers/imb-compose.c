/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two results in a row as one: row numbers of the second are looked up in the first, its synthetic rows stand
 * behind the first's. Synthetic rows that the second step dropped stay in the block, because others may
 * have them as parents. */
#include "engine/samplers/imb-compose.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-error.h"

/* A row number of the second result in the numbering of the first one's input. */
static guint32
translate (const ImbResample *first,
           const ImbResample *second,
           guint32            row)
{
  return row < second->n_in ? first->rows[row]
                            : (guint32) (first->n_in + first->n_made + row - second->n_in);
}

static void
copy_made (ImbResample       *to,
           const ImbResample *from,
           gsize              at)
{
  if (from->n_made == 0)
    return;

  memcpy (imb_matrix_row (to->made, at), from->made->data, from->n_made * from->made->stride * sizeof (double));
  memcpy (to->made_classes + at, from->made_classes, from->n_made * sizeof *to->made_classes);
}

static gboolean
join_parents (ImbResample       *out,
              const ImbResample *first,
              const ImbResample *second)
{
  gsize  n_first = first->parent_offsets[first->n_made];
  gsize  n_second = second->parent_offsets[second->n_made];
  gsize *offsets = g_try_renew (gsize, out->parent_offsets, out->n_made + 1);

  out->parent_offsets = offsets != NULL ? offsets : out->parent_offsets;
  out->parent_rows = g_try_new (guint32, MAX (n_first + n_second, 1));
  out->parent_weights = g_try_new (double, MAX (n_first + n_second, 1));
  if (offsets == NULL || out->parent_rows == NULL || out->parent_weights == NULL)
    return FALSE;
  for (gsize m = 0; m <= first->n_made; m++)
    out->parent_offsets[m] = first->parent_offsets[m];
  for (gsize m = 0; m <= second->n_made; m++)
    out->parent_offsets[first->n_made + m] = n_first + second->parent_offsets[m];
  for (gsize p = 0; p < n_first; p++)
    {
      out->parent_rows[p] = first->parent_rows[p];
      out->parent_weights[p] = first->parent_weights[p];
    }
  for (gsize p = 0; p < n_second; p++)
    {
      out->parent_rows[n_first + p] = translate (first, second, second->parent_rows[p]);
      out->parent_weights[n_first + p] = second->parent_weights[p];
    }
  return TRUE;
}

static void
copy_removals (ImbResample       *out,
               const ImbResample *first,
               const ImbResample *second,
               gboolean           of_second)
{
  const ImbRemovals *from = of_second ? second->removals : first->removals;

  for (gsize i = 0; i < imb_removals_n (from); i++)
    {
      gsize               n;
      guint32             row;
      const guint32      *witnesses;
      ImbReason           reason = imb_removals_at (from, i, &row, &witnesses, &n);
      g_autofree guint32 *translated = g_new (guint32, n + 1);

      for (gsize w = 0; w < n; w++)
        translated[w] = of_second ? translate (first, second, witnesses[w]) : witnesses[w];
      imb_removals_add (out->removals, of_second ? translate (first, second, row) : row, reason, translated, n);
    }
}

/* A row drawn twice is gone only when both are; the first reason met stays. */
static void
join_removals (ImbResample       *out,
               const ImbResample *first,
               const ImbResample *second)
{
  copy_removals (out, first, second, FALSE);
  copy_removals (out, first, second, TRUE);
  imb_removals_sort (out->removals);
}

/* The second step made nothing: what the first one made is all. Tables as large as theirs are not there twice. */
static void
move_made (ImbResample *out,
           ImbResample *first)
{
  g_free (out->parent_offsets);
  out->n_made = first->n_made;
  out->made = g_steal_pointer (&first->made);
  out->block = g_steal_pointer (&first->block);
  out->made_classes = g_steal_pointer (&first->made_classes);
  out->parent_offsets = g_steal_pointer (&first->parent_offsets);
  out->parent_rows = g_steal_pointer (&first->parent_rows);
  out->parent_weights = g_steal_pointer (&first->parent_weights);
}

static ImbResample *
set_too_large (gsize    n_made,
               GError **error)
{
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for %zu new rows; ask for fewer of them."), n_made);
  return NULL;
}

ImbResample *
imb_resample_compose (ImbResample       *first,
                      const ImbResample *second,
                      GError           **error)
{
  g_autoptr (ImbResample) out = g_new0 (ImbResample, 1);
  gsize n_made = first->n_made + second->n_made;

  out->ref_count = 1;
  out->n_in = first->n_in;
  out->n_rows = second->n_rows;
  out->rows = g_try_new (guint32, MAX (second->n_rows, 1));
  out->parent_offsets = g_new0 (gsize, 1);
  out->removals = imb_removals_new ();
  out->notes = imb_notes_new ();
  imb_notes_add_all (out->notes, first->notes);
  imb_notes_add_all (out->notes, second->notes);
  if (out->rows == NULL)
    return set_too_large (n_made, error);
  for (gsize i = 0; i < second->n_rows; i++)
    out->rows[i] = translate (first, second, second->rows[i]);
  join_removals (out, first, second);
  if (n_made == 0)
    return g_steal_pointer (&out);
  if (second->n_made == 0 && g_atomic_int_get (&first->ref_count) == 1)
    {
      move_made (out, first);
      return g_steal_pointer (&out);
    }

  out->made = imb_matrix_new (n_made, (first->made != NULL ? first->made : second->made)->n_cols, error);
  if (out->made == NULL)
    return NULL;
  out->n_made = n_made;
  out->made_classes = g_try_new (guint16, n_made);
  if (out->made_classes == NULL || !join_parents (out, first, second))
    return set_too_large (n_made, error);
  copy_made (out, first, 0);
  copy_made (out, second, first->n_made);
  return g_steal_pointer (&out);
}
