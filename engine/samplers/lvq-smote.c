/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LVQ-SMOTE: a code book stands for a class (the means of k-means clusters). For two code words a, b the two others c, d are
 * found whose difference is nearest to a − b; a row x near c is set in relation to a: a + x − c (or x near d to b), so
 * that the shape of the class in one place appears in another. Nakamura, Kajiwara, Otsuka, Kimura 2013,
 * doi:10.1186/1756-0381-6-16. (In the paper the patterns come from other tables, too; here, as in benchmarks of it, from the class.)
 * Code words are rows that are not in the result but parents. k-means, and O(K⁴) once for K code words. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-lists.h"
#include "engine/kernels/imb-neighbours.h"
#include "engine/samplers/imb-grow.h"
#include "engine/samplers/imb-interpolate.h"
#include "engine/samplers/imb-numbers.h"
#include "engine/samplers/imb-sampler.h"
#include "engine/samplers/imb-strategy.h"

#define LEAST_CODES 4 /* a pair, and another that resembles it */
#define MOST_CODES  50

typedef struct
{
  const char *sampling_strategy;
  int         n_neighbors;
  int         n_clusters;
} LvqSmote;

static const ImbParam params[] = {
  IMB_STRATEGY_PARAM_OVER (LvqSmote),
  {
    .name = "n_neighbors",
    .label = N_ ("Neighbours"),
    .help = N_ ("Rows near a code word from which the one to be set in another place is drawn."),
    IMB_INT (LvqSmote, n_neighbors, 5, 1, 1000),
  },
  {
    .name = "n_clusters",
    .label = N_ ("Code words"),
    .help = N_ ("How many code words stand for a class."),
    IMB_INT (LvqSmote, n_clusters, 10, LEAST_CODES, MOST_CODES),
  },
  { NULL },
};

static gboolean
check (const ImbView *in,
       gconstpointer  values,
       GError       **error)
{
  const LvqSmote  *self = values;
  g_autofree char *label = NULL;
  guint            c;
  gsize            n;

  if (!imb_find_tightest_growth (in, self->sampling_strategy, FALSE, &c, &n, error))
    return FALSE;
  if (c == G_MAXUINT)
    return TRUE;
  if (!imb_check_neighbours (in, c, n, 1, "n_neighbors", error))
    return FALSE;

  label = imb_view_dup_label (in, c);
  if (n < LEAST_CODES)
    g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW, _ ("Class “%s” has %zu rows, and %d code words are needed at least; use random-over, or leave the class out of sampling_strategy."),
                 label, n, LEAST_CODES);
  else if (n < (gsize) self->n_neighbors)
    g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW, _ ("Class “%s” has %zu rows, too few for %d near a code word; write n_neighbors=%zu or less."),
                 label, n, self->n_neighbors, n);
  else if (n < (gsize) self->n_clusters)
    g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW, _ ("Class “%s” has %zu rows, too few for %d code words; write n_clusters=%zu or less."),
                 label, n, self->n_clusters, n);
  else
    return TRUE;
  return FALSE;
}

/* A pair of code words: first · K + second. */
typedef struct
{
  const guint32 *matches; /* (array length=K*K): of a pair the one that resembles it most */
  const guint32 *table;   /* of each code word n_neighbors rows, positions */
} Book;

/* Of every pair the other pair, of two further words, with the nearest difference; the first of equally near ones. With the
 * products g of the words less their mean, |(a − b) − (c − d)|² is a sum of ten of them. */
static gboolean
match_pairs (const ImbMatrix *words,
             guint32         *matches,
             ImbJob          *job,
             GError         **error)
{
  const gsize        n = words->n_rows;
  g_autofree double *g = imb_lists_new_distances (n, n, error);

  if (g == NULL)
    return FALSE;
  memset (g, 0, n * n * sizeof *g);
  for (gsize j = 0; j < words->n_cols; j++)
    {
      double mean = 0.0;

      for (gsize a = 0; a < n; a++)
        mean += imb_matrix_row (words, a)[j] / (double) n;
      for (gsize a = 0; a < n; a++)
        for (gsize b = 0; b < n; b++)
          g[a * n + b] += (imb_matrix_row (words, a)[j] - mean) * (imb_matrix_row (words, b)[j] - mean);
    }
  for (gsize pair = 0; pair < n * n; pair++)
    {
      gsize  a = pair / n, b = pair % n;
      double least = INFINITY;

      if (!imb_job_step (job, pair, n * n, error))
        return FALSE;
      matches[pair] = (guint32) pair;
      for (gsize other = 0; a != b && other < n * n; other++)
        {
          gsize  c = other / n, d = other % n;
          double apart = g[a * n + a] + g[b * n + b] + g[c * n + c] + g[d * n + d]
                         + 2.0 * (g[a * n + d] + g[b * n + c] - g[a * n + b] - g[a * n + c] - g[b * n + d] - g[c * n + d]);

          if (c == d || c == a || c == b || d == a || d == b || !(apart < least))
            continue;
          least = apart;
          matches[pair] = (guint32) other;
        }
    }
  return TRUE;
}

static void
make (const ImbGrowth *growth,
      gsize            m,
      ImbRng          *stream,
      gconstpointer    data)
{
  const LvqSmote *self = growth->values;
  const Book     *book = data;
  const gsize     n = (gsize) self->n_clusters, k = (gsize) self->n_neighbors;
  gsize           a = imb_rng_below (stream, n), b = imb_rng_below (stream, n - 1);
  guint32         match;
  gboolean        is_first;
  gsize           to, from;

  b += b >= a;
  match = book->matches[a * n + b];
  is_first = imb_rng_below (stream, 2) == 0;
  to = is_first ? a : b;
  from = is_first ? match / n : match % n;
  imb_growth_parents (growth, m)[0] = growth->rows[book->table[from * k + imb_rng_below (stream, k)]];
  imb_growth_parents (growth, m)[1] = (guint32) (growth->out->n_in + growth->hidden + to);
  imb_growth_parents (growth, m)[2] = (guint32) (growth->out->n_in + growth->hidden + from);
  imb_growth_weights (growth, m)[0] = 1.0;
  imb_growth_weights (growth, m)[1] = 1.0;
  imb_growth_weights (growth, m)[2] = -1.0;
  imb_growth_sum (growth, m);
}

/* Makes the code words hidden rows: means of their clusters. */
static void
write_book (const ImbGrowth *growth,
            const guint32   *labels,
            gsize            n_words)
{
  const gsize         n = growth->n_rows;
  g_autofree guint32 *members = g_new (guint32, n);
  g_autofree double  *weights = g_new (double, n);
  g_autofree gsize   *ends = g_new (gsize, n_words);
  gsize               begin = 0;

  imb_growth_list_clusters (labels, n, n_words, members, ends);
  for (gsize i = 0; i < n; i++)
    members[i] = growth->rows[members[i]];
  for (gsize w = 0; w < n_words; begin = ends[w], w++)
    {
      for (gsize i = begin; i < ends[w]; i++)
        weights[i] = 1.0 / (double) (ends[w] - begin);
      imb_growth_set_hidden (growth, w, members + begin, weights + begin, ends[w] - begin);
    }
}

static gboolean
grow (const ImbGrowth *growth,
      GError         **error)
{
  const LvqSmote     *self = growth->values;
  const gsize         n = (gsize) self->n_clusters, k = (gsize) self->n_neighbors;
  g_autofree guint32 *labels = g_new (guint32, growth->n_rows);
  g_autofree guint32 *matches = imb_lists_new (n, n, error);
  g_autofree guint32 *table = matches != NULL ? imb_lists_new (n, k, error) : NULL;
  g_autoptr (ImbMatrix) numbers = table == NULL ? NULL : imb_numbers_gather (growth->in, growth->rows, growth->n_rows, growth->out->notes, growth->job, error);
  g_autoptr (ImbMatrix) words = numbers == NULL ? NULL : imb_matrix_new (n, numbers->n_cols, error);
  g_autoptr (ImbJob) clustering = imb_job_new_part (growth->job, 0.5);
  g_autoptr (ImbJob) matching = imb_job_new_part (growth->job, 0.2);
  g_autoptr (ImbJob) searching = imb_job_new_part (growth->job, 0.1);
  g_autoptr (ImbJob) making = imb_job_new_part (growth->job, 0.2);
  const Book book = { matches, table };
  ImbRng     stream = *growth->rng;

  if (words == NULL
      || !imb_growth_cluster (numbers, &stream, words, labels, clustering, error)
      || !match_pairs (words, matches, matching, error)
      || !imb_neighbours_find (numbers, words, k, FALSE, table, NULL, searching, error))
    return FALSE;
  write_book (growth, labels, n);
  return imb_growth_make (growth, make, &book, making, error);
}

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  const LvqSmote *self = values;

  return imb_grow (in, self->sampling_strategy, self, 3, (guint) self->n_clusters, grow, rng, job, out, error);
}

const ImbSampler imb_sampler_lvq_smote = {
  .base.id = "lvq-smote",
  .base.title = N_ ("LVQ-SMOTE"),
  .base.summary = N_ ("Sets rows that lie near one code word of a smaller class in the same relation to another, where the code words lie alike."),
  .base.reference = "Nakamura, Kajiwara, Otsuka, Kimura 2013, doi:10.1186/1756-0381-6-16",
  .base.params = params,
  .base.params_size = sizeof (LvqSmote),
  .flags = IMB_SAMPLER_ADDS | IMB_SAMPLER_RANDOM | IMB_SAMPLER_NUMBERS,
  .check = check,
  .sample = sample,
};
