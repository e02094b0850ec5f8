/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What rows count, from a column. Wrong weights are refused, not repaired: nobody would see it in a result. */
#include "engine/data/imb-weights.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/core/imb-error.h"

/* Metrics multiply four sums of weights with one another, and doubles end at 1e308. */
#define MOST  1e60
#define LEAST 1e-60

static gboolean
refuse (const ImbColumn *column,
        gsize            row,
        double           weight,
        GError         **error)
{
  if (isnan (weight))
    g_set_error (error, IMB_ERROR, IMB_ERROR_NUMBERS, _ ("Row %zu has no weight in “%s”; fill it in, or weigh by another column."), row + 1, column->name);
  else if (isfinite (weight) && weight > 0.0)
    g_set_error (error, IMB_ERROR, IMB_ERROR_NUMBERS, _ ("Row %zu weighs %g in “%s”, but weights are 0 or from %g to %g; multiply all of them, or weigh by another column."),
                 row + 1, weight, column->name, LEAST, MOST);
  else
    g_set_error (error, IMB_ERROR, IMB_ERROR_NUMBERS, _ ("Row %zu weighs %g in “%s”, but weights are finite and not negative; correct it, or weigh by another column."),
                 row + 1, weight, column->name);
  return FALSE;
}

static gboolean
take (const ImbColumn *column,
      const guint32   *rows,
      gsize            n_rows,
      double          *weights,
      GError         **error)
{
  gboolean any = FALSE;

  for (gsize i = 0; i < n_rows; i++)
    {
      gsize row = rows != NULL ? rows[i] : i;

      weights[i] = column->numbers[row];
      if (!(weights[i] == 0.0 || (weights[i] >= LEAST && weights[i] <= MOST)))
        return refuse (column, row, weights[i], error);
      any |= weights[i] > 0.0;
    }
  if (any)
    return TRUE;

  g_set_error (error, IMB_ERROR, IMB_ERROR_NUMBERS, _ ("All rows weigh 0 in “%s”, so there is nothing to learn from; weigh by another column."), column->name);
  return FALSE;
}

double *
imb_weights_new (const ImbColumn *column,
                 const guint32   *rows,
                 gsize            n_rows,
                 GError         **error)
{
  g_autofree double *weights = NULL;

  if (column->kind != IMB_COLUMN_NUMBER)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("“%s” holds text, so rows cannot be weighed by it; choose a column of numbers."), column->name);
      return NULL;
    }

  weights = g_try_new (double, MAX (n_rows, 1));
  if (weights == NULL)
    g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for the weights of %zu rows; use fewer of them."), n_rows);
  return weights != NULL && take (column, rows, n_rows, weights, error) ? g_steal_pointer (&weights) : NULL;
}
