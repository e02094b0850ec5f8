/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A result again, elsewhere: the script reads the file as we read it, lays the features out as the design has them, fills and scales
 * as we do, and hands them to the samplers' peers. Rows that only passed through get their own values back, because filling and scaling
 * there and back is not nothing. */
#include "engine/evaluate/imb-script.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/params/imb-config.h"
#include "engine/params/imb-values.h"
#include "engine/samplers/imb-strategy-text.h"

typedef struct
{
  const ImbPlan   *plan;
  const ImbDesign *design;
  ImbProblem      *problem;
  ImbTable        *table;
  ImbImpute        impute;
  ImbScale         scale;
  guint32          seed;
  gboolean         fills;
  gboolean         scales;
  GString         *out;
} Script;

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
labels_are_numbers (const Script *self)
{
  const char *const *labels = imb_problem_get_labels (self->problem);
  double             value;

  for (guint c = 0; c < imb_problem_n_classes (self->problem); c++)
    if (!read_number (labels[c], &value))
      return FALSE;
  return TRUE;
}

static void
put_label (const Script *self,
           const char   *label)
{
  char   buffer[32];
  double value;

  if (labels_are_numbers (self) && read_number (label, &value))
    g_string_append (self->out, imb_format_number (value, buffer));
  else
    put_text (self->out, label);
}

static gboolean
check_source (const Script *self,
              GError      **error)
{
  const ImbReading *reading = imb_table_get_reading (self->table);

  if (imb_table_get_path (self->table) == NULL || reading == NULL)
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("A script needs a file to read; save the table as CSV and open that."));
  else if (!g_str_equal (reading->format, "csv"))
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
                 _ ("The script reads CSV, and “%s” is %s; write it as CSV first, as “imbal resample FILE --sampler none -o OUT.csv” does."),
                 imb_table_get_name (self->table), reading->format);
  else if (reading->n_rows_in_file > imb_table_n_rows (self->table))
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
                 _ ("Only a sample of the rows of “%s” was read, and the script would read all of them; read all, or save the sample first."),
                 imb_table_get_name (self->table));
  else
    return TRUE;
  return FALSE;
}

/* Whether a parameter stands where the peer always has it. */
static gboolean
is_at_default (const ImbPlanStep *step,
               const ImbParam    *param)
{
  const ImbAlgorithm *algorithm = &step->sampler->base;
  gpointer            initial = imb_values_new (algorithm);
  g_autofree char    *ours = imb_param_format (param, step->values), *theirs = imb_param_format (param, initial);

  imb_values_free (algorithm, initial);
  return g_str_equal (ours, theirs);
}

/* compat is no reason to refuse: it is there for the peer's sake. */
static gboolean
check_step (const ImbPlanStep *step,
            GError           **error)
{
  const ImbSampler *sampler = step->sampler;

  if (sampler->peer == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
                   _ ("imbalanced-learn has nothing like %s, so there is no script for it; leave it out of the plan."), sampler->base.id);
      return FALSE;
    }
  for (const ImbParam *param = sampler->base.params; param != NULL && param->name != NULL; param++)
    {
      g_autofree char *value = NULL;

      if (!param->is_ours || g_str_equal (param->name, "compat") || is_at_default (step, param))
        continue;
      value = imb_param_format (param, step->values);
      g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
                   _ ("imbalanced-learn’s peer of %s has nothing like %s=%s; leave that at its default."), sampler->base.id, param->name, value);
      return FALSE;
    }
  return TRUE;
}

/* The first feature that is a category, or NULL. */
static const char *
find_category (const Script *self)
{
  for (gsize j = 0; j < imb_design_n_features (self->design); j++)
    if (imb_design_feature_at (self->design, j)->n_levels > 0)
      return imb_design_feature_at (self->design, j)->name;
  return NULL;
}

static gboolean
check_plan (const Script *self,
            GError      **error)
{
  for (guint i = 0; i < imb_plan_n_steps (self->plan); i++)
    {
      const ImbPlanStep *step = imb_plan_step_at (self->plan, i);

      if (!check_step (step, error))
        return FALSE;
      if (find_category (self) != NULL && (step->sampler->flags & IMB_SAMPLER_MISSING) == 0)
        {
          g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
                       _ ("imbalanced-learn’s peer of %s takes numbers only, and “%s” is a category; leave such features out."),
                       step->sampler->base.id, find_category (self));
          return FALSE;
        }
      if (self->fills && (step->sampler->flags & IMB_SAMPLER_ADDS) != 0 && (step->sampler->flags & IMB_SAMPLER_DROPS) != 0)
        {
          g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
                       _ ("%s adds and removes rows at once, and where missing values were filled the script cannot tell whose they were; write its two parts as a plan."),
                       step->sampler->base.id);
          return FALSE;
        }
    }
  return TRUE;
}

static void
put_imports (Script *self)
{
  static const char *const scalers[] = { NULL, "StandardScaler", "MinMaxScaler", "RobustScaler" };
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < imb_plan_n_steps (self->plan); i++)
    {
      const char *peer = imb_plan_step_at (self->plan, i)->sampler->peer, *dot = strrchr (peer, '.');
      char       *line = g_strdup_printf ("from %.*s import %s\n", (int) (dot - peer), peer, dot + 1);

      if (g_ptr_array_find_with_equal_func (lines, line, g_str_equal, NULL))
        g_free (line);
      else
        g_ptr_array_add (lines, line);
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
put_names (Script            *self,
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
is_used (const Script *self,
         gsize         j)
{
  ImbRole role = imb_problem_role_at (self->problem, j);

  return role == IMB_ROLE_NUMERIC || role == IMB_ROLE_CATEGORICAL || role == IMB_ROLE_TARGET;
}

/* What is read as text: categories, and labels that are words. Numbers used as categories stay numbers. */
static GPtrArray *
list_texts (const Script *self)
{
  GPtrArray *texts = g_ptr_array_new ();

  for (gsize j = 0; j < imb_table_n_columns (self->table); j++)
    {
      const ImbColumn *column = imb_table_column_at (self->table, j);
      gboolean         is_target = imb_problem_role_at (self->problem, j) == IMB_ROLE_TARGET;

      if (is_used (self, j) && column->kind == IMB_COLUMN_CATEGORY && !(is_target && labels_are_numbers (self)))
        g_ptr_array_add (texts, column->name);
    }
  return texts;
}

/* Whether the file has lines that we left out and pandas must be told of; it would also cut lines in their middle. */
static gboolean
has_comments (const Script *self)
{
  const ImbReading *reading = imb_table_get_reading (self->table);
  g_autoptr (GMappedFile) file = NULL;
  const char *text, *end;

  if (reading->comment == '\0' || reading->packing != NULL)
    return FALSE;
  file = g_mapped_file_new (imb_table_get_path (self->table), FALSE, NULL);
  text = file != NULL ? g_mapped_file_get_contents (file) : NULL;
  end = text != NULL ? text + g_mapped_file_get_length (file) : NULL;
  while (text != NULL && text < end)
    {
      if (*text == reading->comment)
        return TRUE;
      text = memchr (text, '\n', (gsize) (end - text));
      text = text != NULL ? text + 1 : NULL;
    }
  return FALSE;
}

static void
put_reading (Script *self)
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
  if (has_comments (self))
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

static void
put_features (Script *self)
{
  const ImbColumn        *target = imb_table_column_at (self->table, imb_problem_get_target (self->problem));
  gsize                   n_features = imb_design_n_features (self->design), n_numbers = 0;
  g_autofree const char **names = g_new (const char *, n_features + 1), **numbers = g_new (const char *, n_features + 1);

  for (gsize j = 0; j < n_features; j++)
    {
      names[j] = imb_design_feature_at (self->design, j)->name;
      if (imb_design_feature_at (self->design, j)->n_levels == 0)
        numbers[n_numbers++] = names[j];
    }
  if (target->n_missing > 0)
    {
      g_string_append (self->out, "table = table[table[");
      put_text (self->out, target->name);
      g_string_append (self->out, "].notna()]\n");
    }
  g_string_append (self->out, "X = table[");
  put_names (self, names, n_features);
  g_string_append (self->out, "]");
  if (n_numbers == n_features)
    g_string_append (self->out, ".astype(float)");
  else
    {
      g_string_append (self->out, ".astype({name: float for name in ");
      put_names (self, numbers, n_numbers);
      g_string_append (self->out, "})");
    }
  g_string_append (self->out, "\ny = table[");
  put_text (self->out, target->name);
  g_string_append (self->out, "]\n");
}

static void
put_strategy (Script     *self,
              const char *text)
{
  static const ImbStrategyKind kinds[] = { IMB_STRATEGY_OVER, IMB_STRATEGY_UNDER, IMB_STRATEGY_CLEAN };
  g_autoptr (ImbStrategy) strategy = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (kinds) && strategy == NULL; i++)
    strategy = imb_strategy_parse (kinds[i], text, NULL);
  if (strategy == NULL || strategy->labels->len == 0)
    {
      double value;

      if (read_number (text, &value))
        g_string_append (self->out, text);
      else
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
put_value (Script            *self,
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

/* Defaults are the peer's and left out. */
static void
put_sampler (Script            *self,
             const ImbPlanStep *step)
{
  const ImbSampler *sampler = step->sampler;
  const char       *comma = "";

  g_string_append_printf (self->out, "    %s(", strrchr (sampler->peer, '.') + 1);
  for (const ImbParam *param = sampler->base.params; param != NULL && param->name != NULL; param++)
    {
      if (param->is_ours || is_at_default (step, param))
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
put_samplers (Script *self)
{
  g_string_append (self->out, "\nsamplers = [\n");
  for (guint i = 0; i < imb_plan_n_steps (self->plan); i++)
    put_sampler (self, imb_plan_step_at (self->plan, i));
  g_string_append (self->out, "]\n");
}

/* Straight through: what goes in is what is meant. */
static void
put_plain_run (Script *self)
{
  g_string_append (self->out, "for sampler in samplers:\n"
                              "    X, y = sampler.fit_resample(X, y)\n");
}

static void
put_scaled_run (Script *self)
{
  static const char *const scalers[] = { NULL, "StandardScaler()", "MinMaxScaler()", "RobustScaler()" };
  static const char *const strategies[] = { "median", "mean", "constant" };

  g_string_append (self->out, "Z = X.to_numpy()\n");
  if (self->fills)
    g_string_append_printf (self->out, "Z = SimpleImputer(strategy=\"%s\"%s, keep_empty_features=True).fit_transform(Z)\n",
                            strategies[self->impute], self->impute == IMB_IMPUTE_CONSTANT ? ", fill_value=0" : "");
  if (self->scales)
    g_string_append_printf (self->out, "scaler = %s\nZ = scaler.fit_transform(Z)\n", scalers[self->scale]);
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
                          "Z = %s  # in the units of X\n"
                          "Z[origin >= 0] = X.to_numpy()[origin[origin >= 0]]\n"
                          "X = pd.DataFrame(Z, columns=X.columns)\n",
                          self->scales ? "scaler.inverse_transform(Z)" : "Z.copy()");
}

static void
put_end (Script     *self,
         const char *output)
{
  const char *name = imb_table_column_at (self->table, imb_problem_get_target (self->problem))->name;

  g_string_append (self->out, "\nresult = pd.DataFrame(X).reset_index(drop=True)\nresult[");
  put_text (self->out, name);
  g_string_append (self->out, "] = np.asarray(y)\n");
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
put_title (Script *self)
{
  g_autofree char *plan = g_strdup (imb_plan_get_text (self->plan));

  g_string_append_printf (self->out, "# The rows of Imbal Explorer %s: plan %s, seed %u, made with imbalanced-learn.\n",
                          IMB_VERSION, g_strdelimit (plan, "\r\n", ' '), self->seed);
  for (guint i = 0; i < imb_plan_n_steps (self->plan); i++)
    {
      const ImbPlanStep *step = imb_plan_step_at (self->plan, i);
      const ImbParam    *compat = imb_algorithm_find_param (&step->sampler->base, "compat");

      if (compat != NULL && is_at_default (step, compat))
        g_string_append_printf (self->out, "# %s corrects what looks like defects there; %s:compat=imbalanced-learn repeats them, for the same rows.\n",
                                step->sampler->base.id, step->sampler->base.id);
    }
}

char *
imb_script_new (const ImbPlan   *plan,
                const ImbDesign *design,
                ImbImpute        impute,
                ImbScale         scale,
                guint32          seed,
                const char      *output,
                GError         **error)
{
  ImbProblem *problem = imb_design_get_problem (design);
  g_autoptr (GString) out = g_string_new (NULL);
  Script script = { plan, design, problem, imb_problem_get_table (problem), impute, scale, seed, FALSE, FALSE, out };

  script.fills = impute != IMB_IMPUTE_NONE && imb_design_has_missing (design) && imb_plan_find_needy (plan) != NULL;
  script.scales = scale != IMB_SCALE_NONE && imb_plan_needs_scale (plan);
  if (!check_source (&script, error) || !check_plan (&script, error))
    return NULL;

  put_title (&script);
  put_imports (&script);
  put_reading (&script);
  put_features (&script);
  put_samplers (&script);
  if (script.fills || script.scales)
    put_scaled_run (&script);
  else
    put_plain_run (&script);
  put_end (&script, output);
  return g_string_free (g_steal_pointer (&out), FALSE);
}
