/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Class shares elsewhere: what is corrected in the scores, and what metrics are said of. */
#include "engine/evaluate/imb-prior.h"

#include <glib/gi18n-lib.h>

#include "engine/core/imb-error.h"

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
