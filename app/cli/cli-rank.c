/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imbal rank: which runs are ahead over several datasets, from the logs of their experiments. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/cli/cli-json.h"
#include "app/cli/cli-options.h"
#include "app/cli/cli-pictures.h"
#include "app/cli/cli-text.h"

#define LEVEL          0.05
#define LEAST_DATASETS 6 /* 2 / 2^n is below LEVEL */

typedef struct
{
  char      *metric_text;
  char      *figure;
  char      *rope_text;
  char     **logs; /* folders */
  ImbMeasure measure;
  double     rope;             /* differences up to it are of no interest */
  gboolean   rope_is_relative; /* it is a share of the mean of the two values */
} Own;

/* Runs that are in every log, and what came out. */
typedef struct
{
  ImbLogTable table;
  double     *ranks; /* of each run: the mean over datasets */
  double     *p;     /* of each run beside the best: Wilcoxon, adjusted by Holm */
  ImbRope    *ropes; /* likewise: the chances that it is worse, about as good, better over datasets */
  guint      *order; /* best first */
  ImbFriedman friedman;
  double      distance; /* Nemenyi */
  ImbNotes   *notes;
} Ranking;

static void
ranking_clear (Ranking *self)
{
  imb_log_table_clear (&self->table);
  g_free (self->ranks);
  g_free (self->p);
  g_free (self->ropes);
  g_free (self->order);
  g_clear_pointer (&self->notes, imb_notes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Ranking, ranking_clear)

/* ---- ranks ---- */

static int
compare_ranks (gconstpointer a,
               gconstpointer b,
               gpointer      data)
{
  const double *ranks = data;
  guint         x = *(const guint *) a, y = *(const guint *) b;

  if (ranks[x] != ranks[y])
    return ranks[x] < ranks[y] ? -1 : 1;
  return (x > y) - (x < y);
}

/* As a share of the mean of both; 0 of equal ones, also of two zeros. */
static double
relative (double difference,
          double a,
          double b)
{
  return difference != 0.0 ? difference / ((fabs (a) + fabs (b)) / 2.0) : 0.0;
}

static void
rank (Ranking   *self,
      const Own *own)
{
  const ImbMeasure  *measure = &own->measure;
  const guint        n = self->table.names->len;
  g_autofree double *differences = g_new (double, self->table.n_logs), *p = g_new (double, n);

  self->ranks = g_new (double, n);
  self->p = g_new (double, n);
  self->ropes = g_new (ImbRope, n);
  self->order = g_new (guint, n);
  self->friedman = imb_friedman (self->table.values, self->table.n_logs, n, measure->smaller_is_better, self->ranks);
  self->distance = imb_nemenyi_distance (n, self->table.n_logs, LEVEL);
  for (guint r = 0; r < n; r++)
    self->order[r] = r;
  g_qsort_with_data (self->order, (int) n, sizeof *self->order, compare_ranks, self->ranks);
  for (guint r = 0; r < n; r++)
    {
      for (gsize l = 0; l < self->table.n_logs; l++)
        differences[l] = imb_difference (self->table.values[l * n + r], self->table.values[l * n + self->order[0]]) * (measure->smaller_is_better ? -1.0 : 1.0);
      p[r] = r == self->order[0] ? NAN : imb_wilcoxon (differences, self->table.n_logs).p;
      for (gsize l = 0; l < self->table.n_logs && own->rope_is_relative; l++)
        differences[l] = relative (differences[l], self->table.values[l * n + r], self->table.values[l * n + self->order[0]]);
      self->ropes[r] = imb_signed_rank_bayes (differences, self->table.n_logs, own->rope);
    }
  imb_holm (p, n, self->p);
}

/* ---- telling ---- */

static void
print_json (const Own     *own,
            const Ranking *self)
{
  const guint n = self->table.names->len;
  g_autoptr (ImbJson) json = cli_json_new ();

  imb_json_text (json, "metric", own->measure.id);
  imb_json_array (json, "logs");
  for (char **log = own->logs; *log != NULL; log++)
    imb_json_text (json, NULL, *log);
  imb_json_end_array (json);
  imb_json_array (json, "runs");
  for (guint i = 0; i < n; i++)
    {
      const guint r = self->order[i];

      imb_json_object (json, NULL);
      imb_json_text (json, "run", self->table.names->pdata[r]);
      imb_json_number (json, "mean_rank", self->ranks[r]);
      imb_json_array (json, "values");
      for (gsize l = 0; l < self->table.n_logs; l++)
        imb_json_number (json, NULL, self->table.values[l * n + r]);
      imb_json_end_array (json);
      imb_json_flag (json, "within_critical_distance", self->ranks[r] - self->ranks[self->order[0]] < self->distance);
      imb_json_number (json, "p_wilcoxon_holm", self->p[r]);
      imb_json_object (json, "rope");
      imb_json_number (json, "worse", i > 0 ? self->ropes[r].below : NAN);
      imb_json_number (json, "same", i > 0 ? self->ropes[r].within : NAN);
      imb_json_number (json, "better", i > 0 ? self->ropes[r].above : NAN);
      imb_json_end (json);
      imb_json_end (json);
    }
  imb_json_end_array (json);
  imb_json_object (json, "friedman");
  imb_json_number (json, "chi_square", self->friedman.chi_square);
  imb_json_number (json, "p", self->friedman.p);
  imb_json_number (json, "f", self->friedman.f);
  imb_json_number (json, "f_p", self->friedman.f_p);
  imb_json_end (json);
  imb_json_number (json, "critical_distance", self->distance);
  imb_json_number (json, "rope_width", own->rope);
  imb_json_flag (json, "rope_is_relative", own->rope_is_relative);
  imb_json_notes (json, self->notes);
  cli_json_print (json);
}

static void
print_friedman (const ImbFriedman *test)
{
  if (isnan (test->chi_square))
    printf (_ ("\nFriedman: –, all runs are equal on every dataset.\n"));
  else if (isnan (test->f))
    printf (_ ("\nFriedman: χ² %.4g, p %.3g; Iman and Davenport: –, all datasets agree and F would divide by 0.\n"), test->chi_square, test->p);
  else
    printf (_ ("\nFriedman: χ² %.4g, p %.3g; Iman and Davenport: F %.4g, p %.3g.\n"), test->chi_square, test->p, test->f, test->f_p);
}

static void
print_text (const Own     *own,
            const Ranking *self)
{
  static const char *const titles[] = { ">mean rank", ">mean value", ">p beside the best", ">worse", ">alike", ">better", "run" };
  const guint              n = self->table.names->len;
  CliTable                *table = cli_table_new (titles, G_N_ELEMENTS (titles));

  printf (_ ("%s of %u runs over %zu datasets\n\n"), own->measure.id, n, self->table.n_logs);
  for (guint i = 0; i < n; i++)
    {
      const guint      r = self->order[i];
      double           sum = 0.0;
      g_autofree char *mean = NULL, *p = cli_dup_score (self->p[r]), *name = imb_log_table_dup_short (self->table.names->pdata[r]);

      for (gsize l = 0; l < self->table.n_logs; l++)
        sum += self->table.values[l * n + r];
      mean = cli_dup_score (sum / (double) self->table.n_logs);
      cli_table_add (table, "%s%.2f", self->ranks[r] - self->ranks[self->order[0]] < self->distance ? "=" : "", self->ranks[r]);
      cli_table_add (table, "%s", mean);
      cli_table_add (table, "%s", i > 0 ? p : "");
      for (guint k = 0; k < 3; k++)
        cli_table_add (table, i > 0 ? "%.2f" : "", k == 0 ? self->ropes[r].below : k == 1 ? self->ropes[r].within
                                                                                          : self->ropes[r].above);
      cli_table_add (table, "%s", name); /* last and whole: runs may differ in their ends alone */
    }
  cli_table_print (table);
  print_friedman (&self->friedman);
  printf (_ ("= Mean ranks that are less than %.2f apart cannot be told apart at 5 %% (Nemenyi). p: Wilcoxon’s signed ranks, adjusted by Holm.\n"), self->distance);
  if (self->table.n_logs < LEAST_DATASETS)
    printf (_ ("Of %zu datasets Wilcoxon’s p cannot be below %.3g, whatever the differences; it takes %d to tell two runs apart at 5 %%.\n"), self->table.n_logs,
            ldexp (1.0, 1 - (int) self->table.n_logs), LEAST_DATASETS);
  printf (own->rope_is_relative ? _ ("worse, alike, better: the chances that the run is so beside the best on most pairs of datasets, by more than %g %% of their mean (Bayesian signed ranks).\n")
                                : _ ("worse, alike, better: the chances that the run is so beside the best on most pairs of datasets, by more than %g (Bayesian signed ranks).\n"),
          own->rope_is_relative ? 100.0 * own->rope : own->rope);
}

#define WIDTH_MM 160.0
#define DPI      300.0

static gboolean
save_figure (const Own     *own,
             const Ranking *self,
             GError       **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree double *mean_ranks = g_new (double, self->table.names->len);
  const double       height_mm = CLAMP (45.0 + 2.6 * self->table.names->len, 60.0, 400.0);
  ImbFigureInput     in;
  ImbRanks           ranks = { .n = self->table.names->len, .mean_ranks = mean_ranks, .distance = self->distance, .n_datasets = self->table.n_logs, .metric = _ (own->measure.title) };

  for (guint i = 0; i < self->table.names->len; i++)
    {
      mean_ranks[i] = self->ranks[self->order[i]];
      g_ptr_array_add (names, imb_log_table_dup_short (self->table.names->pdata[self->order[i]]));
    }
  ranks.names = (const char *const *) names->pdata;
  imb_figure_input_init (&in);
  in.ranks = &ranks;
  return imb_figure_save (&imb_figure_critical_difference, &in, own->figure, WIDTH_MM, height_mm, DPI, IMB_THEME_LIGHT, error);
}

static gboolean
rank_logs (const CliOptions *options,
           gpointer          data,
           GError          **error)
{
  const Own *own = data;
  g_auto (Ranking) ranking = { 0 };

  ranking.notes = imb_notes_new ();
  if (!imb_log_table_read (&ranking.table, own->logs, options->n_arguments, &own->measure, ranking.notes, error))
    return FALSE;

  rank (&ranking, own);
  if (own->figure != NULL && !save_figure (own, &ranking, error))
    return FALSE;
  if (options->json)
    print_json (own, &ranking);
  else
    {
      print_text (own, &ranking);
      cli_print_notes (ranking.notes, options->quiet);
    }
  return TRUE;
}

/* "0.02" of the metric, or "2%" of its values; not said: a point where the metric has points, else a hundredth. */
static gboolean
parse_rope (Own     *own,
            GError **error)
{
  g_autofree char *number = g_strdup (own->rope_text);

  own->rope = IMB_ROPE;
  own->rope_is_relative = number != NULL ? g_str_has_suffix (number, "%") : !own->measure.has_points;
  if (number != NULL && own->rope_is_relative)
    number[strlen (number) - 1] = '\0';
  if (!cli_parse_real ("--rope", number, 0.0, own->rope_is_relative ? 200.0 : 1e9, &own->rope, error))
    return FALSE;
  if (number != NULL && own->rope_is_relative)
    own->rope /= 100.0;
  return TRUE;
}

/* Whoever names the file of a log means its folder. (transfer full) */
static char *
dup_folder (const char *name)
{
  g_autofree char *base = g_path_get_basename (name);

  return strcmp (base, IMB_LOG_NAME) == 0 && !g_file_test (name, G_FILE_TEST_IS_DIR) ? g_path_get_dirname (name) : g_strdup (name);
}

static gboolean
check (const CliOptions *options,
       gpointer          data,
       GError          **error)
{
  Own    *own = data;
  GError *cause = NULL;

  own->logs = g_new0 (char *, options->n_arguments + 1);
  for (guint i = 0; i < options->n_arguments; i++)
    {
      own->logs[i] = dup_folder (options->arguments[i + 1]);
      for (guint j = 0; j < i; j++)
        if (cli_is_same_place (own->logs[i], own->logs[j]))
          {
            g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("%s and %s are the same log; a dataset counts once, so name each log once"),
                         options->arguments[j + 1], options->arguments[i + 1]);
            return FALSE;
          }
    }
  if (!imb_measure_parse (own->metric_text, &own->measure, &cause))
    return cli_usage_error ("--metric", cause, error);
  if (!parse_rope (own, error))
    return FALSE;
  return own->figure == NULL || cli_check_picture ("--figure", own->figure, error);
}

static void
clear (gpointer data)
{
  g_clear_pointer (&((Own *) data)->logs, g_strfreev);
}

static const GOptionEntry entries[] = {
  { "metric", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, metric_text), N_ ("what runs are ranked by: a metric (default: average_precision), or cost_per_row"), "ID" },
  { "rope", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, rope_text), N_ ("differences up to N, or N% of the values, are alike (default: 0.01; 1% of log losses and costs)"), "N" },
  { "figure", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, figure), N_ ("also draw the critical-difference diagram: .svg, .pdf or .png"), "OUT" },
  { NULL },
};

const CliCommand cli_rank = {
  .name = "rank",
  .arguments = "DIR DIR…",
  .n_arguments = 2,
  .takes_more = TRUE,
  .summary = N_ ("who is ahead over several datasets, from the logs of their experiments"),
  .details = N_ ("Examples:\n"
                 "  imbal experiment a.csv --log a --plan smote; imbal experiment b.csv --log b --plan smote; …\n"
                 "  imbal rank a b c d e f --figure critical-difference.svg\n\n"
                 "Runs that are in every log are ranked on each dataset by the mean over folds and seeds; a note names those\n"
                 "that are not. Logs that were split, prepared or corrected otherwise are refused; seeds, costs and the name of\n"
                 "the positive class may differ. Ranks say little about fewer than five datasets. Logs of the same data are\n"
                 "noted: they should not count twice.\n"),
  .entries = entries,
  .own_size = sizeof (Own),
  .check = check,
  .act = rank_logs,
  .clear = clear,
};
