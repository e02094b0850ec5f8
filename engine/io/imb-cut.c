/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the cells of one row lie. libcsv hands out what the cells say and not where they stand, so this is its automaton once
 * more, without the copying: a quote opens a cell only at its beginning; inside, two are one; one that is followed by
 * neither a delimiter nor the end of the line is a character like others. O(bytes). */
#include "engine/io/imb-cut.h"

#include <string.h>

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t';
}

static gboolean
is_end (char c)
{
  return c == '\n' || c == '\r';
}

static gboolean
is_between (char c,
            char delimiter)
{
  return c == delimiter || (delimiter == ' ' && c == '\t');
}

/* From behind the opening quote to behind the cell. */
static gsize
skip_quoted (const char *text,
             gsize       length,
             gsize       at,
             char        delimiter,
             char        quote)
{
  gboolean may_end = FALSE, blank = FALSE;

  for (; at < length; at++)
    {
      char c = text[at];

      if (may_end && (is_end (c) || is_between (c, delimiter)))
        return at;
      if (c == quote)
        may_end = !may_end || blank;
      else if (!is_blank (c))
        may_end = FALSE;
      blank = may_end && is_blank (c);
    }
  return at;
}

static gsize
skip_cell (const char *text,
           gsize       length,
           gsize       at,
           char        delimiter,
           char        quote)
{
  while (at < length && is_blank (text[at]) && !is_between (text[at], delimiter))
    at++;
  if (at < length && quote != '\0' && text[at] == quote)
    return skip_quoted (text, length, at + 1, delimiter, quote);
  while (at < length && !is_end (text[at]) && !is_between (text[at], delimiter))
    at++;
  return at;
}

gsize
imb_cut_row (const char *text,
             gsize       length,
             char        delimiter,
             char        quote,
             GArray     *cells)
{
  gsize at = 0;

  while (TRUE)
    {
      ImbSpan cell;

      while (delimiter == ' ' && at < length && is_blank (text[at]))
        at++;
      cell.start = at;
      at = skip_cell (text, length, at, delimiter, quote);
      cell.length = at - cell.start;
      if (cells != NULL && (delimiter != ' ' || cell.length > 0))
        g_array_append_val (cells, cell);
      if (at == length || is_end (text[at]))
        return at;
      at++;
    }
}

static void
trim (const char **text,
      gsize       *length)
{
  for (; *length > 0 && is_blank (**text); ++*text)
    --*length;
  while (*length > 0 && is_blank ((*text)[*length - 1]))
    --*length;
}

gboolean
imb_span_says (const char     *text,
               gsize           length,
               char            quote,
               const ImbField *field,
               char           *scratch)
{
  gsize n = 0;

  trim (&text, &length);
  if (quote != '\0' && length >= 2 && *text == quote && text[length - 1] == quote)
    {
      for (gsize i = 1; i + 1 < length; i++)
        {
          scratch[n++] = text[i];
          i += text[i] == quote && text[i + 1] == quote && i + 2 < length;
        }
      text = scratch;
      length = n;
      trim (&text, &length);
    }
  return length == field->length && memcmp (text, field->text, length) == 0;
}
