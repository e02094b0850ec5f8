/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/data/imb-texts.h"

struct _ImbTexts
{
  ImbTexts *next;
  char      bytes[];
};

char *
imb_texts_prepend (ImbTexts **self,
                   gsize      n)
{
  ImbTexts *piece = g_malloc (sizeof *piece + n);

  piece->next = *self;
  *self = piece;
  return piece->bytes;
}

void
imb_texts_join (ImbTexts **self,
                ImbTexts  *other)
{
  while (*self != NULL)
    self = &(*self)->next;
  *self = other;
}

void
imb_texts_free (ImbTexts *self)
{
  while (self != NULL)
    {
      ImbTexts *next = self->next;

      g_free (self);
      self = next;
    }
}
