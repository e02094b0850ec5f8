/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-ends.h"
#include "engine/core/imb-job.h"
#include "engine/core/imb-matrix.h"
#include "engine/core/imb-memo.h"

G_BEGIN_DECLS

/* What the numbers of a column mean. */
typedef struct
{
  guint    n_levels; /* 0: a number; else a category: codes 0 … n_levels − 1, NaN is missing */
  gboolean whole;    /* every number met is a whole one */
} ImbKind;

/* Rows that were made, as the last ones of a matrix that has room for the others of a view. */
typedef struct
{
  ImbMatrix *matrix;
  gsize      n_empty; /* of its first rows are not there yet: that many rows of the view come before those that were made */
} ImbWhole;

/* What a sampler or a model is given: rows in an order, chosen from a base matrix and, behind it,
 * a block of synthetic rows; nothing is concatenated. It owns nothing and lives as long as
 * its owner's job. Classes are codes in sorted label order. */
typedef struct
{
  const ImbMatrix   *base;      /* original rows */
  const ImbMatrix   *made;      /* synthetic rows; NULL when there are none */
  const guint16     *classes;   /* of base's rows, then of made's rows */
  const double      *weights;   /* of base's rows, then of made's rows; NULL when all are 1 */
  const guint32     *rows;      /* view row → base row, or base->n_rows + made row; NULL: all in order */
  gsize              n_rows;    /* rows of the view */
  guint              n_classes; /* codes are below it; a class may have no row */
  const char *const *labels;    /* of the classes, for sentences; NULL: the codes */
  const char *const *features;  /* names of base's columns, for sentences; NULL: their numbers */
  const ImbKind     *kinds;     /* of base's columns; NULL: all are numbers */
  const guint32     *numbers;   /* of base's rows, the rows of the table, for sentences; NULL: as in base */
  const guint32     *groups;    /* of base's rows, then of made's rows: rows of one code belong together; NULL: there are none */
  const ImbEnds     *ends;      /* of made's rows: between which rows of base they are, where that is known; NULL: of none */
  const gsize       *counts;    /* rows of each class, where somebody counted them; NULL for other rows than those */
  ImbWhole          *whole;     /* where all rows can stand in order as one matrix; NULL: nowhere, or these are other rows than those */
  ImbMemo           *memo;      /* what was found out about base; NULL, or about another matrix: nothing is kept */
} ImbView;

static inline gsize
imb_view_source (const ImbView *self,
                 gsize          i)
{
  return self->rows != NULL ? self->rows[i] : i;
}

static inline const double *
imb_view_row (const ImbView *self,
              gsize          i)
{
  gsize at = imb_view_source (self, i);

  return at < self->base->n_rows ? imb_matrix_row (self->base, at)
                                 : imb_matrix_row (self->made, at - self->base->n_rows);
}

static inline guint
imb_view_class (const ImbView *self,
                gsize          i)
{
  return self->classes[imb_view_source (self, i)];
}

static inline double
imb_view_weight (const ImbView *self,
                 gsize          i)
{
  return self->weights != NULL ? self->weights[imb_view_source (self, i)] : 1.0;
}

/* Only when there are groups. */
static inline guint32
imb_view_group (const ImbView *self,
                gsize          i)
{
  return self->groups[imb_view_source (self, i)];
}

/* Whether column @j holds codes of categories. */
static inline gboolean
imb_view_is_category (const ImbView *self,
                      gsize          j)
{
  return self->kinds != NULL && self->kinds[j].n_levels > 0;
}

/* How many columns hold codes of categories. */
gsize imb_view_n_categories (const ImbView *self);

/* A view of all rows of @base in order. */
ImbView imb_view_of (const ImbMatrix *base,
                     const guint16   *classes,
                     guint            n_classes);

/* Rows of each class into counts[n_classes]. */
void imb_view_count (const ImbView *self,
                     gsize         *counts);

/* How many classes have rows; one of them in @some, when there is any. */
guint imb_view_n_present (const ImbView *self,
                          guint         *some);

/* The view rows of class @c, in order. (transfer full) */
guint32 *imb_view_rows_of_class (const ImbView *self,
                                 guint          c,
                                 gsize         *n_rows);

/* The view's rows as one matrix. (transfer full) (nullable) */
ImbMatrix *imb_view_gather (const ImbView *self,
                            const guint32 *view_rows, /* NULL: all */
                            gsize          n_rows,
                            ImbJob        *job,
                            GError       **error);

/* The same, where the rows are one matrix already, or there is room for them beside those that were made: that matrix, else a copy, which is
 * @own, too. By one thread at a time. (nullable) */
const ImbMatrix *imb_view_see_whole (const ImbView *self,
                                     ImbMatrix    **own,
                                     ImbJob        *job,
                                     GError       **error);

/* The label of a class for a sentence: the text, or the code as a number. (transfer full) */
char *imb_view_dup_label (const ImbView *self,
                          guint          c);

/* A feature for a sentence: “name”, or "feature 3" when it has none. (transfer full) */
char *imb_view_dup_feature (const ImbView *self,
                            gsize          j);

/* A view row for a sentence: its row in the table, from 1. */
gsize imb_view_number (const ImbView *self,
                       gsize          i);

G_END_DECLS
