/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the kernel that were worked out already. Rows that become narrower move together in their one block. */
#include "engine/kernels/imb-smo-cache.h"

#include <string.h>

#include "engine/core/imb-matrix.h"

#define NONE IMB_SMO_NONE

gboolean
imb_smo_cache_init (ImbSmoCache *self,
                    gsize        n,
                    gsize        width,
                    gsize        bytes)
{
  const gsize most = MAX (n, 2);

  self->n_numbers = MIN (MAX (bytes / (width * sizeof (double)), 2), most) * width;
  self->rows = imb_block_new_unset (self->n_numbers);
  self->slot_of = g_try_new (guint32, most);
  self->row_of = g_try_new (guint32, most);
  self->newer = g_try_new (guint32, most);
  self->older = g_try_new (guint32, most);
  if (self->rows == NULL || self->slot_of == NULL || self->row_of == NULL || self->newer == NULL || self->older == NULL)
    return FALSE;
  imb_smo_cache_reset (self, n, width);
  return TRUE;
}

void
imb_smo_cache_clear (ImbSmoCache *self)
{
  imb_block_free (self->rows, self->n_numbers);
  g_free (self->slot_of);
  g_free (self->row_of);
  g_free (self->newer);
  g_free (self->older);
}

void
imb_smo_cache_reset (ImbSmoCache *self,
                     gsize        n,
                     gsize        width)
{
  self->width = width;
  self->n_slots = (guint32) MIN (self->n_numbers / width, MAX (n, 2));
  self->n_used = 0;
  self->newest = self->oldest = NONE;
  memset (self->slot_of, 0xff, n * sizeof *self->slot_of);
}

static void
leave (ImbSmoCache *self,
       guint32      slot)
{
  guint32 newer = self->newer[slot], older = self->older[slot];

  *(newer != NONE ? &self->older[newer] : &self->newest) = older;
  *(older != NONE ? &self->newer[older] : &self->oldest) = newer;
}

static void
push (ImbSmoCache *self,
      guint32      slot)
{
  self->newer[slot] = NONE;
  self->older[slot] = self->newest;
  *(self->newest != NONE ? &self->newer[self->newest] : &self->oldest) = slot;
  self->newest = slot;
}

double *
imb_smo_cache_place (ImbSmoCache *self,
                     guint32      i,
                     gboolean    *is_there)
{
  guint32 slot = self->slot_of[i];

  *is_there = slot != NONE;
  if (slot != NONE)
    leave (self, slot);
  else if (self->n_used < self->n_slots)
    slot = self->n_used++;
  else
    {
      slot = self->oldest;
      leave (self, slot);
      self->slot_of[self->row_of[slot]] = NONE;
    }
  self->slot_of[i] = slot;
  self->row_of[slot] = i;
  push (self, slot);
  return self->rows + slot * self->width;
}

/* The kept rows from the oldest on, by the numbers they had; how many. */
static guint32
list_rows (const ImbSmoCache *self,
           guint32           *rows)
{
  guint32 n = 0;

  for (guint32 slot = self->oldest; slot != NONE; slot = self->newer[slot])
    rows[n++] = self->row_of[slot];
  return n;
}

/* The numbers that stay of one row; what is written was read before. */
static void
narrow_row (const double  *from,
            const guint32 *stay,
            gsize          n_stay,
            gsize          width,
            double        *to)
{
  for (gsize t = 0; t < n_stay; t++)
    to[t] = from[stay[t]];
  for (gsize t = n_stay; t < width; t++)
    to[t] = 0.0;
}

gboolean
imb_smo_cache_narrow (ImbSmoCache   *self,
                      const guint32 *stay,
                      gsize          n_stay,
                      gsize          width,
                      ImbJob        *job,
                      GError       **error)
{
  const guint32       n_old = self->n_used;
  g_autofree guint32 *listed = g_new (guint32, MAX (n_old, 1)); /* by age */
  g_autofree guint32 *moved = g_new (guint32, MAX (n_old, 1));  /* of slots: the new slot */
  g_autofree guint32 *slots = g_new (guint32, MAX (n_old, 1));  /* by age */
  const guint32       n_listed = list_rows (self, listed);
  const gsize         old_width = self->width;
  g_autofree guint32 *number_of = NULL; /* of the old slots' rows */
  guint32             n_moved = 0;

  number_of = g_new (guint32, MAX (n_old, 1));
  memset (number_of, 0xff, n_old * sizeof *number_of);
  for (gsize t = 0; t < n_stay; t++)
    if (self->slot_of[stay[t]] != NONE)
      number_of[self->slot_of[stay[t]]] = (guint32) t;
  for (guint32 age = 0; age < n_listed; age++)
    slots[age] = self->slot_of[listed[age]];

  imb_smo_cache_reset (self, n_stay, width);
  for (guint32 slot = 0; slot < n_old; slot++)
    {
      if (number_of[slot] == NONE)
        continue;
      if (!imb_job_step (job, 0, 0, error))
        return FALSE;
      narrow_row (self->rows + slot * old_width, stay, n_stay, width, self->rows + n_moved * width);
      moved[slot] = n_moved++;
    }
  self->n_used = n_moved;
  for (guint32 age = 0; age < n_listed; age++)
    if (number_of[slots[age]] != NONE)
      {
        const guint32 slot = moved[slots[age]];

        self->slot_of[number_of[slots[age]]] = slot;
        self->row_of[slot] = number_of[slots[age]];
        push (self, slot);
      }
  return TRUE;
}
