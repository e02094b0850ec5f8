/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tomek links with few questions. A link has an end that is not of the largest class, so only those rows are asked for their
 * nearest; of the largest class only rows that are the nearest of one of them can be the other end, and most of these
 * have a row of their own class nearer than any other, which imb-unlike.c proves without finding the nearest. O((n −
 * n_largest) · n · d) instead of O(n² d). */
#include "engine/samplers/imb-links.h"

#include "engine/kernels/imb-unlike.h"

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

/* Whether a tree finds the nearest rows of these places. */
static gboolean
is_in_tree (const ImbCrowd *crowd,
            const guint32  *places,
            gsize           n,
            ImbJob         *job)
{
  g_autofree guint32 *rows = g_new (guint32, MAX (n, 1));
  g_autoptr (ImbMatrix) matrix = NULL;

  for (gsize i = 0; i < n; i++)
    rows[i] = imb_crowd_row (crowd, places[i]);
  matrix = imb_view_gather (crowd->in, rows, n, NULL, NULL);
  return matrix != NULL && imb_neighbours_are_in_tree (crowd->matrix, matrix, 2, job);
}

/* The class that need not be asked: the largest. Another one that is nearly as large (SMOTE makes such) is the better choice
 * when its rows are hard to ask for and those of the largest are not. */
static guint
find_silent (const ImbCrowd *crowd,
             const guint32  *places,
             const gsize    *begins,
             ImbJob         *job)
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

  if (crowd->matrix == NULL || 4 * SIZE (second) < 3 * SIZE (largest)
      || !is_in_tree (crowd, places + begins[largest], SIZE (largest), job)
      || is_in_tree (crowd, places + begins[second], SIZE (second), job))
    return largest;
  return second;
#undef SIZE
}

/* Places of the silent class that are the nearest of others, ascending, each once. */
static GArray *
find_candidates (const Links   *self,
                 const guint32 *others,
                 gsize          n_others,
                 guint          silent)
{
  g_autofree guint8 *is_met = g_new0 (guint8, self->crowd->n_rows);
  GArray            *found = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (gsize i = 0; i < n_others; i++)
    is_met[self->nearest[others[i]]] = TRUE;
  for (guint32 place = 0; place < self->crowd->n_rows; place++)
    if (is_met[place] && imb_crowd_class (self->crowd, place) == silent)
      g_array_append_val (found, place);
  return found;
}

/* Takes out those that are nearer to a row of their own class than to @others. */
static gboolean
drop_settled (const ImbCrowd *crowd,
              GArray         *candidates,
              const guint32  *own,
              gsize           n_own,
              const guint32  *others,
              gsize           n_others,
              ImbJob         *job,
              GError        **error)
{
  g_autofree guint32 *proofs = g_new (guint32, MAX (candidates->len, 1));
  guint32            *places = (guint32 *) candidates->data;
  guint               n = 0;

  if (crowd->matrix == NULL || candidates->len == 0)
    return TRUE;
  if (!imb_unlike_prove (crowd->matrix, places, candidates->len, own, n_own, others, n_others, 1, 1, proofs, job, error))
    return FALSE;

  for (guint i = 0; i < candidates->len; i++)
    if (proofs[i] == IMB_NO_ROW)
      places[n++] = places[i];
  g_array_set_size (candidates, n);
  return TRUE;
}

gboolean
imb_links_find (const ImbCrowd *crowd,
                guint32        *partners,
                ImbJob         *job,
                GError        **error)
{
  g_autofree gsize   *begins = g_new (gsize, crowd->in->n_classes + 1);
  g_autofree guint32 *places = imb_crowd_by_class (crowd, begins), *others = g_new (guint32, MAX (crowd->n_rows, 1));
  guint               silent = find_silent (crowd, places, begins, job);
  gsize               n_own = begins[silent + 1] - begins[silent], n_others = 0;
  Links               self = { crowd, NULL, partners };
  g_autoptr (GArray) candidates = NULL;
  g_autoptr (ImbJob) asking = imb_job_new_part (job, 0.6);
  g_autoptr (ImbJob) proving = imb_job_new_part (job, 0.2);
  g_autoptr (ImbJob) checking = imb_job_new_part (job, 0.2);

  for (guint32 i = 0; i < crowd->n_rows; i++)
    {
      partners[i] = IMB_NO_ROW;
      if (imb_crowd_class (crowd, i) != silent)
        others[n_others++] = i;
    }
  if (n_others == 0 || n_own == 0)
    return TRUE;
  if (!ask (&self, others, n_others, asking, error))
    return FALSE;

  candidates = find_candidates (&self, others, n_others, silent);
  if (!drop_settled (crowd, candidates, places + begins[silent], n_own, others, n_others, proving, error)
      || !ask (&self, (const guint32 *) candidates->data, candidates->len, checking, error))
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
