/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every sampler may rely on is checked here, once: two classes, and where numbers are needed, numbers whose
 * squared distances do not overflow. */
#include "engine/samplers/imb-sampler.h"

#include <float.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-clones.h"

#define BLOCK_VALUES 65536

/* Squared differences of values up to this can be summed over 10⁵ features. */
#define LARGEST   1e150
#define OVERFLOWS (DBL_MAX / LARGEST)

static gboolean
check_classes (const ImbView *in,
               GError       **error)
{
  g_autofree gsize *counts = g_new0 (gsize, MAX (in->n_classes, 1));
  g_autofree char  *label = NULL;
  guint             n_present = 0, last = 0;

  imb_view_count (in, counts);
  for (guint c = 0; c < in->n_classes; c++)
    if (counts[c] > 0)
      {
        n_present++;
        last = c;
      }
  if (n_present >= 2)
    return TRUE;

  label = imb_view_dup_label (in, last);
  if (n_present == 1)
    g_set_error (error, IMB_ERROR, IMB_ERROR_ONE_CLASS,
                 g_dngettext (GETTEXT_PACKAGE, "The %zu row is of class “%s”; sampling needs rows of at least two classes.", "All %zu rows are of class “%s”; sampling needs rows of at least two classes.", in->n_rows), in->n_rows, label);
  else
    g_set_error_literal (error, IMB_ERROR, IMB_ERROR_ONE_CLASS, _ ("There are no rows; sampling needs rows of at least two classes."));
  return FALSE;
}

/* 0 when no x is missing, infinite or too large, else NaN: the product of a large x overflows, and ∞ · 0 is NaN.
 * The sum vectorizes. */
static IMB_CLONES double
zero_if_usable (const double *x,
                gsize         n)
{
  double sum = 0.0;

#pragma omp simd reduction(+ \
                           : sum)
  for (gsize j = 0; j < n; j++)
    sum += x[j] * OVERFLOWS * 0.0;
  return sum;
}

typedef struct
{
  const ImbView *in;
  gsize          rows_per_block;
} Finite;

static gboolean
check_row (const ImbView *in,
           gsize          i,
           GError       **error)
{
  const double *row = imb_view_row (in, i);

  for (gsize j = 0; j < in->base->n_cols; j++)
    {
      if (fabs (row[j]) <= LARGEST)
        continue;
      if (isnan (row[j]))
        g_set_error (error, IMB_ERROR, IMB_ERROR_MISSING,
                     _ ("Row %zu has no value in feature %zu, and this sampler needs all of them; have missing values filled, or leave the feature out."),
                     i + 1, j + 1);
      else if (isinf (row[j]))
        g_set_error (error, IMB_ERROR, IMB_ERROR_MISSING,
                     _ ("Row %zu has an infinite value in feature %zu; mend it, or leave the feature out."), i + 1, j + 1);
      else
        g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
                     _ ("Row %zu has a value in feature %zu that is too large for distances; give the column in larger units, or leave the feature out."),
                     i + 1, j + 1);
      return FALSE;
    }
  return TRUE;
}

/* Rows that lie one behind the other are asked all at once; the padding between them is zero. */
static gboolean
check_block (gsize    block,
             gpointer data,
             GError **error)
{
  const Finite  *finite = data;
  const ImbView *in = finite->in;
  gsize          begin = block * finite->rows_per_block;
  gsize          end = MIN (begin + finite->rows_per_block, in->n_rows);

  if (in->rows == NULL && zero_if_usable (imb_matrix_row (in->base, begin), (end - begin) * in->base->stride) == 0.0)
    return TRUE;

  for (gsize i = begin; i < end; i++)
    if (zero_if_usable (imb_view_row (in, i), in->base->n_cols) != 0.0 && !check_row (in, i, error))
      return FALSE;
  return TRUE;
}

static gboolean
check_values (const ImbView *in,
              ImbJob        *job,
              GError       **error)
{
  Finite finite = { .in = in, .rows_per_block = MAX (1, BLOCK_VALUES / MAX (in->base->n_cols, 1)) };
  gsize  n_blocks = (in->n_rows + finite.rows_per_block - 1) / finite.rows_per_block;
  g_autoptr (ImbJob) silent = imb_job_new_part (job, 0.0);

  return imb_parallel_for (n_blocks, check_block, &finite, silent, error);
}

ImbResample *
imb_sampler_run (const ImbSampler *sampler,
                 gconstpointer     values,
                 const ImbView    *in,
                 guint32           seed,
                 ImbJob           *job,
                 GError          **error)
{
  g_autoptr (ImbResample) out = NULL;
  g_autofree ImbRng *rng = g_new (ImbRng, 1);

  g_return_val_if_fail (sampler != NULL && values != NULL && in != NULL, NULL);

  if (!imb_job_step (job, 0, 0, error) || !check_classes (in, error))
    return NULL;
  if ((sampler->flags & IMB_SAMPLER_MISSING) == 0 && !check_values (in, job, error))
    return NULL;

  out = imb_resample_new (in, error);
  imb_rng_init (rng, seed);
  if (out == NULL || !sampler->sample (in, values, rng, job, out, error) || !imb_job_step (job, 1, 1, error))
    return NULL;
  return g_steal_pointer (&out);
}
