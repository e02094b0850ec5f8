/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A column, or a sample of it, is sorted and edges are read off; then every value is looked up among them. */
#include "engine/kernels/imb-hist-bins.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/core/imb-clones.h"
#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-sort.h"

#define STEP_ROWS   65536 /* between two looks at the job */
#define SEARCH_BITS 8
#define MOST_EDGES  ((1 << SEARCH_BITS) - 1)

typedef struct
{
  ImbHistBins         *self;
  const double *const *rows;
  guint                max_bins;
  ImbJob              *job;
} Binning;

static gboolean
set_too_large (const ImbHistBins *self,
               GError           **error)
{
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
               _ ("There is no memory to boost trees on %zu rows of %zu features; use fewer of them."), self->n_rows, self->n_cols);
  return FALSE;
}

/* An edge that a lies below or on and b above, halfway where that is a number between them. */
static double
edge_between (double a,
              double b)
{
  const double middle = (a + b) * 0.5;

  return middle > a && middle < b ? middle : a;
}

/* The edges of @n sorted values that are of more than max_bins kinds: numpy.percentile (…, method="midpoint"), but each once. */
static guint
set_quantiles (const double *sorted,
               gsize         n,
               guint         max_bins,
               double       *edges)
{
  guint n_edges = 0;

  for (guint i = 1; i < max_bins; i++)
    {
      const double place = (double) (n - 1) * (i * (100.0 / max_bins) / 100.0);
      const gsize  below = (gsize) place, above = MIN (below + ((double) below < place), n - 1);
      const double edge = sorted[below] < sorted[above] ? edge_between (sorted[below], sorted[above]) : sorted[below];

      if (n_edges == 0 || edge > edges[n_edges - 1])
        edges[n_edges++] = edge;
    }
  return n_edges;
}

/* Edges halfway between different values; more than @max_bins − 1: there are too many. */
static guint
set_halfway (const double *sorted,
             gsize         n,
             guint         max_bins,
             double       *edges)
{
  guint n_edges = 0;

  for (gsize i = 1; i < n; i++)
    if (sorted[i] > sorted[i - 1])
      {
        if (n_edges == max_bins - 1)
          return max_bins;
        edges[n_edges++] = edge_between (sorted[i - 1], sorted[i]);
      }
  return n_edges;
}

/* Row @k of @m that are spread over @n: one from each of m equal parts, at places in them that never repeat (multiples of the golden
 * section), lest rows that come in turns be taken from one of them only. */
static gsize
sample_row (gsize k,
            gsize m,
            gsize n)
{
  const double turn = (double) k * 0.6180339887498949;

  return m == n ? k : MIN ((gsize) (((double) k + (turn - floor (turn))) * ((double) n / (double) m)), n - 1);
}

/* The values of a column that are there, or of a sample, sorted; how many, G_MAXSIZE: an error. */
static gsize
sort_column (const Binning *binning,
             gsize          j,
             double        *sorted,
             GError       **error)
{
  const gsize         n = binning->self->n_rows, m = MIN (n, IMB_HIST_SAMPLE);
  g_autofree double  *values = g_try_new (double, MAX (m, 1));
  g_autofree guint32 *order = g_try_new (guint32, MAX (m, 1));
  gsize               n_there = 0;

  if (values == NULL || order == NULL)
    {
      set_too_large (binning->self, error);
      return G_MAXSIZE;
    }
  for (gsize k = 0; k < m; k++)
    {
      const double value = binning->rows[sample_row (k, m, n)][j];

      values[n_there] = value;
      n_there += !isnan (value);
    }
  if (!imb_job_step (binning->job, 0, 0, error) || !imb_sort_descending (values, n_there, order, error))
    return G_MAXSIZE;
  for (gsize i = 0; i < n_there; i++)
    sorted[i] = values[order[n_there - 1 - i]];
  return n_there;
}

/* How many of the edges, filled up with infinities, lie below each value; NaN becomes the missing bin. Returns whether there was any. */
IMB_CLONES static guint
look_up (const double *const *rows,
         gsize                n,
         gsize                j,
         const double        *edges,
         guint8               missing_bin,
         guint8              *bins)
{
  guint n_missing = 0;

  for (gsize i = 0; i < n; i++)
    {
      const double value = rows[i][j];
      guint        at = 0;

      /* The comparison is a number: as a branch it would be guessed wrongly half the time. */
#pragma GCC unroll 8
      for (guint bit = SEARCH_BITS; bit-- > 0;)
        at |= (guint) (value > edges[at + (1u << bit) - 1]) << bit;
      n_missing += isnan (value) != 0;
      bins[i] = isnan (value) ? missing_bin : (guint8) at;
    }
  return n_missing;
}

static gboolean
bin_column (gsize    j,
            gpointer data,
            GError **error)
{
  const Binning     *binning = data;
  ImbHistBins       *self = binning->self;
  const gsize        n = self->n_rows;
  g_autofree double *sorted = g_try_new (double, CLAMP (n, 1, IMB_HIST_SAMPLE));
  double            *edges = g_new (double, MOST_EDGES);
  guint              n_edges;
  gsize              n_there;

  self->edges[j] = edges;
  if (sorted == NULL)
    return set_too_large (self, error);
  n_there = sort_column (binning, j, sorted, error);
  if (n_there == G_MAXSIZE)
    return FALSE;

  n_edges = set_halfway (sorted, n_there, binning->max_bins, edges);
  if (n_edges == binning->max_bins)
    n_edges = set_quantiles (sorted, n_there, binning->max_bins, edges);
  self->n_bins[j] = n_edges + 1;
  for (guint e = n_edges; e < MOST_EDGES; e++)
    edges[e] = INFINITY;
  for (gsize first = 0; first < n; first += STEP_ROWS)
    {
      const gsize n_here = MIN (STEP_ROWS, n - first);

      if (!imb_job_step (binning->job, 0, 0, error))
        return FALSE;
      if (look_up (binning->rows + first, n_here, j, edges, (guint8) (n_edges + 1), self->bytes + j * n + first) > 0)
        self->has_missing[j] = TRUE;
    }
  return TRUE;
}

static gboolean
pack_group (gsize    group,
            gpointer data,
            GError **error)
{
  ImbHistBins *self = data;
  const gsize  first = group * IMB_HIST_GROUP, n_cols = MIN (IMB_HIST_GROUP, self->n_cols - first);
  guint64     *words = self->words + group * self->n_rows;

  for (gsize j = 0; j < n_cols; j++)
    {
      const guint8 *bytes = imb_hist_bins_column (self, first + j);

      for (gsize i = 0; i < self->n_rows; i++)
        words[i] = (j > 0 ? words[i] : 0) | (guint64) bytes[i] << (8 * j);
    }
  return TRUE;
}

ImbHistBins *
imb_hist_bins_new (const double *const *rows,
                   gsize                n_rows,
                   gsize                n_cols,
                   guint                max_bins,
                   ImbJob              *job,
                   GError             **error)
{
  g_autoptr (ImbHistBins) self = g_new0 (ImbHistBins, 1);
  Binning binning = { self, rows, max_bins, job };
  gsize   n_bytes, n_words;

  self->n_rows = n_rows;
  self->n_cols = n_cols;
  self->n_groups = (n_cols + IMB_HIST_GROUP - 1) / IMB_HIST_GROUP;
  self->edges = g_new0 (double *, MAX (n_cols, 1));
  self->n_bins = g_new0 (guint, MAX (n_cols, 1));
  self->has_missing = g_new0 (guint8, MAX (n_cols, 1));
  if (g_size_checked_mul (&n_bytes, MAX (n_rows, 1), MAX (n_cols, 1)) && g_size_checked_mul (&n_words, MAX (n_rows, 1), MAX (self->n_groups, 1)))
    {
      self->bytes = g_try_malloc (n_bytes);
      self->words = g_try_new (guint64, n_words);
    }
  if (self->bytes == NULL || self->words == NULL)
    {
      set_too_large (self, error);
      return NULL;
    }

  if (!imb_parallel_for (n_cols, bin_column, &binning, job, error) || !imb_parallel_for (self->n_groups, pack_group, self, NULL, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
imb_hist_bins_free (ImbHistBins *self)
{
  if (self == NULL)
    return;

  for (gsize j = 0; j < self->n_cols && self->edges != NULL; j++)
    g_free (self->edges[j]);
  g_free (self->edges);
  g_free (self->bytes);
  g_free (self->words);
  g_free (self->n_bins);
  g_free (self->has_missing);
  g_free (self);
}
