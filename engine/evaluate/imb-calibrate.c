/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calibration of two and more classes over kernels that know one column. Sources: Platt 1999; Zadrozny, Elkan 2002,
 * doi:10.1145/775047.775151 (isotonic; one against the rest); Kull, Silva Filho, Flach 2017 (beta); Guo, Pleiss, Sun,
 * Weinberger 2017 (temperature). Platt's sigmoid is of the probability, as scikit-learn takes it of models without a
 * decision function. */
#include "engine/evaluate/imb-calibrate.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/kernels/imb-isotonic.h"
#include "engine/kernels/imb-recalibrate.h"

static const char *const nicks[] = { "none", "platt", "isotonic", "beta", "temperature" };

/* Of one class against the rest. */
typedef struct
{
  double  values[3]; /* Platt: a, b; beta: a, b, c */
  double *x, *y;     /* isotonic: knots */
  gsize   n_knots;
} Map;

struct _ImbCalibrator
{
  ImbCalibration how;
  guint          n_classes;
  guint          positive;
  double         temperature;
  Map           *maps; /* of each class; two classes: of the positive one alone */
};

gboolean
imb_calibration_parse (const char     *text,
                       ImbCalibration *calibration,
                       GError        **error)
{
  g_return_val_if_fail (text != NULL && calibration != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (nicks); i++)
    if (g_str_equal (text, nicks[i]))
      {
        *calibration = (ImbCalibration) i;
        return TRUE;
      }
  g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("The calibration “%s” is not known; write none, platt, isotonic, beta or temperature."), text);
  return FALSE;
}

const char *
imb_calibration_nick (ImbCalibration calibration)
{
  g_return_val_if_fail (calibration < G_N_ELEMENTS (nicks), NULL);

  return nicks[calibration];
}

static gboolean
no_memory (gsize    n,
           GError **error)
{
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for the calibration of %zu rows; use fewer of them."), n);
  return FALSE;
}

static gboolean
fit_isotonic (Map          *map,
              const double *x,
              const guint8 *is_class,
              const double *weights,
              gsize         n,
              ImbJob       *job,
              GError      **error)
{
  g_autofree double *y = g_try_new (double, MAX (n, 1));

  map->x = g_try_new (double, MAX (n, 1));
  map->y = g_try_new (double, MAX (n, 1));
  if (y == NULL || map->x == NULL || map->y == NULL)
    return no_memory (n, error);
  for (gsize i = 0; i < n; i++)
    y[i] = is_class[i];
  return imb_isotonic_fit (x, y, weights, n, map->x, map->y, &map->n_knots, job, error);
}

static gboolean
fit_class (const ImbCalibrator *self,
           guint                c,
           const double        *scores,
           const guint16       *classes,
           const double        *weights,
           gsize                n,
           ImbJob              *job,
           GError             **error)
{
  g_autofree double *x = g_try_new (double, MAX (n, 1));
  g_autofree guint8 *is_class = g_try_new (guint8, MAX (n, 1));
  Map               *map = &self->maps[c];

  if (x == NULL || is_class == NULL)
    return no_memory (n, error);
  if (!imb_job_step (job, 0, 0, error)) /* of thousands of classes each sorts the rows */
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      x[i] = scores[i * self->n_classes + c];
      is_class[i] = classes[i] == c;
    }
  if (self->how == IMB_CALIBRATION_PLATT)
    return imb_platt_fit (x, is_class, weights, n, &map->values[0], &map->values[1], job, error);
  if (self->how == IMB_CALIBRATION_BETA)
    return imb_beta_fit (x, is_class, weights, n, map->values, job, error);
  return fit_isotonic (map, x, is_class, weights, n, job, error) && imb_job_step (job, 0, 0, error);
}

ImbCalibrator *
imb_calibrator_fit (ImbCalibration how,
                    const double  *scores,
                    const guint16 *classes,
                    const double  *weights,
                    gsize          n,
                    guint          n_classes,
                    guint          positive,
                    ImbJob        *job,
                    GError       **error)
{
  g_autoptr (ImbCalibrator) self = g_new0 (ImbCalibrator, 1);

  self->how = how;
  self->n_classes = n_classes;
  self->positive = positive;
  self->temperature = 1.0;
  self->maps = g_new0 (Map, n_classes);
  if (how == IMB_CALIBRATION_NONE)
    return g_steal_pointer (&self);
  if (how == IMB_CALIBRATION_TEMPERATURE)
    return imb_temperature_fit (scores, classes, weights, n, n_classes, &self->temperature, job, error) ? g_steal_pointer (&self) : NULL;

  for (guint c = 0; c < n_classes; c++)
    if ((n_classes != 2 || c == positive) && !fit_class (self, c, scores, classes, weights, n, job, error))
      return NULL;
  return g_steal_pointer (&self);
}

static double
map_at (const ImbCalibrator *self,
        guint                c,
        double               score)
{
  const Map *map = &self->maps[c];

  switch (self->how)
    {
    case IMB_CALIBRATION_PLATT:
      return imb_platt_at (map->values[0], map->values[1], score);
    case IMB_CALIBRATION_BETA:
      return imb_beta_at (map->values, score);
    case IMB_CALIBRATION_ISOTONIC:
      return map->n_knots > 0 ? imb_isotonic_at (map->x, map->y, map->n_knots, score) : score;
    case IMB_CALIBRATION_NONE:
    case IMB_CALIBRATION_TEMPERATURE:
    default:
      return score;
    }
}

void
imb_calibrator_apply (const ImbCalibrator *self,
                      double              *scores,
                      gsize                n)
{
  guint k = self->n_classes;

  if (self->how == IMB_CALIBRATION_NONE)
    return;
  if (self->how == IMB_CALIBRATION_TEMPERATURE)
    {
      imb_temperature_apply (self->temperature, scores, n, k);
      return;
    }

  for (gsize i = 0; i < n; i++)
    {
      double *row = scores + i * k;
      double  sum = 0.0;

      if (k == 2)
        {
          row[self->positive] = map_at (self, self->positive, row[self->positive]);
          row[1 - self->positive] = 1.0 - row[self->positive];
          continue;
        }
      for (guint c = 0; c < k; c++)
        {
          row[c] = map_at (self, c, row[c]);
          sum += row[c];
        }
      for (guint c = 0; c < k; c++)
        row[c] = sum > 0.0 ? row[c] / sum : 1.0 / k;
    }
}

void
imb_calibrator_free (ImbCalibrator *self)
{
  if (self == NULL)
    return;

  for (guint c = 0; self->maps != NULL && c < self->n_classes; c++)
    {
      g_free (self->maps[c].x);
      g_free (self->maps[c].y);
    }
  g_free (self->maps);
  g_free (self);
}
