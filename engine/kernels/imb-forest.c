/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows are sorted once; each tree starts from the sorted rows that it has drawn. O(columns · rows) a level and tree. */
#include "engine/kernels/imb-forest.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-matrix.h"
#include "engine/core/imb-parallel.h"

#define SCORE_ROWS  512            /* that go through one tree after the other */
#define VOTE_ROWS   IMB_TREE_CROWD /* that are voted about at once, and less with more columns */
#define VOTE_VALUES 32768          /* of them: a quarter of a megabyte */
#define FEWEST_ROWS 64
#define APART       8  /* between columns, which else share lines of the cache */
#define FEW         16 /* one row in so many */

#define FEWEST_TREES   16 /* that are there together, when they are asked only once, … */
#define TREES_A_THREAD 8  /* … so that threads seldom wait for the last of them */

struct _ImbForest
{
  ImbTree **trees;
  guint     n_trees;
  guint     n_classes;
};

typedef struct
{
  const ImbPresort   *presort;
  const double       *weights;
  const double       *scale;
  const ImbTreeShape *shape;
  ImbForestDraw       draw;
  gpointer            data;
  guint32            *seeds;
  ImbForest          *forest;
  ImbJob             *job;
} Growing;

/* As often as there are rows. */
static void
draw_bootstrap (const ImbPresort *presort,
                ImbRng           *rng,
                double           *counts)
{
  for (gsize i = 0; i < presort->n_all; i++)
    counts[imb_rng_below (rng, presort->n_all)] += 1.0;
}

/* Some of the rows, apart. */
typedef struct
{
  const double **rows;
  guint16       *classes;
  gsize          n;
} Some;

static void
some_clear (Some *self)
{
  g_free (self->rows);
  g_free (self->classes);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Some, some_clear)

static gboolean
some_init (Some             *self,
           const ImbPresort *from,
           gsize             n,
           GError          **error)
{
  *self = (Some){ g_try_new (const double *, MAX (n, 1)), g_try_new (guint16, MAX (n, 1)), 0 };
  if (self->rows != NULL && self->classes != NULL)
    return TRUE;
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory to grow a tree from %zu rows of %zu features; use fewer of them."), n, from->n_cols);
  return FALSE;
}

static void
some_add (Some             *self,
          const ImbPresort *from,
          gsize             row)
{
  self->rows[self->n] = from->rows[row];
  self->classes[self->n++] = from->classes[row];
}

/* Few rows of many are sorted anew: cheaper than looking for them in the order of all. */
static ImbTree *
grow_from_few (const Growing *growing,
               const double  *weights,
               gsize          n,
               ImbRng        *rng,
               ImbJob        *job,
               GError       **error)
{
  const ImbPresort  *from = growing->presort;
  g_autofree double *own = g_new (double, MAX (n, 1));
  g_auto (Some) some = { 0 };
  ImbPresort *presort;

  if (!some_init (&some, from, n, error))
    return NULL;
  for (gsize i = 0; i < from->n_all; i++)
    if (weights[i] > 0.0)
      {
        own[some.n] = weights[i];
        some_add (&some, from, i);
      }
  presort = imb_presort_new (some.rows, some.classes, n, from->n_cols, from->n_classes, job, error);
  return presort != NULL ? imb_tree_grow (presort, own, growing->scale, growing->shape, rng, job, error) : NULL;
}

/* From a bootstrap sample of rows that are ranked. */
static gboolean
grow_ranked_tree (gsize    t,
                  gpointer data,
                  GError **error)
{
  const Growing     *growing = data;
  g_autofree double *weights = g_new0 (double, growing->presort->n_all);
  g_autofree ImbRng *rng = g_new (ImbRng, 1);
  g_autoptr (ImbJob) silent = imb_job_new_part (growing->job, 0.0);

  imb_rng_init (rng, growing->seeds[t]);
  draw_bootstrap (growing->presort, rng, weights);
  growing->forest->trees[t] = imb_tree_grow_ranked (growing->presort, weights, growing->shape, rng, silent, error);
  return growing->forest->trees[t] != NULL;
}

static gboolean
grow_tree (gsize    t,
           gpointer data,
           GError **error)
{
  const Growing     *growing = data;
  const gsize        n = growing->presort->n_all;
  g_autofree double *weights = g_new0 (double, n);
  g_autofree ImbRng *rng = g_new (ImbRng, 1);
  g_autoptr (ImbJob) silent = imb_job_new_part (growing->job, 0.0);
  ImbTree   **tree = &growing->forest->trees[t];
  gboolean    are_equal = TRUE;
  gsize       n_drawn = 0;
  ImbPresort *own;

  imb_rng_init (rng, growing->seeds[t]);
  if (growing->draw != NULL)
    growing->draw (growing->data, (guint) t, rng, weights);
  else
    draw_bootstrap (growing->presort, rng, weights);
  for (gsize i = 0; i < n; i++)
    {
      if (growing->weights != NULL)
        weights[i] *= growing->weights[i];
      n_drawn += weights[i] > 0.0;
      are_equal &= weights[i] == 0.0 || weights[i] == 1.0;
    }

  /* Only rows that weigh nothing were drawn: then all that weigh something. */
  for (gsize i = 0; i < n && n_drawn == 0 && growing->weights != NULL; i++)
    weights[i] = growing->weights[i];
  if (n_drawn == 0)
    are_equal = FALSE;
  if (growing->presort->entries == NULL || n_drawn < n / FEW)
    *tree = grow_from_few (growing, weights, n_drawn, rng, silent, error);
  else
    {
      own = imb_presort_select (growing->presort, weights, silent, error);
      *tree = own != NULL ? imb_tree_grow (own, are_equal ? NULL : weights, growing->scale, growing->shape, rng, silent, error) : NULL;
    }
  return *tree != NULL;
}

ImbForest *
imb_forest_grow (const ImbPresort   *presort,
                 const double       *weights,
                 const double       *scale,
                 const ImbTreeShape *shape,
                 guint               n_trees,
                 ImbForestDraw       draw,
                 gpointer            data,
                 ImbRng             *rng,
                 ImbJob             *job,
                 GError            **error)
{
  g_autofree guint32 *seeds = g_new (guint32, n_trees);
  g_autoptr (ImbForest) self = g_new (ImbForest, 1);
  Growing growing = { presort, weights, scale, shape, draw, data, seeds, self, job };

  *self = (ImbForest){ g_new0 (ImbTree *, n_trees), n_trees, presort->n_classes };
  for (guint t = 0; t < n_trees; t++)
    seeds[t] = imb_rng_word (rng);
  if (!imb_parallel_for (n_trees, presort->ranks != NULL ? grow_ranked_tree : grow_tree, &growing, job, error))
    return NULL;
  return g_steal_pointer (&self);
}

typedef struct
{
  const ImbPresort   *from;
  const guint8       *part_of;
  const gsize        *counts; /* rows of each part */
  const ImbTreeShape *shape;
  const guint32      *seeds;
  ImbTree           **trees;
  ImbJob             *job;
} Parting;

/* The columns of a part are sorted when its turn comes, by their ranks. */
static gboolean
grow_part (gsize    t,
           gpointer data,
           GError **error)
{
  const Parting      *parting = data;
  const gsize         n = parting->counts[t];
  g_autofree guint32 *rows = imb_rows_new (n + 1, sizeof (guint32), error);
  g_autofree ImbRng  *rng = g_new (ImbRng, 1);
  g_autoptr (ImbJob) silent = imb_job_new_part (parting->job, 0.0);
  ImbPresort *own;
  gsize       at = 0;

  if (rows == NULL)
    return FALSE;
  for (guint32 i = 0; i < parting->from->n_all; i++)
    {
      rows[at] = i;
      at += parting->part_of[i] == t;
    }
  own = imb_presort_of_ranked (parting->from, rows, n, silent, error);
  if (own == NULL)
    return FALSE;
  imb_rng_init (rng, parting->seeds[t]);
  parting->trees[t] = imb_tree_grow (own, NULL, NULL, parting->shape, rng, silent, error);
  return parting->trees[t] != NULL;
}

ImbForest *
imb_forest_grow_parts (const ImbPresort   *presort,
                       const guint8       *part_of,
                       guint               n_parts,
                       const ImbTreeShape *shape,
                       ImbRng             *rng,
                       ImbJob             *job,
                       GError            **error)
{
  g_autofree guint32 *seeds = g_new (guint32, n_parts);
  gsize               counts[IMB_NO_PART + 1] = { 0 };
  g_autoptr (ImbForest) self = g_new (ImbForest, 1);
  Parting parting = { presort, part_of, counts, shape, seeds, g_new0 (ImbTree *, n_parts), job };

  *self = (ImbForest){ parting.trees, n_parts, presort->n_classes };
  for (guint t = 0; t < n_parts; t++)
    seeds[t] = imb_rng_word (rng);
  for (gsize i = 0; i < presort->n_all; i++)
    counts[part_of[i]]++;
  return imb_parallel_for (n_parts, grow_part, &parting, job, error) ? g_steal_pointer (&self) : NULL;
}

ImbForest *
imb_forest_of (ImbTree *tree)
{
  ImbTree **trees = g_new (ImbTree *, 1);

  trees[0] = tree;
  return imb_forest_of_many (trees, 1);
}

ImbForest *
imb_forest_of_many (ImbTree **trees,
                    guint     n_trees)
{
  ImbForest *self = g_new (ImbForest, 1);

  *self = (ImbForest){ trees, n_trees, trees[0]->n_classes };
  return self;
}

void
imb_forest_free (ImbForest *self)
{
  if (self == NULL)
    return;

  for (guint t = 0; t < self->n_trees; t++)
    imb_tree_free (self->trees[t]);
  g_free (self->trees);
  g_free (self);
}

ImbTree *
imb_forest_take_first (ImbForest *self)
{
  ImbTree *tree = g_steal_pointer (&self->trees[0]);

  imb_forest_free (self);
  return tree;
}

guint
imb_forest_n_trees (const ImbForest *self)
{
  return self->n_trees;
}

const ImbTree *
imb_forest_tree_at (const ImbForest *self,
                    guint            t)
{
  g_return_val_if_fail (t < self->n_trees, NULL);

  return self->trees[t];
}

/* ---- asking it ---- */

void
imb_forest_importances (const ImbForest *self,
                        const double    *weights,
                        double          *importances,
                        gsize            n_features)
{
  g_autofree double *own = g_new (double, MAX (n_features, 1));
  double             sum = 0.0;

  memset (importances, 0, n_features * sizeof *importances);
  for (guint t = 0; t < self->n_trees; t++)
    {
      imb_tree_importances (self->trees[t], own, n_features);
      for (gsize j = 0; j < n_features; j++)
        importances[j] += weights != NULL ? weights[t] * own[j] : own[j];
    }
  for (gsize j = 0; j < n_features; j++)
    sum += importances[j];
  for (gsize j = 0; j < n_features && sum > 0.0; j++)
    importances[j] /= sum;
}

static void
add_scores (const ImbForest     *self,
            const double *const *rows,
            gsize                n_rows,
            double              *scores)
{
  for (guint t = 0; t < self->n_trees; t++)
    imb_tree_add (self->trees[t], rows, n_rows, scores);
}

static void
divide_scores (double *scores,
               gsize   n,
               guint   n_trees)
{
  for (gsize i = 0; i < n; i++)
    scores[i] /= n_trees;
}

void
imb_forest_score (const ImbForest     *self,
                  const double *const *rows,
                  gsize                n_rows,
                  double              *scores)
{
  const gsize n = n_rows * self->n_classes;

  memset (scores, 0, n * sizeof *scores);
  add_scores (self, rows, n_rows, scores);
  divide_scores (scores, n, self->n_trees);
}

typedef struct
{
  const ImbForest     *self;
  const double *const *rows;
  gsize                n_rows;
  double              *scores;
} Scoring;

static gboolean
score_block (gsize    block,
             gpointer data,
             GError **error)
{
  const Scoring *scoring = data;
  const gsize    first = block * SCORE_ROWS;

  imb_forest_score (scoring->self, scoring->rows + first, MIN (SCORE_ROWS, scoring->n_rows - first), scoring->scores + first * scoring->self->n_classes);
  return TRUE;
}

gboolean
imb_forest_predict (const ImbForest     *self,
                    const double *const *rows,
                    gsize                n_rows,
                    double              *scores,
                    ImbJob              *job,
                    GError             **error)
{
  Scoring scoring = { self, rows, n_rows, scores };

  return imb_parallel_for ((n_rows + SCORE_ROWS - 1) / SCORE_ROWS, score_block, &scoring, job, error);
}

static gboolean
add_block (gsize    block,
           gpointer data,
           GError **error)
{
  const Scoring *scoring = data;
  const gsize    first = block * SCORE_ROWS;

  add_scores (scoring->self, scoring->rows + first, MIN (SCORE_ROWS, scoring->n_rows - first), scoring->scores + first * scoring->self->n_classes);
  return TRUE;
}

/* Which trees are there together changes nothing: rows add them up one after the other. */
gboolean
imb_forest_predict_once (const ImbPresort    *presort,
                         const ImbTreeShape  *shape,
                         guint                n_trees,
                         const double *const *rows,
                         gsize                n_rows,
                         double              *scores,
                         ImbRng              *rng,
                         ImbJob              *job,
                         GError             **error)
{
  const guint K = presort->n_classes, most = MAX (FEWEST_TREES, TREES_A_THREAD * imb_parallel_get_n_threads ());
  gboolean    ok = TRUE;

  g_return_val_if_fail (presort->ranks != NULL, FALSE);

  memset (scores, 0, n_rows * K * sizeof *scores);
  for (guint at = 0; ok && at < n_trees; at += most)
    {
      const guint n = MIN (most, n_trees - at);
      g_autoptr (ImbJob) growing = imb_job_new_part (job, 0.95 * n / n_trees);
      g_autoptr (ImbJob) asking = imb_job_new_part (job, 0.05 * n / n_trees);
      g_autoptr (ImbForest) some = imb_forest_grow (presort, NULL, NULL, shape, n, NULL, NULL, rng, growing, error);
      Scoring scoring = { some, rows, n_rows, scores };

      ok = some != NULL && imb_parallel_for ((n_rows + SCORE_ROWS - 1) / SCORE_ROWS, add_block, &scoring, asking, error);
    }
  divide_scores (scores, n_rows * K, n_trees);
  return ok;
}

typedef struct
{
  const ImbForest     *self;
  const double *const *rows;
  const guint16       *classes;
  const guint8        *grown_from;
  gsize                n_rows;
  guint                n_needed;
  guint16            **mixed;   /* of each tree's mixed leaves the class */
  const GArray        *columns; /* of guint32: those that a tree asks about, and one more than the largest */
  gsize                n_at_once;
  guint8              *is_outvoted;
} Voting;

static guint
most_probable (const double *scores,
               guint         n_classes)
{
  guint most = 0;

  for (guint c = 1; c < n_classes; c++)
    if (scores[c] > scores[most])
      most = c;
  return most;
}

/* Some rows of a block that no answer is known for yet. */
typedef struct
{
  gsize   n;
  guint32 at[VOTE_ROWS];
  guint   n_left[VOTE_ROWS];  /* of each row of the block, trees that have not been asked yet */
  guint   against[VOTE_ROWS]; /* trees that have, and said so */
} Open;

static gboolean
skips (const Voting *self,
       gsize         row,
       guint         t)
{
  return self->grown_from != NULL && self->grown_from[row] == t && self->self->trees[t]->n_mixed == 0;
}

/* Asks one tree about the rows that are open, and closes those that it settles. */
static void
ask_tree (const Voting        *self,
          const double *const *columns,
          guint                t,
          gsize                first,
          Open                *open)
{
  const ImbTree *tree = self->self->trees[t];
  const gboolean may_skip = self->grown_from != NULL && tree->n_mixed == 0;
  guint32        asked[VOTE_ROWS], leaves[VOTE_ROWS];
  gsize          n = 0, n_open = 0;

  for (gsize i = 0; i < open->n; i++)
    {
      asked[n] = open->at[i];
      n += !(may_skip && self->grown_from[first + open->at[i]] == t);
    }
  imb_tree_leaves_of_columns (tree, columns, asked, n, leaves);
  for (gsize i = 0; i < n; i++)
    {
      const guint32      row = asked[i];
      const ImbTreeNode *leaf = &tree->nodes[leaves[row]];
      const guint        c = leaf->feature == IMB_TREE_PURE ? leaf->child : self->mixed[t][leaf->child];

      open->against[row] += c != self->classes[first + row];
      open->n_left[row]--;
    }
  for (gsize i = 0; i < open->n; i++)
    {
      const guint32 row = open->at[i];
      const guint   against = open->against[row], n_left = open->n_left[row];

      self->is_outvoted[first + row] = against >= self->n_needed;
      open->at[n_open] = row;
      n_open += against < self->n_needed && against + n_left >= self->n_needed;
    }
  open->n = n_open;
}

/* The columns that are asked about, one behind the other: a node reads one of them. */
static const double **
lay_out_columns (const Voting *self,
                 gsize         first,
                 gsize         n,
                 double       *values)
{
  const guint32 *of = (const guint32 *) self->columns->data;
  const gsize    n_columns = self->columns->len - 1, stride = n + APART;
  const double **columns = g_new (const double *, of[n_columns]);

  for (gsize c = 0; c < n_columns; c++)
    columns[of[c]] = values + c * stride;
  for (gsize i = 0; i < n; i++)
    for (gsize c = 0; c < n_columns; c++)
      values[c * stride + i] = self->rows[first + i][of[c]];
  return columns;
}

static gboolean
vote_in_block (gsize    block,
               gpointer data,
               GError **error)
{
  const Voting             *self = data;
  const guint               n_trees = self->self->n_trees;
  const gsize               first = block * self->n_at_once;
  Open                      open = { .n = MIN (self->n_at_once, self->n_rows - first) };
  g_autofree double        *values = g_new (double, (open.n + APART) * self->columns->len);
  g_autofree const double **columns = lay_out_columns (self, first, open.n, values);

  for (guint i = 0; i < open.n; i++)
    {
      open.at[i] = i;
      open.n_left[i] = n_trees;
      open.against[i] = 0;
      if (self->grown_from != NULL && self->grown_from[first + i] < n_trees)
        open.n_left[i] -= skips (self, first + i, self->grown_from[first + i]);
      self->is_outvoted[first + i] = self->n_needed == 0;
    }
  for (guint t = 0; t < n_trees && open.n > 0; t++)
    ask_tree (self, columns, t, first, &open);
  return TRUE;
}

/* As the trees name them, and one more than the largest. */
static GArray *
find_columns (const ImbForest *self)
{
  GArray *columns = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  guint32 beyond = 0;

  for (guint t = 0; t < self->n_trees; t++)
    for (gsize i = 0; i < self->trees[t]->n_nodes; i++)
      {
        const guint32 column = self->trees[t]->nodes[i].feature & ~IMB_TREE_MISSING_LEFT;

        if (column >= IMB_TREE_MIXED || !g_hash_table_add (seen, GUINT_TO_POINTER (column)))
          continue;
        g_array_append_val (columns, column);
        beyond = MAX (beyond, column + 1);
      }
  g_array_append_val (columns, beyond);
  return columns;
}

gboolean
imb_forest_outvote (const ImbForest     *self,
                    const double *const *rows,
                    const guint16       *classes,
                    const guint8        *grown_from,
                    gsize                n_rows,
                    guint                n_needed,
                    guint8              *is_outvoted,
                    ImbJob              *job,
                    GError             **error)
{
  g_autoptr (GArray) columns = find_columns (self);
  const gsize n_at_once = CLAMP (VOTE_VALUES / columns->len, FEWEST_ROWS, VOTE_ROWS);
  Voting      voting = { self, rows, classes, grown_from, n_rows, n_needed, g_new (guint16 *, self->n_trees), columns, n_at_once, is_outvoted };
  gboolean    ok;

  for (guint t = 0; t < self->n_trees; t++)
    {
      voting.mixed[t] = g_new (guint16, self->trees[t]->n_mixed);
      for (gsize i = 0; i < self->trees[t]->n_mixed; i++)
        voting.mixed[t][i] = (guint16) most_probable (self->trees[t]->mixed + i * self->n_classes, self->n_classes);
    }
  ok = imb_parallel_for ((n_rows + n_at_once - 1) / n_at_once, vote_in_block, &voting, job, error);
  for (guint t = 0; t < self->n_trees; t++)
    g_free (voting.mixed[t]);
  g_free (voting.mixed);
  return ok;
}
