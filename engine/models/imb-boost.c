/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a weight changes depends on a row's leaf and class only, so the formulas are worked out once for each of those, and a round
 * passes over the rows to find leaves, to multiply, and to make the weights' sum 1. Leaves of finished trees hold votes in the place of
 * probabilities, so a forest adds them up. O(rows · columns) a round for stumps: columns are sorted once. */
#include "engine/models/imb-boost.h"

#include <float.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"
#include "engine/models/imb-contribute.h"

#define BLOCK_ROWS 8192
#define SCORE_ROWS 512
#define LARGEST    500.0 /* exponent whose power times any weight is a number */

const ImbChoice imb_boost_algorithms[] = {
  { IMB_BOOST_SAMME, "SAMME", N_ ("Votes for classes (SAMME)") },
  { IMB_BOOST_SAMME_R, "SAMME.R", N_ ("Votes with probabilities (SAMME.R)") },
  { 0, NULL, NULL },
};

/* ---- one round ---- */

typedef struct
{
  const ImbBoostRows *rows;
  const ImbBoostRule *rule;
  const ImbTree      *tree;
  guint32            *leaves;  /* (array length=n_rows): node of the tree */
  guint16            *says;    /* (array length=n_nodes): the most probable class of a leaf */
  double             *factors; /* n_nodes × n_classes: what weights are multiplied with */
  double             *errors;  /* of blocks */
  double             *sums;    /* of blocks */
  double              divisor;
  const guint16      *present;
  guint               n_present;
} Round;

static inline gboolean
is_leaf (const ImbTree *tree,
         gsize          node)
{
  return (tree->nodes[node].feature & ~IMB_TREE_MISSING_LEFT) >= IMB_TREE_MIXED;
}

static void
find_answers (Round *self)
{
  for (gsize node = 0; node < self->tree->n_nodes; node++)
    {
      guint best = self->present[0];

      for (guint i = 1; i < self->n_present && is_leaf (self->tree, node); i++)
        if (imb_tree_probability (self->tree, &self->tree->nodes[node], self->present[i]) > imb_tree_probability (self->tree, &self->tree->nodes[node], best))
          best = self->present[i];
      self->says[node] = (guint16) best;
    }
}

/* The leaves of a stump are its nodes 1 and 2: no walk. */
static void
find_stump_leaves (const Round *self,
                   gsize        first,
                   gsize        end)
{
  const ImbTreeNode *root = self->tree->nodes;
  const guint32      j = root->feature & ~IMB_TREE_MISSING_LEFT;
  const guint        of_missing = (root->feature & IMB_TREE_MISSING_LEFT) == 0;
  const double       threshold = root->threshold;

  for (gsize i = first; i < end; i++)
    {
      const double *row = self->rows->rows[i];

      self->leaves[i] = root->child + ((guint) (row[j] > threshold) | ((guint) isnan (row[j]) & of_missing));
    }
}

/* Which leaf each row is in, and how much weight is where it is wrong. */
static gboolean
find_leaves (gsize    block,
             gpointer data,
             GError **error)
{
  Round              *self = data;
  const ImbBoostRows *rows = self->rows;
  const gsize         first = block * BLOCK_ROWS, end = MIN (first + BLOCK_ROWS, rows->n_rows);
  double              wrong = 0.0, sum = 0.0;

  if (self->tree->n_nodes == 3)
    find_stump_leaves (self, first, end);
  else
    for (gsize i = first; i < end; i++)
      self->leaves[i] = (guint32) (imb_tree_leaf (self->tree, rows->rows[i]) - self->tree->nodes);
  for (gsize i = first; i < end; i++)
    {
      sum += rows->weights[i];
      wrong += self->says[self->leaves[i]] == rows->classes[i] ? 0.0 : rows->weights[i];
    }
  self->errors[block] = wrong;
  self->sums[block] = sum;
  return TRUE;
}

static gboolean
multiply (gsize    block,
          gpointer data,
          GError **error)
{
  Round              *self = data;
  const ImbBoostRows *rows = self->rows;
  const gsize         first = block * BLOCK_ROWS, end = MIN (first + BLOCK_ROWS, rows->n_rows);
  double              sum = 0.0;

  for (gsize i = first; i < end; i++)
    {
      const double weight = rows->weights[i], by = self->factors[self->leaves[i] * (gsize) rows->n_classes + rows->classes[i]];

      sum += rows->weights[i] = weight > 0.0 ? MAX (weight * by, DBL_MIN) : 0.0;
    }
  self->sums[block] = sum;
  return TRUE;
}

/* Weights never vanish: what the rounds have long got right may be got wrong again. */
static gboolean
divide (gsize    block,
        gpointer data,
        GError **error)
{
  Round              *self = data;
  const ImbBoostRows *rows = self->rows;
  const gsize         first = block * BLOCK_ROWS, end = MIN (first + BLOCK_ROWS, rows->n_rows);

  for (gsize i = first; i < end; i++)
    if (rows->weights[i] > 0.0)
      rows->weights[i] = MAX (rows->weights[i] / self->divisor, DBL_EPSILON);
  return TRUE;
}

static gsize
n_blocks (const Round *self)
{
  return (self->rows->n_rows + BLOCK_ROWS - 1) / BLOCK_ROWS;
}

static double
total_of (const Round  *self,
          const double *blocks)
{
  double sum = 0.0;

  for (gsize b = 0; b < n_blocks (self); b++)
    sum += blocks[b];
  return sum;
}

/* The logarithm of a leaf's probability of each class, and their mean. */
static double
logarithms (const Round *self,
            gsize        node,
            double      *logs)
{
  double sum = 0.0;

  for (guint i = 0; i < self->n_present; i++)
    sum += logs[self->present[i]] = log (MAX (imb_tree_probability (self->tree, &self->tree->nodes[node], self->present[i]), DBL_EPSILON));
  return sum / self->n_present;
}

/* Of the exponents in factors, those of rows with weight. */
static gboolean
find_largest (gsize    block,
              gpointer data,
              GError **error)
{
  Round              *self = data;
  const ImbBoostRows *rows = self->rows;
  const gsize         first = block * BLOCK_ROWS, end = MIN (first + BLOCK_ROWS, rows->n_rows);
  double              largest = -INFINITY;

  for (gsize i = first; i < end; i++)
    if (rows->weights[i] > 0.0)
      largest = MAX (largest, self->factors[self->leaves[i] * (gsize) rows->n_classes + rows->classes[i]]);
  self->sums[block] = largest;
  return TRUE;
}

/* From exponents to factors. Only their ratios matter, so what would overflow, as costs make it do, is taken off all of them. */
static gboolean
raise_factors (Round   *self,
               double   largest,
               ImbJob  *silent,
               GError **error)
{
  const gsize K = self->rows->n_classes;

  if (largest <= LARGEST)
    largest = 0.0;
  else
    {
      if (!imb_parallel_for (n_blocks (self), find_largest, self, silent, error))
        return FALSE;
      largest = -INFINITY;
      for (gsize b = 0; b < n_blocks (self); b++)
        largest = MAX (largest, self->sums[b]);
    }
  for (gsize node = 0; node < self->tree->n_nodes; node++)
    for (guint i = 0; i < self->n_present && is_leaf (self->tree, node); i++)
      {
        const guint c = self->present[i];
        double     *factor = &self->factors[node * K + c];

        *factor = exp (MIN (*factor - largest, LARGEST)) * (self->rule->outside != NULL ? self->rule->outside[self->says[node] * K + c] : 1.0);
      }
  return TRUE;
}

/* SAMME: α when it is wrong. SAMME.R: −rate · (K − 1) / K · (log p of the true class − the mean of the others'). The largest exponent. */
static double
find_exponents (Round *self,
                double alpha)
{
  const guint        K = self->rows->n_classes, P = self->n_present;
  const gboolean     is_real = self->rule->settings->algorithm == IMB_BOOST_SAMME_R;
  g_autofree double *logs = g_new0 (double, K);
  double             largest = 0.0;

  for (gsize node = 0; node < self->tree->n_nodes; node++)
    {
      const guint says = self->says[node];
      double      mean;

      if (!is_leaf (self->tree, node))
        continue;
      mean = logarithms (self, node, logs);
      for (guint i = 0; i < P; i++)
        {
          const guint c = self->present[i], at = says * K + c;
          double      others = P > 1 ? (mean * P - logs[c]) / (P - 1) : 0.0;
          double      exponent = is_real ? -self->rule->settings->learning_rate * (P - 1.0) / P * (logs[c] - others) : says != c ? alpha
                                                                                                                                 : 0.0;

          if (self->rule->inside != NULL)
            exponent = CLAMP (exponent * self->rule->inside[at], -DBL_MAX, DBL_MAX);
          self->factors[node * K + c] = exponent;
          largest = MAX (largest, exponent);
        }
    }
  return largest;
}

/* SAMME: @weight for the class it says. SAMME.R: (K − 1) · (log p − the mean log p). */
static void
set_votes (const Round *self,
           ImbTree     *tree,
           double       weight)
{
  const guint        K = self->rows->n_classes;
  const gboolean     is_real = self->rule->settings->algorithm == IMB_BOOST_SAMME_R;
  g_autofree double *logs = g_new0 (double, K);
  double            *votes = g_new0 (double, (tree->n_nodes / 2 + 1) * K);
  guint32            n_leaves = 0;

  for (gsize node = 0; node < tree->n_nodes; node++)
    {
      double *own = votes + n_leaves * (gsize) K, mean;

      if (!is_leaf (tree, node))
        continue;
      mean = logarithms (self, node, logs);
      for (guint i = 0; i < self->n_present && is_real; i++)
        own[self->present[i]] = (self->n_present - 1.0) * (logs[self->present[i]] - mean);
      if (!is_real)
        own[self->says[node]] = weight;
      tree->nodes[node] = (ImbTreeNode){ 0.0, IMB_TREE_MIXED, n_leaves++ };
    }
  g_free (tree->mixed);
  tree->mixed = votes;
  tree->n_mixed = n_leaves;
}

/* ---- the rounds ---- */

typedef struct
{
  Round      round;
  GPtrArray *trees; /* of ImbTree */
  guint32   *drawn;
  gsize     *targets; /* of this round, by class */
  ImbRng    *rng;
  ImbJob    *silent;
  GArray    *weights; /* of the trees */
  double     sum;     /* of weights */
} Boosting;

static void
boosting_clear (Boosting *self)
{
  g_free (self->round.leaves);
  g_free (self->round.says);
  g_free (self->round.factors);
  g_free (self->round.errors);
  g_free (self->round.sums);
  g_free ((gpointer) self->round.present);
  g_free (self->drawn);
  g_free (self->targets);
  g_clear_pointer (&self->trees, g_ptr_array_unref);
  g_clear_pointer (&self->weights, g_array_unref);
  imb_job_unref (self->silent);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Boosting, boosting_clear)

static gboolean
set_too_large (gsize    n_rows,
               GError **error)
{
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory to boost with %zu rows; use fewer of them."), n_rows);
  return FALSE;
}

/* The classes that have weight. */
static void
find_present (Round *round)
{
  const ImbBoostRows *rows = round->rows;
  guint16            *present = g_new (guint16, rows->n_classes);
  g_autofree guint8  *is_there = g_new0 (guint8, rows->n_classes);

  for (gsize i = 0; i < rows->n_rows; i++)
    if (rows->weights[i] > 0.0)
      is_there[rows->classes[i]] = 1;
  for (guint c = 0; c < rows->n_classes; c++)
    if (is_there[c])
      present[round->n_present++] = (guint16) c;
  round->present = present;
}

static gboolean
boosting_init (Boosting           *self,
               const ImbBoostRows *rows,
               const ImbBoostRule *rule,
               ImbRng             *rng,
               ImbJob             *job,
               GError            **error)
{
  Round *round = &self->round;
  double sum = 0.0;

  *self = (Boosting){ .round = { .rows = rows, .rule = rule }, .rng = rng };
  self->trees = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_tree_free);
  self->weights = g_array_new (FALSE, FALSE, sizeof (double));
  self->silent = imb_job_new_part (job, 0.0);
  if (rule->deal != NULL)
    {
      self->targets = g_new (gsize, rows->n_classes);
      self->drawn = g_try_new (guint32, MAX (imb_deal_n_drawn (rule->deal), rows->n_rows) + 1);
    }
  round->leaves = g_try_new (guint32, rows->n_rows + 1);
  round->errors = g_new (double, n_blocks (round) + 1);
  round->sums = g_new (double, n_blocks (round) + 1);
  if (round->leaves == NULL || (rule->deal != NULL && self->drawn == NULL))
    return set_too_large (rows->n_rows, error);

  find_present (round);
  for (gsize i = 0; i < rows->n_rows; i++)
    sum += rows->weights[i];
  round->divisor = sum;
  return imb_parallel_for (n_blocks (round), divide, round, self->silent, error);
}

static ImbTree *
grow (const Boosting *self,
      GError        **error)
{
  const ImbBoostRows  *rows = self->round.rows;
  const ImbBoostRule  *rule = self->round.rule;
  const ImbGroveSource from = { rows->rows, rows->classes, rows->weights, NULL, rows->n_cols, rows->n_classes };
  gsize                n_drawn;
  ImbPresort          *own;

  if (rule->grow != NULL)
    return rule->grow (rule->data, rows, self->rng, self->silent, error);
  if (rule->deal != NULL)
    {
      n_drawn = imb_deal_draw (rule->deal, self->targets, self->rng, self->drawn);
      return imb_grove_grow_from (&from, self->drawn, n_drawn, &rule->shape, self->rng, self->silent, error);
    }
  if (rule->shape.max_depth == 1)
    return imb_tree_grow_stump (rows->presort, rows->weights, NULL, &rule->shape, self->rng, self->silent, error);

  own = imb_presort_select (rows->presort, rows->weights, self->silent, error);
  return own != NULL ? imb_tree_grow (own, rows->weights, NULL, &rule->shape, self->rng, self->silent, error) : NULL;
}

/* How much of the weight is where the tree is wrong. */
static gboolean
judge (Boosting *self,
       double   *wrong,
       GError  **error)
{
  Round *round = &self->round;

  g_free (round->says);
  g_free (round->factors);
  round->says = g_new (guint16, round->tree->n_nodes);
  round->factors = g_new0 (double, round->tree->n_nodes * round->rows->n_classes);
  find_answers (round);
  if (!imb_parallel_for (n_blocks (round), find_leaves, round, self->silent, error))
    return FALSE;

  *wrong = total_of (round, round->errors) / total_of (round, round->sums);
  return TRUE;
}

static gboolean
keep (Boosting *self,
      ImbTree  *tree,
      double    weight)
{
  set_votes (&self->round, tree, weight);
  g_ptr_array_add (self->trees, tree);
  g_array_append_val (self->weights, weight);
  self->sum += weight;
  return TRUE;
}

/* One round; whether there shall be another in @goes_on. */
static gboolean
boost (Boosting *self,
       gboolean  is_last,
       gboolean *goes_on,
       gboolean *is_chance,
       GError  **error)
{
  Round         *round = &self->round;
  const double   P = round->n_present;
  const gboolean is_real = round->rule->settings->algorithm == IMB_BOOST_SAMME_R;
  g_autoptr (ImbTree) tree = grow (self, error);
  double alpha = 1.0, wrong;

  *goes_on = FALSE;
  round->tree = tree;
  if (tree == NULL || !judge (self, &wrong, error))
    return FALSE;
  if (wrong <= 0.0)
    return keep (self, g_steal_pointer (&tree), 1.0);
  if (!is_real && wrong >= 1.0 - 1.0 / P)
    {
      *is_chance = self->trees->len == 0;
      if (*is_chance)
        keep (self, g_steal_pointer (&tree), 0.0);
      return TRUE;
    }

  if (!is_real)
    alpha = round->rule->settings->learning_rate * (log ((1.0 - wrong) / wrong) + log (P - 1.0));
  if (!raise_factors (round, find_exponents (round, alpha), self->silent, error))
    return FALSE;
  keep (self, g_steal_pointer (&tree), alpha);
  if (is_last)
    return TRUE;
  if (!imb_parallel_for (n_blocks (round), multiply, round, self->silent, error))
    return FALSE;

  round->divisor = total_of (round, round->sums);
  *goes_on = isfinite (round->divisor) && round->divisor > 0.0;
  return !*goes_on || imb_parallel_for (n_blocks (round), divide, round, self->silent, error);
}

ImbBoosted *
imb_boost_fit (const ImbBoostRows *rows,
               const ImbBoostRule *rule,
               ImbRng             *rng,
               ImbJob             *job,
               GError            **error)
{
  const guint n_rounds = (guint) rule->settings->n_estimators;
  g_auto (Boosting) boosting = { 0 };
  gboolean    goes_on = TRUE, is_chance = FALSE;
  ImbBoosted *self;
  guint       n_trees;

  if (!boosting_init (&boosting, rows, rule, rng, job, error))
    return NULL;
  for (guint t = 0; t < n_rounds && goes_on; t++)
    {
      if (rule->deal != NULL)
        imb_deal_schedule (rule->deal, rule->schedule, t, n_rounds, boosting.targets);
      if (!imb_job_step (job, t, n_rounds, error) || !boost (&boosting, t + 1 == n_rounds, &goes_on, &is_chance, error))
        return NULL;
    }

  n_trees = boosting.trees->len;
  self = g_new0 (ImbBoosted, 1);
  self->scale = is_chance ? 0.0 : n_trees / (boosting.sum * MAX (boosting.round.n_present - 1.0, 1.0));
  self->n_classes = rows->n_classes;
  self->n_present = boosting.round.n_present;
  self->present = g_memdup2 (boosting.round.present, self->n_present * sizeof *self->present);
  self->is_chance = is_chance;
  self->weights = (double *) g_array_free (g_steal_pointer (&boosting.weights), FALSE);
  g_ptr_array_set_free_func (boosting.trees, NULL);
  self->forest = imb_forest_of_many ((ImbTree **) g_ptr_array_free (g_steal_pointer (&boosting.trees), FALSE), n_trees);
  return self;
}

void
imb_boosted_free (gpointer data)
{
  ImbBoosted *self = data;

  if (self == NULL)
    return;
  imb_forest_free (self->forest);
  g_free (self->weights);
  g_free (self->present);
  g_free (self);
}

void
imb_boosted_importances (gconstpointer fitted,
                         double       *out,
                         gsize         n_features)
{
  const ImbBoosted *self = fitted;

  imb_forest_importances (self->forest, self->weights, out, n_features);
}

gboolean
imb_boosted_contributions (gconstpointer    fitted,
                           const ImbMatrix *rows,
                           double          *out,
                           ImbJob          *job,
                           GError         **error)
{
  ImbBoosted *self = (ImbBoosted *) fitted;

  return imb_contribute_boosted (&self, 1, rows, out, job, error);
}

guint
imb_boosted_n_trees (const ImbBoosted *self)
{
  return imb_forest_n_trees (self->forest);
}

void
imb_boosted_note (ImbBoosted *const      *boosted,
                  guint                   n,
                  const ImbBoostSettings *settings,
                  ImbNotes               *notes)
{
  const guint n_rounds = (guint) settings->n_estimators;
  guint       fewest = n_rounds, most = 0, n_chance = 0;

  for (guint b = 0; b < n; b++)
    if (boosted[b]->is_chance)
      n_chance++;
    else
      {
        fewest = MIN (fewest, imb_boosted_n_trees (boosted[b]));
        most = MAX (most, imb_boosted_n_trees (boosted[b]));
      }
  if (n_chance == n)
    imb_notes_add (notes, _ ("The first tree was no better than chance, so boosting ended there, and all classes are equally probable. Trees of a greater max_depth may help."));
  else if (n_chance > 0)
    imb_notes_add (notes, _ ("The first tree of %u of %u AdaBoosts was no better than chance, so they ended there, and all classes are equally probable to them. Trees of a greater max_depth may help."), n_chance, n);
  if (fewest < n_rounds && fewest == most)
    imb_notes_add (notes, _ ("Boosting ended after %u of %d rounds: another tree had nothing to add."), fewest, settings->n_estimators);
  else if (fewest < n_rounds)
    imb_notes_add (notes, _ ("Boosting ended after %u to %u of %d rounds: another tree had nothing to add."), fewest, most, settings->n_estimators);
}

/* ---- asking it ---- */

void
imb_boosted_add (const ImbBoosted    *self,
                 const double *const *rows,
                 gsize                n_rows,
                 double              *scores)
{
  const guint        K = self->n_classes;
  g_autofree double *votes = g_new (double, n_rows *K + 1);

  imb_forest_score (self->forest, rows, n_rows, votes);
  for (gsize i = 0; i < n_rows; i++)
    {
      double *own = votes + i * K, most = -INFINITY, sum = 0.0;

      for (guint k = 0; k < self->n_present; k++)
        most = MAX (most, own[self->present[k]]);
      for (guint k = 0; k < self->n_present; k++)
        sum += own[self->present[k]] = exp (self->scale * (own[self->present[k]] - most));
      for (guint k = 0; k < self->n_present; k++)
        scores[i * K + self->present[k]] += own[self->present[k]] / sum;
    }
}

typedef struct
{
  ImbBoosted *const *boosted;
  guint              n;
  const ImbMatrix   *rows;
  double            *scores;
} Scoring;

static gboolean
score_block (gsize    block,
             gpointer data,
             GError **error)
{
  const Scoring *scoring = data;
  const gsize    first = block * SCORE_ROWS, n = MIN (SCORE_ROWS, scoring->rows->n_rows - first);
  const guint    K = scoring->boosted[0]->n_classes;
  double        *scores = scoring->scores + first * K;
  const double  *rows[SCORE_ROWS];

  for (gsize i = 0; i < n; i++)
    rows[i] = imb_matrix_row (scoring->rows, first + i);
  memset (scores, 0, n * K * sizeof *scores);
  for (guint b = 0; b < scoring->n; b++)
    imb_boosted_add (scoring->boosted[b], rows, n, scores);
  for (gsize i = 0; i < n * K && scoring->n > 1; i++)
    scores[i] /= scoring->n;
  return TRUE;
}

gboolean
imb_boosted_predict_mean (ImbBoosted *const *boosted,
                          guint              n,
                          const ImbMatrix   *rows,
                          double            *scores,
                          ImbJob            *job,
                          GError           **error)
{
  Scoring scoring = { boosted, n, rows, scores };

  return imb_job_step (job, 0, 0, error) && imb_parallel_for ((rows->n_rows + SCORE_ROWS - 1) / SCORE_ROWS, score_block, &scoring, job, error);
}

gboolean
imb_boosted_predict (gconstpointer    fitted,
                     const ImbMatrix *rows,
                     double          *scores,
                     ImbJob          *job,
                     GError         **error)
{
  ImbBoosted *self = (ImbBoosted *) fitted;

  return imb_boosted_predict_mean (&self, 1, rows, scores, job, error);
}

/* ---- a view ---- */

ImbBoosted *
imb_boost_view (const ImbView      *train,
                const char         *class_weight,
                const ImbBoostRule *rule,
                const ImbRng       *rng,
                ImbJob             *job,
                ImbNotes           *notes,
                GError            **error)
{
  const gsize n = train->n_rows;
  g_auto (ImbGroveRows) grove = { 0 };
  g_autoptr (ImbJob) sorting = imb_job_new_part (job, 0.1);
  g_autoptr (ImbJob) boosting = imb_job_new_part (job, 0.9);
  g_autofree ImbRng *stream = g_memdup2 (rng, sizeof *rng);
  g_autofree double *weights = g_try_new (double, n + 1);
  ImbBoosted        *self;

  if (weights == NULL)
    return set_too_large (n, error) ? NULL : NULL;
  if (!imb_grove_rows_init (&grove, train, class_weight, rule->deal == NULL, sorting, error))
    return NULL;

  for (gsize i = 0; i < n; i++)
    weights[i] = (grove.weights != NULL ? grove.weights[i] : 1.0) * grove.scale[grove.classes[i]] * (rule->start != NULL ? rule->start[grove.classes[i]] : 1.0);

  const ImbBoostRows rows = { grove.rows, grove.classes, weights, n, train->base->n_cols, train->n_classes, grove.presort };

  self = imb_boost_fit (&rows, rule, stream, boosting, error);
  if (self != NULL)
    imb_boosted_note (&self, 1, rule->settings, notes);
  return self;
}
