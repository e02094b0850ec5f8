/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparing texts where they are is a cache miss each time. Here eight bytes of each text at a time are a number; the numbers are sorted
 * (by their bytes from the last to the first, LSD radix; few by insertion), and only texts that agree in them are looked at again. */
#include "engine/kernels/imb-sort-texts.h"

#include <string.h>

#define WIDTH    8  /* bytes in a key */
#define FEW      48 /* are sorted by insertion */
#define ASK_FROM 4096
#define AHEAD    8 /* items whose texts are fetched before they are needed */

typedef struct
{
  guint64 key; /* WIDTH bytes of the text, the first one highest; after its end zeros */
  guint32 text;
} Item;

typedef struct
{
  const char *const *texts;
  Item              *spare; /* as many as there are texts */
  ImbJob            *job;
} Sorting;

static guint64
load_key (const char *text)
{
  guint64 key = 0;

  for (guint b = 0; b < WIDTH; b++)
    {
      key |= (guint64) (guchar) text[b] << (8 * (WIDTH - 1 - b));
      if (text[b] == '\0')
        break;
    }
  return key;
}

static void
sort_few (Item   *items,
          guint32 n)
{
  for (guint32 i = 1; i < n; i++)
    {
      Item    item = items[i];
      guint32 k = i;

      for (; k > 0 && items[k - 1].key > item.key; k--)
        items[k] = items[k - 1];
      items[k] = item;
    }
}

/* Not inlined: what it keeps on the stack would be there once per recursion. */
static G_GNUC_NO_INLINE void
sort_many (Item   *items,
           Item   *spare,
           guint32 n)
{
  guint32 counts[WIDTH][256] = { 0 };
  Item   *from = items, *to = spare;

  for (guint32 i = 0; i < n; i++)
    for (guint b = 0; b < WIDTH; b++)
      counts[b][items[i].key >> (8 * b) & 0xff]++;

  for (guint b = 0; b < WIDTH; b++)
    {
      guint32 place = 0;
      Item   *swap = from;

      if (counts[b][from[0].key >> (8 * b) & 0xff] == n)
        continue;
      for (guint v = 0; v < 256; v++)
        {
          guint32 count = counts[b][v];

          counts[b][v] = place;
          place += count;
        }
      for (guint32 i = 0; i < n; i++)
        to[counts[b][from[i].key >> (8 * b) & 0xff]++] = from[i];
      from = to;
      to = swap;
    }
  if (from != items)
    memcpy (items, from, n * sizeof *items);
}

/* Items whose texts agree in the first @depth bytes, none of which is NUL. */
static gboolean
sort_items (const Sorting *sorting,
            Item          *items,
            guint32        n,
            gsize          depth,
            GError       **error)
{
  guint32  start = 0;
  gboolean alike;

  do /* what all texts begin with takes no recursion */
    {
      if (n >= ASK_FROM && !imb_job_step (sorting->job, 0, 0, error))
        return FALSE;
      alike = TRUE;
      for (guint32 i = 0; i < n; i++)
        {
          if (i + 2 * AHEAD < n)
            __builtin_prefetch (&sorting->texts[items[i + 2 * AHEAD].text]);
          if (i + AHEAD < n)
            __builtin_prefetch (sorting->texts[items[i + AHEAD].text] + depth);
          items[i].key = load_key (sorting->texts[items[i].text] + depth);
          alike = alike && items[i].key == items[0].key && (items[i].key & 0xff) != 0;
        }
      depth += WIDTH;
    }
  while (alike && n > 1);
  if (n <= FEW)
    sort_few (items, n);
  else
    sort_many (items, sorting->spare, n);

  for (guint32 i = 1; i <= n; i++)
    {
      if (i < n && items[i].key == items[start].key)
        continue;
      if (i - start > 1 && (items[start].key & 0xff) != 0 && !sort_items (sorting, items + start, i - start, depth, error))
        return FALSE;
      start = i;
    }
  return TRUE;
}

gboolean
imb_sort_texts (const char *const *texts,
                guint32            n,
                guint32           *order,
                ImbJob            *job,
                GError           **error)
{
  g_autofree Item *items = g_new (Item, MAX (1, n));
  g_autofree Item *spare = g_new (Item, MAX (1, n));
  Sorting          sorting = { texts, spare, job };

  for (guint32 i = 0; i < n; i++)
    items[i].text = i;
  if (!sort_items (&sorting, items, n, 0, error))
    return FALSE;
  for (guint32 i = 0; i < n; i++)
    order[i] = items[i].text;
  return TRUE;
}
