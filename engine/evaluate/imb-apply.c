/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan on a whole table: scale, sample, scale back. Copies nothing when there is nothing to scale or to fill. */
#include "engine/evaluate/imb-apply.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/data/imb-missingness.h"
#include "engine/samplers/imb-near.h"

#define MOST_REMEMBERED ((gsize) 256 << 20) /* bytes: lists of 16 neighbours of a million rows */

static gboolean
has_missing (const ImbTable *table)
{
  for (gsize j = 0; j < imb_table_n_columns (table); j++)
    if (imb_table_column_at (table, j)->n_missing > 0)
      return TRUE;
  return FALSE;
}

/* Missing values where they are the business of a sampler: what became of them when filling was asked for, and whether they are all
 * that a model needs. */
gboolean
imb_note_missing (const ImbPlan   *plan,
                  const ImbDesign *design,
                  ImbImpute        impute,
                  ImbNotes        *notes,
                  ImbJob          *job,
                  GError         **error)
{
  const ImbSampler *keeper = imb_plan_find_keeper (plan), *needy = imb_plan_find_needy (plan);
  ImbProblem       *problem = imb_design_get_problem (design);
  g_autoptr (ImbMissingness) missingness = NULL;
  g_autoptr (ImbJob) silent = imb_job_new_part (job, 0.0);
  ImbMask mask;

  if (keeper == NULL || !has_missing (imb_problem_get_table (problem)))
    return TRUE;

  missingness = imb_missingness_new (imb_problem_get_table (problem), problem, silent, error);
  if (missingness == NULL)
    return FALSE;
  if (imb_missingness_find_mask (missingness, problem, &mask))
    {
      g_autofree char *sentence = imb_mask_dup_sentence (&mask, problem);

      imb_notes_add (notes, "%s", sentence);
    }

  if (impute == IMB_IMPUTE_NONE || !imb_design_has_missing (design))
    return TRUE;
  if (needy == NULL)
    imb_notes_add (notes, _ ("Missing values were left as they are for %s, which works with them."), keeper->base.id);
  else
    imb_notes_add (notes, _ ("Missing values were filled before %s, because %s in the same plan needs all values; write a plan for each."),
                   keeper->base.id, needy->base.id);
  return TRUE;
}

struct _ImbSpace
{
  ImbDesign    *design;
  ImbImpute     impute;
  ImbScale      scale;
  ImbTransform *transform;
  ImbMatrix    *scaled;
  ImbNotes     *notes;
  ImbMemo      *memo; /* (nullable): about scaled */
};

/* For one plan; with a memo for many. */
static ImbSpace *
space_new (ImbDesign *design,
           ImbImpute  impute,
           ImbScale   scale,
           ImbJob    *job,
           GError   **error)
{
  const ImbMatrix *matrix = imb_design_get_matrix (design);
  g_autoptr (ImbSpace) self = g_new0 (ImbSpace, 1);

  self->design = imb_design_ref (design);
  self->impute = impute;
  self->scale = scale;
  self->notes = imb_notes_new ();
  self->transform = imb_transform_fit (matrix, imb_design_get_kinds (design), imb_design_get_view (design).features, NULL, 0, impute, scale, self->notes, job, error);
  if (self->transform == NULL)
    return NULL;

  self->scaled = imb_transform_apply (self->transform, matrix, NULL, 0, job, error);
  return self->scaled != NULL ? g_steal_pointer (&self) : NULL;
}

ImbSpace *
imb_space_new (ImbDesign *design,
               ImbImpute  impute,
               ImbScale   scale,
               ImbJob    *job,
               GError   **error)
{
  ImbSpace *self = space_new (design, impute, scale, job, error);

  if (self != NULL)
    self->memo = imb_memo_new (self->scaled, MOST_REMEMBERED);
  return self;
}

ImbSpace *
imb_space_new_to_look (ImbDesign *design,
                       ImbNotes  *notes,
                       ImbView   *view,
                       ImbJob    *job,
                       GError   **error)
{
  ImbSpace *self = imb_space_new (design, IMB_IMPUTE_MEDIAN, IMB_SCALE_STANDARD, job, error);

  if (self == NULL)
    return NULL;
  imb_notes_add_all (notes, imb_space_get_notes (self));
  *view = imb_space_get_view (self);
  view->memo = NULL;
  return self;
}

void
imb_space_free (ImbSpace *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->memo, imb_memo_unref);
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

ImbView
imb_space_get_view (const ImbSpace *self)
{
  ImbView view = imb_design_get_view (self->design);

  view.base = self->scaled;
  view.memo = self->memo;
  return view;
}

gboolean
imb_space_remember (const ImbSpace *self,
                    gsize           k,
                    ImbJob         *job,
                    GError        **error)
{
  ImbView view = imb_space_get_view (self);
  g_autoptr (ImbNear) near = NULL;
  g_autofree guint32 *lists = NULL;

  if (view.n_rows <= k || (self->impute == IMB_IMPUTE_NONE && imb_design_has_missing (self->design)))
    return TRUE;
  near = imb_near_new (&view, IMB_DISTANCE_EUCLIDEAN, IMB_ALL_CLASSES, job, error);
  if (near == NULL)
    return FALSE;
  lists = imb_near_is_points (near) ? g_try_new (guint32, view.n_rows * k) : NULL;
  return lists == NULL || imb_near_find (near, NULL, 0, NULL, 0, k, IMB_LIST_BUT_FIRST, lists, NULL, job, error);
}

ImbNotes *
imb_space_get_notes (const ImbSpace *self)
{
  return self->notes;
}

ImbMemo *
imb_space_get_memo (const ImbSpace *self)
{
  return self->memo;
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
  ImbView              view = imb_design_get_view (design);
  g_autofree ImbRange *ranges = imb_ranges_of_design (design);
  g_autoptr (ImbResample) resample = NULL;
  ImbRepairs repairs;

  if (space != NULL)
    view = imb_space_get_view (space);
  resample = imb_plan_run (plan, &view, seed, job, error);
  if (resample == NULL)
    return NULL;

  if (space != NULL)
    imb_notes_add_all (resample->notes, space->notes);
  if (space != NULL)
    leave_space (space, design, &view, resample);
  if (!imb_domain_apply (domain, resample, ranges, NULL, NULL, &repairs, job, error))
    return NULL;

  imb_domain_note (domain, &repairs, resample->notes);
  return g_steal_pointer (&resample);
}

/* The result with what there is to say about missing values. (resample: transfer full) */
static ImbResample *
with_missing (ImbResample   *resample,
              const ImbPlan *plan,
              ImbDesign     *design,
              ImbImpute      impute,
              ImbJob        *job,
              GError       **error)
{
  g_autoptr (ImbResample) own = resample;

  if (own == NULL || !imb_note_missing (plan, design, impute, own->notes, job, error))
    return NULL;
  return g_steal_pointer (&own);
}

ImbResample *
imb_space_apply (const ImbSpace *self,
                 const ImbPlan  *plan,
                 ImbDomain       domain,
                 guint32         seed,
                 ImbJob         *job,
                 GError        **error)
{
  gboolean        filled = self->impute != IMB_IMPUTE_NONE && imb_design_has_missing (self->design);
  gboolean        needed = imb_plan_needs_scale (plan) || (filled && imb_plan_find_needy (plan) != NULL);
  const ImbSpace *space = needed ? self : NULL;
  g_autoptr (ImbSpace) unfilled = NULL;

  if (filled && imb_plan_keeps_missing (plan))
    {
      unfilled = space_new (self->design, IMB_IMPUTE_NONE, self->scale, job, error);
      if (unfilled == NULL)
        return NULL;
      space = unfilled;
    }
  return with_missing (run_in (plan, self->design, space, domain, seed, job, error), plan, self->design, self->impute, job, error);
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
  gboolean fill = impute != IMB_IMPUTE_NONE && imb_design_has_missing (design) && imb_plan_find_needy (self) != NULL;
  g_autoptr (ImbSpace) space = NULL;

  if (fill || (scale != IMB_SCALE_NONE && imb_plan_needs_scale (self)))
    {
      space = space_new (design, fill ? impute : IMB_IMPUTE_NONE, scale, job, error);
      if (space == NULL)
        return NULL;
    }
  return with_missing (run_in (self, design, space, domain, seed, job, error), self, design, impute, job, error);
}
