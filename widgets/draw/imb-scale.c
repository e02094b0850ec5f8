/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Axes' scales and ticks, for any numbers a file may hold: ranges as wide as all doubles or as narrow as
 * two neighbouring ones. Where high − low overflows, lengths are computed in halves; ticks
 * are counted, not added up, so that no step can be too small to end the loop. */
#include "widgets/draw/imb-scale.h"

#include <math.h>

#include "widgets/draw/imb-text.h"

#define FAR_PX 1e6

static void
widen_linear (ImbAxisScale *self,
              double        margin)
{
  double half = self->high / 2 - self->low / 2;

  if (self->high == self->low)
    {
      half = fabs (self->low) > 0 ? fabs (self->low) * 0.05 : 0.5;
      margin = 1;
    }

  self->low = MAX (self->low - half * (2 * margin), -G_MAXDOUBLE);
  self->high = MIN (self->high + half * (2 * margin), G_MAXDOUBLE);
  if (!(self->low < self->high)) /* a denormal, or the margin was lost in rounding */
    {
      self->low = nextafter (self->low, -G_MAXDOUBLE);
      self->high = nextafter (self->high, G_MAXDOUBLE);
    }
}

static void
widen_log (ImbAxisScale *self,
           double        margin)
{
  double low, high;

  if (!(self->high > 0))
    self->high = 10;
  if (!(self->low > 0))
    self->low = MIN (1.0, self->high / 10);

  low = log10 (MAX (self->low, 1e-306));
  high = log10 (MAX (self->high, 1e-306));
  if (high - low < 1)
    high = low + 1;
  low -= margin * (high - low);
  high += margin * (high - low);
  self->low = pow (10, CLAMP (low, -307, 307));
  self->high = pow (10, MIN (high, 308));
}

void
imb_axis_scale_init (ImbAxisScale *self,
                     double        low,
                     double        high,
                     gboolean      is_log,
                     double        margin)
{
  if (!isfinite (low) && !isfinite (high))
    low = is_log ? 1 : 0, high = is_log ? 10 : 1;
  else if (!isfinite (low))
    low = high;
  else if (!isfinite (high))
    high = low;

  *self = (ImbAxisScale){ .low = MIN (low, high), .high = MAX (low, high), .high_px = 1, .is_log = is_log };
  if (is_log)
    widen_log (self, margin);
  else
    widen_linear (self, margin);
}

void
imb_axis_scale_init_bent (ImbAxisScale      *self,
                          double             low,
                          double             high,
                          const ImbAxisBend *bend)
{
  low = isfinite (low) ? CLAMP (low, 1e-4, 0.95) : 1e-4;
  high = isfinite (high) ? CLAMP (high, low + 0.04, 1 - 1e-4) : 1 - 1e-4;
  *self = (ImbAxisScale){ .low = low, .high = high, .high_px = 1, .bend = bend };
}

/* Where @share lies between the ends. */
static double
part_of_bent (const ImbAxisScale *self,
              double              share)
{
  double low = self->bend->to (self->low), high = self->bend->to (self->high);

  return (self->bend->to (CLAMP (share, self->low, self->high)) - low) / (high - low);
}

double
imb_axis_scale_to_px (const ImbAxisScale *self,
                      double              value)
{
  double part;

  if (isnan (value))
    return NAN;

  if (self->bend != NULL)
    part = part_of_bent (self, value);
  else if (self->is_log)
    part = value > 0 ? (log (value) - log (self->low)) / (log (self->high) - log (self->low)) : 0;
  else if (isfinite (self->high - self->low))
    part = (value - self->low) / (self->high - self->low);
  else
    part = (value / 2 - self->low / 2) / (self->high / 2 - self->low / 2);

  part = self->low_px + part * (self->high_px - self->low_px);
  return isnan (part) ? NAN : CLAMP (part, -FAR_PX, FAR_PX);
}

double
imb_axis_scale_from_px (const ImbAxisScale *self,
                        double              px)
{
  double part = (px - self->low_px) / (self->high_px - self->low_px);

  if (self->bend != NULL)
    return self->bend->from ((1 - part) * self->bend->to (self->low) + part * self->bend->to (self->high));
  if (self->is_log)
    return exp (log (self->low) + part * (log (self->high) - log (self->low)));

  return self->low * (1 - part) + self->high * part;
}

static void
add_tick (ImbTicks           *self,
          const ImbAxisScale *scale,
          double              value)
{
  if (self->n == IMB_MAX_TICKS || !(value >= scale->low && value <= scale->high))
    return;
  if (self->n > 0 && !(value > self->values[self->n - 1]))
    return;

  self->values[self->n++] = value;
}

/* The least nice number at or above @raw. */
static double
nice_step (double raw)
{
  double power = pow (10, floor (log10 (raw)));
  double part = raw / power;

  return power * (part <= 1.0000001 ? 1 : part <= 2.0000001 ? 2
                                        : part <= 5.0000001 ? 5
                                                            : 10);
}

static void
linear_ticks (ImbTicks           *self,
              const ImbAxisScale *scale,
              guint               n_wanted)
{
  double step = nice_step (MAX ((scale->high / n_wanted - scale->low / n_wanted), G_MINDOUBLE));
  double first = ceil (scale->low / step - 1e-9);

  if (!isfinite (first) || !isfinite (step))
    {
      add_tick (self, scale, scale->low);
      add_tick (self, scale, scale->high);
    }

  for (guint k = 0; k <= 2 * IMB_MAX_TICKS && isfinite (first); k++)
    {
      double value = (first + k) * step;

      /* rounding may put the outermost tick a hair outside */
      if (fabs (value - scale->low) < step * 1e-9)
        value = MAX (value, scale->low);
      if (fabs (value - scale->high) < step * 1e-9)
        value = MIN (value, scale->high);
      add_tick (self, scale, value);
    }

  for (guint i = 0; i < self->n; i++)
    imb_text_number (self->values[i], step, self->labels[i], sizeof self->labels[i]);
}

static void
log_ticks (ImbTicks           *self,
           const ImbAxisScale *scale,
           guint               n_wanted)
{
  int low = (int) floor (log10 (scale->low));
  int high = (int) ceil (log10 (scale->high));
  int step = MAX (1, (int) ceil ((high - low) / (double) n_wanted));

  for (int k = low; k <= high; k += step)
    {
      double decade = pow (10, k);

      add_tick (self, scale, decade);
      if (step == 1 && (guint) (high - low) * 3 <= n_wanted)
        {
          add_tick (self, scale, 2 * decade);
          add_tick (self, scale, 5 * decade);
        }
    }

  for (guint i = 0; i < self->n; i++)
    imb_text_number (self->values[i], self->values[i], self->labels[i], sizeof self->labels[i]);
}

/* Percents that people know, every second or third where there is little room; the middle one is 50 % or near it. */
static void
bent_ticks (ImbTicks           *self,
            const ImbAxisScale *scale,
            guint               n_wanted)
{
  static const double shares[] = { 0.0001, 0.001, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999, 0.9999 };
  double              nearest = (scale->bend->to (scale->high) - scale->bend->to (scale->low)) / (n_wanted + 1);
  double              last = -G_MAXDOUBLE;

  for (guint i = 0; i < G_N_ELEMENTS (shares); i++)
    {
      double place = scale->bend->to (shares[i]);

      if (place - last < nearest || shares[i] < scale->low * (1 - 1e-9) || shares[i] > scale->high * (1 + 1e-9))
        continue;
      add_tick (self, scale, CLAMP (shares[i], scale->low, scale->high));
      last = place;
    }
  for (guint i = 0; i < self->n; i++)
    {
      g_autofree char *text = imb_text_share (self->values[i]);

      g_strlcpy (self->labels[i], text, sizeof self->labels[i]);
    }
}

void
imb_ticks_init (ImbTicks           *self,
                const ImbAxisScale *scale,
                guint               n_wanted)
{
  n_wanted = CLAMP (n_wanted, 2, IMB_MAX_TICKS - 2);
  self->n = 0;
  if (scale->bend != NULL)
    bent_ticks (self, scale, n_wanted);
  else if (scale->is_log)
    log_ticks (self, scale, n_wanted);
  else
    linear_ticks (self, scale, n_wanted);
}
