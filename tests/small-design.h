/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of one number "x" and a class, "common" or "rare". */
#pragma once

#include "engine/imb.h"

/* @codes: (transfer full) (array length=n_rows): 1: rare; @numbers: (transfer full) (array length=n_rows). (transfer full) */
static inline ImbDesign *
small_design_new (gint32 *codes,
                  double *numbers,
                  gsize   n_rows)
{
  const char *const       labels[] = { "common", "rare", NULL };
  const ImbProblemOptions options = { .target_column = 1 };
  ImbColumn              *columns = g_new0 (ImbColumn, 2);
  g_autoptr (ImbTable) table = NULL;
  g_autoptr (ImbProblem) problem = NULL;

  columns[0] = (ImbColumn){ .name = g_strdup ("x"), .kind = IMB_COLUMN_NUMBER, .numbers = numbers };
  columns[1] = (ImbColumn){ .name = g_strdup ("class"), .kind = IMB_COLUMN_CATEGORY, .codes = codes, .levels = g_strdupv ((char **) labels), .n_levels = 2 };
  table = imb_table_new ("made", n_rows, columns, 2, NULL, NULL);
  problem = imb_problem_new (table, &options, NULL, NULL);
  return imb_design_new (problem, NULL, NULL);
}
