/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures into files. */
#include "app/cli/cli-pictures.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "app/cli/cli-progress.h"

#define WIDTH_MM  160.0
#define HEIGHT_MM 90.0
#define DPI       300.0

gboolean
cli_pictures_fill (ImbFigureInput      *figure,
                   const CliInput      *input,
                   ImbPlan             *plan,
                   const ImbEvaluation *evaluation,
                   const GPtrArray     *runs,
                   ImbResample        **resample,
                   GError             **error)
{
  imb_figure_input_init (figure);
  figure->problem = input->problem;
  figure->design = input->design;
  figure->feature_y = imb_design_n_features (input->design) > 1 ? 1 : 0;
  if (runs != NULL)
    {
      figure->runs = (ImbRun *const *) runs->pdata;
      figure->n_runs = runs->len;
    }
  if (plan == NULL)
    return TRUE;

  *resample = imb_plan_apply (plan, input->design, evaluation->impute, evaluation->scale, evaluation->domain, evaluation->seed, cli_progress_part (0.02), error);
  figure->resample = *resample;
  return *resample != NULL;
}

gboolean
cli_check_picture (const char *option,
                   const char *path,
                   GError    **error)
{
  if (path != NULL && (g_str_has_suffix (path, ".svg") || g_str_has_suffix (path, ".pdf") || g_str_has_suffix (path, ".png")))
    return TRUE;

  g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("%s is a file that ends with .svg, .pdf or .png"), option);
  return FALSE;
}

gboolean
cli_pictures_save_all (const char          *folder,
                       const CliInput      *input,
                       ImbPlan             *plan,
                       const ImbEvaluation *evaluation,
                       const GPtrArray     *runs,
                       GPtrArray           *names,
                       GError             **error)
{
  ImbFigureInput figure;
  g_autoptr (ImbResample) resample = NULL;

  if (g_mkdir_with_parents (folder, 0777) != 0)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_OUTPUT, _ ("the folder “%s” cannot be made: %s"), folder, g_strerror (errno));
      return FALSE;
    }
  if (!cli_pictures_fill (&figure, input, plan, evaluation, runs, &resample, error))
    return FALSE;

  for (const ImbFigure *const *kind = imb_figures (); *kind != NULL; kind++)
    {
      g_autofree char *file = g_strconcat ((*kind)->id, ".svg", NULL);
      g_autofree char *path = g_build_filename (folder, file, NULL);

      if (!imb_job_step (cli_progress_part (0.001), 0, 0, error))
        return FALSE;
      if (!imb_figure_check (*kind, &figure, NULL))
        continue;
      if (!imb_figure_save (*kind, &figure, path, WIDTH_MM, HEIGHT_MM, DPI, IMB_THEME_LIGHT, error))
        return FALSE;
      g_ptr_array_add (names, g_steal_pointer (&path));
    }
  return TRUE;
}
