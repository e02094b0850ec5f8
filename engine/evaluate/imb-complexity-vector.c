/* SPDX-License-Identifier: GPL-3.0-or-later */
/* F1v: how far the direction that parts two sides best parts them (Lorena et al. 2019, after Malina 2001). The ratio of what is between the
 * sides to what is within them, along W⁻¹Δ, is Δᵀ W⁻¹ Δ: Δ between the means, W the covariances by the sides' shares. Of several classes
 * the mean over all pairs; of a class, it against the rest. O(n d² + pairs d³). */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/evaluate/imb-complexity-private.h"
#include "engine/kernels/imb-minimise.h"

#define MOST_FEATURES 200
#define MOST_CLASSES  32 /* of which pairs are looked at; of more, each against the rest */

/* Rows of a side: their mean, and the lower triangle of Σ (x − mean)(x − mean)ᵀ. */
typedef struct
{
  double  n;
  double *mean;
  double *scatter;
} Cloud;

static gboolean
cloud_init (Cloud   *self,
            gsize    d,
            GError **error)
{
  self->n = 0.0;
  self->mean = g_try_new0 (double, d);
  self->scatter = g_try_new0 (double, d *d);
  if (self->mean != NULL && self->scatter != NULL)
    return TRUE;
  g_set_error_literal (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for how the features vary together; leave some of them out."));
  return FALSE;
}

static void
cloud_clear (Cloud *self)
{
  g_free (self->mean);
  g_free (self->scatter);
}

/* out += weight · (a − b)(a − b)ᵀ */
static void
add_square (double       *out,
            const double *a,
            const double *b,
            double        weight,
            gsize         d)
{
  for (gsize i = 0; i < d; i++)
    for (gsize j = 0; j <= i; j++)
      out[i * d + j] += weight * (a[i] - b[i]) * (a[j] - b[j]);
}

/* Of class @c; G_MAXUINT: of all rows. */
static void
measure_cloud (const ImbComplexityRows *rows,
               guint                    c,
               Cloud                   *out)
{
  const gsize d = rows->x->n_cols;

  for (gsize i = 0; i < rows->x->n_rows; i++)
    if (c == G_MAXUINT || rows->classes[i] == c)
      {
        out->n += 1.0;
        for (gsize j = 0; j < d; j++)
          out->mean[j] += imb_matrix_row (rows->x, i)[j];
      }
  for (gsize j = 0; j < d; j++)
    out->mean[j] /= out->n;
  for (gsize i = 0; i < rows->x->n_rows; i++)
    if (c == G_MAXUINT || rows->classes[i] == c)
      add_square (out->scatter, imb_matrix_row (rows->x, i), out->mean, 1.0, d);
}

/* All rows without those of a class, whose means and scatters are known. */
static void
take_away (const Cloud *all,
           const Cloud *own,
           gsize        d,
           Cloud       *rest)
{
  rest->n = all->n - own->n;
  for (gsize j = 0; j < d; j++)
    rest->mean[j] = (all->n * all->mean[j] - own->n * own->mean[j]) / rest->n;
  for (gsize k = 0; k < d * d; k++)
    rest->scatter[k] = all->scatter[k] - own->scatter[k];
  add_square (rest->scatter, own->mean, rest->mean, -own->n * rest->n / all->n, d);
}

/* A feature that is constant on both sides parts them wholly, or says nothing and is left out. TRUE: wholly. */
static gboolean
part_by_constants (double *within,
                   double *between,
                   gsize   d)
{
  for (gsize j = 0; j < d; j++)
    if (within[j * d + j] < 1e-12)
      {
        if (fabs (between[j]) > 1e-9)
          return TRUE;
        for (gsize k = 0; k < d; k++)
          within[MAX (j, k) * d + MIN (j, k)] = j == k ? 1.0 : 0.0;
        between[j] = 0.0;
      }
  return FALSE;
}

static gboolean
measure_sides (const Cloud *a,
               const Cloud *b,
               gsize        d,
               double      *f1v,
               ImbJob      *job,
               GError     **error)
{
  const double       n = a->n + b->n;
  g_autofree double *within = g_new (double, d *d), *factor = g_new (double, d *d), *scale = g_new (double, d), *between = g_new (double, d), *direction = g_new (double, d);
  double             ratio = 0.0;

  for (gsize k = 0; k < d * d; k++)
    within[k] = a->n / n * a->scatter[k] / MAX (a->n - 1.0, 1.0) + b->n / n * b->scatter[k] / MAX (b->n - 1.0, 1.0);
  for (gsize j = 0; j < d; j++)
    between[j] = a->mean[j] - b->mean[j];
  *f1v = 0.0;
  if (part_by_constants (within, between, d))
    return TRUE;
  if (!imb_cholesky_factorise (within, factor, scale, d, job, error))
    return FALSE;
  memcpy (direction, between, d * sizeof *direction);
  imb_cholesky_substitute (factor, scale, direction, d);
  for (gsize j = 0; j < d; j++)
    ratio += between[j] * direction[j];
  *f1v = 1.0 / (1.0 + MAX (ratio, 0.0));
  return TRUE;
}

static gboolean
measure_pairs (const ImbComplexityRows *rows,
               const Cloud             *clouds,
               ImbComplexity           *out,
               ImbJob                  *job,
               GError                 **error)
{
  double sum = 0.0, n = 0.0, own;

  for (guint a = 0; a < rows->n_classes; a++)
    for (guint b = a + 1; b < rows->n_classes; b++)
      {
        if (clouds[a].n == 0.0 || clouds[b].n == 0.0)
          continue;
        if (!imb_job_step (job, 0, 0, error) || !measure_sides (&clouds[a], &clouds[b], rows->x->n_cols, &own, job, error))
          return FALSE;
        sum += own;
        n += 1.0;
      }
  out->whole[IMB_COMPLEXITY_F1V] = sum / n;
  return TRUE;
}

static gboolean
measure_classes (const ImbComplexityRows *rows,
                 const Cloud             *all,
                 Cloud                   *rest,
                 Cloud                   *clouds,
                 ImbComplexity           *out,
                 ImbJob                  *job,
                 GError                 **error)
{
  const gsize d = rows->x->n_cols;
  double      sum = 0.0, n = 0.0;

  for (guint c = 0; c < rows->n_classes; c++)
    {
      Cloud  *own = &clouds[rows->n_classes <= MOST_CLASSES ? c : 0];
      double *f1v = &imb_complexity_of_class (out, c)[IMB_COMPLEXITY_F1V];

      if (rows->counts[c] == 0)
        continue;
      if (!imb_job_step (job, 0, 0, error))
        return FALSE;
      own->n = 0.0;
      memset (own->mean, 0, d * sizeof *own->mean);
      memset (own->scatter, 0, d * d * sizeof *own->scatter);
      measure_cloud (rows, c, own);
      take_away (all, own, d, rest);
      if (!measure_sides (own, rest, d, f1v, job, error))
        return FALSE;
      sum += *f1v;
      n += 1.0;
    }
  out->whole[IMB_COMPLEXITY_F1V] = sum / n;
  return rows->n_classes > MOST_CLASSES || measure_pairs (rows, clouds, out, job, error);
}

gboolean
imb_complexity_of_vectors (const ImbComplexityRows *rows,
                           ImbComplexity           *out,
                           ImbJob                  *job,
                           GError                 **error)
{
  const gsize d = rows->x->n_cols;
  Cloud       all = { 0 }, rest = { 0 }, clouds[MOST_CLASSES] = { 0 };
  gboolean    done;

  if (d > MOST_FEATURES)
    return TRUE;

  done = cloud_init (&all, d, error) && cloud_init (&rest, d, error);
  for (guint c = 0; c < MIN (rows->n_classes, MOST_CLASSES) && done; c++)
    done = cloud_init (&clouds[c], d, error);
  if (done)
    {
      measure_cloud (rows, G_MAXUINT, &all);
      done = measure_classes (rows, &all, &rest, clouds, out, job, error);
    }
  cloud_clear (&all);
  cloud_clear (&rest);
  for (guint c = 0; c < MOST_CLASSES; c++)
    cloud_clear (&clouds[c]);
  return done;
}
