/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/cli/cli-complexity.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "app/cli/cli-text.h"

#define MOST_CLASSES 8 /* shown as text */

void
cli_complexity_build (ImbJson             *json,
                      const CliInput      *input,
                      const ImbComplexity *complexity)
{
  const char *const *labels = imb_problem_get_labels (input->problem);

  imb_json_object (json, "complexity");
  imb_json_count (json, "rows", complexity->n_rows);
  imb_json_object (json, "measures");
  for (guint m = 0; m < IMB_COMPLEXITY_N; m++)
    imb_json_number (json, imb_complexity_nick (m), complexity->whole[m]);
  imb_json_end (json);
  imb_json_array (json, "classes");
  for (guint c = 0; c < complexity->n_classes; c++)
    {
      imb_json_object (json, NULL);
      imb_json_text (json, "label", labels[c]);
      for (guint m = 0; m < IMB_COMPLEXITY_C1; m++)
        imb_json_number (json, imb_complexity_nick (m), complexity->of_class[c * IMB_COMPLEXITY_N + m]);
      imb_json_end (json);
    }
  imb_json_end_array (json);
  imb_json_array (json, "neighbours");
  for (guint c = 0; complexity->neighbours != NULL && c < complexity->n_classes; c++)
    imb_json_numbers (json, NULL, complexity->neighbours + c * complexity->n_classes, complexity->n_classes);
  imb_json_end_array (json);
  imb_json_end (json);
}

static void
add_value (CliTable *table,
           double    value)
{
  g_autofree char *text = cli_dup_score (value);

  cli_table_add (table, "%s", text);
}

/* Titles of the columns: some words, then a class each. */
static CliTable *
table_of_classes (const CliInput    *input,
                  const char *const *first,
                  guint              n_first,
                  guint              n_classes)
{
  g_autoptr (GPtrArray) titles = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n_first; i++)
    g_ptr_array_add (titles, g_strdup (first[i]));
  for (guint c = 0; c < n_classes; c++)
    {
      g_autofree char *label = cli_dup_plain (imb_problem_get_labels (input->problem)[c]);

      g_ptr_array_add (titles, g_strconcat (">", label, NULL));
    }
  return cli_table_new ((const char *const *) titles->pdata, titles->len);
}

void
cli_complexity_print (const CliInput      *input,
                      const ImbComplexity *complexity)
{
  static const char *const measure_titles[] = { "measure", ">whole" };
  static const char *const near_titles[] = { "class" };
  const guint              n_shown = MIN (complexity->n_classes, MOST_CLASSES);
  CliTable                *table = table_of_classes (input, measure_titles, 2, n_shown);

  printf (_ ("\nComplexity (0 easy … 1 hard; of a class: against the rest, or of its rows):\n"));
  for (guint m = 0; m < IMB_COMPLEXITY_N; m++)
    {
      cli_table_add (table, "%-5s %s", imb_complexity_nick (m), imb_complexity_help (m));
      add_value (table, complexity->whole[m]);
      for (guint c = 0; c < n_shown; c++)
        add_value (table, complexity->of_class[c * IMB_COMPLEXITY_N + m]);
    }
  cli_table_print (table);

  if (complexity->neighbours == NULL)
    return;
  table = table_of_classes (input, near_titles, 1, n_shown);
  printf (_ ("\nWho is near whom (of the 5 nearest of a class’s rows, the share of each class):\n"));
  for (guint c = 0; c < n_shown; c++)
    {
      cli_table_add_name (table, imb_problem_get_labels (input->problem)[c]);
      for (guint o = 0; o < n_shown; o++)
        add_value (table, complexity->neighbours[c * complexity->n_classes + o]);
    }
  cli_table_print (table);
  if (n_shown < complexity->n_classes)
    printf (_ ("  … and %u more classes (--json has all)\n"), complexity->n_classes - n_shown);
}

void
cli_hardness_build (ImbJson                   *json,
                    const CliInput            *input,
                    const ImbInstanceHardness *hardness)
{
  g_autofree double *column = g_new (double, hardness->n_rows);

  imb_json_object (json, "hardness");
  imb_json_array (json, "classes");
  for (guint c = 0; c < hardness->n_classes; c++)
    {
      imb_json_object (json, NULL);
      imb_json_text (json, "label", imb_problem_get_labels (input->problem)[c]);
      for (guint m = 0; m < IMB_HARDNESS_N; m++)
        imb_json_number (json, imb_hardness_nick (m), hardness->of_class[c * IMB_HARDNESS_N + m]);
      imb_json_end (json);
    }
  imb_json_end_array (json);
  imb_json_object (json, "rows");
  for (gsize i = 0; i < hardness->n_rows; i++)
    column[i] = imb_problem_get_rows (input->problem)[i] + 1.0;
  imb_json_numbers (json, "row", column, hardness->n_rows);
  for (guint m = 0; m < IMB_HARDNESS_N; m++)
    {
      for (gsize i = 0; i < hardness->n_rows; i++)
        column[i] = hardness->of_row[i * IMB_HARDNESS_N + m];
      imb_json_numbers (json, imb_hardness_nick (m), column, hardness->n_rows);
    }
  imb_json_end (json);
  imb_json_end (json);
}

void
cli_hardness_print (const CliInput            *input,
                    const ImbInstanceHardness *hardness)
{
  static const char *const titles[] = { "measure" };
  const guint              n_shown = MIN (hardness->n_classes, MOST_CLASSES);
  CliTable                *table = table_of_classes (input, titles, 1, n_shown);

  printf (_ ("\nHardness of single rows (0 easy … 1 hard), mean of each class; --json has every row:\n"));
  for (guint m = 0; m < IMB_HARDNESS_N; m++)
    {
      cli_table_add (table, "%-10s %s", imb_hardness_nick (m), imb_hardness_help (m));
      for (guint c = 0; c < n_shown; c++)
        add_value (table, hardness->of_class[c * IMB_HARDNESS_N + m]);
    }
  cli_table_print (table);
}
