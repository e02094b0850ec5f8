/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cluster centroids: of each larger class as many k-means clusters are made as rows shall stay, and the means (soft) or the rows
 * nearest to them (hard) stand for the class. Yen, Lee 2009, doi:10.1016/j.eswa.2008.06.108. As imbalanced-learn's ClusterCentroids
 * with KMeans (n_init=1): the same result from the same start, which here is drawn by itself; grouped by class. Categories
 * have no mean: clusters are made of the numbers, and the rows of a cluster vote. O(rounds · n · k · d). */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/kernels/imb-kmeans.h"
#include "engine/kernels/imb-neighbours.h"
#include "engine/samplers/imb-numbers.h"
#include "engine/samplers/imb-sampler.h"
#include "engine/samplers/imb-strategy.h"
#include "engine/samplers/imb-vote.h"

#define MAX_ROUNDS 300
#define TOLERANCE  1e-4

enum
{
  VOTING_AUTO,
  VOTING_SOFT,
  VOTING_HARD,
};

static const ImbChoice votings[] = {
  { VOTING_AUTO, "auto", N_ ("Means") },
  { VOTING_SOFT, "soft", N_ ("Means, always") },
  { VOTING_HARD, "hard", N_ ("The row nearest to each mean") },
  { 0, NULL, NULL },
};

typedef struct
{
  const char *sampling_strategy;
  int         voting;
  int         n_init;
} ClusterCentroids;

static const ImbParam params[] = {
  IMB_STRATEGY_PARAM_UNDER (ClusterCentroids),
  {
    .name = "voting",
    .label = N_ ("What stands for a cluster"),
    .help = N_ ("Whether its mean, a new row, or the row that is nearest to the mean."),
    IMB_CHOICE (ClusterCentroids, voting, VOTING_AUTO, votings),
  },
  {
    .name = "n_init",
    .label = N_ ("Starts"),
    .help = N_ ("From how many random starts clusters are made; the tightest ones are taken."),
    IMB_INT (ClusterCentroids, n_init, 1, 1, 1000),
    .is_ours = TRUE,
  },
  { NULL },
};

/* One class, and the clusters that stand for it. */
typedef struct
{
  guint32   *rows;
  gsize      n_rows;
  gsize      n_keep;
  ImbMatrix *centres; /* of its numbers; NULL: all rows are kept, or none */
  guint32   *labels;  /* (array length=n_rows) */
  guint32   *nearest; /* hard: (array length=n_keep): the row for each cluster, among rows */
} Group;

static void
groups_free (Group *groups,
             guint  n)
{
  for (guint c = 0; c < n; c++)
    {
      g_free (groups[c].rows);
      imb_matrix_free (groups[c].centres);
      g_free (groups[c].labels);
      g_free (groups[c].nearest);
    }
  g_free (groups);
}

/* Where the class's rows are in the table. (transfer full) (nullable) */
static guint32 *
find_places (const ImbView *in,
             const guint32 *rows,
             gsize          n,
             GError       **error)
{
  guint32 *places = g_try_new (guint32, MAX (n, 1));

  if (places == NULL)
    g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for clusters of %zu rows; use fewer of them."), n);
  for (gsize i = 0; places != NULL && i < n; i++)
    places[i] = (guint32) imb_view_source (in, rows[i]);
  return places;
}

/* The tightest clusters of all starts. @places: of the rows in @points; NULL: these are all. */
static gboolean
find_clusters (const ClusterCentroids *self,
               const ImbMatrix        *points,
               const guint32          *places,
               Group                  *group,
               ImbRng                 *stream,
               ImbJob                 *job,
               GError                **error)
{
  double least = 0.0;

  for (int start = 0; start < self->n_init; start++)
    {
      g_autoptr (ImbMatrix) centres = imb_matrix_new (group->n_keep, points->n_cols, error);
      g_autofree guint32 *labels = g_new (guint32, group->n_rows);
      g_autoptr (ImbJob) starting = imb_job_new_part (job, 0.4 / self->n_init);
      g_autoptr (ImbJob) running = imb_job_new_part (job, 0.6 / self->n_init);
      double inertia;

      if (centres == NULL
          || !imb_kmeans_start (points, places, group->n_rows, stream, centres, starting, error)
          || !imb_kmeans_run (points, places, group->n_rows, centres, MAX_ROUNDS, TOLERANCE, labels, &inertia, running, error))
        return FALSE;
      if (start > 0 && inertia >= least)
        continue;
      least = inertia;
      g_clear_pointer (&group->centres, imb_matrix_free);
      g_clear_pointer (&group->labels, g_free);
      group->centres = g_steal_pointer (&centres);
      group->labels = g_steal_pointer (&labels);
    }
  return TRUE;
}

/* What stands for class @c. Numbers that are in the table are clustered there: of a class that is nearly all of it a copy would be the
 * table a second time. */
static gboolean
find_group (const ImbView          *in,
            const ClusterCentroids *self,
            guint                   c,
            gsize                   n_keep,
            const ImbRng           *rng,
            Group                  *group,
            ImbNotes               *notes,
            ImbJob                 *job,
            GError                **error)
{
  const gboolean is_there = in->made == NULL && imb_view_n_categories (in) == 0;
  g_autoptr (ImbMatrix) numbers = NULL;
  g_autofree guint32 *places = NULL;
  ImbRng              stream = *rng;

  group->rows = imb_view_rows_of_class (in, c, &group->n_rows);
  group->n_keep = n_keep;
  if (n_keep == 0 || n_keep == group->n_rows)
    return TRUE;

  if (is_there)
    places = find_places (in, group->rows, group->n_rows, error);
  else
    numbers = imb_numbers_gather (in, group->rows, group->n_rows, notes, NULL, error);
  if ((places == NULL && numbers == NULL) || !find_clusters (self, is_there ? in->base : numbers, places, group, &stream, job, error))
    return FALSE;
  if (self->voting != VOTING_HARD)
    return TRUE;

  if (is_there)
    numbers = imb_view_gather (in, group->rows, group->n_rows, NULL, error);
  if (numbers == NULL)
    return FALSE;
  group->nearest = g_new (guint32, n_keep);
  return imb_neighbours_find_as_peer (numbers, group->centres, 1, IMB_LIST_ALL, group->nearest, NULL, job, error);
}

/* ---- hard: rows stand for rows ---- */

static void
take_nearest (const Group *groups,
              guint        n_groups,
              ImbResample *out)
{
  g_autofree guint32 *rows = g_new (guint32, MAX (out->n_in, 1));
  g_autofree guint8  *is_kept = g_new0 (guint8, MAX (out->n_in, 1));
  gsize               n = 0;

  for (guint c = 0; c < n_groups; c++)
    for (gsize i = 0; i < groups[c].n_keep; i++, n++)
      {
        rows[n] = groups[c].rows[groups[c].nearest != NULL ? groups[c].nearest[i] : i];
        is_kept[rows[n]] = 1;
      }
  for (guint c = 0; c < n_groups; c++)
    for (gsize i = 0; groups[c].nearest != NULL && i < groups[c].n_rows; i++)
      if (!is_kept[groups[c].rows[i]])
        imb_removals_add (out->removals, groups[c].rows[i], IMB_REASON_MERGED, &groups[c].rows[groups[c].nearest[groups[c].labels[i]]], 1);
  imb_resample_take_rows (out, g_steal_pointer (&rows), n);
}

/* ---- soft: means stand for rows ---- */

/* The category that most rows of a cluster have, of equally many the lowest code. */
static double
vote (const ImbView *in,
      const guint32 *parents,
      gsize          n,
      gsize          j)
{
  g_autofree double *codes = g_new (double, n);

  for (gsize p = 0; p < n; p++)
    codes[p] = imb_view_row (in, parents[p])[j];
  return imb_vote (codes, n, -1.0);
}

static void
write_row (const ImbView *in,
           const double  *centre,
           const guint32 *parents,
           gsize          n_parents,
           double        *row)
{
  for (gsize j = 0; j < in->base->n_cols; j++)
    row[j] = imb_view_is_category (in, j) ? vote (in, parents, n_parents, j) : *centre++;
}

/* The rows of each cluster of a class become the parents of a synthetic row, from @at on. */
static void
merge (const ImbView *in,
       guint          c,
       const Group   *group,
       gsize          at,
       ImbResample   *out)
{
  g_autofree gsize *next = g_memdup2 (out->parent_offsets + at, group->n_keep * sizeof *next);

  for (gsize i = 0; i < group->n_rows; i++)
    {
      guint32 made = (guint32) (out->n_in + at + group->labels[i]);

      out->parent_rows[next[group->labels[i]]++] = group->rows[i];
      imb_removals_add (out->removals, group->rows[i], IMB_REASON_MERGED, &made, 1);
    }
  for (gsize k = 0; k < group->n_keep; k++)
    {
      gsize m = at + k, from = out->parent_offsets[m], n = next[k] - from;

      for (gsize p = from; p < next[k]; p++)
        out->parent_weights[p] = 1.0 / (double) n;
      out->made_classes[m] = (guint16) c;
      write_row (in, imb_matrix_row (group->centres, k), out->parent_rows + from, n, imb_matrix_row (out->made, m));
    }
}

/* Kept rows and means by class: how imbalanced-learn orders them. */
static void
order_by_class (const Group *groups,
                guint        n_groups,
                ImbResample *out)
{
  guint32 *rows = g_new (guint32, MAX (out->n_rows, 1));
  gsize    n = 0, m = 0;

  for (guint c = 0; c < n_groups; c++)
    for (gsize i = 0; i < groups[c].n_keep; i++)
      rows[n++] = groups[c].centres != NULL ? (guint32) (out->n_in + m++) : groups[c].rows[i];
  imb_resample_reorder (out, rows);
}

static gboolean
take_means (const ImbView *in,
            const Group   *groups,
            ImbResample   *out,
            GError       **error)
{
  g_autofree guint32 *rows = g_new (guint32, MAX (out->n_in, 1));
  g_autofree gsize   *n_parents = NULL;
  gsize               n_kept = 0, n_made = 0, at = 0;

  for (guint c = 0; c < in->n_classes; c++)
    if (groups[c].centres != NULL)
      n_made += groups[c].n_keep;
    else
      for (gsize i = 0; i < groups[c].n_keep; i++)
        rows[n_kept++] = groups[c].rows[i];

  n_parents = g_new0 (gsize, MAX (n_made, 1));
  for (guint c = 0; c < in->n_classes; c++)
    {
      for (gsize i = 0; groups[c].centres != NULL && i < groups[c].n_rows; i++)
        n_parents[at + groups[c].labels[i]]++;
      at += groups[c].centres != NULL ? groups[c].n_keep : 0;
    }

  imb_resample_take_rows (out, g_steal_pointer (&rows), n_kept);
  if (!imb_resample_add_merged (out, n_made, in->base->n_cols, n_parents, error))
    return FALSE;
  at = 0;
  for (guint c = 0; c < in->n_classes; c++)
    if (groups[c].centres != NULL)
      {
        merge (in, c, &groups[c], at, out);
        at += groups[c].n_keep;
      }
  order_by_class (groups, in->n_classes, out);
  return TRUE;
}

static gboolean
find_groups (const ImbView          *in,
             const ClusterCentroids *self,
             const gsize            *targets,
             Group                  *groups,
             const ImbRng           *rng,
             ImbNotes               *notes,
             ImbJob                 *job,
             GError                **error)
{
  g_autofree gsize *counts = g_new0 (gsize, in->n_classes);
  double            work = 0.0;

  imb_view_count (in, counts);
  for (guint c = 0; c < in->n_classes; c++)
    work += (double) counts[c] * (double) targets[c];
  for (guint c = 0; c < in->n_classes; c++)
    {
      g_autoptr (ImbJob) part = imb_job_new_part (job, (double) counts[c] * (double) targets[c] / MAX (work, 1.0));

      if (!find_group (in, self, c, targets[c], rng, &groups[c], notes, part, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  const ClusterCentroids *self = values;
  g_autofree gsize       *targets = g_new0 (gsize, in->n_classes);
  Group                  *groups;
  gboolean                ok;

  if (!imb_strategy_resolve (IMB_STRATEGY_UNDER, self->sampling_strategy, in, targets, NULL, error))
    return FALSE;
  imb_strategy_note (IMB_STRATEGY_UNDER, in, targets, out->notes);

  groups = g_new0 (Group, in->n_classes);
  ok = find_groups (in, self, targets, groups, rng, out->notes, job, error);
  if (ok && self->voting == VOTING_HARD)
    take_nearest (groups, in->n_classes, out);
  else if (ok)
    ok = take_means (in, groups, out, error);
  groups_free (groups, in->n_classes);
  return ok;
}

static const char *
peer_differs (gconstpointer values)
{
  return N_ ("Clusters start from other random draws there, so the rows are as many and stand for the same ones, but are not the same.");
}

static const ImbPeerPart peer_part = { "estimator", "sklearn.cluster.KMeans", "n_init", TRUE };

const ImbSampler imb_sampler_cluster_centroids = {
  .base.id = "cluster-centroids",
  .base.title = N_ ("Cluster centroids"),
  .base.summary = N_ ("Divides the larger classes into clusters; the mean of each cluster stands for its rows."),
  .base.reference = "Yen, Lee 2009, doi:10.1016/j.eswa.2008.06.108",
  .base.params = params,
  .base.params_size = sizeof (ClusterCentroids),
  .flags = IMB_SAMPLER_ADDS | IMB_SAMPLER_DROPS | IMB_SAMPLER_RANDOM | IMB_SAMPLER_NUMBERS,
  .peer = "imblearn.under_sampling.ClusterCentroids",
  .peer_part = &peer_part,
  .peer_differs = peer_differs,
  .sample = sample,
};
