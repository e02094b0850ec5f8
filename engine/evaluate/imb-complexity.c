/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/evaluate/imb-complexity.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/evaluate/imb-apply.h"
#include "engine/evaluate/imb-complexity-private.h"
#include "engine/samplers/imb-near.h"

#define MOST_ROWS       5000
#define LEAST_ROWS      6
#define MOST_NEIGHBOURS 1000 /* classes of which it is said who is near whom */
#define SMALL_CLASS     100  /* rows of a class that a sample has at least, if there are so many */

static const struct
{
  const char *nick;
  const char *help;
} measures[IMB_COMPLEXITY_N] = {
  { "f1", N_ ("the best single feature mixes the classes: Fisher’s ratio, turned round") },
  { "f1v", N_ ("the best direction mixes two classes: Fisher’s ratio of it, turned round (up to 200 features)") },
  { "f2", N_ ("how much of the space the ranges of two classes share") },
  { "f3", N_ ("rows that the best single feature leaves in the overlap") },
  { "n1", N_ ("rows that the shortest tree through all rows links to another class") },
  { "n2", N_ ("how far the own class is beside the other ones") },
  { "n3", N_ ("rows whose nearest row is of another class") },
  { "n4", N_ ("points between rows of a class whose nearest row is of another class") },
  { "t1", N_ ("balls that it takes to cover the classes, for each row") },
  { "lsc", N_ ("how few rows are nearer than the nearest row of another class") },
  { "r", N_ ("rows of which more than 3 of the 7 nearest are of other classes; a small class counts as much as a large one") },
  { "parts", N_ ("rows in parts of fewer than 5, when the links of the shortest tree to other classes are cut") },
  { "c1", N_ ("how unequal the classes are, by entropy") },
  { "c2", N_ ("how unequal the classes are, by their ratios") },
};

const char *
imb_complexity_nick (ImbComplexityMeasure measure)
{
  return measures[measure].nick;
}

const char *
imb_complexity_help (ImbComplexityMeasure measure)
{
  return _ (measures[measure].help);
}

void
imb_complexity_free (ImbComplexity *self)
{
  if (self == NULL)
    return;
  g_free (self->of_class);
  g_free (self->neighbours);
  g_free (self);
}

static gboolean
check (const ImbView *view,
       GError       **error)
{
  guint some;

  if (view->n_rows < LEAST_ROWS)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW, _ ("The complexity of a problem needs at least %d rows; there are %zu."), LEAST_ROWS, view->n_rows);
      return FALSE;
    }
  if (imb_view_n_present (view, &some) >= 2)
    return TRUE;

  g_set_error_literal (error, IMB_ERROR, IMB_ERROR_ONE_CLASS, _ ("All rows are of one class, so there is nothing to tell apart; choose another target."));
  return FALSE;
}

/* The rows that are looked at, ascending. (transfer full) */
static guint32 *
choose_rows (const ImbView *view,
             const gsize   *counts,
             gsize         *n_chosen)
{
  guint32            *chosen = g_new (guint32, view->n_rows);
  g_autofree guint32 *order = g_new (guint32, view->n_rows);
  g_autofree gsize   *left = g_new (gsize, view->n_classes);
  g_autofree guint8  *is_chosen = g_new0 (guint8, view->n_rows);
  ImbRng              rng;

  for (guint c = 0; c < view->n_classes; c++)
    left[c] = view->n_rows <= MOST_ROWS ? counts[c]
                                        : MIN (counts[c], MAX (MIN ((gsize) SMALL_CLASS, MOST_ROWS / view->n_classes + 1), (gsize) ((double) counts[c] / (double) view->n_rows * MOST_ROWS)));
  imb_rng_init (&rng, 0);
  for (gsize i = 0; i < view->n_rows; i++)
    order[i] = (guint32) i;
  for (gsize i = view->n_rows; view->n_rows > MOST_ROWS && i > 1; i--)
    {
      gsize   other = imb_rng_below (&rng, (guint32) i);
      guint32 own = order[i - 1];

      order[i - 1] = order[other];
      order[other] = own;
    }
  for (gsize i = 0; i < view->n_rows; i++)
    if (left[imb_view_class (view, order[i])] > 0)
      {
        left[imb_view_class (view, order[i])]--;
        is_chosen[order[i]] = TRUE;
      }
  *n_chosen = 0;
  for (guint32 i = 0; i < view->n_rows; i++)
    if (is_chosen[i])
      chosen[(*n_chosen)++] = i;
  return chosen;
}

/* From the sizes of all classes that have rows. */
static void
measure_balance (const gsize   *counts,
                 guint          n_classes,
                 ImbComplexity *out)
{
  double n = 0.0, k = 0.0, entropy = 0.0, ratio = 0.0;

  for (guint c = 0; c < n_classes; c++)
    {
      n += (double) counts[c];
      k += counts[c] > 0;
    }
  for (guint c = 0; c < n_classes; c++)
    if (counts[c] > 0)
      {
        double own = (double) counts[c];

        entropy -= own / n * log (own / n);
        ratio += own / (n - own);
      }
  out->whole[IMB_COMPLEXITY_C1] = MAX (0.0, 1.0 - entropy / log (k)); /* equal classes: not −0, whatever was rounded */
  out->whole[IMB_COMPLEXITY_C2] = MAX (0.0, 1.0 - 1.0 / ((k - 1.0) / k * ratio));
}

static ImbComplexity *
new_of (guint n_classes)
{
  ImbComplexity *self = g_new0 (ImbComplexity, 1);

  self->n_classes = n_classes;
  self->of_class = g_new (double, n_classes *IMB_COMPLEXITY_N);
  self->neighbours = n_classes <= MOST_NEIGHBOURS ? g_new (double, (gsize) n_classes *n_classes) : NULL;
  for (guint m = 0; m < IMB_COMPLEXITY_N; m++)
    self->whole[m] = NAN;
  for (gsize i = 0; i < (gsize) n_classes * IMB_COMPLEXITY_N; i++)
    self->of_class[i] = NAN;
  return self;
}

static gboolean
measure (ImbComplexity *self,
         const ImbView *view,
         ImbNotes      *notes,
         ImbJob        *job,
         GError       **error)
{
  g_autofree gsize   *counts = g_new0 (gsize, view->n_classes), *own_counts = g_new0 (gsize, view->n_classes);
  g_autofree guint32 *chosen = NULL;
  g_autofree guint16 *classes = NULL;
  g_autoptr (ImbNear) near = imb_near_new (view, IMB_DISTANCE_EUCLIDEAN, IMB_ALL_CLASSES, job, error);
  g_autoptr (ImbMatrix) x = NULL;
  ImbComplexityRows rows;

  if (near == NULL)
    return FALSE;
  imb_view_count (view, counts);
  chosen = choose_rows (view, counts, &self->n_rows);
  if (self->n_rows < view->n_rows)
    imb_notes_add (notes, _ ("The complexity is that of %zu of the %zu rows, drawn so that classes keep their shares, but small ones have up to %d rows each."),
                   self->n_rows, view->n_rows, SMALL_CLASS);
  x = imb_near_dup_points (near, chosen, self->n_rows, job, error);
  if (x == NULL)
    return FALSE;

  classes = g_new (guint16, self->n_rows);
  for (gsize i = 0; i < self->n_rows; i++)
    {
      classes[i] = (guint16) imb_view_class (view, chosen[i]);
      own_counts[classes[i]]++;
    }
  rows = (ImbComplexityRows){ x, classes, view->n_classes, own_counts };
  measure_balance (counts, view->n_classes, self);
  return imb_complexity_of_features (&rows, self, job, error) && imb_complexity_of_vectors (&rows, self, job, error)
         && imb_complexity_of_neighbours (&rows, self, job, error);
}

ImbComplexity *
imb_complexity_new (ImbDesign *design,
                    ImbNotes  *notes,
                    ImbJob    *job,
                    GError   **error)
{
  ImbView all = imb_design_get_view (design);
  g_autoptr (ImbSpace) space = NULL;
  g_autoptr (ImbComplexity) self = NULL;
  ImbView view;

  if (!check (&all, error))
    return NULL;
  space = imb_space_new_to_look (design, notes, &view, job, error);
  if (space == NULL)
    return NULL;

  self = new_of (view.n_classes);
  return measure (self, &view, notes, job, error) ? g_steal_pointer (&self) : NULL;
}
