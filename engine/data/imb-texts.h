/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A list of pieces of memory in which many texts lie; they go together. NULL: an empty one. */
typedef struct _ImbTexts ImbTexts;

/* Another piece of @n bytes, lent. */
char *imb_texts_prepend (ImbTexts **self,
                         gsize      n);

/* @other: (transfer full) */
void imb_texts_join (ImbTexts **self,
                     ImbTexts  *other);
void imb_texts_free (ImbTexts *self);

G_END_DECLS
