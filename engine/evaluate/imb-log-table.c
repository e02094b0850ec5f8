/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What runs came to on several datasets. Everything that is not in the table is a note: ranks of what happens to be left look like ranks of what
 * was asked for. */
#include "engine/evaluate/imb-log-table.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/evaluate/imb-log-head.h"
#include "engine/evaluate/imb-log-member.h"

/* One run in one log. */
typedef struct
{
  GPtrArray *places; /* seed, repeat and fold of each value, as text */
  GArray    *values;
  char      *why; /* it could not be done with some seed: why; NULL */
} Run;

typedef struct
{
  const char *folder;
  ImbLog     *log;
  GHashTable *runs; /* name → Run */
} Dataset;

static void
run_free (gpointer data)
{
  Run *run = data;

  g_ptr_array_unref (run->places);
  g_array_unref (run->values);
  g_free (run->why);
  g_free (run);
}

static void
dataset_free (gpointer data)
{
  Dataset *dataset = data;

  imb_log_close (dataset->log);
  g_clear_pointer (&dataset->runs, g_hash_table_unref);
  g_free (dataset);
}

void
imb_log_table_clear (ImbLogTable *self)
{
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->values, g_free);
}

char *
imb_log_table_dup_short (const char *name)
{
  static const char *const usual[] = { "threshold 0.5", "prior none", "calibration none", NULL };
  g_auto (GStrv) parts = g_strsplit (name, " | ", -1);
  GString *text = g_string_new (parts[0]);

  for (guint i = 1; parts[0] != NULL && parts[i] != NULL; i++)
    if (!g_strv_contains (usual, parts[i]))
      g_string_append_printf (text, " | %s", parts[i]);
  return g_string_free (text, FALSE);
}

/* ---- one log ---- */

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The unit without " | seed N". (transfer full) */
static char *
name_of (const char *unit)
{
  const char *end = g_strrstr (unit, " | seed ");

  return end != NULL ? g_strndup (unit, (gsize) (end - unit)) : g_strdup (unit);
}

static Run *
run_of (Dataset    *self,
        const char *unit)
{
  g_autofree char *name = name_of (unit);
  Run             *run = g_hash_table_lookup (self->runs, name);

  if (run != NULL)
    return run;

  run = g_new0 (Run, 1);
  run->places = g_ptr_array_new_with_free_func (g_free);
  run->values = g_array_new (FALSE, FALSE, sizeof (double));
  g_hash_table_insert (self->runs, g_steal_pointer (&name), run);
  return run;
}

static gint64
count_of (JsonObject *record,
          const char *member)
{
  return imb_log_member_count (record, member, 0);
}

static void
add_records (Run              *run,
             const GPtrArray  *records,
             const ImbMeasure *measure)
{
  for (guint r = 0; r < records->len; r++)
    {
      JsonObject *record = records->pdata[r];
      double      value = imb_measure_of (measure, record);

      if (run->why == NULL)
        run->why = g_strdup (imb_log_member_text (record, "error"));
      if (isnan (value))
        continue;
      g_array_append_val (run->values, value);
      g_ptr_array_add (run->places, g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
                                                     count_of (record, "seed"), count_of (record, "repeat"), count_of (record, "fold")));
    }
}

/* (nullable) */
static Dataset *
dataset_new (const char       *folder,
             const ImbMeasure *measure,
             ImbNotes         *notes,
             GError          **error)
{
  ImbLog  *log = imb_log_read (folder, notes, error);
  Dataset *self;
  g_autoptr (GPtrArray) units = NULL;

  if (log == NULL)
    return NULL;

  self = g_new0 (Dataset, 1);
  self->folder = folder;
  self->log = log;
  self->runs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, run_free);
  units = imb_log_dup_units (log);
  g_ptr_array_sort (units, compare_texts); /* sums are added up in one order */
  for (guint u = 0; u < units->len; u++)
    add_records (run_of (self, units->pdata[u]), imb_log_records (log, units->pdata[u]), measure);
  return self;
}

/* ---- which runs ---- */

/* Why a run of some log is not in the table, of one log. */
typedef enum
{
  GAP_NONE,
  GAP_RUN,   /* the log does not have it */
  GAP_VALUE, /* the log has it, and no value */
} Gap;

static Gap
gap_of (const Dataset *dataset,
        const char    *name)
{
  const Run *run = g_hash_table_lookup (dataset->runs, name);

  return run == NULL ? GAP_RUN : run->values->len == 0 ? GAP_VALUE
                                                       : GAP_NONE;
}

/* Names of all runs of all logs, in order. (transfer container) */
static GPtrArray *
names_of (const GPtrArray *datasets)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *names = g_ptr_array_new ();

  for (guint l = 0; l < datasets->len; l++)
    {
      GHashTableIter iter;
      gpointer       name;

      g_hash_table_iter_init (&iter, ((const Dataset *) datasets->pdata[l])->runs);
      while (g_hash_table_iter_next (&iter, &name, NULL))
        if (g_hash_table_add (known, name))
          g_ptr_array_add (names, name);
    }
  g_ptr_array_sort (names, compare_texts);
  return names;
}

static void
add_name (GString    *list,
          const char *name,
          const char *why)
{
  g_autofree char *text = imb_log_table_dup_short (name);

  g_string_append_printf (list, "%s%s", list->len > 0 ? "; " : "", text);
  if (why != NULL)
    g_string_append_printf (list, " (%.*s)", (int) (strlen (why) - g_str_has_suffix (why, ".")), why);
}

static void
note_gaps (const Dataset    *dataset,
           const GPtrArray  *names,
           const ImbMeasure *measure,
           ImbNotes         *notes)
{
  g_autoptr (GString) absent = g_string_new (NULL);
  g_autoptr (GString) void_ones = g_string_new (NULL);

  for (guint i = 0; i < names->len; i++)
    {
      const Run *run = g_hash_table_lookup (dataset->runs, names->pdata[i]);
      Gap        gap = gap_of (dataset, names->pdata[i]);

      if (gap == GAP_RUN)
        add_name (absent, names->pdata[i], NULL);
      else if (gap == GAP_VALUE)
        add_name (void_ones, names->pdata[i], run->why);
    }
  if (absent->len > 0)
    imb_notes_add (notes, _ ("Left out, because they are not in %s: %s."), dataset->folder, absent->str);
  if (void_ones->len > 0)
    imb_notes_add (notes, _ ("Left out, because they have no value of %s in %s: %s."), measure->id, dataset->folder, void_ones->str);
}

static gboolean
is_void (const Dataset *dataset)
{
  GHashTableIter iter;
  gpointer       run;

  g_hash_table_iter_init (&iter, dataset->runs);
  while (g_hash_table_iter_next (&iter, NULL, &run))
    if (((const Run *) run)->values->len > 0)
      return FALSE;
  return TRUE;
}

/* Runs with a value in every log. */
static gboolean
find_common (ImbLogTable      *self,
             const GPtrArray  *datasets,
             const ImbMeasure *measure,
             ImbNotes         *notes,
             GError          **error)
{
  g_autoptr (GPtrArray) all = names_of (datasets);

  self->names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < all->len; i++)
    {
      gboolean is_common = TRUE;

      for (guint l = 0; l < datasets->len && is_common; l++)
        is_common = gap_of (datasets->pdata[l], all->pdata[i]) == GAP_NONE;
      if (is_common)
        g_ptr_array_add (self->names, g_strdup (all->pdata[i]));
    }
  for (guint l = 0; l < datasets->len; l++)
    note_gaps (datasets->pdata[l], all, measure, notes);
  if (self->names->len >= 2)
    return TRUE;

  for (guint l = 0; l < datasets->len; l++)
    if (is_void (datasets->pdata[l]))
      {
        g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW, _ ("No run has a value of %s in %s; leave this log out, or choose another --metric."), measure->id, ((const Dataset *) datasets->pdata[l])->folder);
        return FALSE;
      }
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW, g_dngettext (GETTEXT_PACKAGE, "%u run has a value of %s in all %u logs; ranks need two. Give the experiments the same plans, models and thresholds.", "%u runs have a value of %s in all %u logs; ranks need two. Give the experiments the same plans, models and thresholds.", self->names->len),
               self->names->len, measure->id, datasets->len);
  return FALSE;
}

/* ---- over which folds ---- */

/* A place where all runs of the table have a value is counted as often as there are runs. (transfer full) */
static GHashTable *
count_places (const ImbLogTable *self,
              const Dataset     *dataset)
{
  GHashTable *counts = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint r = 0; r < self->names->len; r++)
    {
      const Run *run = g_hash_table_lookup (dataset->runs, self->names->pdata[r]);

      for (guint i = 0; i < run->places->len; i++)
        {
          guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, run->places->pdata[i]));

          g_hash_table_insert (counts, run->places->pdata[i], GUINT_TO_POINTER (n + 1));
        }
    }
  return counts;
}

static void
note_places (const ImbLogTable *self,
             const Dataset     *dataset,
             guint              n_places,
             guint              n_whole,
             ImbNotes          *notes)
{
  g_autoptr (GString) list = g_string_new (NULL);

  if (n_whole == n_places)
    return;
  for (guint r = 0; r < self->names->len; r++)
    {
      const Run *run = g_hash_table_lookup (dataset->runs, self->names->pdata[r]);

      if (run->places->len < n_places)
        add_name (list, self->names->pdata[r], run->why);
    }
  imb_notes_add (notes, g_dngettext (GETTEXT_PACKAGE, "%s: %u of %u fold is left out, because these runs have no value there: %s.", "%s: %u of %u folds are left out, because these runs have no value there: %s.", n_places),
                 dataset->folder, n_places - n_whole, n_places, list->str);
}

/* Returns the number of seeds, 0 with an error. */
static guint
take_means (ImbLogTable   *self,
            const Dataset *dataset,
            double        *means,
            ImbNotes      *notes,
            GError       **error)
{
  g_autoptr (GHashTable) counts = count_places (self, dataset);
  g_autoptr (GHashTable) seeds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n_whole = 0;

  for (guint r = 0; r < self->names->len; r++)
    {
      const Run *run = g_hash_table_lookup (dataset->runs, self->names->pdata[r]);

      means[r] = 0.0;
      n_whole = 0;
      for (guint i = 0; i < run->places->len; i++)
        {
          const char *place = run->places->pdata[i];

          if (GPOINTER_TO_UINT (g_hash_table_lookup (counts, place)) != self->names->len)
            continue;
          means[r] += g_array_index (run->values, double, i);
          g_hash_table_add (seeds, g_strndup (place, strcspn (place, " ")));
          n_whole++;
        }
      means[r] /= MAX (n_whole, 1);
    }
  note_places (self, dataset, g_hash_table_size (counts), n_whole, notes);
  if (n_whole == 0)
    g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW, _ ("%s has no fold in which all %u runs have a value; do them with the same seeds, by imbal experiment --resume."),
                 dataset->folder, self->names->len);
  return g_hash_table_size (seeds);
}

static gboolean
fill (ImbLogTable     *self,
      const GPtrArray *datasets,
      ImbNotes        *notes,
      GError         **error)
{
  g_autoptr (GString) list = g_string_new (NULL);
  guint    n_first = 0;
  gboolean is_even = TRUE;

  self->n_logs = datasets->len;
  self->values = g_new (double, datasets->len * self->names->len + 1);
  for (guint l = 0; l < datasets->len; l++)
    {
      const Dataset *dataset = datasets->pdata[l];
      guint          n_seeds = take_means (self, dataset, self->values + l * self->names->len, notes, error);

      if (n_seeds == 0)
        return FALSE;
      n_first = l == 0 ? n_seeds : n_first;
      is_even &= n_seeds == n_first;
      g_string_append_printf (list, "%s%s %u", l > 0 ? ", " : "", dataset->folder, n_seeds);
    }
  if (!is_even)
    imb_notes_add (notes, _ ("Logs have other numbers of seeds, and means of fewer hang more on chance: %s."), list->str);
  return TRUE;
}

/* ---- all ---- */

static void
note_equal_data (const GPtrArray *datasets,
                 ImbNotes        *notes)
{
  for (guint l = 1; l < datasets->len; l++)
    for (guint k = 0; k < l; k++)
      {
        const Dataset *a = datasets->pdata[k], *b = datasets->pdata[l];

        if (!imb_log_head_is_same_data (imb_log_get_head (a->log), imb_log_get_head (b->log)))
          continue;
        imb_notes_add (notes, _ ("%s and %s are about the same data, which counts as two datasets: differences look surer than they are. Leave one of them out, or add its seeds to the other with imbal experiment --resume."),
                       a->folder, b->folder);
        break;
      }
}

gboolean
imb_log_table_read (ImbLogTable      *self,
                    char *const      *folders,
                    guint             n_folders,
                    const ImbMeasure *measure,
                    ImbNotes         *notes,
                    GError          **error)
{
  g_autoptr (GPtrArray) datasets = g_ptr_array_new_with_free_func (dataset_free);
  g_autoptr (GHashTable) versions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  *self = (ImbLogTable){ 0 };
  for (guint l = 0; l < n_folders; l++)
    {
      Dataset       *dataset = dataset_new (folders[l], measure, notes, error);
      const Dataset *first;

      if (dataset == NULL)
        return FALSE;
      g_ptr_array_add (datasets, dataset);
      first = datasets->pdata[0];
      if (!imb_log_head_check (first->folder, imb_log_get_head (first->log), dataset->folder, imb_log_get_head (dataset->log), notes, error))
        return FALSE;
      imb_log_add_versions (dataset->log, versions);
    }
  note_equal_data (datasets, notes);
  imb_log_note_versions (versions, notes);
  return find_common (self, datasets, measure, notes, error) && fill (self, datasets, notes, error);
}
