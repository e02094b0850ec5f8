/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/io/imb-csv.h"

G_BEGIN_DECLS

typedef enum
{
  IMB_ARFF_NUMBER,
  IMB_ARFF_NOMINAL,
  IMB_ARFF_STRING,
  IMB_ARFF_DATE,
} ImbArffKind;

typedef struct
{
  char       *name; /* as in the file */
  ImbArffKind kind;
  GHashTable *values;      /* NOMINAL: the set of the values declared; NULL for a bare "nominal" */
  char       *first;       /* NOMINAL: the first of them, which a sparse row leaves out; NULL: there is none */
  char       *date_format; /* DATE */
  double      least;       /* NUMBER: KEEL's range; NaN: not told */
  double      most;
} ImbArffAttribute;

/* The head of an ARFF file (Weka) or of a KEEL file, which is nearly the same. */
typedef struct
{
  GArray  *attributes; /* of ImbArffAttribute */
  char    *target;     /* KEEL's @outputs, the first; NULL: not told */
  gboolean keel;       /* something in it is KEEL's */
  gboolean weighed;    /* some row has a weight: behind the attributes is one column more, of all rows' weights */
  gsize    data_at;    /* where the rows begin */
  gsize    data_line;  /* lines before that */
} ImbArff;

/* What one walk over the rows met besides rows. */
typedef struct
{
  gsize  n_weights;      /* rows with a weight */
  gsize  n_sparse;       /* sparse rows */
  gsize  n_first;        /* nominal cells that they left out */
  gsize  n_left_missing; /* strings and dates that they left out */
  gsize *n_outside;      /* (array length=attributes): numbers outside the declared range */
} ImbArffMet;

/* Does the text begin with @relation or @attribute? (after comments) */
gboolean imb_arff_is (const char *text,
                      gsize       length);

/* Reads the head. FALSE with IMB_ERROR_FORMAT; free with imb_arff_clear in any case. */
gboolean imb_arff_read_head (ImbArff    *self,
                             const char *text,
                             gsize       length,
                             ImbReadLog *log,
                             GError    **error);
void     imb_arff_clear (ImbArff *self);

const ImbArffAttribute *imb_arff_attribute_at (const ImbArff *self,
                                               gsize          j);

/* How many values a row has. */
gsize imb_arff_n_columns (const ImbArff *self);

/* Hands out the rows of the data section, like imb_csv_parse; sparse rows are whole by then. Values that do not keep to the
 * head are problems. @met (cleared before by the caller) is only filled in when there is a log. */
gboolean imb_arff_parse (const ImbArff *self,
                         const char    *text,
                         gsize          length,
                         ImbArffMet    *met,
                         ImbReadLog    *log,
                         ImbRowFunc     func,
                         gpointer       data,
                         ImbJob        *job,
                         GError       **error);

G_END_DECLS
