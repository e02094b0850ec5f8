/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The neighbourhood cleaning rule: rows of larger classes that most of their neighbours outvote are removed, and of a row of the
 * smallest class that its neighbours would take for another class, those neighbours. Laurikkala 2001. Rows as those of
 * imbalanced-learn's NeighbourhoodCleaningRule, in order: since its version 0.12 the row itself takes part in the vote of the second step, and
 * a class is cleaned in that step when it has more than threshold_cleaning times the rows of the smallest. One thing is
 * ours: a class never loses its last row. O(n_largest · n_others · d) and O(n_smallest · n · d). */
#include <glib/gi18n-lib.h>

#include "engine/samplers/imb-border.h"
#include "engine/samplers/imb-edit.h"
#include "engine/samplers/imb-sampler.h"
#include "engine/samplers/imb-strategy.h"

typedef struct
{
  const char *sampling_strategy;
  int         n_neighbors;
  double      threshold_cleaning;
  int         metric;
  int         compat;
} CleaningRule;

static const ImbParam params[] = {
  IMB_STRATEGY_PARAM_CLEAN (CleaningRule),
  IMB_EDIT_NEIGHBOURS_PARAM (CleaningRule),
  {
    .name = "threshold_cleaning",
    .label = N_ ("Cleaned around the smallest class"),
    .help = N_ ("Neighbours of misunderstood rows of the smallest class go only from classes with more than so many rows for each of its rows."),
    IMB_REAL (CleaningRule, threshold_cleaning, 0.5, 0.0, 1e6),
  },
  IMB_DISTANCE_PARAM (CleaningRule),
  IMB_COMPAT_PARAM (CleaningRule),
  { NULL },
};

static gboolean
check (const ImbView *in,
       gconstpointer  values,
       GError       **error)
{
  const CleaningRule *self = values;

  return imb_border_check (in, (gsize) self->n_neighbors, "n_neighbors", error);
}

/* The second step: around the rows of the smallest class. */
typedef struct
{
  const ImbCrowd *crowd;
  gsize           k;
  guint           smallest;
  guint8         *is_cleaned;    /* of each class */
  guint8         *is_understood; /* of each of its rows */
  const guint32  *rows;          /* its rows */
  guint32        *intruded;      /* of each row, whom it helped to outvote, or IMB_NO_ROW */
  guint32        *counts;        /* of each class, zeros between calls */
} Around;

static void
judge (gsize          i,
       const guint32 *list,
       gpointer       data)
{
  const Around *self = data;
  guint         best = 0;

  for (gsize b = 0; b < self->k; b++)
    self->counts[imb_crowd_class (self->crowd, list[b])]++;
  for (guint c = 1; c < self->crowd->in->n_classes; c++)
    if (self->counts[c] > self->counts[best])
      best = c;
  for (gsize b = 0; b < self->k; b++)
    self->counts[imb_crowd_class (self->crowd, list[b])] = 0;
  self->is_understood[i] = best == self->smallest;
}

static void
mark_intruders (gsize          i,
                const guint32 *list,
                gpointer       data)
{
  const Around *self = data;

  for (gsize b = 0; b < self->k && !self->is_understood[i]; b++)
    if (self->is_cleaned[imb_crowd_class (self->crowd, list[b])] && self->intruded[list[b]] == IMB_NO_ROW)
      self->intruded[list[b]] = self->rows[i];
}

static gboolean
look_around (const ImbCrowd     *crowd,
             const CleaningRule *self,
             const gsize        *targets,
             guint32            *intruded,
             ImbJob             *job,
             GError            **error)
{
  const ImbView      *in = crowd->in;
  gsize               n;
  guint               smallest = imb_crowd_smallest (in, &n);
  g_autofree guint32 *rows = imb_view_rows_of_class (in, smallest, &n), *votes = g_new0 (guint32, in->n_classes);
  g_autofree guint8  *is_understood = g_new0 (guint8, n), *is_cleaned = g_new0 (guint8, in->n_classes);
  g_autofree gsize   *counts = g_new0 (gsize, in->n_classes);
  Around              around = { crowd, (gsize) self->n_neighbors, smallest, is_cleaned, is_understood, rows, intruded, votes };
  g_autoptr (ImbJob) judging = imb_job_new_part (job, 0.5);
  g_autoptr (ImbJob) marking = imb_job_new_part (job, 0.5);

  imb_view_count (in, counts);
  for (guint c = 0; c < in->n_classes; c++)
    is_cleaned[c] = targets[c] > 0 && (double) counts[c] > (double) n * self->threshold_cleaning;
  return imb_crowd_each_list (crowd, rows, n, n, around.k, IMB_LIST_ALL, judge, &around, judging, error)
         && imb_crowd_each_list (crowd, rows, n, n, around.k, IMB_LIST_ONE_MORE, mark_intruders, &around, marking, error);
}

static void
give_out (const ImbCrowd     *crowd,
          const CleaningRule *self,
          const ImbVotes     *votes,
          const guint32      *intruded,
          ImbResample        *out)
{
  const gsize        k = (gsize) self->n_neighbors;
  g_autofree guint8 *gone = g_new0 (guint8, MAX (crowd->n_rows, 1));
  guint32           *left;
  gsize              n_left;

  for (gsize i = 0; i < crowd->n_rows; i++)
    gone[i] = intruded[i] != IMB_NO_ROW;
  for (guint i = 0; i < votes->losers->len; i++)
    gone[g_array_index (votes->losers, guint32, i)] = TRUE;
  if (self->compat != IMB_COMPAT_IMBALANCED_LEARN)
    imb_crowd_spare (crowd, gone, out->notes);

  /* The crowd is the view: places are rows. */
  for (guint i = 0; i < votes->losers->len; i++)
    {
      guint32 row = g_array_index (votes->losers, guint32, i);

      if (gone[row])
        imb_removals_add (out->removals, row, IMB_REASON_OUTVOTED, &g_array_index (votes->voters, guint32, i * k), k);
    }
  for (guint32 i = 0; i < crowd->n_rows; i++)
    if (gone[i] && intruded[i] != IMB_NO_ROW)
      imb_removals_add (out->removals, i, IMB_REASON_INTRUDES, &intruded[i], 1);
  left = imb_crowd_left (crowd, gone, FALSE, &n_left);
  imb_resample_take_rows (out, left, n_left);
}

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  const CleaningRule *self = values;
  const gsize         k = (gsize) self->n_neighbors;
  g_autofree gsize   *targets = g_new0 (gsize, in->n_classes);
  g_autofree guint32 *intruded = g_new (guint32, MAX (in->n_rows, 1));
  g_autoptr (ImbNear) near = imb_near_new (in, (ImbDistance) self->metric, IMB_ALL_CLASSES, job, error);
  g_autoptr (ImbJob) editing = imb_job_new_part (job, 0.6);
  g_autoptr (ImbJob) looking = imb_job_new_part (job, 0.4);
  g_auto (ImbCrowd) crowd = { 0 };
  g_auto (ImbEditing) edit = { 0 };
  g_auto (ImbVotes) votes = { 0 };

  for (gsize i = 0; i < in->n_rows; i++)
    intruded[i] = IMB_NO_ROW;
  if (near == NULL
      || !imb_strategy_resolve (IMB_STRATEGY_CLEAN, self->sampling_strategy, in, targets, NULL, error)
      || !imb_crowd_init (&crowd, near, in, NULL, in->n_rows, job, error)
      || !imb_editing_init (&edit, near, in, IMB_EDIT_MODE, k, FALSE, TRUE, error)
      || !imb_editing_vote (&edit, &crowd, targets, k, &votes, editing, error)
      || !look_around (&crowd, self, targets, intruded, looking, error))
    return FALSE;

  give_out (&crowd, self, &votes, intruded, out);
  return TRUE;
}

static const char *
peer_differs (gconstpointer values)
{
  return N_ ("The second step of NeighbourhoodCleaningRule is another before imbalanced-learn 0.12; from there on the rows are the same.");
}

const ImbSampler imb_sampler_neighbourhood_cleaning_rule = {
  .base.id = "neighbourhood-cleaning-rule",
  .base.title = N_ ("Neighbourhood cleaning rule"),
  .base.summary = N_ ("Removes rows of larger classes that their neighbours outvote, and those around misunderstood rows of the smallest class."),
  .base.reference = "Laurikkala 2001, doi:10.1007/3-540-48229-6_9",
  .base.params = params,
  .base.params_size = sizeof (CleaningRule),
  .flags = IMB_SAMPLER_DROPS | IMB_SAMPLER_METRIC,
  .peer = "imblearn.under_sampling.NeighbourhoodCleaningRule",
  .peer_fails_by_words = TRUE,
  .peer_differs = peer_differs,
  .check = check,
  .sample = sample,
};
