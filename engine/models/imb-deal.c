/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawing without repetition takes one number for each row drawn, not for each row there is: Floyd 1987, doi:10.1145/30401.315746. A
 * class of a hundred thousand rows of which a thousand are wanted costs a thousand. */
#include "engine/models/imb-deal.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/samplers/imb-strategy.h"

const ImbChoice imb_schedule_choices[] = {
  { IMB_SCHEDULE_UNIFORM, "uniform", N_ ("The same in all rounds") },
  { IMB_SCHEDULE_PROGRESSIVE, "progressive", N_ ("More balanced from round to round") },
  { 0, NULL, NULL },
};

gsize
imb_schedule_count (ImbSchedule schedule,
                    gsize       n,
                    gsize       target,
                    guint       round,
                    guint       n_rounds)
{
  const double q = n_rounds > 1 ? (double) round / (n_rounds - 1) : 1.0;

  if (schedule == IMB_SCHEDULE_UNIFORM)
    return target;
  return (gsize) ceil ((double) n * (1.0 - q) + (double) target * q - 1e-10);
}

static gboolean
set_too_large (gsize    n_rows,
               GError **error)
{
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory to draw from %zu rows; use fewer of them."), n_rows);
  return FALSE;
}

/* Rows by class, in their order. */
static gboolean
deal_rows (ImbDeal       *self,
           const ImbView *train,
           GError       **error)
{
  const guint       K = train->n_classes;
  g_autofree gsize *next = g_new (gsize, K);

  *self = (ImbDeal){ K, g_new0 (gsize, K + 1), g_try_new (guint32, MAX (train->n_rows, 1)), g_new0 (gsize, K), IMB_DEAL_ONCE, NULL };
  if (self->rows == NULL)
    return set_too_large (train->n_rows, error);

  for (gsize i = 0; i < train->n_rows; i++)
    self->begin[imb_view_class (train, i) + 1] += imb_view_weight (train, i) > 0.0;
  for (guint c = 0; c < K; c++)
    {
      self->begin[c + 1] += self->begin[c];
      next[c] = self->begin[c];
    }
  for (gsize i = 0; i < train->n_rows; i++)
    if (imb_view_weight (train, i) > 0.0)
      self->rows[next[imb_view_class (train, i)]++] = (guint32) i;
  return TRUE;
}

gboolean
imb_deal_init (ImbDeal       *self,
               const ImbView *train,
               const gsize   *targets,
               ImbDealRepeat  repeat,
               GError       **error)
{
  gsize least = G_MAXSIZE;

  if (!deal_rows (self, train, error))
    return FALSE;

  self->repeat = repeat;
  for (guint c = 0; c < self->n_classes; c++)
    if (self->begin[c + 1] > self->begin[c])
      least = MIN (least, self->begin[c + 1] - self->begin[c]);
  for (guint c = 0; c < self->n_classes; c++)
    {
      const gsize n = self->begin[c + 1] - self->begin[c], wanted = targets != NULL ? targets[c] : least;

      self->targets[c] = repeat == IMB_DEAL_REPEAT_ALL && n > 0 ? wanted : MIN (wanted, n);
    }
  return TRUE;
}

/* One class says nothing about another. */
static gboolean
check_targets (const ImbDeal *self,
               const char    *sampling_strategy,
               GError       **error)
{
  guint n_present = 0, n_left = 0;

  for (guint c = 0; c < self->n_classes; c++)
    {
      n_present += self->begin[c + 1] > self->begin[c];
      n_left += self->targets[c] > 0;
    }
  if (n_left >= MIN (n_present, 2))
    return TRUE;

  g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("sampling_strategy=%s leaves rows of fewer than two classes to learn from; keep some of two classes or more."), sampling_strategy);
  return FALSE;
}

gboolean
imb_deal_init_under (ImbDeal       *self,
                     const ImbView *train,
                     const char    *sampling_strategy,
                     gboolean       replacement,
                     GError       **error)
{
  g_autofree gsize    *targets = g_new0 (gsize, train->n_classes);
  g_autofree gboolean *targeted = g_new0 (gboolean, train->n_classes);

  if (!imb_strategy_resolve (IMB_STRATEGY_UNDER, sampling_strategy, train, targets, targeted, error)
      || !imb_deal_init (self, train, targets, replacement ? IMB_DEAL_REPEAT_REDUCED : IMB_DEAL_ONCE, error))
    return FALSE;

  self->targeted = g_steal_pointer (&targeted);
  return check_targets (self, sampling_strategy, error);
}

void
imb_deal_clear (ImbDeal *self)
{
  g_free (self->begin);
  g_free (self->rows);
  g_free (self->targets);
  g_free (self->targeted);
}

gsize
imb_deal_n_drawn (const ImbDeal *self)
{
  gsize n = 0;

  for (guint c = 0; c < self->n_classes; c++)
    n += self->targets[c];
  return n;
}

void
imb_deal_schedule (const ImbDeal *self,
                   ImbSchedule    schedule,
                   guint          round,
                   guint          n_rounds,
                   gsize         *targets)
{
  for (guint c = 0; c < self->n_classes; c++)
    targets[c] = imb_schedule_count (schedule, self->begin[c + 1] - self->begin[c], self->targets[c], round, n_rounds);
}

/* Floyd's. */
static void
draw_once (const guint32 *from,
           gsize          n,
           gsize          n_drawn,
           ImbRng        *rng,
           guint32       *rows)
{
  g_autofree guint8 *is_taken = g_new0 (guint8, n + 1);

  for (gsize last = n - n_drawn; last < n; last++)
    {
      gsize at = imb_rng_below (rng, last + 1);

      if (is_taken[at])
        at = last;
      is_taken[at] = 1;
      *rows++ = from[at];
    }
}

gsize
imb_deal_draw_of (const guint32 *rows,
                  gsize          n,
                  gsize          n_drawn,
                  gboolean       replacement,
                  ImbRng        *rng,
                  guint32       *chosen)
{
  if (replacement)
    for (gsize i = 0; i < n_drawn; i++)
      chosen[i] = rows[imb_rng_below (rng, n)];
  else if (n_drawn == n)
    memcpy (chosen, rows, n * sizeof *rows);
  else
    draw_once (rows, n, n_drawn, rng, chosen);
  return n_drawn;
}

static gboolean
may_repeat (const ImbDeal *self,
            guint          c,
            gsize          wanted)
{
  switch (self->repeat)
    {
    case IMB_DEAL_REPEAT_ALL:
      return TRUE;
    case IMB_DEAL_REPEAT_TARGETED:
      return self->targeted[c];
    case IMB_DEAL_REPEAT_REDUCED:
      return wanted < self->begin[c + 1] - self->begin[c];
    case IMB_DEAL_ONCE:
    default:
      return FALSE;
    }
}

gsize
imb_deal_draw (const ImbDeal *self,
               const gsize   *targets,
               ImbRng        *rng,
               guint32       *rows)
{
  gsize at = 0;

  for (guint c = 0; c < self->n_classes; c++)
    {
      const gsize n = self->begin[c + 1] - self->begin[c], wanted = targets != NULL ? targets[c] : self->targets[c];

      at += imb_deal_draw_of (self->rows + self->begin[c], n, wanted, may_repeat (self, c, wanted), rng, rows + at);
    }
  return at;
}
