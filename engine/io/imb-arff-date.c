/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates of ARFF, by the letters of Java's SimpleDateFormat
 * (https://docs.oracle.com/javase/8/docs/api/java/text/SimpleDateFormat.html). The date is only looked at; its text is kept. */
#include "engine/io/imb-arff-date.h"

#include <string.h>

/* Letters whose value is bounded; a letter that is not here may be any number. */
static const struct
{
  char  letter;
  guint least;
  guint most;
} bounds[] = {
  { 'M', 1, 12 },
  { 'd', 1, 31 },
  { 'H', 0, 23 },
  { 'k', 1, 24 },
  { 'K', 0, 11 },
  { 'h', 1, 12 },
  { 'm', 0, 59 },
  { 's', 0, 60 },
};

static gboolean
is_possible (char  letter,
             guint value)
{
  for (guint b = 0; b < G_N_ELEMENTS (bounds); b++)
    if (bounds[b].letter == letter)
      return value >= bounds[b].least && value <= bounds[b].most;
  return TRUE;
}

/* Digits; exactly @width of them when another number follows at once. */
static gboolean
take_number (const char **text,
             char         letter,
             gsize        width,
             gboolean     exact)
{
  guint value = 0;
  gsize n = 0;

  for (; g_ascii_isdigit (**text) && n < (exact ? width : 9); n++)
    value = value * 10 + (guint) g_ascii_digit_value (*(*text)++);
  return n > 0 && (!exact || n == width) && is_possible (letter, value);
}

/* Names of months, days and time zones: whatever is no blank and no punctuation of dates. */
static gboolean
take_name (const char **text,
           const char  *stops)
{
  gsize n = strcspn (*text, stops);

  *text += n;
  return n > 0;
}

static gboolean
take_letters (const char **text,
              char         letter,
              gsize        width,
              gboolean     exact)
{
  if (strchr ("XZz", letter) != NULL)
    return take_name (text, " ,'");
  if (strchr ("EaG", letter) != NULL || (letter == 'M' && width >= 3))
    return take_name (text, " ,'-/0123456789");
  return take_number (text, letter, width, exact);
}

/* 'T', or '' for the quote itself, which also stands for one inside quotes. */
static gboolean
take_literal (const char **format,
              const char **text)
{
  if ((*format)[1] == '\'')
    {
      *format += 2;
      return *(*text)++ == '\'';
    }
  for (++*format; **format != '\0'; ++*format, ++*text)
    {
      if (**format == '\'' && (*format)[1] != '\'')
        {
          ++*format;
          return TRUE;
        }
      *format += **format == '\'';
      if (**text != **format)
        return FALSE;
    }
  return TRUE;
}

gboolean
imb_arff_date_fits (const char *format,
                    const char *text)
{
  while (*format != '\0')
    {
      char letter = *format;

      if (letter == '\'')
        {
          if (*text == '\0' || !take_literal (&format, &text))
            return FALSE;
        }
      else if (g_ascii_isalpha (letter))
        {
          gsize width = 0;

          for (; *format == letter; format++)
            width++;
          if (!take_letters (&text, letter, width, g_ascii_isalpha (*format)))
            return FALSE;
        }
      else if (*text++ != *format++)
        return FALSE;
    }
  return *text == '\0';
}
