/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A margin is no probability, but thresholds, costs and calibration ask for one. It comes from Platt's sigmoid, fitted to decisions on
 * inner folds: on the rows that a model was fitted to, its margins are too good. Rows count there by their weights and their classes'
 * weights, as in fitting, so that a heavier class gets more here as in every other model and a decision of 0 stays near one half. */
#include "engine/models/imb-margin.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/core/imb-error.h"
#include "engine/kernels/imb-copies.h"
#include "engine/kernels/imb-recalibrate.h"
#include "engine/kernels/imb-stratify.h"

#define LEAST_SLOPE 1e-6

static gboolean
set_weights (ImbMarginRows *self,
             const ImbView *train,
             const char    *class_weight,
             GError       **error)
{
  g_autofree double *of_classes = g_new (double, train->n_classes);
  double             most = 0.0;

  if (!imb_class_weight_resolve (class_weight, train, of_classes, error))
    return FALSE;
  for (gsize i = 0; i < train->n_rows; i++)
    {
      self->weights[i] = imb_view_weight (train, i) * of_classes[imb_view_class (train, i)];
      most = MAX (most, imb_view_weight (train, i));
    }
  if (most > 0.0)
    return TRUE;

  g_set_error_literal (error, IMB_ERROR, IMB_ERROR_TOO_FEW, _ ("All training rows have the weight 0; give some of them more."));
  return FALSE;
}

/* Says which classes have fewer different rows than there are folds. */
static void
note_rare_classes (const ImbView    *train,
                   const ImbPresent *present,
                   const guint16    *codes,
                   gsize             n_distinct,
                   ImbNotes         *notes)
{
  g_autofree gsize *counts = g_new0 (gsize, present->n_present);

  for (gsize i = 0; i < n_distinct; i++)
    counts[codes[i]]++;
  for (guint p = 0; p < present->n_present; p++)
    if (counts[p] < IMB_MARGIN_FOLDS)
      {
        g_autofree char *label = imb_view_dup_label (train, present->classes[p]);

        imb_notes_add (notes, _ ("Class “%s” has only %zu different training rows for the %d inner folds that turn decisions into probabilities; take its probabilities as rough."),
                       label, counts[p], IMB_MARGIN_FOLDS);
      }
}

static gboolean
deal (ImbMarginRows    *self,
      const ImbView    *train,
      const ImbPresent *present,
      ImbRng           *rng,
      ImbJob           *job,
      ImbNotes         *notes,
      GError          **error)
{
  gsize               n = train->n_rows, n_distinct;
  g_autofree guint32 *number = g_new (guint32, n);
  g_autofree guint16 *codes = g_new (guint16, n);
  g_autofree guint8  *folds = g_new (guint8, n);

  if (!imb_copies_find (self->x, self->codes, number, &n_distinct, job, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    codes[number[i]] = self->codes[i];
  imb_stratify (codes, n_distinct, present->n_present, IMB_MARGIN_FOLDS, rng, folds);
  for (gsize i = 0; i < n; i++)
    self->fold_of[i] = folds[number[i]];
  note_rare_classes (train, present, codes, n_distinct, notes);
  return TRUE;
}

gboolean
imb_margin_rows_init (ImbMarginRows    *self,
                      const ImbView    *train,
                      const ImbPresent *present,
                      const char       *class_weight,
                      ImbRng           *rng,
                      ImbJob           *job,
                      ImbNotes         *notes,
                      GError          **error)
{
  gsize n = train->n_rows;

  *self = (ImbMarginRows){
    .codes = g_new (guint16, n),
    .weights = g_new (double, n),
    .fold_of = g_new (guint8, n),
  };
  if (!set_weights (self, train, class_weight, error))
    return FALSE;
  self->x = imb_view_gather (train, NULL, 0, job, error);
  if (self->x == NULL)
    return FALSE;
  imb_present_number (present, train, self->codes);
  return deal (self, train, present, rng, job, notes, error);
}

void
imb_margin_rows_clear (ImbMarginRows *self)
{
  imb_matrix_free (self->x);
  g_free (self->codes);
  g_free (self->weights);
  g_free (self->fold_of);
}

/* Platt's targets add one row and two to sums of weights. Weights that are 1 or more on the average may be numbers of rows, and are taken
 * as that: a weight of 2 is a repetition. Smaller ones are shares, beside which one row would be all there is: their mean, of the rows that
 * have any, becomes 1. (transfer full) */
static double *
dup_units (const double *weights,
           gsize         n)
{
  double *units = g_new (double, MAX (n, 1)), sum = 0.0;
  gsize   n_weighed = 0;

  for (gsize i = 0; i < n; i++)
    {
      sum += weights[i];
      n_weighed += weights[i] > 0.0;
    }
  for (gsize i = 0; i < n; i++)
    units[i] = sum > 0.0 && sum < (double) n_weighed ? weights[i] * ((double) n_weighed / sum) : weights[i];
  return units;
}

gboolean
imb_margin_calibrate (const double     *held_out,
                      const double     *own,
                      const guint8     *is_second,
                      const double     *weights,
                      gsize             n,
                      ImbMarginSigmoid *sigmoid,
                      gboolean         *is_own,
                      ImbJob           *job,
                      GError          **error)
{
  g_autofree double *units = dup_units (weights, n);
  double             a, b;

  *is_own = FALSE;
  if (!imb_platt_fit (held_out, is_second, units, n, &a, &b, job, error))
    return FALSE;
  if (!(-a >= LEAST_SLOPE))
    {
      *is_own = TRUE;
      if (!imb_platt_fit (own, is_second, units, n, &a, &b, job, error))
        return FALSE;
    }
  *sigmoid = (ImbMarginSigmoid){ MAX (-a, LEAST_SLOPE), -b };
  return TRUE;
}
