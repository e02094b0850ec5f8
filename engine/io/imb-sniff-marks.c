/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which character is the quote and which begins a comment. A single quote is meant as one when fields begin and end
 * with it about equally often and no field has double quotes: an apostrophe stands inside words. O(bytes). */
#include <string.h>

#include "engine/io/imb-sniff.h"

#define FEWEST_FIELDS 2

/* Where a field may begin or end; not at a blank, where words do. */
static gboolean
is_edge (char c)
{
  return c == ',' || c == ';' || c == '\t' || c == '|' || c == '\n' || c == '\r';
}

/* The nearest byte before or behind @at (by @step) that is no blank; a line end beyond the text. */
static char
neighbour (const char *text,
           gsize       length,
           gsize       at,
           int         step)
{
  do
    {
      if (step < 0 ? at == 0 : at + 1 >= length)
        return '\n';
      at = step < 0 ? at - 1 : at + 1;
    }
  while (text[at] == ' ');
  return text[at];
}

static void
count_edges (const char *text,
             gsize       length,
             char        quote,
             gsize      *n_first,
             gsize      *n_last)
{
  const char *at = text;

  *n_first = *n_last = 0;
  while ((at = memchr (at, quote, length - (gsize) (at - text))) != NULL)
    {
      gsize i = (gsize) (at - text);

      *n_first += is_edge (neighbour (text, length, i, -1));
      *n_last += is_edge (neighbour (text, length, i, 1));
      at++;
    }
}

static char
guess_quote (const char *text,
             gsize       length)
{
  gsize n_first, n_last, n_double_first, n_double_last;

  count_edges (text, length, '\'', &n_first, &n_last);
  if (MIN (n_first, n_last) < FEWEST_FIELDS || MAX (n_first, n_last) - MIN (n_first, n_last) > n_first / 10)
    return '"';
  count_edges (text, length, '"', &n_double_first, &n_double_last);
  return MIN (n_double_first, n_double_last) == 0 ? '\'' : '"';
}

/* "%" only where the text begins with a line that cannot be data. */
static char
guess_comment (const char *text,
               gsize       length)
{
  return length > 2 && text[0] == '%' && (text[1] == ' ' || text[1] == '%') ? '%' : '#';
}

ImbCsvMarks
imb_sniff_marks (const char           *text,
                 gsize                 length,
                 const ImbReadOptions *options)
{
  ImbCsvMarks marks = { options->delimiter, options->quote, options->comment };

  if (marks.quote == '\0')
    marks.quote = guess_quote (text, length);
  if (marks.comment == '\0')
    marks.comment = guess_comment (text, length);
  if (marks.quote == IMB_READ_NONE)
    marks.quote = '\0';
  if (marks.comment == IMB_READ_NONE)
    marks.comment = '\0';
  return marks;
}

gboolean
imb_sniff_hash_first (const char           *text,
                      gsize                 length,
                      const ImbReadOptions *options)
{
  if (options->comment != '\0' || options->header < 0 || length == 0 || *text != '#')
    return FALSE;

  for (gsize i = 1; i < length; i++)
    if (text[i] == '#' && (text[i - 1] == '\n' || text[i - 1] == '\r'))
      return FALSE;
  return TRUE;
}
