/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether features that went together in a class still do: Pearson's correlation of each pair of numbers, before and after. Synthetic
 * rows may keep every feature's distribution and lose this. A block is a feature with those before it;
 * O(features² · rows) with at most MAX_FEATURES and MAX_ROWS of each class. */
#include <math.h>

#include "engine/core/imb-parallel.h"
#include "engine/evaluate/imb-audit-private.h"

#define MAX_FEATURES 200
#define MAX_ROWS     50000
#define MIN_ROWS     3    /* two lie on a line whatever they are */
#define FLAT         1e-9 /* a deviation that is so small a part of the values is rounding */

/* One class, one feature in each row of a matrix, so that a pair is two runs through memory. */
typedef struct
{
  ImbMatrix *values;
  double    *means;  /* of a feature without missing values; they are subtracted */
  double    *norms;  /* and how long the rest is; 0: all are equal */
  gboolean  *misses; /* NaN among them; nothing is subtracted */
} Side;

typedef struct
{
  Side         sides[2]; /* before and after */
  const gsize *features;
  ImbRelation *best; /* of each feature with those before it */
  guint        of_class;
} Work;

static void
side_clear (Side *self)
{
  imb_matrix_free (self->values);
  g_free (self->means);
  g_free (self->norms);
  g_free (self->misses);
}

static void
centre (Side *self,
        gsize j)
{
  double *values = imb_matrix_row (self->values, j);
  gsize   n = self->values->n_cols;
  double  largest = 0.0, squares = 0.0;

  for (gsize i = 0; i < n; i++)
    {
      self->misses[j] |= isnan (values[i]);
      self->means[j] += values[i] / (double) n;
      largest = MAX (largest, fabs (values[i]));
    }
  for (gsize i = 0; i < n && !self->misses[j]; i++)
    {
      values[i] -= self->means[j];
      squares += values[i] * values[i];
    }
  self->norms[j] = sqrt (squares) > FLAT * largest * sqrt ((double) n) ? sqrt (squares) : 0.0;
}

static gboolean
side_init (Side                *self,
           const ImbAuditInput *in,
           const ImbAuditRows  *rows,
           guint                c,
           const gsize         *features,
           gsize                n_features,
           ImbJob              *job,
           GError             **error)
{
  gsize n_all = rows->offsets[c + 1] - rows->offsets[c];
  gsize n = MIN (n_all, MAX_ROWS);

  *self = (Side){ imb_matrix_new (n_features, MAX (n, 1), error), g_new0 (double, n_features), g_new0 (double, n_features), g_new0 (gboolean, n_features) };
  if (self->values == NULL)
    return FALSE;

  for (gsize i = 0; i < n; i++)
    {
      const double *row = imb_audit_row (in, rows->rows[rows->offsets[c] + imb_audit_spaced (i, n_all, n)]);

      if (i % 1024 == 0 && !imb_job_step (job, 0, 0, error))
        return FALSE;
      for (gsize j = 0; j < n_features; j++)
        imb_matrix_row (self->values, j)[i] = row[features[j]];
    }
  for (gsize j = 0; j < n_features; j++)
    centre (self, j);
  return TRUE;
}

/* Of the rows that have both values. */
static double
correlate_present (const double *a,
                   const double *b,
                   gsize         n)
{
  double mean_a = 0.0, mean_b = 0.0, aa = 0.0, bb = 0.0, ab = 0.0, largest_a = 0.0, largest_b = 0.0;
  gsize  n_both = 0;

  for (gsize i = 0; i < n; i++)
    if (!isnan (a[i]) && !isnan (b[i]))
      {
        mean_a += a[i];
        mean_b += b[i];
        largest_a = MAX (largest_a, fabs (a[i]));
        largest_b = MAX (largest_b, fabs (b[i]));
        n_both++;
      }
  mean_a /= (double) n_both;
  mean_b /= (double) n_both;
  for (gsize i = 0; i < n; i++)
    if (!isnan (a[i]) && !isnan (b[i]))
      {
        aa += (a[i] - mean_a) * (a[i] - mean_a);
        bb += (b[i] - mean_b) * (b[i] - mean_b);
        ab += (a[i] - mean_a) * (b[i] - mean_b);
      }
  if (n_both < MIN_ROWS || sqrt (aa) <= FLAT * largest_a * sqrt ((double) n_both) || sqrt (bb) <= FLAT * largest_b * sqrt ((double) n_both))
    return NAN;
  return ab / sqrt (aa) / sqrt (bb);
}

/* A feature that was centred is one to correlate_present(), too: correlations know no origin. NaN: there is none. */
static double
correlate (const Side *self,
           gsize       j,
           gsize       k)
{
  const double *a = imb_matrix_row (self->values, j), *b = imb_matrix_row (self->values, k);
  gsize         n = self->values->n_cols;
  double        ab = 0.0;

  if ((!self->misses[j] && self->norms[j] == 0.0) || (!self->misses[k] && self->norms[k] == 0.0) || n < MIN_ROWS)
    return NAN;
  if (self->misses[j] || self->misses[k])
    return correlate_present (a, b, n);

  for (gsize i = 0; i < n; i++)
    ab += a[i] * b[i];
  return CLAMP (ab / self->norms[j] / self->norms[k], -1.0, 1.0);
}

static double
change_of (const ImbRelation *self)
{
  return fabs (self->after - self->before);
}

static gboolean
relate (gsize    j,
        gpointer data,
        GError **error)
{
  Work *work = data;

  for (gsize k = 0; k < j; k++)
    {
      ImbRelation now = { { work->features[k], work->features[j] }, (guint16) work->of_class, correlate (&work->sides[0], k, j), NAN };

      if (isnan (now.before))
        continue;
      now.after = correlate (&work->sides[1], k, j);
      if (!isnan (now.after) && !(change_of (&now) <= change_of (&work->best[j])))
        work->best[j] = now;
    }
  return TRUE;
}

/* Numbers, at most MAX_FEATURES of them. */
static gsize *
choose_features (const ImbAuditInput *in,
                 gsize               *n_chosen)
{
  gsize  d = in->view.base->n_cols;
  gsize *features = g_new (gsize, MAX (d, 1));
  gsize  n = 0;

  for (gsize j = 0; j < d; j++)
    if (!imb_view_is_category (&in->view, j))
      features[n++] = j;
  *n_chosen = MIN (n, MAX_FEATURES);
  for (gsize j = 0; j < *n_chosen; j++)
    features[j] = features[imb_audit_spaced (j, n, *n_chosen)];
  return features;
}

gboolean
imb_audit_correlations (const ImbAuditInput *in,
                        ImbAudit            *out,
                        ImbJob              *job,
                        GError             **error)
{
  g_autofree gsize       *features = choose_features (in, &out->n_related);
  g_autofree ImbRelation *best = g_new (ImbRelation, MAX (out->n_related, 1));
  gboolean                done = TRUE;

  for (guint c = 0; c < in->view.n_classes && out->n_related > 1 && done; c++)
    {
      Work work = { .features = features, .best = best, .of_class = c };
      g_autoptr (ImbJob) part = imb_job_new_part (job, 1.0 / in->view.n_classes);

      if (!in->changes[c])
        continue;
      for (gsize j = 0; j < out->n_related; j++)
        best[j] = (ImbRelation){ .before = NAN, .after = NAN };
      done = side_init (&work.sides[0], in, &in->before, c, features, out->n_related, part, error)
             && side_init (&work.sides[1], in, &in->after, c, features, out->n_related, part, error)
             && imb_parallel_for (out->n_related, relate, &work, part, error);
      for (gsize j = 0; j < out->n_related && done; j++)
        if (!isnan (best[j].after) && !(change_of (&best[j]) <= change_of (&out->relation)))
          out->relation = best[j];
      side_clear (&work.sides[0]);
      side_clear (&work.sides[1]);
    }
  return done;
}
