/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Truth beside scores. The confusion matrix is counted at once. There is room for the ranking of the positive class
 * (of every class when there are more than two) at once, too, so that running out of memory is an error here
 * and not later; it is filled when somebody asks, as the one of the other class of two is: what needs only the
 * corners of a rare class's curve does not wait for it. */
#include "engine/metrics/imb-outcome.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-clones.h"
#include "engine/core/imb-error.h"
#include "engine/core/imb-matrix.h"
#include "engine/core/imb-parallel.h"
#include "engine/metrics/imb-metric-private.h"
#include "engine/metrics/imb-ranking.h"

#define PIECE   (1 << 17) /* scores */
#define COUNTED 65536     /* rows */
#define RARE    32        /* rows for one of a class whose corners are found without a ranking */

typedef struct
{
  gsize      once; /* for g_once_init_enter: 1 made, 2 no memory */
  ImbRanking points;
} Once;

typedef struct
{
  Once all;
  Once corners;
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
  double  *margins;     /* its sums */
  Ranking *rankings;    /* of the classes */
  gboolean is_probable; /* there are scores, all within 0 … 1 */
  gint     ref_count;

  /* Of a watched one, which owns nothing else. */
  ImbOutcome *whole;
  ImbJob     *job;
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
copy_weights (ImbOutcome   *self,
              const double *weights,
              GError      **error)
{
  if (weights == NULL)
    return TRUE;

  self->weights = g_try_new (double, MAX (self->n_rows, 1));
  if (self->weights == NULL)
    return no_memory (self->n_rows, error);
  if (self->n_rows > 0)
    memcpy (self->weights, weights, self->n_rows * sizeof *weights);
  return TRUE;
}

static gboolean
all_below (const guint16 *codes,
           gsize          n,
           guint          n_classes)
{
  guint16 most = 0;

  for (gsize i = 0; codes != NULL && i < n; i++)
    most = MAX (most, codes[i]);
  return most < n_classes || codes == NULL || n == 0;
}

static gboolean
check_weights (ImbOutcome *self,
               GError    **error)
{
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

typedef struct
{
  ImbOutcome    *self;
  const guint16 *truth;
  const double  *scores;
  gboolean       predicts;
  double         threshold;
  gint           n_outside; /* atomic: pieces with scores that are no probabilities */
} Copying;

static void
predict (const Copying *copying,
         gsize          start,
         gsize          end)
{
  ImbOutcome *self = copying->self;

  if (self->n_classes == 2)
    {
      const double *scores = self->scores + self->positive;
      guint         positive = self->positive;

      for (gsize i = start; i < end; i++)
        self->predicted[i] = (guint16) ((scores[2 * i] >= copying->threshold) ^ (positive ^ 1u));
      return;
    }
  for (gsize i = start; i < end; i++)
    self->predicted[i] = predict_row (self->scores + i * self->n_classes, self->n_classes);
}

/* Copies, and counts what is no number and what is no probability; without a branch: most scores are fine. */
IMB_CLONES static void
copy_scores (const double *from,
             double       *to,
             gsize         n,
             gsize        *n_missing,
             gsize        *n_outside)
{
  gsize missing = 0, outside = 0;

  for (gsize i = 0; i < n; i++)
    {
      double score = from[i];

      to[i] = score;
      missing += isnan (score) ? 1 : 0;
      outside += score >= 0.0 && score <= 1.0 ? 0 : 1;
    }
  *n_missing = missing;
  *n_outside = outside;
}

static gsize
piece_rows (const ImbOutcome *self)
{
  return MAX (PIECE / self->n_classes, 1);
}

/* A piece of the rows, copied, looked at and predicted while it is in the cache. */
static gboolean
copy_piece (gsize    piece,
            gpointer data,
            GError **error)
{
  Copying    *copying = data;
  ImbOutcome *self = copying->self;
  gsize       start = piece * piece_rows (self), end = MIN (start + piece_rows (self), self->n_rows), n_classes = self->n_classes;
  gsize       n_missing, n_outside;

  memcpy (self->truth + start, copying->truth + start, (end - start) * sizeof *self->truth);
  if (copying->scores == NULL)
    return TRUE;

  copy_scores (copying->scores + start * n_classes, self->scores + start * n_classes, (end - start) * n_classes, &n_missing, &n_outside);
  if (n_outside > 0)
    g_atomic_int_inc (&copying->n_outside);
  for (gsize i = start * n_classes; n_missing > 0; i++)
    if (isnan (self->scores[i]))
      {
        g_set_error (error, IMB_ERROR, IMB_ERROR_NUMBERS,
                     _ ("Row %zu has no score (not a number); leave it out or score it again."), i / n_classes + 1);
        return FALSE;
      }
  if (copying->predicts)
    predict (copying, start, end);
  return TRUE;
}

/* What is as long as the rows. */
static gboolean
make_room (ImbOutcome *self,
           gboolean    has_scores,
           GError    **error)
{
  gsize    n = self->n_rows;
  gboolean done;

  self->truth = g_try_new (guint16, MAX (n, 1));
  self->predicted = g_try_new (guint16, MAX (n, 1));
  self->scores = has_scores ? imb_block_new_unset (n * self->n_classes) : NULL;
  done = self->truth != NULL && self->predicted != NULL && (self->scores != NULL || !has_scores);
  for (guint c = 0; done && has_scores && c < self->n_classes; c++)
    if (self->n_classes > 2 || c == self->positive)
      done = imb_ranking_make_room (&self->rankings[c].all.points, n);
  return done || no_memory (n, error);
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
  for (gsize start = 0; start < self->n_rows; start += COUNTED)
    {
      guint truth = 0, predicted = 0, both = 0;
      gsize end = MIN (start + COUNTED, self->n_rows);

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

/* Without weights the sums are whole numbers, and the rows say them sooner than a matrix of thousands of classes. */
static void
sum_margins (ImbOutcome *self)
{
  if (self->weights != NULL)
    {
      imb_confusion_sum (self->confusion, self->n_classes, self->margins);
      return;
    }
  for (gsize i = 0; i < self->n_rows; i++)
    {
      self->margins[self->truth[i]]++;
      self->margins[self->n_classes + self->predicted[i]]++;
    }
  self->margins[2 * self->n_classes] = (double) self->n_rows;
}

static gboolean
ensure_ranking (const ImbOutcome *self,
                guint             c,
                GError          **error)
{
  Once    *ranking = &self->rankings[c].all;
  gboolean made = TRUE;

  if (g_once_init_enter (&ranking->once))
    {
      const ImbScored scored = { self->truth, self->scores, self->weights, self->n_rows, self->n_classes };

      made = ((ranking->points.thresholds != NULL || imb_ranking_make_room (&ranking->points, self->n_rows))
              && imb_ranking_fill (&ranking->points, &scored, c))
             || no_memory (self->n_rows, error);
      g_once_init_leave (&ranking->once, made ? 1 : 2);
    }
  return made && ranking->once == 1;
}

static gboolean
prepare (ImbOutcome *self,
         Copying    *copying,
         ImbJob     *job,
         GError    **error)
{
  if (!imb_parallel_for ((self->n_rows + piece_rows (self) - 1) / piece_rows (self), copy_piece, copying, job, error) || !check_weights (self, error))
    return FALSE;

  self->is_probable = self->scores != NULL && copying->n_outside == 0;
  count (self);
  sum_margins (self);
  /* With weights there is more to be made room for. */
  for (guint c = 0; self->weights != NULL && self->scores != NULL && c < self->n_classes; c++)
    if ((self->n_classes > 2 || c == self->positive) && (!imb_job_step (job, 0, 0, error) || !ensure_ranking (self, c, error)))
      return FALSE;
  return imb_job_step (job, 0, 0, error);
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
  return imb_outcome_new_in_job (truth, scores, predicted, weights, n_rows, n_classes, positive, threshold, NULL, error);
}

ImbOutcome *
imb_outcome_new_in_job (const guint16 *truth,
                        const double  *scores,
                        const guint16 *predicted,
                        const double  *weights,
                        gsize          n_rows,
                        guint          n_classes,
                        guint          positive,
                        double         threshold,
                        ImbJob        *job,
                        GError       **error)
{
  g_autoptr (ImbOutcome) self = NULL;
  g_autoptr (ImbJob) watch = imb_job_new_part (job, 0.0);
  Copying copying = { NULL, truth, scores, predicted == NULL, threshold, 0 };

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
  self->margins = g_new0 (double, 2 * (gsize) n_classes + 1);
  self->rankings = g_try_new0 (Ranking, n_classes);
  if (self->confusion == NULL || self->rankings == NULL)
    {
      no_memory (n_rows, error);
      return NULL;
    }
  if (!make_room (self, scores != NULL, error) || !copy_weights (self, weights, error))
    return NULL;

  if (predicted != NULL && n_rows > 0)
    memcpy (self->predicted, predicted, n_rows * sizeof *predicted);
  copying.self = self;
  if (!prepare (self, &copying, watch, error))
    return NULL;
  return g_steal_pointer (&self);
}

ImbOutcome *
imb_outcome_watch (ImbOutcome *self,
                   ImbJob     *job)
{
  ImbOutcome *watched = g_memdup2 (self, sizeof *self);

  watched->ref_count = 1;
  watched->whole = imb_outcome_ref (self);
  watched->job = imb_job_ref (job);
  return watched;
}

gboolean
imb_outcome_is_cancelled (const ImbOutcome *self)
{
  return imb_job_is_cancelled (self->job);
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

  imb_job_unref (self->job);
  if (self->whole != NULL)
    {
      imb_outcome_unref (self->whole);
      g_free (self);
      return;
    }
  for (guint c = 0; self->rankings != NULL && c < self->n_classes; c++)
    {
      imb_ranking_clear (&self->rankings[c].all.points);
      imb_ranking_clear (&self->rankings[c].corners.points);
    }
  g_free (self->rankings);
  g_free (self->confusion);
  g_free (self->margins);
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
  return &self->rankings[c].all.points;
}

const double *
imb_outcome_get_margins (const ImbOutcome *self)
{
  return self->margins;
}

const ImbRanking *
imb_outcome_get_corners (const ImbOutcome *self,
                         guint             c)
{
  Once *corners, *all;
  gsize n_class;

  g_return_val_if_fail (c < self->n_classes, NULL);

  corners = &self->rankings[c].corners;
  all = &self->rankings[c].all;
  n_class = self->scores != NULL && self->weights == NULL ? (gsize) self->margins[c] : 0;
  if (n_class == 0 || n_class > self->n_rows / RARE || g_atomic_pointer_get (&all->once) == 1)
    return imb_outcome_get_ranking (self, c);

  if (g_once_init_enter (&corners->once))
    {
      const ImbScored scored = { self->truth, self->scores, self->weights, self->n_rows, self->n_classes };
      gboolean        made = imb_ranking_fill_few (&corners->points, &scored, c, n_class);

      g_once_init_leave (&corners->once, made ? 1 : 2);
    }
  return corners->once == 1 ? &corners->points : imb_outcome_get_ranking (self, c);
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
