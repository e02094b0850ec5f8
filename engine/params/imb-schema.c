/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A parameter table as JSON schema, draft 2020-12, so that other programs can build forms and check input. */
#include "engine/params/imb-config.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <math.h>

static void
add_string (JsonBuilder *builder,
            const char  *name,
            const char  *value)
{
  if (value == NULL)
    return;

  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_number (JsonBuilder *builder,
            const char  *name,
            double       value,
            gboolean     whole)
{
  if (!isfinite (value) || fabs (value) >= G_MAXDOUBLE)
    return;

  json_builder_set_member_name (builder, name);
  if (whole)
    json_builder_add_int_value (builder, (gint64) value);
  else
    json_builder_add_double_value (builder, value);
}

static void
add_range (JsonBuilder    *builder,
           const ImbParam *p)
{
  gboolean whole = p->kind == IMB_KIND_INT;

  add_string (builder, "type", whole ? "integer" : "number");
  add_number (builder, "minimum", p->min, whole);
  add_number (builder, "maximum", p->max, whole);
  add_number (builder, "default", p->initial, whole);
}

static void
add_choices (JsonBuilder    *builder,
             const ImbParam *p)
{
  const char *initial = NULL;

  json_builder_set_member_name (builder, "oneOf");
  json_builder_begin_array (builder);
  for (const ImbChoice *c = p->choices; c->nick != NULL; c++)
    {
      json_builder_begin_object (builder);
      add_string (builder, "const", c->nick);
      add_string (builder, "title", _ (c->label));
      json_builder_end_object (builder);
      if (c->value == (int) p->initial)
        initial = c->nick;
    }
  json_builder_end_array (builder);
  add_string (builder, "default", initial);
}

static void
add_text (JsonBuilder    *builder,
          const ImbParam *p)
{
  add_string (builder, "type", "string");
  add_string (builder, "default", p->initial_text);
  if (p->suggestions == NULL)
    return;

  json_builder_set_member_name (builder, "examples");
  json_builder_begin_array (builder);
  for (guint i = 0; p->suggestions[i] != NULL; i++)
    json_builder_add_string_value (builder, p->suggestions[i]);
  json_builder_end_array (builder);
}

static void
add_param (JsonBuilder    *builder,
           const ImbParam *p)
{
  json_builder_set_member_name (builder, p->name);
  json_builder_begin_object (builder);
  add_string (builder, "title", p->label != NULL ? _ (p->label) : NULL);
  add_string (builder, "description", p->help != NULL ? _ (p->help) : NULL);
  add_string (builder, "unit", p->unit);
  switch (p->kind)
    {
    case IMB_KIND_BOOL:
      add_string (builder, "type", "boolean");
      json_builder_set_member_name (builder, "default");
      json_builder_add_boolean_value (builder, p->initial != 0);
      break;
    case IMB_KIND_CHOICE:
      add_choices (builder, p);
      break;
    case IMB_KIND_TEXT:
      add_text (builder, p);
      break;
    case IMB_KIND_INT:
    case IMB_KIND_REAL:
    default:
      add_range (builder, p);
      break;
    }
  json_builder_end_object (builder);
}

char *
imb_algorithm_schema (const ImbAlgorithm *algorithm)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  add_string (builder, "$schema", "https://json-schema.org/draft/2020-12/schema");
  add_string (builder, "$id", algorithm->id);
  add_string (builder, "title", algorithm->title != NULL ? _ (algorithm->title) : NULL);
  add_string (builder, "description", algorithm->summary != NULL ? _ (algorithm->summary) : NULL);
  add_string (builder, "type", "object");
  json_builder_set_member_name (builder, "properties");
  json_builder_begin_object (builder);
  for (const ImbParam *p = algorithm->params; p != NULL && p->name != NULL; p++)
    add_param (builder, p);
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "additionalProperties");
  json_builder_add_boolean_value (builder, FALSE);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}
