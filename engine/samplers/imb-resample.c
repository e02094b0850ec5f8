/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The result of a sampler: row numbers, synthetic rows and where those come from. Nothing of the view is
 * copied. */
#include "engine/samplers/imb-resample.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"

ImbResample *
imb_resample_new (const ImbView *in,
                  GError       **error)
{
  guint32     *rows = g_try_new (guint32, MAX (in->n_rows, 1));
  ImbResample *self;

  if (rows == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory to draw from %zu rows; use fewer of them."), in->n_rows);
      return NULL;
    }
  self = g_new0 (ImbResample, 1);
  self->ref_count = 1;
  self->n_in = in->n_rows;
  self->n_rows = in->n_rows;
  self->rows = rows;
  self->parent_offsets = g_new0 (gsize, 1);
  self->removals = imb_removals_new ();
  self->notes = imb_notes_new ();
  for (gsize i = 0; i < in->n_rows; i++)
    self->rows[i] = (guint32) i;
  return self;
}

ImbResample *
imb_resample_ref (ImbResample *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
imb_resample_unref (ImbResample *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_free (self->rows);
  imb_matrix_free (self->made);
  imb_matrix_free (self->block);
  g_free (self->whole);
  g_free (self->made_classes);
  g_free (self->parent_offsets);
  g_free (self->parent_rows);
  g_free (self->parent_weights);
  imb_removals_free (self->removals);
  imb_notes_unref (self->notes);
  g_free (self);
}

void
imb_resample_leave_room (ImbResample *self)
{
  g_return_if_fail (self->made == NULL && self->whole == NULL);

  self->whole = g_new0 (ImbWhole, 1);
}

void
imb_resample_close_room (ImbResample *self)
{
  if (self->block != NULL && self->whole != NULL)
    imb_matrix_forget (self->block, self->n_in);
  g_clear_pointer (&self->whole, g_free);
}

void
imb_resample_take_rows (ImbResample *self,
                        guint32     *rows,
                        gsize        n_rows)
{
  g_return_if_fail (self->made == NULL);

  g_free (self->rows);
  self->rows = rows;
  self->n_rows = n_rows;
}

/* Room for rows that shall be made, behind those kept, and for all of their parents. */
static gboolean
make_room (ImbResample *self,
           gsize        n_made,
           gsize        n_parents,
           GError     **error)
{
  gsize   *offsets = g_try_renew (gsize, self->parent_offsets, n_made + 1);
  guint32 *rows = g_try_renew (guint32, self->rows, self->n_rows + n_made);

  self->parent_offsets = offsets != NULL ? offsets : self->parent_offsets;
  self->rows = rows != NULL ? rows : self->rows;
  self->made_classes = g_try_new (guint16, n_made);
  self->parent_rows = g_try_new (guint32, MAX (n_parents, 1));
  self->parent_weights = g_try_new (double, MAX (n_parents, 1));
  if (offsets == NULL || rows == NULL || self->made_classes == NULL || self->parent_rows == NULL || self->parent_weights == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for %zu new rows and their %zu parents; ask for fewer of them."), n_made, n_parents);
      return FALSE;
    }
  self->n_made = n_made;
  for (gsize m = 0; m < n_made; m++)
    self->rows[self->n_rows + m] = (guint32) (self->n_in + m);
  self->n_rows += n_made;
  return TRUE;
}

/* Any values; in a block with room in front when that was asked for. */
static gboolean
new_made (ImbResample *self,
          gsize        n_made,
          gsize        n_cols,
          GError     **error)
{
  if (self->whole == NULL)
    {
      self->made = imb_matrix_new_whole (n_made, n_cols, error);
      return self->made != NULL;
    }

  self->block = imb_matrix_new_unset (self->n_in + n_made, n_cols, error);
  if (self->block == NULL)
    return FALSE;
  self->made = imb_matrix_new_tail (self->block, self->n_in);
  *self->whole = (ImbWhole){ self->block, self->n_in };
  return TRUE;
}

gboolean
imb_resample_add_made (ImbResample *self,
                       gsize        n_made,
                       gsize        n_cols,
                       guint        n_parents,
                       GError     **error)
{
  g_return_val_if_fail (self->made == NULL, FALSE);

  if (n_made == 0)
    return TRUE;

  if (!new_made (self, n_made, n_cols, error) || !make_room (self, n_made, n_made * n_parents, error))
    return FALSE;
  for (gsize m = 0; m <= n_made; m++)
    self->parent_offsets[m] = m * n_parents;
  return TRUE;
}

gboolean
imb_resample_add_merged (ImbResample *self,
                         gsize        n_made,
                         gsize        n_cols,
                         const gsize *n_parents,
                         GError     **error)
{
  gsize n_all = 0;

  g_return_val_if_fail (self->made == NULL, FALSE);

  if (n_made == 0)
    return TRUE;

  self->made = imb_matrix_new (n_made, n_cols, error);
  if (self->made == NULL)
    return FALSE;
  for (gsize m = 0; m < n_made; m++)
    n_all += n_parents[m];
  if (!make_room (self, n_made, n_all, error))
    return FALSE;
  self->parent_offsets[0] = 0;
  for (gsize m = 0; m < n_made; m++)
    self->parent_offsets[m + 1] = self->parent_offsets[m] + n_parents[m];
  return TRUE;
}

void
imb_resample_reorder (ImbResample *self,
                      guint32     *rows)
{
  g_free (self->rows);
  self->rows = rows;
}

void
imb_resample_cut_made (ImbResample *self,
                       gsize        n_made)
{
  g_return_if_fail (n_made <= self->n_made);

  self->n_rows -= self->n_made - n_made;
  self->n_made = n_made;
  if (n_made > 0)
    self->made->n_rows = n_made;
  else
    g_clear_pointer (&self->made, imb_matrix_free);
  if (self->block != NULL)
    self->block->n_rows = self->n_in + n_made;
}

/* A parent alone does not make a copy: noise may have come on top. */
gssize
imb_resample_copied_row (const ImbResample *self,
                         const ImbView     *in,
                         gsize              made)
{
  const double *x = imb_matrix_row (self->made, made), *parent;
  gsize         row = self->n_in + made;

  while (row >= self->n_in)
    {
      gsize at = self->parent_offsets[row - self->n_in];

      if (self->parent_offsets[row - self->n_in + 1] - at != 1 || self->parent_weights[at] != 1.0)
        return -1;
      row = self->parent_rows[at];
    }
  parent = imb_view_row (in, row);
  for (gsize j = 0; j < self->made->n_cols; j++)
    if (x[j] != parent[j] && !(isnan (x[j]) && isnan (parent[j])))
      return -1;
  return (gssize) row;
}

guint32
imb_resample_base_row (const ImbResample *self,
                       gsize              made)
{
  gsize row = self->n_in + made;

  while (row >= self->n_in)
    {
      gsize at = self->parent_offsets[row - self->n_in];

      if (at == self->parent_offsets[row - self->n_in + 1])
        return IMB_NO_ROW;
      row = self->parent_rows[at];
    }
  return (guint32) row;
}

/* The weight of every synthetic row: the mean of its parents', which come before it; a parent that the row leads away
 * from has as much part in it as one that it leads to. */
static void
fill_made_weights (const ImbResample *self,
                   const ImbView     *in,
                   double            *weights)
{
  for (gsize m = 0; m < self->n_made; m++)
    {
      double sum = 0.0, total = 0.0;

      for (gsize p = self->parent_offsets[m]; p < self->parent_offsets[m + 1]; p++)
        {
          gsize  row = self->parent_rows[p];
          double weight = row < self->n_in ? imb_view_weight (in, row) : weights[row - self->n_in];

          sum += fabs (self->parent_weights[p]) * weight;
          total += fabs (self->parent_weights[p]);
        }
      weights[m] = total > 0.0 ? sum / total : 1.0;
    }
}

/* A synthetic row belongs to the group of the row it was made from; one of none is a group of its own. */
static void
fill_made_groups (const ImbResample *self,
                  const ImbView     *in,
                  guint32           *groups)
{
  guint32 n_codes = 0;

  for (gsize i = 0; i < in->n_rows; i++)
    n_codes = MAX (n_codes, imb_view_group (in, i) + 1);
  for (gsize m = 0; m < self->n_made; m++)
    {
      guint32 base = imb_resample_base_row (self, m);

      groups[m] = base != IMB_NO_ROW ? imb_view_group (in, base) : n_codes + (guint32) m;
    }
}

/* A row of two parents lies between them. */
static void
fill_ends (const ImbResample *self,
           const ImbView     *in,
           ImbEnds           *ends)
{
  for (gsize m = 0; m < self->n_made; m++)
    {
      const gsize    at = self->parent_offsets[m];
      const guint32 *parents = self->parent_rows + at;

      if (self->parent_offsets[m + 1] - at == 2 && parents[0] < self->n_in && parents[1] < self->n_in)
        ends[m] = (ImbEnds){ (guint32) imb_view_source (in, parents[0]), (guint32) imb_view_source (in, parents[1]), self->parent_weights[at + 1] };
      else
        ends[m] = (ImbEnds){ IMB_NO_ROW, IMB_NO_ROW, 0.0 };
    }
}

/* Whether the rows are all those of the view, then all that were made. */
static gboolean
is_in_order (const ImbResample *self)
{
  gsize i = 0;

  while (i < self->n_rows && self->rows[i] == i)
    i++;
  return i == self->n_in + self->n_made;
}

/* Classes, weights, ends, row numbers and groups share one block of memory, so that there is one thing to free. */
ImbView
imb_resample_get_view (const ImbResample *self,
                       const ImbView     *in,
                       guint16          **classes)
{
  gsize    n_base = in->base->n_rows;
  gsize    n_all = n_base + self->n_made;
  gboolean is_ordered = is_in_order (self);
  gsize    n_listed = is_ordered && in->rows == NULL && self->n_in == n_base ? 0 : self->n_rows;
  gsize    class_bytes = (n_all * sizeof (guint16) + 7) / 8 * 8;
  gsize    weight_bytes = in->weights != NULL ? n_all * sizeof (double) : 0;
  gsize    ends_bytes = self->n_made * sizeof (ImbEnds);
  gsize    group_bytes = in->groups != NULL ? n_all * sizeof (guint32) : 0;
  char    *block = g_malloc (class_bytes + weight_bytes + ends_bytes + n_listed * sizeof (guint32) + group_bytes + 8);
  double  *weights = (double *) (block + class_bytes);
  ImbEnds *ends = (ImbEnds *) (block + class_bytes + weight_bytes);
  guint32 *rows = (guint32 *) (ends + self->n_made);
  guint32 *groups = rows + n_listed;
  ImbView  view = *in;

  g_assert (in->made == NULL); /* rows below are told from those made by their number alone */
  *classes = (guint16 *) block;
  view.made = self->made;
  view.ends = self->n_made > 0 ? ends : NULL;
  view.classes = *classes;
  view.rows = n_listed > 0 || self->n_rows == 0 ? rows : NULL;
  view.n_rows = self->n_rows;
  view.counts = NULL;
  view.whole = self->block != NULL && is_ordered ? self->whole : NULL;

  memcpy (*classes, in->classes, n_base * sizeof (guint16));
  if (self->n_made > 0)
    memcpy (*classes + n_base, self->made_classes, self->n_made * sizeof (guint16));
  if (in->weights != NULL)
    {
      memcpy (weights, in->weights, n_base * sizeof (double));
      fill_made_weights (self, in, weights + n_base);
      view.weights = weights;
    }
  if (in->groups != NULL)
    {
      memcpy (groups, in->groups, n_base * sizeof *groups);
      fill_made_groups (self, in, groups + n_base);
      view.groups = groups;
    }
  fill_ends (self, in, ends);
  for (gsize i = 0; i < n_listed; i++)
    rows[i] = self->rows[i] < self->n_in ? (guint32) imb_view_source (in, self->rows[i])
                                         : (guint32) (n_base + self->rows[i] - self->n_in);
  return view;
}

void
imb_resample_count (const ImbResample *self,
                    const ImbView     *in,
                    gsize             *counts)
{
  memset (counts, 0, in->n_classes * sizeof *counts);
  for (gsize i = 0; i < self->n_rows; i++)
    {
      gsize row = self->rows[i];

      counts[row < self->n_in ? imb_view_class (in, row) : self->made_classes[row - self->n_in]]++;
    }
}

gsize
imb_resample_n_kept (const ImbResample *self)
{
  return self->n_rows - imb_resample_n_synthetic (self);
}

gsize
imb_resample_n_removed (const ImbResample *self)
{
  g_autofree guint8 *occurs = g_new0 (guint8, MAX (self->n_in, 1));
  gsize              n = self->n_in;

  for (gsize i = 0; i < self->n_rows; i++)
    if (self->rows[i] < self->n_in && !occurs[self->rows[i]])
      {
        occurs[self->rows[i]] = 1;
        n--;
      }
  return n;
}

gsize
imb_resample_n_synthetic (const ImbResample *self)
{
  gsize n = 0;

  for (gsize i = 0; i < self->n_rows; i++)
    n += self->rows[i] >= self->n_in;
  return n;
}
