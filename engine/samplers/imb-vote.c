/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Categories by vote. What a base's neighbours say is counted once a base, on codes: no column of 0 and 1 is made. */
#include "engine/samplers/imb-vote.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-lists.h"

/* NaN equals NaN here, and comes last. */
static gboolean
is_same (double a,
         double b)
{
  return a == b || (isnan (a) && isnan (b));
}

static int
compare_codes (gconstpointer a,
               gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  if (isnan (x) || isnan (y))
    return isnan (x) - isnan (y);
  return (x > y) - (x < y);
}

/* Sorts @codes; the most frequent ones to the front, ascending. Returns how many. */
static gsize
winners (double *codes,
         gsize   n)
{
  gsize most = 0, n_winners = 0, run;

  qsort (codes, n, sizeof *codes, compare_codes);
  for (gsize i = 0; i < n; i += run)
    {
      double code = codes[i];

      for (run = 1; i + run < n && is_same (codes[i + run], code); run++)
        ;
      if (run > most)
        {
          most = run;
          n_winners = 0;
        }
      if (run == most)
        codes[n_winners++] = code;
    }
  return n_winners;
}

static double
pick (const double *codes,
      gsize         n,
      double        own)
{
  for (gsize i = 0; i < n; i++)
    if (is_same (codes[i], own))
      return own;
  return codes[0];
}

double
imb_vote (const double *codes,
          gsize         n,
          double        own)
{
  double  few[64];
  double *copy = n <= G_N_ELEMENTS (few) ? few : g_new (double, n);
  double  winner;

  memcpy (copy, codes, n * sizeof *codes);
  winner = pick (copy, winners (copy, n), own);
  if (copy != few)
    g_free (copy);
  return winner;
}

typedef struct
{
  const ImbView *in;
  const guint32 *bases;
  gsize          n_bases;
  const guint32 *partners;
  const guint32 *table;
  gsize          k;
  ImbResample   *out;
  gsize          at;
  gsize          n_new;
  guint32       *base_of; /* (array length=n_new): positions in bases */
  guint32       *n_tied;  /* (array length=n_bases): of the column at work */
  double        *tied;    /* (array length=n_bases*k) */
} Vote;

static void
count_column (const Vote *vote,
              gsize       j)
{
  for (gsize b = 0; b < vote->n_bases; b++)
    {
      double *codes = vote->tied + b * vote->k;

      for (gsize m = 0; m < vote->k; m++)
        codes[m] = imb_view_row (vote->in, vote->partners[vote->table[b * vote->k + m]])[j];
      vote->n_tied[b] = (guint32) winners (codes, vote->k);
    }
}

static void
fill_column (const Vote *vote,
             gsize       j)
{
  for (gsize m = 0; m < vote->n_new; m++)
    {
      guint32 b = vote->base_of[m];

      imb_matrix_row (vote->out->made, vote->at + m)[j] = pick (vote->tied + b * vote->k, vote->n_tied[b], imb_view_row (vote->in, vote->bases[b])[j]);
    }
}

/* All pairs of a row and a winner in a row, shuffled; the first of each row that is met says. */
static void
draw_column (const Vote *vote,
             gsize       j,
             ImbRng     *rng,
             guint32    *row_of,
             guint32    *winner_of,
             guint32    *order)
{
  gsize n = 0;

  for (gsize m = 0; m < vote->n_new; m++)
    for (guint32 w = 0; w < vote->n_tied[vote->base_of[m]]; w++)
      {
        row_of[n] = (guint32) m;
        winner_of[n++] = w;
      }
  imb_rng_permutation (rng, order, n);
  for (gsize i = n; i-- > 0;)
    {
      gsize m = row_of[order[i]];

      imb_matrix_row (vote->out->made, vote->at + m)[j] = vote->tied[vote->base_of[m] * vote->k + winner_of[order[i]]];
    }
}

static void
find_bases (const Vote *vote)
{
  g_autofree guint32 *places = g_new (guint32, MAX (vote->in->n_rows, 1));

  for (gsize b = 0; b < vote->n_bases; b++)
    places[vote->bases[b]] = (guint32) b;
  for (gsize m = 0; m < vote->n_new; m++)
    vote->base_of[m] = places[vote->out->parent_rows[vote->out->parent_offsets[vote->at + m]]];
}

static gboolean
vote_columns (const Vote   *vote,
              const ImbRng *ties,
              ImbJob       *job,
              GError      **error)
{
  ImbRng              stream = ties != NULL ? *ties : (ImbRng){ 0 };
  gsize               n = ties != NULL ? vote->n_new * vote->k : 0;
  g_autofree guint32 *row_of = g_try_new (guint32, n + 1);
  g_autofree guint32 *winner_of = g_try_new (guint32, n + 1);
  g_autofree guint32 *order = g_try_new (guint32, n + 1);

  if (row_of == NULL || winner_of == NULL || order == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for the votes on %zu new rows; ask for fewer."), vote->n_new);
      return FALSE;
    }

  find_bases (vote);
  for (gsize j = 0; j < vote->in->base->n_cols; j++)
    {
      if (!imb_view_is_category (vote->in, j))
        continue;
      if (!imb_job_step (job, 0, 0, error))
        return FALSE;
      count_column (vote, j);
      if (ties != NULL)
        draw_column (vote, j, &stream, row_of, winner_of, order);
      else
        fill_column (vote, j);
    }
  return TRUE;
}

gboolean
imb_vote_categories (const ImbView *in,
                     const guint32 *bases,
                     gsize          n_bases,
                     const guint32 *partners,
                     const guint32 *table,
                     gsize          k,
                     const ImbRng  *ties,
                     ImbResample   *out,
                     gsize          at,
                     gsize          n_new,
                     ImbJob        *job,
                     GError       **error)
{
  g_autofree guint32 *base_of = g_new (guint32, MAX (n_new, 1));
  g_autofree guint32 *n_tied = g_new (guint32, MAX (n_bases, 1));
  g_autofree double  *tied = imb_lists_new_distances (n_bases, k, error);
  Vote                vote = { in, bases, n_bases, partners, table, k, out, at, n_new, base_of, n_tied, tied };

  if (tied == NULL)
    return FALSE;
  if (imb_view_n_categories (in) == 0 || n_new == 0)
    return TRUE;
  return vote_columns (&vote, ties, job, error);
}

static const double *
heaviest_parent (const ImbView     *in,
                 const ImbResample *out,
                 gsize              m)
{
  gsize best = out->parent_offsets[m];

  for (gsize p = best + 1; p < out->parent_offsets[m + 1]; p++)
    if (out->parent_weights[p] > out->parent_weights[best])
      best = p;
  return out->parent_rows[best] < out->n_in ? imb_view_row (in, out->parent_rows[best])
                                            : imb_matrix_row (out->made, out->parent_rows[best] - out->n_in);
}

void
imb_inherit_categories (const ImbView *in,
                        ImbResample   *out,
                        gsize          at,
                        gsize          n_new)
{
  if (imb_view_n_categories (in) == 0)
    return;

  for (gsize m = at; m < at + n_new; m++)
    for (gsize j = 0; j < in->base->n_cols; j++)
      if (imb_view_is_category (in, j))
        imb_matrix_row (out->made, m)[j] = heaviest_parent (in, out, m)[j];
}
