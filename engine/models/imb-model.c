/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all models share: found by name, read from text, and given only what they can learn from. */
#include "engine/models/imb-model.h"

#include <float.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/kernels/imb-usable.h"
#include "engine/params/imb-config.h"

const ImbModel *
imb_model_find (const char *id)
{
  g_return_val_if_fail (id != NULL, NULL);

  for (const ImbModel *const *m = imb_models (); *m != NULL; m++)
    if (strcmp ((*m)->base.id, id) == 0)
      return *m;
  return NULL;
}

double
imb_model_n_members (const ImbModel *self,
                     gconstpointer   values)
{
  double n = 1.0;

  for (const char *const *name = self->members; *name != NULL; name++)
    n *= G_STRUCT_MEMBER (int, values, imb_algorithm_find_param (&self->base, *name)->offset);
  return n;
}

const ImbParam *
imb_model_find_class_weight (const ImbModel *self)
{
  const ImbParam *param = imb_algorithm_find_param (&self->base, "class_weight");

  return (self->flags & IMB_MODEL_CLASS_WEIGHT) != 0 && param != NULL && param->kind == IMB_KIND_TEXT ? param : NULL;
}

const char *
imb_model_contributes (const ImbModel *self)
{
  static const char *const spaces[] = {
    [IMB_SPACE_PROBABILITY] = "probability",
    [IMB_SPACE_LOGIT] = "logit",
    [IMB_SPACE_LOGIT_EACH] = "logit-each",
    [IMB_SPACE_MEAN_LOGIT] = "mean-logit",
  };

  return self->contributions != NULL ? spaces[self->space] : NULL;
}

static void
set_unknown_error (const char *id,
                   GError    **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  const char      *near;
  g_autofree char *list = NULL;

  for (const ImbModel *const *m = imb_models (); *m != NULL; m++)
    g_ptr_array_add (ids, (gpointer) (*m)->base.id);
  g_ptr_array_add (ids, NULL);
  near = imb_nearest_word (id, (const char *const *) ids->pdata);
  list = g_strjoinv (", ", (char **) ids->pdata);

  if (near != NULL)
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("There is no model “%s”; did you mean “%s”?"), id, near);
  else
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("There is no model “%s”; there are: %s."), id, list);
}

ImbValuesList *
imb_models_parse (const char      *text,
                  const ImbModel **model,
                  guint            most,
                  GError         **error)
{
  const char      *colon;
  g_autofree char *id = NULL;

  g_return_val_if_fail (text != NULL && model != NULL, NULL);

  colon = strchr (text, ':');
  id = g_strstrip (colon != NULL ? g_strndup (text, (gsize) (colon - text)) : g_strdup (text));
  *model = imb_model_find (id);
  if (*model == NULL)
    {
      set_unknown_error (id, error);
      return NULL;
    }
  return imb_values_list_parse (&(*model)->base, colon != NULL ? colon + 1 : NULL, most, error);
}

gboolean
imb_model_parse (const char      *text,
                 const ImbModel **model,
                 gpointer        *values,
                 GError         **error)
{
  g_autoptr (ImbValuesList) list = NULL;

  g_return_val_if_fail (text != NULL && model != NULL && values != NULL, FALSE);

  list = imb_models_parse (text, model, 1, error);
  *values = list != NULL ? imb_values_copy (&(*model)->base, list->items[0]) : NULL;
  return list != NULL;
}

static gboolean
check_classes (const ImbView *train,
               GError       **error)
{
  g_autofree char *label = NULL;
  guint            some;

  switch (imb_view_n_present (train, &some))
    {
    case 0:
      g_set_error_literal (error, IMB_ERROR, IMB_ERROR_ONE_CLASS, _ ("There are no training rows; use fewer folds or more rows."));
      return FALSE;
    case 1:
      label = imb_view_dup_label (train, some);
      g_set_error (error, IMB_ERROR, IMB_ERROR_ONE_CLASS,
                   _ ("All training rows are of class “%s”; a model needs rows of two classes, so add rows of another class or split the rows in another way."), label);
      return FALSE;
    default:
      return TRUE;
    }
}

double
imb_model_largest_value (const ImbModel *self)
{
  return (self->flags & IMB_MODEL_SQUARES) != 0 ? IMB_USABLE_SQUARED : DBL_MAX;
}

static gboolean
check_values (const ImbModel *model,
              const ImbView  *train,
              ImbJob         *job,
              GError        **error)
{
  ImbUnusable      first;
  g_autofree char *feature = NULL;

  if (!imb_find_unusable (train, imb_model_largest_value (model), &first, job, error))
    return FALSE;
  if (!first.is_found)
    return TRUE;

  feature = imb_view_dup_feature (train, first.column);
  if (isfinite (first.value))
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
                   _ ("Training row %zu has a value in %s that is too large to be squared; give the column in larger units, or ignore it."),
                   imb_view_number (train, first.row), feature);
      return FALSE;
    }
  g_set_error (error, IMB_ERROR, IMB_ERROR_MISSING,
               isnan (first.value) ? _ ("Training row %zu has no value in %s; choose how missing values are filled, or ignore the column.")
                                   : _ ("Training row %zu has an infinite value in %s; mark it as missing, or ignore the column."),
               imb_view_number (train, first.row), feature);
  return FALSE;
}

/* A row of weight 0 is not there for any model, whatever it counts: sizes of classes for balanced weights, rows to draw, neighbours. */
static gboolean
leave_out_weightless (const ImbView *train,
                      ImbView       *out,
                      guint32      **rows,
                      GError       **error)
{
  gsize n_left = 0;

  *out = *train;
  for (gsize i = 0; i < train->n_rows; i++)
    n_left += imb_view_weight (train, i) > 0.0;
  if (n_left == train->n_rows)
    return TRUE;

  if (n_left == 0)
    {
      g_set_error_literal (error, IMB_ERROR, IMB_ERROR_TOO_FEW, _ ("All training rows have the weight 0; give some of them more."));
      return FALSE;
    }
  *rows = g_try_new (guint32, n_left);
  if (*rows == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory to choose from %zu rows; use fewer of them."), train->n_rows);
      return FALSE;
    }
  out->rows = *rows;
  out->n_rows = 0;
  out->counts = NULL;
  out->whole = NULL;
  for (gsize i = 0; i < train->n_rows; i++)
    if (imb_view_weight (train, i) > 0.0)
      (*rows)[out->n_rows++] = (guint32) imb_view_source (train, i);
  return TRUE;
}

gpointer
imb_model_fit (const ImbModel *model,
               gconstpointer   values,
               const ImbView  *train,
               guint32         seed,
               ImbJob         *job,
               ImbNotes       *notes,
               GError        **error)
{
  g_autoptr (ImbJob) looking = imb_job_new_part (job, 0.05);
  g_autoptr (ImbJob) learning = imb_job_new_part (job, 0.95);
  g_autofree guint32 *rows = NULL;
  ImbView             view;
  ImbRng              rng;
  gpointer            fitted;

  g_return_val_if_fail (model != NULL && train != NULL && notes != NULL, NULL);
  g_return_val_if_fail (values != NULL || model->base.params == NULL, NULL);

  if (!imb_job_step (job, 0, 0, error) || !leave_out_weightless (train, &view, &rows, error) || !check_classes (&view, error))
    return NULL;
  if ((model->flags & IMB_MODEL_MISSING) == 0 && !check_values (model, &view, looking, error))
    return NULL;

  imb_rng_init (&rng, seed);
  fitted = model->fit (&view, values, &rng, learning, notes, error);
  if (fitted != NULL)
    imb_job_step (job, 1, 1, NULL);
  return fitted;
}
