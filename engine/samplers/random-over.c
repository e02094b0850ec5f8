/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random over-sampling: rows of the smaller classes are drawn again, with replacement. With a shrinkage above
 * 0 every copy gets normal noise (the smoothed bootstrap, ROSE): a row drawn from a kernel estimate of its class
 * with bandwidth shrinkage · (4 / ((d + 2) n))^(1 / (d + 4)) · sd_j, n the rows of the whole table. One stream runs
 * through the classes, row numbers before noise. Row for row imbalanced-learn's RandomOverSampler.
 * O(new rows · d). */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"
#include "engine/params/imb-text.h"
#include "engine/samplers/imb-sampler.h"
#include "engine/samplers/imb-strategy.h"

#define BLOCK          1024
#define LARGEST_FACTOR 100.0

typedef struct
{
  const char *sampling_strategy;
  const char *shrinkage;
} RandomOver;

/* What shrinkage says: nothing, one factor, or one for each label. */
typedef struct
{
  gboolean   is_none;
  double     all;
  GPtrArray *labels;  /* NULL: one factor for all classes */
  GArray    *factors; /* of double, beside labels */
} Shrinkage;

static void
shrinkage_clear (Shrinkage *self)
{
  g_clear_pointer (&self->labels, g_ptr_array_unref);
  g_clear_pointer (&self->factors, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Shrinkage, shrinkage_clear)

static gboolean
read_factor (const char *text,
             double     *factor)
{
  char *end;

  *factor = g_ascii_strtod (text, &end);
  while (g_ascii_isspace (*end))
    end++;
  return end != text && *end == '\0' && *factor >= 0.0 && *factor <= LARGEST_FACTOR;
}

/* label:factor */
static gboolean
read_pair (const char *pair,
           Shrinkage  *self)
{
  g_autofree char *label = NULL, *number = NULL;
  double           factor;

  if (!imb_text_cut_pair (pair, &label, &number) || !read_factor (number, &factor))
    return FALSE;
  g_ptr_array_add (self->labels, g_steal_pointer (&label));
  g_array_append_val (self->factors, factor);
  return TRUE;
}

static gboolean
read_pairs (const char *text,
            Shrinkage  *self)
{
  g_autofree char *inner = imb_text_dup_inner (text, '{', '}');
  g_auto (GStrv) pairs = inner != NULL ? imb_text_split (inner, ";,") : NULL;

  self->labels = g_ptr_array_new_with_free_func (g_free);
  self->factors = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint i = 0; pairs != NULL && pairs[i] != NULL; i++)
    if (!read_pair (pairs[i], self))
      return FALSE;
  return pairs != NULL;
}

static gboolean
read_shrinkage (const char *text,
                Shrinkage  *self,
                GError    **error)
{
  g_autofree char *bare = g_strstrip (g_strdup (text));
  g_autofree char *shown = NULL;

  self->is_none = g_str_equal (bare, "none");
  if (self->is_none || read_factor (bare, &self->all) || read_pairs (bare, self))
    return TRUE;

  shown = imb_text_shorten (bare);
  g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
               _ ("“%s” is no shrinkage; write none, a number from 0 to %g, or {label:number;label:number}."), shown, LARGEST_FACTOR);
  return FALSE;
}

static gboolean
check_shrinkage (const char *text,
                 GError    **error)
{
  g_auto (Shrinkage) shrinkage = { 0 };

  return read_shrinkage (text, &shrinkage, error);
}

/* The factor of class @c; below 0 when it has none. */
static double
factor_of (const ImbView   *in,
           const Shrinkage *shrinkage,
           guint            c)
{
  g_autofree char *label = imb_view_dup_label (in, c);
  guint            at;

  if (shrinkage->labels == NULL)
    return shrinkage->all;
  return g_ptr_array_find_with_equal_func (shrinkage->labels, label, g_str_equal, &at) ? g_array_index (shrinkage->factors, double, at) : -1.0;
}

static const char *const shrinkage_suggestions[] = { "none", "0.5", "1", NULL };

static const ImbParam params[] = {
  IMB_STRATEGY_PARAM_OVER (RandomOver),
  {
    .name = "shrinkage",
    .label = N_ ("Smoothing"),
    .help = N_ ("How far copies are moved at random, as a share of the bandwidth of a kernel estimate: none, a number, or one for each class as {label:number}."),
    IMB_TEXT (RandomOver, shrinkage, "none", check_shrinkage, shrinkage_suggestions),
  },
  { NULL },
};

typedef struct
{
  const ImbView *in;
  ImbResample   *out;
  const double  *noise; /* of made rows, n_cols each, already times the bandwidth; NULL: exact copies */
} Copy;

static gboolean
copy_block (gsize    block,
            gpointer data,
            GError **error)
{
  const Copy *copy = data;
  ImbMatrix  *made = copy->out->made;
  gsize       end = MIN ((block + 1) * BLOCK, made->n_rows);

  for (gsize m = block * BLOCK; m < end; m++)
    {
      double       *row = imb_matrix_row (made, m);
      const double *parent = imb_view_row (copy->in, copy->out->parent_rows[m]);

      memcpy (row, parent, made->stride * sizeof *row);
      for (gsize j = 0; copy->noise != NULL && j < made->n_cols; j++)
        row[j] += copy->noise[m * made->n_cols + j];
    }
  return TRUE;
}

/* The bandwidth of every feature in one class. */
static gboolean
find_bandwidths (const ImbView *in,
                 const guint32 *class_rows,
                 gsize          n,
                 double         shrinkage,
                 double        *bandwidths,
                 GError       **error)
{
  const gsize        d = in->base->n_cols;
  const double       h = pow (4.0 / ((double) (d + 2) * (double) in->n_rows), 1.0 / (double) (d + 4));
  g_autofree double *means = g_new0 (double, MAX (d, 1));
  g_autofree char   *feature = NULL;

  memset (bandwidths, 0, d * sizeof *bandwidths);
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < d; j++)
      means[j] += imb_view_row (in, class_rows[i])[j] / (double) n;
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < d; j++)
      {
        double apart = imb_view_row (in, class_rows[i])[j] - means[j];

        bandwidths[j] += apart * apart;
      }
  for (gsize j = 0; j < d; j++)
    {
      bandwidths[j] = imb_view_is_category (in, j) ? 0.0 : shrinkage * h * sqrt (bandwidths[j] / (double) n);
      if (isfinite (bandwidths[j]))
        continue;
      feature = imb_view_dup_feature (in, j);
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
                   _ ("The values of %s lie too far apart to be smoothed; give the column in larger units, or write shrinkage=none."), feature);
      return FALSE;
    }
  return TRUE;
}

/* Draws the parents of one class, then, with shrinkage, their noise. */
static gboolean
draw_class (const ImbView   *in,
            const Shrinkage *shrinkage,
            guint            c,
            gsize            n_new,
            gsize            at,
            ImbRng          *stream,
            ImbResample     *out,
            double          *noise,
            ImbJob          *job,
            GError         **error)
{
  const gsize         d = in->base->n_cols;
  gsize               n;
  g_autofree guint32 *class_rows = imb_view_rows_of_class (in, c, &n);
  g_autofree double  *bandwidths = g_new (double, MAX (d, 1));

  for (gsize m = at; m < at + n_new; m++)
    {
      out->parent_rows[m] = class_rows[imb_rng_below (stream, n)];
      out->parent_weights[m] = 1.0;
      out->made_classes[m] = (guint16) c;
    }
  if (noise == NULL)
    return TRUE;
  if (!find_bandwidths (in, class_rows, n, factor_of (in, shrinkage, c), bandwidths, error))
    return FALSE;
  for (gsize m = at; m < at + n_new; m++)
    {
      if (m % BLOCK == 0 && !imb_job_step (job, 0, 0, error))
        return FALSE;
      for (gsize j = 0; j < d; j++)
        noise[m * d + j] = imb_rng_normal (stream) * bandwidths[j];
    }
  return TRUE;
}

/* Bandwidths are learnt from all values; copies are made of any. */
static gboolean
needs_all (gconstpointer values)
{
  const RandomOver *self = values;
  g_auto (Shrinkage) shrinkage = { 0 };

  return read_shrinkage (self->shrinkage, &shrinkage, NULL) && !shrinkage.is_none;
}

/* Every class that grows has a factor, and every factor a class. */
static gboolean
check (const ImbView *in,
       gconstpointer  values,
       GError       **error)
{
  const RandomOver *self = values;
  g_autofree gsize *targets = g_new0 (gsize, in->n_classes);
  g_auto (Shrinkage) shrinkage = { 0 };
  gsize n_met = 0;

  if (!read_shrinkage (self->shrinkage, &shrinkage, error)
      || !imb_strategy_resolve (IMB_STRATEGY_OVER, self->sampling_strategy, in, targets, NULL, error))
    return FALSE;
  for (guint c = 0; c < in->n_classes && shrinkage.labels != NULL; c++)
    {
      g_autofree char *label = imb_view_dup_label (in, c);
      double           factor = factor_of (in, &shrinkage, c);

      n_met += factor >= 0.0;
      if (targets[c] == 0 || factor >= 0.0)
        continue;
      g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
                   _ ("Class “%s” shall grow and has no shrinkage; add it as {label:number}, or write one number for all classes."), label);
      return FALSE;
    }
  if (shrinkage.labels == NULL || n_met == shrinkage.labels->len)
    return TRUE;
  g_set_error_literal (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("shrinkage names a class twice, or one that these rows do not have; name each class once."));
  return FALSE;
}

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  const RandomOver *self = values;
  const gsize       d = in->base->n_cols;
  ImbRng            stream = *rng;
  g_autofree gsize *targets = g_new0 (gsize, in->n_classes);
  g_autoptr (ImbMatrix) noise = NULL;
  gsize n_new = 0, at = 0;
  Copy  copy = { .in = in, .out = out };
  g_auto (Shrinkage) shrinkage = { 0 };

  if (!read_shrinkage (self->shrinkage, &shrinkage, error)
      || !imb_strategy_resolve (IMB_STRATEGY_OVER, self->sampling_strategy, in, targets, NULL, error))
    return FALSE;
  imb_strategy_note (IMB_STRATEGY_OVER, in, targets, out->notes);

  for (guint c = 0; c < in->n_classes; c++)
    n_new += targets[c];
  if (n_new == 0)
    return TRUE;
  if (!imb_resample_add_made (out, n_new, d, 1, error))
    return FALSE;
  if (!shrinkage.is_none && (noise = imb_matrix_new (1, n_new * d, error)) == NULL)
    return FALSE;

  for (guint c = 0; c < in->n_classes; at += targets[c], c++)
    if (!imb_job_step (job, 0, 0, error)
        || (targets[c] > 0 && !draw_class (in, &shrinkage, c, targets[c], at, &stream, out, noise != NULL ? noise->data : NULL, job, error)))
      return FALSE;

  copy.noise = noise != NULL ? noise->data : NULL;
  return imb_parallel_for ((n_new + BLOCK - 1) / BLOCK, copy_block, &copy, job, error);
}

const ImbSampler imb_sampler_random_over = {
  .base.id = "random-over",
  .base.title = N_ ("Random over-sampling"),
  .base.summary = N_ ("Repeats random rows of the smaller classes, exactly or with a little noise (ROSE)."),
  .base.reference = "Menardi, Torelli 2014, doi:10.1007/s10618-012-0295-5",
  .base.params = params,
  .base.params_size = sizeof (RandomOver),
  .flags = IMB_SAMPLER_ADDS | IMB_SAMPLER_RANDOM | IMB_SAMPLER_MISSING,
  .peer = "imblearn.over_sampling.RandomOverSampler",
  .peer_takes_all = TRUE,
  .needs_all = needs_all,
  .check = check,
  .sample = sample,
};
