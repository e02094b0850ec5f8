/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The candidates of a run, and what is said about those that were chosen. */
#include "engine/evaluate/imb-candidates.h"

#include <glib/gi18n-lib.h>

#include "engine/core/imb-error.h"
#include "engine/params/imb-values.h"

struct _ImbCandidates
{
  GPtrArray       *plans; /* of ImbPlan */
  const ImbModel  *model;
  ImbValuesList   *values;
  const ImbMetric *metric;
  char            *plan_text;
  char            *model_text;
  gint             ref_count;
};

gboolean
imb_candidates_check_size (guint    n_plans,
                           guint    n_values,
                           GError **error)
{
  if ((gsize) n_plans * n_values <= IMB_MOST_CANDIDATES)
    return TRUE;

  g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("The alternatives make %zu combinations of plan and model, and at most %u can be tried; list fewer values."),
               (gsize) n_plans * n_values, IMB_MOST_CANDIDATES);
  return FALSE;
}

ImbCandidates *
imb_candidates_new (ImbPlan *const      *plans,
                    guint                n_plans,
                    const ImbModel      *model,
                    const ImbValuesList *values,
                    const ImbMetric     *metric)
{
  ImbCandidates *self;

  g_return_val_if_fail (n_plans > 0 && values->n > 0 && metric != NULL, NULL);

  self = g_new0 (ImbCandidates, 1);
  self->plans = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_plan_unref);
  for (guint i = 0; i < n_plans; i++)
    g_ptr_array_add (self->plans, imb_plan_ref (plans[i]));
  self->model = model;
  self->values = imb_values_list_copy (values);
  self->metric = metric;
  self->plan_text = imb_plans_to_string (plans, n_plans);
  self->model_text = imb_values_list_to_string (values);
  self->ref_count = 1;
  return self;
}

ImbCandidates *
imb_candidates_with_text (const ImbCandidates *self,
                          const ImbParam      *param,
                          const char          *text)
{
  g_autoptr (ImbValuesList) values = imb_values_list_new (&self->model->base);

  for (guint i = 0; i < self->values->n; i++)
    {
      gpointer copy = imb_values_copy (&self->model->base, self->values->items[i]);

      imb_param_set_copy (param, copy, text);
      imb_values_list_add (values, copy);
    }
  return imb_candidates_new ((ImbPlan *const *) self->plans->pdata, self->plans->len, self->model, values, self->metric);
}

ImbCandidates *
imb_candidates_ref (ImbCandidates *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
imb_candidates_unref (ImbCandidates *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_ptr_array_unref (self->plans);
  imb_values_list_free (self->values);
  g_free (self->plan_text);
  g_free (self->model_text);
  g_free (self);
}

guint
imb_candidates_n (const ImbCandidates *self)
{
  return self->plans->len * self->values->n;
}

ImbPlan *
imb_candidates_plan_at (const ImbCandidates *self,
                        guint                i)
{
  return self->plans->pdata[i / self->values->n];
}

gconstpointer
imb_candidates_values_at (const ImbCandidates *self,
                          guint                i)
{
  return self->values->items[i % self->values->n];
}

const ImbMetric *
imb_candidates_get_metric (const ImbCandidates *self)
{
  return self->metric;
}

const char *
imb_candidates_get_plan_text (const ImbCandidates *self)
{
  return self->plan_text;
}

const char *
imb_candidates_get_model_text (const ImbCandidates *self)
{
  return self->model_text;
}

/* ---- notes ---- */

/* One parameter of a sampler or of the model. */
typedef struct
{
  const ImbCandidates *candidates;
  const ImbAlgorithm  *algorithm;
  const ImbParam      *param;
  int                  step; /* of the plan; −1: the model */
} Axis;

static gconstpointer
values_of (const Axis *self,
           guint       candidate)
{
  return self->step < 0 ? imb_candidates_values_at (self->candidates, candidate) : imb_plan_step_at (imb_candidates_plan_at (self->candidates, candidate), (guint) self->step)->values;
}

static gboolean
is_same (const Axis *self,
         guint       a,
         guint       b)
{
  return imb_param_is_equal (self->param, values_of (self, a), values_of (self, b));
}

static gboolean
has_alternatives (const Axis *self)
{
  for (guint i = 1; i < imb_candidates_n (self->candidates); i++)
    if (!is_same (self, 0, i))
      return TRUE;
  return FALSE;
}

/* "3 in 4 of 5 folds, 7 in 1": in the order of the candidates. */
static char *
dup_tally (const Axis  *self,
           const guint *chosen,
           guint        n_folds)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < imb_candidates_n (self->candidates); i++)
    {
      g_autofree char *value = NULL;
      gboolean         is_known = FALSE;
      guint            n = 0;

      for (guint k = 0; k < i && !is_known; k++)
        is_known = is_same (self, k, i);
      for (guint f = 0; f < n_folds && !is_known; f++)
        n += is_same (self, chosen[f], i);
      if (n == 0)
        continue;
      value = imb_param_format (self->param, values_of (self, i));
      if (text->len > 0)
        g_string_append_printf (text, _ (", %s in %u"), value, n);
      else
        g_string_append_printf (text, g_dngettext (GETTEXT_PACKAGE, "%s in %u of %u fold", "%s in %u of %u folds", n_folds), value, n, n_folds);
    }
  return g_string_free (text, FALSE);
}

static void
note_params (const ImbCandidates *self,
             const char          *label,
             const ImbAlgorithm  *algorithm,
             int                  step,
             const guint         *chosen,
             guint                n_folds,
             ImbNotes            *notes)
{
  for (const ImbParam *p = algorithm->params; p != NULL && p->name != NULL; p++)
    {
      const Axis       axis = { self, algorithm, p, step };
      g_autofree char *tally = NULL;

      if (!has_alternatives (&axis))
        continue;
      tally = dup_tally (&axis, chosen, n_folds);
      imb_notes_add (notes, _ ("%s: %s of %s was chosen by %s on inner folds of the training rows: %s."), label, p->name, algorithm->id, self->metric->id, tally);
    }
}

void
imb_candidates_note_values (const ImbCandidates *self,
                            const char          *label,
                            const guint         *chosen,
                            guint                n_folds,
                            ImbNotes            *notes)
{
  const ImbPlan *plan = self->plans->pdata[0];

  for (guint s = 0; s < imb_plan_n_steps (plan); s++)
    note_params (self, label, &imb_plan_step_at (plan, s)->sampler->base, (int) s, chosen, n_folds, notes);
  note_params (self, label, &self->model->base, -1, chosen, n_folds, notes);
}
