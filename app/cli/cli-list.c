/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imbal list: the registries, with everything that their parameter tables say. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/cli/cli-json.h"
#include "app/cli/cli-options.h"
#include "app/cli/cli-text.h"
#include "widgets/figures/imb-figure.h"

static const char *const kinds[] = { "samplers", "models", "metrics", "figures", "datasets", NULL };

static const char *const param_types[] = { "int", "real", "bool", "choice", "text" };

/* The default as one would write it. (transfer full) */
static char *
dup_default (const ImbParam *param)
{
  char buffer[32];

  switch (param->kind)
    {
    case IMB_KIND_BOOL:
      return g_strdup (param->initial != 0.0 ? "true" : "false");
    case IMB_KIND_TEXT:
      return g_strdup (param->initial_text);
    case IMB_KIND_CHOICE:
      for (const ImbChoice *choice = param->choices; choice->nick != NULL; choice++)
        if (choice->value == (int) param->initial)
          return g_strdup (choice->nick);
      return g_strdup ("");
    case IMB_KIND_INT:
    case IMB_KIND_REAL:
    default:
      return g_strdup (imb_format_number (param->initial, buffer));
    }
}

/* What is legal. (transfer full) */
static char *
dup_range (const ImbParam *param)
{
  char     low[32], high[32];
  GString *text;

  if (param->kind == IMB_KIND_INT || param->kind == IMB_KIND_REAL)
    return g_strdup_printf ("%s … %s%s%s", imb_format_number (param->min, low), imb_format_number (param->max, high),
                            param->unit != NULL ? " " : "", param->unit != NULL ? _ (param->unit) : "");
  if (param->kind == IMB_KIND_BOOL)
    return g_strdup ("true, false");

  text = g_string_new (NULL);
  if (param->kind == IMB_KIND_CHOICE)
    {
      for (const ImbChoice *choice = param->choices; choice->nick != NULL; choice++)
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", choice->nick);
    }
  else if (param->suggestions != NULL)
    {
      for (const char *const *word = param->suggestions; *word != NULL; word++)
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", *word);
      g_string_append (text, " …");
    }
  return g_string_free (text, FALSE);
}

static void
build_param (ImbJson        *json,
             const ImbParam *param)
{
  g_autofree char *initial = dup_default (param);

  imb_json_object (json, NULL);
  imb_json_text (json, "name", param->name);
  imb_json_text (json, "label", _ (param->label));
  imb_json_text (json, "type", param_types[param->kind]);
  if (param->kind == IMB_KIND_INT || param->kind == IMB_KIND_REAL)
    {
      imb_json_number (json, "default", param->initial);
      imb_json_number (json, "min", param->min);
      imb_json_number (json, "max", param->max);
    }
  else if (param->kind == IMB_KIND_BOOL)
    imb_json_flag (json, "default", param->initial != 0.0);
  else
    imb_json_text (json, "default", initial);

  if (param->kind == IMB_KIND_CHOICE)
    {
      imb_json_array (json, "choices");
      for (const ImbChoice *choice = param->choices; choice->nick != NULL; choice++)
        imb_json_text (json, NULL, choice->nick);
      imb_json_end_array (json);
    }
  if (param->suggestions != NULL)
    {
      imb_json_array (json, "suggestions");
      for (const char *const *word = param->suggestions; *word != NULL; word++)
        imb_json_text (json, NULL, *word);
      imb_json_end_array (json);
    }
  imb_json_flag (json, "ours", param->is_ours);
  imb_json_text (json, "unit", param->unit);
  imb_json_text (json, "help", _ (param->help));
  imb_json_end (json);
}

static void
build_algorithm (ImbJson            *json,
                 const ImbAlgorithm *algorithm)
{
  imb_json_text (json, "id", algorithm->id);
  imb_json_text (json, "title", _ (algorithm->title));
  imb_json_text (json, "help", algorithm->summary != NULL ? _ (algorithm->summary) : NULL);
  imb_json_text (json, "reference", algorithm->reference);
  imb_json_array (json, "params");
  for (const ImbParam *param = algorithm->params; param != NULL && param->name != NULL; param++)
    build_param (json, param);
  imb_json_end_array (json);
}

static void
print_params (const ImbAlgorithm *algorithm)
{
  static const char *const titles[] = { "    PARAMETER", "DEFAULT", "RANGE", "MEANING" };
  CliTable                *table;

  if (algorithm->params == NULL || algorithm->params->name == NULL)
    return;

  table = cli_table_new (titles, G_N_ELEMENTS (titles));
  for (const ImbParam *param = algorithm->params; param->name != NULL; param++)
    {
      g_autofree char *initial = dup_default (param);
      g_autofree char *range = dup_range (param);

      cli_table_add (table, "    %s", param->name);
      cli_table_add (table, "%s", initial);
      cli_table_add (table, "%s", range);
      cli_table_add (table, "%s", _ (param->help));
    }
  cli_table_print (table);
}

static void
print_algorithm (const ImbAlgorithm *algorithm)
{
  printf ("%s – %s\n", algorithm->id, _ (algorithm->title));
  if (algorithm->summary != NULL)
    printf ("    %s\n", _ (algorithm->summary));
  if (algorithm->reference != NULL)
    printf ("    [%s]\n", algorithm->reference);
  print_params (algorithm);
  printf ("\n");
}

static const char *
words_of_direction (const ImbMetric *metric)
{
  if (metric->better == IMB_BETTER_NEITHER)
    return _ ("it describes: neither way is better");
  if (metric->depends)
    return metric->better == IMB_BETTER_HIGH ? _ ("higher is better; how high depends on the rows") : _ ("lower is better; how low depends on the rows");
  return metric->better == IMB_BETTER_HIGH ? _ ("higher is better") : _ ("lower is better");
}

static const char *
end_of_range (double value,
              char  *buffer,
              gsize  size)
{
  if (isinf (value))
    return value > 0.0 ? "∞" : "−∞";
  g_snprintf (buffer, size, "%g", value);
  return buffer;
}

static void
print_metric (const ImbMetric *metric)
{
  char low[G_ASCII_DTOSTR_BUF_SIZE], high[G_ASCII_DTOSTR_BUF_SIZE];

  printf ("%s – %s\n    %s\n    = %s; %s … %s, %s [%s]\n", metric->id, _ (metric->title), _ (metric->help), metric->formula,
          end_of_range (metric->low, low, sizeof low), end_of_range (metric->high, high, sizeof high), words_of_direction (metric),
          metric->reference);
  printf (_ ("    Without skill: %s. Special case: %s.\n\n"), _ (metric->no_skill), _ (metric->undefined));
}

static void
build_metric (ImbJson         *json,
              const ImbMetric *metric)
{
  static const char *const metric_kinds[] = { "counts", "ranking", "probability" };
  static const char *const directions[] = { "high", "low", NULL };

  imb_json_text (json, "id", metric->id);
  imb_json_text (json, "title", _ (metric->title));
  imb_json_text (json, "help", _ (metric->help));
  imb_json_text (json, "formula", metric->formula);
  imb_json_text (json, "reference", metric->reference);
  imb_json_text (json, "undefined", _ (metric->undefined));
  imb_json_text (json, "no_skill", _ (metric->no_skill));
  imb_json_flag (json, "usual", metric->usual);
  imb_json_text (json, "kind", metric_kinds[metric->kind]);
  imb_json_flag (json, "per_class", metric->per_class);
  imb_json_number (json, "low", metric->low);
  imb_json_number (json, "high", metric->high);
  imb_json_text (json, "better", directions[metric->better]);
  imb_json_flag (json, "depends_on_rows", metric->depends);
}

/* The command that makes it. (transfer full) */
static char *
dup_made_by (const ImbFigure *figure)
{
  return figure->made_by != NULL ? g_strdup (figure->made_by) : g_strdup_printf ("imbal figure %s FILE -o OUT.svg", figure->id);
}

static void
build_figure (ImbJson         *json,
              const ImbFigure *figure)
{
  g_autofree char *made_by = dup_made_by (figure);

  imb_json_text (json, "id", figure->id);
  imb_json_text (json, "title", _ (figure->title));
  imb_json_text (json, "help", _ (figure->help));
  imb_json_text (json, "made_by", made_by);
}

static void
print_figure (const ImbFigure *figure)
{
  g_autofree char *made_by = dup_made_by (figure);

  printf ("%s – %s\n    %s\n    %s\n\n", figure->id, _ (figure->title), _ (figure->help), made_by);
}

static void
print_item (const char   *kind,
            gconstpointer item)
{
  if (strcmp (kind, "metrics") == 0)
    print_metric (item);
  else if (strcmp (kind, "figures") == 0)
    print_figure (item);
  else
    print_algorithm (item);
}

/* All items of a registry as a list of pointers; metrics and figures are no algorithms. */
static gconstpointer const *
items_of (const char *kind)
{
  if (strcmp (kind, "samplers") == 0)
    return (gconstpointer const *) imb_samplers ();
  if (strcmp (kind, "models") == 0)
    return (gconstpointer const *) imb_models ();
  if (strcmp (kind, "metrics") == 0)
    return (gconstpointer const *) imb_metrics ();
  if (strcmp (kind, "figures") == 0)
    return (gconstpointer const *) imb_figures_of_all ();
  return (gconstpointer const *) imb_datasets ();
}

static void
build_item (ImbJson      *json,
            const char   *kind,
            gconstpointer item)
{
  imb_json_object (json, NULL);
  if (strcmp (kind, "metrics") == 0)
    build_metric (json, item);
  else if (strcmp (kind, "figures") == 0)
    build_figure (json, item);
  else
    build_algorithm (json, item);

  if (strcmp (kind, "samplers") == 0)
    {
      ImbSamplerFlags flags = ((const ImbSampler *) item)->flags;

      imb_json_flag (json, "adds", (flags & IMB_SAMPLER_ADDS) != 0);
      imb_json_flag (json, "drops", (flags & IMB_SAMPLER_DROPS) != 0);
      imb_json_flag (json, "random", (flags & IMB_SAMPLER_RANDOM) != 0);
      imb_json_flag (json, "missing", (flags & IMB_SAMPLER_MISSING) != 0);
      imb_json_flag (json, "keeps_missing", (flags & IMB_SAMPLER_KEEPS_MISSING) != 0);
      imb_json_flag (json, "mixed", (flags & IMB_SAMPLER_MIXED) != 0);
      imb_json_flag (json, "nominal", (flags & IMB_SAMPLER_NOMINAL) != 0);
      imb_json_text (json, "peer", ((const ImbSampler *) item)->peer);
    }
  else if (strcmp (kind, "models") == 0)
    {
      ImbModelFlags flags = ((const ImbModel *) item)->flags;

      imb_json_flag (json, "class_weight", (flags & IMB_MODEL_CLASS_WEIGHT) != 0);
      imb_json_flag (json, "weights", (flags & IMB_MODEL_WEIGHTS) != 0);
      imb_json_flag (json, "random", (flags & IMB_MODEL_RANDOM) != 0);
      imb_json_flag (json, "missing", (flags & IMB_MODEL_MISSING) != 0);
      imb_json_text (json, "shap", imb_model_contributes (item));
    }
  imb_json_end (json);
}

static gboolean
check (const CliOptions *options,
       gpointer          own,
       GError          **error)
{
  const char *near;

  if (g_strv_contains (kinds, options->arguments[1]))
    return TRUE;

  near = imb_nearest_word (options->arguments[1], kinds);
  g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE,
               _ ("“%s” cannot be listed; it is one of samplers, models, metrics, figures, datasets%s%s%s"),
               options->arguments[1], near != NULL ? _ (" – did you mean “") : "", near != NULL ? near : "",
               near != NULL ? "”?" : "");
  return FALSE;
}

static gboolean
list (const CliOptions *options,
      gpointer          own,
      GError          **error)
{
  const char          *kind = options->arguments[1];
  gconstpointer const *items = items_of (kind);
  g_autoptr (ImbJson) json = NULL;

  if (!options->json)
    {
      for (; *items != NULL; items++)
        print_item (kind, *items);
      return TRUE;
    }

  json = cli_json_new ();
  imb_json_array (json, "items");
  for (; *items != NULL; items++)
    build_item (json, kind, *items);
  imb_json_end_array (json);
  cli_json_print (json);
  return TRUE;
}

const CliCommand cli_list = {
  .name = "list",
  .arguments = "samplers|models|metrics|figures|datasets",
  .n_arguments = 1,
  .summary = N_ ("lists what there is, with parameters, ranges and sources"),
  .details = N_ ("Examples:\n"
                 "  imbal list samplers\n"
                 "  imbal list models --json\n\n"
                 "What is listed with parameters is written as a SPEC: its name, a colon, and parameters with commas\n"
                 "between them, for example smote:k_neighbors=3,sampling_strategy={a:100;b:50}. What is not said\n"
                 "stands at its default.\n"),
  .check = check,
  .act = list,
};
