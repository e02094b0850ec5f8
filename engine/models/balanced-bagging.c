/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bagging whose members each balance their own rows: by any sampler or chain of them, so that it is UnderBagging (random-under, the
 * default), OverBagging (random-over) or SMOTEBagging (smote); or by drawing with repetition as many rows of the smallest class as it
 * has, and of the others a number that is only that large on the average, as chance would have it in balanced data: roughly balanced
 * bagging. Maclin and Opitz 1997; Wang and Yao 2009; Hido, Kashima and Takahashi 2009. As imbalanced-learn's BalancedBaggingClassifier
 * of version 0.10. A tree costs O(m · d · log m) for m rows, and what the sampler costs. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"
#include "engine/models/imb-bag.h"
#include "engine/models/imb-deal.h"
#include "engine/params/imb-text.h"

#define TRIES 64 /* to draw rows of all classes */

typedef struct
{
  int              n_estimators;
  const char      *sampler;
  gboolean         bootstrap;
  double           max_samples;
  ImbGroveSettings tree;
  const char      *class_weight;
} BalancedBagging;

static const char roughly[] = "roughly-balanced";

static const char *const sampler_suggestions[] = { "random-under", "random-over", "{smote:k_neighbors=1}", roughly, "none", NULL };

/* The specification with or without braces around it. (transfer full) (nullable) */
static ImbPlan *
parse_sampler (const char *text,
               GError    **error)
{
  g_autofree char *bare = g_strstrip (g_strdup (text));
  const gsize      length = strlen (bare);

  if (length >= 2 && bare[0] == '{' && bare[length - 1] == '}')
    {
      bare[length - 1] = '\0';
      return imb_plan_parse (bare + 1, error);
    }
  return imb_plan_parse (bare, error);
}

static gboolean
check_sampler (const char *text,
               GError    **error)
{
  g_autoptr (ImbPlan) plan = NULL;

  if (strcmp (text, roughly) == 0)
    return TRUE;
  if (!imb_text_is_paired (text))
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("“%s” is no sampler; write one in braces, such as {smote:k_neighbors=1}."), text);
      return FALSE;
    }
  plan = parse_sampler (text, error);
  return plan != NULL;
}

static const ImbParam params[] = {
  {
    .name = "n_estimators",
    .label = N_ ("Trees"),
    .help = N_ ("How many trees; more of them make probabilities finer and steadier, and take as much longer."),
    IMB_INT (BalancedBagging, n_estimators, 10, 1, 100000),
  },
  {
    .name = "sampler",
    .label = N_ ("Sampler"),
    .help = N_ ("What balances the rows of each tree: a sampler or a chain, with parameters in braces such as {smote:k_neighbors=1}, or roughly-balanced."),
    IMB_TEXT (BalancedBagging, sampler, "random-under", check_sampler, sampler_suggestions),
  },
  {
    .name = "bootstrap",
    .label = N_ ("With replacement"),
    .help = N_ ("A tree's rows, before they are balanced, are drawn with repetition; always with sampler=roughly-balanced."),
    IMB_BOOL (BalancedBagging, bootstrap, TRUE),
  },
  {
    .name = "max_samples",
    .label = N_ ("Share of rows"),
    .help = N_ ("How many rows are drawn for a tree, before they are balanced, as a share of all; sampler=roughly-balanced goes by the smallest class instead."),
    IMB_REAL (BalancedBagging, max_samples, 1.0, 1e-6, 1.0),
  },
  IMB_GROVE_PARAMS (BalancedBagging, "all"),
  IMB_CLASS_WEIGHT_PARAM (BalancedBagging, N_ ("How much the balanced rows of each class count in questions and leaves: none, balanced (by the classes' sizes before drawing), or {label:weight;…}.")),
  { NULL },
};

typedef struct
{
  const BalancedBagging *values;
  const ImbPlan         *plan; /* NULL: roughly balanced */
  const ImbView         *view;
  ImbBagOrder           *order;
  const ImbDeal         *deal; /* rows are repeated, in all classes */
  const double          *scale;
  ImbTreeShape           shape;
  guint32               *seeds;
  ImbTree              **trees;
  ImbNotes             **notes; /* of each member's sampler */
  ImbJob                *job;
} Members;

/* How often a coin shows tails before it has shown heads @n times: on the average as often. */
static gsize
draw_negative_binomial (ImbRng *rng,
                        gsize   n)
{
  gsize n_tails = 0;

  while (n > 0)
    {
      guint32 word = imb_rng_word (rng);

      for (guint bit = 0; bit < 32 && n > 0; bit++, word >>= 1)
        {
          n -= word & 1;
          n_tails += 1 - (word & 1);
        }
    }
  return n_tails;
}

/* Into rows of the view; how many. */
static gsize
draw_roughly (const Members *self,
              ImbRng        *rng,
              guint32      **rows)
{
  const ImbDeal    *deal = self->deal;
  g_autofree gsize *targets = g_new0 (gsize, deal->n_classes);
  gsize             least = G_MAXSIZE, n = 0;
  gboolean          is_smallest;

  for (guint c = 0; c < deal->n_classes; c++)
    if (deal->begin[c + 1] > deal->begin[c])
      least = MIN (least, deal->begin[c + 1] - deal->begin[c]);
  is_smallest = TRUE;
  for (guint c = 0; c < deal->n_classes; c++)
    {
      const gsize size = deal->begin[c + 1] - deal->begin[c];

      if (size == 0)
        continue;
      if (size == least && is_smallest)
        targets[c] = least;
      else
        targets[c] = draw_negative_binomial (rng, least);
      is_smallest &= size != least;
      targets[c] = MAX (targets[c], 1);
      n += targets[c];
    }
  *rows = g_new (guint32, n + 1);
  return imb_deal_draw (deal, targets, rng, *rows);
}

/* The view's rows @rows, which become places in its base. */
static ImbView
view_of_rows (const ImbView *view,
              guint32       *rows,
              gsize          n)
{
  ImbView own = *view;

  for (gsize i = 0; i < n; i++)
    rows[i] = (guint32) imb_view_source (view, rows[i]);
  own.rows = rows;
  own.n_rows = n;
  return own;
}

static gboolean
is_legal (const Members *self,
          const ImbView *own)
{
  const ImbPlanStep *first = imb_plan_is_none (self->plan) ? NULL : imb_plan_step_at (self->plan, 0);
  guint              some;

  return first == NULL || (imb_view_n_present (own, &some) == imb_view_n_present (self->view, &some) && imb_sampler_check (first->sampler, first->values, own, NULL));
}

/* A draw that the sampler would refuse, because it lacks a class or has too few rows of it, is drawn again; at last class by class. */
static ImbView
draw_rows (const Members *self,
           ImbRng        *rng,
           guint32      **rows)
{
  const gsize n = self->view->n_rows, wanted = CLAMP ((gsize) ((double) n * self->values->max_samples), 1, n);
  ImbView     own;

  if (self->plan == NULL)
    {
      gsize n_drawn = draw_roughly (self, rng, rows);

      return view_of_rows (self->view, *rows, n_drawn);
    }
  *rows = g_new (guint32, n + 1);
  for (guint try = 0; try < TRIES; try++)
    {
      if (!self->values->bootstrap)
        imb_rng_permutation (rng, *rows, n);
      for (gsize i = 0; i < wanted && self->values->bootstrap; i++)
        (*rows)[i] = (guint32) imb_rng_below (rng, n);
      own = view_of_rows (self->view, *rows, wanted);
      if (is_legal (self, &own))
        return own;
    }
  return view_of_rows (self->view, *rows, imb_deal_draw (self->deal, NULL, rng, *rows));
}

/* Whether the sampler left something to tell apart. */
static gboolean
check_balanced (const Members *self,
                const ImbView *balanced,
                GError       **error)
{
  guint some;

  if (imb_view_n_present (balanced, &some) >= MIN (imb_view_n_present (self->view, &some), 2))
    return TRUE;
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW, _ ("The sampler %s leaves rows of fewer than two classes to a tree; choose one that keeps some of two classes or more."),
               self->values->sampler);
  return FALSE;
}

static ImbTree *
grow_member (const Members *self,
             gsize          m,
             ImbRng        *rng,
             ImbJob        *silent,
             GError       **error)
{
  g_autofree guint32 *rows = NULL;
  ImbView             own = draw_rows (self, rng, &rows), balanced;
  g_autoptr (ImbResample) resample = NULL;
  g_autofree guint16 *classes = NULL;
  g_autofree guint32 *folded = NULL;

  if (self->plan == NULL || imb_plan_is_none (self->plan))
    return imb_bag_grow_view (self->order, &own, self->scale, &self->shape, rng, silent, error);

  resample = imb_plan_run (self->plan, &own, imb_rng_word (rng), silent, error);
  if (resample == NULL)
    return NULL;
  self->notes[m] = imb_notes_ref (resample->notes);
  balanced = imb_resample_get_view (resample, &own, &classes);
  folded = imb_bag_fold_copies (resample, &own, &balanced);
  return check_balanced (self, &balanced, error) ? imb_bag_grow_view (self->order, &balanced, self->scale, &self->shape, rng, silent, error) : NULL;
}

static gboolean
fit_member (gsize    m,
            gpointer data,
            GError **error)
{
  const Members     *self = data;
  g_autofree ImbRng *rng = g_new (ImbRng, 1);
  g_autoptr (ImbJob) silent = imb_job_new_part (self->job, 0.0);

  imb_rng_init (rng, self->seeds[m]);
  self->trees[m] = grow_member (self, m, rng, silent, error);
  return self->trees[m] != NULL;
}

static void
members_clear (Members *self)
{
  for (gsize m = 0; self->trees != NULL && m < (gsize) self->values->n_estimators; m++)
    imb_tree_free (self->trees[m]);
  for (gsize m = 0; self->notes != NULL && m < (gsize) self->values->n_estimators; m++)
    g_clear_pointer (&self->notes[m], imb_notes_unref);
  g_free (self->trees);
  g_free (self->notes);
  g_free (self->seeds);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Members, members_clear)

static gboolean
init_deal (ImbDeal       *deal,
           const ImbView *view,
           GError       **error)
{
  g_autofree gsize *counts = g_new (gsize, view->n_classes);

  imb_view_count (view, counts);
  return imb_deal_init (deal, view, counts, IMB_DEAL_REPEAT_ALL, error);
}

static gpointer
fit (const ImbView *train,
     gconstpointer  data,
     const ImbRng  *rng,
     ImbJob        *job,
     ImbNotes      *notes,
     GError       **error)
{
  const BalancedBagging *values = data;
  const guint            n = (guint) values->n_estimators;
  const gboolean         is_roughly = strcmp (values->sampler, roughly) == 0;
  g_autoptr (ImbPlan) plan = is_roughly ? NULL : parse_sampler (values->sampler, error);
  g_auto (ImbBagRows) rows = { 0 };
  g_auto (ImbBagOrder) order = { .rows = &rows };
  g_auto (ImbDeal) deal = { 0 };
  g_autofree ImbRng *stream = g_memdup2 (rng, sizeof *rng);
  g_autofree double *scale = g_new (double, train->n_classes);
  g_autoptr (ImbJob) silent = imb_job_new_part (job, 0.0);
  g_auto (Members) members = { .values = values, .plan = plan, .view = &rows.view, .order = &order, .deal = &deal, .scale = scale };

  if ((plan == NULL && !is_roughly) || !imb_class_weight_resolve (values->class_weight, train, scale, error)
      || !imb_bag_rows_init (&rows, train, silent, error) || !init_deal (&deal, &rows.view, error))
    return NULL;

  members.shape = imb_grove_shape_any_order (&values->tree, train->base->n_cols);
  members.seeds = g_new (guint32, n);
  members.trees = g_new0 (ImbTree *, n);
  members.notes = g_new0 (ImbNotes *, n);
  members.job = job;
  for (guint m = 0; m < n; m++)
    members.seeds[m] = imb_rng_word (stream);
  if (!imb_parallel_for (n, fit_member, &members, job, error))
    return NULL;
  if (members.notes[0] != NULL)
    imb_notes_add_all (notes, members.notes[0]);
  return imb_grove_note_pure (imb_forest_of_many (g_steal_pointer (&members.trees), n), values->class_weight, notes);
}

const ImbModel imb_model_balanced_bagging = {
  .base = {
    .id = "balanced-bagging",
    .title = N_ ("Balanced bagging"),
    .summary = N_ ("The mean of decision trees, each grown from rows that a sampler balanced: UnderBagging, OverBagging, SMOTEBagging, roughly balanced bagging. Its probabilities are those of balanced classes."),
    .reference = "Maclin, Opitz 1997, An empirical evaluation of bagging and boosting, AAAI; Wang, Yao 2009, doi:10.1109/CIDM.2009.4938667; Hido, Kashima, Takahashi 2009, doi:10.1002/sam.10061",
    .params = params,
    .params_size = sizeof (BalancedBagging),
  },
  .flags = IMB_GROVE_FLAGS,
  .kind = IMB_MODEL_ENSEMBLE,
  .members = { "n_estimators" },
  .fit = fit,
  .predict = imb_grove_predict,
  .free = imb_grove_free,
  .importances = imb_grove_importances,
  .contributions = imb_grove_contributions,
};
