/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When rows happened: a column of numbers or of dates as a rank for each row. Dates of other forms are refused: 3/4/2024 is two days. */
#include "engine/evaluate/imb-times.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/kernels/imb-sort.h"

static const char *const nicks[] = { "stratified", "group", "time", "holdout", "leave-one-group-out" };

gboolean
imb_split_kind_parse (const char   *text,
                      ImbSplitKind *kind,
                      GError      **error)
{
  g_return_val_if_fail (text != NULL && kind != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (nicks); i++)
    if (g_str_equal (text, nicks[i]))
      {
        *kind = (ImbSplitKind) i;
        return TRUE;
      }
  g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("The split “%s” is not known; write stratified, group, time, holdout or leave-one-group-out."), text);
  return FALSE;
}

const char *
imb_split_kind_nick (ImbSplitKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (nicks), NULL);

  return nicks[kind];
}

/* Seconds since 1970 for an ISO date, alone or with a time of day; NaN for anything else. */
static double
read_date (const char *text)
{
  g_autofree char *full = g_strstrip (g_strdup (text));
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = NULL;

  if (g_utf8_strlen (full, -1) == 10)
    {
      char *date = g_strconcat (full, "T00:00:00", NULL);

      g_free (full);
      full = date;
    }
  else if (strlen (full) > 10 && full[10] == ' ')
    full[10] = 'T';
  if (strlen (full) == 16) /* without seconds */
    {
      char *date = g_strconcat (full, ":00", NULL);

      g_free (full);
      full = date;
    }
  time = g_date_time_new_from_iso8601 (full, utc);
  return time != NULL ? (double) g_date_time_to_unix (time) + g_date_time_get_microsecond (time) / 1e6 : NAN;
}

static double *
read_levels (const ImbColumn *column)
{
  double *seconds = g_new (double, MAX (column->n_levels, 1));

  for (gsize v = 0; v < column->n_levels; v++)
    seconds[v] = read_date (column->levels[v]);
  return seconds;
}

GBytes *
imb_times_new (const ImbProblem *problem,
               gsize             column,
               GError          **error)
{
  const ImbColumn    *from = imb_table_column_at (imb_problem_get_table (problem), column);
  const guint32      *rows = imb_problem_get_rows (problem);
  gsize               n = imb_problem_n_rows (problem), n_known = 0;
  gboolean            is_number = from->kind == IMB_COLUMN_NUMBER;
  g_autofree double  *levels = is_number ? NULL : read_levels (from);
  g_autofree double  *values = g_try_new (double, MAX (n, 1)), *known = g_try_new (double, MAX (n, 1));
  g_autofree guint32 *ranks = g_try_new (guint32, MAX (n, 1));

  if (values == NULL || known == NULL || ranks == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory to sort %zu rows; use fewer of them."), n);
      return NULL;
    }
  for (gsize i = 0; i < n; i++)
    {
      gint32 code = is_number ? 0 : from->codes[rows[i]];

      values[i] = is_number ? from->numbers[rows[i]] : code >= 0 ? levels[code]
                                                                 : NAN;
      if (!isnan (values[i]))
        continue;
      if (!is_number && code >= 0)
        g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("Row %u has “%s” in “%s”, which is no time; write numbers, or dates such as 2024-12-31 or 2024-12-31 23:59:59."), rows[i] + 1, from->levels[code], from->name);
      else
        g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("Row %u has no time in “%s”; fill it in, or order by another column."), rows[i] + 1, from->name);
      return NULL;
    }
  memcpy (known, values, n * sizeof *values);
  qsort (known, n, sizeof *known, imb_compare_doubles);
  for (gsize i = 0; i < n; i++)
    if (n_known == 0 || known[i] != known[n_known - 1])
      known[n_known++] = known[i];
  for (gsize i = 0; i < n; i++)
    ranks[i] = (guint32) ((double *) bsearch (&values[i], known, n_known, sizeof *known, imb_compare_doubles) - known);
  return g_bytes_new_take (g_steal_pointer (&ranks), n * sizeof *ranks);
}
