/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A hash of texts. The texts lie one after another in one growing piece of memory, each with its NUL; a slot holds
 * the code and half of the hash, so that most slots are passed without touching the text. O(1) per text. */
#include "engine/io/imb-levels.h"

#include <string.h>

typedef struct
{
  guint32 hash;
  gint32  code; /* −1: free */
} Slot;

/* Where a text is: its place in the texts, or, when they have stopped growing, its address. */
typedef union
{
  gsize start;
  char *text;
} Place;

struct _ImbLevels
{
  char  *texts;
  gsize  n_bytes;
  gsize  capacity; /* bytes */
  Place *places;
  guint  n;
  guint  n_places; /* room */
  Slot  *slots;
  gsize  n_slots; /* a power of two, at least twice the levels */
};

G_STATIC_ASSERT (sizeof (Place) == sizeof (char *));

static void
make_slots (ImbLevels *self,
            gsize      n_slots)
{
  self->n_slots = n_slots;
  self->slots = g_new (Slot, n_slots);
  memset (self->slots, 0xff, n_slots * sizeof *self->slots);
}

ImbLevels *
imb_levels_new (void)
{
  ImbLevels *self = g_new0 (ImbLevels, 1);

  make_slots (self, 8);
  return self;
}

void
imb_levels_free (ImbLevels *self)
{
  if (self == NULL)
    return;

  g_free (self->texts);
  g_free (self->places);
  g_free (self->slots);
  g_free (self);
}

static gsize
keep_text (ImbLevels  *self,
           const char *text,
           gsize       length)
{
  gsize start = self->n_bytes;

  if (start + length + 1 > self->capacity)
    {
      self->capacity = MAX (self->capacity + self->capacity / 2, start + length + 1);
      self->capacity = MAX (self->capacity, 256);
      self->texts = g_realloc (self->texts, self->capacity);
    }
  memcpy (self->texts + start, text, length);
  self->texts[start + length] = '\0';
  self->n_bytes += length + 1;
  return start;
}

static guint64
hash_of (const char *text,
         gsize       length)
{
  guint64 hash = length * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  for (; length > 0; text += MIN (length, 8), length -= MIN (length, 8))
    {
      guint64 word = 0;

      memcpy (&word, text, MIN (length, 8));
      hash = (hash ^ word) * G_GUINT64_CONSTANT (0xff51afd7ed558ccd);
      hash ^= hash >> 32;
    }
  return hash;
}

static gboolean
is_level (const ImbLevels *self,
          gint32           code,
          const char      *text,
          gsize            length)
{
  const char *level = imb_levels_at (self, (guint) code);

  return strncmp (level, text, length) == 0 && level[length] == '\0';
}

static void
grow (ImbLevels *self)
{
  Slot *old = self->slots;
  gsize n_old = self->n_slots;

  make_slots (self, n_old * 2);
  for (gsize s = 0; s < n_old; s++)
    if (old[s].code >= 0)
      {
        gsize at = old[s].hash & (self->n_slots - 1);

        while (self->slots[at].code >= 0)
          at = (at + 1) & (self->n_slots - 1);
        self->slots[at] = old[s];
      }
  g_free (old);
}

gint32
imb_levels_code (ImbLevels  *self,
                 const char *text,
                 gsize       length)
{
  guint32 hash = (guint32) hash_of (text, length);
  gsize   at = hash & (self->n_slots - 1);

  for (; self->slots[at].code >= 0; at = (at + 1) & (self->n_slots - 1))
    if (self->slots[at].hash == hash && is_level (self, self->slots[at].code, text, length))
      return self->slots[at].code;

  if (self->n == self->n_places)
    {
      self->n_places = MAX (8, self->n_places + self->n_places / 2);
      self->places = g_renew (Place, self->places, self->n_places);
    }
  self->slots[at] = (Slot){ hash, (gint32) self->n };
  self->places[self->n].start = keep_text (self, text, length);
  self->n++;
  if ((gsize) self->n * 2 > self->n_slots)
    grow (self);
  return (gint32) self->n - 1;
}

guint
imb_levels_n (const ImbLevels *self)
{
  return self->n;
}

const char *
imb_levels_at (const ImbLevels *self,
               guint            code)
{
  return self->texts + self->places[code].start;
}

void
imb_levels_merge (ImbLevels       *self,
                  const ImbLevels *other,
                  gint32          *codes)
{
  for (guint l = 0; l < other->n; l++)
    {
      const char *text = imb_levels_at (other, l);

      codes[l] = imb_levels_code (self, text, strlen (text));
    }
}

char **
imb_levels_give (ImbLevels *self,
                 char     **texts)
{
  Place *places = g_renew (Place, g_steal_pointer (&self->places), MAX (1, self->n));
  char  *start = g_realloc (g_steal_pointer (&self->texts), MAX (1, self->n_bytes));

  for (guint l = 0; l < self->n; l++)
    places[l].text = start + places[l].start;
  *texts = start;
  imb_levels_free (self);
  return (char **) (void *) places;
}
