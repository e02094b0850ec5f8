/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is ahead, and whether that says anything. */
#include "engine/evaluate/imb-leaderboard.h"

#include <math.h>
#include <string.h>

#include "engine/evaluate/imb-estimate.h"
#include "engine/evaluate/imb-tests.h"

#define LEVEL 0.05

static int
compare (gconstpointer a,
         gconstpointer b,
         gpointer      data)
{
  const ImbStanding *x = a, *y = b;
  const double       sign = GPOINTER_TO_INT (data) ? -1.0 : 1.0;
  gboolean           has_x = !isnan (x->estimate.value), has_y = !isnan (y->estimate.value);

  if (has_x != has_y)
    return has_x ? -1 : 1;
  if (has_x && x->estimate.value != y->estimate.value)
    return sign * x->estimate.value > sign * y->estimate.value ? -1 : 1;
  return (x->config > y->config) - (x->config < y->config);
}

/* The one compared with the best, fold by fold. */
static void
set_behind (const double *values,
            gsize         n_values,
            double        test_share,
            guint         best,
            ImbStanding  *standing,
            double       *differences)
{
  for (gsize i = 0; i < n_values; i++)
    differences[i] = imb_difference (values[standing->config * n_values + i], values[best * n_values + i]);
  standing->behind = imb_estimate_of (differences, n_values, test_share);
}

guint
imb_leaderboard (const double *values,
                 guint         n_configs,
                 gsize         n_values,
                 double        test_share,
                 gboolean      smaller_is_better,
                 ImbStanding  *standings)
{
  g_autofree double *differences = g_new (double, MAX (n_values, 1));
  g_autofree double *p = g_new (double, n_configs + 1), *adjusted = g_new (double, n_configs + 1);
  guint              n_alike = 0;

  for (guint c = 0; c < n_configs; c++)
    standings[c] = (ImbStanding){ .config = c, .estimate = imb_estimate_of (values + c * n_values, n_values, test_share) };
  g_qsort_with_data (standings, (int) n_configs, sizeof *standings, compare, GINT_TO_POINTER (smaller_is_better));
  for (guint c = 0; c < n_configs; c++)
    {
      set_behind (values, n_values, test_share, standings[0].config, &standings[c], differences);
      p[c] = c > 0 && !isnan (standings[c].estimate.value) ? standings[c].behind.p : NAN;
    }
  imb_holm (p, n_configs, adjusted);
  for (guint c = 0; c < n_configs; c++)
    {
      gboolean has_value = !isnan (standings[c].estimate.value);

      standings[c].place = has_value ? c + 1 : 0;
      standings[c].p = adjusted[c];
      standings[c].is_alike = has_value && (c == 0 || adjusted[c] > LEVEL);
      n_alike += standings[c].is_alike;
    }
  return n_alike;
}

/* ---- which is simpler ---- */

static guint
count_steps (const ImbPlan *plan)
{
  guint n = 0;

  for (guint s = 0; !imb_plan_is_none (plan) && s < imb_plan_n_steps (plan); s++)
    n += MAX (imb_plan_step_at (plan, s)->sampler->n_steps, 1);
  return n;
}

guint
imb_run_spec_effort (const ImbRunSpec *spec)
{
  const ImbParam *weight = imb_model_find_class_weight (spec->model);
  gboolean        is_weighted = weight != NULL && strcmp (G_STRUCT_MEMBER (const char *, spec->values, weight->offset), "none") != 0;

  return 8 * count_steps (spec->plan) + is_weighted + (spec->threshold.policy != IMB_THRESHOLD_FIXED) + (spec->prior.how != IMB_PRIOR_NONE) + (spec->calibration != IMB_CALIBRATION_NONE) + (spec->candidates != NULL);
}

gboolean
imb_run_spec_is_simpler (const ImbRunSpec *a,
                         const ImbRunSpec *b)
{
  const double members_a = imb_model_n_members (a->model, a->values), members_b = imb_model_n_members (b->model, b->values);

  if (a->model->kind != b->model->kind)
    return a->model->kind < b->model->kind;
  if (members_a != members_b)
    return members_a < members_b;
  return imb_run_spec_effort (a) < imb_run_spec_effort (b);
}
