/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/params/imb-config.h"

G_BEGIN_DECLS

/* One parameter inside an algorithm's struct; for the files of this folder. */

/* The address of the parameter's field. */
static inline gpointer
imb_param_field (const ImbParam *self,
                 gpointer        values)
{
  return (char *) values + self->offset;
}

static inline gconstpointer
imb_param_value (const ImbParam *self,
                 gconstpointer   values)
{
  return (const char *) values + self->offset;
}

/* The value as text, without quotes; what imb_param_read() takes. (transfer full) */
char *imb_param_format (const ImbParam *self,
                        gconstpointer   values);

/* Whether both structs have the same value of this parameter. */
gboolean imb_param_is_equal (const ImbParam *self,
                             gconstpointer   a,
                             gconstpointer   b);

/* Sets the field from text (quotes already off); sentences name @algorithm. */
gboolean imb_param_read (const ImbParam     *self,
                         const ImbAlgorithm *algorithm,
                         gpointer            values,
                         const char         *text,
                         GError            **error);

/* Sets a TEXT field to a copy. */
void imb_param_set_copy (const ImbParam *self,
                         gpointer        values,
                         const char     *text);

/* The parameter of that name, or the sentence that there is none. */
const ImbParam *imb_algorithm_look_up (const ImbAlgorithm *self,
                                       const char         *name,
                                       GError            **error);

G_END_DECLS
