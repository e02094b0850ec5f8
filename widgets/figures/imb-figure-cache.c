/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What figures keep between two drawings. A key names the thing and the address of what it was made from; the value
 * holds a reference to that, so the address cannot come to mean something else. When there are many, all
 * are dropped: a picture needs a handful. */
#include "widgets/figures/imb-figure-frame.h"

#define MAX_KEPT 200

typedef struct
{
  gpointer       value;
  GDestroyNotify destroy;
} Kept;

struct _ImbFigureCache
{
  GHashTable *kept;
};

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  kept->destroy (kept->value);
  g_free (kept);
}

ImbFigureCache *
imb_figure_cache_new (void)
{
  ImbFigureCache *self = g_new (ImbFigureCache, 1);

  self->kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, kept_free);
  return self;
}

void
imb_figure_cache_free (ImbFigureCache *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->kept);
  g_free (self);
}

gpointer
imb_figure_cache_get (ImbFigureCache *self,
                      const char     *key)
{
  Kept *kept = self != NULL ? g_hash_table_lookup (self->kept, key) : NULL;

  return kept != NULL ? kept->value : NULL;
}

void
imb_figure_cache_set (ImbFigureCache *self,
                      const char     *key,
                      gpointer        value,
                      GDestroyNotify  destroy)
{
  Kept *kept = g_new (Kept, 1);

  if (g_hash_table_size (self->kept) >= MAX_KEPT)
    g_hash_table_remove_all (self->kept);
  *kept = (Kept){ value, destroy };
  g_hash_table_replace (self->kept, g_strdup (key), kept);
}
