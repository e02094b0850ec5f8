/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inner folds of training rows: split as the outer ones are. */
#include "engine/evaluate/imb-inner.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/data/imb-folds.h"
#include "engine/kernels/imb-test-rows.h"

/* Rows of the class that has the fewest, of those that have any; two classes: of the rarer one. */
static gsize
count_least (const guint16 *classes,
             gsize          n,
             guint          n_classes)
{
  g_autofree gsize *counts = g_new0 (gsize, n_classes);
  gsize             least = n;

  for (gsize i = 0; i < n; i++)
    counts[classes[i]]++;
  for (guint c = 0; c < n_classes; c++)
    if (counts[c] > 0 || n_classes == 2)
      least = MIN (least, counts[c]);
  return n_classes > 2 ? MAX (least, 2) : least;
}

static gsize
count_groups (const guint32 *groups,
              gsize          n)
{
  g_autoptr (GHashTable) known = g_hash_table_new (NULL, NULL);

  for (gsize i = 0; i < n; i++)
    g_hash_table_add (known, GUINT_TO_POINTER (groups[i]));
  return g_hash_table_size (known);
}

static void
set_too_few (gsize       n_least,
             ImbInnerUse use,
             GError    **error)
{
  if (use == IMB_INNER_CHOICE)
    g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW,
                 g_dngettext (GETTEXT_PACKAGE, "A class has %zu training row; choosing parameters needs two of each, so use fewer folds or one value for each parameter.", "A class has %zu training rows; choosing parameters needs two of each, so use fewer folds or one value for each parameter.", n_least), n_least);
  else
    g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW,
                 g_dngettext (GETTEXT_PACKAGE, "A class has %zu training row; choosing a threshold or calibrating needs two of each, so use fewer folds or a fixed threshold without calibration.", "A class has %zu training rows; choosing a threshold or calibrating needs two of each, so use fewer folds or a fixed threshold without calibration.", n_least), n_least);
}

/* See imb_inner_place_error(); @where begins the sentence. */
static void
place_error (ImbInnerUse use,
             const char *where,
             GError    **error)
{
  g_autofree char *what = NULL;

  if (error == NULL || *error == NULL || (*error)->domain != IMB_ERROR)
    return;
  what = (*error)->message;
  if (use == IMB_INNER_CHOICE)
    (*error)->message = g_strdup_printf (_ ("%s of the training rows, to choose parameters: %s One value for each parameter needs no inner folds."), where, what);
  else if (use == IMB_INNER_THRESHOLD)
    (*error)->message = g_strdup_printf (_ ("%s of the training rows, to choose the threshold: %s A fixed threshold needs no inner folds."), where, what);
  else
    (*error)->message = g_strdup_printf (_ ("%s of the training rows, to calibrate: %s A fixed threshold without calibration needs no inner folds."), where, what);
}

void
imb_inner_place_error (ImbInnerUse use,
                       guint       fold,
                       guint       n_folds,
                       GError    **error)
{
  g_autofree char *where = g_strdup_printf (_ ("Inner fold %u of %u"), fold + 1, n_folds);

  place_error (use, where, error);
}

static void
note_fewer (gsize       n_folds,
            ImbInnerUse use,
            gboolean    groups_are_few,
            ImbNotes   *notes)
{
  if (use == IMB_INNER_CHOICE && groups_are_few)
    imb_notes_add (notes, _ ("Parameters were chosen on %zu inner folds instead of %u, because there are no more groups in the training rows."), n_folds, IMB_INNER_FOLDS);
  else if (use == IMB_INNER_CHOICE)
    imb_notes_add (notes, _ ("Parameters were chosen on %zu inner folds instead of %u, because a class has no more training rows."), n_folds, IMB_INNER_FOLDS);
  else if (groups_are_few)
    imb_notes_add (notes, _ ("Thresholds and calibrations were learnt on %zu inner folds instead of %u, because there are no more groups in the training rows."), n_folds,
                   IMB_INNER_FOLDS);
  else if (use == IMB_INNER_THRESHOLD)
    imb_notes_add (notes, _ ("The threshold was chosen on %zu inner folds instead of %u, because a class has no more training rows."), n_folds, IMB_INNER_FOLDS);
  else
    imb_notes_add (notes, _ ("Scores were calibrated on %zu inner folds instead of %u, because a class has no more training rows."), n_folds, IMB_INNER_FOLDS);
}

/* Enough folds for every class to be in all of them, if that can be. */
static guint
count_folds (const guint16 *classes,
             gsize          n,
             guint          n_classes,
             const guint32 *groups, /* NULL: none */
             ImbInnerUse    use,
             ImbNotes      *notes,
             GError       **error)
{
  gsize    n_least = count_least (classes, n, n_classes);
  gsize    n_groups = groups != NULL ? count_groups (groups, n) : n;
  gboolean groups_are_few = n_groups < MIN (n_least, IMB_INNER_FOLDS) && n_groups >= 2;
  guint    n_folds = (guint) (groups_are_few ? n_groups : MIN (n_least, IMB_INNER_FOLDS));

  if (n_least < 2)
    {
      set_too_few (n_least, use, error);
      return 0;
    }
  if (n_folds < IMB_INNER_FOLDS)
    note_fewer (n_folds, use, groups_are_few, notes);
  return n_folds;
}

static guint
split (const ImbInner *self,
       ImbInnerUse     use,
       ImbNotes       *notes,
       GError        **error)
{
  const ImbRecipe    *recipe = self->recipe;
  const gsize         n = self->n;
  g_autofree guint32 *groups = imb_recipe_dup_groups (recipe, self->train, n);
  g_autofree guint32 *times = recipe->times != NULL ? g_new (guint32, n) : NULL;
  g_autofree guint16 *classes = g_new (guint16, MAX (n, 1));
  g_autoptr (ImbFolds) folds = NULL;
  guint  n_folds;
  ImbRng rng;

  for (gsize i = 0; i < n; i++)
    classes[i] = recipe->classes[self->train[i]];
  n_folds = count_folds (classes, n, recipe->n_classes, groups, use, notes, error);
  if (n_folds == 0)
    return 0;

  for (gsize i = 0; times != NULL && i < n; i++)
    times[i] = recipe->times[self->train[i]];
  if (times != NULL && imb_test_later (times, n, n_folds, self->fold_of, error))
    return n_folds;

  imb_rng_init (&rng, recipe->seed);
  if (times == NULL)
    folds = groups == NULL ? imb_folds_new (classes, n, recipe->n_classes, n_folds, &rng, error)
                           : imb_folds_new_grouped (classes, groups, n, recipe->n_classes, n_folds, &rng, error);
  if (folds == NULL)
    {
      place_error (use, _ ("Inner folds"), error);
      return 0;
    }
  memcpy (self->fold_of, imb_folds_get_fold_of_rows (folds), n);
  return n_folds;
}

/* Others' rows, or, with times, earlier ones. */
static gboolean
is_learnt (const ImbRecipe *recipe,
           guint8           own,
           guint            fold)
{
  return recipe->times == NULL ? own != fold : own == IMB_NEVER_TESTED || own < fold;
}

gboolean
imb_inner_list_rows (const ImbInner *self,
                     guint           fold,
                     guint32        *rows,
                     gsize          *n_in,
                     gsize          *n_out)
{
  const ImbRecipe *recipe = self->recipe;
  gsize            at_out;
  gboolean         has_two = FALSE;

  *n_in = *n_out = 0;
  for (gsize i = 0; i < self->n; i++)
    if (is_learnt (recipe, self->fold_of[i], fold))
      {
        rows[(*n_in)++] = self->train[i];
        has_two |= recipe->classes[self->train[i]] != recipe->classes[rows[0]];
      }
  at_out = *n_in;
  for (gsize i = 0; i < self->n; i++)
    if (self->fold_of[i] == fold)
      rows[at_out++] = self->train[i];
  *n_out = at_out - *n_in;
  return has_two;
}

static void
note_left_out (guint       n_left_out,
               guint       n_folds,
               ImbInnerUse use,
               ImbNotes   *notes)
{
  if (use == IMB_INNER_CHOICE)
    imb_notes_add (notes, _ ("Parameters were chosen without %u of %u inner folds, because the rows to learn from there are of one class."), n_left_out, n_folds);
  else
    imb_notes_add (notes, _ ("Thresholds and calibrations were learnt without %u of %u inner folds, because the rows to learn from there are of one class."), n_left_out, n_folds);
}

guint
imb_inner_split (const ImbInner *self,
                 ImbInnerUse     use,
                 ImbNotes       *notes,
                 GError        **error)
{
  const guint         n_folds = split (self, use, notes, error);
  g_autofree guint32 *rows = g_new (guint32, MAX (self->n, 1));
  guint               n_left_out = 0;
  gsize               n_in, n_out;

  for (guint f = 0; f < n_folds; f++)
    n_left_out += !imb_inner_list_rows (self, f, rows, &n_in, &n_out);
  if (n_left_out > 0)
    note_left_out (n_left_out, n_folds, use, notes);
  return n_folds;
}
