/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/imb-costs.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/models/imb-model.h"

const char *const imb_costs_suggestions[] = { "inverse", "uniform", "[1;10|1;1]", NULL };
const char *const imb_costs_factor_suggestions[] = { "inverse", "uniform", "log1p-inverse", NULL };

static gboolean
set_form_error (const char *text,
                GError    **error)
{
  g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
               _ ("“%s” is no cost matrix; write inverse, uniform, or numbers from 0, such as [1;10|1;1]: a row for each class said, in it a column for each true class."), text);
  return FALSE;
}

static gboolean
is_word (const char *text)
{
  return strcmp (text, "inverse") == 0 || strcmp (text, "uniform") == 0 || strcmp (text, "log1p-inverse") == 0;
}

/* The numbers of a square matrix, row by row; NULL when @text is none. */
static GArray *
read_matrix (const char *text,
             guint      *n)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (double));
  const gsize      length = strlen (text);
  g_autofree char *inside = length >= 2 && text[0] == '[' && text[length - 1] == ']' ? g_strndup (text + 1, length - 2) : NULL;
  g_auto (GStrv) rows = inside != NULL ? g_strsplit (inside, "|", -1) : NULL;

  *n = rows != NULL ? g_strv_length (rows) : 0;
  for (guint r = 0; r < *n; r++)
    {
      g_auto (GStrv) cells = g_strsplit (rows[r], ";", -1);

      if (g_strv_length (cells) != *n)
        return NULL;
      for (guint c = 0; c < *n; c++)
        {
          char  *end;
          double number = g_ascii_strtod (cells[c], &end);

          if (end == cells[c] || *g_strchug (end) != '\0' || !isfinite (number) || number < 0.0)
            return NULL;
          g_array_append_val (numbers, number);
        }
    }
  return *n >= 2 ? g_steal_pointer (&numbers) : NULL;
}

gboolean
imb_costs_check (const char *text,
                 GError    **error)
{
  g_autoptr (GArray) numbers = NULL;
  guint n;

  if (is_word (text))
    return TRUE;
  numbers = read_matrix (text, &n);
  return numbers != NULL || set_form_error (text, error);
}

gboolean
imb_costs_check_plain (const char *text,
                       GError    **error)
{
  g_autoptr (GArray) numbers = NULL;
  guint n;

  if (strcmp (text, "log1p-inverse") == 0)
    {
      g_set_error_literal (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("log1p-inverse has a cost other than 1 for right answers, which would add up here; write inverse, uniform, or a matrix such as [1;10|1;1]."));
      return FALSE;
    }
  if (!imb_costs_check (text, error))
    return FALSE;

  numbers = read_matrix (text, &n);
  for (guint i = 0; numbers != NULL && i < n * n; i++)
    if (i % (n + 1) != 0 && g_array_index (numbers, double, i) == 0.0)
      {
        g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
                     _ ("“%s” has a mistake that costs 0, after which a row would weigh nothing for ever; write a small cost such as 0.1."), text);
        return FALSE;
      }
  return TRUE;
}

/* The weight of each class. */
static double *
weigh_classes (const ImbView *train)
{
  double *sizes = g_new0 (double, train->n_classes);

  for (gsize i = 0; i < train->n_rows; i++)
    sizes[imb_view_class (train, i)] += imb_view_weight (train, i);
  return sizes;
}

gboolean
imb_costs_resolve (const char    *text,
                   const ImbView *train,
                   double        *costs,
                   GError       **error)
{
  const guint        K = train->n_classes;
  g_autofree double *sizes = weigh_classes (train);
  g_autoptr (GArray) numbers = NULL;
  guint n;

  for (guint said = 0; said < K; said++)
    for (guint c = 0; c < K; c++)
      {
        double *cost = &costs[said * K + c];

        *cost = strcmp (text, "uniform") != 0 && sizes[said] > 0.0 && sizes[c] > 0.0 ? sizes[said] / sizes[c] : 1.0;
        if (strcmp (text, "log1p-inverse") == 0)
          *cost = log1p (*cost);
      }
  if (is_word (text))
    return TRUE;

  numbers = read_matrix (text, &n);
  if (numbers == NULL)
    return set_form_error (text, error);
  if (n != K)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("cost_matrix has %u rows and columns, but the target has %u classes; give as many as there are classes."), n, K);
      return FALSE;
    }
  memcpy (costs, numbers->data, (gsize) K * K * sizeof *costs);
  return TRUE;
}

gboolean
imb_costs_check_factors (const char *text,
                         GError    **error)
{
  if (is_word (text))
    return TRUE;
  if (text[0] == '{' && imb_class_weight_check (text, NULL))
    return TRUE;

  g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
               _ ("“%s” says nothing about classes; write inverse, uniform, log1p-inverse, or a positive factor per class such as {yes:10;no:1}."), text);
  return FALSE;
}

gboolean
imb_costs_resolve_factors (const char    *text,
                           const ImbView *train,
                           double        *factors,
                           GError       **error)
{
  g_autofree double *sizes = weigh_classes (train);
  double             most = 0.0;

  if (!is_word (text))
    return imb_class_weight_resolve (text, train, factors, error);

  for (guint c = 0; c < train->n_classes; c++)
    most = MAX (most, sizes[c]);
  for (guint c = 0; c < train->n_classes; c++)
    {
      factors[c] = strcmp (text, "uniform") != 0 && sizes[c] > 0.0 ? most / sizes[c] : 1.0;
      if (strcmp (text, "log1p-inverse") == 0)
        factors[c] = log1p (factors[c]);
    }
  return TRUE;
}
