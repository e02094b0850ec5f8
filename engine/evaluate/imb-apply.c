/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan on a whole table: scale, sample, scale back. Copies nothing when there is nothing to scale or to fill. */
#include "engine/evaluate/imb-apply.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Samplers that take rows as they are need no scale, and so no values that a scale can be computed of. */
static gboolean
needs_numbers (const ImbPlan *plan)
{
  for (guint i = 0; i < imb_plan_n_steps (plan); i++)
    if ((imb_plan_step_at (plan, i)->sampler->flags & IMB_SAMPLER_MISSING) == 0)
      return TRUE;
  return FALSE;
}

struct _ImbSpace
{
  ImbDesign    *design;
  gboolean      filled; /* missing values were */
  ImbTransform *transform;
  ImbMatrix    *scaled;
  ImbNotes     *notes;
};

ImbSpace *
imb_space_new (ImbDesign *design,
               ImbImpute  impute,
               ImbScale   scale,
               ImbJob    *job,
               GError   **error)
{
  const ImbMatrix *matrix = imb_design_get_matrix (design);
  g_autoptr (ImbSpace) self = g_new0 (ImbSpace, 1);

  self->design = imb_design_ref (design);
  self->filled = impute != IMB_IMPUTE_NONE && imb_design_has_missing (design);
  self->notes = imb_notes_new ();
  self->transform = imb_transform_fit (matrix, imb_design_get_kinds (design), NULL, 0, impute, scale, self->notes, job, error);
  if (self->transform == NULL)
    return NULL;

  self->scaled = imb_transform_apply (self->transform, matrix, NULL, 0, job, error);
  return self->scaled != NULL ? g_steal_pointer (&self) : NULL;
}

void
imb_space_free (ImbSpace *self)
{
  if (self == NULL)
    return;

  imb_matrix_free (self->scaled);
  imb_transform_free (self->transform);
  imb_notes_unref (self->notes);
  imb_design_unref (self->design);
  g_free (self);
}

const ImbMatrix *
imb_space_get_matrix (const ImbSpace *self)
{
  return self->scaled;
}

ImbDesign *
imb_space_get_design (const ImbSpace *self)
{
  return self->design;
}

ImbMatrix *
imb_space_measure (const ImbSpace  *self,
                   const ImbMatrix *rows,
                   ImbJob          *job,
                   GError         **error)
{
  return imb_transform_apply (self->transform, rows, NULL, 0, job, error);
}

/* Back into source units. A copy is one there, too: with the missing values that were filled for the distances, and without what
 * scaling there and back rounds off. */
static void
leave_space (const ImbSpace  *space,
             const ImbDesign *design,
             const ImbView   *sampled,
             ImbResample     *resample)
{
  g_autofree gssize *copied = NULL;

  if (resample->made == NULL)
    return;

  copied = g_new (gssize, resample->n_made);
  for (gsize m = 0; m < resample->n_made; m++)
    copied[m] = imb_resample_copied_row (resample, sampled, m);
  imb_transform_invert (space->transform, resample->made);
  for (gsize m = 0; m < resample->n_made; m++)
    if (copied[m] >= 0)
      memcpy (imb_matrix_row (resample->made, m), imb_matrix_row (imb_design_get_matrix (design), (gsize) copied[m]),
              resample->made->stride * sizeof (double));
}

/* In the design itself, or in @space. */
static ImbResample *
run_in (const ImbPlan   *plan,
        const ImbDesign *design,
        const ImbSpace  *space,
        ImbDomain        domain,
        guint32          seed,
        ImbJob          *job,
        GError         **error)
{
  ImbView view = imb_design_get_view (design);
  g_autoptr (ImbResample) resample = NULL;

  if (space != NULL)
    view.base = space->scaled;
  resample = imb_plan_run (plan, &view, seed, job, error);
  if (resample == NULL)
    return NULL;

  if (space != NULL)
    imb_notes_add_all (resample->notes, space->notes);
  if (space != NULL)
    leave_space (space, design, &view, resample);
  return imb_domain_apply (domain, resample, design, job, error) ? g_steal_pointer (&resample) : NULL;
}

ImbResample *
imb_space_apply (const ImbSpace *self,
                 const ImbPlan  *plan,
                 ImbDomain       domain,
                 guint32         seed,
                 ImbJob         *job,
                 GError        **error)
{
  gboolean needed = needs_numbers (plan) || (self->filled && !imb_plan_is_none (plan));

  return run_in (plan, self->design, needed ? self : NULL, domain, seed, job, error);
}

ImbResample *
imb_plan_apply (const ImbPlan *self,
                ImbDesign     *design,
                ImbImpute      impute,
                ImbScale       scale,
                ImbDomain      domain,
                guint32        seed,
                ImbJob        *job,
                GError       **error)
{
  gboolean fill = !imb_plan_is_none (self) && impute != IMB_IMPUTE_NONE && imb_design_has_missing (design);
  g_autoptr (ImbSpace) space = NULL;

  if (!fill && (scale == IMB_SCALE_NONE || !needs_numbers (self)))
    return run_in (self, design, NULL, domain, seed, job, error);

  space = imb_space_new (design, impute, scale, job, error);
  return space != NULL ? run_in (self, design, space, domain, seed, job, error) : NULL;
}
