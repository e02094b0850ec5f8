/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that belong together (of one patient, say) stay or go together, whatever sampler decided about them one by one. O(n log n). */
#include "engine/samplers/imb-groups.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>

typedef struct
{
  guint32 group;
  guint32 n_rows;
  guint32 n_kept; /* by the sampler */
} Count;

/* The larger share first; of equal shares the lower group. */
static int
compare (gconstpointer a,
         gconstpointer b)
{
  const Count *x = a, *y = b;
  guint64      left = (guint64) x->n_kept * y->n_rows, right = (guint64) y->n_kept * x->n_rows;

  if (left != right)
    return left > right ? -1 : 1;
  return (x->group > y->group) - (x->group < y->group);
}

/* Groups that have rows, from front to back of @counts; gives how many. */
static gsize
list_groups (const ImbView *in,
             const guint8  *is_kept,
             Count         *counts,
             gsize          n_codes)
{
  gsize n = 0;

  for (gsize g = 0; g < n_codes; g++)
    counts[g] = (Count){ (guint32) g, 0, 0 };
  for (gsize i = 0; i < in->n_rows; i++)
    {
      Count *count = &counts[imb_view_group (in, i)];

      count->n_rows++;
      count->n_kept += is_kept[i];
    }
  for (gsize g = 0; g < n_codes; g++)
    if (counts[g].n_rows > 0)
      counts[n++] = counts[g];
  return n;
}

/* stays[group]; gives how many of the split groups stay and how many go. */
static void
decide (Count   *counts,
        gsize    n,
        gboolean counted,
        guint8  *stays,
        gsize   *n_whole,
        gsize   *n_gone)
{
  gint64 wanted = 0, total = 0;

  for (gsize g = 0; g < n; g++)
    wanted += counts[g].n_kept;
  qsort (counts, n, sizeof *counts, compare);
  for (gsize g = 0; g < n; g++)
    {
      const Count *count = &counts[g];
      gboolean     nearer = ABS (total + count->n_rows - wanted) <= ABS (total - wanted);
      gboolean     stay = count->n_kept > 0 && (counted ? nearer : count->n_kept * 2 >= count->n_rows);

      stays[count->group] = stay;
      total += stay ? count->n_rows : 0;
      if (count->n_kept > 0 && count->n_kept < count->n_rows)
        {
          *n_whole += stay;
          *n_gone += !stay;
        }
    }
}

/* Of each row of the result that is synthetic, the row of the view for which it stands, moved: the row is there still, at another
 * place. G_MAXUINT32: it stands for none. */
static guint32
find_moved (const ImbResample *out,
            gsize              made,
            const guint8      *is_pushed)
{
  const gsize   at = out->parent_offsets[made];
  const guint32 parent = out->parent_offsets[made + 1] == at + 1 ? out->parent_rows[at] : G_MAXUINT32;

  return parent < out->n_in && is_pushed[parent] ? parent : G_MAXUINT32;
}

/* By row, whether it was taken out to be put in at another place. (transfer full) */
static guint8 *
list_pushed (const ImbResample *out)
{
  guint8 *is_pushed = g_malloc0 (out->n_in + 1);

  for (gsize i = 0; i < imb_removals_n (out->removals); i++)
    {
      const guint32 *witnesses;
      gsize          n_witnesses;
      guint32        row;

      if (imb_removals_at (out->removals, i, &row, &witnesses, &n_witnesses) == IMB_REASON_PUSHED && row < out->n_in)
        is_pushed[row] = 1;
    }
  return is_pushed;
}

/* The sampler's order; what comes back stands before the first synthetic row. A row that was moved goes with its group, too. */
static void
rebuild (const ImbView *in,
         const guint8  *stays,
         const guint8  *is_pushed,
         guint8        *is_kept,
         ImbResample   *out)
{
  guint32 *rows = g_new (guint32, out->n_rows + in->n_rows + 1);
  gsize    n = 0;

  for (gsize i = 0; i < out->n_rows; i++)
    if (out->rows[i] < out->n_in && stays[imb_view_group (in, out->rows[i])])
      rows[n++] = out->rows[i];
  for (gsize i = 0; i < in->n_rows; i++)
    {
      gboolean stay = stays[imb_view_group (in, i)];

      if (stay && !is_kept[i])
        rows[n++] = (guint32) i;
      else if (!stay && is_kept[i])
        imb_removals_add (out->removals, (guint32) i, IMB_REASON_GROUP, NULL, 0);
      is_kept[i] = stay;
    }
  for (gsize i = 0; i < out->n_rows; i++)
    if (out->rows[i] >= out->n_in)
      {
        guint32 moved = find_moved (out, out->rows[i] - out->n_in, is_pushed);

        if (moved == G_MAXUINT32 || is_kept[moved])
          rows[n++] = out->rows[i];
        if (moved != G_MAXUINT32)
          is_kept[moved] = 0;
      }
  g_free (out->rows);
  out->rows = rows;
  out->n_rows = n;
  imb_removals_drop (out->removals, is_kept);
}

void
imb_groups_settle (const ImbView *in,
                   gboolean       counted,
                   ImbResample   *out)
{
  g_autofree guint8 *is_kept = g_malloc0 (out->n_in + out->n_made + 1);
  g_autofree Count  *counts = NULL;
  g_autofree guint8 *stays = NULL, *is_pushed = list_pushed (out);
  gsize              n_codes = 0, n_whole = 0, n_gone = 0;

  for (gsize i = 0; i < in->n_rows; i++)
    n_codes = MAX (n_codes, (gsize) imb_view_group (in, i) + 1);
  for (gsize i = 0; i < out->n_rows; i++)
    {
      guint32 moved = out->rows[i] >= out->n_in ? find_moved (out, out->rows[i] - out->n_in, is_pushed) : out->rows[i];

      if (moved != G_MAXUINT32)
        is_kept[moved] = 1;
    }
  counts = g_new (Count, MAX (n_codes, 1));
  stays = g_malloc0 (MAX (n_codes, 1));
  decide (counts, list_groups (in, is_kept, counts, n_codes), counted, stays, &n_whole, &n_gone);
  if (n_whole + n_gone == 0)
    return;

  rebuild (in, stays, is_pushed, is_kept, out);
  imb_notes_add (out->notes, _ ("Groups are not split: of those that would have lost a part of their rows, %zu stay whole and %zu go whole."), n_whole, n_gone);
}
