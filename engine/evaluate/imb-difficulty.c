/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The four types of rows: safe, borderline, rare, outlier, by the classes of the 5 nearest neighbours.
 * Napierala and Stefanowski 2016, doi:10.1007/s10844-015-0368-1 (there for the minority; here for every
 * class; their shares for more neighbours). Costs one search for the neighbours of every row. */
#include "engine/evaluate/imb-difficulty.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/evaluate/imb-difficulty-kernel.h"
#include "engine/samplers/imb-near.h"

const char *
imb_difficulty_nick (ImbDifficulty type)
{
  static const char *const nicks[IMB_DIFFICULTY_N] = { "safe", "borderline", "rare", "outlier" };

  return nicks[type];
}

ImbDifficulty
imb_difficulty_of_share (double share)
{
  if (share > 0.3)
    return share > 0.7 ? IMB_DIFFICULTY_SAFE : IMB_DIFFICULTY_BORDERLINE;
  return share > 0.1 ? IMB_DIFFICULTY_RARE : IMB_DIFFICULTY_OUTLIER;
}

/* A single neighbour of the own class that has others around it belongs to more than a pair: then the row is at a border. */
static guint8
type_of (const guint8  *n_own,
         const ImbView *view,
         const guint32 *neighbours,
         guint          n,
         gsize          i)
{
  ImbDifficulty type = imb_difficulty_of_share ((double) n_own[i] / n);

  if (type != IMB_DIFFICULTY_RARE)
    return type;
  for (gsize k = 0; k < n && n_own[i] == 1; k++)
    if (view->classes[neighbours[i * n + k]] == view->classes[i])
      return n_own[neighbours[i * n + k]] <= 1 ? IMB_DIFFICULTY_RARE : IMB_DIFFICULTY_BORDERLINE;
  return IMB_DIFFICULTY_RARE;
}

static gboolean
has_rows (gsize    n,
          guint    n_neighbours,
          GError **error)
{
  if (n > n_neighbours)
    return TRUE;

  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW, _ ("The neighbourhoods of rows need at least %u rows; there are %zu."), n_neighbours + 1, n);
  return FALSE;
}

void
imb_neighbourhood_init (ImbNeighbourhood *self)
{
  *self = (ImbNeighbourhood){ IMB_DIFFICULTY_NEIGHBOURS, IMB_DISTANCE_EUCLIDEAN, FALSE };
}

gboolean
imb_neighbourhood_set_distance (ImbNeighbourhood *self,
                                const char       *nick,
                                GError          **error)
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (const ImbChoice *choice = imb_distance_choices; choice->nick != NULL; choice++)
    {
      g_string_append_printf (all, "%s%s", all->len > 0 ? ", " : "", choice->nick);
      if (strcmp (choice->nick, nick) != 0)
        continue;
      self->distance = choice->value;
      return TRUE;
    }
  g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("there is no distance “%s”; there are: %s"), nick, all->str);
  return FALSE;
}

/* @neighbours: (transfer full): so many of each row */
static guint8 *
find_own (const ImbView          *view,
          const ImbNeighbourhood *neighbourhood,
          guint32               **neighbours,
          ImbJob                 *job,
          GError                **error)
{
  const guint n = neighbourhood->n_neighbours;
  g_autoptr (ImbNear) near = NULL;
  g_autofree guint32 *found = NULL;
  guint8             *n_own;

  if (!has_rows (view->n_rows, n, error))
    return NULL;

  near = imb_near_new (view, (ImbDistance) neighbourhood->distance, IMB_ALL_CLASSES, job, error);
  found = g_try_new (guint32, view->n_rows * n);
  if (found == NULL)
    g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for %u neighbours of %zu rows; ask for fewer."), n, view->n_rows);
  if (near == NULL || found == NULL || !imb_near_find (near, NULL, 0, NULL, 0, n, IMB_LIST_BUT_FIRST, found, NULL, job, error))
    return NULL;

  n_own = g_new0 (guint8, view->n_rows);
  for (gsize i = 0; i < view->n_rows; i++)
    for (gsize k = 0; k < n; k++)
      n_own[i] += view->classes[found[i * n + k]] == view->classes[i];
  *neighbours = g_steal_pointer (&found);
  return n_own;
}

guint8 *
imb_difficulty_n_own (const ImbView *view,
                      ImbJob        *job,
                      GError       **error)
{
  g_autofree guint32 *neighbours = NULL;
  ImbNeighbourhood    usual;

  imb_neighbourhood_init (&usual);
  return find_own (view, &usual, &neighbours, job, error);
}

/* (transfer full) (nullable) */
static guint8 *
find_types (const ImbView          *view,
            const ImbNeighbourhood *neighbourhood,
            ImbJob                 *job,
            GError                **error)
{
  g_autofree guint32 *neighbours = NULL;
  g_autofree guint8  *n_own = find_own (view, neighbourhood, &neighbours, job, error);
  guint8             *types;

  if (n_own == NULL)
    return NULL;

  types = g_new (guint8, view->n_rows);
  for (gsize i = 0; i < view->n_rows; i++)
    types[i] = type_of (n_own, view, neighbours, neighbourhood->n_neighbours, i);
  return types;
}

guint8 *
imb_difficulty_of_space (const ImbSpace *space,
                         ImbJob         *job,
                         GError        **error)
{
  ImbView          view = imb_space_get_view (space);
  ImbNeighbourhood usual;

  imb_neighbourhood_init (&usual);
  return find_types (&view, &usual, job, error);
}

guint8 *
imb_difficulty_new (ImbDesign *design,
                    ImbNotes  *notes,
                    ImbJob    *job,
                    GError   **error)
{
  ImbNeighbourhood usual;
  g_autoptr (ImbSpace) space = NULL;
  ImbView view;

  imb_neighbourhood_init (&usual);
  if (!has_rows (imb_design_get_matrix (design)->n_rows, usual.n_neighbours, error))
    return NULL;
  space = imb_space_new_to_look (design, notes, &view, job, error); /* asked once: nothing need be remembered */
  return space != NULL ? find_types (&view, &usual, job, error) : NULL;
}

/* (transfer full) (nullable): the types by each neighbourhood, one behind the other */
static guint8 *
find_all_types (const ImbView          *view,
                const ImbNeighbourhood *neighbourhoods,
                guint                   n,
                ImbJob                 *job,
                GError                **error)
{
  g_autofree guint8 *all = g_try_new (guint8, view->n_rows * n);

  if (all == NULL)
    g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for the types of %zu rows; use fewer of them."), view->n_rows);
  for (guint k = 0; all != NULL && k < n; k++)
    {
      g_autoptr (ImbJob) part = imb_job_new_part (job, 1.0 / n);
      g_autofree guint8 *types = neighbourhoods[k].by_kernel ? imb_difficulty_by_kernel (view, &neighbourhoods[k], part, error) : find_types (view, &neighbourhoods[k], part, error);

      if (types == NULL)
        return NULL;
      memcpy (all + k * view->n_rows, types, view->n_rows);
    }
  return g_steal_pointer (&all);
}

gsize *
imb_difficulty_count (ImbDesign              *design,
                      const ImbNeighbourhood *neighbourhoods,
                      guint                   n,
                      gsize                  *n_steady,
                      ImbNotes               *notes,
                      ImbJob                 *job,
                      GError                **error)
{
  g_autoptr (ImbSpace) space = NULL;
  ImbView            view;
  g_autofree guint8 *types = NULL;
  gsize             *counts;

  for (guint k = 0; k < n; k++)
    if (!has_rows (imb_design_get_matrix (design)->n_rows, neighbourhoods[k].n_neighbours, error))
      return NULL;
  space = imb_space_new_to_look (design, notes, &view, job, error);
  types = space != NULL ? find_all_types (&view, neighbourhoods, n, job, error) : NULL;
  if (types == NULL)
    return NULL;

  counts = g_new0 (gsize, (gsize) n * view.n_classes * IMB_DIFFICULTY_N);
  memset (n_steady, 0, view.n_classes * sizeof *n_steady);
  for (gsize i = 0; i < view.n_rows; i++)
    {
      gboolean is_steady = TRUE;

      for (guint k = 0; k < n; k++)
        {
          counts[(k * view.n_classes + view.classes[i]) * IMB_DIFFICULTY_N + types[k * view.n_rows + i]]++;
          is_steady = is_steady && types[k * view.n_rows + i] == types[i];
        }
      n_steady[view.classes[i]] += is_steady;
    }
  return counts;
}
