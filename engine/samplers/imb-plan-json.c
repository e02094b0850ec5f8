/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chains as other programs write them. Each step becomes the specification that says the same, so that names, ranges and sentences are those
 * of the text form. */
#include "engine/samplers/imb-plan-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-json-parse.h"
#include "engine/params/imb-text.h"
#include "engine/samplers/imb-strategy-text.h"

gboolean
imb_plan_is_json (const char *text)
{
  while (g_ascii_isspace (*text))
    text++;
  return *text == '[' || *text == '{';
}

static gboolean
refuse (const char *what,
        GError    **error)
{
  g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
               _ ("%s; a chain as JSON is [{\"sampler\": \"smote\", \"parameters\": {\"k_neighbors\": 3}}], a step after the other."), what);
  return FALSE;
}

static gboolean
refuse_value (const char *name,
              GError    **error)
{
  g_autofree char *shown = imb_text_shorten (name);
  g_autofree char *what = g_strdup_printf (_ ("“%s” has a value that no parameter can have"), shown);

  return refuse (what, error);
}

/* NULL: it is none. */
static const char *
text_of (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

/* A number, a truth value, a text, or null for "none", as Python's None becomes. */
static gboolean
put_plain (GString    *spec,
           JsonNode   *node,
           const char *name,
           GError    **error)
{
  const GType      type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;
  g_autofree char *quoted = NULL;
  char             number[G_ASCII_DTOSTR_BUF_SIZE];

  if (type == G_TYPE_INT64)
    g_string_append_printf (spec, "%" G_GINT64_FORMAT, json_node_get_int (node));
  else if (type == G_TYPE_DOUBLE)
    g_string_append (spec, g_ascii_dtostr (number, sizeof number, json_node_get_double (node)));
  else if (type == G_TYPE_BOOLEAN)
    g_string_append (spec, json_node_get_boolean (node) ? "true" : "false");
  else if (JSON_NODE_HOLDS_NULL (node))
    g_string_append (spec, "none");
  else if (text_of (node) != NULL)
    g_string_append (spec, quoted = imb_text_quote (text_of (node)));
  else
    return refuse_value (name, error);
  return TRUE;
}

/* {label: number} or [label]. */
static gboolean
put_labels (GString    *spec,
            JsonNode   *node,
            const char *name,
            GError    **error)
{
  const gboolean is_array = JSON_NODE_HOLDS_ARRAY (node);
  g_autoptr (GList) nodes = is_array ? json_array_get_elements (json_node_get_array (node)) : json_object_get_values (json_node_get_object (node));
  g_autoptr (GList) labels = is_array ? NULL : json_object_get_members (json_node_get_object (node));

  g_string_append_c (spec, is_array ? '[' : '{');
  for (GList *value = nodes, *label = labels; value != NULL; value = value->next, label = label != NULL ? label->next : NULL)
    {
      const char      *word = is_array ? text_of (value->data) : label->data;
      g_autofree char *written = word != NULL ? imb_strategy_write_label (word) : NULL;

      g_string_append_printf (spec, "%s%s%s", value != nodes ? ";" : "", written != NULL ? written : "", is_array ? "" : ":");
      if ((!is_array || written == NULL) && !put_plain (spec, value->data, name, error))
        return FALSE;
    }
  g_string_append_c (spec, is_array ? ']' : '}');
  return TRUE;
}

static gboolean
put_parameters (GString    *spec,
                JsonObject *parameters,
                GError    **error)
{
  g_autoptr (GList) names = json_object_get_members (parameters);

  for (GList *name = names; name != NULL; name = name->next)
    {
      JsonNode *node = json_object_get_member (parameters, name->data);

      /* What separates in a specification is in no name. */
      if (strpbrk (name->data, ",=:+|\"{}[]") != NULL)
        return refuse_value (name->data, error);
      g_string_append_printf (spec, "%c%s=", name == names ? ':' : ',', (const char *) name->data);
      if (!(JSON_NODE_HOLDS_ARRAY (node) || JSON_NODE_HOLDS_OBJECT (node) ? put_labels (spec, node, name->data, error) : put_plain (spec, node, name->data, error)))
        return FALSE;
    }
  return TRUE;
}

/* (transfer full) (nullable) */
static char *
spec_of_step (JsonNode *node,
              GError  **error)
{
  g_autoptr (GString) spec = g_string_new (NULL);
  JsonObject *step = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode   *sampler = step != NULL ? json_object_get_member (step, "sampler") : NULL;
  JsonNode   *parameters = step != NULL ? json_object_get_member (step, "parameters") : NULL;
  const char *id = text_of (sampler);

  if (id == NULL || strpbrk (id, ":+\"{}[]") != NULL)
    refuse (_ ("A step has no “sampler”"), error);
  else if (json_object_get_size (step) != (parameters != NULL ? 2 : 1) || (parameters != NULL && !JSON_NODE_HOLDS_OBJECT (parameters)))
    refuse (_ ("A step has more than a “sampler” and an object of “parameters”"), error);
  else
    {
      g_string_append (spec, id);
      if (parameters == NULL || put_parameters (spec, json_node_get_object (parameters), error))
        return g_strdup (spec->str);
    }
  return NULL;
}

GStrv
imb_plan_specs_from_json (const char *text,
                          GError    **error)
{
  g_autoptr (JsonNode) root = imb_json_parse (text, strlen (text));
  g_autoptr (GPtrArray) specs = g_ptr_array_new_with_free_func (g_free);
  guint n;

  if (root == NULL)
    {
      refuse (_ ("This begins as JSON and is none"), error);
      return NULL;
    }

  n = JSON_NODE_HOLDS_ARRAY (root) ? json_array_get_length (json_node_get_array (root)) : 1;
  for (guint i = 0; i < n; i++)
    {
      char *spec = spec_of_step (JSON_NODE_HOLDS_ARRAY (root) ? json_array_get_element (json_node_get_array (root), i) : root, error);

      if (spec == NULL)
        return NULL;
      g_ptr_array_add (specs, spec);
    }
  if (n == 0)
    g_ptr_array_add (specs, g_strdup ("none"));
  g_ptr_array_add (specs, NULL);
  return (GStrv) g_ptr_array_free (g_steal_pointer (&specs), FALSE);
}
