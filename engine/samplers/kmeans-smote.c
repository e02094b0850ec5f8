/* SPDX-License-Identifier: GPL-3.0-or-later */
/* KMeans-SMOTE: SMOTE within clusters of all rows, in those where the class has its share, and most where it is sparse: no rows
 * across other classes' land. Last, Douzas, Bacao 2017, doi:10.48550/arXiv.1711.00837. Given the clusters, row for row
 * imbalanced-learn's KMeansSMOTE; clusters by mini batches as scikit-learn's, with a stream of its own. imbalanced-learn rounds the
 * number of rows of each cluster up; here the numbers add up to what was asked for (compat=imbalanced-learn: up). */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/core/imb-error.h"
#include "engine/kernels/imb-kmeans.h"
#include "engine/samplers/imb-clustered.h"
#include "engine/samplers/imb-interpolate.h"
#include "engine/samplers/imb-numbers.h"
#include "engine/samplers/imb-sampler.h"
#include "engine/samplers/imb-strategy.h"

typedef struct
{
  const char *sampling_strategy;
  int         k_neighbors;
  int         kmeans_estimator;
  const char *cluster_balance_threshold;
  const char *density_exponent;
  int         compat;
} KmeansSmote;

/* NAN: auto. */
static gboolean
read_number (const char *text,
             double     *value)
{
  char *end;

  *value = g_str_equal (text, "auto") ? NAN : g_ascii_strtod (text, &end);
  return isnan (*value) ? g_str_equal (text, "auto") : *end == '\0' && end != text && isfinite (*value);
}

static gboolean
check_number (const char *text,
              GError    **error)
{
  double value;

  if (read_number (text, &value))
    return TRUE;
  g_set_error_literal (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("Write auto, or a number."));
  return FALSE;
}

static const char *const threshold_suggestions[] = { "auto", "0.1", "0.5", NULL };
static const char *const exponent_suggestions[] = { "auto", "1", "2", NULL };

static const ImbParam params[] = {
  IMB_STRATEGY_PARAM_OVER (KmeansSmote),
  {
    .name = "k_neighbors",
    .label = N_ ("Neighbours"),
    .help = N_ ("Rows of the same class and cluster from which a partner is drawn."),
    IMB_INT (KmeansSmote, k_neighbors, 2, 1, 1000),
  },
  {
    .name = "kmeans_estimator",
    .label = N_ ("Clusters"),
    .help = N_ ("How many clusters all rows are divided into."),
    IMB_INT (KmeansSmote, kmeans_estimator, 8, 1, 10000),
  },
  {
    .name = "cluster_balance_threshold",
    .label = N_ ("Least share in a cluster"),
    .help = N_ ("A cluster is used when at least this share of its rows is of the class; auto: half of the class's share of all new rows."),
    IMB_TEXT (KmeansSmote, cluster_balance_threshold, "auto", check_number, threshold_suggestions),
  },
  {
    .name = "density_exponent",
    .label = N_ ("Weight of distance"),
    .help = N_ ("The power to which the mean distance of a cluster's rows is raised, so that sparse clusters get more; auto: by their number."),
    IMB_TEXT (KmeansSmote, density_exponent, "auto", check_number, exponent_suggestions),
  },
  IMB_COMPAT_PARAM (KmeansSmote),
  { NULL },
};

static gboolean
check (const ImbView *in,
       gconstpointer  values,
       GError       **error)
{
  const KmeansSmote *self = values;

  if (!imb_check_growth (in, self->sampling_strategy, (gsize) self->k_neighbors, "k_neighbors", error))
    return FALSE;
  if ((gsize) self->kmeans_estimator <= in->n_rows)
    return TRUE;
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW,
               _ ("There are %zu rows, too few for %d clusters; write kmeans_estimator=%zu or less."), in->n_rows, self->kmeans_estimator, in->n_rows);
  return FALSE;
}

static gboolean
find_clusters (const ImbMatrix *numbers,
               gsize            n_clusters,
               const ImbRng    *rng,
               guint32         *labels,
               ImbJob          *job,
               GError         **error)
{
  ImbRng stream = *rng;
  g_autoptr (ImbMatrix) centres = imb_matrix_new (n_clusters, numbers->n_cols, error);
  g_autoptr (ImbJob) searching = imb_job_new_part (job, 0.8);
  g_autoptr (ImbJob) assigning = imb_job_new_part (job, 0.2);

  return centres != NULL
         && imb_kmeans_run_in_batches (numbers, &stream, centres, searching, error)
         && imb_kmeans_assign (numbers, NULL, numbers->n_rows, centres, labels, NULL, assigning, error);
}

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  const KmeansSmote  *self = values;
  const gsize         n_clusters = (gsize) self->kmeans_estimator;
  ImbClustered        how = { .sampling_strategy = self->sampling_strategy, .k_neighbors = (gsize) self->k_neighbors, .as_peer = self->compat == IMB_COMPAT_IMBALANCED_LEARN };
  g_autofree gsize   *targets = g_new0 (gsize, in->n_classes);
  g_autofree guint32 *labels = imb_rows_new (in->n_rows, sizeof (guint32), error);
  g_autoptr (ImbJob) gathering = imb_job_new_part (job, 0.0);
  g_autoptr (ImbJob) clustering = imb_job_new_part (job, 0.5);
  g_autoptr (ImbJob) making = imb_job_new_part (job, 0.5);
  g_autoptr (ImbMatrix) own = NULL;
  const ImbMatrix *numbers;
  gsize            n_new = 0;

  read_number (self->cluster_balance_threshold, &how.threshold);
  read_number (self->density_exponent, &how.exponent);
  if (labels == NULL || !imb_strategy_resolve (IMB_STRATEGY_OVER, self->sampling_strategy, in, targets, NULL, error))
    return FALSE;
  imb_strategy_note (IMB_STRATEGY_OVER, in, targets, out->notes);
  for (guint c = 0; c < in->n_classes; c++)
    n_new += targets[c];
  if (n_new == 0)
    return TRUE;

  numbers = imb_numbers_of_all (in, &own, out->notes, gathering, error);
  return numbers != NULL
         && find_clusters (numbers, n_clusters, rng, labels, clustering, error)
         && imb_clustered_make (in, numbers, labels, n_clusters, &how, targets, rng, out, making, error);
}

/* If each cluster with enough rows of the class had too few of them among its rows, and each other one one row less than enough, the class
 * could not be as large as it is. */
static gboolean
is_sure (const ImbView     *in,
         const KmeansSmote *self,
         double             threshold)
{
  g_autofree gsize *targets = g_new0 (gsize, in->n_classes);
  g_autofree gsize *counts = g_new (gsize, in->n_classes);
  const double      n_clusters = self->kmeans_estimator;
  double            n_new = 0.0;
  gboolean          sure = TRUE;

  imb_view_count (in, counts);
  if (!imb_strategy_resolve (IMB_STRATEGY_OVER, self->sampling_strategy, in, targets, NULL, NULL))
    return FALSE;
  for (guint c = 0; c < in->n_classes; c++)
    n_new += (double) targets[c];
  for (guint c = 0; c < in->n_classes; c++)
    {
      double least = isnan (threshold) ? (double) targets[c] / MAX (n_new, 1.0) / 2.0 : threshold;

      if (self->kmeans_estimator == 1)
        least = 0.0;
      sure &= targets[c] == 0
              || (self->compat != IMB_COMPAT_IMBALANCED_LEARN
                  && (double) counts[c] > (double) self->k_neighbors * n_clusters + MAX (least, 0.0) * (double) in->n_rows);
    }
  return sure;
}

static char *
doubt (const ImbView *in,
       gconstpointer  values,
       gboolean       has_rows)
{
  const KmeansSmote *self = values;
  g_autofree char   *smote = NULL;
  double             threshold;

  read_number (self->cluster_balance_threshold, &threshold);
  if (is_sure (in, self, threshold))
    return NULL;
  smote = imb_dup_smote (in, self->sampling_strategy);
  return g_strdup_printf (_ ("Some of the %d clusters must have %d rows of each class that grows, and as large a share of them as cluster_balance_threshold says; if none has, write a smaller one, or use %s."),
                          self->kmeans_estimator, self->k_neighbors + 1, smote);
}

static const char *
peer_differs (gconstpointer values)
{
  const KmeansSmote *self = values;

  return self->kmeans_estimator > 1 ? N_ ("Clusters start from other random draws there, so the rows are about as many in the same places, but not the same; they are with kmeans_estimator=1.") : NULL;
}

const ImbSampler imb_sampler_kmeans_smote = {
  .base.id = "kmeans-smote",
  .base.title = N_ ("KMeans-SMOTE"),
  .base.summary = N_ ("SMOTE within clusters where the class is at home, with the more new rows the sparser it is there."),
  .base.reference = "Last, Douzas, Bacao 2017, doi:10.48550/arXiv.1711.00837",
  .base.params = params,
  .base.params_size = sizeof (KmeansSmote),
  .flags = IMB_SAMPLER_ADDS | IMB_SAMPLER_RANDOM | IMB_SAMPLER_NUMBERS,
  .peer = "imblearn.over_sampling.KMeansSMOTE",
  .peer_differs = peer_differs,
  .check = check,
  .doubt = doubt,
  .sample = sample,
};
