/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing is known here about any method: the forecast is the method's own check, and the remedy is found by asking it again. A
 * check depends on class sizes alone, so it is asked of a view that has them counted: some dozens of questions
 * cost one pass over the rows. */
#include "engine/samplers/imb-forecast.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/params/imb-values.h"

typedef struct
{
  const ImbSampler *sampler;
  const ImbView    *in;
  gpointer          values; /* that are tried */
  gconstpointer     asked;  /* that the person wants */
} Trial;

static gboolean
passes (const Trial *self)
{
  return imb_sampler_check (self->sampler, self->values, self->in, NULL);
}

static int *
number (const Trial    *self,
        const ImbParam *param)
{
  return imb_param_field (param, self->values);
}

static int
asked_number (const Trial    *self,
              const ImbParam *param)
{
  return *(const int *) imb_param_value (param, self->asked);
}

/* What is tried becomes what is asked for again. */
static void
reset (Trial *self)
{
  imb_values_free (&self->sampler->base, self->values);
  self->values = imb_values_copy (&self->sampler->base, self->asked);
}

/* The largest number up to the one asked for; its least passes. */
static void
raise_number (const Trial    *self,
              const ImbParam *param)
{
  int low = *number (self, param), high = asked_number (self, param);

  while (low < high)
    {
      int middle = low + (high - low + 1) / 2;

      *number (self, param) = middle;
      if (passes (self))
        low = middle;
      else
        high = middle - 1;
    }
  *number (self, param) = low;
}

static gboolean
can_sink (const Trial    *self,
          const ImbParam *param)
{
  return param->kind == IMB_KIND_INT && asked_number (self, param) > (int) param->min;
}

/* One smaller number, or else several: each as large as can be. */
static gboolean
lower_numbers (Trial *self)
{
  const ImbParam *params = self->sampler->base.params;

  for (const ImbParam *p = params; p->name != NULL; p++)
    {
      if (!can_sink (self, p))
        continue;
      *number (self, p) = (int) p->min;
      if (passes (self))
        {
          raise_number (self, p);
          return TRUE;
        }
      *number (self, p) = asked_number (self, p);
    }

  for (const ImbParam *p = params; p->name != NULL; p++)
    if (can_sink (self, p))
      *number (self, p) = (int) p->min;
  if (!passes (self))
    {
      reset (self);
      return FALSE;
    }
  for (const ImbParam *p = params; p->name != NULL; p++)
    if (can_sink (self, p))
      raise_number (self, p);
  return TRUE;
}

static gboolean
is_name (char c)
{
  return g_ascii_isalnum (c) || c == '_';
}

/* The length of a value that stands in a sentence: to the next blank, comma, semicolon or bracket outside of braces, and without the
 * full stop. */
static gsize
value_length (const char *text)
{
  gsize n = 0;
  int   depth = 0;

  for (; text[n] != '\0' && (depth > 0 || strchr (" ,;)", text[n]) == NULL); n++)
    depth += (text[n] == '{' || text[n] == '[') - (text[n] == '}' || text[n] == ']');
  return n > 0 && text[n - 1] == '.' ? n - 1 : n;
}

/* Sentences say "name=value" where a parameter helps; the last one counts, because labels of classes come first. */
static gboolean
read_remedy (Trial      *self,
             const char *sentence)
{
  gboolean found = FALSE;

  for (const char *at = strchr (sentence, '='); at != NULL; at = strchr (at + 1, '='))
    {
      const char      *begin = at;
      g_autofree char *value = g_strndup (at + 1, value_length (at + 1));
      g_autofree char *name = NULL;
      const ImbParam  *param;

      while (begin > sentence && is_name (begin[-1]))
        begin--;
      name = g_strndup (begin, (gsize) (at - begin));
      param = imb_algorithm_find_param (&self->sampler->base, name);
      if (param == NULL)
        continue;
      if (found)
        reset (self);
      found = imb_param_read (param, &self->sampler->base, self->values, value, NULL) && !imb_param_is_equal (param, self->values, self->asked);
    }
  return found;
}

/* To repeat another program's defects is no remedy. */
static gboolean
is_compat (const ImbParam *param)
{
  return g_str_equal (param->name, "compat");
}

/* Another word of one parameter. */
static gboolean
choose_words (Trial *self)
{
  for (const ImbParam *p = self->sampler->base.params; p->name != NULL; p++)
    {
      for (const ImbChoice *choice = p->choices; p->kind == IMB_KIND_CHOICE && !is_compat (p) && choice->nick != NULL; choice++)
        {
          *number (self, p) = choice->value;
          if (passes (self))
            return TRUE;
        }
      for (const char *const *word = p->suggestions; p->kind == IMB_KIND_TEXT && word != NULL && *word != NULL; word++)
        {
          imb_param_set_copy (p, self->values, *word);
          if (passes (self))
            return TRUE;
        }
      reset (self);
    }
  return FALSE;
}

static void
list_changes (const Trial *self,
              ImbForecast *out)
{
  g_autoptr (GArray) changes = g_array_new (FALSE, FALSE, sizeof (ImbChange));

  for (const ImbParam *p = self->sampler->base.params; p != NULL && p->name != NULL; p++)
    if (!imb_param_is_equal (p, self->values, self->asked))
      {
        ImbChange change = { p, imb_param_format (p, self->values), p->kind == IMB_KIND_INT && *number (self, p) < asked_number (self, p) };

        g_array_append_val (changes, change);
      }
  out->n_changes = changes->len;
  out->changes = g_array_steal (changes, NULL);
  out->outlook = out->n_changes > 0 ? IMB_OUTLOOK_NEEDS : IMB_OUTLOOK_CANNOT;
}

/* Sets @param to a word with which rows may lack values. */
static gboolean
bridge_by (Trial          *self,
           const ImbParam *param)
{
  const int before = param->kind == IMB_KIND_CHOICE ? *number (self, param) : 0;

  for (const ImbChoice *choice = param->choices; param->kind == IMB_KIND_CHOICE && choice->nick != NULL; choice++)
    {
      *number (self, param) = choice->value;
      if (imb_sampler_takes_missing (self->sampler, self->values))
        return TRUE;
      *number (self, param) = before;
    }
  for (const char *const *word = param->suggestions; param->kind == IMB_KIND_TEXT && word != NULL && *word != NULL; word++)
    {
      imb_param_set_copy (param, self->values, *word);
      if (imb_sampler_takes_missing (self->sampler, self->values))
        return TRUE;
      imb_param_set_copy (param, self->values, *(const char *const *) imb_param_value (param, self->asked));
    }
  return FALSE;
}

/* The parameter by which rows with missing values can be used, such as a distance that compares them; the values stay changed.
 * (nullable) */
static const ImbParam *
bridge_missing (Trial *self)
{
  for (const ImbParam *p = self->sampler->base.params; p != NULL && p->name != NULL; p++)
    if (bridge_by (self, p))
      return p;
  return NULL;
}

static char *
dup_missing (const Trial    *self,
             const ImbParam *bridge)
{
  g_autofree char *word = bridge != NULL ? imb_param_format (bridge, self->values) : NULL;

  if (bridge != NULL)
    return g_strdup_printf (_ ("Some rows lack values, and this sampler needs all of them; write %s=%s, or have missing values filled."), bridge->name, word);
  return g_strdup (_ ("Some rows lack values, and this sampler needs all of them; have missing values filled, or leave the features out."));
}

/* Numbers first, then what the refusal itself says, then other words. */
static gboolean
find_change (Trial      *self,
             const char *sentence)
{
  reset (self);
  if (self->sampler->base.params == NULL)
    return FALSE;
  if (lower_numbers (self) || (read_remedy (self, sentence) && passes (self)))
    return TRUE;

  reset (self);
  return choose_words (self);
}

ImbForecast *
imb_forecast_new (const ImbSampler *sampler,
                  gconstpointer     values,
                  const ImbView    *in,
                  gboolean          has_missing)
{
  ImbForecast      *self = g_new0 (ImbForecast, 1);
  g_autofree gsize *counts = g_new0 (gsize, MAX (in->n_classes, 1));
  ImbView           counted = *in;
  Trial             trial = { sampler, &counted, imb_values_copy (&sampler->base, values), values };
  g_autoptr (GError) refusal = NULL;
  gboolean        lacks = has_missing && !imb_sampler_takes_missing (sampler, values);
  const ImbParam *bridge = lacks ? bridge_missing (&trial) : NULL;
  gboolean        can = TRUE;

  imb_view_count (in, counts);
  counted.counts = counts;
  if (lacks)
    self->sentence = dup_missing (&trial, bridge);
  if (!imb_sampler_check (sampler, trial.values, &counted, &refusal))
    {
      can = find_change (&trial, refusal->message);
      if (bridge != NULL)
        bridge_by (&trial, bridge);
      g_free (self->sentence);
      self->sentence = g_strdup (refusal->message);
    }
  if (self->sentence != NULL)
    {
      self->outlook = IMB_OUTLOOK_CANNOT;
      if (can && lacks == (bridge != NULL))
        list_changes (&trial, self);
    }
  imb_values_free (&sampler->base, trial.values);
  return self;
}

ImbForecast *
imb_forecast_new_refused (const ImbSampler *sampler,
                          gconstpointer     values,
                          const char       *sentence)
{
  ImbForecast *self = g_new0 (ImbForecast, 1);
  Trial        trial = { sampler, NULL, imb_values_copy (&sampler->base, values), values };

  self->outlook = IMB_OUTLOOK_CANNOT;
  self->sentence = g_strdup (sentence);
  if (read_remedy (&trial, sentence))
    list_changes (&trial, self);
  imb_values_free (&sampler->base, trial.values);
  return self;
}

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
    return g_strdup_printf (_ ("depends on step %u"), self->depends_on);
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
