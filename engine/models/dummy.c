/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line of no skill: the same answer for every row, from the classes' shares alone. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/models/imb-model.h"

#define MANY 500000 /* scores: a millisecond */

typedef enum
{
  STRATEGY_PRIOR,
  STRATEGY_MOST_FREQUENT,
} Strategy;

typedef struct
{
  int strategy;
} Dummy;

static const ImbChoice strategies[] = {
  { STRATEGY_PRIOR, "prior", N_ ("The classes' shares") },
  { STRATEGY_MOST_FREQUENT, "most_frequent", N_ ("Always the largest class") },
  { 0, NULL, NULL },
};

static const ImbParam params[] = {
  {
    .name = "strategy",
    .label = N_ ("Answer"),
    .help = N_ ("Whether every row gets the classes' shares as probabilities, or the largest class with certainty."),
    IMB_CHOICE (Dummy, strategy, STRATEGY_PRIOR, strategies),
  },
  { NULL },
};

typedef struct
{
  guint  n_classes;
  double shares[];
} Fitted;

static gpointer
fit (const ImbView *train,
     gconstpointer  data,
     const ImbRng  *rng,
     ImbJob        *job,
     ImbNotes      *notes,
     GError       **error)
{
  const Dummy *values = data;
  guint        K = train->n_classes, most = 0;
  Fitted      *self = g_malloc0 (sizeof (Fitted) + K * sizeof (double));
  double       total = 0.0;

  self->n_classes = K;
  for (gsize i = 0; i < train->n_rows; i++)
    {
      self->shares[imb_view_class (train, i)] += imb_view_weight (train, i);
      total += imb_view_weight (train, i);
    }
  for (guint c = 0; c < K; c++)
    most = self->shares[c] > self->shares[most] ? c : most;
  for (guint c = 0; c < K; c++)
    self->shares[c] = values->strategy == STRATEGY_PRIOR ? self->shares[c] / total : c == most ? 1.0
                                                                                               : 0.0;
  if (imb_job_step (job, 1, 1, error))
    return self;
  g_free (self);
  return NULL;
}

static gboolean
predict (gconstpointer    fitted,
         const ImbMatrix *rows,
         double          *scores,
         ImbJob          *job,
         GError         **error)
{
  const Fitted *self = fitted;

  for (gsize i = 0; i < rows->n_rows; i++)
    {
      if (i % (1 + MANY / self->n_classes) == 0 && !imb_job_step (job, i, rows->n_rows, error))
        return FALSE;
      memcpy (scores + i * self->n_classes, self->shares, self->n_classes * sizeof (double));
    }
  return imb_job_step (job, 1, 1, error);
}

const ImbModel imb_model_dummy = {
  .base = {
    .id = "dummy",
    .title = N_ ("No skill"),
    .summary = N_ ("The same answer for every row, whatever its features: what any model has to beat."),
    .reference = "Pedregosa et al. 2011, Scikit-learn: Machine Learning in Python, JMLR 12 (its DummyClassifier)",
    .params = params,
    .params_size = sizeof (Dummy),
  },
  .flags = IMB_MODEL_WEIGHTS | IMB_MODEL_MISSING,
  .kind = IMB_MODEL_NO_SKILL,
  .fit = fit,
  .predict = predict,
  .free = g_free,
};
