/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Resampled rows as counts. What a metric asks of a row is few numbers: its class, its prediction, and its place among the distinct
 * scores of the positive rows (negatives between two of them need not be told apart). Rows with the same numbers are one
 * kind; n rows drawn with repeats are a multinomial draw over the kinds. Where hardly two rows are alike (or
 * have weights or repeats) rows are drawn one by one, and still nothing is sorted. Efron and Tibshirani 1993. */
#include "engine/evaluate/imb-redraw.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-multinomial.h"
#include "engine/kernels/imb-sort.h"

#define BLOCK      8  /* resamples of a block of work */
#define BINOMIAL   12 /* a binomial costs as much as that many draws of a row */
#define MANY_DRAWS 100000

struct _ImbRedraw
{
  guint     n_outcomes;
  guint     n_classes;
  guint     n_repeats;
  guint     n_slots; /* numbers of a row: for each outcome the prediction, then its places among the ranks */
  gsize     n_units; /* rows, each with all its repeats */
  gsize     n_drawn; /* of them with a weight: what was never tested is not drawn */
  guint     n_ranks; /* classes with a ranking, in an outcome that has them */
  guint     first;   /* the first of these classes */
  guint32  *slots;   /* of row i: n_slots from i * n_slots on */
  double   *weights; /* of rows, NULL: all 1 */
  gsize    *n_steps; /* of each outcome's ranks; 0 without */
  double  **steps;   /* thresholds */
  guint32  *order;   /* units by class, those of a kind side by side */
  guint32  *kind_of; /* of places in the order */
  guint32  *firsts;  /* of each kind, a unit */
  guint32  *sizes;   /* of each kind */
  gsize     n_kinds;
  gsize    *class_units; /* n_classes + 1: where a class begins in the order */
  gsize    *class_kinds; /* … and among the kinds */
  gboolean *ranked;
};

static gboolean
no_memory (gsize    n_rows,
           GError **error)
{
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory to draw %zu rows again; use fewer of them."), n_rows);
  return FALSE;
}

void
imb_redraw_free (ImbRedraw *self)
{
  if (self == NULL)
    return;

  for (gsize k = 0; self->steps != NULL && k < (gsize) self->n_outcomes * self->n_ranks; k++)
    g_free (self->steps[k]);
  g_free (self->steps);
  g_free (self->slots);
  g_free (self->weights);
  g_free (self->n_steps);
  g_free (self->order);
  g_free (self->kind_of);
  g_free (self->firsts);
  g_free (self->sizes);
  g_free (self->class_units);
  g_free (self->class_kinds);
  g_free (self->ranked);
  g_free (self);
}

/* Numbers the thresholds that rows of the class have, and for each threshold of the ranking where a row of the class
 * and another stand: a step; 2 · steps above, + 1 at one of them. */
static gboolean
number_steps (ImbRedraw        *self,
              gsize             rank,
              const ImbRanking *ranking,
              guint32         **place)
{
  gsize n_steps = 0;

  *place = g_try_new (guint32, 2 * MAX (ranking->n, 1));
  self->steps[rank] = g_try_new (double, MAX (ranking->n, 1));
  if (*place == NULL || self->steps[rank] == NULL)
    return FALSE;

  for (gsize i = 0; i < ranking->n; i++)
    {
      gboolean is_step = ranking->tp[i] > (i > 0 ? ranking->tp[i - 1] : 0.0);

      (*place)[2 * i] = (guint32) n_steps;
      (*place)[2 * i + 1] = (guint32) (2 * n_steps + (is_step ? 1 : 0));
      if (is_step)
        self->steps[rank][n_steps++] = ranking->thresholds[i];
    }
  self->n_steps[rank] = n_steps;
  return TRUE;
}

static gboolean
place_rows (ImbRedraw        *self,
            const ImbOutcome *outcome,
            guint             c,
            gsize             rank,
            guint             slot,
            ImbJob           *job,
            GError          **error)
{
  const ImbRanking   *ranking = imb_outcome_get_ranking (outcome, c);
  const double       *scores = imb_outcome_get_scores (outcome);
  const guint16      *truth = imb_outcome_get_truth (outcome);
  g_autofree guint32 *place = NULL;

  if (ranking == NULL || !number_steps (self, rank, ranking, &place))
    return no_memory (self->n_units, error);

  for (gsize i = 0; i < self->n_units * self->n_repeats; i++)
    {
      gsize at;

      if (i % MANY_DRAWS == 0 && !imb_job_step (job, 0, 0, error))
        return FALSE;
      at = imb_ranking_n_reached (ranking, scores[i * self->n_classes + c]);
      self->slots[i * self->n_slots + slot] = at > 0 ? place[2 * (at - 1) + (truth[i] == c ? 0 : 1)] : 0;
    }
  return TRUE;
}

static gboolean
fill_slots (ImbRedraw         *self,
            ImbOutcome *const *outcomes,
            ImbJob            *job,
            GError           **error)
{
  guint slot = 0;

  for (guint o = 0; o < self->n_outcomes; o++)
    {
      const guint16 *predicted = imb_outcome_get_predicted (outcomes[o]);

      for (gsize i = 0; i < self->n_units * self->n_repeats; i++)
        self->slots[i * self->n_slots + slot] = predicted[i];
      slot++;
      for (guint k = 0; self->ranked[o] && k < self->n_ranks; k++)
        if (!place_rows (self, outcomes[o], self->first + k, (gsize) o * self->n_ranks + k, slot++, job, error))
          return FALSE;
    }
  return TRUE;
}

/* Sorts the order by one number of the units, keeping what was in order among equal ones. */
static gboolean
sort_by (ImbRedraw     *self,
         const guint32 *slots, /* NULL: by @truth */
         const guint16 *truth,
         double        *keys,
         guint32       *moved,
         ImbJob        *job,
         GError       **error)
{
  gsize n = self->n_drawn;

  if (!imb_job_step (job, 0, 0, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    keys[i] = slots != NULL ? -(double) slots[(gsize) self->order[i] * self->n_slots] : -(double) truth[self->order[i]];
  if (!imb_sort_descending (keys, n, moved, error))
    return FALSE;

  for (gsize i = 0; i < n; i++)
    moved[i] = self->order[moved[i]];
  memcpy (self->order, moved, n * sizeof *moved);
  return TRUE;
}

/* Units with a weight in some repeat, in their order. Weights that are all 1 there are forgotten when there is one repeat. */
static void
find_drawn (ImbRedraw *self)
{
  gboolean alike = self->n_repeats == 1;

  for (gsize i = 0; i < self->n_units; i++)
    {
      gboolean counts = self->weights == NULL;

      for (guint r = 0; r < self->n_repeats && self->weights != NULL; r++)
        {
          double weight = self->weights[r * self->n_units + i];

          counts |= weight > 0.0;
          alike &= weight == 0.0 || weight == 1.0;
        }
      if (counts)
        self->order[self->n_drawn++] = (guint32) i;
    }
  if (alike)
    g_clear_pointer (&self->weights, g_free);
}

/* Kinds only where a unit is one row of weight 1. */
static gboolean
sort_kinds (ImbRedraw     *self,
            const guint16 *truth,
            ImbJob        *job,
            GError       **error)
{
  gsize               n = self->n_drawn;
  gboolean            alike = self->weights == NULL && self->n_repeats == 1;
  g_autofree double  *keys = g_try_new (double, MAX (n, 1));
  g_autofree guint32 *moved = g_try_new (guint32, MAX (n, 1));
  gsize               kind = 0;

  if (keys == NULL || moved == NULL)
    return no_memory (n, error);
  for (guint s = self->n_slots; alike && s-- > 0;)
    if (!sort_by (self, self->slots + s, truth, keys, moved, job, error))
      return FALSE;
  if (!sort_by (self, NULL, truth, keys, moved, job, error))
    return FALSE;

  for (gsize i = 0; i < n; i++)
    {
      guint32  unit = self->order[i], before = self->order[i > 0 ? i - 1 : 0];
      gboolean same = i > 0 && alike && truth[unit] == truth[before]
                      && memcmp (self->slots + (gsize) unit * self->n_slots, self->slots + (gsize) before * self->n_slots,
                                 self->n_slots * sizeof (guint32))
                           == 0;

      if (!same)
        {
          kind = self->n_kinds++;
          self->firsts[kind] = unit;
        }
      self->kind_of[i] = (guint32) kind;
      self->sizes[kind]++;
      self->class_units[truth[unit] + 1] = i + 1;
      self->class_kinds[truth[unit] + 1] = self->n_kinds;
    }
  for (guint c = 0; c < self->n_classes; c++)
    {
      self->class_units[c + 1] = MAX (self->class_units[c + 1], self->class_units[c]);
      self->class_kinds[c + 1] = MAX (self->class_kinds[c + 1], self->class_kinds[c]);
    }
  return TRUE;
}

static gboolean
allocate (ImbRedraw    *self,
          const double *weights)
{
  gsize n = MAX (self->n_units, 1), rows = n * self->n_repeats, ranks = (gsize) self->n_outcomes * self->n_ranks;

  self->slots = g_try_new (guint32, rows * self->n_slots);
  self->order = g_try_new (guint32, n);
  self->kind_of = g_try_new (guint32, n);
  self->firsts = g_try_new (guint32, n);
  self->sizes = g_try_new0 (guint32, n);
  self->steps = g_new0 (double *, ranks);
  self->n_steps = g_new0 (gsize, ranks);
  self->class_units = g_new0 (gsize, self->n_classes + 1);
  self->class_kinds = g_new0 (gsize, self->n_classes + 1);
  if (weights != NULL)
    {
      self->weights = g_try_new (double, rows);
      if (self->weights != NULL)
        memcpy (self->weights, weights, self->n_units * self->n_repeats * sizeof *weights);
    }
  return self->slots != NULL && self->order != NULL && self->kind_of != NULL && self->firsts != NULL && self->sizes != NULL
         && (weights == NULL || self->weights != NULL);
}

ImbRedraw *
imb_redraw_new (ImbOutcome *const *outcomes,
                guint              n_outcomes,
                const gboolean    *ranked,
                guint              n_repeats,
                ImbJob            *job,
                GError           **error)
{
  g_autoptr (ImbRedraw) self = g_new0 (ImbRedraw, 1);

  g_return_val_if_fail (n_outcomes > 0 && n_repeats > 0, NULL);

  self->n_outcomes = n_outcomes;
  self->n_classes = imb_outcome_n_classes (outcomes[0]);
  self->n_repeats = n_repeats;
  self->n_units = imb_outcome_n_rows (outcomes[0]) / n_repeats;
  self->n_ranks = self->n_classes == 2 ? 1 : self->n_classes;
  self->first = self->n_classes == 2 ? imb_outcome_get_positive (outcomes[0]) : 0;
  self->ranked = g_memdup2 (ranked, n_outcomes * sizeof *ranked);
  for (guint o = 0; o < n_outcomes; o++)
    {
      g_return_val_if_fail (imb_outcome_n_rows (outcomes[o]) == imb_outcome_n_rows (outcomes[0]), NULL);
      self->n_slots += 1 + (ranked[o] ? self->n_ranks : 0);
    }
  if (!allocate (self, imb_outcome_get_weights (outcomes[0])))
    {
      no_memory (imb_outcome_n_rows (outcomes[0]), error);
      return NULL;
    }
  find_drawn (self);
  if (!fill_slots (self, outcomes, job, error) || !sort_kinds (self, imb_outcome_get_truth (outcomes[0]), job, error))
    return NULL;
  return g_steal_pointer (&self);
}

static gboolean
has_kinds (const ImbRedraw *self,
           guint            c)
{
  return (self->class_kinds[c + 1] - self->class_kinds[c]) * BINOMIAL < self->class_units[c + 1] - self->class_units[c];
}

gsize
imb_redraw_get_cost (const ImbRedraw *self)
{
  gsize cost = self->n_kinds * self->n_repeats * self->n_slots;

  for (guint c = 0; c < self->n_classes; c++)
    cost += has_kinds (self, c) ? BINOMIAL * (self->class_kinds[c + 1] - self->class_kinds[c]) : self->class_units[c + 1] - self->class_units[c];
  return cost;
}

/* A block's own room. */
typedef struct
{
  guint32         *counts;
  double          *cells; /* of everything below, in one piece */
  gsize            n_cells;
  ImbRedrawn      *drawn;
  ImbRedrawnRanks *ranks;
  double          *values;
} Room;

static void
room_clear (Room *room)
{
  g_free (room->counts);
  g_free (room->cells);
  g_free (room->drawn);
  g_free (room->ranks);
  g_free (room->values);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Room, room_clear)

static gboolean
room_init (Room            *room,
           const ImbRedraw *self,
           gsize            n_values)
{
  gsize   n_ranks = (gsize) self->n_outcomes * self->n_ranks, n_confusion = (gsize) self->n_classes * self->n_classes;
  double *at;

  room->n_cells = self->n_outcomes * n_confusion;
  for (gsize k = 0; k < n_ranks; k++)
    room->n_cells += 3 * self->n_steps[k] + 1;
  room->counts = g_try_new (guint32, MAX (self->n_kinds, 1));
  room->cells = g_try_new (double, room->n_cells);
  room->drawn = g_new0 (ImbRedrawn, self->n_outcomes);
  room->ranks = g_new0 (ImbRedrawnRanks, n_ranks);
  room->values = g_new (double, MAX (n_values, 1));
  if (room->counts == NULL || room->cells == NULL)
    return FALSE;

  at = room->cells;
  for (guint o = 0; o < self->n_outcomes; o++)
    {
      room->drawn[o].confusion = at;
      at += n_confusion;
      if (!self->ranked[o])
        continue;
      room->drawn[o].ranks = room->ranks + (gsize) o * self->n_ranks;
      for (guint k = 0; k < self->n_ranks; k++)
        {
          ImbRedrawnRanks *ranks = &room->drawn[o].ranks[k];

          ranks->n = self->n_steps[(gsize) o * self->n_ranks + k];
          ranks->thresholds = self->steps[(gsize) o * self->n_ranks + k];
          ranks->hits = at;
          ranks->misses = at + ranks->n;
          at += 3 * ranks->n + 1;
        }
    }
  return TRUE;
}

static gboolean
draw_class (const ImbRedraw *self,
            guint            c,
            ImbRng          *stream,
            guint32         *counts,
            ImbJob          *job,
            GError         **error)
{
  gsize          n = self->class_units[c + 1] - self->class_units[c];
  const guint32 *kinds = self->kind_of + self->class_units[c];

  if (has_kinds (self, c))
    {
      imb_draw_multinomial (stream, self->sizes + self->class_kinds[c], self->class_kinds[c + 1] - self->class_kinds[c], n,
                            counts + self->class_kinds[c]);
      return TRUE;
    }
  for (gsize i = 0; i < n; i++)
    {
      if (i % MANY_DRAWS == MANY_DRAWS - 1 && !imb_job_step (job, 0, 0, error))
        return FALSE;
      counts[kinds[((guint64) imb_rng_word (stream) * n) >> 32]]++; /* at most n / 2³² away from even */
    }
  return TRUE;
}

/* Adds rows of one kind, drawn @count times, to what each outcome sees. */
static void
add_kind (const ImbRedraw *self,
          gsize            kind,
          guint            truth,
          double           count,
          ImbRedrawn      *drawn)
{
  for (guint r = 0; r < self->n_repeats; r++)
    {
      gsize          row = r * self->n_units + self->firsts[kind];
      const guint32 *slot = self->slots + row * self->n_slots;
      double         weight = self->weights != NULL ? count * self->weights[row] : count;

      for (guint o = 0; o < self->n_outcomes; o++)
        {
          drawn[o].confusion[(gsize) truth * self->n_classes + *slot++] += weight;
          for (guint k = 0; self->ranked[o] && k < self->n_ranks; k++, slot++)
            if (truth == self->first + k)
              drawn[o].ranks[k].hits[*slot] += weight;
            else
              drawn[o].ranks[k].misses[*slot] += weight;
        }
    }
}

typedef struct
{
  const ImbRedraw *redraw;
  gsize            n_resamples;
  gsize            n_values;
  const guint32   *seeds;
  ImbRedrawFunc    func;
  gpointer         data;
  double          *values;
  ImbJob          *job;
} Work;

static gboolean
draw_once (const Work *work,
           gsize       b,
           Room       *room,
           GError    **error)
{
  const ImbRedraw *self = work->redraw;
  ImbRng           stream;

  imb_rng_init (&stream, work->seeds[b]);
  memset (room->counts, 0, self->n_kinds * sizeof *room->counts);
  if (!imb_redraw_clear (room->cells, room->n_cells, work->job, error))
    return FALSE;
  for (guint c = 0; c < self->n_classes; c++)
    {
      if (!imb_job_step (work->job, 0, 0, error) || !draw_class (self, c, &stream, room->counts, work->job, error))
        return FALSE;
      for (gsize kind = self->class_kinds[c]; kind < self->class_kinds[c + 1]; kind++)
        if (room->counts[kind] > 0)
          add_kind (self, kind, c, room->counts[kind], room->drawn);
    }
  work->func (room->drawn, work->data, room->values);
  for (gsize v = 0; v < work->n_values; v++)
    work->values[v * work->n_resamples + b] = room->values[v];
  return imb_job_step (work->job, 0, 0, error);
}

static gboolean
draw_block (gsize    block,
            gpointer data,
            GError **error)
{
  Work *work = data;
  g_auto (Room) room = { 0 };

  if (!room_init (&room, work->redraw, work->n_values))
    return no_memory (work->redraw->n_units, error);

  for (gsize b = block * BLOCK; b < MIN ((block + 1) * BLOCK, work->n_resamples); b++)
    if (!imb_job_step (work->job, 0, 0, error) || !draw_once (work, b, &room, error))
      return FALSE;
  return TRUE;
}

double *
imb_redraw_many (const ImbRedraw *self,
                 gsize            n_resamples,
                 guint32          seed,
                 gsize            n_values,
                 ImbRedrawFunc    func,
                 gpointer         data,
                 ImbJob          *job,
                 GError         **error)
{
  g_autofree double  *values = g_try_new (double, MAX (n_values * n_resamples, 1));
  g_autofree guint32 *seeds = g_new (guint32, MAX (n_resamples, 1));
  Work                work = { self, n_resamples, n_values, seeds, func, data, values, job };
  ImbRng              stream;

  if (values == NULL)
    {
      no_memory (self->n_units, error);
      return NULL;
    }
  imb_rng_init (&stream, seed);
  for (gsize b = 0; b < n_resamples; b++)
    seeds[b] = imb_rng_word (&stream);
  if (!imb_parallel_for ((n_resamples + BLOCK - 1) / BLOCK, draw_block, &work, job, error))
    return NULL;
  return g_steal_pointer (&values);
}

/* ---- one row less ---- */

typedef struct
{
  const ImbRedraw *redraw;
  gsize            n_values;
  ImbRedrawFunc    func;
  gpointer         data;
  GArray          *kinds;       /* of guint32: those that are left out, class by class */
  gsize           *class_begin; /* n_classes + 1: among these */
  double          *values;      /* of each of them, one row of it less */
  Room             whole;
  ImbJob          *job;
} Less;

static guint
class_of_kind (const ImbRedraw *self,
               gsize            kind)
{
  guint c = 0;

  while (kind >= self->class_kinds[c + 1])
    c++;
  return c;
}

/* Every row once. */
static gboolean
fill_whole (Less    *work,
            double  *values,
            GError **error)
{
  const ImbRedraw *self = work->redraw;

  if (!imb_redraw_clear (work->whole.cells, work->whole.n_cells, work->job, error))
    return FALSE;
  for (gsize kind = 0; kind < self->n_kinds; kind++)
    {
      if (kind % (1 + 100000 / self->n_slots) == 0 && !imb_job_step (work->job, 0, 0, error))
        return FALSE;
      add_kind (self, kind, class_of_kind (self, kind), self->sizes[kind], work->whole.drawn);
    }
  work->func (work->whole.drawn, work->data, values);
  return imb_job_step (work->job, 0, 0, error);
}

static gboolean
leave_out_block (gsize    block,
                 gpointer data,
                 GError **error)
{
  Less *work = data;
  g_auto (Room) room = { 0 };

  if (!room_init (&room, work->redraw, work->n_values))
    return no_memory (work->redraw->n_units, error);

  for (gsize i = block * BLOCK; i < MIN ((block + 1) * BLOCK, work->kinds->len); i++)
    {
      guint32 kind = g_array_index (work->kinds, guint32, i);

      if (!imb_job_step (work->job, 0, 0, error))
        return FALSE;
      memcpy (room.cells, work->whole.cells, room.n_cells * sizeof *room.cells);
      add_kind (work->redraw, kind, class_of_kind (work->redraw, kind), -1.0, room.drawn);
      work->func (room.drawn, work->data, work->values + i * work->n_values);
    }
  return TRUE;
}

static void
list_kinds (Less *work)
{
  const ImbRedraw *self = work->redraw;
  const gsize      most = MAX (IMB_MOST_LEFT_OUT / self->n_classes, 20);

  work->kinds = g_array_new (FALSE, FALSE, sizeof (guint32));
  work->class_begin = g_new0 (gsize, self->n_classes + 1);
  for (guint c = 0; c < self->n_classes; c++)
    {
      gsize step = (self->class_kinds[c + 1] - self->class_kinds[c] + most - 1) / most;

      for (gsize kind = self->class_kinds[c]; kind < self->class_kinds[c + 1]; kind += step)
        {
          guint32 own = (guint32) kind;

          g_array_append_val (work->kinds, own);
        }
      work->class_begin[c + 1] = work->kinds->len;
    }
}

/* Adds the squares and cubes of one class's rows. */
static void
add_moments (const Less *work,
             guint       c,
             gsize       v,
             double     *squares,
             double     *cubes)
{
  const ImbRedraw *self = work->redraw;
  const double     n = (double) (self->class_units[c + 1] - self->class_units[c]);
  double           rows = 0.0, mean = 0.0, second = 0.0, third = 0.0;

  for (guint is_centred = 0; is_centred < 2; is_centred++)
    for (gsize i = work->class_begin[c]; i < work->class_begin[c + 1]; i++)
      {
        double value = work->values[i * work->n_values + v], size = self->sizes[g_array_index (work->kinds, guint32, i)];

        if (isnan (value))
          continue;
        rows += is_centred ? 0.0 : size;
        mean += is_centred ? 0.0 : size * (value - mean) / rows;
        second += is_centred ? size * (mean - value) * (mean - value) : 0.0;
        third += is_centred ? size * (mean - value) * (mean - value) * (mean - value) : 0.0;
      }
  if (rows == 0.0)
    return;
  *squares += (n - 1.0) * (n - 1.0) * second / rows / n;
  *cubes += (n - 1.0) * (n - 1.0) * (n - 1.0) * third / rows / (n * n);
}

static void
less_clear (Less *work)
{
  g_clear_pointer (&work->kinds, g_array_unref);
  g_free (work->class_begin);
  g_free (work->values);
  room_clear (&work->whole);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Less, less_clear)

double *
imb_redraw_accelerate (const ImbRedraw *self,
                       gsize            n_values,
                       ImbRedrawFunc    func,
                       gpointer         data,
                       double          *whole,
                       ImbJob          *job,
                       GError         **error)
{
  g_auto (Less) work = { .redraw = self, .n_values = n_values, .func = func, .data = data, .job = job };
  double *accelerations;

  list_kinds (&work);
  work.values = g_try_new (double, MAX (work.kinds->len * n_values, 1));
  if (work.values == NULL || !room_init (&work.whole, self, n_values))
    {
      no_memory (self->n_units, error);
      return NULL;
    }
  if (!fill_whole (&work, whole, error) || !imb_parallel_for ((work.kinds->len + BLOCK - 1) / BLOCK, leave_out_block, &work, job, error))
    return NULL;

  accelerations = g_new (double, MAX (n_values, 1));
  for (gsize v = 0; v < n_values; v++)
    {
      double squares = 0.0, cubes = 0.0;

      for (guint c = 0; c < self->n_classes; c++)
        add_moments (&work, c, v, &squares, &cubes);
      accelerations[v] = squares > 0.0 ? cubes / (6.0 * pow (squares, 1.5)) : 0.0;
    }
  return accelerations;
}
