/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Heads of logs beside one another. */
#include "engine/evaluate/imb-log-head.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/evaluate/imb-log-member.h"

/* (transfer full): as JSON; NULL: there is none, or null */
static char *
dup_member (JsonObject *head,
            const char *name)
{
  JsonNode *node = json_object_get_member (head, name);

  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? json_to_string (node, FALSE) : NULL;
}

static gboolean
is_same (JsonObject *a,
         JsonObject *b,
         const char *name)
{
  g_autofree char *text_a = dup_member (a, name), *text_b = dup_member (b, name);

  return g_strcmp0 (text_a, text_b) == 0;
}

gboolean
imb_log_head_is_same_data (JsonObject *a,
                           JsonObject *b)
{
  return json_object_has_member (a, "data") && is_same (a, b, "data");
}

const char *
imb_log_head_find_difference (JsonObject *wanted,
                              JsonObject *found)
{
  static const char *const hashed[] = { "counts", "costs", NULL };
  g_autoptr (GList) names = json_object_get_members (wanted);

  for (GList *at = names; at != NULL; at = at->next)
    if (!is_same (wanted, found, at->data) && (json_object_has_member (found, at->data) || !g_strv_contains (hashed, at->data)))
      return at->data;
  return NULL;
}

/* ---- of different data ---- */

/* Folds are as many as there are groups where one is left out. */
static gboolean
hangs_on_data (JsonObject *head,
               const char *name)
{
  return strcmp (name, "folds") == 0 && g_strcmp0 (imb_log_member_text (head, "split"), "leave-one-group-out") == 0;
}

static guint
n_classes (JsonObject *head)
{
  JsonNode *node = json_object_get_member (head, "classes");

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_array_get_length (json_node_get_array (node)) : 0;
}

/* Of an array of two; NULL: it is no such array. */
static JsonNode *
one_of_two (JsonObject *head,
            const char *name,
            guint       i)
{
  JsonNode  *node = json_object_get_member (head, name);
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  JsonNode  *element = array != NULL && json_array_get_length (array) == 2 ? json_array_get_element (array, i) : NULL;

  return element != NULL && JSON_NODE_HOLDS_VALUE (element) ? element : NULL;
}

/* Of two classes: 1: the positive one is the larger, −1: the smaller, 0: neither, or not told. */
static int
side_of_positive (JsonObject *head)
{
  const char *positive = imb_log_member_text (head, "positive");
  gint64      n_positive = 0, n_other = 0;

  for (guint c = 0; positive != NULL && c < 2; c++)
    {
      JsonNode *label = one_of_two (head, "classes", c), *count = one_of_two (head, "counts", c);

      if (label == NULL || count == NULL)
        return 0;
      if (g_strcmp0 (json_node_get_string (label), positive) == 0)
        n_positive = json_node_get_int (count);
      else
        n_other = json_node_get_int (count);
    }
  return (n_positive > n_other) - (n_positive < n_other);
}

/* For a sentence. No option of which logs tell has 0 but as "not asked for". (transfer full) */
static char *
dup_words (JsonObject *head,
           const char *name)
{
  JsonNode *node = json_object_get_member (head, name);
  char     *text = dup_member (head, name);

  if (text == NULL || g_str_equal (text, "0"))
    {
      g_free (text);
      return g_strdup (_ ("none"));
    }
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_DOUBLE)
    return text;
  g_free (text);
  return g_strdup_printf ("%.15g", json_node_get_double (node));
}

static gboolean
check_positive (const char *name_a,
                JsonObject *a,
                const char *name_b,
                JsonObject *b,
                GError    **error)
{
  const int   side_a = side_of_positive (a), side_b = side_of_positive (b);
  const char *label_a = imb_log_member_text (a, "positive"), *label_b = imb_log_member_text (b, "positive");

  if (side_a * side_b >= 0)
    return TRUE;

  g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
               side_a < 0 ? _ ("%s and %s differ in “positive”: it is the smaller class in the first (%s) and the larger one in the second (%s); rank logs in which it is the same, by experiments with --positive.")
                          : _ ("%s and %s differ in “positive”: it is the larger class in the first (%s) and the smaller one in the second (%s); rank logs in which it is the same, by experiments with --positive."),
               name_a, name_b, label_a, label_b);
  return FALSE;
}

gboolean
imb_log_head_check (const char *name_a,
                    JsonObject *a,
                    const char *name_b,
                    JsonObject *b,
                    ImbNotes   *notes,
                    GError    **error)
{
  static const char *const equal[] = { "split", "folds", "test_size", "repeats", "impute", "scale", "domain", "prevalence", "leaky" };

  for (guint i = 0; i < G_N_ELEMENTS (equal); i++)
    if (!is_same (a, b, equal[i]) && !hangs_on_data (a, equal[i]))
      {
        g_autofree char *text_a = dup_words (a, equal[i]), *text_b = dup_words (b, equal[i]);

        g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("%s and %s differ in “%s”: %s and %s; rank logs of experiments that were made the same way."), name_a, name_b, equal[i],
                     text_a, text_b);
        return FALSE;
      }
  if (!check_positive (name_a, a, name_b, b, error))
    return FALSE;

  if ((n_classes (a) == 2) != (n_classes (b) == 2))
    imb_notes_add (notes, _ ("%s has %u classes and %s has %u: metrics of one class are means over the classes where there are more than two."), name_a, n_classes (a), name_b, n_classes (b));
  if (!is_same (a, b, "costs"))
    imb_notes_add (notes, _ ("%s and %s have other costs of mistakes: ranks are by those of each dataset, and means over datasets say nothing of costs."), name_a, name_b);
  if (imb_log_member_flag (b, "leaky"))
    imb_notes_add (notes, _ ("%s is leaky: rows were resampled before they were split, and its values are too good."), name_b);
  return TRUE;
}
