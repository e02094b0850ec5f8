/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decisions by what they cost. Elkan 2001, The foundations of cost-sensitive learning, IJCAI 17, for the threshold and the least
 * expected cost; Bahnsen, Aouada, Ottersten 2014, doi:10.1109/ICMLA.2014.48, for costs of each row. True classes are rows of the matrix, as in Weka. */
#include "engine/evaluate/imb-costs.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/kernels/imb-sort.h"

#define ROUNDING 1e-13 /* of all that was added up: savings that are smaller are none */

struct _ImbCosts
{
  gint    ref_count;
  guint   n_classes;
  guint   positive;
  gsize   n_rows;
  double *matrix;
  double *row_costs; /* NULL: none */
};

static ImbCosts *
costs_alloc (guint n_classes,
             guint positive,
             gsize n_rows)
{
  ImbCosts *self = g_new0 (ImbCosts, 1);

  self->ref_count = 1;
  self->n_classes = n_classes;
  self->positive = positive;
  self->n_rows = n_rows;
  self->matrix = g_new0 (double, (gsize) n_classes *n_classes);
  return self;
}

static ImbCosts *
costs_of (const ImbProblem *problem)
{
  return costs_alloc (imb_problem_n_classes (problem), imb_problem_get_positive (problem), imb_problem_n_rows (problem));
}

ImbCosts *
imb_costs_new (const ImbProblem *problem)
{
  ImbCosts *self = costs_of (problem);

  for (guint t = 0; t < self->n_classes; t++)
    for (guint p = 0; p < self->n_classes; p++)
      self->matrix[t * self->n_classes + p] = t != p;
  return self;
}

ImbCosts *
imb_costs_from_matrix (const ImbProblem *problem,
                       const double     *matrix)
{
  ImbCosts *self = costs_of (problem);

  memcpy (self->matrix, matrix, sizeof (double) * self->n_classes * self->n_classes);
  return self;
}

ImbCosts *
imb_costs_from_classes (const double *matrix,
                        guint         n_classes,
                        guint         positive)
{
  ImbCosts *self = costs_alloc (n_classes, positive, 0);

  memcpy (self->matrix, matrix, sizeof (double) * n_classes * n_classes);
  return self;
}

ImbCosts *
imb_costs_with_column (const ImbCosts   *self,
                       const ImbProblem *problem,
                       gsize             column,
                       GError          **error)
{
  const ImbColumn *from = imb_table_column_at (imb_problem_get_table (problem), column);
  const guint32   *rows = imb_problem_get_rows (problem);
  g_autoptr (ImbCosts) costs = costs_of (problem);

  if (from->kind != IMB_COLUMN_NUMBER)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("“%s” holds text, so it cannot say what a missed row costs; choose a column of numbers."), from->name);
      return NULL;
    }
  memcpy (costs->matrix, self->matrix, sizeof (double) * self->n_classes * self->n_classes);
  costs->row_costs = g_try_new (double, MAX (costs->n_rows, 1));
  if (costs->row_costs == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for the costs of %zu rows; use fewer of them."), costs->n_rows);
      return NULL;
    }
  for (gsize i = 0; i < costs->n_rows; i++)
    {
      double cost = from->numbers[rows[i]];

      if (isfinite (cost) && cost >= 0.0)
        {
          costs->row_costs[i] = cost;
          continue;
        }
      if (isnan (cost))
        g_set_error (error, IMB_ERROR, IMB_ERROR_NUMBERS, _ ("Row %u has no cost in “%s”; fill it in, or take another column."), rows[i] + 1, from->name);
      else
        g_set_error (error, IMB_ERROR, IMB_ERROR_NUMBERS, _ ("Row %u costs %g in “%s”, but what is lost by a miss is finite and not negative; correct it, or take another column."),
                     rows[i] + 1, cost, from->name);
      return NULL;
    }
  return g_steal_pointer (&costs);
}

ImbCosts *
imb_costs_ref (ImbCosts *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
imb_costs_unref (ImbCosts *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_free (self->matrix);
  g_free (self->row_costs);
  g_free (self);
}

const double *
imb_costs_get_matrix (const ImbCosts *self)
{
  return self->matrix;
}

const double *
imb_costs_get_row_costs (const ImbCosts *self)
{
  return self->row_costs;
}

double
imb_costs_at (const ImbCosts *self,
              guint           truth,
              guint           predicted,
              double          row_cost)
{
  if (truth == self->positive && predicted != truth && !isnan (row_cost))
    return row_cost;
  return self->matrix[truth * self->n_classes + predicted];
}

guint
imb_costs_decide (const ImbCosts *self,
                  const double   *scores,
                  double          row_cost)
{
  guint  best = self->n_classes == 2 ? self->positive : 0;
  double least = INFINITY;

  for (guint p = 0; p < self->n_classes; p++)
    {
      double cost = 0.0;

      for (guint t = 0; t < self->n_classes; t++)
        cost += scores[t] * imb_costs_at (self, t, p, row_cost);
      if (cost < least || (cost <= least && p == best))
        {
          best = p;
          least = cost;
        }
    }
  return best;
}

double
imb_costs_threshold (const ImbCosts *self)
{
  guint  other = 1 - self->positive;
  double alarm = self->matrix[other * 2 + self->positive] - self->matrix[other * 2 + other];
  double miss = self->matrix[self->positive * 2 + other] - self->matrix[self->positive * 2 + self->positive];

  return alarm > 0.0 && miss > 0.0 ? alarm / (alarm + miss) : NAN;
}

gboolean
imb_costs_best_threshold (const ImbCosts *self,
                          const double   *scores,
                          const guint16  *classes,
                          const double   *row_costs,
                          const double   *weights,
                          gsize           n,
                          double         *threshold,
                          GError        **error)
{
  g_autofree guint32 *order = g_try_new (guint32, MAX (n, 1));
  double              cost = 0.0, least = 0.0, moved = 0.0;
  guint               other = 1 - self->positive;

  if (order == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for the costs of %zu rows; use fewer of them."), n);
      return FALSE;
    }
  if (!imb_sort_descending (scores, n, order, error))
    return FALSE;

  *threshold = n > 0 ? nextafter (scores[order[0]], INFINITY) : 0.5;
  for (gsize i = 0; i < n; i++)
    {
      guint32 row = order[i];
      double  own = row_costs != NULL ? row_costs[row] : NAN;
      double  more = imb_costs_at (self, classes[row], self->positive, own) - imb_costs_at (self, classes[row], other, own);

      more *= weights != NULL ? weights[row] : 1.0;
      cost += more;
      moved += fabs (more);
      if (cost >= least - ROUNDING * moved || (i + 1 < n && scores[order[i + 1]] == scores[row]))
        continue;
      least = cost;
      *threshold = scores[row];
    }
  return TRUE;
}

double
imb_costs_mean (const ImbCosts *self,
                const guint16  *truth,
                const guint16  *predicted,
                const double   *row_costs,
                const double   *weights,
                gsize           n)
{
  double sum = 0.0, all = 0.0;

  for (gsize i = 0; i < n; i++)
    {
      double weight = weights != NULL ? weights[i] : 1.0;

      sum += weight * imb_costs_at (self, truth[i], predicted[i], row_costs != NULL ? row_costs[i] : NAN);
      all += weight;
    }
  return all > 0.0 ? sum / all : NAN;
}
