/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* numpy's legacy random stream (RandomState): Mersenne Twister 19937 and the exact draws built on
 * it, so that the same seed gives the same rows as imbalanced-learn and the same folds as
 * scikit-learn. A plain value: a copy continues from the same place, which is how
 * "a fresh stream per class" is written. */
typedef struct
{
  guint32  words[624]; /* the twister's state */
  guint32  ready[624]; /* the words that it gives, all tempered at once */
  guint    at;         /* next word; 624: twist first */
  gboolean has_gauss;  /* a normal is kept from the last pair */
  double   gauss;
} ImbRng;

void imb_rng_init (ImbRng *self,
                   guint32 seed);

/* The next 624 words; called by the draws below when they need them. */
void imb_rng_refill (ImbRng *self);

static inline guint32
imb_rng_word (ImbRng *self)
{
  if (self->at == G_N_ELEMENTS (self->ready))
    imb_rng_refill (self);
  return self->ready[self->at++];
}

/* In [0, 1), 53 bits. */
static inline double
imb_rng_double (ImbRng *self)
{
  guint32 a = imb_rng_word (self) >> 5;
  guint32 b = imb_rng_word (self) >> 6;

  return (a * 67108864.0 + b) / 9007199254740992.0;
}

/* The same @n_draws times over: draw i goes to out[i * step]. */
void imb_rng_double_many (ImbRng *self,
                          double *out,
                          gsize   n_draws,
                          gsize   step);

double imb_rng_uniform (ImbRng *self,
                        double  low,
                        double  high);

/* randint (0, n): 0 … n − 1 by masked rejection; n = 1 takes nothing from the stream. n at least 1. */
guint64 imb_rng_below (ImbRng *self,
                       guint64 n);

/* The same @n_draws times over, for n below 2³²: draw i goes to out[i * step]. Without a branch that would be
 * mispredicted at every rejection. */
void imb_rng_below_many (ImbRng  *self,
                         guint32  n,
                         guint32 *out,
                         gsize    n_draws,
                         gsize    step);

/* Standard normal, polar method; gamma with shape > 1 and scale 1; beta with a, b > 1. */
double imb_rng_normal (ImbRng *self);
double imb_rng_gamma (ImbRng *self,
                      double  shape);
double imb_rng_beta (ImbRng *self,
                     double  a,
                     double  b);

/* shuffle: Fisher–Yates from the end. */
void imb_rng_shuffle (ImbRng  *self,
                      guint32 *values,
                      gsize    n);

/* permutation (n): 0 … n − 1, shuffled, into out[n]. choice (replace=False) is its beginning. */
void imb_rng_permutation (ImbRng  *self,
                          guint32 *out,
                          gsize    n);

G_END_DECLS
