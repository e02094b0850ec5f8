/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/params/imb-param.h"

G_BEGIN_DECLS

/* The parameters of one algorithm as an object: one GObject class per algorithm is made at run time
 * from its table, with a real property per parameter (so bindings and notify work). Any thread may make
 * one, and it is that thread's alone; workers get a copy of the values. */
#define IMB_TYPE_CONFIG (imb_config_get_type ())
G_DECLARE_DERIVABLE_TYPE (ImbConfig, imb_config, IMB, CONFIG, GObject)

struct _ImbConfigClass
{
  GObjectClass        parent_class;
  const ImbAlgorithm *algorithm;
};

/* All parameters at their defaults. (transfer full) */
ImbConfig          *imb_config_new (const ImbAlgorithm *algorithm);
ImbConfig          *imb_config_copy (ImbConfig *self);
const ImbAlgorithm *imb_config_get_algorithm (ImbConfig *self);

/* The table's row behind a property of a config; NULL for other properties. */
const ImbParam *imb_config_get_param (GParamSpec *pspec);

/**
 * imb_config_dup_values:
 *
 * Returns: (transfer full): the algorithm's own struct, strings copied; free it with
 *   imb_values_free(). Any thread may read it.
 */
gpointer imb_config_dup_values (ImbConfig *self);
void     imb_values_free (const ImbAlgorithm *algorithm,
                          gpointer            values);

/* A deep copy of @values. (transfer full) */
gpointer imb_values_copy (const ImbAlgorithm *algorithm,
                          gconstpointer       values);

/* Every parameter of @values that @other has too, by name and kind, gets its value; but not @except (nullable). */
void imb_values_adopt (const ImbAlgorithm *algorithm,
                       gpointer            values,
                       const ImbAlgorithm *other,
                       gconstpointer       other_values,
                       const char         *except);

/* The algorithm's defaults. (transfer full) */
gpointer imb_values_new (const ImbAlgorithm *algorithm);

/**
 * imb_values_to_string:
 * @all: also the parameters that stand at their default
 *
 * Returns: (transfer full): id or id:name=value,name=value; imb_values_parse() gives the same
 *   values back. Numbers in the C locale, shortest form that reads back equal. TEXT that has
 *   a comma, a brace out of pair, a plus sign, a bar or blanks is put in double quotes.
 */
char *imb_values_to_string (const ImbAlgorithm *algorithm,
                            gconstpointer       values,
                            gboolean            all);
char *imb_config_to_string (ImbConfig *self,
                            gboolean   all);

/**
 * imb_values_parse:
 * @algorithm: whose parameters
 * @text: (nullable): name=value,name=value; braces and double quotes protect commas
 *
 * Returns: (transfer full) (nullable): the values, or NULL with IMB_ERROR_PARAM that names the
 *   parameter, its legal range and the value given, and the nearest name when it is unknown
 */
gpointer imb_values_parse (const ImbAlgorithm *algorithm,
                           const char         *text,
                           GError            **error);

/* Structs of one algorithm: what a text with alternatives, "k_neighbors=3|5", stands for. Owns them. */
typedef struct
{
  const ImbAlgorithm *algorithm;
  gpointer           *items;
  guint               n;
} ImbValuesList;

ImbValuesList *imb_values_list_new (const ImbAlgorithm *algorithm);
ImbValuesList *imb_values_list_copy (const ImbValuesList *self);
void           imb_values_list_free (ImbValuesList *self);

/* @values: (transfer full) */
void imb_values_list_add (ImbValuesList *self,
                          gpointer       values);

/* As imb_values_parse(), but a value may be several with | between them: one struct for each combination, those of the last parameter
 * the fastest. IMB_ERROR_PARAM when there are more than @most. (transfer full) (nullable) */
ImbValuesList *imb_values_list_parse (const ImbAlgorithm *algorithm,
                                      const char         *text,
                                      guint               most,
                                      GError            **error);

/* The text with alternatives that gives these combinations. (transfer full) */
char *imb_values_list_to_string (const ImbValuesList *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbValuesList, imb_values_list_free)

/* Sets one parameter from text, with the same errors. */
gboolean imb_config_set_text (ImbConfig  *self,
                              const char *name,
                              const char *value,
                              GError    **error);

/* A config with the given values. (transfer full) */
ImbConfig *imb_config_new_from_values (const ImbAlgorithm *algorithm,
                                       gconstpointer       values);

/**
 * imb_algorithm_schema:
 *
 * Returns: (transfer full): the JSON schema (draft 2020-12, one object) of the parameters
 */
char *imb_algorithm_schema (const ImbAlgorithm *algorithm);

/* The id that is nearest to @text among @ids (for "did you mean …"), or NULL when none is near. */
const char *imb_nearest_word (const char        *text,
                              const char *const *ids);

G_END_DECLS
