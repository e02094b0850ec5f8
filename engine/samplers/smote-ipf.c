/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SMOTE-IPF: SMOTE, then the iterative partitioning filter. The rows, old and new, are dealt into parts by class, a decision
 * tree is grown from each part, and all trees judge all rows. Rows that more than half of the trees put into another class are
 * removed, also rows of the table; by consensus only those that all trees but one do, because the tree that was grown from a
 * row knows it by heart. Again, until several passes in a row remove hardly anything. Sáez, Luengo, Stefanowski and Herrera
 * 2015, doi:10.1016/j.ins.2014.08.051. (The package smote_variants grows each tree from all parts but one: such trees know
 * nearly all rows that they judge by heart, and remove next to none.) The columns are ranked once for all
 * passes. O(passes · n · d) a level of the trees, after SMOTE. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/kernels/imb-forest.h"
#include "engine/kernels/imb-stratify.h"
#include "engine/samplers/imb-flat.h"
#include "engine/samplers/imb-grow.h"
#include "engine/samplers/imb-interpolate.h"
#include "engine/samplers/imb-sampler.h"
#include "engine/samplers/imb-strategy.h"

#define MOST_PASSES 1000

typedef enum
{
  VOTING_MAJORITY,
  VOTING_CONSENSUS,
} Voting;

typedef struct
{
  const char *sampling_strategy;
  int         n_neighbors;
  int         n_folds;
  int         k;
  double      p;
  int         voting;
  int         metric;
} SmoteIpf;

static const ImbChoice votings[] = {
  { VOTING_MAJORITY, "majority", N_ ("More than half of the trees") },
  { VOTING_CONSENSUS, "consensus", N_ ("All trees but the row's own") },
  { 0, NULL, NULL },
};

static const ImbParam params[] = {
  IMB_STRATEGY_PARAM_OVER (SmoteIpf),
  {
    .name = "n_neighbors",
    .label = N_ ("Neighbours"),
    .help = N_ ("Rows of the same class from which a partner is drawn."),
    IMB_INT (SmoteIpf, n_neighbors, 5, 1, 1000),
  },
  {
    .name = "n_folds",
    .label = N_ ("Parts"),
    .help = N_ ("Into how many parts the rows are dealt; a tree is grown from each and judges all rows."),
    IMB_INT (SmoteIpf, n_folds, 9, 2, 100),
  },
  {
    .name = "k",
    .label = N_ ("Quiet passes"),
    .help = N_ ("The filter ends after so many passes in a row that remove hardly anything."),
    IMB_INT (SmoteIpf, k, 3, 1, 100),
  },
  {
    .name = "p",
    .label = N_ ("Hardly anything"),
    .help = N_ ("The share of the rows before the first pass below which a pass counts as quiet."),
    IMB_REAL (SmoteIpf, p, 0.01, 0.0, 1.0),
  },
  {
    .name = "voting",
    .label = N_ ("Removed by"),
    .help = N_ ("How many of the trees must put a row into another class so that it is removed: more than half of them, or (consensus) all but the one that was grown from the row itself, which knows it by heart. smote_variants asks all trees, which it grows from all parts but one."),
    IMB_CHOICE (SmoteIpf, voting, VOTING_MAJORITY, votings),
  },
  IMB_DISTANCE_PARAM (SmoteIpf),
  { NULL },
};

static gboolean
check (const ImbView *in,
       gconstpointer  values,
       GError       **error)
{
  const SmoteIpf *self = values;

  return imb_check_growth (in, self->sampling_strategy, (gsize) self->n_neighbors, "n_neighbors", error);
}

static gboolean
grow (const ImbGrowth *growth,
      GError         **error)
{
  const SmoteIpf *self = growth->values;

  return imb_growth_interpolate (growth, self->metric, (gsize) self->n_neighbors, error);
}

/* ---- the filter ---- */

/* All rows of the enlarged table, by their place in it. */
typedef struct
{
  const SmoteIpf *values;
  gsize           n;
  guint           n_classes;
  const double  **rows;
  guint16        *classes;
  ImbPresort     *presort;
  guint32        *alive; /* places of the rows that are left, ascending */
  gsize           n_alive;
  gsize          *counts;      /* of alive, the rows of each class */
  guint8         *dealt;       /* of alive, its part */
  guint8         *part_of;     /* the same of all rows */
  guint8         *is_outvoted; /* of alive */
  const double  **asked;       /* of alive, the row */
  guint16        *asked_classes;
} Filter;

static void
filter_clear (Filter *self)
{
  g_free (self->rows);
  g_free (self->classes);
  imb_presort_free (self->presort);
  g_free (self->alive);
  g_free (self->counts);
  g_free (self->dealt);
  g_free (self->part_of);
  g_free (self->is_outvoted);
  g_free (self->asked);
  g_free (self->asked_classes);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Filter, filter_clear)

static gboolean
filter_init (Filter         *self,
             const ImbView  *view,
             const SmoteIpf *values,
             ImbJob         *job,
             GError        **error)
{
  const gsize n = view->n_rows;

  *self = (Filter){
    .values = values,
    .n = n,
    .n_classes = view->n_classes,
    .rows = g_try_new (const double *, n),
    .classes = g_try_new (guint16, n),
    .alive = g_try_new (guint32, n),
    .n_alive = n,
    .counts = g_new0 (gsize, view->n_classes),
    .dealt = g_try_new (guint8, n),
    .part_of = g_try_new (guint8, n),
    .is_outvoted = g_try_new (guint8, n),
    .asked = g_try_new (const double *, n),
    .asked_classes = g_try_new (guint16, n),
  };
  if (self->rows == NULL || self->classes == NULL || self->alive == NULL || self->dealt == NULL || self->part_of == NULL || self->is_outvoted == NULL
      || self->asked == NULL || self->asked_classes == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory to filter %zu rows; use fewer of them."), n);
      return FALSE;
    }
  for (gsize i = 0; i < n; i++)
    {
      self->rows[i] = imb_view_row (view, i);
      self->classes[i] = (guint16) imb_view_class (view, i);
      self->alive[i] = (guint32) i;
      self->asked[i] = self->rows[i];
      self->asked_classes[i] = self->classes[i];
      self->counts[self->classes[i]]++;
    }
  self->presort = imb_presort_new_ranked (self->rows, self->classes, n, view->base->n_cols, view->n_classes, job, error);
  return self->presort != NULL;
}

/* As many as the smallest class has rows, at most n_folds: each part has rows of all classes. */
static guint
count_folds (const Filter *self)
{
  gsize least = (gsize) self->values->n_folds;

  for (guint c = 0; c < self->n_classes; c++)
    if (self->counts[c] > 0)
      least = MIN (least, self->counts[c]);
  return (guint) least;
}

static void
deal (Filter *self,
      guint   n_folds,
      ImbRng *rng)
{
  imb_stratify (self->asked_classes, self->n_alive, self->n_classes, n_folds, rng, self->dealt);
  memset (self->part_of, IMB_NO_PART, self->n);
  for (gsize i = 0; i < self->n_alive; i++)
    self->part_of[self->alive[i]] = self->dealt[i];
}

/* Removes the rows that are outvoted; how many. None when a class would be left without rows. */
static gsize
remove_outvoted (Filter   *self,
                 gboolean *would_empty)
{
  g_autofree gsize *left = g_memdup2 (self->counts, self->n_classes * sizeof *left);
  const gsize       n_before = self->n_alive;
  gsize             n = 0;

  for (gsize i = 0; i < n_before; i++)
    if (self->is_outvoted[i])
      *would_empty |= --left[self->asked_classes[i]] == 0;
  if (*would_empty)
    return 0;

  for (gsize i = 0; i < n_before; i++)
    {
      self->alive[n] = self->alive[i];
      self->asked[n] = self->asked[i];
      self->asked_classes[n] = self->asked_classes[i];
      n += !self->is_outvoted[i];
    }
  memcpy (self->counts, left, self->n_classes * sizeof *left);
  self->n_alive = n;
  return n_before - n;
}

static gboolean
run_pass (Filter  *self,
          guint    n_folds,
          ImbRng  *rng,
          ImbJob  *job,
          GError **error)
{
  const ImbTreeShape shape = { IMB_TREE_GINI, 0, 2, 1, 0 };
  const guint        n_needed = self->values->voting == VOTING_MAJORITY ? n_folds / 2 + 1 : n_folds - 1;
  g_autoptr (ImbForest) forest = NULL;

  deal (self, n_folds, rng);
  forest = imb_forest_grow_parts (self->presort, self->part_of, n_folds, &shape, rng, job, error);
  return forest != NULL && imb_forest_outvote (forest, self->asked, self->asked_classes, self->dealt, self->n_alive, n_needed, self->is_outvoted, job, error);
}

static gboolean
run (Filter   *self,
     ImbRng   *rng,
     ImbNotes *notes,
     ImbJob   *job,
     GError  **error)
{
  guint n_quiet = 0, n_passes = 0;

  while (n_quiet < (guint) self->values->k && n_passes < MOST_PASSES)
    {
      const guint n_folds = count_folds (self);
      gboolean    would_empty = FALSE;
      gsize       n_removed;
      g_autoptr (ImbJob) silent = imb_job_new_part (job, 0.0);

      if (n_folds < 2)
        {
          imb_notes_add (notes, _ ("The filter of SMOTE-IPF ends early: a class is left with a single row."));
          return TRUE;
        }
      if (!run_pass (self, n_folds, rng, silent, error))
        return FALSE;
      n_removed = remove_outvoted (self, &would_empty);
      if (would_empty)
        {
          imb_notes_add (notes, _ ("The filter of SMOTE-IPF ends early: the next pass would remove all rows of a class."));
          return TRUE;
        }
      n_quiet = (double) n_removed < self->values->p * (double) self->n || n_removed == 0 ? n_quiet + 1 : 0;
      n_passes++;
      if (!imb_job_step (job, n_passes, n_passes + (guint) self->values->k - n_quiet, error))
        return FALSE;
    }
  return TRUE;
}

/* What the filter left, of the rows in @out. */
static void
keep_alive (const Filter *self,
            ImbResample  *out)
{
  gsize n = 0, next = 0, n_old = 0, n_new = 0;

  for (gsize i = 0; i < out->n_rows; i++)
    if (next < self->n_alive && self->alive[next] == i)
      {
        out->rows[n++] = out->rows[i];
        next++;
      }
    else if (out->rows[i] < out->n_in)
      {
        imb_removals_add (out->removals, out->rows[i], IMB_REASON_HARD, NULL, 0);
        n_old++;
      }
    else
      n_new++;
  out->n_rows = n;
  imb_notes_add (out->notes, _ ("The filter of SMOTE-IPF removed %zu rows of the table and %zu of %zu synthetic ones."), n_old, n_new, out->n_made);
}

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  const SmoteIpf *self = values;
  g_autoptr (ImbJob) growing = imb_job_new_part (job, 0.3);
  g_autoptr (ImbJob) sorting = imb_job_new_part (job, 0.1);
  g_autoptr (ImbJob) filtering = imb_job_new_part (job, 0.6);
  g_autofree ImbRng  *stream = g_memdup2 (rng, sizeof *rng);
  g_autofree guint16 *classes = NULL;
  g_auto (Filter) filter = { 0 };
  g_auto (ImbFlat) flat = { 0 };
  ImbView view;

  if (!imb_flat_init (&flat, in, job, error)
      || !imb_grow (&flat.view, self->sampling_strategy, self, 2, 0, grow, rng, growing, out, error))
    return FALSE;

  view = imb_resample_get_view (out, &flat.view, &classes);
  if (!filter_init (&filter, &view, self, sorting, error) || !run (&filter, stream, out->notes, filtering, error))
    return FALSE;
  keep_alive (&filter, out);
  return TRUE;
}

const ImbSampler imb_sampler_smote_ipf = {
  .base.id = "smote-ipf",
  .base.title = N_ ("SMOTE-IPF"),
  .base.summary = N_ ("SMOTE, then removes the rows, old and new, that decision trees grown from other rows put into another class."),
  .base.reference = "Sáez, Luengo, Stefanowski, Herrera 2015, doi:10.1016/j.ins.2014.08.051",
  .base.params = params,
  .base.params_size = sizeof (SmoteIpf),
  .flags = IMB_SAMPLER_ADDS | IMB_SAMPLER_DROPS | IMB_SAMPLER_RANDOM | IMB_SAMPLER_METRIC,
  .check = check,
  .sample = sample,
};
