/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates in spreadsheets are numbers of days that a format shows as dates (ECMA-376 part 1, 18.8.30 and 18.17.4). In the count from 1900
 * that year is a leap year, by an old mistake: number 60 is a day that never was. */
#include <math.h>
#include <string.h>

#include "engine/io/imb-sheet.h"

#define DAY_S      86400
#define MOST_DAYS  2958466 /* the year 10000 */
#define LEAP_DAY   60      /* 1900-02-29 */
#define EPOCH_1900 693594  /* 1899-12-30 as GLib's Julian day */
#define EPOCH_1904 695056  /* 1904-01-01 */

/* Behind "[": h, m and s in brackets count up without end, as durations; all else is a colour or a country. */
static gboolean
is_duration (const char *format)
{
  gsize n = strspn (format, "hmsHMS");

  return n > 0 && format[n] == ']';
}

ImbSheetKind
imb_sheet_kind (const char *format)
{
  gboolean day = FALSE, month = FALSE, time = FALSE;

  for (const char *p = format; *p != '\0' && *p != ';'; p++)
    {
      char c = g_ascii_tolower (*p);

      if (c == '[' && is_duration (p + 1))
        return IMB_SHEET_NUMBER;
      if (c == '"' || c == '[')
        {
          p = strchr (p + 1, c == '[' ? ']' : '"');
          if (p == NULL)
            break;
          continue;
        }
      if ((c == '\\' || c == '_' || c == '*') && p[1] != '\0')
        {
          p++;
          continue;
        }
      day = day || c == 'y' || c == 'd';
      month = month || c == 'm';
      time = time || c == 'h' || c == 's';
    }
  if (day && time)
    return IMB_SHEET_DATE_TIME;
  if (time)
    return IMB_SHEET_TIME;
  return day || month ? IMB_SHEET_DATE : IMB_SHEET_NUMBER;
}

char *
imb_sheet_dup_date (double       serial,
                    ImbSheetKind kind,
                    gboolean     from_1904)
{
  double whole = floor (serial);
  double ms = round ((serial - whole) * DAY_S * 1000);
  GDate  date;
  guint  second;
  char   day[11] = "", time[16] = "";

  if (!(serial >= 0 && serial < MOST_DAYS) || kind == IMB_SHEET_NUMBER || (kind == IMB_SHEET_TIME && serial >= 1))
    return NULL;
  if (ms >= DAY_S * 1000.0 && kind != IMB_SHEET_TIME)
    {
      whole += 1;
      ms = 0;
    }
  if (!from_1904 && whole == LEAP_DAY && kind != IMB_SHEET_TIME)
    return NULL;

  second = (guint) (ms / 1000);
  if (fmod (ms, 1000) > 0)
    g_snprintf (time, sizeof time, "%02u:%02u:%02u.%03u", second / 3600 % 24, second / 60 % 60, second % 60, (guint) fmod (ms, 1000));
  else
    g_snprintf (time, sizeof time, "%02u:%02u:%02u", second / 3600 % 24, second / 60 % 60, second % 60);
  if (kind == IMB_SHEET_TIME)
    return g_strdup (time);

  g_date_clear (&date, 1);
  g_date_set_julian (&date, (guint32) whole + (from_1904 ? EPOCH_1904 : EPOCH_1900 + (whole < LEAP_DAY)));
  g_snprintf (day, sizeof day, "%04u-%02u-%02u", g_date_get_year (&date), g_date_get_month (&date), g_date_get_day (&date));
  return kind == IMB_SHEET_DATE && ms == 0 ? g_strdup (day) : g_strconcat (day, " ", time, NULL);
}
