/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The four types of rows: safe, borderline, rare, outlier, by the classes of the 5 nearest neighbours.
 * Napierala and Stefanowski 2016, doi:10.1007/s10844-015-0368-1 (there for the minority; here for every
 * class). Costs one search for 5 neighbours of every row. */
#include "engine/evaluate/imb-difficulty.h"

#include <glib/gi18n-lib.h>

#include "engine/core/imb-error.h"
#include "engine/samplers/imb-near.h"

#define K 5

const char *
imb_difficulty_nick (ImbDifficulty type)
{
  static const char *const nicks[IMB_DIFFICULTY_N] = { "safe", "borderline", "rare", "outlier" };

  return nicks[type];
}

static guint8
type_of (guint n_own)
{
  if (n_own >= 4)
    return IMB_DIFFICULTY_SAFE;
  if (n_own >= 2)
    return IMB_DIFFICULTY_BORDERLINE;
  return n_own == 1 ? IMB_DIFFICULTY_RARE : IMB_DIFFICULTY_OUTLIER;
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

/* (transfer full) (nullable) */
static guint8 *
find_types (const ImbView *view,
            ImbJob        *job,
            GError       **error)
{
  g_autoptr (ImbNear) near = NULL;
  g_autofree guint32 *neighbours = NULL;
  guint8             *types;

  if (!has_rows (view->n_rows, error))
    return NULL;

  near = imb_near_new (view, IMB_DISTANCE_EUCLIDEAN, IMB_ALL_CLASSES, job, error);
  neighbours = g_new (guint32, view->n_rows * K);
  if (near == NULL || !imb_near_find (near, NULL, 0, NULL, 0, K, IMB_LIST_BUT_FIRST, neighbours, NULL, job, error))
    return NULL;

  types = g_new (guint8, view->n_rows);
  for (gsize i = 0; i < view->n_rows; i++)
    {
      guint n_own = 0;

      for (gsize k = 0; k < K; k++)
        n_own += view->classes[neighbours[i * K + k]] == view->classes[i];
      types[i] = type_of (n_own);
    }
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

  space = imb_space_new (design, IMB_IMPUTE_MEDIAN, IMB_SCALE_STANDARD, job, error);
  if (space == NULL)
    return NULL;
  imb_notes_add_all (notes, imb_space_get_notes (space));
  view = imb_space_get_view (space);
  view.memo = NULL;
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
