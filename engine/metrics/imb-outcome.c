/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Truth beside scores. The confusion matrix is counted at once; the ranking of the positive class
 * (of every class when there are more than two) too, so that running out of memory is an error here
 * and not later; the ranking of the other class of two is made when somebody asks. */
#include "engine/metrics/imb-outcome.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-matrix.h"
#include "engine/metrics/imb-ranking.h"

#define PIECE 16384

typedef struct
{
  gsize      once; /* for g_once_init_enter: 1 made, 2 no memory */
  ImbRanking points;
} Ranking;

struct _ImbOutcome
{
  gsize    n_rows;
  guint    n_classes;
  guint    positive;
  guint16 *truth;
  guint16 *predicted;
  double  *scores;  /* or NULL */
  double  *weights; /* or NULL */
  double  *confusion;
  Ranking *rankings;    /* of the classes */
  gboolean is_probable; /* there are scores, all within 0 … 1 */
  gint     ref_count;
};

static gboolean
no_memory (gsize    n_rows,
           GError **error)
{
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
               _ ("There is no memory for the scores of %zu rows; use fewer of them."), n_rows);
  return FALSE;
}

static gboolean
copy_array (gpointer      place,
            gconstpointer from,
            gsize         n,
            gsize         size,
            GError      **error)
{
  gpointer *to = place;

  if (from == NULL)
    return TRUE;

  *to = g_try_malloc_n (MAX (n, 1), size);
  if (*to == NULL)
    return no_memory (n, error);
  if (n > 0)
    memcpy (*to, from, n * size);
  return TRUE;
}

static gboolean
copy_scores (ImbOutcome   *self,
             const double *scores,
             GError      **error)
{
  gsize n = self->n_rows * self->n_classes;

  if (scores == NULL)
    return TRUE;

  self->scores = imb_block_new_unset (n);
  if (self->scores == NULL)
    return no_memory (self->n_rows, error);
  memcpy (self->scores, scores, n * sizeof *scores);
  return TRUE;
}

static gboolean
all_below (const guint16 *codes,
           gsize          n,
           guint          n_classes)
{
  for (gsize i = 0; codes != NULL && i < n; i++)
    if (codes[i] >= n_classes)
      return FALSE;
  return TRUE;
}

/* In pieces without a branch: most scores are fine. */
static gboolean
check_scores (ImbOutcome *self,
              GError    **error)
{
  gsize n = self->scores != NULL ? self->n_rows * self->n_classes : 0;

  self->is_probable = self->scores != NULL;
  for (gsize start = 0; start < n; start += PIECE)
    {
      gsize end = MIN (start + PIECE, n);
      int   n_missing = 0, n_outside = 0;

      for (gsize i = start; i < end; i++)
        {
          n_missing += isnan (self->scores[i]) ? 1 : 0;
          n_outside += self->scores[i] >= 0.0 && self->scores[i] <= 1.0 ? 0 : 1;
        }
      self->is_probable &= n_outside == 0;
      for (gsize i = start; n_missing > 0 && i < end; i++)
        if (isnan (self->scores[i]))
          {
            g_set_error (error, IMB_ERROR, IMB_ERROR_NUMBERS,
                         _ ("Row %zu has no score (not a number); leave it out or score it again."), i / self->n_classes + 1);
            return FALSE;
          }
    }
  return TRUE;
}

static gboolean
check_numbers (ImbOutcome *self,
               GError    **error)
{
  if (!check_scores (self, error))
    return FALSE;

  for (gsize i = 0; self->weights != NULL && i < self->n_rows; i++)
    if (!(self->weights[i] >= 0.0 && isfinite (self->weights[i])))
      {
        g_set_error (error, IMB_ERROR, IMB_ERROR_NUMBERS,
                     _ ("The weight of row %zu is %g; weights are finite and not negative."), i + 1, self->weights[i]);
        return FALSE;
      }
  return TRUE;
}

static guint16
predict_row (const double *scores,
             guint         n_classes)
{
  guint best = 0;

  for (guint c = 1; c < n_classes; c++)
    if (scores[c] > scores[best])
      best = c;
  return (guint16) best;
}

static gboolean
predict (ImbOutcome *self,
         double      threshold,
         GError    **error)
{
  self->predicted = g_try_new (guint16, MAX (self->n_rows, 1));
  if (self->predicted == NULL)
    return no_memory (self->n_rows, error);

  if (self->n_classes == 2)
    {
      const double *scores = self->scores + self->positive;
      guint         positive = self->positive;

      for (gsize i = 0; i < self->n_rows; i++)
        self->predicted[i] = (guint16) ((scores[2 * i] >= threshold) ^ (positive ^ 1u));
      return TRUE;
    }
  for (gsize i = 0; i < self->n_rows; i++)
    self->predicted[i] = predict_row (self->scores + i * self->n_classes, self->n_classes);
  return TRUE;
}

static double
weight_of (const ImbOutcome *self,
           gsize             i)
{
  return self->weights != NULL ? self->weights[i] : 1.0;
}

/* Two classes, coded 0 and 1, without weights: three sums. */
static void
count_two (ImbOutcome *self)
{
  for (gsize start = 0; start < self->n_rows; start += PIECE)
    {
      guint truth = 0, predicted = 0, both = 0;
      gsize end = MIN (start + PIECE, self->n_rows);

      for (gsize i = start; i < end; i++)
        {
          truth += self->truth[i];
          predicted += self->predicted[i];
          both += self->truth[i] & self->predicted[i];
        }
      self->confusion[0] += (double) (end - start) - truth - predicted + both;
      self->confusion[1] += predicted - both;
      self->confusion[2] += truth - both;
      self->confusion[3] += both;
    }
}

static void
count (ImbOutcome *self)
{
  if (self->n_classes == 2 && self->weights == NULL)
    {
      count_two (self);
      return;
    }
  for (gsize i = 0; i < self->n_rows; i++)
    self->confusion[(gsize) self->truth[i] * self->n_classes + self->predicted[i]] += weight_of (self, i);
}

static gboolean
ensure_ranking (const ImbOutcome *self,
                guint             c,
                GError          **error)
{
  Ranking *ranking = &self->rankings[c];
  gboolean made = TRUE;

  if (g_once_init_enter (&ranking->once))
    {
      const ImbScored scored = { self->truth, self->scores, self->weights, self->n_rows, self->n_classes };

      made = imb_ranking_fill (&ranking->points, &scored, c) || no_memory (self->n_rows, error);
      g_once_init_leave (&ranking->once, made ? 1 : 2);
    }
  return made && ranking->once == 1;
}

static gboolean
prepare (ImbOutcome *self,
         double      threshold,
         GError    **error)
{
  if (!check_numbers (self, error))
    return FALSE;
  if (self->predicted == NULL && !predict (self, threshold, error))
    return FALSE;

  count (self);
  for (guint c = 0; self->scores != NULL && c < self->n_classes; c++)
    if ((self->n_classes > 2 || c == self->positive) && !ensure_ranking (self, c, error))
      return FALSE;
  return TRUE;
}

ImbOutcome *
imb_outcome_new (const guint16 *truth,
                 const double  *scores,
                 const guint16 *predicted,
                 const double  *weights,
                 gsize          n_rows,
                 guint          n_classes,
                 guint          positive,
                 double         threshold,
                 GError       **error)
{
  g_autoptr (ImbOutcome) self = NULL;

  g_return_val_if_fail (truth != NULL, NULL);
  g_return_val_if_fail (scores != NULL || predicted != NULL, NULL);
  g_return_val_if_fail (n_classes > 0 && positive < n_classes, NULL);
  g_return_val_if_fail (all_below (truth, n_rows, n_classes) && all_below (predicted, n_rows, n_classes), NULL);

  self = g_new0 (ImbOutcome, 1);
  self->ref_count = 1;
  self->n_rows = n_rows;
  self->n_classes = n_classes;
  self->positive = positive;
  self->confusion = g_try_malloc0_n ((gsize) n_classes * n_classes, sizeof (double));
  self->rankings = g_try_new0 (Ranking, n_classes);
  if (self->confusion == NULL || self->rankings == NULL)
    {
      no_memory (n_rows, error);
      return NULL;
    }
  if (!copy_array (&self->truth, truth, n_rows, sizeof *truth, error)
      || !copy_scores (self, scores, error)
      || !copy_array (&self->predicted, predicted, n_rows, sizeof *predicted, error)
      || !copy_array (&self->weights, weights, n_rows, sizeof *weights, error)
      || !prepare (self, threshold, error))
    return NULL;
  return g_steal_pointer (&self);
}

ImbOutcome *
imb_outcome_ref (ImbOutcome *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
imb_outcome_unref (ImbOutcome *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  for (guint c = 0; self->rankings != NULL && c < self->n_classes; c++)
    imb_ranking_clear (&self->rankings[c].points);
  g_free (self->rankings);
  g_free (self->confusion);
  g_free (self->truth);
  g_free (self->predicted);
  imb_block_free (self->scores, self->n_rows * self->n_classes);
  g_free (self->weights);
  g_free (self);
}

gsize
imb_outcome_n_rows (const ImbOutcome *self)
{
  return self->n_rows;
}

guint
imb_outcome_n_classes (const ImbOutcome *self)
{
  return self->n_classes;
}

guint
imb_outcome_get_positive (const ImbOutcome *self)
{
  return self->positive;
}

const guint16 *
imb_outcome_get_truth (const ImbOutcome *self)
{
  return self->truth;
}

const double *
imb_outcome_get_scores (const ImbOutcome *self)
{
  return self->scores;
}

const guint16 *
imb_outcome_get_predicted (const ImbOutcome *self)
{
  return self->predicted;
}

const double *
imb_outcome_get_weights (const ImbOutcome *self)
{
  return self->weights;
}

gboolean
imb_outcome_has_probabilities (const ImbOutcome *self)
{
  return self->is_probable;
}

const double *
imb_outcome_get_confusion (const ImbOutcome *self)
{
  return self->confusion;
}

const ImbRanking *
imb_outcome_get_ranking (const ImbOutcome *self,
                         guint             c)
{
  g_return_val_if_fail (c < self->n_classes, NULL);

  if (self->scores == NULL || !ensure_ranking (self, c, NULL))
    return NULL;
  return &self->rankings[c].points;
}

void
imb_outcome_confusion_at (const ImbOutcome *self,
                          double            threshold,
                          double           *confusion)
{
  const ImbRanking *ranking;
  guint             yes = self->positive;
  guint             no = 1 - yes;
  gsize             n;
  double            tp, fp;

  g_return_if_fail (self->n_classes == 2);

  ranking = imb_outcome_get_ranking (self, yes);
  if (ranking == NULL)
    {
      memcpy (confusion, self->confusion, 4 * sizeof *confusion);
      return;
    }

  n = imb_ranking_n_reached (ranking, threshold);
  tp = n > 0 ? ranking->tp[n - 1] : 0.0;
  fp = n > 0 ? ranking->fp[n - 1] : 0.0;
  confusion[yes * 2 + yes] = tp;
  confusion[yes * 2 + no] = ranking->positives - tp;
  confusion[no * 2 + yes] = fp;
  confusion[no * 2 + no] = ranking->negatives - fp;
}
