/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SMOTE with rejection: a candidate made as by SMOTE stays only if the share of other classes among its k nearest rows of the
 * whole table is below the rejection level. Lee, Kim, Lee 2015, doi:10.1145/2701126.2701181. As many candidates as rows are
 * missing, 20 at least, are tried at a time; after six such rounds without one that stays, the level rises by 0.1, which
 * is noted: the paper does not say what then. A candidate lies between two rows of its class, so that the rows around these mostly tell who
 * judges it; the neighbours of the others are looked for, O(candidates · n · d) at most. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-lists.h"
#include "engine/kernels/imb-judge.h"
#include "engine/samplers/imb-grow.h"
#include "engine/samplers/imb-interpolate.h"
#include "engine/samplers/imb-sampler.h"
#include "engine/samplers/imb-strategy.h"

#define LARGEST_ROUND  16384
#define SMALLEST_ROUND 20
#define PATIENCE       6 /* rounds without success */
#define RISE           0.1
#define LIST           159     /* rows around one of the class: more cost more to find at first than they spare */
#define MOST_LISTS     4096    /* rows of a class: 12 MB */
#define FEW            4       /* lists for so many new rows */
#define MOST_PART      2000000 /* doubles of candidates that are searched at a time: 16 MB */
#define LEAST_PART     1024    /* of them */

typedef struct
{
  const char *sampling_strategy;
  int         n_neighbors;
  double      rejection_level;
  int         metric;
} Lee;

static const ImbParam params[] = {
  IMB_STRATEGY_PARAM_OVER (Lee),
  {
    .name = "n_neighbors",
    .label = N_ ("Neighbours"),
    .help = N_ ("Rows of the same class from which a partner is drawn, and rows of all classes that judge a new row."),
    IMB_INT (Lee, n_neighbors, 5, 1, 1000),
  },
  {
    .name = "rejection_level",
    .label = N_ ("Rejection level"),
    .help = N_ ("A new row stays if the share of other classes among its neighbours is below this."),
    IMB_REAL (Lee, rejection_level, 0.5, 0.01, 1.0),
  },
  IMB_DISTANCE_PARAM (Lee),
  { NULL },
};

static gboolean
check (const ImbView *in,
       gconstpointer  values,
       GError       **error)
{
  const Lee *self = values;

  return imb_check_growth (in, self->sampling_strategy, (gsize) self->n_neighbors, "n_neighbors", error);
}

/* Who judges a round's candidates, which are made where the rows shall be that are missing. Plain rows are searched as they are; for other distances the rows of the view and, behind
 * them, the candidates are a table of its own. */
typedef struct
{
  ImbResample     *few;    /* where candidates are made when fewer rows are missing than are tried at a time */
  const ImbMatrix *points; /* the rows of the view; NULL: not plain */
  ImbMatrix       *x;      /* holds them; NULL: they are the view's own matrix */
  guint16         *classes;
  guint32         *all;    /* 0 …; NULL: plain */
  guint32         *judges; /* of each candidate its k nearest */
  ImbView          view;
  gsize            n; /* rows of the view */
  guint8          *verdicts;
  guint8          *is_own; /* of the view's rows */
  guint32         *places; /* of the view's rows, the place in the class */
  guint32         *ends;   /* of each candidate, the places of its parents */
  guint32         *lists;  /* NULL: there are none */
  double          *distances;
  gsize            n_list; /* rows of each */
} Court;

static void
court_clear (Court *self)
{
  g_clear_pointer (&self->few, imb_resample_unref);
  imb_matrix_free (self->x);
  g_free (self->classes);
  g_free (self->all);
  g_free (self->judges);
  g_free (self->verdicts);
  g_free (self->is_own);
  g_free (self->places);
  g_free (self->ends);
  g_free (self->lists);
  g_free (self->distances);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Court, court_clear)

static gboolean
set_too_large (gsize    k,
               gsize    n,
               GError **error)
{
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for %zu neighbours of %zu rows; ask for fewer."), k, n);
  return FALSE;
}

/* All rows around each row of the class, where the class is so small that this costs little. Without memory there are none. */
static gboolean
list_around (Court           *self,
             const ImbGrowth *growth,
             const ImbNear   *near,
             ImbJob          *job,
             GError         **error)
{
  if (growth->n_rows > MOST_LISTS || growth->n_new < FEW * growth->n_rows)
    return TRUE;

  self->n_list = MIN (LIST, self->n);
  self->lists = g_try_new (guint32, growth->n_rows * self->n_list);
  self->distances = g_try_new (double, growth->n_rows * self->n_list);
  if (self->lists != NULL && self->distances != NULL)
    return imb_near_find (near, NULL, self->n, growth->rows, growth->n_rows, self->n_list, IMB_LIST_ALL, self->lists, self->distances, job, error);
  g_clear_pointer (&self->lists, g_free);
  return TRUE;
}

/* The table that is searched, with room for @n_most candidates where they must be in it. */
static gboolean
gather_rows (Court         *self,
             const ImbView *in,
             gsize          n_most,
             gboolean       is_plain,
             ImbJob        *job,
             GError       **error)
{
  if (is_plain)
    {
      if (in->rows != NULL || in->made != NULL)
        self->x = imb_view_gather (in, NULL, 0, job, error);
      self->points = in->rows != NULL || in->made != NULL ? self->x : in->base;
      return self->points != NULL;
    }
  self->x = imb_matrix_new (in->n_rows + n_most, in->base->n_cols, error);
  self->all = g_try_new (guint32, in->n_rows + n_most);
  if (self->x == NULL)
    return FALSE;
  if (self->all == NULL)
    return set_too_large (1, n_most, error);
  for (gsize i = 0; i < in->n_rows + n_most; i++)
    {
      if (i % 4096 == 0 && !imb_job_step (job, 0, 0, error))
        return FALSE;
      self->all[i] = (guint32) i;
      if (i < in->n_rows)
        memcpy (imb_matrix_row (self->x, i), imb_view_row (in, i), self->x->stride * sizeof (double));
    }
  return TRUE;
}

static gboolean
court_init (Court           *self,
            const ImbGrowth *growth,
            gsize            n_most,
            ImbJob          *job,
            GError         **error)
{
  const ImbView *in = growth->in;
  const Lee     *values = growth->values;
  const gsize    k = (gsize) values->n_neighbors;
  g_autoptr (ImbNear) near = imb_near_new (in, (ImbDistance) values->metric, growth->c, job, error);

  self->n = in->n_rows;
  if (near == NULL || !gather_rows (self, in, n_most, imb_near_is_plain (near), job, error))
    return FALSE;

  self->classes = g_try_new (guint16, in->n_rows + n_most);
  self->judges = g_try_new (guint32, n_most * k);
  self->verdicts = g_try_new (guint8, n_most);
  self->ends = g_try_new (guint32, 2 * n_most);
  self->is_own = g_try_new (guint8, in->n_rows);
  self->places = g_try_new (guint32, in->n_rows);
  if (self->classes == NULL || self->judges == NULL || self->verdicts == NULL || self->ends == NULL || self->is_own == NULL || self->places == NULL)
    return set_too_large (k, n_most, error);
  self->few = imb_resample_new (in, error);
  if (self->few == NULL || !imb_resample_add_made (self->few, SMALLEST_ROUND, in->base->n_cols, growth->n_parents, error))
    return FALSE;

  for (gsize i = 0; i < in->n_rows + n_most; i++)
    {
      self->classes[i] = (guint16) (i < in->n_rows ? imb_view_class (in, i) : growth->c);
      if (i < in->n_rows)
        self->is_own[i] = self->classes[i] == growth->c;
    }
  for (gsize p = 0; p < growth->n_rows; p++)
    self->places[growth->rows[p]] = (guint32) p;
  if (self->points != NULL)
    return list_around (self, growth, near, job, error);
  self->view = imb_view_of (self->x, self->classes, in->n_classes);
  self->view.kinds = in->kinds;
  return TRUE;
}

/* ---- who stays ---- */

/* So many others among the k nearest are too many; k + 1: all are welcome. */
static gsize
too_many (const Lee *self,
          double     level)
{
  gsize n = 0;

  while (n <= (gsize) self->n_neighbors && (double) n / (double) self->n_neighbors < level)
    n++;
  return n;
}

/* What the lists around the parents tell; when that is little, they are not asked again. */
static gboolean
judge_by_lists (Court           *self,
                const ImbGrowth *growth,
                const ImbGrowth *round,
                const ImbMatrix *queries,
                gsize            n_too_many,
                ImbJob          *job,
                GError         **error)
{
  const gsize n = round->n_new, k = (gsize) ((const Lee *) growth->values)->n_neighbors;
  ImbJudge    question = { self->points, self->is_own, queries, self->ends, growth->rows, self->lists, self->distances, self->n_list, k - n_too_many + 1, n_too_many };
  gsize       n_open = 0;

  for (gsize i = 0; i < 2 * n; i++)
    self->ends[i] = self->places[imb_growth_parents (round, round->at)[i]];
  if (!imb_judge (&question, self->verdicts, job, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    n_open += self->verdicts[i] == IMB_JUDGE_OPEN;
  if (2 * n_open > n)
    g_clear_pointer (&self->lists, g_free);
  return TRUE;
}

/* Of plain rows: a part of the candidates at a time, gathered. */
static gboolean
find_plain_judges (const Court     *self,
                   const ImbGrowth *round,
                   const guint32   *open,
                   gsize            n_open,
                   gsize            k,
                   ImbJob          *job,
                   GError         **error)
{
  const ImbMatrix *made = round->out->made;
  const gsize      most = MAX (MOST_PART / made->stride, LEAST_PART);

  for (gsize at = 0; at < n_open; at += most)
    {
      const gsize n_part = MIN (most, n_open - at);
      g_autoptr (ImbMatrix) queries = imb_matrix_new_unset (n_part, made->n_cols, error);

      if (queries == NULL)
        return FALSE;
      for (gsize i = 0; i < n_part; i++)
        memcpy (imb_matrix_row (queries, i), imb_growth_row (round, round->at + open[at + i]), made->stride * sizeof (double));
      if (!imb_neighbours_find_some_as_peer (self->points, queries, round->n_new, k, IMB_LIST_ALL, NULL, NULL, self->judges + at * k, NULL, job, error))
        return FALSE;
    }
  return TRUE;
}

/* The neighbours of the @n_open candidates at @open. */
static gboolean
find_judges (const Court     *self,
             const ImbGrowth *round,
             const guint32   *open,
             gsize            n_open,
             ImbJob          *job,
             GError         **error)
{
  const Lee          *values = round->values;
  const gsize         k = (gsize) values->n_neighbors, n = round->n_new;
  ImbView             view = self->view;
  g_autofree guint32 *behind = NULL;
  g_autoptr (ImbNear) near = NULL;

  if (self->points != NULL)
    return find_plain_judges (self, round, open, n_open, k, job, error);

  view.n_rows = self->n + n;
  view.rows = self->all;
  for (gsize i = 0; i < n; i++)
    memcpy (imb_matrix_row (self->x, self->n + i), imb_growth_row (round, round->at + i), self->x->stride * sizeof (double));
  behind = g_new (guint32, n_open);
  for (gsize i = 0; i < n_open; i++)
    behind[i] = (guint32) self->n + open[i];
  near = imb_near_new (&view, (ImbDistance) values->metric, round->c, job, error);
  return near != NULL && imb_near_find (near, self->all, self->n, behind, n_open, k, IMB_LIST_ALL, self->judges, NULL, job, error);
}

static gboolean
judge_by_search (const Court     *self,
                 const ImbGrowth *round,
                 gsize            n_too_many,
                 ImbJob          *job,
                 GError         **error)
{
  const gsize         k = (gsize) ((const Lee *) round->values)->n_neighbors, n = round->n_new;
  g_autofree guint32 *open = g_try_new (guint32, n);
  gsize               n_open = 0;

  if (open == NULL)
    return set_too_large (k, n, error);
  for (gsize i = 0; i < n; i++)
    if (self->verdicts[i] == IMB_JUDGE_OPEN)
      open[n_open++] = (guint32) i;
  if (n_open > 0 && !find_judges (self, round, open, n_open, job, error))
    return FALSE;

  for (gsize i = 0; i < n_open; i++)
    {
      gsize n_other = 0;

      for (gsize t = 0; t < k; t++)
        n_other += self->classes[self->judges[i * k + t]] != round->c;
      self->verdicts[open[i]] = n_other < n_too_many ? IMB_JUDGE_OWN : IMB_JUDGE_OTHERS;
    }
  return TRUE;
}

/* One row in the place of another, or in its own. */
static void
move_row (const ImbGrowth *from,
          gsize            row,
          const ImbGrowth *to,
          gsize            place)
{
  if (from->out == to->out && row == place)
    return;
  memcpy (imb_growth_row (to, place), imb_growth_row (from, row), to->out->made->stride * sizeof (double));
  memcpy (imb_growth_parents (to, place), imb_growth_parents (from, row), 2 * sizeof (guint32));
  memcpy (imb_growth_weights (to, place), imb_growth_weights (from, row), 2 * sizeof (double));
}

/* Judges the candidates of @round. Those that stay become rows of the class from its @n_done on, until it has all; @n_stay: how
 * many. */
static gboolean
judge (const ImbGrowth *growth,
       const ImbGrowth *round,
       Court           *court,
       gsize            n_done,
       double           level,
       gsize           *n_stay,
       ImbJob          *job,
       GError         **error)
{
  const gsize n = round->n_new, n_too_many = too_many (growth->values, level);
  ImbMatrix   queries = *round->out->made;

  queries.data = imb_growth_row (round, round->at);
  queries.n_rows = n;
  memset (court->verdicts, n_too_many > (gsize) ((const Lee *) growth->values)->n_neighbors ? IMB_JUDGE_OWN : IMB_JUDGE_OPEN, n);
  if (court->verdicts[0] == IMB_JUDGE_OPEN && court->lists != NULL && !judge_by_lists (court, growth, round, &queries, n_too_many, job, error))
    return FALSE;
  if (!judge_by_search (court, round, n_too_many, job, error))
    return FALSE;

  *n_stay = 0;
  for (gsize i = 0; i < n && n_done + *n_stay < growth->n_new; i++)
    if (court->verdicts[i] == IMB_JUDGE_OWN)
      move_row (round, round->at + i, growth, growth->at + n_done + (*n_stay)++);
  return TRUE;
}

static void
make (const ImbGrowth *growth,
      gsize            m,
      ImbRng          *stream,
      gconstpointer    data)
{
  const guint32 *table = data;
  const gsize    k = (gsize) ((const Lee *) growth->values)->n_neighbors;
  gsize          choice = imb_rng_below (stream, growth->n_rows * k);

  imb_growth_between (growth, m, growth->rows[choice / k], growth->rows[table[choice]], imb_rng_double (stream));
}

static void
note_level (const ImbGrowth *growth,
            double           level)
{
  g_autofree char *label = imb_view_dup_label (growth->in, growth->c);

  imb_notes_add (growth->out->notes, _ ("Class “%s”: so few new rows stayed that the rejection level was raised to %.2g."), label, level);
}

/* How many candidates for so many rows. */
static gsize
round_of (gsize n_wanted)
{
  return CLAMP (n_wanted, SMALLEST_ROUND, LARGEST_ROUND);
}

static gboolean
try_rounds (const ImbGrowth *growth,
            const guint32   *table,
            Court           *court,
            GError         **error)
{
  const Lee *self = growth->values;
  double     level = self->rejection_level;
  gsize      n_done = 0, n_vain = 0;
  ImbRng     stream = *growth->rng;

  while (n_done < growth->n_new)
    {
      g_autoptr (ImbJob) silent = imb_job_new_part (growth->job, 0.0);
      g_autofree ImbRng *rng = g_new (ImbRng, 1);
      ImbGrowth          round = *growth;
      gsize              n_stay;

      if (!imb_job_step (growth->job, n_done, growth->n_new, error))
        return FALSE;
      imb_rng_init (rng, imb_rng_word (&stream));
      round.rng = rng;
      round.n_new = round_of (growth->n_new - n_done);
      round.out = n_done + round.n_new <= growth->n_new ? growth->out : court->few;
      round.at = round.out == growth->out ? growth->at + n_done : 0;
      if (!imb_growth_make (&round, make, table, silent, error) || !judge (growth, &round, court, n_done, level, &n_stay, silent, error))
        return FALSE;

      n_done += n_stay;
      n_vain = n_stay > 0 ? 0 : n_vain + 1;
      if (n_vain < PATIENCE)
        continue;
      n_vain = 0;
      level += RISE;
    }
  if (level > self->rejection_level)
    note_level (growth, level);
  return TRUE;
}

static gboolean
grow (const ImbGrowth *growth,
      GError         **error)
{
  const Lee          *self = growth->values;
  g_autofree guint32 *table = imb_lists_new (growth->n_rows, (gsize) self->n_neighbors, error);
  g_auto (Court) court = { 0 };
  g_autoptr (ImbJob) silent = imb_job_new_part (growth->job, 0.0);

  return table != NULL && imb_growth_neighbours (growth, self->metric, (gsize) self->n_neighbors, table, NULL, silent, error)
         && court_init (&court, growth, round_of (growth->n_new), silent, error)
         && try_rounds (growth, table, &court, error);
}

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  const Lee *self = values;

  return imb_grow (in, self->sampling_strategy, self, 2, 0, grow, rng, job, out, error);
}

const ImbSampler imb_sampler_lee = {
  .base.id = "lee",
  .base.title = N_ ("SMOTE with rejection (Lee)"),
  .base.summary = N_ ("Like SMOTE, but new rows that come to lie among other classes are rejected and made again."),
  .base.reference = "Lee, Kim, Lee 2015, doi:10.1145/2701126.2701181",
  .base.params = params,
  .base.params_size = sizeof (Lee),
  .flags = IMB_SAMPLER_ADDS | IMB_SAMPLER_RANDOM | IMB_SAMPLER_METRIC,
  .check = check,
  .sample = sample,
};
