/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-notes.h"
#include "engine/data/imb-table.h"

G_BEGIN_DECLS

/* What a reader has to say: problems with line and column (the first thousand are kept, all are
 * counted), notes about decisions, and the sentence when it gives up. */
typedef struct
{
  const char *name; /* of the file, for people */
  GPtrArray  *problems;
  gsize       n_problems;
  gsize       row;        /* of the table, from 1, that the problems told now are about; 0: none */
  gsize       n_comments; /* lines that were left out as such */
  ImbNotes   *notes;
} ImbReadLog;

void imb_read_log_init (ImbReadLog *self,
                        const char *name);
void imb_read_log_clear (ImbReadLog *self);

/* Lines and columns count from 1; column 0 is the whole line. */
void imb_read_log_problem (ImbReadLog *self,
                           gsize       line,
                           gsize       column,
                           const char *format,
                           ...) G_GNUC_PRINTF (4, 5);

/* Forgets the problems beyond the first @n: before a second pass over the same lines. */
void imb_read_log_rewind (ImbReadLog *self,
                          gsize       n);

/* The kept problems from the @first on, told before their row was known, are about @row. */
void imb_read_log_place (ImbReadLog *self,
                         gsize       first,
                         gsize       row);

/* Adds the problems of several @logs (of ImbReadLog), in the order of their lines; they have none any more. */
void imb_read_log_gather (ImbReadLog *self,
                          GPtrArray  *logs);

/* Sets IMB_ERROR_FORMAT "FILE:LINE:COLUMN: sentence" (without the parts that are 0). */
void imb_read_log_fail (const ImbReadLog *self,
                        gsize             line,
                        gsize             column,
                        GError          **error,
                        const char       *format,
                        ...) G_GNUC_PRINTF (5, 6);

/* Hands everything to the table, problems in the order of their lines. */
void imb_read_log_give (ImbReadLog *self,
                        ImbTable   *table);

/* @text as it may stand in a sentence: at most 40 characters, no control characters. */
char *imb_read_log_quote (const char *text);

G_END_DECLS
