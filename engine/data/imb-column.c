/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one column holds: its counts, its range, and what its values look like. O(rows); O(bytes) for the order of
 * the levels, O(levels log levels) where they are numbers. */
#include "engine/data/imb-column.h"

#include <math.h>
#include <string.h>

#include "engine/core/imb-clones.h"
#include "engine/data/imb-number.h"
#include "engine/kernels/imb-distinct.h"
#include "engine/kernels/imb-sort-texts.h"

#define FEWEST_FOR_IDENTIFIER 20
#define MANY_ROWS             1000
#define LONG_TEXT             80 /* bytes */
#define MEAN_BLOCK            1024
#define AHEAD                 8    /* levels that are fetched before they are needed */
#define JOB_BLOCK             8192 /* rows between two questions to the job */

typedef struct
{
  const char *label;
  double      number;
  guint32     code;
} Level;

static int
compare_numbers (const void *a,
                 const void *b)
{
  const Level *first = a, *second = b;

  if (first->number != second->number)
    return first->number < second->number ? -1 : 1;
  return strcmp (first->label, second->label);
}

/* The levels in the order of their numbers. FALSE: one is none. */
static gboolean
order_numbers (const ImbColumn *self,
               guint32         *order)
{
  g_autofree Level *levels = NULL;

  for (guint l = 0; l < self->n_levels; l++)
    {
      const char   *label = self->levels[l];
      double        number;
      ImbNumberText is = imb_parse_number (label, strlen (label), '.', &number);

      if (is != IMB_NUMBER_YES && is != IMB_NUMBER_WIDE)
        return FALSE;
      if (levels == NULL)
        levels = g_new (Level, self->n_levels);
      levels[l] = (Level){ label, number, l };
    }
  if (self->n_levels > 1)
    qsort (levels, self->n_levels, sizeof *levels, compare_numbers);
  for (guint l = 0; l < self->n_levels; l++)
    order[l] = levels[l].code;
  return TRUE;
}

gboolean
imb_column_order_levels (const ImbColumn *self,
                         guint32         *order,
                         ImbJob          *job,
                         GError         **error)
{
  return order_numbers (self, order) || imb_sort_texts ((const char *const *) self->levels, self->n_levels, order, job, error);
}

static gboolean
sort_levels (ImbColumn *self,
             gsize      n_rows,
             ImbJob    *job,
             GError   **error)
{
  g_autofree guint32 *order = g_new (guint32, MAX (1, self->n_levels));
  gboolean            in_order = TRUE;

  if (!imb_column_order_levels (self, order, job, error))
    return FALSE;
  for (guint l = 0; l < self->n_levels; l++)
    in_order = in_order && order[l] == l;
  if (in_order)
    return TRUE;

  g_autofree gint32 *moved = g_new (gint32, self->n_levels);
  char             **sorted = g_new (char *, self->n_levels);
  for (guint l = 0; l < self->n_levels; l++)
    {
      moved[order[l]] = (gint32) l;
      sorted[l] = self->levels[order[l]];
    }
  g_free (self->levels);
  self->levels = sorted;
  for (gsize i = 0; i < n_rows; i++)
    {
      if (i % JOB_BLOCK == 0 && !imb_job_step (job, 0, 0, error))
        return FALSE;
      if (self->codes[i] >= 0)
        self->codes[i] = moved[self->codes[i]];
    }
  return TRUE;
}

/* Added up in blocks, each in order: exact enough for millions of rows, and the same everywhere. */
static gboolean
sum_finite (const double *numbers,
            gsize         n_rows,
            double        factor,
            double       *sum,
            ImbJob       *job,
            GError      **error)
{
  *sum = 0.0;
  for (gsize at = 0; at < n_rows; at += MEAN_BLOCK)
    {
      double part = 0.0;

      if (at % JOB_BLOCK == 0 && !imb_job_step (job, 0, 0, error))
        return FALSE;
      for (gsize i = at; i < MIN (at + MEAN_BLOCK, n_rows); i++)
        part += isfinite (numbers[i]) ? numbers[i] * factor : 0.0;
      *sum += part;
    }
  return TRUE;
}

/* When the sum overflows, the numbers are made smaller before they are added. */
static gboolean
average_finite (const double *numbers,
                gsize         n_rows,
                gsize         n_finite,
                double       *mean,
                ImbJob       *job,
                GError      **error)
{
  *mean = NAN;
  if (n_finite == 0)
    return TRUE;

  if (!sum_finite (numbers, n_rows, 1.0, mean, job, error))
    return FALSE;
  if (!isfinite (*mean))
    return sum_finite (numbers, n_rows, 1.0 / (double) n_finite, mean, job, error);
  *mean /= (double) n_finite;
  return TRUE;
}

/* Does every number lie above the one before, or every one below? */
static gboolean
is_in_order (const double *numbers,
             gsize         n_rows)
{
  gboolean rising = TRUE, falling = TRUE;
  double   before = NAN;

  for (gsize i = 0; i < n_rows && (rising || falling); i++)
    {
      if (isnan (numbers[i]))
        continue;
      rising = rising && !(numbers[i] <= before);
      falling = falling && !(numbers[i] >= before);
      before = numbers[i];
    }
  return rising || falling;
}

/* Whole numbers that are all different: row numbers, keys. Real quantities in a short table may be all
 * different too, so there they must also lie close together or come in order. */
static gboolean
is_key (const ImbColumn *self,
        gsize            n_values,
        gsize            n_rows)
{
  if (n_values < FEWEST_FOR_IDENTIFIER || self->n_distinct < n_values)
    return FALSE;

  return n_values >= MANY_ROWS || is_in_order (self->numbers, n_rows) || self->max - self->min < 4.0 * (double) n_values;
}

/* What a few numbers have in common. */
typedef struct
{
  double min, max; /* of the finite ones */
  gsize  n_missing;
  gsize  n_finite;
  gsize  n_broken; /* not whole, or too large to tell */
} Range;

static IMB_CLONES void
widen (Range        *range,
       const double *numbers,
       gsize         n)
{
  double min = range->min, max = range->max;
  gsize  n_missing = 0, n_finite = 0, n_broken = 0;

  for (gsize i = 0; i < n; i++)
    {
      double value = numbers[i];
      double low = fabs (value) < INFINITY ? value : INFINITY;
      double high = fabs (value) < INFINITY ? value : -INFINITY;

      min = low < min ? low : min;
      max = high > max ? high : max;
      n_missing += value != value;
      n_finite += fabs (value) < INFINITY;
      n_broken += value == value && !(fabs (value) <= 9007199254740992.0 && value == rint (value));
    }
  range->min = min;
  range->max = max;
  range->n_missing += n_missing;
  range->n_finite += n_finite;
  range->n_broken += n_broken;
}

static gboolean
describe_numbers (ImbColumn *self,
                  gsize      n_rows,
                  ImbJob    *job,
                  GError   **error)
{
  Range range = { .min = INFINITY, .max = -INFINITY };

  for (gsize at = 0; at < n_rows; at += JOB_BLOCK)
    {
      if (!imb_job_step (job, 0, 0, error))
        return FALSE;
      widen (&range, self->numbers + at, MIN (JOB_BLOCK, n_rows - at));
    }
  if (!imb_distinct_count (self->numbers, n_rows, job, &self->n_distinct, error))
    return FALSE;

  self->n_missing = range.n_missing;
  self->min = range.n_finite > 0 ? range.min : NAN;
  self->max = range.n_finite > 0 ? range.max : NAN;
  if (!average_finite (self->numbers, n_rows, range.n_finite, &self->mean, job, error))
    return FALSE;

  if (self->type != IMB_TYPE_NUMBER)
    return TRUE;
  if (self->n_distinct <= 1)
    self->type = IMB_TYPE_CONSTANT;
  else if (range.n_broken > 0)
    return TRUE;
  else if (self->n_distinct == 2 && self->min == 0.0 && self->max == 1.0)
    self->type = IMB_TYPE_BOOLEAN;
  else
    self->type = is_key (self, n_rows - self->n_missing, n_rows) ? IMB_TYPE_IDENTIFIER : IMB_TYPE_INTEGER;
  return TRUE;
}

static gboolean
is_pair (const char *a,
         const char *b)
{
  const char *const pairs[][2] = { { "no", "yes" }, { "false", "true" }, { "n", "y" }, { "f", "t" }, { "off", "on" }, { "0", "1" } };

  for (guint p = 0; p < G_N_ELEMENTS (pairs); p++)
    for (guint first = 0; first < 2; first++)
      if (g_ascii_strcasecmp (a, pairs[p][first]) == 0 && g_ascii_strcasecmp (b, pairs[p][1 - first]) == 0)
        return TRUE;
  return FALSE;
}

/* Digits in groups of @lengths, "-" "/" or "." between them: 2024-01-31, 31.01.24, 1/31/2024; a time of day may
 * follow after a blank or T. */
static gboolean
is_date (const char *text)
{
  guint groups[3] = { 0 };
  char  between = '\0';
  guint g = 0;

  for (; *text != '\0' && *text != ' ' && *text != 'T'; text++)
    {
      if (g_ascii_isdigit (*text))
        groups[g]++;
      else if (strchr ("-/.", *text) == NULL || (between != '\0' && *text != between) || ++g > 2)
        return FALSE;
      else
        between = *text;
    }
  if (g != 2 || groups[1] == 0 || groups[1] > 2 || MIN (groups[0], groups[2]) == 0)
    return FALSE;
  if (!((groups[0] == 4 && groups[2] <= 2) || (groups[0] <= 2 && (groups[2] == 4 || groups[2] == 2))))
    return FALSE;

  return *text == '\0' || (g_ascii_isdigit (text[1]) && strspn (text + 1, "0123456789:.,+-ZAPMapm ") == strlen (text + 1));
}

static ImbColumnType
type_of_levels (const ImbColumn *self,
                gsize            n_values)
{
  gsize    n_bytes = 0, n_spaced = 0;
  gboolean dates = TRUE;

  if (self->n_distinct <= 1)
    return IMB_TYPE_CONSTANT;
  if (self->n_levels == 2 && is_pair (self->levels[0], self->levels[1]))
    return IMB_TYPE_BOOLEAN;

  for (guint l = 0; l < self->n_levels; l++)
    {
      if (l + AHEAD < self->n_levels)
        __builtin_prefetch (self->levels[l + AHEAD]);
      n_bytes += strlen (self->levels[l]);
      n_spaced += strchr (self->levels[l], ' ') != NULL;
      dates = dates && is_date (self->levels[l]);
    }
  if (dates)
    return IMB_TYPE_DATE;
  if (n_bytes / self->n_levels > LONG_TEXT)
    return IMB_TYPE_TEXT;
  if (n_values < FEWEST_FOR_IDENTIFIER || self->n_distinct < FEWEST_FOR_IDENTIFIER)
    return IMB_TYPE_CATEGORY;
  if (self->n_distinct * 20 > n_values * 19)
    return n_spaced * 2 > self->n_levels ? IMB_TYPE_TEXT : IMB_TYPE_IDENTIFIER;
  return self->n_distinct * 2 > n_values ? IMB_TYPE_TEXT : IMB_TYPE_CATEGORY;
}

static gboolean
describe_categories (ImbColumn *self,
                     gsize      n_rows,
                     ImbJob    *job,
                     GError   **error)
{
  g_autofree guint8 *used = g_new0 (guint8, (gsize) self->n_levels + 1);

  if (self->n_levels <= IMB_MOST_SORTED_LEVELS && !sort_levels (self, n_rows, job, error))
    return FALSE;
  for (gsize i = 0; i < n_rows; i++)
    {
      gint32 code = self->codes[i];

      if (i % JOB_BLOCK == 0 && !imb_job_step (job, 0, 0, error))
        return FALSE;
      g_assert (code < (gint64) self->n_levels);
      if (code < 0)
        self->n_missing++;
      else if (!used[code])
        {
          used[code] = TRUE;
          self->n_distinct++;
        }
    }
  self->min = self->max = self->mean = NAN;
  if (self->type != IMB_TYPE_DATE && self->type != IMB_TYPE_IDENTIFIER && self->type != IMB_TYPE_TEXT)
    self->type = type_of_levels (self, n_rows - self->n_missing);
  return imb_job_step (job, 0, 0, error);
}

gboolean
imb_column_describe (ImbColumn *self,
                     gsize      n_rows,
                     ImbJob    *job,
                     GError   **error)
{
  self->n_missing = 0;
  self->n_distinct = 0;
  if (self->kind == IMB_COLUMN_CATEGORY)
    return describe_categories (self, n_rows, job, error);

  if (self->type != IMB_TYPE_DATE && self->type != IMB_TYPE_IDENTIFIER && self->type != IMB_TYPE_TEXT)
    self->type = IMB_TYPE_NUMBER;
  return describe_numbers (self, n_rows, job, error);
}

void
imb_column_clear (ImbColumn *self)
{
  g_free (self->name);
  g_free (self->numbers);
  g_free (self->codes);
  for (guint l = 0; l < self->n_levels && self->texts == NULL; l++)
    g_free (self->levels[l]);
  imb_texts_free (self->texts);
  g_free (self->levels);
}
