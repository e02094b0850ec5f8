/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A hash of texts. The texts lie one after another in chunks that never move, each with its NUL; a slot holds the code and half of the
 * hash, so that most slots are passed without touching the text. Of many texts the slots are in parts, which grow one after another:
 * new memory is taken a little at a time, and no single text takes long. What two such lists hold becomes one without copying a text.
 * O(1) per text. */
#include "engine/io/imb-levels.h"

#include <string.h>

#define LEAST_CHUNK ((gsize) 256)
#define BATCH       16u
#define STEP        (1u << 14)          /* texts between two looks at the job */
#define PART_BITS   6u                  /* of the hash: which part */
#define WHOLE_SLOTS ((gsize) 1 << 12)   /* more are in parts */
#define MOST_CHUNK  ((gsize) 256 << 10) /* but for longer texts */

typedef struct
{
  guint32 hash;
  guint32 number; /* the code and 1; 0: free */
} Slot;

typedef struct
{
  Slot *slots;
  gsize n_slots; /* a power of two */
  gsize n;
  gsize most; /* before it grows: 11 of 16 slots to 12, the later parts more, so that they do not grow at once */
} Part;

struct _ImbLevels
{
  ImbTexts *chunks; /* the last one first */
  char     *free;   /* in the last one */
  gsize     n_free; /* bytes */
  gsize     chunk;  /* bytes of the next one */
  char    **texts;
  guint     n;
  guint     n_texts; /* room */
  Part     *parts;
  guint     part_bits; /* 0: one part */
};

static void
make_slots (ImbLevels *self,
            Part      *part,
            gsize      n_slots)
{
  gsize p = (gsize) (part - self->parts) + 1;

  part->slots = g_new (Slot, n_slots);
  memset (part->slots, 0, n_slots * sizeof *part->slots); /* in order, which is faster than as they are used */
  part->n_slots = n_slots;
  part->most = n_slots * 11 / 16 + (n_slots * p >> (self->part_bits + 4));
}

static void
make_parts (ImbLevels *self,
            guint      part_bits,
            gsize      n_slots)
{
  guint n = 1u << part_bits;

  self->part_bits = part_bits;
  self->parts = g_new0 (Part, n);
  for (guint p = 0; p < n; p++)
    make_slots (self, &self->parts[p], n_slots >> part_bits);
}

static void
free_slots (ImbLevels *self)
{
  for (guint p = 0; self->parts != NULL && p < 1u << self->part_bits; p++)
    g_free (self->parts[p].slots);
  g_clear_pointer (&self->parts, g_free);
}

ImbLevels *
imb_levels_new (void)
{
  ImbLevels *self = g_new0 (ImbLevels, 1);

  self->chunk = LEAST_CHUNK;
  make_parts (self, 0, 8);
  return self;
}

void
imb_levels_free (ImbLevels *self)
{
  if (self == NULL)
    return;

  imb_texts_free (self->chunks);
  g_free (self->texts);
  free_slots (self);
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
          guint            code,
          const char      *text,
          gsize            length)
{
  const char *level = self->texts[code];

  return strncmp (level, text, length) == 0 && level[length] == '\0';
}

static inline Part *
part_of (const ImbLevels *self,
         guint32          hash)
{
  return &self->parts[(guint64) hash << self->part_bits >> 32];
}

/* Where the text is, or where it belongs. */
static inline Slot *
find (const ImbLevels *self,
      guint32          hash,
      const char      *text,
      gsize            length)
{
  const Part *part = part_of (self, hash);
  gsize       at = hash & (part->n_slots - 1);

  while (part->slots[at].number != 0 && !(part->slots[at].hash == hash && is_level (self, part->slots[at].number - 1, text, length)))
    at = (at + 1) & (part->n_slots - 1);
  return &part->slots[at];
}

static void grow (ImbLevels *self,
                  Part      *part);

/* Puts in its part what is in none. Texts can be such that all are in one part: at any time it grows when it must. */
static void
put (ImbLevels *self,
     Slot       slot)
{
  Part *part = part_of (self, slot.hash);
  gsize at = slot.hash & (part->n_slots - 1);

  while (part->slots[at].number != 0)
    at = (at + 1) & (part->n_slots - 1);
  part->slots[at] = slot;
  if (++part->n > part->most)
    grow (self, part);
}

static void
grow (ImbLevels *self,
      Part      *part)
{
  g_autofree Slot *old = part->slots;
  gsize            n_old = part->n_slots;

  part->n = 0;
  if (self->part_bits == 0 && n_old == WHOLE_SLOTS)
    {
      g_free (self->parts);
      make_parts (self, PART_BITS, n_old * 2);
    }
  else
    make_slots (self, part, n_old * 2);
  for (gsize s = 0; s < n_old; s++)
    if (old[s].number != 0)
      put (self, old[s]);
}

/* @text stays where it is. */
static gint32
add (ImbLevels *self,
     Slot      *slot,
     guint32    hash,
     char      *text)
{
  Part *part = part_of (self, hash);

  if (self->n == self->n_texts)
    {
      self->n_texts = MAX (8, self->n_texts + self->n_texts / 2);
      self->texts = g_renew (char *, self->texts, self->n_texts);
    }
  self->texts[self->n++] = text;
  *slot = (Slot){ hash, self->n };
  if (++part->n > part->most)
    grow (self, part);
  return (gint32) self->n - 1;
}

guint32
imb_levels_hash (const ImbLevels *self,
                 const char      *text,
                 gsize            length)
{
  guint32     hash = hash_of (text, length);
  const Part *part = part_of (self, hash);

  __builtin_prefetch (&part->slots[hash & (part->n_slots - 1)]);
  return hash;
}

gint32
imb_levels_code_hashed (ImbLevels  *self,
                        guint32     hash,
                        const char *text,
                        gsize       length)
{
  Slot *slot = find (self, hash, text, length);

  return slot->number != 0 ? (gint32) slot->number - 1 : add (self, slot, hash, keep_text (self, text, length));
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

  free_slots (other);
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
          Slot *slot = find (self, hashes[l], text, lengths[l]);

          codes[at + l] = slot->number != 0 ? (gint32) slot->number - 1 : add (self, slot, hashes[l], text);
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
