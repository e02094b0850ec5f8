/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tomek links with few questions. A link has an end that is not of the largest class, so only those rows are asked for their
 * nearest; of the largest class only rows that are the nearest of one of them can be the other end, and most of these
 * have a row of their own class nearer than any other, which imb-unlike.c proves without finding the nearest. O((n −
 * n_largest) · n · d) instead of O(n² d). */
#include "engine/samplers/imb-links.h"

#include <math.h>

#include "engine/kernels/imb-unlike.h"

#define SAMPLE    48
#define MOST_PART 65536 /* doubles: 512 kB */
#define MANY      1000  /* rows of a class, for which a choice is worth its price */

typedef struct
{
  const ImbCrowd *crowd;
  const guint32  *asked;   /* places */
  guint32        *nearest; /* of each place, or IMB_NO_ROW when not asked for */
} Links;

static void
note_nearest (gsize          i,
              const guint32 *list,
              gpointer       data)
{
  Links *self = data;

  self->nearest[self->asked[i]] = *list;
}

static gboolean
ask (Links         *self,
     const guint32 *asked,
     gsize          n_asked,
     ImbJob        *job,
     GError       **error)
{
  g_autofree guint32 *rows = g_new (guint32, MAX (n_asked, 1));

  for (gsize i = 0; i < n_asked; i++)
    rows[i] = imb_crowd_row (self->crowd, asked[i]);
  self->asked = asked;
  return imb_crowd_each_list (self->crowd, rows, n_asked, self->crowd->n_rows, 1, IMB_LIST_BUT_FIRST, note_nearest, self, job, error);
}

/* The squared distances from some rows to their nearest @k among others, a part of these after the other: all at once would be the table
 * a second time. FALSE: there is no memory. */
static gboolean
measure_nearest (const ImbCrowd  *crowd,
                 const guint32   *rows,
                 gsize            n,
                 const ImbMatrix *from,
                 gsize            k,
                 double          *nearest)
{
  const gsize most = MAX (MOST_PART / crowd->matrix->stride, 2), n_parts = (n + most - 1) / most, part = (n + n_parts - 1) / n_parts;

  for (gsize i = 0; i < from->n_rows * k; i++)
    nearest[i] = INFINITY;
  for (gsize at = 0; at < n; at += part)
    {
      const gsize n_part = MIN (part, n - at), k_part = MIN (k, n_part);
      g_autoptr (ImbMatrix) to = imb_view_gather (crowd->in, rows + at, n_part, NULL, NULL);
      guint32 found[SAMPLE * 2];
      double  distances[SAMPLE * 2];

      if (to == NULL || !imb_neighbours_find (to, from, k_part, FALSE, found, distances, NULL, NULL))
        return FALSE;
      for (gsize i = 0; i < from->n_rows; i++)
        for (gsize c = 0; c < k_part; c++)
          {
            double distance = distances[i * k_part + c];

            for (gsize b = 0; b < k; b++)
              if (distance < nearest[i * k + b])
                {
                  double farther = nearest[i * k + b];

                  nearest[i * k + b] = distance;
                  distance = farther;
                }
          }
    }
  return TRUE;
}

/* How near the rows of a class are to each other and how far from others, by a few of them: the mean of the nearest own over the
 * nearest other. Negative when it cannot be told. */
static double
measure_crowding (const ImbCrowd *crowd,
                  const guint32  *own,
                  gsize           n_own,
                  const guint32  *others,
                  gsize           n_others)
{
  guint32 sample[SAMPLE];
  double  near_own[SAMPLE * 2], near_others[SAMPLE], sum = 0.0;
  g_autoptr (ImbMatrix) from = NULL;

  for (gsize i = 0; i < SAMPLE; i++)
    sample[i] = own[i * n_own / SAMPLE];
  from = imb_view_gather (crowd->in, sample, SAMPLE, NULL, NULL);
  if (from == NULL || !measure_nearest (crowd, own, n_own, from, 2, near_own) || !measure_nearest (crowd, others, n_others, from, 1, near_others))
    return -1.0;
  for (gsize i = 0; i < SAMPLE; i++)
    sum += near_others[i] > 0.0 ? sqrt (near_own[2 * i + 1] / near_others[i]) : 1.0;
  return sum;
}

/* Of two large classes, the view rows of @places; whether the first is the more crowded one. */
static gboolean
is_more_crowded (const ImbCrowd *crowd,
                 const guint32  *places_a,
                 gsize           n_a,
                 const guint32  *places_b,
                 gsize           n_b)
{
  g_autofree guint32 *a = g_new (guint32, n_a), *b = g_new (guint32, n_b);
  double              crowding_a, crowding_b;

  for (gsize i = 0; i < n_a; i++)
    a[i] = imb_crowd_row (crowd, places_a[i]);
  for (gsize i = 0; i < n_b; i++)
    b[i] = imb_crowd_row (crowd, places_b[i]);
  crowding_a = measure_crowding (crowd, a, n_a, b, n_b);
  crowding_b = measure_crowding (crowd, b, n_b, a, n_a);
  return crowding_a >= 0.0 && crowding_a < crowding_b;
}

/* The class that need not be asked: the largest. Another one that is nearly as large (SMOTE makes such) is the better choice
 * when rows of the largest are crowded, so that most of them are easily proven to have no link. */
static guint
find_silent (const ImbCrowd *crowd,
             const guint32  *places,
             const gsize    *begins)
{
  guint largest = 0, second = 0;

#define SIZE(c) (begins[(c) + 1] - begins[c])
  for (guint c = 1; c < crowd->in->n_classes; c++)
    if (SIZE (c) > SIZE (largest))
      largest = c;
  second = largest == 0 ? 1 : 0;
  for (guint c = 0; c < crowd->in->n_classes; c++)
    if (c != largest && SIZE (c) > SIZE (second))
      second = c;

  if (crowd->matrix == NULL || SIZE (second) < MANY || 4 * SIZE (second) < 3 * SIZE (largest)
      || !is_more_crowded (crowd, places + begins[largest], SIZE (largest), places + begins[second], SIZE (second)))
    return largest;
  return second;
#undef SIZE
}

/* Places of the silent class that are the nearest of others, ascending, each once: @n_found. */
static guint32 *
find_candidates (const Links   *self,
                 const guint32 *others,
                 gsize          n_others,
                 guint          silent,
                 gsize         *n_found)
{
  g_autofree guint8 *is_met = g_new0 (guint8, self->crowd->n_rows);
  guint32           *found = g_new (guint32, MAX (n_others, 1));

  for (gsize i = 0; i < n_others; i++)
    is_met[self->nearest[others[i]]] = TRUE;
  *n_found = 0;
  for (guint32 place = 0; place < self->crowd->n_rows; place++)
    if (is_met[place] && imb_crowd_class (self->crowd, place) == silent)
      found[(*n_found)++] = place;
  return found;
}

/* Takes those out of @asked that have a row of their own class nearer than all @others. */
static gboolean
drop_settled (const ImbCrowd *crowd,
              guint32        *asked,
              gsize          *n_asked,
              const guint32  *own,
              gsize           n_own,
              const guint32  *others,
              gsize           n_others,
              ImbJob         *job,
              GError        **error)
{
  g_autofree guint32 *proofs = g_new (guint32, MAX (*n_asked, 1));
  const ImbUnlike     question = { crowd->matrix, asked, *n_asked, own, n_own, others, n_others, crowd->ends, 1, 1 };
  gsize               n = 0;

  if (crowd->matrix == NULL || *n_asked == 0 || imb_crowd_recalls (crowd, asked, *n_asked, 1))
    return TRUE;
  if (!imb_unlike_prove (&question, proofs, job, error))
    return FALSE;

  for (gsize i = 0; i < *n_asked; i++)
    if (proofs[i] == IMB_NO_ROW)
      asked[n++] = asked[i];
  *n_asked = n;
  return TRUE;
}

/* Places of all but class @c, ascending; where they are not in a row already, in @own. */
static const guint32 *
others_of (const ImbCrowd *crowd,
           const guint32  *places,
           const gsize    *begins,
           guint           c,
           gsize          *n,
           guint32       **own)
{
  if (crowd->in->n_classes != 2)
    return *own = imb_crowd_others (crowd, c, n);
  *n = begins[2 - c] - begins[1 - c];
  return places + begins[1 - c];
}

/* All but the silent class, @n_asked of them; of a class that is nearly half of all, only those without a proof. */
static guint32 *
find_asked (const ImbCrowd *crowd,
            const guint32  *places,
            const gsize    *begins,
            guint           silent,
            gsize          *n_asked,
            ImbJob         *job,
            GError        **error)
{
  g_autofree guint32 *asked = g_new (guint32, crowd->n_rows);

  *n_asked = 0;
  for (guint c = 0; c < crowd->in->n_classes; c++)
    {
      gsize               n = begins[c + 1] - begins[c], n_others;
      g_autofree guint32 *own = NULL;
      const guint32      *others;

      if (c == silent)
        continue;
      memcpy (asked + *n_asked, places + begins[c], n * sizeof *asked);
      others = 5 * n > 2 * crowd->n_rows ? others_of (crowd, places, begins, c, &n_others, &own) : NULL;
      if (others != NULL && !drop_settled (crowd, asked + *n_asked, &n, places + begins[c], n, others, n_others, job, error))
        return NULL;
      *n_asked += n;
    }
  return g_steal_pointer (&asked);
}

gboolean
imb_links_find (const ImbCrowd *crowd,
                guint32        *partners,
                ImbJob         *job,
                GError        **error)
{
  g_autofree gsize   *begins = g_new (gsize, crowd->in->n_classes + 1);
  g_autofree guint32 *places = imb_crowd_by_class (crowd, begins);
  guint               silent = find_silent (crowd, places, begins);
  gsize               n_others = crowd->n_rows - (begins[silent + 1] - begins[silent]);
  g_autofree guint32 *own = NULL;
  const guint32      *others;
  Links               self = { crowd, NULL, partners };
  g_autofree guint32 *asked = NULL, *candidates = NULL;
  gsize               n_asked, n_candidates;
  g_autoptr (ImbJob) dropping = imb_job_new_part (job, 0.2);
  g_autoptr (ImbJob) asking = imb_job_new_part (job, 0.4);
  g_autoptr (ImbJob) proving = imb_job_new_part (job, 0.2);
  g_autoptr (ImbJob) checking = imb_job_new_part (job, 0.2);

  if (n_others > 0 && n_others < crowd->n_rows)
    {
      asked = find_asked (crowd, places, begins, silent, &n_asked, dropping, error);
      if (asked == NULL)
        return FALSE;
    }
  for (gsize i = 0; i < crowd->n_rows; i++)
    partners[i] = IMB_NO_ROW;
  if (asked == NULL)
    return TRUE;
  if (!ask (&self, asked, n_asked, asking, error))
    return FALSE;

  candidates = find_candidates (&self, asked, n_asked, silent, &n_candidates);
  others = others_of (crowd, places, begins, silent, &n_others, &own);
  if (!drop_settled (crowd, candidates, &n_candidates, places + begins[silent], begins[silent + 1] - begins[silent], others, n_others, proving, error)
      || !ask (&self, candidates, n_candidates, checking, error))
    return FALSE;

  /* From the nearest of each to the other end of a link. */
  for (guint32 i = 0; i < crowd->n_rows; i++)
    {
      guint32 j = partners[i];

      if (j != IMB_NO_ROW && (partners[j] != i || imb_crowd_class (crowd, i) == imb_crowd_class (crowd, j)))
        partners[i] = IMB_NO_ROW;
    }
  return TRUE;
}

gboolean
imb_links_cut (const ImbCrowd *crowd,
               const gsize    *targets,
               gboolean        is_compat,
               ImbResample    *out,
               ImbJob         *job,
               GError        **error)
{
  g_autofree guint32 *partners = g_new (guint32, MAX (crowd->n_rows, 1)), *left = NULL;
  g_autofree guint8  *gone = g_new0 (guint8, MAX (crowd->n_rows, 1));
  gsize               n_left;

  if (!imb_links_find (crowd, partners, job, error))
    return FALSE;

  for (gsize i = 0; i < crowd->n_rows; i++)
    gone[i] = partners[i] != IMB_NO_ROW && targets[imb_crowd_class (crowd, i)] > 0;
  if (!is_compat)
    imb_crowd_spare (crowd, gone, out->notes);
  for (gsize i = 0; i < crowd->n_rows; i++)
    if (gone[i])
      {
        guint32 partner = imb_crowd_row (crowd, partners[i]);

        imb_removals_add (out->removals, imb_crowd_row (crowd, i), IMB_REASON_LINK, &partner, 1);
      }
  left = imb_crowd_left (crowd, gone, FALSE, &n_left);
  imb_resample_take_rows (out, g_steal_pointer (&left), n_left);
  return TRUE;
}
