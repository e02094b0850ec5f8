/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two steps as one sampler. The second one sees what the first one made, as in a plan; the results are joined. */
#include "engine/samplers/imb-chain.h"

#include <glib/gi18n-lib.h>

#include "engine/core/imb-error.h"
#include "engine/params/imb-config.h"
#include "engine/samplers/imb-compose.h"
#include "engine/samplers/imb-flat.h"
#include "engine/samplers/imb-strategy.h"

/* The parameters of one step. (transfer full) */
static gpointer
values_of (const ImbSampler   *step,
           gboolean            cleans,
           const ImbAlgorithm *algorithm,
           gconstpointer       values)
{
  gpointer own = imb_values_parse (&step->base, cleans ? "sampling_strategy=all" : NULL, NULL);

  imb_values_adopt (&step->base, own, algorithm, values, cleans ? "sampling_strategy" : NULL);
  return own;
}

/* The second step sees the class sizes that are asked of the first one. */
static gboolean
check_second (const ImbChain     *chain,
              const ImbAlgorithm *algorithm,
              gconstpointer       values,
              const ImbView      *in,
              GError            **error)
{
  const ImbSampler *second = imb_sampler_find (chain->cleans);
  const ImbParam   *strategy = imb_algorithm_find_param (algorithm, "sampling_strategy");
  gpointer          own = values_of (second, TRUE, algorithm, values);
  g_autofree gsize *counts = g_new0 (gsize, MAX (in->n_classes, 1)), *targets = g_new0 (gsize, MAX (in->n_classes, 1));
  ImbView           between = *in;
  gboolean          ok;

  imb_view_count (in, counts);
  ok = imb_strategy_resolve (IMB_STRATEGY_OVER, G_STRUCT_MEMBER (const char *, values, strategy->offset), in, targets, NULL, error);
  for (guint c = 0; ok && c < in->n_classes; c++)
    {
      counts[c] += targets[c];
      between.n_rows += targets[c];
    }
  between.counts = counts;
  if (ok && second->check != NULL && !second->check (&between, own, NULL))
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW, _ ("With the new rows there would be %zu, too few for the cleaning that follows; use %s, or ask for more rows in sampling_strategy."),
                   between.n_rows, chain->adds);
      ok = FALSE;
    }
  imb_values_free (&second->base, own);
  return ok;
}

gboolean
imb_chain_check (const ImbChain     *chain,
                 const ImbAlgorithm *algorithm,
                 gconstpointer       values,
                 const ImbView      *in,
                 GError            **error)
{
  const ImbSampler *first = imb_sampler_find (chain->adds);
  gpointer          own = values_of (first, FALSE, algorithm, values);
  gboolean          ok = first->check == NULL || first->check (in, own, error);

  imb_values_free (&first->base, own);
  return ok && check_second (chain, algorithm, values, in, error);
}

static gboolean
run_step (const char         *id,
          gboolean            cleans,
          const ImbAlgorithm *algorithm,
          gconstpointer       values,
          const ImbView      *in,
          const ImbRng       *rng,
          ImbJob             *job,
          ImbResample        *out,
          GError            **error)
{
  const ImbSampler *sampler = imb_sampler_find (id);
  gpointer          own = values_of (sampler, cleans, algorithm, values);
  gboolean          ok = (sampler->check == NULL || sampler->check (in, own, error))
                && sampler->sample (in, own, rng, job, out, error);

  imb_values_free (&sampler->base, own);
  return ok;
}

/* The second step on what @out is by now. */
static gboolean
continue_with (const ImbChain     *chain,
               const ImbAlgorithm *algorithm,
               gconstpointer       values,
               const ImbView      *in,
               const ImbRng       *rng,
               ImbJob             *job,
               ImbResample        *out,
               GError            **error)
{
  g_autofree guint16 *classes = NULL;
  ImbView             between = imb_resample_get_view (out, in, &classes);
  g_autoptr (ImbResample) second = imb_resample_new (&between, error);
  g_autoptr (ImbResample) joint = NULL;
  ImbResample swapped;

  if (second == NULL || !run_step (chain->cleans, TRUE, algorithm, values, &between, rng, job, second, error))
    return FALSE;

  imb_resample_close_room (out);
  joint = imb_resample_compose (out, second, error);
  if (joint == NULL)
    return FALSE;
  swapped = *out;
  *out = *joint;
  *joint = swapped;
  return TRUE;
}

gboolean
imb_chain_sample (const ImbChain     *chain,
                  const ImbAlgorithm *algorithm,
                  gconstpointer       values,
                  const ImbView      *in,
                  const ImbRng       *rng,
                  ImbJob             *job,
                  ImbResample        *out,
                  GError            **error)
{
  g_autoptr (ImbJob) adding = imb_job_new_part (job, 0.2);
  g_autoptr (ImbJob) cleaning = imb_job_new_part (job, 0.8);
  g_auto (ImbFlat) flat = { 0 };

  if (out->whole == NULL)
    imb_resample_leave_room (out);
  return imb_flat_init (&flat, in, job, error)
         && run_step (chain->adds, FALSE, algorithm, values, &flat.view, rng, adding, out, error)
         && continue_with (chain, algorithm, values, &flat.view, rng, cleaning, out, error);
}
