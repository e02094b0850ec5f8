/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The script in Python: it reads the file as we read it, lays the features out as the design has them, fills and scales
 * as we do, and hands them to the samplers' peers. Rows that only passed through get their own values back, because filling and scaling
 * there and back is not nothing. Where a peer works with categories, it gets our codes of them: their order decides between equals. */
#include <string.h>

#include "engine/evaluate/imb-script-private.h"
#include "engine/params/imb-config.h"
#include "engine/params/imb-text.h"
#include "engine/params/imb-values.h"
#include "engine/samplers/imb-strategy-text.h"

/* A text as Python writes it. */
static void
put_text (GString    *out,
          const char *text)
{
  g_string_append_c (out, '"');
  for (const char *p = text; *p != '\0'; p++)
    if (*p == '"' || *p == '\\')
      g_string_append_printf (out, "\\%c", *p);
    else if ((guchar) *p < 0x20 || *p == 0x7f)
      g_string_append_printf (out, "\\x%02x", *p);
    else
      g_string_append_c (out, *p);
  g_string_append_c (out, '"');
}

static void
put_character (GString    *out,
               const char *name,
               char        character)
{
  char text[2] = { character, '\0' };

  g_string_append_printf (out, ", %s=", name);
  put_text (out, text);
}

static gboolean
read_number (const char *text,
             double     *value)
{
  char *end;

  *value = g_ascii_strtod (text, &end);
  return end != text && *end == '\0';
}

/* Then pandas has numbers, too, and they are sorted as numbers. */
static gboolean
labels_are_numbers (const ImbScript *self)
{
  for (gsize j = 0; j < imb_table_n_columns (self->table); j++)
    if (imb_problem_role_at (self->problem, j) == IMB_ROLE_TARGET)
      return imb_table_column_at (self->table, j)->kind == IMB_COLUMN_NUMBER;
  return FALSE;
}

static guint
find_class (const ImbScript *self,
            const char      *label)
{
  const char *const *labels = imb_problem_get_labels (self->problem);
  guint              c = 0;

  while (c < imb_problem_n_classes (self->problem) && !g_str_equal (labels[c], label))
    c++;
  return c;
}

static void
put_label (const ImbScript *self,
           const char      *label)
{
  char   buffer[32];
  double value;

  if (self->numbers)
    g_string_append_printf (self->out, "%u", find_class (self, label));
  else if (labels_are_numbers (self) && read_number (label, &value))
    g_string_append (self->out, imb_format_number (value, buffer));
  else
    put_text (self->out, label);
}

static void
add_import (GPtrArray  *lines,
            const char *name)
{
  const char *dot = strrchr (name, '.');
  char       *line = g_strdup_printf ("from %.*s import %s\n", (int) (dot - name), name, dot + 1);

  if (g_ptr_array_find_with_equal_func (lines, line, g_str_equal, NULL))
    g_free (line);
  else
    g_ptr_array_add (lines, line);
}

static void
put_imports (ImbScript *self)
{
  static const char *const scalers[] = { NULL, "StandardScaler", "MinMaxScaler", "RobustScaler" };
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < imb_plan_n_steps (self->plan); i++)
    {
      const ImbPlanStep *step = imb_plan_step_at (self->plan, i);

      add_import (lines, step->sampler->peer);
      if (imb_script_wants_part (step))
        add_import (lines, step->sampler->peer_part->model);
    }
  g_string_append (self->out, "import numpy as np\nimport pandas as pd\n");
  for (guint i = 0; i < lines->len; i++)
    g_string_append (self->out, g_ptr_array_index (lines, i));
  if (self->fills)
    g_string_append (self->out, "from sklearn.impute import SimpleImputer\n");
  if (self->scales)
    g_string_append_printf (self->out, "from sklearn.preprocessing import %s\n", scalers[self->scale]);
}

/* Names between commas, in lines of bearable length. */
static void
put_names (ImbScript         *self,
           const char *const *names,
           gsize              n)
{
  gsize line = self->out->len;

  g_string_append_c (self->out, '[');
  for (gsize j = 0; j < n; j++)
    {
      if (j > 0)
        g_string_append (self->out, self->out->len - line > 100 ? ",\n    " : ", ");
      if (j > 0 && self->out->len - line > 100)
        line = self->out->len;
      put_text (self->out, names[j]);
    }
  g_string_append_c (self->out, ']');
}

static gboolean
is_used (const ImbScript *self,
         gsize            j)
{
  ImbRole role = imb_problem_role_at (self->problem, j);

  return role == IMB_ROLE_NUMERIC || role == IMB_ROLE_CATEGORICAL || role == IMB_ROLE_TARGET;
}

/* What is read as text: categories, and labels that are words. Numbers used as categories stay numbers. */
static GPtrArray *
list_texts (const ImbScript *self)
{
  GPtrArray *texts = g_ptr_array_new ();

  for (gsize j = 0; j < imb_table_n_columns (self->table); j++)
    {
      const ImbColumn *column = imb_table_column_at (self->table, j);

      if (is_used (self, j) && column->kind == IMB_COLUMN_CATEGORY)
        g_ptr_array_add (texts, column->name);
    }
  return texts;
}

static void
put_reading (ImbScript *self)
{
  const ImbReading *reading = imb_table_get_reading (self->table);
  gsize             n_columns = imb_table_n_columns (self->table);
  GString          *out = self->out;
  g_autoptr (GPtrArray) texts = list_texts (self);
  g_autofree const char **names = g_new (const char *, n_columns + 1);

  for (gsize j = 0; j < n_columns; j++)
    names[j] = imb_table_column_at (self->table, j)->name;
  g_string_append (out, "\nnames = ");
  put_names (self, names, n_columns);
  g_string_append (out, "\ntexts = ");
  put_names (self, (const char *const *) texts->pdata, texts->len);
  g_string_append (out, "\ntable = pd.read_csv(");
  put_text (out, imb_table_get_path (self->table));
  g_string_append_printf (out, ", names=names, header=%s, index_col=False, dtype={name: str for name in texts}",
                          reading->has_header ? "0" : "None");
  put_character (out, "sep", reading->delimiter);
  if (reading->quote != '\0')
    put_character (out, "quotechar", reading->quote);
  else
    g_string_append (out, ", quoting=3");
  put_character (out, "decimal", reading->decimal);
  if (reading->thousands != '\0')
    put_character (out, "thousands", reading->thousands);
  if (reading->n_comments > 0)
    put_character (out, "comment", reading->comment);
  if (reading->encoding != NULL)
    {
      g_string_append (out, ", encoding=");
      put_text (out, g_str_equal (reading->encoding, "UTF-8") ? "utf-8-sig" : reading->encoding);
    }
  g_string_append (out, ",\n                    keep_default_na=False, na_values=");
  put_names (self, (const char *const *) reading->missing, reading->missing != NULL ? g_strv_length (reading->missing) : 0);
  g_string_append (out, ", skipinitialspace=True, float_precision=\"round_trip\")\n"
                        "for name in texts:\n"
                        "    table[name] = table[name].str.strip()\n");
}

/* What the features are called that are numbers (@n_levels is 0), or categories. */
static void
put_feature_names (ImbScript *self,
                   gboolean   numbers,
                   gboolean   whole)
{
  gsize                   n_features = imb_design_n_features (self->design), n = 0;
  g_autofree const char **names = g_new (const char *, n_features + 1);

  for (gsize j = 0; j < n_features; j++)
    {
      const ImbFeature *feature = imb_design_feature_at (self->design, j);

      if ((feature->n_levels == 0) == numbers && (feature->whole || !whole))
        names[n++] = feature->name;
    }
  put_names (self, names, n);
}

/* Places of the features, as Python counts them. */
static void
put_places (ImbScript *self,
            gboolean   numbers)
{
  const char *comma = "[";

  for (gsize j = 0; j < imb_design_n_features (self->design); j++)
    if ((imb_design_feature_at (self->design, j)->n_levels == 0) == numbers)
      {
        g_string_append_printf (self->out, "%s%zu", comma, j);
        comma = ", ";
      }
  g_string_append (self->out, *comma == '[' ? "[]" : "]");
}

/* Codes in our order: it decides between equals. */
static void
put_levels (ImbScript *self)
{
  g_string_append (self->out, "levels = {\n");
  for (gsize j = 0; j < imb_design_n_features (self->design); j++)
    {
      const ImbFeature *feature = imb_design_feature_at (self->design, j);
      char              number[32];

      if (feature->n_levels == 0)
        continue;
      g_string_append (self->out, "    ");
      put_text (self->out, feature->name);
      g_string_append (self->out, ": [");
      for (guint level = 0; level < feature->n_levels; level++)
        {
          g_string_append (self->out, level > 0 ? ", " : "");
          if (feature->values != NULL)
            g_string_append (self->out, imb_format_number (feature->values[level], number));
          else if (level < imb_table_column_at (self->table, feature->column)->n_levels)
            put_text (self->out, imb_table_column_at (self->table, feature->column)->levels[level]);
        }
      g_string_append (self->out, "],\n");
    }
  g_string_append (self->out, "}\n"
                              "for name in levels:\n"
                              "    X[name] = X[name].map({level: code for code, level in enumerate(levels[name])}).astype(float)\n");
}

static void
put_label_codes (ImbScript *self)
{
  g_string_append (self->out, "labels = [");
  self->numbers = FALSE;
  for (guint c = 0; c < imb_problem_n_classes (self->problem); c++)
    {
      g_string_append (self->out, c > 0 ? ", " : "");
      put_label (self, imb_problem_get_labels (self->problem)[c]);
    }
  self->numbers = TRUE;
  g_string_append (self->out, "]\ny = y.map({label: code for code, label in enumerate(labels)})\n");
}

static void
put_features (ImbScript *self)
{
  const ImbColumn        *target = imb_table_column_at (self->table, imb_problem_get_target (self->problem));
  gsize                   n_features = imb_design_n_features (self->design);
  g_autofree const char **names = g_new (const char *, n_features + 1);

  for (gsize j = 0; j < n_features; j++)
    names[j] = imb_design_feature_at (self->design, j)->name;
  if (target->n_missing > 0)
    {
      g_string_append (self->out, "table = table[table[");
      put_text (self->out, target->name);
      g_string_append (self->out, "].notna()]\n");
    }
  g_string_append (self->out, "X = table[");
  put_names (self, names, n_features);
  g_string_append (self->out, "]");
  if (imb_script_find_category (self) == NULL)
    g_string_append (self->out, ".astype(float)");
  else
    {
      g_string_append (self->out, ".astype({name: float for name in ");
      put_feature_names (self, TRUE, FALSE);
      g_string_append (self->out, "})");
    }
  g_string_append (self->out, "\ny = table[");
  put_text (self->out, target->name);
  g_string_append (self->out, "]\n");
  if (self->codes)
    put_levels (self);
  if (self->numbers)
    put_label_codes (self);
  if (self->repairs)
    {
      g_string_append (self->out, "numbers = ");
      put_feature_names (self, TRUE, FALSE);
      g_string_append (self->out, "\nlow, high = X[numbers].min(), X[numbers].max()\n");
    }
  if (self->repairs || self->cuts)
    {
      g_string_append (self->out, "whole = ");
      put_feature_names (self, TRUE, TRUE);
      g_string_append_c (self->out, '\n');
    }
}

/* NULL: it is none. */
static ImbStrategy *
parse_strategy (const char *text)
{
  static const ImbStrategyKind kinds[] = { IMB_STRATEGY_OVER, IMB_STRATEGY_UNDER, IMB_STRATEGY_CLEAN };
  ImbStrategy                 *strategy = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (kinds) && strategy == NULL; i++)
    strategy = imb_strategy_parse (kinds[i], text, NULL);
  return strategy;
}

/* A word that imbalanced-learn documents, and 0.10 refuses: a function that gives the count for it. */
static gboolean
asks_for_minority (const ImbPlanStep *step)
{
  const ImbParam *param = imb_algorithm_find_param (&step->sampler->base, "sampling_strategy");
  g_autoptr (ImbStrategy) strategy = param != NULL ? parse_strategy (G_STRUCT_MEMBER (const char *, step->values, param->offset)) : NULL;

  return strategy != NULL && strategy->form == IMB_STRATEGY_MINORITY;
}

/* {label:number;label:number}, as random-over takes for its shrinkage; FALSE: it is something else. */
static gboolean
put_factors (ImbScript  *self,
             const char *text)
{
  g_autofree char *inner = imb_text_dup_inner (text, '{', '}');
  g_auto (GStrv) pairs = inner != NULL ? imb_text_split (inner, ";,") : NULL;

  if (pairs == NULL)
    return FALSE;

  g_string_append_c (self->out, '{');
  for (guint i = 0; pairs[i] != NULL; i++)
    {
      g_autofree char *label = NULL, *number = NULL;
      char             buffer[32];

      if (!imb_text_cut_pair (pairs[i], &label, &number))
        continue;
      g_string_append (self->out, i > 0 ? ", " : "");
      put_label (self, label);
      g_string_append_printf (self->out, ": %s", imb_format_number (g_ascii_strtod (number, NULL), buffer));
    }
  g_string_append_c (self->out, '}');
  return TRUE;
}

static void
put_strategy (ImbScript  *self,
              const char *text)
{
  g_autoptr (ImbStrategy) strategy = parse_strategy (text);

  if (strategy != NULL && strategy->form == IMB_STRATEGY_MINORITY)
    {
      g_string_append (self->out, "minority");
      return;
    }
  if (strategy == NULL || (strategy->form != IMB_STRATEGY_COUNTS && strategy->form != IMB_STRATEGY_LABELS))
    {
      char   buffer[32];
      double value;

      if (read_number (text, &value))
        g_string_append (self->out, imb_format_number (value, buffer));
      else if (!put_factors (self, text))
        put_text (self->out, text);
      return;
    }

  g_string_append_c (self->out, strategy->form == IMB_STRATEGY_COUNTS ? '{' : '[');
  for (guint i = 0; i < strategy->labels->len; i++)
    {
      g_string_append (self->out, i > 0 ? ", " : "");
      put_label (self, g_ptr_array_index (strategy->labels, i));
      if (strategy->form == IMB_STRATEGY_COUNTS)
        g_string_append_printf (self->out, ": %zu", g_array_index (strategy->counts, gsize, i));
    }
  g_string_append_c (self->out, strategy->form == IMB_STRATEGY_COUNTS ? '}' : ']');
}

static void
put_value (ImbScript         *self,
           const ImbPlanStep *step,
           const ImbParam    *param)
{
  g_autofree char *text = imb_param_format (param, step->values);

  if (param->kind == IMB_KIND_BOOL)
    g_string_append (self->out, g_str_equal (text, "true") ? "True" : "False");
  else if (param->kind == IMB_KIND_TEXT)
    put_strategy (self, G_STRUCT_MEMBER (const char *, step->values, param->offset));
  else if (param->kind == IMB_KIND_CHOICE && !g_ascii_isdigit (*text))
    put_text (self->out, text);
  else
    g_string_append (self->out, text);
}

static void
put_part (ImbScript         *self,
          const ImbPlanStep *step,
          const char        *comma)
{
  const ImbPeerPart *part = step->sampler->peer_part;

  g_string_append_printf (self->out, "%s%s=%s(%s=", comma, part->argument, strrchr (part->model, '.') + 1, part->param);
  put_value (self, step, imb_algorithm_find_param (&step->sampler->base, part->param));
  g_string_append_printf (self->out, ", random_state=%u)", self->seed);
}

/* Defaults are the peer's and left out. */
static void
put_sampler (ImbScript         *self,
             const ImbPlanStep *step)
{
  const ImbSampler *sampler = step->sampler;
  const char       *comma = "";

  g_string_append_printf (self->out, "    %s(", strrchr (sampler->peer, '.') + 1);
  if ((sampler->flags & IMB_SAMPLER_MIXED) != 0)
    {
      g_string_append (self->out, "categorical_features=");
      put_places (self, FALSE);
      comma = ", ";
    }
  if (imb_script_wants_part (step))
    {
      put_part (self, step, comma);
      comma = ", ";
    }
  for (const ImbParam *param = sampler->base.params; param != NULL && param->name != NULL; param++)
    {
      if (param->is_ours || imb_script_is_at_default (step, param))
        continue;
      g_string_append_printf (self->out, "%s%s=", comma, param->name);
      put_value (self, step, param);
      comma = ", ";
    }
  if ((sampler->flags & IMB_SAMPLER_RANDOM) != 0)
    g_string_append_printf (self->out, "%srandom_state=%u", comma, self->seed);
  g_string_append (self->out, "),\n");
}

static void
put_samplers (ImbScript *self)
{
  gboolean asked = FALSE;

  for (guint i = 0; i < imb_plan_n_steps (self->plan); i++)
    asked |= asks_for_minority (imb_plan_step_at (self->plan, i));
  if (asked)
    g_string_append (self->out, "\n\ndef minority(y):\n"
                                "    \"\"\"The smallest class as large as the largest; imbalanced-learn 0.10 does not take the word.\"\"\"\n"
                                "    found, counts = np.unique(y, return_counts=True)\n"
                                "    return {found[counts.argmin()]: counts.max()}\n\n");
  g_string_append (self->out, "\nsamplers = [\n");
  for (guint i = 0; i < imb_plan_n_steps (self->plan); i++)
    put_sampler (self, imb_plan_step_at (self->plan, i));
  g_string_append (self->out, "]\n");
}

/* Straight through: what goes in is what is meant. */
static void
put_plain_run (ImbScript *self)
{
  g_string_append (self->out, "for sampler in samplers:\n"
                              "    X, y = sampler.fit_resample(X, y)\n");
}

/* One column-wise step, over the columns of numbers. */
static void
put_column_step (ImbScript  *self,
                 const char *fitted)
{
  g_string_append_printf (self->out, self->codes ? "Z[:, places] = %s(Z[:, places])\n" : "Z = %s(Z)\n", fitted);
}

static void
put_scaled_run (ImbScript *self)
{
  static const char *const scalers[] = { NULL, "StandardScaler()", "MinMaxScaler()", "RobustScaler()" };
  static const char *const strategies[] = { "median", "mean", "constant" };

  g_string_append (self->out, "Z = X.to_numpy(copy=True)\n");
  if (self->codes)
    {
      g_string_append (self->out, "places = ");
      put_places (self, TRUE);
      g_string_append (self->out, "  # of numbers\n");
    }
  if (self->fills)
    {
      g_autofree char *imputer = g_strdup_printf ("SimpleImputer(strategy=\"%s\"%s, keep_empty_features=True).fit_transform",
                                                  strategies[self->impute], self->impute == IMB_IMPUTE_CONSTANT ? ", fill_value=0" : "");

      put_column_step (self, imputer);
    }
  if (self->scales)
    {
      g_string_append_printf (self->out, "scaler = %s\n", scalers[self->scale]);
      put_column_step (self, "scaler.fit_transform");
    }
  g_string_append_printf (self->out,
                          "origin = np.arange(len(Z))  # the row of X that a row is; -1: of none\n"
                          "for sampler in samplers:\n"
                          "    before = Z\n"
                          "    Z, y = sampler.fit_resample(Z, y)\n"
                          "    if hasattr(sampler, \"sample_indices_\"):\n"
                          "        chosen = sampler.sample_indices_\n"
                          "        origin = np.where((Z == before[chosen]).all(axis=1), origin[chosen], -1)\n"
                          "    elif len(Z) >= len(before) and (Z[:len(before)] == before).all():\n"
                          "        origin = np.append(origin, np.full(len(Z) - len(before), -1))\n"
                          "    else:\n"
                          "        origin = np.full(len(Z), -1)\n"
                          "%s"
                          "Z[origin >= 0] = X.to_numpy()[origin[origin >= 0]]\n"
                          "X = pd.DataFrame(Z, columns=X.columns)\n",
                          !self->scales ? "Z = Z.copy()\n"
                          : self->codes ? "Z[:, places] = scaler.inverse_transform(Z[:, places])  # in the units of X\n"
                                        : "Z = scaler.inverse_transform(Z)  # in the units of X\n");
}

/* 54 is 54, not 54.0: the digits that imb_format_number() has. */
static void
put_writing (ImbScript *self)
{
  g_string_append (self->out, "\n\ndef written(x):\n"
                              "    \"\"\"A number with as many digits as it takes to read it back.\"\"\"\n"
                              "    if abs(x) <= 2 ** 53 and x == int(x):\n"
                              "        return str(int(x))\n"
                              "    texts = [f\"{x + 0.0:.{digits}g}\" for digits in (15, 16, 17)]\n"
                              "    return next((text for text in texts if float(text) == x), \"\")\n\n\n"
                              "for name in result.columns:\n"
                              "    if result[name].dtype == float:\n"
                              "        result[name] = result[name].map(written)\n");
}

static void
put_end (ImbScript  *self,
         const char *output)
{
  const char *name = imb_table_column_at (self->table, imb_problem_get_target (self->problem))->name;

  if (self->repairs)
    g_string_append (self->out, "X[numbers] = X[numbers].clip(low, high, axis=1)  # within the values met\n"
                                "X[whole] = X[whole].round()\n");
  if (self->cuts)
    g_string_append (self->out, "near = X[whole].round()  # but for rounding\n"
                                "X[whole] = near.where((X[whole] - near).abs() <= 1e-12 * near.abs().clip(lower=1), np.trunc(X[whole]))\n");
  if (self->codes && !self->raw)
    g_string_append (self->out, "for name in levels:\n"
                                "    X[name] = X[name].map(dict(enumerate(levels[name])))\n");
  g_string_append (self->out, "\nresult = pd.DataFrame(X).reset_index(drop=True)\nresult[");
  put_text (self->out, name);
  g_string_append (self->out, self->numbers ? "] = np.array(labels)[np.asarray(y)]\n" : "] = np.asarray(y)\n");
  if (output != NULL)
    put_writing (self);
  if (output != NULL && g_str_equal (output, "-"))
    {
      g_string_append (self->out, "print(result.to_csv(index=False), end=\"\")\n");
      return;
    }
  if (output != NULL)
    {
      g_string_append (self->out, "result.to_csv(");
      put_text (self->out, output);
      g_string_append (self->out, ", index=False)\n");
      return;
    }
  g_string_append (self->out, "print(result[");
  put_text (self->out, name);
  g_string_append (self->out, "].value_counts())\n");
}

/* Words of the plan come from a person: a line end in a label must not end the comment. */
static void
put_title (ImbScript *self)
{
  g_autofree char *plan = g_strdup (imb_plan_get_text (self->plan));

  g_string_append (self->out, "# coding: utf-8\n"); /* Python would take such words of a label in the next line for it */
  g_string_append_printf (self->out, "# The rows of Imbal Explorer %s: plan %s, seed %u, made with imbalanced-learn.\n",
                          IMB_VERSION, g_strdelimit (plan, "\r\n", ' '), self->seed);
  if (imb_table_get_reading (self->table)->n_comments > 0)
    g_string_append_printf (self->out, "# Lines that begin with %c are left out; pandas cuts cells that hold it, too.\n", imb_table_get_reading (self->table)->comment);
  for (guint i = 0; i < imb_plan_n_steps (self->plan); i++)
    {
      const ImbPlanStep *step = imb_plan_step_at (self->plan, i);
      const ImbParam    *compat = imb_algorithm_find_param (&step->sampler->base, "compat");

      if (compat != NULL && imb_script_is_at_default (step, compat) && !step->sampler->peer_wants_codes)
        g_string_append_printf (self->out, "# %s corrects what looks like defects there; %s:compat=imbalanced-learn repeats them, for the same rows.\n",
                                step->sampler->base.id, step->sampler->base.id);
      if (step->sampler->peer_differs != NULL && step->sampler->peer_differs (step->values) != NULL)
        g_string_append_printf (self->out, "# %s: %s\n", step->sampler->base.id, step->sampler->peer_differs (step->values));
    }
}

void
imb_script_write (ImbScript  *self,
                  const char *output)
{
  put_title (self);
  put_imports (self);
  put_reading (self);
  put_features (self);
  put_samplers (self);
  if (self->fills || self->scales)
    put_scaled_run (self);
  else
    put_plain_run (self);
  put_end (self, output);
}
