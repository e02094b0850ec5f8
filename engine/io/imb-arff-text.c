/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines, comments and values of ARFF text. What Weka's tokenizer does, less strict in two places: an unquoted value may
 * hold quotes, percent signs and backslashes inside, and a doubled quote is one. */
#include "engine/io/imb-arff-text.h"

#include <string.h>

#include "engine/data/imb-number.h"

static const guint8 stop_of[256] = {
  [' '] = IMB_ARFF_AT_BLANK,
  ['\t'] = IMB_ARFF_AT_TAB,
  [','] = IMB_ARFF_AT_COMMA,
  ['{'] = IMB_ARFF_AT_OPEN,
  ['}'] = IMB_ARFF_AT_CLOSE,
};

gboolean
imb_arff_is_blank (char c)
{
  return c == ' ' || c == '\t';
}

const char *
imb_arff_skip_blanks (const char *p,
                      const char *end)
{
  while (p < end && imb_arff_is_blank (*p))
    p++;
  return p;
}

gsize
imb_arff_line_end (const char *text,
                   gsize       length,
                   gsize       at,
                   gsize      *next)
{
  gsize n = at;

  while (n < length && text[n] != '\n' && text[n] != '\r')
    n++;
  *next = MIN (length, n + 1);
  if (n + 1 < length && text[n] == '\r' && text[n + 1] == '\n')
    *next = n + 2;
  while (n > at && imb_arff_is_blank (text[n - 1]))
    n--;
  return n;
}

const char *
imb_arff_comment (const char *p,
                  const char *end)
{
  gboolean fresh = TRUE; /* a value may begin here */
  char     quote = '\0';

  if (p == end || memchr (p, '%', (gsize) (end - p)) == NULL)
    return end;
  for (; p < end; p++)
    {
      if (quote != '\0')
        {
          p += *p == '\\';
          if (p < end && *p == quote)
            quote = '\0';
          continue;
        }
      if (fresh && *p == '%')
        return p;
      if (fresh && (*p == '\'' || *p == '"'))
        quote = *p;
      fresh = stop_of[(guchar) *p] != 0;
    }
  return end;
}

static const char *
trim_end (const char *p,
          const char *end)
{
  while (end > p && imb_arff_is_blank (end[-1]))
    end--;
  return end;
}

const char *
imb_arff_row_end (const char *p,
                  const char *end)
{
  return trim_end (p, imb_arff_comment (p, end));
}

#define LONGEST_WEIGHT 64 /* bytes; a sparse row of thousands is not searched through for another brace */

gboolean
imb_arff_take_weight (const char  *p,
                      const char **end,
                      const char **weight,
                      gsize       *n)
{
  const char *open = *end, *close;
  double      value;

  if (*end - p < 4 || (*end)[-1] != '}')
    return FALSE;
  close = *end - 1;
  for (open = close; open > p && *open != '{' && close - open < LONGEST_WEIGHT;)
    open--;
  if (open == p || *open != '{' || (stop_of[(guchar) open[-1]] & (IMB_ARFF_AT_BLANK | IMB_ARFF_AT_TAB | IMB_ARFF_AT_COMMA | IMB_ARFF_AT_CLOSE)) == 0)
    return FALSE;
  *weight = imb_arff_skip_blanks (open + 1, close);
  *n = (gsize) (trim_end (*weight, close) - *weight);
  if (*n == 0 || imb_parse_number (*weight, *n, '.', &value) == IMB_NUMBER_NO)
    return FALSE;

  *end = trim_end (p, open);
  if (*end > p && (*end)[-1] == ',')
    *end = trim_end (p, *end - 1);
  return TRUE;
}

/* What stands behind a backslash, into @out. Returns how many bytes that makes. */
static gsize
take_escape (const char **p,
             const char  *end,
             char        *out)
{
  gunichar c = 0;
  gsize    n = 0;

  switch (**p)
    {
    case 'n':
      *out = '\n';
      return 1;
    case 't':
      *out = '\t';
      return 1;
    case 'r':
      *out = '\r';
      return 1;
    case 'u':
      while (n < 4 && *p + n + 1 < end && g_ascii_isxdigit ((*p)[n + 1]))
        c = c * 16 + (gunichar) g_ascii_xdigit_value ((*p)[++n]);
      if (n == 4 && c != 0 && g_unichar_validate (c))
        {
          *p += 4;
          return (gsize) g_unichar_to_utf8 (c, out); /* at most 3 bytes for 6 read */
        }
      break;
    default:
      break;
    }
  *out = **p;
  return 1;
}

static ImbArffValue
take_quoted (const char **p,
             const char  *end,
             char        *out,
             gsize       *n)
{
  char quote = *(*p)++;

  *n = 0;
  for (; *p < end; ++*p)
    {
      if (**p == quote)
        {
          if (*p + 1 == end || (*p)[1] != quote)
            {
              ++*p;
              out[*n] = '\0';
              return IMB_ARFF_QUOTED;
            }
          ++*p;
        }
      else if (**p == '\\' && *p + 1 < end)
        {
          ++*p;
          *n += take_escape (p, end, out + *n);
          continue;
        }
      out[(*n)++] = **p;
    }
  out[*n] = '\0';
  return IMB_ARFF_NOT_CLOSED;
}

ImbArffValue
imb_arff_take_value (const char **p,
                     const char  *end,
                     guint        stops,
                     char        *out,
                     gsize       *n)
{
  const char *start = imb_arff_skip_blanks (*p, end);
  const char *stop;

  *p = start;
  if (start < end && (*start == '\'' || *start == '"'))
    return take_quoted (p, end, out, n);

  while (*p < end && (stop_of[(guchar) * *p] & stops) == 0)
    ++*p;
  for (stop = *p; stop > start && imb_arff_is_blank (stop[-1]); stop--)
    ;
  *n = (gsize) (stop - start);
  memcpy (out, start, *n);
  out[*n] = '\0';
  return IMB_ARFF_PLAIN;
}
