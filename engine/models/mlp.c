/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A multilayer perceptron: hidden layers of units between the features and the classes, learned batch by batch. Steps, starting values and the
 * order of rows are those of scikit-learn's MLPClassifier with the same seed, to rounding; beside it there are losses for rare
 * classes (imb-loss.h), weights of rows and classes, batches that show rare classes more often, and a rate that follows the batches'
 * difficulty. Rumelhart, Hinton, Williams 1986. About 6 n multiplications per parameter and epoch. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-batches.h"
#include "engine/kernels/imb-descent.h"
#include "engine/kernels/imb-net.h"
#include "engine/models/imb-link.h"
#include "engine/models/imb-loss.h"
#include "engine/models/imb-model.h"
#include "engine/models/imb-present.h"

#define AUTO_BATCH     200
#define PASS_NUMBERS   4e6 /* rows × parameters between two looks at the job */
#define LEAST_ROWS     2.0
#define PREDICT_ROWS   256.0
#define PROGRESS_STEPS 400
#define MOST_UNITS     100000.0

typedef struct
{
  const char     *hidden_layer_sizes;
  int             activation;
  int             solver;
  double          alpha;
  const char     *batch_size;
  int             batches;
  double          learning_rate_init;
  int             max_iter;
  double          tol;
  int             n_iter_no_change;
  double          momentum;
  gboolean        nesterovs_momentum;
  double          beta_1;
  double          beta_2;
  double          epsilon;
  double          difficulty_power;
  ImbLossSettings loss;
  const char     *class_weight;
} Mlp;

static const ImbChoice activations[] = {
  { IMB_NET_IDENTITY, "identity", N_ ("None: a linear model") },
  { IMB_NET_LOGISTIC, "logistic", N_ ("Logistic") },
  { IMB_NET_TANH, "tanh", N_ ("Hyperbolic tangent") },
  { IMB_NET_RELU, "relu", N_ ("Rectified: zero below zero") },
  { 0, NULL, NULL },
};

static const ImbChoice solvers[] = {
  { IMB_DESCENT_SGD, "sgd", N_ ("Gradient descent with momentum") },
  { IMB_DESCENT_ADAM, "adam", N_ ("Adam: a rate for each coefficient") },
  { IMB_DESCENT_DBS_ADAM, "dbs-adam", N_ ("DBS-Adam: Adam with longer steps on difficult batches") },
  { 0, NULL, NULL },
};

static const ImbChoice batch_kinds[] = {
  { IMB_BATCHES_SHUFFLED, "shuffled", N_ ("Every row once an epoch") },
  { IMB_BATCHES_BALANCED, "balanced", N_ ("Rows drawn from classes drawn evenly") },
  { IMB_BATCHES_EPISODIC, "episodic", N_ ("As many rows of each class") },
  { 0, NULL, NULL },
};

static const char *const layer_suggestions[] = { "100", "64;32", "32;32;32", NULL };
static const char *const batch_suggestions[] = { "auto", "32", "1000", NULL };

/* The layers' sizes after the first of @shape; FALSE when @text is not of that form. */
static gboolean
read_layers (const char  *text,
             ImbNetShape *shape)
{
  const char *at = text;

  shape->n_layers = 1;
  for (;; at++)
    {
      char  *end;
      double units = g_ascii_strtod (at, &end);

      if (end == at || !(units >= 1.0) || units > MOST_UNITS || units != floor (units) || shape->n_layers > IMB_NET_MOST_HIDDEN)
        return FALSE;
      shape->units[shape->n_layers++] = (gsize) units;
      while (g_ascii_isspace (*end))
        end++;
      at = end;
      if (*at == '\0')
        return TRUE;
      if (*at != ';')
        return FALSE;
    }
}

static gboolean
check_layers (const char *text,
              GError    **error)
{
  ImbNetShape shape;

  if (read_layers (text, &shape))
    return TRUE;
  g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
               _ ("“%s” are no hidden layers; write the units of each from the first to the last, such as 100 or 64;32, at most %d layers."),
               text, IMB_NET_MOST_HIDDEN);
  return FALSE;
}

static gboolean
check_batch_size (const char *text,
                  GError    **error)
{
  char  *end;
  double size = g_ascii_strtod (text, &end);

  if (strcmp (text, "auto") == 0 || (end != text && *end == '\0' && size >= 1.0 && size <= 1e9 && size == floor (size)))
    return TRUE;
  g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("“%s” is no size of a batch; write auto or a whole number from 1."), text);
  return FALSE;
}

static const ImbParam params[] = {
  {
    .name = "hidden_layer_sizes",
    .label = N_ ("Hidden layers"),
    .help = N_ ("Units of each hidden layer from the first to the last, such as 100 or 64;32."),
    IMB_TEXT (Mlp, hidden_layer_sizes, "100", check_layers, layer_suggestions),
  },
  {
    .name = "activation",
    .label = N_ ("Activation"),
    .help = N_ ("What hidden units make of their sums."),
    IMB_CHOICE (Mlp, activation, IMB_NET_RELU, activations),
  },
  {
    .name = "solver",
    .label = N_ ("Solver"),
    .help = N_ ("How a batch's gradient becomes a step."),
    IMB_CHOICE (Mlp, solver, IMB_DESCENT_ADAM, solvers),
  },
  {
    .name = "alpha",
    .label = N_ ("Penalty (alpha)"),
    .help = N_ ("How much large coefficients cost; more makes the model smoother."),
    IMB_REAL (Mlp, alpha, 1e-4, 0.0, 1e6),
  },
  {
    .name = "batch_size",
    .label = N_ ("Batch"),
    .help = N_ ("Rows of a step; auto is 200, or all when there are fewer."),
    IMB_TEXT (Mlp, batch_size, "auto", check_batch_size, batch_suggestions),
  },
  {
    .name = "batches",
    .label = N_ ("Rows of a batch"),
    .help = N_ ("Which rows a step sees; balanced and episodic show rare classes as often as others, so that probabilities need calibration."),
    IMB_CHOICE (Mlp, batches, IMB_BATCHES_SHUFFLED, batch_kinds),
    .is_ours = TRUE,
  },
  {
    .name = "learning_rate_init",
    .label = N_ ("Learning rate"),
    .help = N_ ("How long a step is."),
    IMB_REAL (Mlp, learning_rate_init, 1e-3, 1e-10, 1e3),
  },
  {
    .name = "max_iter",
    .label = N_ ("Most epochs"),
    .help = N_ ("Learning ends after so many passes over the rows even when the loss still falls, and says so."),
    IMB_INT (Mlp, max_iter, 200, 1, 1000000),
  },
  {
    .name = "tol",
    .label = N_ ("Tolerance"),
    .help = N_ ("An epoch that makes the loss smaller by less than this has not helped."),
    IMB_REAL (Mlp, tol, 1e-4, 0.0, 1.0),
  },
  {
    .name = "n_iter_no_change",
    .label = N_ ("Patience"),
    .help = N_ ("Learning ends after more than so many epochs in a row that have not helped."),
    IMB_INT (Mlp, n_iter_no_change, 10, 1, 1000000),
  },
  {
    .name = "momentum",
    .label = N_ ("Momentum"),
    .help = N_ ("sgd: how much of the last step goes on."),
    IMB_REAL (Mlp, momentum, 0.9, 0.0, 1.0),
  },
  {
    .name = "nesterovs_momentum",
    .label = N_ ("Nesterov’s momentum"),
    .help = N_ ("sgd: whether momentum looks ahead."),
    IMB_BOOL (Mlp, nesterovs_momentum, TRUE),
  },
  {
    .name = "beta_1",
    .label = N_ ("Memory of gradients (beta 1)"),
    .help = N_ ("adam: how slowly the mean gradient changes."),
    IMB_REAL (Mlp, beta_1, 0.9, 0.0, 0.999999),
  },
  {
    .name = "beta_2",
    .label = N_ ("Memory of squares (beta 2)"),
    .help = N_ ("adam: how slowly the mean square changes that steps are measured by."),
    IMB_REAL (Mlp, beta_2, 0.999, 0.0, 0.999999999),
  },
  {
    .name = "epsilon",
    .label = N_ ("Least square root"),
    .help = N_ ("adam: keeps steps finite where gradients are next to nothing."),
    IMB_REAL (Mlp, epsilon, 1e-8, 1e-300, 1.0),
  },
  {
    .name = "difficulty_power",
    .label = N_ ("Power of difficulty"),
    .help = N_ ("dbs-adam: how much longer steps are on difficult batches; 0 is Adam, below 0 makes them shorter."),
    IMB_REAL (Mlp, difficulty_power, 1.0, -5.0, 5.0),
    .is_ours = TRUE,
  },
  IMB_LOSS_PARAMS (Mlp),
  IMB_CLASS_WEIGHT_PARAM (Mlp, N_ ("How much an error on each class counts: none, balanced (rare classes count more), or {label:weight;…}.")),
  { NULL },
};

typedef struct
{
  ImbPresent  present;
  ImbNetShape shape;
  double      scale; /* of logits */
  double     *params;
} Fitted;

static void
fitted_free (gpointer data)
{
  Fitted *self = data;

  if (self == NULL)
    return;
  imb_present_clear (&self->present);
  g_free (self->params);
  g_free (self);
}

/* What learning works with. */
typedef struct
{
  const ImbView *train;
  const Mlp     *values;
  Fitted        *fitted;
  ImbLoss       *loss;
  ImbRng        *rng;
  ImbNotes      *notes;
  ImbJob        *job;
  guint16       *codes;   /* of training rows: among the present classes */
  double        *weights; /* of training rows, 1 on average */
  gsize          size;    /* of a batch */
  guint32       *picked;  /* the batch's rows */
  double        *rows;    /* their values, size × stride */
  guint16       *batch_codes;
  double        *batch_weights;
  double        *losses;
  double        *second; /* of losses by logits: not used */
  double        *gradient;
  ImbBatches     batches;
  ImbDescent     descent;
  ImbNetSpace   *space;
  gsize          told; /* of the progress */
} Learning;

static void
learning_clear (Learning *self)
{
  imb_loss_free (self->loss);
  g_free (self->codes);
  g_free (self->weights);
  g_free (self->picked);
  g_free (self->rows);
  g_free (self->batch_codes);
  g_free (self->batch_weights);
  g_free (self->losses);
  g_free (self->second);
  g_free (self->gradient);
  imb_batches_clear (&self->batches);
  imb_descent_clear (&self->descent);
  imb_net_space_free (self->space);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Learning, learning_clear)

/* A row of weight 2 counts twice in its batch, though it is drawn as often as others. Divided by their mean, weights that are all 2 change
 * nothing, but for the losses that count effective numbers of rows: they take weights as rows. */
static gboolean
set_weights (Learning *self,
             GError  **error)
{
  const ImbView     *train = self->train;
  const ImbPresent  *present = &self->fitted->present;
  g_autofree double *of_classes = g_new (double, train->n_classes);
  g_autofree double *of_present = g_new (double, present->n_present);
  g_autofree double *totals = g_new0 (double, present->n_present);
  double             sum = 0.0;

  if (!imb_class_weight_resolve (self->values->class_weight, train, of_classes, error))
    return FALSE;
  for (gsize i = 0; i < train->n_rows; i++)
    sum += imb_view_weight (train, i);
  if (!(sum > 0.0))
    {
      g_set_error_literal (error, IMB_ERROR, IMB_ERROR_TOO_FEW, _ ("All training rows have the weight 0; give some of them more."));
      return FALSE;
    }
  for (gsize i = 0; i < train->n_rows; i++)
    {
      totals[self->codes[i]] += imb_view_weight (train, i);
      self->weights[i] = imb_view_weight (train, i) * (double) train->n_rows / sum;
    }
  for (guint p = 0; p < present->n_present; p++)
    of_present[p] = of_classes[present->classes[p]];
  self->loss = imb_loss_new (&self->values->loss, present->n_present, totals, of_present);
  return TRUE;
}

static gboolean
learning_init (Learning *self,
               GError  **error)
{
  const Mlp               *values = self->values;
  const ImbDescentSettings descent = { (ImbDescentKind) values->solver, values->learning_rate_init, values->momentum, values->nesterovs_momentum,
                                       values->beta_1, values->beta_2, values->epsilon, values->difficulty_power };
  const ImbNetShape       *shape = &self->fitted->shape;
  const gsize              n = self->train->n_rows, n_params = imb_net_n_params (shape), stride = self->train->base->stride;
  const double             fit_rows = CLAMP (PASS_NUMBERS / (double) n_params, LEAST_ROWS, 1e9);
  const double             asked = strcmp (values->batch_size, "auto") == 0 ? AUTO_BATCH : g_ascii_strtod (values->batch_size, NULL);

  self->size = (gsize) MIN (asked, (double) n);
  self->codes = g_new (guint16, n);
  self->weights = g_new (double, n);
  imb_present_number (&self->fitted->present, self->train, self->codes);
  if (!set_weights (self, error))
    return FALSE;

  self->picked = g_new (guint32, self->size);
  self->batch_codes = g_new (guint16, self->size);
  self->batch_weights = g_new (double, self->size);
  self->losses = g_new (double, self->size);
  self->second = g_new (double, self->size);
  self->rows = g_try_new (double, self->size *stride);
  self->gradient = g_try_new (double, n_params);
  self->fitted->params = g_try_new (double, n_params);
  self->space = imb_net_space_new (shape, MIN (self->size, (gsize) fit_rows));
  if (self->rows != NULL && self->gradient != NULL && self->fitted->params != NULL && self->space != NULL
      && imb_descent_init (&self->descent, &descent, n_params)
      && imb_batches_init (&self->batches, (ImbBatchesKind) values->batches, self->codes, n, self->fitted->present.n_present, self->size))
    return TRUE;

  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
               _ ("There is no memory for a network of %zu parameters and batches of %zu rows; use smaller hidden layers or batches."), n_params, self->size);
  return FALSE;
}

/* An ImbNetLoss. */
static double
measure (gsize    first,
         gsize    n,
         double  *logits,
         gpointer data)
{
  const Learning *self = data;
  const guint     K = self->fitted->present.n_present;
  double          sum = 0.0;

  if (K == 2)
    imb_loss_rows_two (self->loss, logits, self->batch_codes + first, self->batch_weights + first, n, IMB_LOSS_EXACT, self->losses, logits, self->second);
  else
    imb_loss_rows (self->loss, logits, self->batch_codes + first, self->batch_weights + first, n, IMB_LOSS_EXACT, self->losses, logits, NULL);
  for (gsize i = 0; i < n; i++)
    sum += self->losses[i];
  return sum;
}

/* One batch of @n rows: a step; the batch's loss and penalty in @value. */
static gboolean
learn_batch (Learning *self,
             gsize     n,
             double   *value,
             GError  **error)
{
  const ImbView *train = self->train;
  const gsize    stride = train->base->stride, n_coefficients = imb_net_n_coefficients (&self->fitted->shape);
  double        *at = self->fitted->params, squares = 0.0, loss;

  for (gsize i = 0; i < n; i++)
    {
      memcpy (self->rows + i * stride, imb_view_row (train, self->picked[i]), stride * sizeof (double));
      self->batch_codes[i] = self->codes[self->picked[i]];
      self->batch_weights[i] = self->weights[self->picked[i]];
    }
  if (!imb_descent_add_squares (at, n_coefficients, &squares, self->job, error)
      || !imb_net_gradient (self->space, at, self->rows, stride, n, self->values->alpha, measure, self, &loss, self->gradient, self->job, error))
    return FALSE;

  *value = loss + 0.5 * self->values->alpha * squares / (double) n;
  if (!isfinite (*value))
    {
      g_set_error_literal (error, IMB_ERROR, IMB_ERROR_NUMBERS,
                           _ ("The network’s numbers grow beyond what can be computed with; scale the features, or choose a smaller learning rate."));
      return FALSE;
    }
  return imb_descent_step (&self->descent, at, self->gradient, loss, self->job, error);
}

/* Some hundred times in all: every step rounds what the outer job is told. */
static gboolean
say_progress (Learning *self,
              int       epoch,
              GError  **error)
{
  double share = ((double) epoch + (double) self->batches.at / (double) self->train->n_rows) / (double) self->values->max_iter;
  gsize  part = (gsize) (share * PROGRESS_STEPS);

  if (part == self->told)
    return imb_job_step (self->job, 0, 0, error);
  self->told = part;
  return imb_job_step (self->job, part, PROGRESS_STEPS, error);
}

/* Epochs until the loss no longer falls. */
static gboolean
learn (Learning *self,
       GError  **error)
{
  const gsize n = self->train->n_rows;
  double      best = INFINITY;
  int         n_idle = 0;

  if (!imb_net_begin (&self->fitted->shape, self->rng, self->fitted->params, self->job, error))
    return FALSE;
  for (int epoch = 0; epoch < self->values->max_iter; epoch++)
    {
      double mean = 0.0;
      gsize  m;

      imb_batches_begin_epoch (&self->batches, self->rng);
      while ((m = imb_batches_next (&self->batches, self->rng, self->picked)) > 0)
        {
          double value;

          if (!say_progress (self, epoch, error) || !learn_batch (self, m, &value, error))
            return FALSE;
          mean += value * (double) m / (double) n;
        }
      n_idle = mean > best - self->values->tol ? n_idle + 1 : 0;
      best = MIN (best, mean);
      if (n_idle > self->values->n_iter_no_change)
        return TRUE;
    }
  imb_notes_add (self->notes, _ ("The network ended at max_iter=%d while its loss still fell; allow more epochs, or a higher learning rate."),
                 self->values->max_iter);
  return TRUE;
}

/* As a parallel loop of one block: BLAS has one thread then, and so has everything inside. */
static gboolean
learn_apart (gsize    block,
             gpointer data,
             GError **error)
{
  return learn (data, error);
}

static gpointer
fit (const ImbView *train,
     gconstpointer  data,
     const ImbRng  *rng,
     ImbJob        *job,
     ImbNotes      *notes,
     GError       **error)
{
  const Mlp         *values = data;
  g_autofree ImbRng *stream = g_memdup2 (rng, sizeof *rng);
  Fitted            *self = g_new0 (Fitted, 1);
  g_autoptr (ImbJob) asked = imb_job_new_part (job, 0.0);
  g_auto (Learning) learning = { .train = train, .values = values, .fitted = self, .rng = stream, .notes = notes, .job = job };
  gboolean done;

  imb_present_init (&self->present, train);
  read_layers (values->hidden_layer_sizes, &self->shape);
  self->shape.activation = (ImbNetActivation) values->activation;
  self->shape.units[0] = train->base->n_cols;
  self->shape.units[self->shape.n_layers] = self->present.n_present > 2 ? self->present.n_present : 1;
  done = imb_job_step (job, 0, 0, error) && learning_init (&learning, error) && imb_parallel_for (1, learn_apart, &learning, asked, error)
         && imb_job_step (job, 1, 1, error);
  if (done && values->batches != IMB_BATCHES_SHUFFLED)
    imb_notes_add (notes, _ ("The network saw all classes equally often, so its probabilities are too high for rare ones; calibrate them or choose a threshold."));
  self->scale = learning.loss != NULL ? learning.loss->scale : 1.0;
  if (!done)
    g_clear_pointer (&self, fitted_free);
  return self;
}

static gboolean
score_rows (gconstpointer    data,
            const ImbMatrix *rows,
            gsize            first,
            gsize            n,
            double          *out,
            GError         **error)
{
  const Fitted *self = data;
  const gsize   K = self->present.n_present, n_logits = K > 2 ? K : 1;
  g_autoptr (ImbNetSpace) space = imb_net_space_new (&self->shape, n);
  const double *logits;

  if (space == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory to score %zu rows with the network; use smaller hidden layers."), n);
      return FALSE;
    }
  logits = imb_net_forward (space, self->params, imb_matrix_row (rows, first), rows->stride, n, NULL, NULL);

  for (gsize i = 0; i < n; i++)
    for (gsize k = 0; k < n_logits; k++)
      out[i * K + k + (K - n_logits)] = self->scale * logits[i * n_logits + k];
  if (n_logits == 1)
    imb_link_scores (out, n);
  else
    imb_link_many (out, NULL, n, K);
  return TRUE;
}

static gboolean
predict (gconstpointer    fitted,
         const ImbMatrix *rows,
         double          *scores,
         ImbJob          *job,
         GError         **error)
{
  const Fitted *self = fitted;
  double        most = PASS_NUMBERS / (double) imb_net_n_params (&self->shape);

  return imb_present_predict (&self->present, score_rows, self, rows, (gsize) CLAMP (most, LEAST_ROWS, PREDICT_ROWS), scores, job, error);
}

const ImbModel imb_model_mlp = {
  .base = {
    .id = "mlp",
    .title = N_ ("Neural network"),
    .summary = N_ ("A multilayer perceptron: layers of units learned batch by batch, with losses, weights and batches for rare classes. Scale the features."),
    .reference = "Rumelhart, Hinton, Williams 1986, doi:10.1038/323533a0; Kingma, Ba 2015, arXiv:1412.6980",
    .params = params,
    .params_size = sizeof (Mlp),
  },
  .flags = IMB_MODEL_CLASS_WEIGHT | IMB_MODEL_WEIGHTS | IMB_MODEL_RANDOM | IMB_MODEL_SQUARES,
  .kind = IMB_MODEL_NETWORK,
  .fit = fit,
  .predict = predict,
  .free = fitted_free,
};
