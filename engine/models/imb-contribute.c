/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trees of all kinds as SHAP values take them, one after the other: what depends on one tree alone is worked out, used for all rows and given
 * back. Sums of terms need no such work. */
#include "engine/models/imb-contribute.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/kernels/imb-tree-shap.h"

#define TERMS_A_STEP 1e6 /* between two looks at the job */

G_STATIC_ASSERT (IMB_SHAP_MISSING_LEFT == IMB_TREE_MISSING_LEFT && IMB_SHAP_MISSING_LEFT == IMB_HIST_MISSING_LEFT);

/* Where the contributions of one kind of tree go. */
typedef struct
{
  const double **rows;
  gsize          n_rows;
  gsize          n_cols;
  gsize          row_stride;
  ImbShapNode   *nodes;  /* of one tree */
  double        *values; /* of its leaves */
  ImbJob        *silent;
} Adding;

static void
adding_clear (Adding *self)
{
  g_free (self->rows);
  g_free (self->nodes);
  g_free (self->values);
  imb_job_unref (self->silent);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Adding, adding_clear)

static void
adding_init (Adding          *self,
             const ImbMatrix *rows,
             guint            n_classes,
             double          *out,
             ImbJob          *job)
{
  *self = (Adding){ g_new (const double *, MAX (rows->n_rows, 1)), rows->n_rows, rows->n_cols, n_classes * (rows->n_cols + 1), NULL, NULL, imb_job_new_part (job, 0.0) };
  for (gsize i = 0; i < rows->n_rows; i++)
    self->rows[i] = imb_matrix_row (rows, i);
  memset (out, 0, rows->n_rows * self->row_stride * sizeof *out);
}

static gboolean
make_room (Adding  *self,
           gsize    n_nodes,
           guint    n_outputs,
           GError **error)
{
  g_free (self->nodes);
  g_free (self->values);
  self->nodes = g_try_new (ImbShapNode, n_nodes);
  self->values = g_try_new (double, (n_nodes / 2 + 1) * n_outputs);
  if (self->nodes != NULL && self->values != NULL)
    return TRUE;

  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory to explain a tree of %zu nodes; let it be less deep."), n_nodes);
  return FALSE;
}

/* @factor times what leaves say of n_outputs classes from @classes, less what they say of the class @minus unless that is NULL. */
static gboolean
add_tree (Adding        *self,
          const ImbTree *tree,
          double         factor,
          const guint16 *classes,
          guint          n_outputs,
          const guint16 *minus,
          double        *out,
          GError       **error)
{
  guint32 n_leaves = 0;

  if (!make_room (self, tree->n_nodes, n_outputs, error))
    return FALSE;
  for (gsize i = 0; i < tree->n_nodes; i++)
    {
      const ImbTreeNode *node = &tree->nodes[i];

      self->nodes[i] = (ImbShapNode){ node->threshold, tree->facts[i].cover, node->feature, node->child };
      if ((node->feature & ~IMB_TREE_MISSING_LEFT) < IMB_TREE_MIXED)
        continue;
      self->nodes[i].feature = IMB_SHAP_LEAF;
      self->nodes[i].child = n_leaves;
      for (guint k = 0; k < n_outputs; k++)
        self->values[n_leaves * (gsize) n_outputs + k] = factor * (imb_tree_probability (tree, node, classes[k]) - (minus != NULL ? imb_tree_probability (tree, node, *minus) : 0.0));
      n_leaves++;
    }

  const ImbShapTree shap = { self->nodes, tree->n_nodes, self->values, n_outputs };

  return imb_tree_shap_add (&shap, self->rows, self->n_rows, self->n_cols, out, self->row_stride, self->n_cols + 1, self->silent, error);
}

static gboolean
add_forest (Adding          *self,
            const ImbForest *forest,
            double           scale,
            const guint16   *classes,
            guint            n_outputs,
            const guint16   *minus,
            double          *out,
            ImbJob          *job,
            GError         **error)
{
  const guint n = imb_forest_n_trees (forest);

  for (guint t = 0; t < n; t++)
    if (!imb_job_step (job, t, n, error) || !add_tree (self, imb_forest_tree_at (forest, t), scale / n, classes, n_outputs, minus, out, error))
      return FALSE;
  return imb_job_step (job, n, n, error);
}

/* Probabilities sum to 1, so those of the first class follow from the others. */
gboolean
imb_contribute_forest (const ImbForest *forest,
                       const ImbMatrix *rows,
                       double          *out,
                       ImbJob          *job,
                       GError         **error)
{
  const guint         K = imb_forest_tree_at (forest, 0)->n_classes;
  const gsize         size = rows->n_cols + 1;
  g_autofree guint16 *others = g_new (guint16, K);
  g_auto (Adding) adding = { 0 };

  for (guint c = 1; c < K; c++)
    others[c - 1] = (guint16) c;
  adding_init (&adding, rows, K, out, job);
  if (K > 1 && !add_forest (&adding, forest, 1.0, others, K - 1, NULL, out + size, job, error))
    return FALSE;

  for (gsize i = 0; i < rows->n_rows; i++)
    {
      double *own = out + i * K * size;

      own[rows->n_cols] = 1.0;
      for (guint c = 1; c < K; c++)
        for (gsize j = 0; j < size; j++)
          own[j] -= own[c * size + j];
    }
  return TRUE;
}

gboolean
imb_contribute_boosted (ImbBoosted *const *boosted,
                        guint              n,
                        const ImbMatrix   *rows,
                        double            *out,
                        ImbJob            *job,
                        GError           **error)
{
  const guint       K = boosted[0]->n_classes, n_present = boosted[0]->n_present;
  const gboolean    is_two = n_present == 2;
  g_autofree guint *classes = g_new (guint, n_present);
  g_auto (Adding) adding = { 0 };

  for (guint p = 0; p < n_present; p++)
    classes[p] = boosted[0]->present[p];
  adding_init (&adding, rows, K, out, job);
  for (guint b = 0; b < n; b++)
    {
      const guint16 *present = boosted[b]->present;
      g_autoptr (ImbJob) part = imb_job_new_part (job, 1.0 / n);

      g_return_val_if_fail (boosted[b]->n_present == n_present, FALSE);
      if (!add_forest (&adding, boosted[b]->forest, boosted[b]->scale / n, is_two ? present + 1 : present, is_two ? 1 : n_present, is_two ? present : NULL, out, part, error))
        return FALSE;
    }
  imb_contribute_spread (classes, n_present, K, rows->n_cols + 1, rows->n_rows, out);
  return TRUE;
}

static gboolean
add_hist_tree (Adding            *self,
               const ImbHistTree *tree,
               double             factor,
               double            *out,
               GError           **error)
{
  guint32 n_leaves = 0;

  if (!make_room (self, tree->n_nodes, 1, error))
    return FALSE;
  for (gsize i = 0; i < tree->n_nodes; i++)
    {
      const ImbHistNode *node = &tree->nodes[i];

      self->nodes[i] = (ImbShapNode){ node->threshold, tree->facts[i].weight, node->feature, node->child };
      if (node->feature != IMB_HIST_LEAF)
        continue;
      self->nodes[i].feature = IMB_SHAP_LEAF;
      self->nodes[i].child = n_leaves;
      self->values[n_leaves++] = factor * node->threshold;
    }

  const ImbShapTree shap = { self->nodes, tree->n_nodes, self->values, 1 };

  return imb_tree_shap_add (&shap, self->rows, self->n_rows, self->n_cols, out, self->row_stride, self->n_cols + 1, self->silent, error);
}

gboolean
imb_additive_contributions (gconstpointer    fitted,
                            const ImbMatrix *rows,
                            double          *out,
                            ImbJob          *job,
                            GError         **error)
{
  const ImbAdditive *self = fitted;
  const gsize        size = rows->n_cols + 1, n_trees = (gsize) self->n_rounds * self->n_outputs;
  g_auto (Adding) adding = { 0 };

  adding_init (&adding, rows, self->present.n_classes, out, job);
  for (gsize i = 0; i < rows->n_rows; i++)
    for (guint k = 0; k < self->n_outputs; k++)
      out[i * adding.row_stride + k * size + rows->n_cols] = self->scale * self->start[k];
  for (gsize t = 0; t < n_trees; t++)
    if (!imb_job_step (job, t, n_trees, error) || !add_hist_tree (&adding, self->trees[t], self->scale, out + t % self->n_outputs * size, error))
      return FALSE;
  imb_contribute_spread (self->present.classes, self->present.n_present, self->present.n_classes, size, rows->n_rows, out);
  return imb_job_step (job, 1, 1, error);
}

/* ---- sums of terms ---- */

gboolean
imb_contribute_terms (const ImbPresent  *present,
                      ImbContributeTerms terms,
                      gconstpointer      fitted,
                      const ImbMatrix   *rows,
                      double            *out,
                      ImbJob            *job,
                      GError           **error)
{
  const gsize size = rows->n_cols + 1, every = (gsize) CLAMP (TERMS_A_STEP / ((double) size * present->n_classes), 1.0, 4096.0);

  for (gsize i = 0; i < rows->n_rows; i++)
    {
      double *own = out + i * present->n_classes * size;

      if (i % every == 0 && !imb_job_step (job, i, rows->n_rows, error))
        return FALSE;
      terms (fitted, imb_matrix_row (rows, i), own);
      imb_contribute_spread (present->classes, present->n_present, present->n_classes, size, 1, own);
    }
  return imb_job_step (job, 1, 1, error);
}

/* From the last class, so that nothing is overwritten that is still to be moved. */
void
imb_contribute_spread (const guint *classes,
                       guint        n_present,
                       guint        n_classes,
                       gsize        size,
                       gsize        n_rows,
                       double      *out)
{
  for (gsize i = 0; i < n_rows; i++)
    {
      double *own = out + i * n_classes * size;
      guint   p = n_present;

      if (n_present == 2)
        memcpy (own + size, own, size * sizeof *own);
      for (guint c = n_classes; c-- > 0;)
        if (p > 0 && classes[p - 1] == c)
          {
            p--;
            memmove (own + c * size, own + p * size, size * sizeof *own);
            for (gsize j = 0; j < size && n_present == 2 && p == 0; j++)
              own[c * size + j] = -own[c * size + j];
          }
      for (guint c = 0, next = 0; c < n_classes; c++)
        if (next < n_present && classes[next] == c)
          next++;
        else
          {
            memset (own + c * size, 0, size * sizeof *own);
            own[c * size + size - 1] = -INFINITY;
          }
    }
}
