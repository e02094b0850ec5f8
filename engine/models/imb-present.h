/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-view.h"

G_BEGIN_DECLS

/* For engine/models only: what was learned from: the columns, and the classes that had training rows. A model learns and scores these; the others, which a
 * fold may have only among its tested rows, score 0. */
typedef struct
{
  gsize  n_cols;
  guint  n_classes;
  guint  n_present;
  guint *classes; /* present class → class, ascending */
} ImbPresent;

void imb_present_init (ImbPresent    *self,
                       const ImbView *train);
void imb_present_clear (ImbPresent *self);

/* Each training row's number among the present classes. */
void imb_present_number (const ImbPresent *self,
                         const ImbView    *train,
                         guint16          *codes);

/* Scores of the present classes of @n rows from @first, into @out, n × n_present. */
typedef gboolean (*ImbPresentFunc) (gconstpointer    fitted,
                                    const ImbMatrix *rows,
                                    gsize            first,
                                    gsize            n,
                                    double          *out,
                                    GError         **error);

/**
 * imb_present_predict:
 * @rows: with as many columns as were learned from
 * @block_rows: how many rows @func gets at once
 * @scores: (out): of every row, n_classes
 *
 * Calls @func for blocks of rows in parallel, and puts what it gives to the classes' places.
 */
gboolean imb_present_predict (const ImbPresent *self,
                              ImbPresentFunc    func,
                              gconstpointer     fitted,
                              const ImbMatrix  *rows,
                              gsize             block_rows,
                              double           *scores,
                              ImbJob           *job,
                              GError          **error);

G_END_DECLS
