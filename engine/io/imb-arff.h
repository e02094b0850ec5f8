/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/io/imb-csv.h"

G_BEGIN_DECLS

/* The head of an ARFF file (Weka) or of a KEEL file, which is nearly the same. */
typedef struct
{
  char     **names;     /* of the attributes, NULL-terminated, as in the file */
  GPtrArray *declared;  /* per attribute: GHashTable, a set of the values it may have; NULL: not nominal */
  gboolean  *is_text;   /* per attribute: nominal, string or date */
  char      *target;    /* KEEL's @outputs; NULL: not told */
  gsize      n;         /* attributes */
  gsize      data_at;   /* where the rows begin */
  gsize      data_line; /* lines before that */
} ImbArff;

/* Does the text begin with @relation? (after comments) */
gboolean imb_arff_is (const char *text,
                      gsize       length);

/* Reads the head. FALSE with IMB_ERROR_FORMAT; free with imb_arff_clear in any case. */
gboolean imb_arff_read_head (ImbArff    *self,
                             const char *text,
                             gsize       length,
                             ImbReadLog *log,
                             GError    **error);
void     imb_arff_clear (ImbArff *self);

/* Hands out the rows of the data section, like imb_csv_parse. Values that were not declared are problems. */
gboolean imb_arff_parse (const ImbArff    *self,
                         const char       *text,
                         gsize             length,
                         const ImbReadLog *names,
                         ImbReadLog       *log,
                         ImbRowFunc        func,
                         gpointer          data,
                         ImbJob           *job,
                         GError          **error);

G_END_DECLS
