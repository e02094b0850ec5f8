/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random under-sampling: of every larger class a random part is kept. One stream runs through the classes; the
 * result is grouped by class, a drawn class in the order drawn. Row for row imbalanced-learn's
 * RandomUnderSampler. O(n). */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/samplers/imb-sampler.h"
#include "engine/samplers/imb-strategy.h"

typedef struct
{
  const char *sampling_strategy;
  gboolean    replacement;
} RandomUnder;

static const ImbParam params[] = {
  IMB_STRATEGY_PARAM_UNDER (RandomUnder),
  {
    .name = "replacement",
    .label = N_ ("With replacement"),
    .help = N_ ("A row may be drawn more than once."),
    IMB_BOOL (RandomUnder, replacement, FALSE),
  },
  { NULL },
};

/* Positions within a class of n rows, as numpy's choice draws them. */
static void
draw (ImbRng        *rng,
      const guint32 *class_rows,
      gsize          n,
      gsize          n_keep,
      gboolean       replacement,
      guint32       *out)
{
  g_autofree guint32 *positions = g_new (guint32, MAX (n, 1));

  if (!replacement)
    imb_rng_permutation (rng, positions, n);
  for (gsize i = 0; i < n_keep; i++)
    out[i] = class_rows[replacement ? imb_rng_below (rng, n) : positions[i]];
}

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  const RandomUnder   *self = values;
  ImbRng               stream = *rng;
  g_autofree gsize    *targets = g_new0 (gsize, in->n_classes);
  g_autofree gboolean *targeted = g_new0 (gboolean, in->n_classes);
  g_autofree guint32  *rows = g_new (guint32, MAX (in->n_rows, 1));
  gsize                n_rows = 0;

  if (!imb_strategy_resolve (IMB_STRATEGY_UNDER, self->sampling_strategy, in, targets, targeted, error))
    return FALSE;
  imb_strategy_note (IMB_STRATEGY_UNDER, in, targets, out->notes);

  for (guint c = 0; c < in->n_classes; c++)
    {
      gsize               n;
      g_autofree guint32 *class_rows = imb_view_rows_of_class (in, c, &n);

      if (!imb_job_step (job, c, in->n_classes, error))
        return FALSE;
      if (n > 0 && targeted[c])
        draw (&stream, class_rows, n, targets[c], self->replacement, rows + n_rows);
      else
        memcpy (rows + n_rows, class_rows, n * sizeof *rows);
      n_rows += targets[c];
    }
  imb_resample_take_rows (out, g_steal_pointer (&rows), n_rows);
  return TRUE;
}

const ImbSampler imb_sampler_random_under = {
  .base.id = "random-under",
  .base.title = N_ ("Random under-sampling"),
  .base.summary = N_ ("Keeps a random part of the larger classes."),
  .base.reference = "Kubat, Matwin 1997, Addressing the curse of imbalanced training sets: one-sided selection, ICML 1997",
  .base.params = params,
  .base.params_size = sizeof (RandomUnder),
  .flags = IMB_SAMPLER_DROPS | IMB_SAMPLER_RANDOM | IMB_SAMPLER_MISSING,
  .peer = "imblearn.under_sampling.RandomUnderSampler",
  .peer_takes_all = TRUE,
  .sample = sample,
};
