/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows within clusters. A cluster's share of the new rows grows with the mean distance of its rows of the class, to a power that
 * grows with their number, over that number. Each cluster starts its own stream from the seed, as imbalanced-learn
 * does. O(q² d) for q rows of a class in a cluster. */
#include "engine/samplers/imb-clustered.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-lists.h"
#include "engine/kernels/imb-apportion.h"
#include "engine/kernels/imb-mean-distance.h"
#include "engine/kernels/imb-sum.h"
#include "engine/samplers/imb-interpolate.h"
#include "engine/samplers/imb-near.h"

/* The rows of one class in one cluster. */
typedef struct
{
  guint    c;
  guint32 *rows;
  gsize    n;
  gsize    n_new;
} Part;

typedef struct
{
  const ImbView      *in;
  const ImbMatrix    *numbers;
  const guint32      *labels;
  gsize               n_clusters;
  const ImbClustered *how;
  gsize              *sizes; /* (array length=n_clusters): rows of each cluster */
  GArray             *parts; /* of Part */
} Clustered;

static void
part_clear (gpointer data)
{
  g_free (((Part *) data)->rows);
}

/* Why no cluster will do for class @c: none has enough of its rows, or those that have are of other classes in the main. */
static gboolean
refuse (const Clustered *self,
        guint            c,
        double           threshold,
        double           largest_share,
        GError         **error)
{
  const gsize      k = self->how->k_neighbors;
  g_autofree char *label = imb_view_dup_label (self->in, c), *smote = imb_dup_smote (self->in, self->how->sampling_strategy);

  if (largest_share < 0.0 && k == 1)
    g_set_error (error, IMB_ERROR, IMB_ERROR_UNSUITABLE,
                 _ ("No cluster has two rows of class “%s”; write fewer clusters (kmeans_estimator), or use %s."), label, smote);
  else if (largest_share < 0.0)
    g_set_error (error, IMB_ERROR, IMB_ERROR_UNSUITABLE,
                 _ ("No cluster has the %zu rows of class “%s” that %zu neighbours need; write fewer clusters (kmeans_estimator) or a smaller k_neighbors, or use %s."),
                 k + 1, label, k, smote);
  else
    g_set_error (error, IMB_ERROR, IMB_ERROR_UNSUITABLE,
                 _ ("In no cluster with %zu rows of class “%s” or more are they a share of %.3g or more; write cluster_balance_threshold=%.3g or less, or use %s."),
                 k + 1, label, threshold, floor (largest_share * 1000.0) / 1000.0, smote);
  return FALSE;
}

/* imbalanced-learn multiplies the share with the size again, and what it then has may be a little less than the number. */
static gboolean
is_enough (const Clustered *self,
           gsize            n_own,
           gsize            size)
{
  double enough = (double) self->how->k_neighbors + 1.0;

  return self->how->as_peer ? (double) n_own / (double) size * (double) size >= enough : (double) n_own >= enough;
}

/* Adds the parts of class @c. */
static gboolean
find_parts (Clustered *self,
            guint      c,
            double     threshold,
            GError   **error)
{
  const gsize         before = self->parts->len;
  gsize               n;
  g_autofree guint32 *rows = imb_view_rows_of_class (self->in, c, &n);
  g_autofree gsize   *counts = g_new0 (gsize, self->n_clusters);
  g_autofree guint   *part_of = g_new0 (guint, self->n_clusters);
  double              largest = -1.0;

  for (gsize i = 0; i < n; i++)
    counts[self->labels[rows[i]]]++;
  for (gsize g = 0; g < self->n_clusters; g++)
    {
      double share = (double) counts[g] / (double) self->sizes[g];
      Part   part = { .c = c };

      if (counts[g] == 0 || !is_enough (self, counts[g], self->sizes[g]))
        continue;
      largest = MAX (largest, share);
      if (share < threshold)
        continue;
      part.rows = g_new (guint32, counts[g]);
      g_array_append_val (self->parts, part);
      part_of[g] = self->parts->len;
    }
  for (gsize i = 0; i < n; i++)
    if (part_of[self->labels[rows[i]]] > 0)
      {
        Part *part = &g_array_index (self->parts, Part, part_of[self->labels[rows[i]]] - 1);

        part->rows[part->n++] = rows[i];
      }
  return self->parts->len > before || refuse (self, c, threshold, largest, error);
}

/* How sparse the class is in a cluster. */
static gboolean
find_sparsity (const Clustered *self,
               const Part      *part,
               double          *sparsity,
               ImbJob          *job,
               GError         **error)
{
  const double  n = (double) part->n, exponent = self->how->exponent;
  const ImbView view = imb_view_of (self->numbers, NULL, 0);
  g_autoptr (ImbMatrix) points = imb_view_gather (&view, part->rows, part->n, NULL, error);
  double mean;

  if (points == NULL || !imb_mean_distance (points, &mean, job, error))
    return FALSE;
  *sparsity = pow (mean, isnan (exponent) ? pow (log (n) / log (1.6), 1.8) * 0.16 : exponent) / n;
  return TRUE;
}

/* Where all rows of every part are equal the distances say nothing, and only the numbers are left. */
static gboolean
settle_equal (const Clustered *self,
              const Part      *parts,
              gsize            n_parts,
              double          *weights,
              ImbNotes        *notes,
              GError         **error)
{
  g_autofree char *label = imb_view_dup_label (self->in, parts->c);

  if (self->how->as_peer)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_UNSUITABLE,
                   _ ("In every cluster that could be used the rows of class “%s” are all equal, or too far apart to compare; write compat=none, or use random-over."), label);
      return FALSE;
    }
  imb_notes_add (notes, _ ("In the clusters the rows of class “%s” are all equal or too far apart to compare; each cluster got new rows by its number of rows alone."), label);
  for (gsize p = 0; p < n_parts; p++)
    weights[p] = 1.0 / (double) parts[p].n;
  return TRUE;
}

/* Shares the new rows of a class among its parts. */
static gboolean
share_out (const Clustered *self,
           Part            *parts,
           gsize            n_parts,
           gsize            target,
           ImbNotes        *notes,
           ImbJob          *job,
           GError         **error)
{
  g_autofree double *weights = g_new (double, n_parts);
  g_autofree gsize  *counts = g_new (gsize, n_parts);
  double             total;

  for (gsize p = 0; p < n_parts; p++)
    {
      g_autoptr (ImbJob) part = imb_job_new_part (job, 1.0 / (double) n_parts);

      if (!find_sparsity (self, &parts[p], &weights[p], part, error))
        return FALSE;
    }
  total = imb_sum (weights, n_parts);
  if (!(total > 0.0 && isfinite (total)))
    {
      if (!settle_equal (self, parts, n_parts, weights, notes, error))
        return FALSE;
      total = imb_sum (weights, n_parts);
    }

  for (gsize p = 0; p < n_parts; p++)
    {
      weights[p] = (double) target * (weights[p] / total);
      counts[p] = (gsize) ceil (weights[p]);
    }
  if (!self->how->as_peer)
    imb_apportion (weights, n_parts, target, counts);
  for (gsize p = 0; p < n_parts; p++)
    parts[p].n_new = counts[p];
  return TRUE;
}

static gboolean
make_part (const Clustered *self,
           const Part      *part,
           const ImbRng    *rng,
           ImbResample     *out,
           gsize            at,
           ImbJob          *job,
           GError         **error)
{
  const gsize         k = self->how->k_neighbors;
  g_autofree guint32 *table = imb_lists_new (part->n, k, error);
  g_autoptr (ImbNear) near = table != NULL ? imb_near_new (self->in, IMB_DISTANCE_EUCLIDEAN, part->c, job, error) : NULL;
  g_autoptr (ImbJob) search = imb_job_new_part (job, 0.7);
  g_autoptr (ImbJob) making = imb_job_new_part (job, 0.3);

  return near != NULL
         && imb_near_find (near, part->rows, part->n, NULL, 0, k, IMB_LIST_OTHERS, table, NULL, search, error)
         && imb_interpolate (self->in, part->rows, part->n, part->rows, table, k, rng, out, at, part->n_new, part->c, making, error);
}

static gboolean
share_out_all (Clustered   *self,
               const gsize *targets,
               gsize        n_asked,
               ImbNotes    *notes,
               ImbJob      *job,
               GError     **error)
{
  for (guint c = 0; c < self->in->n_classes; c++)
    {
      const gsize  before = self->parts->len;
      const double share = (double) targets[c] / (double) n_asked;
      double       threshold = self->n_clusters == 1 ? -INFINITY : isnan (self->how->threshold) ? share / 2.0
                                                                                                : self->how->threshold;
      g_autoptr (ImbJob) part = imb_job_new_part (job, share);

      if (targets[c] > 0
          && (!find_parts (self, c, threshold, error)
              || !share_out (self, &g_array_index (self->parts, Part, before), self->parts->len - before, targets[c], notes, part, error)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
make_all (Clustered    *self,
          const gsize  *targets,
          const ImbRng *rng,
          ImbResample  *out,
          ImbJob       *job,
          GError      **error)
{
  g_autoptr (ImbJob) sharing = imb_job_new_part (job, 0.5);
  g_autoptr (ImbJob) making = imb_job_new_part (job, 0.5);
  gsize n_asked = 0, n_new = 0, at = 0;

  for (guint c = 0; c < self->in->n_classes; c++)
    n_asked += targets[c];
  if (!share_out_all (self, targets, MAX (n_asked, 1), out->notes, sharing, error))
    return FALSE;

  for (gsize p = 0; p < self->parts->len; p++)
    n_new += g_array_index (self->parts, Part, p).n_new;
  if (!imb_resample_add_made (out, n_new, self->in->base->n_cols, 2, error))
    return FALSE;
  for (gsize p = 0; p < self->parts->len; p++)
    {
      const Part *own = &g_array_index (self->parts, Part, p);
      g_autoptr (ImbJob) part = imb_job_new_part (making, (double) own->n_new / (double) n_new);

      if (own->n_new > 0 && !make_part (self, own, rng, out, at, part, error))
        return FALSE;
      at += own->n_new;
    }
  return TRUE;
}

gboolean
imb_clustered_make (const ImbView      *in,
                    const ImbMatrix    *numbers,
                    const guint32      *labels,
                    gsize               n_clusters,
                    const ImbClustered *how,
                    const gsize        *targets,
                    const ImbRng       *rng,
                    ImbResample        *out,
                    ImbJob             *job,
                    GError            **error)
{
  g_autofree gsize *sizes = g_new0 (gsize, n_clusters);
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (Part));
  Clustered self = { in, numbers, labels, n_clusters, how, sizes, parts };

  g_array_set_clear_func (parts, part_clear);
  for (gsize i = 0; i < in->n_rows; i++)
    sizes[labels[i]]++;
  return make_all (&self, targets, rng, out, job, error);
}
