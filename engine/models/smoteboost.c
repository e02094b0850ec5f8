/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SMOTEBoost: AdaBoost whose trees see SMOTE's rows besides the real ones, at the mean weight of those. Chawla, Lazarevic, Hall and Bowyer
 * 2003: every round has new ones, and only real rows are judged and become heavier. imbalanced-ensemble keeps those of the first
 * round instead, and treats them as real from then on. O(rounds · n log n · d) with new ones, O(rounds · n · d) without. */
#include <glib/gi18n-lib.h>

#include "engine/core/imb-error.h"
#include "engine/models/imb-bag.h"
#include "engine/models/imb-boost.h"
#include "engine/params/imb-config.h"
#include "engine/samplers/imb-interpolate.h"
#include "engine/samplers/imb-strategy.h"

#define MEMO_BYTES 268435456 /* for the neighbours, which are the same in every round */

typedef enum
{
  SYNTHETIC_FRESH,
  SYNTHETIC_KEPT,
} Synthetic;

static const ImbChoice synthetic_choices[] = {
  { SYNTHETIC_FRESH, "fresh", N_ ("New in every round") },
  { SYNTHETIC_KEPT, "kept", N_ ("Kept from the first round") },
  { 0, NULL, NULL },
};

typedef struct
{
  ImbBoostSettings boost;
  const char      *sampling_strategy;
  int              k_neighbors;
  int              synthetic_rows;
  ImbGroveSettings tree;
  const char      *class_weight;
} SmoteBoost;

static const ImbParam params[] = {
  IMB_BOOST_PARAM_ROUNDS (SmoteBoost, "n_estimators"),
  IMB_STRATEGY_PARAM_OVER (SmoteBoost),
  {
    .name = "k_neighbors",
    .label = N_ ("Neighbours"),
    .help = N_ ("Rows of the same class from which a partner is drawn."),
    IMB_INT (SmoteBoost, k_neighbors, 5, 1, 1000),
  },
  {
    .name = "synthetic_rows",
    .label = N_ ("Synthetic rows"),
    .help = N_ ("Whether every round makes new ones, which are gone after it, or those of the first stay and are treated as real."),
    IMB_CHOICE (SmoteBoost, synthetic_rows, SYNTHETIC_FRESH, synthetic_choices),
  },
  IMB_BOOST_PARAMS (SmoteBoost, IMB_BOOST_SAMME_R),
  IMB_GROVE_PARAMS_DEEP (SmoteBoost, 1, "all"),
  IMB_CLASS_WEIGHT_PARAM (SmoteBoost, N_ ("How much rows of each class weigh in the first round: none, balanced (rare classes weigh more), or {label:weight;…}.")),
  { NULL },
};

typedef struct
{
  const ImbView    *view; /* the real rows, all of weight above 0 */
  const ImbSampler *smote;
  gpointer          values;
  ImbTreeShape      shape;
} Maker;

/* Real and synthetic rows, with weights. */
typedef struct
{
  ImbResample   *resample;
  const double **rows;
  guint16       *classes;
  double        *weights;
  gsize          n_rows;
} Enlarged;

static void
enlarged_clear (Enlarged *self)
{
  g_clear_pointer (&self->resample, imb_resample_unref);
  g_free (self->rows);
  g_free (self->classes);
  g_free (self->weights);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Enlarged, enlarged_clear)

static gboolean
enlarge (const Maker        *maker,
         const ImbBoostRows *real,
         guint32             seed,
         ImbJob             *job,
         Enlarged           *out,
         GError            **error)
{
  double sum = 0.0;

  *out = (Enlarged){ .resample = imb_sampler_run (maker->smote, maker->values, maker->view, seed, job, error) };
  if (out->resample == NULL)
    return FALSE;
  out->n_rows = out->resample->n_rows;
  out->rows = g_try_new (const double *, out->n_rows + 1);
  out->classes = g_try_new (guint16, out->n_rows + 1);
  out->weights = g_try_new (double, out->n_rows + 1);
  if (out->rows == NULL || out->classes == NULL || out->weights == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory to boost with %zu rows; use fewer of them."), out->n_rows);
      return FALSE;
    }

  for (gsize i = 0; i < real->n_rows; i++)
    sum += real->weights[i];
  for (gsize i = 0; i < out->n_rows; i++)
    {
      const guint32  row = out->resample->rows[i];
      const gboolean is_real = row < real->n_rows;

      out->rows[i] = is_real ? real->rows[row] : imb_matrix_row (out->resample->made, row - real->n_rows);
      out->classes[i] = is_real ? real->classes[row] : out->resample->made_classes[row - real->n_rows];
      out->weights[i] = is_real ? real->weights[row] : sum / (double) real->n_rows;
    }
  return TRUE;
}

/* The tree of a round. */
static ImbTree *
grow (gpointer            data,
      const ImbBoostRows *real,
      ImbRng             *rng,
      ImbJob             *job,
      GError            **error)
{
  const Maker *maker = data;
  g_auto (Enlarged) rows = { 0 };
  ImbPresort *presort;

  if (!enlarge (maker, real, imb_rng_word (rng), job, &rows, error))
    return NULL;
  presort = imb_presort_new (rows.rows, rows.classes, rows.n_rows, real->n_cols, real->n_classes, job, error);
  return presort != NULL ? imb_tree_grow (presort, rows.weights, NULL, &maker->shape, rng, job, error) : NULL;
}

/* The synthetic rows of one call of SMOTE stay. */
static ImbBoosted *
fit_kept (const Maker        *maker,
          const ImbBoostRows *real,
          const ImbBoostRule *rule,
          ImbRng             *rng,
          ImbJob             *job,
          GError            **error)
{
  g_auto (Enlarged) rows = { 0 };
  g_autoptr (ImbPresort) presort = NULL;
  g_autoptr (ImbJob) silent = imb_job_new_part (job, 0.0);

  if (!enlarge (maker, real, imb_rng_word (rng), silent, &rows, error))
    return NULL;
  presort = imb_presort_new (rows.rows, rows.classes, rows.n_rows, real->n_cols, real->n_classes, silent, error);
  if (presort == NULL)
    return NULL;

  const ImbBoostRows all = { rows.rows, rows.classes, rows.weights, rows.n_rows, real->n_cols, real->n_classes, presort };

  return imb_boost_fit (&all, rule, rng, job, error);
}

/* SMOTE's, as far as the model has them too: the strategy and the neighbours. (transfer full) */
static gpointer
smote_values (const SmoteBoost *values,
              const ImbSampler *smote)
{
  gpointer own = imb_values_new (&smote->base);

  imb_values_adopt (&smote->base, own, &imb_model_find ("smoteboost")->base, values, NULL);
  return own;
}

static ImbBoosted *
fit_rows (const SmoteBoost *values,
          const ImbView    *view,
          const char       *class_weight,
          ImbRng           *rng,
          ImbJob           *job,
          GError          **error)
{
  Maker              maker = { view, imb_sampler_find ("smote"), NULL, imb_grove_shape (&values->tree, view->base->n_cols) };
  const ImbBoostRule rule = { .settings = &values->boost, .shape = maker.shape, .grow = values->synthetic_rows == SYNTHETIC_FRESH ? grow : NULL, .data = &maker };
  g_auto (ImbGroveRows) grove = { 0 };
  g_autofree double *weights = g_new (double, view->n_rows + 1);
  ImbBoosted        *boosted;

  if (!imb_check_growth_instead (view, values->sampling_strategy, (gsize) values->k_neighbors, "k_neighbors", "rusboost", error)
      || !imb_grove_rows_init (&grove, view, class_weight, FALSE, NULL, error))
    return NULL;
  for (gsize i = 0; i < view->n_rows; i++)
    weights[i] = imb_view_weight (view, i) * grove.scale[grove.classes[i]];

  const ImbBoostRows real = { grove.rows, grove.classes, weights, view->n_rows, view->base->n_cols, view->n_classes, NULL };

  maker.values = smote_values (values, maker.smote);
  boosted = rule.grow != NULL ? imb_boost_fit (&real, &rule, rng, job, error) : fit_kept (&maker, &real, &rule, rng, job, error);
  imb_values_free (&maker.smote->base, maker.values);
  return boosted;
}

static gpointer
fit (const ImbView *train,
     gconstpointer  data,
     const ImbRng  *rng,
     ImbJob        *job,
     ImbNotes      *notes,
     GError       **error)
{
  const SmoteBoost *values = data;
  g_auto (ImbBagRows) rows = { 0 };
  g_autoptr (ImbMemo) memo = NULL;
  g_autoptr (ImbJob) silent = imb_job_new_part (job, 0.0);
  g_autofree ImbRng *stream = g_memdup2 (rng, sizeof *rng);
  ImbBoosted        *boosted;

  if (!imb_bag_rows_init (&rows, train, silent, error))
    return NULL;
  memo = imb_memo_new (rows.view.base, MEMO_BYTES);
  rows.view.memo = memo;
  boosted = fit_rows (values, &rows.view, values->class_weight, stream, job, error);
  if (boosted != NULL)
    imb_boosted_note (&boosted, 1, &values->boost, notes);
  return boosted;
}

const ImbModel imb_model_smoteboost = {
  .base = {
    .id = "smoteboost",
    .title = N_ ("SMOTEBoost"),
    .summary = N_ ("AdaBoost whose trees see synthetic rows of rare classes besides the real ones."),
    .reference = "Chawla, Lazarevic, Hall, Bowyer 2003, doi:10.1007/978-3-540-39804-2_12",
    .params = params,
    .params_size = sizeof (SmoteBoost),
  },
  .flags = IMB_MODEL_CLASS_WEIGHT | IMB_MODEL_WEIGHTS | IMB_MODEL_RANDOM,
  .kind = IMB_MODEL_ENSEMBLE,
  .members = { "n_estimators" },
  .fit = fit,
  .predict = imb_boosted_predict,
  .free = imb_boosted_free,
  .importances = imb_boosted_importances,
  .contributions = imb_boosted_contributions,
  .space = IMB_SPACE_LOGIT,
};
