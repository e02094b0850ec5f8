/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Assembled SMOTE: rows of a class that have another class among their k nearest are its border. The shortest tree over the
 * border is built up, shortest link first: a link joins two clusters if either has fewer than pop rows, or if the cosine of
 * the directions in which they vary most is above thres, so that each cluster is a nearly straight piece of the border. SMOTE is
 * done within each cluster and within the rows that are not border, each row starting as many.
 * Zhou, Yang, Guo, Hu 2013, doi:10.1109/IJCNN.2013.6707035.
 * A row that is alone in its group is copied. O(b² d) for b border rows, and O(b d) for each direction that is
 * compared. Distances within the border are over numbers only; rows that miss some are joined last. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-lists.h"
#include "engine/kernels/imb-principal.h"
#include "engine/kernels/imb-spanning-tree.h"
#include "engine/samplers/imb-grow.h"
#include "engine/samplers/imb-interpolate.h"
#include "engine/samplers/imb-numbers.h"
#include "engine/samplers/imb-sampler.h"
#include "engine/samplers/imb-strategy.h"

typedef struct
{
  const char *sampling_strategy;
  int         n_neighbors;
  int         pop;
  double      thres;
  int         metric;
} Assembled;

static const ImbParam params[] = {
  IMB_STRATEGY_PARAM_OVER (Assembled),
  {
    .name = "n_neighbors",
    .label = N_ ("Neighbours"),
    .help = N_ ("Nearest rows: among all of them another class makes a row border, of those in its cluster, at most so many, a partner is drawn."),
    IMB_INT (Assembled, n_neighbors, 5, 1, 1000),
  },
  {
    .name = "pop",
    .label = N_ ("Small clusters"),
    .help = N_ ("Clusters with fewer rows than this are joined whatever their directions are."),
    IMB_INT (Assembled, pop, 2, 1, 1000),
  },
  {
    .name = "thres",
    .label = N_ ("Same direction"),
    .help = N_ ("Larger clusters are joined if the cosine between their directions is above this."),
    IMB_REAL (Assembled, thres, 0.3, 0.0, 1.0),
  },
  IMB_DISTANCE_PARAM (Assembled),
  { NULL },
};

static gboolean
check (const ImbView *in,
       gconstpointer  values,
       GError       **error)
{
  const Assembled *self = values;

  return imb_check_growth (in, self->sampling_strategy, (gsize) self->n_neighbors, "n_neighbors", error);
}

/* Rows of a class in groups: the positions of one group follow each other. */
typedef struct
{
  const ImbMatrix *numbers;
  guint32         *members; /* (array length=n_rows): positions in the class's rows, group by group */
  gsize           *ends;    /* of each group, in members */
  gsize            n_groups;
  guint32         *table;    /* k of each member: positions in members */
  guint32         *n_others; /* of each member, how many of the k there are */
} Groups;

static void
groups_clear (Groups *self)
{
  g_free (self->members);
  g_free (self->ends);
  g_free (self->table);
  g_free (self->n_others);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Groups, groups_clear)

/* Clusters while they are joined, as rings of border rows. */
typedef struct
{
  const ImbMatrix *border;
  guint32         *root;
  guint32         *next;
  gsize           *size;       /* of a root */
  double         **directions; /* of a root; NULL: not known */
} Rings;

static Rings
rings_new (const ImbMatrix *border)
{
  const gsize n = border->n_rows;
  Rings       self = { border, g_new (guint32, n), g_new (guint32, n), g_new (gsize, n), g_new0 (double *, n) };

  for (gsize i = 0; i < n; i++)
    {
      self.root[i] = self.next[i] = (guint32) i;
      self.size[i] = 1;
    }
  return self;
}

static void
rings_clear (Rings *self)
{
  for (gsize i = 0; i < self->border->n_rows; i++)
    g_free (self->directions[i]);
  g_free (self->root);
  g_free (self->next);
  g_free (self->size);
  g_free (self->directions);
}

/* The direction of a cluster; kept until it grows. */
static gboolean
find_direction (Rings   *rings,
                guint32  root,
                ImbJob  *job,
                GError **error)
{
  g_autofree guint32 *rows = NULL;
  guint32             row = root;

  if (rings->directions[root] != NULL)
    return TRUE;

  rows = g_new (guint32, rings->size[root]);
  for (gsize i = 0; i < rings->size[root]; i++, row = rings->next[row])
    rows[i] = row;
  rings->directions[root] = g_new (double, rings->border->stride);
  return imb_principal_direction (rings->border, rows, rings->size[root], rings->directions[root], job, error);
}

static gboolean
belong_together (Rings           *rings,
                 guint32          a,
                 guint32          b,
                 const Assembled *self,
                 gboolean        *answer,
                 ImbJob          *job,
                 GError         **error)
{
  double cosine = 0.0;

  *answer = rings->size[a] < (gsize) self->pop || rings->size[b] < (gsize) self->pop;
  if (*answer)
    return TRUE;
  if (!find_direction (rings, a, job, error) || !find_direction (rings, b, job, error))
    return FALSE;

  for (gsize j = 0; j < rings->border->n_cols; j++)
    cosine += rings->directions[a][j] * rings->directions[b][j];
  *answer = fabs (cosine) > self->thres;
  return TRUE;
}

/* The smaller one takes the larger one's root, so each row changes its root seldom. */
static void
join (Rings  *rings,
      guint32 a,
      guint32 b)
{
  guint32 large = rings->size[a] >= rings->size[b] ? a : b, small = large == a ? b : a, row = small, after;

  for (gsize i = 0; i < rings->size[small]; i++, row = rings->next[row])
    rings->root[row] = large;
  after = rings->next[large];
  rings->next[large] = rings->next[small];
  rings->next[small] = after;
  rings->size[large] += rings->size[small];
  g_clear_pointer (&rings->directions[large], g_free);
  g_clear_pointer (&rings->directions[small], g_free);
}

static gboolean
join_all (Rings           *rings,
          const Assembled *self,
          ImbJob          *job,
          GError         **error)
{
  const gsize         n = rings->border->n_rows;
  g_autofree ImbLink *links = g_new (ImbLink, n);
  g_autoptr (ImbJob) first = imb_job_new_part (job, 0.7);
  g_autoptr (ImbJob) second = imb_job_new_part (job, 0.3);

  if (!imb_spanning_tree (rings->border, links, first, error))
    return FALSE;
  for (gsize l = 0; l + 1 < n; l++)
    {
      guint32  a = rings->root[links[l].a], b = rings->root[links[l].b];
      gboolean together;

      if (!imb_job_step (second, l, n, error) || !belong_together (rings, a, b, self, &together, second, error))
        return FALSE;
      if (together)
        join (rings, a, b);
    }
  return TRUE;
}

static void
note_no_border (const ImbGrowth *growth)
{
  g_autofree char *label = imb_view_dup_label (growth->in, growth->c);

  imb_notes_add (growth->out->notes, _ ("No row of class “%s” has another class among its neighbours, so it has no border; new rows are made as by SMOTE."), label);
}

/* Fills members and ends: clusters of the border in the order of their first rows, then what is no border. */
static gboolean
find_groups (const ImbGrowth *growth,
             const guint32   *n_own,
             Groups          *groups,
             ImbJob          *job,
             GError         **error)
{
  const Assembled    *self = growth->values;
  const gsize         n = growth->n_rows;
  g_autofree guint32 *border = g_new (guint32, n);
  g_autofree guint8  *is_listed = g_new0 (guint8, n);
  g_autoptr (ImbMatrix) numbers = imb_numbers_gather (growth->in, growth->rows, growth->n_rows, growth->out->notes, job, error);
  g_autoptr (ImbMatrix) rows = NULL;
  gsize    n_border = 0, at = 0;
  Rings    rings;
  gboolean ok;
  ImbView  all;

  if (numbers == NULL)
    return FALSE;
  groups->members = g_new (guint32, n);
  groups->ends = g_new (gsize, n + 1);
  for (gsize i = 0; i < n; i++)
    if (n_own[i] < (guint32) self->n_neighbors)
      border[n_border++] = (guint32) i;
  if (n_border == 0)
    note_no_border (growth);
  all = imb_view_of (numbers, NULL, 0);
  rows = imb_view_gather (&all, border, n_border, job, error);
  if (rows == NULL)
    return FALSE;

  rings = rings_new (rows);
  ok = join_all (&rings, self, job, error);
  for (gsize i = 0; ok && i < n_border; i++)
    {
      guint32 row = (guint32) i;

      if (is_listed[border[i]])
        continue;
      for (gsize t = 0; t < rings.size[rings.root[i]]; t++, row = rings.next[row])
        {
          groups->members[at++] = border[row];
          is_listed[border[row]] = 1;
        }
      groups->ends[groups->n_groups++] = at;
    }
  rings_clear (&rings);
  for (gsize i = 0; i < n; i++)
    if (!is_listed[i])
      groups->members[at++] = (guint32) i;
  if (n_border < n)
    groups->ends[groups->n_groups++] = at;
  return ok;
}

/* Neighbours of every row within its group. */
static gboolean
find_partners (const ImbGrowth *growth,
               Groups          *groups,
               ImbJob          *job,
               GError         **error)
{
  const Assembled    *self = growth->values;
  const gsize         most = (gsize) self->n_neighbors;
  g_autofree guint32 *rows = g_new (guint32, growth->n_rows);
  g_autofree guint32 *found = imb_lists_new (growth->n_rows, most, error);
  g_autoptr (ImbNear) near = found != NULL ? imb_near_new (growth->in, (ImbDistance) self->metric, growth->c, job, error) : NULL;
  gsize begin = 0;

  groups->table = near != NULL ? imb_lists_new (growth->n_rows, most, error) : NULL;
  if (groups->table == NULL)
    return FALSE;
  groups->n_others = g_new0 (guint32, growth->n_rows);
  for (gsize i = 0; i < growth->n_rows; i++)
    rows[i] = growth->rows[groups->members[i]];
  for (gsize g = 0; g < groups->n_groups; begin = groups->ends[g], g++)
    {
      const gsize n = groups->ends[g] - begin, k = MIN (most, n - 1);
      g_autoptr (ImbJob) part = imb_job_new_part (job, (double) n / (double) growth->n_rows);

      if (k > 0 && !imb_near_find (near, rows + begin, n, NULL, 0, k, IMB_LIST_OTHERS, found, NULL, part, error))
        return FALSE;
      for (gsize i = 0; i < n; i++)
        {
          groups->n_others[begin + i] = (guint32) k;
          for (gsize t = 0; t < k; t++)
            groups->table[(begin + i) * most + t] = (guint32) begin + found[i * k + t];
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
  const Groups *groups = data;
  const gsize   most = (gsize) ((const Assembled *) growth->values)->n_neighbors;
  gsize         i = imb_rng_below (stream, growth->n_rows), partner = i;

  if (groups->n_others[i] > 0)
    partner = groups->table[i * most + imb_rng_below (stream, groups->n_others[i])];
  imb_growth_between (growth, m, growth->rows[groups->members[i]], growth->rows[groups->members[partner]], imb_rng_double (stream));
}

static gboolean
grow (const ImbGrowth *growth,
      GError         **error)
{
  const Assembled    *self = growth->values;
  g_autofree guint32 *own = imb_lists_new (growth->n_rows, (gsize) self->n_neighbors, error);
  g_autofree guint32 *n_own = g_new (guint32, growth->n_rows);
  g_autoptr (ImbJob) counting = imb_job_new_part (growth->job, 0.4);
  g_autoptr (ImbJob) grouping = imb_job_new_part (growth->job, 0.3);
  g_autoptr (ImbJob) searching = imb_job_new_part (growth->job, 0.2);
  g_autoptr (ImbJob) making = imb_job_new_part (growth->job, 0.1);
  g_auto (Groups) groups = { NULL };

  return own != NULL && imb_growth_neighbours (growth, self->metric, (gsize) self->n_neighbors, own, n_own, counting, error)
         && find_groups (growth, n_own, &groups, grouping, error)
         && find_partners (growth, &groups, searching, error)
         && imb_growth_make (growth, make, &groups, making, error);
}

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  const Assembled *self = values;

  return imb_grow (in, self->sampling_strategy, self, 2, 0, grow, rng, job, out, error);
}

const ImbSampler imb_sampler_assembled_smote = {
  .base.id = "assembled-smote",
  .base.title = N_ ("Assembled SMOTE"),
  .base.summary = N_ ("SMOTE within straight pieces of the border of a smaller class, and within the rest of it."),
  .base.reference = "Zhou, Yang, Guo, Hu 2013, doi:10.1109/IJCNN.2013.6707035",
  .base.params = params,
  .base.params_size = sizeof (Assembled),
  .flags = IMB_SAMPLER_ADDS | IMB_SAMPLER_RANDOM | IMB_SAMPLER_METRIC | IMB_SAMPLER_NUMBERS,
  .check = check,
  .sample = sample,
};
