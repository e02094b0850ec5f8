/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every column is sorted once. A node is a range of places, the same in all columns, in which its rows stand in the order of the
 * column; cutting it moves those of the left child before those of the right one, in each column, and keeps the order. So
 * no node sorts. What becomes a leaf is not moved at all: of rare classes most nodes are pure soon.
 *
 * Large nodes come one after the other, their columns in parallel; what is left of them are branches, which are grown in
 * parallel, each by itself, and joined in order. Both are decided by the number of rows, and a branch draws its features from
 * a stream of its own, so the tree does not depend on threads. No recursion: a chain of a million nodes is only a long one. */
#include "engine/kernels/imb-tree-rules.h"

#include <math.h>
#include <string.h>

#include "engine/core/imb-matrix.h"
#include "engine/core/imb-parallel.h"

typedef struct
{
  const ImbPresort   *presort;
  const double       *weights;
  double             *scale;
  double             *logs; /* of ImbSplitNode */
  const ImbTreeShape *shape;
  guint8             *goes_left; /* by row */
  gboolean            is_whole;  /* of ImbSplitNode */
} Grower;

/* What one thread grows. */
typedef struct
{
  const Grower *grower;
  GArray       *nodes; /* of ImbTreeNode */
  GArray       *facts; /* of ImbTreeFacts, of each node */
  GArray       *mixed; /* of doubles */
  GArray       *tasks; /* a stack, or a queue */
  ImbRng       *rng;
  guint32      *columns; /* in the order of the last draws; NULL when all are looked at */
  guint32      *drawn;   /* the columns to look at */
  gsize         n_drawn;
  ImbSplit     *splits; /* of drawn */
  double       *totals; /* n_classes, of the node */
  gsize        *counts; /* n_classes, of the node */
  double       *left;   /* n_classes */
  guint16      *present;
  guint         n_present;
  gboolean      is_parallel;
  guint64      *spare; /* unless parallel */
  ImbJob       *job;
} Branch;

/* ---- a branch ---- */

static void
branch_init (Branch       *self,
             const Grower *grower,
             gboolean      is_parallel,
             ImbRng       *rng,
             ImbJob       *job)
{
  const gsize d = grower->presort->n_cols, K = grower->presort->n_classes;
  const gsize n_drawn = grower->shape->max_features > 0 ? MIN (grower->shape->max_features, d) : d;

  *self = (Branch){
    .grower = grower,
    .nodes = g_array_new (FALSE, FALSE, sizeof (ImbTreeNode)),
    .facts = g_array_new (FALSE, FALSE, sizeof (ImbTreeFacts)),
    .mixed = g_array_new (FALSE, FALSE, sizeof (double)),
    .tasks = g_array_new (FALSE, FALSE, sizeof (ImbTreeTask)),
    .rng = rng,
    .columns = n_drawn < d || grower->shape->any_order ? g_new (guint32, d) : NULL,
    .drawn = g_new (guint32, MAX (d, 1)),
    .splits = g_new (ImbSplit, MAX (d, 1)),
    .totals = g_new (double, K),
    .counts = g_new (gsize, K),
    .left = g_new (double, K),
    .present = g_new (guint16, K),
    .is_parallel = is_parallel,
    .job = job,
  };
  for (gsize j = 0; self->columns != NULL && j < d; j++)
    self->columns[j] = (guint32) j;
}

static void
branch_clear (Branch *self)
{
  if (self->grower == NULL)
    return;
  g_clear_pointer (&self->nodes, g_array_unref);
  g_clear_pointer (&self->facts, g_array_unref);
  g_clear_pointer (&self->mixed, g_array_unref);
  g_array_unref (self->tasks);
  g_free (self->columns);
  g_free (self->drawn);
  g_free (self->splits);
  g_free (self->totals);
  g_free (self->counts);
  g_free (self->left);
  g_free (self->present);
  g_free (self->spare);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Branch, branch_clear)

static guint64 *
entries_of (const Branch      *self,
            const ImbTreeTask *task,
            gsize              j)
{
  return imb_presort_column (self->grower->presort, j) + task->at;
}

/* Counts and weights of the classes among @n entries. */
static void
weigh (Branch        *self,
       const guint64 *entries,
       gsize          n)
{
  const Grower     *grower = self->grower;
  const ImbPresort *presort = grower->presort;
  const guint       K = presort->n_classes;

  memset (self->totals, 0, K * sizeof *self->totals);
  imb_presort_count (presort, entries, n, self->counts);
  for (gsize i = 0; grower->weights != NULL && i < n; i++)
    {
      guint c = imb_presort_class (presort, entries[i]);

      self->totals[c] += grower->scale[c] * grower->weights[imb_presort_row (presort, entries[i])];
    }
  self->n_present = 0;
  for (guint c = 0; c < K; c++)
    {
      if (grower->weights == NULL)
        self->totals[c] = (double) self->counts[c] * grower->scale[c];
      if (self->counts[c] > 0)
        self->present[self->n_present++] = (guint16) c;
    }
}

static void
resize (Branch *self,
        guint   n_nodes)
{
  g_array_set_size (self->nodes, n_nodes);
  g_array_set_size (self->facts, n_nodes);
}

/* The node becomes a leaf of the rows weighed last. */
static void
set_leaf (Branch *self,
          guint32 node)
{
  ImbTreeNode *to = &g_array_index (self->nodes, ImbTreeNode, node);
  const guint  K = self->grower->presort->n_classes;
  double       sum = 0.0;

  for (guint i = 0; i < self->n_present; i++)
    sum += self->totals[self->present[i]];
  g_array_index (self->facts, ImbTreeFacts, node) = (ImbTreeFacts){ 0.0, sum };
  *to = imb_tree_make_leaf (self->totals, K, sum, self->present, self->n_present, self->mixed);
}

/* ---- the best cut ---- */

static gboolean
is_constant (const Branch      *self,
             const ImbTreeTask *task,
             gsize              j)
{
  const guint64 *entries = entries_of (self, task, j);

  return imb_presort_rank (self->grower->presort, entries[0]) == imb_presort_rank (self->grower->presort, entries[task->n - 1]);
}

/* max_features of them without repetition; and on, while all of those are constant. */
static void
draw_columns (Branch            *self,
              const ImbTreeTask *task)
{
  const gsize d = self->grower->presort->n_cols, max_features = self->grower->shape->max_features;
  const gsize wanted = max_features > 0 ? max_features : d;

  self->n_drawn = 0;
  for (gsize j = 0; j < d && (self->columns == NULL || j < wanted || self->n_drawn == 0); j++)
    {
      const guint32 column = self->columns != NULL ? imb_tree_draw_column (self->columns, j, d, self->rng) : (guint32) j;

      if (!is_constant (self, task, column))
        self->drawn[self->n_drawn++] = column;
    }
}

typedef struct
{
  Branch             *branch;
  const ImbTreeTask  *task;
  const ImbSplitNode *node;
  double              least; /* unless in parallel: the best score so far */
} Looking;

static gboolean
look_at (gsize    i,
         gpointer data,
         GError **error)
{
  const Looking     *looking = data;
  const Branch      *branch = looking->branch;
  const ImbPresort  *presort = branch->grower->presort;
  const gsize        j = branch->drawn[i];
  g_autofree double *own = branch->is_parallel ? g_new (double, presort->n_classes) : NULL;

  branch->splits[i] = imb_split_find (looking->node, entries_of (branch, looking->task, j), looking->task->n, presort->missing[j], looking->least,
                                      own != NULL ? own : branch->left);
  return TRUE;
}

/* Of equally good cuts that of the column looked at first. @best: its place in drawn. What it gains becomes a fact of the node. */
static gboolean
find_split (Branch            *self,
            const ImbTreeTask *task,
            gsize             *best,
            GError           **error)
{
  const Grower      *grower = self->grower;
  const ImbSplitNode node = { grower->presort, grower->shape->criterion, grower->weights, grower->scale, grower->logs, self->totals, self->present, self->n_present, grower->shape->min_samples_leaf, grower->is_whole };
  Looking            looking = { self, task, &node, -INFINITY };

  draw_columns (self, task);
  if (self->is_parallel && !imb_parallel_for (self->n_drawn, look_at, &looking, self->job, error))
    return FALSE;
  *best = 0;
  for (gsize i = 0; i < self->n_drawn; i++)
    {
      if (!self->is_parallel)
        look_at (i, &looking, NULL);
      if (self->splits[i].score > self->splits[*best].score)
        *best = i;
      looking.least = self->splits[*best].score;
    }
  if (self->n_drawn > 0)
    g_array_index (self->facts, ImbTreeFacts, task->node) = imb_split_facts (&node, self->splits[*best].score);
  return TRUE;
}

/* ---- cutting ---- */

/* Of the rows of a node, in the order of a column, those that go left come to @left and the others to @right, or to nowhere. In
 * place: @left is the column itself or NULL, @right memory of its own, or the column itself when nothing goes left. */
static inline void
divide (const guint64 *entries,
        gsize          n,
        guint64        row_mask,
        const guint8  *goes_left,
        guint64       *left,
        guint64       *right)
{
  gsize n_left = 0, n_right = 0;

  if (left != NULL && right != NULL)
    for (gsize i = 0; i < n; i++)
      {
        const guint64 entry = entries[i];
        const gsize   is_left = goes_left[entry & row_mask];

        left[n_left] = entry;
        right[n_right] = entry;
        n_left += is_left;
        n_right += 1 - is_left;
      }
  else
    for (gsize i = 0; i < n; i++)
      {
        const guint64 entry = entries[i];

        (left != NULL ? left : right)[n_left] = entry;
        n_left += goes_left[entry & row_mask] == (left != NULL);
      }
}

typedef struct
{
  Branch            *branch;
  const ImbTreeTask *task;
  gsize              n_left;
  gboolean           keeps_left;
  gboolean           keeps_right;
} Cutting;

/* The children that are no leaves: the left one first, or the right one alone. */
static gboolean
cut_column (gsize    j,
            gpointer data,
            GError **error)
{
  const Cutting      *cutting = data;
  const Grower       *grower = cutting->branch->grower;
  const gsize         n = cutting->task->n, n_right = n - cutting->n_left;
  guint64            *entries = entries_of (cutting->branch, cutting->task, j);
  g_autofree guint64 *own = NULL;
  guint64            *spare = cutting->branch->spare;

  if (!cutting->keeps_left || !cutting->keeps_right)
    {
      divide (entries, n, grower->presort->row_mask, grower->goes_left, cutting->keeps_left ? entries : NULL, cutting->keeps_left ? NULL : entries);
      return TRUE;
    }
  if (spare == NULL)
    spare = own = g_new (guint64, n_right + 1);
  divide (entries, n, grower->presort->row_mask, grower->goes_left, entries, spare);
  memcpy (entries + cutting->n_left, spare, n_right * sizeof *entries);
  return TRUE;
}

/* Marks the rows that go left; how many. */
static gsize
mark (const Branch      *self,
      const ImbTreeTask *task,
      const ImbSplit    *split,
      gsize              j,
      gsize             *n_values)
{
  const ImbPresort *presort = self->grower->presort;
  const guint64    *entries = entries_of (self, task, j);

  *n_values = task->n;
  while (imb_presort_rank (presort, entries[*n_values - 1]) == presort->missing[j])
    (*n_values)--;
  for (gsize i = 0; i < split->n_below; i++)
    self->grower->goes_left[imb_presort_row (presort, entries[i])] = TRUE;
  for (gsize i = split->n_below; i < task->n; i++)
    self->grower->goes_left[imb_presort_row (presort, entries[i])] = i >= *n_values && split->missing_left;
  return split->n_below + (split->missing_left ? task->n - *n_values : 0);
}

/* A child of the rows weighed last: a leaf now, or a task. Whether it is one. */
static gboolean
add_child (Branch            *self,
           const ImbTreeTask *child)
{
  if (imb_tree_is_leaf (self->grower->shape, self->n_present, child->n, child->depth))
    {
      set_leaf (self, child->node);
      return FALSE;
    }
  g_array_append_val (self->tasks, *child);
  return TRUE;
}

/* Weighs the child's rows: in the order of column @j they are one range, or with NaN two. */
static void
weigh_side (Branch            *self,
            const ImbTreeTask *task,
            gsize              j,
            gsize              n_below,
            gsize              n_values,
            gboolean           left,
            gboolean           missing_left)
{
  guint64            *entries = entries_of (self, task, j);
  g_autofree guint64 *joined = NULL;
  const gsize         n_missing = task->n - n_values;

  if (!missing_left || n_missing == 0)
    weigh (self, entries + (left ? 0 : n_below), left ? n_below : task->n - n_below);
  else if (!left)
    weigh (self, entries + n_below, n_values - n_below);
  else
    {
      joined = g_new (guint64, n_below + n_missing);
      memcpy (joined, entries, n_below * sizeof *joined);
      memcpy (joined + n_below, entries + n_values, n_missing * sizeof *joined);
      weigh (self, joined, n_below + n_missing);
    }
}

/* Looks for the best cut of the node and makes it. */
static gboolean
grow_node (Branch            *self,
           const ImbTreeTask *task,
           GError           **error)
{
  const ImbPresort *presort = self->grower->presort;
  ImbTreeNode       node;
  gsize             best, n_values, j;
  ImbSplit          split;
  ImbTreeTask       children[2];
  Cutting           cutting = { self, task, 0, FALSE, FALSE };

  weigh (self, entries_of (self, task, 0), task->n);
  if (!find_split (self, task, &best, error))
    return FALSE;
  if (self->n_drawn == 0 || isinf (self->splits[best].score))
    {
      set_leaf (self, task->node);
      return TRUE;
    }

  split = self->splits[best];
  j = self->drawn[best];
  cutting.n_left = mark (self, task, &split, j, &n_values);
  node = (ImbTreeNode){ imb_tree_threshold (presort, &split, j), (guint32) j, self->nodes->len };
  if (n_values == task->n ? cutting.n_left > task->n - cutting.n_left : split.missing_left)
    node.feature |= IMB_TREE_MISSING_LEFT;
  g_array_index (self->nodes, ImbTreeNode, task->node) = node;
  resize (self, node.child + 2);

  for (guint side = 0; side < 2; side++)
    {
      gboolean *keeps = side == 0 ? &cutting.keeps_left : &cutting.keeps_right;

      weigh_side (self, task, j, split.n_below, n_values, side == 0, split.missing_left);
      children[side] = (ImbTreeTask){ task->at + (side == 1 && cutting.keeps_left ? cutting.n_left : 0), side == 0 ? cutting.n_left : task->n - cutting.n_left, task->depth + 1, node.child + side, 0 };
      *keeps = add_child (self, &children[side]);
    }
  if (!cutting.keeps_left && !cutting.keeps_right)
    return TRUE;
  if (self->is_parallel)
    return imb_parallel_for (presort->n_cols, cut_column, &cutting, self->job, error);
  for (gsize c = 0; c < presort->n_cols; c++)
    cut_column (c, &cutting, NULL);
  return TRUE;
}

/* ---- the tree ---- */

typedef struct
{
  const Grower *grower;
  GArray       *starts;   /* of ImbTreeTask */
  Branch       *branches; /* of each start */
  ImbJob       *job;
} Branching;

/* Depth first: what was divided last is in the cache. */
static gboolean
grow_branch (gsize    b,
             gpointer data,
             GError **error)
{
  const Branching   *branching = data;
  Branch            *self = &branching->branches[b];
  ImbTreeTask        task = g_array_index (branching->starts, ImbTreeTask, b);
  g_autofree ImbRng *rng = g_new (ImbRng, 1);
  gsize              done = 0;

  branch_init (self, branching->grower, FALSE, rng, NULL);
  if (self->columns != NULL)
    imb_rng_init (rng, task.seed);
  self->spare = g_new (guint64, task.n + 1);
  resize (self, 1);
  task.node = 0;
  g_array_append_val (self->tasks, task);
  while (self->tasks->len > 0)
    {
      task = g_array_index (self->tasks, ImbTreeTask, self->tasks->len - 1);
      g_array_set_size (self->tasks, self->tasks->len - 1);
      if (!grow_node (self, &task, error))
        return FALSE;
      done += task.n * branching->grower->presort->n_cols;
      if (done >= IMB_TREE_STEP_VALUES)
        {
          done = 0;
          if (!imb_job_step (branching->job, 0, 0, error))
            return FALSE;
        }
    }
  g_clear_pointer (&self->spare, g_free);
  self->rng = NULL;
  return TRUE;
}

/* Puts a branch in the place of its first node. */
static void
join (Branch       *trunk,
      const Branch *branch,
      guint32       place)
{
  const guint K = trunk->grower->presort->n_classes;
  const guint more_nodes = trunk->nodes->len - 1, more_mixed = trunk->mixed->len / K;

  for (guint i = 0; i < branch->nodes->len; i++)
    {
      ImbTreeNode node = g_array_index (branch->nodes, ImbTreeNode, i);
      guint32     feature = node.feature & ~IMB_TREE_MISSING_LEFT;

      if (feature == IMB_TREE_MIXED)
        node.child += more_mixed;
      else if (feature != IMB_TREE_PURE)
        node.child += more_nodes;
      if (i == 0)
        g_array_index (trunk->nodes, ImbTreeNode, place) = node;
      else
        g_array_append_val (trunk->nodes, node);
    }
  g_array_index (trunk->facts, ImbTreeFacts, place) = g_array_index (branch->facts, ImbTreeFacts, 0);
  g_array_append_vals (trunk->facts, &g_array_index (branch->facts, ImbTreeFacts, 1), branch->facts->len - 1);
  g_array_append_vals (trunk->mixed, branch->mixed->data, branch->mixed->len);
}

/* Large nodes first; those that start branches into @starts. */
static gboolean
grow_trunk (Branch  *trunk,
            GArray  *starts,
            GError **error)
{
  const gsize d = trunk->grower->presort->n_cols;

  for (guint t = 0; t < trunk->tasks->len; t++)
    {
      ImbTreeTask task = g_array_index (trunk->tasks, ImbTreeTask, t);

      if (task.n * d < IMB_TREE_BRANCH_VALUES)
        {
          task.seed = trunk->columns != NULL ? imb_rng_word (trunk->rng) : 0;
          g_array_append_val (starts, task);
        }
      else if (!grow_node (trunk, &task, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
grow_branches (Branch  *trunk,
               GArray  *starts,
               ImbJob  *job,
               GError **error)
{
  Branching branching = { trunk->grower, starts, g_new0 (Branch, MAX (starts->len, 1)), job };
  gboolean  is_grown = imb_parallel_for (starts->len, grow_branch, &branching, job, error);

  for (guint b = 0; b < starts->len; b++)
    {
      if (is_grown)
        join (trunk, &branching.branches[b], g_array_index (starts, ImbTreeTask, b).node);
      branch_clear (&branching.branches[b]);
    }
  g_free (branching.branches);
  return is_grown;
}

static ImbTree *
tree_of (Branch *trunk)
{
  ImbTree *self = g_new (ImbTree, 1);
  gsize    n_nodes = trunk->nodes->len, n_mixed = trunk->mixed->len / trunk->grower->presort->n_classes;

  *self = (ImbTree){ (ImbTreeNode *) g_array_free (g_steal_pointer (&trunk->nodes), FALSE),
                     (ImbTreeFacts *) g_array_free (g_steal_pointer (&trunk->facts), FALSE), n_nodes,
                     (double *) g_array_free (g_steal_pointer (&trunk->mixed), FALSE), n_mixed, trunk->grower->presort->n_classes };
  return self;
}

/* The sum of all weights when those are whole numbers (also those of a bootstrap sample); else infinity. */
static double
sum_whole (const Grower *grower)
{
  const ImbPresort *presort = grower->presort;
  double            sum = 0.0;

  for (guint c = 0; c < presort->n_classes; c++)
    if (grower->scale[c] != 1.0)
      return INFINITY;
  for (gsize i = 0; i < presort->n_all; i++)
    {
      double weight = grower->weights != NULL ? grower->weights[i] : 1.0;

      if (weight != floor (weight))
        return INFINITY;
      sum += weight;
    }
  return sum;
}

/* x log x up to the sum of all weights, when it is not large; else NULL. */
static double *
logs_for (const Grower *grower,
          double        sum)
{
  double *logs;

  if (grower->shape->criterion != IMB_TREE_ENTROPY || !(sum <= 8.0 * (double) grower->presort->n_all))
    return NULL;

  logs = g_try_new (double, (gsize) sum + 1);
  for (gsize x = 0; logs != NULL && x <= (gsize) sum; x++)
    logs[x] = x > 0 ? (double) x * log ((double) x) : 0.0;
  return logs;
}

static ImbTree *
grow (const ImbPresort   *presort,
      const double       *weights,
      const double       *scale,
      const ImbTreeShape *shape,
      ImbRng             *rng,
      ImbJob             *job,
      GError            **error)
{
  g_autofree guint8 *goes_left = g_new (guint8, presort->n_all);
  g_autofree double *scales = g_new (double, presort->n_classes);
  g_autoptr (GArray) starts = g_array_new (FALSE, FALSE, sizeof (ImbTreeTask));
  g_autoptr (ImbJob) silent = imb_job_new_part (job, 0.0);
  g_autofree double *logs = NULL;
  Grower             grower = { presort, weights, scales, NULL, shape, goes_left };
  ImbTreeTask        root = { 0, presort->n_rows, 0, 0, 0 };
  double             sum;
  g_auto (Branch) trunk = { 0 };

  g_return_val_if_fail (presort->n_rows > 0 && presort->n_cols < IMB_TREE_MIXED && presort->n_cols > 0, NULL);
  g_return_val_if_fail (shape->min_samples_leaf >= 1, NULL);

  for (guint c = 0; c < presort->n_classes; c++)
    scales[c] = scale != NULL ? scale[c] : 1.0;
  sum = sum_whole (&grower);
  grower.is_whole = sum <= IMB_SPLIT_MOST_WHOLE;
  grower.logs = logs = logs_for (&grower, sum);
  branch_init (&trunk, &grower, TRUE, rng, silent);
  resize (&trunk, 1);
  weigh (&trunk, imb_presort_column (presort, 0), presort->n_rows);
  add_child (&trunk, &root);
  if (!grow_trunk (&trunk, starts, error) || !grow_branches (&trunk, starts, job, error))
    return NULL;
  return tree_of (&trunk);
}

ImbTree *
imb_tree_grow (ImbPresort         *presort,
               const double       *weights,
               const double       *scale,
               const ImbTreeShape *shape,
               ImbRng             *rng,
               ImbJob             *job,
               GError            **error)
{
  g_autoptr (ImbPresort) owned = presort;

  return grow (owned, weights, scale, shape, rng, job, error);
}

/* Both children are leaves, and what becomes a leaf is not moved. */
ImbTree *
imb_tree_grow_stump (const ImbPresort   *presort,
                     const double       *weights,
                     const double       *scale,
                     const ImbTreeShape *shape,
                     ImbRng             *rng,
                     ImbJob             *job,
                     GError            **error)
{
  g_return_val_if_fail (shape->max_depth == 1, NULL);

  return grow (presort, weights, scale, shape, rng, job, error);
}
