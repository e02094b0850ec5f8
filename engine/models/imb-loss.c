/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Losses of logits. All of them are one formula, the header's: a cross-entropy with weights, with a factor (1 − p)^γ that makes little of rows
 * that are right, with margins that the row's own class must lead by, and with offsets that take the classes' frequencies out of
 * the logits. So derivatives are written once.
 *
 * With u = log p, q = 1 − p, r = −u / q and g (u) = −q^γ u:
 *   g'  = −q^γ (γ p r + 1)
 *   q² g'' = γ p q^(γ + 1) (u + 2 + (γ − 1) p r)
 * in which nothing is divided by a power of q: both hold to all digits where p is 1 but for 1e-300. By logit j, δ = 1 at j = y:
 *   gradient g' (δ − p_j),   second derivative g'' (δ − p_j)² − g' p_j (1 − p_j). */
#include "engine/models/imb-loss.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/core/imb-clones.h"
#include "engine/kernels/imb-exp.h"

#define LEAST_SHARE 1e-12 /* of a class that is there */

#define LOSSES(LOSS)                                                                                                                            \
  LOSS (LOG, "log-loss", N_ ("Log loss"),                                                                                                       \
        N_ ("The cross-entropy: every row counts alike, and probabilities are honest."),                                                        \
        "-log p", "Good 1952, doi:10.1111/j.2517-6161.1952.tb00104.x")                                                                          \
  LOSS (WEIGHTED, "weighted", N_ ("Weighted log loss"),                                                                                         \
        N_ ("Classes count by 1 / their rows, so that all weigh the same together: as class_weight=balanced."),                                 \
        "-n / (K n_y) log p", "King, Zeng 2001, doi:10.1093/oxfordjournals.pan.a004868")                                                        \
  LOSS (FOCAL, "focal", N_ ("Focal loss"),                                                                                                      \
        N_ ("Rows that are already right count little, so that many easy rows do not drown few difficult ones; class_weight is its alpha."),    \
        "-(1 - p)^gamma log p", "Lin, Goyal, Girshick, He, Dollár 2017, doi:10.1109/ICCV.2017.324")                                             \
  LOSS (CLASS_BALANCED, "class-balanced", N_ ("Class-balanced loss"),                                                                           \
        N_ ("Classes count by 1 / their effective number of rows, in which a row that resembles others adds less than 1."),                     \
        "-w_y log p, w_c ~ ((1 - beta) / (1 - beta^n_c))^lambda, sum w = K", "Cui, Jia, Lin, Song, Belongie 2019, doi:10.1109/CVPR.2019.00949") \
  LOSS (CLASS_BALANCED_FOCAL, "class-balanced-focal", N_ ("Class-balanced focal loss"),                                                         \
        N_ ("Both: classes by their effective number of rows, and rows that are already right count little."),                                  \
        "-w_y (1 - p)^gamma log p", "Cui, Jia, Lin, Song, Belongie 2019, doi:10.1109/CVPR.2019.00949")                                          \
  LOSS (LDAM, "ldam", N_ ("Label-distribution-aware margins"),                                                                                  \
        N_ ("The logit of the row's class must lead by a margin, which is larger the rarer the class is."),                                     \
        "-log softmax(s (z - m_y at y))_y, m_c = max_margin (n_min / n_c)^(1/4)", "Cao, Wei, Gaidon, Arechiga, Ma 2019, arXiv:1906.07413")      \
  LOSS (LOGIT_ADJUSTED, "logit-adjusted", N_ ("Logit-adjusted loss"),                                                                           \
        N_ ("The classes' frequencies are added to the logits in learning and left out in scoring, as if all classes were equally frequent."),  \
        "-log softmax(z + tau log(n_c / n))_y", "Menon, Jayasumana, Rawat, Jain, Veit, Kumar 2021, arXiv:2007.07314")

const ImbLossInfo imb_losses[] = {
#define LOSS(kind, id, title, help, formula, reference) [IMB_LOSS_##kind] = { id, title, help, formula, reference },
  LOSSES (LOSS)
#undef LOSS
    { NULL },
};

const ImbChoice imb_loss_choices[] = {
#define LOSS(kind, id, title, help, formula, reference) { IMB_LOSS_##kind, id, title },
  LOSSES (LOSS)
#undef LOSS
    { 0, NULL, NULL },
};

/* ---- the classes' numbers ---- */

/* A class whose rows weigh nothing, or as good as nothing beside the others, must not set what the others weigh. */
static gboolean
is_there (double total,
          double sum)
{
  return total > LEAST_SHARE * sum;
}

/* (1 − β)^λ / (1 − β^n)^λ, scaled to the mean 1. */
static void
balance_effective (const ImbLossSettings *settings,
                   guint                  n_classes,
                   const double          *totals,
                   double                 sum,
                   double                *weights)
{
  double together = 0.0;
  guint  n_there = 0;

  for (guint c = 0; c < n_classes; c++)
    if (is_there (totals[c], sum))
      {
        const double seen = settings->beta > 0.0 ? -expm1 (totals[c] * log (settings->beta)) : 1.0;

        weights[c] = pow ((1.0 - settings->beta) / seen, settings->lambda);
        together += weights[c];
        n_there++;
      }
  for (guint c = 0; c < n_classes; c++)
    if (is_there (totals[c], sum))
      weights[c] *= n_there / together;
}

ImbLoss *
imb_loss_new (const ImbLossSettings *settings,
              guint                  n_classes,
              const double          *totals,
              const double          *class_weights)
{
  const int kind = settings->kind;
  ImbLoss  *self = g_new (ImbLoss, 1);
  double    sum = 0.0, least = INFINITY;
  guint     n_there = 0;

  *self = (ImbLoss){ n_classes, 0.0, 1.0, g_new (double, n_classes), g_new0 (double, n_classes), g_new0 (double, n_classes) };
  for (guint c = 0; c < n_classes; c++)
    sum += totals[c];
  for (guint c = 0; c < n_classes; c++)
    if (is_there (totals[c], sum))
      {
        least = MIN (least, totals[c]);
        n_there++;
      }

  for (guint c = 0; c < n_classes; c++)
    {
      self->weights[c] = 1.0;
      if (!is_there (totals[c], sum))
        continue;
      if (kind == IMB_LOSS_WEIGHTED)
        self->weights[c] = sum / (n_there * totals[c]);
      else if (kind == IMB_LOSS_LOGIT_ADJUSTED)
        self->offsets[c] = settings->tau * log (totals[c] / sum);
      else if (kind == IMB_LOSS_LDAM)
        self->margins[c] = settings->max_margin * sqrt (sqrt (least / totals[c]));
    }
  if (kind == IMB_LOSS_CLASS_BALANCED || kind == IMB_LOSS_CLASS_BALANCED_FOCAL)
    balance_effective (settings, n_classes, totals, sum, self->weights);
  if (kind == IMB_LOSS_FOCAL || kind == IMB_LOSS_CLASS_BALANCED_FOCAL)
    self->gamma = settings->gamma;
  if (kind == IMB_LOSS_LDAM)
    self->scale = settings->margin_scale;
  for (guint c = 0; c < n_classes && class_weights != NULL; c++)
    self->weights[c] *= class_weights[c];
  return self;
}

void
imb_loss_free (ImbLoss *self)
{
  if (self == NULL)
    return;
  g_free (self->weights);
  g_free (self->offsets);
  g_free (self->margins);
  g_free (self);
}

void
imb_loss_start (const ImbLoss *self,
                const double  *totals,
                double        *logits)
{
  const guint K = self->n_classes;
  double      mean = 0.0, sum = 0.0;

  for (guint c = 0; c < K; c++)
    sum += totals[c];
  for (guint c = 0; c < K; c++)
    {
      logits[c] = (log (MAX (totals[c], LEAST_SHARE * sum) * self->weights[c]) - self->offsets[c]) / self->scale;
      mean += logits[c] / K;
    }
  for (guint c = 0; c < K; c++)
    logits[c] -= mean;
}

/* ---- rows ---- */

/* How the loss of one row goes with log p. */
typedef struct
{
  double first;  /* g' */
  double second; /* q² g'' */
} Slopes;

static inline Slopes
slopes_at (double           p,
           double           q,
           double           log_p,
           double           power, /* q^γ */
           double           gamma,
           ImbLossCurvature curvature)
{
  const double r = q > 0.0 ? -log_p / q : 1.0;
  const double bend = gamma * p * power * q * (log_p + 2.0 + (gamma - 1.0) * p * r), least = curvature == IMB_LOSS_CONVEX ? 0.0 : -INFINITY;

  return (Slopes){ -power * (gamma * p * r + 1.0), bend < least ? least : bend };
}

/* One row; e[n_classes] is room. */
static void
row_of (const ImbLoss   *self,
        const double    *z,
        guint            y,
        double           weight,
        ImbLossCurvature curvature,
        double          *e,
        double          *loss,
        double          *gradient,
        double          *second)
{
  const guint  K = self->n_classes;
  const double w = weight * self->weights[y], s = self->scale, own = s * (z[y] - self->margins[y]) + self->offsets[y];
  double       most = own, others = 0.0, p, q, log_p, power, sum;
  Slopes       slopes;

  for (guint k = 0; k < K; k++)
    {
      e[k] = k == y ? own : s * z[k] + self->offsets[k];
      most = MAX (most, e[k]);
    }
  for (guint k = 0; k < K; k++)
    {
      e[k] = imb_exp (e[k] - most);
      others += k == y ? 0.0 : e[k];
    }
  sum = others + e[y];
  p = e[y] / sum;
  q = others / sum;
  log_p = p > 0.5 ? log1p (-q) : own - most - log (sum);
  power = self->gamma == 0.0 ? 1.0 : pow (q, self->gamma);
  slopes = slopes_at (p, q, log_p, power, self->gamma, curvature);
  if (loss != NULL)
    *loss = -w * power * log_p;
  for (guint k = 0; k < K; k++)
    {
      const double share = e[k] / sum, part = k == y ? 1.0 : others > 0.0 ? e[k] / others
                                                                          : 0.0; /* |δ − p_k| / q */

      if (gradient != NULL)
        gradient[k] = w * s * slopes.first * (k == y ? q : -share);
      if (second != NULL)
        second[k] = w * s * s * (slopes.second * part * part - slopes.first * share * (k == y ? q : 1.0 - share));
    }
}

void
imb_loss_rows (const ImbLoss   *self,
               const double    *logits,
               const guint16   *classes,
               const double    *weights,
               gsize            n,
               ImbLossCurvature curvature,
               double          *losses,
               double          *gradient,
               double          *second)
{
  const guint        K = self->n_classes;
  g_autofree double *e = g_new (double, K);

  for (gsize i = 0; i < n; i++)
    row_of (self, logits + i * K, classes[i], weights != NULL ? weights[i] : 1.0, curvature, e, losses != NULL ? losses + i : NULL,
            gradient != NULL ? gradient + i * K : NULL, second != NULL ? second + i * K : NULL);
}

/* ---- two classes, one logit ---- */

/* The lead m gives p = 1 / (1 + e^−m), of which the larger of p and q is divided off first, so that the smaller keeps its digits.
 * Both flags are constants: there are four loops, all of vector code. @weights: NULL without with_weights; @losses without is_whole, which is
 * for losses and where γ is not 0. */
static inline __attribute__ ((always_inline)) void
two_of (const ImbLoss   *self,
        const double    *logits,
        const guint16   *classes,
        const double    *weights,
        gsize            n,
        ImbLossCurvature curvature,
        gboolean         with_weights,
        gboolean         is_whole,
        double          *losses,
        double          *gradient,
        double          *second)
{
  const double s = self->scale, gamma = self->gamma, offset = self->offsets[1] - self->offsets[0];
  const double margin_0 = s * self->margins[0], margin_1 = s * self->margins[1], weight_0 = self->weights[0], weight_1 = self->weights[1];

#pragma omp simd
  for (gsize i = 0; i < n; i++)
    {
      const double sign = 2.0 * (double) classes[i] - 1.0;
      const double w = (sign > 0.0 ? weight_1 : weight_0) * (with_weights ? weights[i] : 1.0);
      const double lead = sign * (s * logits[i] + offset) - (sign > 0.0 ? margin_1 : margin_0);
      const double e = imb_exp (-fabs (lead)), near = 1.0 / (1.0 + e), far = e * near;
      const double p = lead >= 0.0 ? near : far, q = lead >= 0.0 ? far : near;
      Slopes       slopes = { -1.0, 0.0 };

      if (is_whole)
        {
          const double rest = imb_log1p_unit (e);
          const double log_p = -rest - (lead < 0.0 ? -lead : 0.0), log_q = -rest - (lead > 0.0 ? lead : 0.0);
          const double power = imb_exp (gamma * log_q);

          slopes = slopes_at (p, q, log_p, power, gamma, curvature);
          losses[i] = -w * power * log_p;
        }
      gradient[i] = w * s * sign * slopes.first * q;
      second[i] = w * s * s * (slopes.second - slopes.first * p * q);
    }
}

IMB_CLONES static void
two_plain (const ImbLoss *self,
           const double  *logits,
           const guint16 *classes,
           const double  *weights,
           gsize          n,
           double        *gradient,
           double        *second)
{
  if (weights != NULL)
    two_of (self, logits, classes, weights, n, IMB_LOSS_EXACT, TRUE, FALSE, NULL, gradient, second);
  else
    two_of (self, logits, classes, NULL, n, IMB_LOSS_EXACT, FALSE, FALSE, NULL, gradient, second);
}

IMB_CLONES static void
two_whole (const ImbLoss   *self,
           const double    *logits,
           const guint16   *classes,
           const double    *weights,
           gsize            n,
           ImbLossCurvature curvature,
           double          *losses,
           double          *gradient,
           double          *second)
{
  if (weights != NULL)
    two_of (self, logits, classes, weights, n, curvature, TRUE, TRUE, losses, gradient, second);
  else
    two_of (self, logits, classes, NULL, n, curvature, FALSE, TRUE, losses, gradient, second);
}

void
imb_loss_rows_two (const ImbLoss   *self,
                   const double    *logits,
                   const guint16   *classes,
                   const double    *weights,
                   gsize            n,
                   ImbLossCurvature curvature,
                   double          *losses,
                   double          *gradient,
                   double          *second)
{
  g_autofree double *room = NULL;

  g_return_if_fail (self->n_classes == 2);

  if (losses == NULL && self->gamma == 0.0)
    {
      two_plain (self, logits, classes, weights, n, gradient, second);
      return;
    }
  room = losses == NULL ? g_new (double, n) : NULL;
  two_whole (self, logits, classes, weights, n, curvature, losses != NULL ? losses : room, gradient, second);
}
