/* SPDX-License-Identifier: GPL-3.0-or-later */
/* json-glib's own _with_default() take a wrong kind of member for a programmer's mistake. */
#include "engine/evaluate/imb-log-member.h"

/* NULL: it is not there, or of another type. */
static JsonNode *
find (JsonObject *line,
      const char *name,
      GType       type)
{
  JsonNode *node = json_object_get_member (line, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type ? node : NULL;
}

const char *
imb_log_member_text (JsonObject *line,
                     const char *name)
{
  JsonNode *node = find (line, name, G_TYPE_STRING);

  return node != NULL ? json_node_get_string (node) : NULL;
}

gint64
imb_log_member_count (JsonObject *line,
                      const char *name,
                      gint64      otherwise)
{
  JsonNode *node = find (line, name, G_TYPE_INT64);

  return node != NULL ? json_node_get_int (node) : otherwise;
}

double
imb_log_member_number (JsonObject *line,
                       const char *name,
                       double      otherwise)
{
  JsonNode *node = find (line, name, G_TYPE_DOUBLE);

  if (node == NULL)
    node = find (line, name, G_TYPE_INT64); /* 1.0 was written as 1 */
  return node != NULL ? json_node_get_double (node) : otherwise;
}

gboolean
imb_log_member_flag (JsonObject *line,
                     const char *name)
{
  JsonNode *node = find (line, name, G_TYPE_BOOLEAN);

  return node != NULL && json_node_get_boolean (node);
}
