/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A few large values behind one lock, which is held only to look up and to hang in. */
#include "engine/core/imb-memo.h"

struct _ImbMemo
{
  gint          ref_count;
  gconstpointer subject;
  gsize         most_bytes;
  GMutex        lock;
  GHashTable   *values; /* GBytes → Value */
  guint64       clock;
  ImbMemoUse    use;
};

typedef struct
{
  GBytes *bytes;
  gsize   size; /* with its key */
  guint64 asked;
} Value;

static void
value_free (gpointer data)
{
  Value *self = data;

  g_bytes_unref (self->bytes);
  g_free (self);
}

ImbMemo *
imb_memo_new (gconstpointer subject,
              gsize         most_bytes)
{
  ImbMemo *self = g_new0 (ImbMemo, 1);

  self->ref_count = 1;
  self->subject = subject;
  self->most_bytes = most_bytes;
  g_mutex_init (&self->lock);
  self->values = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, value_free);
  return self;
}

ImbMemo *
imb_memo_ref (ImbMemo *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
imb_memo_unref (ImbMemo *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_hash_table_unref (self->values);
  g_mutex_clear (&self->lock);
  g_free (self);
}

gboolean
imb_memo_is_about (const ImbMemo *self,
                   gconstpointer  subject)
{
  return self->subject == subject;
}

gboolean
imb_memo_has_room (const ImbMemo *self,
                   gsize          n_bytes)
{
  return n_bytes <= self->most_bytes;
}

GBytes *
imb_memo_dup (ImbMemo *self,
              GBytes  *key)
{
  GBytes *found = NULL;
  Value  *value;

  g_mutex_lock (&self->lock);
  value = g_hash_table_lookup (self->values, key);
  if (value != NULL)
    {
      value->asked = ++self->clock;
      found = g_bytes_ref (value->bytes);
    }
  g_mutex_unlock (&self->lock);
  return found;
}

static void
forget (ImbMemo *self,
        GBytes  *key)
{
  const Value *value = g_hash_table_lookup (self->values, key);

  if (value == NULL)
    return;
  self->use.n_bytes -= value->size;
  self->use.n_values--;
  g_hash_table_remove (self->values, key);
}

static void
forget_oldest (ImbMemo *self)
{
  GHashTableIter iter;
  gpointer       key, value, oldest = NULL;
  guint64        asked = G_MAXUINT64;

  g_hash_table_iter_init (&iter, self->values);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (((const Value *) value)->asked < asked)
      {
        oldest = key;
        asked = ((const Value *) value)->asked;
      }
  forget (self, oldest);
}

void
imb_memo_put (ImbMemo *self,
              GBytes  *key,
              GBytes  *value)
{
  const gsize size = g_bytes_get_size (key) + g_bytes_get_size (value);
  Value      *kept;

  if (size > self->most_bytes)
    return;

  kept = g_new (Value, 1);
  *kept = (Value){ g_bytes_ref (value), size, 0 };
  g_mutex_lock (&self->lock);
  forget (self, key);
  while (self->use.n_bytes + size > self->most_bytes)
    forget_oldest (self);
  kept->asked = ++self->clock;
  self->use.n_bytes += size;
  self->use.n_values++;
  g_hash_table_insert (self->values, g_bytes_ref (key), kept);
  g_mutex_unlock (&self->lock);
}

void
imb_memo_count (ImbMemo *self,
                gsize    n_recalled,
                gsize    n_found)
{
  g_mutex_lock (&self->lock);
  self->use.n_recalled += n_recalled;
  self->use.n_found += n_found;
  g_mutex_unlock (&self->lock);
}

ImbMemoUse
imb_memo_get_use (ImbMemo *self)
{
  ImbMemoUse use;

  g_mutex_lock (&self->lock);
  use = self->use;
  g_mutex_unlock (&self->lock);
  return use;
}
