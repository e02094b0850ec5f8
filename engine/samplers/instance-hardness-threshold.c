/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Instance hardness threshold: of the larger classes those rows are kept that a random forest, asked about rows it was not grown
 * from, finds easiest. Smith, Martinez and Giraud-Carrier 2014. Folds and threshold as in imbalanced-learn, row for row given
 * the probabilities; the forest is our own. Its way to look up probabilities by the label instead of the class is corrected:
 * labels that are no 0, 1, 2 … in order fail there or read another class's. O(folds · trees · n · √d) a level of the trees. */
#include <glib/gi18n-lib.h>

#include "engine/core/imb-error.h"
#include "engine/samplers/imb-hardness.h"
#include "engine/samplers/imb-sampler.h"
#include "engine/samplers/imb-strategy.h"

typedef struct
{
  const char *sampling_strategy;
  int         cv;
  int         n_estimators;
  int         compat;
} Hardness;

static const ImbParam params[] = {
  IMB_STRATEGY_PARAM_UNDER (Hardness),
  {
    .name = "cv",
    .label = N_ ("Folds"),
    .help = N_ ("How many parts the rows are dealt into; each is judged by a forest of the others."),
    IMB_INT (Hardness, cv, 5, 2, 50),
  },
  {
    .name = "n_estimators",
    .label = N_ ("Trees"),
    .help = N_ ("How many trees each forest has; more of them tell rows apart more finely."),
    IMB_INT (Hardness, n_estimators, 100, 1, 10000),
    .is_ours = TRUE,
  },
  IMB_COMPAT_PARAM (Hardness),
  { NULL },
};

/* The column that imbalanced-learn reads for a class: its label taken for a number, negative ones counted from the end. */
static gboolean
find_peer_column (const ImbView *in,
                  guint          c,
                  const guint   *present,
                  guint          n_present,
                  guint         *column,
                  GError       **error)
{
  g_autofree char *label = imb_view_dup_label (in, c);
  char            *end;
  gint64           number = g_ascii_strtoll (label, &end, 10);

  if (end == label || *end != '\0' || number < -(gint64) n_present || number >= (gint64) n_present)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
                   _ ("imbalanced-learn fails for the label “%s”, as it takes labels for the numbers of columns; write compat=none, or number the classes from 0."), label);
      return FALSE;
    }
  *column = present[number < 0 ? number + n_present : number];
  return TRUE;
}

static gboolean
find_columns (const ImbView *in,
              int            compat,
              guint         *columns,
              GError       **error)
{
  g_autofree gsize *counts = g_new0 (gsize, in->n_classes);
  g_autofree guint *present = g_new (guint, in->n_classes);
  guint             n_present = 0;

  imb_view_count (in, counts);
  for (guint c = 0; c < in->n_classes; c++)
    {
      columns[c] = c;
      if (counts[c] > 0)
        present[n_present++] = c;
    }
  for (guint c = 0; c < in->n_classes && compat == IMB_COMPAT_IMBALANCED_LEARN; c++)
    if (counts[c] > 0 && !find_peer_column (in, c, present, n_present, &columns[c], error))
      return FALSE;
  return TRUE;
}

static gboolean
check (const ImbView *in,
       gconstpointer  values,
       GError       **error)
{
  const Hardness   *self = values;
  g_autofree gsize *targets = g_new0 (gsize, in->n_classes);
  g_autofree gsize *counts = g_new0 (gsize, in->n_classes);
  g_autofree guint *columns = g_new (guint, in->n_classes);
  gsize             most = 0;

  if (!imb_strategy_resolve (IMB_STRATEGY_UNDER, self->sampling_strategy, in, targets, NULL, error) || !find_columns (in, self->compat, columns, error))
    return FALSE;

  imb_view_count (in, counts);
  for (guint c = 0; c < in->n_classes; c++)
    most = MAX (most, counts[c]);
  if (most >= (gsize) self->cv)
    return TRUE;

  if (most < 2)
    g_set_error_literal (error, IMB_ERROR, IMB_ERROR_TOO_FEW, _ ("Each class has one row, so there is nothing to judge it by; use random-under."));
  else
    g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW, _ ("No class has %d rows, so they cannot be dealt into cv=%d folds; write cv=%zu or less."), self->cv, self->cv, most);
  return FALSE;
}

static void
note_small_classes (const ImbView  *in,
                    const Hardness *self,
                    ImbNotes       *notes)
{
  g_autofree gsize *counts = g_new0 (gsize, in->n_classes);

  imb_view_count (in, counts);
  for (guint c = 0; c < in->n_classes; c++)
    if (counts[c] > 0 && counts[c] < (gsize) self->cv)
      {
        g_autofree char *label = imb_view_dup_label (in, c);

        imb_notes_add (notes, g_dngettext (GETTEXT_PACKAGE, "Class “%s” has %zu row, fewer than the cv=%d folds, so some of them have none of it.", "Class “%s” has %zu rows, fewer than the cv=%d folds, so some of them have none of it.", counts[c]), label, counts[c], self->cv);
      }
}

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  const Hardness      *self = values;
  g_autofree gsize    *targets = g_new0 (gsize, in->n_classes);
  g_autofree gboolean *targeted = g_new0 (gboolean, in->n_classes);
  g_autofree guint    *columns = g_new (guint, in->n_classes);
  g_autofree double   *probabilities = imb_rows_new (in->n_rows, sizeof (double), error);

  if (probabilities == NULL || !imb_strategy_resolve (IMB_STRATEGY_UNDER, self->sampling_strategy, in, targets, targeted, error) || !find_columns (in, self->compat, columns, error))
    return FALSE;
  imb_strategy_note (IMB_STRATEGY_UNDER, in, targets, out->notes);
  note_small_classes (in, self, out->notes);

  if (!imb_hardness_measure (in, (guint) self->cv, (guint) self->n_estimators, columns, rng, probabilities, job, error))
    return FALSE;
  imb_hardness_select (in, probabilities, targets, targeted, out);
  return TRUE;
}

static const char *
peer_differs (gconstpointer values)
{
  return N_ ("The forests there grow from other random draws, so rows near the threshold are not the same.");
}

static const ImbPeerPart peer_part = { "estimator", "sklearn.ensemble.RandomForestClassifier", "n_estimators", FALSE };

/* All that are as easy as the last one stay. */
static ImbTally
tally (gconstpointer values)
{
  return IMB_TALLY_OR_MORE;
}

const ImbSampler imb_sampler_instance_hardness_threshold = {
  .base.id = "instance-hardness-threshold",
  .base.title = N_ ("Instance hardness threshold"),
  .base.summary = N_ ("Keeps those rows of the larger classes that a random forest finds easiest to classify."),
  .base.reference = "Smith, Martinez, Giraud-Carrier 2014, doi:10.1007/s10994-013-5422-z",
  .base.params = params,
  .base.params_size = sizeof (Hardness),
  .flags = IMB_SAMPLER_DROPS | IMB_SAMPLER_RANDOM | IMB_SAMPLER_MISSING,
  .peer = "imblearn.under_sampling.InstanceHardnessThreshold",
  .peer_wants_codes = TRUE,
  .peer_part = &peer_part,
  .peer_differs = peer_differs,
  .tally = tally,
  .check = check,
  .sample = sample,
};
