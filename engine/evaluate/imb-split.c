/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which rows are tested in which fold of which repeat: one byte a row and repeat. Kept apart from the
 * folds of engine/data because a hundred repeats of row lists would not fit where a hundred bytes do. */
#include "engine/evaluate/imb-split.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/data/imb-folds.h"
#include "engine/data/imb-group-folds.h"
#include "engine/kernels/imb-neighbours.h"
#include "engine/kernels/imb-test-rows.h"

static gboolean
no_memory (gsize    n_rows,
           GError **error)
{
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for the folds of %zu rows; use fewer of them."), n_rows);
  return FALSE;
}

gboolean
imb_split_count_folds (const ImbProblem    *problem,
                       const ImbEvaluation *evaluation,
                       guint               *n_folds,
                       GError             **error)
{
  const guint32     *groups = imb_problem_get_groups (problem);
  gsize              n = imb_problem_n_rows (problem);
  g_autofree guint8 *fold_of = NULL;
  ImbSplitKind       kind = evaluation->split;
  const char        *nick = imb_split_kind_nick (kind);

  *n_folds = kind == IMB_SPLIT_HOLDOUT ? 1 : evaluation->n_folds;
  if ((kind == IMB_SPLIT_GROUP || kind == IMB_SPLIT_LEAVE_GROUP) && groups == NULL)
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("The split “%s” needs groups; name the column that tells them (--group)."), nick);
  else if (kind == IMB_SPLIT_TIME && evaluation->times == NULL)
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("The split “%s” needs to know when rows happened; name the column that tells it (--time)."), nick);
  else if (kind == IMB_SPLIT_TIME && groups != NULL)
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("The split “%s” cannot keep groups whole, too; leave one of the two out."), nick);
  else if ((kind == IMB_SPLIT_TIME || kind == IMB_SPLIT_LEAVE_GROUP) && evaluation->n_repeats > 1)
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("The split “%s” leaves nothing to chance, so %u repeats would all be the same; ask for one."), nick, evaluation->n_repeats);
  else if (kind == IMB_SPLIT_HOLDOUT && groups != NULL && evaluation->test_size > 0.5)
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("With whole groups at most half of the rows can be held out, not %g %%; choose a share up to 0.5 (--test-size)."), 100.0 * evaluation->test_size);
  else if (kind != IMB_SPLIT_LEAVE_GROUP)
    return TRUE;
  else
    {
      fold_of = g_try_malloc (MAX (n, 1));
      return fold_of != NULL ? imb_test_groups (groups, n, groups, n, n_folds, fold_of, error) : no_memory (n, error);
    }
  return FALSE;
}

static gboolean
deal_once (ImbSplit            *self,
           const ImbEvaluation *evaluation,
           const ImbProblem    *problem,
           ImbRng              *rng,
           guint8              *fold_of,
           GError             **error)
{
  guint n_classes = imb_problem_n_classes (problem), n_folds;
  g_autoptr (ImbFolds) folds = NULL;

  switch (evaluation->split)
    {
    case IMB_SPLIT_TIME:
      return imb_test_later (self->times, self->n_rows, evaluation->n_folds, fold_of, error);
    case IMB_SPLIT_HOLDOUT:
      return self->groups == NULL ? imb_test_holdout (self->classes, self->n_rows, n_classes, evaluation->test_size, rng, fold_of, error)
                                  : imb_hold_out_groups (self->classes, self->groups, self->n_rows, n_classes, evaluation->test_size, rng, fold_of, error);
    case IMB_SPLIT_LEAVE_GROUP:
      return imb_test_groups (imb_problem_get_groups (problem), imb_problem_n_rows (problem), self->groups, self->n_rows, &n_folds, fold_of, error);
    case IMB_SPLIT_STRATIFIED:
    case IMB_SPLIT_GROUP:
    default:
      folds = self->groups == NULL ? imb_folds_new (self->classes, self->n_rows, n_classes, evaluation->n_folds, rng, error)
                                   : imb_folds_new_grouped (self->classes, self->groups, self->n_rows, n_classes, evaluation->n_folds, rng, error);
      if (folds != NULL)
        memcpy (fold_of, imb_folds_get_fold_of_rows (folds), self->n_rows);
      return folds != NULL;
    }
}

/* Tested rows of each class in each fold, of all repeats; [fold * n_classes + class]. */
static guint32 *
count_tested (const ImbSplit      *self,
              const ImbEvaluation *evaluation,
              guint                n_classes)
{
  guint32 *counts = g_new0 (guint32, (gsize) evaluation->n_folds * evaluation->n_repeats * n_classes);

  for (gsize at = 0; at < self->n_rows * evaluation->n_repeats; at++)
    if (self->fold_of[at] != IMB_NEVER_TESTED)
      counts[(at / self->n_rows * evaluation->n_folds + self->fold_of[at]) * n_classes + self->classes[at % self->n_rows]]++;
  return counts;
}

/* Models that were fitted to other shares score on other scales; pooled, their rows are ranked together all the same (Forman and Scholz 2010,
 * doi:10.1145/1882471.1882479). */
static void
note_uneven_share (ImbSplit         *self,
                   const ImbProblem *problem,
                   const guint32    *counts,
                   guint             n_folds)
{
  const guint n_classes = imb_problem_n_classes (problem), c = imb_problem_get_positive (problem);
  double      least = 1.0, most = 0.0;

  for (guint f = 0; f < n_folds; f++)
    {
      double all = 0.0;

      for (guint k = 0; k < n_classes; k++)
        all += counts[f * n_classes + k];
      if (all == 0.0)
        continue;
      least = MIN (least, counts[f * n_classes + c] / all);
      most = MAX (most, counts[f * n_classes + c] / all);
    }
  if (most > 2.0 * least)
    imb_notes_add (self->notes, _ ("%.3g to %.3g %% of the rows that a fold tests are of class “%s”. The models of such folds score on different scales, and pooled scores mix these: "
                                   "areas, curves and their intervals over all rows may be far worse than those of the folds."),
                   100.0 * least, 100.0 * most, imb_problem_get_labels (problem)[c]);
}

/* In splits that do not look at classes, or cannot make them even. */
static void
note_absent_classes (ImbSplit            *self,
                     const ImbEvaluation *evaluation,
                     const ImbProblem    *problem)
{
  guint               n_classes = imb_problem_n_classes (problem), n = evaluation->n_folds * evaluation->n_repeats;
  g_autofree guint32 *counts = count_tested (self, evaluation, n_classes);

  for (guint c = 0; c < n_classes; c++)
    {
      guint n_without = 0;

      for (guint f = 0; f < n; f++)
        n_without += counts[f * n_classes + c] == 0;
      if (n_without > 0 && imb_problem_get_counts (problem)[c] > 0)
        imb_notes_add (self->notes, _ ("%u of %u folds test no row of class “%s”; what needs one is undefined there and left out of the means."), n_without, n,
                       imb_problem_get_labels (problem)[c]);
    }
  note_uneven_share (self, problem, counts, n);
}

/* Whole groups rarely make the share that was asked for. */
static void
measure_share (ImbSplit            *self,
               const ImbEvaluation *evaluation)
{
  gsize n = self->n_rows * evaluation->n_repeats, n_tested = 0;

  self->test_size = evaluation->test_size;
  if (evaluation->split != IMB_SPLIT_HOLDOUT || self->groups == NULL || n == 0)
    return;
  for (gsize at = 0; at < n; at++)
    n_tested += self->fold_of[at] != IMB_NEVER_TESTED;
  self->test_size = (double) n_tested / (double) n;
  if (fabs (self->test_size - evaluation->test_size) >= 0.005)
    imb_notes_add (self->notes, _ ("Groups were held out whole, which made %.3g %% of the rows instead of %g %%."), 100.0 * self->test_size, 100.0 * evaluation->test_size);
}

char *
imb_split_dup_partition (const ImbSplit *self,
                         guint           repeat)
{
  const guint8 *fold_of = self->fold_of + repeat * self->n_rows;
  guint8        piece[4096], names[G_MAXUINT8 + 1], n_names = 0; /* by the first row of each */
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  memset (names, IMB_NEVER_TESTED, sizeof names);
  for (gsize at = 0; at < self->n_rows; at += sizeof piece)
    {
      gsize n = MIN (self->n_rows - at, sizeof piece);

      for (gsize i = 0; i < n; i++)
        {
          guint8 fold = fold_of[at + i];

          if (fold != IMB_NEVER_TESTED && names[fold] == IMB_NEVER_TESTED)
            names[fold] = n_names++;
          piece[i] = names[fold];
        }
      g_checksum_update (sum, piece, (gssize) n);
    }
  return g_strdup (g_checksum_get_string (sum));
}

static void
note_left_out (const ImbSplit *self,
               guint           n_asked)
{
  guint n = n_asked - self->n_repeats;

  if (n == 0)
    return;
  if (self->groups != NULL)
    imb_notes_add (self->notes, g_dngettext (GETTEXT_PACKAGE, "%u of %u repeats dealt the groups as an earlier one did and was left out; ask for fewer repeats or --split leave-one-group-out.", "%u of %u repeats dealt the groups as an earlier one did and were left out; ask for fewer repeats or --split leave-one-group-out.", n),
                   n, n_asked);
  else
    imb_notes_add (self->notes, g_dngettext (GETTEXT_PACKAGE, "%u of %u repeats dealt the rows as an earlier one did and was left out; ask for fewer repeats.", "%u of %u repeats dealt the rows as an earlier one did and were left out; ask for fewer repeats.", n),
                   n, n_asked);
}

/* All repeats from one running stream; what was dealt before is not dealt again. */
static gboolean
deal (ImbSplit            *self,
      const ImbEvaluation *evaluation,
      const ImbProblem    *problem,
      ImbJob              *job,
      GError             **error)
{
  ImbEvaluation left = *evaluation; /* with the repeats that are left */
  ImbRng        rng;
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  self->expands = evaluation->split == IMB_SPLIT_TIME;
  self->draws = g_new (guint, evaluation->n_repeats);
  self->fold_of = g_try_malloc_n (MAX (self->n_rows, 1), evaluation->n_repeats);
  if (self->fold_of == NULL)
    return no_memory (self->n_rows, error);

  imb_rng_init (&rng, evaluation->seed);
  for (guint r = 0; r < evaluation->n_repeats; r++)
    {
      if (!imb_job_step (job, 0, 0, error) || !deal_once (self, evaluation, problem, &rng, self->fold_of + self->n_repeats * self->n_rows, error))
        return FALSE;
      if (!g_hash_table_add (known, imb_split_dup_partition (self, self->n_repeats)))
        continue;
      self->draws[self->n_repeats++] = r;
    }
  left.n_repeats = self->n_repeats;
  self->has_untested = memchr (self->fold_of, IMB_NEVER_TESTED, self->n_rows * self->n_repeats) != NULL;
  note_left_out (self, evaluation->n_repeats);
  measure_share (self, &left);
  if (evaluation->split != IMB_SPLIT_STRATIFIED)
    note_absent_classes (self, &left, problem);
  return TRUE;
}

ImbSplit *
imb_split_new (const ImbDesign     *design,
               const ImbEvaluation *evaluation,
               ImbJob              *job,
               GError             **error)
{
  ImbProblem *problem = imb_design_get_problem (design);
  g_autoptr (ImbSplit) self = g_new0 (ImbSplit, 1);

  self->matrix = imb_design_get_matrix (design);
  self->classes = imb_problem_get_classes (problem);
  self->groups = imb_problem_get_groups (problem);
  self->weights = imb_problem_get_weights (problem);
  self->row_costs = evaluation->costs != NULL ? imb_costs_get_row_costs (evaluation->costs) : NULL;
  self->n_rows = imb_problem_n_rows (problem);
  self->notes = imb_notes_new ();
  self->times = evaluation->times != NULL ? g_bytes_get_data (evaluation->times, NULL) : NULL;
  return deal (self, evaluation, problem, job, error) ? g_steal_pointer (&self) : NULL;
}

/* The resampled rows as a table of their own: matrix, classes, groups, weights, where each came from. */
static gboolean
take_rows (ImbSplit          *self,
           const ImbResample *resample,
           const ImbView     *in,
           ImbJob            *job,
           GError           **error)
{
  g_autofree guint16 *classes = NULL;
  ImbView             out = imb_resample_get_view (resample, in, &classes);

  self->n_rows = out.n_rows;
  self->own_matrix = imb_view_gather (&out, NULL, 0, job, error);
  if (self->own_matrix == NULL)
    return FALSE;
  self->own_classes = g_try_new (guint16, MAX (out.n_rows, 1));
  self->origin = g_try_new (guint32, MAX (out.n_rows, 1));
  self->own_groups = out.groups != NULL ? g_try_new (guint32, MAX (out.n_rows, 1)) : NULL;
  self->own_weights = out.weights != NULL ? g_try_new (double, MAX (out.n_rows, 1)) : NULL;
  if (self->own_classes == NULL || self->origin == NULL || (out.groups != NULL && self->own_groups == NULL)
      || (out.weights != NULL && self->own_weights == NULL))
    return no_memory (out.n_rows, error);

  for (gsize i = 0; i < out.n_rows; i++)
    {
      gsize source = imb_view_source (&out, i);

      self->own_classes[i] = (guint16) imb_view_class (&out, i);
      if (self->own_groups != NULL)
        self->own_groups[i] = imb_view_group (&out, i);
      if (self->own_weights != NULL)
        self->own_weights[i] = imb_view_weight (&out, i);
      self->origin[i] = source < resample->n_in ? (guint32) source : IMB_NO_ROW;
    }
  self->matrix = self->own_matrix;
  self->classes = self->own_classes;
  self->groups = self->own_groups;
  self->weights = self->own_weights;
  return TRUE;
}

/* A row that was made is known when the last of its parents is. */
static gboolean
take_times (ImbSplit          *self,
            const ImbResample *resample,
            const guint32     *times, /* of problem rows */
            const ImbView     *in,
            GError           **error)
{
  g_autofree guint16 *classes = NULL;
  ImbView             out = imb_resample_get_view (resample, in, &classes);
  g_autofree guint32 *made = g_try_new0 (guint32, MAX (resample->n_made, 1));

  self->own_times = g_try_new (guint32, MAX (self->n_rows, 1));
  if (self->own_times == NULL || made == NULL)
    return no_memory (self->n_rows, error);
  for (gsize m = 0; m < resample->n_made; m++)
    for (gsize p = resample->parent_offsets[m]; p < resample->parent_offsets[m + 1]; p++)
      {
        guint32 parent = resample->parent_rows[p];

        made[m] = MAX (made[m], parent < resample->n_in ? times[parent] : made[parent - resample->n_in]);
      }
  for (gsize i = 0; i < self->n_rows; i++)
    {
      gsize source = imb_view_source (&out, i);

      self->own_times[i] = source < resample->n_in ? times[source] : made[source - resample->n_in];
    }
  self->times = self->own_times;
  return TRUE;
}

/* A row that was made has no price: it gets the mean of the positive class's. */
static gboolean
take_row_costs (ImbSplit      *self,
                const double  *costs, /* of problem rows */
                const ImbView *in,
                guint          positive,
                GError       **error)
{
  double mean = 0.0;
  gsize  n = 0;

  self->own_row_costs = g_try_new (double, MAX (self->n_rows, 1));
  if (self->own_row_costs == NULL)
    return no_memory (self->n_rows, error);
  for (gsize i = 0; i < in->n_rows; i++)
    if (imb_view_class (in, i) == positive)
      {
        mean += costs[i];
        n++;
      }
  for (gsize i = 0; i < self->n_rows; i++)
    self->own_row_costs[i] = self->origin[i] != IMB_NO_ROW ? costs[self->origin[i]] : mean / MAX (n, 1);
  self->row_costs = self->own_row_costs;
  return TRUE;
}

/* As in an evaluation that is right, but of all rows. */
static gboolean
repair (const ImbDesign     *design,
        const ImbEvaluation *evaluation,
        const ImbTransform  *transform,
        const ImbView       *view,
        ImbResample         *resample,
        ImbJob              *job,
        GError             **error)
{
  g_autofree ImbRange *ranges = imb_ranges_of_design (design);
  ImbRepairs           repairs;

  if (!imb_domain_apply (evaluation->domain, resample, ranges, transform, view, &repairs, job, error))
    return FALSE;
  imb_domain_note (evaluation->domain, &repairs, resample->notes);
  return TRUE;
}

ImbSplit *
imb_split_new_leaky (const ImbDesign     *design,
                     const ImbEvaluation *evaluation,
                     const ImbRunSpec    *spec,
                     ImbJob              *job,
                     GError             **error)
{
  g_autoptr (ImbSplit) self = g_new0 (ImbSplit, 1);
  g_autoptr (ImbTransform) transform = NULL;
  g_autoptr (ImbMatrix) rows = NULL;
  g_autoptr (ImbResample) resample = NULL;
  const double *costs = evaluation->costs != NULL ? imb_costs_get_row_costs (evaluation->costs) : NULL;
  ImbView       view = imb_design_get_view (design);

  self->notes = imb_notes_new ();
  if (imb_plan_keeps_missing (spec->plan))
    transform = imb_transform_fit_keeping (view.base, view.kinds, view.features, NULL, 0, evaluation->impute, evaluation->scale, job, error);
  else
    transform = imb_transform_fit (view.base, view.kinds, view.features, NULL, 0, evaluation->impute, evaluation->scale, NULL, job, error);
  if (transform != NULL)
    rows = imb_transform_apply (transform, view.base, NULL, 0, job, error);
  if (rows == NULL)
    return NULL;

  view.base = rows;
  resample = imb_plan_run (spec->plan, &view, evaluation->seed, job, error);
  if (resample == NULL || !repair (design, evaluation, transform, &view, resample, job, error) || !take_rows (self, resample, &view, job, error)
      || (costs != NULL && !take_row_costs (self, costs, &view, imb_problem_get_positive (imb_design_get_problem (design)), error))
      || (evaluation->split == IMB_SPLIT_TIME && !take_times (self, resample, g_bytes_get_data (evaluation->times, NULL), &view, error))
      || !deal (self, evaluation, imb_design_get_problem (design), job, error))
    return NULL;
  imb_transform_fill (transform, self->own_matrix);
  imb_notes_add_all (self->notes, resample->notes);
  return g_steal_pointer (&self);
}

void
imb_split_free (ImbSplit *self)
{
  if (self == NULL)
    return;

  g_free (self->fold_of);
  g_free (self->draws);
  g_free (self->origin);
  imb_matrix_free (self->own_matrix);
  g_free (self->own_classes);
  g_free (self->own_groups);
  g_free (self->own_times);
  g_free (self->own_weights);
  g_free (self->own_row_costs);
  g_clear_pointer (&self->notes, imb_notes_unref);
  g_free (self);
}

static gboolean
is_trained (const ImbSplit *self,
            guint           fold_of,
            guint           fold)
{
  return self->expands ? fold_of == IMB_NEVER_TESTED || fold_of < fold : fold_of != fold;
}

guint32 *
imb_split_rows_of_fold (const ImbSplit *self,
                        guint           repeat,
                        guint           fold,
                        gsize          *n_train,
                        gsize          *n_test,
                        GError        **error)
{
  const guint8 *fold_of = self->fold_of + repeat * self->n_rows;
  guint32      *rows = g_try_new (guint32, MAX (self->n_rows, 1));
  gsize         at_train = 0;
  gsize         at_test;

  if (rows == NULL)
    {
      no_memory (self->n_rows, error);
      return NULL;
    }

  *n_train = 0;
  for (gsize i = 0; i < self->n_rows; i++)
    *n_train += is_trained (self, fold_of[i], fold);
  at_test = *n_train;
  for (gsize i = 0; i < self->n_rows; i++)
    if (fold_of[i] == fold)
      rows[at_test++] = (guint32) i;
    else if (is_trained (self, fold_of[i], fold))
      rows[at_train++] = (guint32) i;
  *n_test = at_test - *n_train;
  return rows;
}
