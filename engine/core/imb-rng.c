/* SPDX-License-Identifier: GPL-3.0-or-later */
/* numpy's legacy RandomState, draw for draw: Mersenne Twister (Matsumoto and Nishimura 1998) seeded by the
 * 32-bit recurrence; masked rejection; polar normals (second of the pair first); Marsaglia and
 * Tsang's gamma (2000). Every draw is held against reference values in tests/test-core.c. */
#include "engine/core/imb-rng.h"

#include <math.h>

#include "engine/core/imb-clones.h"

#define N_WORDS 624
#define SHIFT   397

void
imb_rng_init (ImbRng *self,
              guint32 seed)
{
  self->words[0] = seed;
  for (guint32 i = 1; i < N_WORDS; i++)
    self->words[i] = 1812433253u * (self->words[i - 1] ^ (self->words[i - 1] >> 30)) + i;
  self->at = N_WORDS;
  self->has_gauss = FALSE;
  self->gauss = 0.0;
}

static inline guint32
twist_one (guint32 upper,
           guint32 lower,
           guint32 far)
{
  guint32 mixed = (upper & 0x80000000u) | (lower & 0x7fffffffu);

  return far ^ (mixed >> 1) ^ ((mixed & 1u) != 0 ? 0x9908b0dfu : 0u);
}

/* Word i is made of the words i, i + 1 and i + 397, counted around. In two stretches no word is read soon after it was
 * written, so both run as vectors; so does the tempering of all words. */
IMB_CLONES void
imb_rng_refill (ImbRng *self)
{
  guint32 *w = self->words;
  guint32 *ready = self->ready;

#pragma omp simd safelen(64)
  for (guint i = 0; i < N_WORDS - SHIFT; i++)
    w[i] = twist_one (w[i], w[i + 1], w[i + SHIFT]);
#pragma omp simd safelen(64)
  for (guint i = N_WORDS - SHIFT; i < N_WORDS - 1; i++)
    w[i] = twist_one (w[i], w[i + 1], w[i + SHIFT - N_WORDS]);
  w[N_WORDS - 1] = twist_one (w[N_WORDS - 1], w[0], w[SHIFT - 1]);

#pragma omp simd
  for (guint i = 0; i < N_WORDS; i++)
    {
      guint32 y = w[i];

      y ^= y >> 11;
      y ^= (y << 7) & 0x9d2c5680u;
      y ^= (y << 15) & 0xefc60000u;
      ready[i] = y ^ (y >> 18);
    }
  self->at = 0;
}

double
imb_rng_uniform (ImbRng *self,
                 double  low,
                 double  high)
{
  return low + (high - low) * imb_rng_double (self);
}

guint64
imb_rng_below (ImbRng *self,
               guint64 n)
{
  guint64 most = n - 1;
  guint64 mask = most;

  g_return_val_if_fail (n > 0, 0);
  if (most == 0)
    return 0;

  for (guint shift = 1; shift < 64; shift *= 2)
    mask |= mask >> shift;
  while (TRUE)
    {
      guint64 value = imb_rng_word (self);

      if (most > G_MAXUINT32)
        value = (value << 32) | imb_rng_word (self);
      value &= mask;
      if (value <= most)
        return value;
    }
}

void
imb_rng_below_many (ImbRng  *self,
                    guint32  n,
                    guint32 *out,
                    gsize    n_draws,
                    gsize    step)
{
  guint32 most = n - 1;
  guint32 mask = most > 0 ? G_MAXUINT32 >> __builtin_clz (most) : 0;
  gsize   done = 0;

  g_return_if_fail (n > 0);
  if (most == 0)
    {
      for (gsize i = 0; i < n_draws; i++)
        out[i * step] = 0;
      return;
    }

  while (done < n_draws)
    {
      gsize at, end;

      if (self->at == N_WORDS)
        imb_rng_refill (self);
      end = MIN (N_WORDS, self->at + n_draws - done); /* that many words make as many draws at most */
      for (at = self->at; at < end; at++)
        {
          guint32 value = self->ready[at] & mask;

          out[done * step] = value;
          done += value <= most;
        }
      self->at = (guint) at;
    }
}

void
imb_rng_double_many (ImbRng *self,
                     double *out,
                     gsize   n_draws,
                     gsize   step)
{
  gsize done = 0;

  while (done < n_draws)
    {
      const guint32 *words = self->ready + self->at;
      gsize          n = MIN ((N_WORDS - self->at) / 2, n_draws - done);

      for (gsize i = 0; i < n; i++)
        out[(done + i) * step] = ((words[2 * i] >> 5) * 67108864.0 + (words[2 * i + 1] >> 6)) / 9007199254740992.0;
      self->at += (guint) (2 * n);
      done += n;
      if (done < n_draws)
        out[done++ * step] = imb_rng_double (self);
    }
}

double
imb_rng_normal (ImbRng *self)
{
  double x1, x2, r2, f;

  if (self->has_gauss)
    {
      self->has_gauss = FALSE;
      return self->gauss;
    }

  do
    {
      x1 = 2.0 * imb_rng_double (self) - 1.0;
      x2 = 2.0 * imb_rng_double (self) - 1.0;
      r2 = x1 * x1 + x2 * x2;
    }
  while (r2 >= 1.0 || r2 == 0.0);

  f = sqrt (-2.0 * log (r2) / r2);
  self->gauss = f * x1;
  self->has_gauss = TRUE;
  return f * x2;
}

double
imb_rng_gamma (ImbRng *self,
               double  shape)
{
  double b = shape - 1.0 / 3.0;
  double c = 1.0 / sqrt (9.0 * b);

  g_return_val_if_fail (shape > 1.0, 0.0);
  while (TRUE)
    {
      double x, v, u;

      do
        {
          x = imb_rng_normal (self);
          v = 1.0 + c * x;
        }
      while (v <= 0.0);

      v = v * v * v;
      u = imb_rng_double (self);
      if (u < 1.0 - 0.0331 * (x * x) * (x * x) || log (u) < 0.5 * x * x + b * (1.0 - v + log (v)))
        return b * v;
    }
}

double
imb_rng_beta (ImbRng *self,
              double  a,
              double  b)
{
  double first = imb_rng_gamma (self, a);
  double second = imb_rng_gamma (self, b);

  return first / (first + second);
}

void
imb_rng_shuffle (ImbRng  *self,
                 guint32 *values,
                 gsize    n)
{
  for (gsize i = n; i-- > 1;)
    {
      gsize   j = (gsize) imb_rng_below (self, i + 1);
      guint32 kept = values[i];

      values[i] = values[j];
      values[j] = kept;
    }
}

void
imb_rng_permutation (ImbRng  *self,
                     guint32 *out,
                     gsize    n)
{
  for (gsize i = 0; i < n; i++)
    out[i] = (guint32) i;
  imb_rng_shuffle (self, out, n);
}
