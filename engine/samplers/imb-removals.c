/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of entries and one of witnesses, so that a hundred thousand removed rows are two blocks of memory. */
#include "engine/samplers/imb-removals.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  guint32 row;
  guint32 order; /* in which entries were added */
  guint32 first; /* of its witnesses */
  guint16 n;
  guint16 reason;
} Entry;

struct _ImbRemovals
{
  GArray *entries;
  GArray *witnesses; /* of guint32 */
};

ImbRemovals *
imb_removals_new (void)
{
  ImbRemovals *self = g_new (ImbRemovals, 1);

  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  self->witnesses = g_array_new (FALSE, FALSE, sizeof (guint32));
  return self;
}

void
imb_removals_free (ImbRemovals *self)
{
  g_array_unref (self->entries);
  g_array_unref (self->witnesses);
  g_free (self);
}

void
imb_removals_add (ImbRemovals   *self,
                  guint32        row,
                  ImbReason      reason,
                  const guint32 *witnesses,
                  gsize          n_witnesses)
{
  Entry entry = { row, self->entries->len, self->witnesses->len, (guint16) MIN (n_witnesses, G_MAXUINT16), (guint16) reason };

  g_array_append_val (self->entries, entry);
  if (n_witnesses > 0)
    g_array_append_vals (self->witnesses, witnesses, entry.n);
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  const Entry *x = a, *y = b;

  if (x->row != y->row)
    return x->row < y->row ? -1 : 1;
  return (x->order > y->order) - (x->order < y->order);
}

void
imb_removals_sort (ImbRemovals *self)
{
  Entry *entries = (Entry *) self->entries->data;
  guint  n = 0;

  g_array_sort (self->entries, compare);
  for (guint i = 0; i < self->entries->len; i++)
    if (n == 0 || entries[i].row != entries[n - 1].row)
      entries[n++] = entries[i];
  g_array_set_size (self->entries, n);
}

void
imb_removals_drop (ImbRemovals  *self,
                   const guint8 *is_kept)
{
  Entry *entries = (Entry *) self->entries->data;
  guint  n = 0;

  for (guint i = 0; i < self->entries->len; i++)
    if (!is_kept[entries[i].row])
      entries[n++] = entries[i];
  g_array_set_size (self->entries, n);
}

gsize
imb_removals_n (const ImbRemovals *self)
{
  return self->entries->len;
}

ImbReason
imb_removals_at (const ImbRemovals *self,
                 gsize              i,
                 guint32           *row,
                 const guint32    **witnesses,
                 gsize             *n_witnesses)
{
  const Entry *entry = &g_array_index (self->entries, Entry, i);

  *row = entry->row;
  *witnesses = (const guint32 *) self->witnesses->data + entry->first;
  *n_witnesses = entry->n;
  return entry->reason;
}

ImbReason
imb_removals_find (const ImbRemovals *self,
                   guint32            row,
                   const guint32    **witnesses,
                   gsize             *n_witnesses)
{
  gsize low = 0, high = self->entries->len;

  *witnesses = NULL;
  *n_witnesses = 0;
  while (low < high)
    {
      gsize   middle = (low + high) / 2;
      guint32 at = g_array_index (self->entries, Entry, middle).row;

      if (at == row)
        return imb_removals_at (self, middle, &at, witnesses, n_witnesses);
      if (at < row)
        low = middle + 1;
      else
        high = middle;
    }
  return IMB_REASON_NOT_DRAWN;
}

const char *
imb_reason_nick (ImbReason reason)
{
  static const char *const nicks[] = { "not-drawn", "link", "outvoted", "intrudes", "redundant", "far", "hard", "merged", "group", "pushed" };

  G_STATIC_ASSERT (G_N_ELEMENTS (nicks) == IMB_REASON_PUSHED + 1);
  return nicks[reason];
}

const char *
imb_reason_label (ImbReason reason)
{
  switch (reason)
    {
    case IMB_REASON_LINK:
      return _ ("it and its nearest row are each other's nearest, and of different classes");
    case IMB_REASON_OUTVOTED:
      return _ ("its neighbours are of other classes");
    case IMB_REASON_INTRUDES:
      return _ ("it helps to outvote a row of a class that is kept");
    case IMB_REASON_REDUNDANT:
      return _ ("the rows that are kept classify it rightly without it");
    case IMB_REASON_FAR:
      return _ ("other rows of its class lie better to the smallest class");
    case IMB_REASON_HARD:
      return _ ("a model finds it hard to classify");
    case IMB_REASON_MERGED:
      return _ ("a centre stands for it");
    case IMB_REASON_GROUP:
      return _ ("most rows of its group were removed");
    case IMB_REASON_PUSHED:
      return _ ("it was pushed away from rows of a smaller class, and a synthetic row stands at the new place");
    case IMB_REASON_NOT_DRAWN:
    default:
      return _ ("it was not drawn");
    }
}
