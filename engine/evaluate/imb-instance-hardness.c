/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/evaluate/imb-instance-hardness.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/core/imb-error.h"
#include "engine/evaluate/imb-apply.h"
#include "engine/evaluate/imb-difficulty.h"
#include "engine/evaluate/imb-run.h"
#include "engine/kernels/imb-tree.h"
#include "engine/models/imb-model.h"
#include "engine/params/imb-config.h"

static const struct
{
  const char *nick;
  const char *help;
} measures[IMB_HARDNESS_N] = {
  { "kdn", N_ ("share of other classes among the 5 nearest rows") },
  { "disjunct", N_ ("how small the leaf of a tree without limits is, beside its largest one") },
  { "depth", N_ ("how deep that leaf is, beside the deepest one") },
  { "likelihood", N_ ("how much likelier another class is, by naive Bayes without the classes’ shares") },
  { "unforeseen", N_ ("1 less the probability of the class by a random forest that has not seen the row") },
};

const char *
imb_hardness_nick (ImbHardnessMeasure measure)
{
  return measures[measure].nick;
}

const char *
imb_hardness_help (ImbHardnessMeasure measure)
{
  return _ (measures[measure].help);
}

void
imb_instance_hardness_free (ImbInstanceHardness *self)
{
  if (self == NULL)
    return;
  g_free (self->of_row);
  g_free (self->of_class);
  g_free (self);
}

static double *
of_row (const ImbInstanceHardness *self,
        gsize                      row)
{
  return self->of_row + row * IMB_HARDNESS_N;
}

static gboolean
is_leaf (const ImbTreeNode *node)
{
  return node->feature == IMB_TREE_PURE || node->feature == IMB_TREE_MIXED;
}

/* A node's children stand behind it. (transfer full) */
static guint *
depths_of (const ImbTree *tree)
{
  guint *depths = g_new0 (guint, tree->n_nodes);

  for (gsize i = 0; i < tree->n_nodes; i++)
    if (!is_leaf (&tree->nodes[i]))
      depths[tree->nodes[i].child] = depths[tree->nodes[i].child + 1] = depths[i] + 1;
  return depths;
}

static gboolean
measure_leaves (ImbInstanceHardness *self,
                const ImbView       *view,
                guint32              seed,
                ImbJob              *job,
                GError             **error)
{
  static const ImbTreeShape shape = { .min_samples_split = 2, .min_samples_leaf = 1 };
  const gsize               n = view->n_rows;
  g_autofree const double **rows = g_new (const double *, n);
  g_autofree guint16       *classes = g_new (guint16, n);
  g_autofree gsize         *leaves = g_new (gsize, n), *sizes = NULL;
  g_autofree guint         *depths = NULL;
  g_autoptr (ImbTree) tree = NULL;
  ImbPresort *presort;
  ImbRng      rng;
  gsize       most = 0;
  guint       deepest = 0;

  for (gsize i = 0; i < n; i++)
    {
      rows[i] = imb_view_row (view, i);
      classes[i] = (guint16) imb_view_class (view, i);
    }
  presort = imb_presort_new (rows, classes, n, view->base->n_cols, view->n_classes, job, error);
  if (presort == NULL)
    return FALSE;
  imb_rng_init (&rng, seed);
  tree = imb_tree_grow (presort, NULL, NULL, &shape, &rng, job, error);
  if (tree == NULL)
    return FALSE;

  sizes = g_new0 (gsize, tree->n_nodes);
  depths = depths_of (tree);
  for (gsize i = 0; i < n; i++)
    {
      leaves[i] = (gsize) (imb_tree_leaf (tree, rows[i]) - tree->nodes);
      sizes[leaves[i]]++;
      most = MAX (most, sizes[leaves[i]]);
      deepest = MAX (deepest, depths[leaves[i]]);
    }
  for (gsize i = 0; i < n; i++)
    {
      of_row (self, i)[IMB_HARDNESS_DISJUNCT] = most > 1 ? 1.0 - (double) (sizes[leaves[i]] - 1) / (double) (most - 1) : 0.0;
      of_row (self, i)[IMB_HARDNESS_DEPTH] = deepest > 0 ? (double) depths[leaves[i]] / deepest : 0.0;
    }
  return TRUE;
}

/* Likelihoods are probabilities without the classes' shares. */
static double
likelihood_gap (const double *probabilities,
                const gsize  *counts,
                guint         n_classes,
                guint         own)
{
  double sum = 0.0, other = 0.0;

  for (guint c = 0; c < n_classes; c++)
    if (counts[c] > 0)
      {
        double likelihood = probabilities[c] / (double) counts[c];

        sum += likelihood;
        if (c != own)
          other = MAX (other, likelihood);
      }
  return (1.0 - (probabilities[own] / (double) counts[own] - other) / sum) / 2.0;
}

static gboolean
measure_likelihoods (ImbInstanceHardness *self,
                     const ImbView       *view,
                     ImbJob              *job,
                     GError             **error)
{
  const ImbModel *model = NULL;
  gpointer        values = NULL, fitted;
  g_autoptr (ImbNotes) unsaid = imb_notes_new ();
  g_autofree gsize  *counts = g_new0 (gsize, view->n_classes);
  g_autofree double *scores = g_try_new (double, view->n_rows * view->n_classes);
  g_autoptr (ImbMatrix) x = imb_view_gather (view, NULL, view->n_rows, job, error);
  gboolean done;

  if (x == NULL)
    return FALSE;
  if (scores == NULL)
    {
      g_set_error_literal (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for the likelihoods of all rows; take a sample of them with --rows."));
      return FALSE;
    }
  if (!imb_model_parse ("gaussian-naive-bayes", &model, &values, error))
    return FALSE;
  fitted = imb_model_fit (model, values, view, 0, job, unsaid, error);
  imb_values_free (&model->base, values);
  if (fitted == NULL)
    return FALSE;

  done = model->predict (fitted, x, scores, job, error);
  model->free (fitted);
  imb_view_count (view, counts);
  for (gsize i = 0; i < view->n_rows && done; i++)
    of_row (self, i)[IMB_HARDNESS_LIKELIHOOD] = likelihood_gap (scores + i * view->n_classes, counts, view->n_classes, imb_view_class (view, i));
  return done;
}

static gboolean
measure_unforeseen (ImbInstanceHardness *self,
                    ImbDesign           *design,
                    guint32              seed,
                    ImbJob              *job,
                    GError             **error)
{
  const ImbModel *model = imb_model_find ("random-forest");
  ImbView         view = imb_design_get_view (design);
  ImbThreshold    threshold = { .policy = IMB_THRESHOLD_FIXED, .value = 0.5 };
  ImbEvaluation   evaluation;
  g_autoptr (ImbPlan) none = imb_plan_parse ("none", error);
  g_autoptr (GPtrArray) specs = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_run_spec_free);
  g_autoptr (GPtrArray) runs = NULL;
  ImbRun *run;

  if (none == NULL)
    return FALSE;
  imb_evaluation_init (&evaluation);
  evaluation.seed = seed;
  g_ptr_array_add (specs, imb_run_spec_new ("none", none, model, NULL, &threshold));
  runs = imb_evaluate (design, specs, &evaluation, job, error);
  if (runs == NULL)
    return FALSE;
  run = runs->pdata[0];
  if (imb_run_get_error (run) != NULL)
    {
      g_propagate_error (error, g_error_copy (imb_run_get_error (run)));
      return FALSE;
    }
  for (gsize i = 0; i < self->n_rows; i++)
    of_row (self, i)[IMB_HARDNESS_UNFORESEEN] = 1.0 - imb_run_get_scores (run)[i * self->n_classes + imb_view_class (&view, i)];
  return TRUE;
}

static void
average (ImbInstanceHardness *self,
         const ImbView       *view)
{
  g_autofree gsize *counts = g_new0 (gsize, view->n_classes);

  for (gsize i = 0; i < view->n_rows; i++)
    {
      counts[imb_view_class (view, i)]++;
      for (guint m = 0; m < IMB_HARDNESS_N; m++)
        self->of_class[imb_view_class (view, i) * IMB_HARDNESS_N + m] += of_row (self, i)[m];
    }
  for (guint c = 0; c < view->n_classes; c++)
    for (guint m = 0; m < IMB_HARDNESS_N; m++)
      self->of_class[c * IMB_HARDNESS_N + m] = counts[c] > 0 ? self->of_class[c * IMB_HARDNESS_N + m] / (double) counts[c] : NAN;
}

ImbInstanceHardness *
imb_instance_hardness_new (ImbDesign *design,
                           guint32    seed,
                           ImbNotes  *notes,
                           ImbJob    *job,
                           GError   **error)
{
  ImbView view = imb_design_get_view (design);
  g_autoptr (ImbInstanceHardness) self = g_new0 (ImbInstanceHardness, 1);
  g_autoptr (ImbSpace) space = NULL;
  g_autofree guint8 *n_own = NULL;

  self->n_rows = view.n_rows;
  self->n_classes = view.n_classes;
  self->of_row = g_new0 (double, view.n_rows *IMB_HARDNESS_N);
  self->of_class = g_new0 (double, view.n_classes *IMB_HARDNESS_N);
  space = imb_space_new_to_look (design, notes, &view, job, error);
  if (space == NULL)
    return NULL;

  n_own = imb_difficulty_n_own (&view, job, error);
  if (n_own == NULL || !measure_likelihoods (self, &view, job, error) || !measure_leaves (self, &view, seed, job, error)
      || !measure_unforeseen (self, design, seed, job, error))
    return NULL;
  for (gsize i = 0; i < view.n_rows; i++)
    of_row (self, i)[IMB_HARDNESS_NEIGHBOURS] = (double) (IMB_DIFFICULTY_NEIGHBOURS - n_own[i]) / IMB_DIFFICULTY_NEIGHBOURS;
  average (self, &view);
  return g_steal_pointer (&self);
}
