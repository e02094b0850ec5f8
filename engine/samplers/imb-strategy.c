/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sampling_strategy meets data. Of classes that are equally large or small the first is the majority or the
 * minority; a ratio is multiplied in double and cut towards zero, as imbalanced-learn does (60 · 0.333 → 19).
 * Only classes that have rows take part. */
#include "engine/samplers/imb-strategy.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/core/imb-error.h"
#include "engine/params/imb-config.h"
#include "engine/params/imb-text.h"
#include "engine/samplers/imb-strategy-text.h"

const ImbChoice imb_compat_choices[] = {
  { IMB_COMPAT_NONE, "none", N_ ("nothing: defects corrected") },
  { IMB_COMPAT_IMBALANCED_LEARN, "imbalanced-learn", N_ ("imbalanced-learn, defects and all") },
  { 0, NULL, NULL },
};

gboolean
imb_strategy_kind_of (const ImbParam  *param,
                      ImbStrategyKind *kind)
{
  *kind = param->check == imb_strategy_check_over ? IMB_STRATEGY_OVER : param->check == imb_strategy_check_under ? IMB_STRATEGY_UNDER
                                                                                                                 : IMB_STRATEGY_CLEAN;
  return *kind != IMB_STRATEGY_CLEAN || param->check == imb_strategy_check_clean;
}

typedef struct
{
  ImbStrategyKind kind;
  const ImbView  *in;
  gsize          *counts;
  guint           majority;
  guint           minority;
  guint           n_present; /* classes that have rows */
} Data;

static char *
shown_label (const Data *data,
             guint       c)
{
  g_autofree char *label = imb_view_dup_label (data->in, c);

  return imb_text_shorten (label);
}

static char *
all_labels (const Data *data)
{
  GString *out = g_string_new (NULL);

  for (guint c = 0, n = 0; c < data->in->n_classes; c++)
    if (data->counts[c] > 0)
      {
        g_autofree char *label = shown_label (data, c);

        if (++n > 12)
          {
            g_string_append (out, ", …");
            break;
          }
        g_string_append_printf (out, "%s%s", n > 1 ? ", " : "", label);
      }
  return g_string_free (out, FALSE);
}

static void
refuse_unknown (const Data *data,
                const char *label,
                GError    **error)
{
  g_autofree char *shown = imb_text_shorten (label);
  g_autofree char *legal = all_labels (data);

  g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("No row has the class “%s”; the classes are %s."), shown, legal);
}

static gboolean
is_label (const ImbView *in,
          guint          c,
          const char    *label)
{
  char code[16];

  if (in->labels != NULL)
    return g_str_equal (in->labels[c], label);

  g_snprintf (code, sizeof code, "%u", c);
  return g_str_equal (code, label);
}

static gboolean
find_class (const Data *data,
            const char *label,
            guint      *found,
            GError    **error)
{
  for (guint c = 0; c < data->in->n_classes; c++)
    if (data->counts[c] > 0 && is_label (data->in, c, label))
      {
        *found = c;
        return TRUE;
      }
  refuse_unknown (data, label, error);
  return FALSE;
}

static gboolean
is_meant (const Data     *data,
          ImbStrategyForm form,
          guint           c)
{
  switch (form)
    {
    case IMB_STRATEGY_MINORITY:
      return c == data->minority;
    case IMB_STRATEGY_MAJORITY:
      return c == data->majority;
    case IMB_STRATEGY_NOT_MINORITY:
      return c != data->minority;
    case IMB_STRATEGY_NOT_MAJORITY:
      return c != data->majority;
    case IMB_STRATEGY_ALL:
    case IMB_STRATEGY_RATIO:
    case IMB_STRATEGY_COUNTS:
    case IMB_STRATEGY_LABELS:
    default:
      return TRUE;
    }
}

static void
set_target (const Data *data,
            guint       c,
            gsize       target,
            gsize      *targets,
            gboolean   *targeted)
{
  targets[c] = target;
  if (targeted != NULL)
    targeted[c] = TRUE;
}

static gboolean
resolve_word (const Data     *data,
              ImbStrategyForm form,
              gsize          *targets,
              gboolean       *targeted)
{
  gsize most = data->counts[data->majority];
  gsize least = data->counts[data->minority];

  for (guint c = 0; c < data->in->n_classes; c++)
    {
      if (data->counts[c] == 0 || !is_meant (data, form, c))
        continue;
      if (data->kind == IMB_STRATEGY_OVER)
        set_target (data, c, most - data->counts[c], targets, targeted);
      else
        set_target (data, c, data->kind == IMB_STRATEGY_UNDER ? least : 1, targets, targeted);
    }
  return TRUE;
}

/* Numbers in the sentence look as they must be written, whatever the desktop's decimal sign. */
static gboolean
refuse_ratio (const Data *data,
              double      ratio,
              GError    **error)
{
  gsize            least = data->counts[data->minority], most = data->counts[data->majority];
  g_autofree char *minority = shown_label (data, data->minority);
  g_autofree char *majority = shown_label (data, data->majority);
  char             asked[G_ASCII_DTOSTR_BUF_SIZE], present[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (asked, sizeof asked, "%g", ratio);
  g_ascii_formatd (present, sizeof present, "%.4g", (double) least / (double) most);
  if (data->majority == data->minority)
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
                 data->kind == IMB_STRATEGY_OVER ? _ ("Both classes have %zu rows, so a ratio of %s asks for no new row; leave the sampler out.")
                                                 : _ ("Both classes have %zu rows, so a ratio of %s asks for more rows than there are; leave the sampler out."),
                 most, asked);
  else if (data->kind == IMB_STRATEGY_OVER)
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
                 g_dngettext (GETTEXT_PACKAGE, "“%s” has %zu row and “%s” %zu, so a ratio of %s asks for no new row; write a number clearly above %s.", "“%s” has %zu rows and “%s” %zu, so a ratio of %s asks for no new row; write a number clearly above %s.", least),
                 minority, least, majority, most, asked, present);
  else
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
                 g_dngettext (GETTEXT_PACKAGE, "“%s” has %zu row and “%s” %zu, so a ratio of %s asks for more rows than there are; write a number above %s.", "“%s” has %zu rows and “%s” %zu, so a ratio of %s asks for more rows than there are; write a number above %s.", least),
                 minority, least, majority, most, asked, present);
  return FALSE;
}

static gboolean
resolve_ratio (const Data *data,
               double      ratio,
               gsize      *targets,
               gboolean   *targeted,
               GError    **error)
{
  double most = (double) data->counts[data->majority];
  double least = (double) data->counts[data->minority];
  guint  changed = data->kind == IMB_STRATEGY_OVER ? data->minority : data->majority;
  double target;

  if (data->n_present != 2)
    {
      g_autofree char *example = imb_strategy_from_counts (data->in, data->counts);
      g_autofree char *shown = imb_text_shorten (example);

      g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
                   _ ("A ratio is for two classes and there are %u; write the counts, as in %s."), data->n_present, shown);
      return FALSE;
    }

  /* Of two equal classes the first is both; the other one is changed. */
  if (data->majority == data->minority)
    for (guint c = 0; c < data->in->n_classes; c++)
      if (data->counts[c] > 0 && c != data->majority)
        changed = c;

  target = data->kind == IMB_STRATEGY_OVER ? trunc (most * ratio - least) : trunc (least / ratio);
  if (data->kind == IMB_STRATEGY_OVER ? target < 1.0 : target > most)
    return refuse_ratio (data, ratio, error);

  set_target (data, changed, (gsize) target, targets, targeted);
  return TRUE;
}

static gboolean
resolve_count (const Data *data,
               const char *label,
               gsize       count,
               gsize      *targets,
               gboolean   *targeted,
               GError    **error)
{
  g_autofree char *shown = NULL;
  guint            c;

  if (!find_class (data, label, &c, error))
    return FALSE;

  shown = shown_label (data, c);
  if (data->kind == IMB_STRATEGY_OVER && count < data->counts[c])
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
                 _ ("Class “%s” has %zu rows and %zu are asked for, but this sampler only adds rows; ask for %zu or more."),
                 shown, data->counts[c], count, data->counts[c]);
  else if (data->kind == IMB_STRATEGY_UNDER && count > data->counts[c])
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
                 g_dngettext (GETTEXT_PACKAGE, "Class “%s” has %zu row and %zu are asked for, but this sampler only removes rows; ask for %zu or fewer.", "Class “%s” has %zu rows and %zu are asked for, but this sampler only removes rows; ask for %zu or fewer.", data->counts[c]),
                 shown, data->counts[c], count, data->counts[c]);
  else
    {
      set_target (data, c, data->kind == IMB_STRATEGY_OVER ? count - data->counts[c] : count, targets, targeted);
      return TRUE;
    }
  return FALSE;
}

static gboolean
resolve_labels (const Data        *data,
                const ImbStrategy *strategy,
                gsize             *targets,
                gboolean          *targeted,
                GError           **error)
{
  for (guint i = 0; i < strategy->labels->len; i++)
    {
      const char *label = g_ptr_array_index (strategy->labels, i);
      guint       c;

      if (strategy->form == IMB_STRATEGY_COUNTS)
        {
          if (!resolve_count (data, label, g_array_index (strategy->counts, gsize, i), targets, targeted, error))
            return FALSE;
        }
      else if (find_class (data, label, &c, error))
        set_target (data, c, 1, targets, targeted);
      else
        return FALSE;
    }
  return TRUE;
}

static gboolean
look_at (Data    *data,
         GError **error)
{
  imb_view_count (data->in, data->counts);
  for (guint c = 0; c < data->in->n_classes; c++)
    {
      if (data->counts[c] == 0)
        continue;
      if (data->n_present == 0 || data->counts[c] > data->counts[data->majority])
        data->majority = c;
      if (data->n_present == 0 || data->counts[c] < data->counts[data->minority])
        data->minority = c;
      data->n_present++;
    }
  if (data->n_present > 0)
    return TRUE;

  g_set_error_literal (error, IMB_ERROR, IMB_ERROR_ONE_CLASS, _ ("There is no row to sample from; choose a table that has some."));
  return FALSE;
}

gboolean
imb_strategy_resolve (ImbStrategyKind kind,
                      const char     *text,
                      const ImbView  *in,
                      gsize          *targets,
                      gboolean       *targeted,
                      GError        **error)
{
  g_autoptr (ImbStrategy) strategy = imb_strategy_parse (kind, text, error);
  g_autofree gsize *counts = g_new0 (gsize, MAX (in->n_classes, 1));
  Data              data = { .kind = kind, .in = in, .counts = counts };

  if (strategy == NULL || !look_at (&data, error))
    return FALSE;

  for (guint c = 0; c < in->n_classes; c++)
    {
      targets[c] = kind == IMB_STRATEGY_UNDER ? counts[c] : 0;
      if (targeted != NULL)
        targeted[c] = FALSE;
    }
  switch (strategy->form)
    {
    case IMB_STRATEGY_RATIO:
      return resolve_ratio (&data, strategy->ratio, targets, targeted, error);
    case IMB_STRATEGY_COUNTS:
    case IMB_STRATEGY_LABELS:
      return resolve_labels (&data, strategy, targets, targeted, error);
    case IMB_STRATEGY_MINORITY:
    case IMB_STRATEGY_MAJORITY:
    case IMB_STRATEGY_NOT_MINORITY:
    case IMB_STRATEGY_NOT_MAJORITY:
    case IMB_STRATEGY_ALL:
    default:
      return resolve_word (&data, strategy->form, targets, targeted);
    }
}

void
imb_strategy_note (ImbStrategyKind kind,
                   const ImbView  *in,
                   const gsize    *targets,
                   ImbNotes       *notes)
{
  g_autofree gsize *counts = g_new0 (gsize, MAX (in->n_classes, 1));
  gsize             most = 0, n_changed = 0;

  imb_view_count (in, counts);
  for (guint c = 0; c < in->n_classes; c++)
    {
      most = MAX (most, counts[c]);
      n_changed += kind == IMB_STRATEGY_OVER ? targets[c] : counts[c] - targets[c];
    }
  if (n_changed == 0)
    imb_notes_add (notes, "%s",
                   kind == IMB_STRATEGY_OVER ? _ ("Every class already has the size asked for; no row was added.")
                                             : _ ("Every class already has the size asked for; no row was removed."));

  for (guint c = 0; c < in->n_classes && kind == IMB_STRATEGY_OVER; c++)
    if (targets[c] > 0 && counts[c] + targets[c] > most)
      {
        g_autofree char *label = imb_view_dup_label (in, c);
        g_autofree char *shown = imb_text_shorten (label);

        imb_notes_add (notes, _ ("Class “%s” now has %zu rows, more than the largest class had (%zu)."), shown, counts[c] + targets[c], most);
      }
}

char *
imb_strategy_from_counts (const ImbView *in,
                          const gsize   *counts)
{
  g_autofree gsize *present = g_new0 (gsize, MAX (in->n_classes, 1));
  GString          *out = g_string_new ("{");

  imb_view_count (in, present);
  for (guint c = 0; c < in->n_classes; c++)
    {
      g_autofree char *label = imb_view_dup_label (in, c);
      g_autofree char *written = imb_strategy_write_label (label);

      if (present[c] > 0)
        g_string_append_printf (out, "%s%s:%zu", out->len > 1 ? ";" : "", written, counts[c]);
    }
  g_string_append_c (out, '}');
  return g_string_free (out, FALSE);
}
