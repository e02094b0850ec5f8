/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Combined cleaning and resampling. Every row of a class spends an energy on a ball around it (sum of absolute differences
 * as distance): growing by one costs 1 + the rows of other classes already inside. Rows of other classes inside are pushed out
 * to the surface, by all balls at once; then new rows are drawn evenly in the balls, the more the smaller the ball.
 * Koziarski, Wozniak 2017, doi:10.1515/amcs-2017-0050. (Its first program computes the cleaning and then
 * drops it; here it is done.)
 * With several classes each is taken in turn, the largest first, against all others as they then lie. A row that was pushed is
 * removed, and a synthetic row of its class, whose parent it is, stands at the new place. How many rows a ball gets
 * is its share rounded so that the class is as large as asked. Categories are not compared and copied.
 * O(n_c · n · d), and nothing is kept per pair of rows. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-apportion.h"
#include "engine/kernels/imb-cityblock.h"
#include "engine/kernels/imb-sort.h"
#include "engine/samplers/imb-grow.h"
#include "engine/samplers/imb-sampler.h"
#include "engine/samplers/imb-strategy.h"

#define BLOCK          4
#define MOST_WITNESSES 8 /* pushers named of a row */

typedef struct
{
  const char *sampling_strategy;
  double      energy;
  double      scaling;
} Ccr;

static const ImbParam params[] = {
  IMB_STRATEGY_PARAM_OVER (Ccr),
  {
    .name = "energy",
    .label = N_ ("Energy"),
    .help = N_ ("What each row may spend on its ball: the radius where no other class is near, in units of the features."),
    IMB_REAL (Ccr, energy, 1.0, 1e-9, 1e9),
  },
  {
    .name = "scaling",
    .label = N_ ("Growth with features"),
    .help = N_ ("The energy is multiplied by the number of features to this power: 0 leaves it as it is, 1 is an energy for each feature."),
    IMB_REAL (Ccr, scaling, 0.0, 0.0, 2.0),
  },
  { NULL },
};

/* The balls of one class. */
typedef struct
{
  guint32 *rows;
  double  *radii;
  gsize    n_rows;
} Balls;

typedef struct
{
  const ImbView *in;
  const Ccr     *self;
  ImbResample   *out;
  ImbMatrix     *places;  /* where every row now lies; 0 in categories */
  guint8        *pushed;  /* of every row, whether it was moved */
  guint32       *slots;   /* of a pushed row, its synthetic one */
  GArray       **pushers; /* of every row, up to MOST_WITNESSES rows; NULL: none */
  Balls         *balls;   /* of every class */
  guint          c;       /* the class in turn */
  const guint32 *others;  /* rows of other classes, while balls grow */
  gint          *is_near; /* of every row, whether it is so near a centre that a ball may hold it; set by all threads */
  ImbCityblock   around;  /* first of the rows of other classes, then of the centres */
  double        *limits;  /* of these: how far is far enough to be left alone */
  ImbMatrix     *shifted; /* where the rows of other classes will lie */
  guint32        seed;    /* for directions where there is none */
} Cleaning;

/* The balls that hold a row, and how far it is from their centres; returns their number. */
static gsize
collect_balls (const Cleaning *clean,
               const double   *row,
               guint32        *found,
               double         *apart)
{
  const gsize n_near = imb_cityblock_within (&clean->around, row, clean->limits, found, apart);
  gsize       n = 0;

  for (gsize f = 0; f < n_near; f++)
    if (apart[f] < clean->limits[found[f]])
      {
        apart[n] = apart[f];
        found[n++] = found[f];
      }
  return n;
}

/* What a row may spend. */
static double
energy_of (const Cleaning *clean)
{
  return clean->self->energy * pow ((double) clean->in->base->n_cols, clean->self->scaling);
}

/* The radius that the energy buys, given the distances within it, ascending. */
static double
spend (double        energy,
       const double *distances,
       gsize         n)
{
  double radius = 0.0;
  gsize  inside = 0;

  while (inside < n && (distances[inside] - radius) * (double) (inside + 1) <= energy)
    {
      energy -= (distances[inside] - radius) * (double) (inside + 1);
      radius = distances[inside++];
    }
  return radius + energy / (double) (inside + 1);
}

/* No ball is larger than the energy: what is farther than that from all centres is in none. */
static void
mark_near (const Cleaning *clean,
           const guint32  *found,
           gsize           n)
{
  for (gsize f = 0; f < n; f++)
    {
      gint *is_near = &clean->is_near[clean->others[found[f]]];

      if (!g_atomic_int_get (is_near))
        g_atomic_int_set (is_near, TRUE);
    }
}

static gboolean
grow_balls (gsize    block,
            gpointer data,
            GError **error)
{
  const Cleaning     *clean = data;
  Balls              *balls = &clean->balls[clean->c];
  g_autofree double  *near = g_new (double, clean->around.n_rows + 1);
  g_autofree guint32 *found = g_new (guint32, clean->around.n_rows + 1);
  const double        energy = energy_of (clean);
  gsize               end = MIN ((block + 1) * BLOCK, balls->n_rows);

  for (gsize i = block * BLOCK; i < end; i++)
    {
      gsize n = imb_cityblock_within (&clean->around, imb_matrix_row (clean->places, balls->rows[i]), clean->limits, found, near);

      mark_near (clean, found, n);
      qsort (near, n, sizeof *near, imb_compare_doubles);
      balls->radii[i] = MIN (spend (energy, near, n), energy);
    }
  return TRUE;
}

/* From the very centre of a ball any direction will do: one is drawn, the same whatever else is pushed. */
static void
push_anywhere (const Cleaning *clean,
               gsize           row,
               double          radius,
               double         *shift)
{
  const gsize        d = clean->places->n_cols;
  g_autofree double *way = g_new0 (double, d);
  double             length = 0.0;
  ImbRng             stream;

  imb_rng_init (&stream, clean->seed ^ (guint32) row);
  for (gsize j = 0; j < d; j++)
    if (!imb_view_is_category (clean->in, j))
      {
        way[j] = imb_rng_normal (&stream);
        length += fabs (way[j]);
      }
  for (gsize j = 0; j < d; j++)
    shift[j] += way[j] / length * radius;
}

/* What the balls @found do to a row. */
static void
push_row (const Cleaning *clean,
          gsize           row,
          const guint32  *found,
          const double   *apart,
          gsize           n)
{
  const Balls  *balls = &clean->balls[clean->c];
  const double *from = imb_matrix_row (clean->places, row);
  double       *to = imb_matrix_row (clean->shifted, row);

  if (n == 0)
    return;
  clean->pushed[row] = 1;
  if (clean->pushers[row] == NULL)
    clean->pushers[row] = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (gsize f = 0; f < n; f++)
    {
      const guint32 pusher = balls->rows[found[f]];
      const double *centre = imb_matrix_row (clean->places, pusher);
      const double  radius = balls->radii[found[f]];

      if (apart[f] == 0.0)
        push_anywhere (clean, row, radius, to);
      for (gsize j = 0; apart[f] > 0.0 && j < clean->places->n_cols; j++)
        to[j] += (radius - apart[f]) / apart[f] * (from[j] - centre[j]);
      if (clean->pushers[row]->len < MOST_WITNESSES)
        g_array_append_val (clean->pushers[row], pusher);
    }
}

static gboolean
push_rows (gsize    block,
           gpointer data,
           GError **error)
{
  const Cleaning     *clean = data;
  const Balls        *balls = &clean->balls[clean->c];
  g_autofree guint32 *found = g_new (guint32, balls->n_rows + 1);
  g_autofree double  *apart = g_new (double, balls->n_rows + 1);
  gsize               end = MIN ((block + 1) * BLOCK, clean->places->n_rows);

  for (gsize row = block * BLOCK; row < end; row++)
    if (clean->is_near[row])
      push_row (clean, row, found, apart, collect_balls (clean, imb_matrix_row (clean->places, row), found, apart));
  return TRUE;
}

/* @limits: (nullable): of each of @rows, else @limit */
static gboolean
look_around (Cleaning      *clean,
             const guint32 *rows,
             gsize          n_rows,
             const double  *limits,
             double         limit,
             GError       **error)
{
  imb_cityblock_clear (&clean->around);
  g_clear_pointer (&clean->limits, g_free);
  if (!imb_cityblock_init (&clean->around, clean->places, rows, n_rows, error))
    return FALSE;
  clean->limits = g_new (double, clean->around.n_panels *IMB_CITYBLOCK_LANES + 1);
  for (gsize i = 0; i < clean->around.n_panels * IMB_CITYBLOCK_LANES; i++)
    clean->limits[i] = limits != NULL ? limits[MIN (i, n_rows - 1)] : limit;
  return TRUE;
}

/* One class: its balls, and what they push. */
static gboolean
clean_around (Cleaning *clean,
              guint     c,
              ImbJob   *job,
              GError  **error)
{
  Balls              *balls = &clean->balls[c];
  g_autofree guint32 *others = g_new (guint32, clean->in->n_rows + 1);
  gsize               n_others = 0;
  g_autoptr (ImbJob) growing = imb_job_new_part (job, 0.5);
  g_autoptr (ImbJob) pushing = imb_job_new_part (job, 0.5);

  clean->c = c;
  for (gsize i = 0; i < clean->in->n_rows; i++)
    {
      others[n_others] = (guint32) i;
      n_others += imb_view_class (clean->in, i) != c;
      clean->is_near[i] = FALSE;
    }
  clean->others = others;
  balls->rows = imb_view_rows_of_class (clean->in, c, &balls->n_rows);
  balls->radii = g_new (double, MAX (balls->n_rows, 1));
  if (!look_around (clean, others, n_others, NULL, energy_of (clean), error)
      || !imb_parallel_for ((balls->n_rows + BLOCK - 1) / BLOCK, grow_balls, clean, growing, error)
      || !look_around (clean, balls->rows, balls->n_rows, balls->radii, 0.0, error))
    return FALSE;

  memcpy (clean->shifted->data, clean->places->data, clean->places->n_rows * clean->places->stride * sizeof (double));
  if (!imb_parallel_for ((clean->places->n_rows + BLOCK - 1) / BLOCK, push_rows, clean, pushing, error))
    return FALSE;
  memcpy (clean->places->data, clean->shifted->data, clean->places->n_rows * clean->places->stride * sizeof (double));
  return TRUE;
}

/* The row as it lies now, its categories as they were. */
static void
write_place (const Cleaning *clean,
             gsize           row,
             double         *to)
{
  memcpy (to, imb_matrix_row (clean->places, row), clean->places->stride * sizeof *to);
  for (gsize j = 0; clean->in->kinds != NULL && j < clean->places->n_cols; j++)
    if (imb_view_is_category (clean->in, j))
      to[j] = imb_view_row (clean->in, row)[j];
}

/* Takes pushed rows out and puts them in again as synthetic ones, before room for @n_new rows. */
static gboolean
replace_pushed (Cleaning *clean,
                gsize     n_new,
                gsize    *n_pushed,
                GError  **error)
{
  const ImbView      *in = clean->in;
  g_autofree guint32 *kept = g_new (guint32, MAX (in->n_rows, 1));
  gsize               n_kept = 0;

  *n_pushed = 0;
  for (gsize i = 0; i < in->n_rows; i++)
    if (!clean->pushed[i])
      kept[n_kept++] = (guint32) i;
    else
      {
        clean->slots[i] = (guint32) (*n_pushed)++;
        imb_removals_add (clean->out->removals, (guint32) i, IMB_REASON_PUSHED, (const guint32 *) clean->pushers[i]->data, clean->pushers[i]->len);
      }
  imb_resample_take_rows (clean->out, g_steal_pointer (&kept), n_kept);
  if (!imb_resample_add_made (clean->out, *n_pushed + n_new, in->base->n_cols, 1, error))
    return FALSE;

  for (gsize i = 0; i < in->n_rows; i++)
    if (clean->pushed[i])
      {
        gsize m = clean->slots[i];

        clean->out->made_classes[m] = (guint16) imb_view_class (in, i);
        clean->out->parent_rows[m] = (guint32) i;
        clean->out->parent_weights[m] = 1.0;
        write_place (clean, i, imb_matrix_row (clean->out->made, m));
      }
  return TRUE;
}

typedef struct
{
  const Cleaning *clean;
  const guint32  *owners; /* of each new row, the position of its ball */
} Filling;

/* Even in the ball: exponential numbers with random signs over their sum and one more. */
static void
make (const ImbGrowth *growth,
      gsize            m,
      ImbRng          *stream,
      gconstpointer    data)
{
  const Filling *filling = data;
  const Balls   *balls = &filling->clean->balls[growth->c];
  gsize          i = filling->owners[m - growth->at], d = growth->in->base->n_cols;
  guint32        row = balls->rows[i];
  double        *x = imb_growth_row (growth, m), total = -log1p (-imb_rng_double (stream));

  memset (x, 0, growth->out->made->stride * sizeof *x);
  for (gsize j = 0; j < d; j++)
    if (!imb_view_is_category (growth->in, j))
      {
        double length = -log1p (-imb_rng_double (stream));

        total += length;
        x[j] = imb_rng_word (stream) & 1 ? length : -length;
      }
  for (gsize j = 0; j < d; j++)
    x[j] = imb_matrix_row (filling->clean->places, row)[j] + (total > 0.0 ? x[j] / total * balls->radii[i] : 0.0);
  imb_growth_parents (growth, m)[0] = filling->clean->pushed[row] ? (guint32) (growth->out->n_in + filling->clean->slots[row]) : row;
  imb_growth_weights (growth, m)[0] = 1.0;
  growth->out->made_classes[m] = (guint16) growth->c;
  imb_growth_keep_categories (growth, m);
}

static gboolean
fill_balls (const Cleaning *clean,
            guint           c,
            gsize           at,
            gsize           n_new,
            const ImbRng   *rng,
            ImbJob         *job,
            GError        **error)
{
  const Balls        *balls = &clean->balls[c];
  g_autofree guint32 *owners = imb_rows_new (n_new, sizeof (guint32), error);
  const ImbGrowth     growth = { .in = clean->in, .rng = rng, .out = clean->out, .c = c, .at = at, .n_new = n_new, .n_parents = 1 };
  const Filling       filling = { clean, owners };
  g_autofree double  *shares = owners != NULL ? imb_rows_new (balls->n_rows, sizeof (double), error) : NULL;
  g_autofree gsize   *counts = shares != NULL ? imb_rows_new (balls->n_rows, sizeof (gsize), error) : NULL;
  double              total = 0.0;
  gsize               done = 0;

  if (counts == NULL)
    return FALSE;
  for (gsize i = 0; i < balls->n_rows; i++)
    total += 1.0 / balls->radii[i];
  for (gsize i = 0; i < balls->n_rows; i++)
    shares[i] = 1.0 / balls->radii[i] / total * (double) n_new;
  imb_apportion (shares, balls->n_rows, n_new, counts);
  for (gsize i = 0; i < balls->n_rows; i++)
    for (gsize t = 0; t < counts[i]; t++)
      owners[done++] = (guint32) i;
  return imb_growth_make (&growth, make, &filling, job, error);
}

/* Classes that grow, the largest first. (transfer full) */
static guint *
order_classes (const ImbView *in,
               const gsize   *targets,
               guint         *n)
{
  g_autofree gsize *counts = g_new0 (gsize, in->n_classes);
  guint            *order = g_new (guint, in->n_classes);

  imb_view_count (in, counts);
  *n = 0;
  for (guint c = 0; c < in->n_classes; c++)
    {
      guint at = *n;

      if (targets[c] == 0)
        continue;
      for (; at > 0 && counts[order[at - 1]] < counts[c]; at--)
        order[at] = order[at - 1];
      order[at] = c;
      ++*n;
    }
  return order;
}

static gboolean
clean_and_fill (Cleaning     *clean,
                const gsize  *targets,
                const ImbRng *rng,
                ImbJob       *job,
                GError      **error)
{
  guint             n_growing;
  g_autofree guint *order = order_classes (clean->in, targets, &n_growing);
  gsize             n_new = 0, n_pushed, at;

  for (guint i = 0; i < n_growing; i++)
    {
      g_autoptr (ImbJob) part = imb_job_new_part (job, 0.9 / n_growing);

      n_new += targets[order[i]];
      if (!clean_around (clean, order[i], part, error))
        return FALSE;
    }
  g_clear_pointer (&clean->shifted, imb_matrix_free); /* the new rows take its place */
  if (!replace_pushed (clean, n_new, &n_pushed, error))
    return FALSE;

  at = n_pushed;
  for (guint c = 0; c < clean->in->n_classes; at += targets[c], c++)
    {
      g_autoptr (ImbJob) part = imb_job_new_part (job, 0.1 * (double) targets[c] / (double) n_new);

      if (targets[c] > 0 && !fill_balls (clean, c, at, targets[c], rng, part, error))
        return FALSE;
    }
  if (n_pushed > 0)
    imb_notes_add (clean->out->notes, g_dngettext (GETTEXT_PACKAGE, "%zu row of other classes was pushed away from the rows of smaller classes.", "%zu rows of other classes were pushed away from the rows of smaller classes.", n_pushed), n_pushed);
  return TRUE;
}

static gboolean
cleaning_init (Cleaning     *clean,
               const ImbRng *rng,
               ImbJob       *job,
               GError      **error)
{
  const ImbView *in = clean->in;
  ImbRng         stream = *rng;

  clean->places = imb_view_gather (in, NULL, in->n_rows, job, error);
  if (clean->places == NULL || (clean->shifted = imb_matrix_new_unset (in->n_rows, in->base->n_cols, error)) == NULL)
    return FALSE;

  clean->is_near = g_new0 (gint, in->n_rows);
  clean->pushed = g_new0 (guint8, in->n_rows);
  clean->slots = g_new0 (guint32, in->n_rows);
  clean->pushers = g_new0 (GArray *, in->n_rows);
  clean->balls = g_new0 (Balls, in->n_classes);
  clean->seed = imb_rng_word (&stream);
  for (gsize j = 0; j < in->base->n_cols; j++)
    for (gsize i = 0; imb_view_is_category (in, j) && i < in->n_rows; i++)
      imb_matrix_row (clean->places, i)[j] = 0.0;
  return TRUE;
}

static void
cleaning_clear (Cleaning *clean)
{
  for (gsize i = 0; clean->pushers != NULL && i < clean->in->n_rows; i++)
    if (clean->pushers[i] != NULL)
      g_array_unref (clean->pushers[i]);
  for (guint c = 0; clean->balls != NULL && c < clean->in->n_classes; c++)
    {
      g_free (clean->balls[c].rows);
      g_free (clean->balls[c].radii);
    }
  imb_matrix_free (clean->places);
  imb_matrix_free (clean->shifted);
  imb_cityblock_clear (&clean->around);
  g_free (clean->limits);
  g_free (clean->is_near);
  g_free (clean->pushed);
  g_free (clean->slots);
  g_free (clean->pushers);
  g_free (clean->balls);
}

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  const Ccr        *self = values;
  g_autofree gsize *targets = g_new0 (gsize, in->n_classes);
  Cleaning          clean = { .in = in, .self = self, .out = out };
  gsize             n_new = 0;
  gboolean          ok;

  if (!imb_strategy_resolve (IMB_STRATEGY_OVER, self->sampling_strategy, in, targets, NULL, error))
    return FALSE;
  imb_strategy_note (IMB_STRATEGY_OVER, in, targets, out->notes);
  for (guint c = 0; c < in->n_classes; c++)
    n_new += targets[c];
  if (n_new == 0)
    return TRUE;

  ok = cleaning_init (&clean, rng, job, error) && clean_and_fill (&clean, targets, rng, job, error);
  cleaning_clear (&clean);
  return ok;
}

const ImbSampler imb_sampler_ccr = {
  .base.id = "ccr",
  .base.title = N_ ("Combined cleaning and resampling (CCR)"),
  .base.summary = N_ ("Pushes rows of other classes away from the rows of a smaller class and makes new rows in the room that this gives."),
  .base.reference = "Koziarski, Wozniak 2017, doi:10.1515/amcs-2017-0050",
  .base.params = params,
  .base.params_size = sizeof (Ccr),
  .flags = IMB_SAMPLER_ADDS | IMB_SAMPLER_DROPS | IMB_SAMPLER_RANDOM | IMB_SAMPLER_BEYOND | IMB_SAMPLER_NUMBERS | IMB_SAMPLER_REPLACES,
  .sample = sample,
};
