/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hold-out, expanding windows, leave one group out: which rows are tested. The draws of the hold-out are scikit-learn's, one for one, also
 * those that only its order of rows needs, because repeats go on with the stream. */
#include "engine/kernels/imb-test-rows.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/kernels/imb-sort.h"

/* @total things for @n places by their counts: the whole parts, then one each by what is left over, ties drawn. */
static void
share_out (const gsize *counts,
           guint        n,
           gsize        total,
           ImbRng      *rng,
           gsize       *shares)
{
  g_autofree double  *rest = g_new (double, n);
  g_autofree double  *values = g_new (double, n);
  g_autofree guint32 *order = g_new (guint32, n);
  g_autofree guint   *tied = g_new (guint, n);
  double              sum = 0.0;
  gsize               given = 0;

  for (guint c = 0; c < n; c++)
    sum += (double) counts[c];
  for (guint c = 0; c < n; c++)
    {
      double wanted = sum > 0.0 ? (double) counts[c] / sum * (double) total : 0.0;

      shares[c] = (gsize) floor (wanted);
      rest[c] = values[c] = wanted - floor (wanted);
      given += shares[c];
    }
  qsort (values, n, sizeof *values, imb_compare_doubles);
  for (guint v = n; v-- > 0 && given < total;)
    {
      guint n_tied = 0;

      if (v + 1 < n && values[v] == values[v + 1])
        continue;
      for (guint c = 0; c < n; c++)
        if (rest[c] == values[v])
          tied[n_tied++] = c;
      imb_rng_permutation (rng, order, n_tied);
      for (guint i = 0; i < n_tied && given < total; i++, given++)
        shares[tied[order[i]]]++;
    }
}

static gboolean
check_holdout (const gsize *counts,
               guint        n_present,
               gsize        n,
               gsize        n_test,
               GError     **error)
{
  for (guint c = 0; c < n_present; c++)
    if (counts[c] < 2)
      {
        g_set_error_literal (error, IMB_ERROR, IMB_ERROR_TOO_FEW, _ ("A class has a single row, which cannot be both learnt from and tested; take folds instead of a hold-out, or leave the class out."));
        return FALSE;
      }
  if (n_test >= n_present && n >= n_test + n_present)
    return TRUE;
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW, _ ("A hold-out of %zu of %zu rows has no room for one row of each class on both sides; choose another share."), n_test, n);
  return FALSE;
}

gboolean
imb_test_holdout (const guint16 *classes,
                  gsize          n,
                  guint          n_classes,
                  double         test_share,
                  ImbRng        *rng,
                  guint8        *fold_of,
                  GError       **error)
{
  gsize               n_test = (gsize) ceil (test_share * (double) n);
  g_autofree gsize   *counts = g_new0 (gsize, n_classes);
  g_autofree guint   *present = g_new (guint, n_classes);
  g_autofree gsize   *n_train_of = g_new (gsize, n_classes);
  g_autofree gsize   *n_test_of = g_new (gsize, n_classes);
  g_autofree guint32 *rows = g_new (guint32, MAX (n, 1));
  g_autofree guint32 *order = g_new (guint32, MAX (n, 1));
  guint               n_present = 0;

  for (gsize i = 0; i < n; i++)
    counts[classes[i]]++;
  for (guint c = 0; c < n_classes; c++)
    if (counts[c] > 0)
      {
        counts[n_present] = counts[c];
        present[n_present++] = c;
      }
  if (!check_holdout (counts, n_present, n, n_test, error))
    return FALSE;

  share_out (counts, n_present, n - n_test, rng, n_train_of);
  for (guint c = 0; c < n_present; c++)
    counts[c] -= n_train_of[c];
  share_out (counts, n_present, n_test, rng, n_test_of);
  memset (fold_of, IMB_NEVER_TESTED, n);
  for (guint c = 0; c < n_present; c++)
    {
      gsize of_class = 0;

      for (gsize i = 0; i < n; i++)
        if (classes[i] == present[c])
          rows[of_class++] = (guint32) i;
      imb_rng_permutation (rng, order, of_class);
      for (gsize i = n_train_of[c]; i < MIN (n_train_of[c] + n_test_of[c], of_class); i++)
        fold_of[rows[order[i]]] = 0;
    }
  imb_rng_permutation (rng, order, n - n_test); /* the peer mixes both sides: draws that the next repeat must find taken */
  imb_rng_permutation (rng, order, n_test);
  return TRUE;
}

static int
compare_times (const void *a,
               const void *b,
               gpointer    data)
{
  const guint32 *times = data;
  guint32        i = *(const guint32 *) a, j = *(const guint32 *) b;

  return times[i] != times[j] ? (times[i] > times[j]) - (times[i] < times[j]) : (i > j) - (i < j);
}

gboolean
imb_test_later (const guint32 *times,
                gsize          n,
                guint          n_folds,
                guint8        *fold_of,
                GError       **error)
{
  g_autofree guint32 *order = g_new (guint32, MAX (n, 1));
  g_autofree gsize   *counts = g_new0 (gsize, n_folds + 1);
  gsize               size = n / (n_folds + 1), first = n - n_folds * size;
  guint               block = 0;

  for (gsize i = 0; i < n; i++)
    order[i] = (guint32) i;
  g_qsort_with_data (order, (gint) n, sizeof *order, compare_times, (gpointer) times);
  for (gsize i = 0; i < n; i++)
    {
      if (i == 0 || times[order[i]] != times[order[i - 1]])
        block = i < first ? 0 : (guint) ((i - first) / MAX (size, 1)) + 1;
      fold_of[order[i]] = block == 0 ? IMB_NEVER_TESTED : (guint8) (block - 1);
      counts[MIN (block, n_folds)]++;
    }
  for (guint b = 0; b <= n_folds; b++)
    if (counts[b] == 0)
      {
        g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW,
                     _ ("There are too few different times in %zu rows for %u windows and the rows before them; use fewer folds, or order by another column."), n, n_folds);
        return FALSE;
      }
  return TRUE;
}

static int
compare_numbers (const void *a,
                 const void *b)
{
  guint32 i = *(const guint32 *) a, j = *(const guint32 *) b;

  return (i > j) - (i < j);
}

gboolean
imb_test_groups (const guint32 *all,
                 gsize          n_all,
                 const guint32 *groups,
                 gsize          n,
                 guint         *n_folds,
                 guint8        *fold_of,
                 GError       **error)
{
  g_autofree guint32 *known = g_memdup2 (all, MAX (n_all, 1) * sizeof *all);
  gsize               n_known = 0;

  qsort (known, n_all, sizeof *known, compare_numbers);
  for (gsize i = 0; i < n_all; i++)
    if (n_known == 0 || known[i] != known[n_known - 1])
      known[n_known++] = known[i];
  if (n_known < 2 || n_known > IMB_MOST_SPLITS)
    {
      g_set_error (error, IMB_ERROR, n_known < 2 ? IMB_ERROR_TOO_FEW : IMB_ERROR_TOO_LARGE,
                   _ ("There are %zu groups; leaving one out works with 2 to %u. The split “group” deals whole groups over a few folds."), n_known, IMB_MOST_SPLITS);
      return FALSE;
    }
  *n_folds = (guint) n_known;
  for (gsize i = 0; i < n; i++)
    {
      const guint32 *at = bsearch (&groups[i], known, n_known, sizeof *known, compare_numbers);

      fold_of[i] = at != NULL ? (guint8) (at - known) : IMB_NEVER_TESTED;
    }
  return TRUE;
}
