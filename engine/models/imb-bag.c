/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/imb-bag.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"

#define BLOCK_ROWS 8192
#define WALK_ROWS  256

static gboolean
set_too_large (gsize    n_rows,
               GError **error)
{
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for an ensemble of %zu rows; use fewer of them."), n_rows);
  return FALSE;
}

/* ---- rows ---- */

/* In the order of the view: a sampler takes a base without synthetic rows behind it. */
static gboolean
gather (ImbBagRows    *self,
        const ImbView *train,
        ImbJob        *job,
        GError       **error)
{
  const gsize n = train->n_rows;

  self->gathered = imb_view_gather (train, NULL, 0, job, error);
  if (self->gathered == NULL)
    return FALSE;
  self->classes = g_try_new (guint16, n + 1);
  self->weights = train->weights != NULL ? g_try_new (double, n + 1) : NULL;
  if (self->classes == NULL || (train->weights != NULL && self->weights == NULL))
    return set_too_large (n, error);

  for (gsize i = 0; i < n; i++)
    {
      self->classes[i] = (guint16) imb_view_class (train, i);
      if (self->weights != NULL)
        self->weights[i] = imb_view_weight (train, i);
    }
  self->view.base = self->gathered;
  self->view.made = NULL;
  self->view.classes = self->classes;
  self->view.weights = self->weights;
  self->view.rows = NULL;
  self->view.numbers = NULL;
  return TRUE;
}

gboolean
imb_bag_rows_init (ImbBagRows    *self,
                   const ImbView *train,
                   ImbJob        *job,
                   GError       **error)
{
  gsize n = 0;

  *self = (ImbBagRows){ .view = *train };
  self->view.counts = NULL;
  self->view.memo = NULL;
  self->view.groups = NULL;
  if (train->made != NULL && !gather (self, train, job, error))
    return FALSE;

  self->rows = g_try_new (guint32, train->n_rows + 1);
  if (self->rows == NULL)
    return set_too_large (train->n_rows, error);

  for (gsize i = 0; i < train->n_rows; i++)
    if (imb_view_weight (&self->view, i) > 0.0)
      self->rows[n++] = (guint32) imb_view_source (&self->view, i);
  self->view.rows = self->rows;
  self->view.n_rows = n;
  if (n > 0)
    return TRUE;

  g_set_error_literal (error, IMB_ERROR, IMB_ERROR_TOO_FEW, _ ("All training rows have the weight 0; give some of them more."));
  return FALSE;
}

void
imb_bag_rows_clear (ImbBagRows *self)
{
  imb_matrix_free (self->gathered);
  g_free (self->classes);
  g_free (self->weights);
  g_free (self->rows);
}

/* ---- a tree ---- */

void
imb_bag_order_clear (ImbBagOrder *self)
{
  g_free (self->places);
  g_free (self->values);
  g_free (self->classes);
  g_clear_pointer (&self->presort, imb_presort_free);
}

/* The row that a made one is a copy of; IMB_NO_ROW: none. */
static guint32
copied_row (const ImbResample *self,
            const ImbView     *in,
            gsize              m)
{
  const gsize first = self->parent_offsets[m];
  guint32     parent;

  if (self->parent_offsets[m + 1] - first != 1)
    return IMB_NO_ROW;

  parent = self->parent_rows[first];
  if (parent >= self->n_in || self->parent_weights[first] != 1.0 || self->made_classes[m] != imb_view_class (in, parent)
      || memcmp (imb_matrix_row (self->made, m), imb_view_row (in, parent), in->base->n_cols * sizeof (double)) != 0)
    return IMB_NO_ROW;
  return parent;
}

guint32 *
imb_bag_fold_copies (const ImbResample *resample,
                     const ImbView     *in,
                     ImbView           *out)
{
  guint32 *rows = g_new (guint32, out->n_rows + 1);
  gsize    n_left = 0;

  for (gsize i = 0; i < out->n_rows; i++)
    {
      guint32 copied = resample->rows[i] >= resample->n_in ? copied_row (resample, in, resample->rows[i] - resample->n_in) : IMB_NO_ROW;

      rows[i] = copied != IMB_NO_ROW ? (guint32) imb_view_source (in, copied) : (guint32) imb_view_source (out, i);
      n_left += rows[i] >= in->base->n_rows;
    }
  out->rows = rows;
  out->made = n_left > 0 ? out->made : NULL;
  return rows;
}

static gboolean
make_order (ImbBagOrder *self,
            ImbJob      *job)
{
  const ImbView *view = &self->rows->view;
  const gsize    n = view->n_rows;

  self->places = g_try_new (guint32, view->base->n_rows + 1);
  self->values = g_try_new (const double *, n + 1);
  self->classes = g_try_new (guint16, n + 1);
  if (self->places == NULL || self->values == NULL || self->classes == NULL)
    return FALSE;

  for (gsize i = 0; i < n; i++)
    {
      self->places[imb_view_source (view, i)] = (guint32) i;
      self->values[i] = imb_view_row (view, i);
      self->classes[i] = (guint16) imb_view_class (view, i);
    }
  self->presort = imb_presort_new (self->values, self->classes, n, view->base->n_cols, view->n_classes, job, NULL);
  return self->presort != NULL;
}

/* When the job was cancelled there is none, and the members find that out by themselves. */
static gboolean
ensure_order (ImbBagOrder *self,
              ImbJob      *job)
{
  if (g_once_init_enter (&self->once))
    g_once_init_leave (&self->once, make_order (self, job) ? 1 : 2);
  return self->once == 1;
}

/* What each row of @order weighs in all; NULL when it is not to be had, or would not pay, or would not give the same tree: where sizes of nodes
 * are limited copies count as rows. */
static double *
count_copies (ImbBagOrder        *order,
              const ImbView      *view,
              const ImbTreeShape *shape,
              ImbJob             *job)
{
  const gsize        n = order->rows->view.n_rows;
  g_autofree double *weights = NULL;

  if (view->made != NULL || view->n_rows < n / 2 || shape->min_samples_leaf > 1 || shape->min_samples_split > 2 || !ensure_order (order, job)
      || (weights = g_try_new0 (double, n + 1)) == NULL)
    return NULL;

  for (gsize i = 0; i < view->n_rows; i++)
    {
      guint32 at = order->places[imb_view_source (view, i)];

      if (imb_view_class (view, i) != order->classes[at])
        return NULL;
      weights[at] += imb_view_weight (view, i);
    }
  return g_steal_pointer (&weights);
}

ImbTree *
imb_bag_grow_view (ImbBagOrder        *order,
                   const ImbView      *view,
                   const double       *scale,
                   const ImbTreeShape *shape,
                   ImbRng             *rng,
                   ImbJob             *job,
                   GError            **error)
{
  const gsize               n = view->n_rows;
  g_autofree const double **rows = g_try_new (const double *, n + 1);
  g_autofree guint16       *classes = g_try_new (guint16, n + 1);
  g_autofree double        *weights = view->weights != NULL ? g_try_new (double, n + 1) : NULL;
  g_autofree double        *counted = count_copies (order, view, shape, job);
  ImbPresort               *presort;

  if (counted != NULL)
    {
      presort = imb_presort_select (order->presort, counted, job, error);
      return presort != NULL ? imb_tree_grow (presort, counted, scale, shape, rng, job, error) : NULL;
    }
  if (rows == NULL || classes == NULL || (view->weights != NULL && weights == NULL))
    {
      set_too_large (n, error);
      return NULL;
    }
  for (gsize i = 0; i < n; i++)
    {
      rows[i] = imb_view_row (view, i);
      classes[i] = (guint16) imb_view_class (view, i);
      if (weights != NULL)
        weights[i] = imb_view_weight (view, i);
    }
  presort = imb_presort_new (rows, classes, n, view->base->n_cols, view->n_classes, job, error);
  return presort != NULL ? imb_tree_grow (presort, weights, scale, shape, rng, job, error) : NULL;
}

/* ---- one by one ---- */

typedef struct
{
  const ImbGroveRows *rows;
  gsize               n_rows;
  const ImbTree      *tree;
  guint               n_trees; /* with this one */
  double             *sums;    /* of the trees' probabilities of the row's class */
  double             *hardness;
} Judging;

static gboolean
judge_block (gsize    block,
             gpointer data,
             GError **error)
{
  const Judging *self = data;
  const gsize    first = block * BLOCK_ROWS, end = MIN (first + BLOCK_ROWS, self->n_rows);

  for (gsize i = first; i < end; i += WALK_ROWS)
    {
      guint32     leaves[WALK_ROWS];
      const gsize m = MIN (WALK_ROWS, end - i);

      imb_tree_leaves (self->tree, self->rows->rows + i, m, leaves);
      for (gsize k = 0; k < m; k++)
        {
          self->sums[i + k] += imb_tree_probability (self->tree, self->tree->nodes + leaves[k], self->rows->classes[i + k]);
          self->hardness[i + k] = 1.0 - self->sums[i + k] / self->n_trees;
        }
    }
  return TRUE;
}

ImbForest *
imb_bag_one_by_one (const ImbView      *train,
                    const char         *class_weight,
                    const ImbTreeShape *shape,
                    guint               n_trees,
                    ImbBagChoose        choose,
                    gpointer            data,
                    ImbRng             *rng,
                    ImbJob             *job,
                    GError            **error)
{
  const gsize n = train->n_rows;
  g_auto (ImbGroveRows) rows = { 0 };
  g_autofree double  *sums = g_try_new0 (double, n + 1);
  g_autofree double  *hardness = g_try_new (double, n + 1);
  g_autofree guint32 *chosen = g_try_new (guint32, n + 1);
  g_autoptr (GPtrArray) trees = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_tree_free);
  g_autoptr (ImbJob) silent = imb_job_new_part (job, 0.0);
  Judging judging = { &rows, n, NULL, 0, sums, hardness };

  if (sums == NULL || hardness == NULL || chosen == NULL)
    return set_too_large (n, error) ? NULL : NULL;
  if (!imb_grove_rows_init (&rows, train, class_weight, FALSE, NULL, error))
    return NULL;

  const ImbGroveSource source = { rows.rows, rows.classes, rows.weights, rows.scale, train->base->n_cols, train->n_classes };

  for (guint t = 0; t < n_trees; t++)
    {
      gsize n_chosen = choose (data, t, t > 0 ? hardness : NULL, rng, chosen);

      judging.tree = imb_job_step (job, t, n_trees, error) ? imb_grove_grow_from (&source, chosen, n_chosen, shape, rng, silent, error) : NULL;
      if (judging.tree == NULL)
        return NULL;
      g_ptr_array_add (trees, (gpointer) judging.tree);
      judging.n_trees = t + 1;
      if (t + 1 < n_trees && !imb_parallel_for ((n + BLOCK_ROWS - 1) / BLOCK_ROWS, judge_block, &judging, silent, error))
        return NULL;
    }
  g_ptr_array_set_free_func (trees, NULL);
  return imb_forest_of_many ((ImbTree **) g_ptr_array_free (g_steal_pointer (&trees), FALSE), n_trees);
}
