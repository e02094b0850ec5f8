/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/kernels/imb-hist-bins.h"

G_BEGIN_DECLS

/* A gradient and a second derivative, added together in one instruction. */
typedef double ImbHistPair __attribute__ ((vector_size (16)));

/* What a leaf must have, and what its value is: −G / (H + l2_regularization), within ±max_delta_step. */
typedef struct
{
  gsize  min_samples_leaf; /* at least 1 */
  double min_child_weight; /* the least H */
  double l2_regularization;
  double max_delta_step; /* 0: no limit */
} ImbHistLimits;

/* The best cut of one column, or of several. */
typedef struct
{
  double      gain; /* 0: there is none */
  ImbHistPair left; /* sums */
  guint32     n_left;
  guint32     feature;
  guint       bin; /* the last one that goes left */
  gboolean    missing_left;
} ImbHistSplit;

/* What is known of the rows of a bin: sums of gradients and of second derivatives, how many there are, and nothing: 32 bytes are added as
 * fast as 16 where the processor has AVX2, and a count of its own would cost half as much again. */
typedef double ImbHistSlot __attribute__ ((vector_size (32)));

#define IMB_HIST_SLOTS 256 /* of a column; columns follow one another */

/**
 * imb_hist_add:
 * @first: the first of the columns
 * @n_cols: how many; of one group, that is first / 8 and (first + n_cols − 1) / 8 are equal
 * @rows: (nullable) (array length=n): NULL: rows 0 … n − 1
 * @pairs: (array length=n): in the order of @rows
 * @slots: (inout): of all columns, aligned to 32 bytes
 *
 * Adds rows, in their order, to the slots of the columns. One load, one addition and one store of 32 bytes a value; successive
 * additions are to different columns, so none waits for the one before.
 */
void imb_hist_add (const ImbHistBins *bins,
                   gsize              first,
                   gsize              n_cols,
                   const guint32     *rows,
                   gsize              n,
                   const ImbHistPair *pairs,
                   ImbHistSlot       *slots);

/* @n slots of a node less those of one child: the other child. */
void imb_hist_subtract (ImbHistSlot       *slots,
                        const ImbHistSlot *child,
                        gsize              n);

/* −G / (H + l2), limited. */
double imb_hist_value (ImbHistPair          total,
                       const ImbHistLimits *limits);

/* By how much the loss of rows falls at that value, twice, to second order. */
double imb_hist_worth (ImbHistPair          total,
                       const ImbHistLimits *limits);

/**
 * imb_hist_split:
 * @slots: of column @j
 * @total: sums of the node's @n rows
 *
 * The cut of column @j after which the children's worth exceeds the node's by most, of equally good ones the lowest bin; missing values go
 * right, or left where that is better. O(bins).
 */
ImbHistSplit imb_hist_split (const ImbHistBins   *bins,
                             gsize                j,
                             const ImbHistSlot   *slots,
                             ImbHistPair          total,
                             gsize                n,
                             const ImbHistLimits *limits);

G_END_DECLS
