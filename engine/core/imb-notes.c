/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decisions as sentences. A table of 100,000 columns may have one for each, so what was
 * said already is looked up by its hash. */
#include "engine/core/imb-notes.h"

struct _ImbNotes
{
  GPtrArray  *texts;
  GHashTable *known; /* the texts */
  gint        ref_count;
};

ImbNotes *
imb_notes_new (void)
{
  ImbNotes *self = g_new0 (ImbNotes, 1);

  self->texts = g_ptr_array_new_with_free_func (g_free);
  self->known = g_hash_table_new (g_str_hash, g_str_equal);
  self->ref_count = 1;
  return self;
}

ImbNotes *
imb_notes_ref (ImbNotes *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
imb_notes_unref (ImbNotes *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_hash_table_unref (self->known);
  g_ptr_array_unref (self->texts);
  g_free (self);
}

static void
take (ImbNotes *self,
      char     *text)
{
  if (g_hash_table_contains (self->known, text))
    {
      g_free (text);
      return;
    }
  g_ptr_array_add (self->texts, text);
  g_hash_table_add (self->known, text);
}

void
imb_notes_add (ImbNotes   *self,
               const char *format,
               ...)
{
  va_list args;

  va_start (args, format);
  take (self, g_strdup_vprintf (format, args));
  va_end (args);
}

void
imb_notes_add_all (ImbNotes       *self,
                   const ImbNotes *others)
{
  for (guint i = 0; i < imb_notes_n (others); i++)
    take (self, g_strdup (imb_notes_at (others, i)));
}

guint
imb_notes_n (const ImbNotes *self)
{
  return self->texts->len;
}

const char *
imb_notes_at (const ImbNotes *self,
              guint           i)
{
  g_return_val_if_fail (i < self->texts->len, NULL);

  return g_ptr_array_index (self->texts, i);
}
