/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table with a question. Everything derived from the target is computed once, here. */
#include "engine/data/imb-problem.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-names.h"
#include "engine/data/imb-target.h"
#include "engine/data/imb-unit.h"
#include "engine/data/imb-weights.h"
#include "engine/kernels/imb-distinct.h"
#include "engine/kernels/imb-sort.h"

/* A category with more levels than this is no feature unless asked for. */
#define MOST_LEVELS 200

/* More columns that are ignored for the same reason share a note. */
#define MOST_NAMED 8

/* In fewer rows a class of nearly every row's own says nothing. */
#define FEWEST_TO_DOUBT 20

struct _ImbProblem
{
  gint      ref_count;
  ImbTable *table;
  gsize     target_column;
  char     *target_reason;
  ImbRole  *roles;
  guint32  *groups;  /* of the target's rows; NULL: none */
  double   *weights; /* likewise */
  ImbTarget target;
  guint     positive;
  guint     majority;
  guint     minority;
  ImbNotes *notes;
};

/* Why a column is no feature unless somebody asks for it. */
typedef enum
{
  USABLE,
  NO_VALUE,
  ONE_VALUE,
  DATES,
  IDENTIFIER,
  TEXT,
  N_REASONS,
} Reason;

static Reason
reason_to_ignore (const ImbColumn *column,
                  gsize            n_rows)
{
  if (column->n_missing == n_rows)
    return NO_VALUE;
  if (column->n_distinct <= 1)
    return ONE_VALUE;
  if (column->type == IMB_TYPE_DATE)
    return DATES;
  if (column->type == IMB_TYPE_IDENTIFIER)
    return IDENTIFIER;
  if (column->type == IMB_TYPE_TEXT || (column->kind == IMB_COLUMN_CATEGORY && column->n_levels > MOST_LEVELS))
    return TEXT;
  return USABLE;
}

static void
note_ignored (ImbNotes        *notes,
              Reason           reason,
              const ImbColumn *column)
{
  switch (reason)
    {
    case NO_VALUE:
      imb_notes_add (notes, _ ("“%s” is ignored: it has no value in any row."), column->name);
      break;
    case ONE_VALUE:
      imb_notes_add (notes, _ ("“%s” is ignored: it has the same value in every row."), column->name);
      break;
    case DATES:
      imb_notes_add (notes, _ ("“%s” is ignored: it holds dates."), column->name);
      break;
    case IDENTIFIER:
      imb_notes_add (notes, _ ("“%s” is ignored: it looks like an identifier (%zu different values)."), column->name, column->n_distinct);
      break;
    case TEXT:
      imb_notes_add (notes, _ ("“%s” is ignored: it is text with %zu different values."), column->name, column->n_distinct);
      break;
    case USABLE:
    case N_REASONS:
    default:
      break;
    }
}

/* What is ignored for the same reason is one sentence when it is much. */
static void
note_all_ignored (ImbNotes  *notes,
                  Reason     reason,
                  GPtrArray *columns)
{
  static const char *const many[N_REASONS] = {
    [NO_VALUE] = N_ ("they have no value in any row"),
    [ONE_VALUE] = N_ ("they have the same value in every row"),
    [DATES] = N_ ("they hold dates"),
    [IDENTIFIER] = N_ ("they look like identifiers"),
    [TEXT] = N_ ("they are texts with many different values"),
  };
  const char *names[3];

  for (guint i = 0; i < columns->len; i++)
    if (columns->len <= MOST_NAMED)
      note_ignored (notes, reason, columns->pdata[i]);
  if (columns->len <= MOST_NAMED)
    return;

  for (guint i = 0; i < 3; i++)
    names[i] = ((const ImbColumn *) columns->pdata[i])->name;
  imb_notes_add (notes, _ ("“%s”, “%s”, “%s” and %u more columns are ignored: %s."), names[0], names[1], names[2], columns->len - 3, _ (many[reason]));
}

/* The role of each column for which none is asked. */
static void
guess_roles (ImbProblem *self)
{
  GPtrArray *ignored[N_REASONS];

  for (guint r = 0; r < N_REASONS; r++)
    ignored[r] = g_ptr_array_new ();
  for (gsize j = 0; j < imb_table_n_columns (self->table); j++)
    {
      const ImbColumn *column = imb_table_column_at (self->table, j);
      Reason           reason = reason_to_ignore (column, imb_table_n_rows (self->table));

      if (self->roles[j] != IMB_ROLE_AUTO)
        continue;
      self->roles[j] = reason != USABLE ? IMB_ROLE_IGNORE : column->kind == IMB_COLUMN_NUMBER ? IMB_ROLE_NUMERIC
                                                                                              : IMB_ROLE_CATEGORICAL;
      if (reason != USABLE)
        g_ptr_array_add (ignored[reason], (gpointer) column);
    }
  for (guint r = 0; r < N_REASONS; r++)
    {
      note_all_ignored (self->notes, (Reason) r, ignored[r]);
      g_ptr_array_unref (ignored[r]);
    }
}

/* Weights that the file has beside its columns are no feature, whether they are used or not. */
static void
guess_weights (ImbProblem *self)
{
  const ImbReading *reading = imb_table_get_reading (self->table);
  gssize            column = reading != NULL && reading->weights != NULL ? imb_table_find_column (self->table, reading->weights) : -1;
  ImbRole           role = IMB_ROLE_WEIGHT;

  if (column < 0 || self->roles[column] != IMB_ROLE_AUTO)
    return;
  for (gsize j = 0; j < imb_table_n_columns (self->table); j++)
    if (self->roles[j] == IMB_ROLE_WEIGHT)
      role = IMB_ROLE_IGNORE;
  self->roles[column] = role;
}

static gboolean
set_roles (ImbProblem    *self,
           const ImbRole *asked,
           ImbJob        *job,
           GError       **error)
{
  gsize n = imb_table_n_columns (self->table);

  self->roles = g_new (ImbRole, n);
  for (gsize j = 0; j < n; j++)
    {
      const ImbColumn *column = imb_table_column_at (self->table, j);
      const char      *unit = j != self->target_column && (asked == NULL || asked[j] != IMB_ROLE_IGNORE) ? imb_column_unit (column, job) : NULL;
      ImbRole          role = asked != NULL ? asked[j] : IMB_ROLE_AUTO;

      if (!imb_job_step (job, 0, 0, error))
        return FALSE;
      if (unit != NULL)
        imb_notes_add (self->notes, _ ("“%s” holds numbers with “%s” and was kept as text; take the sign out of the file to use it as a number."), column->name, unit);
      if (j == self->target_column)
        role = IMB_ROLE_TARGET;
      else if (role == IMB_ROLE_TARGET)
        role = IMB_ROLE_AUTO;
      else if (role == IMB_ROLE_NUMERIC && column->kind != IMB_COLUMN_NUMBER)
        {
          g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
                       _ ("“%s” holds text, so it cannot be a numeric feature; use it as categorical, or ignore it."), column->name);
          return FALSE;
        }
      self->roles[j] = role;
    }
  guess_weights (self);
  guess_roles (self);
  return TRUE;
}

/* Codes of a column's values; each row without a value is a group of its own. Gives how many. */
static gsize
number_groups (ImbProblem      *self,
               const ImbColumn *column)
{
  gsize              n_rows = self->target.n_rows, n_values = column->n_levels;
  g_autofree double *values = NULL;

  if (column->kind == IMB_COLUMN_NUMBER)
    values = imb_distinct_find (column->numbers, imb_table_n_rows (self->table), NULL, &n_values, NULL);
  self->groups = g_new (guint32, MAX (n_rows, 1));
  for (gsize i = 0; i < n_rows; i++)
    {
      gsize         row = self->target.rows[i];
      const double *at = values != NULL ? bsearch (&column->numbers[row], values, n_values, sizeof *values, imb_compare_doubles) : NULL;
      gboolean      found = values != NULL ? at != NULL && !isnan (column->numbers[row]) : column->codes[row] >= 0;

      self->groups[i] = !found ? (guint32) (n_values + i) : values != NULL ? (guint32) (at - values)
                                                                           : (guint32) column->codes[row];
    }
  return n_values;
}

/* The one column that has the role, or NULL. FALSE: there are two; @both is the sentence. */
static gboolean
find_only (const ImbProblem *self,
           ImbRole           role,
           const char       *both,
           const ImbColumn **only,
           GError          **error)
{
  *only = NULL;
  for (gsize j = 0; j < imb_table_n_columns (self->table); j++)
    {
      const ImbColumn *column = imb_table_column_at (self->table, j);

      if (self->roles[j] != role)
        continue;
      if (*only != NULL)
        {
          g_autofree char *names = g_strdup_printf (_ ("“%s” and “%s”"), (*only)->name, column->name);

          g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, "%s %s", names, both);
          return FALSE;
        }
      *only = column;
    }
  return TRUE;
}

static gboolean
set_groups (ImbProblem *self,
            GError    **error)
{
  const ImbColumn *column;

  if (!find_only (self, IMB_ROLE_GROUP, _ ("shall both name groups; choose one of them."), &column, error))
    return FALSE;
  if (column != NULL)
    imb_notes_add (self->notes, _ ("Rows with the same “%s” belong together (%zu groups): folds and samplers do not split them."), column->name,
                   number_groups (self, column));
  return TRUE;
}

static gboolean
set_weights (ImbProblem *self,
             GError    **error)
{
  const ImbColumn *column;

  if (!find_only (self, IMB_ROLE_WEIGHT, _ ("shall both be weights; choose one of them."), &column, error))
    return FALSE;
  if (column == NULL)
    return TRUE;

  self->weights = imb_weights_new (column, self->target.rows, self->target.n_rows, error);
  if (self->weights != NULL)
    imb_notes_add (self->notes, _ ("Rows count in models and metrics by their weight, “%s”. Samplers, folds, filling and scaling take all rows alike; a "
                                   "synthetic row weighs the mean of its parents, by their parts in it."),
                   column->name);
  return self->weights != NULL;
}

static gboolean
set_positive (ImbProblem *self,
              const char *label,
              GError    **error)
{
  const ImbTarget *t = &self->target;
  g_autofree char *all = NULL;

  for (guint c = 0; c < t->n_classes; c++)
    {
      if (t->counts[c] > t->counts[self->majority])
        self->majority = c;
      if (t->counts[c] < t->counts[self->minority])
        self->minority = c;
    }
  if (self->minority == self->majority && t->n_classes > 1)
    self->minority = 1;
  self->positive = self->minority;
  if (label == NULL)
    return TRUE;

  for (guint c = 0; c < t->n_classes; c++)
    if (g_str_equal (t->labels[c], label))
      {
        self->positive = c;
        return TRUE;
      }
  all = imb_names_dup_some ((const char *const *) t->labels, t->n_classes);
  g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
               _ ("“%s” is not a class of “%s”; its classes are: %s."), label,
               imb_table_column_at (self->table, self->target_column)->name, all);
  return FALSE;
}

static gboolean
find_target (ImbProblem              *self,
             const ImbProblemOptions *options,
             GError                 **error)
{
  gssize column = options != NULL ? options->target_column : -1;

  if (column < 0)
    column = imb_target_guess (self->table, &self->target_reason);
  if (column < 0 || (gsize) column >= imb_table_n_columns (self->table))
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TARGET, _ ("The table has no such column to be the target."));
      return FALSE;
    }

  self->target_column = (gsize) column;
  return TRUE;
}

static void
note_target (ImbProblem *self)
{
  gsize n_missing = imb_table_n_rows (self->table) - self->target.n_rows;

  if (self->target_reason != NULL)
    imb_notes_add (self->notes, "%s", self->target_reason);
  if (n_missing > 0)
    imb_notes_add (self->notes, g_dngettext (GETTEXT_PACKAGE, "%zu row without a value of “%s” is left out.", "%zu rows without a value of “%s” are left out.", n_missing), n_missing,
                   imb_table_column_at (self->table, self->target_column)->name);
  if (self->target.n_rows >= FEWEST_TO_DOUBT && (gsize) self->target.n_classes * 2 > self->target.n_rows)
    imb_notes_add (self->notes, _ ("“%s” has %u classes in %zu rows, so it looks like an identifier; choose another target."),
                   imb_table_column_at (self->table, self->target_column)->name, self->target.n_classes, self->target.n_rows);
}

ImbProblem *
imb_problem_new (ImbTable                *table,
                 const ImbProblemOptions *options,
                 ImbJob                  *job,
                 GError                 **error)
{
  g_autoptr (ImbProblem) self = g_new0 (ImbProblem, 1);

  g_return_val_if_fail (table != NULL, NULL);

  self->ref_count = 1;
  self->table = imb_table_ref (table);
  self->notes = imb_notes_new ();
  if (!find_target (self, options, error)
      || !imb_target_fill (&self->target, imb_table_column_at (table, self->target_column), imb_table_n_rows (table), job, error))
    return NULL;

  note_target (self);
  if (!set_roles (self, options != NULL ? options->roles : NULL, job, error)
      || !set_groups (self, error)
      || !set_weights (self, error)
      || !set_positive (self, options != NULL ? options->positive_label : NULL, error))
    return NULL;
  return g_steal_pointer (&self);
}

ImbProblem *
imb_problem_ref (ImbProblem *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
imb_problem_unref (ImbProblem *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  imb_table_unref (self->table);
  imb_notes_unref (self->notes);
  imb_target_clear (&self->target);
  g_free (self->target_reason);
  g_free (self->roles);
  g_free (self->groups);
  g_free (self->weights);
  g_free (self);
}

gssize
imb_problem_guess_target (const ImbTable *table,
                          char          **reason)
{
  *reason = NULL;
  return imb_target_guess (table, reason);
}

ImbTable *
imb_problem_get_table (const ImbProblem *self)
{
  return self->table;
}

gsize
imb_problem_get_target (const ImbProblem *self)
{
  return self->target_column;
}

const char *
imb_problem_get_target_reason (const ImbProblem *self)
{
  return self->target_reason;
}

ImbRole
imb_problem_role_at (const ImbProblem *self,
                     gsize             column)
{
  g_return_val_if_fail (column < imb_table_n_columns (self->table), IMB_ROLE_IGNORE);

  return self->roles[column];
}

gsize
imb_problem_n_rows (const ImbProblem *self)
{
  return self->target.n_rows;
}

const guint32 *
imb_problem_get_rows (const ImbProblem *self)
{
  return self->target.rows;
}

const guint16 *
imb_problem_get_classes (const ImbProblem *self)
{
  return self->target.classes;
}

const guint32 *
imb_problem_get_groups (const ImbProblem *self)
{
  return self->groups;
}

const double *
imb_problem_get_weights (const ImbProblem *self)
{
  return self->weights;
}

guint
imb_problem_n_classes (const ImbProblem *self)
{
  return self->target.n_classes;
}

const char *const *
imb_problem_get_labels (const ImbProblem *self)
{
  return (const char *const *) self->target.labels;
}

const gsize *
imb_problem_get_counts (const ImbProblem *self)
{
  return self->target.counts;
}

gsize *
imb_problem_dup_weighty (const ImbProblem *self)
{
  const double  *weights = imb_problem_get_weights (self);
  const guint16 *classes = imb_problem_get_classes (self);
  gsize         *counts = g_new0 (gsize, MAX (imb_problem_n_classes (self), 1));

  for (gsize i = 0; i < imb_problem_n_rows (self); i++)
    counts[classes[i]] += weights == NULL || weights[i] > 0.0;
  return counts;
}

guint
imb_problem_get_positive (const ImbProblem *self)
{
  return self->positive;
}

guint
imb_problem_get_majority (const ImbProblem *self)
{
  return self->majority;
}

guint
imb_problem_get_minority (const ImbProblem *self)
{
  return self->minority;
}

double
imb_problem_get_imbalance_ratio (const ImbProblem *self)
{
  return (double) self->target.counts[self->majority] / (double) self->target.counts[self->minority];
}

ImbNotes *
imb_problem_get_notes (const ImbProblem *self)
{
  return self->notes;
}
