/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/core/imb-json-parse.h"

#define MOST_DEPTH 1000

/* Brackets in texts count, too: what is a text for the parser need not be known then. */
static gboolean
is_deep (const char *text,
         gsize       length)
{
  gsize depth = 0;

  for (gsize i = 0; i < length && depth <= MOST_DEPTH; i++)
    if (text[i] == '[' || text[i] == '{')
      depth++;
    else if ((text[i] == ']' || text[i] == '}') && depth > 0)
      depth--;
  return depth > MOST_DEPTH;
}

JsonNode *
imb_json_parse (const char *text,
                gsize       length)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();

  if (!g_utf8_validate (text, (gssize) length, NULL) || is_deep (text, length) || !json_parser_load_from_data (parser, text, (gssize) length, NULL))
    return NULL;
  return json_parser_steal_root (parser);
}
