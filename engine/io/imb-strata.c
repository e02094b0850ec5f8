/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Threads number the classes as they meet them, so the numbers are given anew, by the first row of each, before anything depends on them.
 * Then rows are taken as in imb-sample.c, each class by its own count. O(rows). */
#include "engine/io/imb-strata.h"

#include <string.h>

#include "engine/core/imb-rng.h"
#include "engine/io/imb-levels.h"

#define STEP         ((gsize) 1 << 18) /* rows between two looks at the job */
#define LEAST_ROWS   2                 /* of a class: one to learn from, one to test on */
#define NOT_NUMBERED 255

typedef enum
{
  FINE,
  TOO_MANY,
  NO_MEMORY,
} Failure;

struct _ImbStrataLane
{
  ImbStrata *strata;
  ImbLevels *levels;
  guint8     classes[IMB_STRATA_MOST]; /* of its levels */
  guint      n;
};

struct _ImbStrata
{
  gsize      column;
  GMutex     lock;
  ImbLevels *levels;  /* of all lanes */
  GPtrArray *lanes;   /* of ImbStrataLane */
  guint8    *classes; /* (array length=n_room): of the rows */
  gsize      n_room;
  gint       failed; /* atomic; a Failure */
};

/* The rows of the classes: how many there are, and how many are wanted. */
typedef struct
{
  gsize n[IMB_STRATA_MOST];
  gsize wanted[IMB_STRATA_MOST];
  guint n_classes;
} Shares;

static void
free_lane (gpointer data)
{
  ImbStrataLane *self = data;

  imb_levels_free (self->levels);
  g_free (self);
}

ImbStrata *
imb_strata_new (gsize column)
{
  ImbStrata *self = g_new0 (ImbStrata, 1);

  self->column = column;
  self->levels = imb_levels_new ();
  self->lanes = g_ptr_array_new_with_free_func (free_lane);
  g_mutex_init (&self->lock);
  return self;
}

void
imb_strata_free (ImbStrata *self)
{
  if (self == NULL)
    return;

  imb_levels_free (self->levels);
  g_ptr_array_unref (self->lanes);
  g_mutex_clear (&self->lock);
  g_free (self->classes);
  g_free (self);
}

gsize
imb_strata_get_column (const ImbStrata *self)
{
  return self->column;
}

gboolean
imb_strata_are_known (const ImbStrata *self)
{
  return self != NULL && g_atomic_int_get (&self->failed) == FINE;
}

gboolean
imb_strata_lack_memory (const ImbStrata *self)
{
  return g_atomic_int_get (&self->failed) == NO_MEMORY;
}

void
imb_strata_make_room (ImbStrata *self,
                      gsize      n_rows)
{
  guint8 *grown;

  if (n_rows <= self->n_room || !imb_strata_are_known (self))
    return;

  n_rows = MAX (n_rows, self->n_room + self->n_room / 2);
  grown = g_try_realloc (self->classes, n_rows);
  if (grown == NULL)
    {
      g_atomic_int_set (&self->failed, NO_MEMORY);
      return;
    }
  memset (grown + self->n_room, 0, n_rows - self->n_room);
  self->classes = grown;
  self->n_room = n_rows;
}

void
imb_strata_restart (ImbStrata *self,
                    gsize      n_rows)
{
  imb_levels_free (self->levels);
  self->levels = imb_levels_new ();
  g_ptr_array_set_size (self->lanes, 0);
  g_clear_pointer (&self->classes, g_free);
  self->n_room = 0;
  g_atomic_int_set (&self->failed, FINE);
  imb_strata_make_room (self, MAX (n_rows, 1));
}

ImbStrataLane *
imb_strata_add_lane (ImbStrata *self)
{
  ImbStrataLane *lane = g_new0 (ImbStrataLane, 1);

  lane->strata = self;
  lane->levels = imb_levels_new ();
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->lanes, lane);
  g_mutex_unlock (&self->lock);
  return lane;
}

/* A text that the lane did not have before. FALSE: it is one too many. */
static gboolean
number_class (ImbStrataLane *lane,
              const char    *text,
              gsize          length)
{
  ImbStrata *self = lane->strata;
  gint32 class;

  g_mutex_lock (&self->lock);
  class = imb_levels_code (self->levels, text, length);
  g_mutex_unlock (&self->lock);
  if (class >= IMB_STRATA_MOST)
    {
      g_atomic_int_set (&self->failed, TOO_MANY);
      return FALSE;
    }
  lane->classes[lane->n++] = (guint8) class;
  return TRUE;
}

static void
put_text (ImbStrataLane *lane,
          const char    *text,
          gsize          length,
          gsize          row)
{
  ImbStrata *self = lane->strata;
  gint32     level;

  if (row >= self->n_room || !imb_strata_are_known (self))
    return;
  level = imb_levels_code (lane->levels, text, length);
  if ((guint) level < lane->n || number_class (lane, text, length))
    self->classes[row] = lane->classes[level];
}

void
imb_strata_put (ImbStrataLane  *lane,
                const ImbField *fields,
                gsize           n_fields,
                gsize           row)
{
  gsize j = lane->strata->column;

  if (j < n_fields)
    put_text (lane, fields[j].text, fields[j].length, row);
  else
    put_text (lane, "", 0, row);
}

void
imb_strata_put_column (ImbStrata       *self,
                       const ImbColumn *column,
                       gsize            n_rows)
{
  ImbStrataLane *lane;

  imb_strata_restart (self, n_rows);
  lane = imb_strata_add_lane (self);
  for (gsize i = 0; i < n_rows && imb_strata_are_known (self); i++)
    {
      char        buffer[32];
      const char *text = "";

      if (column->kind == IMB_COLUMN_NUMBER)
        text = imb_format_number (column->numbers[i], buffer);
      else if (column->codes[i] >= 0)
        text = column->levels[column->codes[i]];
      put_text (lane, text, strlen (text), i);
    }
}

void
imb_strata_move (ImbStrata *self,
                 gsize      from,
                 gsize      to,
                 gsize      n)
{
  if (imb_strata_are_known (self) && from < self->n_room)
    memmove (self->classes + to, self->classes + from, MIN (n, self->n_room - from));
}

/* Classes get their numbers in the order of their first rows. */
static gboolean
count_classes (ImbStrata *self,
               gsize      n,
               Shares    *shares,
               ImbJob    *job,
               GError   **error)
{
  guint8 number[IMB_STRATA_MOST + 1];

  memset (number, NOT_NUMBERED, sizeof number);
  for (gsize i = 0; i < n; i++)
    {
      guint8 class = self->classes[i];

      if (i % STEP == 0 && !imb_job_step (job, 0, 0, error))
        return FALSE;
      if (number[class] == NOT_NUMBERED)
        number[class] = (guint8) shares->n_classes++;
      self->classes[i] = number[class];
      shares->n[number[class]]++;
    }
  return TRUE;
}

static gsize
least_of (const Shares *shares,
          guint         c,
          gsize         least)
{
  return MIN (shares->n[c], least);
}

/* How many rows every class may have at least. */
static gsize
find_least (const Shares *shares,
            gsize         n_wanted)
{
  gsize least = LEAST_ROWS;

  for (gsize sum = G_MAXSIZE; least > 0 && sum > n_wanted; least -= sum > n_wanted ? 1 : 0)
    {
      sum = 0;
      for (guint c = 0; c < shares->n_classes; c++)
        sum += least_of (shares, c, least);
    }
  return least;
}

/* Exactly @n_wanted in all: by turns to the class that is furthest below its share, or from the one furthest above. */
static void
share_out (Shares *shares,
           gsize   n,
           gsize   n_wanted)
{
  gsize least = find_least (shares, n_wanted);
  gsize sum = 0;

  for (guint c = 0; c < shares->n_classes; c++)
    {
      gsize share = (gsize) ((double) shares->n[c] / (double) n * (double) n_wanted);

      shares->wanted[c] = CLAMP (share, least_of (shares, c, least), shares->n[c]);
      sum += shares->wanted[c];
    }
  while (sum != n_wanted)
    {
      double sign = sum < n_wanted ? 1 : -1;
      double largest = -G_MAXDOUBLE;
      guint  best = 0;

      for (guint c = 0; c < shares->n_classes; c++)
        {
          double lack = sign * ((double) shares->n[c] / (double) n * (double) n_wanted - (double) shares->wanted[c]);

          if (lack > largest && (sign > 0 ? shares->wanted[c] < shares->n[c] : shares->wanted[c] > least_of (shares, c, least)))
            {
              largest = lack;
              best = c;
            }
        }
      shares->wanted[best] += sum < n_wanted ? 1 : (gsize) -1;
      sum += sum < n_wanted ? 1 : (gsize) -1;
    }
}

gboolean
imb_strata_choose (ImbStrata *self,
                   gsize      n_in_file,
                   gsize      n_wanted,
                   guint32    seed,
                   gsize     *rows,
                   ImbJob    *job,
                   GError   **error)
{
  Shares shares = { .n_classes = 0 };
  gsize  n_taken = 0;
  ImbRng rng;

  g_return_val_if_fail (n_wanted <= n_in_file && n_in_file <= self->n_room, FALSE);

  if (!count_classes (self, n_in_file, &shares, job, error))
    return FALSE;
  share_out (&shares, n_in_file, n_wanted);
  imb_rng_init (&rng, seed);
  for (gsize i = 0; i < n_in_file && n_taken < n_wanted; i++)
    {
      guint8 class = self->classes[i];

      if (i % STEP == 0 && !imb_job_step (job, 0, 0, error))
        return FALSE;
      if (imb_rng_double (&rng) * (double) shares.n[class]-- >= (double) shares.wanted[class])
        continue;
      shares.wanted[class]--;
      rows[n_taken++] = i;
    }
  return TRUE;
}
