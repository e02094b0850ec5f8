/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/imb-grove.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/models/imb-contribute.h"

#define MIXED_ONE_OF 20 /* leaves at most, where class weights have no grip */

const ImbChoice imb_grove_criteria[] = {
  { IMB_TREE_GINI, "gini", N_ ("Gini impurity") },
  { IMB_TREE_ENTROPY, "entropy", N_ ("Entropy") },
  { IMB_GROVE_LOG_LOSS, "log_loss", N_ ("Log loss (the same as entropy)") },
  { 0, NULL, NULL },
};

const char *const imb_grove_max_features_suggestions[] = { "all", "sqrt", "log2", "0.5", NULL };

/* The number in @text; NaN when there is none. */
static double
read_number (const char *text)
{
  char  *end;
  double number = g_ascii_strtod (text, &end);

  return end != text && *end == '\0' ? number : NAN;
}

gboolean
imb_grove_check_max_features (const char *text,
                              GError    **error)
{
  double number = read_number (text);

  if (strcmp (text, "all") == 0 || strcmp (text, "sqrt") == 0 || strcmp (text, "log2") == 0)
    return TRUE;
  if (number > 0.0 && number <= 1e9 && (number < 1.0 || number == floor (number)))
    return TRUE;

  g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
               _ ("“%s” is no number of features; write all, sqrt, log2, a whole number from 1, or a share below 1 such as 0.3."), text);
  return FALSE;
}

static gsize
resolve_max_features (const char *text,
                      gsize       n_cols)
{
  double number = read_number (text);

  if (strcmp (text, "sqrt") == 0)
    number = sqrt ((double) n_cols);
  else if (strcmp (text, "log2") == 0)
    number = log2 ((double) n_cols);
  else if (isnan (number))
    return n_cols;
  else if (number < 1.0)
    number *= (double) n_cols;
  return (gsize) CLAMP (number, 1.0, (double) n_cols);
}

ImbTreeShape
imb_grove_shape (const ImbGroveSettings *self,
                 gsize                   n_cols)
{
  return (ImbTreeShape){
    self->criterion == IMB_TREE_GINI ? IMB_TREE_GINI : IMB_TREE_ENTROPY,
    (guint) self->max_depth,
    (gsize) self->min_samples_split,
    (gsize) self->min_samples_leaf,
    resolve_max_features (self->max_features, n_cols),
    FALSE,
  };
}

ImbTreeShape
imb_grove_shape_any_order (const ImbGroveSettings *self,
                           gsize                   n_cols)
{
  ImbTreeShape shape = imb_grove_shape (self, n_cols);

  shape.any_order = TRUE;
  return shape;
}

/* Weights that differ; whether there is any. */
static gboolean
set_weights (ImbGroveRows  *self,
             const ImbView *train,
             gboolean      *has_zeros,
             GError       **error)
{
  double most = 0.0;

  *has_zeros = FALSE;
  if (train->weights == NULL)
    return TRUE;

  self->weights = g_new (double, train->n_rows);
  for (gsize i = 0; i < train->n_rows; i++)
    {
      self->weights[i] = imb_view_weight (train, i);
      *has_zeros |= self->weights[i] == 0.0;
      most = MAX (most, self->weights[i]);
    }
  if (most > 0.0)
    return TRUE;

  g_set_error_literal (error, IMB_ERROR, IMB_ERROR_TOO_FEW, _ ("All training rows have the weight 0; give some of them more."));
  return FALSE;
}

gboolean
imb_grove_rows_init (ImbGroveRows  *self,
                     const ImbView *train,
                     const char    *class_weight,
                     gboolean       sorted,
                     ImbJob        *job,
                     GError       **error)
{
  const gsize n = train->n_rows, d = train->base->n_cols;
  gboolean    has_zeros;

  *self = (ImbGroveRows){ .rows = g_new (const double *, MAX (n, 1)), .scale = g_new (double, train->n_classes), .classes = g_new (guint16, MAX (n, 1)) };
  if (!imb_class_weight_resolve (class_weight, train, self->scale, error) || !set_weights (self, train, &has_zeros, error))
    return FALSE;

  for (gsize i = 0; i < n; i++)
    {
      self->rows[i] = imb_view_row (train, i);
      self->classes[i] = (guint16) imb_view_class (train, i);
    }
  if (!sorted)
    {
      self->presort = imb_presort_new_unsorted (self->rows, self->classes, n, d, train->n_classes);
      return TRUE;
    }

  self->presort = imb_presort_new (self->rows, self->classes, n, d, train->n_classes, job, error);
  if (self->presort != NULL && has_zeros)
    {
      g_autoptr (ImbPresort) all = self->presort;

      self->presort = imb_presort_select (all, self->weights, NULL, error);
    }
  return self->presort != NULL;
}

void
imb_grove_rows_clear (ImbGroveRows *self)
{
  g_free (self->rows);
  g_free (self->weights);
  g_free (self->scale);
  g_free (self->classes);
  imb_presort_free (self->presort);
}

ImbTree *
imb_grove_grow_from (const ImbGroveSource *self,
                     const guint32        *chosen,
                     gsize                 n,
                     const ImbTreeShape   *shape,
                     ImbRng               *rng,
                     ImbJob               *job,
                     GError              **error)
{
  g_autofree const double **rows = g_try_new (const double *, n + 1);
  g_autofree guint16       *classes = g_try_new (guint16, n + 1);
  g_autofree double        *weights = self->weights != NULL ? g_try_new (double, n + 1) : NULL;
  ImbPresort               *presort;

  if (rows == NULL || classes == NULL || (self->weights != NULL && weights == NULL))
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory to grow a tree from %zu rows; use fewer of them."), n);
      return NULL;
    }
  for (gsize i = 0; i < n; i++)
    {
      rows[i] = self->rows[chosen[i]];
      classes[i] = self->classes[chosen[i]];
      if (weights != NULL)
        weights[i] = self->weights[chosen[i]];
    }
  presort = imb_presort_new (rows, classes, n, self->n_cols, self->n_classes, job, error);
  return presort != NULL ? imb_tree_grow (presort, weights, self->scale, shape, rng, job, error) : NULL;
}

ImbForest *
imb_grove_fit (const ImbView          *train,
               guint                   n_estimators,
               const ImbGroveSettings *settings,
               const char             *class_weight,
               const ImbRng           *rng,
               ImbJob                 *job,
               GError                **error)
{
  const ImbTreeShape shape = imb_grove_shape_any_order (settings, train->base->n_cols);
  const double       share = n_estimators > 0 ? 0.05 : 0.3; /* of the work */
  g_auto (ImbGroveRows) rows = { 0 };
  g_autoptr (ImbJob) sorting = imb_job_new_part (job, share);
  g_autoptr (ImbJob) growing = imb_job_new_part (job, 1.0 - share);
  g_autofree ImbRng *stream = g_memdup2 (rng, sizeof *rng);
  ImbTree           *tree;

  if (!imb_grove_rows_init (&rows, train, class_weight, TRUE, sorting, error))
    return NULL;
  if (n_estimators > 0)
    return imb_forest_grow (rows.presort, rows.weights, rows.scale, &shape, n_estimators, NULL, NULL, stream, growing, error);

  tree = imb_tree_grow (g_steal_pointer (&rows.presort), rows.weights, rows.scale, &shape, stream, growing, error);
  return tree != NULL ? imb_forest_of (tree) : NULL;
}

ImbForest *
imb_grove_note_pure (ImbForest  *forest,
                     const char *class_weight,
                     ImbNotes   *notes)
{
  gsize n_pure = 0, n_mixed = 0;

  if (forest == NULL || strcmp (class_weight, "none") == 0)
    return forest;
  for (guint t = 0; t < imb_forest_n_trees (forest); t++)
    {
      const ImbTree *tree = imb_forest_tree_at (forest, t);

      for (gsize i = 0; i < tree->n_nodes; i++)
        n_pure += tree->nodes[i].feature == IMB_TREE_PURE;
      n_mixed += tree->n_mixed;
    }
  if (n_pure > 0 && n_mixed * MIXED_ONE_OF <= n_pure + n_mixed)
    imb_notes_add (notes, _ ("class_weight hardly changes trees that grow until their leaves are of one class, and may even lower the part of the heavier class; "
                             "max_depth or min_samples_leaf gives weights a grip."));
  return forest;
}

gpointer
imb_grove_fit_forest (const ImbView *train,
                      gconstpointer  data,
                      const ImbRng  *rng,
                      ImbJob        *job,
                      ImbNotes      *notes,
                      GError       **error)
{
  const ImbGroveForest *values = data;

  return imb_grove_note_pure (imb_grove_fit (train, (guint) values->n_estimators, &values->tree, values->class_weight, rng, job, error), values->class_weight, notes);
}

gboolean
imb_grove_predict (gconstpointer    fitted,
                   const ImbMatrix *rows,
                   double          *scores,
                   ImbJob          *job,
                   GError         **error)
{
  g_autofree const double **pointers = g_new (const double *, MAX (rows->n_rows, 1));

  for (gsize i = 0; i < rows->n_rows; i++)
    pointers[i] = imb_matrix_row (rows, i);
  return imb_job_step (job, 0, 0, error) && imb_forest_predict (fitted, pointers, rows->n_rows, scores, job, error);
}

void
imb_grove_importances (gconstpointer fitted,
                       double       *out,
                       gsize         n_features)
{
  imb_forest_importances (fitted, NULL, out, n_features);
}

gboolean
imb_grove_contributions (gconstpointer    fitted,
                         const ImbMatrix *rows,
                         double          *out,
                         ImbJob          *job,
                         GError         **error)
{
  return imb_contribute_forest (fitted, rows, out, job, error);
}

void
imb_grove_free (gpointer fitted)
{
  imb_forest_free (fitted);
}
