/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Features that give the class away. Numbers are put in order by sample sort: a few values of the column cut the rows into buckets,
 * each small enough to be sorted between two questions to the job. Before that, counts per bucket bound the area under the curve:
 * first those of one row in eight, because pairs of them that stand in the wrong order do so among all, too. Most columns end
 * there. Values that recur are counted in a hash. */
#include "engine/data/imb-leak.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"
#include "engine/data/imb-tally.h"
#include "engine/kernels/imb-sort.h"

#define ENOUGH       0.999
#define FEWEST_ROWS  IMB_TALLY_FEWEST_ROWS
#define MOST_CLASSES 50
#define N_CUTS       1023
#define BLOCK        8192 /* rows between two questions to the job */
#define STRIDE       8
#define MOST_COUNTS  ((gsize) 8 << 20) /* of values × classes */
#define NOT_JUDGED   G_MAXUINT16

/* What all columns share. */
typedef struct
{
  const ImbProblem *problem;
  const ImbTable   *table;
  guint16           n_judged;
  gsize            *totals; /* rows of the judged classes */
  guint16          *judged; /* class of the problem → 0 … n_judged − 1, or NOT_JUDGED */
  ImbLeak          *found;  /* per column; figure NaN: no leak */
  ImbJob           *job;
} Search;

typedef struct
{
  double value;
  guint16 class;
} Item;

static int
compare_items (const void *a,
               const void *b)
{
  return imb_compare_doubles (&((const Item *) a)->value, &((const Item *) b)->value);
}

/* N_CUTS values of the column, ascending, spread over its rows. */
static void
find_cuts (const double *numbers,
           gsize         n_rows,
           double       *cuts,
           gsize        *n_cuts)
{
  gsize step = MAX (1, n_rows / N_CUTS);

  *n_cuts = 0;
  for (gsize i = 0; i < n_rows && *n_cuts < N_CUTS; i += step)
    if (!isnan (numbers[i]))
      cuts[(*n_cuts)++] = numbers[i];
  qsort (cuts, *n_cuts, sizeof *cuts, imb_compare_doubles);
}

/* Two buckets per cut: 2 c + 1 holds what equals cut c, 2 c what lies below it and above the one before. */
static guint16
bucket_of (const double *cuts,
           gsize         n_cuts,
           double        value)
{
  gsize low = 0, high = n_cuts;

  while (low < high)
    {
      gsize middle = (low + high) / 2;

      if (cuts[middle] < value)
        low = middle + 1;
      else
        high = middle;
    }
  return (guint16) (low < n_cuts && cuts[low] == value ? 2 * low + 1 : 2 * low);
}

/* What is known of a column of numbers while it is looked at. */
typedef struct
{
  const Search  *search;
  const double  *numbers;
  const guint32 *rows;
  const guint16 *classes;
  gsize          n_rows;
  double         cuts[N_CUTS];
  gsize          n_cuts;
  guint16       *buckets; /* of the problem's rows; NOT_JUDGED: left out */
  gsize          sizes[2 * N_CUTS + 1];
} Numbers;

static gboolean
fill_buckets (Numbers  *self,
              gsize     stride,
              ImbTally *tally,
              GError  **error)
{
  guint             k = self->search->n_judged;
  gsize             n_buckets = 2 * self->n_cuts + 1;
  g_autofree gsize *counts = g_new0 (gsize, n_buckets * k);

  memset (self->sizes, 0, sizeof self->sizes);
  for (gsize i = 0; i < self->n_rows; i += stride)
    {
      double value = self->numbers[self->rows[i]];
      guint16 class = self->search->judged[self->classes[i]];

      if (i % BLOCK == 0 && !imb_job_step (self->search->job, 0, 0, error))
        return FALSE;
      self->buckets[i] = NOT_JUDGED;
      if (class == NOT_JUDGED || isnan (value))
        continue;
      self->buckets[i] = bucket_of (self->cuts, self->n_cuts, value);
      self->sizes[self->buckets[i]]++;
      counts[self->buckets[i] * k + class]++;
    }
  for (gsize b = 0; b < n_buckets; b++)
    {
      memcpy (tally->group, counts + b * k, k * sizeof *counts);
      imb_tally_close (tally);
    }
  return TRUE;
}

static Item *
scatter (const Numbers *self,
         gsize         *starts,
         GError       **error)
{
  gsize            n = 0, n_buckets = 2 * self->n_cuts + 1;
  g_autofree Item *items = NULL;

  for (gsize b = 0; b < n_buckets; b++)
    {
      starts[b] = n;
      n += self->sizes[b];
    }
  items = g_try_new (Item, MAX (1, n));
  if (items == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory to look for leaks in %zu rows; use fewer of them."), n);
      return NULL;
    }
  for (gsize i = 0; i < self->n_rows; i++)
    {
      if (i % BLOCK == 0 && !imb_job_step (self->search->job, 0, 0, error))
        return NULL;
      if (self->buckets[i] != NOT_JUDGED)
        items[starts[self->buckets[i]]++] = (Item){ self->numbers[self->rows[i]], self->search->judged[self->classes[i]] };
    }
  return g_steal_pointer (&items);
}

/* The exact answer: every bucket sorted, every value a group. */
static gboolean
sort_and_tally (const Numbers *self,
                ImbTally      *tally,
                GError       **error)
{
  gsize             n_buckets = 2 * self->n_cuts + 1;
  g_autofree gsize *ends = g_new0 (gsize, n_buckets);
  g_autofree Item  *items = scatter (self, ends, error);

  if (items == NULL)
    return FALSE;

  for (gsize b = 0; b < n_buckets; b++)
    {
      Item *first = items + ends[b] - self->sizes[b];

      if (!imb_job_step (self->search->job, 0, 0, error))
        return FALSE;
      if (b % 2 == 0)
        qsort (first, self->sizes[b], sizeof *first, compare_items);
      for (gsize i = 0; i < self->sizes[b]; i++)
        {
          tally->group[first[i].class]++;
          if (i + 1 == self->sizes[b] || first[i + 1].value != first[i].value)
            imb_tally_close (tally);
        }
    }
  return TRUE;
}

static void
judge (ImbLeak    *leak,
       ImbLeakKind kind,
       double      figure)
{
  if (figure < ENOUGH || leak->figure >= figure)
    return;
  leak->kind = kind;
  leak->figure = figure;
}

/* Rows that share a value, counted per class; for columns whose values recur. */
static gboolean
count_values (const Numbers *self,
              gsize          n_distinct,
              double        *accuracy,
              GError       **error)
{
  guint               k = self->search->n_judged;
  gsize               n_slots = 64, n_met = 0;
  g_autofree guint32 *counts = NULL, *slots = NULL;
  g_autofree double  *values = NULL;
  ImbTally            tally;

  *accuracy = 0.0;
  if (n_distinct > MOST_COUNTS / k)
    return TRUE;
  while (n_slots < 2 * n_distinct + 2)
    n_slots *= 2;
  counts = g_new0 (guint32, n_distinct * k + k);
  values = g_new (double, n_distinct + 1);
  slots = g_new0 (guint32, n_slots);

  for (gsize i = 0; i < self->n_rows; i++)
    {
      double value = self->numbers[self->rows[i]] + 0.0; /* −0 becomes 0 */
      guint16 class = self->search->judged[self->classes[i]];
      guint64 bits;
      gsize   at;

      if (i % BLOCK == 0 && !imb_job_step (self->search->job, 0, 0, error))
        return FALSE;
      if (class == NOT_JUDGED || isnan (value))
        continue;
      memcpy (&bits, &value, sizeof bits);
      at = (gsize) ((bits ^ bits >> 32) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) >> 32) & (n_slots - 1);
      while (slots[at] != 0 && values[slots[at] - 1] != value)
        at = (at + 1) & (n_slots - 1);
      if (slots[at] == 0)
        {
          values[n_met++] = value;
          slots[at] = (guint32) n_met;
        }
      counts[(gsize) (slots[at] - 1) * k + class]++;
    }

  imb_tally_init (&tally, k);
  for (gsize v = 0; v < n_met; v++)
    {
      for (guint c = 0; c < k; c++)
        tally.group[c] = counts[v * k + c];
      imb_tally_close (&tally);
    }
  *accuracy = imb_tally_accuracy (&tally);
  imb_tally_clear (&tally);
  return TRUE;
}

/* Whether the order may be enough: a look at some rows, then at all, both without sorting. */
static gboolean
look_at_order (Numbers  *self,
               gboolean *promising,
               GError  **error)
{
  gsize strides[] = { self->n_rows >= 1000 * STRIDE ? STRIDE : 1, 1 };

  *promising = TRUE;
  for (guint s = 0; s < G_N_ELEMENTS (strides) && *promising; s++)
    {
      ImbTally tally;
      gboolean done;

      imb_tally_init (&tally, self->search->n_judged);
      done = fill_buckets (self, strides[s], &tally, error);
      *promising = !imb_tally_is_hopeless (&tally, self->search->totals, ENOUGH) && (strides[s] > 1 || imb_tally_area (&tally, TRUE) >= ENOUGH);
      imb_tally_clear (&tally);
      if (!done)
        return FALSE;
    }
  return TRUE;
}

/* A column whose every value stands for itself can leak by its order only. */
static gboolean
look_at_numbers (const Search    *search,
                 const ImbColumn *column,
                 ImbLeak         *leak,
                 GError         **error)
{
  const ImbProblem   *problem = search->problem;
  g_autofree Numbers *self = g_new0 (Numbers, 1);
  g_autofree guint16 *buckets = g_try_new (guint16, MAX (1, imb_problem_n_rows (problem)));
  ImbTally            exact;
  double              accuracy;
  gboolean            done, promising;

  if (buckets == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory to look for leaks in %zu rows; use fewer of them."), imb_problem_n_rows (problem));
      return FALSE;
    }

  *self = (Numbers){ .search = search, .numbers = column->numbers, .rows = imb_problem_get_rows (problem), .classes = imb_problem_get_classes (problem), .n_rows = imb_problem_n_rows (problem), .buckets = buckets };
  find_cuts (column->numbers, imb_table_n_rows (search->table), self->cuts, &self->n_cuts);
  if (!look_at_order (self, &promising, error))
    return FALSE;
  if (!promising)
    {
      if (column->n_distinct * 4 > self->n_rows)
        return TRUE;
      done = count_values (self, column->n_distinct, &accuracy, error);
      judge (leak, IMB_LEAK_VALUES, accuracy);
      return done;
    }

  imb_tally_init (&exact, search->n_judged);
  done = sort_and_tally (self, &exact, error);
  judge (leak, IMB_LEAK_ORDER, imb_tally_area (&exact, FALSE));
  judge (leak, IMB_LEAK_VALUES, imb_tally_accuracy (&exact));
  imb_tally_clear (&exact);
  return done;
}

/* Groups: the levels and, first, no value; @by_value FALSE: value or none, whatever it is. */
static gboolean
look_at_groups (const Search    *search,
                const ImbColumn *column,
                gboolean         by_value,
                double          *accuracy,
                GError         **error)
{
  const ImbProblem *problem = search->problem;
  guint             k = search->n_judged;
  gsize             n_groups = by_value ? (gsize) column->n_levels + 1 : 2;
  g_autofree gsize *counts = g_try_new0 (gsize, n_groups * k);
  ImbTally          tally;

  *accuracy = 0.0;
  if (counts == NULL)
    return TRUE;

  for (gsize i = 0; i < imb_problem_n_rows (problem); i++)
    {
      gsize row = imb_problem_get_rows (problem)[i];
      guint16 class = search->judged[imb_problem_get_classes (problem)[i]];
      gboolean missing = column->kind == IMB_COLUMN_NUMBER ? isnan (column->numbers[row]) : column->codes[row] < 0;
      gsize    group = missing ? 0 : by_value ? (gsize) column->codes[row] + 1
                                              : 1;

      if (i % BLOCK == 0 && !imb_job_step (search->job, 0, 0, error))
        return FALSE;
      if (class != NOT_JUDGED)
        counts[group * k + class]++;
    }

  imb_tally_init (&tally, k);
  for (gsize g = 0; g < n_groups; g++)
    {
      memcpy (tally.group, counts + g * k, k * sizeof *counts);
      imb_tally_close (&tally);
    }
  *accuracy = imb_tally_accuracy (&tally);
  imb_tally_clear (&tally);
  return TRUE;
}

static gboolean
look_at_column (gsize    j,
                gpointer data,
                GError **error)
{
  const Search    *search = data;
  const ImbColumn *column = imb_table_column_at (search->table, j);
  ImbLeak         *leak = &search->found[j];
  ImbRole          role = imb_problem_role_at (search->problem, j);
  double           accuracy;

  *leak = (ImbLeak){ .column = j };
  if (role != IMB_ROLE_NUMERIC && role != IMB_ROLE_CATEGORICAL)
    return TRUE;

  if (column->n_missing > 0)
    {
      if (!look_at_groups (search, column, FALSE, &accuracy, error))
        return FALSE;
      judge (leak, IMB_LEAK_MISSING, accuracy);
    }
  if (column->kind == IMB_COLUMN_NUMBER)
    return look_at_numbers (search, column, leak, error);
  if (!look_at_groups (search, column, TRUE, &accuracy, error))
    return FALSE;
  judge (leak, IMB_LEAK_VALUES, accuracy);
  return TRUE;
}

/* The classes with enough rows; of too many of them the largest. */
static void
choose_classes (Search *search)
{
  const gsize       *counts = imb_problem_get_counts (search->problem);
  guint              n = imb_problem_n_classes (search->problem);
  g_autofree double *sorted = g_new (double, MAX (1, n));
  double             least = FEWEST_ROWS;

  for (guint c = 0; c < n; c++)
    sorted[c] = (double) counts[c];
  qsort (sorted, n, sizeof *sorted, imb_compare_doubles);
  if (n > MOST_CLASSES)
    least = MAX (least, sorted[n - MOST_CLASSES]);

  search->judged = g_new (guint16, MAX (1, n));
  search->totals = g_new0 (gsize, MOST_CLASSES);
  for (guint c = 0; c < n; c++)
    {
      search->judged[c] = (double) counts[c] >= least && search->n_judged < MOST_CLASSES ? search->n_judged++ : NOT_JUDGED;
      if (search->judged[c] != NOT_JUDGED)
        search->totals[search->judged[c]] = counts[c];
    }
}

GArray *
imb_leaks_find (const ImbProblem *problem,
                ImbJob           *job,
                GError          **error)
{
  const ImbTable *table = imb_problem_get_table (problem);
  gsize           n = imb_table_n_columns (table);
  g_autoptr (ImbJob) silent = imb_job_new_part (job, 0.0);
  g_autofree ImbLeak *found = g_new0 (ImbLeak, MAX (1, n));
  Search              search = { .problem = problem, .table = table, .found = found, .job = silent };
  g_autofree guint16 *judged = NULL;
  g_autofree gsize   *totals = NULL;
  GArray             *leaks;

  choose_classes (&search);
  judged = search.judged;
  totals = search.totals;
  if (search.n_judged >= 2 && !imb_parallel_for (n, look_at_column, &search, job, error))
    return NULL;

  leaks = g_array_new (FALSE, FALSE, sizeof (ImbLeak));
  for (gsize j = 0; j < n; j++)
    if (found[j].figure >= ENOUGH)
      g_array_append_val (leaks, found[j]);
  return leaks;
}

char *
imb_leak_dup_sentence (const ImbLeak  *self,
                       const ImbTable *table)
{
  const char *name = imb_table_column_at (table, self->column)->name;

  switch (self->kind)
    {
    case IMB_LEAK_ORDER:
      return g_strdup_printf (_ ("“%s” alone tells the classes apart (area under the ROC curve %.4f); if it is known only after the answer, ignore it."), name, self->figure);
    case IMB_LEAK_MISSING:
      return g_strdup_printf (_ ("Whether “%s” has a value tells the classes apart (balanced accuracy %.4f); if it is known only after the answer, ignore it."), name, self->figure);
    case IMB_LEAK_VALUES:
    default:
      return g_strdup_printf (_ ("The values of “%s” alone tell the classes apart (balanced accuracy %.4f); if they are known only after the answer, ignore it."), name, self->figure);
    }
}
