/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Class shares elsewhere: what is corrected in the scores, and what metrics are said of. */
#include "engine/evaluate/imb-prior.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/kernels/imb-prior-shift.h"

static const char *const nicks[] = { "none", "training", "em" };

gboolean
imb_prior_parse (const char *text,
                 ImbPrior   *prior,
                 GError    **error)
{
  char *end;

  g_return_val_if_fail (text != NULL && prior != NULL, FALSE);

  *prior = (ImbPrior){ IMB_PRIOR_NONE, 0.0 };
  for (guint i = 0; i < G_N_ELEMENTS (nicks); i++)
    if (g_str_equal (text, nicks[i]))
      {
        prior->how = (ImbPriorHow) i;
        return TRUE;
      }
  prior->share = g_ascii_strtod (text, &end);
  prior->how = IMB_PRIOR_SHARE;
  if (end != text && *end == '\0' && prior->share > 0.0 && prior->share < 1.0)
    return TRUE;

  g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
               _ ("The prior correction “%s” is not known; write none, training (the shares before sampling), em (estimated from the scores), "
                  "or the positive class’s share, a number between 0 and 1."),
               text);
  return FALSE;
}

char *
imb_prior_to_string (const ImbPrior *self)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (self->how != IMB_PRIOR_SHARE)
    return g_strdup (nicks[self->how]);
  for (int digits = 1; digits <= 17; digits++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", digits);
      g_ascii_formatd (buffer, sizeof buffer, format, self->share);
      if (g_ascii_strtod (buffer, NULL) == self->share)
        break;
    }
  return g_strdup (buffer);
}

/* The positive class has its share; the others among themselves theirs. */
static void
set_share (const ImbPrior *self,
           guint           n_classes,
           guint           positive,
           double         *shares)
{
  double others = 1.0 - shares[positive];

  for (guint c = 0; c < n_classes; c++)
    shares[c] = c == positive ? self->share : others > 0.0 ? shares[c] / others * (1.0 - self->share)
                                                           : 0.0;
}

/* Whether a class that was learnt has less than a hundredth of a row: then the likelihood is greatest without it, and how little is left
 * says when the search ended and nothing else. All scores of the class would be moved to 0. */
static gboolean
ran_to_nothing (const double *from,
                const double *shares,
                guint         n_classes,
                gsize         n)
{
  for (guint c = 0; c < n_classes; c++)
    if (from[c] > 0.0 && shares[c] * (double) n < 0.01)
      return TRUE;
  return FALSE;
}

/* @shares: (inout): those of the training rows; they stay when nothing can be estimated */
static gboolean
estimate (const double  *from,
          guint          n_classes,
          guint          positive,
          const double  *weights,
          const double  *scores,
          gsize          n,
          double        *shares,
          ImbPriorFound *found,
          ImbJob        *job,
          GError       **error)
{
  g_autofree double *own = g_new (double, n_classes);
  gboolean           is_kept;

  if (!imb_prior_estimate (scores, weights, n, n_classes, from, own, job, error))
    return FALSE;
  is_kept = ran_to_nothing (from, own, n_classes, n);
  if (!is_kept)
    memcpy (shares, own, n_classes * sizeof *shares);
  if (found != NULL)
    *found = (ImbPriorFound){ TRUE, is_kept, shares[positive] };
  return TRUE;
}

gboolean
imb_prior_correct (const ImbPrior *self,
                   const double   *from,
                   const double   *training,
                   guint           n_classes,
                   guint           positive,
                   const double   *weights,
                   double         *scores,
                   gsize           n,
                   ImbPriorFound  *found,
                   ImbJob         *job,
                   GError        **error)
{
  g_autofree double *wanted = NULL;

  if (self->how == IMB_PRIOR_NONE)
    return TRUE;
  wanted = g_memdup2 (training, n_classes * sizeof *wanted);
  if (self->how == IMB_PRIOR_SHARE)
    set_share (self, n_classes, positive, wanted);
  if (self->how == IMB_PRIOR_EM && !estimate (from, n_classes, positive, weights, scores, n, wanted, found, job, error))
    return FALSE;
  imb_prior_shift (scores, n, n_classes, from, wanted);
  return TRUE;
}

void
imb_prevalence_weigh (double        *weights,
                      const guint16 *classes,
                      gsize          n,
                      guint          positive,
                      double         prevalence)
{
  double all = 0.0, own = 0.0;

  for (gsize i = 0; i < n; i++)
    {
      all += weights[i];
      own += classes[i] == positive ? weights[i] : 0.0;
    }
  if (own <= 0.0 || own >= all)
    return;
  for (gsize i = 0; i < n; i++)
    weights[i] *= all * (classes[i] == positive ? prevalence / own : (1.0 - prevalence) / (all - own));
}
