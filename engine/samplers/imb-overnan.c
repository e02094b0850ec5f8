/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps that the NaN-aware samplers share. The draws are one stream through classes, rows and features, and how many a row
 * takes depends on its values; so rows are made one after the other, and only neighbours are looked for in parallel. */
#include "engine/samplers/imb-overnan.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/kernels/imb-partial.h"
#include "engine/kernels/imb-sort.h"
#include "engine/params/imb-text.h"
#include "engine/samplers/imb-strategy-text.h"

#define LARGEST_RATIO 1000.0

const ImbChoice imb_nan_choices[] = {
  { IMB_NAN_PRESERVE, "preserve_pattern", N_ ("stay missing") },
  { IMB_NAN_INTERPOLATE, "interpolate", N_ ("from the row that has one") },
  { IMB_NAN_RANDOM, "random_pattern", N_ ("at random") },
  { 0, NULL, NULL },
};

const ImbChoice imb_overnan_choices[] = {
  { FALSE, "none", N_ ("nothing: one way for all samplers") },
  { TRUE, "overnan", N_ ("OverNaN, to the last bit where nothing is scaled") },
  { 0, NULL, NULL },
};

/* A ratio as OverNaN takes it. */
static gboolean
read_ratio (const char *text,
            double     *ratio)
{
  char *end;

  *ratio = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && *ratio > 0.0 && *ratio <= LARGEST_RATIO;
}

gboolean
imb_overnan_check_strategy (const char *text,
                            GError    **error)
{
  double ratio;

  return read_ratio (text, &ratio) || imb_strategy_check_over (text, error);
}

static void
resolve_ratio (const gsize *counts,
               guint        n_classes,
               double       ratio,
               gsize       *targets)
{
  guint majority = 0;

  for (guint c = 1; c < n_classes; c++)
    if (counts[c] > counts[majority])
      majority = c;
  for (guint c = 0; c < n_classes; c++)
    {
      gsize wanted = (gsize) floor ((double) counts[majority] * ratio);

      targets[c] = c != majority && counts[c] > 0 && wanted > counts[c] ? wanted - counts[c] : 0;
    }
}

/* FALSE when a label is none of a class. */
static gboolean
resolve_counts (const ImbView *in,
                const gsize   *counts,
                const char    *text,
                gsize         *targets)
{
  g_autoptr (ImbStrategy) strategy = imb_strategy_parse (IMB_STRATEGY_OVER, text, NULL);

  for (guint i = 0; i < strategy->labels->len; i++)
    {
      gboolean found = FALSE;

      for (guint c = 0; c < in->n_classes && !found; c++)
        {
          g_autofree char *label = imb_view_dup_label (in, c);
          gsize            wanted = g_array_index (strategy->counts, gsize, i);

          found = counts[c] > 0 && g_str_equal (label, g_ptr_array_index (strategy->labels, i));
          if (found)
            targets[c] = wanted > counts[c] ? wanted - counts[c] : 0;
        }
      if (!found)
        return FALSE;
    }
  return TRUE;
}

gboolean
imb_overnan_resolve (const ImbOvernan *params,
                     const ImbView    *in,
                     gsize            *targets,
                     GError          **error)
{
  g_autofree gsize *counts = g_new0 (gsize, MAX (in->n_classes, 1));
  double            ratio;

  memset (targets, 0, in->n_classes * sizeof *targets);
  imb_view_count (in, counts);
  if (params->is_exact && read_ratio (params->sampling_strategy, &ratio))
    {
      resolve_ratio (counts, in->n_classes, ratio, targets);
      return TRUE;
    }
  if (params->is_exact && params->sampling_strategy[0] == '{' && resolve_counts (in, counts, params->sampling_strategy, targets))
    return TRUE;
  return imb_strategy_resolve (IMB_STRATEGY_OVER, params->sampling_strategy, in, targets, NULL, error);
}

gboolean
imb_overnan_check (const ImbView *in,
                   gconstpointer  values,
                   GError       **error)
{
  const ImbOvernan *params = values;
  g_autofree gsize *targets = g_new0 (gsize, MAX (in->n_classes, 1));
  g_autofree gsize *counts = g_new0 (gsize, MAX (in->n_classes, 1));

  if (!imb_overnan_resolve (params, in, targets, error))
    return FALSE;

  imb_view_count (in, counts);
  for (guint c = 0; c < in->n_classes && !params->is_exact; c++)
    if (targets[c] > 0 && counts[c] == 1)
      {
        g_autofree char *label = imb_view_dup_label (in, c);
        g_autofree char *shown = imb_text_shorten (label);

        g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW,
                     _ ("Class “%s” has only one row, and no new one can be made of it; use random-over, or leave the class out of sampling_strategy."), shown);
        return FALSE;
      }
  return TRUE;
}

void
imb_overnan_class_clear (ImbOvernanClass *self)
{
  g_clear_pointer (&self->rows, g_free);
  g_clear_pointer (&self->table, g_free);
}

gsize
imb_overnan_n_neighbours (const ImbOvernanClass *self,
                          gsize                  i)
{
  gsize n = 0;

  while (n < self->k && self->table[i * self->k + n] != IMB_NO_ROW)
    n++;
  return n;
}

/* The standard deviation of a column's values in some rows; NAN when there are less than two. */
static double
spread_of (const ImbView *in,
           const guint32 *rows,
           gsize          n_rows,
           gsize          j)
{
  double sum = 0.0, squares = 0.0;
  gsize  n = 0;

  for (gsize i = 0; i < n_rows; i++)
    if (!isnan (imb_view_row (in, rows[i])[j]))
      {
        sum += imb_view_row (in, rows[i])[j];
        n++;
      }
  for (gsize i = 0; i < n_rows; i++)
    if (!isnan (imb_view_row (in, rows[i])[j]))
      {
        double apart = imb_view_row (in, rows[i])[j] - sum / (double) n;

        squares += apart * apart;
      }
  return n < 2 ? NAN : sqrt (squares / (double) n);
}

double *
imb_overnan_weigh_categories (const ImbOvernan *params,
                              const ImbView    *in,
                              const guint32    *rows,
                              gsize             n_rows)
{
  const gsize        d = in->base->n_cols;
  g_autofree double *spreads = g_new (double, d + 1);
  double            *weights;
  double             median = 0.0;
  gsize              n = 0;

  if (params->is_exact || imb_view_n_categories (in) == 0)
    return NULL;

  for (gsize j = 0; j < d; j++)
    if (!imb_view_is_category (in, j))
      {
        spreads[n] = spread_of (in, rows, n_rows, j);
        n += isfinite (spreads[n]);
      }
  if (n > 0)
    median = imb_quantile (spreads, n, 0.5);

  weights = g_new0 (double, d);
  for (gsize j = 0; j < d; j++)
    if (imb_view_is_category (in, j))
      weights[j] = median > 0.0 ? median : 1.0;
  return weights;
}

gboolean
imb_overnan_class_init (ImbOvernanClass  *self,
                        const ImbOvernan *params,
                        const ImbView    *in,
                        guint             c,
                        gsize             n_asked,
                        gsize             k,
                        ImbNotes         *notes,
                        ImbJob           *job,
                        GError          **error)
{
  g_autofree double *weights = NULL;
  g_autoptr (ImbMatrix) points = NULL;

  *self = (ImbOvernanClass){ .c = c, .n_asked = n_asked };
  self->rows = imb_view_rows_of_class (in, c, &self->n_rows);
  self->k = MAX (MIN (k, self->n_rows - 1), 1);
  if (self->n_rows > 1 && self->n_rows <= k)
    {
      g_autofree char *label = imb_view_dup_label (in, c);
      g_autofree char *shown = imb_text_shorten (label);

      imb_notes_add (notes, g_dngettext (GETTEXT_PACKAGE, "Class “%s” has %zu rows, so each has %zu neighbour instead of %zu.", "Class “%s” has %zu rows, so each has %zu neighbours instead of %zu.", self->n_rows - 1), shown, self->n_rows, self->n_rows - 1, k);
    }

  weights = imb_overnan_weigh_categories (params, in, self->rows, self->n_rows);
  points = imb_view_gather (in, self->rows, self->n_rows, job, error);
  self->table = g_try_new (guint32, self->n_rows * self->k);
  if (points == NULL)
    return FALSE;
  if (self->table == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for %zu neighbours of %zu rows; use fewer neighbours."), self->k, self->n_rows);
      return FALSE;
    }
  return imb_partial_find (points, weights, NULL, 0, self->k, self->table, job, error);
}

/* The commonest category of the neighbours that have one; of equally common ones the lowest code. */
static double
vote (const ImbView *in,
      const ImbOvernanClass *class,
      gsize i,
      gsize n_neighbours,
      gsize j)
{
  const guint32 *list = class->table + i * class->k;
  double         best = NAN;
  guint          most = 0;

  for (gsize a = 0; a < n_neighbours; a++)
    {
      double code = imb_view_row (in, class->rows[list[a]])[j];
      guint  votes = 0;

      for (gsize b = 0; b < n_neighbours; b++)
        votes += imb_view_row (in, class->rows[list[b]])[j] == code;
      if (votes > most || (votes == most && votes > 0 && code < best))
        {
          best = code;
          most = votes;
        }
    }
  return best;
}

static double
value_between (ImbOvernanMaking *making,
               double            a,
               double            b,
               double            gap)
{
  double present = isnan (a) ? b : a;

  if (!isnan (a) && !isnan (b))
    return a + gap * (b - a);
  if (isnan (present))
    return NAN;

  switch ((ImbNanHandling) making->params->nan_handling)
    {
    case IMB_NAN_INTERPOLATE:
      return present;
    case IMB_NAN_RANDOM:
      return imb_rng_double (&making->stream) > 0.5 ? NAN : present;
    case IMB_NAN_PRESERVE:
    default:
      return NAN;
    }
}

void
imb_overnan_interpolate (ImbOvernanMaking *making,
                         const ImbOvernanClass *class,
                         gsize i,
                         gsize quota)
{
  const ImbView *in = making->in;
  const gsize    n_neighbours = imb_overnan_n_neighbours (class, i);
  const guint32  base = class->rows[i];

  for (gsize m = 0; m < quota; m++)
    {
      gsize         choice = (gsize) imb_rng_below (&making->stream, n_neighbours);
      guint32       partner = class->rows[class->table[i * class->k + choice]];
      double        gap = imb_rng_double (&making->stream);
      const double *a = imb_view_row (in, base), *b = imb_view_row (in, partner);
      double       *row = imb_matrix_row (making->out->made, making->at);

      for (gsize j = 0; j < in->base->n_cols; j++)
        {
          row[j] = value_between (making, a[j], b[j], gap);
          if (!making->params->is_exact && imb_view_is_category (in, j) && !isnan (row[j]))
            row[j] = vote (in, class, i, n_neighbours, j);
        }
      making->out->parent_rows[2 * making->at] = base;
      making->out->parent_rows[2 * making->at + 1] = partner;
      making->out->parent_weights[2 * making->at] = 1.0 - gap;
      making->out->parent_weights[2 * making->at + 1] = gap;
      imb_overnan_row_made (making, class->c);
    }
}

void
imb_overnan_row_made (ImbOvernanMaking *making,
                      guint             c)
{
  const ImbMatrix *made = making->out->made;
  double          *row = imb_matrix_row (made, making->at);
  gboolean         is_empty = TRUE;

  for (gsize j = 0; j < made->n_cols && is_empty; j++)
    is_empty = isnan (row[j]);
  for (gsize j = made->n_cols; j < made->stride; j++)
    row[j] = 0.0;
  making->out->made_classes[making->at] = (guint16) c;
  making->n_empty += is_empty;
  making->at += !is_empty || !making->params->drop_empty;
}

void
imb_overnan_finish (ImbOvernanMaking *making)
{
  ImbNotes *notes = making->out->notes;

  imb_resample_cut_made (making->out, making->at);
  if (making->n_empty == 0)
    return;
  if (making->params->drop_empty)
    imb_notes_add (notes, g_dngettext (GETTEXT_PACKAGE, "%zu synthetic row had no value at all and was left out.", "%zu synthetic rows had no value at all and were left out.", making->n_empty), making->n_empty);
  else
    imb_notes_add (notes, g_dngettext (GETTEXT_PACKAGE, "%zu synthetic row has no value at all; drop_empty=true leaves it out.", "%zu synthetic rows have no value at all; drop_empty=true leaves them out.", making->n_empty), making->n_empty);
}

void
imb_overnan_note_lost (const ImbOvernanMaking *making,
                       const ImbOvernanClass *class,
                       gsize n_lost)
{
  g_autofree char *label = imb_view_dup_label (making->in, class->c);
  g_autofree char *shown = imb_text_shorten (label);

  if (n_lost > 0)
    imb_notes_add (making->out->notes, _ ("Class “%s” got %zu of the %zu new rows asked for: where all other rows of the class equal a row, it has no neighbour."),
                   shown, class->n_asked - n_lost, class->n_asked);
}

gboolean
imb_overnan_sample (const ImbView *in,
                    gconstpointer  values,
                    guint          n_parents,
                    ImbOvernanFunc func,
                    const ImbRng  *rng,
                    ImbJob        *job,
                    ImbResample   *out,
                    GError       **error)
{
  g_autofree gsize *targets = g_new0 (gsize, in->n_classes);
  ImbOvernanMaking  making = { .params = values, .in = in, .out = out, .stream = *rng };
  gsize             n_new = 0;

  if (!imb_overnan_resolve (values, in, targets, error))
    return FALSE;
  imb_strategy_note (IMB_STRATEGY_OVER, in, targets, out->notes);

  for (guint c = 0; c < in->n_classes; c++)
    n_new += targets[c];
  if (n_new == 0)
    return TRUE;
  if (!imb_resample_add_made (out, n_new, in->base->n_cols, n_parents, error))
    return FALSE;

  for (guint c = 0; c < in->n_classes; c++)
    {
      g_autoptr (ImbJob) part = imb_job_new_part (job, (double) targets[c] / (double) n_new);

      if (targets[c] > 0 && !func (&making, values, c, targets[c], part, error))
        return FALSE;
    }
  imb_overnan_finish (&making);
  return TRUE;
}
