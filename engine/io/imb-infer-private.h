/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What imb-infer.c, which takes rows, shares with imb-infer-finish.c, which makes columns of them. */
#pragma once

#include "engine/io/imb-infer.h"
#include "engine/io/imb-levels.h"

G_BEGIN_DECLS

#define IMB_INFER_MOST_LEFT_OUT 1000 /* per column and lane */
/* A cell that became missing though something stood in it. */
typedef struct
{
  gsize    line;
  gsize    row; /* from 1, as it was put */
  char    *text;
  gboolean infinite;
} ImbInferLeftOut;

/* What one lane met in one column. */
typedef struct
{
  ImbLevels *levels;   /* NULL: no text yet */
  guint32    hash;     /* of the text at hand */
  GArray    *left_out; /* of ImbInferLeftOut */
  gsize      n_numbers;
  gsize      n_odd;
  gsize      n_infinite;
  gsize      n_wide;
  gsize      n_grouped; /* 1,234,567 */
  gsize      n_signs;   /* "-" and the like, missing if among numbers */
  gsize      n_zeros;   /* 007 */
  gsize      n_digits;  /* that every number so far consists of; 0: there was none */
  gboolean   is_uneven; /* numbers are of different lengths, or there are other signs than digits */
} ImbInferTally;

typedef struct
{
  gboolean as_text;
  gboolean as_number; /* whatever it looks like */
  gboolean is_code;   /* it was numbers but for its zeros */
  double  *numbers;
  gint32  *codes; /* of the lane's own levels until the columns are finished */
} ImbInferBuilder;

struct _ImbInferLane
{
  ImbInfer      *infer;
  ImbInferTally *tallies; /* (array length=n_columns) */
  ImbMissing    *missing;
  char           met_thousands;
  gsize          met_row; /* where */
};

struct _ImbInfer
{
  gsize            n_columns;
  ImbInferBuilder *builders;
  GPtrArray       *lanes; /* of ImbInferLane */
  GArray          *spans; /* of ImbInferSpan, in the order of their rows; empty: all rows are the first lane's */
  gsize            n_rows;
  gsize            capacity; /* rows */
  gsize            n_rows_about;
  char             decimal;
  char             thousands;
  gboolean         keeps_codes;
  ImbMissing      *missing;
  ImbReadLog      *log;
};

/* The counts of all lanes. */
ImbInferTally imb_infer_sum_counts (const ImbInfer *self,
                                    gsize           j);

G_END_DECLS
