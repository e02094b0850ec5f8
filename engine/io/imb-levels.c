/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A hash of texts. The texts lie one after another in chunks that never move, each with its NUL; a slot holds the code and half of the
 * hash, so that most slots are passed without touching the text. What two such lists hold becomes one without copying a text.
 * O(1) per text. */
#include "engine/io/imb-levels.h"

#include <string.h>

#define LEAST_CHUNK ((gsize) 256)
#define BATCH       16u
#define STEP        (1u << 14)          /* texts between two looks at the job */
#define MOST_CHUNK  ((gsize) 256 << 10) /* but for longer texts */

typedef struct
{
  guint32 hash;
  gint32  code; /* −1: free */
} Slot;

struct _ImbLevels
{
  ImbTexts *chunks; /* the last one first */
  char     *free;   /* in the last one */
  gsize     n_free; /* bytes */
  gsize     chunk;  /* bytes of the next one */
  char    **texts;
  guint     n;
  guint     n_texts; /* room */
  Slot     *slots;
  gsize     n_slots; /* a power of two, at least a third more than the levels */
};

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

  self->chunk = LEAST_CHUNK;
  make_slots (self, 8);
  return self;
}

void
imb_levels_free (ImbLevels *self)
{
  if (self == NULL)
    return;

  imb_texts_free (self->chunks);
  g_free (self->texts);
  g_free (self->slots);
  g_free (self);
}

static char *
keep_text (ImbLevels  *self,
           const char *text,
           gsize       length)
{
  char *kept;

  if (length + 1 > self->n_free)
    {
      gsize n = MAX (self->chunk, length + 1);

      self->free = imb_texts_prepend (&self->chunks, n);
      self->n_free = n;
      self->chunk = MIN (self->chunk * 2, MOST_CHUNK);
    }
  kept = self->free;
  memcpy (kept, text, length);
  kept[length] = '\0';
  self->free += length + 1;
  self->n_free -= length + 1;
  return kept;
}

static guint64
load (const char *text,
      gsize       n)
{
  guint64 word = 0;

  memcpy (&word, text, n);
  return word;
}

/* Whole words, the last of them overlapping, so that no length is left to a loop over bytes. */
static inline guint32
hash_of (const char *text,
         gsize       length)
{
  const guint64 factor = G_GUINT64_CONSTANT (0xff51afd7ed558ccd);
  guint64       hash = length * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  if (length >= 8)
    {
      for (gsize at = 0; at + 8 < length; at += 8)
        {
          hash = (hash ^ load (text + at, 8)) * factor;
          hash ^= hash >> 32;
        }
      hash = (hash ^ load (text + length - 8, 8)) * factor;
    }
  else if (length >= 4)
    hash = (hash ^ (load (text, 4) | load (text + length - 4, 4) << 32)) * factor;
  else if (length > 0)
    hash = (hash ^ ((guint64) (guchar) text[0] | (guint64) (guchar) text[length / 2] << 8 | (guint64) (guchar) text[length - 1] << 16)) * factor;
  hash ^= hash >> 32;
  return (guint32) (hash * factor >> 32);
}

static gboolean
is_level (const ImbLevels *self,
          gint32           code,
          const char      *text,
          gsize            length)
{
  const char *level = self->texts[code];

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

/* Where the text is, or where it belongs. */
static gsize
find (const ImbLevels *self,
      guint32          hash,
      const char      *text,
      gsize            length)
{
  gsize at = hash & (self->n_slots - 1);

  while (self->slots[at].code >= 0 && !(self->slots[at].hash == hash && is_level (self, self->slots[at].code, text, length)))
    at = (at + 1) & (self->n_slots - 1);
  return at;
}

/* @text stays where it is. */
static gint32
add (ImbLevels *self,
     gsize      at,
     guint32    hash,
     char      *text)
{
  if (self->n == self->n_texts)
    {
      self->n_texts = MAX (8, self->n_texts + self->n_texts / 2);
      self->texts = g_renew (char *, self->texts, self->n_texts);
    }
  self->slots[at] = (Slot){ hash, (gint32) self->n };
  self->texts[self->n++] = text;
  if ((gsize) self->n * 4 > self->n_slots * 3)
    grow (self);
  return (gint32) self->n - 1;
}

guint32
imb_levels_hash (const ImbLevels *self,
                 const char      *text,
                 gsize            length)
{
  guint32 hash = hash_of (text, length);

  __builtin_prefetch (&self->slots[hash & (self->n_slots - 1)]);
  return hash;
}

gint32
imb_levels_code_hashed (ImbLevels  *self,
                        guint32     hash,
                        const char *text,
                        gsize       length)
{
  gsize at = find (self, hash, text, length);

  return self->slots[at].code >= 0 ? self->slots[at].code : add (self, at, hash, keep_text (self, text, length));
}

gint32
imb_levels_code (ImbLevels  *self,
                 const char *text,
                 gsize       length)
{
  return imb_levels_code_hashed (self, hash_of (text, length), text, length);
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
  return self->texts[code];
}

gboolean
imb_levels_merge (ImbLevels *self,
                  ImbLevels *other,
                  gint32    *codes,
                  ImbJob    *job,
                  GError   **error)
{
  gboolean done = TRUE;

  g_clear_pointer (&other->slots, g_free);
  for (guint at = 0; at < other->n && done; at += BATCH)
    {
      guint   n = MIN (BATCH, other->n - at);
      guint32 hashes[BATCH];
      gsize   lengths[BATCH];

      for (guint l = 0; l < n; l++) /* so many slots are on their way at once */
        {
          lengths[l] = strlen (other->texts[at + l]);
          hashes[l] = imb_levels_hash (self, other->texts[at + l], lengths[l]);
        }
      for (guint l = 0; l < n; l++)
        {
          char *text = other->texts[at + l];
          gsize slot = find (self, hashes[l], text, lengths[l]);

          codes[at + l] = self->slots[slot].code >= 0 ? self->slots[slot].code : add (self, slot, hashes[l], text);
        }
      done = at % STEP != 0 || imb_job_step (job, 0, 0, error);
    }
  imb_texts_join (&self->chunks, g_steal_pointer (&other->chunks));
  imb_levels_free (other);
  return done;
}

char **
imb_levels_give (ImbLevels *self,
                 ImbTexts **texts)
{
  char **levels = g_renew (char *, g_steal_pointer (&self->texts), MAX (1, self->n));

  *texts = g_steal_pointer (&self->chunks);
  imb_levels_free (self);
  return levels;
}
