/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every sampler may rely on is checked here, once: two classes, and where numbers are needed, numbers whose
 * squared distances do not overflow. */
#include "engine/samplers/imb-sampler.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-names.h"
#include "engine/kernels/imb-usable.h"
#include "engine/params/imb-text.h"
#include "engine/samplers/imb-groups.h"
#include "engine/samplers/imb-near.h"
#include "engine/samplers/imb-strategy.h"

/* So many classes of one row each are no classes. */
#define MANY_CLASSES 20

static gboolean
check_classes (const ImbView *in,
               GError       **error)
{
  g_autofree char *label = NULL;
  guint            some;
  guint            n_present = imb_view_n_present (in, &some);

  if (n_present == in->n_rows && n_present >= MANY_CLASSES)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW, _ ("Each of the %zu rows is of a class of its own, so the target looks like an identifier; choose another."), in->n_rows);
      return FALSE;
    }
  switch (n_present)
    {
    case 0:
      g_set_error_literal (error, IMB_ERROR, IMB_ERROR_ONE_CLASS, _ ("There are no rows; sampling needs rows of at least two classes."));
      return FALSE;
    case 1:
      label = imb_view_dup_label (in, some);
      g_set_error (error, IMB_ERROR, IMB_ERROR_ONE_CLASS,
                   g_dngettext (GETTEXT_PACKAGE, "The %zu row is of class “%s”; sampling needs rows of at least two classes.", "All %zu rows are of class “%s”; sampling needs rows of at least two classes.", in->n_rows), in->n_rows, label);
      return FALSE;
    default:
      return TRUE;
    }
}

/* @may_lack: rows without a value in places are what the sampler is there for; numbers must be small enough all the same */
static gboolean
check_values (const ImbView *in,
              gboolean       may_lack,
              ImbJob        *job,
              GError       **error)
{
  ImbUnusable      first;
  g_autofree char *feature = NULL;
  g_autoptr (ImbJob) silent = imb_job_new_part (job, 0.0);

  if (!(may_lack ? imb_find_too_large : imb_find_unusable) (in, IMB_USABLE_SQUARED, &first, silent, error))
    return FALSE;
  if (!first.is_found)
    return TRUE;

  feature = imb_view_dup_feature (in, first.column);
  if (isnan (first.value))
    g_set_error (error, IMB_ERROR, IMB_ERROR_MISSING,
                 _ ("Row %zu has no value in %s, and this sampler needs all of them; have missing values filled, or leave the feature out."),
                 imb_view_number (in, first.row), feature);
  else if (isinf (first.value))
    g_set_error (error, IMB_ERROR, IMB_ERROR_MISSING,
                 _ ("Row %zu has an infinite value in %s; mend it, or leave the feature out."),
                 imb_view_number (in, first.row), feature);
  else
    g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
                 _ ("Row %zu has a value in %s that is too large to be squared; give the column in larger units, or leave the feature out."),
                 imb_view_number (in, first.row), feature);
  return FALSE;
}

gboolean
imb_sampler_takes_missing (const ImbSampler *sampler,
                           gconstpointer     values)
{
  const ImbParam *metric;

  if ((sampler->flags & IMB_SAMPLER_METRIC) == 0)
    return (sampler->flags & IMB_SAMPLER_MISSING) != 0 && (sampler->needs_all == NULL || !sampler->needs_all (values));

  metric = imb_algorithm_find_param (&sampler->base, "metric");
  return imb_distance_takes_missing (G_STRUCT_MEMBER (int, values, metric->offset));
}

gboolean
imb_sampler_keeps_missing (const ImbSampler *sampler,
                           gconstpointer     values)
{
  return (sampler->flags & (IMB_SAMPLER_KEEPS_MISSING | IMB_SAMPLER_METRIC)) != 0 && imb_sampler_takes_missing (sampler, values);
}

/* Whether there is something to do: rows to make of some class, or to remove. */
static gboolean
is_asked (const ImbView  *in,
          ImbStrategyKind kind,
          const gsize    *targets)
{
  g_autofree gsize *counts = g_new (gsize, in->n_classes);

  imb_view_count (in, counts);
  for (guint c = 0; c < in->n_classes; c++)
    if (kind == IMB_STRATEGY_UNDER ? targets[c] < counts[c] : targets[c] > 0)
      return TRUE;
  return FALSE;
}

static gboolean
check_strategy (const ImbSampler *sampler,
                gconstpointer     values,
                const ImbView    *in,
                GError          **error)
{
  const ImbParam   *param = imb_algorithm_find_param (&sampler->base, "sampling_strategy");
  g_autofree gsize *targets = NULL;
  ImbStrategyKind   kind;

  if (param == NULL || !imb_strategy_kind_of (param, &kind))
    return TRUE;

  targets = g_new0 (gsize, in->n_classes);
  if (!imb_strategy_resolve (kind, G_STRUCT_MEMBER (const char *, values, param->offset), in, targets, NULL, error))
    return FALSE;
  if ((sampler->flags & IMB_SAMPLER_NUMBERS) == 0 || imb_view_n_categories (in) < MAX (in->base->n_cols, 1) || !is_asked (in, kind, targets))
    return TRUE;

  g_set_error_literal (error, IMB_ERROR, IMB_ERROR_UNSUITABLE,
                       kind == IMB_STRATEGY_UNDER ? _ ("All features are categories, and this sampler needs numbers; use random-under.")
                                                  : _ ("All features are categories, and this sampler needs numbers; use smoten or random-over."));
  return FALSE;
}

gboolean
imb_sampler_check (const ImbSampler *sampler,
                   gconstpointer     values,
                   const ImbView    *in,
                   GError          **error)
{
  return check_classes (in, error)
         && check_strategy (sampler, values, in, error)
         && (sampler->check == NULL || sampler->check (in, values, error));
}

/* Groups stay whole, however the sampler chose among their rows. */
static void
settle_groups (const ImbSampler *sampler,
               const ImbView    *in,
               ImbResample      *out)
{
  const ImbParam *strategy = imb_algorithm_find_param (&sampler->base, "sampling_strategy");
  ImbStrategyKind kind = IMB_STRATEGY_CLEAN;

  if (in->groups == NULL || (sampler->flags & IMB_SAMPLER_DROPS) == 0)
    return;

  imb_groups_settle (in, strategy != NULL && imb_strategy_kind_of (strategy, &kind) && kind == IMB_STRATEGY_UNDER, out);
}

/* Which classes have rows in the result, into @is_left; that all of those that had some do is known after a few rows, most often. */
static void
find_left (const ImbView     *in,
           const ImbResample *out,
           guint8            *is_left)
{
  guint n = 0;

  for (guint c = 0; c < in->n_classes; c++)
    n += in->counts[c] > 0;
  for (gsize i = 0; i < out->n_rows && n > 0; i++)
    {
      const gsize row = out->rows[i];
      const guint c = row < out->n_in ? imb_view_class (in, row) : out->made_classes[row - out->n_in];

      n -= !is_left[c] && in->counts[c] > 0;
      is_left[c] = 1;
    }
}

/* A class that had rows and has none is told, whatever was asked for. */
static void
note_gone (const ImbSampler  *sampler,
           const ImbView     *in,
           const ImbResample *out)
{
  g_autofree guint8 *is_left = g_new0 (guint8, MAX (in->n_classes, 1));
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *names = NULL;

  find_left (in, out, is_left);
  for (guint c = 0; c < in->n_classes; c++)
    if (in->counts[c] > 0 && !is_left[c])
      {
        g_autofree char *label = imb_view_dup_label (in, c), *shown = imb_text_shorten (label);

        g_ptr_array_add (gone, g_strdup_printf (_ ("“%s”"), shown));
      }
  if (gone->len == 0)
    return;
  names = imb_names_dup_some ((const char *const *) gone->pdata, gone->len);
  imb_notes_add (out->notes, _ ("%s leaves no row of: %s."), sampler->base.id, names);
}

/* A method may give a reason for a row that it takes back in the end. */
static void
settle_removals (ImbResample *out)
{
  g_autofree guint8 *is_kept = imb_removals_n (out->removals) > 0 ? g_malloc0 (out->n_in + out->n_made + 1) : NULL;

  for (gsize i = 0; is_kept != NULL && i < out->n_rows; i++)
    is_kept[out->rows[i]] = 1;
  if (is_kept != NULL)
    imb_removals_drop (out->removals, is_kept);
  imb_removals_sort (out->removals);
}

static ImbResample *
run (const ImbSampler *sampler,
     gconstpointer     values,
     const ImbView    *in,
     guint32           seed,
     gboolean          leaves_room,
     ImbJob           *job,
     GError          **error)
{
  g_autoptr (ImbResample) out = NULL;
  g_autofree ImbRng *rng = g_new (ImbRng, 1);
  g_autofree gsize  *counts = NULL;
  ImbView            counted;
  gboolean           may_lack;

  g_return_val_if_fail (sampler != NULL && values != NULL && in != NULL, NULL);

  counts = g_new (gsize, MAX (in->n_classes, 1));
  imb_view_count (in, counts); /* once for all that ask */
  counted = *in;
  counted.counts = counts;
  in = &counted;
  if (!imb_job_step (job, 0, 0, error) || !imb_sampler_check (sampler, values, in, error))
    return NULL;
  may_lack = imb_sampler_keeps_missing (sampler, values);
  if ((may_lack || !imb_sampler_takes_missing (sampler, values)) && !check_values (in, may_lack, job, error))
    return NULL;

  out = imb_resample_new (in, error);
  if (out != NULL && leaves_room)
    imb_resample_leave_room (out);
  imb_rng_init (rng, seed);
  if (out == NULL || !sampler->sample (in, values, rng, job, out, error) || !imb_job_step (job, 1, 1, error))
    return NULL;
  settle_groups (sampler, in, out);
  settle_removals (out);
  note_gone (sampler, in, out);
  return g_steal_pointer (&out);
}

ImbResample *
imb_sampler_run (const ImbSampler *sampler,
                 gconstpointer     values,
                 const ImbView    *in,
                 guint32           seed,
                 ImbJob           *job,
                 GError          **error)
{
  return run (sampler, values, in, seed, FALSE, job, error);
}

ImbResample *
imb_sampler_run_before_another (const ImbSampler *sampler,
                                gconstpointer     values,
                                const ImbView    *in,
                                guint32           seed,
                                ImbJob           *job,
                                GError          **error)
{
  return run (sampler, values, in, seed, TRUE, job, error);
}
