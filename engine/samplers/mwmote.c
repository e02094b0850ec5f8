/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MWMOTE: rows of a class weighted by how much they tell about the border. Rows without a row of the class among their k1 nearest are
 * noise; the k2 nearest rows of other classes of the rest are the others' border; the k3 nearest rows of the class of each of
 * these are informative. For a border row y and an informative one x of its k3: closeness C = min (d / |x − y|, cf_th) ·
 * cmax / cf_th for d features, density C / Σ C over the k3 of y; the weight of x is the sum of their products over all y.
 * A row drawn by weight and any row of its cluster are the parents: average linkage, cut at cp times the mean distance from a row that
 * is no noise to the nearest such. Barua, Islam, Yao, Murase 2014, doi:10.1109/TKDE.2012.232.
 * A row that is alone in its cluster is copied. O(n_c · n · d) at most. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-lists.h"
#include "engine/kernels/imb-draw.h"
#include "engine/kernels/imb-linkage.h"
#include "engine/kernels/imb-neighbours.h"
#include "engine/samplers/imb-foresee.h"
#include "engine/samplers/imb-grow.h"
#include "engine/samplers/imb-interpolate.h"
#include "engine/samplers/imb-numbers.h"
#include "engine/samplers/imb-sampler.h"
#include "engine/samplers/imb-strategy.h"

typedef struct
{
  const char *sampling_strategy;
  int         k1;
  int         k2;
  int         k3;
  double      cp;
  double      cf_th;
  double      cmax;
} Mwmote;

static const ImbParam params[] = {
  IMB_STRATEGY_PARAM_OVER (Mwmote),
  {
    .name = "k1",
    .label = N_ ("Neighbours against noise"),
    .help = N_ ("A row with none of its class among so many nearest rows is noise."),
    IMB_INT (Mwmote, k1, 5, 1, 1000),
  },
  {
    .name = "k2",
    .label = N_ ("Border neighbours"),
    .help = N_ ("So many nearest rows of other classes of each row are their border."),
    IMB_INT (Mwmote, k2, 5, 1, 1000),
  },
  {
    .name = "k3",
    .label = N_ ("Informative neighbours"),
    .help = N_ ("So many nearest rows of the class of each border row get weight."),
    IMB_INT (Mwmote, k3, 5, 1, 1000),
  },
  {
    .name = "cp",
    .label = N_ ("Cluster distance"),
    .help = N_ ("Clusters are joined while they are so many times as far apart as near rows are; both parents are of one."),
    IMB_REAL (Mwmote, cp, 3.0, 0.0, 1e6),
  },
  {
    .name = "cf_th",
    .label = N_ ("Closeness limit"),
    .help = N_ ("Rows closer than this, as features per distance, count as equally close."),
    IMB_REAL (Mwmote, cf_th, 5.0, 1e-6, 1e6),
  },
  {
    .name = "cmax",
    .label = N_ ("Largest closeness"),
    .help = N_ ("The closeness that the closest rows have."),
    IMB_REAL (Mwmote, cmax, 10.0, 1e-6, 1e6),
  },
  { NULL },
};

static gboolean
check (const ImbView *in,
       gconstpointer  values,
       GError       **error)
{
  const Mwmote *self = values;

  return imb_check_growth (in, self->sampling_strategy, (gsize) self->k1, "k1", error)
         && imb_check_growth_for_others (in, self->sampling_strategy, (gsize) self->k3, "k3", error)
         && imb_check_growth_against_others (in, self->sampling_strategy, (gsize) self->k2, "k2", error);
}

/* Adds to each row's weight what one border row says: its k3 rows and their squared distances. */
static void
weigh_by (const Mwmote  *self,
          gsize          n_features,
          const guint32 *near,
          const double  *squares,
          double        *weights)
{
  double sum = 0.0;

  for (gsize pass = 0; pass < 2; pass++)
    for (gsize t = 0; t < (gsize) self->k3; t++)
      {
        double closeness = MIN ((double) n_features / sqrt (squares[t]), self->cf_th) * self->cmax / self->cf_th;

        if (pass == 0)
          sum += closeness;
        else
          weights[near[t]] += closeness * closeness / sum;
      }
}

/* The others' border, as view rows. (transfer full) */
static guint32 *
find_border (const ImbGrowth *growth,
             const ImbNear   *near,
             const guint32   *n_own,
             gsize           *n_border,
             ImbJob          *job,
             GError         **error)
{
  const gsize         k2 = (gsize) ((const Mwmote *) growth->values)->k2;
  gsize               n_others, n_clean = 0;
  g_autofree guint32 *others = imb_growth_others (growth, &n_others);
  g_autofree guint32 *clean = g_new (guint32, growth->n_rows);
  g_autofree guint32 *found = NULL;
  g_autofree guint8  *is_border = g_new0 (guint8, n_others);

  for (gsize i = 0; i < growth->n_rows; i++)
    if (n_own[i] > 0)
      clean[n_clean++] = growth->rows[i];
  found = imb_lists_new (n_clean, k2, error);
  if (found == NULL || !imb_near_find (near, others, n_others, clean, n_clean, k2, IMB_LIST_ALL, found, NULL, job, error))
    return NULL;

  for (gsize t = 0; t < n_clean * k2; t++)
    is_border[found[t]] = 1;
  *n_border = 0;
  for (gsize i = 0; i < n_others; i++)
    if (is_border[i])
      others[(*n_border)++] = others[i];
  return g_steal_pointer (&others);
}

static gboolean
refuse (const ImbGrowth *growth,
        GError         **error)
{
  const Mwmote    *self = growth->values;
  g_autofree char *label = imb_view_dup_label (growth->in, growth->c);
  g_autofree char *way_out = imb_dup_way_out (growth->in, self->sampling_strategy, (gsize) self->k1, "k1");

  g_set_error (error, IMB_ERROR, IMB_ERROR_UNSUITABLE,
               _ ("No row of class “%s” has a row of its class among its %d nearest, so all are noise; %s."), label, self->k1, way_out);
  return FALSE;
}

/* Of every row of the class; @n_own: how many of its neighbours are of the class, none for noise. */
static gboolean
find_weights (const ImbGrowth *growth,
              double          *weights,
              guint32         *n_own,
              ImbJob          *job,
              GError         **error)
{
  const Mwmote       *self = growth->values;
  const gsize         k1 = (gsize) self->k1, k3 = (gsize) self->k3;
  gsize               n_border, n_clean = 0;
  g_autofree guint32 *own = imb_lists_new (growth->n_rows, k1, error);
  g_autofree guint32 *border = NULL, *found = NULL;
  g_autofree double  *squares = NULL;
  g_autoptr (ImbNear) near = imb_near_new (growth->in, IMB_DISTANCE_EUCLIDEAN, growth->c, job, error);
  g_autoptr (ImbJob) first = imb_job_new_part (job, 0.5);
  g_autoptr (ImbJob) second = imb_job_new_part (job, 0.25);
  g_autoptr (ImbJob) third = imb_job_new_part (job, 0.25);

  if (own == NULL || near == NULL || !imb_growth_neighbours (growth, IMB_DISTANCE_EUCLIDEAN, k1, own, n_own, first, error))
    return FALSE;
  for (gsize i = 0; i < growth->n_rows; i++)
    n_clean += n_own[i] > 0;
  if (n_clean == 0)
    return refuse (growth, error);

  border = find_border (growth, near, n_own, &n_border, second, error);
  if (border == NULL)
    return FALSE;
  found = imb_lists_new (n_border, k3, error);
  squares = found != NULL ? imb_lists_new_distances (n_border, k3, error) : NULL;
  if (squares == NULL || !imb_near_find (near, growth->rows, growth->n_rows, border, n_border, k3, IMB_LIST_ALL, found, squares, third, error))
    return FALSE;

  memset (weights, 0, growth->n_rows * sizeof *weights);
  for (gsize i = 0; i < n_border; i++)
    weigh_by (self, growth->in->base->n_cols, found + i * k3, squares + i * k3, weights);
  return TRUE;
}

/* Chances, and the rows by cluster. */
typedef struct
{
  const double  *sums;
  const guint32 *labels;
  const guint32 *members; /* positions, cluster by cluster */
  const gsize   *ends;
} Weighted;

static void
make (const ImbGrowth *growth,
      gsize            m,
      ImbRng          *stream,
      gconstpointer    data)
{
  const Weighted *weighted = data;
  gsize           base = imb_draw_weighted (stream, weighted->sums, growth->n_rows), partner = base;
  guint32         label = weighted->labels[base];
  gsize           begin = label == 0 ? 0 : weighted->ends[label - 1], n = weighted->ends[label] - begin;

  while (n > 1 && partner == base)
    partner = weighted->members[begin + imb_rng_below (stream, n)];
  imb_growth_between (growth, m, growth->rows[base], growth->rows[partner], imb_rng_double (stream));
}

/* The mean distance from a row that is no noise to the nearest other; of all rows where there is only one. */
static gboolean
mean_nearest (const ImbMatrix *numbers,
              const guint32   *n_own,
              double          *mean,
              ImbJob          *job,
              GError         **error)
{
  gsize n_clean = 0, at = 0, n;
  g_autoptr (ImbMatrix) clean = NULL;
  g_autofree guint32 *nearest = g_new (guint32, numbers->n_rows);
  g_autofree double  *squares = g_new (double, numbers->n_rows);

  for (gsize i = 0; i < numbers->n_rows; i++)
    n_clean += n_own[i] > 0;
  n = n_clean > 1 ? n_clean : numbers->n_rows;
  clean = imb_matrix_new (n, numbers->n_cols, error);
  if (clean == NULL)
    return FALSE;
  for (gsize i = 0; i < numbers->n_rows; i++)
    if (n_own[i] > 0 || n_clean < 2)
      memcpy (imb_matrix_row (clean, at++), imb_matrix_row (numbers, i), numbers->stride * sizeof (double));
  if (!imb_neighbours_find (clean, clean, 1, TRUE, nearest, squares, job, error))
    return FALSE;

  *mean = 0.0;
  for (gsize i = 0; i < n; i++)
    *mean += sqrt (squares[i]) / (double) n;
  return TRUE;
}

static gboolean
find_clusters (const ImbGrowth *growth,
               const guint32   *n_own,
               guint32         *labels,
               gsize           *n_clusters,
               ImbJob          *job,
               GError         **error)
{
  g_autoptr (ImbMatrix) numbers = imb_numbers_gather (growth->in, growth->rows, growth->n_rows, growth->out->notes, job, error);
  g_autoptr (ImbJob) measuring = imb_job_new_part (job, 0.4);
  g_autoptr (ImbJob) joining = imb_job_new_part (job, 0.6);
  double mean;
  gsize  n_parts;

  if (numbers == NULL || !mean_nearest (numbers, n_own, &mean, measuring, error)
      || !imb_linkage_cut (numbers, ((const Mwmote *) growth->values)->cp * mean, labels, n_clusters, &n_parts, joining, error))
    return FALSE;
  if (n_parts > 1)
    {
      g_autofree char *label = imb_view_dup_label (growth->in, growth->c);

      imb_notes_add (growth->out->notes, _ ("Class “%s” has %zu rows, too many to compare all pairs; clusters were looked for in %zu parts of it."), label, growth->n_rows, n_parts);
    }
  return TRUE;
}

static gboolean
grow (const ImbGrowth *growth,
      GError         **error)
{
  const gsize         n = growth->n_rows;
  gsize               n_clusters;
  g_autofree double  *sums = g_new (double, n);
  g_autofree guint32 *n_own = g_new (guint32, n);
  g_autofree guint32 *labels = g_new (guint32, n);
  g_autofree guint32 *members = g_new (guint32, n);
  g_autofree gsize   *ends = NULL;
  g_autoptr (ImbJob) weighing = imb_job_new_part (growth->job, 0.5);
  g_autoptr (ImbJob) clustering = imb_job_new_part (growth->job, 0.3);
  g_autoptr (ImbJob) making = imb_job_new_part (growth->job, 0.2);
  Weighted weighted = { sums, labels, members, NULL };

  if (!find_weights (growth, sums, n_own, weighing, error)
      || !find_clusters (growth, n_own, labels, &n_clusters, clustering, error))
    return FALSE;

  weighted.ends = ends = g_new (gsize, n_clusters);
  imb_accumulate (sums, n, sums);
  imb_growth_list_clusters (labels, n, n_clusters, members, ends);
  return imb_growth_make (growth, make, &weighted, making, error);
}

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  const Mwmote *self = values;

  return imb_grow_late (in, self->sampling_strategy, self, 2, grow, rng, job, out, error);
}

static const char *
question (gconstpointer values,
          ImbForesee   *out)
{
  const Mwmote *self = values;

  *out = (ImbForesee){ IMB_FORESEE_OWN, self->sampling_strategy, IMB_DISTANCE_EUCLIDEAN, (gsize) self->k1 };
  return "k1";
}

static char *
doubt (const ImbView *in,
       gconstpointer  values,
       gboolean       has_rows)
{
  const Mwmote *self = values;

  return imb_foresee_dup_noise (in, self->sampling_strategy, IMB_DISTANCE_EUCLIDEAN, (gsize) self->k1, "k1", has_rows);
}

const ImbSampler imb_sampler_mwmote = {
  .base.id = "mwmote",
  .base.title = N_ ("MWMOTE"),
  .base.summary = N_ ("Weighs the rows of a smaller class by how near and how rare they are at the border, and makes new rows within clusters."),
  .base.reference = "Barua, Islam, Yao, Murase 2014, doi:10.1109/TKDE.2012.232",
  .base.params = params,
  .base.params_size = sizeof (Mwmote),
  .flags = IMB_SAMPLER_ADDS | IMB_SAMPLER_RANDOM | IMB_SAMPLER_NUMBERS,
  .check = check,
  .question = question,
  .doubt = doubt,
  .sample = sample,
};
