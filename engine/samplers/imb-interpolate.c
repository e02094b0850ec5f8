/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New rows on the segments between rows and neighbours. The draws are one stream and serial, the arithmetic is
 * not: what costs is touching the memory of the new rows for the first time, which the blocks share. */
#include "engine/samplers/imb-interpolate.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"
#include "engine/core/imb-clones.h"
#include "engine/samplers/imb-strategy.h"
#include "engine/samplers/imb-vote.h"

#define BLOCK           512
#define DRAWS           65536 /* between two looks at the job */
#define SMOTE_NEIGHBORS 5     /* smote's k_neighbors when nothing is said */

/* @least: neighbours that @param asks for at least
 * @instead: what has no need of neighbours */
static gboolean
check_neighbours (const ImbView *in,
                  guint          c,
                  gsize          n_rows,
                  gsize          least,
                  gsize          k,
                  const char    *param,
                  const char    *instead,
                  GError       **error)
{
  g_autofree char *label = NULL;

  if (n_rows > k)
    return TRUE;

  label = imb_view_dup_label (in, c);
  if (n_rows < 2)
    g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW,
                 _ ("Class “%s” has only one row and so no neighbours; use %s, or leave the class out of sampling_strategy."), label, instead);
  else if (n_rows <= least)
    g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW,
                 _ ("Class “%s” has %zu rows, and %zu neighbours of each are needed at least; use %s, or leave the class out of sampling_strategy."),
                 label, n_rows, least, instead);
  else
    g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW,
                 _ ("Class “%s” has %zu rows, too few for %zu neighbours of each; write %s=%zu or less, or use %s."),
                 label, n_rows, k, param, n_rows - 1, instead);
  return FALSE;
}

gboolean
imb_check_neighbours (const ImbView *in,
                      guint          c,
                      gsize          n_rows,
                      gsize          k,
                      const char    *param,
                      GError       **error)
{
  return check_neighbours (in, c, n_rows, 1, k, param, "random-over", error);
}

gboolean
imb_find_tightest_growth (const ImbView *in,
                          const char    *sampling_strategy,
                          gboolean       is_largest,
                          guint         *tightest,
                          gsize         *n_rows,
                          GError       **error)
{
  g_autofree gsize *targets = g_new0 (gsize, in->n_classes);
  g_autofree gsize *counts = g_new0 (gsize, in->n_classes);

  if (!imb_strategy_resolve (IMB_STRATEGY_OVER, sampling_strategy, in, targets, NULL, error))
    return FALSE;

  imb_view_count (in, counts);
  *tightest = G_MAXUINT;
  for (guint c = 0; c < in->n_classes; c++)
    if (targets[c] > 0 && (*tightest == G_MAXUINT || (is_largest ? counts[c] > *n_rows : counts[c] < *n_rows)))
      {
        *tightest = c;
        *n_rows = counts[c];
      }
  return TRUE;
}

static gboolean
check_growth (const ImbView *in,
              const char    *sampling_strategy,
              gsize          least,
              gsize          k,
              const char    *param,
              const char    *instead,
              GError       **error)
{
  guint c;
  gsize n_rows;

  return imb_find_tightest_growth (in, sampling_strategy, FALSE, &c, &n_rows, error)
         && (c == G_MAXUINT || check_neighbours (in, c, n_rows, least, k, param, instead, error));
}

gboolean
imb_check_growth (const ImbView *in,
                  const char    *sampling_strategy,
                  gsize          k,
                  const char    *param,
                  GError       **error)
{
  return check_growth (in, sampling_strategy, 1, k, param, "random-over", error);
}

gboolean
imb_check_growth_from (const ImbView *in,
                       const char    *sampling_strategy,
                       gsize          least,
                       gsize          k,
                       const char    *param,
                       GError       **error)
{
  return check_growth (in, sampling_strategy, least, k, param, "random-over", error);
}

gboolean
imb_check_growth_instead (const ImbView *in,
                          const char    *sampling_strategy,
                          gsize          k,
                          const char    *param,
                          const char    *instead,
                          GError       **error)
{
  return check_growth (in, sampling_strategy, 1, k, param, instead, error);
}

char *
imb_dup_smote (const ImbView *in,
               const char    *sampling_strategy)
{
  guint c;
  gsize n_rows;

  if (!imb_find_tightest_growth (in, sampling_strategy, FALSE, &c, &n_rows, NULL) || c == G_MAXUINT || n_rows < 2 || n_rows > SMOTE_NEIGHBORS)
    return g_strdup ("smote");
  return g_strdup_printf ("smote:k_neighbors=%zu", n_rows - 1);
}

char *
imb_dup_way_out (const ImbView *in,
                 const char    *sampling_strategy,
                 gsize          k,
                 const char    *param)
{
  g_autofree char *smote = imb_dup_smote (in, sampling_strategy);
  guint            c;
  gsize            n_rows;

  if (imb_find_tightest_growth (in, sampling_strategy, FALSE, &c, &n_rows, NULL) && c != G_MAXUINT && n_rows - 1 > k)
    return g_strdup_printf (_ ("write a larger %s, or use %s"), param, smote);
  return g_strdup_printf (_ ("use %s"), smote);
}

gboolean
imb_check_growth_against_others (const ImbView *in,
                                 const char    *sampling_strategy,
                                 gsize          k,
                                 const char    *param,
                                 GError       **error)
{
  g_autofree char *label = NULL;
  guint            c;
  gsize            n_rows;

  if (!imb_find_tightest_growth (in, sampling_strategy, TRUE, &c, &n_rows, error))
    return FALSE;
  if (c == G_MAXUINT || in->n_rows - n_rows >= k)
    return TRUE;

  label = imb_view_dup_label (in, c);
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW, _ ("There are %zu rows of other classes than “%s”, too few for %zu neighbours; write %s=%zu or less."),
               in->n_rows - n_rows, label, k, param, in->n_rows - n_rows);
  return FALSE;
}

gboolean
imb_check_growth_for_others (const ImbView *in,
                             const char    *sampling_strategy,
                             gsize          k,
                             const char    *param,
                             GError       **error)
{
  g_autofree char *label = NULL;
  guint            c;
  gsize            n_rows;

  if (!imb_find_tightest_growth (in, sampling_strategy, FALSE, &c, &n_rows, error))
    return FALSE;
  if (c == G_MAXUINT || n_rows >= k)
    return TRUE;

  label = imb_view_dup_label (in, c);
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW, _ ("Class “%s” has %zu rows, too few for %zu neighbours of rows of other classes; write %s=%zu or less."),
               label, n_rows, k, param, n_rows);
  return FALSE;
}

typedef struct
{
  const ImbView *in;
  ImbResample   *out;
  const guint32 *bases;
  const guint32 *partners;
  const guint32 *table; /* NULL: parents are known */
  guint64        part;  /* 2^64 / k, rounded up: a multiplication by it divides 32 bits by k exactly; 0 for k = 1 */
  gsize          at;
  gsize          n_new;
  guint16 class;
} Segment;

/* Past the cache where that is possible: new rows are many and none is read again here, so reading their lines before they are
 * written, and pushing out the rows of the table for them, would only cost. */
static inline void
put_eight (double       *out,
           const double *eight)
{
#ifdef __SSE2__
  for (gsize l = 0; l < 8; l += 2)
    _mm_stream_pd (out + l, _mm_load_pd (eight + l));
#else
  memcpy (out, eight, 8 * sizeof *out);
#endif
}

/* Over whole strides, which are eights: between zeros there is zero. */
static inline void
interpolate_row (double       *out,
                 const double *base,
                 const double *partner,
                 double        u,
                 gsize         n)
{
  for (gsize j = 0; j < n; j += 8)
    {
      double eight[8] __attribute__ ((aligned (64)));

      for (gsize l = 0; l < 8; l++)
        eight[l] = base[j + l] + u * (partner[j + l] - base[j + l]);
      put_eight (out + j, eight);
    }
}

/* What went past the cache is there for every thread. */
static inline void
finish_rows (void)
{
#ifdef __SSE2__
  _mm_sfence ();
#endif
}

static IMB_CLONES void
interpolate_rows (const ImbView *in,
                  ImbResample   *out,
                  gsize          begin,
                  gsize          end)
{
  for (gsize m = begin; m < end; m++)
    interpolate_row (imb_matrix_row (out->made, m),
                     imb_view_row (in, out->parent_rows[2 * m]),
                     imb_view_row (in, out->parent_rows[2 * m + 1]),
                     out->parent_weights[2 * m + 1],
                     out->made->stride);
  finish_rows ();
}

__extension__ typedef unsigned __int128 Word128;

/* By k; a division for each row would cost as much as its draw. */
static inline guint32
divide (guint32        choice,
        const Segment *segment)
{
  return segment->part == 0 ? choice : (guint32) (((Word128) choice * segment->part) >> 64);
}

static inline void
find_parents (const Segment *segment,
              guint32       *parents)
{
  guint32 choice = parents[0]; /* so far the draw */

  parents[0] = segment->bases[divide (choice, segment)];
  parents[1] = segment->partners != NULL ? segment->partners[segment->table[choice]] : segment->table[choice];
}

static gboolean
interpolate_block (gsize    block,
                   gpointer data,
                   GError **error)
{
  const Segment *segment = data;
  ImbResample   *out = segment->out;
  gsize          begin = segment->at + block * BLOCK;
  gsize          end = MIN (begin + BLOCK, segment->at + segment->n_new);

  for (gsize m = begin; m < end; m++)
    {
      if (segment->table != NULL)
        find_parents (segment, out->parent_rows + 2 * m);
      out->parent_weights[2 * m] = 1.0 - out->parent_weights[2 * m + 1];
      out->made_classes[m] = segment->class;
    }
  interpolate_rows (segment->in, out, begin, end);
  return TRUE;
}

/* Choices of (base, neighbour) to parent_rows[2 m], then steps to parent_weights[2 m + 1]. */
static gboolean
draw (gsize         n_choices,
      const ImbRng *rng,
      ImbResample  *out,
      gsize         at,
      gsize         n_new,
      ImbJob       *job,
      GError      **error)
{
  ImbRng stream = *rng;

  for (gsize m = at; m < at + n_new; m += DRAWS)
    {
      if (!imb_job_step (job, 0, 0, error))
        return FALSE;
      imb_rng_below_many (&stream, (guint32) n_choices, out->parent_rows + 2 * m, MIN (DRAWS, at + n_new - m), 2);
    }
  for (gsize m = at; m < at + n_new; m += DRAWS)
    {
      if (!imb_job_step (job, 0, 0, error))
        return FALSE;
      imb_rng_double_many (&stream, out->parent_weights + 2 * m + 1, MIN (DRAWS, at + n_new - m), 2);
    }
  return TRUE;
}

static guint64
part_of (gsize k)
{
  return k == 1 ? 0 : G_MAXUINT64 / k + 1;
}

static gboolean
check_choices (gsize    n_bases,
               gsize    k,
               GError **error)
{
  if (n_bases * k <= G_MAXUINT32)
    return TRUE;

  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("%zu rows with %zu neighbours each are too many; use fewer neighbours."), n_bases, k);
  return FALSE;
}

gboolean
imb_interpolate (const ImbView *in,
                 const guint32 *bases,
                 gsize          n_bases,
                 const guint32 *partners,
                 const guint32 *table,
                 gsize          k,
                 const ImbRng  *rng,
                 ImbResample   *out,
                 gsize          at,
                 gsize          n_new,
                 guint          c,
                 ImbJob        *job,
                 GError       **error)
{
  Segment segment = { .in = in, .out = out, .bases = bases, .partners = partners, .table = table, .part = part_of (k), .at = at, .n_new = n_new, .class = (guint16) c };

  return check_choices (n_bases, k, error)
         && draw (n_bases * k, rng, out, at, n_new, job, error)
         && imb_parallel_for ((n_new + BLOCK - 1) / BLOCK, interpolate_block, &segment, job, error)
         && imb_vote_categories (in, bases, n_bases, partners, table, k, NULL, out, at, n_new, job, error);
}

gboolean
imb_interpolate_draw (const guint32 *bases,
                      gsize          n_bases,
                      const guint32 *partners,
                      const guint32 *table,
                      gsize          k,
                      const ImbRng  *rng,
                      ImbResample   *out,
                      gsize          at,
                      gsize          n_new,
                      ImbJob        *job,
                      GError       **error)
{
  Segment segment = { .bases = bases, .partners = partners, .table = table, .part = part_of (k) };

  if (!check_choices (n_bases, k, error) || !draw (n_bases * k, rng, out, at, n_new, job, error))
    return FALSE;

  for (gsize m = at; m < at + n_new; m++)
    find_parents (&segment, out->parent_rows + 2 * m);
  return TRUE;
}

gboolean
imb_interpolate_drawn (const ImbView *in,
                       ImbResample   *out,
                       gsize          at,
                       gsize          n_new,
                       guint          c,
                       ImbJob        *job,
                       GError       **error)
{
  Segment segment = { .in = in, .out = out, .at = at, .n_new = n_new, .class = (guint16) c };

  if (!imb_parallel_for ((n_new + BLOCK - 1) / BLOCK, interpolate_block, &segment, job, error))
    return FALSE;

  imb_inherit_categories (in, out, at, n_new);
  return TRUE;
}
