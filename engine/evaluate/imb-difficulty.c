/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The four types of rows: safe, borderline, rare, outlier, by the classes of the 5 nearest neighbours.
 * Napierala and Stefanowski 2016, doi:10.1007/s10844-015-0368-1 (there for the minority; here for every
 * class). Costs one search for 5 neighbours of every row. */
#include "engine/evaluate/imb-difficulty.h"

#include <glib/gi18n-lib.h>

#include "engine/core/imb-error.h"
#include "engine/data/imb-transform.h"
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

guint8 *
imb_difficulty_new (const ImbDesign *design,
                    ImbNotes        *notes,
                    ImbJob          *job,
                    GError         **error)
{
  const ImbMatrix *source = imb_design_get_matrix (design);
  ImbView          view = imb_design_get_view (design);
  g_autoptr (ImbTransform) transform = NULL;
  g_autoptr (ImbMatrix) points = NULL;
  g_autoptr (ImbNear) near = NULL;
  g_autofree guint32 *neighbours = NULL;
  guint8             *types;

  if (source->n_rows <= K)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW, _ ("The neighbourhoods of rows need at least %d rows; there are %zu."),
                   K + 1, source->n_rows);
      return NULL;
    }

  transform = imb_transform_fit (source, view.kinds, NULL, source->n_rows, IMB_IMPUTE_MEDIAN, IMB_SCALE_STANDARD, notes, job, error);
  if (transform != NULL)
    points = imb_transform_apply (transform, source, NULL, source->n_rows, job, error);
  if (points == NULL)
    return NULL;

  view.base = points;
  near = imb_near_new (&view, IMB_DISTANCE_EUCLIDEAN, IMB_ALL_CLASSES, job, error);
  neighbours = g_new (guint32, source->n_rows * K);
  if (near == NULL || !imb_near_find (near, NULL, 0, NULL, 0, K, IMB_LIST_BUT_FIRST, neighbours, NULL, job, error))
    return NULL;

  types = g_new (guint8, source->n_rows);
  for (gsize i = 0; i < source->n_rows; i++)
    {
      guint n_own = 0;

      for (gsize k = 0; k < K; k++)
        n_own += view.classes[neighbours[i * K + k]] == view.classes[i];
      types[i] = type_of (n_own);
    }
  return types;
}

gsize *
imb_difficulty_count (const ImbDesign *design,
                      ImbNotes        *notes,
                      ImbJob          *job,
                      GError         **error)
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
