/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tree of imb-tree-grow.c, node for node, of rows whose columns are ranked and not sorted: a node sorts the columns that it looks at, by their ranks,
 * in two blocks that all nodes share. So a tree that looks at few columns in a node moves no others, and takes 28 bytes for each of its rows, not 8 for each
 * of its values. Rows weigh whole numbers, whose sums are the same in any order, so it does not matter which of equal rows comes first.
 *
 * Nodes come in the order of imb-tree-grow.c, too, since each draws its columns: large ones breadth first, then the branches that are left, depth
 * first, each from a stream of its own. O(columns looked at · rows) a level. */
#include <math.h>
#include <string.h>

#include "engine/kernels/imb-tree-rules.h"

#define FEW       24 /* entries that are sorted by insertion */
#define MOST_BITS 11 /* of a digit */

typedef struct
{
  const ImbPresort   *presort;
  const double       *weights;
  const ImbTreeShape *shape;
  guint32            *rows;    /* (array length=n): the list; in each node in their order */
  guint64            *entries; /* (array length=n): of the column that is looked at */
  guint64            *spare;   /* (array length=n): to sort with */
  guint32            *counts;  /* of digits */
  double             *scale;   /* n_classes, of ones */
  GArray             *nodes;   /* of ImbTreeNode */
  GArray             *mixed;   /* of doubles */
  GArray             *tasks;
  ImbRng             *rng;
  guint32            *columns; /* in the order of the last draws; NULL when all are looked at */
  double             *totals;  /* n_classes, of the node */
  double             *sides;   /* 2 × n_classes, of its children */
  double             *left;    /* n_classes */
  guint16            *present;
  guint               n_present;
  gboolean            is_whole; /* of ImbSplitNode */
} Grower;

static void
grower_clear (Grower *self)
{
  g_free (self->rows);
  g_free (self->entries);
  g_free (self->spare);
  g_free (self->counts);
  g_free (self->scale);
  g_clear_pointer (&self->nodes, g_array_unref);
  g_clear_pointer (&self->mixed, g_array_unref);
  g_clear_pointer (&self->tasks, g_array_unref);
  g_free (self->columns);
  g_free (self->totals);
  g_free (self->sides);
  g_free (self->left);
  g_free (self->present);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Grower, grower_clear)

static gboolean
grower_init (Grower             *self,
             const ImbPresort   *presort,
             const double       *weights,
             const ImbTreeShape *shape,
             gsize               n,
             ImbRng             *rng)
{
  const gsize d = presort->n_cols, K = presort->n_classes;

  *self = (Grower){
    .presort = presort,
    .weights = weights,
    .shape = shape,
    .rows = g_try_new (guint32, n),
    .entries = g_try_new (guint64, n),
    .spare = g_try_new (guint64, n),
    .counts = g_new (guint32, 1u << MOST_BITS),
    .scale = g_new (double, K),
    .nodes = g_array_new (FALSE, FALSE, sizeof (ImbTreeNode)),
    .mixed = g_array_new (FALSE, FALSE, sizeof (double)),
    .tasks = g_array_new (FALSE, FALSE, sizeof (ImbTreeTask)),
    .rng = rng,
    .columns = (shape->max_features > 0 && shape->max_features < d) || shape->any_order ? g_new (guint32, d) : NULL,
    .totals = g_new (double, K),
    .sides = g_new (double, 2 * K),
    .left = g_new (double, K),
    .present = g_new (guint16, K),
  };
  for (gsize c = 0; c < K; c++)
    self->scale[c] = 1.0;
  return self->rows != NULL && self->entries != NULL && self->spare != NULL;
}

static void
start_columns (Grower *self)
{
  for (gsize j = 0; self->columns != NULL && j < self->presort->n_cols; j++)
    self->columns[j] = (guint32) j;
}

/* ---- a column of a node ---- */

static void
sort_few (guint64 *entries,
          gsize    n)
{
  for (gsize i = 1; i < n; i++)
    {
      const guint64 entry = entries[i];
      gsize         at = i;

      for (; at > 0 && entries[at - 1] > entry; at--)
        entries[at] = entries[at - 1];
      entries[at] = entry;
    }
}

/* By the bits from @from on, @n_bits of them, in digits that are not many more than the entries. */
static void
sort_many (Grower *self,
           gsize   n,
           guint   from,
           guint   n_bits)
{
  guint widest = 6, n_digits, width;

  while (widest < MOST_BITS && (gsize) 1 << widest < n)
    widest++;
  n_digits = (n_bits + widest - 1) / widest;
  width = (n_bits + n_digits - 1) / n_digits;
  for (guint digit = 0; digit < n_digits; digit++)
    {
      const guint    shift = from + digit * width;
      const guint64  mask = (G_GUINT64_CONSTANT (1) << width) - 1;
      const guint64 *entries = self->entries;
      guint64       *to = self->spare;
      guint32        at = 0;

      memset (self->counts, 0, sizeof *self->counts << width);
      for (gsize i = 0; i < n; i++)
        self->counts[entries[i] >> shift & mask]++;
      for (gsize value = 0; value <= mask; value++)
        {
          const guint32 here = self->counts[value];

          self->counts[value] = at;
          at += here;
        }
      for (gsize i = 0; i < n; i++)
        to[self->counts[entries[i] >> shift & mask]++] = entries[i];
      self->spare = self->entries;
      self->entries = to;
    }
}

/* The entries of the node's rows in the order of a column. FALSE: all are equal there, and nothing is sorted. */
static gboolean
sort_column (Grower            *self,
             const ImbTreeTask *task,
             gsize              j)
{
  const ImbPresort *presort = self->presort;
  const guint32    *ranks = imb_presort_ranks (presort, j), *rows = self->rows + task->at;
  const guint       rank_at = presort->rank_at, class_at = presort->class_at;
  guint64          *entries = self->entries;
  guint32           differ = 0;

  for (gsize i = 0; i < task->n; i++)
    {
      const guint32 row = rows[i], rank = ranks[row];

      differ |= rank ^ ranks[rows[0]];
      entries[i] = (guint64) rank << rank_at | (guint64) presort->classes[row] << class_at | row;
    }
  if (differ == 0)
    return FALSE;
  if (task->n <= FEW)
    sort_few (entries, task->n);
  else
    sort_many (self, task->n, rank_at, 32 - (guint) __builtin_clz (differ));
  return TRUE;
}

/* ---- the best cut ---- */

typedef struct
{
  ImbSplit split;
  guint32  column;
} Best;

/* Of max_features columns drawn without repetition; and on, while all of those are constant. Of equally good cuts that of the column looked at first. */
static Best
find_split (Grower            *self,
            const ImbTreeTask *task)
{
  const gsize        d = self->presort->n_cols, wanted = self->shape->max_features > 0 ? self->shape->max_features : d;
  const ImbSplitNode node = { self->presort, self->shape->criterion, self->weights, self->scale, NULL, self->totals, self->present, self->n_present, self->shape->min_samples_leaf, self->is_whole };
  Best               best = { { -INFINITY, 0, 0, 0, FALSE }, 0 };
  gboolean           is_any = FALSE;

  for (gsize j = 0; j < d && (self->columns == NULL || j < wanted || !is_any); j++)
    {
      const guint32 column = self->columns != NULL ? imb_tree_draw_column (self->columns, j, d, self->rng) : (guint32) j;
      ImbSplit      split;

      if (!sort_column (self, task, column))
        continue;
      is_any = TRUE;
      split = imb_split_find (&node, self->entries, task->n, self->presort->missing[column], best.split.score, self->left);
      if (split.score > best.split.score)
        best = (Best){ split, column };
    }
  return best;
}

/* ---- cutting ---- */

static void
take_totals (Grower       *self,
             const double *totals)
{
  self->n_present = 0;
  for (guint c = 0; c < self->presort->n_classes; c++)
    {
      self->totals[c] = totals[c];
      if (totals[c] > 0.0)
        self->present[self->n_present++] = (guint16) c;
    }
}

static void
weigh (Grower            *self,
       const ImbTreeTask *task)
{
  double *totals = self->sides;

  memset (totals, 0, self->presort->n_classes * sizeof *totals);
  for (gsize i = task->at; i < task->at + task->n; i++)
    totals[self->presort->classes[self->rows[i]]] += self->weights != NULL ? self->weights[self->rows[i]] : 1.0;
  take_totals (self, totals);
}

/* The node becomes a leaf of the rows weighed last. */
static void
set_leaf (Grower *self,
          guint32 node)
{
  double sum = 0.0;

  for (guint i = 0; i < self->n_present; i++)
    sum += self->totals[self->present[i]];
  g_array_index (self->nodes, ImbTreeNode, node) = imb_tree_make_leaf (self->totals, self->presort->n_classes, sum, self->present, self->n_present, self->mixed);
}

/* Moves the rows that go left before the others, and weighs both; how many they are. */
static gsize
part (Grower            *self,
      const ImbTreeTask *task,
      const Best        *best,
      gboolean          *has_missing)
{
  const ImbPresort *presort = self->presort;
  const guint32    *ranks = imb_presort_ranks (presort, best->column);
  const guint32     last = ranks[best->split.before], missing = (guint32) presort->missing[best->column];
  const guint       K = presort->n_classes;
  guint32          *rows = self->rows + task->at, *right = (guint32 *) self->spare;
  gsize             n_left = 0, n_right = 0, n_missing = 0;

  memset (self->sides, 0, 2 * K * sizeof *self->sides);
  for (gsize i = 0; i < task->n; i++)
    {
      const guint32  row = rows[i], rank = ranks[row];
      const gboolean is_missing = rank == missing, is_left = (rank <= last) | (is_missing & (best->split.missing_left != FALSE));

      self->sides[(is_left ? 0 : K) + presort->classes[row]] += self->weights != NULL ? self->weights[row] : 1.0;
      rows[n_left] = row;
      right[n_right] = row;
      n_left += is_left;
      n_right += !is_left;
      n_missing += is_missing;
    }
  memcpy (rows + n_left, right, n_right * sizeof *rows);
  *has_missing = n_missing > 0;
  return n_left;
}

/* A child of the rows weighed last: a leaf now, or a task. */
static void
add_child (Grower            *self,
           const ImbTreeTask *child)
{
  if (imb_tree_is_leaf (self->shape, self->n_present, child->n, child->depth))
    set_leaf (self, child->node);
  else
    g_array_append_val (self->tasks, *child);
}

/* Looks for the best cut of the node and makes it. */
static void
grow_node (Grower            *self,
           const ImbTreeTask *task)
{
  ImbTreeNode node;
  Best        best;
  gsize       n_left;
  gboolean    has_missing;

  weigh (self, task);
  best = find_split (self, task);
  if (isinf (best.split.score))
    {
      set_leaf (self, task->node);
      return;
    }

  n_left = part (self, task, &best, &has_missing);
  node = (ImbTreeNode){ imb_tree_threshold (self->presort, &best.split, best.column), best.column, self->nodes->len };
  if (has_missing ? best.split.missing_left : n_left > task->n - n_left)
    node.feature |= IMB_TREE_MISSING_LEFT;
  g_array_index (self->nodes, ImbTreeNode, task->node) = node;
  g_array_set_size (self->nodes, node.child + 2);
  for (guint side = 0; side < 2; side++)
    {
      take_totals (self, self->sides + side * self->presort->n_classes);
      add_child (self, &(ImbTreeTask){ task->at + (side == 0 ? 0 : n_left), side == 0 ? n_left : task->n - n_left, task->depth + 1, node.child + side, 0 });
    }
}

/* ---- the tree ---- */

static gboolean
grow_branch (Grower            *self,
             const ImbTreeTask *start,
             ImbRng            *rng,
             ImbJob            *job,
             GError           **error)
{
  gsize done = 0;

  if (self->columns != NULL)
    imb_rng_init (rng, start->seed);
  start_columns (self);
  self->rng = rng;
  g_array_set_size (self->tasks, 0);
  g_array_append_val (self->tasks, *start);
  while (self->tasks->len > 0)
    {
      const ImbTreeTask task = g_array_index (self->tasks, ImbTreeTask, self->tasks->len - 1);

      g_array_set_size (self->tasks, self->tasks->len - 1);
      grow_node (self, &task);
      done += task.n * self->presort->n_cols;
      if (done < IMB_TREE_STEP_VALUES)
        continue;
      done = 0;
      if (!imb_job_step (job, 0, 0, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
grow (Grower  *self,
      gsize    n,
      ImbJob  *job,
      GError **error)
{
  g_autoptr (GArray) starts = g_array_new (FALSE, FALSE, sizeof (ImbTreeTask));
  g_autofree ImbRng *rng = g_new (ImbRng, 1);
  const ImbTreeTask  root = { 0, n, 0, 0, 0 };

  start_columns (self);
  g_array_set_size (self->nodes, 1);
  weigh (self, &root);
  add_child (self, &root);
  for (guint t = 0; t < self->tasks->len; t++)
    {
      ImbTreeTask task = g_array_index (self->tasks, ImbTreeTask, t);

      if (task.n * self->presort->n_cols < IMB_TREE_BRANCH_VALUES)
        {
          task.seed = self->columns != NULL ? imb_rng_word (self->rng) : 0;
          g_array_append_val (starts, task);
          continue;
        }
      if (!imb_job_step (job, 0, 0, error))
        return FALSE;
      grow_node (self, &task);
    }
  for (guint b = 0; b < starts->len; b++)
    if (!grow_branch (self, &g_array_index (starts, ImbTreeTask, b), rng, job, error))
      return FALSE;
  return TRUE;
}

/* Not larger than it has to be. */
static gpointer
take_array (GArray **array,
            gsize    size)
{
  const gsize n = (*array)->len;

  return g_realloc (g_array_free (g_steal_pointer (array), FALSE), MAX (n, 1) * size);
}

ImbTree *
imb_tree_grow_ranked (const ImbPresort   *presort,
                      const double       *weights,
                      const ImbTreeShape *shape,
                      ImbRng             *rng,
                      ImbJob             *job,
                      GError            **error)
{
  g_auto (Grower) grower = { 0 };
  gboolean are_equal = TRUE, are_whole = TRUE;
  double   sum = 0.0;
  ImbTree *self;
  gsize    n = 0;

  g_return_val_if_fail (presort->ranks != NULL && presort->n_cols > 0 && presort->n_cols < IMB_TREE_MIXED && shape->min_samples_leaf >= 1, NULL);

  for (gsize i = 0; i < presort->n_all; i++)
    {
      n += weights[i] > 0.0;
      are_equal &= weights[i] == 0.0 || weights[i] == 1.0;
      are_whole &= weights[i] == floor (weights[i]);
      sum += weights[i];
    }
  g_return_val_if_fail (n > 0, NULL);
  if (!grower_init (&grower, presort, are_equal ? NULL : weights, shape, n, rng))
    {
      imb_presort_set_too_large (n, presort->n_cols, error);
      return NULL;
    }
  grower.is_whole = are_whole && sum <= IMB_SPLIT_MOST_WHOLE;
  n = 0;
  for (guint32 i = 0; i < presort->n_all; i++)
    if (weights[i] > 0.0)
      grower.rows[n++] = i;
  if (!grow (&grower, n, job, error))
    return NULL;

  self = g_new0 (ImbTree, 1);
  self->n_classes = presort->n_classes;
  self->n_nodes = grower.nodes->len;
  self->n_mixed = grower.mixed->len / presort->n_classes;
  self->nodes = take_array (&grower.nodes, sizeof (ImbTreeNode));
  self->mixed = take_array (&grower.mixed, sizeof (double));
  return self;
}
