/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is missing, as JSON and as text. */
#include "app/cli/cli-missing.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "app/cli/cli-text.h"

#define MAX_PATTERNS 100 /* in JSON; "n_patterns" has the number of all */
#define MAX_SHOWN    8   /* patterns in the text */
#define MAX_COLUMNS  20
#define MAX_CLASSES  5
#define MAX_NAMES    6  /* of one pattern */
#define MAX_WIDTH    90 /* letters of them */

static const char *
name_of (const CliInput *input,
         gsize           j)
{
  return imb_table_column_at (input->table, j)->name;
}

static void
build_class (ImbJson        *json,
             const CliInput *input,
             guint           c,
             gsize           count)
{
  imb_json_object (json, NULL);
  imb_json_text (json, "label", imb_problem_get_labels (input->problem)[c]);
  imb_json_count (json, "count", count);
  imb_json_number (json, "share", (double) count / (double) imb_problem_get_counts (input->problem)[c]);
  imb_json_end (json);
}

static void
build_columns (ImbJson              *json,
               const CliInput       *input,
               const ImbMissingness *missing)
{
  gsize          n;
  const guint32 *columns = imb_missingness_get_columns (missing, &n);

  imb_json_array (json, "columns");
  for (gsize k = 0; k < n; k++)
    {
      gsize count = imb_table_column_at (input->table, columns[k])->n_missing;

      imb_json_object (json, NULL);
      imb_json_text (json, "name", name_of (input, columns[k]));
      imb_json_count (json, "count", count);
      imb_json_number (json, "share", (double) count / (double) imb_table_n_rows (input->table));
      imb_json_array (json, "classes");
      for (guint c = 0; c < imb_missingness_n_classes (missing); c++)
        build_class (json, input, c, imb_missingness_in_class (missing, columns[k], c));
      imb_json_end_array (json);
      imb_json_end (json);
    }
  imb_json_end_array (json);
}

static void
build_patterns (ImbJson              *json,
                const CliInput       *input,
                const ImbMissingness *missing)
{
  imb_json_array (json, "patterns");
  for (gsize p = 0; p < MIN (imb_missingness_n_kept (missing), MAX_PATTERNS); p++)
    {
      gsize          n, n_rows = imb_missingness_pattern_n_rows (missing, p);
      const guint32 *columns = imb_missingness_pattern_columns (missing, p, &n);

      imb_json_object (json, NULL);
      imb_json_array (json, "columns");
      for (gsize k = 0; k < n; k++)
        imb_json_text (json, NULL, name_of (input, columns[k]));
      imb_json_end_array (json);
      imb_json_count (json, "rows", n_rows);
      imb_json_number (json, "share", (double) n_rows / (double) imb_table_n_rows (input->table));
      imb_json_array (json, "classes");
      for (guint c = 0; c < imb_missingness_n_classes (missing); c++)
        build_class (json, input, c, imb_missingness_pattern_in_class (missing, p, c));
      imb_json_end_array (json);
      imb_json_end (json);
    }
  imb_json_end_array (json);
}

void
cli_missing_build (ImbJson              *json,
                   const CliInput       *input,
                   const ImbMissingness *missing)
{
  gsize        n;
  const gsize *rows = imb_missingness_get_row_counts (missing, &n);

  imb_json_object (json, "missing");
  imb_json_count (json, "cells", imb_missingness_n_cells (missing));
  imb_json_count (json, "complete_rows", imb_missingness_n_complete_rows (missing));
  imb_json_array (json, "rows");
  for (gsize k = 0; k < n; k++)
    if (rows[k] > 0)
      {
        imb_json_object (json, NULL);
        imb_json_count (json, "missing", k);
        imb_json_count (json, "count", rows[k]);
        imb_json_end (json);
      }
  imb_json_end_array (json);
  build_columns (json, input, missing);
  build_patterns (json, input, missing);
  imb_json_count (json, "n_patterns", imb_missingness_n_patterns (missing));
  imb_json_end (json);
}

static void
print_columns (const CliInput       *input,
               const ImbMissingness *missing)
{
  const char    *titles[3 + MAX_CLASSES] = { "column", ">missing", ">share" };
  char          *texts[MAX_CLASSES] = { NULL };
  guint          n_classes = imb_missingness_n_classes (missing) <= MAX_CLASSES ? imb_missingness_n_classes (missing) : 0;
  gsize          n;
  const guint32 *columns = imb_missingness_get_columns (missing, &n);
  CliTable      *table;

  for (guint c = 0; c < n_classes; c++)
    {
      g_autofree char *label = cli_dup_plain (imb_problem_get_labels (input->problem)[c]);
      g_autofree char *start = g_utf8_substring (label, 0, MIN (g_utf8_strlen (label, -1), 20));

      titles[3 + c] = texts[c] = g_strdup_printf (_ (">in %s"), start);
    }
  table = cli_table_new (titles, 3 + n_classes);
  for (gsize k = 0; k < MIN (n, MAX_COLUMNS); k++)
    {
      gsize            count = imb_table_column_at (input->table, columns[k])->n_missing;
      g_autofree char *text = cli_dup_count (count);
      g_autofree char *share = cli_dup_share ((double) count / (double) imb_table_n_rows (input->table));

      cli_table_add_name (table, name_of (input, columns[k]));
      cli_table_add (table, "%s", text);
      cli_table_add (table, "%s", share);
      for (guint c = 0; c < n_classes; c++)
        {
          g_autofree char *part = cli_dup_share ((double) imb_missingness_in_class (missing, columns[k], c) / (double) imb_problem_get_counts (input->problem)[c]);

          cli_table_add (table, "%s", part);
        }
    }
  cli_table_print (table);
  if (n > MAX_COLUMNS)
    printf (_ ("  … and %zu more columns (--json has all)\n"), n - MAX_COLUMNS);
  for (guint c = 0; c < n_classes; c++)
    g_free (texts[c]);
}

/* "Age, Cabin and 3 more". (transfer full) */
static char *
dup_names (const CliInput *input,
           const guint32  *columns,
           gsize           n)
{
  g_autoptr (GString) names = g_string_new (n == 0 ? _ ("(nothing)") : NULL);

  for (gsize k = 0; k < MIN (n, MAX_NAMES); k++)
    g_string_append_printf (names, "%s%s", k > 0 ? ", " : "", name_of (input, columns[k]));
  if (n > MAX_NAMES)
    g_string_append_printf (names, _ (" and %zu more"), n - MAX_NAMES);
  if (g_utf8_strlen (names->str, -1) > MAX_WIDTH)
    {
      g_string_truncate (names, (gsize) (g_utf8_offset_to_pointer (names->str, MAX_WIDTH - 1) - names->str));
      g_string_append (names, "…");
    }
  return cli_dup_plain (names->str);
}

static void
print_patterns (const CliInput       *input,
                const ImbMissingness *missing)
{
  static const char *const titles[] = { ">rows", ">share", "missing together" };
  CliTable                *table = cli_table_new (titles, G_N_ELEMENTS (titles));
  gsize                    n_shown = MIN (imb_missingness_n_kept (missing), MAX_SHOWN);

  for (gsize p = 0; p < n_shown; p++)
    {
      gsize            n, n_rows = imb_missingness_pattern_n_rows (missing, p);
      const guint32   *columns = imb_missingness_pattern_columns (missing, p, &n);
      g_autofree char *count = cli_dup_count (n_rows);
      g_autofree char *share = cli_dup_share ((double) n_rows / (double) imb_table_n_rows (input->table));
      g_autofree char *names = dup_names (input, columns, n);

      cli_table_add (table, "%s", count);
      cli_table_add (table, "%s", share);
      cli_table_add (table, "%s", names);
    }
  cli_table_print (table);
  if (imb_missingness_n_patterns (missing) > n_shown)
    printf (_ ("  … and %zu more patterns\n"), imb_missingness_n_patterns (missing) - n_shown);
}

void
cli_missing_print (const CliInput       *input,
                   const ImbMissingness *missing)
{
  g_autofree char *cells = cli_dup_count (imb_missingness_n_cells (missing));
  g_autofree char *complete = cli_dup_count (imb_missingness_n_complete_rows (missing));
  g_autofree char *rows = cli_dup_count (imb_table_n_rows (input->table));

  if (imb_missingness_n_cells (missing) == 0)
    return;

  printf (_ ("\nMissing: %s cells; %s of %s rows are complete\n"), cells, complete, rows);
  print_columns (input, missing);
  printf ("\n");
  print_patterns (input, missing);
}
