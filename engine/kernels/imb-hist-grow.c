/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tree of boosting, grown from histograms: see the header. The rows of a node lie together in one array of row numbers, in
 * ascending order, so sums are always in the order of rows. A node's columns are summed, subtracted and searched for their best
 * cut in one piece of work per few columns, so that a node costs one parallel loop; small nodes do without. */
#include "engine/kernels/imb-hist-tree.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-matrix.h"
#include "engine/core/imb-parallel.h"

#define PART_ROWS     16384  /* rows that are divided or added up at once */
#define SERIAL_VALUES 100000 /* a node of fewer values (rows × columns) is done before threads have met */

typedef struct
{
  guint32      begin, end; /* of its rows in the array */
  guint32      node;
  guint        depth;
  gboolean     open; /* may be divided */
  ImbHistSlot *hist; /* NULL: not needed */
  ImbHistPair  total;
  ImbHistSplit split;
} Leaf;

struct _ImbHistGrower
{
  const ImbHistBins *bins;
  ImbHistShape       shape;
  gsize              piece_cols; /* columns of one piece of work: a group, or half of one where there are few */
  guint32           *rows;       /* by leaf */
  guint32           *other;      /* room to divide them */
  ImbHistPair       *ordered;    /* the pairs of a node's rows, in order */
  GPtrArray         *spare;      /* memory of histograms */
  GArray            *nodes;
  GArray            *facts;
  GArray            *leaves;
  GArray            *heap; /* open leaves (guint), the one with the greatest gain first */
  const ImbHistPair *pairs;
};

/* ---- memory ---- */

static gboolean
set_too_large (const ImbHistGrower *self,
               GError             **error)
{
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
               _ ("There is no memory to boost trees on %zu rows of %zu features; use fewer of them, or fewer leaves."), self->bins->n_rows, self->bins->n_cols);
  return FALSE;
}

ImbHistGrower *
imb_hist_grower_new (const ImbHistBins  *bins,
                     const ImbHistShape *shape,
                     GError            **error)
{
  ImbHistGrower *self = g_new0 (ImbHistGrower, 1);
  const gsize    n = MAX (bins->n_rows, 1);

  self->bins = bins;
  self->shape = *shape;
  self->piece_cols = bins->n_cols > 2 * IMB_HIST_GROUP ? IMB_HIST_GROUP : IMB_HIST_GROUP / 2;
  self->rows = g_try_new (guint32, n);
  self->other = g_try_new (guint32, n);
  self->ordered = g_try_new (ImbHistPair, n);
  self->spare = g_ptr_array_new ();
  self->nodes = g_array_new (FALSE, FALSE, sizeof (ImbHistNode));
  self->facts = g_array_new (FALSE, FALSE, sizeof (ImbHistFacts));
  self->leaves = g_array_new (FALSE, FALSE, sizeof (Leaf));
  self->heap = g_array_new (FALSE, FALSE, sizeof (guint));
  if (self->rows != NULL && self->other != NULL && self->ordered != NULL)
    return self;

  set_too_large (self, error);
  imb_hist_grower_free (self);
  return NULL;
}

static gsize
hist_size (const ImbHistGrower *self)
{
  return self->bins->n_cols * IMB_HIST_SLOTS * (sizeof (ImbHistSlot) / sizeof (double));
}

static void
give_back (ImbHistGrower *self,
           Leaf          *leaf)
{
  if (leaf->hist != NULL)
    g_ptr_array_add (self->spare, leaf->hist);
  leaf->hist = NULL;
}

void
imb_hist_grower_free (ImbHistGrower *self)
{
  if (self == NULL)
    return;

  for (guint l = 0; l < self->leaves->len; l++)
    give_back (self, &g_array_index (self->leaves, Leaf, l));
  for (guint i = 0; i < self->spare->len; i++)
    imb_block_free (g_ptr_array_index (self->spare, i), hist_size (self));
  g_ptr_array_unref (self->spare);
  g_array_unref (self->nodes);
  g_array_unref (self->facts);
  g_array_unref (self->leaves);
  g_array_unref (self->heap);
  g_free (self->rows);
  g_free (self->other);
  g_free (self->ordered);
  g_free (self);
}

/* A histogram that is not empty. */
static gboolean
take_hist (ImbHistGrower *self,
           ImbHistSlot  **hist,
           GError       **error)
{
  if (self->spare->len > 0)
    *hist = g_ptr_array_steal_index_fast (self->spare, self->spare->len - 1);
  else
    *hist = (ImbHistSlot *) imb_block_new (hist_size (self));
  return *hist != NULL || set_too_large (self, error);
}

/* ---- a node's columns ---- */

typedef struct
{
  ImbHistGrower *self;
  Leaf          *leaf;    /* whose histogram is summed from its rows */
  Leaf          *sibling; /* whose histogram is the node's, less that; or NULL */
  ImbHistSplit  *splits;  /* of columns: the leaf's, then the sibling's */
} Columns;

static gboolean
do_columns (gsize    piece,
            gpointer data,
            GError **error)
{
  Columns             *columns = data;
  ImbHistGrower       *self = columns->self;
  const ImbHistBins   *bins = self->bins;
  const Leaf          *leaf = columns->leaf, *sibling = columns->sibling;
  const gsize          first = piece * self->piece_cols, end = MIN (first + self->piece_cols, bins->n_cols);
  const gsize          n = leaf->end - leaf->begin;
  const ImbHistLimits *limits = &self->shape.limits;

  for (gsize j = first; j < end; j++)
    memset (leaf->hist + j * IMB_HIST_SLOTS, 0, (bins->n_bins[j] + 1) * sizeof *leaf->hist);
  if (n == bins->n_rows)
    imb_hist_add (bins, first, end - first, NULL, n, self->pairs, leaf->hist);
  else
    imb_hist_add (bins, first, end - first, self->rows + leaf->begin, n, self->ordered, leaf->hist);

  for (gsize j = first; j < end; j++)
    {
      const ImbHistSlot *own = leaf->hist + j * IMB_HIST_SLOTS;

      if (leaf->open)
        columns->splits[j] = imb_hist_split (bins, j, own, leaf->total, n, limits);
      if (sibling == NULL)
        continue;
      imb_hist_subtract (sibling->hist + j * IMB_HIST_SLOTS, own, bins->n_bins[j] + 1);
      columns->splits[bins->n_cols + j] = imb_hist_split (bins, j, sibling->hist + j * IMB_HIST_SLOTS, sibling->total, sibling->end - sibling->begin, limits);
    }
  return TRUE;
}

/* The best of all columns; of equally good ones the lowest. */
static ImbHistSplit
best_of (const ImbHistSplit *splits,
         gsize               n_cols)
{
  ImbHistSplit best = { 0.0 };

  for (gsize j = 0; j < n_cols; j++)
    if (splits[j].gain > best.gain)
      best = splits[j];
  return best;
}

/* Histograms of a leaf and its sibling, which holds that of the node above, and the best cuts of those that are open. */
static gboolean
study (ImbHistGrower *self,
       Leaf          *leaf,
       Leaf          *sibling,
       ImbJob        *job,
       GError       **error)
{
  const gsize              d = self->bins->n_cols, n = leaf->end - leaf->begin, n_pieces = (d + self->piece_cols - 1) / self->piece_cols;
  g_autofree ImbHistSplit *splits = g_new0 (ImbHistSplit, 2 * MAX (d, 1));
  Columns                  columns = { self, leaf, sibling, splits };

  if (n * d < SERIAL_VALUES)
    {
      if (!imb_job_step (job, 0, 0, error))
        return FALSE;
      for (gsize piece = 0; piece < n_pieces; piece++)
        do_columns (piece, &columns, NULL);
    }
  else if (!imb_parallel_for (n_pieces, do_columns, &columns, job, error))
    return FALSE;

  leaf->split = best_of (splits, d);
  if (sibling != NULL)
    sibling->split = best_of (splits + d, d);
  return TRUE;
}

/* ---- a node's rows ---- */

typedef struct
{
  ImbHistGrower *self;
  const guint8  *bytes;
  guint          bin, missing_bin;
  gboolean       missing_left;
  gsize          begin, n;   /* of the node's rows */
  gsize         *n_left;     /* of each part; then how many go left before it */
  gsize          all_left;   /* rows */
  gboolean       left_first; /* whose pairs are put in order: the left child's */
} Division;

/* Rows that go left to the front of the part's place in the other array, those that go right to its end, the last one first. */
static gboolean
divide_part (gsize    part,
             gpointer data,
             GError **error)
{
  Division      *division = data;
  const gsize    first = part * PART_ROWS, n = MIN (PART_ROWS, division->n - first);
  const guint32 *from = division->self->rows + division->begin + first;
  guint32       *to = division->self->other + division->begin + first;
  gsize          n_left = 0;

  for (gsize i = 0; i < n; i++)
    {
      const guint32 row = from[i];
      const guint   bin = division->bytes[row];
      const gsize   left = (bin <= division->bin) | ((bin == division->missing_bin) & (guint) division->missing_left);

      to[left ? n_left : n - 1 - (i - n_left)] = row; /* without a branch, which would be guessed wrongly */
      n_left += left;
    }
  division->n_left[part] = n_left;
  return TRUE;
}

/* From the other array to their places, and the pairs of those that will be summed. */
static gboolean
collect_part (gsize    part,
              gpointer data,
              GError **error)
{
  const Division *division = data;
  ImbHistGrower  *self = division->self;
  const gsize     first = part * PART_ROWS, n = MIN (PART_ROWS, division->n - first);
  const gsize     left_before = division->n_left[part], n_left = division->n_left[part + 1] - left_before;
  const gsize     right_before = first - left_before;
  const guint32  *from = self->other + division->begin + first;
  guint32        *left = self->rows + division->begin + left_before;
  guint32        *right = self->rows + division->begin + division->all_left + right_before;

  memcpy (left, from, n_left * sizeof *left);
  for (gsize i = 0; i < n - n_left; i++)
    right[i] = from[n - 1 - i];
  if (division->left_first)
    for (gsize i = 0; i < n_left; i++)
      self->ordered[left_before + i] = self->pairs[left[i]];
  else
    for (gsize i = 0; i < n - n_left; i++)
      self->ordered[right_before + i] = self->pairs[right[i]];
  return TRUE;
}

static gboolean
divide (ImbHistGrower *self,
        const Leaf    *leaf,
        ImbJob        *job,
        GError       **error)
{
  const ImbHistBins *bins = self->bins;
  const ImbHistSplit split = leaf->split;
  const gsize        n = leaf->end - leaf->begin, n_parts = (n + PART_ROWS - 1) / PART_ROWS;
  g_autofree gsize  *n_left = g_new0 (gsize, n_parts + 1);
  Division           division = {
              .self = self,
              .bytes = imb_hist_bins_column (bins, split.feature),
              .bin = MIN (split.bin, bins->n_bins[split.feature] - 1),
              .missing_bin = bins->n_bins[split.feature],
              .missing_left = split.missing_left,
              .begin = leaf->begin,
              .n = n,
              .n_left = n_left,
              .all_left = split.n_left,
              .left_first = split.n_left <= n - split.n_left,
  };

  if (!imb_parallel_for (n_parts, divide_part, &division, job, error))
    return FALSE;
  for (gsize part = 0, before = 0; part <= n_parts; part++)
    {
      const gsize here = part < n_parts ? n_left[part] : 0;

      n_left[part] = before;
      before += here;
    }
  g_assert (n_left[n_parts] == split.n_left);
  return imb_parallel_for (n_parts, collect_part, &division, job, error);
}

/* ---- the heap ---- */

static gboolean
comes_before (const ImbHistGrower *self,
              guint                a,
              guint                b)
{
  const double gain_a = g_array_index (self->leaves, Leaf, a).split.gain, gain_b = g_array_index (self->leaves, Leaf, b).split.gain;

  return gain_a > gain_b || (gain_a == gain_b && a < b);
}

static void
push (ImbHistGrower *self,
      guint          leaf)
{
  guint *heap, at = self->heap->len;

  g_array_append_val (self->heap, leaf);
  heap = (guint *) (void *) self->heap->data;
  for (; at > 0 && comes_before (self, leaf, heap[(at - 1) / 2]); at = (at - 1) / 2)
    heap[at] = heap[(at - 1) / 2];
  heap[at] = leaf;
}

static guint
pop (ImbHistGrower *self)
{
  guint      *heap = (guint *) (void *) self->heap->data, at = 0;
  const guint first = heap[0], n = self->heap->len - 1, last = heap[n];

  g_array_set_size (self->heap, n);
  for (guint child = 1; child < n; child = 2 * at + 1)
    {
      if (child + 1 < n && comes_before (self, heap[child + 1], heap[child]))
        child++;
      if (!comes_before (self, heap[child], last))
        break;
      heap[at] = heap[child];
      at = child;
    }
  if (n > 0)
    heap[at] = last;
  return first;
}

/* ---- growing ---- */

/* A new node for the rows @begin … @end − 1: a leaf, for the time being. */
static Leaf
make_leaf (ImbHistGrower *self,
           gsize          begin,
           gsize          end,
           guint          depth,
           ImbHistPair    total)
{
  const ImbHistShape *shape = &self->shape;
  const double        value = shape->learning_rate * imb_hist_value (total, &shape->limits);
  const ImbHistNode   node = { value, IMB_HIST_LEAF, 0 };
  const ImbHistFacts  facts = { 0.0, total[1], value, (double) (end - begin), (guint32) (end - begin) };
  Leaf                leaf = { .begin = (guint32) begin, .end = (guint32) end, .node = self->nodes->len, .depth = depth, .total = total };

  leaf.open = end - begin >= 2 * shape->limits.min_samples_leaf && (shape->max_depth == 0 || depth < shape->max_depth) && total[1] >= shape->limits.min_child_weight;
  g_array_append_val (self->nodes, node);
  g_array_append_val (self->facts, facts);
  return leaf;
}

/* A leaf takes its place: in the heap when a cut gains something. */
static void
settle (ImbHistGrower *self,
        guint          at)
{
  Leaf *leaf = &g_array_index (self->leaves, Leaf, at);

  if (leaf->open && leaf->split.gain > 0.0)
    push (self, at);
  else
    give_back (self, leaf);
}

static void
write_question (ImbHistGrower *self,
                const Leaf    *leaf)
{
  const ImbHistSplit split = leaf->split;
  ImbHistNode       *node = &g_array_index (self->nodes, ImbHistNode, leaf->node);
  const guint        last = self->bins->n_bins[split.feature] - 1;
  const gsize        n_right = leaf->end - leaf->begin - split.n_left;
  const gboolean     missing_left = self->bins->has_missing[split.feature] ? split.missing_left : split.n_left > n_right;

  node->threshold = split.bin >= last ? INFINITY : self->bins->edges[split.feature][split.bin];
  node->feature = split.feature | (missing_left ? IMB_HIST_MISSING_LEFT : 0);
  node->child = self->nodes->len;
  g_array_index (self->facts, ImbHistFacts, leaf->node).gain = split.gain;
}

/* Divides a leaf by its best cut; the left child takes its place, the right one is a new leaf. */
static gboolean
divide_leaf (ImbHistGrower *self,
             guint          at,
             ImbJob        *job,
             GError       **error)
{
  Leaf        whole = g_array_index (self->leaves, Leaf, at), left, right;
  Leaf       *smaller, *larger;
  const gsize middle = whole.begin + whole.split.n_left;

  if (!divide (self, &whole, job, error))
    return FALSE;

  write_question (self, &whole);
  left = make_leaf (self, whole.begin, middle, whole.depth + 1, whole.split.left);
  right = make_leaf (self, middle, whole.end, whole.depth + 1, whole.total - whole.split.left);
  smaller = left.end - left.begin <= right.end - right.begin ? &left : &right;
  larger = smaller == &left ? &right : &left;
  larger->hist = whole.hist;
  g_array_index (self->leaves, Leaf, at) = left;
  g_array_append_val (self->leaves, right);
  smaller = &g_array_index (self->leaves, Leaf, smaller == &left ? at : self->leaves->len - 1);
  larger = &g_array_index (self->leaves, Leaf, larger == &left ? at : self->leaves->len - 1);

  if (self->shape.max_leaf_nodes != 0 && self->leaves->len >= self->shape.max_leaf_nodes)
    smaller->open = larger->open = FALSE;
  if (smaller->open || larger->open)
    if (!take_hist (self, &smaller->hist, error) || !study (self, smaller, larger->open ? larger : NULL, job, error))
      return FALSE;
  settle (self, at);
  settle (self, self->leaves->len - 1);
  return TRUE;
}

/* ---- sums of all rows, values of all leaves ---- */

typedef struct
{
  ImbHistGrower *self;
  ImbHistPair   *parts;
  const double  *weights;
  double        *scores;
  gsize          stride;
} Pass;

static gboolean
start_part (gsize    part,
            gpointer data,
            GError **error)
{
  Pass       *pass = data;
  const gsize first = part * PART_ROWS, end = MIN (first + PART_ROWS, pass->self->bins->n_rows);
  ImbHistPair sum = { 0.0, 0.0 };

  for (gsize i = first; i < end; i++)
    {
      sum += pass->self->pairs[i];
      pass->self->rows[i] = (guint32) i;
    }
  pass->parts[part] = sum;
  return TRUE;
}

static gboolean
add_leaf (gsize    at,
          gpointer data,
          GError **error)
{
  const Pass  *pass = data;
  const Leaf  *leaf = &g_array_index (pass->self->leaves, Leaf, at);
  const double value = g_array_index (pass->self->nodes, ImbHistNode, leaf->node).threshold;

  for (gsize i = leaf->begin; i < leaf->end; i++)
    pass->scores[pass->self->rows[i] * pass->stride] += value;
  if (pass->weights != NULL)
    {
      double sum = 0.0;

      for (gsize i = leaf->begin; i < leaf->end; i++)
        sum += pass->weights[pass->self->rows[i]];
      g_array_index (pass->self->facts, ImbHistFacts, leaf->node).weight = sum;
    }
  return TRUE;
}

/* From those of the leaves; children come after their parents. */
static void
add_up_weights (ImbHistTree *tree)
{
  for (gsize i = tree->n_nodes; i-- > 0;)
    if (tree->nodes[i].feature != IMB_HIST_LEAF)
      tree->facts[i].weight = tree->facts[tree->nodes[i].child].weight + tree->facts[tree->nodes[i].child + 1].weight;
}

static gboolean
grow_root (ImbHistGrower *self,
           ImbJob        *job,
           GError       **error)
{
  const gsize             n = self->bins->n_rows, n_parts = (n + PART_ROWS - 1) / PART_ROWS;
  g_autofree ImbHistPair *parts = g_new0 (ImbHistPair, MAX (n_parts, 1));
  Pass                    pass = { .self = self, .parts = parts };
  ImbHistPair             total = { 0.0, 0.0 };
  Leaf                    root;

  if (!imb_parallel_for (n_parts, start_part, &pass, job, error))
    return FALSE;
  for (gsize part = 0; part < n_parts; part++)
    total += parts[part];

  root = make_leaf (self, 0, n, 0, total);
  root.open = root.open && self->shape.max_leaf_nodes != 1;
  g_array_append_val (self->leaves, root);
  if (root.open)
    {
      Leaf *leaf = &g_array_index (self->leaves, Leaf, 0);

      if (!take_hist (self, &leaf->hist, error) || !study (self, leaf, NULL, job, error))
        return FALSE;
    }
  settle (self, 0);
  return TRUE;
}

/* Empties what a tree before, or one that was given up, has left. */
static void
forget_tree (ImbHistGrower *self)
{
  for (guint l = 0; l < self->leaves->len; l++)
    give_back (self, &g_array_index (self->leaves, Leaf, l));
  g_array_set_size (self->nodes, 0);
  g_array_set_size (self->facts, 0);
  g_array_set_size (self->leaves, 0);
  g_array_set_size (self->heap, 0);
}

ImbHistTree *
imb_hist_grow (ImbHistGrower     *self,
               const ImbHistPair *pairs,
               const double      *weights,
               double            *scores,
               gsize              stride,
               ImbJob            *job,
               GError           **error)
{
  const guint  most = self->shape.max_leaf_nodes;
  Pass         pass = { .self = self, .weights = weights, .scores = scores, .stride = stride };
  ImbHistTree *tree;

  forget_tree (self);
  self->pairs = pairs;
  if (!grow_root (self, job, error))
    return NULL;
  while (self->heap->len > 0 && (most == 0 || self->leaves->len < most))
    if (!divide_leaf (self, pop (self), job, error))
      return NULL;
  if (!imb_parallel_for (self->leaves->len, add_leaf, &pass, job, error))
    return NULL;

  tree = g_new (ImbHistTree, 1);
  tree->n_nodes = self->nodes->len;
  tree->nodes = g_memdup2 (self->nodes->data, tree->n_nodes * sizeof *tree->nodes);
  tree->facts = g_memdup2 (self->facts->data, tree->n_nodes * sizeof *tree->facts);
  add_up_weights (tree);
  return tree;
}
