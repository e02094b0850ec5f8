/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/cli/cli-explain.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>

#include "app/cli/cli-options.h"
#include "app/cli/cli-text.h"

#define BLOCK      1024 /* rows written between two looks at the job */
#define MOST_SHOWN 20

GBytes *
cli_explain_find (const char     *names,
                  const CliInput *input,
                  GError        **error)
{
  g_auto (GStrv) parts = names != NULL ? cli_split_names (names) : NULL;
  g_autoptr (GArray) features = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint p = 0; parts != NULL && parts[p] != NULL; p++)
    {
      gsize   column;
      guint32 j = 0;

      if (!cli_input_find_column (imb_problem_get_table (input->problem), parts[p], &column, error))
        return NULL;
      while (j < imb_design_n_features (input->design) && imb_design_feature_at (input->design, j)->column != column)
        j++;
      if (j == imb_design_n_features (input->design))
        {
          g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("--dependence: the model does not learn from “%s”; name columns that are features"), parts[p]);
          return NULL;
        }
      g_array_append_val (features, j);
    }
  if (parts == NULL)
    return NULL;
  return g_bytes_new (features->data, features->len * sizeof (guint32));
}

/* ---- dependence ---- */

static gboolean
is_explained (const ImbProblem *problem,
              guint             c)
{
  return imb_problem_n_classes (problem) > 2 || c == imb_problem_get_positive (problem);
}

/* The level that a code stands for; NULL: the value is a number, in @number. */
static const char *
level_of (const ImbDesign *design,
          gsize            j,
          double           value,
          double          *number)
{
  const ImbFeature *feature = imb_design_feature_at (design, j);
  const ImbTable   *table = imb_problem_get_table (imb_design_get_problem (design));

  *number = value;
  if (feature->n_levels == 0)
    return NULL;
  if (feature->values == NULL)
    return imb_table_column_at (table, feature->column)->levels[(gsize) value];
  *number = feature->values[(gsize) value];
  return NULL;
}

static void
build_estimate (ImbJson    *json,
                const char *key,
                ImbEstimate estimate)
{
  imb_json_number (json, key, estimate.value);
  imb_json_number (json, "low", estimate.low);
  imb_json_number (json, "high", estimate.high);
}

static void
build_dependence (ImbJson         *json,
                  const ImbDesign *design,
                  const ImbRun    *run,
                  guint            dependence)
{
  const ImbProblem *problem = imb_run_get_problem (run);
  const gsize       feature = imb_run_dependence_feature (run, dependence);
  gsize             n;
  const double     *values = imb_run_dependence_values (run, dependence, &n);

  imb_json_object (json, NULL);
  imb_json_text (json, "feature", imb_design_feature_at (design, feature)->name);
  imb_json_array (json, "points");
  for (gsize v = 0; v < n; v++)
    {
      double      number;
      const char *level = level_of (design, feature, values[v], &number);

      imb_json_object (json, NULL);
      if (level != NULL)
        imb_json_text (json, "value", level);
      else
        imb_json_number (json, "value", number);
      imb_json_array (json, "scores");
      for (guint c = 0; c < imb_problem_n_classes (problem); c++)
        if (is_explained (problem, c))
          {
            imb_json_object (json, NULL);
            imb_json_text (json, "class", imb_problem_get_labels (problem)[c]);
            build_estimate (json, "mean", imb_run_dependence (run, dependence, v, c));
            imb_json_end (json);
          }
      imb_json_end_array (json);
      imb_json_end (json);
    }
  imb_json_end_array (json);
  imb_json_end (json);
}

static void
add_estimate (CliTable   *table,
              ImbEstimate estimate)
{
  g_autofree char *value = cli_dup_score (estimate.value), *low = cli_dup_score (estimate.low), *high = cli_dup_score (estimate.high);

  cli_table_add (table, "%s", value);
  cli_table_add (table, "%s … %s", low, high);
}

static void
print_dependence (const ImbDesign *design,
                  const ImbRun    *run,
                  guint            dependence,
                  guint            c)
{
  static const char *const titles[] = { "value", ">mean score", ">95 % interval" };
  const gsize              feature = imb_run_dependence_feature (run, dependence);
  CliTable                *table = cli_table_new (titles, G_N_ELEMENTS (titles));
  gsize                    n;
  const double            *values = imb_run_dependence_values (run, dependence, &n);

  printf (_ ("\nThe mean score of “%s” if all tested rows had this value of %s:\n"), imb_problem_get_labels (imb_run_get_problem (run))[c],
          imb_design_feature_at (design, feature)->name);
  for (gsize v = 0; v < n; v++)
    {
      double      number;
      const char *level = level_of (design, feature, values[v], &number);

      if (level != NULL)
        cli_table_add_name (table, level);
      else
        cli_table_add (table, "%.6g", number);
      add_estimate (table, imb_run_dependence (run, dependence, v, c));
    }
  cli_table_print (table);
}

/* ---- contributions ---- */

static gboolean
has_contributions (const ImbRun *run)
{
  return imb_run_get_evaluation (run)->contributes;
}

static void
build_contributions (ImbJson         *json,
                     const ImbDesign *design,
                     const ImbRun    *run)
{
  const ImbProblem *problem = imb_run_get_problem (run);

  imb_json_object (json, "shap");
  imb_json_text (json, "space", imb_model_contributes (imb_run_get_spec (run)->model));
  imb_json_array (json, "features");
  for (gsize j = 0; j < imb_design_n_features (design); j++)
    {
      imb_json_object (json, NULL);
      imb_json_text (json, "feature", imb_design_feature_at (design, j)->name);
      imb_json_array (json, "classes");
      for (guint c = 0; c < imb_problem_n_classes (problem); c++)
        if (is_explained (problem, c))
          {
            imb_json_object (json, NULL);
            imb_json_text (json, "class", imb_problem_get_labels (problem)[c]);
            build_estimate (json, "mean_amount", imb_run_mean_contribution (run, j, c));
            imb_json_end (json);
          }
      imb_json_end_array (json);
      imb_json_end (json);
    }
  imb_json_end_array (json);
  imb_json_end (json);
}

typedef struct
{
  gsize       feature;
  ImbEstimate amount;
} Entry;

static int
compare (gconstpointer a,
         gconstpointer b)
{
  const Entry *x = a, *y = b;

  if (x->amount.value != y->amount.value)
    return x->amount.value < y->amount.value ? 1 : -1;
  return (x->feature > y->feature) - (x->feature < y->feature);
}

static void
print_title (ImbModelSpace space,
             const char   *label)
{
  switch (space)
    {
    case IMB_SPACE_PROBABILITY:
      printf (_ ("\nWhat features add to the probability of “%s” or take from it, the mean amount over the tested rows:\n"), label);
      break;
    case IMB_SPACE_LOGIT:
      printf (_ ("\nWhat features add to the log-odds of “%s” or take from them, the mean amount over the tested rows:\n"), label);
      break;
    case IMB_SPACE_LOGIT_EACH:
      printf (_ ("\nWhat features add to the log-odds of “%s” against all other classes or take from them, the mean amount over the tested rows:\n"), label);
      break;
    case IMB_SPACE_MEAN_LOGIT:
      printf (_ ("\nWhat features add to the members’ mean log-odds of “%s” or take from them, the mean amount over the tested rows:\n"), label);
      break;
    }
}

static void
print_contributions (const ImbDesign *design,
                     const ImbRun    *run,
                     guint            c)
{
  static const char *const titles[] = { "feature", ">adds", ">95 % interval" };
  const gsize              n = imb_design_n_features (design);
  const char              *label = imb_problem_get_labels (imb_run_get_problem (run))[c];
  g_autofree Entry        *entries = g_new (Entry, MAX (n, 1));
  CliTable                *table = cli_table_new (titles, G_N_ELEMENTS (titles));

  for (gsize j = 0; j < n; j++)
    entries[j] = (Entry){ j, imb_run_mean_contribution (run, j, c) };
  qsort (entries, n, sizeof *entries, compare);
  print_title (imb_run_get_spec (run)->model->space, label);
  for (gsize j = 0; j < MIN (n, MOST_SHOWN); j++)
    {
      cli_table_add_name (table, imb_design_feature_at (design, entries[j].feature)->name);
      add_estimate (table, entries[j].amount);
    }
  cli_table_print (table);
  if (n > MOST_SHOWN)
    printf (_ ("  … and %zu more features (--json has all)\n"), n - MOST_SHOWN);
}

static const char *const fixed[] = { "row", "repeat", "fold", "label", "class", "base", NULL };

static void
write_row (ImbWriter       *writer,
           const ImbDesign *design,
           const ImbRun    *run,
           gsize            at)
{
  const ImbProblem *problem = imb_run_get_problem (run);
  const gsize       n_rows = imb_problem_n_rows (problem), n = imb_design_n_features (design), i = at % n_rows;
  char              text[96];

  for (guint c = 0; c < imb_problem_n_classes (problem); c++)
    {
      const double *own = imb_run_get_contributions (run, at, c);

      if (own == NULL)
        continue;
      g_snprintf (text, sizeof text, "%" G_GSIZE_FORMAT ",%" G_GSIZE_FORMAT ",%u,", (gsize) imb_problem_get_rows (problem)[i] + 1, at / n_rows + 1,
                  imb_run_get_fold_of_rows (run)[at] + 1u);
      imb_writer_text (writer, text);
      imb_writer_field (writer, imb_problem_get_labels (problem)[imb_problem_get_classes (problem)[i]]);
      imb_writer_text (writer, ",");
      imb_writer_field (writer, imb_problem_get_labels (problem)[c]);
      imb_writer_text (writer, ",");
      imb_writer_number (writer, own[n]);
      for (gsize j = 0; j < n; j++)
        {
          imb_writer_text (writer, ",");
          imb_writer_number (writer, own[j]);
        }
      imb_writer_text (writer, "\n");
    }
}

#define MARK "feature:"

/* A feature's column, under a name that none of the others has. */
static void
write_title (ImbWriter  *writer,
             const char *name)
{
  gboolean         is_taken = g_strv_contains (fixed, name) || g_str_has_prefix (name, MARK);
  g_autofree char *title = g_strconcat (is_taken ? MARK : "", name, NULL);

  imb_writer_text (writer, ",");
  imb_writer_field (writer, title);
}

gboolean
cli_explain_write (const char      *path,
                   const ImbDesign *design,
                   const ImbRun    *run,
                   ImbJob          *job,
                   GError         **error)
{
  const gsize total = imb_problem_n_rows (imb_run_get_problem (run)) * imb_run_get_evaluation (run)->n_repeats;
  g_autoptr (ImbWriter) writer = imb_writer_new (path, error);

  if (writer == NULL)
    return FALSE;

  for (guint k = 0; fixed[k] != NULL; k++)
    {
      imb_writer_text (writer, k > 0 ? "," : "");
      imb_writer_text (writer, fixed[k]);
    }
  for (gsize j = 0; j < imb_design_n_features (design); j++)
    write_title (writer, imb_design_feature_at (design, j)->name);
  imb_writer_text (writer, "\n");
  for (gsize at = 0; at < total; at++)
    {
      if (at % BLOCK == 0 && !imb_job_step (job, at, total, error))
        return FALSE;
      write_row (writer, design, run, at);
    }
  return imb_writer_commit (writer, error);
}

/* ---- both ---- */

void
cli_explain_build (ImbJson         *json,
                   const ImbDesign *design,
                   const ImbRun    *run)
{
  if (imb_run_n_dependences (run) > 0)
    {
      imb_json_array (json, "dependence");
      for (guint d = 0; d < imb_run_n_dependences (run); d++)
        build_dependence (json, design, run, d);
      imb_json_end_array (json);
    }
  if (has_contributions (run))
    build_contributions (json, design, run);
}

void
cli_explain_print (const ImbDesign *design,
                   const ImbRun    *run)
{
  const ImbProblem *problem = imb_run_get_problem (run);

  for (guint c = 0; c < imb_problem_n_classes (problem); c++)
    {
      for (guint d = 0; d < imb_run_n_dependences (run) && is_explained (problem, c); d++)
        print_dependence (design, run, d, c);
      if (has_contributions (run) && is_explained (problem, c))
        print_contributions (design, run, c);
    }
}
