/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Shapley value of feature i in one leaf of value v, whose path asks d different features, is
 *   v (oᵢ − zᵢ) Σ over sets S of the others |S|! (d − 1 − |S|)! / d! Π in S oⱼ Π not in S zⱼ:
 * oⱼ is 1 when the row passes all questions about j on the path and else 0, zⱼ the share of training rows that passes them. The weight of a set is
 * ∫₀¹ t^|S| (1 − t)^(d − 1 − |S|) dt, so the sum is the integral of Π (t oⱼ + (1 − t) zⱼ) over the others: a polynomial of degree d − 1, for which ⌈d / 2⌉
 * places of Gauss and Legendre are exact. At every place all is a product along the path and a sum over leaves: one walk through the tree
 * with products going down and sums coming up, in which nothing is subtracted but what a feature asked again has to give back.
 *
 * Rows are the lanes of vectors; what depends on the tree alone is worked out once. */
#include "engine/kernels/imb-tree-shap.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-clones.h"
#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"

#define LANES      8
#define BLOCK_ROWS 64
#define NONE       G_MAXUINT32
#define STEPS      16384 /* between two looks at the job */

typedef double Lanes __attribute__ ((vector_size (64), aligned (8), may_alias));
typedef gint64 Masks __attribute__ ((vector_size (64), aligned (8), may_alias));

/* A node as the walk meets it, parents before their children. */
typedef struct
{
  guint32 node;
  guint32 depth;   /* of the question that leads here, the root's are of depth 1 */
  guint32 feature; /* which that asks about */
  guint32 same;    /* the depth of the question before it on the path that asks about the same; NONE */
  guint32 same_at; /* its step; NONE */
  gint64  side;    /* which rows come here: 0 left, −1 right */
  double  share;   /* of the parent's training rows */
  double  passed;  /* the share that passes all questions about the feature on the path */
} Step;

/* Of each step and place: what its rows multiply the product by when they pass (passing before), when they fail first, and what a sum counts for a row
 * that passes. */
typedef struct
{
  double hot;
  double cold;
  double gain;
} Factors;

typedef struct
{
  const ImbShapTree   *tree;
  const double *const *rows;
  gsize                n_rows;
  gsize                n_features;
  double              *out;
  gsize                row_stride;
  gsize                output_stride;
  ImbJob              *job;
  Step                *steps;   /* of each node, the root's first */
  Factors             *factors; /* n_places for each step */
  double              *places;  /* between 0 and 1, then the weights, then what a sum counts for a row that fails */
  guint                n_places;
  guint                depth;
  double              *base; /* of each output */
} Walk;

static void
walk_clear (Walk *self)
{
  g_free (self->steps);
  g_free (self->factors);
  g_free (self->places);
  g_free (self->base);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Walk, walk_clear)

/* ---- what depends on the tree alone ---- */

static gboolean
set_too_large (const Walk *walk,
               GError    **error)
{
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory to explain a tree of %zu nodes; let it be less deep."), walk->tree->n_nodes);
  return FALSE;
}

static inline gboolean
is_leaf (const ImbShapNode *node)
{
  return (node->feature & ~IMB_SHAP_MISSING_LEFT) == IMB_SHAP_LEAF;
}

/* Newton's method for the zeros of Legendre's polynomial, moved to 0 … 1. */
static void
set_places (Walk *self,
            guint n)
{
  self->n_places = n;
  self->places = g_new (double, 3 * (gsize) n);
  for (guint i = 0; i < n; i++)
    {
      double x = cos (G_PI * (i + 0.75) / (n + 0.5)), slope = 1.0, step = 1.0;

      for (guint round = 0; round < 100 && fabs (step) > 1e-16; round++)
        {
          double before = 0.0, value = 1.0;

          for (guint k = 1; k <= n; k++)
            {
              const double next = ((2.0 * k - 1.0) * x * value - (k - 1.0) * before) / k;

              before = value;
              value = next;
            }
          slope = n * (x * value - before) / (x * x - 1.0);
          step = value / slope;
          x -= step;
        }
      self->places[i] = (1.0 + x) / 2.0;
      self->places[n + i] = 1.0 / ((1.0 - x * x) * slope * slope);
      self->places[2 * n + i] = -self->places[n + i] / ((1.0 - x) / 2.0);
    }
}

/* Depth first. The most features asked about on one path in @most. */
static gboolean
lay_steps (Walk    *self,
           guint   *most,
           GError **error)
{
  const ImbShapNode  *nodes = self->tree->nodes;
  g_autofree guint32 *last = g_try_new (guint32, self->n_features + 1); /* of features: the last step on the path that asks about it */
  g_autofree guint32 *path = g_try_new (guint32, self->tree->n_nodes);  /* of depths: the step */
  g_autofree Step    *stack = g_try_new (Step, self->tree->n_nodes);
  gsize               n_stack = 0, n_steps = 0;
  guint               depth = 0, n_different = 0;

  if (last == NULL || path == NULL || stack == NULL)
    return set_too_large (self, error);
  for (gsize j = 0; j < self->n_features; j++)
    last[j] = NONE;
  *most = 0;
  stack[n_stack++] = (Step){ .same = NONE, .share = 1.0, .passed = 1.0 };
  while (n_stack > 0)
    {
      Step               step = stack[--n_stack];
      const ImbShapNode *node = &nodes[step.node];

      for (; depth > 0 && depth >= step.depth; depth--)
        {
          const Step *left = &self->steps[path[depth]];

          last[left->feature] = left->same_at;
          n_different -= left->same == NONE;
        }
      if (step.depth > 0)
        {
          const guint32 before = last[step.feature];

          step.same = before != NONE ? self->steps[before].depth : NONE;
          step.same_at = before;
          step.passed = step.share * (before != NONE ? self->steps[before].passed : 1.0);
          n_different += before == NONE;
          last[step.feature] = (guint32) n_steps;
        }
      depth = step.depth;
      path[depth] = (guint32) n_steps;
      self->steps[n_steps++] = step;
      *most = MAX (*most, n_different);
      self->depth = MAX (self->depth, depth);
      for (guint right = 0; right < 2 && !is_leaf (node); right++)
        {
          const double share = nodes[node->child + right].cover / node->cover;

          stack[n_stack++] = (Step){ .node = node->child + right, .depth = depth + 1, .feature = node->feature & ~IMB_SHAP_MISSING_LEFT, .side = right == 1 ? -1 : 0, .share = isfinite (share) ? share : 0.5 };
        }
      if (n_steps % STEPS == 0 && !imb_job_step (self->job, 0, 0, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
set_factors (Walk    *self,
             GError **error)
{
  const guint n = self->n_places;

  for (gsize s = 1; s < self->tree->n_nodes; s++)
    {
      const Step  *step = &self->steps[s];
      const double before = step->same != NONE ? self->steps[step->same_at].passed : 1.0;

      for (guint q = 0; q < n; q++)
        {
          const double t = self->places[q], pass = t + (1.0 - t) * step->passed, divisor = t + (1.0 - t) * before;

          self->factors[s * n + q] = (Factors){ pass / divisor, (1.0 - t) * step->passed / divisor, self->places[n + q] * (1.0 - step->passed) / pass };
        }
      if (s % STEPS == 0 && !imb_job_step (self->job, 0, 0, error))
        return FALSE;
    }
  return TRUE;
}

static void
set_base (Walk *self)
{
  const ImbShapTree *tree = self->tree;

  self->base = g_new0 (double, MAX (tree->n_outputs, 1));
  for (gsize i = 0; i < tree->n_nodes; i++)
    for (guint k = 0; k < tree->n_outputs && is_leaf (&tree->nodes[i]); k++)
      self->base[k] += tree->values[tree->nodes[i].child * (gsize) tree->n_outputs + k] * (tree->n_nodes > 1 ? tree->nodes[i].cover / tree->nodes[0].cover : 1.0);
}

/* ---- rows ---- */

/* What a group of rows has on its way through the tree: of each depth the rows that pass, products, and sums. */
typedef struct
{
  const Walk *walk;
  gsize       first;    /* row */
  guint       n;        /* of LANES; the others repeat the first */
  Masks      *passing;  /* of depths: all questions about the feature */
  Masks      *right;    /* of depths: where the node there sends rows */
  Lanes      *products; /* n_places for each depth */
  Lanes      *sums;     /* n_outputs · n_places for each depth */
  Lanes      *found;    /* n_features for each output */
} Group;

/* No function: it would return vectors that not all processors have registers for. */
#define CHOOSE(mask, yes, no) ((Lanes) (((mask) & (Masks) (yes)) | (~(mask) & (Masks) (no))))
#define ALL(value)            ((value) - (Lanes){ 0 })

/* Where the node at a depth sends rows. */
static void
look (const Group       *self,
      guint              depth,
      const ImbShapNode *node)
{
  const guint32  feature = node->feature & ~IMB_SHAP_MISSING_LEFT;
  const gboolean missing_right = (node->feature & IMB_SHAP_MISSING_LEFT) == 0;
  Masks         *right = self->right + depth;

  for (guint r = 0; r < LANES; r++)
    {
      const double value = self->walk->rows[self->first + (r < self->n ? r : 0)][feature];

      (*right)[r] = -(gint64) ((value > node->threshold) | (isnan (value) & missing_right));
    }
}

/* Products of the step's depth, from those above. */
IMB_CLONES static void
go_down (const Group   *self,
         const Step    *step,
         const Factors *factors)
{
  const guint  n = self->walk->n_places;
  const Lanes *from = self->products + (step->depth - 1) * (gsize) n;
  Lanes       *to = self->products + step->depth * (gsize) n;
  const Masks  side = ~(self->right[step->depth - 1] ^ step->side);
  const Lanes  share = ALL (step->share);

  if (step->same == NONE)
    {
      self->passing[step->depth] = side;
      for (guint q = 0; q < n; q++)
        to[q] = from[q] * CHOOSE (side, ALL (factors[q].hot), ALL (factors[q].cold));
      return;
    }

  const Masks before = self->passing[step->same], now = before & side;

  self->passing[step->depth] = now;
  for (guint q = 0; q < n; q++)
    to[q] = from[q] * CHOOSE (now, ALL (factors[q].hot), CHOOSE (before, ALL (factors[q].cold), share));
}

/* The sums of the step's depth are complete: they go to its feature, and up. */
IMB_CLONES static void
come_up (const Group   *self,
         const Step    *step,
         const Factors *factors,
         const Factors *same)
{
  const Walk   *walk = self->walk;
  const guint   n = walk->n_places, n_outputs = walk->tree->n_outputs;
  const double *fails = walk->places + 2 * (gsize) n;
  const Masks   passing = self->passing[step->depth];
  const Masks   before = step->same != NONE ? self->passing[step->same] : (Masks){ 0 };

  for (guint k = 0; k < n_outputs; k++)
    {
      const Lanes *from = self->sums + (step->depth * (gsize) n_outputs + k) * n;
      Lanes       *to = self->sums + ((step->depth - 1) * (gsize) n_outputs + k) * n;
      Lanes       *found = self->found + k * walk->n_features + step->feature, sum = { 0 };

      for (guint q = 0; q < n; q++)
        {
          const Lanes fail = ALL (fails[q]);
          Lanes       gain = CHOOSE (passing, ALL (factors[q].gain), fail);

          if (same != NULL)
            gain -= CHOOSE (before, ALL (same[q].gain), fail);
          sum += gain * from[q];
          to[q] += from[q];
        }
      *found += sum;
    }
}

IMB_CLONES static void
set_sums (const Group  *self,
          guint         depth,
          const double *values)
{
  const guint  n = self->walk->n_places, n_outputs = self->walk->tree->n_outputs;
  const Lanes *products = self->products + depth * (gsize) n;
  Lanes       *sums = self->sums + depth * (gsize) n_outputs * n;

  if (values == NULL)
    memset (sums, 0, (gsize) n_outputs * n * sizeof *sums);
  for (guint k = 0; values != NULL && k < n_outputs; k++)
    for (guint q = 0; q < n; q++)
      sums[k * n + q] = values[k] * products[q];
}

static gboolean
walk_group (Group   *self,
            guint32 *path,
            GError **error)
{
  const Walk        *walk = self->walk;
  const ImbShapTree *tree = walk->tree;
  const guint        n = walk->n_places;
  guint              depth = 0;

  for (guint q = 0; q < n; q++)
    self->products[q] = ALL (1.0);
  set_sums (self, 0, NULL);
  memset (self->found, 0, walk->n_features * tree->n_outputs * sizeof *self->found);
  look (self, 0, &tree->nodes[0]);
  for (gsize s = 1; s <= tree->n_nodes; s++)
    {
      const Step        *step = s < tree->n_nodes ? &walk->steps[s] : NULL;
      const ImbShapNode *node = step != NULL ? &tree->nodes[step->node] : NULL;

      for (; depth > 0 && (step == NULL || depth >= step->depth); depth--)
        {
          const Step *done = &walk->steps[path[depth]];

          come_up (self, done, walk->factors + path[depth] * (gsize) n, done->same != NONE ? walk->factors + done->same_at * (gsize) n : NULL);
        }
      if (step == NULL)
        break;
      depth = step->depth;
      path[depth] = (guint32) s;
      go_down (self, step, walk->factors + s * n);
      set_sums (self, depth, is_leaf (node) ? tree->values + node->child * (gsize) tree->n_outputs : NULL);
      if (!is_leaf (node))
        look (self, depth, node);
      if (s % STEPS == 0 && !imb_job_step (walk->job, 0, 0, error))
        return FALSE;
    }
  return TRUE;
}

static void
put_found (const Group *self)
{
  const Walk *walk = self->walk;

  for (guint r = 0; r < self->n; r++)
    for (guint k = 0; k < walk->tree->n_outputs; k++)
      {
        double *to = walk->out + (self->first + r) * walk->row_stride + k * walk->output_stride;

        for (gsize j = 0; j < walk->n_features; j++)
          to[j] += self->found[k * walk->n_features + j][r];
      }
}

static gboolean
walk_block (gsize    block,
            gpointer data,
            GError **error)
{
  const Walk         *walk = data;
  const gsize         depths = (gsize) walk->depth + 1, last = MIN (walk->n_rows, (block + 1) * BLOCK_ROWS), n_outputs = walk->tree->n_outputs;
  g_autofree Masks   *masks = g_try_new (Masks, 2 * depths);
  g_autofree Lanes   *products = g_try_new (Lanes, depths * walk->n_places);
  g_autofree Lanes   *sums = g_try_new (Lanes, depths * walk->n_places * n_outputs);
  g_autofree Lanes   *found = g_try_new (Lanes, walk->n_features * n_outputs);
  g_autofree guint32 *path = g_try_new (guint32, depths);

  if (masks == NULL || products == NULL || sums == NULL || found == NULL || path == NULL)
    return set_too_large (walk, error);

  for (gsize i = block * BLOCK_ROWS; i < last; i += LANES)
    {
      Group group = { walk, i, (guint) MIN (LANES, last - i), masks, masks + depths, products, sums, found };

      if (!walk_group (&group, path, error))
        return FALSE;
      put_found (&group);
    }
  return TRUE;
}

gboolean
imb_tree_shap_add (const ImbShapTree   *tree,
                   const double *const *rows,
                   gsize                n_rows,
                   gsize                n_features,
                   double              *out,
                   gsize                row_stride,
                   gsize                output_stride,
                   ImbJob              *job,
                   GError             **error)
{
  g_auto (Walk) walk = { .tree = tree, .rows = rows, .n_rows = n_rows, .n_features = n_features, .out = out, .row_stride = row_stride, .output_stride = output_stride, .job = job };
  guint most;

  set_base (&walk);
  for (gsize i = 0; i < n_rows; i++)
    for (guint k = 0; k < tree->n_outputs; k++)
      out[i * row_stride + k * output_stride + n_features] += walk.base[k];
  if (tree->n_nodes == 1)
    return imb_job_step (job, 0, 0, error);

  walk.steps = g_try_new (Step, tree->n_nodes);
  if (walk.steps == NULL)
    return set_too_large (&walk, error);
  if (!lay_steps (&walk, &most, error))
    return FALSE;

  set_places (&walk, (most + 1) / 2);
  if (tree->n_nodes <= G_MAXSIZE / sizeof (Factors) / walk.n_places)
    walk.factors = g_try_new (Factors, tree->n_nodes * walk.n_places);
  if (walk.factors == NULL)
    return set_too_large (&walk, error);
  return set_factors (&walk, error) && imb_parallel_for ((n_rows + BLOCK_ROWS - 1) / BLOCK_ROWS, walk_block, &walk, job, error);
}
