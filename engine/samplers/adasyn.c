/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ADASYN: a row of a class makes the more new rows the more of its nearest rows are of other classes; each new row lies
 * between it and one of its nearest rows of its own class. He, Bai, Garcia, Li 2008, doi:10.1109/IJCNN.2008.4633969. Row for
 * row imbalanced-learn's ADASYN: one stream runs through the classes, all neighbours of a class are drawn before all
 * steps. How many rows each row makes is rounded; imbalanced-learn rounds each number by itself and so makes a few rows more or less
 * than asked for, here the numbers add up (compat=imbalanced-learn: as there). Every row of a class is searched for
 * among all rows: O(n_c · n · d) at most. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-lists.h"
#include "engine/kernels/imb-apportion.h"
#include "engine/kernels/imb-sum.h"
#include "engine/samplers/imb-border.h"
#include "engine/samplers/imb-foresee.h"
#include "engine/samplers/imb-interpolate.h"
#include "engine/samplers/imb-sampler.h"
#include "engine/samplers/imb-strategy.h"

#define DRAWS 65536 /* between two looks at the job */

typedef struct
{
  const char *sampling_strategy;
  int         n_neighbors;
  int         metric;
  int         compat;
} Adasyn;

static const ImbParam params[] = {
  IMB_STRATEGY_PARAM_OVER (Adasyn),
  {
    .name = "n_neighbors",
    .label = N_ ("Neighbours"),
    .help = N_ ("Nearest rows: among all of them the other classes are counted, among those of the same class a partner is drawn."),
    IMB_INT (Adasyn, n_neighbors, 5, 1, 1000),
  },
  IMB_DISTANCE_PARAM (Adasyn),
  IMB_COMPAT_PARAM (Adasyn),
  { NULL },
};

/* What shall be made of one class. */
typedef struct
{
  guint32 *rows;
  gsize    n_rows;
  gsize   *times; /* (array length=n_rows): new rows of each */
  gsize    n_new;
} Share;

static void
shares_free (Share *shares)
{
  for (Share *share = shares; share != NULL && share->rows != NULL; share++)
    {
      g_free (share->rows);
      g_free (share->times);
    }
  g_free (shares);
}

static gboolean
check (const ImbView *in,
       gconstpointer  values,
       GError       **error)
{
  const Adasyn *self = values;

  return imb_check_growth (in, self->sampling_strategy, (gsize) self->n_neighbors, "n_neighbors", error);
}

static gboolean
refuse (const ImbView *in,
        guint          c,
        const Adasyn  *self,
        GError       **error)
{
  g_autofree char *label = imb_view_dup_label (in, c);
  g_autofree char *way_out = imb_dup_way_out (in, self->sampling_strategy, (gsize) self->n_neighbors, "n_neighbors");

  g_set_error (error, IMB_ERROR, IMB_ERROR_UNSUITABLE,
               _ ("No row of class “%s” has a row of another class among its %d nearest, and adasyn adds rows only there; %s."),
               label, self->n_neighbors, way_out);
  return FALSE;
}

static gboolean
refuse_too_little (const ImbView *in,
                   guint          c,
                   gsize          n_new,
                   GError       **error)
{
  g_autofree char *label = imb_view_dup_label (in, c);

  g_set_error (error, IMB_ERROR, IMB_ERROR_UNSUITABLE,
               _ ("The %zu rows to add to class “%s” are spread over so many rows that each share rounds to 0; write compat=none, or ask for more rows."),
               n_new, label);
  return FALSE;
}

/* How many rows each row of class @c shall make: by its share of neighbours of other classes. */
static gboolean
find_share (const ImbView *in,
            const Adasyn  *self,
            guint          c,
            gsize          n_new,
            Share         *share,
            ImbJob        *job,
            GError       **error)
{
  const gsize         k = (gsize) self->n_neighbors;
  gsize               n = share->n_rows;
  g_autofree double  *ratios = g_new0 (double, n);
  g_autofree guint32 *n_others = g_new (guint32, n);
  g_autoptr (ImbNear) near = imb_near_new (in, (ImbDistance) self->metric, c, job, error);
  double total;

  if (near == NULL || !imb_border_count (near, in, c, share->rows, n, k, n_others, job, error))
    return FALSE;

  for (gsize i = 0; i < n; i++)
    ratios[i] = (double) n_others[i] / (double) k;
  total = imb_sum (ratios, n);
  if (total == 0.0)
    return refuse (in, c, self, error);

  for (gsize i = 0; i < n; i++)
    {
      ratios[i] = ratios[i] / total * (double) n_new;
      share->times[i] = (gsize) rint (ratios[i]);
    }
  if (self->compat != IMB_COMPAT_IMBALANCED_LEARN)
    imb_apportion (ratios, n, n_new, share->times);
  for (gsize i = 0; i < n; i++)
    share->n_new += share->times[i];
  return share->n_new > 0 || refuse_too_little (in, c, n_new, error);
}

/* Neighbours of all new rows, then the steps of all; the parents of each. */
static gboolean
draw (const Share   *share,
      const guint32 *table,
      gsize          k,
      ImbRng        *stream,
      ImbResample   *out,
      gsize          at,
      ImbJob        *job,
      GError       **error)
{
  const gsize end = at + share->n_new;
  gsize       m = at;

  for (gsize from = at; from < end; from += DRAWS)
    {
      if (!imb_job_step (job, 0, 0, error))
        return FALSE;
      imb_rng_below_many (stream, (guint32) k, out->parent_rows + 2 * from + 1, MIN (DRAWS, end - from), 2);
    }
  for (gsize from = at; from < end; from += DRAWS)
    {
      if (!imb_job_step (job, 0, 0, error))
        return FALSE;
      imb_rng_double_many (stream, out->parent_weights + 2 * from + 1, MIN (DRAWS, end - from), 2);
    }

  for (gsize i = 0; i < share->n_rows; i++)
    for (gsize t = 0; t < share->times[i]; t++, m++)
      {
        out->parent_rows[2 * m] = share->rows[i];
        out->parent_rows[2 * m + 1] = share->rows[table[i * k + out->parent_rows[2 * m + 1]]];
      }
  return TRUE;
}

static gboolean
make_rows (const ImbView *in,
           const Adasyn  *self,
           guint          c,
           const Share   *share,
           ImbRng        *stream,
           ImbResample   *out,
           gsize          at,
           ImbJob        *job,
           GError       **error)
{
  const gsize         k = (gsize) self->n_neighbors;
  g_autofree guint32 *table = imb_lists_new (share->n_rows, k, error);
  g_autoptr (ImbNear) near = table != NULL ? imb_near_new (in, (ImbDistance) self->metric, c, job, error) : NULL;
  g_autoptr (ImbJob) search = imb_job_new_part (job, 0.7);
  g_autoptr (ImbJob) making = imb_job_new_part (job, 0.3);

  return near != NULL
         && imb_near_find (near, share->rows, share->n_rows, NULL, 0, k, IMB_LIST_OTHERS, table, NULL, search, error)
         && draw (share, table, k, stream, out, at, job, error)
         && imb_interpolate_drawn (in, out, at, share->n_new, c, making, error);
}

static gboolean
sample_classes (const ImbView *in,
                const Adasyn  *self,
                const gsize   *targets,
                Share         *shares,
                ImbRng        *stream,
                ImbJob        *job,
                ImbResample   *out,
                GError       **error)
{
  gsize n_asked = 0, n_new = 0, at = 0;
  guint s = 0;

  for (guint c = 0; c < in->n_classes; c++)
    n_asked += targets[c];
  for (guint c = 0; c < in->n_classes; c++)
    {
      g_autoptr (ImbJob) part = NULL;

      if (targets[c] == 0)
        continue;
      part = imb_job_new_part (job, 0.6 * (double) targets[c] / (double) n_asked);
      shares[s].rows = imb_view_rows_of_class (in, c, &shares[s].n_rows);
      shares[s].times = g_new0 (gsize, shares[s].n_rows);
      if (!find_share (in, self, c, targets[c], &shares[s], part, error))
        return FALSE;
      n_new += shares[s++].n_new;
    }

  if (!imb_resample_add_made (out, n_new, in->base->n_cols, 2, error))
    return FALSE;
  s = 0;
  for (guint c = 0; c < in->n_classes; c++)
    {
      g_autoptr (ImbJob) part = NULL;

      if (targets[c] == 0)
        continue;
      part = imb_job_new_part (job, 0.4 * (double) targets[c] / (double) n_asked);
      if (!make_rows (in, self, c, &shares[s], stream, out, at, part, error))
        return FALSE;
      at += shares[s++].n_new;
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
  ImbRng            stream = *rng;
  g_autofree gsize *targets = g_new0 (gsize, in->n_classes);
  const Adasyn     *self = values;
  Share            *shares;
  gboolean          ok;

  if (!imb_strategy_resolve (IMB_STRATEGY_OVER, self->sampling_strategy, in, targets, NULL, error))
    return FALSE;
  imb_strategy_note (IMB_STRATEGY_OVER, in, targets, out->notes);

  shares = g_new0 (Share, in->n_classes + 1);
  ok = sample_classes (in, self, targets, shares, &stream, job, out, error);
  shares_free (shares);
  return ok;
}

/* Rounding leaves nothing of a class that grows by less than half. */
static gboolean
rounds_to_some (const ImbView *in,
                const char    *sampling_strategy)
{
  g_autofree gsize *targets = g_new0 (gsize, in->n_classes);
  g_autofree gsize *counts = g_new (gsize, in->n_classes);

  imb_view_count (in, counts);
  if (!imb_strategy_resolve (IMB_STRATEGY_OVER, sampling_strategy, in, targets, NULL, NULL))
    return FALSE;
  for (guint c = 0; c < in->n_classes; c++)
    if (targets[c] > 0 && 2 * targets[c] <= counts[c])
      return FALSE;
  return TRUE;
}

static const char *
question (gconstpointer values,
          ImbForesee   *out)
{
  const Adasyn *self = values;

  *out = (ImbForesee){ IMB_FORESEE_OTHERS, self->sampling_strategy, (ImbDistance) self->metric, (gsize) self->n_neighbors };
  return self->compat == IMB_COMPAT_NONE ? "n_neighbors" : NULL;
}

static char *
doubt (const ImbView *in,
       gconstpointer  values,
       gboolean       has_rows)
{
  const Adasyn    *self = values;
  const gsize      k = (gsize) self->n_neighbors;
  g_autofree char *way_out = NULL;
  ImbForesee       ask;

  if ((question (self, &ask) != NULL || rounds_to_some (in, self->sampling_strategy)) && imb_foresee (&ask, in, has_rows))
    return NULL;
  way_out = imb_dup_way_out (in, self->sampling_strategy, k, "n_neighbors");
  return g_strdup_printf (_ ("Some row of each class that grows must have a row of another class among its %zu nearest; if none has, %s."), k, way_out);
}

const ImbSampler imb_sampler_adasyn = {
  .base.id = "adasyn",
  .base.title = N_ ("ADASYN"),
  .base.summary = N_ ("Like SMOTE, with the more new rows from a row the more of its neighbours are of other classes."),
  .base.reference = "He, Bai, Garcia, Li 2008, doi:10.1109/IJCNN.2008.4633969",
  .base.params = params,
  .base.params_size = sizeof (Adasyn),
  .flags = IMB_SAMPLER_ADDS | IMB_SAMPLER_RANDOM | IMB_SAMPLER_METRIC,
  .peer = "imblearn.over_sampling.ADASYN",
  .check = check,
  .question = question,
  .doubt = doubt,
  .sample = sample,
};
