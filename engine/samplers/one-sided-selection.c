/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One-sided selection: of a larger class a few drawn rows are kept and those that these and the smallest class take for another
 * one; then Tomek links are cut. Kubat and Matwin 1997. Rows as imbalanced-learn's OneSidedSelection gives them: grouped by class, of a
 * class the drawn rows first. One thing is ours: cutting links never takes a class's last row. O(n · n_smallest · d), then
 * as imb-links.c. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/samplers/imb-links.h"
#include "engine/samplers/imb-sampler.h"
#include "engine/samplers/imb-store.h"
#include "engine/samplers/imb-strategy.h"

/* What is kept so far: room for all rows and every drawn one. */
typedef struct
{
  guint32 *rows;
  gsize    n;
} Kept;

typedef struct
{
  const ImbCrowd *store;
  const guint32  *asked; /* view rows */
  gsize           k;
  guint           c;
  guint32        *counts;
  Kept           *kept;
  ImbRemovals    *removals;
} Question;

static void
keep_or_not (gsize          i,
             const guint32 *list,
             gpointer       data)
{
  const Question *self = data;
  guint32         witness;

  if (imb_store_vote (self->store, list, self->k, self->c, self->counts, &witness) != self->c)
    self->kept->rows[self->kept->n++] = self->asked[i];
  else
    imb_removals_add (self->removals, self->asked[i], IMB_REASON_REDUNDANT, &witness, 1);
}

/* Those of @rows that are not among @drawn, in order. */
static guint32 *
find_others (const guint32 *rows,
             gsize          n,
             const guint32 *drawn,
             gsize          n_drawn,
             gsize          n_all,
             gsize         *n_others)
{
  g_autofree guint8 *is_drawn = g_new0 (guint8, n_all);
  guint32           *others = g_new (guint32, MAX (n, 1));

  for (gsize i = 0; i < n_drawn; i++)
    is_drawn[drawn[i]] = TRUE;
  *n_others = 0;
  for (gsize i = 0; i < n; i++)
    if (!is_drawn[rows[i]])
      others[(*n_others)++] = rows[i];
  return others;
}

static gboolean
select_of_class (const ImbNear        *near,
                 const ImbView        *in,
                 const ImbStoreParams *self,
                 guint                 c,
                 ImbRng               *stream,
                 Kept                 *kept,
                 ImbResample          *out,
                 ImbJob               *job,
                 GError              **error)
{
  const gsize         n_seeds = (gsize) self->n_seeds_S;
  gsize               n, n_smallest, n_others;
  g_autofree guint32 *rows = imb_view_rows_of_class (in, c, &n);
  g_autofree guint32 *store = imb_store_new (in, rows, n, n_seeds, 0, stream, &n_smallest);
  const guint32      *drawn = store + n_smallest;
  g_autofree guint32 *others = find_others (rows, n, drawn, n_seeds, in->n_rows, &n_others);
  g_autofree guint32 *counts = g_new0 (guint32, in->n_classes);
  g_auto (ImbCrowd) crowd = { 0 };
  Question question = { &crowd, others, (gsize) self->n_neighbors, c, counts, kept, out->removals };

  memcpy (kept->rows + kept->n, drawn, n_seeds * sizeof *drawn);
  kept->n += n_seeds;
  return imb_crowd_init (&crowd, near, in, store, n_smallest + n_seeds, job, error)
         && imb_crowd_each_list (&crowd, others, n_others, n_others, question.k, IMB_LIST_ALL, keep_or_not, &question, job, error);
}

static gboolean
select_rows (const ImbNear        *near,
             const ImbView        *in,
             const ImbStoreParams *self,
             const ImbRng         *rng,
             const gsize          *targets,
             Kept                 *kept,
             ImbResample          *out,
             ImbJob               *job,
             GError              **error)
{
  ImbRng stream = *rng;

  for (guint c = 0; c < in->n_classes; c++)
    {
      gsize               n;
      g_autofree guint32 *rows = imb_view_rows_of_class (in, c, &n);
      g_autoptr (ImbJob) part = imb_job_new_part (job, (double) n / (double) in->n_rows);

      if (n > 0 && targets[c] > 0)
        {
          if (!select_of_class (near, in, self, c, &stream, kept, out, part, error))
            return FALSE;
          continue;
        }
      memcpy (kept->rows + kept->n, rows, n * sizeof *rows);
      kept->n += n;
    }
  return TRUE;
}

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  const ImbStoreParams *self = values;
  g_autofree gsize     *targets = g_new0 (gsize, in->n_classes);
  g_autofree guint32   *room = g_new (guint32, in->n_rows + in->n_classes * (gsize) self->n_seeds_S);
  Kept                  kept = { room, 0 };
  g_autoptr (ImbNear) near = imb_near_new (in, (ImbDistance) self->metric, IMB_ALL_CLASSES, job, error);
  g_autoptr (ImbJob) selecting = imb_job_new_part (job, 0.5);
  g_autoptr (ImbJob) cutting = imb_job_new_part (job, 0.5);
  g_auto (ImbCrowd) crowd = { 0 };

  return near != NULL
         && imb_strategy_resolve (IMB_STRATEGY_CLEAN, self->sampling_strategy, in, targets, NULL, error)
         && select_rows (near, in, self, rng, targets, &kept, out, selecting, error)
         && imb_crowd_init (&crowd, near, in, kept.rows, kept.n, job, error)
         && imb_links_cut (&crowd, targets, self->compat == IMB_COMPAT_IMBALANCED_LEARN, out, cutting, error);
}

const ImbSampler imb_sampler_one_sided_selection = {
  .base.id = "one-sided-selection",
  .base.title = N_ ("One-sided selection"),
  .base.summary = N_ ("Keeps of larger classes what few rows cannot stand for, and cuts Tomek links."),
  .base.reference = "Kubat, Matwin 1997, Addressing the curse of imbalanced training sets: one-sided selection, ICML 1997",
  .base.params = imb_store_params,
  .base.params_size = sizeof (ImbStoreParams),
  .flags = IMB_SAMPLER_DROPS | IMB_SAMPLER_RANDOM | IMB_SAMPLER_METRIC,
  .peer = "imblearn.under_sampling.OneSidedSelection",
  .check = imb_store_check,
  .sample = sample,
};
