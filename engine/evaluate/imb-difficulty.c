/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The four types of rows: safe, borderline, rare, outlier, by the classes of the 5 nearest neighbours.
 * Napierala and Stefanowski 2016, doi:10.1007/s10844-015-0368-1 (there for the minority; here for every
 * class). Costs one search for 5 neighbours of every row. */
#include "engine/evaluate/imb-difficulty.h"

#include <glib/gi18n-lib.h>

#include "engine/core/imb-error.h"
#include "engine/samplers/imb-near.h"

#define K IMB_DIFFICULTY_NEIGHBOURS

const char *
imb_difficulty_nick (ImbDifficulty type)
{
  static const char *const nicks[IMB_DIFFICULTY_N] = { "safe", "borderline", "rare", "outlier" };

  return nicks[type];
}

/* A single neighbour of the own class that has others around it belongs to more than a pair: then the row is at a border. */
static guint8
type_of (const guint8  *n_own,
         const ImbView *view,
         const guint32 *neighbours,
         gsize          i)
{
  if (n_own[i] >= 2)
    return n_own[i] >= 4 ? IMB_DIFFICULTY_SAFE : IMB_DIFFICULTY_BORDERLINE;
  for (gsize k = 0; k < K && n_own[i] == 1; k++)
    if (view->classes[neighbours[i * K + k]] == view->classes[i])
      return n_own[neighbours[i * K + k]] <= 1 ? IMB_DIFFICULTY_RARE : IMB_DIFFICULTY_BORDERLINE;
  return IMB_DIFFICULTY_OUTLIER;
}

static gboolean
has_rows (gsize    n,
          GError **error)
{
  if (n > K)
    return TRUE;

  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW, _ ("The neighbourhoods of rows need at least %d rows; there are %zu."), K + 1, n);
  return FALSE;
}

/* @neighbours: (transfer full): K of each row */
static guint8 *
find_own (const ImbView *view,
          guint32      **neighbours,
          ImbJob        *job,
          GError       **error)
{
  g_autoptr (ImbNear) near = NULL;
  g_autofree guint32 *found = NULL;
  guint8             *n_own;

  if (!has_rows (view->n_rows, error))
    return NULL;

  near = imb_near_new (view, IMB_DISTANCE_EUCLIDEAN, IMB_ALL_CLASSES, job, error);
  found = g_new (guint32, view->n_rows * K);
  if (near == NULL || !imb_near_find (near, NULL, 0, NULL, 0, K, IMB_LIST_BUT_FIRST, found, NULL, job, error))
    return NULL;

  n_own = g_new0 (guint8, view->n_rows);
  for (gsize i = 0; i < view->n_rows; i++)
    for (gsize k = 0; k < K; k++)
      n_own[i] += view->classes[found[i * K + k]] == view->classes[i];
  *neighbours = g_steal_pointer (&found);
  return n_own;
}

guint8 *
imb_difficulty_n_own (const ImbView *view,
                      ImbJob        *job,
                      GError       **error)
{
  g_autofree guint32 *neighbours = NULL;

  return find_own (view, &neighbours, job, error);
}

/* (transfer full) (nullable) */
static guint8 *
find_types (const ImbView *view,
            ImbJob        *job,
            GError       **error)
{
  g_autofree guint32 *neighbours = NULL;
  g_autofree guint8  *n_own = find_own (view, &neighbours, job, error);
  guint8             *types;

  if (n_own == NULL)
    return NULL;

  types = g_new (guint8, view->n_rows);
  for (gsize i = 0; i < view->n_rows; i++)
    types[i] = type_of (n_own, view, neighbours, i);
  return types;
}

guint8 *
imb_difficulty_of_space (const ImbSpace *space,
                         ImbJob         *job,
                         GError        **error)
{
  ImbView view = imb_space_get_view (space);

  return find_types (&view, job, error);
}

/* Asked once: nothing need be remembered. */
guint8 *
imb_difficulty_new (ImbDesign *design,
                    ImbNotes  *notes,
                    ImbJob    *job,
                    GError   **error)
{
  g_autoptr (ImbSpace) space = NULL;
  ImbView view;

  if (!has_rows (imb_design_get_matrix (design)->n_rows, error))
    return NULL;

  space = imb_space_new_to_look (design, notes, &view, job, error);
  if (space == NULL)
    return NULL;

  return find_types (&view, job, error);
}

gsize *
imb_difficulty_count (ImbDesign *design,
                      ImbNotes  *notes,
                      ImbJob    *job,
                      GError   **error)
{
  ImbView            view = imb_design_get_view (design);
  g_autofree guint8 *types = imb_difficulty_new (design, notes, job, error);
  gsize             *counts;

  if (types == NULL)
    return NULL;

  counts = g_new0 (gsize, view.n_classes * IMB_DIFFICULTY_N);
  for (gsize i = 0; i < view.n_rows; i++)
    counts[view.classes[i] * IMB_DIFFICULTY_N + types[i]]++;
  return counts;
}
