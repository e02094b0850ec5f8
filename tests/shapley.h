/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Shapley values from their definition, for a handful of features. */

/* What is said when only the features whose bits are set in @known are told. */
typedef double (*ShapleyGame) (guint    known,
                               gpointer data);

static inline double
shapley_factorial (guint n)
{
  return n < 2 ? 1.0 : n * shapley_factorial (n - 1);
}

/* Of feature @j among @d. */
static inline double
shapley_value (ShapleyGame game,
               gpointer    data,
               guint       d,
               guint       j)
{
  double value = 0.0;

  for (guint known = 0; known < 1u << d; known++)
    {
      const guint n_known = (guint) __builtin_popcount (known);

      if ((known >> j & 1) == 0)
        value += shapley_factorial (n_known) * shapley_factorial (d - 1 - n_known) / shapley_factorial (d) * (game (known | 1u << j, data) - game (known, data));
    }
  return value;
}
