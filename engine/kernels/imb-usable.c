/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The look for values that cannot be computed with. A block of values is asked by one sum that stays zero while all
 * are usable; only where it does not are they looked at one by one. It costs what memory costs. */
#include "engine/kernels/imb-usable.h"

#include <float.h>
#include <math.h>

#include "engine/core/imb-parallel.h"
#include "engine/core/imb-clones.h"

#define BLOCK_VALUES 16384
#define AT_ONCE      32

typedef struct
{
  const ImbView *view;
  gsize          block_rows;
  double         largest;
  double         overflows;   /* times a larger value it is infinite */
  gboolean       finite_only; /* missing and infinite values are left alone */
  ImbUnusable   *found;       /* of each block */
} Search;

/* 0 when no x is missing, infinite or too large, else NaN: the product of a large x overflows, and ∞ · 0 is NaN.
 * The sums vectorize, and none waits for another. */
static IMB_CLONES double
zero_if_usable (const double *x,
                gsize         n,
                double        overflows)
{
  double sums[AT_ONCE] = { 0.0 }, sum = 0.0;
  gsize  j = 0;

  for (; j + AT_ONCE <= n; j += AT_ONCE)
    for (gsize l = 0; l < AT_ONCE; l++)
      sums[l] += x[j + l] * overflows * 0.0;
  for (; j < n; j++)
    sum += x[j] * overflows * 0.0;
  for (gsize l = 0; l < AT_ONCE; l++)
    sum += sums[l];
  return sum;
}

static gboolean
search_row (const Search *search,
            gsize         i,
            ImbUnusable  *found)
{
  const double *row = imb_view_row (search->view, i);

  for (gsize j = 0; j < search->view->base->n_cols; j++)
    if (!(fabs (row[j]) <= search->largest) && !imb_view_is_category (search->view, j) && (isfinite (row[j]) || !search->finite_only))
      {
        *found = (ImbUnusable){ TRUE, i, j, row[j] };
        return TRUE;
      }
  return FALSE;
}

/* Rows that lie one behind the other are asked all at once; the padding between them is zero. */
static gboolean
search_block (gsize    block,
              gpointer data,
              GError **error)
{
  const Search    *search = data;
  const ImbView   *view = search->view;
  const ImbMatrix *base = view->base;
  gsize            begin = block * search->block_rows;
  gsize            end = MIN (begin + search->block_rows, view->n_rows);

  if (view->rows == NULL && end <= base->n_rows
      && zero_if_usable (imb_matrix_row (base, begin), (end - begin) * base->stride, search->overflows) == 0.0)
    return TRUE;

  for (gsize i = begin; i < end; i++)
    if (zero_if_usable (imb_view_row (view, i), base->n_cols, search->overflows) != 0.0
        && search_row (search, i, &search->found[block]))
      break;
  return TRUE;
}

static gboolean
search_all (const ImbView *view,
            double         largest,
            gboolean       finite_only,
            ImbUnusable   *first,
            ImbJob        *job,
            GError       **error)
{
  gsize  block_rows = MAX (1, BLOCK_VALUES / MAX (view->base->n_cols, 1));
  gsize  n_blocks = (view->n_rows + block_rows - 1) / block_rows;
  Search search = { view, block_rows, largest, DBL_MAX / largest, finite_only, NULL };

  g_autofree ImbUnusable *found = g_new0 (ImbUnusable, MAX (n_blocks, 1));

  *first = (ImbUnusable){ 0 };
  search.found = found;
  if (!imb_parallel_for (n_blocks, search_block, &search, job, error))
    return FALSE;
  for (gsize block = 0; block < n_blocks && !first->is_found; block++)
    *first = found[block];
  return TRUE;
}

gboolean
imb_find_unusable (const ImbView *view,
                   double         largest,
                   ImbUnusable   *first,
                   ImbJob        *job,
                   GError       **error)
{
  return search_all (view, largest, FALSE, first, job, error);
}

gboolean
imb_find_too_large (const ImbView *view,
                    double         largest,
                    ImbUnusable   *first,
                    ImbJob        *job,
                    GError       **error)
{
  return search_all (view, largest, TRUE, first, job, error);
}
