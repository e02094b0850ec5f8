/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imbal figure: one figure as a file. Only what the figure needs is computed. */
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "app/cli/cli-pictures.h"
#include "app/cli/cli-progress.h"
#include "app/cli/cli-runs.h"
#include "app/cli/cli-text.h"

typedef struct
{
  char **samplers;
  char  *output;
  char  *width;
  char  *height;
  char  *dpi;
  char  *theme;
  char  *metric_text;

  const ImbFigure *figure;
  const ImbMetric *metric; /* NULL: the figure's own */
  GPtrArray       *plans;  /* of ImbPlan: the alternatives of the plan */
  CliFrame         frame;
  double           width_mm;
  double           height_mm;
  double           dots;
  ImbTheme         colours;
} Own;

/* "160mm" or "160". */
static gboolean
parse_length (const char *option,
              const char *text,
              double     *value,
              GError    **error)
{
  g_autofree char *number = g_strdup (text);

  if (number != NULL && g_str_has_suffix (number, "mm"))
    number[strlen (number) - 2] = '\0';
  return cli_parse_real (option, number, 20.0, 1000.0, value, error);
}

static gboolean
parse_size (Own     *own,
            GError **error)
{
  own->width_mm = 160.0;
  own->height_mm = 90.0;
  own->dots = 300.0;
  if (!parse_length ("--width (in mm)", own->width, &own->width_mm, error)
      || !parse_length ("--height (in mm)", own->height, &own->height_mm, error)
      || !cli_parse_real ("--dpi", own->dpi, 36.0, 1200.0, &own->dots, error))
    return FALSE;

  own->colours = g_strcmp0 (own->theme, "dark") == 0 ? IMB_THEME_DARK : IMB_THEME_LIGHT;
  if (own->theme == NULL || strcmp (own->theme, "light") == 0 || own->colours == IMB_THEME_DARK)
    return TRUE;

  g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("--theme is light or dark, not “%s”"), own->theme);
  return FALSE;
}

static gboolean
find_figure (Own        *own,
             const char *id,
             GError    **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autofree char *all = NULL;

  own->figure = imb_figure_find (id);
  if (own->figure != NULL)
    return TRUE;

  for (const ImbFigure *const *figure = imb_figures_of_all (); *figure != NULL; figure++)
    if ((*figure)->made_by == NULL)
      g_ptr_array_add (ids, (gpointer) (*figure)->id);
    else if (strcmp ((*figure)->id, id) == 0)
      {
        g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("the figure %s is not made of one table; “%s” makes it"), id, (*figure)->made_by);
        return FALSE;
      }
  g_ptr_array_add (ids, NULL);
  all = g_strjoinv (", ", (char **) ids->pdata);
  g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("there is no figure “%s”; there are: %s"), id, all);
  return FALSE;
}

/* One that has a value for each class at each threshold. */
static gboolean
find_metric (Own     *own,
             GError **error)
{
  if (own->metric_text == NULL)
    return TRUE;

  own->metric = imb_metric_find (own->metric_text);
  if (own->metric != NULL && strcmp (own->figure->id, "threshold") != 0)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("--metric is for the figure threshold, not for %s; leave it out"), own->figure->id);
      return FALSE;
    }
  if (own->metric != NULL && own->metric->of_counts != NULL)
    return TRUE;
  g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, own->metric == NULL ? _ ("--metric: there is no metric “%s”; “imbal list metrics” has them") : _ ("--metric: “%s” does not move with the threshold of one class; precision, recall, f1, g_mean and mcc do"),
               own->metric_text);
  return FALSE;
}

/* Where nothing is evaluated nobody chooses among alternatives. */
static GPtrArray *
plan_alone (char   **samplers,
            GError **error)
{
  ImbPlan   *plan = cli_plan_of_samplers (samplers, error);
  GPtrArray *plans = plan != NULL ? g_ptr_array_new_with_free_func ((GDestroyNotify) imb_plan_unref) : NULL;

  if (plan != NULL)
    g_ptr_array_add (plans, plan);
  return plans;
}

static gboolean
check (const CliOptions *options,
       gpointer          data,
       GError          **error)
{
  Own        *own = data;
  const char *path = own->output;

  if (!find_figure (own, options->arguments[1], error)
      || !parse_size (own, error)
      || !find_metric (own, error)
      || !cli_frame_parse (&own->frame, options, error))
    return FALSE;
  if (!cli_check_picture ("-o", path, error)
      || !cli_check_output (options, "-o", path, options->arguments[2], error))
    return FALSE;

  own->plans = (own->figure->needs & IMB_FIGURE_RUNS) ? cli_frame_plans_of_samplers (&own->frame, own->samplers, error) : plan_alone (own->samplers, error);
  return own->plans != NULL;
}

/* The runs that the figure shows: none, and the chain when there is one. (transfer full) (nullable) */
static GPtrArray *
make_runs (const CliInput *input,
           const Own      *own,
           GError        **error)
{
  g_autoptr (GPtrArray) specs = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_run_spec_free);

  g_ptr_array_add (specs, cli_frame_none (&own->frame));
  if (!imb_plan_is_none (own->plans->pdata[0]))
    g_ptr_array_add (specs, cli_frame_spec (&own->frame, own->plans, NULL));
  return imb_evaluate (input->design, specs, &own->frame.evaluation, cli_progress_part (0.6), error);
}

/* Why there is nothing to draw: the first run's error, when none could be done. */
static gboolean
has_any (const GPtrArray *runs,
         GError         **error)
{
  for (guint r = 0; r < runs->len; r++)
    if (imb_run_get_error (runs->pdata[r]) == NULL)
      return TRUE;
  g_propagate_error (error, g_error_copy (imb_run_get_error (runs->pdata[0])));
  return FALSE;
}

static gboolean
draw (const CliOptions *options,
      gpointer          data,
      GError          **error)
{
  Own *own = data;
  g_auto (CliInput) input = { 0 };
  g_autoptr (GPtrArray) runs = NULL;
  g_autoptr (ImbResample) resample = NULL;
  g_autofree char *words = NULL;
  ImbFigureInput   figure;

  if (!cli_input_load (&input, options, options->arguments[2], 0.2, 0.1, error)
      || !cli_frame_pose (&own->frame, options, &input, error))
    return FALSE;
  if ((own->figure->needs & IMB_FIGURE_RUNS) && ((runs = make_runs (&input, own, error)) == NULL || !has_any (runs, error)))
    return FALSE;
  if (!cli_pictures_fill (&figure, &input, own->plans->len > 1 || imb_plan_is_none (own->plans->pdata[0]) ? NULL : own->plans->pdata[0], &own->frame.evaluation, runs, &resample, error))
    return FALSE;
  figure.metric = own->metric;
  if (!imb_figure_check (own->figure, &figure, error)
      || !imb_job_step (cli_progress_part (0.1), 0, 0, error)
      || !imb_figure_save (own->figure, &figure, own->output, own->width_mm, own->height_mm, own->dots, own->colours, error))
    return FALSE;

  for (guint r = 0; runs != NULL && r < runs->len; r++)
    imb_notes_add_all (input.notes, imb_run_get_notes (runs->pdata[r]));
  cli_input_finish (&input, options);
  words = imb_figure_describe (own->figure, &figure);
  if (options->json)
    {
      g_autoptr (ImbJson) json = cli_json_new ();

      imb_json_text (json, "figure", own->figure->id);
      imb_json_text (json, "description", words);
      imb_json_notes (json, input.notes);
      imb_json_number (json, "seconds", input.seconds);
      cli_json_print (json);
    }
  else if (!options->quiet)
    printf ("%s: %s\n", own->output, words);
  return TRUE;
}

static void
clear (gpointer data)
{
  Own *own = data;

  g_clear_pointer (&own->plans, g_ptr_array_unref);
  cli_frame_clear (&own->frame);
}

static const GOptionEntry entries[] = {
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, output), N_ ("the file to write; its ending says what: .svg, .pdf or .png"), "OUT" },
  { "sampler", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, CLI_OWN (Own, samplers), N_ ("for the picture after resampling; several in order"), "SPEC" },
  { "width", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, width), N_ ("20mm to 1000mm (default: 160mm)"), "MM" },
  { "height", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, height), N_ ("20mm to 1000mm (default: 90mm)"), "MM" },
  { "dpi", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, dpi), N_ ("dots per inch of .png, 36 to 1200 (default: 300)"), "N" },
  { "metric", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, metric_text), N_ ("of the figure threshold (default: f1)"), "ID" },
  { "theme", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, theme), N_ ("light or dark (default: light)"), "NAME" },
  { NULL },
};

const CliCommand cli_figure = {
  .name = "figure",
  .arguments = "KIND FILE -o OUT.svg",
  .n_arguments = 2,
  .summary = N_ ("draws one figure as SVG, PDF or PNG"),
  .details = N_ ("Examples:\n"
                 "  imbal figure class-balance moons.csv --sampler smote -o balance.pdf --width 89mm --height 60mm\n"
                 "  imbal figure precision-recall moons.csv --sampler smote -o pr.svg\n"
                 "  imbal figure threshold moons.csv --sampler smote --metric g_mean -o g-mean.svg\n"
                 "  imbal figure scatter moons.csv --sampler smote -o scatter.png --dpi 600 --theme dark\n\n"
                 "“imbal list figures” has the kinds. Curves and matrices show the run without resampling and, with\n"
                 "--sampler, the one with it.\n"),
  .groups = CLI_READS | CLI_EVALUATES,
  .entries = entries,
  .own_size = sizeof (Own),
  .check = check,
  .act = draw,
  .clear = clear,
};
