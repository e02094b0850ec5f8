/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where a row number is asked for: none. */
#define IMB_NO_ROW G_MAXUINT32

/* Two rows of a matrix, and where between them a third one is: (1 − share) · first + share · second, as far as doubles can say. */
typedef struct
{
  guint32 first; /* IMB_NO_ROW: it lies between no two rows */
  guint32 second;
  double  share; /* 0 … 1 */
} ImbEnds;

/* Of the rows of a matrix those from @first on: between which of its rows each of them lies. Of the rows before, nothing is known. */
typedef struct
{
  const ImbEnds *ends;
  gsize          first;
} ImbBetween;

G_END_DECLS
