/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Thin words over JsonBuilder. json-glib writes 17 significant digits whatever the locale, but NaN as
 * "nan", which is no JSON: hence cli_json_number(). */
#include "app/cli/cli-json.h"

#include <math.h>
#include <stdio.h>

static void
name_it (JsonBuilder *json,
         const char  *name)
{
  if (name != NULL)
    json_builder_set_member_name (json, name);
}

JsonBuilder *
cli_json_new (void)
{
  JsonBuilder *json = json_builder_new ();

  json_builder_begin_object (json);
  cli_json_text (json, "version", IMB_VERSION);
  return json;
}

void
cli_json_number (JsonBuilder *json,
                 const char  *name,
                 double       value)
{
  name_it (json, name);
  if (isfinite (value))
    json_builder_add_double_value (json, value);
  else
    json_builder_add_null_value (json);
}

void
cli_json_count (JsonBuilder *json,
                const char  *name,
                gsize        value)
{
  name_it (json, name);
  json_builder_add_int_value (json, (gint64) value);
}

void
cli_json_flag (JsonBuilder *json,
               const char  *name,
               gboolean     value)
{
  name_it (json, name);
  json_builder_add_boolean_value (json, value);
}

void
cli_json_text (JsonBuilder *json,
               const char  *name,
               const char  *value)
{
  name_it (json, name);
  if (value != NULL)
    json_builder_add_string_value (json, value);
  else
    json_builder_add_null_value (json);
}

void
cli_json_object (JsonBuilder *json,
                 const char  *name)
{
  name_it (json, name);
  json_builder_begin_object (json);
}

void
cli_json_array (JsonBuilder *json,
                const char  *name)
{
  name_it (json, name);
  json_builder_begin_array (json);
}

void
cli_json_numbers (JsonBuilder  *json,
                  const char   *name,
                  const double *values,
                  gsize         n)
{
  cli_json_array (json, name);
  for (gsize i = 0; i < n; i++)
    cli_json_number (json, NULL, values[i]);
  cli_json_end_array (json);
}

void
cli_json_notes (JsonBuilder    *json,
                const ImbNotes *notes)
{
  cli_json_array (json, "notes");
  for (guint i = 0; i < imb_notes_n (notes); i++)
    cli_json_text (json, NULL, imb_notes_at (notes, i));
  cli_json_end_array (json);
}

void
cli_json_end (JsonBuilder *json)
{
  json_builder_end_object (json);
}

void
cli_json_end_array (JsonBuilder *json)
{
  json_builder_end_array (json);
}

void
cli_json_print (JsonBuilder *json)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_end_object (json);
  root = json_builder_get_root (json);
  json_generator_set_root (generator, root);
  text = json_generator_to_data (generator, NULL);
  puts (text);
}
