/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Out-of-fold probabilities of a forest, and the threshold at a quantile of them. */
#include "engine/samplers/imb-hardness.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/core/imb-error.h"
#include "engine/kernels/imb-stratify.h"
#include "engine/kernels/imb-forest.h"
#include "engine/kernels/imb-sort.h"

typedef struct
{
  const ImbView *in;
  const guint8  *fold_of;
  guint          n_trees;
  const guint   *columns;
  double        *probabilities;
} Measure;

/* Rows as a fold has them: all others first, then its own. */
typedef struct
{
  const double **rows;
  guint16       *classes;
  guint32       *numbers;
} Dealt;

static void
dealt_clear (Dealt *self)
{
  g_free (self->rows);
  g_free (self->classes);
  g_free (self->numbers);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Dealt, dealt_clear)

static gboolean
set_too_large (gsize    n_rows,
               guint    n_classes,
               GError **error)
{
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for the probabilities of %zu rows and %u classes; use fewer of them."), n_rows, n_classes);
  return FALSE;
}

static gboolean
dealt_init (Dealt         *self,
            const ImbView *in,
            GError       **error)
{
  const gsize n = MAX (in->n_rows, 1);

  *self = (Dealt){ g_try_new (const double *, n), g_try_new (guint16, n), g_try_new (guint32, n) };
  return (self->rows != NULL && self->classes != NULL && self->numbers != NULL) || set_too_large (n, in->n_classes, error);
}

/* Into the places from @at on; how many. */
static gsize
gather (const Measure *self,
        guint          fold,
        gboolean       inside,
        Dealt         *dealt,
        gsize          at)
{
  gsize n = 0;

  for (gsize i = 0; i < self->in->n_rows; i++)
    if ((self->fold_of[i] == fold) == (inside != FALSE))
      {
        dealt->rows[at + n] = imb_view_row (self->in, i);
        dealt->classes[at + n] = (guint16) imb_view_class (self->in, i);
        dealt->numbers[at + n++] = (guint32) i;
      }
  return n;
}

static gboolean
measure_fold (const Measure *self,
              guint          fold,
              Dealt         *dealt,
              ImbRng        *rng,
              ImbJob        *job,
              GError       **error)
{
  const ImbView     *in = self->in;
  const gsize        d = in->base->n_cols;
  const ImbTreeShape shape = { IMB_TREE_GINI, 0, 2, 1, MAX ((gsize) sqrt ((double) d), 1) };
  g_autofree double *scores = NULL;
  g_autoptr (ImbJob) sorting = imb_job_new_part (job, 0.05);
  g_autoptr (ImbJob) growing = imb_job_new_part (job, 0.95);
  const gsize n_others = gather (self, fold, FALSE, dealt, 0), n = gather (self, fold, TRUE, dealt, n_others);
  g_autoptr (ImbPresort) presort = imb_presort_new_ranked (dealt->rows, dealt->classes, n_others, d, in->n_classes, sorting, error);

  if (presort == NULL)
    return FALSE;
  scores = g_try_new (double, MAX (n * in->n_classes, 1));
  if (scores == NULL)
    return set_too_large (n, in->n_classes, error);
  if (!imb_forest_predict_once (presort, &shape, self->n_trees, dealt->rows + n_others, n, scores, rng, growing, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    self->probabilities[dealt->numbers[n_others + i]] = scores[i * in->n_classes + self->columns[dealt->classes[n_others + i]]];
  return TRUE;
}

gboolean
imb_hardness_measure (const ImbView *in,
                      guint          n_folds,
                      guint          n_trees,
                      const guint   *columns,
                      const ImbRng  *rng,
                      double        *probabilities,
                      ImbJob        *job,
                      GError       **error)
{
  g_autofree ImbRng *stream = g_memdup2 (rng, sizeof *rng);
  g_autofree guint8 *fold_of = g_try_new (guint8, MAX (in->n_rows, 1));
  const Measure      self = { in, fold_of, n_trees, columns, probabilities };
  g_auto (Dealt) dealt = { 0 };

  if (!dealt_init (&dealt, in, error))
    return FALSE;
  if (fold_of == NULL)
    return set_too_large (in->n_rows, in->n_classes, error);
  for (gsize i = 0; i < in->n_rows; i++)
    dealt.classes[i] = (guint16) imb_view_class (in, i);
  imb_stratify (dealt.classes, in->n_rows, in->n_classes, n_folds, stream, fold_of);
  for (guint f = 0; f < n_folds; f++)
    {
      g_autoptr (ImbJob) part = imb_job_new_part (job, 1.0 / n_folds);

      if (!measure_fold (&self, f, &dealt, stream, part, error))
        return FALSE;
    }
  return TRUE;
}

/* The rows of a class that reach the threshold, into @kept; how many. */
static gsize
select_class (const ImbView *in,
              guint          c,
              const double  *probabilities,
              gsize          n_keep,
              guint32       *kept,
              ImbResample   *out)
{
  gsize               n, n_kept = 0;
  g_autofree guint32 *rows = imb_view_rows_of_class (in, c, &n);
  g_autofree double  *own = g_new (double, MAX (n, 1));
  g_autofree char    *label = imb_view_dup_label (in, c);
  double              threshold;

  for (gsize i = 0; i < n; i++)
    own[i] = probabilities[rows[i]];
  /* By way of a percentage, as the peer, whose rounding is then the same. */
  threshold = imb_quantile (own, n, (1.0 - (double) n_keep / (double) n) * 100.0 / 100.0);
  for (gsize i = 0; i < n; i++)
    if (probabilities[rows[i]] >= threshold)
      kept[n_kept++] = rows[i];
    else
      imb_removals_add (out->removals, rows[i], IMB_REASON_HARD, NULL, 0);
  if (n_kept > n_keep)
    imb_notes_add (out->notes, _ ("Of class “%s” %zu rows are kept, not %zu: all of them have at least the probability %.4g, so they are as easy as each other."),
                   label, n_kept, n_keep, threshold);
  return n_kept;
}

void
imb_hardness_select (const ImbView  *in,
                     const double   *probabilities,
                     const gsize    *targets,
                     const gboolean *targeted,
                     ImbResample    *out)
{
  g_autofree guint32 *kept = g_new (guint32, MAX (in->n_rows, 1));
  gsize               n_kept = 0;

  for (guint c = 0; c < in->n_classes; c++)
    {
      gsize               n;
      g_autofree guint32 *rows = imb_view_rows_of_class (in, c, &n);

      if (n > 0 && targeted[c])
        n_kept += select_class (in, c, probabilities, targets[c], kept + n_kept, out);
      else
        for (gsize i = 0; i < n; i++)
          kept[n_kept++] = rows[i];
    }
  imb_resample_take_rows (out, g_steal_pointer (&kept), n_kept);
}
