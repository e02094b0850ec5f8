/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of sampling_strategy: a word, a ratio, {label:count;…} or [label;…]. Which words a kind of sampler
 * takes is imbalanced-learn's: nothing can be added to the majority, nothing taken from the minority alone. */
#include "engine/samplers/imb-strategy-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/params/imb-text.h"

#define OVER  (1u << IMB_STRATEGY_OVER)
#define UNDER (1u << IMB_STRATEGY_UNDER)
#define CLEAN (1u << IMB_STRATEGY_CLEAN)

const char *const imb_strategy_over_suggestions[] = { "auto", "minority", "not minority", "not majority", "all", "0.5", NULL };
const char *const imb_strategy_under_suggestions[] = { "auto", "majority", "not minority", "not majority", "all", "0.5", NULL };
const char *const imb_strategy_clean_suggestions[] = { "auto", "majority", "not minority", "not majority", "all", NULL };

static const struct
{
  const char     *word;
  ImbStrategyForm form;
  guint           kinds;
} words[] = {
  { "auto", IMB_STRATEGY_NOT_MAJORITY, OVER },
  { "auto", IMB_STRATEGY_NOT_MINORITY, UNDER | CLEAN },
  { "minority", IMB_STRATEGY_MINORITY, OVER },
  { "majority", IMB_STRATEGY_MAJORITY, UNDER | CLEAN },
  { "not minority", IMB_STRATEGY_NOT_MINORITY, OVER | UNDER | CLEAN },
  { "not majority", IMB_STRATEGY_NOT_MAJORITY, OVER | UNDER | CLEAN },
  { "all", IMB_STRATEGY_ALL, OVER | UNDER | CLEAN },
};

char *
imb_strategy_describe (ImbStrategyKind kind)
{
  switch (kind)
    {
    case IMB_STRATEGY_OVER:
      return g_strdup (_ ("auto, minority, not minority, not majority, all, a number above 0 and up to 1, or {label:count;label:count}"));
    case IMB_STRATEGY_UNDER:
      return g_strdup (_ ("auto, majority, not minority, not majority, all, a number above 0 and up to 1, or {label:count;label:count}"));
    case IMB_STRATEGY_CLEAN:
    default:
      return g_strdup (_ ("auto, majority, not minority, not majority, all, or [label;label]"));
    }
}

static ImbStrategy *
strategy_new (ImbStrategyForm form)
{
  ImbStrategy *self = g_new0 (ImbStrategy, 1);

  self->form = form;
  self->labels = g_ptr_array_new_with_free_func (g_free);
  self->counts = g_array_new (FALSE, FALSE, sizeof (gsize));
  return self;
}

void
imb_strategy_free (ImbStrategy *self)
{
  g_ptr_array_unref (self->labels);
  g_array_unref (self->counts);
  g_free (self);
}

static gboolean
add_label (ImbStrategy *self,
           const char  *label,
           GError     **error)
{
  g_autofree char *shown = NULL;

  if (!g_ptr_array_find_with_equal_func (self->labels, label, g_str_equal, NULL))
    {
      g_ptr_array_add (self->labels, g_strdup (label));
      return TRUE;
    }

  shown = imb_text_shorten (label);
  g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("Class “%s” is named twice; name it once."), shown);
  return FALSE;
}

static gboolean
read_count (const char *text,
            gsize      *count)
{
  char        *end;
  const gint64 value = g_ascii_strtoll (text, &end, 10);

  *count = (gsize) value;
  return end != text && *end == '\0' && value >= 0 && value < G_MAXUINT32;
}

static gboolean
add_count (ImbStrategy *self,
           const char  *pair,
           GError     **error)
{
  g_autofree char *label = NULL, *number = NULL, *shown = NULL;
  gsize            count;

  if (*pair == ':')
    {
      g_set_error_literal (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("A class label is missing; write each as label:count, with semicolons between them."));
      return FALSE;
    }
  if (imb_text_cut_pair (pair, &label, &number) && read_count (number, &count))
    {
      g_array_append_val (self->counts, count);
      return add_label (self, label, error);
    }

  shown = imb_text_shorten (pair);
  g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
               _ ("“%s” is not label:count with a count of 0 or more, for example {yes:100;no:50}."), shown);
  return FALSE;
}

/* Braces around nothing mean no class; nothing happens then, as in imbalanced-learn. */
static gboolean
is_blank (const char *text)
{
  while (g_ascii_isspace (*text))
    text++;
  return *text == '\0';
}

static ImbStrategy *
parse_braces (const char *inner,
              GError    **error)
{
  g_autoptr (ImbStrategy) self = strategy_new (IMB_STRATEGY_COUNTS);
  g_auto (GStrv) pairs = imb_text_split (inner, ";,");

  for (guint i = 0; pairs[i] != NULL && !is_blank (inner); i++)
    if (!add_count (self, pairs[i], error))
      return NULL;
  return g_steal_pointer (&self);
}

static ImbStrategy *
parse_brackets (const char *inner,
                GError    **error)
{
  g_autoptr (ImbStrategy) self = strategy_new (IMB_STRATEGY_LABELS);
  g_auto (GStrv) labels = imb_text_split (inner, ";,");

  for (guint i = 0; labels[i] != NULL && !is_blank (inner); i++)
    {
      g_autofree char *label = imb_text_unquote (labels[i]);

      if (*labels[i] == '\0')
        {
          g_set_error_literal (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("A class label is missing; write labels with semicolons between them, for example [yes;no]."));
          return NULL;
        }
      if (!add_label (self, label, error))
        return NULL;
    }
  return g_steal_pointer (&self);
}

static ImbStrategy *
parse_ratio (const char *text,
             double      ratio,
             GError    **error)
{
  ImbStrategy *self;

  if (!(ratio > 0.0 && ratio <= 1.0))
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
                   _ ("As a number it is minority rows per majority row, above 0 and up to 1, not “%s”."), text);
      return NULL;
    }

  self = strategy_new (IMB_STRATEGY_RATIO);
  self->ratio = ratio;
  return self;
}

static void
refuse (ImbStrategyKind kind,
        const char     *text,
        GError        **error)
{
  g_autofree char *shown = imb_text_shorten (text);
  g_autofree char *legal = imb_strategy_describe (kind);

  g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("“%s” cannot be asked of this kind of sampler; write %s."), shown, legal);
}

static ImbStrategy *
parse_word (ImbStrategyKind kind,
            const char     *text,
            GError        **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].word, text) && (words[i].kinds & (1u << kind)) != 0)
      return strategy_new (words[i].form);

  refuse (kind, text, error);
  return NULL;
}

ImbStrategy *
imb_strategy_parse (ImbStrategyKind kind,
                    const char     *text,
                    GError        **error)
{
  g_autofree char *bare = g_strstrip (g_strdup (text));
  g_autofree char *braces = imb_text_dup_inner (bare, '{', '}');
  g_autofree char *brackets = imb_text_dup_inner (bare, '[', ']');
  char            *end;
  double           ratio = g_ascii_strtod (bare, &end);

  if (kind != IMB_STRATEGY_CLEAN && end != bare && *end == '\0')
    return parse_ratio (bare, ratio, error);
  if (kind != IMB_STRATEGY_CLEAN && braces != NULL)
    return parse_braces (braces, error);
  if (kind == IMB_STRATEGY_CLEAN && brackets != NULL)
    return parse_brackets (brackets, error);
  return parse_word (kind, bare, error);
}

static gboolean
check (ImbStrategyKind kind,
       const char     *text,
       GError        **error)
{
  g_autoptr (ImbStrategy) strategy = imb_strategy_parse (kind, text, error);

  return strategy != NULL;
}

gboolean
imb_strategy_check_over (const char *text,
                         GError    **error)
{
  return check (IMB_STRATEGY_OVER, text, error);
}

gboolean
imb_strategy_check_under (const char *text,
                          GError    **error)
{
  return check (IMB_STRATEGY_UNDER, text, error);
}

gboolean
imb_strategy_check_clean (const char *text,
                          GError    **error)
{
  return check (IMB_STRATEGY_CLEAN, text, error);
}

char *
imb_strategy_write_label (const char *label)
{
  gsize n = strlen (label);

  if (n == 0 || strpbrk (label, ":;{}[],\"") != NULL || g_ascii_isspace (label[0]) || g_ascii_isspace (label[n - 1]))
    return imb_text_quote (label);
  return g_strdup (label);
}
