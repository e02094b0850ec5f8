/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a forecast says in a few words, for people and for programs. */
#include <glib/gi18n-lib.h>

#include "engine/samplers/imb-forecast.h"

void
imb_forecast_free (ImbForecast *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < self->n_changes; i++)
    g_free (self->changes[i].value);
  g_free (self->changes);
  g_free (self->sentence);
  g_free (self);
}

const char *
imb_outlook_nick (ImbOutlook outlook)
{
  switch (outlook)
    {
    case IMB_OUTLOOK_READY:
      return "ready";
    case IMB_OUTLOOK_NEEDS:
      return "needs";
    case IMB_OUTLOOK_DEPENDS:
      return "depends";
    case IMB_OUTLOOK_CANNOT:
    default:
      return "cannot";
    }
}

char *
imb_forecast_dup_words (const ImbForecast *self,
                        gboolean           labels)
{
  g_autoptr (GString) changes = g_string_new (NULL);

  if (self->outlook == IMB_OUTLOOK_DEPENDS)
    return self->depends_on > 0 ? g_strdup_printf (_ ("depends on step %u"), self->depends_on) : g_strdup (_ ("depends on the rows"));
  if (self->outlook != IMB_OUTLOOK_NEEDS)
    return g_strdup (self->outlook == IMB_OUTLOOK_READY ? _ ("ready") : _ ("cannot"));

  for (guint i = 0; i < self->n_changes; i++)
    {
      const ImbChange *change = &self->changes[i];

      g_string_append_printf (changes, "%s%s %s %s", i > 0 ? ", " : "", labels ? _ (change->param->label) : change->param->name,
                              change->at_most ? "≤" : "=", change->value);
    }
  return g_strdup_printf (_ ("needs %s"), changes->str);
}
