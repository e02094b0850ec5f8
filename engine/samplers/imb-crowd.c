/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Neighbours among some rows. Lists are made for a part of the queries at a time, so that memory does not grow with queries
 * times neighbours. */
#include "engine/samplers/imb-crowd.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/params/imb-text.h"

#define MOST_PLACES  (1 << 24) /* in the lists of one part */
#define MOST_DOUBLES 2000000   /* of the rows of one part: 16 MB */
#define FEW_DOUBLES  250000    /* where a search prepares little: 2 MB, and of a small crowd, … */
#define SMALL_CROWD  1000000   /* … which itself takes no more, 8 MB */
#define PREPARED     8         /* parts of the crowd's own size, in which preparing the crowd for each part is a small share of the search */
#define TREE_STRIDE  16        /* of rows for which a tree of the crowd may be made, which costs more */
#define LEAST_ASKED  1024      /* in one part */

/* Whether places are rows of the view's base and, behind them, those made. */
static gboolean
is_as_made (const ImbCrowd *self)
{
  gsize i = 0;

  while (i < self->n_rows && imb_view_source (self->in, imb_crowd_row (self, i)) == i)
    i++;
  return i == self->n_rows;
}

/* From rows of the view's base to places, for synthetic rows whose ends are both in the crowd. Without memory nothing is known of them. */
static void
translate_ends (ImbCrowd *self)
{
  const ImbView      *in = self->in;
  const gsize         n_base = in->base->n_rows;
  g_autofree guint32 *places = g_try_new (guint32, MAX (n_base, 1));
  gsize               first = 0;

  while (first < self->n_rows && imb_view_source (in, imb_crowd_row (self, first)) < n_base)
    first++;
  self->own_ends = g_try_new (ImbEnds, self->n_rows - first + 1);
  if (places == NULL || self->own_ends == NULL)
    return;

  memset (places, 0xff, n_base * sizeof *places);
  for (gsize i = 0; i < self->n_rows; i++)
    if (imb_view_source (in, imb_crowd_row (self, i)) < n_base)
      places[imb_view_source (in, imb_crowd_row (self, i))] = (guint32) i;
  for (gsize i = first; i < self->n_rows; i++)
    {
      gsize   source = imb_view_source (in, imb_crowd_row (self, i));
      ImbEnds ends = { IMB_NO_ROW, IMB_NO_ROW, 0.0 };

      if (source >= n_base)
        ends = in->ends[source - n_base];
      self->own_ends[i - first] = ends.first < n_base && ends.second < n_base ? (ImbEnds){ places[ends.first], places[ends.second], ends.share } : (ImbEnds){ IMB_NO_ROW, IMB_NO_ROW, 0.0 };
    }
  self->between = (ImbBetween){ self->own_ends, first };
  self->ends = &self->between;
}

static void
find_ends (ImbCrowd *self)
{
  if (self->in->made == NULL || self->in->ends == NULL)
    return;
  if (!is_as_made (self))
    {
      translate_ends (self);
      return;
    }
  self->between = (ImbBetween){ self->in->ends, self->in->base->n_rows };
  self->ends = &self->between;
}

gboolean
imb_crowd_init (ImbCrowd      *self,
                const ImbNear *near,
                const ImbView *in,
                const guint32 *rows,
                gsize          n_rows,
                ImbJob        *job,
                GError       **error)
{
  *self = (ImbCrowd){ .in = in, .near = near, .rows = rows, .n_rows = n_rows };
  if (!imb_near_is_plain (near))
    return TRUE;

  if (rows != NULL)
    self->matrix = self->own = imb_view_gather (in, rows, n_rows, job, error);
  else
    self->matrix = imb_view_see_whole (in, &self->own, job, error);
  find_ends (self);
  return self->matrix != NULL;
}

void
imb_crowd_clear (ImbCrowd *self)
{
  g_clear_pointer (&self->own, imb_matrix_free);
  g_clear_pointer (&self->own_ends, g_free);
}

guint32 *
imb_crowd_by_class (const ImbCrowd *self,
                    gsize          *begins)
{
  const guint       n_classes = self->in->n_classes;
  guint32          *places = g_new (guint32, MAX (self->n_rows, 1));
  g_autofree gsize *ends = g_new0 (gsize, n_classes + 1);

  memset (begins, 0, (n_classes + 1) * sizeof *begins);
  for (gsize i = 0; i < self->n_rows; i++)
    begins[imb_crowd_class (self, i) + 1]++;
  for (guint c = 0; c < n_classes; c++)
    begins[c + 1] += begins[c];
  memcpy (ends, begins, n_classes * sizeof *ends);
  for (gsize i = 0; i < self->n_rows; i++)
    places[ends[imb_crowd_class (self, i)]++] = (guint32) i;
  return places;
}

guint32 *
imb_crowd_others (const ImbCrowd *self,
                  guint           c,
                  gsize          *n)
{
  guint32 *others;

  *n = 0;
  for (guint32 i = 0; i < self->n_rows; i++)
    *n += imb_crowd_class (self, i) != c;
  others = g_new (guint32, MAX (*n, 1));
  *n = 0;
  for (guint32 i = 0; i < self->n_rows; i++)
    if (imb_crowd_class (self, i) != c)
      others[(*n)++] = i;
  return others;
}

static gboolean
find_lists (const ImbCrowd *self,
            const guint32  *queries,
            gsize           n_queries,
            gsize           n_asked,
            gsize           k,
            ImbListPart     part,
            guint32        *lists,
            ImbJob         *job,
            GError        **error)
{
  g_autoptr (ImbMatrix) from = NULL;
  g_auto (ImbKnown) known = { 0 };

  if (self->matrix == NULL)
    return imb_near_find (self->near, self->rows, self->n_rows, queries, n_queries, k, part, lists, NULL, job, error);

  from = imb_view_gather (self->in, queries, n_queries, NULL, error);
  if (from == NULL)
    return FALSE;
  imb_near_recognise (self->near, self->rows, self->n_rows, queries, n_queries, &known);
  return imb_neighbours_find_some_as_peer (self->matrix, from, n_asked, k, part, known.memo != NULL ? &known : NULL, self->ends, lists, NULL, job, error);
}

gboolean
imb_crowd_recalls (const ImbCrowd *self,
                   const guint32  *places,
                   gsize           n,
                   gsize           k)
{
  g_autofree guint32 *rows = NULL;
  g_auto (ImbKnown) known = { 0 };

  if (self->in->memo == NULL)
    return FALSE;

  rows = g_new (guint32, MAX (n, 1));
  for (gsize i = 0; i < n; i++)
    rows[i] = imb_crowd_row (self, places[i]);
  return imb_near_recognise (self->near, self->rows, self->n_rows, rows, n, &known) && imb_recall_is_likely (&known, n, k + 1);
}

/* How many doubles of queries are gathered at a time: they are held beside the crowd. How a search that is not plain lists equal
 * distances hangs on how many it is asked at once. */
static gsize
doubles_of_part (const ImbCrowd *self)
{
  gsize size;

  if (self->matrix == NULL || self->matrix->stride <= TREE_STRIDE)
    return MOST_DOUBLES;
  size = self->n_rows * self->matrix->stride;
  return CLAMP (size / PREPARED, size <= SMALL_CROWD ? SMALL_CROWD : FEW_DOUBLES, MOST_DOUBLES);
}

gboolean
imb_crowd_each_list (const ImbCrowd *self,
                     const guint32  *queries,
                     gsize           n_queries,
                     gsize           n_asked,
                     gsize           k,
                     ImbListPart     part,
                     ImbListFunc     func,
                     gpointer        data,
                     ImbJob         *job,
                     GError        **error)
{
  const gsize         most = MIN (MAX (LEAST_ASKED, MIN (MOST_PLACES / k, doubles_of_part (self) / self->in->base->stride)), n_queries);
  g_autofree guint32 *lists = most > 0 ? g_try_new (guint32, most * k) : NULL;

  if (most > 0 && lists == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for lists of %zu neighbours; ask for fewer."), k);
      return FALSE;
    }
  for (gsize at = 0; at < n_queries; at += most)
    {
      gsize n = MIN (most, n_queries - at);
      g_autoptr (ImbJob) part_job = imb_job_new_part (job, (double) n / (double) n_queries);

      if (!find_lists (self, queries + at, n, n_asked, k, part, lists, part_job, error))
        return FALSE;
      for (gsize i = 0; i < n; i++)
        func (at + i, lists + i * k, data);
    }
  return TRUE;
}

void
imb_crowd_spare (const ImbCrowd *self,
                 guint8         *gone,
                 ImbNotes       *notes)
{
  g_autofree gsize   *begins = g_new (gsize, self->in->n_classes + 1);
  g_autofree guint32 *places = imb_crowd_by_class (self, begins);

  for (guint c = 0; c < self->in->n_classes; c++)
    {
      g_autofree char *label = NULL, *shown = NULL;
      gsize            i = begins[c];

      while (i < begins[c + 1] && gone[places[i]])
        i++;
      if (i < begins[c + 1] || begins[c] == begins[c + 1])
        continue;

      for (i = begins[c]; i < begins[c + 1]; i++)
        gone[places[i]] = FALSE;
      label = imb_view_dup_label (self->in, c);
      shown = imb_text_shorten (label);
      imb_notes_add (notes, _ ("Every row of class “%s” would have been removed, so all of them were kept."), shown);
    }
}

guint32 *
imb_crowd_left (const ImbCrowd *self,
                const guint8   *gone,
                gboolean        by_class,
                gsize          *n_left)
{
  g_autofree gsize   *begins = g_new (gsize, self->in->n_classes + 1);
  g_autofree guint32 *places = by_class ? imb_crowd_by_class (self, begins) : NULL;
  guint32            *left = g_new (guint32, MAX (self->n_rows, 1));

  *n_left = 0;
  for (gsize i = 0; i < self->n_rows; i++)
    {
      gsize place = places != NULL ? places[i] : i;

      if (!gone[place])
        left[(*n_left)++] = imb_crowd_row (self, place);
    }
  return left;
}

guint
imb_crowd_smallest (const ImbView *in,
                    gsize         *n_rows)
{
  g_autofree gsize *counts = g_new0 (gsize, in->n_classes);
  guint             smallest = imb_view_class (in, 0);

  imb_view_count (in, counts);
  for (gsize i = 0; i < in->n_rows; i++)
    if (counts[imb_view_class (in, i)] < counts[smallest])
      smallest = imb_view_class (in, i);
  *n_rows = counts[smallest];
  return smallest;
}

guint
imb_crowd_count_smallest (const ImbView *in,
                          gsize         *n_rows)
{
  g_autofree gsize *counts = g_new0 (gsize, in->n_classes);
  guint             smallest = 0;

  imb_view_count (in, counts);
  for (guint c = 1; c < in->n_classes; c++)
    if (counts[c] > 0 && (counts[smallest] == 0 || counts[c] < counts[smallest]))
      smallest = c;
  *n_rows = counts[smallest];
  return smallest;
}
