/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which cells have no value. A row's pattern is the set of columns that are missing in it; while the columns that miss something are
 * walked, each row gathers them in a hash of 128 bits, so that equal patterns are found without comparing rows (two different
 * patterns share a hash once in 10^38). Columns are counted and blocks of rows hashed in parallel; the grouping is serial.
 * O(rows · columns that miss something), 24 bytes per row. */
#include "engine/data/imb-missingness.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"

#define BLOCK        8192 /* rows */
#define MOST_KEPT    1000
#define MOST_CLASSES 256

#define MASK_APART      0.6 /* of two classes' shares of missing values, to be worth a word: of two classes a balanced accuracy of 0.8 */
#define MASK_DEVIATIONS 4.0 /* standard deviations of their difference by chance; there are many columns */

typedef struct
{
  guint64 a;
  guint64 b;
} Hash;

typedef struct
{
  Hash    hash;
  gsize   n_rows;
  guint32 first_row;
  guint32 id; /* in the order of first rows, then in that of the kept ones */
} Pattern;

struct _ImbMissingness
{
  gint      ref_count;
  ImbTable *table;
  gsize     n_rows;
  guint32  *columns; /* that miss something */
  gsize     n_columns;
  guint     n_classes;
  gsize    *by_class;   /* column (of those) × class */
  gsize    *incomplete; /* by class: rows that miss something */
  gsize    *row_counts; /* by the number of missing cells, 0 … n_columns */
  gsize     n_cells;
  gsize     n_patterns;
  gsize     n_kept;
  Pattern  *kept;
  GArray   *members;  /* guint32: columns of the kept patterns, one after another */
  gsize    *starts;   /* (array length=n_kept + 1): in members */
  gsize    *in_class; /* pattern × class */
  guint32  *pattern_of;
};

/* What the counting needs besides the result. */
typedef struct
{
  ImbMissingness *self;
  const guint16  *classes; /* of table rows; MOST_CLASSES: no label */
  Hash           *hashes;
  guint32        *n_missing; /* of rows */
  ImbJob         *job;
} Work;

static gboolean
is_missing (const ImbColumn *column,
            gsize            i)
{
  return column->kind == IMB_COLUMN_NUMBER ? isnan (column->numbers[i]) : column->codes[i] < 0;
}

static gboolean
count_column (gsize    block,
              gpointer data,
              GError **error)
{
  const Work      *work = data;
  const ImbColumn *column = imb_table_column_at (work->self->table, work->self->columns[block]);
  gsize           *counts = work->self->by_class + block * work->self->n_classes;

  for (gsize i = 0; i < work->self->n_rows; i++)
    {
      if (i % BLOCK == 0 && !imb_job_step (work->job, 0, 0, error))
        return FALSE;
      if (is_missing (column, i) && work->classes[i] < MOST_CLASSES)
        counts[work->classes[i]]++;
    }
  return TRUE;
}

/* Mixes the column into the hash; not by a plain sum or xor, whose patterns could be made to meet. */
static void
add_to_hash (Hash   *hash,
             guint64 column)
{
  hash->a = (hash->a ^ (column + 1)) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  hash->a ^= hash->a >> 29;
  hash->b = (hash->b + column + 1) * G_GUINT64_CONSTANT (0xc2b2ae3d27d4eb4f);
  hash->b ^= hash->b >> 31;
}

static gboolean
hash_rows (gsize    block,
           gpointer data,
           GError **error)
{
  const Work *work = data;
  gsize       from = block * BLOCK, to = MIN (from + BLOCK, work->self->n_rows);

  for (gsize k = 0; k < work->self->n_columns; k++)
    {
      const ImbColumn *column = imb_table_column_at (work->self->table, work->self->columns[k]);

      if (k % 64 == 0 && !imb_job_step (work->job, 0, 0, error))
        return FALSE;
      for (gsize i = from; i < to; i++)
        if (is_missing (column, i))
          {
            add_to_hash (&work->hashes[i], work->self->columns[k]);
            work->n_missing[i]++;
          }
    }
  return TRUE;
}

static void
grow (guint32     **slots,
      gsize        *n_slots,
      const GArray *patterns)
{
  *n_slots *= 4;
  g_free (*slots);
  *slots = g_new0 (guint32, *n_slots);
  for (guint p = 0; p < patterns->len; p++)
    {
      gsize at = g_array_index (patterns, Pattern, p).hash.a & (*n_slots - 1);

      while ((*slots)[at] != 0)
        at = (at + 1) & (*n_slots - 1);
      (*slots)[at] = p + 1;
    }
}

/* Gives every row its pattern, numbered as they come. */
static gboolean
group_rows (const Work *work,
            GArray     *patterns,
            GError    **error)
{
  gsize               n_slots = 256;
  g_autofree guint32 *slots = g_new0 (guint32, n_slots);

  for (gsize i = 0; i < work->self->n_rows; i++)
    {
      Hash     hash = work->hashes[i];
      gsize    at = hash.a & (n_slots - 1);
      Pattern *pattern = NULL;

      if (i % BLOCK == 0 && !imb_job_step (work->job, i, work->self->n_rows, error))
        return FALSE;
      for (; slots[at] != 0; at = (at + 1) & (n_slots - 1))
        {
          pattern = &g_array_index (patterns, Pattern, slots[at] - 1);
          if (pattern->hash.a == hash.a && pattern->hash.b == hash.b)
            break;
        }
      if (slots[at] == 0)
        {
          Pattern fresh = { hash, 0, (guint32) i, patterns->len };

          g_array_append_val (patterns, fresh);
          slots[at] = patterns->len;
          pattern = &g_array_index (patterns, Pattern, patterns->len - 1);
        }
      pattern->n_rows++;
      work->self->pattern_of[i] = pattern->id;
      if (patterns->len * 2 > n_slots)
        grow (&slots, &n_slots, patterns);
    }
  return TRUE;
}

static int
compare_patterns (const void *a,
                  const void *b)
{
  const Pattern *first = a, *second = b;

  if (first->n_rows != second->n_rows)
    return first->n_rows > second->n_rows ? -1 : 1;
  return first->first_row < second->first_row ? -1 : 1;
}

/* The commonest patterns with their columns and classes. */
static void
keep_patterns (const Work *work,
               GArray     *patterns)
{
  ImbMissingness     *self = work->self;
  g_autofree guint32 *place = g_new (guint32, MAX (1, patterns->len));

  qsort (patterns->data, patterns->len, sizeof (Pattern), compare_patterns);
  for (guint p = 0; p < patterns->len; p++)
    place[g_array_index (patterns, Pattern, p).id] = p;
  self->n_patterns = patterns->len;
  self->n_kept = MIN (patterns->len, MOST_KEPT);
  self->kept = g_memdup2 (patterns->data, self->n_kept * sizeof (Pattern));
  self->starts = g_new0 (gsize, self->n_kept + 1);
  self->in_class = g_new0 (gsize, MAX (1, self->n_kept * self->n_classes));
  for (gsize p = 0; p < self->n_kept; p++)
    {
      for (gsize k = 0; k < self->n_columns; k++)
        if (is_missing (imb_table_column_at (self->table, self->columns[k]), self->kept[p].first_row))
          g_array_append_val (self->members, self->columns[k]);
      self->starts[p + 1] = self->members->len;
    }

  self->incomplete = g_new0 (gsize, MAX (1, self->n_classes));
  for (gsize i = 0; i < self->n_rows; i++)
    {
      if (self->n_classes > 0 && work->n_missing[i] > 0 && work->classes[i] < MOST_CLASSES)
        self->incomplete[work->classes[i]]++;
      self->pattern_of[i] = place[self->pattern_of[i]];
      if (self->n_classes > 0 && self->pattern_of[i] < self->n_kept && work->classes[i] < MOST_CLASSES)
        self->in_class[self->pattern_of[i] * self->n_classes + work->classes[i]]++;
    }
}

static void
find_columns (ImbMissingness *self)
{
  gsize n = imb_table_n_columns (self->table);

  self->columns = g_new (guint32, MAX (1, n));
  for (gsize j = 0; j < n; j++)
    {
      const ImbColumn *column = imb_table_column_at (self->table, j);

      if (column->n_missing == 0)
        continue;
      self->columns[self->n_columns++] = (guint32) j;
      self->n_cells += column->n_missing;
    }
}

/* (transfer full): the class of every row of the table, MOST_CLASSES where it has none */
static guint16 *
classes_of_rows (const ImbMissingness *self,
                 const ImbProblem     *problem)
{
  guint16 *classes = g_new (guint16, MAX (1, self->n_rows));

  for (gsize i = 0; i < self->n_rows; i++)
    classes[i] = MOST_CLASSES;
  for (gsize i = 0; self->n_classes > 0 && i < imb_problem_n_rows (problem); i++)
    classes[imb_problem_get_rows (problem)[i]] = imb_problem_get_classes (problem)[i];
  return classes;
}

static gboolean
count (Work    *work,
       GError **error)
{
  ImbMissingness *self = work->self;
  g_autoptr (GArray) patterns = g_array_new (FALSE, FALSE, sizeof (Pattern));
  g_autoptr (ImbJob) columns = imb_job_new_part (work->job, 0.3);
  g_autoptr (ImbJob) blocks = imb_job_new_part (work->job, 0.4);
  g_autoptr (ImbJob) grouping = imb_job_new_part (work->job, 0.3);
  g_autoptr (ImbJob) silent = imb_job_new_part (work->job, 0.0);

  work->job = silent;
  if (self->n_classes > 0 && !imb_parallel_for (self->n_columns, count_column, work, columns, error))
    return FALSE;
  if (!imb_parallel_for ((self->n_rows + BLOCK - 1) / BLOCK, hash_rows, work, blocks, error))
    return FALSE;
  work->job = grouping;
  if (!group_rows (work, patterns, error))
    return FALSE;

  keep_patterns (work, patterns);
  for (gsize i = 0; i < self->n_rows; i++)
    self->row_counts[work->n_missing[i]]++;
  return TRUE;
}

ImbMissingness *
imb_missingness_new (ImbTable         *table,
                     const ImbProblem *problem,
                     ImbJob           *job,
                     GError          **error)
{
  g_autoptr (ImbMissingness) self = g_new0 (ImbMissingness, 1);
  g_autofree guint16 *classes = NULL;
  g_autofree Hash    *hashes = NULL;
  g_autofree guint32 *n_missing = NULL;
  Work                work;

  g_return_val_if_fail (table != NULL && (problem == NULL || imb_problem_get_table (problem) == table), NULL);

  self->ref_count = 1;
  self->table = imb_table_ref (table);
  self->n_rows = imb_table_n_rows (table);
  self->members = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->n_classes = problem == NULL || imb_problem_n_classes (problem) > MOST_CLASSES ? 0 : imb_problem_n_classes (problem);
  find_columns (self);
  self->by_class = g_new0 (gsize, MAX (1, self->n_columns * self->n_classes));
  self->row_counts = g_new0 (gsize, self->n_columns + 1);
  self->pattern_of = g_try_new0 (guint32, MAX (1, self->n_rows));
  hashes = g_try_new0 (Hash, MAX (1, self->n_rows));
  n_missing = g_try_new0 (guint32, MAX (1, self->n_rows));
  if (self->pattern_of == NULL || hashes == NULL || n_missing == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for the missing cells of %zu rows; use fewer of them."), self->n_rows);
      return NULL;
    }

  classes = classes_of_rows (self, problem);
  work = (Work){ self, classes, hashes, n_missing, job };
  return count (&work, error) ? g_steal_pointer (&self) : NULL;
}

ImbMissingness *
imb_missingness_ref (ImbMissingness *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
imb_missingness_unref (ImbMissingness *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  imb_table_unref (self->table);
  g_array_unref (self->members);
  g_free (self->columns);
  g_free (self->by_class);
  g_free (self->incomplete);
  g_free (self->row_counts);
  g_free (self->kept);
  g_free (self->starts);
  g_free (self->in_class);
  g_free (self->pattern_of);
  g_free (self);
}

gsize
imb_missingness_n_cells (const ImbMissingness *self)
{
  return self->n_cells;
}

gsize
imb_missingness_n_complete_rows (const ImbMissingness *self)
{
  return self->row_counts[0];
}

const guint32 *
imb_missingness_get_columns (const ImbMissingness *self,
                             gsize                *n_columns)
{
  *n_columns = self->n_columns;
  return self->columns;
}

guint
imb_missingness_n_classes (const ImbMissingness *self)
{
  return self->n_classes;
}

static int
compare_columns (const void *a,
                 const void *b)
{
  guint32 first = *(const guint32 *) a, second = *(const guint32 *) b;

  return first < second ? -1 : first > second;
}

gsize
imb_missingness_in_class (const ImbMissingness *self,
                          gsize                 column,
                          guint                 c)
{
  guint32        key = (guint32) column;
  const guint32 *at;

  g_return_val_if_fail (c < self->n_classes, 0);

  at = self->n_columns == 0 ? NULL : bsearch (&key, self->columns, self->n_columns, sizeof key, compare_columns);
  return at == NULL ? 0 : self->by_class[(gsize) (at - self->columns) * self->n_classes + c];
}

gsize
imb_missingness_incomplete_in_class (const ImbMissingness *self,
                                     guint                 c)
{
  g_return_val_if_fail (c < self->n_classes, 0);

  return self->incomplete[c];
}

const gsize *
imb_missingness_get_row_counts (const ImbMissingness *self,
                                gsize                *n)
{
  *n = self->n_columns + 1;
  return self->row_counts;
}

gsize
imb_missingness_n_patterns (const ImbMissingness *self)
{
  return self->n_patterns;
}

gsize
imb_missingness_n_kept (const ImbMissingness *self)
{
  return self->n_kept;
}

const guint32 *
imb_missingness_pattern_columns (const ImbMissingness *self,
                                 gsize                 p,
                                 gsize                *n_columns)
{
  g_return_val_if_fail (p < self->n_kept, NULL);

  *n_columns = self->starts[p + 1] - self->starts[p];
  return (const guint32 *) (void *) self->members->data + self->starts[p];
}

gsize
imb_missingness_pattern_n_rows (const ImbMissingness *self,
                                gsize                 p)
{
  g_return_val_if_fail (p < self->n_kept, 0);

  return self->kept[p].n_rows;
}

gsize
imb_missingness_pattern_in_class (const ImbMissingness *self,
                                  gsize                 p,
                                  guint                 c)
{
  g_return_val_if_fail (p < self->n_kept && c < self->n_classes, 0);

  return self->in_class[p * self->n_classes + c];
}

gint
imb_missingness_pattern_of (const ImbMissingness *self,
                            gsize                 row)
{
  g_return_val_if_fail (row < self->n_rows, -1);

  return self->pattern_of[row] < self->n_kept ? (gint) self->pattern_of[row] : -1;
}

/* How a column's missing values are spread over the classes. FALSE: two of them are not far enough apart. */
static gboolean
look_at_mask (const ImbMissingness *self,
              const gsize          *counts,
              gsize                 column,
              ImbMask              *mask)
{
  double most = -1.0, least = 2.0, pooled, deviation;

  for (guint c = 0; c < self->n_classes; c++)
    {
      double share = counts[c] > 0 ? (double) imb_missingness_in_class (self, column, c) / (double) counts[c] : NAN;

      if (share > most)
        {
          most = share;
          mask->lacking = c;
        }
      if (share < least)
        {
          least = share;
          mask->having = c;
        }
    }
  if (most - least < MASK_APART)
    return FALSE;

  mask->column = column;
  mask->balanced_accuracy = (most + 1.0 - least) / (double) self->n_classes;
  pooled = (most * (double) counts[mask->lacking] + least * (double) counts[mask->having])
           / (double) (counts[mask->lacking] + counts[mask->having]);
  deviation = sqrt (pooled * (1.0 - pooled) * (1.0 / (double) counts[mask->lacking] + 1.0 / (double) counts[mask->having]));
  return most - least >= MASK_DEVIATIONS * deviation;
}

gboolean
imb_missingness_find_mask (const ImbMissingness *self,
                           const ImbProblem     *problem,
                           ImbMask              *mask)
{
  gboolean found = FALSE;

  for (gsize k = 0; k < self->n_columns && self->n_classes >= 2; k++)
    {
      ImbRole role = imb_problem_role_at (problem, self->columns[k]);
      ImbMask candidate;

      if ((role != IMB_ROLE_NUMERIC && role != IMB_ROLE_CATEGORICAL) || !look_at_mask (self, imb_problem_get_counts (problem), self->columns[k], &candidate))
        continue;
      if (!found || candidate.balanced_accuracy > mask->balanced_accuracy)
        *mask = candidate;
      found = TRUE;
    }
  return found;
}

char *
imb_mask_dup_sentence (const ImbMask    *self,
                       const ImbProblem *problem)
{
  const ImbColumn *column = imb_table_column_at (imb_problem_get_table (problem), self->column);

  return g_strdup_printf (_ ("Missing values alone predict the class: whether “%s” has a value tells “%s” from “%s” (balanced accuracy %.4f). "
                             "A model that sees what is missing may need no new rows; ask why these values are missing."),
                          column->name, imb_problem_get_labels (problem)[self->having], imb_problem_get_labels (problem)[self->lacking],
                          self->balanced_accuracy);
}
