/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one column holds: its counts, its range, and what its values look like. O(rows) with a hash of the
 * distinct values; O(levels log levels) for the order of the levels. */
#include "engine/data/imb-column.h"

#include <math.h>
#include <string.h>

#include "engine/data/imb-number.h"

#define FEWEST_FOR_IDENTIFIER 20
#define MANY_ROWS             1000
#define LONG_TEXT             80 /* bytes */
#define MEAN_BLOCK            1024
#define JOB_BLOCK             8192 /* rows between two questions to the job */

typedef struct
{
  char  *label;
  double number;
  gint32 code;
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

static int
compare_labels (const void *a,
                const void *b)
{
  return strcmp (((const Level *) a)->label, ((const Level *) b)->label);
}

void
imb_column_sort_levels (ImbColumn *self,
                        gsize      n_rows)
{
  g_autofree Level  *levels = g_new (Level, self->n_levels);
  g_autofree gint32 *moved = g_new (gint32, self->n_levels);
  gboolean           all_numbers = TRUE;
  gboolean           in_order = TRUE;

  for (guint l = 0; l < self->n_levels; l++)
    {
      char *label = self->levels[l];

      levels[l] = (Level){ label, 0.0, (gint32) l };
      if (all_numbers)
        {
          ImbNumberText is = imb_parse_number (label, strlen (label), '.', &levels[l].number);

          all_numbers = is == IMB_NUMBER_YES || is == IMB_NUMBER_WIDE;
        }
    }
  if (self->n_levels > 1)
    qsort (levels, self->n_levels, sizeof *levels, all_numbers ? compare_numbers : compare_labels);

  for (guint l = 0; l < self->n_levels; l++)
    {
      in_order = in_order && levels[l].code == (gint32) l;
      moved[levels[l].code] = (gint32) l;
      self->levels[l] = levels[l].label;
    }
  if (in_order)
    return;
  for (gsize i = 0; i < n_rows; i++)
    if (self->codes[i] >= 0)
      self->codes[i] = moved[self->codes[i]];
}

/* A set of doubles by their bits; 0 and −0 are one. Open addressing, at most half full. */
typedef struct
{
  guint64 *slots;
  guint8   shift; /* 64 − log2 (slots) */
  gsize    n;
} Distinct;

#define EMPTY G_GUINT64_CONSTANT (0x7ff8dead00000001) /* a NaN: never a member */

static void
distinct_init (Distinct *self,
               guint8    shift)
{
  gsize n_slots = (gsize) 1 << (64 - shift);

  self->slots = g_new (guint64, n_slots);
  self->shift = shift;
  self->n = 0;
  for (gsize s = 0; s < n_slots; s++)
    self->slots[s] = EMPTY;
}

static void
distinct_add_bits (Distinct *self,
                   guint64   bits)
{
  gsize mask = ((gsize) 1 << (64 - self->shift)) - 1;
  gsize s = (gsize) ((bits ^ bits >> 32) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) >> self->shift);

  for (; self->slots[s] != EMPTY; s = (s + 1) & mask)
    if (self->slots[s] == bits)
      return;
  self->slots[s] = bits;
  self->n++;
}

static void
distinct_add (Distinct *self,
              double    value)
{
  gsize   n_slots = (gsize) 1 << (64 - self->shift);
  guint64 bits;

  value += 0.0; /* −0 becomes 0 */
  memcpy (&bits, &value, sizeof bits);
  distinct_add_bits (self, bits);
  if (self->n * 2 <= n_slots)
    return;

  g_autofree guint64 *old = self->slots;
  distinct_init (self, self->shift - 2);
  for (gsize s = 0; s < n_slots; s++)
    if (old[s] != EMPTY)
      distinct_add_bits (self, old[s]);
}

/* Added up in blocks, each in order: exact enough for millions of rows, and the same everywhere. */
static double
sum_of_finite (const double *numbers,
               gsize         n_rows,
               double        factor)
{
  double sum = 0.0;

  for (gsize at = 0; at < n_rows; at += MEAN_BLOCK)
    {
      double part = 0.0;

      for (gsize i = at; i < MIN (at + MEAN_BLOCK, n_rows); i++)
        part += isfinite (numbers[i]) ? numbers[i] * factor : 0.0;
      sum += part;
    }
  return sum;
}

/* When the sum overflows, the numbers are made smaller before they are added. */
static double
mean_of_finite (const double *numbers,
                gsize         n_rows,
                gsize         n_finite)
{
  double sum;

  if (n_finite == 0)
    return NAN;

  sum = sum_of_finite (numbers, n_rows, 1.0);
  return isfinite (sum) ? sum / (double) n_finite : sum_of_finite (numbers, n_rows, 1.0 / (double) n_finite);
}

/* Whole numbers that are all different: row numbers, keys. Real quantities in a short table may be all
 * different too, so there they must also lie close together or come in order. */
static gboolean
is_key (const ImbColumn *self,
        gsize            n_values,
        gboolean         in_order)
{
  if (n_values < FEWEST_FOR_IDENTIFIER || self->n_distinct < n_values)
    return FALSE;

  return n_values >= MANY_ROWS || in_order || self->max - self->min < 4.0 * (double) n_values;
}

static gboolean
describe_numbers (ImbColumn *self,
                  gsize      n_rows,
                  ImbJob    *job,
                  GError   **error)
{
  Distinct distinct;
  gsize    n_finite = 0;
  gboolean whole = TRUE, rising = TRUE, falling = TRUE;
  double   before = NAN;

  self->min = INFINITY;
  self->max = -INFINITY;
  distinct_init (&distinct, 64 - 8);
  for (gsize i = 0; i < n_rows; i++)
    {
      double value = self->numbers[i];

      if (i % JOB_BLOCK == 0 && !imb_job_step (job, 0, 0, error))
        {
          g_free (distinct.slots);
          return FALSE;
        }
      if (isnan (value))
        {
          self->n_missing++;
          continue;
        }
      distinct_add (&distinct, value);
      rising = rising && !(value <= before);
      falling = falling && !(value >= before);
      before = value;
      whole = whole && fabs (value) <= 9007199254740992.0 && value == rint (value);
      if (isfinite (value))
        {
          n_finite++;
          self->min = MIN (self->min, value);
          self->max = MAX (self->max, value);
        }
    }
  self->n_distinct = distinct.n;
  g_free (distinct.slots);
  if (n_finite == 0)
    self->min = self->max = NAN;
  self->mean = mean_of_finite (self->numbers, n_rows, n_finite);

  if (self->type != IMB_TYPE_NUMBER)
    return TRUE;
  if (self->n_distinct <= 1)
    self->type = IMB_TYPE_CONSTANT;
  else if (whole && self->n_distinct == 2 && self->min == 0.0 && self->max == 1.0)
    self->type = IMB_TYPE_BOOLEAN;
  else if (whole)
    self->type = is_key (self, n_rows - self->n_missing, rising || falling) ? IMB_TYPE_IDENTIFIER : IMB_TYPE_INTEGER;
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

static void
describe_categories (ImbColumn *self,
                     gsize      n_rows)
{
  g_autofree gboolean *used = g_new0 (gboolean, self->n_levels + 1);

  imb_column_sort_levels (self, n_rows);
  for (gsize i = 0; i < n_rows; i++)
    {
      gint32 code = self->codes[i];

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
    {
      describe_categories (self, n_rows);
      return imb_job_step (job, 0, 0, error);
    }

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
  g_free (self->texts);
  g_free (self->levels);
}
