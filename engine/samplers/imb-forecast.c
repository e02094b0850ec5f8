/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing is known here about any method: the forecast is the method's own check, and the remedy is found by asking it again. A
 * check depends on class sizes alone, so it is asked of a view that has them counted: some dozens of questions
 * cost one pass over the rows. A method that may refuse rows for where they lie runs, if the table is small; else it says
 * itself whether it is sure. */
#include "engine/samplers/imb-forecast.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/kernels/imb-usable.h"
#include "engine/params/imb-values.h"
#include "engine/samplers/imb-foresee.h"
#include "engine/samplers/imb-strategy.h"

typedef struct
{
  const ImbSampler *sampler;
  const ImbView    *in;
  gpointer          values; /* that are tried */
  gconstpointer     asked;  /* that the person wants */
  guint32           seed;
  double            work;     /* of what was rehearsed */
  gboolean          is_tried; /* values were found by rehearsing */
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

/* The largest number up to @high that passes; what it is passes. */
static void
raise_number (const Trial    *self,
              const ImbParam *param,
              int             high)
{
  int low = *number (self, param);

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
          raise_number (self, p, asked_number (self, p));
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
      raise_number (self, p, asked_number (self, p));
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

/* Sentences say "name=value" where a parameter helps; the last one counts, because labels of classes come first. The other values that
 * are tried stay. */
static gboolean
read_remedy (Trial      *self,
             const char *sentence)
{
  const ImbParam  *remedy = NULL;
  g_autofree char *text = NULL;
  gpointer         scratch = imb_values_copy (&self->sampler->base, self->values);

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
      remedy = NULL;
      if (!imb_param_read (param, &self->sampler->base, scratch, value, NULL) || imb_param_is_equal (param, scratch, self->values))
        continue;
      remedy = param;
      g_free (text);
      text = g_steal_pointer (&value);
    }
  imb_values_free (&self->sampler->base, scratch);
  return remedy != NULL && imb_param_read (remedy, &self->sampler->base, self->values, text, NULL);
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
        ImbChange change = { p, imb_param_format (p, self->values), !self->is_tried && p->kind == IMB_KIND_INT && *number (self, p) < asked_number (self, p) };

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

/* ---- what hangs on where rows lie ---- */

/* What rehearsals may cost together: pairs of rows, old and new, times features. */
#define MOST_WORK     8e6
#define ROUNDS        4.0 /* of a sampler that removes rows: it may go over them again */
#define FEATURES      6   /* of fewer a pair of rows costs as much */
#define MOST_REMEDIES 3

static double
work_of (const Trial *self)
{
  const ImbParam   *strategy = imb_algorithm_find_param (&self->sampler->base, "sampling_strategy");
  g_autofree gsize *targets = g_new0 (gsize, self->in->n_classes);
  double            n = (double) self->in->n_rows;
  ImbStrategyKind   kind;

  if (strategy != NULL && imb_strategy_kind_of (strategy, &kind) && kind == IMB_STRATEGY_OVER
      && imb_strategy_resolve (kind, *(const char *const *) imb_param_value (strategy, self->values), self->in, targets, NULL, NULL))
    for (guint c = 0; c < self->in->n_classes; c++)
      n += (double) targets[c];
  return n * n * (double) MAX (self->in->base->n_cols, FEATURES) * ((self->sampler->flags & IMB_SAMPLER_DROPS) != 0 ? ROUNDS : 1.0);
}

/* Whether the sampler runs with the values that are tried. */
static gboolean
rehearse (Trial   *self,
          GError **error)
{
  g_autoptr (ImbResample) out = imb_sampler_run (self->sampler, self->values, self->in, self->seed, NULL, error);

  self->work += work_of (self);
  return out != NULL;
}

/* Not when there is no time left to see. */
static gboolean
runs (Trial *self)
{
  return passes (self) && self->work + work_of (self) <= MOST_WORK && rehearse (self, NULL);
}

/* The number nearest to @fails, with which it does not run, as far as halving finds it; with @does it runs. */
static void
narrow (Trial          *self,
        const ImbParam *param,
        int             does,
        int             fails)
{
  while (ABS (does - fails) > 1)
    {
      const int middle = does + (fails - does) / 2;

      *number (self, param) = middle;
      if (runs (self))
        does = middle;
      else
        fails = middle;
    }
  *number (self, param) = does;
}

static gboolean
lowers_one (Trial          *self,
            const ImbParam *param)
{
  const int high = *number (self, param);

  for (int low = high; low > (int) param->min;)
    {
      *number (self, param) = low = MAX (low / 2, (int) param->min);
      if (!runs (self))
        continue;
      narrow (self, param, low, high);
      return TRUE;
    }
  *number (self, param) = high;
  return FALSE;
}

/* Rather a number that has to change anyway. */
static gboolean
lowers_until_it_runs (Trial *self)
{
  for (guint others = 0; others < 2; others++)
    for (const ImbParam *p = self->sampler->base.params; p->name != NULL; p++)
      if (p->kind == IMB_KIND_INT && imb_param_is_equal (p, self->values, self->asked) == (others == 1) && lowers_one (self, p))
        return TRUE;
  return FALSE;
}

static gboolean
raises_until_it_runs (Trial *self)
{
  for (const ImbParam *p = self->sampler->base.params; p->name != NULL; p++)
    {
      int low = p->kind == IMB_KIND_INT ? *number (self, p) : 0, high = low;

      while (p->kind == IMB_KIND_INT && high < (int) p->max && (gsize) high < self->in->n_rows)
        {
          *number (self, p) = high = MIN (2 * high, (int) p->max);
          if (runs (self))
            {
              narrow (self, p, high, low);
              return TRUE;
            }
        }
      if (p->kind == IMB_KIND_INT)
        *number (self, p) = low;
    }
  return FALSE;
}

/* What the refusals tell to write; *@refusal becomes the last one. */
static gboolean
obeys_until_it_runs (Trial   *self,
                     GError **refusal)
{
  for (guint i = 0; i < MOST_REMEDIES && read_remedy (self, (*refusal)->message); i++)
    {
      g_clear_error (refusal);
      if (rehearse (self, refusal))
        return TRUE;
    }
  return FALSE;
}

/* Tries the number @param of the sampler's question that is nearest to the one asked for among those that pass and that the rows answer
 * with yes. *@known: FALSE: there is no saying, and nothing changed. */
static gboolean
finds_nearest (Trial          *self,
               const ImbParam *param,
               const guint8   *answers,
               int             n_most,
               gboolean       *known)
{
  const int before = *number (self, param), asked = asked_number (self, param);

  *known = TRUE;
  for (int i = 0; i <= 2 * MAX (asked, n_most); i++)
    {
      const int m = i % 2 == 1 ? asked - (i + 1) / 2 : asked + i / 2;

      if (m < 1 || m > n_most || answers[m] == IMB_ANSWER_NO)
        continue;
      *number (self, param) = m;
      if (answers[m] == IMB_ANSWER_YES || runs (self))
        return TRUE;
      *known = self->work + work_of (self) <= MOST_WORK;
      if (!*known)
        break;
    }
  *number (self, param) = before;
  return FALSE;
}

/* The same, after asking the rows. */
static gboolean
asks_rows (Trial    *self,
           gboolean *known)
{
  ImbForesee         ask;
  const char        *name = self->sampler->question != NULL ? self->sampler->question (self->values, &ask) : NULL;
  const ImbParam    *param = name != NULL ? imb_algorithm_find_param (&self->sampler->base, name) : NULL;
  const int          before = param != NULL ? *number (self, param) : 0;
  int                n_most = 0;
  g_autofree guint8 *answers = NULL;

  *known = FALSE;
  if (param == NULL)
    return FALSE;
  *number (self, param) = (int) param->min;
  if (passes (self))
    {
      raise_number (self, param, (int) MIN (param->max, (double) self->in->n_rows - 1.0));
      n_most = *number (self, param);
    }
  *number (self, param) = before;
  answers = g_new (guint8, n_most + 1);
  self->is_tried = n_most > 0 && imb_foresee_numbers (&ask, self->in, (gsize) n_most, answers) && finds_nearest (self, param, answers, n_most, known);
  return self->is_tried;
}

/* The values that are tried pass the check. If they do not run, what the refusal tells to write is tried, then the nearest number by what is
 * known about the rows, or else a smaller number, then a larger one. */
static void
settle_small (Trial       *self,
              ImbForecast *out)
{
  gpointer passed = imb_values_copy (&self->sampler->base, self->values);
  g_autoptr (GError) refusal = NULL;
  gboolean helps = rehearse (self, &refusal), known;

  if (!helps && out->sentence == NULL)
    out->sentence = g_strdup (refusal->message);
  if (!helps && !obeys_until_it_runs (self, &refusal))
    {
      imb_values_free (&self->sampler->base, self->values);
      self->values = g_steal_pointer (&passed);
      helps = asks_rows (self, &known) || (!known && (lowers_until_it_runs (self) || raises_until_it_runs (self)));
      self->is_tried = TRUE;
    }
  else
    helps = TRUE;
  if (passed != NULL)
    imb_values_free (&self->sampler->base, passed);
  if (!helps)
    out->outlook = IMB_OUTLOOK_CANNOT;
  else if (out->sentence != NULL)
    list_changes (self, out);
}

/* What the check asks to change may not be enough for these rows. */
static void
settle_large (Trial       *self,
              gboolean     has_rows,
              ImbForecast *out)
{
  g_autofree char *doubt = self->sampler->doubt (self->in, self->values, has_rows);
  gboolean         known = FALSE, helps = doubt != NULL && has_rows && asks_rows (self, &known);

  if (known)
    {
      if (helps)
        list_changes (self, out);
      if (helps && out->n_changes == 0)
        out->outlook = IMB_OUTLOOK_READY;
      else if (out->sentence == NULL)
        out->sentence = g_steal_pointer (&doubt);
      if (!helps)
        out->outlook = IMB_OUTLOOK_CANNOT;
    }
  else if (out->sentence != NULL && doubt == NULL)
    list_changes (self, out);
  else if (doubt != NULL)
    {
      char *refusal = g_steal_pointer (&out->sentence);

      out->outlook = IMB_OUTLOOK_DEPENDS;
      out->sentence = refusal != NULL ? g_strdup_printf ("%s %s", refusal, doubt) : g_strdup (doubt);
      g_free (refusal);
    }
}

/* Where the class sizes leave no doubt the rows are not asked. The values that are tried pass the check; out's sentence says what is wrong with those that are asked for. */
static void
settle (Trial       *self,
        gboolean     has_rows,
        ImbForecast *out)
{
  g_autofree char *doubt = self->sampler->doubt != NULL ? self->sampler->doubt (self->in, self->values, FALSE) : NULL;

  if (doubt != NULL && has_rows && work_of (self) <= MOST_WORK)
    settle_small (self, out);
  else if (doubt != NULL)
    settle_large (self, has_rows, out);
  else if (out->sentence != NULL)
    list_changes (self, out);
}

/* ---- values that cannot be computed with ---- */

ImbFlaws
imb_forecast_find_flaws (const ImbView *in)
{
  ImbFlaws flaws = 0;

  for (gsize i = 0; i < in->n_rows; i++)
    for (gsize j = 0; j < in->base->n_cols; j++)
      {
        const double x = imb_view_row (in, i)[j];

        if (fabs (x) <= IMB_USABLE_SQUARED || imb_view_is_category (in, j))
          continue;
        flaws |= isnan (x) ? IMB_FLAW_MISSING : isinf (x) ? IMB_FLAW_INFINITE
                                                          : IMB_FLAW_LARGE;
      }
  return flaws;
}

/* Why imb_sampler_run() will refuse the values, but for missing ones; NULL: it will not. */
static const char *
find_flaw (const Trial *self,
           ImbFlaws     flaws)
{
  const gboolean looks = !imb_sampler_takes_missing (self->sampler, self->asked), lets_through = imb_sampler_keeps_missing (self->sampler, self->asked);

  if (looks && (flaws & IMB_FLAW_INFINITE) != 0)
    return _ ("Some rows have infinite values; mend them, or leave the features out.");
  if ((looks || lets_through) && (flaws & IMB_FLAW_LARGE) != 0)
    return _ ("Some rows have values that are too large to be squared; give the columns in larger units, or leave the features out.");
  return NULL;
}

static void
look_ahead (Trial       *self,
            gboolean     has_rows,
            ImbFlaws     flaws,
            ImbForecast *out)
{
  const gboolean  lacks = (flaws & IMB_FLAW_MISSING) != 0 && !imb_sampler_takes_missing (self->sampler, self->values);
  const ImbParam *bridge = lacks ? bridge_missing (self) : NULL;
  const char     *flaw = find_flaw (self, flaws);
  gboolean        can = flaw == NULL && lacks == (bridge != NULL);
  g_autoptr (GError) refusal = NULL;

  if (lacks)
    out->sentence = dup_missing (self, bridge);
  else
    out->sentence = g_strdup (flaw);
  if (!imb_sampler_check (self->sampler, self->values, self->in, &refusal))
    {
      can = find_change (self, refusal->message) && can;
      if (bridge != NULL)
        bridge_by (self, bridge);
      g_free (out->sentence);
      out->sentence = g_strdup (refusal->message);
    }
  if (can)
    settle (self, has_rows, out);
  else
    out->outlook = IMB_OUTLOOK_CANNOT;
}

static ImbForecast *
forecast_new (const ImbSampler *sampler,
              gconstpointer     values,
              const ImbView    *in,
              gboolean          has_rows,
              guint32           seed,
              ImbFlaws          flaws)
{
  ImbForecast      *self = g_new0 (ImbForecast, 1);
  g_autofree gsize *counts = g_new0 (gsize, MAX (in->n_classes, 1));
  ImbView           counted = *in;
  Trial             trial = { sampler, &counted, imb_values_copy (&sampler->base, values), values, seed, 0.0, FALSE };

  imb_view_count (in, counts);
  counted.counts = counts;
  look_ahead (&trial, has_rows, flaws, self);
  imb_values_free (&sampler->base, trial.values);
  return self;
}

ImbForecast *
imb_forecast_new (const ImbSampler *sampler,
                  gconstpointer     values,
                  const ImbView    *in,
                  guint32           seed,
                  ImbFlaws          flaws)
{
  return forecast_new (sampler, values, in, TRUE, seed, flaws);
}

ImbForecast *
imb_forecast_new_expected (const ImbSampler *sampler,
                           gconstpointer     values,
                           const ImbView    *in,
                           ImbFlaws          flaws)
{
  return forecast_new (sampler, values, in, FALSE, 0, flaws);
}

ImbForecast *
imb_forecast_new_refused (const ImbSampler *sampler,
                          gconstpointer     values,
                          const char       *sentence)
{
  ImbForecast *self = g_new0 (ImbForecast, 1);
  Trial        trial = { sampler, NULL, imb_values_copy (&sampler->base, values), values, 0, 0.0, FALSE };

  self->outlook = IMB_OUTLOOK_CANNOT;
  self->sentence = g_strdup (sentence);
  if (read_remedy (&trial, sentence))
    list_changes (&trial, self);
  imb_values_free (&sampler->base, trial.values);
  return self;
}
