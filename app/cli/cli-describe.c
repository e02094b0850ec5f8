/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imbal describe: what was read, how the classes are distributed, and, if asked, how hard they are to tell apart. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>

#include "app/cli/cli-input.h"
#include "app/cli/cli-json.h"
#include "app/cli/cli-complexity.h"
#include "app/cli/cli-missing.h"
#include "app/cli/cli-progress.h"
#include "app/cli/cli-text.h"

#define MAX_LEVELS  1000 /* of a category in JSON; "distinct" has the number of all */
#define MAX_SHOWN   10   /* problems in the text */
#define MAX_CLASSES 40   /* in the text */
#define MAX_COLUMNS 200

#define MAX_NEIGHBOURHOODS 8

typedef struct
{
  gboolean wants_difficulty;
  gboolean wants_complexity;
  gboolean wants_hardness;
  char    *neighbours_text;
  char    *distance_text;
  gboolean by_kernel;

  ImbNeighbourhood neighbourhoods[MAX_NEIGHBOURHOODS]; /* of the difficulty */
  guint            n_neighbourhoods;
} Own;

/* What describe finds out besides reading. */
typedef struct
{
  ImbMissingness      *missing;
  GArray              *leaks;      /* of ImbLeak; NULL without a target */
  gsize               *difficulty; /* NULL: not asked for */
  gsize               *n_steady;
  ImbComplexity       *complexity; /* likewise */
  ImbInstanceHardness *hardness;   /* likewise */
} Findings;

static void
clear_findings (Findings *self)
{
  g_clear_pointer (&self->missing, imb_missingness_unref);
  g_clear_pointer (&self->leaks, g_array_unref);
  g_clear_pointer (&self->difficulty, g_free);
  g_clear_pointer (&self->n_steady, g_free);
  g_clear_pointer (&self->complexity, imb_complexity_free);
  g_clear_pointer (&self->hardness, imb_instance_hardness_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Findings, clear_findings)

static const char *const roles[] = { "", "numeric", "categorical", "ignored", "target", "group", "weight" };

static const char *
role_of (const CliInput *input,
         gsize           j)
{
  return input->problem != NULL ? roles[imb_problem_role_at (input->problem, j)] : "";
}

/* (transfer full): what a person should know before using the column; NULL: nothing */
static char *
dup_warning (const CliInput *input,
             const Findings *findings,
             gsize           j)
{
  for (guint l = 0; findings->leaks != NULL && l < findings->leaks->len; l++)
    if (g_array_index (findings->leaks, ImbLeak, l).column == j)
      return imb_leak_dup_sentence (&g_array_index (findings->leaks, ImbLeak, l), input->table);
  return NULL;
}

static void
build_column (ImbJson        *json,
              const CliInput *input,
              const Findings *findings,
              gsize           j)
{
  const ImbColumn *column = imb_table_column_at (input->table, j);
  g_autofree char *warning = dup_warning (input, findings, j);

  imb_json_object (json, NULL);
  imb_json_text (json, "name", column->name);
  imb_json_text (json, "type", imb_column_type_nick (column->type));
  imb_json_text (json, "role", input->problem != NULL ? role_of (input, j) : NULL);
  imb_json_count (json, "missing", column->n_missing);
  imb_json_count (json, "distinct", column->n_distinct);
  imb_json_text (json, "warning", warning);
  if (column->kind == IMB_COLUMN_NUMBER)
    {
      imb_json_number (json, "min", column->min);
      imb_json_number (json, "max", column->max);
      imb_json_number (json, "mean", column->mean);
    }
  else
    {
      imb_json_array (json, "levels");
      for (guint k = 0; k < MIN (column->n_levels, MAX_LEVELS); k++)
        imb_json_text (json, NULL, column->levels[k]);
      imb_json_end_array (json);
    }
  imb_json_end (json);
}

/* NULL where the format has no such mark. */
static void
build_mark (ImbJson    *json,
            const char *name,
            char        mark)
{
  imb_json_text (json, name, mark == '\0' ? NULL : (char[]){ mark, 0 });
}

/* All null: the table has all rows. */
static void
build_sample (ImbJson          *json,
              const ImbReading *reading)
{
  if (reading->n_rows_in_file == 0)
    {
      imb_json_text (json, "rows_in_file", NULL);
      imb_json_text (json, "sample_seed", NULL);
      imb_json_text (json, "sample_by", NULL);
      return;
    }
  imb_json_count (json, "rows_in_file", reading->n_rows_in_file);
  imb_json_count (json, "sample_seed", reading->sample_seed);
  imb_json_text (json, "sample_by", reading->sample_by);
}

static void
build_reading (ImbJson        *json,
               const CliInput *input)
{
  const ImbReading *reading = imb_table_get_reading (input->table);

  imb_json_object (json, "reading");
  if (reading != NULL)
    {
      imb_json_text (json, "encoding", reading->encoding);
      build_mark (json, "delimiter", reading->delimiter);
      build_mark (json, "quote", reading->quote);
      build_mark (json, "comment", reading->comment);
      build_mark (json, "decimal", reading->decimal);
      build_mark (json, "thousands", reading->thousands);
      imb_json_flag (json, "header", reading->has_header);
      imb_json_array (json, "missing");
      for (char **marker = reading->missing; marker != NULL && *marker != NULL; marker++)
        imb_json_text (json, NULL, *marker);
      imb_json_end_array (json);
      imb_json_text (json, "format", reading->format);
      imb_json_text (json, "packing", reading->packing);
      imb_json_text (json, "table", reading->table);
      imb_json_array (json, "tables");
      for (gsize t = 0; reading->tables != NULL && reading->tables[t] != NULL; t++)
        imb_json_text (json, NULL, reading->tables[t]);
      imb_json_end_array (json);
      build_sample (json, reading);
    }
  imb_json_end (json);
}

/* How unequal the classes are, by their sizes alone. */
static void
build_imbalance (ImbJson          *json,
                 const ImbProblem *problem)
{
  ImbImbalance found = imb_imbalance_of (imb_problem_get_counts (problem), imb_problem_n_classes (problem));

  imb_json_object (json, "imbalance");
  imb_json_number (json, "mean_ratio", found.mean_ratio);
  imb_json_number (json, "smallest_share", found.smallest_share);
  imb_json_number (json, "entropy_balance", found.entropy_balance);
  imb_json_number (json, "gini_simpson", found.gini_simpson);
  imb_json_number (json, "degree", found.degree);
  imb_json_number (json, "likelihood_ratio", found.likelihood_ratio);
  imb_json_end (json);
}

/* The sizes by rank: who has how much of the rows, and how steeply they fall. */
static void
build_long_tail (ImbJson          *json,
                 const ImbProblem *problem)
{
  ImbLongTail found = imb_long_tail_of (imb_problem_get_counts (problem), imb_problem_n_classes (problem));

  imb_json_object (json, "long_tail");
  for (guint p = 0; p < IMB_N_TAIL_PARTS; p++)
    {
      imb_json_object (json, imb_tail_part_nick (p));
      imb_json_count (json, "classes", found.n_classes[p]);
      imb_json_count (json, "rows", found.n_rows[p]);
      imb_json_number (json, "share", found.shares[p]);
      imb_json_end (json);
    }
  imb_json_count (json, "classes_with_half", found.n_half);
  imb_json_number (json, "zipf_exponent", found.zipf_exponent);
  imb_json_end (json);
}

static void
build_target (ImbJson        *json,
              const CliInput *input)
{
  const ImbProblem *problem = input->problem;

  if (problem == NULL)
    {
      imb_json_text (json, "target", NULL);
      imb_json_number (json, "imbalance_ratio", NAN);
      return;
    }

  imb_json_object (json, "target");
  imb_json_text (json, "name", imb_table_column_at (input->table, imb_problem_get_target (problem))->name);
  imb_json_text (json, "reason", imb_problem_get_target_reason (problem));
  imb_json_text (json, "positive", imb_problem_get_labels (problem)[imb_problem_get_positive (problem)]);
  imb_json_array (json, "classes");
  for (guint c = 0; c < imb_problem_n_classes (problem); c++)
    {
      gsize count = imb_problem_get_counts (problem)[c];

      imb_json_object (json, NULL);
      imb_json_text (json, "label", imb_problem_get_labels (problem)[c]);
      imb_json_count (json, "count", count);
      imb_json_number (json, "share", (double) count / (double) imb_problem_n_rows (problem));
      imb_json_number (json, "ratio", (double) imb_problem_get_counts (problem)[imb_problem_get_majority (problem)] / (double) count);
      imb_json_number (json, "effective", imb_effective_number (count, IMB_EFFECTIVE_BETA));
      imb_json_end (json);
    }
  imb_json_end_array (json);
  imb_json_end (json);
  imb_json_number (json, "imbalance_ratio", imb_problem_get_imbalance_ratio (problem));
  build_imbalance (json, problem);
  build_long_tail (json, problem);
}

static void
build_types (ImbJson     *json,
             const gsize *counts)
{
  for (guint t = 0; t < IMB_DIFFICULTY_N; t++)
    imb_json_count (json, imb_difficulty_nick (t), counts[t]);
}

/* Of the first number of neighbours; of several each for itself, and the rows that are of one type by all. */
static void
build_difficulty (ImbJson        *json,
                  const CliInput *input,
                  const Findings *findings,
                  const Own      *own)
{
  const guint n_classes = imb_problem_n_classes (input->problem);

  imb_json_array (json, "difficulty");
  for (guint c = 0; c < n_classes; c++)
    {
      imb_json_object (json, NULL);
      imb_json_text (json, "label", imb_problem_get_labels (input->problem)[c]);
      build_types (json, findings->difficulty + c * IMB_DIFFICULTY_N);
      if (own->n_neighbourhoods > 1)
        {
          imb_json_array (json, "by_neighbors");
          for (guint k = 0; k < own->n_neighbourhoods; k++)
            {
              imb_json_object (json, NULL);
              imb_json_count (json, "neighbors", own->neighbourhoods[k].n_neighbours);
              build_types (json, findings->difficulty + (k * n_classes + c) * IMB_DIFFICULTY_N);
              imb_json_end (json);
            }
          imb_json_end_array (json);
          imb_json_count (json, "steady", findings->n_steady[c]);
        }
      imb_json_end (json);
    }
  imb_json_end_array (json);
}

static void
print_json (const CliInput *input,
            const Findings *findings,
            const Own      *own)
{
  g_autoptr (ImbJson) json = cli_json_new ();
  const GPtrArray  *problems = imb_table_get_problems (input->table);
  const ImbReading *reading = imb_table_get_reading (input->table);

  imb_json_count (json, "rows", imb_table_n_rows (input->table));
  if (reading != NULL && reading->n_rows_in_file > imb_table_n_rows (input->table))
    imb_json_count (json, "rows_in_file", reading->n_rows_in_file);
  imb_json_array (json, "columns");
  for (gsize j = 0; j < imb_table_n_columns (input->table); j++)
    build_column (json, input, findings, j);
  imb_json_end_array (json);
  build_reading (json, input);
  build_target (json, input);
  imb_json_array (json, "problems");
  for (guint i = 0; problems != NULL && i < problems->len; i++)
    {
      const ImbReadProblem *problem = problems->pdata[i];

      imb_json_object (json, NULL);
      imb_json_count (json, "line", problem->line);
      imb_json_count (json, "column", problem->column);
      imb_json_text (json, "message", problem->message);
      imb_json_end (json);
    }
  imb_json_end_array (json);
  imb_json_count (json, "n_problems", imb_table_n_problems (input->table));
  cli_missing_build (json, input, findings->missing);
  if (findings->difficulty != NULL)
    build_difficulty (json, input, findings, own);
  if (findings->complexity != NULL)
    cli_complexity_build (json, input, findings->complexity);
  if (findings->hardness != NULL)
    cli_hardness_build (json, input, findings->hardness);
  imb_json_notes (json, input->notes);
  imb_json_number (json, "seconds", input->seconds);
  cli_json_print (json);
}

static void
print_reading (const CliInput *input)
{
  const ImbReading *reading = imb_table_get_reading (input->table);
  g_autofree char  *title = cli_input_dup_title (input);

  printf ("%s\n", title);
  if (reading == NULL)
    return;
  if (reading->delimiter != '\0')
    printf (_ ("read as %s, %s, “%s” between columns, decimal “%c”, %s; %.2f s\n"), reading->format, reading->encoding,
            reading->delimiter == '\t' ? "tab" : (char[]){ reading->delimiter, 0 }, reading->decimal,
            reading->has_header ? _ ("names in the first line") : _ ("no names"), input->seconds);
  else if (reading->table != NULL)
    {
      g_autofree char *table = cli_dup_plain (reading->table);

      printf (_ ("read as %s, table “%s”; %.2f s\n"), reading->format, table, input->seconds);
    }
  else
    printf (_ ("read as %s; %.2f s\n"), reading->format, input->seconds);
}

static void
print_columns (const CliInput *input)
{
  static const char *const titles[] = { ">#", "column", "type", "role", ">missing", ">distinct", ">min", ">mean", ">max" };
  CliTable                *table = cli_table_new (titles, G_N_ELEMENTS (titles));

  for (gsize j = 0; j < MIN (imb_table_n_columns (input->table), MAX_COLUMNS); j++)
    {
      const ImbColumn *column = imb_table_column_at (input->table, j);
      gboolean         is_number = column->kind == IMB_COLUMN_NUMBER;
      g_autofree char *missing = cli_dup_count (column->n_missing);
      g_autofree char *distinct = cli_dup_count (column->n_distinct);
      g_autofree char *min = cli_dup_number (is_number ? column->min : NAN);
      g_autofree char *mean = cli_dup_number (is_number ? column->mean : NAN);
      g_autofree char *max = cli_dup_number (is_number ? column->max : NAN);

      cli_table_add (table, "%zu", j + 1);
      cli_table_add_name (table, column->name);
      cli_table_add (table, "%s", imb_column_type_nick (column->type));
      cli_table_add (table, "%s", role_of (input, j));
      cli_table_add (table, "%s", missing);
      cli_table_add (table, "%s", distinct);
      cli_table_add (table, "%s", min);
      cli_table_add (table, "%s", mean);
      cli_table_add (table, "%s", max);
    }
  printf ("\n");
  cli_table_print (table);
  if (imb_table_n_columns (input->table) > MAX_COLUMNS)
    printf (_ ("  … and %zu more columns (--json has all)\n"), imb_table_n_columns (input->table) - MAX_COLUMNS);
}

static void
print_imbalance (const ImbProblem *problem)
{
  ImbImbalance found = imb_imbalance_of (imb_problem_get_counts (problem), imb_problem_n_classes (problem));

  printf (_ ("Entropy balance %.3f (equal classes: 1), Gini–Simpson index %.3f, imbalance degree %.3f (equal: 0, at most %u), mean ratio 1:%.4g.\n"),
          found.entropy_balance, found.gini_simpson, found.degree, imb_problem_n_classes (problem) - 1, found.mean_ratio);
}

static void
print_long_tail (const ImbProblem *problem)
{
  ImbLongTail found = imb_long_tail_of (imb_problem_get_counts (problem), imb_problem_n_classes (problem));

  if (imb_problem_n_classes (problem) < 3)
    return;
  printf (_ ("Classes of more than %d rows: %u, of %d to %d: %u, of fewer: %u; half of the rows are in the %u largest. Zipf exponent %.2f.\n"), IMB_HEAD_ABOVE,
          found.n_classes[IMB_TAIL_HEAD], IMB_TAIL_BELOW, IMB_HEAD_ABOVE, found.n_classes[IMB_TAIL_MEDIUM], found.n_classes[IMB_TAIL_TAIL], found.n_half, found.zipf_exponent);
}

static void
print_classes (const CliInput *input)
{
  static const char *const titles[] = { "class", ">rows", ">share", "" };
  const ImbProblem        *problem = input->problem;
  g_autofree char         *name = NULL;
  CliTable                *table;
  double                   majority;
  g_autofree char         *share_of_majority = NULL;

  if (problem == NULL)
    return;

  name = cli_dup_plain (imb_table_column_at (input->table, imb_problem_get_target (problem))->name);
  printf (_ ("\nTarget: %s\n"), name);
  table = cli_table_new (titles, G_N_ELEMENTS (titles));
  for (guint c = 0; c < MIN (imb_problem_n_classes (problem), MAX_CLASSES); c++)
    {
      g_autofree char *count = cli_dup_count (imb_problem_get_counts (problem)[c]);
      g_autofree char *share = cli_dup_share ((double) imb_problem_get_counts (problem)[c] / (double) imb_problem_n_rows (problem));

      cli_table_add_name (table, imb_problem_get_labels (problem)[c]);
      cli_table_add (table, "%s", count);
      cli_table_add (table, "%s", share);
      cli_table_add (table, "%s", c == imb_problem_get_positive (problem) ? _ ("positive") : "");
    }
  cli_table_print (table);
  if (imb_problem_n_classes (problem) > MAX_CLASSES)
    printf (_ ("  … and %u more classes (--json has all)\n"), imb_problem_n_classes (problem) - MAX_CLASSES);
  if (imb_problem_n_classes (problem) < 2)
    {
      printf (_ ("There is one class only: nothing can be balanced or learnt.\n"));
      return;
    }

  majority = (double) imb_problem_get_counts (problem)[imb_problem_get_majority (problem)] / (double) imb_problem_n_rows (problem);
  share_of_majority = cli_dup_share (majority);
  printf (_ ("Imbalance ratio 1:%.4g. Always saying the largest class is right in %s of the rows.\n"),
          imb_problem_get_imbalance_ratio (problem), share_of_majority);
  print_imbalance (problem);
  print_long_tail (problem);
}

static void
print_difficulty (const CliInput *input,
                  const Findings *findings,
                  const Own      *own)
{
  const guint n = own->n_neighbourhoods, n_classes = imb_problem_n_classes (input->problem);
  const char *titles[] = { "class", ">safe", ">borderline", ">rare", ">outlier", ">neighbors", ">steady" };
  CliTable   *table = cli_table_new (titles, n > 1 ? 7 : 5);

  for (guint c = 0; c < n_classes; c++)
    for (guint k = 0; k < n; k++)
      {
        cli_table_add_name (table, k == 0 ? imb_problem_get_labels (input->problem)[c] : "");
        for (guint t = 0; t < IMB_DIFFICULTY_N; t++)
          cli_table_add (table, "%zu", findings->difficulty[(k * n_classes + c) * IMB_DIFFICULTY_N + t]);
        if (n == 1)
          continue;
        cli_table_add (table, "%u", own->neighbourhoods[k].n_neighbours);
        if (k == 0)
          cli_table_add (table, "%zu", findings->n_steady[c]);
        else
          cli_table_add (table, "%s", "");
      }
  if (own->by_kernel)
    printf (_ ("\nNeighbourhoods (share of the own class within the mean distance of so many neighbours, nearer rows count more: safe above 0.7, borderline above 0.3, rare above 0.1, outlier):\n"));
  else if (n > 1)
    printf (_ ("\nNeighbourhoods (share of the own class among the nearest: safe above 0.7, borderline above 0.3, rare above 0.1, outlier; steady: of one type by all):\n"));
  else if (own->neighbourhoods[0].n_neighbours > IMB_DIFFICULTY_NEIGHBOURS)
    printf (_ ("\nNeighbourhoods (share of the own class among the %u nearest: safe above 0.7, borderline above 0.3, rare above 0.1, outlier):\n"), own->neighbourhoods[0].n_neighbours);
  else
    printf (_ ("\nNeighbourhoods (rows of the own class among the 5 nearest: safe 4–5, borderline 2–3, rare 1 far from others, outlier 0):\n"));
  cli_table_print (table);
}

static void
print_problems (const CliInput *input)
{
  const GPtrArray *problems = imb_table_get_problems (input->table);
  gsize            n = imb_table_n_problems (input->table);

  if (n == 0)
    return;

  printf (_ ("\n%zu problems while reading:\n"), n);
  for (guint i = 0; i < MIN (problems->len, MAX_SHOWN); i++)
    {
      const ImbReadProblem *problem = problems->pdata[i];
      g_autofree char      *message = cli_dup_plain (problem->message);

      printf (_ ("  line %zu, column %zu: %s\n"), problem->line, problem->column, message);
    }
  if (n > MAX_SHOWN)
    printf (_ ("  … and %zu more (--json has up to %u)\n"), n - MAX_SHOWN, problems->len);
}

/* Without --target a table that offers none is still described. */
static gboolean
pose_or_note (CliInput         *input,
              const CliOptions *options,
              GError          **error)
{
  g_autoptr (GError) local = NULL;

  if (cli_input_pose (input, options, &local))
    return TRUE;
  if (options->target != NULL || !g_error_matches (local, IMB_ERROR, IMB_ERROR_TARGET))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  imb_notes_add (input->notes, "%s", local->message);
  return TRUE;
}

/* Than what is in the table itself: then features become numbers. */
static gboolean
wants_more (const Own *own)
{
  return own->wants_difficulty || own->wants_complexity || own->wants_hardness;
}

/* Looks at the whole table: what is missing, what leaks and, if asked, the neighbourhoods and how hard it is. */
static gboolean
find_out (Findings  *self,
          CliInput  *input,
          const Own *own,
          guint32    seed,
          GError   **error)
{
  self->missing = imb_missingness_new (input->table, input->problem, cli_progress_part (0.1), error);
  if (self->missing == NULL)
    return FALSE;
  if (input->problem == NULL)
    return TRUE;

  self->leaks = imb_leaks_find (input->problem, cli_progress_part (0.2), error);
  if (self->leaks == NULL)
    return FALSE;
  for (guint l = 0; l < self->leaks->len; l++)
    {
      g_autofree char *sentence = imb_leak_dup_sentence (&g_array_index (self->leaks, ImbLeak, l), input->table);

      imb_notes_add (input->notes, "%s", sentence);
    }
  if (!wants_more (own))
    return TRUE;

  if (!cli_input_number (input, cli_progress_part (0.1), error))
    return FALSE;
  if (own->wants_difficulty)
    {
      self->n_steady = g_new0 (gsize, MAX (imb_problem_n_classes (input->problem), 1));
      self->difficulty = imb_difficulty_count (input->design, own->neighbourhoods, own->n_neighbourhoods, self->n_steady, input->notes, cli_progress_part (0.15), error);
    }
  if (own->wants_difficulty && self->difficulty == NULL)
    return FALSE;
  if (own->wants_complexity)
    self->complexity = imb_complexity_new (input->design, input->notes, cli_progress_part (0.15), error);
  if (own->wants_complexity && self->complexity == NULL)
    return FALSE;
  if (own->wants_hardness)
    self->hardness = imb_instance_hardness_new (input->design, seed, input->notes, cli_progress_part (0.15), error);
  return !own->wants_hardness || self->hardness != NULL;
}

static gboolean
describe (const CliOptions *options,
          gpointer          data,
          GError          **error)
{
  const Own *own = data;
  g_auto (CliInput) input = { 0 };
  g_auto (Findings) findings = { 0 };

  cli_progress_start (options->quiet);
  if (!cli_input_read (&input, options, options->arguments[1], cli_progress_part (wants_more (own) ? 0.3 : 0.7), error)
      || !pose_or_note (&input, options, error) || !find_out (&findings, &input, own, options->seed, error))
    return FALSE;

  cli_progress_stop ();
  if (options->json)
    {
      print_json (&input, &findings, own);
      return TRUE;
    }

  print_reading (&input);
  print_columns (&input);
  print_classes (&input);
  cli_missing_print (&input, findings.missing);
  if (findings.difficulty != NULL)
    print_difficulty (&input, &findings, own);
  if (findings.complexity != NULL)
    cli_complexity_print (&input, findings.complexity);
  if (findings.hardness != NULL)
    cli_hardness_print (&input, findings.hardness);
  print_problems (&input);
  cli_print_notes (input.notes, options->quiet);
  return TRUE;
}

/* One number, or several to see how firm the types are. */
static gboolean
parse_neighbours (Own     *own,
                  GError **error)
{
  g_auto (GStrv) words = own->neighbours_text != NULL ? cli_split_names (own->neighbours_text) : NULL;

  own->n_neighbourhoods = words != NULL ? g_strv_length (words) : 1;
  if (own->n_neighbourhoods < 1 || own->n_neighbourhoods > MAX_NEIGHBOURHOODS)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("--neighbors takes 1 to %d numbers, not %u"), MAX_NEIGHBOURHOODS, own->n_neighbourhoods);
      return FALSE;
    }
  for (guint k = 0; k < own->n_neighbourhoods; k++)
    {
      double n = IMB_DIFFICULTY_NEIGHBOURS;

      if (!cli_parse_real ("--neighbors", words != NULL ? words[k] : NULL, IMB_DIFFICULTY_NEIGHBOURS, IMB_DIFFICULTY_MOST, &n, error))
        return FALSE;
      if (n != floor (n))
        {
          g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("--neighbors is a whole number, not “%s”"), words[k]);
          return FALSE;
        }
      imb_neighbourhood_init (&own->neighbourhoods[k]);
      own->neighbourhoods[k].n_neighbours = (guint) n;
      own->neighbourhoods[k].by_kernel = own->by_kernel;
    }
  return TRUE;
}

static gboolean
check (const CliOptions *options,
       gpointer          data,
       GError          **error)
{
  Own    *own = data;
  GError *cause = NULL;

  if ((own->neighbours_text != NULL || own->distance_text != NULL || own->by_kernel) && !own->wants_difficulty)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("--neighbors, --distance and --kernel are for --difficulty; say that, too"));
      return FALSE;
    }
  if (!parse_neighbours (own, error))
    return FALSE;
  for (guint k = 0; k < own->n_neighbourhoods; k++)
    if (own->distance_text != NULL && !imb_neighbourhood_set_distance (&own->neighbourhoods[k], own->distance_text, &cause))
      return cli_usage_error ("--distance", cause, error);
  return TRUE;
}

static const GOptionEntry entries[] = {
  { "difficulty", 0, 0, G_OPTION_ARG_NONE, CLI_OWN (Own, wants_difficulty), N_ ("also look at the neighbourhood of every row"), NULL },
  { "neighbors", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, neighbours_text), N_ ("of --difficulty: 5 to 64 (default: 5), or several: 5,7,9,11 shows how firm types are"), "K" },
  { "kernel", 0, 0, G_OPTION_ARG_NONE, CLI_OWN (Own, by_kernel), N_ ("of --difficulty: all rows within the mean distance of the K-th neighbour, nearer ones count more"), NULL },
  { "distance", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, distance_text), N_ ("of --difficulty: euclidean, heom, gower, vdm or hvdm (default: euclidean)"), "NAME" },
  { "complexity", 0, 0, G_OPTION_ARG_NONE, CLI_OWN (Own, wants_complexity), N_ ("also measure how hard the classes are to tell apart, and who is near whom"), NULL },
  { "hardness", 0, 0, G_OPTION_ARG_NONE, CLI_OWN (Own, wants_hardness), N_ ("also measure how hard each row is"), NULL },
  { NULL },
};

const CliCommand cli_describe = {
  .name = "describe",
  .arguments = "FILE",
  .n_arguments = 1,
  .summary = N_ ("says what was read and how the classes are distributed"),
  .details = N_ ("Examples:\n"
                 "  imbal describe german.csv\n"
                 "  imbal describe german.csv --target class --positive bad --difficulty\n"
                 "  cat big.csv.zst | imbal describe - --json\n"
                 "  imbal describe embeddings.npy --labels labels.txt\n"
                 "  imbal describe larger-than-memory.csv --rows 100000 --seed 1\n\n"
                 "Nothing is written. Line and column numbers of problems count from 1, lines with the header.\n\n"
                 "Keys of --json: rows, rows_in_file (of a sample),\n"
                 "  columns[] {name, type, role, missing, distinct, warning, min, max, mean or levels},\n"
                 "  reading {encoding, delimiter, quote, comment, decimal, thousands, header, missing[], format, packing, table,\n"
                 "  tables[], rows_in_file, sample_seed, sample_by},\n"
                 "  target {name, reason, positive, classes[] {label, count, share, ratio, effective}}, imbalance_ratio, imbalance {…},\n"
                 "  long_tail {…}, problems[] {line, column, message}, n_problems, missing {cells, complete_rows, rows[], columns[], patterns[],\n"
                 "  n_patterns}, notes, seconds; with --difficulty also difficulty[], with --complexity also\n"
                 "  complexity {rows, measures, classes[], neighbours[][]}, with --hardness also hardness {classes[], rows}.\n"
                 "  “man imbal” explains them.\n"
                 "A warning is a feature that tells the classes apart by itself: it may be known only after the answer.\n"),
  .groups = CLI_READS,
  .entries = entries,
  .own_size = sizeof (Own),
  .check = check,
  .act = describe,
};
