/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan on a whole table: scale, sample, scale back. Copies nothing when there is nothing to scale or to fill. */
#include "engine/evaluate/imb-apply.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Interpolation between whole numbers gives fractions: said, not hidden. */
static void
note_fractions (const ImbResample *resample,
                const ImbDesign   *design)
{
  gsize n_broken = 0;

  if (resample->made == NULL)
    return;

  for (gsize j = 0; j < imb_design_n_features (design); j++)
    {
      gboolean whole = TRUE;

      if (!imb_design_feature_at (design, j)->whole || imb_design_feature_at (design, j)->level >= 0)
        continue;
      for (gsize m = 0; m < resample->n_made && whole; m++)
        whole = imb_matrix_row (resample->made, m)[j] == floor (imb_matrix_row (resample->made, m)[j]);
      n_broken += !whole;
    }
  if (n_broken > 0)
    imb_notes_add (resample->notes, g_dngettext (GETTEXT_PACKAGE, "%zu feature holds whole numbers; in synthetic rows it has fractions.", "%zu features hold whole numbers; in synthetic rows they have fractions.", n_broken), n_broken);
}

/* Samplers that take rows as they are need no scale, and so no values that a scale can be computed of. */
static gboolean
needs_numbers (const ImbPlan *plan)
{
  for (guint i = 0; i < imb_plan_n_steps (plan); i++)
    if ((imb_plan_step_at (plan, i)->sampler->flags & IMB_SAMPLER_MISSING) == 0)
      return TRUE;
  return FALSE;
}

ImbResample *
imb_plan_apply (const ImbPlan   *self,
                const ImbDesign *design,
                ImbImpute        impute,
                ImbScale         scale,
                guint32          seed,
                ImbJob          *job,
                GError         **error)
{
  ImbView  view = imb_design_get_view (design);
  gboolean fill = !imb_plan_is_none (self) && impute != IMB_IMPUTE_NONE && imb_design_has_missing (design);
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autoptr (ImbTransform) transform = NULL;
  g_autoptr (ImbMatrix) scaled = NULL;
  ImbResample *resample;

  if (fill || (scale != IMB_SCALE_NONE && needs_numbers (self)))
    {
      transform = imb_transform_fit (view.base, NULL, 0, impute, scale, notes, job, error);
      if (transform != NULL)
        scaled = imb_transform_apply (transform, view.base, NULL, 0, job, error);
      if (scaled == NULL)
        return NULL;
      view.base = scaled;
    }

  resample = imb_plan_run (self, &view, seed, job, error);
  if (resample == NULL)
    return NULL;

  imb_notes_add_all (resample->notes, notes);
  if (transform != NULL && resample->made != NULL)
    imb_transform_invert (transform, resample->made);
  note_fractions (resample, design);
  return resample;
}
